import type { Refused } from '../../kernel/outcome.ts'
import type { ListCondition, Tx } from '../../platform/command/tx.ts'
import { refusals } from '../refusals.ts'
import type { Conditions } from './model.ts'

// What a list asks of other businesses. They say it in their manifests; wiring hands it down, so that no arrow points up.

/** What may be asked of other businesses, for the form; `may`: by this officer. */
export interface BusinessChoice { readonly code: string; readonly title: string; readonly may: boolean }

export function businessChoices(tx: Tx): readonly BusinessChoice[] {
  return tx.services.listConditions.map(({ code, title, permission }) => ({ code, title, may: tx.actor.permissions.has(permission) }))
}

/** Titles for the conditions in words; they tell nothing of anybody. */
export function businessTitles(tx: Tx): ReadonlyMap<string, string> {
  return new Map(tx.services.listConditions.map(({ code, title }) => [code, title]))
}

/** Why these conditions are not for this officer: who stands in the list is told of by the list itself. */
export function refuseBusinesses(tx: Tx, conditions: Conditions): Refused | null {
  for (const name of ['businesses', 'otherThan'] as const) for (const code of conditions[name]) {
    const field = `/draft/conditions/${name}`
    const found = findCondition(tx, code)
    if (found === undefined) return refusals.refuse('list-business-unknown', { code, field })
    if (!tx.actor.permissions.has(found.permission)) return refusals.refuse('list-business-forbidden', { title: found.title, field })
  }
  return null
}

/** Ids that fulfil what is asked of every other business, in their order. */
export async function keepByBusinesses(tx: Tx, personIds: readonly string[], conditions: Conditions): Promise<readonly string[]> {
  let kept = personIds
  for (const name of ['businesses', 'otherThan'] as const) for (const code of conditions[name]) {
    const found = findCondition(tx, code)
    if (found === undefined) throw new Error(`list condition ${code} is in no manifest`)
    const among = await found.among(tx, kept, conditions.on)
    kept = kept.filter((id) => among.has(id) === (name === 'businesses'))
  }
  return kept
}

function findCondition(tx: Tx, code: string): ListCondition | undefined {
  return tx.services.listConditions.find((one) => one.code === code)
}

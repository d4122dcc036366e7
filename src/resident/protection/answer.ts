import type { Tx } from '../../platform/command/tx.ts'
import type { GuardAnswer } from '../../platform/guard/index.ts'
import { listBlockingMeasures } from './store.ts'

/** What may be said to the person at the desk. It says neither that somebody is registered nor that anything is blocked. */
export const sayableSentence = '確認に少し時間をいただきます。掛けてお待ちください。'

/**
 * What the protection register says of these persons, computed now from live rows — 支援措置の照会.
 * A measure blocks from the moment its filing was accepted until somebody lifts it; an end date that has passed opens nothing.
 * @returns one answer for each protected person; whoever is not in the map is not protected
 */
export async function guardAnswer(tx: Tx, personIds: readonly string[]): Promise<ReadonlyMap<string, GuardAnswer>> {
  const answers = new Map<string, GuardAnswer>()
  if (personIds.length === 0) return answers
  const mayReveal = tx.actor.permissions.has('resident.release')
  for (const measure of await listBlockingMeasures(tx, personIds)) {
    const earlier = answers.get(measure.personId)
    answers.set(measure.personId, {
      personId: measure.personId, sentence: sayableSentence, mayReveal,
      until: laterEnd(earlier ? { until: earlier.until } : undefined, measure.periodUntil),
    })
  }
  return answers
}

/** Of several measures the one that runs longest; null is without end. */
function laterEnd(earlier: { readonly until: string | null } | undefined, until: string | null): string | null {
  if (earlier === undefined) return until
  if (earlier.until === null || until === null) return null
  return earlier.until > until ? earlier.until : until
}

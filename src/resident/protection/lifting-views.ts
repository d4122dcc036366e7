import { z } from 'zod'
import { query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { listPersonsOn } from '../queries.ts'
import { findAnyLifting, findLifting, listProposedLiftings } from './lifting-store.ts'
import { mayLookBehind } from './measure-views.ts'
import type { Lifting } from './model.ts'
import { listOfficerNames } from './queries.ts'
import { protectionRefusals } from './refusals.ts'
import { liftingFault } from './rules.ts'
import { listAround } from './store.ts'

export interface LiftingLine { readonly lineNo: number; readonly personId: string | null; readonly name: string; readonly addresseeNumber: string; readonly fault: string | null }
export interface LiftingView extends Omit<Lifting, 'entries'> { readonly officer: string; readonly isMine: boolean; readonly lines: readonly LiftingLine[] }

const faultTitles = { changed: '伺いのあとに記録が変わりました', newer: '伺いのあとに新しい支援措置が始まっています', 'not-expired': '期間がまだ終わっていません' } as const

async function viewsOf(tx: Tx, liftings: readonly Lifting[]): Promise<readonly LiftingView[]> {
  const entries = liftings.flatMap((one) => one.entries)
  const persons = new Map((await listPersonsOn(tx, entries.flatMap((entry) => entry.personId ?? []))).map((person) => [person.personId, person]))
  const officers = await listOfficerNames(tx, liftings.map((one) => one.preparedBy))
  const now = await listAround(tx, liftings.filter((one) => one.target === 'measure').flatMap((one) => one.entries.map((entry) => entry.targetId)))
  return liftings.map(({ entries: own, ...lifting }) => ({
    ...lifting, officer: officers.get(lifting.preparedBy) ?? '', isMine: lifting.preparedBy === tx.actor.id,
    lines: own.map((entry) => {
      const person = entry.personId === null ? undefined : persons.get(entry.personId)
      const fault = lifting.target === 'measure' && lifting.state === 'proposed' ? liftingFault(lifting, entry, { today: tx.today, now }) : undefined
      return { lineNo: entry.lineNo, personId: entry.personId, name: person?.name ?? '', addresseeNumber: person?.addresseeNumber ?? '', fault: fault === undefined ? null : faultTitles[fault] }
    }),
  }))
}

export interface LiftingList { readonly items: readonly LiftingView[] }

/** Liftings that wait for the second officer — 解除の伺い. */
export const listLiftings = query<Record<string, never>, LiftingList>({
  name: 'resident.list-liftings', title: '解除の伺い', permission: mayLookBehind, action: 'list',
  description: 'Lists of measures and suppressions that wait for a second officer to lift them, each line looked at anew.',
  input: z.strictObject({}), output: z.custom<LiftingList>(),
  async run(tx) { return { ok: true, value: { items: await viewsOf(tx, await listProposedLiftings(tx)) } } },
  subjects: (value) => value.items.flatMap((one) => one.lines.flatMap((line) => line.personId ?? [])),
  withhold: (value) => value,
  async example() { return {} },
})

/** One list to be lifted, each line looked at anew — 解除の伺い一件. */
export const showLifting = query<{ liftingId: string }, LiftingView>({
  name: 'resident.show-lifting', title: '解除の伺い', permission: mayLookBehind, action: 'view',
  description: 'One list of liftings with its ground and reason; every line says whether it could be lifted now.',
  input: z.object({ liftingId: zId }), output: z.custom<LiftingView>(),
  async run(tx, input) {
    const lifting = await findLifting(tx, input.liftingId)
    if (lifting === undefined) return protectionRefusals.refuse('lifting-not-found', { field: '/liftingId' })
    return { ok: true, value: (await viewsOf(tx, [lifting]))[0]! }
  },
  subjects: (value) => value.lines.flatMap((line) => line.personId ?? []),
  withhold: (value) => value,
  async example(tx) {
    const one = await findAnyLifting(tx)
    return one ? { liftingId: one.liftingId } : null
  },
})

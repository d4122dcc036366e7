import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { sumOf } from '../../../kernel/yen.ts'
import { findPartyIdOfResident, listParties } from '../../../party/index.ts'
import { query } from '../../../platform/command/define.ts'
import { zId } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { listPersonsOn } from '../../../resident/index.ts'
import { headOf, PersonHead, withheldHead } from '../queries.ts'
import { refuse } from '../refusals.ts'
import { byDueDate, instalmentTitle, laneOf, type Instalment } from '../rules/collection.ts'
import { findPayer } from '../returns/payer-store.ts'
import * as store from './change-store.ts'
import { changeKinds, formDueOn } from './rules/employment.ts'
import { outcomeOf, standingOf, type Standing } from './standing.ts'

const zState = z.enum(store.changeStates)
const zItem = z.object({
  changeId: zId, personId: zId, name: z.string(), number: z.string(), fiscalYear: z.int(), fiscalYearText: z.string(), kind: z.enum(changeKinds), state: zState, happenedOn: z.string(), receivedOn: z.string(),
  /** Whose form it is and who takes over, by name; empty where nobody is named or it tells of a protected person. */
  payer: z.string(), newPayer: z.string(),
})
export type ChangeItem = z.output<typeof zItem>

const pageSize = 50
const ChangesQuestion = z.strictObject({ state: zState.nullable().default('received'), payerId: zId.nullable().default(null), page: z.int().min(1).max(10_000).default(1) })
const ChangesView = z.object({ items: z.array(zItem), counts: z.record(z.string(), z.int()), state: zState.nullable(), payerId: z.string().nullable(), page: z.int(), hasMore: z.boolean() })
export type ChangesView = z.output<typeof ChangesView>

/** 異動届の作業一覧: what came in and waits, and what became of the others. */
export const listChanges = query({
  name: 'tax-individual.list-collection-changes', title: '異動届の一覧', permission: 'tax-individual.read', action: 'list',
  description: 'Changes of how tax is collected that came in, by state and by payer, the one received first at the top; 50 a page.',
  input: ChangesQuestion, output: ChangesView,
  async run(tx, input) {
    const rows = await store.pageOfChanges(tx, { state: input.state, payerId: input.payerId, offset: (input.page - 1) * pageSize, limit: pageSize + 1 })
    return accept({ items: await itemsOf(tx, rows.slice(0, pageSize)), counts: await store.countChanges(tx), state: input.state, payerId: input.payerId, page: input.page, hasMore: rows.length > pageSize })
  },
  subjects: (view) => view.items.map((one) => one.personId),
  // Where a protected person works is not told.
  withhold: (view, ids) => ({ ...view, items: view.items.map((one) => (ids.has(one.personId) ? { ...one, payer: '', newPayer: '' } : one)) }),
  example: async () => ({ state: null, payerId: null, page: 1 }),
})

/** Changes with the names of their persons and payers. */
export async function itemsOf(tx: Tx, rows: readonly store.CollectionChange[]): Promise<ChangeItem[]> {
  const persons = new Map((await listPersonsOn(tx, [...new Set(rows.map((row) => row.personId))])).map((person) => [person.personId, person]))
  const payers = await payerNames(tx, rows.flatMap((row) => [row.payerId, row.newPayerId].filter((id) => id !== null)))
  return rows.map((row) => ({
    changeId: row.changeId, personId: row.personId, name: persons.get(row.personId)?.name ?? '（住民記録にない人）', number: persons.get(row.personId)?.addresseeNumber ?? '', fiscalYear: row.fiscalYear, fiscalYearText: fiscalYearText(fiscalYear(row.fiscalYear)),
    kind: row.kind, state: row.state, happenedOn: row.happenedOn, receivedOn: row.receivedOn, payer: payers.get(row.payerId ?? '') ?? '', newPayer: payers.get(row.newPayerId ?? '') ?? '',
  }))
}

async function payerNames(tx: Tx, payerIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const payers = []
  for (const payerId of new Set(payerIds)) payers.push(await findPayer(tx, payerId))
  const known = payers.filter((one) => one !== undefined)
  const names = new Map((await listParties(tx, known.map((one) => one.partyId))).map((party) => [party.partyId, party.name]))
  return new Map(known.map((one) => [one.payerId, names.get(one.partyId) ?? '']))
}

export const ChangeRow = z.object({
  no: z.int(), title: z.string(), lane: z.enum(['ordinary', 'salary', 'pension']), dueOn: z.string(), party: z.string(), before: z.int(), after: z.int(),
  /** Money came in on it. */
  isPaid: z.boolean(),
})
const ChangeView = z.object({
  person: PersonHead, change: zItem, firstMonth: z.string().nullable(), lumpAsked: z.boolean(), payToMay: z.int().nullable(), note: z.string().nullable(), receivedByName: z.string(), decidedByName: z.string().nullable(), decidedAt: z.string().nullable(),
  reason: z.string().nullable(), decisionNo: z.int(), changedByNo: z.int().nullable(),
  /** The form had to be here by this day. */
  formDueOn: z.string(), isLate: z.boolean(),
  rows: z.array(ChangeRow), sumBefore: z.int(), sumAfter: z.int(), moved: z.int(), lump: z.enum(['must', 'asked', 'none']),
  /** Why it cannot be carried out, or null. */
  obstacle: z.object({ message: z.string(), remedy: z.string() }).nullable(),
})
export type ChangeView = z.output<typeof ChangeView>

/** 一つの異動届: what it says, and which months and terms it changes. */
export const showChange = query({
  name: 'tax-individual.show-collection-change', title: '異動届を見る', permission: 'tax-individual.read', action: 'view',
  description: 'One change of how tax is collected with the instalments before and after it, for one not yet carried out as it would be today; or why it cannot be carried out.',
  input: z.strictObject({ changeId: zId }), output: ChangeView,
  async run(tx, { changeId }) {
    const change = await store.findChange(tx, changeId)
    const person = change && (await headOf(tx, change.personId))
    if (!change || !person) return refuse('change-not-found')
    const standing = await standingOf(tx, change.personId, fiscalYear(change.fiscalYear))
    const due = formDueOn(change.happenedOn, standing.dueDates.openDay, standing.law)
    const [item] = await itemsOf(tx, [change])
    return accept({
      person, change: item!, firstMonth: change.firstMonth, lumpAsked: change.lumpAsked, payToMay: change.payToMay, note: change.note, receivedByName: change.receivedByName, decidedByName: change.decidedByName, decidedAt: change.decidedAt,
      reason: change.reason, decisionNo: standing.last?.decisionNo ?? 0, changedByNo: change.decisionNo, formDueOn: due, isLate: change.receivedOn > due, ...(await effectOf(tx, change, standing)),
    })
  },
  subjects: (view) => [view.person.personId],
  withhold: (view, ids) => (ids.has(view.person.personId) ? { ...view, person: withheldHead(view.person), change: { ...view.change, payer: '', newPayer: '' }, rows: view.rows.map((row) => ({ ...row, party: '' })) } : view),
  async example(tx) {
    for (const state of store.changeStates) {
      const change = await store.findAnyChange(tx, state)
      if (change) return { changeId: change.changeId }
    }
    return null
  },
})

async function effectOf(tx: Tx, change: store.CollectionChange, standing: Standing): Promise<Pick<ChangeView, 'rows' | 'sumBefore' | 'sumAfter' | 'moved' | 'lump' | 'obstacle'>> {
  const decided = standing.decisions.find((one) => one.decisionNo === change.decisionNo)
  const prior = standing.decisions.find((one) => one.decisionNo === (change.decisionNo ?? 0) - 1)
  if (decided && prior) return { ...(await compared(tx, standing, { before: prior.instalments, after: decided.instalments })), lump: 'none', obstacle: null }
  const outcome = await outcomeOf(tx, change, standing)
  const before = standing.last?.instalments ?? []
  if (outcome.ok) return { ...(await compared(tx, standing, { before, after: outcome.value.instalments })), lump: outcome.value.lump, obstacle: null }
  const { message, remedy } = refuse(outcome.why).refusals[0]!
  return { ...(await compared(tx, standing, { before, after: before })), lump: 'none', obstacle: { message, remedy: remedy ?? '' } }
}

/** Instalments of two states beside each other, with whom each charges. */
export async function compared(tx: Tx, standing: Standing, { before, after }: { before: readonly Instalment[]; after: readonly Instalment[] }): Promise<Pick<ChangeView, 'rows' | 'sumBefore' | 'sumAfter' | 'moved'>> {
  const own = standing.last?.partyId ?? null
  const self = standing.last ? await findPartyIdOfResident(tx, standing.last.personId) : undefined
  const all = new Map([...before, ...after].map((one) => [one.no, one]))
  const parties = new Map((await listParties(tx, [...new Set([...all.values()].map((one) => one.partyId ?? own).filter((id) => id !== null))])).map((party) => [party.partyId, party.name]))
  const partyOf = (one: Instalment): string => {
    const partyId = one.partyId ?? own ?? ''
    return laneOf(one.no) === 'ordinary' || partyId === self ? '本人' : (parties.get(partyId) ?? '')
  }
  const amountIn = (list: readonly Instalment[], no: number): number => list.find((one) => one.no === no)?.amount ?? 0
  const rows = [...all.values()].toSorted(byDueDate).map((one) => ({
    no: one.no, title: instalmentTitle(one.no, standing.law), lane: laneOf(one.no), dueOn: one.dueOn, party: partyOf(one),
    before: amountIn(before, one.no), after: amountIn(after, one.no), isPaid: standing.paidNos.has(one.no),
  })).filter((row) => row.before > 0 || row.after > 0)
  return { rows, sumBefore: sumOf(before.map((one) => one.amount)), sumAfter: sumOf(after.map((one) => one.amount)), moved: rows.reduce((sum, row) => sum + Math.max(0, row.before - row.after), 0) }
}

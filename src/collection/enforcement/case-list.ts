import { z } from 'zod'
import { addDays, plainDate, type PlainDate } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { listParties } from '../../party/index.ts'
import { query } from '../../platform/command/define.ts'
import { zDate } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { download, type Download } from '../../platform/spreadsheet/index.ts'
import { collectionLawOn } from '../law.ts'
import * as store from './case-list-store.ts'
import { propertyKinds } from './model.ts'
import { propertyWords } from './words.ts'

/** Which cases are listed — 見る事案. */
export const caseFilters = ['all', 'seized', 'money', 'delivery', 'prescription', 'suspended', 'requested', 'transferred'] as const
export type CaseFilter = (typeof caseFilters)[number]

export const caseFilterWords: Readonly<Record<CaseFilter, string>> = {
  all: 'すべての事案', seized: '差押えが続いている', money: '配当を待つ金がある', delivery: '交付する配当金がある', prescription: '時効が近い', suspended: '停止している', requested: '交付要求・参加差押え', transferred: '引き継いだ',
}

const zRow = z.object({
  partyId: z.string(), residentId: z.string().nullable(), name: z.string(), number: z.string(), owed: z.number(), seized: z.array(z.enum(propertyKinds)), seizedOn: z.string().nullable(), isUnserved: z.boolean(),
  /** Money that nobody has shared out yet, and money whose distribution waits for the second officer. */
  unshared: z.number(), proposed: z.number(), receivedOn: z.string().nullable(),
  handOver: z.number(), deliverOn: z.string().nullable(), completesOn: z.string().nullable(), reviewBy: z.string().nullable(), requests: z.number(), body: z.string().nullable(),
  /** The nearest of these days. */
  nextOn: z.string().nullable(),
})
export type CaseRow = z.infer<typeof zRow>

const zList = z.object({ show: z.enum(caseFilters), kind: z.enum(propertyKinds).nullable(), until: z.string(), page: z.number().nullable(), total: z.number(), rows: z.array(zRow), sums: z.object({ unshared: z.number(), proposed: z.number(), handOver: z.number() }) })
export type CaseList = z.infer<typeof zList>

interface CaseQuestion { readonly show: CaseFilter; readonly kind: (typeof propertyKinds)[number] | null; readonly until: PlainDate | null; readonly page: number | null }

export const casesOfPage = 50

/** Every case with what is seized, what money is in hand, and what comes due — 滞納処分の事案の一覧. */
export const listEnforcementCases = query<CaseQuestion, CaseList>({
  name: 'collection.enforcement-cases', title: '滞納処分の事案の一覧を見る', permission: 'collection-enforcement.read', action: 'list',
  description: 'One row for each addressee with a seizure, request, suspension or transfer that stands, money that waits for its distribution or hand-over, or a right that ends by a day (the warning time of the town where none is named); by what comes due next. Fifty to a page, all where no page is named.',
  input: z.object({ show: z.enum(caseFilters), kind: z.enum(propertyKinds).nullable(), until: zDate.nullable(), page: z.int().min(1).max(10_000).nullable() }), output: zList,
  async run(tx, { show, kind, until: asked, page }) {
    const until = asked ?? addDays(tx.today, collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today)).prescriptionWarningDays)
    const found = [...(await standingCases(tx, until)).values()].filter((row) => isShown(row, show) && (kind === null || row.seized.includes(kind))).sort(byNextDay)
    const shown = page === null ? found : found.slice((page - 1) * casesOfPage, page * casesOfPage)
    const ids = shown.map((row) => row.partyId)
    const [parties, owed] = [new Map((await listParties(tx, ids)).map((party) => [party.partyId, party])), new Map((await store.listOwed(tx, ids)).map((row) => [row.party_id, row.owed]))]
    const rows = shown.map((row) => { const party = parties.get(row.partyId); return { ...row, residentId: party?.residentId ?? null, name: party?.name ?? '', number: party?.number ?? '', owed: owed.get(row.partyId) ?? 0 } })
    const sum = (pick: (row: Standing) => number): number => found.reduce((total, row) => total + pick(row), 0)
    return { ok: true, value: { show, kind, until, page, total: found.length, rows, sums: { unshared: sum((row) => row.unshared), proposed: sum((row) => row.proposed), handOver: sum((row) => row.handOver) } } }
  },
  subjects: (value) => value.rows.flatMap((row) => row.residentId ?? []),
  // Names and sums: neither birth date nor address stands here.
  withhold: (value) => value,
  example: async () => ({ show: 'all', kind: null, until: null, page: 1 }),
})

type Standing = Omit<CaseRow, 'residentId' | 'name' | 'number' | 'owed'>

const nothing: Omit<Standing, 'partyId'> = { seized: [], seizedOn: null, isUnserved: false, unshared: 0, proposed: 0, receivedOn: null, handOver: 0, deliverOn: null, completesOn: null, reviewBy: null, requests: 0, body: null, nextOn: null }

async function standingCases(tx: Tx, until: PlainDate): Promise<ReadonlyMap<string, Standing>> {
  const cases = new Map<string, Standing>()
  const add = (partyId: string, more: Partial<Standing>): void => { cases.set(partyId, { ...nothing, ...cases.get(partyId), ...more, partyId }) }
  for (const row of await store.listSeized(tx)) add(row.party_id, { seized: row.kinds, seizedOn: row.since, isUnserved: row.is_unserved })
  for (const row of await store.listMoneyInHand(tx)) add(row.party_id, { unshared: row.unshared, proposed: row.proposed, receivedOn: row.received_on, deliverOn: row.deliver_on })
  for (const row of await store.listToHandOver(tx)) add(row.party_id, { handOver: row.amount, deliverOn: earliest([row.deliver_on, cases.get(row.party_id)?.deliverOn ?? null]) })
  for (const row of await store.listLapsing(tx, until)) add(row.party_id, { completesOn: row.completes_on })
  for (const row of await store.listSuspended(tx)) if (row.review_by !== null) add(row.party_id, { reviewBy: row.review_by })
  for (const row of await store.listRequested(tx)) add(row.party_id, { requests: row.requests })
  for (const row of await store.listTransferred(tx)) add(row.party_id, { body: row.body })
  return new Map([...cases].map(([partyId, row]) => [partyId, { ...row, nextOn: earliest([row.deliverOn, row.completesOn, row.reviewBy]) }]))
}

function earliest(days: readonly (string | null)[]): string | null {
  return days.filter((day) => day !== null).sort()[0] ?? null
}

function isShown(row: Standing, show: CaseFilter): boolean {
  const holds: Readonly<Record<CaseFilter, boolean>> = {
    all: true, seized: row.seized.length > 0, money: row.unshared + row.proposed > 0, delivery: row.handOver > 0, prescription: row.completesOn !== null, suspended: row.reviewBy !== null, requested: row.requests > 0, transferred: row.body !== null,
  }
  return holds[show]
}

/** The nearest day first; those without one by the age of their seizure. */
function byNextDay(one: Standing, other: Standing): number {
  const keyOf = (row: Standing): string => `${row.nextOn ?? '9999'}|${row.seizedOn ?? '9999'}|${row.partyId}`
  return keyOf(one) < keyOf(other) ? -1 : 1
}

/** `預貯金 2・給与`: kinds of property, with how many of each. */
export function seizedText(kinds: CaseRow['seized']): string {
  return [...new Set(kinds)].map((kind) => { const count = kinds.filter((one) => one === kind).length; return `${propertyWords[kind]}${count > 1 ? ` ${count}` : ''}` }).join('・')
}

const dayText = (day: string | null): string => (day === null ? '' : printDate(plainDate(day), 'letter'))

/** The list as a file: `files/enforcement-cases/<show>.<kind>/<until>/csv`. */
export const caseListDownloads: readonly Download[] = [
  download<CaseQuestion, CaseList>({
    name: 'enforcement-cases', query: listEnforcementCases,
    input: (id, until) => { const [show, kind] = id.split('.'); return { show, kind: kind ?? null, until, page: null } },
    rows: (value) => [
      ['宛名番号', '氏名', '未納', '差し押さえた財産', '差押えの日', '配当を待つ金', '決裁を待つ配当', '交付する配当金', '交付の日', '徴収できる最後の日', '停止の見直し', '交付要求', '引き継ぎ先'],
      ...value.rows.map((row) => [row.number, row.name, String(row.owed), seizedText(row.seized), dayText(row.seizedOn), String(row.unshared), String(row.proposed), String(row.handOver), dayText(row.deliverOn), dayText(row.completesOn), dayText(row.reviewBy), String(row.requests), row.body ?? '']),
    ],
  }),
]

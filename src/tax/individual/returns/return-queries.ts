import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYear, plainDate } from '../../../kernel/plain-date.ts'
import { fiscalYearText, printDate } from '../../../kernel/wareki.ts'
import { query } from '../../../platform/command/define.ts'
import { zFiscalYear, zId } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import type { TextRow } from '../../../platform/spreadsheet/index.ts'
import { addressText, listNearlyNamed, listPersonsOn } from '../../../resident/index.ts'
import { latestAssessedYear } from '../law.ts'
import { assessmentDateOf, incomeYearOf } from '../model.ts'
import { refuse } from '../refusals.ts'
import { statementKinds, statementTitles } from '../statement.ts'
import { addressKeyOf, listCandidates } from './matching.ts'
import * as store from './return-store.ts'
import { isAt, matchedBy, matchReasons, type MatchedBy, type MatchReason } from './rules/match.ts'

export const reasonTitles: Readonly<Record<MatchReason | MatchedBy, string>> = {
  none: '氏名と生年月日の合う人がいない', several: '合う人が何人もいる', 'number-differs': '宛名番号の人と氏名・生年月日が違う', 'address-differs': '氏名と生年月日は合うが、住所が違う', 'not-resident': '1月1日にこの町の住民でない', 'no-birthday': '生年月日が書かれていない',
  number: '宛名番号と、氏名か生年月日が一致', 'name-birth-address': '氏名・生年月日・住所が一致', 'name-birth': '氏名・生年月日が一致', original: '訂正の元の資料と同じ人', officer: '職員が決めた',
}

const zReason = z.enum([...matchReasons, ...matchedBy])
const zOpenState = z.enum(store.openStates)
const zCounts = z.object({ waiting: z.int(), aside: z.int(), forwarded: z.int() })
const zReturnFile = z.object({ fileId: zId, channel: z.enum(['screen', 'link']), lines: z.int(), linked: z.int(), waiting: z.int(), replaced: z.int(), cancelled: z.int(), receivedAt: z.string(), receivedByName: z.string() })
const ReturnsView = z.object({ fiscalYear: z.int(), fiscalYearText: z.string(), files: z.array(zReturnFile), counts: zCounts })
export type ReturnsView = z.output<typeof ReturnsView>

/** 課税資料の取込み: the files so far, and how many rows wait for an officer. */
export const showReturns = query({
  name: 'tax-individual.list-return-files', title: '課税資料の取込みの一覧', permission: 'tax-individual.read', action: 'list',
  description: 'The last files of reports and returns with what they became, and how many rows of a fiscal year wait, are laid aside or were sent on.',
  input: z.strictObject({ fiscalYear: zFiscalYear }), output: ReturnsView,
  async run(tx, input) {
    return accept({ fiscalYear: input.fiscalYear, fiscalYearText: fiscalYearText(input.fiscalYear), files: [...await store.listFiles(tx)], counts: { ...await store.countOpenRows(tx, incomeYearOf(input.fiscalYear)) } })
  },
  subjects: () => [],
  withhold: (view) => view,
  example: async () => ({ fiscalYear: latestAssessedYear }),
})

const zOpenRow = z.object({
  rowId: zId, lineNo: z.int(), kind: z.enum(statementKinds), title: z.string(), payer: z.string().nullable(), reportNumber: z.string(), name: z.string(), kana: z.string().nullable(), birthOn: z.string().nullable(), address: z.string().nullable(),
  addresseeNumber: z.string().nullable(), recipientNumber: z.string().nullable(), amount: z.int(), state: z.enum(store.rowStates), why: zReason, reason: z.string().nullable(), forwardedTo: z.string().nullable(), decidedByName: z.string().nullable(), decidedAt: z.string().nullable(),
  /** Who may be meant: the row tells about them. */
  candidateIds: z.array(z.string()),
})
export type OpenRow = z.output<typeof zOpenRow>
const perPage = 50
const OpenView = z.object({ fiscalYear: z.int(), fiscalYearText: z.string(), state: zOpenState, items: z.array(zOpenRow), next: z.string().nullable(), counts: zCounts })
export type OpenView = z.output<typeof OpenView>
const OpenQuestion = z.strictObject({ fiscalYear: zFiscalYear, state: zOpenState.default('waiting'), after: zId.nullable().default(null) })

/** 個人特定の作業一覧: rows of which nobody knows yet whom they speak of. */
export const listOpenReturns = query({
  name: 'tax-individual.list-open-returns', title: '個人特定の作業一覧', permission: 'tax-individual.read', action: 'list',
  description: 'Rows of files that rest on no person: waiting with the reason, laid aside, or sent on; 50 a page.',
  input: OpenQuestion, output: OpenView,
  async run(tx, input) {
    const incomeYear = incomeYearOf(input.fiscalYear)
    const rows = await store.listOpenRows(tx, { incomeYear, state: input.state, after: input.after, limit: perPage + 1 })
    return accept({
      fiscalYear: input.fiscalYear, fiscalYearText: fiscalYearText(input.fiscalYear), state: input.state, items: await openRowsOf(tx, rows.slice(0, perPage), incomeYear), next: rows.length > perPage ? rows[perPage - 1]!.rowId : null,
      counts: { ...await store.countOpenRows(tx, incomeYear) },
    })
  },
  subjects: (view) => view.items.flatMap((one) => one.candidateIds),
  withhold: (view, ids) => ({ ...view, items: view.items.map((one) => withheldRow(one, ids)) }),
  example: async () => ({ fiscalYear: latestAssessedYear, state: 'waiting' as const, after: null }),
})

async function openRowsOf(tx: Tx, rows: readonly store.DecidedRow[], incomeYear: number): Promise<OpenRow[]> {
  const candidates = await listCandidates(tx, rows, incomeYear)
  return rows.map((row, index) => openRowOf(row, [...candidates[index]!.map((one) => one.personId), ...(row.personId === null ? [] : [row.personId])]))
}

function openRowOf(row: store.DecidedRow, candidateIds: readonly string[]): OpenRow {
  return {
    rowId: row.rowId, lineNo: row.lineNo, kind: row.kind, title: statementTitles[row.kind], payer: row.content.payer ?? null, reportNumber: row.reportNumber, name: row.name, kana: row.kana, birthOn: row.birthOn, address: row.address,
    addresseeNumber: row.addresseeNumber, recipientNumber: row.recipientNumber, amount: row.amount, state: row.state, why: row.why, reason: row.reason, forwardedTo: row.forwardedTo, decidedByName: row.decidedByName, decidedAt: row.decidedAt, candidateIds: [...new Set(candidateIds)],
  }
}

/** Of a protected person who may be meant, the row says neither birthday nor address. */
function withheldRow(row: OpenRow, ids: ReadonlySet<string>): OpenRow {
  return row.candidateIds.some((id) => ids.has(id)) ? { ...row, birthOn: null, address: null } : row
}

/** Rows of a file that are read at a time. */
const rowsAtOnce = 1_000

const ForwardFile = z.object({ fiscalYear: z.int(), items: z.array(zOpenRow) })

/** Papers sent on to other municipalities, as a file — 回送の一覧. */
export const exportForwarded = query({
  name: 'tax-individual.export-forwarded-returns', title: '回送する課税資料の一覧', permission: 'tax-individual.read', action: 'export',
  description: 'Rows of a fiscal year that are sent on to other municipalities, as rows of a file.',
  input: z.strictObject({ fiscalYear: zFiscalYear }), output: ForwardFile,
  async run(tx, input) {
    const incomeYear = incomeYearOf(input.fiscalYear)
    const items: z.output<typeof ForwardFile>['items'] = []
    for (let after: string | null = null; ;) {
      const rows: readonly store.DecidedRow[] = await store.listOpenRows(tx, { incomeYear, state: 'forwarded', after, limit: rowsAtOnce })
      items.push(...await openRowsOf(tx, rows, incomeYear))
      if (rows.length < rowsAtOnce) return accept({ fiscalYear: input.fiscalYear, items })
      after = rows.at(-1)!.rowId
    }
  },
  subjects: (file) => file.items.flatMap((one) => one.candidateIds),
  withhold: (file, ids) => ({ ...file, items: file.items.map((one) => withheldRow(one, ids)) }),
  example: async () => ({ fiscalYear: latestAssessedYear }),
})

/** Rows of the file as they go out. */
export function forwardedRows({ items }: z.output<typeof ForwardFile>): readonly TextRow[] {
  const date = (text: string | null): string => (text === null ? '' : printDate(plainDate(text)))
  return [['回送先', '資料の種類', '支払者', '資料番号', '氏名', 'フリガナ', '生年月日', '住所', '額', '理由'], ...items.map((one) => [one.forwardedTo ?? '', one.title, one.payer ?? '', one.reportNumber, one.name, one.kana ?? '', date(one.birthOn), one.address ?? '', String(one.amount), one.reason ?? ''])]
}

const zCandidate = z.object({
  personId: zId, name: z.string(), kana: z.string().nullable(), birthOn: z.string().nullable(), address: z.string().nullable(), number: z.string(), status: z.string(), wasResident: z.boolean(),
  sameName: z.boolean(), sameBirthday: z.boolean(), sameAddress: z.boolean(),
})
export type Candidate = z.output<typeof zCandidate>
const RowView = z.object({ row: zOpenRow, fiscalYear: z.int(), fiscalYearText: z.string(), candidates: z.array(zCandidate) })
export type RowView = z.output<typeof RowView>

/** 一件の個人特定: what is written beside those who may be meant, with what agrees. */
export const showReturnRow = query({
  name: 'tax-individual.show-return-row', title: '個人特定の一件', permission: 'tax-individual.read', action: 'view',
  description: 'One row of a file beside the persons who may be meant, each with what agrees: name, birthday, address, and whether they lived here on the assessment date.',
  input: z.strictObject({ rowId: zId }), output: RowView,
  async run(tx, input) {
    const row = await store.findRow(tx, input.rowId)
    if (!row) return refuse('return-not-found', { field: '/rowId' })
    const year = fiscalYear(row.incomeYear + 1)
    const candidates = await candidatesOf(tx, row)
    return accept({ row: openRowOf(row, [...candidates.map((one) => one.personId), ...(row.personId === null ? [] : [row.personId])]), fiscalYear: year, fiscalYearText: fiscalYearText(year), candidates })
  },
  subjects: (view) => [...new Set([...view.row.candidateIds, ...view.candidates.map((one) => one.personId)])],
  withhold: (view, ids) => ({ ...view, row: withheldRow(view.row, ids), candidates: view.candidates.map((one) => (ids.has(one.personId) ? { ...one, birthOn: null, address: null, sameBirthday: false, sameAddress: false } : one)) }),
  async example(tx) {
    for (const state of store.openStates) {
      const row = await store.findAnyRow(tx, state)
      if (row !== undefined) return { rowId: row.rowId }
    }
    return null
  },
})

/** So many are shown beside the row; more are found by the search. */
const shownCandidates = 8

async function candidatesOf(tx: Tx, row: store.DecidedRow): Promise<Candidate[]> {
  const [exact] = await listCandidates(tx, [row], row.incomeYear)
  const near = await listNearlyNamed(tx, row)
  const ids = [...new Set([...exact!.map((one) => one.personId), ...near])]
  const persons = new Map((await listPersonsOn(tx, ids)).map((person) => [person.personId, person]))
  const on = assessmentDateOf(fiscalYear(row.incomeYear + 1))
  const spans = await store.listSpans(tx, ids, on)
  const addressKey = addressKeyOf(tx, row.address)
  const bearers = new Set(exact!.filter((one) => one.bearsName).map((one) => one.personId))
  const candidates = ids.flatMap((personId): Candidate[] => {
    const [person, own] = [persons.get(personId), spans.filter((span) => span.personId === personId)]
    if (person === undefined) return []
    return [{
      personId, name: person.name, kana: person.kana, birthOn: person.birth.calc, address: addressText(person.address), number: person.addresseeNumber, status: person.status, wasResident: own.some((span) => span.wasResident),
      sameName: bearers.has(personId) || own.some((span) => span.name === row.name || (row.kana !== null && span.kana === row.kana)), sameBirthday: person.birth.calc === row.birthOn,
      sameAddress: addressKey !== null && own.some((span) => isAt(addressKey, span.addressKey.split(' ')[0]!)),
    }]
  })
  const weight = (one: Candidate): number => Number(one.sameName) * 2 + Number(one.sameBirthday) * 2 + Number(one.sameAddress) + Number(one.wasResident)
  return candidates.sort((a, b) => weight(b) - weight(a) || (a.personId < b.personId ? -1 : 1)).slice(0, shownCandidates)
}


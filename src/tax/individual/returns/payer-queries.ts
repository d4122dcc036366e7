import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { nameSearchKey } from '../../../kernel/search-key.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { listParties } from '../../../party/index.ts'
import { query } from '../../../platform/command/define.ts'
import { zFiscalYear, zId } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import type { TextRow } from '../../../platform/spreadsheet/index.ts'
import { latestAssessedYear } from '../law.ts'
import { incomeYearOf } from '../model.ts'
import { refuse } from '../refusals.ts'
import { ledgerStates, ledgerStateTitles, reportKinds, reportTitles } from './model.ts'
import * as store from './payer-store.ts'
import { holdsRun } from './rules/ledger.ts'

const zLine = z.object({
  payerId: zId, partyId: zId, residentId: z.string().nullable(), name: z.string(), designationNumber: z.string(), report: z.enum(reportKinds),
  announcedPersons: z.int().nullable(), announcedTotal: z.int().nullable(), loadedPersons: z.int(), loadedTotal: z.int(), loadedBefore: z.int(),
  state: z.enum(ledgerStates), waiver: z.enum(['none', 'proposed', 'approved']), holds: z.boolean(),
})
export type PayerLine = z.output<typeof zLine>

const pageSize = 50
const zPayerFilter = z.enum(['holding', ...ledgerStates])
export type PayerFilter = z.output<typeof zPayerFilter>

const LedgerQuestion = z.strictObject({
  fiscalYear: zFiscalYear,
  /** `holding`: those for whom the run waits; null: all. */
  filter: zPayerFilter.nullable().default(null),
  /** The beginning of a number, name or reading. */
  text: z.string().max(60).default(''),
  page: z.int().min(1).max(10_000).default(1),
})
type LedgerQuestion = z.output<typeof LedgerQuestion>

const LedgerView = z.object({
  fiscalYear: z.int(), fiscalYearText: z.string(), items: z.array(zLine), page: z.int(), hasMore: z.boolean(),
  counts: z.record(z.string(), z.int()), filter: zPayerFilter.nullable(), text: z.string(),
})
export type LedgerView = z.output<typeof LedgerView>

/** 支払者の照合表: what each payer announced, and what arrived. */
export const showPayers = query({
  name: 'tax-individual.list-payers', title: '支払者の照合表', permission: 'tax-individual.read', action: 'list', sensitive: true,
  description: 'Payers of a fiscal year with what their summary sheets announce beside the reports that arrived, by state, number, name or reading; 50 a page.',
  input: LedgerQuestion, output: LedgerView,
  async run(tx, input) {
    const { lines, counts } = await linesOf(tx, input)
    const from = (input.page - 1) * pageSize
    return accept({
      fiscalYear: input.fiscalYear, fiscalYearText: fiscalYearText(fiscalYear(input.fiscalYear)), items: lines.slice(from, from + pageSize), page: input.page, hasMore: lines.length > from + pageSize,
      counts, filter: input.filter, text: input.text,
    })
  },
  subjects: (view) => view.items.flatMap((one) => one.residentId ?? []),
  // A name beside two counts tells neither birthday nor address nor household.
  withhold: (view) => view,
  example: async () => ({ fiscalYear: latestAssessedYear, filter: null, text: '', page: 1 }),
})

async function linesOf(tx: Tx, input: Pick<LedgerQuestion, 'fiscalYear' | 'filter' | 'text'>): Promise<{ lines: readonly PayerLine[]; counts: Record<string, number> }> {
  const all = await listPayerLines(tx, input.fiscalYear)
  const counts: Record<string, number> = { all: all.length, holding: all.filter((one) => one.holds).length }
  for (const one of all) counts[one.state] = (counts[one.state] ?? 0) + 1
  return { lines: all.filter((one) => isOf(one, input.filter) && isCalled(one, input.text)), counts }
}

function lineOf(line: store.LedgerLine): PayerLine {
  return {
    payerId: line.payerId, partyId: line.partyId, residentId: line.residentId, name: line.name, designationNumber: line.designationNumber, report: line.report,
    announcedPersons: line.announced?.persons ?? null, announcedTotal: line.announced?.total ?? null, loadedPersons: line.loaded.persons, loadedTotal: line.loaded.total, loadedBefore: line.loadedBefore,
    state: line.state, waiver: line.waiver, holds: holdsRun(line.state, line.waiver),
  }
}

/** A resident who pays wages has the name of the register. */
async function named(tx: Tx, lines: readonly PayerLine[]): Promise<readonly PayerLine[]> {
  const nameless = lines.filter((one) => one.name === '').map((one) => one.partyId)
  if (nameless.length === 0) return lines
  const names = new Map((await listParties(tx, nameless)).map((party) => [party.partyId, party.name]))
  return lines.map((one) => (one.name === '' ? { ...one, name: names.get(one.partyId) ?? '' } : one))
}

function isOf(line: PayerLine, filter: PayerFilter | null): boolean {
  if (filter === null) return true
  return filter === 'holding' ? line.holds : line.state === filter
}

/** What was typed begins the number, or stands in the name: nobody types 株式会社 first. */
function isCalled(line: PayerLine, text: string): boolean {
  const typed = text.trim()
  if (typed === '') return true
  return /^\d+$/.test(typed) ? line.designationNumber.replace(/^0+/, '').startsWith(typed.replace(/^0+/, '')) : nameSearchKey(line.name).includes(nameSearchKey(typed))
}

const PayersFile = z.object({ fiscalYear: z.int(), rows: z.array(z.array(z.string())), residentIds: z.array(z.string()) })

/** The same as a file — 照合表のCSV. */
export const exportPayers = query({
  name: 'tax-individual.export-payers', title: '支払者の照合表のCSV', permission: 'tax-individual.read', action: 'export',
  description: 'Payers of a fiscal year in a state, or all, with what they announced and what arrived, as rows of a file.',
  input: z.strictObject({ fiscalYear: zFiscalYear, filter: zPayerFilter.nullable().default(null) }), output: PayersFile,
  async run(tx, input) {
    const { lines } = await linesOf(tx, { ...input, text: '' })
    return accept({ fiscalYear: input.fiscalYear, rows: [[...fileHead], ...lines.map(fileRow)], residentIds: lines.flatMap((one) => one.residentId ?? []) })
  },
  subjects: (file) => file.residentIds,
  withhold: (file) => file,
  example: async () => ({ fiscalYear: latestAssessedYear, filter: null }),
})

const fileHead = ['指定番号', '支払者', '種類', '照合', '見送り', '報告人員', '支払総額', '届いた件数', '届いた額', '去年の件数'] as const
const waiverWords = { none: '', proposed: '伺い中', approved: '決裁済み' } as const

function fileRow(line: PayerLine): string[] {
  const figure = (value: number | null): string => (value === null ? '' : String(value))
  return [
    line.designationNumber, line.name, reportTitles[line.report], ledgerStateTitles[line.state], waiverWords[line.waiver], figure(line.announcedPersons), figure(line.announcedTotal), figure(line.loadedPersons), figure(line.loadedTotal), figure(line.loadedBefore),
  ]
}

/** Rows of the file as they go out. */
export function payersRows(file: z.output<typeof PayersFile>): readonly TextRow[] {
  return file.rows
}

const zSummaryView = z.object({ version: z.int(), persons: z.int(), total: z.int().nullable(), receivedOn: z.string(), reason: z.string().nullable(), recordedAt: z.string(), recordedByName: z.string() })
const zWaiverView = z.object({ waiverId: zId, state: z.enum(['proposed', 'approved']), reason: z.string(), proposedAt: z.string(), proposedByName: z.string(), isOwn: z.boolean(), decidedAt: z.string().nullable(), decidedByName: z.string().nullable(), isInForce: z.boolean() })
const PayerView = z.object({
  line: zLine, fiscalYear: z.int(), fiscalYearText: z.string(), partyNumber: z.string(), summaries: z.array(zSummaryView), waiver: zWaiverView.nullable(),
})
export type PayerView = z.output<typeof PayerView>

/** 一つの支払者: its summary sheets, what arrived, and what was decided about the rest. */
export const showPayer = query({
  name: 'tax-individual.show-payer', title: '支払者を見る', permission: 'tax-individual.read', action: 'view',
  description: 'One payer and fiscal year: the versions of its summary sheet, the count and sum of its reports in force, and a waiver.',
  input: z.strictObject({ payerId: zId, fiscalYear: zFiscalYear }), output: PayerView,
  async run(tx, input) {
    const incomeYear = incomeYearOf(input.fiscalYear)
    const found = await store.findLedgerLine(tx, input.payerId, incomeYear)
    if (!found) return refuse('payer-not-found', { field: '/payerId' })
    const [line] = await named(tx, [lineOf(found)])
    const [party] = await listParties(tx, [found.partyId])
    return accept({
      line: line!, fiscalYear: input.fiscalYear, fiscalYearText: fiscalYearText(input.fiscalYear), partyNumber: party?.number ?? '', summaries: [...await store.listSummaries(tx, input.payerId, incomeYear)],
      waiver: await waiverView(tx, { payerId: input.payerId, incomeYear, isInForce: found.waiver !== 'none' }),
    })
  },
  subjects: (view) => (view.line.residentId === null ? [] : [view.line.residentId]),
  // Name, numbers and counts tell neither birthday nor address nor household.
  withhold: (view) => view,
  async example(tx) {
    const payer = await store.findAnyPayer(tx)
    return payer === undefined ? null : { payerId: payer.payerId, fiscalYear: latestAssessedYear }
  },
})

async function waiverView(tx: Tx, { payerId, incomeYear, isInForce }: { payerId: string; incomeYear: number; isInForce: boolean }): Promise<PayerView['waiver']> {
  const waiver = await store.findOpenWaiver(tx, payerId, incomeYear)
  if (waiver === undefined || waiver.state === 'withdrawn') return null
  return {
    waiverId: waiver.waiverId, state: waiver.state, reason: waiver.reason, proposedAt: waiver.proposedAt, proposedByName: waiver.proposedByName, isOwn: waiver.proposedBy === tx.actor.id,
    decidedAt: waiver.decidedAt, decidedByName: waiver.decidedByName, isInForce,
  }
}

/** Every payer of a year as the run looks at it; sole traders with the name of the register. */
export async function listPayerLines(tx: Tx, year: number): Promise<readonly PayerLine[]> {
  return await named(tx, (await store.listLedger(tx, incomeYearOf(fiscalYear(year)))).map(lineOf))
}

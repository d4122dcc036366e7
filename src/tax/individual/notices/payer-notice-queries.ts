import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { query } from '../../../platform/command/define.ts'
import { zFiscalYear, zId } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { download, type TextRow } from '../../../platform/spreadsheet/index.ts'
import { addressText, listPersonsOn } from '../../../resident/index.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { incomeYearOf } from '../model.ts'
import { refuse } from '../refusals.ts'
import { amountsByMonth, collectorsOf, employeesOf, hiddenFromPayers, monthsOf, type Collector } from './payer-list.ts'
import { deliveryKeys } from './model.ts'
import * as store from './payer-notice-store.ts'
import { agreesWith } from './payer-package-facts.ts'
import { listDeliveries } from './payer-package-store.ts'

const payersInPage = 50

const CollectorLine = z.object({
  partyId: zId, residentId: z.string().nullable(), name: z.string(), designationNumber: z.string().nullable(), persons: z.int(), annualTax: z.int(), issuedAt: z.string().nullable(), isOutdated: z.boolean(),
})
export type CollectorLine = z.output<typeof CollectorLine>

const CollectorsView = z.object({
  fiscalYear: z.int(), fiscalYearText: z.string(), page: z.int(), hasMore: z.boolean(), items: z.array(CollectorLine),
  /** All payers together, who reports salaries and who does not. */
  payers: z.int(), persons: z.int(), annualTax: z.int(), unissued: z.int(), withoutNumber: z.int(),
})
export type CollectorsView = z.output<typeof CollectorsView>

/** 特別徴収義務者の一覧: payers with their employees and tax, and whether their papers went out. */
export const listCollectors = query({
  name: 'tax-individual.list-collectors', title: '特別徴収義務者の一覧', permission: 'tax-individual.read', action: 'list',
  description: 'Addressees of special collection of a fiscal year with the number of employees, their tax, and whether the papers that went out still agree; 50 a page, those with the most employees first.',
  input: z.strictObject({ fiscalYear: zFiscalYear, page: z.int().min(1).max(10_000).default(1) }), output: CollectorsView,
  async run(tx, input) {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const sums = (await store.listPayerSums(tx, input.fiscalYear)).toSorted((a, b) => b.persons - a.persons || (a.partyId < b.partyId ? -1 : 1))
    const all = sums.map((one) => one.partyId)
    const [notices, payers] = [await store.listPayerNotices(tx, input.fiscalYear, all), await store.listSalaryPayers(tx, all)]
    const shown = sums.slice((input.page - 1) * payersInPage, input.page * payersInPage)
    const collectors = await collectorsOf(tx, shown.map((one) => one.partyId))
    return accept({
      fiscalYear: input.fiscalYear, fiscalYearText: fiscalYearText(fiscalYear(input.fiscalYear)), page: input.page, hasMore: sums.length > input.page * payersInPage,
      items: shown.flatMap((one) => { const collector = collectors.get(one.partyId); return collector ? [lineOf(one, collector, notices.get(one.partyId))] : [] }),
      payers: sums.length, persons: sums.reduce((total, one) => total + one.persons, 0), annualTax: sums.reduce((total, one) => total + one.annualTax, 0),
      unissued: sums.filter((one) => !notices.has(one.partyId)).length, withoutNumber: sums.filter((one) => !payers.has(one.partyId)).length,
    })
  },
  subjects: (view) => view.items.flatMap((one) => one.residentId ?? []),
  // A name beside counts tells neither birthday nor address nor household.
  withhold: (view) => view,
  example: async () => ({ fiscalYear: latestAssessedYear, page: 1 }),
})

/** Whether papers that went out no longer agree: another number of employees, or another tax. */
function isOutdated(notice: store.PayerNotice | undefined, now: store.PayerSum): boolean {
  return notice !== undefined && !agreesWith(notice, now)
}

function lineOf(sum: store.PayerSum, { party, designationNumber }: Collector, notice: store.PayerNotice | undefined): CollectorLine {
  return { partyId: sum.partyId, residentId: party.residentId, name: party.name, designationNumber, persons: sum.persons, annualTax: sum.annualTax, issuedAt: notice?.issuedAt ?? null, isOutdated: isOutdated(notice, sum) }
}

const EmployeeRow = z.object({
  personId: zId, name: z.string(), number: z.string(), recipientNumber: z.string().nullable(), address: z.string().nullable(), noticeNo: z.string(), decisionNo: z.int(), annualTax: z.int(), months: z.array(z.int()),
})
const CollectorView = z.object({
  line: CollectorLine, fiscalYear: z.int(), fiscalYearText: z.string(), months: z.array(z.object({ title: z.string(), dueOn: z.string(), amount: z.int() })), employees: z.array(EmployeeRow),
  /** What it was told last: papers of its own or a package. */
  told: z.object({ documents: z.object({ payer: zId, employees: zId }).nullable(), packageId: zId.nullable(), persons: z.int(), annualTax: z.int() }).nullable(),
  delivery: z.enum(deliveryKeys),
})
export type CollectorView = z.output<typeof CollectorView>

const CollectorQuestion = z.strictObject({ partyId: zId, fiscalYear: zFiscalYear })

/** 一つの特別徴収義務者: its employees and months, which add up to its decisions. */
export const showCollector = query({
  name: 'tax-individual.show-collector', title: '特別徴収義務者を見る', permission: 'tax-individual.read', action: 'view',
  description: 'One employer of a fiscal year: the sums of its twelve months, each employee with every month, and the papers that went out.',
  input: CollectorQuestion, output: CollectorView,
  run: (tx, input) => collectorView(tx, input),
  subjects: (view) => view.employees.map((one) => one.personId),
  withhold: withoutAddresses,
  example: exampleCollector,
})

/** The same for files — 特別徴収税額のCSV. */
export const exportCollector = query({
  name: 'tax-individual.export-collector', title: '特別徴収税額の一覧を持ち出す', permission: 'tax-individual.issue', action: 'export',
  description: 'The employees of one employer with every month, after the profile of docs/collector-csv.md. Whoever is protected stands without address, whoever takes the file.',
  input: CollectorQuestion, output: CollectorView,
  async run(tx, input) {
    const view = await collectorView(tx, input)
    return view.ok ? accept(withoutAddresses(view.value, await hiddenFromPayers(tx, view.value.employees.map((one) => one.personId)))) : view
  },
  subjects: (view) => view.employees.map((one) => one.personId),
  withhold: withoutAddresses,
  example: exampleCollector,
})

function withoutAddresses(view: CollectorView, ids: ReadonlySet<string>): CollectorView {
  return { ...view, employees: view.employees.map((one) => (ids.has(one.personId) ? { ...one, address: null } : one)) }
}

async function exampleCollector(tx: Tx): Promise<z.output<typeof CollectorQuestion> | null> {
  const partyId = await store.findAnyCollector(tx, latestAssessedYear)
  return partyId === undefined ? null : { partyId, fiscalYear: latestAssessedYear }
}

async function collectorView(tx: Tx, { partyId, fiscalYear: year }: z.output<typeof CollectorQuestion>): Promise<ReturnType<typeof refuse> | { readonly ok: true; readonly value: CollectorView }> {
  if (!isAssessedYear(year)) return refuse('year-not-ready', { field: '/fiscalYear', year })
  const [decisions, collector] = [await store.listDecisionsOfPayer(tx, year, partyId), (await collectorsOf(tx, [partyId])).get(partyId)]
  if (decisions.length === 0 || collector === undefined) return refuse('no-employees', { field: '/partyId', year })
  const employees = await employeesOf(tx, { year, partyId, payerId: collector.payerId, decisions })
  const notice = (await store.listPayerNotices(tx, year, [partyId])).get(partyId)
  const sum = { partyId, persons: decisions.length, annualTax: employees.reduce((total, one) => total + one.annualTax, 0), lastDecidedAt: decisions.reduce((last, one) => (one.decidedAt > last ? one.decidedAt : last), decisions[0]!.decidedAt) }
  return accept({
    line: lineOf(sum, collector, notice), fiscalYear: year, fiscalYearText: fiscalYearText(fiscalYear(year)),
    months: monthsOf(tx, year).map(({ title, dueOn }, index) => ({ title, dueOn, amount: employees.reduce((total, one) => total + one.months[index]!, 0) })),
    employees: employees.map((one) => ({ ...one, months: [...one.months] })),
    told: notice === undefined ? null : { documents: notice.documents, packageId: notice.packageId, persons: notice.persons, annualTax: notice.annualTax },
    delivery: (await listDeliveries(tx, [partyId])).get(partyId) ?? 'paper',
  })
}

/** Employees of one part of the file of all payers. */
export const employeesInPart = 10_000

const AllEmployees = z.object({
  fiscalYear: z.int(), months: z.array(z.string()),
  rows: z.array(z.object({ personId: zId, designationNumber: z.string(), payer: z.string(), recipientNumber: z.string(), name: z.string(), address: z.string().nullable(), noticeNo: z.string(), annualTax: z.int(), months: z.array(z.int()) })),
})
export type AllEmployees = z.output<typeof AllEmployees>

/** 全部の義務者のCSV: every employee of every employer, for the joint agency or the printer. */
export const exportCollectors = query({
  name: 'tax-individual.export-collectors', title: '特別徴収税額の全部の一覧を持ち出す', permission: 'tax-individual.issue', action: 'export',
  description: 'Every employee of every employer of a fiscal year with every month, 10,000 a part, after the profile of docs/collector-csv.md. Whoever is protected stands without address, whoever takes the file.',
  input: z.strictObject({ fiscalYear: zFiscalYear, part: z.int().min(1).max(1_000).default(1) }), output: AllEmployees,
  async run(tx, { fiscalYear: year, part }) {
    if (!isAssessedYear(year)) return refuse('year-not-ready', { field: '/fiscalYear', year })
    const amounts = await store.listEmployeeAmounts(tx, year, { limit: employeesInPart, offset: (part - 1) * employeesInPart })
    const collectors = await collectorsOf(tx, [...new Set(amounts.map((one) => one.partyId))])
    const persons = new Map((await listPersonsOn(tx, amounts.map((one) => one.personId))).map((person) => [person.personId, person]))
    const numbers = await store.listRecipientNumbers(tx, { incomeYear: incomeYearOf(fiscalYear(year)), payerIds: [...collectors.values()].flatMap((one) => one.payerId ?? []), personIds: amounts.map((one) => one.personId) })
    const [months, hidden] = [monthsOf(tx, year), await hiddenFromPayers(tx, amounts.map((one) => one.personId))]
    return accept({
      fiscalYear: year, months: months.map((month) => month.title),
      rows: amounts.map((one) => {
        const [collector, person] = [collectors.get(one.partyId), persons.get(one.personId)]
        return {
          personId: one.personId, designationNumber: collector?.designationNumber ?? '', payer: collector?.party.name ?? '', recipientNumber: numbers.get(`${collector?.payerId ?? ''}|${one.personId}`) ?? '', name: person?.name ?? '',
          address: person === undefined || hidden.has(one.personId) ? null : addressText(person.address), noticeNo: one.noticeNo, annualTax: one.annualTax, months: [...amountsByMonth(months, one.instalments)],
        }
      }),
    })
  },
  subjects: (view) => view.rows.map((one) => one.personId),
  withhold: (view, ids) => ({ ...view, rows: view.rows.map((one) => (ids.has(one.personId) ? { ...one, address: null } : one)) }),
  example: async () => ({ fiscalYear: latestAssessedYear, part: 1 }),
})

const CollectorCounts = z.object({ fiscalYear: z.int(), residentIds: z.array(z.string()), rows: z.array(z.array(z.string())) })

/** 件数表: what each employer's list holds, to be held against the files. */
export const exportCollectorCounts = query({
  name: 'tax-individual.export-collector-counts', title: '特別徴収義務者の件数表を持ち出す', permission: 'tax-individual.issue', action: 'export',
  description: 'Each employer of a fiscal year with the number of its employees and their tax, and the sum of all, as rows of a file.',
  input: z.strictObject({ fiscalYear: zFiscalYear }), output: CollectorCounts,
  async run(tx, input) {
    const sums = await store.listPayerSums(tx, input.fiscalYear)
    const collectors = await collectorsOf(tx, sums.map((one) => one.partyId))
    const rows = sums.map((one) => [collectors.get(one.partyId)?.designationNumber ?? '', collectors.get(one.partyId)?.party.name ?? '', String(one.persons), String(one.annualTax)])
    const total = ['計', '', String(sums.reduce((all, one) => all + one.persons, 0)), String(sums.reduce((all, one) => all + one.annualTax, 0))]
    return accept({ fiscalYear: input.fiscalYear, residentIds: [...collectors.values()].flatMap((one) => one.party.residentId ?? []), rows: [['指定番号', '特別徴収義務者', '人員', '年税額'], ...rows.toSorted((a, b) => (a[0]! < b[0]! ? -1 : 1)), total] })
  },
  subjects: (file) => file.residentIds,
  // Names and counts of employers tell neither birthday nor address nor household.
  withhold: (file) => file,
  example: async () => ({ fiscalYear: latestAssessedYear }),
})

const lead = ['指定番号', '特別徴収義務者', '受給者番号', '氏名', '住所', '通知書番号', '年税額'] as const

function collectorRows(view: CollectorView): readonly TextRow[] {
  const { designationNumber, name } = view.line
  const row = (one: CollectorView['employees'][number]): string[] => [designationNumber ?? '', name, one.recipientNumber ?? '', one.name, one.address ?? '', one.noticeNo, String(one.annualTax), ...one.months.map(String)]
  return [[...lead, ...view.months.map((month) => month.title)], ...view.employees.map(row)]
}

function allRows(view: AllEmployees): readonly TextRow[] {
  return [[...lead, ...view.months], ...view.rows.map((one) => [one.designationNumber, one.payer, one.recipientNumber, one.name, one.address ?? '', one.noticeNo, String(one.annualTax), ...one.months.map(String)])]
}

export const collectorFile = download({ name: 'collector', query: exportCollector, input: (partyId, year) => ({ partyId, fiscalYear: Number(year) }), rows: collectorRows })
export const collectorsFile = download({ name: 'collectors', query: exportCollectors, input: (year, part) => ({ fiscalYear: Number(year), part: Number(part) }), rows: allRows })
export const collectorCountsFile = download({ name: 'collector-counts', query: exportCollectorCounts, input: (year) => ({ fiscalYear: Number(year) }), rows: (file) => file.rows })

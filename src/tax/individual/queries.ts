import { z } from 'zod'
import { citationShort, citationText } from '../../kernel/citation.ts'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import { fiscalYear, type FiscalYear, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import { fiscalYearText } from '../../kernel/wareki.ts'
import { readLines, type WrittenLine } from '../../kernel/worksheet.ts'
import { townDay } from '../../platform/clock/index.ts'
import { query } from '../../platform/command/define.ts'
import { zFiscalYear, zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { listRuns, listSetAside } from '../../platform/job/store.ts'
import { findBirthDate, findParty } from '../../party/index.ts'
import { addressText, findHouseholdOn, findPersonOn, listPersonsOn, relationshipText } from '../../resident/index.ts'
import { lastDayOfCorrection, statutoryDueDate } from './after/rules/limits.ts'
import { derive, dueDatesFor, type Derived } from './decide.ts'
import { decidedAmounts } from './decided-lines.ts'
import { hasFacts } from './facts.ts'
import { listImages, mediaTypes } from './entry/entry-store.ts'
import { PersonYear } from './inputs.ts'
import { isAssessedYear, latestAssessedYear, provisionalRows } from './law.ts'
import { lines, type LineKey } from './lines.ts'
import { assessmentDateOf, incomeYearOf } from './model.ts'
import { MergedFieldView, mergedFieldsView, mergeReasonWords, mergeWarningsView, MergeWarningView, statementWords } from './merge-view.ts'
import { listOpenRechecks } from './recheck/store.ts'
import { refuse } from './refusals.ts'
import { instalmentTitle } from './rules/collection.ts'
import { explainingSheet } from './rules/sheet.ts'
import { exemptUpTo, personsCounted } from './rules/non-taxable.ts'
import { salaryWalls } from './rules/thresholds.ts'
import { statementTitles } from './statement.ts'
import * as store from './store.ts'

/** Who the screen is about, as the register stands today. */
export const PersonHead = z.object({
  personId: zId, name: z.string(), kana: z.string().nullable(), birthOn: z.string().nullable(), sex: z.enum(['male', 'female', 'unknown']), address: z.string().nullable(), number: z.string(), status: z.string(),
})
export type PersonHead = z.output<typeof PersonHead>

/** A person as on every screen of this tax, or undefined where there is none; who has premises here may stand outside the register. */
export async function headOf(tx: Tx, personId: string): Promise<PersonHead | undefined> {
  const person = await findPersonOn(tx, personId)
  if (!person) return await headOfOutsider(tx, personId)
  return {
    personId, name: person.name, kana: person.kana, birthOn: person.birth.calc, sex: person.sex, address: addressText(person.address), number: person.addresseeNumber, status: person.status,
  }
}

async function headOfOutsider(tx: Tx, partyId: string): Promise<PersonHead | undefined> {
  const party = await findParty(tx, partyId)
  if (party?.kind !== 'outsider') return undefined
  return { personId: partyId, name: party.name, kana: party.kana, birthOn: (await findBirthDate(tx, partyId)) ?? null, sex: 'unknown', address: party.address, number: party.number, status: 'outsider' }
}

export const WorksheetRowSchema = z.object({
  key: z.string(), code: z.int(), label: z.string(), group: z.string(), amount: z.int(), before: z.int().nullable(), unit: z.string(), calculation: z.string(), article: z.string(),
  /** The article as a narrow column has it, where the Local Tax Act needs no name. */
  articleShort: z.string(),
  source: z.string(), doubt: z.string().nullable(), isTotal: z.boolean(),
})
const InstalmentSchema = z.object({ no: z.int(), title: z.string(), dueOn: z.string(), amount: z.int(), before: z.int().nullable() })
const DecisionSchema = z.object({ decisionNo: z.int(), annualTax: z.int(), decidedAt: z.string(), reason: z.string().nullable(), method: z.enum(['ordinary', 'salary', 'pension', 'none']), noticeNo: z.string(),
  /** Taken off on application; the annual tax stays. */
  exemption: z.int(),
})

const WorksheetView = z.object({
  person: PersonHead,
  fiscalYear: z.int(),
  fiscalYearText: z.string(),
  assessmentDate: z.string(),
  /** `decided` shows what was decided, `trial` what a decision now would give. */
  kind: z.enum(['decided', 'trial']),
  decisionNo: z.int(),
  comparedWith: z.int().nullable(),
  annualTax: z.int(),
  annualTaxBefore: z.int().nullable(),
  /** Taken off on application in the decision shown — 減免. */
  exemption: z.int(),
  /** The time in which the amount can be raised is over: only a changed income tax or fraud opens it again. */
  isPastLimit: z.boolean(),
  rows: z.array(WorksheetRowSchema),
  instalments: z.array(InstalmentSchema),
  decisions: z.array(DecisionSchema),
  lawVersion: z.string(),
  codeVersion: z.string(),
  /** The words rest on the same yen as the stored lines; false is a work item. */
  isSame: z.boolean(),
  /** Why nothing can be assessed, or null. */
  obstacle: z.string().nullable(),
  /** Figures of the law of the year that are not yet settled. */
  provisional: z.array(z.string()),
})
export type WorksheetView = z.output<typeof WorksheetView>

const WorksheetQuestion = z.strictObject({
  personId: zId,
  fiscalYear: zFiscalYear,
  /** A decision; null for the last one. 0 asks what a decision now would give. */
  decisionNo: z.int().min(0).nullable().default(null),
  /** The decision it is compared with; null for the one before. */
  compareWith: z.int().min(1).nullable().default(null),
})
type WorksheetQuestion = z.output<typeof WorksheetQuestion>

/** なぜこの額か: the worksheet of a decision with its words, as the facts and the law were known then. */
export const showWorksheet = query({
  name: 'tax-individual.show-worksheet',
  title: '税額の計算書を見る',
  permission: 'tax-individual.read',
  description: 'The worksheet of one decision line by line with calculation, article and source, compared with another decision; or a trial of what a decision now would give.',
  action: 'view',
  input: WorksheetQuestion,
  output: WorksheetView,
  async run(tx, input) {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const person = await headOf(tx, input.personId)
    if (!person) return refuse('person-not-found', { field: '/personId' })
    const decisions = await store.listDecisions(tx, input.personId, input.fiscalYear)
    const shown = input.decisionNo === null ? decisions[0] : decisions.find((one) => one.decisionNo === input.decisionNo)
    if (input.decisionNo !== null && input.decisionNo > 0 && !shown) return refuse('decision-not-found', { field: '/decisionNo', year: input.fiscalYear })
    return accept(await worksheetOf(tx, { input, person, decisions, shown: input.decisionNo === 0 ? undefined : shown }))
  },
  subjects: (view) => [view.person.personId],
  withhold: (view, ids) => (ids.has(view.person.personId) ? { ...view, person: withheldHead(view.person), rows: view.rows.map(withoutFamily) } : view),
  async example(tx) {
    const personId = await store.findAnyStatementPerson(tx)
    return personId === undefined ? null : { personId, fiscalYear: latestAssessedYear, decisionNo: null, compareWith: null }
  },
})

export function withheldHead(person: PersonHead): PersonHead {
  return { ...person, birthOn: null, address: null }
}

const ofFamily: ReadonlySet<string> = new Set(['persons-counted', 'disability-deduction', 'spouse-deduction', 'special-spouse-deduction', 'dependant-deduction', 'specific-relative-deduction'])

/** The words of a line that tells who lives with a protected person, and where the facts came from. */
export function withoutFamily<R extends Pick<WorksheetView['rows'][number], 'key' | 'calculation' | 'source'>>(row: R): R {
  return { ...row, calculation: ofFamily.has(row.key) ? '' : row.calculation, source: '' }
}

interface Shown { readonly input: WorksheetQuestion; readonly person: PersonHead; readonly decisions: readonly store.DecisionRow[]; readonly shown: store.DecisionRow | undefined }

async function worksheetOf(tx: Tx, { input, person, decisions, shown }: Shown): Promise<WorksheetView> {
  const year = fiscalYear(input.fiscalYear)
  const before = comparedDecision(input, decisions, shown)
  const derived = await derive(tx, { personId: input.personId, fiscalYear: year, recordedAt: shown?.assessment.factsAt ?? tx.now, sheet: explainingSheet() })
  const amounts = before ? readLines<LineKey>(lines, before.assessment.lines) : null
  return {
    person, fiscalYear: year, fiscalYearText: fiscalYearText(year), assessmentDate: assessmentDateOf(year), kind: shown ? 'decided' : 'trial', decisionNo: shown?.decisionNo ?? 0, comparedWith: before?.decisionNo ?? null,
    annualTax: shown?.annualTax ?? derived.assessment?.amounts.annualTax ?? 0, annualTaxBefore: before?.annualTax ?? null,
    rows: rowsOf(derived, amounts), instalments: instalmentsOf(shown, before, derived),
    decisions: decisions.map((one) => ({ decisionNo: one.decisionNo, annualTax: one.annualTax, decidedAt: one.decidedAt, reason: one.reason, method: one.method, noticeNo: one.noticeNo, exemption: one.exemption })),
    exemption: shown?.exemption ?? 0,
    isPastLimit: tx.today > lastDayOfCorrection(statutoryDueDate(dueDatesFor(tx, derived.law)), { rises: true, incomeTaxChangedOn: null, byFraud: false }, derived.law),
    lawVersion: shown?.assessment.lawVersion ?? tx.law.version, codeVersion: shown?.assessment.codeVersion ?? tx.services.codeVersion,
    isSame: shown === undefined || sameAsStored(derived, shown), obstacle: obstacleOf(derived, year),
    provisional: provisionalRows(derived.law).map(({ title, what }) => `${title}: ${what}`),
  }
}

/** Against what a worksheet is shown: the decision asked for, else the one before it; a trial against the last. */
function comparedDecision(input: WorksheetQuestion, decisions: readonly store.DecisionRow[], shown: store.DecisionRow | undefined): store.DecisionRow | undefined {
  if (input.compareWith !== null) return decisions.find((one) => one.decisionNo === input.compareWith)
  return shown ? decisions.find((one) => one.decisionNo === shown.decisionNo - 1) : decisions[0]
}

/** Lines of a sheet as the screens show them, beside another one where there is one. */
export function rowsOf(derived: Pick<Derived, 'assessment' | 'merged'>, before: Partial<Record<LineKey, number>> | null): WorksheetView['rows'] {
  const written = derived.assessment?.sheet.written() ?? []
  const shownKeys = new Set<string>(written.map((line) => line.key))
  const gone = before ? (Object.keys(before) as LineKey[]).filter((key) => !shownKeys.has(key)) : []
  const rows = [...written.map((line) => rowOf(line, derived, before)), ...gone.map((key) => goneRow(key, before![key]!))]
  return rows.sort((a, b) => placeOfLine.get(a.key)! - placeOfLine.get(b.key)!)
}

/** Lines stand on the sheet in the order of their table; a code says nothing of the place. */
const placeOfLine: ReadonlyMap<string, number> = new Map(Object.keys(lines).map((key, place) => [key, place]))

function rowOf(line: WrittenLine<LineKey>, derived: Pick<Derived, 'merged'>, before: Partial<Record<LineKey, number>> | null): WorksheetView['rows'][number] {
  const meaning = lines[line.key]
  return {
    key: line.key, code: line.code, label: meaning.label, group: meaning.group, amount: line.amount, before: before ? (before[line.key] ?? 0) : null, unit: meaning.unit,
    calculation: line.words?.calculation ?? '', article: line.article ? citationText(line.article) : '', articleShort: line.article ? citationShort(line.article) : '', source: sourceOf(line.key, derived), doubt: line.words?.doubt ?? null, isTotal: meaning.isTotal === true,
  }
}

/** A line that only the earlier decision had. */
function goneRow(key: LineKey, before: number): WorksheetView['rows'][number] {
  const meaning = lines[key]
  return { key, code: meaning.code, label: meaning.label, group: meaning.group, amount: 0, before, unit: meaning.unit, calculation: '', article: meaning.article ? citationText(meaning.article) : '', articleShort: meaning.article ? citationShort(meaning.article) : '', source: '', doubt: null, isTotal: false }
}

const ofSalary: ReadonlySet<LineKey> = new Set(['salary-revenue'])
const ofPension: ReadonlySet<LineKey> = new Set(['pension-revenue'])
const ofMain: ReadonlySet<LineKey> = new Set([
  'other-income', 'carried-loss', 'casualty-deduction', 'medical-deduction', 'social-insurance-deduction', 'mutual-aid-deduction', 'life-insurance-deduction', 'earthquake-deduction',
  'disability-deduction', 'widow-deduction', 'single-parent-deduction', 'working-student-deduction', 'spouse-deduction', 'special-spouse-deduction', 'dependant-deduction', 'specific-relative-deduction',
  'housing-residual', 'donation-base',
  'specific-expenses', 'interest-income', 'dividend-income', 'real-estate-income', 'business-income', 'farming-income', 'miscellaneous-income', 'short-transfer-income', 'long-transfer-income', 'occasional-income',
  'land-short-income', 'land-long-income', 'listed-dividends-income', 'shares-income', 'listed-shares-income', 'futures-income', 'forestry-income', 'retirement-income',
  'dividend-credit-city', 'dividend-credit-prefecture', 'foreign-tax-credit-city', 'foreign-tax-credit-prefecture', 'withheld-levy-city', 'withheld-levy-prefecture',
])

/** Where a fact came from: `給与支払報告書（令和8年1月20日）`. */
function sourceOf(key: LineKey, { merged }: Pick<Derived, 'merged'>): string {
  if (ofSalary.has(key)) return merged.used.filter((one) => one.salaryRevenue > 0).map(statementWords).join('、')
  if (ofPension.has(key)) return merged.used.filter((one) => one.pensionRevenue > 0).map(statementWords).join('、')
  return ofMain.has(key) && merged.main ? statementWords(merged.main) : ''
}

function instalmentsOf(shown: store.DecisionRow | undefined, before: store.DecisionRow | undefined, derived: Derived): WorksheetView['instalments'] {
  if (!shown) return []
  const old = new Map(before?.instalments.map((one) => [one.no, one.amount]))
  return shown.instalments.map((one) => ({ no: one.no, title: instalmentTitle(one.no, derived.law), dueOn: one.dueOn, amount: one.amount, before: before ? (old.get(one.no) ?? 0) : null }))
}

function sameAsStored(derived: Derived, shown: store.DecisionRow): boolean {
  const stored = shown.assessment.lines
  const again = derived.assessment?.sheet.stored()
  if (!again) return shown.annualTax === 0
  return again.codes.join() === stored.codes.join() && again.amounts.join() === stored.amounts.join()
}

function obstacleOf(derived: Derived, year: FiscalYear): string | null {
  if (derived.why !== null) return refuse(derived.why, { year }).refusals[0]!.message
  return !hasFacts(derived.one) ? refuse('no-statement', { year }).refusals[0]!.message : null
}

const StatementSchema = z.object({
  statementId: zId, version: z.int(), kind: z.enum(['salary-report', 'pension-report', 'inhabitants-return', 'income-tax-return']), title: z.string(), payer: z.string().nullable(), receivedOn: z.string(), salaryRevenue: z.int(), pensionRevenue: z.int(),
  otherIncome: z.int(), carriedLoss: z.int(), specialCollection: z.boolean(), detail: z.record(z.string(), z.unknown()), isUsed: z.boolean(),
  /** Why it counts or not, and the article. */
  why: z.string(), article: z.string(),
})
const StatementsView = z.object({
  person: PersonHead, fiscalYear: z.int(), fiscalYearText: z.string(), incomeYear: z.int(), items: z.array(StatementSchema), decisionNo: z.int(),
  /** Where each field of the facts comes from, and what does not fit together. */
  fields: z.array(MergedFieldView), warnings: z.array(MergeWarningView),
  /** Salary up to which this person owes nothing, with the family counted — 給与の壁. */
  walls: z.object({ noTax: z.int(), noPerCapita: z.int(), noIncomeLevy: z.int() }),
  /** The others of the household today: spouse and relatives are picked from them. */
  household: z.array(z.object({ personId: zId, name: z.string(), birthOn: z.string().nullable(), relationship: z.string() })),
  /** Pictures of papers, and how far each is keyed. */
  images: z.array(z.object({ imageId: zId, mediaType: z.enum(mediaTypes), recordedAt: z.string(), recordedByName: z.string(), state: z.enum(['first', 'differs', 'agreed', 'settled']).nullable() })),
})
export type StatementsView = z.output<typeof StatementsView>

/** 課税資料の一覧: what arrived for a person and year, and which of it counts. */
export const listStatementsOfPerson = query({
  name: 'tax-individual.list-statements',
  title: '課税資料を見る',
  permission: 'tax-individual.read',
  description: 'Statements of one person and fiscal year in force now, with the ones a return has replaced marked as unused.',
  action: 'view',
  input: PersonYear,
  output: StatementsView,
  run: statementsViewOf,
  subjects: (view) => [view.person.personId, ...view.household.map((one) => one.personId)],
  withhold: withheldStatements,
  async example(tx) {
    const personId = await store.findAnyStatementPerson(tx)
    return personId === undefined ? null : { personId, fiscalYear: latestAssessedYear }
  },
})

/** Statements of a person and year as the screens show them; the entry form beside a picture rests on the same. */
export async function statementsViewOf(tx: Tx, input: PersonYear): Promise<Outcome<StatementsView>> {
  if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
  const person = await headOf(tx, input.personId)
  if (!person) return refuse('person-not-found', { field: '/personId' })
  const derived = await derive(tx, { personId: input.personId, fiscalYear: input.fiscalYear, recordedAt: tx.now })
  const used = new Set(derived.merged.used.map((one) => one.statementId))
  const [decision] = await store.listDecisions(tx, input.personId, input.fiscalYear)
  return accept({
    person, fiscalYear: input.fiscalYear, fiscalYearText: fiscalYearText(input.fiscalYear), incomeYear: incomeYearOf(input.fiscalYear), decisionNo: decision?.decisionNo ?? 0,
    items: derived.one.statements.map((one) => ({ ...one, title: statementTitles[one.kind], detail: { ...one.detail }, isUsed: used.has(one.statementId), ...mergeReasonWords(one, derived) })),
    fields: mergedFieldsView(derived), warnings: mergeWarningsView(derived),
    walls: salaryWalls(personsCounted(derived.merged.facts, derived.law), derived.law, exemptUpTo(derived.merged.facts, derived.law)),
    household: await othersOfHousehold(tx, input.personId), images: (await listImages(tx, input.personId, incomeYearOf(input.fiscalYear))).map(({ imageId, mediaType, recordedAt, recordedByName, state }) => ({ imageId, mediaType, recordedAt, recordedByName, state })),
  })
}

/** The view without what tells of protected persons. */
export function withheldStatements(view: StatementsView, ids: ReadonlySet<string>): StatementsView {
  const isPersonHidden = ids.has(view.person.personId)
  return {
    ...view,
    ...(isPersonHidden ? { person: withheldHead(view.person), items: view.items.map((one) => ({ ...one, payer: null, detail: {} })), fields: view.fields.map((one) => ({ ...one, from: '' })), warnings: [] } : {}),
    household: isPersonHidden ? [] : view.household.filter((one) => !ids.has(one.personId)),
  }
}

async function othersOfHousehold(tx: Tx, personId: string): Promise<StatementsView['household']> {
  const person = await findPersonOn(tx, personId)
  const household = person && person.status === 'resident' ? await findHouseholdOn(tx, person.householdId) : undefined
  return (household?.members ?? []).filter((one) => one.personId !== personId).map((one) => ({ personId: one.personId, name: one.name, birthOn: one.birth.calc, relationship: relationshipText(one.relationship) }))
}

const OverviewView = z.object({
  fiscalYear: z.int(), fiscalYearText: z.string(),
  runs: z.array(z.object({ runId: zId, fiscalYear: z.int(), fiscalYearText: z.string(), state: z.string(), done: z.int(), expected: z.int() })),
  rechecks: z.array(z.object({ personId: zId, name: z.string().nullable(), fiscalYear: z.int(), decisionNo: z.int(), decidedTax: z.int(), derivedTax: z.int(), line: z.string().nullable(), foundAt: z.string() })),
})
export type OverviewView = z.output<typeof OverviewView>

/** 個人住民税の入口: runs of the annual assessment and decisions that no longer agree with their facts. */
export const showOverview = query({
  name: 'tax-individual.show-overview',
  title: '個人住民税の入口',
  permission: 'tax-individual.read',
  description: 'Runs of the annual assessment, newest first, and decisions whose recomputation gave another amount.',
  action: 'list',
  input: z.strictObject({}),
  output: OverviewView,
  async run(tx) {
    const [runs, rechecks] = [await listRuns(tx, 'tax-individual.annual-assessment'), (await listOpenRechecks(tx, 50)).filter((one) => one.origin === 'night')]
    const names = new Map((await listPersonsOn(tx, rechecks.map((row) => row.personId))).map((person) => [person.personId, person.name]))
    const labels = new Map<number, string>(Object.values(lines).map((line) => [line.code, line.label]))
    return accept({
      fiscalYear: latestAssessedYear, fiscalYearText: fiscalYearText(latestAssessedYear),
      runs: runs.map((run) => ({ runId: run.id, fiscalYear: run.fiscal_year, fiscalYearText: fiscalYearText(fiscalYear(run.fiscal_year)), state: run.state, done: run.done, expected: run.expected })),
      rechecks: rechecks.map((row) => ({
        personId: row.personId, name: names.get(row.personId) ?? null, fiscalYear: row.fiscalYear, decisionNo: row.decisionNo, decidedTax: row.decidedTax, derivedTax: row.derivedTax,
        line: row.firstLine === null ? null : (labels.get(row.firstLine) ?? null), foundAt: row.foundAt,
      })),
    })
  },
  subjects: (view) => view.rechecks.map((one) => one.personId),
  // A name beside two amounts tells neither birthday nor address nor household.
  withhold: (view) => view,
  example: async () => ({}),
})

const SetAsideView = z.object({ runId: zId, items: z.array(z.object({ personId: zId, name: z.string().nullable(), number: z.string().nullable(), reason: z.string(), remedy: z.string() })) })
export type SetAsideView = z.output<typeof SetAsideView>

/** 計算から外した人の一覧. */
export const listSetAsidePersons = query({
  name: 'tax-individual.list-set-aside',
  title: '計算から外した人の一覧',
  permission: 'tax-individual.read',
  description: 'Persons whom a run of the annual assessment set aside, each with the reason and what to do; at most 200.',
  action: 'list',
  input: z.strictObject({ runId: zId }),
  output: SetAsideView,
  async run(tx, input) {
    const rows = await listSetAside(tx, input.runId)
    const persons = new Map((await listPersonsOn(tx, rows.map((row) => row.subject_id))).map((person) => [person.personId, person]))
    return accept({
      runId: input.runId,
      items: rows.map((row) => ({ personId: row.subject_id, name: persons.get(row.subject_id)?.name ?? null, number: persons.get(row.subject_id)?.addresseeNumber ?? null, reason: row.reason, remedy: row.remedy })),
    })
  },
  subjects: (view) => view.items.map((one) => one.personId),
  // Name, number and reason tell neither birthday nor address nor household.
  withhold: (view) => view,
  async example(tx) {
    const run = await store.findAnyRun(tx)
    return run === undefined ? null : { runId: run }
  },
})

/** Income and tax of persons for other contexts: the decision in force of each — 所得と税額の照会. */
export interface DecidedTax {
  readonly personId: string
  readonly fiscalYear: FiscalYear
  readonly annualTax: number
  readonly lines: Partial<Record<LineKey, number>>
  readonly decidedAt: Instant
  readonly decidedOn: PlainDate
}

/** The decision in force of these persons for a year; who was not assessed is left out. */
export async function listDecidedTaxes(tx: Tx, year: FiscalYear, personIds: readonly string[]): Promise<readonly DecidedTax[]> {
  const rows = await store.listDecidedLines(tx, year, personIds)
  return rows.map((row) => ({
    personId: row.person_id, fiscalYear: year, annualTax: row.annual_tax, lines: decidedAmounts({ codes: row.line_codes, amounts: row.yen }), decidedAt: row.decided_at, decidedOn: townDay(row.decided_at),
  }))
}

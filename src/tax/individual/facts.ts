import type { FiscalYear, Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { listKeepers } from './dependants/claim-store.ts'
import { resolveLaw, type IndividualTaxLaw } from './law.ts'
import { assessmentDateOf, incomeYearOf } from './model.ts'
import { factsOfPremises, type Premises } from './premises/model.ts'
import { listPremisesOf, pageOfPremises } from './premises/premises-store.ts'
import { whyNotAssessed, type NotAssessed } from './rules/assess.ts'
import { claimedPersonIds, leadingStatement, mergeStatements, standsForCouple, totalIncomeOf, type MergedFacts } from './rules/merge.ts'
import type { Statement } from './statement.ts'
import * as store from './store.ts'

/** One person with everything the office knew for a year — 一人分の課税の事実. */
export interface PersonCase {
  readonly personId: string
  readonly birthOn: PlainDate | null
  readonly isResident: boolean
  readonly status: string | null
  readonly isDecided: boolean
  readonly statements: readonly Statement[]
  /** What somebody who lives elsewhere has here; null for nearly everybody — 家屋敷・事務所・事業所. */
  readonly premises: Premises | null
}

/** The law of a year for this town, as it was known at an instant. */
export function lawFor(tx: Tx, fiscalYear: FiscalYear, knownAt?: Instant): IndividualTaxLaw {
  return resolveLaw({ fiscalYear, designatedCity: tx.office.designatedCity, ordinance: tx.office.ordinanceOn(assessmentDateOf(fiscalYear), knownAt), knownAt })
}

/** The cases of some persons as known at an instant. */
export async function loadCases(tx: Tx, question: { fiscalYear: FiscalYear; personIds: readonly string[]; recordedAt: Instant }): Promise<readonly PersonCase[]> {
  const { fiscalYear, personIds, recordedAt } = question
  const statements = await store.listStatements(tx, { incomeYear: incomeYearOf(fiscalYear), personIds, recordedAt })
  const byPerson = groupByPerson(statements)
  const persons = new Map((await store.listPersonsOnDate(tx, { personIds, on: assessmentDateOf(fiscalYear), recordedAt })).map((row) => [row.person_id, row]))
  const premises = new Map((await listPremisesOf(tx, { fiscalYear, personIds, recordedAt })).map((one) => [one.personId, one]))
  return personIds.map((personId) => {
    const person = persons.get(personId)
    return { personId, birthOn: person?.birth_date ?? null, isResident: person?.is_resident === true, status: person?.status ?? null, isDecided: false, statements: byPerson.get(personId) ?? [], premises: premises.get(personId) ?? null }
  })
}

function groupByPerson(statements: readonly Statement[]): ReadonlyMap<string, readonly Statement[]> {
  const groups = new Map<string, Statement[]>()
  for (const one of statements) {
    const group = groups.get(one.personId)
    if (group) group.push(one)
    else groups.set(one.personId, [one])
  }
  return groups
}

/** One page of a run: cases in the order of persons, and the cursor after them. */
export async function loadPage(tx: Tx, page: { fiscalYear: FiscalYear; assessmentDate: string; recordedAt: Instant; after: string | null; limit: number }): Promise<{ cases: readonly PersonCase[]; next: string | null }> {
  const rows = await store.pageOfStatements(tx, { incomeYear: incomeYearOf(page.fiscalYear), ...page })
  const cases = casesOf(rows)
  const isLast = rows.length < page.limit
  // The last person of a full page may have more statements behind it: the next page takes that person.
  const whole = isLast || cases.length < 2 ? cases : cases.slice(0, -1)
  const next = isLast ? null : whole.at(-1)!.personId
  return { cases: await withPremises(tx, whole, { ...page, upTo: next }), next }
}

/** The cases of a page with those who have premises here in the same stretch of persons, most of them without any statement. */
async function withPremises(tx: Tx, cases: readonly PersonCase[], page: { fiscalYear: FiscalYear; assessmentDate: string; recordedAt: Instant; after: string | null; upTo: string | null }): Promise<readonly PersonCase[]> {
  const premises = new Map((await pageOfPremises(tx, page)).map((one) => [one.personId, one]))
  if (premises.size === 0) return cases
  const known = new Set(cases.map((one) => one.personId))
  const others = [...premises.keys()].filter((personId) => !known.has(personId))
  const persons = new Map((await store.listPersonsOnDate(tx, { personIds: others, on: page.assessmentDate, recordedAt: page.recordedAt })).map((row) => [row.person_id, row]))
  const decided = others.length > 0 ? await store.listDecidedPersons(tx, page.fiscalYear, others) : new Set<string>()
  const added = others.map((personId): PersonCase => {
    const person = persons.get(personId)
    return { personId, birthOn: person?.birth_date ?? null, isResident: person?.is_resident === true, status: person?.status ?? null, isDecided: decided.has(personId), statements: [], premises: premises.get(personId)! }
  })
  return [...cases.map((one) => ({ ...one, premises: premises.get(one.personId) ?? null })), ...added].sort((a, b) => (a.personId < b.personId ? -1 : 1))
}

function casesOf(rows: readonly store.StatementOnDate[]): readonly PersonCase[] {
  const cases: (PersonCase & { statements: Statement[] })[] = []
  for (const { statement, birthOn, isResident, status, isDecided } of rows) {
    const last = cases.at(-1)
    if (last?.personId === statement.personId) last.statements.push(statement)
    else cases.push({ personId: statement.personId, birthOn, isResident, status, isDecided, statements: [statement], premises: null })
  }
  return cases
}

/** What the office knew of the spouses and relatives whom some cases claim — 扶養に取られた人. */
export interface Claimed {
  readonly statements: ReadonlyMap<string, readonly Statement[]>
  readonly births: ReadonlyMap<string, PlainDate>
  readonly keepers: Awaited<ReturnType<typeof listKeepers>>
}

/** Whom some cases claim, with their own statements and with who keeps them where several claim them. */
export async function loadClaimed(tx: Tx, cases: readonly PersonCase[], { fiscalYear, recordedAt }: { fiscalYear: FiscalYear; recordedAt: Instant }): Promise<Claimed> {
  const claimedIds = [...new Set(cases.flatMap((one) => claimedPersonIds(one.statements)))]
  const incomeYear = incomeYearOf(fiscalYear)
  const statements = claimedIds.length === 0 ? [] : await store.listStatements(tx, { incomeYear, personIds: claimedIds, recordedAt })
  const keptIds = [...new Set([...claimedIds, ...couplesOf(cases)])]
  return { statements: groupByPerson(statements), births: birthDatesClaimed(cases), keepers: await listKeepers(tx, { incomeYear, claimedIds: keptIds, recordedAt }) }
}

/** Under whom it is kept whose claim counts, of each couple among the claims. */
function couplesOf(cases: readonly PersonCase[]): readonly string[] {
  return cases.flatMap((one) => one.statements.flatMap(({ detail }) => (detail.spouse?.personId ? [standsForCouple(one.personId, detail.spouse.personId)] : [])))
}

/** Merges the facts of some cases; the income of spouses and relatives comes from their own statements. */
export async function mergeCases(tx: Tx, cases: readonly PersonCase[], place: { law: IndividualTaxLaw; recordedAt: Instant }): Promise<readonly MergedFacts[]> {
  return mergeUnder(place.law, cases, await loadClaimed(tx, cases, { fiscalYear: place.law.fiscalYear, recordedAt: place.recordedAt }))
}

/** The same with what has been loaded: the facts follow from the law by which they are merged. */
export function mergeUnder(law: IndividualTaxLaw, cases: readonly PersonCase[], claimed: Claimed): readonly MergedFacts[] {
  return cases.map(mergerUnder(law, claimed))
}

/** The same person by person, for who gives way between them: one merger keeps what it has found of the claimed. */
export function mergerUnder(law: IndividualTaxLaw, claimed: Claimed): (one: PersonCase) => MergedFacts {
  const { statements, births, keepers } = claimed
  const incomes = new Map<string, Yen>()
  const ownIncome = (personId: string): Yen | undefined => {
    const [known, own] = [incomes.get(personId), statements.get(personId)]
    if (known !== undefined || own === undefined) return known
    const income = totalIncomeOf(own, births.get(personId) ?? null, law)
    incomes.set(personId, income)
    return income
  }
  return (one) => (isTaxedOnPremises(one) ? mergedPremises(one.premises) : withWards(one, mergeStatements(one.statements, { birthOn: one.birthOn, ownIncome, keeper: (claimedId) => keepers.get(claimedId), claimsBack: (spouseId) => doesClaimBack(one.personId, spouseId, { claimed, law }) }, law)))
}

/** Whether it was decided that the spouse's claim counts, and the spouse still makes it. */
function doesClaimBack(personId: string, spouseId: string, { claimed, law }: { claimed: Claimed; law: IndividualTaxLaw }): boolean {
  if (claimed.keepers.get(standsForCouple(personId, spouseId)) !== spouseId) return false
  return leadingStatement(claimed.statements.get(spouseId) ?? [], law)?.detail.spouse?.personId === personId
}

/** Who lives here is taxed as a resident, whatever else was entered. */
function isTaxedOnPremises(one: PersonCase): one is PersonCase & { readonly premises: Premises } {
  return one.premises !== null && !one.isResident
}

/** A resident of a designated city with premises in other wards. */
function withWards({ premises }: PersonCase, merged: MergedFacts): MergedFacts {
  return premises === null || premises.wards.length === 0 ? merged : { ...merged, facts: { ...merged.facts, premisesWards: premises.wards.length } }
}

function mergedPremises(premises: Premises): MergedFacts {
  return { facts: factsOfPremises(premises), method: 'ordinary', used: [], main: null }
}

/** Whether there is anything to assess a person on. */
export function hasFacts(one: PersonCase): boolean {
  return one.statements.length > 0 || isTaxedOnPremises(one)
}

function birthDatesClaimed(cases: readonly PersonCase[]): ReadonlyMap<string, PlainDate> {
  const births = new Map<string, PlainDate>()
  for (const one of cases) {
    for (const { detail } of one.statements) {
      for (const claim of [...(detail.spouse ? [detail.spouse] : []), ...(detail.relatives ?? [])]) if (claim.personId && claim.birthOn) births.set(claim.personId, claim.birthOn)
    }
  }
  return births
}

/** Why a case is not assessed here, or null. */
export function whyNot(one: PersonCase, fiscalYear: FiscalYear): NotAssessed | null {
  const date = assessmentDateOf(fiscalYear)
  return whyNotAssessed({ diedOn: one.status === 'dead' ? date : null, livesHere: one.isResident, hasPremises: one.premises !== null }, date)
}

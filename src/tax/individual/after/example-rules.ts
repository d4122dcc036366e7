import { z } from 'zod'
import { dueDateOn } from '../../../collection/index.ts'
import { ExampleFault, exampleDay, exampleFlag, exampleText, exampleWhole } from '../../../kernel/example-input.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { rateOf, sumOf, yen, zeroYen, type Yen } from '../../../kernel/yen.ts'
import { fact, readExample } from '../../../legislation/index.ts'
import type { ExampleInput, ExampleRule } from '../../../platform/context/manifest.ts'
import { calculableYears, latestAssessedYear, resolveLaw, type IndividualTaxLaw } from '../law.ts'
import { dueDatesOf, emptyInstalments, employerOf, firstInstalments, laneOf, monthOfInstalment, reviseInstalments, type DueDates, type Instalment } from '../rules/collection.ts'
import { changeEmployment, changeKinds, type ChangeKind } from './rules/employment.ts'
import { exempt } from './rules/exemption.ts'
import { lastDayOfCorrection, statutoryDueDate } from './rules/limits.ts'
import { isTakenFromPension, pensionInstalments } from './rules/pension.ts'

// Worked examples of what happens after the annual run; `docs/example-dictionary.md` has their fields.

const day = fact(exampleDay)
const flag = fact(exampleFlag)
const amount = fact((value, field): Yen => yen(exampleWhole(value, field)))
const method = fact((value, field): 'ordinary' | 'salary' => oneOf(value, field, ['ordinary', 'salary']))
const kind = fact((value, field): ChangeKind => oneOf(value, field, changeKinds))
const numbers = fact((value, field): ReadonlySet<number> => {
  if (!Array.isArray(value)) throw new ExampleFault(`項目「${field}」は期の数の並びで書きます（例: [4]）。`)
  return new Set(value.map((one) => exampleWhole(one, field)))
})

function oneOf<const T extends string>(value: unknown, field: string, names: readonly T[]): T {
  const text = exampleText(value, field)
  const found = names.find((name) => name === text)
  if (found === undefined) throw new ExampleFault(`項目「${field}」は ${names.join('・')} のどれかで書きます。`)
  return found
}

/** What worked examples may ask of corrections, changes, exemptions and pensions. */
export const afterExampleRules: Readonly<Record<string, ExampleRule>> = {
  'tax-individual.correct': correctExample, 'tax-individual.change-collection': changeExample, 'tax-individual.exempt': exemptExample, 'tax-individual.correction-limit': limitExample, 'tax-individual.pension-collection': pensionExample,
}

interface Place { readonly law: IndividualTaxLaw; readonly dueDates: DueDates }

function placeOf(example: ExampleInput, ordinance: Readonly<Record<string, unknown>>): Place {
  const year = example.fiscalYear ?? latestAssessedYear
  if (year < calculableYears.first || year > calculableYears.last) throw new ExampleFault(`${year}年度の計算はできません。${calculableYears.first}年度から${calculableYears.last}年度までです。`)
  const law = resolveLaw({ fiscalYear: fiscalYear(year), designatedCity: false, ordinance })
  return { law, dueDates: dueDatesOf(law, (nominal) => dueDateOn(nominal, ordinance)) }
}

/** Day before June of the year: a decision of then reaches all terms and months. */
const beforeFirstTerm = (law: IndividualTaxLaw) => exampleDay(`${law.fiscalYear}-05-15`, 'decidedOn')

interface Begun { readonly annualTax: Yen; readonly method: 'ordinary' | 'salary' }

function begun({ annualTax, method: lane }: Begun, { law, dueDates }: Place, decidedOn = beforeFirstTerm(law)): readonly Instalment[] {
  return firstInstalments({ annualTax, method: lane, reduced: zeroYen, today: decidedOn, dueDates }, law)
}

/** Instalments as the cases write them: terms, supplementary terms, months by employer, payments of the pension. */
function instalmentLines(instalments: readonly Instalment[], { law, dueDates }: Place): Record<string, unknown> {
  const at = (no: number): Yen => instalments.find((one) => one.no === no)?.amount ?? zeroYen
  const months = (employer: number): readonly Yen[] => law.salaryCollection.months.map((_, index) => instalments.find((one) => laneOf(one.no) === 'salary' && employerOf(one.no) === employer && monthIndex(one.no, law) === index)?.amount ?? zeroYen)
  const supplementary = instalments.filter((one) => one.no > law.ordinaryTerms.terms.length && laneOf(one.no) === 'ordinary')
  return {
    ordinaryCollection: law.ordinaryTerms.terms.map((_, index) => at(index + 1)), specialCollection: months(0), nextEmployer: months(1), pension: emptyInstalments('pension', dueDates).map((one) => at(one.no)),
    supplementary: supplementary.map((one) => one.amount), supplementaryDue: supplementary.map((one) => one.dueOn), total: sumOf(instalments.map((one) => one.amount)),
  }
}

function monthIndex(no: number, law: IndividualTaxLaw): number {
  const month = Number(monthOfInstalment(no, law).slice(5, 7))
  return law.salaryCollection.months.indexOf(month)
}

const corrections = z.object({ annualTax: amount, method, decidedOn: day.optional(), correctedTax: amount, on: day })

function correctExample(example: ExampleInput): Record<string, unknown> {
  const { given, ordinance } = readExample(example, corrections)
  const place = placeOf(example, ordinance)
  const question = { annualTax: given.correctedTax, method: given.method, reduced: zeroYen, today: given.on, dueDates: place.dueDates }
  return instalmentLines(reviseInstalments(begun(given, place, given.decidedOn), question, place.law), place)
}

const changes = z.object({
  annualTax: amount, method, decidedOn: day.optional(), kind, happenedOn: day, on: day, firstMonth: day.optional(), lumpAsked: flag.optional(), payToMay: amount.optional(), paidTerms: numbers.optional(),
})

function changeExample(example: ExampleInput): Record<string, unknown> {
  const { given, ordinance } = readExample(example, changes)
  const place = placeOf(example, ordinance)
  const change = { kind: given.kind, happenedOn: given.happenedOn, firstMonth: given.firstMonth ?? null, lumpAsked: given.lumpAsked ?? false, payToMay: given.payToMay ?? null }
  const outcome = changeEmployment(change, { before: begun(given, place, given.decidedOn), today: given.on, dueDates: place.dueDates, paidNos: given.paidTerms ?? new Set(), newParty: undefined }, place.law)
  if (!outcome.ok) return { refusal: outcome.why }
  return { refusal: null, moved: outcome.value.moved, lump: outcome.value.lump, ...instalmentLines(outcome.value.instalments, place) }
}

const exemptions = z.object({ annualTax: amount, method, decidedOn: day.optional(), appliedOn: day, on: day.optional(), sharePercent: fact(exampleText).optional(), amount: amount.optional(), paidTerms: numbers.optional() })

function exemptExample(example: ExampleInput): Record<string, unknown> {
  const { given, ordinance } = readExample(example, exemptions)
  const place = placeOf(example, ordinance)
  if ((given.sharePercent === undefined) === (given.amount === undefined)) throw new ExampleFault('given に sharePercent（割合）か amount（額）のどちらか一つを書きます。')
  const percent = rateOf(given.sharePercent ?? '0')
  const measure = given.amount === undefined ? { kind: 'share' as const, share: { num: percent.num, den: percent.den * 100 } } : { kind: 'amount' as const, amount: given.amount }
  const { instalments, exemption, base } = exempt(measure, { before: begun(given, place, given.decidedOn), appliedOn: given.appliedOn, today: given.on ?? given.appliedOn, paidNos: given.paidTerms ?? new Set() }, place.law)
  return { exemption, base, ...instalmentLines(instalments, place) }
}

const limits = z.object({ rises: flag, incomeTaxChangedOn: day.optional(), byFraud: flag.optional() })

function limitExample(example: ExampleInput): Record<string, unknown> {
  const { given, ordinance } = readExample(example, limits)
  const { law, dueDates } = placeOf(example, ordinance)
  const due = statutoryDueDate(dueDates)
  return { statutoryDueDate: due, lastDay: lastDayOfCorrection(due, { rises: given.rises, incomeTaxChangedOn: given.incomeTaxChangedOn ?? null, byFraud: given.byFraud ?? false }, law) }
}

const pensions = z.object({
  pensionTax: amount, otherTax: amount.optional(), otherMethod: method.optional(), lastYearTax: amount.optional(), reduction: amount.optional(), otherReduction: amount.optional(), decidedOn: day.optional(), birthDate: day.optional(), yearlyPension: amount.optional(), careWithheld: flag.optional(), correctedTax: amount.optional(), on: day.optional(),
})

function pensionExample(example: ExampleInput): Record<string, unknown> {
  const { given, ordinance } = readExample(example, pensions)
  const place = placeOf(example, ordinance)
  const reduced = { pension: given.reduction ?? zeroYen, other: given.otherReduction ?? zeroYen }
  const question = {
    pensionTax: given.pensionTax, otherTax: given.otherTax ?? zeroYen, otherLane: given.otherMethod ?? 'ordinary', lastYear: given.lastYearTax ?? null, reduced, today: given.decidedOn ?? beforeFirstTerm(place.law), dueDates: place.dueDates, pensionParty: undefined,
  } as const
  const first = pensionInstalments(question, place.law)
  const after = given.correctedTax === undefined || given.on === undefined ? first : reviseInstalments(first, { annualTax: given.correctedTax, method: 'pension', reduced: zeroYen, today: given.on, dueDates: place.dueDates }, place.law)
  const facts = { birthOn: given.birthDate ?? null, yearly: given.yearlyPension ?? zeroYen, careWithheld: given.careWithheld ?? true }
  return { isTaken: isTakenFromPension(facts, given.pensionTax, place.law), ...instalmentLines(after, place) }
}

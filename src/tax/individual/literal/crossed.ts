import { addDays, type FiscalYear, type PlainDate } from '../../../kernel/plain-date.ts'
import { lawData, type IndividualTaxLaw, type RetirementLaw } from '../law.ts'
import type { DrawnHousehold } from './drawn/draw.ts'
import { literalOutcome, type Outcome } from './outcome.ts'

// Which figures of the law rows some household feels: a figure is crossed where another one in its place gives somebody another amount.

/** One figure of a law row: a threshold, an amount, a rate, a day, a choice, or the order of two names. */
export interface Figure {
  /** `salary-income-table 2021 bands.3.from` */
  readonly name: string
  readonly key: string
  readonly row: unknown
  readonly path: readonly (string | number)[]
  /** What may stand in its place, the smallest step first. */
  readonly others: readonly unknown[]
}

/** Every figure of every row that is in force in one of the years, from the loaded law itself. */
export function figuresOf(years: readonly FiscalYear[]): readonly Figure[] {
  return [...lawData.concepts.values()].flatMap(({ name, chosenBy, rows }) => {
    const inForce = new Set(years.map((year) => rows.findLast((row) => row.from <= (chosenBy === 'fiscal-year' ? year : `${year - 1}-12-31`))))
    const key = name.replace(/-[a-z]/g, (letter) => letter[1]!.toUpperCase())
    return rows.filter((row) => inForce.has(row)).flatMap((row) => pathsIn(row.value, []).map(({ path, others }) => ({ name: [name, row.from, ...path].join(' '), key, row: row.value, path, others })))
  })
}

/** Figures that no amount of one person follows from: they decide before the facts are, or on which day something is due. */
const decideElsewhere = /^(assessed-fiscal-years|lump-collection|correction-limit|exemption-reason|certificate-fee-exemptions|information-purposes|statement-precedence \d+ order \d+|land-transfer-term|non-taxable-condition-limit \d+ minorBelowAge|ordinary-terms \d+ terms \d+ (month|day)|notice-lead|salary-collection \d+ (months \d+|payDay)|pension-collection \d+ (age|leastPension|payDay|changeUntil \d+ (month|untilMonth|untilDay)|(provisional|final)Months \d+))/

/** Figures that can change nothing as the law stands, each with its reason. */
const changeNothing: readonly RegExp[] = [
  // A table begins at nothing: below its first row is no revenue.
  /^(salary-income-table \d+ bands|pension-deduction-table \d+ (otherIncome|younger|senior)) 0 (from|over)$/,
  // The ceiling of a class lies over what the last band of new contracts gives.
  /^life-insurance-deduction \d+ newContracts 3 rate$/,
  // No relative has the deduction in these years.
  /^personal-deduction-difference 2021 specificRelative$/,
  // Who moves in before and after has the same class.
  /^housing-loan-credit 2027 3 from$/,
  // The city has what the prefecture's part leaves.
  /^withheld-levy-share \d+ (ordinary|designated) city$/,
  // Credits that do not look at what is left may come in any order.
  /^credit-order \d+ order [012]$/,
]

/** Whether another figure in this place could give anybody another amount. */
export function canBeFelt({ name }: Figure): boolean {
  return !decideElsewhere.test(name) && !changeNothing.some((one) => one.test(name))
}

/** Names by which rows are found; another name in their place would be no other figure. */
const labels: ReadonlySet<string | number> = new Set(['kind', 'grade'])

interface Place { readonly path: readonly (string | number)[]; readonly others: readonly unknown[] }

function pathsIn(value: unknown, path: readonly (string | number)[]): readonly Place[] {
  const own = othersOf(value, path.at(-1))
  if (own !== null) return own.length === 0 ? [] : [{ path, others: own }]
  if (isNames(value)) return value.slice(1).map((_, index) => ({ path: [...path, `order ${index}`], others: [swapped(value, index)] }))
  return Object.entries(value as object).filter(([name]) => !labels.has(name)).flatMap(([name, inner]) => pathsIn(inner, [...path, Array.isArray(value) ? Number(name) : name]))
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 1 && value.every((one) => typeof one === 'string')
}

function swapped(names: readonly string[], index: number): readonly string[] {
  return names.toSpliced(index, 2, names[index + 1]!, names[index]!)
}

const choices: readonly (readonly string[])[] = [['raise', 'drop'], ['after-credits', 'before-adjustment-credit'], ['as-income-tax', 'own'], ['family', 'spouse']]

/** At these bounds both formulas often give the same yen: a step of one would not show. */
const coarse: ReadonlySet<string | number | undefined> = new Set(['from', 'upTo', 'threshold', 'shortHalvedUpTo'])

/** Others in place of one figure; null where the value is made of several. */
function othersOf(value: unknown, name: string | number | undefined): readonly unknown[] | null {
  if (value === null) return []
  if (typeof value === 'boolean') return [!value]
  if (typeof value === 'number') return [1, -1, ...(coarse.has(name) ? [1000, -1000] : [])].map((step) => value + step).filter((other) => other > 0 || value < 0)
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\d$/.test(value) ? [addDays(value as PlainDate, 1), addDays(value as PlainDate, -1)] : choices.filter((names) => names.includes(value)).flat().filter((name) => name !== value)
  if (typeof value === 'object' && 'num' in value && 'den' in value) return [{ num: (value.num as number) + 1, den: value.den }, { num: 2 * (value.num as number) + 1, den: value.den }]
  return null
}

/** A household with what the second computation says of it, and every amount that stands in either. */
export interface Asked { readonly household: DrawnHousehold; readonly before: Outcome; readonly amounts: Float64Array }

export function asked(household: DrawnHousehold): Asked {
  const before = literalOutcome(household)
  const of = (name: string): number => Number(before.get(name) ?? 0n)
  // Two measures that are no lines: by the first the ratio of a gift is chosen, by the second the deduction from a pension falls.
  const measures = [of('tax-base') - of('personal-difference'), of('total-income') - of('pension-income')]
  return { household, before, amounts: Float64Array.from([...numbersIn(household.facts), ...numbersIn(household.payment?.payment ?? null), ...[...before.values()].map(Number), ...measures]).sort() }
}

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersIn) : []
}

/** Whether somebody has another amount with another figure in this place of the law; those are asked first who have an amount beside it. */
export function isFelt(figure: Figure, everybody: readonly Asked[]): boolean {
  const able = everybody.filter(({ household }) => hasRow(household, figure) && (mayFeel[figure.key]?.(household, figure) ?? true))
  const value = figure.path.reduce((inner, name) => (inner as Record<string, unknown>)[name], figure.row)
  const inOrder = typeof value === 'number' ? besideFirst(able, value) : able
  return inOrder.some(({ household, before }) => figure.others.some((other) => differs(literalOutcome(withFigure(household, figure, other)), before)))
}

function besideFirst(everybody: readonly Asked[], value: number): readonly Asked[] {
  const reach = value < 200 ? 1 : 1_000
  const [near, far]: [Asked[], Asked[]] = [[], []]
  for (const one of everybody) (hasBetween(one.amounts, value - reach, value + reach) ? near : far).push(one)
  return [...near, ...far]
}

/** Whether a sorted list has a number in a range. */
function hasBetween(sorted: Float64Array, low: number, high: number): boolean {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (sorted[middle]! < low) from = middle + 1
    else to = middle
  }
  return from < sorted.length && sorted[from]! <= high
}

/** Whether the law of a household has this row, and not another one or the town's own value. */
function hasRow({ law, payment }: DrawnHousehold, { key, row }: Figure): boolean {
  if (key === 'retirementDeduction') return payment?.law.deduction === row
  if (key === 'retirementLevyRate') return payment !== null
  return (law as unknown as Record<string, unknown>)[key] === row
}

type MayFeel = (household: DrawnHousehold, figure: Figure) => boolean
const byDeclared: MayFeel = ({ facts }) => facts.declared !== null

function hasDeduction({ condition, spouse, relatives }: DrawnHousehold['facts'], name: string | number | undefined): boolean {
  if (name === 'widow' || name === 'workingStudent') return condition[name]
  if (name === 'singleParent') return condition.singleParent !== 'none'
  if (name === 'spouse' || name === 'specialSpouse') return spouse !== null
  return name === 'dependant' || name === 'specificRelative' ? relatives.length > 0 : true
}

/** Who has nothing that a row is about need not be asked: a household passed over in error leaves the figure unfelt. */
const mayFeel: Readonly<Record<string, MayFeel>> = {
  salaryIncomeTable: ({ facts }) => facts.salaryRevenue > 0, incomeAdjustment: ({ facts }) => facts.salaryRevenue > 0, pensionDeductionTable: ({ facts }) => facts.pensionRevenue > 0,
  specificExpenses: byDeclared, incomeByKind: byDeclared, landSpecialDeduction: byDeclared, listedIncomeChoice: byDeclared, separateLevyRate: byDeclared, deductionOrder: byDeclared, withheldLevyShare: byDeclared,
  dividendCredit: byDeclared, foreignTaxCredit: byDeclared,
  lossCarryForward: ({ facts }, { row, path }) => facts.declared?.carriedLosses.some(({ kind }) => kind === (row as readonly { readonly kind: string }[])[path[0] as number]!.kind) === true,
  spouseDeduction: ({ facts }) => facts.spouse !== null, specialSpouseDeduction: ({ facts }) => facts.spouse !== null,
  dependantDeduction: ({ facts }) => facts.relatives.length > 0, specificRelativeDeduction: ({ facts }) => facts.relatives.length > 0,
  personalDeductionDifference: ({ facts }, { path }) => hasDeduction(facts, path[0]),
  housingLoanCredit: ({ facts }) => facts.housingLoan !== null,
  donationCredit: ({ facts }) => facts.paid.donationsToMunicipalities + facts.paid.donationsOther > 0, specialDonationRatio: ({ facts }) => facts.paid.donationsToMunicipalities > 0,
}

function differs(left: Outcome, right: Outcome): boolean {
  if (left.size !== right.size) return true
  for (const [name, amount] of left) if (right.get(name) !== amount) return true
  return false
}

function withFigure(household: DrawnHousehold, figure: Figure, other: unknown): DrawnHousehold {
  const value = replaced(figure.row, figure.path, other)
  if (figure.key.startsWith('retirement')) return withRetirement(household, figure, value as never)
  return { ...household, law: withRates({ ...household.law, [figure.key]: value }) }
}

type RetirementRow = RetirementLaw['deduction'] & Readonly<Record<'ordinary' | 'designated', RetirementLaw['rates']>>

function withRetirement(household: DrawnHousehold, figure: Figure, value: RetirementRow): DrawnHousehold {
  const payment = household.payment!
  const law: RetirementLaw = figure.key === 'retirementDeduction' ? { ...payment.law, deduction: value } : { ...payment.law, rates: value[payment.law.designatedCity ? 'designated' : 'ordinary'] }
  return { ...household, payment: { ...payment, law } }
}

/** The rates of the town follow four rows. */
function withRates(law: IndividualTaxLaw): IndividualTaxLaw {
  const rates = law.designatedCity
    ? { city: law.designatedCityIncomeLevyRate, prefecture: law.designatedCityPrefectureIncomeLevyRate }
    : { city: law.cityIncomeLevyRate, prefecture: law.prefectureIncomeLevyRate }
  return { ...law, rates }
}

function replaced(value: unknown, path: readonly (string | number)[], other: unknown): unknown {
  const [first, ...rest] = path
  if (first === undefined || String(first).startsWith('order ')) return other
  if (Array.isArray(value)) return value.map((one: unknown, index) => (index === first ? replaced(one, rest, other) : one))
  return { ...(value as object), [first]: replaced((value as Record<string, unknown>)[first], rest, other) }
}

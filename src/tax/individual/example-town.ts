import { ExampleFault, exampleFlag, exampleNumber, exampleWhole, refuseUnknownFields, withoutNulls, wrongKind, type NamedValues } from '../../kernel/example-input.ts'
import { fiscalYearText } from '../../kernel/wareki.ts'
import { rateOf, yen, type Rate, type Yen } from '../../kernel/yen.ts'
import type { ExampleInput } from '../../platform/context/manifest.ts'
import { calculableYears, latestAssessedYear, resolveLaw, type IndividualTaxLaw } from './law.ts'
import { incomeYearOf } from './model.ts'
import { limitRowOf } from './rules/non-taxable.ts'

// The year and the town's own values of a worked example.

/** Values of the town that a published case gives among its facts, or under `ordinance` by the same names. */
export const townFields = [
  'designatedCity', 'cityRate', 'prefRate', 'cityPerCapita', 'prefPerCapita', 'forestTax', 'kyuchi',
  'perCapitaLimitPerHead', 'perCapitaLimitPlus', 'perCapitaLimitFamilyAddition', 'cutBeforeAdjustmentCredit', 'terms',
] as const

/** A case with its town's values among the facts and its law chosen. */
export interface TownCase { readonly given: NamedValues; readonly law: IndividualTaxLaw }

/** The law of an example: its year, with the town's values taken from `ordinance` or from the facts. */
export function townCaseOf(example: ExampleInput): TownCase {
  const { dated, plain } = ordinanceParts(example.ordinance)
  refuseUnknownFields(plain, townFields, 'ordinance')
  const given = { ...withoutNulls(plain), ...withoutNulls(example.given) }
  const fiscalYear = yearOfExample(example, given)
  const designatedCity = isDesignatedCity(given, fiscalYear)
  refuseUnusedRates(dated, designatedCity)
  refuseFractions(dated)
  const law = resolveLaw({ fiscalYear, designatedCity, ordinance: dated })
  return { given, law: withTownValues(law, given) }
}

/** As stated; where only rates are, a designated city is one whose rates lie nearer to those of designated cities. */
function isDesignatedCity(given: NamedValues, fiscalYear: IndividualTaxLaw['fiscalYear']): boolean {
  if (given.designatedCity !== undefined) return exampleFlag(given.designatedCity, 'designatedCity')
  const stated = { city: findRate(given, 'cityRate'), prefecture: findRate(given, 'prefRate') }
  if (!stated.city && !stated.prefecture) return false
  const [ordinary, designated] = [false, true].map((designatedCity) => resolveLaw({ fiscalYear, designatedCity, ordinance: {} }).standardRates)
  const away = (from: IndividualTaxLaw['standardRates']): number => distance(stated.city, from.city) + distance(stated.prefecture, from.prefecture)
  return away(designated!) < away(ordinary!)
}

function distance(stated: Rate | undefined, rate: Rate): number {
  return stated ? Math.abs(stated.num / stated.den - rate.num / rate.den) : 0
}

function ordinanceParts(ordinance: NamedValues): { dated: NamedValues; plain: NamedValues } {
  const entries = Object.entries(ordinance)
  return { dated: Object.fromEntries(entries.filter(([key]) => key.includes('.'))), plain: Object.fromEntries(entries.filter(([key]) => !key.includes('.'))) }
}

/** The values that stand under `ordinance` by their concept. */
export function datedOrdinance(ordinance: NamedValues): NamedValues {
  return ordinanceParts(ordinance).dated
}

/** A rate that the kind of town does not read must not be passed over in silence. */
function refuseUnusedRates(dated: NamedValues, designatedCity: boolean): void {
  const unused = designatedCity ? ['city-income-levy-rate', 'prefecture-income-levy-rate'] : ['designated-city-income-levy-rate', 'designated-city-prefecture-income-levy-rate']
  const found = unused.find((name) => dated[`tax-individual.${name}`] !== undefined)
  if (found === undefined) return
  const remedy = designatedCity ? '指定都市では designated-city- で始まる率を書いてください。' : '指定都市なら given に designatedCity: true を書いてください。'
  throw new ExampleFault(`ordinance の「tax-individual.${found}」は、この市町村の計算では使いません。${remedy}`)
}

/** `0.06` under the concept would be six hundredths of one per cent. */
function refuseFractions(dated: NamedValues): void {
  const found = Object.entries(dated).find(([key, value]) => /^tax-individual\..*income-levy-rate$/.test(key) && exampleNumber(value, key) < 1)
  if (found) throw new ExampleFault(`ordinance の「${found[0]}」は百分率で書きます（6％は "6"）。書かれているのは ${JSON.stringify(found[1])} です。小数で書くときは cityRate・prefRate を使います。`)
}

function yearOfExample(example: ExampleInput, given: NamedValues): IndividualTaxLaw['fiscalYear'] {
  const incomeYear = given.incomeYear === undefined ? undefined : exampleWhole(given.incomeYear, 'incomeYear')
  const stated = example.fiscalYear ?? (given.fiscalYear === undefined ? undefined : exampleWhole(given.fiscalYear, 'fiscalYear'))
  const year = (stated ?? (incomeYear === undefined ? latestAssessedYear : incomeYear + 1)) as IndividualTaxLaw['fiscalYear']
  if (incomeYear !== undefined && incomeYear !== incomeYearOf(year)) throw new ExampleFault(`項目「incomeYear」の ${incomeYear} は、${fiscalYearText(year)}（${year}）の所得の年ではありません。所得の年は年度の前の年です。`)
  const { first, last } = calculableYears
  if (year >= first && year <= last) return year
  throw new Error(`${year}年度の計算はできません。税率や表がそろっているのは ${first}年度から ${last}年度までです。`)
}

function withTownValues(law: IndividualTaxLaw, town: NamedValues): IndividualTaxLaw {
  const graded = withGrade(law, town)
  return Object.freeze({
    ...graded,
    rates: { city: findRate(town, 'cityRate') ?? law.rates.city, prefecture: findRate(town, 'prefRate') ?? law.rates.prefecture },
    cityPerCapitaLevy: findYen(town, 'cityPerCapita') ?? law.cityPerCapitaLevy,
    prefecturePerCapitaLevy: findYen(town, 'prefPerCapita') ?? law.prefecturePerCapitaLevy,
    forestEnvironmentTax: findYen(town, 'forestTax') ?? law.forestEnvironmentTax,
    perCapitaLimit: ownLimit(graded, town),
    cutPosition: town.cutBeforeAdjustmentCredit !== undefined ? { place: exampleFlag(town.cutBeforeAdjustmentCredit, 'cutBeforeAdjustmentCredit') ? 'before-adjustment-credit' : 'after-credits' } as const : law.cutPosition,
  })
}

function withGrade(law: IndividualTaxLaw, town: NamedValues): IndividualTaxLaw {
  if (town.kyuchi === undefined) return law
  const grade = exampleWhole(typeof town.kyuchi === 'string' ? town.kyuchi.replace(/級地$/, '') : town.kyuchi, 'kyuchi')
  const row = law.regionalGradeRates.find((one) => one.grade === grade)
  if (!row) throw wrongKind('kyuchi', `${law.regionalGradeRates.map((one) => one.grade).join('・')}のどれかで書きます`, town.kyuchi)
  return { ...law, regionalGrade: grade, gradeRate: row.rate }
}

/** Where a town states one figure of its own, the others stay those of its grade and none is graded again. */
function ownLimit(law: IndividualTaxLaw, town: NamedValues): IndividualTaxLaw['perCapitaLimit'] {
  const own = { perHead: findYen(town, 'perCapitaLimitPerHead'), plus: findYen(town, 'perCapitaLimitPlus'), familyAddition: findYen(town, 'perCapitaLimitFamilyAddition') }
  if (own.perHead === undefined && own.plus === undefined && own.familyAddition === undefined) return law.perCapitaLimit
  const row = limitRowOf(law)
  return { perHead: own.perHead ?? row.perHead, plus: own.plus ?? row.plus, familyAddition: own.familyAddition ?? row.familyAddition, byGrade: false }
}

/** A rate as published cases write it: a decimal fraction, or a percent with its sign. */
function findRate(raw: NamedValues, field: string): Rate | undefined {
  const value = raw[field]
  if (value === undefined) return undefined
  const typed = typeof value === 'string' ? value.trim().replace(/％/g, '%') : value
  if (typeof typed === 'string' && typed.endsWith('%')) {
    const exact = rateOf(typed.slice(0, -1))
    return { num: exact.num, den: exact.den * 100 }
  }
  const number = exampleNumber(typed, field)
  if (number < 0 || number >= 1) throw wrongKind(field, '小数で書きます（6％は 0.06）', value)
  return rateOf(typeof typed === 'string' ? typed : number)
}

/** Amount of a field in yen, or undefined where it is not given. */
export function findYen(raw: NamedValues, field: string): Yen | undefined {
  const value = raw[field]
  return value === undefined || value === null ? undefined : yen(exampleWhole(value, field))
}

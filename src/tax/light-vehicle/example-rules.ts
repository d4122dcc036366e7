import { assert } from '../../kernel/assert.ts'
import { addYears, fiscalYear, fiscalYearOf, plainDate, type FiscalYear } from '../../kernel/plain-date.ts'
import { toHalfWidth } from '../../kernel/text.ts'
import type { ExampleInput, ExampleRule } from '../../platform/context/manifest.ts'
import { latestAssessedYear, lawOf, type LightVehicleLaw } from './law.ts'
import { greenBands, vehicleClasses, type Energy, type GreenBand, type VehicleClass, type YearMonth } from './model.ts'
import { assess } from './rules.ts'

/** What worked examples of this tax may call. */
export const exampleRules: Readonly<Record<string, ExampleRule>> = { 'tax-light-vehicle.assess': runExample }

const fields = ['vehicle', 'on', 'firstInspection', 'fiscalYear', 'band'] as const

/** Runs one worked example; where a fact is a list, each line is a list too. */
function runExample(example: ExampleInput): Readonly<Record<string, unknown>> {
  for (const field of Object.keys(example.given)) assert((fields as readonly string[]).includes(field), `no fact of this rule: ${field}`)
  const law = lawOf(yearOfExample(example), withContext(example.ordinance))
  const { vehicle, firstInspection, band } = example.given
  const size = Math.max(...[vehicle, firstInspection, band].map((fact) => (Array.isArray(fact) ? fact.length : 1)))
  const results = Array.from({ length: size }, (_, index) => assessWords({ vehicle: textAt(vehicle, index), firstInspection: textAt(firstInspection, index), band: textAt(band, index) }, law))
  const isList = [vehicle, firstInspection, band].some((fact) => Array.isArray(fact))
  return isList ? { tax: results.map((one) => one.tax), surcharge: results.map((one) => one.surcharge) } : results[0]!
}

/** Inside this rule the name of a concept alone is enough. */
function withContext(ordinance: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(ordinance).map(([key, value]) => [key.includes('.') ? key : `tax-light-vehicle.${key}`, value]))
}

function yearOfExample({ fiscalYear: year, on, given }: ExampleInput): FiscalYear {
  if (year !== null) return year
  if (typeof given.fiscalYear === 'number') return fiscalYear(given.fiscalYear)
  const day = typeof given.on === 'string' ? plainDate(given.on) : on
  return day === null ? latestAssessedYear : fiscalYearOf(day)
}

function textAt(fact: unknown, index: number): string | null {
  const one: unknown = Array.isArray(fact) ? fact[index] : fact
  if (one === undefined || one === null) return null
  assert(typeof one === 'string' || typeof one === 'number', 'facts of a vehicle are words')
  return String(one)
}

interface Words { readonly vehicle: string | null; readonly firstInspection: string | null; readonly band: string | null }

function assessWords(words: Words, law: LightVehicleLaw): { tax: number | null; surcharge: boolean } {
  const greenBand = words.band === null ? null : readBand(words.band)
  const earned = greenBand === 75 ? 'electric' : 'petrol'
  const result = assess({
    class: words.vehicle === null ? 'passenger-private' : readClass(words.vehicle), energy: words.vehicle === null ? earned : (readEnergy(words.vehicle) ?? earned), greenBand,
    firstInspected: words.firstInspection === null ? monthInYear(law, greenBand === null ? 0 : law.ageConditions.greenAfterYears) : readFirstInspection(words.firstInspection, law),
    standing: 'taxable', isExempted: false,
  }, law)
  return result.kind === 'assessed' ? { tax: result.annualTax, surcharge: result.isHeavy } : { tax: null, surcharge: false }
}

/** The April of the fiscal year so many years before the assessed one. */
function monthInYear(law: LightVehicleLaw, years: number): YearMonth {
  return `${law.fiscalYear - years}-04` as YearMonth
}

function readBand(words: string): GreenBand {
  const percent = Number(/\d+/.exec(toHalfWidth(words))?.[0])
  const band = greenBands.find((one) => one === percent)
  assert(band !== undefined, `no such band of the green rates: ${words}`)
  return band
}

/** The words of municipalities for each class, the narrower ones first. */
const classWords: readonly (readonly [RegExp, VehicleClass])[] = [
  [/特定小型/, 'specified-small'], [/ミニカー/, 'mini-car'], [/雪上/, 'snow-vehicle'], [/農耕/, 'small-special-farm'], [/小型特殊/, 'small-special-other'],
  [/新基準|4\.?0?kW/i, 'moped-125-limited'], [/二輪の小型|小型二輪|250cc(超|を超|こえ)/i, 'motorcycle-over-250'],
  [/三輪.*乗用.*営業|三輪.*営業.*乗用/, 'three-wheel-business-passenger'], [/三輪/, 'three-wheel'],
  [/乗用.*営業|営業.*乗用/, 'passenger-business'], [/乗用/, 'passenger-private'], [/貨物.*営業|営業.*貨物/, 'cargo-business'], [/貨物/, 'cargo-private'],
  [/トレーラ|けん引|牽引/, 'light-trailer'], [/軽二輪|二輪の軽|側車|250cc以下/i, 'motorcycle-250'],
  [/90cc(超|を超|こえ)|125cc以下|二種.?甲|0\.8kW(超|を超)/i, 'moped-125'], [/50cc(超|を超|こえ)|90cc以下|二種.?乙|0\.6kW(超|を超)/i, 'moped-90'], [/50cc以下|0\.6kW|一種|原付/i, 'moped-50'],
]

function readClass(words: string): VehicleClass {
  const named = vehicleClasses.find((one) => one === words)
  const plain = toHalfWidth(words).replace(/[\s・]/g, '').replace(/cm3|シーシー/gi, 'cc')
  const found = named ?? classWords.find(([pattern]) => pattern.test(plain))?.[1]
  assert(found !== undefined, `no class of vehicle is meant by ${words}`)
  return found
}

const energyWords: readonly (readonly [RegExp, Energy])[] = [
  [/ハイブリッド|電力併用|電気併用/, 'hybrid'], [/燃料電池/, 'fuel-cell'], [/電気|EV/, 'electric'], [/天然ガス|CNG/, 'natural-gas'], [/混合メタノール/, 'methanol-mix'], [/メタノール/, 'methanol'], [/けん引|牽引|トレーラ/, 'trailer'],
]

function readEnergy(words: string): Energy | undefined {
  return energyWords.find(([pattern]) => pattern.test(words))?.[1]
}

/**
 * The month that stands for words about the first inspection: `2013-03`, `平成25年3月`, `平成24年度以前`, `~2015-03 and within 13y`, `over 13 years`.
 * The last month of what lies before, the first month of what comes after, so that a case at a boundary is one.
 */
function readFirstInspection(words: string, law: LightVehicleLaw): YearMonth {
  const months = monthsIn(toHalfWidth(words))
  if (months.length > 0) return /以前|まで|^\s*[~〜]|before|until/i.test(words) ? months.at(-1)! : months[0]!
  const { heavyAfterYears } = law.ageConditions
  if (/over|超|経過/i.test(words)) return lastMonthOf(law.fiscalYear - heavyAfterYears)
  assert(/within|以内|未満|以下/i.test(words), `no month of a first inspection is meant by ${words}`)
  return monthInYear(law, heavyAfterYears - 1)
}

function monthsIn(words: string): readonly YearMonth[] {
  const western = [...words.matchAll(/(\d{4})[-/.年](\d{1,2})/g)].map(([, year, month]) => `${year}-${month!.padStart(2, '0')}` as YearMonth)
  if (western.length > 0) return western.toSorted()
  const eras: Readonly<Record<string, number>> = { 昭和: 1925, 平成: 1988, 令和: 2018 }
  const named = /(昭和|平成|令和)(\d+|元)年(度|(\d+)月)?/.exec(words)
  if (!named) return []
  const year = eras[named[1]!]! + (named[2] === '元' ? 1 : Number(named[2]))
  if (named[4] !== undefined) return [`${year}-${named[4].padStart(2, '0')}` as YearMonth]
  return named[3] === '度' ? [`${year}-04` as YearMonth, lastMonthOf(year)] : [`${year}-01` as YearMonth, `${year}-12` as YearMonth]
}

function lastMonthOf(year: number): YearMonth {
  return addYears(plainDate(`${year}-03-31`), 1).slice(0, 7) as YearMonth
}

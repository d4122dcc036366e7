import { ExampleFault, exampleDay, exampleFlag, exampleText, exampleWhole, refuseUnknownFields, tabulated, withoutNulls, type NamedValues } from '../../kernel/example-input.ts'
import { addYears, fiscalYear, fiscalYearOf, plainDate, type FiscalYear } from '../../kernel/plain-date.ts'
import { toHalfWidth } from '../../kernel/text.ts'
import type { ExampleInput, ExampleRule } from '../../platform/context/manifest.ts'
import { calculableYears, latestAssessedYear, lawOf, type LightVehicleLaw } from './law.ts'
import { energies, greenBands, vehicleClasses, type Energy, type GreenBand, type VehicleClass, type YearMonth } from './model.ts'
import { assess } from './rules.ts'

const fields = ['vehicle', 'energy', 'on', 'firstInspection', 'fiscalYear', 'band', 'exempted'] as const

/** What worked examples of this tax may call; where a fact is a list, each line is a list too. */
export const exampleRules: Readonly<Record<string, ExampleRule>> = {
  'tax-light-vehicle.assess': (example) => {
    refuseUnknownFields(example.given, fields)
    const town = Object.entries(example.ordinance).filter(([key]) => !key.includes('.'))
    refuseUnknownFields(Object.fromEntries(town), [], 'ordinance')
    return tabulated(example.given, new Set(), (given) => runExample({ ...example, given: withoutNulls(given) }))
  },
}

/** Runs one worked example. */
function runExample(example: ExampleInput): NamedValues {
  const year = yearOfExample(example)
  const { first, last } = calculableYears
  if (year < first || year > last) throw new Error(`${year}年度の計算はできません。税率がそろっているのは ${first}年度から ${last}年度までです。`)
  const { vehicle, energy, firstInspection, band, exempted } = example.given
  const words = { vehicle: textOf(vehicle, 'vehicle'), energy: textOf(energy, 'energy'), firstInspection: textOf(firstInspection, 'firstInspection'), band: textOf(band, 'band') }
  return assessWords(words, { law: lawOf(year, example.ordinance), isExempted: exempted !== undefined && exampleFlag(exempted, 'exempted') })
}

function yearOfExample({ fiscalYear: year, on, given }: ExampleInput): FiscalYear {
  if (year !== null) return year
  if (given.fiscalYear !== undefined) return fiscalYear(exampleWhole(given.fiscalYear, 'fiscalYear'))
  const day = given.on === undefined ? on : exampleDay(given.on, 'on')
  return day === null ? latestAssessedYear : fiscalYearOf(day)
}

function textOf(value: unknown, field: string): string | null {
  return value === undefined ? null : exampleText(value, field)
}

interface Words { readonly vehicle: string | null; readonly energy: string | null; readonly firstInspection: string | null; readonly band: string | null }

function assessWords(words: Words, { law, isExempted }: { law: LightVehicleLaw; isExempted: boolean }): NamedValues {
  const greenBand = words.band === null ? null : readBand(words.band)
  const earned = greenBand === 75 ? 'electric' : 'petrol'
  const named = words.energy === null ? readEnergy(words.vehicle ?? '') : statedEnergy(words.energy)
  const result = assess({
    class: words.vehicle === null ? 'passenger-private' : readClass(words.vehicle), energy: named ?? earned, greenBand,
    firstInspected: words.firstInspection === null ? monthInYear(law, greenBand === null ? 0 : law.ageConditions.greenAfterYears) : readFirstInspection(words.firstInspection, law),
    standing: 'taxable', isExempted,
  }, law)
  return result.kind === 'assessed' ? { tax: result.annualTax, surcharge: result.isHeavy, notAssessed: null } : { tax: null, surcharge: false, notAssessed: result.why }
}

/** The April of the fiscal year so many years before the assessed one. */
function monthInYear(law: LightVehicleLaw, years: number): YearMonth {
  return `${law.fiscalYear - years}-04` as YearMonth
}

function readBand(words: string): GreenBand {
  const percent = Number(/\d+/.exec(toHalfWidth(words))?.[0])
  const band = greenBands.find((one) => one === percent)
  if (band === undefined) throw new ExampleFault(`項目「band」の「${words}」は、軽減の割合として読めません。75%・50%・25% のどれかで書きます。`)
  return band
}

/** The words of municipalities for each class, the narrower ones first. */
const classWords: readonly (readonly [RegExp, VehicleClass])[] = [
  [/特定小型/, 'specified-small'], [/ミニカー/, 'mini-car'], [/雪上|スノーモービル/, 'snow-vehicle'], [/農耕|トラクター|コンバイン|田植機/, 'small-special-farm'], [/小型特殊|フォークリフト/, 'small-special-other'],
  [/新基準|4\.?0?kW/i, 'moped-125-limited'], [/二輪の小型|小型二輪/, 'motorcycle-over-250'],
  [/三輪.*乗用.*営業|三輪.*営業.*乗用/, 'three-wheel-business-passenger'], [/三輪/, 'three-wheel'],
  [/乗用.*営業|営業.*乗用/, 'passenger-business'], [/乗用/, 'passenger-private'], [/貨物.*営業|営業.*貨物|軽(トラ|バン).*営業|営業.*軽(トラ|バン)/, 'cargo-business'], [/貨物|トラック|軽トラ(?!.*トレーラ)|軽バン/, 'cargo-private'],
  [/トレーラ|けん引|牽引/, 'light-trailer'], [/軽二輪|二輪の軽|側車/, 'motorcycle-250'],
]

/** Words of two-wheelers that state no displacement. */
const mopedWords: readonly (readonly [RegExp, VehicleClass])[] = [
  [/[二2]種.?甲|0\.8kW(超|を超)/i, 'moped-125'], [/[二2]種.?乙|0\.6kW(超|を超)/i, 'moped-90'], [/^(?!.*[二2]種).*(0\.6kW|[一1]種|原付)/i, 'moped-50'],
]

/** Two-wheelers by the displacement that they reach. */
const reaches: readonly (readonly [number, VehicleClass])[] = [[50, 'moped-50'], [90, 'moped-90'], [125, 'moped-125'], [250, 'motorcycle-250'], [Infinity, 'motorcycle-over-250']]

/** The class by the largest displacement named: `125cc超250cc以下`, `91cc～125cc`, `0.09リットル`, `400cc`; one that is only passed, `250cc超`, is of the class above. */
function findByDisplacement(words: string): VehicleClass | undefined {
  const stated = [...words.matchAll(/(\d+(?:\.\d+)?)(cc|リットル|L)(超|を超|をこえ|こえ|以上)?/gi)].map(([, size, unit, above]) => Number(size) * (unit!.toLowerCase() === 'cc' ? 1 : 1000) + (above ? 0.5 : 0))
  return stated.length === 0 ? undefined : reaches.find(([upTo]) => Math.max(...stated) <= upTo)![1]
}

function readClass(words: string): VehicleClass {
  const named = vehicleClasses.find((one) => one === words)
  const plain = toHalfWidth(words).replace(/[\s・]/g, '').replace(/cm3|㎤|㏄|シーシー/gi, 'cc').replace(/\([^()]*除く[^()]*\)/g, '')
  const found = named ?? classOf(plain, classWords) ?? findByDisplacement(plain) ?? classOf(plain, mopedWords)
  if (found === undefined) throw new ExampleFault(`項目「vehicle」の「${words}」からは、車両の種別が読み取れません。「四輪乗用自家用」「原付 50cc以下」のように、種別・用途・排気量を書きます。`)
  return found
}

function classOf(words: string, table: typeof classWords): VehicleClass | undefined {
  return table.find(([pattern]) => pattern.test(words))?.[1]
}

const energyWords: readonly (readonly [RegExp, Energy])[] = [
  [/ハイブリッド|電力併用|電気併用|HEV/i, 'hybrid'], [/燃料電池/, 'fuel-cell'], [/電気|EV/, 'electric'], [/天然ガス|CNG/, 'natural-gas'], [/混合メタノール/, 'methanol-mix'], [/メタノール/, 'methanol'], [/けん引|牽引|トレーラ/, 'trailer'],
]

function readEnergy(words: string): Energy | undefined {
  return energyWords.find(([pattern]) => pattern.test(words))?.[1]
}

function statedEnergy(words: string): Energy {
  const found = energies.find((one) => one === words) ?? (/^ガソリン車?$/.test(words) ? 'petrol' : readEnergy(words))
  if (found === undefined) throw new ExampleFault(`項目「energy」の「${words}」は、燃料として読めません。使えるのは ${energies.join('・')} です。`)
  return found
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
  if (!/within|以内|未満|以下/i.test(words)) throw new ExampleFault(`項目「firstInspection」の「${words}」からは、初度検査の年月が読み取れません。2013-03、平成25年3月、H25.3 のように書きます。`)
  return monthInYear(law, heavyAfterYears - 1)
}

function monthsIn(words: string): readonly YearMonth[] {
  const western = [...words.matchAll(/(\d{4})[-/.年](\d{1,2})/g)].map(([, year, month]) => `${year}-${month!.padStart(2, '0')}` as YearMonth)
  if (western.length > 0) return western.toSorted()
  const inEra = /(昭和?|平成?|令和?|[SHR])(\d+|元)(?:年度|年(\d+)月|[./](\d+)|年)/i.exec(words)
  if (!inEra) return yearAlone(/^(\d{4})年?$/.exec(words)?.[1])
  const year = firstYears[inEra[1]![0]!.toUpperCase()]! + (inEra[2] === '元' ? 1 : Number(inEra[2]))
  const month = inEra[3] ?? inEra[4]
  if (month !== undefined) return [`${year}-${month.padStart(2, '0')}` as YearMonth]
  return inEra[0].endsWith('年度') ? [`${year}-04` as YearMonth, lastMonthOf(year)] : [`${year}-01` as YearMonth, `${year}-12` as YearMonth]
}

/** The year before the first of each era. */
const firstYears: Readonly<Record<string, number>> = { 昭: 1925, S: 1925, 平: 1988, H: 1988, 令: 2018, R: 2018 }

/** Until September 2003 only the year was recorded: its December counts. */
function yearAlone(year: string | undefined): readonly YearMonth[] {
  return year === undefined ? [] : [`${year}-12` as YearMonth]
}

function lastMonthOf(year: number): YearMonth {
  return addYears(plainDate(`${year}-03-31`), 1).slice(0, 7) as YearMonth
}

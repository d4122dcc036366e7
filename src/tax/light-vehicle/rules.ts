import type { Citation } from '../../kernel/citation.ts'
import { addMonths, endOfMonth, plainDate, type PlainDate } from '../../kernel/plain-date.ts'
import { yenText } from '../../kernel/text.ts'
import { fiscalYearText, printMonth } from '../../kernel/wareki.ts'
import { Worksheet } from '../../kernel/worksheet.ts'
import { minYen, subtract, sum, sumOf, zeroYen, type Yen } from '../../kernel/yen.ts'
import { localTaxAct } from '../../legislation/index.ts'
import { lawData, type LightVehicleLaw, type Rates } from './law.ts'
import { lines, type LineKey } from './lines.ts'
import { agedClasses, classTitles, fiscalYearOfMonth, type Handbook, type VehicleClass, type VehicleFacts, type VehicleRecord, type VehicleSize, type YearMonth } from './model.ts'

/** The facts of one vehicle on the assessment date, and whether its tax was exempted. */
export interface AssessmentFacts extends VehicleFacts { readonly isExempted: boolean }

export type Sheet = Worksheet<LineKey>
export interface Assessed { readonly kind: 'assessed'; readonly annualTax: Yen; readonly isHeavy: boolean; readonly sheet: Sheet }
export type NotAssessedReason = 'public-body' | 'suspended' | 'first-inspection-unknown' | 'class-without-rate'
export interface NotAssessed { readonly kind: 'not-assessed'; readonly why: NotAssessedReason; readonly article: Citation }

/** A sheet that keeps amounts only. */
const amounts = (): Sheet => new Worksheet(lines)

/**
 * Assesses one vehicle for one fiscal year — 軽自動車税の賦課.
 * There is no monthly share: whoever owns it on 1 April owes the year.
 * @param sheet one opened with `explain` makes the words; the yen are the same
 * @returns the amount with its lines, or why there is none
 * @law local-tax-act 463-15
 */
export function assess(facts: AssessmentFacts, law: LightVehicleLaw, sheet: Sheet = amounts()): Assessed | NotAssessed {
  if (facts.standing === 'public-body') return notAssessed('public-body', localTaxAct.art('445'))
  if (facts.standing === 'suspended') return notAssessed('suspended', localTaxAct.art('443'))
  const chosen = chooseRate(facts, law)
  if (typeof chosen === 'string') return notAssessed(chosen, localTaxAct.art('463-15'))
  if (facts.firstInspected && agedClasses.has(facts.class)) writeAge(facts.firstInspected, law, sheet)
  const rate = sheet.line(chosen.line, chosen.rate, lawData.cite(law.data, chosen.concept), () => ({ calculation: `${classTitles[facts.class]}　${chosen.words()}` }))
  const exempted = facts.isExempted ? sheet.line('exemption', rate, null, () => ({ calculation: '全額' })) : zeroYen
  const annualTax = sheet.line('annual-tax', subtract(rate, exempted), null, () => ({ calculation: facts.isExempted ? `${yenText(rate)} − ${yenText(exempted)}` : '税率のとおり' }))
  return { kind: 'assessed', annualTax, isHeavy: chosen.line === 'heavy-rate', sheet }
}

function notAssessed(why: NotAssessedReason, article: Citation): NotAssessed {
  return { kind: 'not-assessed', why, article }
}

type RateConcept = 'standardRates' | 'ordinanceClassRates' | 'formerRates' | 'heavyRates' | 'greenRates75' | 'greenRates50' | 'greenRates25'
interface ChosenRate { readonly line: LineKey; readonly rate: Yen; readonly concept: RateConcept; words(): string }
/** Where a rate is looked for, and what its line is called. */
type Place = Omit<ChosenRate, 'rate'>

/** The one rate that applies: the green year first, then age, then the date of the first inspection. */
function chooseRate(facts: VehicleFacts, law: LightVehicleLaw): ChosenRate | 'first-inspection-unknown' | 'class-without-rate' {
  const standard = standardRate(facts.class, law)
  if (!agedClasses.has(facts.class)) return standard ?? 'class-without-rate'
  if (facts.firstInspected === null) return 'first-inspection-unknown'
  return greenRate(facts, law) ?? heavyRate(facts, law) ?? formerRate(facts, law) ?? standard ?? 'class-without-rate'
}

function standardRate(vehicleClass: VehicleClass, law: LightVehicleLaw): ChosenRate | undefined {
  return rateIn({ concept: 'standardRates', line: 'standard-rate', words: () => '標準' }, vehicleClass, law) ?? rateIn({ concept: 'ordinanceClassRates', line: 'standard-rate', words: () => '条例の定め' }, vehicleClass, law)
}

/** One year only, the one after that of the first inspection, and only where the band has a rate for the class. */
function greenRate({ class: vehicleClass, firstInspected, greenBand }: VehicleFacts, law: LightVehicleLaw): ChosenRate | undefined {
  if (greenBand === null || firstInspected === null || yearsSince(firstInspected, law) !== law.ageConditions.greenAfterYears) return undefined
  return rateIn({ concept: `greenRates${greenBand}`, line: 'green-rate', words: () => `おおむね${greenBand}％の軽減` }, vehicleClass, law)
}

function heavyRate({ class: vehicleClass, firstInspected, energy }: VehicleFacts, law: LightVehicleLaw): ChosenRate | undefined {
  const { heavyAfterYears, heavyNeverFor } = law.ageConditions
  if (firstInspected === null || yearsSince(firstInspected, law) < heavyAfterYears || heavyNeverFor.includes(energy)) return undefined
  return rateIn({ concept: 'heavyRates', line: 'heavy-rate', words: () => `${heavyAfterYears - 1}年を超える車` }, vehicleClass, law)
}

function formerRate({ class: vehicleClass, firstInspected }: VehicleFacts, law: LightVehicleLaw): ChosenRate | undefined {
  if (firstInspected === null || firstInspected > law.ageConditions.formerUntil) return undefined
  return rateIn({ concept: 'formerRates', line: 'former-rate', words: () => `${printMonth(plainDate(`${law.ageConditions.formerUntil}-01`))}までの初度検査` }, vehicleClass, law)
}

function rateIn(place: Place, vehicleClass: VehicleClass, law: LightVehicleLaw): ChosenRate | undefined {
  const table: Rates | null = law[place.concept]
  const rate = table?.[vehicleClass]
  return rate === undefined ? undefined : { ...place, rate }
}

/** Fiscal years from that of the first inspection to the assessed one. */
function yearsSince(firstInspected: YearMonth, law: LightVehicleLaw): number {
  return law.fiscalYear - fiscalYearOfMonth(firstInspected)
}

function writeAge(firstInspected: YearMonth, law: LightVehicleLaw, sheet: Sheet): void {
  const first = fiscalYearOfMonth(firstInspected)
  sheet.count('years-since-inspection', yearsSince(firstInspected, law), null, () => ({ calculation: `${fiscalYearText(law.fiscalYear)} − ${fiscalYearText(first)}`, source: `自動車検査証　初度検査年月 ${firstInspected}` }))
}

/**
 * Who is taxed: the owner, or the buyer where the seller has kept the ownership — 納税義務者.
 * @law local-tax-act 443(1)
 * @law local-tax-act 444(1)
 */
export function taxpayerOf(vehicle: Pick<VehicleRecord, 'ownerPartyId' | 'holderPartyId' | 'isOwnershipReserved'>): string {
  return vehicle.isOwnershipReserved && vehicle.holderPartyId !== null ? vehicle.holderPartyId : vehicle.ownerPartyId
}

/**
 * Whether the size a vehicle was registered with lies within its class — 種別の確認.
 * @returns `size-missing` where the class has limits and nothing was stated
 * @law local-tax-act 463-15(1)(1)
 */
export function checkSize(vehicleClass: VehicleClass, size: VehicleSize, law: LightVehicleLaw): 'fits' | 'does-not-fit' | 'size-missing' {
  const limits = law.classLimits[vehicleClass]
  if (!limits) return 'fits'
  const { displacementCc, ratedWatts, maxWatts } = size
  if (displacementCc === null && ratedWatts === null) return agedClasses.has(vehicleClass) ? 'fits' : 'size-missing'
  if (limits.upToMaxWatts !== undefined && maxWatts === null) return 'size-missing'
  const inside = (value: number | null, over: number | null, upTo: number | null): boolean => value === null || (over !== null && value > over && (upTo === null || value <= upTo))
  const fits = inside(displacementCc, limits.overCc, limits.upToCc) && inside(ratedWatts, limits.overWatts, limits.upToWatts)
  return fits && (limits.upToMaxWatts === undefined || (maxWatts ?? 0) <= limits.upToMaxWatts) ? 'fits' : 'does-not-fit'
}

/**
 * Whether a handbook earns the exemption in this town — 身体障害者等の減免の範囲.
 * @law local-tax-act 463-23
 */
export function earnsExemption(handbook: Handbook, law: LightVehicleLaw): boolean {
  const row = law.disabilityGrades.find((one) => one.part === handbook.part)
  return row !== undefined && row[handbook.driver].includes(handbook.grade)
}

/**
 * Whether an exemption counts for a year: decided for it, or earlier where the town lets decisions run on — 減免の継続.
 * @law local-tax-act 463-23
 */
export function isExemptedBy(exemption: { readonly fiscalYear: number; readonly isApproved: boolean } | null, law: LightVehicleLaw): boolean {
  return exemption !== null && exemption.isApproved && (exemption.fiscalYear === law.fiscalYear || law.exemptionTerms.renewal === 'automatic')
}

/** What is owed at one day; number 0 is the year at once, 51 and on are additions. */
export interface Instalment { readonly no: number; readonly dueOn: PlainDate; readonly amount: Yen }

const firstAddition = 51

/**
 * The instalments after a correction: a rise after the due date is a new one, a fall is taken from the last ones — 変更後の納期.
 * @param next what `lateDueOn` gives today; what is not yet due simply changes
 * @law local-tax-act 463-17
 */
export function reviseInstalments(standing: readonly Instalment[], annualTax: Yen, next: { today: PlainDate; dueOn: PlainDate }): readonly Instalment[] {
  const last = standing.at(-1)
  if (!last) return annualTax === zeroYen ? [] : [{ no: 0, dueOn: next.dueOn, amount: annualTax }]
  const rise = subtract(annualTax, sumOf(standing.map((one) => one.amount)))
  if (rise <= zeroYen) return takeFromLast(standing, subtract(zeroYen, rise))
  if (last.dueOn >= next.today) return [...standing.slice(0, -1), { ...last, amount: sum(last.amount, rise) }]
  return [...standing, { no: last.no === 0 ? firstAddition : last.no + 1, dueOn: next.dueOn, amount: rise }]
}

function takeFromLast(standing: readonly Instalment[], fall: Yen): readonly Instalment[] {
  let left = fall
  return standing.toReversed().map((one) => {
    const taken = minYen(one.amount, left)
    left = subtract(left, taken)
    return { ...one, amount: subtract(one.amount, taken) }
  }).toReversed()
}

/**
 * When a tax decided after the term is due, before it moves to an open day — 随時の納期限.
 * @law local-tax-act 463-16
 */
export function lateDueOn(today: PlainDate, law: LightVehicleLaw): PlainDate {
  return endOfMonth(addMonths(today, law.lateDueMonths))
}

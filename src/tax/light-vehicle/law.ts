import { z } from 'zod'
import type { FiscalYear, Instant } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import { countValue, daysValue, lawFolder, tableValue, whereInForce, wholeCell, yenCell, type ValueKind } from '../../legislation/index.ts'
import type { OrdinanceValues } from '../../platform/command/tx.ts'
import { bodyParts, energies, vehicleClasses, yearMonth, type VehicleClass } from './model.ts'

/** Yen by class of vehicle; a class without a rate is not in the table. */
export type Rates = Readonly<Partial<Record<VehicleClass, Yen>>>

const byClass = z.partialRecord(z.enum(vehicleClasses), yenCell)
const limits = z.strictObject({
  overCc: wholeCell, upToCc: wholeCell.nullable(), overWatts: wholeCell.nullable(), upToWatts: wholeCell.nullable(), upToMaxWatts: wholeCell.optional(),
})
/** What a vehicle of a class may measure; null where the class has no such limit. */
export type ClassLimits = z.infer<typeof limits>

/** A table of rates that an ordinance may set: above the ceiling when one class is. */
function ratesValue(): ValueKind<Rates> {
  return { ...tableValue<Rates>(byClass), compare: (left, right) => Math.max(...vehicleClasses.map((one) => (left[one] ?? 0) - (right[one] ?? 0))) }
}

/** The law of this tax as data: one file a concept in `law/`. */
export const lawData = lawFolder(new URL('./law/', import.meta.url), {
  assessedFiscalYears: tableValue(z.strictObject({ first: wholeCell, last: wholeCell, calculableFirst: wholeCell })),
  levyName: tableValue(z.string()),
  standardRates: ratesValue(),
  ordinanceClassRates: ratesValue(),
  formerRates: ratesValue(),
  heavyRates: ratesValue(),
  greenRates75: whereInForce(ratesValue()),
  greenRates50: whereInForce(ratesValue()),
  greenRates25: whereInForce(ratesValue()),
  ageConditions: tableValue(z.strictObject({ formerUntil: yearMonth, heavyAfterYears: wholeCell, heavyNeverFor: z.array(z.enum(energies)), greenAfterYears: wholeCell })),
  classLimits: tableValue(z.partialRecord(z.enum(vehicleClasses), limits)),
  dueDay: tableValue(z.strictObject({ month: wholeCell, day: z.union([wholeCell, z.literal('end')]) })),
  lateDueMonths: countValue(),
  noticeDays: daysValue(),
  declarationDays: tableValue(z.strictObject({ acquired: wholeCell, changed: wholeCell, disposed: wholeCell })),
  exemptionTerms: tableValue(z.strictObject({ daysBeforeDue: wholeCell, renewal: z.enum(['yearly', 'automatic']) })),
  disabilityGrades: tableValue(z.array(z.strictObject({ part: z.enum(bodyParts), self: z.array(wholeCell), family: z.array(wholeCell) }))),
}, { context: 'tax-light-vehicle' })

type LawData = ReturnType<typeof lawData.resolve>

/** The law of one fiscal year with the town's ordinance; frozen. */
export interface LightVehicleLaw extends LawData {
  readonly fiscalYear: FiscalYear
  /** The rows as resolved, for citations. */
  readonly data: LawData
}

/**
 * The law of a fiscal year — 適用法令.
 * @param knownAt rows published later are unknown: an old result is derived again as the law was known then
 */
export function lawOf(fiscalYear: FiscalYear, ordinance: OrdinanceValues = {}, knownAt?: Instant): LightVehicleLaw {
  const data = lawData.resolve({ fiscalYear }, ordinance, knownAt)
  return Object.freeze({ ...data, data, fiscalYear })
}

const assessed = lawData.resolve({ fiscalYear: 9999 }).assessedFiscalYears

/** The fiscal years whose rows are complete here. */
export const assessedYears = assessed

/** The fiscal years that worked examples may ask for. */
export const calculableYears = { first: assessed.calculableFirst, last: assessed.last } as const

/** The newest of them. */
export const latestAssessedYear = assessed.last as FiscalYear

/** Whether the rows of a fiscal year are complete here. */
export function isAssessedYear(fiscalYear: number): boolean {
  return fiscalYear >= assessed.first && fiscalYear <= assessed.last
}

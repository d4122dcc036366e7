import type { Bench } from '../../platform/context/manifest.ts'

/** Measures of the building as a whole, which belong to no context. */
export const buildingBenches: readonly Bench[] = []

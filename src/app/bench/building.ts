import type { Bench } from '../../platform/context/manifest.ts'
import { pagesBench } from './r12.ts'
import { killBench } from './r3.ts'

/** Measures of the building as a whole, which belong to no context. */
export const buildingBenches: readonly Bench[] = [killBench, pagesBench]

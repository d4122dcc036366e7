import { balanceBench } from './c3.ts'
import { annualRunBench } from './c6.ts'
import type { BuildingBench } from './figure.ts'
import { counterDuringRunBench } from './p14.ts'
import { mixedBench } from './p6.ts'
import { firstScreenBench } from './p7.ts'
import { pagesBench } from './r12.ts'
import { killBench } from './r3.ts'
import { protectionBench } from './s6.ts'
import { takeOverBench } from './take-over.ts'
import { movingInBench } from './u1.ts'
import { certificateKeysBench } from './u2.ts'
import { freshCloneBench } from './u5.ts'
import { idleMemoryBench } from './u6.ts'
import { isolationBench } from './s2.ts'
import { accessibilityBench } from './u7.ts'
import { yearBench } from './y1.ts'

/** Measures of the building as a whole, which belong to no context. */
export const buildingBenches: readonly BuildingBench[] = [
  mixedBench, firstScreenBench, counterDuringRunBench, killBench, pagesBench, balanceBench, annualRunBench, protectionBench, movingInBench, certificateKeysBench, freshCloneBench, idleMemoryBench, accessibilityBench, isolationBench, takeOverBench, yearBench,
]

import type { Bench, BenchFigure, BenchOptions, BenchTown } from '../../platform/context/manifest.ts'
import type { OpenYakuba } from '../open.ts'
import type { ProgramOrder } from './r3-program.ts'

/** A figure of the building as a whole. */
export interface BuildingFigure extends BenchFigure {
  /** What it was measured on, where that is no size of the sample. */
  readonly place?: string
  /** What the aim is held against, where it speaks of another figure than the must: keys beside seconds. */
  readonly aimed?: number
  /** False where a condition beside the value is broken, so that nothing is met: an error, a limit of another figure. */
  readonly holds?: boolean
}

/** The sample town of a size, and the building it stands in. */
export interface OpenTown {
  readonly town: BenchTown
  readonly code: string
  readonly building: OpenYakuba
  /** What a program in a process of its own is told, so that it serves this town. */
  readonly order: ProgramOrder
}

export interface BuildingOptions extends BenchOptions {
  /** The sample town of this size with the sample staff, made once and kept. */
  openTown(): Promise<OpenTown>
}

/** A measure that needs more of the building than a context's own does. */
export interface BuildingBench extends Bench {
  run(options: BuildingOptions): Promise<BuildingFigure>
}

/** Two decimals, as figures are printed. */
export function round2(value: number): number {
  return Math.round(value * 100) / 100
}

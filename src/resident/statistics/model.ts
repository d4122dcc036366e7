import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Counts } from './rules/counts.ts'

/** What the figures of a day were asked for. */
export interface PopulationInput { readonly on: PlainDate }

/** What the movements of a period were asked for; whole months. */
export interface MovementsInput { readonly from: PlainDate; readonly to: PlainDate }

/** Figures so far; persons whose record does not lead from start to end, at most `differencesAtMost` by id, all by number. */
export interface MovementsResult { readonly counts: Counts; readonly differences: readonly string[]; readonly differing: number }

export interface PopulationResult { readonly counts: Counts }

/** So many persons are named; the number is of all. */
export const differencesAtMost = 200

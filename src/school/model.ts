import type { PlainDate } from '../kernel/plain-date.ts'

export const stages = ['before', 'primary', 'secondary', 'after'] as const
/** Where a child stands towards the duty to attend — 学齢. */
export type Stage = (typeof stages)[number]

/** Stage and grade in it, 1 to 6 or 1 to 3; 0 outside the duty — 学年. */
export interface Grade { readonly stage: Stage; readonly grade: number }

/** A permission to attend another than the designated school — 指定校変更・区域外就学の許可. */
export interface Permission { readonly school: string; readonly reason: string; readonly until: PlainDate }

import { z } from 'zod'
import { zDate } from '../../platform/command/schema.ts'
import { Born } from '../events.ts'

const zPerson = Born.shape.child

/** `resident.event-cancelled`, version 1 — 異動の取消し. What was sent before stays sent: whoever acted on it has to make up for it. */
export const EventCancelled = z.object({
  /** First day of what was cancelled. */
  cancelledOn: zDate, notifiedOn: zDate,
  /** The filings that were cancelled, the commands that recorded them, and what each was. */
  notificationIds: z.array(z.string()), commandIds: z.array(z.string()), events: z.array(z.string()),
  /** The filing that is taken back for some of its persons only: its command is not among those above. */
  part: z.object({ notificationId: z.string(), commandId: z.string().nullable(), personIds: z.array(z.string()) }).nullable().default(null),
  /** What becomes of each person's record: it comes back, goes away, or reads otherwise. */
  persons: z.array(zPerson.extend({ change: z.enum(['increase', 'decrease', 'amend']) })),
})
export type EventCancelled = z.infer<typeof EventCancelled>

/** `resident.corrected`, version 1 — 誤記修正・職権修正. Which items, never their values. */
export const Corrected = z.object({
  correctedOn: zDate, correction: z.enum(['clerical-error', 'ex-officio']),
  /** From which day on; null for the whole history. */
  from: zDate.nullable(), items: z.array(z.string()), person: zPerson,
})
export type Corrected = z.infer<typeof Corrected>

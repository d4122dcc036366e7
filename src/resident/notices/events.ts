import { z } from 'zod'

/** `resident.notice-issued`, version 1 — 通知書の発行: whose obligations of the kind the letter settles. */
export const NoticeIssued = z.object({ noticeId: z.string(), kind: z.string(), personId: z.string() })
export type NoticeIssued = z.infer<typeof NoticeIssued>

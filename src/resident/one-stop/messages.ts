import { z } from 'zod'
import { zDate, zDigits, zId, zOptionalText, zText } from '../../platform/command/schema.ts'
import { sexes, zBirthDate } from '../inputs.ts'

// What comes in and goes out about moves, as `docs/one-stop.md` describes it. Empty is null.

/** First field of every line of a file from or for the portal. */
export const portalFormat = 'yakuba-one-stop-1'

const zInstant = z.iso.datetime({ error: '時刻は 2026-06-10T09:30:00Z のように、世界時で入れてください。' })
const zSequence = z.int({ error: '順番は1からの整数です。' }).min(1, { error: '順番は1からの整数です。' }).max(9999, { error: '順番が大きすぎます。' })
const zPlace = z.strictObject({ kind: z.enum(['domestic', 'abroad'], { error: '国内（domestic）か国外（abroad）かを入れてください。' }), municipalityCode: zDigits(6, '市区町村コード').nullable(), address: zText(300, '住所') })
const zSex = z.enum(sexes, { error: '性別は male、female、unknown のどれかです。' })

const zPortalPerson = z.strictObject({
  name: zText(100, '氏名'), kana: zOptionalText(100, 'フリガナ'), birth: zDate, sex: zSex, isApplicant: z.boolean({ error: '申込者かどうか（true・false）を入れてください。' }),
  relationship: zOptionalText(100, '続柄'), individualNumber: zDigits(12, '個人番号').nullable(),
})

/** The card of the applicant, and what the portal said of its signing certificate — 署名用電子証明書. */
const zCertificate = z.strictObject({ state: z.enum(['valid', 'expired', 'revoked', 'unknown'], { error: '署名用電子証明書の状態を入れてください。' }), validUntil: zDate })

/** An application of the portal: a move-out, or the announcement of a visit at the new place — 申込み. */
export const PortalApplication = z.strictObject({
  type: z.literal('application'), movedOn: zDate,
  applicant: z.strictObject({ name: zText(100, '氏名'), birth: zDate, signingCertificate: zCertificate, contact: zOptionalText(100, '連絡先') }),
  from: zPlace, to: zPlace, visitOn: zDate.nullable(),
  persons: z.array(zPortalPerson, { error: '引っ越す人を入れてください。' }).min(1, { error: '引っ越す人を1人以上入れてください。' }).max(20, { error: '一つの申込みで入れられるのは20人までです。' }),
})
export type PortalApplication = z.infer<typeof PortalApplication>

const zCancellation = z.strictObject({ type: z.literal('cancellation'), reason: zOptionalText(200, '理由') })

/** One line of a file from the portal. */
export const PortalLine = z.strictObject({
  format: z.literal(portalFormat, { error: `format は ${portalFormat} です。` }), messageId: zId, applicationId: zText(60, '申込みの番号'), sequence: zSequence,
  kind: z.enum(['moving-out', 'moving-in', 'relocation'], { error: '手続きは moving-out、moving-in、relocation のどれかです。' }),
  to: zDigits(6, '宛先の市区町村コード'), appliedAt: zInstant,
  content: z.discriminatedUnion('type', [PortalApplication, zCancellation], { error: '申込み（application）か取消し（cancellation）かを入れてください。' }),
})
export type PortalLine = z.infer<typeof PortalLine>

const zAsRecorded = z.string().nullable()

/**
 * A person as the town that is left has recorded him, whatever stands there: the form and its command say what must be put right.
 * `ref` is the sender's own id of him.
 */
export const HandedOverPerson = z.strictObject({
  ref: zId, name: z.string(), kana: zAsRecorded, furigana: zAsRecorded, formerSurname: zAsRecorded, formerSurnameFurigana: zAsRecorded, commonName: zAsRecorded, commonNameKana: zAsRecorded,
  birth: z.strictObject({ calc: zDate, unknown: zBirthDate.shape.unknown, wording: zAsRecorded }), sex: z.enum(sexes), relationship: z.string(), registeredDomicile: zAsRecorded, familyRegisterHead: zAsRecorded,
  foreign: z.strictObject({ nationality: z.string(), category: z.string(), statusOfResidence: zAsRecorded, periodOfStay: zAsRecorded, expiresOn: zDate.nullable(), cardNumber: zAsRecorded }).nullable(),
  individualNumber: zAsRecorded, residentCode: zAsRecorded,
})
export type HandedOverPerson = z.infer<typeof HandedOverPerson>

const zTownPlace = z.strictObject({ municipalityCode: zDigits(6, '市区町村コード').nullable(), address: z.string().max(400) })

/** What stands on a moving-out certificate, as a message — 転出証明書情報. */
export const HandOver = z.strictObject({
  type: z.literal('hand-over'), movedOn: zDate, notifiedOn: zDate, isProtected: z.boolean(), from: zTownPlace, to: zTownPlace, persons: z.array(HandedOverPerson).min(1).max(50),
})
export type HandOver = z.infer<typeof HandOver>

/** That they have arrived — 転入通知. */
export const Arrival = z.strictObject({
  type: z.literal('arrival'), movedInOn: zDate, notifiedOn: zDate, isProtected: z.boolean(), to: zTownPlace, refs: z.array(zId).min(1).max(50),
})
export type Arrival = z.infer<typeof Arrival>

/** That what was told before no longer holds: the move-out or the moving-in was cancelled — 取消しの知らせ. */
const zWithdrawal = z.strictObject({ type: z.enum(['hand-over-withdrawn', 'arrival-withdrawn']), isProtected: z.boolean() })

/** What one town writes to another about one move; `thread` is the filing of the town that was left. */
export const TownMessage = z.strictObject({
  messageId: zId, from: zDigits(6, '市区町村コード'), thread: zId, sequence: zSequence, sentAt: zInstant,
  content: z.discriminatedUnion('type', [HandOver, Arrival, zWithdrawal]),
})
export type TownMessage = z.infer<typeof TownMessage>

/** What the office answers to an application: refused with its reasons, taken on, filed, cancelled or run out — 回答. */
export const PortalAnswer = z.strictObject({
  format: z.literal(portalFormat), answerId: zId, applicationId: z.string(), sequence: zSequence, from: zDigits(6, '市区町村コード'), answeredAt: zInstant,
  answer: z.enum(['accepted', 'refused', 'filed', 'cancelled', 'expired']), reasons: z.array(z.strictObject({ code: z.string(), message: z.string(), remedy: z.string(), article: z.string().nullable() })),
})
export type PortalAnswer = z.infer<typeof PortalAnswer>

/** What an inbox item may hold: the content of its latest message that says something. */
export type ItemContent = PortalApplication | HandOver | Arrival
const zItemContent = z.discriminatedUnion('type', [PortalApplication, HandOver, Arrival])

/** Parses what was sealed. */
export function itemContentOf(text: string): ItemContent {
  return zItemContent.parse(JSON.parse(text))
}

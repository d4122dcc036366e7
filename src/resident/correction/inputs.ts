import { z } from 'zod'
import { zDate, zId, zOptionalText, zText } from '../../platform/command/schema.ts'
import { common, sexes, zAddress, zBirthDate } from '../inputs.ts'

// What is filed to take an event back, or to put a record right.

/** What becomes of a later event that rests on the cancelled one. */
export const laterDecisions = { cancel: 'いっしょに取り消す', keep: 'そのまま残す' } as const

/** Cancellation of a recorded event — 異動の取消し. */
export const EventCancellation = z.strictObject({
  ...common,
  /** The filing that is taken back. */
  notificationId: zId,
  /** Who goes back: everybody of whom it wrote something, or some of them. */
  personIds: z.array(zId).min(1, { error: '取り消す異動の人がありません。' }).max(100),
  reason: zText(500, '取消しの理由'),
  later: z.array(z.strictObject({ notificationId: zId, decision: z.enum(Object.keys(laterDecisions) as [keyof typeof laterDecisions], { error: 'あとの異動の扱いを選んでください。' }) })).max(200).default([]),
})
export type EventCancellation = z.infer<typeof EventCancellation>

/** By which the record is put right — 修正の別. */
export const correctionKinds = { 'clerical-error': '誤記修正', 'ex-officio': '職権修正' } as const

/** Items that may be put right; what is left out stays. A day of entry or of leaving is not among them: that event is cancelled and filed anew. */
const zItems = z.strictObject({
  name: zText(100, '氏名'), kana: zOptionalText(100, 'フリガナ'), furigana: zOptionalText(100, '振り仮名'),
  formerSurname: zOptionalText(50, '旧氏'), formerSurnameFurigana: zOptionalText(50, '旧氏の振り仮名'), commonName: zOptionalText(100, '通称'), commonNameKana: zOptionalText(100, '通称のフリガナ'),
  birth: zBirthDate, sex: z.enum(sexes, { error: '性別を選んでください。' }),
  registeredDomicile: zOptionalText(200, '本籍'), familyRegisterHead: zOptionalText(100, '筆頭者'), nationality: zOptionalText(100, '国籍・地域'),
  relationship: zText(100, '続柄'), address: zAddress, previousAddress: zOptionalText(300, '転入前の住所'), moveOutTo: zOptionalText(300, '転出先'),
}).partial()

/** Correction of a record — 誤記修正・職権修正. */
export const Correction = z.strictObject({
  ...common,
  correction: z.enum(Object.keys(correctionKinds) as [keyof typeof correctionKinds], { error: '修正の別を選んでください。' }),
  personId: zId,
  /** From which day on the right value holds; null for the whole history. */
  from: zDate.nullable().default(null),
  items: zItems,
  /** `戸籍の全部事項証明書` */
  evidence: zText(100, '確かめた書類'),
  reason: zText(500, '修正の理由'),
})
export type Correction = z.infer<typeof Correction>
export type CorrectedItems = Correction['items']

import { z } from 'zod'
import { zDate, zId, zOptionalText, zText, zVersion } from '../platform/command/schema.ts'
import { counterReasons, imprintFaults, letterEndings, replacementReasons, suspensionReasons } from './model.ts'

const application = {
  personId: zId,
  imprintId: zId,
  /** What the clerk reads on the imprint, in the characters of the record. */
  shownText: zText(60, '印影の文字'),
  katakanaName: zOptionalText(80, '氏名のカタカナ表記'),
  agentName: zOptionalText(100, '代理人の名前'),
  faults: z.array(z.enum(imprintFaults, { error: '印影の欠点を一覧から選んでください。' })).max(imprintFaults.length),
  frameReason: zOptionalText(200, '輪郭が欠けていない理由'),
  distinctReason: zOptionalText(200, '見分けた理由'),
  isStatutoryAgentPresent: z.boolean(),
  isCapacityConfirmed: z.boolean(),
} as const

/** What every application holds, whatever its way. */
export const ApplicationInput = z.strictObject(application)
export type ApplicationInput = z.infer<typeof ApplicationInput>

/** A registration on the same day, by identity card or by a guarantor. */
export const RegisterInput = z.strictObject({ ...application, way: z.enum(['photo-id', 'guarantor'], { error: '本人確認の方法を選んでください。' }), guarantorNumber: zOptionalText(20, '保証人の登録番号') })
export type RegisterInput = z.infer<typeof RegisterInput>

/** A registration or letter that stands on the screen. */
const existing = { expectedVersion: zVersion } as const
const registration = { registrationId: zId, ...existing } as const
const note = zOptionalText(200, '覚え')

export const AnswerInput = z.strictObject({ letterId: zId, ...existing, answeredOn: zDate, broughtBy: zOptionalText(100, '持ってきた代理人の名前'), isStatutoryAgentPresent: z.boolean(), isCapacityConfirmed: z.boolean() })
export const CloseLetterInput = z.strictObject({ letterId: zId, ...existing, ending: z.enum(letterEndings, { error: '閉じる理由を選んでください。' }) })
export const SuspendInput = z.strictObject({ ...registration, reason: z.enum(suspensionReasons, { error: '停止の事由を選んでください。' }), note })
export const LiftInput = z.strictObject({ ...registration, note: zText(200, '解く理由') })
export const ReplaceInput = z.strictObject({ ...registration, reason: z.enum(replacementReasons, { error: '引替え・再交付の事由を選んでください。' }) })
export const ReviewInput = z.strictObject({ ...registration, note: zText(200, '照合を求める理由') })
export const MatchInput = z.strictObject({ ...registration, isMatching: z.boolean({ error: '一致するかどうかを選んでください。' }), note: zText(200, '決めた理由') })
export const CancelInput = z.strictObject({ ...registration, reason: z.enum(counterReasons, { error: '抹消の事由を選んでください。' }), note })
export const ProposeInput = z.strictObject({ ...registration, reason: zText(200, '戻す理由') })
export const ProposalInput = z.strictObject({ registrationId: zId })
export const WardInput = z.strictObject({ personId: zId, beganOn: zDate, notifiedOn: zDate, agentName: zOptionalText(100, '成年後見人の名前') })
export const EndWardInput = z.strictObject({ personId: zId, endedOn: zDate })
export const CertificateInput = z.strictObject({ registrationId: zId, cardNumber: zText(20, '登録証の番号'), bearer: z.enum(['self', 'agent'], { error: 'だれが来たかを選んでください。' }), bearerName: zOptionalText(100, '代理人の名前') })
export type CertificateInput = z.infer<typeof CertificateInput>

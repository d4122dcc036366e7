import { z } from 'zod'
import { zId, zOptionalText, zYen } from '../platform/command/schema.ts'
import { deliveryKeys, documentKindKeys, identityKeys, itemKeys, requesterKeys } from './model.ts'

/** Copies of one request. */
export const zCopies = z.number({ error: '通数を数字で入れてください。' }).int({ error: '通数は整数で入れてください。' }).min(1, { error: '通数は1通から入れてください。' }).max(20, { error: '一度に出せるのは20通までです。残りは続けて発行してください。' })

const requested = {
  kind: z.enum(documentKindKeys, { error: '証明の種類を選んでください。' }).default('resident-record-copy'),
  personId: zId,
  scope: z.enum(['household', 'persons'], { error: '範囲を選んでください。' }),
  subjectIds: z.array(zId).max(200),
  items: z.array(z.enum(itemKeys, { error: '載せる項目を一覧から選んでください。' })).max(itemKeys.length),
  requester: z.strictObject({ kind: z.enum(requesterKeys, { error: '請求者を選んでください。' }), name: zOptionalText(100, '請求者の名前') }),
  identityCheck: z.enum(identityKeys, { error: '本人確認の方法を選んでください。' }),
  purpose: zOptionalText(200, '使いみち'),
  exemption: zOptionalText(40, '免除の理由'),
  copies: zCopies,
  delivery: z.enum(deliveryKeys, { error: '受け取り方を選んでください。' }).default('counter'),
  mailTo: zOptionalText(300, '送り先').default(null),
  postalOrderYen: zYen.nullable().default(null),
} as const

/** A request as the counter enters it, before anything is issued. */
export const CopyInput = z.strictObject(requested)
/** The same for the screen: without a kind, the one that fits the record of the person. */
export const PrepareInput = z.strictObject({ ...requested, kind: z.enum(documentKindKeys, { error: '証明の種類を選んでください。' }).nullable().default('resident-record-copy') })
export type CopyInput = z.infer<typeof CopyInput>

/** The request with the digest of what the clerk saw. */
export const IssueInput = z.strictObject({ ...requested, shown: z.string({ error: '画面の内容が確かめられません。開き直してください。' }).regex(/^[0-9a-f]{64}$/, { error: '画面の内容が確かめられません。開き直してください。' }) })
export type IssueInput = z.infer<typeof IssueInput>

/** What stands on the page when it is opened: whole household, nothing added, asked for by the person. */
export function plainRequest(personId: string): CopyInput {
  return { kind: 'resident-record-copy', personId, scope: 'household', subjectIds: [], items: [], requester: { kind: 'self', name: null }, identityCheck: 'individual-number-card', purpose: null, exemption: null, copies: 1, delivery: 'counter', mailTo: null, postalOrderYen: null }
}

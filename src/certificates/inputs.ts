import { z } from 'zod'
import { zId, zOptionalText } from '../platform/command/schema.ts'
import { identityKeys, itemKeys, requesterKeys } from './model.ts'

const zCopies = z.number({ error: '通数を数字で入れてください。' }).int({ error: '通数は整数で入れてください。' }).min(1, { error: '通数は1通から入れてください。' }).max(20, { error: '一度に出せるのは20通までです。残りは続けて発行してください。' })

const requested = {
  personId: zId,
  scope: z.enum(['household', 'persons'], { error: '範囲を選んでください。' }),
  subjectIds: z.array(zId).max(200),
  items: z.array(z.enum(itemKeys, { error: '載せる項目を一覧から選んでください。' })).max(itemKeys.length),
  requester: z.strictObject({ kind: z.enum(requesterKeys, { error: '請求者を選んでください。' }), name: zOptionalText(100, '請求者の名前') }),
  identityCheck: z.enum(identityKeys, { error: '本人確認の方法を選んでください。' }),
  purpose: zOptionalText(200, '使いみち'),
  exemption: zOptionalText(40, '免除の理由'),
  copies: zCopies,
} as const

/** A request as the counter enters it, before anything is issued. */
export const CopyInput = z.strictObject(requested)
export type CopyInput = z.infer<typeof CopyInput>

/** The request with the digest of what the clerk saw. */
export const IssueInput = z.strictObject({ ...requested, shown: z.string({ error: '画面の内容が確かめられません。開き直してください。' }).regex(/^[0-9a-f]{64}$/, { error: '画面の内容が確かめられません。開き直してください。' }) })
export type IssueInput = z.infer<typeof IssueInput>

/** What stands on the page when it is opened: whole household, nothing added, asked for by the person. */
export function plainRequest(personId: string): CopyInput {
  return { personId, scope: 'household', subjectIds: [], items: [], requester: { kind: 'self', name: null }, identityCheck: 'individual-number-card', purpose: null, exemption: null, copies: 1 }
}

import { z } from 'zod'
import { zDate, zDigits, zId, zOptionalText, zText } from '../../platform/command/schema.ts'
import { zCopies } from '../inputs.ts'
import { identityKeys } from '../model.ts'
import { interMunicipalItems } from './model.ts'

/** A request for a copy of a record that another town keeps, as the counter enters it. */
export const AskInput = z.strictObject({
  homeCode: zDigits(6, '住所地の団体コード'),
  asker: z.strictObject({
    name: zText(100, '氏名'), birthOn: zDate, sex: z.enum(['male', 'female', 'unknown'], { error: '性別を選んでください。' }), residentCode: zDigits(11, '住民票コード').nullable().default(null),
  }),
  scope: z.enum(['household', 'self', 'persons'], { error: '範囲を選んでください。' }),
  memberNames: z.array(zText(100, '載せる人の氏名')).max(20, { error: '一度に載せられるのは20人までです。' }).default([]),
  items: z.array(z.enum(interMunicipalItems, { error: '載せる項目を一覧から選んでください。本籍・筆頭者と履歴は、広域交付では載せられません。' })).max(interMunicipalItems.length),
  identityCheck: z.enum(identityKeys, { error: '本人確認の方法を選んでください。' }),
  purpose: zOptionalText(200, '使いみち'), exemption: zOptionalText(40, '免除の理由'), copies: zCopies,
})
export type AskInput = z.infer<typeof AskInput>

/** The answered request with the digest of what the clerk saw. */
export const IssueInterMunicipalInput = z.strictObject({ requestId: zId, shown: z.string({ error: '画面の内容が確かめられません。開き直してください。' }).regex(/^[0-9a-f]{64}$/, { error: '画面の内容が確かめられません。開き直してください。' }) })

import { z } from 'zod'
import { zDate, zId, zText } from '../../platform/command/schema.ts'
import { common, zAddress } from '../inputs.ts'

/** Why an address is written otherwise although nobody moved — 軽微な修正の事由. */
export const renumberingKinds = { 'residential-indication': '住居表示の実施', 'town-name': '町名・字名の変更', 'lot-number': '地番の変更', area: '区域の変更', 'building-name': '建物名の変更' } as const
export type RenumberingKind = keyof typeof renumberingKinds

export const zRenumberingKind = z.enum(Object.keys(renumberingKinds) as [RenumberingKind], { error: '変更の別を選んでください。' })

/** New wording of the address of persons of one household — 住居表示等による修正. */
export const AddressRenumbering = z.strictObject({
  ...common,
  changedOn: zDate,
  reason: zRenumberingKind,
  announcement: zText(100, '告示'),
  personIds: z.array(zId).min(1, { error: '修正する人を選んでください。' }).max(100),
  address: zAddress,
})
export type AddressRenumbering = z.infer<typeof AddressRenumbering>

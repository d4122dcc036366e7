import { z } from 'zod'
import type { Instant } from '../../kernel/plain-date.ts'
import { zId, zText } from '../../platform/command/schema.ts'
import { itemKeys } from '../model.ts'
import { kioskForms, type KioskScope } from './model.ts'

/** What the centre read from the card; opaque, never shown, never stored as it is. */
export const zSerial = z.string({ error: 'カードの番号がありません。' }).regex(/^[0-9A-Za-z]{8,64}$/, { error: 'カードの番号は、英数字8〜64字で送ってください。' })

const zPlace = zText(40, '端末・店')
const scopes = ['self', 'household'] as const satisfies readonly KioskScope[]

/** A request of the centre: docs/kiosk.md. */
export const KioskInput = z.strictObject({
  requestId: zId,
  cardSerial: zSerial,
  form: z.enum(kioskForms, { error: '証明の種類が分かりません。' }),
  scope: z.enum(scopes, { error: '範囲を、self か household で送ってください。' }),
  items: z.array(z.enum(itemKeys, { error: '知らない項目があります。' })).max(itemKeys.length),
  copies: z.number({ error: '通数を送ってください。' }).int({ error: '通数は整数です。' }).min(1, { error: '通数は1通からです。' }).max(10, { error: '一度に出せるのは10通までです。' }),
  kiosk: zPlace,
  store: zPlace,
  askedAt: z.iso.datetime({ error: '請求の日時は、2026-04-01T00:00:00Z の形で送ってください。' }).transform((text) => new Date(text).toISOString() as Instant),
})

/** What became of the sheets of a request. */
export const ConfirmInput = z.strictObject({
  requestId: zId,
  sheets: z.array(z.strictObject({ number: zText(40, '発行番号'), sha256: z.string().regex(/^[0-9a-f]{64}$/, { error: '紙の照合値が正しくありません。' }), printed: z.boolean() })).min(1, { error: '紙を一つ以上知らせてください。' }).max(10),
})

import { z } from 'zod'
import { zDate, zId, zOptionalText, zText, zVersion } from '../../platform/command/schema.ts'
import { bodyParts, energies, exemptionGrounds, greenBands, standings, vehicleClasses, yearMonth } from './model.ts'

/** 宛名番号 */
const zNumber = zText(20, '宛名番号').nullable().default(null)

/** An addressee, by id, as a resident, or by 宛名番号: exactly one of the three. */
const zParty = z.strictObject({ partyId: zId.nullable().default(null), residentId: zId.nullable().default(null), number: zNumber })
  .refine((party) => [party.partyId, party.residentId, party.number].filter((one) => one !== null).length === 1, { error: '宛名番号を入れてください。', path: ['number'] })
export type PartyInput = z.infer<typeof zParty>

const zWhole = (what: string) => z.number({ error: `${what}を整数で入れてください。` }).int({ error: `${what}を整数で入れてください。` }).min(1, { error: `${what}は1以上で入れてください。` }).max(100_000, { error: `${what}が大きすぎます。` }).nullable().default(null)

const facts = {
  plate: zText(20, '標識番号'),
  class: z.enum(vehicleClasses, { error: '種別を選んでください。' }),
  energy: z.enum(energies, { error: '燃料・動力を選んでください。' }),
  greenBand: z.literal(greenBands, { error: 'グリーン化特例の区分を選び直してください。' }).nullable().default(null),
  firstInspected: yearMonth.nullable().default(null),
  displacementCc: zWhole('排気量（cc）'), ratedWatts: zWhole('定格出力（W）'), maxWatts: zWhole('最高出力（W）'),
  frameNumber: zOptionalText(30, '車台番号').default(null), model: zOptionalText(40, '車名').default(null),
  standing: z.enum(standings).default('taxable'),
}

const parties = { owner: zParty, holder: zParty.nullable().default(null), isOwnershipReserved: z.boolean().default(false) }
const existing = { vehicleId: zId, expectedVersion: zVersion }

/** 登録: a vehicle that comes into the register. */
export const RegistrationInput = z.strictObject({ ...facts, ...parties, registeredOn: zDate })
export type RegistrationInput = z.infer<typeof RegistrationInput>

/** 名義変更: another owner from a day on; the plate may change with it. */
export const TransferInput = z.strictObject({ ...existing, ...parties, plate: facts.plate, transferredOn: zDate })

/** 変更 or 訂正: other facts from a day on, or from the first day of the present record. */
export const ChangeInput = z.strictObject({ ...existing, ...facts, kind: z.enum(['change', 'correction'], { error: '変更か訂正かを選んでください。' }), changedOn: zDate.nullable().default(null) })
  .refine((input) => input.kind === 'correction' || input.changedOn !== null, { error: '変わった日を入れてください。', path: ['changedOn'] })

/** 廃車 */
export const DeregistrationInput = z.strictObject({ ...existing, deregisteredOn: zDate })

/** 減免の申請 */
export const ExemptionInput = z.strictObject({
  vehicleId: zId, fiscalYear: z.number({ error: '年度を入れてください。' }).int({ error: '年度は西暦の整数で入れてください。' }), ground: z.enum(exemptionGrounds, { error: '減免の理由を選んでください。' }), appliedOn: zDate,
  personId: zId.nullable().default(null), personNumber: zNumber,
  handbook: z.strictObject({ part: z.enum(bodyParts), grade: z.number().int().min(1, { error: '級は1から6です。' }).max(6, { error: '級は1から6です。' }), driver: z.enum(['self', 'family']) }).nullable().default(null),
})
export type ExemptionInput = z.infer<typeof ExemptionInput>

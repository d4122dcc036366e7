import { z } from 'zod'
import { groupDigits } from '../../kernel/text.ts'
import { query } from '../../platform/command/define.ts'
import { zId, zText } from '../../platform/command/schema.ts'
import { digestOfJson } from '../../platform/crypto/index.ts'
import { findPersonOn } from '../queries.ts'
import { findExamplePerson } from '../notification/store.ts'
import { refusals } from '../refusals.ts'
import { openNumber } from './store.ts'

const zReveal = z.strictObject({ personId: zId, kind: z.enum(['individual-number', 'resident-code']).default('individual-number'), reason: zText(200, '見る理由') })
const zRevealed = z.object({ personId: z.string(), number: z.string().nullable() })

export const RevealForm = z.object({ personId: z.string(), name: z.string(), kana: z.string().nullable(), addresseeNumber: z.string(), number: z.string().nullable() })
export type RevealForm = z.infer<typeof RevealForm>

/** The page on which a reason is written; with a reason it shows the number and the trail says so. */
export const revealForm = query({
  name: 'resident.number-form', title: '個人番号の表示', permission: 'resident.reveal', action: 'view', sensitive: true,
  description: 'Whose number is asked for; with a reason also the number.',
  input: z.object({ personId: zId, reason: zText(200, '見る理由').nullable().default(null) }), output: RevealForm,
  async run(tx, input) {
    const person = await findPersonOn(tx, input.personId)
    if (person === undefined) return refusals.refuse('not-found')
    const shown = { personId: person.personId, name: person.name, kana: person.furigana ?? person.kana, addresseeNumber: person.addresseeNumber }
    if (input.reason === null) return { ok: true, value: { ...shown, number: null } }
    const found = await revealNumber.run(tx, { personId: input.personId, kind: 'individual-number', reason: input.reason })
    return found.ok ? { ok: true, value: { ...shown, number: found.value.number } } : found
  },
  subjects: (value) => [value.personId],
  withhold: (value) => ({ ...value, number: null }),
  example: async (tx) => { const found = await findExamplePerson(tx, { isHead: false }); return found ? { personId: found.personId, reason: null } : null },
})

/**
 * Shows a person's 個人番号 or 住民票コード for a stated reason; the trail says that a number was revealed — 番号の表示.
 * @law my-number-act 9
 */
export const revealNumber = query({
  name: 'resident.reveal-number', title: '個人番号を見る', permission: 'resident.reveal', action: 'view', sensitive: true,
  description: 'Opens the Individual Number or the resident record code of one person for a stated reason. The audit trail records that a number was revealed.',
  input: zReveal, output: zRevealed,
  async run(tx, input) {
    const number = await openNumber({ ...tx, purpose: input.reason }, input.personId, input.kind)
    await tx.services.writeAudit(tx, { action: 'reveal', output: 'resident.reveal-number', subjectIds: [input.personId], numberRevealed: number !== undefined, asOf: null, outcome: 'done', detailDigest: digestOfJson(input) })
    if (number === undefined) return refusals.refuse('number-not-recorded')
    return { ok: true, value: { personId: input.personId, number: input.kind === 'individual-number' ? groupDigits(number, 4) : number } }
  },
  subjects: (value) => [value.personId],
  withhold: (value) => ({ ...value, number: null }),
  example: async (tx) => { const found = await findExamplePerson(tx, { isHead: false }); return found ? { personId: found.personId, kind: 'individual-number' as const, reason: '届出の照合' } : null },
})

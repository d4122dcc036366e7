import { z } from 'zod'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zText } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { findExamplePerson } from '../notification/store.ts'
import { findHouseholdOn, findPersonOn } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { keysOf, mayProtect } from './filing.ts'
import { levels, suppressionKinds, type Suppression } from './model.ts'
import { protectionRefusals } from './refusals.ts'
import { strictest } from './rules.ts'
import { insertSuppression } from './suppression-store.ts'

const zLevel = z.enum(keysOf(levels), { error: '止めるか、注意を出すか、何もしないかを選んでください。' })

const zSuppression = z.strictObject({
  personId: zId.nullable().default(null), householdId: zId.nullable().default(null),
  kind: z.enum(keysOf(suppressionKinds), { error: '抑止の種類を選んでください。' }),
  levels: z.strictObject({ entry: zLevel, issuance: zLevel, inquiry: zLevel }),
  forms: z.array(z.strictObject({ output: zText(100, '帳票'), level: zLevel })).max(50).default([]),
  periodFrom: zDate, periodUntil: zDate.nullable().default(null), reason: zText(500, '理由'),
})

/** A suppression that keeps a person's record and papers closed from today on, until it is lifted. */
export function newSuppression(tx: Tx, { personId, reason }: { readonly personId: string; readonly reason: string }): Omit<Suppression, 'byId' | 'recordedAt'> {
  return { suppressionId: newId(), version: 1, personId, householdId: null, kind: 'other', levels: { entry: 'alert', issuance: 'error', inquiry: 'error' }, forms: [], periodFrom: tx.today, periodUntil: null, state: 'in-force', reason }
}

/**
 * Begins a suppression of a person or a household — 抑止の設定. Its end opens nothing; a second officer lifts it.
 * @law basic-resident-registration-act 36-2
 */
export const setSuppression = command({
  name: 'resident.set-suppression', title: '抑止を始める', permission: mayProtect,
  description: 'Begins a suppression for a reason other than support: entries, issuance and inquiry are each stopped, warned about or left alone; single forms may have a level of their own.',
  input: zSuppression, output: z.object({ suppressionId: z.string(), version: z.number() }),
  async run(tx, input) {
    if ((input.personId === null) === (input.householdId === null)) return protectionRefusals.refuse('suppression-whom', { field: '/personId' })
    const household = input.householdId === null ? undefined : await findHouseholdOn(tx, input.householdId)
    if (input.householdId !== null && household === undefined) return refusals.refuse('household-not-found', { field: '/householdId' })
    if (input.personId !== null && await findPersonOn(tx, input.personId) === undefined) return refusals.refuse('person-not-found', { field: '/personId' })
    const unknown = input.forms.find((form) => !tx.services.outputs.has(form.output))
    if (unknown !== undefined) return protectionRefusals.refuse('suppression-form-unknown', { field: '/forms', output: unknown.output })
    if (strictest([...Object.values(input.levels), ...input.forms.map((form) => form.level)]) === 'none') return protectionRefusals.refuse('suppression-nothing', { field: '/levels' })
    if (input.periodUntil !== null && input.periodUntil < input.periodFrom) return refusals.refuse('measure-period', { field: '/periodUntil' })
    const suppressionId = newId()
    await insertSuppression(tx, { suppressionId, version: 1, ...input, state: 'in-force' })
    return done({ suppressionId, version: 1 }, { subjectIds: household?.members.map((member) => member.personId) ?? [input.personId ?? ''] })
  },
  async example(tx) {
    const found = await findExamplePerson(tx, { isHead: true })
    return found ? { personId: found.personId, householdId: null, kind: 'returned' as const, levels: { entry: 'alert' as const, issuance: 'alert' as const, inquiry: 'none' as const }, forms: [], periodFrom: tx.today, periodUntil: null, reason: '通知が返戻されたため' } : null
  },
})

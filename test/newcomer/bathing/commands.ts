import { z } from 'zod'
import { addMonths, endOfMonth, fiscalYearOf } from '../../kernel/plain-date.ts'
import { nationalClosedDays } from '../../legislation/index.ts'
import { raiseCharges } from '../../collection/index.ts'
import { findParty } from '../../party/index.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId } from '../../platform/command/schema.ts'
import { done } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { lawOn } from './law.ts'
import { bathingRefusals } from './refusals.ts'
import { assess, dueOn } from './rules.ts'
import { findAnyParty, insertReturn } from './store.ts'

export const levyCode = 'bathing-tax'

const count = z.int({ error: '人数を整数で入れてください。' }).min(0, { error: '人数は0以上で入れてください。' })

/** Accepts a monthly return and charges its tax — 納入申告の受付. */
export const acceptReturn = command({
  name: 'tax-bathing.accept-return', title: '入湯税の申告を受け付ける', permission: 'tax-bathing.write', description: 'Accepts the monthly return of a special collector, decides the amount and charges it.',
  input: z.strictObject({ partyId: zId, month: zDate, guests: count, exemptGuests: count }),
  output: z.object({ returnId: z.uuid(), chargeId: z.uuid(), tax: z.number(), dueOn: z.string() }),
  async run(tx, input) {
    if (!(await findParty(tx, input.partyId))) return bathingRefusals.refuse('party-not-found', { field: '/partyId' })
    if (input.exemptGuests > input.guests) return bathingRefusals.refuse('more-exempt-than-guests', { field: '/exemptGuests' })
    if (endOfMonth(input.month) >= tx.today) return bathingRefusals.refuse('month-not-over', { field: '/month' })
    const law = lawOn(input.month, tx.office.ordinanceOn(input.month))
    const sheet = assess(input, law)
    const id = newId()
    if (!(await insertReturn(tx, { id, ...input, lines: sheet.stored() }))) return bathingRefusals.refuse('filed-already', { field: '/month' })
    const tax = sheet.find('tax')!
    const due = dueOn(input.month, law, nationalClosedDays)
    const charged = await raiseCharges(tx, [{ levyCode, sourceId: id, instalment: 0, fiscalYear: fiscalYearOf(input.month), partyId: input.partyId, subjectId: null, noticeNo: null, dueOn: due, amount: tax }])
    return done({ returnId: id, chargeId: charged.chargeIds[0]!, tax, dueOn: due })
  },
  async example(tx) {
    const partyId = await findAnyParty(tx)
    return partyId === undefined ? null : { partyId, month: addMonths(tx.today, -1), guests: 120, exemptGuests: 20 }
  },
})

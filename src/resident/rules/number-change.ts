import type { Refusal } from '../../kernel/outcome.ts'
import { myNumberAct, residentRegistrationAct } from '../../legislation/index.ts'
import type { Consequence } from '../../platform/command/tx.ts'
import { numberCauses, recordNumbers, type NumberChange } from '../inputs.ts'
import type { RegisterEvent } from '../model.ts'
import { refusals } from '../refusals.ts'
import { amendmentEntry } from './amendment.ts'
import { checkDays, checkNumbers, checkPerson, Findings, standingOn, type Surroundings } from './checks.ts'
import { personInEvent, type EntryDecision, type FreshIds } from './entry.ts'
import { letterTo, owed, told } from './notices.ts'

export interface NumberChangeFacts extends Surroundings {
  /** Whether the person bears a number of this kind now. */
  readonly hasNumber: boolean
  /** Who bears the new number now; undefined for nobody. */
  readonly bearerId: string | undefined
}

type Number = NumberChange['number']

const digitsOf: Readonly<Record<Number, number>> = { 'individual-number': 12, 'resident-code': 11 }
const items = { 'individual-number': 'individualNumber', 'resident-code': 'residentCode' } as const

/**
 * Decides a number of a person: the first one, another on request or by the office, or the right one in place of a wrong
 * one — 番号の記載・変更. A code is changed on request alone, an individual number also by the office where it may be misused.
 * The old number stays in the history and finds nobody any more.
 * @law basic-resident-registration-act 30-3
 * @law basic-resident-registration-act 30-4
 * @law my-number-act 7(1)
 * @law my-number-act 7(2)
 */
export function decideNumberChange(filing: NumberChange, facts: NumberChangeFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  const day = filing.notifiedOn
  findings.add(...checkDays({ event: day, notified: day, eventField: '/notifiedOn' }, facts, true))
  findings.add(...checkPerson(filing.personId, { day, field: '/personId', eventField: '/notifiedOn' }, facts), ...checkCause(filing, facts), ...checkNewNumber(filing, facts))
  const before = standingOn(filing.personId, day, facts)
  if (!findings.isEmpty || before === undefined || filing.newNumber === null) return findings.refused()
  const event = eventOf(filing)
  const entry = amendmentEntry([{ personId: filing.personId, before, patch: {}, event }], {
    day, notifiedOn: day, notificationId: ids.notificationId, cause: event, evidence: numberCauses[filing.cause], notices: noticesOf(filing),
  })
  const person = { ...personInEvent(filing.personId, before), items: [items[filing.number]] }
  return {
    ok: true,
    entry: {
      ...entry, event: { ...entry.event, payload: { ...entry.event.payload as object, persons: [person] } },
      numberChanges: [{ personId: filing.personId, kind: filing.number, number: filing.newNumber, reason: filing.cause }],
    },
  }
}

function eventOf({ number, cause }: NumberChange): RegisterEvent {
  return `${number}-${cause === 'assigned' ? 'entry' : 'change'}`
}

function checkCause({ number, cause, reason, notifiedBy }: NumberChange, facts: NumberChangeFacts): readonly (Refusal | false)[] {
  const title = recordNumbers[number]
  return [
    cause === 'assigned' && facts.hasNumber && refusals.refusal('number-recorded', { field: '/cause', number: title }),
    cause !== 'assigned' && !facts.hasNumber && refusals.refusal('number-none', { field: '/cause', number: title }),
    cause === 'ex-officio' && number === 'resident-code' && refusals.refusal('code-change-on-request', { field: '/cause' }),
    cause !== 'assigned' && !(cause === 'on-request' && number === 'resident-code') && reason === null && refusals.refusal('number-reason-missing', { field: '/reason', number: title }),
    cause === 'on-request' && notifiedBy.identityProof === 'none' && refusals.refusal('number-identity-unproved', { field: '/notifiedBy/identityProof' }),
  ]
}

function checkNewNumber({ number, newNumber, personId }: NumberChange, facts: NumberChangeFacts): readonly (Refusal | false)[] {
  const title = recordNumbers[number]
  if (newNumber === null) return [refusals.refusal('number-missing', { field: '/newNumber', number: title })]
  if (newNumber.length !== digitsOf[number]) return [refusals.refusal('number-length', { field: '/newNumber', number: title, digits: digitsOf[number] })]
  const numbers = { individualNumber: number === 'individual-number' ? newNumber : null, residentCode: number === 'resident-code' ? newNumber : null }
  return [
    ...checkNumbers(numbers, '', facts).map((one) => one && { ...one, field: '/newNumber' }),
    facts.bearerId === personId && refusals.refusal('number-same', { field: '/newNumber', number: title }),
    facts.bearerId !== undefined && facts.bearerId !== personId && refusals.refusal('number-of-another', { field: '/newNumber', number: title }),
  ]
}

function noticesOf({ number, cause, personId, notifiedOn }: NumberChange): readonly Consequence[] {
  const said = { subjectIds: [personId], effectiveOn: notifiedOn }
  const letter = letterTo(said.subjectIds, 'resident-code')
  if (number === 'resident-code') {
    return [cause === 'assigned'
      ? owed({ ...said, ...letter, code: 'resident.notify-resident-code', article: residentRegistrationAct.art('30-3'), title: '住民票コードを本人に書面で知らせる', detail: '記載したことと住民票コードを、本人に通知します。', letter: '住民票コード通知票' })
      : owed({ ...said, ...letter, code: 'resident.notify-resident-code-change', article: residentRegistrationAct.art('30-4'), title: '変わった住民票コードを本人に書面で知らせる', detail: '変更したことと新しい住民票コードを、本人に通知します。', letter: '住民票コード変更通知票' })]
  }
  return cause === 'assigned' ? [] : [told({ ...said, code: 'resident.individual-number-card-lapses', article: myNumberAct.art('17'), title: '前の番号のマイナンバーカードを返してもらう', detail: '番号が変わると、前の番号のカードは使えません。新しいカードの申請を案内してください。' })]
}

import type { Refusal } from '../../kernel/outcome.ts'
import { formerSurnameRequests, type FormerSurname } from '../inputs.ts'
import { partsOfName, type PersonFacts, type RegisterEvent, type Snapshot } from '../model.ts'
import { refusals } from '../refusals.ts'
import { amendmentEntry, type AmendmentFacts } from './amendment.ts'
import { checkDays, checkKana, checkPerson, Findings, standingOn } from './checks.ts'
import type { EntryDecision, FreshIds } from './entry.ts'

const events = { entry: 'former-surname-entry', change: 'former-surname-change', deletion: 'former-surname-deletion' } as const satisfies Record<FormerSurname['request'], RegisterEvent>

/**
 * Decides a request about the surname once borne: enter, change, delete — 旧氏の記載・変更・削除.
 * One only, and never without its reading. After a deletion it can be entered again only once the surname has changed;
 * a change takes the surname that was borne directly before the present one.
 * LEGAL DOUBT: LD-043 on the surname that may be entered after a deletion.
 * @law basic-resident-registration-act-enforcement-order 30-13
 * @law basic-resident-registration-act-enforcement-order 30-14
 */
export function decideFormerSurname(filing: FormerSurname, facts: AmendmentFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  const day = filing.notifiedOn
  findings.add(...checkDays({ event: day, notified: day, eventField: '/notifiedOn' }, facts, true))
  findings.add(...checkPerson(filing.personId, { day, field: '/personId', eventField: '/notifiedOn' }, facts))
  const before = standingOn(filing.personId, day, facts)
  if (before === undefined) return findings.refused()
  const timeline = facts.timelines.get(filing.personId) ?? []
  findings.add(before.residentType === 'foreign' && refusals.refusal('former-surname-of-foreigner', { field: '/personId' }))
  findings.add(...(filing.request === 'deletion' ? [before.formerSurname === null && refusals.refusal('former-surname-none', { field: '/request' })] : checkSurname(filing, before, timeline)))
  if (!findings.isEmpty) return findings.refused()
  const isDeletion = filing.request === 'deletion'
  const patch = { formerSurname: isDeletion ? null : filing.formerSurname, formerSurnameFurigana: isDeletion ? null : filing.formerSurnameFurigana }
  const how = { day, notifiedOn: day, notificationId: ids.notificationId, cause: events[filing.request], evidence: `申出（${formerSurnameRequests[filing.request]}）`, notices: [] }
  return { ok: true, entry: amendmentEntry([{ personId: filing.personId, before, patch, event: events[filing.request] }], how) }
}

function checkSurname(filing: FormerSurname, before: PersonFacts, timeline: readonly Snapshot[]): readonly (Refusal | false)[] {
  const { formerSurname: wanted, formerSurnameFurigana: reading, request } = filing
  if (request === 'entry' && before.formerSurname !== null) return [refusals.refusal('former-surname-recorded', { field: '/request' })]
  if (request === 'change' && before.formerSurname === null) return [refusals.refusal('former-surname-none', { field: '/request' })]
  if (wanted === null || reading === null) return [refusals.refusal('former-surname-without-furigana', { field: wanted === null ? '/formerSurname' : '/formerSurnameFurigana' })]
  const surnames = surnamesBorne(timeline, filing.notifiedOn)
  return [
    /\s/.test(wanted) && refusals.refusal('former-surname-not-surname', { field: '/formerSurname' }),
    ...checkKana(reading, '/formerSurnameFurigana'),
    wanted === partsOfName(before.name).surname && refusals.refusal('former-surname-is-surname', { field: '/formerSurname' }),
    request === 'change' && wanted === before.formerSurname && refusals.refusal('nothing-changes', { field: '/formerSurname' }),
    ...(request === 'entry' ? checkEntry(wanted, { timeline, surnames, day: filing.notifiedOn }) : checkChange(wanted, surnames)),
  ]
}

/** Surnames in the order in which they were borne here; the present one last. */
function surnamesBorne(timeline: readonly Snapshot[], day: FormerSurname['notifiedOn']): readonly string[] {
  const all = timeline.filter((snapshot) => snapshot.validFrom <= day && snapshot.facts.name !== '').map((snapshot) => partsOfName(snapshot.facts.name).surname)
  return all.filter((surname, index) => surname !== all[index - 1])
}

interface Borne { readonly timeline: readonly Snapshot[]; readonly surnames: readonly string[]; readonly day: FormerSurname['notifiedOn'] }

function checkEntry(wanted: string, { timeline, surnames, day }: Borne): readonly (Refusal | false)[] {
  const lastWithOne = timeline.findLast((snapshot) => snapshot.validFrom <= day && snapshot.facts.formerSurname !== null)
  const isSurnameSame = lastWithOne !== undefined && partsOfName(lastWithOne.facts.name).surname === surnames.at(-1)
  return [
    isSurnameSame && refusals.refusal('former-surname-again', { field: '/request' }),
    !isSurnameSame && !surnames.slice(0, -1).includes(wanted) && refusals.refusal('confirm-former-surname-evidence', { field: '/formerSurname' }),
  ]
}

function checkChange(wanted: string, surnames: readonly string[]): readonly (Refusal | false)[] {
  const beforeTheLast = surnames.at(-2)
  return [
    beforeTheLast !== undefined && beforeTheLast !== wanted && refusals.refusal('former-surname-change-limit', { field: '/formerSurname' }),
    beforeTheLast === undefined && refusals.refusal('confirm-former-surname-evidence', { field: '/formerSurname' }),
  ]
}

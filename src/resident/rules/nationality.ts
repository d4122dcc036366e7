import { addDays } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { immigrationControlAct, residentRegistrationActOrder } from '../../legislation/index.ts'
import type { Consequence } from '../../platform/command/tx.ts'
import type { NationalityChanged } from '../events.ts'
import { nationalityGains, type LossOfNationality, type Naturalisation } from '../inputs.ts'
import type { PersonFacts, Source } from '../model.ts'
import { refusals } from '../refusals.ts'
import { checkFurigana, type AmendmentFacts } from './amendment.ts'
import { checkDays, checkKana, checkLateMonths, checkName, checkPerson, Findings, standingOn } from './checks.ts'
import { nothingNew, personInEvent, type EntryDecision, type FreshIds, type RegisterEntry } from './entry.ts'
import { checkHousehold, type MemberAfter } from './household.ts'
import { letterTo, owed } from './notices.ts'

/**
 * Decides that a foreign resident goes on as a Japanese one — 帰化・国籍取得.
 * The foreign record ends on the day and the Japanese one begins with address, birth, sex, relationship and dates as they stood;
 * 宛名番号, 住民票コード and 個人番号 are those of the same person. Alias and immigration facts end.
 * @law basic-resident-registration-act-enforcement-order 8-2
 * @law family-register-act 102-2
 */
export function decideNaturalisation(filing: Naturalisation, facts: AmendmentFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  const day = filing.gainedOn
  findings.add(...checkDays({ event: day, notified: filing.notifiedOn, eventField: '/gainedOn' }, facts, false))
  findings.add(checkLateMonths(day, filing.notifiedOn, { months: facts.law.nationalityNotificationMonths, around: facts }))
  findings.add(...checkPerson(filing.personId, { day, field: '/personId', eventField: '/gainedOn' }, facts))
  const before = standingOn(filing.personId, day, facts)
  if (before === undefined) return findings.refused()
  findings.add(before.residentType !== 'foreign' && refusals.refusal('not-foreign-resident', { field: '/personId' }))
  findings.add(checkName(filing.name, '/name'), filing.furigana === null && refusals.refusal('furigana-missing', { field: '/furigana' }), ...checkFurigana(filing.furigana, filing.name, '/furigana'))
  findings.add(...checkRelationship(filing, before, facts))
  if (!findings.isEmpty) return findings.refused()
  const patch: Partial<PersonFacts> = {
    residentType: 'japanese', name: filing.name, kana: filing.furigana, kanaConfirmed: true, furigana: filing.furigana, registeredDomicile: filing.registeredDomicile, familyRegisterHead: filing.familyRegisterHead,
    commonName: null, commonNameKana: null, nationality: null, immigration: null, ...(filing.relationship === null ? {} : { relationship: filing.relationship }),
  }
  const evidence = `戸籍の届出（${nationalityGains[filing.gain]}）`
  return { ok: true, entry: entryOf({ personId: filing.personId, before, patch, cause: filing.gain, notices: [] }, { day, source: { event: 'naturalisation', notificationId: ids.notificationId, notifiedOn: filing.notifiedOn, evidence } }) }
}

function checkRelationship(filing: Naturalisation, before: PersonFacts, facts: AmendmentFacts) {
  if (filing.relationship === null || filing.relationship === before.relationship) return []
  const members = facts.household?.members ?? []
  const after = members.map((member): MemberAfter => (member.personId === filing.personId ? { ...member, relationship: filing.relationship!, field: '/relationship' } : { ...member, field: null }))
  return [before.relationship === 'head' && refusals.refusal('head-missing', { field: '/relationship' }), ...checkHousehold(after, filing.gainedOn, facts.law)]
}

/**
 * Decides that a Japanese resident who lost the nationality goes on as a foreign one for the time the Act leaves — 国籍喪失.
 * The day of becoming a foreign resident is the later of the loss and of becoming a resident.
 * @law basic-resident-registration-act-enforcement-order 8-2
 * @law basic-resident-registration-act 30-45
 * @law family-register-act 103
 */
export function decideLossOfNationality(filing: LossOfNationality, facts: AmendmentFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  const day = filing.lostOn
  findings.add(...checkDays({ event: day, notified: filing.notifiedOn, eventField: '/lostOn' }, facts, false))
  findings.add(filing.knownOn < day && refusals.refusal('known-before-loss', { field: '/knownOn', date: printDate(filing.knownOn) }))
  findings.add(checkLateMonths(filing.knownOn, filing.notifiedOn, { months: facts.law.nationalityNotificationMonths, around: facts }))
  findings.add(...checkPerson(filing.personId, { day, field: '/personId', eventField: '/lostOn' }, facts))
  const before = standingOn(filing.personId, day, facts)
  if (before === undefined) return findings.refused()
  findings.add(before.residentType !== 'japanese' && refusals.refusal('not-japanese-resident', { field: '/personId' }), checkName(filing.name, '/name'), ...checkKana(filing.kana, '/kana'))
  if (!findings.isEmpty) return findings.refused()
  const expiresOn = addDays(day, facts.law.transitionalStayDays)
  const patch: Partial<PersonFacts> = {
    residentType: 'foreign', name: filing.name, kana: filing.kana ?? before.furigana ?? before.kana, furigana: null, formerSurname: null, formerSurnameFurigana: null, registeredDomicile: null, familyRegisterHead: null,
    nationality: filing.nationality, immigration: { category: 'transitional-loss', statusOfResidence: null, periodOfStay: null, expiresOn, cardNumber: null }, becameResidentOn: day > before.becameResidentOn ? day : before.becameResidentOn,
  }
  const stay = owed({
    code: 'resident.ask-for-residence-status', subjectIds: [filing.personId], effectiveOn: day, deadline: expiresOn, article: immigrationControlAct.art('22-2'),
    title: '在留資格の取得を案内する', detail: '在留資格なしで住んでいられるのは、国籍を失った日から60日までです。続けて住むときは、30日以内に入管へ申請します。',
  })
  return { ok: true, entry: entryOf({ personId: filing.personId, before, patch, cause: 'loss', notices: [stay] }, { day, source: { event: 'loss-of-nationality', notificationId: ids.notificationId, notifiedOn: filing.notifiedOn, evidence: '戸籍の届出（国籍喪失）' } }) }
}

interface Turned { readonly personId: string; readonly before: PersonFacts; readonly patch: Partial<PersonFacts>; readonly cause: NationalityChanged['cause']; readonly notices: readonly Consequence[] }

function entryOf(turned: Turned, at: { readonly day: Naturalisation['gainedOn']; readonly source: Source }): RegisterEntry {
  const { personId, before, patch } = turned
  const subjectIds = [personId]
  const payload: NationalityChanged = { changedOn: at.day, notifiedOn: at.source.notifiedOn!, cause: turned.cause, householdId: before.householdId, person: personInEvent(personId, { ...before, ...patch }) }
  return {
    ...nothingNew, householdId: before.householdId,
    changes: [{ personId, from: at.day, patch, source: at.source }],
    notices: [owed({ code: 'resident.notify-ex-officio', ...letterTo(subjectIds, 'ex-officio'), subjectIds, effectiveOn: at.day, article: residentRegistrationActOrder.art('12(4)'), title: '職権で記載したことを、本人に知らせる', detail: null, letter: '職権記載等通知書' }), ...turned.notices],
    event: { name: 'resident.nationality-changed', version: 1, effectiveOn: at.day, subjectIds, payload },
  }
}

import type { Refusal } from '../../kernel/outcome.ts'
import { residentRegistrationActOrder } from '../../legislation/index.ts'
import type { Consequence } from '../../platform/command/tx.ts'
import { familyRegisterCauses, type FamilyRegisterChange } from '../inputs.ts'
import { partsOfName, type PersonFacts, type RegisterEvent } from '../model.ts'
import { refusals } from '../refusals.ts'
import { amendmentEntry, changesNothing, checkFurigana, type Amendment, type AmendmentFacts } from './amendment.ts'
import { checkDays, checkName, checkNamedOnce, checkPerson, Findings, standingOn } from './checks.ts'
import type { EntryDecision, FreshIds } from './entry.ts'
import { checkHousehold, type MemberAfter } from './household.ts'
import { told } from './notices.ts'

type Filed = FamilyRegisterChange['persons'][number]

/**
 * Decides what a filing to the family register changes here: name and its reading, domicile, first in the register, sex, relationship — 戸籍の届出による修正.
 * The name of a newborn who was entered without one is such a filing too (命名).
 * @refuses a foreign resident's name or domicile, a new name without its reading, and a filing that changes nothing
 * @law basic-resident-registration-act-enforcement-order 12(2)
 * @law basic-resident-registration-act 9(2)
 */
export function decideFamilyRegisterChange(filing: FamilyRegisterChange, facts: AmendmentFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  findings.add(...checkDays({ event: filing.changedOn, notified: filing.notifiedOn, eventField: '/changedOn' }, facts, false))
  findings.add(...checkNamedOnce(filing.persons.map((person) => person.personId), '/persons'))
  filing.persons.forEach(({ personId }, line) => findings.add(...checkPerson(personId, { day: filing.changedOn, field: `/persons/${line}`, eventField: '/changedOn' }, facts)))
  const amendments = filing.persons.flatMap((filed): readonly Amendment[] => {
    const before = standingOn(filed.personId, filing.changedOn, facts)
    return before === undefined ? [] : [{ personId: filed.personId, before, patch: patchOf(filed, before), event: eventOf(filing, filed) }]
  })
  if (amendments.length < filing.persons.length) return findings.refused()
  amendments.forEach((amendment, line) => findings.add(...checkAmendment(amendment, { filed: filing.persons[line]!, field: `/persons/${line}` }, filing), ...checkOthersOfRegister(amendment, `/persons/${line}`, { filing, facts })))
  findings.add(...checkRelationships(filing, facts))
  if (!findings.isEmpty) return findings.refused()
  const how = { day: filing.changedOn, notifiedOn: filing.notifiedOn, notificationId: ids.notificationId, cause: filing.cause, evidence: `戸籍の届出（${familyRegisterCauses[filing.cause]}）`, notices: noticesOf(filing, amendments) }
  return { ok: true, entry: amendmentEntry(amendments, how) }
}

/** The working kana goes with the legal reading, so that the person is found by both the old and the new. */
function patchOf(filed: Filed, before: PersonFacts): Partial<PersonFacts> {
  const { personId: _person, name, furigana, registeredDomicile, familyRegisterHead, sex, relationship } = filed
  const given = Object.entries({ name, furigana, registeredDomicile, familyRegisterHead, sex, relationship }).filter(([, value]) => value !== null)
  return { ...Object.fromEntries(given), ...(name !== null && name !== before.name && furigana !== null ? { kana: furigana } : {}) }
}

function eventOf(filing: FamilyRegisterChange, filed: Filed): RegisterEvent {
  if (filing.cause === 'furigana') return 'furigana-entry'
  return filed.name === null || filing.cause === 'naming' ? 'ex-officio-correction' : 'name-change'
}

interface Place { readonly filed: Filed; readonly field: string }

function checkAmendment(amendment: Amendment, { filed, field }: Place, { cause }: FamilyRegisterChange): readonly (Refusal | false)[] {
  const { before } = amendment
  const isForeign = before.residentType === 'foreign'
  const touchesRegister = [filed.name, filed.furigana, filed.registeredDomicile, filed.familyRegisterHead].some((value) => value !== null)
  if (isForeign && touchesRegister) return [refusals.refusal('domicile-of-foreigner', { field })]
  const isRenamed = filed.name !== null && filed.name !== before.name
  return [
    changesNothing(amendment) && refusals.refusal('nothing-changes', { field }),
    filed.name !== null && checkName(filed.name, `${field}/name`),
    isRenamed && filed.furigana === null && refusals.refusal('furigana-with-name', { field: `${field}/furigana` }),
    ...checkFurigana(filed.furigana, filed.name ?? before.name, `${field}/furigana`),
    cause === 'furigana' && filed.furigana === null && refusals.refusal('furigana-missing', { field: `${field}/furigana` }),
    cause === 'naming' && before.name !== '' && refusals.refusal('name-not-cleared', { field: `${field}/name` }),
    !isRenamed && filed.furigana !== null && before.furigana !== null && filed.furigana !== before.furigana && refusals.refusal('confirm-furigana-recorded', { field: `${field}/furigana` }),
  ]
}

/** Others of the household who stand in the same family register, by the old name of its first person. */
function checkOthersOfRegister({ personId, before, patch }: Amendment, field: string, at: { readonly filing: FamilyRegisterChange; readonly facts: AmendmentFacts }): readonly (Refusal | false)[] {
  const isHeadRenamed = patch.name !== undefined && patch.name !== before.name && before.familyRegisterHead === before.name && patch.familyRegisterHead === undefined
  const left = (at.facts.household?.members ?? []).filter((member) => member.personId !== personId && member.familyRegisterHead === before.name && !at.filing.persons.some((one) => one.personId === member.personId && one.familyRegisterHead !== null))
  return [isHeadRenamed && left.length > 0 && refusals.refusal('confirm-head-renamed', { field: `${field}/name`, count: left.length })]
}

function checkRelationships(filing: FamilyRegisterChange, facts: AmendmentFacts): readonly Refusal[] {
  const members = facts.household?.members ?? []
  const given = new Map(filing.persons.map((person, line) => [person.personId, { relationship: person.relationship, field: `/persons/${line}/relationship` }]))
  if ([...given.values()].every((one) => one.relationship === null)) return []
  const strangers = filing.persons.flatMap((person, line) => (person.relationship !== null && !members.some((member) => member.personId === person.personId) ? [refusals.refusal('relationship-of-others', { field: `/persons/${line}/relationship` })] : []))
  const after = members.map((member): MemberAfter => {
    const one = given.get(member.personId)
    return one === undefined || one.relationship === null ? { ...member, field: null } : { ...member, relationship: one.relationship, field: one.field }
  })
  const isHeadless = members.some((member) => member.relationship === 'head') && !after.some((member) => member.relationship === 'head')
  return [...strangers, ...(isHeadless ? [refusals.refusal('head-missing', { field: '/persons/0/relationship' })] : []), ...checkHousehold(after, filing.changedOn, facts.law)]
}

/** Whoever takes another surname may have the former one entered: worth saying at the counter. */
function noticesOf(filing: FamilyRegisterChange, amendments: readonly Amendment[]): readonly Consequence[] {
  const renamed = amendments.filter(({ before, patch }) => patch.name !== undefined && before.name !== '' && before.formerSurname === null && partsOfName(patch.name).surname !== partsOfName(before.name).surname)
  return renamed.map(({ personId }) => told({
    code: 'resident.may-enter-former-surname', subjectIds: [personId], effectiveOn: filing.changedOn, article: residentRegistrationActOrder.art('30-14'),
    title: '前の氏を、旧氏として記録できます', detail: '本人の申出が要ります。印鑑を前の氏で登録しているときは、先に旧氏を記録すると印鑑登録が続きます。',
  }))
}

import type { Refusal } from '../../../kernel/outcome.ts'
import type { PlainDate } from '../../../kernel/plain-date.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { residentRegistrationActOrder } from '../../../legislation/index.ts'
import type { Consequence } from '../../../platform/command/tx.ts'
import type { Household, PersonFacts, Snapshot, Source } from '../../model.ts'
import { refusals } from '../../refusals.ts'
import { checkDays, checkKana, checkName, Findings, type Surroundings } from '../../rules/checks.ts'
import { headsUntouched, personInEvent, type EntryDecision, type FreshIds } from '../../rules/entry.ts'
import { differenceOf, snapshotOn, type Change } from '../../rules/history.ts'
import { checkHousehold, type MemberAfter } from '../../rules/household.ts'
import { letterTo } from '../../rules/notices.ts'
import { isRelationship } from '../../rules/relationship.ts'
import type { Corrected } from '../events.ts'
import type { Correction, CorrectedItems } from '../inputs.ts'

export interface CorrectionFacts extends Surroundings {
  /** The person's household today; undefined where the person is no resident. */
  readonly household: Household | undefined
}

/**
 * Decides the correction of recorded items, from a day on or over the whole history: each snapshot that held the wrong value
 * is recorded again with the right one under its own event, and a snapshot with the reason begins today — 誤記修正・職権修正.
 * Where the right value begins inside a snapshot, the new snapshot begins on that day.
 * @refuses a correction that changes nothing
 * @law basic-resident-registration-act-enforcement-order 12
 */
export function decideCorrection(filing: Correction, facts: CorrectionFacts, ids: FreshIds): EntryDecision {
  const findings = new Findings(filing.acknowledged)
  const timeline = facts.timelines.get(filing.personId) ?? []
  findings.add(checkPersonOf(filing, timeline, facts))
  if (!findings.isEmpty) return findings.refused()
  findings.add(...checkDays({ event: filing.notifiedOn, notified: filing.notifiedOn, eventField: '/notifiedOn' }, facts, false), checkStart(filing, timeline, facts))
  if (!findings.isEmpty) return findings.refused()
  const start = filing.from ?? timeline[0]!.validFrom
  const standing = snapshotOn(timeline, start)!.facts
  const patch = differenceOf(standing, { ...standing, ...factsOf(filing.items) })
  findings.add(Object.keys(patch).length === 0 && refusals.refusal('correction-empty', { field: '/items' }), ...checkItems({ ...standing, ...patch }, patch, start))
  const changes = changesOf(filing, { timeline, start, patch, today: facts.today, notificationId: ids.notificationId })
  findings.add(...checkAround(filing, patch, facts))
  if (!findings.isEmpty) return findings.refused()
  const payload: Corrected = { correctedOn: facts.today, correction: filing.correction, from: filing.from, items: Object.keys(patch), person: personInEvent(filing.personId, { ...standing, ...patch }) }
  return {
    ok: true,
    entry: {
      newRecords: [], changes, numbersOfReturning: [], newHouseholdId: null, householdId: standing.householdId, ...headsUntouched, notices: [noticeOf(filing, facts.today)],
      event: { name: 'resident.corrected', version: 1, effectiveOn: start, subjectIds: [filing.personId], payload },
    },
  }
}

function checkPersonOf(filing: Correction, timeline: readonly Snapshot[], facts: Surroundings): Refusal | false {
  if (timeline.length === 0) return refusals.refusal('person-not-found', { field: '/personId' })
  if (facts.withheld.has(filing.personId)) return refusals.refusal('protected-person', { field: '/personId' })
  return facts.inDraft.has(filing.personId) && refusals.refusal('person-in-draft', { field: '/personId' })
}

function checkStart(filing: Correction, timeline: readonly Snapshot[], facts: Surroundings): Refusal | false {
  if (filing.from === null) return false
  if (filing.from > facts.today) return refusals.refusal('correction-in-future', { field: '/from', date: printDate(filing.from) })
  return filing.from < timeline[0]!.validFrom && refusals.refusal('correction-before-record', { field: '/from', date: printDate(filing.from) })
}

/** The items as facts; what is left out stays. */
function factsOf(items: CorrectedItems): Partial<PersonFacts> {
  return Object.fromEntries(Object.entries(items).filter(([, value]) => value !== undefined)) as Partial<PersonFacts>
}

function checkItems(after: PersonFacts, patch: Partial<PersonFacts>, start: PlainDate): readonly (Refusal | false)[] {
  const isForeign = after.residentType === 'foreign'
  return [
    patch.name !== undefined && checkName(patch.name, '/items/name'),
    ...(patch.kana === undefined ? [] : checkKana(patch.kana, '/items/kana')),
    ...(patch.furigana === undefined ? [] : checkKana(patch.furigana, '/items/furigana')),
    patch.birth !== undefined && after.becameResidentOn < patch.birth.calc && refusals.refusal('birth-after-record', { field: '/items/birth' }),
    patch.birth !== undefined && start < patch.birth.calc && refusals.refusal('birth-after-record', { field: '/items/birth' }),
    (patch.formerSurname !== undefined || patch.formerSurnameFurigana !== undefined) && (after.formerSurname === null) !== (after.formerSurnameFurigana === null) && refusals.refusal('former-surname-without-furigana', { field: '/items/formerSurname' }),
    patch.formerSurname !== undefined && patch.formerSurname !== null && isForeign && refusals.refusal('former-surname-of-foreigner', { field: '/items/formerSurname' }),
    patch.commonName !== undefined && patch.commonName !== null && !isForeign && refusals.refusal('common-name-of-japanese', { field: '/items/commonName' }),
    !isForeign && (patch.registeredDomicile === null || patch.familyRegisterHead === null) && refusals.refusal('domicile-missing', { field: '/items/registeredDomicile' }),
    patch.relationship !== undefined && !isRelationship(patch.relationship) && refusals.refusal('relationship-wrong', { field: '/items/relationship', written: patch.relationship }),
  ]
}

interface Correcting { readonly timeline: readonly Snapshot[]; readonly start: PlainDate; readonly patch: Partial<PersonFacts>; readonly today: PlainDate; readonly notificationId: string }

const eventOf = { 'clerical-error': 'clerical-error-correction', 'ex-officio': 'ex-officio-correction' } as const

function changesOf(filing: Correction, { timeline, start, patch, today, notificationId }: Correcting): readonly Change[] {
  const source: Source = { event: eventOf[filing.correction], notificationId, notifiedOn: null, evidence: filing.evidence }
  const common = { personId: filing.personId, source }
  if (!timeline.some((snapshot) => snapshot.validFrom === start)) return [{ ...common, from: start, patch }]
  return [{ ...common, from: start, patch, isInPlace: true }, { ...common, from: today, patch: {} }]
}

/** Sex, age and relationship beside those of the household as it stands today. */
function checkAround(filing: Correction, patch: Partial<PersonFacts>, facts: CorrectionFacts): readonly Refusal[] {
  const touched = (['relationship', 'birth', 'sex'] as const).find((item) => patch[item] !== undefined)
  const own = facts.household?.members.find((member) => member.personId === filing.personId)
  if (touched === undefined || own === undefined) return []
  const members = facts.household!.members.map((member): MemberAfter => (member === own ? { ...member, ...patch, field: `/items/${touched}` } : { ...member, field: null }))
  return checkHousehold(members, facts.today, facts.law).filter((one) => one.code !== 'resident.two-heads' && one.code !== 'resident.relationship-wrong')
}

/** Whoever's record was amended without a filing is told of it — 職権による記載等の通知. */
function noticeOf(filing: Correction, today: PlainDate): Consequence {
  return {
    ...letterTo([filing.personId], 'ex-officio'), code: 'resident.notify-correction', business: '住民', subjectIds: [filing.personId], title: '住民票を修正したことを本人に通知する', detail: '通知を受ける人の住所が分からないときは、公示に代えます。', article: residentRegistrationActOrder.art('12'),
    effectiveOn: today, deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: '職権記載等通知書', effect: 'task', owner: '住民課',
  }
}

import { ageOn } from '../../kernel/age.ts'
import { isKnownDay, type ClosedDays } from '../../kernel/calendar.ts'
import { minDate, addDays, type PlainDate } from '../../kernel/plain-date.ts'
import { deadlineFrom, within14Days } from '../../kernel/period.ts'
import { printDate } from '../../kernel/wareki.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import { residentRegistrationAct } from '../../legislation/index.ts'
import type { Consequence } from '../../platform/command/tx.ts'
import type { RegisterLaw } from '../law.ts'
import { owed } from '../rules/notices.ts'
import type { Arrival, HandOver, PortalApplication } from './messages.ts'
import { itemKinds, origins, type ItemDays, type ItemKind, type ItemState, type Origin } from './model.ts'
import { oneStopRefusals } from './refusals.ts'

/** On what an application is judged: the town, the day of the application (not of its arrival) and the law. */
export interface Judging { readonly townCode: string; readonly appliedOn: PlainDate; readonly law: RegisterLaw }

/**
 * Why an application of the portal cannot be taken; nothing where it can — 申込みの確かめ.
 * A file that arrives hours late is judged by the day on which the resident applied.
 * @law basic-resident-registration-act 24-2(1)
 */
export function checkApplication(kind: ItemKind, application: PortalApplication, { townCode, appliedOn, law }: Judging): readonly Refusal[] {
  const { movedOn, applicant, persons, from, to } = application
  const { before, after } = law.oneStopApplicationDays
  const found: readonly (Refusal | false)[] = [
    (from.kind === 'abroad' || to.kind === 'abroad') && oneStopRefusals.refusal('one-stop-abroad', { field: to.kind === 'abroad' ? '/to/kind' : '/from/kind' }),
    addDays(appliedOn, before) < movedOn && oneStopRefusals.refusal('one-stop-too-early', { field: '/movedOn', days: before, date: printDate(movedOn) }),
    appliedOn > addDays(movedOn, after) && oneStopRefusals.refusal('one-stop-too-late', { field: '/movedOn', days: after, date: printDate(movedOn) }),
    ageOn(applicant.birth, appliedOn) < law.oneStopApplicantAge && oneStopRefusals.refusal('one-stop-too-young', { field: '/applicant/birth', age: law.oneStopApplicantAge }),
    (applicant.signingCertificate.state !== 'valid' || applicant.signingCertificate.validUntil < appliedOn) && oneStopRefusals.refusal('one-stop-certificate', { field: '/applicant/signingCertificate' }),
    persons.filter((person) => person.isApplicant).length > 1 && oneStopRefusals.refusal('one-stop-two-applicants', { field: '/persons' }),
    !isOfTown(kind, application, townCode) && oneStopRefusals.refusal('one-stop-other-town', { field: kind === 'moving-out' ? '/from/municipalityCode' : '/to/municipalityCode' }),
  ]
  return found.filter((refusal) => refusal !== false)
}

/** A move-out leaves this town, a visit announces a move into it, a relocation stays. */
function isOfTown(kind: ItemKind, { from, to }: PortalApplication, townCode: string): boolean {
  const [leaves, arrives] = [from.municipalityCode === townCode, to.municipalityCode === townCode]
  if (to.kind === 'abroad' || from.kind === 'abroad') return leaves || arrives
  return kind === 'relocation' ? leaves && arrives : leaves === (kind === 'moving-out') && arrives === (kind === 'moving-in')
}

/**
 * Until when the filing is due and the content is kept — 期限.
 * A card-based move ends on the earlier of thirty days after the planned day and fourteen days after the move.
 * @law basic-resident-registration-act 22(1)
 * @law basic-resident-registration-act-enforcement-order 24-2(1)(2)
 * @law basic-resident-registration-act-enforcement-order 24-4
 */
export function daysOf(kind: ItemKind, content: PortalApplication | HandOver | Arrival, { law, closedDays, receivedOn }: { readonly law: RegisterLaw; readonly closedDays: ClosedDays; readonly receivedOn: PlainDate }): ItemDays {
  if (content.type === 'arrival') return { movedOn: content.movedInOn, dueOn: null, expiresOn: addDays(receivedOn, law.oneStopDraftDays) }
  const { movedOn } = content
  const fourteen = deadlineFrom(movedOn, { ...within14Days, days: law.notificationDays, kind: isKnownDay(movedOn, closedDays) ? within14Days.kind : 'none' }, closedDays).due
  if (content.type === 'hand-over') return { movedOn, dueOn: minDate(fourteen, addDays(movedOn, law.cardBasedMovingInDays)), expiresOn: addDays(movedOn, law.handOverKeepingDays) }
  const expiresOn = addDays(movedOn > receivedOn ? movedOn : receivedOn, law.oneStopDraftDays)
  return { movedOn, dueOn: kind === 'moving-out' && movedOn > receivedOn ? movedOn : fourteen, expiresOn }
}

/** What of a message matters for the state of its item. */
export interface Told { readonly sequence: number; readonly type: string }

const withdrawals: ReadonlySet<string> = new Set(['cancellation', 'hand-over-withdrawn', 'arrival-withdrawn'])

/**
 * The message that counts and whether it takes everything back: the highest number, in whatever order they arrived — 知らせの順番.
 * @decides nothing
 */
export function latestOf<M extends Told>(messages: readonly M[]): { readonly content: M | undefined; readonly isWithdrawn: boolean } {
  const ordered = messages.toSorted((a, b) => a.sequence - b.sequence)
  const last = ordered.at(-1)
  return { content: ordered.findLast((message) => !withdrawals.has(message.type)), isWithdrawn: last !== undefined && withdrawals.has(last.type) }
}

/**
 * The state that a further message leads to; the same where it changes nothing. What was filed or merged is not undone by a message:
 * a person decides.
 * @decides nothing
 */
export function stateAfterMessage(state: ItemState | null, told: { readonly isWithdrawn: boolean; readonly isRefused: boolean; readonly isNew: boolean }): ItemState {
  if (state === 'submitted' || state === 'settled' || state === 'merged') return state
  if (told.isWithdrawn) return 'cancelled'
  if (told.isRefused) return 'refused'
  return state === null || told.isNew ? 'waiting' : state
}

/** States in which somebody still has to do something. */
export const openStates: ReadonlySet<ItemState> = new Set<ItemState>(['waiting', 'submitted'])

/** What the obligation of an item is called; ended with it. */
export const itemTask = 'resident.take-one-stop'
const laterNewsTask = 'resident.check-later-news'
const protectionTask = 'resident.take-over-protection'

interface Itemised { readonly itemId: string; readonly number: string; readonly origin: Origin; readonly kind: ItemKind }

/**
 * The obligation that an item begins: its filing, by its day.
 * @law basic-resident-registration-act 22(1)
 */
export function obligationOf(item: Itemised, days: ItemDays): Consequence {
  const isNotice = item.kind === 'moving-in-notice'
  return owed({
    code: itemTask, subjectIds: [item.itemId], path: `resident/one-stop/${item.itemId}`, effectiveOn: days.movedOn, deadline: days.dueOn, article: isNotice ? residentRegistrationAct.art('9(1)') : residentRegistrationAct.art(item.kind === 'moving-out' ? '24' : '22(1)'),
    title: `受付 ${item.number} の${itemKinds[item.kind]}を扱う`, detail: isNotice ? '新しい市区町村から届きました。確かめて、転出の記録を確定します。' : `${origins[item.origin]}から届きました。来庁と届出を待ち、期限までに来ないときは連絡します。`,
  })
}

/**
 * What somebody has to look into: news of a move that is filed, recorded or merged here already.
 * @law basic-resident-registration-act 8
 */
export function laterNewsOf(item: Itemised, on: PlainDate): Consequence {
  return owed({ code: laterNewsTask, subjectIds: [item.itemId], path: `resident/one-stop/${item.itemId}`, effectiveOn: on, article: residentRegistrationAct.art('8'), title: `受付 ${item.number} に、あとから届いた知らせを確かめる`, detail: '届出にしたあとで、変更か取消しの知らせが届きました。事情を確かめ、要るときは差戻しか異動の取消しをします。' })
}

/**
 * What follows from the word of the other town that somebody of the move is protected there.
 * @law basic-resident-registration-act 12(6)
 */
export function protectionOf(item: Itemised, days: ItemDays): Consequence {
  return owed({ code: protectionTask, subjectIds: [item.itemId], path: `resident/one-stop/${item.itemId}`, effectiveOn: days.movedOn, deadline: days.dueOn, article: residentRegistrationAct.art('12(6)'), title: `受付 ${item.number} の支援措置を引き継ぐ`, detail: '前の市区町村で、支援措置を受けている人がいます。責任者が受付を開き、来庁のときに申出を受けます。' })
}

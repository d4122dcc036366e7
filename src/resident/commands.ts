import { z } from 'zod'
import type { PlainDate } from '../kernel/plain-date.ts'
import { refused, type Refused } from '../kernel/outcome.ts'
import { townDay } from '../platform/clock/index.ts'
import { nextNumber, padNumber } from '../platform/number/index.ts'
import { command, type Command } from '../platform/command/define.ts'
import type { Consequence } from '../platform/command/consequence.ts'
import { type Schema, zId, zText, zVersion } from '../platform/command/schema.ts'
import { done, type Decision, type Done, type Tx } from '../platform/command/tx.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { digestOfJson } from '../platform/crypto/index.ts'
import { Correction, EventCancellation } from './correction/inputs.ts'
import { refuseWhileEdited } from './editing/editing.ts'
import { giveFree } from './editing/store.ts'
import { completed, findItemOf, followEnding, followEntry, followSubmission } from './one-stop/follow.ts'
import { Birth, CommonName, Death, ExOfficioEntry, ExOfficioRecovery, ExOfficioRemoval, FamilyRegisterChange, FormerSurname, HouseholdChange, ImmigrationNotice, LossOfNationality, MovingIn, MovingInNotice, MovingOut, Naturalisation, NumberChange, Relocation } from './inputs.ts'
import { consequencesOf, saveEntry, tasksOf } from './notification/carry-out.ts'
import { idsFrom } from './notification/ids.ts'
import { decide, eventDayOf, exampleFiling, kindOf, newRecordsOf, Notification, personsNamedIn, type NotificationKind } from './notification/kinds.ts'
import * as store from './notification/store.ts'
import { joinNumbers, splitNumbers } from './notification/sealed.ts'
import { notificationSerial } from './number/serial.ts'
import { refusals } from './refusals.ts'
import { AddressRenumbering } from './renumbering/inputs.ts'
import type { FreshIds, RegisterEntry } from './rules/entry.ts'

const zRegistered = z.object({ notificationId: z.string(), number: z.string(), householdId: z.string(), personIds: z.array(z.string()) })
type Registered = z.infer<typeof zRegistered>

/** Registers at once, without a draft: for officers who approve, for other systems and for files. */
function registerCommand<K extends NotificationKind, I extends Extract<Notification, { kind: K }>['notification']>(kind: K, definition: { readonly name: string; readonly input: Schema<I>; readonly description: string }): Command<I, Registered> {
  return command<I, Registered>({
    name: definition.name, title: `${kindOf({ kind }).title}を記録する`, permission: 'resident.approve', description: definition.description, input: definition.input, output: zRegistered,
    async run(tx, input) {
      const filing = { kind, notification: input } as unknown as Notification
      return await registerFiling(tx, filing, { ids: await freeIds(tx, `${tx.tenant}:${kind}:${digestOfJson(input)}`, newRecordsOf(filing)), shown: [] })
    },
    example: async (tx) => (await exampleFiling(tx, kind))?.notification as I | null ?? null,
  })
}

/** Ids from a seed; the same filing made again on one day, after it was cancelled, has those of its next turn. */
async function freeIds(tx: Tx, seed: string, persons: number): Promise<FreshIds> {
  for (let turn = 1; ; turn += 1) {
    const ids = idsFrom(turn === 1 ? seed : `${seed}:${turn}`, tx.today, persons)
    if (await store.findNotification(tx, ids.notificationId) === undefined) return ids
  }
}

/** Registers a moving-in notification — 転入届 (Basic Resident Registration Act art. 22). */
export const registerMovingIn = registerCommand('moving-in', { name: 'resident.register-moving-in', input: MovingIn, description: 'Registers persons who moved into the municipality, in a new household or an existing one. Refuses with every error and every alert that has not been acknowledged with a reason.' })

/** Registers a relocation inside the municipality — 転居届 (art. 23). */
export const registerRelocation = registerCommand('relocation', { name: 'resident.register-relocation', input: Relocation, description: 'Registers the move of a whole household or a part of it inside the municipality, with what becomes of those who stay.' })

/** Registers a moving-out notification, whose day may lie ahead — 転出届 (art. 24). */
export const registerMovingOut = registerCommand('moving-out', { name: 'resident.register-moving-out', input: MovingOut, description: 'Registers persons who leave the municipality. With a day that lies ahead the records stay live with the planned data and are closed on that day.' })

/** Registers a newborn — 出生. */
export const registerBirth = registerCommand('birth', { name: 'resident.register-birth', input: Birth, description: 'Enters a newborn into the household of the mother, with or without a name.' })

/** Closes the record of a person who died — 死亡. */
export const registerDeath = registerCommand('death', { name: 'resident.register-death', input: Death, description: 'Closes the record of a person who died and settles the household that is left.' })

/** Changes the households at one address — 世帯変更届 (art. 25). */
export const registerHouseholdChange = registerCommand('household-change', { name: 'resident.register-household-change', input: HouseholdChange, description: 'Splits, merges or rearranges households at one address, or gives a household a new head, with the relationships of everybody it touches.' })

/** Closes records on the day of arrival that another municipality tells, if it is before the planned day — 転入通知 (art. 9). */
export const registerMovingInNotice = registerCommand('moving-in-notice', { name: 'resident.register-moving-in-notice', input: MovingInNotice, description: 'Confirms a filed move-out by the notice of the new municipality: the record is closed on the earlier of the planned day and the day of arrival, and both sets of data are kept.' })

/** Amends records by a filing to the family register — 戸籍の届出による修正 (enforcement order art. 12). */
export const registerFamilyRegisterChange = registerCommand('family-register-change', { name: 'resident.register-family-register-change', input: FamilyRegisterChange, description: 'Amends name, reading, registered domicile, first person of the family register, sex or relationship of persons of one household, by a filing to the family register: marriage, adoption, a changed name, the name of a newborn, the reading of a name.' })

/** Enters, changes or deletes the surname once borne — 旧氏の申出 (enforcement order art. 30-14). */
export const registerFormerSurname = registerCommand('former-surname', { name: 'resident.register-former-surname', input: FormerSurname, description: 'Enters, changes or deletes the former surname of a Japanese resident on request, with its reading.' })

/** Enters or deletes the name a foreign resident goes by — 通称の申出 (enforcement order art. 30-16). */
export const registerCommonName = registerCommand('common-name', { name: 'resident.register-common-name', input: CommonName, description: 'Enters or deletes the common name of a foreign resident on request, with what shows that it is used.' })

/** Takes a recorded event back with everybody it touched — 異動の取消し (enforcement order art. 12). */
export const cancelEvent = registerCommand('event-cancellation', { name: 'resident.cancel-event', input: EventCancellation, description: 'Takes a recorded filing back: every person it wrote something of stands as before, by further rows. Later filings that rest on it are cancelled too or replayed, as decided for each; one that does not fit any more is refused.' })

/** Puts recorded items right, from a day on or over the whole history — 誤記修正・職権修正 (enforcement order art. 12). */
export const correctRecord = registerCommand('record-correction', { name: 'resident.correct-record', input: Correction, description: 'Corrects recorded items of one person, from a day on or over the whole history, with the reason and the paper that shows it. The wrong value stays in the history.' })

/** Makes records of persons who filed nothing — 職権記載 (enforcement order art. 12). */
export const registerExOfficioEntry = registerCommand('ex-officio-entry', { name: 'resident.register-ex-officio-entry', input: ExOfficioEntry, description: 'Enters persons whom the office found living here without a filing. Checked as a moving-in, without its deadline, and with what the office found.' })

/** Closes records by the office itself — 職権消除 (enforcement order art. 12). */
export const registerExOfficioRemoval = registerCommand('ex-officio-removal', { name: 'resident.register-ex-officio-removal', input: ExOfficioRemoval, description: 'Closes the records of persons who do not live here, who moved out without a filing in time, who are ruled to have disappeared, or who are no longer within the Act.' })

/** Opens records again that the office had closed — 職権回復 (enforcement order art. 12). */
export const registerExOfficioRecovery = registerCommand('ex-officio-recovery', { name: 'resident.register-ex-officio-recovery', input: ExOfficioRecovery, description: 'Opens records again that the office had closed by itself, in the former household or a new one.' })

/** Turns a foreign record into a Japanese one of the same person — 帰化・国籍取得 (enforcement order art. 8-2). */
export const registerNaturalisation = registerCommand('naturalisation', { name: 'resident.register-naturalisation', input: Naturalisation, description: 'Ends the foreign record of a person who became Japanese and goes on with a Japanese one that carries what was recorded; numbers stay, alias and immigration facts end.' })

/** Turns a Japanese record into a foreign one of the same person — 国籍喪失 (enforcement order art. 8-2). */
export const registerLossOfNationality = registerCommand('loss-of-nationality', { name: 'resident.register-loss-of-nationality', input: LossOfNationality, description: 'Ends the Japanese record of a person who lost the nationality and stays, and goes on with a foreign one for the days the Act leaves.' })

/** Records what the Immigration Services Agency has told — 入管庁長官の通知 (art. 30-50). */
export const registerImmigrationNotice = registerCommand('immigration-notice', { name: 'resident.register-immigration-notice', input: ImmigrationNotice, description: 'Records nationality, category, status, period, day of expiry and card of a foreign resident as the Immigration Services Agency has told them.' })

/** Enters or changes 個人番号 or 住民票コード — 番号の記載・変更 (art. 30-3, 30-4; My Number Act art. 7). */
export const registerNumberChange = registerCommand('number-change', { name: 'resident.register-number-change', input: NumberChange, description: 'Enters the first number of a person, another one on request or by the office, or the right one in place of a wrong one. The old number stays in the history of numbers and finds nobody any more.' })

/** Writes an address anew of persons who did not move — 住居表示等による修正 (enforcement regulation art. 11). */
export const registerAddressRenumbering = registerCommand('address-renumbering', { name: 'resident.register-address-renumbering', input: AddressRenumbering, description: 'Records the new wording of the address of persons of one household who did not move: new house numbers, a renamed town, a new lot or a renamed building. The day since which they live there stays.' })

async function registerFiling(tx: Tx, filed: Notification, how: { readonly ids: FreshIds; readonly shown: readonly Consequence[] }): Promise<Decision<Registered>> {
  const edited = await refuseWhileEdited(tx, personsNamedIn(filed))
  if (edited !== undefined) return edited
  const announced = await findItemOf(tx, filed, null)
  if (!announced.ok) return announced
  const filing = await completed(tx, filed, announced.value)
  const decision = await decide(tx, filing, how.ids)
  if (!decision.ok) return decision
  const number = await keepFiling(tx, filing, { notificationId: how.ids.notificationId, shown: how.shown, state: 'approved' })
  await saveEntry(tx, decision.entry)
  await followEntry(tx, { filing, entry: decision.entry, notificationId: how.ids.notificationId, item: announced.value })
  return await registered(tx, decision.entry, { notificationId: how.ids.notificationId, number })
}

async function registered(tx: Tx, entry: RegisterEntry, filing: { readonly notificationId: string; readonly number: string }): Promise<Done<Registered>> {
  return done({ ...filing, householdId: entry.householdId, personIds: [...entry.event.subjectIds] }, { events: [entry.event], tasks: await tasksOf(tx, entry), subjectIds: entry.event.subjectIds })
}

interface Keeping { readonly notificationId: string; readonly shown: readonly Consequence[]; readonly state: store.NotificationState }

async function keepFiling(tx: Tx, filing: Notification, keeping: Keeping): Promise<string> {
  const number = padNumber(await nextNumber(tx, notificationSerial), 8)
  const { body, sealedNumbers } = splitNumbers(tx, filing, keeping.notificationId)
  await store.insertNotification(tx, {
    ...keeping, number, kind: filing.kind, eventOn: eventDayOf(filing), notifiedOn: filing.notification.notifiedOn, body, sealedNumbers,
    personIds: personsNamedIn(filing), acknowledged: filing.notification.acknowledged,
  })
  await giveFree(tx, personsNamedIn(filing))
  return number
}

const zSubmitted = z.object({
  notificationId: z.string(), number: z.string(),
  /** Lines as `Consequence` of `platform/command`, in the order of every screen. */
  consequences: z.array(z.record(z.string(), z.unknown())),
})

/**
 * Hands a filing to review: checked in full, kept with what was shown, invisible in the register — 審査へ回す.
 * The value says what the filing would change; a dry run of this command is the button 確かめる.
 */
export const submitNotification = command({
  name: 'resident.submit-notification', title: '届出を審査へ回す', permission: 'resident.write',
  description: 'Checks a filing of any kind in full, works out what it would change in every business, and keeps both for review by a second officer. The register does not change.',
  input: Notification, output: zSubmitted,
  async run(tx, filed) {
    const { notificationId } = idsFrom(`${tx.tenant}:press:${tx.commandId}`, tx.today, 0)
    const edited = await refuseWhileEdited(tx, personsNamedIn(filed))
    if (edited !== undefined) return edited
    const announced = await findItemOf(tx, filed, null)
    if (!announced.ok) return announced
    const filing = await completed(tx, filed, announced.value)
    const trial = await tryOut(tx, filing, idsOf({ notificationId, submittedOn: tx.today }, filing))
    if (!trial.ok) return refused(trial.refusals.map((refusal) => ({ ...refusal, field: refusal.field === null ? null : `/notification${refusal.field}` })))
    const number = await keepFiling(tx, filing, { notificationId, shown: trial.consequences, state: 'submitted' })
    await followSubmission(tx, announced.value, notificationId)
    return done({ notificationId, number, consequences: trial.consequences.map((line) => ({ ...line })) }, { subjectIds: personsNamedIn(filing) })
  },
  shows: ({ consequences }) => consequences as unknown as readonly Consequence[],
  example: async (tx) => await exampleFiling(tx, 'relocation'),
})

function idsOf(draft: { readonly notificationId: string; readonly submittedOn: PlainDate }, filing: Notification): FreshIds {
  return { ...idsFrom(draft.notificationId, draft.submittedOn, newRecordsOf(filing)), notificationId: draft.notificationId }
}

/** Registers inside the transaction, asks every business, and takes it all back. */
async function tryOut(tx: Tx, filing: Notification, ids: FreshIds): Promise<{ readonly ok: true; readonly consequences: readonly Consequence[] } | Refused> {
  const decision = await decide(tx, filing, ids)
  if (!decision.ok) return decision
  await store.beginTrial(tx)
  await saveEntry(tx, decision.entry)
  const consequences = await consequencesOf(tx, decision.entry.event, await tasksOf(tx, decision.entry))
  await store.endTrial(tx)
  return { ok: true, consequences }
}

const zReview = z.strictObject({
  notificationId: zId, expectedVersion: zVersion,
  /** `as-shown`: refuse where the consequences differ from those at submission; `agreed`: the difference was seen. */
  difference: z.enum(['as-shown', 'agreed'], { error: '違いの扱いを選んでください。' }).default('as-shown'),
})

/**
 * Approves a filing: it is decided again on the facts of this moment and only then written — 審査・本登録.
 * Another officer than the one who entered it, unless the town allows its own officers this kind of filing.
 */
export const approveNotification = command({
  name: 'resident.approve-notification', title: '届出を審査して記録する', permission: 'resident.approve',
  description: 'Decides a submitted filing again on the facts of this moment, compares what it would change with what was shown when it was submitted, and writes the register.',
  input: zReview, output: zRegistered,
  async run(tx, input) {
    const draft = await findOpenDraft(tx, input)
    if (!draft.ok) return draft
    const filing = joinNumbers(tx, draft.value)
    if (draft.value.submittedBy === tx.actor.id && !mayApproveOwn(tx, filing.kind)) return refusals.refuse('own-notification')
    const announced = await findItemOf(tx, filing, draft.value.notificationId)
    if (!announced.ok) return announced
    const decision = await decide(tx, filing, idsOf({ notificationId: draft.value.notificationId, submittedOn: townDay(draft.value.submittedAt) }, filing))
    if (!decision.ok) return refused(decision.refusals.map((refusal) => ({ ...refusal, field: null })))
    await saveEntry(tx, decision.entry)
    const now = await consequencesOf(tx, decision.entry.event, await tasksOf(tx, decision.entry))
    if (input.difference === 'as-shown' && canonicalJson(now) !== canonicalJson(draft.value.shown)) return refusals.refuse('consequences-differ')
    await store.moveOn(tx, draft.value, { state: 'approved', reason: null })
    await followEntry(tx, { filing, entry: decision.entry, notificationId: draft.value.notificationId, item: announced.value })
    return await registered(tx, decision.entry, draft.value)
  },
  example: exampleDraft,
})

/** A town may let the officer who entered births or deaths record them too: `resident.own-approval`, a list of kinds. */
function mayApproveOwn(tx: Tx, kind: NotificationKind): boolean {
  const allowed = tx.office.ordinanceOn(tx.today)['resident.own-approval']
  return Array.isArray(allowed) && allowed.includes(kind)
}

const zSendBack = z.strictObject({ notificationId: zId, expectedVersion: zVersion, reason: zText(500, '理由') })
const zMoved = z.object({ notificationId: z.string() })

/** Sends a filing back to the officer who entered it — 差し戻し. */
export const sendBackNotification = command({
  name: 'resident.send-back-notification', title: '届出を差し戻す', permission: 'resident.approve',
  description: 'Sends a submitted filing back with a reason. The register does not change; the filing stays in the history.',
  input: zSendBack, output: zMoved,
  run: async (tx, input) => await endDraft(tx, input, 'sent-back'),
  example: exampleEnding,
})

/** Withdraws a filing that has not been decided — 取下げ. */
export const withdrawNotification = command({
  name: 'resident.withdraw-notification', title: '届出を取り下げる', permission: 'resident.write',
  description: 'Withdraws a submitted filing with a reason. The register does not change; the filing stays in the history.',
  input: zSendBack, output: zMoved,
  run: async (tx, input) => await endDraft(tx, input, 'withdrawn'),
  example: exampleEnding,
})

async function endDraft(tx: Tx, input: z.infer<typeof zSendBack>, state: 'sent-back' | 'withdrawn'): Promise<Decision<{ notificationId: string }>> {
  const draft = await findOpenDraft(tx, input)
  if (!draft.ok) return draft
  await store.moveOn(tx, draft.value, { state, reason: input.reason })
  const filing = joinNumbers(tx, draft.value)
  await followEnding(tx, filing, { notificationId: draft.value.notificationId, reason: input.reason })
  return done({ notificationId: draft.value.notificationId }, { subjectIds: personsNamedIn(filing) })
}

async function findOpenDraft(tx: Tx, input: { readonly notificationId: string; readonly expectedVersion: number }): Promise<{ readonly ok: true; readonly value: store.StoredNotification } | Refused> {
  const draft = await store.findNotification(tx, input.notificationId)
  if (draft === undefined) return refusals.refuse('notification-not-found', { field: '/notificationId' })
  if (draft.state !== 'submitted' || draft.stepNo !== input.expectedVersion) return refusals.refuse('notification-decided', { field: '/notificationId', state: store.notificationStates[draft.state] })
  return { ok: true, value: draft }
}

async function exampleDraft(tx: Tx): Promise<z.infer<typeof zReview> | null> {
  const [draft] = (await store.listNotifications(tx, { state: 'submitted', after: null, limit: 50 })).filter((one) => one.submittedBy !== tx.actor.id)
  return draft === undefined ? null : { notificationId: draft.notificationId, expectedVersion: draft.stepNo, difference: 'agreed' }
}

async function exampleEnding(tx: Tx): Promise<z.infer<typeof zSendBack> | null> {
  const [draft] = await store.listNotifications(tx, { state: 'submitted', after: null, limit: 1 })
  return draft === undefined ? null : { notificationId: draft.notificationId, expectedVersion: draft.stepNo, reason: '書類を確かめるため' }
}

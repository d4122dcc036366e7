import type { PlainDate } from '../kernel/plain-date.ts'
import { sealRegistrationOrdinance } from '../legislation/index.ts'
import { reaction, type Consequence, type Reaction } from '../platform/command/consequence.ts'
import type { EventDraft, Tx } from '../platform/command/tx.ts'
import { Amended, Corrected, Died, EventCancelled, MovedOut } from '../resident/index.ts'
import { cancelRegistration, record } from './cancel.ts'
import type { CancellationReason, Registration } from './model.ts'
import { listHistory, listStanding, lockSealOf } from './store.ts'
import { wardReactions } from './ward-reactions.ts'

// What a resident event means for a registered seal. What ends it is carried out with the event; the rest is told.

type Facts = readonly Registration[]

/** Standing registrations of the persons, each held until the event is recorded, in the order of the ids. */
async function load(tx: Tx, event: EventDraft): Promise<Facts> {
  for (const personId of event.subjectIds.toSorted()) await lockSealOf(tx, personId)
  return await listStanding(tx, event.subjectIds)
}

const base = {
  business: '印鑑', detail: null, article: sealRegistrationOrdinance.art('11'), deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: null, effect: 'notice', owner: null,
} as const satisfies Partial<Consequence>

const endsCode = 'seal.cancel-registration'

function ends(event: EventDraft, registrations: Facts, title: string): readonly Consequence[] {
  return registrations.map(({ personId }): Consequence => ({ ...base, code: endsCode, subjectIds: [personId], title, detail: '登録証は返してもらいます。証明書はもう出せません。', effectiveOn: event.effectiveOn, effect: 'automatic' }))
}

/** Carries out the cancellations that were previewed, with the day of the event. */
async function cancelAll(tx: Tx, consequences: readonly Consequence[], { on, reason }: { on: PlainDate; reason: CancellationReason }): Promise<void> {
  const personIds = consequences.filter((one) => one.code === endsCode && one.effect === 'automatic').flatMap((one) => one.subjectIds)
  for (const { registrationId } of await listStanding(tx, personIds)) await cancelRegistration(tx, registrationId, { reason, on, note: null, isAutomatic: true })
}

/** 死亡: the registration ends with the day of death. */
const died = reaction<Facts>({
  event: 'resident.died', context: 'seal', load,
  preview: (event, registrations) => ends(event, registrations.filter((one) => one.personId === Died.parse(event.payload).person.personId), '印鑑登録を、亡くなった日で抹消します'),
  apply: (tx, event, consequences) => cancelAll(tx, consequences, { on: event.effectiveOn, reason: 'died' }),
})

/** 転出: with its day reached the registration ends; until then it goes on, and may even be made anew. */
const movedOut = reaction<Facts>({
  event: 'resident.moved-out', context: 'seal', load,
  preview(event, registrations) {
    if (!MovedOut.parse(event.payload).isPlanned) return ends(event, registrations, '印鑑登録を、転出の日で抹消します')
    return registrations.map(({ personId }): Consequence => ({ ...base, code: 'seal.ends-on-moving', subjectIds: [personId], effectiveOn: event.effectiveOn, title: '印鑑登録は、転出の日に抹消します', detail: '前の日までは使えます。転出を取りやめれば、そのまま続きます。' }))
  },
  apply: (tx, event, consequences) => cancelAll(tx, consequences, { on: event.effectiveOn, reason: 'moved-out' }),
})

/** 職権消除: the registration ends with the record. */
const removed = reaction<Facts>({
  event: 'resident.removed', context: 'seal', load,
  preview: (event, registrations) => ends(event, registrations, '印鑑登録を、消除の日で抹消します'),
  apply: (tx, event, consequences) => cancelAll(tx, consequences, { on: event.effectiveOn, reason: 'removed' }),
})

/** 転居: the registration is untouched; certificates show the new address. */
const relocated = reaction<Facts>({
  event: 'resident.relocated', context: 'seal', load,
  preview: (event, registrations) => registrations.map(({ personId }): Consequence => ({
    ...base, code: 'seal.follows-address', article: sealRegistrationOrdinance.art('10'), subjectIds: [personId], effectiveOn: event.effectiveOn, title: '印鑑登録はそのまま続きます', detail: '証明書には新しい住所が載ります。手続きはいりません。',
  })),
})

const reviewCode = 'seal.match-again'
const namesOnImprints: ReadonlySet<string> = new Set(['name', 'formerSurname', 'commonName'])

/** Whose names an event changed, by which a seal is judged; whoever changes nationality bears a name of the other kind of record. */
function renamedBy({ name, payload, subjectIds }: EventDraft): ReadonlySet<string> {
  if (name === 'resident.nationality-changed') return new Set(subjectIds)
  const persons = name === 'resident.corrected' ? [Corrected.parse(payload)].map(({ person, items }) => ({ ...person, items })) : Amended.parse(payload).persons
  return new Set(persons.filter((person) => person.items.some((item) => namesOnImprints.has(item))).map((person) => person.personId))
}

/** 氏名・旧氏・通称の変更と修正、帰化、国籍喪失: nobody knows whether the imprint still shows a name until somebody has looked. */
const renamed = ['resident.amended', 'resident.corrected', 'resident.nationality-changed'].map((event) => reaction<Facts>({
  event, context: 'seal', load,
  preview(happened, registrations) {
    const persons = renamedBy(happened)
    return registrations.filter((one) => persons.has(one.personId) && one.state === 'live').map(({ personId }): Consequence => ({
      ...base, code: reviewCode, article: sealRegistrationOrdinance.art('10'), subjectIds: [personId], effectiveOn: happened.effectiveOn, effect: 'automatic', title: '印影が新しい氏名を表しているか、照合が要ります', detail: '照合が済むまで、印鑑登録証明書は出せません。合わなければ登録を抹消し、本人に知らせます。',
    }))
  },
  async apply(tx, _happened, consequences) {
    const personIds = consequences.filter((one) => one.code === reviewCode).flatMap((one) => one.subjectIds)
    for (const { registrationId, state } of await listStanding(tx, personIds)) if (state === 'live') await record(tx, registrationId, { facts: { state: 'review' }, event: 'review-opened', note: '住民記録の氏名・旧氏・通称が変わりました', isAutomatic: true })
  },
}))

/** Registrations that an event ended by itself, of persons who are back and have no other now. */
async function loadEnded(tx: Tx, event: EventDraft): Promise<Facts> {
  const back = EventCancelled.parse(event.payload).persons.filter((person) => person.change === 'increase').map((person) => person.personId)
  const standing = new Set((await listStanding(tx, back)).map((one) => one.personId))
  return (await listHistory(tx, back)).filter((row) => row.recordedTo === null && row.validTo === null && row.state === 'cancelled' && row.isAutomatic && row.validFrom >= event.effectiveOn && !standing.has(row.personId))
}

/** 異動の取消し: a registration that the event ended comes back only by a proposal that a second person approves. */
const eventCancelled = reaction<Facts>({
  event: 'resident.event-cancelled', context: 'seal', load: loadEnded,
  preview: (event, registrations) => registrations.map(({ personId }): Consequence => ({
    ...base, code: 'seal.decide-restoration', subjectIds: [personId], effectiveOn: event.effectiveOn, title: '取り消された異動で抹消した印鑑登録を、戻すか決める', detail: '自動では戻りません。戻すときは、抹消を戻す案を出し、別の人が決裁します。', effect: 'task', owner: '住民課',
  })),
})

export const sealReactions: readonly Reaction[] = [died, movedOut, removed, relocated, ...renamed, eventCancelled, ...wardReactions]

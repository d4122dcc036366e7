import { z } from 'zod'
import { printDate } from '../../kernel/wareki.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { printUnknownDate } from '../../kernel/unknown-date.ts'
import { query } from '../../platform/command/define.ts'
import type { Consequence, DeskItem, Tx } from '../../platform/command/tx.ts'
import { zId } from '../../platform/command/schema.ts'
import { identityProofs, notifierRelations } from '../inputs.ts'
import { addressText, type PersonOnDate } from '../model.ts'
import { listPersonsOn, listPersonsWritten } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { sexTitles } from '../record/rows.ts'
import { relationshipText } from '../rules/relationship.ts'
import type { FiledFact, FiledPerson } from './kind.ts'
import { eventDayOf, kindOf, Notification, personsNamedIn } from './kinds.ts'
import { findNotification, listAcknowledgements, listNotifications, notificationStates, type StoredNotification } from './store.ts'

const dateText = z.string().transform((text) => text as PlainDate)
const zStates = z.enum(['submitted', 'approved', 'sent-back', 'withdrawn'])
const zLine = z.object({
  notificationId: z.string(), number: z.string(), kind: z.string(), kindTitle: z.string(), eventOn: dateText, notifiedOn: dateText,
  /** Name of the first person, null where it is withheld. */
  who: z.string().nullable(), personCount: z.number(), submittedByName: z.string(), submittedAt: z.string(), isOwn: z.boolean(), state: zStates, stateTitle: z.string(), personIds: z.array(z.string()),
})
export type ReviewLine = z.infer<typeof zLine>
export const ReviewList = z.object({ state: zStates, items: z.array(zLine), next: z.string().nullable(), atLeast: z.number() })
export type ReviewList = z.infer<typeof ReviewList>

/** Filings that wait for review, oldest first — 審査の一覧. */
export const listReviews = query({
  name: 'resident.list-reviews', title: '審査を待つ届出', permission: 'resident.read', action: 'list',
  description: 'Filings in a state, oldest first.', input: z.object({ state: zStates.default('submitted'), cursor: z.string().max(20).nullable().default(null), limit: z.number().int().min(1).max(200).default(50) }), output: ReviewList,
  async run(tx, input) {
    const found = await listNotifications(tx, { state: input.state, after: input.cursor, limit: input.limit + 1 })
    const page = found.slice(0, input.limit)
    const items = await linesOf(tx, page)
    return { ok: true, value: { state: input.state, items, next: found.length > input.limit ? page.at(-1)?.number ?? null : null, atLeast: found.length } }
  },
  subjects: (value) => value.items.flatMap((line) => line.personIds),
  withhold: (value, personIds) => ({ ...value, items: value.items.map((line) => (line.personIds.some((id) => personIds.has(id)) ? { ...line, who: null } : line)) }),
  example: async () => ({ state: 'submitted' as const, cursor: null, limit: 50 }),
})

async function linesOf(tx: Tx, found: readonly StoredNotification[]): Promise<ReviewLine[]> {
  const filings = found.map((one) => ({ one, filing: Notification.parse(one.body) }))
  const persons = new Map((await listPersonsOn(tx, filings.flatMap(({ filing }) => personsNamedIn(filing)))).map((person) => [person.personId, person]))
  // Who came by a filing is not named in it by id; protection that began later must find them all the same.
  const written = await listPersonsWritten(tx, found.map((one) => one.notificationId))
  return filings.map(({ one, filing }) => {
    const people = peopleOf(filing, personsNamedIn(filing).flatMap((id) => persons.get(id) ?? []))
    return {
      notificationId: one.notificationId, number: one.number, kind: one.kind, kindTitle: kindOf(one).title, eventOn: one.eventOn, notifiedOn: one.notifiedOn,
      who: people[0]?.name ?? '', personCount: people.filter(isTouched).length, submittedByName: one.submittedByName, submittedAt: one.submittedAt, isOwn: one.submittedBy === tx.actor.id, state: one.state, stateTitle: notificationStates[one.state], personIds: [...new Set([...personsNamedIn(filing), ...written.flatMap((line) => (line.notificationId === one.notificationId ? [line.personId] : []))])],
    }
  })
}

const zFact = z.object({ item: z.string(), value: z.string() })
const zPerson = z.object({ personId: z.string().nullable(), name: z.string(), kana: z.string().nullable(), birth: z.string().nullable(), sex: z.string().nullable(), relationship: z.string(), now: z.string().nullable(), after: z.string().nullable() })
export const Review = z.object({
  line: zLine, version: z.number(), facts: z.array(zFact), persons: z.array(zPerson), acknowledged: z.array(z.object({ message: z.string(), reason: z.string() })),
  shown: z.array(z.custom<Consequence>()), stateReason: z.string().nullable(), stateByName: z.string(), stateAt: z.string(),
})
export type Review = z.infer<typeof Review>

/** One filing for review: what was filed, what was acknowledged, what it was shown to change — 届出. */
export const showNotification = query({
  name: 'resident.notification', title: '届出', permission: 'resident.read', action: 'view',
  description: 'One filing: its facts, the persons, the alerts that were acknowledged and why, and the consequences that were shown when it was submitted.',
  input: z.object({ notificationId: zId }), output: Review,
  async run(tx, input) {
    const found = await findNotification(tx, input.notificationId)
    if (found === undefined) return refusals.refuse('not-found')
    const filing = Notification.parse(found.body)
    const [line] = await linesOf(tx, [found])
    const persons = await listPersonsOn(tx, personsNamedIn(filing), { on: found.eventOn > tx.today ? tx.today : found.eventOn })
    const acknowledged = await listAcknowledgements(tx, found.notificationId)
    return {
      ok: true,
      value: {
        line: line!, version: found.stepNo, facts: factsOf(filing), persons: peopleOf(filing, persons),
        acknowledged: acknowledged.map((one) => ({ message: titleOfAlert(one.code), reason: one.reason })),
        shown: [...found.shown], stateReason: found.stateReason, stateByName: found.stateByName, stateAt: found.stateAt,
      },
    }
  },
  subjects: (value) => value.line.personIds,
  withhold: (value, personIds) => {
    const isTouched = value.line.personIds.some((id) => personIds.has(id))
    return isTouched ? { ...value, line: { ...value.line, who: null }, facts: [], persons: value.persons.map((person) => ({ ...person, birth: null, sex: null, relationship: '', now: null, after: null })) } : value
  },
  async example(tx) {
    const [found] = await listNotifications(tx, { state: 'submitted', after: null, limit: 1 })
    const [approved] = found ? [found] : await listNotifications(tx, { state: 'approved', after: null, limit: 1 })
    return approved ? { notificationId: approved.notificationId } : null
  },
})

function titleOfAlert(code: string): string {
  const key = code.replace(/^resident\./, '')
  const entry = Object.entries(refusals.entries).find(([one]) => one === key)?.[1]
  return (entry?.message ?? code).replace(/\{\w+\}/g, '…')
}

function factsOf(filing: Notification): FiledFact[] {
  const [{ words }, { notification }] = [kindOf(filing), filing]
  return [
    { item: words.dayTitle, value: words.day?.(notification) ?? printDate(eventDayOf(filing)) },
    { item: '届出日', value: printDate(notification.notifiedOn) },
    { item: '届出人・本人確認', value: `${notifierRelations[notification.notifiedBy.relation]}　${identityProofs[notification.notifiedBy.identityProof]}` },
    ...words.facts(notification),
  ]
}

/** Whom the filing enters or changes: a mother stands beside her child and is neither. */
function isTouched(person: FiledPerson): boolean {
  return person.now === null || person.after !== null
}

/** Who stands in a filing: those who are named, or whom it brings. */
function peopleOf(filing: Notification, named: readonly PersonOnDate[]): FiledPerson[] {
  const { words } = kindOf(filing)
  const known = named.map((person): FiledPerson => ({
    personId: person.personId, name: person.name, kana: person.furigana ?? person.kana, birth: printUnknownDate(person.birth), sex: sexTitles[person.sex], relationship: relationshipText(person.relationship),
    now: addressText(person.address), after: words.after?.(filing.notification, person) ?? null,
  }))
  return [...words.people?.(filing.notification, known) ?? known]
}

/** What lies on the operator's desk: others' filings to review, own ones that were sent back — わたしの手もと. */
export async function deskItems(tx: Tx): Promise<readonly DeskItem[]> {
  const waiting = await linesOf(tx, await listNotifications(tx, { state: 'submitted', after: null, limit: 50 }))
  const back = await linesOf(tx, (await listNotifications(tx, { state: 'sent-back', after: null, limit: 50 })).filter((one) => one.submittedBy === tx.actor.id))
  const mayReview = tx.actor.permissions.has('resident.approve')
  return [
    ...back.map((line) => deskItem(line, { state: '差戻し', tone: 'alert', note: '理由を読み、入れ直してください', does: '理由を見る' })),
    ...waiting.filter((line) => line.isOwn).map((line) => deskItem(line, { state: '審査待ち', tone: 'plain', note: '別の職員が見ます', does: '届出を見る' })),
    ...waiting.filter((line) => !line.isOwn && mayReview).map((line) => deskItem(line, { state: '審査', tone: 'info', note: `${line.submittedByName}が入れました`, does: '審査する' })),
  ]
}

function deskItem(line: ReviewLine, how: Pick<DeskItem, 'state' | 'tone' | 'note' | 'does'>): DeskItem {
  return { ...how, title: `${line.kindTitle}　${line.who ?? ''}${line.personCount > 1 ? `　ほか${line.personCount - 1}人` : ''}`, at: line.submittedAt as DeskItem['at'], path: `resident/notification/${line.notificationId}`, personIds: line.personIds }
}

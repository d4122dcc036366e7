import { z } from 'zod'
import { daysBetween, type PlainDate } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { printUnknownDate } from '../../kernel/unknown-date.ts'
import { query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { DeskItem, Tx } from '../../platform/command/tx.ts'
import { addressText, type PersonOnDate } from '../model.ts'
import { listPersonsInDrafts, listPersonsOn } from '../queries.ts'
import { sexTitles } from '../record/rows.ts'
import { refusals } from '../refusals.ts'
import { relationshipText } from '../rules/relationship.ts'
import { contentIn } from './inbox.ts'
import { announcedIn, candidatesOf, knownRefs, type Announced, type Candidates } from './matching.ts'
import { mayHandle } from './may-handle.ts'
import type { ItemContent } from './messages.ts'
import { itemKinds, itemStates, origins, type Item, type ItemState } from './model.ts'
import { problemsOf, type Problem } from './problems.ts'
import * as store from './store.ts'

const dateText = z.string().transform((text) => text as PlainDate)
const keys = <K extends string>(titles: Readonly<Record<K, string>>): [K] => Object.keys(titles) as [K]
const zKind = z.enum(keys(itemKinds))
const zState = z.enum(keys(itemStates))

const zLine = z.object({
  itemId: z.string(), number: z.string(), origin: z.enum(keys(origins)), kind: zKind,
  /** Name of the first person; null where it is withheld or gone. */
  who: z.string().nullable(), personCount: z.number(), movedOn: dateText, dueOn: dateText.nullable(), daysLeft: z.number().nullable(), state: zState, reason: z.string().nullable(),
  isProtected: z.boolean(), isForOfficer: z.boolean(), isWithdrawn: z.boolean(), receivedAt: z.string(), personIds: z.array(z.string()),
})
export type OneStopLine = z.infer<typeof zLine>
export const OneStopList = z.object({ shown: z.enum(['open', 'ended']), kind: zKind.nullable(), items: z.array(zLine), next: z.string().nullable() })
export type OneStopList = z.infer<typeof OneStopList>

const shownStates: Readonly<Record<OneStopList['shown'], readonly ItemState[]>> = { open: ['waiting', 'submitted'], ended: ['settled', 'refused', 'cancelled', 'merged', 'expired'] }

/** The inbox of moves that were announced from outside, nearest deadline first — 引越しワンストップの受付. */
export const listOneStop = query({
  name: 'resident.list-one-stop', title: '引越しワンストップの受付', permission: 'resident.read', action: 'list',
  description: 'Items of the inbox of moves, open or ended, by kind, nearest deadline first. Nothing in it is a filing yet.',
  input: z.object({ shown: z.enum(['open', 'ended']).default('open'), kind: zKind.nullable().default(null), cursor: z.string().regex(/^\d{4}-\d{2}-\d{2}\|\d{1,20}$/).nullable().default(null), limit: z.number().int().min(1).max(200).default(50) }), output: OneStopList,
  async run(tx, input) {
    const found = await store.listItems(tx, { states: shownStates[input.shown], kind: input.kind, after: input.cursor, limit: input.limit + 1 })
    const page = found.slice(0, input.limit)
    const last = found.length > input.limit ? page.at(-1) : undefined
    return { ok: true, value: { shown: input.shown, kind: input.kind, items: await linesOf(tx, page), next: last === undefined ? null : `${last.dueOn ?? '9999-12-31'}|${last.number}` } }
  },
  subjects: (value) => value.items.flatMap((line) => line.personIds),
  withhold: (value, personIds) => ({ ...value, items: value.items.map((line) => (line.personIds.some((id) => personIds.has(id)) ? { ...line, who: null } : line)) }),
  example: async () => ({ shown: 'open' as const, kind: null, cursor: null, limit: 50 }),
})

async function linesOf(tx: Tx, items: readonly Item[]): Promise<OneStopLine[]> {
  const messages = await store.listMessages(tx, items.map((item) => item.itemId))
  const read = items.map((item) => ({ item, ...contentIn(messages.get(item.itemId) ?? []) }))
  const contents = read.flatMap(({ content }) => content ?? [])
  const candidates = await candidatesOf(tx, contents)
  const lines: OneStopLine[] = []
  for (const { item, content, isWithdrawn } of read) {
    const refs = content === undefined ? [] : await knownRefs(tx, content)
    const personIds = [...refs, ...(content === undefined ? [] : candidates[contents.indexOf(content)] ?? []).flatMap((one) => one.personIds)]
    lines.push(lineOf(tx, item, { who: content === undefined ? null : await firstName(tx, content, refs), isWithdrawn, personIds: [...new Set(personIds)] }))
  }
  return lines
}

async function firstName(tx: Tx, content: ItemContent, refs: readonly string[]): Promise<string | null> {
  if (content.type === 'arrival') return (await listPersonsOn(tx, refs.slice(0, 1)))[0]?.name ?? null
  const people = announcedIn(content)
  return (people.find((person) => person.isApplicant) ?? people[0])?.name ?? null
}

function lineOf(tx: Tx, item: Item, more: { readonly who: string | null; readonly isWithdrawn: boolean; readonly personIds: string[] }): OneStopLine {
  const isForOfficer = !mayHandle(tx, item)
  return {
    itemId: item.itemId, number: item.number, origin: item.origin, kind: item.kind, personCount: item.personCount, movedOn: item.movedOn, dueOn: item.dueOn, daysLeft: item.dueOn === null ? null : daysBetween(tx.today, item.dueOn),
    state: item.state, reason: item.reason, isProtected: item.isProtected, isForOfficer, isWithdrawn: more.isWithdrawn, receivedAt: item.receivedAt, personIds: more.personIds, who: isForOfficer ? null : more.who,
  }
}

const zRecord = z.object({ personId: z.string(), name: z.string(), addresseeNumber: z.string(), birth: z.string().nullable(), address: z.string().nullable(), relationship: z.string().nullable(), standing: z.string() })
const zPerson = z.object({ name: z.string(), kana: z.string().nullable(), birth: z.string().nullable(), sex: z.string().nullable(), relationship: z.string().nullable(), isApplicant: z.boolean(), by: z.enum(['number', 'name', 'none']), records: z.array(zRecord) })
export const OneStopItem = z.object({
  line: zLine, version: z.number(), facts: z.array(z.object({ item: z.string(), value: z.string() })), persons: z.array(zPerson), problems: z.array(z.custom<Problem>()),
  /** Open items of the same kind that speak of the same people. */
  others: z.array(z.object({ itemId: z.string(), number: z.string(), state: zState })),
  steps: z.array(z.object({ state: zState, reason: z.string().nullable(), byName: z.string(), at: z.string() })),
  sent: z.array(z.object({ title: z.string(), at: z.string(), deliveredAt: z.string().nullable(), isUnknownTown: z.boolean() })),
  notificationId: z.string().nullable(),
  /** Where the form is opened, below the town; null where it cannot be opened. */
  formPath: z.string().nullable(),
})
export type OneStopItem = z.infer<typeof OneStopItem>

/** One announced move beside what the register says of the same people — 受付. */
export const showOneStop = query<{ itemId: string }, OneStopItem>({
  name: 'resident.one-stop', title: '引越しワンストップの受付', permission: 'resident.read', action: 'view',
  description: 'One item of the inbox of moves: what was announced, who in the register may be meant and by what, what has to be looked at, its steps and what was answered. 個人番号 is never shown.',
  input: z.object({ itemId: zId }), output: OneStopItem,
  async run(tx, input) {
    const item = await store.findItem(tx, input.itemId)
    if (item === undefined) return refusals.refuse('one-stop-not-found')
    const value = await viewOf(tx, item)
    return { ok: true, value: value.line.isForOfficer ? closedView(value) : value }
  },
  subjects: (value) => value.line.personIds,
  withhold: (value, personIds) => (value.line.personIds.some((id) => personIds.has(id)) ? closedView(value) : value),
  async example(tx) {
    const [item] = await store.listItems(tx, { states: ['waiting', 'submitted', 'settled'], kind: null, after: null, limit: 1 })
    return item === undefined ? null : { itemId: item.itemId }
  },
})

/** What stays visible of a move with a protected person: that it is there, and until when. */
function closedView(value: OneStopItem): OneStopItem {
  return { ...value, line: { ...value.line, who: null, reason: null }, facts: [], persons: [], problems: value.problems.filter((problem) => problem.code === 'protected'), others: [], formPath: null }
}

async function viewOf(tx: Tx, item: Item): Promise<OneStopItem> {
  const { content, isWithdrawn } = contentIn((await store.listMessages(tx, [item.itemId])).get(item.itemId) ?? [])
  const [line] = await linesOf(tx, [item])
  const [candidates = []] = content === undefined ? [] : await candidatesOf(tx, [content])
  const refs = content === undefined ? [] : await knownRefs(tx, content)
  const known = new Map((await listPersonsOn(tx, [...refs, ...candidates.flatMap((one) => one.personIds)])).map((person) => [person.personId, person]))
  const drafts = await listPersonsInDrafts(tx, [...known.keys()])
  return {
    line: line!, version: item.stepNo, facts: content === undefined ? [] : factsOf(content), persons: content === undefined ? [] : personsOf(content, { candidates, refs, known }),
    problems: content === undefined ? [] : [...problemsOf({ item, content, isWithdrawn, candidates, known, hasDraft: drafts.some((draft) => draft.notificationId !== item.notificationId), refs, isUnverified: item.origin === 'paper' && !await tx.services.isTownHere(tx, item.counterpartCode ?? ''), today: tx.today })],
    others: await othersLike(tx, item, content), steps: await store.listSteps(tx, item.itemId),
    sent: (await store.listSent(tx, item.thread)).map((sent) => ({ title: sentTitles[sent.type] ?? sent.type, at: sent.recordedAt, deliveredAt: sent.deliveredAt, isUnknownTown: sent.outcome === 'unknown-town' })),
    notificationId: item.notificationId, formPath: content === undefined || isWithdrawn || item.state !== 'waiting' ? null : formPathOf(item, { candidates, refs }),
  }
}

const sentTitles: Readonly<Record<string, string>> = {
  accepted: '受け付けたこと', refused: '断ったこと', filed: '届出を記録したこと', cancelled: '取り消したこと', expired: '期限が過ぎたこと', 'hand-over': '転出証明書情報', 'hand-over-withdrawn': '転出の取消し', arrival: '転入通知', 'arrival-withdrawn': '転入の取消し',
}

/** A moving-in begins on a blank form; the others begin at a person of the register, who must be the only one meant. */
function formPathOf(item: Item, who: { readonly candidates: readonly Candidates[]; readonly refs: readonly string[] }): string | null {
  if (item.kind === 'moving-in') return `resident/moving-in?oneStop=${item.itemId}`
  const first = who.refs[0] ?? who.candidates.find((one) => one.personIds.length === 1)?.personIds[0]
  return first === undefined ? null : `resident/${item.kind}/${first}?oneStop=${item.itemId}`
}

function factsOf(content: ItemContent): { item: string; value: string }[] {
  if (content.type === 'arrival') return [{ item: '転入した日', value: content.movedInOn }, { item: '届出の日', value: content.notifiedOn }, { item: '新しい住所', value: content.to.address }]
  const places = [{ item: 'これまでの住所', value: content.from.address }, { item: '新しい住所', value: content.to.address }]
  if (content.type === 'hand-over') return [{ item: '転出（予定）の日', value: content.movedOn }, { item: '転出届の日', value: content.notifiedOn }, ...places]
  return [
    { item: '引越しの日', value: content.movedOn }, ...(content.visitOn === null ? [] : [{ item: '来庁の予定', value: content.visitOn }]), ...places, { item: '申込者', value: content.applicant.name }, { item: '連絡先', value: content.applicant.contact ?? 'なし' },
    { item: '署名用電子証明書', value: `${certificateStates[content.applicant.signingCertificate.state]}（${printDate(content.applicant.signingCertificate.validUntil)}まで）` },
  ]
}

const certificateStates = { valid: '有効', expired: '期限切れ', revoked: '失効', unknown: '不明' } as const

interface Meant { readonly candidates: readonly Candidates[]; readonly refs: readonly string[]; readonly known: ReadonlyMap<string, PersonOnDate> }

function personsOf(content: ItemContent, { candidates, refs, known }: Meant): OneStopItem['persons'] {
  const recordsOf = (ids: readonly string[]) => ids.flatMap((id) => known.get(id) ?? []).map(recordOf)
  if (content.type === 'arrival') {
    return refs.flatMap((id) => known.get(id) ?? []).map((person) => ({ name: person.name, kana: person.furigana ?? person.kana, birth: printUnknownDate(person.birth), sex: sexTitles[person.sex], relationship: null, isApplicant: false, by: 'number' as const, records: [recordOf(person)] }))
  }
  return announcedIn(content).map((person, line) => ({ ...announcedWords(person), by: candidates[line]?.by ?? 'none', records: recordsOf(candidates[line]?.personIds ?? []) }))
}

function announcedWords(person: Announced): Omit<OneStopItem['persons'][number], 'by' | 'records'> {
  return {
    name: person.name, kana: person.kana, birth: printUnknownDate({ calc: person.birthOn, unknown: 'none', wording: null }), sex: sexTitles[person.sex], isApplicant: person.isApplicant,
    relationship: person.relationship === null ? null : relationshipText(person.relationship),
  }
}

function recordOf(person: PersonOnDate): z.infer<typeof zRecord> {
  return { personId: person.personId, name: person.name, addresseeNumber: person.addresseeNumber, birth: printUnknownDate(person.birth), address: addressText(person.address), relationship: relationshipText(person.relationship), standing: standingTitles[person.status] }
}

const standingTitles = { resident: '住民', 'moved-out': '転出', dead: '死亡', removed: '職権消除' } as const

const othersAtMost = 100

/** Other open items of the kind that name one of the same people. */
async function othersLike(tx: Tx, item: Item, content: ItemContent | undefined): Promise<OneStopItem['others']> {
  if (content === undefined || content.type === 'arrival' || item.state !== 'waiting') return []
  const wanted = new Set(announcedIn(content).map((person) => `${person.name}|${person.birthOn}`))
  const open = (await store.listItems(tx, { states: ['waiting'], kind: item.kind, after: null, limit: othersAtMost })).filter((one) => one.itemId !== item.itemId && mayHandle(tx, one))
  const messages = await store.listMessages(tx, open.map((one) => one.itemId))
  return open.filter((one) => {
    const other = contentIn(messages.get(one.itemId) ?? []).content
    return other !== undefined && announcedIn(other).some((person) => wanted.has(`${person.name}|${person.birthOn}`))
  }).map((one) => ({ itemId: one.itemId, number: one.number, state: one.state }))
}

const onDesk = 20

/** Announced moves on the operator's desk, those whose day is near first — わたしの手もと. */
export async function oneStopDesk(tx: Tx): Promise<readonly DeskItem[]> {
  if (!tx.actor.permissions.has('resident.write')) return []
  const lines = await linesOf(tx, await store.listItems(tx, { states: ['waiting'], kind: null, after: null, limit: onDesk }))
  return lines.map((line) => ({
    state: origins[line.origin], tone: line.daysLeft !== null && line.daysLeft < 3 ? 'alert' : 'plain', title: `${itemKinds[line.kind]}　${line.who ?? '（表示しません）'}${line.personCount > 1 ? `　ほか${line.personCount - 1}人` : ''}`,
    note: noteOf(line), at: line.receivedAt as DeskItem['at'], path: `resident/one-stop/${line.itemId}`, does: '受付を見る', personIds: line.personIds,
  }))
}

/** How many days are left, in words. */
export function daysLeftText(daysLeft: number | null): string {
  if (daysLeft === null) return '期限なし'
  if (daysLeft < 0) return `${-daysLeft}日過ぎ`
  return daysLeft === 0 ? 'きょうまで' : `あと${daysLeft}日`
}

function noteOf(line: OneStopLine): string {
  return line.isForOfficer ? '責任者が扱います' : daysLeftText(line.daysLeft)
}


import { z } from 'zod'
import type { Instant } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { townDay } from '../../platform/clock/index.ts'
import { noPersons, query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { listTownBlocks } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { endOfDay } from '../statistics/commands.ts'
import { countRegister, findPersonPage } from '../statistics/queries.ts'
import { businessChoices, businessTitles, refuseBusinesses, type BusinessChoice } from './businesses.ts'
import { listDefinitions, type Definition } from './definition-store.ts'
import { progressOf, type Extraction, type ExtractionProgress } from './extraction-model.ts'
import { findExtraction, listExtractions, listPersonsFound } from './extraction-store.ts'
import { columnTitles, purposeTitles, zDraft, zListInput, type Column, type Draft, type ListResult, type Purpose } from './model.ts'
import { listMetByProtection } from './queries.ts'
import { conditionWords } from './rules/words.ts'
import { personsAtMost, rowsOf, selectPage, withheldOf, type ListRow } from './select.ts'

/** One list as the log tells of it: who, when, for what, from which conditions, how many. No person stands there. */
export interface ListItem {
  readonly extractionId: string
  readonly openedAt: Instant
  readonly byName: string
  readonly section: string
  readonly isOwn: boolean
  readonly purpose: Purpose
  readonly purposeTitle: string
  readonly words: readonly string[]
  readonly columns: readonly string[]
  readonly count: number
  readonly digest: string
  readonly isCut: boolean
  readonly expiresAt: Instant | null
  readonly isExpired: boolean
  readonly progress: ExtractionProgress
}
export interface ListLog { readonly items: readonly ListItem[]; readonly definitions: readonly Definition[]; readonly whose: 'mine' | 'all'; readonly next: string | null }

const pageSize = 50

function itemOf(tx: Tx, one: Extraction): ListItem {
  const { draft, purpose } = zListInput.parse(one.input)
  const { count, digest, isCut } = one.result as ListResult
  return {
    extractionId: one.extractionId, openedAt: one.openedAt, byName: one.byName, section: one.section, isOwn: one.byId === tx.actor.id, purpose, purposeTitle: purposeTitles[purpose.kind], words: conditionWords(draft.conditions, businessTitles(tx)),
    columns: draft.columns.map((column) => columnTitles[column]), count, digest, isCut, expiresAt: one.expiresAt, isExpired: one.expiresAt !== null && one.expiresAt < tx.now, progress: progressOf(one),
  }
}

/** Every list that was ever made, newest first, and the definitions of the town — 一覧の記録. */
export const listLists = query<{ whose: 'mine' | 'all'; before: string | null }, ListLog>({
  ...noPersons, name: 'resident.lists', title: '作った一覧の記録', permission: 'resident.export', action: 'list', description: 'Every list made from the register: who, when, purpose, conditions, count and digest; and the kept definitions.',
  input: z.strictObject({ whose: z.enum(['mine', 'all']).default('mine'), before: zId.nullable().default(null) }), output: z.custom<ListLog>(),
  async run(tx, { whose, before }) {
    const found = await listExtractions(tx, ['list'], { limit: pageSize + 1, byId: whose === 'mine' ? tx.actor.id : undefined, before: before ?? undefined })
    const page = found.slice(0, pageSize)
    return { ok: true, value: { items: page.map((one) => itemOf(tx, one)), definitions: await listDefinitions(tx), whose, next: found.length > pageSize ? page.at(-1)!.extractionId : null } }
  },
  example: async () => ({ whose: 'all' as const, before: null }),
})

/** One list with its progress — 一覧一件. */
export const showList = query<{ extractionId: string }, ListItem>({
  ...noPersons, name: 'resident.list-of', title: '作った一覧', permission: 'resident.export', action: 'view', description: 'One list: progress, purpose, conditions, count and how long it may leave. The rows are another query.',
  input: z.strictObject({ extractionId: zId }), output: z.custom<ListItem>(),
  async run(tx, { extractionId }) {
    const one = await findExtraction(tx, extractionId)
    return one?.kind === 'list' ? { ok: true, value: itemOf(tx, one) } : refusals.refuse('extraction-not-found')
  },
  example: anyList,
})

export interface ListRows { readonly head: readonly string[]; readonly rows: readonly ListRow[] }

/** The rows of a list for a file, read now: whoever came under protection since it was made stands in it no longer — 一覧の持出し. */
export const listRows = query<{ extractionId: string }, ListRows>({
  name: 'resident.list-rows', title: '一覧を持ち出す', permission: 'resident.export', action: 'export', description: 'The rows of a finished list as they stood on its day, read anew; protected persons are left out as of this moment. No list leaves after its days are over.',
  input: z.strictObject({ extractionId: zId }), output: z.custom<ListRows>(),
  async run(tx, { extractionId }) {
    const one = await findExtraction(tx, extractionId)
    if (one?.kind !== 'list') return refusals.refuse('extraction-not-found')
    if (one.state !== 'done') return refusals.refuse('list-unfinished')
    if ((one.result as ListResult).isCut) return refusals.refuse('list-too-many', { limit: personsAtMost })
    if (one.expiresAt !== null && one.expiresAt < tx.now) return refusals.refuse('list-expired', { date: printDate(townDay(one.expiresAt)) })
    const { draft } = zListInput.parse(one.input)
    const refused = refuseBusinesses(tx, draft.conditions)
    if (refused !== null) return refused
    return { ok: true, value: { head: headOf(draft.columns), rows: await rowsOf(tx, await listPersonsFound(tx, extractionId), { draft, knownAt: one.knownAt }) } }
  },
  subjects: (value) => value.rows.map((row) => row.personId),
  withhold: (value, hidden) => ({ ...value, rows: value.rows.filter((row) => !hidden.has(row.personId)) }),
  example: anyList,
})

function headOf(columns: readonly Column[]): readonly string[] {
  return columns.map((column) => columnTitles[column])
}

async function anyList(tx: Tx): Promise<{ extractionId: string } | null> {
  const [one] = (await listExtractions(tx, ['list'], { limit: 20, state: 'done' })).filter((list) => list.expiresAt === null || list.expiresAt >= tx.now)
  return one === undefined ? null : { extractionId: one.extractionId }
}

/** What was asked wrongly in a draft; `field` is a JSON pointer below the draft. */
export interface DraftProblem { readonly field: string; readonly message: string }

export interface ListPreview {
  readonly count: number
  /** Ids of the register that were read for it, of all there are: the count of a large town is of its beginning. */
  readonly read: number
  readonly expected: number
  readonly head: readonly string[]
  readonly rows: readonly ListRow[]
}

export interface ListForm {
  readonly businesses: readonly BusinessChoice[]
  readonly towns: readonly string[]
  readonly definition: Definition | null
  readonly problems: readonly DraftProblem[]
  readonly preview: ListPreview | null
  readonly words: readonly string[]
  /** Persons of the whole town who stand in no list at all, whatever the conditions: it says nothing of any of them. */
  readonly neverListed: number
}

const [readAtOnce, shownAtMost] = [20_000, 50]

/** What a list would hold, before it is made: how many, and the first fifty — 一覧の下見. */
export const previewList = query<{ draft: unknown; definitionId: string | null }, ListForm>({
  name: 'resident.preview-list', title: '一覧の下見', permission: 'resident.export', action: 'list', sensitive: true,
  description: 'The choices of the form, and for a draft the number of persons it would find and the first fifty of them. A large register is read only at its beginning.',
  input: z.strictObject({ draft: z.unknown().default(null), definitionId: zId.nullable().default(null) }), output: z.custom<ListForm>(),
  async run(tx, { draft, definitionId }) {
    const definition = definitionId === null ? null : (await listDefinitions(tx)).find((one) => one.definitionId === definitionId) ?? null
    const parsed = draft === null ? null : zDraft.safeParse(draft)
    const neverListed = (await withheldOf(tx, await listMetByProtection(tx))).size
    const problems = parsed?.error?.issues.map((issue) => ({ field: `/draft/${issue.path.join('/')}`, message: /[\u3040-\u9fff]/.test(issue.message) ? issue.message : 'この欄の値は使えません。' })) ?? []
    const towns = (await listTownBlocks(tx)).map(({ town }) => town)
    const businesses = businessChoices(tx)
    const refused = parsed?.success ? refuseBusinesses(tx, parsed.data.conditions) : null
    problems.push(...refused?.refusals.map(({ field, message }) => ({ field: field ?? '', message })) ?? [])
    if (!parsed?.success || refused !== null) return { ok: true, value: { businesses, towns, definition, problems, preview: null, words: [], neverListed } }
    return { ok: true, value: { businesses, towns, definition, problems, preview: await previewOf(tx, parsed.data), words: conditionWords(parsed.data.conditions, businessTitles(tx)), neverListed } }
  },
  subjects: (value) => value.preview?.rows.map((row) => row.personId) ?? [],
  withhold: (value, hidden) => (value.preview === null ? value : { ...value, preview: { ...value.preview, rows: value.preview.rows.filter((row) => !hidden.has(row.personId)) } }),
  async example(tx) {
    const draft: Draft = { conditions: zDraft.shape.conditions.parse({ on: tx.today, statuses: ['resident'] }), columns: ['addresseeNumber', 'name', 'birth', 'address', 'previousAddress'], sort: 'addressee' }
    return { draft, definitionId: null }
  },
})

async function previewOf(tx: Tx, draft: Draft): Promise<ListPreview> {
  const knownAt = endOfDay(draft.conditions.knownOn) ?? tx.now
  const page = await findPersonPage(tx, null, readAtOnce)
  const found = page.last === null ? [] : await selectPage(tx, { after: null, last: page.last, knownAt }, draft.conditions)
  return { count: found.length, read: page.read, expected: (await countRegister(tx)).persons, head: headOf(draft.columns), rows: (await rowsOf(tx, found.slice(0, shownAtMost), { draft, knownAt })) }
}

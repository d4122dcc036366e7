import { z } from 'zod'
import { fiscalYearOf, type FiscalYear } from '../../kernel/plain-date.ts'
import { noPersons, query } from '../../platform/command/define.ts'
import { zFiscalYear, zId } from '../../platform/command/schema.ts'
import { registerLawOn } from '../law.ts'
import { listTownBlocks } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { linesOfYear } from './commands.ts'
import { listReadable, mostPersons } from './copy.ts'
import { stateOf, type Reading } from './model.ts'
import type { PublishedLine } from './rules/reading.ts'
import * as store from './store.ts'

// What screens show of readings. None of them tells about a resident: the four items stand on the copies alone.

export interface ReadingList { readonly items: readonly Reading[]; readonly towns: readonly string[] }

/** Requests to read a part of the register, the newest first — 閲覧の一覧. */
export const listReadings = query<Record<string, never>, ReadingList>({
  ...noPersons, name: 'resident.list-readings', title: '閲覧の請求・申出', permission: 'resident.read', action: 'list',
  description: 'Requests to read a part of the register, the newest first, and the districts of the dictionary.', input: z.strictObject({}), output: z.custom<ReadingList>(),
  async run(tx) { return { ok: true, value: { items: await store.listReadings(tx), towns: (await listTownBlocks(tx)).map((block) => block.town) } } },
  example: async () => ({}),
})

export interface ReadingView { readonly reading: Reading; readonly article: string; readonly persons: number | null; readonly mostPersons: number; readonly isOwn: boolean }

/** One request, where it stands, and how many residents a copy of this moment would have — 閲覧の請求・申出一件. */
export const showReading = query<{ readingId: string }, ReadingView>({
  ...noPersons, name: 'resident.show-reading', title: '閲覧の請求・申出', permission: 'resident.read', action: 'view',
  description: 'One request with what was made clear, its steps and copies, and how many residents a copy made now would have.', input: z.strictObject({ readingId: zId }), output: z.custom<ReadingView>(),
  async run(tx, input) {
    const reading = await store.findReading(tx, input.readingId)
    if (reading === undefined) return refusals.refuse('reading-not-found', { field: '/readingId' })
    const law = registerLawOn(reading.receivedOn, tx.office.ordinanceOn(reading.receivedOn))
    const isOver = ['refused', 'withdrawn', 'returned'].includes(stateOf(reading))
    return { ok: true, value: { reading, article: law.readingBases[reading.basis].article, persons: isOver ? null : (await listReadable(tx, reading.condition, reading.readingId)).length, mostPersons, isOwn: reading.filedBy === tx.actor.id } }
  },
  async example(tx) { const [reading] = await store.listReadings(tx); return reading === undefined ? null : { readingId: reading.readingId } },
})

export interface PublicationView { readonly fiscalYear: FiscalYear; readonly lines: readonly PublishedLine[]; readonly published: readonly store.Publication[] }

/** The list of a fiscal year as it is to be made public, and what was published of it — 閲覧の状況の公表. */
export const readingPublication = query<{ fiscalYear?: FiscalYear }, PublicationView>({
  ...noPersons, name: 'resident.reading-publication', title: '閲覧の状況の公表', permission: 'resident.read', action: 'export',
  description: 'Who read a part of the register in a fiscal year, for what purpose, when, and of which residents; without investigations and confirmations of residence.',
  input: z.strictObject({ fiscalYear: zFiscalYear.optional() }) as z.ZodType<{ fiscalYear?: FiscalYear }>, output: z.custom<PublicationView>(),
  async run(tx, input) {
    const fiscalYear = input.fiscalYear ?? fiscalYearOf(tx.today)
    return { ok: true, value: { fiscalYear, lines: await linesOfYear(tx, fiscalYear), published: await store.listPublications(tx, fiscalYear) } }
  },
  example: async () => ({}),
})

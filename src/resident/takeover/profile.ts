import { parse as parseYaml, YAMLParseError } from 'yaml'
import { z } from 'zod'
import { accept, refused, type Outcome } from '../../kernel/outcome.ts'
import { csvColumns } from '../intake/layout.ts'
import { refusals } from '../refusals.ts'
import type { LegacyItem } from './model.ts'

const zColumn = z.union([z.string().min(1), z.int().min(1)])
const zItem = z.strictObject({
  /** Name in the head, or the place from 1 where the file has no head. */
  column: zColumn,
  as: z.enum(['text', 'name', 'kana', 'date', 'code', 'number', 'relationship', 'address']).default('text'),
  /** A table of `tables` for `code` and `relationship`. */
  table: z.string().optional(),
  /** Digits to which a number is filled up with zeros. */
  width: z.int().min(1).max(15).optional(),
  /** Only for `furigana`: the column that says that the reading was confirmed, and how. */
  confirmedBy: z.strictObject({ column: zColumn, value: z.string() }).optional(),
})

/** Encodings a file may have; `cp932` is Shift_JIS with the rows of the vendors and the area of one's own characters. */
export const encodings = ['utf-8', 'cp932', 'euc-jp'] as const

/** How a file of another system is read — 取込書式. */
export const ImportProfile = z.strictObject({
  encoding: z.enum(encodings),
  delimiter: z.enum([',', ';', 'tab']).default(','),
  quote: z.enum(['"', 'none']).default('"'),
  head: z.enum(['names', 'none']).default('names'),
  /** The row's number in the other system: corrections are kept under it. */
  legacyId: zColumn,
  items: z.partialRecord(z.enum([...csvColumns, 'address']), zItem),
  /** Values for every row: a file of residents only needs no state. */
  fixed: z.partialRecord(z.enum(csvColumns), z.string()).default({}),
  tables: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  dates: z.strictObject({
    /** First digit of `4-560310` → name of the era: other systems number them otherwise. */
    eraDigits: z.record(z.string().regex(/^\d$/), z.string()).default({ 1: '明治', 2: '大正', 3: '昭和', 4: '平成', 5: '令和' }),
    empty: z.array(z.string()).default([]),
    unknown: z.array(z.string()).default([]),
    /** Which day of those that a wording allows is computed with. */
    calc: z.enum(['first', 'last']).default('last'),
  }).default({ eraDigits: { 1: '明治', 2: '大正', 3: '昭和', 4: '平成', 5: '令和' }, empty: [], unknown: [], calc: 'last' }),
  addresses: z.strictObject({ strip: z.array(z.string()).default([]) }).default({ strip: [] }),
  /** A character kept by a number of its own: the first group is the number, `&G(\d+);`. */
  characterPattern: z.string().optional(),
  duplicates: z.enum(['same-once', 'error']).default('same-once'),
  headless: z.enum(['error', 'allow']).default('error'),
})
export type ImportProfile = z.infer<typeof ImportProfile>
export type ProfileItem = z.infer<typeof zItem>

/**
 * Reads a profile as written (YAML or JSON) — 取込書式の読み取り.
 * @refuses text that is no YAML, unknown words, items without what they need, and a legal reading nobody has confirmed (RR F-23)
 */
export function readProfile(content: string): Outcome<ImportProfile> {
  const raw = parseContent(content)
  if (!raw.ok) return raw
  const read = ImportProfile.safeParse(raw.value)
  if (!read.success) return refused(read.error.issues.slice(0, 20).map((issue) => refusals.refusal('profile-wrong', { field: '/content', where: issue.path.join('.') || '全体', why: whyOf(issue.code) })))
  const faults = faultsOf(read.data)
  return faults.length > 0 ? refused(faults) : accept(read.data)
}

function parseContent(content: string): Outcome<unknown> {
  try {
    return accept(parseYaml(content, { maxAliasCount: 0 }) as unknown)
  } catch (error) {
    if (!(error instanceof YAMLParseError) && !(error instanceof ReferenceError)) throw error
    return refusals.refuse('profile-unreadable', { field: '/content', line: error instanceof YAMLParseError ? error.linePos?.[0].line ?? 1 : 1 })
  }
}

function whyOf(code: string): string {
  return ({ unrecognized_keys: '知らない言葉があります', invalid_type: '値がないか、形が違います', invalid_value: '決められた値ではありません', invalid_key: '決められた項目ではありません' } as Readonly<Record<string, string>>)[code] ?? '形が違います'
}

function faultsOf(profile: ImportProfile) {
  const entries = Object.entries(profile.items) as [LegacyItem, ProfileItem][]
  const has = (item: LegacyItem): boolean => item in profile.items || item in profile.fixed
  const needed: readonly LegacyItem[] = ['addressee_number', 'household_number', 'name', 'birth_date', 'sex', 'relationship', 'became_resident_on']
  return [
    ...needed.filter((item) => !has(item)).map((item) => refusals.refusal('profile-item-missing', { field: '/content', item })),
    ...(has('address') || (has('town') && has('number')) ? [] : [refusals.refusal('profile-item-missing', { field: '/content', item: 'address' })]),
    ...entries.filter(([, item]) => item.table !== undefined && profile.tables[item.table] === undefined).map(([name, item]) => refusals.refusal('profile-table-missing', { field: '/content', item: name, table: item.table ?? '' })),
    ...entries.filter(([, item]) => item.as === 'code' && item.table === undefined).map(([name]) => refusals.refusal('profile-table-missing', { field: '/content', item: name, table: '' })),
    ...('furigana' in profile.items && profile.items.furigana?.confirmedBy === undefined ? [refusals.refusal('profile-furigana-unconfirmed', { field: '/content' })] : []),
    ...(profile.head === 'none' ? [] : columnsOf(profile).filter((column) => typeof column === 'number').slice(0, 1).map(() => refusals.refusal('profile-column-by-name', { field: '/content' }))),
    ...(isPattern(profile.characterPattern) ? [] : [refusals.refusal('profile-wrong', { field: '/content', where: 'characterPattern', why: '形が違います' })]),
  ]
}

/** Every column that a profile speaks of. */
export function columnsOf(profile: ImportProfile): readonly (string | number)[] {
  return [profile.legacyId, ...Object.values(profile.items).flatMap((item) => [item.column, ...(item.confirmedBy ? [item.confirmedBy.column] : [])])]
}

/** A short pattern with one group and no repetition of repetitions, which could run for ever. */
function isPattern(pattern: string | undefined): boolean {
  return pattern === undefined || (pattern.length <= 40 && /^[^()*+]*\((\\d|\[[0-9A-Fa-f-]+\])(\+|\{\d+(,\d+)?\})\)[^()*+]*$/.test(pattern))
}

import { z } from 'zod'
import { accept, refusalCatalogue, type Outcome } from '../kernel/outcome.ts'
import { fiscalYearOf, type Instant, type PlainDate } from '../kernel/plain-date.ts'
import type { OrdinanceValues } from '../platform/command/tx.ts'
import { findRowDate, publishedBy, type ChosenBy, type RowDate } from './dates.ts'
import { citationSchema, limitFaults, type Concept, type Scope } from './law-file.ts'
import { findRow, lawFolders } from './law-folder.ts'
import { units, type Unit } from './values.ts'

/** The shape of an ordinance row: that of a row of a law file, with its concept and unit — 条例値. */
export const ordinanceRow = z.strictObject({
  /** `tax-individual.per-capita-levy` */
  concept: z.string().regex(/^[a-z0-9-]+\.[a-z0-9-]+$/),
  unit: z.enum(units),
  /** A fiscal year, month or date, after what the concept is chosen by. */
  from: z.union([z.number().int(), z.string()]),
  value: z.json(),
  /** Day of promulgation of the ordinance. */
  published: z.iso.date(),
  because: z.array(citationSchema).min(1),
  note: z.string().nullish(),
})
export type OrdinanceRow = z.infer<typeof ordinanceRow>

/** A concept as the catalogue shows it. */
export interface ListedConcept {
  /** `tax-individual.per-capita-levy` */
  readonly key: string
  readonly context: string
  readonly title: string | null
  readonly unit: Unit
  readonly chosenBy: ChosenBy
  readonly scope: Scope
  readonly concept: Concept
}

/** Refusals of ordinance values. */
export const ordinanceRefusals = refusalCatalogue('legislation', {
  'concept-unknown': { message: '「{concept}」という条例値の項目はありません。', remedy: '項目の一覧から選んでください。' },
  'fixed-by-law': { message: '「{title}」は法律で決まっているため、条例で変えることはできません。', remedy: '条例で定められる項目だけを登録してください。' },
  'unit-wrong': { message: '「{title}」の単位は{unit}ですが、違う単位が指定されています。', remedy: '単位を直してください。' },
  'from-wrong': { message: '「{title}」の適用開始「{from}」は、年度・月・日の形が正しくありません。', remedy: '年度は2026、月は2026-04、日は2026-04-01の形で入力してください。' },
  'value-wrong': { message: '「{title}」の値の形が正しくありません。', remedy: '{form}で入力してください。' },
  'above-ceiling': { message: '「{title}」の値が、法律で定める上限を超えています。', remedy: '上限以下の値にしてください。' },
  'below-floor': { message: '「{title}」の値が、法律で定める下限を下回っています。', remedy: '下限以上の値にしてください。' },
  'not-in-force': { message: '「{title}」は、適用開始「{from}」の時点で法律に定めがありません。', remedy: '適用開始を確かめてください。' },
})

const valueForms: Readonly<Record<Unit, string>> = {
  yen: '円単位の整数', percent: '百分率の数字（6%は6、2.025%は2.025）', days: '日数の整数', count: '整数', table: '項目の説明にある表の形',
}

/** Every concept of every law folder read, by key. */
export function listConcepts(): readonly ListedConcept[] {
  return lawFolders().flatMap(({ context, concepts }) => [...concepts.values()].map((concept) => ({
    key: `${context}.${concept.name}`, context, title: concept.title, unit: concept.kind.unit, chosenBy: concept.chosenBy, scope: concept.scope, concept,
  })))
}

/** The concept of that key, or undefined. */
export function findConcept(key: string): ListedConcept | undefined {
  const [context, name] = key.split('.')
  const folder = lawFolders().find((one) => one.context === context)
  return folder?.concepts.has(name!) ? listConcepts().find((one) => one.key === key) : undefined
}

/**
 * Checks an ordinance value against the schema of its concept and the ceiling and floor in the law — 条例値の確認.
 * @param from the first fiscal year, month or date of the value; today's newest law row where it is left out
 * @refuses every reason of `ordinanceRefusals`
 */
export function checkOrdinance(key: string, value: unknown, from?: number | string): Outcome<unknown> {
  const listed = findConcept(key)
  if (!listed) return ordinanceRefusals.refuse('concept-unknown', { concept: key, field: '/concept' })
  const title = listed.title ?? key
  if (listed.scope === 'fixed') return ordinanceRefusals.refuse('fixed-by-law', { title, field: '/concept' })
  const date = from === undefined ? listed.concept.rows.at(-1)!.from : findRowDate(listed.chosenBy, from)
  if (date === undefined) return ordinanceRefusals.refuse('from-wrong', { title, from, field: '/from' })
  const row = findRow(listed.concept, date, null)
  if (!row) return ordinanceRefusals.refuse('not-in-force', { title, from: date, field: '/from' })
  const parsed = listed.concept.kind.parse(value)
  if (!parsed.ok) return ordinanceRefusals.refuse('value-wrong', { title, form: valueForms[listed.unit], field: '/value' })
  const [broken] = limitFaults(listed.concept.kind, parsed.value, row)
  if (!broken) return accept(parsed.value)
  return ordinanceRefusals.refuse(broken === 'above the ceiling' ? 'above-ceiling' : 'below-floor', { title, field: '/value' })
}

/** Checks a whole ordinance row, unit included, before it is stored. */
export function checkOrdinanceRow(row: OrdinanceRow): Outcome<unknown> {
  const listed = findConcept(row.concept)
  if (listed && listed.unit !== row.unit) return ordinanceRefusals.refuse('unit-wrong', { title: listed.title ?? row.concept, unit: listed.unit, field: '/unit' })
  return checkOrdinance(row.concept, row.value, row.from)
}

/**
 * The values of a municipality in force on a date, out of its rows — 適用条例値.
 * A value chosen by fiscal year is that of the fiscal year the date falls in: ask with its 1 April.
 * @param knownAt rows published later are unknown
 */
export function ordinanceValuesOn(rows: readonly OrdinanceRow[], on: PlainDate, knownAt?: Instant | PlainDate): OrdinanceValues {
  const knownOn = knownAt === undefined ? null : publishedBy(knownAt)
  const best = new Map<string, { rank: string; value: unknown }>()
  for (const row of rows) {
    const rank = `${rowDate(row.from)} ${row.published}`
    if (rowDate(row.from) > sameForm(row.from, on) || (knownOn !== null && row.published > knownOn)) continue
    const before = best.get(row.concept)
    if (!before || before.rank < rank) best.set(row.concept, { rank, value: row.value })
  }
  return Object.freeze(Object.fromEntries([...best].map(([concept, { value }]) => [concept, value])))
}

function rowDate(from: number | string): RowDate {
  return String(from)
}

function sameForm(from: number | string, on: PlainDate): RowDate {
  return typeof from === 'number' ? String(fiscalYearOf(on)) : on.slice(0, from.length)
}

import { sumOf, valuesOf, type CountedSex, type CountedType, type Figures } from './counts.ts'
import { movementKinds, type MovementKind } from './movements.ts'
import { ageGroups } from './population.ts'

/** A table of figures as screen, paper, CSV and XLSX show it. */
export interface FigureTable {
  readonly key: string
  readonly title: string
  /** The first column names the row. */
  readonly head: readonly string[]
  readonly rows: readonly (readonly [string, ...number[]])[]
  /** Sums of the columns, reckoned anew from the figures and not from the rows; null where a sum says nothing. */
  readonly total: readonly (number | null)[] | null
}

const sexes: readonly (readonly [CountedSex, string])[] = [['male', '男'], ['female', '女'], ['unknown', '性別不詳']]
const types: readonly (readonly [CountedType, string])[] = [['japanese', '日本人'], ['foreign', '外国人']]
const unknownAge = '年齢不詳'

/**
 * All tables of the residents of a day, each with a total that must be the number of residents — 人口・世帯数の表.
 * @decides nothing
 */
export function populationTables(figures: Figures): readonly FigureTable[] {
  const shown = shownSexes(figures)
  return [townTable(figures), groupTable(figures, shown), singleAgeTable(figures, shown), townAgeTable(figures), ...foreignTables(figures, shown), ...householdTables(figures)]
}

/** Nobody without a recorded sex: no column for it. */
function shownSexes(figures: Figures): typeof sexes {
  return sexes.filter(([sex]) => sex !== 'unknown' || sumOf(figures, 'age', null, 'unknown') > 0)
}

function townTable(figures: Figures): FigureTable {
  const row = (name: string | null): number[] => [sumOf(figures, 'town-household', name), sumOf(figures, 'town', name, 'male'), sumOf(figures, 'town', name, 'female'), sumOf(figures, 'town', name), sumOf(figures, 'town', name, null, 'foreign')]
  return { key: 'town', title: '町丁字別の人口・世帯数', head: ['町丁字', '世帯', '男', '女', '人口', 'うち外国人'], rows: valuesOf(figures, 'town').toSorted(byTown).map((name) => [name, ...row(name)]), total: row(null) }
}

const numerals = '〇一二三四五六七八九'

/** By name, and within a name by its number: 二丁目 before 十丁目. */
function byTown(one: string, other: string): number {
  const [left, right] = [one, other].map((town) => town.replace(/[一二三四五六七八九十]+(?=丁目|番町|条)/g, (number) => String(numberOf(number)).padStart(3, '0'))) as [string, string]
  return left < right ? -1 : Number(left > right)
}

/** `二十三` is 23. */
function numberOf(words: string): number {
  const [tens = '', ones = ''] = words.includes('十') ? words.split('十') : ['〇', words]
  return (tens === '' ? 1 : numerals.indexOf(tens)) * 10 + Math.max(0, numerals.indexOf(ones))
}

function groupTable(figures: Figures, shown: typeof sexes): FigureTable {
  const ages = agesOf(figures)
  const sumOfAges = (wanted: (age: number) => boolean, sex: CountedSex | null): number => ages.filter(wanted).reduce((sum, age) => sum + sumOf(figures, 'age', age, sex), 0)
  const cells = (wanted: (age: number) => boolean): number[] => [...shown.map(([sex]) => sumOfAges(wanted, sex)), sumOfAges(wanted, null)]
  const last = ageGroups.at(-1) ?? 0
  const rows = ageGroups.map((from): [string, ...number[]] => [from === last ? `${from}歳以上` : `${from}～${from + 4}歳`, ...cells((age) => (from === last ? age >= from : age >= from && age < from + 5))])
  return { key: 'age-group', title: '年齢5歳階級別の人口', head: ['年齢', ...shown.map(([, title]) => title), '計'], rows: [...rows, ...unknownRow(figures, shown)], total: [...shown.map(([sex]) => sumOf(figures, 'age', null, sex)), sumOf(figures, 'age')] }
}

function singleAgeTable(figures: Figures, shown: typeof sexes): FigureTable {
  const oldest = Math.max(0, ...agesOf(figures))
  const row = (age: number | null): number[] => [...shown.map(([sex]) => sumOf(figures, 'age', age, sex)), sumOf(figures, 'age', age), ...types.map(([type]) => sumOf(figures, 'age', age, null, type))]
  const rows = Array.from({ length: oldest + 1 }, (_, age): [string, ...number[]] => [`${age}歳`, ...row(age)])
  const unknown = unknownRow(figures, shown).map((cells): [string, ...number[]] => [...cells, ...types.map(([type]) => sumOf(figures, 'age', 'unknown', null, type))])
  return { key: 'age', title: '年齢各歳別の人口', head: ['年齢', ...shown.map(([, title]) => title), '計', ...types.map(([, title]) => `うち${title}`)], rows: [...rows, ...unknown], total: row(null) }
}

function agesOf(figures: Figures): readonly number[] {
  return valuesOf(figures, 'age').filter((age) => age !== 'unknown').map(Number)
}

function unknownRow(figures: Figures, shown: typeof sexes): [string, ...number[]][] {
  const sum = sumOf(figures, 'age', 'unknown')
  return sum === 0 ? [] : [[unknownAge, ...shown.map(([sex]) => sumOf(figures, 'age', 'unknown', sex)), sum]]
}

function townAgeTable(figures: Figures): FigureTable {
  const hasUnknown = sumOf(figures, 'town-age', null, 'unknown') > 0
  const groups = [...ageGroups, ...hasUnknown ? ['unknown' as const] : []]
  const row = (name: string | null): number[] => [...groups.map((group) => sumOf(figures, 'town-age', name, group)), sumOf(figures, 'town-age', name)]
  return { key: 'town-age', title: '町丁字・年齢5歳階級別の人口', head: ['町丁字', ...groups.map((group) => (group === 'unknown' ? unknownAge : `${group}～`)), '計'], rows: valuesOf(figures, 'town-age').toSorted(byTown).map((name) => [name, ...row(name)]), total: row(null) }
}

function foreignTables(figures: Figures, shown: typeof sexes): FigureTable[] {
  const table = (key: 'nationality' | 'residence', title: string, first: string): FigureTable => {
    const row = (name: string | null): number[] => [...shown.map(([sex]) => sumOf(figures, key, name, sex)), sumOf(figures, key, name)]
    const names = valuesOf(figures, key).toSorted((a, b) => sumOf(figures, key, b) - sumOf(figures, key, a) || (a < b ? -1 : 1))
    return { key, title, head: [first, ...shown.map(([, words]) => words), '計'], rows: names.map((name) => [name === '' ? '記載なし' : name, ...row(name)]), total: row(null) }
  }
  return [table('nationality', '国籍・地域別の外国人住民', '国籍・地域'), table('residence', '在留資格別の外国人住民', '在留資格')]
}

function householdTables(figures: Figures): FigureTable[] {
  const sizes = valuesOf(figures, 'size').map(Number).toSorted((a, b) => a - b)
  const kinds = [['japanese', '日本人のみの世帯'], ['foreign', '外国人のみの世帯'], ['mixed', '複数国籍の世帯']] as const
  return [
    { key: 'size', title: '人数別の世帯', head: ['世帯の人数', '世帯', '人口'], rows: sizes.map((size) => [`${size}人`, sumOf(figures, 'size', size), size * sumOf(figures, 'size', size)]), total: [sumOf(figures, 'size'), sumOf(figures, 'age')] },
    { key: 'household', title: '国籍による世帯の区分', head: ['区分', '世帯'], rows: kinds.map(([kind, title]) => [title, sumOf(figures, 'household', kind)]), total: [sumOf(figures, 'household')] },
  ]
}

/** One month of the movements: from where, what came and went, to where; `isBalanced` where start and movements give the end. */
export interface MonthLine { readonly month: string; readonly start: number; readonly moves: Readonly<Record<MovementKind, number>>; readonly end: number; readonly isBalanced: boolean; readonly internal: number }

/**
 * The movements month by month — 月別の動き.
 * @decides nothing
 */
export function monthLines(figures: Figures, months: readonly string[]): readonly MonthLine[] {
  let start = sumOf(figures, 'start')
  return months.map((month) => {
    const moves = Object.fromEntries(Object.keys(movementKinds).map((kind) => [kind, movedOf(figures, kind as MovementKind, { month })])) as Record<MovementKind, number>
    const end = sumOf(figures, 'end', month)
    const net = Object.entries(movementKinds).reduce((sum, [kind, { sign }]) => sum + sign * moves[kind as MovementKind], 0)
    const line: MonthLine = { month, start, moves, end, isBalanced: start + net === end, internal: sumOf(figures, 'internal', month) }
    start = end
    return line
  })
}

interface Moved { readonly month?: string; readonly sex?: CountedSex; readonly type?: CountedType }

function movedOf(figures: Figures, kind: MovementKind, { month, sex, type }: Moved = {}): number {
  return sumOf(figures, movementKinds[kind].sign === 0 ? 'change-to' : 'move', month ?? null, kind, sex ?? null, type ?? null)
}

/**
 * The tables of a period: by month, where of the other kinds only those have a column that happened, and by kind, sex and nationality.
 * @decides nothing
 */
export function movementTables(figures: Figures, months: readonly string[]): readonly FigureTable[] {
  const all = Object.keys(movementKinds) as MovementKind[]
  const kinds = all.filter((kind) => movementKinds[kind].group === 'natural' || movementKinds[kind].group === 'social' || movedOf(figures, kind) > 0)
  const lines = monthLines(figures, months)
  const net = (line: MonthLine, group: 'natural' | 'social'): number => kinds.reduce((sum, kind) => sum + (movementKinds[kind].group === group ? movementKinds[kind].sign * line.moves[kind] : 0), 0)
  const byMonth: FigureTable = {
    key: 'month', title: '月別の動き', head: ['月', 'はじめの人口', ...kinds.map((kind) => movementKinds[kind].title), '自然の増減', '社会の増減', 'おわりの人口', '町内の転居'],
    rows: lines.map((line) => [line.month, line.start, ...kinds.map((kind) => line.moves[kind]), net(line, 'natural'), net(line, 'social'), line.end, line.internal]),
    total: [sumOf(figures, 'start'), ...kinds.map((kind) => movedOf(figures, kind)), lines.reduce((sum, line) => sum + net(line, 'natural'), 0), lines.reduce((sum, line) => sum + net(line, 'social'), 0), lines.at(-1)?.end ?? sumOf(figures, 'start'), sumOf(figures, 'internal')],
  }
  const byKind: FigureTable = {
    key: 'kind', title: '異動事由別の人数', head: ['事由', '男', '女', '計', 'うち日本人', 'うち外国人'],
    rows: all.map((kind) => [movementKinds[kind].title, movedOf(figures, kind, { sex: 'male' }), movedOf(figures, kind, { sex: 'female' }), movedOf(figures, kind), movedOf(figures, kind, { type: 'japanese' }), movedOf(figures, kind, { type: 'foreign' })]),
    total: null,
  }
  return [byMonth, byKind]
}

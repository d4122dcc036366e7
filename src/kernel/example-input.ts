import { readDate } from './date-input.ts'
import { findPlainDate, type PlainDate } from './plain-date.ts'
import { toHalfWidth } from './text.ts'

// How the facts of a worked example are read, for the rules of every context.

/** A worked example that is written wrongly: a name or a kind of value that no rule knows — 計算例の書き誤り. */
export class ExampleFault extends Error {
  override readonly name = 'ExampleFault'
}

/** Facts or lines by field name. */
export type NamedValues = Readonly<Record<string, unknown>>

/**
 * Refuses a field that the rule does not know: a typing mistake must not pass as a fact left out.
 * @param side the key of the case under which the fields stand, `given`
 */
export function refuseUnknownFields(fields: NamedValues, known: Iterable<string>, side = 'given'): void {
  const names = [...known]
  const unknown = Object.keys(fields).filter((name) => !names.includes(name))
  if (unknown.length === 0) return
  const words = unknown.map((name) => `「${name}」${nearWords(name, names)}`).join('、')
  const all = names.length > 0 && names.length <= listedAtMost ? `使えるのは ${names.join('、')} です。` : ''
  throw new ExampleFault(`${side} の項目${words}は、この計算では使えません。${all}項目の名前は docs/example-dictionary.md にあります。`)
}

/** A rule with no more fields than this names them all. */
const listedAtMost = 12

/** `（近い項目: salaryRevenue）`, or nothing where no known name is near. */
export function nearWords(name: string, known: readonly string[]): string {
  const near = nearNames(name, known)
  return near.length === 0 ? '' : `（近い項目: ${near.join('、')}）`
}

/** At most three known names that somebody may have meant, the nearest first. */
export function nearNames(name: string, known: readonly string[]): readonly string[] {
  const typed = name.toLowerCase()
  const ranked = known.map((one) => ({ one, distance: editDistance(typed, one.toLowerCase()) }))
  return ranked.filter(({ one, distance }) => distance <= Math.max(2, name.length / 3) || isPartOf(typed, one.toLowerCase()))
    .sort((a, b) => a.distance - b.distance).slice(0, 3).map(({ one }) => one)
}

function isPartOf(typed: string, known: string): boolean {
  return Math.min(typed.length, known.length) >= 4 && (known.includes(typed) || typed.includes(known))
}

/** Letters to put in, take out or change to make one name of the other. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= right.length; j += 1) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[right.length]!
}

/** A number, also in quotes, in full width, with commas, 円, 万 or 億: `"5,000,000円"` and `"500万円"` are 5000000. */
export function exampleNumber(value: unknown, field: string): number {
  const number = typeof value === 'string' ? findNumber(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw wrongKind(field, '数で書きます（例: 5000000）', value)
}

/** The number that a text writes, or undefined where it writes none. */
export function findNumber(text: string): number | undefined {
  const typed = toHalfWidth(text).replace(/[,\s]/g, '').replace(/円$/, '').replace(/^[△▲]/, '-')
  if (/^-?\d+(\.\d+)?$/.test(typed)) return Number(typed)
  const [, sign, hundredMillions, tenThousands, rest] = inLargeUnits.exec(typed) ?? []
  if (hundredMillions === undefined && tenThousands === undefined) return undefined
  const amount = inUnits(hundredMillions, 100_000_000) + inUnits(tenThousands, 10_000) + Number(rest ?? 0)
  return sign === '-' ? -amount : amount
}

/** `1億2000万`, `5万5000`, `1.5万` */
const inLargeUnits = /^(-?)(?:(\d+(?:\.\d{1,4})?)億)?(?:(\d+(?:\.\d{1,4})?)万)?(\d{1,4})?$/

function inUnits(digits: string | undefined, unit: number): number {
  return digits === undefined ? 0 : Math.round(Number(digits) * unit)
}

/** A whole number, written like `exampleNumber`. */
export function exampleWhole(value: unknown, field: string): number {
  const number = exampleNumber(value, field)
  if (Number.isSafeInteger(number)) return number
  throw wrongKind(field, '小数のない数で書きます', value)
}

const yes: readonly unknown[] = [true, 'true', 'はい', '有', 'あり', '該当']
const no: readonly unknown[] = [false, 'false', 'いいえ', '無', 'なし', '非該当']

/** True or false, also as `"true"`, はい, あり, 有. */
export function exampleFlag(value: unknown, field: string): boolean {
  if (yes.includes(value)) return true
  if (no.includes(value)) return false
  throw wrongKind(field, 'true か false で書きます', value)
}

/** Text; a whole number stands for its digits. */
export function exampleText(value: unknown, field: string): string {
  if (typeof value === 'string') return value
  if (Number.isSafeInteger(value)) return String(value)
  throw wrongKind(field, '文字で書きます（番号は引用符で囲みます）', value)
}

/** A day as any screen takes it: `2026-04-01`, 令和8年4月1日, 2026/4/1. */
export function exampleDay(value: unknown, field: string): PlainDate {
  const text = value instanceof Date ? value.toISOString().slice(0, 10) : value
  if (typeof text !== 'string') throw wrongKind(field, '日付で書きます（例: 2026-04-01）', value)
  const date = findPlainDate(text)
  if (date !== undefined) return date
  const reading = readDate(text)
  if (reading.ok) return reading.value.date
  throw new ExampleFault(`項目「${field}」: ${reading.refusals.map(({ message, remedy }) => `${message}${remedy}`).join('')}`)
}

/** The day that a text writes in another way than `2026-04-01`, or undefined where it writes none. */
export function findWrittenDay(text: string): PlainDate | undefined {
  const reading = readDate(text)
  return reading.ok ? reading.value.date : undefined
}

/** The fault of a value of the wrong kind. */
export function wrongKind(field: string, how: string, value: unknown): ExampleFault {
  return new ExampleFault(`項目「${field}」は${how}。${value === undefined ? '書かれていません。' : `書かれているのは ${JSON.stringify(value)} です。`}`)
}

/** The facts without what is `null`, at every depth: unknown and not said are one to a rule. */
export function withoutNulls(fields: NamedValues): NamedValues {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null).map(([name, value]) => [name, Array.isArray(value) ? value.map(inner) : inner(value)]))
}

function inner(value: unknown): unknown {
  return isNamed(value) ? withoutNulls(value) : value
}

function isNamed(value: unknown): value is NamedValues {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)
}

/**
 * Runs a rule once for each item where facts are lists of plain values, as published tables ask: every line is a list then.
 * @param isList fields that are lists by nature
 */
export function tabulated(given: NamedValues, isList: ReadonlySet<string>, run: (given: NamedValues) => NamedValues): NamedValues {
  const size = listSize(given, isList)
  if (size === null) return run(given)
  const rows = Array.from({ length: size }, (_, index) => run(rowOf(given, index, isList)))
  return Object.fromEntries([...new Set(rows.flatMap((row) => Object.keys(row)))].map((name) => [name, rows.map((row) => row[name])]))
}

function isTable(name: string, value: unknown, isList: ReadonlySet<string>): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && !isList.has(name) && value.every((one) => one === null || typeof one !== 'object')
}

function listSize(given: NamedValues, isList: ReadonlySet<string>): number | null {
  const tables = Object.entries(given).flatMap(([name, value]) => {
    if (isTable(name, value, isList)) return [[name, value.length] as const]
    const size = isNamed(value) ? listSize(value, isList) : null
    return size === null ? [] : [[name, size] as const]
  })
  const [first] = tables
  if (!first) return null
  const other = tables.find(([, size]) => size !== first[1])
  if (other) throw new ExampleFault(`並びの長さが違います。「${first[0]}」は${first[1]}件、「${other[0]}」は${other[1]}件です。`)
  return first[1]
}

function rowOf(given: NamedValues, index: number, isList: ReadonlySet<string>): NamedValues {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => {
    if (isTable(name, value, isList)) return [name, value[index]]
    return [name, isNamed(value) ? rowOf(value, index, isList) : value]
  }))
}

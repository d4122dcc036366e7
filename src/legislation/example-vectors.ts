import { findEraPrefix, typedText } from '../kernel/date-input.ts'
import { yearOf } from '../kernel/plain-date.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * Which rule a family of published vectors asks — 計算例の種類と計算. Where a family asks several, the field of `input` that tells them apart names each; the first that stands there counts.
 * @example { entaikin: 'collection.delinquency-charge', common: [['nominalDue', 'collection.due-date'], ['due', 'collection.demand']] }
 */
export type ExampleFamilies = Readonly<Record<string, string | readonly (readonly [field: string, rule: string])[]>>

/** Keys under which collections of vectors name the family, and the list of a collection. */
const familyKeys = ['tax', 'area', 'scheme', 'family'] as const
const listKeys = ['vectors', 'cases'] as const

/** The cases of a document: a list, or the list of a collection of vectors with its headings. */
export function listOfCases(document: unknown): { readonly cases: readonly unknown[]; readonly at: readonly string[] } | undefined {
  if (Array.isArray(document)) return document.length === 0 ? undefined : { cases: document, at: [] }
  const key = isFields(document) ? listKeys.find((one) => Array.isArray(document[one])) : undefined
  return key === undefined ? undefined : { cases: (document as Record<string, unknown[]>)[key]!, at: [key] }
}

/** Whether an item is a vector as published collections have it, and not a case. */
export function isVector(raw: unknown): raw is Fields {
  return isFields(raw) && isFields(raw.input) && raw.rule === undefined && (isFields(raw.expected) || isFields(raw.expect)) && familyKeys.some((key) => typeof raw[key] === 'string')
}

/** The case that a vector is, before it is checked; what nobody can calculate keeps the name of its family as rule. */
export function caseOfVector(raw: Fields, families: ExampleFamilies): Fields {
  const family = String(raw[familyKeys.find((key) => typeof raw[key] === 'string')!])
  const input = raw.input as Fields
  const place = [raw.municipality, raw.source].filter((one) => typeof one === 'string' && one !== '').join(' ')
  return {
    title: [raw.id, raw.municipality].filter((one) => typeof one === 'string').join(' '),
    rule: ruleOf(families[family], input) ?? family,
    source: { kind: raw.sourceKind, place },
    fiscalYear: raw.fiscalYear,
    on: dayOfPeriod(raw.period),
    given: typeof raw.topic === 'string' ? { ...input, topic: raw.topic } : input,
    expect: { ...(raw.expected as Fields | undefined), ...(raw.expect as Fields | undefined), ...(raw.expectedDerived as Fields | undefined) },
  }
}

/** The first day of a month, or of a fiscal year, which vectors of benefits name: `2026-07`, `R8`. */
function dayOfPeriod(period: unknown): string | undefined {
  if (typeof period !== 'string') return undefined
  if (/^\d{4}-\d{2}$/.test(period)) return `${period}-01`
  const year = findYear(period)
  return year === undefined ? undefined : `${year}-04-01`
}

function ruleOf(named: ExampleFamilies[string] | undefined, input: Fields): string | undefined {
  return typeof named === 'object' ? named.find(([field]) => input[field] !== undefined)?.[1] : named
}

function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** The western year of `2026`, `"2026"`, 令和8年度, R8. */
export function findYear(value: unknown): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined
  const typed = typedText(String(value)).replace(/年度?$/, '')
  const prefix = findEraPrefix(typed)
  const number = Number(prefix ? prefix.rest : typed)
  const western = prefix ? yearOf(prefix.era.from) + number - 1 : number
  return Number.isInteger(western) && number > 0 && western >= 1868 && western <= 9999 ? western : undefined
}

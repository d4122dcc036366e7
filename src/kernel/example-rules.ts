import { type ClosedDays, nextOpenDay } from './calendar.ts'
import { checkDigitOf, type CheckedNumber, checkNumber, corporateNumber, gs1Number, individualNumber, insurerNumber, insurerPartsOf, jisCodeOf, localGovernmentCode, residentRecordCode, withCheckDigit } from './check-digit.ts'
import { readDate } from './date-input.ts'
import { ExampleFault, exampleDay, exampleText, nearWords, refuseUnknownFields, tabulated } from './example-input.ts'
import type { PlainDate } from './plain-date.ts'
import { findWareki } from './wareki.ts'

/** The facts of a worked example and the values a rule gives back, by field name. */
export type ExampleFields = Readonly<Record<string, unknown>>
/** A rule that worked examples may call. */
export type ExampleRule = (given: ExampleFields, on?: PlainDate) => ExampleFields

/** What the kernel cannot know by itself and the caller hands in. */
export interface KernelExampleSources {
  readonly closedDays: ClosedDays
  /** The official name of a prefecture or municipality, by its code of six digits. */
  findLocalGovernmentName(code: string): string | undefined
}

/**
 * The kernel's rules for worked examples: `kernel.check-digit`, `kernel.wareki`, `kernel.business-day`, `kernel.due-date`.
 * A field a rule does not know is an error, never ignored.
 */
export function kernelRules(sources: KernelExampleSources): Readonly<Record<string, ExampleRule>> {
  return {
    'kernel.check-digit': (given) => tabulated(given, noLists, (one) => checkDigitExample(one, sources)),
    'kernel.wareki': (given) => tabulated(given, noLists, warekiExample),
    'kernel.business-day': (given) => tabulated(given, noLists, (one) => {
      const { topic, date } = fields(one, ['topic', 'date'])
      if (topic !== undefined && topic !== 'nextIfClosed') throw unknownTopic(topic, ['nextIfClosed'])
      return { date: nextOpenDay('tax-due', exampleDay(date, 'date'), sources.closedDays) }
    }),
    'kernel.due-date': (given) => tabulated(given, noLists, (one) => {
      const { nominalDue } = fields(one, ['nominalDue'])
      return { due: nextOpenDay('tax-due', exampleDay(nominalDue, 'nominalDue'), sources.closedDays) }
    }),
  }
}

const noLists: ReadonlySet<string> = new Set()

const numberKinds: ReadonlyMap<string, CheckedNumber> = new Map([
  ['kojinBango', individualNumber],
  ['hojinBango', corporateNumber],
  ['dantaiCode', localGovernmentCode],
  ['hokenshaBango', insurerNumber],
  ['gs1', gs1Number],
  ['juminhyoCode', residentRecordCode],
])

function checkDigitExample(given: ExampleFields, sources: KernelExampleSources): ExampleFields {
  const { topic, body, number, code } = fields(given, ['topic', 'body', 'number', 'code'])
  const kind = numberKinds.get(exampleText(topic, 'topic'))
  if (kind === undefined) throw unknownTopic(topic, [...numberKinds.keys()])
  if (body !== undefined && body !== null) return bodyLines(kind, exampleText(body, 'body'))
  const whole = exampleText(number ?? code, code === undefined ? 'number' : 'code')
  const result = checkNumber(kind, whole)
  return result.valid ? { ...result, ...partsOf(kind, whole, sources) } : result
}

function bodyLines(kind: CheckedNumber, body: string): ExampleFields {
  const isBody = /^[0-9]+$/.test(body) && kind.bodyLengths.includes(body.length) && kind.findCheckDigit(body) !== undefined
  return isBody ? { checkDigit: checkDigitOf(kind, body), number: withCheckDigit(kind, body) } : { valid: false, reason: 'format' }
}

function partsOf(kind: CheckedNumber, number: string, sources: KernelExampleSources): ExampleFields {
  if (kind === localGovernmentCode) return { jis5: jisCodeOf(number), name: sources.findLocalGovernmentName(number) }
  return kind === insurerNumber ? (insurerPartsOf(number) ?? {}) : {}
}

function warekiExample(given: ExampleFields): ExampleFields {
  const { topic, date, text } = fields(given, ['topic', 'date', 'text'])
  if (topic !== undefined && topic !== 'fromGregorian' && topic !== 'toGregorian') throw unknownTopic(topic, ['fromGregorian', 'toGregorian'])
  if (topic === 'fromGregorian' || (topic === undefined && date !== undefined)) {
    fields(given, ['topic', 'date'])
    return { ...(findWareki(exampleDay(date, 'date')) ?? { error: 'beforeFirstEra' }) }
  }
  fields(given, ['topic', 'text'])
  const reading = readDate(exampleText(text, 'text'))
  return reading.ok ? { date: reading.value.date } : { error: reading.fault, normalised: reading.normalised }
}

function unknownTopic(topic: unknown, known: readonly string[]): ExampleFault {
  return new ExampleFault(`topic の「${String(topic)}」という計算はありません${nearWords(String(topic), known)}。使えるのは ${known.join('、')} です。`)
}

function fields<K extends string>(given: ExampleFields, known: readonly K[]): Partial<Record<K, unknown>> {
  refuseUnknownFields(given, known)
  return given as Partial<Record<K, unknown>>
}

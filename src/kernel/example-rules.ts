import { assert } from './assert.ts'
import { type ClosedDays, nextOpenDay } from './calendar.ts'
import { checkDigitOf, type CheckedNumber, checkNumber, corporateNumber, gs1Number, individualNumber, insurerNumber, insurerPartsOf, jisCodeOf, localGovernmentCode, residentRecordCode, withCheckDigit } from './check-digit.ts'
import { readDate } from './date-input.ts'
import { type PlainDate, plainDate } from './plain-date.ts'
import { fromGregorian } from './wareki.ts'

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
    'kernel.check-digit': (given) => checkDigitExample(given, sources),
    'kernel.wareki': warekiExample,
    'kernel.business-day': (given) => {
      const { date } = fields(given, ['topic', 'date'])
      assert(given.topic === 'nextIfClosed', `unknown topic: ${String(given.topic)}`)
      return { date: nextOpenDay('tax-due', plainDate(textOf(date, 'date')), sources.closedDays) }
    },
    'kernel.due-date': (given) => {
      const { nominalDue } = fields(given, ['nominalDue'])
      return { due: nextOpenDay('tax-due', plainDate(textOf(nominalDue, 'nominalDue')), sources.closedDays) }
    },
  }
}

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
  const kind = numberKinds.get(textOf(topic, 'topic'))
  assert(kind !== undefined, `unknown topic: ${String(topic)}`)
  if (body !== undefined) return { checkDigit: checkDigitOf(kind, textOf(body, 'body')), number: withCheckDigit(kind, textOf(body, 'body')) }
  const whole = textOf(number ?? code, code === undefined ? 'number' : 'code')
  const result = checkNumber(kind, whole)
  return result.valid ? { ...result, ...partsOf(kind, whole, sources) } : result
}

function partsOf(kind: CheckedNumber, number: string, sources: KernelExampleSources): ExampleFields {
  if (kind === localGovernmentCode) return { jis5: jisCodeOf(number), name: sources.findLocalGovernmentName(number) }
  return kind === insurerNumber ? (insurerPartsOf(number) ?? {}) : {}
}

function warekiExample(given: ExampleFields): ExampleFields {
  if (given.topic === 'fromGregorian') {
    const { date } = fields(given, ['topic', 'date'])
    return { ...fromGregorian(plainDate(textOf(date, 'date'))) }
  }
  const { topic, text } = fields(given, ['topic', 'text'])
  assert(topic === 'toGregorian', `unknown topic: ${String(topic)}`)
  const reading = readDate(textOf(text, 'text'))
  return reading.ok ? { date: reading.value.date } : { error: reading.fault, normalised: reading.normalised }
}

function fields<K extends string>(given: ExampleFields, known: readonly K[]): Partial<Record<K, unknown>> {
  for (const name of Object.keys(given)) assert((known as readonly string[]).includes(name), `unknown field in given: ${name}`)
  return given as Partial<Record<K, unknown>>
}

function textOf(value: unknown, name: string): string {
  assert(typeof value === 'string', `field must be text: ${name}`)
  return value
}

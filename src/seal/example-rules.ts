import { assert } from '../kernel/assert.ts'
import { plainDate, type PlainDate } from '../kernel/plain-date.ts'
import type { ExampleInput, ExampleRule } from '../platform/context/manifest.ts'
import { sealLawOn, type SealLaw } from './law.ts'
import { imprintFaults, ways, type ImprintFault, type Way } from './model.ts'
import { whyNotEligible } from './rules/eligibility.ts'
import { whyNotAdmissible } from './rules/imprint.ts'
import { showsName } from './rules/names.ts'

/** What worked examples of seal registration may call. */
export const exampleRules: Readonly<Record<string, ExampleRule>> = { 'seal.eligibility': eligibility, 'seal.imprint': imprint }

function lawOf({ on, ordinance }: ExampleInput): { readonly law: SealLaw; readonly on: PlainDate } {
  assert(on !== null, 'an example of seal registration says on which day')
  return { on, law: sealLawOn(on, Object.fromEntries(Object.entries(ordinance).map(([key, value]) => [key.includes('.') ? key : `seal.${key}`, value]))) }
}

function checkFields(given: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  for (const field of Object.keys(given)) assert(known.includes(field), `no fact of this rule: ${field}`)
}

function textOf(value: unknown, field: string): string {
  assert(typeof value === 'string', `${field} is a text`)
  return value
}

/** `birthDate`, `resident`, `way`, `byAgent`, `ward`, `withStatutoryAgent`, `registered` → `refusedFor`. */
function eligibility(example: ExampleInput): Readonly<Record<string, unknown>> {
  const { given } = example
  checkFields(given, ['birthDate', 'resident', 'way', 'byAgent', 'ward', 'withStatutoryAgent', 'registered'])
  const way = ways.find((one): one is Way => one === (given['way'] ?? 'photo-id'))
  assert(way !== undefined, 'way is one of the ways')
  const person = { isResident: given['resident'] !== false, birthOn: plainDate(textOf(given['birthDate'], 'birthDate')), isWard: given['ward'] === true, hasRegistration: given['registered'] === true, hasOpenLetter: false }
  const coming = { way, isByAgent: given['byAgent'] === true, isStatutoryAgentPresent: given['withStatutoryAgent'] === true, isCapacityConfirmed: true }
  return { refusedFor: [...whyNotEligible(person, coming, lawOf(example))] }
}

/** `widthMm`, `heightMm`, `framePercent`, `faults`, `text`, `name`, `formerSurname`, `commonName`, `katakanaName` → `refusedFor`. */
function imprint(example: ExampleInput): Readonly<Record<string, unknown>> {
  const { given } = example
  checkFields(given, ['widthMm', 'heightMm', 'framePercent', 'faults', 'text', 'name', 'formerSurname', 'commonName', 'katakanaName'])
  const faults = (Array.isArray(given['faults']) ? given['faults'] : []).map((fault) => {
    const known = imprintFaults.find((one): one is ImprintFault => one === fault)
    assert(known !== undefined, `no such fault of an imprint: ${String(fault)}`)
    return known
  })
  const measures = { widthTenths: tenthsOf(given['widthMm']), heightTenths: tenthsOf(given['heightMm'] ?? given['widthMm']), framePercent: typeof given['framePercent'] === 'number' ? given['framePercent'] : 100 }
  const optional = (field: string): string | null => (given[field] === undefined ? null : textOf(given[field], field))
  const names = { name: textOf(given['name'] ?? '', 'name'), formerSurname: optional('formerSurname'), commonName: optional('commonName'), katakanaName: optional('katakanaName') }
  const isNameAsked = given['text'] !== undefined
  return { refusedFor: [...whyNotAdmissible(measures, { faults, frameReason: null }, lawOf(example).law), ...(isNameAsked && !showsName(textOf(given['text'], 'text'), names) ? ['name-not-shown'] : [])] }
}

/** Millimetres with one decimal, written as text so that nothing is lost. */
function tenthsOf(value: unknown): number {
  const match = /^(\d+)(?:\.(\d))?$/.exec(value === undefined ? '15' : textOf(value, 'widthMm'))
  assert(match !== null, 'a size is written like "8.0"')
  return Number(match[1]) * 10 + Number(match[2] ?? '0')
}

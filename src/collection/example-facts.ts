import { ExampleFault, exampleDay, exampleFlag, exampleText, exampleWhole, tabulated, type NamedValues } from '../kernel/example-input.ts'
import type { Outcome } from '../kernel/outcome.ts'
import { yen, type Yen } from '../kernel/yen.ts'
import { fact } from '../legislation/index.ts'
import type { ExampleInput, ExampleRule } from '../platform/context/manifest.ts'

// How the worked examples of collection say their facts.

export const day = fact(exampleDay)
export const amount = fact((value, field): Yen => yen(exampleWhole(value, field)))
export const whole = fact(exampleWhole)
export const text = fact(exampleText)
export const flag = fact(exampleFlag)
export const topic = text.optional()

/** Facts in lists give lines in lists, as published tables ask. */
export function each(rule: (example: ExampleInput) => Record<string, unknown>, lists: readonly string[] = []): ExampleRule {
  return (example) => tabulated(example.given, new Set(lists), (given: NamedValues) => rule({ ...example, given }))
}

export function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new Error(outcome.refusals.map((refusal) => refusal.message).join(' '))
}

export function present<T>(value: T | null | undefined, name: string): T {
  if (value === null || value === undefined) throw new ExampleFault(`given に項目「${name}」が必要です`)
  return value
}

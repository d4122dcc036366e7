import type { Consequence, Reaction } from './tx.ts'

export type { Consequence, Reaction } from './tx.ts'

/** Declares a reaction with the type of its facts, and forgets that type for the list. */
export function reaction<F>(definition: Reaction<F>): Reaction {
  return definition as unknown as Reaction
}

/** The order of lines on every screen: deadline, business, code, subjects. */
export function sortConsequences(consequences: readonly Consequence[]): readonly Consequence[] {
  return [...consequences].sort((a, b) => compareText(sortKey(a), sortKey(b)))
}

function sortKey(consequence: Consequence): string {
  return [consequence.deadline ?? '9999-99-99', consequence.business, consequence.code, ...consequence.subjectIds].join('|')
}

/** By code unit, the same on every machine. */
function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

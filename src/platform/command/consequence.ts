import type { Consequence, Reaction } from './tx.ts'

export type { Consequence, Reaction } from './tx.ts'

/** Declares a reaction with the type of its facts, and forgets that type for the list. */
export function reaction<F>(definition: Reaction<F>): Reaction {
  return definition as unknown as Reaction
}

/** The order of lines on every screen: deadline, business, code, subjects. */
export function sortConsequences(consequences: readonly Consequence[]): readonly Consequence[] {
  return [...consequences].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : sortKey(a) > sortKey(b) ? 1 : 0))
}

function sortKey(consequence: Consequence): string {
  return [consequence.deadline ?? '9999-99-99', consequence.business, consequence.code, ...consequence.subjectIds].join('|')
}

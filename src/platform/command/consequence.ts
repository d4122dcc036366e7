import type { Citation } from '../../kernel/citation.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { EventDraft, Tx } from './tx.ts'

/** One thing a resident event changes in one business — 変わること・すること. */
export interface Consequence {
  /** `<context>.<what>`, stable: the line is compared with what was done by this and `subjectIds`. */
  readonly code: string
  /** Business as on the rail: `課税`. */
  readonly business: string
  readonly subjectIds: readonly string[]
  /** What happens or must be done, one plain sentence without name or address. */
  readonly title: string
  readonly detail: string | null
  readonly article: Citation | null
  readonly effectiveOn: PlainDate | null
  /** Last day of an obligation; null where nothing has to be done by a day. */
  readonly deadline: PlainDate | null
  /** What is lost after the deadline, or null. */
  readonly lostAfter: string | null
  readonly amount: { readonly yen: Yen; readonly per: 'once' | 'month' | 'year' } | null
  /** Why no amount can be given yet, instead of a guess: `所得が届いてから`. */
  readonly amountUnknown: string | null
  /** Paper that is made: `納税通知書`. */
  readonly letter: string | null
  /** `automatic`: carried out with the event; `task`: an obligation is written; `notice`: told only. */
  readonly effect: 'automatic' | 'task' | 'notice'
  /** Section that owns the obligation: `税務課`. */
  readonly owner: string | null
}

/**
 * What a context does on an event of another: load once, preview purely, then apply.
 * The same `preview` feeds the screen before saving and the tasks after it.
 */
export interface Reaction<F = unknown> {
  /** `resident.moved-in` */
  readonly event: string
  /** The reacting context. */
  readonly context: string
  /** Reads the facts, one query, inside the transaction in which the event already stands. */
  load(tx: Tx, event: EventDraft): Promise<F>
  /** Pure: facts in, consequences out, in a stable order. */
  preview(event: EventDraft, facts: F): readonly Consequence[]
  /** Carries out the `automatic` ones; must do exactly what was previewed. */
  apply?(tx: Tx, event: EventDraft, consequences: readonly Consequence[]): Promise<void>
}

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

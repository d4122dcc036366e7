import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Schema } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import type { Filed } from '../inputs.ts'
import type { PersonOnDate } from '../model.ts'
import type { EntryDecision, FreshIds } from '../rules/entry.ts'
import type { Deciding } from './facts.ts'

/**
 * One kind of filing: everything the office does with it, in one file — 届出の種類.
 * `kinds.ts` lists them; command, review, draft and screen follow from this shape.
 */
export interface FilingKind<K extends string, N extends Filed, F> {
  /** `moving-in` */
  readonly kind: K
  /** `転入届` */
  readonly title: string
  readonly input: Schema<N>
  /** The day the event happened, or will. */
  eventDayOf(filed: N): PlainDate
  /** Persons already in the register whom it names: a draft of one stops another. */
  personsNamedIn(filed: N): readonly string[]
  /** How many new records it may make; one where left out. */
  newRecordsOf?(filed: N): number
  /** What the decision rests on, read and locked in the transaction. */
  factsFor(tx: Tx, filed: N, deciding: Deciding): Promise<F>
  /** The rule. */
  decide(filed: N, facts: F, ids: FreshIds): EntryDecision
  readonly words: FilingWords<N>
  /** A valid filing made from the town's own records, for the tests that run every command; null where nobody fits. */
  example(tx: Tx): Promise<unknown>
}

export interface FiledFact { readonly item: string; readonly value: string }

/** A person of a filing as the reviewer sees one. */
export interface FiledPerson {
  readonly personId: string | null
  readonly name: string
  readonly kana: string | null
  readonly birth: string | null
  readonly sex: string | null
  readonly relationship: string
  readonly now: string | null
  readonly after: string | null
}

/** A filing in words, for its reviewer. */
export interface FilingWords<N> {
  /** How the day is called: `異動日`. */
  readonly dayTitle: string
  /** The day in words where it may be unknown; else it is printed as a date. */
  day?(filed: N): string
  /** What was filed besides the day and the filer. */
  facts(filed: N): readonly FiledFact[]
  /** What becomes of each person who is named. */
  after?(filed: N, person: PersonOnDate): string | null
  /** People of the filing, where they are not just those who are named. */
  people?(filed: N, named: readonly FiledPerson[]): readonly FiledPerson[]
}

/** Declares a kind of filing with the types of its input and its facts. */
export function filingKind<K extends string, N extends Filed, F>(definition: FilingKind<K, N, F>): FilingKind<K, N, F> {
  return definition
}

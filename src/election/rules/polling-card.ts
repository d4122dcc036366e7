import type { PlainDate } from '../../kernel/plain-date.ts'

/** What is known of one card between the drawing of the list and its enclosure — 入場券. */
export interface CardFacts {
  /** Day as of which the cards were drawn up. */
  readonly snapshotOn: PlainDate
  /** Changes of the voter's record since then, by the day on which they were recorded. */
  readonly changes: readonly { readonly recordedOn: PlainDate; readonly what: 'died' | 'moved' | 'renamed' }[]
  /** Another municipality still has the voter on its list on the day of the election. */
  readonly isListedElsewhere: boolean
}

export const withheldFor = ['died', 'moved', 'renamed', 'listed-elsewhere'] as const

/**
 * Why a card is taken out before it is posted; empty where it goes — 入場券の抜き取り.
 * The list is older than the envelope: everything recorded since it was drawn counts until the enclosure.
 * @law public-offices-election-act 27(1)
 * @law public-offices-election-act 28
 */
export function whyWithheld(card: CardFacts): readonly (typeof withheldFor)[number][] {
  const since = new Set(card.changes.filter((change) => change.recordedOn >= card.snapshotOn).map((change) => change.what))
  return withheldFor.filter((reason) => (reason === 'listed-elsewhere' ? card.isListedElsewhere : since.has(reason)))
}

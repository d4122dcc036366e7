/** What happens to the entry of somebody whose record the office has closed: marked as gone, deleted at once, or looked at — 職権消除のあとの名簿. */
export type AfterRemoval = 'mark' | 'delete' | 'look'

/** Reasons of a removal after which somebody is no voter any more, wherever he lives. */
const endsRight: ReadonlySet<string> = new Set(['disappearance', 'lost-nationality'])
/** Reasons that say nothing of where the person lives. */
const saysNothing: ReadonlySet<string> = new Set(['recorded-twice', 'other'])

/**
 * Who has no address in the municipality any more is marked at once and deleted four months later; a declared disappearance
 * counts as a death, and a lost nationality ends the right, both at once.
 * @param reason of the removal, as the register tells it
 * @law public-offices-election-act 27(1)
 * @law public-offices-election-act 28
 */
export function afterRemoval(reason: string): AfterRemoval {
  if (endsRight.has(reason)) return 'delete'
  return saysNothing.has(reason) ? 'look' : 'mark'
}

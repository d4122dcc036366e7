/** Reasons of a removal that say that the person is somewhere else, or is no more. */
const knownEnds: ReadonlySet<string> = new Set(['moved-out', 'disappearance', 'out-of-scope', 'lost-nationality', 'recorded-twice'])

/**
 * Whether a removal leaves open where a child is: the roll keeps it apart and it is looked for — 居所不明.
 * @param reason of the removal, as the register tells it
 * @law school-education-act-enforcement-order 3
 */
export function isWhereaboutsUnknown(reason: string): boolean {
  return !knownEnds.has(reason)
}

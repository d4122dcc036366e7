/** An entry that somebody has lost the right to vote, as it is typed — 失権の記載. */
export interface SuspensionEntry {
  /** The document it rests on: notice of the court office, of the place of the family register. */
  readonly document: string | null
  readonly enteredBy: string
  readonly checkedBy: string | null
}

export const suspensionFaults = ['document-missing', 'second-check-missing', 'same-person-checked'] as const

/**
 * Why a mark of suspension may not be made yet: it takes a document, and two people who read it — 失権の表示の確かめ.
 * @law public-offices-election-act 27(1)
 * @law public-offices-election-act 11
 */
export function whyNotMarked(entry: SuspensionEntry): readonly (typeof suspensionFaults)[number][] {
  const isSecondMissing = entry.checkedBy === null
  return suspensionFaults.filter((fault) => {
    if (fault === 'document-missing') return entry.document === null
    return fault === 'second-check-missing' ? isSecondMissing : !isSecondMissing && entry.checkedBy === entry.enteredBy
  })
}

/** What a removal of the record means for category 1 — 職権消除と第1号被保険者. */
export type AfterRemoval = 'death' | 'left-japan' | 'address-unknown' | 'nothing'

const meanings: Readonly<Record<string, AfterRemoval>> = {
  disappearance: 'death', 'out-of-scope': 'left-japan', 'moved-out': 'nothing', 'lost-nationality': 'nothing', 'recorded-twice': 'nothing',
}

/**
 * The insurance rests on an address in Japan, not on the record: a record that is closed because nobody lives there leaves
 * the insurance and takes its address; a declared disappearance counts as a death; whoever moved is told of by the new place.
 * @param reason of the removal, as the register tells it
 * @law national-pension-act 7(1)(1)
 * @law national-pension-act 9
 */
export function afterRemoval(reason: string): AfterRemoval {
  return meanings[reason] ?? 'address-unknown'
}

import { printDate } from '../../kernel/wareki.ts'
import type { Snapshot } from '../../resident/index.ts'
import type { SheetCommonName } from '../model.ts'

/** Stands where nothing but the name itself has come with the person. */
const broughtAlong = '（転入の前）'

/**
 * Every entry and deletion of a common name that is believed now, oldest first — 通称の記載及び削除に関する事項.
 * What a person brought along has neither day nor municipality in this register.
 * @param history of one person, replaced rows included, in any order
 * @law basic-resident-registration-act-enforcement-order 30-16
 */
export function commonNameLines(history: readonly Snapshot[], municipality: string): readonly SheetCommonName[] {
  const believed = history.filter((row) => row.recordedTo === null).toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))
  return believed.flatMap(({ facts, validFrom }, index): readonly SheetCommonName[] => {
    const before = believed[index - 1]?.facts.commonName ?? null
    const now = facts.commonName
    if (now === before) return []
    const at = index === 0 ? { on: broughtAlong, municipality: broughtAlong } : { on: printDate(validFrom), municipality }
    return [...(before === null ? [] : [{ name: before, act: '削除', ...at }]), ...(now === null ? [] : [{ name: now, act: '記載', ...at }])]
  })
}

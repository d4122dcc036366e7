import type { StoredLines } from '../../../kernel/worksheet.ts'
import type { LineDifference } from './model.ts'

/** Whether two calculations have the same lines with the same amounts in the same order. */
export function hasSameLines(left: StoredLines, right: StoredLines): boolean {
  return left.codes.join() === right.codes.join() && left.amounts.join() === right.amounts.join()
}

/**
 * The first line in the order of the decision whose amount is another, then the first that only the other has — 最初に違う行.
 * @returns null where the amounts are the same and only their order differs
 */
export function firstDifference(decided: StoredLines, derived: StoredLines): LineDifference | null {
  const [before, after] = [byCode(decided), byCode(derived)]
  for (const code of [...decided.codes, ...derived.codes]) {
    if (before.get(code) !== after.get(code)) return { code, before: before.get(code) ?? null, after: after.get(code) ?? null }
  }
  return null
}

/** A line written twice counts with its last amount, as everywhere. */
function byCode(lines: StoredLines): ReadonlyMap<number, StoredLines['amounts'][number]> {
  return new Map(lines.codes.map((code, index) => [code, lines.amounts[index]!]))
}

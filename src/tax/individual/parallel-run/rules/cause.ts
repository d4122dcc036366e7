import { zeroYen, type Yen } from '../../../../kernel/yen.ts'
import type { LineKey } from '../../lines.ts'
import { lineColumns, type Cause, type Difference, type OurResult, type TheirResult } from '../model.ts'

const causeOfLine: Readonly<Partial<Record<LineKey, Cause>>> = {
  'total-income': 'income', 'aggregate-income': 'income', 'deduction-total': 'deduction', 'tax-base': 'base', 'city-levy-gross': 'levy', 'prefecture-levy-gross': 'levy', 'adjustment-credit-city': 'credit', 'adjustment-credit-prefecture': 'credit',
  'city-income-levy': 'credit', 'prefecture-income-levy': 'credit', 'city-per-capita': 'levy', 'prefecture-per-capita': 'levy', 'forest-tax': 'levy',
}

/** Lines behind which a difference is a fraction, once everything before them is the same. */
const lastLines: ReadonlySet<LineKey> = new Set(['city-income-levy', 'prefecture-income-levy'])

/**
 * How the results of two systems for one person differ: the first line that is not the same names the cause — 差の原因.
 * A person without tax whom the other does not know is no difference.
 * @decides nothing
 * @param unit up to which a difference with the same base is one of rounding
 * @returns null where every yen that both state is the same
 */
export function differenceOf(theirs: TheirResult | null, ours: OurResult | null, unit: number): Difference | null {
  if (theirs === null || ours === null) return oneSided(theirs, ours)
  const line = firstLine(theirs, ours)
  const amounts = { theirs: theirs.annualTax, ours: ours.annualTax, line }
  if (line !== null) return { cause: isFraction(line, theirs.annualTax - ours.annualTax, unit) ? 'rounding' : (causeOfLine[line.key] ?? 'amount'), ...amounts }
  const off = Math.abs(theirs.annualTax - ours.annualTax)
  if (off > 0) return { cause: off <= unit ? 'rounding' : 'amount', ...amounts }
  if (theirs.method !== null && theirs.method !== ours.method) return { cause: 'method', ...amounts }
  return hasSameTerms(theirs.instalments, ours.instalments) ? null : { cause: 'instalments', ...amounts }
}

function oneSided(theirs: TheirResult | null, ours: OurResult | null): Difference | null {
  if ((theirs?.annualTax ?? ours?.annualTax ?? zeroYen) === zeroYen) return null
  return { cause: theirs === null ? 'only-here' : 'only-there', theirs: theirs?.annualTax ?? null, ours: ours?.annualTax ?? null, line: null }
}

/** A line that the file states and we have not is nothing here. */
function firstLine(theirs: TheirResult, ours: OurResult): Difference['line'] {
  for (const key of Object.values(lineColumns)) {
    const [one, other] = [theirs.lines[key], ours.lines[key] ?? zeroYen]
    if (one !== undefined && one !== other) return { key, theirs: one, ours: other }
  }
  return null
}

/** The income levy after all credits, off by no more than its rounding, where the file says that everything before it is the same. */
function isFraction(line: NonNullable<Difference['line']>, off: number, unit: number): boolean {
  return lastLines.has(line.key) && Math.abs(line.theirs - line.ours) <= unit && Math.abs(off) <= unit
}

/** Trailing terms of nothing do not count. */
function hasSameTerms(theirs: readonly Yen[] | null, ours: readonly Yen[] | null): boolean {
  if (theirs === null || ours === null) return true
  const length = Math.max(theirs.length, ours.length)
  return Array.from({ length }, (_, index) => (theirs[index] ?? 0) === (ours[index] ?? 0)).every(Boolean)
}

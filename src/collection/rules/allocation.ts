import { minYen, subtract, sumOf, type Yen, zeroYen } from '../../kernel/yen.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'

/** An instalment with what is open on the day the money comes. */
export interface OpenItem {
  readonly chargeId: string
  readonly due: PlainDate
  readonly tax: Yen
  /** Delinquency charge as of that day, less what was paid of it. */
  readonly late: Yen
}

/** Where a part of the money goes. */
export interface Allocation { readonly chargeId: string; readonly kind: 'tax' | 'late'; readonly amount: Yen }

/**
 * Spreads money over what is open — 充てる順.
 * What the payer names comes first and in that order, the rest by due date. All taxes come before any delinquency
 * charge, and a delinquency charge only where its tax is paid in full: before that it still grows.
 * @param named charges in the payer's order
 * @returns what goes where, and what is left over
 * @law local-tax-act 20-9-4
 */
export function allocate(amount: Yen, items: readonly OpenItem[], named: readonly string[]): { readonly allocations: readonly Allocation[]; readonly rest: Yen } {
  const ordered = inOrder(items, named)
  let rest = amount
  const take = (chargeId: string, kind: 'tax' | 'late', open: Yen): Allocation[] => {
    const taken = minYen(rest, open)
    rest = subtract(rest, taken)
    return taken > zeroYen ? [{ chargeId, kind, amount: taken }] : []
  }
  const taxes = ordered.flatMap((item) => take(item.chargeId, 'tax', item.tax))
  const paid = new Map(taxes.map((allocation) => [allocation.chargeId, allocation.amount]))
  const lates = ordered.filter((item) => (paid.get(item.chargeId) ?? zeroYen) === item.tax).flatMap((item) => take(item.chargeId, 'late', item.late))
  return { allocations: [...taxes, ...lates], rest }
}

/**
 * Everything that is owed on the items, tax and delinquency charge.
 * @decides nothing: adds up
 */
export function owedOn(items: readonly OpenItem[]): Yen {
  return sumOf(items.flatMap((item) => [item.tax, item.late]))
}

function inOrder(items: readonly OpenItem[], named: readonly string[]): OpenItem[] {
  const rank = new Map(named.map((chargeId, index) => [chargeId, index]))
  const key = (item: OpenItem): string => `${String(rank.get(item.chargeId) ?? named.length).padStart(6, '0')}${item.due}${item.chargeId}`
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

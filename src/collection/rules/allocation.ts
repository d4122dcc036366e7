import { minYen, subtract, sumOf, type Yen, zeroYen } from '../../kernel/yen.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { debtParts, type DebtPart, type PartOrder } from './debt-part.ts'

/** An instalment with what is open on the day the money comes. */
export interface OpenItem {
  readonly chargeId: string
  readonly due: PlainDate
  readonly tax: Yen
  /** Delinquency charge as of that day, less what was paid of it. */
  readonly late: Yen
  /** Fee of a demand that stands, less what was paid of it — 督促手数料. */
  readonly fee: Yen
}

/** Where a part of the money goes. */
export interface Allocation { readonly chargeId: string; readonly kind: DebtPart; readonly amount: Yen }

/**
 * Spreads money over what is open — 充てる順.
 * What the payer names comes first and in that order, the rest by due date. Parts follow in the order of the town: all taxes come before any
 * delinquency charge, and a delinquency charge only where its tax is paid in full, since before that it still grows. Where the fees of
 * demands stand is for the ordinance. LEGAL DOUBT: LD-162.
 * @param how.named charges in the payer's order
 * @returns what goes where, and what is left over
 * @law local-tax-act 20-9-4
 */
export function allocate(amount: Yen, items: readonly OpenItem[], how: { readonly named: readonly string[]; readonly order: PartOrder }): { readonly allocations: readonly Allocation[]; readonly rest: Yen } {
  const ordered = inOrder(items, how.named)
  let rest = amount
  const take = (item: OpenItem, kind: DebtPart): Allocation[] => {
    const taken = minYen(rest, item[kind])
    rest = subtract(rest, taken)
    return taken > zeroYen ? [{ chargeId: item.chargeId, kind, amount: taken }] : []
  }
  const allocations: Allocation[] = []
  const isPaid = ({ chargeId, tax }: OpenItem): boolean => tax === zeroYen || allocations.some((one) => one.chargeId === chargeId && one.kind === 'tax' && one.amount === tax)
  for (const part of how.order) allocations.push(...ordered.filter((item) => part !== 'late' || isPaid(item)).flatMap((item) => take(item, part)))
  return { allocations, rest }
}

/**
 * Everything that is owed on the items, all parts of it.
 * @decides nothing: adds up
 */
export function owedOn(items: readonly OpenItem[]): Yen {
  return sumOf(items.flatMap((item) => debtParts.map((part) => item[part])))
}

function inOrder(items: readonly OpenItem[], named: readonly string[]): OpenItem[] {
  const rank = new Map(named.map((chargeId, index) => [chargeId, index]))
  const key = (item: OpenItem): string => `${String(rank.get(item.chargeId) ?? named.length).padStart(6, '0')}${item.due}${item.chargeId}`
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

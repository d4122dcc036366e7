import type { Citation } from '../../../kernel/citation.ts'
import type { PlainDate } from '../../../kernel/plain-date.ts'
import { minYen, subtract, sumOf, type Yen, zeroYen } from '../../../kernel/yen.ts'
import { localTaxAct, nationalTaxCollectionAct } from '../../../legislation/index.ts'
import type { DebtPart, PartOrder } from '../../rules/debt-part.ts'

/** Who takes part in the money: costs, the tax that seized, taxes that asked for delivery, claims secured on the property. */
export type ClaimantKind = 'costs' | 'own' | 'requested' | 'secured'

/** A claim on the money with the day that ranks it — 配当を受ける債権. */
export interface Claimant {
  readonly id: string
  readonly kind: ClaimantKind
  /** 法定納期限等 of a tax, 設定・登記の日 of a security. */
  readonly rankedOn: PlainDate
  /** The day on which the request for delivery arrived: an earlier one goes first. Null for the others. */
  readonly requestedOn: PlainDate | null
  /** Principal, and the delinquency charge or interest with it. */
  readonly principal: Yen
  readonly late: Yen
  /** Fee of the demand of a tax; zero for the others — 督促手数料. */
  readonly fee: Yen
}

/** What one claim gets, and under which rule — 配当計算書の一行. */
export interface DistributionLine {
  readonly id: string
  readonly rank: number
  readonly principal: Yen
  readonly late: Yen
  readonly fee: Yen
  readonly article: Citation
}

export interface Distribution {
  readonly lines: readonly DistributionLine[]
  readonly distributed: Yen
  /** 残余金: goes to the debtor. */
  readonly surplus: Yen
}

/**
 * The order of distribution — 配当の順位と額.
 * Costs come first. Taxes and secured claims are then filled by the age of their rank day, on the same day the secured one first; what falls to
 * taxes in all goes to the tax that seized, then to requests for delivery as they arrived; what falls to secured claims goes by their
 * own order. Of a tax the principal comes before its delinquency charge, the fee of its demand where the
 * town puts it. What is left is the debtor's.
 * @param proceeds money to be distributed
 * @param order of the parts of a tax
 * @law national-tax-collection-act 128
 * @law national-tax-collection-act 129
 * @law local-tax-act 14-6
 * @law local-tax-act 14-7
 * @law local-tax-act 14-20
 */
export function distribute(proceeds: Yen, claimants: readonly Claimant[], order: PartOrder): Distribution {
  const costs = claimants.filter((one) => one.kind === 'costs')
  const paidCosts = pour(proceeds, costs, order)
  const { taxTotal, securedTotal } = shares(paidCosts.rest, claimants.filter((one) => one.kind !== 'costs'))
  const taxes = pour(taxTotal, inTaxOrder(claimants), order)
  const secured = pour(securedTotal, claimants.filter((one) => one.kind === 'secured').toSorted(byRankDay), order)
  const lines = [...paidCosts.given, ...inRankOrder([...taxes.given, ...secured.given], claimants)].map((given, index) => ({ ...given, rank: index + 1, article: articleOf(claimants, given.id) }))
  const distributed = sumOf(lines.flatMap((line) => [line.principal, line.late, line.fee]))
  return { lines, distributed, surplus: subtract(proceeds, distributed) }
}

interface Given { readonly id: string; readonly principal: Yen; readonly late: Yen; readonly fee: Yen }

/** Fills claims one after the other: of all claims of one creditor class the principals first, then what came late on them, in the order of the parts. */
function pour(amount: Yen, ordered: readonly Claimant[], order: PartOrder): { given: readonly Given[]; rest: Yen } {
  let rest = amount
  const take = (open: Yen): Yen => {
    const taken = minYen(rest, open)
    rest = subtract(rest, taken)
    return taken
  }
  const given: Given[] = []
  for (const group of groupsOf(ordered)) {
    const taken = new Map<DebtPart, readonly Yen[]>()
    for (const part of order) taken.set(part, group.map((one) => take(part === 'tax' ? one.principal : one[part])))
    const of = (part: DebtPart, index: number): Yen => taken.get(part)?.[index] ?? zeroYen
    given.push(...group.map(({ id }, index) => ({ id, principal: of('tax', index), late: of('late', index), fee: of('fee', index) })))
  }
  return { given, rest }
}

/** Claims of the tax that seized stand together: all of their principals come before any delinquency charge of theirs. */
function groupsOf(ordered: readonly Claimant[]): readonly (readonly Claimant[])[] {
  const own = ordered.filter((one) => one.kind === 'own')
  return own.length > 0 ? [own, ...ordered.filter((one) => one.kind !== 'own').map((one) => [one])] : ordered.map((one) => [one])
}

/** How much falls to all taxes and how much to all secured claims, each filled by its day — ぐるぐる回りの調整. */
function shares(amount: Yen, claimants: readonly Claimant[]): { taxTotal: Yen; securedTotal: Yen } {
  let [rest, taxTotal, securedTotal] = [amount, zeroYen, zeroYen]
  for (const one of claimants.toSorted(byRankDay)) {
    const taken = minYen(rest, sumOf([one.principal, one.late, one.fee]))
    rest = subtract(rest, taken)
    if (one.kind === 'secured') securedTotal = sumOf([securedTotal, taken])
    else taxTotal = sumOf([taxTotal, taken])
  }
  return { taxTotal, securedTotal }
}

/** The older day first; on one day a security that was set by then goes before the tax. */
function byRankDay(a: Claimant, b: Claimant): number {
  if (a.rankedOn !== b.rankedOn) return a.rankedOn < b.rankedOn ? -1 : 1
  return Number(a.kind !== 'secured') - Number(b.kind !== 'secured')
}

/** The tax that seized first, the oldest of it in front; then requests for delivery as they came. */
function inTaxOrder(claimants: readonly Claimant[]): readonly Claimant[] {
  const requested = claimants.filter((one) => one.kind === 'requested').toSorted((a, b) => ((a.requestedOn ?? a.rankedOn) < (b.requestedOn ?? b.rankedOn) ? -1 : 1))
  return [...claimants.filter((one) => one.kind === 'own').toSorted(byRankDay), ...requested]
}

/** For the paper: taxes in their order, with secured claims where their day puts them before the first tax. */
function inRankOrder(given: readonly Given[], claimants: readonly Claimant[]): readonly Given[] {
  const of = new Map(claimants.map((one) => [one.id, one]))
  const first = claimants.filter((one) => one.kind === 'own').toSorted(byRankDay)[0]
  const isBefore = (one: Given): boolean => { const claimant = of.get(one.id); return claimant?.kind === 'secured' && first !== undefined && byRankDay(claimant, first) < 0 }
  return [...given.filter(isBefore), ...given.filter((one) => !isBefore(one))]
}

function articleOf(claimants: readonly Claimant[], id: string): Citation {
  switch (claimants.find((one) => one.id === id)?.kind) {
    case 'costs': return nationalTaxCollectionAct.art('137')
    case 'requested': return localTaxAct.art('14-7')
    case 'secured': return localTaxAct.art('14-9')
    default: return localTaxAct.art('14-6')
  }
}

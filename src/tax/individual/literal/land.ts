import type { IndividualTaxLaw } from '../law.ts'
import { landKinds, type LandKind, type LandTransfer } from '../model.ts'
import { least, notBelowZero, whole } from './amounts.ts'

export type LandAmounts = Record<LandKind, bigint>

const shortKinds: readonly LandKind[] = ['short-general', 'short-state']
const longKinds: readonly LandKind[] = ['long-general', 'long-excellent', 'long-residence']

export function noLand(): LandAmounts {
  return { 'short-general': 0n, 'short-state': 0n, 'long-general': 0n, 'long-excellent': 0n, 'long-residence': 0n }
}

/**
 * 土地建物等の譲渡所得: a loss is taken from gains of the same term, then from those of the other; what is left is deemed not to have arisen.
 * @law special-taxation-measures-act 31(1), 31(3)(2), 32(1), 32(4)
 */
export function landIncome(transfers: readonly LandTransfer[]): LandAmounts {
  const amounts = noLand()
  for (const transfer of transfers) amounts[transfer.kind] += whole(transfer.gain)
  takeLosses(amounts, shortKinds, shortKinds)
  takeLosses(amounts, longKinds, longKinds)
  takeLosses(amounts, shortKinds, longKinds)
  takeLosses(amounts, longKinds, shortKinds)
  for (const kind of landKinds) amounts[kind] = notBelowZero(amounts[kind])
  return amounts
}

function takeLosses(amounts: LandAmounts, losers: readonly LandKind[], winners: readonly LandKind[]): void {
  for (const loser of losers) {
    for (const winner of winners) {
      if (amounts[loser] >= 0n || amounts[winner] <= 0n) continue
      const taken = least(-amounts[loser], amounts[winner])
      amounts[loser] += taken
      amounts[winner] -= taken
    }
  }
}

/**
 * 特別控除: each kind of it up to its amount, all together up to 50,000,000 yen a year, in the order of the kinds, from short-term gains first.
 * @param gains what is left of the gains, after losses carried forward
 * @law special-taxation-measures-act 33-4, 34, 34-2, 34-3, 35, 35-2, 35-3, 36
 */
export function landSpecialDeductions(transfers: readonly LandTransfer[], gains: LandAmounts, law: IndividualTaxLaw): LandAmounts {
  const deducted = noLand()
  let ceiling = whole(law.landSpecialDeduction.ceiling)
  for (const row of law.landSpecialDeduction.limits) {
    let limit = whole(row.limit)
    for (const kind of landKinds) {
      let part = 0n
      for (const one of transfers) if (one.kind === kind && one.deduction === row.kind) part += whole(one.gain)
      const taken = least(least(notBelowZero(part), limit), least(ceiling, gains[kind] - deducted[kind]))
      limit -= taken
      ceiling -= taken
      deducted[kind] += taken
    }
  }
  return deducted
}

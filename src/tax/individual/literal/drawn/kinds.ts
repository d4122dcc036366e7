import type { Random } from '../../../../kernel/random.ts'
import { yen, zeroYen, type Yen } from '../../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../../law.ts'
import {
  incomeYearOf, landKinds, listedMethods, lossKinds, nothingDeclared, type CarriedLoss, type DeclaredIncome, type LandDeduction, type LandKind, type LandTransfer, type ListedChoice, type LossKind,
} from '../../model.ts'
import { amount, near, sometimes, upTo } from './chance.ts'

/** How a declaration is composed: a little of many kinds, so that orders show; or few kinds with large amounts, so that bands show. */
interface Style { readonly share: number; readonly most: number; readonly lossShare: number }

const styles: readonly Style[] = [{ share: 0.7, most: 600_000, lossShare: 0.1 }, { share: 0.7, most: 2_000_000, lossShare: 0.3 }, { share: 0.25, most: 90_000_000, lossShare: 0.15 }, { share: 0.3, most: 6_000_000, lossShare: 0.4 }]

/** Income by kind, or null for the statements of nearly everybody. */
export function drawDeclared(random: Random, law: IndividualTaxLaw): DeclaredIncome | null {
  if (random.chance(0.5)) return null
  const style = random.pick(styles)
  const some = (): Yen => sometimes(random, style.share, () => upTo(random, style.most))
  const signed = (): Yen => (random.chance(style.lossShare) ? yen(-some()) : some())
  const byKind = law.incomeByKind
  const special = (deduction: number): Yen => (random.chance(0.2) ? near(random, [deduction]) : signed())
  return {
    ...nothingDeclared,
    specificExpenses: sometimes(random, 0.15, () => upTo(random, 2_500_000)),
    interest: sometimes(random, 0.1, some), dividends: some(), realEstate: signed(), landLoanInterest: sometimes(random, 0.3, () => upTo(random, style.most)), business: signed(), farming: sometimes(random, 0.2, signed),
    miscellaneous: sometimes(random, 0.4, signed), shortTransfer: special(byKind.transferDeduction), longTransfer: special(byKind.transferDeduction), occasional: yen(Math.abs(special(byKind.occasionalDeduction))),
    forestry: special(byKind.forestryDeduction), retirement: some(),
    ...drawLand(random, law, style), ...drawSecurities(random, some, signed), carriedLosses: drawLosses(random, law, style),
    foreignTax: random.chance(0.2) ? { paid: upTo(random, 300_000), incomeTaxLimit: upTo(random, 200_000), reconstructionTaxLimit: upTo(random, 4_200) } : nothingDeclared.foreignTax,
  }
}

/** Special deductions that only long-term gains may have. */
const longOnly: ReadonlySet<LandDeduction> = new Set(['bought-2009', 'low-use'])

function drawLand(random: Random, law: IndividualTaxLaw, style: Style): Pick<DeclaredIncome, 'landTransfers' | 'residenceLoss'> {
  if (random.chance(0.15)) return { landTransfers: [], residenceLoss: upTo(random, style.most) }
  const landTransfers: LandTransfer[] = []
  for (const kind of landKinds) if (random.chance(style.share * 0.7)) landTransfers.push(drawTransfer(random, kind, { law, style }))
  return { landTransfers, residenceLoss: zeroYen }
}

function drawTransfer(random: Random, kind: LandKind, of: { law: IndividualTaxLaw; style: Style }): LandTransfer {
  if (random.chance(of.style.lossShare)) return { kind, gain: yen(-upTo(random, of.style.most)), deduction: null }
  const rows = of.law.landSpecialDeduction.limits.filter((row) => kind.startsWith('long') || !longOnly.has(row.kind))
  const row = random.chance(0.4) ? random.pick(rows) : null
  if (row !== null && random.chance(0.4)) return { kind, gain: near(random, [row.limit, of.law.landSpecialDeduction.ceiling]), deduction: row.kind }
  // Now and then above the bands of a rate, whatever the style.
  const bands = of.law.separateLevyRate.find((one) => one.kind === kind)!.bands
  const gain = bands.length > 1 && random.chance(0.15) ? yen(bands[0]!.upTo! + upTo(random, 20_000_000)) : upTo(random, of.style.most)
  return { kind, gain, deduction: row?.kind ?? null }
}

function drawSecurities(random: Random, some: () => Yen, signed: () => Yen): Partial<DeclaredIncome> {
  const choice = (methods: readonly ListedChoice['incomeTax'][]): ListedChoice => ({ incomeTax: random.pick(methods), inhabitantTax: random.chance(0.2) ? random.pick(methods) : null })
  const [listedDividends, withheld] = [some(), random.chance(0.5)]
  return {
    shares: signed(), listedShares: signed(), futures: signed(), listedDividends,
    listedDividendsChoice: choice(listedMethods), listedSharesChoice: choice(['separate', 'not-declared']),
    withheldDividendLevy: withheld ? yen(Math.floor(listedDividends / 20)) : zeroYen, withheldSharesLevy: withheld ? sometimes(random, 0.5, () => upTo(random, 200_000)) : zeroYen,
    dividendsWithCredit: random.chance(0.4) ? { profits: some(), trusts: some(), foreignTrusts: some() } : nothingDeclared.dividendsWithCredit,
  }
}

/** Losses of earlier years up to one year older than may still be carried. */
function drawLosses(random: Random, law: IndividualTaxLaw, style: Style): readonly CarriedLoss[] {
  if (random.chance(0.5)) return []
  const yearsOf = (kind: LossKind): number => law.lossCarryForward.find((row) => row.kind === kind)?.years ?? 0
  return Array.from({ length: random.between(1, 3) }, (): CarriedLoss => {
    const kind = random.pick(lossKinds)
    return { kind, year: incomeYearOf(law.fiscalYear) - random.between(1, yearsOf(kind) + 1), amount: yen(1 + upTo(random, style.most * 2)) }
  })
}

export function drawSalary(random: Random, law: IndividualTaxLaw): Yen {
  const family = law.incomeAdjustment?.family
  return sometimes(random, 0.65, () => amount(random, [...law.salaryIncomeTable.bands.map((band) => band.from), family?.salaryOver ?? null, family?.salaryUpTo ?? null], 16_000_000))
}

export function drawPension(random: Random, law: IndividualTaxLaw): Yen {
  const table = law.pensionDeductionTable
  return sometimes(random, 0.35, () => amount(random, [...table.younger, ...table.senior].map((band) => band.from), 12_000_000))
}

import { sum, times, zeroYen, type Yen } from '../../../kernel/yen.ts'
import { localTaxAct } from '../../../legislation/index.ts'
import type { IndividualTaxLaw } from '../law.ts'
import type { TaxpayerFacts } from '../model.ts'
import { taxBases, type TaxBases } from './bases.ts'
import { computeIncome, type Income } from './income.ts'
import { computeLevy, type IncomeLevy } from './income-levy.ts'
import { noShares, type Shares } from './levy.ts'
import { decideLiability, type Liability } from './non-taxable.ts'
import { computePaidDeductions, type PaidDeductions } from './paid-deductions.ts'
import { computePersonalDeductions, differenceTotal, personalTotal, type PersonalDeductions } from './personal-deductions.ts'
import { plainSheet, type Sheet } from './sheet.ts'

/** How a person is taxed, for counting and for the notice — 課税区分. */
export type TaxClass = 'income-levy' | 'per-capita-only' | 'forest-tax-only' | 'non-taxable'

/** Words of the classes for lists and checks. */
export const taxClassTitles: Readonly<Record<TaxClass, string>> = {
  'income-levy': '所得割がかかる人', 'per-capita-only': '均等割だけの人', 'forest-tax-only': '森林環境税だけの人', 'non-taxable': '課税されない人',
}

/** Deductions and what follows from them — 控除の計算. */
export interface Deductions {
  readonly paid: PaidDeductions
  readonly personal: PersonalDeductions
  readonly total: Yen
  readonly difference: Yen
}

/** The decided amounts of one person and year — 税額. */
export interface Amounts {
  readonly cityPerCapita: Yen
  readonly prefecturePerCapita: Yen
  readonly forestTax: Yen
  readonly cityTotal: Yen
  readonly prefectureTotal: Yen
  readonly annualTax: Yen
}

/** An assessment: the amount with its reasons — 賦課の計算. */
export interface Assessment {
  readonly taxClass: TaxClass
  readonly liability: Liability
  readonly income: Income
  readonly deductions: Deductions
  readonly bases: TaxBases
  /** Null where no income levy is owed. */
  readonly levy: IncomeLevy | null
  readonly amounts: Amounts
  readonly sheet: Sheet
}

/**
 * Assesses one person for one year — 個人住民税の賦課.
 * @param sheet a plain one for runs, an explaining one for somebody who asks why; the yen are the same
 * @law local-tax-act 294
 * @law local-tax-act 318
 */
export function assess(facts: TaxpayerFacts, law: IndividualTaxLaw, sheet: Sheet = plainSheet()): Assessment {
  const place = { law, sheet }
  const income = computeIncome(facts, law, sheet)
  const liability = decideLiability(facts, income, place)
  // Where only the per-capita levy can be owed, the sheet tells of nothing that leads to the other.
  const hidden = facts.residence === 'here' ? place : { law, sheet: plainSheet() }
  const deductions = computeDeductions(facts, income, hidden)
  const bases = taxBases(income, deductions.total, hidden)
  const levy = liability.incomeLevy ? computeLevy({ facts, income, bases, difference: deductions.difference }, place) : null
  const amounts = computeAmounts(levy?.due ?? noShares, liability, place)
  return { taxClass: classOf(amounts), liability, income, deductions, bases, levy, amounts, sheet }
}

/** Who is not assessed at all, and under which article — 賦課しない人. */
export type NotAssessed = 'not-living' | 'not-resident'

/**
 * Whether a person is assessed here: living on the assessment date, and resident or with premises in the town — 賦課期日の住所・家屋敷.
 * A person who dies on 1 January is not living at the end of that day and is not assessed.
 * @param person.livesHere registered here on the assessment date
 * @param person.hasPremises a house, an office or a business place here
 * @law local-tax-act 294
 * @law local-tax-act 318
 */
export function whyNotAssessed(person: { diedOn: string | null; livesHere: boolean; hasPremises: boolean }, assessmentDate: string): NotAssessed | null {
  if (person.diedOn !== null && person.diedOn <= assessmentDate) return 'not-living'
  return person.livesHere || person.hasPremises ? null : 'not-resident'
}

/**
 * All deductions — 所得控除の合計.
 * @law local-tax-act 314-2
 */
export function computeDeductions(facts: TaxpayerFacts, income: Income, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): Deductions {
  const paid = computePaidDeductions(facts.paid, income.aggregate, { law, sheet })
  const personal = computePersonalDeductions(facts, income.total, { law, sheet })
  const total = totalOf(paid, personal)
  sheet.line('deduction-total', total, null, () => ({ calculation: '上の控除の計' }))
  const difference = differenceTotal(personal)
  sheet.line('personal-difference', difference, null, () => ({ calculation: '所得税の控除との差の計（基礎は5万円）' }))
  return { paid, personal, total, difference }
}

/**
 * Sum of all deductions — 所得控除の合計額.
 * @law local-tax-act 314-2
 */
export function totalOf(paid: PaidDeductions, personal: PersonalDeductions): Yen {
  return sum(paid.casualty, paid.medical, paid.socialInsurance, paid.mutualAid, paid.lifeInsurance, paid.earthquake, personalTotal(personal))
}

/**
 * Per-capita levy, forest environment tax and the year's sum — 均等割・森林環境税・年税額.
 * @law local-tax-act 310
 * @law local-tax-act 38
 * @law forest-environment-tax-act 5
 */
export function computeAmounts(due: Shares, liability: Pick<Liability, 'perCapita' | 'forestTax' | 'onPremises' | 'places'>, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): Amounts {
  const cityPerCapita = liability.perCapita ? times(law.cityPerCapitaLevy, liability.places) : zeroYen
  const prefecturePerCapita = liability.perCapita ? times(law.prefecturePerCapitaLevy, liability.places) : zeroYen
  const forestTax = liability.forestTax ? law.forestEnvironmentTax : zeroYen
  const cityTotal = sum(due.city, cityPerCapita)
  const prefectureTotal = sum(due.prefecture, prefecturePerCapita)
  if (liability.perCapita) {
    const words = () => ({ calculation: perCapitaWords(liability), ...(liability.places > 1 ? { doubt: 'LD-144' } : {}) })
    sheet.line('city-per-capita', cityPerCapita, liability.onPremises ? localTaxAct.art('294(1)(2)') : null, words)
    sheet.line('prefecture-per-capita', prefecturePerCapita, liability.onPremises ? localTaxAct.art('24(1)(2)') : null, words)
  }
  sheet.line('city-total', cityTotal, null, () => ({ calculation: '差引所得割＋均等割' }))
  sheet.line('prefecture-total', prefectureTotal, null, () => ({ calculation: '差引所得割＋均等割' }))
  sheet.line('forest-tax', forestTax, null, () => ({ calculation: '国税。均等割と合わせて集める' }))
  const annualTax = sheet.line('annual-tax', sum(cityTotal, prefectureTotal, forestTax), null, () => ({ calculation: '市町村民税＋道府県民税＋森林環境税' }))
  return { cityPerCapita, prefecturePerCapita, forestTax, cityTotal, prefectureTotal, annualTax }
}

function perCapitaWords({ onPremises, places }: Pick<Liability, 'onPremises' | 'places'>): string {
  if (onPremises) return places > 1 ? `定額×${places}（住所がなく、家屋敷・事務所・事業所のある区の数）` : '定額（町内に住所がなく、家屋敷・事務所・事業所がある）'
  return places > 1 ? `定額×${places}（住所の区と、家屋敷・事務所・事業所のある${places - 1}区）` : '定額'
}

function classOf(amounts: Amounts): TaxClass {
  if (amounts.annualTax === 0) return 'non-taxable'
  const levies = sum(amounts.cityTotal, amounts.prefectureTotal)
  if (levies === 0) return 'forest-tax-only'
  return levies > sum(amounts.cityPerCapita, amounts.prefecturePerCapita) ? 'income-levy' : 'per-capita-only'
}

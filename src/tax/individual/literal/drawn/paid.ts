import { addDays, dateOf, type PlainDate } from '../../../../kernel/plain-date.ts'
import type { Random } from '../../../../kernel/random.ts'
import { yen, type Yen } from '../../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../../law.ts'
import { incomeYearOf, nothingPaid, type HousingLoan, type Paid } from '../../model.ts'
import { amount, sometimes, upTo } from './chance.ts'

/** Premiums, medicine, losses and gifts, beside the amounts at which the law changes its formula. */
export function drawPaid(random: Random, law: IndividualTaxLaw): Paid {
  if (random.chance(0.25)) return nothingPaid
  return { ...nothingPaid, ...drawPremiums(random, law), ...drawMedicine(random, law), ...drawGifts(random, law) }
}

function drawPremiums(random: Random, law: IndividualTaxLaw): Partial<Paid> {
  const { newContracts, oldContracts } = law.lifeInsuranceDeduction
  const life = (bands: readonly { readonly upTo: number | null }[]): Yen => sometimes(random, 0.35, () => amount(random, bands.map((band) => band.upTo), 120_000))
  const quake = law.earthquakeInsuranceDeduction
  return {
    socialInsurance: sometimes(random, 0.5, () => upTo(random, 1_500_000)), mutualAid: sometimes(random, 0.1, () => upTo(random, 816_000)),
    lifeNewGeneral: life(newContracts), lifeOldGeneral: life(oldContracts), lifeCare: life(newContracts), lifeNewPension: life(newContracts), lifeOldPension: life(oldContracts),
    earthquake: sometimes(random, 0.3, () => amount(random, [quake.ceiling, quake.ceiling * 2], 80_000)), earthquakeOldLongTerm: sometimes(random, 0.3, () => amount(random, quake.oldLongTerm.map((band) => band.upTo), 30_000)),
  }
}

function drawMedicine(random: Random, law: IndividualTaxLaw): Partial<Paid> {
  const row = law.medicalDeduction
  const medical = sometimes(random, 0.3, () => amount(random, [row.floor, row.floor + row.ceiling], 500_000))
  return {
    medical, medicalReimbursed: sometimes(random, 0.3, () => upTo(random, medical)),
    selfMedication: sometimes(random, 0.2, () => amount(random, [row.selfMedicationFloor, row.selfMedicationFloor + row.selfMedicationCeiling], 150_000)),
    casualtyLoss: sometimes(random, 0.1, () => upTo(random, 3_000_000)), casualtyDisasterSpending: sometimes(random, 0.1, () => amount(random, [law.casualtyDeduction.spendingFloor], 1_000_000)),
  }
}

function drawGifts(random: Random, law: IndividualTaxLaw): Partial<Paid> {
  const gift = (share: number, most: number): Yen => sometimes(random, share, () => (random.chance(0.3) ? amount(random, [law.donationCredit.ownShare], most) : upTo(random, most)))
  const most = random.pick([20_000, 300_000, 5_000_000])
  return { donationsToMunicipalities: gift(0.5, most), donationsOther: gift(0.15, most), donationsPrefectureOnly: gift(0.1, most), donationsCityOnly: gift(0.1, most) }
}

/** A loan moved in with beside the days on which the class changes; the base of the income tax is in thousands, as it is cut so. */
export function drawHousingLoan(random: Random, law: IndividualTaxLaw): HousingLoan | null {
  if (random.chance(0.8)) return null
  const rows = law.housingLoanCredit
  const begins = random.pick(rows).from as PlainDate
  const last = dateOf(incomeYearOf(law.fiscalYear), 12, 31)
  const drawn = random.chance(0.6) ? addDays(begins, random.between(-1, 1)) : addDays(begins, random.between(0, 1_200))
  const movedIn = drawn > last ? last : drawn
  const ceilings = rows.flatMap((row) => [row.taxedPurchase, row.otherPurchase]).map(({ rate, ceiling }) => Math.floor((ceiling * rate.den) / rate.num / 1000) * 1000)
  const incomeTaxBase = yen(random.chance(0.5) ? Math.max(0, random.pick(ceilings) + random.between(-1, 1) * 1000) : random.between(0, 9_000) * 1000)
  // Only who moved in in 2022 may keep the class of the contract.
  const keepsEarlierClass = movedIn.startsWith('2022') && random.chance(0.5)
  return { movedIn, incomeTaxBase, available: upTo(random, 400_000), incomeTaxBefore: upTo(random, 200_000), taxedPurchase: random.chance(0.6), keepsEarlierClass }
}

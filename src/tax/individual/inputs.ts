import { z } from 'zod'
import { zeroYen, type Yen } from '../../kernel/yen.ts'
import { zDate, zFiscalYear, zId, zOptionalText, zText, zVersion, zYen } from '../../platform/command/schema.ts'
import { disabilities, landDeductions, landKinds, listedMethods, lossKinds, singleParents } from './model.ts'
import { statementKinds } from './statement.ts'

// Inputs of the commands. A sum that is left out is nothing.

const sum = zYen.default(zeroYen)
const disability = z.enum(disabilities, { error: '障害の区分を選んでください。' }).default('none')
const flag = z.boolean().default(false)

const claimedPerson = {
  personId: zId.nullable().default(null),
  income: sum,
  disability,
  abroad: flag,
}

const zCondition = z.strictObject({
  publicAssistance: flag, disability: z.enum(['none', 'general', 'special'], { error: '障害の区分を選んでください。' }).default('none'), widow: flag,
  singleParent: z.enum(singleParents, { error: 'ひとり親の区分を選んでください。' }).default('none'), workingStudent: flag,
})

const zPaid = z.strictObject({
  socialInsurance: sum, mutualAid: sum, lifeNewGeneral: sum, lifeOldGeneral: sum, lifeCare: sum, lifeNewPension: sum, lifeOldPension: sum,
  earthquake: sum, earthquakeOldLongTerm: sum, medical: sum, medicalReimbursed: sum, selfMedication: sum, casualtyLoss: sum, casualtyDisasterSpending: sum,
  donationsToMunicipalities: sum, donationsOther: sum, donationsPrefectureOnly: sum, donationsCityOnly: sum,
})

const zHousingLoan = z.strictObject({
  movedIn: zDate, incomeTaxBase: zYen, available: zYen, incomeTaxBefore: zYen, taxedPurchase: z.boolean().default(true), keepsEarlierClass: flag,
})

/** A gain, or a loss below zero. */
const gain = z.number({ error: '金額を円の整数で入れてください。' }).int({ error: '金額は1円単位の整数で入れてください。' }).min(-999_999_999_999, { error: '金額が大きすぎます。桁を確かめてください。' })
  .max(999_999_999_999, { error: '金額が大きすぎます。桁を確かめてください。' }).transform((amount) => amount as Yen).default(zeroYen)
const listedMethod = z.enum(listedMethods, { error: '課税方式を選んでください。' })
const zChoice = z.strictObject({ incomeTax: listedMethod.default('separate'), inhabitantTax: listedMethod.nullable().default(null) }).prefault({})
const zLandTransfer = z.strictObject({
  kind: z.enum(landKinds, { error: '譲渡の区分を選んでください。' }), gain, deduction: z.enum(landDeductions, { error: '特別控除を選んでください。' }).nullable().default(null),
})
const zCarriedLoss = z.strictObject({
  kind: z.enum(lossKinds, { error: '損失の種類を選んでください。' }), year: z.number({ error: '損失の年を西暦で入れてください。' }).int({ error: '損失の年を西暦の整数で入れてください。' }), amount: zYen,
})

/** Income by kind as a return declares it — 申告された所得の入力. */
export const DeclaredInput = z.strictObject({
  specificExpenses: sum, interest: sum, dividends: sum, realEstate: gain, landLoanInterest: sum, business: gain, farming: gain, miscellaneous: gain, shortTransfer: gain, longTransfer: gain, occasional: sum, forestry: gain, retirement: sum,
  landTransfers: z.array(zLandTransfer).max(50, { error: '譲渡は50件までです。' }).default([]), residenceLoss: sum, shares: gain, listedShares: gain, listedSharesChoice: zChoice, listedDividends: sum, listedDividendsChoice: zChoice,
  futures: gain, carriedLosses: z.array(zCarriedLoss).max(50, { error: '繰り越す損失は50件までです。' }).default([]),
  dividendsWithCredit: z.strictObject({ profits: sum, trusts: sum, foreignTrusts: sum }).prefault({}), foreignTax: z.strictObject({ paid: sum, incomeTaxLimit: sum, reconstructionTaxLimit: sum }).prefault({}),
  withheldDividendLevy: sum, withheldSharesLevy: sum,
})

/** One statement as it is entered — 課税資料の入力. */
export const StatementInput = z.strictObject({
  /** The statement that this one replaces; null for a new one. */
  statementId: zId.nullable(),
  expectedVersion: zVersion.nullable(),
  personId: zId,
  incomeYear: z.number({ error: '収入の年を西暦で入れてください。' }).int({ error: '収入の年を西暦の整数で入れてください。' }).min(2000, { error: '収入の年が古すぎます。' }).max(2100, { error: '収入の年が先すぎます。' }),
  kind: z.enum(statementKinds, { error: '資料の種類を選んでください。' }),
  payer: zOptionalText(100, '支払者の名称'),
  payerPartyId: zId.nullable().default(null),
  receivedOn: zDate,
  salaryRevenue: sum,
  pensionRevenue: sum,
  otherIncome: sum,
  carriedLoss: sum,
  specialCollection: flag,
  condition: zCondition.prefault({}),
  paid: zPaid.prefault({}),
  spouse: z.strictObject({ ...claimedPerson, birthOn: zDate.nullable().default(null) }).nullable().default(null),
  relatives: z.array(z.strictObject({ ...claimedPerson, birthOn: zDate, coResidentAscendant: flag, notDeductible: flag })).max(20, { error: '親族は20人までです。' }).default([]),
  housingLoan: zHousingLoan.nullable().default(null),
  oneStop: flag,
  /** Left out, a statement that replaces another keeps what that one declared; null takes it away. */
  declared: DeclaredInput.nullable().optional(),
})
export type StatementInput = z.output<typeof StatementInput>

/** A decision or correction of one person. */
export const DecisionInput = z.strictObject({
  personId: zId,
  fiscalYear: zFiscalYear,
  /** The decision on the screen; 0 where there was none. A decision made meanwhile refuses this one. */
  expectedDecisionNo: zVersion,
  reason: zText(200, '理由'),
  /** Day on which the notice of a changed income tax was sent: then a longer time holds — 17条の6第3項. */
  incomeTaxChangedOn: zDate.nullable().default(null),
  /** Tax escaped by fraud: then a longer time holds — 17条の5第7項. */
  byFraud: flag,
})
export type DecisionInput = z.output<typeof DecisionInput>

export const PersonYear = z.strictObject({ personId: zId, fiscalYear: zFiscalYear })
export type PersonYear = z.output<typeof PersonYear>

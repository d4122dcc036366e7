import { z } from 'zod'
import { zeroYen } from '../../kernel/yen.ts'
import { zDate, zFiscalYear, zId, zOptionalText, zText, zVersion, zYen } from '../../platform/command/schema.ts'
import { disabilities, singleParents } from './model.ts'
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
})
export type StatementInput = z.output<typeof StatementInput>

/** A decision or correction of one person. */
export const DecisionInput = z.strictObject({
  personId: zId,
  fiscalYear: zFiscalYear,
  /** The decision on the screen; 0 where there was none. A decision made meanwhile refuses this one. */
  expectedDecisionNo: zVersion,
  reason: zText(200, '理由'),
})
export type DecisionInput = z.output<typeof DecisionInput>

export const PersonYear = z.strictObject({ personId: zId, fiscalYear: zFiscalYear })
export type PersonYear = z.output<typeof PersonYear>

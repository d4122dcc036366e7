import { z } from 'zod'
import { dateOf, findPlainDate, type PlainDate, yearOf } from '../kernel/plain-date.ts'
import type { Rate } from '../kernel/yen.ts'
import { countValue, daysValue, lawFolder, percentCell, rateValue, tableValue, whereInForce, wholeCell, yenCell, yenValue } from '../legislation/index.ts'
import type { OrdinanceValues } from '../platform/command/tx.ts'
import { debtParts } from './rules/debt-part.ts'

/** Cuts and floors of the delinquency charge and the refund interest — 端数. */
const chargeRounding = z.strictObject({ baseFloor: yenCell, baseUnit: wholeCell, amountFloor: yenCell, amountUnit: wholeCell, daysInYear: wholeCell })
export type ChargeRounding = z.infer<typeof chargeRounding>

/** Where the part of a yen is cut: in every span of one rate, or once for each band. */
const partCut = z.enum(['every-rate', 'every-band'])
export type PartCut = z.infer<typeof partCut>

/** Numbers of the town's contract with its collection agent, printed on slips — 納付書の番号. */
const slipCodes = z.strictObject({
  /** 請求書発行企業コード, six digits. */
  companyCode: z.string().regex(/^\d{6}$/),
  /** What the agent keeps of the free field, five digits; null stands for the first five digits of the municipality code. */
  agentPrefix: z.string().regex(/^\d{5}$/).nullable(),
  /** 収納機関番号, five digits. */
  billerNumber: z.string().regex(/^\d{5}$/),
  /** Account number in the upper OCR line, eleven digits. */
  collectorAccount: z.string().regex(/^\d{11}$/),
  /** Section and telephone printed for questions; null stands for the office's own. */
  inquiry: z.string().nullable(),
})
export type SlipCodes = z.infer<typeof slipCodes>

const printedFrom = z.strictObject({
  /** First day on which a slip may bear the code. */
  from: z.string().refine((text) => findPlainDate(text) !== undefined, { error: 'a day such as 2023-04-01' }),
  /** 税目・料金番号, three digits; null stands for the number of the levy. */
  taxItem: z.string().regex(/^\d{3}$/).nullable(),
})

/** On which levies a slip bears an eL-QR, and from when — eL-QRを印刷する税目. */
const elqrTable = z.strictObject({ levies: z.record(z.string(), printedFrom), others: printedFrom.nullable() })
export type ElQrRow = z.infer<typeof printedFrom>

const debitBank = z.strictObject({
  /** 取引銀行・支店・口座 of the town's account, as the header of a file names them. */
  bankCode: z.string().regex(/^\d{4}$/), bankName: z.string().max(15), branchCode: z.string().regex(/^\d{3}$/), branchName: z.string().max(15), accountType: z.enum(['1', '2', '9']), accountNumber: z.string().regex(/^\d{7}$/),
  /** 委託者コード and 委託者名 of the contract. */
  clientCode: z.string().regex(/^\d{10}$/), clientName: z.string().max(40),
  /** Banks whose debits this one takes; none named stands for all that no other entry names. */
  banks: z.array(z.string().regex(/^\d{4}$/)),
  /** How the bank wants its bytes. */
  code: z.enum(['jis', 'ebcdic']), lineEnds: z.enum(['none', 'CRLF']), endByte: z.boolean(),
  /** 手形交換所番号 in transfers: zeros or blanks. */
  clearingHouse: z.enum(['', '0000']),
})

/** A bank that takes the town's files: direct debits, and transfers to others — 口座振替の取りまとめ先. */
export type DebitBank = z.infer<typeof debitBank>

/** Every part once, the tax before its delinquency charge — 充てる順. */
const partOrder = z.array(z.enum(debtParts)).length(debtParts.length).refine((order) => new Set(order).size === debtParts.length, { error: 'each part once' }).refine((order) => order.indexOf('tax') < order.indexOf('late'), { error: 'the tax before its delinquency charge' })

/** Reasons for which a certificate costs nothing — 手数料の免除. */
const certificateExemptions = z.array(z.strictObject({ code: z.string(), title: z.string(), requester: z.string().nullable() }))

const closingDay = z.strictObject({ month: wholeCell, day: wholeCell })

/** Yen for one payment by the code of its channel — 収納チャネルの手数料. */
const channelFees = z.record(z.string(), yenCell)

const budgetItem = z.strictObject({ chapter: z.string().min(1), section: z.string().min(1), item: z.string().min(1) })

/** Where the revenue of each levy stands in the budget — 歳入の科目. */
const budgetItems = z.strictObject({ chapter: z.string().min(1), levies: z.record(z.string(), budgetItem), late: budgetItem, fee: budgetItem.optional() })
export type BudgetItem = z.infer<typeof budgetItem>

const closedDaysTable = z.array(z.string().transform((text, context) => {
  const date = findPlainDate(text)
  if (date === undefined) context.addIssue({ code: 'custom', message: 'a closed day is a date such as 2026-08-14' })
  return date as PlainDate
}))

/** What is left of the delinquency charge for the days of an extension or reduction: nothing, half, or the lower rate — 延滞金の免除. */
export const reliefEffects = ['all', 'half', 'extension-rate'] as const
export type ReliefEffect = (typeof reliefEffects)[number]

const reliefGround = z.strictObject({
  code: z.string().regex(/^[a-z-]+$/), title: z.string(), article: z.string(),
  /** While it runs nothing is demanded — 猶予. */
  isDeferring: z.boolean(),
  effects: z.array(z.enum(reliefEffects)).min(1), mostMonths: z.number().int().nullable(),
})

/** A ground for an extension of collection or a reduction of delinquency charges — 猶予・減免の事由. */
export type ReliefGround = z.infer<typeof reliefGround>
const prescriptionRow = z.strictObject({ months: wholeCell, demandDays: wholeCell, reminderMonths: wholeCell, annulledMonths: wholeCell, fraudMonths: wholeCell })

/** After which time a claim is gone, for taxes and for levies with a time of their own — 徴収権の時効. */
const prescriptionTable = z.strictObject({ usual: prescriptionRow, levies: z.record(z.string(), prescriptionRow) })

const livingPart = z.strictObject({ livingYen: yenCell, relativeYen: yenCell, standingPercent: percentCell, standingLimit: wholeCell }).transform(({ standingPercent, ...rest }) => ({ ...rest, standingRate: standingPercent }))

/** Days and deposit of a public sale — 公売. */
const publicSaleTable = z.strictObject({ noticeDays: wholeCell, estimateNoticeDays: wholeCell, decisionDays: wholeCell, latestDecisionDays: wholeCell, paymentDays: wholeCell, depositPercent: wholeCell })

/** Months after which a suspended duty ends, and after which a suspension is looked at again — 滞納処分の停止. */
const suspensionTable = z.strictObject({ endsAfterMonths: wholeCell, reviewMonths: wholeCell })

/** What is overdue and yet no arrears for the certificate: grounds of extensions, `kept-plan`, `suspension` — 滞納としない状態. */
const noArrearsStandings = z.strictObject({ notArrears: z.array(z.string().max(40)) })

/** The law files of collection, read once. */
export const collectionLaw = lawFolder(new URL('./law/', import.meta.url), {
  firstMonthRate: whereInForce(rateValue()),
  laterRate: whereInForce(rateValue()),
  refundInterestRate: whereInForce(rateValue()),
  extensionRate: whereInForce(rateValue()),
  reliefGrounds: tableValue(z.array(reliefGround)),
  chargeRounding: tableValue(chargeRounding),
  partCut: tableValue(partCut),
  demandFee: yenValue(),
  feeWithoutTax: tableValue(z.enum(['falls', 'stays'])),
  partOrder: tableValue(partOrder),
  demandDays: daysValue(),
  seizureDays: daysValue(),
  publicNoticeDays: daysValue(),
  barcodeLimit: yenValue(),
  preliminaryDays: daysValue(),
  slipCodes: tableValue(slipCodes),
  elqr: tableValue(elqrTable),
  debitBanks: tableValue(z.array(debitBank)),
  refundClaimYears: countValue(),
  closedDays: tableValue(closedDaysTable),
  closingDay: tableValue(closingDay),
  channelFees: whereInForce(tableValue(channelFees)),
  budgetItems: tableValue(budgetItems),
  taxCertificateFee: yenValue(),
  taxCertificateExemptions: tableValue(certificateExemptions),
  noArrearsStandings: tableValue(noArrearsStandings),
  prescription: tableValue(prescriptionTable),
  prescriptionWarningDays: daysValue(),
  livingPart: tableValue(livingPart),
  distributionDays: daysValue(),
  publicSale: tableValue(publicSaleTable),
  suspension: tableValue(suspensionTable),
}, { context: 'collection' })

export type CollectionLaw = ReturnType<typeof collectionLaw.resolve>

/** Rates of one calendar year; null where none has been published — その年の割合. */
export interface YearRates {
  readonly year: number
  readonly firstMonth: Rate | null
  readonly later: Rate | null
  readonly refund: Rate | null
  /** For the days of an extension of collection. */
  readonly extension: Rate | null
}

/** The law of collection on a day, with the town's ordinance values. */
export function collectionLawOn(on: PlainDate, ordinance?: OrdinanceValues): CollectionLaw {
  return collectionLaw.resolve({ eventDate: on }, ordinance)
}

/** The rates of every calendar year from one day to another. */
export function ratesBetween(from: PlainDate, to: PlainDate): readonly YearRates[] {
  const years: YearRates[] = []
  for (let year = yearOf(from); year <= yearOf(to); year += 1) {
    const law = collectionLawOn(dateOf(year, 1, 1))
    years.push({ year, firstMonth: law.firstMonthRate, later: law.laterRate, refund: law.refundInterestRate, extension: law.extensionRate })
  }
  return years
}

/** What the delinquency charge of an instalment needs of the law between its due date and a day. */
export function delinquencyLawBetween(due: PlainDate, until: PlainDate, ordinance?: OrdinanceValues): { rounding: ChargeRounding; cut: PartCut; rates: readonly YearRates[] } {
  const law = collectionLawOn(until, ordinance)
  return { rounding: law.chargeRounding, cut: law.partCut, rates: ratesBetween(due, until) }
}

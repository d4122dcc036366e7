import { exampleWhole, nearWords, refuseUnknownFields, wrongKind, type NamedValues } from '../../kernel/example-input.ts'
import { minYen, notBelowZero, subtract, yen, zeroYen, type Yen } from '../../kernel/yen.ts'
import { findYen } from './example-town.ts'
import {
  landDeductions, landKinds, listedMethods, lossKinds, nothingDeclared, separateKinds, type CarriedLoss, type DeclaredIncome, type LandTransfer, type ListedChoice, type ListedMethod, type SeparateKind,
} from './model.ts'

// Income by kind as a worked example gives it.

/** Facts of one sum each, and where they belong. */
const sumFields = {
  specificExpenses: 'specificExpenses', interestIncome: 'interest', dividendIncome: 'dividends', realEstateIncome: 'realEstate', landLoanInterest: 'landLoanInterest', businessIncome: 'business', farmingIncome: 'farming',
  miscellaneousIncome: 'miscellaneous', shortTransferGain: 'shortTransfer', longTransferGain: 'longTransfer', occasionalGain: 'occasional', forestryGain: 'forestry', retirementIncomeDeclared: 'retirement',
  residenceLoss: 'residenceLoss', sharesGain: 'shares', listedSharesGain: 'listedShares', listedDividends: 'listedDividends', futuresGain: 'futures',
  withheldDividendLevy: 'withheldDividendLevy', withheldSharesLevy: 'withheldSharesLevy',
} as const satisfies Readonly<Record<string, keyof DeclaredIncome>>

const sums = Object.entries(sumFields) as readonly (readonly [keyof typeof sumFields, (typeof sumFields)[keyof typeof sumFields]])[]
/** Gains that may be losses. */
const mayBeLoss: ReadonlySet<string> = new Set(['realEstateIncome', 'businessIncome', 'farmingIncome', 'miscellaneousIncome', 'shortTransferGain', 'longTransferGain', 'forestryGain', 'sharesGain', 'listedSharesGain', 'futuresGain'])

/** Incomes that a page shows as revenue less expenses. */
const bookFields = {
  realEstateIncome: ['realEstateRevenue', 'realEstateExpenses'], businessIncome: ['businessRevenue', 'businessExpenses'], farmingIncome: ['farmingRevenue', 'farmingExpenses'],
  miscellaneousIncome: ['miscellaneousRevenue', 'miscellaneousExpenses'], occasionalGain: ['occasionalRevenue', 'occasionalExpenses'],
} as const satisfies Partial<Readonly<Record<keyof typeof sumFields, readonly [string, string]>>>
/** What is taken off besides: pay of family employees, and the deduction of a blue return. */
const ownerFields = ['familyEmployeeSalary', 'blueReturnDeduction'] as const
const revenueFields: readonly string[] = [...Object.values(bookFields).flat(), ...ownerFields]

const choiceFields = ['listedDividendsMethod', 'listedDividendsOwnMethod', 'listedSharesMethod', 'listedSharesOwnMethod'] as const
const creditFields = ['dividendsWithCredit', 'trustDividendsWithCredit', 'foreignTrustDividendsWithCredit', 'foreignTaxPaid', 'foreignTaxIncomeTaxLimit', 'foreignTaxReconstructionLimit'] as const

/** Bases that a case may begin at, beside `taxable`, by the kind that is taxed apart. */
export const baseFields: Readonly<Record<SeparateKind, string>> = {
  'short-general': 'taxableShortTermLand', 'short-state': 'taxableShortTermState', 'long-general': 'taxableLongTermLand', 'long-excellent': 'taxableLongTermExcellent', 'long-residence': 'taxableLongTermResidence',
  'listed-dividends': 'taxableListedDividends', shares: 'taxableShares', 'listed-shares': 'taxableListedShares', futures: 'taxableFutures', forestry: 'taxableForestry', retirement: 'taxableRetirement',
}

/** Every field of income by kind that a case may give. */
export const declaredFields: readonly string[] = [...Object.keys(sumFields), ...revenueFields, ...choiceFields, ...creditFields, 'landTransfers', 'carriedLosses', ...Object.values(baseFields)]
/** Fields that hold lists by nature. */
export const declaredLists = ['landTransfers', 'carriedLosses'] as const

/** The declared income of an example, or null where it gives none. */
export function declaredOf(written: NamedValues): DeclaredIncome | null {
  const given = { ...written, ...incomesOfBooks(written) }
  const stated = [...Object.keys(sumFields), ...choiceFields, ...creditFields, ...declaredLists]
  if (stated.every((field) => given[field] === undefined)) return null
  const declared: Record<(typeof sums)[number][1], Yen> = { ...nothingDeclared }
  for (const [field, key] of sums) declared[key] = sumOfField(given, field)
  return {
    ...nothingDeclared, ...declared,
    listedDividendsChoice: choiceOf(given, 'listedDividendsMethod', 'listedDividendsOwnMethod'), listedSharesChoice: choiceOf(given, 'listedSharesMethod', 'listedSharesOwnMethod'),
    landTransfers: itemsOf(given.landTransfers, 'landTransfers').map(landTransferOf), carriedLosses: itemsOf(given.carriedLosses, 'carriedLosses').map(carriedLossOf),
    dividendsWithCredit: { profits: sumOfField(given, 'dividendsWithCredit'), trusts: sumOfField(given, 'trustDividendsWithCredit'), foreignTrusts: sumOfField(given, 'foreignTrustDividendsWithCredit') },
    foreignTax: { paid: sumOfField(given, 'foreignTaxPaid'), incomeTaxLimit: sumOfField(given, 'foreignTaxIncomeTaxLimit'), reconstructionTaxLimit: sumOfField(given, 'foreignTaxReconstructionLimit') },
  }
}

/** Incomes worked out from revenue and expenses, under the names by which a page states them itself. */
function incomesOfBooks(given: NamedValues): NamedValues {
  if (revenueFields.every((field) => given[field] === undefined)) return {}
  const incomes = new Map(Object.entries(bookFields).flatMap(([income, [revenue, expenses]]) => {
    if (given[revenue] === undefined && given[expenses] === undefined) return []
    if (given[income] !== undefined) throw wrongKind(income, `${revenue} と ${expenses} とは別に書きません`, given[income])
    return [[income, subtract(amountOf(given, revenue), amountOf(given, expenses))] as const]
  }))
  takeFromOwner(incomes, given)
  return Object.fromEntries([...incomes].map(([income, amount]) => [income, income === 'occasionalGain' ? notBelowZero(amount) : amount]))
}

/**
 * Family employees are paid by the business; the blue deduction comes off real estate, then business, and makes no loss — 青色申告特別控除.
 * @law special-taxation-measures-act 25-2(2)
 */
function takeFromOwner(incomes: Map<string, Yen>, given: NamedValues): void {
  const owned = (['realEstateIncome', 'businessIncome', 'farmingIncome'] as const).filter((income) => incomes.has(income))
  const employer = incomes.has('businessIncome') || !incomes.has('farmingIncome') ? 'businessIncome' : 'farmingIncome'
  const salary = amountOf(given, 'familyEmployeeSalary')
  if (salary > 0 && !incomes.has(employer)) throw wrongKind('familyEmployeeSalary', 'businessRevenue か farmingRevenue があるときに書きます', given.familyEmployeeSalary)
  if (salary > 0) incomes.set(employer, subtract(incomes.get(employer)!, salary))
  let left = amountOf(given, 'blueReturnDeduction')
  if (left > 0 && owned.length === 0) throw wrongKind('blueReturnDeduction', 'realEstateRevenue か businessRevenue か farmingRevenue があるときに書きます', given.blueReturnDeduction)
  for (const income of owned) {
    const before = incomes.get(income)!
    const taken = minYen(left, notBelowZero(before))
    incomes.set(income, subtract(before, taken))
    left = subtract(left, taken)
  }
}

function amountOf(given: NamedValues, field: string): Yen {
  const amount = findYen(given, field) ?? zeroYen
  if (amount < 0) throw wrongKind(field, '0円以上の額で書きます', given[field])
  return amount
}

/** Bases stated for what is taxed apart, or null where none is. */
export function separateBasesOf(given: NamedValues): Readonly<Record<SeparateKind, Yen>> | null {
  if (separateKinds.every((kind) => given[baseFields[kind]] === undefined)) return null
  const base = (kind: SeparateKind): Yen => sumOfField(given, baseFields[kind])
  return {
    'short-general': base('short-general'), 'short-state': base('short-state'), 'long-general': base('long-general'), 'long-excellent': base('long-excellent'), 'long-residence': base('long-residence'),
    'listed-dividends': base('listed-dividends'), shares: base('shares'), 'listed-shares': base('listed-shares'), futures: base('futures'), forestry: base('forestry'), retirement: base('retirement'),
  }
}

function sumOfField(given: NamedValues, field: string): Yen {
  const amount = findYen(given, field) ?? zeroYen
  if (amount < 0 && !mayBeLoss.has(field)) throw wrongKind(field, '0円以上の額で書きます', given[field])
  return amount
}

function choiceOf(given: NamedValues, income: string, own: string): ListedChoice {
  return { incomeTax: methodOf(given, income) ?? 'separate', inhabitantTax: methodOf(given, own) ?? null }
}

const methodWords: Readonly<Record<string, ListedMethod>> = { 総合課税: 'aggregate', 総合: 'aggregate', 申告分離課税: 'separate', 申告分離: 'separate', 申告不要: 'not-declared' }

function methodOf(given: NamedValues, field: string): ListedMethod | undefined {
  return given[field] === undefined ? undefined : oneOf(given[field], field, listedMethods, methodWords)
}

function itemsOf(raw: unknown, field: string): readonly NamedValues[] {
  if (raw === undefined || raw === null) return []
  if (!Array.isArray(raw) || raw.some((one) => typeof one !== 'object' || one === null || Array.isArray(one))) throw wrongKind(field, '一件ずつの並びで書きます', raw)
  return raw as readonly NamedValues[]
}

function landTransferOf(raw: NamedValues, index: number): LandTransfer {
  const where = `landTransfers[${index}]`
  refuseUnknownFields(raw, ['kind', 'gain', 'revenue', 'expenses', 'deduction'], `given.${where}`)
  return {
    kind: oneOf(raw.kind, `${where}.kind`, landKinds, {}), gain: gainOf(raw, where),
    deduction: raw.deduction === undefined || raw.deduction === null ? null : oneOf(raw.deduction, `${where}.deduction`, landDeductions, {}),
  }
}

/** The gain, as stated or as the price less cost and expenses of the sale. */
function gainOf(raw: NamedValues, where: string): Yen {
  if (raw.revenue === undefined) return yen(exampleWhole(raw.gain, `${where}.gain`))
  if (raw.gain !== undefined) throw wrongKind(`${where}.gain`, 'revenue（収入金額）とは別に書きません', raw.gain)
  return subtract(yen(exampleWhole(raw.revenue, `${where}.revenue`)), yen(exampleWhole(raw.expenses ?? 0, `${where}.expenses`)))
}

function carriedLossOf(raw: NamedValues, index: number): CarriedLoss {
  const where = `carriedLosses[${index}]`
  refuseUnknownFields(raw, ['kind', 'year', 'amount'], `given.${where}`)
  return { kind: oneOf(raw.kind, `${where}.kind`, lossKinds, {}), year: exampleWhole(raw.year, `${where}.year`), amount: yen(exampleWhole(raw.amount, `${where}.amount`)) }
}

function oneOf<T extends string>(value: unknown, where: string, ...[allowed, words]: readonly [readonly T[], Readonly<Record<string, T>>]): T {
  const found = allowed.find((one) => one === value) ?? (Object.hasOwn(words, String(value)) ? words[String(value)] : undefined)
  if (found === undefined) throw wrongKind(where, `${allowed.join('・')} のどれかで書きます${nearWords(String(value), allowed)}`, value)
  return found
}

import { sumOf, type Yen } from '../../../kernel/yen.ts'
import type { Paid } from '../model.ts'
import { paidTitles, type Statement } from '../statement.ts'
import { isReturn, type MergedFacts } from './merge.ts'

/** Why a statement counts or does not — 合算の理由. */
export type MergeReason = 'only' | 'return' | 'highest' | 'added' | 'return-over-report' | 'income-tax-over-inhabitants' | 'later-over-earlier'

/**
 * Says of a statement why it counts, or which one counts in its place.
 * @law local-tax-act 317-2
 * @law local-tax-act 317-3
 */
export function mergeReasonOf(statement: Statement, { used, main }: Pick<MergedFacts, 'used' | 'main'>): MergeReason {
  if (used.some((one) => one.statementId === statement.statementId)) return reasonOfUsed(statement, used, main)
  if (!isReturn(statement.kind)) return 'return-over-report'
  return statement.kind === main?.kind ? 'later-over-earlier' : 'income-tax-over-inhabitants'
}

function reasonOfUsed(statement: Statement, used: readonly Statement[], main: Statement | null): MergeReason {
  if (isReturn(statement.kind)) return 'return'
  if (used.length === 1) return 'only'
  return statement.statementId === main?.statementId ? 'highest' : 'added'
}

/** One field of the facts with the statements it comes from — 欄ごとの出どころ. */
export interface MergedField {
  readonly label: string
  /** A sum, or null where the field is none. */
  readonly amount: Yen | null
  /** A count of persons, or null. */
  readonly count: number | null
  readonly from: readonly Statement[]
  /** Added up, or taken from the one that leads. */
  readonly how: 'sum' | 'main' | 'any'
}

const sums = { salaryRevenue: '給与の収入', pensionRevenue: '年金の収入', otherIncome: 'その他の所得', carriedLoss: '繰り越した損失' } as const

/**
 * Which statement gave each field of the facts: sums are added over all that count, family and condition are those of one.
 * @decides nothing
 */
export function mergedFields(merged: Pick<MergedFacts, 'used' | 'main' | 'facts' | 'method'>, all: readonly Statement[]): readonly MergedField[] {
  const { used, main, facts } = merged
  const fields: MergedField[] = []
  for (const key of Object.keys(sums) as (keyof typeof sums)[]) {
    const from = used.filter((one) => one[key] !== 0)
    if (from.length > 0) fields.push({ label: sums[key], amount: facts[key], count: null, from, how: 'sum' })
  }
  for (const key of Object.keys(paidTitles) as (keyof Paid)[]) {
    const from = used.filter((one) => (one.detail.paid?.[key] ?? 0) !== 0)
    if (from.length > 0) fields.push({ label: paidTitles[key], amount: facts.paid[key], count: null, from, how: 'sum' })
  }
  const ofMain = (label: string, count: number | null): void => { if (main) fields.push({ label, amount: null, count, from: [main], how: 'main' }) }
  if (facts.spouse) ofMain('配偶者', 1)
  if (facts.relatives.length > 0) ofMain('親族', facts.relatives.length)
  if (main?.detail.condition) ofMain('本人の障害・ひとり親など', null)
  if (main?.detail.housingLoan) ofMain('住宅借入金等', null)
  if (main?.detail.declared) ofMain('種類ごとの所得', null)
  if (facts.oneStop) ofMain('ワンストップ特例', null)
  // The employer collects though the person files a return: the way of collection is the report's word.
  if (merged.method === 'salary') fields.push({ label: '給与から引く（特別徴収）', amount: null, count: null, from: all.filter((one) => one.specialCollection), how: 'any' })
  return fields
}

/** What an officer should look at before the tax is decided — 合算の確かめ. */
export interface MergeWarning { readonly code: 'salary-differs' | 'pension-differs' | 'payer-twice'; readonly stated: Yen; readonly reported: Yen; readonly payer: string | null }

/**
 * What does not fit together among the statements of a person: a return that states another salary or pension than the payers reported, and two
 * reports of one payer, which are added up.
 * @decides nothing
 */
export function mergeWarnings({ used, main }: Pick<MergedFacts, 'used' | 'main'>, all: readonly Statement[]): readonly MergeWarning[] {
  const reports = all.filter((one) => !isReturn(one.kind))
  const warnings: MergeWarning[] = []
  if (main && isReturn(main.kind)) {
    for (const [code, kind, key] of [['salary-differs', 'salary-report', 'salaryRevenue'], ['pension-differs', 'pension-report', 'pensionRevenue']] as const) {
      const own = reports.filter((one) => one.kind === kind)
      const reported = sumOf(own.map((one) => one[key]))
      if (own.length > 0 && reported !== main[key]) warnings.push({ code, stated: main[key], reported, payer: null })
    }
  }
  const counted = used.filter((one) => !isReturn(one.kind))
  for (const [index, one] of counted.entries()) {
    const twin = counted.slice(0, index).find((other) => other.kind === one.kind && isSamePayer(one, other))
    if (twin) warnings.push({ code: 'payer-twice', stated: amountOf(twin), reported: amountOf(one), payer: one.payer })
  }
  return warnings
}

function amountOf(statement: Statement): Yen {
  return statement.kind === 'pension-report' ? statement.pensionRevenue : statement.salaryRevenue
}

function isSamePayer(a: Statement, b: Statement): boolean {
  return a.payerPartyId === null || b.payerPartyId === null ? a.payer !== null && a.payer === b.payer : a.payerPartyId === b.payerPartyId
}

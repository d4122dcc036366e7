import type { Accepted } from '../../kernel/outcome.ts'
import { fiscalYearOf, type PlainDate, startOfFiscalYear } from '../../kernel/plain-date.ts'
import { amountText, yenText } from '../../kernel/text.ts'
import { fromGregorian, printDate } from '../../kernel/wareki.ts'
import { sumOf, type Yen, zeroYen } from '../../kernel/yen.ts'
import type { Party } from '../../party/index.ts'
import type { RefusedAndRemembered, Tx } from '../../platform/command/tx.ts'
import { defineTemplate, issueDocument, type Issued } from '../../platform/document/index.ts'
import { hallName } from '../../platform/local-government/index.ts'
import { nextNumber, padNumber } from '../../platform/number/index.ts'
import { balanceOf, type ChargeBalance } from '../charges.ts'
import { periodText } from '../forms.ts'
import { groupBy } from '../group.ts'
import { findLevy } from '../levies.ts'
import { debtParts, type DebtPart } from '../rules/debt-part.ts'
import { listBalances } from '../store.ts'

/** 領収証書: for money that came without a slip. */
export const receiptTemplate = defineTemplate({ name: 'collection.receipt', version: 2, title: '領収証書', pages: 1, source: new URL('forms/receipt.typ', import.meta.url) })

/** The output under which it leaves. */
export const receiptOutput = 'collection.receipt'

/** What of an instalment was paid. */
export interface Taken { readonly chargeId: string; readonly kind: DebtPart; readonly amount: Yen }

/** What a receipt says. */
export interface ReceiptFacts {
  readonly receiptNo: string
  readonly party: Party
  /** The day of the stamp. */
  readonly paidOn: PlainDate
  readonly charges: readonly ChargeBalance[]
  readonly taken: readonly Taken[]
  /** Who took the money. */
  readonly takenBy: string
  /** Null on the receipt itself; on a copy its number. */
  readonly copyNo: number | null
}

/** Instalments that have a row of their own; those beyond are summed in the last one. */
const mostRows = 16

/** What is printed of it. No address stands on it: it is handed over. */
export function receiptData(tx: Tx, facts: ReceiptFacts) {
  const { office } = tx
  const rows = rowsOf(facts)
  // The fee of a demand has a column where one was paid.
  const parts = debtParts.filter((part) => part !== 'fee' || rows.some((row) => row.fee > zeroYen))
  const total = (part: DebtPart): Yen => sumOf(rows.map((row) => row[part]))
  const [sums, sum] = [parts.map(total), sumOf(debtParts.map(total))]
  return {
    isPractice: office.environment === 'practice', title: facts.copyNo === null ? '領収証書' : '領収証書（写し）', copyLine: facts.copyNo === null ? '' : `写し　第${facts.copyNo}号　${printDate(tx.today)}に再発行`,
    number: `領収番号　${facts.receiptNo}`, payer: `${facts.party.name}　様`, partyNumber: `宛名番号　${facts.party.number}`, amount: yenText(sum), paidOn: printDate(facts.paidOn),
    hasFee: parts.includes('fee'), rows: printed(rows).map((row) => [row.levy, row.period, ...parts.map((part) => amountText(row[part])), amountText(sumOf(debtParts.map((part) => row[part])))]), totals: [...sums, sum].map(amountText),
    words: '上の額を領収しました。領収日付印のないもの、字句を直したものは無効です。大切に保管してください。', receiver: `${office.name}　${hallName(office)}`, takenBy: `取扱者　${facts.takenBy}`, contact: `${office.address}　電話 ${office.phone}`,
    stamp: { top: office.name, day: stampDay(facts.paidOn), bottom: '領収' },
  }
}

interface Row extends Readonly<Record<DebtPart, Yen>> { readonly levy: string; readonly period: string }

function rowsOf({ charges, taken }: ReceiptFacts): readonly Row[] {
  const byId = groupBy(taken, (one) => one.chargeId)
  const of = (charge: ChargeBalance, kind: Taken['kind']): Yen => sumOf((byId.get(charge.chargeId) ?? []).filter((one) => one.kind === kind).map((one) => one.amount))
  return charges.map((charge) => ({ levy: findLevy(charge.levyCode)?.title ?? charge.levyCode, period: periodText(charge), tax: of(charge, 'tax'), late: of(charge, 'late'), fee: of(charge, 'fee') }))
}

function printed(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= mostRows) return rows
  const rest = rows.slice(mostRows - 1)
  return [...rows.slice(0, mostRows - 1), { levy: `ほか ${rest.length}期`, period: '', tax: sumOf(rest.map((row) => row.tax)), late: sumOf(rest.map((row) => row.late)), fee: sumOf(rest.map((row) => row.fee)) }]
}

/** `8.11.24`, as a date stamp has it. */
function stampDay(day: PlainDate): string {
  return printDate(day, 'letter').slice(1)
}

/** `R8-000123`: the next number of the fiscal year, taken and kept in this transaction. */
export async function nextReceiptNumber(tx: Tx): Promise<string> {
  const year = fiscalYearOf(tx.today)
  const era = fromGregorian(startOfFiscalYear(year))
  return `${era.letter}${era.year}-${padNumber(await nextNumber(tx, `collection.receipt.${year}`), 6)}`
}

/** Draws, reads back and stores a receipt or a copy of it. */
export async function printReceipt(tx: Tx, facts: Omit<ReceiptFacts, 'charges'>): Promise<Accepted<Issued> | RefusedAndRemembered> {
  const { party } = facts
  const [charges, personIds] = [(await listBalances(tx, [...new Set(facts.taken.map((one) => one.chargeId))])).map(balanceOf), party.residentId === null ? [] : [party.residentId]]
  const data = receiptData(tx, { ...facts, charges })
  return await issueDocument(tx, {
    output: receiptOutput, kind: 'receipt', template: receiptTemplate, data, subjectIds: personIds, request: { receiptNo: facts.receiptNo, copyNo: facts.copyNo, taken: facts.taken }, recipient: 'self', serial: facts.receiptNo,
    mustStand: [data.title, data.number, data.payer, data.amount, data.stamp.day, ...(facts.copyNo === null ? [] : [data.copyLine]), ...data.rows.flat().filter((text) => text !== ''), ...data.totals], allowedFor: personIds,
  })
}

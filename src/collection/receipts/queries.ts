import { z } from 'zod'
import { type PlainDate, plainDate } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { subtract, sum, sumOf } from '../../kernel/yen.ts'
import { listParties } from '../../party/index.ts'
import { townTime } from '../../platform/clock/index.ts'
import { query } from '../../platform/command/define.ts'
import { zDate } from '../../platform/command/schema.ts'
import { download, type Download } from '../../platform/spreadsheet/index.ts'
import { findLastSheet } from '../books/store.ts'
import * as store from './store.ts'

const zCashRow = z.object({
  paymentId: z.string(), partyId: z.string(), residentId: z.string().nullable(), name: z.string(), number: z.string(), time: z.string(), paidOn: z.string(), tax: z.number(), late: z.number(), fee: z.number(), undone: z.number(),
  receipt: z.object({ receiptNo: z.string(), documentId: z.string(), takenBy: z.string(), copies: z.number() }).nullable(),
})
export type CashRowValue = z.infer<typeof zCashRow>

const zCashDay = z.object({
  day: z.string(), isClosed: z.boolean(), rows: z.array(zCashRow), sums: z.object({ tax: z.number(), late: z.number(), fee: z.number(), undone: z.number(), rest: z.number(), receipts: z.number() }),
  /** What each officer has taken with a receipt, less what was undone; slips that were stamped stand under nobody. */
  officers: z.array(z.object({ name: z.string(), payments: z.number(), amount: z.number() })),
})
export type CashDay = z.infer<typeof zCashDay>

/** The cash of the desk on a day, payment by payment, with receipts and what was undone — 窓口現金の日計. */
export const showCashDay = query<{ day: PlainDate | null }, CashDay>({
  name: 'collection.cash-day', title: '窓口現金の日計を見る', permission: 'collection.read', action: 'list',
  description: 'Every payment that was taken or undone at the desk on a day (today where none is named), by tax, delinquency charge and fee of a demand, with the number of its receipt, and what must lie in the drawer.',
  input: z.object({ day: zDate.nullable() }), output: zCashDay,
  async run(tx, input) {
    const day = input.day ?? tx.today
    const [cash, last] = [await store.listCash(tx, day), await findLastSheet(tx)]
    const parties = new Map((await listParties(tx, [...new Set(cash.map((row) => row.party_id))])).map((party) => [party.partyId, party]))
    const receipts = new Map((await store.listReceiptsOfPayments(tx, cash.map((row) => row.payment_id))).map((row) => [row.payment_id, row]))
    const rows = cash.map((row): CashRowValue => {
      const [party, receipt] = [parties.get(row.party_id), receipts.get(row.payment_id)]
      return {
        paymentId: row.payment_id, partyId: row.party_id, residentId: party?.residentId ?? null, name: party?.name ?? '', number: party?.number ?? '', time: townTime(row.recorded_at), paidOn: row.paid_on, tax: row.tax, late: row.late, fee: row.fee, undone: row.undone,
        receipt: receipt ? { receiptNo: receipt.receipt_no, documentId: receipt.document_id, takenBy: receipt.issued_by_name, copies: receipt.copies } : null,
      }
    })
    const [tax, late, fee, undone] = [sumOf(cash.map((row) => row.tax)), sumOf(cash.map((row) => row.late)), sumOf(cash.map((row) => row.fee)), sumOf(cash.map((row) => row.undone))]
    return { ok: true, value: { day, isClosed: last !== undefined && day <= last, rows, sums: { tax, late, fee, undone, rest: subtract(sum(tax, late, fee), undone), receipts: rows.filter((row) => row.receipt !== null && row.tax + row.late + row.fee > 0).length }, officers: officersOf(rows) } }
  },
  subjects: (value) => value.rows.flatMap((row) => row.residentId ?? []),
  // Nothing of birth, address or household stands in it.
  withhold: (value) => value,
  example: async () => ({ day: null }),
})

function officersOf(rows: readonly CashRowValue[]): CashDay['officers'] {
  const names = [...new Set(rows.map((row) => row.receipt?.takenBy ?? ''))].sort()
  return names.map((name) => {
    const own = rows.filter((row) => (row.receipt?.takenBy ?? '') === name)
    return { name, payments: own.length, amount: own.reduce((total, row) => total + row.tax + row.late + row.fee - row.undone, 0) }
  })
}

/** The cash of a day as a list. */
export const cashDownloads: readonly Download[] = [
  download<{ day: PlainDate | null }, CashDay>({
    name: 'cash-day', query: showCashDay, input: (day) => ({ day }),
    rows: (value) => [['時刻', '領収番号', '宛名番号', '氏名', '受領日', '本税', '延滞金', '督促手数料', '取消し', '取扱者'], ...value.rows.map((row) => [row.time, row.receipt?.receiptNo ?? '', row.number, row.name, printDate(plainDate(row.paidOn), 'letter'), ...[row.tax, row.late, row.fee, row.undone].map(String), row.receipt?.takenBy ?? ''])],
  }),
]

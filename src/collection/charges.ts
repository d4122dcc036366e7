import { assert } from '../kernel/assert.ts'
import { type FiscalYear, fiscalYear, type PlainDate } from '../kernel/plain-date.ts'
import { minus, subtract, sum, type Yen, zeroYen } from '../kernel/yen.ts'
import type { Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { closeBook, openBook, openLate, openNew } from './book.ts'
import { dropDemandsWithoutTax } from './late/fee-reversal.ts'
import { type Book, lowering } from './rules/posting.ts'
import * as store from './store.ts'

/** What is owed for one instalment after a decision — 調定する額. */
export interface ChargeDraft {
  /** Code of the levy in its manifest. */
  readonly levyCode: string
  /** The decision it rests on: an assessment's id that stays the same when the amount is corrected. */
  readonly sourceId: string
  /** 期; 0 where the whole year is due at once. */
  readonly instalment: number
  readonly fiscalYear: FiscalYear
  readonly partyId: string
  /** What is taxed, so that the arrears of a vehicle or lot can be looked for; null where it is the person. */
  readonly subjectId: string | null
  /** 通知書番号 */
  readonly noticeNo: string | null
  /** After its move to an open day. */
  readonly dueOn: PlainDate
  /** The amount that is right after this decision, not the difference. */
  readonly amount: Yen
}

export interface RaisedCharges {
  /** In the order of the drafts. */
  readonly chargeIds: readonly string[]
  readonly raised: number
  readonly changed: number
  readonly unchanged: number
  /** What the charges rose by in all; below zero where they fell. */
  readonly difference: Yen
}

/**
 * Charges what has been decided — 調定.
 * The draft says what is right now: the same draft again changes nothing, another amount writes the difference, and
 * zero takes the charge back, and the fee of its demand with it. What has been paid beyond a lowered charge becomes an overpayment on this day,
 * and so does the delinquency charge that was paid on what it was lowered by.
 * The due date and party of a charge never change. One call takes a page of 500 in a handful of statements.
 * @law local-autonomy-act 231
 */
export async function raiseCharges(tx: Tx, drafts: readonly ChargeDraft[]): Promise<RaisedCharges> {
  if (drafts.length === 0) return { chargeIds: [], raised: 0, changed: 0, unchanged: 0, difference: zeroYen }
  const keys = new Set(drafts.map(keyOf))
  assert(keys.size === drafts.length, 'a charge is named once in a call')
  const made = drafts.map((draft) => ({ ...draft, chargeId: newId() }))
  await store.insertCharges(tx, made)
  const rows = new Map((await store.listChargesBySource(tx, drafts)).map((row) => [keyOf({ levyCode: row.levy_code, sourceId: row.source_id, instalment: row.instalment }), row]))
  const standing = made.map((draft) => {
    const row = rows.get(keyOf(draft))
    assert(row !== undefined && row.party_id === draft.partyId, 'a charge stays with its party')
    return { draft, chargeId: row.charge_id, isNew: row.charge_id === draft.chargeId }
  })
  const old = standing.filter((one) => !one.isNew).map((one) => one.chargeId)
  const book = await openBook(tx, old)
  const before = new Map((old.length > 0 ? await store.listBalances(tx, old) : []).map((row) => [row.charge_id, { charged: row.charged, writtenOff: row.written_off, lateCharged: row.late_charged }]))
  const isLowering = ({ draft, chargeId }: (typeof standing)[number]): boolean => draft.amount < (before.get(chargeId)?.charged ?? zeroYen) && before.get(chargeId)?.lateCharged !== zeroYen
  await openLate(tx, book, { chargeIds: standing.filter(isLowering).map((one) => one.chargeId), isLowered: false })
  openNew(book, standing.filter((one) => one.isNew).map((one) => ({ chargeId: one.chargeId, partyId: one.draft.partyId })))
  const differences = standing.map((one) => write(tx, book, { ...one, before: before.get(one.chargeId) ?? { charged: zeroYen, writtenOff: zeroYen } }))
  book.settle(old)
  await closeBook(tx, book)
  await dropDemandsWithoutTax(tx, standing.filter((one, index) => one.draft.amount === zeroYen && differences[index]! < zeroYen).map((one) => one.chargeId))
  return {
    chargeIds: standing.map((one) => one.chargeId), raised: standing.filter((one) => one.isNew).length,
    changed: standing.filter((one, index) => !one.isNew && differences[index] !== zeroYen).length,
    unchanged: standing.filter((one, index) => !one.isNew && differences[index] === zeroYen).length, difference: sum(...differences),
  }
}

interface Standing { readonly draft: ChargeDraft; readonly chargeId: string; readonly isNew: boolean; readonly before: { readonly charged: Yen; readonly writtenOff: Yen } }

function write(tx: Tx, book: Book, { draft, chargeId, isNew, before }: Standing): Yen {
  assert(draft.amount >= zeroYen, 'a charge is not below zero')
  const difference = subtract(draft.amount, before.charged)
  const { partyId } = draft
  const kind = isNew ? 'charge' : 'charge-change'
  if (difference >= zeroYen) book.enter({ kind, effectiveOn: tx.today }, [{ debit: 'receivable', credit: 'revenue', amount: difference, chargeId, partyId }])
  else book.enter({ kind, effectiveOn: tx.today }, lowering(minus(difference), book.balancesOf(chargeId).tax, before.writtenOff).map((line) => ({ debit: 'revenue', ...line, chargeId, partyId })))
  return difference
}

function keyOf(charge: { readonly levyCode: string; readonly sourceId: string; readonly instalment: number }): string {
  return `${charge.levyCode}|${charge.sourceId}|${charge.instalment}`
}

/** A charge with what is owed and paid of it — 調定と収納の状況. */
export interface ChargeBalance {
  readonly chargeId: string
  readonly levyCode: string
  readonly sourceId: string
  readonly instalment: number
  readonly fiscalYear: FiscalYear
  readonly partyId: string
  readonly subjectId: string | null
  readonly noticeNo: string | null
  readonly dueOn: PlainDate
  /** 調定額 */
  readonly charged: Yen
  /** Paid, preliminary money included. */
  readonly paid: Yen
  /** Of the money paid, what only a preliminary report has announced — 速報のみの額. */
  readonly preliminary: Yen
  /** 未納 */
  readonly balance: Yen
  /** 過誤納 kept from this charge. */
  readonly overpaid: Yen
  /** Delinquency charge charged so far, and what of it is unpaid. */
  readonly lateCharged: Yen
  readonly lateBalance: Yen
  /** Fees of demands that stand, and what of them is unpaid — 督促手数料. */
  readonly feeCharged: Yen
  readonly feeBalance: Yen
  /** 不納欠損 of the tax: neither paid nor owed. */
  readonly writtenOff: Yen
}

export function balanceOf(row: store.BalanceRow): ChargeBalance {
  return {
    chargeId: row.charge_id, levyCode: row.levy_code, sourceId: row.source_id, instalment: row.instalment, fiscalYear: fiscalYear(row.fiscal_year), partyId: row.party_id,
    subjectId: row.subject_id, noticeNo: row.notice_no, dueOn: row.due_on, charged: row.charged, paid: row.paid, preliminary: row.preliminary, balance: row.balance,
    overpaid: row.overpaid, lateCharged: row.late_charged, lateBalance: row.late_balance, feeCharged: row.fee_charged, feeBalance: row.fee_balance, writtenOff: row.written_off,
  }
}

/** Charges of these decisions — 賦課ごとの調定. */
export async function listBalancesOfSources(tx: Tx, levyCode: string, sourceIds: readonly string[]): Promise<ChargeBalance[]> {
  return sourceIds.length === 0 ? [] : (await store.listBalancesOfSources(tx, levyCode, sourceIds)).map(balanceOf)
}

/** Charges of all years for these vehicles, lots, houses: a clearance looks at every year — 課税客体ごとの調定. */
export async function listBalancesOfSubjects(tx: Tx, levyCode: string, subjectIds: readonly string[]): Promise<ChargeBalance[]> {
  return subjectIds.length === 0 ? [] : (await store.listBalancesOfSubjects(tx, levyCode, subjectIds)).map(balanceOf)
}

/** All charges of an addressee over all levies — 宛名ごとの調定. */
export async function listBalancesOfParty(tx: Tx, partyId: string): Promise<ChargeBalance[]> {
  return (await store.listBalancesOfParty(tx, partyId)).map(balanceOf)
}

import { citationText } from '../../kernel/citation.ts'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { notBelowZero, sumOf, type Yen, zeroYen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { accruedOn } from '../accrual.ts'
import { closeBook, openBook } from '../book.ts'
import { balanceOf, type ChargeBalance } from '../charges.ts'
import { periodText } from '../forms.ts'
import { collectionLawOn } from '../law.ts'
import { findLevy } from '../levies.ts'
import { insertNotices, insertPayments } from '../payment-store.ts'
import { lateLines } from '../payments.ts'
import { refuse } from '../refusals.ts'
import { listMovesOfEntry } from '../refund/store.ts'
import type { Allocation } from '../rules/allocation.ts'
import { debtParts } from '../rules/debt-part.ts'
import * as ledger from '../store.ts'
import type { DistributionRow, LineRow, MoneyRow, NewLine } from './distribution-store.ts'
import { type Claimant, distribute } from './rules/distribution.ts'
import { enterDistribution, enterMoney, undoEntry } from './rules/entries.ts'
import { listRequestClaims, listSeizureClaims } from './seizure-store.ts'

/** A claim of somebody else on the money — 他の債権. */
export interface OtherClaim { readonly kind: 'costs' | 'requested' | 'secured'; readonly creditor: string; readonly rankedOn: PlainDate; readonly requestedOn: PlainDate | null; readonly principal: Yen; readonly late: Yen }

export interface PlannedDistribution { readonly lines: readonly NewLine[]; readonly surplus: Yen }

/**
 * Who would get what of money that came — 配当の計算.
 * The claims for which it was seized stand as they are today, with the delinquency charge up to the day on which the money came.
 * @refuses a year whose delinquency rate has not been published
 */
export async function planDistribution(tx: Tx, money: MoneyRow, others: readonly OtherClaim[]): Promise<Outcome<PlannedDistribution>> {
  const chargeIds = (money.seizure_id === null ? await listRequestClaims(tx, [money.request_id ?? '']) : await listSeizureClaims(tx, [money.seizure_id])).map((claim) => claim.charge_id)
  const balances = (await ledger.listBalances(tx, chargeIds)).map(balanceOf)
  const accrued = await accruedOn(tx, balances, money.received_on)
  const own: { claimant: Claimant; balance: ChargeBalance }[] = []
  for (const balance of balances) {
    const late = accrued.get(balance.chargeId)
    if (late && !late.charge.ok) return late.charge
    own.push({ balance, claimant: { id: balance.chargeId, kind: 'own', rankedOn: balance.dueOn, requestedOn: null, principal: notBelowZero(balance.balance), late: late?.open ?? zeroYen, fee: notBelowZero(balance.feeBalance) } })
  }
  const foreign = others.map((other, index) => ({ other, claimant: { ...other, fee: zeroYen, id: `other-${index}` } satisfies Claimant }))
  const { lines, surplus } = distribute(money.amount, [...own.map((one) => one.claimant), ...foreign.map((one) => one.claimant)], collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today)).partOrder)
  const drawn = lines.map((line): NewLine => {
    const mine = own.find((one) => one.claimant.id === line.id)
    const theirs = foreign.find((one) => one.claimant.id === line.id)
    const claimant = (mine ?? theirs)!.claimant
    return {
      kind: claimant.kind, creditor: mine ? wordsOf(mine.balance) : theirs!.other.creditor, chargeId: mine ? mine.balance.chargeId : null, rankedOn: claimant.rankedOn, requestedOn: claimant.requestedOn,
      claimTax: claimant.principal, claimLate: claimant.late, claimFee: claimant.fee, tax: line.principal, late: line.late, fee: line.fee, article: citationText(line.article),
    }
  })
  return accept({ lines: surplus > zeroYen ? [...drawn, surplusLine(surplus)] : drawn, surplus })
}

/** `固定資産税　令和7年度 第2期` */
export function wordsOf(balance: Pick<ChargeBalance, 'levyCode' | 'fiscalYear' | 'instalment'>): string {
  return `${findLevy(balance.levyCode)?.shortTitle ?? balance.levyCode}　${periodText(balance)}`
}

function surplusLine(surplus: Yen): NewLine {
  return { kind: 'surplus', creditor: '滞納者', chargeId: null, rankedOn: null, requestedOn: null, claimTax: surplus, claimLate: zeroYen, claimFee: zeroYen, tax: surplus, late: zeroYen, fee: zeroYen, article: '国税徴収法129条3項' }
}

/** The others of a stored distribution, so that it can be computed again. */
export function othersOf(lines: readonly LineRow[]): OtherClaim[] {
  return lines.flatMap((line) => (line.kind === 'own' || line.kind === 'surplus' || line.ranked_on === null ? [] : [{ kind: line.kind, creditor: line.creditor, rankedOn: line.ranked_on, requestedOn: line.requested_on, principal: line.claim_tax, late: line.claim_late }]))
}

/** Whether a stored distribution is still what the claims give. */
export function isSamePlan(lines: readonly LineRow[], plan: PlannedDistribution): boolean {
  const text = (list: readonly { kind: string; creditor: string; chargeId: string | null; tax: number; late: number; fee: number }[]): string => list.map((one) => `${one.kind}|${one.chargeId ?? one.creditor}|${one.tax}|${one.late}|${one.fee}`).sort().join()
  return text(lines.map((line) => ({ ...line, chargeId: line.charge_id }))) === text(plan.lines)
}

/** Money that came goes into the ledger: cash that still has to be distributed — 差押えで受け入れた金の記帳. */
export async function postMoney(tx: Tx, money: { partyId: string; amount: Yen; receivedOn: PlainDate }): Promise<void> {
  const book = await openBook(tx, [])
  enterMoney(book, money)
  await closeBook(tx, book)
}

/**
 * An approved distribution goes into the ledger — 配当の記帳.
 * What falls to the own claims is a payment of the day on which the money came; shares of others and the surplus are owed to them.
 */
export async function postDistribution(tx: Tx, row: DistributionRow, { lines, receivedOn }: { lines: readonly LineRow[]; receivedOn: PlainDate }): Promise<{ paymentId: string | null; entryIds: string[] }> {
  const own = lines.filter((line) => line.kind === 'own')
  const allocations = own.flatMap((line) => debtParts.map((part): Allocation => ({ chargeId: line.charge_id!, kind: part, amount: line[part] }))).filter((one) => one.amount > zeroYen)
  const ownTotal = sumOf(allocations.map((one) => one.amount))
  const [partyId, chargeIds] = [row.party_id, own.map((line) => line.charge_id!)]
  const book = await openBook(tx, chargeIds)
  const paymentId = ownTotal > zeroYen ? newId() : null
  const entered = enterDistribution(book, { partyId, amount: row.amount, receivedOn, own: allocations, paymentId, lateLines: lateLines(allocations, (chargeId) => book.balancesOf(chargeId).late) })
  if (paymentId !== null) {
    await insertPayments(tx, [{ paymentId, channel: 'enforcement', paymentKey: `distribution|${row.distribution_id}`, slipId: null, partyId, amount: ownTotal, paidOn: receivedOn, paidAt: null }])
    await insertNotices(tx, [{ paymentId, kind: 'confirmed', fundsOn: receivedOn, fileId: null, lineNo: null, reason: null }])
  }
  await closeBook(tx, book)
  return { paymentId, entryIds: [...new Set(entered.map((move) => move.entryId))] }
}

/** Undoes a distribution by opposite entries; the money waits again — 配当の取消し. */
export async function undoDistribution(tx: Tx, row: DistributionRow, { lines, reason }: { lines: readonly LineRow[]; reason: string }): Promise<Outcome<null>> {
  if (lines.some((line) => line.handed_on !== null)) return refuse('distribution-handed', { field: '/distributionId' })
  const chargeIds = lines.flatMap((line) => line.charge_id ?? [])
  const book = await openBook(tx, chargeIds)
  for (const entryId of row.entry_ids) undoEntry(book, await listMovesOfEntry(tx, entryId))
  book.settle(chargeIds)
  if (row.payment_id !== null) await insertNotices(tx, [{ paymentId: row.payment_id, kind: 'reversed', fundsOn: null, fileId: null, lineNo: null, reason }])
  await closeBook(tx, book)
  return accept(null)
}

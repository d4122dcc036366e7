import type { PlainDate } from '../../kernel/plain-date.ts'
import { notBelowZero, subtract, sum, type Yen, zeroYen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { closeBook, openBook } from '../book.ts'
import type { ChargeBalance } from '../charges.ts'
import { collectionLawOn } from '../law.ts'
import { listSlipLines } from '../slip-store.ts'
import type { LetterKind } from './model.ts'

/** The fee of one demand that is issued on a day; zero where the town takes none, and for a reminder — 督促手数料の額. LEGAL DOUBT: LD-163, whether each instalment costs one. */
export function letterFeeOn(tx: Tx, kind: LetterKind, issuedOn: PlainDate): Yen {
  return kind === 'demand' ? collectionLawOn(issuedOn, tx.office.ordinanceOn(issuedOn)).demandFee : zeroYen
}

/** Fees by instalment as a letter asks for them before its slips are there: what stands, and the fee of the letter on its first instalment. */
export function feesExpected(charges: readonly ChargeBalance[], own: Yen): ReadonlyMap<string, Yen> {
  return new Map(charges.map(({ chargeId, feeBalance }, index) => [chargeId, sum(notBelowZero(feeBalance), index === 0 ? own : zeroYen)]))
}

/** Fees that slips ask for, by instalment: a letter says the same, and what of it is not charged yet is charged with the letter. */
export async function feesAsked(tx: Tx, slipIds: readonly string[]): Promise<ReadonlyMap<string, Yen>> {
  if (slipIds.length === 0) return new Map()
  return new Map((await listSlipLines(tx, slipIds)).filter((line) => line.kind === 'fee').map((line) => [line.charge_id, line.amount]))
}

interface Demanded { readonly chargeId: string; readonly partyId: string; readonly feeBalance: Yen }

/** A fee as it was charged with a demand, with its entry of the ledger. */
export interface ChargedFee { readonly fee: Yen; readonly feeEntryId: string }

/** Charges what the slips of demands ask for beyond the fees that stand, by instalment — 督促手数料の調定. */
export async function chargeFees(tx: Tx, demanded: readonly Demanded[], { asked, issuedOn }: { readonly asked: ReadonlyMap<string, Yen>; readonly issuedOn: PlainDate }): Promise<ReadonlyMap<string, ChargedFee>> {
  const fees = demanded.map((one) => ({ ...one, fee: subtract(asked.get(one.chargeId) ?? zeroYen, notBelowZero(one.feeBalance)) })).filter((one) => one.fee > zeroYen)
  if (fees.length === 0) return new Map()
  const book = await openBook(tx, fees.map((one) => one.chargeId))
  const charged = new Map(fees.map(({ chargeId, partyId, fee }) => {
    const [move] = book.enter({ kind: 'demand-fee', effectiveOn: issuedOn }, [{ debit: 'fee-receivable', credit: 'fee-revenue', amount: fee, chargeId, partyId }])
    return [chargeId, { fee, feeEntryId: move!.entryId }]
  }))
  book.settle(charged.keys())
  await closeBook(tx, book)
  return charged
}

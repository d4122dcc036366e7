import { accept, type Outcome } from '../kernel/outcome.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { notBelowZero, zeroYen } from '../kernel/yen.ts'
import { listPartyIdsOfResident } from '../party/index.ts'
import type { Tx } from '../platform/command/tx.ts'
import { type Accrued, accruedOn } from './accrual.ts'
import { type ChargeBalance, listBalancesOfParty } from './charges.ts'
import type { OpenItem } from './rules/allocation.ts'

/** An instalment with its delinquency charge as of a day. */
export interface AccountLine { readonly balance: ChargeBalance; readonly accrued: Accrued }

/** Everything an addressee was ever charged, with delinquency charges as of a day — 名寄せ. */
export async function linesOfAccount(tx: Tx, partyId: string, on: PlainDate): Promise<AccountLine[]> {
  const balances = await listBalancesOfParty(tx, partyId)
  const accrued = await accruedOn(tx, balances, on)
  return balances.flatMap((balance) => {
    const late = accrued.get(balance.chargeId)
    return late ? [{ balance, accrued: late }] : []
  })
}

/**
 * What may be paid on a day — その日に納められる額.
 * @refuses a day in a year whose delinquency rate has not been published
 */
export async function openItemsOf(tx: Tx, partyId: string, on: PlainDate): Promise<Outcome<OpenItem[]>> {
  const items: OpenItem[] = []
  for (const { balance, accrued } of await linesOfAccount(tx, partyId, on)) {
    if (!accrued.charge.ok) return accrued.charge
    const item = { chargeId: balance.chargeId, due: balance.dueOn, tax: notBelowZero(balance.balance), late: accrued.open ?? zeroYen, fee: notBelowZero(balance.feeBalance) }
    if (item.tax > zeroYen || item.late > zeroYen || item.fee > zeroYen) items.push(item)
  }
  return accept(items)
}

/** How many instalments of a person are due and unpaid, under every number of his; null where the person was never charged. */
export async function countOpenOf(tx: Tx, personId: string): Promise<number | null> {
  const partyIds = await listPartyIdsOfResident(tx, personId)
  if (partyIds.length === 0) return null
  const balances = await Promise.all(partyIds.map(async (partyId) => await listBalancesOfParty(tx, partyId)))
  return balances.flat().filter((balance) => balance.balance > zeroYen && balance.dueOn < tx.today).length
}

import { accept, type Outcome, type Refused } from '../../kernel/outcome.ts'
import { notBelowZero, type Yen, zeroYen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { accruedOn } from '../accrual.ts'
import { balanceOf, type ChargeBalance } from '../charges.ts'
import { groupBy } from '../group.ts'
import { collectionLawOn } from '../law.ts'
import { refuse } from '../refusals.ts'
import * as ledger from '../store.ts'
import type { ClaimEvent } from './model.ts'
import { demandedDays, listForeignEvents } from './ports.ts'
import { prescription, type Prescription, type PrescriptionLaw } from './rules/prescription.ts'
import * as store from './store.ts'

/** An instalment with everything that bears on its prescription. */
export interface Claim { readonly balance: ChargeBalance; readonly events: readonly ClaimEvent[]; readonly course: Prescription }

/** The time after which claims of a levy are gone, as the law stands today. */
export function prescriptionLawOf(tx: Tx, levyCode: string): PrescriptionLaw {
  const law = collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today)).prescription
  return law.levies[levyCode] ?? law.usual
}

/** Claims with their events and the day on which each lapses — 債権と時効. A handful of statements for any number. */
export async function claimsOf(tx: Tx, balances: readonly ChargeBalance[]): Promise<Claim[]> {
  const chargeIds = balances.map((balance) => balance.chargeId)
  const entered = groupBy((await store.listClaimEvents(tx, chargeIds)).filter((row) => row.withdrawn_at === null), (row) => row.charge_id)
  const lasting = groupBy(await store.listLasting(tx, chargeIds), (row) => row.charge_id)
  const paid = groupBy(await store.listPaidDays(tx, chargeIds), (row) => row.charge_id)
  const [demanded, foreign] = [await demandedDays(tx, chargeIds), await listForeignEvents(tx, chargeIds)]
  return balances.map((balance) => {
    const { chargeId } = balance
    const demandOn = demanded.get(chargeId)
    const events: ClaimEvent[] = [
      ...(entered.get(chargeId) ?? []).map((row): ClaimEvent => ({ kind: row.kind, on: row.happened_on, until: row.ended_on })),
      ...(lasting.get(chargeId) ?? []).map((row): ClaimEvent => ({ kind: row.kind, on: row.happened_on, until: row.ended_on, isAnnulled: row.is_annulled })),
      ...(paid.get(chargeId) ?? []).map((row): ClaimEvent => ({ kind: 'part-payment', on: row.paid_on, until: null })),
      ...(demandOn === undefined ? [] : [{ kind: 'demand' as const, on: demandOn, until: null }]),
      ...(foreign.get(chargeId) ?? []),
    ]
    return { balance, events, course: prescription({ due: balance.dueOn, events: events.filter((event) => event.on > balance.dueOn || event.kind === 'extension') }, prescriptionLawOf(tx, balance.levyCode)) }
  })
}

export async function claimsOfCharges(tx: Tx, chargeIds: readonly string[]): Promise<Claim[]> {
  return chargeIds.length === 0 ? [] : await claimsOf(tx, (await ledger.listBalances(tx, [...new Set(chargeIds)])).map(balanceOf))
}

/** Derives the last days of the right anew and keeps them for the work list. */
export async function deriveFor(tx: Tx, claims: readonly Claim[]): Promise<void> {
  await store.keepPrescriptions(tx, claims.map(({ balance, course }) => {
    const isOpen = balance.balance > zeroYen || balance.lateBalance > zeroYen || balance.feeBalance > zeroYen
    return { chargeId: balance.chargeId, completesOn: isOpen ? course.completesOn : null, heldBy: isOpen ? course.heldBy : null }
  }))
}

/** The same by ids, after something happened to them. */
export async function deriveAgain(tx: Tx, chargeIds: readonly string[]): Promise<void> {
  await deriveFor(tx, await claimsOfCharges(tx, chargeIds))
}

/** The day on which a claim was first demanded, by letter of here or as taken over; null where it never was. */
export function demandOf(claim: Claim): ClaimEvent['on'] | null {
  return claim.events.filter((event) => event.kind === 'demand').map((event) => event.on).toSorted()[0] ?? null
}

/** Whether something of a kind lasts today. */
export function isLasting(claim: Claim, kinds: readonly ClaimEvent['kind'][], today: ClaimEvent['on']): boolean {
  return claim.events.some((event) => kinds.includes(event.kind) && event.on <= today && (event.until === null || event.until >= today))
}

/** What a claim stands at: the tax, its delinquency charge if it were paid today, and the fee of its demand. */
export interface Standing { readonly claim: Claim; readonly tax: Yen; readonly late: Yen; readonly fee: Yen }

/**
 * Claims of one addressee with what they stand at today — 差押えに係る税.
 * @refuses an instalment that does not exist or is another's, one on which nothing is open, one that is gone, and a year without a rate
 */
export async function standingsOf(tx: Tx, partyId: string, chargeIds: readonly string[]): Promise<Outcome<Standing[]>> {
  const claims = await claimsOfCharges(tx, chargeIds)
  const fault = claimsFault(tx, claims, { partyId, chargeIds })
  if (fault) return fault
  const accrued = await accruedOn(tx, claims.map((claim) => claim.balance), tx.today)
  const standings: Standing[] = []
  for (const claim of claims) {
    const late = accrued.get(claim.balance.chargeId)
    if (late && !late.charge.ok) return late.charge
    standings.push({ claim, tax: notBelowZero(claim.balance.balance), late: late?.open ?? zeroYen, fee: notBelowZero(claim.balance.feeBalance) })
  }
  return accept(standings)
}

function claimsFault(tx: Tx, claims: readonly Claim[], { partyId, chargeIds }: { partyId: string; chargeIds: readonly string[] }): Refused | undefined {
  const field = '/chargeIds'
  if (claims.length < new Set(chargeIds).size) return refuse('charge-not-found', { field })
  if (claims.some(({ balance }) => balance.partyId !== partyId)) return refuse('other-party', { field })
  if (claims.some(({ balance }) => balance.balance <= zeroYen && balance.lateBalance <= zeroYen && balance.feeBalance <= zeroYen)) return refuse('nothing-owed', { field })
  if (claims.some(({ course }) => course.completesOn !== null && course.completesOn < tx.today)) return refuse('claim-gone', { field })
  return undefined
}

/** Claims that were paid, or partly paid, by preliminary money: nothing is done to them before it is confirmed. */
export function hasPreliminary(standings: readonly Standing[]): boolean {
  return standings.some(({ claim }) => claim.balance.preliminary > zeroYen)
}

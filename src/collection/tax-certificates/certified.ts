import type { Yen } from '../../kernel/yen.ts'
import { notBelowZero, subtract, sumOf, zeroYen } from '../../kernel/yen.ts'
import { findParty, findSamePerson, type Party } from '../../party/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import type { Recipient } from '../../platform/guard/index.ts'
import { linesOfAccount } from '../account.ts'
import { groupBy } from '../group.ts'
import { listCandidatesById, type CandidateRow } from '../late/letter-store.ts'
import { listDeferringReliefs } from '../late/relief-store.ts'
import { collectionLawOn } from '../law.ts'
import * as ledger from '../store.ts'
import type { TaxCertificateRequest } from './model.ts'
import { certificateRows, type CertificateRow, type OfficeFees, type Standing } from './rules.ts'
import * as store from './store.ts'

/** Output under which the certificates leave the office. */
export const taxCertificateOutput = 'collection.tax-certificate'

export interface Certifiable {
  readonly party: Party
  /** The resident this is, under whichever number; null for whoever is not in the register. */
  readonly personId: string | null
  readonly rows: readonly CertificateRow[]
}

/** What the books say of an addressee today, under all numbers of the person — 証明のもとになる収納の状況. */
export async function certifiableOf(tx: Tx, partyId: string): Promise<Certifiable | undefined> {
  const party = await findParty(tx, partyId)
  if (!party) return undefined
  const { residentId: personId, partyIds } = await findSamePerson(tx, partyId)
  const lines = (await Promise.all(partyIds.map(async (id) => await linesOfAccount(tx, id, tx.today)))).flat()
  const chargeIds = lines.map((line) => line.balance.chargeId)
  const preliminary = new Map((await store.listPreliminaryTax(tx, chargeIds)).map((row) => [row.charge_id, row.amount]))
  const paid = groupBy(await ledger.listTaxPayments(tx, chargeIds), (row) => row.charge_id)
  const paidIn = (chargeId: string): Yen => sumOf((paid.get(chargeId) ?? []).map((row) => row.amount))
  const standings = await standingsOf(tx, lines.filter(({ balance, accrued }) => balance.balance > zeroYen || (accrued.open ?? zeroYen) > zeroYen || balance.feeBalance > zeroYen).map(({ balance }) => balance.chargeId))
  const rows = certificateRows(lines.map(({ balance, accrued }) => ({
    levyCode: balance.levyCode, fiscalYear: balance.fiscalYear, dueOn: balance.dueOn, charged: balance.charged, balance: balance.balance, writtenOff: balance.writtenOff, paidIn: paidIn(balance.chargeId), preliminary: preliminary.get(balance.chargeId) ?? zeroYen, late: accrued.open, fee: notBelowZero(balance.feeBalance), standing: standings.get(balance.chargeId) ?? null,
  })), tx.today)
  return { party, personId, rows }
}

/** What of these instalments is extended, stayed, suspended, or in a plan that is kept, today. */
async function standingsOf(tx: Tx, chargeIds: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
  const rows = await listCandidatesById(tx, chargeIds)
  const grounds = new Map((await listDeferringReliefs(tx, rows.filter((row) => row.is_deferred).map((row) => row.charge_id))).filter((row) => row.from_on <= tx.today && tx.today <= (row.last_on ?? row.until_on)).map((row) => [row.charge_id, row]))
  const standingOf = (row: CandidateRow): Standing | null => {
    const relief = grounds.get(row.charge_id)
    if (relief) return { code: relief.ground, title: '徴収または換価の猶予', until: relief.until_on }
    if (row.is_suspended) return { code: 'suspension', title: '滞納処分の停止', until: null }
    return row.is_in_plan ? { code: 'kept-plan', title: '分納の約束', until: null } : null
  }
  return new Map(rows.flatMap((row) => { const standing = standingOf(row); return standing ? [[row.charge_id, standing] as const] : [] }))
}

/** Fee and exemptions of the town today; the fee is null where the ordinance has none. */
export function officeFees(tx: Tx): OfficeFees {
  const ordinance = tx.office.ordinanceOn(tx.today)
  const law = collectionLawOn(tx.today, ordinance)
  return { fee: Object.hasOwn(ordinance, 'collection.tax-certificate-fee') ? law.taxCertificateFee : null, exemptions: law.taxCertificateExemptions, notArrears: law.noArrearsStandings.notArrears }
}

/** A co-resident or an agent of a protected person is somebody else: the gate stays shut for them. */
export function recipientOf({ requester }: Pick<TaxCertificateRequest, 'requester'>): Recipient {
  return requester.kind === 'self' ? 'self' : 'third-party'
}

/** What of the unpaid is overdue. */
export function overdueOf(row: CertificateRow): Yen {
  return subtract(row.unpaid, row.notYetDue)
}

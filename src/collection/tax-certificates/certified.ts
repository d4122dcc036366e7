import type { Yen } from '../../kernel/yen.ts'
import { subtract, sumOf, zeroYen } from '../../kernel/yen.ts'
import { findParty, listPartyIdsOfResident, type Party } from '../../party/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import type { Recipient } from '../../platform/guard/index.ts'
import { linesOfAccount } from '../account.ts'
import { groupBy } from '../group.ts'
import { collectionLawOn } from '../law.ts'
import * as ledger from '../store.ts'
import type { TaxCertificateRequest } from './model.ts'
import { certificateRows, type CertificateRow, type OfficeFees } from './rules.ts'
import * as store from './store.ts'

/** Output under which the certificates leave the office. */
export const taxCertificateOutput = 'collection.tax-certificate'

export interface Certifiable { readonly party: Party; readonly rows: readonly CertificateRow[] }

/** What the books say of an addressee today, under all numbers of the person — 証明のもとになる収納の状況. */
export async function certifiableOf(tx: Tx, partyId: string): Promise<Certifiable | undefined> {
  const party = await findParty(tx, partyId)
  if (!party) return undefined
  const partyIds = party.residentId === null ? [partyId] : await listPartyIdsOfResident(tx, party.residentId)
  const lines = (await Promise.all(partyIds.map(async (id) => await linesOfAccount(tx, id, tx.today)))).flat()
  const chargeIds = lines.map((line) => line.balance.chargeId)
  const preliminary = new Map((await store.listPreliminaryTax(tx, chargeIds)).map((row) => [row.charge_id, row.amount]))
  const paid = groupBy(await ledger.listTaxPayments(tx, chargeIds), (row) => row.charge_id)
  const paidIn = (chargeId: string): Yen => sumOf((paid.get(chargeId) ?? []).map((row) => row.amount))
  const rows = certificateRows(lines.map(({ balance, accrued }) => ({
    levyCode: balance.levyCode, fiscalYear: balance.fiscalYear, dueOn: balance.dueOn, charged: balance.charged, balance: balance.balance, writtenOff: balance.writtenOff, paidIn: paidIn(balance.chargeId), preliminary: preliminary.get(balance.chargeId) ?? zeroYen, late: accrued.open,
  })), tx.today)
  return { party, rows }
}

/** Fee and exemptions of the town today; the fee is null where the ordinance has none. */
export function officeFees(tx: Tx): OfficeFees {
  const ordinance = tx.office.ordinanceOn(tx.today)
  const law = collectionLawOn(tx.today, ordinance)
  return { fee: Object.hasOwn(ordinance, 'collection.tax-certificate-fee') ? law.taxCertificateFee : null, exemptions: law.taxCertificateExemptions }
}

/** A co-resident or an agent of a protected person is somebody else: the gate stays shut for them. */
export function recipientOf({ requester }: Pick<TaxCertificateRequest, 'requester'>): Recipient {
  return requester.kind === 'self' ? 'self' : 'third-party'
}

/** What of the unpaid is overdue. */
export function overdueOf(row: CertificateRow): Yen {
  return subtract(row.unpaid, row.notYetDue)
}

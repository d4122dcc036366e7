import type { Instant } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { TaxCertificateKind, TaxCertificateRequest } from './model.ts'
import type { CertificateRow } from './rules.ts'

/** Money that went to the tax of these charges of which nothing but a preliminary report has come — 速報の金のうち本税の分. */
export async function listPreliminaryTax(tx: Tx, chargeIds: readonly string[]): Promise<{ charge_id: string; amount: Yen }[]> {
  if (chargeIds.length === 0) return []
  return await tx.db.many(sql`
    select l.charge_id, sum(l.amount)::bigint as amount from collection.ledger l
    where l.tenant_id = ${tx.tenant} and l.charge_id = ${anyOf(chargeIds)} and l.kind = 'receipt' and l.debit = 'provisional' and l.credit = 'receivable'
      and (select count(*) from collection.ledger r where r.tenant_id = ${tx.tenant} and r.reverses_entry_id = l.entry_id and r.reverses_line_no = l.line_no) = 0
      and (select count(*) from collection.payment_notice n where n.tenant_id = ${tx.tenant} and n.payment_id = l.payment_id and n.kind = 'confirmed') = 0
    group by l.charge_id`)
}

/** One sheet as it was issued. */
export interface IssuedSheet {
  readonly certificateId: string; readonly number: string; readonly kind: TaxCertificateKind; readonly documentId: string; readonly feeYen: number; readonly purpose: string | null; readonly delivery: TaxCertificateRequest['delivery']
  readonly issuedAt: Instant; readonly issuedByName: string
}

export interface NewSheet {
  readonly certificateId: string; readonly number: string; readonly documentId: string; readonly request: TaxCertificateRequest; readonly rows: readonly CertificateRow[]; readonly desk: string; readonly feeYen: Yen; readonly exemption: string | null
}

export async function insertSheet(tx: Tx, { certificateId, number, documentId, request, rows, desk, feeYen, exemption }: NewSheet): Promise<void> {
  await tx.db.run(sql`
    insert into collection.tax_certificate (tenant_id, certificate_id, number, kind, party_id, requester_kind, requester_name, identity_check, purpose, delivery, mail_to, postal_order_yen, exemption, fee_yen, document_id, desk, issued_at, issued_by, issued_by_name)
    values (${tx.tenant}, ${certificateId}, ${number}, ${request.kind}, ${request.partyId}, ${request.requester.kind}, ${request.requester.name}, ${request.identityCheck}, ${request.purpose}, ${request.delivery}, ${request.mailTo}, ${request.postalOrderYen},
      ${exemption}, ${feeYen}, ${documentId}, ${desk}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
  const column = <T>(of: (row: CertificateRow) => T): T[] => rows.map(of)
  await tx.db.run(sql`
    insert into collection.tax_certificate_line (tenant_id, certificate_id, line_no, levy_code, fiscal_year, charged, paid, unpaid, not_yet_due, late, fee)
    select ${tx.tenant}, ${certificateId}, l.line_no, l.levy_code, l.fiscal_year, l.charged, l.paid, l.unpaid, l.not_yet_due, l.late, l.fee
    from unnest(${column((row) => row.levyCode)}::text[], ${column((row) => row.fiscalYear)}::integer[], ${column((row) => row.charged)}::bigint[], ${column((row) => row.paid)}::bigint[], ${column((row) => row.unpaid)}::bigint[], ${column((row) => row.notYetDue)}::bigint[], ${column((row) => row.late)}::bigint[], ${column((row) => row.fee)}::bigint[])
      with ordinality as l(levy_code, fiscal_year, charged, paid, unpaid, not_yet_due, late, fee, line_no)`)
}

interface SheetRow { certificate_id: string; number: string; kind: TaxCertificateKind; document_id: string; fee_yen: number; purpose: string | null; delivery: TaxCertificateRequest['delivery']; issued_at: Instant; issued_by_name: string }

/** Certificates about an addressee, the newest first. */
export async function listSheets(tx: Tx, partyId: string, limit: number): Promise<readonly IssuedSheet[]> {
  const rows = await tx.db.many<SheetRow>(sql`
    select c.certificate_id, c.number, c.kind, c.document_id, c.fee_yen, c.purpose, c.delivery, c.issued_at, c.issued_by_name from collection.tax_certificate c
    where c.tenant_id = ${tx.tenant} and c.party_id = ${partyId} order by c.issued_at desc, c.number desc limit ${limit}`)
  return rows.map((row) => ({ certificateId: row.certificate_id, number: row.number, kind: row.kind, documentId: row.document_id, feeYen: row.fee_yen, purpose: row.purpose, delivery: row.delivery, issuedAt: row.issued_at, issuedByName: row.issued_by_name }))
}

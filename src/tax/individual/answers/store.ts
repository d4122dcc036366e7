import type { Instant } from '../../../kernel/plain-date.ts'
import type { Yen } from '../../../kernel/yen.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { sql } from '../../../platform/db/db.ts'
import type { CertificateKind, CertificateRequest } from './model.ts'

/** One sheet of a certificate as it was issued. */
export interface CertificateSheet {
  readonly certificateId: string; readonly number: string; readonly kind: CertificateKind; readonly personId: string; readonly fiscalYear: number; readonly decisionNo: number; readonly documentId: string; readonly feeYen: number
  readonly purpose: string | null; readonly issuedAt: Instant; readonly issuedByName: string
}

export interface NewSheet { readonly certificateId: string; readonly number: string; readonly request: CertificateRequest; readonly decisionNo: number; readonly documentId: string; readonly desk: string; readonly feeYen: Yen; readonly exemption: string | null }

export async function insertCertificate(tx: Tx, { certificateId, number, request, decisionNo, documentId, desk, feeYen, exemption }: NewSheet): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.certificate (tenant_id, certificate_id, number, kind, person_id, fiscal_year, decision_no, items, requester_kind, requester_name, identity_check, purpose, exemption, fee_yen, document_id, desk, issued_at, issued_by, issued_by_name)
    values (${tx.tenant}, ${certificateId}, ${number}, ${request.kind}, ${request.personId}, ${request.fiscalYear}, ${decisionNo}, ${request.items}::text[], ${request.requester.kind}, ${request.requester.name}, ${request.identityCheck}, ${request.purpose},
      ${exemption}, ${feeYen}, ${documentId}, ${desk}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

interface SheetRow { certificate_id: string; number: string; kind: CertificateKind; person_id: string; fiscal_year: number; decision_no: number; document_id: string; fee_yen: number; purpose: string | null; issued_at: Instant; issued_by_name: string }

/** Certificates about a person, the newest first. */
export async function listCertificates(tx: Tx, personId: string, limit: number): Promise<readonly CertificateSheet[]> {
  const rows = await tx.db.many<SheetRow>(sql`
    select c.certificate_id, c.number, c.kind, c.person_id, c.fiscal_year, c.decision_no, c.document_id, c.fee_yen, c.purpose, c.issued_at, c.issued_by_name from tax_individual.certificate c
    where c.tenant_id = ${tx.tenant} and c.person_id = ${personId} order by c.issued_at desc, c.number desc limit ${limit}`)
  return rows.map((row) => ({
    certificateId: row.certificate_id, number: row.number, kind: row.kind, personId: row.person_id, fiscalYear: row.fiscal_year, decisionNo: row.decision_no, documentId: row.document_id, feeYen: row.fee_yen, purpose: row.purpose, issuedAt: row.issued_at, issuedByName: row.issued_by_name,
  }))
}

/** The worksheet of a decision as it was printed. */
export interface Annex { readonly annexId: string; readonly number: string; readonly personId: string; readonly fiscalYear: number; readonly decisionNo: number; readonly documentId: string; readonly issuedAt: Instant; readonly issuedByName: string }

export async function insertAnnex(tx: Tx, annex: Omit<Annex, 'issuedAt' | 'issuedByName'>): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.worksheet_annex (tenant_id, annex_id, number, person_id, fiscal_year, decision_no, document_id, issued_at, issued_by_name)
    values (${tx.tenant}, ${annex.annexId}, ${annex.number}, ${annex.personId}, ${annex.fiscalYear}, ${annex.decisionNo}, ${annex.documentId}, ${tx.now}, ${tx.actor.name})`)
}

/** Worksheets printed of a person, the newest first. */
export async function listAnnexes(tx: Tx, personId: string, limit: number): Promise<readonly Annex[]> {
  const rows = await tx.db.many<{ annex_id: string; number: string; person_id: string; fiscal_year: number; decision_no: number; document_id: string; issued_at: Instant; issued_by_name: string }>(sql`
    select w.annex_id, w.number, w.person_id, w.fiscal_year, w.decision_no, w.document_id, w.issued_at, w.issued_by_name from tax_individual.worksheet_annex w
    where w.tenant_id = ${tx.tenant} and w.person_id = ${personId} order by w.issued_at desc, w.number desc limit ${limit}`)
  return rows.map((row) => ({ annexId: row.annex_id, number: row.number, personId: row.person_id, fiscalYear: row.fiscal_year, decisionNo: row.decision_no, documentId: row.document_id, issuedAt: row.issued_at, issuedByName: row.issued_by_name }))
}

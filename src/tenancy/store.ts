import type { Citation } from '../kernel/citation.ts'
import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import type { Office, Tx } from '../platform/command/tx.ts'
import { sql, type Db } from '../platform/db/db.ts'

export interface MunicipalityRow {
  tenant_id: number; code: string; name: string; kana: string; prefecture: string; kind: Office['kind']; designated_city: boolean
  mayor: string; mayor_title: string; postal_code: string; address: string; phone: string; environment: Office['environment']
  ordinance_version: string; eras: readonly EraRow[]
}

/** An era that was announced after this program was made, the same for every town. */
export interface EraRow { readonly name: string; readonly letter: string; readonly code: number; readonly from: PlainDate; readonly firstFiscalYear: number | null }

export interface OrdinanceRow {
  concept: string; row_no: number; valid_from: PlainDate; value: unknown; published: PlainDate; because: Citation[]; note: string | null
  recorded_at: Instant; recorded_to: Instant | null; proposal_id: string | null
}

/** A town with the version of its ordinance rows, and the announced eras, in one read. */
export async function findMunicipality(db: Db, tenant: number): Promise<MunicipalityRow | undefined> {
  return await db.find<MunicipalityRow>(sql`
    select m.*, (select count(*) || ':' || count(o.recorded_to) || ':' || coalesce(max(greatest(o.recorded_at, o.recorded_to))::text, '') from tenancy.ordinance_value o where o.tenant_id = ${tenant}) as ordinance_version,
      (select coalesce(jsonb_agg(jsonb_build_object('name', e.name, 'letter', e.letter, 'code', e.code, 'from', e.from_on, 'firstFiscalYear', e.first_fiscal_year) order by e.from_on), '[]') from tenancy.era e) as eras
    from tenancy.municipality m where m.tenant_id = ${tenant}`)
}

export async function findTenantByCode(db: Db, code: string): Promise<number | undefined> {
  const row = await db.find<{ tenant_id: number }>(sql`select tenant_id from tenancy.municipality where code = ${code}`)
  return row?.tenant_id
}

export async function listMunicipalities(db: Db): Promise<{ tenant_id: number; code: string; name: string; environment: Office['environment'] }[]> {
  return await db.many(sql`select tenant_id, code, name, environment from tenancy.municipality order by code`)
}

/** All ordinance rows of a town, oldest first, so that a later one wins. */
export async function listOrdinanceValues(db: Db, tenant: number): Promise<OrdinanceRow[]> {
  return await db.many<OrdinanceRow>(sql`
    select concept, row_no, valid_from, value, published, because, note, recorded_at, recorded_to, proposal_id from tenancy.ordinance_value
    where tenant_id = ${tenant} order by concept, valid_from, row_no`)
}

/** Where rows are written: a transaction of a town and its time. */
export type Place = Pick<Tx, 'db' | 'tenant' | 'now'>

export interface NewOrdinanceValue {
  readonly concept: string
  readonly validFrom: PlainDate
  readonly value: unknown
  readonly published: PlainDate
  readonly because: readonly Citation[]
  readonly note: string | null
  readonly recordedAt: Instant
  readonly proposalId: string | null
}

/** Ends what was known of a value until now; the row stays. */
export async function closeOrdinanceValue(at: Place, concept: string, validFrom: PlainDate): Promise<number> {
  return await at.db.run(sql`
    update tenancy.ordinance_value set recorded_to = ${at.now} where tenant_id = ${at.tenant} and concept = ${concept} and valid_from = ${validFrom} and recorded_to is null`)
}

export async function insertOrdinanceValue(at: Place, row: NewOrdinanceValue): Promise<void> {
  await at.db.run(sql`
    insert into tenancy.ordinance_value (tenant_id, concept, row_no, valid_from, value, published, because, note, recorded_at, proposal_id)
    select ${at.tenant}, ${row.concept}, coalesce(max(o.row_no), 0) + 1, ${row.validFrom}::date, ${JSON.stringify(row.value)}::jsonb, ${row.published}::date,
      ${JSON.stringify(row.because)}::jsonb, ${row.note}::text, ${row.recordedAt}::timestamptz, ${row.proposalId}::uuid
    from tenancy.ordinance_value o where o.tenant_id = ${at.tenant} and o.concept = ${row.concept}`)
}

export type ProposalState = 'open' | 'approved' | 'withdrawn'

export interface ProposalRow {
  id: string; concept: string; valid_from: PlainDate; value: unknown; published: PlainDate; because: Citation[]; note: string | null; reason: string
  state: ProposalState; proposed_by: string; proposed_by_name: string; proposed_at: Instant
  decided_by: string | null; decided_by_name: string | null; decided_at: Instant | null; decided_reason: string | null; version: number
}

export interface NewProposal {
  readonly id: string
  readonly concept: string
  readonly validFrom: PlainDate
  readonly value: unknown
  readonly published: PlainDate
  readonly because: readonly Citation[]
  readonly note: string | null
  readonly reason: string
  readonly proposedBy: { readonly id: string; readonly name: string }
}

/** Writes a proposal; 0 where another one for the same day is open. */
export async function insertProposal(at: Place, proposal: NewProposal): Promise<number> {
  return await at.db.run(sql`
    insert into tenancy.ordinance_proposal (tenant_id, id, concept, valid_from, value, published, because, note, reason, state, proposed_by, proposed_by_name, proposed_at)
    values (${at.tenant}, ${proposal.id}, ${proposal.concept}, ${proposal.validFrom}, ${JSON.stringify(proposal.value)}::jsonb, ${proposal.published},
      ${JSON.stringify(proposal.because)}::jsonb, ${proposal.note}, ${proposal.reason}, 'open', ${proposal.proposedBy.id}, ${proposal.proposedBy.name}, ${at.now})
    on conflict (tenant_id, concept, valid_from) where state = 'open' do nothing`)
}

/** The proposal, locked until the end of the transaction. */
export async function findProposalToDecide(tx: Tx, id: string): Promise<ProposalRow | undefined> {
  return await tx.db.find<ProposalRow>(sql`select * from tenancy.ordinance_proposal where tenant_id = ${tx.tenant} and id = ${id} for update`)
}

export async function decideProposal(tx: Tx, decision: { id: string; state: 'approved' | 'withdrawn'; reason: string | null }): Promise<void> {
  await tx.db.run(sql`
    update tenancy.ordinance_proposal set state = ${decision.state}, decided_by = ${tx.actor.id}, decided_by_name = ${tx.actor.name}, decided_at = ${tx.now},
      decided_reason = ${decision.reason}, version = version + 1
    where tenant_id = ${tx.tenant} and id = ${decision.id}`)
}

export async function findProposal(tx: Tx, id: string): Promise<ProposalRow | undefined> {
  return await tx.db.find<ProposalRow>(sql`select * from tenancy.ordinance_proposal where tenant_id = ${tx.tenant} and id = ${id}`)
}

/** Proposals of a state, newest first. */
export async function listProposals(tx: Tx, filter: { state: ProposalState | null; concept: string | null }): Promise<ProposalRow[]> {
  return await tx.db.many<ProposalRow>(sql`
    select * from tenancy.ordinance_proposal
    where tenant_id = ${tx.tenant} and (${filter.state}::text is null or state = ${filter.state}) and (${filter.concept}::text is null or concept = ${filter.concept})
    order by proposed_at desc, id desc limit 200`)
}

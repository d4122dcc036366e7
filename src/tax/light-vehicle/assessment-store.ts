import type { FiscalYear, Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { StoredLines } from '../../kernel/worksheet.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, firstId, sql } from '../../platform/db/db.ts'
import { assessmentDateOf, type Vehicle, type VehicleClass } from './model.ts'
import type { Instalment } from './rules.ts'
import { knownAt, vehicleOf, type VehicleRow } from './store.ts'

/** Everything one assessment rests on — 賦課の事実. */
export interface AssessmentCase {
  /** As it stood on the assessment date. */
  readonly vehicle: Vehicle
  /** The newest exemption decided up to the year: its year, and whether it was granted. */
  readonly exemption: { readonly fiscalYear: number; readonly isApproved: boolean } | null
  readonly isDecided: boolean
  /** The taxpayer had died by the assessment date: the heirs have to be entered first. */
  readonly isTaxpayerDead: boolean
}

interface CaseRow extends VehicleRow { exemption_year: number | null; exemption_state: string | null; is_decided: boolean; taxpayer_status: string | null }

export interface CaseQuestion {
  readonly fiscalYear: FiscalYear
  readonly recordedAt: Instant
  /** A page of the whole register after this vehicle, or one vehicle alone. */
  readonly which: { readonly after: string | null; readonly limit: number } | { readonly vehicleId: string }
}

/** The cases of a year as known at an instant, in one query, in the order of vehicles. */
export async function listCases(tx: Tx, { fiscalYear, recordedAt, which }: CaseQuestion): Promise<AssessmentCase[]> {
  const on = assessmentDateOf(fiscalYear)
  const chosen = 'vehicleId' in which ? sql`v.vehicle_id = ${which.vehicleId}` : sql`v.vehicle_id > ${which.after ?? firstId}::uuid`
  const rows = await tx.db.many<CaseRow>(sql`
    select v.*, x.fiscal_year as exemption_year, x.state as exemption_state, h.status as taxpayer_status,
      exists (select from tax_light_vehicle.decision d where d.tenant_id = ${tx.tenant} and d.fiscal_year = ${fiscalYear} and d.vehicle_id = v.vehicle_id) as is_decided
    from tax_light_vehicle.vehicle v
    left join lateral (
      select x.fiscal_year, x.state from tax_light_vehicle.exemption x
      where x.tenant_id = ${tx.tenant} and x.vehicle_id = v.vehicle_id and x.fiscal_year <= ${fiscalYear} and x.state <> 'applied' and ${knownAt('x', recordedAt)}
      order by x.fiscal_year desc, x.recorded_at desc limit 1) x on true
    left join party.pub_party p on p.tenant_id = ${tx.tenant} and p.party_id = case when v.is_ownership_reserved and v.holder_party_id is not null then v.holder_party_id else v.owner_party_id end
    left join lateral (
      select h.status from resident.pub_person_history h
      where h.tenant_id = ${tx.tenant} and h.person_id = p.resident_id and h.valid_from <= ${on} and (h.valid_to is null or h.valid_to > ${on}) and ${knownAt('h', recordedAt)} limit 1) h on true
    where v.tenant_id = ${tx.tenant} and ${chosen} and v.valid_from <= ${on} and (v.valid_to is null or v.valid_to > ${on}) and ${knownAt('v', recordedAt)}
    order by v.tenant_id, v.vehicle_id limit ${'limit' in which ? which.limit : 1}`)
  return rows.map((row) => ({
    vehicle: vehicleOf(row), exemption: row.exemption_year === null ? null : { fiscalYear: row.exemption_year, isApproved: row.exemption_state === 'approved' },
    isDecided: row.is_decided, isTaxpayerDead: row.taxpayer_status === 'dead',
  }))
}

/** How many vehicles a run of a year will walk. */
export async function countVehiclesOn(tx: Tx, on: PlainDate): Promise<number> {
  const row = await tx.db.one<{ n: number }>(sql`
    select count(*) as n from tax_light_vehicle.vehicle v where v.tenant_id = ${tx.tenant} and v.recorded_to is null and v.valid_from <= ${on} and (v.valid_to is null or v.valid_to > ${on})`)
  return row.n
}

/** One calculation as it is stored — 計算の結果. */
export interface Assessment {
  readonly assessmentId: string
  readonly vehicleId: string
  readonly fiscalYear: number
  readonly runId: string | null
  readonly lawVersion: string
  readonly codeVersion: string
  readonly factsAt: Instant
  readonly class: VehicleClass
  readonly partyId: string
  readonly annualTax: Yen
  readonly lines: StoredLines
}

/** Stores calculations, one or a page, in one statement. */
export async function insertAssessments(tx: Tx, assessments: readonly Assessment[]): Promise<void> {
  if (assessments.length === 0) return
  const rows = assessments.map((one) => ({
    period: one.fiscalYear, subject_id: one.vehicleId, assessment_id: one.assessmentId, run_id: one.runId, law_version: one.lawVersion, code_version: one.codeVersion, facts_at: one.factsAt,
    class: one.class, party_id: one.partyId, annual_tax: one.annualTax, line_codes: `{${one.lines.codes.join(',')}}`, yen: `{${one.lines.amounts.join(',')}}`,
  }))
  await tx.db.run(sql`
    insert into tax_light_vehicle.assessment (tenant_id, period, subject_id, assessment_id, run_id, law_version, code_version, facts_at, recorded_at, class, party_id, annual_tax, line_codes, yen)
    select ${tx.tenant}, period, subject_id, assessment_id, run_id, law_version, code_version, facts_at, ${tx.now}::timestamptz, class, party_id, annual_tax, line_codes::smallint[], yen::bigint[]
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (period smallint, subject_id uuid, assessment_id uuid, run_id uuid, law_version text, code_version text, facts_at timestamptz,
      class text, party_id uuid, annual_tax bigint, line_codes text, yen text)`)
}

/** A proposal of a run that waits for its decision. */
export type Proposal = Pick<Assessment, 'assessmentId' | 'vehicleId' | 'partyId' | 'annualTax'>

/** A page of a run's proposals for vehicles that nobody has decided meanwhile. */
export async function pageOfProposals(tx: Tx, page: { runId: string; fiscalYear: number; after: string | null; limit: number }): Promise<(Proposal & { isDecided: boolean })[]> {
  const rows = await tx.db.many<{ assessment_id: string; subject_id: string; party_id: string; annual_tax: Yen; is_decided: boolean }>(sql`
    select a.assessment_id, a.subject_id, a.party_id, a.annual_tax,
      exists (select from tax_light_vehicle.decision d where d.tenant_id = ${tx.tenant} and d.fiscal_year = ${page.fiscalYear} and d.vehicle_id = a.subject_id) as is_decided
    from tax_light_vehicle.assessment a
    where a.tenant_id = ${tx.tenant} and a.run_id = ${page.runId} and a.subject_id > ${page.after ?? firstId}::uuid
    order by a.tenant_id, a.run_id, a.subject_id limit ${page.limit}`)
  return rows.map((row) => ({ assessmentId: row.assessment_id, vehicleId: row.subject_id, partyId: row.party_id, annualTax: row.annual_tax, isDecided: row.is_decided }))
}

/** A decision as it is stored — 賦課決定. */
export interface Decision {
  readonly vehicleId: string
  readonly fiscalYear: number
  readonly decisionNo: number
  readonly assessmentId: string
  readonly sourceId: string
  readonly noticeNo: string
  readonly partyId: string
  readonly annualTax: Yen
  readonly instalments: readonly Instalment[]
  readonly reason: string | null
  readonly runId: string | null
}

export async function insertDecisions(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  if (decisions.length === 0) return
  const list = (values: readonly (string | number)[]): string => `{${values.join(',')}}`
  const rows = decisions.map((one) => ({
    fiscal_year: one.fiscalYear, vehicle_id: one.vehicleId, decision_no: one.decisionNo, assessment_id: one.assessmentId, source_id: one.sourceId, notice_no: one.noticeNo, party_id: one.partyId, annual_tax: one.annualTax,
    instalment_nos: list(one.instalments.map((part) => part.no)), due_on: list(one.instalments.map((part) => part.dueOn)), instalments: list(one.instalments.map((part) => part.amount)), reason: one.reason, run_id: one.runId,
  }))
  await tx.db.run(sql`
    insert into tax_light_vehicle.decision (tenant_id, fiscal_year, vehicle_id, decision_no, assessment_id, source_id, notice_no, party_id, annual_tax, instalment_nos, due_on, instalments, reason, run_id, decided_at, decided_by)
    select ${tx.tenant}, fiscal_year, vehicle_id, decision_no, assessment_id, source_id, notice_no, party_id, annual_tax, instalment_nos::smallint[], due_on::date[], instalments::bigint[], reason, run_id, ${tx.now}::timestamptz, ${tx.actor.id}::uuid
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (fiscal_year smallint, vehicle_id uuid, decision_no smallint, assessment_id uuid, source_id uuid, notice_no text, party_id uuid, annual_tax bigint,
      instalment_nos text, due_on text, instalments text, reason text, run_id uuid)`)
}

/** A decision with the calculation it rests on. */
export interface DecidedAssessment extends Decision { readonly decidedAt: Instant; readonly factsAt: Instant; readonly class: VehicleClass; readonly lines: StoredLines }

interface DecisionRow {
  vehicle_id: string; fiscal_year: number; decision_no: number; assessment_id: string; source_id: string; notice_no: string; party_id: string; annual_tax: Yen; instalment_nos: number[]; due_on: PlainDate[]; instalments: Yen[]
  reason: string | null; run_id: string | null; decided_at: Instant; facts_at: Instant; class: VehicleClass; line_codes: number[]; yen: Yen[]
}

/** Every decision about a vehicle, the newest first. */
export async function listDecisions(tx: Tx, vehicleId: string): Promise<DecidedAssessment[]> {
  const rows = await tx.db.many<DecisionRow>(sql`
    select d.*, a.facts_at, a.class, a.line_codes, a.yen from tax_light_vehicle.decision d
    join tax_light_vehicle.assessment a on a.tenant_id = ${tx.tenant} and a.period = d.fiscal_year and a.subject_id = d.vehicle_id and a.assessment_id = d.assessment_id
    where d.tenant_id = ${tx.tenant} and d.vehicle_id = ${vehicleId} order by d.fiscal_year desc, d.decision_no desc`)
  return rows.map((row) => ({
    vehicleId: row.vehicle_id, fiscalYear: row.fiscal_year, decisionNo: row.decision_no, assessmentId: row.assessment_id, sourceId: row.source_id, noticeNo: row.notice_no, partyId: row.party_id, annualTax: row.annual_tax,
    instalments: row.instalments.map((amount, index) => ({ no: row.instalment_nos[index]!, dueOn: row.due_on[index]!, amount })), reason: row.reason, runId: row.run_id,
    decidedAt: row.decided_at, factsAt: row.facts_at, class: row.class, lines: { codes: row.line_codes, amounts: row.yen },
  }))
}

/** A vehicle with a decision, for examples of commands; of these classes where any are named. */
export async function findAnyDecided(tx: Tx, classes: readonly VehicleClass[] = []): Promise<{ vehicleId: string; fiscalYear: number } | undefined> {
  const ofClass = classes.length > 0 ? sql`and a.class = ${anyOf(classes, 'text')}` : sql``
  const row = await tx.db.find<{ vehicle_id: string; fiscal_year: number }>(sql`
    select d.vehicle_id, d.fiscal_year from tax_light_vehicle.decision d
    join tax_light_vehicle.assessment a on a.tenant_id = ${tx.tenant} and a.period = d.fiscal_year and a.subject_id = d.vehicle_id and a.assessment_id = d.assessment_id ${ofClass}
    where d.tenant_id = ${tx.tenant} ${classes.length > 0 ? sql`` : sql`and d.annual_tax > 0
      and not exists (select 1 from tax_light_vehicle.decision later where later.tenant_id = ${tx.tenant} and later.fiscal_year = d.fiscal_year and later.vehicle_id = d.vehicle_id and later.decision_no > d.decision_no)`}
    order by d.fiscal_year desc, d.vehicle_id limit 1`)
  return row && { vehicleId: row.vehicle_id, fiscalYear: row.fiscal_year }
}

/** Vehicles and amounts of a run by class — 種別ごとの台数と税額. */
export async function sumsOfRun(tx: Tx, runId: string): Promise<{ class: VehicleClass; vehicles: number; annual_tax: number }[]> {
  return await tx.db.many(sql`
    select a.class, count(*) as vehicles, sum(a.annual_tax)::bigint as annual_tax from tax_light_vehicle.assessment a where a.tenant_id = ${tx.tenant} and a.run_id = ${runId} group by a.class order by a.class`)
}

/** The decisions in force of a year by class; none where the year was never decided here. */
export async function sumsOfYear(tx: Tx, fiscalYear: number): Promise<{ class: VehicleClass; vehicles: number; annual_tax: number }[]> {
  return await tx.db.many(sql`
    select a.class, count(*) as vehicles, sum(d.annual_tax)::bigint as annual_tax from (
      select distinct on (vehicle_id) vehicle_id, assessment_id, annual_tax from tax_light_vehicle.decision where tenant_id = ${tx.tenant} and fiscal_year = ${fiscalYear} order by vehicle_id, decision_no desc) d
    join tax_light_vehicle.assessment a on a.tenant_id = ${tx.tenant} and a.period = ${fiscalYear} and a.subject_id = d.vehicle_id and a.assessment_id = d.assessment_id
    group by a.class order by a.class`)
}

/** Vehicles and sum of the decisions in force of a year. */
export async function sumOfYear(tx: Tx, fiscalYear: number): Promise<{ vehicles: number; annual_tax: number }> {
  return await tx.db.one(sql`
    select count(*) as vehicles, coalesce(sum(d.annual_tax), 0)::bigint as annual_tax from (
      select distinct on (vehicle_id) annual_tax from tax_light_vehicle.decision where tenant_id = ${tx.tenant} and fiscal_year = ${fiscalYear} order by vehicle_id, decision_no desc) d`)
}

/** Whether any vehicle has been decided for a year. */
export async function isYearDecided(tx: Tx, fiscalYear: number): Promise<boolean> {
  const row = await tx.db.one<{ is_decided: boolean }>(sql`
    select exists (select from tax_light_vehicle.decision where tenant_id = ${tx.tenant} and fiscal_year = ${fiscalYear}) as is_decided`)
  return row.is_decided
}

/** A paper as it was issued. */
export interface IssuedPaper { readonly documentId: string; readonly kind: 'notice' | 'inspection-certificate'; readonly fiscalYear: number; readonly vehicleId: string; readonly decisionNo: number; readonly serial: string }

export async function insertPaper(tx: Tx, paper: IssuedPaper): Promise<void> {
  await tx.db.run(sql`
    insert into tax_light_vehicle.paper (tenant_id, document_id, kind, fiscal_year, vehicle_id, decision_no, serial, issued_at, issued_by)
    values (${tx.tenant}, ${paper.documentId}, ${paper.kind}, ${paper.fiscalYear}, ${paper.vehicleId}, ${paper.decisionNo}, ${paper.serial}, ${tx.now}, ${tx.actor.id})`)
}

/** Papers of a vehicle, the newest first. */
export async function listPapers(tx: Tx, vehicleId: string): Promise<(IssuedPaper & { issuedAt: Instant })[]> {
  const rows = await tx.db.many<{ document_id: string; kind: IssuedPaper['kind']; fiscal_year: number; decision_no: number; serial: string; issued_at: Instant }>(sql`
    select p.document_id, p.kind, p.fiscal_year, p.decision_no, p.serial, p.issued_at from tax_light_vehicle.paper p where p.tenant_id = ${tx.tenant} and p.vehicle_id = ${vehicleId} order by p.issued_at desc`)
  return rows.map((row) => ({ documentId: row.document_id, kind: row.kind, fiscalYear: row.fiscal_year, vehicleId, decisionNo: row.decision_no, serial: row.serial, issuedAt: row.issued_at }))
}

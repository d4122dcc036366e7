import type { Instant, PlainDate } from '../../../kernel/plain-date.ts'
import type { Yen } from '../../../kernel/yen.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { sql } from '../../../platform/db/db.ts'
import type { ExemptionState } from './model.ts'

/** An application for a reduction or exemption, and what became of it — 減免申請. */
export interface ExemptionApplication {
  readonly applicationId: string
  readonly fiscalYear: number
  readonly personId: string
  readonly reasonCode: string
  readonly appliedOn: PlainDate
  /** Share in hundredths of a per cent; null where an amount is asked for. */
  readonly shareBp: number | null
  readonly amount: Yen | null
  readonly evidence: string
  readonly state: ExemptionState
  readonly exemption: Yen | null
  readonly decisionNo: number | null
  readonly receivedAt: Instant
  readonly receivedBy: string
  readonly receivedByName: string
  readonly decidedAt: Instant | null
  readonly decidedByName: string | null
  readonly reason: string | null
}

const columns = sql.raw(`r.application_id as "applicationId", r.fiscal_year as "fiscalYear", r.person_id as "personId", r.reason_code as "reasonCode", r.applied_on as "appliedOn", r.share_bp as "shareBp", r.amount, r.evidence, r.state, r.exemption,
  r.decision_no as "decisionNo", r.received_at as "receivedAt", r.received_by as "receivedBy", r.received_by_name as "receivedByName", r.decided_at as "decidedAt", r.decided_by_name as "decidedByName", r.reason`)

export type NewApplication = Pick<ExemptionApplication, 'applicationId' | 'fiscalYear' | 'personId' | 'reasonCode' | 'appliedOn' | 'shareBp' | 'amount' | 'evidence'>

/** Keeps an application; false where one of the year already waits or was granted. */
export async function insertApplication(tx: Tx, application: NewApplication): Promise<boolean> {
  const written = await tx.db.run(sql`
    insert into tax_individual.exemption_application (tenant_id, application_id, fiscal_year, person_id, reason_code, applied_on, share_bp, amount, evidence, state, received_at, received_by, received_by_name)
    values (${tx.tenant}, ${application.applicationId}, ${application.fiscalYear}, ${application.personId}, ${application.reasonCode}, ${application.appliedOn}, ${application.shareBp}, ${application.amount}, ${application.evidence},
      'received', ${tx.now}, ${tx.actor.id}, ${tx.actor.name})
    on conflict do nothing`)
  return written > 0
}

/** An application that nobody else decides until the transaction ends. */
export async function lockApplication(tx: Tx, applicationId: string): Promise<ExemptionApplication | undefined> {
  return await tx.db.find<ExemptionApplication>(sql`select ${columns} from tax_individual.exemption_application r where r.tenant_id = ${tx.tenant} and r.application_id = ${applicationId} for update`)
}

export async function settleApplication(tx: Tx, settled: { applicationId: string; state: ExemptionState; exemption?: Yen; decisionNo?: number; withdrawnByNo?: number; reason: string | null }): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.exemption_application set state = ${settled.state}, exemption = coalesce(${settled.exemption ?? null}::bigint, exemption), decision_no = coalesce(${settled.decisionNo ?? null}::smallint, decision_no),
      withdrawn_by_no = ${settled.withdrawnByNo ?? null}::smallint, decided_at = ${tx.now}, decided_by = ${tx.actor.id}, decided_by_name = ${tx.actor.name}, reason = ${settled.reason}
    where tenant_id = ${tx.tenant} and application_id = ${settled.applicationId}`)
}

export async function listApplicationsOfPerson(tx: Tx, personId: string, fiscalYear: number): Promise<readonly ExemptionApplication[]> {
  return await tx.db.many<ExemptionApplication>(sql`
    select ${columns} from tax_individual.exemption_application r where r.tenant_id = ${tx.tenant} and r.fiscal_year = ${fiscalYear} and r.person_id = ${personId} order by r.received_at desc, r.application_id limit 50`)
}

/** Applications that wait for a decision, the oldest first. */
export async function listWaitingApplications(tx: Tx, limit: number): Promise<readonly ExemptionApplication[]> {
  return await tx.db.many<ExemptionApplication>(sql`
    select ${columns} from tax_individual.exemption_application r where r.tenant_id = ${tx.tenant} and r.state = 'received' order by r.applied_on, r.application_id limit ${limit}`)
}

/** Some application of a state, received by this officer or by another: for examples of commands. */
export async function findAnyApplication(tx: Tx, state: ExemptionState, by: { receivedBy?: string; notReceivedBy?: string } = {}): Promise<ExemptionApplication | undefined> {
  return await tx.db.find<ExemptionApplication>(sql`
    select ${columns} from tax_individual.exemption_application r
    where r.tenant_id = ${tx.tenant} and r.state = ${state} and (${by.receivedBy ?? null}::uuid is null or r.received_by = ${by.receivedBy ?? null}::uuid)
      and (${by.notReceivedBy ?? null}::uuid is null or r.received_by <> ${by.notReceivedBy ?? null}::uuid)
    order by r.tenant_id, r.state, r.application_id limit 1`)
}

/** Somebody with tax of a year and no application of it that stands: for examples of commands. */
export async function findAnyTaxed(tx: Tx, fiscalYear: number): Promise<string | undefined> {
  const row = await tx.db.find<{ person_id: string }>(sql`
    select p.person_id from tax_individual.pub_decision p
    where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${fiscalYear} and p.method = 'ordinary' and p.annual_tax > 0 and not exists (
      select from tax_individual.exemption_application r where r.tenant_id = ${tx.tenant} and r.fiscal_year = p.fiscal_year and r.person_id = p.person_id and r.state in ('received', 'granted'))
    order by p.tenant_id, p.fiscal_year, p.person_id limit 1`)
  return row?.person_id
}

import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { DebtPart } from '../rules/debt-part.ts'

// Promises to pay in instalments.

/** How a plan is over: paid, ended because it was not kept, turned down, taken back before it was decided. */
export type PlanEnding = 'kept' | 'broken' | 'rejected' | 'withdrawn'

/** A plan as it stands — 分納の計画. */
export interface PlanRow {
  plan_id: string; party_id: string; agreed_on: PlainDate; is_acknowledged: boolean; monthly: Yen; document_id: string; behind_since: PlainDate | null; ended_on: PlainDate | null; ended_as: PlanEnding | null; ended_reason: string | null
  recorded_at: Instant; recorded_by: string; recorded_by_name: string; is_granted: boolean | null; decided_by_name: string | null; decided_reason: string | null
}

const columns = sql.raw('p.plan_id, p.party_id, p.agreed_on, p.is_acknowledged, p.monthly, p.document_id, p.behind_since, p.ended_on, p.ended_as, p.ended_reason, p.recorded_at, p.recorded_by, p.recorded_by_name, p.is_granted, p.decided_by_name, p.decided_reason')

export interface PlanLineRow { plan_id: string; instalment_no: number; due_on: PlainDate; charge_id: string; kind: DebtPart; amount: Yen }

export interface NewPlan {
  readonly planId: string; readonly partyId: string; readonly agreedOn: PlainDate; readonly isAcknowledged: boolean; readonly monthly: Yen; readonly documentId: string
  readonly lines: readonly { readonly instalment: number; readonly dueOn: PlainDate; readonly chargeId: string; readonly kind: DebtPart; readonly amount: Yen }[]
}

export async function insertPlan(tx: Tx, plan: NewPlan): Promise<void> {
  await tx.db.run(sql`
    insert into collection.payment_plan (tenant_id, plan_id, party_id, agreed_on, is_acknowledged, monthly, document_id, recorded_at, recorded_by, recorded_by_name)
    values (${tx.tenant}, ${plan.planId}, ${plan.partyId}, ${plan.agreedOn}, ${plan.isAcknowledged}, ${plan.monthly}, ${plan.documentId}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
  await tx.db.run(sql`
    insert into collection.plan_line (tenant_id, plan_id, line_no, instalment_no, due_on, charge_id, kind, amount)
    select ${tx.tenant}, ${plan.planId}, l.line_no, l.instalment_no, l.due_on, l.charge_id, l.kind, l.amount
    from unnest(${plan.lines.map((l) => l.instalment)}::smallint[], ${plan.lines.map((l) => l.dueOn)}::date[], ${plan.lines.map((l) => l.chargeId)}::uuid[], ${plan.lines.map((l) => l.kind)}::text[], ${plan.lines.map((l) => l.amount)}::bigint[])
      with ordinality as l(instalment_no, due_on, charge_id, kind, amount, line_no)`)
}

export async function lockPlan(tx: Tx, planId: string): Promise<PlanRow | undefined> {
  return await tx.db.find<PlanRow>(sql<PlanRow>`select ${columns} from collection.payment_plan p where p.tenant_id = ${tx.tenant} and p.plan_id = ${planId} for update`)
}

export async function listPlansOfParties(tx: Tx, partyIds: readonly string[]): Promise<PlanRow[]> {
  return await tx.db.many<PlanRow>(sql<PlanRow>`select ${columns} from collection.payment_plan p where p.tenant_id = ${tx.tenant} and p.party_id = ${anyOf(partyIds)} order by p.agreed_on desc, p.plan_id desc limit 20`)
}

export async function listPlanLines(tx: Tx, planIds: readonly string[]): Promise<PlanLineRow[]> {
  if (planIds.length === 0) return []
  return await tx.db.many<PlanLineRow>(sql<PlanLineRow>`select plan_id, instalment_no, due_on, charge_id, kind, amount from collection.plan_line where tenant_id = ${tx.tenant} and plan_id = ${anyOf(planIds)} order by plan_id, line_no`)
}

/** Which of these instalments a plan covers that runs or waits for its decision. */
export async function listChargesInPlans(tx: Tx, chargeIds: readonly string[]): Promise<{ charge_id: string; plan_id: string; behind_since: PlainDate | null; is_waiting: boolean }[]> {
  if (chargeIds.length === 0) return []
  return await tx.db.many(sql`
    select distinct l.charge_id, p.plan_id, p.behind_since, p.is_granted is null as is_waiting from collection.plan_line l join collection.payment_plan p on p.tenant_id = ${tx.tenant} and p.plan_id = l.plan_id
    where l.tenant_id = ${tx.tenant} and l.charge_id = ${anyOf(chargeIds)} and p.ended_on is null`)
}

/** Running plans after one, in the order of their ids. */
export async function pageOfRunning(tx: Tx, page: { readonly after: string; readonly limit: number }): Promise<PlanRow[]> {
  return await tx.db.many<PlanRow>(sql<PlanRow>`select ${columns} from collection.payment_plan p where p.tenant_id = ${tx.tenant} and p.ended_on is null and p.is_granted and p.plan_id > ${page.after} order by p.plan_id limit ${page.limit}`)
}

/** Running plans that are behind, the longest first. */
export async function listBehind(tx: Tx, limit: number): Promise<PlanRow[]> {
  return await tx.db.many<PlanRow>(sql<PlanRow>`select ${columns} from collection.payment_plan p where p.tenant_id = ${tx.tenant} and p.ended_on is null and p.behind_since is not null order by p.behind_since, p.plan_id limit ${limit}`)
}

/** What was paid on the debts of each plan since it was made, by payment or appropriation; what was undone nets out. */
export async function listPaidSince(tx: Tx, planIds: readonly string[]): Promise<{ plan_id: string; paid: Yen }[]> {
  if (planIds.length === 0) return []
  return await tx.db.many(sql`
    select p.plan_id, coalesce(sum(case when l.credit in ('receivable', 'late-receivable', 'fee-receivable') then l.amount else -l.amount end), 0)::bigint as paid
    from collection.payment_plan p
    join (select distinct plan_id, charge_id from collection.plan_line where tenant_id = ${tx.tenant} and plan_id = ${anyOf(planIds)}) c on c.plan_id = p.plan_id
    join collection.ledger l on l.tenant_id = ${tx.tenant} and l.charge_id = c.charge_id and l.recorded_at > p.recorded_at and (l.payment_id is not null or l.kind = 'appropriation')
      and (l.credit in ('receivable', 'late-receivable', 'fee-receivable') or (l.debit in ('receivable', 'late-receivable', 'fee-receivable') and l.kind = 'reversal'))
    where p.tenant_id = ${tx.tenant} and p.plan_id = ${anyOf(planIds)} group by p.plan_id`)
}

/** Plans that wait for a second officer, the oldest first. */
export async function listWaiting(tx: Tx, limit: number): Promise<PlanRow[]> {
  return await tx.db.many<PlanRow>(sql<PlanRow>`select ${columns} from collection.payment_plan p where p.tenant_id = ${tx.tenant} and p.is_granted is null and p.ended_on is null order by p.recorded_at, p.plan_id limit ${limit}`)
}

/** Lets a plan run, or ends it as turned down. */
export async function decidePlan(tx: Tx, planId: string, decision: { readonly isGranted: boolean; readonly reason: string | null; readonly documentId: string }): Promise<void> {
  const ending = decision.isGranted ? null : 'rejected'
  await tx.db.run(sql`
    update collection.payment_plan set is_granted = ${decision.isGranted}, decided_at = ${tx.now}, decided_by = ${tx.actor.id}, decided_by_name = ${tx.actor.name}, decided_reason = ${decision.reason}, decision_document_id = ${decision.documentId},
      ended_on = ${ending === null ? null : tx.today}, ended_as = ${ending}, ended_reason = ${ending === null ? null : decision.reason}
    where tenant_id = ${tx.tenant} and plan_id = ${planId}`)
}

export async function markBehind(tx: Tx, planId: string, since: PlainDate | null): Promise<void> {
  await tx.db.run(sql`update collection.payment_plan set behind_since = ${since} where tenant_id = ${tx.tenant} and plan_id = ${planId}`)
}

/** Ends a plan, or lets it run on where the ending was wrong. */
export async function endPlan(tx: Tx, planId: string, ending: { readonly as: Exclude<PlanEnding, 'rejected'>; readonly reason: string; readonly documentId: string | null } | null): Promise<void> {
  await tx.db.run(sql`
    update collection.payment_plan set ended_on = ${ending === null ? null : tx.today}, ended_as = ${ending?.as ?? null}, ended_reason = ${ending?.reason ?? null}, ended_document_id = ${ending?.documentId ?? null}
    where tenant_id = ${tx.tenant} and plan_id = ${planId}`)
}

/** Any plan that runs, was ended as broken, or waits for somebody else or at all: for examples. */
export async function findAnyPlan(tx: Tx, wanted: keyof typeof wantedPlans): Promise<PlanRow | undefined> {
  const state = wantedPlans[wanted](tx)
  return await tx.db.find<PlanRow>(sql<PlanRow>`select ${columns} from collection.payment_plan p where p.tenant_id = ${tx.tenant} and ${state} order by p.plan_id limit 1`)
}

/** Something of what the plan covers is still owed. */
const isOwed = (tx: Tx) => sql`exists (
  select from collection.plan_line l join collection.pub_balance b on b.tenant_id = ${tx.tenant} and b.charge_id = l.charge_id where l.tenant_id = ${tx.tenant} and l.plan_id = p.plan_id and l.kind = 'tax' and b.balance > 0)`

const wantedPlans = {
  running: (tx: Tx) => sql`p.ended_on is null and p.is_granted and ${isOwed(tx)}`,
  broken: () => sql`p.ended_as = 'broken'`,
  'not-the-only-one-waiting': (tx: Tx) => sql`p.ended_on is null and p.is_granted is null and exists (
    select from collection.payment_plan o where o.tenant_id = ${tx.tenant} and o.plan_id <> p.plan_id and o.ended_on is null and o.is_granted is null)`,
  'of-another': (tx: Tx) => sql`p.ended_on is null and p.is_granted is null and p.recorded_by <> ${tx.actor.id} and ${isOwed(tx)}`,
}

/** A party with something overdue that no plan covers: for examples. Of many the last, since payments are tried with the first. */
export async function findUnplanned(tx: Tx): Promise<{ party_id: string; charge_id: string; balance: Yen } | undefined> {
  return await tx.db.find(sql`
    select b.party_id, b.charge_id, b.balance from (select charge_id from collection.charge where tenant_id = ${tx.tenant} order by tenant_id, charge_id limit 300) c
    join collection.pub_balance b on b.tenant_id = ${tx.tenant} and b.charge_id = c.charge_id
    where b.balance > 0 and not exists (select from collection.plan_line l join collection.payment_plan p on p.tenant_id = ${tx.tenant} and p.plan_id = l.plan_id where l.tenant_id = ${tx.tenant} and l.charge_id = b.charge_id and p.ended_on is null) order by b.charge_id desc limit 1`)
}

/** Instalments whose debt was acknowledged with a plan, by its day; one that was withdrawn was never promised. */
export async function listAcknowledgedCharges(tx: Tx, chargeIds: readonly string[]): Promise<{ charge_id: string; agreed_on: PlainDate; plan_id: string }[]> {
  if (chargeIds.length === 0) return []
  return await tx.db.many(sql`
    select distinct l.charge_id, p.agreed_on, p.plan_id from collection.plan_line l join collection.payment_plan p on p.tenant_id = ${tx.tenant} and p.plan_id = l.plan_id
    where l.tenant_id = ${tx.tenant} and l.charge_id = ${anyOf(chargeIds)} and p.is_acknowledged and p.ended_as is distinct from 'withdrawn' order by p.agreed_on, p.plan_id, l.charge_id`)
}

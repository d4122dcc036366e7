import type { Instant } from '../../../kernel/plain-date.ts'
import type { Yen } from '../../../kernel/yen.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { anyOf, sql } from '../../../platform/db/db.ts'
import type { AssessmentRow } from '../store.ts'

/** A hold that stands — 決定の保留. */
export interface Hold { readonly personId: string; readonly fiscalYear: number; readonly reason: string; readonly heldAt: Instant; readonly heldBy: string; readonly heldByName: string }

interface HoldRow { person_id: string; fiscal_year: number; reason: string; held_at: Instant; held_by: string; held_by_name: string }

const holdOf = (row: HoldRow): Hold => ({ personId: row.person_id, fiscalYear: row.fiscal_year, reason: row.reason, heldAt: row.held_at, heldBy: row.held_by, heldByName: row.held_by_name })
const holdColumns = sql.raw('h.person_id, h.fiscal_year, h.reason, h.held_at, h.held_by, h.held_by_name')

/** Which of these persons are held for a year. */
export async function listHolds(tx: Tx, fiscalYear: number, personIds: readonly string[]): Promise<ReadonlyMap<string, Hold>> {
  if (personIds.length === 0) return new Map()
  const rows = await tx.db.many<HoldRow>(sql`
    select ${holdColumns} from tax_individual.decision_hold h where h.tenant_id = ${tx.tenant} and h.fiscal_year = ${fiscalYear} and h.person_id = ${anyOf(personIds)} and h.lifted_at is null`)
  return new Map(rows.map((row) => [row.person_id, holdOf(row)]))
}

/** Holds of a year whose persons have no decision yet. */
export async function listOpenHolds(tx: Tx, fiscalYear: number, limit: number): Promise<readonly Hold[]> {
  const rows = await tx.db.many<HoldRow>(sql`
    select ${holdColumns} from tax_individual.decision_hold h where h.tenant_id = ${tx.tenant} and h.fiscal_year = ${fiscalYear} and h.lifted_at is null
      and not exists (select from tax_individual.decision d where d.tenant_id = ${tx.tenant} and d.fiscal_year = ${fiscalYear} and d.person_id = h.person_id)
    order by h.tenant_id, h.fiscal_year, h.person_id limit ${limit}`)
  return rows.map(holdOf)
}

/** Officers who hold somebody of a run's proposals. */
export async function listHoldersOfRun(tx: Tx, run: { readonly fiscalYear: number; readonly runId: string }): Promise<ReadonlySet<string>> {
  const rows = await tx.db.many<{ held_by: string }>(sql`
    select distinct h.held_by from tax_individual.decision_hold h
    join tax_individual.assessment a on a.tenant_id = ${tx.tenant} and a.period = ${run.fiscalYear} and a.subject_id = h.person_id and a.run_id = ${run.runId}
    where h.tenant_id = ${tx.tenant} and h.fiscal_year = ${run.fiscalYear} and h.lifted_at is null`)
  return new Set(rows.map((row) => row.held_by))
}

export async function insertHold(tx: Tx, hold: Pick<Hold, 'personId' | 'fiscalYear' | 'reason'>): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.decision_hold (tenant_id, hold_id, fiscal_year, person_id, reason, held_at, held_by, held_by_name)
    values (${tx.tenant}, ${newId()}, ${hold.fiscalYear}, ${hold.personId}, ${hold.reason}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

export async function closeHold(tx: Tx, fiscalYear: number, personId: string): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.decision_hold set lifted_at = ${tx.now}, lifted_by = ${tx.actor.id}, lifted_by_name = ${tx.actor.name}
    where tenant_id = ${tx.tenant} and fiscal_year = ${fiscalYear} and person_id = ${personId} and lifted_at is null`)
}

/** What a run proposes for some persons, with the lines. */
export async function listProposals(tx: Tx, run: { readonly fiscalYear: number; readonly runId: string }, personIds: readonly string[]): Promise<readonly Pick<AssessmentRow, 'personId' | 'annualTax' | 'taxClass' | 'method' | 'lines'>[]> {
  if (personIds.length === 0) return []
  const rows = await tx.db.many<{ subject_id: string; annual_tax: number; tax_class: AssessmentRow['taxClass']; method: AssessmentRow['method']; line_codes: number[]; yen: Yen[] }>(sql`
    select a.subject_id, a.annual_tax, a.tax_class, a.method, a.line_codes, a.yen from tax_individual.assessment a
    where a.tenant_id = ${tx.tenant} and a.period = ${run.fiscalYear} and a.subject_id = ${anyOf(personIds)} and a.run_id = ${run.runId}`)
  return rows.map((row) => ({ personId: row.subject_id, annualTax: row.annual_tax as Yen, taxClass: row.tax_class, method: row.method, lines: { codes: row.line_codes, amounts: row.yen } }))
}

/** Somebody with a statement for a year who is neither decided nor held: for examples. */
export async function findAnyUndecided(tx: Tx, fiscalYear: number): Promise<string | undefined> {
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select s.person_id from tax_individual.income_statement s where s.tenant_id = ${tx.tenant} and s.income_year = ${fiscalYear - 1} and s.recorded_to is null
      and not exists (select from tax_individual.decision d where d.tenant_id = ${tx.tenant} and d.fiscal_year = ${fiscalYear} and d.person_id = s.person_id)
      and not exists (select from tax_individual.decision_hold h where h.tenant_id = ${tx.tenant} and h.fiscal_year = ${fiscalYear} and h.person_id = s.person_id and h.lifted_at is null)
    order by s.tenant_id, s.income_year, s.person_id limit 1`)
  return rows[0]?.person_id
}

/** Any hold that stands: for examples. */
export async function findAnyHold(tx: Tx): Promise<Hold | undefined> {
  const rows = await tx.db.many<HoldRow>(sql`
    select ${holdColumns} from tax_individual.decision_hold h where h.tenant_id = ${tx.tenant} and h.lifted_at is null and h.fiscal_year > 0 order by h.tenant_id, h.fiscal_year, h.person_id limit 1`)
  return rows[0] && holdOf(rows[0])
}

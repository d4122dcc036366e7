import type { Instant, PlainDate } from '../../../kernel/plain-date.ts'
import type { Yen } from '../../../kernel/yen.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { sql } from '../../../platform/db/db.ts'
import type { ChangeKind } from './rules/employment.ts'

/** Received, carried out by a decision, taken back before that, or taken back by another decision — 異動の状態. */
export type ChangeState = 'received' | 'carried-out' | 'cancelled' | 'reversed'
export const changeStates = ['received', 'carried-out', 'cancelled', 'reversed'] as const

/** A change of how somebody's tax is collected, as it came in and what became of it. */
export interface CollectionChange {
  readonly changeId: string
  readonly fiscalYear: number
  readonly personId: string
  readonly kind: ChangeKind
  readonly payerId: string | null
  readonly newPayerId: string | null
  readonly happenedOn: PlainDate
  readonly receivedOn: PlainDate
  readonly firstMonth: PlainDate | null
  readonly lumpAsked: boolean
  readonly payToMay: Yen | null
  readonly note: string | null
  readonly state: ChangeState
  readonly decisionNo: number | null
  readonly reversedByNo: number | null
  readonly receivedAt: Instant
  readonly receivedByName: string
  readonly decidedAt: Instant | null
  readonly decidedByName: string | null
  readonly reason: string | null
}

const changeColumns = sql.raw(`c.change_id as "changeId", c.fiscal_year as "fiscalYear", c.person_id as "personId", c.kind, c.payer_id as "payerId", c.new_payer_id as "newPayerId", c.happened_on as "happenedOn", c.received_on as "receivedOn",
  c.first_month as "firstMonth", c.lump_asked as "lumpAsked", c.pay_to_may as "payToMay", c.note, c.state, c.decision_no as "decisionNo", c.reversed_by_no as "reversedByNo", c.received_at as "receivedAt", c.received_by_name as "receivedByName",
  c.decided_at as "decidedAt", c.decided_by_name as "decidedByName", c.reason`)

export type NewChange = Pick<CollectionChange, 'changeId' | 'fiscalYear' | 'personId' | 'kind' | 'payerId' | 'newPayerId' | 'happenedOn' | 'receivedOn' | 'firstMonth' | 'lumpAsked' | 'payToMay' | 'note'>

/** Keeps a change that came in; false where the same one stands already. */
export async function insertChange(tx: Tx, change: NewChange): Promise<boolean> {
  const written = await tx.db.run(sql`
    insert into tax_individual.collection_change (tenant_id, change_id, fiscal_year, person_id, kind, payer_id, new_payer_id, happened_on, received_on, first_month, lump_asked, pay_to_may, note, state, received_at, received_by, received_by_name)
    values (${tx.tenant}, ${change.changeId}, ${change.fiscalYear}, ${change.personId}, ${change.kind}, ${change.payerId}, ${change.newPayerId}, ${change.happenedOn}, ${change.receivedOn}, ${change.firstMonth},
      ${change.lumpAsked}, ${change.payToMay}, ${change.note}, 'received', ${tx.now}, ${tx.actor.id}, ${tx.actor.name})
    on conflict do nothing`)
  return written > 0
}

export async function findChange(tx: Tx, changeId: string): Promise<CollectionChange | undefined> {
  return await tx.db.find<CollectionChange>(sql`select ${changeColumns} from tax_individual.collection_change c where c.tenant_id = ${tx.tenant} and c.change_id = ${changeId}`)
}

/** A change that nobody else decides until the transaction ends. */
export async function lockChange(tx: Tx, changeId: string): Promise<CollectionChange | undefined> {
  return await tx.db.find<CollectionChange>(sql`select ${changeColumns} from tax_individual.collection_change c where c.tenant_id = ${tx.tenant} and c.change_id = ${changeId} for update`)
}

/** Writes what became of a change. */
export async function settleChange(tx: Tx, change: { changeId: string; state: ChangeState; decisionNo?: number; reversedByNo?: number; reason?: string }): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.collection_change set state = ${change.state}, decision_no = coalesce(${change.decisionNo ?? null}::smallint, decision_no), reversed_by_no = ${change.reversedByNo ?? null}::smallint,
      decided_at = ${tx.now}, decided_by = ${tx.actor.id}, decided_by_name = ${tx.actor.name}, reason = ${change.reason ?? null}
    where tenant_id = ${tx.tenant} and change_id = ${change.changeId}`)
}

/** Changes of a person and year, the newest first. */
export async function listChangesOfPerson(tx: Tx, personId: string, fiscalYear: number): Promise<readonly CollectionChange[]> {
  return await tx.db.many<CollectionChange>(sql`
    select ${changeColumns} from tax_individual.collection_change c
    where c.tenant_id = ${tx.tenant} and c.person_id = ${personId} and c.fiscal_year = ${fiscalYear} order by c.received_at desc, c.change_id limit 50`)
}

/** A page of the changes of a state, the one received first at the top. */
export async function pageOfChanges(tx: Tx, page: { state: ChangeState | null; payerId: string | null; offset: number; limit: number }): Promise<readonly CollectionChange[]> {
  return await tx.db.many<CollectionChange>(sql`
    select ${changeColumns} from tax_individual.collection_change c
    where c.tenant_id = ${tx.tenant} and (${page.state}::text is null or c.state = ${page.state}) and (${page.payerId}::uuid is null or c.payer_id = ${page.payerId} or c.new_payer_id = ${page.payerId})
    order by c.received_on, c.change_id offset ${page.offset} limit ${page.limit}`)
}

/** How many changes stand in each state. */
export async function countChanges(tx: Tx): Promise<Readonly<Record<string, number>>> {
  const rows = await tx.db.many<{ state: string; n: number }>(sql`select c.state, count(*) as n from tax_individual.collection_change c where c.tenant_id = ${tx.tenant} group by c.state`)
  return Object.fromEntries(rows.map((row) => [row.state, row.n]))
}

/** Some change of a state: for examples of commands. */
export async function findAnyChange(tx: Tx, state: ChangeState): Promise<CollectionChange | undefined> {
  return await tx.db.find<CollectionChange>(sql`select ${changeColumns} from tax_individual.collection_change c where c.tenant_id = ${tx.tenant} and c.state = ${state} order by c.tenant_id, c.state, c.change_id limit 1`)
}

/** Some change carried out by the last decision of its year: for examples of commands. */
export async function findAnyReversible(tx: Tx): Promise<CollectionChange | undefined> {
  return await tx.db.find<CollectionChange>(sql`
    select ${changeColumns} from tax_individual.collection_change c
    where c.tenant_id = ${tx.tenant} and c.state = 'carried-out' and not exists (
      select from tax_individual.decision d where d.tenant_id = ${tx.tenant} and d.fiscal_year = c.fiscal_year and d.person_id = c.person_id and d.decision_no > c.decision_no)
    order by c.tenant_id, c.state, c.change_id limit 1`)
}

/** Somebody whose tax of a year is taken from a salary, without a change that stands: for examples of commands. */
export async function findAnySalaried(tx: Tx, fiscalYear: number): Promise<string | undefined> {
  const row = await tx.db.find<{ person_id: string }>(sql`
    select p.person_id from tax_individual.pub_decision p
    where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${fiscalYear} and p.method = 'salary' and not exists (
      select from tax_individual.collection_change c where c.tenant_id = ${tx.tenant} and c.fiscal_year = p.fiscal_year and c.person_id = p.person_id and c.state in ('received', 'carried-out'))
    order by p.tenant_id, p.fiscal_year, p.person_id limit 1`)
  return row?.person_id
}

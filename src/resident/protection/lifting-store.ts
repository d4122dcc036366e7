import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { Lifting } from './model.ts'

type LiftingRow = Omit<Lifting, 'entries'>

const columns = sql`lifting_id as "liftingId", target, ground, reason, state, prepared_by as "preparedBy", prepared_at as "preparedAt"`

async function withEntries(tx: Tx, rows: readonly LiftingRow[]): Promise<Lifting[]> {
  if (rows.length === 0) return []
  const entries = await tx.db.many<Lifting['entries'][number] & { liftingId: string }>(sql`
    select lifting_id as "liftingId", line_no as "lineNo", target_id as "targetId", target_version as "targetVersion", person_id as "personId"
    from resident.lifting_entry where tenant_id = ${tx.tenant} and lifting_id = ${anyOf(rows.map((row) => row.liftingId))} order by lifting_id, line_no`)
  return rows.map((row) => ({ ...row, entries: entries.filter((entry) => entry.liftingId === row.liftingId).map(({ liftingId: _list, ...entry }) => entry) }))
}

export async function findLifting(tx: Tx, liftingId: string): Promise<Lifting | undefined> {
  return (await withEntries(tx, await tx.db.many<LiftingRow>(sql`select ${columns} from resident.lifting where tenant_id = ${tx.tenant} and lifting_id = ${liftingId}`)))[0]
}

export async function lockLifting(tx: Tx, liftingId: string): Promise<Lifting | undefined> {
  const rows = await tx.db.many<LiftingRow>(sql`select ${columns} from resident.lifting where tenant_id = ${tx.tenant} and lifting_id = ${liftingId} for update`)
  return (await withEntries(tx, rows))[0]
}

/** Lists that wait for the second officer, the oldest first. */
export async function listProposedLiftings(tx: Tx): Promise<Lifting[]> {
  return await withEntries(tx, await tx.db.many<LiftingRow>(sql`select ${columns} from resident.lifting where tenant_id = ${tx.tenant} and state = 'proposed' order by prepared_at limit 200`))
}

/** A list of the town, one that waits before one that is over; for examples. */
export async function findAnyLifting(tx: Tx): Promise<Lifting | undefined> {
  const [waiting] = await listProposedLiftings(tx)
  return waiting ?? (await withEntries(tx, await tx.db.many<LiftingRow>(sql`select ${columns} from resident.lifting where tenant_id = ${tx.tenant} order by lifting_id limit 1`)))[0]
}

/** Which of these wait already on a list. */
export async function listWaitingTargets(tx: Tx, targetIds: readonly string[]): Promise<string[]> {
  const rows = await tx.db.many<{ target_id: string }>(sql`
    select e.target_id from resident.lifting_entry e join resident.lifting l on l.tenant_id = ${tx.tenant} and l.lifting_id = e.lifting_id and l.state = 'proposed'
    where e.tenant_id = ${tx.tenant} and e.target_id = ${anyOf(targetIds)}`)
  return rows.map((row) => row.target_id)
}

export async function insertLifting(tx: Tx, lifting: Omit<Lifting, 'state' | 'preparedBy' | 'preparedAt'>): Promise<void> {
  await tx.db.run(sql`
    insert into resident.lifting (tenant_id, lifting_id, target, ground, reason, state, prepared_by, prepared_at)
    values (${tx.tenant}, ${lifting.liftingId}, ${lifting.target}, ${lifting.ground}, ${lifting.reason}, 'proposed', ${tx.actor.id}, ${tx.now})`)
  for (const entry of lifting.entries) {
    await tx.db.run(sql`
      insert into resident.lifting_entry (tenant_id, lifting_id, line_no, target_id, target_version, person_id)
      values (${tx.tenant}, ${lifting.liftingId}, ${entry.lineNo}, ${entry.targetId}, ${entry.targetVersion}, ${entry.personId})`)
  }
}

export async function closeLifting(tx: Tx, liftingId: string, state: 'carried-out' | 'withdrawn'): Promise<void> {
  await tx.db.run(sql`
    update resident.lifting set state = ${state}, decided_by = ${tx.actor.id}, decided_at = ${tx.now} where tenant_id = ${tx.tenant} and lifting_id = ${liftingId} and state = 'proposed'`)
}

import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import type { Tx } from '../platform/command/tx.ts'
import { sql, type Db } from '../platform/db/db.ts'

/** What identifies a place in time and town before there is a transaction of a staff member. */
export interface Place { readonly db: Db; readonly tenant: number; readonly now: Instant; readonly today: PlainDate }

export interface StaffRow {
  id: string; login_id: string; name: string; section: string; desk: string | null; password_hash: string
  failed_count: number; locked_until: Instant | null; valid_from: PlainDate; valid_to: PlainDate | null; version: number
}

export async function findStaffByLogin(at: Place, loginId: string): Promise<StaffRow | undefined> {
  return await at.db.find<StaffRow>(sql`
    select * from access.staff where tenant_id = ${at.tenant} and login_id = ${loginId} and valid_from <= ${at.today} and (valid_to is null or valid_to > ${at.today}) for update`)
}

export async function keepFailure(at: Place, staffId: string, failure: { count: number; lockedUntil: Instant | null }): Promise<void> {
  await at.db.run(sql`
    update access.staff set failed_count = ${failure.count}, locked_until = ${failure.lockedUntil} where tenant_id = ${at.tenant} and id = ${staffId}`)
}

export async function startSession(at: Place, tokenHash: Buffer, staffId: string): Promise<void> {
  await at.db.run(sql`
    insert into access.session (tenant_id, token_hash, staff_id, started_at, seen_at) values (${at.tenant}, ${tokenHash}, ${staffId}, ${at.now}, ${at.now})`)
}

export interface SessionRow { staff_id: string; name: string; section: string; desk: string | null; seen_at: Instant; permissions: string[] }

/** The live session with the rights of today, in one read. */
export async function findSession(at: Place, tokenHash: Buffer, limits: { idleMinutes: number; longestHours: number }): Promise<SessionRow | undefined> {
  return await at.db.find<SessionRow>(sql`
    select s.staff_id, f.name, f.section, f.desk, s.seen_at,
      (select coalesce(json_agg(distinct p.permission), '[]') from access.assignment a join access.role_permission p on p.tenant_id = ${at.tenant} and p.role_code = a.role_code
       where a.tenant_id = ${at.tenant} and a.staff_id = s.staff_id and a.valid_from <= ${at.today} and (a.valid_to is null or a.valid_to > ${at.today})) as permissions
    from access.session s join access.staff f on f.tenant_id = ${at.tenant} and f.id = s.staff_id
    where s.tenant_id = ${at.tenant} and s.token_hash = ${tokenHash} and s.ended_at is null
      and s.seen_at > ${at.now}::timestamptz - make_interval(mins => ${limits.idleMinutes})
      and s.started_at > ${at.now}::timestamptz - make_interval(hours => ${limits.longestHours})
      and f.valid_from <= ${at.today} and (f.valid_to is null or f.valid_to > ${at.today})`)
}

export async function touchSession(at: Place, tokenHash: Buffer): Promise<void> {
  await at.db.run(sql`update access.session set seen_at = ${at.now} where tenant_id = ${at.tenant} and token_hash = ${tokenHash}`)
}

export async function endSession(at: Place, tokenHash: Buffer): Promise<void> {
  await at.db.run(sql`update access.session set ended_at = ${at.now} where tenant_id = ${at.tenant} and token_hash = ${tokenHash} and ended_at is null`)
}

export async function findApiKey(at: Place, keyHash: Buffer): Promise<{ id: string; title: string; permissions: string[] } | undefined> {
  return await at.db.find(sql`
    select k.id, k.title, (select coalesce(json_agg(p.permission order by p.permission), '[]') from access.role_permission p where p.tenant_id = ${at.tenant} and p.role_code = k.role_code) as permissions
    from access.api_key k
    where k.tenant_id = ${at.tenant} and k.key_hash = ${keyHash} and k.revoked_at is null and k.valid_from <= ${at.today} and (k.valid_to is null or k.valid_to > ${at.today})`)
}

export async function isLoginTaken(tx: Tx, loginId: string): Promise<boolean> {
  return (await tx.db.find(sql`select 1 from access.staff where tenant_id = ${tx.tenant} and login_id = ${loginId}`)) !== undefined
}

export interface NewStaff { readonly id: string; readonly loginId: string; readonly name: string; readonly section: string; readonly desk: string | null; readonly passwordHash: string; readonly validFrom: PlainDate; readonly validTo: PlainDate | null }

export async function insertStaff(tx: Tx, staff: NewStaff): Promise<void> {
  await tx.db.run(sql`
    insert into access.staff (tenant_id, id, login_id, name, section, desk, password_hash, valid_from, valid_to)
    values (${tx.tenant}, ${staff.id}, ${staff.loginId}, ${staff.name}, ${staff.section}, ${staff.desk}, ${staff.passwordHash}, ${staff.validFrom}, ${staff.validTo})
    on conflict (tenant_id, login_id) do nothing`)
}

export async function findStaff(tx: Tx, id: string): Promise<StaffRow | undefined> {
  return await tx.db.find<StaffRow>(sql`select * from access.staff where tenant_id = ${tx.tenant} and id = ${id}`)
}

export async function setPassword(tx: Tx, id: string, passwordHash: string): Promise<void> {
  await tx.db.run(sql`
    update access.staff set password_hash = ${passwordHash}, failed_count = 0, locked_until = null, version = version + 1 where tenant_id = ${tx.tenant} and id = ${id}`)
}

export async function unlockStaff(tx: Tx, id: string): Promise<void> {
  await tx.db.run(sql`update access.staff set failed_count = 0, locked_until = null, version = version + 1 where tenant_id = ${tx.tenant} and id = ${id}`)
}

export async function findRole(tx: Tx, code: string): Promise<{ code: string; title: string } | undefined> {
  return await tx.db.find(sql`select code, title from access.role where tenant_id = ${tx.tenant} and code = ${code}`)
}

/** A role's permissions as a whole: what is not in the list is taken away. */
export async function setRole(tx: Tx, role: { code: string; title: string; permissions: readonly string[] }): Promise<void> {
  await tx.db.run(sql`
    insert into access.role (tenant_id, code, title) values (${tx.tenant}, ${role.code}, ${role.title})
    on conflict (tenant_id, code) do update set title = excluded.title where access.role.tenant_id = ${tx.tenant}`)
  await tx.db.run(sql`delete from access.role_permission where tenant_id = ${tx.tenant} and role_code = ${role.code} and permission <> all(${role.permissions}::text[])`)
  await tx.db.run(sql`
    insert into access.role_permission (tenant_id, role_code, permission) select ${tx.tenant}, ${role.code}, p from unnest(${role.permissions}::text[]) p
    on conflict (tenant_id, role_code, permission) do nothing`)
}

export interface NewAssignment { readonly id: string; readonly staffId: string; readonly roleCode: string; readonly validFrom: PlainDate; readonly validTo: PlainDate | null }

export async function insertAssignment(tx: Tx, assignment: NewAssignment): Promise<void> {
  await tx.db.run(sql`
    insert into access.assignment (tenant_id, id, staff_id, role_code, valid_from, valid_to)
    values (${tx.tenant}, ${assignment.id}, ${assignment.staffId}, ${assignment.roleCode}, ${assignment.validFrom}, ${assignment.validTo})`)
}

/** Ends a role on a day; a role dated ahead that ends on its first day never takes effect. */
export async function endAssignment(tx: Tx, id: string, validTo: PlainDate): Promise<number> {
  return await tx.db.run(sql`
    update access.assignment set valid_to = ${validTo}
    where tenant_id = ${tx.tenant} and id = ${id} and valid_from <= ${validTo} and (valid_to is null or valid_to > ${validTo})`)
}

export async function findAssignment(tx: Tx, id: string): Promise<{ id: string; staff_id: string; valid_from: PlainDate; valid_to: PlainDate | null } | undefined> {
  return await tx.db.find(sql`select id, staff_id, valid_from, valid_to from access.assignment where tenant_id = ${tx.tenant} and id = ${id}`)
}

/** Ends every open session of a staff member. */
export async function endSessionsOf(tx: Tx, staffId: string): Promise<void> {
  await tx.db.run(sql`update access.session set ended_at = ${tx.now} where tenant_id = ${tx.tenant} and staff_id = ${staffId} and ended_at is null`)
}

/** Whether somebody who works here on a day may change staff and rights. */
export async function hasAdministrator(tx: Tx, on: PlainDate): Promise<boolean> {
  const row = await tx.db.find(sql`
    select 1 from access.staff f
    join access.assignment a on a.tenant_id = ${tx.tenant} and a.staff_id = f.id
    join access.role_permission p on p.tenant_id = ${tx.tenant} and p.role_code = a.role_code
    where f.tenant_id = ${tx.tenant} and p.permission = 'access.configure' and f.valid_from <= ${on} and (f.valid_to is null or f.valid_to > ${on})
      and a.valid_from <= ${on} and (a.valid_to is null or a.valid_to > ${on}) limit 1`)
  return row !== undefined
}

export async function insertApiKey(tx: Tx, key: { id: string; title: string; hash: Buffer; roleCode: string; validTo: PlainDate | null }): Promise<void> {
  await tx.db.run(sql`
    insert into access.api_key (tenant_id, id, title, key_hash, role_code, valid_from, valid_to)
    values (${tx.tenant}, ${key.id}, ${key.title}, ${key.hash}, ${key.roleCode}, ${tx.today}, ${key.validTo})`)
}

export async function revokeApiKey(tx: Tx, id: string): Promise<number> {
  return await tx.db.run(sql`update access.api_key set revoked_at = ${tx.now} where tenant_id = ${tx.tenant} and id = ${id} and revoked_at is null`)
}

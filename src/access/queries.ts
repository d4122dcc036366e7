import { z } from 'zod'
import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import { noPersons, query } from '../platform/command/define.ts'
import { zId } from '../platform/command/schema.ts'
import type { Tx } from '../platform/command/tx.ts'
import { sql } from '../platform/db/db.ts'
import { listPermissions, permissionTitle, type NamedPermission } from './permissions.ts'
import { accessRefusals } from './refusals.ts'

export interface StaffLine {
  readonly staffId: string
  readonly loginId: string
  readonly name: string
  readonly section: string
  readonly desk: string | null
  /** Roles of today. */
  readonly roles: readonly string[]
  readonly validFrom: PlainDate
  readonly validTo: PlainDate | null
  readonly state: 'working' | 'locked' | 'ahead' | 'over'
  readonly lockedUntil: Instant | null
}

export interface StaffList { readonly items: readonly StaffLine[]; readonly roles: readonly RoleName[]; readonly next: string | null; readonly atLeast: number }
export interface RoleName { readonly code: string; readonly title: string }

/** Staff of the town with their roles of today — 職員の一覧. */
export const listStaff = query<Record<string, never>, StaffList>({
  ...noPersons, name: 'access.list-staff', title: '職員の一覧', permission: 'access.read', action: 'list', description: 'Staff of the town with their roles of today and whether their ID is locked.',
  input: z.strictObject({}), output: z.custom<StaffList>(),
  async run(tx) {
    const rows = await selectStaff(tx, null)
    return { ok: true, value: { items: rows.map((row) => staffLine(tx, row)), roles: await selectRoleNames(tx), next: null, atLeast: rows.length } }
  },
  async example() { return {} },
})

export interface AssignmentLine { readonly assignmentId: string; readonly roleCode: string; readonly roleTitle: string; readonly validFrom: PlainDate; readonly validTo: PlainDate | null; readonly state: 'now' | 'ahead' | 'over' }
export interface SessionLine { readonly startedAt: Instant; readonly seenAt: Instant; readonly endedAt: Instant | null }
export interface StaffRecord { readonly staff: StaffLine; readonly assignments: readonly AssignmentLine[]; readonly sessions: readonly SessionLine[]; readonly roles: readonly RoleName[] }

/** One staff member: roles past, present and dated ahead, and the last sign-ins — 職員の記録. */
export const showStaff = query<{ staffId: string }, StaffRecord>({
  ...noPersons, name: 'access.show-staff', title: '職員の記録', permission: 'access.read', action: 'view', description: 'One staff member with all roles, past, present and dated ahead, and the last sessions.',
  input: z.strictObject({ staffId: zId }), output: z.custom<StaffRecord>(),
  async run(tx, { staffId }) {
    const [row] = await selectStaff(tx, staffId)
    if (!row) return accessRefusals.refuse('not-found', { field: '/staffId' })
    const assignments = await selectAssignments(tx, staffId)
    return { ok: true, value: { staff: staffLine(tx, row), assignments: assignments.map((one) => ({ ...one, state: stateOn(tx.today, one) })), sessions: await selectSessions(tx, staffId), roles: await selectRoleNames(tx) } }
  },
  async example(tx) { const staffId = await anyStaffId(tx); return staffId === undefined ? null : { staffId } },
})

export interface RoleLine extends RoleName { readonly permissions: readonly { readonly name: string; readonly title: string }[]; readonly staff: number }

/** Roles with their rights and how many staff have them today — 役割の一覧. */
export const listRoles = query<Record<string, never>, { items: readonly RoleLine[] }>({
  ...noPersons, name: 'access.list-roles', title: '役割の一覧', permission: 'access.read', action: 'list', description: 'Roles with their permissions and the number of staff who have them today.',
  input: z.strictObject({}), output: z.custom<{ items: readonly RoleLine[] }>(),
  async run(tx) { return { ok: true, value: { items: await selectRoles(tx, null) } } },
  async example() { return {} },
})

export interface RoleRecord { readonly role: RoleLine; readonly known: readonly NamedPermission[] }

/** One role beside every right there is — 役割. */
export const showRole = query<{ code: string }, RoleRecord>({
  ...noPersons, name: 'access.show-role', title: '役割', permission: 'access.read', action: 'view', description: 'One role with its permissions, beside every permission of the building.',
  input: z.strictObject({ code: z.string() }), output: z.custom<RoleRecord>(),
  async run(tx, { code }) {
    const [role] = code === 'new' ? [emptyRole] : await selectRoles(tx, code)
    return role ? { ok: true, value: { role, known: listPermissions() } } : accessRefusals.refuse('not-found', { field: '/code' })
  },
  async example() { return { code: 'new' } },
})

const emptyRole: RoleLine = { code: '', title: '', permissions: [], staff: 0 }

export interface KeyLine { readonly keyId: string; readonly title: string; readonly roleCode: string; readonly roleTitle: string; readonly validFrom: PlainDate; readonly validTo: PlainDate | null; readonly revokedAt: Instant | null; readonly state: 'now' | 'over' }

/** Keys of the API, without the keys themselves — APIの鍵の一覧. */
export const listKeys = query<Record<string, never>, { items: readonly KeyLine[]; roles: readonly RoleName[] }>({
  ...noPersons, name: 'access.list-keys', title: 'APIの鍵の一覧', permission: 'access.read', action: 'list', description: 'Bearer keys of the town with their role; never the keys themselves.',
  input: z.strictObject({}), output: z.custom<{ items: readonly KeyLine[]; roles: readonly RoleName[] }>(),
  async run(tx) { return { ok: true, value: { items: await selectKeys(tx), roles: await selectRoleNames(tx) } } },
  async example() { return {} },
})

interface StaffReadRow { id: string; login_id: string; name: string; section: string; desk: string | null; valid_from: PlainDate; valid_to: PlainDate | null; locked_until: Instant | null; roles: string[] }

async function selectStaff(tx: Tx, staffId: string | null): Promise<StaffReadRow[]> {
  return await tx.db.many<StaffReadRow>(sql`
    select f.id, f.login_id, f.name, f.section, f.desk, f.valid_from, f.valid_to, f.locked_until,
      (select coalesce(json_agg(distinct r.title order by r.title), '[]') from access.assignment a join access.role r on r.tenant_id = ${tx.tenant} and r.code = a.role_code
       where a.tenant_id = ${tx.tenant} and a.staff_id = f.id and a.valid_from <= ${tx.today} and (a.valid_to is null or a.valid_to > ${tx.today})) as roles
    from access.staff f where f.tenant_id = ${tx.tenant} and (${staffId}::uuid is null or f.id = ${staffId}) order by f.section, f.login_id limit 500`)
}

function staffLine(tx: Tx, row: StaffReadRow): StaffLine {
  const isLocked = row.locked_until !== null && row.locked_until > tx.now
  const when = stateOn(tx.today, { validFrom: row.valid_from, validTo: row.valid_to })
  const present = isLocked ? 'locked' : 'working'
  return {
    staffId: row.id, loginId: row.login_id, name: row.name, section: row.section, desk: row.desk, roles: row.roles, validFrom: row.valid_from, validTo: row.valid_to,
    state: when === 'now' ? present : when, lockedUntil: isLocked ? row.locked_until : null,
  }
}

function stateOn(today: PlainDate, span: { validFrom: PlainDate; validTo: PlainDate | null }): 'now' | 'ahead' | 'over' {
  if (span.validTo !== null && span.validTo <= today) return 'over'
  return span.validFrom > today ? 'ahead' : 'now'
}

async function selectAssignments(tx: Tx, staffId: string): Promise<Omit<AssignmentLine, 'state'>[]> {
  return await tx.db.many(sql`
    select a.id as "assignmentId", a.role_code as "roleCode", r.title as "roleTitle", a.valid_from as "validFrom", a.valid_to as "validTo"
    from access.assignment a join access.role r on r.tenant_id = ${tx.tenant} and r.code = a.role_code
    where a.tenant_id = ${tx.tenant} and a.staff_id = ${staffId} order by a.valid_from desc, a.id desc limit 200`)
}

async function selectSessions(tx: Tx, staffId: string): Promise<SessionLine[]> {
  return await tx.db.many(sql`
    select started_at as "startedAt", seen_at as "seenAt", ended_at as "endedAt" from access.session
    where tenant_id = ${tx.tenant} and staff_id = ${staffId} order by seen_at desc limit 10`)
}

async function selectRoleNames(tx: Tx): Promise<RoleName[]> {
  return await tx.db.many(sql`select code, title from access.role where tenant_id = ${tx.tenant} order by title`)
}

async function selectRoles(tx: Tx, code: string | null): Promise<RoleLine[]> {
  const rows = await tx.db.many<{ code: string; title: string; permissions: string[]; staff: number }>(sql`
    select r.code, r.title,
      (select coalesce(json_agg(p.permission order by p.permission), '[]') from access.role_permission p where p.tenant_id = ${tx.tenant} and p.role_code = r.code) as permissions,
      (select count(distinct a.staff_id) from access.assignment a where a.tenant_id = ${tx.tenant} and a.role_code = r.code and a.valid_from <= ${tx.today} and (a.valid_to is null or a.valid_to > ${tx.today})) as staff
    from access.role r where r.tenant_id = ${tx.tenant} and (${code}::text is null or r.code = ${code}) order by r.title`)
  return rows.map((row) => ({ ...row, permissions: row.permissions.map((name) => ({ name, title: permissionTitle(name) })) }))
}

async function selectKeys(tx: Tx): Promise<KeyLine[]> {
  const rows = await tx.db.many<Omit<KeyLine, 'state'>>(sql`
    select k.id as "keyId", k.title, k.role_code as "roleCode", r.title as "roleTitle", k.valid_from as "validFrom", k.valid_to as "validTo", k.revoked_at as "revokedAt"
    from access.api_key k join access.role r on r.tenant_id = ${tx.tenant} and r.code = k.role_code where k.tenant_id = ${tx.tenant} order by k.revoked_at is not null, k.id desc limit 500`)
  return rows.map((row) => ({ ...row, state: row.revokedAt !== null || stateOn(tx.today, row) === 'over' ? 'over' : 'now' }))
}

export async function anyStaffId(tx: Tx): Promise<string | undefined> {
  const row = await tx.db.find<{ id: string }>(sql`select id from access.staff where tenant_id = ${tx.tenant} order by id limit 1`)
  return row?.id
}

export async function anyApiKeyId(tx: Tx): Promise<string | undefined> {
  const row = await tx.db.find<{ id: string }>(sql`select id from access.api_key where tenant_id = ${tx.tenant} and revoked_at is null order by id limit 1`)
  return row?.id
}

/** The newest assignment that is not over and whose end leaves an administrator. */
export async function anyAssignmentToEnd(tx: Tx): Promise<{ id: string; valid_from: PlainDate } | undefined> {
  return await tx.db.find(sql`
    select a.id, a.valid_from from access.assignment a
    where a.tenant_id = ${tx.tenant} and (a.valid_to is null or a.valid_to > ${tx.today})
      and not exists (select 1 from access.role_permission p where p.tenant_id = ${tx.tenant} and p.role_code = a.role_code and p.permission = 'access.configure')
    order by a.id desc limit 1`)
}

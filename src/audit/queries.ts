import { z } from 'zod'
import { accept, type Outcome } from '../kernel/outcome.ts'
import { addDays, daysBetween, type Instant, type PlainDate } from '../kernel/plain-date.ts'
import { addMs } from '../platform/clock/index.ts'
import { query } from '../platform/command/define.ts'
import { zDate, zId } from '../platform/command/schema.ts'
import type { Tx } from '../platform/command/tx.ts'
import { anyOf, sql } from '../platform/db/db.ts'
import { entriesCsv } from './csv.ts'
import type { AuditLine } from './model.ts'
import { auditRefusals } from './refusals.ts'
import { outputTitle } from './titles.ts'

export interface SealState {
  readonly rows: number
  readonly sealedAt: Instant
  /** First digits of the chain's newest link. */
  readonly head: string
  /** Newer entries that wait for the sealer. */
  readonly waiting: number
}

export interface AuditTrail {
  readonly from: PlainDate
  readonly until: PlainDate
  readonly person: { readonly personId: string; readonly name: string; readonly addresseeNumber: string | null } | null
  readonly officer: { readonly actorId: string; readonly name: string; readonly section: string } | null
  readonly items: readonly AuditLine[]
  readonly next: string | null
  readonly atLeast: number
  readonly days: readonly { readonly day: PlainDate; readonly count: number }[]
  readonly sections: readonly { readonly section: string; readonly count: number }[]
  readonly seal: SealState | null
}

const longestDays = 400
const filter = { personId: zId.optional(), actorId: zId.optional(), from: zDate.optional(), until: zDate.optional() }

interface Filter { readonly personId?: string; readonly actorId?: string; readonly from?: PlainDate; readonly until?: PlainDate }

/** Who looked at a person, or what an officer did, in a period — 監査の記録. */
export const listEntries = query<Filter & { cursor?: string; limit?: number }, AuditTrail>({
  name: 'audit.entries', title: '監査の記録', permission: 'audit.read', action: 'view',
  description: 'Entries of the audit trail, newest first: of one person (`personId`), of one officer (`actorId`) or of the town, with counts by day and section. Without dates: the last 90 days of a person or officer, the present day of the town. The look itself is an entry.',
  input: z.strictObject({ ...filter, cursor: z.string().regex(/^[0-9TZ:.-]{24}_[0-9a-f-]{36}$/, { error: '続きの印が正しくありません。一覧から開き直してください。' }).optional(), limit: z.int().min(1).max(200).optional() }),
  output: z.custom<AuditTrail>(),
  async run(tx, input) {
    const period = periodOf(tx, input)
    if (!period.ok) return period
    const scope = { ...period.value, personId: input.personId ?? null, actorId: input.actorId ?? null }
    const limit = input.limit ?? 50
    const rows = await selectEntries(tx, scope, { cursor: input.cursor ?? null, limit: limit + 1 })
    const items = await withKnownSubjects(tx, rows.slice(0, limit).map((row) => ({ ...row, title: outputTitle(tx.services, row.output) })))
    return {
      ok: true, value: {
        from: scope.from, until: scope.until, person: await findPerson(tx, scope.personId), officer: await findOfficer(tx, scope.actorId),
        items, next: rows.length > limit ? cursorOf(items.at(-1)) : null, atLeast: rows.length,
        days: await countByDay(tx, scope), sections: await countBySection(tx, scope), seal: await findSeal(tx),
      },
    }
  },
  // The trail tells who looked, not what was seen: names of the person looked at stay, nothing else of that person is in it.
  subjects: (value) => (value.person ? [value.person.personId] : []),
  withhold: (value) => value,
  async example() { return {} },
})

export interface AuditFile { readonly fileName: string; readonly rows: number; readonly content: string }

const fileRowsAtMost = 5000

/** The entries of a person, an officer or the town as a file — 監査記録の控え. */
export const exportEntries = query<Filter, AuditFile>({
  name: 'audit.export-entries', title: '監査記録の控え', permission: 'audit.export', action: 'export',
  description: 'The entries that `audit.entries` lists, as one CSV file in UTF-8 with a mark for spreadsheets; 5,000 at most.',
  input: z.strictObject(filter), output: z.custom<AuditFile>(),
  async run(tx, input) {
    const period = periodOf(tx, input)
    if (!period.ok) return period
    const rows = await selectEntries(tx, { ...period.value, personId: input.personId ?? null, actorId: input.actorId ?? null }, { cursor: null, limit: fileRowsAtMost + 1 })
    if (rows.length > fileRowsAtMost) return auditRefusals.refuse('too-many-rows', { limit: fileRowsAtMost })
    const lines = rows.map((row) => ({ ...row, title: outputTitle(tx.services, row.output) }))
    return { ok: true, value: { fileName: `audit-${tx.office.code}-${period.value.from}-${period.value.until}.csv`, rows: rows.length, content: entriesCsv(lines) } }
  },
  subjects: () => [],
  withhold: (value) => value,
  async example() { return {} },
})

/** The file about one person as it would go out, for the guard. */
export async function tryFileFor(tx: Tx, personId: string): Promise<string> {
  const rows = await selectEntries(tx, { from: addDays(tx.today, -89), until: tx.today, personId, actorId: null }, { cursor: null, limit: fileRowsAtMost })
  return entriesCsv(rows.map((row) => ({ ...row, title: outputTitle(tx.services, row.output) })))
}

interface Period { readonly from: PlainDate; readonly until: PlainDate }
interface Scope extends Period { readonly personId: string | null; readonly actorId: string | null }

function periodOf(tx: Tx, input: Filter): Outcome<Period> {
  const until = input.until ?? tx.today
  const isNarrow = input.personId !== undefined || input.actorId !== undefined
  const from = input.from ?? (isNarrow ? addDays(until, -89) : until)
  if (until < from) return auditRefusals.refuse('dates-reversed', { field: '/until' })
  const days = daysBetween(from, until) + 1
  return days > longestDays ? auditRefusals.refuse('period-too-long', { field: '/from', days, limit: longestDays }) : accept({ from, until })
}

/** Midnight in Japan at which a day begins. */
function startOf(day: PlainDate): Instant {
  return addMs(`${day}T00:00:00.000Z` as Instant, -9 * 3_600_000)
}

function cursorOf(line: AuditLine | undefined): string | null {
  return line ? `${line.at}_${line.entryId}` : null
}

interface Page { readonly cursor: string | null; readonly limit: number }

async function selectEntries(tx: Tx, scope: Scope, page: Page): Promise<Omit<AuditLine, 'title'>[]> {
  const [at, id] = page.cursor === null ? [startOf(addDays(scope.until, 1)), '00000000-0000-0000-0000-000000000000'] : page.cursor.split('_') as [Instant, string]
  return await tx.db.many(sql`
    select e.id as "entryId", e.at, e.actor_id as "actorId", coalesce(w.name, case e.actor_kind when 'system' then '自動' else '（記録にない職員）' end) as "actorName",
      e.actor_kind as "actorKind", coalesce(w.section, case e.actor_kind when 'system' then '自動' else '' end) as section, e.desk, e.action, e.output,
      e.subject_ids as "subjectIds", e.number_revealed as "numberRevealed", e.purpose, e.outcome
    from (
      select * from audit.entry
      where tenant_id = ${tx.tenant} and at >= ${startOf(scope.from)} and at <= ${at} and (at < ${at} or id < ${id}::uuid)
        and (${scope.personId}::uuid is null or ${scope.personId}::uuid = any(subject_ids)) and (${scope.actorId}::uuid is null or actor_id = ${scope.actorId}::uuid)
      order by at desc, id desc limit ${page.limit}
    ) e left join access.pub_actor w on w.tenant_id = ${tx.tenant} and w.id = e.actor_id
    order by e.at desc, e.id desc`)
}

/** Leaves only persons of this town: somebody may have asked for an id that is none, and it leads nowhere. */
async function withKnownSubjects(tx: Tx, lines: readonly AuditLine[]): Promise<readonly AuditLine[]> {
  const ids = [...new Set(lines.flatMap((line) => line.subjectIds))]
  const known = new Set((await tx.db.many<{ person_id: string }>(sql`
    select distinct person_id from resident.pub_person_history where tenant_id = ${tx.tenant} and person_id = ${anyOf(ids)}`)).map((row) => row.person_id))
  return lines.map((line) => ({ ...line, subjectIds: line.subjectIds.filter((id) => known.has(id)) }))
}

async function countByDay(tx: Tx, scope: Scope): Promise<AuditTrail['days']> {
  return await tx.db.many(sql`
    select (at at time zone 'Asia/Tokyo')::date as day, count(*) as count from audit.entry
    where tenant_id = ${tx.tenant} and at >= ${startOf(scope.from)} and at < ${startOf(addDays(scope.until, 1))}
      and (${scope.personId}::uuid is null or ${scope.personId}::uuid = any(subject_ids)) and (${scope.actorId}::uuid is null or actor_id = ${scope.actorId}::uuid)
    group by 1 order by 1`)
}

async function countBySection(tx: Tx, scope: Scope): Promise<AuditTrail['sections']> {
  return await tx.db.many(sql`
    select coalesce(w.section, case e.actor_kind when 'system' then '自動' else '（記録にない職員）' end) as section, sum(e.n)::bigint as count
    from (
      select actor_id, actor_kind, count(*) as n from audit.entry
      where tenant_id = ${tx.tenant} and at >= ${startOf(scope.from)} and at < ${startOf(addDays(scope.until, 1))}
        and (${scope.personId}::uuid is null or ${scope.personId}::uuid = any(subject_ids)) and (${scope.actorId}::uuid is null or actor_id = ${scope.actorId}::uuid)
      group by 1, 2
    ) e left join access.pub_actor w on w.tenant_id = ${tx.tenant} and w.id = e.actor_id
    group by 1 order by 2 desc, 1 limit 12`)
}

async function findSeal(tx: Tx): Promise<SealState | null> {
  const row = await tx.db.find<{ seq: number; sealed_at: Instant; chain_digest: Buffer; waiting: number }>(sql`
    select s.seq, s.sealed_at, s.chain_digest, (select count(*) from audit.entry e where e.tenant_id = ${tx.tenant} and e.xid >= s.below_xid) as waiting
    from audit.seal_state s where s.tenant_id = ${tx.tenant}`)
  return row ? { rows: row.seq, sealedAt: row.sealed_at, head: row.chain_digest.toString('hex').slice(0, 16), waiting: row.waiting } : null
}

async function findPerson(tx: Tx, personId: string | null): Promise<AuditTrail['person']> {
  if (personId === null) return null
  const row = await tx.db.find<{ name: string; addressee_number: string | null }>(sql`
    select name, addressee_number from resident.pub_person_history
    where tenant_id = ${tx.tenant} and person_id = ${personId} and recorded_to is null order by valid_from desc, history_no desc limit 1`)
  return row ? { personId, name: row.name, addresseeNumber: row.addressee_number } : null
}

async function findOfficer(tx: Tx, actorId: string | null): Promise<AuditTrail['officer']> {
  if (actorId === null) return null
  const row = await tx.db.find<{ name: string; section: string }>(sql`select name, section from access.pub_actor where tenant_id = ${tx.tenant} and id = ${actorId}`)
  return row ? { actorId, ...row } : null
}

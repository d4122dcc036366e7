import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { UnknownPart } from '../../kernel/unknown-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'
import type { RegisterEvent, ResidentStatus } from '../model.ts'
import type { CountedSex, CountedType } from './rules/counts.ts'
import type { CountedSnapshot } from './rules/movements.ts'
import type { CountedResident } from './rules/population.ts'

const nothing = '00000000-0000-0000-0000-000000000000'

/** A page of ids: from after the cursor up to and with `last`; `last` is null where the page is empty, `next` where it is the last. */
export interface IdPage { readonly last: string | null; readonly next: string | null; readonly read: number }

/** The next ids of the households there ever were. */
export async function findHouseholdPage(tx: Tx, after: string | null, limit: number): Promise<IdPage> {
  return idPage(await tx.db.one<PageRow>(sql`
    select max(id::text) as last, count(*) as read from (
      select household_id as id from resident.household where tenant_id = ${tx.tenant} and household_id > ${after ?? nothing} order by tenant_id, household_id limit ${limit}) as page`), limit)
}

/** The next ids of the persons there ever were. */
export async function findPersonPage(tx: Tx, after: string | null, limit: number): Promise<IdPage> {
  return idPage(await tx.db.one<PageRow>(sql`
    select max(id::text) as last, count(*) as read from (
      select person_id as id from resident.person where tenant_id = ${tx.tenant} and person_id > ${after ?? nothing} order by tenant_id, person_id limit ${limit}) as page`), limit)
}

interface PageRow { last: string | null; read: number }

function idPage(row: PageRow, limit: number): IdPage {
  return { last: row.last, next: row.read === limit ? row.last : null, read: row.read }
}

/** How many persons and households the register ever had, for progress. */
export async function countRegister(tx: Tx): Promise<{ persons: number; households: number }> {
  return await tx.db.one(sql`
    select (select count(*) from resident.person where tenant_id = ${tx.tenant}) as persons, (select count(*) from resident.household where tenant_id = ${tx.tenant}) as households`)
}

export interface PageBounds { readonly after: string | null; readonly last: string; readonly knownAt: Instant }

interface ResidentRow { household_id: string; town: string; sex: CountedSex; resident_type: CountedType; birth_on: PlainDate; birth_unknown: UnknownPart; nationality: string | null; status_of_residence: string | null }

/** Residents of a day in the households of a page, as they were believed at the moment. */
export async function listCountedResidents(tx: Tx, page: PageBounds, on: PlainDate): Promise<readonly CountedResident[]> {
  const rows = await tx.db.many<ResidentRow>(sql`
    select h.household_id, h.town, h.sex, h.resident_type, h.birth_on, h.birth_unknown, h.nationality, h.immigration->>'statusOfResidence' as status_of_residence
    from resident.person_history h
    where h.tenant_id = ${tx.tenant} and h.household_id > ${page.after ?? nothing} and h.household_id <= ${page.last} and h.status = 'resident'
      and h.valid_from <= ${on} and (h.valid_to is null or h.valid_to > ${on}) and h.recorded_at <= ${page.knownAt} and (h.recorded_to is null or h.recorded_to > ${page.knownAt})`)
  return rows.map((row) => ({
    householdId: row.household_id, town: row.town, sex: row.sex, type: row.resident_type, birthOn: row.birth_on, birthUnknown: row.birth_unknown, nationality: row.nationality, statusOfResidence: row.status_of_residence,
  }))
}

interface SnapshotRow { person_id: string; valid_from: PlainDate; valid_to: PlainDate | null; event: RegisterEvent; status: ResidentStatus; sex: CountedSex; resident_type: CountedType; became_resident_on: PlainDate; became_resident_event: RegisterEvent }

/** What was believed of the persons of a page up to a day, each in the order of time. */
export async function listCountedTimelines(tx: Tx, page: PageBounds, until: PlainDate): Promise<ReadonlyMap<string, readonly CountedSnapshot[]>> {
  const rows = await tx.db.many<SnapshotRow>(sql`
    select h.person_id, h.valid_from, h.valid_to, h.event, h.status, h.sex, h.resident_type, h.became_resident_on, h.became_resident_event from resident.person_history h
    where h.tenant_id = ${tx.tenant} and h.person_id > ${page.after ?? nothing} and h.person_id <= ${page.last} and h.valid_from <= ${until}
      and h.recorded_at <= ${page.knownAt} and (h.recorded_to is null or h.recorded_to > ${page.knownAt})
    order by h.tenant_id, h.person_id, h.valid_from, h.history_no`)
  const timelines = new Map<string, CountedSnapshot[]>()
  for (const row of rows) {
    const timeline = timelines.get(row.person_id) ?? []
    if (timeline.length === 0) timelines.set(row.person_id, timeline)
    timeline.push({ validFrom: row.valid_from, validTo: row.valid_to, event: row.event, status: row.status, sex: row.sex, type: row.resident_type, becameResidentOn: row.became_resident_on, becameResidentEvent: row.became_resident_event })
  }
  return timelines
}

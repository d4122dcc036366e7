import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'
import { csvColumns } from '../intake/layout.ts'
import type { RowState, Tallies } from './model.ts'

// What must be true over the whole file, and against the register. Rows of one trial only.

export interface Twice { readonly lineNo: number; readonly legacyId: string; readonly firstLine: number }

/** Rows that stand in the file a second time, cell by cell the same. */
export async function listSameRows(tx: Tx, runId: string): Promise<readonly Twice[]> {
  return await tx.db.many<Twice>(sql`
    select line_no as "lineNo", legacy_id as "legacyId", first_line as "firstLine" from (
      select line_no, legacy_id, min(line_no) over (partition by legacy_id, row_digest) as first_line
      from resident.take_over_row where tenant_id = ${tx.tenant} and run_id = ${runId} and state in ('good', 'faulty')) as rows
    where line_no <> first_line order by line_no`)
}

/** Rows under one number of the other system that differ. */
export async function listSameIds(tx: Tx, runId: string): Promise<readonly Twice[]> {
  return await tx.db.many<Twice>(sql`
    select line_no as "lineNo", legacy_id as "legacyId", first_line as "firstLine" from (
      select line_no, legacy_id, min(line_no) over ids as first_line, count(*) over ids as n
      from resident.take_over_row where tenant_id = ${tx.tenant} and run_id = ${runId} and state in ('good', 'faulty') window ids as (partition by legacy_id)) as rows
    where n > 1 order by line_no`)
}

const numberColumns = { addressee_number: 'addressee_number', individual_number: 'individual_index', resident_code: 'code_index' } as const
export type NumberItem = keyof typeof numberColumns

/** Rows of different persons that bear the same number. */
export async function listSameNumbers(tx: Tx, runId: string, item: NumberItem): Promise<readonly Twice[]> {
  const column = sql.raw(numberColumns[item])
  return await tx.db.many<Twice>(sql`
    select line_no as "lineNo", legacy_id as "legacyId", first_line as "firstLine" from (
      select line_no, legacy_id, min(line_no) over numbers as first_line, min(legacy_id) over numbers <> max(legacy_id) over numbers as differ
      from resident.take_over_row where tenant_id = ${tx.tenant} and run_id = ${runId} and state in ('good', 'faulty') and ${column} is not null window numbers as (partition by ${column})) as rows
    where differ and line_no <> first_line order by line_no`)
}

/** Rows whose name, birth date, sex and address are those of an earlier one, unless somebody has said that it is another person. */
export async function listSamePersons(tx: Tx, runId: string): Promise<readonly Twice[]> {
  return await tx.db.many<Twice>(sql`
    select line_no as "lineNo", legacy_id as "legacyId", first_line as "firstLine" from (
      select line_no, legacy_id, min(line_no) over persons as first_line, min(legacy_id) over persons <> max(legacy_id) over persons as differ
      from resident.take_over_row where tenant_id = ${tx.tenant} and run_id = ${runId} and state in ('good', 'faulty') and name <> '' and not other_person
      window persons as (partition by name, birth_on, sex, place_key)) as rows
    where differ and line_no <> first_line order by line_no`)
}

/** A row and a person of the register who may be the same. */
export interface Match { readonly lineNo: number; readonly legacyId: string; readonly personId: string; readonly isSame: boolean }

const current = sql.raw('h.recorded_to is null and h.valid_to is null')
const samePerson = sql.raw('h.name = r.name and h.birth_on = r.birth_on and h.sex = r.sex')

/** Rows whose 宛名番号 stands in the register. */
export async function matchByAddressee(tx: Tx, runId: string): Promise<readonly Match[]> {
  return await tx.db.many<Match>(sql`
    select r.line_no as "lineNo", r.legacy_id as "legacyId", p.person_id as "personId", coalesce(${samePerson}, false) as "isSame"
    from resident.take_over_row r join resident.person p on p.tenant_id = ${tx.tenant} and p.addressee_number = r.addressee_number
    join resident.person_history h on h.tenant_id = ${tx.tenant} and h.person_id = p.person_id and ${current}
    where r.tenant_id = ${tx.tenant} and r.run_id = ${runId} and r.state = 'good'`)
}

/** Rows whose Individual Number or resident code is somebody's in the register; by keyed digest, nothing is opened. */
export async function matchByNumber(tx: Tx, runId: string, item: Exclude<NumberItem, 'addressee_number'>): Promise<readonly Match[]> {
  return await tx.db.many<Match>(sql`
    select r.line_no as "lineNo", r.legacy_id as "legacyId", n.person_id as "personId", coalesce(${samePerson}, false) as "isSame"
    from resident.take_over_row r join resident_number.number n on n.tenant_id = ${tx.tenant} and n.kind = ${item === 'individual_number' ? 'individual-number' : 'resident-code'} and n.blind_index = r.${sql.raw(numberColumns[item])} and n.recorded_to is null
    join resident.person_history h on h.tenant_id = ${tx.tenant} and h.person_id = n.person_id and ${current}
    where r.tenant_id = ${tx.tenant} and r.run_id = ${runId} and r.state = 'good'`)
}

/** Persons of the register with name, birth date and sex of a row; `isSame` where the address is the same too. */
export async function matchByName(tx: Tx, runId: string): Promise<readonly Match[]> {
  return await tx.db.many<Match>(sql`
    select distinct r.line_no as "lineNo", r.legacy_id as "legacyId", h.person_id as "personId", h.address_key = r.place_key as "isSame"
    from resident.take_over_row r join resident.name_key k on k.tenant_id = ${tx.tenant} and k.birth_on = r.birth_on and k.sex = r.sex
    join resident.person_history h on h.tenant_id = ${tx.tenant} and h.person_id = k.person_id and ${current} and ${samePerson}
    where r.tenant_id = ${tx.tenant} and r.run_id = ${runId} and r.state = 'good' and r.name <> '' and not r.other_person and r.same_person is null`)
}

/** Rows of which somebody has said who they are in the register; no person where that number is nobody's. */
export async function matchBySaid(tx: Tx, runId: string): Promise<readonly { readonly lineNo: number; readonly legacyId: string; readonly personId: string | null }[]> {
  return await tx.db.many(sql`
    select r.line_no as "lineNo", r.legacy_id as "legacyId", p.person_id as "personId"
    from resident.take_over_row r left join resident.person p on p.tenant_id = ${tx.tenant} and p.addressee_number = r.same_person
    where r.tenant_id = ${tx.tenant} and r.run_id = ${runId} and r.state = 'good' and r.same_person is not null`)
}

export async function markRows(tx: Tx, runId: string, marked: { readonly lines: readonly number[]; readonly state: RowState }): Promise<void> {
  await tx.db.run(sql`update resident.take_over_row set state = ${marked.state} where tenant_id = ${tx.tenant} and run_id = ${runId} and line_no = any(${marked.lines}::integer[])`)
}

/** Rows of persons who stand in the register already. */
export async function markStanding(tx: Tx, runId: string, matches: readonly { readonly lineNo: number; readonly personId: string }[]): Promise<void> {
  await tx.db.run(sql`
    update resident.take_over_row r set state = 'standing', person_id = g.person_id
    from unnest(${matches.map((one) => one.lineNo)}::integer[], ${matches.map((one) => one.personId)}::uuid[]) as g(line_no, person_id)
    where r.tenant_id = ${tx.tenant} and r.run_id = ${runId} and r.line_no = g.line_no`)
}

/** Says of findings whose person in the register they speak of, so that the guard is asked for it. */
export async function tieFindings(tx: Tx, runId: string, matches: readonly { readonly lineNo: number; readonly personId: string }[]): Promise<void> {
  await tx.db.run(sql`
    update resident.take_over_finding f set person_id = g.person_id
    from unnest(${matches.map((one) => one.lineNo)}::integer[], ${matches.map((one) => one.personId)}::uuid[]) as g(line_no, person_id)
    where f.tenant_id = ${tx.tenant} and f.run_id = ${runId} and f.line_no = g.line_no`)
}

/** A row as a member of its household; words and codes as they stand in its cells. */
export interface MemberRow {
  readonly lineNo: number; readonly legacyId: string; readonly householdNumber: string; readonly state: RowState; readonly placeKey: string | null; readonly personId: string | null
  readonly relationship: string; readonly status: string; readonly sex: string; readonly birthOn: string
}

const cellOf = (column: (typeof csvColumns)[number]) => sql.raw(`r.cells[${csvColumns.indexOf(column) + 1}]`)

/** The members of the next households of a trial; first how far, then who: in one statement the planner, which knows nothing of new rows, goes astray. */
export async function listMembers(tx: Tx, runId: string, page: { readonly after: string; readonly households: number }): Promise<readonly MemberRow[]> {
  const { last } = await tx.db.one<{ last: string | null }>(sql`
    select max(number) as last from (
      select distinct household_number as number from resident.take_over_row where tenant_id = ${tx.tenant} and run_id = ${runId} and household_number > ${page.after} order by 1 limit ${page.households}) as page`)
  if (last === null) return []
  return await tx.db.many<MemberRow>(sql`
    select r.line_no as "lineNo", r.legacy_id as "legacyId", r.household_number as "householdNumber", r.state, r.place_key as "placeKey", r.person_id as "personId",
      ${cellOf('relationship')} as relationship, ${cellOf('status')} as status, ${cellOf('sex')} as sex, ${cellOf('birth_date')} as "birthOn"
    from resident.take_over_row r
    where r.tenant_id = ${tx.tenant} and r.run_id = ${runId} and r.household_number > ${page.after} and r.household_number <= ${last}
    order by r.household_number, r.line_no`)
}

/** Rows with an error are not taken. Lists go in as arrays here and below: of new rows the planner expects one. */
export async function markFaulty(tx: Tx, runId: string): Promise<void> {
  await tx.db.run(sql`
    update resident.take_over_row r set state = 'faulty'
    where r.tenant_id = ${tx.tenant} and r.run_id = ${runId} and r.state = 'good'
      and r.line_no = any(array(select distinct line_no from resident.take_over_finding where tenant_id = ${tx.tenant} and run_id = ${runId} and level = 'error'))`)
}

/** Findings of rows that are not taken anyhow, because they are left out or stand twice, are nobody's work. */
export async function dropFindingsOfUntaken(tx: Tx, runId: string): Promise<void> {
  await tx.db.run(sql`
    delete from resident.take_over_finding
    where tenant_id = ${tx.tenant} and run_id = ${runId} and level = 'error'
      and line_no = any(array(select line_no from resident.take_over_row where tenant_id = ${tx.tenant} and run_id = ${runId} and state in ('excluded', 'duplicate', 'standing')))`)
}

export async function countRows(tx: Tx, runId: string): Promise<ReadonlyMap<RowState, number>> {
  const rows = await tx.db.many<{ state: RowState; n: number }>(sql`select state, count(*) as n from resident.take_over_row where tenant_id = ${tx.tenant} and run_id = ${runId} group by state`)
  return new Map(rows.map((row) => [row.state, row.n]))
}

export async function countFindings(tx: Tx, runId: string): Promise<Tallies['kinds']> {
  return await tx.db.many(sql`
    select code, level, count(*) as count from resident.take_over_finding where tenant_id = ${tx.tenant} and run_id = ${runId} group by code, level order by level, count desc, code`)
}

export async function countSubstitutes(tx: Tx, runId: string): Promise<number> {
  return (await tx.db.one<{ n: number }>(sql`select count(*) as n from resident.take_over_row where tenant_id = ${tx.tenant} and run_id = ${runId} and substitutes > 0 and state in ('good', 'taken')`)).n
}

/** Against an earlier trial, by the number of the other system: rows added, gone, and read otherwise. */
export async function countSince(tx: Tx, runId: string, earlierId: string): Promise<NonNullable<Tallies['since']>> {
  return await tx.db.one(sql`
    with mine as (select distinct on (legacy_id) legacy_id, cells from resident.take_over_row where tenant_id = ${tx.tenant} and run_id = ${runId} order by legacy_id, line_no),
      theirs as (select distinct on (legacy_id) legacy_id, cells from resident.take_over_row where tenant_id = ${tx.tenant} and run_id = ${earlierId} order by legacy_id, line_no)
    select count(*) filter (where t.legacy_id is null) as added, count(*) filter (where m.legacy_id is null) as gone,
      count(*) filter (where m.legacy_id is not null and t.legacy_id is not null and m.cells is distinct from t.cells) as changed
    from mine m full join theirs t on t.legacy_id = m.legacy_id`)
}

/** Corrections in force whose row is not in the file. */
export async function listUnusedCorrections(tx: Tx, runId: string, profileId: string): Promise<readonly { readonly legacyId: string; readonly item: string }[]> {
  return await tx.db.many(sql`
    select c.legacy_id as "legacyId", c.item from resident.take_over_correction c
    where c.tenant_id = ${tx.tenant} and c.profile_id = ${profileId} and c.recorded_to is null
      and not exists (select from resident.take_over_row r where r.tenant_id = ${tx.tenant} and r.run_id = ${runId} and r.legacy_id = c.legacy_id and (c.row_digest = '' or c.row_digest = r.row_digest))
    order by 1, 2 limit 1000`)
}

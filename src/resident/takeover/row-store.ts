import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import { addressKeyOf } from '../search/keys.ts'
import { numberIndex } from '../number/store.ts'
import type { ConvertedRow } from './convert.ts'
import type { Finding, RowState } from './model.ts'
import { csvColumns, placesOf } from '../intake/layout.ts'

const places = placesOf(csvColumns)
const sealContext = (runId: string, lineNo: number): string => `take-over-row:${runId}:${lineNo}`

/** A row as it is staged; cells hold no Individual Number, which stands sealed beside them. */
interface StagedRow {
  readonly n: number; readonly id: string; readonly d: string; readonly s: RowState; readonly a: string | null; readonly h: string | null; readonly t: string | null; readonly m: string | null; readonly b: string | null
  readonly x: string | null; readonly r: string | null; readonly w: string | null; readonly p: string | null; readonly i: string | null; readonly c: string | null; readonly u: number; readonly o: boolean; readonly e: string | null
  readonly v: readonly string[] | null; readonly z: string | null
}

function stagedRow(tx: Tx, runId: string, row: ConvertedRow): StagedRow {
  const facts = row.person?.facts
  const cells = [...row.cells]
  const [individual, code] = [cells[places.individual_number]!, cells[places.resident_code]!]
  cells[places.individual_number] = cells[places.resident_code] = ''
  const numbers = individual === '' && code === '' ? null : tx.services.cipher(tx.tenant).seal(JSON.stringify([individual, code]), sealContext(runId, row.lineNo)).toString('hex')
  const indexOf = (kind: 'individual-number' | 'resident-code', number: string): string | null => (number === '' ? null : numberIndex(tx, kind, number).toString('hex'))
  return {
    n: row.lineNo, id: row.legacyId, d: row.rowDigest, s: stateOf(row), a: cells[places.addressee_number] || null, h: cells[places.household_number] || null, t: facts?.status ?? null, m: facts?.name ?? null, b: facts?.birth.calc ?? null,
    x: facts?.sex ?? null, r: facts?.relationship ?? null, w: facts?.address.town ?? null, p: facts === undefined ? null : addressKeyOf(facts.address), i: indexOf('individual-number', individual), c: indexOf('resident-code', code),
    u: row.substitutes, o: row.isOtherPerson, e: row.samePerson, v: row.isExcluded ? null : cells, z: numbers,
  }
}

function stateOf(row: ConvertedRow): RowState {
  if (row.isExcluded) return 'excluded'
  return row.person === undefined ? 'faulty' : 'good'
}

/** Stages a page of rows with their findings and open characters. */
export async function insertRows(tx: Tx, runId: string, rows: readonly ConvertedRow[]): Promise<void> {
  await tx.db.run(sql`
    insert into resident.take_over_row (tenant_id, run_id, line_no, legacy_id, row_digest, state, addressee_number, household_number, status, name, birth_on, sex, relationship, town, place_key, individual_index, code_index,
      substitutes, other_person, same_person, cells, sealed_numbers)
    select ${tx.tenant}, ${runId}, g.n, g.id, g.d, g.s, g.a, g.h, g.t, g.m, g.b, g.x, g.r, g.w, g.p, decode(g.i, 'hex'), decode(g.c, 'hex'), g.u, g.o, g.e, g.v, decode(g.z, 'hex')
    from json_to_recordset(${JSON.stringify(rows.map((row) => stagedRow(tx, runId, row)))}::json)
      as g(n integer, id text, d text, s text, a text, h text, t text, m text, b date, x text, r text, w text, p text, i text, c text, u smallint, o boolean, e text, v text[], z text)`)
  await insertFindings(tx, runId, rows.flatMap((row) => row.findings))
  await addCharacters(tx, runId, rows)
}

/** Adds findings; one of a kind for each item of a row. */
export async function insertFindings(tx: Tx, runId: string, findings: readonly Finding[]): Promise<void> {
  if (findings.length === 0) return
  await tx.db.run(sql`
    insert into resident.take_over_finding (tenant_id, run_id, line_no, item, code, legacy_id, level, message, remedy, found)
    select ${tx.tenant}, ${runId}, g."lineNo", g.item, g.code, g."legacyId", g.level, g.message, g.remedy, g.found
    from json_to_recordset(${JSON.stringify(findings)}::json) as g("lineNo" integer, item text, code text, "legacyId" text, level text, message text, remedy text, found text)
    on conflict (tenant_id, run_id, line_no, item, code) do nothing`)
}

const sampleRows = 10

async function addCharacters(tx: Tx, runId: string, rows: readonly ConvertedRow[]): Promise<void> {
  const counts = new Map<string, { count: number; ids: string[] }>()
  for (const row of rows) {
    for (const code of row.undecided) {
      const known = counts.get(code) ?? { count: 0, ids: [] }
      known.count += 1
      if (known.ids.length < sampleRows && !known.ids.includes(row.legacyId)) known.ids.push(row.legacyId)
      counts.set(code, known)
    }
  }
  if (counts.size === 0) return
  await tx.db.run(sql`
    insert into resident.take_over_character as c (tenant_id, run_id, code, occurrences, legacy_ids)
    select ${tx.tenant}, ${runId}, g.code, g.count, g.ids from json_to_recordset(${JSON.stringify([...counts].map(([code, one]) => ({ code, ...one })))}::json) as g(code text, count integer, ids text[])
    on conflict (tenant_id, run_id, code) do update set occurrences = c.occurrences + excluded.occurrences, legacy_ids = (c.legacy_ids || excluded.legacy_ids)[1:${sql.raw(String(sampleRows))}] where c.tenant_id = ${tx.tenant}`)
}

/** A row that waits to be written into the register, with its numbers opened. */
export interface WaitingRow { readonly lineNo: number; readonly householdNumber: string; readonly record: readonly string[] }

/** The next rows to be written, households together. */
export async function listWaiting(tx: Tx, runId: string, page: { readonly household: string | null; readonly line: number; readonly limit: number }): Promise<readonly WaitingRow[]> {
  const rows = await tx.db.many<{ line_no: number; household_number: string; cells: string[]; sealed_numbers: Buffer | null }>(sql`
    select line_no, household_number, cells, sealed_numbers from resident.take_over_row
    where tenant_id = ${tx.tenant} and run_id = ${runId} and (household_number, line_no) > (${page.household ?? ''}, ${page.line}) and state = 'good'
    order by tenant_id, run_id, household_number, line_no limit ${page.limit}`)
  return rows.map((row) => ({ lineNo: row.line_no, householdNumber: row.household_number, record: withNumbers(tx, runId, row) }))
}

function withNumbers(tx: Tx, runId: string, row: { readonly line_no: number; readonly cells: string[]; readonly sealed_numbers: Buffer | null }): readonly string[] {
  if (row.sealed_numbers === null) return row.cells
  const [individual = '', code = ''] = JSON.parse(tx.services.cipher(tx.tenant).open(row.sealed_numbers, sealContext(runId, row.line_no)).toString('utf8')) as string[]
  const record = [...row.cells]
  record[places.individual_number] = individual
  record[places.resident_code] = code
  return record
}

/** Marks rows as written, and forgets what the register now holds. */
export async function markTaken(tx: Tx, runId: string, taken: readonly { readonly lineNo: number; readonly personId: string }[]): Promise<void> {
  await tx.db.run(sql`
    update resident.take_over_row r set state = 'taken', person_id = g.person_id, cells = null, sealed_numbers = null
    from unnest(${taken.map((one) => one.lineNo)}::integer[], ${taken.map((one) => one.personId)}::uuid[]) as g(line_no, person_id)
    where r.tenant_id = ${tx.tenant} and r.run_id = ${runId} and r.line_no = g.line_no`)
  await tx.db.run(sql`
    update resident.take_over_finding f set person_id = g.person_id
    from unnest(${taken.map((one) => one.lineNo)}::integer[], ${taken.map((one) => one.personId)}::uuid[]) as g(line_no, person_id)
    where f.tenant_id = ${tx.tenant} and f.run_id = ${runId} and f.line_no = g.line_no`)
}

/** How many rows of the next page are no longer free to be taken: somebody was recorded meanwhile under the same number. */
export async function countTakenMeanwhile(tx: Tx, numbers: readonly string[]): Promise<number> {
  if (numbers.length === 0) return 0
  return (await tx.db.one<{ n: number }>(sql`select count(*) as n from resident.person where tenant_id = ${tx.tenant} and addressee_number = ${anyOf(numbers, 'text')}`)).n
}


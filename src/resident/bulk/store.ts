import { finished } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Tx } from '../../platform/command/tx.ts'
import { copyLines, copyText } from '../../platform/db/copy.ts'
import { sql } from '../../platform/db/db.ts'
import type { Snapshot } from '../model.ts'
import { sealedNumber, type NumberKind } from '../number/store.ts'
import { nameKeyColumns, nameKeyRecord, recordOf, snapshotColumns, type PersonIdentity, type PersonNameKey } from '../store.ts'
import { listNameKeysOf } from '../search/keys.ts'

/** One person to be entered in bulk with the whole history: identity, numbers, snapshots in the order of time. */
export interface RegisterPerson extends PersonIdentity {
  /** Snapshots of one person; at least one. Rows already replaced carry `recordedTo`. */
  readonly history: readonly Snapshot[]
  readonly individualNumber: string | null
  readonly residentCode: string | null
}

export interface RegisterHousehold { readonly householdId: string; readonly householdNumber: string }

/** A page of the register for bulk entry: each household no later than its first member. */
export interface RegisterPage { readonly households: readonly RegisterHousehold[]; readonly persons: readonly RegisterPerson[] }

/**
 * Enters a page of the register: COPY into temporary tables of this connection, then one insert-select each under the
 * policy. For the sample and for files; single acts go through `store.ts`.
 */
export async function insertRegister(tx: Tx, page: RegisterPage): Promise<void> {
  await makeTemporaryTables(tx)
  const now = tx.now
  await copyLines(tx.db.client, 'incoming_household (household_id, household_number, recorded_at)', page.households.map((household) => `${household.householdId}\t${copyText(household.householdNumber)}\t${now}`))
  await copyLines(tx.db.client, 'incoming_person (person_id, addressee_number, recorded_at)', page.persons.map((person) => `${person.personId}\t${copyText(person.addresseeNumber)}\t${now}`))
  await copyLines(tx.db.client, `incoming_history (${snapshotColumns.join(', ')})`, snapshotRows(page.persons))
  await copyLines(tx.db.client, `incoming_name_key (${nameKeyColumns.join(', ')})`, nameKeyRows(tx.tenant, page.persons))
  await copyLines(tx.db.client, 'incoming_number (person_id, kind, version, sealed, blind_index, reason, recorded_at)', numberRows(tx, page.persons))
  await moveIn(tx)
}

async function makeTemporaryTables(tx: Tx): Promise<void> {
  await tx.db.client.query(`
    create temporary table if not exists incoming_household (household_id uuid, household_number text, recorded_at timestamptz) on commit delete rows;
    create temporary table if not exists incoming_person (person_id uuid, addressee_number text, recorded_at timestamptz) on commit delete rows;
    create temporary table if not exists incoming_history (like resident.person_history) on commit delete rows;
    create temporary table if not exists incoming_name_key (like resident.name_key) on commit delete rows;
    create temporary table if not exists incoming_number (like resident_number.number) on commit delete rows;
    alter table incoming_history alter column tenant_id drop not null;
    alter table incoming_name_key alter column tenant_id drop not null;
    alter table incoming_number alter column tenant_id drop not null;
    truncate incoming_household, incoming_person, incoming_history, incoming_name_key, incoming_number`)
}

async function moveIn(tx: Tx): Promise<void> {
  const history = sql.raw(snapshotColumns.join(', '))
  const names = sql.raw(nameKeyColumns.join(', '))
  await tx.db.run(sql`insert into resident.household (tenant_id, household_id, household_number, recorded_at) select ${tx.tenant}, household_id, household_number, recorded_at from incoming_household`)
  await tx.db.run(sql`insert into resident.person (tenant_id, person_id, addressee_number, recorded_at) select ${tx.tenant}, person_id, addressee_number, recorded_at from incoming_person`)
  await tx.db.run(sql`insert into resident.person_history (tenant_id, ${history}) select ${tx.tenant}, ${history} from incoming_history`)
  await tx.db.run(sql`insert into resident.name_key (tenant_id, ${names}) select ${tx.tenant}, ${names} from incoming_name_key`)
  await tx.db.run(sql`
    insert into resident_number.number (tenant_id, person_id, kind, version, sealed, blind_index, reason, recorded_at)
    select ${tx.tenant}, person_id, kind, version, sealed, blind_index, reason, recorded_at from incoming_number`)
}

function* snapshotRows(persons: readonly RegisterPerson[]): Generator<string> {
  for (const person of persons) for (const snapshot of person.history) yield copyRow(recordOf(snapshot), snapshotColumns)
}

function* nameKeyRows(tenant: number, persons: readonly RegisterPerson[]): Generator<string> {
  for (const person of persons) for (const key of nameKeysOf(person)) yield copyRow(nameKeyRecord(tenant, key), nameKeyColumns)
}

/** The keys of a person from what the office believes of the history, with the status of the record that has no end. */
export function nameKeysOf(person: { readonly personId: string; readonly history: readonly Snapshot[] }): readonly PersonNameKey[] {
  const believed = person.history.filter((snapshot) => snapshot.recordedTo === null)
  const open = believed.find((snapshot) => snapshot.validTo === null)
  const standing = { personId: person.personId, status: open?.facts.status ?? null, statusFrom: open?.validFrom ?? null }
  return listNameKeysOf(believed.map((snapshot) => ({ facts: snapshot.facts, until: snapshot.validTo }))).map((key, index) => ({ ...key, ...standing, keyNo: index + 1 }))
}

function* numberRows(tx: Tx, persons: readonly RegisterPerson[]): Generator<string> {
  for (const person of persons) {
    const numbers: readonly (readonly [NumberKind, string | null])[] = [['individual-number', person.individualNumber], ['resident-code', person.residentCode]]
    for (const [kind, number] of numbers) {
      if (number === null) continue
      const { sealed, blindIndex } = sealedNumber(tx, { personId: person.personId, kind, number, reason: 'taken-over' })
      yield `${person.personId}\t${kind}\t1\t\\\\x${sealed.toString('hex')}\t\\\\x${blindIndex.toString('hex')}\ttaken-over\t${tx.now}`
    }
  }
}

/** Bytes of a CSV file as they are into a temporary table of one column: what the intake is measured against. */
export async function copyPieces(tx: Tx, pieces: Iterable<Uint8Array>): Promise<void> {
  await tx.db.client.query(`create temporary table if not exists incoming_bytes (line text) on commit delete rows`)
  const stream = (tx.db.client as ClientBase).query(copyFrom(`copy incoming_bytes from stdin with (format csv, delimiter e'\\x01', quote e'\\x02')`))
  for (const piece of pieces) if (!stream.write(piece)) await new Promise<void>((resolve) => stream.once('drain', resolve))
  stream.end()
  await finished(stream)
}

/** A row of the text form of COPY. Put together by a loop: lists for every row were a tenth of the time of an intake. */
function copyRow(record: Readonly<Record<string, unknown>>, columns: readonly string[]): string {
  let row = ''
  for (let index = 0; index < columns.length; index += 1) row += index === 0 ? copyText(record[columns[index]!]) : `\t${copyText(record[columns[index]!])}`
  return row
}

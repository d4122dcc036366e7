import { finished } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { CopyRows } from '../../platform/db/copy-rows.ts'
import { aloneOn } from '../../platform/db/db.ts'
import { enterRows } from '../../platform/db/enter-rows.ts'
import type { Address, ResidentStatus, Snapshot } from '../model.ts'
import { sealedNumber, type NumberKind } from '../number/store.ts'
import { nameKeyColumns, snapshotColumns, type PersonIdentity, type PersonNameKey } from '../store.ts'
import { addressKeyOf, listNameKeysOf, type NameKey } from '../search/keys.ts'

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
 * Rows of the register on their way in: what is added is kept as bytes only, so that a page may be thought of household by
 * household. For the sample and for files; single acts go through `store.ts`.
 */
export class RegisterRows {
  readonly #tx: Tx
  readonly #households = new CopyRows(tables.household.columns.length)
  readonly #persons = new CopyRows(tables.person.columns.length)
  readonly #history = new CopyRows(tables.history.columns.length)
  readonly #nameKeys = new CopyRows(tables.nameKey.columns.length)
  readonly #numbers = new CopyRows(tables.number.columns.length)

  constructor(tx: Tx) { this.#tx = tx }

  add({ households, persons }: RegisterPage): void {
    const { tenant, now } = this.#tx
    for (const { householdId, householdNumber } of households) this.#households.row().integer(tenant).uuid(householdId).text(householdNumber).timestamptz(now)
    for (const person of persons) {
      this.#persons.row().integer(tenant).uuid(person.personId).text(person.addresseeNumber).timestamptz(now)
      for (const snapshot of person.history) writeSnapshot(this.#history, tenant, snapshot)
      const { keys, standing } = keysOf(person)
      for (const [index, key] of keys.entries()) writeNameKey(this.#nameKeys, { ...standing, tenant, keyNo: index + 1 }, key)
      if (person.individualNumber !== null) this.#addNumber(person.personId, 'individual-number', person.individualNumber)
      if (person.residentCode !== null) this.#addNumber(person.personId, 'resident-code', person.residentCode)
    }
  }

  /** Enters all that was added. */
  async enter(): Promise<void> {
    await enterRows(this.#tx, tables.household, this.#households)
    await enterRows(this.#tx, tables.person, this.#persons)
    await enterRows(this.#tx, tables.history, this.#history)
    await enterRows(this.#tx, tables.nameKey, this.#nameKeys)
    await enterRows(this.#tx, tables.number, this.#numbers)
  }

  #addNumber(personId: string, kind: NumberKind, number: string): void {
    const { sealed, blindIndex } = sealedNumber(this.#tx, { personId, kind, number, reason: 'taken-over' })
    this.#numbers.row().integer(this.#tx.tenant).uuid(personId).text(kind).smallint(1).bytea(sealed).bytea(blindIndex).text('taken-over').timestamptz(this.#tx.now)
  }
}

/** Enters a page of the register. */
export async function insertRegister(tx: Tx, page: RegisterPage): Promise<void> {
  const rows = new RegisterRows(tx)
  rows.add(page)
  await rows.enter()
}

const tables = {
  household: { name: 'resident.household', columns: ['tenant_id', 'household_id', 'household_number', 'recorded_at'] },
  person: { name: 'resident.person', columns: ['tenant_id', 'person_id', 'addressee_number', 'recorded_at'] },
  history: { name: 'resident.person_history', columns: ['tenant_id', ...snapshotColumns] },
  nameKey: { name: 'resident.name_key', columns: ['tenant_id', ...nameKeyColumns] },
  number: { name: 'resident_number.number', columns: ['tenant_id', 'person_id', 'kind', 'version', 'sealed', 'blind_index', 'reason', 'recorded_at'] },
} as const

/** A snapshot as `recordOf` has it, in the order of `snapshotColumns`; value by value, since a record for each of millions costs more than its bytes. */
function writeSnapshot(rows: CopyRows, tenant: number, snapshot: Snapshot): void {
  const { facts, source } = snapshot
  const { address, birth } = facts
  rows.row().integer(tenant)
    .uuid(snapshot.personId).smallint(snapshot.historyNo).smallint(snapshot.version).date(snapshot.validFrom).date(snapshot.validTo).timestamptz(snapshot.recordedAt).timestamptz(snapshot.recordedTo)
    .text(source.event).uuid(source.notificationId).date(source.notifiedOn).text(source.evidence)
    .text(facts.status).text(facts.residentType).text(facts.name).text(facts.kana).boolean(facts.kanaConfirmed).text(facts.furigana)
    .text(facts.formerSurname).text(facts.formerSurnameFurigana).text(facts.commonName).text(facts.commonNameKana)
    .date(birth.calc).text(birth.unknown).text(birth.wording).text(facts.sex)
    .text(facts.registeredDomicile).text(facts.familyRegisterHead).text(facts.nationality).json(facts.immigration).text(facts.immigration?.cardNumber ?? null)
    .uuid(facts.householdId).text(facts.relationship).smallint(facts.memberOrder)
    .text(address.postalCode).text(address.townBlockId).text(address.town).text(address.number).text(address.building).text(address.room).text(keyOfAddress(address))
    .date(facts.addressFixedOn).date(facts.becameResidentOn).text(facts.becameResidentEvent).text(facts.previousAddress).text(facts.previousMunicipalityCode)
    .date(facts.plannedMoveOutOn).text(facts.plannedMoveOutTo).date(facts.ceasedOn).text(facts.ceasedWording).text(facts.moveOutTo)
}

/** Rows of a household stand beside each other and share their address: its key is worked out once. */
function keyOfAddress(address: Address): string {
  if (lastKey.of !== address) Object.assign(lastKey, { of: address, key: addressKeyOf(address) })
  return lastKey.key
}

const lastKey: { of: Address | undefined; key: string } = { of: undefined, key: '' }

interface Standing { readonly personId: string; readonly status: ResidentStatus | null; readonly statusFrom: PlainDate | null }

/** A key in the order of `nameKeyColumns`. */
function writeNameKey(rows: CopyRows, whose: Standing & { readonly tenant: number; readonly keyNo: number }, key: NameKey): void {
  rows.row().integer(whose.tenant).uuid(whose.personId).smallint(whose.keyNo).text(key.kind).text(key.kana).text(key.givenKana).text(key.name).date(key.birthOn).text(key.sex).date(key.borneUntil)
    .text(whose.status).date(whose.statusFrom)
}

/** The keys of a person from what the office believes of the history, with the status of the record that has no end. */
export function nameKeysOf(person: { readonly personId: string; readonly history: readonly Snapshot[] }): readonly PersonNameKey[] {
  const { keys, standing } = keysOf(person)
  return keys.map((key, index) => ({ ...key, ...standing, keyNo: index + 1 }))
}

function keysOf(person: { readonly personId: string; readonly history: readonly Snapshot[] }): { readonly keys: readonly NameKey[]; readonly standing: Standing } {
  const believed = person.history.filter((snapshot) => snapshot.recordedTo === null)
  const open = believed.find((snapshot) => snapshot.validTo === null)
  return {
    keys: listNameKeysOf(believed.map((snapshot) => ({ facts: snapshot.facts, until: snapshot.validTo }))),
    standing: { personId: person.personId, status: open?.facts.status ?? null, statusFrom: open?.validFrom ?? null },
  }
}

/** Bytes of a CSV file as they are into a temporary table of one column: what the intake is measured against. */
export async function copyPieces(tx: Tx, pieces: Iterable<Uint8Array>): Promise<void> {
  await tx.db.client.query(`create temporary table if not exists incoming_bytes (line text) on commit delete rows`)
  await aloneOn(tx.db.client, async () => {
    const stream = (tx.db.client as ClientBase).query(copyFrom(`copy incoming_bytes from stdin with (format csv, delimiter e'\\x01', quote e'\\x02')`))
    for (const piece of pieces) if (!stream.write(piece)) await new Promise<void>((resolve) => stream.once('drain', resolve))
    stream.end()
    await finished(stream)
  })
}

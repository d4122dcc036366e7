import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import type { Tx } from '../platform/command/tx.ts'
import { anyOf, sql } from '../platform/db/db.ts'
import type { Imprint, Registration, RegistrationEvent, RegistrationState, Way } from './model.ts'
import type { HistoryChange } from './rules/history.ts'

// Registrations, their imprints and their certificates. Letters, restorations and guardianship notices stand in `paper-store.ts`.

interface RegistrationRow {
  registration_id: string; version: number; registration_number: string; card_number: string; person_id: string; imprint_id: string; shown_text: string
  judged_name: string; judged_former_surname: string | null; judged_common_name: string | null; katakana_name: string | null; way: Way; guarantor_id: string | null; agent_name: string | null
  alike_percent: number | null; distinct_reason: string | null; registered_on: PlainDate; state: RegistrationState; event: RegistrationEvent; reason: string | null; note: string | null; is_automatic: boolean
  valid_from: PlainDate; valid_to: PlainDate | null; recorded_at: Instant; recorded_to: Instant | null; recorded_by_name: string
}

const columns = sql.raw(`r.registration_id, r.version, r.registration_number, r.card_number, r.person_id, r.imprint_id, r.shown_text, r.judged_name, r.judged_former_surname, r.judged_common_name, r.katakana_name,
  r.way, r.guarantor_id, r.agent_name, r.alike_percent, r.distinct_reason, r.registered_on, r.state, r.event, r.reason, r.note, r.is_automatic, r.valid_from, r.valid_to, r.recorded_at, r.recorded_to, r.recorded_by_name`)

function registrationOf(row: RegistrationRow): Registration {
  return {
    registrationId: row.registration_id, version: row.version, registrationNumber: row.registration_number, cardNumber: row.card_number, personId: row.person_id, imprintId: row.imprint_id, shownText: row.shown_text,
    judged: { name: row.judged_name, formerSurname: row.judged_former_surname, commonName: row.judged_common_name, katakanaName: row.katakana_name },
    way: row.way, guarantorId: row.guarantor_id, agentName: row.agent_name, alikePercent: row.alike_percent, distinctReason: row.distinct_reason, registeredOn: row.registered_on,
    state: row.state, event: row.event, reason: row.reason, note: row.note, isAutomatic: row.is_automatic, validFrom: row.valid_from, validTo: row.valid_to,
    recordedAt: row.recorded_at, recordedTo: row.recorded_to, recordedByName: row.recorded_by_name,
  }
}

/** Whoever changes or certifies a person's seal waits here for whoever was first; what is read afterwards is how it stands. */
export async function lockSealOf(tx: Tx, personId: string): Promise<void> {
  await tx.db.run(sql`select pg_advisory_xact_lock(hashtextextended(${`seal:${tx.tenant}:${personId}`}, 0))`)
}

/** Everything ever recorded of the seals of these persons, replaced rows included, in the order of writing. */
export async function listHistory(tx: Tx, personIds: readonly string[]): Promise<Registration[]> {
  if (personIds.length === 0) return []
  const rows = await tx.db.many<RegistrationRow>(sql`
    select ${columns} from seal.registration r where r.tenant_id = ${tx.tenant} and r.person_id = ${anyOf(personIds)} order by r.person_id, r.registration_id, r.version`)
  return rows.map(registrationOf)
}

/** Registrations of these persons as they stand, cancelled ones left out. */
export async function listStanding(tx: Tx, personIds: readonly string[]): Promise<Registration[]> {
  if (personIds.length === 0) return []
  const rows = await tx.db.many<RegistrationRow>(sql`
    select ${columns} from seal.registration r
    where r.tenant_id = ${tx.tenant} and r.person_id = ${anyOf(personIds)} and r.recorded_to is null and r.valid_to is null and r.state <> 'cancelled' order by r.person_id`)
  return rows.map(registrationOf)
}

/** Who of these persons has a seal registered on a day. */
export async function listRegisteredAmong(tx: Tx, personIds: readonly string[], on: PlainDate): Promise<string[]> {
  if (personIds.length === 0) return []
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select distinct r.person_id from seal.registration r
    where r.tenant_id = ${tx.tenant} and r.person_id = ${anyOf(personIds)} and r.recorded_to is null and r.valid_from <= ${on} and (r.valid_to is null or r.valid_to > ${on}) and r.state <> 'cancelled'`)
  return rows.map((row) => row.person_id)
}

/** A registration as it stands, whatever its state. */
export async function findRegistration(tx: Tx, registrationId: string): Promise<Registration | undefined> {
  const row = await tx.db.find<RegistrationRow>(sql`
    select ${columns} from seal.registration r where r.tenant_id = ${tx.tenant} and r.registration_id = ${registrationId} and r.recorded_to is null and r.valid_to is null`)
  return row && registrationOf(row)
}

/** All rows of one registration, replaced ones included, in the order of writing. */
export async function listRows(tx: Tx, registrationId: string): Promise<Registration[]> {
  const rows = await tx.db.many<RegistrationRow>(sql`select ${columns} from seal.registration r where r.tenant_id = ${tx.tenant} and r.registration_id = ${registrationId} order by r.version`)
  return rows.map(registrationOf)
}

/** The registration that bears a registration number or, now, a card number. */
export async function findByNumber(tx: Tx, number: string): Promise<Registration | undefined> {
  const row = await tx.db.find<RegistrationRow>(sql`
    select ${columns} from seal.registration r
    where r.tenant_id = ${tx.tenant} and r.recorded_to is null and r.valid_to is null and (r.registration_number = ${number} or r.card_number = ${number})
    order by r.state = 'cancelled', r.registration_id limit 1`)
  return row && registrationOf(row)
}

/** A registration in a state, for examples of commands; `isNotified` where the cancellation is one the person is told of. */
export async function findAny(tx: Tx, state: RegistrationState, wanted: { readonly reasons?: readonly string[]; readonly isWithoutProposal?: boolean } = {}): Promise<Registration | undefined> {
  const row = await tx.db.find<RegistrationRow>(sql`
    select ${columns} from seal.registration r
    where r.tenant_id = ${tx.tenant} and r.state = ${state} and r.recorded_to is null and r.valid_to is null
      and (${wanted.reasons === undefined} or r.reason = any(${[...(wanted.reasons ?? [])]}::text[]))
      and (${wanted.isWithoutProposal !== true} or not exists (select from seal.restoration x where x.tenant_id = ${tx.tenant} and x.registration_id = r.registration_id and x.recorded_to is null and x.state = 'proposed'))
      and (${wanted.isWithoutProposal !== true} or not exists (select from seal.registration o where o.tenant_id = ${tx.tenant} and o.person_id = r.person_id and o.recorded_to is null and o.valid_to is null and o.state <> 'cancelled'))
    order by r.tenant_id, r.registration_id limit 1`)
  return row && registrationOf(row)
}

/** Closes rows and inserts their successors; the closing is the only update there is. */
export async function keepChange(tx: Tx, { close, insert }: HistoryChange): Promise<void> {
  for (const row of close) {
    await tx.db.run(sql`
      update seal.registration set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and registration_id = ${row.registrationId} and version = ${row.version} and recorded_to is null`)
  }
  for (const row of insert) await insertRegistration(tx, row)
}

export async function insertRegistration(tx: Tx, row: Registration): Promise<void> {
  await tx.db.run(sql`
    insert into seal.registration (tenant_id, registration_id, version, registration_number, card_number, person_id, imprint_id, shown_text, judged_name, judged_former_surname, judged_common_name, katakana_name,
      way, guarantor_id, agent_name, alike_percent, distinct_reason, registered_on, state, event, reason, note, is_automatic, valid_from, valid_to, recorded_at, recorded_by, recorded_by_name)
    values (${tx.tenant}, ${row.registrationId}, ${row.version}, ${row.registrationNumber}, ${row.cardNumber}, ${row.personId}, ${row.imprintId}, ${row.shownText}, ${row.judged.name}, ${row.judged.formerSurname},
      ${row.judged.commonName}, ${row.judged.katakanaName}, ${row.way}, ${row.guarantorId}, ${row.agentName}, ${row.alikePercent}, ${row.distinctReason}, ${row.registeredOn}, ${row.state}, ${row.event}, ${row.reason},
      ${row.note}, ${row.isAutomatic}, ${row.validFrom}, ${row.validTo}, ${row.recordedAt}, ${tx.actor.id}, ${row.recordedByName})`)
}

interface ImprintRow { imprint_id: string; person_id: string; scan_sha256: string; print_sha256: string; dots_per_metre: number; width_tenths: number; height_tenths: number; frame_percent: number; taken_at: Instant }

function imprintOf(row: ImprintRow): Imprint {
  return {
    imprintId: row.imprint_id, personId: row.person_id, scanSha256: row.scan_sha256, printSha256: row.print_sha256, dotsPerMetre: row.dots_per_metre, widthTenths: row.width_tenths,
    heightTenths: row.height_tenths, framePercent: row.frame_percent, takenAt: row.taken_at,
  }
}

export async function insertImprint(tx: Tx, imprint: Imprint): Promise<void> {
  await tx.db.run(sql`
    insert into seal.imprint (tenant_id, imprint_id, person_id, scan_sha256, print_sha256, dots_per_metre, width_tenths, height_tenths, frame_percent, taken_at, taken_by)
    values (${tx.tenant}, ${imprint.imprintId}, ${imprint.personId}, ${imprint.scanSha256}, ${imprint.printSha256}, ${imprint.dotsPerMetre}, ${imprint.widthTenths}, ${imprint.heightTenths}, ${imprint.framePercent},
      ${imprint.takenAt}, ${tx.actor.id})`)
}

export async function listImprints(tx: Tx, imprintIds: readonly string[]): Promise<Imprint[]> {
  if (imprintIds.length === 0) return []
  const rows = await tx.db.many<ImprintRow>(sql`
    select i.imprint_id, i.person_id, i.scan_sha256, i.print_sha256, i.dots_per_metre, i.width_tenths, i.height_tenths, i.frame_percent, i.taken_at
    from seal.imprint i where i.tenant_id = ${tx.tenant} and i.imprint_id = ${anyOf(imprintIds)}`)
  return rows.map(imprintOf)
}

/** The imprint taken last of a person. */
export async function findLastImprintId(tx: Tx, personId: string): Promise<string | undefined> {
  const row = await tx.db.find<{ imprint_id: string }>(sql`select imprint_id from seal.imprint where tenant_id = ${tx.tenant} and person_id = ${personId} order by taken_at desc, imprint_id desc limit 1`)
  return row?.imprint_id
}

export interface NewCertificate { readonly certificateId: string; readonly registration: Registration; readonly number: string; readonly documentId: string; readonly bearer: 'self' | 'agent'; readonly bearerName: string | null; readonly desk: string }

/**
 * Enters a certificate in the log only while the very version it was drawn from stands and is live; the row is held so
 * that it cannot be cancelled before this transaction ends. Gives the number of rows entered: 1, or 0.
 */
export async function insertCertificate(tx: Tx, made: NewCertificate): Promise<number> {
  const { registration } = made
  return await tx.db.run(sql`
    with standing as (
      select r.registration_id, r.version, r.person_id from seal.registration r
      where r.tenant_id = ${tx.tenant} and r.registration_id = ${registration.registrationId} and r.version = ${registration.version} and r.recorded_to is null and r.valid_to is null and r.state = 'live'
      for share)
    insert into seal.certificate (tenant_id, certificate_id, registration_id, registration_version, person_id, number, document_id, bearer, bearer_name, issued_on, desk, issued_at, issued_by, issued_by_name)
    select ${tx.tenant}::integer, ${made.certificateId}::uuid, s.registration_id, s.version, s.person_id, ${made.number}::text, ${made.documentId}::uuid, ${made.bearer}::text, ${made.bearerName}::text, ${tx.today}::date,
      ${made.desk}::text, ${tx.now}::timestamptz, ${tx.actor.id}::uuid, ${tx.actor.name}::text
    from standing s`)
}

/** Registrations that stand although the record of the person has ended or bears other names, as far as a page goes — 自動で処理する登録. */
export async function listOvertaken(tx: Tx, limit: number): Promise<{ registrationId: string; personId: string; status: 'resident' | 'moved-out' | 'dead' | 'removed'; ceasedOn: PlainDate | null }[]> {
  const rows = await tx.db.many<{ registration_id: string; person_id: string; status: 'resident' | 'moved-out' | 'dead' | 'removed'; ceased_on: PlainDate | null }>(sql`
    select r.registration_id, r.person_id, h.status, h.ceased_on from seal.registration r
    join resident.pub_person_history h on h.tenant_id = ${tx.tenant} and h.person_id = r.person_id and h.recorded_to is null and h.valid_from <= ${tx.today} and (h.valid_to is null or h.valid_to > ${tx.today})
    where r.tenant_id = ${tx.tenant} and r.recorded_to is null and r.valid_to is null and r.state <> 'cancelled'
      and (h.status <> 'resident' or (r.state = 'live' and (h.name is distinct from r.judged_name or h.former_surname is distinct from r.judged_former_surname or h.common_name is distinct from r.judged_common_name)))
    order by r.tenant_id, r.registration_id limit ${limit}`)
  return rows.map((row) => ({ registrationId: row.registration_id, personId: row.person_id, status: row.status, ceasedOn: row.ceased_on }))
}

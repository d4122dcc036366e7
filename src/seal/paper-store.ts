import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import type { Tx } from '../platform/command/tx.ts'
import { anyOf, sql } from '../platform/db/db.ts'
import type { Letter, LetterState } from './model.ts'

// Letters of enquiry, restorations, guardianship notices and notices of cancellation.

interface LetterRow {
  letter_id: string; version: number; letter_number: string; person_id: string; imprint_id: string; shown_text: string; katakana_name: string | null; agent_name: string | null; alike_percent: number | null
  distinct_reason: string | null; document_id: string; sent_on: PlainDate; expires_on: PlainDate; state: LetterState; ending: Letter['ending']; ended_on: PlainDate | null; registration_id: string | null
}

const columns = sql.raw(`l.letter_id, l.version, l.letter_number, l.person_id, l.imprint_id, l.shown_text, l.katakana_name, l.agent_name, l.alike_percent, l.distinct_reason, l.document_id, l.sent_on, l.expires_on,
  l.state, l.ending, l.ended_on, l.registration_id`)

function letterOf(row: LetterRow): Letter {
  return {
    letterId: row.letter_id, version: row.version, letterNumber: row.letter_number, personId: row.person_id, imprintId: row.imprint_id, shownText: row.shown_text, katakanaName: row.katakana_name, agentName: row.agent_name,
    alikePercent: row.alike_percent, distinctReason: row.distinct_reason, documentId: row.document_id, sentOn: row.sent_on, expiresOn: row.expires_on, state: row.state, ending: row.ending, endedOn: row.ended_on, registrationId: row.registration_id,
  }
}

/** A letter as it stands. */
export async function findLetter(tx: Tx, letterId: string): Promise<Letter | undefined> {
  const row = await tx.db.find<LetterRow>(sql`select ${columns} from seal.letter l where l.tenant_id = ${tx.tenant} and l.letter_id = ${letterId} and l.recorded_to is null`)
  return row && letterOf(row)
}

/** The letters of a person, the newest first. */
export async function listLettersOf(tx: Tx, personId: string): Promise<Letter[]> {
  const rows = await tx.db.many<LetterRow>(sql`select ${columns} from seal.letter l where l.tenant_id = ${tx.tenant} and l.person_id = ${personId} and l.recorded_to is null order by l.sent_on desc, l.letter_id desc`)
  return rows.map(letterOf)
}

/** A letter without an answer whose term has not passed, for examples of commands. */
export async function findAnyOpenLetter(tx: Tx): Promise<Letter | undefined> {
  const row = await tx.db.find<LetterRow>(sql`
    select ${columns} from seal.letter l where l.tenant_id = ${tx.tenant} and l.state = 'sent' and l.expires_on >= ${tx.today} and l.recorded_to is null order by l.tenant_id, l.letter_id limit 1`)
  return row && letterOf(row)
}

/** Letters in a state by their term, the nearest first. */
export async function listLetters(tx: Tx, state: LetterState, limit: number): Promise<Letter[]> {
  const rows = await tx.db.many<LetterRow>(sql`
    select ${columns} from seal.letter l where l.tenant_id = ${tx.tenant} and l.state = ${state} and l.recorded_to is null order by l.expires_on, l.letter_id limit ${limit}`)
  return rows.map(letterOf)
}

/** Writes a version of a letter and closes the one before. */
export async function keepLetter(tx: Tx, letter: Letter): Promise<void> {
  await tx.db.run(sql`update seal.letter set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and letter_id = ${letter.letterId} and recorded_to is null`)
  await tx.db.run(sql`
    insert into seal.letter (tenant_id, letter_id, version, letter_number, person_id, imprint_id, shown_text, katakana_name, agent_name, alike_percent, distinct_reason, document_id, sent_on, expires_on, state, ending, ended_on,
      registration_id, recorded_at, recorded_by, recorded_by_name)
    values (${tx.tenant}, ${letter.letterId}, ${letter.version}, ${letter.letterNumber}, ${letter.personId}, ${letter.imprintId}, ${letter.shownText}, ${letter.katakanaName}, ${letter.agentName}, ${letter.alikePercent},
      ${letter.distinctReason}, ${letter.documentId}, ${letter.sentOn}, ${letter.expiresOn}, ${letter.state}, ${letter.ending}, ${letter.endedOn}, ${letter.registrationId}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

/** A proposal to take a cancellation back. */
export interface Restoration { readonly restorationId: string; readonly version: number; readonly registrationId: string; readonly reason: string; readonly state: 'proposed' | 'approved' | 'withdrawn'; readonly proposedBy: string; readonly proposedByName: string }

interface RestorationRow { restoration_id: string; version: number; registration_id: string; reason: string; state: Restoration['state']; proposed_by: string; proposed_by_name: string }

/** The open proposal of a registration, or of any where none is named. */
export async function findProposal(tx: Tx, registrationId: string | null): Promise<Restoration | undefined> {
  const row = await tx.db.find<RestorationRow>(sql`
    select x.restoration_id, x.version, x.registration_id, x.reason, x.state, x.proposed_by, x.proposed_by_name from seal.restoration x
    where x.tenant_id = ${tx.tenant} and x.recorded_to is null and x.state = 'proposed' and (${registrationId === null} or x.registration_id = ${registrationId}::uuid)
    order by x.tenant_id, x.registration_id limit 1 for update`)
  return row && { restorationId: row.restoration_id, version: row.version, registrationId: row.registration_id, reason: row.reason, state: row.state, proposedBy: row.proposed_by, proposedByName: row.proposed_by_name }
}

/** Writes a version of a proposal and closes the one before. */
export async function keepRestoration(tx: Tx, proposal: Restoration): Promise<void> {
  await tx.db.run(sql`update seal.restoration set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and restoration_id = ${proposal.restorationId} and recorded_to is null`)
  await tx.db.run(sql`
    insert into seal.restoration (tenant_id, restoration_id, version, registration_id, reason, state, proposed_by, proposed_by_name, recorded_at, recorded_by)
    values (${tx.tenant}, ${proposal.restorationId}, ${proposal.version}, ${proposal.registrationId}, ${proposal.reason}, ${proposal.state}, ${proposal.proposedBy}, ${proposal.proposedByName}, ${tx.now}, ${tx.actor.id})`)
}

/** A notice that somebody is under guardianship. */
export interface Ward { readonly wardId: string; readonly version: number; readonly personId: string; readonly beganOn: PlainDate; readonly notifiedOn: PlainDate; readonly agentName: string | null; readonly endedOn: PlainDate | null }

interface WardRow { ward_id: string; version: number; person_id: string; began_on: PlainDate; notified_on: PlainDate; agent_name: string | null; ended_on: PlainDate | null }

const wardOf = (row: WardRow): Ward => ({ wardId: row.ward_id, version: row.version, personId: row.person_id, beganOn: row.began_on, notifiedOn: row.notified_on, agentName: row.agent_name, endedOn: row.ended_on })

/** The notice in force of a person, or of anybody where none is named. */
export async function findWard(tx: Tx, personId: string | null): Promise<Ward | undefined> {
  const row = await tx.db.find<WardRow>(sql`
    select w.ward_id, w.version, w.person_id, w.began_on, w.notified_on, w.agent_name, w.ended_on from seal.ward w
    where w.tenant_id = ${tx.tenant} and w.recorded_to is null and w.ended_on is null and (${personId === null} or w.person_id = ${personId}::uuid) order by w.tenant_id, w.person_id limit 1`)
  return row && wardOf(row)
}

/** Who of these persons has a letter or a guardianship notice in force. */
export async function listWithPapers(tx: Tx, personIds: readonly string[]): Promise<string[]> {
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select l.person_id from seal.letter l where l.tenant_id = ${tx.tenant} and l.person_id = ${anyOf(personIds)} and l.recorded_to is null
    union
    select w.person_id from seal.ward w where w.tenant_id = ${tx.tenant} and w.person_id = ${anyOf(personIds)} and w.recorded_to is null and w.ended_on is null`)
  return rows.map((row) => row.person_id)
}

/** The notices in force about these persons, in the order of their ids. */
export async function listWards(tx: Tx, personIds: readonly string[]): Promise<Ward[]> {
  if (personIds.length === 0) return []
  const rows = await tx.db.many<WardRow>(sql`
    select w.ward_id, w.version, w.person_id, w.began_on, w.notified_on, w.agent_name, w.ended_on from seal.ward w
    where w.tenant_id = ${tx.tenant} and w.person_id = ${anyOf(personIds)} and w.recorded_to is null and w.ended_on is null order by w.person_id`)
  return rows.map(wardOf)
}

/** Writes a version of a notice and closes the one before. */
export async function keepWard(tx: Tx, ward: Ward): Promise<void> {
  await tx.db.run(sql`update seal.ward set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and ward_id = ${ward.wardId} and recorded_to is null`)
  await tx.db.run(sql`
    insert into seal.ward (tenant_id, ward_id, version, person_id, began_on, notified_on, agent_name, ended_on, recorded_at, recorded_by, recorded_by_name)
    values (${tx.tenant}, ${ward.wardId}, ${ward.version}, ${ward.personId}, ${ward.beganOn}, ${ward.notifiedOn}, ${ward.agentName}, ${ward.endedOn}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

export async function insertNotice(tx: Tx, notice: { readonly noticeId: string; readonly registrationId: string; readonly personId: string; readonly number: string; readonly documentId: string }): Promise<void> {
  await tx.db.run(sql`
    insert into seal.notice (tenant_id, notice_id, registration_id, person_id, number, document_id, issued_at, issued_by, issued_by_name)
    values (${tx.tenant}, ${notice.noticeId}, ${notice.registrationId}, ${notice.personId}, ${notice.number}, ${notice.documentId}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

/** A paper in the record of a person: its kind, number and document. */
export interface IssuedPaper { readonly kind: 'certificate' | 'notice'; readonly number: string; readonly documentId: string; readonly issuedAt: Instant; readonly issuedByName: string }

/** Certificates and notices of a registration, the newest first; at most so many. */
export async function listPapers(tx: Tx, registrationId: string, limit: number): Promise<IssuedPaper[]> {
  const rows = await tx.db.many<{ kind: 'certificate' | 'notice'; number: string; document_id: string; issued_at: Instant; issued_by_name: string }>(sql`
    select 'certificate' as kind, c.number, c.document_id, c.issued_at, c.issued_by_name from seal.certificate c where c.tenant_id = ${tx.tenant} and c.registration_id = ${registrationId}
    union all
    select 'notice', n.number, n.document_id, n.issued_at, n.issued_by_name from seal.notice n where n.tenant_id = ${tx.tenant} and n.registration_id = ${registrationId}
    order by issued_at desc, number desc limit ${limit}`)
  return rows.map((row) => ({ kind: row.kind, number: row.number, documentId: row.document_id, issuedAt: row.issued_at, issuedByName: row.issued_by_name }))
}

/** What happened by itself on a day, and what waits for a decision; for the list of the day — 自動処理の結果. */
export interface DayRow { readonly registrationId: string; readonly registrationNumber: string; readonly personId: string; readonly event: string; readonly reason: string | null; readonly note: string | null; readonly validFrom: PlainDate; readonly recordedAt: Instant }

interface DayRecord { registration_id: string; registration_number: string; person_id: string; event: string; reason: string | null; note: string | null; valid_from: PlainDate; recorded_at: Instant }

const dayRowOf = (row: DayRecord): DayRow => ({ registrationId: row.registration_id, registrationNumber: row.registration_number, personId: row.person_id, event: row.event, reason: row.reason, note: row.note, validFrom: row.valid_from, recordedAt: row.recorded_at })

/** From a moment up to another, which is not in it. */
export interface Span { readonly from: Instant; readonly until: Instant }

/** Rows that the program wrote by itself between two moments. */
export async function listAutomatic(tx: Tx, { from, until }: Span, limit: number): Promise<DayRow[]> {
  const rows = await tx.db.many<DayRecord>(sql`
    select r.registration_id, r.registration_number, r.person_id, r.event, r.reason, r.note, r.valid_from, r.recorded_at from seal.registration r
    where r.tenant_id = ${tx.tenant} and r.recorded_at >= ${from} and r.recorded_at < ${until} and r.is_automatic and r.valid_to is null order by r.recorded_at, r.registration_id limit ${limit}`)
  return rows.map(dayRowOf)
}

/** Registrations that wait for a decision whether the imprint still matches. */
export async function listUnderReview(tx: Tx, limit: number): Promise<DayRow[]> {
  const rows = await tx.db.many<DayRecord>(sql`
    select r.registration_id, r.registration_number, r.person_id, r.event, r.reason, r.note, r.valid_from, r.recorded_at from seal.registration r
    where r.tenant_id = ${tx.tenant} and r.state = 'review' and r.recorded_to is null and r.valid_to is null order by r.tenant_id, r.state, r.registration_id limit ${limit}`)
  return rows.map(dayRowOf)
}

/** How much there is and how much happened between two moments — 統計. */
export interface Counts { readonly standing: number; readonly registered: number; readonly cancelled: number; readonly issued: number }

export async function countSeals(tx: Tx, { from, until }: Span): Promise<Counts> {
  return await tx.db.one<Counts>(sql`
    select
      (select count(*)::integer from seal.registration r where r.tenant_id = ${tx.tenant} and r.state in ('live', 'suspended', 'review') and r.recorded_to is null and r.valid_to is null) as standing,
      (select count(*)::integer from seal.registration r where r.tenant_id = ${tx.tenant} and r.recorded_at >= ${from} and r.recorded_at < ${until} and r.event = 'registered' and r.version = 1) as registered,
      (select count(*)::integer from seal.registration r where r.tenant_id = ${tx.tenant} and r.recorded_at >= ${from} and r.recorded_at < ${until} and r.event = 'cancelled' and r.valid_to is null) as cancelled,
      (select count(*)::integer from seal.certificate c where c.tenant_id = ${tx.tenant} and c.issued_at >= ${from} and c.issued_at < ${until}) as issued`)
}

import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { Address, Snapshot } from '../model.ts'
import { addressSearchKey } from '../../kernel/search-key.ts'
import { snapshotOf, type SnapshotRow } from '../store.ts'
import type { Renumbering, RenumberingLine, TownChange } from './model.ts'
import { keyBeyond } from '../search/keys.ts'

const caseColumns = sql`renumbering_id as "renumberingId", kind, title, announcement, effective_on as "effectiveOn", opened_by as "openedBy", opened_by_name as "openedByName", opened_at as "openedAt",
  extracted_at as "extractedAt", applied_at as "appliedAt", withdrawn_at as "withdrawnAt"`

export async function insertCase(tx: Tx, one: Pick<Renumbering, 'renumberingId' | 'kind' | 'title' | 'announcement' | 'effectiveOn'>): Promise<void> {
  await tx.db.run(sql`
    insert into resident.renumbering (tenant_id, renumbering_id, kind, title, announcement, effective_on, opened_by, opened_by_name, opened_at)
    values (${tx.tenant}, ${one.renumberingId}, ${one.kind}, ${one.title}, ${one.announcement}, ${one.effectiveOn}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
}

export async function findCase(tx: Tx, renumberingId: string): Promise<Renumbering | undefined> {
  return await tx.db.find<Renumbering>(sql`select ${caseColumns} from resident.renumbering where tenant_id = ${tx.tenant} and renumbering_id = ${renumberingId}`)
}

/** The case, locked until the transaction ends. */
export async function lockCase(tx: Tx, renumberingId: string): Promise<Renumbering | undefined> {
  return await tx.db.find<Renumbering>(sql`select ${caseColumns} from resident.renumbering where tenant_id = ${tx.tenant} and renumbering_id = ${renumberingId} for update`)
}

export async function listCases(tx: Tx): Promise<readonly Renumbering[]> {
  return await tx.db.many<Renumbering>(sql`select ${caseColumns} from resident.renumbering where tenant_id = ${tx.tenant} order by opened_at desc, renumbering_id desc limit 100`)
}

export async function keepMoment(tx: Tx, renumberingId: string, moment: 'extracted' | 'applied' | 'withdrawn'): Promise<void> {
  const column = sql.raw({ extracted: 'extracted_at', applied: 'applied_at', withdrawn: 'withdrawn_at' }[moment])
  await tx.db.run(sql`update resident.renumbering set ${column} = ${tx.now} where tenant_id = ${tx.tenant} and renumbering_id = ${renumberingId}`)
}

/** Puts other rows of the dictionary in the place of those the case had. */
export async function replaceTowns(tx: Tx, renumberingId: string, changes: readonly TownChange[]): Promise<void> {
  await tx.db.run(sql`delete from resident.renumbering_town where tenant_id = ${tx.tenant} and renumbering_id = ${renumberingId}`)
  await tx.db.run(sql`
    insert into resident.renumbering_town (tenant_id, renumbering_id, line_no, old_town, old_number, new_town, new_number, new_kana, new_postal_code, new_block_id, new_numbering, closes)
    select ${tx.tenant}, ${renumberingId}, c."lineNo", c."oldTown", c."oldNumber", c."newTown", c."newNumber", c."newKana", c."newPostalCode", c."newBlockId", c."newNumbering", c.closes
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as c("lineNo" integer, "oldTown" text, "oldNumber" text, "newTown" text, "newNumber" text, "newKana" text, "newPostalCode" text, "newBlockId" text, "newNumbering" text, closes boolean)`)
}

export async function listTowns(tx: Tx, renumberingId: string): Promise<readonly TownChange[]> {
  return await tx.db.many<TownChange>(sql`
    select line_no as "lineNo", old_town as "oldTown", old_number as "oldNumber", new_town as "newTown", new_number as "newNumber", new_kana as "newKana", new_postal_code as "newPostalCode",
      new_block_id as "newBlockId", new_numbering as "newNumbering", closes
    from resident.renumbering_town where tenant_id = ${tx.tenant} and renumbering_id = ${renumberingId} order by line_no`)
}

/** Today's record of every resident whose address stands in one of these towns. */
export async function listLivingIn(tx: Tx, towns: readonly string[]): Promise<readonly Snapshot[]> {
  if (towns.length === 0) return []
  const rows = await tx.db.many<SnapshotRow>(sql<SnapshotRow>`
    select h.* from unnest(${towns}::text[], ${towns.map(addressSearchKey)}::text[], ${towns.map(keyBeyond)}::text[]) as t(town, key, until)
    join resident.person_history h on h.tenant_id = ${tx.tenant} and h.address_key >= (t.key collate "C") and h.address_key < (t.until collate "C") and h.town = t.town
      and h.recorded_to is null and h.status = 'resident' and h.valid_from <= ${tx.today} and (h.valid_to is null or h.valid_to > ${tx.today})
    order by h.household_id, h.member_order, h.person_id`)
  return rows.map(snapshotOf)
}

/** Today's record of these persons. */
export async function listTodays(tx: Tx, personIds: readonly string[]): Promise<ReadonlyMap<string, Snapshot>> {
  if (personIds.length === 0) return new Map()
  const rows = await tx.db.many<SnapshotRow>(sql<SnapshotRow>`
    select h.* from resident.person_history h where h.tenant_id = ${tx.tenant} and h.person_id = ${anyOf(personIds)}
      and h.recorded_to is null and h.valid_from <= ${tx.today} and (h.valid_to is null or h.valid_to > ${tx.today})`)
  return new Map(rows.map((row) => [row.person_id, snapshotOf(row)]))
}

/** Puts the lines of a fresh extraction in the place of those that were not updated. */
export async function replaceLines(tx: Tx, renumberingId: string, lines: readonly Pick<RenumberingLine, 'personId' | 'householdId' | 'stamp' | 'oldAddress' | 'newAddress' | 'byDuty'>[]): Promise<void> {
  await tx.db.run(sql`delete from resident.renumbering_line where tenant_id = ${tx.tenant} and renumbering_id = ${renumberingId} and outcome is distinct from 'updated'`)
  await tx.db.run(sql`
    insert into resident.renumbering_line (tenant_id, renumbering_id, person_id, household_id, stamp, old_address, new_address, by_duty)
    select ${tx.tenant}, ${renumberingId}, l."personId", l."householdId", l.stamp, l."oldAddress", nullif(l."newAddress", 'null'::jsonb), l."byDuty"
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l("personId" uuid, "householdId" uuid, stamp text, "oldAddress" jsonb, "newAddress" jsonb, "byDuty" boolean)
    on conflict (tenant_id, renumbering_id, person_id) do update set
      household_id = excluded.household_id, stamp = excluded.stamp, old_address = excluded.old_address, new_address = excluded.new_address, by_duty = excluded.by_duty, outcome = null, reason = null, notification_id = null
      where resident.renumbering_line.tenant_id = ${tx.tenant}`)
}

const lineColumns = sql`l.person_id as "personId", l.household_id as "householdId", l.stamp, l.old_address as "oldAddress", l.new_address as "newAddress", l.by_duty as "byDuty", l.outcome, l.reason, l.notification_id as "notificationId"`

export interface NumberedLine extends RenumberingLine { readonly addresseeNumber: string; readonly householdNumber: string }

/** The lines of a case by household, with the numbers of person and household. */
export async function listLines(tx: Tx, renumberingId: string): Promise<readonly NumberedLine[]> {
  return await tx.db.many<NumberedLine>(sql`
    select ${lineColumns}, p.addressee_number as "addresseeNumber", f.household_number as "householdNumber" from resident.renumbering_line l
    join resident.person p on p.tenant_id = ${tx.tenant} and p.person_id = l.person_id
    join resident.household f on f.tenant_id = ${tx.tenant} and f.household_id = l.household_id
    where l.tenant_id = ${tx.tenant} and l.renumbering_id = ${renumberingId} order by f.household_number, p.addressee_number`)
}

/** Lines that were not updated of the next households after a cursor; whole households. */
export async function listOpenLines(tx: Tx, renumberingId: string, page: { readonly after: string | null; readonly households: number }): Promise<readonly RenumberingLine[]> {
  return await tx.db.many<RenumberingLine>(sql`
    select ${lineColumns} from resident.renumbering_line l
    join (select distinct household_id from resident.renumbering_line
      where tenant_id = ${tx.tenant} and renumbering_id = ${renumberingId} and outcome is distinct from 'updated' and (${page.after}::uuid is null or household_id > ${page.after}::uuid)
      order by household_id limit ${page.households}) as h on h.household_id = l.household_id
    where l.tenant_id = ${tx.tenant} and l.renumbering_id = ${renumberingId} and l.outcome is distinct from 'updated' order by l.household_id, l.person_id`)
}

export async function countOpenLines(tx: Tx, renumberingId: string): Promise<number> {
  return (await tx.db.one<{ n: number }>(sql`select count(*)::integer as n from resident.renumbering_line where tenant_id = ${tx.tenant} and renumbering_id = ${renumberingId} and new_address is not null and outcome is distinct from 'updated'`)).n
}

export async function keepAddresses(tx: Tx, renumberingId: string, given: readonly { readonly personId: string; readonly address: Address }[]): Promise<void> {
  await tx.db.run(sql`
    update resident.renumbering_line l set new_address = g.address from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g("personId" uuid, address jsonb)
    where l.tenant_id = ${tx.tenant} and l.renumbering_id = ${renumberingId} and l.person_id = g."personId" and l.outcome is distinct from 'updated'`)
}

export interface Outcome { readonly personId: string; readonly outcome: 'updated' | 'listed'; readonly reason: string | null; readonly notificationId: string | null }

export async function keepOutcomes(tx: Tx, renumberingId: string, outcomes: readonly Outcome[]): Promise<void> {
  await tx.db.run(sql`
    update resident.renumbering_line l set outcome = o.outcome, reason = o.reason, notification_id = o."notificationId"
    from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) as o("personId" uuid, outcome text, reason text, "notificationId" uuid)
    where l.tenant_id = ${tx.tenant} and l.renumbering_id = ${renumberingId} and l.person_id = o."personId"`)
}

/** Begins the new entries of the dictionary on the day and ends the old ones that are used no longer; what was done stays as it is. */
export async function applyTowns(tx: Tx, changes: readonly TownChange[], effectiveOn: PlainDate): Promise<void> {
  await tx.db.run(sql`
    insert into resident.town_block (tenant_id, town_block_id, town, kana, postal_code, numbering, begins_on)
    select distinct on (c."newTown") ${tx.tenant}::integer, c."newBlockId", c."newTown", c."newKana", c."newPostalCode", c."newNumbering", ${effectiveOn}::date
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as c("newTown" text, "newKana" text, "newPostalCode" text, "newBlockId" text, "newNumbering" text)
    where not exists (select from resident.town_block b where b.tenant_id = ${tx.tenant} and b.town = c."newTown")`)
  const closed = changes.filter((change) => change.closes).map((change) => change.oldTown)
  await tx.db.run(sql`update resident.town_block set ends_on = ${effectiveOn} where tenant_id = ${tx.tenant} and town = ${anyOf(closed, 'text')} and ends_on is null`)
}

export interface FiledRenumbering { readonly notificationId: string; readonly number: string; readonly body: unknown; readonly personIds: readonly string[] }

/** Keeps many filings of one day that are recorded at once, a page in three statements. */
export async function insertFilings(tx: Tx, filings: readonly FiledRenumbering[], at: { readonly kind: string; readonly eventOn: PlainDate }): Promise<void> {
  const rows = sql`jsonb_to_recordset(${JSON.stringify(filings)}::jsonb) as f("notificationId" uuid, number text, body jsonb, "personIds" jsonb)`
  await tx.db.run(sql`
    insert into resident.notification (tenant_id, notification_id, number, kind, event_on, notified_on, body, sealed_numbers, shown, submitted_by, submitted_by_name, submitted_at)
    select ${tx.tenant}, f."notificationId", f.number, ${at.kind}, ${at.eventOn}, ${tx.today}, f.body, null, '[]'::jsonb, ${tx.actor.id}, ${tx.actor.name}, ${tx.now} from ${rows}`)
  await tx.db.run(sql`
    insert into resident.notification_state (tenant_id, notification_id, step_no, state, reason, by_id, by_name, recorded_at, command_id)
    select ${tx.tenant}, f."notificationId", 1, 'approved', null, ${tx.actor.id}, ${tx.actor.name}, ${tx.now}, ${tx.commandId} from ${rows}`)
  await tx.db.run(sql`
    insert into resident.notification_person (tenant_id, person_id, notification_id)
    select ${tx.tenant}, p::uuid, f."notificationId" from ${rows}, jsonb_array_elements_text(f."personIds") as p`)
}

export interface AddressChange { readonly renumberingId: string; readonly kind: Renumbering['kind']; readonly announcement: string; readonly effectiveOn: PlainDate; readonly oldAddress: Address; readonly newAddress: Address }

/** How the wording of a person's address was changed by the office, the latest first — 変更証明の元. Cancelled ones are left out. */
export async function listAddressChanges(tx: Tx, personId: string): Promise<readonly AddressChange[]> {
  return await tx.db.many<AddressChange>(sql`
    select c.renumbering_id as "renumberingId", c.kind, c.announcement, c.effective_on as "effectiveOn", l.old_address as "oldAddress", l.new_address as "newAddress"
    from resident.renumbering_line l join resident.renumbering c on c.tenant_id = ${tx.tenant} and c.renumbering_id = l.renumbering_id
    where l.tenant_id = ${tx.tenant} and l.person_id = ${personId} and l.outcome = 'updated'
      and not exists (select from resident.event_cancellation e where e.tenant_id = ${tx.tenant} and e.notification_id = l.notification_id)
      and not exists (select from resident.person_cancellation e where e.tenant_id = ${tx.tenant} and e.notification_id = l.notification_id and e.person_id = l.person_id)
    order by c.effective_on desc, c.renumbering_id desc`)
}

/** A case of which somebody is extracted and not yet updated; for examples. */
export async function findCaseWithOpenLines(tx: Tx): Promise<Renumbering | undefined> {
  return await tx.db.find<Renumbering>(sql`
    select ${caseColumns} from resident.renumbering c where c.tenant_id = ${tx.tenant} and c.withdrawn_at is null
      and exists (select from resident.renumbering_line l where l.tenant_id = ${tx.tenant} and l.renumbering_id = c.renumbering_id and l.outcome is distinct from 'updated')
    order by c.opened_at desc, c.renumbering_id desc limit 1`)
}

/** Lines that were updated and whose filing was not taken back. */
export async function listUpdated(tx: Tx, renumberingId: string): Promise<readonly RenumberingLine[]> {
  return await tx.db.many<RenumberingLine>(sql`
    select ${lineColumns} from resident.renumbering_line l where l.tenant_id = ${tx.tenant} and l.renumbering_id = ${renumberingId} and l.outcome = 'updated'
      and not exists (select from resident.event_cancellation e where e.tenant_id = ${tx.tenant} and e.notification_id = l.notification_id)
      and not exists (select from resident.person_cancellation e where e.tenant_id = ${tx.tenant} and e.notification_id = l.notification_id and e.person_id = l.person_id)`)
}

/** The newest case by which somebody was updated; for examples. */
export async function findUpdatedCase(tx: Tx): Promise<Renumbering | undefined> {
  return await tx.db.find<Renumbering>(sql`
    select ${caseColumns} from resident.renumbering c where c.tenant_id = ${tx.tenant}
      and exists (select from resident.renumbering_line l where l.tenant_id = ${tx.tenant} and l.renumbering_id = c.renumbering_id and l.outcome = 'updated'
        and not exists (select from resident.event_cancellation e where e.tenant_id = ${tx.tenant} and e.notification_id = l.notification_id)
      and not exists (select from resident.person_cancellation e where e.tenant_id = ${tx.tenant} and e.notification_id = l.notification_id and e.person_id = l.person_id))
    order by c.opened_at desc, c.renumbering_id desc limit 1`)
}

import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import type { Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { anyOf, sql } from '../platform/db/db.ts'
import type { Sex } from '../resident/index.ts'
import type { DeliveryAddress, PartyKind } from './model.ts'

export interface PartyRow { party_id: string; number: string; kind: PartyKind; resident_id: string | null }

export interface ProfileRow {
  party_id: string; history_no: number; name: string; kana: string | null; corporate_number: string | null
  postal_code: string | null; address: string; phone: string | null; birth_on: PlainDate | null; sex: Sex | null; valid_from: PlainDate; recorded_at: Instant
}

export async function listPartyRows(tx: Tx, partyIds: readonly string[]): Promise<PartyRow[]> {
  return await tx.db.many(sql`
    select party_id, number, kind, resident_id from party.party where tenant_id = ${tx.tenant} and party_id = ${anyOf(partyIds)}`)
}

export async function listPartyRowsOfResidents(tx: Tx, residentIds: readonly string[]): Promise<PartyRow[]> {
  return await tx.db.many(sql`
    select party_id, number, kind, resident_id from party.party where tenant_id = ${tx.tenant} and resident_id = ${anyOf(residentIds)}`)
}

export async function findPartyIdByNumber(tx: Tx, number: string): Promise<string | undefined> {
  const row = await tx.db.find<{ party_id: string }>(sql`select party_id from party.party where tenant_id = ${tx.tenant} and number = ${number}`)
  return row?.party_id
}

export async function listProfiles(tx: Tx, partyIds: readonly string[]): Promise<ProfileRow[]> {
  return await tx.db.many(sql`
    select party_id, history_no, name, kana, corporate_number, postal_code, address, phone, birth_on, sex, valid_from, recorded_at
    from party.profile where tenant_id = ${tx.tenant} and party_id = ${anyOf(partyIds)} and recorded_to is null`)
}

/** All delivery addresses believed now, of any date. */
export async function listDeliveries(tx: Tx, partyIds: readonly string[]): Promise<DeliveryAddress[]> {
  return (await tx.db.many<DeliveryRow>(sql`
    select delivery_id, version, party_id, levy_code, addressee, postal_code, address, reason, valid_from, valid_to
    from party.delivery_address where tenant_id = ${tx.tenant} and party_id = ${anyOf(partyIds)} and recorded_to is null
    order by tenant_id, party_id, valid_from, delivery_id`)).map(deliveryOf)
}

export async function findDeliveryById(tx: Tx, deliveryId: string): Promise<DeliveryAddress | undefined> {
  const row = await tx.db.find<DeliveryRow>(sql`
    select delivery_id, version, party_id, levy_code, addressee, postal_code, address, reason, valid_from, valid_to
    from party.delivery_address where tenant_id = ${tx.tenant} and delivery_id = ${deliveryId} and recorded_to is null`)
  return row && deliveryOf(row)
}

interface DeliveryRow {
  delivery_id: string; version: number; party_id: string; levy_code: string | null; addressee: string | null; postal_code: string | null
  address: string; reason: string; valid_from: PlainDate; valid_to: PlainDate | null
}

function deliveryOf(row: DeliveryRow): DeliveryAddress {
  return {
    deliveryId: row.delivery_id, version: row.version, partyId: row.party_id, levyCode: row.levy_code, addressee: row.addressee,
    postalCode: row.postal_code, address: row.address, reason: row.reason, validFrom: row.valid_from, validTo: row.valid_to,
  }
}

/** Enters residents that are not addressees yet; somebody else entering the same one at the moment does no harm. */
export async function insertResidents(tx: Tx, residents: readonly { residentId: string; number: string }[]): Promise<void> {
  await tx.db.run(sql`
    insert into party.party (tenant_id, party_id, number, kind, resident_id, recorded_at, recorded_by)
    select ${tx.tenant}, r.party_id, r.number, 'resident', r.resident_id, ${tx.now}, ${tx.actor.id}
    from unnest(${residents.map(() => newId())}::uuid[], ${residents.map((one) => one.number)}::text[], ${residents.map((one) => one.residentId)}::uuid[]) as r(party_id, number, resident_id)
    on conflict do nothing`)
}

export async function insertParty(tx: Tx, party: { partyId: string; number: string; kind: 'outsider' | 'corporation' }): Promise<void> {
  await tx.db.run(sql`
    insert into party.party (tenant_id, party_id, number, kind, recorded_at, recorded_by)
    values (${tx.tenant}, ${party.partyId}, ${party.number}, ${party.kind}, ${tx.now}, ${tx.actor.id})`)
}

export interface NewProfile {
  readonly partyId: string; readonly historyNo: number; readonly name: string; readonly kana: string | null; readonly corporateNumber: string | null
  readonly postalCode: string | null; readonly address: string; readonly phone: string | null; readonly birthOn: PlainDate | null; readonly sex: Sex | null; readonly validFrom: PlainDate
}

/** Closes what was believed and enters the new state. */
export async function replaceProfile(tx: Tx, profile: NewProfile): Promise<void> {
  await tx.db.run(sql`update party.profile set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and party_id = ${profile.partyId} and recorded_to is null`)
  await tx.db.run(sql`
    insert into party.profile (tenant_id, party_id, history_no, name, kana, corporate_number, postal_code, address, phone, birth_on, sex, valid_from, recorded_at, recorded_by)
    values (${tx.tenant}, ${profile.partyId}, ${profile.historyNo}, ${profile.name}, ${profile.kana}, ${profile.corporateNumber}, ${profile.postalCode},
      ${profile.address}, ${profile.phone}, ${profile.birthOn}, ${profile.sex}, ${profile.validFrom}, ${tx.now}, ${tx.actor.id})`)
}

/** An addressee outside the register with this name and address, or this 法人番号. */
export async function findSame(tx: Tx, wanted: { name: string; address: string; corporateNumber: string | null }): Promise<{ number: string; corporate_number: string | null } | undefined> {
  const rows = await tx.db.many<{ number: string; corporate_number: string | null }>(sql`
    select p.number, f.corporate_number from party.profile f
    join party.party p on p.tenant_id = ${tx.tenant} and p.party_id = f.party_id
    where f.tenant_id = ${tx.tenant} and f.recorded_to is null
      and ((f.name = ${wanted.name} and f.address = ${wanted.address}) or f.corporate_number = ${wanted.corporateNumber})
    order by f.corporate_number = ${wanted.corporateNumber} desc nulls last limit 1`)
  return rows[0]
}

/** Closes the version believed so far, where there is one, and enters the next. */
export async function replaceDelivery(tx: Tx, delivery: DeliveryAddress): Promise<void> {
  await tx.db.run(sql`
    update party.delivery_address set recorded_to = ${tx.now}
    where tenant_id = ${tx.tenant} and delivery_id = ${delivery.deliveryId} and recorded_to is null`)
  await tx.db.run(sql`
    insert into party.delivery_address (tenant_id, delivery_id, version, party_id, levy_code, addressee, postal_code, address, reason, valid_from, valid_to, recorded_at, recorded_by)
    values (${tx.tenant}, ${delivery.deliveryId}, ${delivery.version}, ${delivery.partyId}, ${delivery.levyCode}, ${delivery.addressee}, ${delivery.postalCode},
      ${delivery.address}, ${delivery.reason}, ${delivery.validFrom}, ${delivery.validTo}, ${tx.now}, ${tx.actor.id})`)
}

/** Any addressee, for examples. */
export async function findAnyParty(tx: Tx): Promise<{ party_id: string } | undefined> {
  const rows = await tx.db.many<{ party_id: string }>(sql`select party_id from party.party where tenant_id = ${tx.tenant} order by tenant_id, party_id limit 1`)
  return rows[0]
}

/** Anyone outside the register, for examples. */
export async function findAnyOutside(tx: Tx): Promise<string | undefined> {
  const rows = await tx.db.many<{ party_id: string }>(sql`select party_id from party.profile where tenant_id = ${tx.tenant} and recorded_to is null order by tenant_id, party_id limit 1`)
  return rows[0]?.party_id
}

/** Any delivery address that still runs, for examples of commands. */
export async function findAnyRunningDelivery(tx: Tx): Promise<DeliveryAddress | undefined> {
  const rows = await tx.db.many<DeliveryRow>(sql`
    select delivery_id, version, party_id, levy_code, addressee, postal_code, address, reason, valid_from, valid_to
    from party.delivery_address where tenant_id = ${tx.tenant} and recorded_to is null and valid_to is null and valid_from <= ${tx.today}
    order by tenant_id, delivery_id limit 1`)
  return rows[0] && deliveryOf(rows[0])
}

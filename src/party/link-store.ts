import type { PlainDate } from '../kernel/plain-date.ts'
import type { Tx } from '../platform/command/tx.ts'
import { anyOf, sql } from '../platform/db/db.ts'
import type { Sex } from '../resident/index.ts'
import type { FourItem } from './rules.ts'

export interface LinkRow { readonly outsider_id: string; readonly version: number; readonly resident_id: string; readonly state: 'linked' | 'unlinked'; readonly evidence: FourItem[] }

/** The present link of a person outside the register, locked; one that was taken back as well. */
export async function findLink(tx: Tx, outsiderId: string): Promise<LinkRow | undefined> {
  return await tx.db.find<LinkRow>(sql`
    select outsider_id, version, resident_id, state, evidence from party.resident_link where tenant_id = ${tx.tenant} and outsider_id = ${outsiderId} and recorded_to is null for update`)
}

/** Who outside the register is linked with these residents. */
export async function listLinksOfResidents(tx: Tx, residentIds: readonly string[]): Promise<LinkRow[]> {
  if (residentIds.length === 0) return []
  return await tx.db.many<LinkRow>(sql`
    select outsider_id, version, resident_id, state, evidence from party.resident_link
    where tenant_id = ${tx.tenant} and resident_id = ${anyOf(residentIds)} and recorded_to is null and state = 'linked' order by tenant_id, resident_id, outsider_id`)
}

/** The addressee a resident is, first, and those outside the register who are linked with the resident. */
export async function listPartyIdsOfResident(tx: Tx, residentId: string): Promise<string[]> {
  const rows = await tx.db.many<{ party_id: string }>(sql`
    select party_id, 1 as place from party.party where tenant_id = ${tx.tenant} and resident_id = ${residentId}
    union all
    select outsider_id, 2 from party.resident_link where tenant_id = ${tx.tenant} and resident_id = ${residentId} and recorded_to is null and state = 'linked'
    order by place, party_id`)
  return rows.map((row) => row.party_id)
}

/** The resident as whom somebody outside the register is known. */
export async function findResidentOf(tx: Tx, outsiderId: string): Promise<string | undefined> {
  const row = await tx.db.find<{ resident_id: string }>(sql<{ resident_id: string }>`
    select resident_id from party.resident_link where tenant_id = ${tx.tenant} and outsider_id = ${outsiderId} and recorded_to is null and state = 'linked'`)
  return row?.resident_id
}

export async function replaceLink(tx: Tx, link: LinkRow & { readonly reason: string | null }): Promise<void> {
  await tx.db.run(sql`update party.resident_link set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and outsider_id = ${link.outsider_id} and recorded_to is null`)
  await tx.db.run(sql`
    insert into party.resident_link (tenant_id, outsider_id, version, resident_id, state, evidence, reason, recorded_at, recorded_by)
    values (${tx.tenant}, ${link.outsider_id}, ${link.version}, ${link.resident_id}, ${link.state}, ${JSON.stringify(link.evidence)}::jsonb, ${link.reason}, ${tx.now}, ${tx.actor.id})`)
}

export interface OutsiderRow { readonly party_id: string; readonly number: string; readonly name: string; readonly address: string; readonly birth_on: PlainDate | null; readonly sex: Sex | null }

/** Persons outside the register of these names, who are no resident yet. */
export async function listOutsidersNamed(tx: Tx, names: readonly string[]): Promise<OutsiderRow[]> {
  if (names.length === 0) return []
  return await tx.db.many<OutsiderRow>(sql`
    select f.party_id, p.number, f.name, f.address, f.birth_on, f.sex from party.profile f
    join party.party p on p.tenant_id = ${tx.tenant} and p.party_id = f.party_id and p.kind = 'outsider'
    where f.tenant_id = ${tx.tenant} and f.recorded_to is null and f.name = ${anyOf(names, 'text')}
      and not exists (select from party.resident_link l where l.tenant_id = ${tx.tenant} and l.outsider_id = f.party_id and l.recorded_to is null and l.state = 'linked')
    order by p.number`)
}

/** Any link in force, for examples. */
export async function findAnyLink(tx: Tx): Promise<LinkRow | undefined> {
  const rows = await tx.db.many<LinkRow>(sql`
    select outsider_id, version, resident_id, state, evidence from party.resident_link where tenant_id = ${tx.tenant} and recorded_to is null and state = 'linked' order by tenant_id, outsider_id limit 1`)
  return rows[0]
}

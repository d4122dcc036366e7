import type { Instant } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'
import type { Draft } from './model.ts'

/** Conditions and columns the town keeps under a name, of one section — 一覧の定義. */
export interface Definition { readonly definitionId: string; readonly version: number; readonly name: string; readonly section: string; readonly draft: Draft; readonly byName: string; readonly recordedAt: Instant }

interface Row { definition_id: string; version: number; name: string; section: string; draft: Draft; by_name: string; recorded_at: Instant }
const definitionOf = (row: Row): Definition => ({ definitionId: row.definition_id, version: row.version, name: row.name, section: row.section, draft: row.draft, byName: row.by_name, recordedAt: row.recorded_at })

export async function listDefinitions(tx: Tx): Promise<readonly Definition[]> {
  return (await tx.db.many<Row>(sql`select * from resident.list_definition where tenant_id = ${tx.tenant} and recorded_to is null order by section, name limit 500`)).map(definitionOf)
}

export async function lockDefinition(tx: Tx, definitionId: string): Promise<Definition | undefined> {
  const row = await tx.db.find<Row>(sql`select * from resident.list_definition where tenant_id = ${tx.tenant} and definition_id = ${definitionId} and recorded_to is null for update`)
  return row && definitionOf(row)
}

export async function findDefinitionByName(tx: Tx, section: string, name: string): Promise<Definition | undefined> {
  const row = await tx.db.find<Row>(sql`select * from resident.list_definition where tenant_id = ${tx.tenant} and section = ${section} and name = ${name} and recorded_to is null`)
  return row && definitionOf(row)
}

export async function closeDefinition(tx: Tx, one: Definition): Promise<void> {
  await tx.db.run(sql`update resident.list_definition set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and definition_id = ${one.definitionId} and version = ${one.version}`)
}

export async function insertDefinition(tx: Tx, one: Pick<Definition, 'definitionId' | 'version' | 'name' | 'section' | 'draft'>): Promise<void> {
  await tx.db.run(sql`
    insert into resident.list_definition (tenant_id, definition_id, version, name, section, draft, by_id, by_name, recorded_at)
    values (${tx.tenant}, ${one.definitionId}, ${one.version}, ${one.name}, ${one.section}, ${JSON.stringify(one.draft)}::jsonb, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
}

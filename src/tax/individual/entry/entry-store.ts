import type { Instant } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { sql } from '../../../platform/db/db.ts'
import type { StatementContent } from '../statement-input.ts'

export const mediaTypes = ['image/png', 'image/jpeg', 'application/pdf'] as const
export type MediaType = (typeof mediaTypes)[number]

/** What an officer keyed from a picture: a statement without its person and year. */
export type KeyedContent = Omit<StatementContent, 'personId' | 'incomeYear'>

/** A picture of a return on paper — 申告書の画像. */
export interface ReturnImage { readonly imageId: string; readonly personId: string; readonly incomeYear: number; readonly sha256: string; readonly mediaType: MediaType; readonly recordedAt: Instant; readonly recordedByName: string }

const imageColumns = sql.raw(`i.image_id as "imageId", i.person_id as "personId", i.income_year as "incomeYear", i.sha256, i.media_type as "mediaType", i.recorded_at as "recordedAt", i.recorded_by_name as "recordedByName"`)

export async function findImage(tx: Tx, imageId: string): Promise<ReturnImage | undefined> {
  return await tx.db.find<ReturnImage>(sql`select ${imageColumns} from tax_individual.return_image i where i.tenant_id = ${tx.tenant} and i.image_id = ${imageId}`)
}

export async function insertImage(tx: Tx, image: Pick<ReturnImage, 'imageId' | 'personId' | 'incomeYear' | 'sha256' | 'mediaType'>): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.return_image (tenant_id, image_id, person_id, income_year, sha256, media_type, recorded_at, recorded_by, recorded_by_name)
    values (${tx.tenant}, ${image.imageId}, ${image.personId}, ${image.incomeYear}, ${image.sha256}, ${image.mediaType}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

export type EntryState = 'first' | 'differs' | 'agreed' | 'settled'

/** What two officers keyed from one picture — ベリファイ入力. */
export interface ReturnEntry {
  readonly imageId: string; readonly state: EntryState; readonly firstContent: KeyedContent; readonly firstBy: string; readonly firstByName: string; readonly secondContent: KeyedContent | null; readonly secondBy: string | null; readonly secondByName: string | null
  readonly settledByName: string | null; readonly reason: string | null; readonly statementId: string | null
}

const entryColumns = sql.raw(`e.image_id as "imageId", e.state, e.first_content as "firstContent", e.first_by as "firstBy", e.first_by_name as "firstByName", e.second_content as "secondContent", e.second_by as "secondBy", e.second_by_name as "secondByName",
  e.settled_by_name as "settledByName", e.reason, e.statement_id as "statementId"`)

export async function findEntry(tx: Tx, imageId: string): Promise<ReturnEntry | undefined> {
  return await tx.db.find<ReturnEntry>(sql`select ${entryColumns} from tax_individual.return_entry e where e.tenant_id = ${tx.tenant} and e.image_id = ${imageId}`)
}

/** Takes the entry of a picture; whoever keys at the same moment waits. */
export async function lockEntry(tx: Tx, imageId: string): Promise<ReturnEntry | undefined> {
  await tx.db.run(sql`select pg_advisory_xact_lock(hashtextextended(${`tax-individual.entry:${tx.tenant}:${imageId}`}, 0))`)
  return await findEntry(tx, imageId)
}

export async function insertFirst(tx: Tx, imageId: string, content: KeyedContent): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.return_entry (tenant_id, image_id, state, first_content, first_by, first_by_name, first_at)
    values (${tx.tenant}, ${imageId}, 'first', ${JSON.stringify(content)}::jsonb, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
}

export async function keepSecond(tx: Tx, second: { imageId: string; content: KeyedContent; state: 'differs' | 'agreed'; statementId: string | null }): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.return_entry set state = ${second.state}, second_content = ${JSON.stringify(second.content)}::jsonb, second_by = ${tx.actor.id}, second_by_name = ${tx.actor.name}, second_at = ${tx.now}, statement_id = ${second.statementId}
    where tenant_id = ${tx.tenant} and image_id = ${second.imageId}`)
}

export async function settleEntry(tx: Tx, settled: { imageId: string; reason: string; statementId: string }): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.return_entry set state = 'settled', settled_by = ${tx.actor.id}, settled_by_name = ${tx.actor.name}, settled_at = ${tx.now}, reason = ${settled.reason}, statement_id = ${settled.statementId}
    where tenant_id = ${tx.tenant} and image_id = ${settled.imageId}`)
}

/** Pictures of a person and year with how far each is keyed. */
export async function listImages(tx: Tx, personId: string, incomeYear: number): Promise<readonly (Pick<ReturnImage, 'imageId' | 'mediaType' | 'recordedAt' | 'recordedByName'> & { readonly state: EntryState | null })[]> {
  return await tx.db.many(sql`
    select ${imageColumns}, e.state from tax_individual.return_image i left join tax_individual.return_entry e on e.tenant_id = ${tx.tenant} and e.image_id = i.image_id
    where i.tenant_id = ${tx.tenant} and i.person_id = ${personId} and i.income_year = ${incomeYear} order by i.image_id limit 50`)
}

/** A picture that this officer may key, first or second: for examples of commands. */
export async function findKeyable(tx: Tx): Promise<ReturnImage | undefined> {
  return await tx.db.find<ReturnImage>(sql`
    select ${imageColumns} from tax_individual.return_image i left join tax_individual.return_entry e on e.tenant_id = ${tx.tenant} and e.image_id = i.image_id
    where i.tenant_id = ${tx.tenant} and (e.image_id is null or (e.state = 'first' and e.first_by <> ${tx.actor.id}::uuid)) order by e.image_id is null, i.image_id limit 1`)
}

/** An entry that this officer may settle: for examples of commands. */
export async function findSettleable(tx: Tx): Promise<ReturnEntry | undefined> {
  return await tx.db.find<ReturnEntry>(sql`
    select ${entryColumns} from tax_individual.return_entry e where e.tenant_id = ${tx.tenant} and e.state = 'differs' and e.first_by <> ${tx.actor.id}::uuid and e.second_by <> ${tx.actor.id}::uuid order by e.image_id limit 1`)
}

/** Some picture: for examples of queries. */
export async function findAnyImage(tx: Tx): Promise<ReturnImage | undefined> {
  return await tx.db.find<ReturnImage>(sql`select ${imageColumns} from tax_individual.return_image i where i.tenant_id = ${tx.tenant} order by i.tenant_id, i.image_id limit 1`)
}

import type { Instant } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { Release } from './model.ts'

const columns = sql`release_id as "releaseId", person_id as "personId", user_id as "userId", output, requester_kind as "requesterKind", requester_name as "requesterName", purpose, addresses, copies, copies_left as "copiesLeft",
  state, requested_at as "requestedAt", first_by as "firstBy", first_at as "firstAt", second_by as "secondBy", second_at as "secondAt", until, end_reason as "endReason"`

/** Releases of these persons that this officer may be able to use. */
export async function listOpenReleases(tx: Tx, personIds: readonly string[]): Promise<Release[]> {
  if (personIds.length === 0) return []
  return await tx.db.many<Release>(sql`
    select ${columns} from resident.release
    where tenant_id = ${tx.tenant} and person_id = ${anyOf(personIds)} and user_id = ${tx.actor.id} and state = 'open' and until > ${tx.now} and copies_left > 0 order by requested_at, release_id`)
}

export async function findReleases(tx: Tx, releaseIds: readonly string[]): Promise<Release[]> {
  return await tx.db.many<Release>(sql`select ${columns} from resident.release where tenant_id = ${tx.tenant} and release_id = ${anyOf(releaseIds)} order by release_id`)
}

export async function lockRelease(tx: Tx, releaseId: string): Promise<Release | undefined> {
  return await tx.db.find<Release>(sql`select ${columns} from resident.release where tenant_id = ${tx.tenant} and release_id = ${releaseId} for update`)
}

/** What waits for an agreement or may still be used, the newest first. */
export async function listWaitingReleases(tx: Tx): Promise<Release[]> {
  return await tx.db.many<Release>(sql`
    select ${columns} from resident.release where tenant_id = ${tx.tenant} and state in ('requested', 'agreed-once', 'open') order by requested_at desc, release_id limit 200`)
}

export async function listReleasesOf(tx: Tx, personId: string): Promise<Release[]> {
  return await tx.db.many<Release>(sql`select ${columns} from resident.release where tenant_id = ${tx.tenant} and person_id = ${personId} order by requested_at desc, release_id limit 50`)
}

/** A release of the town, one that waits before one that is over; for examples. */
export async function findAnyRelease(tx: Tx): Promise<Release | undefined> {
  const [waiting] = await listWaitingReleases(tx)
  return waiting ?? await tx.db.find<Release>(sql`select ${columns} from resident.release where tenant_id = ${tx.tenant} order by release_id limit 1`)
}

export async function insertRelease(tx: Tx, one: Pick<Release, 'releaseId' | 'personId' | 'output' | 'requesterKind' | 'requesterName' | 'purpose' | 'addresses' | 'copies'>): Promise<void> {
  await tx.db.run(sql`
    insert into resident.release (tenant_id, release_id, person_id, user_id, output, requester_kind, requester_name, purpose, addresses, copies, copies_left, state, requested_at)
    values (${tx.tenant}, ${one.releaseId}, ${one.personId}, ${tx.actor.id}, ${one.output}, ${one.requesterKind}, ${one.requesterName}, ${one.purpose}, ${one.addresses}, ${one.copies}, ${one.copies}, 'requested', ${tx.now})`)
}

export async function agreeFirst(tx: Tx, releaseId: string): Promise<void> {
  await tx.db.run(sql`update resident.release set state = 'agreed-once', first_by = ${tx.actor.id}, first_at = ${tx.now} where tenant_id = ${tx.tenant} and release_id = ${releaseId} and state = 'requested'`)
}

/** The second agreement opens it; from now on it runs. */
export async function agreeSecond(tx: Tx, releaseId: string, until: Instant): Promise<void> {
  await tx.db.run(sql`
    update resident.release set state = 'open', second_by = ${tx.actor.id}, second_at = ${tx.now}, until = ${until} where tenant_id = ${tx.tenant} and release_id = ${releaseId} and state = 'agreed-once'`)
}

export async function endRelease(tx: Tx, releaseId: string, reason: string): Promise<void> {
  await tx.db.run(sql`
    update resident.release set state = 'ended', ended_by = ${tx.actor.id}, ended_at = ${tx.now}, end_reason = ${reason} where tenant_id = ${tx.tenant} and release_id = ${releaseId} and state in ('requested', 'agreed-once', 'open')`)
}

/** Takes one sheet off a release; false where another press was quicker or its time is over. */
export async function useUp(tx: Tx, releaseId: string, documentId: string): Promise<boolean> {
  const changed = await tx.db.run(sql`
    update resident.release set copies_left = copies_left - 1, state = case when copies_left = 1 then 'used' else state end
    where tenant_id = ${tx.tenant} and release_id = ${releaseId} and user_id = ${tx.actor.id} and state = 'open' and copies_left > 0 and until > ${tx.now}`)
  if (changed !== 1) return false
  await tx.db.run(sql`insert into resident.release_document (tenant_id, release_id, document_id, used_at) values (${tx.tenant}, ${releaseId}, ${documentId}, ${tx.now})`)
  return true
}

/** Papers that went out under a release. */
export async function listReleasedDocuments(tx: Tx, documentIds: readonly string[]): Promise<string[]> {
  const rows = await tx.db.many<{ document_id: string }>(sql`select document_id from resident.release_document where tenant_id = ${tx.tenant} and document_id = ${anyOf(documentIds)}`)
  return rows.map((row) => row.document_id)
}

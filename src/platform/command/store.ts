import type { Refusal } from '../../kernel/outcome.ts'
import { newId } from '../crypto/index.ts'
import { sql } from '../db/db.ts'
import type { Consequence } from './consequence.ts'
import type { EventDraft, Tx } from './tx.ts'

export type KeptOutcome = { ok: true; value: unknown } | { ok: false; reason: 'input' | 'forbidden' | 'conflict' | 'refused'; refusals: readonly Refusal[] }

export interface EarlierCommand {
  id: string; name: string; input_digest: string; outcome: KeptOutcome | null; consequences: Consequence[] | null; preview_id: string | null
}

interface KeyClaim { readonly id: string; readonly name: string; readonly digest: string; readonly keepForEver: boolean }

/** Takes an idempotency key; gives the earlier command where the key was used before (waiting for one under way). */
export async function claimKey(tx: Tx, claim: KeyClaim): Promise<EarlierCommand | undefined> {
  const taken = await tx.db.run(sql`
    insert into platform.command (tenant_id, id, name, input_digest, actor_id, at, keep_for_ever)
    values (${tx.tenant}, ${claim.id}, ${claim.name}, ${claim.digest}, ${tx.actor.id}, ${tx.now}, ${claim.keepForEver})
    on conflict (tenant_id, id) do nothing`)
  return taken === 1 ? undefined : await getCommand(tx, claim.id)
}

async function getCommand(tx: Tx, id: string): Promise<EarlierCommand> {
  return await tx.db.one<EarlierCommand>(sql`
    select id, name, input_digest, outcome, consequences, preview_id from platform.command where tenant_id = ${tx.tenant} and id = ${id}`)
}

/** What a command gave back, for the screen it returns to; undefined where the key is unknown. */
export async function findCommand(tx: Tx, id: string): Promise<(EarlierCommand & { at: string }) | undefined> {
  return await tx.db.find<EarlierCommand & { at: string }>(sql`
    select id, name, input_digest, outcome, consequences, preview_id, at from platform.command
    where tenant_id = ${tx.tenant} and id = ${id} and actor_id = ${tx.actor.id}`)
}

export async function keepOutcome(tx: Tx, id: string, kept: { value: unknown; consequences: readonly Consequence[]; previewId: string | null }): Promise<void> {
  tx.db.later(sql`
    update platform.command set outcome = ${JSON.stringify({ ok: true, value: kept.value ?? null })}::jsonb,
      consequences = ${JSON.stringify(kept.consequences)}::jsonb, preview_id = ${kept.previewId}
    where tenant_id = ${tx.tenant} and id = ${id}`)
}

/** Keeps a refusal under its key, unless the key already has an outcome. */
export async function keepRefusal(tx: Tx, claim: Omit<KeyClaim, 'keepForEver'>, outcome: KeptOutcome): Promise<void> {
  tx.db.later(sql`
    insert into platform.command (tenant_id, id, name, input_digest, actor_id, at, keep_for_ever, outcome)
    values (${tx.tenant}, ${claim.id}, ${claim.name}, ${claim.digest}, ${tx.actor.id}, ${tx.now}, false, ${JSON.stringify(outcome)}::jsonb)
    on conflict (tenant_id, id) do nothing`)
}

export async function savePoint(tx: Tx): Promise<void> {
  tx.db.later(sql`savepoint dry`)
}

export async function backToSavePoint(tx: Tx): Promise<void> {
  tx.db.later(sql`rollback to savepoint dry`)
}

export async function keepPreview(tx: Tx, preview: { id: string; command: string; digest: string; consequences: readonly Consequence[] }): Promise<void> {
  tx.db.later(sql`
    insert into platform.preview (tenant_id, id, command, input_digest, actor_id, at, consequences)
    values (${tx.tenant}, ${preview.id}, ${preview.command}, ${preview.digest}, ${tx.actor.id}, ${tx.now}, ${JSON.stringify(preview.consequences)}::jsonb)`)
}

/** What was shown under this id for this command. */
export async function findPreview(tx: Tx, { id, command }: { id: string; command: string }): Promise<Consequence[] | undefined> {
  const row = await tx.db.find<{ consequences: Consequence[] }>(sql`
    select consequences from platform.preview where tenant_id = ${tx.tenant} and id = ${id} and command = ${command}`)
  return row?.consequences
}

export async function writeOutbox(tx: Tx, commandId: string, event: EventDraft): Promise<void> {
  tx.db.later(sql`
    insert into platform.outbox (tenant_id, id, name, version, effective_on, recorded_at, subject_ids, payload, command_id)
    values (${tx.tenant}, ${newId()}, ${event.name}, ${event.version}, ${event.effectiveOn}, ${tx.now}, ${event.subjectIds}::uuid[], ${JSON.stringify(event.payload)}::jsonb, ${commandId})`)
}

/** Forgets outcomes older than 30 days, payments excepted. */
export async function forgetOldCommands(tx: Tx): Promise<number> {
  return await tx.db.run(sql`
    delete from platform.command where tenant_id = ${tx.tenant} and not keep_for_ever and at < ${tx.now}::timestamptz - interval '30 days'`)
}

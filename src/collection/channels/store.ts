import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { anyOf, sql } from '../../platform/db/db.ts'

export type TransportKind = 'by-hand' | 'folder' | 'sftp' | 'ftps' | 'ftp'
/** When a file of the partner is whole: a companion says so, its size stands still, or its own end does. */
export type WholeWhen = 'done-file' | 'stable' | 'trailer'
export type ExpectedDays = 'none' | 'bank-days' | 'every-day'

/** A channel as it stands now — 収納チャネル. */
export interface ChannelRow {
  channel_id: string; version: number; title: string; profile: string; sender: string | null; transport: TransportKind; host: string | null; port: number | null; user_name: string | null; secret_sealed: Buffer | null
  host_key: string | null; pick_up_folder: string | null; taken_folder: string | null; receipt_folder: string | null; whole_when: WholeWhen; expected_days: ExpectedDays; expected_by: string | null
  active_from: PlainDate; active_to: PlainDate | null; recorded_at: Instant
}

const columns = sql`channel_id, version, title, profile, sender, transport, host, port, user_name, secret_sealed, host_key, pick_up_folder, taken_folder, receipt_folder, whole_when, expected_days, expected_by, active_from, active_to, recorded_at`

export async function listChannels(tx: Tx): Promise<ChannelRow[]> {
  return await tx.db.many(sql`select ${columns} from collection.channel where tenant_id = ${tx.tenant} and recorded_to is null order by title, channel_id`)
}

export async function findChannel(tx: Tx, channelId: string): Promise<ChannelRow | undefined> {
  return await tx.db.find(sql`select ${columns} from collection.channel where tenant_id = ${tx.tenant} and channel_id = ${channelId} and recorded_to is null`)
}

export type NewChannel = Omit<ChannelRow, 'recorded_at'>

/** Writes a channel, or its next version; the one before is closed. */
export async function writeChannel(tx: Tx, channel: NewChannel): Promise<void> {
  await tx.db.run(sql`update collection.channel set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and channel_id = ${channel.channel_id} and recorded_to is null`)
  await tx.db.run(sql`
    insert into collection.channel (tenant_id, channel_id, version, title, profile, sender, transport, host, port, user_name, secret_sealed, host_key, pick_up_folder, taken_folder, receipt_folder, whole_when, expected_days, expected_by,
      active_from, active_to, recorded_at, recorded_by)
    values (${tx.tenant}, ${channel.channel_id}, ${channel.version}, ${channel.title}, ${channel.profile}, ${channel.sender}, ${channel.transport}, ${channel.host}, ${channel.port}, ${channel.user_name}, ${channel.secret_sealed},
      ${channel.host_key}, ${channel.pick_up_folder}, ${channel.taken_folder}, ${channel.receipt_folder}, ${channel.whole_when}, ${channel.expected_days}, ${channel.expected_by}, ${channel.active_from}, ${channel.active_to}, ${tx.now}, ${tx.actor.id})`)
}

/** Until the end of the transaction nobody else takes in a file that was fetched over the channel. */
export async function lockChannel(tx: Tx, channelId: string): Promise<void> {
  await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, hashtext(${channelId}))`)
}

export interface FeeRow { channel_id: string; valid_from: PlainDate; fee: Yen }

export async function listFees(tx: Tx): Promise<FeeRow[]> {
  return await tx.db.many(sql`select channel_id, valid_from, fee from collection.channel_fee where tenant_id = ${tx.tenant} order by channel_id, valid_from desc`)
}

export async function insertFee(tx: Tx, fee: { channelId: string; validFrom: PlainDate; fee: Yen }): Promise<void> {
  await tx.db.run(sql`insert into collection.channel_fee (tenant_id, channel_id, valid_from, fee, recorded_at, recorded_by) values (${tx.tenant}, ${fee.channelId}, ${fee.validFrom}, ${fee.fee}, ${tx.now}, ${tx.actor.id})`)
}

export type TransferOutcome = 'waiting' | 'unscanned' | 'held' | 'taken' | 'refused' | 'changed' | 'seen-again' | 'moved' | 'sent' | 'failed' | 'reached'

/** A row of the journal — 送受信の記録. */
export interface TransferRow {
  transfer_id: string; channel_id: string; direction: 'in' | 'out'; file_name: string | null; size: number | null; sha256: string | null; outcome: TransferOutcome; detail: string | null; file_id: string | null; recorded_at: Instant
}

const transferColumns = sql`transfer_id, channel_id, direction, file_name, size, sha256, outcome, detail, file_id, recorded_at`

export interface NewTransfer {
  readonly channelId: string; readonly outcome: TransferOutcome; readonly direction?: 'in' | 'out'; readonly fileName?: string | null; readonly size?: number | null; readonly sha256?: string | null
  readonly detail?: string | null; readonly fileId?: string | null
}

export async function insertTransfer(tx: Tx, row: NewTransfer): Promise<void> {
  await tx.db.run(sql`
    insert into collection.channel_transfer (tenant_id, transfer_id, channel_id, direction, file_name, size, sha256, outcome, detail, file_id, recorded_at, recorded_by)
    values (${tx.tenant}, ${newId()}, ${row.channelId}, ${row.direction ?? 'in'}, ${row.fileName ?? null}, ${row.size ?? null}, ${row.sha256 ?? null}, ${row.outcome}, ${row.detail ?? null}, ${row.fileId ?? null}, ${tx.now}, ${tx.actor.id})`)
}

/** The latest rows of a channel, newest first. */
export async function listTransfers(tx: Tx, channelId: string, limit: number): Promise<TransferRow[]> {
  return await tx.db.many(sql`
    select ${transferColumns} from collection.channel_transfer where tenant_id = ${tx.tenant} and channel_id = ${channelId} order by recorded_at desc, transfer_id desc limit ${limit}`)
}

/** What was noted of files of these names, newest first. */
export async function listTransfersOfNames(tx: Tx, channelId: string, names: readonly string[]): Promise<TransferRow[]> {
  return await tx.db.many(sql`
    select ${transferColumns} from collection.channel_transfer where tenant_id = ${tx.tenant} and channel_id = ${channelId} and file_name = ${anyOf(names, 'text')} and direction = 'in'
    order by recorded_at desc, transfer_id desc`)
}

/** The last file of each channel, and how many came since a moment. */
export async function listLastFiles(tx: Tx, channelIds: readonly string[]): Promise<{ channel_id: string; file_id: string; received_at: Instant; lines: number; amount: Yen }[]> {
  return await tx.db.many(sql`
    select c.channel_id, f.file_id, f.received_at, f.lines, f.amount from unnest(${channelIds}::uuid[]) as c(channel_id)
    cross join lateral (select file_id, received_at, lines, amount from collection.payment_file where tenant_id = ${tx.tenant} and channel_id = c.channel_id order by received_at desc limit 1) f`)
}

/** Files and sums of each channel since a moment. */
export async function listSumsSince(tx: Tx, channelIds: readonly string[], since: Instant): Promise<{ channel_id: string; files: number; lines: number; amount: Yen; exceptions: number }[]> {
  return await tx.db.many(sql`
    select f.channel_id, count(*)::integer as files, sum(f.lines)::integer as lines, sum(f.amount)::bigint as amount,
      coalesce(sum((select count(*) from collection.payment_file_result r where r.tenant_id = ${tx.tenant} and r.file_id = f.file_id and r.exception is not null)), 0)::integer as exceptions
    from collection.payment_file f where f.tenant_id = ${tx.tenant} and f.channel_id = ${anyOf(channelIds)} and f.received_at >= ${since} group by f.channel_id`)
}

/** A file that numbers itself as this one does. */
export async function findFileBySequence(tx: Tx, channelId: string, file: { businessOn: PlainDate; sequenceNo: number }): Promise<{ file_id: string; received_at: Instant } | undefined> {
  return await tx.db.find(sql`
    select file_id, received_at from collection.payment_file where tenant_id = ${tx.tenant} and channel_id = ${channelId} and business_on = ${file.businessOn} and sequence_no = ${file.sequenceNo}`)
}

/** Charges that bear these notice numbers. */
export async function listChargesOfNotices(tx: Tx, noticeNos: readonly string[]): Promise<{ charge_id: string; party_id: string; levy_code: string; fiscal_year: number; notice_no: string; instalment: number }[]> {
  return await tx.db.many(sql`
    select charge_id, party_id, levy_code, fiscal_year, notice_no, instalment from collection.charge where tenant_id = ${tx.tenant} and notice_no = ${anyOf(noticeNos, 'text')} order by recorded_at desc`)
}

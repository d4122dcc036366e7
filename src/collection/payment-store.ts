import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import type { Yen } from '../kernel/yen.ts'
import type { Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { copyLines, copyText } from '../platform/db/copy.ts'
import { anyOf, sql } from '../platform/db/db.ts'
import type { NoticeOutcome } from './rules/posting.ts'
import type { NoticeKind, PaymentException } from './rules/reconcile.ts'

/** How a payment came. */
export type PaymentChannel = 'counter' | 'direct-debit' | 'enforcement' | FileChannel
/** How a payment of a file came. */
export type FileChannel = 'store' | 'postal' | 'real-time' | 'mpn' | 'elqr' | 'card' | 'app' | 'bank-slip' | 'transfer' | 'pension'

export interface PaymentRow {
  payment_id: string; channel: PaymentChannel; payment_key: string; slip_id: string | null; party_id: string | null; amount: Yen
  paid_on: PlainDate; paid_at: string | null; notices: NoticeKind[]; recorded_at: Instant
}

const paymentColumns = sql`p.payment_id, p.channel, p.payment_key, p.slip_id, p.party_id, p.amount, p.paid_on, p.paid_at, p.recorded_at`

/** Payments by their keys or ids, and all others of these slips, with what has been said of them. */
export async function listPayments(tx: Tx, wanted: { keys: readonly string[]; slipIds: readonly string[]; paymentIds?: readonly string[] }): Promise<PaymentRow[]> {
  return await tx.db.many(sql`
    select ${paymentColumns}, array(select n.kind from collection.payment_notice n where n.tenant_id = ${tx.tenant} and n.payment_id = p.payment_id) as notices
    from (
      select payment_id from collection.payment where tenant_id = ${tx.tenant} and payment_key = ${anyOf(wanted.keys, 'text')}
      union select payment_id from collection.payment where tenant_id = ${tx.tenant} and slip_id = ${anyOf(wanted.slipIds)}
      union select unnest(${wanted.paymentIds ?? []}::uuid[])
    ) w join collection.payment p on p.tenant_id = ${tx.tenant} and p.payment_id = w.payment_id`)
}

/** Slips that were paid with a delinquency charge of these debts. */
export async function listSlipsPaidWithLate(tx: Tx, chargeIds: readonly string[]): Promise<string[]> {
  if (chargeIds.length === 0) return []
  const rows = await tx.db.many<{ slip_id: string }>(sql`
    select distinct p.slip_id from collection.ledger l join collection.payment p on p.tenant_id = ${tx.tenant} and p.payment_id = l.payment_id
    where l.tenant_id = ${tx.tenant} and l.charge_id = ${anyOf(chargeIds)} and l.kind = 'receipt' and l.credit = 'late-receivable' and p.slip_id is not null`)
  return rows.map((row) => row.slip_id)
}

export interface LateAtDesk { payment_id: string; charge_id: string; amount: Yen }

/** What payments at the desk charged of the delinquency charge of these debts when they were taken, whether or not it still stands. */
export async function listLateAtDesk(tx: Tx, chargeIds: readonly string[]): Promise<LateAtDesk[]> {
  if (chargeIds.length === 0) return []
  return await tx.db.many(sql`
    select l.payment_id, l.charge_id, max(l.amount) as amount from collection.ledger l join collection.payment p on p.tenant_id = ${tx.tenant} and p.payment_id = l.payment_id and p.channel = 'counter'
    where l.tenant_id = ${tx.tenant} and l.charge_id = ${anyOf(chargeIds)} and l.kind = 'late-charge' group by l.payment_id, l.charge_id`)
}

export async function findPayment(tx: Tx, paymentId: string): Promise<PaymentRow | undefined> {
  return await tx.db.find(sql`
    select ${paymentColumns}, array(select n.kind from collection.payment_notice n where n.tenant_id = ${tx.tenant} and n.payment_id = p.payment_id) as notices
    from collection.payment p where p.tenant_id = ${tx.tenant} and p.payment_id = ${paymentId}`)
}

export async function listPaymentsOfParty(tx: Tx, partyId: string): Promise<PaymentRow[]> {
  return await tx.db.many(sql`
    select ${paymentColumns}, array(select n.kind from collection.payment_notice n where n.tenant_id = ${tx.tenant} and n.payment_id = p.payment_id) as notices
    from collection.payment p where p.tenant_id = ${tx.tenant} and p.party_id = ${partyId} order by p.paid_on desc, p.recorded_at desc limit 50`)
}

export interface NewPayment {
  readonly paymentId: string; readonly channel: PaymentChannel; readonly paymentKey: string; readonly slipId: string | null; readonly partyId: string | null
  readonly amount: Yen; readonly paidOn: PlainDate; readonly paidAt: string | null
}

export async function insertPayments(tx: Tx, payments: readonly NewPayment[]): Promise<void> {
  if (payments.length === 0) return
  await tx.db.run(sql`
    insert into collection.payment (tenant_id, payment_id, channel, payment_key, slip_id, party_id, amount, paid_on, paid_at, recorded_at, recorded_by)
    select ${tx.tenant}, p.payment_id, p.channel, p.payment_key, p.slip_id, p.party_id, p.amount, p.paid_on, p.paid_at, ${tx.now}, ${tx.actor.id}
    from unnest(${payments.map((p) => p.paymentId)}::uuid[], ${payments.map((p) => p.channel)}::text[], ${payments.map((p) => p.paymentKey)}::text[], ${payments.map((p) => p.slipId)}::uuid[],
      ${payments.map((p) => p.partyId)}::uuid[], ${payments.map((p) => p.amount)}::bigint[], ${payments.map((p) => p.paidOn)}::date[], ${payments.map((p) => p.paidAt)}::text[])
      as p(payment_id, channel, payment_key, slip_id, party_id, amount, paid_on, paid_at)`)
}

export interface NewNotice {
  readonly paymentId: string; readonly kind: NoticeKind; readonly fundsOn: PlainDate | null
  readonly fileId: string | null; readonly lineNo: number | null; readonly reason: string | null
}

/** Writes what was said of payments, and for confirmed money the sums by way and day of its funds: money that is on its way to the town's account. */
export async function insertNotices(tx: Tx, notices: readonly NewNotice[]): Promise<void> {
  if (notices.length === 0) return
  await tx.db.run(sql`
    insert into collection.payment_notice (tenant_id, payment_id, kind, funds_on, file_id, line_no, reason, recorded_at, recorded_by)
    select ${tx.tenant}, n.payment_id, n.kind, n.funds_on, n.file_id, n.line_no, n.reason, ${tx.now}, ${tx.actor.id}
    from unnest(${notices.map((n) => n.paymentId)}::uuid[], ${notices.map((n) => n.kind)}::text[], ${notices.map((n) => n.fundsOn)}::date[], ${notices.map((n) => n.fileId)}::uuid[],
      ${notices.map((n) => n.lineNo)}::integer[], ${notices.map((n) => n.reason)}::text[])
      as n(payment_id, kind, funds_on, file_id, line_no, reason)`)
  await insertFunds(tx, notices.filter((notice) => notice.kind === 'confirmed' && notice.fundsOn !== null))
}

/** Money of the desk and of seizures is there at once: no channel owes it. Debits know the bank through which they were asked. */
async function insertFunds(tx: Tx, confirmed: readonly NewNotice[]): Promise<void> {
  if (confirmed.length === 0) return
  await tx.db.run(sql`
    insert into collection.channel_funds (tenant_id, funds_on, batch_id, line_no, way, channel_id, bank_code, payments, amount, recorded_at)
    select ${tx.tenant}, n.funds_on, ${newId()}, row_number() over (order by n.funds_on, p.channel, f.channel_id, r.bank_code), p.channel, f.channel_id, r.bank_code, count(*), sum(p.amount), ${tx.now}
    from unnest(${confirmed.map((n) => n.paymentId)}::uuid[], ${confirmed.map((n) => n.fundsOn)}::date[], ${confirmed.map((n) => n.fileId)}::uuid[]) as n(payment_id, funds_on, file_id)
    join collection.payment p on p.tenant_id = ${tx.tenant} and p.payment_id = n.payment_id and p.channel not in ('counter', 'enforcement')
    left join collection.payment_file f on f.tenant_id = ${tx.tenant} and f.file_id = n.file_id
    left join collection.debit_line l on p.channel = 'direct-debit' and l.tenant_id = ${tx.tenant} and l.customer_number = split_part(p.payment_key, '|', 2)
    left join collection.debit_run r on r.tenant_id = ${tx.tenant} and r.run_id = l.run_id
    group by n.funds_on, p.channel, f.channel_id, r.bank_code`)
}

/** A received file — 納付のファイル. */
export interface FileRow {
  file_id: string; layout: string; encoding: 'utf-8' | 'cp932'; lines: number; amount: Yen; received_at: Instant; posted: number; exceptions: number
}

export interface NewFile {
  readonly fileId: string; readonly sha256: string; readonly layout: string; readonly encoding: 'utf-8' | 'cp932'; readonly lines: number; readonly amount: Yen
  /** Where it came over a channel of the list. */
  readonly channelId?: string | null; readonly fileName?: string | null
  /** Where the file numbers itself. */
  readonly businessOn?: PlainDate | null; readonly sequenceNo?: number | null
}

export async function insertFile(tx: Tx, file: NewFile): Promise<void> {
  await tx.db.run(sql`
    insert into collection.payment_file (tenant_id, file_id, sha256, layout, encoding, lines, amount, received_at, received_by, channel_id, file_name, business_on, sequence_no)
    values (${tx.tenant}, ${file.fileId}, ${file.sha256}, ${file.layout}, ${file.encoding}, ${file.lines}, ${file.amount}, ${tx.now}, ${tx.actor.id}, ${file.channelId ?? null}, ${file.fileName ?? null}, ${file.businessOn ?? null}, ${file.sequenceNo ?? null})`)
}

export async function countFiles(tx: Tx): Promise<number> {
  return (await tx.db.one<{ files: number }>(sql`select count(*)::integer as files from collection.payment_file where tenant_id = ${tx.tenant}`)).files
}

export async function findFileByDigest(tx: Tx, sha256: string): Promise<{ file_id: string; received_at: Instant } | undefined> {
  return await tx.db.find(sql`select file_id, received_at from collection.payment_file where tenant_id = ${tx.tenant} and sha256 = ${sha256}`)
}

/** How far each file is: a line with a result is posted. */
export async function listFiles(tx: Tx, limit: number): Promise<FileRow[]> {
  return await tx.db.many(sql`
    select f.file_id, f.layout, f.encoding, f.lines, f.amount, f.received_at, r.posted, r.exceptions
    from (select * from collection.payment_file where tenant_id = ${tx.tenant} order by received_at desc limit ${limit}) f
    cross join lateral (select count(*)::integer as posted, count(exception)::integer as exceptions from collection.payment_file_result where tenant_id = ${tx.tenant} and file_id = f.file_id) r
    order by f.received_at desc, f.file_id`)
}

export async function findFile(tx: Tx, fileId: string): Promise<FileRow | undefined> {
  return await tx.db.find(sql`
    select f.file_id, f.layout, f.encoding, f.lines, f.amount, f.received_at, r.posted, r.exceptions
    from collection.payment_file f
    cross join lateral (select count(*)::integer as posted, count(exception)::integer as exceptions from collection.payment_file_result where tenant_id = ${tx.tenant} and file_id = f.file_id) r
    where f.tenant_id = ${tx.tenant} and f.file_id = ${fileId}`)
}

/** A line as stored, with what it says. */
export interface LineRow {
  line_no: number; kind: 'preliminary' | 'confirmed' | 'cancelled' | 'postal-correction' | 'charge-back' | 'not-collected'; channel: FileChannel; code: string; amount: Yen
  paid_on: PlainDate; paid_at: string | null; chain_code: string; store_code: string; funds_on: PlainDate | null; payment_key: string
}

export interface NewLine {
  readonly lineNo: number; readonly kind: LineRow['kind']; readonly channel: LineRow['channel']; readonly code: string; readonly amount: Yen; readonly paidOn: PlainDate; readonly paidAt: string | null
  readonly chainCode: string; readonly storeCode: string; readonly fundsOn: PlainDate | null; readonly paymentKey: string; readonly raw: string
}

const lineColumns = 'line_no, kind, channel, code, amount, paid_on, paid_at, chain_code, store_code, funds_on, payment_key, raw'

/** Sends lines by COPY to a table of this transaction, where they wait until their file is known to be whole. */
export async function storeWaitingLines(tx: Tx, lines: Iterable<NewLine>): Promise<void> {
  await tx.db.client.query(`
    create temporary table if not exists incoming_line (line_no integer, kind text, channel text, code text, amount bigint, paid_on date, paid_at text, chain_code text, store_code text, funds_on date, payment_key text, raw text) on commit delete rows;
    truncate incoming_line`)
  await copyLines(tx.db.client, `incoming_line (${lineColumns})`, waitingRows(lines))
}

function* waitingRows(lines: Iterable<NewLine>): Generator<string> {
  for (const l of lines) {
    yield `${l.lineNo}\t${l.kind}\t${l.channel}\t${copyText(l.code)}\t${l.amount}\t${l.paidOn}\t${copyText(l.paidAt)}\t${copyText(l.chainCode)}\t${copyText(l.storeCode)}\t${copyText(l.fundsOn)}\t${copyText(l.paymentKey)}\t${copyText(l.raw)}`
  }
}

/** Makes the lines that wait lines of a file. */
export async function insertWaitingLines(tx: Tx, fileId: string): Promise<void> {
  const columns = sql.raw(lineColumns)
  await tx.db.run(sql`insert into collection.payment_file_line (tenant_id, file_id, ${columns}) select ${tx.tenant}, ${fileId}::uuid, ${columns} from incoming_line`)
}

/** The next lines of a file without a result, in their order. */
export async function listUnpostedLines(tx: Tx, fileId: string, limit: number): Promise<LineRow[]> {
  return await tx.db.many(sql`
    select line_no, kind, channel, code, amount, paid_on, paid_at, chain_code, store_code, funds_on, payment_key
    from collection.payment_file_line
    where tenant_id = ${tx.tenant} and file_id = ${fileId}
      and line_no > (select coalesce(max(line_no), 0) from collection.payment_file_result where tenant_id = ${tx.tenant} and file_id = ${fileId})
    order by tenant_id, file_id, line_no limit ${limit}`)
}

export interface NewResult { readonly lineNo: number; readonly outcome: NoticeOutcome; readonly exception: PaymentException | null; readonly paymentId: string | null }

export async function insertResults(tx: Tx, fileId: string, results: readonly NewResult[]): Promise<void> {
  await tx.db.run(sql`
    insert into collection.payment_file_result (tenant_id, file_id, line_no, outcome, exception, payment_id, posted_at)
    select ${tx.tenant}, ${fileId}, r.line_no, r.outcome, r.exception, r.payment_id, ${tx.now}
    from unnest(${results.map((r) => r.lineNo)}::integer[], ${results.map((r) => r.outcome)}::text[], ${results.map((r) => r.exception)}::text[], ${results.map((r) => r.paymentId)}::uuid[])
      as r(line_no, outcome, exception, payment_id)`)
}

export async function listOutcomes(tx: Tx, fileId: string): Promise<{ outcome: NoticeOutcome; lines: number; amount: Yen }[]> {
  return await tx.db.many(sql`
    select r.outcome, count(*)::integer as lines, sum(l.amount)::bigint as amount
    from collection.payment_file_result r
    join collection.payment_file_line l on l.tenant_id = ${tx.tenant} and l.file_id = r.file_id and l.line_no = r.line_no
    where r.tenant_id = ${tx.tenant} and r.file_id = ${fileId} group by r.outcome order by r.outcome`)
}

export interface ExceptionRow { line_no: number; outcome: NoticeOutcome; exception: PaymentException; payment_id: string | null; amount: Yen; paid_on: PlainDate; kind: LineRow['kind']; code: string }

export async function listExceptions(tx: Tx, fileId: string, limit: number): Promise<ExceptionRow[]> {
  return await tx.db.many(sql`
    select r.line_no, r.outcome, r.exception, r.payment_id, l.amount, l.paid_on, l.kind, l.code
    from collection.payment_file_result r
    join collection.payment_file_line l on l.tenant_id = ${tx.tenant} and l.file_id = r.file_id and l.line_no = r.line_no
    where r.tenant_id = ${tx.tenant} and r.file_id = ${fileId} and r.exception is not null order by r.line_no limit ${limit}`)
}

/** Files whose last line has not been posted: a crash left them, or their job has not begun. Pages follow the order of the lines. */
export async function listUnpostedFiles(tx: Tx): Promise<{ file_id: string }[]> {
  return await tx.db.many(sql`
    select f.file_id from collection.payment_file f
    where f.tenant_id = ${tx.tenant} and not exists (
      select from collection.payment_file_result r where r.tenant_id = ${tx.tenant} and r.file_id = f.file_id
        and r.line_no = (select max(l.line_no) from collection.payment_file_line l where l.tenant_id = ${tx.tenant} and l.file_id = f.file_id))
    order by f.received_at, f.file_id limit 100`)
}

export async function findAnyPayment(tx: Tx, channel: PaymentChannel): Promise<PaymentRow | undefined> {
  const rows = await tx.db.many<PaymentRow>(sql`
    select ${paymentColumns}, array(select n.kind from collection.payment_notice n where n.tenant_id = ${tx.tenant} and n.payment_id = p.payment_id) as notices
    from collection.payment p where p.tenant_id = ${tx.tenant} and p.channel = ${channel}
      and not exists (select from collection.payment_notice n where n.tenant_id = ${tx.tenant} and n.payment_id = p.payment_id and n.kind in ('reversed', 'cancelled'))
    order by p.tenant_id, p.payment_id limit 1`)
  return rows[0]
}

/** Any payment of which only a preliminary report has come, for examples. */
export async function findAnyPreliminary(tx: Tx): Promise<PaymentRow | undefined> {
  const rows = await tx.db.many<PaymentRow>(sql`
    select ${paymentColumns}, array['preliminary'] as notices from collection.payment p
    where p.tenant_id = ${tx.tenant} and p.channel <> 'counter'
      and exists (select from collection.payment_notice n where n.tenant_id = ${tx.tenant} and n.payment_id = p.payment_id and n.kind = 'preliminary')
      and not exists (select from collection.payment_notice n where n.tenant_id = ${tx.tenant} and n.payment_id = p.payment_id and n.kind <> 'preliminary')
    order by p.tenant_id, p.payment_id limit 1`)
  return rows[0]
}

/** Money kept beyond what was owed, by charge, with the day on which the last of it became too much — 過誤納の一覧. */
export async function listOverpayments(tx: Tx, limit: number): Promise<{ charge_id: string; party_id: string; amount: Yen; since: PlainDate }[]> {
  return await tx.db.many(sql`
    select l.charge_id, l.party_id, sum(case when l.credit = 'overpayment' then l.amount else -l.amount end)::bigint as amount, max(l.posted_on) filter (where l.credit = 'overpayment') as since
    from collection.ledger l where l.tenant_id = ${tx.tenant} and (l.credit = 'overpayment' or l.debit = 'overpayment')
    group by l.charge_id, l.party_id having sum(case when l.credit = 'overpayment' then l.amount else -l.amount end) <> 0
    order by since, l.charge_id limit ${limit}`)
}

/** Money whose debt is not known, by payment — 調査中. */
export async function listSuspense(tx: Tx, limit: number): Promise<{ payment_id: string; amount: Yen; paid_on: PlainDate }[]> {
  return await tx.db.many(sql`
    select l.payment_id, sum(case when l.credit = 'unmatched' then l.amount else -l.amount end)::bigint as amount, min(l.effective_on) as paid_on
    from collection.ledger l where l.tenant_id = ${tx.tenant} and (l.credit = 'unmatched' or l.debit = 'unmatched')
    group by l.payment_id having sum(case when l.credit = 'unmatched' then l.amount else -l.amount end) <> 0
    order by paid_on, l.payment_id limit ${limit}`)
}

/** Keeps why money in suspense went to an instalment. */
export async function insertAssignment(tx: Tx, assignment: { paymentId: string; chargeId: string; reason: string }): Promise<void> {
  await tx.db.run(sql`
    insert into collection.suspense_assignment (tenant_id, payment_id, charge_id, reason, recorded_at, recorded_by)
    values (${tx.tenant}, ${assignment.paymentId}, ${assignment.chargeId}, ${assignment.reason}, ${tx.now}, ${tx.actor.id})`)
}

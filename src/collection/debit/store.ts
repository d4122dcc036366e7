import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'

// What was asked of banks, what they answered, and what became of it.

/** A run as it stands — 口座振替の依頼. */
export interface RunRow {
  run_id: string; bank_code: string; debit_on: PlainDate; retry_of: string | null; lines: number; amount: Yen; sha256: string; made_at: Instant; cancelled_at: Instant | null
  received_at: Instant | null; posted: number
}

const runColumns = (tx: Tx) => sql`
  r.run_id, r.bank_code, r.debit_on, r.retry_of, r.lines, r.amount, r.sha256, r.made_at, r.cancelled_at, f.received_at,
  (select count(*)::integer from collection.debit_outcome o where o.tenant_id = ${tx.tenant} and o.run_id = r.run_id) as posted`

export async function listRuns(tx: Tx, limit: number): Promise<RunRow[]> {
  return await tx.db.many<RunRow>(sql<RunRow>`
    select ${runColumns(tx)} from (select * from collection.debit_run where tenant_id = ${tx.tenant} order by debit_on desc limit ${limit}) r
    left join collection.debit_result_file f on f.tenant_id = ${tx.tenant} and f.run_id = r.run_id order by r.debit_on desc, r.made_at desc`)
}

export async function findRun(tx: Tx, runId: string): Promise<RunRow | undefined> {
  return await tx.db.find<RunRow>(sql<RunRow>`
    select ${runColumns(tx)} from collection.debit_run r left join collection.debit_result_file f on f.tenant_id = ${tx.tenant} and f.run_id = r.run_id where r.tenant_id = ${tx.tenant} and r.run_id = ${runId}`)
}

/** The run of a bank and day that was not cancelled. */
export async function findStandingRun(tx: Tx, bankCode: string, debitOn: PlainDate): Promise<{ run_id: string } | undefined> {
  return await tx.db.find(sql`select run_id from collection.debit_run where tenant_id = ${tx.tenant} and bank_code = ${bankCode} and debit_on = ${debitOn} and cancelled_at is null`)
}

/** Lets one run at a time be made or cancelled in a town. */
export async function lockRuns(tx: Tx): Promise<void> {
  await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, 7051000)`)
}

export interface NewRun { readonly runId: string; readonly bankCode: string; readonly debitOn: PlainDate; readonly retryOf: string | null; readonly lines: number; readonly amount: Yen; readonly sha256: string }

export async function insertRun(tx: Tx, run: NewRun): Promise<void> {
  await tx.db.run(sql`
    insert into collection.debit_run (tenant_id, run_id, bank_code, debit_on, retry_of, lines, amount, sha256, made_at, made_by)
    values (${tx.tenant}, ${run.runId}, ${run.bankCode}, ${run.debitOn}, ${run.retryOf}, ${run.lines}, ${run.amount}, ${run.sha256}, ${tx.now}, ${tx.actor.id})`)
}

export async function cancelRun(tx: Tx, runId: string, reason: string): Promise<void> {
  await tx.db.run(sql`update collection.debit_run set cancelled_at = ${tx.now}, cancelled_by = ${tx.actor.id}, reason = ${reason} where tenant_id = ${tx.tenant} and run_id = ${runId}`)
}

/** A debit as it was asked. */
export interface LineRow {
  line_no: number; charge_id: string; party_id: string; account_id: string; amount: Yen; customer_number: string; bank_code: string; new_code: string
}

export interface NewLine { readonly lineNo: number; readonly chargeId: string; readonly partyId: string; readonly accountId: string; readonly amount: Yen; readonly customerNumber: string; readonly bankCode: string; readonly newCode: string }

export async function insertLines(tx: Tx, runId: string, lines: readonly NewLine[]): Promise<void> {
  await tx.db.run(sql`
    insert into collection.debit_line (tenant_id, run_id, line_no, charge_id, party_id, account_id, amount, customer_number, bank_code, new_code)
    select ${tx.tenant}, ${runId}, l.line_no, l.charge_id, l.party_id, l.account_id, l.amount, l.customer_number, l.bank_code, l.new_code
    from unnest(${lines.map((l) => l.lineNo)}::integer[], ${lines.map((l) => l.chargeId)}::uuid[], ${lines.map((l) => l.partyId)}::uuid[], ${lines.map((l) => l.accountId)}::uuid[], ${lines.map((l) => l.amount)}::bigint[],
      ${lines.map((l) => l.customerNumber)}::text[], ${lines.map((l) => l.bankCode)}::text[], ${lines.map((l) => l.newCode)}::text[])
      as l(line_no, charge_id, party_id, account_id, amount, customer_number, bank_code, new_code)`)
}

/** A charge that may be debited on a day: whose it is, and the levy for which an account is looked for. */
export interface Candidate { charge_id: string; party_id: string; levy_code: string; due_on: PlainDate }

/** Charges due on a day that no debit without an outcome asks for already, and whose collection is not extended. */
export async function listDueOn(tx: Tx, dueOn: PlainDate): Promise<Candidate[]> {
  return await tx.db.many<Candidate>(sql<Candidate>`
    select c.charge_id, c.party_id, c.levy_code, c.due_on from collection.charge c
    where c.tenant_id = ${tx.tenant} and c.due_on = ${dueOn}
      and exists (select from collection.bank_account a where a.tenant_id = ${tx.tenant} and a.party_id = c.party_id and a.recorded_to is null and a.purpose = 'debit' and a.state = 'active')
      and not exists (${openLine(tx, sql`c.charge_id`)}) and not exists (${deferral(tx, sql`c.charge_id`)})
    order by c.party_id, c.levy_code, c.charge_id`)
}

/** Charges whose debit in a run failed with one of these codes. */
export async function listFailedIn(tx: Tx, runId: string, codes: readonly string[]): Promise<Candidate[]> {
  return await tx.db.many<Candidate>(sql<Candidate>`
    select c.charge_id, c.party_id, c.levy_code, c.due_on
    from collection.debit_result s
    join collection.debit_line l on l.tenant_id = ${tx.tenant} and l.run_id = s.run_id and l.line_no = s.line_no
    join collection.charge c on c.tenant_id = ${tx.tenant} and c.charge_id = l.charge_id
    where s.tenant_id = ${tx.tenant} and s.run_id = ${runId} and s.code = ${anyOf(codes, 'text')} and not exists (${openLine(tx, sql`c.charge_id`)}) and not exists (${deferral(tx, sql`c.charge_id`)})
    order by c.party_id, c.levy_code, c.charge_id`)
}

/** An extension of collection that covers the charge today — 徴収猶予. */
function deferral(tx: Tx, chargeId: ReturnType<typeof sql>) {
  return sql`
    select from collection.relief_charge x join collection.relief y on y.tenant_id = ${tx.tenant} and y.relief_id = x.relief_id
    where x.tenant_id = ${tx.tenant} and x.charge_id = ${chargeId} and y.is_granted and y.is_deferring and ${tx.today} between y.from_on and y.until_on and (y.ended_on is null or y.ended_on > ${tx.today})`
}

/** A debit of the charge whose outcome is not known: asked, and not cancelled. */
function openLine(tx: Tx, chargeId: ReturnType<typeof sql>) {
  return sql`
    select from collection.debit_line p join collection.debit_run q on q.tenant_id = ${tx.tenant} and q.run_id = p.run_id
    where p.tenant_id = ${tx.tenant} and p.charge_id = ${chargeId} and q.cancelled_at is null
      and not exists (select from collection.debit_outcome o where o.tenant_id = ${tx.tenant} and o.run_id = p.run_id and o.line_no = p.line_no)`
}

/** Which of these accounts were debited before, and which parties by any account. */
export async function listDebitedBefore(tx: Tx, partyIds: readonly string[]): Promise<{ party_id: string; account_id: string }[]> {
  return await tx.db.many(sql`
    select distinct a.party_id, a.account_id from collection.bank_account a
    join collection.debit_line l on l.tenant_id = ${tx.tenant} and l.account_id = a.account_id
    join collection.debit_run r on r.tenant_id = ${tx.tenant} and r.run_id = l.run_id and r.cancelled_at is null
    where a.tenant_id = ${tx.tenant} and a.party_id = ${anyOf(partyIds)} and a.recorded_to is null`)
}

export async function findResultFileByDigest(tx: Tx, sha256: string): Promise<{ run_id: string; received_at: Instant } | undefined> {
  return await tx.db.find(sql`select run_id, received_at from collection.debit_result_file where tenant_id = ${tx.tenant} and sha256 = ${sha256}`)
}

export async function insertResults(tx: Tx, answer: { runId: string; sha256: string; codes: readonly string[] }): Promise<void> {
  await tx.db.run(sql`
    insert into collection.debit_result_file (tenant_id, run_id, sha256, received_at, received_by) values (${tx.tenant}, ${answer.runId}, ${answer.sha256}, ${tx.now}, ${tx.actor.id})`)
  await tx.db.run(sql`
    insert into collection.debit_result (tenant_id, run_id, line_no, code)
    select ${tx.tenant}, ${answer.runId}, s.line_no, s.code from unnest(${answer.codes}::text[]) with ordinality as s(code, line_no)`)
}

/** The next lines with a result and no outcome. */
export async function listUnposted(tx: Tx, runId: string, limit: number): Promise<(LineRow & { code: string })[]> {
  return await tx.db.many(sql`
    select l.line_no, l.charge_id, l.party_id, l.account_id, l.amount, l.customer_number, l.bank_code, l.new_code, s.code
    from collection.debit_result s
    join collection.debit_line l on l.tenant_id = ${tx.tenant} and l.run_id = s.run_id and l.line_no = s.line_no
    where s.tenant_id = ${tx.tenant} and s.run_id = ${runId}
      and s.line_no > (select coalesce(max(o.line_no), 0) from collection.debit_outcome o where o.tenant_id = ${tx.tenant} and o.run_id = ${runId})
    order by s.tenant_id, s.run_id, s.line_no limit ${limit}`)
}

export async function insertOutcomes(tx: Tx, runId: string, outcomes: readonly { readonly lineNo: number; readonly paymentId: string | null }[]): Promise<void> {
  await tx.db.run(sql`
    insert into collection.debit_outcome (tenant_id, run_id, line_no, payment_id, posted_at)
    select ${tx.tenant}, ${runId}, o.line_no, o.payment_id, ${tx.now} from unnest(${outcomes.map((o) => o.lineNo)}::integer[], ${outcomes.map((o) => o.paymentId)}::uuid[]) as o(line_no, payment_id)`)
}

/** Runs whose results wait to be posted: a crash left them, or their job has not begun. */
export async function listUnpostedRuns(tx: Tx): Promise<{ run_id: string; posted: number }[]> {
  return await tx.db.many(sql`
    select f.run_id, (select count(*)::integer from collection.debit_outcome o where o.tenant_id = ${tx.tenant} and o.run_id = f.run_id) as posted
    from collection.debit_result_file f join collection.debit_run r on r.tenant_id = ${tx.tenant} and r.run_id = f.run_id
    where f.tenant_id = ${tx.tenant} and r.lines > (select count(*) from collection.debit_outcome o where o.tenant_id = ${tx.tenant} and o.run_id = f.run_id)
    order by f.received_at, f.run_id limit 100`)
}

/** Sums of a run by bank and result; the code is null where the bank has not answered — 集計表. */
export async function listTotals(tx: Tx, runId: string): Promise<{ bank_code: string; code: string | null; lines: number; amount: Yen }[]> {
  return await tx.db.many(sql`
    select l.bank_code, s.code, count(*)::integer as lines, sum(l.amount)::bigint as amount
    from collection.debit_line l left join collection.debit_result s on s.tenant_id = ${tx.tenant} and s.run_id = l.run_id and s.line_no = l.line_no
    where l.tenant_id = ${tx.tenant} and l.run_id = ${runId} group by l.bank_code, s.code order by l.bank_code, s.code nulls first`)
}

export interface FailureRow { line_no: number; charge_id: string; party_id: string; account_id: string; amount: Yen; code: string }

/** Debits of a run that did not come through, with what the bank said. */
export async function listFailures(tx: Tx, runId: string, limit: number): Promise<FailureRow[]> {
  return await tx.db.many(sql`
    select l.line_no, l.charge_id, l.party_id, l.account_id, l.amount, s.code
    from collection.debit_result s join collection.debit_line l on l.tenant_id = ${tx.tenant} and l.run_id = s.run_id and l.line_no = s.line_no
    where s.tenant_id = ${tx.tenant} and s.run_id = ${runId} and s.code <> '0' order by s.tenant_id, s.run_id, s.line_no limit ${limit}`)
}

/** A run of which the bank has not been heard, for examples. */
export async function findUnansweredRun(tx: Tx): Promise<RunRow | undefined> {
  const rows = await tx.db.many<RunRow>(sql<RunRow>`
    select ${runColumns(tx)} from collection.debit_run r left join collection.debit_result_file f on f.tenant_id = ${tx.tenant} and f.run_id = r.run_id
    where r.tenant_id = ${tx.tenant} and r.cancelled_at is null and f.run_id is null order by r.debit_on limit 1`)
  return rows[0]
}

/** A day after this one on which somebody with an account owes something, for examples. */
export async function findDayWithDebits(tx: Tx, after: PlainDate): Promise<PlainDate | undefined> {
  const rows = await tx.db.many<{ due_on: PlainDate }>(sql<{ due_on: PlainDate }>`
    select c.due_on from collection.bank_account a
    join collection.charge c on c.tenant_id = ${tx.tenant} and c.party_id = a.party_id and c.due_on > ${after} and c.due_on >= a.due_from
    where a.tenant_id = ${tx.tenant} and a.recorded_to is null and a.purpose = 'debit' and a.state = 'active' and not exists (${openLine(tx, sql`c.charge_id`)})
      and not exists (select from collection.debit_run r where r.tenant_id = ${tx.tenant} and r.debit_on = c.due_on and r.cancelled_at is null)
    order by a.tenant_id, a.account_id, c.due_on limit 1`)
  return rows[0]?.due_on
}

/** Somebody who owes something due after this day and has no account, for examples. */
export async function findPartyToDebit(tx: Tx, after: PlainDate): Promise<{ party_id: string } | undefined> {
  const rows = await tx.db.many<{ party_id: string }>(sql<{ party_id: string }>`
    select c.party_id from (
      select charge_id, party_id from collection.charge c where tenant_id = ${tx.tenant} and due_on > ${after}
        and not exists (select from collection.bank_account a where a.tenant_id = ${tx.tenant} and a.party_id = c.party_id and a.recorded_to is null)
      order by due_on, charge_id limit 50) c
    join collection.pub_balance b on b.tenant_id = ${tx.tenant} and b.charge_id = c.charge_id where b.balance > 0 limit 1`)
  return rows[0]
}

/** Debits that did not come through, by run and line, with the day of the run. */
export async function listFailuresAt(tx: Tx, places: readonly { readonly aboutId: string; readonly lineNo: number | null }[]): Promise<(FailureRow & { run_id: string; debit_on: PlainDate })[]> {
  if (places.length === 0) return []
  return await tx.db.many(sql`
    select l.run_id, l.line_no, l.charge_id, l.party_id, l.account_id, l.amount, s.code, r.debit_on
    from unnest(${places.map((one) => one.aboutId)}::uuid[], ${places.map((one) => one.lineNo)}::integer[]) as w(run_id, line_no)
    join collection.debit_result s on s.tenant_id = ${tx.tenant} and s.run_id = w.run_id and s.line_no = w.line_no and s.code <> '0'
    join collection.debit_line l on l.tenant_id = ${tx.tenant} and l.run_id = s.run_id and l.line_no = s.line_no
    join collection.debit_run r on r.tenant_id = ${tx.tenant} and r.run_id = l.run_id`)
}

/** The latest debit of an addressee that did not come through, for the test of the gate. */
export async function findFailureOfParty(tx: Tx, partyId: string): Promise<{ run_id: string; line_no: number } | undefined> {
  const rows = await tx.db.many<{ run_id: string; line_no: number }>(sql`
    select l.run_id, l.line_no from collection.charge c
    join collection.debit_line l on l.tenant_id = ${tx.tenant} and l.charge_id = c.charge_id
    join collection.debit_result s on s.tenant_id = ${tx.tenant} and s.run_id = l.run_id and s.line_no = l.line_no and s.code <> '0'
    where c.tenant_id = ${tx.tenant} and c.party_id = ${partyId} order by l.run_id desc limit 1`)
  return rows[0]
}

/** Any debit that did not come through, for examples. */
export async function findAnyFailure(tx: Tx): Promise<{ run_id: string; line_no: number } | undefined> {
  const rows = await tx.db.many<{ run_id: string; line_no: number }>(sql`
    select s.run_id, s.line_no from (select run_id from collection.debit_result_file where tenant_id = ${tx.tenant} order by received_at desc limit 20) f
    join collection.debit_result s on s.tenant_id = ${tx.tenant} and s.run_id = f.run_id where s.code <> '0' order by s.run_id, s.line_no limit 1`)
  return rows[0]
}

import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { anyOf, sql } from '../../platform/db/db.ts'

/** Days from one to another, both included. */
export interface Days { readonly from: PlainDate; readonly to: PlainDate }

/** A credit on the town's account — 入金. */
export interface CreditRow { credit_id: string; credited_on: PlainDate; amount: Yen; remitter: string; note: string | null; settlement_id: string | null; settled_at: Instant | null }

const creditColumns = sql`c.credit_id, c.credited_on, c.amount, c.remitter, c.note, s.settlement_id, s.recorded_at as settled_at`

/** Credits of some days, those that nobody has settled before the others and the newest first, each with its settlement where it has one. */
export async function listCredits(tx: Tx, { from, to }: Days, limit: number): Promise<CreditRow[]> {
  return await tx.db.many(sql`
    select ${creditColumns} from collection.bank_credit c left join collection.channel_settlement s on s.tenant_id = ${tx.tenant} and s.credit_id = c.credit_id
    where c.tenant_id = ${tx.tenant} and c.credited_on between ${from} and ${to} order by s.credit_id is not null, c.credited_on desc, c.credit_id limit ${limit}`)
}

/** Credits outside some days that nobody has laid on a channel, by month, since a day. */
export async function listOpenCreditMonths(tx: Tx, since: PlainDate, { from, to }: Days): Promise<{ month: string; credits: number }[]> {
  return await tx.db.many(sql`
    select to_char(c.credited_on, 'YYYY-MM') as month, count(*)::integer as credits from collection.bank_credit c
    where c.tenant_id = ${tx.tenant} and c.credited_on >= ${since} and c.credited_on not between ${from} and ${to}
      and not exists (select from collection.channel_settlement s where s.tenant_id = ${tx.tenant} and s.credit_id = c.credit_id)
    group by 1 order by 1`)
}

export async function findCredit(tx: Tx, creditId: string): Promise<CreditRow | undefined> {
  return await tx.db.find(sql`
    select ${creditColumns} from collection.bank_credit c left join collection.channel_settlement s on s.tenant_id = ${tx.tenant} and s.credit_id = c.credit_id
    where c.tenant_id = ${tx.tenant} and c.credit_id = ${creditId}`)
}

export interface NewCredit { readonly statementKey: string; readonly creditedOn: PlainDate; readonly amount: Yen; readonly remitter: string; readonly note: string | null }

/** Writes the credits that are not there yet; says how many were new. */
export async function insertCredits(tx: Tx, sha256: string, credits: readonly NewCredit[]): Promise<number> {
  const rows = await tx.db.many<{ credit_id: string }>(sql`
    insert into collection.bank_credit (tenant_id, credit_id, statement_key, credited_on, amount, remitter, note, sha256, recorded_at, recorded_by)
    select ${tx.tenant}, n.credit_id, n.statement_key, n.credited_on, n.amount, n.remitter, n.note, ${sha256}, ${tx.now}, ${tx.actor.id}
    from unnest(${credits.map(() => newId())}::uuid[], ${credits.map((n) => n.statementKey)}::text[], ${credits.map((n) => n.creditedOn)}::date[], ${credits.map((n) => n.amount)}::bigint[], ${credits.map((n) => n.remitter)}::text[],
      ${credits.map((n) => n.note)}::text[]) as n(credit_id, statement_key, credited_on, amount, remitter, note)
    on conflict (tenant_id, statement_key) do nothing returning credit_id`)
  return rows.length
}

/** Money of a channel that is to arrive on a day: what was confirmed for it, and what has arrived. */
export interface FundsRow { source: string; title: string | null; channel: string; funds_on: PlainDate; payments: number; amount: Yen; settled: Yen }

/**
 * Confirmed money by channel and day of its funds that has not arrived as it was said — 資金化を待つ金. `source` is the channel of the list,
 * or the way of payment where there is none; on a day for which several banks were asked for debits, each of them: every bank pays in its
 * own sum. Named days alone, or all since a day.
 */
export async function listOpenFunds(tx: Tx, days: { readonly since: PlainDate } | { readonly on: readonly PlainDate[] }): Promise<FundsRow[]> {
  const [ofFunds, ofDebits] = 'since' in days ? [sql`f.funds_on >= ${days.since}`, sql`debit_on >= ${days.since}`] : [sql`f.funds_on = ${anyOf(days.on, 'date')}`, sql`debit_on = ${anyOf(days.on, 'date')}`]
  return await tx.db.many(sql`
    select e.source, e.way as channel, e.funds_on, e.payments, e.amount, coalesce(d.settled, 0)::bigint as settled,
      (select c.title from collection.channel c where c.tenant_id = ${tx.tenant} and c.channel_id::text = e.source and c.recorded_to is null) as title
    from (
      select coalesce(f.channel_id::text, f.way || case when v.debit_on is null then '' else coalesce(':' || f.bank_code, '') end) as source, min(f.way) as way, f.funds_on, sum(f.payments)::integer as payments, sum(f.amount)::bigint as amount
      from collection.channel_funds f
      left join (select debit_on from collection.debit_run where tenant_id = ${tx.tenant} and ${ofDebits} group by debit_on having count(distinct bank_code) > 1) v on f.way = 'direct-debit' and v.debit_on = f.funds_on
      where f.tenant_id = ${tx.tenant} and ${ofFunds}
      group by 1, f.funds_on) e
    left join lateral (
      select sum(l.amount)::bigint as settled from collection.channel_settlement_line l where l.tenant_id = ${tx.tenant} and l.source = e.source and l.funds_on = e.funds_on) d on true
    where e.amount <> coalesce(d.settled, 0)
    order by e.funds_on, e.source`)
}

export interface NewSettlement { readonly creditId: string; readonly amount: Yen; readonly entryId: string; readonly lines: readonly { readonly source: string; readonly fundsOn: PlainDate; readonly amount: Yen }[] }

export async function insertSettlement(tx: Tx, settlement: NewSettlement): Promise<string> {
  const settlementId = newId()
  const { lines } = settlement
  await tx.db.run(sql`
    insert into collection.channel_settlement (tenant_id, settlement_id, credit_id, amount, entry_id, recorded_at, recorded_by)
    values (${tx.tenant}, ${settlementId}, ${settlement.creditId}, ${settlement.amount}, ${settlement.entryId}, ${tx.now}, ${tx.actor.id})`)
  await tx.db.run(sql`
    insert into collection.channel_settlement_line (tenant_id, settlement_id, line_no, source, funds_on, amount)
    select ${tx.tenant}, ${settlementId}, l.line_no, l.source, l.funds_on, l.amount
    from unnest(${lines.map((_, index) => index + 1)}::smallint[], ${lines.map((l) => l.source)}::text[], ${lines.map((l) => l.fundsOn)}::date[], ${lines.map((l) => l.amount)}::bigint[]) as l(line_no, source, funds_on, amount)`)
  return settlementId
}

export async function listSettlementLines(tx: Tx, settlementIds: readonly string[]): Promise<{ settlement_id: string; source: string; title: string | null; funds_on: PlainDate; amount: Yen }[]> {
  return await tx.db.many(sql`
    select l.settlement_id, l.source, l.funds_on, l.amount, (select c.title from collection.channel c where c.tenant_id = ${tx.tenant} and c.channel_id::text = l.source and c.recorded_to is null) as title
    from collection.channel_settlement_line l where l.tenant_id = ${tx.tenant} and l.settlement_id = ${anyOf(settlementIds)} order by l.settlement_id, l.line_no`)
}

/** Lets one credit at a time be settled in a town. */
export async function lockSettlements(tx: Tx): Promise<void> {
  await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, 7052001)`)
}

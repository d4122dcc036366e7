import type { Instant } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { anyOf, sql } from '../../../platform/db/db.ts'

/** Somebody whom more than one person's statements name; whether those statements count is seen later. */
export interface DoubleClaim { readonly claimedId: string; readonly claimantIds: readonly string[] }

/** Everybody whom statements of two or more persons claim in a year: one walk through the year. */
export async function listDoubleClaims(tx: Tx, incomeYear: number): Promise<readonly DoubleClaim[]> {
  return await tx.db.many<DoubleClaim>(sql`
    select (c.claim ->> 'personId')::uuid as "claimedId", array_agg(distinct s.person_id) as "claimantIds"
    from tax_individual.income_statement s
    cross join lateral (
      select s.detail -> 'spouse' as claim where s.detail -> 'spouse' is not null
      union all select r.claim from jsonb_array_elements(coalesce(s.detail -> 'relatives', '[]'::jsonb)) as r(claim)) c
    where s.tenant_id = ${tx.tenant} and s.income_year = ${incomeYear} and s.recorded_to is null and c.claim ->> 'personId' is not null
    group by 1 having count(distinct s.person_id) > 1 order by 1`)
}

/** Two persons who name each other as spouse on statements of a year. */
export interface Couple { readonly oneId: string; readonly otherId: string }

/** Everybody who names a spouse by whom they are named: one more walk through the year. */
export async function listMutualClaims(tx: Tx, incomeYear: number): Promise<readonly Couple[]> {
  return await tx.db.many<Couple>(sql`
    with claim as (
      select s.person_id, (s.detail -> 'spouse' ->> 'personId')::uuid as spouse_id from tax_individual.income_statement s
      where s.tenant_id = ${tx.tenant} and s.income_year = ${incomeYear} and s.recorded_to is null and s.detail -> 'spouse' ->> 'personId' is not null)
    select distinct a.person_id as "oneId", a.spouse_id as "otherId" from claim a join claim b on b.person_id = a.spouse_id and b.spouse_id = a.person_id
    where a.person_id < a.spouse_id order by 1, 2`)
}

/** Puts what was found in the place of what was found before. */
export async function replaceClaims(tx: Tx, incomeYear: number, claims: readonly { readonly claimantId: string; readonly claimedId: string }[]): Promise<void> {
  await tx.db.run(sql`delete from tax_individual.dependant_claim where tenant_id = ${tx.tenant} and income_year = ${incomeYear}`)
  if (claims.length === 0) return
  await tx.db.run(sql`
    insert into tax_individual.dependant_claim (tenant_id, income_year, claimant_id, claimed_id, found_at)
    select ${tx.tenant}, ${incomeYear}, c.claimant_id, c.claimed_id, ${tx.now} from unnest(${claims.map((one) => one.claimantId)}::uuid[], ${claims.map((one) => one.claimedId)}::uuid[]) as c(claimant_id, claimed_id)`)
}

/** Why somebody's claim is not counted yet: another claims the same person, or the couple each other. */
export type UndecidedClaim = 'claimed-by-two' | 'claimed-each-other'

/** Which of these persons claim somebody whom another claims too, or are a couple that claims each other, with nothing decided yet. */
export async function listUndecidedClaimants(tx: Tx, incomeYear: number, personIds: readonly string[]): Promise<ReadonlyMap<string, UndecidedClaim>> {
  if (personIds.length === 0) return new Map()
  const rows = await tx.db.many<{ claimant_id: string; is_couple: boolean }>(sql`
    select c.claimant_id, bool_and(exists (
      select from tax_individual.dependant_claim o where o.tenant_id = ${tx.tenant} and o.income_year = c.income_year and o.claimed_id = c.claimed_id and o.claimant_id = c.claimed_id)) as is_couple
    from tax_individual.dependant_claim c
    where c.tenant_id = ${tx.tenant} and c.income_year = ${incomeYear} and c.claimant_id = ${anyOf(personIds)} and not exists (
      select from tax_individual.dependant_decision d where d.tenant_id = ${tx.tenant} and d.income_year = c.income_year and d.claimed_id = c.claimed_id and d.recorded_to is null)
    group by c.claimant_id`)
  return new Map(rows.map((row) => [row.claimant_id, row.is_couple ? 'claimed-each-other' : 'claimed-by-two']))
}

/** Who keeps each of these claimed persons, as it was known at an instant. */
export async function listKeepers(tx: Tx, question: { incomeYear: number; claimedIds: readonly string[]; recordedAt: Instant }): Promise<ReadonlyMap<string, string>> {
  if (question.claimedIds.length === 0) return new Map()
  const rows = await tx.db.many<{ claimed_id: string; keeper_id: string }>(sql`
    select d.claimed_id, d.keeper_id from tax_individual.dependant_decision d
    where d.tenant_id = ${tx.tenant} and d.income_year = ${question.incomeYear} and d.claimed_id = ${anyOf(question.claimedIds)} and d.recorded_at <= ${question.recordedAt} and (d.recorded_to is null or d.recorded_to > ${question.recordedAt})`)
  return new Map(rows.map((row) => [row.claimed_id, row.keeper_id]))
}

export interface KeeperDecision { readonly version: number; readonly keeperId: string; readonly reason: string; readonly recordedAt: Instant; readonly recordedByName: string }

export async function findKeeperDecision(tx: Tx, incomeYear: number, claimedId: string): Promise<KeeperDecision | undefined> {
  return await tx.db.find<KeeperDecision>(sql`
    select d.version, d.keeper_id as "keeperId", d.reason, d.recorded_at as "recordedAt", d.recorded_by_name as "recordedByName" from tax_individual.dependant_decision d
    where d.tenant_id = ${tx.tenant} and d.income_year = ${incomeYear} and d.claimed_id = ${claimedId} and d.recorded_to is null`)
}

export async function replaceKeeper(tx: Tx, decision: { incomeYear: number; claimedId: string; version: number; keeperId: string; reason: string }): Promise<void> {
  await tx.db.run(sql`update tax_individual.dependant_decision set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and income_year = ${decision.incomeYear} and claimed_id = ${decision.claimedId} and recorded_to is null`)
  await tx.db.run(sql`
    insert into tax_individual.dependant_decision (tenant_id, income_year, claimed_id, version, keeper_id, reason, recorded_at, recorded_by, recorded_by_name)
    values (${tx.tenant}, ${decision.incomeYear}, ${decision.claimedId}, ${decision.version}, ${decision.keeperId}, ${decision.reason}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

/** A line of the work list: who is claimed, by whom, and what was decided. */
export interface ClaimedTwice { readonly claimedId: string; readonly claimantIds: readonly string[]; readonly foundAt: Instant; readonly keeperId: string | null; readonly version: number; readonly reason: string | null; readonly decidedByName: string | null }

/** Persons claimed by two or more, the undecided ones first. */
export async function listClaimedTwice(tx: Tx, incomeYear: number, limit: number): Promise<readonly ClaimedTwice[]> {
  return await tx.db.many<ClaimedTwice>(sql`
    select c.claimed_id as "claimedId", array_agg(c.claimant_id order by c.claimant_id) as "claimantIds", max(c.found_at) as "foundAt", d.keeper_id as "keeperId", coalesce(d.version, 0) as version, d.reason, d.recorded_by_name as "decidedByName"
    from tax_individual.dependant_claim c
    left join tax_individual.dependant_decision d on d.tenant_id = ${tx.tenant} and d.income_year = c.income_year and d.claimed_id = c.claimed_id and d.recorded_to is null
    where c.tenant_id = ${tx.tenant} and c.income_year = ${incomeYear}
    group by c.claimed_id, d.keeper_id, d.version, d.reason, d.recorded_by_name order by d.keeper_id is not null, c.claimed_id limit ${limit}`)
}

/** A claimant with somebody claimed, of a year: for examples of commands. */
export async function findAnyClaim(tx: Tx, incomeYear: number): Promise<{ readonly claimantId: string; readonly claimedId: string } | undefined> {
  return await tx.db.find(sql`
    select s.person_id as "claimantId", (r.claim ->> 'personId')::uuid as "claimedId" from tax_individual.income_statement s cross join lateral jsonb_array_elements(coalesce(s.detail -> 'relatives', '[]'::jsonb)) as r(claim)
    where s.tenant_id = ${tx.tenant} and s.income_year = ${incomeYear} and s.recorded_to is null and r.claim ->> 'personId' is not null order by s.tenant_id, s.income_year, s.person_id limit 1`)
}

import type { Instant } from '../../../kernel/plain-date.ts'
import type { Yen } from '../../../kernel/yen.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { anyOf, firstId, sql } from '../../../platform/db/db.ts'
import type { Premises } from './model.ts'

const columns = sql.raw('p.person_id as "personId", p.version, p.is_outsider as "isOutsider", p.kind, p.place, p.wards, p.evidence, p.lives_abroad as "livesAbroad", p.total_income as "totalIncome", p.persons, p.condition')

/** Premises of these persons in a year as known at an instant. */
export async function listPremisesOf(tx: Tx, question: { fiscalYear: number; personIds: readonly string[]; recordedAt: Instant }): Promise<readonly Premises[]> {
  if (question.personIds.length === 0) return []
  return await tx.db.many<Premises>(sql`
    select ${columns} from tax_individual.premises p
    where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${question.fiscalYear} and p.person_id = ${anyOf(question.personIds)} and not p.is_ended
      and p.recorded_at <= ${question.recordedAt} and (p.recorded_to is null or p.recorded_to > ${question.recordedAt})
    order by p.person_id`)
}

/** Premises of a stretch of persons in the order of the key, as known at an instant; without an end where none is given. */
export async function pageOfPremises(tx: Tx, page: { fiscalYear: number; recordedAt: Instant; after: string | null; upTo: string | null }): Promise<readonly Premises[]> {
  return await tx.db.many<Premises>(sql`
    select ${columns} from tax_individual.premises p
    where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${page.fiscalYear} and p.person_id > ${page.after ?? firstId}::uuid and (${page.upTo}::uuid is null or p.person_id <= ${page.upTo}::uuid) and not p.is_ended
      and p.recorded_at <= ${page.recordedAt} and (p.recorded_to is null or p.recorded_to > ${page.recordedAt})
    order by p.tenant_id, p.fiscal_year, p.person_id`)
}

/** How many persons a run of a year finds by their premises alone. */
export async function countWithoutStatements(tx: Tx, fiscalYear: number): Promise<number> {
  const row = await tx.db.one<{ n: number }>(sql`
    select count(*) as n from tax_individual.premises p
    where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${fiscalYear} and p.recorded_to is null and not p.is_ended
      and not exists (select from tax_individual.income_statement s where s.tenant_id = ${tx.tenant} and s.income_year = ${fiscalYear - 1} and s.person_id = p.person_id and s.recorded_to is null)`)
  return row.n
}

/** Which of these are addressees outside the register. */
export async function listOutsiders(tx: Tx, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (personIds.length === 0) return new Set()
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select distinct p.person_id from tax_individual.premises p where p.tenant_id = ${tx.tenant} and p.person_id = ${anyOf(personIds)} and p.is_outsider`)
  return new Set(rows.map((row) => row.person_id))
}

/** Of whom something was entered, corrected or taken back after an instant. */
export async function listPremisesChangedSince(tx: Tx, question: { fiscalYear: number; personIds: readonly string[]; since: Instant }): Promise<readonly string[]> {
  if (question.personIds.length === 0) return []
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select distinct p.person_id from tax_individual.premises p
    where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${question.fiscalYear} and p.person_id = ${anyOf(question.personIds)} and p.recorded_at > ${question.since}`)
  return rows.map((row) => row.person_id)
}

/** The row in force of a person and year, ended or not; nobody else changes it until the transaction ends. */
export async function lockPremises(tx: Tx, fiscalYear: number, personId: string): Promise<(Premises & { readonly isEnded: boolean }) | undefined> {
  return await tx.db.find(sql`
    select ${columns}, p.is_ended as "isEnded" from tax_individual.premises p
    where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${fiscalYear} and p.person_id = ${personId} and p.recorded_to is null for update`)
}

/** Closes the row in force and puts the next version in its place. */
export async function replacePremises(tx: Tx, fiscalYear: number, next: Premises & { readonly isEnded: boolean; readonly reason: string | null }): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.premises set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and fiscal_year = ${fiscalYear} and person_id = ${next.personId} and recorded_to is null`)
  await tx.db.run(sql`
    insert into tax_individual.premises (tenant_id, fiscal_year, person_id, version, is_outsider, kind, place, wards, evidence, lives_abroad, total_income, persons, condition, is_ended, reason, recorded_at, recorded_by, recorded_by_name)
    values (${tx.tenant}, ${fiscalYear}, ${next.personId}, ${next.version}, ${next.isOutsider}, ${next.kind}, ${next.place}, ${next.wards}::text[], ${next.evidence}, ${next.livesAbroad}, ${next.totalIncome}, ${next.persons}, ${next.condition},
      ${next.isEnded}, ${next.reason}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

/** One line of the list. */
export interface PremisesLine extends Premises { readonly recordedAt: Instant; readonly recordedByName: string; readonly decidedTax: Yen | null }

/** What is entered for a year, with the tax decided for each. */
export async function listPremises(tx: Tx, fiscalYear: number, limit: number): Promise<readonly PremisesLine[]> {
  return await tx.db.many<PremisesLine>(sql`
    select ${columns}, p.recorded_at as "recordedAt", p.recorded_by_name as "recordedByName",
      (select d.annual_tax from tax_individual.decision d where d.tenant_id = ${tx.tenant} and d.fiscal_year = ${fiscalYear} and d.person_id = p.person_id order by d.decision_no desc limit 1) as "decidedTax"
    from tax_individual.premises p
    where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${fiscalYear} and p.recorded_to is null and not p.is_ended
    order by p.person_id limit ${limit}`)
}

/** Somebody outside the register of whom nothing is entered for a year: for examples of commands. */
export async function findFreeOutsider(tx: Tx, fiscalYear: number): Promise<string | undefined> {
  const row = await tx.db.find<{ number: string }>(sql`
    select q.number from party.pub_party q
    where q.tenant_id = ${tx.tenant} and q.kind = 'outsider' and not exists (
      select from tax_individual.premises p where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${fiscalYear} and p.person_id = q.party_id and p.recorded_to is null)
    order by q.tenant_id, q.party_id limit 1`)
  return row?.number
}

/** Premises that stand: for examples of commands. */
export async function findAnyPremises(tx: Tx, fiscalYear: number): Promise<{ personId: string; version: number } | undefined> {
  return await tx.db.find(sql`
    select p.person_id as "personId", p.version from tax_individual.premises p
    where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${fiscalYear} and p.recorded_to is null and not p.is_ended order by p.person_id limit 1`)
}

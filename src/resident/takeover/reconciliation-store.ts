import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'
import type { Count } from './model.ts'

/** One person on either side of the comparison. */
export interface Compared { readonly sex: string; readonly status: string; readonly birthOn: string; readonly town: string; readonly householdNumber: string; readonly addresseeNumber: string; readonly name: string; readonly relationship: string; readonly personId: string | null }

/** Those who are taken over as the file has them, a page in the order of the lines. */
export async function listToTake(tx: Tx, runId: string, page: { readonly after: number; readonly limit: number }): Promise<readonly (Compared & { readonly lineNo: number })[]> {
  return await tx.db.many(sql`
    select line_no as "lineNo", sex, status, birth_on as "birthOn", town, household_number as "householdNumber", addressee_number as "addresseeNumber", name, relationship, person_id as "personId"
    from resident.take_over_row where tenant_id = ${tx.tenant} and run_id = ${runId} and line_no > ${page.after} and state in ('good', 'taken') order by tenant_id, run_id, line_no limit ${page.limit}`)
}

/** Rows left out by decision, by the reason that was given. */
export async function countExclusions(tx: Tx, runId: string, profileId: string): Promise<readonly Count[]> {
  return await tx.db.many<Count>(sql`
    select c.reason as key, count(distinct r.line_no) as count
    from resident.take_over_row r join resident.take_over_correction c on c.tenant_id = ${tx.tenant} and c.profile_id = ${profileId} and c.legacy_id = r.legacy_id and c.item = 'exclude' and c.row_digest in ('', r.row_digest) and c.recorded_to is null
    where r.tenant_id = ${tx.tenant} and r.run_id = ${runId} and r.state = 'excluded' group by c.reason order by 2 desc, 1`)
}

/** Rows that are not taken, each with its reason; never with a name. */
export async function listUntaken(tx: Tx, runId: string, profileId: string): Promise<readonly { readonly lineNo: number; readonly legacyId: string; readonly state: 'excluded' | 'duplicate' | 'standing'; readonly reason: string | null; readonly byName: string | null }[]> {
  return await tx.db.many(sql`
    select distinct on (r.line_no) r.line_no as "lineNo", r.legacy_id as "legacyId", r.state, c.reason, c.by_name as "byName"
    from resident.take_over_row r
    left join resident.take_over_correction c on c.tenant_id = ${tx.tenant} and c.profile_id = ${profileId} and c.legacy_id = r.legacy_id and c.item in ('exclude', 'same-person') and c.row_digest in ('', r.row_digest) and c.recorded_to is null
    where r.tenant_id = ${tx.tenant} and r.run_id = ${runId} and r.state in ('excluded', 'duplicate', 'standing') order by r.line_no`)
}

/** Rows that would be taken although somebody stands in the register under the same number by now. */
export async function countClashes(tx: Tx, runId: string): Promise<number> {
  return (await tx.db.one<{ n: number }>(sql`
    select count(*) as n from resident.take_over_row r join resident.person p on p.tenant_id = ${tx.tenant} and p.addressee_number = r.addressee_number
    where r.tenant_id = ${tx.tenant} and r.run_id = ${runId} and r.state = 'good'`)).n
}

/** The highest serials among the numbers taken over, check digits left off. */
export async function highestSerials(tx: Tx, runId: string, width: number): Promise<{ readonly addressee: number; readonly household: number }> {
  return await tx.db.one(sql`
    select coalesce(max(left(addressee_number, -1)::bigint) filter (where length(addressee_number) = ${width}), 0) as addressee,
      coalesce(max(left(household_number, -1)::bigint) filter (where household_number ~ '^[0-9]+$' and length(household_number) = ${width}), 0) as household
    from resident.take_over_row where tenant_id = ${tx.tenant} and run_id = ${runId} and state = 'taken'`)
}

/** What the register holds now is kept there alone. */
export async function forgetCells(tx: Tx, runId: string): Promise<void> {
  await tx.db.run(sql`update resident.take_over_row set cells = null, sealed_numbers = null where tenant_id = ${tx.tenant} and run_id = ${runId} and cells is not null`)
}

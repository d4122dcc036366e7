import type { Instant } from '../../../kernel/plain-date.ts'
import type { Yen } from '../../../kernel/yen.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { anyOf, sql } from '../../../platform/db/db.ts'

/** A pension from which tax may be taken, as its payer reports it for a year. */
export interface PensionRecipient {
  readonly personId: string
  readonly version: number
  readonly payerId: string
  readonly payerPartyId: string
  readonly yearly: Yen
  readonly careWithheld: boolean
  readonly lastYearTax: Yen | null
  /** The payer's own number of the person, where its list named it — 受給者番号. */
  readonly recipientNumber: string | null
  readonly recordedAt: Instant
  readonly recordedByName: string
}

interface RecipientRow { person_id: string; version: number; payer_id: string; party_id: string; yearly: number; care_withheld: boolean; last_year_tax: number | null; recipient_number: string | null; recorded_at: Instant; recorded_by_name: string }

/** The pensions of these persons for a year in force now. */
export async function listRecipients(tx: Tx, fiscalYear: number, personIds: readonly string[]): Promise<readonly PensionRecipient[]> {
  if (personIds.length === 0) return []
  const rows = await tx.db.many<RecipientRow>(sql`
    select r.person_id, r.version, r.payer_id, p.party_id, r.yearly, r.care_withheld, r.last_year_tax, r.recipient_number, r.recorded_at, r.recorded_by_name
    from tax_individual.pension_recipient r
    join tax_individual.payer p on p.tenant_id = ${tx.tenant} and p.payer_id = r.payer_id and p.recorded_to is null
    where r.tenant_id = ${tx.tenant} and r.fiscal_year = ${fiscalYear} and r.person_id = ${anyOf(personIds)} and r.recorded_to is null order by r.person_id`)
  return rows.map((row) => ({
    personId: row.person_id, version: row.version, payerId: row.payer_id, payerPartyId: row.party_id, yearly: row.yearly as Yen, careWithheld: row.care_withheld, lastYearTax: row.last_year_tax as Yen | null, recipientNumber: row.recipient_number,
    recordedAt: row.recorded_at, recordedByName: row.recorded_by_name,
  }))
}

/** Closes the row in force and puts the next version in its place. */
export async function replaceRecipient(tx: Tx, recipient: { fiscalYear: number; personId: string; version: number; payerId: string; yearly: Yen; careWithheld: boolean; lastYearTax: Yen | null; recipientNumber: string | null }): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.pension_recipient set recorded_to = ${tx.now}
    where tenant_id = ${tx.tenant} and fiscal_year = ${recipient.fiscalYear} and person_id = ${recipient.personId} and recorded_to is null`)
  await tx.db.run(sql`
    insert into tax_individual.pension_recipient (tenant_id, fiscal_year, person_id, version, payer_id, yearly, care_withheld, last_year_tax, recipient_number, recorded_at, recorded_by, recorded_by_name)
    values (${tx.tenant}, ${recipient.fiscalYear}, ${recipient.personId}, ${recipient.version}, ${recipient.payerId}, ${recipient.yearly}, ${recipient.careWithheld}, ${recipient.lastYearTax}, ${recipient.recipientNumber}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

/** Somebody without a decision of the year whose statements name a pension payer: for examples of commands. */
export async function findAnyPensioner(tx: Tx, fiscalYear: number): Promise<{ person_id: string; designation_number: string; version: number; yearly: number } | undefined> {
  return await tx.db.find(sql`
    select s.person_id, p.designation_number, coalesce(r.version, 0) as version, s.pension_revenue as yearly
    from tax_individual.income_statement s
    join tax_individual.payer p on p.tenant_id = ${tx.tenant} and p.party_id = s.payer_party_id and p.report = 'pension-report' and p.recorded_to is null
    left join tax_individual.pension_recipient r on r.tenant_id = ${tx.tenant} and r.fiscal_year = ${fiscalYear} and r.person_id = s.person_id and r.recorded_to is null
    where s.tenant_id = ${tx.tenant} and s.income_year = ${fiscalYear - 1} and s.recorded_to is null and s.pension_revenue > 0
    order by s.tenant_id, s.income_year, s.person_id limit 1`)
}

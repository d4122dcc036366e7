import type { Instant } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { sql } from '../../../platform/db/db.ts'

/** What was told to another section: never the amounts — 照会への回答の記録. */
export interface InformationAnswer { readonly answerId: string; readonly purpose: string; readonly fiscalYear: number; readonly persons: number; readonly reference: string; readonly answeredAt: Instant; readonly answeredToName: string; readonly section: string }

export async function insertAnswer(tx: Tx, answer: Pick<InformationAnswer, 'answerId' | 'purpose' | 'fiscalYear' | 'reference'> & { readonly personIds: readonly string[] }): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.information_answer (tenant_id, answer_id, purpose, fiscal_year, person_ids, reference, answered_at, answered_to, answered_to_name, section)
    values (${tx.tenant}, ${answer.answerId}, ${answer.purpose}, ${answer.fiscalYear}, ${answer.personIds}::uuid[], ${answer.reference}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name}, ${tx.actor.section})`)
}

/** Answers so far, the newest first. */
export async function listAnswers(tx: Tx, limit: number): Promise<readonly InformationAnswer[]> {
  const rows = await tx.db.many<{ answer_id: string; purpose: string; fiscal_year: number; persons: number; reference: string; answered_at: Instant; answered_to_name: string; section: string }>(sql`
    select a.answer_id, a.purpose, a.fiscal_year, cardinality(a.person_ids) as persons, a.reference, a.answered_at, a.answered_to_name, a.section from tax_individual.information_answer a
    where a.tenant_id = ${tx.tenant} order by a.answered_at desc, a.answer_id desc limit ${limit}`)
  return rows.map((row) => ({ answerId: row.answer_id, purpose: row.purpose, fiscalYear: row.fiscal_year, persons: row.persons, reference: row.reference, answeredAt: row.answered_at, answeredToName: row.answered_to_name, section: row.section }))
}

import type { Tx } from '../../../platform/command/tx.ts'
import { sql, type RawBuilder } from '../../../platform/db/db.ts'
import { lines, type LineKey } from '../lines.ts'

/** Persons and sums of one class of the tax base; class 0 is those without an income levy — 課税標準額の段階. */
export interface SurveyClass { readonly class_no: number; readonly persons: number; readonly salaried: number; readonly income: number; readonly base: number; readonly city_levy: number; readonly prefecture_levy: number; readonly city_per_capita: number; readonly prefecture_per_capita: number; readonly forest: number }

/** Amount of a stored line; nothing where the worksheet has none. */
function lineOf(key: LineKey): RawBuilder<number> {
  return sql<number>`coalesce(a.yen[array_position(a.line_codes, ${lines[key].code}::smallint)], 0)`
}

/**
 * The decisions that were in force at the end of a day, by class of the tax base.
 * @param bounds lower ends of the classes from the second on, rising
 */
export async function surveyClasses(tx: Tx, question: { readonly fiscalYear: number; readonly throughDay: string; readonly bounds: readonly number[] }): Promise<readonly SurveyClass[]> {
  return await tx.db.many<SurveyClass>(sql`
    with standing as (
      select distinct on (d.person_id) d.person_id, d.assessment_id, d.annual_tax, d.method from tax_individual.decision d
      where d.tenant_id = ${tx.tenant} and d.fiscal_year = ${question.fiscalYear} and d.decided_at < ((${question.throughDay}::date + 1)::timestamp at time zone 'Asia/Tokyo') order by d.person_id, d.decision_no desc),
    amounts as (
      select s.method, ${lineOf('total-income')} as income, ${lineOf('tax-base')} as base, ${lineOf('city-income-levy')} as city_levy, ${lineOf('prefecture-income-levy')} as prefecture_levy, ${lineOf('city-per-capita')} as city_per_capita,
        ${lineOf('prefecture-per-capita')} as prefecture_per_capita, ${lineOf('forest-tax')} as forest, s.annual_tax
      from standing s join tax_individual.assessment a on a.tenant_id = ${tx.tenant} and a.period = ${question.fiscalYear} and a.subject_id = s.person_id and a.assessment_id = s.assessment_id)
    select case when city_levy + prefecture_levy > 0 then width_bucket(base, ${question.bounds}::bigint[]) + 1 when annual_tax > 0 then 0 else -1 end as class_no, count(*)::integer as persons, count(*) filter (where method = 'salary')::integer as salaried,
      sum(income)::bigint as income, sum(base)::bigint as base, sum(city_levy)::bigint as city_levy, sum(prefecture_levy)::bigint as prefecture_levy, sum(city_per_capita)::bigint as city_per_capita, sum(prefecture_per_capita)::bigint as prefecture_per_capita, sum(forest)::bigint as forest
    from amounts group by 1 order by 1`)
}

import { fiscalYearOf, type PlainDate } from '../../kernel/plain-date.ts'
import { fiscalYearText } from '../../kernel/wareki.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { taxClassTitles } from './rules/assess.ts'
import * as store from './store.ts'

/** How many years of decisions a person has, for the tab of the record. */
export async function countDecisions(tx: Tx, personId: string): Promise<number> {
  return await store.countDecidedYears(tx, personId)
}

/** Who of these persons is taxed in the year of a day, for lists of residents — 課税者. */
export async function taxedAmong(tx: Tx, personIds: readonly string[], on: PlainDate): Promise<ReadonlySet<string>> {
  const rows = await store.listTaxClasses(tx, fiscalYearOf(on), personIds)
  return new Set(rows.filter((row) => row.annual_tax > 0).map((row) => row.person_id))
}

/** Who of a household owes this tax in the year of a day — 世帯の見取り図. */
export async function rolesInHousehold(tx: Tx, personIds: readonly string[], on: PlainDate): Promise<ReadonlyMap<string, { role: string; why: string | null }>> {
  const year = fiscalYearOf(on)
  const rows = await store.listTaxClasses(tx, year, personIds)
  return new Map(rows.map((row) => [row.person_id, { role: row.annual_tax > 0 ? '納税義務者' : '非課税', why: `${fiscalYearText(year)}　${taxClassTitles[row.tax_class]}` }]))
}

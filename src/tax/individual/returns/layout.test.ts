import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { nothingDeclared, noCondition, nothingPaid } from '../model.ts'
import { columnOfField, contentColumns, leadColumns, returnColumns } from './layout.ts'

const documented = readFileSync(new URL('../../../../docs/returns-csv.md', import.meta.url), 'utf8')

/** Repeated columns are documented by their first and last. */
function isDocumented(column: string): boolean {
  const word = column.replace(/^(親族|土地譲渡|繰越損失)\d+_/, (_, before: string) => `${before}1_〜${before}${before === '親族' ? 10 : 5}_`)
  return documented.includes(`| ${word} |`)
}

test('every column stands once, and in the documented profile', () => {
  expect(new Set(returnColumns).size).toBe(returnColumns.length)
  expect([...leadColumns, ...contentColumns.map((one) => one.column)].filter((column) => !isDocumented(column))).toEqual([])
})

test('every field that a statement can hold has a column', () => {
  const paths = new Set(contentColumns.flatMap(({ path }) => path.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.'))))
  const wanted = [
    ...Object.keys(nothingDeclared).map((key) => `declared.${key}`), ...Object.keys(nothingPaid).map((key) => `paid.${key}`), ...Object.keys(noCondition).filter((key) => key !== 'minor').map((key) => `condition.${key}`),
    'salaryRevenue', 'pensionRevenue', 'otherIncome', 'carriedLoss', 'specialCollection', 'oneStop', 'spouse', 'relatives', 'housingLoan',
  ]
  expect(wanted.filter((path) => !paths.has(path))).toEqual([])
})

test.each([['/paid/medical', '医療費'], ['/relatives/2/birthOn', '親族3_生年月日'], ['/spouse/personId', '配偶者_宛名番号'], ['/relatives', '親族1_宛名番号'], ['/receivedOn', '受付日'], ['/personId', '']])('a fault at %s is told at the column %s', (field, column) => {
  expect(columnOfField(field)).toBe(column)
})

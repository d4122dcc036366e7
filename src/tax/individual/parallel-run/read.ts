import { accept, refused, type Outcome, type Refusal } from '../../../kernel/outcome.ts'
import { toHalfWidth } from '../../../kernel/text.ts'
import { yen, type Yen } from '../../../kernel/yen.ts'
import { readTable, type TableRow } from '../../../platform/spreadsheet/index.ts'
import type { LineKey } from '../lines.ts'
import { refusal } from '../refusals.ts'
import type { CollectionMethod } from '../statement.ts'
import { lineColumns, type LineColumn, type TheirResult } from './model.ts'

// The file of another system's results: docs/parallel-run-csv.md.

const lineNames = Object.keys(lineColumns) as readonly LineColumn[]
const termColumns = ['第1期', '第2期', '第3期', '第4期', '第5期', '第6期', '第7期', '第8期', '第9期', '第10期', '第11期', '第12期'] as const
const leadColumns = ['年度', '宛名番号', '年税額', '徴収の方法'] as const
export const parallelColumns = [...leadColumns, ...lineNames, ...termColumns] as const
type Column = (typeof parallelColumns)[number]
type Row = TableRow<Column>

const methods: Readonly<Record<string, CollectionMethod>> = { 普通徴収: 'ordinary', 特別徴収: 'salary', なし: 'none' }

/** Past so many faults nobody reads more. */
const faultLimit = 200

/**
 * Reads the results of another system for one fiscal year — 他システムの結果のCSV.
 * @refuses the whole file with every fault by line and column, 200 at most
 */
export async function readResults(bytes: Uint8Array, fiscalYear: number): Promise<Outcome<readonly TheirResult[]>> {
  const read = await readTable(bytes, parallelColumns, ['宛名番号', '年税額'])
  if (!read.ok) return read
  const [faults, results, seen] = [[] as Refusal[], [] as TheirResult[], new Map<string, number>()]
  for (const row of read.value) {
    const result = readRow(row, { fiscalYear, faults })
    const earlier = seen.get(result.number)
    if (earlier !== undefined) faults.push(refusal('parallel-number-twice', { line: row.line, field: '宛名番号', earlier }))
    seen.set(result.number, row.line)
    results.push(result)
    if (faults.length >= faultLimit) break
  }
  return faults.length > 0 ? refused(faults.slice(0, faultLimit)) : accept(results)
}

function readRow(row: Row, { fiscalYear, faults }: { readonly fiscalYear: number; readonly faults: Refusal[] }): TheirResult {
  const fault = (column: Column, why: string): void => { faults.push(refusal('row-value', { line: row.line, field: column, why })) }
  const yenIn = (column: Column): Yen | null => {
    const text = row.get(column)
    const amount = text === null ? null : amountOf(text)
    if (amount === undefined) fault(column, '金額は、0円以上の円の整数で入れてください。')
    return amount ?? null
  }
  const [year, number, method] = [row.get('年度'), toHalfWidth(row.get('宛名番号') ?? ''), row.get('徴収の方法')]
  if (year !== null && toHalfWidth(year) !== String(fiscalYear)) fault('年度', `年度が、選んだ${fiscalYear}年度と違います。`)
  if (!/^\d{1,15}$/.test(number)) fault('宛名番号', '宛名番号は、数字15桁までで入れてください。')
  if (method !== null && methods[method] === undefined) fault('徴収の方法', '「普通徴収」「特別徴収」「なし」のどれかを入れてください。')
  if (row.get('年税額') === null) fault('年税額', '年税額を入れてください。')
  const lines: Partial<Record<LineKey, Yen>> = {}
  for (const column of lineNames) {
    const amount = yenIn(column)
    if (amount !== null) lines[lineColumns[column]] = amount
  }
  const terms = termColumns.map(yenIn)
  return {
    line: row.line, number, annualTax: yenIn('年税額') ?? (0 as Yen), method: method === null ? null : (methods[method] ?? null), lines, instalments: terms.every((one) => one === null) ? null : terms.map((one) => one ?? (0 as Yen)),
  }
}

/** `245,500`, `２４５５００円`; undefined where it is no amount of nothing or more. */
function amountOf(text: string): Yen | undefined {
  const plain = toHalfWidth(text).replace(/[,円\s]/g, '')
  return /^\d{1,12}$/.test(plain) ? yen(Number(plain)) : undefined
}

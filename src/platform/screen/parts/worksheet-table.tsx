import type { Child } from 'hono/jsx'
import { citationShort } from '../../../kernel/citation.ts'
import type { LineTable, WrittenLine } from '../../../kernel/worksheet.ts'
import { Amount, Difference } from './amount.tsx'

/** One line of a calculation. */
export interface WorksheetRow {
  readonly key: string
  readonly group: string
  readonly label: string
  /** In words, with the rounding: `2−10　千円未満切捨て`. */
  readonly calculation: Child
  readonly article: string
  readonly source: Child
  readonly before?: number | null
  readonly amount: number | null
  readonly kind?: 'sum' | 'total'
  /** Doubt number where the law is unclear: `LD-003`. */
  readonly doubt?: string
}

export interface WorksheetTableProps {
  readonly caption: string
  readonly rows: readonly WorksheetRow[]
  /** Heads of the two amount columns: `当初`, `更正後`; one where nothing is compared. */
  readonly heads: readonly [string] | readonly [string, string]
  /** Where a doubt is explained: `#doubt`. */
  doubtLink?(number: string): string
}

/** The calculation line by line — 計算書. Changed lines are yellow. */
export function WorksheetTable({ caption, rows, heads, doubtLink }: WorksheetTableProps) {
  const isCompared = heads.length === 2
  return (
    <div class="scroll-x">
      <table class="t tight ws wide" data-list="yes">
        <caption class="vh">{caption}</caption>
        <thead><tr>
          <th scope="col"><span class="vh">区分</span></th><th scope="col"><span class="vh">行</span></th><th scope="col">項目</th><th scope="col">計算と端数</th><th scope="col">根拠</th><th scope="col">事実の出どころ</th>
          {heads.map((head) => <th scope="col" class="num">{head}</th>)}{isCompared ? <th scope="col" class="num">差</th> : null}
        </tr></thead>
        <tbody>{rows.map((row, index) => <Line row={row} isSameSource={index > 0 && row.source !== '' && row.source === rows[index - 1]!.source} number={index + 1} groupSize={groupSizeAt(rows, index)} isCompared={isCompared} doubtLink={doubtLink} />)}</tbody>
      </table>
    </div>
  )
}

interface LineProps { row: WorksheetRow; isSameSource: boolean; number: number; groupSize: number; isCompared: boolean; doubtLink?: (number: string) => string }

function Line({ row, isSameSource, number, groupSize, isCompared, doubtLink }: LineProps) {
  const isChanged = isCompared && (row.before ?? null) !== row.amount
  return (
    <tr class={row.kind ?? (isChanged ? 'chg' : undefined)}>
      {groupSize > 0 ? <th scope="rowgroup" rowspan={groupSize} class="g">{row.group}</th> : null}
      <td class="no">{number}</td>
      <th scope="row" class="it">{row.label}</th>
      <td class="calc">{row.calculation}</td>
      <td class="src">{row.article}</td>
      <td class="src">{isSameSource ? '同上' : row.source}{row.doubt ? <> <a href={doubtLink?.(row.doubt) ?? '#doubt'}>疑義 {row.doubt}</a></> : null}</td>
      {isCompared ? <td class="num"><Amount value={row.before ?? null} /></td> : null}
      <td class="num strong"><Amount value={row.amount} /></td>
      {isCompared ? <td class="num"><Difference value={row.amount === null ? null : row.amount - (row.before ?? 0)} /></td> : null}
    </tr>
  )
}

/** Length of the run of one group that starts at this row; 0 inside a run. */
function groupSizeAt(rows: readonly WorksheetRow[], index: number): number {
  const group = rows[index]!.group
  if (index > 0 && rows[index - 1]!.group === group) return 0
  const end = rows.findIndex((row, other) => other > index && row.group !== group)
  return (end < 0 ? rows.length : end) - index
}

export interface WorksheetRowsOptions<K extends string> {
  /** The earlier decision, line by line, to be compared. */
  readonly before?: Partial<Record<K, number>>
  /** Lines with a rule above that are not the total. */
  readonly sums?: readonly K[]
}

/** Rows of a worksheet that was opened with `explain`, with the labels and articles of the context's `lines.ts`. */
export function worksheetRows<K extends string>(table: LineTable<K>, written: readonly WrittenLine<K>[], options: WorksheetRowsOptions<K> = {}): readonly WorksheetRow[] {
  return written.map((line) => {
    const meaning = table[line.key]
    const sum = options.sums?.includes(line.key) ? 'sum' : undefined
    return {
      key: line.key,
      group: meaning.group,
      label: meaning.label,
      calculation: line.words?.calculation ?? '',
      article: line.article ? citationShort(line.article) : '',
      source: line.words?.source ?? '',
      before: options.before ? (options.before[line.key] ?? 0) : undefined,
      amount: line.amount,
      kind: meaning.isTotal ? 'total' : sum,
      doubt: line.words?.doubt,
    }
  })
}

/** The doubt about the law: the reading chosen, the other one, and what it would cost this person. */
export function DoubtBox({ number, title, children }: { number: string; title: string; children?: Child }) {
  return <div class="msg doubt" id="doubt"><h3>疑義 {number}　{title}</h3>{typeof children === 'string' ? <p>{children}</p> : children}</div>
}

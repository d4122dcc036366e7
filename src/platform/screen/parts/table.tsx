import type { Child } from 'hono/jsx'

export interface Column<Row> {
  /** Joins cells of totals to their column. */
  readonly key: string
  readonly head: Child
  cell(row: Row, index: number): Child
  readonly align?: 'left' | 'number' | 'center'
  /** The cell that names the row. */
  readonly isRowHead?: boolean
  readonly isStrong?: boolean
  /** Source, date of record: gray. */
  readonly isSource?: boolean
  readonly isUnbroken?: boolean
  /** The head is read aloud only. */
  readonly isHeadHidden?: boolean
  /** Sorting is a link in the head. */
  readonly sort?: { readonly href: string; readonly direction?: 'ascending' | 'descending' }
}

export type RowState = 'selected' | 'protected' | 'changed' | 'quiet'

/** A line of totals; `total` is the grand total with the double weight. */
export interface Total {
  readonly kind: 'sum' | 'total'
  readonly label: string
  /** Columns the label spans, from the left. */
  readonly span?: number
  readonly cells: Readonly<Record<string, Child>>
}

export interface Paging {
  /** `1〜50件目（200件より多い）` */
  readonly shown: string
  readonly previous?: string
  readonly next?: string
}

export interface TableProps<Row> {
  readonly caption: string
  readonly captionNote?: Child
  readonly isCaptionHidden?: boolean
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  rowState?(row: Row): RowState | undefined
  rowId?(row: Row): string | undefined
  /** 26, 30, 38 or 48 px. */
  readonly density?: 'tight' | 'normal' | 'middle' | 'tall'
  readonly totals?: readonly Total[]
  readonly paging?: Paging
  /** Arrow keys walk the rows, Space marks, Enter opens. */
  readonly isList?: boolean
  readonly isHeadHidden?: boolean
  /** Wider than a telephone: scrolls inside its band below 900 px. */
  readonly isWide?: boolean
  /** What stands there when there is no row. */
  readonly empty?: Child
}

const densities = { tight: ' tight', normal: '', middle: ' mid', tall: ' tall' }
const states: Record<RowState, string> = { selected: 'sel', protected: 'prot', changed: 'chg', quiet: 'nb' }

/** A native table: caption, one head row, hairlines, totals, pages of 50 — 表. */
export function Table<Row>(props: TableProps<Row>) {
  const { columns, rows, density = 'normal', totals = [], isWide = columns.length > 4 } = props
  return (
    <>
      <div class="scroll-x">
        <table class={`t${densities[density]}${isWide ? ' wide' : ''}`} data-list={props.isList ? 'yes' : undefined}>
          <caption class={props.isCaptionHidden ? 'vh' : undefined}>{props.caption}{props.captionNote ? <small>{props.captionNote}</small> : null}</caption>
          <thead class={props.isHeadHidden ? 'vh' : undefined}><tr>{columns.map((column) => <HeadCell column={column} />)}</tr></thead>
          <tbody>
            {rows.map((row, index) => <BodyRow props={props} row={row} index={index} />)}
            {totals.map((total) => <TotalRow columns={columns} total={total} />)}
          </tbody>
        </table>
      </div>
      {rows.length === 0 ? props.empty : null}
      {props.paging ? <PagingLine {...props.paging} /> : null}
    </>
  )
}

function HeadCell<Row>({ column }: { column: Column<Row> }) {
  const words = column.sort ? <a href={column.sort.href}>{column.head}</a> : column.head
  return <th scope="col" class={alignClass(column)} aria-sort={column.sort?.direction}>{column.isHeadHidden ? <span class="vh">{words}</span> : words}</th>
}

function BodyRow<Row>({ props, row, index }: { props: TableProps<Row>; row: Row; index: number }) {
  const state = props.rowState?.(row)
  return (
    <tr id={props.rowId?.(row)} class={state ? states[state] : undefined}>
      {props.columns.map((column) => (column.isRowHead ? <th scope="row" class={cellClass(column)}>{column.cell(row, index)}</th> : <td class={cellClass(column)}>{column.cell(row, index)}</td>))}
    </tr>
  )
}

function TotalRow<Row>({ columns, total }: { columns: readonly Column<Row>[]; total: Total }) {
  const span = total.span ?? 1
  return (
    <tr class={total.kind}>
      <th scope="row" colspan={span > 1 ? span : undefined}>{total.label}</th>
      {columns.slice(span).map((column) => <td class={alignClass(column)}>{total.cells[column.key]}</td>)}
    </tr>
  )
}

function PagingLine({ shown, previous, next }: Paging) {
  return <nav class="paging" aria-label="頁"><span>{shown}</span>{previous ? <a href={previous}>前の50件</a> : null}{next ? <a href={next}>次の50件</a> : null}</nav>
}

function alignClass<Row>({ align }: Column<Row>): string | undefined {
  if (align === 'number') return 'num'
  return align === 'center' ? 'ctr' : undefined
}

function cellClass<Row>(column: Column<Row>): string | undefined {
  const names = [alignClass(column), column.isStrong ? 'strong' : '', column.isSource ? 'src' : '', column.isUnbroken ? 'nw' : ''].filter(Boolean)
  return names.length > 0 ? names.join(' ') : undefined
}

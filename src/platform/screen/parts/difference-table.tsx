import type { Child } from 'hono/jsx'

export interface DifferenceRow { readonly item: string; readonly now: Child; readonly after: Child }

export interface DifferenceTableProps {
  readonly caption: string
  readonly nowHead?: string
  readonly afterHead?: string
  readonly changed: readonly DifferenceRow[]
  /** Folded behind their count. */
  readonly unchanged?: readonly { readonly item: string; readonly value: Child }[]
}

/** Item, now, after — 違いの表. Old struck through and gray, new bold. */
export function DifferenceTable({ caption, nowHead = 'いま', afterHead = 'このあと', changed, unchanged = [] }: DifferenceTableProps) {
  return (
    <>
      <div class="scroll-x">
        <table class="t tight">
          <caption>{caption}</caption>
          <thead><tr><th scope="col">項目</th><th scope="col">{nowHead}</th><th scope="col">{afterHead}</th></tr></thead>
          <tbody>{changed.map((row) => <tr class="chg"><th scope="row">{row.item}</th><td><Old value={row.now} /></td><td>{isBlank(row.after) ? <span class="mute">（なくなる）</span> : <ins class="b">{row.after}</ins>}</td></tr>)}</tbody>
        </table>
      </div>
      {unchanged.length > 0 ? <details><summary>変わらない {unchanged.length}項目を開く</summary><dl class="kv">{unchanged.map((row) => <><dt>{row.item}</dt><dd>{row.value}</dd></>)}</dl></details> : null}
    </>
  )
}

function Old({ value }: { value: Child }) {
  return isBlank(value) ? <span class="mute">（なし）</span> : <del>{value}</del>
}

function isBlank(value: Child): boolean {
  return value === null || value === undefined || value === ''
}

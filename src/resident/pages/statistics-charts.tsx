import { amountText } from '../../kernel/text.ts'
import type { FigureTable, MonthLine } from '../statistics/rules/tables.ts'
import { movementKinds, type MovementKind } from '../statistics/rules/movements.ts'

const [rowHeight, rowGap] = [20, 2]
/** Per cent of the width: the ages stand in the middle, the bars at both sides, the figures beyond them. */
const [middle, half, label, room] = [50, 36, 6, 8]

/** Men to the left, women to the right, the old on top — 人口ピラミッド. The same figures stand in the table beside it. */
export function PopulationPyramid({ table }: { table: FigureTable }) {
  const [male, female] = [table.head.indexOf('男'), table.head.indexOf('女')]
  const rows = table.rows.filter(([name]) => name.endsWith('歳') || name.endsWith('歳以上')).toReversed()
  const most = Math.max(1, ...rows.flatMap((row) => [Number(row[male]), Number(row[female])]))
  const widthOf = (value: number): number => (value / most) * (half - room + label / 2)
  const height = rows.length * (rowHeight + rowGap) + 24
  return (
    <figure>
      <svg class="draw" height={height} aria-hidden="true">
        <text class="low" x={`${middle - label}%`} y="14" text-anchor="end">男</text><text class="low" x={`${middle + label}%`} y="14">女</text>
        {rows.map((row, index) => <PyramidRow name={row[0]} male={Number(row[male])} female={Number(row[female])} top={index * (rowHeight + rowGap) + 22} widthOf={widthOf} />)}
      </svg>
      <figcaption class="sub">左が男、右が女。数字は人。下の「年齢5歳階級別の人口」と同じ数です。</figcaption>
    </figure>
  )
}

function PyramidRow({ name, male, female, top, widthOf }: { name: string; male: number; female: number; top: number; widthOf(value: number): number }) {
  const [left, right] = [middle - label, middle + label]
  const base = top + rowHeight - 5
  return (
    <>
      <rect class="on" x={`${(left - widthOf(male)).toFixed(2)}%`} y={top} width={`${widthOf(male).toFixed(2)}%`} height={rowHeight}></rect>
      <text x={`${(left - widthOf(male) - 0.6).toFixed(2)}%`} y={base} text-anchor="end">{amountText(male)}</text>
      <text class="low" x={`${middle}%`} y={base} text-anchor="middle">{name.replace('歳', '')}</text>
      <rect class="f" x={`${right}%`} y={top} width={`${widthOf(female).toFixed(2)}%`} height={rowHeight}></rect>
      <text x={`${(right + widthOf(female) + 0.6).toFixed(2)}%`} y={base}>{amountText(female)}</text>
    </>
  )
}

const plot = 84

/** What came above the line, what went below it, month by month — 増減の図. */
export function MovementChart({ months }: { months: readonly MonthLine[] }) {
  const sums = months.map((line) => ({ month: line.month, came: sumOfSign(line, 1), went: sumOfSign(line, -1) }))
  const most = Math.max(1, ...sums.flatMap(({ came, went }) => [came, went]))
  const width = Math.min(12, 88 / months.length)
  const zero = plot + 20
  return (
    <figure>
      <svg class="draw" height={plot * 2 + 60} aria-hidden="true">
        {sums.map(({ month, came, went }, index) => {
          const x = ((index + 0.5) * 100) / sums.length
          const [up, down] = [Math.round((came / most) * plot), Math.round((went / most) * plot)]
          return (
            <>
              <rect class="on" x={`${(x - width / 2).toFixed(2)}%`} y={zero - up} width={`${width.toFixed(2)}%`} height={up}></rect>
              <text x={`${x.toFixed(2)}%`} y={zero - up - 4} text-anchor="middle">＋{amountText(came)}</text>
              <rect class="f" x={`${(x - width / 2).toFixed(2)}%`} y={zero + 1} width={`${width.toFixed(2)}%`} height={down}></rect>
              <text x={`${x.toFixed(2)}%`} y={zero + down + 16} text-anchor="middle">△{amountText(went)}</text>
              <text class="low" x={`${x.toFixed(2)}%`} y={plot * 2 + 56} text-anchor="middle">{monthText(month)}</text>
            </>
          )
        })}
        <line x1="0" x2="100%" y1={zero + 0.5} y2={zero + 0.5}></line>
      </svg>
      <figcaption class="sub">線の上が増えた人、下が減った人。下の「月別の動き」と同じ数です。</figcaption>
    </figure>
  )
}

function sumOfSign(line: MonthLine, sign: 1 | -1): number {
  return (Object.keys(movementKinds) as MovementKind[]).reduce((sum, kind) => sum + (movementKinds[kind].sign === sign ? line.moves[kind] : 0), 0)
}

/** `10月`, with the year in January. */
export function monthText(month: string): string {
  const [year = '', number = ''] = month.split('-')
  return number === '01' ? `${year}年1月` : `${Number(number)}月`
}

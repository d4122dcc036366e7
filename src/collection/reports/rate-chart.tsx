import { monthOf, plainDate } from '../../kernel/plain-date.ts'
import { amountText } from '../../kernel/text.ts'
import { Table } from '../../platform/screen/index.ts'
import type { Rates } from './queries.ts'
import { rateText } from './words.ts'

const [left, right, top, bottom, stepX] = [46, 12, 12, 24, 52]
const plotHeight = 160

/** The rate at the end of each month, this year as a full line and the year before as a dashed one, with the figures beside — 収納率の月ごとの推移. */
export function RateChart({ months }: { months: Rates['months'] }) {
  const width = left + right + stepX * Math.max(1, months.length - 1)
  const points = (pick: (month: Rates['months'][number]) => number | null): string => months.flatMap((month, index) => {
    const rate = pick(month)
    return rate === null ? [] : [`${left + index * stepX},${yOf(rate)}`]
  }).join(' ')
  return (
    <figure>
      <div class="scroll-x">
        <svg width={width} height={top + plotHeight + bottom} viewBox={`0 0 ${width} ${top + plotHeight + bottom}`} role="img" aria-label="収納率の月ごとの推移。数字は次の表にあります。">
          {[0, 25, 50, 75, 100].map((percent) => (
            <>
              <line x1={left} x2={width - right} y1={yOf(percent * 100)} y2={yOf(percent * 100)} stroke="currentColor" stroke-opacity="0.2"></line>
              <text x={left - 6} y={yOf(percent * 100) + 4} text-anchor="end" font-size="12" fill="currentColor">{percent}％</text>
            </>
          ))}
          <polyline points={points((month) => month.rateBefore)} fill="none" stroke="currentColor" stroke-opacity="0.6" stroke-width="2" stroke-dasharray="5 4"></polyline>
          <polyline points={points((month) => month.rate)} fill="none" stroke="currentColor" stroke-width="3"></polyline>
          {months.map((month, index) => month.rate === null ? null : <circle cx={left + index * stepX} cy={yOf(month.rate)} r="4" fill="currentColor"></circle>)}
          {months.map((month, index) => <text x={left + index * stepX} y={top + plotHeight + 18} text-anchor="middle" font-size="12" fill="currentColor">{monthOf(plainDate(month.month))}月</text>)}
        </svg>
      </div>
      <Table caption="収納率の月ごとの推移（実線はこの年度、点線は前の年度）" density="tight" rows={months} empty={<p class="none">まだ月がありません。</p>} columns={[
        { key: 'month', head: '月末', isRowHead: true, cell: (month) => `${monthOf(plainDate(month.month))}月` }, { key: 'charged', head: '調定額', align: 'number', cell: (month) => amountText(month.charged) }, { key: 'collected', head: '収入済額', align: 'number', cell: (month) => amountText(month.collected) },
        { key: 'rate', head: '収納率', align: 'number', isStrong: true, cell: (month) => rateText(month.rate) }, { key: 'before', head: '前の年度', align: 'number', cell: (month) => rateText(month.rateBefore) },
      ]} />
    </figure>
  )
}

/** Rates above a hundred percent stand at the upper edge. */
function yOf(rate: number): number {
  return top + plotHeight - Math.round((Math.min(10_000, Math.max(0, rate)) / 10_000) * plotHeight)
}

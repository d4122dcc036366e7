import type { PlainDate } from '../../kernel/plain-date.ts'
import { channelWords } from '../pages/words.ts'
import { download, type Download } from '../../platform/spreadsheet/index.ts'
import { accountingFile } from './accounting.ts'
import { showBudget, showChannelCosts, showCollectionRates, type Budget, type Costs, type Rates } from './queries.ts'
import { partWords, rateText } from './words.ts'

interface Asked { readonly year: number | null; readonly on: PlainDate | null }
const asked = (year: string, on: string): unknown => ({ year: Number(year), on })
const figures = (row: { charged: number; collected: number; preliminary: number; writtenOff: number; refundDue: number; uncollected: number; rate: number | null }): string[] => [row.charged, row.collected, row.preliminary, row.writtenOff, row.refundDue, row.uncollected].map(String).concat(rateText(row.rate))
const heads = ['調定額', '収入済額', 'うち速報', '不納欠損額', '還付未済額', '収入未済額', '収納率']

/** Reports as lists, and the file for the accounting system. */
export const reportDownloads: readonly Download[] = [
  download<Asked, Rates>({
    name: 'collection-rates', query: showCollectionRates, input: asked,
    rows: (value) => [['税目', '区分', ...heads, '前年の同じ月'], ...value.rows.map((row) => [row.title, partWords[row.part], ...figures(row), rateText(row.rateBefore)]), ...value.totals.map((row) => ['合計', partWords[row.part], ...figures(row), rateText(row.rateBefore)])],
  }),
  download<Asked, Rates>({
    name: 'arrears-ageing', query: showCollectionRates, input: asked,
    rows: (value) => [['税目', ...value.ages.map((one) => one.title)], ...value.agesByLevy.map((row) => [row.title, ...row.amounts.map(String)]), ['合計', ...value.ages.map((one) => String(one.amount))]],
  }),
  download<Asked, Budget>({
    name: 'budget-report', query: showBudget, input: asked,
    rows: (value) => [['款', '項', '目', '区分', '調定額', '収入済額', 'うち還付未済額', '不納欠損額', '収入未済額', '収納率'], ...value.rows.map((row) => [row.chapter, row.section, row.item, partWords[row.part], ...[row.charged, row.received, row.refundDue, row.writtenOff, row.uncollected].map(String), rateText(row.rate)])],
  }),
  download<Asked, Costs>({
    name: 'channel-costs', query: showChannelCosts, input: asked,
    rows: (value) => [['月', '収納チャネル', '件数', '金額', '1件の手数料', '費用'], ...value.rows.map((row) => [row.month.slice(0, 7), channelWords[row.channel] ?? row.channel, String(row.pieces), String(row.amount), row.feeYen === null ? '' : String(row.feeYen), row.costYen === null ? '' : String(row.costYen)])],
  }),
  download<{ from: PlainDate; to: PlainDate }, { from: string; to: string; rows: string[][] }>({ name: 'accounting', query: accountingFile, input: (from, to) => ({ from, to }), rows: (value) => value.rows }),
]

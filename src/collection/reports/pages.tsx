import type { Child } from 'hono/jsx'
import { readDate } from '../../kernel/date-input.ts'
import { monthOf, plainDate, yearOf } from '../../kernel/plain-date.ts'
import { amountText, yenText } from '../../kernel/text.ts'
import { printMonth } from '../../kernel/wareki.ts'
import { act, Amount, BarChart, Chip, CommandBar, Done, ErrorSummary, Head, LinkButton, Message, OneColumn, page, type PageRequest, Section, Split, Table, Tabs, type ViewState } from '../../platform/screen/index.ts'
import { FoldForm, SmallForm, SmallText } from '../pages/small-form.tsx'
import { channelWords, doneText, momentText, shortDate } from '../pages/words.ts'
import { closeMonth, reopenMonth } from './month-commands.ts'
import { listMonths, showBudget, showChannelCosts, showCollectionRates, type Budget, type Costs, type Months, type Rates } from './queries.ts'
import { RateChart } from './rate-chart.tsx'
import { partWords, rateText } from './words.ts'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }]

/** Year and day as typed; what cannot be read is refused by the query. */
function asked({ query, today }: PageRequest): unknown {
  const [year, on] = [query.get('year') ?? '', query.get('on') ?? '']
  return { year: year === '' ? null : Number(year), on: on.trim() === '' ? null : dayOf(on, today) }
}

function dayOf(typed: string, today: PageRequest['today']): string {
  const read = readDate(typed, { today })
  return read.ok ? read.value.date : typed
}

/** 収納率: by levy and month, with charts and arrears by age. */
export const ratesPage = page({
  name: 'collection.collection-rates', path: 'collection/reports', query: showCollectionRates, input: asked,
  frame: () => ({ title: '収納率', keys }), view: (value, state) => <RatesView value={value} state={state} />,
})

/** 科目別の収入・決算 */
export const budgetPage = page({
  name: 'collection.budget-report', path: 'collection/reports/budget', query: showBudget, input: asked,
  frame: () => ({ title: '科目と決算', keys }), view: (value, state) => <BudgetView value={value} state={state} />,
})

/** 収納チャネルの費用 */
export const channelCostsPage = page({
  name: 'collection.channel-costs', path: 'collection/reports/channels', query: showChannelCosts, input: asked,
  frame: () => ({ title: '収納チャネルの費用', keys }), view: (value, state) => <CostsView value={value} state={state} />,
})

/** 月次の締め */
export const monthsPage = page({
  name: 'collection.months', path: 'collection/months', query: listMonths, input: () => ({}),
  frame: () => ({ title: '月次の締め', keys: [...keys, { key: 'Ctrl+Enter', does: '月次を締める' }] }), view: (value, state) => <MonthsView value={value} state={state} />,
  acts: {
    close: act({ command: closeMonth, input: ({ form }) => ({ month: form.get('month') ?? '' }) }),
    reopen: act({ command: reopenMonth, input: ({ form }) => ({ month: form.get('month') ?? '', reason: form.get('reason') ?? '' }) }),
  },
})

interface HeadValue { readonly year: number; readonly yearText: string; readonly on: string; readonly closingOn: string; readonly isFinal: boolean }

/** Title, year and tabs of a report, the day it is asked for, and below them the report itself. */
function Report({ value, state, title, path, files, children }: { value: HeadValue; state: ViewState; title: string; path: string; files: readonly string[]; children?: Child }) {
  const { link, query } = state.request
  const tab = (label: string, to: string) => ({ label, href: link(`${to}?year=${value.year}&on=${value.on}`), isCurrent: to === path })
  return (
    <>
      <Head title={title} note={`${value.yearText}　${shortDate(value.on)} 現在${value.isFinal ? '（出納閉鎖のあと）' : ''}`} right={<>
        <LinkButton size="small" letter="P" href={link(`${path}?year=${value.year - 1}`)}>前の年度</LinkButton> <LinkButton size="small" letter="N" href={link(`${path}?year=${value.year + 1}`)}>次の年度</LinkButton>
        {files.map((file) => <> <LinkButton size="small" href={link(`files/${file}/${value.year}/${value.on}/csv`)}>CSV</LinkButton> <LinkButton size="small" href={link(`files/${file}/${value.year}/${value.on}/xlsx`)}>XLSX</LinkButton></>)}
      </>} />
      <Tabs label="収納の集計" tabs={[tab('収納率', 'collection/reports'), tab('科目と決算', 'collection/reports/budget'), tab('収納チャネルの費用', 'collection/reports/channels'), { label: '月次の締め', href: link('collection/months') }]} />
      <OneColumn>
        <form method="get" action={link(path)}>
          <input type="hidden" name="year" value={String(value.year)} />
          <label>いつの状態で <input class="in-t w9" name="on" value={query.get('on') ?? shortDate(value.on)} /></label> <button class="btn xs" type="submit">集計する</button> <span class="sub">過ぎた日の数字は、あとから変わりません。{shortDate(value.closingOn)} に出納を閉じます。</span>
        </form>
        <ErrorSummary refusals={state.refusals} before="集計の前に" isFocused={state.refusals.length > 0} />
        {children}
      </OneColumn>
    </>
  )
}

function RatesView({ value, state }: { value: Rates; state: ViewState }) {
  const all = value.totals.find((row) => row.part === 'all')
  return (
    <Report value={value} state={state} title="収納率" path="collection/reports" files={['collection-rates']}>
      <Section title="税目ごとの収納率" note={all ? `合わせて ${rateText(all.rate)}` : undefined}><RateTable value={value} /></Section>
      <Section title="月ごとの推移"><RateChart months={value.months} /></Section>
      <Section title="納期限からの期間ごとの未収入" note="本税"><Ages value={value} state={state} /></Section>
      <Section title="延滞金"><p>調定 {yenText(value.late.charged)}、収入 {yenText(value.late.collected)}、未収入 {yenText(value.late.uncollected)}</p></Section>
      {value.fee.charged === 0 && value.fee.collected === 0 ? null : <Section title="督促手数料"><p>調定 {yenText(value.fee.charged)}、収入 {yenText(value.fee.collected)}、未収入 {yenText(value.fee.uncollected)}</p></Section>}
    </Report>
  )
}

function RateTable({ value }: { value: Rates }) {
  const rows = [...value.rows, ...value.totals.map((row) => ({ ...row, title: '合計', levyCode: '' }))]
  return (
    <Table caption="税目ごとの収納率" isCaptionHidden density="tight" isWide rows={rows} rowState={(row) => (row.levyCode === '' ? 'quiet' : undefined)} empty={<p class="none">この年度の調定はまだありません。</p>} columns={[
      { key: 'levy', head: '税目', isRowHead: true, isUnbroken: true, cell: (row) => row.title }, { key: 'part', head: '区分', isUnbroken: true, cell: (row) => partWords[row.part] }, { key: 'charged', head: '調定額', align: 'number', cell: (row) => <Amount value={row.charged} /> },
      { key: 'collected', head: '収入済額', align: 'number', cell: (row) => <Amount value={row.collected} /> }, { key: 'preliminary', head: 'うち速報', align: 'number', cell: (row) => <Amount value={row.preliminary} /> }, { key: 'given', head: '不納欠損額', align: 'number', cell: (row) => <Amount value={row.writtenOff} /> },
      { key: 'refund', head: '還付未済額', align: 'number', cell: (row) => <Amount value={row.refundDue} /> }, { key: 'owed', head: '収入未済額', align: 'number', cell: (row) => <Amount value={row.uncollected} /> }, { key: 'rate', head: '収納率', align: 'number', isStrong: true, cell: (row) => rateText(row.rate) },
      { key: 'before', head: '前年の同じ月', align: 'number', cell: (row) => rateText(row.rateBefore) },
    ]} />
  )
}

/** What is not due needs nothing, what is oldest is about to lapse. */
const tones: Readonly<Record<string, 'low' | 'alert'>> = { 'not-due': 'low', older: 'alert' }

function Ages({ value, state }: { value: Rates; state: ViewState }) {
  return (
    <>
      <BarChart title="納期限からの期間ごとの未収入" unit="円" shape="rows" bars={value.ages.map((one) => ({ label: one.title, value: one.amount, tone: tones[one.key] }))} />
      <Table caption="税目と期間ごとの未収入" density="tight" isWide rows={value.agesByLevy} empty={<p class="none">未収入はありません。</p>} columns={[
        { key: 'levy', head: '税目', isRowHead: true, isUnbroken: true, cell: (row) => row.title }, ...value.ages.map((one, index) => ({ key: one.key, head: one.title, align: 'number' as const, cell: (row: Rates['agesByLevy'][number]) => <Amount value={row.amounts[index] ?? 0} /> })),
      ]} />
      <p><a href={state.request.link(`files/arrears-ageing/${value.year}/${value.on}/csv`)}>この表のCSV</a></p>
    </>
  )
}

function BudgetView({ value, state }: { value: Budget; state: ViewState }) {
  return (
    <Report value={value} state={state} title={value.isFinal ? '決算の調書（歳入）' : '科目ごとの収入'} path="collection/reports/budget" files={['budget-report']}>
      <Section title={value.isFinal ? '決算' : '歳入の科目ごとの状況'} note="収入済額には、まだ返していない還付未済額を含みます">
        <Table caption="歳入の科目ごとの状況" isCaptionHidden density="tight" isWide rows={value.rows} columns={[
          { key: 'chapter', head: '款', isUnbroken: true, cell: (row) => row.chapter }, { key: 'section', head: '項', cell: (row) => row.section }, { key: 'item', head: '目', isRowHead: true, cell: (row) => row.item }, { key: 'part', head: '区分', isUnbroken: true, cell: (row) => (row.part === 'all' ? '' : partWords[row.part]) },
          { key: 'charged', head: '調定額', align: 'number', cell: (row) => <Amount value={row.charged} /> }, { key: 'received', head: '収入済額', align: 'number', isStrong: true, cell: (row) => <Amount value={row.received} /> }, { key: 'refund', head: 'うち還付未済額', align: 'number', cell: (row) => <Amount value={row.refundDue} /> },
          { key: 'given', head: '不納欠損額', align: 'number', cell: (row) => <Amount value={row.writtenOff} /> }, { key: 'owed', head: '収入未済額', align: 'number', cell: (row) => <Amount value={row.uncollected} /> }, { key: 'rate', head: '収納率', align: 'number', cell: (row) => rateText(row.rate) },
        ]} totals={[{ kind: 'total', label: '合計', span: 4, cells: { charged: amountText(value.total.charged), received: amountText(value.total.received), refund: amountText(value.total.refundDue), given: amountText(value.total.writtenOff), owed: amountText(value.total.uncollected), rate: rateText(value.total.rate) } }]} />
      </Section>
      <Section title="財務会計へ渡すファイル" note="1か月まで"><AccountingLinks value={value} state={state} /></Section>
    </Report>
  )
}

function AccountingLinks({ value, state }: { value: Budget; state: ViewState }) {
  const on = plainDate(value.on)
  const from = `${yearOf(on)}-${String(monthOf(on)).padStart(2, '0')}-01`
  return <p><a href={state.request.link(`files/accounting/${from}/${value.on}/csv`)}>{printMonth(on)}の {shortDate(value.on)} まで（CSV）</a>　<a href={state.request.link(`files/accounting/${value.on}/${value.on}/csv`)}>{shortDate(value.on)} だけ（CSV）</a></p>
}

function CostsView({ value, state }: { value: Costs; state: ViewState }) {
  const isMissing = value.totals.some((row) => row.costYen === null)
  return (
    <Report value={value} state={state} title="収納チャネルの費用" path="collection/reports/channels" files={['channel-costs']}>
      {isMissing ? <Message kind="alert" title="手数料が登録されていない収納チャネルがあります">設定の「収納チャネルの1件あたりの手数料」に、契約の額を登録してください。登録がないものは、費用に数えません。</Message> : null}
      <Section title="収納チャネルごとの件数と費用">
        <BarChart title="収納チャネルごとの件数" unit="件" shape="rows" bars={value.totals.map((row) => ({ label: channelWords[row.channel] ?? row.channel, value: row.pieces }))} />
        <Table caption="収納チャネルごとの件数と費用" isCaptionHidden density="tight" rows={value.totals} empty={<p class="none">この年度の納付はまだありません。</p>} columns={[
          { key: 'channel', head: '収納チャネル', isRowHead: true, cell: (row) => channelWords[row.channel] ?? row.channel }, { key: 'pieces', head: '件数', align: 'number', cell: (row) => amountText(row.pieces) }, { key: 'amount', head: '金額', align: 'number', cell: (row) => <Amount value={row.amount} /> },
          { key: 'cost', head: '費用', align: 'number', isStrong: true, cell: (row) => (row.costYen === null ? '―' : <Amount value={row.costYen} />) },
        ]} />
      </Section>
      <Section title="月ごと">
        <Table caption="月と収納チャネルごとの件数と費用" isCaptionHidden density="tight" rows={value.rows} empty={<p class="none">この年度の納付はまだありません。</p>} columns={[
          { key: 'month', head: '月', isRowHead: true, cell: (row) => printMonth(plainDate(row.month)) }, { key: 'channel', head: '収納チャネル', cell: (row) => channelWords[row.channel] ?? row.channel }, { key: 'pieces', head: '件数', align: 'number', cell: (row) => amountText(row.pieces) },
          { key: 'amount', head: '金額', align: 'number', cell: (row) => <Amount value={row.amount} /> }, { key: 'fee', head: '1件の手数料', align: 'number', cell: (row) => (row.feeYen === null ? '―' : yenText(row.feeYen)) }, { key: 'cost', head: '費用', align: 'number', cell: (row) => (row.costYen === null ? '―' : <Amount value={row.costYen} />) },
        ]} />
      </Section>
    </Report>
  )
}

function MonthsView({ value, state }: { value: Months; state: ViewState }) {
  return (
    <>
      <Head title="月次の締め" note="締めた月の数字は、あとから変わりません" right={<><a href={state.request.link('collection/day-sheet')}>日計と試算表</a>　<a href={state.request.link('collection/reports')}>収納率</a>　<a href={state.request.link('collection/carry-over')}>滞納繰越</a></>} />
      <Split sideLabel="月次を締める" side={<CloseNext value={value} state={state} />}>
        <ErrorSummary refusals={state.refusals} before="締める前に" isFocused={state.refusals.length > 0} />
        {state.carriedOut ? <Done title={doneText(state.carriedOut)} /> : null}
        <Section title="締めた月"><Closes value={value} state={state} /></Section>
      </Split>
    </>
  )
}

function CloseNext({ value, state }: { value: Months; state: ViewState }) {
  if (value.next === null) return <p class="none">いま締める月はありません。</p>
  return (
    <SmallForm act="close" state={state} hidden={{ month: value.next }}>
      <Section title={`${printMonth(plainDate(value.next))}を締める`}><p>月の末日まで日計を締めてから、締めます。</p></Section>
      <CommandBar command="月次を締める" note="収納率・決算などの集計を保存します。締めを解けるのは、ほかの職員だけです。" />
    </SmallForm>
  )
}

function Closes({ value, state }: { value: Months; state: ViewState }) {
  return (
    <Table caption="締めた月" isCaptionHidden density="tight" rows={value.closes} empty={<p class="none">まだ締めた月はありません。</p>} columns={[
      { key: 'month', head: '月', isRowHead: true, isUnbroken: true, cell: (row) => `${printMonth(plainDate(row.month))}${row.closeNo > 1 ? `　${row.closeNo}回目` : ''}` }, { key: 'moves', head: '仕訳', align: 'number', cell: (row) => `${amountText(row.moves)}行` }, { key: 'amount', head: '動いた額', align: 'number', cell: (row) => yenText(row.amount) },
      { key: 'digest', head: '照合の値', cell: (row) => <span class="mono">{row.digest.slice(0, 12)}</span> }, { key: 'closed', head: '締めた人', cell: (row) => `${row.closedByName}（${momentText(row.closedAt)}）` },
      { key: 'state', head: '状態', cell: (row) => (row.reopenedAt === null ? <Reopen row={row} state={state} /> : <><Chip kind="alert">解いた</Chip> <span class="sub">{row.reopenedByName}　{momentText(row.reopenedAt)}　{row.reason}</span></>) },
    ]} />
  )
}

function Reopen({ row, state }: { row: Months['closes'][number]; state: ViewState }) {
  if (row.isOwn) return <Chip kind="ok">締めた</Chip>
  const form = { act: 'reopen', state, hidden: { month: row.month } }
  return <FoldForm title="締めた（解く）" {...form}><SmallText of={form} name="reason" label="理由" width={12} maxLength={200} /> <button class="btn xs" type="submit">締めを解く</button></FoldForm>
}

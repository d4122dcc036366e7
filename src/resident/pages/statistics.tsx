import { addDays, addMonths, dateOf as dayOf, endOfFiscalYear, endOfMonth, findPlainDate, fiscalYear, startOfFiscalYear, startOfMonth, yearOf } from '../../kernel/plain-date.ts'
import { amountText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { townDay, townTime } from '../../platform/clock/index.ts'
import {
  act, Bar, Chip, CommandBar, CommandForm, DateField, Empty, ErrorSummary, Head, LinkButton, Message, OneColumn, page, Radios, Rows, Section, Select, Split, Stats, Table, Tabs, type Column, type FormValues, type PageRequest, type ViewState,
} from '../../platform/screen/index.ts'
import { cancelExtraction, resumeExtraction } from '../lists/extraction-commands.ts'
import type { ExtractionProgress } from '../lists/extraction-model.ts'
import { makeStatistics } from '../statistics/commands.ts'
import type { FigureTable } from '../statistics/rules/tables.ts'
import { listStatistics, showStatistics, type StatisticsItem, type StatisticsList, type StatisticsView } from '../statistics/views.ts'
import { dateOf } from './form-values.ts'
import { MovementChart, monthText, PopulationPyramid } from './statistics-charts.tsx'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '作る' }, { key: 'Esc', does: '戻る' }]

/** Figures made so far, and the form for new ones — 統計. */
export const statisticsPage = page({
  name: 'resident.statistics', path: 'resident/statistics', query: listStatistics, input: () => ({}),
  frame: () => ({ title: '統計', keys }),
  view: (value, state) => <StatisticsListView value={value} state={state} />,
  acts: { make: act({ command: makeStatistics, input: readStatistics, after: (value) => `resident/statistics/${value.extractionId}` }) },
})

/** The form as the command wants it: a month, a year or a fiscal year becomes its first and last day. */
function readStatistics({ form, today }: PageRequest): unknown {
  const knownOn = dateOf(form, 'knownOn', today)
  if (form.get('kind') !== 'movements') return { kind: 'population', on: dateOf(form, 'on', today) ?? '', knownOn }
  return { kind: 'movements', ...periodOf(form), knownOn }
}

function periodOf(form: FormValues): { from: string; to: string } {
  const chosen = form.get('period') ?? ''
  const month = findPlainDate(`${chosen}-01`)
  if (month !== undefined) return { from: month, to: endOfMonth(month) }
  const year = Number(/^[yf](\d{4})$/.exec(chosen)?.[1] ?? Number.NaN)
  if (!Number.isInteger(year)) return { from: '', to: '' }
  if (chosen.startsWith('y')) return { from: dayOf(year, 1, 1), to: dayOf(year, 12, 31) }
  return { from: startOfFiscalYear(fiscalYear(year)), to: endOfFiscalYear(fiscalYear(year)) }
}

/** The last 14 months, and the last three years of both kinds. */
function periodChoices(request: PageRequest) {
  const { today } = request
  const months = Array.from({ length: 14 }, (_, index) => addMonths(startOfMonth(today), -index)).map((month) => ({ value: month.slice(0, 7), label: printDate(month).replace(/1日$/, '') }))
  const year = yearOf(today)
  const years = [year, year - 1, year - 2]
  return [...months, ...years.map((one) => ({ value: `f${one - 1}`, label: `${one - 1}年度（4月から${one}年3月）` })), ...years.slice(1).map((one) => ({ value: `y${one}`, label: `${one}年（1月から12月）` }))]
}

function StatisticsListView({ value, state }: { value: StatisticsList; state: ViewState }) {
  const { form, refusals, request } = state
  const mayMake = request.actor.permissions.has('resident.export')
  const lastMonthEnd = addDays(startOfMonth(request.today), -1)
  return (
    <>
      <Head title="統計" note="人口・世帯数と、その動き。合計は、はじめの人口と異動からも数え直しています" right={request.actor.permissions.has('resident.export') ? <a href={request.link('resident/lists')}>一覧を作る</a> : undefined} />
      <Split sideLabel="新しく数える" side={mayMake ? (
        <CommandForm action={state.action} act="make" idempotencyKey={state.idempotencyKey}>
          <h2>新しく数える</h2>
          <ErrorSummary refusals={refusals} before="数える前に" isFocused />
          <Rows>
            <Radios name="kind" label="何を" value={form.get('kind') ?? 'population'} choices={[{ value: 'population', label: '人口・世帯数' }, { value: 'movements', label: '人口の動き' }]} refusals={refusals} />
            <DateField name="on" label="いつの人口" hint="「人口・世帯数」のとき" value={form.get('on') ?? printDate(lastMonthEnd, 'letter')} refusals={refusals} />
            <Select name="period" label="いつの動き" hint="「人口の動き」のとき" pointer="/from" value={form.get('period') ?? lastMonthEnd.slice(0, 7)} choices={periodChoices(request)} refusals={refusals} />
            <DateField name="knownOn" label="知っていた日" need="optional" hint="空なら、いま分かっていることすべて。日付を入れると、その日までに記録したことだけで数えます" value={form.get('knownOn')} refusals={refusals} />
          </Rows>
          <CommandBar command="数える" note="町全体を順に読みます。人が多い町では、待つ間も窓口の仕事は遅くなりません。" />
        </CommandForm>
      ) : <p class="sub">新しく数えるには、「住民記録を取り込む・書き出す」の役割が要ります。</p>}>
        <Table<StatisticsItem> caption="これまでの統計" captionNote="新しい順、50件まで" isList rows={value.items} empty={<Empty title="まだ統計はありません。" looked="毎月2日の朝に、前の月の分がひとりでにできます。" />} columns={[
          { key: 'title', head: '統計', isRowHead: true, cell: (one) => <a href={request.link(`resident/statistics/${one.extractionId}`)}>{one.title}</a> },
          { key: 'known', head: 'いつまでに記録したこと', isUnbroken: true, cell: (one) => momentText(one.knownAt) },
          { key: 'state', head: '状態', isUnbroken: true, cell: (one) => <ProgressChip progress={one.progress} /> },
          { key: 'by', head: '数えた人', isUnbroken: true, cell: (one) => one.byName },
        ]} />
      </Split>
    </>
  )
}

export function momentText(at: StatisticsItem['knownAt']): string {
  return `${printDate(townDay(at), 'short')} ${townTime(at)}`
}

export function ProgressChip({ progress }: { progress: ExtractionProgress }) {
  if (progress.state === 'done') return <Chip kind="ok">できています</Chip>
  return progress.state === 'cancelled' ? <Chip kind="alert">止めてあります</Chip> : <Chip kind="info">読んでいます</Chip>
}

const tabNames: Readonly<Record<string, string>> = { town: '町丁字', 'age-group': '5歳階級', age: '各歳', 'town-age': '町丁字と年齢', nationality: '国籍・地域', residence: '在留資格', size: '世帯の人数', household: '世帯の区分' }

/** One set of figures: large figures, picture, tables, files — 統計一件. */
export const statisticsOfPage = page({
  name: 'resident.statistics-of', path: 'resident/statistics/:id', query: showStatistics, input: ({ params }) => ({ extractionId: params['id'] }),
  frame: () => ({ title: '統計の表', keys: keys.filter(({ key }) => key !== 'Ctrl+Enter') }),
  view: (value, state) => <StatisticsOfView value={value} state={state} />,
  acts: {
    cancel: act({ command: cancelExtraction, input: ({ params }) => ({ extractionId: params['id'] }) }),
    resume: act({ command: resumeExtraction, input: ({ params }) => ({ extractionId: params['id'] }) }),
  },
})

function StatisticsOfView({ value, state }: { value: StatisticsView; state: ViewState }) {
  const { link } = state.request
  const isDone = value.progress.state === 'done'
  const shown = value.tables.find((table) => table.key === state.request.query.get('table'))?.key ?? value.tables[0]?.key
  return (
    <OneColumn>
      <Head title={value.title} note={`${momentText(value.knownAt)}までに記録したことで数えました`} right={<a href={link('resident/statistics')}>統計の一覧</a>} />
      <ErrorSummary refusals={state.refusals} before="続ける前に" isFocused />
      <ExtractionBar progress={value.progress} state={state} />
      {isDone && value.kind === 'population' ? <PopulationTop value={value} /> : null}
      {isDone && value.kind === 'movements' ? <MovementsTop value={value} state={state} /> : null}
      {isDone && value.kind === 'population' ? <Tabs label="表" tabs={value.tables.map((table) => ({ label: tabNames[table.key] ?? table.title, href: `${state.action}?table=${table.key}`, isCurrent: table.key === shown }))} /> : null}
      {isDone ? value.tables.filter((table) => value.kind === 'movements' || table.key === shown).map((table) => <FigureSection table={table} files={link(`files/statistics/${value.extractionId}/${table.key}`)} />) : null}
    </OneColumn>
  )
}

/** How far a work is, and the button that stops it or lets it go on. */
export function ExtractionBar({ progress, state }: { progress: ExtractionProgress; state: ViewState }) {
  if (progress.state === 'done') return null
  const isRunning = progress.state === 'running'
  const words = `${amountText(progress.read)}件を読みました（全部で${amountText(progress.expected)}件）`
  const left = progress.secondsLeft === null ? '' : `　あと約${amountText(progress.secondsLeft)}秒`
  return (
    <Section title={isRunning ? '町全体を順に読んでいます' : '止めてあります'} note={`${words}${left}`} right={isRunning ? <a href={state.action}>いまの進みを見る</a> : undefined}>
      <Bar share={progress.expected === 0 ? 0 : progress.read / progress.expected} label={words} />
      <CommandForm action={state.action} act={isRunning ? 'cancel' : 'resume'} idempotencyKey={state.idempotencyKey}>
        <p><button class="btn" type="submit">{isRunning ? '次の頁で止める' : '続きから読む'}</button> <span class="sub">読んだところまでは残ります。</span></p>
      </CommandForm>
    </Section>
  )
}

function PopulationTop({ value }: { value: StatisticsView }) {
  const groups = value.tables.find((table) => table.key === 'age-group')
  const sumOf = (from: (name: string) => boolean): number => (groups?.rows ?? []).filter(([name]) => from(name)).reduce((sum, row) => sum + Number(row.at(-1)), 0)
  const first = (name: string): number => Number(/^\d+/.exec(name)?.[0] ?? Number.NaN)
  const [young, old] = [sumOf((name) => first(name) < 15), sumOf((name) => first(name) >= 65)]
  return (
    <>
      <Stats figures={[
        { label: '人口', value: amountText(value.persons), note: '人' }, { label: '世帯', value: amountText(value.households), note: '世帯' },
        { label: '15歳未満', value: amountText(young), note: shareText(young, value.persons) }, { label: '65歳以上', value: amountText(old), note: shareText(old, value.persons) },
      ]} />
      {groups === undefined ? null : <Section title="人口ピラミッド" note="年齢は、その日の終わりの満年齢（年齢計算ニ関スル法律）"><PopulationPyramid table={groups} /></Section>}
    </>
  )
}

function shareText(part: number, whole: number): string {
  return whole === 0 ? '人' : `人（${((part * 100) / whole).toFixed(1)}%）`
}

function MovementsTop({ value, state }: { value: StatisticsView; state: ViewState }) {
  const [first, last] = [value.months[0], value.months.at(-1)]
  const change = (last?.end ?? 0) - (first?.start ?? 0)
  return (
    <>
      <Stats figures={[
        { label: 'はじめの人口', value: amountText(first?.start ?? 0), note: '人' }, { label: '増減', value: change > 0 ? `＋${amountText(change)}` : amountText(change), note: '人' }, { label: 'おわりの人口', value: amountText(last?.end ?? 0), note: '人' },
      ]} />
      <Reconciliation value={value} state={state} />
      <Section title="増えた人・減った人"><MovementChart months={value.months} /></Section>
    </>
  )
}

/** Start and movements must give the end; where they do not, the persons whose records differ are named. */
function Reconciliation({ value, state }: { value: StatisticsView; state: ViewState }) {
  const wrong = value.months.filter((line) => !line.isBalanced)
  if (value.differing === 0 && wrong.length === 0) return <Message kind="ok" title="合っています">{`どの月も、はじめの人口に異動を足し引きすると、おわりに数えた人口になります（${value.months.length}か月）。`}</Message>
  return (
    <>
      <Message kind="error" title={`合わない人が${amountText(value.differing)}人います`}>{`${wrong.length === 0 ? '合計は合いますが、' : `${wrong.map((line) => monthText(line.month)).join('・')}の合計が合いません。`}次の人の履歴に、途切れか、異動のない増減があります。履歴を開いて、誤記修正か異動の取消しで直してください。`}</Message>
      <Table caption="履歴が合わない人" captionNote={value.differing > value.differences.length ? `${value.differences.length}人までを出しています` : undefined} rows={value.differences} columns={[
        { key: 'name', head: '氏名', isRowHead: true, cell: (one) => <a href={state.request.link(`resident/record/${one.personId}`)}>{one.name}</a> }, { key: 'number', head: '宛名番号', isUnbroken: true, cell: (one) => one.addresseeNumber },
      ]} />
    </>
  )
}

/** A table with its three files. */
function FigureSection({ table, files }: { table: FigureTable; files: string }) {
  type Row = FigureTable['rows'][number]
  const columns = table.head.map((head, index): Column<Row> => ({ key: `c${index}`, head: index > 0 && /^\d{4}-\d\d$/.test(head) ? monthText(head) : head, isRowHead: index === 0, isUnbroken: true, align: index === 0 ? 'left' : 'number', cell: (row) => cellOf(row[index] ?? 0) }))
  const totals = table.total === null ? [] : [{ kind: 'total' as const, label: '合計', cells: Object.fromEntries(table.total.map((sum, index) => [`c${index + 1}`, sum === null ? '' : amountText(sum)])) }]
  return (
    <Section title={table.title} right={<><LinkButton size="small" href={`${files}/csv`}>CSV</LinkButton> <LinkButton size="small" href={`${files}/sjis`}>CSV（Shift_JIS）</LinkButton> <LinkButton size="small" href={`${files}/xlsx`}>XLSX</LinkButton></>}>
      <Table<Row> caption={table.title} isCaptionHidden density="tight" isWide rows={table.rows} columns={columns} totals={totals} empty={<Empty title="数える人がいません。" />} />
    </Section>
  )
}

function cellOf(value: string | number) {
  if (typeof value === 'string') return /^\d{4}-\d\d$/.test(value) ? monthText(value) : value
  return value === 0 ? <span class="mute">0</span> : amountText(value)
}

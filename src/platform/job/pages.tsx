import type { Child } from 'hono/jsx'
import type { FiscalYear } from '../../kernel/plain-date.ts'
import { amountText } from '../../kernel/text.ts'
import { fiscalYearText, printDate } from '../../kernel/wareki.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import {
  act, ApprovalBox, BarChart, BatchProgress, type BatchPage, Case, Checks, Columns, CommandBar, CommandForm, Decision, Difference, Done, ErrorSummary, Facts, Head, Message, page, Section, Split, Steps, Table, Task, TextField, TypedTotal, Who,
  type Page, type ViewState,
} from '../screen/index.ts'
import { doorsOf, type RunList, type RunListItem, type RunView } from './commands.ts'
import type { Batch, BatchScreen, RunLine, RunState, RunTable } from './define.ts'
import { readYenText } from '../command/schema.ts'

const stateWords: Readonly<Record<RunState, string>> = {
  open: 'これから', running: '計算しています', cancelled: '取りやめました', checked: '決裁を待っています', approved: '決裁しました', posting: '調定へ送っています', posted: '済みました', failed: '止まりました',
}

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }]

/** What the screens say of a yearly assessment; another batch brings its own words. */
const assessment: BatchScreen = {
  note: '年に一度の計算。始めた人とは別の職員が決裁します', results: '計算が終わると、去年とくらべた結果がここに出ます。', startPath: null, totalLabel: '紙の集計表から、税額の計を打ってください', lastStep: '収納へ載せる',
  approve: 'この計算を決裁する', approved: '決裁すると、収納へ {count} 分を載せます。そのあとの直しは、1件ずつの更正になります。', setAside: '今回は税額を決めません', posting: '収納へ ',
}

/** The list of runs and the page of one run, for every batch. */
export function pagesOf(batch: Batch): readonly Page[] {
  const doors = doorsOf(batch)
  const words = batch.screen ?? assessment
  const [context = '', name = ''] = batch.name.split('.')
  const base = `${context}/runs/${name}`
  const runPath = (value: { runId: string }): string => `${base}/${value.runId}`
  const runOf = (params: Readonly<Record<string, string>>) => ({ runId: params['id'] ?? '' })
  return [
    page({
      name: `${context}.runs-of-${name}`, path: base, query: doors.runs, input: () => ({}),
      frame: () => ({ title: batch.title }),
      view: (value, state) => <RunsView list={value} words={words} state={state} pathOf={(runId) => state.request.link(runPath({ runId }))} />,
      acts: { open: act({ command: doors.open, input: (request) => ({ fiscalYear: Number((request.form.get('fiscalYear') ?? '').normalize('NFKC')) }), after: runPath }) },
    }),
    page({
      name: `${context}.run-of-${name}`, path: `${base}/:id`, query: doors.run, input: (request) => runOf(request.params),
      frame: (run) => ({ title: batch.title, keys: [...keys, ...(isTotalHidden(run) ? [{ key: 'Ctrl+Enter', does: '決裁する' }] : [{ key: 'Ctrl+P', does: '集計表を刷る' }])] }),
      view: (value, state) => <RunPage run={value} words={words} state={state} listPath={state.request.link(base)} />,
      acts: {
        cancel: act({ command: doors.cancel, input: (request) => runOf(request.params) }),
        resume: act({ command: doors.resume, input: (request) => runOf(request.params) }),
        approve: act({ command: doors.approve, input: (request) => ({ ...runOf(request.params), total: readYenText(request.form.get('total')) }) }),
      },
    }),
  ]
}

function RunsView({ list, words, state, pathOf }: { list: RunList; words: BatchScreen; state: ViewState; pathOf(runId: string): string }) {
  return (
    <>
      <Head title={list.title} note={words.note} right={words.startPath === null ? undefined : <a href={state.request.link(words.startPath)}>事案の一覧へ</a>} />
      <Split sideLabel="新しく始める" side={words.startPath !== null ? <Section title="新しく始める"><p class="sub">事案の画面から始めます。</p></Section> : (
        <CommandForm action={state.action} act="open" idempotencyKey={state.idempotencyKey}>
          <Section title="新しく始める">
            <ErrorSummary refusals={state.refusals} before="始める前に" isFocused={state.refusals.length > 0} />
            <TextField name="fiscalYear" label="年度（西暦）" value={state.form.get('fiscalYear') ?? String(state.request.today.slice(0, 4))} need="required" isNumber width={6} refusals={state.refusals} />
          </Section>
          <CommandBar command="計算を始める" note="計算しても、決裁までは何も課税されません。" />
        </CommandForm>
      )}>
        <Table caption="これまでの実行" rows={list.items} columns={[
          { key: 'year', head: '年度', cell: (run: RunListItem) => <a href={pathOf(run.runId)}>{fiscalYearText(run.fiscalYear as FiscalYear)}</a> },
          { key: 'state', head: '状態', cell: (run: RunListItem) => stateWords[run.state as RunState] },
          { key: 'count', head: '人数', align: 'number', cell: (run: RunListItem) => `${amountText(run.done)}／${amountText(run.expected)}` },
          { key: 'opened', head: '始めた時', cell: (run: RunListItem) => instantText(run.openedAt) },
        ]} empty="まだ一度も計算していません。右の欄で年度を入れて始めます。" />
      </Split>
    </>
  )
}

function RunPage({ run, words, state, listPath }: { run: RunView; words: BatchScreen; state: ViewState; listPath: string }) {
  return (
    <Case>
      <Who subject="thing" kana={stateWords[run.progress.state]} name={`${fiscalYearText(run.fiscalYear as FiscalYear)}　${run.title}`} facts={[
        { label: '基準日', value: printDate(plainDate(run.assessmentDate)) },
        { label: 'この時までの記録で計算', value: instantText(run.recordedAt) },
        { label: '法令の版', value: run.lawVersion.slice(0, 12) },
        { label: '対象', value: `${amountText(run.progress.expected)}${run.unit}` },
        { label: '始めた人', value: run.openedByName },
      ]} />
      <Task title={run.title} right={<>{words.made === undefined ? null : <a href={state.request.link(words.made.path(run.runId))}>{words.made.label}</a>}　<a href={listPath}>一覧へ</a></>}>
        <Steps current={stepOf[run.progress.state]} steps={[{ label: '始める' }, { label: '計算' }, { label: '確かめる' }, { label: '決裁' }, { label: words.lastStep }]} />
      </Task>
      <RunFacts run={run} words={words} state={state} />
      <RunDecision run={run} words={words} state={state} />
    </Case>
  )
}

/** The step on which a run stands; past the last one it is done. */
const stepOf: Readonly<Record<RunState, number>> = { open: 1, running: 2, cancelled: 2, failed: 2, checked: 4, approved: 5, posting: 5, posted: 6 }

function RunFacts({ run, words, state }: { run: RunView; words: BatchScreen; state: ViewState }) {
  const { progress } = run
  const isMoving = progress.state === 'running' || progress.state === 'approved' || progress.state === 'posting'
  const stop = progress.state === 'running'
    ? <CommandForm id="cancel" action={state.action} act="cancel" idempotencyKey={`${state.idempotencyKey}`}><button class="btn xs" type="submit">頁の終わりで取りやめる</button></CommandForm>
    : null
  return (
    <Facts heading="計算の進み">
      {run.failure ? <Message kind="error" title="計算が止まりました">{<p>{run.failure}</p>}</Message> : null}
      <div data-live={isMoving ? '2' : undefined}><BatchProgress pages={stripOf(run)} summary={progressText(run, words)} note={run.restarts > 0 ? `止まったあと続きから始めた回数 ${run.restarts}（二重計上はありません）` : undefined} stop={stop} /></div>
      {run.tables.length === 0
        ? <p class="sub">{words.results}</p>
        : <SideBySide tables={run.tables.filter((table) => table.chart === undefined)} draw={(table) => <Results table={table} unit={run.unit} isTotalHidden={isTotalHidden(run)} />} />}
      {run.tables.filter((table) => table.chart !== undefined).map((table) => <Section title={table.title}><Results table={table} unit={run.unit} isTotalHidden={isTotalHidden(run)} isTitled /><Picture table={table} /></Section>)}
      <SetAside run={run} words={words} state={state} />
    </Facts>
  )
}

/** Results with last year's beside them need the whole width for their amounts; others stand in two columns. */
function SideBySide({ tables, draw }: { tables: readonly RunTable[]; draw(table: RunTable): Child }) {
  const isWide = tables.some((table) => table.lines.some((line) => line.countBefore !== null))
  return isWide ? <>{tables.map((table) => <div class="sect">{draw(table)}</div>)}</> : <Columns>{tables.map(draw)}</Columns>
}

/** Done pages, those begun again after a stop, the one under way, and as many more as the subjects left make at the usual size. */
function stripOf(run: RunView): readonly BatchPage[] {
  const { pages, progress } = run
  const done = pages.map((page): BatchPage => ({ number: page.number, state: page.restarted ? 'redone' : 'done' }))
  const size = pages[0]?.subjects ?? 0
  const counted = pages.reduce((sum, page) => sum + page.subjects, 0)
  const left = progress.state === 'running' || progress.state === 'cancelled' || progress.state === 'failed' ? Math.max(0, progress.expected - counted) : 0
  const more = left === 0 ? 0 : Math.ceil(left / Math.max(size, 1))
  const shown = size === 0 ? Math.min(more, 1) : more
  return [...done, ...Array.from({ length: shown }, (_, index): BatchPage => ({ number: done.length + index + 1, state: index === 0 && progress.state === 'running' ? 'running' : 'waiting' }))]
}

function progressText({ progress, unit }: RunView, words: BatchScreen): string {
  const isPosting = progress.state === 'approved' || progress.state === 'posting' || progress.state === 'posted'
  const rate = progress.perSecond > 0 ? `　毎秒 ${amountText(progress.perSecond)}${unit}` : ''
  const left = progress.secondsLeft === null ? '' : `　あと ${durationText(progress.secondsLeft)}`
  return `${isPosting ? words.posting : ''}${amountText(progress.done)}／${amountText(progress.expected)}${unit}${rate}${left}`
}

function Results({ table, unit, isTotalHidden: isHidden, isTitled }: { table: RunTable; unit: string; isTotalHidden: boolean; isTitled?: boolean }) {
  const sum = (pick: (line: RunLine) => number | null): number | null => table.lines.reduce<number | null>((total, line) => { const one = pick(line); return total === null || one === null ? null : total + one }, 0)
  const [count, countBefore, yen, yenBefore] = [sum((line) => line.count) ?? 0, sum((line) => line.countBefore), sum((line) => line.yen) ?? 0, sum((line) => line.yenBefore)]
  const hasBefore = countBefore !== null
  return (
    <Table caption={table.title} isCaptionHidden={isTitled} density="tight" rows={table.lines} columns={[
      { key: 'title', head: '区分', isRowHead: true, cell: (line: RunLine) => line.title },
      { key: 'count', head: unit, align: 'number', cell: (line: RunLine) => amountText(line.count) },
      ...(hasBefore ? [{ key: 'count-before', head: '去年との差', align: 'number' as const, cell: (line: RunLine) => <Move now={line.count} before={line.countBefore} /> }] : []),
      { key: 'yen', head: '税額（円）', align: 'number', cell: (line: RunLine) => amountText(line.yen) },
      ...(hasBefore ? [{ key: 'yen-before', head: '去年との差', align: 'number' as const, cell: (line: RunLine) => <Move now={line.yen} before={line.yenBefore} /> }] : []),
    ]} totals={[{ kind: 'total', label: '計', cells: {
      count: amountText(count), 'count-before': <Move now={count} before={countBefore} />,
      yen: isHidden ? <span class="sub">紙の集計表</span> : amountText(yen), 'yen-before': isHidden ? '' : <Move now={yen} before={yenBefore} />,
    } }]} />
  )
}

/** The differences in yen of a table as bars: higher burden and lower burden. */
function Picture({ table }: { table: RunTable }) {
  if (table.chart === undefined) return <></>
  const moved = table.lines.map((line) => ({ title: line.title, difference: line.yen - (line.yenBefore ?? 0) })).filter((one) => one.difference !== 0)
  if (moved.length === 0) return <></>
  return <BarChart title={table.chart} shape="rows" unit="円" bars={moved.map(({ title, difference }) => ({ label: `${difference > 0 ? '＋' : '△'} ${title}`, value: Math.abs(difference), tone: difference > 0 ? 'alert' as const : 'good' as const }))} />
}

/** ＋ more, △ less; a dash where there is nothing to compare with. */
function Move({ now, before }: { now: number; before: number | null }) {
  return <Difference value={before === null ? null : now - before} tone="plain" />
}

/** What was set aside: each reason once, with how many and what to do, and the way to each of them. */
function SetAside({ run, words, state }: { run: RunView; words: BatchScreen; state: ViewState }) {
  const reasons = [...new Set(run.setAside.map((one) => one.reason))].map((reason) => ({ reason, all: run.setAside.filter((one) => one.reason === reason) }))
  return (
    <Section title="別に置いたもの" note={run.setAside.length === 0 ? undefined : `${run.setAside.length}${run.unit}${run.setAside.length >= 200 ? '以上' : ''}　${words.setAside}`}>
      <Table caption="別に置いたもの" isCaptionHidden density="tight" rows={reasons} columns={[
        { key: 'reason', head: '理由', isRowHead: true, cell: ({ reason }) => reason },
        { key: 'count', head: run.unit, align: 'number', cell: ({ all }) => amountText(all.length) },
        { key: 'remedy', head: '次にすること', cell: ({ all }) => all[0]?.remedy ?? '' },
        { key: 'open', head: '開く', cell: ({ all }) => <details><summary>{`${all.length}${run.unit}を開く`}</summary>{all.map((one, index) => <> <a href={state.request.link(one.path)}>{`${index + 1}${run.unit}目`}</a></>)}</details> },
      ]} empty="別に置いたものはありません。" />
    </Section>
  )
}

function decisionState(run: RunView): 'done' | 'now' | 'later' {
  if (run.approvedAt) return 'done'
  return run.progress.state === 'checked' ? 'now' : 'later'
}

/** The approver types the total from paper; until it agrees, it is on no screen of theirs. */
function isTotalHidden(run: RunView): boolean {
  return run.progress.state === 'checked' && !run.isOwn
}

function RunDecision({ run, words, state }: { run: RunView; words: BatchScreen; state: ViewState }) {
  const looks = { passed: 'ok', attention: 'alert', stopped: 'error' } as const
  const totalText = amountText(run.progress.amountYen ?? 0)
  const isHidden = isTotalHidden(run)
  return (
    <Decision heading="確認と決裁" isHeadingShown>
      {run.checks.length === 0 ? <p class="sub">最後の頁のあとで、保存した結果・去年との差・外れた値を確かめます。</p> : null}
      <Checks items={run.checks.map((check) => ({ state: looks[check.state], text: check.title, detail: isHidden ? check.detail.replaceAll(totalText, '（紙の集計表で確かめる）') : check.detail, right: check.path === undefined ? undefined : <a href={state.request.link(check.path)}>一覧</a> }))} />
      <ApprovalBox steps={[
        { role: '計算', name: run.isOwn ? 'あなた' : run.openedByName, at: instantText(run.openedAt), state: 'done' },
        { role: '決裁', name: run.approvedByName ?? (isHidden ? state.request.actor.name : '別の職員'), at: run.approvedAt ? instantText(run.approvedAt) : undefined, state: decisionState(run), isMe: isHidden },
      ]} />
      {state.carriedOut ? <Done title={`${state.carriedOut.title}（${instantText(state.carriedOut.at)}）`} /> : <RunCommand run={run} words={words} state={state} />}
    </Decision>
  )
}

function RunCommand({ run, words, state }: { run: RunView; words: BatchScreen; state: ViewState }) {
  if (isTotalHidden(run)) {
    return (
      <CommandForm action={state.action} act="approve" idempotencyKey={state.idempotencyKey}>
        <ErrorSummary refusals={state.refusals} before="決裁の前に" isFocused={state.refusals.length > 0} />
        <TypedTotal name="total" label={words.totalLabel} unit={words.startPath === null ? undefined : run.unit} instruction="始めた人が刷った紙を見て打ちます。合うまで、決裁する人の画面に計は出ません。" value={state.form.get('total')} refusals={state.refusals} />
        <CommandBar command={words.approve} note={words.approved.replace('{count}', `${amountText(run.progress.expected)}${run.unit}`)} />
      </CommandForm>
    )
  }
  if (run.progress.state === 'cancelled' || run.progress.state === 'failed') {
    return <CommandForm action={state.action} act="resume" idempotencyKey={state.idempotencyKey}><CommandBar command="続きから計算する" note="済んだ頁は計算し直しません。" /></CommandForm>
  }
  if (run.progress.state === 'checked') {
    return <><CommandForm id="cancel" action={state.action} act="cancel" idempotencyKey={state.idempotencyKey}><p><button class="btn xs" type="submit">取りやめる</button></p></CommandForm><CommandBar note={noteOf(run, words)} /></>
  }
  return <CommandBar note={noteOf(run, words)} />
}

function noteOf(run: RunView, words: BatchScreen): string {
  if (run.progress.state === 'checked' && run.checks.some((check) => check.state === 'stopped')) return '止まっている項目があるので、決裁できません。直してから、取りやめて始め直します。'
  if (run.progress.state === 'checked') return '始めた人は決裁できません。この頁を刷った紙が集計表です（Ctrl+P）。紙を、決裁する人へ渡してください。'
  if (run.progress.state === 'posted' && words.posted !== undefined) return words.posted
  if (run.progress.state === 'posted' && words.startPath !== null) return '済みました。直しは、1件ずつの取消しか、事案の画面から行います。'
  if (run.progress.state === 'posted') return '収納へ載せました。ここからの直しは、1件ずつの更正です。'
  return '進みは、この頁で新しくなります。閉じても計算は進みます。'
}

function instantText(instant: string): string {
  const tokyo = new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' })
  return tokyo.format(Date.parse(instant))
}

function durationText(seconds: number): string {
  return seconds < 60 ? `${seconds}秒` : `${Math.ceil(seconds / 60)}分`
}

import type { FiscalYear } from '../../kernel/plain-date.ts'
import { amountText } from '../../kernel/text.ts'
import { fiscalYearText, printDate } from '../../kernel/wareki.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { act, ApprovalBox, BatchProgress, Case, Checks, CommandBar, CommandForm, Decision, Done, ErrorSummary, Facts, Head, Message, page, Section, Split, Table, Task, TextField, TypedTotal, Who, type Page, type ViewState } from '../screen/index.ts'
import { doorsOf, type RunList, type RunListItem, type RunView } from './commands.ts'
import type { Batch, RunState } from './define.ts'
import { readYenText } from '../command/schema.ts'

const stateWords: Readonly<Record<RunState, string>> = {
  open: 'これから', running: '計算しています', cancelled: '取りやめました', checked: '決裁を待っています', approved: '決裁しました', posting: '調定へ送っています', posted: '済みました', failed: '止まりました',
}

/** The list of runs and the page of one run, for every batch. */
export function pagesOf(batch: Batch): readonly Page[] {
  const doors = doorsOf(batch)
  const [context = '', name = ''] = batch.name.split('.')
  const base = `${context}/runs/${name}`
  const runPath = (value: { runId: string }): string => `${base}/${value.runId}`
  const runOf = (params: Readonly<Record<string, string>>) => ({ runId: params['id'] ?? '' })
  return [
    page({
      name: `${context}.runs-of-${name}`, path: base, query: doors.runs, input: () => ({}),
      frame: () => ({ title: batch.title }),
      view: (value, state) => <RunsView list={value} state={state} pathOf={(runId) => state.request.link(runPath({ runId }))} />,
      acts: { open: act({ command: doors.open, input: (request) => ({ fiscalYear: Number((request.form.get('fiscalYear') ?? '').normalize('NFKC')) }), after: runPath }) },
    }),
    page({
      name: `${context}.run-of-${name}`, path: `${base}/:id`, query: doors.run, input: (request) => runOf(request.params),
      frame: () => ({ title: batch.title, keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'Ctrl+Enter', does: '決裁する' }] }),
      view: (value, state) => <RunPage run={value} state={state} listPath={state.request.link(base)} />,
      acts: {
        cancel: act({ command: doors.cancel, input: (request) => runOf(request.params) }),
        resume: act({ command: doors.resume, input: (request) => runOf(request.params) }),
        approve: act({ command: doors.approve, input: (request) => ({ ...runOf(request.params), total: readYenText(request.form.get('total')) }) }),
      },
    }),
  ]
}

function RunsView({ list, state, pathOf }: { list: RunList; state: ViewState; pathOf(runId: string): string }) {
  return (
    <>
      <Head title={list.title} note="年に一度の計算。始めた人とは別の職員が決裁します" />
      <Split sideLabel="新しく始める" side={(
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

function RunPage({ run, state, listPath }: { run: RunView; state: ViewState; listPath: string }) {
  return (
    <Case decision="middle">
      <Who subject="thing" kana={stateWords[run.progress.state]} name={`${fiscalYearText(run.fiscalYear as FiscalYear)}　${run.title}`} facts={[
        { label: '基準日', value: printDate(plainDate(run.assessmentDate)) },
        { label: 'この時までの記録で計算', value: instantText(run.recordedAt) },
        { label: '法令の版', value: run.lawVersion.slice(0, 12) },
        { label: '対象', value: `${amountText(run.progress.expected)}人` },
      ]} />
      <Task title={run.title} right={<a href={listPath}>一覧へ</a>} />
      <RunFacts run={run} state={state} />
      <RunDecision run={run} state={state} />
    </Case>
  )
}

function RunFacts({ run, state }: { run: RunView; state: ViewState }) {
  const { progress } = run
  const rate = progress.perSecond > 0 ? `　毎秒 ${amountText(progress.perSecond)}人` : ''
  const left = progress.secondsLeft === null ? '' : `　あと ${durationText(progress.secondsLeft)}`
  const stop = progress.state === 'running'
    ? <CommandForm id="cancel" action={state.action} act="cancel" idempotencyKey={`${state.idempotencyKey}`}><button class="btn xs" type="submit">頁の終わりで取りやめる</button></CommandForm>
    : null
  return (
    <Facts heading="計算の進み">
      {run.failure ? <Message kind="error" title="計算が止まりました">{<p>{run.failure}</p>}</Message> : null}
      <BatchProgress pages={run.pages.map((page) => ({ number: page.number, state: page.restarted ? 'redone' as const : 'done' as const }))} summary={`${amountText(progress.done)}／${amountText(progress.expected)}人${rate}${left}`} note={run.restarts > 0 ? `続きから始めた回数 ${run.restarts}` : undefined} stop={stop} />
      <Section title="合計"><Table caption="合計" isCaptionHidden rows={Object.entries(progress.totals)} columns={[
        { key: 'name', head: '項目', isRowHead: true, cell: ([name]: [string, number]) => name },
        { key: 'value', head: '値', align: 'number', cell: ([name, value]: [string, number]) => (name === run.approvalTotal && isTotalHidden(run) ? '（印刷した一覧で確かめる）' : amountText(value)) },
      ]} empty="計算が終わると、合計が出ます。" /></Section>
      <Section title="別に置いた人" note="理由を直してから計算し直すか、一件ずつ決定します"><Table caption="別に置いた人" isCaptionHidden rows={run.setAside} columns={[
        { key: 'reason', head: '理由', isRowHead: true, cell: (row: RunView['setAside'][number]) => row.reason },
        { key: 'remedy', head: '次にすること', cell: (row: RunView['setAside'][number]) => row.remedy },
      ]} empty="別に置いた人はいません。" /></Section>
    </Facts>
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

function RunDecision({ run, state }: { run: RunView; state: ViewState }) {
  const looks = { passed: 'ok', attention: 'alert', stopped: 'error' } as const
  const totalText = amountText(run.progress.totals[run.approvalTotal] ?? 0)
  const isHidden = isTotalHidden(run)
  return (
    <Decision heading="確認と決裁" isHeadingShown>
      <Checks items={run.checks.map((check) => ({ state: looks[check.state], text: check.title, detail: isHidden ? check.detail.replaceAll(totalText, '（印刷した一覧で確かめる）') : check.detail }))} />
      <ApprovalBox steps={[
        { role: '計算', name: run.isOwn ? 'あなた' : '始めた職員', at: instantText(run.openedAt), state: 'done' },
        { role: '決裁', name: run.approvedAt ? '決裁した職員' : '別の職員', at: run.approvedAt ? instantText(run.approvedAt) : undefined, state: decisionState(run), isMe: !run.isOwn && run.progress.state === 'checked' },
      ]} />
      {state.carriedOut ? <Done title={`${state.carriedOut.title}（${instantText(state.carriedOut.at)}）`} /> : <RunCommand run={run} state={state} />}
    </Decision>
  )
}

function RunCommand({ run, state }: { run: RunView; state: ViewState }) {
  if (run.progress.state === 'checked' && !run.isOwn) {
    return (
      <CommandForm action={state.action} act="approve" idempotencyKey={state.idempotencyKey}>
        <ErrorSummary refusals={state.refusals} before="決裁の前に" isFocused={state.refusals.length > 0} />
        <TypedTotal name="total" label="合計を打って確かめる" instruction="印刷した一覧の合計を、見ながら打ちます。" value={state.form.get('total')} refusals={state.refusals} />
        <CommandBar command="この計算を決裁する" note="決裁すると、調定へ送ります。" />
      </CommandForm>
    )
  }
  if (run.progress.state === 'cancelled' || run.progress.state === 'failed') {
    return <CommandForm action={state.action} act="resume" idempotencyKey={state.idempotencyKey}><CommandBar command="続きから計算する" note="済んだ頁は計算し直しません。" /></CommandForm>
  }
  if (run.progress.state === 'checked') return <CommandBar note="始めた人は決裁できません。別の職員がこの頁で決裁します。" />
  return <CommandBar note="この頁は、開き直すと進みが新しくなります。" />
}

function instantText(instant: string): string {
  const tokyo = new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' })
  return tokyo.format(Date.parse(instant))
}

function durationText(seconds: number): string {
  return seconds < 60 ? `${seconds}秒` : `${Math.ceil(seconds / 60)}分`
}

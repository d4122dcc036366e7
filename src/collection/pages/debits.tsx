import { readDate } from '../../kernel/date-input.ts'
import { amountText, yenText } from '../../kernel/text.ts'
import { act, Actions, Amount, Case, Chip, CommandBar, DateField, Decision, Done, ErrorSummary, Facts, Head, Message, page, type PageRequest, Rows, Section, Select, Split, Table, Task, type ViewState, Who } from '../../platform/screen/index.ts'
import { cancelDebitRun, loadDebitResult, openDebitRun } from '../debit/commands.ts'
import { type DebitRunValue, listDebitRuns, type RunsValue, type RunValue, showDebitRun } from '../debit/queries.ts'
import { doorsOf } from '../../platform/job/commands.ts'
import { issueDebitFailureNotice } from '../letters/commands.ts'
import { debitFailurePackage } from '../letters/package-run.ts'
import { letterLinks } from './letter-links.ts'
import { FoldForm, SmallForm, SmallText, UploadForm } from './small-form.tsx'
import { doneText, momentText, shortDate } from './words.ts'

const stateWords: Readonly<Record<RunValue['state'], string>> = { asked: '結果を待つ', posting: '消込の途中', posted: '消込済み', cancelled: '取消し' }
const nextWords: Readonly<Record<string, string>> = { retry: '再振替か納付書', renew: '口座を止めた。依頼書をもらい直す', suspended: '口座を止めた。本人に確かめる', stopped: 'こちらの停止。停止の記録と合うか確かめる', look: '銀行に理由を聞く' }

/** Direct debits asked of banks: make a request, see how each stands — 口座振替. */
export const debitsPage = page({
  name: 'collection.debits', path: 'collection/debits', query: listDebitRuns, input: () => ({}),
  frame: () => ({ title: '口座振替', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: 'Ctrl+Enter', does: '依頼を作る' }] }),
  view: (value, state) => <RunsView value={value} state={state} />,
  acts: { open: act({ command: openDebitRun, input: (request) => orderInput(request, null), after: ({ runId }) => `collection/debits/${runId}` }) },
})

function orderInput({ form, today }: PageRequest, retryOf: string | null): unknown {
  const typed = form.get('debitOn') ?? ''
  const read = readDate(typed, { today })
  return { debitOn: read.ok ? read.value.date : typed, bankCode: form.get('bankCode') ?? '', retryOf }
}

function RunsView({ value, state }: { value: RunsValue; state: ViewState }) {
  return (
    <>
      <Head title="口座振替" note="納期限の日に、口座から引き落とす依頼を銀行ごとに作ります" />
      <Split sideLabel="依頼を作る" side={<NewRun value={value} state={state} />}>
        <ErrorSummary refusals={state.refusals} before="依頼を作る前に" isFocused={state.refusals.length > 0} />
        <Section title="作った依頼"><Runs value={value} state={state} /></Section>
      </Split>
    </>
  )
}

function NewRun({ value, state }: { value: RunsValue; state: ViewState }) {
  if (value.banks.length === 0) return <p class="none">設定の「口座振替の取りまとめ先」に、銀行との契約が登録されていません。</p>
  return (
    <SmallForm act="open" state={state}>
      <Section title="依頼を作る">
        <Rows><DateField name="debitOn" label="振替日" value={state.form.get('debitOn') ?? ''} need="required" hint="納期限の日" refusals={state.refusals} />
        <Select name="bankCode" label="取りまとめ先" value={state.form.get('bankCode') ?? value.banks[0]?.bankCode ?? ''} refusals={state.refusals} choices={value.banks.map((bank) => ({ value: bank.bankCode, label: `${bank.bankCode} ${bank.bankName}` }))} /></Rows>
      </Section>
      <CommandBar command="依頼を作る" note="その日が納期限で、口座の登録があり、まだ納められていないものが入ります。" />
    </SmallForm>
  )
}

function Runs({ value, state }: { value: RunsValue; state: ViewState }) {
  return (
    <Table caption="作った依頼" isCaptionHidden rows={value.runs} rowState={(run) => (run.state === 'cancelled' ? 'quiet' : undefined)} columns={[
      { key: 'day', head: '振替日', isRowHead: true, isUnbroken: true, cell: (run) => <a href={state.request.link(`collection/debits/${run.runId}`)}>{shortDate(run.debitOn)}{run.retryOf ? '　再振替' : ''}</a> },
      { key: 'bank', head: '取りまとめ先', cell: (run) => run.bankCode },
      { key: 'lines', head: '件数', align: 'number', cell: (run) => amountText(run.lines) },
      { key: 'amount', head: '額', align: 'number', cell: (run) => <Amount value={run.amount} /> },
      { key: 'state', head: '状態', cell: (run) => <Chip kind={run.state === 'posted' ? 'ok' : 'plain'}>{stateWords[run.state]}</Chip> },
      { key: 'made', head: '作った時', isSource: true, isUnbroken: true, cell: (run) => momentText(run.madeAt) },
    ]} empty={<p class="none">依頼はまだ作っていません。</p>} />
  )
}

/** One request: its file, what the bank answered, which debits failed — 口座振替の依頼. */
export const debitRunPage = page({
  name: 'collection.debit-run', path: 'collection/debits/:id', query: showDebitRun, input: (request) => ({ runId: request.params['id'] ?? '' }),
  frame: (run) => ({ title: '口座振替の依頼', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, ...commandKeys(run)] }),
  view: (value, state) => <RunView run={value} state={state} />,
  acts: {
    load: act({ command: loadDebitResult, input: resultInput }),
    cancel: act({ command: cancelDebitRun, input: ({ form, params }) => ({ runId: params['id'] ?? '', reason: form.get('reason') ?? '' }) }),
    letter: act({ command: issueDebitFailureNotice, input: ({ form, params }) => ({ runId: params['id'] ?? '', lineNo: Number(form.get('lineNo') ?? '0') }) }),
    letters: act({ command: doorsOf(debitFailurePackage).open, input: ({ params }) => ({ debitRunId: params['id'] ?? '' }), after: ({ runId }) => `collection/runs/debit-failure-notice-package/${runId}` }),
    retry: act({ command: openDebitRun, input: (request) => orderInput(request, request.params['id'] ?? ''), after: ({ runId }) => `collection/debits/${runId}` }),
  },
})

/** What the command of the page does as the run stands. */
function commandKeys(run: DebitRunValue): { key: string; does: string }[] {
  if (run.state === 'asked') return [{ key: 'Ctrl+Enter', does: '結果を受け取る' }]
  return canRetry(run) ? [{ key: 'Ctrl+Enter', does: '再振替の依頼を作る' }] : []
}

function canRetry(run: DebitRunValue): boolean {
  return run.state === 'posted' && run.failures.some((row) => row.next === 'retry' && row.stillOpen > 0)
}

function resultInput({ form, params }: PageRequest): unknown {
  const file = form.file('file')
  return { runId: params['id'] ?? '', content: file ? Buffer.from(file.bytes).toString('base64') : '' }
}

interface ViewProps { readonly run: DebitRunValue; readonly state: ViewState }

function RunView({ run, state }: ViewProps) {
  return (
    <Case decision="middle">
      <Who subject="thing" kana={stateWords[run.state]} name={`口座振替の依頼　${shortDate(run.debitOn)}`} facts={[
        { label: '取りまとめ先', value: run.bank ? `${run.bankCode} ${run.bank.bankName}` : run.bankCode }, { label: '件数', value: `${amountText(run.lines)}件` }, { label: '額', value: yenText(run.amount) }, { label: '消込', value: `${amountText(run.posted)}／${amountText(run.lines)}件` },
      ]} />
      <Task title="口座振替の依頼" right={<a href={state.request.link('collection/debits')}>一覧へ</a>} />
      <Facts heading="集計">
        <RefusedResult state={state} />
        <Totals run={run} />
        {run.state === 'cancelled' ? null : <Files run={run} state={state} />}
        <Failures run={run} state={state} />
      </Facts>
      <Decision heading="次にすること" isHeadingShown>
        {state.carriedOut ? <Done title={doneText(state.carriedOut)} links={letterLinks(state)} /> : null}
        <Next run={run} state={state} />
      </Decision>
    </Case>
  )
}

function Totals({ run }: { run: DebitRunValue }) {
  return (
    <Table caption="銀行と結果ごとの集計" density="tight" rows={run.totals} columns={[
      { key: 'bank', head: '引落銀行', isRowHead: true, cell: (row) => row.bankCode },
      { key: 'code', head: '結果', cell: (row) => (row.code === null ? row.meaning : `${row.code} ${row.meaning}`) },
      { key: 'lines', head: '件数', align: 'number', cell: (row) => amountText(row.lines) },
      { key: 'amount', head: '額', align: 'number', cell: (row) => <Amount value={row.amount} /> },
    ]} totals={[{ kind: 'total', label: '計', span: 2, cells: { lines: amountText(run.lines), amount: amountText(run.amount) } }]} />
  )
}

function Files({ run, state }: ViewProps) {
  const file = state.request.link(`files/debit-run/${run.runId}`)
  return <Section title="銀行に渡すファイル"><Actions actions={[{ label: '依頼のファイル（120桁）', href: `${file}/request/raw`, keys: 'DF' }, { label: '集計表（CSV）', href: `${file}/totals/csv`, keys: 'DC' }, { label: '集計表（XLSX）', href: `${file}/totals/xlsx`, keys: 'DX' }]} /></Section>
}

function Failures({ run, state }: ViewProps) {
  if (run.state === 'asked' || run.state === 'cancelled') return <></>
  return (
    <Section title="振り替えられなかったもの" note={`${run.failures.length}件`}>
      {run.failures.some((row) => row.stillOpen > 0) ? <SmallForm act="letters" state={state}><button class="btn xs" type="submit">不能通知書をまとめて刷る</button></SmallForm> : null}
      <Table caption="振り替えられなかったもの" isCaptionHidden density="tight" rows={run.failures} columns={[
        { key: 'who', head: '納める人', isRowHead: true, cell: (row) => <a href={state.request.link(`collection/account/${row.partyId}`)}>{row.name}</a> },
        { key: 'period', head: '税目と期', cell: (row) => `${row.levyTitle}　${row.period}` },
        { key: 'code', head: '結果', cell: (row) => `${row.code} ${row.meaning}` },
        { key: 'next', head: '次にすること', cell: (row) => (row.stillOpen === 0 ? 'ほかで納められた' : (nextWords[row.next] ?? '')) },
        { key: 'amount', head: '額', align: 'number', cell: (row) => <Amount value={row.amount} /> },
        { key: 'open', head: 'いまの未納', align: 'number', cell: (row) => <Amount value={row.stillOpen} /> },
        { key: 'letter', head: '通知書', isHeadHidden: true, cell: (row) => (row.stillOpen === 0 ? '' : <SmallForm act="letter" state={state} hidden={{ lineNo: String(row.lineNo) }}><button class="btn xs" type="submit">通知書を出す</button></SmallForm>) },
      ]} empty={<p class="none">すべて振り替えられました。</p>} />
    </Section>
  )
}

/** What differs from the request, record by record. */
function RefusedResult({ state }: { state: ViewState }) {
  const byLine = state.refusals.filter((refusal) => refusal.line !== null)
  if (byLine.length === 0) return <ErrorSummary refusals={state.refusals} before="受け取れません。" isFocused={state.refusals.length > 0} />
  return (
    <Message kind="error" title={`結果を受け取りませんでした。違うところが ${byLine.length}つあります`} id="refusals">
      <Table caption="違うところ" isCaptionHidden density="tight" rows={byLine} columns={[
        { key: 'line', head: '件目', align: 'number', isRowHead: true, cell: (refusal) => `${refusal.line}` },
        { key: 'what', head: '何が', cell: (refusal) => refusal.message },
        { key: 'does', head: '次にすること', cell: (refusal) => refusal.remedy },
      ]} />
    </Message>
  )
}

function Next({ run, state }: ViewProps) {
  if (run.state === 'cancelled') return <p>この依頼は取り消しました。同じ日の依頼を作り直せます。</p>
  if (run.state === 'posted') return canRetry(run) ? <Retry run={run} state={state} /> : <p class="none">再振替するものはありません。</p>
  if (run.state === 'posting') return <p>消込は続けて行います。開き直すと進みが新しくなります。</p>
  const cancel = { act: 'cancel', state }
  return (
    <>
      <UploadForm act="load" state={state}>
        <div class="rowf"><label for="f-content">結果のファイル<span class="req"><span aria-hidden="true">※</span><span class="vh">（必ず選ぶ）</span></span></label><div class="ctl"><input class="in-t w100" type="file" id="f-content" name="file" accept=".txt,.dat" /></div></div>
        <CommandBar command="結果を受け取る" note="一件でも依頼と違えば、ファイルごと断ります。" />
      </UploadForm>
      <FoldForm title="依頼を取り消す" {...cancel}>
        <p class="sub">銀行に渡していないことを確かめてから取り消します。</p>
        <SmallText of={cancel} name="reason" label="理由" width={12} maxLength={200} /> <button class="btn xs" type="submit">依頼を取り消す</button>
      </FoldForm>
    </>
  )
}

function Retry({ run, state }: ViewProps) {
  return (
    <SmallForm act="retry" state={state} hidden={{ bankCode: run.bankCode }}>
      <DateField name="debitOn" label="再振替日" value={state.form.get('debitOn') ?? ''} need="required" refusals={state.refusals} />
      <CommandBar command="再振替の依頼を作る" note="資金不足だったもののうち、まだ納められていないものが入ります。" />
    </SmallForm>
  )
}

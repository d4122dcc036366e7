import { amountText } from '../../../kernel/text.ts'
import {
  act, ApprovalBox, BatchProgress, type BatchPage, Case, Checks, CommandBar, CommandForm, Decision, Done, Empty, ErrorSummary, Facts, page, Section, Stats, Steps, Table, Task, TypedTotal, Who, type ViewState,
} from '../../../platform/screen/index.ts'
import { textOf } from '../../pages/form-values.ts'
import { cancelTrial, correctLegacyRows, resumeTrial } from '../commands.ts'
import { findingTitles, rowStateTitles, runStateTitles, titleOfItem, type RowState, type Tallies } from '../model.ts'
import type { FindingItem } from '../queries.ts'
import { approveTakeOver, proposeTakeOver, withdrawTakeOver } from '../take-over.ts'
import { showTrial, type TrialView } from '../views.ts'
import { CorrectionFields } from './corrections.tsx'
import { FallingErrors } from './list.tsx'
import { keys, momentText, TrialTabs } from './parts.tsx'

const runOf = (params: Readonly<Record<string, string>>) => ({ runId: params['id'] ?? '' })

/** One trial, from reading to the take-over itself — 試行. */
export const trialPage = page({
  name: 'resident.trial-page', path: 'resident/take-over/trial/:id', query: showTrial,
  input: ({ params, query }) => ({ ...runOf(params), code: query.get('kind') ?? null, after: Number(query.get('after') ?? 0) }),
  frame: () => ({ title: '引継ぎの試行', keys: [...keys, { key: 'Ctrl+Enter', does: '伺う・決裁する' }] }),
  view: (value, state) => <Trial value={value} state={state} />,
  acts: {
    cancel: act({ command: cancelTrial, input: ({ params }) => runOf(params) }), resume: act({ command: resumeTrial, input: ({ params }) => runOf(params) }),
    propose: act({ command: proposeTakeOver, input: ({ params }) => runOf(params) }), withdraw: act({ command: withdrawTakeOver, input: ({ params }) => runOf(params) }),
    approve: act({ command: approveTakeOver, input: ({ params, form }) => ({ ...runOf(params), headCount: countOf(form.get('headCount')) }) }),
    correct: act({ command: correctLegacyRows, input: ({ form }) => ({ profileId: form.get('profileId') ?? '', corrections: [{ legacyId: textOf(form, 'legacyId') ?? '', item: form.get('item') ?? '', rowDigest: textOf(form, 'rowDigest') ?? '', value: textOf(form, 'value'), reason: textOf(form, 'reason') ?? '' }] }) }),
  },
})

/** A head count as typed, full width and commas allowed; as typed where it is no number. */
function countOf(typed: string | undefined): number | string | null {
  const plain = (typed ?? '').normalize('NFKC').replace(/[,\s人]/g, '')
  if (plain === '') return null
  return /^\d{1,9}$/.test(plain) ? Number(plain) : typed ?? null
}

const stepOf: Readonly<Record<TrialView['run']['state'], number>> = { reading: 1, checking: 2, cancelled: 1, checked: 3, proposed: 4, posting: 5, paused: 5, posted: 6 }

function Trial({ value, state }: { value: TrialView; state: ViewState }) {
  const { run } = value
  return (
    <Case decision="middle">
      <Who subject="thing" kana={runStateTitles[run.state]} name={`${value.profileName}　第${run.trialNo}回の試行`} facts={[
        { label: '取込書式', value: `第${value.profileVersion}版` }, { label: 'ファイル', value: `${amountText(Math.ceil(value.fileBytes / 1024))}KB` }, { label: '行', value: hidesCount(value) ? '（紙の照合表）' : amountText(run.lines) }, { label: '始めた職員', value: `${run.openedByName}　${momentText(run.openedAt)}` },
      ]} />
      <Task title="引継ぎの試行"><Steps current={stepOf[run.state]} steps={[{ label: '読む' }, { label: '突き合わせる' }, { label: '直す' }, { label: '決裁' }, { label: '取り込む' }]} /></Task>
      <Facts heading="試行の結果">
        <TrialTabs state={state} run={run} current="trial" />
        <ErrorSummary refusals={state.refusals} before="進む前に" isFocused={state.refusals.length > 0} />
        <Progress value={value} state={state} />
        {value.tallies === null ? null : <Results tallies={value.tallies} value={value} state={state} />}
      </Facts>
      <TrialDecision value={value} state={state} />
    </Case>
  )
}

/** The approver types the head count from paper: until then it is on no screen of theirs. */
function hidesCount(value: TrialView): boolean {
  return value.run.state === 'proposed' && value.proposed?.isOwn !== true
}

function Progress({ value, state }: { value: TrialView; state: ViewState }) {
  const { run, pagesDone, pagesWanted } = value
  const isMoving = run.state === 'reading' || run.state === 'checking' || run.state === 'posting'
  if (!isMoving && run.state !== 'cancelled' && run.state !== 'paused') return <></>
  const pages: readonly BatchPage[] = Array.from({ length: pagesWanted }, (_, index) => ({ number: index + 1, state: stateOfPage(index - pagesDone, isMoving) }))
  const stop = isMoving ? <CommandForm id="cancel" action={state.action} act="cancel" idempotencyKey={state.idempotencyKey}><button class="btn xs" type="submit">頁の終わりで止める</button></CommandForm> : null
  return <div data-live={isMoving ? '2' : undefined}><BatchProgress pages={pages} summary={progressText(value)} note={value.restarts > 0 ? `続きから始めた回数 ${value.restarts}（二重には入りません）` : undefined} stop={stop} /></div>
}

function stateOfPage(ahead: number, isMoving: boolean): BatchPage['state'] {
  if (ahead < 0) return 'done'
  return ahead === 0 && isMoving ? 'running' : 'waiting'
}

function progressText({ run, cursorByte, fileBytes, bytesPerSecond, posted, headCount }: TrialView): string {
  if (run.state === 'checking') return `${amountText(run.lines)}行を読みました。世帯と、もう記録されている人を突き合わせています`
  if (run.state === 'posting' || run.state === 'paused') return `${amountText(posted)}人を取り込みました${run.state === 'paused' || headCount === null ? '' : `　あと${amountText(headCount - posted)}人`}`
  const left = bytesPerSecond > 0 ? Math.ceil((fileBytes - cursorByte) / bytesPerSecond) : null
  return `${amountText(run.lines)}行　${Math.floor((cursorByte / Math.max(1, fileBytes)) * 100)}％${left === null ? '' : `　あと${left < 60 ? `${left}秒` : `${Math.ceil(left / 60)}分`}`}`
}

function Results({ tallies, value, state }: { tallies: Tallies; value: TrialView; state: ViewState }) {
  const { link } = state.request
  const path = link(`resident/take-over/trial/${value.run.runId}`)
  return (
    <>
      {hidesCount(value) ? null : <Stats figures={(Object.keys(rowStateTitles) as RowState[]).filter((one) => tallies.rows[one] > 0).map((one) => ({ label: rowStateTitles[one], value: `${amountText(tallies.rows[one])}行` }))} />}
      <Section title="試行ごとの直すところ"><FallingErrors trials={value.trials} />{value.trials.length < 2 ? <p class="sub">2回目からは、ここで減り方が分かります。</p> : null}</Section>
      <Section title="種類ごと" note={value.code === null ? undefined : <a href={path}>すべての種類を見る</a>} id="kinds">
        <Table caption="種類ごとの指摘" isCaptionHidden density="tight" isList rows={tallies.kinds} rowState={(kind) => (kind.code === value.code ? 'selected' : undefined)} empty={<Empty title="指摘はありません。" />} columns={[
          { key: 'level', head: '重さ', cell: (kind) => (kind.level === 'error' ? <b class="t-error">直す</b> : '知らせ') }, { key: 'kind', head: '種類', isRowHead: true, cell: (kind) => <a href={`${path}?kind=${kind.code}#findings`}>{findingTitles[kind.code] ?? kind.code}</a> },
          { key: 'count', head: '件', align: 'number', cell: (kind) => amountText(kind.count) },
        ]} totals={[{ kind: 'total', label: '直すところの計', span: 2, cells: { count: amountText(tallies.errors) } }]} />
      </Section>
      <Findings value={value} path={path} />
    </>
  )
}

function Findings({ value, path }: { value: TrialView; path: string }) {
  const address = (after: number): string => `${path}?${value.code === null ? '' : `kind=${value.code}&`}after=${after}#findings`
  return (
    <Section title={value.code === null ? 'すべての指摘' : findingTitles[value.code] ?? value.code} id="findings">
      <Table<FindingItem> caption="指摘" isCaptionHidden density="tight" isList rows={value.findings} empty={<Empty title="この種類の指摘はありません。" />} columns={[
        { key: 'line', head: '行', align: 'number', cell: (one) => (one.lineNo > 0 ? one.lineNo : '') }, { key: 'id', head: '旧の番号', isRowHead: true, isUnbroken: true, cell: (one) => one.legacyId }, { key: 'item', head: '項目', isUnbroken: true, cell: (one) => titleOfItem(one.item) },
        { key: 'message', head: '何が', cell: (one) => <>{one.message}{one.rowDigest !== null && one.code === 'twice' ? <span class="sub"> 行の印 {one.rowDigest}</span> : null}</> }, { key: 'found', head: 'いまの値', cell: (one) => one.found }, { key: 'remedy', head: 'どうするか', cell: (one) => one.remedy },
      ]} paging={value.findings.length === 0 ? undefined : { shown: `${value.after + 1}〜${value.after + value.findings.length}件目`, previous: value.after > 0 ? address(Math.max(0, value.after - 50)) : undefined, next: value.hasMore ? address(value.after + 50) : undefined }} />
    </Section>
  )
}

function TrialDecision({ value, state }: { value: TrialView; state: ViewState }) {
  const { run, tallies } = value
  const isMine = value.proposed?.isOwn === true
  return (
    <Decision heading="本番の取込み" isHeadingShown>
      {tallies === null ? <p class="sub">読み終わると、ここで本番を伺えます。</p> : (
        <Checks items={[
          { state: tallies.errors === 0 ? 'ok' : 'error', text: tallies.errors === 0 ? '直すところはありません' : `直すところが ${amountText(tallies.errors)}件`, detail: tallies.errors === 0 ? undefined : '直すか、取り込まないと決めてから、もう一度試します' },
          { state: value.isOutdated ? 'alert' : 'ok', text: value.isOutdated ? '試したあとで、書式・外字・直しが変わっています' : 'いまの書式・外字・直しで試しました' }, { state: value.isLast ? 'ok' : 'alert', text: value.isLast ? 'いちばん新しい試行です' : 'この試行より新しい試行があります' },
          { state: tallies.substitutes === 0 ? 'ok' : 'alert', text: tallies.substitutes === 0 ? '代わりの字を使った人はいません' : `代わりの字を使った人が ${amountText(tallies.substitutes)}人` },
        ]} />
      )}
      {value.proposed === null ? null : <ApprovalBox steps={[{ role: '伺い', name: isMine ? 'あなた' : value.proposed.name, at: momentText(value.proposed.at), state: 'done' }, { role: '決裁', name: value.approved?.name ?? (isMine ? '別の職員' : state.request.actor.name), at: value.approved === null ? undefined : momentText(value.approved.at), state: value.approved === null ? 'now' : 'done', isMe: value.approved === null && !isMine }]} />}
      {run.state === 'checked' && !state.carriedOut ? <OneCorrection value={value} state={state} /> : null}
      {state.carriedOut ? <Done title={state.carriedOut.title} links={[{ label: '照合表', href: state.request.link(`resident/take-over/reconciliation/${run.runId}`) }]} /> : <TrialCommand value={value} state={state} />}
    </Decision>
  )
}

function TrialCommand({ value, state }: { value: TrialView; state: ViewState }) {
  const { run } = value
  const form = (name: string) => ({ action: state.action, act: name, idempotencyKey: state.idempotencyKey })
  if (run.state === 'proposed' && value.proposed?.isOwn !== true) {
    return (
      <CommandForm {...form('approve')}>
        <TypedTotal name="headCount" unit="人" label="紙の照合表から、取り込む人数を打ってください" instruction="伺った人が刷った照合表を見て打ちます。合うまで、決裁する人の画面に人数は出ません。" value={state.form.get('headCount')} refusals={state.refusals} />
        <CommandBar command="取り込む" note="住民記録に書きます。途中で止まっても、続きから入り、二重にはなりません。" />
      </CommandForm>
    )
  }
  if (run.state === 'proposed') return <CommandForm {...form('withdraw')}><CommandBar note="自分で伺ったものは、別の職員が決裁します。照合表を刷って渡してください。"><button class="btn" type="submit">伺いを取り下げる</button></CommandBar></CommandForm>
  if (run.state === 'cancelled' || run.state === 'paused') return <CommandForm {...form('resume')}><CommandBar command="続きから進める" note="済んだ頁は、読み直しません。" /></CommandForm>
  if (run.state === 'checked' && value.tallies?.errors === 0 && !value.isOutdated && value.isLast) return <CommandForm {...form('propose')}><CommandBar command="本番を伺う" note="伺っても、決裁までは1人も入りません。" /></CommandForm>
  return <CommandBar note={run.state === 'posted' ? '取り込みました。ここからの直しは、1人ずつの届出か職権修正です。' : '直したあと、引継ぎの一覧から、もう一度試します。'} />
}

function OneCorrection({ value, state }: { value: TrialView; state: ViewState }) {
  return (
    <CommandForm id="correct" action={state.action} act="correct" idempotencyKey={state.idempotencyKey} hidden={{ profileId: value.run.profileId }}>
      <Section title="一行を直す" note="多いときは、指摘のCSVを埋めて「直し」で入れます"><CorrectionFields state={state} /><p><button class="btn" type="submit">この直しを記録する</button></p></Section>
    </CommandForm>
  )
}

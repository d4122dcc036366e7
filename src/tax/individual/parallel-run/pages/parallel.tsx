import type { Instant } from '../../../../kernel/plain-date.ts'
import { amountText } from '../../../../kernel/text.ts'
import { printDate } from '../../../../kernel/wareki.ts'
import { townDay } from '../../../../platform/clock/index.ts'
import {
  act, Amount, BarChart, Chip, CommandBar, CommandForm, Difference, Done, Empty, ErrorSummary, formFields, Head, LinkButton, Message, OneColumn, page, Section, Split, Table, TextField, type PageRequest, type ViewState,
} from '../../../../platform/screen/index.ts'
import { yearOfRequest } from '../../pages/person-band.tsx'
import { explainDifference, loadParallelRun } from '../commands.ts'
import { causeKeys, type Cause } from '../model.ts'
import { listParallelRuns, showParallelRun, type DifferenceItem, type ParallelList, type ParallelView } from '../queries.ts'

/** 並行稼働の突合: another system's file goes in as a whole; every person whose yen are not the same stands in a list. */
export const parallelRunsPage = page({
  name: 'tax-individual.parallel-runs', path: 'tax-individual/parallel-runs', query: listParallelRuns, input: (request) => ({ fiscalYear: yearOfRequest(request) }),
  frame: () => ({ title: '他システムとの突合', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: 'Ctrl+Enter', does: '読み込んで比べる' }] }),
  view: (value, state) => <ParallelRuns value={value} state={state} />,
  acts: { load: act({ command: loadParallelRun, input: loading }) },
})

function loading(request: PageRequest): unknown {
  const file = request.form.file('file')
  return { fiscalYear: yearOfRequest(request), title: request.form.get('title') ?? '', fileBase64: file ? Buffer.from(file.bytes).toString('base64') : '' }
}

const dayOf = (at: string): string => printDate(townDay(at as Instant), 'short')

function ParallelRuns({ value, state }: { value: ParallelList; state: ViewState }) {
  const { link } = state.request
  return (
    <>
      <Head title="他システムとの突合" note={`${value.fiscalYearText}　決定（まだなら、いちばん新しい計算）と、一人ずつ比べます`} right={<>{value.years.map((year) => (year === value.fiscalYear ? <b>{year}年度</b> : <a href={link(`tax-individual/parallel-runs?year=${year}`)}>{year}年度</a>))}</>} />
      <Split sideLabel="結果を読み込む" side={<LoadForm value={value} state={state} />}>
        <Faults state={state} />
        <Loaded state={state} />
        <Running value={value} />
        <BurnDown value={value} state={state} />
        <Section title="比べた結果">
          <Table caption="比べた結果" isCaptionHidden rows={value.runs} empty={<Empty title="まだ一度も比べていません。" />} columns={[
            { key: 'at', head: '読み込んだ日', isRowHead: true, isUnbroken: true, cell: (run) => <a href={link(`tax-individual/parallel-runs/${run.loadId}`)}>{dayOf(run.loadedAt)}</a> }, { key: 'title', head: '名前', cell: (run) => run.title },
            { key: 'rows', head: '相手の人数', align: 'number', cell: (run) => <Amount value={run.rows} /> }, { key: 'same', head: '一致', align: 'number', cell: (run) => <Amount value={run.same} /> },
            { key: 'differing', head: '差のある人', align: 'number', cell: (run) => <Amount value={run.differing} /> }, { key: 'open', head: '説明のない差', align: 'number', isStrong: true, cell: (run) => <Amount value={run.differing - run.explained} /> },
            { key: 'by', head: '職員', isSource: true, cell: (run) => run.loadedByName },
          ]} />
        </Section>
      </Split>
    </>
  )
}

function LoadForm({ value, state }: { value: ParallelList; state: ViewState }) {
  return (
    <form method="post" action={state.action} enctype="multipart/form-data" novalidate autocomplete="off">
      <input type="hidden" name={formFields.act} value="load" /><input type="hidden" name={formFields.key} value={state.idempotencyKey} /><input type="hidden" name="year" value={String(value.fiscalYear)} />
      <Section title="結果を読み込む">
        <TextField name="title" label="名前" need="required" value={state.form.get('title')} refusals={state.refusals} width="full" maxLength={60} hint="例　前のシステム　5月10日の計算" />
        <div class="rowf"><label for="f-fileBase64">ファイル<span class="req"><span aria-hidden="true">※</span><span class="vh">（必ず選ぶ）</span></span></label><div class="ctl"><input class="in-t w100" type="file" id="f-fileBase64" name="file" accept=".csv,.xlsx" /></div></div>
        <p class="hint">CSV（UTF-8 か Shift_JIS）か XLSX。列は docs/parallel-run-csv.md にあります。宛名番号と年税額だけでも比べられます。</p>
      </Section>
      <CommandBar command="読み込んで比べる" note="一か所でも直すところがあれば、ファイルごと断ります。決定は何も変わりません。" />
    </form>
  )
}

/** Faults of a refused file, each with its line and column. */
function Faults({ state }: { state: ViewState }) {
  const byLine = state.refusals.filter((refusal) => refusal.line !== null)
  if (byLine.length === 0) return <ErrorSummary refusals={state.refusals} before="読み込めません。" isFocused={state.refusals.length > 0} />
  return (
    <Message kind="error" title={`読み込みませんでした。直すところが ${byLine.length}つ${byLine.length >= 200 ? '以上' : ''}あります`} id="refusals">
      <Table caption="直すところ" isCaptionHidden density="tight" rows={byLine} columns={[
        { key: 'line', head: '行', align: 'number', isRowHead: true, cell: (refusal) => `${refusal.line}` }, { key: 'column', head: '列', isUnbroken: true, cell: (refusal) => refusal.field ?? '' },
        { key: 'what', head: '何が', cell: (refusal) => refusal.message }, { key: 'does', head: '次にすること', cell: (refusal) => refusal.remedy },
      ]} />
    </Message>
  )
}

function Loaded({ state }: { state: ViewState }) {
  const done = state.carriedOut
  if (done?.command !== loadParallelRun.name) return <></>
  const { loadId, rows, same, differing, isFinished } = done.value as { loadId: string; rows: number; same: number; differing: number; isFinished: boolean }
  if (!isFinished) return <Done title={`${amountText(rows)}人を読み込みました`}>比べる間も、ほかの仕事ができます。進みは、この頁に出ます。</Done>
  return <Done title={`${amountText(rows)}人を比べました。一致 ${amountText(same)}人、差 ${amountText(differing)}人`} links={[{ label: '差を開く', href: state.request.link(`tax-individual/parallel-runs/${loadId}`) }]}>前の回で説明した同じ差は、説明済みにしました。</Done>
}

/** Comparisons that are still under way. */
function Running({ value }: { value: ParallelList }) {
  if (value.running.length === 0) return <></>
  return (
    <div data-live="2"><Section title="比べているもの">
      {value.running.map((one) => <p>{one.title}　{amountText(Math.min(one.compared, one.rows))}／{amountText(one.rows)}人{one.partsDone === one.parts ? '　ファイルは済み、こちらだけにいる人を調べています' : ''}</p>)}
    </Section></div>
  )
}

/** Differences without an explanation, load by load: the picture that must fall to nothing before the change-over. */
function BurnDown({ value, state }: { value: ParallelList; state: ViewState }) {
  const runs = value.runs.toReversed()
  if (runs.length === 0) return <></>
  return (
    <Section title="説明のない差の残り" note="左が古い回です">
      <BarChart title="説明のない差の残り" unit="人" bars={runs.map((run, index) => ({ label: `${index + 1}回`, value: run.differing - run.explained, tone: run.differing === run.explained ? 'good' as const : 'alert' as const, href: state.request.link(`tax-individual/parallel-runs/${run.loadId}`) }))} />
    </Section>
  )
}

/** 突合一回の差. */
export const parallelRunPage = page({
  name: 'tax-individual.parallel-run', path: 'tax-individual/parallel-runs/:id', query: showParallelRun, input: asked,
  frame: () => ({ title: '他システムとの差', keys: [{ key: 'F2', does: '検索' }, { key: '↑↓', does: '行' }, { key: 'Enter', does: '計算書を開く' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <ParallelRunView value={value} state={state} />,
  acts: { explain: act({ command: explainDifference, input: ({ params, form }) => ({ loadId: params['id'] ?? '', differenceNo: Number(form.get('differenceNo') ?? '0'), reason: form.get('reason') ?? '' }) }) },
})

function asked({ params, query, form }: PageRequest): unknown {
  const value = (name: string): string | undefined => form.get(name) ?? query.get(name)
  const after = Number(value('after') ?? '0')
  return { loadId: params['id'] ?? '', cause: causeKeys.find((key) => key === value('cause')) ?? null, isOpenOnly: value('open') === 'yes', after: Number.isInteger(after) && after > 0 ? after : 0 }
}

function pathOf({ run, cause, isOpenOnly }: ParallelView, more: { readonly cause?: Cause | null; readonly open?: boolean; readonly after?: number } = {}): string {
  const [chosen, open] = [more.cause === undefined ? cause : more.cause, more.open ?? isOpenOnly]
  const parts = [...(chosen === null ? [] : [`cause=${chosen}`]), ...(open ? ['open=yes'] : []), ...(more.after ? [`after=${more.after}`] : [])]
  return `tax-individual/parallel-runs/${run.loadId}${parts.length === 0 ? '' : `?${parts.join('&')}`}`
}

function ParallelRunView({ value, state }: { value: ParallelView; state: ViewState }) {
  const { link } = state.request
  const { run } = value
  const files = link(`files/parallel-run/${run.loadId}/${value.cause ?? 'all'}`)
  return (
    <OneColumn>
      <Head title={`${run.title}との差`} note={`${run.fiscalYearText}　${dayOf(run.loadedAt)}に読み込み　一致 ${amountText(run.same)}人、差 ${amountText(run.differing)}人、うち説明済み ${amountText(run.explained)}人`} right={<a href={link(`tax-individual/parallel-runs?year=${value.fiscalYear}`)}>一覧へ</a>} />
      <ErrorSummary refusals={state.refusals} before="残す前に" isFocused={state.refusals.length > 0} />
      {state.carriedOut?.command === explainDifference.name ? <Done title="説明を残しました">同じ差は、次の回でも説明済みになります。</Done> : null}
      <Section title="原因ごと" right={value.cause === null ? undefined : <a href={link(pathOf(value, { cause: null }))}>すべての原因</a>}>
        <Table caption="原因ごと" isCaptionHidden density="tight" rows={value.causes} rowState={(row) => (row.cause === value.cause ? 'selected' : undefined)} empty="差はありません。" columns={[
          { key: 'cause', head: '原因', isRowHead: true, cell: (row) => <a href={link(pathOf(value, { cause: row.cause }))}>{row.title}</a> }, { key: 'persons', head: '人', align: 'number', cell: (row) => <Amount value={row.persons} /> },
          { key: 'open', head: '説明のない人', align: 'number', cell: (row) => <Amount value={row.persons - row.explained} /> }, { key: 'yen', head: '税額の差', align: 'number', cell: (row) => <Difference value={row.yen} tone="plain" /> },
        ]} />
      </Section>
      <p>{value.isOpenOnly ? <a href={link(pathOf(value, { open: false }))}>説明済みも出す</a> : <a href={link(pathOf(value, { open: true }))}>説明のない差だけ出す</a>}　<LinkButton size="small" href={`${files}/csv`}>CSV</LinkButton> <LinkButton size="small" href={`${files}/sjis`}>CSV（Shift_JIS）</LinkButton> <LinkButton size="small" href={`${files}/xlsx`}>XLSX</LinkButton></p>
      <Differences value={value} state={state} />
      {value.next === null ? null : <p><a href={link(pathOf(value, { after: value.next }))}>続きの50人</a></p>}
    </OneColumn>
  )
}

function Differences({ value, state }: { value: ParallelView; state: ViewState }) {
  const { link } = state.request
  return (
    <Table caption="差のある人" isCaptionHidden isList rows={value.items} rowState={(one) => (one.reason === null ? undefined : 'quiet')} empty="この条件の差はありません。" columns={[
      { key: 'number', head: '宛名番号', isRowHead: true, isUnbroken: true, cell: (one) => (one.personId === null ? (one.number ?? '') : <a href={link(`tax-individual/person/${one.personId}?year=${value.fiscalYear}`)}>{one.number ?? ''}</a>) },
      { key: 'name', head: '氏名', cell: (one) => one.name ?? '（住民記録にない人）' }, { key: 'cause', head: '原因', cell: (one) => one.causeTitle },
      { key: 'theirs', head: '相手の年税額', align: 'number', cell: (one) => <Amount value={one.theirs} /> }, { key: 'ours', head: 'こちらの年税額', align: 'number', cell: (one) => <Amount value={one.ours} /> },
      { key: 'difference', head: '差', align: 'number', cell: (one) => <Difference value={(one.ours ?? 0) - (one.theirs ?? 0)} tone="plain" /> }, { key: 'line', head: '最初に違う行（相手 → こちら）', cell: lineWords },
      { key: 'reason', head: '説明', cell: (one) => <Explanation one={one} state={state} /> },
    ]} />
  )
}

function lineWords(one: DifferenceItem): string {
  return one.line === null ? '' : `${one.line}　${amountText(one.lineTheirs ?? 0)} → ${amountText(one.lineOurs ?? 0)}`
}

function Explanation({ one, state }: { one: DifferenceItem; state: ViewState }) {
  if (one.reason !== null) return <>{one.reason}　<span class="sub">{one.explainedByName}</span></>
  if (one.personId !== null && state.withheld.has(one.personId)) return <Chip kind="alert">責任者が扱う</Chip>
  return (
    <CommandForm id={`form-${one.no}`} action={state.action} act="explain" idempotencyKey={state.idempotencyKey} hidden={{ differenceNo: String(one.no) }}>
      <TextField name="reason" pointer={`/reason/${one.no}`} label={`${one.number ?? ''}の説明`} value={state.form.get('differenceNo') === String(one.no) ? state.form.get('reason') : undefined} width="full" maxLength={200} isInCell />
      <button class="btn xs" type="submit">説明済みにする</button>
    </CommandForm>
  )
}

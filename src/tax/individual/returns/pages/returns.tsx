import { amountText } from '../../../../kernel/text.ts'
import { plainDate, type Instant } from '../../../../kernel/plain-date.ts'
import { printDate } from '../../../../kernel/wareki.ts'
import { townDay } from '../../../../platform/clock/index.ts'
import { act, Amount, Chip, CommandBar, Done, ErrorSummary, formFields, Head, LinkButton, Message, OneColumn, page, Section, Split, Table, Tabs, type PageRequest, type ViewState } from '../../../../platform/screen/index.ts'
import { yearOfRequest } from '../../pages/person-band.tsx'
import { takeReturnFile } from '../return-commands.ts'
import { listOpenReturns, reasonTitles, showReturns, type OpenRow, type OpenView, type ReturnsView } from '../return-queries.ts'
import type { OpenState } from '../return-store.ts'

/** 課税資料の取込み: a file goes in as a whole or not at all; what it became stands below. */
export const returnsPage = page({
  name: 'tax-individual.returns', path: 'tax-individual/returns', query: showReturns, input: (request) => ({ fiscalYear: yearOfRequest(request) }),
  frame: () => ({ title: '課税資料の取込み', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: 'Ctrl+Enter', does: '取り込む' }] }),
  view: (value, state) => <ReturnsPage value={value} state={state} />,
  acts: { take: act({ command: takeReturnFile, input: fileInput }) },
})

function fileInput({ form }: PageRequest): unknown {
  const file = form.file('file')
  return { fileBase64: file ? Buffer.from(file.bytes).toString('base64') : '' }
}

function ReturnsPage({ value, state }: { value: ReturnsView; state: ViewState }) {
  const { link } = state.request
  return (
    <>
      <Head title="課税資料の取込み" note="給与・年金の支払報告書と申告書" right={<><LinkButton size="small" keys="SH" href={link(`tax-individual/payers?year=${value.fiscalYear}`)}>支払者の照合表</LinkButton> <LinkButton size="small" keys="KO" href={link(`tax-individual/returns/open?year=${value.fiscalYear}`)}>個人特定</LinkButton></>} />
      <Split sideLabel="ファイルを取り込む" side={<TakeFile state={state} />}>
        <RefusedFile state={state} />
        <TakenFile value={value} state={state} />
        {value.counts.waiting > 0 ? <p class="say"><Chip kind="error">個人特定の残り {amountText(value.counts.waiting)}件</Chip>　<a href={link(`tax-individual/returns/open?year=${value.fiscalYear}`)}>片付ける</a>と、当初賦課を決裁できます。</p> : null}
        <Section title="取り込んだファイル"><FileTable value={value} /></Section>
      </Split>
    </>
  )
}

function TakeFile({ state }: { state: ViewState }) {
  return (
    <form method="post" action={state.action} enctype="multipart/form-data" novalidate autocomplete="off">
      <input type="hidden" name={formFields.act} value="take" /><input type="hidden" name={formFields.key} value={state.idempotencyKey} />
      <Section title="ファイルを取り込む">
        <div class="rowf"><label for="f-fileBase64">ファイル<span class="req"><span aria-hidden="true">※</span><span class="vh">（必ず選ぶ）</span></span></label><div class="ctl"><input class="in-t w100" type="file" id="f-fileBase64" name="file" accept=".csv" /></div></div>
        <p class="hint">課税資料のCSV。文字は UTF-8 か Shift_JIS。</p>
      </Section>
      <CommandBar command="取り込む" note="一か所でも直すところがあれば、ファイルごと断ります。同じファイルは二度取り込みません。" />
    </form>
  )
}

function TakenFile({ value, state }: { value: ReturnsView; state: ViewState }) {
  const done = state.carriedOut
  if (done?.command !== takeReturnFile.name) return <></>
  const taken = done.value as { lines: number; linked: number; waiting: number; replaced: number; cancelled: number }
  const { link } = state.request
  return (
    <Done title={`${amountText(taken.lines)}行を取り込みました`} links={[...(taken.waiting > 0 ? [{ label: `個人特定の残り ${amountText(taken.waiting)}件へ`, href: link(`tax-individual/returns/open?year=${value.fiscalYear}`) }] : []), { label: '支払者の照合表へ', href: link(`tax-individual/payers?year=${value.fiscalYear}`) }]}>
      人に結んだ {amountText(taken.linked)}件、訂正 {amountText(taken.replaced)}件、取消 {amountText(taken.cancelled)}件。税額は、決めるまで変わりません。
    </Done>
  )
}

/** Faults of a refused file, each with its line and column. */
function RefusedFile({ state }: { state: ViewState }) {
  const byLine = state.refusals.filter((refusal) => refusal.line !== null)
  if (byLine.length === 0) return <ErrorSummary refusals={state.refusals} before="取り込めません。" isFocused={state.refusals.length > 0} />
  return (
    <Message kind="error" title={`ファイルを取り込みませんでした。直すところが ${byLine.length}つ${byLine.length >= 200 ? '以上' : ''}あります`} id="refusals">
      <p>何も取り込んでいません。</p>
      <Table caption="直すところ" isCaptionHidden density="tight" rows={byLine} columns={[
        { key: 'line', head: '行', align: 'number', isRowHead: true, cell: (refusal) => `${refusal.line}` }, { key: 'column', head: '列', isUnbroken: true, cell: (refusal) => refusal.field ?? '' },
        { key: 'what', head: '何が', cell: (refusal) => refusal.message }, { key: 'does', head: '次にすること', cell: (refusal) => refusal.remedy },
      ]} />
    </Message>
  )
}

function FileTable({ value }: { value: ReturnsView }) {
  return (
    <Table caption="取り込んだファイル" isCaptionHidden rows={value.files} rowState={(file) => (file.waiting > 0 ? 'changed' : undefined)} columns={[
      { key: 'at', head: '取り込んだ日', isRowHead: true, isUnbroken: true, cell: (file) => printDate(townDay(file.receivedAt as Instant), 'short') },
      { key: 'channel', head: '経路', cell: (file) => (file.channel === 'screen' ? '画面' : '連携') },
      { key: 'lines', head: '行', align: 'number', cell: (file) => <Amount value={file.lines} /> },
      { key: 'linked', head: '人に結んだ', align: 'number', cell: (file) => <Amount value={file.linked} /> },
      { key: 'waiting', head: '個人特定へ', align: 'number', cell: (file) => <Amount value={file.waiting} /> },
      { key: 'replaced', head: '訂正', align: 'number', cell: (file) => <Amount value={file.replaced} /> },
      { key: 'cancelled', head: '取消', align: 'number', cell: (file) => <Amount value={file.cancelled} /> },
      { key: 'by', head: '取り込んだ人', isSource: true, cell: (file) => file.receivedByName },
    ]} empty={<p class="none">まだ取り込んでいません。列は「課税資料のCSV」（docs/returns-csv.md）にあります。</p>} />
  )
}

const stateTabs: Readonly<Record<OpenState, string>> = { waiting: '決まっていない', aside: '外に置いた', forwarded: '回送' }

/** 個人特定の作業一覧: rows that wait, those laid aside, and those sent on. */
export const openReturnsPage = page({
  name: 'tax-individual.open-returns', path: 'tax-individual/returns/open', query: listOpenReturns,
  input: (request) => ({ fiscalYear: yearOfRequest(request), state: request.query.get('state') ?? 'waiting', after: request.query.get('after') ?? null }),
  frame: () => ({ title: '個人特定', keys: [{ key: 'F2', does: '検索' }, { key: '↑↓', does: '行' }, { key: 'Enter', does: '開く' }] }),
  view: (value, state) => <OpenList value={value} state={state} />,
})

function OpenList({ value, state }: { value: OpenView; state: ViewState }) {
  const { link } = state.request
  const base = `${state.action}?year=${value.fiscalYear}`
  return (
    <>
      <Head title="個人特定" note={`${value.fiscalYearText}　だれの資料か、機械では決められなかった行`} right={<>{value.state === 'forwarded' ? <><LinkButton size="small" letter="C" href={link(`files/forwarded-returns/${value.fiscalYear}/all/csv`)}>CSV</LinkButton> </> : null}<LinkButton size="small" keys="TO" href={link(`tax-individual/returns?year=${value.fiscalYear}`)}>課税資料の取込み</LinkButton></>} />
      <OneColumn>
        <Tabs label="個人特定の状態" tabs={(Object.keys(stateTabs) as OpenState[]).map((one) => ({ label: stateTabs[one], href: `${base}&state=${one}`, count: value.counts[one], isCurrent: value.state === one }))} />
        <Table caption={stateTabs[value.state]} isCaptionHidden isList rows={value.items} columns={[
          { key: 'name', head: '氏名', isRowHead: true, cell: (row) => <a href={link(`tax-individual/returns/row/${row.rowId}`)}>{row.name}</a> },
          { key: 'birth', head: '生年月日', isUnbroken: true, cell: (row) => (row.birthOn === null ? '' : printDate(plainDate(row.birthOn), 'short')) },
          { key: 'kind', head: '資料', cell: (row) => row.title }, { key: 'payer', head: '支払者', cell: (row) => row.payer ?? '' },
          { key: 'amount', head: '額', align: 'number', cell: (row) => <Amount value={row.amount} /> },
          { key: 'candidates', head: '合う人', align: 'number', cell: (row) => `${row.candidateIds.length}人` },
          { key: 'why', head: value.state === 'waiting' ? '決まらない理由' : '決めたこと', cell: (row) => decidedWords(row) },
        ]} paging={value.next === null ? undefined : { shown: `${value.items.length}件`, next: `${base}&state=${value.state}&after=${value.next}` }} empty={<p class="none">{value.state === 'waiting' ? '残りはありません。' : '当てはまる行はありません。'}</p>} />
      </OneColumn>
    </>
  )
}

function decidedWords(row: OpenRow): string {
  if (row.state === 'forwarded') return `${row.forwardedTo ?? ''}へ　${row.reason ?? ''}`
  return row.state === 'aside' ? (row.reason ?? '') : reasonTitles[row.why]
}

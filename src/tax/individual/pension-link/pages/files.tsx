import type { Instant } from '../../../../kernel/plain-date.ts'
import { amountText, yenText } from '../../../../kernel/text.ts'
import { printDate } from '../../../../kernel/wareki.ts'
import { townDay } from '../../../../platform/clock/index.ts'
import { act, Amount, CommandBar, CommandForm, Done, ErrorSummary, formFields, Head, LinkButton, Message, page, Section, Split, Table, type PageRequest, type ViewState } from '../../../../platform/screen/index.ts'
import { yearOfRequest } from '../../pages/person-band.tsx'
import { requestPensionDeductions, takePensionFile } from '../commands.ts'
import { listPensionFiles, type PensionList } from '../queries.ts'

/** 年金特徴のファイル: what payers of pensions say goes in as a whole; what they are asked for is made from the decisions. */
export const pensionFilesPage = page({
  name: 'tax-individual.pension-files', path: 'tax-individual/pension-files', query: listPensionFiles, input: (request) => ({ fiscalYear: yearOfRequest(request) }),
  frame: () => ({ title: '年金からの特別徴収', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: 'Ctrl+Enter', does: '取り込む' }] }),
  view: (value, state) => <PensionFiles value={value} state={state} />,
  acts: {
    take: act({ command: takePensionFile, input: ({ form }) => { const file = form.file('file'); return { fileBase64: file ? Buffer.from(file.bytes).toString('base64') : '' } } }),
    request: act({ command: requestPensionDeductions, input: (request: PageRequest) => ({ payerId: request.form.get('payerId') ?? '', fiscalYear: yearOfRequest(request) }) }),
  },
})

function PensionFiles({ value, state }: { value: PensionList; state: ViewState }) {
  const { link, actor } = state.request
  return (
    <>
      <Head title="年金からの特別徴収" note={`${value.fiscalYearText}　年金保険者とやりとりするファイル`} right={<a href={link('tax-individual')}>個人住民税</a>} />
      <Split sideLabel="ファイルを取り込む" side={actor.permissions.has('tax-individual.write') ? <TakeFile state={state} /> : <p class="sub">取り込むには、課税の入力の役割が要ります。</p>}>
        <Faults state={state} />
        <Outcome state={state} />
        <Section title="年金保険者">
          <Table caption="年金保険者" isCaptionHidden rows={value.payers} empty="対象者の通知を、まだ取り込んでいません。" columns={[
            { key: 'name', head: '名称', isRowHead: true, cell: (one) => one.name }, { key: 'number', head: '指定番号', isUnbroken: true, cell: (one) => one.number }, { key: 'entries', head: '対象者', align: 'number', cell: (one) => amountText(one.entries) },
            { key: 'unknown', head: '該当なし', align: 'number', cell: (one) => amountText(one.unknown) }, { key: 'taken', head: '引いている人', align: 'number', cell: (one) => amountText(one.taken) }, { key: 'refused', head: '受け付けなかった依頼', align: 'number', cell: (one) => amountText(one.refused) },
            { key: 'ask', head: '依頼', cell: (one) => (actor.permissions.has('tax-individual.approve') ? <CommandForm id={`form-${one.payerId}`} action={state.action} act="request" idempotencyKey={state.idempotencyKey} hidden={{ year: String(value.fiscalYear), payerId: one.payerId }}><button class="btn xs" type="submit">依頼のファイルを作る</button></CommandForm> : '') },
          ]} />
        </Section>
        <Section title="ファイル" note="新しい順、50件まで">
          <Table caption="ファイル" isCaptionHidden density="tight" rows={value.files} empty="まだありません。" columns={[
            { key: 'at', head: '日', isRowHead: true, isUnbroken: true, cell: (one) => printDate(townDay(one.recordedAt as Instant), 'short') }, { key: 'direction', head: '向き', cell: (one) => (one.direction === 'in' ? '受け取った通知' : '渡す依頼') }, { key: 'payer', head: '相手', cell: (one) => one.payer },
            { key: 'rows', head: '件数', align: 'number', cell: (one) => amountText(one.rows) }, { key: 'amount', head: '依頼の額', align: 'number', cell: (one) => (one.direction === 'out' ? <Amount value={one.amount} /> : '') },
            { key: 'file', head: '取り出す', cell: (one) => (one.direction === 'out' && actor.permissions.has('tax-individual.issue') ? <><LinkButton size="small" href={link(`files/pension-requests/${one.fileId}/all/csv`)}>CSV</LinkButton> <LinkButton size="small" href={link(`files/pension-requests/${one.fileId}/all/sjis`)}>CSV（Shift_JIS）</LinkButton></> : '') },
            { key: 'by', head: '職員', isSource: true, cell: (one) => one.recordedByName },
          ]} />
        </Section>
      </Split>
    </>
  )
}

function TakeFile({ state }: { state: ViewState }) {
  return (
    <form method="post" action={state.action} enctype="multipart/form-data" novalidate autocomplete="off">
      <input type="hidden" name={formFields.act} value="take" /><input type="hidden" name={formFields.key} value={state.idempotencyKey} />
      <Section title="ファイルを取り込む">
        <div class="rowf"><label for="f-fileBase64">ファイル<span class="req"><span aria-hidden="true">※</span><span class="vh">（必ず選ぶ）</span></span></label><div class="ctl"><input class="in-t w100" type="file" id="f-fileBase64" name="file" accept=".csv,.xlsx" /></div></div>
        <p class="hint">対象者、依頼結果、停止の通知。列は docs/pension-csv.md にあります。徴収の結果は、収納の「納付のチャネル」で取り込みます。</p>
      </Section>
      <CommandBar command="取り込む" note="一か所でも直すところがあれば、ファイルごと断ります。" />
    </form>
  )
}

/** Faults of a refused file, each with its line and column. */
function Faults({ state }: { state: ViewState }) {
  const byLine = state.refusals.filter((refusal) => refusal.line !== null)
  if (byLine.length === 0) return <ErrorSummary refusals={state.refusals} before="続ける前に" isFocused={state.refusals.length > 0} />
  return (
    <Message kind="error" title={`取り込みませんでした。直すところが ${byLine.length}つあります`} id="refusals">
      <Table caption="直すところ" isCaptionHidden density="tight" rows={byLine} columns={[
        { key: 'line', head: '行', align: 'number', isRowHead: true, cell: (refusal) => `${refusal.line}` }, { key: 'column', head: '列', isUnbroken: true, cell: (refusal) => refusal.field ?? '' },
        { key: 'what', head: '何が', cell: (refusal) => refusal.message }, { key: 'does', head: '次にすること', cell: (refusal) => refusal.remedy },
      ]} />
    </Message>
  )
}

function Outcome({ state }: { state: ViewState }) {
  const done = state.carriedOut
  if (done?.command === takePensionFile.name) {
    const taken = done.value as { lines: number; entries: number; found: number; results: number; refused: number; stops: number }
    return <Done title={`${amountText(taken.lines)}行を取り込みました`}>対象者 {amountText(taken.entries)}人（うち住民 {amountText(taken.found)}人）、依頼の結果 {amountText(taken.results)}件（受付けなし {amountText(taken.refused)}件）、停止 {amountText(taken.stops)}件。停止と受付けなしは、異動の一覧で決裁すると、残りを納期に分けます。</Done>
  }
  if (done?.command === requestPensionDeductions.name) {
    const made = done.value as { start: number; change: number; stop: number; none: number; amount: number }
    return <Done title={`依頼のファイルを作りました　${yenText(made.amount)}`}>開始 {amountText(made.start)}人、変更 {amountText(made.change)}人、中止 {amountText(made.stop)}人、対象外 {amountText(made.none)}人。下の表から取り出します。</Done>
  }
  return <></>
}

import { amountText, yenText } from '../../kernel/text.ts'
import { act, Amount, BatchProgress, Case, Chip, CommandBar, Decision, Done, ErrorSummary, Facts, formFields, Head, Message, page, type PageRequest, Section, Split, Table, Task, type ViewState, Who } from '../../platform/screen/index.ts'
import { findProfile } from '../channels/profiles.ts'
import { cancelPayment, confirmPayment, loadPaymentFile } from '../commands.ts'
import { type Desk, type FileState, type FileValue, showDesk, showPaymentFile } from '../queries.ts'
import { linesOfPage } from '../payments.ts'
import { SmallForm, SmallText, UploadForm } from './small-form.tsx'
import { doneText, exceptionWords, momentText, outcomeWords, shortDate } from './words.ts'

const layoutWords: Readonly<Record<string, string>> = { csv13: '13列のCSV', fixed120: '120バイト固定長' }

/** The layout of a file in words: that of a channel by its title. */
function layoutText(layout: string): string {
  return layoutWords[layout] ?? findProfile(layout)?.title ?? layout
}

/** Files of the collection agent: take one in, see how far each is — 納付のファイル. */
export const paymentFilesPage = page({
  name: 'collection.payment-files', path: 'collection/payment-files', query: showDesk, input: () => ({}),
  frame: () => ({ title: '納付のファイル', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: 'Ctrl+Enter', does: 'ファイルを受け取る' }] }),
  view: (value, state) => <FilesView desk={value} state={state} />,
  acts: { load: act({ command: loadPaymentFile, input: fileInput }) },
})

function fileInput({ form }: PageRequest): unknown {
  const file = form.file('file')
  return { content: file ? Buffer.from(file.bytes).toString('base64') : '' }
}

function FilesView({ desk, state }: { desk: Desk; state: ViewState }) {
  return (
    <>
      <Head title="納付のファイル" note="収納代行から届いた速報・確報・取消しを消し込みます" />
      <Split sideLabel="ファイルを受け取る" side={<TakeFile state={state} />}>
        <RefusedFile state={state} />
        <TakenFile state={state} />
        <Section title="受け取ったファイル"><FileList files={desk.files} state={state} /></Section>
      </Split>
    </>
  )
}

function TakeFile({ state }: { state: ViewState }) {
  return (
    <UploadForm act="load" state={state}>
      <Section title="ファイルを受け取る">
        <div class="rowf"><label for="f-content">ファイル<span class="req"><span aria-hidden="true">※</span><span class="vh">（必ず選ぶ）</span></span></label><div class="ctl"><input class="in-t w100" type="file" id="f-content" name="file" accept=".csv,.txt,.dat" /></div></div>
        <p class="hint">13列のCSVか120バイト固定長。文字は Shift_JIS か UTF-8。</p>
      </Section>
      <CommandBar command="受け取る" note="一行でも読めなければ、ファイルごと断ります。同じファイルは二度受け取りません。" />
    </UploadForm>
  )
}

function TakenFile({ state }: { state: ViewState }) {
  const done = state.carriedOut
  if (!done) return <></>
  const value = done.value as { fileId: string; lines: number; amount: number }
  return (
    <Done title={`${amountText(value.lines)}件 ${yenText(value.amount)} のファイルを受け取りました（${momentText(done.at)}）`} links={[{ label: '消込の進みを見る', href: state.request.link(`collection/payment-files/${value.fileId}`) }]}>
      消込は続けて行います。この画面を閉じても進みます。
    </Done>
  )
}

/** Line faults of a refused file, each with its line and column. */
function RefusedFile({ state }: { state: ViewState }) {
  const byLine = state.refusals.filter((refusal) => refusal.line !== null)
  if (byLine.length === 0) return <ErrorSummary refusals={state.refusals} before="受け取れません。" isFocused={state.refusals.length > 0} />
  return (
    <Message kind="error" title={`ファイルを受け取りませんでした。直すところが ${byLine.length}つあります`} id="refusals">
      <p>何も消し込んでいません。</p>
      <Table caption="直すところ" isCaptionHidden density="tight" rows={byLine} columns={[
        { key: 'line', head: '行', align: 'number', isRowHead: true, cell: (refusal) => `${refusal.line}` },
        { key: 'what', head: '何が', cell: (refusal) => refusal.message },
        { key: 'does', head: '次にすること', cell: (refusal) => refusal.remedy },
      ]} />
    </Message>
  )
}

function FileList({ files, state }: { files: readonly FileState[]; state: ViewState }) {
  return (
    <Table caption="受け取ったファイル" isCaptionHidden rows={files} rowState={(file) => (file.exceptions > 0 ? 'changed' : undefined)} columns={[
      { key: 'at', head: '受け取った時', isRowHead: true, isUnbroken: true, cell: (file) => <a href={state.request.link(`collection/payment-files/${file.fileId}`)}>{momentText(file.receivedAt)}</a> },
      { key: 'layout', head: '形', cell: (file) => layoutText(file.layout) },
      { key: 'lines', head: '件数', align: 'number', cell: (file) => amountText(file.lines) },
      { key: 'amount', head: '額', align: 'number', cell: (file) => <Amount value={file.amount} /> },
      { key: 'state', head: '消込', cell: (file) => (file.posted >= file.lines ? <Chip kind="ok">済み</Chip> : <Chip>{amountText(file.posted)}／{amountText(file.lines)}件</Chip>) },
      { key: 'exceptions', head: '人が見る行', align: 'number', cell: (file) => <Amount value={file.exceptions} /> },
    ]} empty={<p class="none">ファイルはまだ受け取っていません。</p>} />
  )
}

/** One file: how far, what became of its lines, what a person has to look at. */
export const paymentFilePage = page({
  name: 'collection.payment-file', path: 'collection/payment-files/:id', query: showPaymentFile, input: (request) => ({ fileId: request.params['id'] ?? '' }),
  frame: () => ({ title: '納付のファイル', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }] }),
  view: (value, state) => <FileView file={value} state={state} />,
  acts: {
    confirm: act({ command: confirmPayment, input: byHandInput }),
    cancel: act({ command: cancelPayment, input: byHandInput }),
  },
})

function byHandInput({ form }: PageRequest): unknown {
  return { paymentId: form.get('paymentId') ?? '', reason: form.get('reason') ?? '' }
}

function FileView({ file, state }: { file: FileValue; state: ViewState }) {
  const isFinished = file.posted >= file.lines
  const pages = Math.max(1, Math.ceil(file.lines / linesOfPage))
  const donePages = isFinished ? pages : Math.floor(file.posted / linesOfPage)
  return (
    <Case decision="middle">
      <Who subject="thing" kana={isFinished ? '消込が済みました' : '消し込んでいます'} name={`納付のファイル　${momentText(file.receivedAt)}`} facts={[
        { label: '形', value: layoutText(file.layout), note: file.encoding === 'cp932' ? 'Shift_JIS' : 'UTF-8' },
        { label: '件数', value: `${amountText(file.lines)}件` }, { label: '額', value: yenText(file.amount) }, { label: '人が見る行', value: `${amountText(file.exceptions)}行` },
      ]} />
      <Task title="納付のファイル" right={<a href={state.request.link('collection/payment-files')}>一覧へ</a>} />
      <Facts heading="消込の進み">
        <ErrorSummary refusals={state.refusals} before="決める前に" isFocused={state.refusals.length > 0} />
        <BatchProgress pages={Array.from({ length: pages }, (_, index) => ({ number: index + 1, state: index < donePages ? 'done' as const : 'waiting' as const }))} summary={`${amountText(file.posted)}／${amountText(file.lines)}件　1頁 ${linesOfPage}件`} />
        <Section title="行ごとの結果"><Table caption="行ごとの結果" isCaptionHidden density="tight" rows={file.outcomes} columns={[
          { key: 'outcome', head: '結果', isRowHead: true, cell: (row) => outcomeWords[row.outcome as keyof typeof outcomeWords] },
          { key: 'lines', head: '件数', align: 'number', cell: (row) => amountText(row.lines) },
          { key: 'amount', head: '額', align: 'number', cell: (row) => <Amount value={row.amount} /> },
        ]} empty={<p class="none">まだ一行も消し込んでいません。開き直すと進みが新しくなります。</p>} /></Section>
      </Facts>
      <Decision heading="人が見る行" isHeadingShown note={`${amountText(file.exceptions)}行`}>
        {state.carriedOut ? <Done title={doneText(state.carriedOut)} /> : null}
        <Exceptions file={file} state={state} />
      </Decision>
    </Case>
  )
}

function Exceptions({ file, state }: { file: FileValue; state: ViewState }) {
  if (file.exceptionLines.length === 0) return <p class="none">人が見る行はありません。</p>
  return <>{file.exceptionLines.map((line) => {
    const words = exceptionWords[line.exception as keyof typeof exceptionWords]
    return (
      <Section title={`${line.lineNo}行目　${words.what}`} note={`${shortDate(line.paidOn)}　${yenText(line.amount)}`} level={3}>
        <p>{words.does}</p><p class="sub">{line.code}</p>
        {line.paymentId && line.outcome === 'preliminary' ? <ByHand paymentId={line.paymentId} state={state} /> : null}
      </Section>
    )
  })}</>
}

function ByHand({ paymentId, state }: { paymentId: string; state: ViewState }) {
  const form = { state, hidden: { paymentId } }
  return (
    <SmallForm {...form}>
      <SmallText of={form} name="reason" label="理由" width={12} maxLength={200} />
      <div class="cmd"><button class="btn xs" type="submit" name={formFields.act} value="confirm">確定する</button><button class="btn xs" type="submit" name={formFields.act} value="cancel">取り消す</button></div>
    </SmallForm>
  )
}

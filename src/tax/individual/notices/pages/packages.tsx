import type { Child } from 'hono/jsx'
import { plainDate } from '../../../../kernel/plain-date.ts'
import { amountText, yenText } from '../../../../kernel/text.ts'
import { printDate } from '../../../../kernel/wareki.ts'
import {
  act, Amount, Case, Chip, CommandBar, CommandForm, DateField, Decision, Done, Empty, ErrorSummary, Facts, Head, LinkButton, page, Rows, Section, Split, Stats, Table, Task, TextField, Who, type PageRequest, type ViewState,
} from '../../../../platform/screen/index.ts'
import { doorsOf } from '../../../../platform/job/commands.ts'
import { yearOfRequest } from '../../pages/person-band.tsx'
import { typedDate } from '../../returns/pages/payers.tsx'
import { asideWords, employeeSheetsTitles } from '../model.ts'
import { issueNoticePiece, withdrawNoticePackage } from '../package-commands.ts'
import { listNoticePackages, partsInBundle, piecesInList, showNoticePackage, type PackagesView, type PackageSummary, type PackageView } from '../package-queries.ts'
import { noticePackage } from '../print-run.ts'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }]

/** 納税通知書の一括印刷: packages of a year, and the form for the next. */
export const packagesPage = page({
  name: 'tax-individual.packages', path: 'tax-individual/notices', query: listNoticePackages, input: (request) => ({ fiscalYear: yearOfRequest(request), kind: 'persons' as const }),
  frame: () => ({ title: '納税通知書の一括印刷', keys: [...keys, { key: 'Ctrl+Enter', does: '集め始める' }] }),
  view: (value, state) => <PackagesList value={value} state={state} />,
  acts: { open: act({ command: doorsOf(noticePackage).open, input: readPackage, after: ({ runId }) => `tax-individual/runs/notice-package/${runId}` }) },
})

/** What a form for a package has in common. */
export function readPackage(request: PageRequest): { readonly fiscalYear: number; readonly issuedOn: unknown; readonly trial: number | null } {
  const { form } = request
  const trial = (form.get('trial') ?? '').normalize('NFKC').trim()
  return { fiscalYear: yearOfRequest(request), issuedOn: typedDate(form.get('issuedOn')), trial: trial === '' ? null : Number(trial) }
}

const stateWords: Readonly<Record<string, string>> = {
  running: '集めています', checked: '決裁を待っています', approved: '決裁しました', posting: 'PDFを作っています', posted: '刷れます', cancelled: '取りやめました', failed: '止まりました',
}

function StateChip({ one }: { one: Pick<PackageSummary, 'state' | 'withdrawnAt'> }) {
  if (one.withdrawnAt !== null) return <Chip>取り下げました</Chip>
  if (one.state === 'posted') return <Chip kind="ok">刷れます</Chip>
  return one.state === 'failed' ? <Chip kind="alert">止まりました</Chip> : <Chip kind="info">{stateWords[one.state] ?? one.state}</Chip>
}

function PackagesList({ value, state }: { value: PackagesView; state: ViewState }) {
  return <Packages value={value} state={state} title="納税通知書の一括印刷" note="普通徴収の通知書を、納付書と一組にして郵便番号順に刷ります" unsent={`${amountText(value.unsent.persons)}人`} form={<PackageForm value={value} state={state} />} />
}

/** Packages of a year with the form for the next, whoever they go to. */
export function Packages({ value, state, title, note, unsent, form }: { value: PackagesView; state: ViewState; title: string; note: string; unsent: string; form: Child }) {
  const { link, actor } = state.request
  const unit = value.kind === 'payers' ? '者' : '件'
  return (
    <>
      <Head title={title} note={`${value.fiscalYearText}　${note}`} right={<a href={link('tax-individual')}>個人住民税</a>} />
      <Split sideLabel="新しく刷る" side={actor.permissions.has('tax-individual.issue') ? form : <p class="sub">刷り始めるには、「納税通知書を出す」の役割が要ります。</p>}>
        <div class="sect"><Stats figures={[{ label: value.kind === 'payers' ? 'まだ通知していない会社' : 'まだ送っていない決定', value: unsent }, { label: 'その税額', value: yenText(value.unsent.tax) }]} /></div>
        <Table<PackageSummary> caption="一括印刷" captionNote="新しい順、20件まで" isList rows={value.items} empty={<Empty title="まだ刷っていません。" looked="右の欄で、通知書に載せる日を入れて始めます。" />} columns={[
          { key: 'day', head: '通知書の日付', isRowHead: true, isUnbroken: true, cell: (one) => <a href={link(`tax-individual/notices/${one.runId}`)}>{printDate(plainDate(one.issuedOn), 'short')}</a> },
          { key: 'kind', head: '種類', cell: (one) => (one.trial === null ? '本番' : `試し刷り（${amountText(one.trial)}${unit}まで）`) },
          { key: 'state', head: '状態', isUnbroken: true, cell: (one) => <StateChip one={one} /> },
          { key: 'pieces', head: value.kind === 'payers' ? '会社' : '封筒', align: 'number', cell: (one) => amountText(one.ready) }, { key: 'aside', head: '抜いた', align: 'number', cell: (one) => amountText(one.aside) },
          { key: 'parts', head: 'ファイル', align: 'number', cell: (one) => amountText(one.parts) }, { key: 'tax', head: '税額', align: 'number', cell: (one) => <Amount value={one.tax} /> },
        ]} />
      </Split>
    </>
  )
}

function PackageForm({ value, state }: { value: PackagesView; state: ViewState }) {
  const { form, refusals } = state
  return (
    <CommandForm action={state.action} act="open" idempotencyKey={state.idempotencyKey} hidden={{ year: String(value.fiscalYear) }}>
      <h2>新しく刷る</h2>
      <ErrorSummary refusals={refusals} before="始める前に" isFocused={refusals.length > 0} />
      <Rows>
        <DateField name="issuedOn" label="通知書に載せる日" value={form.get('issuedOn') ?? printDate(state.request.today, 'letter')} need="required" refusals={refusals} />
        <TextField name="trial" label="試し刷りの件数" value={form.get('trial')} need="optional" isNumber width={6} unit="件" refusals={refusals} hint="入れると、その件数だけを刷り、送ったことにはしません" />
      </Rows>
      <CommandBar command="集め始める" note="決裁までは、何も刷りません。支援措置と返戻の人は、いつも別に置きます。" />
    </CommandForm>
  )
}

/** 一つの一括印刷: the sheet of counts, the files, and who was taken out. */
export const packagePage = page({
  name: 'tax-individual.package', path: 'tax-individual/notices/:id', query: showNoticePackage, input: ({ params }) => ({ runId: params['id'] ?? '' }),
  frame: (value) => ({ title: value.kind === 'payers' ? '特別徴収の通知書の一括印刷' : '納税通知書の一括印刷', keys: [...keys, { key: 'Ctrl+P', does: '件数表を刷る' }] }),
  view: (value, state) => <PackageCase value={value} state={state} />,
  acts: {
    piece: act({ command: issueNoticePiece, input: ({ params, form }) => ({ runId: params['id'] ?? '', personId: form.get('personId') ?? '' }) }),
    withdraw: act({ command: withdrawNoticePackage, input: ({ params, form }) => ({ runId: params['id'] ?? '', reason: form.get('reason') ?? '' }) }),
  },
})

function PackageCase({ value, state }: { value: PackageView; state: ViewState }) {
  const { link } = state.request
  return (
    <Case decision="middle">
      <Who subject="thing" kana={value.trial === null ? '本番' : '試し刷り'} name={`${value.fiscalYearText}　${value.kind === 'payers' ? '特別徴収の通知書' : '納税通知書'}`} facts={[
        ...(value.employeeSheets === null ? [] : [{ label: '納税義務者用', value: employeeSheetsTitles[value.employeeSheets] }]),
        { label: '日付', value: printDate(plainDate(value.issuedOn)) }, { label: '状態', value: <StateChip one={value} /> },
        { label: '封筒', value: `${amountText(value.ready)}通` }, { label: '抜いた', value: `${amountText(value.aside)}通` }, { label: '税額', value: yenText(value.tax) },
      ]} />
      <Task title={value.kind === 'payers' ? '特別徴収の通知書の一括印刷' : '納税通知書の一括印刷'} right={<><a href={link(`tax-individual/runs/${value.kind === 'payers' ? 'payer-notice-package' : 'notice-package'}/${value.runId}`)}>進みと決裁</a>　<a href={link(`tax-individual/${value.kind === 'payers' ? 'collector-notices' : 'notices'}?year=${value.fiscalYear}`)}>一覧へ</a></>} />
      <Facts heading="件数表とファイル">
        <CountSheet value={value} state={state} />
        <Asides value={value} state={state} />
      </Facts>
      <PackageDecision value={value} state={state} />
    </Case>
  )
}

/** 件数表: what the printer gets, file by file; the sum is the package. */
function CountSheet({ value, state }: { value: PackageView; state: ViewState }) {
  const { link } = state.request
  const sum = (pick: (one: PackageView['files'][number]) => number): number => value.files.reduce((total, one) => total + pick(one), 0)
  const mayOpen = value.mayTake && value.withdrawnAt === null
  return (
    <Section title="件数表" note={value.files.length === 0 ? '決裁のあとで、ファイルができます' : undefined}>
      <Table caption="件数表" isCaptionHidden density="tight" rows={value.files} columns={[
        { key: 'part', head: 'ファイル', isRowHead: true, cell: (one) => (mayOpen ? <a href={link(`pictures/notice-part/${value.runId}_${one.partNo}`)}>{`PDF ${one.partNo}`}</a> : `PDF ${one.partNo}`) },
        { key: 'first', head: '初めの番号', align: 'number', cell: (one) => amountText(one.firstNo) }, { key: 'last', head: '終わりの番号', align: 'number', cell: (one) => amountText(one.lastNo) },
        { key: 'pieces', head: '封筒', align: 'number', cell: (one) => amountText(one.pieces) }, { key: 'pages', head: '紙', align: 'number', cell: (one) => amountText(one.pages) },
        { key: 'tax', head: '税額', align: 'number', cell: (one) => <Amount value={one.annualTax} /> }, { key: 'digest', head: '照合値', isSource: true, cell: (one) => one.digest },
      ]} totals={value.files.length === 0 ? [] : [{ kind: 'total', label: '計', cells: { pieces: amountText(sum((one) => one.pieces)), pages: amountText(sum((one) => one.pages)), tax: <Amount value={sum((one) => one.annualTax)} /> } }]} empty="まだファイルがありません。" />
      {mayOpen && value.files.length > 1 ? <p>まとめて取り出す（ZIP）　{bundlesOf(value).map(({ bundleNo, title }) => <> <a class="btn xs" download={`notices-${value.fiscalYear}-${bundleNo}.zip`} href={link(`pictures/notice-bundle/${value.runId}_${bundleNo}`)}>{title}</a></>)}</p> : null}
      {mayOpen && value.printed > 0 ? <p>封入の照合表　{Array.from({ length: Math.ceil(value.printed / piecesInList) }, (_, index) => <> <LinkButton size="small" href={link(`files/notice-pieces/${value.runId}/${index + 1}/csv`)}>CSV</LinkButton> <LinkButton size="small" href={link(`files/notice-pieces/${value.runId}/${index + 1}/sjis`)}>CSV（Shift_JIS）</LinkButton></>)}</p> : null}
    </Section>
  )
}

/** What is taken together: `PDF 1〜10`. */
function bundlesOf({ files }: PackageView): readonly { readonly bundleNo: number; readonly title: string }[] {
  return Array.from({ length: Math.ceil(files.length / partsInBundle) }, (_, index) => {
    const [first, last] = [files[index * partsInBundle]!, files[Math.min(files.length, (index + 1) * partsInBundle) - 1]!]
    return { bundleNo: index + 1, title: first === last ? `PDF ${first.partNo}` : `PDF ${first.partNo}〜${last.partNo}` }
  })
}

function Asides({ value, state }: { value: PackageView; state: ViewState }) {
  const { link } = state.request
  const words = value.kind === 'payers' ? { who: '会社', unit: '者', number: '指定番号', path: 'collector' } : { who: '人', unit: '人', number: '宛名番号', path: 'person' }
  return (
    <Section title={`抜いた${words.who}（引抜き）`} note={`${amountText(value.aside)}${words.unit}${value.aside > value.asides.length ? `。${amountText(value.asides.length)}${words.unit}まで出しています` : ''}`}>
      <Table caption={`抜いた${words.who}`} isCaptionHidden density="tight" isList rows={value.asides} columns={[
        { key: 'name', head: '氏名・名称', isRowHead: true, cell: (one) => <a href={link(`tax-individual/${words.path}/${one.subjectId}?year=${value.fiscalYear}`)}>{one.name ?? '（住民記録にない人）'}</a> },
        { key: 'number', head: words.number, isUnbroken: true, cell: (one) => one.number ?? '' },
        { key: 'reason', head: '理由', cell: (one) => `${asideWords[one.reason].reason}${one.characters === null ? '' : `　${one.characters}`}${one.pieceNo === null ? '' : `　欠番 ${amountText(one.pieceNo)}`}` },
        { key: 'remedy', head: '次にすること', cell: (one) => asideWords[one.reason].remedy },
        ...(value.kind === 'payers' ? [] : [{ key: 'print', head: '刷る', cell: (one: PackageView['asides'][number]) => (value.mayTake && one.reason !== 'changed' ? <PrintOne value={value} state={state} personId={one.subjectId} words="この1件を刷る" /> : '') }]),
      ]} empty={`抜いた${words.who}はありません。`} />
    </Section>
  )
}

function PrintOne({ value, state, personId, words }: { value: PackageView; state: ViewState; personId: string; words: string }) {
  return <CommandForm id={`piece-${value.runId}-${personId}`} action={state.action} act="piece" idempotencyKey={`${state.idempotencyKey}`} hidden={{ personId }}><button class="btn xs" type="submit">{words}</button></CommandForm>
}

function PackageDecision({ value, state }: { value: PackageView; state: ViewState }) {
  const printed = state.carriedOut?.command === issueNoticePiece.name ? state.carriedOut.value as { documentId: string } : undefined
  return (
    <Decision heading="刷ったもの" isHeadingShown>
      <ErrorSummary refusals={state.refusals} before="続ける前に" isFocused={state.refusals.length > 0} />
      {printed === undefined ? null : <Done title="1件を刷りました" links={[{ label: '開く（PDF）', href: state.request.link(`documents/${printed.documentId}`) }]}>送ったことにしました。</Done>}
      {value.withdrawnAt === null ? null : <p>取り下げました（{value.withdrawnByName ?? ''}）　理由　{value.withdrawnReason ?? ''}</p>}
      {value.state === 'posted' && value.withdrawnAt === null && value.mayTake ? (
        <CommandForm id="form-withdraw" action={state.action} act="withdraw" idempotencyKey={state.idempotencyKey}>
          <Section title="送らないことにする" note="入っている決定は、次の一括印刷でもう一度刷ります">
            <TextField name="reason" label="理由" value={state.form.get('reason')} need="required" width="full" maxLength={200} refusals={state.refusals} />
            <p><button class="btn" type="submit">この一括印刷を取り下げる</button></p>
          </Section>
        </CommandForm>
      ) : <CommandBar note={value.state === 'posted' ? '刷った紙は、件数表と照らしてから封入します。' : '進みと決裁は、上のリンクから開きます。'} />}
    </Decision>
  )
}

import { plainDate } from '../../../kernel/plain-date.ts'
import { amountText, yenText } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { act, Amount, Case, CommandForm, Decision, Done, ErrorSummary, Facts, LinkButton, page, Rows, Section, Table, Task, TextField, type ViewState, Who } from '../../../platform/screen/index.ts'
import { issueLetterPiece, withdrawLetterPackage } from '../../late/letter-commands.ts'
import { FoldForm } from '../../pages/small-form.tsx'
import { asideWords, isPrintedAlone, packageKinds } from '../model.ts'
import { type PackageView, showLetterPackage } from '../queries.ts'
import { StateChip } from './state-chip.tsx'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }]

/** One package: the sheet of counts, the files, and what was taken out — 一つの一括印刷. */
export const letterPackagePage = page({
  name: 'collection.letter-package', path: 'collection/letter-package/:id', query: showLetterPackage, input: ({ params }) => ({ runId: params['id'] ?? '' }),
  frame: () => ({ title: '一括印刷の件数表', keys: [...keys, { key: 'Ctrl+P', does: '件数表を刷る' }] }),
  view: (value, state) => <PackageCase value={value} state={state} />,
  acts: {
    piece: act({ command: issueLetterPiece, input: ({ params, form }) => ({ runId: params['id'] ?? '', pieceId: form.get('pieceId') ?? '' }) }),
    withdraw: act({ command: withdrawLetterPackage, input: ({ params, form }) => ({ runId: params['id'] ?? '', reason: form.get('reason') ?? '' }) }),
  },
})

const isAboutDebts = (kind: PackageView['kind']): boolean => kind === 'demand' || kind === 'reminder'
const listPath = (kind: PackageView['kind']): string => (isAboutDebts(kind) ? `collection/letters/${kind}` : 'collection/packages')
const payerPath = (kind: PackageView['kind'], partyId: string): string => `collection/${isAboutDebts(kind) ? 'debtor' : 'account'}/${partyId}`
const debtWords: Partial<Record<PackageView['kind'], string>> = { demand: '未納の税額', reminder: '未納の額', slips: '未納の税額' }
const amountWords = (kind: PackageView['kind']): string => debtWords[kind] ?? '額'

interface PackageProps { readonly value: PackageView; readonly state: ViewState }

function PackageCase({ value, state }: PackageProps) {
  const { link } = state.request
  return (
    <Case decision="middle">
      <Who subject="thing" kana="一括印刷" name={packageKinds[value.kind].title} facts={[
        { label: '日付', value: printDate(plainDate(value.issuedOn)) }, { label: '状態', value: <StateChip one={value} /> }, { label: '封筒', value: `${amountText(value.ready)}通` }, { label: '抜いた', value: `${amountText(value.aside)}通` }, { label: amountWords(value.kind), value: yenText(value.amount) },
      ]} />
      <Task title={`${packageKinds[value.kind].title}の一括印刷`} right={<><a href={link(`collection/runs/${value.kind}-package/${value.runId}`)}>進みと決裁</a>　<a href={link(listPath(value.kind))}>一覧へ</a></>} />
      <Facts heading="件数表とファイル">
        <CountSheet value={value} state={state} />
        {value.paidSince.length > 0 ? <Section title="郵便に出す前に抜く封筒" note="刷ったあとで完納されました">
          <Table caption="抜く封筒" isCaptionHidden density="tight" rows={value.paidSince} columns={[{ key: 'no', head: '通し番号', isRowHead: true, align: 'number', cell: (one) => amountText(one.pieceNo) }, { key: 'part', head: 'ファイル', align: 'number', cell: (one) => one.partNo }, { key: 'letter', head: '発付番号', cell: (one) => one.letterNo }]} />
          {value.kind === 'demand' ? <p class="sub">督促状は、「督促」の画面で発付番号を入れて取り消します。</p> : null}
        </Section> : null}
        <Asides value={value} state={state} />
        {value.withoutBars.length > 0 ? <WithoutBars value={value} state={state} /> : null}
      </Facts>
      <PackageDecision value={value} state={state} />
    </Case>
  )
}

/** 件数表: what the printer gets, file by file; the sum is the package. */
function CountSheet({ value, state }: PackageProps) {
  const { link } = state.request
  const sum = (pick: (one: PackageView['files'][number]) => number): number => value.files.reduce((total, one) => total + pick(one), 0)
  const mayOpen = value.mayTake && value.withdrawnAt === null
  return (
    <Section title="件数表" note={value.files.length === 0 ? '決裁のあとで、ファイルができます' : undefined}>
      <Table caption="件数表" isCaptionHidden density="tight" rows={value.files} columns={[
        { key: 'part', head: 'ファイル', isRowHead: true, cell: (one) => (mayOpen ? <a href={link(`pictures/letter-part/${value.runId}_${one.partNo}`)}>{`PDF ${one.partNo}`}</a> : `PDF ${one.partNo}`) },
        { key: 'first', head: '初めの番号', align: 'number', cell: (one) => amountText(one.firstNo) }, { key: 'last', head: '終わりの番号', align: 'number', cell: (one) => amountText(one.lastNo) },
        { key: 'pieces', head: '封筒', align: 'number', cell: (one) => amountText(one.pieces) }, { key: 'pages', head: '紙', align: 'number', cell: (one) => amountText(one.pages) },
        { key: 'amount', head: amountWords(value.kind), align: 'number', cell: (one) => <Amount value={one.amount} /> }, { key: 'digest', head: '照合値', isSource: true, cell: (one) => one.digest },
      ]} totals={value.files.length === 0 ? [] : [{ kind: 'total', label: '計', cells: { pieces: amountText(sum((one) => one.pieces)), pages: amountText(sum((one) => one.pages)), amount: <Amount value={sum((one) => one.amount)} /> } }]} empty="まだファイルがありません。" />
      {mayOpen && value.printed > 0 ? <p>封入の照合表　<LinkButton size="small" href={link(`files/letter-pieces/${value.runId}/1/csv`)}>CSV</LinkButton> <LinkButton size="small" href={link(`files/letter-pieces/${value.runId}/1/sjis`)}>CSV（Shift_JIS）</LinkButton></p> : null}
    </Section>
  )
}

function Asides({ value, state }: PackageProps) {
  const { link } = state.request
  return (
    <Section title="抜いたもの（引抜き）" note={`${amountText(value.aside)}通${value.aside > value.asides.length ? `。${amountText(value.asides.length)}通まで出しています` : ''}`}>
      <Table caption="抜いたもの" isCaptionHidden density="tight" isList rows={value.asides} columns={[
        { key: 'name', head: '氏名', isRowHead: true, cell: (one) => <a href={link(payerPath(value.kind, one.partyId))}>{one.name}</a> }, { key: 'number', head: '宛名番号', isUnbroken: true, cell: (one) => one.number },
        { key: 'reason', head: '理由', cell: (one) => `${asideWords[one.reason].reason}${one.characters === null ? '' : `　${one.characters}`}${one.pieceNo === null ? '' : `　欠番 ${amountText(one.pieceNo)}`}` },
        { key: 'remedy', head: '次にすること', cell: (one) => asideWords[one.reason].remedy },
        { key: 'print', head: '刷る', isHeadHidden: true, cell: (one) => (value.mayTake && value.state === 'posted' && value.withdrawnAt === null && isPrintedAlone(one.reason) ? <CommandForm id={`piece-${one.pieceId}`} action={state.action} act="piece" idempotencyKey={state.idempotencyKey} hidden={{ pieceId: one.pieceId }}><button class="btn xs" type="submit">この1件を刷る</button></CommandForm> : '') },
      ]} empty="抜いたものはありません。" />
    </Section>
  )
}

/** Printed, but paid at a bank or the counter: who is to be told when they ask. */
function WithoutBars({ value, state }: PackageProps) {
  const { link } = state.request
  return (
    <Section title="コンビニで使えない納付書" note={`${amountText(value.withoutBars.length)}人。バーコードなしで刷ります`}>
      <Table caption="コンビニで使えない納付書" isCaptionHidden density="tight" isList rows={value.withoutBars} columns={[
        { key: 'name', head: '氏名', isRowHead: true, cell: (one) => <a href={link(payerPath(value.kind, one.partyId))}>{one.name}</a> }, { key: 'number', head: '宛名番号', isUnbroken: true, cell: (one) => one.number },
        { key: 'slips', head: '納付書', align: 'number', cell: (one) => amountText(one.slips) }, { key: 'amount', head: '額', align: 'number', cell: (one) => <Amount value={one.amount} /> },
      ]} />
    </Section>
  )
}

function PackageDecision({ value, state }: PackageProps) {
  const printed = state.carriedOut?.command === issueLetterPiece.name ? state.carriedOut.value as { documentId: string } : undefined
  return (
    <Decision heading="次にすること" isHeadingShown>
      <ErrorSummary refusals={state.refusals} before="続ける前に" isFocused={state.refusals.length > 0} />
      {printed === undefined ? null : <Done title="1件を刷りました" links={[{ label: '開く（PDF）', href: state.request.link(`documents/${printed.documentId}`) }]}>出したことにしました。</Done>}
      {value.withdrawnAt === null ? null : <p>取り下げました（{value.withdrawnByName ?? ''}）　理由　{value.withdrawnReason ?? ''}</p>}
      {value.withdrawnAt === null ? <p>{value.state === 'posted' ? 'PDFを刷り、紙を件数表と照らしてから封入します。抜く封筒は左の一覧にあります。' : '進みと決裁は、上の「進みと決裁」から開きます。'}</p> : null}
      {value.state === 'posted' && value.withdrawnAt === null && state.request.actor.permissions.has('collection.approve') ? <Withdrawal value={value} state={state} /> : null}
    </Decision>
  )
}

/** Nothing of it is sent: folded away, for it undoes what two officers have done. */
function Withdrawal({ value, state }: PackageProps) {
  const form = { act: 'withdraw', state }
  return (
    <FoldForm title="送らないことにする" {...form}>
      <p class="sub">入っているものは、次の一括印刷でもう一度刷ります。{value.kind === 'demand' ? '督促は取り消されます。' : ''}刷った記録は残ります。</p>
      <Rows><TextField name="reason" label="理由" value={state.form.get('reason')} need="required" width="full" maxLength={200} refusals={state.refusals} /></Rows>
      <div class="cmd"><button class="btn" type="submit">この一括印刷を取り下げる</button></div>
    </FoldForm>
  )
}

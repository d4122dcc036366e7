import { readDate } from '../../kernel/date-input.ts'
import { amountText, yenText } from '../../kernel/text.ts'
import { act, Amount, Chip, CommandBar, DateField, Done, ErrorSummary, formFields, Head, page, type PageRequest, Rows, Section, Select, Split, Table, type ViewState } from '../../platform/screen/index.ts'
import { issueRefundNotice, issueTransferReturnNotice } from '../letters/commands.ts'
import { decideRefund, openTransferRun, proposeRefund, returnTransfer, withdrawRefund } from '../refund/commands.ts'
import { listRefunds, type RefundsValue, type RefundValue } from '../refund/queries.ts'
import { besideTaxText } from '../rules/debt-part.ts'
import { letterLinks, letterPath } from './letter-links.ts'
import { FoldForm, SmallForm, SmallText } from './small-form.tsx'
import { doneText, partSuffix, shortDate } from './words.ts'

/** The work list of overpayments, from the first look to the transfer — 過誤納の処理. */
export const refundsPage = page({
  name: 'collection.refunds', path: 'collection/refunds', query: listRefunds, input: () => ({}),
  frame: () => ({ title: '過誤納の処理', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: 'Ctrl+Enter', does: '振込の依頼を作る' }] }),
  view: (value, state) => <RefundsView value={value} state={state} />,
  acts: {
    propose: act({ command: proposeRefund, input: ({ form }) => ({ chargeId: form.get('chargeId') ?? '', cause: form.get('cause') ?? '' }) }),
    decide: act({ command: decideRefund, input: ({ form }) => ({ refundId: form.get('refundId') ?? '' }) }),
    withdraw: act({ command: withdrawRefund, input: ({ form }) => ({ refundId: form.get('refundId') ?? '', reason: form.get('reason') ?? '' }) }),
    letter: act({ command: issueRefundNotice, input: ({ form }) => ({ refundId: form.get('refundId') ?? '' }) }),
    returnLetter: act({ command: issueTransferReturnNotice, input: ({ form }) => ({ runId: form.get('runId') ?? '', lineNo: Number(form.get('lineNo') ?? 0) }) }),
    transfer: act({ command: openTransferRun, input: (request) => ({ transferOn: dayOf(request, 'transferOn'), bankCode: request.form.get('bankCode') ?? '' }) }),
    returned: act({ command: returnTransfer, input: (request) => ({ runId: request.form.get('runId') ?? '', lineNo: Number(request.form.get('lineNo') ?? 0), returnedOn: dayOf(request, 'returnedOn') || request.today, reason: request.form.get('reason') ?? '' }) }),
  },
})

function dayOf({ form, today }: PageRequest, name: string): string {
  const typed = form.get(name) ?? ''
  const read = typed.trim() === '' ? undefined : readDate(typed, { today })
  return read?.ok ? read.value.date : typed
}

interface ViewProps { readonly value: RefundsValue; readonly state: ViewState }

const causeWords: Readonly<Record<string, string>> = { 'paid-by-mistake': '誤納（二重・多く納めた）', 'assessment-reduced': '過納（賦課決定の減額）' }

/** The same on buttons, of which there are two in each row. */
const shortCauses: Readonly<Record<string, string>> = { 'paid-by-mistake': '誤納', 'assessment-reduced': '過納' }

function RefundsView({ value, state }: ViewProps) {
  return (
    <>
      <Head title="過誤納の処理" note="未納があれば先に充て、残りを還付します。決めるのは二人目です" right={<a href={state.request.link('collection')}>収納の一覧</a>} />
      <Split sideLabel="振込の依頼を作る" side={<NewTransfers value={value} state={state} />}>
        <ErrorSummary refusals={state.refusals} before="進める前に" isFocused={state.refusals.length > 0} />
        {state.carriedOut ? <Done title={doneText(state.carriedOut)} links={letterLinks(state)} /> : null}
        <Section title="決裁を待つもの" note={`${value.proposed.length}件`}><Proposed value={value} state={state} /></Section>
        <Section title="起案していない過誤納" note={`${value.overpayments.filter((row) => !row.isProposed).length}件　誤納は二重に、または多く納めたもの、過納は賦課決定の減額によるもの`}><Overpaid value={value} state={state} /></Section>
        <Section title="振込を待つもの" note={yenText(value.payable.reduce((sum, row) => sum + row.payable, 0))}><Payable value={value} state={state} /></Section>
        <Section title="決裁したもの" note="通知書" right={<a href={state.request.link('collection/packages')}>通知書をまとめて刷る</a>}><Decided value={value} state={state} /></Section>
        <Section title="振り込んだもの" right={<a href={state.request.link('collection/packages')}>振込不能のお知らせをまとめて刷る</a>}><Transfers value={value} state={state} /></Section>
      </Split>
    </>
  )
}

function Overpaid({ value, state }: ViewProps) {
  return (
    <Table caption="起案していない過誤納" isCaptionHidden density="tight" rows={value.overpayments.filter((row) => !row.isProposed)} columns={[
      { key: 'who', head: '納めた人', isRowHead: true, cell: (row) => <a href={state.request.link(`collection/account/${row.partyId}`)}>{row.name}</a> },
      { key: 'what', head: '税目と期', isUnbroken: true, cell: (row) => `${row.levyTitle}　${row.period}` },
      { key: 'since', head: 'いつから', isUnbroken: true, cell: (row) => shortDate(row.since) },
      { key: 'until', head: '請求の期限', isUnbroken: true, cell: (row) => shortDate(row.until) },
      { key: 'amount', head: '額', align: 'number', isStrong: true, cell: (row) => <Amount value={row.amount} /> },
      { key: 'act', head: '起案', isHeadHidden: true, isUnbroken: true, cell: (row) => (
        <SmallForm act="propose" state={state} hidden={{ chargeId: row.chargeId }}>
          {Object.entries(shortCauses).map(([cause, words]) => <><button class="btn xs" type="submit" name="cause" value={cause}>{words}として起案</button> </>)}
        </SmallForm>
      ) },
    ]} empty={<p class="none">起案していない過誤納はありません。</p>} />
  )
}

function Proposed({ value, state }: ViewProps) {
  return (
    <Table caption="決裁を待つもの" isCaptionHidden density="tight" rows={value.proposed} columns={[
      { key: 'who', head: '納めた人', isRowHead: true, cell: (row) => <a href={state.request.link(`collection/account/${row.partyId}`)}>{row.name}</a> },
      { key: 'what', head: '税目と期', cell: (row) => <>{row.levyTitle}　{row.period}<br /><span class="sub">{causeWords[row.cause]}</span></> },
      { key: 'overpaid', head: '過誤納', align: 'number', cell: (row) => <><Amount value={row.overpaid} />{overpaidBesideTax(row) === '' ? null : <><br /><span class="sub">{overpaidBesideTax(row)}</span></>}</> },
      { key: 'interest', head: '還付加算金', align: 'number', cell: (row) => <Amount value={row.interest} /> },
      { key: 'appropriated', head: '充当', align: 'number', cell: (row) => <><Amount value={row.appropriated} /><Appropriations refund={row} /></> },
      { key: 'payable', head: '還付', align: 'number', isStrong: true, cell: (row) => <Amount value={row.payable} /> },
      { key: 'act', head: '決裁', isHeadHidden: true, cell: (row) => <Decide refund={row} state={state} /> },
    ]} empty={<p class="none">決裁を待つ起案はありません。</p>} />
  )
}

/** What of an overpayment is no tax. */
function overpaidBesideTax({ overpaidLate, overpaidFee }: RefundValue): string {
  return besideTaxText({ late: overpaidLate, fee: overpaidFee })
}

function Appropriations({ refund }: { refund: RefundValue }) {
  if (refund.appropriations.length === 0) return <></>
  return <><br /><span class="sub">{refund.appropriations.map((one) => `${one.levyTitle} ${one.period}${partSuffix(one.kind)} ${amountText(one.amount)}`).join('、')}</span></>
}

function Decide({ refund, state }: { refund: RefundValue; state: ViewState }) {
  const withdraw = { act: 'withdraw', state, hidden: { refundId: refund.refundId } }
  return (
    <>
      {refund.isOwn ? <span class="sub">ほかの職員が決裁します</span> : <SmallForm act="decide" state={state} hidden={{ refundId: refund.refundId }}><button class="btn xs primary" type="submit">決裁する</button></SmallForm>}
      <FoldForm title="取り下げる" {...withdraw}><SmallText of={withdraw} name="reason" label="理由" width={12} maxLength={200} /> <button class="btn xs" type="submit">取り下げる</button></FoldForm>
    </>
  )
}

function Payable({ value, state }: ViewProps) {
  return (
    <Table caption="振込を待つもの" isCaptionHidden density="tight" rows={value.payable} columns={[
      { key: 'who', head: '納めた人', isRowHead: true, cell: (row) => <a href={state.request.link(`collection/account/${row.partyId}`)}>{row.name}</a> },
      { key: 'what', head: '税目と期', cell: (row) => `${row.levyTitle}　${row.period}` },
      { key: 'account', head: '振込先', cell: (row) => <AccountCell refund={row} state={state} /> },
      { key: 'decided', head: '決議の日', isUnbroken: true, cell: (row) => shortDate(row.decidedOn) },
      { key: 'payable', head: '還付', align: 'number', isStrong: true, cell: (row) => <Amount value={row.payable} /> },
    ]} empty={<p class="none">振込を待つものはありません。</p>} />
  )
}

/** Where the money goes; an account that is to be decided on is told beside one in use. */
function AccountCell({ refund, state }: { refund: RefundValue; state: ViewState }) {
  const path = state.request.link(`collection/account/${refund.partyId}/bank`)
  if (refund.isAccountWaiting) return <>{refund.account} <Chip kind="alert">口座の決裁を待つ</Chip> <a href={path}>確かめる</a></>
  return <>{refund.account ?? <><Chip kind="alert">登録がない</Chip> <a href={path}>登録する</a></>}</>
}

function Decided({ value, state }: ViewProps) {
  return (
    <Table caption="決裁したもの" isCaptionHidden density="tight" rows={value.decided} columns={[
      { key: 'who', head: '納めた人', isRowHead: true, cell: (row) => <a href={state.request.link(`collection/account/${row.partyId}`)}>{row.name}</a> }, { key: 'what', head: '税目と期', cell: (row) => `${row.levyTitle}　${row.period}` }, { key: 'decided', head: '決議の日', isUnbroken: true, cell: (row) => shortDate(row.decidedOn) },
      { key: 'appropriated', head: '充当', align: 'number', cell: (row) => <Amount value={row.appropriated} /> }, { key: 'payable', head: '還付', align: 'number', cell: (row) => <Amount value={row.payable} /> },
      { key: 'letter', head: '通知書', cell: (row) => <>{row.letter ? <a href={state.request.link(letterPath(row.letter))}>{row.letter.number}</a> : null} <SmallForm act="letter" state={state} hidden={{ refundId: row.refundId }}><button class="btn xs" type="submit">{row.letter ? 'もう一度出す' : '通知書を出す'}</button></SmallForm></> },
    ]} empty={<p class="none">決裁したものはまだありません。</p>} />
  )
}

function NewTransfers({ value, state }: ViewProps) {
  const count = value.payable.filter((row) => row.account !== null).length
  if (value.banks.length === 0) return <p class="none">設定の「口座振替の取りまとめ先」に、銀行との契約が登録されていません。</p>
  return (
    <SmallForm state={state}>
      <Section title="振込の依頼を作る" note={`${count}件`}>
        <Rows><DateField name="transferOn" label="振込日" value={state.form.get('transferOn') ?? ''} need="required" refusals={state.refusals} />
        <Select name="bankCode" label="取りまとめ先" value={state.form.get('bankCode') ?? value.banks[0]?.bankCode ?? ''} refusals={state.refusals} choices={value.banks.map((bank) => ({ value: bank.bankCode, label: `${bank.bankCode} ${bank.bankName}` }))} /></Rows>
      </Section>
      <input type="hidden" name={formFields.act} value="transfer" />
      <CommandBar command="振込の依頼を作る" note="決裁が済み、振込先の登録があるものが入ります。" />
    </SmallForm>
  )
}

function Transfers({ value, state }: ViewProps) {
  return (
    <Table caption="振り込んだもの" isCaptionHidden density="tight" rows={value.transfers} columns={[
      { key: 'who', head: '受け取る人', isRowHead: true, cell: (row) => row.name },
      { key: 'day', head: '振込日', isUnbroken: true, cell: (row) => <><a href={state.request.link(`files/transfer-run/${row.transferOn}/${row.bankCode}/raw`)}>{shortDate(row.transferOn)} のファイル</a> <a href={state.request.link(`files/transfer-run/${row.transferOn}/${row.bankCode}/csv`)}>集計表</a></> },
      { key: 'amount', head: '額', align: 'number', cell: (row) => <Amount value={row.amount} /> },
      { key: 'state', head: '状態', cell: (row) => (row.returnedOn ? <><Chip kind="alert">{shortDate(row.returnedOn)} に戻った</Chip> <span class="sub">{row.reason}</span><ReturnLetter transfer={row} state={state} /></> : <Returned transfer={row} state={state} />) },
    ]} empty={<p class="none">振り込んだものはまだありません。</p>} />
  )
}

/** The letter about a transfer that came back. */
function ReturnLetter({ transfer, state }: { transfer: RefundsValue['transfers'][number]; state: ViewState }) {
  return (
    <>
      {transfer.letter ? <> <a href={state.request.link(letterPath(transfer.letter))}>{transfer.letter.number}</a></> : null}
      <SmallForm act="returnLetter" state={state} hidden={{ runId: transfer.runId, lineNo: String(transfer.lineNo) }}><button class="btn xs" type="submit">{transfer.letter ? 'お知らせをもう一度出す' : 'お知らせを出す'}</button></SmallForm>
    </>
  )
}

function Returned({ transfer, state }: { transfer: RefundsValue['transfers'][number]; state: ViewState }) {
  const form = { act: 'returned', state, hidden: { runId: transfer.runId, lineNo: String(transfer.lineNo) } }
  return (
    <FoldForm title="戻った" {...form}>
      <SmallText of={form} name="returnedOn" label="戻った日" width={9} placeholder="きょう" /> <SmallText of={form} name="reason" label="理由" width={12} maxLength={200} /> <button class="btn xs" type="submit">戻ったと記録する</button>
    </FoldForm>
  )
}

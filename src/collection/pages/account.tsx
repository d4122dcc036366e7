import type { Child } from 'hono/jsx'
import { readDate } from '../../kernel/date-input.ts'
import { amountText, yenText } from '../../kernel/text.ts'
import { readYenText } from '../../platform/command/schema.ts'
import { act, Amount, Case, Chip, CommandBar, Decision, Done, ErrorSummary, Facts, formFields, Masked, page, type PageRequest, Rows, Section, Stats, Table, Task, TextField, TextInput, Tick, type ViewState, Who, DateField } from '../../platform/screen/index.ts'
import { acceptPayment, reversePayment } from '../commands.ts'
import { cancelReceipt, issueReceiptCopy } from '../receipts/commands.ts'
import type { DebtPart } from '../rules/debt-part.ts'
import { slipKeyText } from '../slip-number.ts'
import { type Account, type AccountLineValue, showAccount } from '../queries.ts'
import { issueManySlips, issueSlip } from '../slip-commands.ts'
import { assignSuspense } from '../suspense-commands.ts'
import { FoldForm, isRefused, SmallForm, SmallText } from './small-form.tsx'
import { Two } from './two.tsx'
import { channelWords, doneText, momentText, partSuffix, shortDate, stateWords } from './words.ts'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '受け取る' }]

const acts = {
  accept: act({ command: acceptPayment, input: paymentInput }),
  slip: act({ command: issueSlip, input: slipInput }),
  slips: act({ command: issueManySlips, input: slipInput }),
  assign: act({ command: assignSuspense, input: ({ form }) => ({ paymentId: form.get('paymentId') ?? '', chargeId: form.get('chargeId') ?? '', reason: form.get('reason') ?? '' }) }),
  copy: act({ command: issueReceiptCopy, input: ({ form }) => ({ receiptId: form.get('receiptId') ?? '', reason: form.get('reason') ?? '' }) }),
  cancelReceipt: act({ command: cancelReceipt, input: ({ form }) => ({ receiptId: form.get('receiptId') ?? '', reason: form.get('reason') ?? '', isReturned: form.get('isReturned') === 'yes' }) }),
  reverse: act({ command: reversePayment, input: ({ form }) => ({ paymentId: form.get('paymentId') ?? '', reason: form.get('reason') ?? '' }) }),
}

/** One addressee's debts over all levies, and money taken at the counter — 納付の受付. */
export const accountPage = page({
  name: 'collection.account', path: 'collection/account/:id', query: showAccount, acts,
  input: (request) => ({ partyId: request.params['id'] ?? '', residentId: null, on: request.query.get('on') ?? null }),
  frame: () => ({ title: '収納と滞納', keys }),
  view: (value, state) => <AccountView account={value} state={state} />,
})

/** The same, opened from a person of the register. */
export const personAccountPage = page({
  name: 'collection.account-of-person', path: 'collection/person/:id', query: showAccount, acts,
  input: (request) => ({ partyId: null, residentId: request.params['id'] ?? '', on: request.query.get('on') ?? null }),
  frame: () => ({ title: '収納と滞納', keys }),
  view: (value, state) => <AccountView account={value} state={state} />,
})

function paymentInput({ form, today }: PageRequest): unknown {
  const paidOn = dayOf(form.get('paidOn') ?? '', today)
  const ranked = form.entries.filter(([name, value]) => name.startsWith('order.') && value.trim() !== '').map(([name, value]) => ({ id: name.slice('order.'.length), rank: Number(value.normalize('NFKC')) }))
  return {
    partyId: form.get('partyId') ?? '', amount: readYenText(form.get('amount')), paidOn,
    named: ranked.sort((a, b) => a.rank - b.rank).map((one) => one.id), onlyNamed: form.get('onlyNamed') === 'yes',
    expectedOwed: paidOn === today ? readYenText(form.get('expectedOwed')) : null, printsReceipt: form.get('hasSlip') !== 'yes',
  }
}

/** The day typed, today where nothing was typed, or what cannot be read as it stands: the command says so. */
function dayOf(typed: string, today: PageRequest['today']): string {
  if (typed.trim() === '') return today
  const read = readDate(typed, { today })
  return read.ok ? read.value.date : typed
}

function slipInput({ form, today }: PageRequest): unknown {
  return { chargeIds: form.all('chargeId'), usableUntil: dayOf(form.get('usableUntil') ?? '', today) }
}

interface ViewProps { readonly account: Account; readonly state: ViewState }

function AccountLinks({ account: { payer: { partyId } }, state: { request } }: ViewProps) {
  const links = partyId === null ? [] : [
    { label: '口座', path: `collection/account/${partyId}/bank` },
    { label: '納税証明', path: `collection/certificates/${partyId}` },
    ...(request.actor.permissions.has('collection.reveal') ? [{ label: '滞納者の画面', path: `collection/debtor/${partyId}` }] : []),
    ...(request.actor.permissions.has('collection-enforcement.read') ? [{ label: '滞納処分', path: `collection/enforcement/${partyId}` }] : []),
  ]
  return <>{[...links, { label: '収納の一覧', path: 'collection' }].map(({ label, path }, index) => <>{index > 0 ? '　' : ''}<a href={request.link(path)}>{label}</a></>)}</>
}

function AccountView({ account, state }: ViewProps) {
  return (
    <Case isProtected={state.withheld.size > 0}>
      <Payer account={account} state={state} />
      <Task title="収納と滞納" right={<AccountLinks account={account} state={state} />} />
      <AccountFacts account={account} state={state} />
      <Decision heading="受け取る額" isHeadingShown note="窓口の現金">
        {account.payer.partyId === null ? <p>この人に調定はまだありません。</p> : <TakeMoney account={account} state={state} />}
      </Decision>
    </Case>
  )
}

function Payer({ account: { payer, overpaid }, state }: ViewProps) {
  const isProtected = payer.residentId !== null && state.withheld.has(payer.residentId)
  const hidden = (value: string | null): Child => (isProtected ? <Masked /> : (value ?? '―'))
  return (
    <Who kana={payer.kana ?? ''} name={payer.name} facts={[
      { label: '生年月日・性別', value: payer.kind === 'corporation' ? '法人' : hidden(payer.birth), note: isProtected ? undefined : (payer.sex ?? undefined) },
      { label: '住所', value: hidden(payer.address) },
      { label: '送り先', value: isProtected ? <Masked /> : (payer.delivery ?? '住所と同じ') },
      { label: '宛名番号', value: payer.number },
    ]} warnings={overpaid > 0 ? <Chip kind="alert">過誤納 {yenText(overpaid)}</Chip> : undefined} />
  )
}

function AccountFacts({ account, state }: ViewProps) {
  const { lines, owed } = account
  return (
    <Facts heading="すべての税目の調定">
      <ErrorSummary refusals={state.refusals} before="受け取る前に" isFocused={state.refusals.length > 0} />
      <Stats figures={[
        { label: 'いま納めるべき額', value: yenText(owed.total) }, { label: '本税', value: amountText(owed.tax) }, { label: '延滞金', value: amountText(owed.late), ...(owed.fee > 0 ? {} : { note: `${shortDate(account.on)} に納めたとき` }) }, ...(owed.fee > 0 ? [{ label: '督促手数料', value: amountText(owed.fee) }] : []), { label: '納期の前のもの', value: amountText(owed.notYetDue) },
      ]} />
      <Debts lines={lines} state={state} />
      <LateReasons lines={lines} />
      <WithdrawnDemands account={account} state={state} />
      <Section title="納付の記録" note={`${account.payments.length}件`}><Payments account={account} state={state} /></Section>
      <Section title="出した納付書"><Slips account={account} state={state} /></Section>
      <Suspense account={account} state={state} />
    </Facts>
  )
}

function Debts({ lines, state }: { lines: readonly AccountLineValue[]; state: ViewState }) {
  const total = (pick: (line: AccountLineValue) => number): number => lines.reduce((sum, line) => sum + pick(line), 0)
  const hasFee = lines.some((line) => line.fee > 0)
  return (
    <Table caption="調定と納付" isCaptionHidden density="tight" rows={lines} isWide rowState={(line) => (line.balance === 0 && !line.late && line.fee === 0 ? 'quiet' : undefined)} columns={[
      { key: 'levy', head: <Two first="税目" second="年度・期別　納期限" />, isRowHead: true, cell: (line) => <Two first={line.levyTitle} second={`${line.period}　${shortDate(line.dueOn)}`} /> },
      { key: 'charged', head: <Two first="本税" second="納めた額" />, align: 'number', cell: (line) => <Two first={<Amount value={line.charged} />} second={<>{line.preliminary > 0 ? <><Chip kind="plain">速報</Chip> </> : null}<Amount value={line.paid} /></>} /> },
      { key: 'balance', head: '未納', align: 'number', isStrong: true, cell: (line) => <Amount value={line.balance} /> },
      { key: 'late', head: hasFee ? <Two first="延滞金" second="督促手数料" /> : '延滞金', align: 'number', cell: (line) => <Two first={<Amount value={line.late} />} second={line.fee > 0 ? <Amount value={line.fee} /> : null} /> },
      { key: 'demand', head: '督促の期限', isUnbroken: true, cell: (line) => (line.demandBy ? shortDate(line.demandBy) : '') },
      { key: 'order', head: '充てる順', align: 'number', cell: (line) => (isOpen(line) ? <TextInput name={`order.${line.chargeId}`} label={`${line.levyTitle} ${line.period} を充てる順`} value={state.form.get(`order.${line.chargeId}`)} width={4} isNumber isInCell form="take" /> : '') },
    ]} totals={lines.length > 1 ? [{ kind: 'total', label: `合計　${lines.length}期`, span: 1, cells: { charged: <Two first={amountText(total((line) => line.charged))} second={amountText(total((line) => line.paid))} />, balance: amountText(total((line) => line.balance)), late: <Two first={amountText(total((line) => line.late ?? 0))} second={hasFee ? amountText(total((line) => line.fee)) : null} /> } }] : []}
      empty={<p class="none"><b>この人に調定はありません。</b></p>} />
  )
}

function isOpen(line: AccountLineValue): boolean {
  return line.balance > 0 || (line.late ?? 0) > 0 || line.fee > 0
}

function LateReasons({ lines }: { lines: readonly AccountLineValue[] }) {
  const counted = lines.filter((line) => line.lateParts.length > 0)
  if (counted.length === 0) return <></>
  return (
    <details class="sect"><summary>延滞金の計算（{counted.length}期）</summary>
      {counted.map((line) => (
        <Table caption={`${line.levyTitle}　${line.period}`} captionNote={`計 ${yenText(line.lateRaw ?? 0)} を、1,000円未満は0円、100円未満は切捨て`} density="tight" rows={line.lateParts} columns={[
          { key: 'span', head: '期間', isRowHead: true, cell: (part) => `${shortDate(part.from)}〜${shortDate(part.to)}` },
          { key: 'days', head: '日数', align: 'number', cell: (part) => `${part.days}日` },
          { key: 'base', head: '計算の元の額', align: 'number', cell: (part) => amountText(part.base) },
          { key: 'rate', head: '割合', align: 'number', cell: (part) => `年 ${part.percent}％` },
          { key: 'yen', head: '延滞金', align: 'number', cell: (part) => <Amount value={part.yen} /> },
        ]} />
      ))}
    </details>
  )
}

/** Demands that count no more, and what fell with them. */
function WithdrawnDemands({ account: { withdrawnDemands: demands }, state }: ViewProps) {
  if (demands.length === 0) return <></>
  return (
    <Section title="取り消した督促" note={`${demands.length}通`}>
      <Table caption="取り消した督促" isCaptionHidden density="tight" rows={demands} columns={[
        { key: 'letter', head: '発付番号', isRowHead: true, isUnbroken: true, cell: (one) => (one.documentId === null ? one.letterNo : <a href={state.request.link(`documents/${one.documentId}`)}>{one.letterNo}</a>) },
        { key: 'issued', head: '発した日', isUnbroken: true, cell: (one) => shortDate(one.issuedOn) }, { key: 'withdrawn', head: '取り消した日', isUnbroken: true, cell: (one) => shortDate(one.withdrawnOn) },
        { key: 'reason', head: '理由', cell: (one) => one.reason }, { key: 'fee', head: '取り消した手数料', align: 'number', cell: (one) => <Amount value={one.fee} /> },
      ]} />
    </Section>
  )
}

function Payments({ account, state }: ViewProps) {
  return (
    <Table caption="納付の記録" isCaptionHidden density="tight" rows={account.payments} columns={[
      { key: 'day', head: '納めた日', isRowHead: true, isUnbroken: true, cell: (one) => shortDate(one.paidOn) },
      { key: 'channel', head: '納めた所', cell: (one) => channelWords[one.channel] ?? one.channel },
      { key: 'state', head: '状態', cell: (one) => <Chip kind={one.state === 'confirmed' ? 'ok' : 'plain'}>{stateWords[one.state as keyof typeof stateWords]}</Chip> },
      { key: 'amount', head: '額', align: 'number', cell: (one) => <Amount value={one.amount} /> },
      { key: 'receipt', head: '領収証書', isUnbroken: true, cell: (one) => (one.receipt ? <><a href={state.request.link(`documents/${one.receipt.documentId}`)}>{one.receipt.receiptNo}</a>{one.receipt.copies > 0 ? <> <Chip>写し {one.receipt.copies}</Chip></> : null}{one.receipt.isCancelled ? <> <Chip>取消し</Chip></> : null}</> : '') },
      { key: 'undo', head: '取消し', isHeadHidden: true, cell: (one) => (one.channel === 'counter' && one.state === 'confirmed' ? <PaymentActs one={one} state={state} /> : '') },
    ]} empty={<p class="none">納付の記録はありません。</p>} />
  )
}

/** A receipt is copied, and taken back on its day; afterwards, and without one, a payment is undone by itself. */
function PaymentActs({ one, state }: { one: Account['payments'][number]; state: ViewState }) {
  const { receipt } = one
  if (receipt === null) return <UndoForm paymentId={one.paymentId} state={state} />
  const [copy, cancel] = [{ act: 'copy', state, hidden: { receiptId: receipt.receiptId } }, { act: 'cancelReceipt', state, hidden: { receiptId: receipt.receiptId } }]
  return (
    <>
      <FoldForm title="写しを出す" {...copy}><SmallText of={copy} name="reason" label="写しの理由" width={12} maxLength={100} /> <button class="btn xs" type="submit">領収証書の写しを出す</button></FoldForm>
      {receipt.isOfToday ? <FoldForm title="領収証書を取り消す" {...cancel}><Tick name="isReturned" label="渡した領収証書を受け取った" isTicked={isRefused(cancel) && state.form.get('isReturned') === 'yes'} /> <SmallText of={cancel} name="reason" label="取消しの理由" width={12} maxLength={200} /> <button class="btn xs" type="submit">反対の仕訳で取り消す</button></FoldForm> : <UndoForm paymentId={one.paymentId} state={state} />}
    </>
  )
}

function UndoForm({ paymentId, state }: { paymentId: string; state: ViewState }) {
  const form = { act: 'reverse', state, hidden: { paymentId } }
  return <FoldForm title="取り消す" {...form}><SmallText of={form} name="reason" label="理由" width={12} maxLength={200} /> <button class="btn xs" type="submit">反対の仕訳で取り消す</button></FoldForm>
}

function Slips({ account, state }: ViewProps) {
  return (
    <Table caption="出した納付書" isCaptionHidden density="tight" rows={account.slips} columns={[
      { key: 'key', head: '納付番号', isRowHead: true, isUnbroken: true, cell: (slip) => <a href={state.request.link(`collection/slips/${slip.slipId}`)}>{slipKeyText(slip.slipKey)}</a> },
      { key: 'levy', head: '税目', cell: (slip) => slip.levyTitle },
      { key: 'amount', head: '額', align: 'number', cell: (slip) => <Amount value={slip.amount} /> },
      { key: 'until', head: '使用期限', isUnbroken: true, cell: (slip) => shortDate(slip.usableUntil) },
      { key: 'issued', head: '出した時', isSource: true, isUnbroken: true, cell: (slip) => momentText(slip.issuedAt) },
    ]} empty={<p class="none">納付書はまだ出していません。</p>} />
  )
}

/** Money of which nobody knows whose it is, to be given to an instalment here. */
function Suspense({ account, state }: ViewProps) {
  const open = account.lines.filter((line) => line.balance > 0)
  if (account.suspense.length === 0) return <></>
  return (
    <details class="sect" open={state.refusals.length > 0 && state.form.get(formFields.act) === 'assign'}><summary>調査中の納付（{account.suspense.length}件）をこの人の期に充てる</summary>
      <Table caption="調査中の納付" isCaptionHidden density="tight" rows={account.suspense} columns={[
        { key: 'day', head: '納めた日', isRowHead: true, isUnbroken: true, cell: (one) => shortDate(one.paidOn) },
        { key: 'amount', head: '額', align: 'number', cell: (one) => <><Amount value={one.amount} />{one.fits ? <> <Chip kind="ok">同じ額の期がある</Chip></> : null}</> },
        { key: 'act', head: '充てる', cell: (one) => <Assign one={one} open={open} state={state} /> },
      ]} />
    </details>
  )
}

function Assign({ one, open, state }: { one: Account['suspense'][number]; open: readonly AccountLineValue[]; state: ViewState }) {
  const form = { act: 'assign', state, hidden: { paymentId: one.paymentId } }
  return (
    <SmallForm {...form}>
      <label><span class="vh">充てる期</span><select class="in-s" name="chargeId">{open.map((line) => <option value={line.chargeId} selected={line.balance === one.amount}>{line.levyTitle}　{line.period}　{amountText(line.balance)}</option>)}</select></label>{' '}
      <SmallText of={form} name="reason" label="分かった理由" width={12} maxLength={200} /> <button class="btn xs" type="submit">充てる</button>
    </SmallForm>
  )
}

function TakeMoney({ account, state }: ViewProps) {
  if (state.carriedOut) return <Received account={account} state={state} />
  const open = account.lines.filter(isOpen)
  const all = open.reduce((sum, line) => sum + Math.max(0, line.balance) + (line.late ?? 0) + line.fee, 0)
  if (all === 0) return <p>納める額は残っていません。</p>
  const preview = state.preview?.act === 'accept' ? (state.preview.value as { allocations: Allocation[] }) : null
  return (
    <>
      <SmallForm id="take" act="accept" state={state} hidden={{ partyId: account.payer.partyId ?? '', expectedOwed: String(all) }}>
        <Rows>
          <TextField name="amount" label="受け取る額" value={state.form.get('amount') ?? (account.owed.total > 0 ? amountText(account.owed.total) : '')} unit="円" width={9} isNumber need="required" refusals={state.refusals} />
          <DateField name="paidOn" label="受領日" value={state.form.get('paidOn') ?? ''} hint="きょうなら空のまま" refusals={state.refusals} />
        </Rows>
        <Tick name="onlyNamed" label="「充てる順」を書いた期だけに充てる" isTicked={state.form.get('onlyNamed') === 'yes'} />
        <Tick name="hasSlip" label="納付書の領収証書に押印した（領収証書は刷らない）" isTicked={state.form.get('hasSlip') === 'yes'} />
        <p class="sub">充てる順に 1、2 と書いた期を先に、あとは古い順に充てます。延滞金より先に本税へ充てます。</p>
        {preview ? <Allocations allocations={preview.allocations} lines={account.lines} /> : null}
        <CommandBar command="受け取る" check="button" note="受け取ったあとの取消しは、反対の仕訳で行い、記録は消えません。" />
      </SmallForm>
      <Section title="納付書を出す"><SlipForm open={open} state={state} /></Section>
    </>
  )
}

interface Allocation { readonly chargeId: string; readonly kind: DebtPart; readonly amount: number }

function Allocations({ allocations, lines }: { allocations: readonly Allocation[]; lines: readonly AccountLineValue[] }) {
  const byId = new Map(lines.map((line) => [line.chargeId, line]))
  return (
    <Table caption="こう充てる" density="tight" rows={allocations} columns={[
      { key: 'what', head: '税目と期', isRowHead: true, cell: (one) => `${byId.get(one.chargeId)?.levyTitle ?? ''}　${byId.get(one.chargeId)?.period ?? ''}${partSuffix(one.kind)}` },
      { key: 'rest', head: 'あとの残り', align: 'number', cell: (one) => (one.kind === 'tax' ? <Amount value={(byId.get(one.chargeId)?.balance ?? 0) - one.amount} /> : '') },
      { key: 'amount', head: '充てる額', align: 'number', isStrong: true, cell: (one) => <Amount value={one.amount} /> },
    ]} totals={[{ kind: 'total', label: '計', span: 2, cells: { amount: amountText(allocations.reduce((sum, one) => sum + one.amount, 0)) } }]} />
  )
}

function SlipForm({ open, state }: { open: readonly AccountLineValue[]; state: ViewState }) {
  const chosen = state.form.all('chargeId')
  return (
    <SmallForm id="slip" state={state}>
      <div class="opts">{open.map((line) => <Tick name="chargeId" value={line.chargeId} label={`${line.levyTitle}　${line.period}`} isTicked={chosen.includes(line.chargeId)} />)}</div>
      <DateField name="usableUntil" label="使用期限" value={state.form.get('usableUntil') ?? '+10'} need="required" hint="この日までの延滞金を入れます" refusals={state.refusals} />
      <div class="cmd"><button class="btn" type="submit" name={formFields.act} value="slips">選んだ期の納付書を出す</button><button class="btn" type="submit" name={formFields.act} value="slip">1枚にまとめて出す</button></div>
    </SmallForm>
  )
}

function Received({ account, state }: ViewProps) {
  const done = state.carriedOut
  const value = (done?.value ?? {}) as { documentId?: string | null; receiptNo?: string | null; copyNo?: number; paymentId?: string; allocations?: Allocation[] }
  const paper = value.documentId ? [{ label: '領収証書を印刷する（PDF）', href: state.request.link(`documents/${value.documentId}`) }] : []
  const again = { label: 'この人の台帳へ戻る', href: state.request.link(`collection/account/${account.payer.partyId ?? ''}`) }
  if (value.copyNo !== undefined && done) return <Done title={doneText(done)} links={[...paper, again]}>{`「写し　第${value.copyNo}号」と刷ってあります。`}</Done>
  if (value.documentId && !value.allocations) return <Done title={`納付書を出しました（${momentText(done?.at ?? '')}）`} links={[{ label: '印刷する（PDF）', href: state.request.link(`documents/${value.documentId}`) }, again]}>控えはそのままの形で保存してあります。</Done>
  const total = (value.allocations ?? []).reduce((sum, one) => sum + one.amount, 0)
  const title = value.allocations ? `${yenText(total)}を受け取りました（${momentText(done?.at ?? '')}）` : done && doneText(done)
  return <><Done title={title ?? ''} links={[...paper, again]}>{value.receiptNo ? `領収番号 ${value.receiptNo}。` : ''}残りは、いま納めるべき額 {yenText(account.owed.total)} です。</Done>{value.allocations ? <Allocations allocations={value.allocations} lines={account.lines.map((line) => ({ ...line, balance: line.balance + (value.allocations ?? []).filter((one) => one.chargeId === line.chargeId && one.kind === 'tax').reduce((sum, one) => sum + one.amount, 0) }))} /> : null}</>
}

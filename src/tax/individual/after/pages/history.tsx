import { plainDate, type Instant } from '../../../../kernel/plain-date.ts'
import { amountText } from '../../../../kernel/text.ts'
import { printDate } from '../../../../kernel/wareki.ts'
import { townDay } from '../../../../platform/clock/index.ts'
import { readYenText } from '../../../../platform/command/schema.ts'
import {
  act, Amount, Case, Checkboxes, Chip, CommandForm, DateField, Decision, Difference, Done, ErrorSummary, Facts, Message, page, Radios, Section, Select, Table, Tabs, Task, TextField, type ChipKind, type PageRequest, type ViewState,
} from '../../../../platform/screen/index.ts'
import { PersonBand, yearOfRequest } from '../../pages/person-band.tsx'
import { typedDate } from '../../returns/pages/payers.tsx'
import { receiveChange } from '../change-commands.ts'
import { showHistory, type HistoryView } from '../history-queries.ts'
import { changeTitles, exemptionStateTitles, type ExemptionState } from '../model.ts'
import { recordRecipient } from '../pension-commands.ts'
import { moveTerms } from '../term-commands.ts'
import { approveExemption, receiveExemption, withdrawApplication, withdrawExemption } from '../exemption-commands.ts'
import { changeKinds } from '../rules/employment.ts'
import { InstalmentTable } from './change.tsx'
import { StateChip } from './changes.tsx'

/** 異動・更正: what happened to the tax of one person and year after the first decision, and the forms of what comes in. */
export const historyPage = page({
  name: 'tax-individual.history', path: 'tax-individual/history/:id', query: showHistory, input: (request) => ({ personId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request) }),
  frame: () => ({ title: '個人住民税　異動・更正', keys: [{ key: 'F2', does: '検索' }, { key: '↑↓', does: '行' }, { key: 'F6', does: '帯を移る' }] }),
  view: (value, state) => <History value={value} state={state} />,
  acts: {
    receive: act({ command: receiveChange, input: changeInput, after: (value) => `tax-individual/change/${value.changeId}` }),
    apply: act({ command: receiveExemption, input: exemptionInput, after: stay }),
    decide: act({ command: approveExemption, input: ({ form }) => ({ applicationId: form.get('applicationId') ?? '', expectedDecisionNo: Number(form.get('expectedVersion') ?? '0'), answer: form.get('answer'), reason: form.get('decisionReason') ?? '' }), after: stay }),
    withdraw: act({ command: withdrawApplication, input: takenInput, after: stay }),
    revoke: act({ command: withdrawExemption, input: takenInput, after: stay }),
    move: act({ command: moveTerms, input: (request) => ({ personId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request) }), after: stay }),
    recipient: act({ command: recordRecipient, input: recipientInput, after: stay }),
  },
})

function stay(_value: unknown, request: PageRequest): string {
  return `tax-individual/history/${request.params['id']}?year=${yearOfRequest(request)}`
}

function takenInput({ form }: PageRequest): unknown {
  return { applicationId: form.get('applicationId') ?? '', reason: form.get('decisionReason') ?? '' }
}

function recipientInput(request: PageRequest): unknown {
  const { form } = request
  const amountOf = (name: string): number | string | null => readYenText(form.get(name)) ?? (form.get(name)?.trim() || null)
  return {
    personId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request), payerNumber: (form.get('payerNumber') ?? '').normalize('NFKC').replace(/[\s-]/g, ''), yearly: amountOf('yearly') ?? '', careWithheld: form.get('careWithheld') === 'yes',
    lastYearTax: amountOf('lastYearTax'), expectedVersion: Number(form.get('expectedVersion') ?? '0'),
  }
}

function changeInput(request: PageRequest): unknown {
  const { form } = request
  const digits = (name: string): string | null => (form.get(name) ?? '').normalize('NFKC').replace(/[\s-]/g, '') || null
  const firstMonth = form.get('firstMonth')?.trim() ?? ''
  const payToMay = form.get('payToMay')?.trim() ?? ''
  return {
    personId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request), kind: form.get('kind'), payerNumber: digits('payerNumber'), newPayerNumber: digits('newPayerNumber'), happenedOn: typedDate(form.get('happenedOn')),
    receivedOn: typedDate(form.get('receivedOn')), firstMonth: firstMonth === '' ? null : typedDate(firstMonth), lumpAsked: form.get('lumpAsked') === 'yes', payToMay: payToMay === '' ? null : (readYenText(payToMay) ?? payToMay), note: form.get('note')?.trim() || null,
  }
}

function exemptionInput(request: PageRequest): unknown {
  const { form } = request
  const amount = form.get('amount')?.trim() ?? ''
  return {
    personId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request), reasonCode: form.get('reasonCode') ?? '', appliedOn: typedDate(form.get('appliedOn')), shareBp: hundredths(form.get('share') ?? ''),
    amount: amount === '' ? null : (readYenText(amount) ?? amount), evidence: form.get('evidence') ?? '',
  }
}

/** `50` or `33.33` per cent in hundredths; null where nothing was typed, the text itself where it is no share. */
function hundredths(text: string): number | string | null {
  const typed = text.normalize('NFKC').replace(/[%\s]/g, '')
  if (typed === '') return null
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(typed)
  return match === null ? typed : Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

function History({ value, state }: { value: HistoryView; state: ViewState }) {
  const { link } = state.request
  const isHidden = state.withheld.has(value.person.personId)
  const person = `tax-individual/person/${value.person.personId}`
  return (
    <Case decision="wide">
      <PersonBand person={value.person} withheld={isHidden} facts={[{ label: '徴収の方法', value: value.decisions[0]?.method ?? '決定がない' }]} />
      <Task title={`${value.fiscalYearText}　異動・更正`} right={<>{[value.fiscalYear - 1, value.fiscalYear + 1].map((year) => <> <a href={`${state.action}?year=${year}`}>{year}年度</a></>)}</>}>
        <Tabs label="この人の住民税" tabs={[
          { label: '計算書', href: link(`${person}?year=${value.fiscalYear}`) }, { label: 'いま計算した額', href: link(`${person}?year=${value.fiscalYear}&decision=0`) },
          { label: '異動・更正', href: `${state.action}?year=${value.fiscalYear}`, isCurrent: true }, { label: '課税資料', href: link(`tax-individual/statements/${value.person.personId}?year=${value.fiscalYear}`) },
        ]} />
      </Task>
      <Facts heading="経過"><Past value={value} state={state} /></Facts>
      <Decision heading="受付" isHeadingShown>
        {state.carriedOut ? <Done title={doneTitles[state.carriedOut.command] ?? '済みました'}>{doneWords(state.carriedOut.command)}</Done> : null}
        <ErrorSummary refusals={state.refusals} before="受け付ける前に" isFocused={state.refusals.length > 0} />
        {value.decisionNo === 0 ? <Message kind="info" title="この年度の決定がありません">異動届と減免の申請は、税額を決めてから受け付けます。</Message> : null}
        {isHidden || value.decisionNo > 0 ? null : <RecipientForm value={value} state={state} />}
        {isHidden ? <Message kind="protect" title="支援措置の人です">異動届と減免の申請は、担当の者が受け付けます。</Message> : null}
        {isHidden || value.lateTerms.length === 0 ? null : <MoveForm value={value} state={state} />}
        {isHidden || value.decisionNo === 0 ? null : <><ChangeForm value={value} state={state} /><Exemptions value={value} state={state} /></>}
      </Decision>
    </Case>
  )
}

/** Terms that no notice reaches in time, and the way to put them off. */
function MoveForm({ value, state }: { value: HistoryView; state: ViewState }) {
  return (
    <Message kind="alert" title={`${value.lateTerms.join('、')}の通知が間に合いません`}>
      <p>納税通知書は、納期限の10日前までに届けます（地方税法319条の2第3項）。まだ出していないので、間に合う期へ繰り下げます。</p>
      {state.request.actor.permissions.has('tax-individual.approve') ? <CommandForm id="form-move" action={state.action} act="move" idempotencyKey={state.idempotencyKey} hidden={{ year: String(value.fiscalYear) }}><p><button class="btn" type="submit">納期限を繰り下げる</button></p></CommandForm> : null}
    </Message>
  )
}

const doneTitles: Readonly<Record<string, string>> = {
  [receiveExemption.name]: '減免の申請を受け付けました', [approveExemption.name]: '減免を決裁しました', [withdrawApplication.name]: '減免の申請を取り下げました', [withdrawExemption.name]: '減免を取り消しました', [recordRecipient.name]: '年金特徴の対象者を入れました', [moveTerms.name]: '納期限を繰り下げました',
}

function doneWords(command: string): string {
  switch (command) {
    case receiveExemption.name: return '別の職員が決裁します。税額はまだ変わっていません。'
    case withdrawApplication.name: return '税額は変わっていません。'
    case recordRecipient.name: return 'この年度の税額を決めると、年金分の税額を年金から徴収します。'
    default: return '本人に送る通知は、残っている手続きに入れました。'
  }
}

function Past({ value, state }: { value: HistoryView; state: ViewState }) {
  const { link } = state.request
  return (
    <>
      <Limits value={value} />
      <Section title="決定の履歴">
        <Table caption="決定の履歴" isCaptionHidden rows={value.decisions} rowState={(row) => (row.decisionNo === value.decisionNo ? undefined : 'quiet')} columns={[
          { key: 'no', head: '決定', isRowHead: true, cell: (row) => <a href={link(`tax-individual/person/${value.person.personId}?year=${value.fiscalYear}&decision=${row.decisionNo}`)}>{row.decisionNo === 1 ? '当初' : `第${row.decisionNo}号`}</a> },
          { key: 'on', head: '決めた日', cell: (row) => printDate(townDay(row.decidedAt as Instant), 'short') },
          { key: 'reason', head: '理由', cell: (row) => row.reason ?? '当初賦課' },
          { key: 'method', head: '徴収', cell: (row) => row.method },
          { key: 'tax', head: '年税額', align: 'number', cell: (row) => <Amount value={row.annualTax} /> },
          { key: 'exemption', head: '減免', align: 'number', cell: (row) => <Amount value={row.exemption} /> },
          { key: 'difference', head: '納める額の差', align: 'number', cell: (row) => <Difference value={row.difference} /> },
        ]} empty="まだ決定がありません。" />
      </Section>
      {value.decisions.length < 2 ? null : <Section title="最後の決定で変わった期・月"><InstalmentTable rows={value.rows} sums={[value.sumBefore, value.sumAfter]} /></Section>}
      <Section title="収納の状況">
        {value.overpaid > 0 ? <Message kind="alert" title={`納め過ぎが ${amountText(value.overpaid)}円あります`}>収納が、ほかの未納に充てるか還付します（17条・17条の2）。</Message> : null}
        <Table caption="収納の状況" isCaptionHidden density="tight" rows={value.balances} columns={[
          { key: 'term', head: '期・月', isRowHead: true, cell: (row) => row.title },
          { key: 'due', head: '納期限', isSource: true, cell: (row) => printDate(plainDate(row.dueOn), 'short') },
          { key: 'charged', head: '調定', align: 'number', cell: (row) => <Amount value={row.charged} /> },
          { key: 'paid', head: '収納', align: 'number', cell: (row) => <Amount value={row.paid} /> },
          { key: 'balance', head: '未納', align: 'number', cell: (row) => <Amount value={row.balance} /> },
          { key: 'over', head: '過誤納', align: 'number', cell: (row) => <Amount value={row.overpaid} /> },
        ]} empty="調定はありません。" />
      </Section>
      <Section title="異動届">
        <Table caption="異動届" isCaptionHidden rows={value.changes} columns={[
          { key: 'kind', head: '種類', isRowHead: true, cell: (row) => <a href={link(`tax-individual/change/${row.changeId}`)}>{changeTitles[row.kind]}</a> },
          { key: 'on', head: '異動の日', cell: (row) => printDate(plainDate(row.happenedOn), 'short') },
          { key: 'payer', head: '支払者', cell: (row) => [row.payer, row.newPayer].filter((name) => name !== '').join(' → ') || '―' },
          { key: 'state', head: '状態', cell: (row) => <StateChip state={row.state} /> },
        ]} empty="この年度の異動届はありません。" />
      </Section>
      {value.recipient === null ? null : <p class="sub">年金特徴の対象　年金の年額 {amountText(value.recipient.yearly)}円　介護保険料の天引き {value.recipient.careWithheld ? 'ある' : 'ない'}　前年度の年金分の税額 {value.recipient.lastYearTax === null ? 'なし（初年度）' : `${amountText(value.recipient.lastYearTax)}円`}</p>}
    </>
  )
}

/** Until when the amount of the year can still be changed. */
function Limits({ value }: { value: HistoryView }) {
  const [raise, lower] = [printDate(plainDate(value.lastDayToRaise)), printDate(plainDate(value.lastDayToLower))]
  if (!value.isPastRaise) return <p class="sub">増やす更正は{raise}まで、減らす更正は{lower}まで（17条の5）。所得税の更正によるときは、それより後でもできることがあります（17条の6）。</p>
  return <Message kind="info" title={value.isPastLower ? `この年度の更正の期間は、${lower}で終わりました` : `増やす更正の期間は、${raise}で終わりました`}>{value.isPastLower ? '所得税の更正によるときは、その通知の日を入れて更正します（17条の6）。' : `減らす更正は${lower}までできます（17条の5第4項）。`}</Message>
}

function ChangeForm({ value, state }: { value: HistoryView; state: ViewState }) {
  const { refusals } = state
  const typed = (name: string, stands = ''): string => state.form.get(name) ?? stands
  return (
    <CommandForm id="form-change" action={state.action} act="receive" idempotencyKey={state.idempotencyKey} hidden={{ year: String(value.fiscalYear) }}>
      <Section title="異動届を受け付ける" note="受け付けたあとの画面で、変わる期・月を見てから反映します">
        <Select name="kind" label="種類" value={typed('kind', 'leaving')} need="required" choices={changeKinds.map((kind) => ({ value: kind, label: changeTitles[kind] }))} refusals={refusals} />
        <DateField name="happenedOn" label="異動の日" value={typed('happenedOn')} need="required" refusals={refusals} hint="退職・転勤・死亡の日。切替えは採用の日" />
        <DateField name="receivedOn" label="受け付けた日" value={typed('receivedOn', printDate(state.request.today, 'letter'))} need="required" refusals={refusals} />
        <TextField name="payerNumber" label="支払者" value={typed('payerNumber')} need="optional" isNumber width={9} refusals={refusals} hint="届け出た支払者の指定番号" />
        <Checkboxes name="lumpAsked" label="一括徴収" values={typed('lumpAsked') === 'yes' ? ['yes'] : []} choices={[{ value: 'yes', label: '本人の申出がある' }]} refusals={refusals} />
        <TextField name="payToMay" label="5月末までの給与" value={typed('payToMay')} need="optional" isNumber width={9} unit="円" refusals={refusals} hint="退職手当もふくむ。残りの税額をこえなければ、一括徴収になりません" />
        <TextField name="newPayerNumber" label="新しい勤務先" value={typed('newPayerNumber')} need="optional" isNumber width={9} refusals={refusals} hint="転勤・転職と切替えのとき。指定番号" />
        <DateField name="firstMonth" label="徴収を始める月" value={typed('firstMonth')} need="optional" refusals={refusals} hint="その月の1日。R8.10.1 なら10月分から" />
        <TextField name="note" label="備考" value={typed('note')} need="optional" width="full" maxLength={200} refusals={refusals} />
        <p><button class="btn" type="submit">異動届を受け付ける</button></p>
      </Section>
    </CommandForm>
  )
}

type Exemption = HistoryView['exemptions'][number]

function Exemptions({ value, state }: { value: HistoryView; state: ViewState }) {
  const standing = value.exemptions.some((one) => one.state === 'received' || one.state === 'granted')
  return (
    <>
      {value.exemptions.map((one) => <ExemptionCase one={one} value={value} state={state} />)}
      {standing ? null : <ExemptionForm value={value} state={state} />}
    </>
  )
}

function ExemptionCase({ one, value, state }: { one: Exemption; value: HistoryView; state: ViewState }) {
  const kinds: Record<ExemptionState, ChipKind> = { received: 'alert', granted: 'ok', refused: 'none', withdrawn: 'none' }
  const asked = one.shareBp === null ? `${amountText(one.amount ?? 0)}円` : `これから来る税額の${one.shareBp / 100}％`
  const hidden = { year: String(value.fiscalYear), applicationId: one.applicationId }
  const mayAct = one.state === 'received' || one.state === 'granted'
  return (
    <Section title={`減免　${one.title}`} note={`${printDate(plainDate(one.appliedOn), 'short')}申請　${one.receivedByName}`} right={<Chip kind={kinds[one.state]}>{exemptionStateTitles[one.state]}</Chip>}>
      <p>{asked}　{one.evidence}{one.exemption === null ? '' : `　減免した額 ${amountText(one.exemption)}円`}{one.reason === null ? '' : `　${one.decidedByName ?? ''}　${one.reason}`}</p>
      {mayAct ? (
        <CommandForm id={`form-${one.applicationId}`} action={state.action} act={actOf(one)} idempotencyKey={state.idempotencyKey} expectedVersion={value.decisionNo} hidden={hidden}>
          {one.state === 'received' && !one.isOwn ? <Radios name="answer" pointer={`/answer/${one.applicationId}`} label="決裁" value={state.form.get('answer')} choices={[{ value: 'granted', label: '承認' }, { value: 'refused', label: '不承認' }]} refusals={state.refusals} /> : null}
          {one.state === 'received' && one.isOwn ? <p class="sub">別の職員の決裁を待っています。自分では決裁できません。</p> : null}
          <TextField name="decisionReason" pointer={`/reason/${one.applicationId}`} label="理由" value={state.form.get('decisionReason')} need="required" width="full" maxLength={200} refusals={state.refusals} />
          <p><button class="btn" type="submit">{buttonWords(one)}</button></p>
        </CommandForm>
      ) : null}
    </Section>
  )
}

function actOf(one: Exemption): string {
  if (one.state === 'granted') return 'revoke'
  return one.isOwn ? 'withdraw' : 'decide'
}

function buttonWords(one: Exemption): string {
  if (one.state === 'granted') return '減免を取り消す'
  return one.isOwn ? '申請を取り下げる' : '減免を決裁する'
}

function ExemptionForm({ value, state }: { value: HistoryView; state: ViewState }) {
  const { refusals } = state
  const typed = (name: string, stands = ''): string => state.form.get(name) ?? stands
  return (
    <CommandForm id="form-exemption" action={state.action} act="apply" idempotencyKey={state.idempotencyKey} hidden={{ year: String(value.fiscalYear) }}>
      <Section title="減免の申請を受け付ける" note="申請の日より後に納期が来る、納めていない税額が対象です（323条）">
        <Select name="reasonCode" label="事由" value={typed('reasonCode')} need="required" choices={value.exemptionReasons.map((one) => ({ value: one.code, label: one.title }))} refusals={refusals} />
        <DateField name="appliedOn" label="申請の日" value={typed('appliedOn', printDate(state.request.today, 'letter'))} need="required" refusals={refusals} />
        <TextField name="share" pointer="/shareBp" label="割合" value={typed('share')} need="optional" isNumber width={6} unit="％" refusals={refusals} hint="割合か額のどちらか" />
        <TextField name="amount" label="額" value={typed('amount')} need="optional" isNumber width={9} unit="円" refusals={refusals} />
        <TextField name="evidence" label="確かめた書類" value={typed('evidence')} need="required" width="full" maxLength={200} refusals={refusals} />
        <p><button class="btn" type="submit">減免の申請を受け付ける</button></p>
      </Section>
    </CommandForm>
  )
}

/** Before the first decision: what the payer of a pension reports. */
function RecipientForm({ value, state }: { value: HistoryView; state: ViewState }) {
  const { refusals } = state
  const { recipient } = value
  const typed = (name: string, stands = ''): string => state.form.get(name) ?? stands
  return (
    <CommandForm id="form-recipient" action={state.action} act="recipient" idempotencyKey={state.idempotencyKey} expectedVersion={recipient?.version ?? 0} hidden={{ year: String(value.fiscalYear) }}>
      <Section title={recipient === null ? '年金特徴の対象者を入れる' : '年金特徴の対象者を直す'} note="要件（年齢・年金の年額・介護保険料の天引き）は、税額を決めるときに確かめます（321条の7の2）">
        <TextField name="payerNumber" label="年金の支払者" value={typed('payerNumber')} need="required" isNumber width={9} refusals={refusals} hint="指定番号" />
        <TextField name="yearly" label="年金の年額" value={typed('yearly', recipient === null ? '' : String(recipient.yearly))} need="required" isNumber width={9} unit="円" refusals={refusals} />
        <Checkboxes name="careWithheld" label="介護保険料" values={(state.form.get('_act') === undefined ? recipient?.careWithheld === true : typed('careWithheld') === 'yes') ? ['yes'] : []} choices={[{ value: 'yes', label: '年金から引かれている' }]} refusals={refusals} />
        <TextField name="lastYearTax" label="前年度の年金分" value={typed('lastYearTax', recipient?.lastYearTax == null ? '' : String(recipient.lastYearTax))} need="optional" isNumber width={9} unit="円" refusals={refusals} hint="2月まで年金から徴収した人だけ。初年度は空" />
        <p><button class="btn" type="submit">{recipient === null ? '対象者を入れる' : '対象者を直す'}</button></p>
      </Section>
    </CommandForm>
  )
}

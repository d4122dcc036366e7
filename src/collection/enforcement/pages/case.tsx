import type { Child } from 'hono/jsx'
import { amountText, yenText } from '../../../kernel/text.ts'
import { readYenText } from '../../../platform/command/schema.ts'
import { act, Case, Chip, DateField, Decision, Done, ErrorSummary, Facts, Masked, page, type PageRequest, Section, Select, Stats, Task, TextArea, TextField, Tick, type ViewState, Who } from '../../../platform/screen/index.ts'
import { SmallForm } from '../../pages/small-form.tsx'
import { momentText, shortDate } from '../../pages/words.ts'
import { acceptSeizedMoney, proposeDistribution, reverseDistribution } from '../distribution-commands.ts'
import { recordClaimEvent, withdrawClaimEvent } from '../event-commands.ts'
import { issueEnforcementLetter } from '../letter-commands.ts'
import { enteredKinds, propertyKinds, suspensionGrounds, writeOffCauses } from '../model.ts'
import { type EnforcementCase, showEnforcementCase } from '../queries.ts'
import { endDeliveryRequest, recordPropertyAnswer, recordPropertyInquiry, requestDelivery } from '../request-commands.ts'
import { liftSeizure, recordSeizureService, seizeProperty } from '../seizure-commands.ts'
import { cancelSuspension, proposeSuspension, reviewSuspension } from '../suspension-commands.ts'
import { endCaseTransfer, transferCase } from '../transfer-commands.ts'
import { causeWords, eventWords, groundWords, propertyWords } from '../words.ts'
import { proposeWriteOff } from '../write-off-commands.ts'
import { Claims, Distributions, Entered, Inquiries, Money, Requests, Seizures, Suspensions, Transfers, WriteOffs } from './records.tsx'
import { dayIn, dayOrNull, textIn, textOrNull } from './form.ts'

/** One addressee's case of delinquency: claims with their prescription, and everything done about them — 滞納処分の事案. */
export const enforcementCasePage = page({
  name: 'collection.enforcement-case', path: 'collection/enforcement/:id', query: showEnforcementCase, input: (request) => ({ partyId: request.params['id'] ?? '' }),
  frame: () => ({ title: '滞納処分の事案', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }] }),
  view: (value, state) => <CaseView found={value} state={state} />,
  acts: {
    event: act({ command: recordClaimEvent, input: (request) => ({ chargeIds: request.form.all('chargeId'), kind: textIn(request, 'kind'), on: dayIn(request, 'on'), until: dayOrNull(request, 'until'), note: textIn(request, 'note') }) }),
    strike: act({ command: withdrawClaimEvent, input: (request) => ({ eventId: textIn(request, 'eventId'), reason: textIn(request, 'reason') }) }),
    seize: act({ command: seizeProperty, input: seizeInput }),
    served: act({ command: recordSeizureService, input: (request) => ({ seizureId: textIn(request, 'seizureId'), servedOn: dayIn(request, 'servedOn') }) }),
    lift: act({ command: liftSeizure, input: (request) => ({ seizureId: textIn(request, 'seizureId'), lineNos: request.form.all('lineNo').map(Number), ending: textIn(request, 'ending'), reason: textIn(request, 'reason') }) }),
    request: act({ command: requestDelivery, input: (request) => ({ partyId: partyOf(request), chargeIds: request.form.all('chargeId'), kind: textIn(request, 'kind'), authority: textIn(request, 'authority'), proceeding: textIn(request, 'proceeding') }) }),
    endRequest: act({ command: endDeliveryRequest, input: (request) => ({ requestId: textIn(request, 'requestId'), endedOn: dayIn(request, 'endedOn'), reason: textIn(request, 'reason') }) }),
    money: act({ command: acceptSeizedMoney, input: moneyInput }),
    distribute: act({ command: proposeDistribution, input: (request) => ({ moneyId: textIn(request, 'moneyId'), others: othersIn(request), sentOn: dayIn(request, 'sentOn') }) }),
    reverse: act({ command: reverseDistribution, input: (request) => ({ distributionId: textIn(request, 'distributionId'), reason: textIn(request, 'reason') }) }),
    suspend: act({ command: proposeSuspension, input: (request) => ({ partyId: partyOf(request), chargeIds: request.form.all('chargeId'), ground: textIn(request, 'ground'), findings: textIn(request, 'findings') }) }),
    review: act({ command: reviewSuspension, input: (request) => ({ suspensionId: textIn(request, 'suspensionId'), findings: textIn(request, 'findings') }) }),
    cancel: act({ command: cancelSuspension, input: (request) => ({ suspensionId: textIn(request, 'suspensionId'), reason: textIn(request, 'reason') }) }),
    writeOff: act({ command: proposeWriteOff, input: (request) => ({ chargeIds: request.form.all('chargeId'), cause: textIn(request, 'cause'), ground: textIn(request, 'ground') }) }),
    inquire: act({ command: recordPropertyInquiry, input: (request) => ({ partyId: partyOf(request), about: textIn(request, 'about'), addressedTo: textIn(request, 'addressedTo'), address: textOrNull(request, 'address') }) }),
    answer: act({ command: recordPropertyAnswer, input: (request) => ({ inquiryId: textIn(request, 'inquiryId'), answeredOn: dayIn(request, 'answeredOn'), found: textIn(request, 'found') === 'yes', findings: textIn(request, 'findings') }) }),
    transfer: act({ command: transferCase, input: (request) => ({ partyId: partyOf(request), body: textIn(request, 'body') }) }),
    returned: act({ command: endCaseTransfer, input: (request) => ({ transferId: textIn(request, 'transferId'), returnedOn: dayIn(request, 'returnedOn'), reason: textIn(request, 'reason') }) }),
    letter: act({ command: issueEnforcementLetter, input: (request) => ({ letter: textIn(request, 'letter'), recordId: textIn(request, 'recordId') }) }),
  },
})

function partyOf(request: PageRequest): string {
  return request.params['id'] ?? ''
}

/** Each line of the field is one thing. */
function seizeInput(request: PageRequest): unknown {
  const { form } = request
  const lines = textIn(request, 'items').split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '')
  const kind = textIn(request, 'kind')
  return {
    partyId: partyOf(request), chargeIds: form.all('chargeId'), kind, debtorName: textOrNull(request, 'debtorName'), debtorAddress: textOrNull(request, 'debtorAddress'), items: lines.map((description) => ({ description, amount: null })),
    salary: kind === 'salary' ? { ...Object.fromEntries(['pay', 'incomeTax', 'inhabitantTax', 'socialInsurance'].map((name) => [name, readYenText(form.get(name))])), relatives: Number(form.get('relatives') ?? 0), months: Number(form.get('months') ?? 1) } : null,
  }
}

function moneyInput(request: PageRequest): unknown {
  return { seizureId: textOrNull(request, 'seizureId'), requestId: textOrNull(request, 'requestId'), amount: readYenText(request.form.get('amount')), receivedOn: dayIn(request, 'receivedOn') }
}

const otherRows = [1, 2, 3] as const

/** Claims of others, as many as have a creditor. */
function othersIn(request: PageRequest): unknown[] {
  return otherRows.filter((row) => textIn(request, `creditor.${row}`) !== '').map((row) => ({
    kind: textIn(request, `kind.${row}`), creditor: textIn(request, `creditor.${row}`), rankedOn: dayOrNull(request, `rankedOn.${row}`) ?? '', requestedOn: dayOrNull(request, `requestedOn.${row}`),
    principal: readYenText(request.form.get(`principal.${row}`)), late: readYenText(request.form.get(`late.${row}`)) ?? 0,
  }))
}

interface CaseProps { readonly found: EnforcementCase; readonly state: ViewState }

function CaseView({ found, state }: CaseProps) {
  const { payer } = found
  const total = found.claims.reduce((sum, claim) => sum + claim.tax, 0)
  const late = found.claims.reduce((sum, claim) => sum + (claim.late ?? 0), 0)
  const next = found.claims.filter((claim) => claim.completesOn !== null && !claim.isGone && claim.tax > 0).map((claim) => claim.completesOn!).toSorted()[0]
  return (
    <Case isProtected={state.withheld.size > 0}>
      <Debtor found={found} state={state} />
      <Task title="滞納処分の事案" right={<><a href={state.request.link(`collection/account/${payer.partyId ?? ''}`)}>収納の台帳</a>　<a href={state.request.link('collection/enforcement')}>滞納処分の一覧</a></>} />
      <Facts heading="未納の期と時効">
        <ErrorSummary refusals={state.refusals} before="進める前に" isFocused={state.refusals.length > 0} />
        {state.carriedOut ? <Carried state={state} /> : null}
        <Stats figures={[{ label: '本税', value: yenText(total) }, { label: '延滞金', value: amountText(late), note: 'きょう納めたとき' }, { label: '次に時効になる日', value: next ? shortDate(next) : '―' }]} />
        <Claims found={found} />
        <Section title="差押え" note={`${found.seizures.length}件`}><Seizures found={found} state={state} /></Section>
        <Section title="交付要求・参加差押え" note={`${found.requests.length}件`}><Requests found={found} state={state} /></Section>
        <Section title="受け入れた金と配当"><Money found={found} state={state} /><Distributions found={found} state={state} /></Section>
        <Section title="滞納処分の停止" note={`${found.suspensions.length}件`}><Suspensions found={found} state={state} /></Section>
        <Section title="不納欠損" note={`${found.writeOffs.length}件`}><WriteOffs found={found} /></Section>
        <Section title="財産の照会" note={`${found.inquiries.length}件`}><Inquiries found={found} state={state} /></Section>
        <Section title="徴収の引継ぎ" note={`${found.transfers.length}件`}><Transfers found={found} state={state} /></Section>
        <Section title="記録した出来事" note={`${found.entered.length}件`}><Entered found={found} state={state} /></Section>
      </Facts>
      <Decision heading="この事案で行うこと" isHeadingShown><Acts found={found} state={state} /></Decision>
    </Case>
  )
}

function Debtor({ found: { payer, claims }, state }: CaseProps) {
  const isProtected = payer.residentId !== null && state.withheld.has(payer.residentId)
  const hidden = (value: string | null): Child => (isProtected ? <Masked /> : (value ?? '―'))
  return (
    <Who kana={payer.kana ?? ''} name={payer.name} facts={[
      { label: '生年月日・性別', value: payer.kind === 'corporation' ? '法人' : hidden(payer.birth), note: isProtected ? undefined : (payer.sex ?? undefined) },
      { label: '住所', value: hidden(payer.address) }, { label: '送り先', value: isProtected ? <Masked /> : (payer.delivery ?? '住所と同じ') }, { label: '宛名番号', value: payer.number },
    ]} warnings={claims.some((claim) => claim.isGone && claim.tax > 0) ? <Chip kind="alert">時効の完成した期があります</Chip> : undefined} />
  )
}

function Carried({ state }: { state: ViewState }) {
  const value = (state.carriedOut?.value ?? {}) as { documentId?: string; seizable?: number | null }
  const links = value.documentId ? [{ label: '印刷する（PDF）', href: state.request.link(`documents/${value.documentId}`) }] : []
  return <Done title={`${state.carriedOut?.title ?? ''}（${momentText(state.carriedOut?.at ?? '')}）`} links={links}>{typeof value.seizable === 'number' ? `差し押さえられる額は ${yenText(value.seizable)} です。` : undefined}</Done>
}

function Acts({ found, state }: CaseProps) {
  const open = found.claims.filter((claim) => claim.tax > 0 || (claim.late ?? 0) > 0)
  if (open.length === 0) return <p>この人に、納期限を過ぎた未納はありません。</p>
  const ticks = open.map((claim) => <Tick name="chargeId" value={claim.chargeId} label={`${claim.what}　${amountText(claim.tax)}`} isTicked={state.form.all('chargeId').includes(claim.chargeId)} />)
  const form = (name: string) => state.form.get(name) ?? ''
  return (
    <>
      <details class="sect"><summary>財産を照会する</summary>
        <SmallForm act="inquire" state={state}>
          <Select name="about" label="財産" value={form('about')} choices={propertyKinds.map((kind) => ({ value: kind, label: propertyWords[kind] }))} refusals={state.refusals} />
          <TextField name="addressedTo" label="照会先" value={form('addressedTo')} need="required" refusals={state.refusals} /><TextField name="address" label="所在地" value={form('address')} refusals={state.refusals} />
          <button class="btn" type="submit">照会を記録する</button>
        </SmallForm>
      </details>
      <details class="sect" open={open.some((claim) => claim.demandedOn !== null)}><summary>財産を差し押さえる</summary><SeizeForm ticks={ticks} state={state} /></details>
      <details class="sect"><summary>交付要求・参加差押えをする</summary>
        <SmallForm act="request" state={state}>{ticks}
          <Select name="kind" label="種類" value={form('kind')} choices={[{ value: 'delivery-request', label: '交付要求' }, { value: 'participating-seizure', label: '参加差押え' }]} refusals={state.refusals} />
          <TextField name="authority" label="執行機関" value={form('authority')} need="required" refusals={state.refusals} /><TextField name="proceeding" label="事件・財産" value={form('proceeding')} need="required" refusals={state.refusals} />
          <button class="btn" type="submit">交付要求を記録する</button>
        </SmallForm>
      </details>
      <details class="sect"><summary>滞納処分の停止を起案する</summary>
        <SmallForm act="suspend" state={state}>{ticks}
          <Select name="ground" label="理由" value={form('ground')} choices={suspensionGrounds.map((ground) => ({ value: ground, label: groundWords[ground] }))} refusals={state.refusals} />
          <TextArea name="findings" label="調べたこと" value={form('findings')} refusals={state.refusals} /><button class="btn" type="submit">停止を起案する</button>
        </SmallForm>
      </details>
      <details class="sect"><summary>不納欠損を起案する</summary>
        <SmallForm act="writeOff" state={state}>{ticks}
          <Select name="cause" label="理由" value={form('cause')} choices={writeOffCauses.map((cause) => ({ value: cause, label: causeWords[cause] }))} refusals={state.refusals} />
          <TextArea name="ground" label="根拠" value={form('ground')} refusals={state.refusals} /><button class="btn" type="submit">不納欠損を起案する</button>
        </SmallForm>
      </details>
      <details class="sect"><summary>時効に関わる出来事を記録する</summary>
        <SmallForm act="event" state={state}>{ticks}
          <Select name="kind" label="出来事" value={form('kind')} choices={enteredKinds.map((kind) => ({ value: kind, label: eventWords[kind] }))} refusals={state.refusals} />
          <DateField name="on" label="日" value={form('on')} hint="きょうなら空のまま" refusals={state.refusals} /><DateField name="until" label="終わりの日" value={form('until')} hint="猶予だけ" refusals={state.refusals} />
          <TextField name="note" label="根拠" value={form('note')} need="required" refusals={state.refusals} /><button class="btn" type="submit">記録する</button>
        </SmallForm>
      </details>
      <details class="sect"><summary>事案を引き継ぐ</summary>
        <SmallForm act="transfer" state={state}><TextField name="body" label="引き継ぎ先" value={form('body')} need="required" refusals={state.refusals} /><button class="btn" type="submit">納期限を過ぎた期をすべて引き継ぐ</button></SmallForm>
      </details>
    </>
  )
}

function SeizeForm({ ticks, state }: { ticks: Child; state: ViewState }) {
  const form = (name: string) => state.form.get(name) ?? ''
  return (
    <SmallForm act="seize" state={state}>{ticks}
      <Select name="kind" label="財産の種類" value={form('kind')} choices={propertyKinds.map((kind) => ({ value: kind, label: propertyWords[kind] }))} refusals={state.refusals} />
      <TextField name="debtorName" label="第三債務者" value={form('debtorName')} hint="銀行、勤め先、保険会社" refusals={state.refusals} /><TextField name="debtorAddress" label="その所在地" value={form('debtorAddress')} refusals={state.refusals} />
      <TextArea name="items" label="財産" value={form('items')} hint="1行に一つ" refusals={state.refusals} />
      <details><summary>給与のとき</summary>
        {([['pay', '支給額'], ['incomeTax', '所得税'], ['inhabitantTax', '住民税・森林環境税'], ['socialInsurance', '社会保険料']] as const).map(([name, label]) => <TextField name={name} label={label} value={form(name)} unit="円" width={9} isNumber pointer={`/salary/${name}`} refusals={state.refusals} />)}
        <TextField name="relatives" label="生計を一にする親族" value={form('relatives') || '0'} unit="人" width={4} isNumber pointer="/salary/relatives" refusals={state.refusals} /><TextField name="months" label="支給の月数" value={form('months') || '1'} unit="か月" width={4} isNumber pointer="/salary/months" refusals={state.refusals} />
      </details>
      <button class="btn primary" type="submit">差し押さえる</button><p class="sub">督促から10日を経過していない期、猶予中の期、速報だけの期は止まります。通知は、差し押さえたあとに一覧から出します。</p>
    </SmallForm>
  )
}

import type { Child } from 'hono/jsx'
import { amountText, yenText } from '../../../kernel/text.ts'
import { readYenText } from '../../../platform/command/schema.ts'
import { act, Case, Chip, DateField, Decision, Done, ErrorSummary, Facts, formFields, Masked, page, type PageRequest, Rows, Section, Select, Stats, Task, TextArea, TextField, Tick, type ViewState, Who } from '../../../platform/screen/index.ts'
import { SmallForm } from '../../pages/small-form.tsx'
import { doneText, shortDate } from '../../pages/words.ts'
import { acceptSeizedMoney, proposeDistribution, reverseDistribution } from '../distribution-commands.ts'
import { recordClaimEvent, withdrawClaimEvent } from '../event-commands.ts'
import { issueEnforcementLetter } from '../letter-commands.ts'
import { enteredKinds, propertyKinds, suspensionGrounds, writeOffCauses } from '../model.ts'
import { type EnforcementCase, showEnforcementCase } from '../queries.ts'
import { endDeliveryRequest, recordPropertyAnswer, recordPropertyInquiry, requestDelivery } from '../request-commands.ts'
import { acceptSalePrice, announceSale, cancelSale, decideSale, recordSaleResult, recordSaleTransfer } from '../sale-commands.ts'
import { liftSeizure, recordSeizureService, seizeProperty } from '../seizure-commands.ts'
import { cancelSuspension, proposeSuspension, reviewSuspension } from '../suspension-commands.ts'
import { endCaseTransfer, transferCase } from '../transfer-commands.ts'
import { causeWords, eventWords, groundWords, propertyWords } from '../words.ts'
import { proposeWriteOff } from '../write-off-commands.ts'
import { Claims, Distributions, Entered, Inquiries, Money, Requests, Seizures, Suspensions, Transfers, WriteOffs } from './records.tsx'
import { AnnounceForms, Sales } from './sales.tsx'
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
    announce: act({ command: announceSale, input: announceInput }),
    saleResult: act({ command: recordSaleResult, input: (request) => ({ saleId: textIn(request, 'saleId'), bidderName: textOrNull(request, 'bidderName'), bidderAddress: textOrNull(request, 'bidderAddress'), price: readYenText(request.form.get('price')) ?? null }) }),
    saleDecision: act({ command: decideSale, input: (request) => ({ saleId: textIn(request, 'saleId') }) }),
    salePrice: act({ command: acceptSalePrice, input: (request) => ({ saleId: textIn(request, 'saleId'), paidOn: dayIn(request, 'paidOn') }) }),
    saleTransfer: act({ command: recordSaleTransfer, input: (request) => ({ saleId: textIn(request, 'saleId'), transferredOn: dayIn(request, 'transferredOn'), note: textIn(request, 'note') }) }),
    saleCancel: act({ command: cancelSale, input: (request) => ({ saleId: textIn(request, 'saleId'), ending: textIn(request, 'ending'), reason: textIn(request, 'reason') }) }),
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
    salary: kind === 'salary' ? { ...Object.fromEntries(['pay', 'incomeTax', 'inhabitantTax', 'socialInsurance'].map((name) => [name, readYenText(form.get(name))])), relatives: countIn(request, 'relatives', 0), months: countIn(request, 'months', 1) } : null,
  }
}

function announceInput(request: PageRequest): unknown {
  const { form } = request
  return {
    seizureId: textIn(request, 'seizureId'), lineNos: form.all('lineNo').map(Number), estimate: readYenText(form.get('estimate')), estimateGround: textIn(request, 'estimateGround'), deposit: readYenText(form.get('deposit')) ?? null, method: textIn(request, 'method'),
    auctionOn: dayOrNull(request, 'auctionOn') ?? '', auctionTime: textIn(request, 'auctionTime'), place: textIn(request, 'place'), decisionOn: dayOrNull(request, 'decisionOn'), payBy: dayOrNull(request, 'payBy'), conditions: textOrNull(request, 'conditions'), shortenedReason: textOrNull(request, 'shortenedReason'),
  }
}

/** A small number of a field; what cannot be read as one is refused by the command. */
function countIn({ form }: PageRequest, name: string, usual: number): number {
  const typed = (form.get(name) ?? '').normalize('NFKC').trim()
  return typed === '' ? usual : Number(typed)
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
  const fee = found.claims.reduce((sum, claim) => sum + claim.fee, 0)
  const next = found.claims.filter((claim) => claim.completesOn !== null && !claim.isGone && claim.tax > 0).map((claim) => claim.completesOn!).toSorted()[0]
  return (
    <Case isProtected={state.withheld.size > 0}>
      <Debtor found={found} state={state} />
      <Task title="滞納処分の事案" right={<><a href={state.request.link(`collection/account/${payer.partyId ?? ''}`)}>収納の台帳</a>{state.request.actor.permissions.has('collection.reveal') ? <>　<a href={state.request.link(`collection/debtor/${payer.partyId ?? ''}`)}>滞納者の画面</a></> : null}　<a href={state.request.link('collection/enforcement')}>滞納処分の一覧</a></>} />
      <Facts heading="未納の期と時効">
        <ErrorSummary refusals={state.refusals} before="進める前に" isFocused={state.refusals.length > 0} />
        <Carried state={state} />
        <Stats figures={[{ label: '本税', value: yenText(total) }, { label: '延滞金', value: amountText(late), note: 'きょう納めたとき' }, ...(fee > 0 ? [{ label: '督促手数料', value: amountText(fee) }] : []), { label: '次に時効になる日', value: next ? shortDate(next) : '―' }]} />
        <Claims found={found} />
        <Section title="差押え" note={`${found.seizures.length}件`}><Seizures found={found} state={state} /></Section>
        <Section title="公売" note={`${found.sales.length}件`}><Sales found={found} state={state} /></Section>
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
  const done = state.carriedOut
  if (!done) return <></>
  const value = (done.value ?? {}) as { documentId?: string; seizable?: number | null }
  const links = value.documentId ? [{ label: '印刷する（PDF）', href: state.request.link(`documents/${value.documentId}`) }] : []
  return <Done title={doneText(done)} links={links}>{typeof value.seizable === 'number' ? `差し押さえられる額は ${yenText(value.seizable)} です。` : undefined}</Done>
}

/** The fields of one of the forms: each has an id of its own, and what was typed and refused stands in the form that was posted. */
function fieldsOf(state: ViewState, act: string) {
  const isPosted = state.form.get(formFields.act) === act
  return (name: string, pointer = `/${name}`) => ({ name, value: isPosted ? (state.form.get(name) ?? '') : '', pointer: isPosted ? pointer : `/${act}${pointer}`, refusals: isPosted ? state.refusals : [] })
}

interface ActProps { readonly ticks: Child; readonly state: ViewState }

function Acts({ found, state }: CaseProps) {
  const open = found.claims.filter((claim) => claim.tax > 0 || (claim.late ?? 0) > 0)
  if (open.length === 0) return <p>この人に、納期限を過ぎた未納はありません。</p>
  const posted = state.form.get(formFields.act)
  // What was chosen stands in the form that was posted, and in no other.
  const ticksOf = (act: string): Child => <div class="opts">{open.map((claim) => <Tick name="chargeId" value={claim.chargeId} label={`${claim.what}　${amountText(claim.tax)}`} isTicked={posted === act && state.form.all('chargeId').includes(claim.chargeId)} />)}</div>
  const transfer = fieldsOf(state, 'transfer')
  return (
    <>
      <details class="sect" open={posted === 'inquire'}><summary>財産を照会する</summary><InquireForm state={state} /></details>
      <details class="sect" open={posted === 'seize' || open.some((claim) => claim.demandedOn !== null)}><summary>財産を差し押さえる</summary><SeizeForm ticks={ticksOf('seize')} state={state} /></details>
      <AnnounceForms found={found} state={state} />
      <details class="sect" open={posted === 'request'}><summary>交付要求・参加差押えをする</summary><RequestForm ticks={ticksOf('request')} state={state} /></details>
      <details class="sect" open={posted === 'suspend'}><summary>滞納処分の停止を起案する</summary><SuspendForm ticks={ticksOf('suspend')} state={state} /></details>
      <details class="sect" open={posted === 'writeOff'}><summary>不納欠損を起案する</summary><WriteOffForm ticks={ticksOf('writeOff')} state={state} /></details>
      <details class="sect" open={posted === 'event'}><summary>時効に関わる出来事を記録する</summary><EventForm ticks={ticksOf('event')} state={state} /></details>
      <details class="sect" open={posted === 'transfer'}><summary>事案を引き継ぐ</summary><SmallForm act="transfer" state={state}><TextField {...transfer('body')} label="引き継ぎ先" need="required" /><div class="cmd"><button class="btn" type="submit">納期限を過ぎた期をすべて引き継ぐ</button></div></SmallForm></details>
    </>
  )
}

function InquireForm({ state }: Pick<ActProps, 'state'>) {
  const field = fieldsOf(state, 'inquire')
  return (
    <SmallForm act="inquire" state={state}>
      <Rows><Select {...field('about')} label="財産" choices={propertyKinds.map((kind) => ({ value: kind, label: propertyWords[kind] }))} />
      <TextField {...field('addressedTo')} label="照会先" need="required" /><TextField {...field('address')} label="所在地" /></Rows>
      <div class="cmd"><button class="btn" type="submit">照会を記録する</button></div>
    </SmallForm>
  )
}

function SeizeForm({ ticks, state }: ActProps) {
  const field = fieldsOf(state, 'seize')
  return (
    <SmallForm act="seize" state={state}>{ticks}
      <Rows><Select {...field('kind')} label="財産の種類" choices={propertyKinds.map((kind) => ({ value: kind, label: propertyWords[kind] }))} />
      <TextField {...field('debtorName')} label="第三債務者" hint="銀行、勤め先、保険会社" /><TextField {...field('debtorAddress')} label="その所在地" />
      <TextArea {...field('items')} label="財産" hint="1行に一つ" /></Rows>
      <details open={state.form.get('kind') === 'salary'}><summary>給与のとき</summary>
        <Rows>{([['pay', '支給額'], ['incomeTax', '所得税'], ['inhabitantTax', '住民税・森林環境税'], ['socialInsurance', '社会保険料']] as const).map(([name, label]) => <TextField {...field(name, `/salary/${name}`)} label={label} unit="円" width={9} isNumber />)}
        <TextField {...field('relatives', '/salary/relatives')} label="生計を一にする親族" unit="人" width={4} isNumber /><TextField {...field('months', '/salary/months')} label="支給の月数" hint="1か月なら空のまま" unit="か月" width={4} isNumber /></Rows>
      </details>
      <div class="cmd"><button class="btn primary" type="submit">差し押さえる</button></div><p class="sub">督促から10日を経過していない期、猶予中の期、速報だけの期は止まります。通知は、差し押さえたあとに一覧から出します。</p>
    </SmallForm>
  )
}

function RequestForm({ ticks, state }: ActProps) {
  const field = fieldsOf(state, 'request')
  return (
    <SmallForm act="request" state={state}>{ticks}
      <Rows><Select {...field('kind')} label="種類" choices={[{ value: 'delivery-request', label: '交付要求' }, { value: 'participating-seizure', label: '参加差押え' }]} />
      <TextField {...field('authority')} label="執行機関" need="required" /><TextField {...field('proceeding')} label="事件・財産" need="required" /></Rows>
      <div class="cmd"><button class="btn" type="submit">交付要求を記録する</button></div>
    </SmallForm>
  )
}

function SuspendForm({ ticks, state }: ActProps) {
  const field = fieldsOf(state, 'suspend')
  return (
    <SmallForm act="suspend" state={state}>{ticks}
      <Rows><Select {...field('ground')} label="理由" choices={suspensionGrounds.map((ground) => ({ value: ground, label: groundWords[ground] }))} />
      <TextArea {...field('findings')} label="調べたこと" /></Rows><div class="cmd"><button class="btn" type="submit">停止を起案する</button></div>
    </SmallForm>
  )
}

function WriteOffForm({ ticks, state }: ActProps) {
  const field = fieldsOf(state, 'writeOff')
  return (
    <SmallForm act="writeOff" state={state}>{ticks}
      <Rows><Select {...field('cause')} label="理由" choices={writeOffCauses.map((cause) => ({ value: cause, label: causeWords[cause] }))} />
      <TextArea {...field('ground')} label="根拠" /></Rows><div class="cmd"><button class="btn" type="submit">不納欠損を起案する</button></div>
    </SmallForm>
  )
}

function EventForm({ ticks, state }: ActProps) {
  const field = fieldsOf(state, 'event')
  return (
    <SmallForm act="event" state={state}>{ticks}
      <Rows><Select {...field('kind')} label="出来事" choices={enteredKinds.map((kind) => ({ value: kind, label: eventWords[kind] }))} />
      <DateField {...field('on')} label="日" hint="きょうなら空のまま" /><DateField {...field('until')} label="終わりの日" hint="猶予だけ" />
      <TextField {...field('note')} label="根拠" need="required" /></Rows><div class="cmd"><button class="btn" type="submit">記録する</button></div>
    </SmallForm>
  )
}

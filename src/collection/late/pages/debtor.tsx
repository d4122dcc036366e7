import { readDate } from '../../../kernel/date-input.ts'
import { amountText, yenText } from '../../../kernel/text.ts'
import { readYenText } from '../../../platform/command/schema.ts'
import {
  act, Amount, Case, Chip, DateField, Decision, Done, ErrorSummary, Facts, formFields, Masked, page, Rows, Section, Select, Stats, Table, Task, TextField, Tick, Who, type PageRequest, type ViewState,
} from '../../../platform/screen/index.ts'
import { FoldForm, SmallForm, SmallText } from '../../pages/small-form.tsx'
import { Two } from '../../pages/two.tsx'
import { doneText, shortDate } from '../../pages/words.ts'
import { issueManySlips, issueSlip } from '../../slip-commands.ts'
import { correctContact, recordContact } from '../contact-commands.ts'
import { showDebtor, type ContactValue, type DebtValue, type Debtor, type PlanValue } from '../debtor-queries.ts'
import { issueDemand } from '../letter-commands.ts'
import { agreePlan, decidePlan, endPlan, issuePlanSlips, restorePlan, withdrawPlan } from '../plan-commands.ts'
import { decideRelief, endRelief, proposeRelief, withdrawRelief } from '../relief-commands.ts'
import { contactWords } from './words.ts'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Space', does: '期を選ぶ' }]

const acts = {
  slip: act({ command: issueSlip, input: slipInput }), slips: act({ command: issueManySlips, input: slipInput }), demand: act({ command: issueDemand, input: ({ form }) => ({ chargeIds: form.all('chargeId') }) }),
  contact: act({ command: recordContact, input: (request) => ({ ...contactInput(request), partyId: request.form.get('partyId') ?? '' }) }),
  correct: act({ command: correctContact, input: (request) => ({ ...contactInput(request), contactId: request.form.get('contactId') ?? '' }) }),
  plan: act({ command: agreePlan, input: (request) => ({ chargeIds: request.form.all('chargeId'), monthly: readYenText(request.form.get('monthly')) ?? 0, firstOn: dayOf(request, 'firstOn'), isAcknowledged: request.form.get('isAcknowledged') === 'yes' }) }),
  planSlips: act({ command: issuePlanSlips, input: ({ form }) => ({ planId: form.get('planId') ?? '', instalment: Number(form.get('instalment') ?? 0) }) }),
  decidePlan: act({ command: decidePlan, input: ({ form }) => ({ planId: form.get('planId') ?? '', isGranted: form.get('isGranted') === 'yes', reason: form.get('reason')?.trim() ? form.get('reason') : null }) }),
  withdrawPlan: act({ command: withdrawPlan, input: ({ form }) => ({ planId: form.get('planId') ?? '', reason: form.get('reason') ?? '' }) }),
  endPlan: act({ command: endPlan, input: ({ form }) => ({ planId: form.get('planId') ?? '', cause: form.get('cause') ?? '', reason: form.get('reason') ?? '' }) }),
  restorePlan: act({ command: restorePlan, input: ({ form }) => ({ planId: form.get('planId') ?? '', reason: form.get('reason') ?? '' }) }),
  relief: act({ command: proposeRelief, input: reliefInput }),
  decide: act({ command: decideRelief, input: ({ form }) => ({ reliefId: form.get('reliefId') ?? '', isGranted: form.get('isGranted') === 'yes', reason: form.get('reason')?.trim() ? form.get('reason') : null }) }),
  withdrawRelief: act({ command: withdrawRelief, input: ({ form }) => ({ reliefId: form.get('reliefId') ?? '', reason: form.get('reason') ?? '' }) }),
  endRelief: act({ command: endRelief, input: ({ form }) => ({ reliefId: form.get('reliefId') ?? '', reason: form.get('reason') ?? '' }) }),
}

/** One person's debts over all levies, with what was said, promised, extended — 滞納者の画面. */
export const debtorPage = page({
  name: 'collection.debtor', path: 'collection/debtor/:id', query: showDebtor, acts,
  input: (request) => ({ partyId: request.params['id'] ?? '', residentId: null, on: askedDay(request) }),
  frame: () => ({ title: '滞納者', keys }),
  view: (value, state) => <DebtorView value={value} state={state} />,
})

/** The same, opened from a person of the register. */
export const personDebtorPage = page({
  name: 'collection.debtor-of-person', path: 'collection/debtor-of-person/:id', query: showDebtor, acts,
  input: (request) => ({ partyId: null, residentId: request.params['id'] ?? '', on: askedDay(request) }),
  frame: () => ({ title: '滞納者', keys }),
  view: (value, state) => <DebtorView value={value} state={state} />,
})

/** The day for which delinquency charges are counted, as it was typed. */
function askedDay({ query, today }: PageRequest): string | null {
  const typed = query.get('on') ?? ''
  if (typed.trim() === '') return null
  const read = readDate(typed, { today })
  return read.ok ? read.value.date : typed
}

function dayOf({ form, today }: PageRequest, name: string): string {
  const typed = form.get(name) ?? ''
  if (typed.trim() === '') return today
  const read = readDate(typed, { today })
  return read.ok ? read.value.date : typed
}

function optionalDay(request: PageRequest, name: string): string | null {
  return (request.form.get(name) ?? '').trim() === '' ? null : dayOf(request, name)
}

function textOf({ form }: PageRequest, name: string): string | null {
  const typed = form.get(name) ?? ''
  return typed.trim() === '' ? null : typed
}

function slipInput(request: PageRequest): unknown {
  return { chargeIds: request.form.all('chargeId'), usableUntil: dayOf(request, 'usableUntil') }
}

function contactInput(request: PageRequest): Record<string, unknown> {
  return {
    heldOn: dayOf(request, 'heldOn'), heldAt: textOf(request, 'heldAt'), kind: request.form.get('kind') ?? '', words: (request.form.get('words') ?? '').replaceAll(/\s*\r?\n\s*/g, '　'), promisedYen: readYenText(request.form.get('promisedYen')), promisedOn: optionalDay(request, 'promisedOn'),
    nextOn: optionalDay(request, 'nextOn'), nextWhat: textOf(request, 'nextWhat'), officerName: textOf(request, 'officerName'), answersContactId: textOf(request, 'answersContactId'),
  }
}

/** Ground and effect come as one choice. */
function reliefInput(request: PageRequest): unknown {
  const [ground = '', effect = ''] = (request.form.get('ground') ?? '').split('|')
  return { chargeIds: request.form.all('chargeId'), ground, effect, fromOn: dayOf(request, 'fromOn'), untilOn: dayOf(request, 'untilOn'), reason: request.form.get('reason') ?? '', appliedOn: dayOf(request, 'appliedOn') }
}

interface ViewProps { readonly value: Debtor; readonly state: ViewState }

function DebtorView({ value, state }: ViewProps) {
  const { payer } = value
  const isWithheld = state.withheld.size > 0
  const running = value.plans.find((plan) => plan.state === 'running' || plan.state === 'behind')
  return (
    <Case isProtected={isWithheld} decision="middle">
      <Who kana={payer.kana ?? undefined} name={payer.name} facts={[
        { label: '生年月日・性別', value: isWithheld ? <Masked /> : `${payer.birth ?? ''}　${payer.sex ?? ''}` }, { label: '住所', value: isWithheld ? <Masked /> : (payer.address ?? '') },
        { label: '送り先', value: isWithheld ? <Masked /> : (payer.delivery ?? '住所と同じ') }, { label: '宛名番号', value: [payer.number, ...value.numbers].join('、') },
      ]} warnings={<>{running?.state === 'behind' ? <Chip kind="alert">分納の約束　{amountText(running.missing)}円が不足</Chip> : null}{running?.state === 'running' ? <Chip kind="info">分納中</Chip> : null}</>} />
      <Task title="滞納者" right={<>{payer.partyId === null ? null : <a href={state.request.link(`collection/account/${payer.partyId}`)}>収納の台帳</a>}{payer.partyId !== null && state.request.actor.permissions.has('collection-enforcement.read') ? <>　<a href={state.request.link(`collection/enforcement/${payer.partyId}`)}>滞納処分</a></> : null}　<a href={state.request.link('collection/arrears')}>滞納の仕事</a></>} />
      <Facts heading="すべての税目の未納">
        <DayForm value={value} state={state} />
        <Stats figures={[{ label: 'いま納めるべき額', value: yenText(value.owed.total) }, ...value.owed.levies.map((levy) => ({ label: levy.title, value: amountText(levy.tax), note: [...(levy.late > 0 ? [`＋延 ${amountText(levy.late)}`] : []), ...(levy.fee > 0 ? [`＋督 ${amountText(levy.fee)}`] : [])].join(' ') || undefined }))]} />
        <Debts value={value} state={state} />
        <Section title="分納の計画"><Plans value={value} state={state} /></Section>
        <Section title="交渉記録" note={`${value.contacts.length}件`}><Contacts value={value} state={state} /></Section>
        <Section title="猶予・減免"><Reliefs value={value} state={state} /></Section>
      </Facts>
      <Decision heading="次にすること" isHeadingShown>
        <ErrorSummary refusals={state.refusals} before="進める前に" isFocused={state.refusals.length > 0} />
        <CarriedOutNote state={state} />
        {payer.partyId === null ? <p>この人に調定はまだありません。</p> : <Steps value={value} state={state} />}
      </Decision>
    </Case>
  )
}

function CarriedOutNote({ state }: { state: ViewState }) {
  const done = state.carriedOut
  if (!done) return <></>
  const { documentId } = (done.value ?? {}) as { documentId?: string }
  return <Done title={doneText(done)} links={documentId ? [{ label: '印刷する（PDF）', href: state.request.link(`documents/${documentId}`) }] : []}>{nextAfter[done.command]}</Done>
}

/** What comes next, where it is not the next line of the page. */
const nextAfter: Readonly<Record<string, string>> = {
  [agreePlan.name]: '誓約書に署名をもらいます。計画は、ほかの職員が決裁してから始まります。',
  [decidePlan.name]: '認めたときは、納付書を「分納の計画」の表から1回ずつ出します。',
  [endPlan.name]: '残りの全額が納めるべき額に戻りました。差押えに進むときは、右上の「滞納処分」を開きます。',
}

/** Reads the page as of another day: nothing is entered by it. */
function DayForm({ value, state }: ViewProps) {
  return <form method="get" action={state.action} class="cmd" autocomplete="off" data-enter="submit"><label>延滞金を数える日 <input class="in-t w9" name="on" value={shortDate(value.on)} /></label> <button class="btn xs" type="submit">この日で見る</button></form>
}

function Debts({ value, state }: ViewProps) {
  const chosen = state.form.all('chargeId')
  const total = (pick: (debt: DebtValue) => number): string => amountText(value.debts.reduce((sum, debt) => sum + pick(debt), 0))
  const isOpen = (debt: DebtValue): boolean => debt.balance > 0 || (debt.late ?? 0) > 0 || debt.fee > 0
  const hasFee = value.debts.some((debt) => debt.fee > 0)
  return (
    <Table caption="未納と納付" isCaptionHidden density="tight" isList isWide rows={value.debts} rowState={(debt) => (isOpen(debt) ? undefined : 'quiet')} columns={[
      { key: 'pick', head: '選ぶ', cell: (debt) => (isOpen(debt) ? <input type="checkbox" form="steps" name="chargeId" value={debt.chargeId} checked={chosen.includes(debt.chargeId)} aria-label={`${debt.levyTitle}　${debt.period}`} /> : '') },
      { key: 'levy', head: <Two first="税目" second="年度・期別　納期限" />, isRowHead: true, cell: (debt) => <Two first={debt.levyTitle} second={<>{debt.period}　{shortDate(debt.dueOn)}<OtherNumber number={debt.number} /></>} /> },
      { key: 'charged', head: <Two first="本税" second="納めた額" />, align: 'number', cell: (debt) => <Two first={<Amount value={debt.charged} />} second={<>{debt.preliminary > 0 ? <><Chip kind="plain">速報</Chip> </> : null}<Amount value={debt.paid} /></>} /> },
      { key: 'balance', head: '未納', align: 'number', isStrong: true, cell: (debt) => <Amount value={debt.balance} /> },
      { key: 'late', head: hasFee ? <Two first="延滞金" second="督促手数料" /> : '延滞金', align: 'number', cell: (debt) => <Two first={<Amount value={debt.late} />} second={debt.fee > 0 ? <Amount value={debt.fee} /> : null} /> },
      { key: 'states', head: '状態', cell: (debt) => <>{debt.states.map((one) => <><Chip kind={one.tone}>{one.words}</Chip> </>)}{debt.isOverdue || debt.balance === 0 ? null : <Chip kind="plain">納期の前</Chip>}</> },
    ]} totals={value.debts.length > 1 ? [{ kind: 'total', label: `合計　${value.debts.length}期`, span: 2, cells: { charged: <Two first={total((debt) => debt.charged)} second={total((debt) => debt.paid)} />, balance: total((debt) => debt.balance), late: <Two first={total((debt) => debt.late ?? 0)} second={hasFee ? total((debt) => debt.fee) : null} /> } }] : []}
      empty={<p class="none"><b>この人に調定はありません。</b></p>} />
  )
}

/** Under which other number of the same person it stands. */
function OtherNumber({ number }: { number: string | null }) {
  return number === null ? <></> : <> <span class="sub">宛名番号 {number}</span></>
}

const stepActs: ReadonlySet<string> = new Set(['slips', 'slip', 'demand', 'plan', 'relief'])

/** The chosen instalments go to one of these: slips, a plan, an application. */
function Steps({ value, state }: ViewProps) {
  const { form } = state
  const posted = form.get(formFields.act)
  // What another form of the page was refused for stands there.
  const refusals = posted !== undefined && stepActs.has(posted) ? state.refusals : []
  return (
    <>
      <SmallForm id="steps" state={state}>
        <p class="sub">左の表で期を選びます。{value.numbers.length > 0 ? '分納と猶予は、名寄せした宛名番号の期をまとめて選べます。督促状と1枚の納付書は、宛名番号ごとに出します。' : ''}</p>
        <details open={posted !== 'plan' && posted !== 'relief'}><summary>納付書を出す</summary>
          <DateField name="usableUntil" label="使用期限" value={form.get('usableUntil') ?? '+10'} hint="この日までの延滞金を入れます" refusals={refusals} />
          <div class="cmd"><button class="btn" type="submit" name={formFields.act} value="slips">1期ずつ出す</button><button class="btn" type="submit" name={formFields.act} value="slip">1枚にまとめて出す</button><button class="btn" type="submit" name={formFields.act} value="demand">督促状を出す</button></div>
        </details>
        <details open={posted === 'plan'}><summary>分納の約束を受ける</summary>
          <Rows><TextField name="monthly" label="毎月の額" value={form.get('monthly')} unit="円" width={9} isNumber refusals={refusals} />
          <DateField name="firstOn" label="初回の日" value={form.get('firstOn') ?? ''} hint="月末なら、毎回その月の末日" refusals={refusals} /></Rows>
          <Tick name="isAcknowledged" label="未納を認める（時効が新しくなる）" isTicked={form.get('isAcknowledged') === 'yes'} />
          <div class="cmd"><button class="btn" type="submit" name={formFields.act} value="plan">計画を作り、誓約書を刷る</button></div>
        </details>
        <details open={posted === 'relief'}><summary>猶予・減免を起案する</summary>
          <Rows><Select name="ground" label="事由と免除" value={form.get('ground') ?? ''} refusals={refusals} choices={value.grounds.flatMap((ground) => ground.effects.map((effect) => ({ value: `${ground.code}|${effect.code}`, label: `${ground.title}　${effect.title}` })))} />
          <DateField name="appliedOn" label="申請の日" value={form.get('appliedOn') ?? ''} hint="きょうなら空のまま" refusals={refusals} />
          <DateField name="fromOn" label="始まりの日" value={form.get('fromOn') ?? ''} refusals={refusals} /><DateField name="untilOn" label="終わりの日" value={form.get('untilOn') ?? ''} refusals={refusals} />
          <TextField name="reason" label="理由" value={posted === 'relief' ? form.get('reason') : ''} pointer={posted === 'relief' ? '/reason' : '/relief/reason'} width="full" maxLength={500} refusals={refusals} /></Rows>
          <div class="cmd"><button class="btn" type="submit" name={formFields.act} value="relief">起案する</button></div>
        </details>
      </SmallForm>
      <Section title="交渉を書く"><SmallForm id="contact" act="contact" state={state} hidden={{ partyId: value.payer.partyId ?? '' }}><ContactFields value={value} state={state} /><div class="cmd"><button class="btn" type="submit">交渉記録を書く</button></div></SmallForm></Section>
    </>
  )
}

function ContactFields({ value, state }: ViewProps) {
  const open = value.contacts.filter((one) => one.nextOn !== null && !one.isAnswered && !one.isCorrected)
  const refusals = state.form.get(formFields.act) === 'contact' ? state.refusals : []
  const { form } = state
  return (
    <Rows>
      <Select name="kind" label="種類" value={form.get('kind') ?? 'telephone-in'} refusals={refusals} choices={Object.entries(contactWords).map(([kind, label]) => ({ value: kind, label }))} />
      <DateField name="heldOn" label="日" value={form.get('heldOn') ?? ''} hint="きょうなら空のまま" refusals={refusals} /><TextField name="heldAt" label="時刻" value={form.get('heldAt')} width={6} refusals={refusals} />
      <TextField name="words" label="内容" value={form.get('words')} width="full" maxLength={2_000} refusals={refusals} />
      <TextField name="promisedYen" label="約束の額" value={form.get('promisedYen')} unit="円" width={9} isNumber refusals={refusals} /><DateField name="promisedOn" label="約束の日" value={form.get('promisedOn') ?? ''} refusals={refusals} />
      <DateField name="nextOn" label="次の日" value={form.get('nextOn') ?? ''} refusals={refusals} /><TextField name="nextWhat" label="次にすること" value={form.get('nextWhat')} width="full" maxLength={100} refusals={refusals} />
      <TextField name="officerName" label="担当" value={form.get('officerName')} width={12} hint="自分なら空のまま" maxLength={40} refusals={refusals} />
      {open.length === 0 ? null : <Select name="answersContactId" label="この連絡で済んだこと" value="" refusals={refusals} choices={[{ value: '', label: 'なし' }, ...open.map((one) => ({ value: one.contactId, label: `${shortDate(one.nextOn!)}　${one.nextWhat ?? ''}` }))]} />}
    </Rows>
  )
}

function Contacts({ value, state }: ViewProps) {
  return (
    <Table caption="交渉記録" isCaptionHidden density="tight" rows={value.contacts} rowState={(one) => (one.isCorrected ? 'quiet' : undefined)} columns={[
      { key: 'at', head: '日', isRowHead: true, isUnbroken: true, cell: (one) => `${shortDate(one.heldOn)} ${one.heldAt ?? ''}` }, { key: 'kind', head: '種類', isUnbroken: true, cell: (one) => <>{contactWords[one.kind]}<OtherNumber number={one.number} /></> },
      { key: 'words', head: '内容', cell: (one) => <>{state.withheld.size > 0 ? <Masked /> : one.words}{one.promisedYen === null ? null : <><br /><span class="sub">約束　{yenText(one.promisedYen)}{one.promisedOn ? `　${shortDate(one.promisedOn)}` : ''}</span></>}{one.isCorrected ? <> <Chip>訂正された</Chip></> : null}</> },
      { key: 'next', head: '次', cell: (one) => (one.nextOn === null ? '' : <>{shortDate(one.nextOn)}　{one.nextWhat}{one.isAnswered ? <> <Chip kind="ok">済</Chip></> : null}</>) }, { key: 'officer', head: '担当', cell: (one) => one.officerName },
      { key: 'correct', head: '訂正', isHeadHidden: true, cell: (one) => (one.isCorrected || state.withheld.size > 0 ? '' : <CorrectForm one={one} state={state} />) },
    ]} empty={<p class="none">交渉記録はありません。</p>} />
  )
}

/** The entry as it should have been; what stands in no field is taken over. */
function CorrectForm({ one, state }: { one: ContactValue; state: ViewState }) {
  const form = { act: 'correct', state, hidden: { contactId: one.contactId, kind: one.kind, heldOn: one.heldOn, heldAt: one.heldAt ?? '', officerName: one.officerName } }
  const day = (date: string | null): string => (date === null ? '' : shortDate(date))
  return (
    <FoldForm title="訂正" {...form}>
      <SmallText of={form} name="words" label="内容" width="full" value={one.words} maxLength={2_000} /> <SmallText of={form} name="promisedYen" label="約束の額" width={9} value={one.promisedYen === null ? '' : amountText(one.promisedYen)} isNumber />{' '}
      <SmallText of={form} name="promisedOn" label="約束の日" width={9} value={day(one.promisedOn)} /> <SmallText of={form} name="nextOn" label="次の日" width={9} value={day(one.nextOn)} />{' '}
      <SmallText of={form} name="nextWhat" label="次にすること" width={12} value={one.nextWhat ?? ''} maxLength={100} /> <button class="btn xs" type="submit">訂正を書く</button>
    </FoldForm>
  )
}

const planWords: Readonly<Record<PlanValue['state'], { readonly words: string; readonly kind: 'info' | 'alert' | 'ok' | 'plain' }>> = {
  waiting: { words: '決裁を待つ', kind: 'plain' }, rejected: { words: '不承認', kind: 'plain' }, withdrawn: { words: '取下げ', kind: 'plain' },
  running: { words: '守られている', kind: 'info' }, behind: { words: '守られていない', kind: 'alert' }, kept: { words: '完納', kind: 'ok' }, broken: { words: '打切り', kind: 'plain' },
}

function Plans({ value, state }: ViewProps) {
  if (value.plans.length === 0) return <p class="none">分納の計画はありません。</p>
  return <>{value.plans.map((plan) => <Plan plan={plan} state={state} />)}</>
}

function Plan({ plan, state }: { plan: PlanValue; state: ViewState }) {
  const isOpen = plan.state === 'running' || plan.state === 'behind'
  const { words, kind } = planWords[plan.state]
  const [end, restore] = [{ act: 'endPlan', state, hidden: { planId: plan.planId, cause: plan.state === 'behind' ? 'not-kept' : 'other' } }, { act: 'restorePlan', state, hidden: { planId: plan.planId } }]
  return (
    <>
      <p><a href={state.request.link(`documents/${plan.documentId}`)}>{shortDate(plan.agreedOn)} の約束</a><OtherNumber number={plan.number} />　毎月 {yenText(plan.monthly)}　{yenText(plan.paid)}／{yenText(plan.total)}　<Chip kind={kind}>{words}</Chip>{plan.behindSince && isOpen ? `　${shortDate(plan.behindSince)}の分から ${yenText(plan.missing)} が不足` : ''}{plan.isAcknowledged ? '　承認あり' : ''}{plan.endedReason ? `　${plan.endedReason}` : ''}　<span class="sub">受けた人 {plan.agreedByName}{plan.decidedByName ? `　決裁 ${plan.decidedByName}` : ''}</span></p>
      <details open={isOpen || plan.state === 'waiting'}><summary>計画（{plan.instalments.length}回）</summary>
        <Table caption={`${shortDate(plan.agreedOn)} の計画`} isCaptionHidden density="tight" rows={plan.instalments} columns={[
          { key: 'no', head: '回', isRowHead: true, align: 'number', cell: (one) => one.instalment }, { key: 'due', head: '納める日', isUnbroken: true, cell: (one) => shortDate(one.dueOn) }, { key: 'amount', head: '額', align: 'number', cell: (one) => <Amount value={one.amount} /> },
          { key: 'paid', head: '納付', cell: (one) => <Paid missing={missingOf(plan, one.instalment)} amount={one.amount} /> },
          { key: 'slip', head: '納付書', isHeadHidden: true, cell: (one) => (isOpen && missingOf(plan, one.instalment) > 0 ? <SmallForm act="planSlips" state={state} hidden={{ planId: plan.planId, instalment: String(one.instalment) }}><button class="btn xs" type="submit">納付書を出す</button></SmallForm> : '') },
        ]} />
      </details>
      {plan.state === 'waiting' ? <PlanDecision plan={plan} state={state} /> : null}
      {isOpen ? <SmallForm {...end}><SmallText of={end} name="reason" label="打切りの理由" width={12} maxLength={100} /> <button class="btn xs" type="submit">打ち切り、通知を刷る</button></SmallForm> : null}
      {plan.state === 'broken' && state.request.actor.permissions.has('collection.approve') ? <FoldForm title="打切りを取り消す" {...restore}><SmallText of={restore} name="reason" label="理由" width={12} maxLength={100} /> <button class="btn xs" type="submit">打切りを取り消す</button></FoldForm> : null}
    </>
  )
}

/** What another officer decides, and the way back for whoever entered it wrongly. */
function PlanDecision({ plan, state }: { plan: PlanValue; state: ViewState }) {
  const { permissions } = state.request.actor
  const hidden = { planId: plan.planId }
  const [decide, withdraw] = [{ act: 'decidePlan', state, hidden }, { act: 'withdrawPlan', state, hidden }]
  return (
    <>
      {plan.isOwn || !permissions.has('collection.approve') ? <p class="sub">ほかの職員が決裁します。それまで計画は始まりません。</p> : (
        <SmallForm {...decide}>
          <SmallText of={decide} name="reason" label="認めない理由" width={12} maxLength={100} /> <button class="btn xs primary" type="submit" name="isGranted" value="yes">分納を認める</button> <button class="btn xs" type="submit" name="isGranted" value="no">認めない</button>
        </SmallForm>
      )}
      {permissions.has('collection.write') ? <FoldForm title="取り下げる" {...withdraw}><SmallText of={withdraw} name="reason" label="取下げの理由" width={12} maxLength={100} /> <button class="btn xs" type="submit">取り下げる</button></FoldForm> : null}
    </>
  )
}

/** What is still missing of an instalment: money of a plan goes to its instalments in their order. */
function missingOf(plan: PlanValue, instalment: number): number {
  const until = (last: number): number => plan.instalments.filter((one) => one.instalment <= last).reduce((sum, one) => sum + one.amount, 0)
  return Math.max(0, until(instalment) - Math.max(plan.paid, until(instalment - 1)))
}

function Paid({ missing, amount }: { missing: number; amount: number }) {
  if (missing === 0) return <Chip kind="ok">済み</Chip>
  return missing < amount ? <>あと {amountText(missing)}</> : <></>
}

const reliefWords = { waiting: '決裁を待つ', granted: '許可', rejected: '不許可', ended: '取消し', withdrawn: '取下げ' } as const

function Reliefs({ value, state }: ViewProps) {
  const mayDecide = state.request.actor.permissions.has('collection.approve')
  return (
    <Table caption="猶予・減免" isCaptionHidden density="tight" rows={value.reliefs} columns={[
      { key: 'title', head: '事由', isRowHead: true, cell: (one) => <>{one.title}<OtherNumber number={one.number} /></> }, { key: 'effect', head: '延滞金', cell: (one) => one.effect }, { key: 'span', head: '期間', isUnbroken: true, cell: (one) => `${shortDate(one.fromOn)}〜${shortDate(one.untilOn)}` },
      { key: 'charges', head: '期', align: 'number', cell: (one) => one.charges }, { key: 'reason', head: '理由', cell: (one) => (state.withheld.size > 0 ? <Masked /> : one.reason) }, { key: 'state', head: '状態', cell: (one) => <Chip kind={one.state === 'granted' ? 'ok' : 'plain'}>{reliefWords[one.state]}</Chip> },
      { key: 'act', head: '決裁', isHeadHidden: true, cell: (one) => <ReliefActs one={one} state={state} mayDecide={mayDecide} /> },
    ]} empty={<p class="none">猶予・減免はありません。</p>} />
  )
}

function ReliefActs({ one, state, mayDecide }: { one: Debtor['reliefs'][number]; state: ViewState; mayDecide: boolean }) {
  if (one.state === 'waiting') return <><ReliefDecision one={one} state={state} mayDecide={mayDecide} /><ReliefWithdrawal one={one} state={state} /></>
  if (!mayDecide || one.state !== 'granted') return <></>
  const end = { act: 'endRelief', state, hidden: { reliefId: one.reliefId } }
  return <FoldForm title="取り消す" {...end}><SmallText of={end} name="reason" label="理由" width={12} maxLength={200} /> <button class="btn xs" type="submit">取り消し、通知を刷る</button></FoldForm>
}

interface ReliefProps { readonly one: Debtor['reliefs'][number]; readonly state: ViewState }

function ReliefDecision({ one, state, mayDecide }: ReliefProps & { readonly mayDecide: boolean }) {
  if (one.isOwn || !mayDecide) return <span class="sub">ほかの職員が決裁します</span>
  const decide = { act: 'decide', state, hidden: { reliefId: one.reliefId } }
  return (
    <SmallForm {...decide}>
      <SmallText of={decide} name="reason" label="不許可の理由" width={12} maxLength={200} /> <button class="btn xs primary" type="submit" name="isGranted" value="yes">許可する</button> <button class="btn xs" type="submit" name="isGranted" value="no">許可しない</button>
    </SmallForm>
  )
}

/** The way back for whoever entered it wrongly. */
function ReliefWithdrawal({ one, state }: ReliefProps) {
  if (!state.request.actor.permissions.has('collection.write')) return <></>
  const form = { act: 'withdrawRelief', state, hidden: { reliefId: one.reliefId } }
  return <FoldForm title="取り下げる" {...form}><SmallText of={form} name="reason" label="取下げの理由" width={12} maxLength={200} /> <button class="btn xs" type="submit">取り下げる</button></FoldForm>
}

import { printDate } from '../../kernel/wareki.ts'
import { townDay, townTime } from '../../platform/clock/index.ts'
import type { Instant } from '../../kernel/plain-date.ts'
import {
  act, Case, Chip, CommandBar, CommandForm, DateField, Decision, Done, Empty, ErrorSummary, Facts, Message, OneColumn, page, ProtectChip, Radios, Rows, Section, Select, Steps, Table, Task, TextField, type FormValues, type ViewState, Who,
} from '../../platform/screen/index.ts'
import { decideMeasure, recordOpinion, renewMeasure } from '../protection/filing.ts'
import { proposeLifting } from '../protection/lifting.ts'
import { showMeasure, type MeasureCase } from '../protection/measure-views.ts'
import { issueEndingNotice } from '../notices/measure-ending.ts'
import { handings } from '../notices/model.ts'
import { filers, filingRoutes, liftingGrounds, measureKinds, opinionBodies, protectedPlaces, protectedRegisters, transferGrounds } from '../protection/model.ts'
import { confirmTransfer, sendTransfer } from '../protection/transfer.ts'
import { identityProofs } from '../inputs.ts'
import { dateOf, textOf } from './form-values.ts'
import { CarriedOut, Known, StandingChip, ToRecord } from './protection.tsx'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '記録する' }, { key: 'Esc', does: '戻る' }]
const choicesOf = (titles: Readonly<Record<string, string>>) => Object.entries(titles).map(([value, label]) => ({ value, label }))
const onCase = (params: Readonly<Record<string, string>>, form: FormValues) => ({ filingId: params['id'], expectedVersion: Number(form.get('expectedVersion') ?? Number.NaN) })

/** One case of support measures with its next step — 支援措置. */
export const measurePage = page({
  name: 'resident.measure-of', path: 'resident/protection/case/:id', query: showMeasure,
  input: ({ params }) => ({ filingId: params['id'] }),
  frame: () => ({ title: '支援措置', keys, isProtected: true }),
  view: (value, state) => <MeasureView value={value} state={state} />,
  acts: {
    opinion: act({ command: recordOpinion, input: ({ params, form }) => ({ ...onCase(params, form), body: form.get('body') ?? '', bodyName: textOf(form, 'bodyName') ?? '', receivedOn: dateOf(form, 'receivedOn') ?? '', isNeeded: form.get('isNeeded') === undefined ? null : form.get('isNeeded') === 'yes' }) }),
    decide: act({ command: decideMeasure, input: ({ params, form }) => ({ ...onCase(params, form), isNeeded: form.get('isNeeded') === undefined ? null : form.get('isNeeded') === 'yes', periodFrom: dateOf(form, 'periodFrom'), periodUntil: dateOf(form, 'periodUntil'), reason: textOf(form, 'reason') ?? '' }) }),
    renew: act({ command: renewMeasure, input: ({ params, form }) => ({ ...onCase(params, form), periodUntil: dateOf(form, 'periodUntil'), reason: textOf(form, 'reason') ?? '' }) }),
    send: act({ command: sendTransfer, input: ({ params, form }) => ({ filingId: params['id'], municipality: textOf(form, 'municipality') ?? '', ground: form.get('ground') ?? '', sentOn: dateOf(form, 'sentOn') ?? '' }) }),
    received: act({ command: confirmTransfer, input: ({ form }) => ({ transferId: form.get('transferId') ?? '', receivedOn: dateOf(form, 'transferReceivedOn') ?? '' }) }),
    ending: act({ command: issueEndingNotice, input: ({ params, form }) => ({ filingId: params['id'], handing: form.get('handing') ?? '' }) }),
    lift: act({
      command: proposeLifting,
      input: ({ form }) => ({ target: 'measure', entries: form.all('entry').map((entry) => ({ id: entry.split('_')[0], expectedVersion: Number(entry.split('_')[1]) })), ground: form.get('liftGround') ?? '', reason: textOf(form, 'liftReason') ?? '' }),
      after: (value) => `resident/protection/lifting/${value.liftingId}`,
    }),
  },
})

type Step = 'opinion' | 'decide' | 'renew' | 'none'

function stepOf(value: MeasureCase): Step {
  if (value.standing === 'lifted') return 'none'
  if (value.filing !== null && value.filing.opinion === null) return 'opinion'
  if (value.filing !== null && value.filing.decision === null) return 'decide'
  return value.standing === 'ending' || value.standing === 'expired' ? 'renew' : 'none'
}

function MeasureView({ value, state }: { value: MeasureCase; state: ViewState }) {
  const step = stepOf(value)
  const form = step === 'none' ? undefined : { action: state.action, act: step, idempotencyKey: state.idempotencyKey, expectedVersion: value.version }
  const current = { opinion: 2, decide: 3, renew: 4, none: 4 }[step]
  return (
    <>
      <Case isProtected decision="middle" form={form}>
        <Who kana={value.kana ?? undefined} name={value.applicant} again={<ProtectChip />} facts={[{ label: '住所', value: value.address ?? '' }, { label: '宛名番号', value: value.addresseeNumber }]} warnings={<>{value.standing === 'lifted' ? null : <ProtectChip />}<StandingChip standing={value.standing} /></>} />
        <Task title="支援措置" right={<ToRecord state={state} personId={value.applicantId} />}><Steps current={current} steps={[{ label: '申出' }, { label: '意見' }, { label: '決定' }, { label: '期間' }]} /></Task>
        <Facts heading="記録されていること"><ErrorSummary refusals={state.refusals} before="記録する前に" isFocused /><CaseFacts value={value} state={state} /></Facts>
        <Decision heading="次にすること" isHeadingShown><NextStep step={step} value={value} state={state} /></Decision>
      </Case>
      {value.standing === 'lifted' ? null : <OtherForms value={value} state={state} />}
    </>
  )
}

function CaseFacts({ value, state }: { value: MeasureCase; state: ViewState }) {
  const { filing } = value
  return (
    <>
      <Section title="守られる人">
        <Table caption="守られる人" isCaptionHidden rows={value.lines} columns={[
          { key: 'name', head: '氏名', isRowHead: true, cell: (line) => <a href={state.request.link(`resident/record/${line.personId}`)}>{line.name}</a> }, { key: 'role', head: '立場', cell: (line) => line.roleTitle },
          { key: 'standing', head: 'いま', cell: (line) => <><StandingChip standing={line.standing} /> {line.isWaiting ? <Chip kind="alert">解除の伺い中</Chip> : null}</> },
          { key: 'period', head: '期間', isUnbroken: true, cell: (line) => `${printDate(line.periodFrom)}〜${line.periodUntil === null ? '' : printDate(line.periodUntil)}` },
        ]} />
      </Section>
      <Section title="申出">
        {filing === null ? <Empty title="申出書の記録はありません（前のシステムからの引継ぎ）。" /> : <Known facts={[
          ['種類', measureKinds[filing.kind]], ['申出の日', printDate(filing.filedOn)], ['申し出た人', `${filers[filing.body.filer]}${filing.body.filerName ? `　${filing.body.filerName}` : ''}`], ['本人確認', identityProofs[filing.body.identityProof as keyof typeof identityProofs]],
          ['連絡先', filing.body.contact], ['受け方', `${filingRoutes[filing.body.route]}${filing.body.fromMunicipality ? `　${filing.body.fromMunicipality}` : ''}`], ['止める事務', filing.body.acts.map((one) => `${protectedRegisters[one.register]}（${protectedPlaces[one.place]}・${one.municipality}）`).join('、')],
          ['相談機関の意見', filing.opinion === null ? null : `${opinionBodies[filing.opinion.body]}　${filing.opinion.bodyName}　${printDate(filing.opinion.receivedOn)}　${filing.opinion.isNeeded ? '必要' : '必要と認めない'}`],
          ['決定', filing.decision === null ? null : `${printDate(filing.decision.decidedOn)}　${filing.decision.isNeeded ? '措置を行う' : '措置を行わない（解くまで止まったまま）'}　${filing.decision.reason}`],
        ]} />}
      </Section>
      {value.counterparts.length === 0 ? null : <Section title="相手方" note="口に出さないでください">{value.counterparts.map((one) => <Known facts={[['名前', one.name], ['生年月日', one.birth], ['住所', one.address], ['そのほか', one.note], ['この町の記録', one.personId === null ? null : 'あり（開くと、確かめる印が出ます）']]} />)}</Section>}
      <Section title="これまで">
        <Table caption="これまで" isCaptionHidden density="tight" rows={value.steps} columns={[
          { key: 'at', head: 'いつ', isUnbroken: true, cell: (one) => `${printDate(townDay(one.at as Instant), 'short')} ${townTime(one.at as Instant)}` }, { key: 'name', head: '人', cell: (one) => one.name }, { key: 'state', head: '記録', isRowHead: true, cell: (one) => one.state },
          { key: 'period', head: '期間', isUnbroken: true, cell: (one) => `${printDate(one.period[0], 'short')}〜${one.period[1] === null ? '' : printDate(one.period[1], 'short')}` }, { key: 'reason', head: '理由', cell: (one) => one.reason }, { key: 'officer', head: '職員', isSource: true, cell: (one) => one.officer },
        ]} />
      </Section>
    </>
  )
}

const yesNo = (yes: string, no: string) => [{ value: 'yes', label: yes }, { value: 'no', label: no }]

function NextStep({ step, value, state }: { step: Step; value: MeasureCase; state: ViewState }) {
  const { form, refusals, request } = state
  if (step === 'opinion') return (
    <>
      <Rows>
        <Select name="body" label="機関" need="required" refusals={refusals} value={form.get('body')} choices={[{ value: '', label: '選んでください' }, ...choicesOf(opinionBodies)]} />
        <TextField name="bodyName" label="機関の名前" need="required" refusals={refusals} width={16} value={form.get('bodyName')} />
        <DateField name="receivedOn" label="受けた日" need="required" refusals={refusals} value={form.get('receivedOn') ?? printDate(request.today, 'letter')} />
        <Radios name="isNeeded" label="意見" need="required" refusals={refusals} value={form.get('isNeeded')} choices={yesNo('必要', '必要と認めない')} />
      </Rows>
      <CommandBar command="意見を記録する" note="止まっていることは変わりません。" />
    </>
  )
  if (step === 'decide') return (
    <>
      <Rows>
        <Radios name="isNeeded" label="決定" need="required" refusals={refusals} value={form.get('isNeeded')} choices={yesNo('措置を行う', '措置を行わない')} />
        <DateField name="periodFrom" label="期間の始まり" refusals={refusals} value={form.get('periodFrom') ?? printDate(value.proposed.from, 'letter')} />
        <DateField name="periodUntil" label="期間の終わり" hint="始まりから1年。変えられます" refusals={refusals} value={form.get('periodUntil') ?? printDate(value.proposed.until, 'letter')} />
        <TextField name="reason" label="理由" need="required" refusals={refusals} width={24} value={form.get('reason')} />
      </Rows>
      <CommandBar command="決定を記録する" note="「行わない」と決めても、別の職員が解くまで止まったままです。" />
    </>
  )
  if (step === 'renew') return (
    <>
      <Message kind="alert" title={value.standing === 'expired' ? '期間が過ぎています' : '期間の終わりが近づいています'}>延ばさなければ、解くまで止まったままです。本人に意向を確かめてください。</Message>
      <Rows>
        <DateField name="periodUntil" label="新しい終わり" hint={value.extension === null ? undefined : `${printDate(value.extension.from)}から1年`} refusals={refusals} value={form.get('periodUntil') ?? (value.extension === null ? '' : printDate(value.extension.until, 'letter'))} />
        <TextField name="reason" label="理由" need="required" refusals={refusals} width={24} value={form.get('reason')} />
      </Rows>
      <CommandBar command="期間を延ばす" note="前の期間の翌日から続きます。間は空きません。" />
    </>
  )
  return <><CarriedOut state={state} title="記録しました" /><p class="sub">{periodNote(value)}</p></>
}

function periodNote(value: MeasureCase): string {
  if (value.standing === 'lifted') return 'この支援措置は解かれています。'
  return value.extension === null ? '期間は決定のあとに決まります。' : `延長は ${printDate(value.extension.opensOn)} から受けられます。`
}

/** The letter that tells the applicant when the measure ends; how it gets there is chosen with the applicant. */
function EndingForm({ state }: { state: ViewState }) {
  const issued = state.carriedOut?.command === issueEndingNotice.name ? state.carriedOut.value as { number: string; documentId: string } : null
  return (
    <Section title="期間終了の通知" note="申出者だけに渡します">
      {issued === null ? null : <Done title={`出しました　${issued.number}`} links={[{ label: '紙を開いて刷る', href: state.request.link(`documents/${issued.documentId}`) }]}>送る前に、宛先をもう一度確かめてください。</Done>}
      <CommandForm id="ending" action={state.action} act="ending" idempotencyKey={state.idempotencyKey}>
        <Rows><Radios name="handing" label="渡し方" need="required" refusals={state.refusals} value={state.form.get('handing') ?? 'hand'} choices={choicesOf(handings)} /></Rows>
        <p><button class="btn" type="submit">期間終了通知を出す</button></p>
      </CommandForm>
    </Section>
  )
}

/** Transfers and the proposal to lift: forms of their own under the case. */
function OtherForms({ value, state }: { value: MeasureCase; state: ViewState }) {
  const { form, refusals, request, action, idempotencyKey } = state
  return (
    <OneColumn>
      <Section title="ほかの市区町村への転送">
        <Table caption="転送した写し" isCaptionHidden rows={value.transfers} empty={<Empty title="転送した写しはありません。" />} columns={[
          { key: 'to', head: '転送先', isRowHead: true, cell: (one) => one.municipality }, { key: 'ground', head: '関わり', cell: (one) => transferGrounds[one.ground] }, { key: 'sent', head: '転送した日', isUnbroken: true, cell: (one) => printDate(one.sentOn) },
          { key: 'received', head: '受付の日', cell: (one) => (one.receivedOn === null ? <CommandForm id={`received-${one.transferId}`} action={action} act="received" idempotencyKey={idempotencyKey} hidden={{ transferId: one.transferId }}><TextField name="transferReceivedOn" pointer="/receivedOn" label="受付の日" isInCell width={6} refusals={refusals} /> <button class="btn xs" type="submit">記録する</button></CommandForm> : printDate(one.receivedOn)) },
        ]} />
        <CommandForm id="send" action={action} act="send" idempotencyKey={idempotencyKey}>
          <Rows columns={2}>
            <TextField name="municipality" label="転送先" refusals={refusals} width={16} value={form.get('municipality')} />
            <Select name="ground" label="関わり" refusals={refusals} value={form.get('ground')} choices={[{ value: '', label: '選んでください' }, ...choicesOf(transferGrounds)]} />
            <DateField name="sentOn" label="転送した日" refusals={refusals} value={form.get('sentOn') ?? printDate(request.today, 'letter')} />
          </Rows>
          <p><button class="btn" type="submit">転送を記録する</button></p>
        </CommandForm>
      </Section>
      {value.lines.some((line) => line.periodUntil !== null) && value.filing?.decision?.isNeeded !== false ? <EndingForm state={state} /> : null}
      <Section title="解除" note="別の職員が、その時の記録をもう一度見てから解きます">
        <CommandForm id="lift" action={action} act="lift" idempotencyKey={idempotencyKey}>
          {value.lines.filter((line) => line.standing !== 'lifted').map((line) => <input type="hidden" name="entry" value={`${line.measureId}_${line.version}`} />)}
          <Rows columns={2}>
            <Select name="liftGround" pointer="/ground" label="解く理由" refusals={refusals} value={form.get('liftGround')} choices={[{ value: '', label: '選んでください' }, ...choicesOf(liftingGrounds)]} />
            <TextField name="liftReason" pointer="/reason" label="くわしく" refusals={refusals} width={24} value={form.get('liftReason')} />
          </Rows>
          <p><button class="btn" type="submit">{value.lines.length}人の解除を伺う</button></p>
        </CommandForm>
      </Section>
    </OneColumn>
  )
}

import type { Instant } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { townDay, townTime } from '../../platform/clock/index.ts'
import {
  act, Case, Chip, CommandBar, CommandForm, DateField, Decision, Done, Empty, ErrorSummary, Facts, Head, Message, OneColumn, page, Radios, Rows, Select, Stats, Table, Task, TextField, type ViewState, Who,
} from '../../platform/screen/index.ts'
import { liftListed, proposeLifting, withdrawLifting } from '../protection/lifting.ts'
import { listLiftings, showLifting, type LiftingLine, type LiftingList, type LiftingView } from '../protection/lifting-views.ts'
import { levels, liftingGrounds, processes, suppressionKinds, type Process } from '../protection/model.ts'
import { findingTitles, type Finding } from '../protection/report-store.ts'
import { makeReport, showReport, type ReportView } from '../protection/report.ts'
import { showSuppressions, type SuppressionView } from '../protection/release-views.ts'
import { setSuppression } from '../protection/suppression.ts'
import { dateOf, textOf } from './form-values.ts'
import { Known, ProtectionTabs, ToRecord } from './protection.tsx'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '記録する' }, { key: 'Esc', does: '戻る' }]
const choicesOf = (titles: Readonly<Record<string, string>>) => Object.entries(titles).map(([value, label]) => ({ value, label }))
const targetTitles = { measure: '支援措置', suppression: '抑止' } as const
const lifting = { proposed: '決定を待っています', 'carried-out': '解きました', withdrawn: '取り下げました' } as const

/** What waits for a second officer to lift it — 解除の伺い. */
export const liftingsPage = page({
  name: 'resident.liftings', path: 'resident/protection/liftings', query: listLiftings,
  input: () => ({}),
  frame: () => ({ title: '解除の伺い', isProtected: true }),
  view: (value: LiftingList, state) => (
    <OneColumn>
      <Head title="解除の伺い" note="作った職員とは別の職員が、その時の記録をもう一度見て解きます"><ProtectionTabs state={state} current="liftings" /></Head>
      <Table<LiftingView> caption="解除の伺い" isCaptionHidden isList rows={value.items} empty={<Empty title="待っている伺いはありません。" />} columns={[
        { key: 'at', head: '作った日時', isUnbroken: true, isRowHead: true, cell: (one) => <a href={state.request.link(`resident/protection/lifting/${one.liftingId}`)}>{momentText(one.preparedAt)}</a> },
        { key: 'what', head: '対象', cell: (one) => `${targetTitles[one.target]}　${one.lines.length}件` }, { key: 'who', head: '人', cell: (one) => one.lines.slice(0, 3).map((line) => line.name).join('、') }, { key: 'ground', head: '理由', cell: (one) => liftingGrounds[one.ground] },
        { key: 'officer', head: '作った職員', cell: (one) => <>{one.officer}{one.isMine ? <span class="sub">（あなた）</span> : null}</> }, { key: 'fault', head: 'いまの記録', cell: (one) => (one.lines.some((line) => line.fault !== null) ? <Chip kind="error">解けない行がある</Chip> : <Chip kind="ok">解ける</Chip>) },
      ]} />
    </OneColumn>
  ),
})

function momentText(at: Instant): string {
  return `${printDate(townDay(at), 'short')} ${townTime(at)}`
}

/** One list, each line looked at anew — 解除の伺い一件. */
export const liftingPage = page({
  name: 'resident.lifting-of', path: 'resident/protection/lifting/:id', query: showLifting,
  input: ({ params }) => ({ liftingId: params['id'] }),
  frame: () => ({ title: '解除の伺い', keys, isProtected: true }),
  view: (value, state) => <LiftingCase value={value} state={state} />,
  acts: {
    lift: act({ command: liftListed, input: ({ params }) => ({ liftingId: params['id'] }) }),
    withdraw: act({ command: withdrawLifting, input: ({ params }) => ({ liftingId: params['id'] }) }),
  },
})

function LiftingCase({ value, state }: { value: LiftingView; state: ViewState }) {
  const isOpen = value.state === 'proposed'
  const mayLift = isOpen && !value.isMine && state.request.actor.permissions.has('resident-protection.approve')
  const faults = value.lines.filter((line) => line.fault !== null).length
  return (
    <>
      <Case isProtected decision="middle" form={mayLift ? { action: state.action, act: 'lift', idempotencyKey: state.idempotencyKey } : undefined}>
        <Who subject="thing" name={`${targetTitles[value.target]}の解除　${value.lines.length}件`} facts={[{ label: '理由', value: liftingGrounds[value.ground] }, { label: '作った職員', value: value.officer }, { label: '作った日時', value: momentText(value.preparedAt) }]} warnings={<Chip kind={isOpen ? 'alert' : 'none'}>{lifting[value.state]}</Chip>} />
        <Task title="解除の伺い" />
        <Facts heading="解くもの">
          <ErrorSummary refusals={state.refusals} before="解く前に" isFocused />
          <Known facts={[['くわしい理由', value.reason]]} />
          <Table<LiftingLine> caption="解くもの" isCaptionHidden rows={value.lines} rowState={() => 'protected'} columns={[
            { key: 'no', head: '行', align: 'number', cell: (line) => line.lineNo }, { key: 'name', head: '氏名', isRowHead: true, cell: (line) => (line.personId === null ? '世帯' : <a href={state.request.link(`resident/record/${line.personId}`)}>{line.name}</a>) },
            { key: 'number', head: '宛名番号', isUnbroken: true, cell: (line) => line.addresseeNumber }, { key: 'fault', head: 'いまの記録', cell: (line) => (line.fault === null ? '伺いのときと同じ' : <b class="t-error">{line.fault}</b>) },
          ]} />
        </Facts>
        <Decision heading="解除" isHeadingShown>
          {isOpen && faults > 0 ? <Message kind="error" title={`解けない行が ${faults}行あります`}>1行でも解けないと、1件も解きません。伺いを取り下げて、作り直してください。</Message> : null}
          {mayLift ? <CommandBar command={`${value.lines.length}件を解く`} other={{ label: '取り下げる', form: 'withdraw' }} note="解いた時から、証明や一覧に出るようになります。記録は消えません。" /> : <Done title={lifting[value.state]}>{isOpen && value.isMine ? '自分で作った伺いは、別の職員が解きます。' : ''}</Done>}
        </Decision>
      </Case>
      {isOpen ? <CommandForm id="withdraw" action={state.action} act="withdraw" idempotencyKey={state.idempotencyKey}>{mayLift ? null : <p><button class="btn" type="submit">伺いを取り下げる</button></p>}</CommandForm> : null}
    </>
  )
}

/** Other reasons to stop, of one person — 抑止. */
export const suppressionPage = page({
  name: 'resident.suppression-of', path: 'resident/protection/suppression/:id', query: showSuppressions,
  input: ({ params }) => ({ personId: params['id'] }),
  frame: () => ({ title: '抑止', keys }),
  view: (value, state) => <SuppressionCase value={value} state={state} />,
  acts: {
    set: act({
      command: setSuppression,
      input: ({ params, form }) => ({
        ...(form.get('whom') === 'household' ? { householdId: textOf(form, 'householdId') } : { personId: params['id'] }), kind: form.get('kind') ?? '', levels: { entry: form.get('levels.entry') ?? '', issuance: form.get('levels.issuance') ?? '', inquiry: form.get('levels.inquiry') ?? '' },
        forms: form.all('forms').map((output) => ({ output, level: 'error' })), periodFrom: dateOf(form, 'periodFrom') ?? '', periodUntil: dateOf(form, 'periodUntil'), reason: textOf(form, 'reason') ?? '',
      }),
    }),
    lift: act({
      command: proposeLifting, input: ({ form }) => ({ target: 'suppression', entries: [{ id: form.get('suppressionId') ?? '', expectedVersion: Number(form.get('expectedVersion') ?? Number.NaN) }], ground: 'request', reason: textOf(form, 'liftReason') ?? '' }),
      after: (value) => `resident/protection/lifting/${value.liftingId}`,
    }),
  },
})

function SuppressionCase({ value, state }: { value: SuppressionView; state: ViewState }) {
  const { form, refusals, request } = state
  return (
    <>
      <Case decision="middle" form={{ action: state.action, act: 'set', idempotencyKey: state.idempotencyKey, hidden: value.householdId === null ? {} : { householdId: value.householdId } }}>
        <Who kana={value.kana ?? undefined} name={value.name} facts={[{ label: '宛名番号', value: value.addresseeNumber }]} />
        <Task title="抑止" right={<ToRecord state={state} personId={value.personId} />} />
        <Facts heading="いまの抑止"><ErrorSummary refusals={refusals} before="始める前に" isFocused /><SuppressionTable value={value} /></Facts>
        <Decision heading="抑止を始める" isHeadingShown>
          <Rows>
            <Select name="kind" label="種類" need="required" refusals={refusals} value={form.get('kind')} choices={[{ value: '', label: '選んでください' }, ...choicesOf(suppressionKinds)]} />
            {value.householdId === null ? null : <Radios name="whom" label="相手" value={form.get('whom') ?? 'person'} choices={[{ value: 'person', label: 'この人' }, { value: 'household', label: 'いまの世帯の人みな' }]} />}
            {(Object.keys(processes) as Process[]).map((process) => <Radios name={`levels.${process}`} label={processes[process]} need="required" refusals={refusals} value={form.get(`levels.${process}`) ?? 'none'} choices={choicesOf(levels)} />)}
            <DateField name="periodFrom" label="いつから" need="required" refusals={refusals} value={form.get('periodFrom') ?? printDate(request.today, 'letter')} />
            <DateField name="periodUntil" label="いつまで" hint="過ぎても、解くまで続きます" refusals={refusals} value={form.get('periodUntil')} />
            <TextField name="reason" label="理由" need="required" refusals={refusals} width={24} value={form.get('reason')} />
          </Rows>
          <CommandBar command="抑止を始める" />
        </Decision>
      </Case>
      <OneColumn>{value.items.map((one) => (
        <CommandForm id={`lift-${one.suppressionId}`} action={state.action} act="lift" idempotencyKey={state.idempotencyKey} expectedVersion={one.version} hidden={{ suppressionId: one.suppressionId }}>
          <Rows><TextField name="liftReason" pointer="/reason" label={`「${suppressionKinds[one.kind]}」を解く理由`} refusals={refusals} width={24} value={form.get('liftReason')} /></Rows><p><button class="btn" type="submit">「{suppressionKinds[one.kind]}」の解除を伺う</button></p>
        </CommandForm>
      ))}</OneColumn>
    </>
  )
}

function SuppressionTable({ value }: { value: SuppressionView }) {
  return (
    <Table caption="いまの抑止" isCaptionHidden rows={value.items} empty={<Empty title="この人に、抑止はありません。" looked="人の抑止と、世帯の抑止を見ました。支援措置は別です。" />} columns={[
      { key: 'kind', head: '種類', isRowHead: true, cell: (one) => `${suppressionKinds[one.kind]}${one.householdId === null ? '' : '（世帯）'}` }, ...(Object.keys(processes) as Process[]).map((process) => ({ key: process, head: processes[process], cell: (one: SuppressionView['items'][number]) => levels[one.levels[process]] })),
      { key: 'period', head: '期間', isUnbroken: true, cell: (one) => `${printDate(one.periodFrom, 'short')}〜${one.periodUntil === null ? '' : printDate(one.periodUntil, 'short')}` }, { key: 'reason', head: '理由', cell: (one) => one.reason }, { key: 'officer', head: '職員', isSource: true, cell: (one) => one.officer },
    ]} />
  )
}

/** The daily reconciliation of the protected persons — 突合せの報告. */
export const reportPage = page({
  name: 'resident.protection-report-page', path: 'resident/protection/report', query: showReport,
  input: () => ({}),
  frame: () => ({ title: '支援措置の突合せの報告', isProtected: true }),
  view: (value, state) => <ReportCase value={value} state={state} />,
  acts: { make: act({ command: makeReport, input: () => ({}) }) },
})

function ReportCase({ value, state }: { value: ReportView; state: ViewState }) {
  const { report, names } = value
  const { link } = state.request
  return (
    <OneColumn>
      <Head title="突合せの報告" note={report === null ? 'まだ作られていません' : `${momentText(report.madeAt)} に、${report.counts.outputs}種類の出力を1人ずつ照会しました`}
        right={<CommandForm id="make" action={state.action} act="make" idempotencyKey={state.idempotencyKey}><button class="btn xs" type="submit">いま突き合わせる</button></CommandForm>}><ProtectionTabs state={state} current="report" /></Head>
      {value.isOld && report !== null ? <Message kind="alert" title="きのうの報告がありません">夜の処理が動いているか、システム管理者に確かめてください。</Message> : null}
      {report === null ? <Empty title="報告はまだありません。" looked="毎晩、0時すぎに作ります。" /> : (
        <>
          <Stats figures={[{ label: '守られている人', value: report.counts.persons }, { label: '仮の措置', value: report.counts.provisional }, { label: '期間中', value: report.counts.inForce }, { label: 'まもなく終わる', value: report.counts.ending }, { label: '期間が過ぎた', value: report.counts.expired }, { label: '転出した人', value: report.counts.movedOut }, { label: 'ほかの抑止', value: report.counts.suppressed }]} />
          <Table<Finding> caption="見るもの" isList rows={report.findings} rowState={(one) => (one.code === 'open-output' ? 'changed' : 'protected')} empty={<Empty title="見るものはありません。" looked="止まっていない出力も、待っているものもありません。" />} columns={[
            { key: 'what', head: '見つかったこと', isRowHead: true, cell: (one) => findingTitles[one.code] }, { key: 'who', head: '人', cell: (one) => (one.personId === null ? '' : <a href={link(`resident/record/${one.personId}`)}>{names[one.personId] ?? ''}</a>) }, { key: 'detail', head: 'くわしく', cell: (one) => one.detail },
            { key: 'do', head: 'すること', cell: (one) => (one.filingId === null ? '' : <a href={link(`resident/protection/case/${one.filingId}`)}>支援措置を開く</a>) },
          ]} />
        </>
      )}
    </OneColumn>
  )
}

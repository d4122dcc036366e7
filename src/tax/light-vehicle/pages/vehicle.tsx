import { fiscalYear, plainDate } from '../../../kernel/plain-date.ts'
import { yenText } from '../../../kernel/text.ts'
import { fiscalYearText, printDate } from '../../../kernel/wareki.ts'
import { townDay } from '../../../platform/clock/index.ts'
import {
  Actions, act, Amount, Case, Chip, CommandBar, CommandForm, Decision, Done, ErrorSummary, Facts, KeyValues, Message, page, Section, Table, Task, TextField, Tick, WorksheetTable, type PageRequest, type ViewState,
} from '../../../platform/screen/index.ts'
import { decideAmount } from '../decision-commands.ts'
import { classTitles, energyTitles, exemptionGroundTitles, inspectedClasses, standingTitles, vehicleEventTitles } from '../model.ts'
import { issueInspectionCertificate, issueNotice } from '../paper-commands.ts'
import { showVehicle, type VehicleRecordView } from '../queries.ts'
import { latestAssessedYear } from '../law.ts'
import { OwnerBand, paths } from './parts.tsx'

function yearOf(request: PageRequest): number {
  const text = request.form.get('year') ?? request.query.get('year')
  return text !== undefined && /^\d{4}$/.test(text) ? Number(text) : latestAssessedYear
}

const question = (request: PageRequest) => ({ vehicleId: request.params['id'] ?? '', fiscalYear: yearOf(request) })

/** 車両の記録: who is taxed, what is recorded, why this amount. */
export const vehiclePage = page({
  name: 'tax-light-vehicle.vehicle', path: 'tax-light-vehicle/vehicle/:id', query: showVehicle, input: question,
  frame: () => ({ title: '軽自動車税　車両の記録', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'Ctrl+Enter', does: '手続きをする' }] }),
  view: (value, state) => <VehicleView value={value} state={state} />,
  acts: {
    decide: act({ command: decideAmount, input: (request) => ({ ...question(request), expectedDecisionNo: Number(request.form.get('expectedVersion') ?? '0'), reason: request.form.get('reason') ?? '' }) }),
    notice: act({ command: issueNotice, input: question }),
    certificate: act({ command: issueInspectionCertificate, input: (request) => ({ ...question(request), isReceiptSeen: request.form.get('isReceiptSeen') === 'yes' }) }),
  },
})

interface ViewProps { readonly value: VehicleRecordView; readonly state: ViewState }

function VehicleView({ value, state }: ViewProps) {
  const { vehicle, taxpayer } = value
  const isProtected = taxpayer.residentId !== null && state.withheld.has(taxpayer.residentId)
  return (
    <Case decision="wide" isProtected={isProtected}>
      <OwnerBand head={taxpayer} state={state} facts={[{ label: '納税義務者', value: taxpayerWords(value) }]} />
      <Task title={`${vehicle.plate}　${classTitles[vehicle.class]}`} right={<YearLinks value={value} state={state} />} />
      <FactsBand value={value} state={state} />
      <DecisionBand value={value} state={state} />
    </Case>
  )
}

function taxpayerWords({ taxpayer, owner, holder }: VehicleRecordView): string {
  if (taxpayer.partyId === owner.partyId) return '所有者'
  return taxpayer.partyId === holder?.partyId ? '使用者（所有権留保）' : '4月1日の所有者'
}

function YearLinks({ value, state }: ViewProps) {
  const base = state.request.link(paths.vehicle(value.vehicle.vehicleId))
  return <>{[latestAssessedYear - 1, latestAssessedYear].map((year) => (year === value.fiscalYear ? <b> {year}年度</b> : <a href={`${base}?year=${year}`}> {year}年度</a>))}</>
}

function FactsBand({ value, state }: ViewProps) {
  const { vehicle } = value
  const link = (what: string): string => state.request.link(`tax-light-vehicle/${what}/${vehicle.vehicleId}`)
  const kw = [vehicle.displacementCc === null ? '' : `${vehicle.displacementCc}cc`, vehicle.ratedWatts === null ? '' : `定格 ${vehicle.ratedWatts}W`, vehicle.maxWatts === null ? '' : `最高 ${vehicle.maxWatts}W`].filter(Boolean).join('　')
  return (
    <Facts heading="台帳の記載">
      <KeyValues facts={[
        { label: '車名・車台番号', value: `${vehicle.model ?? '―'}　${vehicle.frameNumber ?? '―'}` }, { label: '排気量・出力', value: kw || '―' }, { label: '燃料・動力', value: energyTitles[vehicle.energy] },
        { label: '初度検査年月', value: vehicle.firstInspected ?? '―' }, { label: 'グリーン化特例', value: vehicle.greenBand === null ? 'なし' : `おおむね${vehicle.greenBand}％軽減` },
        { label: '所有者', value: value.owner.name }, { label: '使用者', value: value.holder?.name ?? '所有者と同じ' }, { label: '課税の別', value: standingTitles[vehicle.standing] },
      ]} />
      <Section title="履歴"><Table caption="履歴" isCaptionHidden density="tight" rows={value.history} columns={[
        { key: 'event', head: '事由', isRowHead: true, cell: (one) => vehicleEventTitles[one.event] }, { key: 'from', head: 'この日から', isUnbroken: true, cell: (one) => printDate(plainDate(one.validFrom)) },
        { key: 'to', head: 'この日の前まで', isUnbroken: true, cell: (one) => (one.validTo === null ? 'いまも' : printDate(plainDate(one.validTo))) }, { key: 'plate', head: '標識番号', cell: (one) => one.plate }, { key: 'class', head: '種別', cell: (one) => classTitles[one.class] },
      ]} /></Section>
      <Section title="調定と納付"><Table caption="調定と納付" isCaptionHidden density="tight" rows={value.balances} empty="この車両に調定はまだありません。" columns={[
        { key: 'year', head: '年度', isRowHead: true, cell: (one) => fiscalYearText(fiscalYear(one.fiscalYear)) }, { key: 'due', head: '納期限', isUnbroken: true, cell: (one) => printDate(plainDate(one.dueOn)) },
        { key: 'charged', head: '調定額（円）', align: 'number', cell: (one) => <Amount value={one.charged} /> }, { key: 'paid', head: '納めた額', align: 'number', cell: (one) => <Amount value={one.paid} /> }, { key: 'balance', head: '未納', align: 'number', isStrong: true, cell: (one) => <Amount value={one.balance} /> },
      ]} /></Section>
      <Section title="減免"><Table caption="減免" isCaptionHidden density="tight" rows={value.exemptions} empty="減免の申請はありません。" columns={[
        { key: 'year', head: '年度', isRowHead: true, cell: (one) => fiscalYearText(fiscalYear(one.fiscalYear)) }, { key: 'ground', head: '理由', cell: (one) => exemptionGroundTitles[one.ground] },
        { key: 'state', head: '状態', cell: (one) => <Chip kind={one.state === 'approved' ? 'ok' : 'plain'}>{exemptionStates[one.state]}</Chip> }, { key: 'on', head: '申請の日', isUnbroken: true, cell: (one) => printDate(plainDate(one.appliedOn)) },
      ]} /></Section>
      <Section title="手続き"><Actions actions={[
        ...(vehicle.validTo === null ? [{ label: '名義を変える', href: link('transfer') }, { label: '内容を変える・訂正する', href: link('change') }, { label: '廃車にする', href: link('deregister') }] : []), { label: '減免', href: link('exemption') },
      ]} /></Section>
    </Facts>
  )
}

export const exemptionStates = { applied: '申請を受けた', approved: '減免する', refused: '減免しない', revoked: '取り消した' } as const

function DecisionBand({ value, state }: ViewProps) {
  const { decision, fiscalYear: year } = value
  return (
    <Decision heading={`${fiscalYearText(fiscalYear(year))}　${decision ? '決定' : 'いま決めるとこうなる'}`} isHeadingShown note={decision ? `${printDate(townDay(decision.decidedAt as Parameters<typeof townDay>[0]))}　通知書番号 ${decision.noticeNo}` : undefined}>
      <ErrorSummary refusals={state.refusals} before="手続きの前に" isFocused={state.refusals.length > 0} />
      {value.isSame ? null : <Message kind="error" title="決定した行と、計算し直した行が違います">税務課の責任者に知らせてください。税額は決定したときのままです。</Message>}
      {value.obstacle === null ? null : <Message kind="info" title={value.obstacle}>{decision ? '決定した税額は取り消してあります。' : 'この年度の税額はありません。'}</Message>}
      {value.rows.length > 0 ? <><WorksheetTable caption={`${year}年度の計算書`} heads={['額']} rows={value.rows} /><p class="sub">条番号だけのものは地方税法。</p></> : null}
      {decision ? <p class="say">年税額 <b class="big">{yenText(decision.annualTax)}</b></p> : null}
      <CarriedOut state={state} />
      {decision && decision.annualTax > 0 ? <Papers value={value} state={state} /> : null}
      <DecideForm value={value} state={state} />
    </Decision>
  )
}

function CarriedOut({ state }: { state: ViewState }) {
  const done = state.carriedOut
  if (!done) return <></>
  const { documentId } = done.value as { documentId?: string }
  return documentId
    ? <Done title={`${done.title.replace(/を出す$/, '')}を出しました`} links={[{ label: '印刷する（PDF）', href: state.request.link(`documents/${documentId}`) }]}>控えはそのままの形で保存してあります。</Done>
    : <Done title="税額を決めました">調定を直しました。送る通知書は、残っている手続きに入れました。</Done>
}

function Papers({ value, state }: ViewProps) {
  const form = { action: state.action, idempotencyKey: state.idempotencyKey, hidden: { year: String(value.fiscalYear) } }
  return (
    <Section title="出す紙" level={3}>
      <CommandForm id="notice" act="notice" {...form}><p><button class="btn" type="submit">納税通知書を出す</button></p></CommandForm>
      {inspectedClasses.has(value.vehicle.class) ? (
        <CommandForm id="certificate" act="certificate" {...form}>
          <Tick name="isReceiptSeen" label="領収証書を確かめた（速報だけのとき）" value="yes" />
          <p><button class="btn" type="submit">車検用の納税証明書を出す</button>　<span class="sub">手数料なし</span></p>
        </CommandForm>
      ) : null}
    </Section>
  )
}

function DecideForm({ value, state }: ViewProps) {
  return (
    <CommandForm id="decide" act="decide" action={state.action} idempotencyKey={state.idempotencyKey} expectedVersion={value.decision?.decisionNo ?? 0} hidden={{ year: String(value.fiscalYear) }}>
      <TextField name="reason" label="決める理由" value={state.form.get('reason')} refusals={state.refusals} width="full" hint="登録が遅れて届いた、種別の誤り など" />
      <CommandBar command={value.decision ? '税額を決め直す' : '税額を決める'} note="いまの台帳の4月1日の姿から計算し、差額だけを調定します。前の決定は残ります。" />
    </CommandForm>
  )
}

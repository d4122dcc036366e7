import type { Child } from 'hono/jsx'
import { act, Case, CommandBar, CommandForm, Decision, Done, ErrorSummary, Facts, page, Radios, Rows, Section, Select, Table, Task, TextField, type Act, type Page, type PageRequest, type ViewState } from '../../../platform/screen/index.ts'
import { fiscalYear, plainDate } from '../../../kernel/plain-date.ts'
import { fiscalYearText, printDate } from '../../../kernel/wareki.ts'
import { changeVehicle, deregisterVehicle, transferVehicle } from '../commands.ts'
import { applyExemption, decideExemption } from '../decision-commands.ts'
import { latestAssessedYear } from '../law.ts'
import { bodyParts, bodyPartTitles, classTitles, exemptionGrounds, exemptionGroundTitles } from '../model.ts'
import { showVehicle, type VehicleRecordView } from '../queries.ts'
import { dateOf, DayField, factsInput, HolderFields, holderInput, OwnerBand, paths, textOf, VehicleFields, wholeOf } from './parts.tsx'

// One page for each thing that happens to a vehicle: who, what is filed, the one command.

interface ViewProps { readonly value: VehicleRecordView; readonly state: ViewState }

const existing = (request: PageRequest) => ({ vehicleId: request.params['id'] ?? '', expectedVersion: Number(request.form.get('expectedVersion') ?? '0') })

interface Form { readonly name: string; readonly title: string; readonly command: string; readonly act: Act; readonly note: string; fields(props: ViewProps): Child }

/** A page with the three bands and one form. */
function formPage(form: Form): Page {
  return page({
    name: `tax-light-vehicle.${form.name}`, path: `tax-light-vehicle/${form.name}/:id`, query: showVehicle, input: (request) => ({ vehicleId: request.params['id'] ?? '', fiscalYear: null }),
    frame: () => ({ title: `軽自動車税　${form.title}` }),
    view: (value, state) => <FormView form={form} value={value} state={state} />,
    acts: { [form.name]: form.act },
  })
}

function FormView({ form, value, state }: ViewProps & { form: Form }) {
  const back = { label: '車両の記録へ', href: state.request.link(paths.vehicle(value.vehicle.vehicleId)) }
  return (
    <Case isProtected={state.withheld.size > 0} form={{ action: state.action, act: form.name, idempotencyKey: state.idempotencyKey, expectedVersion: value.vehicle.version, previewId: state.preview?.id }}>
      <OwnerBand head={value.owner} state={state} facts={[{ label: '車両', value: `${value.vehicle.plate}　${classTitles[value.vehicle.class]}` }]} />
      <Task title={form.title} />
      <Facts heading="届け出られた事実"><ErrorSummary refusals={state.refusals} before={`${form.command}前に`} isFocused />{form.fields({ value, state })}</Facts>
      <Decision heading={form.title} isHeadingShown>
        {state.carriedOut ? <Done title={`${form.title}を記録しました`} links={[back]}>前の記録は履歴に残っています。</Done> : <CommandBar command={form.command} note={form.note} />}
      </Decision>
    </Case>
  )
}

/** 名義変更 */
export const transferPage = formPage({
  name: 'transfer', title: '名義変更', command: '名義を変える', note: '4月1日の所有者がその年度の税を納めます。月割りはありません。',
  act: act({ command: transferVehicle, input: (request) => ({ ...existing(request), ...holderInput(request), owner: { number: textOf(request.form, 'owner.number') }, plate: request.form.get('plate') ?? '', transferredOn: dateOf(request.form, 'transferredOn', request) ?? request.today }) }),
  fields: ({ value, state }) => (
    <>
      <DayField state={state} name="transferredOn" label="名義が変わった日" />
      <TextField name="owner.number" label="新しい所有者の宛名番号" need="required" value={state.form.get('owner.number')} refusals={state.refusals} width={9} hint="町の外の人と法人は、先に宛名に登録します" />
      <HolderFields state={state} />
      <TextField name="plate" label="標識番号" need="required" value={state.form.get('plate') ?? value.vehicle.plate} refusals={state.refusals} />
    </>
  ),
})

/** 変更・訂正 */
export const changePage = formPage({
  name: 'change', title: '内容の変更・訂正', command: '内容を変える', note: '訂正は、いまの記録の初めの日にさかのぼります。4月1日より前にかかるときは、税額を見直す手続きが残ります。',
  act: act({ command: changeVehicle, input: (request) => ({ ...existing(request), ...factsInput(request), kind: request.form.get('kind') ?? '', changedOn: dateOf(request.form, 'changedOn', request) }) }),
  fields: ({ value, state }) => (
    <>
      <Radios name="kind" label="どちらか" need="required" value={state.form.get('kind')} refusals={state.refusals} choices={[{ value: 'change', label: '変更（ある日から変わった）' }, { value: 'correction', label: '訂正（初めから違っていた）' }]} />
      <DayField state={state} name="changedOn" label="変わった日" />
      <VehicleFields state={state} vehicle={value.vehicle} />
    </>
  ),
})

/** 廃車 */
export const deregisterPage = formPage({
  name: 'deregister', title: '廃車', command: '廃車にする', note: '記録は消えません。4月2日より後の廃車は、その年度の税を全額納めます。',
  act: act({ command: deregisterVehicle, input: (request) => ({ ...existing(request), deregisteredOn: dateOf(request.form, 'deregisteredOn', request) ?? request.today }) }),
  fields: ({ state }) => <DayField state={state} name="deregisteredOn" label="廃車の日" />,
})

/** 減免の申請と決定 */
export const exemptionPage = page({
  name: 'tax-light-vehicle.exemption', path: 'tax-light-vehicle/exemption/:id', query: showVehicle, input: (request) => ({ vehicleId: request.params['id'] ?? '', fiscalYear: null }),
  frame: () => ({ title: '軽自動車税　減免' }),
  view: (value, state) => <ExemptionView value={value} state={state} />,
  acts: {
    apply: act({ command: applyExemption, input: exemptionInput }),
    decide: act({ command: decideExemption, input: ({ form }) => ({ exemptionId: form.get('exemptionId') ?? '', expectedVersion: Number(form.get('expectedVersion') ?? '0'), decision: form.get('decision') ?? '', reason: textOf(form, 'reason') }) }),
  },
})

function exemptionInput(request: PageRequest): unknown {
  const { form, params } = request
  const ground = form.get('ground') ?? ''
  const handbook = ground === 'disabled-person' ? { part: form.get('handbook.part') ?? '', grade: wholeOf(form, 'handbook.grade'), driver: form.get('handbook.driver') ?? '' } : null
  return { vehicleId: params['id'] ?? '', fiscalYear: wholeOf(form, 'fiscalYear'), ground, appliedOn: dateOf(form, 'appliedOn', request) ?? request.today, personNumber: ground === 'disabled-person' ? textOf(form, 'personNumber') : null, handbook }
}

function ExemptionView({ value, state }: ViewProps) {
  const waiting = value.exemptions.filter((one) => one.state === 'applied' || one.state === 'approved')
  return (
    <Case isProtected={state.withheld.size > 0}>
      <OwnerBand head={value.owner} state={state} facts={[{ label: '車両', value: `${value.vehicle.plate}　${classTitles[value.vehicle.class]}` }]} />
      <Task title="減免" />
      <Facts heading="申請" isHeadingShown note="一人一台。普通車の減免がないかも県税に確かめます">
        <ErrorSummary refusals={state.refusals} before="手続きの前に" isFocused={state.refusals.length > 0} />
        <CommandForm id="apply" act="apply" action={state.action} idempotencyKey={state.idempotencyKey}><ApplicationFields state={state} /><CommandBar command="減免の申請を受ける" note="受けただけでは税額は変わりません。決めたときに変わります。" /></CommandForm>
      </Facts>
      <Decision heading="減免の決定" isHeadingShown>
        {state.carriedOut ? <Done title={state.carriedOut.command.endsWith('apply-exemption') ? '減免の申請を受けました' : '減免を決めました'} links={[{ label: '車両の記録へ', href: state.request.link(paths.vehicle(value.vehicle.vehicleId)) }]} /> : null}
        <Table caption="決める申請" isCaptionHidden rows={waiting} empty="決める申請はありません。" columns={[
          { key: 'year', head: '年度', isRowHead: true, cell: (one) => fiscalYearText(fiscalYear(one.fiscalYear)) }, { key: 'ground', head: '理由', cell: (one) => exemptionGroundTitles[one.ground] }, { key: 'on', head: '申請の日', cell: (one) => printDate(plainDate(one.appliedOn)) },
        ]} />
        {waiting.map((one) => <DecideExemption exemption={one} state={state} />)}
      </Decision>
    </Case>
  )
}

function ApplicationFields({ state }: { state: ViewState }) {
  const { form, refusals } = state
  return (
    <Rows columns={2}>
      <TextField name="fiscalYear" label="年度（西暦）" need="required" value={form.get('fiscalYear') ?? String(latestAssessedYear)} refusals={refusals} isNumber width={6} />
      <DayField state={state} name="appliedOn" label="申請の日" />
      <Select name="ground" label="減免の理由" need="required" value={form.get('ground')} refusals={refusals} choices={exemptionGrounds.map((one) => ({ value: one, label: exemptionGroundTitles[one] }))} />
      <TextField name="personNumber" label="障害のある人の宛名番号" value={form.get('personNumber')} refusals={refusals} width={9} />
      <Select name="handbook.part" label="手帳の区分" value={form.get('handbook.part')} refusals={refusals} choices={bodyParts.map((one) => ({ value: one, label: bodyPartTitles[one] }))} />
      <TextField name="handbook.grade" label="級" value={form.get('handbook.grade')} refusals={refusals} isNumber width={4} />
      <Radios name="handbook.driver" label="運転する人" value={form.get('handbook.driver') ?? 'self'} refusals={refusals} choices={[{ value: 'self', label: '本人' }, { value: 'family', label: '家族' }]} />
    </Rows>
  )
}

function DecideExemption({ exemption, state }: { exemption: VehicleRecordView['exemptions'][number]; state: ViewState }) {
  const choices = exemption.state === 'applied' ? [{ value: 'approved', label: '減免する' }, { value: 'refused', label: '減免しない' }] : [{ value: 'revoked', label: '減免を取り消す' }]
  return (
    <Section title={`${fiscalYearText(fiscalYear(exemption.fiscalYear))}　${exemptionGroundTitles[exemption.ground]}`} level={3}>
      <CommandForm id={`decide-${exemption.exemptionId}`} act="decide" action={state.action} idempotencyKey={state.idempotencyKey} expectedVersion={exemption.version} hidden={{ exemptionId: exemption.exemptionId }}>
        <TextField name="reason" label="理由" need="optional" value={state.form.get('reason')} refusals={state.refusals} width="full" />
        <p>{choices.map((one) => <button class="btn" type="submit" name="decision" value={one.value}>{one.label}</button>)}</p>
      </CommandForm>
    </Section>
  )
}

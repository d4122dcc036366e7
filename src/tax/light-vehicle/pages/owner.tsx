import { act, Case, Chip, CommandBar, Decision, Done, ErrorSummary, Facts, LinkButton, page, Section, Split, Head, Table, Task, TextField, Actions, type PageRequest, type ViewState } from '../../../platform/screen/index.ts'
import { registerVehicle } from '../commands.ts'
import { classTitles, standingTitles } from '../model.ts'
import { findVehicle, listOwnersVehicles, type VehicleView } from '../queries.ts'
import { DayField, HolderFields, OwnerBand, VehicleFields, dateOf, factsInput, holderInput, paths, textOf } from './parts.tsx'

type Owners = Parameters<typeof listOwnersVehicles.subjects>[0]

function ownerInput({ params }: PageRequest): { kind: string; id: string } {
  return { kind: params['kind'] ?? '', id: params['id'] ?? '' }
}

/** 軽自動車税の入口: find a plate, open the annual run. */
export const homePage = page({
  name: 'tax-light-vehicle.home', path: paths.home, query: findVehicle, postsQuery: true,
  input: ({ form }) => ({ plate: textOf(form, 'plate') }),
  frame: () => ({ title: '軽自動車税' }),
  view: (value, state) => <HomeView value={value} state={state} />,
})

function HomeView({ value, state }: { value: Parameters<typeof findVehicle.subjects>[0]; state: ViewState }) {
  const { link } = state.request
  return (
    <>
      <Head title="軽自動車税" note="人から探すときは F2 で人を開き、「軽自動車」を選びます" />
      <Split sideLabel="手続き" side={<Section title="手続き"><Actions actions={[{ label: '当初賦課の一覧', href: link('tax-light-vehicle/runs/annual-assessment'), keys: 'IT' }]} /></Section>}>
        <form method="post" action={state.action} autocomplete="off">
          <TextField name="plate" label="標識番号" value={value.plate ?? ''} hint="「○○市 あ 1234」のように、書いてあるとおりに" isFocused />
          <p><button class="btn primary" type="submit" data-command="yes">探す <kbd>Ctrl+Enter</kbd></button></p>
        </form>
        {value.plate === null ? null : <VehicleTable caption="見つかった車両" vehicles={value.found ? [value.found] : []} state={state} empty={`「${value.plate}」の車両は台帳にありません。廃車になったものも探しました。`} />}
      </Split>
    </>
  )
}

/** 所有者の車両の一覧. */
export const ownerPage = page({
  name: 'tax-light-vehicle.owner', path: 'tax-light-vehicle/owner/:kind/:id', query: listOwnersVehicles, input: ownerInput,
  frame: () => ({ title: '軽自動車税　車両の一覧' }),
  view: (value, state) => <OwnerView value={value} state={state} />,
})

function OwnerView({ value, state }: { value: Owners; state: ViewState }) {
  return (
    <Case isProtected={state.withheld.size > 0}>
      <OwnerBand head={value.owner} state={state} />
      <Task title="軽自動車税" />
      <Facts heading="いま持っている車両" isHeadingShown note={`${value.vehicles.length}台`}>
        <VehicleTable caption="いま持っている車両" vehicles={value.vehicles} state={state} empty="この人の名義の車両は、いまありません。廃車になったものは標識番号で探せます。" />
      </Facts>
      <Decision heading="手続き"><LinkButton href={state.request.link(`tax-light-vehicle/register/${value.kind}/${value.id}`)} isPrimary>車両を登録する</LinkButton></Decision>
    </Case>
  )
}

function VehicleTable({ caption, vehicles, state, empty }: { caption: string; vehicles: readonly VehicleView[]; state: ViewState; empty: string }) {
  return (
    <Table caption={caption} isCaptionHidden isList rows={vehicles} rowState={(one) => (one.validTo === null ? undefined : 'quiet')} empty={empty} columns={[
      { key: 'plate', head: '標識番号', isRowHead: true, isUnbroken: true, cell: (one) => <a href={state.request.link(paths.vehicle(one.vehicleId))}>{one.plate}</a> },
      { key: 'class', head: '種別・用途', cell: (one) => classTitles[one.class] },
      { key: 'model', head: '車名', cell: (one) => one.model ?? '―' },
      { key: 'first', head: '初度検査', isUnbroken: true, cell: (one) => one.firstInspected ?? '―' },
      { key: 'state', head: '状態', cell: (one) => <StateChip vehicle={one} /> },
    ]} />
  )
}

function StateChip({ vehicle }: { vehicle: VehicleView }) {
  if (vehicle.validTo !== null) return <Chip>廃車</Chip>
  return vehicle.standing === 'taxable' ? <></> : <Chip kind="alert">{standingTitles[vehicle.standing]}</Chip>
}

/** 車両の登録. */
export const registerPage = page({
  name: 'tax-light-vehicle.register', path: 'tax-light-vehicle/register/:kind/:id', query: listOwnersVehicles, input: ownerInput,
  frame: () => ({ title: '軽自動車税　車両の登録', effort: { task: 'register-vehicle', label: 'この登録', goalSeconds: 60 } }),
  view: (value, state) => <RegisterView value={value} state={state} />,
  acts: {
    register: act({
      command: registerVehicle,
      input: (request) => ({ ...factsInput(request), ...holderInput(request), owner: request.params['kind'] === 'resident' ? { residentId: request.params['id'] } : { partyId: request.params['id'] }, registeredOn: dateOf(request.form, 'registeredOn', request) ?? request.today }),
    }),
  },
})

function RegisterView({ value, state }: { value: Owners; state: ViewState }) {
  const done = state.carriedOut?.value as { vehicleId: string } | undefined
  return (
    <Case isProtected={state.withheld.size > 0} form={{ action: state.action, act: 'register', idempotencyKey: state.idempotencyKey, previewId: state.preview?.id, check: 'button' }}>
      <OwnerBand head={value.owner} state={state} />
      <Task title="車両の登録" />
      <Facts heading="登録する車両">
        <ErrorSummary refusals={state.refusals} before="登録の前に" isFocused />
        <DayField state={state} name="registeredOn" label="登録の日" />
        <VehicleFields state={state} />
        <HolderFields state={state} />
      </Facts>
      <Decision heading="登録" isHeadingShown>
        {done
          ? <Done title="車両を登録しました" links={[{ label: '車両の記録を見る', href: state.request.link(paths.vehicle(done.vehicleId)) }, { label: '一覧へ戻る', href: state.request.link(paths.ownerOf(value.kind, value.id)) }]}>税額は、まだ決めていません。</Done>
          : <CommandBar command="車両を登録する" check="button" note="4月1日に台帳にある車両に、その年度の税がかかります。" />}
      </Decision>
    </Case>
  )
}


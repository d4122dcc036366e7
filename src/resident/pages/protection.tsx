import { readDate } from '../../kernel/date-input.ts'
import { printDate } from '../../kernel/wareki.ts'
import {
  act, Case, Checkboxes, Chip, CommandBar, dateEcho, DateField, Decision, Done, Empty, ErrorSummary, Facts, Head, KeyValues, LinkButton, Message, OneColumn, page, Radios, Rows, Section, Select, Table, Tabs, Task, TextField, type FormValues, type ViewState, Who,
} from '../../platform/screen/index.ts'
import { fileMeasure } from '../protection/filing.ts'
import { filingForm, listMeasures, measureFilters, type FilingForm, type MeasureLine, type MeasureList } from '../protection/measure-views.ts'
import { filers, filingRoutes, measureKinds, protectedPlaces, protectedRegisters, standings, type Standing } from '../protection/model.ts'
import { identityProofs } from '../inputs.ts'
import { dateOf, nameOf, textOf } from './form-values.ts'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '記録する' }, { key: 'Esc', does: '戻る' }]
const tones: Readonly<Record<Standing, 'alert' | 'error' | 'info' | 'none'>> = { provisional: 'alert', 'in-force': 'info', ending: 'alert', expired: 'error', 'former-address': 'alert', lifted: 'none' }

/** How a measure stands, in a word and a shape. */
export function StandingChip({ standing }: { standing: Standing }) {
  return <Chip kind={tones[standing]}>{standings[standing]}</Chip>
}

/** The doors to the other lists of protection. */
export function ProtectionTabs({ state, current }: { state: ViewState; current: 'measures' | 'releases' | 'liftings' | 'report' }) {
  const { link } = state.request
  const tabs = [['measures', '支援措置', 'resident/protection'], ['releases', '一時解除', 'resident/protection/releases'], ['liftings', '解除の伺い', 'resident/protection/liftings'], ['report', '突合せの報告', 'resident/protection/report']] as const
  return <Tabs label="支援措置・抑止" tabs={tabs.map(([key, label, path]) => ({ label, href: link(path), isCurrent: key === current }))} />
}

/** Who is under a support measure, the nearest end first — 支援措置の一覧. */
export const measuresPage = page({
  name: 'resident.measures', path: 'resident/protection', query: listMeasures,
  input: ({ query }) => ({ show: query.get('show') ?? 'all', cursor: query.get('after') ?? null, limit: 50 }),
  frame: () => ({ title: '支援措置の一覧', isProtected: true }),
  view: (value, state) => <MeasuresView value={value} state={state} />,
})

function leftText(line: MeasureLine): string {
  if (line.daysLeft === null) return '決定まで'
  if (line.daysLeft < 0) return `${-line.daysLeft}日過ぎた`
  return line.daysLeft === 0 ? 'きょうまで' : `あと${line.daysLeft}日`
}

function MeasuresView({ value, state }: { value: MeasureList; state: ViewState }) {
  const { link } = state.request
  return (
    <OneColumn>
      <Head title="支援措置の一覧" note="期間の終わりが近い順。期間が過ぎても、解くまで止まったままです" right={<>{measureFilters.map(([key, label]) => (key === value.show ? <b> {label} </b> : <a href={link(`resident/protection?show=${key}`)}> {label} </a>))}</>}>
        <ProtectionTabs state={state} current="measures" />
      </Head>
      <Table<MeasureLine> caption="支援措置" isCaptionHidden isList density="middle" rows={value.items} rowState={() => 'protected'}
        columns={[
          { key: 'name', head: '氏名', isRowHead: true, cell: (line) => <a href={link(`resident/protection/case/${line.filingId}`)}>{line.name}</a> },
          { key: 'number', head: '宛名番号', isUnbroken: true, cell: (line) => line.addresseeNumber },
          { key: 'standing', head: 'いま', isUnbroken: true, cell: (line) => <><StandingChip standing={line.standing} /> {line.isWaiting ? <Chip kind="alert">解除の伺い中</Chip> : null}</> },
          { key: 'period', head: '期間', isUnbroken: true, cell: (line) => `${printDate(line.periodFrom, 'short')}〜${line.periodUntil === null ? '' : printDate(line.periodUntil, 'short')}` },
          { key: 'left', head: '残り', isUnbroken: true, cell: leftText },
          { key: 'kind', head: '種類', cell: (line) => line.kindTitle }, { key: 'role', head: '立場', cell: (line) => line.roleTitle },
        ]}
        paging={value.next === null ? undefined : { shown: `${value.items.length}件を表示`, next: link(`resident/protection?show=${value.show}&after=${value.next}`) }}
        empty={<Empty title="この条件の支援措置はありません。" looked="解かれていない支援措置を、すべて見ました。" />} />
    </OneColumn>
  )
}

/** Acts that are asked most, by register and place; the municipality of a place elsewhere has a field of its own. */
const actChoices = ['reading-list.current', 'resident-record.current', 'resident-record.former', 'removed-record.former', 'annex.domicile', 'removed-annex.former-domicile'] as const

function filingInput(params: Readonly<Record<string, string>>, form: FormValues, town: string): Record<string, unknown> {
  const counterpart = nameOf(form, 'counterpart.name')
  return {
    personId: params['id'], kind: form.get('kind') ?? '', filedOn: dateOf(form, 'filedOn') ?? '', filer: form.get('filer') ?? '', filerName: nameOf(form, 'filerName'), identityProof: form.get('identityProof') ?? '', contact: textOf(form, 'contact'),
    route: form.get('route') ?? 'here', fromMunicipality: textOf(form, 'fromMunicipality'), coProtectedIds: form.all('coProtectedIds'),
    acts: form.all('acts').map((choice) => {
      const [register, place = ''] = choice.split('.')
      return { register, place, municipality: place === 'current' ? town : textOf(form, `municipality.${place}`) ?? town }
    }),
    counterparts: counterpart === null ? [] : [{ name: counterpart, addresseeNumber: textOf(form, 'counterpart.number'), birth: textOf(form, 'counterpart.birth'), address: textOf(form, 'counterpart.address'), note: textOf(form, 'counterpart.note') }],
  }
}

/** A filing is taken; with the press everything is blocked — 支援措置の申出. */
export const filingPage = page({
  name: 'resident.filing-of', path: 'resident/protection/file/:id', query: filingForm,
  input: ({ params }) => ({ personId: params['id'] }),
  frame: () => ({ title: '支援措置の申出', keys, isProtected: true }),
  view: (value, state) => <FilingView value={value} state={state} />,
  acts: { file: act({ command: fileMeasure, input: ({ params, form, office }) => filingInput(params, form, office.name), after: (value) => `resident/protection/case/${value.filingId}` }) },
})

function FilingView({ value, state }: { value: FilingForm; state: ViewState }) {
  return (
    <Case isProtected decision="middle" form={{ action: state.action, act: 'file', idempotencyKey: state.idempotencyKey }}>
      <Who kana={value.kana ?? undefined} name={value.name} facts={[{ label: '住所', value: value.address ?? '' }, { label: '宛名番号', value: value.addresseeNumber }]} />
      <Task title="支援措置の申出" />
      <Facts heading="申し出られた事実">
        <ErrorSummary refusals={state.refusals} before="受け付ける前に" isFocused />
        <FilingFields state={state} />
        <Section title="併せて支援を求める人" note="同じ住所の人だけを選べます">
          {value.sharing.length === 0 ? <Empty title="同じ住所に、ほかの人はいません。" /> : <Checkboxes name="coProtectedIds" label="同じ住所の人" refusals={state.refusals} values={state.form.all('coProtectedIds')} choices={value.sharing.map((one) => ({ value: one.personId, label: `${one.name}${one.isHousehold ? '' : '（別の世帯）'}${one.isProtected ? '　もう守られています' : ''}` }))} />}
        </Section>
        <CounterpartFields state={state} />
        <ActFields state={state} />
      </Facts>
      <Decision heading="受け付けると" isHeadingShown>
        {value.filingId === null ? <Message kind="protect" icon="lock" title="すぐに、すべての業務で止まります">決定を待たず、この人と併せて選んだ人の証明・一覧・通知・照会を、仮の措置として止めます。住民票、附票、印鑑、税、コンビニのどれも、別に止める操作は要りません。</Message>
          : <Message kind="alert" title="この人には、解かれていない支援措置があります"><a href={state.request.link(`resident/protection/case/${value.filingId}`)}>その支援措置を開く</a></Message>}
        <CommandBar command="申出を受け付けて止める" note="相談機関の意見と決定は、このあとに記録します。" />
      </Decision>
    </Case>
  )
}

function FilingFields({ state }: { state: ViewState }) {
  const { form, refusals, request } = state
  const filed = readDate(form.get('filedOn') ?? '', { today: request.today })
  const choices = (titles: Readonly<Record<string, string>>) => Object.entries(titles).map(([value, label]) => ({ value, label }))
  return (
    <Rows>
      <Radios name="kind" label="種類" need="required" refusals={refusals} value={form.get('kind')} choices={choices(measureKinds)} />
      <DateField name="filedOn" label="申出の日" need="required" refusals={refusals} value={form.get('filedOn') ?? printDate(request.today, 'letter')} echo={filed.ok ? dateEcho(filed.value.date, request.today) : undefined} />
      <Radios name="filer" label="申し出た人" need="required" refusals={refusals} value={form.get('filer') ?? 'self'} choices={choices(filers)} />
      <TextField name="filerName" label="その人の名前" hint="本人でないとき" refusals={refusals} width={16} value={form.get('filerName')} />
      <Select name="identityProof" label="本人確認" need="required" refusals={refusals} value={form.get('identityProof')} choices={[{ value: '', label: '選んでください' }, ...choices(identityProofs)]} />
      <TextField name="contact" label="連絡先" hint="安全に連絡できるところ" refusals={refusals} width={24} value={form.get('contact')} />
      <Radios name="route" label="受け方" refusals={refusals} value={form.get('route') ?? 'here'} choices={choices(filingRoutes)} />
      <TextField name="fromMunicipality" label="転送元" hint="転送されたとき" refusals={refusals} width={16} value={form.get('fromMunicipality')} />
    </Rows>
  )
}

function CounterpartFields({ state }: { state: ViewState }) {
  const { form, refusals } = state
  return (
    <Section title="相手方" note="責任者の画面にだけ出ます">
      <Rows columns={2}>
        <TextField name="counterpart.name" pointer="/counterparts/0/name" label="名前" refusals={refusals} width={16} value={form.get('counterpart.name')} />
        <TextField name="counterpart.number" pointer="/counterparts" label="宛名番号" hint="この町の記録にあるとき" isNumber refusals={refusals} width={12} value={form.get('counterpart.number')} />
        <TextField name="counterpart.birth" pointer="/counterparts/0/birth" label="生年月日" refusals={refusals} width={12} value={form.get('counterpart.birth')} />
        <TextField name="counterpart.address" pointer="/counterparts/0/address" label="住所" refusals={refusals} width={24} value={form.get('counterpart.address')} />
        <TextField name="counterpart.note" pointer="/counterparts/0/note" label="そのほか" refusals={refusals} width="full" value={form.get('counterpart.note')} />
      </Rows>
    </Section>
  )
}

function ActFields({ state }: { state: ViewState }) {
  const { form, refusals } = state
  const titleOf = (choice: string): string => {
    const [register = '', place = ''] = choice.split('.') as [keyof typeof protectedRegisters, keyof typeof protectedPlaces]
    return `${protectedRegisters[register as keyof typeof protectedRegisters]}（${protectedPlaces[place as keyof typeof protectedPlaces]}）`
  }
  return (
    <Section title="止めるよう求める事務" note="転送する写しに書きます。この町では、どれも止まります">
      <Rows>
        <Checkboxes name="acts" label="事務と住所" refusals={refusals} values={form.all('acts')} choices={actChoices.map((choice) => ({ value: choice, label: titleOf(choice) }))} />
        {(['former', 'domicile', 'former-domicile'] as const).map((place) => <TextField name={`municipality.${place}`} label={`${protectedPlaces[place]}の市区町村`} hint="空けると、この町です" refusals={refusals} width={16} value={form.get(`municipality.${place}`)} />)}
      </Rows>
    </Section>
  )
}

/** A link and the words beside it, for pages of protection that lead back to the person. */
export function ToRecord({ state, personId }: { state: ViewState; personId: string }) {
  return <LinkButton href={state.request.link(`resident/record/${personId}`)} size="small">住民の記録</LinkButton>
}

/** What was carried out, where a page comes back to itself. */
export function CarriedOut({ state, title, children }: { state: ViewState; title: string; children?: string }) {
  return state.carriedOut === null ? null : <Done title={title} links={[{ label: '支援措置の一覧', href: state.request.link('resident/protection') }]}>{children ?? ''}</Done>
}

/** Pairs of label and value, those without a value left out. */
export function Known({ facts }: { facts: readonly (readonly [string, string | null | undefined])[] }) {
  return <KeyValues facts={facts.flatMap(([label, value]) => (value ? [{ label, value }] : []))} />
}

import { amountText, yenText } from '../../../../kernel/text.ts'
import { printDate } from '../../../../kernel/wareki.ts'
import { townDay } from '../../../../platform/clock/index.ts'
import {
  act, Amount, Bar, BarChart, Chip, CommandBar, CommandForm, Difference, Empty, ErrorSummary, Head, LinkButton, Message, OneColumn, page, Rows, Section, Select, Split, Stats, Table, TextField,
  type ChartBar, type PageRequest, type ViewState,
} from '../../../../platform/screen/index.ts'
import type { Instant } from '../../../../kernel/plain-date.ts'
import { findConcept, typedFigure } from '../../../../legislation/index.ts'
import { cancelWhatIf, resumeWhatIf, suppose, withdrawWhatIf } from '../commands.ts'
import { listChangedPersons, listSuppositions, personsInPart, showWhatIf, type ChangedPersons, type SuppositionForm, type WhatIfSummary, type WhatIfView } from '../queries.ts'

/** Values that one form changes at once. */
const rowsOfForm = [0, 1, 2] as const

/** Calculations with other values, and the form for a new one — 影響の試算. */
export const suppositionsPage = page({
  name: 'tax-individual.what-ifs', path: 'tax-individual/what-if', query: listSuppositions, input: () => ({}),
  frame: () => ({ title: '影響の試算', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '試算を始める' }] }),
  view: (value, state) => <SuppositionsView value={value} state={state} />,
  acts: { suppose: act({ command: suppose, input: readSupposition, after: (value) => `tax-individual/what-if/${value.whatIfId}` }) },
})

/** The form as the command wants it; rows without an item are left out. */
function readSupposition({ form }: PageRequest): unknown {
  const values = rowsOfForm.flatMap((row) => {
    const concept = form.get(`values.${row}.concept`) ?? ''
    return concept === '' ? [] : [{ concept, value: figureOf(form.get(`values.${row}.value`) ?? '', concept) }]
  })
  return { title: form.get('title') ?? '', fiscalYear: Number(form.get('fiscalYear')), values, lawYear: /^\d{4}$/.test(form.get('lawYear') ?? '') ? Number(form.get('lawYear')) : null }
}

/** What was typed in the unit of its concept; one that the list does not have goes on as text, and the command says so. */
function figureOf(typed: string, concept: string): unknown {
  const unit = findConcept(concept)?.unit ?? 'table'
  return unit === 'table' ? typed : typedFigure(typed, unit)
}

function SuppositionsView({ value, state }: { value: SuppositionForm; state: ViewState }) {
  const { link, actor } = state.request
  return (
    <>
      <Head title="影響の試算" note="条例の値や法令を変えると、だれの税額がどれだけ変わるか。いまの記録で全員を計算し、決定には何も書きません" right={<a href={link('tax-individual')}>個人住民税</a>} />
      <Split sideLabel="新しく試算する" side={actor.permissions.has('tax-individual.write') ? <SuppositionFields value={value} state={state} /> : <p class="sub">試算を始めるには、「課税資料を入れる・一括処理を動かす」の役割が要ります。</p>}>
        <Table<WhatIfSummary> caption="これまでの試算" captionNote="新しい順、50件まで" isList rows={value.items} empty={<Empty title="まだ試算はありません。" looked="変える値を選んで始めます。" />} columns={[
          { key: 'title', head: '試算', isRowHead: true, cell: (one) => <a href={link(`tax-individual/what-if/${one.whatIfId}`)}>{one.title}</a> },
          { key: 'year', head: '年度', isUnbroken: true, cell: (one) => one.fiscalYearText },
          { key: 'difference', head: '町の税額の増減', align: 'number', cell: (one) => <Difference value={one.difference} /> },
          { key: 'state', head: '状態', isUnbroken: true, cell: (one) => <StateChip one={one} /> },
          { key: 'by', head: '始めた人', isUnbroken: true, cell: (one) => one.byName },
          { key: 'at', head: '始めた日', isUnbroken: true, cell: (one) => printDate(townDay(one.openedAt as Instant), 'short') },
        ]} />
      </Split>
    </>
  )
}

function StateChip({ one }: { one: Pick<WhatIfSummary, 'state'> }) {
  if (one.state === 'done') return <Chip kind="ok">できています</Chip>
  if (one.state === 'running') return <Chip kind="info">計算しています</Chip>
  return one.state === 'stopped' ? <Chip kind="alert">止めてあります</Chip> : <Chip>一覧は捨てました</Chip>
}

function SuppositionFields({ value, state }: { value: SuppositionForm; state: ViewState }) {
  const { form, refusals } = state
  const choices = [{ value: '', label: '選んでください' }, ...value.concepts.map((one) => ({ value: one.concept, label: `${one.title}（いま ${one.now}）` }))]
  return (
    <CommandForm action={state.action} act="suppose" idempotencyKey={state.idempotencyKey}>
      <h2>新しく試算する</h2>
      <ErrorSummary refusals={refusals} before="始める前に" isFocused />
      <Rows>
        <TextField name="title" label="名前" need="required" width="full" value={form.get('title')} refusals={refusals} hint="あとで見て分かる名前。例：均等割を500円上げた場合" />
        <Select name="fiscalYear" label="計算する年度" value={form.get('fiscalYear') ?? String(value.year)} choices={value.years.map(({ year, text }) => ({ value: String(year), label: text }))} refusals={refusals} />
        <Select name="lawYear" label="あてはめる法令" value={form.get('lawYear') ?? ''} choices={[{ value: '', label: 'その年度の法令' }, ...value.years.map(({ year, text }) => ({ value: String(year), label: `${text}の法令` }))]} refusals={refusals} hint="改正後の年度の法令を、いまの所得にあてはめられます" />
        {rowsOfForm.map((row) => (
          <>
            <Select name={`values.${row}.concept`} label={`変える値 ${row + 1}`} pointer={`/values/${row}/concept`} value={form.get(`values.${row}.concept`) ?? ''} choices={choices} refusals={refusals} />
            <TextField name={`values.${row}.value`} label="新しい値" pointer={`/values/${row}/value`} width={9} isNumber value={form.get(`values.${row}.value`)} refusals={refusals} hint={row === 0 ? '金額は円、率は％の数字' : undefined} />
          </>
        ))}
      </Rows>
      <CommandBar command="試算を始める" note="何も決定しません。人が多い町では、待つ間も窓口の仕事は遅くなりません。" />
    </CommandForm>
  )
}

/** One calculation: the town's sum, winners and losers, classes, and whose amount changes most — 試算一件. */
export const whatIfPage = page({
  name: 'tax-individual.what-if', path: 'tax-individual/what-if/:id', query: showWhatIf, input: ({ params }) => ({ whatIfId: params['id'] ?? '' }),
  frame: () => ({ title: '影響の試算', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <WhatIfResult value={value} state={state} />,
  acts: Object.fromEntries(([['cancel', cancelWhatIf], ['resume', resumeWhatIf], ['withdraw', withdrawWhatIf]] as const).map(([name, command]) => [name, act({ command, input: ({ params }) => ({ whatIfId: params['id'] ?? '' }) })])),
})

function WhatIfResult({ value, state }: { value: WhatIfView; state: ViewState }) {
  const { link, actor } = state.request
  const isSeen = value.state === 'done' || value.read > 0
  return (
    <OneColumn>
      <Head title={value.title} note={`${value.fiscalYearText}の所得で計算しました。決定には何も書いていません`} right={<a href={link('tax-individual/what-if')}>試算の一覧</a>} />
      <ErrorSummary refusals={state.refusals} before="続ける前に" isFocused />
      {value.provisional.length > 0 ? <Message kind="alert" title="確定していない法令の値を使いました">{value.provisional.join('　')}</Message> : null}
      <Progress value={value} state={state} />
      <Supposed value={value} />
      {isSeen ? <Sums value={value} /> : null}
      {isSeen ? <Section title="税額の変わり方" note="年税額の差（円）ごとの人数"><BarChart title="年税額の差ごとの人数" shape="rows" unit="人" bars={value.bands.map(barOf)} /></Section> : null}
      {value.state === 'discarded' ? null : <Persons value={value} state={state} />}
      {actor.permissions.has('tax-individual.write') && value.state !== 'discarded' ? (
        <Section title="一覧を捨てる" note="条件と合計は残ります">
          <CommandForm action={state.action} act="withdraw" idempotencyKey={state.idempotencyKey}><p><button class="btn" type="submit">額が変わる人の一覧を捨てる</button></p></CommandForm>
        </Section>
      ) : null}
    </OneColumn>
  )
}

function barOf({ title, persons, yen }: WhatIfView['bands'][number]): ChartBar {
  const tone = yen > 0 ? 'alert' as const : 'good' as const
  return { label: title, value: persons, tone: yen === 0 ? 'low' : tone }
}

function Progress({ value, state }: { value: WhatIfView; state: ViewState }) {
  if (value.state === 'done' || value.state === 'discarded') return <></>
  const isRunning = value.state === 'running'
  const words = `${amountText(value.read)}人を計算しました（全部で${amountText(value.expected)}人）`
  const left = value.secondsLeft === null ? '' : `　あと約${amountText(value.secondsLeft)}秒`
  return (
    <Section title={isRunning ? '町全体を順に計算しています' : '止めてあります'} note={`${words}${left}`} right={isRunning ? <a href={state.action}>いまの進みを見る</a> : undefined}>
      <Bar share={value.expected === 0 ? 0 : value.read / value.expected} label={words} />
      <CommandForm action={state.action} act={isRunning ? 'cancel' : 'resume'} idempotencyKey={state.idempotencyKey}>
        <p><button class="btn" type="submit">{isRunning ? '次の頁で止める' : '続きから計算する'}</button> <span class="sub">計算したところまでは残ります。</span></p>
      </CommandForm>
    </Section>
  )
}

function Supposed({ value }: { value: WhatIfView }) {
  return (
    <Section title="仮定" note={value.lawYearText === null ? undefined : `${value.lawYearText}の法令をあてはめました`}>
      {value.values.length === 0 ? null : <Table caption="変えた値" isCaptionHidden rows={value.values} columns={[
        { key: 'title', head: '項目', isRowHead: true, cell: (one) => one.title }, { key: 'before', head: 'いまの値', align: 'number', cell: (one) => one.before },
        { key: 'after', head: '試算の値', align: 'number', isStrong: true, cell: (one) => one.after }, { key: 'article', head: '根拠', isSource: true, cell: (one) => one.article },
      ]} />}
    </Section>
  )
}

function Sums({ value }: { value: WhatIfView }) {
  const difference = value.after - value.before
  return (
    <Section title="合計">
      <Stats figures={[
        { label: 'いまの税額', value: yenText(value.before) }, { label: '試算の税額', value: yenText(value.after) }, { label: '町の増減', value: <Difference value={difference} /> },
      ]} />
      <Stats figures={[
        { label: '増える人', value: amountText(value.more.persons), note: <>人　<Difference value={value.more.yen} /></> }, { label: '減る人', value: amountText(value.less.persons), note: <>人　<Difference value={value.less.yen} /></> },
        { label: '新たに課税', value: amountText(value.newlyTaxed), note: '人' }, { label: '課税でなくなる', value: amountText(value.noLongerTaxed), note: '人' },
      ]} />
      <p class="sub">計算した人 {amountText(value.persons)}人　1月1日に住所がないなどで計算しない人 {amountText(value.notAssessed)}人</p>
    </Section>
  )
}

function Persons({ value, state }: { value: WhatIfView; state: ViewState }) {
  const { link } = state.request
  return (
    <Section title="額が変わる人" note="知らせを出す相手の一覧です">
      <ul>
        {([['more', '増える人', value.more], ['less', '減る人', value.less]] as const).map(([direction, title, sum]) => (
          <li><a href={link(`tax-individual/what-if/${value.whatIfId}/${direction}`)}>{title}　{amountText(sum.persons)}人</a>　<Files whatIfId={value.whatIfId} direction={direction} persons={sum.persons} state={state} /></li>
        ))}
      </ul>
    </Section>
  )
}

/** The files of a direction; who are more than one file takes are in several, the largest differences in the first. */
function Files({ whatIfId, direction, persons, state }: { whatIfId: string; direction: string; persons: number; state: ViewState }) {
  const parts = Array.from({ length: Math.ceil(persons / personsInPart) }, (_, index) => index + 1)
  return (
    <>
      {parts.map((part) => {
        const files = state.request.link(`files/what-if/${whatIfId}/${direction}-${part}`)
        const words = parts.length === 1 ? '' : `${amountText((part - 1) * personsInPart + 1)}人目から　`
        return <> {words}<LinkButton size="small" href={`${files}/csv`}>CSV</LinkButton> <LinkButton size="small" href={`${files}/sjis`}>CSV（Shift_JIS）</LinkButton> <LinkButton size="small" href={`${files}/xlsx`}>XLSX</LinkButton></>
      })}
    </>
  )
}

/** Whose amount would rise or fall — 額が変わる人. */
export const changedPersonsPage = page({
  name: 'tax-individual.changed-persons', path: 'tax-individual/what-if/:id/:direction', query: listChangedPersons, input: ({ params }) => ({ whatIfId: params['id'] ?? '', direction: params['direction'] ?? '' }),
  frame: () => ({ title: '試算で額が変わる人', keys: [{ key: 'F2', does: '検索' }, { key: '↑↓', does: '行' }, { key: 'Enter', does: '計算書を開く' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <ChangedPersonsView value={value} state={state} />,
})

function ChangedPersonsView({ value, state }: { value: ChangedPersons; state: ViewState }) {
  const { link } = state.request
  const words = value.direction === 'more' ? '増える人' : '減る人'
  return (
    <OneColumn>
      <Head title={`${value.title}　${words}`} note={`${amountText(value.of)}人。差の大きい順に${amountText(value.items.length)}人を出しています`} right={<a href={link(`tax-individual/what-if/${value.whatIfId}`)}>この試算へ</a>} />
      <p><Files whatIfId={value.whatIfId} direction={value.direction} persons={value.of} state={state} /></p>
      <Table caption={words} isCaptionHidden isList rows={value.items} empty={<Empty title={`${words}はいません。`} />} columns={[
        { key: 'name', head: '氏名', isRowHead: true, cell: (one) => <a href={link(`tax-individual/person/${one.personId}`)}>{one.name ?? '（住民記録にない人）'}</a> },
        { key: 'number', head: '宛名番号', isUnbroken: true, cell: (one) => one.number ?? '' },
        { key: 'before', head: 'いまの年税額', align: 'number', cell: (one) => <Amount value={one.before} /> }, { key: 'after', head: '試算の年税額', align: 'number', cell: (one) => <Amount value={one.after} /> },
        { key: 'difference', head: '差', align: 'number', cell: (one) => <Difference value={one.after - one.before} /> },
      ]} />
    </OneColumn>
  )
}

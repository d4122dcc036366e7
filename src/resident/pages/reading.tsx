import { amountText } from '../../kernel/text.ts'
import { fiscalYearText, printDate } from '../../kernel/wareki.ts'
import { addDays } from '../../kernel/plain-date.ts'
import {
  act, Case, Checks, Chip, CommandBar, CommandForm, DateField, Decision, Done, Empty, ErrorSummary, Facts, Head, KeyValues, Message, page, Radios, Rows, Section, Select, Split, Steps, Table, Task, TextArea, TextField, Tick, type FormValues, type ViewState, Who,
} from '../../platform/screen/index.ts'
import { approveReading, fileReading, printReadingCopy, publishReadings, refuseReading, returnReadingCopy, withdrawReading } from '../reading/commands.ts'
import { rangeText, readingBases, readingStates, stateOf, type Reading, type ReadingCopy, type ReadingState, type ReadingStep } from '../reading/model.ts'
import type { PublishedLine } from '../reading/rules/reading.ts'
import { listReadings, readingPublication, showReading, type PublicationView, type ReadingList, type ReadingView } from '../reading/views.ts'
import { dateOf, textOf } from './form-values.ts'
import { CsvLink } from './renumbering.tsx'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '決定' }]
const base = 'resident/reading'
const places = [0, 1, 2, 3, 4] as const

/** Requests to read a part of the register, and the form for a new one — 閲覧. */
export const readingsPage = page({
  name: 'resident.readings', path: base, query: listReadings, input: () => ({}),
  frame: () => ({ title: '住民基本台帳の一部の写しの閲覧', keys }),
  view: (value, state) => <ReadingsView value={value} state={state} />,
  acts: { file: act({ command: fileReading, input: ({ form }) => filedOf(form), after: ({ readingId }) => `${base}/case/${readingId}` }) },
})

const ageOf = (form: FormValues, name: string): unknown => { const text = textOf(form, name)?.normalize('NFKC') ?? null; return text !== null && /^\d{1,3}$/.test(text) ? Number(text) : text }

function filedOf(form: FormValues): unknown {
  const sex = form.get('condition.sex') ?? ''
  return {
    basis: form.get('basis') ?? '', receivedOn: dateOf(form, 'receivedOn') ?? '', returnBy: dateOf(form, 'returnBy') ?? '',
    body: {
      applicant: textOf(form, 'body.applicant') ?? '', representative: textOf(form, 'body.representative'), address: textOf(form, 'body.address'), readers: textOf(form, 'body.readers'), chief: textOf(form, 'body.chief'), purpose: textOf(form, 'body.purpose'),
      summary: textOf(form, 'body.summary') ?? '', custody: textOf(form, 'body.custody'), handlers: textOf(form, 'body.handlers'), results: textOf(form, 'body.results'), pledgedOn: dateOf(form, 'body.pledgedOn'), isUndisclosed: form.get('body.isUndisclosed') !== undefined, groundLaw: textOf(form, 'body.groundLaw'),
    },
    condition: { towns: places.flatMap((place) => textOf(form, `condition.towns.${place}`) ?? []), ageFrom: ageOf(form, 'condition.ageFrom'), ageTo: ageOf(form, 'condition.ageTo'), sex: sex === '' ? null : sex },
  }
}

function ReadingsView({ value, state }: { value: ReadingList; state: ViewState }) {
  const { link } = state.request
  return (
    <>
      <Head title="住民基本台帳の一部の写しの閲覧" note="氏名・生年月日・性別・住所の4項目だけを、認めた範囲で閲覧させます" right={<a href={link(`${base}/publication`)}>閲覧の状況の公表へ</a>} />
      <Split sideLabel="新しく受け付ける" side={<FilingForm towns={value.towns} state={state} />}>
        <Table<Reading> caption="請求・申出" isCaptionHidden isList rows={value.items} empty={<Empty title="閲覧の請求・申出はまだありません。" looked="右の欄で、請求書・申出書のとおりに入れます。" />} columns={[
          { key: 'number', head: '受付番号', isUnbroken: true, isRowHead: true, cell: (one) => <a href={link(`${base}/case/${one.readingId}`)}>{one.number}</a> }, { key: 'who', head: '請求・申出をした者', cell: (one) => one.body.applicant },
          { key: 'why', head: '概要', cell: (one) => one.body.summary }, { key: 'on', head: '受け付けた日', isUnbroken: true, cell: (one) => printDate(one.receivedOn, 'short') }, { key: 'state', head: '状態', cell: (one) => <StateChip state={stateOf(one)} /> },
        ]} />
      </Split>
    </>
  )
}

function StateChip({ state }: { state: ReadingState }) {
  const kinds = { filed: 'info', approved: 'ok', refused: 'none', withdrawn: 'none', copied: 'alert', returned: 'ok' } as const
  return <Chip kind={kinds[state]}>{readingStates[state]}</Chip>
}

function FilingForm({ towns, state }: { towns: readonly string[]; state: ViewState }) {
  const { form, refusals, request } = state
  const text = (name: string, label: string, more: { readonly need?: 'required'; readonly hint?: string } = {}) => <TextField name={name} label={label} width={24} refusals={refusals} value={form.get(name)} {...more} />
  const choices = [{ value: '', label: '選んでください' }, ...towns.map((town) => ({ value: town, label: town }))]
  return (
    <CommandForm action={state.action} act="file" idempotencyKey={state.idempotencyKey}>
      <Section title="新しく受け付ける">
        <ErrorSummary refusals={refusals} before="受け付ける前に" isFocused />
        <Rows>
          <Select name="basis" label="閲覧の根拠" need="required" refusals={refusals} value={form.get('basis')} choices={[{ value: '', label: '選んでください' }, ...Object.entries(readingBases).map(([value, label]) => ({ value, label }))]} />
          <DateField name="receivedOn" label="受け付けた日" need="required" refusals={refusals} value={form.get('receivedOn') ?? printDate(request.today, 'letter')} />
          {text('body.applicant', '機関・申出者の名前', { need: 'required' })}
          {text('body.representative', '代表者')}{text('body.address', '住所・事務所の所在地')}{text('body.readers', '閲覧する人')}{text('body.chief', '事務の責任者')}
          <TextArea name="body.purpose" label="請求事由・利用の目的" lines={2} refusals={refusals} value={form.get('body.purpose')} />
          {text('body.summary', '公表する概要', { need: 'required', hint: '例：生活時間に関する世論調査' })}
          {text('body.custody', '管理の方法')}{text('body.handlers', '取り扱う者の範囲')}{text('body.results', '成果の取扱い')}
          <DateField name="body.pledgedOn" label="誓約書の日付" refusals={refusals} value={form.get('body.pledgedOn')} />
          <Tick name="body.isUndisclosed" label="犯罪捜査などで、事由を明らかにできない" isTicked={form.get('body.isUndisclosed') !== undefined} />
          {text('body.groundLaw', '根拠となる法令')}
        </Rows>
      </Section>
      <Section title="住民の範囲">
        <Rows>
          {places.map((place) => <Select name={`condition.towns.${place}`} pointer={place === 0 ? '/condition/towns' : `/condition/towns/${place}`} label={`町名${place + 1}`} need={place === 0 ? 'required' : undefined} refusals={refusals} value={form.get(`condition.towns.${place}`)} choices={choices} />)}
          <TextField name="condition.ageFrom" label="年齢の下限" unit="歳から" isNumber width={4} refusals={refusals} value={form.get('condition.ageFrom')} />
          <TextField name="condition.ageTo" label="年齢の上限" unit="歳まで" isNumber width={4} refusals={refusals} value={form.get('condition.ageTo')} />
          <Radios name="condition.sex" label="性別" refusals={refusals} value={form.get('condition.sex') ?? ''} choices={[{ value: '', label: '両方' }, { value: 'male', label: '男' }, { value: 'female', label: '女' }]} />
          <DateField name="returnBy" label="写しを返す日" need="required" refusals={refusals} value={form.get('returnBy') ?? printDate(addDays(request.today, 30), 'letter')} />
        </Rows>
      </Section>
      <CommandBar command="受け付けて審査へ回す" note="別の職員が審査します。認めるまで、写しは出せません。" />
    </CommandForm>
  )
}

const readingOf = (params: Readonly<Record<string, string>>) => ({ readingId: params['id'] ?? '' })

/** One request: what was made clear, its review, its copies — 閲覧の請求・申出一件. */
export const readingPage = page({
  name: 'resident.reading-of', path: `${base}/case/:id`, query: showReading, input: ({ params }) => readingOf(params),
  frame: () => ({ title: '閲覧の請求・申出', keys }),
  view: (value, state) => <ReadingCase value={value} state={state} />,
  acts: {
    approve: act({ command: approveReading, input: ({ params }) => readingOf(params) }),
    refuse: act({ command: refuseReading, input: ({ params, form }) => ({ ...readingOf(params), reason: textOf(form, 'reason') ?? '' }) }),
    withdraw: act({ command: withdrawReading, input: ({ params, form }) => ({ ...readingOf(params), reason: textOf(form, 'reason') ?? '' }) }),
    print: act({ command: printReadingCopy, input: ({ params }) => readingOf(params) }),
    return: act({ command: returnReadingCopy, input: ({ params, form }) => ({ ...readingOf(params), how: form.get('how') ?? '', happenedOn: dateOf(form, 'happenedOn') ?? '' }) }),
  },
})

const stepOf: Readonly<Record<ReadingState, number>> = { filed: 2, approved: 3, copied: 4, returned: 5, refused: 2, withdrawn: 2 }

function ReadingCase({ value, state }: { value: ReadingView; state: ViewState }) {
  const { reading } = value
  const { body } = reading
  const { link } = state.request
  const facts: readonly (readonly [string, string | null])[] = [
    ['代表者', body.representative], ['住所・所在地', body.address], ['閲覧する人', body.readers], ['事務の責任者', body.chief], ['請求事由・利用の目的', body.isUndisclosed ? `明らかにできない（${body.groundLaw ?? ''}）` : body.purpose], ['公表する概要', body.summary],
    ['管理の方法', body.custody], ['取り扱う者の範囲', body.handlers], ['成果の取扱い', body.results], ['誓約書の日付', body.pledgedOn === null ? null : printDate(body.pledgedOn)],
  ]
  return (
    <Case decision="middle">
      <Who subject="thing" kana={`${readingBases[reading.basis]}（住民基本台帳法${value.article.replace(/-/g, 'の')}）`} name={body.applicant} facts={[{ label: '受付番号', value: reading.number }, { label: '受け付けた日', value: printDate(reading.receivedOn) }, { label: '写しを返す日', value: printDate(reading.returnBy) }]} warnings={<StateChip state={stateOf(reading)} />} />
      <Task title="閲覧" right={<a href={link(base)}>一覧へ</a>}><Steps current={stepOf[stateOf(reading)]} steps={[{ label: '受付' }, { label: '審査' }, { label: '写し' }, { label: '返却' }]} /></Task>
      <Facts heading="明らかにされたこと">
        <ErrorSummary refusals={state.refusals} before="進む前に" isFocused />
        <KeyValues facts={[{ label: '住民の範囲', value: rangeText(reading.condition) }, ...facts.flatMap(([label, text]) => (text === null ? [] : [{ label, value: text }]))]} />
        <Table<ReadingCopy> caption="写し" density="tight" rows={reading.copies} empty={<Empty title="写しはまだ出していません。" />} columns={[
          { key: 'serial', head: '写しの番号', isRowHead: true, isUnbroken: true, cell: (copy) => <a href={link(`documents/${copy.documentId}`)}>{copy.serial}</a> }, { key: 'on', head: '出した日', isUnbroken: true, cell: (copy) => printDate(copy.madeOn, 'short') },
          { key: 'persons', head: '人', align: 'number', cell: (copy) => amountText(copy.persons) }, { key: 'by', head: '職員', isSource: true, cell: (copy) => copy.madeByName },
        ]} />
        <Table<ReadingStep> caption="これまで" density="tight" rows={reading.steps} columns={[
          { key: 'on', head: '日', isUnbroken: true, isRowHead: true, cell: (step) => printDate(step.happenedOn, 'short') }, { key: 'state', head: '状態', cell: (step) => readingStates[step.state] }, { key: 'reason', head: '理由・方法', cell: (step) => step.reason ?? '' }, { key: 'by', head: '職員', isSource: true, cell: (step) => step.byName },
        ]} />
      </Facts>
      <Decision heading="すること" isHeadingShown><ReadingActs value={value} state={state} /></Decision>
    </Case>
  )
}

function ReadingActs({ value, state }: { value: ReadingView; state: ViewState }) {
  const { reading, persons } = value
  const mayApprove = state.request.actor.permissions.has('resident.approve')
  const common = { action: state.action, idempotencyKey: state.idempotencyKey }
  const done = state.carriedOut === null ? null : <Done title={`${state.carriedOut.title}（済みました）`} />
  const reason = <TextField name="reason" label="理由" width={24} refusals={state.refusals} value={state.form.get('reason')} />
  switch (stateOf(reading)) {
    case 'filed': return (
      <>
        {done}
        <Checks items={[{ state: (persons ?? 0) > value.mostPersons ? 'alert' : 'ok', text: 'いま写しに載る住民', detail: `${amountText(persons ?? 0)}人（${amountText(value.mostPersons)}人まで）` }]} />
        {value.isOwn || !mayApprove ? <Message kind="info" title="審査を待っています">受け付けた人とは別の職員が決めます。</Message> : <CommandForm {...common} act="approve"><CommandBar command="閲覧を認める" note="公益性と、必要な限度を確かめてください。" /></CommandForm>}
        {value.isOwn || !mayApprove ? null : <CommandForm {...common} id="refuse" act="refuse"><Rows>{reason}</Rows><p><button class="btn" type="submit">認めない</button></p></CommandForm>}
        <CommandForm {...common} id="withdraw" act="withdraw"><Rows>{reason}</Rows><p><button class="btn-text" type="submit">取り下げる</button></p></CommandForm>
      </>
    )
    case 'approved': case 'copied': return (
      <>
        {done}
        <Checks items={[{ state: 'ok', text: 'いま写しに載る住民', detail: `${amountText(persons ?? 0)}人。作る時にもう一度確かめます` }]} />
        {mayApprove ? <CommandForm {...common} act="print"><CommandBar command={reading.copies.length === 0 ? '写しを出す' : 'もう一度、写しを出す'} note="番号を付け、出したとおりに保存します。順番は写しごとに変わります。" /></CommandForm> : null}
        {reading.copies.length === 0 ? null : (
          <CommandForm {...common} id="return" act="return">
            <Section title="返却・廃棄"><Rows>
              <Radios name="how" label="どうなったか" need="required" refusals={state.refusals} value={state.form.get('how') ?? 'returned'} choices={[{ value: 'returned', label: '返された' }, { value: 'destroyed', label: '職員の前で廃棄した' }]} />
              <DateField name="happenedOn" label="日" need="required" refusals={state.refusals} value={state.form.get('happenedOn') ?? printDate(state.request.today, 'letter')} />
            </Rows><p><button class="btn" type="submit">返却・廃棄を記録する</button></p></Section>
          </CommandForm>
        )}
      </>
    )
    default: return <>{done}<Done title={readingStates[stateOf(reading)]} links={[{ label: '一覧へ', href: state.request.link(base) }]} /></>
  }
}

/** The list that is made public once a year — 閲覧の状況の公表. */
export const readingPublicationPage = page({
  name: 'resident.reading-publication-of', path: `${base}/publication`, query: readingPublication,
  input: ({ query }) => { const year = Number(query.get('year') ?? ''); return Number.isInteger(year) && year > 0 ? { fiscalYear: year } : {} },
  frame: () => ({ title: '閲覧の状況の公表', keys }),
  view: (value, state) => <PublicationPage value={value} state={state} />,
  acts: { publish: act({ command: publishReadings, input: ({ form }) => ({ fiscalYear: Number(form.get('fiscalYear') ?? '') }) }) },
})

const publishedColumns = ['根拠', '機関・申出者の名前', '代表者', '請求事由・利用の目的の概要', '閲覧の年月日', '閲覧に係る住民の範囲'] as const
const cellsOf = (line: PublishedLine): readonly string[] => [readingBases[line.basis], line.applicant, line.representative ?? '', line.summary, line.readOn.map((day) => printDate(day)).join('、'), line.range]

function PublicationPage({ value, state }: { value: PublicationView; state: ViewState }) {
  const { link } = state.request
  const [latest] = value.published
  const year = (one: number) => <a href={link(`${base}/publication?year=${one}`)}>{`${one}年度`}</a>
  return (
    <>
      <Head title="閲覧の状況の公表" note={`${fiscalYearText(value.fiscalYear)}　住民基本台帳法11条3項・11条の2第12項`} right={<>{year(value.fiscalYear - 1)}　{year(value.fiscalYear + 1)}　<a href={link(base)}>一覧へ</a></>} />
      <Split sideLabel="公表" side={(
        <>
          <ErrorSummary refusals={state.refusals} before="公表の前に" isFocused />
          {state.carriedOut === null ? null : <Done title="公表を記録しました" />}
          {latest === undefined ? <p class="sub">この年度は、まだ公表していません。</p> : <p>{`${printDate(latest.publishedOn)}に公表しました（${latest.lines.length}件）。`}</p>}
          {value.lines.length === 0 ? null : <CsvLink name="readings.csv" rows={[publishedColumns, ...value.lines.map(cellsOf)]} />}
          {value.lines.length > 0 && state.request.actor.permissions.has('resident.approve') ? <CommandForm action={state.action} act="publish" idempotencyKey={state.idempotencyKey} hidden={{ fiscalYear: String(value.fiscalYear) }}><CommandBar command="公表したことを記録する" note="いまの一覧を、公表したものとして残します。" /></CommandForm> : null}
        </>
      )}>
        <Table<PublishedLine> caption="公表する閲覧" isCaptionHidden rows={value.lines} empty={<Empty title="公表する閲覧はありません。" looked="写しを出したものを見ました。犯罪捜査などのものと、居住関係の確認は載せません。" />} columns={publishedColumns.map((head, index) => ({ key: `c${index}`, head, isRowHead: index === 1, cell: (line: PublishedLine) => cellsOf(line)[index] ?? '' }))} />
      </Split>
    </>
  )
}

import type { Instant } from '../../../../kernel/plain-date.ts'
import { amountText } from '../../../../kernel/text.ts'
import { printDate } from '../../../../kernel/wareki.ts'
import { townDay } from '../../../../platform/clock/index.ts'
import { Amount, ErrorSummary, Head, LinkButton, Message, OneColumn, page, Rows, Section, Select, Split, Table, TextArea, TextField, type PageRequest, type ViewState } from '../../../../platform/screen/index.ts'
import { yearOfRequest } from '../../pages/person-band.tsx'
import { answerInformation, answerStates, type InformationView } from '../information-queries.ts'
import { surveyTaxation, type SurveyRow, type SurveyView } from '../survey-queries.ts'

/** 所得照会: purposes with what each may see, the answer to what was asked, and the answers so far. */
export const informationPage = page({
  name: 'tax-individual.information', path: 'tax-individual/information', query: answerInformation, postsQuery: true, input: asked,
  frame: () => ({ title: '所得照会', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: 'Ctrl+Enter', does: '答える' }] }),
  view: (value, state) => <Information value={value} state={state} />,
})

function asked(request: PageRequest): unknown {
  const { form } = request
  const numbers = (form.get('numbers') ?? '').normalize('NFKC').split(/[\s,、]+/).filter((one) => one !== '')
  return { fiscalYear: yearOfRequest(request), asked: form.get('purpose') === undefined ? null : { purpose: form.get('purpose') ?? '', numbers, reference: form.get('reference') ?? '' } }
}

function Information({ value, state }: { value: InformationView; state: ViewState }) {
  return (
    <>
      <Head title="所得照会" note="他の課へ、用途ごとに決めた行だけを知らせます" />
      <Split sideLabel="答える" side={(
        <form method="post" action={state.action} autocomplete="off" novalidate>
          <input type="hidden" name="year" value={String(value.fiscalYear)} />
          <Section title="答える">
            <Rows>
              <Select name="purpose" pointer="/asked/purpose" label="用途" need="required" value={state.form.get('purpose')} refusals={state.refusals} choices={value.purposes.map((one) => ({ value: one.code, label: one.title }))} isFull />
              <TextField name="reference" pointer="/asked/reference" label="照会の番号か件名" need="required" value={state.form.get('reference')} refusals={state.refusals} width="full" maxLength={100} isFull />
              <TextArea name="numbers" pointer="/asked/numbers" label="宛名番号" need="required" value={state.form.get('numbers')} refusals={state.refusals} lines={6} hint="一行に一つ、200人まで" isFull />
            </Rows>
            <p><button class="btn primary" type="submit" data-command="yes">答える <kbd>Ctrl+Enter</kbd></button></p>
            <p class="sub">だれが、何のために、だれの分を見たかが残ります。</p>
          </Section>
        </form>
      )}>
        <ErrorSummary refusals={state.refusals} before="答える前に" isFocused={state.refusals.length > 0} />
        {value.answer ? <Answer answer={value.answer} year={value.fiscalYearText} /> : null}
        <Section title="用途と、見せる行">
          <Table caption="用途と、見せる行" isCaptionHidden rows={value.purposes} columns={[
            { key: 'title', head: '用途', isRowHead: true, cell: (one) => one.title }, { key: 'article', head: '根拠', isSource: true, cell: (one) => one.article }, { key: 'lines', head: '見せる行', cell: (one) => one.lines.join('、') },
          ]} />
        </Section>
        <Section title="これまでの回答" note="新しい順に50件。額は残しません">
          <Table caption="これまでの回答" isCaptionHidden density="tight" rows={value.log} empty="まだ答えていません。" columns={[
            { key: 'at', head: '答えた日', isRowHead: true, isUnbroken: true, cell: (one) => printDate(townDay(one.answeredAt as Instant), 'short') }, { key: 'title', head: '用途', cell: (one) => one.title }, { key: 'year', head: '年度', cell: (one) => `${one.fiscalYear}年度` },
            { key: 'reference', head: '件名', cell: (one) => one.reference }, { key: 'persons', head: '人数', align: 'number', cell: (one) => <Amount value={one.persons} /> }, { key: 'by', head: '見た職員', isSource: true, cell: (one) => `${one.section}　${one.answeredToName}` },
          ]} />
        </Section>
      </Split>
    </>
  )
}

type Answered = NonNullable<InformationView['answer']>

function Answer({ answer: { purpose, items }, year }: { answer: Answered; year: string }) {
  const columns = purpose.lines.map((label, index) => ({ key: `line-${index}`, head: label, align: 'number' as const, cell: (one: Answered['items'][number]) => (one.state === 'decided' ? amountText(one.amounts[index] ?? 0) : '') }))
  return (
    <Section title="回答" note={`${purpose.title}　${year}　${purpose.article}`}>
      {items.some((one) => one.state === 'not-declared') ? <Message kind="alert" title="申告のない人がいます">所得がないことは、確かめられていません。所得がないものとして扱わないでください。</Message> : null}
      <Table caption="回答" isCaptionHidden isList isWide rows={items} rowState={(one) => (one.state === 'withheld' ? 'protected' : undefined)} columns={[
        { key: 'number', head: '宛名番号', isRowHead: true, isUnbroken: true, cell: (one) => one.number }, { key: 'name', head: '氏名', cell: (one) => one.name ?? '' }, ...columns, { key: 'state', head: '状態', cell: (one) => answerStates[one.state] },
      ]} />
    </Section>
  )
}

/** 課税状況の集計. */
export const surveyPage = page({
  name: 'tax-individual.survey', path: 'tax-individual/survey', query: surveyTaxation, input: (request) => ({ fiscalYear: yearOfRequest(request) }),
  frame: () => ({ title: '課税状況の集計', keys: [{ key: 'F2', does: '検索' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <Survey value={value} state={state} />,
})

function Survey({ value, state }: { value: SurveyView; state: ViewState }) {
  const { link } = state.request
  const files = link(`files/taxation-survey/${value.fiscalYear}/all`)
  const number = (key: Exclude<keyof SurveyRow, 'title'>, head: string) => ({ key, head, align: 'number' as const, cell: (row: SurveyRow) => <Amount value={row[key]} /> })
  const columns = [
    number('persons', '人数'), number('salaried', 'うち特別徴収'), number('income', '合計所得金額'), number('base', '課税標準額'), number('cityLevy', '市町村民税所得割'), number('prefectureLevy', '都道府県民税所得割'), number('cityPerCapita', '市町村民税均等割'), number('prefecturePerCapita', '都道府県民税均等割'), number('forest', '森林環境税'),
  ]
  return (
    <>
      <Head title="課税状況の集計" note={`${value.fiscalYearText}　${value.asOfText}に効力のある決定から`} right={<>{value.years.map((year) => (year === value.fiscalYear ? <b>{year}年度</b> : <a href={link(`tax-individual/survey?year=${year}`)}>{year}年度</a>))}</>} />
      <OneColumn>
        <p><LinkButton size="small" href={`${files}/csv`}>CSV</LinkButton> <LinkButton size="small" href={`${files}/sjis`}>CSV（Shift_JIS）</LinkButton> <LinkButton size="small" href={`${files}/xlsx`}>XLSX</LinkButton></p>
        <Table caption="課税標準額の段階別" isWide rows={value.rows} columns={[{ key: 'title', head: '課税標準額の段階', isRowHead: true, isUnbroken: true, cell: (row) => row.title }, ...columns]}
          totals={[{ kind: 'total', label: '計', cells: Object.fromEntries(columns.map((column) => [column.key, column.cell(value.total)])) }]} />
        <p class="sub">課税標準額の段階は、課税状況調の表と同じ区切りです。分離課税の課税標準額は、段階にも計にも入りません。7月1日より前は、きょう効力のある決定を数えます。</p>
      </OneColumn>
    </>
  )
}

import { plainDate, type Instant } from '../../../kernel/plain-date.ts'
import { amountText } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { townDay } from '../../../platform/clock/index.ts'
import { act, Amount, Case, CommandBar, CommandForm, Decision, Done, ErrorSummary, Facts, formFields, KeyValues, Message, page, Section, Table, Tabs, Task, type ViewState } from '../../../platform/screen/index.ts'
import { acceptIncomeStatement } from '../commands.ts'
import { attachReturnImage } from '../entry/entry-commands.ts'
import { listStatementsOfPerson, type StatementsView } from '../queries.ts'
import { PersonBand, yearOfRequest } from './person-band.tsx'
import { StatementFields, statementInput } from './statement-form.tsx'

/** 課税資料: what arrived for a person and year, and the form that enters one more or mends one. */
export const statementsPage = page({
  name: 'tax-individual.statements',
  path: 'tax-individual/statements/:id',
  query: listStatementsOfPerson,
  input: (request) => ({ personId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request) }),
  frame: () => ({ title: '課税資料', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'Ctrl+Enter', does: '資料を入れる' }] }),
  view: (value, state) => <StatementsPage value={value} state={state} />,
  acts: {
    attach: act({
      command: attachReturnImage, after: (value) => `tax-individual/entry/${value.imageId}`,
      input: (request) => { const file = request.form.file('file'); return { personId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request), fileBase64: file ? Buffer.from(file.bytes).toString('base64') : '' } },
    }),
    accept: act({
      command: acceptIncomeStatement,
      input: statementInput,
      after: (_value, request) => `tax-individual/statements/${request.params['id']}?year=${yearOfRequest(request)}`,
    }),
  },
})

function StatementsPage({ value, state }: { value: StatementsView; state: ViewState }) {
  const { link } = state.request
  const person = link(`tax-individual/person/${value.person.personId}?year=${value.fiscalYear}`)
  const withheld = state.withheld.has(value.person.personId)
  return (
    <Case decision="wide">
      <PersonBand person={value.person} withheld={withheld} />
      <Task title={`${value.fiscalYearText}　課税資料`} right={<span class="sub">{value.incomeYear}年中の収入</span>}>
        <Tabs label="計算の見方" tabs={[{ label: '計算書', href: person }, { label: '課税資料', href: state.action, isCurrent: true, count: value.items.length }]} />
      </Task>
      <Arrived value={value} state={state} />
      <Decision heading="資料を入れる" isHeadingShown note={editedOf(value, state) ? '直すと、前の内容は履歴に残ります' : '書類にある額だけを入れます'}>
        {state.carriedOut ? <Done title="課税資料を入れました" links={[{ label: 'いま計算した額を見る', href: `${person}&decision=0` }, { label: '続けて入れる', href: `${state.action}?year=${value.fiscalYear}` }]}>税額は、決めるまで変わりません。</Done> : <EntryForm value={value} state={state} />}
      </Decision>
    </Case>
  )
}

function Arrived({ value, state }: { value: StatementsView; state: ViewState }) {
  return (
    <Facts heading="届いている資料">
      <Table caption="届いている資料" rows={value.items} rowState={(row) => (row.isUsed ? undefined : 'quiet')} columns={[
        { key: 'kind', head: '資料', isRowHead: true, cell: (row) => <a href={`${state.action}?year=${value.fiscalYear}&edit=${row.statementId}`}>{row.title}</a> },
        { key: 'payer', head: '支払者', cell: (row) => row.payer ?? '' },
        { key: 'received', head: '受付', isSource: true, cell: (row) => printDate(plainDate(row.receivedOn), 'short') },
        { key: 'salary', head: '給与の収入', align: 'number', cell: (row) => <Amount value={row.salaryRevenue} /> },
        { key: 'pension', head: '年金の収入', align: 'number', cell: (row) => <Amount value={row.pensionRevenue} /> },
        { key: 'method', head: '徴収', cell: (row) => (row.specialCollection ? '給与から' : '') },
        { key: 'used', head: '計算', cell: (row) => <>{row.why}　<span class="sub">{row.article}</span></> },
      ]} empty={`${value.incomeYear}年中の収入の資料は、まだ届いていません。`} />
      <Pictures value={value} state={state} />
      {value.warnings.map((one) => <Message kind="alert" title={one.title}>{one.remedy}</Message>)}
      {value.fields.length === 0 ? null : <Section title="どの資料のどの欄を使うか" note="申告書は支払報告書より先、確定申告書は住民税申告書より先、あとの申告は前の申告より先">
        <Table caption="どの資料のどの欄を使うか" isCaptionHidden density="tight" rows={value.fields} columns={[
          { key: 'label', head: '欄', isRowHead: true, cell: (row) => row.label }, { key: 'value', head: '値', align: 'number', isUnbroken: true, cell: (row) => row.value }, { key: 'from', head: '資料', cell: (row) => row.from }, { key: 'how', head: '取り方', isSource: true, isUnbroken: true, cell: (row) => row.how },
        ]} />
      </Section>}
      <Section title="給与だけなら課税されない収入の上限" note="いまの家族の人数で、条例と表から計算した額">
        <KeyValues facts={[
          { label: '何も課税されない', value: `${amountText(value.walls.noTax)}円まで` },
          { label: '均等割がかからない', value: `${amountText(value.walls.noPerCapita)}円まで` },
          { label: '所得割がかからない', value: `${amountText(value.walls.noIncomeLevy)}円まで` },
        ]} />
      </Section>
    </Facts>
  )
}

const keyedWords = { first: '二人目の入力を待つ', differs: '相違を決める', agreed: '二人が一致', settled: '相違を決めた' } as const

/** Papers as pictures, each with how far it is keyed, and the form that adds one. */
function Pictures({ value, state }: { value: StatementsView; state: ViewState }) {
  if (state.withheld.has(value.person.personId)) return <></>
  const { link } = state.request
  return (
    <Section title="申告書の画像" note="画像を見ながら、二人が別々に入れます">
      {value.images.length === 0 ? null : <Table caption="申告書の画像" isCaptionHidden density="tight" rows={value.images} columns={[
        { key: 'image', head: '画像', isRowHead: true, cell: (row, index) => <a href={link(`tax-individual/entry/${row.imageId}`)}>{index + 1}枚目</a> }, { key: 'at', head: '読み取った日', isSource: true, cell: (row) => printDate(townDay(row.recordedAt as Instant), 'short') },
        { key: 'by', head: '読み取った人', isSource: true, cell: (row) => row.recordedByName }, { key: 'state', head: '入力', cell: (row) => (row.state === null ? 'まだ' : keyedWords[row.state]) },
      ]} />}
      <form method="post" action={state.action} enctype="multipart/form-data" novalidate autocomplete="off">
        <input type="hidden" name={formFields.act} value="attach" /><input type="hidden" name={formFields.key} value={state.idempotencyKey} /><input type="hidden" name="year" value={value.fiscalYear} />
        <p><label for="f-fileBase64">画像を付ける</label> <input class="in-t" type="file" id="f-fileBase64" name="file" accept="image/png,image/jpeg,application/pdf" /> <button class="btn xs" type="submit">付ける</button></p>
      </form>
    </Section>
  )
}

function editedOf(value: StatementsView, state: ViewState): StatementsView['items'][number] | undefined {
  const id = state.form.get('statementId') ?? state.request.query.get('edit')
  return value.items.find((one) => one.statementId === id)
}

function EntryForm({ value, state }: { value: StatementsView; state: ViewState }) {
  const edited = editedOf(value, state)
  if (state.withheld.has(value.person.personId)) return <CommandBar note="この人の資料は、担当の者が入れます。" />
  const hidden = { year: String(value.fiscalYear), ...(edited ? { statementId: edited.statementId } : {}) }
  return (
    <CommandForm action={state.action} act="accept" idempotencyKey={state.idempotencyKey} expectedVersion={edited?.version} hidden={hidden}>
      <ErrorSummary refusals={state.refusals} before="資料を入れる前に" isFocused={state.refusals.length > 0} />
      <StatementFields value={value} edited={edited} state={state} />
      <CommandBar command={edited ? '資料を直す' : '資料を入れる'} note="税額は、決めるまで変わりません。" />
    </CommandForm>
  )
}

import { act, Case, CommandBar, CommandForm, Decision, Done, ErrorSummary, Facts, Masked, Message, page, Section, Table, Task, TextField, type PageRequest, type ViewState } from '../../../../platform/screen/index.ts'
import { PersonBand } from '../../pages/person-band.tsx'
import { StatementFields, statementInput } from '../../pages/statement-form.tsx'
import { keyReturnEntry, settleReturnEntry } from '../entry-commands.ts'
import { showReturnEntry, type EntryView } from '../entry-queries.ts'

/** 画像からの入力: the picture at the left, the fields at the right; then another officer, blind; then whoever decides. */
export const entryPage = page({
  name: 'tax-individual.entry', path: 'tax-individual/entry/:id', query: showReturnEntry, input: (request) => ({ imageId: request.params['id'] ?? '' }),
  frame: () => ({ title: '課税資料の画像からの入力', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'Ctrl+Enter', does: '入力を済ませる' }] }),
  view: (value, state) => <EntryCase value={value} state={state} />,
  acts: {
    key: act({ command: keyReturnEntry, input: keyedInput }),
    settle: act({ command: settleReturnEntry, input: ({ form, params }) => ({ imageId: params['id'] ?? '', fromSecond: form.entries.filter(([name, chosen]) => name.startsWith('choose.') && chosen === 'second').map(([name]) => name.slice('choose.'.length)), reason: form.get('reason') ?? '' }) }),
  },
})

/** The fields of the form for statements, without whose it is: that is the picture's. */
function keyedInput(request: PageRequest): unknown {
  const { statementId: _id, expectedVersion: _version, personId: _person, incomeYear: _year, ...content } = statementInput(request) as Record<string, unknown>
  return { ...content, imageId: request.params['id'] ?? '' }
}

function EntryCase({ value, state }: { value: EntryView; state: ViewState }) {
  const { person, fiscalYearText, fiscalYear } = value.statements
  const isWithheld = state.withheld.has(person.personId)
  return (
    <Case decision="wide">
      <PersonBand person={person} withheld={isWithheld} />
      <Task title={`${fiscalYearText}　画像からの入力`} right={<a href={state.request.link(`tax-individual/statements/${person.personId}?year=${fiscalYear}`)}>課税資料へ</a>} />
      <Facts heading="申告書の画像"><Paper value={value} state={state} isWithheld={isWithheld} /></Facts>
      <Decision heading={headings[value.state]} isHeadingShown note={noteOf(value)}>
        <ErrorSummary refusals={state.refusals} before="済ませる前に" isFocused={state.refusals.length > 0} />
        {isWithheld ? <CommandBar note="この人の資料は、担当の者が入れます。" /> : <Step value={value} state={state} />}
      </Decision>
    </Case>
  )
}

const headings = { none: '一人目の入力', first: '二人目の入力', differs: '二人の相違', agreed: '二人の入力が一致しました', settled: '相違を決めました' } as const

function noteOf(value: EntryView): string | undefined {
  if (value.state === 'none') return '書類にある額だけを入れます。このあと、別の職員が見ずに入れ直します'
  if (value.state === 'first') return `一人目　${value.firstByName ?? ''}。一人目の入力は見えません`
  return `一人目　${value.firstByName ?? ''}　二人目　${value.secondByName ?? ''}`
}

function Paper({ value, state, isWithheld }: { value: EntryView; state: ViewState; isWithheld: boolean }) {
  const address = state.request.link(`pictures/returns/${value.imageId}`)
  if (isWithheld) return <p><Masked words="表示しません" /></p>
  if (value.mediaType === 'application/pdf') return <p><a class="btn" href={address} target="_blank" rel="noopener">PDFを別の窓で開く</a></p>
  return <p><a href={address} target="_blank" rel="noopener"><img class="paper" src={address} alt="申告書の画像。押すと原寸で開きます" /></a></p>
}

function Step({ value, state }: { value: EntryView; state: ViewState }) {
  const { link } = state.request
  const statements = link(`tax-individual/statements/${value.statements.person.personId}?year=${value.statements.fiscalYear}`)
  if (value.state === 'agreed' || value.state === 'settled') return <Done title={value.state === 'agreed' ? '課税資料になりました' : `${value.settledByName ?? ''}が決め、課税資料になりました`} links={[{ label: '課税資料を見る', href: statements }]}>{value.reason ?? '税額は、決めるまで変わりません。'}</Done>
  if (value.state === 'differs') return <Differences value={value} state={state} />
  if (value.state === 'first' && value.isOwn) return <Done title="一人目の入力が済みました" links={[{ label: '課税資料へ', href: statements }]}>別の職員が、画像だけを見て入れ直します。一致すると課税資料になります。</Done>
  return (
    <CommandForm action={state.action} act="key" idempotencyKey={state.idempotencyKey} hidden={{ year: String(value.statements.fiscalYear) }}>
      <StatementFields value={value.statements} edited={undefined} state={state} />
      <CommandBar command="入力を済ませる" note={value.state === 'none' ? 'まだ課税資料にはなりません。' : '一人目と一致すれば課税資料になります。'} />
    </CommandForm>
  )
}

function Differences({ value, state }: { value: EntryView; state: ViewState }) {
  const table = (
    <Table caption="二人の相違" isCaptionHidden rows={value.differences} rowState={() => 'changed'} columns={[
      { key: 'label', head: '欄', isRowHead: true, cell: (row) => row.label },
      { key: 'first', head: '一人目', cell: (row) => (value.isOwn ? row.first : <label class="opt"><input type="radio" name={`choose.${row.path}`} value="first" checked />{row.first}</label>) },
      { key: 'second', head: '二人目', cell: (row) => (value.isOwn ? row.second : <label class="opt"><input type="radio" name={`choose.${row.path}`} value="second" />{row.second}</label>) },
    ]} />
  )
  if (value.isOwn) return <>{table}<Message kind="info" title="入力していない職員の決定を待っています">画像を見て、欄ごとにどちらが正しいかを決めます。まだ課税資料にはなっていません。</Message></>
  return (
    <CommandForm action={state.action} act="settle" idempotencyKey={state.idempotencyKey}>
      {table}
      <Section title="決める"><TextField name="reason" label="理由" value={state.form.get('reason')} need="required" width="full" maxLength={200} refusals={state.refusals} hint="画像を見直した、本人に確かめたなど" /></Section>
      <CommandBar command="選んだほうで課税資料にする" note="二人の入力は、どちらも残ります。" />
    </CommandForm>
  )
}

import { plainDate } from '../../../kernel/plain-date.ts'
import { amountText } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { townDay } from '../../../platform/clock/index.ts'
import {
  act, Amount, Case, Checkboxes, CommandBar, CommandForm, ConsequenceList, DateField, DecidedAmount, Decision, Difference, DoubtBox, Done, ErrorSummary, Facts, Message, page, Section, Table, Tabs, Task, TextField, WorksheetTable,
  type PageRequest, type ViewState, type WorksheetRow,
} from '../../../platform/screen/index.ts'
import { decideAmount } from '../commands.ts'
import { latestAssessedYear } from '../law.ts'
import { typedDate } from '../returns/pages/payers.tsx'
import { showWorksheet, type WorksheetView } from '../queries.ts'
import { methodTitles } from '../statement.ts'
import { PersonBand, yearOfRequest } from './person-band.tsx'

/** なぜこの額か: the worksheet of one person and year, compared, with the correction. */
export const personPage = page({
  name: 'tax-individual.person',
  path: 'tax-individual/person/:id',
  query: showWorksheet,
  input: (request) => ({
    personId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request), decisionNo: wholeOf(request, 'decision'), compareWith: wholeOf(request, 'compare'),
  }),
  frame: () => ({ title: '個人住民税　計算書', keys: [{ key: 'F2', does: '検索' }, { key: '↑↓', does: '行' }, { key: 'F6', does: '帯を移る' }, { key: 'Ctrl+Enter', does: '税額を決める' }] }),
  view: (value, state) => <PersonView value={value} state={state} />,
  acts: {
    decide: act({
      command: decideAmount,
      input: (request) => ({
        personId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request), expectedDecisionNo: Number(request.form.get('expectedVersion') ?? '0'), reason: request.form.get('reason') ?? '',
        incomeTaxChangedOn: typedDate(request.form.get('incomeTaxChangedOn')) || null, byFraud: request.form.get('byFraud') === 'yes',
      }),
      after: (_value, request) => `tax-individual/person/${request.params['id']}?year=${yearOfRequest(request)}`,
    }),
  },
})

function wholeOf(request: PageRequest, name: string): number | null {
  const text = request.form.get(name) ?? request.query.get(name)
  return text !== undefined && /^\d{1,3}$/.test(text) ? Number(text) : null
}

function PersonView({ value, state }: { value: WorksheetView; state: ViewState }) {
  const base = state.request.link(`tax-individual/person/${value.person.personId}`)
  return (
    <Case>
      <PersonBand person={value.person} withheld={state.withheld.has(value.person.personId)} facts={[{ label: '徴収の方法', value: methodTitles[value.decisions[0]?.method ?? 'none'] }]} />
      <Task title={`${value.fiscalYearText}　個人住民税`} right={<YearLinks base={base} shown={value.fiscalYear} />}>
        <Tabs label="計算の見方" tabs={[
          ...value.decisions.map((one) => ({ label: one.decisionNo === 1 ? '当初の決定' : `更正 第${one.decisionNo - 1}回`, href: `${base}?year=${value.fiscalYear}&decision=${one.decisionNo}`, isCurrent: value.kind === 'decided' && one.decisionNo === value.decisionNo })),
          { label: 'いま計算した額', href: `${base}?year=${value.fiscalYear}&decision=0`, isCurrent: value.kind === 'trial' },
          { label: '異動・更正', href: state.request.link(`tax-individual/history/${value.person.personId}?year=${value.fiscalYear}`) },
          { label: '課税資料', href: state.request.link(`tax-individual/statements/${value.person.personId}?year=${value.fiscalYear}`) },
          { label: '証明', href: state.request.link(`tax-individual/papers/${value.person.personId}?year=${value.fiscalYear}`) },
          { label: '試算', href: state.request.link(`tax-individual/estimate?person=${value.person.personId}&year=${value.fiscalYear}`) },
        ]} />
      </Task>
      <FactsBand value={value} />
      <DecisionBand value={value} state={state} base={base} />
    </Case>
  )
}

function YearLinks({ base, shown }: { base: string; shown: number }) {
  const years = [latestAssessedYear - 1, latestAssessedYear]
  return <>{years.map((year) => (year === shown ? <b>{year}年度</b> : <a href={`${base}?year=${year}`}>{year}年度</a>))}</>
}

function FactsBand({ value }: { value: WorksheetView }) {
  const heads = value.comparedWith === null ? [value.kind === 'trial' ? 'いま' : '決定'] as const : [value.comparedWith === 1 ? '当初' : `第${value.comparedWith - 1}回`, value.kind === 'trial' ? 'いま' : '更正後'] as const
  return (
    <Facts heading="計算の一行一行">
      {value.isSame ? null : <Message kind="error" title="決定した行と、計算し直した行が違います">課税資料や計算の版を確かめ、税務課の責任者に知らせてください。税額は決定したときのままです。</Message>}
      {value.provisional.length === 0 ? null : <Message kind="info" title="この年度の法令の値には、まだ確定していないものがあります">{value.provisional.join('　')}</Message>}
      {value.rows.length === 0 ? <Message kind="info" title={value.obstacle ?? '計算できる資料がありません。'}>課税資料を入れると、ここに計算書が出ます。</Message>
        : <WorksheetTable caption={`${value.fiscalYearText}の計算書`} heads={heads} rows={value.rows.map((row) => tableRow(row, value.comparedWith !== null))} doubtLink={(number) => `#${number}`} />}
      <p class="sub">黄色は変わった行。条番号だけのものは地方税法。法令の版 {value.lawVersion.slice(0, 12)}、計算の版 {value.codeVersion.slice(0, 12)}</p>
    </Facts>
  )
}

const sums: ReadonlySet<string> = new Set(['total-income', 'deduction-total', 'tax-base', 'city-income-levy', 'prefecture-income-levy'])

/** A line of a worksheet as its table draws it. */
export function tableRow(row: WorksheetView['rows'][number], isCompared: boolean): WorksheetRow {
  return {
    key: row.key, group: row.group, label: row.unit === 'count' ? `${row.label}（人）` : row.label, calculation: row.calculation, article: row.articleShort, source: row.source,
    amount: row.amount, before: isCompared ? row.before : undefined, kind: kindOf(row), doubt: row.doubt ?? undefined,
  }
}

function kindOf(row: WorksheetView['rows'][number]): WorksheetRow['kind'] {
  if (row.isTotal) return 'total'
  return sums.has(row.key) ? 'sum' : undefined
}

const doubtWords: Readonly<Record<string, { title: string; text: string }>> = {
  'LD-030': { title: '特定親族特別控除と調整控除の差', text: '特定親族特別控除を人的控除の差に数えるか、条文だけでは決まりません。この計算は数えません（0円）。' },
  'LD-037': { title: '配当割額などを控除する割合', text: '指定都市でも、市町村5分の3、都道府県5分の2としています。条文を確かめるまでの読み方です。' },
  'LD-038': { title: '分離課税だけの人の特例控除の割合', text: '課税総所得金額が人的控除の差に満たない人は、分離課税の所得の種類ごとの割合のうち低いものによっています。' },
  'LD-031': { title: '調整措置でくらべる所得割', text: '限度額とくらべる所得割を、税額控除のあとの額としています。端数は1円に切り上げます。' },
}

function DecisionBand({ value, state, base }: { value: WorksheetView; state: ViewState; base: string }) {
  const doubts = [...new Set(value.rows.flatMap((row) => (row.doubt ? [row.doubt] : [])))]
  return (
    <Decision heading={value.kind === 'trial' ? 'いま計算した額' : '決定'} isHeadingShown note={decidedNote(value)}>
      <Amounts value={value} />
      {value.exemption === 0 ? null : <p class="say">減免 △{amountText(value.exemption)}円　納める額 <b>{amountText(value.annualTax - value.exemption)}円</b></p>}
      {doubts.map((number) => <DoubtBox number={number} title={doubtWords[number]?.title ?? ''}>{doubtWords[number]?.text ?? ''}</DoubtBox>)}
      <Instalments value={value} />
      {state.carriedOut ? <Done title="税額を決めました" links={[{ label: '計算書を見る', href: `${base}?year=${value.fiscalYear}` }]}>調定を送りました。本人に送る通知は、残っている手続きに入れました。</Done> : <DecideForm value={value} state={state} />}
    </Decision>
  )
}

function decidedNote(value: WorksheetView): string | undefined {
  const shown = value.decisions.find((one) => one.decisionNo === value.decisionNo)
  return shown && `${printDate(townDay(shown.decidedAt as Parameters<typeof townDay>[0]))}　通知書番号 ${shown.noticeNo}`
}

function Amounts({ value }: { value: WorksheetView }) {
  if (value.annualTaxBefore !== null) return <DecidedAmount beforeLabel="前の年税額" before={value.annualTaxBefore} afterLabel={value.kind === 'trial' ? 'いまの年税額' : '更正後'} after={value.annualTax} />
  return <p class="say">年税額 <b>{amountText(value.annualTax)}円</b></p>
}

function Instalments({ value }: { value: WorksheetView }) {
  if (value.instalments.length === 0) return <></>
  return (
    <Table caption="期割と徴収" density="tight" rows={value.instalments} rowState={(row) => (row.before !== null && row.before !== row.amount ? 'changed' : undefined)} columns={[
      { key: 'term', head: '期・月', isRowHead: true, cell: (row) => row.title },
      { key: 'due', head: '納期限', cell: (row) => printDate(plainDate(row.dueOn), 'short') },
      { key: 'amount', head: '税額', align: 'number', cell: (row) => <Amount value={row.amount} /> },
      { key: 'difference', head: '差', align: 'number', cell: (row) => <Difference value={row.before === null ? null : row.amount - row.before} /> },
    ]} />
  )
}

function DecideForm({ value, state }: { value: WorksheetView; state: ViewState }) {
  if (value.kind !== 'trial' || state.withheld.size > 0) return <CommandBar note="更正するときは、課税資料を直してから「いま計算した額」を開きます。" />
  const lastNo = value.decisions[0]?.decisionNo ?? 0
  return (
    <CommandForm action={state.action} act="decide" idempotencyKey={state.idempotencyKey} expectedVersion={lastNo} previewId={state.preview?.id} check="button" hidden={{ year: String(value.fiscalYear), decision: '0' }}>
      <ErrorSummary refusals={state.refusals} before="税額を決める前に" isFocused={state.refusals.length > 0} />
      {state.preview ? <ConsequenceList caption="この決定で動くもの" consequences={state.preview.consequences} today={state.request.today} /> : null}
      <Section title={lastNo === 0 ? '税額を決める' : '更正する'}>
        <TextField name="reason" label="理由" value={state.form.get('reason')} need="required" width="full" maxLength={200} refusals={state.refusals} hint="決裁の記録に残ります。" />
        {value.isPastLimit ? <LimitFields state={state} /> : null}
      </Section>
      <CommandBar command={lastNo === 0 ? `年税額 ${amountText(value.annualTax)}円に決める` : `年税額 ${amountText(value.annualTax)}円に更正する`} check="button" note="前の決定は消えません。差額だけを調定します。" />
    </CommandForm>
  )
}

/** What opens a year again whose time for corrections is over — 17条の5・17条の6. */
function LimitFields({ state }: { state: ViewState }) {
  return (
    <>
      <DateField name="incomeTaxChangedOn" label="所得税の更正" value={state.form.get('incomeTaxChangedOn')} need="optional" refusals={state.refusals} hint="更正の通知の日。増やす更正の期間を過ぎた年度です（17条の6）" />
      <Checkboxes name="byFraud" label="不正" values={state.form.get('byFraud') === 'yes' ? ['yes'] : []} choices={[{ value: 'yes', label: '偽りその他不正の行為による（17条の5第7項）' }]} refusals={state.refusals} />
    </>
  )
}

import { amountText } from '../../../kernel/text.ts'
import { Actions, Amount, Difference, Head, page, Section, Split, Table, type Action, type ViewState } from '../../../platform/screen/index.ts'
import { showOverview, type OverviewView } from '../queries.ts'

/** 個人住民税の入口. */
export const homePage = page({
  name: 'tax-individual.home',
  path: 'tax-individual',
  query: showOverview,
  input: () => ({}),
  frame: () => ({ title: '個人住民税' }),
  view: (value, state) => <Overview value={value} state={state} />,
})

const stateWords: Readonly<Record<string, string>> = {
  running: '計算しています', checked: '決裁を待っています', approved: '決裁しました', posting: '調定へ送っています', posted: '済みました', cancelled: '取りやめました', failed: '止まりました',
}

/** What is done here, by the time of the year. */
function proceduresOf(link: (path: string) => string): readonly { readonly title: string; readonly actions: readonly Action[] }[] {
  const to = (label: string, path: string, keys: string): Action => ({ label, href: link(path), keys })
  return [
    { title: '窓口', actions: [to('税額を開く', 'resident/search', 'SA'), to('試算', 'tax-individual/estimate', 'SS'), to('異動届', 'tax-individual/changes', 'IR'), to('所得照会', 'tax-individual/information', 'KO')] },
    { title: '課税資料', actions: [to('取込み', 'tax-individual/returns', 'TO'), to('支払者の照合', 'tax-individual/payers', 'SH'), to('扶養の重複', 'tax-individual/dependants', 'FU'), to('家屋敷', 'tax-individual/premises', 'YA')] },
    { title: '当初賦課と通知', actions: [to('当初賦課', 'tax-individual/runs/annual-assessment', 'IT'), to('一括印刷', 'tax-individual/notices', 'TS'), to('特別徴収', 'tax-individual/collectors', 'TK'), to('年金特徴', 'tax-individual/pension-files', 'NE')] },
    { title: '点検と集計', actions: [to('決定の見直し', 'tax-individual/rechecks', 'MI'), to('他システム', 'tax-individual/parallel-runs', 'TA'), to('課税状況', 'tax-individual/survey', 'ZY'), to('条例の試算', 'tax-individual/what-if', 'SI')] },
  ]
}

function Overview({ value, state }: { value: OverviewView; state: ViewState }) {
  const { link } = state.request
  return (
    <>
      <Head title="個人住民税" note={`いま賦課できる年度　${value.fiscalYearText}まで`} />
      <Split sideLabel="手続き" side={<>{proceduresOf(link).map(({ title, actions }) => <Section title={title}><Actions actions={actions} /></Section>)}</>}>
        <Section title="当初賦課">
          <Table caption="当初賦課" isCaptionHidden rows={value.runs} columns={[
            { key: 'year', head: '年度', isRowHead: true, cell: (run) => <a href={link(`tax-individual/runs/annual-assessment/${run.runId}`)}>{run.fiscalYearText}</a> },
            { key: 'state', head: '状態', cell: (run) => stateWords[run.state] ?? run.state },
            { key: 'count', head: '人数', align: 'number', cell: (run) => `${amountText(run.done)}／${amountText(run.expected)}` },
            { key: 'outliers', head: '大きく動いた人', cell: (run) => <a href={link(`tax-individual/outliers/${run.runId}`)}>一覧</a> },
            { key: 'aside', head: '外した人', cell: (run) => <a href={link(`tax-individual/set-aside/${run.runId}`)}>一覧</a> },
          ]} empty="まだ一度も計算していません。当初賦課の一覧から始めます。" />
        </Section>
        <Section title="計算し直すと額が違う決定" note="当時の事実と法令から計算し直した結果です">
          <Table caption="計算し直すと額が違う決定" isCaptionHidden rows={value.rechecks} columns={[
            { key: 'name', head: '氏名', isRowHead: true, cell: (row) => <a href={link(`tax-individual/person/${row.personId}?year=${row.fiscalYear}&decision=${row.decisionNo}`)}>{row.name ?? '（住民記録にない人）'}</a> },
            { key: 'decided', head: '決定した額', align: 'number', cell: (row) => <Amount value={row.decidedTax} /> },
            { key: 'derived', head: '計算し直した額', align: 'number', cell: (row) => <Amount value={row.derivedTax} /> },
            { key: 'difference', head: '差', align: 'number', cell: (row) => <Difference value={row.derivedTax - row.decidedTax} /> },
            { key: 'line', head: '最初に違う行', cell: (row) => row.line ?? '' },
          ]} empty="違う決定はありません。" />
          <p><a href={link('tax-individual/rechecks')}>見直しの一覧を開く</a></p>
        </Section>
      </Split>
    </>
  )
}

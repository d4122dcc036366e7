import { amountText } from '../../../kernel/text.ts'
import { Actions, Amount, Difference, Head, page, Section, Split, Table, type ViewState } from '../../../platform/screen/index.ts'
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

function Overview({ value, state }: { value: OverviewView; state: ViewState }) {
  const { link } = state.request
  return (
    <>
      <Head title="個人住民税" note={`いま賦課できる年度　${value.fiscalYearText}まで`} />
      <Split sideLabel="手続き" side={(
        <Section title="手続き">
          <Actions actions={[
            { label: '人を探して税額を開く', href: link('resident/search'), keys: 'SA' },
            { label: '試算（何も残しません）', href: link('tax-individual/estimate'), keys: 'SS' },
            { label: '課税資料の取込み', href: link('tax-individual/returns'), keys: 'TO' },
            { label: '支払者の照合表', href: link('tax-individual/payers'), keys: 'SH' },
            { label: '扶養の重複', href: link('tax-individual/dependants'), keys: 'FU' },
            { label: '異動届', href: link('tax-individual/changes'), keys: 'IR' },
            { label: '所得照会に答える', href: link('tax-individual/information'), keys: 'KO' },
            { label: '課税状況の集計', href: link('tax-individual/survey'), keys: 'ZY' },
            { label: '他システムとの突合', href: link('tax-individual/parallel-runs'), keys: 'TA' },
            { label: '決定の見直し', href: link('tax-individual/rechecks'), keys: 'MI' },
            { label: '当初賦課の一覧', href: link('tax-individual/runs/annual-assessment'), keys: 'IT' },
            { label: '納税通知書の一括印刷', href: link('tax-individual/notices'), keys: 'TS' },
            { label: '特別徴収の通知', href: link('tax-individual/collectors'), keys: 'TK' },
            { label: '条例・法令を変えた場合の試算', href: link('tax-individual/what-if'), keys: 'SI' },
          ]} />
        </Section>
      )}>
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

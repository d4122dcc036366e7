import { plainDate } from '../../../../kernel/plain-date.ts'
import { printDate } from '../../../../kernel/wareki.ts'
import { Chip, Head, OneColumn, page, Section, Table, Tabs, type ChipKind, type PageRequest, type ViewState } from '../../../../platform/screen/index.ts'
import { listChanges, type ChangesView } from '../change-queries.ts'
import { changeStates, type ChangeState } from '../change-store.ts'
import { changeStateTitles, changeTitles } from '../model.ts'

/** 異動届の作業一覧: what came in and waits. */
export const changesPage = page({
  name: 'tax-individual.collection-changes', path: 'tax-individual/changes', query: listChanges, input: changesInput,
  frame: () => ({ title: '異動届', keys: [{ key: 'F2', does: '検索' }, { key: '↑↓', does: '行' }, { key: 'Enter', does: '開く' }, { key: 'F6', does: '欄を移る' }] }),
  view: (value, state) => <Changes value={value} state={state} />,
})

function changesInput({ query }: PageRequest): unknown {
  const state = query.get('state') ?? 'received'
  return { state: state === 'all' ? null : state, payerId: query.get('payer') ?? null, page: Number(query.get('page') ?? '1') }
}

function Changes({ value, state }: { value: ChangesView; state: ViewState }) {
  const { link } = state.request
  const payer = value.payerId === null ? '' : `&payer=${value.payerId}`
  const address = (of: ChangeState | 'all'): string => `${state.action}?state=${of}${payer}`
  const all = Object.values(value.counts).reduce((sum, count) => sum + count, 0)
  const paged = (number: number): string => `${address(value.state ?? 'all')}&page=${number}`
  return (
    <>
      <Head title="異動届" note="給与所得者異動届・切替の届出・年金特徴の中止。人を開いて「異動・更正」で受け付けます" right={<a href={link('resident/search')}>人を探す</a>} />
      <OneColumn>
        <Tabs label="状態" tabs={[
          ...changeStates.map((one) => ({ label: changeStateTitles[one], href: address(one), count: value.counts[one] ?? 0, isCurrent: value.state === one })),
          { label: 'すべて', href: address('all'), count: all, isCurrent: value.state === null },
        ]} />
        <Section title={value.state === 'received' ? '反映を待っている異動届' : '異動届'}>
          <Table caption="異動届" isCaptionHidden isList rows={value.items} rowState={(row) => (row.state === 'received' ? 'changed' : undefined)} columns={[
            { key: 'name', head: '氏名', isRowHead: true, cell: (row) => <a href={link(`tax-individual/change/${row.changeId}`)}>{row.name}</a> },
            { key: 'number', head: '宛名番号', isUnbroken: true, cell: (row) => row.number },
            { key: 'year', head: '年度', cell: (row) => row.fiscalYearText },
            { key: 'kind', head: '種類', cell: (row) => changeTitles[row.kind] },
            { key: 'payer', head: '届け出た支払者', cell: (row) => row.payer || '―' },
            { key: 'new', head: '新しい勤務先', cell: (row) => row.newPayer || '―' },
            { key: 'on', head: '異動の日', cell: (row) => printDate(plainDate(row.happenedOn), 'short') },
            { key: 'received', head: '受付', isSource: true, cell: (row) => printDate(plainDate(row.receivedOn), 'short') },
            { key: 'state', head: '状態', cell: (row) => <StateChip state={row.state} /> },
          ]} paging={value.page === 1 && !value.hasMore ? undefined : { shown: `${(value.page - 1) * 50 + 1}件目から`, previous: value.page > 1 ? paged(value.page - 1) : undefined, next: value.hasMore ? paged(value.page + 1) : undefined }}
          empty={value.state === 'received' ? '反映を待っている異動届はありません。' : '当てはまる異動届はありません。'} />
        </Section>
      </OneColumn>
    </>
  )
}

/** How the state of a change looks wherever it stands. */
export function StateChip({ state }: { state: ChangeState }) {
  const kinds: Record<ChangeState, ChipKind> = { received: 'alert', 'carried-out': 'ok', cancelled: 'none', reversed: 'none' }
  return <Chip kind={kinds[state]}>{changeStateTitles[state]}</Chip>
}

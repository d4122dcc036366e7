import { Head, OneColumn, page, Table, type ViewState } from '../../../platform/screen/index.ts'
import { listSetAsidePersons, type SetAsideView } from '../queries.ts'

/** 計算から外した人の一覧. */
export const setAsidePage = page({
  name: 'tax-individual.set-aside',
  path: 'tax-individual/set-aside/:id',
  query: listSetAsidePersons,
  input: (request) => ({ runId: request.params['id'] ?? '' }),
  frame: () => ({ title: '計算から外した人' }),
  view: (value, state) => <SetAsideList value={value} state={state} />,
})

function SetAsideList({ value, state }: { value: SetAsideView; state: ViewState }) {
  const { link } = state.request
  return (
    <>
      <Head title="計算から外した人" note="200人まで。理由を直してから、一件ずつ税額を決めるか、計算し直します" right={<a href={link(`tax-individual/runs/annual-assessment/${value.runId}`)}>この一括処理へ</a>} />
      <OneColumn>
        <Table caption="計算から外した人" isCaptionHidden isList rows={value.items} columns={[
          { key: 'name', head: '氏名', isRowHead: true, cell: (row) => <a href={link(`tax-individual/statements/${row.personId}`)}>{row.name ?? '（住民記録にない人）'}</a> },
          { key: 'number', head: '宛名番号', cell: (row) => row.number ?? '' },
          { key: 'reason', head: '理由', cell: (row) => row.reason },
          { key: 'remedy', head: '次にすること', cell: (row) => row.remedy },
        ]} empty="外した人はいません。" />
      </OneColumn>
    </>
  )
}

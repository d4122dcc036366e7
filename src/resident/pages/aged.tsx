import { printDate } from '../../kernel/wareki.ts'
import { Empty, Head, OneColumn, page, Table, type ViewState } from '../../platform/screen/index.ts'
import { listAged, type AgedList, type AgedPerson } from '../lists/aged.ts'

/** Residents of a great age of whom nothing was heard for years — 所在を確かめる高齢者. */
export const agedPage = page({
  name: 'resident.aged', path: 'resident/aged', query: listAged, input: () => ({}),
  frame: () => ({ title: '所在を確かめる高齢者' }),
  view: (value, state) => <AgedView value={value} state={state} />,
})

function AgedView({ value, state }: { value: AgedList; state: ViewState }) {
  const { link } = state.request
  return (
    <OneColumn>
      <Head title="所在を確かめる高齢者" note={`${value.age}歳以上で、${value.years}年のあいだ記録に異動のない住民。根拠：住民基本台帳法34条`} right={<a href={link('tasks/list')}>期限のある手続き</a>} />
      <Table<AgedPerson> caption="所在を確かめる高齢者" captionNote={value.isCut ? `長く異動のない順に、${value.items.length}人までを出しています` : '長く異動のない順'} isList density="middle" rows={value.items} empty={<Empty title="確かめる人はいません。" looked="この町のすべての住民を見ました。" />} columns={[
        { key: 'name', head: '氏名', isRowHead: true, cell: (one) => <a href={link(`resident/record/${one.personId}`)}>{one.name}</a> }, { key: 'number', head: '宛名番号', isUnbroken: true, cell: (one) => one.addresseeNumber }, { key: 'age', head: '年齢', align: 'number', cell: (one) => one.age },
        { key: 'last', head: '最後の異動', isUnbroken: true, cell: (one) => printDate(one.lastOn, 'short') }, { key: 'records', head: 'ほかの業務の記録', cell: (one) => (one.records.length === 0 ? <b>ひとつもありません</b> : one.records.map(({ title, count }) => `${title} ${count}件`).join('、')) },
      ]} />
      <p class="sub">訪ねるか、介護・医療の担当に聞いて確かめます。いないと分かったときは、職権による消除か、死亡の届出を促します。</p>
    </OneColumn>
  )
}

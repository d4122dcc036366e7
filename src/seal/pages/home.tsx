import { Actions, Chip, Empty, Head, OneColumn, page, Section, Split, Stats, Table, TextField, type ViewState } from '../../platform/screen/index.ts'
import { findSeal, listDay, type DayView, type Home } from '../queries.ts'
import { dateOf, dayWords, momentWords, paths, rowWords, StateChip, textOf } from './parts.tsx'

/** 印鑑登録の入口: find a number, see the month, open the lists. */
export const homePage = page({
  name: 'seal.home', path: paths.home, query: findSeal, postsQuery: true, input: ({ form }) => ({ number: textOf(form, 'number') }),
  frame: () => ({ title: '印鑑登録' }),
  view: (value, state) => <HomeView value={value} state={state} />,
})

function HomeView({ value, state }: { value: Home; state: ViewState }) {
  const { link } = state.request
  const { counts, found } = value
  return (
    <>
      <Head title="印鑑登録" note="人から探すときは F2 で人を開き、「印鑑」を選びます" />
      <Split sideLabel="一覧" side={<Section title="一覧"><Actions actions={[{ label: '照会書', href: link(paths.letters), keys: 'IL' }, { label: '自動処理・照合待ち', href: link(paths.day), keys: 'ID' }]} /></Section>}>
        <form method="post" action={state.action} autocomplete="off">
          <TextField name="number" label="番号" hint="登録番号か、登録証の番号" value={value.number ?? ''} width={12} isNumber isFocused />
          <p><button class="btn primary" type="submit" data-command="yes">探す <kbd>Ctrl+Enter</kbd></button></p>
        </form>
        {value.number === null ? null : <Table caption="見つかった登録" isCaptionHidden isList rows={found ? [found] : []} empty={<Empty title={`「${value.number}」の登録はありません。`} looked="登録番号と、いまの登録証の番号を探しました。" />} columns={[
          { key: 'number', head: '登録番号', isRowHead: true, cell: (row) => row.registrationNumber }, { key: 'name', head: '氏名', cell: (row) => <a href={link(paths.person(row.personId))}>{row.name}</a> }, { key: 'state', head: '状態', cell: (row) => <StateChip state={row.state} /> },
        ]} />}
        <Section title="今月" note={`${dayWords(value.month)}から`}>
          <Stats figures={[{ label: '登録している人', value: counts.standing }, { label: '登録', value: counts.registered }, { label: '抹消', value: counts.cancelled }, { label: '証明書', value: counts.issued }]} />
        </Section>
      </Split>
    </>
  )
}

/** 自動処理の結果と照合待ち */
export const dayPage = page({
  name: 'seal.day', path: paths.day, query: listDay, input: (request) => ({ day: dateOf(request.query, 'day', request) }),
  frame: () => ({ title: '印鑑登録　自動処理の結果' }),
  view: (value, state) => <DayPageView value={value} state={state} />,
})

type DayRow = DayView['automatic'][number]

function DayPageView({ value, state }: { value: DayView; state: ViewState }) {
  const { link } = state.request
  const nameCell = { key: 'name', head: '氏名', cell: (row: DayRow) => <a href={link(paths.person(row.personId))}>{row.name}</a> }
  const numberCell = { key: 'number', head: '登録番号', isRowHead: true, isUnbroken: true, cell: (row: DayRow) => row.registrationNumber }
  return (
    <OneColumn>
      <Head title="自動処理の結果" note={dayWords(value.day)} right={<form method="get" action={state.action} autocomplete="off"><label for="day">日</label> <input class="in-t w6" id="day" name="day" value={state.request.query.get('day') ?? ''} /> <button class="btn xs" type="submit">見る</button></form>} />
      <Section title="照合を待っている登録" note="決めるまで証明書は出ません">
        <Table caption="照合を待っている登録" isCaptionHidden isList rows={value.reviews} empty={<Empty title="待っている登録はありません。" />} columns={[numberCell, nameCell, { key: 'since', head: 'いつから', isUnbroken: true, cell: (row) => dayWords(row.validFrom) }, { key: 'note', head: '理由', cell: (row) => row.note ?? '―' }]} />
      </Section>
      <Section title="住民記録の異動による処理" note="転出・死亡などの日で抹消したもの、氏名が変わったもの">
        <Table caption="住民記録の異動による処理" isCaptionHidden rows={value.automatic} empty={<Empty title="この日の自動処理はありません。" />} columns={[
          numberCell, nameCell, { key: 'what', head: '結果', cell: (row) => <Chip kind={row.event === 'cancelled' ? 'none' : 'alert'}>{rowWords(row.event, row.reason)}</Chip> },
          { key: 'on', head: '異動の日', isUnbroken: true, cell: (row) => dayWords(row.validFrom) }, { key: 'at', head: '処理した時刻', isSource: true, cell: (row) => momentWords(row.recordedAt) },
        ]} />
      </Section>
    </OneColumn>
  )
}

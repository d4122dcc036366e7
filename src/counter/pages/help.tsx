import { Chip, Head, page, Section, Split, Table, type ViewState } from '../../platform/screen/index.ts'
import { showHelp, type Help } from '../help.ts'

/** What F1 opens, beside the page it was pressed on — ヘルプ. */
export const help = page({
  name: 'counter.help', path: 'help/:screen', query: showHelp, input: (request) => ({ screen: request.params['screen'] ?? '' }),
  frame: () => ({ title: 'ヘルプ' }),
  view: (value, state) => <HelpView value={value} state={state} />,
})

function HelpView({ value, state }: { value: Help; state: ViewState }) {
  const { guide, notMine, places } = value
  return (
    <>
      <Head title={`${guide.title}のヘルプ`} note={`${guide.business}。書きかけの画面は元の窓に残っています。この窓は閉じて構いません`} />
      <Split sideLabel="開ける画面" side={<Places places={places} state={state} />}>
        <Section title="この画面でできること">
          <Table caption="この画面でできること" isCaptionHidden rows={guide.acts} columns={[
            { key: 'title', head: 'すること', isRowHead: true, cell: (act) => act.title },
            { key: 'right', head: '要る役割', cell: (act) => act.permissionTitle },
            { key: 'mine', head: 'あなた', isUnbroken: true, cell: (act) => (notMine.includes(act.title) ? <Chip kind="plain">役割がない</Chip> : <Chip kind="info">できる</Chip>) },
          ]} empty="見るだけの画面です。ここで変わるものはありません。" />
        </Section>
        <Section title="キー" note="どの画面でも同じです。日本語を変換している間は、変換のキーが先です"><Keys /></Section>
        <Section title="断られたとき" note="出ることのある文と、次にすること。探すときは Ctrl+F">
          <Table caption="断られたとき" isCaptionHidden isWide rows={guide.refusals} columns={[
            { key: 'message', head: '出る文', isRowHead: true, cell: (one) => one.message },
            { key: 'remedy', head: '次にすること', cell: (one) => one.remedy },
            { key: 'article', head: '根拠', isSource: true, cell: (one) => one.article ?? '' },
          ]} />
        </Section>
      </Split>
    </>
  )
}

const keys: readonly (readonly [string, string])[] = [
  ['F2', '検索の欄へ。もう一度で欄を空にする'], ['F4', '欄の候補を開く'], ['F6', '次の帯へ。Shift+F6 で前の帯へ'], ['F8', '押せるもの全部に二文字を出す。打つとそこへ移る'], ['F9', '刷る前の見本を開く'],
  ['Ctrl+Enter', 'この画面で決めることを送る。ほかのキーで送られることはない'], ['Enter', '次の欄へ。Shift+Enter で前の欄へ。一覧では開く'], ['↑ ↓ Home End', '一覧の行を移る。Space で印を付ける'],
  ['Alt+↓ Alt+↑', '検索の結果の次の人、前の人'], ['Alt+1〜9', '業務のタブ。誤りの中では、直し方を選ぶ'], ['Esc', '候補や二文字を閉じ、元の一覧へ戻る。支援措置の方の画面はすぐに隠れる'],
]

function Keys() {
  return (
    <Table caption="キー" isCaptionHidden density="tight" rows={keys} columns={[
      { key: 'key', head: 'キー', isRowHead: true, isUnbroken: true, cell: ([key]) => <kbd>{key}</kbd> },
      { key: 'does', head: 'すること', cell: ([, does]) => does },
    ]} />
  )
}

function Places({ places, state }: { places: Help['places']; state: ViewState }) {
  return <>{places.map(({ business, screens }) => <Section title={business}><ul>{screens.map(({ title, path }) => <li><a href={state.request.link(path)}>{title}</a></li>)}</ul></Section>)}</>
}

import { amountText } from '../../kernel/text.ts'
import { Empty, ErrorSummary, Head, Message, page, Radios, Rows, Section, Select, Split, Table, TextField, type FormValues, type ViewState } from '../../platform/screen/index.ts'
import { mailingList, type MailingList } from '../mailing/list.ts'
import { mailOrders, type Piece } from '../mailing/rules/order.ts'
import { textOf } from './form-values.ts'
import { CsvLink } from './renumbering.tsx'

const places = [0, 1, 2, 3, 4] as const
const ageOf = (form: FormValues, name: string): unknown => { const text = textOf(form, name)?.normalize('NFKC') ?? null; return text !== null && /^\d{1,3}$/.test(text) ? Number(text) : text }

/** Whom to write to in some districts, as a file for covers and labels — 宛名の一覧. */
export const mailingPage = page({
  name: 'resident.mailing', path: 'resident/mailing', query: mailingList,
  input: ({ query }) => ({ towns: places.flatMap((place) => textOf(query, `towns.${place}`) ?? []), ageFrom: ageOf(query, 'ageFrom'), ageTo: ageOf(query, 'ageTo'), unit: query.get('unit') ?? 'household', order: query.get('order') ?? 'post' }),
  frame: () => ({ title: '宛名の一覧', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <MailingView value={value} state={state} />,
})

const columns = ['郵便番号', '住所', '宛名', '番号', '対象の人数'] as const
const cellsOf = (piece: Piece): readonly string[] => [piece.postalCode, piece.address, piece.addressees.join('、'), piece.number, String(piece.persons)]
const shown = 50

function MailingView({ value, state }: { value: MailingList; state: ViewState }) {
  const { asked, towns, pieces } = value
  const choices = [{ value: '', label: '選んでください' }, ...towns.map((town) => ({ value: town, label: town }))]
  return (
    <>
      <Head title="宛名の一覧" note="開くたびに、いまの記録から作ります。作った一覧は残りません" />
      <Split sideLabel="だれに送るか" side={(
        <form method="get" action={state.action}>
          <Section title="だれに送るか">
            <ErrorSummary refusals={state.refusals} before="作る前に" isFocused />
            <Rows>
              {places.map((place) => <Select name={`towns.${place}`} label={`町名${place + 1}`} need={place === 0 ? 'required' : undefined} refusals={state.refusals} value={asked.towns[place]} choices={choices} />)}
              <TextField name="ageFrom" label="年齢の下限" unit="歳から" isNumber width={4} refusals={state.refusals} value={asked.ageFrom === null ? '' : String(asked.ageFrom)} />
              <TextField name="ageTo" label="年齢の上限" unit="歳まで" isNumber width={4} refusals={state.refusals} value={asked.ageTo === null ? '' : String(asked.ageTo)} />
              <Radios name="unit" label="まとめ方" shape="list" value={asked.unit} choices={[{ value: 'household', label: '世帯主あてに、世帯ごと' }, { value: 'merged', label: '同じ住所で世帯主の氏が同じ世帯は一通に' }, { value: 'person', label: '本人あてに、1人ずつ' }]} />
              <Radios name="order" label="順番" shape="list" value={asked.order} choices={Object.entries(mailOrders).map(([key, label]) => ({ value: key, label }))} />
            </Rows>
            <p><button class="btn" type="submit">一覧を作る</button></p>
          </Section>
        </form>
      )}>
        {value.withheld > 0 ? <Message kind="info" title={`ほかに、責任者が扱うものが ${value.withheld}件あります`}>責任者がこの画面を開いて出します。</Message> : null}
        {pieces.length === 0 ? <Empty title={asked.towns.length === 0 ? '町名を選んで、一覧を作ります。' : '送る相手がいません。'} looked="支援措置などで出せない世帯は入りません。" /> : (
          <>
            <Section title={`${amountText(pieces.length)}通`} note="CSV（UTF-8）"><CsvLink name="mailing.csv" rows={[columns, ...pieces.map(cellsOf)]} /></Section>
            <Table<Piece> caption="はじめの宛名" captionNote={pieces.length > shown ? `　${shown}通まで。ファイルには全部あります` : undefined} density="tight" rows={pieces.slice(0, shown)} columns={columns.map((head, index) => ({ key: `c${index}`, head, isRowHead: index === 2, isUnbroken: index === 0 || index === 3, align: index === 4 ? 'number' as const : undefined, cell: (piece: Piece) => cellsOf(piece)[index] ?? '' }))} />
          </>
        )}
      </Split>
    </>
  )
}

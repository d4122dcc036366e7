import type { Child } from 'hono/jsx'
import { amountText } from '../../kernel/text.ts'
import { Empty, ErrorSummary, Head, Message, page, Radios, Rows, Section, Select, Split, Table, TextField, type FormValues, type ViewState } from '../../platform/screen/index.ts'
import { labelsInSlice, mailingLabels, type LabelFile } from '../mailing/labels.ts'
import { mailingList, type MailAsked, type MailingList } from '../mailing/list.ts'
import { mailOrders, type Piece } from '../mailing/rules/order.ts'
import { labelSheetKeys, labelSheets, usualSheet } from '../mailing/sheets.ts'
import { textOf } from './form-values.ts'
import { CsvLink } from './renumbering.tsx'

const places = [0, 1, 2, 3, 4] as const
const wholeOf = (form: FormValues, name: string): unknown => { const text = textOf(form, name)?.normalize('NFKC') ?? null; return text !== null && /^\d{1,3}$/.test(text) ? Number(text) : text }

const whomOf = (query: FormValues) => ({ towns: places.flatMap((place) => textOf(query, `towns.${place}`) ?? []), ageFrom: wholeOf(query, 'ageFrom'), ageTo: wholeOf(query, 'ageTo'), unit: query.get('unit') ?? 'household', order: query.get('order') ?? 'post' })

/** Whom to write to in some districts, as a file for covers and labels — 宛名の一覧. */
export const mailingPage = page({
  name: 'resident.mailing', path: 'resident/mailing', query: mailingList,
  input: ({ query }) => whomOf(query),
  frame: () => ({ title: '宛名の一覧', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <MailingView value={value} state={state} />,
})

const columns = ['郵便番号', '住所', '宛名', '番号', '対象の人数'] as const
const cellsOf = (piece: Piece): readonly string[] => [piece.postalCode, piece.address, piece.addressees.join('、'), piece.number, String(piece.persons)]
const shown = 50

function MailingView({ value, state }: { value: MailingList; state: ViewState }) {
  const { asked, towns, pieces } = value
  return (
    <>
      <Head title="宛名の一覧" note="開くたびに、いまの記録から作ります。作った一覧は残りません" />
      <Split sideLabel="だれに送るか" side={(
        <AskForm title="だれに送るか" button="一覧を作る" {...{ asked, towns, state }} />
      )}>
        {value.withheld > 0 ? <Message kind="info" title={`ほかに、責任者が扱うものが ${value.withheld}件あります`}>責任者がこの画面を開いて出します。</Message> : null}
        {pieces.length === 0 ? <Empty title={asked.towns.length === 0 ? '町名を選んで、一覧を作ります。' : '送る相手がいません。'} looked="支援措置などで出せない世帯は入りません。" /> : (
          <>
            <Section title={`${amountText(pieces.length)}通`} note="CSV（UTF-8）">
              <CsvLink name="mailing.csv" rows={[columns, ...pieces.map(cellsOf)]} />
              <p><a href={state.request.link(`resident/mailing/labels?${searchOf(asked)}`)}>宛名ラベルにする</a></p>
            </Section>
            <Table<Piece> caption="はじめの宛名" captionNote={pieces.length > shown ? `　${shown}通まで。ファイルには全部あります` : undefined} density="tight" rows={pieces.slice(0, shown)} columns={columns.map((head, index) => ({ key: `c${index}`, head, isRowHead: index === 2, isUnbroken: index === 0 || index === 3, align: index === 4 ? 'number' as const : undefined, cell: (piece: Piece) => cellsOf(piece)[index] ?? '' }))} />
          </>
        )}
      </Split>
    </>
  )
}

/** Asked alike for the list and for the labels; what only one of them wants stands in it. */
function AskForm({ title, button, asked, towns, state, children }: { title: string; button: string; asked: MailAsked; towns: readonly string[]; state: ViewState; children?: Child }) {
  return (
    <form method="get" action={state.action}>
      <Section title={title}>
        <ErrorSummary refusals={state.refusals} before="作る前に" isFocused />
        <Rows><WhomFields asked={asked} towns={towns} refusals={state.refusals} />{children}</Rows>
        <p><button class="btn" type="submit">{button}</button></p>
      </Section>
    </form>
  )
}

/** Districts, ages, unit and order. */
function WhomFields({ asked, towns, refusals }: { asked: MailAsked; towns: readonly string[]; refusals: ViewState['refusals'] }) {
  const choices = [{ value: '', label: '選んでください' }, ...towns.map((town) => ({ value: town, label: town }))]
  return (
    <>
      {places.map((place) => <Select name={`towns.${place}`} label={`町名${place + 1}`} need={place === 0 ? 'required' : undefined} refusals={refusals} value={asked.towns[place]} choices={choices} />)}
      <TextField name="ageFrom" label="年齢の下限" unit="歳から" isNumber width={4} refusals={refusals} value={asked.ageFrom === null ? '' : String(asked.ageFrom)} />
      <TextField name="ageTo" label="年齢の上限" unit="歳まで" isNumber width={4} refusals={refusals} value={asked.ageTo === null ? '' : String(asked.ageTo)} />
      <Radios name="unit" label="まとめ方" shape="list" value={asked.unit} choices={[{ value: 'household', label: '世帯主あてに、世帯ごと' }, { value: 'merged', label: '同じ住所で世帯主の氏が同じ世帯は一通に' }, { value: 'person', label: '本人あてに、1人ずつ' }]} />
      <Radios name="order" label="順番" shape="list" value={asked.order} choices={Object.entries(mailOrders).map(([key, label]) => ({ value: key, label }))} />
    </>
  )
}

/** What was asked for, as the other page reads it from its address; districts and ages only. */
function searchOf({ towns, ageFrom, ageTo, unit, order }: MailAsked): string {
  return new URLSearchParams([...towns.map((town, index) => [`towns.${index}`, town]), ['ageFrom', String(ageFrom ?? '')], ['ageTo', String(ageTo ?? '')], ['unit', unit], ['order', order]]).toString()
}

/** The covers of some districts on sheets of labels — 宛名ラベル. */
export const mailingLabelsPage = page({
  name: 'resident.mailing-labels-of', path: 'resident/mailing/labels', query: mailingLabels,
  input: ({ query }) => ({ ...whomOf(query), sheet: query.get('sheet') ?? usualSheet, used: wholeOf(query, 'used') ?? 0, from: Number(query.get('from') ?? 0) }),
  frame: () => ({ title: '宛名ラベル', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <LabelsView value={value} state={state} />,
})

function LabelsView({ value, state }: { value: LabelFile; state: ViewState }) {
  const { asked, towns } = value
  return (
    <>
      <Head title="宛名ラベル" note="開くたびに、いまの記録から作ります。作ったラベルは残りません" right={<a href={state.request.link(`resident/mailing?${searchOf(asked)}`)}>一覧へ戻る</a>} />
      <Split sideLabel="だれに、どの用紙で" side={(
        <AskForm title="だれに、どの用紙で" button="ラベルを作る" {...{ asked, towns, state }}>
          <Select name="sheet" label="用紙" refusals={state.refusals} value={asked.sheet} choices={labelSheetKeys.map((key) => ({ value: key, label: labelSheets[key].title }))} />
          <TextField name="used" label="使ったラベル" unit="枚分をとばす" isNumber width={4} refusals={state.refusals} value={String(asked.used)} />
        </AskForm>
      )}>
        {value.leftOut > 0 ? <Message kind="info" title={`ラベルにしないものが ${value.leftOut}件あります`}>支援措置などで守る世帯は、だれが作ってもラベルに入りません。責任者が手で渡すか送ります。</Message> : null}
        {value.notDrawn.length > 0 ? <Message kind="alert" title={`ラベルにできなかったものが ${value.notDrawn.length}件あります`}>{`番号 ${value.notDrawn.join('、')}。文字がないか、長すぎます。手で書いて送ってください。`}</Message> : null}
        {value.count === 0 ? <Empty title={asked.towns.length === 0 ? '町名を選んで、ラベルを作ります。' : '送る相手がいません。'} looked="支援措置などで出せない世帯は入りません。" /> : (
          <Section title={`${amountText(value.count)}枚`} note={labelSheets[asked.sheet].title}>
            {value.pdfBase64 === null ? null : <p><a class="btn primary" download="labels.pdf" href={`data:application/pdf;base64,${value.pdfBase64}`}>{`${asked.from + 1}枚目からのラベル（PDF）を保存する`}</a></p>}
            {slicesOf(value.count).map((from) => <p><a href={state.request.link(`resident/mailing/labels?${searchOf(asked)}&sheet=${asked.sheet}&used=${asked.used}&from=${from}`)}>{`${from + 1}枚目から${Math.min(from + labelsInSlice, value.count)}枚目まで`}</a></p>)}
          </Section>
        )}
      </Split>
    </>
  )
}

/** Where each slice begins, if there are several. */
function slicesOf(count: number): readonly number[] {
  return count <= labelsInSlice ? [] : Array.from({ length: Math.ceil(count / labelsInSlice) }, (_one, index) => index * labelsInSlice)
}

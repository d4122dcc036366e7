import { plainDate } from '../../../kernel/plain-date.ts'
import { amountText, yenText } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import type { Refusal } from '../../../kernel/outcome.ts'
import { ErrorSummary, KeyValues, Message, openPage, Rows, Table, TextField, type OpenRequest } from '../../../platform/screen/index.ts'
import { taxpayerPath } from './access.ts'
import { openTaxpayerPage, type TaxpayerSheet } from './queries.ts'

/** 税額の計算書: the taxpayer types the number of the notice and the birth date, and sees every line. */
export const taxpayerPage = openPage({
  name: 'tax-individual.taxpayer-page', path: taxpayerPath, title: '税額の計算書 - Yakuba', query: openTaxpayerPage, input: askedOf, isReading: true,
  view: (value, { request, refusals }) => (value === null ? <AskView request={request} refusals={refusals} /> : <SheetView value={value} request={request} />),
})

/** Nothing is asked before the form is sent; an address that carries a number only fills it in. */
function askedOf({ form }: OpenRequest) {
  return form.get('code') === undefined ? null : { code: (form.get('code') ?? '').trim(), birth: (form.get('birth') ?? '').trim() }
}

function AskView({ request, refusals }: { request: OpenRequest; refusals: readonly Refusal[] }) {
  const { form, query } = request
  const notOpened = refusals.find((one) => one.field === null)
  return (
    <form method="post" action={request.action} autocomplete="off">
      <h1>税額の計算書</h1>
      <p class="sub">住民税の納税通知書にある番号と、生年月日を入れると、税額がどう計算されたかを一行ずつ見られます。</p>
      {notOpened ? <Message kind="error" title={notOpened.message} level={2}>{notOpened.remedy}</Message> : <ErrorSummary refusals={refusals} isFocused={refusals.length > 0} />}
      <Rows>
        <TextField name="code" label="番号" need="required" width={24} value={form.get('code') ?? query.get('code')} refusals={refusals} hint="通知書の下の端にあります。例　AB12-CD34-EF56-GH78-JK90" />
        <TextField name="birth" label="生年月日" need="required" width={16} value={form.get('birth')} refusals={refusals} hint="例　S55.4.1、昭和55年4月1日、1980-04-01" />
      </Rows>
      <p><button class="btn primary" type="submit" data-command="yes">開く <kbd>Ctrl+Enter</kbd></button></p>
      <p class="sub">氏名や住所は、この画面に出ません。番号は、通知書を見せた人にも分かります。心当たりのない人が見たおそれがあるときは、{request.office.name}（電話 {request.office.phone}）に知らせてください。ページを閉じます。</p>
    </form>
  )
}

function SheetView({ value, request }: { value: TaxpayerSheet; request: OpenRequest }) {
  return (
    <article>
      <h1>税額の計算書</h1>
      <p class="say">{value.title}</p>
      <KeyValues facts={[
        { label: '通知書番号', value: value.noticeNo }, { label: '決定した日', value: value.decidedOn }, { label: '通知書の年税額', value: <b>{yenText(value.issued)}</b> },
        ...(value.isCorrected ? [{ label: 'いまの年税額', value: <b>{yenText(value.now)}</b> }] : []), ...(value.exemption > 0 ? [{ label: '減免', value: <>△{yenText(value.exemption)}（納める額は {yenText(value.now - value.exemption)}）</> }] : []), { label: '納め方', value: value.method },
      ]} />
      {value.isCorrected ? <div class="sect"><Message kind="alert" title="この通知書のあとに、税額が変わっています" level={2}>変わった行に、通知書の額といまの額を並べています。いまの額の通知書は、別にお送りしています。</Message></div> : null}
      <div class="sect"><Instalments value={value} /></div>
      {groupsOf(value).map(([group, rows]) => <div class="sect"><Lines group={group} rows={rows} isCorrected={value.isCorrected} /></div>)}
      <p class="sub">条文の番号は、その行のもとになった法律です。計算に誤りがあると思われるときや、分からないことがあるときは、{request.office.name}　税務課（電話 {request.office.phone}）へ。不服の申立てのしかたは、通知書に書いてあります。</p>
      <p><a href={request.action}>閉じる（最初の画面へ）</a></p>
    </article>
  )
}

function groupsOf({ rows }: TaxpayerSheet): readonly (readonly [string, TaxpayerSheet['rows']])[] {
  return [...new Set(rows.map((row) => row.group))].map((group) => [group, rows.filter((row) => row.group === group)] as const)
}

function Instalments({ value }: { value: TaxpayerSheet }) {
  const rows = value.instalments.filter((one) => one.amount > 0)
  if (rows.length === 0) return <></>
  return (
    <Table caption={value.isCorrected ? 'いまの納期限と額' : '納期限と額'} rows={rows} columns={[
      { key: 'term', head: '期・月', isRowHead: true, cell: (row) => row.title }, { key: 'due', head: '納期限', cell: (row) => printDate(plainDate(row.dueOn)) }, { key: 'amount', head: '額（円）', align: 'number', cell: (row) => amountText(row.amount) },
    ]} />
  )
}

type Row = TaxpayerSheet['rows'][number]

function Lines({ group, rows, isCorrected }: { group: string; rows: readonly Row[]; isCorrected: boolean }) {
  const amountOf = (row: Row, amount: number): string => (row.unit === 'count' ? `${amountText(amount)}人` : amountText(amount))
  return (
    <Table caption={group} rows={rows} rowState={(row) => (row.issued !== row.now ? 'changed' : undefined)} columns={[
      { key: 'label', head: '何の額か', isRowHead: true, cell: (row) => (row.isTotal ? <b>{row.label}</b> : row.label) },
      { key: 'meaning', head: 'どういう額か', cell: (row) => row.meaning },
      { key: 'how', head: '計算と、もとになった法律', cell: (row) => <>{row.calculation}{row.article === '' ? null : <><br /><span class="src">{row.article}</span></>}</> },
      { key: 'issued', head: isCorrected ? '通知書' : '額（円）', align: 'number', isStrong: !isCorrected, cell: (row) => row.issued === 0 && row.now !== 0 ? '―' : amountOf(row, row.issued) },
      ...(isCorrected ? [{ key: 'now', head: 'いま', align: 'number' as const, isStrong: true, cell: (row: Row) => amountOf(row, row.now) }] : []),
    ]} />
  )
}

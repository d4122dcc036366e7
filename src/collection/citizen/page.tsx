import type { Refusal } from '../../kernel/outcome.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { amountText, groupDigits, yenText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { qrCode } from '../../platform/document/index.ts'
import { ErrorSummary, KeyValues, Message, openPage, Rows, Table, TextField, type OpenRequest } from '../../platform/screen/index.ts'
import { elQrSymbol } from '../formats/elqr.ts'
import { partSuffix } from '../pages/words.ts'
import { openStatement, type OpenDebt, type Statement, type Way } from './queries.ts'

/** Path of the page below the town's open pages, as a reader of a slip types it. */
export const citizenPath = 'collection/payment'

/** 納付の確認: somebody types the number of a slip and the birth date, sees what is owed and whether it has arrived, and pays by eL-QR. */
export const citizenPage = openPage({
  name: 'collection.citizen-page', path: citizenPath, title: '納付の確認 - Yakuba', query: openStatement, input: askedOf, isReading: true,
  view: (value, { request, refusals }) => (value === null ? <AskView request={request} refusals={refusals} /> : <StatementView value={value} request={request} />),
})

/** Nothing is asked before the form is sent; an address that carries a number only fills it in. */
function askedOf({ form }: OpenRequest) {
  return form.get('number') === undefined ? null : { number: (form.get('number') ?? '').trim(), birth: (form.get('birth') ?? '').trim() }
}

function AskView({ request, refusals }: { request: OpenRequest; refusals: readonly Refusal[] }) {
  const { form, query } = request
  const notOpened = refusals.find((one) => one.field === null)
  return (
    <form method="post" action={request.action} autocomplete="off">
      <h1>納付の確認</h1>
      <p class="sub">納付書の番号と生年月日を入れると、納める額、納め方、納めたお金が届いたかどうかを見られます。</p>
      {notOpened ? <Message kind="error" title={notOpened.message} level={2}>{notOpened.remedy}</Message> : <ErrorSummary refusals={refusals} isFocused={refusals.length > 0} />}
      <Rows>
        <TextField name="number" label="納付番号" need="required" width={24} value={form.get('number') ?? query.get('number')} refusals={refusals} hint="納付書の「納付番号」の16けたの数字。例　1100-0000-0000-1234" />
        <TextField name="birth" label="生年月日" need="required" width={16} value={form.get('birth')} refusals={refusals} hint="納める人の生年月日。例　S55.4.1、昭和55年4月1日、1980-04-01" />
      </Rows>
      <p><button class="btn primary" type="submit" data-command="yes">確かめる <kbd>Ctrl+Enter</kbd></button></p>
      <p class="sub">名前と住所は、この画面に出ません。会社などの法人は、{request.office.name}（電話 {request.office.phone}）におたずねください。</p>
    </form>
  )
}

/** What the payer reads first, in one sentence and what to do next. */
const stateWords: Readonly<Record<Statement['slip']['state'], { readonly kind: 'info' | 'ok' | 'alert'; readonly title: string; readonly next: string }>> = {
  payable: { kind: 'info', title: 'まだ納められていません', next: '下のどれかの方法で、使用期限までに納めてください。きのうや今日納めたときは、届くまでに数日かかります。' },
  preliminary: { kind: 'ok', title: '納めたという知らせが届いています', next: 'お店や金融機関から速報が届きました。お金の確認は、このあと数日で済みます。もう一度納める必要はありません。証明書が要るときは、領収証書をお持ちください。' },
  confirmed: { kind: 'ok', title: '納付を確認しました', next: 'ありがとうございました。この納付書で、もう納める必要はありません。' },
  'paid-otherwise': { kind: 'ok', title: 'この納付書の分は、もう残っていません', next: 'ほかの方法で納められたか、額がなくなりました。この納付書では納めないでください。' },
  changed: { kind: 'alert', title: '納める額が変わっています', next: 'この納付書では納めないでください。新しい納付書が届いていないときは、電話で知らせてください。' },
  expired: { kind: 'alert', title: '納付書の使用期限が過ぎています', next: 'この納付書は、もう使えません。新しい納付書をお出ししますので、電話か窓口で知らせてください。' },
}

function StatementView({ value, request }: { value: Statement; request: OpenRequest }) {
  const { slip } = value
  const words = stateWords[slip.state]
  return (
    <article>
      <h1>納付の確認</h1>
      <p class="say">{slip.levyTitle}　納付番号 {slip.number}</p>
      <Message kind={words.kind} title={words.title} level={2}>{words.next}</Message>
      <div class="sect">
        <KeyValues facts={[{ label: '納付書の額', value: <b>{yenText(slip.amount)}</b> }, { label: '使用期限', value: dayText(slip.usableUntil) }, ...slip.periods.map((one) => ({ label: `${one.period}${partSuffix(one.kind)}`, value: yenText(one.amount) }))]} />
      </div>
      {slip.payments.length > 0 ? <div class="sect"><Payments value={value} /></div> : null}
      {slip.way ? <div class="sect"><h2>納め方</h2><WayView way={slip.way} label={`${slip.levyTitle}の納付書`} /></div> : null}
      {value.others.length > 0 ? <div class="sect"><Others value={value} request={request} /></div> : null}
      <p class="sub">{dayText(value.on)}の状態です。ここに出ないもの（ほかの宛名の分など）が残っていることもあります。分からないこと、納めるのが難しいことは、{request.office.name}（電話 {request.office.phone}）に相談してください。</p>
      <p><a href={request.action}>閉じる（最初の画面へ）</a></p>
    </article>
  )
}

function dayText(day: string): string {
  return printDate(plainDate(day))
}

function Payments({ value }: { value: Statement }) {
  return (
    <Table caption="届いたお金" rows={value.slip.payments} columns={[
      { key: 'day', head: '納めた日', isRowHead: true, cell: (row) => dayText(row.paidOn) }, { key: 'amount', head: '額（円）', align: 'number', cell: (row) => amountText(row.amount) }, { key: 'state', head: '状態', cell: (row) => (row.isConfirmed ? '確認しました' : '速報が届きました（確認中）') },
    ]} />
  )
}

/** The symbol for a second device or for the picture reader of an app, and the numbers for those who type. */
function WayView({ way, label }: { way: Way; label: string }) {
  return (
    <>
      {way.elQr === null ? <p>この納付書は、納付書に書いてある場所（コンビニ・金融機関・役場の窓口）で納めてください。</p> : (
        <>
          <p>地方税お支払サイトか、スマートフォンの決済アプリ・金融機関のアプリで、下のeL-QRを読むか、eL番号を入れてください。スマートフォン1台のときは、この画面を写真として保存（スクリーンショット）し、アプリで画像から読めます。</p>
          <Symbol text={way.elQr} label={`${label}のeL-QR`} />
        </>
      )}
      <KeyValues facts={[
        { label: '額', value: <b>{yenText(way.amount)}</b> }, { label: '使用期限', value: dayText(way.usableUntil) }, ...(way.elNumber === null ? [] : [{ label: 'eL番号', value: <span class="mono">{way.elNumber}</span> }]),
        { label: '納付番号', value: <span class="mono">{way.number}</span> }, { label: '確認番号', value: <span class="mono">{groupDigits(way.confirmation, 3)}</span> },
      ]} />
    </>
  )
}

/** Five dots a module, on white whatever the colours of the screen are. */
function Symbol({ text, label }: { text: string; label: string }) {
  const { path, side } = qrCode(text, elQrSymbol.errorCorrection)
  return (
    <svg role="img" aria-label={`${label}。読めないときは、下のeL番号を使ってください。`} width={side * 5} height={side * 5} viewBox={`0 0 ${side} ${side}`} shape-rendering="crispEdges">
      <rect width={side} height={side} fill="#ffffff"></rect>
      <path d={path} fill="#000000"></path>
    </svg>
  )
}

function Others({ value, request }: { value: Statement; request: OpenRequest }) {
  return (
    <>
      <Table caption="ほかに納めるもの" rows={value.others} rowState={(row) => (row.isOverdue ? 'changed' : undefined)} columns={[
        { key: 'what', head: '税目・期', isRowHead: true, cell: (row) => `${row.levyTitle}　${row.period}` },
        { key: 'due', head: '納期限', cell: (row) => (row.isOverdue ? `${dayText(row.dueOn)}（過ぎています）` : dayText(row.dueOn)) },
        { key: 'amount', head: '額（円）', align: 'number', cell: (row) => amountText(row.balance) }, { key: 'late', head: `延滞金（円）`, align: 'number', cell: (row) => (row.late === null ? '計算できません' : amountText(row.late)) },
        ...(value.others.some((row) => row.fee > 0) ? [{ key: 'fee', head: '督促手数料（円）', align: 'number' as const, cell: (row: OpenDebt) => amountText(row.fee) }] : []),
      ]} />
      {value.others.map((row) => <OtherWay row={row} request={request} />)}
    </>
  )
}

function OtherWay({ row, request }: { row: OpenDebt; request: OpenRequest }) {
  const what = `${row.levyTitle}　${row.period}`
  if (row.way === null) return <p class="sub">{what}：新しい納付書が要ります。{request.office.name}（電話 {request.office.phone}）に知らせてください。</p>
  return <details><summary>{what}を納める（{yenText(row.way.amount)}）</summary><WayView way={row.way} label={what} /></details>
}

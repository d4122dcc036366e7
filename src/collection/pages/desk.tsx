import { amountText, yenText } from '../../kernel/text.ts'
import { Actions, Amount, Chip, Head, Masked, OneColumn, page, Section, Split, Table, TextField, type ViewState } from '../../platform/screen/index.ts'
import { type Desk, findAccount, type FoundAccount, showDesk } from '../queries.ts'
import { momentText, shortDate } from './words.ts'

/** The collection desk: where to begin, what waits — 収納. */
export const deskPage = page({
  name: 'collection.desk', path: 'collection', query: showDesk, input: () => ({}),
  frame: () => ({ title: '収納', keys: [{ key: 'F2', does: '検索（人・用件）' }, { key: 'F6', does: '欄を移る' }] }),
  view: (value, state) => <DeskView desk={value} state={state} />,
})

function DeskView({ desk, state }: { desk: Desk; state: ViewState }) {
  const { link } = state.request
  const waiting = desk.files.filter((file) => file.posted < file.lines || file.exceptions > 0)
  return (
    <>
      <Head title="収納" note="人の台帳は F2 で探すか、宛名番号で開きます" />
      <Split sideLabel="はじめること" side={<Begin state={state} />}>
        <Section title="見ることのあるファイル" note={`${waiting.length}件`} right={<a href={link('collection/payment-files')}>すべてのファイル</a>}>
          <Table caption="見ることのあるファイル" isCaptionHidden rows={waiting} columns={[
            { key: 'at', head: '受け取った時', isRowHead: true, isUnbroken: true, cell: (file) => <a href={link(`collection/payment-files/${file.fileId}`)}>{momentText(file.receivedAt)}</a> },
            { key: 'state', head: '消込', cell: (file) => `${amountText(file.posted)}／${amountText(file.lines)}件` },
            { key: 'exceptions', head: '人が見る行', align: 'number', cell: (file) => <Amount value={file.exceptions} /> },
          ]} empty={<p class="none">消込の途中のファイルも、人が見る行もありません。</p>} />
        </Section>
        <Section title="過誤納" note="還付か充当を決めるもの" right={<a href={link('collection/refunds')}>過誤納の処理</a>}><Overpayments desk={desk} state={state} /></Section>
        <Section title="調査中の納付" note="どの期のものか分からない金"><Suspense desk={desk} /></Section>
      </Split>
    </>
  )
}

function Begin({ state }: { state: ViewState }) {
  return (
    <Section title="はじめること">
      <form method="post" action={state.request.link('collection/find')} autocomplete="off" data-enter="submit">
        <TextField name="number" label="宛名番号" width={9} isNumber jumps />
        <div class="cmd"><button class="btn" type="submit">台帳を開く</button></div>
      </form>
      <p class="sub">仕事を選ぶ</p>
      <Actions actions={[{ label: '納付のファイル', href: state.request.link('collection/payment-files'), keys: 'NF' }, { label: '収納チャネル', href: state.request.link('collection/channels'), keys: 'NC' }, { label: '資金の突合せ', href: state.request.link('collection/settlements'), keys: 'NS' }, { label: '口座振替', href: state.request.link('collection/debits'), keys: 'KF' }, { label: '過誤納の処理', href: state.request.link('collection/refunds'), keys: 'KA' }, { label: '窓口現金の日計', href: state.request.link('collection/cash-day'), keys: 'KG' }, { label: '日計と試算表', href: state.request.link('collection/day-sheet'), keys: 'KD' }, { label: '収納率と決算', href: state.request.link('collection/reports'), keys: 'KR' }, { label: '滞納の仕事', href: state.request.link('collection/arrears'), keys: 'TS' }, ...(state.request.actor.permissions.has('collection-enforcement.read') ? [{ label: '滞納処分', href: state.request.link('collection/enforcement'), keys: 'KT' }] : []), { label: '納付書・通知書の一括印刷', href: state.request.link('collection/packages'), keys: 'KI' }]} />
    </Section>
  )
}

function Overpayments({ desk, state }: { desk: Desk; state: ViewState }) {
  const isProtected = (row: Desk['overpayments'][number]): boolean => row.payer.residentId !== null && state.withheld.has(row.payer.residentId)
  return (
    <Table caption="過誤納" isCaptionHidden rows={desk.overpayments} rowState={(row) => (isProtected(row) ? 'protected' : undefined)} columns={[
      { key: 'who', head: '納めた人', isRowHead: true, cell: (row) => <a href={state.request.link(`collection/account/${row.payer.partyId ?? ''}`)}>{row.payer.name}</a> },
      { key: 'address', head: '住所', cell: (row) => (isProtected(row) ? <Masked /> : (row.payer.address ?? '')) },
      { key: 'levy', head: '税目と期', cell: (row) => `${row.levyTitle}　${row.period}` },
      { key: 'since', head: 'いつから', isUnbroken: true, cell: (row) => shortDate(row.since) },
      { key: 'amount', head: '額', align: 'number', isStrong: true, cell: (row) => <Amount value={row.amount} /> },
    ]} totals={desk.overpayments.length > 1 ? [{ kind: 'total', label: '計', span: 4, cells: { amount: yenText(desk.overpayments.reduce((sum, row) => sum + row.amount, 0)) } }] : []}
      empty={<p class="none">過誤納はありません。</p>} />
  )
}

function Suspense({ desk }: { desk: Desk }) {
  return (
    <Table caption="調査中の納付" isCaptionHidden rows={desk.suspense} columns={[
      { key: 'day', head: '納めた日', isRowHead: true, cell: (row) => shortDate(row.paidOn) },
      { key: 'amount', head: '額', align: 'number', cell: (row) => <Amount value={row.amount} /> },
      { key: 'state', head: '状態', cell: () => <Chip kind="alert">調べる</Chip> },
    ]} empty={<p class="none">調査中の納付はありません。</p>} />
  )
}

/** Opens the account of a number; the number is posted and never stands in an address. */
export const findPage = page({
  name: 'collection.find', path: 'collection/find', query: findAccount, postsQuery: true, input: (request) => ({ number: (request.form.get('number') ?? '').normalize('NFKC').replace(/\D/g, '') }),
  frame: () => ({ title: '台帳を開く', keys: [{ key: 'F2', does: '検索（人・用件）' }] }),
  view: (value, state) => <FoundView found={value} state={state} />,
})

function FoundView({ found, state }: { found: FoundAccount; state: ViewState }) {
  const { link } = state.request
  return (
    <OneColumn>
      <Head title="台帳を開く" />
      {found.partyId
        ? <p>宛名番号 {found.number} の台帳　<a href={link(`collection/account/${found.partyId}`)} autofocus>開く</a></p>
        : <p class="none"><b>{found.number === '' ? '宛名番号を入れてください。' : `宛名番号 ${found.number} に、調定や送付の記録はありません。`}</b> 住民なら F2 で探して、住民記録から開けます。</p>}
      <form method="post" action={link('collection/find')} autocomplete="off" data-enter="submit"><TextField name="number" label="宛名番号" value={found.number} width={9} isNumber /><button class="btn" type="submit">台帳を開く</button></form>
    </OneColumn>
  )
}

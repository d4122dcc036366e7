import { readDate } from '../../../kernel/date-input.ts'
import { addDays, plainDate } from '../../../kernel/plain-date.ts'
import { amountText, yenText } from '../../../kernel/text.ts'
import { Amount, Chip, Head, LinkButton, page, type PageRequest, Rows, Section, Split, Stats, Table, TextField, type ViewState } from '../../../platform/screen/index.ts'
import { shortDate } from '../../pages/words.ts'
import { type CashDay, showCashDay } from '../queries.ts'

/** The cash of the desk on a day, for the drawer and the treasurer — 窓口現金の日計. */
export const cashDayPage = page({
  name: 'collection.cash-day', path: 'collection/cash-day', query: showCashDay, input: (request) => ({ day: askedDay(request) }),
  frame: () => ({ title: '窓口現金の日計', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }] }),
  view: (value, state) => <CashView cash={value} state={state} />,
})

function askedDay({ query, today }: PageRequest): string | null {
  const typed = query.get('day') ?? ''
  if (typed.trim() === '') return null
  const read = readDate(typed, { today })
  return read.ok ? read.value.date : typed
}

interface ViewProps { readonly cash: CashDay; readonly state: ViewState }

function CashView({ cash, state }: ViewProps) {
  const { link } = state.request
  return (
    <>
      <Head title="窓口現金の日計" note={shortDate(cash.day)} right={<Files cash={cash} state={state} />} />
      <Split sideLabel="日を選ぶ" side={<Side cash={cash} state={state} />}>
        <Stats figures={[{ label: '手元にあるはずの現金', value: yenText(cash.sums.rest) }, { label: '本税', value: amountText(cash.sums.tax) }, { label: '延滞金', value: amountText(cash.sums.late) }, ...(cash.sums.fee > 0 ? [{ label: '督促手数料', value: amountText(cash.sums.fee) }] : []), { label: '取り消した額', value: amountText(cash.sums.undone) }]} />
        <Section title="受け取ったもの" note={`${cash.rows.length}件、うち領収証書 ${cash.sums.receipts}件`}>
          <Table caption="受け取ったもの" isCaptionHidden density="tight" isList rows={cash.rows} rowState={(row) => (row.undone > 0 ? 'quiet' : undefined)} columns={[
            { key: 'time', head: '時刻', isUnbroken: true, cell: (row) => row.time }, { key: 'no', head: '領収番号', isUnbroken: true, cell: (row) => (row.receipt ? <><a href={link(`documents/${row.receipt.documentId}`)}>{row.receipt.receiptNo}</a>{row.receipt.copies > 0 ? <> <Chip>写し {row.receipt.copies}</Chip></> : null}</> : '納付書に押印') },
            { key: 'who', head: '氏名', isRowHead: true, cell: (row) => <a href={link(`collection/account/${row.partyId}`)}>{row.name}</a> }, { key: 'paid', head: '受領日', isUnbroken: true, cell: (row) => shortDate(row.paidOn) },
            { key: 'tax', head: '本税', align: 'number', cell: (row) => <Amount value={row.tax} /> }, { key: 'late', head: '延滞金', align: 'number', cell: (row) => <Amount value={row.late} /> },
            ...(cash.sums.fee > 0 ? [{ key: 'fee', head: '督促手数料', align: 'number' as const, cell: (row: CashDay['rows'][number]) => <Amount value={row.fee} /> }] : []),
            { key: 'undone', head: '取消し', align: 'number', cell: (row) => <Amount value={row.undone} /> }, { key: 'by', head: '取扱者', cell: (row) => row.receipt?.takenBy ?? '' },
          ]} totals={cash.rows.length > 0 ? [{ kind: 'total', label: '合計', span: 4, cells: { tax: amountText(cash.sums.tax), late: amountText(cash.sums.late), ...(cash.sums.fee > 0 ? { fee: amountText(cash.sums.fee) } : {}), undone: amountText(cash.sums.undone) } }] : []}
            empty={<p class="none">この日に窓口で受け取ったものはありません。</p>} />
        </Section>
      </Split>
    </>
  )
}

function Files({ cash, state }: ViewProps) {
  const { link } = state.request
  const day = (days: number): string => link(`collection/cash-day?day=${addDays(plainDate(cash.day), days)}`)
  return <><LinkButton size="small" letter="P" href={day(-1)}>前の日</LinkButton> <LinkButton size="small" letter="N" href={day(1)}>次の日</LinkButton> <LinkButton size="small" letter="C" href={link(`files/cash-day/${cash.day}/day/csv`)}>CSV</LinkButton> <LinkButton size="small" letter="X" href={link(`files/cash-day/${cash.day}/day/xlsx`)}>XLSX</LinkButton></>
}

function Side({ cash, state }: ViewProps) {
  return (
    <>
      <Section title="日を選ぶ">
        <form method="get" action={state.action} autocomplete="off" data-enter="submit"><Rows><TextField name="day" label="日" value={shortDate(cash.day)} width={9} /></Rows><div class="cmd"><button class="btn" type="submit">見る</button></div></form>
        <p class="sub">{cash.isClosed ? '日計表を締めた日です。' : 'まだ締めていない日です。'}<a href={state.request.link(`collection/day-sheet?from=${cash.day}&to=${cash.day}`)}>日計と試算表</a></p>
      </Section>
      <Section title="取扱者ごとの現金">
        <Table caption="取扱者ごとの現金" isCaptionHidden density="tight" rows={cash.officers} columns={[
          { key: 'name', head: '取扱者', isRowHead: true, cell: (row) => row.name || '納付書に押印' }, { key: 'payments', head: '件', align: 'number', cell: (row) => row.payments }, { key: 'amount', head: '額', align: 'number', cell: (row) => <Amount value={row.amount} /> },
        ]} empty={<p class="none">ありません。</p>} />
      </Section>
    </>
  )
}

import { readDate } from '../../../kernel/date-input.ts'
import { yenText } from '../../../kernel/text.ts'
import { Actions, Amount, Head, page, Rows, Section, Split, Table, TextField, type PageRequest, type ViewState } from '../../../platform/screen/index.ts'
import { shortDate } from '../../pages/words.ts'
import { listArrears, type Arrears } from '../debtor-queries.ts'

/** The work list of those who have not paid — 滞納の仕事. */
export const arrearsPage = page({
  name: 'collection.arrears', path: 'collection/arrears', query: listArrears,
  input: (request) => ({ officerName: textOf(request, 'officer'), until: dayOf(request) }),
  frame: () => ({ title: '滞納の仕事', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }] }),
  view: (value, state) => <ArrearsView value={value} state={state} />,
})

function textOf({ query }: PageRequest, name: string): string | null {
  const typed = query.get(name) ?? ''
  return typed.trim() === '' ? null : typed
}

function dayOf(request: PageRequest): string | null {
  const typed = textOf(request, 'until')
  if (typed === null) return null
  const read = readDate(typed, { today: request.today })
  return read.ok ? read.value.date : typed
}

interface ViewProps { readonly value: Arrears; readonly state: ViewState }

function ArrearsView({ value, state }: ViewProps) {
  const { link } = state.request
  const name = (row: { readonly partyId: string; readonly name: string }) => <a href={link(`collection/debtor/${row.partyId}`)}>{row.name}</a>
  return (
    <>
      <Head title="滞納の仕事" note={`${shortDate(value.until)}までにすること`} right={<a href={link('collection')}>収納の一覧</a>} />
      <Split sideLabel="はじめること" side={<Section title="はじめること">
        <form method="get" action={state.action} autocomplete="off" data-enter="submit"><Rows><TextField name="officer" label="担当" value={value.officerName} width={12} hint="空のままなら、すべての担当" /><TextField name="until" label="この日まで" value={shortDate(value.until)} width={6} /></Rows><div class="cmd"><button class="btn" type="submit">見る</button></div></form>
        <p class="sub">仕事を選ぶ</p>
        <Actions actions={[{ label: '督促状を刷る', href: link('collection/letters/demand'), keys: 'TK' }, { label: '催告書を刷る', href: link('collection/letters/reminder'), keys: 'SK' }]} />
      </Section>}>
        <Section title="次にすること" note={`${value.actions.length}件`}>
          <Table caption="次にすること" isCaptionHidden density="tight" isList rows={value.actions} columns={[
            { key: 'day', head: '日', isRowHead: true, isUnbroken: true, cell: (row) => shortDate(row.nextOn) }, { key: 'who', head: '氏名', cell: (row) => name(row) }, { key: 'what', head: 'すること', cell: (row) => row.nextWhat },
            { key: 'promise', head: '約束', cell: (row) => (row.promisedYen === null ? '' : `${row.promisedOn ? shortDate(row.promisedOn) : ''}　${yenText(row.promisedYen)}`) }, { key: 'officer', head: '担当', cell: (row) => row.officerName },
          ]} empty={<p class="none">この日までにすることはありません。</p>} />
        </Section>
        <Section title="守られていない分納" note={`${value.behind.length}件`}>
          <Table caption="守られていない分納" isCaptionHidden density="tight" isList rows={value.behind} columns={[
            { key: 'who', head: '氏名', isRowHead: true, cell: (row) => name(row) }, { key: 'since', head: 'いつの分から', isUnbroken: true, cell: (row) => shortDate(row.behindSince) }, { key: 'agreed', head: '約束の日', isUnbroken: true, cell: (row) => shortDate(row.agreedOn) }, { key: 'monthly', head: '毎月の額', align: 'number', cell: (row) => <Amount value={row.monthly} /> },
          ]} empty={<p class="none">守られていない分納はありません。毎晩確かめています。</p>} />
        </Section>
        <Section title="決裁を待つ分納" note={`${value.waitingPlans.length}件`}>
          <Table caption="決裁を待つ分納" isCaptionHidden density="tight" isList rows={value.waitingPlans} columns={[
            { key: 'who', head: '氏名', isRowHead: true, cell: (row) => name(row) }, { key: 'agreed', head: '約束の日', isUnbroken: true, cell: (row) => shortDate(row.agreedOn) }, { key: 'monthly', head: '毎月の額', align: 'number', cell: (row) => <Amount value={row.monthly} /> },
            { key: 'by', head: '受けた職員', cell: (row) => row.agreedByName }, { key: 'own', head: '決裁', cell: (row) => (row.isOwn ? 'ほかの職員が決裁します' : '') },
          ]} empty={<p class="none">決裁を待つものはありません。</p>} />
        </Section>
        <Section title="決裁を待つ猶予・減免" note={`${value.waiting.length}件`}>
          <Table caption="決裁を待つ猶予・減免" isCaptionHidden density="tight" isList rows={value.waiting} columns={[
            { key: 'who', head: '氏名', isRowHead: true, cell: (row) => name(row) }, { key: 'title', head: '事由', cell: (row) => row.title }, { key: 'span', head: '期間', isUnbroken: true, cell: (row) => `${shortDate(row.fromOn)}〜${shortDate(row.untilOn)}` }, { key: 'own', head: '決裁', cell: (row) => (row.isOwn ? 'ほかの職員が決裁します' : '') },
          ]} empty={<p class="none">決裁を待つものはありません。</p>} />
        </Section>
        <Section title="まもなく終わる猶予" note="30日以内">
          <Table caption="まもなく終わる猶予" isCaptionHidden density="tight" isList rows={value.ending} columns={[{ key: 'who', head: '氏名', isRowHead: true, cell: (row) => name(row) }, { key: 'title', head: '事由', cell: (row) => row.title }, { key: 'until', head: '終わる日', isUnbroken: true, cell: (row) => shortDate(row.untilOn) }]} empty={<p class="none">まもなく終わる猶予はありません。</p>} />
        </Section>
      </Split>
    </>
  )
}

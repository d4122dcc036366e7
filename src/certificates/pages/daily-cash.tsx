import { addDays } from '../../kernel/plain-date.ts'
import { amountText, yenText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { readYenText } from '../../platform/command/schema.ts'
import { act, Amount, Chip, CommandForm, Done, Empty, ErrorSummary, Head, OneColumn, page, type PageRequest, Rows, Section, Stats, Table, TextField, type ViewState } from '../../platform/screen/index.ts'
import { closeDay, correctCash, dailyCash, type DailyCash, type DeskDay } from '../cash.ts'
import { cashTitles } from '../model.ts'
import { momentText } from '../words.ts'

/** Fees of a day by desk, closed by a second look — 手数料の日計. */
export const dailyCashPage = page({
  name: 'certificates.daily-cash-page', path: 'certificates/daily-cash', query: dailyCash,
  input: (request) => ({ on: request.form.get('on') ?? request.query.get('on') ?? null }),
  frame: () => ({ title: '手数料の日計' }),
  view: (value, state) => <CashView value={value} state={state} />,
  acts: {
    close: act({ command: closeDay, input: closeInput, after: (_value, { form }) => `certificates/daily-cash?on=${form.get('on') ?? ''}` }),
    correct: act({ command: correctCash, input: correctInput }),
  },
})

function closeInput({ form }: PageRequest): unknown {
  return { desk: form.get('desk') ?? '', on: form.get('on') ?? '', throughNo: Number(form.get('throughNo')), countedYen: readYenText(form.get('countedYen')), differenceReason: form.get('differenceReason')?.trim() || null }
}

function correctInput({ form }: PageRequest): unknown {
  return { desk: form.get('desk') ?? '', entryNo: readYenText(form.get('entryNo')), count: readYenText(form.get('count')) ?? 0, yen: readYenText(form.get('yen')) ?? 0, reason: form.get('reason') ?? '' }
}

function CashView({ value, state }: { value: DailyCash; state: ViewState }) {
  const { link } = state.request
  const dayLink = (days: number): string => `${link('certificates/daily-cash')}?on=${addDays(value.on, days)}`
  return (
    <>
      <Head title="手数料の日計" note={printDate(value.on, 'long-weekday')} right={<a href={link('certificates')}>発行の一覧</a>} />
      <OneColumn>
        <ErrorSummary refusals={state.refusals} isFocused={state.refusals.length > 0} />
        {state.carriedOut?.command === closeDay.name ? <Done title="日計を締めました">締めたあとの入金は、次の締めに入ります。</Done> : null}
        {state.carriedOut?.command === correctCash.name ? <Done title="訂正の行を加えました">もとの行は消えません。</Done> : null}
        <p><a href={dayLink(-1)}>前の日</a>　<a href={dayLink(1)}>次の日</a></p>
        <Stats figures={[{ label: '通数', value: `${amountText(value.count)}通` }, { label: '手数料', value: yenText(value.yen) }, { label: '窓口', value: `${value.desks.length}か所` }]} />
        {value.desks.length === 0 ? <Empty title="この日に受け取った手数料はありません。" /> : null}
        {value.desks.map((desk, index) => <DeskSection desk={desk} on={value.on} index={index} state={state} />)}
      </OneColumn>
    </>
  )
}

interface DeskProps { readonly desk: DeskDay; readonly on: DailyCash['on']; readonly index: number; readonly state: ViewState }

function DeskSection({ desk, on, index, state }: DeskProps) {
  const { actor } = state.request
  return (
    <Section title={desk.desk} id={`desk-${index}`} right={desk.open === null ? <Chip kind="ok">締めました</Chip> : <Chip kind="alert">締めていない入金 {desk.open.count}通</Chip>}>
      <Table caption={`${desk.desk} 種類ごと`} isCaptionHidden density="tight" rows={desk.lines} columns={[
        { key: 'kind', head: '証明', isRowHead: true, cell: (line) => cashTitles[line.documentKind] }, { key: 'paid', head: '有料（通）', align: 'number', cell: (line) => <Amount value={line.paidCount} /> },
        { key: 'free', head: '無料（通）', align: 'number', cell: (line) => <Amount value={line.freeCount} /> }, { key: 'yen', head: '手数料（円）', align: 'number', isStrong: true, cell: (line) => <Amount value={line.yen} /> },
      ]} totals={[{ kind: 'total', label: '計', cells: { paid: `${amountText(desk.count)}通`, yen: amountText(desk.yen) } }]} />
      {desk.postalOrderYen === 0 ? null : <p class="sub">うち定額小為替 {yenText(desk.postalOrderYen)}。締めるときは、現金と合わせて数えます。</p>}
      <Entries desk={desk} />
      {desk.closes.map((close) => <p class="sub">{momentText(close.recorded_at)}　{close.closed_by_name} が {close.from_no}〜{close.through_no} を締めました。帳簿 {yenText(close.yen)}、数えた現金 {yenText(close.counted_yen)}{close.difference_reason === null ? '' : `（${close.difference_reason}）`}</p>)}
      {desk.open !== null && actor.permissions.has(closeDay.permission) ? <CloseForm desk={desk} on={on} index={index} state={state} /> : null}
      {actor.permissions.has(correctCash.permission) ? <CorrectForm desk={desk} on={on} index={index} state={state} /> : null}
    </Section>
  )
}

function Entries({ desk }: { desk: DeskDay }) {
  return (
    <details class="sect"><summary>出納帳（{desk.entries.length}行）</summary>
      <Table caption={`${desk.desk} 出納帳`} isCaptionHidden density="tight" isWide rows={desk.entries} columns={[
        { key: 'no', head: '行', align: 'number', isRowHead: true, cell: (entry) => entry.entry_no }, { key: 'at', head: '日時', isUnbroken: true, cell: (entry) => momentText(entry.recorded_at) },
        { key: 'what', head: '内容', cell: (entry) => (entry.kind === 'fee' ? cashTitles[entry.document_kind] : `${entry.corrects_no}行の訂正　${entry.reason ?? ''}`) },
        { key: 'count', head: '通', align: 'number', cell: (entry) => <Amount value={entry.count} /> }, { key: 'yen', head: '円', align: 'number', cell: (entry) => <Amount value={entry.yen} /> },
        { key: 'paid-by', head: '支払い', cell: (entry) => (entry.payment === 'postal-order' ? '小為替' : '現金') }, { key: 'free', head: '免除', cell: (entry) => (entry.exemption === null ? '' : '免除') }, { key: 'who', head: '職員', isSource: true, cell: (entry) => entry.recorded_by_name },
      ]} />
    </details>
  )
}

/** Hidden values of a desk's form, and what was typed where this desk was refused. */
function formOf({ desk, on, state }: DeskProps) {
  const isMine = state.form.get('desk') === desk.desk
  return { hidden: { desk: desk.desk, on }, typed: (name: string) => (isMine ? state.form.get(name) : undefined), refusals: isMine ? state.refusals : [] }
}

function CloseForm(props: DeskProps) {
  const { desk, index, state } = props
  const { hidden, typed, refusals } = formOf(props)
  if (desk.open === null) return <></>
  if (desk.open.isOwn) return <p class="sub">この窓口の手数料は、あなたが受け取っています。締めるのは、受け取っていない職員です。</p>
  const pointer = (name: string): string => `/desk-${index}-${name}`
  return (
    <CommandForm id={`close-${index}`} action={state.action} act="close" idempotencyKey={state.idempotencyKey} hidden={{ ...hidden, throughNo: String(desk.open.throughNo) }}>
      <Rows>
        <TextField name="countedYen" pointer={pointer('countedYen')} label="数えた現金と小為替" need="required" isNumber width={9} unit="円" value={typed('countedYen')} refusals={refusals.map((one) => (one.field === '/countedYen' ? { ...one, field: pointer('countedYen') } : one))} />
        <TextField name="differenceReason" pointer={pointer('differenceReason')} label="過不足の理由" need="optional" width={24} value={typed('differenceReason')} />
      </Rows>
      <p class="sect"><button class="btn" type="submit">{desk.open.throughNo}行までを締める</button></p>
    </CommandForm>
  )
}

function CorrectForm(props: DeskProps) {
  const { index, state } = props
  const { hidden, typed } = formOf(props)
  const pointer = (name: string): string => `/desk-${index}-${name}`
  return (
    <details class="sect"><summary>入金を訂正する</summary>
      <CommandForm id={`correct-${index}`} action={state.action} act="correct" idempotencyKey={state.idempotencyKey} hidden={hidden}>
        <Rows columns={2}>
          <TextField name="entryNo" pointer={pointer('entryNo')} label="訂正する行" need="required" isNumber width={4} value={typed('entryNo')} />
          <TextField name="count" pointer={pointer('count')} label="通数の増減" isNumber width={4} value={typed('count')} hint="1通減らすなら -1" />
          <TextField name="yen" pointer={pointer('yen')} label="金額の増減" isNumber width={7} unit="円" value={typed('yen')} hint="300円返すなら -300" />
          <TextField name="reason" pointer={pointer('reason')} label="理由" need="required" width={24} value={typed('reason')} />
        </Rows>
        <p class="sect"><button class="btn" type="submit">訂正の行を加える</button></p>
      </CommandForm>
    </details>
  )
}

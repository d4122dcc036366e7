import { readDate } from '../../../kernel/date-input.ts'
import { addMonths, endOfMonth, type PlainDate, plainDate, startOfMonth } from '../../../kernel/plain-date.ts'
import { amountText, yenText } from '../../../kernel/text.ts'
import { printMonth } from '../../../kernel/wareki.ts'
import { act, Amount, Chip, CommandBar, Done, ErrorSummary, Head, LinkButton, Message, page, type PageRequest, Rows, Section, Split, Table, TextField, Tick, type ViewState } from '../../../platform/screen/index.ts'
import { SmallForm, UploadForm } from '../../pages/small-form.tsx'
import { channelWords, doneText, momentText, shortDate } from '../../pages/words.ts'
import { type SettlementsValue, showSettlements } from '../queries.ts'
import { loadBankStatement, settleFunds } from '../settlement-commands.ts'

/** Money on its way, money that has come, and which is which — 資金の突合せ. */
export const settlementsPage = page({
  name: 'collection.settlements', path: 'collection/settlements', query: showSettlements, input: (request) => ({ from: askedDay(request, 'from'), to: askedDay(request, 'to') }),
  frame: () => ({ title: '資金の突合せ', keys: [{ key: 'F2', does: '検索' }, { key: 'P', does: '前の月' }, { key: 'N', does: '次の月' }, { key: 'F6', does: '欄を移る' }, { key: 'Ctrl+Enter', does: '明細を受け取る' }] }),
  view: (value, state) => <SettlementsView value={value} state={state} />,
  acts: {
    // What was taken in is looked at next, of whichever months it is.
    load: act({ command: loadBankStatement, input: statementInput, after: ({ from, to }) => periodPath(startOfMonth(plainDate(from)), endOfMonth(plainDate(to))) }),
    settle: act({ command: settleFunds, input: settleInput, after: (_value, { form }) => periodPath(form.get('from') ?? '', form.get('to') ?? '') }),
  },
})

/** A day of the period, from the address or from the form that keeps it. */
function askedDay({ query, form, today }: PageRequest, name: 'from' | 'to'): string | null {
  const typed = form.get(name) || query.get(name) || ''
  if (typed.trim() === '') return null
  const read = readDate(typed, { today })
  return read.ok ? read.value.date : typed
}

function statementInput({ form }: PageRequest): unknown {
  const file = form.file('file')
  return { content: file ? Buffer.from(file.bytes).toString('base64') : '' }
}

function settleInput({ form }: PageRequest): unknown {
  return { creditId: form.get('creditId') ?? '', groups: form.all('groups').map((text) => ({ source: text.slice(0, text.lastIndexOf('|')), fundsOn: text.slice(text.lastIndexOf('|') + 1) })) }
}

interface ViewProps { readonly value: SettlementsValue; readonly state: ViewState }
type Group = SettlementsValue['groups'][number]
type Credit = SettlementsValue['credits'][number]

function groupTitle(group: Pick<Group, 'title' | 'channel' | 'source'>): string {
  return group.title ?? sourceTitle(group.source) ?? channelWords[group.channel] ?? group.source
}

/** A way of payment without a channel of the list; debits of one bank where several were asked for the day. */
function sourceTitle(source: string): string | undefined {
  const [channel = '', bank] = source.split(':')
  const word = channelWords[channel]
  return word !== undefined && bank !== undefined ? `${word}（取りまとめ先 ${bank}）` : word
}

function SettlementsView({ value, state }: ViewProps) {
  const older = value.ledger - value.listed
  return (
    <>
      <Head title="資金の突合せ" note={`${shortDate(value.from)}〜${shortDate(value.to)}`} right={<Months value={value} state={state} />} />
      <Split sideLabel="入金明細を受け取る" side={<><Statement value={value} state={state} /><Period value={value} state={state} /></>}>
        <ErrorSummary refusals={state.refusals} before="突き合わせる前に" isFocused={state.refusals.length > 0} />
        {state.carriedOut ? <Done title={doneText(state.carriedOut)} /> : null}
        {older === 0 ? null : <Message kind="alert" title={`台帳の「資金化を待つ金」は ${yenText(value.ledger)}で、チャネルと払込日ごとの計と ${yenText(Math.abs(older))} 違います`}><p>400日より前の分か、払込日の届いていない分です。試算表と相手の払込みの内訳で確かめます。</p></Message>}
        {value.hasMoreCredits ? <Message kind="alert" title={`入金が多いため、${amountText(value.credits.length + value.settled.length)}件までを出しています`}><p>突き合わせていない入金を先に出しています。残りは、期間を短くして見ます。</p></Message> : null}
        <Elsewhere value={value} state={state} />
        <Section title="突き合わせていない入金" note={`${value.credits.length}件`}><Credits value={value} state={state} /></Section>
        <Section title="資金化を待つ金" note="チャネルと払込日ごと"><Waiting value={value} /></Section>
        <Section title="突き合わせた入金" note={`${value.settled.length}件`}><Settled value={value} /></Section>
      </Split>
    </>
  )
}

function Months({ value, state }: ViewProps) {
  const { link } = state.request
  const first = startOfMonth(plainDate(value.from))
  return <><LinkButton size="small" letter="P" href={link(monthPath(addMonths(first, -1)))}>前の月</LinkButton> <LinkButton size="small" letter="N" href={link(monthPath(addMonths(first, 1)))}>次の月</LinkButton> <a href={link('collection/channels')}>収納チャネル</a></>
}

function monthPath(first: PlainDate): string {
  return periodPath(first, endOfMonth(first))
}

function periodPath(from: string, to: string): string {
  return `collection/settlements?from=${from}&to=${to}`
}

/** What waits in other months stays in sight, however far back one looks. */
function Elsewhere({ value, state }: ViewProps) {
  if (value.elsewhere.length === 0) return <></>
  const total = value.elsewhere.reduce((sum, month) => sum + month.rest, 0)
  const days = value.elsewhere.reduce((sum, month) => sum + month.days, 0)
  const credits = value.elsewhere.reduce((sum, month) => sum + month.credits, 0)
  const counted = [...(days > 0 ? [`資金化を待つ金 ${amountText(days)}日分 ${yenText(total)}`] : []), ...(credits > 0 ? [`突き合わせていない入金 ${amountText(credits)}件`] : [])]
  return (
    <Message kind="info" title={`この期間のほかに、${counted.join('、')}があります`}>
      <p>{value.elsewhere.map(({ month, days: own, credits: open }) => {
        const first = plainDate(`${month}-01`)
        return <><a href={state.request.link(monthPath(first))}>{printMonth(first)}（{[...(own > 0 ? [`${amountText(own)}日分`] : []), ...(open > 0 ? [`入金 ${amountText(open)}件`] : [])].join('、')}）</a>　</>
      })}</p>
    </Message>
  )
}

function Period({ value, state }: ViewProps) {
  return (
    <Section title="期間を選ぶ">
      <form method="get" action={state.action} autocomplete="off" data-enter="submit">
        <Rows><TextField name="from" label="この日から" value={shortDate(value.from)} width={9} /><TextField name="to" label="この日まで" value={shortDate(value.to)} width={9} /></Rows>
        <div class="cmd"><button class="btn" type="submit">見る</button></div>
      </form>
    </Section>
  )
}

function Statement({ value, state }: ViewProps) {
  return (
    <UploadForm act="load" state={state} hidden={{ from: value.from, to: value.to }}>
      <Section title="入金明細を受け取る">
        <div class="rowf"><label for="f-content">ファイル<span class="req"><span aria-hidden="true">※</span><span class="vh">（必ず選ぶ）</span></span></label><div class="ctl"><input class="in-t w100" type="file" id="f-content" name="file" accept=".csv,.txt,.dat" /></div></div>
        <p class="hint">銀行の入出金明細のうち、入金の行。形は statement-csv1。</p>
      </Section>
      <CommandBar command="明細を受け取る" note="前に受け取った入金は、照会番号で見分けて飛ばします。" />
    </UploadForm>
  )
}

function Credits({ value, state }: ViewProps) {
  if (value.credits.length === 0) return <p class="none">この期間に、突き合わせていない入金はありません。</p>
  return <>{value.credits.map((credit) => <OneCredit credit={credit} value={value} state={state} />)}</>
}

/** A credit with the days that fit ticked, or with those of the period where none fits; all others are folded away. */
function OneCredit({ credit, value, state }: ViewProps & { readonly credit: Credit }) {
  const choices = value.choices.filter((group) => group.fundsOn <= credit.creditedOn)
  const fitting = choices.filter((group) => credit.fits.includes(keyOf(group)))
  const shown = fitting.length > 0 ? fitting : choices.filter((group) => group.fundsOn >= value.from)
  const others = choices.filter((group) => !shown.includes(group))
  return (
    <Section title={`${shortDate(credit.creditedOn)}　${yenText(credit.amount)}`} note={`${credit.remitter}${credit.note === null ? '' : `　${credit.note}`}`} level={3} right={fitting.length > 0 ? <Chip kind="ok">合う日があります</Chip> : <Chip kind="alert">合う日がありません</Chip>}>
      <SmallForm act="settle" state={state} hidden={{ creditId: credit.creditId, from: value.from, to: value.to }}>
        <fieldset><legend class="vh">この入金のチャネルと払込日</legend>
          <div class="opts">{shown.map((group) => <Choice group={group} isTicked={fitting.includes(group)} />)}</div>
          {others.length > 0 ? <details><summary>ほかの日から選ぶ（{amountText(others.length)}日分）</summary><div class="opts">{others.map((group) => <Choice group={group} />)}</div></details> : null}
        </fieldset>
        {choices.length > 0 ? <div class="cmd"><button class="btn xs" type="submit">突き合わせる</button><span class="sub">1円でも違えば断ります。</span></div> : <p class="none">入金の日までに払い込まれるはずの金がありません。</p>}
      </SmallForm>
    </Section>
  )
}

function Choice({ group, isTicked = false }: { readonly group: Group; readonly isTicked?: boolean }) {
  return <Tick name="groups" value={keyOf(group)} isTicked={isTicked} label={`${groupTitle(group)}　${shortDate(group.fundsOn)}　${yenText(group.rest)}`} />
}

function keyOf(group: Group): string {
  return `${group.source}|${group.fundsOn}`
}

function Waiting({ value }: { value: SettlementsValue }) {
  return (
    <Table caption="資金化を待つ金" isCaptionHidden density="tight" rows={value.groups} rowState={(group) => (group.rest < group.amount ? 'changed' : undefined)} columns={[
      { key: 'channel', head: 'チャネル', isRowHead: true, cell: (group) => groupTitle(group) },
      { key: 'day', head: '払込日', isUnbroken: true, cell: (group) => shortDate(group.fundsOn) },
      { key: 'payments', head: '件数', align: 'number', cell: (group) => amountText(group.payments) },
      { key: 'amount', head: '確定した額', align: 'number', cell: (group) => <Amount value={group.amount} /> },
      { key: 'rest', head: 'まだ届かない額', align: 'number', isStrong: true, cell: (group) => <Amount value={group.rest} /> },
    ]} totals={value.groups.length > 1 ? [{ kind: 'total', label: '計', span: 4, cells: { rest: yenText(value.groups.reduce((sum, group) => sum + group.rest, 0)) } }] : []} empty={<p class="none">この期間に待っている金はありません。</p>} />
  )
}

function Settled({ value }: { value: SettlementsValue }) {
  return (
    <Table caption="突き合わせた入金" isCaptionHidden density="tight" rows={value.settled} columns={[
      { key: 'day', head: '入金の日', isRowHead: true, isUnbroken: true, cell: (credit) => shortDate(credit.creditedOn) },
      { key: 'from', head: '依頼人', cell: (credit) => credit.remitter },
      { key: 'amount', head: '額', align: 'number', cell: (credit) => <Amount value={credit.amount} /> },
      { key: 'lines', head: '内訳', cell: (credit) => credit.lines.map((line) => `${line.title ?? sourceTitle(line.source) ?? ''} ${shortDate(line.fundsOn)} ${yenText(line.amount)}`).join('、') },
      { key: 'at', head: '突き合わせた時', isSource: true, isUnbroken: true, cell: (credit) => momentText(credit.settledAt) },
    ]} empty={<p class="none">この期間に突き合わせたものはありません。</p>} />
  )
}

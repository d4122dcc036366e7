import { readDate } from '../../kernel/date-input.ts'
import { addDays, addMonths, endOfMonth, findPlainDate, type PlainDate, plainDate, startOfMonth } from '../../kernel/plain-date.ts'
import { amountText, yenText } from '../../kernel/text.ts'
import { act, Amount, Chip, CommandBar, DateField, Done, ErrorSummary, Head, LinkButton, page, type PageRequest, Section, Split, Table, type ViewState } from '../../platform/screen/index.ts'
import { closeDaySheet } from '../books/commands.ts'
import { type DaySheet, showDaySheet } from '../books/queries.ts'
import { SmallForm } from './small-form.tsx'
import { doneText, shortDate } from './words.ts'

/** The books of a day or month, and the closing of days — 日計と試算表. */
export const daySheetPage = page({
  name: 'collection.day-sheet', path: 'collection/day-sheet', query: showDaySheet, input: (request) => ({ from: request.query.get('from') ?? null, to: request.query.get('to') ?? null }),
  frame: () => ({ title: '日計と試算表', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: 'Ctrl+Enter', does: '日計表を締める' }] }),
  view: (value, state) => <SheetView sheet={value} state={state} />,
  acts: { close: act({ command: closeDaySheet, input: closeInput }) },
})

function closeInput({ form, today }: PageRequest): unknown {
  const typed = form.get('day') ?? ''
  const read = readDate(typed, { today })
  return { day: read.ok ? read.value.date : typed }
}

interface ViewProps { readonly sheet: DaySheet; readonly state: ViewState }

function SheetView({ sheet, state }: ViewProps) {
  return (
    <>
      <Head title="日計と試算表" note={`${shortDate(sheet.from)}〜${shortDate(sheet.to)}`} right={<Spans sheet={sheet} state={state} />} />
      <Split sideLabel="日計表を締める" side={<Close sheet={sheet} state={state} />}>
        <ErrorSummary refusals={state.refusals} before="締める前に" isFocused={state.refusals.length > 0} />
        {state.carriedOut ? <Done title={doneText(state.carriedOut)} /> : null}
        <Section title="試算表" note="借方を正、貸方を負で示します。合計は0円です"><Lines sheet={sheet} /></Section>
        <Section title="日ごとの仕訳"><Days sheet={sheet} state={state} /></Section>
      </Split>
    </>
  )
}

function Spans({ sheet, state }: ViewProps) {
  const { link } = state.request
  const month = (day: PlainDate): string => link(`collection/day-sheet?from=${startOfMonth(day)}&to=${endOfMonth(day)}`)
  const from = findPlainDate(sheet.from) ?? plainDate(state.request.today)
  return (
    <>
      <LinkButton size="small" letter="P" href={month(addMonths(startOfMonth(from), -1))}>前の月</LinkButton> <LinkButton size="small" letter="N" href={month(addMonths(startOfMonth(from), 1))}>次の月</LinkButton>{' '}
      <LinkButton size="small" letter="C" href={link(`files/day-sheet/${sheet.from}/${sheet.to}/csv`)}>CSV</LinkButton> <LinkButton size="small" letter="X" href={link(`files/day-sheet/${sheet.from}/${sheet.to}/xlsx`)}>XLSX</LinkButton>
    </>
  )
}

function Lines({ sheet }: { sheet: DaySheet }) {
  const total = (pick: (line: DaySheet['lines'][number]) => number): string => amountText(sheet.lines.reduce((sum, line) => sum + pick(line), 0))
  return (
    <Table caption="試算表" isCaptionHidden density="tight" rows={sheet.lines} columns={[
      { key: 'title', head: '勘定', isRowHead: true, cell: (line) => line.title },
      { key: 'opening', head: '前の残高', align: 'number', cell: (line) => <Amount value={line.opening} /> },
      { key: 'debit', head: '借方', align: 'number', cell: (line) => <Amount value={line.debit} /> },
      { key: 'credit', head: '貸方', align: 'number', cell: (line) => <Amount value={line.credit} /> },
      { key: 'closing', head: '残高', align: 'number', isStrong: true, cell: (line) => <Amount value={line.closing} /> },
    ]} totals={[{ kind: 'total', label: '合計', span: 1, cells: { opening: total((line) => line.opening), debit: total((line) => line.debit), credit: total((line) => line.credit), closing: total((line) => line.closing) } }]}
      empty={<p class="none">この期間の仕訳はありません。</p>} />
  )
}

function Days({ sheet, state }: ViewProps) {
  return (
    <Table caption="日ごとの仕訳" isCaptionHidden density="tight" rows={sheet.days} columns={[
      { key: 'day', head: '日', isRowHead: true, isUnbroken: true, cell: (row) => <a href={state.request.link(`collection/day-sheet?from=${row.day}&to=${row.day}`)}>{shortDate(row.day)}</a> },
      { key: 'moves', head: '仕訳', align: 'number', cell: (row) => `${amountText(row.moves)}行` },
      { key: 'amount', head: '動いた額', align: 'number', cell: (row) => yenText(row.amount) },
      { key: 'state', head: '締め', cell: (row) => (row.isClosed ? <Chip kind="ok">締めた</Chip> : <Chip>まだ</Chip>) },
    ]} empty={<p class="none">この期間の仕訳はありません。</p>} />
  )
}

function Close({ sheet, state }: ViewProps) {
  return (
    <SmallForm act="close" state={state}>
      <Section title="日計表を締める" note={sheet.lastClosed ? `${shortDate(sheet.lastClosed)} まで締めた` : 'まだ締めていない'}>
        <DateField name="day" label="締める日" value={state.form.get('day') ?? shortDate(addDays(state.request.today, -1))} need="required" hint="きのうまで。前の日もまとめて締まります" refusals={state.refusals} />
      </Section>
      <CommandBar command="締める" note="締めた日の現金は、あとから受け取れません。残高はそのまま保存します。" />
    </SmallForm>
  )
}

import { readDate } from '../../../../kernel/date-input.ts'
import { amountText } from '../../../../kernel/text.ts'
import { act, Amount, Chip, CommandBar, CommandForm, Done, ErrorSummary, Head, LinkButton, page, Radios, Section, Split, Table, Tabs, TextField, TextInput, type ChipKind, type PageRequest, type ViewState } from '../../../../platform/screen/index.ts'
import { yearOfRequest } from '../../pages/person-band.tsx'
import { ledgerStates, ledgerStateTitles, reportTitles, type LedgerState } from '../model.ts'
import { registerPayer } from '../payer-commands.ts'
import { showPayers, type LedgerView, type PayerLine } from '../payer-queries.ts'

/** 支払者の照合表: announced against loaded, payer by payer, and the form that registers one more. */
export const payersPage = page({
  name: 'tax-individual.payers', path: 'tax-individual/payers', query: showPayers, postsQuery: true, input: ledgerInput,
  frame: () => ({ title: '支払者の照合表', keys: [{ key: 'F2', does: '検索' }, { key: '↑↓', does: '行' }, { key: 'Enter', does: '開く' }, { key: 'F6', does: '欄を移る' }, { key: 'Ctrl+Enter', does: '支払者を登録する' }] }),
  view: (value, state) => <PayersView value={value} state={state} />,
  acts: { register: act({ command: registerPayer, input: payerInput, after: (value, request) => `tax-individual/payer/${value.payerId}?year=${yearOfRequest(request)}` }) },
})

function ledgerInput(request: PageRequest): unknown {
  const at = (name: string): string | undefined => request.form.get(name) ?? request.query.get(name)
  const filter = at('filter') ?? ''
  return { fiscalYear: yearOfRequest(request), filter: filter === '' ? null : filter, text: request.form.get('text') ?? '', page: Number(at('page') ?? '1') }
}

function payerInput({ form }: PageRequest): unknown {
  const digits = (name: string): string => (form.get(name) ?? '').normalize('NFKC').replace(/[\s-]/g, '')
  return { addresseeNumber: digits('addresseeNumber'), report: form.get('report'), designationNumber: digits('designationNumber') || null }
}

function PayersView({ value, state }: { value: LedgerView; state: ViewState }) {
  const { link } = state.request
  const base = `${state.action}?year=${value.fiscalYear}`
  return (
    <>
      <Head title="支払者の照合表" note={`${value.fiscalYearText}　総括表の人数と、届いた支払報告書`} right={<>
        <LinkButton size="small" letter="P" href={`${state.action}?year=${value.fiscalYear - 1}`}>前の年度</LinkButton> <LinkButton size="small" letter="N" href={`${state.action}?year=${value.fiscalYear + 1}`}>次の年度</LinkButton> <LinkButton size="small" letter="C" href={link(`files/payers/${value.fiscalYear}/${value.filter ?? 'all'}/csv`)}>CSV</LinkButton>
      </>} />
      <Split sideLabel="支払者の登録" side={<RegisterForm value={value} state={state} />}>
        <Holding value={value} />
        <Tabs label="照合の結果" tabs={[
          { label: 'すべて', href: base, count: value.counts['all'] ?? 0, isCurrent: value.filter === null }, { label: '賦課が待つ', href: `${base}&filter=holding`, count: value.counts['holding'] ?? 0, isCurrent: value.filter === 'holding' },
          ...ledgerStates.filter((one) => (value.counts[one] ?? 0) > 0).map((one) => ({ label: ledgerStateTitles[one], href: `${base}&filter=${one}`, count: value.counts[one], isCurrent: value.filter === one })),
        ]} />
        <Section title="支払者" right={<Find value={value} state={state} />}><PayerTable value={value} state={state} base={base} /></Section>
      </Split>
    </>
  )
}

function Holding({ value }: { value: LedgerView }) {
  const count = value.counts['holding'] ?? 0
  if (count === 0) return <></>
  return <p class="say"><Chip kind="error">賦課が待つ {amountText(count)}者</Chip>　届くか、総括表が直るか、不足のまま進める決裁があるまで、当初賦課は決裁できません。</p>
}

function Find({ value, state }: { value: LedgerView; state: ViewState }) {
  return (
    <form method="post" action={state.action} data-enter="submit" autocomplete="off">
      <input type="hidden" name="year" value={value.fiscalYear} /><input type="hidden" name="filter" value={value.filter ?? ''} />
      <label for="f-text">指定番号・名称</label> <TextInput name="text" label="指定番号・名称" width={12} value={value.text} /> <button class="btn xs" type="submit">しぼる</button>
    </form>
  )
}

/** How a state looks wherever it stands. */
export function StateChip({ line }: { line: PayerLine }) {
  const kinds: Partial<Record<LedgerState, ChipKind>> = { complete: 'ok', 'declared-none': 'ok', over: 'alert', 'total-differs': 'alert', silent: 'alert' }
  const kind = line.holds ? 'error' : kinds[line.state]
  return <>{<Chip kind={kind ?? 'none'}>{ledgerStateTitles[line.state]}</Chip>}{line.waiver === 'approved' ? <> <Chip kind="info">進める決裁ずみ</Chip></> : null}{line.waiver === 'proposed' ? <> <Chip kind="alert">決裁待ち</Chip></> : null}</>
}

function PayerTable({ value, state, base }: { value: LedgerView; state: ViewState; base: string }) {
  const address = (number: number): string => `${base}${value.filter === null ? '' : `&filter=${value.filter}`}&page=${number}`
  const first = (value.page - 1) * 50 + 1
  // What was typed holds a name perhaps, and stands in no address: its answer has one page.
  const isCut = value.text !== '' && value.hasMore
  return (
    <Table caption="支払者" isCaptionHidden={!isCut} captionNote={isCut ? `先頭の${value.items.length}件だけを出しています。指定番号か名称を、もっと長く入れてください` : undefined} isList rows={value.items} rowState={(line) => (line.holds ? 'changed' : undefined)} columns={[
      { key: 'number', head: '指定番号', isUnbroken: true, cell: (line) => line.designationNumber },
      { key: 'name', head: '支払者', isRowHead: true, cell: (line) => <a href={state.request.link(`tax-individual/payer/${line.payerId}?year=${value.fiscalYear}`)}>{line.name}</a> },
      { key: 'report', head: '種類', cell: (line) => reportTitles[line.report] },
      { key: 'announced', head: '報告人員', align: 'number', cell: (line) => <Amount value={line.announcedPersons} /> },
      { key: 'loaded', head: '届いた', align: 'number', cell: (line) => <Amount value={line.loadedPersons} /> },
      { key: 'before', head: '去年', align: 'number', cell: (line) => <Amount value={line.loadedBefore} /> },
      { key: 'total', head: '届いた額', align: 'number', cell: (line) => <Amount value={line.loadedTotal} /> },
      { key: 'state', head: '照合', cell: (line) => <StateChip line={line} /> },
    ]} paging={value.items.length === 0 || (value.page === 1 && !value.hasMore) || value.text !== '' ? undefined : { shown: `${first}〜${first + value.items.length - 1}件目`, previous: value.page > 1 ? address(value.page - 1) : undefined, next: value.hasMore ? address(value.page + 1) : undefined }}
      empty={<p class="none">{value.counts['all'] === 0 ? '支払者はまだ登録されていません。右の欄で登録します。' : '当てはまる支払者はいません。'}</p>} />
  )
}

function RegisterForm({ value, state }: { value: LedgerView; state: ViewState }) {
  const { form, refusals } = state
  return (
    <>
      {state.carriedOut?.command === registerPayer.name ? <Done title="支払者を登録しました" /> : null}
      <CommandForm action={state.action} act="register" idempotencyKey={state.idempotencyKey} hidden={{ year: String(value.fiscalYear) }}>
        <ErrorSummary refusals={refusals} before="登録の前に" isFocused={refusals.length > 0} />
        <Section title="支払者を登録する">
          <TextField name="addresseeNumber" label="宛名番号" value={form.get('addresseeNumber')} need="required" isNumber width={12} refusals={refusals} hint="法人や住登外の人として登録してあるもの" />
          <Radios name="report" label="報告書" value={form.get('report') ?? 'salary-report'} choices={[{ value: 'salary-report', label: '給与' }, { value: 'pension-report', label: '年金' }]} refusals={refusals} />
          <TextField name="designationNumber" label="指定番号" value={form.get('designationNumber')} need="optional" isNumber width={12} refusals={refusals} hint="空なら、次の番号を付けます" />
        </Section>
        <CommandBar command="支払者を登録する" note="総括表は、登録したあとに入れます。" />
      </CommandForm>
    </>
  )
}

/** The date as a clerk types it; what cannot be read goes to the command as it is, which says so. */
export function typedDate(text: string | undefined): string {
  const read = readDate(text ?? '')
  return read.ok ? read.value.date : (text ?? '')
}

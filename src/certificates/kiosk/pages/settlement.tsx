import { addMonths, plainDate } from '../../../kernel/plain-date.ts'
import { amountText, yenText } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { act, Amount, Chip, CommandForm, Done, Empty, ErrorSummary, formFields, Head, LinkButton, Message, OneColumn, page, type PageRequest, Section, Stats, Table, type ViewState } from '../../../platform/screen/index.ts'
import { cashTitles } from '../../model.ts'
import { momentText, shortDate } from '../../words.ts'
import { differenceKinds } from '../model.ts'
import { closeKioskDifference, kioskSettlement, loadKioskSettlement, type SettlementView } from '../settlement.ts'
import type { DifferenceRow, PrintedRow } from '../settlement-store.ts'

/** Sheets of a month that stores were paid for, beside the centre's file — 月の精算. */
export const kioskSettlementPage = page({
  name: 'certificates.kiosk-settlement-page', path: 'certificates/kiosk/settlement', query: kioskSettlement, input: ({ query, form }) => ({ month: form.get('month') || query.get('month') || null }),
  frame: () => ({ title: 'コンビニ交付の精算', keys: [{ key: 'F2', does: '検索' }, { key: 'P', does: '前の月' }, { key: 'N', does: '次の月' }, { key: 'C', does: 'ファイルへ書き出す' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <SettlementPageView value={value} state={state} />,
  acts: {
    load: act({ command: loadKioskSettlement, input: loadInput, after: (value) => `certificates/kiosk/settlement?month=${value.month}` }),
    close: act({ command: closeKioskDifference, input: ({ form }) => ({ settlementId: form.get('settlementId') ?? '', lineNo: Number(form.get('lineNo')), finding: form.get('finding') ?? '' }), after: (_value, { form }) => `certificates/kiosk/settlement?month=${form.get('month') ?? ''}` }),
  },
})

function loadInput({ form }: PageRequest): unknown {
  const file = form.file('file')
  return { month: form.get('month') ?? '', content: file === undefined ? '' : Buffer.from(file.bytes).toString('base64') }
}

function SettlementPageView({ value, state }: { value: SettlementView; state: ViewState }) {
  const { link, actor } = state.request
  const monthLink = (months: number): string => `${link('certificates/kiosk/settlement')}?month=${addMonths(plainDate(`${value.month}-01`), months).slice(0, 7)}`
  const [newest] = value.runs
  const open = value.differences.filter((row) => row.ended_at === null)
  return (
    <>
      <Head title="コンビニ交付の精算" note={`${printDate(plainDate(`${value.month}-01`)).replace(/1日$/, '')}に印刷した紙`} right={<>
        <LinkButton size="small" letter="P" href={monthLink(-1)}>前の月</LinkButton> <LinkButton size="small" letter="N" href={monthLink(1)}>次の月</LinkButton> <LinkButton size="small" letter="C" href={link(`certificates/kiosk/settlement/export?month=${value.month}`)}>ファイル</LinkButton> <a href={link('certificates/kiosk')}>コンビニ交付の一覧</a>
      </>} />
      <OneColumn>
        <ErrorSummary refusals={state.refusals} isFocused={state.refusals.length > 0} />
        {state.carriedOut?.command === loadKioskSettlement.name ? <Done title="ファイルを取り込み、照らし合わせました">差があれば、下に並びます。</Done> : null}
        {state.carriedOut?.command === closeKioskDifference.name ? <Done title="差を閉じました">記録は残ります。</Done> : null}
        <Stats figures={[
          { label: 'こちらの記録', value: `${amountText(value.printed.length)}枚`, note: yenText(value.yen) },
          { label: 'センターのファイル', value: newest === undefined ? '未着' : `${amountText(newest.file_count)}枚`, note: newest === undefined ? undefined : yenText(newest.file_yen) },
          { label: '閉じていない差', value: newest === undefined ? '—' : `${amountText(open.length)}件` },
        ]} />
        {newest !== undefined && value.differences.length === 0 ? <Message kind="ok" title="センターのファイルと、すべて一致しました。">{momentText(newest.loaded_at)}　{newest.loaded_by_name} が取り込み</Message> : null}
        {value.differences.length > 0 ? <Section title="差" note={`${amountText(open.length)}件がまだ閉じていません`}><Differences value={value} state={state} may={actor.permissions.has(closeKioskDifference.permission)} /></Section> : null}
        {actor.permissions.has(loadKioskSettlement.permission) ? <LoadForm value={value} state={state} /> : null}
        <Section title="印刷ずみの紙"><Printed rows={value.printed} state={state} /></Section>
        {value.runs.length > 1 ? <Section title="前の取り込み">{value.runs.slice(1).map((run) => <p class="sub">{momentText(run.loaded_at)}　{run.loaded_by_name}　ファイル {amountText(run.file_count)}枚 {yenText(run.file_yen)}　こちら {amountText(run.own_count)}枚 {yenText(run.own_yen)}</p>)}</Section> : null}
      </OneColumn>
    </>
  )
}

function Differences({ value, state, may }: { value: SettlementView; state: ViewState; may: boolean }) {
  const { link } = state.request
  return (
    <Table<DifferenceRow> caption="差" isCaptionHidden rows={value.differences} rowState={(row) => (row.ended_at === null ? undefined : 'quiet')} columns={[
      { key: 'number', head: '発行番号', isRowHead: true, isUnbroken: true, cell: (row) => (row.kiosk_request_id === null ? row.number : <a href={link(`certificates/kiosk/request/${row.kiosk_request_id}`)}>{row.number}</a>) },
      { key: 'kind', head: '何が違う', cell: (row) => differenceKinds[row.kind] }, { key: 'line', head: 'ファイルの行', align: 'number', cell: (row) => row.file_line ?? '' },
      { key: 'own', head: 'こちら（円）', align: 'number', cell: (row) => (row.own_yen === null ? '' : <Amount value={row.own_yen} />) }, { key: 'file', head: 'センター（円）', align: 'number', cell: (row) => (row.file_yen === null ? '' : <Amount value={row.file_yen} />) },
      { key: 'end', head: '始末', cell: (row) => <Ending row={row} value={value} state={state} may={may} /> },
    ]} />
  )
}

function Ending({ row, value, state, may }: { row: DifferenceRow; value: SettlementView; state: ViewState; may: boolean }) {
  if (row.finding !== null) return <><Chip kind="ok">閉じた</Chip> {row.finding}<span class="sub">　{row.ended_by_name}</span></>
  if (!may) return <Chip kind="alert">まだ</Chip>
  const id = `finding-${row.line_no}`
  return (
    <CommandForm id={`close-${row.line_no}`} action={state.action} act="close" idempotencyKey={newId()} hidden={{ settlementId: row.settlement_id, lineNo: String(row.line_no), month: value.month }}>
      <label class="vh" for={id}>{row.number} について分かったこと</label><input class="in-t w12" id={id} name="finding" maxlength={200} placeholder="分かったこと" /> <button class="btn xs" type="submit">閉じる</button>
    </CommandForm>
  )
}

function LoadForm({ value, state }: { value: SettlementView; state: ViewState }) {
  if (!value.isOver) return <p class="sub sect">月が終わると、センターのファイルを取り込めます。</p>
  return (
    <details class="sect" open={value.runs.length === 0}><summary>センターのファイルを取り込む</summary>
      <form id="form-load" method="post" action={state.action} enctype="multipart/form-data" novalidate autocomplete="off">
        <input type="hidden" name={formFields.act} value="load" /><input type="hidden" name={formFields.key} value={state.idempotencyKey} /><input type="hidden" name="month" value={value.month} />
        <div class="rowf"><label for="f-content">ファイル<span class="req"><span aria-hidden="true">※</span><span class="vh">（必ず選ぶ）</span></span></label><div class="ctl"><input class="in-t w100" type="file" id="f-content" name="file" accept=".csv" /></div></div>
        <p class="hint">請求番号,発行番号,手数料 の並びのCSV（UTF-8）。一行でも読めなければ、ファイルごと断ります。</p>
        <p class="sect"><button class="btn primary" type="submit">取り込んで照らし合わせる</button></p>
      </form>
    </details>
  )
}

function Printed({ rows, state }: { rows: readonly PrintedRow[]; state: ViewState }) {
  const { link } = state.request
  return (
    <Table<PrintedRow> caption="印刷ずみの紙" isCaptionHidden isList rows={rows} empty={<Empty title="この月に印刷した紙はありません。" />} columns={[
      { key: 'number', head: '発行番号', isRowHead: true, isUnbroken: true, cell: (row) => <a href={link(`certificates/kiosk/request/${row.kiosk_request_id}`)}>{row.number}</a> },
      { key: 'on', head: '印刷した日', isUnbroken: true, cell: (row) => shortDate(row.ended_on) }, { key: 'form', head: '証明', cell: (row) => cashTitles[row.form] },
      { key: 'yen', head: '手数料（円）', align: 'number', isStrong: true, cell: (row) => <Amount value={row.fee_yen} /> },
    ]} totals={rows.length === 0 ? undefined : [{ kind: 'total', label: '計', cells: { yen: amountText(rows.reduce((sum, row) => sum + row.fee_yen, 0)) } }]} />
  )
}

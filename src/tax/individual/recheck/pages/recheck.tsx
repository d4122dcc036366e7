import type { Instant } from '../../../../kernel/plain-date.ts'
import { amountText } from '../../../../kernel/text.ts'
import { printDate } from '../../../../kernel/wareki.ts'
import { townDay } from '../../../../platform/clock/index.ts'
import { act, Amount, Chip, CommandForm, Difference, Done, Empty, ErrorSummary, Head, Masked, OneColumn, page, ProtectChip, Section, Table, TextField, type PageRequest, type ViewState } from '../../../../platform/screen/index.ts'
import { closeRecheck } from '../commands.ts'
import type { Resolution } from '../model.ts'
import { listRechecks, type RecheckItem, type RecheckList } from '../queries.ts'

/** 見直しの一覧: what the night found and what somebody asked, each with its first differing line. */
export const recheckPage = page({
  name: 'tax-individual.rechecks', path: 'tax-individual/rechecks', query: listRechecks, input: () => ({}),
  frame: () => ({ title: '決定の見直し', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <RecheckPage value={value} state={state} />,
  acts: { close: act({ command: closeRecheck, input: closing }) },
})

function closing({ form }: PageRequest): unknown {
  return { recheckId: form.get('recheckId') ?? '', expectedVersion: Number(form.get('expectedVersion') ?? '0'), reason: form.get('reason') ?? '' }
}

function RecheckPage({ value, state }: { value: RecheckList; state: ViewState }) {
  return (
    <>
      <Head title="決定の見直し" note={value.open > value.items.length ? `${amountText(value.open)}件。新しい順に${amountText(value.items.length)}件を出しています` : `${amountText(value.open)}件`} />
      <OneColumn>
        <ErrorSummary refusals={state.refusals} before="閉じる前に" isFocused={state.refusals.length > 0} />
        {state.carriedOut?.command === closeRecheck.name ? <Done title="見直しを閉じました">同じ違いは、次の夜から出ません。ほかの違いが出たときは、また載ります。</Done> : null}
        {value.items.length === 0 ? <Empty title="見直す決定はありません。" looked={lastNight(value)} /> : value.items.map((item) => <OpenItem item={item} state={state} />)}
        <Resolved value={value} state={state} />
        <Nights value={value} />
      </OneColumn>
    </>
  )
}

const dayOf = (at: string): string => printDate(townDay(at as Instant), 'short')

function lastNight({ nights }: RecheckList): string {
  const [last] = nights
  return last === undefined ? '夜間の再計算は、まだ一度もしていません。' : `${dayOf(last.openedAt)}の夜、${last.fiscalYearText}の${amountText(last.checked)}人を計算し直しました。`
}

function OpenItem({ item, state }: { item: RecheckItem; state: ViewState }) {
  const isHidden = state.withheld.has(item.personId)
  const isOwnForm = state.form.get('recheckId') === item.recheckId
  return (
    <Section title={item.name ?? '（住民記録にない人）'} note={`${item.number ?? ''}　${item.fiscalYearText}`} right={<>{isHidden ? <ProtectChip /> : null}{item.origin === 'night' ? <Chip kind="error">計算し直すと違う</Chip> : <Chip kind="alert">問い合わせ</Chip>}</>}>
      <Table caption="違い" isCaptionHidden density="tight" rows={[item]} columns={columnsOf(state)} />
      {item.note === null && item.origin === 'asked' ? <p><Masked words="表示しません" /></p> : null}
      {item.note === null ? null : <p class="say">{item.note}　<span class="sub">{item.askedByName}</span></p>}
      <CommandForm id={`form-${item.recheckId}`} action={state.action} act="close" idempotencyKey={state.idempotencyKey} expectedVersion={item.version} hidden={{ recheckId: item.recheckId }}>
        <TextField name="reason" pointer={`/reason/${item.recheckId}`} label="決定のままでよい理由" value={isOwnForm ? state.form.get('reason') : undefined} need="required" width="full" maxLength={200} hint="更正したときは、次の夜にひとりでに閉じます。" />
        <p><button class="btn" type="submit">理由を残して閉じる</button></p>
      </CommandForm>
    </Section>
  )
}

function columnsOf(state: ViewState) {
  const path = (item: RecheckItem): string => state.request.link(`tax-individual/person/${item.personId}?year=${item.fiscalYear}&decision=${item.decisionNo}`)
  return [
    { key: 'found', head: '見つけた日', isRowHead: true, isUnbroken: true, cell: (item: RecheckItem) => <a href={path(item)}>{dayOf(item.foundAt)}の計算書</a> },
    { key: 'decided', head: '決定した額', align: 'number' as const, cell: (item: RecheckItem) => <Amount value={item.decidedTax} /> },
    { key: 'derived', head: '計算し直した額', align: 'number' as const, cell: (item: RecheckItem) => (item.origin === 'night' ? <Amount value={item.derivedTax} /> : '') },
    { key: 'difference', head: '差', align: 'number' as const, cell: (item: RecheckItem) => (item.origin === 'night' ? <Difference value={item.derivedTax - item.decidedTax} /> : '') },
    { key: 'line', head: '最初に違う行', cell: (item: RecheckItem) => lineWords(item) },
    { key: 'seen', head: '最後に見た日', isUnbroken: true, cell: (item: RecheckItem) => (item.seenAt === null ? '' : dayOf(item.seenAt)) },
  ]
}

/** `課税標準額　2,430,000 → 2,429,000`; a line that one of them has not is なし. */
function lineWords(item: RecheckItem): string {
  if (item.line === null) return item.origin === 'night' ? '行の順だけが違う' : ''
  const side = (amount: number | null): string => (amount === null ? 'なし' : amountText(amount))
  return `${item.line}　${side(item.lineBefore)} → ${side(item.lineAfter)}`
}

const endings: Readonly<Record<Resolution, string>> = { agrees: '計算し直すと同じになった', corrected: '更正された', explained: '決定のままとした' }

function Resolved({ value, state }: { value: RecheckList; state: ViewState }) {
  return (
    <Section title="閉じた見直し" note="新しい順に20件">
      <Table caption="閉じた見直し" isCaptionHidden rows={value.resolved} columns={[
        { key: 'name', head: '氏名', isRowHead: true, cell: (item) => <a href={state.request.link(`tax-individual/person/${item.personId}?year=${item.fiscalYear}`)}>{item.name ?? '（住民記録にない人）'}</a> },
        { key: 'year', head: '年度', cell: (item) => item.fiscalYearText }, { key: 'line', head: '最初に違った行', cell: lineWords },
        { key: 'how', head: '終わり方', cell: (item) => (item.resolution === null ? '' : endings[item.resolution]) },
        { key: 'reason', head: '理由', cell: (item) => (item.reason === null ? '' : `${item.reason}（${item.resolvedByName ?? ''}）`) },
        { key: 'at', head: '閉じた日', isUnbroken: true, cell: (item) => (item.resolvedAt === null ? '' : dayOf(item.resolvedAt)) },
      ]} empty="閉じた見直しは、まだありません。" />
    </Section>
  )
}

function Nights({ value }: { value: RecheckList }) {
  return (
    <Section title="夜間の再計算" note="毎日午前2時から。決定のもとになった事実と法令だけを使います">
      <Table caption="夜間の再計算" isCaptionHidden density="tight" rows={value.nights} columns={[
        { key: 'at', head: '始めた日', isRowHead: true, isUnbroken: true, cell: (night) => dayOf(night.openedAt) }, { key: 'year', head: '年度', cell: (night) => night.fiscalYearText },
        { key: 'state', head: '状態', cell: (night) => (night.state === 'done' ? '済みました' : '計算しています') },
        { key: 'checked', head: '計算し直した人', align: 'number', cell: (night) => <Amount value={night.checked} /> }, { key: 'differing', head: '違う人', align: 'number', cell: (night) => <Amount value={night.differing} /> },
        { key: 'explained', head: 'うち説明済み', align: 'number', cell: (night) => <Amount value={night.explained} /> }, { key: 'closed', head: '閉じた件数', align: 'number', cell: (night) => <Amount value={night.closed} /> },
        { key: 'seconds', head: '計算の秒数', align: 'number', cell: (night) => <Amount value={night.seconds} /> },
      ]} empty="夜間の再計算は、まだ一度もしていません。" />
    </Section>
  )
}

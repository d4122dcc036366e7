import { amountText, yenText } from '../../../kernel/text.ts'
import { act, Amount, Chip, CommandBar, Done, ErrorSummary, Head, Message, page, type PageRequest, Section, Split, Table, Tick, type ViewState } from '../../../platform/screen/index.ts'
import { SmallForm, UploadForm } from '../../pages/small-form.tsx'
import { channelWords, doneText, momentText, shortDate } from '../../pages/words.ts'
import { type SettlementsValue, showSettlements } from '../queries.ts'
import { loadBankStatement, settleFunds } from '../settlement-commands.ts'

/** Money on its way, money that has come, and which is which — 資金の突合せ. */
export const settlementsPage = page({
  name: 'collection.settlements', path: 'collection/settlements', query: showSettlements, input: () => ({}),
  frame: () => ({ title: '資金の突合せ', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: 'Ctrl+Enter', does: '明細を受け取る' }] }),
  view: (value, state) => <SettlementsView value={value} state={state} />,
  acts: { load: act({ command: loadBankStatement, input: statementInput }), settle: act({ command: settleFunds, input: settleInput }) },
})

function statementInput({ form }: PageRequest): unknown {
  const file = form.file('file')
  return { content: file ? Buffer.from(file.bytes).toString('base64') : '' }
}

function settleInput({ form }: PageRequest): unknown {
  return { creditId: form.get('creditId') ?? '', groups: form.all('groups').map((text) => ({ source: text.slice(0, text.lastIndexOf('|')), fundsOn: text.slice(text.lastIndexOf('|') + 1) })) }
}

interface ViewProps { readonly value: SettlementsValue; readonly state: ViewState }
type Group = SettlementsValue['groups'][number]

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
      <Head title="資金の突合せ" note={`資金化を待つ金 ${yenText(value.listed)}`} right={<a href={state.request.link('collection/channels')}>収納チャネル</a>} />
      <Split sideLabel="入金明細を受け取る" side={<Statement state={state} />}>
        <ErrorSummary refusals={state.refusals} before="突き合わせる前に" isFocused={state.refusals.length > 0} />
        {state.carriedOut ? <Done title={doneText(state.carriedOut)} /> : null}
        {older === 0 ? null : <Message kind="alert" title={`台帳の「資金化を待つ金」は ${yenText(value.ledger)}で、この一覧と ${yenText(Math.abs(older))} 違います`}><p>400日より前の分か、払込日の届いていない分です。試算表と相手の払込みの内訳で確かめます。</p></Message>}
        <Section title="突き合わせていない入金" note={`${value.credits.length}件`}><Credits value={value} state={state} /></Section>
        <Section title="資金化を待つ金" note="チャネルと払込日ごと"><Waiting value={value} /></Section>
        <Section title="突き合わせた入金"><Settled value={value} /></Section>
      </Split>
    </>
  )
}

function Statement({ state }: { state: ViewState }) {
  return (
    <UploadForm act="load" state={state}>
      <Section title="入金明細を受け取る">
        <div class="rowf"><label for="f-content">ファイル<span class="req"><span aria-hidden="true">※</span><span class="vh">（必ず選ぶ）</span></span></label><div class="ctl"><input class="in-t w100" type="file" id="f-content" name="file" accept=".csv,.txt,.dat" /></div></div>
        <p class="hint">銀行の入出金明細のうち、入金の行。形は statement-csv1。</p>
      </Section>
      <CommandBar command="明細を受け取る" note="前に受け取った入金は、照会番号で見分けて飛ばします。" />
    </UploadForm>
  )
}

function Credits({ value, state }: ViewProps) {
  if (value.credits.length === 0) return <p class="none">突き合わせていない入金はありません。</p>
  return <>{value.credits.map((credit) => (
    <Section title={`${shortDate(credit.creditedOn)}　${yenText(credit.amount)}`} note={`${credit.remitter}${credit.note === null ? '' : `　${credit.note}`}`} level={3} right={credit.fits.length > 0 ? <Chip kind="ok">合う日があります</Chip> : <Chip kind="alert">合う日がありません</Chip>}>
      <SmallForm act="settle" state={state} hidden={{ creditId: credit.creditId }}>
        <fieldset class="opts"><legend class="vh">この入金のチャネルと払込日</legend>
          {value.groups.filter((group) => group.rest > 0).map((group) => {
            const key = `${group.source}|${group.fundsOn}`
            return <Tick name="groups" value={key} isTicked={credit.fits.includes(key)} label={`${groupTitle(group)}　${shortDate(group.fundsOn)}　${yenText(group.rest)}`} />
          })}
        </fieldset>
        <div class="cmd"><button class="btn xs" type="submit">突き合わせる</button><span class="sub">1円でも違えば断ります。</span></div>
      </SmallForm>
    </Section>
  ))}</>
}

function Waiting({ value }: { value: SettlementsValue }) {
  return (
    <Table caption="資金化を待つ金" isCaptionHidden density="tight" rows={value.groups} rowState={(group) => (group.rest < group.amount ? 'changed' : undefined)} columns={[
      { key: 'channel', head: 'チャネル', isRowHead: true, cell: (group) => groupTitle(group) },
      { key: 'day', head: '払込日', isUnbroken: true, cell: (group) => shortDate(group.fundsOn) },
      { key: 'payments', head: '件数', align: 'number', cell: (group) => amountText(group.payments) },
      { key: 'amount', head: '確定した額', align: 'number', cell: (group) => <Amount value={group.amount} /> },
      { key: 'rest', head: 'まだ届かない額', align: 'number', isStrong: true, cell: (group) => <Amount value={group.rest} /> },
    ]} totals={value.groups.length > 1 ? [{ kind: 'total', label: '計', span: 4, cells: { rest: yenText(value.listed) } }] : []} empty={<p class="none">待っている金はありません。</p>} />
  )
}

function Settled({ value }: { value: SettlementsValue }) {
  const titles = new Map(value.groups.map((group) => [group.source, groupTitle(group)]))
  return (
    <Table caption="突き合わせた入金" isCaptionHidden density="tight" rows={value.settled} columns={[
      { key: 'day', head: '入金の日', isRowHead: true, isUnbroken: true, cell: (credit) => shortDate(credit.creditedOn) },
      { key: 'from', head: '依頼人', cell: (credit) => credit.remitter },
      { key: 'amount', head: '額', align: 'number', cell: (credit) => <Amount value={credit.amount} /> },
      { key: 'lines', head: '内訳', cell: (credit) => credit.lines.map((line) => `${titles.get(line.source) ?? sourceTitle(line.source) ?? ''} ${shortDate(line.fundsOn)} ${yenText(line.amount)}`).join('、') },
      { key: 'at', head: '突き合わせた時', isSource: true, isUnbroken: true, cell: (credit) => momentText(credit.settledAt) },
    ]} empty={<p class="none">まだありません。</p>} />
  )
}

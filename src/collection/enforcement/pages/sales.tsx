import { yenText } from '../../../kernel/text.ts'
import { Amount, Chip, DateField, Rows, Select, Table, TextField, Tick, type ViewState } from '../../../platform/screen/index.ts'
import { FoldForm, isRefused, SmallForm, SmallText } from '../../pages/small-form.tsx'
import { shortDate } from '../../pages/words.ts'
import { saleMethods } from '../model.ts'
import type { EnforcementCase } from '../queries.ts'
import { methodWords, saleEndingWords } from '../words.ts'

// The sale of seized property, beside its seizure.

type SaleValue = EnforcementCase['sales'][number]
interface SaleProps { readonly sale: SaleValue; readonly state: ViewState }

/** One form for each seizure with things that can be offered; claims are collected, and what a sale is running for waits for its end. */
export function AnnounceForms({ found, state }: { found: EnforcementCase; state: ViewState }) {
  const offered = found.seizures.filter((row) => row.endedOn === null && row.items.some((item) => item.canBeSold))
  return <>{offered.map((row) => <details class="sect" open={isRefused(announcing(row, state))}><summary>公売を公告する　{row.seizureNo}</summary><AnnounceForm row={row} state={state} /></details>)}</>
}

type SeizureValue = EnforcementCase['seizures'][number]

function announcing(row: SeizureValue, state: ViewState) {
  return { act: 'announce', state, hidden: { seizureId: row.seizureId } }
}

function AnnounceForm({ row, state }: { row: SeizureValue; state: ViewState }) {
  const form = announcing(row, state)
  const [isPosted, things] = [isRefused(form), row.items.filter((item) => item.canBeSold)]
  const ticked = isPosted ? state.form.all('lineNo') : things.map((item) => String(item.lineNo))
  const field = (name: string) => ({ name, value: isPosted ? (state.form.get(name) ?? '') : '', pointer: isPosted ? `/${name}` : `/announce/${row.seizureId}/${name}`, refusals: isPosted ? state.refusals : [] })
  return (
    <SmallForm {...form}>
      <div class="opts">{things.map((item) => <Tick name="lineNo" value={String(item.lineNo)} label={item.description} isTicked={ticked.includes(String(item.lineNo))} />)}</div>
      <Rows><TextField {...field('estimate')} label="見積価額" need="required" unit="円" width={9} isNumber /><TextField {...field('estimateGround')} label="見積価額の根拠" need="required" />
      <TextField {...field('deposit')} label="公売保証金" hint="提供させないなら空のまま" unit="円" width={9} isNumber />
      <Select {...field('method')} label="方法" choices={saleMethods.map((method) => ({ value: method, label: methodWords[method] }))} />
      <DateField {...field('auctionOn')} label="公売の日" need="required" /><TextField {...field('auctionTime')} label="公売の時刻" need="required" /><TextField {...field('place')} label="公売の場所" need="required" />
      <DateField {...field('decisionOn')} label="売却決定の日" hint={row.kind === 'real-estate' ? '空なら法の最初の日' : '空なら公売の日'} /><DateField {...field('payBy')} label="代金の期限" hint="空なら売却決定の日" />
      <TextField {...field('conditions')} label="買受人の資格・条件" /><TextField {...field('shortenedReason')} label="公告の期間を短くする理由" hint="短くしないなら空のまま" /></Rows>
      <div class="cmd"><button class="btn" type="submit">公売公告を作る</button></div>
    </SmallForm>
  )
}

/** Sales of a case, each with its next step — 公売. */
export function Sales({ found, state }: { found: EnforcementCase; state: ViewState }) {
  return (
    <Table caption="公売" isCaptionHidden density="tight" rows={found.sales} rowState={(sale) => (sale.next === null ? 'quiet' : undefined)} columns={[
      { key: 'no', head: '番号', isRowHead: true, isUnbroken: true, cell: (sale) => <a href={state.request.link(`documents/${sale.documentId}`)}>{sale.saleNo}</a> },
      { key: 'what', head: '公売財産', cell: (sale) => <>{sale.what}<br /><span class="sub">{sale.seizureNo}　{methodWords[sale.method]}　{sale.place}{sale.deposit === null ? '' : `　保証金 ${yenText(sale.deposit)}`}</span></> },
      { key: 'estimate', head: '見積価額', align: 'number', cell: (sale) => <Amount value={sale.estimate} /> },
      { key: 'days', head: '公告・公売・決定', isUnbroken: true, cell: (sale) => <>{shortDate(sale.announcedOn)}<br />{shortDate(sale.auctionOn)} {sale.auctionTime}<br />{shortDate(sale.decisionOn)}</> },
      { key: 'price', head: '最高価申込者・額', cell: (sale) => (sale.price === null ? '' : <>{sale.bidderName}<br /><b>{yenText(sale.price)}</b></>) },
      { key: 'act', head: '扱い', cell: (sale) => <SaleActs sale={sale} state={state} /> },
    ]} empty={<p class="none">公売はありません。</p>} />
  )
}

function SaleActs({ sale, state }: SaleProps) {
  const hidden = { saleId: sale.saleId }
  const [transfer, price] = [{ act: 'saleTransfer', state, hidden }, { act: 'salePrice', state, hidden }]
  switch (sale.next) {
    case 'auction': return <><Letter sale={sale} state={state} letter="sale-letter" words="公売通知書" /><Result sale={sale} state={state} /><Cancel sale={sale} state={state} endings={['called-off']} /></>
    case 'decision': return <><DecideSale sale={sale} state={state} /><Cancel sale={sale} state={state} endings={['called-off']} /></>
    case 'price': return (
      <>
        <Chip kind="info">{shortDate(sale.decidedOn!)} 売却決定　代金は {shortDate(sale.payBy)} まで</Chip> <Letter sale={sale} state={state} letter="sale-decision-letter" words="売却決定通知書" />
        <FoldForm title="代金" {...price}><SmallText of={price} name="paidOn" label="受け入れた日" width={6} placeholder="きょう" /> <button class="btn xs" type="submit">{yenText(sale.price!)}を受け入れる</button></FoldForm>
        <Cancel sale={sale} state={state} endings={['paid-up', 'price-unpaid']} />
      </>
    )
    case 'transfer': return (
      <>
        {shortDate(sale.paidOn!)} {saleEndingWords.sold} <Letter sale={sale} state={state} letter="sale-decision-letter" words="売却決定通知書" />
        <FoldForm title="権利の移転" {...transfer}><SmallText of={transfer} name="transferredOn" label="日" width={6} placeholder="きょう" /> <SmallText of={transfer} name="note" label="引渡し・登記の嘱託" width={12} maxLength={200} /> <button class="btn xs" type="submit">記録する</button></FoldForm>
      </>
    )
    case null: return <>{shortDate(sale.endedOn!)} {saleEndingWords[sale.ending!]}{sale.transferredOn ? `　${shortDate(sale.transferredOn)} ${sale.transferNote}` : ''}{sale.reason ? `　${sale.reason}` : ''}</>
  }
}

function Letter({ sale, state, letter, words }: SaleProps & { letter: string; words: string }) {
  return <SmallForm act="letter" state={state} hidden={{ recordId: sale.saleId }}><button class="btn xs" type="submit" name="letter" value={letter}>{words}</button></SmallForm>
}

function Result({ sale, state }: SaleProps) {
  const form = { act: 'saleResult', state, hidden: { saleId: sale.saleId } }
  return (
    <FoldForm title="結果" {...form}>
      <SmallText of={form} name="bidderName" label="最高価申込者" width={9} maxLength={100} /> <SmallText of={form} name="bidderAddress" label="住所" width={12} maxLength={120} /> <SmallText of={form} name="price" label="額" width={9} isNumber /> <button class="btn xs" type="submit">結果を記録する（空なら申込みなし）</button>
    </FoldForm>
  )
}

function DecideSale({ sale, state }: SaleProps) {
  if (sale.isOwn || !state.request.actor.permissions.has('collection-enforcement.approve')) return <span class="sub">{shortDate(sale.decisionOn)} から、ほかの職員が売却決定をします</span>
  return <SmallForm act="saleDecision" state={state} hidden={{ saleId: sale.saleId }}><button class="btn xs primary" type="submit">売却決定をする（{shortDate(sale.decisionOn)} から）</button></SmallForm>
}

function Cancel({ sale, state, endings }: SaleProps & { endings: readonly ('called-off' | 'paid-up' | 'price-unpaid')[] }) {
  if (!state.request.actor.permissions.has('collection-enforcement.approve')) return <></>
  const form = { act: 'saleCancel', state, hidden: { saleId: sale.saleId } }
  return (
    <FoldForm title={endings.length === 1 ? '中止する' : '売却決定を取り消す'} {...form}>
      <label>種類 <select class="in-s" name="ending">{endings.map((ending) => <option value={ending} selected={isRefused(form) && state.form.get('ending') === ending}>{saleEndingWords[ending]}</option>)}</select></label> <SmallText of={form} name="reason" label="理由" width={9} maxLength={200} /> <button class="btn xs" type="submit">終える</button>
    </FoldForm>
  )
}

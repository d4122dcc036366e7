import { amountText, yenText } from '../../../kernel/text.ts'
import { act, Amount, Chip, Done, ErrorSummary, formFields, Head, page, Section, Split, Table, type ViewState } from '../../../platform/screen/index.ts'
import { FoldForm, SmallForm, SmallText, UploadForm } from '../../pages/small-form.tsx'
import { doneText, shortDate } from '../../pages/words.ts'
import { confirmHandOver, decideDistribution, withdrawDistribution } from '../distribution-commands.ts'
import { type EnforcementDesk, showEnforcementDesk } from '../queries.ts'
import { decideSuspension, withdrawSuspension } from '../suspension-commands.ts'
import { loadTransferResult } from '../transfer-commands.ts'
import { causeWords, eventWords, groundWords, propertyWords } from '../words.ts'
import { decideWriteOff, proposeWriteOff, withdrawWriteOff } from '../write-off-commands.ts'
import { dayIn, textIn } from './form.ts'

const why = (name: string) => (request: Parameters<typeof textIn>[0]) => ({ [name]: textIn(request, name), reason: textIn(request, 'reason') })

/** The work lists of disposition of delinquency — 滞納処分の一覧. */
export const enforcementDeskPage = page({
  name: 'collection.enforcement-desk', path: 'collection/enforcement', query: showEnforcementDesk, input: () => ({}),
  frame: () => ({ title: '滞納処分', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }] }),
  view: (value, state) => <DeskView desk={value} state={state} />,
  acts: {
    propose: act({ command: proposeWriteOff, input: (request) => ({ chargeIds: [textIn(request, 'chargeId')], cause: 'prescription', ground: textIn(request, 'ground') }) }),
    writeOff: act({ command: decideWriteOff, input: (request) => ({ writeOffId: textIn(request, 'writeOffId') }) }),
    withdrawWriteOff: act({ command: withdrawWriteOff, input: why('writeOffId') }),
    suspend: act({ command: decideSuspension, input: (request) => ({ suspensionId: textIn(request, 'suspensionId') }) }),
    withdrawSuspension: act({ command: withdrawSuspension, input: why('suspensionId') }),
    distribute: act({ command: decideDistribution, input: (request) => ({ distributionId: textIn(request, 'distributionId') }) }),
    withdrawDistribution: act({ command: withdrawDistribution, input: why('distributionId') }),
    handOver: act({ command: confirmHandOver, input: (request) => ({ distributionId: textIn(request, 'distributionId'), lineNo: Number(textIn(request, 'lineNo')), handedOn: dayIn(request, 'handedOn') }) }),
    results: act({ command: loadTransferResult, input: ({ form }) => ({ content: Buffer.from(form.file('content')?.bytes ?? new Uint8Array()).toString('base64') }) }),
  },
})

interface ViewProps { readonly desk: EnforcementDesk; readonly state: ViewState }

function DeskView({ desk, state }: ViewProps) {
  return (
    <>
      <Head title="滞納処分" note="時効、決裁、見直し、差押えで、いま手を打つもの" right={<><a href={state.request.link('collection/enforcement-cases')}>事案の一覧</a>　<a href={state.request.link('collection')}>収納の一覧</a></>} />
      <Split sideLabel="決裁を待つもの" side={<Waiting desk={desk} state={state} />}>
        <ErrorSummary refusals={state.refusals} before="進める前に" isFocused={state.refusals.length > 0} />
        {state.carriedOut ? <Done title={doneText(state.carriedOut)} /> : null}
        <Section title="時効の近い期" note={`${desk.warningDays}日以内　${desk.prescriptions.length}件`}><Prescriptions desk={desk} state={state} /></Section>
        <Section title="停止の見直し" note={`${desk.suspensions.filter((row) => row.isApproved).length}件`}><Reviews desk={desk} state={state} /></Section>
        <Section title="公売" note={`${desk.sales.length}件`}><Sales desk={desk} state={state} /></Section>
        <Section title="続いている差押え" note={`${desk.seizures.length}件`}><Seizures desk={desk} state={state} /></Section>
        <Section title="交付要求・参加差押え" note={`${desk.requests.length}件`}><Requests desk={desk} state={state} /></Section>
        <Section title="回答を待つ照会" note={`${desk.inquiries.length}件`}><Inquiries desk={desk} state={state} /></Section>
        <Section title="引き継いだ事案" note={`${desk.transfers.length}件`}><Transfers desk={desk} state={state} /></Section>
      </Split>
    </>
  )
}

function Case({ row, state }: { row: { readonly partyId: string; readonly name: string }; state: ViewState }) {
  return <a href={state.request.link(`collection/enforcement/${row.partyId}`)}>{row.name}</a>
}

const stepWords: Readonly<Record<EnforcementDesk['sales'][number]['next'], string>> = { auction: '公売', decision: '売却決定', price: '代金の期限', transfer: '権利の移転' }

function Sales({ desk, state }: ViewProps) {
  return (
    <Table caption="公売" isCaptionHidden density="tight" rows={desk.sales} rowState={(row) => (row.nextOn < state.request.today ? 'changed' : undefined)} columns={[
      { key: 'who', head: '納める人', isRowHead: true, cell: (row) => <Case row={row} state={state} /> }, { key: 'no', head: '番号', isUnbroken: true, cell: (row) => row.saleNo },
      { key: 'next', head: '次にすること', cell: (row) => <>{stepWords[row.next]}{row.next === 'decision' && row.isOwn ? <span class="sub">　ほかの職員が決裁します</span> : null}</> }, { key: 'on', head: 'その日', isUnbroken: true, cell: (row) => shortDate(row.nextOn) },
      { key: 'estimate', head: '見積価額', align: 'number', cell: (row) => <Amount value={row.estimate} /> }, { key: 'price', head: '最高価', align: 'number', isStrong: true, cell: (row) => <Amount value={row.price} /> },
    ]} empty={<p class="none">公売はありません。</p>} />
  )
}

function Prescriptions({ desk, state }: ViewProps) {
  return (
    <Table caption="時効の近い期" isCaptionHidden density="tight" rows={desk.prescriptions} rowState={(row) => (row.isGone ? 'changed' : undefined)} columns={[
      { key: 'who', head: '納める人', isRowHead: true, cell: (row) => <Case row={row} state={state} /> },
      { key: 'what', head: '税目と期', cell: (row) => row.what },
      { key: 'until', head: '徴収できる最後の日', isUnbroken: true, cell: (row) => <>{shortDate(row.completesOn)}{row.isGone ? <> <Chip kind="alert">完成した</Chip></> : null}</> },
      { key: 'open', head: '未納', align: 'number', isStrong: true, cell: (row) => <Amount value={row.tax} /> },
      { key: 'act', head: '不納欠損', isHeadHidden: true, cell: (row) => <Propose row={row} state={state} /> },
    ]} empty={<p class="none">時効の近い期はありません。</p>} />
  )
}

function Propose({ row, state }: { row: EnforcementDesk['prescriptions'][number]; state: ViewState }) {
  if (row.isProposed) return <span class="sub">決裁を待っています</span>
  if (!row.isGone) return <></>
  const form = { act: 'propose', state, hidden: { chargeId: row.chargeId } }
  return <SmallForm {...form}><SmallText of={form} name="ground" label="根拠" width={9} maxLength={400} /> <button class="btn xs" type="submit">不納欠損を起案</button></SmallForm>
}

function Reviews({ desk, state }: ViewProps) {
  return (
    <Table caption="停止の見直し" isCaptionHidden density="tight" rows={desk.suspensions.filter((row) => row.isApproved)} columns={[
      { key: 'who', head: '納める人', isRowHead: true, cell: (row) => <Case row={row} state={state} /> },
      { key: 'ground', head: '理由', cell: (row) => groundWords[row.ground as keyof typeof groundWords] },
      { key: 'since', head: '停止の日', isUnbroken: true, cell: (row) => shortDate(row.suspendedOn) },
      { key: 'by', head: '見直しの期日', isUnbroken: true, isStrong: true, cell: (row) => shortDate(row.reviewBy) },
    ]} empty={<p class="none">停止しているものはありません。</p>} />
  )
}

function Seizures({ desk, state }: ViewProps) {
  return (
    <Table caption="続いている差押え" isCaptionHidden density="tight" rows={desk.seizures} columns={[
      { key: 'no', head: '番号', isRowHead: true, isUnbroken: true, cell: (row) => row.seizureNo },
      { key: 'who', head: '納める人', cell: (row) => <Case row={row} state={state} /> },
      { key: 'kind', head: '財産', cell: (row) => <>{propertyWords[row.kind as keyof typeof propertyWords]}{row.debtorName ? <> <span class="sub">{row.debtorName}</span></> : null}</> },
      { key: 'on', head: '差押えの日', isUnbroken: true, cell: (row) => <>{shortDate(row.seizedOn)}{row.debtorName !== null && row.servedOn === null ? <> <Chip kind="alert">送達の記録なし</Chip></> : null}</> },
      { key: 'open', head: '残り', align: 'number', isStrong: true, cell: (row) => (row.open === 0 ? <Chip kind="alert">完納、解除する</Chip> : <Amount value={row.open} />) },
    ]} empty={<p class="none">続いている差押えはありません。</p>} />
  )
}

function Requests({ desk, state }: ViewProps) {
  return (
    <Table caption="交付要求・参加差押え" isCaptionHidden density="tight" rows={desk.requests} columns={[
      { key: 'no', head: '番号', isRowHead: true, isUnbroken: true, cell: (row) => row.requestNo },
      { key: 'who', head: '納める人', cell: (row) => <Case row={row} state={state} /> },
      { key: 'kind', head: '種類', cell: (row) => eventWords[row.kind as keyof typeof eventWords] },
      { key: 'authority', head: '執行機関', cell: (row) => row.authority },
      { key: 'on', head: '要求の日', isUnbroken: true, cell: (row) => shortDate(row.requestedOn) },
    ]} empty={<p class="none">続いている交付要求はありません。</p>} />
  )
}

function Inquiries({ desk, state }: ViewProps) {
  return (
    <Table caption="回答を待つ照会" isCaptionHidden density="tight" rows={desk.inquiries} columns={[
      { key: 'no', head: '番号', isRowHead: true, isUnbroken: true, cell: (row) => row.inquiryNo },
      { key: 'who', head: '納める人', cell: (row) => <Case row={row} state={state} /> },
      { key: 'about', head: '財産', cell: (row) => propertyWords[row.about as keyof typeof propertyWords] },
      { key: 'to', head: '照会先', cell: (row) => row.addressedTo },
      { key: 'on', head: '照会の日', isUnbroken: true, cell: (row) => shortDate(row.inquiredOn) },
    ]} empty={<p class="none">回答を待つ照会はありません。</p>} />
  )
}

function Transfers({ desk, state }: ViewProps) {
  return (
    <>
      <Table caption="引き継いだ事案" isCaptionHidden density="tight" rows={desk.transfers} columns={[
        { key: 'who', head: '納める人', isRowHead: true, cell: (row) => <Case row={row} state={state} /> },
        { key: 'body', head: '引き継ぎ先', cell: (row) => row.body },
        { key: 'on', head: '引継ぎの日', isUnbroken: true, cell: (row) => <>{shortDate(row.transferredOn)} <a href={state.request.link(`files/case-transfers/${row.transferredOn}/all/csv`)}>この日の一覧（CSV）</a></> },
      ]} empty={<p class="none">引き継いだ事案はありません。</p>} />
      <UploadForm act="results" state={state}><label>徴収結果のファイル <input type="file" name="content" accept=".csv,.xlsx" /></label> <button class="btn" type="submit">徴収結果を受け取る</button></UploadForm>
    </>
  )
}

function Waiting({ desk, state }: ViewProps) {
  return (
    <>
      <Section title="不納欠損" note={`${desk.writeOffs.length}件`}>
        <Table caption="決裁を待つ不納欠損" isCaptionHidden density="tight" rows={desk.writeOffs} columns={[
          { key: 'who', head: '納める人と期', isRowHead: true, cell: (row) => <><Case row={row} state={state} /><br /><span class="sub">{row.what}　{causeWords[row.cause as keyof typeof causeWords]}（{shortDate(row.goneOn)}）　{row.ground}</span></> },
          { key: 'sum', head: '額', align: 'number', cell: (row) => amountText(row.tax + row.late + row.fee) },
          { key: 'act', head: '決裁', isHeadHidden: true, cell: (row) => <Decide state={state} isOwn={row.isOwn} act="writeOff" undo="withdrawWriteOff" hidden={{ writeOffId: row.writeOffId }} /> },
        ]} empty={<p class="none">決裁を待つものはありません。</p>} />
      </Section>
      <Section title="滞納処分の停止" note={`${desk.suspensions.filter((row) => !row.isApproved).length}件`}>
        <Table caption="決裁を待つ停止" isCaptionHidden density="tight" rows={desk.suspensions.filter((row) => !row.isApproved)} columns={[
          { key: 'who', head: '納める人', isRowHead: true, cell: (row) => <><Case row={row} state={state} /><br /><span class="sub">{groundWords[row.ground as keyof typeof groundWords]}</span></> },
          { key: 'act', head: '決裁', isHeadHidden: true, cell: (row) => <Decide state={state} isOwn={row.isOwn} act="suspend" undo="withdrawSuspension" hidden={{ suspensionId: row.suspensionId }} /> },
        ]} empty={<p class="none">決裁を待つものはありません。</p>} />
      </Section>
      <Section title="配当" note={`${desk.distributions.length}件`}>
        <Table caption="決裁を待つ配当" isCaptionHidden density="tight" rows={desk.distributions} columns={[
          { key: 'who', head: '納める人', isRowHead: true, cell: (row) => <Case row={row} state={state} /> },
          { key: 'amount', head: '配当する金', align: 'number', cell: (row) => <>{amountText(row.amount)}<br /><span class="sub">残余金 {amountText(row.surplus)}</span></> },
          { key: 'act', head: '決裁', isHeadHidden: true, cell: (row) => <Decide state={state} isOwn={row.isOwn} act="distribute" undo="withdrawDistribution" hidden={{ distributionId: row.distributionId }} /> },
        ]} empty={<p class="none">決裁を待つものはありません。</p>} />
      </Section>
      <Section title="交付する配当金" note={yenText(desk.due.reduce((sum, row) => sum + row.amount, 0))}>
        <Table caption="交付する配当金" isCaptionHidden density="tight" rows={desk.due} columns={[
          { key: 'who', head: '受け取る人', isRowHead: true, cell: (row) => <>{row.creditor}<br /><span class="sub"><Case row={row} state={state} />の事案　{shortDate(row.deliverOn)} から</span></> },
          { key: 'amount', head: '額', align: 'number', cell: (row) => <Amount value={row.amount} /> },
          { key: 'act', head: '交付', isHeadHidden: true, cell: (row) => <HandOver row={row} state={state} /> },
        ]} empty={<p class="none">交付する配当金はありません。</p>} />
      </Section>
    </>
  )
}

function HandOver({ row, state }: { row: EnforcementDesk['due'][number]; state: ViewState }) {
  const form = { act: 'handOver', state, hidden: { distributionId: row.distributionId, lineNo: String(row.lineNo) } }
  return <SmallForm {...form}><SmallText of={form} name="handedOn" label="交付の日" width={6} isLabelHidden placeholder="きょう" /> <button class="btn xs" type="submit">交付した</button></SmallForm>
}

function Decide({ state, isOwn, act: name, undo, hidden }: { state: ViewState; isOwn: boolean; act: string; undo: string; hidden: Readonly<Record<string, string>> }) {
  const withdraw = { act: undo, state, hidden }
  return (
    <>
      {isOwn ? <span class="sub">ほかの職員が決裁します</span> : <SmallForm state={state} hidden={hidden}><button class="btn xs primary" type="submit" name={formFields.act} value={name}>決裁する</button></SmallForm>}
      <FoldForm title="取り下げる" {...withdraw}><SmallText of={withdraw} name="reason" label="理由" width={9} maxLength={200} /> <button class="btn xs" type="submit">取り下げる</button></FoldForm>
    </>
  )
}

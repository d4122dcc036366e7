import { amountText, yenText } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { plainDate } from '../../../kernel/plain-date.ts'
import { readDate } from '../../../kernel/date-input.ts'
import { readYenText } from '../../../platform/command/schema.ts'
import { doorsOf } from '../../../platform/job/commands.ts'
import {
  act, Amount, Case, Chip, CommandBar, CommandForm, DateField, Decision, Done, Empty, ErrorSummary, Facts, Head, LinkButton, page, Rows, Section, Select, Split, Table, Task, TextField, Tick, Who, type PageRequest, type ViewState,
} from '../../../platform/screen/index.ts'
import { FoldForm, SmallForm, SmallText } from '../../pages/small-form.tsx'
import { doneText, shortDate } from '../../pages/words.ts'
import { issuePublicNotice, returnDemand, serveDemand, withdrawDemand } from '../demand-commands.ts'
import { issueLetterPiece, withdrawLetterPackage } from '../letter-commands.ts'
import { packageKinds, asideWords, isPrintedAlone } from '../../packages/model.ts'
import { showLetterPackage, type PackageSummary, type PackageView } from '../../packages/queries.ts'
import { listLetters, type LettersView } from '../letter-queries.ts'
import { demandPackage, reminderPackage } from '../letter-run.ts'
import { letterTitles } from '../model.ts'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }]

function dayOf({ form, today }: PageRequest, name: string): string | null {
  const typed = form.get(name) ?? ''
  if (typed.trim() === '') return null
  const read = readDate(typed, { today })
  return read.ok ? read.value.date : typed
}

function orderOf(request: PageRequest): unknown {
  const { form } = request
  return {
    issuedOn: dayOf(request, 'issuedOn'), usableUntil: dayOf(request, 'usableUntil'), dueFrom: dayOf(request, 'dueFrom'), dueUntil: dayOf(request, 'dueUntil'), least: readYenText(form.get('least')) ?? 0, tone: form.get('tone') ?? 'plain',
  }
}

/** Demands by package, what came back, what was posted in public — 督促. */
export const demandsPage = page({
  name: 'collection.demands', path: 'collection/letters/demand', query: listLetters, input: () => ({ kind: 'demand' }),
  frame: () => ({ title: '督促', keys: [...keys, { key: 'Ctrl+Enter', does: '集め始める' }] }),
  view: (value, state) => <LettersList value={value} state={state} />,
  acts: {
    open: act({ command: doorsOf(demandPackage).open, input: orderOf, after: ({ runId }) => `collection/runs/demand-package/${runId}` }),
    returned: act({ command: returnDemand, input: (request) => ({ letterNo: request.form.get('letterNo') ?? '', returnedOn: dayOf(request, 'returnedOn') ?? request.today }) }),
    serve: act({ command: serveDemand, input: (request) => ({ letterNo: request.form.get('letterNo') ?? '', servedOn: dayOf(request, 'servedOn') ?? request.today }) }),
    publish: act({ command: issuePublicNotice, input: ({ form }) => ({ letterNos: form.all('post') }) }),
    withdraw: act({ command: withdrawDemand, input: ({ form }) => ({ letterNo: form.get('letterNo') ?? '', reason: form.get('reason') ?? '' }) }),
  },
})

/** Reminders by package — 催告. */
export const remindersPage = page({
  name: 'collection.reminders', path: 'collection/letters/reminder', query: listLetters, input: () => ({ kind: 'reminder' }),
  frame: () => ({ title: '催告', keys: [...keys, { key: 'Ctrl+Enter', does: '集め始める' }] }),
  view: (value, state) => <LettersList value={value} state={state} />,
  acts: { open: act({ command: doorsOf(reminderPackage).open, input: orderOf, after: ({ runId }) => `collection/runs/reminder-package/${runId}` }) },
})

const stateWords: Readonly<Record<string, string>> = {
  running: '集めています', checked: '決裁を待っています', approved: '決裁しました', posting: 'PDFを作っています', posted: '刷れます', cancelled: '取りやめました', failed: '止まりました',
}

/** How far a package is. */
export function StateChip({ one }: { one: Pick<PackageSummary, 'state' | 'withdrawnAt'> }) {
  if (one.withdrawnAt !== null) return <Chip>取り下げました</Chip>
  if (one.state === 'posted') return <Chip kind="ok">刷れます</Chip>
  return one.state === 'failed' ? <Chip kind="alert">止まりました</Chip> : <Chip kind="info">{stateWords[one.state] ?? one.state}</Chip>
}

interface ListProps { readonly value: LettersView; readonly state: ViewState }

function LettersList({ value, state }: ListProps) {
  const { link, actor } = state.request
  const title = letterTitles[value.kind]
  const done = state.carriedOut?.value as { documentId?: string } | undefined
  return (
    <>
      <Head title={`${title}の一括印刷`} note={value.kind === 'demand' ? '納付と速報を確かめ、納められていない期だけを督促します' : '督促のあとも納められていない人へ、全税目を一通で知らせます'} right={<><a href={link(`collection/letters/${value.kind === 'demand' ? 'reminder' : 'demand'}`)}>{value.kind === 'demand' ? '催告書' : '督促状'}</a>　<a href={link('collection/arrears')}>滞納の仕事</a></>} />
      <Split sideLabel="新しく刷る" side={actor.permissions.has('collection.issue') ? <LetterForm value={value} state={state} /> : <p class="sub">刷り始めるには、「納付書を出す」の役割が要ります。</p>}>
        {state.carriedOut ? <Done title={doneText(state.carriedOut)} links={done?.documentId ? [{ label: '印刷する（PDF）', href: link(`documents/${done.documentId}`) }] : []} /> : null}
        <Table<PackageSummary> caption="一括印刷" captionNote="新しい順、20件まで" isList rows={value.items} empty={<Empty title="まだ刷っていません。" looked="右の欄で、書面の日付を入れて始めます。" />} columns={[
          { key: 'day', head: '書面の日付', isRowHead: true, isUnbroken: true, cell: (one) => <a href={link(`collection/letter-package/${one.runId}`)}>{printDate(plainDate(one.issuedOn), 'short')}</a> },
          { key: 'state', head: '状態', isUnbroken: true, cell: (one) => <StateChip one={one} /> },
          { key: 'pieces', head: '封筒', align: 'number', cell: (one) => amountText(one.ready) }, { key: 'aside', head: '抜いた', align: 'number', cell: (one) => amountText(one.aside) },
          { key: 'parts', head: 'ファイル', align: 'number', cell: (one) => amountText(one.parts) }, { key: 'amount', head: '未納の税額', align: 'number', cell: (one) => <Amount value={one.amount} /> },
        ]} />
        {value.kind === 'demand' ? <Returned value={value} state={state} /> : null}
      </Split>
    </>
  )
}

function LetterForm({ value, state }: ListProps) {
  const { form, refusals } = state
  return (
    <CommandForm action={state.action} act="open" idempotencyKey={state.idempotencyKey}>
      <h2>新しく刷る</h2>
      <ErrorSummary refusals={refusals} before="始める前に" isFocused={refusals.length > 0} />
      <Rows>
        <DateField name="issuedOn" label="書面の日付" value={form.get('issuedOn') ?? ''} hint="きょうなら空のまま。郵便に出す日です" refusals={refusals} />
        <DateField name="usableUntil" label="納付書を使える日" value={form.get('usableUntil') ?? ''} hint="空のままなら、差押えを待つ日数だけ後の日" refusals={refusals} />
        <DateField name="dueFrom" label="納期限がこの日から" value={form.get('dueFrom') ?? ''} refusals={refusals} />
        <DateField name="dueUntil" label="納期限がこの日まで" value={form.get('dueUntil') ?? ''} hint="空のままなら、書面の日付の前の日" refusals={refusals} />
        {value.kind === 'reminder' ? <TextField name="least" label="未納がこの額から" value={form.get('least')} need="optional" isNumber width={9} unit="円" refusals={refusals} /> : null}
        {value.kind === 'reminder' ? <Select name="tone" label="文面の調子" value={form.get('tone') ?? 'plain'} refusals={refusals} choices={[{ value: 'soft', label: 'やわらかい' }, { value: 'plain', label: 'ふつう' }, { value: 'strong', label: '強い（滞納処分を予告）' }]} /> : null}
      </Rows>
      <CommandBar command="集め始める" note="決裁までは、何も刷りません。支援措置と返戻の人は、いつも別に置きます。" />
    </CommandForm>
  )
}

/** Demands that came back: to be handed over, or posted in public. */
function Returned({ value, state }: ListProps) {
  const { link, actor } = state.request
  const [returned, serve, withdraw] = [{ act: 'returned', state }, { act: 'serve', state }, { act: 'withdraw', state }]
  return (
    <>
      <Section title="返戻と公示送達" note={`送達を待つもの ${amountText(value.returned.length)}通`}>
        <SmallForm {...returned}>
          <SmallText of={returned} name="letterNo" label="発付番号" width={9} isNumber maxLength={8} /> <SmallText of={returned} name="returnedOn" label="戻った日" width={9} placeholder="きょう" /> <button class="btn xs" type="submit">返戻を記録する</button>
        </SmallForm>
        <SmallForm id="post" act="publish" state={state}>
          <Table caption="返戻" isCaptionHidden density="tight" rows={value.returned} columns={[
            { key: 'post', head: '公示', cell: (row) => <Tick name="post" value={row.letterNo} label={`${row.letterNo} を公示する`} /> },
            { key: 'no', head: '発付番号', isRowHead: true, isUnbroken: true, cell: (row) => row.letterNo }, { key: 'who', head: '氏名', cell: (row) => <a href={link(`collection/debtor/${row.partyId}`)}>{row.name}</a> },
            { key: 'issued', head: '督促の日', isUnbroken: true, cell: (row) => shortDate(row.issuedOn) }, { key: 'back', head: '戻った日', isUnbroken: true, cell: (row) => shortDate(row.returnedOn) }, { key: 'count', head: '期', align: 'number', cell: (row) => row.demands },
          ]} empty={<p class="none">送達を待つ返戻はありません。</p>} />
          {value.returned.length > 0 && actor.permissions.has('collection.approve') ? <p><button class="btn" type="submit">選んだものを公示送達する</button></p> : null}
        </SmallForm>
        <FoldForm title="手渡した" {...serve}><SmallText of={serve} name="letterNo" label="発付番号" width={9} isNumber maxLength={8} /> <SmallText of={serve} name="servedOn" label="手渡した日" width={9} placeholder="きょう" /> <button class="btn xs" type="submit">手渡したと記録する</button></FoldForm>
        {actor.permissions.has('collection.approve') ? <FoldForm title="誤った督促を取り消す" {...withdraw}><SmallText of={withdraw} name="letterNo" label="発付番号" width={9} isNumber maxLength={8} /> <SmallText of={withdraw} name="reason" label="理由" width={12} maxLength={100} /> <button class="btn xs" type="submit">督促を取り消し、通知を刷る</button></FoldForm> : null}
      </Section>
      <Section title="公示送達">
        <Table caption="公示送達" isCaptionHidden density="tight" rows={value.notices} columns={[
          { key: 'no', head: '番号', isRowHead: true, cell: (row) => <a href={link(`documents/${row.documentId}`)}>公示第{row.noticeNo}号</a> }, { key: 'posted', head: '掲示の日', cell: (row) => shortDate(row.postedOn) },
          { key: 'effective', head: '効力の日', cell: (row) => shortDate(row.effectiveOn) }, { key: 'letters', head: '書類', align: 'number', cell: (row) => row.letters },
        ]} empty={<p class="none">公示送達はまだありません。</p>} />
      </Section>
    </>
  )
}

/** One package: the sheet of counts, the files, and what was taken out — 一つの一括印刷. */
export const letterPackagePage = page({
  name: 'collection.letter-package', path: 'collection/letter-package/:id', query: showLetterPackage, input: ({ params }) => ({ runId: params['id'] ?? '' }),
  frame: () => ({ title: '一括印刷の件数表', keys: [...keys, { key: 'Ctrl+P', does: '件数表を刷る' }] }),
  view: (value, state) => <PackageCase value={value} state={state} />,
  acts: {
    piece: act({ command: issueLetterPiece, input: ({ params, form }) => ({ runId: params['id'] ?? '', pieceId: form.get('pieceId') ?? '' }) }),
    withdraw: act({ command: withdrawLetterPackage, input: ({ params, form }) => ({ runId: params['id'] ?? '', reason: form.get('reason') ?? '' }) }),
  },
})

const isAboutDebts = (kind: PackageView['kind']): boolean => kind === 'demand' || kind === 'reminder'
const listPath = (kind: PackageView['kind']): string => (isAboutDebts(kind) ? `collection/letters/${kind}` : 'collection/packages')
const payerPath = (kind: PackageView['kind'], partyId: string): string => `collection/${isAboutDebts(kind) ? 'debtor' : 'account'}/${partyId}`
const amountWords = (kind: PackageView['kind']): string => (isAboutDebts(kind) || kind === 'slips' ? '未納の税額' : '額')

interface PackageProps { readonly value: PackageView; readonly state: ViewState }

function PackageCase({ value, state }: PackageProps) {
  const { link } = state.request
  return (
    <Case decision="middle">
      <Who subject="thing" kana="一括印刷" name={packageKinds[value.kind].title} facts={[
        { label: '日付', value: printDate(plainDate(value.issuedOn)) }, { label: '状態', value: <StateChip one={value} /> }, { label: '封筒', value: `${amountText(value.ready)}通` }, { label: '抜いた', value: `${amountText(value.aside)}通` }, { label: amountWords(value.kind), value: yenText(value.amount) },
      ]} />
      <Task title={`${packageKinds[value.kind].title}の一括印刷`} right={<><a href={link(`collection/runs/${value.kind}-package/${value.runId}`)}>進みと決裁</a>　<a href={link(listPath(value.kind))}>一覧へ</a></>} />
      <Facts heading="件数表とファイル">
        <CountSheet value={value} state={state} />
        {value.paidSince.length > 0 ? <Section title="郵便に出す前に抜く封筒" note="刷ったあとで完納されました">
          <Table caption="抜く封筒" isCaptionHidden density="tight" rows={value.paidSince} columns={[{ key: 'no', head: '通し番号', isRowHead: true, align: 'number', cell: (one) => amountText(one.pieceNo) }, { key: 'part', head: 'ファイル', align: 'number', cell: (one) => one.partNo }, { key: 'letter', head: '発付番号', cell: (one) => one.letterNo }]} />
          {value.kind === 'demand' ? <p class="sub">督促状は、「督促」の画面で発付番号を入れて取り消します。</p> : null}
        </Section> : null}
        <Asides value={value} state={state} />
        {value.withoutBars.length > 0 ? <WithoutBars value={value} state={state} /> : null}
      </Facts>
      <PackageDecision value={value} state={state} />
    </Case>
  )
}

/** 件数表: what the printer gets, file by file; the sum is the package. */
function CountSheet({ value, state }: PackageProps) {
  const { link } = state.request
  const sum = (pick: (one: PackageView['files'][number]) => number): number => value.files.reduce((total, one) => total + pick(one), 0)
  const mayOpen = value.mayTake && value.withdrawnAt === null
  return (
    <Section title="件数表" note={value.files.length === 0 ? '決裁のあとで、ファイルができます' : undefined}>
      <Table caption="件数表" isCaptionHidden density="tight" rows={value.files} columns={[
        { key: 'part', head: 'ファイル', isRowHead: true, cell: (one) => (mayOpen ? <a href={link(`pictures/letter-part/${value.runId}_${one.partNo}`)}>{`PDF ${one.partNo}`}</a> : `PDF ${one.partNo}`) },
        { key: 'first', head: '初めの番号', align: 'number', cell: (one) => amountText(one.firstNo) }, { key: 'last', head: '終わりの番号', align: 'number', cell: (one) => amountText(one.lastNo) },
        { key: 'pieces', head: '封筒', align: 'number', cell: (one) => amountText(one.pieces) }, { key: 'pages', head: '紙', align: 'number', cell: (one) => amountText(one.pages) },
        { key: 'amount', head: amountWords(value.kind), align: 'number', cell: (one) => <Amount value={one.amount} /> }, { key: 'digest', head: '照合値', isSource: true, cell: (one) => one.digest },
      ]} totals={value.files.length === 0 ? [] : [{ kind: 'total', label: '計', cells: { pieces: amountText(sum((one) => one.pieces)), pages: amountText(sum((one) => one.pages)), amount: <Amount value={sum((one) => one.amount)} /> } }]} empty="まだファイルがありません。" />
      {mayOpen && value.printed > 0 ? <p>封入の照合表　<LinkButton size="small" href={link(`files/letter-pieces/${value.runId}/1/csv`)}>CSV</LinkButton> <LinkButton size="small" href={link(`files/letter-pieces/${value.runId}/1/sjis`)}>CSV（Shift_JIS）</LinkButton></p> : null}
    </Section>
  )
}

function Asides({ value, state }: PackageProps) {
  const { link } = state.request
  return (
    <Section title="抜いたもの（引抜き）" note={`${amountText(value.aside)}通${value.aside > value.asides.length ? `。${amountText(value.asides.length)}通まで出しています` : ''}`}>
      <Table caption="抜いたもの" isCaptionHidden density="tight" isList rows={value.asides} columns={[
        { key: 'name', head: '氏名', isRowHead: true, cell: (one) => <a href={link(payerPath(value.kind, one.partyId))}>{one.name}</a> }, { key: 'number', head: '宛名番号', isUnbroken: true, cell: (one) => one.number },
        { key: 'reason', head: '理由', cell: (one) => `${asideWords[one.reason].reason}${one.characters === null ? '' : `　${one.characters}`}${one.pieceNo === null ? '' : `　欠番 ${amountText(one.pieceNo)}`}` },
        { key: 'remedy', head: '次にすること', cell: (one) => asideWords[one.reason].remedy },
        { key: 'print', head: '刷る', cell: (one) => (value.mayTake && value.state === 'posted' && value.withdrawnAt === null && isPrintedAlone(one.reason) ? <CommandForm id={`piece-${one.pieceId}`} action={state.action} act="piece" idempotencyKey={state.idempotencyKey} hidden={{ pieceId: one.pieceId }}><button class="btn xs" type="submit">この1件を刷る</button></CommandForm> : '') },
      ]} empty="抜いたものはありません。" />
    </Section>
  )
}

/** Printed, but paid at a bank or the counter: who is to be told when they ask. */
function WithoutBars({ value, state }: PackageProps) {
  const { link } = state.request
  return (
    <Section title="コンビニで使えない納付書" note={`${amountText(value.withoutBars.length)}人。バーコードなしで刷ります`}>
      <Table caption="コンビニで使えない納付書" isCaptionHidden density="tight" isList rows={value.withoutBars} columns={[
        { key: 'name', head: '氏名', isRowHead: true, cell: (one) => <a href={link(payerPath(value.kind, one.partyId))}>{one.name}</a> }, { key: 'number', head: '宛名番号', isUnbroken: true, cell: (one) => one.number },
        { key: 'slips', head: '納付書', align: 'number', cell: (one) => amountText(one.slips) }, { key: 'amount', head: '額', align: 'number', cell: (one) => <Amount value={one.amount} /> },
      ]} />
    </Section>
  )
}

function PackageDecision({ value, state }: PackageProps) {
  const printed = state.carriedOut?.command === issueLetterPiece.name ? state.carriedOut.value as { documentId: string } : undefined
  return (
    <Decision heading="刷ったもの" isHeadingShown>
      <ErrorSummary refusals={state.refusals} before="続ける前に" isFocused={state.refusals.length > 0} />
      {printed === undefined ? null : <Done title="1件を刷りました" links={[{ label: '開く（PDF）', href: state.request.link(`documents/${printed.documentId}`) }]}>出したことにしました。</Done>}
      {value.withdrawnAt === null ? null : <p>取り下げました（{value.withdrawnByName ?? ''}）　理由　{value.withdrawnReason ?? ''}</p>}
      {value.state === 'posted' && value.withdrawnAt === null && state.request.actor.permissions.has('collection.approve') ? (
        <CommandForm id="form-withdraw" action={state.action} act="withdraw" idempotencyKey={state.idempotencyKey}>
          <Section title="送らないことにする" note="入っているものは、次の一括印刷でもう一度刷ります。督促は取り消されます">
            <TextField name="reason" label="理由" value={state.form.get('reason')} need="required" width="full" maxLength={200} refusals={state.refusals} />
            <div class="cmd"><button class="btn" type="submit">この一括印刷を取り下げる</button></div>
          </Section>
        </CommandForm>
      ) : <CommandBar note={value.state === 'posted' ? '刷った紙は、件数表と照らしてから封入します。' : '進みと決裁は、上のリンクから開きます。'} />}
    </Decision>
  )
}

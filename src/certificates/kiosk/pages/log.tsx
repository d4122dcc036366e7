import { addDays } from '../../../kernel/plain-date.ts'
import { amountText, yenText } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { townTime } from '../../../platform/clock/index.ts'
import {
  act, BarChart, Chip, CommandForm, Done, Empty, ErrorSummary, Head, KeyValues, LinkButton, Masked, Message, OneColumn, page, type PageRequest, Rows, Section, SelectInput, Stats, Table, TextField, TextInput, type ViewState,
} from '../../../platform/screen/index.ts'
import { cashTitles, itemTitles, type Item } from '../../model.ts'
import { momentText } from '../../words.ts'
import { kioskLog, kioskRequest, type KioskLog, type KioskRequestView, type LoggedRequest } from '../log.ts'
import { kioskScopes, sheetEnds, type KioskSheet } from '../model.ts'
import { resumeKiosk, stopKiosk } from '../stop.ts'
import { causeWords, stateWords } from './words.ts'

/** Requests of a day at kiosks, and whether the kiosk is open — コンビニ交付の一覧. */
export const kioskLogPage = page({
  name: 'certificates.kiosk-log-page', path: 'certificates/kiosk', query: kioskLog, input: logInput,
  frame: () => ({ title: 'コンビニ交付の一覧', keys: [{ key: 'F2', does: '検索' }, { key: '↑↓', does: '行' }, { key: 'Enter', does: '請求を開く' }, { key: 'P', does: '前の日' }, { key: 'N', does: '次の日' }, { key: 'C', does: 'ファイルへ書き出す' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <LogView value={value} state={state} />,
  acts: { stop: act({ command: stopKiosk, input: ({ form }) => ({ reason: form.get('reason') ?? '' }) }), resume: act({ command: resumeKiosk, input: ({ form }) => ({ finding: form.get('finding') ?? '' }) }) },
})

function logInput({ query }: PageRequest): unknown {
  return { on: query.get('on') || null, state: query.get('state') || 'all', find: query.get('find')?.trim() || null, after: query.get('after') || null }
}

function LogView({ value, state }: { value: KioskLog; state: ViewState }) {
  const { link, today } = state.request
  const address = (of: Readonly<Record<string, string>>): string => `${link('certificates/kiosk')}?${new URLSearchParams(of).toString()}`
  const filters = { state: value.state, ...(value.find === null ? {} : { find: value.find }) }
  const { figures } = value
  return (
    <>
      <Head title="コンビニ交付" note={printDate(value.on, 'long-weekday')} right={<>
        <LinkButton size="small" letter="P" href={address({ on: addDays(value.on, -1), ...filters })}>前の日</LinkButton> <LinkButton size="small" letter="N" href={address({ on: addDays(value.on, 1), ...filters })}>次の日</LinkButton> <LinkButton size="small" letter="C" href={link(`certificates/kiosk/export?on=${value.on}`)}>ファイル</LinkButton> <LinkButton size="small" keys="SS" href={link('certificates/kiosk/settlement')}>月の精算</LinkButton> <LinkButton size="small" keys="ST" href={link('certificates/kiosk/service')}>設定</LinkButton>
      </>} />
      <OneColumn>
        <ErrorSummary refusals={state.refusals} isFocused={state.refusals.length > 0} />
        {state.carriedOut?.command === stopKiosk.name ? <Done title="コンビニ交付を止めました">窓口での交付は続きます。</Done> : null}
        {state.carriedOut?.command === resumeKiosk.name ? <Done title="コンビニ交付を再開しました">止まっているあいだの請求は、店であらためて請求してもらいます。</Done> : null}
        <StopBand value={value} state={state} />
        <div class="sect"><Stats figures={[
          { label: 'いま', value: openWords(value), note: `${value.law.hours.from}〜${value.law.hours.until}` }, { label: '印刷ずみ', value: `${amountText(figures.printed)}枚`, note: yenText(figures.printedYen) },
          { label: '印刷待ち', value: `${amountText(figures.waiting)}枚` }, { label: '印刷されず', value: `${amountText(figures.spoiled)}枚`, note: '手数料なし' },
        ]} /></div>
        <Hours value={value} now={value.on === today} />
        <Section title="請求" right={<Filter value={value} state={state} />}><RequestTable value={value} state={state} next={value.next === null ? undefined : address({ on: value.on, ...filters, after: value.next })} /></Section>
      </OneColumn>
    </>
  )
}

function openWords({ stop, isServed }: KioskLog): string {
  if (stop !== null) return '停止中'
  return isServed ? '受付中' : '時間外'
}

/** Whether kiosks give anything, and the form by which an officer shuts or opens them. */
function StopBand({ value: { stop }, state }: { value: KioskLog; state: ViewState }) {
  const may = state.request.actor.permissions.has(stopKiosk.permission)
  const { link } = state.request
  if (stop !== null) {
    return (
      <Section title="コンビニ交付を止めています">
        <Message kind="error" title={`${momentText(stop.at)} から、どの店でもこの町の証明は出ません。`}>{stop.why}</Message>
        {stop.isAll ? <p class="sect">窓口を含むすべての発行が止まっています。<a href={link('certificates')}>発行の一覧</a>で原因を確かめて再開します。</p> : null}
        {may && !stop.isAll ? <CommandForm id="form-resume" action={state.action} act="resume" idempotencyKey={state.idempotencyKey}>
          <div class="sect"><Rows><TextField name="finding" label="確かめたこと" need="required" width="full" isFull value={state.form.get('finding')} refusals={state.refusals} hint="センターの記録と、こちらの発行番号・紙の照合値を照らしてから再開します。" /></Rows></div>
          <p class="sect"><button class="btn primary" type="submit">コンビニ交付を再開する</button></p>
        </CommandForm> : null}
      </Section>
    )
  }
  if (!may) return <></>
  return (
    <details class="sect"><summary>コンビニ交付を止める</summary>
      <CommandForm id="form-stop" action={state.action} act="stop" idempotencyKey={state.idempotencyKey}>
        <Rows><TextField name="reason" label="止める理由" need="required" width="full" isFull value={state.form.get('reason')} refusals={state.refusals} hint="別の人の紙が出たおそれがあるときは、すぐに止めます。まだ店に渡していない紙も渡りません。窓口は続きます。" /></Rows>
        <p class="sect"><button class="btn" type="submit">この町のコンビニ交付を止める</button></p>
      </CommandForm>
    </details>
  )
}

/** The day by the hour: what was given, and below it what was refused. */
function Hours({ value, now }: { value: KioskLog; now: boolean }) {
  const [from, until] = [Number(value.law.hours.from.slice(0, 2)), Number(value.law.hours.until.slice(0, 2))]
  const hours = [...new Set([...Array.from({ length: Math.max(0, until - from) }, (_, index) => from + index), ...value.hours.map((row) => row.hour)])].toSorted((a, b) => a - b)
  const of = (hour: number) => value.hours.find((row) => row.hour === hour)
  if (value.hours.length === 0) return <></>
  return (
    <Section title={now ? 'きょうの時間ごと' : '時間ごと'}>
      <BarChart title="時間ごとの交付" unit="件" bars={hours.map((hour) => ({ label: `${hour}時`, value: of(hour)?.issued ?? 0, tone: (of(hour)?.issued ?? 0) === 0 ? 'low' as const : undefined }))} />
      {value.hours.some((row) => row.refused > 0) ? <p class="sub">断った請求：{value.hours.filter((row) => row.refused > 0).map((row) => `${row.hour}時 ${amountText(row.refused)}件`).join('、')}</p> : null}
    </Section>
  )
}

const stateChoices = Object.entries(stateWords).map(([value, label]) => ({ value, label }))

function Filter({ value, state }: { value: KioskLog; state: ViewState }) {
  return (
    <form method="get" action={state.action} data-enter="submit" autocomplete="off">
      <input type="hidden" name="on" value={value.on} />
      <label for="f-state">状態</label> <SelectInput name="state" label="状態" value={value.state} choices={stateChoices} /> <label for="f-find">発行番号・端末・店</label> <TextInput name="find" label="発行番号・端末・店" width={9} value={value.find ?? ''} /> <button class="btn xs" type="submit">しぼる</button>
    </form>
  )
}

function RequestTable({ value, state, next }: { value: KioskLog; state: ViewState; next: string | undefined }) {
  const { link } = state.request
  const isHidden = (one: LoggedRequest): boolean => one.personId !== null && state.withheld.has(one.personId)
  return (
    <Table<LoggedRequest> caption="コンビニ交付の請求" isCaptionHidden isList isWide rows={value.items} rowState={(one) => (isHidden(one) ? 'protected' : undefined)} paging={next === undefined ? undefined : { shown: '50件まで', next }}
      empty={<Empty title={value.state === 'all' && value.find === null ? 'この日の請求はありません。' : 'あてはまる請求はありません。'} looked={`${printDate(value.on, 'long-weekday')} の${stateWords[value.state]}を見ました。`} />} columns={[
        { key: 'at', head: '時刻', isRowHead: true, isUnbroken: true, cell: (one) => <a href={link(`certificates/kiosk/request/${one.requestId}`)}>{townTime(one.receivedAt)}</a> },
        { key: 'form', head: '証明', isUnbroken: true, cell: (one) => `${cashTitles[one.form]}　${one.copies}通` },
        { key: 'name', head: '人', cell: (one) => nameCell(one, isHidden(one), link) },
        { key: 'place', head: '店・端末', isUnbroken: true, isSource: true, cell: (one) => (isHidden(one) ? <Masked /> : `${one.store}　${one.kiosk}`) },
        { key: 'numbers', head: '発行番号', isUnbroken: true, cell: (one) => one.sheets.map((sheet) => sheet.number).join('、') },
        { key: 'said', head: '結果', cell: (one) => <Outcome one={one} isHidden={isHidden(one)} /> },
      ]} />
  )
}

function nameCell(one: LoggedRequest, isHidden: boolean, link: (path: string) => string) {
  if (one.personId === null) return <span class="mute">不明</span>
  return one.name === null || isHidden ? <Masked /> : <a href={link(`certificates/kiosk/cards/${one.personId}`)}>{one.name}</a>
}

function Outcome({ one, isHidden }: { one: LoggedRequest; isHidden: boolean }) {
  if (one.isIssued) return <>{one.sheets.map((sheet) => <SheetChip sheet={sheet} />)}</>
  return <><Chip kind="plain">断った</Chip> {one.said}{one.cause === null || isHidden || one.cause.startsWith('kiosk-') ? null : <span class="sub">　{causeWords(one.cause)}</span>}</>
}

function SheetChip({ sheet }: { sheet: KioskSheet }) {
  if (sheet.end === null) return <Chip kind="info">印刷待ち</Chip>
  return <Chip kind={sheet.end.state === 'printed' ? 'ok' : 'alert'}>{sheetEnds[sheet.end.state]}</Chip>
}

/** One request with its sheets and every report about it — コンビニ交付の請求. */
export const kioskRequestPage = page({
  name: 'certificates.kiosk-request-page', path: 'certificates/kiosk/request/:id', query: kioskRequest, input: ({ params }) => ({ requestId: params['id'] ?? '' }),
  frame: () => ({ title: 'コンビニ交付の請求' }),
  view: (value, state) => <RequestView value={value} state={state} />,
})

function RequestView({ value: { request, cancelled, reports }, state }: { value: KioskRequestView; state: ViewState }) {
  const { link } = state.request
  const isHidden = request.personId !== null && state.withheld.has(request.personId)
  return (
    <>
      <Head title="コンビニ交付の請求" note={momentText(request.receivedAt)} right={<a href={link('certificates/kiosk')}>コンビニ交付の一覧</a>} />
      <OneColumn>
        {reports.map((report) => <Message kind="error" title={`${report.fault}。`}>{momentText(report.at)}{report.number === null ? '' : `　発行番号 ${report.number}`}</Message>)}
        <KeyValues facts={[
          { label: '証明', value: `${cashTitles[request.form]}　${kioskScopes[request.scope]}　${request.copies}通` }, { label: '追加の項目', value: request.items.length === 0 ? 'なし' : request.items.map((item) => itemTitles[item as Item]).join('、') },
          { label: '人', value: nameCell(request, isHidden, link) }, { label: '店・端末', value: isHidden ? <Masked /> : `${request.store}　${request.kiosk}` },
          { label: '店で押した時刻', value: momentText(request.askedAt) }, { label: '請求番号', value: <span class="num">{request.requestId}</span> },
          { label: '結果', value: <Outcome one={request} isHidden={isHidden} /> }, { label: '手数料', value: request.isIssued ? `1通 ${yenText(request.feeYen)}（店が受け取り、月ごとに精算）` : 'なし' },
          ...(cancelled === null ? [] : [{ label: '取りやめ', value: `${momentText(cancelled.at)}　${cancelled.reason}` }]),
        ]} />
        <Section title="紙"><Table<KioskSheet> caption="紙" isCaptionHidden rows={request.sheets} empty={<Empty title="紙は出していません。" />} columns={[
          { key: 'number', head: '発行番号', isRowHead: true, isUnbroken: true, cell: (sheet) => (sheet.issuanceId === null ? sheet.number : <a href={link(`certificates/sheet/${sheet.issuanceId}`)}>{sheet.number}</a>) },
          { key: 'pages', head: '枚', align: 'number', cell: (sheet) => amountText(sheet.pages) }, { key: 'digest', head: '紙の照合値', isSource: true, cell: (sheet) => `${sheet.pageDigest.slice(0, 16)}…` },
          { key: 'at', head: '作った時刻', isUnbroken: true, cell: (sheet) => momentText(sheet.issuedAt) }, { key: 'state', head: '印刷', isUnbroken: true, cell: (sheet) => <><SheetChip sheet={sheet} />{sheet.end === null ? null : `　${momentText(sheet.end.at)}`}</> },
        ]} /></Section>
      </OneColumn>
    </>
  )
}

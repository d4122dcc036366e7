import { addDays } from '../../kernel/plain-date.ts'
import { yenText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { act, Chip, CommandForm, Done, Empty, ErrorSummary, Head, KeyValues, LinkButton, Masked, Message, OneColumn, page, type PageRequest, Rows, Section, Table, TextField, type ViewState } from '../../platform/screen/index.ts'
import { reissue, spoil } from '../commands.ts'
import { issuedSheet, issueHistory, issueLog, missingCharacters, type IssuedSheetView, type IssueHistory, type IssueLog, type LoggedSheet, type MissingCharacters } from '../lists.ts'
import { deliveryTitles, documentKinds, requesterTitles } from '../model.ts'
import { resumeIssuing, stopIssuing } from '../stop.ts'
import { contentText, momentText } from '../words.ts'

/** The issue log of a day: the first page behind 証明 on the rail — 発行の一覧. */
export const logPage = page({
  name: 'certificates.log-page', path: 'certificates', query: issueLog,
  input: (request) => ({ on: request.query.get('on') ?? null, after: request.query.get('after') ?? null }),
  frame: () => ({ title: '発行の一覧' }),
  view: (value, state) => <LogView value={value} state={state} />,
  acts: { stop: act({ command: stopIssuing, input: ({ form }) => ({ reason: form.get('reason') ?? '' }) }), resume: act({ command: resumeIssuing, input: ({ form }) => ({ finding: form.get('finding') ?? '' }) }) },
})

/** Whether the town issues at all, and the form by which the officer in charge stops or resumes it. */
function StopBand({ value: { stop }, state }: { value: IssueLog; state: ViewState }) {
  const may = state.request.actor.permissions.has(stopIssuing.permission)
  if (stop !== null) {
    return (
      <Section title="発行を止めています">
        <Message kind="error" title={`${momentText(stop.at)} から、この町の証明は出せません。`}>{stop.reason}</Message>
        {may ? <CommandForm id="form-resume" action={state.action} act="resume" idempotencyKey={state.idempotencyKey}>
          <Rows><TextField name="finding" label="確かめたこと" need="required" width="full" isFull value={state.form.get('finding')} refusals={state.refusals} /></Rows>
          <p class="sect"><button class="btn primary" type="submit">発行を再開する</button></p>
        </CommandForm> : null}
      </Section>
    )
  }
  if (!may) return <></>
  return (
    <details class="sect"><summary>発行を止める</summary>
      <CommandForm id="form-stop" action={state.action} act="stop" idempotencyKey={state.idempotencyKey}>
        <Rows><TextField name="reason" label="止める理由" need="required" width="full" isFull value={state.form.get('reason')} refusals={state.refusals} hint="別の人の紙が出たおそれがあるときは、すぐに止めます。再開するまで、どの窓口でも出せません。" /></Rows>
        <p class="sect"><button class="btn" type="submit">この町の証明の発行を止める</button></p>
      </CommandForm>
    </details>
  )
}

function LogView({ value, state }: { value: IssueLog; state: ViewState }) {
  const { link } = state.request
  const dayLink = (days: number): string => `${link('certificates')}?on=${addDays(value.on, days)}`
  return (
    <>
      <Head title="発行の一覧" note={printDate(value.on, 'long-weekday')} right={<><LinkButton size="small" keys="KI" href={link('certificates/inter-municipal')}>広域交付</LinkButton> <LinkButton size="small" keys="KB" href={link('certificates/kiosk')}>コンビニ交付</LinkButton> <LinkButton size="small" keys="NK" href={link('certificates/daily-cash')}>手数料の日計</LinkButton> <LinkButton size="small" keys="HT" href={link('certificates/disclosure')}>本人通知</LinkButton> <LinkButton size="small" keys="GA" href={link('certificates/missing-characters')}>字形のない文字</LinkButton> <LinkButton size="small" keys="MT" href={link('certificates/before-print')}>まとめて刷る前の確かめ</LinkButton></>} />
      <OneColumn>
        <ErrorSummary refusals={state.refusals} isFocused={state.refusals.length > 0} />
        <StopBand value={value} state={state} />
        <p><a href={dayLink(-1)}>前の日</a>　<a href={dayLink(1)}>次の日</a>　<span class="sub">証明を出すときは、F2 で人を探し、「証明を出す」を開きます。</span></p>
        <SheetTable caption="発行した紙" sheets={value.items} state={state} hasName empty={<Empty title="この日に発行した紙はありません。" />} next={value.next === null ? undefined : `${link('certificates')}?on=${value.on}&after=${value.next}`} />
      </OneColumn>
    </>
  )
}

interface SheetTableProps { readonly caption: string; readonly sheets: readonly LoggedSheet[]; readonly state: ViewState; readonly hasName: boolean; readonly empty: ReturnType<typeof Empty>; readonly next?: string }

function SheetTable({ caption, sheets, state, hasName, empty, next }: SheetTableProps) {
  const { link } = state.request
  const isHidden = (sheet: LoggedSheet): boolean => [sheet.personId, ...sheet.subjectIds].some((id) => state.withheld.has(id))
  return (
    <Table caption={caption} isCaptionHidden isList isWide rows={sheets} rowState={(sheet) => lookOf(isHidden(sheet), sheet.spoiled !== null)} empty={empty} paging={next === undefined ? undefined : { shown: '50件まで', next }} columns={[
      { key: 'number', head: '発行番号', isRowHead: true, isUnbroken: true, cell: (sheet) => <a href={link(`certificates/sheet/${sheet.issuanceId}`)}>{sheet.number}</a> },
      { key: 'at', head: '日時', isUnbroken: true, cell: (sheet) => momentText(sheet.issuedAt) },
      { key: 'kind', head: '証明', isUnbroken: true, cell: (sheet) => documentKinds[sheet.kind].title },
      ...(hasName ? [{ key: 'name', head: '人', cell: (sheet: LoggedSheet) => (sheet.name === null ? <Masked /> : <a href={link(`certificates/person/${sheet.personId}`)}>{sheet.name}</a>) }] : []),
      { key: 'content', head: '内容', cell: (sheet) => contentText(sheet) },
      { key: 'who', head: '請求者', cell: (sheet) => `${requesterTitles[sheet.requesterKind]}${sheet.requesterName === null ? '' : `　${sheet.requesterName}`}` },
      { key: 'purpose', head: '使いみち', cell: (sheet) => sheet.purpose ?? '' },
      { key: 'desk', head: '窓口・職員', isUnbroken: true, isSource: true, cell: (sheet) => `${sheet.desk}　${sheet.issuedBy}` },
      { key: 'state', head: '状態', isUnbroken: true, cell: (sheet) => <SheetState sheet={sheet} /> },
    ]} />
  )
}

function SheetState({ sheet }: { sheet: LoggedSheet }) {
  if (sheet.replacedBy !== null) return <Chip kind="plain">書き損じ　{sheet.replacedBy} で刷り直し</Chip>
  if (sheet.spoiled !== null) return <Chip kind="alert">書き損じ</Chip>
  return <Chip kind={sheet.isReissue || sheet.isRepeat ? 'plain' : 'none'}>{stateWords(sheet)}</Chip>
}

function stateWords(sheet: LoggedSheet): string {
  if (sheet.isReissue) return '刷り直し'
  return sheet.isRepeat ? '再交付' : '発行ずみ'
}

/** A person's tab: what was ever issued — 発行履歴. */
export const historyPage = page({
  name: 'certificates.history-page', path: 'certificates/person/:id', query: issueHistory,
  input: (request) => ({ personId: request.params['id'] ?? '' }),
  frame: () => ({ title: '発行履歴' }),
  view: (value, state) => <HistoryView value={value} state={state} />,
})

function HistoryView({ value, state }: { value: IssueHistory; state: ViewState }) {
  const { link } = state.request
  return (
    <>
      <Head title="発行履歴" note={`${value.name}　宛名番号 ${value.addresseeNumber}`} right={<><LinkButton size="small" href={link(`resident/record/${value.personId}`)}>住民の記録</LinkButton> <LinkButton size="small" href={link(`certificates/disclosure/${value.personId}`)}>本人通知</LinkButton> <LinkButton size="small" href={link(`certificates/issue/${value.personId}`)}>証明を出す</LinkButton></>} />
      <OneColumn><SheetTable caption="発行履歴" sheets={value.items} state={state} hasName={false} empty={<Empty title={state.withheld.has(value.personId) ? '表示しません。責任者が扱います。' : 'この人が載った紙は、まだ発行していません。'} />} /></OneColumn>
    </>
  )
}

/** One sheet: open it, print it again, or say that it is spoiled — 発行した紙. */
export const sheetPage = page({
  name: 'certificates.sheet-page', path: 'certificates/sheet/:id', query: issuedSheet,
  input: (request) => ({ issuanceId: request.params['id'] ?? '' }),
  frame: () => ({ title: '発行した紙' }),
  view: (value, state) => <SheetView value={value} state={state} />,
  acts: { reissue: act({ command: reissue, input: spoilInput }), spoil: act({ command: spoil, input: spoilInput }) },
})

function spoilInput({ params, form }: PageRequest): { issuanceId: string; reason: string } {
  return { issuanceId: params['id'] ?? '', reason: form.get('reason') ?? '' }
}

function SheetView({ value: { sheet, isToday }, state }: { value: IssuedSheetView; state: ViewState }) {
  const { link } = state.request
  const isOurs = sheet.name !== null && sheet.delivery !== 'kiosk'
  return (
    <>
      <Head title="発行した紙" note={sheet.number} right={<a href={link('certificates')}>発行の一覧</a>} />
      <OneColumn>
        <ErrorSummary refusals={state.refusals} isFocused={state.refusals.length > 0} />
        <Carried state={state} />
        <KeyValues facts={[
          { label: '証明', value: `${documentKinds[sheet.kind].title}　${sheet.pages}枚` }, { label: '人', value: sheet.name ?? <Masked /> }, { label: '内容', value: contentText(sheet) },
          { label: '発行', value: `${momentText(sheet.issuedAt)}　${sheet.desk}　${sheet.issuedBy}` }, { label: '請求', value: `${requesterTitles[sheet.requesterKind]}　${sheet.copies}通のうち${sheet.copyNo}通目　手数料 ${yenText(sheet.feeYen)}` },
          { label: '受け取り方', value: sheet.delivery === 'mail' ? `${deliveryTitles.mail}　${mailWords(sheet)}` : deliveryTitles[sheet.delivery] },
          { label: '状態', value: <><SheetState sheet={sheet} />{sheet.spoiled === null ? null : `　${sheet.spoiled.reason}（${momentText(sheet.spoiled.at)}）`}</> },
        ]} />
        {sheet.name === null ? null : <p class="sect"><LinkButton href={link(`documents/${sheet.documentId}`)}>紙を開く</LinkButton></p>}
        {isOurs && sheet.replacedBy === null && isToday ? <SpoilForm act="reissue" title="書き損じて、刷り直す" button="手数料をいただかず、新しい番号で刷り直す" isPrimary state={state} /> : null}
        {isOurs && sheet.spoiled === null ? <SpoilForm act="spoil" title="書き損じとして記録するだけ" button="刷り直さず、書き損じとして記録する" state={state} /> : null}
      </OneColumn>
    </>
  )
}

/** Where a mailed sheet went, and the postal orders that came for it. */
function mailWords(sheet: LoggedSheet): string {
  const orders = sheet.postalOrderYen === null ? '' : `　定額小為替 ${yenText(sheet.postalOrderYen)}`
  return `${sheet.mailTo ?? '住民票の住所'}${orders}`
}

function Carried({ state }: { state: ViewState }) {
  const { link } = state.request
  if (state.carriedOut?.command === reissue.name) {
    const { sheet } = state.carriedOut.value as { sheet: { number: string; documentId: string } }
    return <Done title={`刷り直しました　${sheet.number}`} links={[{ label: '新しい紙を開いて刷る', href: link(`documents/${sheet.documentId}`) }]}>前の番号の紙は書き損じです。裁断してください。手数料はいただいていません。</Done>
  }
  return state.carriedOut?.command === spoil.name ? <Done title="書き損じとして記録しました">手数料を返すときは、日計で入金を訂正してください。</Done> : <></>
}

function SpoilForm({ act: name, title, button, isPrimary, state }: { act: string; title: string; button: string; isPrimary?: boolean; state: ViewState }) {
  return (
    <Section title={title}>
      <CommandForm id={`form-${name}`} action={state.action} act={name} idempotencyKey={state.idempotencyKey}>
        <Rows><TextField name="reason" pointer={`/${name}-reason`} label="理由" need="required" width={24} value={state.form.get('reason')} choices={['用紙が詰まった', '印字がかすれた', '請求の内容を聞き違えた']} /></Rows>
        <p class="sect"><button class={isPrimary ? 'btn primary' : 'btn'} type="submit">{button}</button></p>
      </CommandForm>
    </Section>
  )
}

/** What no font can draw — 字形のない文字. */
export const missingPage = page({
  name: 'certificates.missing-page', path: 'certificates/missing-characters', query: missingCharacters, input: () => ({}),
  frame: () => ({ title: '字形のない文字' }),
  view: (value, state) => <MissingView value={value} state={state} />,
})

function MissingView({ value, state }: { value: MissingCharacters; state: ViewState }) {
  const { link } = state.request
  return (
    <>
      <Head title="字形のない文字" note="入っている書体で書けないため、紙を止めた文字です" right={<a href={link('certificates')}>発行の一覧</a>} />
      <OneColumn>
        <Table caption="字形のない文字" isCaptionHidden rows={value.items} empty={<Empty title="書けない文字で止まった紙はありません。" />} columns={[
          { key: 'sequence', head: '文字', isRowHead: true, cell: (item) => item.sequence }, { key: 'code', head: '符号', isUnbroken: true, cell: (item) => item.codepoints },
          { key: 'paper', head: '止まった紙', cell: (item) => item.output },
          { key: 'who', head: '人', cell: (item) => item.persons.map((person) => (person.name === null ? <Masked /> : <a href={link(`resident/record/${person.personId}`)}>{person.name}</a>)) },
          { key: 'at', head: '見つけた日時', isUnbroken: true, isSource: true, cell: (item) => momentText(item.foundAt) },
        ]} />
        <p class="sub sect">書体を足すか（docs/certificates.md）、戸籍の字形を確かめて文字の記録を直すと、出せるようになります。</p>
      </OneColumn>
    </>
  )
}

function lookOf(isHidden: boolean, isSpoiled: boolean): 'protected' | 'quiet' | undefined {
  if (isHidden) return 'protected'
  return isSpoiled ? 'quiet' : undefined
}

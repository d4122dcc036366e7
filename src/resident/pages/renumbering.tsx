import { amountText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { doorsOf } from '../../platform/job/commands.ts'
import {
  act, Case, Checks, Chip, CommandBar, CommandForm, DateField, Decision, Done, Empty, ErrorSummary, Facts, Head, LinkButton, Masked, Message, OneColumn, page, Rows, Section, Select, Split, Stats, Steps, Table, Task, TextField, type ViewState, Who,
} from '../../platform/screen/index.ts'
import { csvFile, type TextRow } from '../../platform/spreadsheet/index.ts'
import { extractRenumbering, openRenumbering, takeRenumberingLines, takeRenumberingTowns, withdrawRenumbering } from '../renumbering/commands.ts'
import { townColumns } from '../renumbering/files.ts'
import { renumberingKinds } from '../renumbering/inputs.ts'
import { streetRenumbering } from '../renumbering/jobs.ts'
import type { Renumbering, TownChange } from '../renumbering/model.ts'
import { noticesInSlice, renumberingNotices, type Notice, type NoticeFile } from '../renumbering/notices.ts'
import { listRenumberings, renumberingSheet, showRenumbering, type CaseList, type CaseView, type ListedPerson, type SheetFile } from '../renumbering/views.ts'
import { dateOf, textOf } from './form-values.ts'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '決定' }]
const kinds = [{ value: '', label: '選んでください' }, ...Object.entries(renumberingKinds).map(([value, label]) => ({ value, label }))]
const caseOf = (params: Readonly<Record<string, string>>) => ({ renumberingId: params['id'] ?? '' })
const base = 'resident/renumbering'

/** Cases of bulk work on addresses — 住居表示・町名地番の変更. */
export const renumberingsPage = page({
  name: 'resident.renumberings', path: base, query: listRenumberings, input: () => ({}),
  frame: () => ({ title: '住居表示・町名地番の変更', keys }),
  view: (value, state) => <CasesView value={value} state={state} />,
  acts: {
    open: act({
      command: openRenumbering, input: ({ form }) => ({ kind: form.get('kind') ?? '', title: textOf(form, 'title') ?? '', announcement: textOf(form, 'announcement') ?? '', effectiveOn: dateOf(form, 'effectiveOn') ?? '' }),
      after: ({ renumberingId }) => `${base}/${renumberingId}`,
    }),
  },
})

function CasesView({ value, state }: { value: CaseList; state: ViewState }) {
  const { form, refusals, request } = state
  return (
    <>
      <Head title="住居表示・町名地番の変更" note="転居していない人の住所を、まとめて書き改めます。住所を定めた日は変わりません" right={<a href={request.link('resident/runs/street-renumbering')}>一括更新の一覧へ</a>} />
      <Split sideLabel="新しい事案" side={(
        <CommandForm action={state.action} act="open" idempotencyKey={state.idempotencyKey}>
          <Section title="新しい事案">
            <ErrorSummary refusals={refusals} before="作る前に" isFocused />
            <Rows>
              <Select name="kind" label="変更の別" need="required" refusals={refusals} value={form.get('kind')} choices={kinds} />
              <TextField name="title" label="事案の名前" need="required" hint="例：港本町の住居表示" width={24} refusals={refusals} value={form.get('title')} />
              <TextField name="announcement" label="告示" need="required" hint="例：令和8年告示第12号" width={24} refusals={refusals} value={form.get('announcement')} />
              <DateField name="effectiveOn" label="実施日" need="required" refusals={refusals} value={form.get('effectiveOn')} />
            </Rows>
          </Section>
          <CommandBar command="事案を作る" note="作っただけでは、だれの記録も変わりません。" />
        </CommandForm>
      )}>
        <Table<Renumbering> caption="事案" isCaptionHidden isList rows={value.items} empty={<Empty title="事案はまだありません。" looked="右の欄で、告示と実施日を入れて作ります。" />} columns={[
          { key: 'title', head: '事案', isRowHead: true, cell: (one) => <a href={request.link(`${base}/${one.renumberingId}`)}>{one.title}</a> }, { key: 'kind', head: '変更の別', cell: (one) => renumberingKinds[one.kind] },
          { key: 'day', head: '実施日', isUnbroken: true, cell: (one) => printDate(one.effectiveOn, 'short') }, { key: 'state', head: '状態', cell: (one) => <StateChip one={one} /> }, { key: 'by', head: '作った職員', isSource: true, cell: (one) => one.openedByName },
        ]} />
      </Split>
    </>
  )
}

function StateChip({ one }: { one: Renumbering }) {
  if (one.withdrawnAt !== null) return <Chip kind="none">取り下げた</Chip>
  if (one.appliedAt !== null) return <Chip kind="ok">更新した</Chip>
  return one.extractedAt === null ? <Chip kind="info">準備中</Chip> : <Chip kind="info">対象者を抽出した</Chip>
}

const doors = doorsOf(streetRenumbering)

/** One case: dictionary, extraction, what would become of whom, the bulk update — 事案. */
export const renumberingPage = page({
  name: 'resident.renumbering-of', path: `${base}/:id`, query: showRenumbering, input: ({ params }) => caseOf(params),
  frame: () => ({ title: '住居表示・町名地番の変更の事案', keys }),
  view: (value, state) => <CaseScreen value={value} state={state} />,
  acts: {
    towns: act({ command: takeRenumberingTowns, input: ({ params, form }) => ({ ...caseOf(params), fileBase64: fileOf(form.file('towns')) }) }),
    extract: act({ command: extractRenumbering, input: ({ params }) => caseOf(params) }),
    addresses: act({ command: takeRenumberingLines, input: ({ params, form }) => ({ ...caseOf(params), fileBase64: fileOf(form.file('addresses')) }) }),
    withdraw: act({ command: withdrawRenumbering, input: ({ params }) => caseOf(params) }),
    run: act({ command: doors.open, input: ({ params }) => caseOf(params), after: ({ runId }) => `resident/runs/street-renumbering/${runId}` }),
  },
})

function fileOf(file: { readonly bytes: Uint8Array } | undefined): string {
  return file === undefined ? '' : Buffer.from(file.bytes).toString('base64')
}

function stepOf({ one, towns, counts }: CaseView): number {
  if (one.appliedAt !== null) return counts.listed === 0 ? 6 : 5
  if (one.extractedAt !== null) return counts.listed === 0 || counts.ready !== 0 ? 4 : 3
  return towns.length === 0 ? 1 : 2
}

function CaseScreen({ value, state }: { value: CaseView; state: ViewState }) {
  const { one, counts, run } = value
  const { link } = state.request
  const isUnderWay = run !== null && ['running', 'checked', 'approved', 'posting', 'failed'].includes(run.state)
  return (
    <Case decision="middle">
      <Who subject="thing" kana={renumberingKinds[one.kind]} name={one.title} facts={[{ label: '実施日', value: printDate(one.effectiveOn) }, { label: '告示', value: one.announcement }, { label: '作った職員', value: one.openedByName }]} warnings={<StateChip one={one} />} />
      <Task title="住居表示・町名地番の変更" right={<a href={link(base)}>事案の一覧へ</a>}><Steps current={stepOf(value)} steps={[{ label: '新旧の対照' }, { label: '抽出' }, { label: '新しい番号' }, { label: '一括更新' }, { label: '通知' }]} /></Task>
      <Facts heading="対象と確かめ">
        <ErrorSummary refusals={state.refusals.filter((refusal) => refusal.line === null)} before="進む前に" isFocused />
        <FileFaults state={state} />
        {state.carriedOut === null ? null : <Done title={state.carriedOut.title} />}
        {value.towns.length === 0 ? <Empty title="新旧の対照がまだありません。" looked="右の欄で、町名の新旧のCSVを取り込みます。" /> : <Towns towns={value.towns} />}
        {one.extractedAt === null ? null : <Concerned value={value} state={state} />}
      </Facts>
      <Decision heading="すること" isHeadingShown>
        {isUnderWay ? <Message kind="info" title="一括更新が動いているか、決裁を待っています"><p><a href={link(`resident/runs/street-renumbering/${run.runId}`)}>一括更新を開く</a></p></Message> : null}
        {one.withdrawnAt === null && !isUnderWay ? <CaseActs value={value} state={state} /> : null}
        {counts.updated > 0 ? <p class="sect"><LinkButton href={link(`${base}/${one.renumberingId}/notices`)}>通知の宛名と紙</LinkButton></p> : null}
      </Decision>
    </Case>
  )
}

function Towns({ towns }: { towns: readonly TownChange[] }) {
  return (
    <Table<TownChange> caption="町名の新旧の対照" density="tight" rows={towns} columns={[
      { key: 'old', head: '旧町名', isRowHead: true, cell: (town) => town.oldTown }, { key: 'old-number', head: '旧番地', cell: (town) => town.oldNumber ?? '（全部）' },
      { key: 'new', head: '新町名', cell: (town) => town.newTown }, { key: 'new-number', head: '新番号', cell: (town) => town.newNumber ?? (town.oldNumber === null ? '（番地はそのまま）' : '（人ごとに入れる）') },
      { key: 'postal', head: '郵便番号', isUnbroken: true, cell: (town) => town.newPostalCode ?? '' }, { key: 'closes', head: '旧町名', cell: (town) => (town.closes ? '閉じる' : '残す') },
    ]} />
  )
}

/** Every fault of a file that was refused, by line and column. */
function FileFaults({ state }: { state: ViewState }) {
  const faults = state.refusals.filter((refusal) => refusal.line !== null)
  if (faults.length === 0) return <></>
  return (
    <Message kind="error" title={`取り込んでいません。直すところが ${faults.length}か所あります`}>
      <Table caption="直すところ" isCaptionHidden density="tight" rows={faults.slice(0, 200)} columns={[
        { key: 'line', head: '行', align: 'number', cell: (fault) => fault.line }, { key: 'column', head: '列', isRowHead: true, cell: (fault) => fault.field ?? '行全体' }, { key: 'why', head: 'どうしてか', cell: (fault) => fault.message }, { key: 'what', head: 'どうするか', cell: (fault) => fault.remedy },
      ]} />
    </Message>
  )
}

function Concerned({ value: { counts, listed }, state }: { value: CaseView; state: ViewState }) {
  return (
    <>
      <Section title="いまの記録で確かめた結果">
        <Stats figures={[{ label: '対象の人', value: amountText(counts.all) }, { label: '世帯', value: amountText(counts.households) }, { label: '更新できる', value: counts.ready === null ? '紙の一覧' : amountText(counts.ready) }, { label: '一覧に残る', value: amountText(counts.listed) }, { label: '更新した', value: amountText(counts.updated) }]} />
        <Checks items={[
          { state: counts.plannedMoveOuts === 0 ? 'ok' : 'note', text: '転出の予定がある人', detail: counts.plannedMoveOuts === 0 ? 'いません' : `${counts.plannedMoveOuts}人。予定はそのままで、住所の書き表し方だけを改めます` },
          { state: counts.listed === 0 ? 'ok' : 'alert', text: '一覧に残る人', detail: counts.listed === 0 ? 'いません' : `${counts.listed}人。下の理由を片づけ、対象者を抽出し直すと、次の一括更新に入ります` },
        ]} />
      </Section>
      <Section title="一覧に残る人" note={counts.listed > listed.length ? `はじめの${listed.length}人` : undefined}>
        <Table<ListedPerson> caption="一覧に残る人" isCaptionHidden density="tight" rows={listed} rowState={(person) => (person.name === null ? 'protected' : undefined)} empty={<Empty title="一覧に残る人はいません。" />} columns={[
          { key: 'number', head: '宛名番号', isUnbroken: true, cell: (person) => person.addresseeNumber ?? <Masked /> }, { key: 'name', head: '氏名', isRowHead: true, cell: (person) => (person.name === null ? <Masked /> : <a href={state.request.link(`resident/record/${person.personId}`)}>{person.name}</a>) },
          { key: 'why', head: '理由', cell: (person) => person.reason },
        ]} />
      </Section>
    </>
  )
}

function CaseActs({ value: { one, towns, counts, isOpen }, state }: { value: CaseView; state: ViewState }) {
  const { link, today } = state.request
  const self = `${base}/${one.renumberingId}`
  if (!isOpen) return <Done title="この事案の更新は済みました" links={[{ label: '事案の一覧へ', href: link(base) }]}>取り消すときは、それぞれの人の履歴から「異動の取消し」を行います。</Done>
  return (
    <>
      {one.appliedAt === null ? <FileForm state={state} act="towns" label="町名の新旧のCSV" button="新旧を取り込む" note={`列：${townColumns.join('、')}`} /> : null}
      {towns.length > 0 ? (
        <CommandForm id="extract" action={state.action} act="extract" idempotencyKey={`${state.idempotencyKey}`}><Section title="対象者"><p><button class="btn" type="submit">{one.extractedAt === null ? '対象者を抽出する' : '対象者を抽出し直す'}</button></p>
          {one.extractedAt === null ? null : <p><a href={link(`${self}/sheet`)}>対象者の一覧（CSV）を出す</a></p>}</Section></CommandForm>
      ) : null}
      {one.extractedAt === null ? null : <FileForm state={state} act="addresses" label="新しい番号を入れたCSV" button="新しい番号を取り込む" note="「対象者の一覧」の新町名・新番号を埋めて取り込みます。1か所でも直すところがあれば、1行も入りません。" />}
      {one.extractedAt !== null && counts.ready !== 0 ? (
        <CommandForm id="run" action={state.action} act="run" idempotencyKey={`${state.idempotencyKey}`}>
          <CommandBar command="一括更新を始める" note={one.effectiveOn > today ? '実施日になってから始められます。それまでは、ここで何度でも確かめられます。' : '仮に確かめたあと、別の職員が人数を打って決裁します。'} />
        </CommandForm>
      ) : null}
      {one.appliedAt === null ? <CommandForm id="withdraw" action={state.action} act="withdraw" idempotencyKey={`${state.idempotencyKey}`}><p class="sect"><button class="btn-text" type="submit">この事案を取り下げる</button></p></CommandForm> : null}
    </>
  )
}

function FileForm({ state, act: name, label, button, note }: { state: ViewState; act: 'towns' | 'addresses'; label: string; button: string; note: string }) {
  return (
    <form method="post" action={state.action} enctype="multipart/form-data" class="sect">
      <input type="hidden" name="_act" value={name} /><input type="hidden" name="_key" value={state.idempotencyKey} />
      <p><label class="b" for={`f-${name}`}>{label}</label></p>
      <p><input class="in-t" type="file" id={`f-${name}`} name={name} accept=".csv,.xlsx,text/csv" /></p>
      <p><button class="btn" type="submit">{button}</button></p>
      <p class="sub">{note}</p>
    </form>
  )
}

/** A file offered as a link, for a browser without script. */
export function CsvLink({ name, rows }: { name: string; rows: readonly TextRow[] }) {
  return <p><a class="btn primary" download={name} href={`data:text/csv;charset=utf-8;base64,${Buffer.from(csvFile(rows, 'utf-8').bytes).toString('base64')}`}>ファイルを保存する</a></p>
}

/** The persons of an extraction as a file — 対象者の一覧. */
export const renumberingSheetPage = page({
  name: 'resident.renumbering-sheet-of', path: `${base}/:id/sheet`, query: renumberingSheet, input: ({ params }) => caseOf(params),
  frame: () => ({ title: '対象者の一覧（CSV）', keys }),
  view: (value, state) => <SheetView value={value} state={state} />,
})

function SheetView({ value, state }: { value: SheetFile; state: ViewState }) {
  return (
    <OneColumn>
      <Head title="対象者の一覧（CSV）" note={value.title} right={<a href={state.request.link(`${base}/${state.request.params['id'] ?? ''}`)}>事案へ戻る</a>} />
      {value.rows.length === 0 ? <Empty title="出せる対象者がいません。" looked="まだ抽出していないか、全員の更新が済んでいます。" /> : (
        <Section title={`${amountText(value.rows.length)}人`} note="CSV（UTF-8）。状態印の列は変えないでください">
          <CsvLink name="renumbering.csv" rows={[value.columns, ...value.rows.map((row) => row.cells)]} />
          <p class="sub">書き出したことは、監査の記録に残りました。新町名と新番号を埋めて、事案の画面から取り込みます。</p>
        </Section>
      )}
      {value.withheld > 0 ? <Message kind="info" title={`ほかに、責任者が扱う記録が ${value.withheld}件あります`}>責任者がこの画面を開いて出します。</Message> : null}
    </OneColumn>
  )
}

/** Notices of a case as a list of addresses and as paper — 変更通知. */
export const renumberingNoticesPage = page({
  name: 'resident.renumbering-notices-of', path: `${base}/:id/notices`, query: renumberingNotices,
  input: ({ params, query }) => ({ ...caseOf(params), form: query.get('form') === 'paper' ? 'paper' : 'list', from: Number(query.get('from') ?? 0) }),
  frame: () => ({ title: '変更通知の宛名と紙', keys }),
  view: (value, state) => <NoticesView value={value} state={state} />,
})

const noticeColumns = ['郵便番号', '住所', '宛名', '世帯番号', '変わる前の住所', '変わった後の住所', '対象の人'] as const
const cellsOf = (notice: Notice): TextRow => [notice.postalCode, notice.address, notice.addressee, notice.householdNumber, notice.oldAddress, notice.newAddress, notice.names.join('、')]

function NoticesView({ value, state }: { value: NoticeFile; state: ViewState }) {
  const { link, params } = state.request
  const self = `${base}/${params['id'] ?? ''}`
  const slices = Array.from({ length: Math.ceil(value.count / noticesInSlice) }, (_one, index) => index * noticesInSlice)
  return (
    <OneColumn>
      <Head title="変更通知の宛名と紙" note={`${value.title}　${amountText(value.count)}世帯、郵便番号と住所の順`} right={<a href={link(self)}>事案へ戻る</a>} />
      {value.withheld > 0 ? <Message kind="info" title={`ほかに、責任者が扱う世帯が ${value.withheld}件あります`}>責任者がこの画面を開いて出します。</Message> : null}
      {value.notDrawn.length > 0 ? <Message kind="alert" title={`紙にできなかった世帯が ${value.notDrawn.length}件あります`}>{`世帯番号 ${value.notDrawn.join('、')}。文字がないか、長すぎます。手で書いて送ってください。`}</Message> : null}
      {value.count === 0 ? <Empty title="通知する世帯はありません。" looked="更新した人だけを数えます。取り消した人は入りません。" /> : (
        <>
          <Section title="宛名の一覧（CSV）">{value.pdfBase64 === null && value.from === 0 ? <CsvLink name="notices.csv" rows={[noticeColumns, ...value.notices.map(cellsOf)]} /> : <p><a href={link(`${self}/notices`)}>一覧を出す</a></p>}</Section>
          <Section title="通知の紙" note={`${noticesInSlice}世帯ずつ`}>
            {slices.map((from) => <p><a href={link(`${self}/notices?form=paper&from=${from}`)}>{`${from + 1}通目から${Math.min(from + noticesInSlice, value.count)}通目まで`}</a></p>)}
            {value.pdfBase64 === null ? null : <p><a class="btn primary" download="notices.pdf" href={`data:application/pdf;base64,${value.pdfBase64}`}>{`${value.from + 1}通目からの紙（PDF）を保存する`}</a></p>}
          </Section>
        </>
      )}
    </OneColumn>
  )
}

import { printDate } from '../../kernel/wareki.ts'
import { townClock } from './filing-parts.tsx'
import {
  act, Case, Chip, CommandBar, CommandForm, DaysLeft, Decision, Done, Empty, ErrorSummary, Facts, Head, KeyValues, LinkButton, Masked, MaySay, Message, OneColumn, page, Rows, Section, Select, Steps, Table, Task, TextArea, TextField, type ViewState, Who,
} from '../../platform/screen/index.ts'
import type { FormValues } from '../../platform/screen/index.ts'
import { townDay } from '../../platform/clock/index.ts'
import type { Instant } from '../../kernel/plain-date.ts'
import { readCertificate } from '../one-stop/certificate.ts'
import { mergeMove, refuseMove, reopenMove } from '../one-stop/cases.ts'
import { itemKinds, itemStates, origins } from '../one-stop/model.ts'
import { receivePortalFile } from '../one-stop/portal.ts'
import { listOneStop, showOneStop, type OneStopItem, type OneStopLine, type OneStopList } from '../one-stop/views.ts'
import { sayableSentence } from '../protection/answer.ts'
import { textOf } from './form-values.ts'

const listKeys = [{ key: 'F2', does: '検索' }, { key: '↑↓', does: '選ぶ' }, { key: 'Enter', does: '開く' }, { key: 'F8', does: 'キーを表示' }]

/** The inbox of announced moves: open ones by deadline, or those that ended — 引越しワンストップの受付. */
export const oneStopPage = page({
  name: 'resident.one-stop-list', path: 'resident/one-stop', query: listOneStop,
  input: ({ query }) => ({ shown: query.get('shown') ?? 'open', kind: textOf(query, 'kind'), cursor: textOf(query, 'after'), limit: 50 }),
  frame: () => ({ title: '引越しワンストップの受付', keys: listKeys }),
  view: (value, state) => <InboxView value={value} state={state} />,
  acts: {
    read: act({ command: readCertificate, input: ({ form }) => ({ symbols: form.get('symbols') ?? '' }), after: (value) => `resident/one-stop/${value.itemId}` }),
    take: act({ command: receivePortalFile, input: ({ form }) => { const file = form.file('file'); return { fileBase64: file === undefined ? '' : Buffer.from(file.bytes).toString('base64') } } }),
  },
})

function InboxView({ value, state }: { value: OneStopList; state: ViewState }) {
  const { link } = state.request
  const query = (over: Partial<Record<'shown' | 'kind' | 'after', string>>): string => {
    const parts = Object.entries({ shown: value.shown, kind: value.kind ?? '', ...over }).filter(([, text]) => text !== '').map(([name, text]) => `${name}=${encodeURIComponent(text)}`)
    return link(`resident/one-stop?${parts.join('&')}`)
  }
  const kinds = [['', 'すべて'], ...Object.entries(itemKinds)] as const
  return (
    <OneColumn>
      <Head title="引越しワンストップの受付" note={`${value.items.length}件${value.next === null ? '' : '以上'}　届いただけでは、町の記録は変わりません`}
        right={<>{([['open', '開いている'], ['ended', '終わった']] as const).map(([one, label]) => (one === value.shown ? <b> {label} </b> : <a href={query({ shown: one })}> {label} </a>))}</>}>
        <nav class="sub" aria-label="手続きでしぼる">{kinds.map(([kind, label]) => ((value.kind ?? '') === kind ? <b> {label} </b> : <a href={query({ kind })}> {label} </a>))}</nav>
      </Head>
      <ErrorSummary refusals={state.refusals} before="受け付ける前に" isFocused />
      <TakenIn state={state} />
      <Table<OneStopLine> caption="引越しワンストップの受付" isCaptionHidden isList density="middle" rows={value.items} rowState={(line) => (line.isForOfficer ? 'protected' : undefined)}
        columns={[
          { key: 'number', head: '受付番号', isUnbroken: true, isRowHead: true, cell: (line, index) => <a href={link(`resident/one-stop/${line.itemId}`)} autofocus={index === 0}>{line.number}</a> },
          { key: 'kind', head: '手続き', isUnbroken: true, cell: (line) => itemKinds[line.kind] },
          { key: 'who', head: '人', cell: (line) => <Whom line={line} /> },
          { key: 'origin', head: '届いた先', isUnbroken: true, cell: (line) => origins[line.origin] },
          { key: 'moved', head: '引越しの日', isUnbroken: true, cell: (line) => printDate(line.movedOn, 'short') },
          { key: 'due', head: '期限', isUnbroken: true, cell: (line) => (line.dueOn === null ? 'なし' : printDate(line.dueOn, 'short')) },
          { key: 'left', head: '残り', isUnbroken: true, cell: (line) => (value.shown === 'open' && line.daysLeft !== null ? <DaysLeft days={line.daysLeft} isNear={line.daysLeft < 4} /> : '') },
          { key: 'state', head: '状態', cell: (line) => <StateOf line={line} /> },
        ]}
        paging={value.next === null ? undefined : { shown: `${value.items.length}件を表示`, next: query({ after: value.next }) }}
        empty={<Empty title={value.shown === 'open' ? '開いている受付はありません。' : '終わった受付はありません。'} looked="ポータル、ほかの市区町村、転出証明書の紙から届いたものを見ました。" />} />
      <CertificateSymbols state={state} />
      <PortalFile state={state} />
    </OneColumn>
  )
}

function Whom({ line }: { line: Pick<OneStopLine, 'who' | 'personCount' | 'state'> }) {
  if (line.personCount === 0) return <span class="sub">申込みを待っています</span>
  return <>{line.who ?? <Masked />}{line.personCount > 1 ? <span class="sub">　ほか{line.personCount - 1}人</span> : null}</>
}

function StateOf({ line }: { line: OneStopLine }) {
  const kind = line.state === 'waiting' ? 'info' : 'none'
  return <><Chip kind={kind}>{itemStates[line.state]}</Chip>{line.isWithdrawn && line.state !== 'cancelled' ? <Chip kind="alert">あとから取消し</Chip> : null}{line.isForOfficer ? <Chip kind="protect">責任者</Chip> : null}</>
}

function TakenIn({ state }: { state: ViewState }) {
  const taken = state.carriedOut?.value as { lines?: number; known?: number; counts?: Record<string, number> } | undefined
  if (taken?.lines === undefined) return <></>
  const counts = Object.entries(taken.counts ?? {}).map(([title, count]) => `${title} ${count}件`).join('　')
  return <Done title={`ポータルの知らせを${taken.lines}件読みました`}>{counts}{taken.known ? `　うち${taken.known}件は、もう届いていたものです。` : ''}　断ったものには、理由を返しました。</Done>
}

function CertificateSymbols({ state }: { state: ViewState }) {
  if (!state.request.actor.permissions.has('resident.write')) return <></>
  return (
    <Section id="read" title="転出証明書の二次元コードを読む" note="欄を選んで、証明書のコードを全部、続けて読みます。順番は問いません">
      <CommandForm id="read-certificate" action={state.action} act="read" idempotencyKey={state.idempotencyKey}>
        <Rows><TextArea name="symbols" label="読んだもの" lines={3} value={state.form.get('symbols')} refusals={state.refusals} hint="スキャナーが文字を打ち込みます。日本語入力は切ってください" /></Rows>
        <p><button class="btn" type="submit">受付を開く</button></p>
      </CommandForm>
    </Section>
  )
}

function PortalFile({ state }: { state: ViewState }) {
  if (!state.request.actor.permissions.has('resident.write')) return <></>
  return (
    <Section title="ポータルから取り出したファイルを受け付ける" note="1行でも読めないところがあれば、1行も受け付けません">
      <form method="post" action={state.action} enctype="multipart/form-data">
        <input type="hidden" name="_act" value="take" /><input type="hidden" name="_key" value={state.idempotencyKey} />
        <p><label class="b" for="f-fileBase64">申込みのファイル</label> <input class="in-t" type="file" id="f-fileBase64" name="file" accept=".jsonl,.json,application/x-ndjson" /> <button class="btn" type="submit">確かめて受け付ける</button></p>
      </form>
      <p class="sub">受け付けた・断った・記録した知らせは、ポータルの側が回答として取りに来ます。同じファイルを2回受け付けても、何も変わりません。</p>
    </Section>
  )
}

const versioned = (form: FormValues, id: string | undefined) => ({ itemId: id, expectedVersion: Number(form.get('expectedVersion') ?? Number.NaN) })

/** One announced move beside the register: open its form, refuse it, put it together with an earlier one, open it again — 受付. */
export const oneStopItemPage = page({
  name: 'resident.one-stop-item', path: 'resident/one-stop/:id', query: showOneStop,
  input: ({ params }) => ({ itemId: params['id'] }),
  frame: (value) => ({ title: '引越しワンストップの受付', isProtected: value.line.isForOfficer, keys: [{ key: 'F2', does: '検索' }, { key: 'Enter', does: '用紙を開く' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <ItemView value={value} state={state} />,
  acts: {
    refuse: act({ command: refuseMove, input: ({ params, form }) => ({ ...versioned(form, params['id']), reason: textOf(form, 'reason') ?? '' }) }),
    merge: act({ command: mergeMove, input: ({ params, form }) => ({ ...versioned(form, params['id']), intoId: textOf(form, 'intoId') ?? '' }) }),
    reopen: act({ command: reopenMove, input: ({ params, form }) => ({ ...versioned(form, params['id']), reason: textOf(form, 'reason') ?? '' }) }),
  },
})

function ItemView({ value, state }: { value: OneStopItem; state: ViewState }) {
  const { line } = value
  const isClosed = line.isForOfficer || line.personIds.some((id) => state.withheld.has(id))
  const steps = [{ label: '届く' }, { label: '届出を聞く・入れる' }, { label: '審査' }, { label: '記録' }]
  const step = { waiting: 2, submitted: 3 }[line.state as string] ?? 4
  return (
    <>
      <Case decision="middle" isProtected={isClosed}>
        <Who name={line.who ?? '（表示しません）'} kind={line.personCount > 1 ? `ほか${line.personCount - 1}人` : undefined} again={line.number}
          facts={[{ label: '手続き', value: itemKinds[line.kind] }, { label: '引越しの日', value: printDate(line.movedOn) }, { label: '期限', value: line.dueOn === null ? 'なし' : printDate(line.dueOn), note: line.daysLeft === null || step === 4 ? undefined : <DaysLeft days={line.daysLeft} isNear={line.daysLeft < 4} /> }, { label: '受付番号', value: line.number }]}
          warnings={<><StateOf line={line} /><Chip>{origins[line.origin]}</Chip></>} />
        <Task title="引越しワンストップの受付" right={<a href={state.request.link('resident/one-stop')}>一覧へ戻る</a>}><Steps current={step} steps={steps} /></Task>
        <Facts heading="届いた内容">
          <ErrorSummary refusals={state.refusals} before="決める前に" isFocused />
          {isClosed ? <MaySay sentence={sayableSentence}>内容は、責任者の画面だけに出ます。</MaySay> : <Announced value={value} state={state} />}
        </Facts>
        <ItemDecision value={value} state={state} isClosed={isClosed} />
      </Case>
      <EndForms value={value} state={state} />
    </>
  )
}

function Announced({ value, state }: { value: OneStopItem; state: ViewState }) {
  if (value.persons.length === 0) return <Empty title="内容はありません。" looked="取消しだけが先に届いているか、預かる期間が過ぎて内容を消しています。" />
  return (
    <>
      <div class="sect"><KeyValues facts={value.facts.map((fact) => ({ label: fact.item, value: /^\d{4}-\d{2}-\d{2}$/.test(fact.value) ? printDate(fact.value as never) : fact.value }))} /></div>
      <div class="sect">
        <Table caption="届いた人と、町の記録" rows={value.persons} columns={[
          { key: 'name', head: '届いた氏名', isRowHead: true, cell: (person) => <>{person.name}{person.isApplicant ? <span class="sub">　申込者</span> : null}<br /><span class="sub">{person.kana ?? ''}</span></> },
          { key: 'birth', head: '生年月日', isUnbroken: true, cell: (person) => <>{person.birth}<br /><span class="sub">{person.sex}　{person.relationship ?? ''}</span></> },
          { key: 'by', head: '照合', cell: (person) => <Chip kind={person.records.length > 1 ? 'alert' : 'none'}>{matchTitle(person)}</Chip> },
          { key: 'record', head: '町の記録', cell: (person) => person.records.map((record) => <p><a href={state.request.link(`resident/record/${record.personId}`)}>{record.name}</a>　{record.standing}　{record.birth}　{record.relationship}<br /><span class="sub">{record.address}　宛名番号 {record.addresseeNumber}</span></p>) },
        ]} />
      </div>
      <p class="sub">個人番号と住民票コードは、この画面に出しません。届いていれば、記録するときに使います。</p>
    </>
  )
}

function matchTitle(person: OneStopItem['persons'][number]): string {
  if (person.records.length > 1) return `候補 ${person.records.length}人`
  return { number: '番号で一致', name: '氏名・生年月日・性別で一致', none: 'なし' }[person.by]
}

function ItemDecision({ value, state, isClosed }: { value: OneStopItem; state: ViewState; isClosed: boolean }) {
  const { link } = state.request
  return (
    <Decision heading="確かめるところ" isHeadingShown>
      {value.problems.length === 0 ? <Message kind="ok" title={isClosed ? '責任者が扱います' : '確かめるところは見つかりません'} /> : value.problems.map((problem) => <Message kind={problem.code === 'protected' ? 'protect' : 'alert'} title={problem.text}>{problem.remedy}</Message>)}
      <Section title="これまで">
        <Table caption="これまで" isCaptionHidden rows={value.steps} columns={[
          { key: 'at', head: 'いつ', isRowHead: true, isUnbroken: true, cell: (step) => momentText(step.at) }, { key: 'state', head: '状態', isUnbroken: true, cell: (step) => itemStates[step.state] },
          { key: 'by', head: 'だれ', isUnbroken: true, cell: (step) => step.byName }, { key: 'reason', head: '理由', cell: (step) => (isClosed ? '' : step.reason ?? '') },
        ]} />
        {value.sent.length > 0 ? <p class="sub">知らせたこと　{value.sent.map((sent) => `${sent.title}（${momentText(sent.at)}${sent.isUnknownTown ? '　届け先がありません' : ''}）`).join('、')}</p> : null}
      </Section>
      {isClosed ? null : <Ending value={value} state={state} />}
      {value.notificationId === null ? null : <p><a href={link(`resident/notification/${value.notificationId}`)}>この受付から作った届出</a></p>}
    </Decision>
  )
}

function momentText(at: string): string {
  return `${printDate(townDay(at as Instant), 'short')} ${townClock(at)}`
}

/** What may be done now: the filled button opens the form; refusing and merging are forms of their own. */
function Ending({ value, state }: { value: OneStopItem; state: ViewState }) {
  const { line } = value
  const { link, actor } = state.request
  if (state.carriedOut !== null) return <div class="cmdbar"><Done title={`${itemStates[line.state]}にしました　受付 ${line.number}`} links={[{ label: '一覧へ戻る', href: link('resident/one-stop') }]} /></div>
  if (!actor.permissions.has('resident.write')) return <></>
  if (line.state === 'refused' || line.state === 'merged') {
    return <><div class="sect"><TextField name="reason" form="reopen" label="開き直す理由" width={24} value={state.form.get('reason')} refusals={state.refusals} /></div><CommandBar other={{ label: '開き直す', form: 'reopen' }} note="もう一度、受付として扱います。" /></>
  }
  if (line.state !== 'waiting') return <></>
  return (
    <>
      {value.formPath === null ? <p class="sub">用紙を開くには、町の記録の人が一人に決まる必要があります。検索から、その人の{itemKinds[line.kind]}を入れてください。</p> : <p><LinkButton href={link(value.formPath)} isPrimary isFocused>{itemKinds[line.kind]}の用紙を開く</LinkButton></p>}
      {value.others.length > 0 ? <div class="sect"><Select name="intoId" form="merge" label="同じ人の受付" value={state.form.get('intoId')} refusals={state.refusals} choices={[{ value: '', label: '選ぶ' }, ...value.others.map((other) => ({ value: other.itemId, label: `${other.number}　${itemStates[other.state]}` }))]} /><button class="btn" type="submit" form="merge">この受付を、選んだ受付にまとめる</button></div> : null}
      <div class="sect"><TextField name="reason" form="refuse" label="断る理由" width="full" value={state.form.get('reason')} refusals={state.refusals} hint={line.origin === 'portal' ? '申込者に、そのまま返ります' : undefined} /></div>
      <CommandBar other={{ label: '断る', form: 'refuse' }} note="用紙を開いても、審査が済むまで町の記録は変わりません。" />
    </>
  )
}

function EndForms({ value, state }: { value: OneStopItem; state: ViewState }) {
  const common = { action: state.action, idempotencyKey: state.idempotencyKey, expectedVersion: value.version }
  if (value.line.state === 'waiting') return <><CommandForm id="refuse" act="refuse" {...common} /><CommandForm id="merge" act="merge" {...common} /></>
  return value.line.state === 'refused' || value.line.state === 'merged' ? <CommandForm id="reopen" act="reopen" {...common} /> : <></>
}

import { shortDayText, type FormValues } from '../../platform/screen/index.ts'
import type { Consequence } from '../../platform/command/tx.ts'
import { printDate } from '../../kernel/wareki.ts'
import {
  act, ApprovalBox, Case, Chip, CommandBar, CommandForm, ConsequenceList, Decision, Done, Empty, ErrorSummary, Facts, Head, KeyValues, Masked, Message, OneColumn, page, Section, Steps, Table, Task, TextField, type ViewState, Who,
} from '../../platform/screen/index.ts'
import { approveNotification, sendBackNotification, submitNotification, withdrawNotification } from '../commands.ts'
import { issueConfirmationSheet } from '../notices/confirmation.ts'
import { listReviews, showNotification, type Review, type ReviewLine, type ReviewList } from '../notification/review.ts'
import { townClock } from './filing-parts.tsx'

/** Filings that wait for review — 審査を待つ届出. */
export const reviewsPage = page({
  name: 'resident.reviews', path: 'resident/reviews', query: listReviews,
  input: ({ query }) => ({ state: query.get('state') ?? 'submitted', cursor: query.get('after') ?? null, limit: 50 }),
  frame: () => ({ title: '審査を待つ届出' }),
  view: (value, state) => <ReviewsView value={value} state={state} />,
})

function ReviewsView({ value, state }: { value: ReviewList; state: ViewState }) {
  const { link } = state.request
  const states = [['submitted', '審査待ち'], ['sent-back', '差し戻し'], ['approved', '記録済み'], ['withdrawn', '取下げ']] as const
  return (
    <OneColumn>
      <Head title="審査を待つ届出" note={`${value.items.length}件${value.next === null ? '' : '以上'}`} right={<><a href={link('resident/one-stop')}>引越しワンストップの受付</a>　{states.map(([one, label]) => (one === value.state ? <b> {label} </b> : <a href={link(`resident/reviews?state=${one}`)}> {label} </a>))}</>} />
      <Table<ReviewLine> caption="審査を待つ届出" isCaptionHidden isList density="middle" rows={value.items} rowState={(line) => (line.who === null ? 'protected' : undefined)}
        columns={[
          { key: 'number', head: '届出番号', isUnbroken: true, isRowHead: true, cell: (line) => <a href={link(`resident/notification/${line.notificationId}`)}>{line.number}</a> },
          { key: 'kind', head: '届出', isUnbroken: true, cell: (line) => line.kindTitle },
          { key: 'who', head: '人', cell: (line) => <>{line.who ?? <Masked />}{line.personCount > 1 ? <span class="sub">　ほか{line.personCount - 1}人</span> : null}</> },
          { key: 'event', head: '異動日', isUnbroken: true, cell: (line) => printDate(line.eventOn, 'short') },
          { key: 'notified', head: '届出日', isUnbroken: true, cell: (line) => printDate(line.notifiedOn, 'short') },
          { key: 'by', head: '入れた職員', isUnbroken: true, cell: (line) => <>{line.submittedByName}{line.isOwn ? <span class="sub">（あなた）</span> : null}</> },
          { key: 'state', head: '状態', isUnbroken: true, cell: (line) => <Chip kind={line.state === 'submitted' ? 'info' : 'none'}>{line.stateTitle}</Chip> },
        ]}
        paging={value.next === null ? undefined : { shown: `${value.items.length}件を表示`, next: link(`resident/reviews?state=${value.state}&after=${value.next}`) }}
        empty={<Empty title="審査を待つ届出はありません。" looked="この町のすべての届出を見ました。" />} />
    </OneColumn>
  )
}

const versioned = (form: FormValues, id: string | undefined) => ({ notificationId: id, expectedVersion: Number(form.get('expectedVersion') ?? Number.NaN) })

/** One filing with its review — 届出・審査. */
export const notificationPage = page({
  name: 'resident.notification-of', path: 'resident/notification/:id', query: showNotification,
  input: ({ params }) => ({ notificationId: params['id'] }),
  frame: () => ({ title: '届出', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '記録する' }] }),
  view: (value, state) => <NotificationView value={value} state={state} />,
  acts: {
    // 確かめる shows what would change now; only an officer who has seen that may agree to a difference.
    approve: act({ command: approveNotification, input: ({ params, form }) => ({ ...versioned(form, params['id']), difference: form.get('_dry') !== undefined || form.get('_preview') ? 'agreed' : 'as-shown' }) }),
    sendBack: act({ command: sendBackNotification, input: ({ params, form }) => ({ ...versioned(form, params['id']), reason: form.get('reason') ?? '' }) }),
    sheet: act({ command: issueConfirmationSheet, input: ({ params }) => ({ notificationId: params['id'] }) }),
    withdraw: act({ command: withdrawNotification, input: ({ params, form }) => ({ ...versioned(form, params['id']), reason: form.get('reason') ?? '' }) }),
  },
})

function NotificationView({ value, state }: { value: Review; state: ViewState }) {
  const { line } = value
  const [first] = value.persons
  const mayApprove = line.state === 'submitted' && !line.isOwn && state.request.actor.permissions.has('resident.approve')
  const form = mayApprove ? { action: state.action, act: 'approve', idempotencyKey: state.idempotencyKey, previewId: state.preview?.id, expectedVersion: value.version } : undefined
  return (
    <>
      <Case decision="wide" form={form}>
        <Who kana={first?.kana ?? undefined} name={line.who ?? '（表示しません）'} kind={line.personCount > 1 ? `ほか${line.personCount - 1}人` : undefined} again={line.number}
          facts={[{ label: '届出', value: line.kindTitle }, { label: '異動日', value: printDate(line.eventOn) }, { label: '届出日', value: printDate(line.notifiedOn) }, { label: '届出番号', value: line.number }]}
          warnings={<Chip kind={line.state === 'submitted' ? 'info' : 'none'}>{line.stateTitle}</Chip>} />
        <Task title="届出"><Steps current={line.state === 'submitted' ? 3 : 4} steps={[{ label: '聞く' }, { label: '入れる・確かめる' }, { label: '審査' }, { label: line.state === 'submitted' ? '記録' : line.stateTitle }]} /></Task>
        <Facts heading="届け出られた事実"><FiledFacts value={value} state={state} /></Facts>
        <ReviewDecision value={value} state={state} mayApprove={mayApprove} />
      </Case>
      {line.state === 'submitted' ? <EndForms value={value} state={state} /> : null}
      {state.request.actor.permissions.has('resident.write') ? <SheetForm state={state} /> : null}
    </>
  )
}

function FiledFacts({ value, state }: { value: Review; state: ViewState }) {
  return (
    <>
      <ErrorSummary refusals={state.refusals} before="記録する前に" isFocused />
      <div class="sect"><KeyValues facts={value.facts.map((fact) => ({ label: fact.item, value: fact.value }))} /></div>
      <div class="sect">
        <Table caption="届け出られた人" rows={value.persons} columns={[
          { key: 'name', head: '氏名', isRowHead: true, cell: (person) => (person.personId === null ? person.name : <a href={state.request.link(`resident/record/${person.personId}`)}>{person.name}</a>) },
          { key: 'kana', head: 'フリガナ', cell: (person) => person.kana ?? '' }, { key: 'birth', head: '生年月日', isUnbroken: true, cell: (person) => person.birth ?? <Masked /> },
          { key: 'sex', head: '性別', cell: (person) => person.sex ?? '' }, { key: 'rel', head: '続柄', cell: (person) => person.relationship },
          { key: 'now', head: 'いま', cell: (person) => (person.now === null ? '' : <del>{person.now}</del>) }, { key: 'after', head: 'このあと', cell: (person) => (person.after === null ? '' : <ins class="b">{person.after}</ins>) },
        ]} />
      </div>
      {value.acknowledged.length > 0 ? <Section title="確かめたこと"><KeyValues facts={value.acknowledged.map((one) => ({ label: one.message, value: one.reason }))} /></Section> : null}
    </>
  )
}

function ReviewDecision({ value, state, mayApprove }: { value: Review; state: ViewState; mayApprove: boolean }) {
  const { line } = value
  const lines = state.preview?.consequences ?? value.shown
  const isDifferent = state.refusals.some((refusal) => refusal.code === 'resident.consequences-differ')
  return (
    <Decision heading="この届出で変わること" isHeadingShown note={state.preview ? 'いまの結果' : '入れたときに見せた結果'}>
      {isDifferent ? <Message kind="alert" title="いまの結果は、入れたときと違います">「確かめる」を押すと、いまの結果が出ます。それでよければ、もう一度記録してください。</Message> : null}
      {state.preview ? <Difference before={value.shown} after={state.preview.consequences} /> : null}
      {lines.length > 0 ? <ConsequenceList consequences={lines} today={state.request.today} /> : <Empty title="ほかの業務で変わることはありません。" />}
      <Section title="審査">
        <ApprovalBox steps={[
          { role: '入れた人', name: line.submittedByName, at: `${townClock(line.submittedAt)}`, state: 'done', isMe: line.isOwn },
          line.state === 'submitted' ? { role: '審査する人', name: mayApprove ? state.request.actor.name : '別の職員', state: 'now', isMe: mayApprove } : { role: '審査した人', name: value.stateByName, at: townClock(value.stateAt), state: 'done' },
        ]} />
      </Section>
      {line.state === 'submitted' && (mayApprove || line.isOwn) ? <div class="sect"><TextField name="reason" form={line.isOwn ? 'withdraw' : 'send-back'} label={line.isOwn ? '取下げの理由' : '差戻しの理由'} width={24} value={state.form.get('reason')} refusals={state.refusals} /></div> : null}
      <Ending value={value} state={state} mayApprove={mayApprove} />
    </Decision>
  )
}

interface DifferentLine { readonly line: Consequence; readonly isNew: boolean }

function differencesOf(before: readonly Consequence[], after: readonly Consequence[]): readonly DifferentLine[] {
  const key = (one: Consequence): string => JSON.stringify([one.code, one.subjectIds, one.title, one.detail, one.deadline, one.effectiveOn, one.amount, one.letter])
  const [old, now] = [new Set(before.map(key)), new Set(after.map(key))]
  return [...before.filter((one) => !now.has(key(one))).map((line) => ({ line, isNew: false })), ...after.filter((one) => !old.has(key(one))).map((line) => ({ line, isNew: true }))]
}

function Difference({ before, after }: { before: readonly Consequence[]; after: readonly Consequence[] }) {
  const different = differencesOf(before, after)
  if (different.length === 0) return <Message kind="ok" title="入れたときに見せた結果と同じです" />
  return <Message kind="alert" title={`入れたときと違うところが ${different.length}つあります`}><ul>{different.map(({ line, isNew }) => <li>{isNew ? <ins>{line.business}　{line.title}</ins> : <del>{line.business}　{line.title}</del>}</li>)}</ul></Message>
}

function Ending({ value, state, mayApprove }: { value: Review; state: ViewState; mayApprove: boolean }) {
  const { line } = value
  const { link } = state.request
  if (line.state === 'approved') return <div class="cmdbar"><Done title={`記録しました（${townClock(value.stateAt)}）`} links={[{ label: '次の届出を審査する', href: link('resident/reviews') }, { label: '異動前後の対照', href: link(`resident/comparison/${line.notificationId}`) }, ...value.persons.flatMap((person) => (person.personId === null ? [] : [{ label: `${person.name}の記録`, href: link(`resident/record/${person.personId}`) }])).slice(0, 1)]}>町の記録と、上の一覧の手続きに入りました。</Done></div>
  if (line.state !== 'submitted') return <div class="cmdbar"><Message kind="info" title={`${line.stateTitle}　${shortDayText(line.notifiedOn)}の届出`}>{value.stateReason ?? ''}</Message></div>
  if (state.carriedOut?.command === submitNotification.name) return <div class="cmdbar"><Done title={`審査へ回しました（${townClock(line.submittedAt)}）　届出 ${line.number}`} links={[{ label: '続けて転入届を入れる', href: link('resident/moving-in') }, { label: '次の人を探す', href: link('resident/search') }]}>別の職員が見ます。町の記録はまだ変わっていません。</Done></div>
  const isDifferent = state.preview !== null && differencesOf(value.shown, state.preview.consequences).length > 0
  if (mayApprove) return <CommandBar command={isDifferent ? '違いを認めて記録する' : '記録する'} check="button" other={{ label: '差し戻す', form: 'send-back' }} note="記録すると、上の一覧の手続きが一緒に始まります。" />
  return <CommandBar other={line.isOwn ? { label: '取り下げる', form: 'withdraw' } : undefined} note={line.isOwn ? '自分で入れた届出は、別の職員が審査します。' : '審査の役割を持つ職員が記録します。'} />
}

/** The sheet on which the filing is read over on paper. */
function SheetForm({ state }: { state: ViewState }) {
  const issued = state.carriedOut?.command === issueConfirmationSheet.name ? state.carriedOut.value as { documentId: string } : null
  return (
    <OneColumn>
      <CommandForm id="sheet" action={state.action} act="sheet" idempotencyKey={state.idempotencyKey}>
        <p>{issued === null ? null : <a href={state.request.link(`documents/${issued.documentId}`)}>異動確認票を開いて刷る</a>} <button class="btn" type="submit">異動確認票を出す</button></p>
      </CommandForm>
    </OneColumn>
  )
}

/** Sending back and withdrawing are forms of their own; the reason stands in the band above. */
function EndForms({ value, state }: { value: Review; state: ViewState }) {
  const own = value.line.isOwn
  return (
    <CommandForm id={own ? 'withdraw' : 'send-back'} action={state.action} act={own ? 'withdraw' : 'sendBack'} idempotencyKey={state.idempotencyKey} expectedVersion={value.version} />
  )
}

import type { Child } from 'hono/jsx'
import { daysBetween, type PlainDate } from '../../kernel/plain-date.ts'
import { amountText, yenText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { townDay, townTime } from '../../platform/clock/index.ts'
import {
  act, ApprovalBox, Case, Chip, CommandBar, DaysLeft, dayText, Decision, Done, Empty, ErrorSummary, Facts, KeyValues, Head, LinkButton, Message, page, Radios, Rows, Section, Split, Table, Task, TextField, Tree, Who,
  type PageRequest, type TreeGroup, type ViewState,
} from '../../platform/screen/index.ts'
import { close } from '../commands.ts'
import { listOpen, showTask, type OpenTasks, type TaskCase, type TaskItem } from '../queries.ts'
import type { Due } from '../rules.ts'

export const dueWords = { all: 'すべて', overdue: '期限切れ', near: '期限が近い' } as const

/** Where the list stands with these filters, below the town's path; the next page keeps them. */
export function addressOf(of: { readonly owner: string | null; readonly due: Due | null }, more: Readonly<Record<string, string>> = {}, path = 'tasks'): string {
  const query = new URLSearchParams({ ...(of.owner === null ? {} : { owner: of.owner }), ...(of.due === null ? {} : { due: of.due }), ...more }).toString()
  return query === '' ? path : `${path}?${query}`
}

/** Open obligations of a section, what is past its day first — 期限の番人. */
export const tasksPage = page({
  name: 'tasks.list', path: 'tasks', query: listOpen,
  input: ({ query }: PageRequest) => ({ owner: query.get('owner') || undefined, due: query.get('due') || undefined, cursor: query.get('after') }),
  frame: () => ({ title: '期限', keys: [{ key: 'F2', does: '検索' }, { key: '↑↓', does: '行' }, { key: 'Enter', does: '手続きを開く' }, { key: 'K', does: '期限切れ' }, { key: 'N', does: '近いもの' }, { key: 'C', does: 'CSV' }, { key: 'Ctrl+P', does: '印刷' }, { key: 'F6', does: '欄を移る' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <TasksView value={value} state={state} />,
})

function TasksView({ value, state }: { value: OpenTasks; state: ViewState }) {
  const { link, today } = state.request
  const { owner, due, pressing } = value
  const looked = `${owner ?? 'すべての係'}の${due === null ? '残っている手続き' : dueWords[due]}を見ました。`
  return (
    <>
      <Head title="期限のある手続き" note={`${owner ?? 'すべての係'}　期限切れ ${amountText(pressing.overdue)}件　${value.nearDays}日以内 ${amountText(pressing.near)}件　ぜんぶで ${amountText(pressing.all)}件`} right={<>
        <LinkButton href={link(addressOf({ owner, due: 'overdue' }))} size="small" letter="K">期限切れ</LinkButton> <LinkButton href={link(addressOf({ owner, due: 'near' }))} size="small" letter="N">近いもの</LinkButton> <LinkButton href={link(addressOf(value, {}, 'tasks/list/export'))} size="small" letter="C">CSV</LinkButton>
      </>} />
      <Split sideLabel="しぼる" side={<Section title="しぼる"><Tree label="期限と係" groups={filtersOf(value, link)} /></Section>}>
        <Table<TaskItem> caption="期限のある手続き" captionNote={due === null ? '　期限の近い順。過ぎたものが先' : `　${dueWords[due]}`} isList isWide rows={value.items} rowState={(item) => (item.subjectIds.some((id) => state.withheld.has(id)) ? 'protected' : undefined)} columns={[
          { key: 'left', head: '残り', isUnbroken: true, cell: (item) => <Left item={item} today={today} /> },
          { key: 'day', head: '期限', isUnbroken: true, cell: (item) => (item.deadline ? deadlineText(item.deadline, today) : '') },
          { key: 'title', head: '手続き', isRowHead: true, cell: (item, index) => <><a href={link(`tasks/${item.taskId}`)} autofocus={index === 0}>{item.title}</a>{item.detail ? <span class="sub">　{item.detail}</span> : null}</> },
          { key: 'business', head: '業務', isUnbroken: true, cell: (item) => item.business }, { key: 'owner', head: '係', isUnbroken: true, cell: (item) => item.owner },
          { key: 'lost', head: '過ぎると', isSource: true, cell: (item) => item.lostAfter ?? '' }, { key: 'article', head: '根拠', isSource: true, cell: (item) => item.article ?? '' },
        ]}
          paging={value.next === null ? undefined : { shown: `${value.items.length}件を表示`, next: link(addressOf(value, { after: value.next })) }}
          empty={<Empty title="残っている手続きはありません。" looked={`${looked}届出を記録すると、ここに期限の順で並びます。`} />} />
      </Split>
    </>
  )
}

function filtersOf({ owner, due, owners, pressing, nearDays }: OpenTasks, link: (path: string) => string): readonly TreeGroup[] {
  const counted = (words: string, count: number) => <>{words}<span class="sub">{amountText(count)}</span></>
  const dueLink = (of: Due | null, label: Child) => ({ label, href: link(addressOf({ owner, due: of })), isCurrent: due === of })
  return [
    { title: '期限', links: [dueLink(null, counted('すべて', pressing.all)), dueLink('overdue', counted('期限切れ', pressing.overdue)), dueLink('near', counted(`${nearDays}日以内`, pressing.near))] },
    { title: '係', links: [{ label: 'すべて', href: link(addressOf({ owner: null, due })), isCurrent: owner === null }, ...owners.map((one) => ({ label: counted(one.owner, one.count), href: link(addressOf({ owner: one.owner, due })), isCurrent: one.owner === owner }))] },
  ]
}

/** Days left, with the word for what has been left too long. */
function Left({ item, today }: { item: TaskItem; today: PlainDate }) {
  if (item.deadline === null) return <span class="mute">期限なし</span>
  return <><DaysLeft days={daysBetween(today, item.deadline)} isNear={item.warning === 'near'} />{item.warning === 'long-overdue' ? <span class="sub"> 上司へ</span> : null}</>
}

function deadlineText(deadline: PlainDate, today: PlainDate): string {
  return deadline.slice(0, 4) === today.slice(0, 4) ? dayText(deadline) : printDate(deadline, 'long-weekday')
}

/** One obligation, and the form that closes it — 手続きを閉じる. */
export const taskPage = page({
  name: 'tasks.task', path: 'tasks/:id', query: showTask, input: ({ params }) => ({ taskId: params['id'] }),
  frame: () => ({ title: '期限のある手続き', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '手続きを閉じる' }] }),
  view: (value, state) => <TaskView value={value} state={state} />,
  acts: { close: act({ command: close, input: closing }) },
})

function closing({ params, form }: PageRequest): unknown {
  const reason = form.get('reason')?.trim() ?? ''
  return { taskId: params['id'], as: form.get('as') ?? '', reason: reason === '' ? null : reason, expectedVersion: Number(form.get('expectedVersion') ?? Number.NaN) }
}

function TaskView({ value, state }: { value: TaskCase; state: ViewState }) {
  const { item } = value
  const { today, actor, link } = state.request
  const isProtected = item.subjectIds.some((id) => state.withheld.has(id))
  const mayClose = value.state === 'open' && actor.permissions.has('tasks.write')
  const form = mayClose ? { action: state.action, act: 'close', idempotencyKey: state.idempotencyKey, expectedVersion: item.version } : undefined
  return (
    <Case decision="middle" form={form} isProtected={isProtected}>
      <Who subject="thing" kana={`${item.business}　${item.owner}`} name={item.title} facts={[
        { label: '期限', value: item.deadline ? deadlineText(item.deadline, today) : '期限なし' }, { label: '残り', value: item.deadline && value.state === 'open' ? <DaysLeft days={daysBetween(today, item.deadline)} isNear={item.warning === 'near'} /> : '―' },
        { label: '根拠', value: item.article ?? '―' }, { label: '過ぎると', value: item.lostAfter ?? '―' },
      ]} warnings={<><StateChip state={value.state} />{isProtected ? <Chip kind="protect">支援措置</Chip> : null}</>} />
      <Task title="期限のある手続き" right={<a href={link(addressOf({ owner: item.owner, due: null }))}>{item.owner}の一覧へ</a>} />
      <Facts heading="手続きの内容">
        <ErrorSummary refusals={state.refusals} before="閉じる前に" isFocused />
        <KeyValues facts={[
          { label: '内容', value: item.detail ?? '―' }, { label: 'いつから', value: value.effectiveOn ? printDate(value.effectiveOn) : '―' }, { label: '額', value: amountOf(item) },
          { label: '出す紙', value: item.letter ?? '―' }, { label: 'できた時', value: `${printDate(townDay(item.createdAt))} ${townTime(item.createdAt)}` },
          item.path === null ? { label: '対象の人', value: item.subjectIds.length === 0 ? '―' : <>{item.subjectIds.map((id, index) => <a href={link(`resident/record/${id}`)}>{index + 1}人目の記録 </a>)}</> } : { label: '扱う画面', value: <a href={link(item.path)}>開く</a> },
        ]} />
        {value.handovers.length > 0 ? <Handovers value={value} /> : null}
      </Facts>
      <Decision heading="手続きを閉じる" isHeadingShown><Ending value={value} state={state} mayClose={mayClose} /></Decision>
    </Case>
  )
}

function Handovers({ value }: { value: TaskCase }) {
  return (
    <Table caption="引き継ぎ" rows={value.handovers} columns={[
      { key: 'at', head: 'いつ', isUnbroken: true, cell: (one) => `${printDate(townDay(one.at), 'short')} ${townTime(one.at)}` }, { key: 'from', head: 'どの係から', cell: (one) => one.from }, { key: 'to', head: 'どの係へ', isRowHead: true, cell: (one) => one.to },
      { key: 'reason', head: '理由', cell: (one) => one.reason }, { key: 'by', head: '引き継いだ人', cell: (one) => one.by ?? '（記録にない職員）' },
    ]} />
  )
}

function amountOf(item: TaskItem): string {
  const per = { once: '', month: '（1か月）', year: '（1年）' } as const
  if (item.amountYen === null) return item.amountUnknown ?? '―'
  return `${yenText(item.amountYen)}${per[item.amountPer as keyof typeof per] ?? ''}`
}

const stateWords = { open: '残っている', done: '済んだ', 'not-needed': '要らない' } as const

function StateChip({ state }: { state: TaskCase['state'] }) {
  return <Chip kind={state === 'open' ? 'info' : 'ok'}>{stateWords[state]}</Chip>
}

function Ending({ value, state, mayClose }: { value: TaskCase; state: ViewState; mayClose: boolean }) {
  const { form, refusals } = state
  const closedAt = value.closedAt ? `${printDate(townDay(value.closedAt))} ${townTime(value.closedAt)}` : ''
  if (state.carriedOut) return <Done title={`手続きを閉じました（${stateWords[value.state]}）`} links={[{ label: '一覧へ戻る', href: state.request.link('tasks') }]}>だれがいつ閉じたかは、監査の記録に残りました。</Done>
  if (value.state !== 'open') return <><ApprovalBox steps={[{ role: '閉じた人', name: value.closedBy ?? '（記録にない職員）', at: closedAt, state: 'done' }]} />{value.reason ? <Message kind="info" title="理由">{value.reason}</Message> : null}</>
  if (!mayClose) return <p class="say">手続きは、担当の係の職員が閉じます。</p>
  return (
    <>
      <Section title="どう済んだか" level={3}>
        <Rows>
          <Radios name="as" label="閉じ方" need="required" value={form.get('as')} refusals={refusals} choices={[{ value: 'done', label: '済んだ' }, { value: 'not-needed', label: '要らない' }]} />
          <TextField name="reason" label="理由" need="optional" width="full" value={form.get('reason')} refusals={refusals} hint="「要らない」のときは、必ず書きます。監査の記録に残ります" />
        </Rows>
      </Section>
      <p><LinkButton href={state.request.link(`tasks/${value.item.taskId}/hand-over`)} size="small" keys="HT">ほかの係へ引き継ぐ</LinkButton></p>
      <CommandBar command="手続きを閉じる" note="閉じた手続きは、一覧から消えますが、記録には残ります。" />
    </>
  )
}

import { daysBetween, type PlainDate } from '../../kernel/plain-date.ts'
import { amountText, yenText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { townDay, townTime } from '../../platform/clock/index.ts'
import {
  act, ApprovalBox, Case, Chip, CommandBar, DaysLeft, dayText, Decision, Done, Empty, ErrorSummary, Facts, KeyValues, Head, Message, page, Radios, Rows, Section, Split, Table, Task, TextField, Tree, Who,
  type PageRequest, type ViewState,
} from '../../platform/screen/index.ts'
import { close } from '../commands.ts'
import { listOpen, showTask, type OpenTasks, type TaskCase, type TaskItem } from '../queries.ts'

/** Open obligations of a section, nearest deadline first — 期限のある手続き. */
export const tasksPage = page({
  name: 'tasks.list', path: 'tasks', query: listOpen,
  input: ({ query }: PageRequest) => ({ owner: query.get('owner') || undefined, cursor: query.get('after') }),
  frame: () => ({ title: '期限', keys: [{ key: 'F2', does: '検索' }, { key: '↑↓', does: '行' }, { key: 'Enter', does: '手続きを開く' }, { key: 'F6', does: '欄を移る' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <TasksView value={value} state={state} />,
})

function TasksView({ value, state }: { value: OpenTasks; state: ViewState }) {
  const { link, today } = state.request
  const of = (owner: string) => link(`tasks?owner=${encodeURIComponent(owner)}`)
  const groups = [{ title: '係', links: [{ label: 'すべて', href: link('tasks'), isCurrent: value.owner === null }, ...value.owners.map((one) => ({ label: <>{one.owner}<span class="sub">{amountText(one.count)}</span></>, href: of(one.owner), isCurrent: one.owner === value.owner }))] }]
  const again = `${value.owner === null ? '' : `owner=${encodeURIComponent(value.owner)}&`}after=${value.next ?? ''}`
  return (
    <>
      <Head title="期限のある手続き" note={value.owner ?? 'すべての係'} />
      <Split sideLabel="係" side={<Section title="係でしぼる"><Tree label="係" groups={groups} /></Section>}>
        <Table<TaskItem> caption="期限のある手続き" captionNote="　期限の近い順" isList isWide rows={value.items} rowState={(item) => (item.subjectIds.some((id) => state.withheld.has(id)) ? 'protected' : undefined)} columns={[
          { key: 'left', head: '残り', isUnbroken: true, cell: (item) => (item.deadline ? <DaysLeft days={daysBetween(today, item.deadline)} /> : <span class="mute">期限なし</span>) },
          { key: 'day', head: '期限', isUnbroken: true, cell: (item) => (item.deadline ? deadlineText(item.deadline, today) : '') },
          { key: 'title', head: '手続き', isRowHead: true, cell: (item) => <><a href={link(`tasks/${item.taskId}`)}>{item.title}</a>{item.detail ? <span class="sub">　{item.detail}</span> : null}</> },
          { key: 'business', head: '業務', isUnbroken: true, cell: (item) => item.business }, { key: 'owner', head: '係', isUnbroken: true, cell: (item) => item.owner },
          { key: 'lost', head: '過ぎると', isSource: true, cell: (item) => item.lostAfter ?? '' }, { key: 'article', head: '根拠', isSource: true, cell: (item) => item.article ?? '' },
        ]}
          paging={value.next === null ? undefined : { shown: `${value.items.length}件を表示`, next: link(`tasks?${again}`) }}
          empty={<Empty title="残っている手続きはありません。" looked={`${value.owner ?? 'すべての係'}を見ました。届出を記録すると、ここに期限の順で並びます。`} />} />
      </Split>
    </>
  )
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
        { label: '期限', value: item.deadline ? deadlineText(item.deadline, today) : '期限なし' }, { label: '残り', value: item.deadline && value.state === 'open' ? <DaysLeft days={daysBetween(today, item.deadline)} /> : '―' },
        { label: '根拠', value: item.article ?? '―' }, { label: '過ぎると', value: item.lostAfter ?? '―' },
      ]} warnings={<><StateChip state={value.state} />{isProtected ? <Chip kind="protect">支援措置</Chip> : null}</>} />
      <Task title="期限のある手続き" right={<a href={link(`tasks?owner=${encodeURIComponent(item.owner)}`)}>{item.owner}の一覧へ</a>} />
      <Facts heading="手続きの内容">
        <ErrorSummary refusals={state.refusals} before="閉じる前に" isFocused />
        <KeyValues facts={[
          { label: '内容', value: item.detail ?? '―' }, { label: 'いつから', value: value.effectiveOn ? printDate(value.effectiveOn) : '―' }, { label: '額', value: amountOf(item) },
          { label: '出す紙', value: item.letter ?? '―' }, { label: 'できた時', value: `${printDate(townDay(item.createdAt))} ${townTime(item.createdAt)}` },
          { label: '対象の人', value: item.subjectIds.length === 0 ? '―' : <>{item.subjectIds.map((id, index) => <a href={link(`resident/record/${id}`)}>{index + 1}人目の記録 </a>)}</> },
        ]} />
      </Facts>
      <Decision heading="手続きを閉じる" isHeadingShown><Ending value={value} state={state} mayClose={mayClose} /></Decision>
    </Case>
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
      <CommandBar command="手続きを閉じる" note="閉じた手続きは、一覧から消えますが、記録には残ります。" />
    </>
  )
}

import { daysBetween } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { act, Case, CommandBar, DaysLeft, Decision, Done, ErrorSummary, Facts, KeyValues, Message, page, Rows, Section, Select, Task, TextField, Who, type PageRequest, type ViewState } from '../../platform/screen/index.ts'
import { handOver } from '../commands.ts'
import { showTask, type TaskCase } from '../queries.ts'

/** One obligation on its way to another section — 手続きを引き継ぐ. */
export const handOverPage = page({
  name: 'tasks.hand-over-page', path: 'tasks/:id/hand-over', query: showTask, input: ({ params }) => ({ taskId: params['id'] }),
  frame: () => ({ title: '手続きを引き継ぐ', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '手続きを引き継ぐ' }] }),
  view: (value, state) => <HandOverView value={value} state={state} />,
  acts: { 'hand-over': act({ command: handOver, input: handing }) },
})

function handing({ params, form }: PageRequest): unknown {
  return { taskId: params['id'], owner: form.get('owner') ?? '', reason: form.get('reason')?.trim() ?? '', expectedVersion: Number(form.get('expectedVersion') ?? Number.NaN) }
}

function HandOverView({ value, state }: { value: TaskCase; state: ViewState }) {
  const { item } = value
  const { today, link, actor } = state.request
  const mayHand = value.state === 'open' && actor.permissions.has('tasks.write') && !state.carriedOut
  const form = mayHand ? { action: state.action, act: 'hand-over', idempotencyKey: state.idempotencyKey, expectedVersion: item.version } : undefined
  const isProtected = item.subjectIds.some((id) => state.withheld.has(id))
  return (
    <Case decision="middle" form={form} isProtected={isProtected}>
      <Who subject="thing" kana={`${item.business}　${item.owner}`} name={item.title} facts={[
        { label: '期限', value: item.deadline ? printDate(item.deadline) : '期限なし' }, { label: '残り', value: item.deadline ? <DaysLeft days={daysBetween(today, item.deadline)} isNear={item.warning === 'near'} /> : '―' },
        { label: '根拠', value: item.article ?? '―' }, { label: '過ぎると', value: item.lostAfter ?? '―' },
      ]} />
      <Task title="手続きを引き継ぐ" right={<a href={link(`tasks/${item.taskId}`)}>手続きへ戻る</a>} />
      <Facts heading="手続きの内容">
        <ErrorSummary refusals={state.refusals} before="引き継ぐ前に" isFocused />
        <KeyValues facts={[{ label: 'いまの係', value: item.owner }, { label: '内容', value: item.detail ?? '―' }, { label: 'これまでの引き継ぎ', value: value.handovers.length === 0 ? 'なし' : value.handovers.map((one) => `${one.from} → ${one.to}`).join('、') }]} />
      </Facts>
      <Decision heading="引き継ぐ係" isHeadingShown><Handing value={value} state={state} mayHand={mayHand} /></Decision>
    </Case>
  )
}

function Handing({ value, state, mayHand }: { value: TaskCase; state: ViewState; mayHand: boolean }) {
  const { form, refusals, request } = state
  if (state.carriedOut) return <Done title={`${value.item.owner}へ引き継ぎました`} links={[{ label: '一覧へ戻る', href: request.link('tasks') }]}>期限はそのまま続きます。引き継いだことは、監査の記録に残りました。</Done>
  if (value.state !== 'open') return <Message kind="info" title="もう閉じられています">閉じた手続きは、引き継げません。</Message>
  if (!mayHand) return <p class="say">手続きは、担当の係の職員が引き継ぎます。</p>
  const others = value.sections.filter((section) => section !== value.item.owner)
  return (
    <>
      <Section title="どこへ、なぜ" level={3}>
        <Rows>
          <Select name="owner" label="引き継ぐ係" need="required" value={form.get('owner')} refusals={refusals} choices={[{ value: '', label: '選んでください' }, ...others.map((section) => ({ value: section, label: section }))]} />
          <TextField name="reason" label="理由" need="required" width="full" value={form.get('reason')} refusals={refusals} hint="次の係が読みます。監査の記録にも残ります" />
        </Rows>
      </Section>
      <CommandBar command="手続きを引き継ぐ" note="期限も根拠も変わりません。手続きは、次の係の一覧に移ります。" />
    </>
  )
}

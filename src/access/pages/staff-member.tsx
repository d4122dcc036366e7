import {
  act, Case, Chip, CommandBar, CommandForm, DateField, Decision, Done, Empty, ErrorSummary, Facts, formFields, page, Rows, Section, Select, Table, Task, TextField, Who, type PageRequest, type ViewState,
} from '../../platform/screen/index.ts'
import { assignRole, endAssignment, liftLock, resetPassword } from '../commands.ts'
import { showStaff, type AssignmentLine, type SessionLine, type StaffRecord } from '../queries.ts'
import { dateOf, momentText, spanText } from './form-values.ts'
import { AccessTabs, StaffState } from './staff.tsx'

/** One staff member: roles dated ahead, password, lock — 職員の記録. */
export const staffMemberPage = page({
  name: 'access.staff-member', path: 'access/staff/:id', query: showStaff, input: ({ params }) => ({ staffId: params['id'] }),
  frame: () => ({ title: '職員の記録', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '役割を割り当てる' }] }),
  view: (value, state) => <StaffMemberView value={value} state={state} />,
  acts: {
    assign: act({ command: assignRole, input: ({ params, form, today }: PageRequest) => ({ staffId: params['id'], roleCode: form.get('roleCode') ?? '', validFrom: dateOf(form, 'validFrom', today) ?? today, validTo: dateOf(form, 'validTo', today) }) }),
    end: act({ command: endAssignment, input: ({ form, today }: PageRequest) => ({ assignmentId: form.get('assignmentId') ?? '', validTo: dateOf(form, 'endsOn', today) ?? today }) }),
    reset: act({ command: resetPassword, input: ({ params, form }: PageRequest) => ({ staffId: params['id'], password: form.get('password') ?? '' }) }),
    lift: act({ command: liftLock, input: ({ params }: PageRequest) => ({ staffId: params['id'] }) }),
  },
})

function StaffMemberView({ value, state }: { value: StaffRecord; state: ViewState }) {
  const { staff } = value
  const { link, actor } = state.request
  const mayChange = actor.permissions.has('access.configure')
  return (
    <Case decision="middle">
      <Who subject="thing" kana={`職員　${staff.loginId}`} name={staff.name} facts={[
        { label: '係', value: staff.section, note: staff.desk ?? undefined }, { label: '在籍', value: spanText(staff.validFrom, staff.validTo) }, { label: 'きょうの役割', value: staff.roles.join('、') || 'なし' }, { label: 'ID', value: staff.loginId },
      ]} warnings={<StaffState line={staff} />} />
      <Task title="職員の記録" right={<a href={link('access/staff')}>一覧へ</a>}><AccessTabs current="staff" link={link} /></Task>
      <Facts heading="役割とサインイン">
        <ErrorSummary refusals={state.refusals} before="変える前に" isFocused />
        {state.carriedOut ? <Done title={`${state.carriedOut.title}：済みました`} /> : null}
        <Assignments value={value} state={state} mayChange={mayChange} />
        <Sessions sessions={value.sessions} />
        {mayChange ? <SignInChanges value={value} state={state} /> : null}
      </Facts>
      <Decision heading="役割を割り当てる" isHeadingShown note="先の日付で入れておけます">
        {mayChange ? <Changes value={value} state={state} /> : <p class="say">役割とパスワードは、管理者の役割の職員が変えます。</p>}
      </Decision>
    </Case>
  )
}

function Assignments({ value, state, mayChange }: { value: StaffRecord; state: ViewState; mayChange: boolean }) {
  const words = { now: <Chip kind="ok">いま</Chip>, ahead: <Chip kind="info">これから</Chip>, over: <Chip>終わり</Chip> } as const
  return (
    <Table<AssignmentLine> caption="役割" density="tight" rows={value.assignments} rowState={(line) => (line.state === 'over' ? 'quiet' : undefined)} columns={[
      { key: 'role', head: '役割', isRowHead: true, cell: (line) => <a href={state.request.link(`access/roles/${line.roleCode}`)}>{line.roleTitle}</a> }, { key: 'span', head: '期間', isUnbroken: true, cell: (line) => spanText(line.validFrom, line.validTo) },
      { key: 'state', head: '状態', cell: (line) => words[line.state] },
      { key: 'end', head: '終える', isHeadHidden: !mayChange, cell: (line) => (mayChange && line.state !== 'over' && line.validTo === null ? <EndForm line={line} state={state} /> : '') },
    ]} empty={<Empty title="役割はまだありません。" looked="このIDでは入れますが、どの業務も開けません。" />} />
  )
}

function EndForm({ line, state }: { line: AssignmentLine; state: ViewState }) {
  return (
    <form method="post" action={state.action} novalidate autocomplete="off">
      <input type="hidden" name={formFields.act} value="end" /><input type="hidden" name={formFields.key} value={state.idempotencyKey} /><input type="hidden" name="assignmentId" value={line.assignmentId} />
      <input class="in-t w6" name="endsOn" aria-label={`${line.roleTitle}を終える日`} autocomplete="off" placeholder="きょう" /> <button class="btn xs" type="submit">終える</button>
    </form>
  )
}

function Sessions({ sessions }: { sessions: readonly SessionLine[] }) {
  return (
    <div class="sect">
      <Table<SessionLine> caption="最近のサインイン" density="tight" rows={sessions} columns={[
        { key: 'started', head: '始まり', isRowHead: true, isUnbroken: true, cell: (one) => momentText(one.startedAt) }, { key: 'seen', head: '最後の操作', isUnbroken: true, cell: (one) => momentText(one.seenAt) }, { key: 'ended', head: '退席', isUnbroken: true, cell: (one) => (one.endedAt === null ? '' : momentText(one.endedAt)) },
      ]} empty={<Empty title="まだサインインしていません。" />} />
    </div>
  )
}

function Changes({ value, state }: { value: StaffRecord; state: ViewState }) {
  const { form, refusals } = state
  const shared = { action: state.action, idempotencyKey: state.idempotencyKey }
  return (
    <CommandForm {...shared} act="assign">
        <Rows>
          <Select name="roleCode" label="役割" need="required" value={form.get('roleCode')} refusals={refusals} choices={[{ value: '', label: '選んでください' }, ...value.roles.map((role) => ({ value: role.code, label: role.title }))]} />
          <DateField name="validFrom" label="いつから" need="optional" value={form.get('validFrom')} refusals={refusals} hint="空けるときょうから" />
          <DateField name="validTo" label="いつまで" need="optional" value={form.get('validTo')} refusals={refusals} hint="この日から効かなくなります" />
        </Rows>
        <CommandBar command="役割を割り当てる" note="その日になると、サインインし直さなくても効きます。" />
      </CommandForm>
  )
}

/** What concerns the ID itself: a new password, and the end of a lock. */
function SignInChanges({ value, state }: { value: StaffRecord; state: ViewState }) {
  const { refusals } = state
  const shared = { action: state.action, idempotencyKey: state.idempotencyKey }
  return (
    <>
      <Section title="パスワードを再発行する" level={3}>
        <CommandForm {...shared} id="reset" act="reset">
          <TextField name="password" label="新しいパスワード" kind="password" width={12} refusals={refusals} autocomplete="new-password" />
          <p><button class="btn" type="submit">再発行する</button>　<span class="sub">停止も解け、開いている画面はすべて退席になります。</span></p>
        </CommandForm>
      </Section>
      {value.staff.state === 'locked' ? <Section title="停止を解く" level={3}><CommandForm {...shared} id="lift" act="lift"><p><button class="btn" type="submit">停止を解く</button>　<span class="sub">パスワードはそのままです。</span></p></CommandForm></Section> : null}
    </>
  )
}

import { act, Case, Checkboxes, Chip, CommandBar, Decision, Done, Empty, ErrorSummary, Facts, Head, KeyValues, LinkButton, OneColumn, page, Rows, Table, Task, TextField, Who, type PageRequest, type ViewState } from '../../platform/screen/index.ts'
import { setRole } from '../commands.ts'
import type { NamedPermission } from '../permissions.ts'
import { listRoles, showRole, type RoleLine, type RoleRecord } from '../queries.ts'
import { textOf } from './form-values.ts'
import { AccessTabs } from './staff.tsx'

/** Roles of the town with their rights — 役割. */
export const rolesPage = page({
  name: 'access.roles', path: 'access/roles', query: listRoles, input: () => ({}),
  frame: () => ({ title: '役割', keys: [{ key: 'F2', does: '検索' }, { key: '↑↓', does: '行' }, { key: 'Enter', does: '役割を開く' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <RolesView roles={value.items} state={state} />,
})

function RolesView({ roles, state }: { roles: readonly RoleLine[]; state: ViewState }) {
  const { link, actor } = state.request
  return (
    <OneColumn>
      <Head title="役割" note={`${roles.length}つ`} right={actor.permissions.has('access.configure') ? <LinkButton href={link('access/roles/new')} size="small">役割を作る</LinkButton> : null}><AccessTabs current="roles" link={link} /></Head>
      <Table<RoleLine> caption="役割の一覧" isCaptionHidden isList rows={roles} columns={[
        { key: 'title', head: '役割', isRowHead: true, isUnbroken: true, cell: (role) => <a href={link(`access/roles/${role.code}`)}>{role.title}</a> }, { key: 'staff', head: 'きょうの人数', align: 'number', cell: (role) => `${role.staff}人` },
        { key: 'count', head: '権限', align: 'number', cell: (role) => `${role.permissions.length}` }, { key: 'what', head: 'できること', isSource: true, cell: (role) => shortList(role) },
      ]} empty={<Empty title="役割はまだありません。" />} />
    </OneColumn>
  )
}

function shortList(role: RoleLine): string {
  const shown = role.permissions.slice(0, 6).map((permission) => permission.title)
  return `${shown.join('、')}${role.permissions.length > shown.length ? ` ほか${role.permissions.length - shown.length}` : ''}`
}

/** One role: its rights by business — 役割の権限. */
export const rolePage = page({
  name: 'access.role', path: 'access/roles/:role', query: showRole, input: ({ params }) => ({ code: params['role'] ?? '' }),
  frame: () => ({ title: '役割の権限', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '役割を決める' }] }),
  view: (value, state) => <RoleView value={value} state={state} />,
  acts: { set: act({ command: setRole, input: roleInput, after: (value) => `access/roles/${value.code}` }) },
})

function roleInput({ params, form }: PageRequest): unknown {
  const code = params['role'] === 'new' ? form.get('code')?.trim() ?? '' : params['role']
  return { code, title: textOf(form, 'title') ?? '', permissions: form.all('permissions') }
}

function RoleView({ value, state }: { value: RoleRecord; state: ViewState }) {
  const { role, known } = value
  const isNew = role.code === ''
  const mayChange = state.request.actor.permissions.has('access.configure')
  const posted = state.form.entries.length > 0
  const ticked = posted ? state.form.all('permissions') : role.permissions.map((permission) => permission.name)
  const form = mayChange ? { action: state.action, act: 'set', idempotencyKey: state.idempotencyKey } : undefined
  return (
    <Case decision="narrow" form={form}>
      <Who subject="thing" kana="役割" name={isNew ? '新しい役割' : role.title} facts={[{ label: '記号', value: isNew ? '―' : role.code }, { label: 'きょうの人数', value: `${role.staff}人` }, { label: '権限', value: `${role.permissions.length}` }]} warnings={isNew ? <Chip kind="info">まだ決めていません</Chip> : null} />
      <Task title="役割の権限" right={<a href={state.request.link('access/roles')}>一覧へ</a>}><AccessTabs current="roles" link={state.request.link} /></Task>
      <Facts heading="できること">
        <ErrorSummary refusals={state.refusals} before="決める前に" isFocused />
        {mayChange ? <RightsForm value={value} state={state} ticked={ticked} /> : <KeyValues facts={groupsOf(known).map(([title, rights]) => ({ label: title, value: rights.filter((right) => ticked.includes(right.name)).map((right) => right.title).join('、') || 'なし' }))} />}
      </Facts>
      <Decision heading="決めると" isHeadingShown>
        {state.carriedOut ? <Done title="役割を決めました" links={[{ label: '役割の一覧へ', href: state.request.link('access/roles') }]}>この役割の職員には、次の操作から効きます。</Done> : null}
        <p>印を外した権限は、この役割の{role.staff}人から、次の操作でなくなります。</p>
        {mayChange ? <CommandBar command="役割を決める" note="だれがいつ変えたかは、監査の記録に残ります。" /> : <p class="say">役割は、管理者の役割の職員が変えます。</p>}
      </Decision>
    </Case>
  )
}

function groupsOf(known: readonly NamedPermission[]): readonly [string, readonly NamedPermission[]][] {
  const titles = [...new Set(known.map((permission) => permission.contextTitle))]
  return titles.map((title) => [title, known.filter((permission) => permission.contextTitle === title)])
}

function RightsForm({ value, state, ticked }: { value: RoleRecord; state: ViewState; ticked: readonly string[] }) {
  const { role, known } = value
  return (
    <Rows>
      {role.code === '' ? <TextField name="code" label="記号" need="required" width={12} value={state.form.get('code')} refusals={state.refusals} hint="英小文字・数字・ハイフン。あとで変えられません" /> : null}
      <TextField name="title" label="役割の名前" need="required" value={state.form.get('title') ?? role.title} refusals={state.refusals} />
      {groupsOf(known).map(([title, rights]) => <Checkboxes name="permissions" pointer={`/permissions/${rights[0]?.context ?? ''}`} label={title} values={ticked} choices={rights.map((right) => ({ value: right.name, label: right.title }))} />)}
    </Rows>
  )
}

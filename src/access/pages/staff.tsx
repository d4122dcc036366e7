import { act, Chip, CommandBar, CommandForm, DateField, Done, Empty, ErrorSummary, Head, page, Rows, Section, Split, Table, Tabs, TextField, type PageRequest, type ViewState } from '../../platform/screen/index.ts'
import { enterStaff } from '../commands.ts'
import { listStaff, type StaffLine, type StaffList } from '../queries.ts'
import { dateOf, momentText, spanText, textOf } from './form-values.ts'

/** Staff of the town, and the form that enters one — 職員. */
export const staffPage = page({
  name: 'access.staff', path: 'access/staff', query: listStaff, input: () => ({}),
  frame: () => ({ title: '職員', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: '↑↓', does: '行' }, { key: 'Enter', does: '職員を開く' }, { key: 'Ctrl+Enter', does: '登録する' }] }),
  view: (value, state) => <StaffView value={value} state={state} />,
  acts: { enter: act({ command: enterStaff, input: staffInput, after: (value) => `access/staff/${value.staffId}` }) },
})

function staffInput({ form, today }: PageRequest): unknown {
  return {
    loginId: form.get('loginId')?.trim() ?? '', name: textOf(form, 'name') ?? '', section: textOf(form, 'section') ?? '', desk: textOf(form, 'desk'), password: form.get('password') ?? '',
    validFrom: dateOf(form, 'validFrom', today) ?? today, validTo: dateOf(form, 'validTo', today),
  }
}

/** The three pages of this room, as tabs. */
export function AccessTabs({ current, link }: { current: 'staff' | 'roles' | 'keys'; link(path: string): string }) {
  return <Tabs label="職員と権限" tabs={[{ label: '職員', href: link('access/staff'), isCurrent: current === 'staff' }, { label: '役割', href: link('access/roles'), isCurrent: current === 'roles' }, { label: 'APIの鍵', href: link('access/keys'), isCurrent: current === 'keys' }]} />
}

function StaffView({ value, state }: { value: StaffList; state: ViewState }) {
  const { link, actor } = state.request
  return (
    <>
      <Head title="職員" note={`${value.items.length}人`}><AccessTabs current="staff" link={link} /></Head>
      <Split sideLabel="職員の登録" side={actor.permissions.has('access.configure') ? <EnterForm state={state} /> : <p class="say">職員の登録は、管理者の役割の職員が行います。</p>}>
        <ErrorSummary refusals={state.refusals} before="登録する前に" isFocused />
        <Table<StaffLine> caption="職員の一覧" isCaptionHidden isList rows={value.items} rowState={(line) => lookOf(line)} columns={[
          { key: 'name', head: '氏名', isRowHead: true, cell: (line) => <a href={link(`access/staff/${line.staffId}`)}>{line.name}</a> }, { key: 'login', head: 'ID', isUnbroken: true, cell: (line) => line.loginId },
          { key: 'section', head: '係', cell: (line) => <>{line.section}{line.desk ? <span class="sub">　{line.desk}</span> : null}</> }, { key: 'roles', head: 'きょうの役割', cell: (line) => (line.roles.length > 0 ? line.roles.join('、') : <span class="mute">なし</span>) },
          { key: 'span', head: '在籍', isUnbroken: true, isSource: true, cell: (line) => spanText(line.validFrom, line.validTo) }, { key: 'state', head: '状態', isUnbroken: true, cell: (line) => <StaffState line={line} /> },
        ]} empty={<Empty title="職員はまだいません。" />} />
      </Split>
    </>
  )
}

export function StaffState({ line }: { line: StaffLine }) {
  if (line.state === 'locked') return <Chip kind="alert">停止中（{line.lockedUntil ? momentText(line.lockedUntil) : ''}まで）</Chip>
  if (line.state === 'working') return <Chip kind="ok">在籍</Chip>
  return <Chip>{line.state === 'ahead' ? 'これから' : '終わり'}</Chip>
}

function EnterForm({ state }: { state: ViewState }) {
  const { form, refusals } = state
  return (
    <CommandForm action={state.action} act="enter" idempotencyKey={state.idempotencyKey}>
      <Section title="職員を登録する">
        <Rows>
          <TextField name="name" label="氏名" need="required" value={form.get('name')} refusals={refusals} />
          <TextField name="section" label="係" need="required" value={form.get('section')} refusals={refusals} />
          <TextField name="desk" label="窓口" need="optional" width={9} value={form.get('desk')} refusals={refusals} />
          <TextField name="loginId" label="ID" need="required" width={12} value={form.get('loginId')} refusals={refusals} hint="英小文字・数字で2〜32文字" />
          <TextField name="password" label="最初のパスワード" need="required" kind="password" width={12} refusals={refusals} hint="8文字以上。本人に渡したら、変えてもらってください" autocomplete="new-password" />
          <DateField name="validFrom" label="いつから" need="optional" value={form.get('validFrom')} refusals={refusals} hint="空けるときょうから" />
          <DateField name="validTo" label="いつまで" need="optional" value={form.get('validTo')} refusals={refusals} hint="この日から入れなくなります" />
        </Rows>
      </Section>
      {state.carriedOut ? <Done title="職員を登録しました" /> : null}
      <CommandBar command="登録する" note="役割は、次の画面で日付をつけて割り当てます。" />
    </CommandForm>
  )
}

function lookOf(line: StaffLine): 'changed' | 'quiet' | undefined {
  if (line.state === 'locked') return 'changed'
  return line.state === 'working' ? undefined : 'quiet'
}

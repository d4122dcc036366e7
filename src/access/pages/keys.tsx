import { printDate } from '../../kernel/wareki.ts'
import { act, Chip, CommandBar, CommandForm, DateField, Empty, ErrorSummary, formFields, Head, Message, page, Rows, Section, Select, Split, Table, TextField, type PageRequest, type ViewState } from '../../platform/screen/index.ts'
import { makeApiKey, revokeApiKey } from '../commands.ts'
import { listKeys, type KeyLine, type RoleName } from '../queries.ts'
import { dateOf, spanText, textOf } from './form-values.ts'
import { AccessTabs } from './staff.tsx'

interface KeyList { readonly items: readonly KeyLine[]; readonly roles: readonly RoleName[] }

/** A key between the press and the page that shows it: in memory, once, and nowhere else. */
const unseen = new Map<string, string>()
const unseenAtMost = 100

function keepUnseen(keyId: string, key: string): void {
  unseen.set(keyId, key)
  const [oldest] = unseen.keys()
  if (unseen.size > unseenAtMost && oldest !== undefined) unseen.delete(oldest)
}

function takeUnseen(keyId: string): string | undefined {
  const key = unseen.get(keyId)
  unseen.delete(keyId)
  return key
}

/** Keys of the API: make one, stop one — APIの鍵. */
export const keysPage = page({
  name: 'access.keys', path: 'access/keys', query: listKeys, input: () => ({}),
  frame: () => ({ title: 'APIの鍵', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '鍵を作る' }] }),
  view: (value, state) => <KeysView value={value} state={state} />,
  acts: {
    make: act({
      command: makeApiKey, input: ({ form, today }: PageRequest) => ({ title: textOf(form, 'title') ?? '', roleCode: form.get('roleCode') ?? '', validTo: dateOf(form, 'validTo', today) }),
      after(value) { keepUnseen(value.keyId, value.key); return 'access/keys' },
    }),
    revoke: act({ command: revokeApiKey, input: ({ form }: PageRequest) => ({ keyId: form.get('keyId') ?? '' }) }),
  },
})

function KeysView({ value, state }: { value: KeyList; state: ViewState }) {
  const { link, actor } = state.request
  const mayChange = actor.permissions.has('access.configure')
  return (
    <>
      <Head title="APIの鍵" note="ほかのシステムが、この町の記録を読み書きするための鍵"><AccessTabs current="keys" link={link} /></Head>
      <Split sideLabel="鍵を作る" side={mayChange ? <MakeForm value={value} state={state} /> : <p class="say">鍵は、管理者の役割の職員が作ります。</p>}>
        <ErrorSummary refusals={state.refusals} before="作る前に" isFocused />
        <Made state={state} />
        <Table<KeyLine> caption="鍵の一覧" isCaptionHidden rows={value.items} rowState={(line) => (line.state === 'over' ? 'quiet' : undefined)} columns={[
          { key: 'title', head: '名前', isRowHead: true, cell: (line) => line.title }, { key: 'role', head: '役割', cell: (line) => <a href={link(`access/roles/${line.roleCode}`)}>{line.roleTitle}</a> },
          { key: 'span', head: '期間', isUnbroken: true, cell: (line) => spanText(line.validFrom, line.validTo) },
          { key: 'state', head: '状態', isUnbroken: true, cell: (line) => (line.state === 'now' ? <Chip kind="ok">使える</Chip> : <Chip>止まっている</Chip>) },
          { key: 'stop', head: '止める', isHeadHidden: !mayChange, cell: (line) => (mayChange && line.state === 'now' ? <StopForm line={line} state={state} /> : '') },
        ]} empty={<Empty title="鍵はまだありません。" />} />
      </Split>
    </>
  )
}

function Made({ state }: { state: ViewState }) {
  const done = state.carriedOut
  if (!done) return <></>
  if (done.command !== makeApiKey.name) return <Message kind="ok" title="鍵を止めました">いまから、この鍵では何もできません。</Message>
  const key = takeUnseen((done.value as { keyId: string }).keyId)
  if (key === undefined) return <Message kind="info" title="この鍵は、もう表示できません">書き写せなかったときは、止めて作り直してください。</Message>
  return <Message kind="ok" title="鍵を作りました。いま書き写してください"><p><code class="big">{key}</code></p><p>鍵は、この一度だけ表示します。町の記録には、鍵そのものは残りません。</p></Message>
}

function StopForm({ line, state }: { line: KeyLine; state: ViewState }) {
  return (
    <form method="post" action={state.action}>
      <input type="hidden" name={formFields.act} value="revoke" /><input type="hidden" name={formFields.key} value={state.idempotencyKey} /><input type="hidden" name="keyId" value={line.keyId} />
      <button class="btn xs" type="submit">「{line.title}」を止める</button>
    </form>
  )
}

function MakeForm({ value, state }: { value: KeyList; state: ViewState }) {
  const { form, refusals, request } = state
  return (
    <CommandForm action={state.action} act="make" idempotencyKey={state.idempotencyKey}>
      <Section title="鍵を作る">
        <Rows>
          <TextField name="title" label="鍵の名前" need="required" value={form.get('title')} refusals={refusals} hint="どのシステムが使うか" />
          <Select name="roleCode" label="役割" need="required" value={form.get('roleCode')} refusals={refusals} choices={[{ value: '', label: '選んでください' }, ...value.roles.map((role) => ({ value: role.code, label: role.title }))]} />
          <DateField name="validTo" label="いつまで" need="optional" value={form.get('validTo')} refusals={refusals} hint={`この日から使えなくなります。きょうは${printDate(request.today)}`} />
        </Rows>
      </Section>
      <CommandBar command="鍵を作る" note="鍵は一度だけ表示します。役割でできることは、鍵でもすべてできます。" />
    </CommandForm>
  )
}

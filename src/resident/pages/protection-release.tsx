import type { Instant } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { townTime } from '../../platform/clock/index.ts'
import {
  act, ApprovalBox, Case, Chip, CommandBar, CommandForm, Decision, Done, Empty, ErrorSummary, Facts, Head, Masked, MaySay, Message, OneColumn, page, ProtectChip, Radios, Rows, Section, Select, Table, Task, TextField, type ViewState, Who,
} from '../../platform/screen/index.ts'
import { releasedAddresses, releaseStates, requesterKinds } from '../protection/model.ts'
import { agreeToRelease, endReleaseEarly, requestRelease } from '../protection/release.ts'
import { listReleases, releaseForm, showRelease, type ReleaseForm, type ReleaseLine, type ReleaseList } from '../protection/release-views.ts'
import { nameOf, textOf } from './form-values.ts'
import { Known, ProtectionTabs } from './protection.tsx'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '求める・同意する' }, { key: 'Esc', does: '戻る' }]
const choicesOf = (titles: Readonly<Record<string, string>>) => Object.entries(titles).map(([value, label]) => ({ value, label }))

/** A clerk asks for a release: name and number are all that stands here — 一時解除を求める. */
export const releaseFormPage = page({
  name: 'resident.release-for', path: 'resident/protection/release/:id', query: releaseForm,
  input: ({ params }) => ({ personId: params['id'] }),
  frame: () => ({ title: '一時解除を求める', keys, isProtected: true }),
  view: (value, state) => <ReleaseFormView value={value} state={state} />,
  acts: {
    request: act({
      command: requestRelease,
      input: ({ params, form }) => ({
        personId: params['id'], output: form.get('output') ?? '', requester: { kind: form.get('requester.kind') ?? '', name: nameOf(form, 'requester.name') }, purpose: textOf(form, 'purpose') ?? '', addresses: form.get('addresses') ?? '',
        copies: Number(form.get('copies') ?? Number.NaN),
      }),
      after: (value) => `resident/protection/release-of/${value.releaseId}`,
    }),
  },
})

function ReleaseFormView({ value, state }: { value: ReleaseForm; state: ViewState }) {
  const { form, refusals } = state
  const until = value.until === null ? undefined : `${printDate(value.until as never, 'short')}まで`
  return (
    <Case isProtected decision="middle" form={{ action: state.action, act: 'request', idempotencyKey: state.idempotencyKey }}>
      <Who kana={value.kana ?? undefined} name={value.name} again={<ProtectChip />} facts={[{ label: '住所', value: <Masked /> }, { label: '世帯', value: <Masked /> }, { label: '宛名番号', value: value.addresseeNumber }]} warnings={value.isStopped ? <ProtectChip until={until} /> : undefined} />
      <Task title="一時解除を求める" />
      <Facts heading="だれに、何を">
        <ErrorSummary refusals={refusals} before="求める前に" isFocused />
        {value.sentence === null ? null : <MaySay sentence={value.sentence}>同意を待つあいだも、登録や抑止のことは言いません。</MaySay>}
        <Rows>
          <Select name="output" label="帳票" need="required" refusals={refusals} value={form.get('output')} choices={[{ value: '', label: '選んでください' }, ...value.outputs.map((one) => ({ value: one.name, label: one.title }))]} />
          <Radios name="requester.kind" label="請求者" need="required" refusals={refusals} value={form.get('requester.kind')} choices={choicesOf(requesterKinds)} />
          <TextField name="requester.name" label="請求者の名前" hint="証明の請求に書くとおりに。本人なら空けます" refusals={refusals} width={24} value={form.get('requester.name')} />
          <TextField name="purpose" label="使いみち" need="required" refusals={refusals} width="full" value={form.get('purpose')} />
          <Radios name="addresses" label="載せてよい住所" need="required" refusals={refusals} value={form.get('addresses')} choices={choicesOf(releasedAddresses)} />
          <TextField name="copies" label="枚数" need="required" refusals={refusals} width={4} isNumber unit="枚" value={form.get('copies') ?? '1'} />
        </Rows>
        {value.own.length === 0 ? null : <Section title="あなたが求めたもの"><ReleaseTable items={value.own} state={state} /></Section>}
      </Facts>
      <Decision heading="求めると" isHeadingShown>
        <Message kind="protect" icon="lock" title="別の責任者2人が、1人ずつ同意します">2人目の同意から、決まった分数だけ使えます。あなたが、この帳票を、この請求者に出すときだけです。刷り上がった紙は、ここで選んだ住所の範囲と照らします。</Message>
        <CommandBar command="一時解除を求める" note="何も開きません。同意がそろうと、あなたの一覧に出ます。" />
      </Decision>
    </Case>
  )
}

function StateChip({ line }: { line: ReleaseLine }) {
  if (line.state === 'open') return line.isUsable ? <Chip kind="ok">使える　{townTime(line.until as Instant)}まで</Chip> : <Chip>時間が過ぎた</Chip>
  return <Chip kind={line.state === 'requested' || line.state === 'agreed-once' ? 'alert' : 'none'}>{releaseStates[line.state]}</Chip>
}

function ReleaseTable({ items, state }: { items: readonly ReleaseLine[]; state: ViewState }) {
  return (
    <Table<ReleaseLine> caption="一時解除" isCaptionHidden isList rows={items} rowState={() => 'protected'} empty={<Empty title="待っている一時解除はありません。" looked="同意を待つものと、いま使えるものを見ました。" />} columns={[
      { key: 'name', head: '氏名', isRowHead: true, cell: (line) => <a href={state.request.link(`resident/protection/release-of/${line.releaseId}`)}>{line.name}</a> }, { key: 'output', head: '帳票', cell: (line) => line.outputTitle },
      { key: 'requester', head: '請求者', cell: (line) => line.requesterName ?? requesterKinds[line.requesterKind] }, { key: 'user', head: '求めた職員', cell: (line) => <>{line.user}{line.isMine ? <span class="sub">（あなた）</span> : null}</> },
      { key: 'state', head: 'いま', isUnbroken: true, cell: (line) => <StateChip line={line} /> },
    ]} />
  )
}

/** What waits for an agreement — 一時解除の一覧. */
export const releasesPage = page({
  name: 'resident.releases', path: 'resident/protection/releases', query: listReleases,
  input: () => ({}),
  frame: () => ({ title: '一時解除の一覧', isProtected: true }),
  view: (value: ReleaseList, state) => <OneColumn><Head title="一時解除" note="求めた職員のほかに、2人の同意が要ります"><ProtectionTabs state={state} current="releases" /></Head><ReleaseTable items={value.items} state={state} /></OneColumn>,
})

/** One release: its scope, who agreed, and the press of whoever may — 一時解除. */
export const releasePage = page({
  name: 'resident.release-page', path: 'resident/protection/release-of/:id', query: showRelease,
  input: ({ params }) => ({ releaseId: params['id'] }),
  frame: () => ({ title: '一時解除', keys, isProtected: true }),
  view: (value, state) => <ReleaseView value={value} state={state} />,
  acts: {
    agree: act({ command: agreeToRelease, input: ({ params }) => ({ releaseId: params['id'] }) }),
    end: act({ command: endReleaseEarly, input: ({ params, form }) => ({ releaseId: params['id'], reason: textOf(form, 'reason') ?? '' }) }),
  },
})

function secondState(value: ReleaseLine): 'done' | 'now' | 'later' {
  if (value.second !== null) return 'done'
  return value.first === null ? 'later' : 'now'
}

function ReleaseView({ value, state }: { value: ReleaseLine; state: ViewState }) {
  const { link } = state.request
  const form = value.mayAgree ? { action: state.action, act: 'agree', idempotencyKey: state.idempotencyKey } : undefined
  const mayEnd = value.state === 'requested' || value.state === 'agreed-once' || value.state === 'open'
  return (
    <>
      <Case isProtected decision="middle" form={form}>
        <Who name={value.name} again={<ProtectChip />} facts={[{ label: '住所', value: <Masked /> }, { label: '帳票', value: value.outputTitle }]} warnings={<><ProtectChip /><StateChip line={value} /></>} />
        <Task title="一時解除" />
        <Facts heading="範囲">
          <ErrorSummary refusals={state.refusals} before="同意する前に" isFocused />
          <Known facts={[
            ['使う職員', value.user], ['帳票', value.outputTitle], ['請求者', `${requesterKinds[value.requesterKind]}${value.requesterName ? `　${value.requesterName}` : ''}`], ['使いみち', value.purpose], ['載せてよい住所', releasedAddresses[value.addresses]],
            ['枚数', `${value.copies}枚（残り${value.copiesLeft}枚）`], ['終わり', value.until === null ? null : `${townTime(value.until)}、または使い終わったとき`], ['やめた理由', value.endReason],
          ]} />
        </Facts>
        <Decision heading="同意" isHeadingShown>
          <ApprovalBox steps={[
            { role: '求めた人', name: value.user, at: townTime(value.requestedAt), state: 'done', isMe: value.isMine },
            { role: '1人目の責任者', name: value.first ?? '責任者', at: value.firstAt === null ? undefined : townTime(value.firstAt), state: value.first === null ? 'now' : 'done' },
            { role: '2人目の責任者', name: value.second ?? '別の責任者', at: value.secondAt === null ? undefined : townTime(value.secondAt), state: secondState(value) },
          ]} />
          {mayEnd ? <div class="sect"><TextField name="reason" form="end" label="やめる理由" refusals={state.refusals} width={16} value={state.form.get('reason')} />{value.mayAgree ? null : <p><button class="btn" type="submit" form="end">一時解除をやめる</button></p>}</div> : null}
          {value.mayAgree ? <CommandBar command="この範囲に同意する" other={{ label: 'やめる', form: 'end' }} note={value.first === null ? 'もう1人の同意がそろうまで、何も開きません。' : 'あなたの同意で、時間が始まります。'} />
            : <Done title={value.isUsable && value.isMine ? '使えます' : releaseStates[value.state]} links={value.isUsable && value.isMine ? [{ label: '証明を出す', href: link(`certificates/issue/${value.personId}`) }] : []}>{value.isMine ? 'この帳票を、この請求者に出すときだけです。' : ''}</Done>}
        </Decision>
      </Case>
      {mayEnd ? <CommandForm id="end" action={state.action} act="end" idempotencyKey={state.idempotencyKey} /> : null}
    </>
  )
}

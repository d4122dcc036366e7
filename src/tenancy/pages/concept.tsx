import { printDate } from '../../kernel/wareki.ts'
import { laws } from '../../legislation/index.ts'
import {
  act, ApprovalBox, Case, Chip, CommandBar, DateField, Decision, Done, Empty, ErrorSummary, Facts, page, Rows, Section, Select, Table, Tabs, Task, TextArea, TextField, Who,
  type PageRequest, type ViewState,
} from '../../platform/screen/index.ts'
import { findConcept } from '../../legislation/index.ts'
import { proposeOrdinanceValue } from '../commands.ts'
import { showConcept, type ConceptHistory, type ProposalLine, type ShownLawValue, type TownRow } from '../queries.ts'
import { dateOf, fieldText, fromOfForm, textOf, valueOfForm } from './form-values.ts'
import { Articles, fromHints, momentText, scopeWords, StateChip, ValueCell, valueHints } from './words.tsx'

/** One concept: every value it had, and the form for a new one — 設定の項目. */
export const conceptPage = page({
  name: 'tenancy.concept', path: 'tenancy/concept/:key', query: showConcept,
  input: ({ params, query, today }: PageRequest) => ({ concept: params['key'] ?? '', on: dateOf(query, 'asOf', today) ?? undefined, knownOn: dateOf(query, 'knownAt', today) ?? undefined }),
  frame: () => ({ title: '設定の項目', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '決裁へ回す' }] }),
  view: (value, state) => <ConceptView value={value} state={state} />,
  acts: { propose: act({ command: proposeOrdinanceValue, input: proposalInput, after: (value) => `tenancy/proposal/${value.proposalId}` }) },
})

function proposalInput({ params, form, today }: PageRequest): unknown {
  const listed = findConcept(params['key'] ?? '')
  return {
    concept: params['key'] ?? '', from: fromOfForm(form, listed?.chosenBy ?? 'event-date') ?? '', value: valueOfForm(form, listed?.unit ?? 'table'),
    published: dateOf(form, 'published', today) ?? '', because: [{ law: form.get('because.0.law') ?? '', article: form.get('because.0.article') ?? '' }],
    note: textOf(form, 'note'), reason: form.get('reason') ?? '',
  }
}

function ConceptView({ value, state }: { value: ConceptHistory; state: ViewState }) {
  const { line } = value
  const mayPropose = line.scope !== 'fixed' && state.request.actor.permissions.has('tenancy.configure')
  const form = mayPropose ? { action: state.action, act: 'propose', idempotencyKey: state.idempotencyKey, previewId: state.preview?.id } : undefined
  const inForce = line.town ?? line.law
  return (
    <Case decision="middle" form={form}>
      <Who subject="thing" kana={`町の設定（${line.contextTitle}）`} name={line.title} facts={[
        { label: 'いまの値', value: inForce?.text ?? '決まっていません' }, { label: 'いつから', value: inForce?.since ?? '―' },
        { label: '上限', value: line.law?.ceiling ?? 'なし' }, { label: '種類', value: scopeWords[line.scope] },
      ]} warnings={line.isMissing ? <Chip kind="alert">町が決めていません</Chip> : null} />
      <Task title="設定の値" right={<a href={state.request.link('tenancy/parameters')}>設定の一覧へ</a>}><Tabs label="設定" tabs={[{ label: 'この項目', href: state.action, isCurrent: true }]} /></Task>
      <Facts heading="これまでの値">
        <ErrorSummary refusals={state.refusals} before="決裁へ回す前に" isFocused />
        <TownRows value={value} />
        <LawRows value={value} />
        <Proposals value={value} state={state} />
      </Facts>
      <Decision heading="値を変える案" isHeadingShown>{mayPropose ? <ProposalForm value={value} state={state} /> : <Closed value={value} />}</Decision>
    </Case>
  )
}

function TownRows({ value }: { value: ConceptHistory }) {
  if (value.line.scope === 'fixed') return <></>
  return (
    <Table<TownRow> caption="町の値" captionNote="　新しい順。書き換えた値も残ります" density="tight" rows={value.townRows} rowState={(row) => (row.recordedTo === null ? undefined : 'quiet')} columns={[
      { key: 'value', head: '値', isRowHead: true, cell: (row) => <ValueCell unit={value.line.unit} value={row} /> }, { key: 'since', head: 'いつから', isUnbroken: true, cell: (row) => row.since },
      { key: 'published', head: '公布', isUnbroken: true, cell: (row) => printDate(row.published, 'short') }, { key: 'article', head: '根拠', isSource: true, cell: (row) => <Articles value={row} /> },
      { key: 'recorded', head: '登録', isUnbroken: true, isSource: true, cell: (row) => momentText(row.recordedAt) }, { key: 'to', head: '書き換え', isSource: true, cell: (row) => (row.recordedTo === null ? '' : momentText(row.recordedTo)) },
      { key: 'note', head: '覚え', isSource: true, cell: (row) => row.note ?? '' },
    ]} empty={<Empty title="町の値はまだありません。" looked={value.line.scope === 'ordinance' ? '町が決めるまで、この値を使う仕事はできません。' : '国の値で計算しています。'} />} />
  )
}

function LawRows({ value }: { value: ConceptHistory }) {
  return (
    <div class="sect">
      <Table caption="国の値" density="tight" rows={value.lawRows} columns={[
        { key: 'value', head: '値', isRowHead: true, cell: (row: ShownLawValue) => <ValueCell unit={value.line.unit} value={row} /> }, { key: 'since', head: 'いつから', isUnbroken: true, cell: (row) => row.since },
        { key: 'ceiling', head: '上限', cell: (row) => row.ceiling ?? '' }, { key: 'floor', head: '下限', cell: (row) => row.floor ?? '' }, { key: 'published', head: '公布', isUnbroken: true, cell: (row) => printDate(row.published, 'short') },
        { key: 'article', head: '根拠', isSource: true, cell: (row) => <Articles value={row} /> },
      ]} />
    </div>
  )
}

function Proposals({ value, state }: { value: ConceptHistory; state: ViewState }) {
  if (value.proposals.length === 0) return <></>
  return (
    <div class="sect">
      <Table<ProposalLine> caption="この項目の案" density="tight" rows={value.proposals} columns={[
        { key: 'value', head: '案', isRowHead: true, cell: (one) => <a href={state.request.link(`tenancy/proposal/${one.proposalId}`)}>{one.value.text}</a> }, { key: 'since', head: 'いつから', isUnbroken: true, cell: (one) => one.value.since },
        { key: 'by', head: '出した人', isUnbroken: true, cell: (one) => one.proposedBy }, { key: 'at', head: '出した日', isUnbroken: true, cell: (one) => momentText(one.proposedAt) }, { key: 'state', head: '状態', cell: (one) => <StateChip state={one.state} /> },
      ]} />
    </div>
  )
}

function ProposalForm({ value, state }: { value: ConceptHistory; state: ViewState }) {
  const { form, refusals, preview } = state
  const { line } = value
  const now = line.town ?? line.law
  const cited = now?.because[0]
  const values = { name: 'value', label: '新しい値', need: 'required' as const, refusals, hint: valueHints[line.unit], value: form.get('value') ?? fieldText(line.unit, now?.value) }
  return (
    <>
      <Rows>
        <TextField name="from" label="いつから" need="required" width={9} value={form.get('from')} refusals={refusals} hint={fromHints[line.chosenBy]} />
        {line.unit === 'table' ? <TextArea {...values} lines={10} /> : <TextField {...values} width={9} isNumber />}
        <DateField name="published" label="公布の日" need="required" value={form.get('published')} refusals={refusals} />
        <Select name="because.0.law" label="根拠の条例" need="required" value={form.get('because.0.law') ?? cited?.law} refusals={refusals} choices={[{ value: '', label: '選んでください' }, ...[...laws.values()].toReversed().map((law) => ({ value: law.key, label: law.title }))]} />
        <TextField name="because.0.article" label="条" need="required" width={9} value={form.get('because.0.article') ?? cited?.article} refusals={refusals} hint="82条は 82、314条の2第1項は 314-2(1)" />
        <TextField name="reason" label="変える理由" need="required" width="full" value={form.get('reason')} refusals={refusals} />
        <TextField name="note" label="覚え" need="optional" width="full" value={form.get('note')} refusals={refusals} />
      </Rows>
      <Section title="決裁"><ApprovalBox steps={[{ role: '案を出す人', name: state.request.actor.name, state: 'now', isMe: true }, { role: '決裁する人', name: '別の職員', state: 'later' }]} /></Section>
      {preview ? <Done title="この案は、法令の上限と形に合っています">決裁へ回すと、別の職員の画面に出ます。</Done> : null}
      <CommandBar command="決裁へ回す" check="button" note="決裁が済み、効く日が来るまで、どの計算にも使われません。" />
    </>
  )
}

function Closed({ value }: { value: ConceptHistory }) {
  return <p class="say">{value.line.scope === 'fixed' ? '法律で決まっている値です。町では変えられません。国の改正は、プログラムの更新で届きます。' : '値を変える案は、設定を変える役割の職員が出します。'}</p>
}

import { amountText } from '../../kernel/text.ts'
import {
  act, Checkboxes, DateField, Empty, ErrorSummary, GroupRow, Head, Message, page, Radios, Rows, Section, Select, Split, Table, TextField, type Column, type Notice, type ViewState,
} from '../../platform/screen/index.ts'
import { makeList, setListDefinition } from '../lists/commands.ts'
import { columnTitles, purposeTitles, sortTitles } from '../lists/model.ts'
import { sexTitles, statusTitles, typeTitles } from '../lists/rules/words.ts'
import { previewList, type ListForm, type ListPreview } from '../lists/views.ts'
import { registerEventTitles } from '../model.ts'
import type { ListRow } from '../lists/select.ts'
import { draftOf, fieldsOf, type ListFields } from './list-form.ts'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '一覧を作る' }, { key: 'Esc', does: '戻る' }]
const choicesOf = (titles: Readonly<Record<string, string>>) => Object.entries(titles).map(([value, label]) => ({ value, label }))

/** Conditions step by step, the count and the first fifty beside them, and what the list is for — 一覧を作る. */
export const listBuilderPage = page({
  name: 'resident.list-builder', path: 'resident/lists/new', query: previewList, postsQuery: true,
  input: ({ form, query, today }) => ({ draft: draftOf(form, today), definitionId: query.get('definition') ?? null }),
  frame: () => ({ title: '一覧を作る', keys }),
  view: (value, state) => <BuilderView value={value} state={state} />,
  acts: {
    make: act({ command: makeList, input: ({ form, today }) => ({ draft: draftOf(form, today), purpose: { kind: form.get('purpose.kind') ?? '', text: form.get('purpose.text') ?? '', basis: form.get('purpose.basis') ?? '' } }), after: (value) => `resident/lists/of/${value.extractionId}` }),
    keep: act({ command: setListDefinition, input: ({ form, today, query }) => ({ definitionId: form.get('replaces') === 'yes' ? query.get('definition') ?? null : null, expectedVersion: Number(form.get('expectedVersion') ?? 0), name: form.get('name') ?? '', draft: draftOf(form, today) }), after: () => 'resident/lists' }),
  },
})

function BuilderView({ value, state }: { value: ListForm; state: ViewState }) {
  const fields = fieldsOf(state.form, { draft: value.definition?.draft ?? null, today: state.request.today })
  const notices: readonly Notice[] = [...state.refusals, ...value.problems.filter(({ field }) => !state.refusals.some((refusal) => refusal.field === field)).map(({ field, message }) => ({ message, remedy: '', article: null, field }))]
  return (
    <form method="post" action={state.action + (value.definition === null ? '' : `?definition=${value.definition.definitionId}`)} novalidate autocomplete="off">
      <input type="hidden" name="_key" value={state.idempotencyKey} />
      <Head title="一覧を作る" note={value.definition === null ? '条件を入れて、人数を見てから作ります' : `定義「${value.definition.name}」から`} right={<a href={state.request.link('resident/lists')}>作った一覧</a>} />
      <Split sideLabel="人数と使いみち" side={<Side value={value} state={state} notices={notices} />}>
        <ErrorSummary refusals={notices} before="作る前に" isFocused />
        <WhenAndWho fields={fields} notices={notices} towns={value.towns} />
        <HouseholdAndPast fields={fields} notices={notices} towns={value.towns} />
        <OtherBusinesses fields={fields} notices={notices} choices={value.businesses} />
        <Section title="4　載せる項目と並び" note="個人番号・住民票コード・在留カードの番号は、載せられません">
          <Rows>
            <Checkboxes name="columns" label="項目" pointer="/draft/columns" need="required" values={fields.all('columns')} choices={choicesOf(columnTitles)} refusals={notices} isFull />
            <Radios name="sort" label="並び" pointer="/draft/sort" value={fields.text('sort')} choices={choicesOf(sortTitles)} refusals={notices} isFull />
          </Rows>
        </Section>
        <Keep value={value} state={state} notices={notices} />
        {value.preview === null ? null : <PreviewTable preview={value.preview} />}
      </Split>
    </form>
  )
}

interface Part { readonly fields: ListFields; readonly notices: readonly Notice[]; readonly towns: readonly string[] }

function WhenAndWho({ fields, notices, towns }: Part) {
  const field = (name: string, label: string) => ({ name, label, pointer: `/draft/conditions/${name}`, value: fields.text(name), refusals: notices })
  return (
    <Section title="1　いつの、どんな人">
      <Rows>
        <DateField {...field('on', 'いつの姿')} need="required" hint="この日に住民だった人などを選びます" />
        <DateField {...field('knownOn', '知っていた日')} need="optional" hint="空なら、いま分かっていることすべて" />
        <Checkboxes name="statuses" label="住民の別" pointer="/draft/conditions/statuses" need="required" values={fields.all('statuses')} choices={choicesOf(statusTitles)} refusals={notices} isFull />
        <FromTo label="年齢" name="age" unit="歳" part={{ fields, notices }} />
        <DateField {...field('ageOn', '年齢を数える日')} hint="空なら「いつの姿」の日。その日の終わりの満年齢です" />
        <SpanField label="生年月日" name="born" part={{ fields, notices }} />
        <Checkboxes name="sexes" label="性別" values={fields.all('sexes')} choices={choicesOf(sexTitles)} />
        <Checkboxes name="types" label="日本人・外国人" values={fields.all('types')} choices={choicesOf(typeTitles)} />
        <TownField name="towns" label="町丁字" values={fields.all('towns')} towns={towns} />
        <TextField {...field('nationalities', '国籍・地域')} hint="いくつかあるときは「、」で区切ります" /><TextField {...field('residenceStatuses', '在留資格')} hint="例：永住者、留学" />
        <SpanField label="在留期間の満了日" name="stayExpires" part={{ fields, notices }} />
      </Rows>
    </Section>
  )
}

function HouseholdAndPast({ fields, notices, towns }: Part) {
  const field = (name: string, label: string) => ({ name, label, pointer: `/draft/conditions/${name}`, value: fields.text(name), refusals: notices })
  return (
    <Section title="2　世帯と、これまでのこと">
      <Rows>
        <Radios name="headship" label="世帯主" value={fields.text('headship')} choices={[{ value: 'any', label: '問わない' }, { value: 'head', label: '世帯主だけ' }, { value: 'not-head', label: '世帯主を除く' }]} />
        <FromTo label="世帯の人数" name="size" unit="人" part={{ fields, notices }} />
        <TextField {...field('childUnder', '子のいる世帯')} width={4} isNumber unit="歳未満の人がいる" /><TextField {...field('allOver', '高齢の世帯')} width={4} isNumber unit="歳以上の人だけ" />
        <SpanField label="住民となった日" name="becameResident" part={{ fields, notices }} />
        <TownField name="formerTowns" label="前に住んだ町丁字" values={fields.all('formerTowns')} towns={towns} />
        <TownField name="events" label="異動事由" values={fields.all('events')} towns={Object.keys(registerEventTitles)} titles={registerEventTitles} />
        <SpanField label="異動日" name="eventIn" part={{ fields, notices }} />
        <DateField {...field('quietSince', '異動のない人')} hint="この日から、記録に何の異動もない人" />
      </Rows>
    </Section>
  )
}

function OtherBusinesses({ fields, notices, choices }: Both & { choices: ListForm['businesses'] }) {
  // A kept definition may ask what this officer may not: it stays on the form and is refused, never dropped unseen.
  const asked = new Set([...fields.all('businesses'), ...fields.all('otherThan')])
  const known = choices.filter(({ code, may }) => may || asked.has(code)).map(({ code, title }) => ({ value: code, label: title }))
  const shown = [...known, ...[...asked].filter((code) => !choices.some((one) => one.code === code)).map((code) => ({ value: code, label: code }))]
  if (shown.length === 0) return null
  return (
    <Section title="3　他の業務" note="あなたが見られる業務だけです。「いつの姿」の日について、いま分かっていることで選びます">
      <Rows>
        <Checkboxes name="businesses" label="この人だけ" pointer="/draft/conditions/businesses" values={fields.all('businesses')} choices={shown} refusals={notices} isFull />
        <Checkboxes name="otherThan" label="この人を除く" pointer="/draft/conditions/otherThan" values={fields.all('otherThan')} choices={shown} refusals={notices} isFull />
      </Rows>
    </Section>
  )
}

type Both = Pick<Part, 'fields' | 'notices'>

function FromTo({ label, name, unit, part }: { label: string; name: string; unit: string; part: Both }) {
  const [from, to] = [`${name}From`, `${name}To`]
  const field = (one: string, words: string) => <TextField name={one} label={`${label}（${words}）`} pointer={`/draft/conditions/${one}`} value={part.fields.text(one)} refusals={part.notices} width={4} isNumber unit={`${unit}${words}`} />
  return <>{field(from, '以上')}{field(to, '以下')}</>
}

function SpanField({ label, name, part }: { label: string; name: string; part: Both }) {
  const field = (end: string, words: string) => <DateField name={`${name}.${end}`} label={`${label}（${words}）`} pointer={`/draft/conditions/${name}/${end}`} value={part.fields.text(`${name}.${end}`)} refusals={part.notices} />
  return <>{field('from', 'から')}{field('to', 'まで')}</>
}

/** Several of many names in a native list; Ctrl marks more than one. */
function TownField({ name, label, values, towns, titles }: { name: string; label: string; values: readonly string[]; towns: readonly string[]; titles?: Readonly<Record<string, string>> }) {
  return (
    <GroupRow field={{ name, label, hint: 'Ctrlを押しながら、いくつでも選べます。選ばなければ問いません' }} role="group">
      <select class="in-t area" name={name} multiple size={5} aria-label={label}>{towns.map((town) => <option value={town} selected={values.includes(town)}>{titles?.[town] ?? town}</option>)}</select>
    </GroupRow>
  )
}

function Side({ value, state, notices }: { value: ListForm; state: ViewState; notices: readonly Notice[] }) {
  const { form } = state
  return (
    <>
      <h2>人数</h2>
      {value.preview === null ? <p class="sub">条件を入れて「数える」を押すと、人数とはじめの50人が出ます。</p> : <Counted value={value} preview={value.preview} />}
      <p class="sub">支援措置などで、どの一覧にも入れない人が、この町に{amountText(value.neverListed)}人います。条件に合うかどうかには関わりません。</p>
      <p><button class="btn" type="submit">数える</button></p>
      <h2>使いみち</h2>
      <Rows>
        <Select name="purpose.kind" label="何のため" need="required" value={form.get('purpose.kind')} choices={[{ value: '', label: '選んでください' }, ...choicesOf(purposeTitles)]} refusals={notices} />
        <TextField name="purpose.text" label="使いみち" need="required" value={form.get('purpose.text')} refusals={notices} hint="例：40歳からの健診の案内" width="full" />
        <TextField name="purpose.basis" label="根拠の法令" need="required" value={form.get('purpose.basis')} refusals={notices} hint="法令の名前と条" width="full" />
      </Rows>
      <div class="cmdbar" id="cmdbar">
        <div class="cmd"><button class="btn primary" type="submit" name="_act" value="make" data-command="yes" accesskey="z">一覧を作る <kbd>Ctrl+Enter</kbd></button></div>
        <p>作った人・使いみち・条件・人数が記録に残ります。ファイルは、作ったあとの画面から出します。</p>
      </div>
    </>
  )
}

/** The conditions under a name, for the next time. */
function Keep({ value, state, notices }: { value: ListForm; state: ViewState; notices: readonly Notice[] }) {
  const { definition } = value
  return (
    <Section title="5　名前を付けて取っておく" note="しなくてもかまいません。使いみちは取っておかず、作るたびに書きます">
      <input type="hidden" name="expectedVersion" value={String(definition?.version ?? 0)} />
      <Rows><TextField name="name" label="定義の名前" need="optional" value={state.form.get('name') ?? definition?.name ?? ''} refusals={notices} width={24} /></Rows>
      {definition === null ? null : <p><label class="opt"><input type="checkbox" name="replaces" value="yes" />「{definition.name}」を直す（印がなければ、別の定義にします）</label></p>}
      <p><button class="btn" type="submit" name="_act" value="keep">取っておく</button></p>
    </Section>
  )
}

function Counted({ value, preview }: { value: ListForm; preview: ListPreview }) {
  const isPart = preview.read < preview.expected
  return (
    <Message kind="info" title={`${amountText(preview.count)}人${isPart ? '（途中まで）' : ''}`}>
      <ul>{value.words.map((words) => <li>{words}</li>)}</ul>
      {isPart ? <p>台帳の{amountText(preview.expected)}人のうち、はじめの{amountText(preview.read)}人を読みました。全部の人数は、作るときに数えます。</p> : null}
    </Message>
  )
}

function PreviewTable({ preview }: { preview: ListPreview }) {
  return (
    <Section title="下見" note={`はじめの${preview.rows.length}人`}>
      <Table<ListRow> caption="下見" isCaptionHidden density="tight" isWide rows={preview.rows} columns={preview.head.map((head, index): Column<ListRow> => ({ key: `c${index}`, head, isUnbroken: true, isRowHead: index === 0, cell: (row) => row.cells[index] ?? '' }))} empty={<Empty title="条件に合う人はいません。" looked="条件を減らすか、日付を確かめてください。" />} />
    </Section>
  )
}

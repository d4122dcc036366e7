import {
  act, AddressField, Case, Chip, DateField, DifferenceTable, Empty, Facts, Head, KeyValues, LinkButton, Masked, Message, OneColumn, page, type PageRequest, Radios, Rows, Section, Select, Steps, Table, Task, TextField, type ViewState, Who,
} from '../../platform/screen/index.ts'
import { submitNotification } from '../commands.ts'
import { correctionKinds, laterDecisions } from '../correction/inputs.ts'
import { cancellationForm, comparison, correctionForm, personHistory, type CancellationForm, type Comparison, type CorrectionForm, type PersonHistory } from '../correction/views.ts'
import { afterSubmission, Alerts, echoOf, EditingChip, FilingDecision, FilingSummary, relationshipChoices } from './filing-parts.tsx'
import { acknowledgedOf, addressOf, birthOf, dateOf, kanaOf, nameOf, textOf } from './form-values.ts'
import { Filing, noticesOf } from './person-filings.tsx'

// Taking an event back, putting a record right, and the sheets that show what was changed.

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Esc', does: '戻る' }]
const filingKeys = [{ key: 'F2', does: '検索' }, { key: 'Enter', does: '次の欄' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '審査へ回す' }]

/** The sheet before and after a filing; it prints as it stands — 異動前後の対照. */
export const comparisonPage = page({
  name: 'resident.comparison-of', path: 'resident/comparison/:id', query: comparison,
  input: ({ params }) => ({ notificationId: params['id'] }),
  frame: () => ({ title: '異動前後の対照', keys }),
  view: (value, state) => <ComparisonView value={value} state={state} />,
})

function ComparisonView({ value, state }: { value: Comparison; state: ViewState }) {
  const { link, actor } = state.request
  return (
    <OneColumn>
      <Head title="異動前後の対照" note={`届出 ${value.number}`} right={<>{value.mayBeCancelled && actor.permissions.has('resident.write') ? <LinkButton href={link(`resident/cancellation/${value.notificationId}`)} size="small">この異動を取り消す</LinkButton> : null}　<a href={link(`resident/notification/${value.notificationId}`)}>届出を見る</a></>} />
      {value.cancelledById === null ? null : <Message kind="info" title="この異動は取り消されました"><a href={link(`resident/notification/${value.cancelledById}`)}>取消しを見る</a>　下の「後」は、取り消されるまでの記録です。</Message>}
      <KeyValues facts={[{ label: '異動', value: value.event }, { label: '異動日', value: value.eventOn }, { label: '届出日', value: value.notifiedOn }, { label: '記録した日', value: value.recordedOn }, { label: '審査した職員', value: value.byName }]} />
      <ComparedPersons value={value} state={state} />
    </OneColumn>
  )
}

function ComparedPersons({ value, state, isBack }: { value: Comparison; state: ViewState; isBack?: boolean }) {
  const [nowHead, afterHead] = isBack ? ['いま', '取り消したあと'] : ['前', '後']
  return (
    <>
      {value.persons.map((person) => (
        <Section title={person.name} note={`${person.event}　${person.from}${person.isCancelled ? '　取消し済み' : ''}`} right={isBack ? undefined : <a href={state.request.link(`resident/history/${person.personId}`)}>異動の履歴</a>}>
          {person.isWithheld ? <p><Masked />　<span class="sub">責任者が扱う記録です。住所などは表示しません。</span></p> : null}
          {person.isNew && isBack ? <p>この異動で作られた記録です。取り消すと、はじめから住民ではなかったものとして消除します。</p> : null}
          {person.differences.length === 0 && !person.isWithheld ? <p class="sub">記載事項に違いはありません。</p> : null}
          {person.differences.length > 0 && !(person.isNew && isBack) ? <DifferenceTable caption={`${person.name}の記載事項`} nowHead={nowHead} afterHead={afterHead} changed={person.differences.map((one) => ({ item: one.item, now: isBack ? one.after : one.before, after: isBack ? one.before : one.after }))} /> : null}
        </Section>
      ))}
    </>
  )
}

const fromOffice = { relation: 'other', identityProof: 'none' }
const officeFiling = (request: PageRequest) => ({ notifiedOn: dateOf(request.form, 'notifiedOn', request.today) ?? '', notifiedBy: fromOffice, acknowledged: acknowledgedOf(request.form) })

/** Cancellation of a recorded event — 異動の取消し. */
export const cancellationPage = page({
  name: 'resident.cancellation', path: 'resident/cancellation/:id', query: cancellationForm,
  input: ({ params, query, form }) => ({ notificationId: params['id'], personIds: form.get('personIds') === undefined ? query.all('person') : form.all('personIds') }),
  frame: () => ({ title: '異動の取消し', keys: filingKeys, effort: { task: 'resident.cancellation', label: 'この取消し', goalSeconds: 90 } }),
  view: (value, state) => <CancellationView value={value} state={state} />,
  acts: {
    submit: act({
      command: submitNotification, after: afterSubmission,
      input: (request) => ({
        kind: 'event-cancellation',
        notification: { ...officeFiling(request), notificationId: request.params['id'], personIds: request.form.all('personIds'), reason: textOf(request.form, 'reason') ?? '', later: laterOf(request) },
      }),
    }),
  },
})

function laterOf(request: PageRequest): unknown {
  return request.form.entries.flatMap(([name, decision]) => (name.startsWith('later.') && decision !== '' ? [{ notificationId: name.slice(6), decision }] : []))
}

function CancellationView({ value, state }: { value: CancellationForm; state: ViewState }) {
  const { form, request } = state
  const going = value.persons.filter((person) => value.personIds.includes(person.personId))
  const [first] = going
  return (
    <Case decision="middle" form={{ action: state.action, act: 'submit', idempotencyKey: state.idempotencyKey, previewId: state.preview?.id, check: 'auto' }}>
      <Who name={first?.name ?? ''} kind={going.length > 1 ? `ほか${going.length - 1}人` : undefined} again={value.number}
        facts={[{ label: '取り消す異動', value: value.event }, { label: '異動日', value: value.eventOn }, { label: '記録した日', value: value.recordedOn }, { label: '審査した職員', value: value.byName }]}
        lock={<Chip>下書き　ほかの部署には見えません</Chip>} warnings={<EditingChip editing={value.editing} state={state} />} />
      <Task title="異動の取消し" right={<a href={request.link(`resident/comparison/${value.notificationId}`)}>異動前後の対照</a>}><Steps current={2} steps={[{ label: '確かめる' }, { label: '入れる・決める' }, { label: '審査' }]} /></Task>
      <Facts heading="元に戻すこと">
        <FilingSummary state={state} />
        {value.mayBeCancelled ? null : <Message kind="alert" title="この異動は取り消せません">もう取り消されているか、取消しそのものです。</Message>}
        {value.personIds.map((id) => <input type="hidden" name="personIds" value={id} />)}
        <div class="sect">
          <Rows columns={2}>
            <DateField {...noticesOf(state)} name="notifiedOn" label="申出の日" need="required" value={form.get('notifiedOn') ?? '0'} echo={echoOf(form, 'notifiedOn', { today: request.today }) ?? { text: 'きょう' }} />
            <TextField {...noticesOf(state)} name="reason" label="理由" need="required" isFull width="full" value={form.get('reason')} isFocused={state.refusals.length === 0} hint="記録に残ります。だれの、どの届出の誤りかを書きます" />
          </Rows>
        </div>
        <WhoGoesBack value={value} state={state} />
        <LaterFilings value={value} state={state} />
        <ComparedPersons value={{ ...value, persons: going }} state={state} isBack />
        <Alerts state={state} />
      </Facts>
      <FilingDecision state={state} names={new Map(value.persons.filter((person) => !person.isWithheld).map((person) => [person.personId, person.name]))} />
    </Case>
  )
}

/** Whom the cancellation is about, and links that take one out of it or into it: for the others the filing stays. */
function WhoGoesBack({ value, state }: { value: CancellationForm; state: ViewState }) {
  if (value.persons.length < 2) return null
  const linkTo = (personIds: readonly string[]): string => state.request.link(`resident/cancellation/${value.notificationId}?${personIds.map((id) => `person=${id}`).join('&')}`)
  const doesOf = ({ personId, isCancelled }: CancellationForm['persons'][number]) => {
    const others = value.personIds.filter((id) => id !== personId)
    if (isCancelled || others.length === 0) return ''
    return others.length < value.personIds.length ? <a href={linkTo(others)}>この人を外す</a> : <a href={linkTo([...others, personId])}>この人も取り消す</a>
  }
  const stateOf = ({ personId, isCancelled }: CancellationForm['persons'][number]): string => {
    if (isCancelled) return 'もう取り消しました'
    return value.personIds.includes(personId) ? '取り消す' : 'そのまま残す'
  }
  return (
    <Section title="取り消す人" note="外した人の記録は、この異動のまま残ります">
      <Table<CancellationForm['persons'][number]> caption="取り消す人" isCaptionHidden density="tight" rows={value.persons} columns={[
        { key: 'name', head: '氏名', isRowHead: true, cell: (one) => one.name },
        { key: 'state', head: '扱い', cell: stateOf },
        { key: 'does', head: '', cell: doesOf },
      ]} empty={<Empty title="この異動の人はいません。" />} />
    </Section>
  )
}

const decisions = Object.entries(laterDecisions).map(([value, label]) => ({ value, label }))

function LaterFilings({ value, state }: { value: CancellationForm; state: ViewState }) {
  if (value.later.length === 0) return <Section title="あとの異動"><p class="sub">この異動のあとに、同じ人や世帯について記録された届出はありません。</p></Section>
  return (
    <Section title="あとの異動" note="ひとつずつ、いっしょに取り消すか、そのまま残すかを決めます。残すと、取り消したあとの記録の上にもう一度行われます" id="f-later">
      <Rows columns={1}>
        {value.later.map((one) => (
          <Radios name={`later.${one.notificationId}`} label={`${one.event}　${one.from}`} need="required" value={state.form.get(`later.${one.notificationId}`) ?? ''} choices={decisions} hint={<>{one.names.join('、')}　<a href={state.request.link(`resident/comparison/${one.notificationId}`)}>届出 {one.number} の対照</a></>} />
        ))}
      </Rows>
    </Section>
  )
}

/** Correction of a record — 誤記修正・職権修正. */
export const correctionPage = page({
  name: 'resident.correction', path: 'resident/correction/:id', query: correctionForm,
  input: ({ params }) => ({ personId: params['id'] }),
  frame: (value) => ({ title: '記録の修正', keys: filingKeys, effort: { task: 'resident.correction', label: 'この修正', goalSeconds: 60 }, isProtected: value.isProtected }),
  view: (value, state) => <CorrectionView value={value} state={state} />,
  acts: {
    submit: act({
      command: submitNotification, after: afterSubmission,
      input: (request) => ({
        kind: 'record-correction',
        notification: {
          ...officeFiling(request), correction: request.form.get('correction') ?? '', personId: request.params['id'], from: dateOf(request.form, 'from', request.today), items: itemsOf(request),
          evidence: textOf(request.form, 'evidence') ?? '', reason: textOf(request.form, 'reason') ?? '',
        },
      }),
    }),
  },
})

const clearable = ['furigana', 'kana', 'formerSurname', 'formerSurnameFurigana', 'commonName', 'commonNameKana', 'previousAddress', 'nationality', 'moveOutTo'] as const
const readings: ReadonlySet<string> = new Set(['furigana', 'kana', 'formerSurnameFurigana', 'commonNameKana'])
/** Typed where an item is to be taken away; an empty field leaves it as it is. */
const away = 'なし'

function itemsOf({ form }: PageRequest): Record<string, unknown> {
  const items: Record<string, unknown> = {}
  const name = nameOf(form, 'items.name')
  if (name !== null) items['name'] = name
  for (const item of clearable) {
    const typed = readings.has(item) ? kanaOf(form, `items.${item}`) : textOf(form, `items.${item}`)
    if (typed !== null) items[item] = typed === away || typed === 'ナシ' ? null : typed
  }
  for (const item of ['registeredDomicile', 'familyRegisterHead', 'sex', 'relationship'] as const) { const typed = textOf(form, `items.${item}`); if (typed !== null) items[item] = typed }
  if (textOf(form, 'items.birth') !== null) items['birth'] = birthOf(form, 'items.birth')
  if (textOf(form, 'items.address.number') !== null || textOf(form, 'items.address.block') !== null) items['address'] = addressOf(form, 'items.address')
  return items
}

const kinds = Object.entries(correctionKinds).map(([value, label]) => ({ value, label }))

function CorrectionView({ value, state }: { value: CorrectionForm; state: ViewState }) {
  const { form, request } = state
  const notices = noticesOf(state)
  return (
    <Filing value={value} state={state} title="記録の修正">
      <div class="sect">
        <Rows columns={2}>
          <Radios {...notices} name="correction" label="修正の別" need="required" value={form.get('correction') ?? 'clerical-error'} choices={kinds} />
          <DateField {...notices} name="notifiedOn" label="申出の日" need="required" value={form.get('notifiedOn') ?? '0'} echo={echoOf(form, 'notifiedOn', { today: request.today }) ?? { text: 'きょう' }} />
          <DateField {...notices} name="from" label="いつから" value={form.get('from')} echo={echoOf(form, 'from', { today: request.today })} hint="正しい値の始まり。空けると履歴の全体を直します" />
          <TextField {...notices} name="evidence" label="書類" need="required" width={24} value={form.get('evidence')} hint="確かめた書類の名前" />
          <TextField {...notices} name="reason" label="理由" need="required" isFull width="full" value={form.get('reason')} />
        </Rows>
      </div>
      <Section title="正しい値" note="違っている事項だけに書きます。空けた事項はそのままです。なくすときは「なし」と書きます">
        <Rows columns={2}>{value.current.map((one) => <ItemField one={one} value={value} state={state} />)}</Rows>
      </Section>
    </Filing>
  )
}

/** Words that fit beside a field. */
const shortLabels: Readonly<Record<string, string>> = { kana: 'フリガナ', formerSurnameFurigana: '旧氏の読み', commonNameKana: '通称の読み', previousAddress: '転入前住所', nationality: '国籍' }

function ItemField({ one, value, state }: { one: CorrectionForm['current'][number]; value: CorrectionForm; state: ViewState }) {
  const { form } = state
  const common = { ...noticesOf(state), name: `items.${one.key}`, label: shortLabels[one.key] ?? one.item, value: form.get(`items.${one.key}`), hint: `いま　${one.value ?? '（なし）'}` }
  switch (one.key) {
    case 'sex': return <Select {...common} choices={[{ value: '', label: '変えない' }, { value: 'male', label: '男' }, { value: 'female', label: '女' }, { value: 'unknown', label: '空欄' }]} />
    case 'relationship': return <Select {...common} choices={[{ value: '', label: '変えない' }, ...relationshipChoices]} />
    case 'address': return <AddressField {...common} isFull blocks={value.towns} value={{ block: form.get('items.address.block'), number: form.get('items.address.number'), building: form.get('items.address.building'), room: form.get('items.address.room') }} />
    case 'birth': return <TextField {...common} width={12} />
    default: return <TextField {...common} width={24} />
  }
}

/** Everything recorded of a person, act by act — 異動の履歴. */
export const historyPage = page({
  name: 'resident.history-of', path: 'resident/history/:id', query: personHistory,
  input: ({ params }) => ({ personId: params['id'] }),
  frame: () => ({ title: '異動の履歴', keys }),
  view: (value, state) => <HistoryView value={value} state={state} />,
})

function HistoryView({ value, state }: { value: PersonHistory; state: ViewState }) {
  const { link, actor } = state.request
  const mayWrite = actor.permissions.has('resident.write')
  return (
    <OneColumn>
      <Head title="異動の履歴" note={`${value.name}　宛名番号 ${value.addresseeNumber}　${value.acts.length}件`} right={<>{mayWrite && !value.isWithheld ? <LinkButton href={link(`resident/correction/${value.personId}`)} size="small">記録を修正する</LinkButton> : null}　<a href={link(`resident/record/${value.personId}`)}>住民の記録</a></>} />
      {value.isWithheld ? <Message kind="protect" icon="lock" title="履歴は表示しません">支援措置の期間中のため、責任者が扱います。</Message> : null}
      <Table<PersonHistory['acts'][number]> caption="異動の履歴" isCaptionHidden isList density="middle" rows={value.acts}
        columns={[
          { key: 'recorded', head: '記録した日', isUnbroken: true, isRowHead: true, cell: (one) => one.recordedOn },
          { key: 'event', head: '異動', cell: (one) => (one.isCancelled ? <><del>{one.event}</del> <Chip>取消し済み</Chip></> : one.event) },
          { key: 'from', head: '異動日', isUnbroken: true, cell: (one) => one.from },
          { key: 'items', head: '変わった事項', cell: (one) => one.items.join('、') || <span class="sub">なし</span> },
          { key: 'evidence', head: '根拠', isSource: true, cell: (one) => <>{one.evidence ?? ''}{one.notifiedOn === null ? '' : `　届出 ${one.notifiedOn}`}</> },
          { key: 'by', head: '審査した職員', isUnbroken: true, cell: (one) => one.byName ?? '' },
          { key: 'then', head: 'そのときの姿', isUnbroken: true, cell: (one) => <a href={link(`resident/record/${value.personId}?asOf=${one.asOf}&knownAt=${one.knownAt}`)}>見る</a> },
          { key: 'does', head: '', isUnbroken: true, cell: (one) => (one.notificationId === null ? null : <><a href={link(`resident/comparison/${one.notificationId}`)}>対照</a>{one.mayBeCancelled && mayWrite ? <>　<a href={link(`resident/cancellation/${one.notificationId}`)}>取り消す</a></> : null}</>) },
        ]}
        empty={<Empty title="表示できる履歴はありません。" />} />
    </OneColumn>
  )
}

import type { Child } from 'hono/jsx'
import {
  act, AddressField, Case, Checkboxes, Chip, Facts, Masked, page, type PageRequest, ProtectChip, Radios, Rows, Section, Select, SelectInput, Steps, Task, TextField, type ViewState, Who,
} from '../../platform/screen/index.ts'
import { readUnknownDate } from '../../kernel/unknown-date.ts'
import { submitNotification } from '../commands.ts'
import { personForm, type PersonForm } from '../record/forms.ts'
import { afterSubmission, Alerts, EditingChip, FilingDecision, FilingRows, FilingSummary, relationshipChoices, splitRefusals, withAnnounced } from './filing-parts.tsx'
import { acknowledgedOf, addressOf, birthOf, dateOf, digitsOf, kanaOf, nameOf, notifierOf, relationshipsOf, textOf } from './form-values.ts'

// Filings about an existing person: one who-band, one household, one command each.

export const input = ({ params, query }: PageRequest) => ({ personId: params['id'], oneStopId: textOf(query, 'oneStop') })
export const keys = [{ key: 'F2', does: '検索' }, { key: 'Enter', does: '次の欄' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '審査へ回す' }]
export const common = (request: PageRequest) => ({ notifiedOn: dateOf(request.form, 'notifiedOn', request.today) ?? '', notifiedBy: notifierOf(request.form), acknowledged: acknowledgedOf(request.form), oneStopId: textOf(request.form, 'oneStopId') })

/** Relocation notification — 転居届. */
export const relocationPage = page({
  name: 'resident.relocation', path: 'resident/relocation/:id', query: personForm, input,
  frame: (value) => ({ title: '転居届', keys, effort: { task: 'resident.relocation', label: 'この届出', goalSeconds: 60 }, isProtected: value.isProtected }),
  view: (value, state) => <RelocationView value={value} state={state} />,
  acts: {
    submit: act({
      command: submitNotification, after: afterSubmission,
      input: (request) => ({
        kind: 'relocation',
        notification: {
          ...common(request), movedOn: dateOf(request.form, 'movedOn', request.today) ?? '', personIds: request.form.all('personIds'), address: addressOf(request.form),
          household: request.form.get('household') === 'join' ? { kind: 'join', householdId: textOf(request.form, 'household.householdId') ?? '' } : { kind: request.form.get('household') ?? 'keep' }, relationships: relationshipsOf(request.form),
        },
      }),
    }),
  },
})

function RelocationView({ value, state: given }: { value: PersonForm; state: ViewState }) {
  const state = withAnnounced(value, given)
  const { form } = state
  const notices = noticesOf(state)
  return (
    <Filing value={value} state={state} title="転居届">
      <div class="sect">
        <Rows columns={2}>
          <FilingRows state={state} dayLabel="異動日" />
          <Movers value={value} state={state} label="転居する人" />
          <AddressField {...notices} name="address" label="新しい住所" need="required" isFull blocks={value.towns} value={{ block: form.get('address.block'), number: form.get('address.number'), building: form.get('address.building'), room: form.get('address.room') }} />
          <Radios {...notices} name="household" label="世帯" isFull value={form.get('household') ?? (value.members.length > 1 ? 'new' : 'keep')} choices={[{ value: 'keep', label: '今の世帯のまま（全員が動く）' }, { value: 'new', label: '新しい世帯を作る' }, { value: 'join', label: '今ある世帯に入る' }]} />
          {form.get('household') === 'join' ? <TextField {...notices} name="household.householdId" label="入る世帯" isFull width={24} value={form.get('household.householdId')} hint="世帯の画面を開き、世帯の記号を写します" /> : null}
        </Rows>
      </div>
      <Relationships value={value} state={state} />
    </Filing>
  )
}

/** Moving-out notification — 転出届. */
export const movingOutPage = page({
  name: 'resident.moving-out', path: 'resident/moving-out/:id', query: personForm, input,
  frame: (value) => ({ title: '転出届', keys, effort: { task: 'resident.moving-out', label: 'この届出', goalSeconds: 60 }, isProtected: value.isProtected }),
  view: (value, state) => <MovingOutView value={value} state={state} />,
  acts: {
    submit: act({
      command: submitNotification, after: afterSubmission,
      input: (request) => ({
        kind: 'moving-out',
        notification: {
          ...common(request), movedOn: dateOf(request.form, 'movedOn', request.today) ?? '', personIds: request.form.all('personIds'), relationships: relationshipsOf(request.form),
          isCardBased: request.form.get('isCardBased') === 'yes',
          to: { kind: request.form.get('to.kind') ?? 'domestic', municipalityCode: digitsOf(request.form, 'to.municipalityCode'), address: textOf(request.form, 'to.address') ?? '' },
        },
      }),
    }),
  },
})

function MovingOutView({ value, state: given }: { value: PersonForm; state: ViewState }) {
  const state = withAnnounced(value, given)
  const { form } = state
  const notices = noticesOf(state)
  return (
    <Filing value={value} state={state} title="転出届">
      <div class="sect">
        <Rows columns={2}>
          <FilingRows state={state} dayLabel="異動日（予定）" />
          <Movers value={value} state={state} label="転出する人" />
          <Radios {...notices} name="to.kind" label="転出先" value={form.get('to.kind') ?? 'domestic'} choices={[{ value: 'domestic', label: '国内' }, { value: 'abroad', label: '国外' }]} />
          <TextField {...notices} name="to.municipalityCode" label="団体コード" width={7} isNumber value={form.get('to.municipalityCode')} />
          <TextField {...notices} name="to.address" label="転出先の住所" need="required" isFull width="full" value={form.get('to.address')} />
          <Checkboxes {...notices} name="isCardBased" label="特例転出" values={form.all('isCardBased')} choices={[{ value: 'yes', label: 'マイナンバーカードによる転出（転出証明書は渡さない）' }]} />
        </Rows>
      </div>
      <Relationships value={value} state={state} />
    </Filing>
  )
}

/** Notice that those who filed a move-out have arrived elsewhere — 転入通知. */
export const movingInNoticePage = page({
  name: 'resident.moving-in-notice', path: 'resident/moving-in-notice/:id', query: personForm, input,
  frame: (value) => ({ title: '転入通知', keys, effort: { task: 'resident.moving-in-notice', label: 'この通知', goalSeconds: 60 }, isProtected: value.isProtected }),
  view: (value, state) => <MovingInNoticeView value={value} state={state} />,
  acts: {
    submit: act({
      command: submitNotification, after: afterSubmission,
      input: (request) => ({
        kind: 'moving-in-notice',
        notification: {
          ...common(request), movedInOn: dateOf(request.form, 'movedInOn', request.today) ?? '', personIds: request.form.all('personIds'),
          to: { municipalityCode: digitsOf(request.form, 'to.municipalityCode'), address: textOf(request.form, 'to.address') ?? '' },
        },
      }),
    }),
  },
})

function MovingInNoticeView({ value, state: given }: { value: PersonForm; state: ViewState }) {
  const state = withAnnounced(value, given)
  const { form } = state
  const notices = noticesOf(state)
  return (
    <Filing value={value} state={state} title="転入通知">
      <div class="sect">
        <Rows columns={2}>
          <FilingRows state={state} dayLabel="転入した日" dayName="movedInOn" filer={{ relation: 'other', identityProof: 'none' }} />
          <Movers value={value} state={state} label="転入した人" />
          <TextField {...notices} name="to.municipalityCode" label="団体コード" width={7} isNumber value={form.get('to.municipalityCode')} />
          <TextField {...notices} name="to.address" label="転入先" need="required" isFull width="full" value={form.get('to.address')} hint="転入通知のとおりに書きます。転出届の予定の住所は、そのまま残ります" />
        </Rows>
      </div>
    </Filing>
  )
}

/** Death — 死亡. */
export const deathPage = page({
  name: 'resident.death', path: 'resident/death/:id', query: personForm, input,
  frame: (value) => ({ title: '死亡', keys, effort: { task: 'resident.death', label: 'この届出', goalSeconds: 60 }, isProtected: value.isProtected }),
  view: (value, state) => (
    <Filing value={value} state={state} title="死亡">
      <div class="sect"><Rows columns={2}><FilingRows state={state} dayLabel="死亡した日" dayName="diedOn" isDateUnknownAllowed /><CalcDate name="diedOn" state={state} /></Rows></div>
      <Relationships value={value} state={state} />
    </Filing>
  ),
  acts: {
    submit: act({
      command: submitNotification, after: afterSubmission,
      input: (request) => ({ kind: 'death', notification: { ...common(request), personId: request.params['id'], diedOn: birthOf(request.form, 'diedOn'), relationships: relationshipsOf(request.form) } }),
    }),
  },
})

/** Birth, opened from the mother's record — 出生. */
export const birthPage = page({
  name: 'resident.birth-of', path: 'resident/birth/:id', query: personForm, input,
  frame: (value) => ({ title: '出生', keys, effort: { task: 'resident.birth', label: 'この届出', goalSeconds: 60 }, isProtected: value.isProtected }),
  view: (value, state) => <BirthView value={value} state={state} />,
  acts: {
    submit: act({
      command: submitNotification, after: afterSubmission,
      input: (request) => ({
        kind: 'birth',
        notification: {
          ...common(request), bornOn: birthOf(request.form, 'bornOn'), motherId: request.form.get('isMother') === 'no' ? null : request.params['id'], householdId: request.form.get('householdId') ?? '',
          child: {
            name: nameOf(request.form, 'child.name'), furigana: kanaOf(request.form, 'child.furigana'), sex: request.form.get('child.sex') ?? '', relationship: request.form.get('child.relationship') ?? '',
            registeredDomicile: textOf(request.form, 'child.registeredDomicile'), familyRegisterHead: nameOf(request.form, 'child.familyRegisterHead'),
          },
        },
      }),
    }),
  },
})

function BirthView({ value, state }: { value: PersonForm; state: ViewState }) {
  const { form } = state
  const notices = noticesOf(state)
  return (
    <Filing value={value} state={state} title="出生">
      <input type="hidden" name="householdId" value={value.householdId} />
      <div class="sect">
        <Rows columns={2}>
          <FilingRows state={state} dayLabel="生まれた日" dayName="bornOn" isDateUnknownAllowed />
          <CalcDate name="bornOn" state={state} />
          <Radios {...notices} name="isMother" pointer="/motherId" label="開いている人" value={form.get('isMother') ?? 'yes'} choices={[{ value: 'yes', label: '母' }, { value: 'no', label: '母ではない（世帯だけ）' }]} />
          <TextField {...notices} name="child.name" label="子の氏名" value={form.get('child.name') ?? `${value.surname}　`} hint="名が決まっていないときは空けます" />
          <TextField {...notices} name="child.furigana" label="振り仮名" value={form.get('child.furigana')} />
          <Select {...notices} name="child.sex" label="性別" need="required" value={form.get('child.sex')} choices={[{ value: '', label: '選ぶ' }, { value: 'male', label: '男' }, { value: 'female', label: '女' }, { value: 'unknown', label: '空欄' }]} />
          <Select {...notices} name="child.relationship" label="続柄" need="required" value={form.get('child.relationship') ?? 'child'} choices={relationshipChoices} />
          <TextField {...notices} name="child.registeredDomicile" label="本籍" need="required" width={24} value={form.get('child.registeredDomicile')} />
          <TextField {...notices} name="child.familyRegisterHead" label="筆頭者" need="required" value={form.get('child.familyRegisterHead')} />
        </Rows>
      </div>
    </Filing>
  )
}

/** The day to compute with, asked only where the wording does not settle it. */
export function CalcDate({ name, state }: { name: string; state: ViewState }) {
  const read = readUnknownDate(state.form.get(name) ?? '')
  if (!read.ok || read.value.date.unknown === 'none') return <></>
  return <TextField {...noticesOf(state)} name={`${name}.calc`} label="計算の日" need="required" width={7} value={state.form.get(`${name}.calc`)} />
}

export function noticesOf(state: ViewState) {
  const { errors, alerts } = splitRefusals(state.refusals)
  return { refusals: errors, alerts }
}

/** The frame all filings about a person share: who, facts, what will change. */
export function Filing({ value, state, title, alertState = state, children }: { value: PersonForm; state: ViewState; title: string; /** Where the form has rows: the alerts as the command places them. */ alertState?: ViewState; children?: Child }) {
  const { request, withheld } = state
  const isWithheld = withheld.has(value.personId)
  return (
    <Case decision="middle" isProtected={value.isProtected} form={{ action: state.action, act: 'submit', idempotencyKey: state.idempotencyKey, previewId: state.preview?.id, check: 'auto' }}>
      <Who kana={value.kana ?? undefined} name={value.name} again={value.birth ?? undefined}
        facts={[{ label: '生年月日・性別', value: value.birth ?? <Masked />, note: value.age === null ? undefined : `${value.age}歳　${value.sex}` }, { label: '住所', value: value.address ?? <Masked /> }, { label: '世帯', value: isWithheld ? <Masked /> : `${value.members.length}人` }, { label: '宛名番号', value: value.addresseeNumber }]}
        lock={<Chip>下書き　ほかの部署には見えません</Chip>}
        warnings={<><EditingChip editing={value.editing} state={state} />{value.isProtected ? <ProtectChip /> : null}<Chip kind="info">{value.statusTitle}</Chip>{value.draftId ? <Chip kind="alert"><a href={request.link(`resident/notification/${value.draftId}`)}>審査を待つ届出があります</a></Chip> : null}</>} />
      <Task title={title}><Steps current={2} steps={[{ label: '聞く' }, { label: '入れる・確かめる' }, { label: '審査' }]} /></Task>
      <Facts heading="届け出られた事実">
        <FilingSummary state={state} />
        {children}
        <Alerts state={alertState} />
      </Facts>
      <FilingDecision state={state} names={new Map(value.members.filter((member) => !withheld.has(member.personId)).map((member) => [member.personId, member.name]))} />
    </Case>
  )
}

export function Movers({ value, state, label }: { value: PersonForm; state: ViewState; label: string }) {
  const chosen = state.form.all('personIds')
  return (
    <Checkboxes {...noticesOf(state)} name="personIds" label={label} need="required" isFull values={state.form.entries.length === 0 ? [value.personId] : chosen}
      choices={value.members.map((member) => ({ value: member.personId, label: member.name, note: member.isWithheld ? undefined : `${member.relationshipTitle}${member.age === null ? '' : `　${member.age}歳`}` }))} />
  )
}

/** Relationships where somebody leaves or arrives: a choice only where it changes. */
export function Relationships({ value, state, others = [], isAlways = false }: { value: PersonForm; state: ViewState; others?: PersonForm['members']; /** Where even one alone may need another relationship. */ isAlways?: boolean }) {
  const members = [...value.members, ...others]
  if (members.length < 2 && !isAlways) return <></>
  const notices = noticesOf(state)
  const summary = [...notices.refusals, ...notices.alerts].filter((notice) => notice.field === '/relationships')
  return (
    <Section title="世帯主と続柄" note="変わる人だけ選びます。空けた人は、いまの続柄から決まります" id="f-relationships">
      {summary.map((notice) => <p class="t-alert">{notice.message}</p>)}
      <table class="t tight">
        <caption class="vh">世帯主と続柄</caption>
        <thead><tr><th scope="col">氏名</th><th scope="col">いまの続柄</th><th scope="col">このあとの続柄</th></tr></thead>
        <tbody>{members.map((member, index) => (
          <tr>
            <th scope="row">{member.name}</th><td>{member.isWithheld ? <Masked /> : member.relationshipTitle}</td>
            <td><SelectInput name={`rel.${member.personId}`} pointer={`/relationship-of/${index}`} label={`${index + 1} このあとの続柄`} isInCell value={state.form.get(`rel.${member.personId}`) ?? ''} choices={[{ value: '', label: '変えない・決まりのとおり' }, ...relationshipChoices]} /></td>
          </tr>
        ))}</tbody>
      </table>
    </Section>
  )
}


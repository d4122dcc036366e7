import type { Child } from 'hono/jsx'
import { withoutLookAlikes } from '../../kernel/kana.ts'
import { readUnknownDate } from '../../kernel/unknown-date.ts'
import {
  act, AddressField, Case, Chip, DateField, dayText, Facts, type FormValues, KanaField, LinkButton, page, type PageRequest, Radios, Rows, Section, Select, SelectInput, Steps, Task, TextField, TextInput, type ViewState, Who,
} from '../../platform/screen/index.ts'
import { formValues } from '../../platform/http/form.ts'
import { submitNotification } from '../commands.ts'
import { movingInForm, type MovingInForm } from '../record/forms.ts'
import { immigrationTitles } from '../record/rows.ts'
import { findRelationship } from '../rules/relationship.ts'
import { afterSubmission, Alerts, echoOf, FilingDecision, FilingRows, FilingSummary, relationshipChoices, splitRefusals, withAnnounced } from './filing-parts.tsx'
import { acknowledgedOf, addressOf, birthOf, dateOf, digitsOf, kanaOf, nameOf, notifierOf, textOf } from './form-values.ts'

/** Moving-in notification — 転入届. One page, in the order in which people talk at the counter. */
export const movingInPage = page({
  name: 'resident.moving-in', path: 'resident/moving-in', query: movingInForm,
  input: ({ form, query, today }) => ({ town: textOf(form, 'address.block'), number: textOf(form, 'address.number'), movedOn: dateOf(form, 'movedOn', today), returningId: textOf(query, 'returning'), oneStopId: textOf(query, 'oneStop') }),
  frame: () => ({
    title: '転入届', effort: { task: 'resident.moving-in', label: 'この届出', goalSeconds: 120 },
    keys: [{ key: 'F2', does: '検索' }, { key: 'Enter', does: '次の欄' }, { key: 'F4', does: '候補' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '審査へ回す' }],
  }),
  view: (value, state) => <ArrivalView value={value} state={state} title="転入届" right={<><LinkButton href={state.request.link('resident/one-stop#read')} size="small">届いた受付・転出証明書を読む</LinkButton> <LinkButton href={state.request.link('resident/ex-officio-entry')} size="small">届出のない人の職権記載</LinkButton></>} />,
  acts: { submit: act({ command: submitNotification, input: (request) => ({ kind: 'moving-in', notification: movingInOf(request) }), after: afterSubmission }) },
})

/** The typed form as a filing; rows without a name, kana and birth date are not persons. */
export function movingInOf({ form, today }: PageRequest): unknown {
  const rows = rowsOf(form)
  const first = rows[0] ?? 0
  return {
    movedOn: dateOf(form, 'movedOn', today) ?? '', notifiedOn: dateOf(form, 'notifiedOn', today) ?? '', notifiedBy: notifierOf(form), plannedMoveOutOn: dateOf(form, 'plannedMoveOutOn', today),
    from: { kind: isUnreported(form) ? 'domestic' : form.get('from.kind') ?? 'domestic', municipalityCode: digitsOf(form, 'from.municipalityCode'), address: textOf(form, 'from.address'), isUnreported: isUnreported(form), lastRegistered: isUnreported(form) ? textOf(form, 'from.lastRegistered') : null },
    oneStopId: textOf(form, 'oneStopId'), evidence: form.get('evidence') ?? 'moving-out-certificate', address: addressOf(form),
    household: form.get('household') === 'join' ? { kind: 'join', householdId: form.get('household.householdId') ?? '' } : { kind: 'new' },
    persons: rows.map((row) => personOf(form, row, first)), acknowledged: acknowledgedOf(form),
  }
}

/** Whoever moved before without notice: the last place stands with （未届）, and the last registered one is asked for. */
function isUnreported(form: FormValues): boolean {
  return form.get('from.kind') === 'unreported'
}

function rowsOf(form: FormValues): readonly number[] {
  const rows = new Set<number>()
  for (const [name, value] of form.entries) {
    const match = /^persons\.(\d+)\.(?:name|kana|birth)$/.exec(name)
    if (match && value.trim() !== '') rows.add(Number(match[1]))
  }
  return [...rows].sort((a, b) => a - b)
}

function personOf(form: FormValues, row: number, first: number): unknown {
  const at = `persons.${row}`
  const name = nameOf(form, `${at}.name`)
  const same = (field: string): string | null => { const text = textOf(form, `${at}.${field}`); return text === null || text === '同上' ? textOf(form, `persons.${first}.${field}`) : text }
  const nationality = textOf(form, `${at}.nationality`)
  const head = nameOf(form, `${at}.familyRegisterHead`) ?? same('familyRegisterHead')
  return {
    returningPersonId: textOf(form, `${at}.returningPersonId`), name: name ?? '', kana: kanaOf(form, `${at}.kana`), birth: birthOf(form, `${at}.birth`), sex: sexOf(form.get(`${at}.sex`)),
    relationship: findRelationship(form.get(`${at}.relationship`) ?? '') ?? form.get(`${at}.relationship`) ?? '',
    ...(nationality === null ? { registeredDomicile: same('registeredDomicile'), familyRegisterHead: head === '本人' ? nameOf(form, `persons.${first}.name`) : head } : { foreign: foreignOf(form, at, nationality) }),
    individualNumber: digitsOf(form, `${at}.individualNumber`), residentCode: digitsOf(form, `${at}.residentCode`),
  }
}

/** The immigration facts of a row, or of the form itself. */
export function foreignOf(form: FormValues, at: string, nationality: string): unknown {
  return {
    nationality, category: form.get(`${at}.category`) || 'mid-to-long-term', statusOfResidence: textOf(form, `${at}.statusOfResidence`), periodOfStay: textOf(form, `${at}.periodOfStay`),
    expiresOn: dateOf(form, `${at}.expiresOn`), cardNumber: textOf(form, `${at}.cardNumber`)?.toUpperCase() ?? null,
  }
}

function sexOf(typed: string | undefined): string {
  return { 男: 'male', 女: 'female', 1: 'male', 2: 'female' }[typed ?? ''] ?? typed ?? ''
}

/**
 * Refusals name the persons of the filing, the form its rows. A field keeps its row, and so its id, whatever is filled above it:
 * an answer that comes while the clerk types finds the same fields again.
 */
function placedByRow(state: ViewState, rows: readonly number[]): ViewState {
  const placed = (field: string): string => field.replace(/(^|\/)persons\/(\d+)(?=\/|$)/, (_all, before: string, index: string) => `${before}persons/${rows[Number(index)] ?? index}`)
  return { ...state, refusals: state.refusals.map((refusal) => ({ ...refusal, field: refusal.field === null ? null : placed(refusal.field) })) }
}

function wordOfRecord(state: ViewState): string {
  if (textOf(state.form, 'persons.0.returningPersonId') !== null) return '再転入'
  return state.preview ? '新しい人' : '照合前'
}

/** Who comes back is offered with what was recorded last, as long as nothing is typed. */
function withReturning({ returning }: MovingInForm, state: ViewState): ViewState {
  if (returning === null || state.form.entries.length > 0) return state
  const { personId, ...last } = returning
  return { ...state, form: formValues(Object.entries({ ...last, returningPersonId: personId }).flatMap(([field, text]): [string, string][] => (text === null ? [] : [[`persons.0.${field}`, text]]))) }
}

/** The form of everybody who comes into the register; what is asked besides stands before the people. */
export function ArrivalView({ value, state: given, title, right, children }: { value: MovingInForm; state: ViewState; title: string; right?: Child; children?: Child }) {
  const begun = withReturning(value, withAnnounced(value, given))
  const { form } = begun
  const rows = rowsOf(form)
  const state = placedByRow(begun, rows)
  const names = rows.map((row) => form.get(`persons.${row}.name`) ?? '')
  const from = textOf(form, 'from.address')
  return (
    <Case decision="wide" form={{ action: state.action, act: 'submit', idempotencyKey: state.idempotencyKey, previewId: state.preview?.id, check: 'auto' }}>
      <Who kana={kanaOf(form, 'persons.0.kana') ?? ''} name={names[0] || '転入する人'} kind={names.length > 1 ? `ほか${names.length - 1}人` : undefined} again={from ?? undefined}
        facts={[{ label: 'これまでの住所', value: from ?? '―' }, { label: '転入する人', value: `${rows.length}人` }, { label: '町の記録', value: wordOfRecord(state) }]}
        lock={<Chip>下書き　ほかの部署には見えません</Chip>} />
      <Task title={title} right={right}><Steps current={2} steps={[{ label: '聞く' }, { label: '入れる・確かめる' }, { label: '審査' }]} /></Task>
      <Facts heading="届け出られた事実">
        <FilingSummary state={state} />
        {children}
        <Fields value={value} state={state} />
        <Alerts state={given} />
      </Facts>
      <FilingDecision state={state} />
    </Case>
  )
}

function Fields({ value, state }: { value: MovingInForm; state: ViewState }) {
  const { form, refusals } = state
  const { errors, alerts } = splitRefusals(refusals)
  const common = { refusals: errors, alerts }
  const isJoining = form.get('household') === 'join'
  return (
    <>
      <div class="sect">
        <Rows columns={2}>
          <FilingRows state={state} dayLabel="異動日" deadline={value.due ? `期限 ${dayText(value.due)}` : undefined} />
          <DateField {...common} name="plannedMoveOutOn" label="転出予定日" value={form.get('plannedMoveOutOn')} echo={echoOf(form, 'plannedMoveOutOn', { today: state.request.today })} />
          <Select {...common} name="evidence" label="書類" need="required" value={form.get('evidence') ?? 'moving-out-certificate'} choices={[{ value: 'moving-out-certificate', label: '転出証明書' }, { value: 'one-stop', label: '引越しワンストップ' }, { value: 'passport', label: '旅券' }, { value: 'family-register', label: '戸籍' }, { value: 'none', label: 'なし' }]} />
          <TextField {...common} name="from.address" label="前の住所" need="required" isFull width="full" value={form.get('from.address')} />
          <Select {...common} name="from.kind" label="転入の種類" value={form.get('from.kind') ?? 'domestic'} choices={[{ value: 'domestic', label: '国内から' }, { value: 'unreported', label: '国内から（未届）' }, { value: 'abroad', label: '国外から' }, { value: 'none', label: '住所なし' }]} />
          <TextField {...common} name="from.municipalityCode" label="団体コード" width={7} isNumber value={form.get('from.municipalityCode')} />
          {isUnreported(form) ? <TextField {...common} name="from.lastRegistered" label="最後の届出" need="required" isFull width="full" value={form.get('from.lastRegistered')} hint="最後に住民票があった住所。転入通知はそこへ送ります" /> : null}
          <AddressField {...common} name="address" label="新しい住所" need="required" isFull blocks={value.towns} value={{ block: form.get('address.block'), number: form.get('address.number'), building: form.get('address.building'), room: form.get('address.room') }} />
          <Radios {...common} name="household" label="世帯" isFull value={form.get('household') ?? 'new'} choices={[{ value: 'new', label: '新しい世帯を作る' }, { value: 'join', label: '今ある世帯に入る' }]} hint={value.households.length > 0 ? `同じ番地の世帯　${value.households.length}世帯` : undefined} />
          {isJoining ? <Select {...common} name="household.householdId" label="入る世帯" isFull value={form.get('household.householdId')} choices={[{ value: '', label: '選ぶ' }, ...value.households.map((one) => ({ value: one.householdId, label: one.label }))]} /> : null}
        </Rows>
      </div>
      <Section title="転入する人" note="本籍・筆頭者は、空けると1人目と同じになります。1人目の筆頭者は「本人」とも打てます"><People state={state} /><MoreOfPeople state={state} /></Section>
    </>
  )
}

function People({ state }: { state: ViewState }) {
  const last = Math.max(-1, ...rowsOf(state.form))
  const count = Math.min(20, Math.max(4, last + 2))
  return (
    <div class="scroll-x">
      <table class="people">
        <caption class="vh">転入する人</caption>
        <thead><tr><th scope="col"><span class="vh">番号</span></th><th scope="col">氏名</th><th scope="col">フリガナ</th><th scope="col">生年月日</th><th scope="col">性別</th><th scope="col">続柄</th><th scope="col">本籍</th><th scope="col">筆頭者</th></tr></thead>
        <tbody>{Array.from({ length: count }, (_, row) => <PersonRow row={row} state={state} />)}</tbody>
      </table>
    </div>
  )
}

function PersonRow({ row, state }: { row: number; state: ViewState }) {
  const { form } = state
  const { errors, alerts } = splitRefusals(state.refusals)
  const at = `persons.${row}`
  const cell = (field: string, label: string) => ({ name: `${at}.${field}`, pointer: `/persons/${row}/${field}`, label: `${row + 1} ${label}`, value: form.get(`${at}.${field}`), isInCell: true, refusals: errors, alerts })
  const kana = form.get(`${at}.kana`) ?? ''
  const fixed = withoutLookAlikes(kana)
  const birth = readUnknownDate(form.get(`${at}.birth`) ?? '')
  const needsCalc = birth.ok && birth.value.date.unknown !== 'none' && birth.value.date.calc === null
  return (
    <tr>
      <td class="no">{row + 1}</td>
      <td><TextInput {...cell('name', '氏名')} width={16} /></td>
      <td><KanaField {...cell('kana', 'フリガナ')} width={16} readingOf={`${at}.name`} read={kanaOf(form, `${at}.kana`) === kana ? undefined : kanaOf(form, `${at}.kana`) ?? undefined} fixes={errors.some((refusal) => refusal.code === 'resident.kana-has-kanji' && refusal.field === `/persons/${row}/kana`) ? [{ label: `「${fixed}」に直す`, value: fixed }] : undefined} /></td>
      <td><TextInput {...cell('birth', '生年月日')} width={7} />{needsCalc ? <TextInput {...cell('birth.calc', '計算に使う日')} width={7} /> : null}</td>
      <td><SelectInput {...cell('sex', '性別')} choices={[{ value: '', label: '―' }, { value: 'male', label: '男' }, { value: 'female', label: '女' }, { value: 'unknown', label: '空欄' }]} /></td>
      <td><SelectInput {...cell('relationship', '続柄')} value={relationshipIn(form, row)} choices={[{ value: '', label: '選ぶ' }, ...relationshipChoices.filter((choice) => choice.value !== 'head' || !hasOtherHead(form, row))]} /></td>
      <td><TextInput {...cell('registeredDomicile', '本籍')} width={9} /></td>
      <td><TextInput {...cell('familyRegisterHead', '筆頭者')} width={9} /></td>
    </tr>
  )
}

/** The first person is the head until the clerk says otherwise. */
function relationshipIn(form: FormValues, row: number): string {
  return form.get(`persons.${row}.relationship`) ?? (row === 0 ? 'head' : '')
}

/** A household has one head: where another row is it, the choice is left out. */
function hasOtherHead(form: FormValues, row: number): boolean {
  return [0, ...rowsOf(form)].some((other) => other !== row && relationshipIn(form, other) === 'head')
}

/** Numbers, foreign residents, returning persons: seldom asked, so folded until one of them is filled or refused. */
function MoreOfPeople({ state }: { state: ViewState }) {
  const rows = rowsOf(state.form)
  const isOpen = state.form.entries.some(([name, value]) => /\.(individualNumber|residentCode|nationality|cardNumber)$/.test(name) && value !== '') || state.refusals.some((refusal) => /foreign|individualNumber|residentCode|returning/.test(refusal.field ?? ''))
  return (
    <details open={isOpen}>
      <summary>番号・外国人住民・再転入の項目</summary>
      <div class="scroll-x">
        <table class="people">
          <caption class="vh">番号・外国人住民・再転入の項目</caption>
          <thead><tr><th scope="col"><span class="vh">番号</span></th><th scope="col">個人番号</th><th scope="col">住民票コード</th><th scope="col">国籍・地域</th><th scope="col">区分</th><th scope="col">在留資格</th><th scope="col">在留期間</th><th scope="col">満了日</th><th scope="col">カード番号</th></tr></thead>
          <tbody>{(rows.length > 0 ? rows : [0]).map((row) => <MoreRow row={row} state={state} />)}</tbody>
        </table>
      </div>
    </details>
  )
}

function MoreRow({ row, state }: { row: number; state: ViewState }) {
  const { form } = state
  const { errors, alerts } = splitRefusals(state.refusals)
  const cell = (field: string, label: string, isForeign = false) => ({ name: `persons.${row}.${field}`, pointer: `/persons/${row}${isForeign ? '/foreign' : ''}/${field}`, label: `${row + 1} ${label}`, value: form.get(`persons.${row}.${field}`), isInCell: true, refusals: errors, alerts })
  return (
    <tr>
      <td class="no">{row + 1}<input type="hidden" name={`persons.${row}.returningPersonId`} value={form.get(`persons.${row}.returningPersonId`) ?? ''} /></td>
      <td><TextInput {...cell('individualNumber', '個人番号')} width={9} isNumber /></td>
      <td><TextInput {...cell('residentCode', '住民票コード')} width={9} isNumber /></td>
      <td><TextInput {...cell('nationality', '国籍・地域', true)} width={7} /></td>
      <td><SelectInput {...cell('category', '区分', true)} choices={[{ value: '', label: '―' }, ...Object.entries(immigrationTitles).map(([value, label]) => ({ value, label }))]} /></td>
      <td><TextInput {...cell('statusOfResidence', '在留資格', true)} width={7} /></td>
      <td><TextInput {...cell('periodOfStay', '在留期間', true)} width={4} /></td>
      <td><TextInput {...cell('expiresOn', '満了日', true)} width={7} /></td>
      <td><TextInput {...cell('cardNumber', 'カード番号', true)} width={9} /></td>
    </tr>
  )
}

import { act, page, type FormValues, type PageRequest, Radios, Rows, Section, Select, SelectInput, TextField, TextInput, type ViewState } from '../../platform/screen/index.ts'
import { submitNotification } from '../commands.ts'
import { commonNameRequests, familyRegisterCauses, formerSurnameRequests } from '../inputs.ts'
import { personForm, type PersonForm } from '../record/forms.ts'
import { afterSubmission, FilingRows, relationshipChoices, RequestRows } from './filing-parts.tsx'
import { dateOf, kanaOf, nameOf, textOf } from './form-values.ts'
import { common, Filing, input, keys, noticesOf } from './person-filings.tsx'

// Filings and requests that amend a record which stays open: family register, former surname, common name.

const choicesOf = (titles: Readonly<Record<string, string>>) => Object.entries(titles).map(([value, label]) => ({ value, label }))

/** A filing to the family register — 戸籍の届出による修正. */
export const familyRegisterChangePage = page({
  name: 'resident.family-register-change', path: 'resident/family-register-change/:id', query: personForm, input,
  frame: (value) => ({ title: '戸籍の届出による修正', keys, effort: { task: 'resident.family-register-change', label: 'この届出', goalSeconds: 60 }, isProtected: value.isProtected }),
  view: (value, state) => <FamilyRegisterView value={value} state={state} />,
  acts: { submit: act({ command: submitNotification, after: afterSubmission, input: (request) => ({ kind: 'family-register-change', notification: familyRegisterChangeOf(request) }) }) },
})

const rowOf = (index: number) => `persons.${index}`

/** Rows in which something is written; a row that stays empty changes nothing. */
function writtenRows(form: FormValues): readonly number[] {
  const rows = form.entries.flatMap(([name, value]) => { const match = /^persons\.(\d+)\.(?!personId$)\w+$/.exec(name); return match && value.trim() !== '' ? [Number(match[1])] : [] })
  return [...new Set(rows)].sort((a, b) => a - b)
}

function familyRegisterChangeOf(request: PageRequest): unknown {
  const { form } = request
  return {
    ...common(request), changedOn: dateOf(form, 'changedOn', request.today) ?? '', cause: form.get('cause') ?? '',
    persons: writtenRows(form).map((row) => ({
      personId: form.get(`${rowOf(row)}.personId`) ?? '', name: nameOf(form, `${rowOf(row)}.name`), furigana: kanaOf(form, `${rowOf(row)}.furigana`), registeredDomicile: textOf(form, `${rowOf(row)}.registeredDomicile`),
      familyRegisterHead: nameOf(form, `${rowOf(row)}.familyRegisterHead`), sex: textOf(form, `${rowOf(row)}.sex`), relationship: textOf(form, `${rowOf(row)}.relationship`),
    })),
  }
}

/** Refusals name the persons of the filing, the form its rows. */
function placedByRow(state: ViewState): ViewState {
  const rows = writtenRows(state.form)
  const placed = (field: string): string => field.replace(/\/persons\/(\d+)(\/|$)/, (_all, index: string, rest: string) => `/persons/${rows[Number(index)] ?? index}${rest === '' ? '/name' : rest}`)
  return { ...state, refusals: state.refusals.map((refusal) => ({ ...refusal, field: refusal.field === null ? null : placed(refusal.field) })) }
}

function FamilyRegisterView({ value, state: given }: { value: PersonForm; state: ViewState }) {
  const state = placedByRow(given)
  const notices = noticesOf(state)
  return (
    <Filing value={value} state={state} title="戸籍の届出による修正" alertState={given}>
      <div class="sect">
        <Rows columns={2}>
          <FilingRows state={state} dayLabel="変わった日" dayName="changedOn" filer={{ relation: 'other', identityProof: 'none' }} />
          <Select {...notices} name="cause" label="戸籍の届出" need="required" value={state.form.get('cause') ?? 'marriage'} choices={choicesOf(familyRegisterCauses)} />
        </Rows>
      </div>
      <Section title="変わること" note="変わるところだけ書きます。空けたところは、いまのままです">
        <div class="scroll-x">
          <table class="people">
            <caption class="vh">変わること</caption>
            <thead><tr><th scope="col">いまの氏名</th><th scope="col">新しい氏名</th><th scope="col">振り仮名</th><th scope="col">本籍</th><th scope="col">筆頭者</th><th scope="col">性別</th><th scope="col">続柄</th></tr></thead>
            <tbody>{value.members.map((member, index) => <MemberRow member={member} index={index} state={state} />)}</tbody>
          </table>
        </div>
      </Section>
    </Filing>
  )
}

function MemberRow({ member, index, state }: { member: PersonForm['members'][number]; index: number; state: ViewState }) {
  const { refusals, alerts } = noticesOf(state)
  const cell = (field: string, label: string) => ({ name: `${rowOf(index)}.${field}`, pointer: `/persons/${index}/${field}`, label: `${index + 1} ${label}`, value: state.form.get(`${rowOf(index)}.${field}`), isInCell: true, refusals, alerts })
  return (
    <tr>
      <th scope="row">{member.name || '（氏名未定）'}<input type="hidden" name={`${rowOf(index)}.personId`} value={member.personId} /></th>
      <td><TextInput {...cell('name', '新しい氏名')} width={12} /></td>
      <td><TextInput {...cell('furigana', '振り仮名')} width={12} /></td>
      <td><TextInput {...cell('registeredDomicile', '本籍')} width={12} /></td>
      <td><TextInput {...cell('familyRegisterHead', '筆頭者')} width={9} /></td>
      <td><SelectInput {...cell('sex', '性別')} choices={[{ value: '', label: '―' }, { value: 'male', label: '男' }, { value: 'female', label: '女' }]} /></td>
      <td><SelectInput {...cell('relationship', '続柄')} choices={[{ value: '', label: '変えない' }, ...relationshipChoices]} /></td>
    </tr>
  )
}

/** A request about the surname once borne — 旧氏の申出. */
export const formerSurnamePage = page({
  name: 'resident.former-surname', path: 'resident/former-surname/:id', query: personForm, input,
  frame: (value) => ({ title: '旧氏の申出', keys, effort: { task: 'resident.former-surname', label: 'この申出', goalSeconds: 45 }, isProtected: value.isProtected }),
  view: (value, state) => <FormerSurnameView value={value} state={state} />,
  acts: {
    submit: act({
      command: submitNotification, after: afterSubmission,
      input: (request) => ({
        kind: 'former-surname',
        notification: { ...common(request), request: request.form.get('request') ?? '', personId: request.params['id'], formerSurname: nameOf(request.form, 'formerSurname'), formerSurnameFurigana: kanaOf(request.form, 'formerSurnameFurigana') },
      }),
    }),
  },
})

function FormerSurnameView({ value, state }: { value: PersonForm; state: ViewState }) {
  const { form } = state
  const notices = noticesOf(state)
  return (
    <Filing value={value} state={state} title="旧氏の申出">
      <div class="sect">
        <Rows columns={2}>
          <RequestRows state={state} />
          <Radios {...notices} name="request" label="申出" isFull value={form.get('request') ?? 'entry'} choices={choicesOf(formerSurnameRequests)} />
          <TextField {...notices} name="formerSurname" label="旧氏" value={form.get('formerSurname')} hint="氏だけを書きます。削除のときは空けます" />
          <TextField {...notices} name="formerSurnameFurigana" label="旧氏の振り仮名" value={form.get('formerSurnameFurigana')} />
        </Rows>
      </div>
    </Filing>
  )
}

/** A request about the name a foreign resident goes by — 通称の申出. */
export const commonNamePage = page({
  name: 'resident.common-name', path: 'resident/common-name/:id', query: personForm, input,
  frame: (value) => ({ title: '通称の申出', keys, effort: { task: 'resident.common-name', label: 'この申出', goalSeconds: 45 }, isProtected: value.isProtected }),
  view: (value, state) => <CommonNameView value={value} state={state} />,
  acts: {
    submit: act({
      command: submitNotification, after: afterSubmission,
      input: (request) => ({
        kind: 'common-name',
        notification: { ...common(request), request: request.form.get('request') ?? '', personId: request.params['id'], commonName: nameOf(request.form, 'commonName'), commonNameKana: kanaOf(request.form, 'commonNameKana'), proof: textOf(request.form, 'proof') },
      }),
    }),
  },
})

function CommonNameView({ value, state }: { value: PersonForm; state: ViewState }) {
  const { form } = state
  const notices = noticesOf(state)
  return (
    <Filing value={value} state={state} title="通称の申出">
      <div class="sect">
        <Rows columns={2}>
          <RequestRows state={state} />
          <Radios {...notices} name="request" label="申出" isFull value={form.get('request') ?? 'entry'} choices={choicesOf(commonNameRequests)} />
          <TextField {...notices} name="commonName" label="通称" value={form.get('commonName')} hint="削除のときは空けます" />
          <TextField {...notices} name="commonNameKana" label="フリガナ" value={form.get('commonNameKana')} />
          <TextField {...notices} name="proof" label="確かめた書類" isFull width="full" value={form.get('proof')} hint="国内で通用していることを示す書類（勤め先・学校の証明など）" />
        </Rows>
      </div>
    </Filing>
  )
}

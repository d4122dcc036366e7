import { act, DateField, page, type PageRequest, Radios, Rows, Select, TextField, type ViewState } from '../../platform/screen/index.ts'
import { formValues } from '../../platform/http/form.ts'
import { submitNotification } from '../commands.ts'
import { removalReasons } from '../inputs.ts'
import { movingInForm, personForm, type PersonForm } from '../record/forms.ts'
import { afterSubmission, echoOf, FilingRows } from './filing-parts.tsx'
import { birthOf, dateOf, digitsOf, relationshipsOf, textOf } from './form-values.ts'
import { ArrivalView, movingInOf } from './moving-in.tsx'
import { CalcDate, common, Filing, input, keys, Movers, noticesOf, Relationships } from './person-filings.tsx'

// What the office does by itself: entry, removal, recovery.

const officer = { relation: 'other', identityProof: 'none' } as const

const surveyOf = ({ form, today }: PageRequest): unknown => ({ surveyedOn: dateOf(form, 'survey.surveyedOn', today), finding: textOf(form, 'survey.finding') })

/** What the office found, and when — 実態調査. */
function SurveyRows({ state }: { state: ViewState }) {
  const { form, request: { today } } = state
  const notices = noticesOf(state)
  return (
    <>
      <DateField {...notices} name="survey.surveyedOn" label="調べた日" value={form.get('survey.surveyedOn')} echo={echoOf(form, 'survey.surveyedOn', { today })} />
      <TextField {...notices} name="survey.finding" label="調べたこと" isFull width="full" value={form.get('survey.finding')} hint="だれが、どこを見て、だれに聞いたか。職権記録書に残ります" />
    </>
  )
}

/** Nobody came to the counter and, as a rule, nobody brought a certificate. */
function begunByOffice(state: ViewState): ViewState {
  return state.form.entries.length > 0 ? state : { ...state, form: formValues([['notifiedBy.relation', officer.relation], ['notifiedBy.identityProof', officer.identityProof], ['evidence', 'none'], ['from.kind', 'none']]) }
}

/** A record made without a filing — 職権記載. */
export const exOfficioEntryPage = page({
  name: 'resident.ex-officio-entry', path: 'resident/ex-officio-entry', query: movingInForm,
  input: ({ form, today }) => ({ town: textOf(form, 'address.block'), number: textOf(form, 'address.number'), movedOn: dateOf(form, 'movedOn', today) }),
  frame: () => ({ title: '職権記載', keys, effort: { task: 'resident.ex-officio-entry', label: 'この記載', goalSeconds: 180 } }),
  view: (value, state) => <ArrivalView value={value} state={begunByOffice(state)} title="職権記載"><div class="sect"><Rows columns={2}><SurveyRows state={state} /></Rows></div></ArrivalView>,
  acts: { submit: act({ command: submitNotification, after: afterSubmission, input: (request) => ({ kind: 'ex-officio-entry', notification: { ...movingInOf(request) as object, survey: surveyOf(request) } }) }) },
})

/** Records closed by the office — 職権消除. */
export const exOfficioRemovalPage = page({
  name: 'resident.ex-officio-removal', path: 'resident/ex-officio-removal/:id', query: personForm, input,
  frame: (value) => ({ title: '職権消除', keys, effort: { task: 'resident.ex-officio-removal', label: 'この消除', goalSeconds: 90 }, isProtected: value.isProtected }),
  view: (value, state) => <RemovalView value={value} state={state} />,
  acts: { submit: act({ command: submitNotification, after: afterSubmission, input: (request) => ({ kind: 'ex-officio-removal', notification: removalOf(request) }) }) },
})

function removalOf(request: PageRequest): unknown {
  const { form } = request
  const address = textOf(form, 'to.address')
  return {
    ...common(request), removedOn: birthOf(form, 'removedOn'), reason: form.get('reason') ?? '', personIds: form.all('personIds'), survey: surveyOf(request), ruledOn: dateOf(form, 'ruledOn', request.today),
    to: address === null ? null : { municipalityCode: digitsOf(form, 'to.municipalityCode'), address }, relationships: relationshipsOf(form),
  }
}

function RemovalView({ value, state }: { value: PersonForm; state: ViewState }) {
  const { form, request: { today } } = state
  const notices = noticesOf(state)
  return (
    <Filing value={value} state={state} title="職権消除">
      <div class="sect">
        <Rows columns={2}>
          <FilingRows state={state} dayLabel="消除の日" dayName="removedOn" isDateUnknownAllowed={form.get('reason') === 'disappearance'} filer={officer} />
          <CalcDate name="removedOn" state={state} />
          <Select {...notices} name="reason" label="事由" need="required" value={form.get('reason') ?? 'absent'} choices={Object.entries(removalReasons).map(([key, label]) => ({ value: key, label }))} />
          <DateField {...notices} name="ruledOn" label="裁判の確定" value={form.get('ruledOn')} echo={echoOf(form, 'ruledOn', { today })} hint="失踪宣告のときだけ" />
          <Movers value={value} state={state} label="消除する人" />
          <TextField {...notices} name="to.address" label="転出先" isFull width="full" value={form.get('to.address')} hint="分かっているときだけ。届出が15日以上遅れた転出では要ります" />
          <TextField {...notices} name="to.municipalityCode" label="団体コード" width={7} isNumber value={form.get('to.municipalityCode')} />
          <SurveyRows state={state} />
        </Rows>
      </div>
      <Relationships value={value} state={state} />
    </Filing>
  )
}

/** Records that the office had closed, open again — 職権回復. */
export const exOfficioRecoveryPage = page({
  name: 'resident.ex-officio-recovery', path: 'resident/ex-officio-recovery/:id', query: personForm, input,
  frame: (value) => ({ title: '職権回復', keys, effort: { task: 'resident.ex-officio-recovery', label: 'この回復', goalSeconds: 60 }, isProtected: value.isProtected }),
  view: (value, state) => <RecoveryView value={value} state={state} />,
  acts: {
    submit: act({
      command: submitNotification, after: afterSubmission,
      input: (request) => ({
        kind: 'ex-officio-recovery',
        notification: { ...common(request), recoveredOn: dateOf(request.form, 'recoveredOn', request.today) ?? '', personIds: [request.params['id']], survey: surveyOf(request), household: request.form.get('household') ?? 'former', relationships: relationshipsOf(request.form) },
      }),
    }),
  },
})

function RecoveryView({ value, state }: { value: PersonForm; state: ViewState }) {
  const { form } = state
  const self = { personId: value.personId, name: value.name, kana: value.kana, birth: value.birth, age: value.age, sex: value.sex, relationship: '', relationshipTitle: '', isWithheld: state.withheld.has(value.personId) }
  return (
    <Filing value={value} state={state} title="職権回復">
      <div class="sect">
        <Rows columns={2}>
          <FilingRows state={state} dayLabel="回復の日" dayName="recoveredOn" filer={officer} />
          <Radios {...noticesOf(state)} name="household" label="世帯" isFull value={form.get('household') ?? 'former'} choices={[{ value: 'former', label: '前の世帯に戻る' }, { value: 'new', label: '新しい世帯を作る' }]} />
          <SurveyRows state={state} />
        </Rows>
      </div>
      <Relationships value={{ ...value, members: [self] }} state={state} isAlways />
    </Filing>
  )
}

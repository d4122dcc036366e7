import { act, page, type PageRequest, Radios, Rows, type ViewState } from '../../platform/screen/index.ts'
import { submitNotification } from '../commands.ts'
import { householdChanges } from '../inputs.ts'
import { personForm, type PersonForm } from '../record/forms.ts'
import { afterSubmission, FilingRows } from './filing-parts.tsx'
import { dateOf, relationshipsOf, textOf } from './form-values.ts'
import { common, Filing, input, keys, Movers, noticesOf, Relationships } from './person-filings.tsx'

// Filings that change the households at one address.

const changes = Object.entries(householdChanges).map(([value, label]) => ({ value, label }))
const isJoining = (change: string | undefined): boolean => change === 'merge' || change === 'transfer'

/** Change of a household — 世帯変更届. */
export const householdChangePage = page({
  name: 'resident.household-change', path: 'resident/household-change/:id', query: personForm, input,
  frame: (value) => ({ title: '世帯変更届', keys, effort: { task: 'resident.household-change', label: 'この届出', goalSeconds: 60 }, isProtected: value.isProtected }),
  view: (value, state) => <HouseholdChangeView value={value} state={state} />,
  acts: { submit: act({ command: submitNotification, after: afterSubmission, input: (request) => ({ kind: 'household-change', notification: householdChangeOf(request) }) }) },
})

function householdChangeOf(request: PageRequest): unknown {
  const { form } = request
  const change = form.get('change') ?? ''
  return {
    ...common(request), changedOn: dateOf(form, 'changedOn', request.today) ?? '', change, personIds: form.all('personIds'),
    householdId: isJoining(change) ? textOf(form, 'householdId') : null, relationships: relationshipsOf(form),
  }
}

function HouseholdChangeView({ value, state }: { value: PersonForm; state: ViewState }) {
  const { form } = state
  const notices = noticesOf(state)
  const joined = value.households.find((one) => one.householdId === form.get('householdId'))
  return (
    <Filing value={value} state={state} title="世帯変更届">
      <div class="sect">
        <Rows columns={2}>
          <FilingRows state={state} dayLabel="変更した日" dayName="changedOn" />
          <Radios {...notices} name="change" label="変更の別" isFull value={form.get('change') ?? 'split'} choices={changes} />
          <Movers value={value} state={state} label="変わる人" />
          {value.households.length === 0 ? null : <Radios {...notices} name="householdId" label="入る世帯（合併・変更）" isFull value={form.get('householdId') ?? ''} choices={value.households.map((one) => ({ value: one.householdId, label: one.label }))} />}
        </Rows>
      </div>
      <Relationships value={value} state={state} others={isJoining(form.get('change')) ? joined?.members : []} />
    </Filing>
  )
}

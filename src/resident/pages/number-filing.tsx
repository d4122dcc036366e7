import { act, page, Radios, Rows, TextField, type ViewState } from '../../platform/screen/index.ts'
import { submitNotification } from '../commands.ts'
import { numberCauses, recordNumbers } from '../inputs.ts'
import { personForm, type PersonForm } from '../record/forms.ts'
import { afterSubmission, RequestRows } from './filing-parts.tsx'
import { digitsOf, textOf } from './form-values.ts'
import { common, Filing, input, keys, noticesOf } from './person-filings.tsx'

const choicesOf = (titles: Readonly<Record<string, string>>) => Object.entries(titles).map(([value, label]) => ({ value, label }))

/** 個人番号 or 住民票コード entered or changed — 番号の記載・変更. */
export const numberChangePage = page({
  name: 'resident.number-change', path: 'resident/number-change/:id', query: personForm, input,
  frame: (value) => ({ title: '番号の記載・変更', keys, effort: { task: 'resident.number-change', label: 'この記載', goalSeconds: 45 }, isProtected: value.isProtected }),
  view: (value, state) => <NumberChangeView value={value} state={state} />,
  acts: {
    submit: act({
      command: submitNotification, after: afterSubmission,
      input: (request) => ({
        kind: 'number-change',
        notification: { ...common(request), number: request.form.get('number') ?? '', cause: request.form.get('cause') ?? '', personId: request.params['id'], newNumber: digitsOf(request.form, 'newNumber'), reason: textOf(request.form, 'reason') },
      }),
    }),
  },
})

function NumberChangeView({ value, state }: { value: PersonForm; state: ViewState }) {
  const { form } = state
  const notices = noticesOf(state)
  return (
    <Filing value={value} state={state} title="番号の記載・変更">
      <div class="sect">
        <Rows columns={2}>
          <RequestRows state={state} />
          <Radios {...notices} name="number" label="番号" value={form.get('number') ?? 'individual-number'} choices={choicesOf(recordNumbers)} />
          <Radios {...notices} name="cause" label="事由" isFull value={form.get('cause') ?? 'assigned'} choices={choicesOf(numberCauses)} />
          <TextField {...notices} name="newNumber" label="新しい番号" need="required" isNumber width={12} value={form.get('newNumber')} hint="通知のとおりに。空白やハイフンはあっても構いません" />
          <TextField {...notices} name="reason" label="変える理由" width={24} value={form.get('reason')} hint="個人番号の変更と、誤りの修正のとき" />
        </Rows>
        <p class="sub">番号は封をして保ちます。審査の画面にも、いまの番号も新しい番号も出ません。</p>
      </div>
    </Filing>
  )
}

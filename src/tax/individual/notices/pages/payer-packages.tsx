import { amountText } from '../../../../kernel/text.ts'
import { printDate } from '../../../../kernel/wareki.ts'
import { doorsOf } from '../../../../platform/job/commands.ts'
import { act, CommandBar, CommandForm, DateField, ErrorSummary, page, Radios, Rows, TextField, type ViewState } from '../../../../platform/screen/index.ts'
import { yearOfRequest } from '../../pages/person-band.tsx'
import { employeeSheetsKeys, employeeSheetsTitles } from '../model.ts'
import { listNoticePackages, type PackagesView } from '../package-queries.ts'
import { payerNoticePackage } from '../payer-print-run.ts'
import { Packages, readPackage } from './packages.tsx'

/** 特別徴収の通知書の一括印刷: packages of a year to employers, and the form for the next. */
export const payerPackagesPage = page({
  name: 'tax-individual.payer-packages', path: 'tax-individual/collector-notices', query: listNoticePackages, input: (request) => ({ fiscalYear: yearOfRequest(request), kind: 'payers' as const }),
  frame: () => ({ title: '特別徴収の通知書の一括印刷', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '集め始める' }] }),
  view: (value, state) => <Packages value={value} state={state} title="特別徴収の通知書の一括印刷" note="会社などへの通知書と、引かれる人への通知書を一組にして郵便番号順に刷ります" unsent={`${amountText(value.unsent.persons)}者`} form={<PayerPackageForm value={value} state={state} />} />,
  acts: { open: act({ command: doorsOf(payerNoticePackage).open, input: (request) => ({ ...readPackage(request), employeeSheets: request.form.get('employeeSheets') }), after: ({ runId }) => `tax-individual/runs/payer-notice-package/${runId}` }) },
})

function PayerPackageForm({ value, state }: { value: PackagesView; state: ViewState }) {
  const { form, refusals } = state
  return (
    <CommandForm action={state.action} act="open" idempotencyKey={state.idempotencyKey} hidden={{ year: String(value.fiscalYear) }}>
      <h2>新しく刷る</h2>
      <ErrorSummary refusals={refusals} before="始める前に" isFocused={refusals.length > 0} />
      <Rows>
        <DateField name="issuedOn" label="通知書に載せる日" value={form.get('issuedOn') ?? printDate(state.request.today, 'letter')} need="required" refusals={refusals} />
        <Radios name="employeeSheets" label="納税義務者用" shape="list" value={form.get('employeeSheets') ?? 'sealed'} refusals={refusals} choices={employeeSheetsKeys.map((key) => ({ value: key, label: employeeSheetsTitles[key] }))} />
        <TextField name="trial" label="試し刷りの会社の数" value={form.get('trial')} need="optional" isNumber width={6} unit="者" refusals={refusals} hint="入れると、その数だけを刷り、送ったことにはしません" />
      </Rows>
      <CommandBar command="集め始める" note="決裁までは、何も刷りません。電子の一覧で受け取る会社は、別に置きます。" />
    </CommandForm>
  )
}

import { readDate } from '../../../kernel/date-input.ts'
import { plainDate } from '../../../kernel/plain-date.ts'
import { amountText } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { doorsOf } from '../../../platform/job/commands.ts'
import { act, Amount, CommandBar, CommandForm, DateField, Empty, ErrorSummary, formFields, Head, page, type PageRequest, Rows, Section, Select, Split, Table, type ViewState } from '../../../platform/screen/index.ts'
import { debitFailurePackage, debitStartPackage, refundNoticePackage, transferReturnPackage } from '../../letters/package-run.ts'
import { listPrintPackages, type PackagesView } from '../list-queries.ts'
import { packageKinds } from '../model.ts'
import type { PackageSummary } from '../queries.ts'
import { slipPackage } from '../../slip-package/run.ts'
import { SmallForm } from '../../pages/small-form.tsx'
import { StateChip } from './state-chip.tsx'

/** Slips and letters printed together: what was printed, and new packages — 納付書・通知書の一括印刷. */
export const packagesPage = page({
  name: 'collection.packages', path: 'collection/packages', query: listPrintPackages, input: () => ({}),
  frame: () => ({ title: '納付書・通知書の一括印刷', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: 'Ctrl+Enter', does: '納付書を集め始める' }] }),
  view: (value, state) => <PackagesList value={value} state={state} />,
  acts: {
    slips: act({ command: doorsOf(slipPackage).open, input: slipInput, after: ({ runId }) => `collection/runs/slip-package/${runId}` }),
    refunds: act({ command: doorsOf(refundNoticePackage).open, input: spanInput, after: ({ runId }) => `collection/runs/refund-notice-package/${runId}` }),
    returns: act({ command: doorsOf(transferReturnPackage).open, input: spanInput, after: ({ runId }) => `collection/runs/transfer-return-notice-package/${runId}` }),
    failures: act({ command: doorsOf(debitFailurePackage).open, input: spanInput, after: ({ runId }) => `collection/runs/debit-failure-notice-package/${runId}` }),
    starts: act({ command: doorsOf(debitStartPackage).open, input: spanInput, after: ({ runId }) => `collection/runs/debit-start-notice-package/${runId}` }),
  },
})

function dayOf({ form, today }: PageRequest, name: string): string | null {
  const typed = form.get(name) ?? ''
  if (typed.trim() === '') return null
  const read = readDate(typed, { today })
  return read.ok ? read.value.date : typed
}

function slipInput(request: PageRequest): unknown {
  const { form } = request
  return { levyCode: form.get('levyCode') || null, dueFrom: dayOf(request, 'dueFrom'), dueUntil: dayOf(request, 'dueUntil'), usableUntil: dayOf(request, 'usableUntil'), sheetBy: form.get('sheetBy') ?? 'instalment' }
}

function spanInput(request: PageRequest): unknown {
  return { from: dayOf(request, 'from'), until: dayOf(request, 'until') }
}

interface ViewProps { readonly value: PackagesView; readonly state: ViewState }

function PackagesList({ value, state }: ViewProps) {
  const { link, actor } = state.request
  const mayPrint = actor.permissions.has('collection.issue')
  return (
    <>
      <Head title="納付書・通知書の一括印刷" note="集めて確かめ、二人目が決裁してから、印刷用のPDFを作ります" right={<><a href={link('collection/letters/demand')}>督促状・催告書</a>　<a href={link('collection')}>収納の一覧</a></>} />
      <Split sideLabel="新しく刷る" side={mayPrint ? <><SlipForm value={value} state={state} /><LetterForm state={state} /></> : <p class="sub">刷り始めるには、「納付書を出す」の役割が要ります。</p>}>
        <Table<PackageSummary> caption="一括印刷" captionNote="種類ごとに新しい順、10件まで" isList rows={value.items} empty={<Empty title="まだ刷っていません。" looked="右の欄から始めます。" />} columns={[
          { key: 'kind', head: '種類', isRowHead: true, cell: (one) => <a href={link(`collection/letter-package/${one.runId}`)}>{packageKinds[one.kind].title}</a> }, { key: 'day', head: '日付', isUnbroken: true, cell: (one) => printDate(plainDate(one.issuedOn), 'short') },
          { key: 'state', head: '状態', isUnbroken: true, cell: (one) => <StateChip one={one} /> }, { key: 'pieces', head: '封筒', align: 'number', cell: (one) => amountText(one.ready) }, { key: 'aside', head: '抜いた', align: 'number', cell: (one) => amountText(one.aside) },
          { key: 'parts', head: 'ファイル', align: 'number', cell: (one) => amountText(one.parts) }, { key: 'amount', head: '額', align: 'number', cell: (one) => <Amount value={one.amount} /> },
        ]} />
      </Split>
    </>
  )
}

function SlipForm({ value, state }: ViewProps) {
  const { form, refusals } = state
  return (
    <CommandForm action={state.action} act="slips" idempotencyKey={state.idempotencyKey}>
      <Section title="納付書を刷る" note="まだ納められていない期">
        <ErrorSummary refusals={refusals} before="始める前に" isFocused={refusals.length > 0} />
        <Rows>
          <Select name="levyCode" label="税目" value={form.get('levyCode') ?? ''} refusals={refusals} choices={[{ value: '', label: 'すべての税目' }, ...value.levies.map((levy) => ({ value: levy.code, label: levy.title }))]} />
          <DateField name="dueFrom" label="納期限から" value={form.get('dueFrom') ?? ''} hint="きょうからなら空のまま" refusals={refusals} />
          <DateField name="dueUntil" label="納期限まで" value={form.get('dueUntil') ?? ''} hint="空のままなら、年度の終わり" refusals={refusals} />
          <DateField name="usableUntil" label="使用期限" value={form.get('usableUntil') ?? ''} hint="空のままなら、それぞれの納期限" refusals={refusals} />
          <Select name="sheetBy" label="納付書の分け方" value={form.get('sheetBy') ?? 'instalment'} refusals={refusals} choices={[{ value: 'instalment', label: '1期に1枚' }, { value: 'together', label: '全期をまとめて（6期まで1枚）' }]} />
        </Rows>
      </Section>
      <CommandBar command="納付書を集め始める" note="決裁までは、何も刷りません。口座振替の人と支援措置の人は入りません。" />
    </CommandForm>
  )
}

function LetterForm({ state }: { readonly state: ViewState }) {
  const { form, refusals } = state
  return (
    <SmallForm state={state}>
      <Section title="通知書を刷る" note="まだ出していないもの">
        <Rows>
          <DateField name="from" label="この日から" value={form.get('from') ?? ''} hint="決裁・戻り・振替・申込みの日" refusals={refusals} />
          <DateField name="until" label="この日まで" value={form.get('until') ?? ''} hint="きょうまでなら空のまま" refusals={refusals} />
        </Rows>
        <div class="cmd"><button class="btn" type="submit" name={formFields.act} value="refunds">還付（充当）通知書</button> <button class="btn" type="submit" name={formFields.act} value="returns">振込不能のお知らせ</button> <button class="btn" type="submit" name={formFields.act} value="failures">口座振替不能通知書</button> <button class="btn" type="submit" name={formFields.act} value="starts">口座振替開始通知書</button></div>
        <p class="sub">一回の依頼の不能通知書だけを刷るときは、<a href={state.request.link('collection/debits')}>口座振替</a>の依頼を開きます。</p>
      </Section>
    </SmallForm>
  )
}

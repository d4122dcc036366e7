import { amountText, yenText } from '../../../kernel/text.ts'
import { readYenText } from '../../../platform/command/schema.ts'
import { act, Amount, Chip, CommandBar, Done, ErrorSummary, Head, page, Section, Split, Table, type ViewState } from '../../../platform/screen/index.ts'
import { FoldForm, SmallForm, SmallText } from '../../pages/small-form.tsx'
import { doneText, momentText, shortDate } from '../../pages/words.ts'
import { partWords } from '../../rules/debt-part.ts'
import { approveCarryOver, openCarryOver, withdrawCarryOver } from './commands.ts'
import { listCarryOvers, type CarryOvers } from './queries.ts'

/** 滞納繰越 */
export const carryOverPage = page({
  name: 'collection.carry-overs', path: 'collection/carry-over', query: listCarryOvers, input: () => ({}),
  frame: () => ({ title: '滞納繰越', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: 'Ctrl+Enter', does: '滞納繰越を起こす' }] }), view: (value, state) => <CarryOverView value={value} state={state} />,
  acts: {
    open: act({ command: openCarryOver, input: ({ form }) => ({ fromYear: Number(form.get('fromYear') ?? '0') }) }),
    approve: act({ command: approveCarryOver, input: ({ form }) => ({ runId: form.get('runId') ?? '', totalYen: readYenText(form.get('totalYen')) }) }),
    withdraw: act({ command: withdrawCarryOver, input: ({ form }) => ({ runId: form.get('runId') ?? '', reason: form.get('reason') ?? '' }) }),
  },
})

interface ViewProps { readonly value: CarryOvers; readonly state: ViewState }

function CarryOverView({ value, state }: ViewProps) {
  return (
    <>
      <Head title="滞納繰越" note="出納を閉じた年度の未収入を、次の年度へ繰り越します。決めるのは二人目です" right={<><a href={state.request.link('collection/reports/budget')}>科目と決算</a>　<a href={state.request.link('collection/months')}>月次の締め</a></>} />
      <Split sideLabel="滞納繰越を起こす" side={<OpenNext value={value} state={state} />}>
        <ErrorSummary refusals={state.refusals} before="進める前に" isFocused={state.refusals.length > 0} />
        {state.carriedOut ? <Done title={doneText(state.carriedOut)} /> : null}
        {value.runs.length === 0 ? <p class="none">まだ繰り越したことがありません。</p> : value.runs.map((run) => <Run run={run} state={state} />)}
      </Split>
    </>
  )
}

function OpenNext({ value, state }: ViewProps) {
  if (value.next === null) return <p class="none">いま繰り越す年度はありません。</p>
  return (
    <SmallForm act="open" state={state} hidden={{ fromYear: String(value.next.fromYear) }}>
      <Section title={`${value.next.yearText}の未収入を繰り越す`}><p>{shortDate(value.next.closingOn)} の終わりの未収入を、調定ごとに集めます。収納率の集計と合わなければ、起こせません。</p></Section>
      <CommandBar command="滞納繰越を起こす" note="ほかの職員が決裁するまで、何も動きません。" />
    </SmallForm>
  )
}

type RunValue = CarryOvers['runs'][number]

function Run({ run, state }: { run: RunValue; state: ViewState }) {
  return (
    <Section title={`${run.yearText}から`} note={`${amountText(run.lines)}件　${yenText(run.tax + run.late + run.fee)}`}>
      <p><State run={run} /> <span class="sub">{shortDate(run.closingOn)} の未収入　起こした人 {run.openedByName}（{momentText(run.openedAt)}）</span></p>
      <Table caption={`${run.yearText}からの滞納繰越`} isCaptionHidden density="tight" rows={run.entries} columns={[
        { key: 'levy', head: '税目', isRowHead: true, cell: (row) => row.levyTitle }, { key: 'year', head: '賦課の年度', cell: (row) => row.yearText }, { key: 'kind', head: '種類', cell: (row) => partWords[row.kind] }, { key: 'amount', head: '額', align: 'number', isStrong: true, cell: (row) => <Amount value={row.amount} /> },
      ]} />
      {run.approvedAt === null && run.withdrawnAt === null ? <Decide run={run} state={state} /> : null}
    </Section>
  )
}

function State({ run }: { run: RunValue }) {
  if (run.withdrawnAt !== null) return <Chip kind="alert">取り下げた　{run.reason}</Chip>
  return run.approvedAt === null ? <Chip>決裁を待つ</Chip> : <Chip kind="ok">決裁した　{run.approvedByName}（{momentText(run.approvedAt)}）</Chip>
}

function Decide({ run, state }: { run: RunValue; state: ViewState }) {
  const [approve, withdraw] = [{ act: 'approve', state, hidden: { runId: run.runId } }, { act: 'withdraw', state, hidden: { runId: run.runId } }]
  return (
    <>
      {run.isOwn ? <p class="sub">ほかの職員が決裁します。</p> : (
        <SmallForm {...approve}><SmallText of={approve} name="totalYen" label="全部の合計（円）" width={12} isNumber /> <button class="btn xs primary" type="submit">決裁する</button></SmallForm>
      )}
      <FoldForm title="取り下げる" {...withdraw}><SmallText of={withdraw} name="reason" label="理由" width={12} maxLength={200} /> <button class="btn xs" type="submit">取り下げる</button></FoldForm>
    </>
  )
}

import { amountText } from '../../../../kernel/text.ts'
import { act, Amount, Chip, CommandForm, Difference, Done, ErrorSummary, Head, OneColumn, page, Section, Table, TextField, type PageRequest, type ViewState } from '../../../../platform/screen/index.ts'
import { holdDecision, liftHold } from '../hold-commands.ts'
import { listOutlierPersons, type OutliersView } from '../outlier-queries.ts'
import { causeTitles } from '../rules/causes.ts'

/** 大きく動いた人: looked at before approval, and kept out of the posting where the amount cannot be right. */
export const outliersPage = page({
  name: 'tax-individual.outliers', path: 'tax-individual/outliers/:id', query: listOutlierPersons, input: ({ params }) => ({ runId: params['id'] ?? '' }),
  frame: () => ({ title: '大きく動いた人', keys: [{ key: 'F2', does: '検索' }, { key: '↑↓', does: '行' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <Outliers value={value} state={state} />,
  acts: { hold: act({ command: holdDecision, input: (request) => ({ ...heldPerson(request), reason: request.form.get('reason') ?? '' }) }), lift: act({ command: liftHold, input: heldPerson }) },
})

function heldPerson({ form }: PageRequest) {
  return { personId: form.get('personId') ?? '', fiscalYear: Number(form.get('fiscalYear')) }
}

function Outliers({ value, state }: { value: OutliersView; state: ViewState }) {
  const { link } = state.request
  return (
    <OneColumn>
      <Head title="大きく動いた人" note={`${value.fiscalYearText}　前年度から${amountText(value.leastYen)}円以上動いた人と、保留している人`} right={<a href={link(`tax-individual/runs/annual-assessment/${value.runId}`)}>この一括処理へ</a>} />
      <ErrorSummary refusals={state.refusals} before="保留の前に" isFocused={state.refusals.length > 0} />
      {state.carriedOut?.command === holdDecision.name ? <Done title="決定を保留しました">決裁を待つ計算の集計から外しました。集計表は刷り直してください。</Done> : null}
      {state.carriedOut?.command === liftHold.name ? <Done title="保留を解きました">決裁を待つ計算に入っていた人は、集計に戻しました。</Done> : null}
      {value.isCut ? <p class="say">200人より多くいます。動きの大きい順に出しています。</p> : null}
      <Table caption="大きく動いた人" isCaptionHidden isList rows={value.items} rowState={(one) => (one.hold === null ? undefined : 'quiet')} columns={[
        { key: 'name', head: '氏名', isRowHead: true, cell: (one) => <a href={link(`tax-individual/person/${one.personId}?year=${value.fiscalYear}&decision=0`)}>{one.name ?? '（住民記録にない人）'}</a> },
        { key: 'number', head: '宛名番号', isUnbroken: true, cell: (one) => one.number ?? '' },
        { key: 'before', head: '前年度', align: 'number', cell: (one) => <Amount value={one.before} /> }, { key: 'after', head: '今回', align: 'number', cell: (one) => <Amount value={one.after} /> },
        { key: 'difference', head: '差', align: 'number', cell: (one) => <Difference value={one.after === null || one.before === null ? null : one.after - one.before} /> },
        { key: 'cause', head: '理由', isUnbroken: true, cell: (one) => (one.cause === null ? '' : causeTitles[one.cause]) },
        { key: 'hold', head: '保留', cell: (one) => <HoldCell one={one} value={value} state={state} /> },
      ]} empty="大きく動いた人はいません。" />
    </OneColumn>
  )
}

type Item = OutliersView['items'][number]

function HoldCell({ one, value, state }: { one: Item; value: OutliersView; state: ViewState }) {
  const mayHold = state.request.actor.permissions.has('tax-individual.write')
  const hidden = { personId: one.personId, fiscalYear: String(value.fiscalYear) }
  if (one.hold !== null) {
    return (
      <>
        <Chip kind="alert">保留</Chip> {one.hold.reason}（{one.hold.heldByName}）
        {mayHold ? <CommandForm id={`lift-${one.personId}`} action={state.action} act="lift" idempotencyKey={state.idempotencyKey} hidden={hidden}><button class="btn xs" type="submit">保留を解く</button></CommandForm> : null}
      </>
    )
  }
  if (!mayHold || value.state !== 'checked') return <></>
  const isOwnForm = state.form.get('personId') === one.personId
  return (
    <details open={isOwnForm && state.refusals.length > 0}>
      <summary>保留する</summary>
      <CommandForm id={`hold-${one.personId}`} action={state.action} act="hold" idempotencyKey={state.idempotencyKey} hidden={hidden}>
        <Section title="決定を保留する"><TextField name="reason" pointer={`/reason/${one.personId}`} label="理由" value={isOwnForm ? state.form.get('reason') : undefined} need="required" width="full" maxLength={200} /></Section>
        <p><button class="btn" type="submit">この人の決定を保留する</button></p>
      </CommandForm>
    </details>
  )
}

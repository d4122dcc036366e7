import { plainDate, type Instant } from '../../../../kernel/plain-date.ts'
import { amountText } from '../../../../kernel/text.ts'
import { printDate } from '../../../../kernel/wareki.ts'
import { townDay } from '../../../../platform/clock/index.ts'
import {
  act, Amount, Case, CommandBar, CommandForm, ConsequenceList, Decision, Difference, Done, ErrorSummary, Facts, Message, page, Section, Table, Task, TextField, type PageRequest, type ViewState,
} from '../../../../platform/screen/index.ts'
import { PersonBand } from '../../pages/person-band.tsx'
import { approveChange, cancelChange, receiveChange, withdrawChange } from '../change-commands.ts'
import { showChange, type ChangeView } from '../change-queries.ts'
import { changeTitles } from '../model.ts'
import { StateChip } from './changes.tsx'

/** 一つの異動届: what it says, which months and terms it changes, and the command that carries it out. */
export const changePage = page({
  name: 'tax-individual.collection-change', path: 'tax-individual/change/:id', query: showChange, input: (request) => ({ changeId: request.params['id'] ?? '' }),
  frame: () => ({ title: '異動届', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'Ctrl+Enter', does: '徴収に反映する' }] }),
  view: (value, state) => <ChangeCase value={value} state={state} />,
  acts: {
    approve: act({ command: approveChange, input: ({ form, params }) => ({ changeId: params['id'] ?? '', expectedDecisionNo: Number(form.get('expectedVersion') ?? '0') }), after: stay }),
    withdraw: act({ command: withdrawChange, input: takenInput, after: stay }),
    cancel: act({ command: cancelChange, input: takenInput, after: stay }),
  },
})

function takenInput({ form, params }: PageRequest): unknown {
  return { changeId: params['id'] ?? '', reason: form.get('reason') ?? '' }
}

function stay(_value: unknown, request: PageRequest): string {
  return `tax-individual/change/${request.params['id']}`
}

const lumpWords = {
  must: { title: '残りを一度に徴収します（一括徴収）', text: 'この時期の退職では、5月末までの給与や退職手当が残りの税額をこえるときは、支払者が最後の給与から徴収しなければなりません（321条の5第2項）。' },
  asked: { title: '残りを一度に徴収します（本人の申出）', text: '本人が申し出ていて、5月末までの給与や退職手当が残りの税額をこえます（321条の5第2項）。' },
} as const

function ChangeCase({ value, state }: { value: ChangeView; state: ViewState }) {
  const isHidden = state.withheld.has(value.person.personId)
  return (
    <Case decision="middle">
      <PersonBand person={value.person} withheld={isHidden} facts={[{ label: '異動の種類', value: changeTitles[value.change.kind] }]} />
      <Task title={`${value.change.fiscalYearText}　異動届`} right={<><a href={state.request.link(`tax-individual/history/${value.person.personId}?year=${value.change.fiscalYear}`)}>この人の異動・更正</a>　<a href={state.request.link('tax-individual/changes')}>一覧へ</a></>} />
      <Facts heading="届けの内容と変わる期・月">
        <ChangeFacts value={value} />
        {value.rows.length === 0 ? null : <Section title="変わる期・月" note={value.change.state === 'received' ? 'きょう反映したときの期・月です' : undefined}><InstalmentTable rows={value.rows} sums={[value.sumBefore, value.sumAfter]} /></Section>}
      </Facts>
      <Decision heading="徴収に反映する" isHeadingShown>
        {state.carriedOut?.command === receiveChange.name ? <Message kind="ok" title="異動届を受け付けました">徴収はまだ変わっていません。左の表で変わる期・月を確かめてから反映します。</Message> : null}
        {state.carriedOut?.command === approveChange.name ? <Done title="徴収に反映しました" links={[{ label: '一覧へ', href: state.request.link('tax-individual/changes') }]}>調定を動かしました。支払者と本人に送る通知は、残っている手続きに入れました。</Done> : null}
        {state.carriedOut?.command === withdrawChange.name ? <Done title="異動届を取り下げました" links={[{ label: '一覧へ', href: state.request.link('tax-individual/changes') }]}>徴収は変わっていません。届けは、理由とともに一覧に残ります。</Done> : null}
        {state.carriedOut?.command === cancelChange.name ? <Done title="反映を取り消しました">記録は消えません。これから来る期・月だけが元の方法に戻ります。</Done> : null}
        <ErrorSummary refusals={state.refusals} before="反映する前に" isFocused={state.refusals.length > 0} />
        <Effect value={value} />
        {isSettledNow(state) || isHidden ? null : <Forms value={value} state={state} />}
      </Decision>
    </Case>
  )
}

/** The bar of the last act has said what was done: nothing more is offered. */
function isSettledNow(state: ViewState): boolean {
  return state.carriedOut !== null && state.carriedOut.command !== receiveChange.name
}

function ChangeFacts({ value }: { value: ChangeView }) {
  const { change } = value
  const facts: readonly (readonly [string, string])[] = [
    ['種類', changeTitles[change.kind]], ['異動の日', printDate(plainDate(change.happenedOn))], ['受付', `${printDate(plainDate(change.receivedOn))}　${value.receivedByName}`], ['提出の期限', printDate(plainDate(value.formDueOn))],
    ['届け出た支払者', change.payer || '―'], ...(change.newPayer === '' ? [] : [['新しい勤務先', change.newPayer]] as const), ...(value.firstMonth === null ? [] : [['徴収を始める月', `${plainDate(value.firstMonth).slice(5, 7).replace(/^0/, '')}月分`]] as const),
    ...(change.kind === 'leaving' ? [['一括徴収の申出', value.lumpAsked ? 'ある' : 'ない'], ['5月末までに支払う給与・退職手当', value.payToMay === null ? '書かれていない' : `${amountText(value.payToMay)}円`]] as const : []),
    ...(value.note === null ? [] : [['備考', value.note]] as const),
  ]
  return (
    <>
      <Section title="届けの内容" right={<StateChip state={change.state} />}>
        <Table caption="届けの内容" isCaptionHidden isHeadHidden rows={facts} columns={[{ key: 'label', head: '項目', isRowHead: true, cell: (row) => row[0] }, { key: 'value', head: '内容', cell: (row) => row[1] }]} />
      </Section>
      {value.isLate ? <Message kind="info" title="届けが期限より遅れました">徴収しないままになった月は、これから来る期・月に入ります。</Message> : null}
      {value.decidedAt === null ? null : <p class="sub">{value.decidedByName}　{printDate(townDay(value.decidedAt as Instant))}{value.changedByNo === null ? '' : `　決定 第${value.changedByNo}号`}{value.reason === null ? '' : `　${value.reason}`}</p>}
    </>
  )
}

function Effect({ value }: { value: ChangeView }) {
  return (
    <>
      {value.obstacle === null ? null : <Message kind="error" title={value.obstacle.message}>{value.obstacle.remedy}</Message>}
      {value.lump === 'none' ? null : <Message kind="info" title={lumpWords[value.lump].title}>{lumpWords[value.lump].text}</Message>}
      {value.obstacle === null ? <p class="say">動く税額 <b>{amountText(value.moved)}円</b>　年税額は変わりません。</p> : null}
    </>
  )
}

/** Months and terms before and after, with whom each charges and their sums. */
export function InstalmentTable({ rows, sums }: { rows: ChangeView['rows']; sums: readonly [number, number] }) {
  return (
    <Table caption="期・月ごとの税額" isCaptionHidden density="tight" rows={rows} rowState={(row) => (row.before === row.after ? undefined : 'changed')} columns={[
      { key: 'term', head: '期・月', isRowHead: true, cell: (row) => row.title },
      { key: 'party', head: '納める者', cell: (row) => row.party || '―' },
      { key: 'due', head: '納期限', isSource: true, cell: (row) => printDate(plainDate(row.dueOn), 'short') },
      { key: 'before', head: '前', align: 'number', cell: (row) => <Amount value={row.before} /> },
      { key: 'after', head: '後', align: 'number', cell: (row) => <Amount value={row.after} /> },
      { key: 'difference', head: '差', align: 'number', cell: (row) => <Difference value={row.after - row.before} /> },
      { key: 'paid', head: '収納', cell: (row) => (row.isPaid ? '納付あり' : '') },
    ]} totals={[{ kind: 'total', label: '合計', span: 3, cells: { before: <Amount value={sums[0]} />, after: <Amount value={sums[1]} />, difference: <Difference value={sums[1] - sums[0]} /> } }]} />
  )
}

function Forms({ value, state }: { value: ChangeView; state: ViewState }) {
  const isOpen = value.change.state === 'received'
  if (!isOpen && value.change.state !== 'carried-out') return <></>
  return (
    <>
      <Section title={isOpen ? '取り下げる' : '反映を取り消す'} note={isOpen ? '誤って受け付けたとき' : '反映が誤りだったとき。あとに別の決定があれば、新しい異動として受け付けます'}>
        <CommandForm id="form-cancel" action={state.action} act={isOpen ? 'withdraw' : 'cancel'} idempotencyKey={state.idempotencyKey}>
          <TextField name="reason" label="理由" value={state.form.get('reason')} need="required" width="full" maxLength={200} refusals={state.refusals} />
          <p><button class="btn" type="submit">{isOpen ? '異動届を取り下げる' : '反映を取り消す'}</button></p>
        </CommandForm>
      </Section>
      {isOpen ? (
        <CommandForm action={state.action} act="approve" idempotencyKey={state.idempotencyKey} expectedVersion={value.decisionNo} previewId={state.preview?.id} check="button">
          {state.preview ? <Section title="反映すると動くもの"><ConsequenceList caption="この反映で動くもの" consequences={state.preview.consequences} today={state.request.today} /></Section> : null}
          <CommandBar command={value.obstacle === null ? '徴収に反映する' : undefined} check={value.obstacle === null ? 'button' : 'none'} note="前の決定は消えません。差額だけを調定し、収納ずみの期は動かしません。" />
        </CommandForm>
      ) : null}
    </>
  )
}

import { plainDate } from '../../../../kernel/plain-date.ts'
import { amountText } from '../../../../kernel/text.ts'
import { printDate } from '../../../../kernel/wareki.ts'
import { townDay } from '../../../../platform/clock/index.ts'
import { readYenText } from '../../../../platform/command/schema.ts'
import {
  act, Amount, Case, CommandBar, CommandForm, DateField, Decision, Difference, Done, ErrorSummary, Facts, Message, page, Section, Stats, Table, Task, TextField, Who, type PageRequest, type ViewState,
} from '../../../../platform/screen/index.ts'
import { yearOfRequest } from '../../pages/person-band.tsx'
import { ledgerStateTitles, reportTitles } from '../model.ts'
import { approvePayerWaiver, proposePayerWaiver, recordPayerSummary, withdrawPayerWaiver } from '../payer-commands.ts'
import { showPayer, type PayerView } from '../payer-queries.ts'
import { StateChip, typedDate } from './payers.tsx'

/** 一つの支払者: what it announced and what arrived, the summary sheet, and going on without the rest. */
export const payerPage = page({
  name: 'tax-individual.payer', path: 'tax-individual/payer/:id', query: showPayer, input: (request) => ({ payerId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request) }),
  frame: () => ({ title: '支払者', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'Ctrl+Enter', does: '総括表を入れる' }] }),
  view: (value, state) => <PayerCase value={value} state={state} />,
  acts: {
    summary: act({ command: recordPayerSummary, input: summaryInput, after: stay }),
    propose: act({ command: proposePayerWaiver, input: ({ form, params, ...rest }) => ({ payerId: params['id'] ?? '', fiscalYear: yearOfRequest({ form, params, ...rest }), reason: form.get('waiverReason') ?? '' }), after: stay }),
    approve: act({ command: approvePayerWaiver, input: ({ form }) => ({ waiverId: form.get('waiverId') ?? '' }), after: stay }),
    withdraw: act({ command: withdrawPayerWaiver, input: ({ form }) => ({ waiverId: form.get('waiverId') ?? '' }), after: stay }),
  },
})

function stay(_value: unknown, request: PageRequest): string {
  return `tax-individual/payer/${request.params['id']}?year=${yearOfRequest(request)}`
}

function summaryInput(request: PageRequest): unknown {
  const { form } = request
  return {
    payerId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request), persons: readYenText(form.get('persons')?.replace('人', '')) ?? '', total: readYenText(form.get('total')), receivedOn: typedDate(form.get('receivedOn')),
    expectedVersion: Number(form.get('expectedVersion') ?? '0'), reason: form.get('reason')?.trim() || null,
  }
}

function PayerCase({ value, state }: { value: PayerView; state: ViewState }) {
  const { line } = value
  return (
    <Case decision="middle">
      <Who subject="thing" kana={`指定番号　${line.designationNumber}`} name={line.name} facts={[
        { label: '報告書', value: reportTitles[line.report] }, { label: '照合', value: <StateChip line={line} /> }, { label: '宛名番号', value: <a href={state.request.link(`party/${line.partyId}`)}>{value.partyNumber}</a> },
      ]} />
      <Task title={`${value.fiscalYearText}　支払報告書の照合`} right={<><a href={state.request.link(`tax-individual/changes?state=all&payer=${line.payerId}`)}>異動届</a>　<a href={state.request.link(`tax-individual/payers?year=${value.fiscalYear}`)}>照合表へ</a></>} />
      <Facts heading="総括表と届いた資料">
        {line.holds ? <Message kind="error" title={`当初賦課は、この支払者を待っています（${ledgerStateTitles[line.state]}）`}>届いていない資料を入れるか、支払者に確かめて総括表を直すか、不足のまま進める決裁を受けてください。</Message> : null}
        <div class="sect"><Stats figures={[
          { label: '報告人員', value: line.announcedPersons === null ? '―' : `${amountText(line.announcedPersons)}人`, note: line.announcedPersons === null ? '総括表がありません' : undefined }, { label: '届いた', value: `${amountText(line.loadedPersons)}件` },
          { label: '差', value: <Difference value={line.announcedPersons === null ? null : line.loadedPersons - line.announcedPersons} tone="plain" /> }, { label: '去年', value: `${amountText(line.loadedBefore)}件` },
        ]} /></div>
        <Section title="額">
          <Table caption="額" isCaptionHidden rows={[{ announced: line.announcedTotal, loaded: line.loadedTotal }]} columns={[
            { key: 'announced', head: '総括表の支払総額', align: 'number', isRowHead: true, cell: (row) => <Amount value={row.announced} /> }, { key: 'loaded', head: '届いた額', align: 'number', cell: (row) => <Amount value={row.loaded} /> },
            { key: 'difference', head: '差', align: 'number', cell: (row) => <Difference value={row.announced === null ? null : row.loaded - row.announced} tone="plain" /> },
          ]} />
        </Section>
        <Section title="総括表の履歴">
          <Table caption="総括表の履歴" isCaptionHidden rows={value.summaries} rowState={(one) => (one.version === value.summaries[0]?.version ? undefined : 'quiet')} columns={[
            { key: 'version', head: '版', isRowHead: true, cell: (one) => (one.version === 1 ? '当初' : `訂正 第${one.version - 1}回`) }, { key: 'persons', head: '報告人員', align: 'number', cell: (one) => <Amount value={one.persons} /> },
            { key: 'total', head: '支払総額', align: 'number', cell: (one) => <Amount value={one.total} /> }, { key: 'received', head: '受付', isSource: true, cell: (one) => printDate(plainDate(one.receivedOn), 'short') },
            { key: 'reason', head: '直した理由', cell: (one) => one.reason ?? '' }, { key: 'by', head: '入れた人', isSource: true, cell: (one) => one.recordedByName },
          ]} empty="総括表はまだ入っていません。" />
        </Section>
      </Facts>
      <Decision heading="総括表" isHeadingShown note={value.summaries.length > 0 ? '直すと、前の内容は履歴に残ります' : '報告する人がいないと言ってきたときは、0人で入れます'}>
        {state.carriedOut ? <Done title={`${state.carriedOut.title.replace(/る$/, 'ました').replace(/すました$/, 'しました')}`} links={[{ label: '照合表へ', href: state.request.link(`tax-individual/payers?year=${value.fiscalYear}`) }]} /> : null}
        <ErrorSummary refusals={state.refusals} before="決める前に" isFocused={state.refusals.length > 0} />
        <Waiver value={value} state={state} />
        <SummaryForm value={value} state={state} />
      </Decision>
    </Case>
  )
}

function SummaryForm({ value, state }: { value: PayerView; state: ViewState }) {
  const { form, refusals } = state
  const [standing] = value.summaries
  const typed = (name: string, stands: string): string => form.get(name) ?? stands
  return (
    <CommandForm action={state.action} act="summary" idempotencyKey={state.idempotencyKey} expectedVersion={standing?.version ?? 0} hidden={{ year: String(value.fiscalYear) }}>
      <Section title={standing ? '総括表を直す' : '総括表を入れる'}>
        <TextField name="persons" label="報告人員" value={typed('persons', standing ? String(standing.persons) : '')} need="required" isNumber width={6} unit="人" refusals={refusals} />
        <TextField name="total" label="支払総額" value={typed('total', standing?.total == null ? '' : String(standing.total))} need="optional" isNumber width={9} unit="円" refusals={refusals} hint="書かれていれば" />
        <DateField name="receivedOn" label="受け付けた日" value={typed('receivedOn', printDate(standing ? plainDate(standing.receivedOn) : state.request.today, 'letter'))} need="required" refusals={refusals} />
        {standing ? <TextField name="reason" label="直す理由" value={form.get('reason')} need="required" width="full" maxLength={200} refusals={refusals} hint="いつ、だれに確かめたか" /> : null}
      </Section>
      <CommandBar command={standing ? '総括表を直す' : '総括表を入れる'} note={value.waiver ? '直すと、進める決裁は効かなくなります。' : undefined} />
    </CommandForm>
  )
}

function Waiver({ value, state }: { value: PayerView; state: ViewState }) {
  const { waiver, line } = value
  const hidden = { year: String(value.fiscalYear), ...(waiver ? { waiverId: waiver.waiverId } : {}) }
  if (waiver === null || !waiver.isInForce) return line.holds ? <ProposeForm value={value} state={state} isOutdated={waiver !== null} /> : <></>
  const words = waiver.state === 'approved' ? `${waiver.decidedByName ?? ''}が決裁しました（${printDate(townDay(waiver.decidedAt as Parameters<typeof townDay>[0]), 'short')}）` : `${waiver.proposedByName}の伺い（${printDate(townDay(waiver.proposedAt as Parameters<typeof townDay>[0]), 'short')}）`
  return (
    <Section title="不足のまま進める" note={words}>
      <p>理由　{waiver.reason}</p>
      {waiver.state === 'proposed' && !waiver.isOwn ? <CommandForm id="form-approve" action={state.action} act="approve" idempotencyKey={state.idempotencyKey} hidden={hidden}><p><button class="btn" type="submit">不足のまま進めることを決裁する</button></p></CommandForm> : null}
      {waiver.state === 'proposed' && waiver.isOwn ? <p class="sub">別の職員の決裁を待っています。自分では決裁できません。</p> : null}
      <CommandForm id="form-withdraw" action={state.action} act="withdraw" idempotencyKey={state.idempotencyKey} hidden={hidden}><p><button class="btn" type="submit">取り下げる</button></p></CommandForm>
    </Section>
  )
}

function ProposeForm({ value, state, isOutdated }: { value: PayerView; state: ViewState; isOutdated: boolean }) {
  return (
    <Section title="不足のまま進める" note={isOutdated ? '前の伺いは、人数が変わったため効きません' : '別の職員が決裁すると、当初賦課はこの支払者を待ちません'}>
      <CommandForm id="form-propose" action={state.action} act="propose" idempotencyKey={state.idempotencyKey} hidden={{ year: String(value.fiscalYear) }}>
        <TextField name="waiverReason" label="理由" value={state.form.get('waiverReason')} need="required" width="full" maxLength={200} hint="廃業、倒産、督促しても届かないなど" />
        <p><button class="btn" type="submit">不足のまま進める伺いを立てる</button></p>
      </CommandForm>
    </Section>
  )
}

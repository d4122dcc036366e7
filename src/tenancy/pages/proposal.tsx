import { printDate } from '../../kernel/wareki.ts'
import {
  act, ApprovalBox, Case, Checks, CommandBar, CommandForm, Decision, DifferenceTable, Done, ErrorSummary, Facts, KeyValues, Message, page, Section, Task, Tabs, TextField, Who, type PageRequest, type ViewState,
} from '../../platform/screen/index.ts'
import { approveProposal, withdrawProposal } from '../commands.ts'
import { showProposal, type ProposalCase } from '../queries.ts'
import { momentText, StateChip, ValueCell } from './words.tsx'

const versioned = ({ params, form }: PageRequest) => ({ proposalId: params['id'], expectedVersion: Number(form.get('expectedVersion') ?? Number.NaN) })

/** A proposal beside the value it would replace, to be decided by a second person — 設定の案. */
export const proposalPage = page({
  name: 'tenancy.proposal', path: 'tenancy/proposal/:id', query: showProposal,
  input: ({ params }) => ({ proposalId: params['id'] }),
  frame: () => ({ title: '設定の案', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '決裁する' }] }),
  view: (value, state) => <ProposalView value={value} state={state} />,
  acts: {
    approve: act({ command: approveProposal, input: versioned }),
    withdraw: act({ command: withdrawProposal, input: (request) => ({ ...versioned(request), reason: request.form.get('reason') ?? '' }) }),
  },
})

function ProposalView({ value, state }: { value: ProposalCase; state: ViewState }) {
  const { proposal, line } = value
  const { permissions } = state.request.actor
  const mayApprove = value.mayDecide === 'yes' && permissions.has('tenancy.approve')
  const mayWithdraw = proposal.state === 'open' && permissions.has('tenancy.configure')
  const form = mayApprove ? { action: state.action, act: 'approve', idempotencyKey: state.idempotencyKey, expectedVersion: proposal.version } : undefined
  return (
    <>
      <Case decision="middle" form={form}>
        <Who subject="thing" kana={`町の設定（${proposal.contextTitle}）の案`} name={proposal.title} lock={proposal.state === 'open' ? '計算には使われていません' : undefined} facts={[
          { label: '効く日', value: proposal.value.since }, { label: '根拠', value: proposal.value.articles.join('、') }, { label: '公布', value: printDate(proposal.value.published) }, { label: '案を出した人', value: proposal.proposedBy },
        ]} warnings={<StateChip state={proposal.state} />} />
        <Task title="設定の案" right={<a href={state.request.link('tenancy/parameters')}>設定の一覧へ</a>}>
          <Tabs label="設定" tabs={[{ label: '案', href: state.action, isCurrent: true }, { label: 'この項目の履歴', href: state.request.link(`tenancy/concept/${proposal.concept}`) }]} />
        </Task>
        <Facts heading="何が変わるか">
          <ErrorSummary refusals={state.refusals} before="決裁する前に" isFocused />
          <DifferenceTable caption="何が変わるか" nowHead={value.before === line.law ? 'いま（国の値）' : 'いま（町の値）'} changed={[{
            item: proposal.title, now: value.before ? <ValueCell unit={line.unit} value={value.before} /> : null, after: <ValueCell unit={line.unit} value={proposal.value} />,
          }, { item: 'いつから', now: value.before?.since ?? null, after: proposal.value.since }, { item: '根拠', now: value.before?.articles.join('、') ?? null, after: proposal.value.articles.join('、') }]} />
          <div class="sect"><KeyValues facts={[{ label: '変える理由', value: proposal.reason }, { label: '覚え', value: proposal.value.note ?? '―' }]} /></div>
        </Facts>
        <ProposalDecision value={value} state={state} mayApprove={mayApprove} mayWithdraw={mayWithdraw} />
      </Case>
      {mayWithdraw ? <CommandForm id="withdraw" action={state.action} act="withdraw" idempotencyKey={state.idempotencyKey} expectedVersion={proposal.version} /> : null}
    </>
  )
}

interface DecisionProps { readonly value: ProposalCase; readonly state: ViewState; readonly mayApprove: boolean; readonly mayWithdraw: boolean }

function ProposalDecision({ value, state, mayApprove, mayWithdraw }: DecisionProps) {
  const { proposal, line } = value
  return (
    <Decision heading="確かめ" isHeadingShown>
      <Checks items={[
        { state: 'ok', text: '法令の上限と形に合っている', right: line.law?.ceiling ? `上限 ${line.law.ceiling}` : '上限なし' },
        proposal.value.published <= state.request.today ? { state: 'ok', text: '条例が公布されている', right: printDate(proposal.value.published, 'short') } : { state: 'alert', text: '条例の公布がまだ', right: printDate(proposal.value.published, 'short') },
      ]} />
      <Section title="決裁">
        <ApprovalBox steps={[
          { role: '案を出した人', name: proposal.proposedBy, at: momentText(proposal.proposedAt), state: 'done', isMe: proposal.isOwn },
          proposal.decidedAt === null ? { role: '決裁する人', name: mayApprove ? state.request.actor.name : '別の職員', state: 'now', isMe: mayApprove } : { role: proposal.state === 'approved' ? '決裁した人' : '取り下げた人', name: proposal.decidedBy ?? '', at: momentText(proposal.decidedAt), state: 'done' },
        ]} />
      </Section>
      {mayWithdraw ? <Section title="取り下げるとき" level={3}><TextField name="reason" form="withdraw" label="取り下げる理由" width="full" value={state.form.get('reason')} refusals={state.refusals} /></Section> : null}
      <Ending {...{ value, state, mayApprove, mayWithdraw }} />
    </Decision>
  )
}

function Ending({ value, state, mayApprove, mayWithdraw }: DecisionProps) {
  const { proposal } = value
  const back = [{ label: '設定の一覧へ戻る', href: state.request.link('tenancy/parameters') }]
  if (proposal.state === 'approved') return <Done title={`決裁しました（${proposal.decidedAt ? momentText(proposal.decidedAt) : ''}）`} links={back}>{`${proposal.value.since}の計算に使われます。前の値は履歴に残ります。`}</Done>
  if (proposal.state === 'withdrawn') return <Message kind="info" title="取り下げた案です">{proposal.decidedReason ?? ''}</Message>
  const other = mayWithdraw ? { label: '取り下げる', form: 'withdraw' } : undefined
  if (mayApprove) return <CommandBar command="この値に決める" other={other} note={`${proposal.value.since}の計算に使われます。いまの値は消えず、履歴に残ります。`} />
  return <CommandBar other={other} note={whoDecides(value.mayDecide)} />
}

function whoDecides(mayDecide: ProposalCase['mayDecide']): string {
  if (mayDecide === 'own') return '自分の案は、別の職員が決裁します。'
  return mayDecide === 'not-promulgated' ? '公布の日が来てから決裁できます。' : '設定を決裁する役割の職員が決めます。'
}

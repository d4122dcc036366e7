import { printDate } from '../../kernel/wareki.ts'
import { AsOfControl, Chip, dateEcho, Empty, Head, page, Section, Split, Table, Tree, type PageRequest, type ViewState } from '../../platform/screen/index.ts'
import { listValues, type ConceptLine, type ProposalLine, type ValuesInForce } from '../queries.ts'
import { dateOf } from './form-values.ts'
import { Articles, scopeWords, ValueCell } from './words.tsx'

/** What the law and the town say, by business — 設定. */
export const parametersPage = page({
  name: 'tenancy.parameters', path: 'tenancy/parameters', query: listValues,
  input: ({ query, today }: PageRequest) => ({ on: dateOf(query, 'asOf', today) ?? undefined, knownOn: dateOf(query, 'knownAt', today) ?? undefined, context: query.get('context') }),
  frame: () => ({ title: '設定', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: '↑↓', does: '行' }, { key: 'Enter', does: '項目を開く' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <ParametersView value={value} state={state} />,
})

function ParametersView({ value, state }: { value: ValuesInForce; state: ViewState }) {
  const { link, today } = state.request
  const chosen = value.contexts.find((one) => one.context === value.context)
  const missing = value.concepts.filter((line) => line.isMissing)
  return (
    <>
      <Head title="設定" note={chosen ? `${chosen.title}　国の値も見えます` : '町の条例・規則で決める値'} />
      <Split sideLabel="業務と、決裁を待つ案" side={<Side value={value} state={state} />}>
        <AsOfControl action={state.action} asOf={printDate(value.on, 'short')} echo={dateEcho(value.on, today)} knownAt={value.knownOn ? printDate(value.knownOn, 'short') : ''} stops={[]} />
        {missing.length > 0 ? <p><Chip kind="alert">町が決めていない値が{missing.length}つあります</Chip>　{missing.map((line) => line.title).join('、')}</p> : null}
        <Table<ConceptLine> caption="設定の値" captionNote={`　${value.concepts.length}項目`} isList isWide density="tight" rows={value.concepts}
          rowState={(line) => lookOf(line)}
          columns={[
            { key: 'business', head: '業務', isUnbroken: true, cell: (line) => line.contextTitle },
            { key: 'title', head: '項目', isRowHead: true, cell: (line) => <a href={link(`tenancy/concept/${line.concept}`)}>{line.title}</a> },
            { key: 'law', head: '国の値', isUnbroken: true, cell: (line) => <ValueCell unit={line.unit} value={line.law} /> },
            { key: 'town', head: '町の値', isStrong: true, isUnbroken: true, cell: (line) => <TownCell line={line} /> },
            { key: 'ceiling', head: '上限', cell: (line) => line.law?.ceiling ?? '' },
            { key: 'since', head: 'いつから', isUnbroken: true, cell: (line) => (line.town ?? line.law)?.since ?? '' },
            { key: 'article', head: '根拠', isSource: true, cell: (line) => <Articles value={line.town ?? line.law} /> },
            { key: 'open', head: '案', cell: (line) => (line.openProposals > 0 ? <Chip kind="info">{line.openProposals}</Chip> : '') },
          ]}
          empty={<Empty title="この日の値はありません。" looked={`${printDate(value.on)}の姿を見ました。`} />} />
      </Split>
    </>
  )
}

function TownCell({ line }: { line: ConceptLine }) {
  if (line.town) return <ValueCell unit={line.unit} value={line.town} />
  if (line.isMissing) return <Chip kind="alert">決めてください</Chip>
  return <span class="mute">{line.scope === 'fixed' ? '' : '国と同じ'}</span>
}

function Side({ value, state }: { value: ValuesInForce; state: ViewState }) {
  const { link } = state.request
  const all = { label: '町の値だけ', href: link('tenancy/parameters'), isCurrent: value.context === null }
  return (
    <>
      <Section title="決裁を待つ案" note={`${value.open.length}件`}>
        {value.open.length === 0 ? <Empty title="決裁を待つ案はありません。" /> : <ul>{value.open.map((proposal) => <OpenProposal proposal={proposal} href={link(`tenancy/proposal/${proposal.proposalId}`)} />)}</ul>}
      </Section>
      <Tree label="設定の分類" groups={[{ title: scopeWords['standard-rate'], links: [all] }, { title: '業務ごとに、国の値も', links: value.contexts.map((one) => ({ label: one.title, href: link(`tenancy/parameters?context=${one.context}`), isCurrent: one.context === value.context })) }]} />
    </>
  )
}

function OpenProposal({ proposal, href }: { proposal: ProposalLine; href: string }) {
  return <li><a href={href}>{proposal.title}</a><br /><span class="sub">{proposal.value.text}　{proposal.value.since}　{proposal.isOwn ? 'あなたの案' : proposal.proposedBy}</span></li>
}

function lookOf(line: { readonly isMissing: boolean; readonly scope: string }): 'changed' | 'quiet' | undefined {
  if (line.isMissing) return 'changed'
  return line.scope === 'fixed' ? 'quiet' : undefined
}

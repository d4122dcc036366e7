import { readDate } from '../../../kernel/date-input.ts'
import { amountText, yenText } from '../../../kernel/text.ts'
import { Amount, Chip, Head, LinkButton, page, type PageRequest, Rows, Section, Select, Split, Stats, Table, TextField, type ViewState } from '../../../platform/screen/index.ts'
import { shortDate } from '../../pages/words.ts'
import { type CaseFilter, caseFilters, caseFilterWords, type CaseList, type CaseRow, casesOfPage, listEnforcementCases, seizedText } from '../case-list.ts'
import { propertyKinds } from '../model.ts'
import { propertyWords } from '../words.ts'

/** Every case of disposition of delinquency, by what comes due next — 滞納処分の事案の一覧. */
export const enforcementCasesPage = page({
  name: 'collection.enforcement-cases', path: 'collection/enforcement-cases', query: listEnforcementCases,
  input: (request) => ({ show: request.query.get('show') || 'all', kind: request.query.get('kind') || null, until: untilOf(request), page: Number(request.query.get('page') || '1') }),
  frame: () => ({ title: '滞納処分の事案の一覧', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }] }),
  view: (value, state) => <ListView list={value} state={state} />,
})

function untilOf({ query, today }: PageRequest): string | null {
  const typed = query.get('until') ?? ''
  if (typed.trim() === '') return null
  const read = readDate(typed, { today })
  return read.ok ? read.value.date : typed
}

interface ViewProps { readonly list: CaseList; readonly state: ViewState }

function ListView({ list, state }: ViewProps) {
  const { link } = state.request
  const file = (format: string): string => link(`files/enforcement-cases/${list.show}${list.kind === null ? '' : `.${list.kind}`}/${list.until}/${format}`)
  return (
    <>
      <Head title="滞納処分の事案の一覧" note={`${caseFilterWords[list.show]}　${list.total}件`} right={<><LinkButton size="small" letter="C" href={file('csv')}>CSV</LinkButton> <LinkButton size="small" letter="X" href={file('xlsx')}>XLSX</LinkButton>　<a href={link('collection/enforcement')}>滞納処分</a></>} />
      <Split sideLabel="しぼる" side={<Filter list={list} state={state} />}>
        <Stats figures={[{ label: '配当を待つ金', value: yenText(list.sums.unshared) }, { label: '決裁を待つ配当', value: amountText(list.sums.proposed) }, { label: '交付する配当金', value: amountText(list.sums.handOver) }]} />
        <Section title="事案" note="期日の近い順">
          <Table caption="事案" isCaptionHidden density="tight" isList isWide rows={list.rows} columns={[
            { key: 'who', head: '納める人', isRowHead: true, cell: (row) => <a href={link(`collection/enforcement/${row.partyId}`)}>{row.name}</a> },
            { key: 'owed', head: '未納', align: 'number', cell: (row) => <Amount value={row.owed} /> },
            { key: 'seized', head: '差し押さえた財産', cell: (row) => <>{seizedText(row.seized)}{row.seizedOn === null ? '' : <> <span class="sub">{shortDate(row.seizedOn)}</span></>}{row.isUnserved ? <> <Chip kind="alert">送達の記録なし</Chip></> : null}</> },
            { key: 'money', head: '手元の金', align: 'number', isStrong: true, cell: (row) => <>{row.unshared + row.proposed > 0 ? <Amount value={row.unshared + row.proposed} /> : ''}{row.proposed > 0 ? <> <Chip>決裁待ち</Chip></> : null}</> },
            { key: 'handOver', head: '交付する額', align: 'number', cell: (row) => (row.handOver > 0 ? <Amount value={row.handOver} /> : '') },
            { key: 'next', head: '次の期日', isUnbroken: true, cell: (row) => <Next row={row} today={state.request.today} /> },
            { key: 'more', head: 'ほか', cell: (row) => <>{row.requests > 0 ? <Chip>交付要求 {row.requests}</Chip> : null} {row.body === null ? null : <Chip kind="info">{row.body}へ引継ぎ</Chip>}</> },
          ]} empty={<p class="none">この見方に当たる事案はありません。「すべての事案」で見直せます。</p>} />
          <Pages list={list} state={state} />
        </Section>
      </Split>
    </>
  )
}

/** The nearest day with what ends or begins on it. */
function Next({ row, today }: { row: CaseRow; today: string }) {
  if (row.nextOn === null) return <></>
  const what = ([[row.completesOn, '時効'], [row.deliverOn, '交付'], [row.reviewBy, '停止の見直し']] as const).filter(([day]) => day === row.nextOn).map(([, words]) => words)
  return <>{shortDate(row.nextOn)}　{what.join('・')}{row.nextOn < today ? <> <Chip kind="alert">過ぎた</Chip></> : null}</>
}

function Pages({ list, state }: ViewProps) {
  const last = Math.max(1, Math.ceil(list.total / casesOfPage))
  const at = list.page ?? 1
  if (last === 1) return <></>
  const to = (page: number): string => state.request.link(`collection/enforcement-cases?show=${list.show}&kind=${list.kind ?? ''}&until=${list.until}&page=${page}`)
  return <p class="cmd">{at > 1 ? <a href={to(at - 1)}>前の{casesOfPage}件</a> : null}　{at}／{last}頁　{at < last ? <a href={to(at + 1)}>次の{casesOfPage}件</a> : null}</p>
}

function Filter({ list, state }: ViewProps) {
  return (
    <Section title="しぼる">
      <form method="get" action={state.action} autocomplete="off" data-enter="submit">
        <Rows>
          <Select name="show" label="見る事案" value={list.show} choices={caseFilters.map((value: CaseFilter) => ({ value, label: caseFilterWords[value] }))} />
          <Select name="kind" label="財産" value={list.kind ?? ''} choices={[{ value: '', label: 'すべて' }, ...propertyKinds.map((value) => ({ value, label: propertyWords[value] }))]} />
          <TextField name="until" label="時効がこの日まで" value={shortDate(list.until)} width={9} />
        </Rows>
        <div class="cmd"><button class="btn" type="submit">見る</button></div>
      </form>
    </Section>
  )
}

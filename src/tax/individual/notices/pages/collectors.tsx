import { plainDate, type Instant } from '../../../../kernel/plain-date.ts'
import { amountText, yenText } from '../../../../kernel/text.ts'
import { printDate } from '../../../../kernel/wareki.ts'
import { townDay } from '../../../../platform/clock/index.ts'
import {
  act, Amount, Case, Chip, CommandBar, CommandForm, Decision, Done, Empty, ErrorSummary, Facts, Head, LinkButton, Masked, OneColumn, page, Section, Stats, Table, Task, TextField, Who, type PageRequest, type ViewState,
} from '../../../../platform/screen/index.ts'
import { yearOfRequest } from '../../pages/person-band.tsx'
import { deliveryTitles } from '../model.ts'
import { issuePayerNotice, recordPayerDelivery } from '../payer-notice-commands.ts'
import { employeesInPart, listCollectors, showCollector, type CollectorLine, type CollectorsView, type CollectorView } from '../payer-notice-queries.ts'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }]

/** 特別徴収義務者の一覧. */
export const collectorsPage = page({
  name: 'tax-individual.collectors', path: 'tax-individual/collectors', query: listCollectors,
  input: (request) => ({ fiscalYear: yearOfRequest(request), page: Math.max(1, Number(/^\d{1,5}$/.exec(request.query.get('page') ?? '')?.[0] ?? 1)) }),
  frame: () => ({ title: '特別徴収の通知', keys: [...keys, { key: '↑↓', does: '行' }] }),
  view: (value, state) => <CollectorsList value={value} state={state} />,
})

function IssuedChip({ line }: { line: Pick<CollectorLine, 'issuedAt' | 'isOutdated'> }) {
  if (line.issuedAt === null) return <Chip kind="alert">まだ</Chip>
  return line.isOutdated ? <Chip kind="alert">変わりました</Chip> : <Chip kind="ok">{printDate(townDay(line.issuedAt as Instant), 'short')}</Chip>
}

function CollectorsList({ value, state }: { value: CollectorsView; state: ViewState }) {
  const { link } = state.request
  const at = (page: number): string => link(`tax-individual/collectors?year=${value.fiscalYear}&page=${page}`)
  return (
    <OneColumn>
      <Head title="特別徴収の通知" note={`${value.fiscalYearText}　会社などが給与から引く税額を、会社ごとに通知します`} right={<a href={link('tax-individual')}>個人住民税</a>} />
      <div class="sect"><Stats figures={[
        { label: '特別徴収義務者', value: `${amountText(value.payers)}者` }, { label: '納税義務者', value: `${amountText(value.persons)}人` }, { label: '年税額', value: yenText(value.annualTax) },
        { label: 'まだ通知していない', value: `${amountText(value.unissued)}者` }, { label: '指定番号がない', value: `${amountText(value.withoutNumber)}者`, note: value.withoutNumber > 0 ? '支払者として登録するか、徴収の方法を確かめます' : undefined },
      ]} /></div>
      {state.request.actor.permissions.has('tax-individual.issue') ? <AllFiles value={value} state={state} /> : null}
      <Table<CollectorLine> caption="特別徴収義務者" captionNote="人の多い順" isList rows={value.items} empty={<Empty title="給与から引く決定はありません。" />} columns={[
        { key: 'name', head: '名称', isRowHead: true, cell: (one) => <a href={link(`tax-individual/collector/${one.partyId}?year=${value.fiscalYear}`)}>{one.name}</a> },
        { key: 'number', head: '指定番号', isUnbroken: true, cell: (one) => one.designationNumber ?? '―' }, { key: 'persons', head: '人員', align: 'number', cell: (one) => amountText(one.persons) },
        { key: 'tax', head: '年税額', align: 'number', cell: (one) => <Amount value={one.annualTax} /> }, { key: 'issued', head: '通知', isUnbroken: true, cell: (one) => <IssuedChip line={one} /> },
      ]} />
      <p>{value.page > 1 ? <a href={at(value.page - 1)}>前の頁</a> : null}　{value.hasMore ? <a href={at(value.page + 1)}>次の頁</a> : null}</p>
    </OneColumn>
  )
}

function AllFiles({ value, state }: { value: CollectorsView; state: ViewState }) {
  const { link } = state.request
  const parts = Array.from({ length: Math.ceil(value.persons / employeesInPart) }, (_, index) => index + 1)
  return (
    <p><a href={link(`tax-individual/collector-notices?year=${value.fiscalYear}`)}>一括印刷</a>　件数表　<LinkButton size="small" href={link(`files/collector-counts/${value.fiscalYear}/all/csv`)}>CSV</LinkButton>　全部の一覧　{parts.map((part) => {
      const file = link(`files/collectors/${value.fiscalYear}/${part}`)
      return <> {parts.length > 1 ? `${amountText((part - 1) * employeesInPart + 1)}人目から ` : ''}<LinkButton size="small" href={`${file}/csv`}>CSV</LinkButton> <LinkButton size="small" href={`${file}/sjis`}>CSV（Shift_JIS）</LinkButton></>
    })}</p>
  )
}

/** 一つの特別徴収義務者. */
export const collectorPage = page({
  name: 'tax-individual.collector', path: 'tax-individual/collector/:id', query: showCollector, input: (request) => ({ partyId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request) }),
  frame: () => ({ title: '特別徴収の通知', keys: [...keys, { key: 'Ctrl+Enter', does: '通知書を出す' }] }),
  view: (value, state) => <CollectorCase value={value} state={state} />,
  acts: {
    issue: act({ command: issuePayerNotice, input: (request) => ({ partyId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request) }), after: stay }),
    delivery: act({ command: recordPayerDelivery, input: ({ params, form }) => ({ partyId: params['id'] ?? '', delivery: form.get('delivery'), reason: form.get('reason') ?? '' }), after: stay }),
  },
})

function stay(_value: unknown, request: PageRequest): string {
  return `tax-individual/collector/${request.params['id']}?year=${yearOfRequest(request)}`
}

function CollectorCase({ value, state }: { value: CollectorView; state: ViewState }) {
  const { line } = value
  return (
    <Case decision="middle">
      <Who subject="thing" kana={line.designationNumber === null ? '指定番号　なし' : `指定番号　${line.designationNumber}`} name={line.name} facts={[
        { label: '人員', value: `${amountText(line.persons)}人` }, { label: '年税額', value: yenText(line.annualTax) }, { label: '通知', value: <IssuedChip line={line} /> },
      ]} />
      <Task title={`${value.fiscalYearText}　特別徴収税額`} right={<a href={state.request.link(`tax-individual/collectors?year=${value.fiscalYear}`)}>一覧へ</a>} />
      <Facts heading="月ごとの額と、引かれる人">
        <Section title="月ごとの額">
          <Table caption="月ごとの額" isCaptionHidden density="tight" rows={value.months} columns={[
            { key: 'month', head: '月', isRowHead: true, cell: (one) => one.title }, { key: 'due', head: '納期限', cell: (one) => printDate(plainDate(one.dueOn), 'short') }, { key: 'amount', head: '税額', align: 'number', cell: (one) => <Amount value={one.amount} /> },
          ]} totals={[{ kind: 'total', label: '計', cells: { amount: <Amount value={value.months.reduce((sum, one) => sum + one.amount, 0)} /> } }]} />
        </Section>
        <Employees value={value} state={state} />
      </Facts>
      <CollectorDecision value={value} state={state} />
    </Case>
  )
}

function Employees({ value, state }: { value: CollectorView; state: ViewState }) {
  const { link } = state.request
  return (
    <Section title="引かれる人">
      <Table caption="引かれる人" isCaptionHidden density="tight" isList rows={value.employees} columns={[
        { key: 'name', head: '氏名', isRowHead: true, cell: (one) => <a href={link(`tax-individual/person/${one.personId}?year=${value.fiscalYear}`)}>{one.name}</a> }, { key: 'recipient', head: '受給者番号', cell: (one) => one.recipientNumber ?? '' },
        { key: 'address', head: '住所', cell: (one) => one.address ?? <Masked words="載せません" /> }, { key: 'tax', head: '年税額', align: 'number', cell: (one) => <Amount value={one.annualTax} /> },
        { key: 'june', head: value.months[0]?.title ?? '', align: 'number', cell: (one) => <Amount value={one.months[0] ?? 0} /> }, { key: 'july', head: value.months[1]?.title ?? '', align: 'number', cell: (one) => <Amount value={one.months[1] ?? 0} /> },
      ]} totals={[{ kind: 'total', label: '計', cells: { tax: <Amount value={value.line.annualTax} />, june: <Amount value={value.months[0]?.amount ?? 0} />, july: <Amount value={value.months[1]?.amount ?? 0} /> } }]} />
    </Section>
  )
}

function CollectorDecision({ value, state }: { value: CollectorView; state: ViewState }) {
  const { link, actor } = state.request
  const { told, line } = value
  const file = link(`files/collector/${line.partyId}/${value.fiscalYear}`)
  if (!actor.permissions.has('tax-individual.issue')) return <Decision heading="通知" isHeadingShown><CommandBar note="通知書を出すには、「納税通知書を出す」の役割が要ります。" /></Decision>
  return (
    <Decision heading="通知" isHeadingShown note="支援措置の人の住所は、会社への紙にもファイルにも載りません">
      <ErrorSummary refusals={state.refusals} before="出す前に" isFocused={state.refusals.length > 0} />
      {state.carriedOut ? <Done title={state.carriedOut.command === recordPayerDelivery.name ? '受取方法を入れました' : '通知書を出しました'} /> : null}
      {told === null ? null : (
        <Section title="出した通知書" note={line.isOutdated ? `そのあと変わりました（出したとき ${amountText(told.persons)}人 ${yenText(told.annualTax)}）` : undefined}>
          {told.documents === null ? null : <p><a href={link(`documents/${told.documents.payer}`)}>特別徴収義務者用（PDF）</a>　<a href={link(`documents/${told.documents.employees}`)}>納税義務者用（PDF）</a></p>}
          {told.packageId === null ? null : <p><a href={link(`tax-individual/notices/${told.packageId}`)}>一括印刷で出しました</a></p>}
        </Section>
      )}
      <Section title="電子の一覧"><p><LinkButton size="small" href={`${file}/csv`}>CSV</LinkButton> <LinkButton size="small" href={`${file}/sjis`}>CSV（Shift_JIS）</LinkButton> <LinkButton size="small" href={`${file}/xlsx`}>XLSX</LinkButton></p></Section>
      <CommandForm action={state.action} act="issue" idempotencyKey={state.idempotencyKey} hidden={{ year: String(value.fiscalYear) }}>
        <CommandBar command={told === null ? '通知書を出す' : '通知書をもう一度出す'} note="義務者用と納税義務者用の二つができます。" />
      </CommandForm>
      {actor.permissions.has('tax-individual.write') ? <DeliveryForm value={value} state={state} /> : null}
    </Decision>
  )
}

function DeliveryForm({ value, state }: { value: CollectorView; state: ViewState }) {
  const other = value.delivery === 'paper' ? 'electronic' : 'paper'
  return (
    <CommandForm id="form-delivery" action={state.action} act="delivery" idempotencyKey={state.idempotencyKey} hidden={{ year: String(value.fiscalYear), delivery: other }}>
      <Section title="受取方法" note={`いまは${deliveryTitles[value.delivery]}です。電子の一覧の会社は、一括印刷に入りません`}>
        <TextField name="reason" label="理由" value={state.form.get('reason')} need="required" width="full" maxLength={200} refusals={state.refusals} />
        <p><button class="btn" type="submit">{`${deliveryTitles[other]}に変える`}</button></p>
      </Section>
    </CommandForm>
  )
}

import { readDate } from '../../kernel/date-input.ts'
import { addDays, daysBetween, type PlainDate } from '../../kernel/plain-date.ts'
import { amountText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { townDay, townTime } from '../../platform/clock/index.ts'
import {
  BarChart, Case, Chip, Columns, Decision, Empty, Facts, Head, KeyValues, Message, page, Section, shortDayText, Split, Table, Task, Who, type ChartBar, type PageRequest, type ViewState,
} from '../../platform/screen/index.ts'
import type { AuditLine } from '../model.ts'
import { listEntries, type AuditTrail } from '../queries.ts'
import { actionWords, outcomeWords } from '../words.ts'

const keys = [{ key: 'F2', does: '検索' }, { key: '↑↓', does: '行' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }]
const frame = () => ({ title: '監査', keys })

/** Dates and cursor of the address; an id never stands beside a name there. */
function periodInput({ query, today }: PageRequest): { from?: string; until?: string; cursor?: string } {
  return { from: dateOf(query.get('from'), today), until: dateOf(query.get('until'), today), cursor: query.get('after') }
}

function dateOf(typed: string | undefined, today: PlainDate): string | undefined {
  if (typed === undefined || typed.trim() === '') return undefined
  const read = readDate(typed, { today })
  return read.ok ? read.value.date : typed
}

/** Everything of a day, and the state of the chain — 監査. */
export const trailPage = page({ name: 'audit.trail', path: 'audit', query: listEntries, input: periodInput, frame, view: (value, state) => <TrailView value={value} state={state} /> })

/** Who looked at this person — だれが、この人を見たか. */
export const personPage = page({
  name: 'audit.person', path: 'audit/person/:id', query: listEntries, input: (request) => ({ ...periodInput(request), personId: request.params['id'] }), frame,
  view: (value, state) => <PersonView value={value} state={state} />,
})

/** What this officer did — この職員がしたこと. */
export const officerPage = page({
  name: 'audit.officer', path: 'audit/officer/:id', query: listEntries, input: (request) => ({ ...periodInput(request), actorId: request.params['id'] }), frame,
  view: (value, state) => <OfficerView value={value} state={state} />,
})

interface ViewProps { readonly value: AuditTrail; readonly state: ViewState }

function TrailView({ value, state }: ViewProps) {
  return (
    <>
      <Head title="監査" note={spanText(value)} right={<PeriodForm value={value} state={state} />} />
      <Split sideLabel="記録の確かさ" side={<SealPart value={value} state={state} />}>
        <Counts value={value} />
        <Entries value={value} state={state} caption="町の記録" />
      </Split>
    </>
  )
}

function PersonView({ value, state }: ViewProps) {
  const isProtected = value.person !== null && state.withheld.has(value.person.personId)
  return (
    <Case isProtected={isProtected}>
      <Who name={value.person?.name ?? '（この町の記録にない人）'} facts={[{ label: '宛名番号', value: value.person?.addresseeNumber ?? '―' }, { label: '期間', value: spanText(value) }, { label: '見られた回数', value: `${amountText(totalOf(value))}回` }]}
        lock="監査（記録だけ）" warnings={isProtected ? <Chip kind="protect">支援措置</Chip> : null} />
      <Task title="だれが、この人を見たか" right={<PeriodForm value={value} state={state} />} />
      <Facts heading="見た記録">
        <Counts value={value} />
        <Entries value={value} state={state} caption="一件ずつ" />
      </Facts>
      <Decision heading="記録の確かさ" isHeadingShown>
        <SealPart value={value} state={state} />
        <Message kind="protect" title="本人に見せるとき">職員の名は出さず、日時・係・用件を出します。相手方に知られるおそれのある行は、規則により伏せます。</Message>
      </Decision>
    </Case>
  )
}

function OfficerView({ value, state }: ViewProps) {
  return (
    <Case>
      <Who subject="thing" kana="職員・鍵" name={value.officer?.name ?? '（この町の職員ではない操作者）'} facts={[{ label: '係', value: value.officer?.section ?? '―' }, { label: '期間', value: spanText(value) }, { label: '記録', value: `${amountText(totalOf(value))}件` }]} />
      <Task title="この職員がしたこと" right={<PeriodForm value={value} state={state} />} />
      <Facts heading="した記録">
        <Counts value={value} />
        <Entries value={value} state={state} caption="一件ずつ" />
      </Facts>
      <Decision heading="記録の確かさ" isHeadingShown><SealPart value={value} state={state} /></Decision>
    </Case>
  )
}

function PeriodForm({ value, state }: ViewProps) {
  return (
    <form method="get" action={state.action} data-enter="submit">
      <label class="sub" for="from">期間</label> <input class="in-t w6" id="from" name="from" value={printDate(value.from, 'short')} autocomplete="off" /> 〜 <input class="in-t w6" name="until" aria-label="いつまで" value={printDate(value.until, 'short')} autocomplete="off" /> <button class="btn xs" type="submit">見る</button>
    </form>
  )
}

function Counts({ value }: { value: AuditTrail }) {
  if (totalOf(value) === 0) return <></>
  const days = daysBetween(value.from, value.until) + 1
  const sections = <Section title="どの係から"><BarChart title="係ごとの回数" unit="回" shape="rows" bars={value.sections.map((one) => ({ label: one.section, value: one.count }))} /></Section>
  if (days === 1) return sections
  return (
    <Columns shape="wide-first">
      <Section title={days > 31 ? '週ごとの回数' : '日ごとの回数'} note={`${days}日　${amountText(totalOf(value))}回`}><BarChart title="回数" unit="回" bars={barsOf(value, days)} /></Section>
      {sections}
    </Columns>
  )
}

/** One bar a day, or one a week where days would be too narrow to read. */
function barsOf(value: AuditTrail, days: number): readonly ChartBar[] {
  const width = days > 31 ? 7 : 1
  return Array.from({ length: Math.ceil(days / width) }, (_, index) => {
    const [first, last] = [addDays(value.from, index * width), addDays(value.from, index * width + width - 1)]
    const count = value.days.filter((one) => one.day >= first && one.day <= last).reduce((sum, one) => sum + one.count, 0)
    return { label: `${Number(first.slice(5, 7))}.${Number(first.slice(8, 10))}`, value: count, tone: count === 0 ? 'low' as const : undefined }
  }).map(({ tone, ...bar }) => (tone ? { ...bar, tone } : bar))
}

function Entries({ value, state, caption }: ViewProps & { caption: string }) {
  const { link, query } = state.request
  const again = [['from', query.get('from')], ['until', query.get('until')], ['after', value.next]].filter(([, text]) => text).map(([name, text]) => `${name}=${encodeURIComponent(String(text))}`).join('&')
  return (
    <Table<AuditLine> caption={caption} captionNote="　新しい順" density="tight" isList isWide rows={value.items} rowState={(line) => (line.outcome.startsWith('refused') ? 'changed' : undefined)} columns={[
      { key: 'at', head: 'いつ', isUnbroken: true, isRowHead: true, cell: (line) => `${shortDayText(townDay(line.at))} ${townTime(line.at)}` },
      { key: 'who', head: 'だれが', isUnbroken: true, cell: (line) => (line.actorKind === 'system' ? line.actorName : <a href={link(`audit/officer/${line.actorId}`)}>{line.actorName}</a>) },
      { key: 'where', head: 'どこから', cell: (line) => <>{line.section}{line.desk ? `　${line.desk}` : ''}</> },
      { key: 'what', head: '何をした', cell: (line) => <>{line.title}<span class="sub">　{actionWords[line.action]}</span></> },
      { key: 'whom', head: 'だれの', cell: (line) => <Subjects line={line} state={state} here={value.person?.personId} /> },
      { key: 'number', head: '番号', cell: (line) => (line.numberRevealed ? <b>見た</b> : <span class="mute">―</span>) },
      { key: 'why', head: '用件', isSource: true, cell: (line) => line.purpose ?? '' },
      { key: 'outcome', head: '結果', cell: (line) => (line.outcome === 'done' ? <Chip kind="ok">済み</Chip> : <Chip kind={line.outcome === 'dry' ? 'none' : 'alert'}>{outcomeWords(line.outcome)}</Chip>) },
    ]}
      paging={value.next === null ? undefined : { shown: `${value.items.length}件を表示`, next: `${state.action}?${again}` }}
      empty={<Empty title="この期間の記録はありません。" looked={spanText(value)} />} />
  )
}

function Subjects({ line, state, here }: { line: AuditLine; state: ViewState; here: string | undefined }) {
  const others = line.subjectIds.filter((id) => id !== here)
  if (others.length === 0) return <span class="mute">{here === undefined ? '―' : 'この人だけ'}</span>
  return <>{others.slice(0, 3).map((id, index) => <a href={state.request.link(`audit/person/${id}`)}>{index + 1}人目 </a>)}{others.length > 3 ? <span class="sub">ほか{others.length - 3}人</span> : null}</>
}

function SealPart({ value, state }: ViewProps) {
  const { seal } = value
  const mayExport = state.request.actor.permissions.has('audit.export')
  const byOfficer = value.officer ? `officer=${value.officer.actorId}&` : ''
  const narrowed = value.person ? `person=${value.person.personId}&` : byOfficer
  return (
    <>
      {seal ? (
        <KeyValues facts={[
          { label: '封じた記録', value: `${amountText(seal.rows)}件` }, { label: '最後に封じた時', value: `${printDate(townDay(seal.sealedAt))} ${townTime(seal.sealedAt)}` },
          { label: '連鎖の先端', value: <code>{seal.head}…</code> }, { label: '封じるのを待つ記録', value: `${amountText(seal.waiting)}件` },
        ]} />
      ) : <Empty title="まだ一度も封じていません。" looked="プログラムが動いている間、毎秒封じます。" />}
      <p class="sub">連鎖と署名した先端は、<code>npx yakuba audit verify</code> で、だれでも確かめられます。</p>
      <p class="sub">この画面を開いたことも、記録に残りました。</p>
      {mayExport ? <p><a class="btn" href={state.request.link(`audit/export?${narrowed}from=${value.from}&until=${value.until}`)}>控えを書き出す</a></p> : null}
    </>
  )
}

function spanText(value: AuditTrail): string {
  return value.from === value.until ? printDate(value.from, 'long-weekday') : `${printDate(value.from)}〜${printDate(value.until)}`
}

function totalOf(value: AuditTrail): number {
  return value.days.reduce((sum, one) => sum + one.count, 0)
}

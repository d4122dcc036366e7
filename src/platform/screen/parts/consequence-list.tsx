import type { Child } from 'hono/jsx'
import { citationText } from '../../../kernel/citation.ts'
import type { PlainDate } from '../../../kernel/plain-date.ts'
import { yenText } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import type { Consequence } from '../../command/consequence.ts'

export type ConsequenceOrder = 'business' | 'date' | 'person'

export interface ConsequenceListProps {
  readonly consequences: readonly Consequence[]
  readonly order?: ConsequenceOrder
  readonly today: PlainDate
  /** Given names by id, for the order by person; who is withheld is left out. */
  readonly names?: ReadonlyMap<string, string>
  /** Codes the resident may apply for today, and whether they are ticked; posted as `apply`. */
  readonly applications?: ReadonlyMap<string, boolean>
  /** Money, deadlines, signatures on top. */
  readonly sums?: readonly { readonly label: string; readonly value: Child }[]
  readonly caption?: string
}

const orders: readonly { value: ConsequenceOrder; label: string }[] = [{ value: 'business', label: '業務ごと' }, { value: 'date', label: '日付の順' }, { value: 'person', label: '人ごと' }]
const periods = { once: '', month: '月 ', year: '年 ' }

/** What changes in every business, with amount and date — 変わることの一覧. Unknown stays unknown, never a guess. */
export function ConsequenceList(props: ConsequenceListProps) {
  const { sums = [], caption = 'この届出で変わること' } = props
  return (
    <div id="consequences">
      {sums.length > 0 ? <dl class="sumline">{sums.map((sum) => <div><dt>{sum.label}</dt><dd>{sum.value}</dd></div>)}</dl> : null}
      <div class="scroll-x">
        <table class="eff">
          <caption class="vh">{caption}</caption>
          <thead><tr><th scope="col">業務</th><th scope="col">変わること・すること</th><th scope="col" class="num">額・紙と、いつ</th></tr></thead>
          {groupsOf(props).map((group) => <Group group={group} props={props} />)}
        </table>
      </div>
    </div>
  )
}

/** The three orders, posted as `order` with the next dry run: what is typed is kept. Put it beside the heading of the band. */
export function ConsequenceOrders({ order = 'business' }: { order?: ConsequenceOrder }) {
  return (
    <fieldset class="views">
      <legend class="vh">並べ方</legend>
      {orders.map((choice) => <label><input type="radio" name="order" value={choice.value} checked={choice.value === order} />{choice.label}</label>)}
    </fieldset>
  )
}

interface ConsequenceGroup { readonly heading: string | null; readonly lines: readonly Consequence[] }

function groupsOf({ consequences, order = 'business', names }: ConsequenceListProps): readonly ConsequenceGroup[] {
  if (order === 'business') return [{ heading: null, lines: consequences }]
  if (order === 'date') return [{ heading: null, lines: consequences.toSorted((a, b) => (dateKey(a) < dateKey(b) ? -1 : 1)) }]
  const ids = [...new Set(consequences.flatMap((line) => line.subjectIds))]
  return ids.map((id) => ({ heading: names?.get(id) ?? '（名前は表示しません）', lines: consequences.filter((line) => line.subjectIds.includes(id)) }))
}

function dateKey(line: Consequence): string {
  return line.deadline ?? line.effectiveOn ?? '9999-99-99'
}

function Group({ group, props }: { group: ConsequenceGroup; props: ConsequenceListProps }) {
  return (
    <tbody>
      {group.heading === null ? null : <tr class="grp"><th scope="rowgroup" colspan={3}>{group.heading}</th></tr>}
      {group.lines.map((line) => <Line line={line} props={props} />)}
    </tbody>
  )
}

function Line({ line, props }: { line: Consequence; props: ConsequenceListProps }) {
  const application = props.applications?.get(line.code)
  const article = line.article ? `（${citationText(line.article)}）` : ''
  return (
    <tr>
      <th scope="row">{line.business}</th>
      <td>
        {application === undefined ? line.title : <label><input type="checkbox" name="apply" value={line.code} checked={application} />{line.title}</label>}
        {line.detail || article ? <span class="sub">{line.detail}{article}</span> : null}
        {line.lostAfter ? <span class="sub">{line.lostAfter}</span> : null}
      </td>
      <td class="num">{worth(line)}<span class="sub"><When line={line} today={props.today} /></span></td>
    </tr>
  )
}

function worth(line: Consequence): Child {
  if (line.amount) return <b>{periods[line.amount.per]}{yenText(line.amount.yen)}{line.amountUnknown ? `＋${line.amountUnknown}` : ''}</b>
  if (line.amountUnknown) return <span class="sub">{line.amountUnknown}</span>
  return line.letter ? <b class="letter">{line.letter}</b> : null
}

function When({ line, today }: { line: Consequence; today: PlainDate }) {
  return (
    <>
      {line.effectiveOn ? `${dateWords(line.effectiveOn, today)}から` : ''}
      {line.effectiveOn && line.deadline ? '　' : ''}
      {line.deadline ? <span class="t-alert b">{dateWords(line.deadline, today)}まで</span> : null}
      {line.amount && line.letter ? `　${line.letter}` : ''}
      {!line.effectiveOn && !line.deadline && line.effect === 'automatic' ? '届出不要　自動' : ''}
    </>
  )
}

/** The year is left out where it is this year's. */
function dateWords(date: PlainDate, today: PlainDate): string {
  const short = printDate(date, 'short')
  if (date === today) return 'きょう'
  return date.slice(0, 4) === today.slice(0, 4) ? short.replace(/^[^.]*\./, '') : short
}

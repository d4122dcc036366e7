import { citationText } from '../../kernel/citation.ts'
import type { Instant } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { townDay, townTime } from '../../platform/clock/index.ts'
import { Chip } from '../../platform/screen/index.ts'
import type { ChosenBy, Scope, Unit } from '../../legislation/index.ts'
import type { ProposalLine, ShownValue } from '../queries.ts'
import { fieldText } from './form-values.ts'

export const scopeWords: Readonly<Record<Scope, string>> = { fixed: '国の値（見るだけ）', 'standard-rate': '町で変えられる値', ordinance: '町が必ず決める値' }

export const fromHints: Readonly<Record<ChosenBy, string>> = {
  'fiscal-year': '年度で入れます（R9 または 2027）', 'benefit-month': '月で入れます（R9.4 または 2027-04）',
  'event-date': '日で入れます（R9.4.1）', 'assessment-date': '日で入れます（R9.4.1）',
}

export const valueHints: Readonly<Record<Unit, string>> = {
  yen: '円の整数', percent: '百分率の数字（6％は6、2.025％は2.025）', days: '日数の整数', count: '整数', table: '「項目: 値」を1行に一つ',
}

/** `令和8年11月24日 10:42` */
export function momentText(at: Instant): string {
  return `${printDate(townDay(at))} ${townTime(at)}`
}

/** A value in a cell; a table unfolds. */
export function ValueCell({ unit, value }: { unit: Unit; value: ShownValue | null }) {
  if (value === null) return <span class="mute">―</span>
  if (unit !== 'table' || typeof value.value !== 'object') return <>{value.text}</>
  return <details><summary>{value.text}</summary><pre>{fieldText(unit, value.value)}</pre></details>
}

/** Where a value comes from. */
export function Articles({ value }: { value: ShownValue | null }) {
  return <>{value?.because.map((one) => citationText(one)).join('、') ?? ''}</>
}

const stateWords = { open: '決裁待ち', approved: '決裁済み', withdrawn: '取下げ' } as const

export function StateChip({ state }: { state: ProposalLine['state'] }) {
  const kinds = { open: 'info', approved: 'ok', withdrawn: 'none' } as const
  return <Chip kind={kinds[state]}>{stateWords[state]}</Chip>
}

import type { Refusal } from '../../../kernel/outcome.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { amountText } from '../../../kernel/text.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import type { RunCheck } from '../../../platform/job/define.ts'
import { incomeYearOf } from '../model.ts'
import { refusal } from '../refusals.ts'
import { ledgerStateTitles, type LedgerState } from './model.ts'
import { listPayerLines, type PayerLine } from './payer-queries.ts'
import { countOpenRows } from './return-store.ts'

/** Payers named in one sentence; the list has the rest. */
const namedPayers = 5

/** What a second officer is told who wants to approve a run while reports are missing, or are nobody's yet. */
export async function heldByReturns(tx: Tx, year: number): Promise<readonly Refusal[]> {
  const held = (await listPayerLines(tx, year)).filter((line) => line.holds)
  const { waiting } = await countOpenRows(tx, incomeYearOf(fiscalYear(year)))
  return [...(held.length === 0 ? [] : [refusal('payers-missing', { count: held.length, names: namesOf(held) })]), ...(waiting === 0 ? [] : [refusal('returns-waiting', { count: waiting })])]
}

function namesOf(held: readonly PayerLine[]): string {
  const shown = held.slice(0, namedPayers).map((one) => `${one.name}（報告${amountText(one.announcedPersons ?? 0)}人、届いた${amountText(one.loadedPersons)}人）`).join('、')
  return held.length > namedPayers ? `${shown}、ほか${amountText(held.length - namedPayers)}者。` : `${shown}。`
}

const lookedAt: readonly LedgerState[] = ['over', 'total-differs', 'silent', 'not-announced']

/** Announced against loaded, over all payers; a run with reports missing cannot be approved — 支払報告書の照合. */
export async function payersCheck(tx: Tx, year: number): Promise<RunCheck> {
  const base = { code: 'payers', title: '支払報告書がそろったか' }
  const lines = await listPayerLines(tx, year)
  const held = lines.filter((line) => line.holds)
  if (held.length > 0) {
    return { ...base, state: 'stopped', detail: `${amountText(held.length)}者がそろっていません。${namesOf(held)}資料を入れるか、総括表を直すか、不足のまま進める決裁を受けてから、計算し直してください。` }
  }
  const counts: Partial<Record<LedgerState, number>> = {}
  for (const { state } of lines) counts[state] = (counts[state] ?? 0) + 1
  const words = Object.entries(counts).map(([state, count]) => `${ledgerStateTitles[state as LedgerState]} ${amountText(count)}者`).join('、')
  if (words === '') return { ...base, state: 'attention', detail: '支払者が登録されていないため、照合していません。' }
  return { ...base, state: lookedAt.some((state) => (counts[state] ?? 0) > 0) ? 'attention' : 'passed', detail: words }
}

/** Rows of files of which nobody knows yet whom they speak of — 個人特定の残り. */
export async function waitingCheck(tx: Tx, year: number): Promise<RunCheck> {
  const { waiting, aside, forwarded } = await countOpenRows(tx, incomeYearOf(fiscalYear(year)))
  const base = { code: 'returns', title: 'だれの資料か決まったか' }
  if (waiting > 0) return { ...base, state: 'stopped', detail: `${amountText(waiting)}件が決まっていません。個人特定の一覧で片付けてから、計算し直してください。` }
  return { ...base, state: aside > 0 ? 'attention' : 'passed', detail: `外に置いた ${amountText(aside)}件、回送 ${amountText(forwarded)}件` }
}

import type { Refusal } from '../../../kernel/outcome.ts'
import { amountText } from '../../../kernel/text.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import type { RunCheck } from '../../../platform/job/define.ts'
import { refusal } from '../refusals.ts'
import { ledgerStateTitles, type LedgerState } from './model.ts'
import { listPayerLines, type PayerLine } from './payer-queries.ts'

/** Payers named in one sentence; the list has the rest. */
const namedPayers = 5

/** What a second officer is told who wants to approve a run while reports are missing. */
export async function heldByPayers(tx: Tx, fiscalYear: number): Promise<readonly Refusal[]> {
  const held = (await listPayerLines(tx, fiscalYear)).filter((line) => line.holds)
  return held.length === 0 ? [] : [refusal('payers-missing', { count: held.length, names: namesOf(held) })]
}

function namesOf(held: readonly PayerLine[]): string {
  const shown = held.slice(0, namedPayers).map((one) => `${one.name}（報告${amountText(one.announcedPersons ?? 0)}人、届いた${amountText(one.loadedPersons)}人）`).join('、')
  return held.length > namedPayers ? `${shown}、ほか${amountText(held.length - namedPayers)}者。` : `${shown}。`
}

const lookedAt: readonly LedgerState[] = ['over', 'total-differs', 'silent', 'not-announced']

/** Announced against loaded, over all payers; a run with reports missing cannot be approved — 支払報告書の照合. */
export async function payersCheck(tx: Tx, fiscalYear: number): Promise<RunCheck> {
  const base = { code: 'payers', title: '支払報告書がそろったか' }
  const lines = await listPayerLines(tx, fiscalYear)
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

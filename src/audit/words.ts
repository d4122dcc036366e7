import type { AuditEntry } from '../platform/command/tx.ts'

export const actionWords: Readonly<Record<AuditEntry['action'], string>> = {
  view: '見た', search: '探した', list: '一覧を見た', print: '印刷した', export: '書き出した', command: '操作した', reveal: '番号を見た', 'sign-in': 'サインインした',
}

/** How an act ended: `done`, `dry`, `refused:<code>`. */
export function outcomeWords(outcome: string): string {
  if (outcome === 'done') return '済み'
  return outcome === 'dry' ? '確かめ' : `断り（${outcome.replace(/^refused:/, '')}）`
}

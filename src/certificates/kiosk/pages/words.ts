import type { LogState } from '../store.ts'
import { wordsOf } from '../said.ts'

/** What the log may be narrowed to. */
export const stateWords: Readonly<Record<LogState, string>> = { all: 'すべて', printed: '印刷ずみ', waiting: '印刷待ち', 'not-printed': '印刷されず', refused: '断った請求' }

const causes: Readonly<Record<string, string>> = {
  'card-unknown': '登録のないカード', 'card-stopped': '止めてあるカード', 'card-expired': '有効期限の切れたカード', 'not-resident': '住民ではない（転出・死亡など）', 'too-young': '年齢', 'moving-out': '転出の届出あり', 'moved-in-today': '転入の届出の当日',
  'guard.protected': '責任者が扱う記録', 'guard.suppressed': '責任者が扱う記録', 'document.missing-character': '書体にない字', 'document.does-not-fit': '文字が紙に入りきらない', 'document.read-back-differs': '読み戻しが合わない', 'document.not-attested': '公印・認証者・番号が欠けた',
  'certificates.no-certifier': '認証者が登録されていない',
}

/** What stood behind a refusal, for officers. */
export function causeWords(cause: string): string {
  return causes[cause] ?? wordsOf(cause.replace(/^certificates\./, ''))
}

import type { RefusalText } from '../../kernel/outcome.ts'

/** Why figures are not made. */
export const statisticsRefusals = {
  'statistics-in-future': { message: '{date}は、まだ来ていません。先の人口は数えられません。', remedy: 'きょうまでの日付を入れてください。' },
  'statistics-period': { message: '数える期間が、月の初めから月の終わりまでの12か月以内になっていません。', remedy: '月、年、年度のどれかで選び直してください。' },
  'extraction-not-found': { message: 'この集計や一覧は、この町にありません。', remedy: '一覧から選び直してください。' },
  'extraction-stopped-already': { message: 'この集計や一覧は、もう止まっています。', remedy: '続けるときは「続ける」を押してください。' },
  'extraction-not-stopped': { message: 'この集計や一覧は、止まっていません。', remedy: '画面を開き直して、いまの状態を確かめてください。' },
  'extraction-unfinished': { message: 'この集計は、まだ終わっていません。', remedy: '終わるまで待つか、止まっていれば続けてください。' },
} as const satisfies Readonly<Record<string, RefusalText>>

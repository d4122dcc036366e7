import type { RefusalText } from '../../kernel/outcome.ts'

/** Why a registration or a letter of 本人通知 is not made. Entries of the catalogue of certificates (`../refusals.ts`). */
export const disclosureRefusals = {
  'disclosure-registered': { message: 'この人は、もう本人通知の登録をしています。', remedy: 'いまの登録の期間を確かめてください。変えるときは、やめてから登録し直します。' },
  'disclosure-ends-past': { message: '登録の終わりに、きょうより前の日は使えません。', remedy: 'きょうより後の日を入れるか、空けてください。' },
  'disclosure-not-found': { message: 'この本人通知の登録は見つかりません。', remedy: '画面を開き直してください。' },
  'disclosure-ended': { message: 'この本人通知の登録は、もう終わっています。', remedy: '画面を開き直してください。' },
  'disclosure-told': { message: 'この交付について、知らせることはありません。', remedy: 'もう通知書を出したか、登録の前後の交付か、書き損じです。一覧を開き直してください。' },
  'disclosure-by-hand': { message: '支援措置などで守られている人がいる世帯なので、この通知書は郵便で送れません。', remedy: '「手渡しする」を選んでください。紙に住所は載りません。' },
} as const satisfies Readonly<Record<string, RefusalText>>

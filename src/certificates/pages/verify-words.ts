import type { Finding, Verdict } from '../mark/verdict.ts'

/** The verdict in one sentence. */
export const verdictTitles: Readonly<Record<Verdict, string>> = {
  genuine: '発行の記録と合っています',
  altered: '発行したときのままの紙ではありません',
  spoiled: '書き損じとして使わなくなった紙です',
  reissued: '刷り直しのため、使わなくなった紙です',
  unknown: 'この町の発行した紙と確かめられません',
}

/** What was found, and what to do. */
export const findingSentences: Readonly<Record<Finding, string>> = {
  'no-mark': '検証マークが見つかりません。二次元コードを読み取った文字を、YM1 から終わりまで、そのまま貼り付けてください。',
  'other-town': '別の市区町村の検証マークです。紙にある市区町村の頁と公開鍵で、確かめてください。',
  'no-key': 'この番号の署名鍵を、この町は使ったことがありません。公開鍵の控えが古いときは、新しい公開鍵で確かめてください。',
  'signature-differs': '検証マークの署名が合いません。マークが書き換えられたか、読み取りを誤っています。もう一度読み取ってください。',
  'outside-key-period': '発行日が、署名した鍵の使われた期間の外です。この日にこの鍵で署名した紙はありません。',
  'key-revoked': '署名は合いますが、この鍵は止められています。発行した町の頁で、発行の記録と確かめてください。',
  'number-differs': '読み取ったマークの発行番号と、紙の発行番号が違います。別の紙のマークが付いています。写し間違いがないかも確かめてください。',
  'not-in-log': '署名は合いますが、発行の記録に同じ紙がありません。役場に知らせてください。',
  'code-differs': '照合番号が、発行の記録と違います。写し間違いがないかを確かめ、合わなければ役場に知らせてください。',
  'birth-differs': '生年月日が、発行したときの紙に載っていません。紙にあるとおりに写したかを確かめ、合わなければ役場に知らせてください。',
  'words-differ': 'PDFの文字か印影が、署名したときと違います。書き換えられています。',
  'sheet-spoiled': '役場が書き損じとした紙です。この紙で手続きはできません。',
  'sheet-reissued': '役場が刷り直したため、この紙は使えません。新しい番号の紙を出してもらってください。',
}

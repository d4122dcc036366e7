import { refusalCatalogue } from '../kernel/outcome.ts'

/** What stops a paper at the counter. */
export const refusals = refusalCatalogue('certificates', {
  'person-not-found': { message: 'この人の記録は見つかりません。', remedy: '検索から選び直してください。' },
  'closed-record': { message: 'この人は今日の住民ではないため、住民票の写しは出せません。', remedy: '転出・死亡などで消えた記録は、除票の写しとして請求してもらってください。', article: '住民基本台帳法12条1項' },
  'subjects-empty': { message: '写しに載せる人が選ばれていません。', remedy: '載せる人を一人以上選んでください。' },
  'subject-outside': { message: '選んだ人の中に、この世帯にいない人がいます。', remedy: '世帯の人だけを選び直してください。', article: '住民基本台帳法12条1項' },
  'requester-name-missing': { message: '窓口に来た人の名前がありません。', remedy: '代理人・第三者の氏名、または公用の機関名を入れてください。', article: '住民基本台帳法12条2項' },
  'purpose-missing': { message: '使いみちがありません。', remedy: '第三者と公用の請求では、使いみちを聞いて入れてください。', article: '住民基本台帳法12条の3第4項' },
  'identity-of-official': { message: '公用の請求と、本人確認の方法が合いません。', remedy: '公用では職員の身分証を、それ以外ではほかの書類を選んでください。', article: '住民基本台帳法12条の2第3項' },
  'item-not-for-third-party': { message: '「{item}」は、第三者の請求では載せられません。', remedy: 'その項目を外してください。', article: '住民基本台帳法12条の3第1項' },
  'item-foreign-only': { message: '「{item}」は、外国人住民が載るときだけの項目です。', remedy: 'その項目を外してください。' },
  'number-only-for-household': { message: '「{item}」は、本人か同じ世帯の人が窓口に来たときだけ載せられます。', remedy: 'その項目を外すか、代理人には本人の住所へ郵送する扱いにしてください。', article: '住民基本台帳法12条の3第7項' },
  'number-purpose-missing': { message: '「{item}」を載せる使いみちがありません。', remedy: '法律で認められた使いみち（勤務先の税の手続きなど）を聞いて入れてください。', article: '行政手続における特定の個人を識別するための番号の利用等に関する法律9条・19条' },
  'number-not-recorded': { message: '番号がまだ記録されていない人がいるため、番号を載せた写しは出せません。', remedy: '番号を外して発行するか、付番の通知を待ってください。' },
  'history-for-one': { message: '異動の履歴は、一人の写しにだけ載せられます。', remedy: '範囲を「一部の人」にして一人を選ぶか、履歴を外してください。' },
  'exemption-unknown': { message: 'その免除の理由は、町の手数料条例にありません。', remedy: '一覧から選び直してください。', article: '手数料条例5条' },
  'fee-not-set': { message: '住民票の写しの手数料が、条例値に登録されていません。', remedy: '設定の担当に、手数料条例の額の登録を頼んでください。' },
  'record-changed': { message: '画面に出した人・記録と、いまの記録が違います。紙は作っていません。', remedy: '新しい内容を確かめてから、もう一度発行してください。' },
  'protected-agent': { message: 'この請求は、代理人には渡せません。', remedy: '責任者へ回してください。窓口では「担当の者が承ります」と伝えてください。', article: '住民基本台帳事務における支援措置' },
  'no-certifier': { message: '認証する人（市町村長）の名前が登録されていないため、紙は作れません。', remedy: '設定の担当に、認証者の登録を頼んでください。' },
  'issuance-not-found': { message: 'この発行の記録は見つかりません。', remedy: '発行の一覧から選び直してください。' },
  'already-spoiled': { message: 'この紙は、もう書き損じとして記録されています。', remedy: '刷り直しがまだなら「刷り直す」を、済んでいれば新しい番号の紙を使ってください。' },
  'already-reissued': { message: 'この紙は、もう{number}号で刷り直しています。', remedy: 'その番号の紙を使ってください。' },
  'reissue-another-day': { message: '別の日に出した紙は、刷り直しにできません。', remedy: '新しい請求として発行してください。' },
  'nothing-to-close': { message: 'この窓口のこの日には、締めていない入金がありません。', remedy: '日と窓口を確かめてください。' },
  'closed-by-cashier': { message: '手数料を受け取った人は、その窓口の日計を締められません。', remedy: '受け取りをしていない職員が、現金を数えて締めてください。' },
  'counted-differs': { message: '数えた現金と、帳簿の合計が合いません。', remedy: 'もう一度数えるか、過不足の理由を入れて締めてください。' },
  'cash-changed': { message: '画面を開いたあとに、この窓口で入金がありました。', remedy: '新しい件数を確かめてから、締め直してください。' },
  'earlier-day-open': { message: 'この窓口の{day}の日計が、まだ締まっていません。', remedy: '古い日から順に締めてください。' },
  'entry-not-found': { message: 'その帳簿の行は見つかりません。', remedy: '日計の一覧から選び直してください。' },
  'correction-too-large': { message: '訂正すると、その行の残りが0より小さくなります。', remedy: '受け取った額と通数の範囲で訂正してください。' },
  'correction-empty': { message: '訂正する額も通数も0です。', remedy: 'どちらかを入れてください。' },
  'correction-of-correction': { message: '訂正の行は、訂正できません。', remedy: 'もとの入金の行を訂正してください。' },
})

export const { refuse, refusal } = refusals

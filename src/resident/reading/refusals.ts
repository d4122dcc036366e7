/** Why a part of the register is not read. Entries of the register's catalogue (`../refusals.ts`). */
export const readingRefusals = {
  'reading-not-found': { message: 'この閲覧の請求・申出は、この町にありません。', remedy: '一覧から選び直してください。' },
  'reading-item-missing': { message: '「{item}」が明らかにされていません。', remedy: '請求書・申出書で確かめて入れてください。書かれていなければ、書いてもらってください。', article: '住民基本台帳法11条2項・11条の2第2項' },
  'reading-ground-missing': { message: '請求事由を明らかにできない請求なのに、根拠となる法令の名称がありません。', remedy: '請求書にある法令の名称を入れてください。', article: '住民基本台帳法11条2項2号' },
  'reading-not-undisclosed': { message: '請求事由を明らかにしない閲覧は、国・地方公共団体の機関の請求だけです。', remedy: '利用の目的を入れてください。', article: '住民基本台帳法11条2項2号' },
  'reading-town-unknown': { message: '「{town}」は、住所の辞書にありません。', remedy: '住所の辞書にある町名を選んでください。' },
  'reading-ages': { message: '年齢の下限が、上限より上です。', remedy: '年齢の範囲を直してください。' },
  'reading-return-day': { message: '返す日が、受け付けた日より前です。', remedy: '返す日を直してください。' },
  'reading-received-in-future': { message: '受け付けた日に、あとの日付は使えません。', remedy: 'きょうまでの日付を入れてください。' },
  'reading-own': { message: '自分で受け付けた閲覧は、自分では決定できません。', remedy: '別の職員に審査を頼んでください。', article: '二人での確認' },
  'reading-state': { message: 'この閲覧は、いま「{state}」です。その操作はできません。', remedy: '画面を開き直して、いまの状態を確かめてください。' },
  'reading-nobody': { message: 'この範囲に、写しに載せる住民がいません。', remedy: '町名・年齢・性別の範囲を確かめてください。' },
  'reading-too-many': { message: 'この範囲の住民は、一つの写しに載せられる人数（{limit}人）を超えています。', remedy: '町名か年齢で範囲を分け、必要な限度で申出をしてもらってください。', article: '住民基本台帳法11条の2第1項' },
  'reading-returned-in-future': { message: '返された日に、あとの日付は使えません。', remedy: 'きょうまでの日付を入れてください。' },
  'reading-nothing-to-publish': { message: '{year}年度に、公表する閲覧がありません。', remedy: '年度を確かめてください。閲覧がなかったときは、その旨を公表してください。', article: '住民基本台帳法11条3項・11条の2第12項' },
} as const

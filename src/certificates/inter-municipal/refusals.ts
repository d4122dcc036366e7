import type { RefusalText } from '../../kernel/outcome.ts'

/** What the counter is told about a copy that another town keeps. `inter-municipal-at-home-town` is the one sentence for whatever the home town must not tell. */
export const interMunicipalRefusals = {
  // Before the home town is asked
  'inter-municipal-own-town': { message: 'この町の住民なので、広域交付ではありません。', remedy: 'F2 で本人を探し、「証明を出す」から住民票の写しを発行してください。', article: '住民基本台帳法12条の4第1項' },
  'inter-municipal-not-reachable': { message: '{town}へは、この仕組みからは届きません。何も送っていません。', remedy: '住基ネットの端末で請求するか、住所地の窓口・郵送・コンビニ交付を案内してください。', article: '住民基本台帳法12条の4第5項' },
  'inter-municipal-identity': { message: '広域交付では、その方法では本人を確かめられません。', remedy: 'マイナンバーカードか、官公署が発行した顔写真のある書類を見せてもらってください。なければ、住所地の窓口・郵送を案内してください。代理人の請求は受けられません。', article: '住民基本台帳法12条の4第1項' },
  'inter-municipal-members': { message: '載せる人の氏名がありません。', remedy: '同じ世帯の人の氏名を入れるか、範囲を「世帯全員」か「本人だけ」にしてください。' },
  // What the home town answered
  'inter-municipal-not-found': { message: '住所地の市区町村に、この人の住民票が見つかりません。紙は出していません。', remedy: '住所地、氏名、生年月日、性別を書類でもう一度確かめて、請求し直してください。見つからなければ、住所地の窓口へ案内してください。' },
  'inter-municipal-member-not-found': { message: '載せる人のなかに、この世帯で見つからない人がいます。紙は出していません。', remedy: '載せる人の氏名を確かめて、請求し直してください。', article: '住民基本台帳法12条の4第1項' },
  'inter-municipal-number-not-recorded': { message: '番号の記録がない人がいるため、番号を載せた写しは出せません。', remedy: '番号を外して請求し直すか、住所地の窓口へ案内してください。' },
  'inter-municipal-at-home-town': { message: 'この写しは、ここでは出せません。', remedy: '「お手数ですが、住所地の市区町村の窓口で請求してください」と伝えてください。理由は、こちらには知らされません。' },
  // Before the paper is made
  'inter-municipal-request-not-found': { message: 'この広域交付の請求は見つかりません。', remedy: '広域交付の一覧から選び直してください。' },
  'inter-municipal-waiting': { message: '住所地の市区町村の答えが、まだ届いていません。', remedy: '数秒たってから、画面を開き直してください。' },
  'inter-municipal-too-old': { message: '住所地の答えを受けてから時間がたったため、この内容では出せません。', remedy: '同じ内容で請求し直してください。住民票や手続きが変わっていないか、住所地に改めて確かめます。' },
  'inter-municipal-does-not-fit': { message: '住所地の答えが、請求した人・項目と合いません。紙は作っていません。', remedy: '請求し直してください。続くときは、責任者に知らせてください。' },
  'inter-municipal-issued': { message: 'この請求の写しは、もう発行しています。', remedy: '刷り直すときは、先に書き損じとして記録してください。もう1通要るときは、新しく請求してください。' },
} as const satisfies Readonly<Record<string, RefusalText>>

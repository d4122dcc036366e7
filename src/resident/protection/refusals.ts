import { refusalCatalogue } from '../../kernel/outcome.ts'

const law = '住民基本台帳法12条6項'

/** Why protection says no. Sentences name no person, no address and no counterpart: they may be read over a counter. */
export const protectionRefusals = refusalCatalogue('resident', {
  'filing-in-future': { message: '申出の日に、あとの日付（{date}）は使えません。', remedy: 'きょうまでの日付を入れてください。' },
  'filer-name-missing': { message: '本人でない人の申出なのに、申し出た人の名前がありません。', remedy: '法定代理人か、児童相談所長などの名前を入れてください。', article: law },
  'filing-already': { message: 'この人には、まだ解かれていない支援措置があります。', remedy: 'その支援措置を開いて、延長か決定をしてください。', article: law },
  'co-protected-elsewhere': { message: '併せて支援を求める人の住所が、申出者と違います。', remedy: '同じ住所の人だけを選んでください。別の住所の人は、その人自身の申出を受けてください。', article: law },
  'counterpart-protected': { message: '相手方に、守られる人が選ばれています。', remedy: '相手方を選び直してください。' },
  'from-municipality-missing': { message: '転送元の市区町村がありません。', remedy: '転送してきた市区町村の名前を入れてください。' },
  'filing-not-found': { message: 'この申出は、この町にありません。', remedy: '支援措置の一覧から選び直してください。' },
  'filing-not-kept': { message: 'この支援措置には、申出書の記録がありません（前のシステムからの引継ぎ）。', remedy: '新しい申出を受けるか、延長・解除だけを行ってください。' },
  'measure-changed': { message: '開いたあとに、この支援措置の記録が変わりました。', remedy: '画面を開き直して、もう一度行ってください。' },
  'opinion-missing': { message: '相談機関の意見が記録されていないので、決定できません。', remedy: '先に、警察などの意見か保護命令を記録してください。', article: law },
  'opinion-in-future': { message: '意見を受けた日に、あとの日付（{date}）は使えません。', remedy: 'きょうまでの日付を入れてください。' },
  'decision-made': { message: 'この申出は、もう決定されています。', remedy: '期間を延ばすときは「延長」を選んでください。' },
  'extension-too-early': { message: '延長は、{date}から受けられます。', remedy: 'その日より後に、もう一度受けてください。', article: law },
  'extension-of-provisional': { message: '仮の措置には、延ばす期間がまだありません。', remedy: '先に決定してください。' },
  'transfer-in-future': { message: '転送の日に、あとの日付（{date}）は使えません。', remedy: 'きょうまでの日付を入れてください。' },
  'transfer-not-found': { message: 'この転送は、この町の記録にありません。', remedy: '画面を開き直してください。' },
  'transfer-received': { message: '受付の日は、もう記録されています。', remedy: '画面を開き直してください。' },
  'transfer-order': { message: '受付の日が、転送した日（{date}）より前です。', remedy: '日付を確かめてください。' },
  // Lifting
  'lifting-empty': { message: '解除するものが選ばれていません。', remedy: '一覧から選んでください。' },
  'lifting-target-missing': { message: '選んだもののうち、この町にないか、もう解かれたものがあります。', remedy: '一覧を開き直して、選び直してください。' },
  'lifting-waiting': { message: '選んだもののうち、ほかの伺いで解除を待っているものがあります。', remedy: '先にその伺いを決めてください。' },
  'lifting-not-found': { message: 'この解除の伺いは、この町にありません。', remedy: '一覧から選び直してください。' },
  'lifting-decided': { message: 'この解除の伺いは、もう決まっています。', remedy: '画面を開き直してください。' },
  'lifting-own': { message: '自分で作った解除の伺いは、自分では決められません。', remedy: '解除の権限を持つ、別の職員に頼んでください。', article: law },
  'lifting-changed': { message: '{line}行目は、伺いを作ったあとに記録が変わりました。1件も解除していません。', remedy: 'その人の今の記録を確かめ、伺いを作り直してください。', article: law },
  'lifting-newer': { message: '{line}行目の人には、伺いを作ったあとに新しい支援措置が始まっています。1件も解除していません。', remedy: 'その人を除いて、伺いを作り直してください。', article: law },
  'lifting-not-expired': { message: '{line}行目は、期間がまだ終わっていません。1件も解除していません。', remedy: 'その人を除くか、別の理由で伺いを作り直してください。', article: law },
  // Suppression
  'suppression-whom': { message: '抑止する相手が、人か世帯のどちらか一つに決まっていません。', remedy: '人か世帯の、どちらか一つを選んでください。' },
  'suppression-nothing': { message: 'どの処理も止めず、注意も出さない抑止です。', remedy: '止める処理か、注意を出す処理を選んでください。' },
  'suppression-form-unknown': { message: '帳票「{output}」は、登録されていません。', remedy: '一覧から選び直してください。' },
  'suppression-not-found': { message: 'この抑止は、この町にありません。', remedy: '一覧から選び直してください。' },
  // Release
  'release-form-unknown': { message: '一時解除で出せる帳票ではありません。', remedy: '証明の一覧から選び直してください。' },
  'release-not-needed': { message: 'この人の記録は、止まっていません。', remedy: 'ふつうの手順で出してください。' },
  'release-requester-missing': { message: '請求者の名前がありません。', remedy: '窓口に来た人か、請求した機関の名前を、証明の請求と同じに入れてください。' },
  'release-not-found': { message: 'この一時解除は、この町にありません。', remedy: '一覧から選び直してください。' },
  'release-own': { message: '自分で求めた一時解除には、同意できません。', remedy: '別の責任者2人に頼んでください。', article: law },
  'release-same-officer': { message: 'あなたは、もう同意しています。2人目は別の責任者です。', remedy: 'もう1人の責任者に頼んでください。', article: law },
  'release-decided': { message: 'この一時解除は、もう「{state}」です。', remedy: '画面を開き直してください。' },
})

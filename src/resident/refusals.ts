import { refusalCatalogue, type Refusal } from '../kernel/outcome.ts'
import { correctionRefusals } from './correction/refusals.ts'
import { oneStopEntries } from './one-stop/refusals.ts'
import { listRefusals } from './lists/refusals.ts'
import { statisticsRefusals } from './statistics/refusals.ts'
import { mailingRefusals } from './mailing/refusals.ts'
import { noticeRefusals } from './notices/refusals.ts'
import { readingRefusals } from './reading/refusals.ts'
import { renumberingRefusals } from './renumbering/refusals.ts'
import { takeOverRefusals } from './takeover/refusals.ts'

/**
 * Why the register says no, and — where the key begins with `confirm-` — what it asks before it says yes — 止める・確かめる.
 * An alert that is acknowledged with a reason no longer stops.
 */
export const refusals = refusalCatalogue('resident', {
  ...correctionRefusals,
  ...oneStopEntries,
  ...statisticsRefusals,
  ...listRefusals,
  ...renumberingRefusals,
  ...readingRefusals,
  ...mailingRefusals,
  ...noticeRefusals,
  ...takeOverRefusals,
  // Dates
  'moved-on-in-future': { message: '異動日に、あとの日付（{date}）は使えません。先の日付を入れられるのは転出だけです。', remedy: 'きょうまでの日付を入れてください。', article: '住民基本台帳法22条・23条' },
  'notified-on-in-future': { message: '届出日に、あとの日付（{date}）は使えません。', remedy: 'きょうまでの日付を入れてください。' },
  'event-before-birth': { message: '異動日（{date}）が、生年月日より前です。', remedy: '異動日か生年月日を直してください。' },
  'event-before-resident': { message: '異動日（{date}）が、この町の住民となった日より前です。', remedy: '異動日を直すか、住民となった日の誤記修正を先に行ってください。' },
  'filed-before-event': { message: '届出日（{date}）が、異動日より前です。前もって届け出られるのは転出だけです。', remedy: '異動日と届出日を確かめてください。', article: '住民基本台帳法22条・23条' },
  'death-before-later-event': { message: '死亡日より後の日付で、{event}（{date}）が記録されています。死亡の後に起きたことにはできません。', remedy: '先にその異動を取り消してから、死亡を入れてください。' },
  'moving-out-too-late': { message: '転出した日から{days}日を過ぎています。この届出では転出にできません。', remedy: '職権による消除として処理してください。転出証明書に準ずる証明書を出せます。', article: '住民基本台帳法24条、同施行令8条' },
  // Persons and records
  'not-found': { message: 'この記録は、この町にありません。', remedy: '検索して、選び直してください。' },
  'person-not-found': { message: 'この人の記録が、この町にありません。', remedy: '検索して、選び直してください。' },
  'not-resident': { message: '異動日に、この人は住民ではありません（{state}）。', remedy: '人か異動日を選び直してください。' },
  'person-in-draft': { message: 'この人について、審査を待っている届出があります。', remedy: '先にその届出を審査するか、取り下げてください。' },
  'person-chosen-twice': { message: '同じ人が2回選ばれています。', remedy: '片方を消してください。' },
  'protected-person': { message: 'この記録は、責任者が扱います。', remedy: '責任者へ回してください。窓口では「担当の者が承ります」と伝えてください。', article: '住民基本台帳事務における支援措置' },
  'person-suppressed': { message: 'この人の異動の入力は、抑止されています。', remedy: '責任者に、抑止の理由と解除できるかを確かめてください。' },
  'already-resident': { message: '{what}が同じ人が、すでにこの町の住民です。二重に記録できません。', remedy: '番号を確かめてください。同じ人なら、転入ではなく転居や世帯の変更です。', article: '住民基本台帳法施行令8条' },
  'returning-must-be-chosen': { message: '{what}が同じ人の、以前の記録があります。新しい人としては記録できません。', remedy: '以前の記録を選んで、再転入として入れてください。宛名番号は前のものを使います。' },
  'returning-not-ceased': { message: '選んだ以前の記録は、異動日にはまだ消除されていません。', remedy: '選んだ人と異動日を確かめてください。' },
  'number-twice-in-filing': { message: 'この届出の中で、{what}が2人に使われています。', remedy: '番号を確かめて、片方を直してください。' },
  'individual-number-wrong': { message: '個人番号の検査用数字が合いません。', remedy: '12桁を、カードか通知書で確かめて入れ直してください。', article: '行政手続における特定の個人を識別するための番号の利用等に関する法律の規定による通知カード及び個人番号カード等に関する省令' },
  'individual-number-of-practice': { message: '研修の町では、本物の個人番号は使えません。', remedy: '研修用の番号を入れるか、空けてください。' },
  // Names
  'kana-has-kanji': { message: '「{character}」は漢字です。カタカナの「{kana}」に直してください。', remedy: '「{fixed}」に直してください。' },
  'kana-not-kana': { message: 'フリガナに、カタカナでない文字「{character}」が入っています。', remedy: 'カタカナで入れ直してください。' },
  'name-parts': { message: '氏と名の間の空白が正しくありません。', remedy: '氏と名の間に、全角の空白を1つだけ入れてください。' },
  'kana-missing': { message: 'フリガナがありません。', remedy: '便宜上のフリガナを聞いて入れてください。' },
  'former-surname-without-furigana': { message: '旧氏には振り仮名が要ります。', remedy: '旧氏と振り仮名を両方入れるか、両方消してください。', article: '住民基本台帳法施行令30条の14' },
  'former-surname-of-foreigner': { message: '旧氏を記録できるのは、日本人だけです。', remedy: '旧氏を消してください。外国人住民は通称を使います。', article: '住民基本台帳法施行令30条の13' },
  'common-name-of-japanese': { message: '通称を記録できるのは、外国人住民だけです。', remedy: '通称を消してください。', article: '住民基本台帳法施行令30条の16' },
  'domicile-missing': { message: '本籍と筆頭者がありません。', remedy: '戸籍か転出証明書で確かめて入れてください。ないときは「なし」、分からないときは「不明」と入れます。', article: '住民基本台帳法7条5号' },
  'residence-facts-missing': { message: '在留資格・在留期間・カード番号のうち、足りないものがあります。', remedy: '在留カードか特別永住者証明書を見て入れてください。', article: '住民基本台帳法30条の45' },
  'residence-card-wrong': { message: '在留カード等の番号の形が違います。', remedy: '英字2・数字8・英字2の12桁を入れてください。' },
  // Nationality and immigration
  'category-not-by-notice': { message: '経過滞在者の区分は、通知では記録できません。', remedy: '出生か国籍喪失の手続きから記録してください。', article: '住民基本台帳法30条の45' },
  'known-before-loss': { message: '国籍喪失を知った日（{date}）が、国籍を失った日より前です。', remedy: '届書で日付を確かめてください。', article: '戸籍法103条' },
  'card-of-another': { message: 'その在留カード等の番号は、ほかの住民に記録されています。', remedy: '番号を、カードか通知で確かめてください。', article: '住民基本台帳法30条の45' },
  // Ex officio
  'survey-missing': { message: '調べた日と、調べて分かったことがありません。', remedy: '実態調査の記録のとおりに、両方を入れてください。', article: '住民基本台帳法34条、同施行令12条' },
  'surveyed-in-future': { message: '調べた日に、処理した日よりあとの日付（{date}）は使えません。', remedy: '実態調査の記録で日付を確かめてください。', article: '住民基本台帳法34条' },
  'destination-missing': { message: '転出先がありません。', remedy: '転出先を入れてください。分からないときは、消除の事由を「不現住」にします。', article: '住民基本台帳法施行令12条' },
  'moving-out-in-time': { message: '転出した日から{days}日以内です。職権では消除しません。', remedy: '転出届として受けてください。転出証明書を出せます。', article: '住民基本台帳法24条、同施行令8条' },
  'ruling-missing': { message: '失踪宣告の裁判が確定した日がありません。', remedy: '失踪の届書に添えられた裁判の謄本で確かめて入れてください。', article: '戸籍法94条・63条' },
  'day-must-be-known': { message: '消除の日を不詳にできるのは、失踪宣告だけです。', remedy: '日付を入れてください。', article: '住民基本台帳事務処理要領' },
  'not-foreign-resident': { message: 'この人は、外国人住民ではありません。', remedy: '人か事由を選び直してください。', article: '住民基本台帳法30条の45' },
  'not-japanese-resident': { message: 'この人は、日本人住民ではありません。', remedy: '人か事由を選び直してください。', article: '国籍法11条' },
  'removal-before-later-event': { message: '消除の日より後の日付で、{event}（{date}）が記録されています。消除の後に起きたことにはできません。', remedy: '先にその異動を取り消すか、消除の日を直してください。', article: '住民基本台帳法施行令8条' },
  'not-removed': { message: '回復の日に、この人は職権で消除されていません（{state}）。', remedy: '人か回復の日を選び直してください。転出や死亡が誤りなら、その異動の取消しです。', article: '住民基本台帳法施行令12条' },
  'former-household-moved': { message: '前の世帯は、この人の住所にもうありません。', remedy: '新しい世帯を選び、世帯主と続柄を入れてください。' },
  // Amendments: family register, former surname, common name
  'number-recorded': { message: 'この人の{number}は、もう記載されています。', remedy: '変えるのなら、事由に「変更」か「誤りの修正」を選んでください。' },
  'number-none': { message: 'この人には、{number}がまだ記載されていません。', remedy: '事由に「初めての記載」を選んでください。' },
  'number-missing': { message: '新しい{number}が入っていません。', remedy: '通知に書かれた番号を入れてください。' },
  'number-length': { message: '{number}の桁数が違います。', remedy: '{digits}桁の数字で入れてください。' },
  'number-same': { message: 'その{number}は、いまこの人に記載されている番号です。', remedy: '新しい番号を確かめてください。' },
  'number-of-another': { message: 'その{number}は、別の人に記載されています。', remedy: '番号を通知で確かめてください。別の人のほうが違っているのなら、先にその人の番号を直してください。' },
  'number-reason-missing': { message: '{number}を変える理由が書かれていません。', remedy: '漏れて悪用されるおそれなどの事情か、何が誤っていたかを書いてください。', article: '行政手続における特定の個人を識別するための番号の利用等に関する法律7条2項' },
  'number-identity-unproved': { message: '本人の請求なのに、本人確認がされていません。', remedy: '本人であることを確かめ、確かめた書類を選んでください。' },
  'code-change-on-request': { message: '住民票コードは、職権では変えられません。', remedy: '本人の請求によるか、誤って記載していたのなら「誤りの修正」を選んでください。', article: '住民基本台帳法30条の4' },
  'nothing-changes': { message: '書かれたことが、いまの記録と同じです。', remedy: '変わるところだけを書いてください。' },
  'domicile-of-foreigner': { message: '外国人住民の記録に、戸籍の届出で変わる事項はありません。変えられるのは続柄だけです。', remedy: '氏名や在留資格は、入管庁長官の通知によって直してください。', article: '住民基本台帳法30条の45・30条の48' },
  'furigana-with-name': { message: '氏名が変わるのに、新しい氏名の振り仮名がありません。', remedy: '戸籍に記載された振り仮名を入れてください。', article: '住民基本台帳法7条1号の2、戸籍法13条' },
  'furigana-missing': { message: '振り仮名がありません。', remedy: '戸籍に記載された振り仮名を入れてください。', article: '住民基本台帳法7条1号の2' },
  'furigana-parts': { message: '振り仮名の区切りが、氏名の区切りと合いません。', remedy: '氏と名の間に、全角の空白を1つ入れてください。', article: '住民基本台帳法7条1号の2' },
  'name-not-cleared': { message: '命名で氏名を決める人に、もう氏名があります。', remedy: '氏や名が変わったのなら、届出の別を「氏の変更」か「名の変更」にしてください。' },
  'former-surname-recorded': { message: '旧氏が、もう記録されています。記録できるのは一つだけです。', remedy: '別の旧氏にするのなら、申出の別を「旧氏の変更」にしてください。', article: '住民基本台帳法施行令30条の14' },
  'former-surname-none': { message: 'この人に、旧氏は記録されていません。', remedy: '申出の別を確かめてください。', article: '住民基本台帳法施行令30条の14' },
  'former-surname-not-surname': { message: '旧氏は氏だけを記録します。名や空白は入れられません。', remedy: '氏だけを入れてください。', article: '住民基本台帳法施行令30条の13' },
  'former-surname-is-surname': { message: '入れた旧氏が、いまの氏と同じです。', remedy: '戸籍で、いまの氏の前に称していた氏を確かめてください。', article: '住民基本台帳法施行令30条の13' },
  'former-surname-again': { message: '旧氏を削除したあと、氏が変わっていません。もう一度の記載はできません。', remedy: '氏が変わったときに、そのすぐ前の氏を記載できることを伝えてください。', article: '住民基本台帳法施行令30条の14' },
  'former-surname-change-limit': { message: '旧氏の変更で記載できるのは、いまの氏のすぐ前に称していた氏だけです。', remedy: '戸籍で、いまの氏のすぐ前の氏を確かめてください。', article: '住民基本台帳法施行令30条の14' },
  'common-name-recorded': { message: '通称が、もう記録されています。記録できるのは一つだけです。', remedy: '先に通称の削除の申出を受けてください。', article: '住民基本台帳法施行令30条の16' },
  'common-name-none': { message: 'この人に、通称は記録されていません。', remedy: '申出の別を確かめてください。', article: '住民基本台帳法施行令30条の16' },
  'common-name-missing': { message: '通称がありません。', remedy: '申出書のとおりに、通称を入れてください。', article: '住民基本台帳法施行令30条の16' },
  'common-name-is-name': { message: '入れた通称が、氏名と同じです。', remedy: '通称を確かめてください。', article: '住民基本台帳法施行令30条の16' },
  'common-name-proof-missing': { message: '通称が国内で通用していることを示す書類がありません。', remedy: '勤め先や学校の書類などを確かめ、何を見たかを入れてください。', article: '住民基本台帳法施行令30条の16' },
  // Addresses
  'from-own-municipality': { message: '転入前の住所が、この町になっています。', remedy: '町の中で移ったのなら転居届です。転入前の住所を直してください。', article: '住民基本台帳法22条' },
  'to-own-municipality': { message: '転出先が、この町になっています。', remedy: '町の中で移るのなら転居届です。転出先を直してください。', article: '住民基本台帳法24条' },
  'from-address-missing': { message: '転入前の住所がありません。', remedy: '転出証明書のとおりに入れてください。分からないときは「不明」と入れます。', article: '住民基本台帳法22条1項' },
  'last-registered-missing': { message: '未届の転入なのに、最後に届け出た住所がありません。', remedy: '届け出ないまま移った順に聞き、最後に住民票があった住所を入れてください。転入通知はそこへ送ります。', article: '住民基本台帳法9条1項・22条' },
  'same-address': { message: '新しい住所が、いまの住所と同じです。', remedy: '新しい住所を確かめてください。世帯だけが変わるのなら、世帯の変更です。', article: '住民基本台帳法23条' },
  'no-move-out-filed': { message: 'この人の転出届が、記録されていません。', remedy: '転出届を求めてください。届け出ないときは、職権による消除です。', article: '住民基本台帳法9条1項・24条' },
  'notice-before-later-event': { message: '転入の日（{date}）より後の日付で、{event}が記録されています。転入の後に、この町で起きたことにはできません。', remedy: 'その異動が正しいか確かめてください。誤りなら、先に直してください。', article: '住民基本台帳法施行令8条' },
  // Households
  'household-not-found': { message: '選んだ世帯は、異動日にこの町にありません。', remedy: '世帯を選び直してください。' },
  'household-elsewhere': { message: '選んだ世帯の住所が、新しい住所と違います。', remedy: '住所を確かめるか、新しい世帯を作ってください。' },
  'keep-needs-all': { message: '世帯の一部だけが動くので、今の世帯のままにはできません。', remedy: '新しい世帯を作るか、ほかの世帯に入るかを選んでください。' },
  'split-needs-some': { message: '世帯の全員が選ばれています。これでは世帯は分かれません。', remedy: '新しい世帯になる人だけを選んでください。全員がほかの世帯に入るのなら、世帯合併です。', article: '住民基本台帳法25条' },
  'transfer-needs-some': { message: '世帯の全員が選ばれています。全員がほかの世帯に入るのは、世帯合併です。', remedy: '「世帯合併」を選ぶか、移る人だけを選んでください。', article: '住民基本台帳法25条' },
  'merge-needs-all': { message: '世帯に残る人がいます。一部の人だけがほかの世帯に入るのは、世帯変更です。', remedy: '「世帯変更」を選ぶか、世帯の全員を選んでください。', article: '住民基本台帳法25条' },
  'household-not-chosen': { message: '入る世帯が選ばれていません。', remedy: '同じ住所にある世帯から、入る世帯を選んでください。' },
  'household-is-own': { message: '入る世帯が、いまの世帯と同じです。', remedy: '別の世帯を選ぶか、世帯主だけが変わるのなら「世帯主変更」を選んでください。' },
  'household-at-other-address': { message: '入る世帯の住所が、この人の住所と違います。世帯の変更と住所の変更は、一つの届出ではできません。', remedy: '住所も変わるのなら、転居届で、入る世帯を選んでください。', article: '住民基本台帳法23条・25条' },
  'already-head': { message: '選んだ人は、もう世帯主です。', remedy: '新しく世帯主になる人を選んでください。' },
  'one-new-head': { message: '新しい世帯主に、2人以上が選ばれています。', remedy: '新しく世帯主になる人を1人だけ選んでください。', article: '住民基本台帳法7条4号' },
  'two-heads': { message: '一つの世帯に、世帯主が2人になります。', remedy: '世帯主を1人だけにしてください。', article: '住民基本台帳法7条4号' },
  'two-heads-on-day': { message: '記録すると、{date}に一つの世帯で世帯主が2人になります。', remedy: 'その日の前後の異動を確かめてください。あとの異動が違っていれば先に取り消し、世帯主が替わったのなら世帯変更届を入れてください。', article: '住民基本台帳法7条4号' },
  'head-missing': { message: '新しい世帯に、世帯主がいません。', remedy: '動く人の中から、世帯主を1人選んでください。', article: '住民基本台帳法7条4号' },
  'relationship-wrong': { message: '続柄「{written}」は使えません。', remedy: '世帯主、夫、妻、子、父、母、兄弟姉妹とその組み合わせ（4つまで）、縁故者、同居人から選んでください。孫は「子の子」です。', article: '住民基本台帳事務処理要領' },
  'relationship-needed': { message: '世帯主が変わるので、続柄を決められない人がいます。', remedy: '新しい世帯主から見た続柄を聞いて入れてください。', article: '住民基本台帳法25条' },
  'relationship-of-others': { message: 'この世帯にいない人の続柄が入っています。', remedy: 'その行を消してください。' },
  'two-spouses': { message: '世帯主の夫または妻が2人になります。', remedy: '続柄を確かめてください。' },
  'child-older-than-parent': { message: '「子」の生年月日が、世帯主より前です。', remedy: '続柄か生年月日を直してください。' },
  // Birth
  'mother-not-resident': { message: '生まれた日に、母はこの町の住民ではありません。', remedy: '母の記録と、生まれた日を確かめてください。' },
  'born-before-moving-in': { message: '母がこの町に転入したのは、子が生まれた日より後です。', remedy: '子は、母と一緒に転入届に入れてください。住民となった事由は転入です。', article: '住民基本台帳法22条1項' },
  'mother-not-female': { message: '母として選んだ人の性別が、女ではありません。', remedy: '選んだ人を確かめてください。' },
  'child-already-recorded': { message: '同じ世帯に、同じ名前と生年月日の子がもう記録されています。', remedy: '二重の届出でないか確かめてください。' },
  // Review
  'notification-not-found': { message: 'この届出は、この町にありません。', remedy: '審査の一覧から選び直してください。' },
  'notification-decided': { message: 'この届出は、もう「{state}」になっています。', remedy: '画面を開き直してください。' },
  'own-notification': { message: '自分で入れた届出は、自分では審査できません。', remedy: '別の職員に審査を頼んでください。' },
  'consequences-differ': { message: '入れたときに見せた「変わること」と、いまの結果が違います。', remedy: '違いを確かめ、それでよければ「違いを認めて記録する」を選んでください。' },
  // Numbers and measures
  'purpose-missing': { message: '個人番号を見る理由がありません。', remedy: '理由を書いてから、もう一度開いてください。', article: '行政手続における特定の個人を識別するための番号の利用等に関する法律9条・16条' },
  'number-not-recorded': { message: 'この人の番号は、まだ記録されていません。', remedy: '付番の通知が届いているか確かめてください。' },
  'measure-already-lifted': { message: 'この支援措置は、もう解かれています。', remedy: '画面を開き直してください。' },
  'measure-period': { message: '期間の終わりが、始まりより前です。', remedy: '期間を直してください。' },
  'as-of-before-register': { message: 'その日には、この人の記録がありません。', remedy: '日付を選び直してください。' },
  // Files
  'csv-not-utf8': { message: 'このファイルはUTF-8の文字ではありません。', remedy: '文字コードをUTF-8にして書き出し直してください。' },
  'csv-unreadable': { message: 'CSVとして読めない行があります。', remedy: '引用符の閉じ忘れがないか確かめてください。' },
  'csv-empty': { message: 'ファイルに行がありません。', remedy: '見出しの行から始まるCSVを選んでください。' },
  'csv-column-unknown': { message: '見出し「{column}」は、決められた列ではありません。', remedy: '列の名前を「住民記録のCSV」の表に合わせてください。' },
  'csv-column-twice': { message: '見出し「{column}」が2回あります。', remedy: '片方の列を消してください。' },
  'csv-column-missing': { message: '必要な列「{column}」がありません。', remedy: '列を足してください。' },
  'csv-rejected': { message: '{count}か所に直すところがあるため、1行も取り込んでいません。', remedy: '下の一覧の行を直し、もう一度全部を取り込んでください。' },
  'file-missing': { message: 'ファイルがありません。', remedy: '取り込むCSVを選んでください。' },
  // What is asked before yes
  'confirm-late': { message: '届出が、期限（{due}）を過ぎています。', remedy: '遅れた理由を聞き、簡易裁判所への通知が要るか判断してください。', article: '住民基本台帳法52条2項' },
  'confirm-retroactive': { message: '異動日（{date}）より後の異動が、もう記録されています。', remedy: '順番が正しいか確かめてください。後の記録には、変わらない項目だけを引き継ぎます。' },
  'confirm-namesake-resident': { message: '氏名・性別・生年月日が同じ人が、この町の住民にいます。', remedy: '同じ人でないことを、2つの書類で確かめてください。' },
  'confirm-namesake-closed': { message: '氏名・性別・生年月日が同じ人の、以前の記録があります。', remedy: '同じ人なら再転入として選び直し、別の人なら理由を選んでください。' },
  'confirm-resident-code': { message: '住民票コードの検査用数字が合いません。', remedy: '11桁を確かめてください。' },
  'confirm-head-leaves': { message: '世帯主が抜け、2人以上が残ります。次の世帯主が決まっていません。', remedy: '残る人に世帯主の変更を聞いてください。決まらないときは「世帯主未設定」とし、依頼の通知を送ります。', article: '住民基本台帳法25条' },
  'confirm-last-member-head': { message: '世帯主が抜け、残るのは1人です。その人を世帯主にします。', remedy: 'そのとおりでよいか確かめてください。' },
  'confirm-relationship-sex': { message: '続柄「{written}」と性別が合いません。', remedy: '続柄か性別を確かめてください。' },
  'confirm-spouse-age': { message: '18歳になっていない人が、夫または妻になっています。', remedy: '婚姻の届出があるか確かめてください。', article: '民法731条' },
  'confirm-parent-age': { message: '「父」「母」の生年月日が、世帯主より後です。', remedy: '続柄か生年月日を確かめてください。' },
  'confirm-mother-age': { message: '母が{age}歳のときの出生です。', remedy: '母の記録と生年月日を確かめてください。' },
  'confirm-stay-expired': { message: '在留期間の満了日が、異動日より前です。', remedy: '更新の申請中か、在留カードの裏面を確かめてください。' },
  'confirm-planned-far': { message: '転出予定日が、{months}か月より先です。', remedy: '日付に誤りがないか確かめてください。' },
  'confirm-town-unknown': { message: '「{town}」は、住所の辞書にありません。', remedy: '町字の名前を確かめてください。' },
  'confirm-room-missing': { message: '「{building}」には{rooms}室の届出がありますが、部屋番号がありません。', remedy: '番号を聞いて入れるか、「なし」の理由を選んでください。' },
  'confirm-same-surname': { message: '同じ番地に、同じ氏の別の世帯があります。', remedy: '同じ世帯か、別の世帯かを確かめてください。', article: '住民基本台帳法25条' },
  'confirm-postal-code': { message: '郵便番号が、この町字のものと違います。', remedy: '郵便番号を確かめてください。' },
  'confirm-late-family-register': { message: '戸籍の届出が、期限（{due}）を過ぎています。', remedy: '遅れた理由を聞いてください。簡易裁判所への通知は、届書を受けた戸籍の係が判断します。', article: '戸籍法137条' },
  'confirm-furigana-recorded': { message: '振り仮名が、もう記録されています。', remedy: '戸籍に記載された振り仮名が変わったか、通知で確かめてください。', article: '戸籍法13条' },
  'confirm-head-renamed': { message: 'この人を筆頭者とする人が、世帯にほか{count}人います。筆頭者の氏名が古いままになります。', remedy: '同じ戸籍の人の筆頭者も、この届出に入れてください。', article: '住民基本台帳法7条5号' },
  'confirm-former-surname-evidence': { message: 'この町の記録では、その旧氏を称していたことが分かりません。', remedy: 'その氏が載った戸籍から今の戸籍までのつながりを、戸籍謄本などで確かめてください。', article: '住民基本台帳法施行令30条の14' },
  'confirm-common-name-again': { message: 'この人は、前に通称を削除しています。', remedy: '婚姻などで氏が変わったなど、新しい通称が要る事情を確かめてください。', article: '住民基本台帳法施行令30条の16' },
  'confirm-suppressed': { message: 'この人には、異動を入れるときに注意する抑止があります。', remedy: '責任者に理由を確かめ、入れてよければ理由を選んでください。' },
  'confirm-name-undecided': { message: '子の名が空いています。「氏名未定」として記録します。', remedy: '名が決まったら、届出を受けて修正します。' },
})

export type RefusalKey = keyof typeof refusals.entries

/** Whether a refusal is an alert that may be acknowledged with a reason. */
export function isAlert(refusal: Pick<Refusal, 'code'>): boolean {
  return refusal.code.startsWith('resident.confirm-')
}

import { refusalCatalogue } from '../../kernel/outcome.ts'

/** Why this tax says no. */
export const individualTaxRefusals = refusalCatalogue('tax-individual', {
  'person-not-found': { message: 'この人の記録は見つかりません。', remedy: '検索の画面から選び直してください。' },
  'year-not-ready': { message: '{year}年度の規定は、まだ入っていません。', remedy: '賦課できる年度を選んでください。新しい年度は、規定の登録を待ってください。', article: '地方税法318条' },
  'statement-not-found': { message: 'この課税資料は見つかりません。', remedy: '一覧を開き直し、いまある資料から選んでください。' },
  'statement-changed': { message: 'この課税資料は、ほかの職員が先に直しました。', remedy: '画面を開き直し、新しい内容を確かめてから入れてください。' },
  'statement-of-other-person': { message: 'この課税資料は、別の人または別の年のものです。', remedy: '課税資料の一覧から選び直してください。' },
  'statement-empty': { message: '収入も控除も入っていません。', remedy: '書類の金額を入れてください。所得がない申告なら、住民税申告書として入れてください。' },
  'declared-on-report': { message: '支払報告書には、種類ごとの所得を入れられません。', remedy: '確定申告書か住民税申告書として入れてください。', article: '地方税法317条の6' },
  'claims-self': { message: '本人を、配偶者や扶養親族に入れています。', remedy: '書類の氏名と生年月日を確かめ、別の人を選んでください。', article: '地方税法292条1項' },
  'claimed-twice': { message: '同じ人を、配偶者と扶養親族の二か所に入れています。', remedy: 'どちらか一か所だけにしてください。', article: '地方税法292条1項' },
  'received-in-future': { message: '受け付けた日に、あすより後の日付は使えません。', remedy: 'きょうまでの日付を入れてください。' },
  'payer-missing': { message: '支払報告書に、支払者の名前がありません。', remedy: '書類にある支払者の名称を入れてください。', article: '地方税法317条の6' },
  'reimbursed-above-paid': { message: '医療費の補てんが、支払った額をこえています。', remedy: '書類の二つの額を確かめてください。' },
  'not-living': { message: '1月1日に亡くなっているため、{year}年度は課税しません。', remedy: '死亡の日を住民記録で確かめてください。', article: '地方税法318条' },
  'not-resident': { message: '1月1日に町内の住所がないため、{year}年度はこの町では課税しません。', remedy: '1月1日の住所地を確かめ、課税資料をその市区町村へ送ってください。', article: '地方税法294条1項' },
  'no-statement': { message: '{year}年度の課税資料がありません。', remedy: '支払報告書か申告書を入れてから、税額を決めてください。', article: '地方税法317条の2' },
  'nothing-changes': { message: '計算した税額と引き方は、いまの決定と同じです。', remedy: '課税資料を直してから、もう一度決めてください。' },
  'run-waiting': { message: '{year}年度の当初の賦課が、決裁を待っています。', remedy: 'その処理の決裁が済んでから、個別に決めてください。' },
  'decision-not-found': { message: 'この人には、{year}年度の決定がありません。', remedy: '年度を確かめてください。まだ決めていなければ、先に税額を決めてください。' },
  'no-notice': { message: 'この決定には、本人に送る納税通知書がありません。', remedy: '納める額がないか、給与から引く決定です。年度と徴収の方法を確かめてください。', article: '地方税法319条の2' },
  'nothing-supposed': { message: '今の法令と条例のままの試算になります。', remedy: '変える値を一つ以上入れるか、別の年度の法令を選んでください。' },
  'supposed-twice': { message: '同じ項目を二度変えています。', remedy: 'どちらか一つだけにしてください。' },
  'supposed-elsewhere': { message: 'この項目は、個人住民税の値ではありません。', remedy: '一覧にある項目から選んでください。' },
  'what-if-not-found': { message: 'この試算は見つかりません。', remedy: '試算の一覧から選び直してください。' },
  'what-if-not-running': { message: 'この試算は、いま計算していません。', remedy: '画面を開き直し、状態を確かめてください。' },
  'what-if-not-stopped': { message: 'この試算は、止まっていません。', remedy: '画面を開き直し、状態を確かめてください。' },
  'what-if-still-running': { message: 'この試算は、まだ計算しています。', remedy: '終わるのを待つか、先に止めてください。' },
  'what-if-withdrawn': { message: 'この試算の一覧は、もう捨ててあります。', remedy: '同じ条件で、もう一度試算してください。' },
  'what-if-too-many': { message: '額が変わる人が{count}人いて、一度に持ち出せる{limit}人をこえます。', remedy: '画面の一覧で差の大きい人を見るか、条件を分けて試算してください。' },
})

export const { refuse, refusal } = individualTaxRefusals

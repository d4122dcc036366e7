import { refusalCatalogue } from '../kernel/outcome.ts'

/** Everything collection says no to, in the words of the office — 収納の断り. */
export const collectionRefusals = refusalCatalogue('collection', {
  // Rates and dates
  'rate-not-published': { message: '{year}年の延滞金の割合がまだ登録されていないため、計算できません。', remedy: '告示を確かめ、割合を登録してから計算してください。', article: '地方税法附則3条の2' },
  'calendar-unknown': { message: '{date} は休日の表にない日なので、納期限を決められません。', remedy: '休日の表を更新してから、もう一度入れてください。', article: '地方税法20条の5第2項' },
  'due-before-year': { message: '納期限が年度の始まりより前です。', remedy: '年度と納期限を確かめてください。' },
  // Charges
  'levy-unknown': { message: '税目「{levy}」は登録されていません。', remedy: '税目の一覧から選んでください。' },
  'charge-not-found': { message: '調定が見つかりません。', remedy: '一覧から選び直してください。' },
  'party-not-found': { message: '宛名が見つかりません。', remedy: '検索から選び直してください。' },
  // Slips
  'slip-not-found': { message: '納付書が見つかりません。', remedy: '一覧から選び直してください。' },
  'slip-codes-missing': { message: '収納代行の番号が登録されていないため、納付書を作れません。', remedy: '設定の「納付書の番号」に、契約した番号を登録してください。', article: '地方自治法243条の2' },
  'nothing-to-pay': { message: 'この期には、納める額が残っていません。', remedy: '納付書は要りません。台帳で納付の記録を確かめてください。' },
  'slip-mixed-levies': { message: '1枚の納付書に、違う税目か違う人の期が入っています。', remedy: '税目と人ごとに、納付書を分けてください。' },
  'reissued-too-often': { message: 'この納付書は9回再発行しています。', remedy: '窓口で直接納めてもらうか、新しい納付書を作ってください。' },
  // Counter
  'amount-not-positive': { message: '受け取る額が0円です。', remedy: '受け取る額を1円以上で入れてください。' },
  'amount-above-owed': { message: '受け取る額が、未納の合計 {owed}円 より多くなっています。', remedy: '{owed}円までにするか、期を選び足してください。' },
  'paid-in-future': { message: '受領日に、きょうより後の日は使えません。', remedy: 'きょうまでの日付を入れてください。' },
  'nothing-owed': { message: '選んだ期に、納める額は残っていません。', remedy: '未納の期を選んでください。' },
  'other-party': { message: '選んだ期に、この人のものでない期が入っています。', remedy: 'この人の期だけを選んでください。' },
  'changed-meanwhile': { message: '開いているあいだに、この人の台帳が変わりました。', remedy: '画面を開き直し、額を確かめてからもう一度受け取ってください。' },
  // Payments
  'payment-not-found': { message: '納付の記録が見つかりません。', remedy: '一覧から選び直してください。' },
  'payment-not-preliminary': { message: 'この納付は速報ではないため、{act}できません。', remedy: '納付の状態を確かめてください。確報のあとの取消しは、反対の仕訳で行います。' },
  'payment-already-reversed': { message: 'この納付は、すでに取り消されています。', remedy: '台帳で取消しの記録を確かめてください。' },
  'payment-by-file': { message: 'この納付は収納代行のファイルで届いたものです。', remedy: '速報なら「速報を取り消す」を使ってください。確報は収納代行に確かめてください。' },
  // Payment files
  'file-empty': { message: 'ファイルに一行もありません。', remedy: '収納代行から受け取ったファイルを選び直してください。' },
  'file-too-large': { message: 'ファイルが大きすぎます（{megabytes}MB まで）。', remedy: 'ファイルを分けて受け取ってください。' },
  'file-encoding': { message: 'ファイルの文字が読めません（Shift_JIS でも UTF-8 でもありません）。', remedy: '途中で開いて保存し直していないか確かめ、元のファイルを選んでください。' },
  'file-format': { message: 'ファイルの形が、登録してある2つの形（13列のCSV、120バイト固定長）のどちらでもありません。', remedy: '収納代行から受け取った元のファイルを選んでください。' },
  'file-already-loaded': { message: 'このファイルは {loaded} に受け取り済みです。', remedy: '新しいファイルを選んでください。同じファイルは二度と消し込まれません。' },
  'file-not-found': { message: '納付のファイルが見つかりません。', remedy: '一覧から選び直してください。' },
  'row-columns': { message: '{line}行目の列の数が {found} です（13列のはず）。', remedy: '収納代行に、元のファイルを送り直してもらってください。' },
  'row-length': { message: '{line}行目の長さが {found} バイトです（120バイトのはず）。', remedy: '行末の空白が消えていないか確かめ、元のファイルを選んでください。' },
  'row-class': { message: '{line}行目のレコード区分「{found}」は、この形にありません。', remedy: '収納代行に、元のファイルを送り直してもらってください。' },
  'row-type': { message: '{line}行目の種別「{found}」は、速報・確報・取消のどれでもありません。', remedy: '収納代行に、種別の意味を確かめてください。' },
  'row-date': { message: '{line}行目の{item}「{found}」は、暦にない日付です。', remedy: '収納代行に、元のファイルを送り直してもらってください。' },
  'row-time': { message: '{line}行目の収納時刻「{found}」は、時刻ではありません。', remedy: '収納代行に、元のファイルを送り直してもらってください。' },
  'row-amount': { message: '{line}行目の金額「{found}」は、1円以上の整数ではありません。', remedy: '収納代行に、元のファイルを送り直してもらってください。' },
  'row-barcode': { message: '{line}行目のバーコード「{found}」は、44桁の番号ではありません。', remedy: '収納代行に、元のファイルを送り直してもらってください。' },
  'row-check-digit': { message: '{line}行目のバーコードの検査数字が合いません（{expected} のはず）。', remedy: '直さずに、収納代行に問い合わせてください。' },
  'row-amount-differs': { message: '{line}行目の金額 {found}円 と、バーコードの金額 {expected}円 が違います。', remedy: '収納代行に問い合わせてください。' },
  'row-stamp': { message: '{line}行目の印紙フラグ「{found}」は、0 か 1 ではありません。', remedy: '収納代行に、元のファイルを送り直してもらってください。' },
  'row-code': { message: '{line}行目の{item}「{found}」が、決められた形ではありません。', remedy: '収納代行に、元のファイルを送り直してもらってください。' },
  // Bank files
  'bank-record-length': { message: '{line}件目の記録の長さが {found} バイトです（120バイトのはず）。', remedy: '途中で開いて保存し直していないか確かめ、銀行から受け取った元のファイルを選んでください。' },
  'bank-letter': { message: '{line}件目の {place}バイト目「{found}」は、銀行のファイルで使える文字ではありません。', remedy: '文字コード（JIS・EBCDIC）の取決めを確かめ、銀行から受け取った元のファイルを選んでください。' },
  'bank-field': { message: '{line}件目の{item}「{found}」に、数字でない文字があります。', remedy: '銀行に、元のファイルを送り直してもらってください。' },
  'bank-kind': { message: 'ファイルの種別コードは {found} です（{expected} のはず）。', remedy: '口座振替は91、総合振込は21のファイルを選んでください。' },
  'bank-total-differs': { message: '末尾の記録の{item}は {expected}、記録を足すと {found} で、合計が合いません。', remedy: 'ファイルが途中で切れていないか確かめ、銀行に送り直してもらってください。何も消し込んでいません。' },
  'total-differs': { message: '末尾の記録では {expected}、行を足すと {found} で、合計が合いません。', remedy: 'ファイルが途中で切れていないか確かめ、収納代行に送り直してもらってください。' },
  'total-missing': { message: '見出しの記録か末尾の記録がありません。', remedy: 'ファイルが途中で切れていないか確かめ、収納代行に送り直してもらってください。' },
})

export const { refuse, refusal } = collectionRefusals

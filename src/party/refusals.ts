import { refusalCatalogue } from '../kernel/outcome.ts'

/** What the addressee register says no to — 宛名の断り. */
export const partyRefusals = refusalCatalogue('party', {
  'party-not-found': { message: '宛名が見つかりません。', remedy: '検索から選び直してください。' },
  'resident-not-found': { message: '住民の記録が見つかりません。', remedy: '住民の検索から選び直してください。' },
  'corporate-number-wrong': { message: '法人番号の検査数字が合いません。', remedy: '国税庁の法人番号公表サイトで番号を確かめてください。', article: '法人番号の指定等に関する省令2条' },
  'corporate-number-taken': { message: 'この法人番号は、宛名番号 {number} で登録済みです。', remedy: '登録済みの宛名を使ってください。' },
  'already-registered': { message: '同じ氏名と住所の宛名が、宛名番号 {number} で登録済みです。', remedy: '同じ人なら登録済みの宛名を使い、別の人なら「別の人として登録する」を選んでください。' },
  'resident-address': { message: '住民の住所は住民記録で決まるため、ここでは直せません。', remedy: '書類だけを別の所へ送るときは、送付先を登録してください。' },
  'delivery-not-found': { message: '送付先が見つかりません。', remedy: '画面を開き直してください。' },
  'delivery-already-ended': { message: 'この送付先は、すでに終わっています。', remedy: '新しい送付先が必要なら、登録してください。' },
  'ends-before-start': { message: '終わりの日が、始まりの日より前です。', remedy: '始まりの日 {from} 以後の日を入れてください。' },
  'delivery-overlaps': { message: '同じ税目の送付先が、{from} から登録されています。', remedy: '今の送付先を終わらせてから、新しい送付先を登録してください。' },
  'link-evidence': { message: '基本4情報がそろって一致しません（{missing}）。', remedy: '本人確認の書類で確かめ、住登外者の氏名・生年月日・性別・住所を直してから、もう一度選んでください。', article: '個人情報の保護に関する法律65条' },
  'already-linked': { message: 'この住登外者は、もう住民と名寄せされています。', remedy: '誤りなら、先に名寄せを取り消してください。' },
  'not-linked': { message: 'この住登外者は、名寄せされていません。', remedy: '画面を開き直してください。' },
  'link-protected': { message: 'この記録は、責任者が扱います。', remedy: '責任者へ回してください。窓口では「担当の者が承ります」と伝えてください。', article: '住民基本台帳事務における支援措置' },
  'changed-meanwhile': { message: '開いているあいだに、この宛名が変わりました。', remedy: '画面を開き直し、違いを確かめてからもう一度入れてください。' },
})

export const { refuse, refusal } = partyRefusals

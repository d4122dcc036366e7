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
  'changed-meanwhile': { message: '開いているあいだに、この宛名が変わりました。', remedy: '画面を開き直し、違いを確かめてからもう一度入れてください。' },
})

export const { refuse, refusal } = partyRefusals

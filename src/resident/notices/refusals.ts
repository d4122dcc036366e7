/** Why a letter of the register is not made. Entries of the register's catalogue (`../refusals.ts`). */
export const noticeRefusals = {
  'notice-no-head': { message: 'この人は、途中から世帯主になった人ではありません。', remedy: '世帯主が変わったかを、異動の履歴で確かめてください。', article: '住民基本台帳法施行令25条' },
  'notice-has-head': { message: 'この人の世帯は、世帯主が決まっています。', remedy: '世帯を確かめてください。世帯主未設定の世帯の人にだけ出せます。', article: '住民基本台帳法25条' },
  'notice-no-filing': { message: 'この通知書の元になる届出・職権の記録がありません。', remedy: '記録済みの届出から選び直してください。' },
  'notice-no-code': { message: 'この人に、住民票コードが記録されていません。', remedy: '「番号の記載・変更」で、先に住民票コードを記録してください。', article: '住民基本台帳法30条の3' },
  'notice-no-move-out': { message: 'この人に、転入通知を待っている転出がありません。', remedy: '転出予定日を過ぎ、転入通知がまだ届いていない国内の転出だけ、照会できます。', article: '住民基本台帳法9条1項' },
  'notice-no-arrival': { message: 'この人は、国内のほかの市区町村から転入した人ではないか、前の住所の記録がありません。', remedy: '転入の届出と、転入前の住所の記録を確かめてください。', article: '住民基本台帳法9条1項' },
  'notice-no-measure': { message: 'この支援措置は、期間の終わりが決まっていないか、解かれています。', remedy: '決定の記録と期間を確かめてください。' },
  'notice-dead': { message: '亡くなった人あての通知書は出せません。', remedy: '世帯のほかの人を選んでください。' },
  'notice-by-hand': { message: '支援措置などで守られている人がいる世帯なので、この通知書は郵便で送れません。', remedy: '「手渡しする」を選んでください。紙に住所は載りません。', article: '住民基本台帳事務における支援措置' },
} as const

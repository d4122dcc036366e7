import { refusalCatalogue } from '../kernel/outcome.ts'

export const tenancyRefusals = refusalCatalogue('tenancy', {
  'not-found': { message: 'この案は見つかりません。', remedy: '設定の画面から選び直してください。' },
  'concept-not-found': { message: 'この設定の項目は見つかりません。', remedy: '設定の画面から選び直してください。' },
  'nothing-changes': { message: 'その日に効いている値と同じです。', remedy: '変える値を入れてください。変えないときは、案は要りません。' },
  'open-already': { message: '同じ日から効く案が、もう一つ決裁を待っています。', remedy: '先の案を決裁するか取り下げてから、出し直してください。' },
  'own-proposal': { message: '自分の出した案は、自分では決裁できません。', remedy: '設定を決裁する役割を持つ別の職員に頼んでください。', article: '設定の変更は二人で行う' },
  'not-promulgated': { message: '条例の公布の日（{published}）が、まだ来ていません。', remedy: '公布の日より後に決裁してください。公布の日が違うときは、取り下げて出し直してください。', article: '地方自治法16条' },
  'decided-already': { message: 'この案は、もう決裁されたか取り下げられています。', remedy: '設定の画面を開き直してください。' },
  'changed-meanwhile': { message: 'ほかの職員が先に変更しました。', remedy: '画面を開き直して、いまの内容を確かめてください。' },
})

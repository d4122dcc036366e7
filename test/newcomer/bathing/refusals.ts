import { refusalCatalogue } from '../../kernel/outcome.ts'

export const bathingRefusals = refusalCatalogue('tax-bathing', {
  'party-not-found': { message: 'この特別徴収義務者は、宛名に登録されていません。', remedy: '先に宛名を登録してください。' },
  'more-exempt-than-guests': { message: '課税しない人数が、入湯した人数より多くなっています。', remedy: '申告書の二つの人数を確かめてください。', article: '地方税法701条' },
  'month-not-over': { message: 'まだ終わっていない月の申告は受け付けられません。', remedy: '月が終わってから申告してください。', article: '地方税法701条の4' },
  'filed-already': { message: 'この月の申告は、もう受け付けています。', remedy: '直すときは更正の請求を受けてください。' },
})

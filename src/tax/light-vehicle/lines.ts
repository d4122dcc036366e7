import { defineLines } from '../../kernel/worksheet.ts'
import { localTaxAct } from '../../legislation/index.ts'

/** Lines of the worksheet of this tax. Codes are never reused. */
export const lines = defineLines({
  'years-since-inspection': { code: 1, label: '初度検査の年度からの年数', group: '車両', article: localTaxAct.art('sp-30'), unit: 'count' },
  'standard-rate': { code: 2, label: '標準の税率', group: '税率', article: localTaxAct.art('463-15(1)'), unit: 'yen' },
  'former-rate': { code: 3, label: '平成27年3月までの税率', group: '税率', article: localTaxAct.art('463-15(1)(2)'), unit: 'yen' },
  'heavy-rate': { code: 4, label: '重課の税率', group: '税率', article: localTaxAct.art('sp-30'), unit: 'yen' },
  'green-rate': { code: 5, label: 'グリーン化特例の税率', group: '税率', article: localTaxAct.art('sp-30'), unit: 'yen' },
  exemption: { code: 6, label: '減免する額', group: '減免', article: localTaxAct.art('463-23'), unit: 'yen' },
  'annual-tax': { code: 7, label: '年税額', group: '税額', article: localTaxAct.art('463-15'), unit: 'yen', isTotal: true },
})
export type LineKey = keyof typeof lines

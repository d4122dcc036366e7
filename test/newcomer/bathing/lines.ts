import { defineLines } from '../../kernel/worksheet.ts'
import { localTaxAct } from '../../legislation/index.ts'

export const lines = defineLines({
  'taxable-guests': { code: 1, label: '課税する人数（延べ）', group: '入湯税', article: localTaxAct.art('701'), unit: 'count' },
  'tax': { code: 2, label: '税額', group: '入湯税', article: localTaxAct.art('701-2'), unit: 'yen', isTotal: true },
})

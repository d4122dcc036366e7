import { defineLines, type LineMeaning } from '../../kernel/worksheet.ts'
import type { Citation } from '../../kernel/citation.ts'
import { forestEnvironmentTaxAct, incomeTaxAct, localTaxAct as lta, specialTaxationMeasuresAct } from '../../legislation/index.ts'

const yenLine = (code: number, label: string, [group, article]: readonly [string, Citation | null]): LineMeaning => ({ code, label, group, article, unit: 'yen' })

const income = '所得'
const limits = '非課税の判定'
const deduction = '控除'
const base = '課税標準'
const levy = '所得割'
const credit = '税額控除'
const total = '税額'

/** Every line of a worksheet of this tax. Codes are stored with results and never reused. */
export const lines = defineLines({
  'salary-revenue': yenLine(10, '給与の収入', [income, null]),
  'salary-income-before-adjustment': yenLine(11, '給与所得（調整前）', [income, incomeTaxAct.art('28(4)')]),
  'income-adjustment-family': yenLine(12, '所得金額調整控除（子育て・障害）', [income, specialTaxationMeasuresAct.art('41-3-11(1)')]),
  'income-adjustment-pension': yenLine(13, '所得金額調整控除（給与と年金）', [income, specialTaxationMeasuresAct.art('41-3-11(2)')]),
  'salary-income': yenLine(14, '給与所得', [income, lta.art('313(2)')]),
  'pension-revenue': yenLine(15, '公的年金等の収入', [income, null]),
  'pension-income': yenLine(16, '公的年金等の所得', [income, incomeTaxAct.art('35(4)')]),
  'other-income': yenLine(17, 'その他の所得', [income, lta.art('313(1)')]),
  'total-income': yenLine(18, '合計所得金額', [income, lta.art('292(1)(13)')]),
  'carried-loss': yenLine(19, '繰越控除', [income, lta.art('313(8)')]),
  'aggregate-income': yenLine(20, '総所得金額等', [income, lta.art('313(1)')]),

  'persons-counted': { code: 25, label: '数える家族の人数', group: limits, article: lta.art('295(3)'), unit: 'count' },
  'per-capita-limit': yenLine(26, '均等割の限度額', [limits, lta.art('295(3)')]),
  'income-levy-limit': yenLine(27, '所得割の限度額', [limits, lta.art('sp-3-3(4)')]),
  'forest-tax-limit': yenLine(28, '森林環境税の限度額', [limits, forestEnvironmentTaxAct.art('4(1)(3)')]),

  'casualty-deduction': yenLine(30, '雑損控除', [deduction, lta.art('314-2(1)(1)')]),
  'medical-deduction': yenLine(31, '医療費控除', [deduction, lta.art('314-2(1)(2)')]),
  'social-insurance-deduction': yenLine(32, '社会保険料控除', [deduction, lta.art('314-2(1)(3)')]),
  'mutual-aid-deduction': yenLine(33, '小規模企業共済等掛金控除', [deduction, lta.art('314-2(1)(4)')]),
  'life-insurance-deduction': yenLine(34, '生命保険料控除', [deduction, lta.art('314-2(1)(5)')]),
  'earthquake-deduction': yenLine(35, '地震保険料控除', [deduction, lta.art('314-2(1)(5-3)')]),
  'disability-deduction': yenLine(36, '障害者控除', [deduction, lta.art('314-2(1)(6)')]),
  'widow-deduction': yenLine(37, '寡婦控除', [deduction, lta.art('314-2(1)(8)')]),
  'single-parent-deduction': yenLine(38, 'ひとり親控除', [deduction, lta.art('314-2(1)(8-2)')]),
  'working-student-deduction': yenLine(39, '勤労学生控除', [deduction, lta.art('314-2(1)(9)')]),
  'spouse-deduction': yenLine(40, '配偶者控除', [deduction, lta.art('314-2(1)(10)')]),
  'special-spouse-deduction': yenLine(41, '配偶者特別控除', [deduction, lta.art('314-2(1)(10-2)')]),
  'dependant-deduction': yenLine(42, '扶養控除', [deduction, lta.art('314-2(1)(11)')]),
  'specific-relative-deduction': yenLine(43, '特定親族特別控除', [deduction, lta.art('314-2(1)(12)')]),
  'basic-deduction': yenLine(44, '基礎控除', [deduction, lta.art('314-2(2)')]),
  'deduction-total': yenLine(45, '控除の合計', [deduction, lta.art('314-2')]),
  'personal-difference': yenLine(46, '人的控除額の差の合計', [deduction, lta.art('314-6(1)')]),

  'tax-base': yenLine(50, '課税標準額', [base, lta.art('20-4-2(1)')]),

  'city-levy-gross': yenLine(60, '所得割 市町村', [levy, lta.art('314-3')]),
  'prefecture-levy-gross': yenLine(61, '所得割 都道府県', [levy, lta.art('35')]),

  'adjustment-base': yenLine(65, '調整控除の基礎', [credit, lta.art('314-6')]),
  'adjustment-credit-city': yenLine(66, '調整控除 市町村', [credit, lta.art('314-6')]),
  'adjustment-credit-prefecture': yenLine(67, '調整控除 都道府県', [credit, lta.art('37')]),
  'housing-residual': yenLine(68, '所得税で引ききれない住宅借入金控除', [credit, lta.art('sp-5-4-2')]),
  'housing-cap': yenLine(69, '住宅借入金控除の限度', [credit, lta.art('sp-5-4-2')]),
  'housing-credit-city': yenLine(70, '住宅借入金控除 市町村', [credit, lta.art('sp-5-4-2(5)')]),
  'housing-credit-prefecture': yenLine(71, '住宅借入金控除 都道府県', [credit, lta.art('sp-5-4-2(1)')]),
  'donation-base': yenLine(72, '寄附金（2千円を引いた額）', [credit, lta.art('314-7(1)')]),
  'donation-basic-city': yenLine(73, '寄附金控除 基本分 市町村', [credit, lta.art('314-7(1)')]),
  'donation-basic-prefecture': yenLine(74, '寄附金控除 基本分 都道府県', [credit, lta.art('37-2(1)')]),
  'donation-cap-city': yenLine(75, '特例分の限度 市町村', [credit, lta.art('314-7(11)')]),
  'donation-cap-prefecture': yenLine(76, '特例分の限度 都道府県', [credit, lta.art('37-2(11)')]),
  'donation-special-city': yenLine(77, '寄附金控除 特例分 市町村', [credit, lta.art('314-7(11)')]),
  'donation-special-prefecture': yenLine(78, '寄附金控除 特例分 都道府県', [credit, lta.art('37-2(11)')]),
  'donation-one-stop-city': yenLine(79, '申告特例控除 市町村', [credit, lta.art('sp-7-2(4)')]),
  'donation-one-stop-prefecture': yenLine(80, '申告特例控除 都道府県', [credit, lta.art('sp-7-2(1)')]),
  'smoothing-shortfall': yenLine(81, '税引後に限度額を下回る額', [credit, lta.art('sp-3-3(5)')]),
  'smoothing-city': yenLine(82, '調整措置 市町村', [credit, lta.art('sp-3-3(5)')]),
  'smoothing-prefecture': yenLine(83, '調整措置 都道府県', [credit, lta.art('sp-3-3(2)')]),
  'flat-reduction-city': yenLine(84, '定額減税 市町村', [credit, lta.art('sp-5-12')]),
  'flat-reduction-prefecture': yenLine(85, '定額減税 都道府県', [credit, lta.art('sp-5-12')]),

  'city-levy-before-cut': yenLine(90, '所得割 市町村（端数前）', [total, lta.art('314-3')]),
  'prefecture-levy-before-cut': yenLine(91, '所得割 都道府県（端数前）', [total, lta.art('35')]),
  'city-income-levy': yenLine(92, '差引所得割 市町村', [total, lta.art('20-4-2(3)')]),
  'prefecture-income-levy': yenLine(93, '差引所得割 都道府県', [total, lta.art('20-4-2(3)')]),
  'city-per-capita': yenLine(94, '均等割 市町村', [total, lta.art('310')]),
  'prefecture-per-capita': yenLine(95, '均等割 都道府県', [total, lta.art('38')]),
  'city-total': yenLine(96, '市町村民税', [total, lta.art('294(1)')]),
  'prefecture-total': yenLine(97, '道府県民税', [total, lta.art('24(1)')]),
  'forest-tax': yenLine(98, '森林環境税', [total, forestEnvironmentTaxAct.art('5')]),
  'annual-tax': { ...yenLine(100, '年税額', [total, lta.art('41')]), isTotal: true },
})

export type LineKey = keyof typeof lines

import { sum, yen, type Yen } from '../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../law.ts'
import type { LineKey } from '../lines.ts'
import { landKinds, type DeclaredIncome } from '../model.ts'
import type { KindsOfIncome } from './kinds.ts'
import { landTotal } from './land.ts'
import { amount, percentText, type Sheet } from './sheet.ts'

/**
 * Lines of the income by kind — 所得の種類ごとの行. A kind that was not declared has no line.
 * @decides nothing
 */
export function writeKinds(declared: DeclaredIncome, kinds: KindsOfIncome, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): void {
  const rule = law.incomeByKind
  const write = writerOf(sheet)
  writeStated(declared, sheet)
  write('short-transfer-income', declared.shortTransfer, () => `申告された額　特別控除 ${amount(rule.transferDeduction)}まではここから`)
  write('long-transfer-income', declared.longTransfer, () => `申告された額　特別控除の残りを引き、その${percentText(rule.halved)}を総所得金額に入れる`)
  write('occasional-income', declared.occasional, () => `収入−支出　${amount(rule.occasionalDeduction)}までの特別控除を引き、その${percentText(rule.halved)}を総所得金額に入れる`)
  write('loss-offset', kinds.offset.taken, () => '損失をほかの所得から引いた額')
  write('net-loss', kinds.offset.netLoss, () => '今年のどの所得からも引ききれない損失')
  sheet.line('general-income', kinds.ofYear.general, null, () => ({ calculation: '損益通算のあとの経常所得＋短期譲渡＋（長期譲渡＋一時）の半分' }))
  writeSeparate(declared, kinds, { law, sheet })
}

function writeStated(declared: DeclaredIncome, sheet: Sheet): void {
  const stated: readonly (readonly [LineKey, Yen])[] = [
    ['interest-income', declared.interest], ['dividend-income', declared.dividends], ['real-estate-income', declared.realEstate], ['business-income', declared.business],
    ['farming-income', declared.farming], ['miscellaneous-income', declared.miscellaneous],
  ]
  const write = writerOf(sheet)
  for (const [key, value] of stated) write(key, value, () => statedWords(key, declared))
}

function statedWords(key: LineKey, declared: DeclaredIncome): string {
  if (key === 'real-estate-income' && declared.realEstate < 0 && declared.landLoanInterest > 0) return `申告された額　うち土地の負債の利子 ${amount(declared.landLoanInterest)} は、ほかの所得から引けない`
  return '申告された額'
}

function writeSeparate(declared: DeclaredIncome, kinds: KindsOfIncome, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): void {
  const { ofYear } = kinds
  const write = writerOf(sheet)
  write('land-short-income', sum(ofYear['short-general'], ofYear['short-state']), () => '土地建物等の損益を通算した額　特別控除の前')
  write('land-long-income', sum(ofYear['long-general'], ofYear['long-excellent'], ofYear['long-residence']), () => '土地建物等の損益を通算した額　特別控除の前')
  write('land-special-deduction', landTotal(kinds.landDeductions), () => landWords(declared, law))
  write('listed-dividends-income', ofYear['listed-dividends'], () => `申告分離を選んだ額${declared.listedShares < 0 ? `　上場株式等の損失 ${amount(yen(-declared.listedShares))} を引く` : ''}`)
  write('shares-income', ofYear.shares, () => '申告された額')
  write('listed-shares-income', ofYear['listed-shares'], () => '申告された額')
  write('futures-income', ofYear.futures, () => '申告された額')
  write('forestry-income', ofYear.forestry, () => `収入−費用−特別控除 ${amount(law.incomeByKind.forestryDeduction)}まで`)
  write('retirement-income', ofYear.retirement, () => '申告された額')
}

function landWords(declared: DeclaredIncome, law: IndividualTaxLaw): string {
  const used = law.landSpecialDeduction.limits.filter(({ kind }) => declared.landTransfers.some((one) => one.deduction === kind && landKinds.includes(one.kind)))
  return `特別控除　${used.map(({ limit }) => `${amount(limit)}まで`).join('、')}　年に${amount(law.landSpecialDeduction.ceiling)}まで`
}

/** Writes a line only where there is an amount. */
function writerOf(sheet: Sheet): (key: LineKey, value: Yen, words: () => string) => void {
  return (key, value, words) => {
    if (value !== 0) sheet.line(key, value, null, () => ({ calculation: words() }))
  }
}

import { expect, test } from 'vitest'
import { fiscalYear, plainDate, type Instant } from '../../../../kernel/plain-date.ts'
import { yen } from '../../../../kernel/yen.ts'
import type { Office } from '../../../../platform/command/tx.ts'
import { readPages } from '../../../../platform/document/typeset/read-back.ts'
import { render } from '../../../../platform/document/typeset/typst.ts'
import { resolveLaw } from '../../law.ts'
import { noFacts, nothingDeclared, nothingPaid, type TaxpayerFacts } from '../../model.ts'
import { assess } from '../../rules/assess.ts'
import { dueDatesOf, firstInstalments } from '../../rules/collection.ts'
import type { DecisionRow } from '../../store.ts'
import { noticeData, taxName, taxNotice } from './tax-notice.ts'

const law = resolveLaw({ fiscalYear: fiscalYear(2026), designatedCity: false, ordinance: {} })
const office: Office = {
  code: '993018', name: '朝凪町', kana: 'アサナギマチ', prefecture: '汐音県', kind: 'town', designatedCity: false, mayor: '大谷　修', mayorTitle: '朝凪町長', certifier: { capacity: 'mayor', title: '朝凪町長', name: '大谷　修', seal: '朝凪町長之印' }, postalCode: '9988001',
  address: '汐音県朝凪町汐見台一丁目2番3号', phone: '0999-42-2222', environment: 'practice', ordinanceOn: () => ({}),
}

function decision(more: Partial<TaxpayerFacts> = {}): DecisionRow {
  const result = assess({ ...noFacts, salaryRevenue: yen(5_000_000), paid: { ...nothingPaid, socialInsurance: yen(700_000), donationsToMunicipalities: yen(30_000) }, ...more }, law)
  const dueDates = dueDatesOf(law, (day) => day)
  const now = '2026-05-12T01:00:00.000Z' as Instant
  return {
    personId: 'p', fiscalYear: 2026, decisionNo: 1, sourceId: 's', noticeNo: '2026-00000123', annualTax: result.amounts.annualTax, method: 'ordinary', partyId: 'q', exemption: yen(0), reason: null, runId: null, decidedAt: now,
    instalments: firstInstalments({ annualTax: result.amounts.annualTax, reduced: yen(0), method: 'ordinary', today: plainDate('2026-05-12'), dueDates }, law),
    assessment: { assessmentId: 's', personId: 'p', fiscalYear: 2026, runId: null, lawVersion: 'x', codeVersion: 'x', factsAt: now, recordedAt: now, taxClass: 'income-levy', method: 'ordinary', annualTax: result.amounts.annualTax, lines: result.sheet.stored() },
  }
}

async function textOfNotice(name: string, address = '汐見台二丁目4番7号', more: Partial<TaxpayerFacts> = {}): Promise<string> {
  const data = noticeData({ office, envelope: { name, postalCode: '9988001', lines: [address] }, decision: decision(more), law, issuedOn: plainDate('2026-06-01') })
  const drawn = await render(taxNotice, data)
  if (!drawn.drawn) throw new Error(drawn.reason)
  expect(drawn.pageCount).toBe(1)
  return (await readPages(drawn.pdf)).flatMap((page) => page.lines.map((line) => line.text)).join('').replace(/\s/g, '')
}

test('the notice of a town names its own taxes and prints every instalment and credit from the stored lines', async () => {
  expect(taxName(office)).toBe('町民税・県民税')
  const text = await textOfNotice('佐久間　健一')
  for (const words of ['令和8年度町民税・県民税・森林環境税', '朝凪町役場', '2026-00000123', '第1期', '令和8年6月30日', '寄附金控除特例分', '佐久間健一様']) expect(text).toContain(words)
})

test('a name of a hundred characters and a long address stay in their places on one page', async () => {
  const name = `${'長'.repeat(49)}　${'名'.repeat(50)}`
  expect(await textOfNotice(name, '港本町一丁目1番1号　'.repeat(5))).toContain('長長長')
})

test('what is taxed apart and its credits stand on the page too, also where there are many', async () => {
  const gain = yen(1_000_000)
  const text = await textOfNotice('佐久間　健一', undefined, {
    pensionRevenue: yen(2_000_000), age: 66, otherIncome: gain,
    housingLoan: { movedIn: plainDate('2023-04-01'), incomeTaxBase: yen(3_000_000), available: yen(300_000), incomeTaxBefore: yen(200_000), taxedPurchase: true, keepsEarlierClass: false },
    declared: {
      ...nothingDeclared, dividends: gain, landTransfers: [{ kind: 'long-general', gain, deduction: null }, { kind: 'short-general', gain, deduction: null }], shares: gain, listedShares: gain, listedDividends: gain, futures: gain, forestry: gain,
      dividendsWithCredit: { ...nothingDeclared.dividendsWithCredit, profits: gain }, foreignTax: { paid: yen(90_000), incomeTaxLimit: yen(50_000), reconstructionTaxLimit: yen(1_050) }, withheldDividendLevy: yen(50_000),
    },
  })
  for (const words of ['課税長期譲渡（一般）', '課税先物取引', '分離課税をふくむ所得割', '配当控除', '外国税額控除', '配当割額等の控除', '第4期', '審査請求']) expect(text).toContain(words)
})

test('what a pension pays stands by its month, beside the terms that are still to be paid', async () => {
  const plain = decision()
  const pension = [201, 202, 203, 204, 205, 206].map((no, index) => ({ no, dueOn: plainDate('2026-10-13'), amount: yen(10_000 + index) }))
  const data = noticeData({ office, envelope: { name: '佐久間　健一', postalCode: '9988001', lines: ['汐見台二丁目4番7号'] }, decision: { ...plain, instalments: [...plain.instalments.slice(0, 2), ...pension] }, law, issuedOn: plainDate('2026-06-01') })
  expect(data.terms.map((one) => [one.term, one.due])).toEqual([
    ['第1期', '令和8年6月30日'], ['第2期', '令和8年8月31日'], ...['4月の年金', '6月の年金', '8月の年金', '10月の年金', '12月の年金', '2月の年金'].map((term) => [term, '年金から引きます']),
  ])
  expect(data.preamble).toContain('年金から引く分は、納める手続きは要りません。')
  const drawn = await render(taxNotice, data)
  if (!drawn.drawn) throw new Error(drawn.reason)
  expect(drawn.pageCount).toBe(1)
})

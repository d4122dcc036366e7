import { describe, expect, it, test } from 'vitest'
import { decodeSymbols, type PageImage, renderPage } from '../../test/support/page-image.ts'
import { gs1Bars } from '../platform/document/bars/gs1-128.ts'
import { qrCode } from '../platform/document/bars/qr.ts'
import { loadFonts } from '../platform/document/typeset/fonts.ts'
import { readPages } from '../platform/document/typeset/read-back.ts'
import { render } from '../platform/document/typeset/typst.ts'
import { buildElQr, elQrSymbol } from './formats/elqr.ts'
import { elNumberText, massSlipTemplate, type SlipPaper } from './forms.ts'

const bars = '91912345992010300000000004500026063000610004'
const built = buildElQr({
  jointAccount: '00000000000', amount: 61_000, taxItem: '003', caseKey: '00000300000000000450', confirmation: '123456', organisation: '99201', office: '000', levyYear: '2026', taxYear: '2026', period: '01',
  dueDate: '20260630', payLimit: '20260630',
})
const elQr = built.ok ? built.text : ''
const paper: SlipPaper = {
  town: '汐見市', levyTitle: '軽自動車税', levyShortTitle: '軽自動車税', issuer: '汐見市長　見本　太郎', issuedOn: '令和8年5月1日', isPractice: false, postal: '〒999-0001', addressLines: ['遠浦県汐見市灯台町一丁目2番3号'], envelopeName: '遠山　渚', payer: '遠山　渚',
  period: '令和8年度 第1期', number: '0300-0000-0000-0450', usableUntil: '令和8年6月30日', taxText: '61,000円', lateText: '0円', feeText: '', amountText: '61,000円', words: '下の納付書で納めてください。', storeWords: 'コンビニでは、使用期限を過ぎると納められません。', noBarsReason: '',
  inquiry: 'お問い合わせ', bars: gs1Bars(bars), ocr: ['0'.repeat(39), '0'.repeat(44)], elQr: { svg: qrCode(elQr, elQrSymbol.errorCorrection).svg, number: elNumberText(elQr) },
  lines: [{ period: '令和8年度 第1期（令和8年6月30日）', tax: '61,000円', late: '0円', fee: '0円', sum: '61,000円' }], marks: null,
}
const pdf = render(massSlipTemplate, paper, { fonts: loadFonts([]) }).then((drawn) => {
  if (!drawn.drawn) throw new Error(drawn.reason)
  return drawn.pdf
})

/** Drawn once for each resolution. */
const images = new Map<number, Promise<PageImage>>()
async function imageAt(dpi: number): Promise<PageImage> {
  const image = images.get(dpi) ?? pdf.then((bytes) => renderPage(bytes, dpi))
  images.set(dpi, image)
  return await image
}

describe('a slip with bars and eL-QR', () => {
  test.each([300, 600])('a reader finds both on the page at %i dpi, each with its digits', async (dpi) => {
    const found = await decodeSymbols(await imageAt(dpi))
    expect([...found].sort((a, b) => (a.identifier < b.identifier ? -1 : 1))).toEqual([{ text: bars, identifier: ']C1' }, { text: elQr, identifier: ']Q1' }])
  })

  it('the eL-QR is a symbol of version 6: 41 modules of 0.508 mm, with four light ones on every side', async () => {
    const dpi = 600
    const image = await imageAt(dpi)
    const box = darkBox(image, dpi, { left: 98.6, right: 123.3, top: 261.1, bottom: 285.8 })
    expect(box.right - box.left).toBeCloseTo(41 * 0.508, 1)
    expect(box.bottom - box.top).toBeCloseTo(41 * 0.508, 1)
    expect(box.left - 98.5).toBeGreaterThanOrEqual(4 * 0.508 - 0.05)
    expect(98.5 + 24.892 - box.right).toBeGreaterThanOrEqual(4 * 0.508 - 0.05)
    expect(box.top - 261).toBeGreaterThanOrEqual(4 * 0.508 - 0.05)
    expect(261 + 24.892 - box.bottom).toBeGreaterThanOrEqual(4 * 0.508 - 0.05)
    expect(qrCode(elQr, 'M').modules).toBe(elQrSymbol.version * 4 + 17)
  })

  it('the bars keep their height of 12 mm, at least 10, and stay within 60 mm with their quiet zones, and nothing is near them', async () => {
    const dpi = 600
    const box = darkBox(await imageAt(dpi), dpi, { left: 64, right: 129, top: 155, bottom: 168.4 })
    expect(box.bottom - box.top).toBeCloseTo(12, 1)
    expect(box.right - box.left).toBeCloseTo(54.86, 1)
    expect(66 + 60 - box.right).toBeGreaterThan(1.9)
  })

  it('the eL番号 stands on the page in its four parts', async () => {
    const texts = (await readPages(await pdf))[0]!.lines.map((line) => line.text)
    expect(texts).toContainEqual(expect.stringContaining('99201-00000300000000000450-123456-003'))
  })
})

/** Edges of what is dark inside a part of the page, in millimetres. */
function darkBox(image: PageImage, dpi: number, part: { left: number; right: number; top: number; bottom: number }) {
  const [mm, pixel] = [(at: number) => (at / dpi) * 25.4, (at: number) => Math.round((at / 25.4) * dpi)]
  const box = { left: Infinity, right: 0, top: Infinity, bottom: 0 }
  for (let y = pixel(part.top); y < pixel(part.bottom); y += 1) {
    for (let x = pixel(part.left); x < pixel(part.right); x += 1) {
      if ((image.rgba[(y * image.width + x) * 4] ?? 255) > 127) continue
      box.left = Math.min(box.left, mm(x))
      box.right = Math.max(box.right, mm(x + 1))
      box.top = Math.min(box.top, mm(y))
      box.bottom = Math.max(box.bottom, mm(y + 1))
    }
  }
  return box
}

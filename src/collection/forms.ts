import { readFileSync } from 'node:fs'
import { assert } from '../kernel/assert.ts'
import { postalText, yenText } from '../kernel/text.ts'
import { fiscalYearText, printDate } from '../kernel/wareki.ts'
import { sumOf, type Yen } from '../kernel/yen.ts'
import { envelopeOf, type Party } from '../party/index.ts'
import type { Tx } from '../platform/command/tx.ts'
import { gs1Bars, type Gs1Bars } from '../platform/document/bars/gs1-128.ts'
import { qrCode } from '../platform/document/bars/qr.ts'
import { defineTemplate } from '../platform/document/index.ts'
import type { SheetMarks } from '../platform/packages/index.ts'
import type { ChargeBalance } from './charges.ts'
import { elNumberOf, elQrSymbol, readElQr } from './formats/elqr.ts'
import { collectionLawOn } from './law.ts'
import { getLevy } from './levies.ts'
import { debtParts, type DebtPart } from './rules/debt-part.ts'
import { slipKeyText } from './slip-number.ts'
import type { IssuedSlip } from './slips.ts'

function typst(name: string): string {
  return readFileSync(new URL(`forms/${name}`, import.meta.url), 'utf8')
}

/**
 * Typst text that defines `slip-parts(slip)`, for notices that carry their slip on the same sheet — 納付書の部分.
 * Put it before the notice's own `draw` and hand in `slipPaper(…)` as `slip`; it fills 150 mm to 290 mm.
 */
export const slipPartsSource = typst('slip-parts.typ')

/** The same with `slip-sheet(slip)`: a slip with its address on a sheet of its own, for notices whose slips lie behind them — 納付書の一枚. */
export const slipSheetSource = `#import "/forms.typ": *\n${slipPartsSource}\n${typst('payment-slip.typ')}`

/** Slips by themselves, one A4 sheet each — 納付書. */
export const paymentSlipTemplate = defineTemplate({
  name: 'collection.payment-slip', version: 5, title: '納付書', pages: 'any', source: `${slipSheetSource}\n#let draw(item) = for slip in item.slips { slip-sheet(slip) }\n`,
})

/** The same sheet for mass print: one slip an item, with marks for sorting and inserting. */
export const massSlipTemplate = defineTemplate({
  name: 'collection.payment-slip-mass', version: 5, title: '納付書', pages: 1, source: `${slipSheetSource}\n#let draw(item) = slip-sheet(item)\n`,
})

/** Instalments that fit above the fold. */
export const mostLinesOnSlip = 6

/** A slip as the form draws it. */
export type SlipPaper = {
  readonly town: string
  readonly levyTitle: string
  /** For the parts below the fold, which have little room. */
  readonly levyShortTitle: string
  readonly issuer: string
  readonly issuedOn: string
  readonly isPractice: boolean
  readonly postal: string
  readonly addressLines: readonly string[]
  readonly envelopeName: string
  readonly payer: string
  readonly period: string
  readonly number: string
  readonly usableUntil: string
  readonly taxText: string
  readonly lateText: string
  /** Fee of the demand; empty where none is asked for. */
  readonly feeText: string
  readonly amountText: string
  readonly words: string
  readonly storeWords: string
  readonly noBarsReason: string
  readonly inquiry: string
  readonly bars: Gs1Bars | null
  readonly ocr: readonly [string, string]
  /** The eL-QR, a drawing with its quiet zone, and its number as people read it; null where the slip bears none. */
  readonly elQr: { readonly svg: string; readonly number: string } | null
  readonly lines: readonly SlipPaperLine[]
  /** For mass print: the number the operator sorts by and the dashes the inserting machine reads. */
  readonly marks: SheetMarks | null
}
type SlipPaperLine = { readonly period: string; readonly tax: string; readonly late: string; readonly fee: string; readonly sum: string }

/** What the form draws of a slip and its payer — 納付書の印字. */
export function slipPaper(tx: Tx, slip: IssuedSlip, payer: Party): SlipPaper {
  const levy = getLevy(slip.levyCode)
  const { office } = tx
  const law = collectionLawOn(tx.today, office.ordinanceOn(tx.today))
  const envelope = envelopeOf(payer, office)
  const [first] = slip.charges
  assert(first !== undefined && slip.charges.length <= mostLinesOnSlip, 'a slip has one to six instalments')
  const period = slip.charges.length === 1 ? periodText(first) : `${periodText(first)} ほか${slip.charges.length - 1}期`
  return {
    town: office.name, levyTitle: levy.title, levyShortTitle: levy.shortTitle, issuer: `${office.certifier.title}　${office.certifier.name}`, issuedOn: printDate(tx.today), isPractice: office.environment === 'practice',
    postal: postalText(envelope.postalCode), addressLines: envelope.lines, envelopeName: envelope.name,
    payer: payer.name, period, number: slipKeyText(slip.slipKey), usableUntil: printDate(slip.usableUntil),
    taxText: yenText(slip.tax), lateText: yenText(slip.late), feeText: slip.fee > 0 ? yenText(slip.fee) : '', amountText: yenText(slip.amount),
    words: wordsOf(slip), storeWords: slip.code === null ? '' : 'コンビニでは、使用期限を過ぎると納められません。', noBarsReason: noBarsReason(slip, law.barcodeLimit),
    inquiry: law.slipCodes.inquiry ?? `お問い合わせ　${office.name}　電話 ${office.phone}`,
    bars: slip.code === null ? null : gs1Bars(slip.code), ocr: slip.ocr, elQr: slip.elQr === null ? null : elQrPaper(slip.elQr), lines: slip.charges.map((charge) => lineOf(slip, charge)), marks: null,
  }
}

/** The symbol and the eL番号 of a code: body, case, confirmation, tax item. */
function elQrPaper(code: string): { svg: string; number: string } {
  return { svg: qrCode(code, elQrSymbol.errorCorrection).svg, number: elNumberText(code) }
}

/** `99201-00009100000000000012-345678-091` */
export function elNumberText(code: string): string {
  const { code: read } = readElQr(code)
  assert(read !== undefined, 'the eL-QR of a slip can be read')
  return elNumberOf(read).join('-')
}

/** `令和8年度 第1期`; a levy due at once has `全期`. */
export function periodText(charge: Pick<ChargeBalance, 'fiscalYear' | 'instalment'>): string {
  return `${fiscalYearText(charge.fiscalYear)} ${instalmentText(charge.instalment)}`
}

export function instalmentText(instalment: number): string {
  return instalment === 0 ? '全期' : `第${instalment}期`
}

function lineOf(slip: IssuedSlip, charge: ChargeBalance): SlipPaperLine {
  const of = (kind: DebtPart): Yen => sumOf(slip.lines.filter((line) => line.chargeId === charge.chargeId && line.kind === kind).map((line) => line.amount))
  return { period: `${periodText(charge)}（${printDate(charge.dueOn)}）`, tax: yenText(of('tax')), late: yenText(of('late')), fee: yenText(of('fee')), sum: yenText(sumOf(debtParts.map(of))) }
}

function wordsOf(slip: IssuedSlip): string {
  const where = slip.code === null ? '金融機関か役場の窓口で' : 'コンビニ、金融機関、役場の窓口で'
  const late = slip.late > 0 ? `延滞金は${printDate(slip.usableUntil)}に納めたときの額です。` : ''
  const elQr = slip.elQr === null ? '' : 'eL-QR・eL番号でも納められます。'
  return `下の納付書で、${printDate(slip.usableUntil)}までに、${where}納めてください。${elQr}${late}すでに納めた方は、行き違いですのでご容赦ください。`
}

function noBarsReason(slip: IssuedSlip, limit: Yen): string {
  return slip.amount > limit ? `${yenText(limit)}を超えるため、コンビニでは納められません。` : '使用期限を過ぎているため、コンビニでは納められません。'
}

/** Texts that must stand on the finished sheet. */
export function textsOn(paper: SlipPaper): readonly string[] {
  return [paper.payer, paper.envelopeName, ...paper.addressLines, paper.number, paper.amountText, paper.usableUntil, ...(paper.feeText === '' ? [] : [paper.feeText]), ...(paper.bars?.readable ?? []), ...(paper.elQr ? [paper.elQr.number] : [])]
}


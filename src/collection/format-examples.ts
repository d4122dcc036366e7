import { z } from 'zod'
import type { Refusal } from '../kernel/outcome.ts'
import { fitZenginKana, toZenginKana } from '../kernel/zengin-kana.ts'
import { readExample } from '../legislation/index.ts'
import type { ExampleInput, ExampleRule } from '../platform/context/manifest.ts'
import { qrCode } from '../platform/document/bars/qr.ts'
import { amount, day, each, present, text, topic, whole } from './example-facts.ts'
import { readLetters, writeLetters } from './formats/bank-letters.ts'
import { fromCp932, toCp932 } from './formats/cp932.ts'
import { customerBarcode } from './formats/customer-barcode.ts'
import { buildElQr, crc16, crcDigits, type ElQr, elNumberOf, elQrSymbol, readElQr } from './formats/elqr.ts'
import { readPensionTrailer } from './formats/pension-file.ts'
import { yuchoForDebit, yuchoForTransfer } from './formats/yucho.ts'
import { readDebitFile, readFraming, type Totals } from './formats/zengin-file.ts'
import { bankRecordLength, dateNearest, debitPlan, debitResult, debitTrailerPlan, endPlan, headerPlan, transferPlan, transferTrailerPlan } from './formats/zengin.ts'

// Byte layouts under the field names of the published vectors; `docs/` has their dictionary.

export const formatExampleRules: Readonly<Record<string, ExampleRule>> = {
  'collection.elqr': each(elQrExample),
  'collection.zengin': each(zenginExample, ['records']),
  'collection.zengin-kana': each(zenginKanaExample),
  'collection.cp932': each(cp932Example),
  'collection.yucho-account': each(yuchoExample),
  'collection.customer-barcode': each(customerBarcodeExample),
  'collection.pension-file': each(pensionFileExample),
}

const elQrFields = z.object({
  topic, text: text.optional(), jointAccount11: text.optional(), amount: amount.optional(), taxItem: text.optional(), caseKey20: text.optional(), confirmation6: text.optional(), organisation5: text.optional(),
  office3: text.optional(), levyYear: text.optional(), taxYear: text.optional(), period: text.optional(), dueDate: text.optional(), payLimit: text.optional(), expectedOrganisation5: text.optional(),
})

function elQrExample(example: ExampleInput): Record<string, unknown> {
  const { given } = readExample(example, elQrFields)
  if (given.topic === 'crc') return { crcHex: crc16(present(given.text, 'text')).toString(16).toUpperCase().padStart(4, '0'), crcDecimal5: crcDigits(present(given.text, 'text')) }
  if (given.text !== undefined) return readElQrLines(given.text, given.expectedOrganisation5)
  const built = buildElQr({
    jointAccount: given.jointAccount11 ?? '', amount: given.amount ?? 0, taxItem: given.taxItem ?? '', caseKey: given.caseKey20 ?? '', confirmation: given.confirmation6 ?? '', organisation: given.organisation5 ?? '',
    office: given.office3 ?? '000', levyYear: given.levyYear ?? '', taxYear: given.taxYear ?? '', period: given.period ?? '00', dueDate: given.dueDate ?? '', payLimit: given.payLimit ?? '',
  })
  return built.ok ? { ...readElQrLines(built.text), ...symbolOf(built.text) } : { valid: false, error: built.fault, errors: [built.fault] }
}

/** The version is what the library needed, not what we expect. */
function symbolOf(digits: string): Record<string, unknown> {
  return { qrVersion: (qrCode(digits, elQrSymbol.errorCorrection).modules - 17) / 4, errorCorrection: elQrSymbol.errorCorrection, mode: elQrSymbol.mode }
}

function readElQrLines(digits: string, organisation?: string): Record<string, unknown> {
  const { faults, code, mpn, crc } = readElQr(digits, organisation)
  const [first, ...more] = faults
  return {
    text: digits, length: digits.length, valid: first === undefined, error: first ?? null, errors: faults,
    alsoInconsistent: more.includes('amountMismatch') ? 'amount in tag 54 differs from amount in tag 27' : null,
    ...(code ? { ...elQrParts(code), mpn83: mpn, crc5: crc, elNumber: elNumberOf(code) } : {}),
  }
}

function elQrParts(code: ElQr): Record<string, unknown> {
  return {
    jointAccount11: code.jointAccount, amount: code.amount, taxItem: code.taxItem, caseKey20: code.caseKey, confirmation6: code.confirmation, organisation5: code.organisation, office3: code.office,
    levyYear: code.levyYear, taxYear: code.taxYear, period: code.period, dueDate: code.dueDate, payLimit: code.payLimit,
  }
}

const zenginFields = z.object({ topic, text: text.optional(), jisHex: text.optional(), ebcdicHex: text.optional(), records: z.array(z.string()).optional(), mmdd: text.optional(), reference: day.optional(), code: text.optional() })

function zenginExample(example: ExampleInput): Record<string, unknown> {
  const { given } = readExample(example, zenginFields)
  if (given.mmdd !== undefined) return nearestLines(given.mmdd, present(given.reference, 'reference'))
  if (given.code !== undefined) return resultLines(given.code)
  if (given.records !== undefined) return resultFileLines(given.records)
  if (given.text !== undefined) return recordLines(given.text, given.topic)
  const bytes = bytesOf(present(given.jisHex ?? given.ebcdicHex, 'jisHex'))
  return given.topic === 'lineFraming' || bytes.length !== bankRecordLength ? framingLines(bytes) : readRecordLines(bytes, given)
}

function nearestLines(mmdd: string, reference: Parameters<typeof dateNearest>[1]): Record<string, unknown> {
  const date = dateNearest(mmdd, reference)
  return date === undefined ? { date: null, error: 'noSuchDay' } : { date, error: null }
}

function resultLines(code: string): Record<string, unknown> {
  const { meaning, paid, next } = debitResult(code)
  return { code, meaning, paid, next }
}

/** A code whose record was broken is named by the fault of the vectors. */
const faultNames: Readonly<Record<string, string>> = {
  'collection.bank-total-differs': 'trailerMismatch', 'collection.bank-record-length': 'recordLength', 'collection.bank-letter': 'unmappable', 'collection.bank-field': 'notDigits',
  'collection.row-class': 'recordOrder', 'collection.total-missing': 'recordOrder', 'collection.bank-kind': 'kindMismatch', 'collection.file-empty': 'empty',
}

function faultLines(refusals: readonly Refusal[]): Record<string, unknown> {
  const errors = refusals.map((refusal) => faultNames[refusal.code] ?? refusal.code)
  return { error: errors[0], errors: [...new Set(errors)], messages: refusals.map((refusal) => refusal.message) }
}

function resultFileLines(records: readonly string[]): Record<string, unknown> {
  const read = readDebitFile(records)
  if (!read.ok) return { balanced: false, ...faultLines(read.refusals) }
  const { debits, paid, failed, all } = read.value
  return {
    balanced: true, error: null, total: totalLines(all), ok: totalLines(paid), ng: totalLines(failed),
    results: debits.map((debit) => ({ customerNumber: debit.customerNumber, code: debit.resultCode, meaning: debitResult(debit.resultCode).meaning })),
  }
}

function totalLines({ count, amount: total }: Totals): { count: number; amount: number } {
  return { count, amount: total }
}

function framingLines(bytes: Uint8Array): Record<string, unknown> {
  const read = readFraming(bytes)
  if (!read.ok) return faultLines(read.refusals)
  return { records: read.value.records.length, framing: read.value.lineEnds, trailingEofByte: read.value.endByte, error: null }
}

function recordLines(record: string, kind: string | undefined): Record<string, unknown> {
  const [jis, ebcdic] = [writeLetters(record, 'jis'), writeLetters(record, 'ebcdic')]
  if (record.length !== bankRecordLength) return { length: record.length, error: 'recordLength' }
  if (!jis.ok) return { length: record.length, error: 'unmappable', positions: jis.faults.map((fault) => fault.place) }
  if (!ebcdic.ok) return { length: record.length, error: 'unmappable', positions: ebcdic.faults.map((fault) => fault.place) }
  return { length: record.length, text: record, jisHex: hexOf(jis.bytes), ebcdicHex: hexOf(ebcdic.bytes), error: null, ...partsOfRecord(record, kind) }
}

function readRecordLines(bytes: Uint8Array, given: { ebcdicHex?: string; topic?: string }): Record<string, unknown> {
  const read = readLetters(bytes, given.ebcdicHex === undefined ? 'jis' : 'ebcdic')
  return read.ok ? recordLines(read.text, given.topic) : { length: bytes.length, error: 'unmappable', positions: read.faults.map((fault) => fault.place) }
}

/** Fields of one record; amounts and counts as numbers. A topic that ends in 21 asks for a transfer. */
function partsOfRecord(record: string, kind: string | undefined): Record<string, unknown> {
  const isTransfer = kind?.endsWith('21') ?? false
  const plan = { 1: headerPlan, 2: isTransfer ? transferPlan : debitPlan, 8: isTransfer ? transferTrailerPlan : debitTrailerPlan, 9: endPlan }[record[0] ?? '']
  if (!plan) return { recordType: record[0], error: 'recordOrder' }
  const values = Object.entries(plan.read(record)).map(([name, value]) => [name, /^(paid|failed)?(count|amount)$/i.test(name) ? Number(value) : value] as const)
  return { ...Object.fromEntries(values), ...(plan.faultsOf(record).length > 0 ? { error: 'notDigits' } : {}) }
}

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replace(/\s/g, ''), 'hex'))
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

const kanaFields = z.object({ topic, text, limit: whole.optional(), middleDot: z.enum(['.', ' ']).optional(), wo: z.enum(['ｦ', 'ｵ']).optional(), allowedSymbols: text.optional() })

function zenginKanaExample(example: ExampleInput): Record<string, unknown> {
  const { given } = readExample(example, kanaFields)
  const profile = { ...(given.middleDot ? { middleDot: given.middleDot } : {}), ...(given.wo ? { wo: given.wo } : {}), ...(given.allowedSymbols === undefined ? {} : { allowedSymbols: given.allowedSymbols }) }
  const converted = given.limit === undefined ? toZenginKana(given.text, profile) : fitZenginKana(given.text, given.limit, profile)
  if (!converted.ok) return converted.error === 'tooLong' ? { error: converted.error, bytes: converted.bytes } : { error: converted.error, positions: converted.positions }
  const written = writeLetters(converted.kana, 'jis')
  return { kana: converted.kana, bytes: converted.bytes, jisHex: written.ok ? hexOf(written.bytes) : null, error: null }
}

const cp932Fields = z.object({ topic, char: text.optional(), text: text.optional(), codePoint: text.optional(), hex: text.optional() })

function cp932Example(example: ExampleInput): Record<string, unknown> {
  const { given } = readExample(example, cp932Fields)
  if (given.hex !== undefined) return decodeLines(given.hex)
  const written = toCp932(present(given.char ?? given.text ?? fromCodePoint(given.codePoint), 'char'))
  return written.ok ? { hex: hexOf(written.bytes), error: null } : { error: 'notInCp932', positions: written.positions }
}

function decodeLines(hex: string): Record<string, unknown> {
  const read = fromCp932(bytesOf(hex))
  return read === undefined ? { error: 'notInCp932' } : { char: read, text: read, error: null }
}

function fromCodePoint(codePoint: string | undefined): string | undefined {
  return codePoint === undefined ? undefined : String.fromCodePoint(Number.parseInt(codePoint.replace(/^U\+/i, ''), 16))
}

function yuchoExample(example: ExampleInput): Record<string, unknown> {
  const { given } = readExample(example, z.object({ topic: text, kigo: text, bango: text }))
  const isDebit = given.topic === 'jidoHaraikomi'
  const fields = (isDebit ? yuchoForDebit : yuchoForTransfer)({ symbol: given.kigo, number: given.bango })
  if (!fields.ok) return { error: fields.fault }
  return { bank: fields.bankCode, branch: fields.branchCode, branchField: fields.branchCode, type: fields.accountType, account: fields.accountNumber, error: null }
}

function customerBarcodeExample(example: ExampleInput): Record<string, unknown> {
  const { given } = readExample(example, z.object({ topic, zip: text, address: text }))
  const code = customerBarcode(given.zip, given.address)
  return code === undefined ? { error: 'postalCode' } : { characters: code.characters, checkDigit: code.checkDigit, error: null }
}

function pensionFileExample(example: ExampleInput): Record<string, unknown> {
  const { given } = readExample(example, z.object({ topic, text }))
  const read = readPensionTrailer(given.text)
  if (!read.ok) return { length: given.text.length, recordType: given.text[0] ?? null, error: read.fault }
  return { length: given.text.length, recordType: '3', ...read.trailer, error: null }
}

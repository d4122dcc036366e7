import { z } from 'zod'
import { ExampleFault, exampleFlag, exampleWhole } from '../kernel/example-input.ts'
import { maxDate, plainDate } from '../kernel/plain-date.ts'
import { yen, type Yen, zeroYen } from '../kernel/yen.ts'
import { fact, readExample } from '../legislation/index.ts'
import type { ExampleInput, ExampleRule } from '../platform/context/manifest.ts'
import { closedDaysWith } from './calendar.ts'
import { amount, day, each, flag, present, text, topic, valueOf } from './example-facts.ts'
import { enforcementExampleRules } from './enforcement/example-rules.ts'
import { formatExampleRules } from './format-examples.ts'
import { collectionLawOn, delinquencyLawBetween, ratesBetween } from './law.ts'
import { delinquencyCharge } from './rules/delinquency-charge.ts'
import { demandDates, dueDate } from './rules/due-date.ts'
import { isOcrLine, ocrCheckDigits, ocrLine } from './rules/ocr-line.ts'
import { buildPaymentCode, dataModules, humanReadableLines, noDueDate, type PaymentCode, quietModules, readPaymentCode, symbolCharacters } from './rules/payment-code.ts'
import { type PaymentRow, readCsvRow, readFixedRecord } from './rules/payment-row.ts'
import { type ClaimNotice, type NoticeKind, reconcile } from './rules/reconcile.ts'
import { refundInterest, type RefundCause } from './rules/refund-interest.ts'

// Facts and lines under the field names of the published vectors; `docs/` has their dictionary.

/** What worked examples may call of collection. */
export const exampleRules: Readonly<Record<string, ExampleRule>> = {
  'collection.delinquency-charge': each(delinquencyChargeExample, ['payments']),
  'collection.refund-interest': each(refundInterestExample),
  'collection.due-date': each(dueDateExample),
  'collection.demand': each(demandExample),
  'collection.payment-code': each(paymentCodeExample),
  'collection.payment-file-row': each(paymentFileRowExample),
  'collection.reconcile': reconcileExample,
  'collection.ocr-line': each(ocrLineExample),
  ...formatExampleRules,
  ...enforcementExampleRules,
}

const delinquencyFields = z.object({
  tax: amount,
  due: day,
  /** Day of the payment of all that is left, or the day up to which the charge is counted. */
  paid: day,
  payments: z.array(z.strictObject({ paid: day, amount })).optional(),
})

function delinquencyChargeExample(example: ExampleInput): Record<string, unknown> {
  const { given, ordinance } = readExample(example, delinquencyFields)
  const payments = (given.payments ?? []).map((payment) => ({ paidOn: payment.paid, amount: payment.amount }))
  const law = delinquencyLawBetween(given.due, maxDate(given.due, given.paid), ordinance)
  const charge = valueOf(delinquencyCharge({ tax: given.tax, due: given.due, payments, until: given.paid }, law))
  return {
    parts: charge.amounts, firstPart: charge.amounts[0] ?? null, days: charge.parts.map((part) => part.days),
    base: charge.parts[0]?.base ?? zeroYen, raw: charge.raw, amount: charge.amount,
  }
}

const refundFields = z.object({
  overpaid: amount, paid: day, refundDecided: day, cause: text,
  claimed: day.optional(), corrected: day.optional(), noticed: day.optional(), filed: day.optional(),
})

function refundInterestExample(example: ExampleInput): Record<string, unknown> {
  const { given, ordinance } = readExample(example, refundFields)
  const law = { rounding: collectionLawOn(given.refundDecided, ordinance).chargeRounding, rates: ratesBetween(given.paid, given.refundDecided) }
  const interest = valueOf(refundInterest({ overpaid: given.overpaid, paidOn: given.paid, decidedOn: given.refundDecided, cause: causeOf(given) }, law))
  return { from: interest.from, parts: interest.parts.map((part) => part.yen), days: interest.parts.map((part) => part.days), raw: interest.raw, amount: interest.amount }
}

function causeOf(given: z.infer<typeof refundFields>): RefundCause {
  if (/更正の請求/.test(given.cause)) return { kind: 'claim-granted', claimedOn: present(given.claimed, 'claimed'), correctedOn: present(given.corrected, 'corrected') }
  if (/所得税/.test(given.cause) && /更正/.test(given.cause)) return { kind: 'income-tax-corrected', noticeOn: present(given.noticed, 'noticed') }
  if (/所得税/.test(given.cause) && /申告/.test(given.cause)) return { kind: 'income-tax-return', filedOn: present(given.filed, 'filed') }
  if (/賦課決定|減額|更正|税額変更/.test(given.cause)) return { kind: 'assessment-reduced' }
  if (/誤納|二重|重複/.test(given.cause)) return { kind: 'paid-by-mistake' }
  throw new ExampleFault(`項目「cause」の「${given.cause}」は、還付加算金の起算日を決める理由として読めません。賦課決定の減額、更正の請求、所得税の更正、所得税の申告、誤納のどれかの言葉を入れてください。`)
}

function dueDateExample(example: ExampleInput): Record<string, unknown> {
  const { given, ordinance } = readExample(example, z.object({ nominalDue: day }))
  return { due: dueDate(given.nominalDue, closedDaysWith(collectionLawOn(given.nominalDue, ordinance).closedDays)) }
}

const demandFields = z.object({ due: day, unpaid: fact((value, field) => (typeof value === 'number' || /^[\d,]+円?$/.test(String(value)) ? yen(exampleWhole(value, field)) : exampleFlag(value, field))).optional(), demandIssued: day.optional() })

function demandExample(example: ExampleInput): Record<string, unknown> {
  const { given, ordinance } = readExample(example, demandFields)
  const law = collectionLawOn(given.due, ordinance)
  const dates = demandDates({ due: given.due, unpaid: unpaidYen(given.unpaid), issuedOn: given.demandIssued ?? null }, law)
  return {
    demandIssueBy: dates.issueBy, seizureAllowedFrom: dates.seizureFrom,
    seizureAllowedIfUnpaidAfter: `${law.seizureDays} days counted from the day the demand was issued`,
  }
}

/** A vector may say only that something is unpaid. */
function unpaidYen(unpaid: boolean | Yen | undefined): Yen {
  if (typeof unpaid === 'number') return unpaid
  return unpaid === false ? zeroYen : yen(1)
}

const codeFields = z.object({
  topic, digits: text.optional(), companyCode: text.optional(), freeField: text.optional(), reissue: text.optional(),
  dueDate: text.optional(), stampFlag: text.optional(), amount: amount.optional(),
})

function paymentCodeExample(example: ExampleInput): Record<string, unknown> {
  const { given, ordinance } = readExample(example, codeFields)
  if (given.digits !== undefined) return readCodeLines(given.digits)
  const code: PaymentCode = {
    companyCode: given.companyCode ?? '', freeField: given.freeField ?? '', reissue: given.reissue ?? '0',
    dueDate: given.dueDate ?? noDueDate, stampFlag: given.stampFlag ?? '0', amount: given.amount ?? zeroYen,
  }
  const limit = collectionLawOn(example.on ?? today, ordinance).barcodeLimit
  const built = buildPaymentCode(code, limit)
  return built.ok ? { ...symbolLines(built.digits), valid: true } : { error: built.fault, valid: false }
}

/** A vector without a date asks for the rules in force when it was published. */
const today = plainDate('2026-11-22')

function readCodeLines(digits: string): Record<string, unknown> {
  const code = readPaymentCode(digits)
  if (!code) return { valid: false, error: 'format' }
  const { dueDate: raw, expectedCheckDigit, valid, ...rest } = code
  return { ...symbolLines(code.digits), ...rest, dueDate: raw === noDueDate ? null : raw, dueDateRaw: raw, valid, expectedCheckDigit }
}

function symbolLines(digits: string): Record<string, unknown> {
  const modules = dataModules(digits)
  return {
    digits, gs1Element: `(91)${digits.slice(2)}`, hriLines: humanReadableLines(digits), code128Codewords: symbolCharacters(digits),
    dataModules: modules, modulesWithQuietZones: modules + 2 * quietModules,
  }
}

const rowFields = z.object({ topic, row: text.optional(), record: text.optional(), line: fact(exampleWhole).optional() })
const kindNames: Readonly<Record<PaymentRow['kind'], string>> = { preliminary: 'sokuho', confirmed: 'kakuho', cancelled: 'torikeshi', 'postal-correction': 'yubinTeisei' }

function paymentFileRowExample(example: ExampleInput): Record<string, unknown> {
  const { given } = readExample(example, rowFields)
  const line = given.line ?? 1
  const read = given.row !== undefined ? readCsvRow(splitCsv(given.row), line) : readFixedRecord(present(given.record, 'record'), line)
  if (!read.ok) return { error: read.refusals[0]!.code, errors: read.refusals.map((refusal) => refusal.code), fields: read.refusals.map((refusal) => refusal.field), line }
  const row = read.value
  return {
    recordClass: given.record?.[0] ?? null, type: kindNames[row.kind], channel: row.channel,
    receivedAt: row.paidAt === null ? row.paidOn : `${row.paidOn}T${row.paidAt}`, storeDate: row.paidOn, storeTime: row.paidAt,
    digits: row.code.digits, barcode: row.code.digits, validCheckDigit: row.code.valid, amount: row.amount, stamp: row.stamp,
    chainCode: row.chainCode, storeCode: row.storeCode, shopCode: row.storeCode,
    fundsDate: row.fundsOn, fundsDue: row.fundsOn, createdOn: row.createdOn, acquiredOn: row.createdOn,
  }
}

/** Cells of one CSV row; quotes may enclose a cell. */
function splitCsv(row: string): string[] {
  return [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
}

const noticeKinds: Readonly<Record<string, NoticeKind>> = { sokuho: 'preliminary', kakuho: 'confirmed', torikeshi: 'cancelled' }
const reconcileFields = z.object({
  topic,
  claim: z.strictObject({ slipKey: text.optional(), amount }),
  events: z.array(z.strictObject({
    t: z.enum(['sokuho', 'kakuho', 'torikeshi']), amount, store: text.optional(), at: text.optional(),
    sameRecord: flag.optional(), channel: text.optional(),
  })),
})

function reconcileExample(example: ExampleInput): Record<string, unknown> {
  const { given } = readExample(example, reconcileFields)
  const notices = given.events.map((event): ClaimNotice => ({
    kind: noticeKinds[event.t]!, amount: event.amount, payment: `${event.channel ?? ''}|${event.store ?? ''}|${event.at ?? ''}`,
    partAllowed: event.channel === 'counter' || event.channel === 'ocr',
  }))
  const { exceptions, ...result } = reconcile(given.claim.amount, notices)
  return { ...result, exception: exceptions[0] ?? null, exceptions }
}

function ocrLineExample(example: ExampleInput): Record<string, unknown> {
  const { given } = readExample(example, z.object({ topic, body: text.optional(), line: text.optional() }))
  if (given.line !== undefined) return { valid: isOcrLine(given.line), checkDigits: ocrCheckDigits(given.line.slice(2)), line: ocrLine(given.line.slice(2)) }
  const body = present(given.body, 'body')
  return { checkDigits: ocrCheckDigits(body), line: ocrLine(body), valid: true }
}

import { assert } from '../kernel/assert.ts'
import { accept, type Outcome } from '../kernel/outcome.ts'
import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import { zeroPadded } from '../kernel/text.ts'
import { minYen, notBelowZero, sum, sumOf, type Yen, zeroYen } from '../kernel/yen.ts'
import { townDay } from '../platform/clock/index.ts'
import type { Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { takeNumbers } from '../platform/number/index.ts'
import { accruedOn, type Accrued } from './accrual.ts'
import { balanceOf, type ChargeBalance } from './charges.ts'
import { buildElQr } from './formats/elqr.ts'
import { groupBy } from './group.ts'
import { type CollectionLaw, collectionLawOn } from './law.ts'
import { getLevy } from './levies.ts'
import type { DebtPart } from './rules/debt-part.ts'
import { ocrLines } from './rules/ocr-line.ts'
import { buildPaymentCode, codeDate } from './rules/payment-code.ts'
import { freeFieldOf, slipKeyOf } from './slip-number.ts'
import * as slipStore from './slip-store.ts'
import * as store from './store.ts'

/** What a slip is asked for: instalments of one levy and one addressee on one sheet. */
export interface SlipRequest {
  readonly chargeIds: readonly string[]
  /** Last day on which a store or bank takes it: the due date, or a later day up to which delinquency charge is counted. */
  readonly usableUntil: PlainDate
  readonly replaces?: { readonly slipId: string; readonly reissue: number }
  /** Only so much of them: one instalment of a plan. Never more than what is open on its last day. */
  readonly parts?: readonly { readonly chargeId: string; readonly kind: DebtPart; readonly amount: Yen }[]
  /** Fee of the demand with which the slip goes out: it is charged with the demand, to the first instalment. */
  readonly demandFee?: Yen
}

/** A slip as it was issued — 納付書. */
export interface IssuedSlip {
  readonly slipId: string
  /** 納付番号, sixteen digits. */
  readonly slipKey: string
  readonly reissue: number
  readonly partyId: string
  readonly levyCode: string
  readonly tax: Yen
  readonly late: Yen
  readonly fee: Yen
  readonly amount: Yen
  readonly usableUntil: PlainDate
  /** 44 digits of the bars; null where stores may not take the slip. */
  readonly code: string | null
  /** 確認番号, six digits. */
  readonly confirmation: string
  /** OCR lines of 39 and 44 digits. */
  readonly ocr: readonly [string, string]
  /** 255 digits of the eL-QR; null where the town prints none on this levy, or no such code can say what the slip is for. */
  readonly elQr: string | null
  readonly lines: readonly { readonly chargeId: string; readonly kind: DebtPart; readonly amount: Yen }[]
  readonly charges: readonly ChargeBalance[]
}

/**
 * Issues slips for what is open, one for each request, in a handful of statements — 納付書の発行.
 * A request whose instalments are paid gives null. Above the limit of the stores, or when its day has passed, a slip
 * has no bars: it is paid at a bank or the counter.
 * @refuses collection.rate-not-published where a slip runs into a year whose delinquency rate is not known yet;
 *   requests of several levies or addressees on one sheet are a bug of the caller
 * @law local-autonomy-act 231-3
 */
export async function issueSlips(tx: Tx, requests: readonly SlipRequest[]): Promise<Outcome<(IssuedSlip | null)[]>> {
  const rows = await store.listBalances(tx, [...new Set(requests.flatMap((request) => request.chargeIds))])
  const balances = new Map(rows.map((row) => [row.charge_id, balanceOf(row)]))
  const accrued = await accruedByDay(tx, requests, balances)
  for (const late of [...accrued.values()].flatMap((byCharge) => [...byCharge.values()])) if (!late.charge.ok) return late.charge
  const drafts = requests.map((request) => draftOf(request, balances, accrued.get(request.usableUntil) ?? new Map()))
  const payable = drafts.filter((draft) => draft !== null)
  if (payable.length === 0) return accept(drafts.map(() => null))
  const first = await takeNumbers(tx, 'collection.payment-slip', payable.length)
  const law = collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today))
  const serials = new Map(payable.map((draft, index) => [draft, first + index]))
  const issued = drafts.map((draft) => (draft === null ? null : issue(tx, draft, { serial: serials.get(draft) ?? 0, law })))
  await slipStore.insertSlips(tx, issued.flatMap((slip, index) => (slip ? [{ ...slip, replacesSlipId: requests[index]?.replaces?.slipId ?? null }] : [])))
  return accept(issued)
}

interface Draft extends SlipRequest { readonly lines: IssuedSlip['lines']; readonly charges: readonly ChargeBalance[]; readonly partyId: string; readonly levyCode: string }

/** Delinquency charges are counted up to the last day of each slip; most slips are issued before they are due and need none. */
async function accruedByDay(tx: Tx, requests: readonly SlipRequest[], balances: ReadonlyMap<string, ChargeBalance>): Promise<Map<PlainDate, ReadonlyMap<string, Accrued>>> {
  const byDay = new Map<PlainDate, ReadonlyMap<string, Accrued>>()
  for (const [day, same] of groupBy(requests, (request) => request.usableUntil)) {
    const late = [...new Set(same.flatMap((request) => request.chargeIds))].flatMap((id) => balances.get(id) ?? []).filter((balance) => balance.dueOn < day)
    byDay.set(day, late.length === 0 ? new Map() : await accruedOn(tx, late, day))
  }
  return byDay
}

function draftOf(request: SlipRequest, balances: ReadonlyMap<string, ChargeBalance>, accrued: ReadonlyMap<string, Accrued>): Draft | null {
  const charges = request.chargeIds.map((id) => {
    const balance = balances.get(id)
    assert(balance !== undefined, 'a slip is for charges that stand')
    return balance
  })
  const [first] = charges
  assert(first !== undefined && charges.every((charge) => charge.partyId === first.partyId && charge.levyCode === first.levyCode), 'a slip is for one addressee and one levy')
  const lines = charges.flatMap((charge, index) => [
    { chargeId: charge.chargeId, kind: 'tax' as const, amount: charge.balance },
    { chargeId: charge.chargeId, kind: 'late' as const, amount: accrued.get(charge.chargeId)?.open ?? zeroYen },
    { chargeId: charge.chargeId, kind: 'fee' as const, amount: sum(notBelowZero(charge.feeBalance), index === 0 ? request.demandFee ?? zeroYen : zeroYen) },
  ]).map((line) => (request.parts === undefined ? line : { ...line, amount: minYen(line.amount, partOf(request.parts, line)) })).filter((line) => line.amount > zeroYen)
  return lines.length === 0 ? null : { ...request, lines, charges, partyId: first.partyId, levyCode: first.levyCode }
}

function partOf(parts: NonNullable<SlipRequest['parts']>, line: IssuedSlip['lines'][number]): Yen {
  return sumOf(parts.filter((part) => part.chargeId === line.chargeId && part.kind === line.kind).map((part) => part.amount))
}

function issue(tx: Tx, draft: Draft, { serial, law }: { serial: number; law: CollectionLaw }): IssuedSlip {
  const slipKey = slipKeyOf(getLevy(draft.levyCode).number, serial)
  const reissue = draft.replaces?.reissue ?? 0
  const amount = sumOf(draft.lines.map((line) => line.amount))
  const of = (kind: DebtPart): Yen => sumOf(draft.lines.filter((line) => line.kind === kind).map((line) => line.amount))
  const confirmation = confirmationOf(tx, slipKey)
  return {
    slipId: newId(), slipKey, reissue, partyId: draft.partyId, levyCode: draft.levyCode, tax: of('tax'), late: of('late'), fee: of('fee'), amount, usableUntil: draft.usableUntil,
    code: draft.usableUntil < tx.today ? null : codeOf(tx, { slipKey, reissue, amount, usableUntil: draft.usableUntil }, law), confirmation,
    ocr: ocrOf(tx, { slipKey, amount, levyCode: draft.levyCode, confirmation }, law),
    elQr: elQrOf(tx, { slipKey, amount, levyCode: draft.levyCode, confirmation, usableUntil: draft.usableUntil, issuedOn: tx.today, charges: draft.charges }, law), lines: draft.lines, charges: draft.charges,
  }
}

/** Slips as they were issued, with what is known of their instalments now; for drawing them again — 発行した納付書. */
export async function listIssuedSlips(tx: Tx, slipIds: readonly string[]): Promise<readonly IssuedSlip[]> {
  if (slipIds.length === 0) return []
  const [rows, lines] = [await slipStore.listSlips(tx, slipIds), groupBy(await slipStore.listSlipLines(tx, slipIds), (line) => line.slip_id)]
  const balances = new Map((await store.listBalances(tx, [...new Set([...lines.values()].flat().map((line) => line.charge_id))])).map((row) => [row.charge_id, balanceOf(row)]))
  const law = collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today))
  return rows.map((row) => {
    const own = lines.get(row.slip_id) ?? []
    const of = (kind: DebtPart): Yen => sumOf(own.filter((line) => line.kind === kind).map((line) => line.amount))
    const charges = [...new Set(own.map((line) => line.charge_id))].flatMap((id) => balances.get(id) ?? [])
    return {
      slipId: row.slip_id, slipKey: row.slip_key, reissue: row.reissue, partyId: row.party_id, levyCode: row.levy_code, tax: of('tax'), late: of('late'), fee: of('fee'), amount: row.amount, usableUntil: row.usable_until, code: row.code,
      confirmation: row.confirmation, ocr: ocrOf(tx, { slipKey: row.slip_key, amount: row.amount, levyCode: row.levy_code, confirmation: row.confirmation }, law), elQr: elQrAsIssued(tx, row, charges),
      lines: own.map((line) => ({ chargeId: line.charge_id, kind: line.kind, amount: line.amount })), charges,
    }
  })
}

interface CodeFacts { readonly slipKey: string; readonly reissue: number; readonly amount: Yen; readonly usableUntil: PlainDate }

function codeOf(tx: Tx, slip: CodeFacts, law: CollectionLaw): string | null {
  const { companyCode, agentPrefix } = law.slipCodes
  const built = buildPaymentCode({
    companyCode, freeField: freeFieldOf(agentPrefix ?? tx.office.code.slice(0, 5), slip.slipKey), reissue: String(slip.reissue),
    dueDate: codeDate(slip.usableUntil), stampFlag: '0', amount: slip.amount,
  }, law.barcodeLimit)
  return built.ok ? built.digits : null
}

/** OCR lines of a slip, also of one issued before. */
export function ocrOf(tx: Tx, slip: { slipKey: string; amount: Yen; levyCode: string; confirmation: string }, law: CollectionLaw): readonly [string, string] {
  return ocrLines({
    account: law.slipCodes.collectorAccount, amount: slip.amount, billerNumber: law.slipCodes.billerNumber, stampFlag: '0',
    levyNumber: getLevy(slip.levyCode).number.padStart(3, '0'), paymentNumber: slip.slipKey, confirmationNumber: slip.confirmation, municipality: tx.office.code.slice(0, 5),
  })
}

/** 期別 has two digits. */
const largestPeriod = 99

interface ElQrFacts {
  readonly slipKey: string; readonly amount: Yen; readonly levyCode: string; readonly confirmation: string; readonly usableUntil: PlainDate; readonly issuedOn: PlainDate
  readonly charges: readonly Pick<ChargeBalance, 'fiscalYear' | 'instalment' | 'dueOn'>[]
}

/**
 * The eL-QR of a slip, also of one issued before. It names one year, one instalment and one due date, so a slip for
 * several instalments has none; nor has one whose last day was past when it was issued, nor one for an instalment that
 * the two digits of 期別 cannot name, such as a month of special collection.
 */
function elQrOf(tx: Tx, slip: ElQrFacts, law: CollectionLaw): string | null {
  const row = law.elqr.levies[slip.levyCode] ?? law.elqr.others
  const [charge, ...more] = slip.charges
  if (!row || slip.issuedOn < row.from || slip.usableUntil < slip.issuedOn || !charge || more.length > 0 || charge.instalment > largestPeriod) return null
  const year = String(charge.fiscalYear)
  const built = buildElQr({
    jointAccount: law.slipCodes.collectorAccount, amount: slip.amount, taxItem: row.taxItem ?? getLevy(slip.levyCode).number.padStart(3, '0'), caseKey: slip.slipKey.padStart(20, '0'),
    confirmation: slip.confirmation, organisation: tx.office.code.slice(0, 5), office: '000', levyYear: year, taxYear: year, period: zeroPadded(charge.instalment, 2),
    dueDate: charge.dueOn.replaceAll('-', ''), payLimit: slip.usableUntil.replaceAll('-', ''),
  })
  assert(built.ok, 'the facts of a slip fit into an eL-QR')
  return built.text
}

/** The eL-QR of a slip as on the day on which it was issued: the town may print eL-QRs only since. */
export function elQrAsIssued(tx: Tx, row: slipStore.SlipRow, charges: ElQrFacts['charges']): string | null {
  const issuedOn = townDay(row.issued_at as Instant)
  return elQrOf(tx, { slipKey: row.slip_key, amount: row.amount, levyCode: row.levy_code, confirmation: row.confirmation, usableUntil: row.usable_until, issuedOn, charges }, collectionLawOn(issuedOn, tx.office.ordinanceOn(issuedOn)))
}

/** Six digits against mistyping and guessing, from the town's key: neither a counter nor anything of the payer — 確認番号. */
function confirmationOf(tx: Tx, slipKey: string): string {
  const digest = tx.services.cipher(tx.tenant).blindIndex(slipKey, 'collection.confirmation')
  return String(digest.readUIntBE(0, 6) % 1_000_000).padStart(6, '0')
}

/** Whether the town's own numbers for slips are there: practice towns print with invented ones. */
export function hasSlipCodes(tx: Tx): boolean {
  return tx.office.environment === 'practice' || Object.hasOwn(tx.office.ordinanceOn(tx.today), 'collection.slip-codes')
}

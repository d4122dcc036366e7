import { assert } from '../../../kernel/assert.ts'
import type { PlainDate } from '../../../kernel/plain-date.ts'
import { yenText } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { sumOf, zeroYen } from '../../../kernel/yen.ts'
import { listBalancesOfSources, slipPaper, textsOnSlip, type ChargeBalance, type IssuedSlip, type SlipPaper } from '../../../collection/index.ts'
import { envelopeOf, type Party } from '../../../party/index.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { marksOf, type Place } from '../../../platform/packages/index.ts'
import { levyCode } from '../decide.ts'
import type { IndividualTaxLaw } from '../law.ts'
import { laneOf } from '../rules/collection.ts'
import type { DecisionRow } from '../store.ts'
import type { NoticeAccess } from '../taxpayer/access.ts'
import { noticeData, type MassNoticePaper } from './forms/tax-notice.ts'

// What lies in one envelope: the notice, and behind it a slip for each term that is still to be paid.

/** One envelope before it is drawn. */
export interface EnvelopeFacts {
  readonly decision: DecisionRow
  readonly party: Party
  readonly slips: readonly IssuedSlip[]
  readonly law: IndividualTaxLaw
  /** The day that stands on the notice. */
  readonly issuedOn: PlainDate
  /** Number and address of the taxpayer's page. */
  readonly access: NoticeAccess
  /** Its place in the package; null for one that is printed by itself. */
  readonly place: Place | null
}

/** Notice and slips of one envelope, each sheet with its marks. */
export function envelopePaper(tx: Tx, facts: EnvelopeFacts): MassNoticePaper {
  const { decision, party, slips, law, issuedOn, access, place } = facts
  const sheets = slips.length + 1
  return {
    notice: noticeData({ office: tx.office, envelope: envelopeOf(party, tx.office), decision, law, issuedOn, access, marks: marksOf(place, { sheet: 1, sheets }) ?? undefined }),
    slips: slips.map((slip, index) => ({ ...slipPaper(tx, slip, party), issuedOn: printDate(issuedOn), marks: marksOf(place, { sheet: index + 2, sheets }) })),
  }
}

/** Texts that must stand on the sheets of an envelope, sheet by sheet. */
export function textsOfPaper({ notice, slips }: MassNoticePaper): readonly (readonly string[])[] {
  return [[notice.addressee, ...notice.addressLines, notice.noticeNo, notice.total, notice.access?.code ?? ''], ...slips.map((slip: SlipPaper) => textsOnSlip(slip))]
}

/** Terms of decisions that a slip is printed for: open, and due on this day or later. By the decision's debt, in order. */
export async function payableTerms(tx: Tx, decisions: readonly DecisionRow[]): Promise<ReadonlyMap<string, readonly ChargeBalance[]>> {
  const terms = new Map<string, ChargeBalance[]>()
  const balances = await listBalancesOfSources(tx, levyCode, decisions.map((one) => one.sourceId))
  for (const one of balances.toSorted((a, b) => a.instalment - b.instalment)) {
    if (one.balance > zeroYen && laneOf(one.instalment) === 'ordinary' && one.dueOn >= tx.today) terms.set(one.sourceId, [...(terms.get(one.sourceId) ?? []), one])
  }
  return terms
}

/** A slip with nothing but what may not fit: for the proof before numbers are taken. */
export function proofSlip(charge: ChargeBalance): IssuedSlip {
  const digits = (count: number): string => '0'.repeat(count)
  return {
    slipId: '', slipKey: digits(16), reissue: 0, partyId: charge.partyId, levyCode, tax: charge.balance, late: zeroYen, fee: zeroYen, amount: charge.balance, usableUntil: charge.dueOn, code: null, confirmation: digits(6),
    ocr: [digits(39), digits(44)], elQr: null, lines: [{ chargeId: charge.chargeId, kind: 'tax', amount: charge.balance }], charges: [charge],
  }
}

/** The party as it may be printed where its address must not be read by anybody else. */
export function withoutAddress(party: Party): Party {
  return { ...party, postalCode: null, address: '', delivery: null }
}

/** The slips of an envelope are what is open of the terms they are for. */
export function assertSlipsAgree(slips: readonly IssuedSlip[], terms: readonly ChargeBalance[]): void {
  assert(sumOf(slips.map((slip) => slip.amount)) === sumOf(terms.map((term) => term.balance)), `the slips of an envelope are for what its terms owe: ${yenText(sumOf(terms.map((term) => term.balance)))}`)
}

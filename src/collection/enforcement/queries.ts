import { z } from 'zod'
import { addDays, fiscalYear, type PlainDate } from '../../kernel/plain-date.ts'
import { sumOf } from '../../kernel/yen.ts'
import { findParty, listParties, type Party, wholeAddress } from '../../party/index.ts'
import { query } from '../../platform/command/define.ts'
import { zDate, zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { withheldFrom } from '../../platform/guard/index.ts'
import { download, type Download } from '../../platform/spreadsheet/index.ts'
import { linesOfAccount } from '../account.ts'
import { collectionLawOn } from '../law.ts'
import { payerOf, zPayer } from '../queries.ts'
import { refuse } from '../refusals.ts'
import * as ledger from '../store.ts'
import { type Claim, claimsOf, demandOf } from './claims.ts'
import * as distributions from './distribution-store.ts'
import { wordsOf } from './distributions.ts'
import { findOverdueParty } from './example-store.ts'
import { owedKinds, saleEndings, saleMethods } from './model.ts'
import { listOpenSales, listSalesOfSeizures, type SaleRow } from './sale-store.ts'
import * as seizures from './seizure-store.ts'
import * as store from './store.ts'
import * as suspensions from './suspension-store.ts'
import * as transfers from './transfer-store.ts'
import { articleWords } from './words.ts'

const zWho = z.object({ partyId: z.string(), residentId: z.string().nullable(), name: z.string() })
const zSums = { tax: z.number(), late: z.number(), fee: z.number() }
const most = 100

/** What comes next in a sale: the auction, its decision, the price, the transfer of the right. */
export const saleSteps = ['auction', 'decision', 'price', 'transfer'] as const
export type SaleStep = (typeof saleSteps)[number]

/** The next step of a sale with its day; undefined where it is over. */
export function nextOf(sale: SaleRow): { readonly next: SaleStep; readonly on: PlainDate } | undefined {
  if (sale.ending === 'sold' && sale.transferred_on === null) return { next: 'transfer', on: sale.paid_on! }
  if (sale.ended_on !== null) return undefined
  if (sale.outcome === null) return { next: 'auction', on: sale.auction_on }
  return sale.decided_on === null ? { next: 'decision', on: sale.decision_on } : { next: 'price', on: sale.pay_by }
}

const zDesk = z.object({
  warningDays: z.number(),
  prescriptions: z.array(zWho.extend({ chargeId: z.string(), what: z.string(), tax: z.number(), completesOn: z.string(), isGone: z.boolean(), isProposed: z.boolean() })),
  writeOffs: z.array(zWho.extend({ writeOffId: z.string(), what: z.string(), cause: z.string(), goneOn: z.string(), ground: z.string(), isOwn: z.boolean(), ...zSums })),
  suspensions: z.array(zWho.extend({ suspensionId: z.string(), ground: z.string(), suspendedOn: z.string(), reviewBy: z.string(), isApproved: z.boolean(), isOwn: z.boolean() })),
  /** Sales by the day of the auction, with what comes next and when. */
  sales: z.array(zWho.extend({ saleId: z.string(), saleNo: z.string(), nextOn: z.string(), next: z.enum(saleSteps), isOwn: z.boolean(), estimate: z.number(), price: z.number().nullable() })),
  seizures: z.array(zWho.extend({ seizureId: z.string(), seizureNo: z.string(), kind: z.string(), debtorName: z.string().nullable(), seizedOn: z.string(), servedOn: z.string().nullable(), open: z.number() })),
  distributions: z.array(zWho.extend({ distributionId: z.string(), amount: z.number(), surplus: z.number(), isOwn: z.boolean() })),
  due: z.array(zWho.extend({ distributionId: z.string(), lineNo: z.number(), creditor: z.string(), amount: z.number(), deliverOn: z.string() })),
  requests: z.array(zWho.extend({ requestId: z.string(), requestNo: z.string(), kind: z.string(), authority: z.string(), requestedOn: z.string() })),
  inquiries: z.array(zWho.extend({ inquiryId: z.string(), inquiryNo: z.string(), about: z.string(), addressedTo: z.string(), inquiredOn: z.string() })),
  transfers: z.array(zWho.extend({ transferId: z.string(), body: z.string(), transferredOn: z.string() })),
})
export type EnforcementDesk = z.infer<typeof zDesk>

/** What waits in disposition of delinquency: prescriptions, reviews, seizures, decisions — 滞納処分の一覧. */
export const showEnforcementDesk = query<Record<string, never>, EnforcementDesk>({
  name: 'collection.enforcement-desk', title: '滞納処分の一覧を見る', permission: 'collection-enforcement.read', action: 'list',
  description: 'Work lists of disposition of delinquency: instalments whose right ends soon or has lapsed, write-offs, suspensions and distributions that wait for a second officer, suspensions to be looked at again, sales with their next step, seizures and requests that stand, inquiries without an answer, cases with a joint body. At most 100 of each.',
  input: z.object({}), output: zDesk,
  async run(tx) {
    const { prescriptionWarningDays } = collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today))
    const near = await store.listPrescriptionsUntil(tx, addDays(tx.today, prescriptionWarningDays), most)
    const [writeOffs, suspended, seized] = [await store.listWaitingWriteOffs(tx, most), await suspensions.listOpenSuspensions(tx, most), await seizures.listLivingSeizures(tx, most)]
    const [waiting, due, requests] = [await distributions.listWaitingDistributions(tx, most), await distributions.listDueLines(tx, most), await seizures.listLivingRequests(tx, most)]
    const [inquiries, transferred, seizedFor] = [await seizures.listOpenInquiries(tx, most), await transfers.listOpenTransfers(tx, most), await seizures.listSeizureClaims(tx, seized.map((row) => row.seizure_id))]
    const offered = await listOpenSales(tx, most)
    const balances = new Map((await ledger.listBalances(tx, [...new Set([...near, ...writeOffs, ...seizedFor].map((row) => row.charge_id))])).map((row) => [row.charge_id, row]))
    const proposed = new Set((await store.listOpenWriteOffs(tx, near.map((row) => row.charge_id))).map((row) => row.charge_id))
    const who = await whoOf(tx, [...writeOffs, ...suspended, ...offered, ...seized, ...waiting, ...due, ...requests, ...inquiries, ...transferred, ...balances.values()].map((row) => row.party_id))
    const what = (chargeId: string): string => { const row = balances.get(chargeId); return row ? wordsOf({ levyCode: row.levy_code, fiscalYear: fiscalYear(row.fiscal_year), instalment: row.instalment }) : '' }
    const open = (chargeId: string): number => { const row = balances.get(chargeId); return row ? Math.max(0, row.balance) + Math.max(0, row.late_balance) + Math.max(0, row.fee_balance) : 0 }
    return {
      ok: true,
      value: {
        warningDays: prescriptionWarningDays,
        prescriptions: near.filter((row) => open(row.charge_id) > 0).map((row) => ({ ...who(balances.get(row.charge_id)!.party_id), chargeId: row.charge_id, what: what(row.charge_id), tax: open(row.charge_id), completesOn: row.completes_on!, isGone: row.completes_on! < tx.today, isProposed: proposed.has(row.charge_id) })),
        writeOffs: writeOffs.map((row) => ({ ...who(row.party_id), writeOffId: row.write_off_id, what: what(row.charge_id), cause: row.cause, goneOn: row.gone_on, ground: row.ground, tax: row.tax, late: row.late, fee: row.fee, isOwn: row.proposed_by === tx.actor.id })),
        suspensions: suspended.map((row) => ({ ...who(row.party_id), suspensionId: row.suspension_id, ground: row.ground, suspendedOn: row.suspended_on, reviewBy: row.review_by, isApproved: row.approved_at !== null, isOwn: row.proposed_by === tx.actor.id })),
        sales: offered.map((row) => { const { next, on } = nextOf(row)!; return { ...who(row.party_id), saleId: row.sale_id, saleNo: row.sale_no, nextOn: on, next, isOwn: row.outcome_by === tx.actor.id, estimate: row.estimate, price: row.price } }),
        seizures: seized.map((row) => ({ ...who(row.party_id), seizureId: row.seizure_id, seizureNo: row.seizure_no, kind: row.kind, debtorName: row.debtor_name, seizedOn: row.seized_on, servedOn: row.served_on, open: seizedFor.filter((claim) => claim.seizure_id === row.seizure_id).reduce((total, claim) => total + open(claim.charge_id), 0) })),
        distributions: waiting.map((row) => ({ ...who(row.party_id), distributionId: row.distribution_id, amount: row.amount, surplus: row.surplus, isOwn: row.proposed_by === tx.actor.id })),
        due: due.map((row) => ({ ...who(row.party_id), distributionId: row.distribution_id, lineNo: row.line_no, creditor: row.creditor, amount: sumOf([row.tax, row.late, row.fee]), deliverOn: row.deliver_on })),
        requests: requests.map((row) => ({ ...who(row.party_id), requestId: row.request_id, requestNo: row.request_no, kind: row.kind, authority: row.authority, requestedOn: row.requested_on })),
        inquiries: inquiries.map((row) => ({ ...who(row.party_id), inquiryId: row.inquiry_id, inquiryNo: row.inquiry_no, about: row.about, addressedTo: row.addressed_to, inquiredOn: row.inquired_on })),
        transfers: transferred.map((row) => ({ ...who(row.party_id), transferId: row.transfer_id, body: row.body, transferredOn: row.transferred_on })),
      },
    }
  },
  subjects: (value) => [value.prescriptions, value.writeOffs, value.suspensions, value.sales, value.seizures, value.distributions, value.due, value.requests, value.inquiries, value.transfers].flatMap((rows) => rows.flatMap((row) => row.residentId ?? [])),
  // Names and instalments: neither birth date nor address stands here.
  withhold: (value) => value,
  example: async () => ({}),
})

async function whoOf(tx: Tx, partyIds: readonly string[]): Promise<(partyId: string) => z.infer<typeof zWho>> {
  const parties = new Map((await listParties(tx, [...new Set(partyIds)])).map((party): [string, Party] => [party.partyId, party]))
  return (partyId) => ({ partyId, residentId: parties.get(partyId)?.residentId ?? null, name: parties.get(partyId)?.name ?? '' })
}

const zStep = z.object({ kind: z.string(), on: z.string(), until: z.string().nullable(), effect: z.string(), article: z.string(), completesOn: z.string().nullable() })
const zClaim = z.object({
  chargeId: z.string(), what: z.string(), dueOn: z.string(), tax: z.number(), late: z.number().nullable(), fee: z.number(), writtenOff: z.number(), demandedOn: z.string().nullable(),
  startsOn: z.string(), completesOn: z.string().nullable(), heldBy: z.string().nullable(), isGone: z.boolean(), steps: z.array(zStep),
})
const zItem = z.object({ lineNo: z.number(), description: z.string(), amount: z.number().nullable(), liftedOn: z.string().nullable(), soldOn: z.string().nullable(), canBeSold: z.boolean() })
const zSaleOf = z.object({
  saleId: z.string(), saleNo: z.string(), seizureNo: z.string(), what: z.string(), estimate: z.number(), estimateGround: z.string(), deposit: z.number().nullable(), method: z.enum(saleMethods), announcedOn: z.string(), auctionOn: z.string(), auctionTime: z.string(), place: z.string(), decisionOn: z.string(), payBy: z.string(),
  documentId: z.string(), bidderName: z.string().nullable(), price: z.number().nullable(), decidedOn: z.string().nullable(), paidOn: z.string().nullable(), transferredOn: z.string().nullable(), transferNote: z.string().nullable(), endedOn: z.string().nullable(), ending: z.enum(saleEndings).nullable(), reason: z.string().nullable(),
  next: z.enum(saleSteps).nullable(), nextOn: z.string().nullable(), isOwn: z.boolean(),
})
const zCaseClaim = z.object({ what: z.string(), ...zSums })
const zLine = z.object({ lineNo: z.number(), kind: z.string(), creditor: z.string(), claim: z.number(), ...zSums, article: z.string().nullable(), handedOn: z.string().nullable() })
const zCase = z.object({
  payer: zPayer, claims: z.array(zClaim),
  entered: z.array(z.object({ eventId: z.string(), what: z.string(), kind: z.string(), on: z.string(), until: z.string().nullable(), note: z.string(), reason: z.string().nullable() })),
  seizures: z.array(z.object({ seizureId: z.string(), seizureNo: z.string(), kind: z.string(), debtorName: z.string().nullable(), seizedOn: z.string(), servedOn: z.string().nullable(), endedOn: z.string().nullable(), ending: z.string().nullable(), reason: z.string().nullable(), seizable: z.number().nullable(), items: z.array(zItem), claims: z.array(zCaseClaim) })),
  sales: z.array(zSaleOf),
  requests: z.array(z.object({ requestId: z.string(), requestNo: z.string(), kind: z.string(), authority: z.string(), proceeding: z.string(), requestedOn: z.string(), endedOn: z.string().nullable(), reason: z.string().nullable() })),
  money: z.array(z.object({ moneyId: z.string(), amount: z.number(), receivedOn: z.string(), from: z.string(), distributionId: z.string().nullable() })),
  distributions: z.array(z.object({ distributionId: z.string(), amount: z.number(), surplus: z.number(), sentOn: z.string(), deliverOn: z.string(), state: z.enum(['waiting', 'approved', 'withdrawn']), isOwn: z.boolean(), lines: z.array(zLine) })),
  suspensions: z.array(z.object({ suspensionId: z.string(), ground: z.string(), findings: z.string(), suspendedOn: z.string(), reviewBy: z.string(), isApproved: z.boolean(), isWithdrawn: z.boolean(), isOwn: z.boolean(), endedOn: z.string().nullable(), ending: z.string().nullable(), reason: z.string().nullable(), claims: z.array(z.string()), reviews: z.array(z.object({ reviewedOn: z.string(), findings: z.string() })) })),
  writeOffs: z.array(z.object({ writeOffId: z.string(), what: z.string(), cause: z.string(), goneOn: z.string(), ground: z.string(), state: z.enum(['waiting', 'approved', 'withdrawn']), isOwn: z.boolean(), ...zSums })),
  inquiries: z.array(z.object({ inquiryId: z.string(), inquiryNo: z.string(), about: z.string(), addressedTo: z.string(), inquiredOn: z.string(), answeredOn: z.string().nullable(), found: z.boolean().nullable(), findings: z.string().nullable() })),
  transfers: z.array(z.object({ transferId: z.string(), body: z.string(), transferredOn: z.string(), returnedOn: z.string().nullable(), reason: z.string().nullable(), claims: z.array(z.object({ claimNo: z.string(), what: z.string(), ...zSums, paid: z.number() })) })),
})
export type EnforcementCase = z.infer<typeof zCase>

/** Everything about the disposition of one addressee's delinquency, with the course of each prescription — 滞納処分の事案. */
export const showEnforcementCase = query<{ partyId: string }, EnforcementCase>({
  name: 'collection.enforcement-case', title: '滞納処分の事案を見る', permission: 'collection-enforcement.read', action: 'view',
  description: 'The claims of one addressee that are due, each with the events that bear on its prescription and the day on which it lapses; seizures with their things, sales, money and distributions, requests for delivery, suspensions, write-offs, inquiries about property, and transfers to a joint body.',
  input: z.object({ partyId: zId }), output: zCase,
  async run(tx, { partyId }) {
    const party = await findParty(tx, partyId)
    if (!party) return refuse('party-not-found', { field: '/partyId' })
    const lines = (await linesOfAccount(tx, partyId, tx.today)).filter(({ balance }) => balance.dueOn < tx.today && (balance.balance > 0 || balance.lateBalance > 0 || balance.feeBalance > 0 || balance.writtenOff > 0 || balance.charged > balance.paid))
    const late = new Map(lines.map(({ balance, accrued }) => [balance.chargeId, accrued.open]))
    const claims = await claimsOf(tx, lines.map(({ balance }) => balance))
    return { ok: true, value: { payer: payerOf(party), claims: claims.map((claim) => claimOf(tx, claim, late.get(claim.balance.chargeId) ?? null)), ...await recordsOf(tx, partyId, claims) } }
  },
  subjects: (value) => (value.payer.residentId === null ? [] : [value.payer.residentId]),
  withhold: (value, personIds) => (value.payer.residentId !== null && personIds.has(value.payer.residentId) ? { ...value, payer: { ...value.payer, birth: null, address: null, delivery: null } } : value),
  async example(tx) {
    const [seized] = await seizures.listLivingSeizures(tx, 1)
    const partyId = seized?.party_id ?? (await findOverdueParty(tx))?.party_id ?? (await ledger.findAnyOpenCharge(tx))?.party_id
    return partyId === undefined ? null : { partyId }
  },
})

function claimOf(tx: Tx, claim: Claim, late: number | null): z.infer<typeof zClaim> {
  const { balance, course } = claim
  return {
    chargeId: balance.chargeId, what: wordsOf(balance), dueOn: balance.dueOn, tax: Math.max(0, balance.balance), late, fee: Math.max(0, balance.feeBalance), writtenOff: balance.writtenOff, demandedOn: demandOf(claim), startsOn: course.startsOn, completesOn: course.completesOn, heldBy: course.heldBy,
    isGone: course.completesOn !== null && course.completesOn < tx.today,
    steps: course.steps.map((step) => ({ kind: step.event.kind, on: step.event.on, until: step.event.until, effect: step.effect, article: articleWords(step), completesOn: step.completesOn })),
  }
}

async function recordsOf(tx: Tx, partyId: string, claims: readonly Claim[]): Promise<Omit<EnforcementCase, 'payer' | 'claims'>> {
  const [seized, requests, money, shared] = [await seizures.listSeizuresOfParty(tx, partyId), await seizures.listRequestsOfParty(tx, partyId), await distributions.listMoneyOfParty(tx, partyId), await distributions.listDistributionsOfParty(tx, partyId)]
  const [suspended, inquiries, transferred] = [await suspensions.listSuspensionsOfParty(tx, partyId), await seizures.listInquiriesOfParty(tx, partyId), await transfers.listTransfersOfParty(tx, partyId)]
  const seizureIds = seized.map((row) => row.seizure_id)
  const sold = await listSalesOfSeizures(tx, seizureIds)
  const [items, seizedFor, lines] = [await seizures.listSeizureItems(tx, seizureIds), await seizures.listSeizureClaims(tx, seizureIds), await distributions.listLines(tx, shared.map((row) => row.distribution_id))]
  const [suspendedFor, reviews, handed] = [await suspensions.listSuspensionClaims(tx, suspended.map((row) => row.suspension_id)), await suspensions.listReviews(tx, suspended.map((row) => row.suspension_id)), await transfers.listTransferClaims(tx, transferred.map((row) => row.transfer_id))]
  const results = await transfers.listResults(tx, handed.map((row) => row.claim_no))
  const chargeIds = claims.map((claim) => claim.balance.chargeId)
  const [entered, writeOffs] = [await store.listClaimEvents(tx, chargeIds), await store.listWriteOffsOfCharges(tx, chargeIds)]
  const rows = new Map((await ledger.listCharges(tx, [...new Set([...chargeIds, ...seizedFor.map((row) => row.charge_id), ...suspendedFor.map((row) => row.charge_id), ...handed.map((row) => row.charge_id)])])).map((row) => [row.charge_id, row]))
  const what = (chargeId: string): string => { const row = rows.get(chargeId); return row ? wordsOf({ levyCode: row.levy_code, fiscalYear: fiscalYear(row.fiscal_year), instalment: row.instalment }) : '' }
  const stateOf = (row: { approved_at: string | null; withdrawn_at: string | null }): 'waiting' | 'approved' | 'withdrawn' => {
    if (row.withdrawn_at !== null) return 'withdrawn'
    return row.approved_at === null ? 'waiting' : 'approved'
  }
  return {
    entered: entered.map((row) => ({ eventId: row.event_id, what: what(row.charge_id), kind: row.kind, on: row.happened_on, until: row.ended_on, note: row.note, reason: row.reason })),
    seizures: seized.map((row) => ({
      seizureId: row.seizure_id, seizureNo: row.seizure_no, kind: row.kind, debtorName: row.debtor_name, seizedOn: row.seized_on, servedOn: row.served_on, endedOn: row.ended_on, ending: row.ending, reason: row.reason, seizable: row.salary?.seizable ?? null,
      items: items.filter((item) => item.seizure_id === row.seizure_id).map((item) => ({ lineNo: item.line_no, description: item.description, amount: item.amount, liftedOn: item.lifted_on, soldOn: item.sold_on, canBeSold: canBeSold(row, item, sold) })),
      claims: seizedFor.filter((claim) => claim.seizure_id === row.seizure_id).map((claim) => ({ what: what(claim.charge_id), tax: claim.tax, late: claim.late, fee: claim.fee })),
    })),
    sales: sold.map((row) => saleOf(tx, row, { seizureNo: seized.find((one) => one.seizure_id === row.seizure_id)?.seizure_no ?? '', items: items.filter((item) => item.seizure_id === row.seizure_id && row.line_nos.includes(item.line_no)) })),
    requests: requests.map((row) => ({ requestId: row.request_id, requestNo: row.request_no, kind: row.kind, authority: row.authority, proceeding: row.proceeding, requestedOn: row.requested_on, endedOn: row.ended_on, reason: row.reason })),
    money: money.map((row) => ({ moneyId: row.money_id, amount: row.amount, receivedOn: row.received_on, from: seized.find((one) => one.seizure_id === row.seizure_id)?.seizure_no ?? requests.find((one) => one.request_id === row.request_id)?.request_no ?? '', distributionId: row.distribution_id })),
    distributions: shared.map((row) => ({
      distributionId: row.distribution_id, amount: row.amount, surplus: row.surplus, sentOn: row.sent_on, deliverOn: row.deliver_on, state: stateOf(row), isOwn: row.proposed_by === tx.actor.id,
      lines: lines.filter((line) => line.distribution_id === row.distribution_id).map((line) => ({ lineNo: line.line_no, kind: line.kind, creditor: line.creditor, claim: line.claim_tax + line.claim_late + line.claim_fee, tax: line.tax, late: line.late, fee: line.fee, article: line.article, handedOn: line.handed_on })),
    })),
    suspensions: suspended.map((row) => ({
      suspensionId: row.suspension_id, ground: row.ground, findings: row.findings, suspendedOn: row.suspended_on, reviewBy: row.review_by, isApproved: row.approved_at !== null, isWithdrawn: row.withdrawn_at !== null, isOwn: row.proposed_by === tx.actor.id, endedOn: row.ended_on, ending: row.ending, reason: row.reason,
      claims: suspendedFor.filter((claim) => claim.suspension_id === row.suspension_id).map((claim) => what(claim.charge_id)), reviews: reviews.filter((review) => review.suspension_id === row.suspension_id).map((review) => ({ reviewedOn: review.reviewed_on, findings: review.findings })),
    })),
    writeOffs: writeOffs.map((row) => ({ writeOffId: row.write_off_id, what: what(row.charge_id), cause: row.cause, goneOn: row.gone_on, ground: row.ground, tax: row.tax, late: row.late, fee: row.fee, state: stateOf(row), isOwn: row.proposed_by === tx.actor.id })),
    inquiries: inquiries.map((row) => ({ inquiryId: row.inquiry_id, inquiryNo: row.inquiry_no, about: row.about, addressedTo: row.addressed_to, inquiredOn: row.inquired_on, answeredOn: row.answered_on, found: row.found, findings: row.findings })),
    transfers: transferred.map((row) => ({
      transferId: row.transfer_id, body: row.body, transferredOn: row.transferred_on, returnedOn: row.returned_on, reason: row.reason,
      claims: handed.filter((claim) => claim.transfer_id === row.transfer_id).map((claim) => ({ claimNo: claim.claim_no, what: what(claim.charge_id), tax: claim.tax, late: claim.late, fee: claim.fee, paid: results.filter((result) => result.claim_no === claim.claim_no).reduce((total, result) => total + result.amount, 0) })),
    })),
  }
}

/** Claims are collected; what is sold, given back or offered in a running sale is not offered again. */
function canBeSold(seizure: seizures.SeizureRow, item: seizures.SeizureItemRow, sold: readonly SaleRow[]): boolean {
  if (owedKinds.has(seizure.kind) || item.lifted_on !== null || item.sold_on !== null) return false
  return !sold.some((sale) => sale.ended_on === null && sale.seizure_id === seizure.seizure_id && sale.line_nos.includes(item.line_no))
}

function saleOf(tx: Tx, row: SaleRow, { seizureNo, items }: { readonly seizureNo: string; readonly items: readonly seizures.SeizureItemRow[] }): EnforcementCase['sales'][number] {
  const step = nextOf(row)
  return {
    saleId: row.sale_id, saleNo: row.sale_no, seizureNo, what: items.map((item) => item.description).join('、'), estimate: row.estimate, estimateGround: row.estimate_ground, deposit: row.deposit, method: row.method, announcedOn: row.announced_on, auctionOn: row.auction_on, auctionTime: row.auction_time, place: row.place,
    decisionOn: row.decision_on, payBy: row.pay_by, documentId: row.document_id, bidderName: row.bidder_name, price: row.price, decidedOn: row.decided_on, paidOn: row.paid_on, transferredOn: row.transferred_on, transferNote: row.transfer_note, endedOn: row.ended_on, ending: row.ending, reason: row.reason,
    next: step?.next ?? null, nextOn: step?.on ?? null, isOwn: row.outcome_by === tx.actor.id,
  }
}

const transferHead = ['債権番号', '宛名番号', '氏名', '郵便番号', '住所', '税目・年度・期別', '納期限', '引継日', '本税', '延滞金', '督促手数料']
const zRows = z.object({ rows: z.array(z.array(z.string())), residentIds: z.array(z.string()) })

/** The list of cases handed over on a day, as the joint body gets it — 引継ぎの一覧. */
export const exportTransferList = query<{ on: PlainDate }, z.infer<typeof zRows>>({
  name: 'collection.transfer-list', title: '徴収の引継ぎの一覧を持ち出す', permission: 'collection-enforcement.export', action: 'export',
  description: 'The claims of the cases handed to a joint body on a day (docs/case-transfer-csv.md). The address of whoever is protected is empty.',
  input: z.object({ on: zDate }), output: zRows,
  async run(tx, { on }) {
    const cases = await transfers.listTransfersOn(tx, on, 5_000)
    const parties = new Map((await listParties(tx, cases.map((row) => row.party_id))).map((party) => [party.partyId, party]))
    const claims = await transfers.listTransferClaims(tx, cases.map((row) => row.transfer_id))
    const charges = new Map((await ledger.listCharges(tx, claims.map((claim) => claim.charge_id))).map((row) => [row.charge_id, row]))
    const residentIds = [...new Set([...parties.values()].flatMap((party) => party.residentId ?? []))]
    const withheld = await withheldFrom(tx, { output: 'collection.transfer-list', personIds: residentIds, recipient: 'third-party' })
    const rows = claims.flatMap((claim) => {
      const [one, charge] = [cases.find((row) => row.transfer_id === claim.transfer_id), charges.get(claim.charge_id)]
      const party = parties.get(one?.party_id ?? '')
      if (!one || !charge || !party) return []
      const isHidden = party.residentId !== null && withheld.has(party.residentId)
      return [[claim.claim_no, party.number, party.name, isHidden ? '' : (party.postalCode ?? ''), isHidden ? '' : wholeAddress(party, tx.office), wordsOf({ levyCode: charge.levy_code, fiscalYear: fiscalYear(charge.fiscal_year), instalment: charge.instalment }), charge.due_on, one.transferred_on, String(claim.tax), String(claim.late), String(claim.fee)]]
    })
    return { ok: true, value: { rows: [transferHead, ...rows], residentIds } }
  },
  subjects: (value) => value.residentIds,
  // The addresses of the protected were left out for the body to which it goes.
  withhold: (value) => value,
  async example(tx) {
    const [one] = await transfers.listOpenTransfers(tx, 1)
    return { on: one?.transferred_on ?? tx.today }
  },
})

export const caseTransferDownloads: readonly Download[] = [
  download<{ on: PlainDate }, z.infer<typeof zRows>>({ name: 'case-transfers', query: exportTransferList, input: (on) => ({ on }), rows: (value) => value.rows }),
]

import { z } from 'zod'
import { assert } from '../../kernel/assert.ts'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import { addDays, fiscalYear, fiscalYearOf, maxDate, type PlainDate, startOfFiscalYear, yearOf } from '../../kernel/plain-date.ts'
import { amountText } from '../../kernel/text.ts'
import { sumOf } from '../../kernel/yen.ts'
import { listParties, type Party } from '../../party/index.ts'
import { zDate } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { batch, type Batch, type PageResult, type RunCheck, type RunFacts } from '../../platform/job/define.ts'
import { faultsAmong, printPage, sheetTables } from '../../platform/packages/index.ts'
import { balanceOf, type ChargeBalance } from '../charges.ts'
import { slipPaper } from '../forms.ts'
import { groupBy } from '../group.ts'
import { listCandidates, listCandidatesById } from '../late/letter-store.ts'
import { proofSlip } from '../late/letters.ts'
import { collectionLawOn, ratesBetween } from '../law.ts'
import { findLevy } from '../levies.ts'
import type { AsideReason } from '../packages/model.ts'
import { packageChecks, pieceOf, stoppedParties, totalsOf } from '../packages/pieces.ts'
import { asideAmong, letterShelf } from '../packages/shelf.ts'
import * as packages from '../packages/store.ts'
import { listUnpostedFiles } from '../payment-store.ts'
import { refuse } from '../refusals.ts'
import { mostReissues } from '../slip-commands.ts'
import { listLastSlips, setKeyOf } from '../slip-store.ts'
import { hasSlipCodes, issueSlips, type IssuedSlip, type SlipRequest } from '../slips.ts'
import { sentAmong, sheetsBy, slipPress, slipsOf, type SlipOrder } from './facts.ts'
import { drawSlipPart } from './print.ts'
import * as store from './store.ts'

/** Addressees gathered in one transaction. */
const payersInPage = 200

const SlipInput = z.strictObject({
  /** All levies where left out. */
  levyCode: z.string().max(60).nullable().default(null),
  /** Instalments due from this day on; from today where left out. */
  dueFrom: zDate.nullable().default(null),
  /** Those due by this day; to the end of the fiscal year where left out. */
  dueUntil: zDate.nullable().default(null),
  /** Day until which the slips may be used; the due date of each, or today where that is past. */
  usableUntil: zDate.nullable().default(null),
  sheetBy: z.enum(sheetsBy, { error: '期別か、まとめて1枚かを選んでください。' }).default('instalment'),
})
type SlipInput = z.output<typeof SlipInput>

function orderOf(raw: unknown, today: PlainDate): SlipOrder {
  const input: SlipInput = SlipInput.parse(raw)
  const dueFrom = input.dueFrom ?? today
  return {
    span: { levyCode: input.levyCode, dueFrom, dueUntil: input.dueUntil ?? addDays(startOfFiscalYear(fiscalYear(fiscalYearOf(dueFrom) + 1)), -1) }, sheetBy: input.sheetBy, issuedOn: today, usableUntil: input.usableUntil,
  }
}

/** The order of a run: what was left out stands for the day on which it was opened. */
export function orderOfRun(run: RunFacts): SlipOrder {
  return orderOf(run.input, run.assessmentDate as PlainDate)
}

/** Prints the slips of many addressees together — 納付書の一括印刷. */
export const slipPackage: Batch = batch({
  name: 'collection.slip-package', title: '納付書の一括印刷', permission: 'collection.issue', approvalPermission: 'collection.approve', input: SlipInput as unknown as z.ZodType<z.input<typeof SlipInput>>, unit: '人', approvalTotal: 'amount',
  open: (tx, input) => openSlips(tx, input),
  page: (tx, run, cursor) => gatherPage(tx, run, cursor),
  checks: (tx, run, totals) => checkSlips(tx, run, totals),
  tables: (tx, run) => sheetTables(tx, letterShelf, run),
  subjectPath: (partyId) => `collection/account/${partyId}`,
  post: (tx, run, cursor) => printPage(tx, run, { shelf: letterShelf, cursor, numbersOf: async () => ({ before: '', digits: 8, first: 1 }), draw: (partNo) => drawSlipPart(tx, run, partNo) }),
  example: (tx) => exampleOrder(tx),
  screen: {
    note: '納期限の期間の未納の期を、税目ごとに1封筒にまとめ、郵便番号順に刷ります。口座振替の人、速報のあるもの、猶予・停止・分納のものは入りません。', results: '集め終わると、封筒の数と税額の計がここに出ます。', startPath: 'collection/packages', totalLabel: '紙の集計表から、税額の計を打ってください', lastStep: 'PDFを作る',
    approve: 'この印刷を決裁する', approved: '決裁すると、納付をもう一度確かめ、印刷用のPDFを作ります。', setAside: '一括では刷りません', posting: '印刷用のPDF ', posted: '印刷用のPDFができました。「件数表とファイル」から取り出します。',
    made: { label: '件数表とファイル', path: (runId) => `collection/letter-package/${runId}` },
  },
}) as Batch

async function openSlips(tx: Tx, raw: unknown): Promise<Outcome<{ fiscalYear: number; assessmentDate: string; expected: number }>> {
  const { span, usableUntil } = orderOf(raw, tx.today)
  if (!hasSlipCodes(tx)) return refuse('slip-codes-missing')
  if (span.levyCode !== null && !findLevy(span.levyCode)) return refuse('slip-levy-unknown', { field: '/levyCode' })
  if (span.dueUntil < span.dueFrom) return refuse('slip-span-empty', { field: '/dueUntil' })
  if (usableUntil !== null && usableUntil < tx.today) return refuse('slip-until-past', { field: '/usableUntil' })
  const countedUntil = usableUntil ?? tx.today
  const missing = span.dueFrom < countedUntil ? ratesBetween(countedUntil, countedUntil).find((rates) => rates.firstMonth === null || rates.later === null) : undefined
  if (missing) return refuse('rate-not-published', { year: yearOf(countedUntil), field: '/usableUntil' })
  const expected = await store.countPayers(tx, span)
  if (expected === 0) return refuse('slip-nothing')
  return accept({ fiscalYear: fiscalYearOf(tx.today), assessmentDate: tx.today, expected })
}

type Sheet = ReturnType<typeof slipsOf>[number]
interface Gathered { readonly party: Party; readonly charges: readonly ChargeBalance[]; readonly sheets: readonly Sheet[]; readonly aside: AsideReason | null; readonly characters: string | null }

/** Looks at a page of addressees: of which instalments slips go out, a proof of each envelope, and the slips. */
async function gatherPage(tx: Tx, run: RunFacts, cursor: string | null): Promise<PageResult> {
  const order = orderOfRun(run)
  await packages.insertPackage(tx, { runId: run.runId, kind: 'slips', issuedOn: order.issuedOn, usableUntil: order.usableUntil ?? maxDate(order.span.dueUntil, order.issuedOn) })
  const partyIds = await store.pageOfPayers(tx, order.span, { after: cursor, limit: payersInPage })
  const candidates = (await listCandidates(tx, partyIds, order.span)).filter((row) => order.span.levyCode === null || row.levy_code === order.span.levyCode)
  const gathered = await proofed(tx, await gather(tx, (await sentAmong(tx, candidates)).map(balanceOf), order))
  const issued = await slipsFor(tx, gathered)
  const pieces = issued.map(({ charges, sheets, slips, ...one }) => pieceOf(tx.office, {
    ...one, runId: run.runId, chargeIds: charges.map((charge) => charge.chargeId), amount: sumOf(charges.map((charge) => charge.balance)), slipIds: slips.map((slip) => slip.slipId), aboutId: null, lineNo: null, sheets: sheets.length,
  }))
  await packages.insertPieces(tx, pieces)
  const slips = issued.flatMap((one) => one.slips)
  const totals = { ...totalsOf(pieces, candidates.length), slips: slips.length, 'without-bars': slips.filter((slip) => slip.code === null).length, reissued: slips.filter((slip) => slip.reissue > 0).length }
  return { next: partyIds.length < payersInPage ? null : partyIds.at(-1)!, count: partyIds.length, setAside: asideAmong(pieces), totals }
}

async function gather(tx: Tx, charges: readonly ChargeBalance[], order: SlipOrder): Promise<readonly Gathered[]> {
  const parties = new Map((await listParties(tx, [...new Set(charges.map((charge) => charge.partyId))])).map((party) => [party.partyId, party]))
  const asideOf = await stoppedParties(tx, [...parties.values()], 'slips')
  return [...groupBy(charges, (one) => `${one.partyId}|${one.levyCode}`).values()].map((same) => {
    const party = parties.get(same[0]!.partyId)
    assert(party !== undefined, 'a debt has an addressee')
    return { party, charges: same, sheets: slipsOf(same, order), aside: asideOf(party), characters: null }
  })
}

/** Draws every envelope and throws the sheets away: what has no glyph or does not fit is known before a number is taken. */
async function proofed(tx: Tx, gathered: readonly Gathered[]): Promise<readonly Gathered[]> {
  const tried = gathered.filter((one) => one.aside === null)
  const papers = tried.map(({ party, sheets }) => ({ subjectIds: party.residentId === null ? [] : [party.residentId], paper: { slips: sheets.map((sheet) => slipPaper(tx, proofSlip(sheet.charges, sheet.usableUntil), party)) } }))
  const faults = await faultsAmong(tx, slipPress, papers)
  return gathered.map((one) => ({ ...one, ...faults.get(tried.indexOf(one)) }))
}

/** Issues the slips of everybody who is printed, last of all: whoever else takes a number waits no longer than for this. A slip for what had one before says how often. */
async function slipsFor(tx: Tx, gathered: readonly Gathered[]): Promise<readonly (Gathered & { readonly slips: readonly IssuedSlip[] })[]> {
  const last = await listLastSlips(tx, [...new Set(gathered.flatMap((one) => one.charges.map((charge) => charge.chargeId)))])
  const requestOf = ({ charges, usableUntil }: Sheet): SlipRequest => {
    const chargeIds = charges.map((charge) => charge.chargeId)
    const before = last.get(setKeyOf(chargeIds))
    return { chargeIds, usableUntil, ...(before ? { replaces: { slipId: before.slipId, reissue: before.reissue + 1 } } : {}) }
  }
  const asked = gathered.map((one) => {
    const requests = one.aside === null ? one.sheets.map(requestOf) : []
    return requests.some((request) => (request.replaces?.reissue ?? 0) > mostReissues) ? { one: { ...one, aside: 'reissued-too-often' as const }, requests: [] } : { one, requests }
  })
  const issued = await issueSlips(tx, asked.flatMap((each) => each.requests))
  assert(issued.ok, 'the rates of the day were looked at when the run was opened')
  let first = 0
  return asked.map(({ one, requests }) => ({ ...one, slips: issued.value.slice(first, first += requests.length).filter((slip) => slip !== null) }))
}

/** What stands in the way of sending the slips, and what is to be looked at first. */
async function checkSlips(tx: Tx, run: RunFacts, totals: Readonly<Record<string, number>>): Promise<readonly RunCheck[]> {
  const [{ sums, aside, postal }, unposted] = [await packageChecks(tx, run, totals), await listUnpostedFiles(tx)]
  const { barcodeLimit } = collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today))
  const [withoutBars, reissued] = [totals['without-bars'] ?? 0, totals['reissued'] ?? 0]
  return [
    sums,
    { code: 'unposted', title: '消込の済んでいないファイル', state: unposted.length > 0 ? 'attention' : 'passed', detail: unposted.length > 0 ? `${amountText(unposted.length)}件。そのファイルで納められた期は入れていません` : 'ありません', path: 'collection/payment-files' },
    { code: 'bars', title: 'コンビニで使えない納付書', state: withoutBars > 0 ? 'attention' : 'passed', detail: `${amountText(totals['slips'] ?? 0)}枚のうち ${amountText(withoutBars)}枚。${amountText(barcodeLimit)}円を超えるものは、バーコードなしで刷ります`, path: `collection/letter-package/${run.runId}` },
    { code: 'reissued', title: '前にも納付書を出した期', state: reissued > 0 ? 'attention' : 'passed', detail: `${amountText(reissued)}枚。再発行の数を1つ進めて刷ります。前の納付書も使えます` },
    { code: 'left', title: '対象にしなかった期', state: 'passed', detail: `${amountText((totals['looked'] ?? 0) - (totals['taken'] ?? 0))}期（口座振替、速報、猶予、停止、分納）` },
    aside,
    postal,
  ]
}

/** The day and levy of the earliest instalment of which a slip would go out. */
async function exampleOrder(tx: Tx): Promise<z.input<typeof SlipInput> | null> {
  const rows = await listCandidatesById(tx, await store.listOpenCharges(tx, 100))
  const [row] = [...await sentAmong(tx, rows)].sort((one, other) => (one.due_on < other.due_on ? -1 : 1))
  return row ? { levyCode: row.levy_code, dueFrom: row.due_on, dueUntil: row.due_on, usableUntil: null, sheetBy: 'instalment' } : null
}

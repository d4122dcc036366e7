import { z } from 'zod'
import { issueSlips, hasSlipCodes, listIssuedSlips, type ChargeBalance, type IssuedSlip } from '../../../collection/index.ts'
import { assert } from '../../../kernel/assert.ts'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYear, type FiscalYear, type PlainDate } from '../../../kernel/plain-date.ts'
import { amountText, yenText } from '../../../kernel/text.ts'
import { sumOf } from '../../../kernel/yen.ts'
import { envelopeOf, listParties, type Party } from '../../../party/index.ts'
import { zDate, zFiscalYear } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { batch, type PageResult, type RunCheck, type RunFacts, type SetAside } from '../../../platform/job/define.ts'
import { drawPart, faultsAmong, postalCheck, printPage, setAsideOf, sheetTables, sortKeyOf, stoppedAmong, sumOfPieces, takeOutPieces, type DrawnPart, type Press } from '../../../platform/packages/index.ts'
import { listPersonsOn } from '../../../resident/index.ts'
import { levyCode } from '../decide.ts'
import { lawFor } from '../facts.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { assessmentDateOf } from '../model.ts'
import { refuse } from '../refusals.ts'
import { lateTerms } from '../rules/collection.ts'
import { findAnyNotifiable, listInstalmentsBefore, type DecisionRow } from '../store.ts'
import { massNotice, type MassNoticePaper } from './forms/tax-notice.ts'
import { noticeOutput, type AsideReason } from './model.ts'
import { assertSlipsAgree, envelopePaper, payableTerms, proofSlip, textsOfPaper } from './papers.ts'
import { ensureTaxpayerParties } from '../premises/parties.ts'
import { accessesOf, keepAccesses } from '../taxpayer/access.ts'
import * as store from './package-store.ts'
import type { Piece } from './package-store.ts'

/** Decisions gathered in one transaction. */
const decisionsInPage = 200
const PackageInput = z.strictObject({
  fiscalYear: zFiscalYear,
  /** The day that stands on the notices; today where left out. */
  issuedOn: zDate.nullable().default(null),
  /** Only so many, to be looked at by the printer and the office; they do not count as sent. */
  trial: z.int().min(1, { error: '試し刷りは1件からです。' }).max(200, { error: '試し刷りは200件までです。' }).nullable().default(null),
})
type PackageInput = z.output<typeof PackageInput>

/**
 * Prints the notices of ordinary collection that nobody has sent yet, with their slips — 納税通知書の一括印刷 (地方税法319条の2).
 * Gathered page by page, with a proof of every notice; a second person approves the count; then numbered and drawn file by file.
 */
export const noticePackage = batch({
  name: 'tax-individual.notice-package',
  title: '納税通知書の一括印刷',
  permission: 'tax-individual.issue',
  approvalPermission: 'tax-individual.approve',
  input: PackageInput as unknown as z.ZodType<z.input<typeof PackageInput>>,
  unit: '通',
  approvalTotal: 'tax',
  async open(tx, raw) {
    const input = PackageInput.parse(raw)
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    if (!hasSlipCodes(tx)) return refuse('slip-codes-missing')
    if (input.issuedOn !== null && input.issuedOn < tx.today) return refuse('notice-day-past', { field: '/issuedOn' })
    const { persons } = await store.sumOfUnsent(tx, { fiscalYear: input.fiscalYear, knownAt: tx.now, runId: null })
    if (persons === 0) return refuse('nothing-to-send', { field: '/fiscalYear', year: input.fiscalYear })
    return accept({ fiscalYear: input.fiscalYear, assessmentDate: assessmentDateOf(input.fiscalYear), expected: Math.min(persons, input.trial ?? persons) })
  },
  page: gatherPage,
  checks: checkPackage,
  tables: (tx, run) => sheetTables(tx, store.noticeShelf, run),
  subjectPath: (personId) => `tax-individual/person/${personId}`,
  post: drawPage,
  async example(tx) { return (await findAnyNotifiable(tx, latestAssessedYear)) === undefined ? null : { fiscalYear: latestAssessedYear, trial: 3 } },
  screen: {
    note: '普通徴収の納税通知書を、納付書と一組にして、郵便番号順に刷ります。', results: '集め終わると、封筒の数と税額の計がここに出ます。', startPath: null, totalLabel: '紙の集計表から、税額の計を打ってください', lastStep: 'PDFを作る',
    approve: 'この印刷を決裁する', approved: '決裁すると、通し番号を付け、印刷用のPDFを作ります。', setAside: '一括では刷りません', posting: '印刷用のPDF ', posted: '印刷用のPDFができました。「件数表とファイル」から取り出します。',
    made: { label: '件数表とファイル', path: (runId) => `tax-individual/notices/${runId}` },
  },
})

function inputOf(run: RunFacts): PackageInput {
  return PackageInput.parse(run.input)
}

const noticePress: Press<MassNoticePaper> = { shelf: store.noticeShelf, output: noticeOutput, template: massNotice, textsOf: textsOfPaper }

interface Gathered { readonly decision: DecisionRow; readonly party: Party | undefined; readonly aside: AsideReason | null; readonly characters: string | null; readonly terms: readonly ChargeBalance[]; readonly household: string }

/** Looks at a page of decisions: who may be printed with the others, a proof of each, and the slips. */
async function gatherPage(tx: Tx, run: RunFacts, cursor: string | null): Promise<PageResult> {
  const { trial, issuedOn } = inputOf(run)
  const day = issuedOn ?? tx.today
  await store.insertPackage(tx, { runId: run.runId, kind: 'persons', employeeSheets: null, fiscalYear: run.fiscalYear, issuedOn: day, trial })
  const limit = Math.min(decisionsInPage, trial ?? decisionsInPage)
  const decisions = await store.pageOfUnsent(tx, { fiscalYear: run.fiscalYear, knownAt: run.recordedAt, runId: run.runId, after: cursor, limit })
  const late = await lateAmong(tx, decisions, { year: fiscalYear(run.fiscalYear), day })
  const gathered = await proofed(tx, await gather(tx, decisions, late), { year: fiscalYear(run.fiscalYear), day })
  const slips = await slipsOf(tx, gathered)
  const pieces = gathered.map((one, index) => pieceOf(tx, run, { one, slips: slips[index] ?? [] }))
  await store.insertPieces(tx, pieces)
  return { next: trial !== null || decisions.length < limit ? null : decisions.at(-1)!.personId, count: decisions.length, setAside: setAsideOf(store.noticeShelf, pieces.map((one) => ({ subjectId: one.personId, aside: one.aside }))), totals: totalsOf(pieces) }
}

async function gather(tx: Tx, decisions: readonly DecisionRow[], late: ReadonlySet<string>): Promise<readonly Gathered[]> {
  const ids = decisions.map((one) => one.personId)
  // The decision may charge an employer; its notice goes to the person.
  const own = await ensureTaxpayerParties(tx, ids)
  const parties = new Map((await listParties(tx, [...own.values()], { levyCode })).map((party) => [party.partyId, party]))
  const households = new Map((await listPersonsOn(tx, ids)).map((person) => [person.personId, person.householdNumber]))
  const [stopped, terms] = [await stoppedAmong(tx, ids, noticeOutput), await payableTerms(tx, decisions)]
  return decisions.map((decision) => {
    const party = parties.get(own.get(decision.personId) ?? '')
    const hasAddress = party !== undefined && envelopeOf(party, tx.office).lines.length > 0
    return { decision, party, aside: stopped.get(decision.personId) ?? (late.has(decision.personId) ? 'too-late' : null) ?? (hasAddress ? null : 'no-address'), characters: null, terms: terms.get(decision.sourceId) ?? [], household: households.get(decision.personId) ?? '' }
  })
}

/** Whose notice of this day would come too late for a term that it raises. */
async function lateAmong(tx: Tx, decisions: readonly DecisionRow[], { year, day }: { readonly year: FiscalYear; readonly day: PlainDate }): Promise<ReadonlySet<string>> {
  const [law, told] = [lawFor(tx, year), await listInstalmentsBefore(tx, year, decisions)]
  return new Set(decisions.filter((one) => lateTerms({ decided: one.instalments, told: told.get(one.personId) ?? [] }, day, law).length > 0).map((one) => one.personId))
}

/** Draws every notice with its first slip and throws the sheets away: what has no glyph or does not fit is known before anything is printed. */
async function proofed(tx: Tx, gathered: readonly Gathered[], { year, day }: { readonly year: FiscalYear; readonly day: PlainDate }): Promise<readonly Gathered[]> {
  const law = lawFor(tx, year)
  const tried = gathered.filter((one) => one.aside === null && one.party !== undefined)
  const accesses = await accessesOf(tx, tried.map((one) => one.decision))
  const faults = await faultsAmong(tx, noticePress, tried.map(({ decision, party, terms }) => ({
    subjectIds: [decision.personId], paper: envelopePaper(tx, { decision, party: party!, slips: terms.slice(0, 1).map(proofSlip), law, issuedOn: day, access: accesses.get(decision.personId)!, place: null }),
  })))
  return gathered.map((one) => ({ ...one, ...faults.get(tried.indexOf(one)) }))
}

/** Issues the slips of everybody who is printed, last of all: whoever else takes a number waits no longer than for this. */
async function slipsOf(tx: Tx, gathered: readonly Gathered[]): Promise<readonly (readonly IssuedSlip[])[]> {
  const requests = gathered.flatMap((one, index) => (one.aside === null ? one.terms.map((term) => ({ index, chargeIds: [term.chargeId], usableUntil: term.dueOn })) : []))
  const issued = await issueSlips(tx, requests)
  assert(issued.ok, 'a slip before its due date needs no rate')
  return gathered.map((one, index) => {
    const own = issued.value.filter((slip, place) => slip !== null && requests[place]!.index === index) as IssuedSlip[]
    if (one.aside === null) assertSlipsAgree(own, one.terms)
    return own
  })
}

function pieceOf(tx: Tx, run: RunFacts, { one, slips }: { readonly one: Gathered; readonly slips: readonly IssuedSlip[] }): Piece {
  const { decision, party, aside } = one
  const envelope = party === undefined ? { postalCode: null, lines: [] } : envelopeOf(party, tx.office)
  return {
    runId: run.runId, fiscalYear: run.fiscalYear, personId: decision.personId, pieceId: decision.personId, residentId: decision.personId, decisionNo: decision.decisionNo, partyId: party?.partyId ?? decision.partyId!, noticeNo: decision.noticeNo, amount: decision.annualTax, state: aside === null ? 'ready' : 'aside', aside,
    characters: one.characters, hasPostalCode: envelope.postalCode !== null,
    // Nobody sorts what is not in the pile, and a protected address is written down nowhere else.
    sortKey: aside === null ? sortKeyOf({ postalCode: envelope.postalCode, lines: envelope.lines, household: one.household }) : '', slipIds: slips.map((slip) => slip.slipId), pieceNo: null, partNo: null,
  }
}

function totalsOf(pieces: readonly Piece[]): Readonly<Record<string, number>> {
  const ready = pieces.filter((one) => one.state === 'ready')
  const tax = (all: readonly Piece[]): number => sumOf(all.map((one) => one.amount))
  const rest = pieces.filter((one) => one.state === 'aside')
  return { pieces: ready.length, tax: tax(ready), aside: rest.length, 'aside-tax': tax(rest), sheets: ready.reduce((sum, one) => sum + one.slipIds.length + 1, 0) }
}

/** What was gathered beside the register of decisions, and what is to be looked at before anything is printed. */
async function checkPackage(tx: Tx, run: RunFacts, totals: Readonly<Record<string, number>>): Promise<readonly RunCheck[]> {
  const { trial } = inputOf(run)
  const [sums, register] = [await sumOfPieces(tx, store.noticeShelf, run.runId), await store.sumOfUnsent(tx, { fiscalYear: run.fiscalYear, knownAt: run.recordedAt, runId: run.runId })]
  const all = { persons: sums.ready + sums.aside, tax: sums.ready_amount + sums.aside_amount }
  const agrees = totals.pieces === sums.ready && totals.tax === sums.ready_amount && (trial !== null || (all.persons === register.persons && all.tax === register.annual_tax))
  const words = `刷る ${amountText(sums.ready)}通 ${yenText(sums.ready_amount)}、抜いた ${amountText(sums.aside)}通 ${yenText(sums.aside_amount)}`
  return [
    { code: 'register', title: trial === null ? '決定した人との一致' : '試し刷り', state: agrees ? 'passed' : 'stopped', detail: agrees ? words : `${words}、決定 ${amountText(register.persons)}人 ${yenText(register.annual_tax)}` },
    { code: 'aside', title: '一括から抜いた人', state: sums.aside > 0 ? 'attention' : 'passed', detail: `${amountText(sums.aside)}人`, path: `tax-individual/notices/${run.runId}` },
    postalCheck(sums),
    { code: 'sheets', title: '紙の枚数', state: 'passed', detail: `${amountText(totals.sheets ?? 0)}枚` },
  ]
}

/** After approval everybody is looked at once more and gets a place, then each page draws one file. */
async function drawPage(tx: Tx, run: RunFacts, cursor: string | null): Promise<PageResult> {
  return await printPage(tx, run, {
    shelf: store.noticeShelf, cursor, lookAgain: async () => await lookAgain(tx, run), numbersOf: async () => null, draw: async (partNo) => await drawNotices(tx, run, partNo),
    finished: async () => { if (inputOf(run).trial === null) await store.markSent(tx, run.runId) },
  })
}

const askedAtOnce = 1_000

/** Takes out whoever was corrected, or came under protection, since the notices were gathered. */
async function lookAgain(tx: Tx, run: RunFacts): Promise<readonly SetAside[]> {
  const setAside = [...await takeOut(tx, run, { pieceIds: await store.listChangedPieces(tx, run.runId), aside: 'changed' })]
  for (let after: string | null = null, isMore = true; isMore;) {
    const ids: readonly string[] = await store.pageOfReady(tx, run.runId, { after, limit: askedAtOnce })
    const stopped = await stoppedAmong(tx, ids, noticeOutput)
    for (const aside of ['protected', 'suppressed'] as const) setAside.push(...await takeOut(tx, run, { pieceIds: ids.filter((id) => stopped.get(id) === aside), aside }))
    after = ids.at(-1) ?? null
    isMore = ids.length === askedAtOnce
  }
  return setAside
}

async function takeOut(tx: Tx, run: RunFacts, { pieceIds, aside }: { readonly pieceIds: readonly string[]; readonly aside: AsideReason }): Promise<readonly SetAside[]> {
  await takeOutPieces(tx, store.noticeShelf, { runId: run.runId, pieceIds, aside })
  return setAsideOf(store.noticeShelf, pieceIds.map((subjectId) => ({ subjectId, aside })))
}

/** Draws one file; what opens the taxpayer's page is kept with it. */
async function drawNotices(tx: Tx, run: RunFacts, partNo: number): Promise<DrawnPart> {
  return await drawPart(tx, run, {
    press: noticePress, partNo, listed: await store.listPiecesOfPart(tx, run.runId, { partNo, state: 'ready' }), changed: new Set(), subjectOf: (piece) => piece.personId, papersOf: async (pieces) => await papersOf(tx, run, pieces),
    printed: async (printed) => await keepAccesses(tx, printed.map(({ piece }) => piece), new Map(printed.map(({ piece, paper }) => [piece.personId, { code: paper.notice.access!.code, address: null }]))),
  })
}

async function papersOf(tx: Tx, run: RunFacts, pieces: readonly Piece[]): Promise<readonly MassNoticePaper[]> {
  const decisions = await store.listDecisionsOfPieces(tx, run.fiscalYear, pieces)
  const parties = new Map((await listParties(tx, pieces.map((one) => one.partyId), { levyCode })).map((party) => [party.partyId, party]))
  const slips = new Map((await listIssuedSlips(tx, pieces.flatMap((one) => one.slipIds))).map((slip) => [slip.slipId, slip]))
  const accesses = await accessesOf(tx, [...decisions.values()])
  const [law, kept, { numbered }] = [lawFor(tx, fiscalYear(run.fiscalYear)), await store.findPackage(tx, run.runId), await sumOfPieces(tx, store.noticeShelf, run.runId)]
  return pieces.map((one) => {
    const [decision, party] = [decisions.get(one.personId), parties.get(one.partyId)]
    assert(decision !== undefined && party !== undefined && one.pieceNo !== null && kept !== undefined, 'a numbered piece has a decision, an addressee and a package')
    return envelopePaper(tx, { decision, party, slips: one.slipIds.map((id) => slips.get(id)!), law, issuedOn: kept.issuedOn, access: accesses.get(one.personId)!, place: { piece: one.pieceNo, pieces: numbered } })
  })
}

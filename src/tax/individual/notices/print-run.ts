import { z } from 'zod'
import { issueSlips, hasSlipCodes, listIssuedSlips, sortKeyOf, type ChargeBalance, type IssuedSlip } from '../../../collection/index.ts'
import { assert } from '../../../kernel/assert.ts'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYear, type FiscalYear, type PlainDate } from '../../../kernel/plain-date.ts'
import { amountText, yenText } from '../../../kernel/text.ts'
import { sumOf, zeroYen } from '../../../kernel/yen.ts'
import { envelopeOf, listParties, type Party } from '../../../party/index.ts'
import { zDate, zFiscalYear } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { batch, type PageResult, type RunCheck, type RunFacts, type RunTable, type SetAside } from '../../../platform/job/define.ts'
import { listPersonsOn } from '../../../resident/index.ts'
import { levyCode } from '../decide.ts'
import { lawFor } from '../facts.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { assessmentDateOf } from '../model.ts'
import { refuse } from '../refusals.ts'
import { lateTerms } from '../rules/collection.ts'
import { findAnyNotifiable, listInstalmentsBefore, type DecisionRow } from '../store.ts'
import { massNotice, type MassNoticePaper } from './forms/tax-notice.ts'
import { asideWords, noticeOutput, type AsideReason } from './model.ts'
import { drawn, faultsAmong, readBack, stoppedAmong, type Press } from './press.ts'
import { assertSlipsAgree, envelopePaper, payableTerms, proofSlip, textsOfPaper } from './papers.ts'
import { ensureTaxpayerParties } from '../premises/parties.ts'
import { accessesOf, keepAccesses } from '../taxpayer/access.ts'
import * as store from './package-store.ts'
import type { Piece } from './package-store.ts'

/** Decisions gathered in one transaction. */
const decisionsInPage = 200
/** Pieces of one file for the printer: up to six sheets each are drawn at a time. */
export const piecesInPart = 120

const massPress: Press<MassNoticePaper> = { template: massNotice, output: noticeOutput, textsOf: textsOfPaper }

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
  tables: tablesOf,
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
  return { next: trial !== null || decisions.length < limit ? null : decisions.at(-1)!.personId, count: decisions.length, setAside: setAsideOf(pieces), totals: totalsOf(pieces) }
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
  const papers = tried.map(({ decision, party, terms }) => envelopePaper(tx, { decision, party: party!, slips: terms.slice(0, 1).map(proofSlip), law, issuedOn: day, access: accesses.get(decision.personId)!, place: null }))
  const faults = await faultsAmong(tx, massPress, papers.map((paper, index) => ({ paper, subjectIds: [tried[index]!.decision.personId] })))
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
    runId: run.runId, fiscalYear: run.fiscalYear, personId: decision.personId, decisionNo: decision.decisionNo, partyId: party?.partyId ?? decision.partyId!, noticeNo: decision.noticeNo, annualTax: decision.annualTax, state: aside === null ? 'ready' : 'aside', aside,
    characters: one.characters, hasPostalCode: envelope.postalCode !== null,
    // Nobody sorts what is not in the pile, and a protected address is written down nowhere else.
    sortKey: aside === null ? sortKeyOf({ postalCode: envelope.postalCode, lines: envelope.lines, household: one.household }) : '', slipIds: slips.map((slip) => slip.slipId), pieceNo: null, partNo: null,
  }
}

function setAsideOf(pieces: readonly Piece[]): readonly SetAside[] {
  return pieces.flatMap((one) => (one.aside === null ? [] : [{ subjectId: one.personId, reason: asideWords[one.aside].reason, remedy: asideWords[one.aside].remedy }]))
}

function totalsOf(pieces: readonly Piece[]): Readonly<Record<string, number>> {
  const ready = pieces.filter((one) => one.state === 'ready')
  const tax = (all: readonly Piece[]): number => sumOf(all.map((one) => one.annualTax))
  const rest = pieces.filter((one) => one.state === 'aside')
  return { pieces: ready.length, tax: tax(ready), aside: rest.length, 'aside-tax': tax(rest), sheets: ready.reduce((sum, one) => sum + one.slipIds.length + 1, 0) }
}

/** What was gathered beside the register of decisions, and what is to be looked at before anything is printed. */
async function checkPackage(tx: Tx, run: RunFacts, totals: Readonly<Record<string, number>>): Promise<readonly RunCheck[]> {
  const { trial } = inputOf(run)
  const [sums, register] = [await store.sumOfPieces(tx, run.runId), await store.sumOfUnsent(tx, { fiscalYear: run.fiscalYear, knownAt: run.recordedAt, runId: run.runId })]
  const all = { persons: sums.ready + sums.aside, tax: sums.ready_tax + sums.aside_tax }
  const agrees = totals.pieces === sums.ready && totals.tax === sums.ready_tax && (trial !== null || (all.persons === register.persons && all.tax === register.annual_tax))
  const words = `刷る ${amountText(sums.ready)}通 ${yenText(sums.ready_tax)}、抜いた ${amountText(sums.aside)}通 ${yenText(sums.aside_tax)}`
  return [
    { code: 'register', title: trial === null ? '決定した人との一致' : '試し刷り', state: agrees ? 'passed' : 'stopped', detail: agrees ? words : `${words}、決定 ${amountText(register.persons)}人 ${yenText(register.annual_tax)}` },
    { code: 'aside', title: '一括から抜いた人', state: sums.aside > 0 ? 'attention' : 'passed', detail: `${amountText(sums.aside)}人`, path: `tax-individual/notices/${run.runId}` },
    { code: 'postal', title: '郵便番号のない封筒', state: sums.no_postal > 0 ? 'attention' : 'passed', detail: `${amountText(sums.no_postal)}通。順番の終わりに置きます` },
    { code: 'sheets', title: '紙の枚数', state: 'passed', detail: `${amountText(totals.sheets ?? 0)}枚` },
  ]
}

async function tablesOf(tx: Tx, run: RunFacts): Promise<readonly RunTable[]> {
  const sums = await store.listSumsBySheets(tx, run.runId)
  return [{ title: '封筒に入れる紙', lines: sums.map((one) => ({ title: `${amountText(one.sheets)}枚`, count: one.pieces, countBefore: null, yen: one.annual_tax, yenBefore: null })) }]
}

/** After approval: first everybody is looked at once more and gets a place, then each page draws one file. */
async function drawPage(tx: Tx, run: RunFacts, cursor: string | null): Promise<PageResult> {
  if (cursor === null) return await numberAll(tx, run)
  const partNo = Number(cursor)
  const out = await drawPart(tx, run, partNo)
  const { parts } = await store.sumOfPieces(tx, run.runId)
  if (partNo >= parts && inputOf(run).trial === null) await store.markSent(tx, run.runId)
  return { next: partNo < parts ? String(partNo + 1) : null, count: out.count, setAside: out.setAside, totals: {} }
}

const askedAtOnce = 1_000

async function numberAll(tx: Tx, run: RunFacts): Promise<PageResult> {
  const before = await store.sumOfPieces(tx, run.runId)
  const setAside = [...await takeOut(tx, run, { personIds: await store.listChangedPieces(tx, run.runId), aside: 'changed' })]
  for (let after: string | null = null, isMore = true; isMore;) {
    const ids: readonly string[] = await store.pageOfReady(tx, run.runId, { after, limit: askedAtOnce })
    setAside.push(...await takeOutStopped(tx, run, ids))
    after = ids.at(-1) ?? null
    isMore = ids.length === askedAtOnce
  }
  await store.numberPieces(tx, run.runId, piecesInPart)
  const { ready } = await store.sumOfPieces(tx, run.runId)
  return { next: ready === 0 ? null : '1', count: before.aside + setAside.length, setAside, totals: {} }
}

async function takeOutStopped(tx: Tx, run: RunFacts, personIds: readonly string[]): Promise<readonly SetAside[]> {
  const stopped = await stoppedAmong(tx, personIds, noticeOutput)
  const by = (reason: AsideReason): readonly string[] => personIds.filter((id) => stopped.get(id) === reason)
  return [...await takeOut(tx, run, { personIds: by('protected'), aside: 'protected' }), ...await takeOut(tx, run, { personIds: by('suppressed'), aside: 'suppressed' })]
}

async function takeOut(tx: Tx, run: RunFacts, { personIds, aside }: { readonly personIds: readonly string[]; readonly aside: AsideReason }): Promise<readonly SetAside[]> {
  await store.takeOutPieces(tx, run.runId, { personIds, aside })
  return personIds.map((subjectId) => ({ subjectId, ...asideWords[aside] }))
}

/** Draws one file: the guard is asked again, the finished sheets are read back, and the bytes are kept. */
async function drawPart(tx: Tx, run: RunFacts, partNo: number): Promise<{ readonly count: number; readonly setAside: readonly SetAside[] }> {
  const listed = await store.listPiecesOfPart(tx, run.runId, { partNo, state: 'ready' })
  const setAside = [...await takeOutStopped(tx, run, listed.map((one) => one.personId))]
  const pieces = listed.filter((one) => !setAside.some((aside) => aside.subjectId === one.personId))
  const papers = await papersOf(tx, run, pieces)
  for await (const slice of drawn(massPress, papers)) {
    setAside.push(...await takeOut(tx, run, { personIds: slice.setAside.map((fault) => pieces[fault.item]!.personId), aside: 'does-not-fit' }))
    const printed = slice.drawn.map((item) => ({ piece: pieces[item]!, paper: papers[item]! }))
    if (slice.pdf) await keepPart(tx, run, { partNo, pdf: slice.pdf, printed })
  }
  return { count: listed.length, setAside }
}

async function papersOf(tx: Tx, run: RunFacts, pieces: readonly Piece[]): Promise<readonly MassNoticePaper[]> {
  const decisions = await store.listDecisionsOfPieces(tx, run.fiscalYear, pieces)
  const parties = new Map((await listParties(tx, pieces.map((one) => one.partyId), { levyCode })).map((party) => [party.partyId, party]))
  const slips = new Map((await listIssuedSlips(tx, pieces.flatMap((one) => one.slipIds))).map((slip) => [slip.slipId, slip]))
  const accesses = await accessesOf(tx, [...decisions.values()])
  const [law, kept, { numbered }] = [lawFor(tx, fiscalYear(run.fiscalYear)), await store.findPackage(tx, run.runId), await store.sumOfPieces(tx, run.runId)]
  return pieces.map((one) => {
    const [decision, party] = [decisions.get(one.personId), parties.get(one.partyId)]
    assert(decision !== undefined && party !== undefined && one.pieceNo !== null && kept !== undefined, 'a numbered piece has a decision, an addressee and a package')
    return envelopePaper(tx, { decision, party, slips: one.slipIds.map((id) => slips.get(id)!), law, issuedOn: kept.issuedOn, access: accesses.get(one.personId)!, place: { piece: one.pieceNo, pieces: numbered } })
  })
}

interface PrintedPart { readonly partNo: number; readonly pdf: Uint8Array; readonly printed: readonly { readonly piece: Piece; readonly paper: MassNoticePaper }[] }

async function keepPart(tx: Tx, run: RunFacts, { partNo, pdf, printed }: PrintedPart): Promise<void> {
  await readBack(pdf, massPress, printed.map(({ paper }) => paper))
  const sha256 = await tx.services.files.put(tx, pdf)
  const personIds = printed.map(({ piece }) => piece.personId)
  await store.insertPart(tx, run.runId, {
    partNo, firstNo: printed[0]!.piece.pieceNo!, lastNo: printed.at(-1)!.piece.pieceNo!, pieces: printed.length, pages: printed.reduce((sum, { paper }) => sum + paper.slips.length + 1, 0),
    annualTax: printed.reduce((sum, { piece }) => sum + piece.annualTax, zeroYen as number), sha256, templateVersion: massNotice.version,
  })
  await store.markPrinted(tx, run.runId, personIds)
  await keepAccesses(tx, printed.map(({ piece }) => piece), new Map(printed.map(({ piece, paper }) => [piece.personId, { code: paper.notice.access!.code, address: null }])))
  await tx.services.writeAudit(tx, { action: 'print', output: noticeOutput, subjectIds: personIds, numberRevealed: false, asOf: null, outcome: 'done', detailDigest: sha256 })
}

import { z } from 'zod'
import { assert } from '../../../kernel/assert.ts'
import { accept } from '../../../kernel/outcome.ts'
import { amountText, yenText } from '../../../kernel/text.ts'
import { sumOf } from '../../../kernel/yen.ts'
import { envelopeOf, type Party } from '../../../party/index.ts'
import { zDate, zFiscalYear } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { batch, type PageResult, type RunCheck, type RunFacts, type RunTable, type SetAside } from '../../../platform/job/define.ts'
import { faultsAmong, printPage, setAsideOf, sortKeyOf, stoppedAmong, sumOfPieces, takeOutPieces, type PartSize, type Tried } from '../../../platform/packages/index.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { assessmentDateOf } from '../model.ts'
import { refuse } from '../refusals.ts'
import { sheetsOfParcel, type MassPayerPaper } from './forms/payer-mass.ts'
import { employeeSheetsKeys, payerNoticeOutput, type AsideReason } from './model.ts'
import { findPackage, insertPackage } from './package-store.ts'
import { agreesWith, listPayerFacts, listUntold, parcelOf, type ParcelOrder, type PayerFacts } from './payer-package-facts.ts'
import { listPayerSums, type PayerSum } from './payer-notice-store.ts'
import { drawPayerPart, payerPress } from './payer-part.ts'
import * as store from './payer-package-store.ts'
import { payerShelf, type PayerPiece } from './payer-package-store.ts'

/** Employers gathered in one transaction. */
const payersInPage = 20
/** One file for the printer: employers differ too much in size to count them. */
const inPart: PartSize = { sheets: 600 }

const PackageInput = z.strictObject({
  fiscalYear: zFiscalYear,
  /** The day that stands on the notices; today where left out. */
  issuedOn: zDate.nullable().default(null),
  employeeSheets: z.enum(employeeSheetsKeys, { error: '圧着するかどうかを選んでください。' }).default('sealed'),
  /** Only so many employers, to be looked at by the printer and the office; they do not count as sent. */
  trial: z.int().min(1, { error: '試し刷りは1件からです。' }).max(20, { error: '試し刷りは20件までです。' }).nullable().default(null),
})
type PackageInput = z.output<typeof PackageInput>

/**
 * Prints what employers have not been told yet, each notice with the sheets of its employees — 特別徴収税額の通知書の一括印刷 (地方税法321条の4).
 * Gathered page by page, with a proof of every parcel; a second person approves the sum; then numbered and drawn file by file.
 */
export const payerNoticePackage = batch({
  name: 'tax-individual.payer-notice-package', title: '特別徴収の通知書の一括印刷', permission: 'tax-individual.issue', approvalPermission: 'tax-individual.approve',
  input: PackageInput as unknown as z.ZodType<z.input<typeof PackageInput>>, unit: '者', approvalTotal: 'tax',
  async open(tx, raw) {
    const input = PackageInput.parse(raw)
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    if (input.issuedOn !== null && input.issuedOn < tx.today) return refuse('notice-day-past', { field: '/issuedOn' })
    const untold = await listUntold(tx, input.fiscalYear, tx.now)
    if (untold.length === 0) return refuse('no-payers-to-tell', { field: '/fiscalYear', year: input.fiscalYear })
    return accept({ fiscalYear: input.fiscalYear, assessmentDate: assessmentDateOf(input.fiscalYear), expected: Math.min(untold.length, input.trial ?? untold.length) })
  },
  page: gatherPage,
  checks: checkPackage,
  tables: tablesOf,
  subjectPath: (partyId) => `tax-individual/collector/${partyId}`,
  post: postPage,
  async example(tx) { return (await listUntold(tx, latestAssessedYear, tx.now)).length === 0 ? null : { fiscalYear: latestAssessedYear, trial: 1 } },
  screen: {
    note: '会社などへの通知書と、納税義務者用の通知書を一組にして、郵便番号順に刷ります。', results: '集め終わると、会社の数と税額の計がここに出ます。', startPath: null, totalLabel: '紙の集計表から、税額の計を打ってください', lastStep: 'PDFを作る',
    approve: 'この印刷を決裁する', approved: '決裁すると、通し番号を付け、印刷用のPDFを作ります。', setAside: '一括では刷りません', posting: '印刷用のPDF ', posted: '印刷用のPDFができました。「件数表とファイル」から取り出します。',
    made: { label: '件数表とファイル', path: (runId) => `tax-individual/notices/${runId}` },
  },
})

function inputOf(run: RunFacts): PackageInput {
  return PackageInput.parse(run.input)
}

interface Gathered { readonly facts: PayerFacts; readonly aside: AsideReason | null; readonly characters: string | null }

/** Looks at a page of employers: who may be printed with the others, and a proof of each parcel. */
async function gatherPage(tx: Tx, run: RunFacts, cursor: string | null): Promise<PageResult> {
  const { trial, issuedOn, employeeSheets } = inputOf(run)
  const day = issuedOn ?? tx.today
  await insertPackage(tx, { runId: run.runId, kind: 'payers', employeeSheets, fiscalYear: run.fiscalYear, issuedOn: day, trial })
  const limit = Math.min(payersInPage, trial ?? payersInPage)
  const page = (await listUntold(tx, run.fiscalYear, run.recordedAt)).filter((one) => cursor === null || one.partyId > cursor).slice(0, limit)
  const gathered = await proofed(tx, await gather(tx, run, page), { year: run.fiscalYear, issuedOn: day, form: employeeSheets, place: null })
  const pieces = gathered.map((one) => pieceOf(tx, run, one))
  await store.insertPayerPieces(tx, pieces)
  return { next: trial !== null || page.length < limit ? null : page.at(-1)!.partyId, count: page.length, setAside: asideAmong(pieces), totals: totalsOf(pieces) }
}

async function gather(tx: Tx, run: RunFacts, page: readonly PayerSum[]): Promise<readonly Gathered[]> {
  const partyIds = page.map((one) => one.partyId)
  const [facts, deliveries] = [await listPayerFacts(tx, run.fiscalYear, partyIds), await store.listDeliveries(tx, partyIds)]
  const all = partyIds.flatMap((partyId) => facts.get(partyId) ?? [])
  const stopped = await stoppedAmong(tx, all.flatMap((one) => one.collector.party.residentId ?? []), payerNoticeOutput)
  return all.map((one): Gathered => ({ facts: one, aside: asideOf(tx, one.collector.party, { stopped, isElectronic: deliveries.get(one.collector.party.partyId) === 'electronic' }), characters: null }))
}

function asideOf(tx: Tx, party: Party, { stopped, isElectronic }: { readonly stopped: ReadonlyMap<string, AsideReason>; readonly isElectronic: boolean }): AsideReason | null {
  if (isElectronic) return 'electronic'
  return stopped.get(party.residentId ?? '') ?? (envelopeOf(party, tx.office).lines.length > 0 ? null : 'no-address')
}

/** Draws every parcel and throws the sheets away: what has no glyph or does not fit is known before anything is printed. */
async function proofed(tx: Tx, gathered: readonly Gathered[], order: ParcelOrder): Promise<readonly Gathered[]> {
  const tried = gathered.filter((one) => one.aside === null)
  const papers: Tried<MassPayerPaper>[] = []
  for (const { facts } of tried) papers.push({ paper: (await parcelOf(tx, facts, order)).paper, subjectIds: facts.employees.map((one) => one.personId) })
  const faults = await faultsAmong(tx, payerPress(order.form), papers)
  return gathered.map((one) => ({ ...one, ...faults.get(tried.indexOf(one)) }))
}

function pieceOf(tx: Tx, run: RunFacts, { facts, aside, characters }: Gathered): PayerPiece {
  const { collector, employees } = facts
  const envelope = envelopeOf(collector.party, tx.office)
  return {
    runId: run.runId, fiscalYear: run.fiscalYear, partyId: collector.party.partyId, pieceId: collector.party.partyId, personIds: employees.map((one) => one.personId), decisionNos: employees.map((one) => one.decisionNo), hiddenIds: [],
    amount: sumOf(employees.map((one) => one.annualTax)), state: aside === null ? 'ready' : 'aside', aside, characters, hasPostalCode: envelope.postalCode !== null,
    // Nobody sorts what is not in the pile, and a protected address is written down nowhere else.
    sortKey: aside === null ? sortKeyOf({ postalCode: envelope.postalCode, lines: envelope.lines, household: collector.designationNumber ?? collector.party.number }) : '', sheets: sheetsOfParcel(employees.length, inputOf(run).employeeSheets), pieceNo: null, partNo: null,
  }
}

/** Parcels that were taken out, each under its employer. */
function asideAmong(pieces: readonly Pick<PayerPiece, 'partyId' | 'aside'>[]): readonly SetAside[] {
  return setAsideOf(payerShelf, pieces.map(({ partyId, aside }) => ({ subjectId: partyId, aside })))
}

function totalsOf(pieces: readonly PayerPiece[]): Readonly<Record<string, number>> {
  const [ready, rest] = [pieces.filter((one) => one.aside === null), pieces.filter((one) => one.aside !== null)]
  const tax = (all: readonly PayerPiece[]): number => sumOf(all.map((one) => one.amount))
  const count = (of: (one: PayerPiece) => number): number => ready.reduce((total, one) => total + of(one), 0)
  return { pieces: ready.length, tax: tax(ready), aside: rest.length, 'aside-tax': tax(rest), persons: count((one) => one.personIds.length), sheets: count((one) => one.sheets) }
}

/** What was gathered beside the register of decisions, and what is to be looked at before anything is printed. */
async function checkPackage(tx: Tx, run: RunFacts, totals: Readonly<Record<string, number>>): Promise<readonly RunCheck[]> {
  const [sums, untold, { trial }] = [await sumOfPieces(tx, payerShelf, run.runId), await listUntold(tx, run.fiscalYear, run.recordedAt), inputOf(run)]
  const pieces = new Map([...await store.listPayerPieces(tx, run.runId, { state: 'ready' }), ...await store.listPayerPieces(tx, run.runId, { state: 'aside' })].map((one) => [one.partyId, one.amount]))
  const agrees = totals['pieces'] === sums.ready && totals['tax'] === sums.ready_amount && (trial !== null || untold.every((one) => pieces.get(one.partyId) === one.annualTax))
  const words = `刷る ${amountText(sums.ready)}者 ${amountText(totals['persons'] ?? 0)}人 ${yenText(sums.ready_amount)}、抜いた ${amountText(sums.aside)}者 ${yenText(sums.aside_amount)}`
  return [
    { code: 'register', title: trial === null ? '決定した税額との一致' : '試し刷り', state: agrees ? 'passed' : 'stopped', detail: agrees ? words : `${words}、決定 ${amountText(untold.length)}者 ${yenText(untold.reduce((total, one) => total + one.annualTax, 0))}` },
    { code: 'aside', title: '一括から抜いた会社', state: sums.aside > 0 ? 'attention' : 'passed', detail: `${amountText(sums.aside)}者`, path: `tax-individual/notices/${run.runId}` },
    { code: 'postal', title: '郵便番号のない宛先', state: sums.no_postal > 0 ? 'attention' : 'passed', detail: `${amountText(sums.no_postal)}者。順番の終わりに置きます` },
    { code: 'sheets', title: '紙の枚数', state: 'passed', detail: `${amountText(sums.sheets)}枚` },
  ]
}

async function tablesOf(tx: Tx, run: RunFacts): Promise<readonly RunTable[]> {
  const pieces = await store.listPayerPieces(tx, run.runId, { state: 'ready' })
  const sizes = [{ title: '1人', most: 1 }, { title: '2人から9人', most: 9 }, { title: '10人から49人', most: 49 }, { title: '50人以上', most: Number.MAX_SAFE_INTEGER }]
  const lines = sizes.map(({ title, most }, index) => ({ title, of: pieces.filter((one) => one.personIds.length <= most && one.personIds.length > (sizes[index - 1]?.most ?? 0)) }))
  return [{ title: '会社の人員', lines: lines.filter((line) => line.of.length > 0).map(({ title, of }) => ({ title, count: of.length, countBefore: null, yen: sumOf(of.map((one) => one.amount)), yenBefore: null })) }]
}

/** After approval every employer is looked at once more and gets a place, then each page draws one file. */
async function postPage(tx: Tx, run: RunFacts, cursor: string | null): Promise<PageResult> {
  const [kept, { employeeSheets, trial }] = [await findPackage(tx, run.runId), inputOf(run)]
  assert(kept !== undefined, 'a package was begun when it was gathered')
  return await printPage(tx, run, {
    shelf: payerShelf, cursor, inPart, lookAgain: async () => await lookAgain(tx, run), numbersOf: async () => null,
    draw: async (partNo) => await drawPayerPart(tx, run, { partNo, order: { year: run.fiscalYear, issuedOn: kept.issuedOn, form: employeeSheets } }),
    finished: async () => { if (trial === null) await store.markPayersSent(tx, run.runId) },
  })
}

/** Takes out employers of whom something was decided since they were gathered. */
async function lookAgain(tx: Tx, run: RunFacts): Promise<readonly SetAside[]> {
  const now = new Map((await listPayerSums(tx, run.fiscalYear)).map((one) => [one.partyId, one]))
  const changed = (await store.listPayerPieces(tx, run.runId, { state: 'ready' })).filter((piece) => {
    const sum = now.get(piece.partyId)
    return sum === undefined || !agreesWith({ persons: piece.personIds.length, annualTax: piece.amount, issuedAt: run.recordedAt }, sum)
  })
  await takeOutPieces(tx, payerShelf, { runId: run.runId, pieceIds: changed.map((one) => one.pieceId), aside: 'changed' })
  return asideAmong(changed.map(({ partyId }) => ({ partyId, aside: 'changed' as const })))
}

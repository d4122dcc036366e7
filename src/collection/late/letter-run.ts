import { z } from 'zod'
import { assert } from '../../kernel/assert.ts'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import { addDays, fiscalYearOf, maxDate, type PlainDate, yearOf } from '../../kernel/plain-date.ts'
import { amountText } from '../../kernel/text.ts'
import { sumOf, yen, zeroYen } from '../../kernel/yen.ts'
import { listParties, type Party } from '../../party/index.ts'
import { zDate } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { batch, type Batch, type PageResult, type RunCheck, type RunFacts } from '../../platform/job/define.ts'
import { takeNumbers } from '../../platform/number/index.ts'
import { faultsAmong, printPage, sheetTables } from '../../platform/packages/index.ts'
import { accruedOn } from '../accrual.ts'
import { balanceOf, type ChargeBalance } from '../charges.ts'
import { groupBy } from '../group.ts'
import { collectionLawOn, ratesBetween } from '../law.ts'
import type { AsideReason } from '../packages/model.ts'
import { packageChecks, pieceOf, stoppedParties, totalsOf } from '../packages/pieces.ts'
import { asideAmong, letterShelf } from '../packages/shelf.ts'
import * as packages from '../packages/store.ts'
import { listUnpostedFiles } from '../payment-store.ts'
import { refuse } from '../refusals.ts'
import { demandDates } from '../rules/due-date.ts'
import { hasSlipCodes, issueSlips, type IssuedSlip } from '../slips.ts'
import { feesExpected, letterFeeOn } from './demand-fees.ts'
import { inSlips, letterFault, letterPress, type LetterOrder, unpaidIn } from './letter-facts.ts'
import { drawLetterPart } from './letter-print.ts'
import * as store from './letter-store.ts'
import type { CandidateRow } from './letter-store.ts'
import { letterPaper, proofSlip, tones } from './letters.ts'
import { letterTitles, type LetterKind } from './model.ts'

/** Addressees gathered in one transaction. */
const partiesInPage = 200
const LetterInput = z.strictObject({
  /** The day that stands on the letters and counts in law; today where left out. */
  issuedOn: zDate.nullable().default(null),
  /** Day until which the slips may be used; as many days after the issue as a seizure must wait where left out. */
  usableUntil: zDate.nullable().default(null),
  /** Only instalments due from this day on. */
  dueFrom: zDate.nullable().default(null),
  /** Only those due by this day; the day before the issue where left out. */
  dueUntil: zDate.nullable().default(null),
  /** Reminders: only who owes so much in all. */
  least: z.int().min(0, { error: '下限の額は0円以上で入れてください。' }).default(0),
  tone: z.enum(tones, { error: '文面の調子を選んでください。' }).default('plain'),
})
type LetterInput = z.output<typeof LetterInput>

function orderOf(tx: Tx, kind: LetterKind, { raw, today }: { readonly raw: unknown; readonly today: PlainDate }): LetterOrder {
  const input: LetterInput = LetterInput.parse(raw)
  const issuedOn = input.issuedOn ?? today
  return {
    kind, issuedOn, usableUntil: input.usableUntil ?? addDays(issuedOn, collectionLawOn(issuedOn, tx.office.ordinanceOn(issuedOn)).seizureDays),
    span: { dueFrom: input.dueFrom, dueUntil: input.dueUntil ?? addDays(issuedOn, -1) }, least: yen(input.least), tone: input.tone,
  }
}

/** The order of a run: what was left out stands for the day on which it was opened. */
export function orderOfRun(tx: Tx, kind: LetterKind, run: RunFacts): LetterOrder {
  return orderOf(tx, kind, { raw: run.input, today: run.assessmentDate as PlainDate })
}

/** The order of a demand that goes out by itself today. */
export function singleOrder(tx: Tx): LetterOrder {
  return orderOf(tx, 'demand', { raw: {}, today: tx.today })
}

/** What examples demand: the instalments of the earliest day on which any are due, dated today or the day after it. */
async function exampleOrder(tx: Tx, kind: LetterKind): Promise<{ issuedOn: PlainDate; usableUntil: PlainDate; dueFrom: PlainDate; dueUntil: PlainDate } | null> {
  const day = await store.findEarliestDue(tx, kind)
  if (day === undefined) return null
  const issuedOn = maxDate(tx.today, addDays(day, 1))
  return { issuedOn, usableUntil: issuedOn, dueFrom: day, dueUntil: day }
}

/** Demands whatever is due, unpaid and not demanded — 督促状の一括印刷 (地方税法329条). */
export const demandPackage = letterBatch('demand', '督促状を、納付書と一組にして、郵便番号順に刷ります。納付済み、速報のあるもの、猶予中のもの、口座振替の結果を待つものは入りません。')

/** Reminds those who have not paid after a demand — 催告書の一括印刷. */
export const reminderPackage = letterBatch('reminder', '督促のあとも納められていない人へ、全税目を一通にした催告書を刷ります。分納の約束を守っている人、猶予中のものは入りません。')

function letterBatch(kind: LetterKind, note: string): Batch {
  return batch({
    name: `collection.${kind}-package`, title: `${letterTitles[kind]}の一括印刷`, permission: 'collection.issue', approvalPermission: 'collection.approve', input: LetterInput as unknown as z.ZodType<z.input<typeof LetterInput>>, unit: '人', approvalTotal: 'amount',
    open: (tx, input) => openLetters(tx, kind, input),
    page: (tx, run, cursor) => gatherPage(tx, run, { order: orderOfRun(tx, kind, run), cursor }),
    checks: (tx, run, totals) => checkLetters(tx, run, { order: orderOfRun(tx, kind, run), totals }),
    tables: (tx, run) => sheetTables(tx, letterShelf, run),
    subjectPath: (partyId) => `collection/debtor/${partyId}`,
    post: (tx, run, cursor) => printPage(tx, run, {
      shelf: letterShelf,
      cursor, numbersOf: async (count) => ({ before: '', digits: 8, first: await takeNumbers(tx, 'collection.letter', count) }), draw: (partNo) => drawLetterPart(tx, run, { order: orderOfRun(tx, kind, run), partNo }),
    }),
    example: (tx) => exampleOrder(tx, kind),
    screen: {
      note, results: '集め終わると、封筒の数と未納の額の計がここに出ます。', startPath: `collection/letters/${kind}`, totalLabel: `紙の集計表から、${kind === 'reminder' ? '未納の額' : '未納の税額'}の計を打ってください`, lastStep: 'PDFを作る', approve: 'この印刷を決裁する',
      approved: '決裁すると、納付をもう一度確かめ、発付番号を付け、印刷用のPDFを作ります。', setAside: '一括では刷りません', posting: '印刷用のPDF ', posted: '印刷用のPDFができました。「件数表とファイル」から取り出します。',
      made: { label: '件数表とファイル', path: (runId) => `collection/letter-package/${runId}` },
    },
  }) as Batch
}

async function openLetters(tx: Tx, kind: LetterKind, raw: unknown): Promise<Outcome<{ fiscalYear: number; assessmentDate: string; expected: number }>> {
  const order = orderOf(tx, kind, { raw, today: tx.today })
  if (!hasSlipCodes(tx)) return refuse('slip-codes-missing')
  if (order.issuedOn < tx.today) return refuse('letter-day-past', { field: '/issuedOn' })
  if (order.usableUntil < order.issuedOn) return refuse('letter-until-early', { field: '/usableUntil' })
  if (order.span.dueUntil >= order.issuedOn) return refuse('letter-not-due', { field: '/dueUntil' })
  const missing = ratesBetween(order.usableUntil, order.usableUntil).find((rates) => rates.firstMonth === null || rates.later === null)
  if (missing) return refuse('rate-not-published', { year: yearOf(order.usableUntil), field: '/usableUntil' })
  const expected = await store.countParties(tx, { kind, span: order.span })
  if (expected === 0) return refuse('letter-nothing')
  return accept({ fiscalYear: fiscalYearOf(tx.today), assessmentDate: tx.today, expected })
}

interface Gathered { readonly party: Party; readonly charges: readonly ChargeBalance[]; readonly aside: AsideReason | null; readonly characters: string | null }

interface PageOrder { readonly order: LetterOrder; readonly cursor: string | null }

/** Looks at a page of addressees: which of their instalments a letter is about, a proof of each letter, and the slips. */
async function gatherPage(tx: Tx, run: RunFacts, { order, cursor }: PageOrder): Promise<PageResult> {
  await packages.insertPackage(tx, { runId: run.runId, kind: order.kind, issuedOn: order.issuedOn, usableUntil: order.usableUntil })
  const partyIds = await store.pageOfParties(tx, { kind: order.kind, span: order.span, after: cursor, limit: partiesInPage })
  const candidates = await store.listCandidates(tx, partyIds, { ...order.span, kind: order.kind })
  const gathered = await proofed(tx, await gather(tx, order.kind, lettersOf(candidates, order)), order)
  const slips = await slipsOf(tx, gathered, order)
  const pieces = gathered.map(({ charges, ...one }, index) => pieceOf(tx.office, {
    ...one, runId: run.runId, chargeIds: charges.map((charge) => charge.chargeId), amount: sumOf(charges.map((charge) => unpaidIn(order.kind, charge))), slipIds: (slips[index] ?? []).map((slip) => slip.slipId), aboutId: null, lineNo: null, sheets: (slips[index] ?? []).length + 1,
  }))
  await packages.insertPieces(tx, pieces)
  return { next: partyIds.length < partiesInPage ? null : partyIds.at(-1)!, count: partyIds.length, setAside: asideAmong(pieces), totals: totalsOf(pieces, candidates.length) }
}

/** A demand is for one levy and goes with one slip; a reminder is about everything somebody owes. */
function lettersOf(candidates: readonly CandidateRow[], order: LetterOrder): readonly (readonly ChargeBalance[])[] {
  const open = candidates.filter((row) => letterFault(order.kind, row, order.issuedOn) === null).map(balanceOf)
  if (order.kind === 'reminder') return [...groupBy(open, (one) => one.partyId).values()].filter((charges) => sumOf(charges.map((one) => unpaidIn('reminder', one))) >= order.least)
  return [...groupBy(open, (one) => `${one.partyId}|${one.levyCode}`).values()].flatMap((charges) => inSlips(charges))
}

async function gather(tx: Tx, kind: LetterKind, letters: readonly (readonly ChargeBalance[])[]): Promise<readonly Gathered[]> {
  const parties = new Map((await listParties(tx, [...new Set(letters.map(([first]) => first!.partyId))])).map((party) => [party.partyId, party]))
  const asideOf = await stoppedParties(tx, [...parties.values()], kind)
  return letters.map((charges) => {
    const party = parties.get(charges[0]!.partyId)
    assert(party !== undefined, 'a debt has an addressee')
    return { party, charges, aside: asideOf(party), characters: null }
  })
}

/** Draws every letter with its first slip and throws the sheets away: what has no glyph or does not fit is known before anything is printed. */
async function proofed(tx: Tx, gathered: readonly Gathered[], order: LetterOrder): Promise<readonly Gathered[]> {
  const tried = gathered.filter((one) => one.aside === null)
  const late = await accruedOn(tx, tried.flatMap((one) => one.charges), order.usableUntil)
  const fee = letterFeeOn(tx, order.kind, order.issuedOn)
  const papers = tried.map(({ party, charges }) => {
    const fees = feesExpected(charges, fee)
    return letterPaper(tx, { ...order, party, letterNo: '00000000', charges, late, fees, slips: inSlips(charges).slice(0, 1).map((same) => proofSlip(same, order.usableUntil, sumOf(same.map((one) => fees.get(one.chargeId) ?? zeroYen)))), place: null })
  })
  const faults = await faultsAmong(tx, letterPress(order.kind), tried.map(({ party }, index) => ({ paper: papers[index]!, subjectIds: party.residentId === null ? [] : [party.residentId] })))
  return gathered.map((one) => ({ ...one, ...faults.get(tried.indexOf(one)) }))
}

/** Issues the slips of everybody who is printed, last of all: whoever else takes a number waits no longer than for this. */
async function slipsOf(tx: Tx, gathered: readonly Gathered[], order: LetterOrder): Promise<readonly (readonly IssuedSlip[])[]> {
  const demandFee = letterFeeOn(tx, order.kind, order.issuedOn)
  const requests = gathered.flatMap((one, index) => (one.aside === null ? inSlips(one.charges).map((same) => ({ index, chargeIds: same.map((charge) => charge.chargeId), usableUntil: order.usableUntil, demandFee })) : []))
  const issued = await issueSlips(tx, requests)
  assert(issued.ok, 'the rates of the day were looked at when the run was opened')
  return gathered.map((_one, index) => issued.value.filter((slip, place) => slip !== null && requests[place]!.index === index) as IssuedSlip[])
}

/** What stands in the way of sending the letters, and what is to be looked at first. */
async function checkLetters(tx: Tx, run: RunFacts, { order, totals }: { readonly order: LetterOrder; readonly totals: Readonly<Record<string, number>> }): Promise<readonly RunCheck[]> {
  const { sums, aside, postal } = await packageChecks(tx, run, totals)
  const [unposted, law] = [await listUnpostedFiles(tx), collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today))]
  const oldPreliminary = await store.countOldPreliminary(tx, { before: addDays(tx.today, -law.preliminaryDays) })
  const overdue = order.kind === 'demand' ? await countLateDemands(tx, run, order) : 0
  const check = (code: string, title: string, { state, detail, path }: Omit<RunCheck, 'code' | 'title'>): RunCheck => ({ code, title, state, detail, ...(path === undefined ? {} : { path }) })
  return [
    sums,
    check('unposted', '消込の済んでいないファイル', { state: unposted.length > 0 ? 'stopped' : 'passed', detail: unposted.length > 0 ? `${amountText(unposted.length)}件。消し込んでから、取りやめてもう一度集めてください` : 'ありません', path: 'collection/payment-files' }),
    check('preliminary', `速報のまま${law.preliminaryDays}日を過ぎた納付`, { state: oldPreliminary > 0 ? 'attention' : 'passed', detail: `${amountText(oldPreliminary)}件。納付として扱い、督促していません。収納代行に確かめてください` }),
    ...(order.kind === 'demand' ? [check('deadline', `納期限から${law.demandDays}日`, { state: overdue > 0 ? 'attention' : 'passed', detail: overdue > 0 ? `${amountText(overdue)}期は、発付の日に督促の期限を過ぎています。督促の効力は変わりません` : 'すべて期限の内に発付します' })] : []),
    check('left', '対象にしなかった期', { state: 'passed', detail: `${amountText((totals['looked'] ?? 0) - (totals['taken'] ?? 0))}期（猶予、停止、分納、口座振替の結果待ち、下限未満など）` }),
    aside,
    postal,
  ]
}

/** Instalments whose last day for a demand is before the day of issue. */
async function countLateDemands(tx: Tx, run: RunFacts, order: LetterOrder): Promise<number> {
  const ids = (await packages.listPieces(tx, run.runId, { state: 'ready' })).flatMap((piece) => piece.chargeIds)
  const rows = await store.listCandidatesById(tx, ids)
  return rows.filter((row) => {
    const { issueBy } = demandDates({ due: row.due_on, unpaid: row.balance, issuedOn: null }, collectionLawOn(row.due_on, tx.office.ordinanceOn(row.due_on)))
    return issueBy !== null && issueBy < order.issuedOn
  }).length
}

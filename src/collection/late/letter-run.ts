import { z } from 'zod'
import { assert } from '../../kernel/assert.ts'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import { addDays, fiscalYearOf, maxDate, type PlainDate, yearOf } from '../../kernel/plain-date.ts'
import { amountText, yenText } from '../../kernel/text.ts'
import { sumOf, yen } from '../../kernel/yen.ts'
import { envelopeOf, listParties, type Party } from '../../party/index.ts'
import { zDate } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { listMissing } from '../../platform/document/index.ts'
import { batch, type Batch, type PageResult, type RunCheck, type RunFacts, type RunTable } from '../../platform/job/define.ts'
import { takeNumbers } from '../../platform/number/index.ts'
import { accruedOn } from '../accrual.ts'
import { balanceOf, type ChargeBalance } from '../charges.ts'
import { groupBy } from '../group.ts'
import { collectionLawOn, ratesBetween } from '../law.ts'
import { listUnpostedFiles } from '../payment-store.ts'
import { refuse } from '../refusals.ts'
import { demandDates } from '../rules/due-date.ts'
import { sortKeyOf } from '../rules/sort-key.ts'
import { hasSlipCodes, issueSlips, type IssuedSlip } from '../slips.ts'
import { drawnLetters, inSlips, letterFault, setAsideOf, stoppedAmong, type LetterOrder } from './letter-facts.ts'
import { drawLetterPart } from './letter-print.ts'
import * as store from './letter-store.ts'
import type { CandidateRow, Piece } from './letter-store.ts'
import { letterPaper, proofSlip, tones } from './letters.ts'
import { letterOutputs, letterTitles, type AsideReason, type LetterKind } from './model.ts'

/** Addressees gathered in one transaction. */
const partiesInPage = 200
/** Pieces of one file for the printer. */
const piecesInPart = 120
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
    tables: (tx, run) => tablesOf(tx, run),
    subjectPath: (partyId) => `collection/debtor/${partyId}`,
    post: (tx, run, cursor) => drawPage(tx, run, { order: orderOfRun(tx, kind, run), cursor }),
    example: (tx) => exampleOrder(tx, kind),
    screen: {
      note, results: '集め終わると、封筒の数と未納の額の計がここに出ます。', startPath: `collection/letters/${kind}`, totalLabel: '紙の集計表から、未納の税額の計を打ってください', lastStep: 'PDFを作る', approve: 'この印刷を決裁する',
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

interface Gathered { readonly pieceId: string; readonly party: Party; readonly charges: readonly ChargeBalance[]; readonly aside: AsideReason | null; readonly characters: string | null }

interface PageOrder { readonly order: LetterOrder; readonly cursor: string | null }

/** Looks at a page of addressees: which of their instalments a letter is about, a proof of each letter, and the slips. */
async function gatherPage(tx: Tx, run: RunFacts, { order, cursor }: PageOrder): Promise<PageResult> {
  await store.insertPackage(tx, { runId: run.runId, kind: order.kind, issuedOn: order.issuedOn, usableUntil: order.usableUntil })
  const partyIds = await store.pageOfParties(tx, { kind: order.kind, span: order.span, after: cursor, limit: partiesInPage })
  const candidates = await store.listCandidates(tx, partyIds, order.span)
  const gathered = await proofed(tx, await gather(tx, lettersOf(candidates, order)), order)
  const slips = await slipsOf(tx, gathered, order)
  const pieces = gathered.map((one, index) => pieceOf(tx, run, { one, slips: slips[index] ?? [] }))
  await store.insertPieces(tx, pieces)
  return { next: partyIds.length < partiesInPage ? null : partyIds.at(-1)!, count: partyIds.length, setAside: setAsideOf(pieces), totals: totalsOf(pieces, candidates.length) }
}

/** A demand is for one levy and goes with one slip; a reminder is about everything somebody owes. */
function lettersOf(candidates: readonly CandidateRow[], order: LetterOrder): readonly (readonly ChargeBalance[])[] {
  const open = candidates.filter((row) => letterFault(order.kind, row, order.issuedOn) === null).map(balanceOf)
  if (order.kind === 'reminder') return [...groupBy(open, (one) => one.partyId).values()].filter((charges) => sumOf(charges.map((one) => one.balance)) >= order.least)
  return [...groupBy(open, (one) => `${one.partyId}|${one.levyCode}`).values()].flatMap((charges) => inSlips(charges))
}

async function gather(tx: Tx, letters: readonly (readonly ChargeBalance[])[]): Promise<readonly Gathered[]> {
  const parties = new Map((await listParties(tx, [...new Set(letters.map(([first]) => first!.partyId))])).map((party) => [party.partyId, party]))
  const stopped = await stoppedAmong(tx, [...parties.values()].flatMap((party) => party.residentId ?? []))
  return letters.map((charges) => {
    const party = parties.get(charges[0]!.partyId)
    assert(party !== undefined, 'a debt has an addressee')
    const hasAddress = envelopeOf(party, tx.office).lines.length > 0
    return { pieceId: newId(), party, charges, aside: stopped.get(party.residentId ?? '') ?? (hasAddress ? null : 'no-address'), characters: null }
  })
}

/** Draws every letter with its first slip and throws the sheets away: what has no glyph or does not fit is known before anything is printed. */
async function proofed(tx: Tx, gathered: readonly Gathered[], order: LetterOrder): Promise<readonly Gathered[]> {
  const tried = gathered.filter((one) => one.aside === null)
  const late = await accruedOn(tx, tried.flatMap((one) => one.charges), order.usableUntil)
  const papers = tried.map(({ party, charges }) => letterPaper(tx, { ...order, party, letterNo: '00000000', charges, late, slips: inSlips(charges).slice(0, 1).map((same) => proofSlip(same, order.usableUntil)), place: null }))
  const faults = new Map<Gathered, Pick<Gathered, 'aside' | 'characters'>>()
  for await (const slice of drawnLetters(papers)) {
    for (const fault of slice.setAside) {
      const one = tried[fault.item]!
      const missing = fault.reason === 'missing-glyph' ? fault.missing : []
      faults.set(one, { aside: fault.reason, characters: missing.length === 0 ? null : [...new Set(missing.map((glyph) => `${glyph.sequence}（${glyph.codepoints}）`))].join('、') })
      for (const { sequence } of missing) await listMissing(tx, { sequence, output: letterOutputs[order.kind], subjectIds: one.party.residentId === null ? [] : [one.party.residentId] })
    }
  }
  return gathered.map((one) => ({ ...one, ...faults.get(one) }))
}

/** Issues the slips of everybody who is printed, last of all: whoever else takes a number waits no longer than for this. */
async function slipsOf(tx: Tx, gathered: readonly Gathered[], order: LetterOrder): Promise<readonly (readonly IssuedSlip[])[]> {
  const requests = gathered.flatMap((one, index) => (one.aside === null ? inSlips(one.charges).map((same) => ({ index, chargeIds: same.map((charge) => charge.chargeId), usableUntil: order.usableUntil })) : []))
  const issued = await issueSlips(tx, requests)
  assert(issued.ok, 'the rates of the day were looked at when the run was opened')
  return gathered.map((_one, index) => issued.value.filter((slip, place) => slip !== null && requests[place]!.index === index) as IssuedSlip[])
}

function pieceOf(tx: Tx, run: RunFacts, { one, slips }: { readonly one: Gathered; readonly slips: readonly IssuedSlip[] }): Piece {
  const envelope = envelopeOf(one.party, tx.office)
  return {
    runId: run.runId, pieceId: one.pieceId, partyId: one.party.partyId, residentId: one.party.residentId, chargeIds: one.charges.map((charge) => charge.chargeId), amount: sumOf(one.charges.map((charge) => charge.balance)),
    state: one.aside === null ? 'ready' : 'aside', aside: one.aside, characters: one.characters, hasPostalCode: envelope.postalCode !== null,
    // Nobody sorts what is not in the pile, and a protected address is written down nowhere else.
    sortKey: one.aside === null ? sortKeyOf({ postalCode: envelope.postalCode, lines: envelope.lines, household: one.party.number }) : '', slipIds: slips.map((slip) => slip.slipId), letterNo: null, pieceNo: null, partNo: null,
  }
}

function totalsOf(pieces: readonly Piece[], looked: number): Readonly<Record<string, number>> {
  const ready = pieces.filter((one) => one.state === 'ready')
  const rest = pieces.filter((one) => one.state === 'aside')
  const sum = (all: readonly Piece[]): number => sumOf(all.map((one) => one.amount))
  return { pieces: ready.length, amount: sum(ready), aside: rest.length, 'aside-amount': sum(rest), looked, taken: pieces.reduce((total, one) => total + one.chargeIds.length, 0) }
}

/** What stands in the way of sending the letters, and what is to be looked at first. */
async function checkLetters(tx: Tx, run: RunFacts, { order, totals }: { readonly order: LetterOrder; readonly totals: Readonly<Record<string, number>> }): Promise<readonly RunCheck[]> {
  const sums = await store.sumOfPieces(tx, run.runId)
  const agrees = totals['pieces'] === sums.ready && totals['amount'] === sums.ready_amount && totals['aside'] === sums.aside
  const [unposted, law] = [await listUnpostedFiles(tx), collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today))]
  const oldPreliminary = await store.countOldPreliminary(tx, { before: addDays(tx.today, -law.preliminaryDays) })
  const overdue = order.kind === 'demand' ? await countLateDemands(tx, run, order) : 0
  const check = (code: string, title: string, { state, detail, path }: Omit<RunCheck, 'code' | 'title'>): RunCheck => ({ code, title, state, detail, ...(path === undefined ? {} : { path }) })
  return [
    check('sums', '集めたものとの一致', { state: agrees ? 'passed' : 'stopped', detail: `刷る ${amountText(sums.ready)}通 ${yenText(sums.ready_amount)}、抜いた ${amountText(sums.aside)}通 ${yenText(sums.aside_amount)}` }),
    check('unposted', '消込の済んでいないファイル', { state: unposted.length > 0 ? 'stopped' : 'passed', detail: unposted.length > 0 ? `${amountText(unposted.length)}件。消し込んでから、取りやめてもう一度集めてください` : 'ありません', path: 'collection/payment-files' }),
    check('preliminary', `速報のまま${law.preliminaryDays}日を過ぎた納付`, { state: oldPreliminary > 0 ? 'attention' : 'passed', detail: `${amountText(oldPreliminary)}件。納付として扱い、督促していません。収納代行に確かめてください` }),
    ...(order.kind === 'demand' ? [check('deadline', `納期限から${law.demandDays}日`, { state: overdue > 0 ? 'attention' : 'passed', detail: overdue > 0 ? `${amountText(overdue)}期は、発付の日に督促の期限を過ぎています。督促の効力は変わりません` : 'すべて期限の内に発付します' })] : []),
    check('left', '対象にしなかった期', { state: 'passed', detail: `${amountText((totals['looked'] ?? 0) - (totals['taken'] ?? 0))}期（猶予、停止、分納、口座振替の結果待ち、下限未満など）` }),
    check('aside', '一括から抜いたもの', { state: sums.aside > 0 ? 'attention' : 'passed', detail: `${amountText(sums.aside)}通`, path: `collection/letter-package/${run.runId}` }),
    check('postal', '郵便番号のない封筒', { state: sums.no_postal > 0 ? 'attention' : 'passed', detail: `${amountText(sums.no_postal)}通。順番の終わりに置きます` }),
  ]
}

/** Instalments whose last day for a demand is before the day of issue. */
async function countLateDemands(tx: Tx, run: RunFacts, order: LetterOrder): Promise<number> {
  const ids = (await store.listPieces(tx, run.runId, { state: 'ready' })).flatMap((piece) => piece.chargeIds)
  const rows = await store.listCandidatesById(tx, ids)
  return rows.filter((row) => {
    const { issueBy } = demandDates({ due: row.due_on, unpaid: row.balance, issuedOn: null }, collectionLawOn(row.due_on, tx.office.ordinanceOn(row.due_on)))
    return issueBy !== null && issueBy < order.issuedOn
  }).length
}

async function tablesOf(tx: Tx, run: RunFacts): Promise<readonly RunTable[]> {
  const sheets = groupBy(await store.listPieces(tx, run.runId, { state: 'ready' }), (piece) => piece.slipIds.length + 1)
  return [{ title: '封筒に入れる紙', lines: [...sheets].sort(([one], [other]) => one - other).map(([count, pieces]) => ({ title: `${amountText(count)}枚`, count: pieces.length, countBefore: null, yen: sumOf(pieces.map((piece) => piece.amount)), yenBefore: null })) }]
}

/** After approval: first the ready pieces get places and numbers, then each page draws one file. */
async function drawPage(tx: Tx, run: RunFacts, { order, cursor }: PageOrder): Promise<PageResult> {
  if (cursor === null) {
    const { ready, aside } = await store.sumOfPieces(tx, run.runId)
    if (ready > 0) await store.numberPieces(tx, run.runId, { inPart: piecesInPart, firstNo: await takeNumbers(tx, 'collection.letter', ready) })
    return { next: ready === 0 ? null : '1', count: aside, setAside: [], totals: {} }
  }
  const partNo = Number(cursor)
  const drawn = await drawLetterPart(tx, run, { order, partNo })
  const { parts } = await store.sumOfPieces(tx, run.runId)
  return { next: partNo < parts ? String(partNo + 1) : null, count: drawn.count, setAside: drawn.setAside, totals: {} }
}

import { z } from 'zod'
import { maxDate, type PlainDate } from '../../kernel/plain-date.ts'
import { sumOf, type Yen } from '../../kernel/yen.ts'
import { findParty, type Party } from '../../party/index.ts'
import { command } from '../../platform/command/define.ts'
import { zId, zText } from '../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { issueDocument } from '../../platform/document/index.ts'
import { withheldFrom } from '../../platform/guard/index.ts'
import { findRun } from '../../platform/job/store.ts'
import { nextNumber, padNumber } from '../../platform/number/index.ts'
import { findAnyPackage, withdrawPackage } from '../../platform/packages/index.ts'
import { accruedOn } from '../accrual.ts'
import { balanceOf } from '../charges.ts'
import { mostLinesOnSlip } from '../forms.ts'
import { refuse } from '../refusals.ts'
import { drawLetterPiece } from '../letters/package-run.ts'
import { letterShelf } from '../packages/shelf.ts'
import * as packages from '../packages/store.ts'
import type { Piece } from '../packages/store.ts'
import { drawSlipPiece } from '../slip-package/print.ts'
import { orderOfRun as orderOfSlips } from '../slip-package/run.ts'
import { hasSlipCodes, issueSlips, listIssuedSlips, type IssuedSlip } from '../slips.ts'
import { feesAsked, letterFeeOn } from './demand-fees.ts'
import { lockDemandsOfRun, withdrawDemands } from './demand-store.ts'
import { reverseFees } from './fee-reversal.ts'
import { inSlips, letterFault, type LetterOrder } from './letter-facts.ts'
import { demandPieces, lockedCandidates } from './letter-print.ts'
import { orderOfRun, singleOrder } from './letter-run.ts'
import * as store from './letter-store.ts'
import { debtLetter, letterPaper, textsOfLetter, withoutAddress } from './letters.ts'
import { letterOutputs } from './model.ts'

const zPrinted = z.object({ documentId: zId, letterNo: z.string() })

/** One envelope of a package by itself: what was taken out, or what the machine tore — 1件だけ刷る. */
export const issueLetterPiece = command({
  name: 'collection.issue-letter-piece', title: '一括印刷の納付書・通知書を1件だけ出す', permission: 'collection.issue', keepOutcome: 'for-ever',
  description: 'Draws one envelope of a package by itself, a letter, its slips, or both: one that was taken out of the pile, or one that was spoiled in it. A demand is entered with it, dated today where the day of the package has passed. Nothing goes out for what is paid meanwhile.',
  input: z.strictObject({ runId: zId, pieceId: zId }), output: zPrinted,
  async run(tx, { runId, pieceId }): Promise<Decision<z.output<typeof zPrinted>>> {
    const [kept, piece, run] = [await packages.findPackage(tx, runId), await packages.findPiece(tx, runId, pieceId), await findRun(tx, runId)]
    if (!kept || !piece || !run) return refuse('letter-not-found', { field: '/pieceId' })
    if (kept.withdrawnAt !== null) return refuse('letter-package-withdrawn')
    if (run.state !== 'posted') return refuse('letter-package-not-printed')
    const facts = { runId, fiscalYear: run.fiscal_year, assessmentDate: run.assessment_date, recordedAt: run.recorded_cut_off, lawVersion: run.law_version, codeVersion: run.code_version, input: run.input }
    if (kept.kind === 'slips') return await drawSlipPiece(tx, piece, orderOfSlips(facts))
    if (kept.kind !== 'demand' && kept.kind !== 'reminder') return await drawLetterPiece(tx, piece, kept.kind)
    const order = orderOfRun(tx, kept.kind, facts)
    const party = await findParty(tx, piece.partyId)
    return party ? await drawOne(tx, { piece, party, order }) : refuse('letter-not-found', { field: '/pieceId' })
  },
  async example(tx) {
    for (const { kind, ...piece } of await packages.listPrintedPieces(tx, 50)) {
      if (kind !== 'demand' && kind !== 'reminder') continue
      const rows = await store.listCandidatesById(tx, piece.chargeIds)
      if (rows.every((row) => [null, 'demanded'].includes(letterFault(kind, row, tx.today)) || row.due_on >= tx.today)) return { runId: piece.runId, pieceId: piece.pieceId }
    }
    return null
  },
})

interface OnePiece { readonly piece: Piece; readonly party: Party; readonly order: LetterOrder }

/** The letter of a protected person is handed over and never put where somebody else may read it: it shows no address. */
async function drawOne(tx: Tx, { piece, party, order }: OnePiece): Promise<Decision<z.output<typeof zPrinted>>> {
  const rows = await lockedCandidates(tx, [piece])
  const [isPrinted, issuedOn] = [piece.state === 'printed', maxDate(order.issuedOn, tx.today)]
  const open = piece.chargeIds.map((id) => rows.get(id)!).filter((row) => { const fault = letterFault(order.kind, row, issuedOn); return fault === null || (isPrinted && fault === 'demanded') })
  if (open.length < piece.chargeIds.length) return refuse('letter-changed', { field: '/pieceId' })
  const charges = open.map(balanceOf)
  const usableUntil = maxDate(order.usableUntil, tx.today)
  const slips = await slipsOf(tx, piece, { charges, usableUntil, demandFee: letterFeeOn(tx, order.kind, issuedOn) })
  if (slips === null) return refuse('rate-not-published', { year: usableUntil.slice(0, 4) })
  const letterNo = piece.letterNo ?? padNumber(await nextNumber(tx, 'collection.letter'), 8)
  const issued = await printLetter(tx, { piece, party, order: { ...order, issuedOn: isPrinted ? order.issuedOn : issuedOn, usableUntil } }, { charges, slips, letterNo })
  if (!issued.ok) return issued
  const printed = { ...piece, letterNo, slipIds: slips.map((slip) => slip.slipId) }
  await packages.keepPiece(tx, printed)
  if (order.kind === 'demand') await demandPieces(tx, [printed], { order: { ...order, issuedOn }, rows, asked: await feesAsked(tx, printed.slipIds) })
  return done({ documentId: issued.value.documentId, letterNo }, { subjectIds: party.residentId === null ? [] : [party.residentId] })
}

/** The slips that were issued for it; a letter that was taken out gets its own now. Null where the rate of a day is not known. */
async function slipsOf(tx: Tx, piece: Piece, { charges, usableUntil, demandFee }: { readonly charges: Parameters<typeof inSlips>[0]; readonly usableUntil: PlainDate; readonly demandFee: Yen }): Promise<readonly IssuedSlip[] | null> {
  if (piece.slipIds.length > 0) return await listIssuedSlips(tx, piece.slipIds)
  const issued = await issueSlips(tx, inSlips(charges).map((same) => ({ chargeIds: same.map((charge) => charge.chargeId), usableUntil, demandFee })))
  return issued.ok ? issued.value.filter((slip) => slip !== null) : null
}

async function printLetter(tx: Tx, { piece, party, order }: OnePiece, { charges, slips, letterNo }: { readonly charges: Parameters<typeof inSlips>[0]; readonly slips: readonly IssuedSlip[]; readonly letterNo: string }) {
  const output = letterOutputs[order.kind]
  const personIds = party.residentId === null ? [] : [party.residentId]
  const withheld = await withheldFrom(tx, { output, personIds, recipient: 'self' })
  const paper = letterPaper(tx, { ...order, party: withheld.size > 0 ? withoutAddress(party) : party, letterNo, charges, late: await accruedOn(tx, charges, order.usableUntil), fees: await feesAsked(tx, slips.map((slip) => slip.slipId)), slips, place: null })
  return await issueDocument(tx, {
    output, kind: `collection-${order.kind}`, template: debtLetter, data: paper, subjectIds: personIds, request: { runId: piece.runId, pieceId: piece.pieceId, letterNo }, recipient: 'self', serial: letterNo,
    mustStand: [...new Set(textsOfLetter(paper).flat())], allowedFor: personIds,
  })
}

/** One demand by itself, for what no package has: a notice that was late, a charge found afterwards — 随時の督促. */
export const issueDemand = command({
  name: 'collection.issue-demand', title: '督促状を1件だけ作って出す', permission: 'collection.issue', keepOutcome: 'for-ever',
  description: 'Demands instalments of one addressee and one levy today, outside a package, with a slip. The same rules hold: due, unpaid, not demanded, not deferred.',
  input: z.strictObject({ chargeIds: z.array(zId).min(1, { error: '期を一つ以上選んでください。' }).max(mostLinesOnSlip, { error: `1通に入るのは${mostLinesOnSlip}期までです。` }) }), output: zPrinted,
  async run(tx, { chargeIds }): Promise<Decision<z.output<typeof zPrinted>>> {
    const rows = await store.listCandidatesById(tx, [...new Set(chargeIds)])
    const [first] = rows
    const party = first && await findParty(tx, first.party_id)
    if (!first || !party || rows.length < new Set(chargeIds).size) return refuse('charge-not-found', { field: '/chargeIds' })
    if (rows.some((row) => row.party_id !== first.party_id || row.levy_code !== first.levy_code)) return refuse('slip-mixed-levies', { field: '/chargeIds' })
    if (rows.some((row) => letterFault('demand', row, tx.today) !== null)) return refuse('demand-not-now', { field: '/chargeIds' })
    if (!hasSlipCodes(tx)) return refuse('slip-codes-missing')
    const order = singleOrder(tx)
    const piece: Piece = {
      runId: newId(), pieceId: newId(), partyId: party.partyId, residentId: party.residentId, chargeIds: rows.map((row) => row.charge_id), amount: sumOf(rows.map((row) => row.balance)), state: 'ready', aside: null, characters: null, hasPostalCode: true, sortKey: '',
      slipIds: [], letterNo: null, pieceNo: null, partNo: null, aboutId: null, lineNo: null, sheets: 2,
    }
    await packages.insertPackage(tx, { runId: piece.runId, kind: 'demand', issuedOn: order.issuedOn, usableUntil: order.usableUntil })
    await packages.insertPieces(tx, [piece])
    return await drawOne(tx, { piece, party, order })
  },
  async example(tx) {
    const row = await store.findDemandable(tx)
    return row ? { chargeIds: [row.charge_id] } : null
  },
})

/** A package that does not go out: its demands are taken back with it — 一括印刷を取り下げる. */
export const withdrawLetterPackage = command({
  name: 'collection.withdraw-letter-package', title: '一括印刷を取り下げる', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Says that a printed package does not go out, with the reason. Its demands are withdrawn with their fees, its letters count as not written, and the next package has the same again.',
  input: z.strictObject({ runId: zId, reason: zText(200, '理由') }), output: z.object({ runId: zId }),
  async run(tx, { runId, reason }): Promise<Decision<{ runId: string }>> {
    const kept = await packages.findPackage(tx, runId)
    if (!kept) return refuse('letter-package-not-found')
    if (kept.withdrawnAt !== null) return refuse('letter-package-withdrawn')
    if ((await findRun(tx, runId))?.state !== 'posted') return refuse('letter-package-not-printed')
    await withdrawPackage(tx, letterShelf, { runId, reason })
    const demands = await lockDemandsOfRun(tx, runId)
    await reverseFees(tx, demands)
    await withdrawDemands(tx, demands.map((demand) => demand.demand_id), { reason, documentId: null })
    return done({ runId })
  },
  async example(tx) {
    const runId = await findAnyPackage(tx, letterShelf, { order: 'oldest' })
    return runId === undefined ? null : { runId, reason: '紙が濡れたため' }
  },
})

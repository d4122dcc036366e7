import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { ensurePartiesForResidents } from '../../party/index.ts'
import { findIssued, readPages } from '../../platform/document/index.ts'
import { doorsOf } from '../../platform/job/commands.ts'
import type { Batch } from '../../platform/job/define.ts'
import { runPage } from '../../platform/job/engine.ts'
import { enterHousehold } from '../../resident/test-residents.ts'
import { trialBalance } from '../books/books.ts'
import { listBalancesOfParty, raiseCharges } from '../charges.ts'
import { openStatement } from '../citizen/queries.ts'
import { acceptPayment, loadPaymentFile } from '../commands.ts'
import { readElQr } from '../formats/elqr.ts'
import { declareLevies } from '../levies.ts'
import { showAccount } from '../queries.ts'
import { showBudget } from '../reports/queries.ts'
import { listIssuedSlips, type IssuedSlip } from '../slips.ts'
import { prepareTaxCertificate } from '../tax-certificates/queries.ts'
import { showDebtor } from './debtor-queries.ts'
import { withdrawDemand } from './demand-commands.ts'
import { issueDemand, issueLetterPiece, withdrawLetterPackage } from './letter-commands.ts'
import { demandPackage, reminderPackage } from './letter-run.ts'
import { agreePlan } from './plan-commands.ts'

/** The fee of a demand, from the ordinance over ledger and papers to its end. The first town takes one from July on, the other none. */
const towns = useTowns(import.meta.url, { now: '2026-07-10T01:00:00Z' })
const levies = ['bathing-tax', 'harbour-tax'] as const

const takesFrom = async (day: string, values: Readonly<Record<string, unknown>>): Promise<void> => {
  for (const [concept, value] of Object.entries(values)) {
    await towns.ask('insert into tenancy.ordinance_value (tenant_id, concept, row_no, valid_from, value, published, because, recorded_at) values (1, $1, 9, $2, $3::jsonb, $2, \'[]\', \'2026-04-01T00:00:00Z\')', [concept, day, JSON.stringify(value)])
  }
}

beforeAll(async () => {
  declareLevies([
    { code: levies[0], number: '91', title: '入湯税', shortTitle: '入湯税', article: '701-2' }, { code: levies[1], number: '92', title: '港湾税', shortTitle: '港湾税', article: '731' },
  ])
  await takesFrom('2026-07-01', { 'collection.demand-fee': 100, 'collection.elqr': { levies: {}, others: { from: '2026-04-01', taxItem: null } } })
})

interface Owing { readonly partyId: string; readonly chargeIds: readonly string[] }

/** A resident with debts: amount, due day, levy. */
async function owing(town: Town, name: string, debts: readonly (readonly [number, string, (typeof levies)[number]])[]): Promise<Owing> {
  const address = { postalCode: '9980001', townBlockId: null, town: '港本町一丁目', number: '7番1号', building: null, room: null }
  const { personIds } = await town.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number: '7番1号' }, [{ name, kana: 'ミナト　イチ', born: '1985-07-01', sex: 'male', relationship: 'head', address }]))
  const partyId = (await town.tx((tx) => ensurePartiesForResidents(tx, personIds))).get(personIds[0]!)!
  const { chargeIds } = await town.tx((tx) => raiseCharges(tx, debts.map(([amount, dueOn, levyCode], index) => ({ levyCode, sourceId: randomUUID(), instalment: index + 1, fiscalYear: fiscalYear(2026), partyId, subjectId: null, noticeNo: null, dueOn: plainDate(dueOn), amount: yen(amount) }))))
  return { partyId, chargeIds }
}

async function workThrough(town: Town, batch: Batch, runId: string): Promise<void> {
  while ((await town.tx((tx) => runPage(tx, batch, runId))) === 'more');
}

/** Gathers, approves and prints the demands of a town, or its reminders. */
async function demanded(town: Town, batch = demandPackage): Promise<string> {
  const { runId } = valueOf(await town.run(doorsOf(batch).open, {}))
  await workThrough(town, batch, runId)
  const { progress } = valueOf(await town.ask(doorsOf(batch).run, { runId }))
  valueOf(await town.run(doorsOf(batch).approve, { runId, total: progress.amountYen ?? 0 }, { actor: staffMember(towns.yakuba) }))
  await workThrough(town, batch, runId)
  return runId
}

/** The tax decides anew what these instalments are. */
async function corrected(town: Town, { partyId }: Owing, amounts: readonly number[]): Promise<void> {
  const before = await town.tx((tx) => listBalancesOfParty(tx, partyId))
  await town.tx((tx) => raiseCharges(tx, before.map((one, index) => ({ ...one, amount: yen(amounts[index]!) }))))
}

interface PieceRow { piece_id: string; letter_no: string; charge_ids: string[]; slip_ids: string[] }
const piecesOf = async (runId: string): Promise<readonly PieceRow[]> => await towns.ask<PieceRow & Record<string, unknown>>('select piece_id, letter_no, charge_ids, slip_ids from collection.letter_piece where run_id = $1 order by cardinality(charge_ids) desc', [runId])
const slipOf = async (town: Town, piece: PieceRow): Promise<IssuedSlip> => (await town.tx((tx) => listIssuedSlips(tx, piece.slip_ids)))[0]!
const feesOf = async (town: Town, { partyId }: Owing): Promise<readonly (readonly [number, number])[]> => (await town.tx((tx) => listBalancesOfParty(tx, partyId))).map((one) => [one.feeCharged, one.feeBalance])
const sums = async (town: Town) => Object.fromEntries((await town.tx((tx) => trialBalance(tx, tx.today, tx.today))).map((line) => [line.account, line.closing]))
const told = async (town: Town, documentId: string): Promise<string> => (await readPages((await town.tx((tx) => findIssued(tx, documentId)))!.pdf)).map((page) => page.text).join('\n').replace(/\s/g, '')

/** What a shop reports of a slip: the amount of the bars, at a till of its own. */
const reported = (slip: IssuedSlip, till: number): string => Buffer.from(`02,20260710,1815,EAN${slip.code!},${slip.code!.slice(13, 19)},${slip.code!.slice(19, 30)},0,${slip.amount},010,"試験マート",${110_000 + till},20260720,20260711\r\n`).toString('base64')

describe('the fee of a demand', () => {
  test('is charged once a letter, stands on its slip to the yen, and is paid with it', async () => {
    const one = await owing(towns.a, '港　一', [[30_000, '2026-06-01', levies[0]], [5_000, '2026-06-30', levies[0]], [7_000, '2026-06-30', levies[1]]])
    const runId = await demanded(towns.a)
    const [both, single] = await piecesOf(runId)
    expect(await feesOf(towns.a, one)).toEqual([[100, 100], [0, 0], [100, 100]])
    expect(await sums(towns.a)).toMatchObject({ 'fee-receivable': 200, 'fee-revenue': -200, receivable: 42_000 })

    const [two, last] = [await slipOf(towns.a, both!), await slipOf(towns.a, single!)]
    expect([two.tax, two.fee, two.amount, two.lines.map((line) => line.kind)]).toEqual([35_000, 100, 35_100, ['tax', 'fee', 'tax']])
    expect([last.fee, last.amount, Number(last.code!.slice(37, 43)), readElQr(last.elQr!).code!.amount]).toEqual([100, 7_100, 7_100, 7_100])
    expect(last.ocr[0]).toContain('00000007100')

    // Printed again, it is the same letter: it costs nothing more.
    const again = valueOf(await towns.a.run(issueLetterPiece, { runId, pieceId: both!.piece_id }))
    expect(await told(towns.a, again.documentId)).toMatch(/35,100円.*督促手数料.*督促手数料は、条例によって/)
    expect(await feesOf(towns.a, one)).toEqual([[100, 100], [0, 0], [100, 100]])

    expect(valueOf(await towns.a.ask(showAccount, { partyId: one.partyId, residentId: null, on: null })).owed).toMatchObject({ tax: 42_000, late: 0, fee: 200, total: 42_200 })
    expect(valueOf(await towns.a.ask(showDebtor, { partyId: one.partyId, residentId: null, on: null })).owed).toMatchObject({ fee: 200, total: 42_200, levies: [{ title: '入湯税', fee: 100 }, { title: '港湾税', fee: 100 }] })
    const page = valueOf(await towns.a.ask(openStatement, { number: last.slipKey, birth: 'S60.7.1' }))
    expect([page.slip.state, page.slip.way?.amount, page.slip.periods.map((period) => period.kind), page.others.map((other) => other.fee)]).toEqual(['payable', 7_100, ['tax', 'fee'], [100, 0]])

    // A shop takes the slip, and takes it once more: the second payment is too much, as a whole.
    valueOf(await towns.a.run(loadPaymentFile, { content: reported(last, 1) }))
    expect((await feesOf(towns.a, one))[2]).toEqual([100, 0])
    valueOf(await towns.a.run(loadPaymentFile, { content: reported(last, 2) }))
    expect((await towns.a.tx((tx) => listBalancesOfParty(tx, one.partyId)))[2]).toMatchObject({ balance: 0, feeBalance: 0, overpaid: 7_100 })
    // Paid at the desk the fee comes last, and stands on the receipt.
    const short = valueOf(await towns.a.run(acceptPayment, { partyId: one.partyId, amount: 35_040, paidOn: '2026-07-10', named: [], onlyNamed: false, expectedOwed: 35_100, printsReceipt: true }))
    expect(short.allocations.map((part) => [part.kind, part.amount])).toEqual([['tax', 30_000], ['tax', 5_000], ['fee', 40]])
    expect(await told(towns.a, short.documentId!)).toMatch(/督促手数料.*35,040円|35,040円.*督促手数料/)
    // Sixty yen are arrears like any others.
    expect(valueOf(await towns.a.ask(prepareTaxCertificate, { partyId: one.partyId, kind: 'no-arrears-certificate' })).obstacles['no-arrears-certificate']?.message).toContain('60円')
    expect(valueOf(await towns.a.ask(showBudget, { year: 2026, on: null })).rows.at(-1)).toMatchObject({ chapter: '使用料及び手数料', item: '督促手数料', charged: 200, received: 140, uncollected: 60 })
  })

  test('is taken back with the demand, and what was paid of it goes back', async () => {
    const wrong = await owing(towns.a, '港　二', [[4_000, '2026-06-30', levies[0]]])
    const [piece] = await piecesOf(await demanded(towns.a))
    valueOf(await towns.a.run(acceptPayment, { partyId: wrong.partyId, amount: 4_100, paidOn: '2026-07-10', named: [], onlyNamed: false, expectedOwed: 4_100 }))
    const { documentId } = valueOf(await towns.a.run(withdrawDemand, { letterNo: piece!.letter_no, reason: '納付を確かめる前に送ったため' }))
    expect(await told(towns.a, documentId)).toContain('取り消す督促手数料100円')
    expect((await towns.a.tx((tx) => listBalancesOfParty(tx, wrong.partyId)))[0]).toMatchObject({ balance: 0, feeCharged: 0, feeBalance: 0, overpaid: 100 })

    const whole = await owing(towns.a, '港　三', [[6_000, '2026-06-30', levies[0]]])
    const runId = await demanded(towns.a)
    expect(await feesOf(towns.a, whole)).toEqual([[100, 100]])
    valueOf(await towns.a.run(withdrawLetterPackage, { runId, reason: '紙が濡れたため' }))
    expect(await feesOf(towns.a, whole)).toEqual([[0, 0]])
    // Demanded anew, it costs once more; a plan puts the fee after the tax.
    valueOf(await towns.a.run(issueDemand, { chargeIds: whole.chargeIds }))
    expect(await feesOf(towns.a, whole)).toEqual([[100, 100]])
    const plan = valueOf(await towns.a.run(agreePlan, { chargeIds: whole.chargeIds, monthly: 3_000, firstOn: '2026-07-31', isAcknowledged: true }))
    expect(plan.instalments.map((instalment) => instalment.amount)).toEqual([3_000, 3_000, 100])
    expect(await told(towns.a, plan.documentId)).toContain('督促手数料も、本税のあとに納めます。')
  })

  test('is reminded of where nothing else is left: with a slip of the fee alone', async () => {
    const [rest] = await towns.ask<{ party_id: string }>(`select party_id from collection.pub_balance where tenant_id = 1 and balance = 0 and fee_balance = 60`)
    const runId = await demanded(towns.a, reminderPackage)
    const [piece] = await towns.ask<PieceRow & { amount: number } & Record<string, unknown>>('select piece_id, letter_no, charge_ids, slip_ids, amount from collection.letter_piece where run_id = $1 and party_id = $2', [runId, rest!.party_id])
    const slip = await slipOf(towns.a, piece!)
    expect([Number(piece!.amount), piece!.letter_no !== null, slip.amount, slip.lines.map((line) => line.kind)]).toEqual([60, true, 60, ['fee']])
    const again = valueOf(await towns.a.run(issueLetterPiece, { runId, pieceId: piece!.piece_id }))
    expect(await told(towns.a, again.documentId)).toMatch(/催告書.*納められましたが、督促状の督促手数料が/)
    // Paid at a shop, nothing is left to remind of; the other letters went out beside it.
    valueOf(await towns.a.run(loadPaymentFile, { content: reported(slip, 3) }))
    expect((await towns.a.tx((tx) => listBalancesOfParty(tx, rest!.party_id))).map((one) => one.feeBalance)).toEqual([0, 0, 0])
    expect((await piecesOf(await demanded(towns.a, reminderPackage))).flatMap((one) => one.charge_ids)).not.toContain(piece!.charge_ids[0])
  })

  test('falls with the last of the taxes of its letter, and what was paid of it goes back', async () => {
    const one = await owing(towns.a, '港　五', [[3_000, '2026-06-01', levies[0]], [2_000, '2026-06-30', levies[0]]])
    const [piece] = (await piecesOf(await demanded(towns.a))).filter((each) => each.charge_ids.includes(one.chargeIds[0]!))
    valueOf(await towns.a.run(loadPaymentFile, { content: reported(await slipOf(towns.a, piece!), 4) }))
    await corrected(towns.a, one, [0, 2_000])
    // The letter was due for the other instalment.
    expect(await feesOf(towns.a, one)).toEqual([[100, 0], [0, 0]])
    await corrected(towns.a, one, [0, 0])
    expect((await towns.a.tx((tx) => listBalancesOfParty(tx, one.partyId))).map((each) => [each.feeCharged, each.feeBalance, each.overpaid])).toEqual([[0, 0, 3_100], [0, 0, 2_000]])
    expect(valueOf(await towns.a.ask(showAccount, { partyId: one.partyId, residentId: null, on: null })).withdrawnDemands).toEqual([
      { letterNo: piece!.letter_no, issuedOn: '2026-07-10', withdrawnOn: '2026-07-10', reason: '税額が0円になったため', fee: 100, documentId: null },
    ])
    // Owed again, it is demanded anew.
    await corrected(towns.a, one, [3_000, 2_000])
    expect((await towns.a.tx((tx) => listBalancesOfParty(tx, one.partyId))).map((each) => each.balance)).toEqual([0, 0])
    await corrected(towns.a, one, [9_000, 2_000])
    valueOf(await towns.a.run(issueDemand, { chargeIds: [one.chargeIds[0]!] }))
    // The hundred yen of the fee that fell pay the new one, and no longer a part of the tax: 6,000 are owed all the same.
    expect([await feesOf(towns.a, one), (await towns.a.tx((tx) => listBalancesOfParty(tx, one.partyId))).map((each) => each.balance)]).toEqual([[[100, 0], [0, 0]], [6_000, 0]])
  })

  test('stays where the ordinance of the town keeps it', async () => {
    await takesFrom('2026-07-11', { 'collection.fee-without-tax': 'stays' })
    towns.clock.set('2026-07-11T01:00:00Z')
    const one = await owing(towns.a, '港　六', [[3_000, '2026-06-30', levies[0]]])
    await demanded(towns.a)
    await corrected(towns.a, one, [0])
    expect([await feesOf(towns.a, one), valueOf(await towns.a.ask(showAccount, { partyId: one.partyId, residentId: null, on: null })).withdrawnDemands]).toEqual([[[100, 100]], []])
  })

  test('is not taken by the other town, nor for a letter of before the ordinance', async () => {
    const other = await owing(towns.b, '朝凪　一', [[8_000, '2026-06-30', levies[0]]])
    const [piece] = await piecesOf(await demanded(towns.b))
    const slip = await slipOf(towns.b, piece!)
    expect([slip.fee, slip.amount, await feesOf(towns.b, other), Object.keys(await sums(towns.b)).some((account) => account.startsWith('fee'))]).toEqual([0, 8_000, [[0, 0]], false])
    const { documentId } = valueOf(await towns.b.run(issueLetterPiece, { runId: (await towns.ask<{ run_id: string }>('select run_id from collection.letter_piece where piece_id = $1', [piece!.piece_id]))[0]!.run_id, pieceId: piece!.piece_id }))
    expect(await told(towns.b, documentId)).not.toContain('手数料')
    towns.clock.set('2026-06-30T01:00:00Z')
    const early = await owing(towns.a, '港　四', [[9_000, '2026-06-01', levies[0]]])
    valueOf(await towns.a.run(issueDemand, { chargeIds: early.chargeIds }))
    expect(await feesOf(towns.a, early)).toEqual([[0, 0]])
  })
})

import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { makeTestWeb, type TestWeb } from '../../../test/support/web.ts'
import { enterSampleStaff } from '../../access/index.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { registerOutsider } from '../../party/commands.ts'
import { ensurePartiesForResidents } from '../../party/index.ts'
import { replaceLink } from '../../party/link-store.ts'
import { findIssued, readPages } from '../../platform/document/index.ts'
import { doorsOf } from '../../platform/job/commands.ts'
import type { Batch } from '../../platform/job/define.ts'
import { runPage } from '../../platform/job/engine.ts'
import { insertMeasures, newMeasure } from '../../resident/index.ts'
import { enterHousehold } from '../../resident/test-residents.ts'
import { approveProposal, proposeOrdinanceValue } from '../../tenancy/commands.ts'
import { raiseCharges } from '../charges.ts'
import { acceptPayment, loadPaymentFile, reversePayment } from '../commands.ts'
import { declareLevies } from '../levies.ts'
import { listBalances } from '../store.ts'
import { issueSlips } from '../slips.ts'
import { listForborne } from '../enforcement/ports.ts'
import { issueTaxCertificate, TaxCertificateInput } from '../tax-certificates/commands.ts'
import { prepareTaxCertificate } from '../tax-certificates/queries.ts'
import { correctContact, recordContact } from './contact-commands.ts'
import { listArrears, showDebtor } from './debtor-queries.ts'
import { issuePublicNotice, returnDemand, serveDemand, withdrawDemand } from './demand-commands.ts'
import { demandedOn, listDemands } from './demands.ts'
import { listAcknowledgements, listDeferrals } from './events.ts'
import { issueDemand, issueLetterPiece, withdrawLetterPackage } from './letter-commands.ts'
import { showLetterPackage, takeLetterPart, takeLetterPieces } from '../packages/queries.ts'
import { listLetters } from './letter-queries.ts'
import { listCandidatesById } from './letter-store.ts'
import { demandPackage, reminderPackage } from './letter-run.ts'
import { agreePlan, decidePlan, endPlan, issuePlanSlips, restorePlan, withdrawPlan } from './plan-commands.ts'
import { watchPlans } from './plan-jobs.ts'
import { decideRelief, endRelief, proposeRelief, withdrawRelief } from './relief-commands.ts'

/** Those who have not paid, from the demand to the plan. */
const towns = useTowns(import.meta.url, { now: '2026-07-10T01:00:00Z' })
const levies = ['bathing-tax', 'harbour-tax'] as const

let web: TestWeb

beforeAll(async () => {
  declareLevies([
    { code: 'bathing-tax', number: '91', title: '入湯税', shortTitle: '入湯税', article: '701-2' }, { code: 'harbour-tax', number: '92', title: '港湾税', shortTitle: '港湾税', article: '731' },
  ])
  for (const town of [towns.a, towns.b]) await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  web = await makeTestWeb(towns)
})

/** A resident of the town as an addressee. */
async function debtor(town: Town, name: string, number: string): Promise<{ partyId: string; personId: string }> {
  const address = { postalCode: '9980001', townBlockId: null, town: '港本町一丁目', number, building: null, room: null }
  const { personIds } = await town.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number }, [{ name, kana: 'ミナト　イチ', born: '1985-07-01', sex: 'male', relationship: 'head', address }]))
  return { personId: personIds[0]!, partyId: (await town.tx((tx) => ensurePartiesForResidents(tx, personIds))).get(personIds[0]!)! }
}

const sources = new Map<string, string>()

async function charge(town: Town, partyId: string, one: { amount: number; dueOn: string; levyCode?: string; of?: string }): Promise<string> {
  const sourceId = (one.of && sources.get(one.of)) ?? randomUUID()
  const [chargeId] = (await town.tx((tx) => raiseCharges(tx, [{ levyCode: one.levyCode ?? levies[0], sourceId, instalment: 1, fiscalYear: fiscalYear(2026), partyId, subjectId: null, noticeNo: null, dueOn: plainDate(one.dueOn), amount: yen(one.amount) }]))).chargeIds
  sources.set(chargeId!, sourceId)
  return chargeId!
}

async function pay(town: Town, partyId: string, { chargeId, amount }: { chargeId: string; amount: number }): Promise<string> {
  return valueOf(await town.run(acceptPayment, { partyId, amount, paidOn: plainDate(towns.clock.now().slice(0, 10)), named: [chargeId], onlyNamed: true, expectedOwed: null })).paymentId
}

async function workThrough(town: Town, batch: Batch, runId: string): Promise<void> {
  while ((await town.tx((tx) => runPage(tx, batch, runId))) === 'more');
}

async function gathered(town: Town, batch: Batch, input: Record<string, unknown> = {}): Promise<string> {
  const { runId } = valueOf(await town.run(doorsOf(batch).open, input))
  await workThrough(town, batch, runId)
  return runId
}

async function printed(town: Town, batch: Batch, runId: string): Promise<string> {
  const { progress } = valueOf(await town.ask(doorsOf(batch).run, { runId }))
  valueOf(await town.run(doorsOf(batch).approve, { runId, total: progress.amountYen ?? 0 }, { actor: staffMember(towns.yakuba) }))
  await workThrough(town, batch, runId)
  return runId
}

const demandOfCharge = async (town: Town, chargeId: string) => (await town.tx((tx) => listDemands(tx, [chargeId]))).get(chargeId)
const countsFrom = async (town: Town, chargeId: string) => (await town.tx((tx) => demandedOn(tx, [chargeId]))).get(chargeId)
const told = async (town: Town, documentId: string): Promise<string> => (await readPages((await town.tx((tx) => findIssued(tx, documentId)))!.pdf)).map((page) => page.text).join('\n').replace(/\s/g, '')

describe('a demand', () => {
  test('goes to whoever has not paid by the day of the print, and to nobody else', async () => {
    const [owing, paid, later, hidden, reported] = [await debtor(towns.a, '港　滞', '10番1号'), await debtor(towns.a, '港　納', '2番1号'), await debtor(towns.a, '港　後', '3番1号'), await debtor(towns.a, '白鷺　守', '33番9号'), await debtor(towns.a, '港　速', '4番1号')]
    const other = await debtor(towns.b, '他町　一', '1番1号')
    const owed = [await charge(towns.a, owing.partyId, { amount: 30_000, dueOn: '2026-06-30' }), await charge(towns.a, owing.partyId, { amount: 5_000, dueOn: '2026-06-01' }), await charge(towns.a, owing.partyId, { amount: 7_000, dueOn: '2026-06-30', levyCode: levies[1] })]
    const dueLater = await charge(towns.a, owing.partyId, { amount: 30_000, dueOn: '2026-07-10' })
    const paidMeanwhile = await charge(towns.a, later.partyId, { amount: 9_000, dueOn: '2026-06-30' })
    const paidBefore = await charge(towns.a, paid.partyId, { amount: 8_000, dueOn: '2026-06-30' })
    const [protectedOne, elsewhere] = [await charge(towns.a, hidden.partyId, { amount: 6_000, dueOn: '2026-06-30' }), await charge(towns.b, other.partyId, { amount: 6_000, dueOn: '2026-06-30' })]
    await pay(towns.a, paid.partyId, { chargeId: paidBefore, amount: 8_000 })
    // A preliminary report from a shop counts as paid.
    const preliminary = await charge(towns.a, reported.partyId, { amount: 12_300, dueOn: '2026-06-30' })
    const issued = await towns.a.tx((tx) => issueSlips(tx, [{ chargeIds: [preliminary], usableUntil: plainDate('2026-07-31') }]))
    const code = issued.ok ? issued.value[0]!.code! : ''
    valueOf(await towns.a.run(loadPaymentFile, { content: Buffer.from(`01,20260709,1815,EAN${code},${code.slice(13, 19)},${code.slice(19, 30)},0,${Number(code.slice(37, 43))},010,"試験マート",110001,0,20260710\r\n`).toString('base64') }))
    await towns.a.tx((tx) => insertMeasures(tx, [{ ...newMeasure(hidden.personId, { kind: 'domestic-violence', state: 'in-force', periodFrom: plainDate('2026-05-01'), periodUntil: null }), reason: '試験' }]))

    expect(codesOf(await towns.a.run(doorsOf(demandPackage).open, { issuedOn: '2026-07-09' }))).toEqual(['collection.letter-day-past'])
    expect(codesOf(await towns.a.run(doorsOf(demandPackage).open, { dueUntil: '2026-07-10' }))).toEqual(['collection.letter-not-due'])
    expect(codesOf(await towns.a.run(doorsOf(demandPackage).open, { usableUntil: '2027-01-01' }))).toEqual(['collection.rate-not-published'])
    const runId = await gathered(towns.a, demandPackage)
    const run = valueOf(await towns.a.ask(doorsOf(demandPackage).run, { runId }))
    expect(run.checks.map((check) => [check.code, check.state])).toEqual([['sums', 'passed'], ['unposted', 'passed'], ['preliminary', 'passed'], ['deadline', 'attention'], ['left', 'passed'], ['aside', 'attention'], ['postal', 'passed']])
    expect(run.progress.amountYen).toBe(30_000 + 5_000 + 7_000 + 9_000)
    await pay(towns.a, later.partyId, { chargeId: paidMeanwhile, amount: 9_000 })
    await printed(towns.a, demandPackage, runId)
    const view = valueOf(await towns.a.ask(showLetterPackage, { runId }))
    expect(view).toMatchObject({ state: 'posted', printed: 2, aside: 2, files: [{ partNo: 1, pieces: 2, pages: 4, amount: 42_000 }] })
    expect(view.asides.map((one) => one.reason).sort()).toEqual(['changed', 'protected'])
    const demands = await towns.a.tx((tx) => listDemands(tx, [...owed, dueLater, paidMeanwhile, paidBefore, protectedOne, preliminary]))
    expect([...demands.keys()].sort()).toEqual([...owed].sort())
    expect(demands.get(owed[0]!)).toMatchObject({ issuedOn: '2026-07-10', service: 'mail', countsFrom: '2026-07-10' })
    const pages = await readPages(Buffer.from(valueOf(await towns.a.ask(takeLetterPart, { runId, partNo: 1 })).pdfBase64 ?? '', 'base64'))
    const text = pages.map((page) => page.text).join('\n').replace(/\s/g, '')
    for (const words of ['督促状', '港滞様', '差し押さえなければ', '30,000', '令和8年7月20日までに納める額']) expect(text).toContain(words)
    for (const words of ['白鷺', '33番9号', '港納', '港後', '他町']) expect(text).not.toContain(words)
    expect(valueOf(await towns.a.ask(takeLetterPieces, { runId })).rows.map((row) => row[3])).toEqual(['枚数', '2', '2'])
    // Nobody is demanded twice, and the other town has demanded nothing.
    expect(valueOf(await towns.a.run(doorsOf(demandPackage).open, {})).runId).not.toBe(runId)
    expect(await demandOfCharge(towns.b, elsewhere)).toBeUndefined()
    // Whoever is protected gets one by hand, without an address.
    const piece = view.asides.find((one) => one.reason === 'protected')!
    const clerk = staffMember(towns.yakuba, { permissions: [...towns.yakuba.registry.permissions.keys()].filter((name) => !/\.(reveal|release)$|^resident-protection\./.test(name)) })
    const single = valueOf(await towns.a.run(issueLetterPiece, { runId, pieceId: piece.pieceId }, { actor: clerk }))
    expect(await demandOfCharge(towns.a, protectedOne)).toMatchObject({ letterNo: single.letterNo })
    expect(await told(towns.a, single.documentId)).not.toContain('33番9号')
    expect(codesOf(await towns.a.run(issueLetterPiece, { runId, pieceId: view.asides.find((one) => one.reason === 'changed')!.pieceId }))).toEqual(['collection.letter-changed'])
    valueOf(await towns.a.run(withdrawLetterPackage, { runId, reason: '紙が濡れたため' }))
    expect(await demandOfCharge(towns.a, owed[0]!)).toBeUndefined()
    expect(codesOf(await towns.a.ask(takeLetterPart, { runId, partNo: 1 }))).toEqual(['collection.letter-package-withdrawn'])
  })

  test('that came back counts from its service, by hand or in public, and one that was wrong is taken back with a letter', async () => {
    const [open] = valueOf(await towns.a.ask(doorsOf(demandPackage).runs, {})).items
    await workThrough(towns.a, demandPackage, open!.runId)
    await printed(towns.a, demandPackage, open!.runId)
    const { rows } = valueOf(await towns.a.ask(takeLetterPieces, { runId: open!.runId }))
    const [first, second] = [rows[1]![2]!, rows[2]![2]!]
    const chargeOf = async (letterNo: string) => (await towns.ask<{ charge_id: string }>('select charge_id from collection.demand where letter_no = $1 and withdrawn_on is null', [letterNo]))[0]!.charge_id
    const [one, two] = [await chargeOf(first), await chargeOf(second)]
    towns.clock.set('2026-07-17T01:00:00Z')
    expect(codesOf(await towns.a.run(returnDemand, { letterNo: '99999999', returnedOn: '2026-07-17' }))).toEqual(['collection.demand-not-found'])
    expect(codesOf(await towns.a.run(returnDemand, { letterNo: first, returnedOn: '2026-07-18' }))).toEqual(['collection.demand-day'])
    expect(codesOf(await towns.a.run(issuePublicNotice, { letterNos: [first] }))).toEqual(['collection.demand-not-returned'])
    for (const letterNo of [first, second]) valueOf(await towns.a.run(returnDemand, { letterNo, returnedOn: '2026-07-17' }))
    expect([await countsFrom(towns.a, one), await countsFrom(towns.a, two)]).toEqual([undefined, undefined])
    expect(valueOf(await towns.a.ask(listLetters, { kind: 'demand' })).returned).toHaveLength(2)
    expect(valueOf(await towns.b.ask(listLetters, { kind: 'demand' }))).toMatchObject({ items: [], returned: [], notices: [] })
    valueOf(await towns.a.run(serveDemand, { letterNo: second, servedOn: '2026-07-17' }))
    const notice = valueOf(await towns.a.run(issuePublicNotice, { letterNos: [first] }))
    expect(notice).toMatchObject({ effectiveOn: '2026-07-24', letters: 1 })
    expect(await told(towns.a, notice.documentId)).toContain('港滞')
    expect(await told(towns.a, notice.documentId)).not.toContain('港本町')
    towns.clock.set('2026-07-23T01:00:00Z')
    expect([await countsFrom(towns.a, one), await countsFrom(towns.a, two)]).toEqual([undefined, '2026-07-17'])
    towns.clock.set('2026-07-24T01:00:00Z')
    expect(await countsFrom(towns.a, one)).toBe('2026-07-24')
    const withdrawn = valueOf(await towns.a.run(withdrawDemand, { letterNo: second, reason: '納付を確かめる前に送ったため' }))
    expect(await told(towns.a, withdrawn.documentId)).toContain('督促の取消しについて')
    expect(await demandOfCharge(towns.a, two)).toBeUndefined()
  })

  test('is never for a paid instalment, whatever happens between gathering and printing', async () => {
    const { partyId } = await debtor(towns.b, '波　乱', '5番5号')
    let seed = 20260729
    const draw = (upTo: number): number => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % upTo }
    const ids: string[] = []
    for (let index = 0; index < 6; index += 1) ids.push(await charge(towns.b, partyId, { amount: 1_000 + index * 100, dueOn: '2026-06-30', levyCode: levies[index % 2] }))
    const payments: string[] = []
    const something = async (): Promise<void> => {
      const [chargeId, act] = [ids[draw(ids.length)]!, draw(4)]
      const [balance] = await towns.b.tx((tx) => listBalances(tx, [chargeId]))
      if (act < 2 && balance!.balance > 0) payments.push(await pay(towns.b, partyId, { chargeId, amount: act === 0 ? balance!.balance : 1 + draw(balance!.balance) }))
      if (act === 2 && payments.length > 0) await towns.b.run(reversePayment, { paymentId: payments.splice(draw(payments.length), 1)[0]!, reason: '試験' })
      if (act === 3) await charge(towns.b, partyId, { amount: draw(2) * (500 + draw(1_500)), dueOn: '2026-06-30', levyCode: balance!.levy_code, of: chargeId })
    }
    let seen = 0
    for (let round = 0; round < 5; round += 1) {
      for (let event = draw(4); event >= 0; event -= 1) await something()
      const opened = await towns.b.run(doorsOf(demandPackage).open, {})
      if (!opened.ok) continue
      const { runId } = opened.value
      await workThrough(towns.b, demandPackage, runId)
      for (let event = draw(3); event >= 0; event -= 1) await something()
      await printed(towns.b, demandPackage, runId)
      const rows = await towns.ask<{ charge_id: string; unpaid: string }>('select charge_id, unpaid from collection.demand where run_id = $1', [runId])
      const balances = new Map((await towns.b.tx((tx) => listBalances(tx, rows.map((row) => row.charge_id)))).map((row) => [row.charge_id, row.balance]))
      expect(rows.filter((row) => (balances.get(row.charge_id) ?? 0) <= 0 || balances.get(row.charge_id) !== Number(row.unpaid))).toEqual([])
      seen += rows.length
      if (round < 4) valueOf(await towns.b.run(withdrawLetterPackage, { runId, reason: '次の回のため' }))
    }
    expect(seen).toBeGreaterThan(3)
  })
})

describe('a demand by itself', () => {
  test('is for what is overdue, once, and stands on no list of packages', async () => {
    const { partyId } = await debtor(towns.b, '波　一', '6番6号')
    const [overdue, later] = [await charge(towns.b, partyId, { amount: 4_000, dueOn: '2026-06-30' }), await charge(towns.b, partyId, { amount: 4_000, dueOn: '2026-12-25' })]
    expect(codesOf(await towns.b.run(issueDemand, { chargeIds: [overdue, later] }))).toEqual(['collection.demand-not-now'])
    const listed = valueOf(await towns.b.ask(listLetters, { kind: 'demand' })).items.length
    const { documentId } = valueOf(await towns.b.run(issueDemand, { chargeIds: [overdue] }))
    expect(await told(towns.b, documentId)).toContain('督促状')
    expect(codesOf(await towns.b.run(issueDemand, { chargeIds: [overdue] }))).toEqual(['collection.demand-not-now'])
    expect(codesOf(await towns.a.run(issueDemand, { chargeIds: [overdue] }))).toEqual(['collection.charge-not-found'])
    expect(valueOf(await towns.b.ask(listLetters, { kind: 'demand' })).items).toHaveLength(listed)
  })
})

describe('a reminder', () => {
  test('names everything that was demanded and is still unpaid in one letter', async () => {
    const runId = await printed(towns.b, reminderPackage, await gathered(towns.b, reminderPackage, { tone: 'soft', least: 1 }))
    const view = valueOf(await towns.b.ask(showLetterPackage, { runId }))
    expect(view).toMatchObject({ kind: 'reminder', printed: 3 })
    expect(codesOf(await towns.b.run(doorsOf(reminderPackage).open, { dueUntil: '2026-06-01' }))).toEqual(['collection.letter-nothing'])
  })
})

const second = () => ({ actor: staffMember(towns.yakuba) })
const debtorOf = async (town: Town, partyId: string, on: string | null = null) => valueOf(await town.ask(showDebtor, { partyId, residentId: null, on }))

describe('one person over all levies', () => {
  test('with twenty charges, three part payments and a correction of last year owes what the single sums say', async () => {
    towns.clock.set('2026-07-24T02:00:00Z')
    const { partyId, personId } = await debtor(towns.a, '沖　多', '20番1号')
    const ids: string[] = []
    for (let index = 0; index < 20; index += 1) ids.push(await charge(towns.a, partyId, { amount: 10_000 + index * 1_000, dueOn: index < 10 ? `2025-${String(index + 3).padStart(2, '0')}-25` : `2026-${String(index - 9).padStart(2, '0')}-25`, levyCode: levies[index % 2] }))
    for (const [index, amount] of [[0, 4_000], [1, 11_000], [12, 500]] as const) await pay(towns.a, partyId, { chargeId: ids[index]!, amount })
    await charge(towns.a, partyId, { amount: 3_000, dueOn: '2025-05-25', levyCode: levies[0], of: ids[2]! })
    const view = await debtorOf(towns.a, partyId)
    expect(view.debts).toHaveLength(20)
    const due = view.debts.filter((debt) => debt.dueOn < '2026-07-24')
    const charged = Array.from({ length: 20 }, (_, index) => (index === 2 ? 3_000 : 10_000 + index * 1_000))
    const owed = charged.slice(0, due.length).reduce((sum, amount) => sum + amount, 0) - 15_500
    expect(view.owed).toMatchObject({ tax: owed, late: due.reduce((sum, debt) => sum + (debt.late ?? 0), 0), notYetDue: charged.slice(due.length).reduce((sum, amount) => sum + amount, 0) })
    expect(view.owed.levies.reduce((sum, levy) => sum + levy.tax, 0)).toBe(owed)
    expect(view.debts.find((debt) => debt.chargeId === ids[1])).toMatchObject({ balance: 0, paid: 11_000 })
    // The same through the register, as of a later day: more delinquency charge, the same tax.
    const later = valueOf(await towns.a.ask(showDebtor, { partyId: null, residentId: personId, on: '2026-12-20' }))
    expect(later.owed.late).toBeGreaterThan(view.owed.late)
    expect(codesOf(await towns.b.ask(showDebtor, { partyId, residentId: null, on: null }))).toEqual(['collection.party-not-found'])
    expect(codesOf(await towns.a.ask(showDebtor, { partyId, residentId: null, on: null }, staffMember(towns.yakuba, { permissions: ['collection.read'] })))).not.toEqual([])
  })

  test('what was said is never changed, and its next step stands on the list until it is done', async () => {
    const { partyId } = await debtor(towns.a, '沖　話', '21番1号')
    const call = { heldOn: '2026-07-20', heldAt: '16:20', kind: 'telephone-in', words: '火曜に窓口で8万円', promisedYen: 80_000, promisedOn: '2026-07-21', nextOn: '2026-07-22', nextWhat: '納付を確かめる', officerName: '堤', answersContactId: null }
    const { contactId } = valueOf(await towns.a.run(recordContact, { partyId, ...call }))
    expect(codesOf(await towns.a.run(recordContact, { partyId, ...call, heldOn: '2026-08-01' }))).toEqual(['collection.contact-in-future'])
    expect(codesOf(await towns.a.run(recordContact, { partyId, ...call, nextWhat: null }))).toEqual(['collection.contact-next-half'])
    const actions = async () => valueOf(await towns.a.ask(listArrears, { officerName: '堤', until: null })).actions.map((row) => row.contactId)
    expect(await actions()).toEqual([contactId])
    const corrected = valueOf(await towns.a.run(correctContact, { contactId, ...call, words: '火曜に窓口で7万円' })).contactId
    expect(codesOf(await towns.a.run(correctContact, { contactId, ...call }))).toEqual(['collection.contact-corrected'])
    expect(await actions()).toEqual([corrected])
    valueOf(await towns.a.run(recordContact, { partyId, ...call, kind: 'counter', nextOn: null, nextWhat: null, answersContactId: corrected }))
    expect(await actions()).toEqual([])
    expect((await debtorOf(towns.a, partyId)).contacts.map((one) => [one.words, one.isCorrected])).toEqual(expect.arrayContaining([['火曜に窓口で8万円', true], ['火曜に窓口で7万円', false]]))
    expect(valueOf(await towns.b.ask(listArrears, { officerName: null, until: null })).actions).toEqual([])
  })
})

describe('a plan', () => {
  test('counts once another officer has agreed, and is turned down with a reason or taken back before', async () => {
    towns.clock.set('2026-07-24T02:30:00Z')
    const { partyId } = await debtor(towns.a, '沖　決', '22番2号')
    const chargeIds = [await charge(towns.a, partyId, { amount: 40_000, dueOn: '2026-05-25' })]
    const wish = { chargeIds, monthly: 20_000, firstOn: '2026-07-31', isAcknowledged: true }
    const words = async () => (await debtorOf(towns.a, partyId)).debts[0]!.states.map((state) => state.words)
    const first = valueOf(await towns.a.run(agreePlan, wish)).planId
    expect(codesOf(await towns.a.run(agreePlan, wish))).toEqual(['collection.plan-already'])
    expect([await words(), valueOf(await towns.a.ask(listArrears, { officerName: null, until: null })).waitingPlans.map((row) => [row.planId, row.isOwn])]).toEqual([expect.arrayContaining(['分納の決裁待ち']), [[first, true]]])
    expect(valueOf(await towns.b.ask(listArrears, { officerName: null, until: null })).waitingPlans).toEqual([])
    expect((await towns.a.tx((tx) => listCandidatesById(tx, chargeIds)))[0]).toMatchObject({ is_in_plan: false })
    expect([(await towns.a.tx((tx) => listForborne(tx, chargeIds))).size, (await towns.a.tx((tx) => listAcknowledgements(tx, chargeIds))).length]).toEqual([0, 1])
    expect(codesOf(await towns.a.run(issuePlanSlips, { planId: first, instalment: 1 }))).toEqual(['collection.plan-waiting'])
    expect(codesOf(await towns.a.run(endPlan, { planId: first, cause: 'other', reason: '早すぎる' }))).toEqual(['collection.plan-waiting'])
    expect(codesOf(await towns.a.run(decidePlan, { planId: first, isGranted: true, reason: null }))).toEqual(['collection.plan-same-officer'])
    expect(codesOf(await towns.b.run(decidePlan, { planId: first, isGranted: true, reason: null }, second()))).toEqual(['collection.plan-not-found'])
    expect(codesOf(await towns.a.run(decidePlan, { planId: first, isGranted: false, reason: null }, second()))).toEqual(['collection.plan-reason'])
    valueOf(await towns.a.run(withdrawPlan, { planId: first, reason: '額を聞き違えた' }))
    expect([await words(), await towns.a.tx((tx) => listAcknowledgements(tx, chargeIds))]).toEqual([[expect.stringContaining('時効')], []])
    expect(codesOf(await towns.a.run(decidePlan, { planId: first, isGranted: true, reason: null }, second()))).toEqual(['collection.plan-decided'])
    const other = valueOf(await towns.a.run(agreePlan, wish)).planId
    const letter = valueOf(await towns.a.run(decidePlan, { planId: other, isGranted: false, reason: '毎月の額が収入に見合わないため' }, second())).documentId
    expect(await told(towns.a, letter)).toMatch(/分割納付の不承認について.*毎月の額が収入に見合わないため/s)
    const third = valueOf(await towns.a.run(agreePlan, wish)).planId
    towns.clock.set('2026-08-03T01:00:00Z')
    expect(codesOf(await towns.a.run(decidePlan, { planId: third, isGranted: true, reason: null }, second()))).toEqual(['collection.plan-decided-late'])
    await pay(towns.a, partyId, { chargeId: chargeIds[0]!, amount: 20_000 })
    valueOf(await towns.a.run(decidePlan, { planId: third, isGranted: true, reason: null }, second()))
    const { plans } = await debtorOf(towns.a, partyId)
    expect(plans.map((plan) => plan.state).sort()).toEqual(['rejected', 'running', 'withdrawn'])
    expect(plans.find((plan) => plan.planId === third)).toMatchObject({ paid: 20_000, decidedByName: expect.any(String) })
    expect([(await towns.a.tx((tx) => listForborne(tx, chargeIds))).get(chargeIds[0]!), (await towns.a.tx((tx) => listCandidatesById(tx, chargeIds)))[0]]).toMatchObject(['plan', { is_in_plan: true }])
  })

  test('is kept, broken, ended with a letter and restored', async () => {
    towns.clock.set('2026-07-24T03:00:00Z')
    const { partyId } = await debtor(towns.b, '沖　約', '22番1号')
    const chargeIds = [await charge(towns.b, partyId, { amount: 25_000, dueOn: '2026-05-25' }), await charge(towns.b, partyId, { amount: 20_000, dueOn: '2026-06-25', levyCode: levies[1] })]
    expect(codesOf(await towns.b.run(agreePlan, { chargeIds, monthly: 100, firstOn: '2026-07-31', isAcknowledged: true }))).toEqual(['collection.plan-too-long'])
    const plan = valueOf(await towns.b.run(agreePlan, { chargeIds, monthly: 20_000, firstOn: '2026-07-31', isAcknowledged: true }))
    expect(plan.instalments.map((one) => [one.dueOn, one.amount])).toEqual([['2026-07-31', 20_000], ['2026-08-31', 20_000], ['2026-09-30', 5_000]])
    expect(await told(towns.b, plan.documentId)).toContain('令和8年8月31日')
    expect((await towns.b.tx((tx) => listAcknowledgements(tx, chargeIds))).map((one) => one.on)).toEqual(['2026-07-24', '2026-07-24'])
    expect(codesOf(await towns.b.run(agreePlan, { chargeIds, monthly: 20_000, firstOn: '2026-07-31', isAcknowledged: true }))).toEqual(['collection.plan-already'])
    valueOf(await towns.b.run(decidePlan, { planId: plan.planId, isGranted: true, reason: null }, second()))
    expect(codesOf(await towns.b.run(endPlan, { planId: plan.planId, cause: 'not-kept', reason: '早すぎる' }))).toEqual(['collection.plan-kept'])
    const slips = valueOf(await towns.b.run(issuePlanSlips, { planId: plan.planId, instalment: 2 }))
    expect(slips.slips.map((slip) => slip.amount).sort()).toEqual([15_000, 5_000].sort())
    towns.clock.set('2026-07-24T03:05:00Z')
    await pay(towns.b, partyId, { chargeId: chargeIds[0]!, amount: 20_000 })
    const night = async (day: string) => { towns.clock.set(`${day}T01:00:00Z`); await towns.b.tx((tx) => watchPlans.run(tx, { after: null })); return (await debtorOf(towns.b, partyId)).plans[0]! }
    expect(await night('2026-08-31')).toMatchObject({ state: 'running', paid: 20_000, missing: 0 })
    expect(valueOf(await towns.b.ask(listArrears, { officerName: null, until: null })).behind).toEqual([])
    expect(await night('2026-09-01')).toMatchObject({ state: 'behind', behindSince: '2026-08-31', missing: 20_000 })
    expect(valueOf(await towns.b.ask(listArrears, { officerName: null, until: null })).behind.map((row) => row.planId)).toEqual([plan.planId])
    const ended = valueOf(await towns.b.run(endPlan, { planId: plan.planId, cause: 'not-kept', reason: '連絡がないため' }))
    expect(await told(towns.b, ended.documentId)).toContain('分割納付の打切りについて')
    expect(codesOf(await towns.b.run(endPlan, { planId: plan.planId, cause: 'other', reason: 'もう一度' }))).toEqual(['collection.plan-ended'])
    valueOf(await towns.b.run(restorePlan, { planId: plan.planId, reason: '納付が遅れて届いたため' }))
    const rest = (await debtorOf(towns.b, partyId)).debts
    for (const debt of rest) if (debt.balance > 0) await pay(towns.b, partyId, { chargeId: debt.chargeId, amount: debt.balance })
    expect(await night('2026-09-02')).toMatchObject({ state: 'kept' })
  })
})

describe('one person under two numbers', () => {
  test('has contacts, plans and applications of either on both pages, and promises for all of them at once', async () => {
    towns.clock.set('2026-07-24T03:30:00Z')
    const { partyId, personId } = await debtor(towns.a, '沖　寄', '22番9号')
    const other = valueOf(await towns.a.run(registerOutsider, { name: '沖　寄', kana: null, postalCode: '9990001', address: '遠浦県沖見市灯台町一丁目2番3号', phone: null, validFrom: '2026-04-01', isSomebodyElse: true }))
    const chargeIds = [await charge(towns.a, partyId, { amount: 30_000, dueOn: '2026-05-25' }), await charge(towns.a, other.partyId, { amount: 20_000, dueOn: '2026-06-25' })]
    const wish = { chargeIds, monthly: 50_000, firstOn: '2026-07-31', isAcknowledged: false }
    const relief = { chargeIds, ground: 'illness', effect: 'all', fromOn: '2026-07-24', untilOn: '2026-09-30', reason: '入院', appliedOn: '2026-07-24' }
    expect([codesOf(await towns.a.run(agreePlan, wish)), codesOf(await towns.a.run(proposeRelief, relief))]).toEqual([['collection.other-party'], ['collection.other-party']])
    await towns.a.tx((tx) => replaceLink(tx, { outsider_id: other.partyId, version: 1, resident_id: personId, state: 'linked', evidence: [], reason: null }))
    const call = { heldOn: '2026-07-24', heldAt: null, kind: 'telephone-in', words: '月末に納める', promisedYen: null, promisedOn: null, nextOn: '2026-07-31', nextWhat: '確かめる', officerName: null, answersContactId: null }
    const { contactId } = valueOf(await towns.a.run(recordContact, { partyId: other.partyId, ...call }))
    valueOf(await towns.a.run(recordContact, { partyId, ...call, nextOn: null, nextWhat: null, answersContactId: contactId }))
    const { planId } = valueOf(await towns.a.run(agreePlan, wish))
    valueOf(await towns.a.run(proposeRelief, relief))
    const [own, second_] = [await debtorOf(towns.a, partyId), await debtorOf(towns.a, other.partyId)]
    expect([own.numbers, own.debts.map((debt) => debt.number), own.plans.map((plan) => plan.number), own.reliefs.length, own.contacts.map((one) => [one.number, one.isAnswered])]).toEqual([[other.number], [null, other.number], [null], 1, expect.arrayContaining([[other.number, true], [null, false]])])
    expect([second_.numbers, second_.debts.map((debt) => debt.number), second_.plans.map((plan) => plan.planId), second_.owed.total]).toEqual([[own.payer.number], [own.payer.number, null], [planId], own.owed.total])
    valueOf(await towns.a.run(decidePlan, { planId, isGranted: true, reason: null }, second()))
    expect(valueOf(await towns.a.run(issuePlanSlips, { planId, instalment: 1 })).slips.map((slip) => slip.amount).sort()).toEqual([20_000, 30_000])
    // Nor does either number alone hide what the other owes from a certificate.
    const obstacles = valueOf(await towns.a.ask(prepareTaxCertificate, { partyId: other.partyId, kind: 'no-arrears-certificate', choices: null, requester: 'self', exemption: null, copies: 1 })).obstacles
    expect(obstacles['no-arrears-certificate']?.message).toContain('50,000円')
    // What protects the resident protects the page of the other number.
    await towns.a.tx((tx) => insertMeasures(tx, [{ ...newMeasure(personId, { kind: 'domestic-violence', state: 'in-force', periodFrom: plainDate('2026-05-01'), periodUntil: null }), reason: '試験' }]))
    const clerk = staffMember(towns.yakuba, { permissions: [...[...towns.yakuba.registry.permissions.keys()].filter((name) => !/^resident-protection\.|\.(release|reveal)$/.test(name)), 'collection.reveal'] })
    const hidden = valueOf(await towns.a.ask(showDebtor, { partyId: other.partyId, residentId: null, on: null }, clerk))
    expect([hidden.payer.address, hidden.contacts.map((one) => one.words), hidden.reliefs.map((one) => one.reason)]).toEqual([null, ['', ''], ['']])
  })
})

describe('an extension of collection', () => {
  test('stops demands and takes the delinquency charge of its days, once a second officer has agreed, until it is ended', async () => {
    towns.clock.set('2026-09-10T01:00:00Z')
    const { partyId } = await debtor(towns.a, '沖　災', '23番1号')
    const chargeId = await charge(towns.a, partyId, { amount: 200_000, dueOn: '2026-07-31' })
    const before = (await debtorOf(towns.a, partyId, '2026-12-20')).owed.late
    const wish = { chargeIds: [chargeId], ground: 'disaster', effect: 'all', fromOn: '2026-08-01', untilOn: '2026-12-31', reason: '水害', appliedOn: '2026-09-10' }
    expect(codesOf(await towns.a.run(proposeRelief, { ...wish, effect: 'half' }))).toEqual(['collection.relief-effect'])
    expect(codesOf(await towns.a.run(proposeRelief, { ...wish, untilOn: '2027-08-01' }))).toEqual(['collection.relief-too-long'])
    const mistaken = valueOf(await towns.a.run(proposeRelief, { ...wish, untilOn: '2026-10-31' })).reliefId
    expect(codesOf(await towns.b.run(withdrawRelief, { reliefId: mistaken, reason: '期間の誤り' }))).toEqual(['collection.relief-not-found'])
    valueOf(await towns.a.run(withdrawRelief, { reliefId: mistaken, reason: '期間の誤り' }))
    expect(codesOf(await towns.a.run(decideRelief, { reliefId: mistaken, isGranted: true, reason: null }, second()))).toEqual(['collection.relief-decided'])
    const { reliefId } = valueOf(await towns.a.run(proposeRelief, wish))
    expect(valueOf(await towns.a.ask(listArrears, { officerName: null, until: null })).waiting.map((row) => row.reliefId)).not.toContain(mistaken)
    expect((await debtorOf(towns.a, partyId, '2026-12-20')).owed.late).toBe(before)
    expect(codesOf(await towns.a.run(decideRelief, { reliefId, isGranted: true, reason: null }))).toEqual(['collection.relief-same-officer'])
    expect(codesOf(await towns.b.run(decideRelief, { reliefId, isGranted: true, reason: null }, second()))).toEqual(['collection.relief-not-found'])
    const granted = valueOf(await towns.a.run(decideRelief, { reliefId, isGranted: true, reason: null }, second()))
    expect(await told(towns.a, granted.documentId)).toContain('全額を免除')
    const view = await debtorOf(towns.a, partyId, '2026-12-20')
    expect([before > 0, view.owed.late, view.debts[0]!.states.map((state) => state.words)]).toEqual([true, 0, ['猶予中 R8.12.31まで', '時効 R13.12.31まで']])
    const runId = await printed(towns.a, demandPackage, await gathered(towns.a, demandPackage))
    expect(await demandOfCharge(towns.a, chargeId)).toBeUndefined()
    expect(runId).toBeTruthy()
    // A certificate of no arrears sees the extension, and does not certify for it: the town has named none.
    const refused = async () => valueOf(await towns.a.ask(prepareTaxCertificate, { partyId, kind: 'no-arrears-certificate', choices: null, requester: 'self', exemption: null, copies: 1 })).obstacles['no-arrears-certificate']?.message
    expect(await refused()).toContain('徴収または換価の猶予')
    // Where the town names the ground it certifies, and the paper says how much is extended until when, never why.
    const named = { concept: 'collection.no-arrears-standings', from: '2026-09-11', value: { notArrears: ['disaster', 'kept-plan'] }, published: '2026-09-10', because: [{ law: 'local-tax-act', article: '15' }], note: null, reason: '猶予の間は滞納としない' }
    const { proposalId } = valueOf(await towns.a.run(proposeOrdinanceValue, named))
    valueOf(await towns.a.run(approveProposal, { proposalId, expectedVersion: 1 }, second()))
    towns.clock.set('2026-09-11T01:00:00Z')
    const asked = TaxCertificateInput.parse({ kind: 'no-arrears-certificate', partyId, requester: { kind: 'official', name: '汐音県庁' }, identityCheck: 'staff-card', purpose: '許認可' })
    const { sheets } = valueOf(await towns.a.run(issueTaxCertificate, asked))
    const paper = (await told(towns.a, sheets[0]!.documentId)).replace(/\s/g, '')
    expect(paper).toContain('滞納がないことを証明します。ただし、納期限を過ぎた200,000円は、徴収または換価の猶予（令和8年12月31日まで）の中にあります。')
    expect(paper).not.toMatch(/災害|水害/)
    towns.clock.set('2026-09-10T01:00:00Z')
    valueOf(await towns.a.run(endRelief, { reliefId, reason: '事情がなくなったため' }))
    expect(codesOf(await towns.a.run(withdrawRelief, { reliefId, reason: '遅い' }))).toEqual(['collection.relief-decided'])
    expect(await towns.a.tx((tx) => listDeferrals(tx, [chargeId]))).toEqual([{ chargeId, from: '2026-08-01', to: '2026-09-09' }])
    const after = (await debtorOf(towns.a, partyId, '2026-12-20')).owed.late
    expect(after > 0 && after < before).toBe(true)
    expect(await refused()).toContain('納期限を過ぎた未納が 200,000円 あるため')
  })
})

describe('the page of a debtor', () => {
  test('takes a contact, a plan and an application, and reads as of another day', async () => {
    towns.clock.set('2026-07-24T04:00:00Z')
    web = await makeTestWeb(towns)
    const { partyId } = await debtor(towns.b, '沖　面', '24番1号')
    const chargeId = await charge(towns.b, partyId, { amount: 90_000, dueOn: '2026-05-25' })
    const path = `collection/debtor/${partyId}`
    const request = async (more = '', init: RequestInit = {}): Promise<string> => await (await web.app.fetch(new Request(`http://yakuba.test/${towns.b.code}/${path}${more}`, { ...init, headers: { host: 'yakuba.test', origin: 'http://yakuba.test', cookie: web.cookieOf(towns.b), accept: 'text/html' } }))).text()
    const press = async (fields: Record<string, string>): Promise<string> => {
      const body = new FormData()
      for (const [name, value] of Object.entries({ _key: randomUUID(), ...fields })) body.set(name, value)
      return await request('', { method: 'POST', body })
    }
    await press({ _act: 'contact', partyId, kind: 'visit', words: '不在', nextOn: 'R8.8.3', nextWhat: 'もう一度訪ねる' })
    // What was refused keeps what was chosen and typed, and stays open.
    const refused = await press({ _act: 'plan', chargeId, monthly: '30,000', firstOn: 'R8.7.1', isAcknowledged: 'yes' })
    expect(refused).toContain(`value="${chargeId}" checked=""`)
    expect(refused).toMatch(/<details open=""><summary>分納の約束を受ける<\/summary>/)
    await press({ _act: 'plan', chargeId, monthly: '30,000', firstOn: 'R8.7.31', isAcknowledged: 'yes' })
    // Whoever took the promise sees no button to decide it.
    const waiting = await request()
    expect([waiting.includes('分納の決裁待ち'), waiting.includes('ほかの職員が決裁します'), waiting.includes('分納を認める')]).toEqual([true, true, false])
    valueOf(await towns.b.run(decidePlan, { planId: (await debtorOf(towns.b, partyId)).plans[0]!.planId, isGranted: true, reason: null }, second()))
    const read = await request()
    for (const words of ['もう一度訪ねる', '分納中', '毎月 30,000円', `collection/enforcement/${partyId}`]) expect(read).toContain(words)
    // An ending without a reason leads to its own field, not to the one of an application.
    const [planId] = /(?<=name="planId" value=")[0-9a-f-]{36}/.exec(read) ?? []
    expect(await press({ _act: 'endPlan', planId: planId ?? '', cause: 'other', reason: '' })).toMatch(/打切りの理由 <input class="in-t w12" id="f-reason"/)
    expect(await press({ _act: 'relief', chargeId, ground: 'illness|half', fromOn: 'R8.7.24', untilOn: 'R8.9.30', reason: '入院' })).toContain('この事由で選べる免除は')
    await press({ _act: 'relief', chargeId, ground: 'illness|all', fromOn: 'R8.7.24', untilOn: 'R8.9.30', reason: '入院' })
    expect(await request()).toContain('決裁を待つ')
    expect(await request('?on=R8.12.20')).toContain('R8.12.20')
  })
})

describe('a file of payments that is still being posted', () => {
  test('keeps a demand from going out that was approved before it came', async () => {
    towns.clock.set('2026-09-08T01:00:00Z')
    const { partyId } = await debtor(towns.a, '沖　途', '24番1号')
    const [chargeId, other] = [await charge(towns.a, partyId, { amount: 4_400, dueOn: '2026-08-31' }), await charge(towns.a, partyId, { amount: 5_500, dueOn: '2026-08-31', levyCode: levies[1] })]
    const issued = await towns.a.tx((tx) => issueSlips(tx, [{ chargeIds: [chargeId], usableUntil: plainDate('2026-10-30') }]))
    const code = issued.ok ? issued.value[0]!.code! : ''
    const runId = await gathered(towns.a, demandPackage)
    const row = (at: number): string => `02,20260907,${String(at).padStart(4, '0')},EAN${code},${code.slice(13, 19)},${code.slice(19, 30)},0,${Number(code.slice(37, 43))},010,"試験マート",${110_002 + at},0,20260910`
    // More lines than are posted with the file itself: the same slip, as if many had paid it.
    const lines = Array.from({ length: 500 }, (_, index) => row(Math.floor(index / 60) * 100 + (index % 60)))
    valueOf(await towns.a.run(loadPaymentFile, { content: Buffer.from(`${lines.join('\r\n')}\r\n`).toString('base64') }))
    await printed(towns.a, demandPackage, runId)
    expect(await demandOfCharge(towns.a, chargeId)).toBeUndefined()
    expect(await demandOfCharge(towns.a, other)).toBeDefined()
    const before = valueOf(await towns.a.ask(showLetterPackage, { runId })).asides
    expect(before.filter((one) => one.partyId === partyId).map((one) => one.reason)).toEqual(['changed'])
  })
})

import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { ensurePartiesForResidents } from '../../party/index.ts'
import { findIssued, readPages } from '../../platform/document/index.ts'
import { insertMeasures, newMeasure } from '../../resident/index.ts'
import { enterHousehold } from '../../resident/test-residents.ts'
import { listBalancesOfParty, raiseCharges } from '../charges.ts'
import { acceptPayment } from '../commands.ts'
import { declareLevies } from '../levies.ts'
import { listTrialBalance } from '../store.ts'
import { decideDistribution, proposeDistribution } from './distribution-commands.ts'
import { recordClaimEvent } from './event-commands.ts'
import { issueEnforcementLetter } from './letter-commands.ts'
import { showEnforcementCase, showEnforcementDesk } from './queries.ts'
import { acceptSalePrice, announceSale, cancelSale, decideSale, recordSaleResult, recordSaleTransfer } from './sale-commands.ts'
import { liftSeizure, recordSeizureService, seizeProperty } from './seizure-commands.ts'

/** Seized property from the public notice to the distribution of its price. */
const towns = useTowns(import.meta.url, { now: '2026-06-15T01:00:00Z' })

beforeAll(() => { declareLevies([{ code: 'bathing-tax', number: '91', title: '入湯税', shortTitle: '入湯税', article: '701-2' }]) })

interface Seized { readonly partyId: string; readonly personId: string; readonly chargeIds: readonly string[]; readonly seizureId: string }

/** A resident whose debts were demanded long ago, with seized things. */
async function seized(town: Town, kind: 'real-estate' | 'movables' | 'deposit', things: readonly string[], amount = 300_000): Promise<Seized> {
  const address = { postalCode: '9980001', townBlockId: null, town: '港本町一丁目', number: '8番1号', building: null, room: null }
  const { personIds: [personId = ''] } = await town.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number: '8番1号' }, [{ name: '遠山　渚', kana: 'トオヤマ　ナギサ', born: '1985-07-01', sex: 'female', relationship: 'head', address }]))
  const partyId = (await town.tx((tx) => ensurePartiesForResidents(tx, [personId]))).get(personId)!
  const { chargeIds } = await town.tx((tx) => raiseCharges(tx, [{ levyCode: 'bathing-tax', sourceId: randomUUID(), instalment: 1, fiscalYear: fiscalYear(2026), partyId, subjectId: null, noticeNo: null, dueOn: plainDate('2026-04-30'), amount: yen(amount) }]))
  valueOf(await town.run(recordClaimEvent, { chargeIds, kind: 'demand', on: '2026-05-11', until: null, note: '台帳の控え' }))
  const isOwed = kind === 'deposit'
  const { seizureId } = valueOf(await town.run(seizeProperty, { partyId, chargeIds, kind, debtorName: isOwed ? '見本銀行　本店' : null, debtorAddress: isOwed ? '遠浦県沖見市一番町1番地' : null, items: things.map((description) => ({ description, amount: null })), salary: null }))
  return { partyId, personId, chargeIds, seizureId }
}

const second = () => ({ actor: staffMember(towns.yakuba) })
const offer = (seizureId: string, over: Record<string, unknown> = {}) => ({
  seizureId, lineNos: [1], estimate: 200_000, estimateGround: '鑑定評価書', deposit: 20_000, method: 'bids', auctionOn: '2026-06-26', auctionTime: '午前10時', place: '市役所1階会議室', decisionOn: null, payBy: null, conditions: null, shortenedReason: null, ...over,
})
const bid = (saleId: string, price: number | null, bidderName: string | null = price === null ? null : '灯台　買人') => ({ saleId, bidderName, bidderAddress: price === null ? null : '遠浦県沖見市灯台町一丁目2番3号', price })
const told = async (town: Town, documentId: string): Promise<string> => (await readPages((await town.tx((tx) => findIssued(tx, documentId)))!.pdf)).map((page) => page.text).join('\n').replace(/\s/g, '')
const caseOf = async (town: Town, partyId: string) => valueOf(await town.ask(showEnforcementCase, { partyId }))
const nextSteps = async (town: Town) => valueOf(await town.ask(showEnforcementDesk, {})).sales.map((sale) => [sale.next, sale.nextOn])

describe('land that is seized', () => {
  it('is announced, sold, decided on by a second officer, paid for and distributed, the costs first', async () => {
    const { partyId, chargeIds, seizureId } = await seized(towns.a, 'real-estate', ['汐見市港本町一丁目8番の宅地　120.00平方メートル'])
    const announce = (over: Record<string, unknown> = {}) => towns.a.run(announceSale, offer(seizureId, over))
    expect(codesOf(await announce())).toEqual(['collection.sale-unserved'])
    valueOf(await towns.a.run(recordSeizureService, { seizureId, servedOn: '2026-06-15' }))
    expect(codesOf(await announce({ auctionOn: '2026-06-25' }))).toEqual(['collection.sale-auction-day'])
    expect(codesOf(await announce({ decisionOn: '2026-07-02' }))).toEqual(['collection.sale-decision-day'])
    expect(codesOf(await announce({ payBy: '2026-08-03' }))).toEqual(['collection.sale-payment-day'])
    expect(codesOf(await announce({ deposit: 19_999 }))).toEqual(['collection.sale-deposit-small'])
    expect(codesOf(await announce({ lineNos: [2] }))).toEqual(['collection.item-not-found'])
    const { saleId, saleNo, documentId } = valueOf(await announce())
    const notice = await told(towns.a, documentId)
    for (const words of ['公売公告', saleNo, '8番の宅地', '200,000円', '令和8年6月26日午前10時', '令和8年7月3日', '令和8年7月2日までに、その内容を申し出て']) expect(notice).toContain(words)
    expect(notice).not.toContain('遠山')
    expect(codesOf(await announce())).toEqual(['collection.sale-open'])
    expect(codesOf(await towns.a.run(liftSeizure, { seizureId, lineNos: [], ending: 'lifted', reason: '試験' }))).toEqual(['collection.sale-open'])
    expect(await told(towns.a, valueOf(await towns.a.run(issueEnforcementLetter, { letter: 'sale-letter', recordId: saleId })).documentId)).toContain('公売通知書')
    expect(await nextSteps(towns.a)).toEqual([['auction', '2026-06-26']])
    expect(await nextSteps(towns.b)).toEqual([])

    expect(codesOf(await towns.a.run(recordSaleResult, bid(saleId, 200_000)))).toEqual(['collection.sale-too-early'])
    towns.clock.set('2026-06-26T05:00:00Z')
    expect(codesOf(await towns.a.run(recordSaleResult, bid(saleId, 199_999)))).toEqual(['collection.sale-below-estimate'])
    expect(codesOf(await towns.a.run(recordSaleResult, bid(saleId, 250_000, '遠山 渚')))).toEqual(['collection.sale-to-debtor'])
    expect(codesOf(await towns.b.run(recordSaleResult, bid(saleId, 250_000)))).toEqual(['collection.sale-not-found'])
    expect(codesOf(await towns.a.run(decideSale, { saleId }, second()))).toEqual(['collection.sale-no-bidder'])
    valueOf(await towns.a.run(recordSaleResult, bid(saleId, 250_000)))
    expect(codesOf(await towns.a.run(decideSale, { saleId }, second()))).toEqual(['collection.sale-decision-early'])
    towns.clock.set('2026-07-03T01:00:00Z')
    expect(codesOf(await towns.a.run(decideSale, { saleId }))).toEqual(['collection.sale-same-officer'])
    expect(codesOf(await towns.a.run(acceptSalePrice, { saleId, paidOn: '2026-07-03' }))).toEqual(['collection.sale-undecided'])
    valueOf(await towns.a.run(decideSale, { saleId }, second()))
    expect(await told(towns.a, valueOf(await towns.a.run(issueEnforcementLetter, { letter: 'sale-decision-letter', recordId: saleId })).documentId)).toMatch(/灯台買人様.*250,000円/)
    expect(codesOf(await towns.a.run(cancelSale, { saleId, ending: 'called-off', reason: '試験' }))).toEqual(['collection.sale-decided'])
    expect(codesOf(await towns.a.run(cancelSale, { saleId, ending: 'price-unpaid', reason: '試験' }))).toEqual(['collection.sale-price-open'])
    expect(codesOf(await towns.a.run(cancelSale, { saleId, ending: 'paid-up', reason: '試験' }))).toEqual(['collection.sale-still-owed'])
    expect(codesOf(await towns.a.run(recordSaleTransfer, { saleId, transferredOn: '2026-07-03', note: '登記を嘱託した' }))).toEqual(['collection.sale-unpaid'])
    const { moneyId, amount } = valueOf(await towns.a.run(acceptSalePrice, { saleId, paidOn: '2026-07-03' }))
    expect(amount).toBe(250_000)
    valueOf(await towns.a.run(recordSaleTransfer, { saleId, transferredOn: '2026-07-03', note: '登記を嘱託した' }))
    const view = await caseOf(towns.a, partyId)
    expect(view.sales).toMatchObject([{ saleNo, ending: 'sold', next: null, transferNote: '登記を嘱託した' }])
    expect(view.seizures[0]!.items).toMatchObject([{ soldOn: '2026-07-03', liftedOn: null }])

    const { distributionId, surplus } = valueOf(await towns.a.run(proposeDistribution, { moneyId, others: [{ kind: 'costs', creditor: '鑑定料', rankedOn: '2026-07-03', requestedOn: null, principal: 30_000, late: 0 }], sentOn: '2026-07-03' }))
    expect(surplus).toBe(0)
    valueOf(await towns.a.run(decideDistribution, { distributionId }, second()))
    expect((await caseOf(towns.a, partyId)).distributions[0]!.lines).toMatchObject([{ kind: 'costs', tax: 30_000 }, { kind: 'own', tax: 220_000 }])
    expect((await towns.a.tx((tx) => listBalancesOfParty(tx, partyId)))[0]).toMatchObject({ chargeId: chargeIds[0], balance: 80_000 })
    expect(Object.fromEntries((await towns.a.tx((tx) => listTrialBalance(tx))).map((row) => [row.account, row.amount]))).toMatchObject({ cash: 250_000, 'distribution-due': -30_000 })
    // Nothing of it is left to be lifted: the seizure ends as such.
    expect(valueOf(await towns.a.run(liftSeizure, { seizureId, lineNos: [], ending: 'satisfied', reason: '換価が済んだ' })).isEnded).toBe(true)
  })
})

describe('a sale', () => {
  it('is not of a claim, nor while the tax is paid, extended, promised or its debtor protected', async () => {
    const deposit = await seized(towns.b, 'deposit', ['普通預金'])
    expect(codesOf(await towns.b.run(announceSale, offer(deposit.seizureId)))).toEqual(['collection.sale-claim'])
    const boat = await seized(towns.b, 'movables', ['小型船外機　1台', '漁網　1式'], 40_000)
    const announce = (over: Record<string, unknown> = {}) => towns.b.run(announceSale, offer(boat.seizureId, { auctionOn: '2026-07-14', ...over }))
    valueOf(await towns.b.run(recordClaimEvent, { chargeIds: boat.chargeIds, kind: 'extension', on: '2026-07-03', until: '2026-07-03', note: '申請があった' }))
    expect(codesOf(await announce())).toEqual(['collection.sale-extended'])
    towns.clock.set('2026-07-04T01:00:00Z')
    expect(codesOf(await announce())).toEqual(['collection.sale-auction-day'])
    // What loses its value is sold at once, with the reason on the notice.
    const { saleId, documentId } = valueOf(await announce({ auctionOn: '2026-07-04', shortenedReason: '保管料が日ごとにかかるため', lineNos: [1] }))
    expect(await told(towns.b, documentId)).toContain('保管料が日ごとにかかるため')
    valueOf(await towns.b.run(recordSaleResult, bid(saleId, null)))
    expect((await caseOf(towns.b, boat.partyId)).sales).toMatchObject([{ ending: 'no-bid', next: null }])
    // It can be announced anew; the bidder who does not pay in time loses it.
    const again = valueOf(await announce({ auctionOn: '2026-07-15', lineNos: [1, 2], estimate: 150_000, deposit: null }))
    towns.clock.set('2026-07-15T01:00:00Z')
    valueOf(await towns.b.run(recordSaleResult, bid(again.saleId, 150_000)))
    valueOf(await towns.b.run(decideSale, { saleId: again.saleId }, second()))
    towns.clock.set('2026-07-16T01:00:00Z')
    expect(codesOf(await towns.b.run(acceptSalePrice, { saleId: again.saleId, paidOn: '2026-07-16' }))).toEqual(['collection.sale-price-late'])
    valueOf(await towns.b.run(cancelSale, { saleId: again.saleId, ending: 'price-unpaid', reason: '期限までに納付がない' }))
    // Paid before the price: the decision is cancelled, and nothing more is sold.
    const last = valueOf(await announce({ auctionOn: '2026-07-16', shortenedReason: '保管料が日ごとにかかるため', lineNos: [1] }))
    valueOf(await towns.b.run(recordSaleResult, bid(last.saleId, 200_000)))
    valueOf(await towns.b.run(decideSale, { saleId: last.saleId }, second()))
    valueOf(await towns.b.run(acceptPayment, { partyId: boat.partyId, amount: (await caseOf(towns.b, boat.partyId)).claims.reduce((sum, claim) => sum + claim.tax + (claim.late ?? 0), 0), paidOn: '2026-07-16', named: [], onlyNamed: false, expectedOwed: null }))
    valueOf(await towns.b.run(cancelSale, { saleId: last.saleId, ending: 'paid-up', reason: '完納の証明があった' }))
    expect(codesOf(await announce({ auctionOn: '2026-07-27' }))).toEqual(['collection.sale-paid-up'])

    const hidden = await seized(towns.b, 'movables', ['自転車　1台'])
    await towns.b.tx((tx) => insertMeasures(tx, [{ ...newMeasure(hidden.personId, { kind: 'domestic-violence', state: 'in-force', periodFrom: tx.today, periodUntil: null }), reason: '試験' }]))
    const clerk = staffMember(towns.yakuba, { permissions: [...towns.yakuba.registry.permissions.keys()].filter((name) => !/\.(reveal|release)$|^resident-protection\./.test(name)) })
    expect((await towns.b.run(announceSale, offer(hidden.seizureId, { auctionOn: '2026-07-27' }), { actor: clerk })).ok).toBe(false)
  })
})

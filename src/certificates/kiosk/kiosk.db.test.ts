import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { isAsAsked } from '../../app/bench/r12.ts'
import { readPlainly } from '../../app/bench/r12-reader.ts'
import { cancelEvent, registerDeath, registerMovingIn, registerMovingOut, registerRelocation } from '../../resident/commands.ts'
import { fileMeasure } from '../../resident/protection/filing.ts'
import { agreeToRelease, requestRelease } from '../../resident/protection/release.ts'
import { setSuppression } from '../../resident/protection/suppression.ts'
import { enterHousehold, type Wanted } from '../../resident/test-residents.ts'
import { cancelSeal } from '../../seal/standing-commands.ts'
import { findRegistration } from '../../seal/store.ts'
import { registerOne } from '../../seal/test-seals.ts'
import { enterSampleOrdinance } from '../../tenancy/index.ts'
import { dailyCash } from '../cash.ts'
import { issue, reissue, spoil } from '../commands.ts'
import { plainRequest } from '../inputs.ts'
import { issueLog } from '../lists.ts'
import { prepare } from '../prepare.ts'
import { resumeIssuing } from '../stop.ts'
import { answerKiosk, type KioskAnswer } from './answer.ts'
import { kioskCards, resumeKioskCard, stopKioskCard } from './cards.ts'
import { cancelKiosk, closeKioskSheets, confirmKiosk } from './confirm.ts'
import { kioskLog, kioskRequest } from './log.ts'
import { kioskPaper } from './paper.ts'
import { closeKioskDifference, kioskSettlement, loadKioskSettlement } from './settlement.ts'
import { resumeKiosk, stopKiosk } from './stop.ts'
import { ask, cardOf, fetchPaper, report, request, type Asked } from './test-kiosk.ts'

/** What a resident meets at a kiosk, and what an officer then reads: the centre's messages as commands, at 10:42 on a weekday. */
const now = '2026-11-24T01:42:00.000Z'
const towns = useTowns(import.meta.url, { now })
const filed = { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, notifiedOn: '2026-11-24' }
let lot = 0

beforeAll(async () => { for (const town of [towns.a, towns.b]) await town.tx(enterSampleOrdinance) })
beforeEach(() => { towns.clock.set(now) })

const person = (name: string, relationship: string, more: Partial<Wanted> = {}): Wanted => ({ name, kana: 'カナ', furigana: 'シメイ', born: '1977-08-03', sex: 'male', relationship, ...more })
const couple = [person('佐久間　健一', 'head'), person('佐久間　美咲', 'wife', { sex: 'female' })]

interface Home { readonly ids: readonly string[]; readonly card: string }

/** A household at an address of its own, whose first member has a card. */
async function home(town: Town = towns.a, members: readonly Wanted[] = couple): Promise<Home> {
  lot += 1
  const { personIds } = await town.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: `${lot}番1号` }, members))
  return { ids: personIds, card: await cardOf(town, personIds[0]!) }
}

const at = (instant = now): string => instant
const asked = ({ card }: Pick<Home, 'card'>, more: Partial<Asked> = {}): Asked => request(card, at(), more)
const issued = async (town: Town, one: Asked): Promise<KioskAnswer> => valueOf(await ask(town, one))

/** What the kiosk shows. */
async function shown(town: Town, one: Asked): Promise<string> {
  const answer = await ask(town, one)
  return answer.ok ? '（紙）' : answer.refusals.map((refusal) => `${refusal.message}${refusal.remedy}`).join()
}

async function codeAt(town: Town, one: Asked): Promise<string> {
  const answer = await ask(town, one)
  return answer.ok ? 'issued' : answer.refusals.map((refusal) => refusal.code.replace('certificates.kiosk-', '')).join()
}

const causeOf = async (town: Town, requestId: string): Promise<string | null> => valueOf(await town.ask(kioskRequest, { requestId })).request.cause

describe('a paper at a kiosk', () => {
  test('is the paper of the counter: own number, read back, signed and logged, with the fee of the kiosk that no desk takes', async () => {
    const { ids, card } = await home()
    const cash = valueOf(await towns.a.ask(dailyCash, { on: null })).yen
    const one = asked({ card }, { items: ['relationship'], copies: 2 })
    const answer = await issued(towns.a, one)
    expect(answer.feeYen).toBe(200)
    expect(answer.sheets.map((sheet) => sheet.lineNo)).toEqual([1, 2])
    for (const { lineNo, number } of answer.sheets) {
      const pdf = await fetchPaper(towns.a, one.requestId, lineNo)
      expect(isAsAsked(pdf, { number, names: couple.map((member) => member.name) })).toBe(true)
      expect(readPlainly(pdf).join('')).toContain('コンビニ交付')
    }
    valueOf(await report(towns.a, answer))
    const logged = valueOf(await towns.a.ask(issueLog, { on: null, after: null })).items.filter((sheet) => sheet.personId === ids[0])
    expect(logged.map((sheet) => [sheet.number, sheet.delivery, sheet.desk, sheet.feeYen, sheet.spoiled])).toEqual(answer.sheets.map(({ number }) => [number, 'kiosk', 'コンビニ交付', 400, null]))
    expect(valueOf(await towns.a.ask(dailyCash, { on: null })).yen).toBe(cash)
    const byHand = { issuanceId: logged[0]!.issuanceId, reason: '窓口で' }
    expect([codesOf(await towns.a.run(spoil, byHand)), codesOf(await towns.a.run(reissue, byHand))]).toEqual([['certificates.kiosk-sheet'], ['certificates.kiosk-sheet']])
    expect(codesOf(await towns.b.ask(kioskPaper, { requestId: one.requestId, lineNo: 1 }))).toEqual(['certificates.kiosk-request-unknown'])
  })

  test('is given for the holder alone where that is asked, and a chosen item that nobody on it has is left out', async () => {
    const { card } = await home()
    const one = asked({ card }, { form: 'record-items', scope: 'self', items: ['birth', 'address', 'nationality'] })
    const { sheets: [sheet] } = await issued(towns.a, one)
    const pdf = await fetchPaper(towns.a, one.requestId)
    expect(isAsAsked(pdf, { number: sheet!.number, names: ['佐久間　健一'] })).toBe(true)
    expect(readPlainly(pdf).join('')).not.toContain('美咲')
    expect(await codeAt(towns.a, asked({ card }, { items: ['individual-number'] }))).toBe('form-not-offered')
  })

  test('is given once: a request asked again, also under another key, has the first outcome and no second paper; its card opens nothing in another town', async () => {
    const { card } = await home()
    const one = asked({ card })
    const first = await issued(towns.a, one)
    expect(await issued(towns.a, one)).toEqual(first)
    expect(valueOf(await towns.a.run(answerKiosk, one, { key: randomUUID() }))).toEqual(first)
    const both = asked({ card })
    const twice = await Promise.all([towns.a.run(answerKiosk, both, { key: randomUUID() }), towns.a.run(answerKiosk, both, { key: randomUUID() })])
    expect(twice.map((answer) => valueOf(answer).sheets[0]!.number)).toEqual(Array.from({ length: 2 }, () => valueOf(twice[0]!).sheets[0]!.number))
    const late = asked({ card }, { askedAt: '2026-11-24T01:41:00.000Z' })
    expect(await codeAt(towns.a, late)).toBe('too-late')
    expect(codesOf(await towns.a.run(answerKiosk, late, { key: randomUUID() }))).toEqual(['certificates.kiosk-too-late'])
    expect(await codeAt(towns.b, asked({ card }))).toBe('card')
  })

  test('is handed over only for its minutes and only while it waits, and is spoiled without a fee where the store says that it was not printed, or says nothing', async () => {
    const { ids, card } = await home()
    const [jammed, silent] = [asked({ card }), asked({ card })]
    const [first, second] = [await issued(towns.a, jammed), await issued(towns.a, silent)]
    expect(valueOf(await report(towns.a, first, false)).sheets).toEqual([{ number: first.sheets[0]!.number, state: 'not-printed' }])
    expect(codesOf(await towns.a.ask(kioskPaper, { requestId: jammed.requestId, lineNo: 1 }))).toEqual(['certificates.kiosk-paper-gone'])
    towns.clock.set('2026-11-24T01:48:00Z')
    expect(codesOf(await towns.a.ask(kioskPaper, { requestId: silent.requestId, lineNo: 1 }))).toEqual(['certificates.kiosk-paper-gone'])
    towns.clock.set('2026-11-24T01:58:00Z')
    await towns.a.tx((tx) => closeKioskSheets.run(tx, {}))
    const logged = valueOf(await towns.a.ask(issueLog, { on: null, after: null })).items.filter((sheet) => sheet.personId === ids[0])
    expect(logged.map((sheet) => sheet.spoiled?.reason)).toEqual(['コンビニ交付　印刷されず', 'コンビニ交付　知らせなし'])
    const late = valueOf(await report(towns.a, second))
    expect(late).toMatchObject({ late: 1, sheets: [{ state: 'timed-out' }] })
    expect((await towns.a.tx((tx) => tx.services.nearestTasks(tx, 50))).filter((task) => task.code === 'certificates.look-into-late-print')).toHaveLength(1)
    expect(valueOf(await towns.a.ask(kioskRequest, { requestId: silent.requestId })).reports.map((one) => one.fault)).toEqual(['時間切れのあとに、刷ったと知らせがあった'])
    expect(await codeAt(towns.a, request(card, '2026-11-24T01:58:00.000Z'))).toBe('issued')
  })

  test('is given up by a cancellation, also one that overtakes its request, and not after it was printed', async () => {
    const { card } = await home()
    const [early, waiting, printed] = [asked({ card }), asked({ card }), asked({ card })]
    expect(codesOf(await towns.a.run(cancelKiosk, { requestId: early.requestId, reason: '利用者が取りやめた' }))).toEqual(['certificates.kiosk-request-unknown'])
    expect(await codeAt(towns.a, early)).toBe('cancelled')
    await issued(towns.a, waiting)
    expect(valueOf(await towns.a.run(cancelKiosk, { requestId: waiting.requestId, reason: '硬貨が足りない' })).spoiled).toBe(1)
    expect(codesOf(await towns.a.ask(kioskPaper, { requestId: waiting.requestId, lineNo: 1 }))).toEqual(['certificates.kiosk-paper-gone'])
    valueOf(await report(towns.a, await issued(towns.a, printed)))
    expect(codesOf(await towns.a.run(cancelKiosk, { requestId: printed.requestId, reason: '遅い取りやめ' }))).toEqual(['certificates.kiosk-already-printed'])
  })
})

describe('what is asked of the register at the moment of issue', () => {
  const planned = (ids: readonly string[], movedOn = '2026-12-14') => ({ ...filed, movedOn, personIds: ids, to: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' } })

  test('RR A-09, RR A-10: who has filed to move out in twenty days gets the copy at the counter on the fifth day, without the planned move, and is sent there by the kiosk', async () => {
    const { ids, card } = await home()
    valueOf(await towns.a.run(registerMovingOut, planned(ids)))
    towns.clock.set('2026-11-29T01:42:00Z')
    const fifthDay = '2026-11-29T01:42:00.000Z'
    expect(await shown(towns.a, request(card, fifthDay))).toBe('転出の届出を受けているため、コンビニでは出せません。転出の日までは、役場の窓口で請求してください。')
    const input = plainRequest(ids[0]!)
    const { shown: digest, sheet } = valueOf(await towns.a.ask(prepare, input))
    expect(JSON.stringify(sheet)).not.toContain('北浜市')
    expect((await towns.a.run(issue, { ...input, shown: digest })).ok).toBe(true)
  })

  test('RR A-19 (the kiosk): it gives the copy again once the move-out is taken back; RR A-11 (the kiosk): and nothing from the day of the move on', async () => {
    const { ids, card } = await home()
    const { notificationId } = valueOf(await towns.a.run(registerMovingOut, planned(ids)))
    expect(await codeAt(towns.a, asked({ card }))).toBe('moving-out')
    valueOf(await towns.a.run(cancelEvent, { ...filed, notificationId, personIds: ids, reason: '届出人の申出', later: [] }))
    expect(await codeAt(towns.a, asked({ card }))).toBe('issued')
    valueOf(await towns.a.run(registerMovingOut, planned(ids, '2026-12-13')))
    towns.clock.set('2026-12-13T01:42:00Z')
    expect(await codeAt(towns.a, request(card, '2026-12-13T01:42:00.000Z'))).toBe('at-counter')
  })

  test('the dead, who is under fifteen, a lapsed or unknown card, a closed hour and a closed day are refused, each to the minute and the day', async () => {
    const gone = await home(towns.a, [person('中尾　昇', 'head')])
    valueOf(await towns.a.run(registerDeath, { ...filed, personId: gone.ids[0], diedOn: { calc: '2026-11-20', unknown: 'none', wording: null } }))
    const young = await home(towns.a, [person('中尾　凛', 'head', { born: '2011-11-26' })])
    const grown = await home(towns.a, [person('中尾　蓮', 'head', { born: '2011-11-25' })])
    const { card } = await home()
    expect(await codeAt(towns.a, asked(gone))).toBe('at-counter')
    expect(await shown(towns.a, asked(young))).toContain('15歳未満の方は')
    expect(await codeAt(towns.a, asked(grown))).toBe('issued')
    expect(await codeAt(towns.a, asked({ card: 'NOBODYSCARD' }))).toBe('card')
    expect(await codeAt(towns.a, asked({ card: await cardOf(towns.a, grown.ids[0]!, '2026-11-24') }))).toBe('issued')
    towns.clock.set('2026-11-25T01:42:00Z')
    const lapsed = await cardOf(towns.a, grown.ids[0]!, '2026-11-25')
    for (const [instant, code] of [['2026-11-25T21:29:59.999Z', 'closed'], ['2026-11-25T21:30:00.000Z', 'issued'], ['2026-11-26T13:59:59.999Z', 'issued'], ['2026-11-26T14:00:00.000Z', 'closed'], ['2026-12-28T13:00:00.000Z', 'issued'], ['2026-12-29T03:00:00.000Z', 'closed'], ['2027-01-03T03:00:00.000Z', 'closed'], ['2027-01-04T03:00:00.000Z', 'issued']] as const) {
      towns.clock.set(instant)
      expect([instant, await codeAt(towns.a, request(card, instant))]).toEqual([instant, code])
    }
    const one = request(lapsed, '2027-01-04T03:00:00.000Z')
    expect([await codeAt(towns.a, one), await causeOf(towns.a, one.requestId)]).toEqual(['card', 'card-expired'])
  })

  test('who moved in today is asked to come tomorrow, and who relocates later is served on that day', async () => {
    lot += 1
    const address = { postalCode: null, townBlockId: null, town: '港本町一丁目', number: `${lot}番地`, building: null, room: null }
    const arrived = valueOf(await towns.a.run(registerMovingIn, {
      ...filed, movedOn: '2026-11-20', evidence: 'moving-out-certificate', household: { kind: 'new' }, from: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市東雲町二丁目5番10号' }, address,
      persons: [{ name: '見本　太郎', kana: 'ミホン　タロウ', birth: { calc: '1985-05-05', unknown: 'none', wording: null }, sex: 'male', relationship: 'head', registeredDomicile: '汐音県北浜市東雲町二丁目5番地', familyRegisterHead: '見本　太郎', foreign: null }],
    }))
    const card = await cardOf(towns.a, arrived.personIds[0]!)
    expect(await codeAt(towns.a, asked({ card }))).toBe('moved-in-today')
    towns.clock.set('2026-11-25T01:42:00Z')
    expect(await codeAt(towns.a, request(card, '2026-11-25T01:42:00.000Z'))).toBe('issued')
    valueOf(await towns.a.run(registerRelocation, { ...filed, notifiedOn: '2026-11-25', movedOn: '2026-11-25', personIds: arrived.personIds, household: { kind: 'keep' }, address: { ...address, number: `${lot}番地2` } }))
    expect(await codeAt(towns.a, request(card, '2026-11-25T01:42:00.000Z'))).toBe('issued')
  })

  test('RR A-35, RR A-38, RR F-07 (the kiosk): from the filing on, with a release open at the counter, and for a form that was stopped alone, the kiosk says what it says of a letter that no font has', async () => {
    const [rare, hidden, quiet, sameHome] = [await home(towns.a, [person('\u{10ABCD}　一郎', 'head')]), await home(), await home(), await home()]
    const clerk = staffMember(towns.yakuba, { permissions: [...towns.yakuba.registry.permissions.keys()].filter((name) => !/^resident-protection\.|\.(release|reveal)$/.test(name)) })
    valueOf(await towns.a.run(fileMeasure, { personId: hidden.ids[0], kind: 'domestic-violence', filedOn: '2026-11-24', filer: 'self', identityProof: 'drivers-license', coProtectedIds: [], counterparts: [{ personId: null, name: '別居　太郎' }] }))
    valueOf(await towns.a.run(fileMeasure, { personId: sameHome.ids[1], kind: 'stalking', filedOn: '2026-11-24', filer: 'self', identityProof: 'drivers-license', coProtectedIds: [], counterparts: [{ personId: null, name: '別居　次郎' }] }))
    const { releaseId } = valueOf(await towns.a.run(requestRelease, { personId: hidden.ids[0], output: 'certificates.resident-record-copy', requester: { kind: 'self', name: null }, purpose: '本人の請求', addresses: 'current', copies: 1 }, { actor: clerk }))
    for (const agreeing of [staffMember(towns.yakuba), staffMember(towns.yakuba)]) valueOf(await towns.a.run(agreeToRelease, { releaseId }, { actor: agreeing }))
    valueOf(await towns.a.run(setSuppression, { personId: quiet.ids[0], kind: 'other', levels: { entry: 'none', issuance: 'none', inquiry: 'none' }, forms: [{ output: 'certificates.kiosk-resident-record-copy', level: 'error' }], periodFrom: '2026-11-24', reason: '本人の申出' }))
    const asking = [asked(rare), asked(hidden), asked(quiet), asked(sameHome, { scope: 'self' })]
    const words: string[] = []
    for (const one of asking) words.push(JSON.stringify((await ask(towns.a, one)).ok ? 'issued' : (await ask(towns.a, one) as { refusals: unknown }).refusals))
    expect(new Set(words).size).toBe(1)
    expect(words[0]).toContain('この証明は、コンビニでは出せません。')
    const causes = await Promise.all(asking.map((one) => causeOf(towns.a, one.requestId)))
    expect(causes).toEqual(['document.missing-character', 'guard.protected', 'guard.suppressed', 'guard.protected'])
    expect(await codeAt(towns.a, asked(quiet, { form: 'record-items', items: ['birth'] }))).toBe('issued')
    const seen = valueOf(await towns.a.ask(kioskLog, { on: null, state: 'refused', find: null, after: null }, clerk)).items.filter((one) => one.personId === hidden.ids[0])
    expect(seen.map(({ name, cause, kiosk, store }) => ({ name, cause, kiosk, store }))).toEqual([{ name: null, cause: null, kiosk: '', store: '' }])
  })

  test('RR A-38: while a temporary release is active at the counter a request at a kiosk is still refused, and it uses nothing of the release up: the counter issues the one sheet, and no second', async () => {
    const { ids, card } = await home()
    const clerk = staffMember(towns.yakuba, { permissions: [...towns.yakuba.registry.permissions.keys()].filter((name) => !/^resident-protection\.|\.(release|reveal)$/.test(name)) })
    valueOf(await towns.a.run(fileMeasure, { personId: ids[0], kind: 'domestic-violence', filedOn: '2026-11-24', filer: 'self', identityProof: 'drivers-license', coProtectedIds: [], counterparts: [{ personId: null, name: '別居　三郎' }] }))
    const { releaseId } = valueOf(await towns.a.run(requestRelease, { personId: ids[0], output: 'certificates.resident-record-copy', requester: { kind: 'self', name: null }, purpose: '本人の請求', addresses: 'current', copies: 1 }, { actor: clerk }))
    for (const agreeing of [staffMember(towns.yakuba), staffMember(towns.yakuba)]) valueOf(await towns.a.run(agreeToRelease, { releaseId }, { actor: agreeing }))
    const kiosk = async () => [await codeAt(towns.a, asked({ card })), await codeAt(towns.a, asked({ card }, { scope: 'self' }))]
    expect(await kiosk()).toEqual(['at-counter', 'at-counter'])
    const input = { ...plainRequest(ids[0]!), scope: 'persons' as const, subjectIds: [ids[0]!] }
    const seen = valueOf(await towns.a.ask(prepare, input, clerk))
    expect((await towns.a.run(issue, { ...input, shown: seen.shown }, { actor: clerk })).ok).toBe(true)
    expect(await kiosk()).toEqual(['at-counter', 'at-counter'])
    expect(codesOf(await towns.a.run(issue, { ...input, shown: seen.shown }, { actor: clerk }))).toEqual(['guard.protected'])
    expect(await codeAt(towns.b, request(card, at()))).toBe('card')
  })

  test('a card that is stopped opens nothing from that moment on, and opens again when the stop ends', async () => {
    const { ids, card } = await home()
    const { cardId } = valueOf(await towns.a.ask(kioskCards, { personId: ids[0] })).cards[0]!
    valueOf(await towns.a.run(stopKioskCard, { cardId, reason: '紛失の届出' }))
    expect(await codeAt(towns.a, asked({ card }))).toBe('card')
    expect(codesOf(await towns.b.run(resumeKioskCard, { cardId, reason: '見つかった' }))).toEqual(['certificates.card-not-found'])
    valueOf(await towns.a.run(resumeKioskCard, { cardId, reason: '見つかった' }))
    expect(await codeAt(towns.a, asked({ card }))).toBe('issued')
  })

  test('RR A-43, RR F-06 (the kiosk): a seal that was cancelled at ten is not certified one second later', async () => {
    const { ids, card } = await home(towns.a, [person('白浜　澄子', 'head', { sex: 'female' })])
    const { registrationId } = await registerOne(towns.a, ids[0]!)
    const cash = valueOf(await towns.a.ask(dailyCash, { on: null })).yen
    const one = asked({ card }, { form: 'seal-registration-certificate' })
    const { sheets: [sheet], feeYen } = await issued(towns.a, one)
    expect(feeYen).toBe(200)
    expect(isAsAsked(await fetchPaper(towns.a, one.requestId), { number: sheet!.number, names: ['白浜　澄子'] })).toBe(true)
    expect(valueOf(await towns.a.ask(dailyCash, { on: null })).yen).toBe(cash)
    const { version } = (await towns.a.tx((tx) => findRegistration(tx, registrationId)))!
    valueOf(await towns.a.run(cancelSeal, { registrationId, expectedVersion: version, reason: 'given-up', note: null }))
    towns.clock.set('2026-11-24T01:42:01Z')
    const after = request(card, '2026-11-24T01:42:01.000Z', { form: 'seal-registration-certificate' })
    expect(await codeAt(towns.a, after)).toBe('seal')
    expect(valueOf(await report(towns.a, await issued(towns.a, one), false)).sheets).toEqual([{ number: sheet!.number, state: 'not-printed' }])
  })
})

describe('the first sign that something is wrong', () => {
  /** Everything that must shut the kiosk, each told by the centre of a paper that was issued a moment ago. */
  const faults = ['unknown-request', 'other-paper', 'digest-differs', 'request-reused'] as const

  test.each(faults)('RR F-01, RR F-05 (the kiosk): %s shuts every kiosk of the town at once, also for papers that are not fetched yet, and tells an officer; the counter and the other town go on', async (fault) => {
    const [{ card }, elsewhere] = [await home(), await home(towns.b)]
    const [one, other] = [asked({ card }), asked({ card })]
    const [first, second] = [await issued(towns.a, one), await issued(towns.a, other)]
    const own = { number: first.sheets[0]!.number, sha256: first.sheets[0]!.sha256, printed: true }
    const press = {
      'unknown-request': () => towns.a.run(confirmKiosk, { requestId: randomUUID(), sheets: [{ ...own, number: 'R8-JU-999999' }] }),
      'other-paper': () => towns.a.run(confirmKiosk, { requestId: other.requestId, sheets: [own] }),
      'digest-differs': () => towns.a.run(confirmKiosk, { requestId: one.requestId, sheets: [{ ...own, sha256: second.sheets[0]!.sha256 }] }),
      'request-reused': () => towns.a.run(answerKiosk, { ...one, scope: 'self' }, { key: randomUUID() }),
    }[fault]
    const tasks = async (): Promise<number> => (await towns.a.tx((tx) => tx.services.nearestTasks(tx, 100))).filter((task) => task.code === 'certificates.look-into-kiosk-stop').length
    const before = await tasks()
    expect(codesOf(await press())).toEqual([fault === 'request-reused' ? 'certificates.kiosk-request-reused' : 'certificates.kiosk-report-differs'])
    expect(await codeAt(towns.a, asked({ card }))).toBe('stopped')
    expect(codesOf(await towns.a.ask(kioskPaper, { requestId: other.requestId, lineNo: 1 }))).toEqual(['certificates.kiosk-stopped'])
    expect(await tasks()).toBe(before + 1)
    const input = plainRequest((await home()).ids[0]!)
    expect((await towns.a.run(issue, { ...input, shown: valueOf(await towns.a.ask(prepare, input)).shown })).ok).toBe(true)
    expect(await codeAt(towns.b, asked(elsewhere))).toBe('issued')
    expect(codesOf(await towns.a.run(resumeKiosk, { finding: '自分で見た' }))).toEqual(['certificates.stopped-by-oneself'])
    valueOf(await towns.a.run(resumeKiosk, { finding: 'センターの記録と照らした' }, { actor: staffMember(towns.yakuba) }))
    expect(await codeAt(towns.a, asked({ card }))).toBe('issued')
  })

  test('RR F-05 (the kiosk): a paper that does not read back as it was asked for leaves no paper, shuts counter and kiosk, and its request is refused for ever', async () => {
    const { card } = await home()
    const one = asked({ card })
    let reads = 0
    towns.database.hook = (text) => (text.includes('p.addressee_number, f.household_number') && ++reads > 1 ? text.replace('select h.*,', `select h.*, '別人　太郎'::text as name,`) : text)
    try { expect(await codeAt(towns.a, one)).toBe('stopped') } finally { towns.database.hook = undefined }
    expect(await causeOf(towns.a, one.requestId)).toBe('document.read-back-differs')
    const input = plainRequest((await home()).ids[0]!)
    expect(codesOf(await towns.a.run(issue, { ...input, shown: 'a'.repeat(64) }))).toEqual(['certificates.issuing-stopped'])
    expect(valueOf(await towns.a.ask(kioskLog, { on: null, state: 'all', find: null, after: null })).stop).toMatchObject({ isAll: true })
    valueOf(await towns.a.run(resumeIssuing, { finding: '紙と記録を見比べた' }, { actor: staffMember(towns.yakuba) }))
    expect(await codeAt(towns.a, one)).toBe('stopped')
    expect(await codeAt(towns.a, asked({ card }))).toBe('issued')
  })

  test('an officer shuts the kiosk by hand, waiting for those who issue, and whoever shut it may open it', async () => {
    const { card } = await home()
    const under = Array.from({ length: 4 }, () => asked({ card }))
    const [stopped, ...answers] = await Promise.all([towns.a.run(stopKiosk, { reason: 'ほかの町で別の人の紙が出た' }), ...under.map((one) => ask(towns.a, one))])
    valueOf(stopped!)
    const closedAt = await towns.a.tx(async (tx) => (await tx.db.client.query<{ n: string }>(`select count(*) as n from certificates.kiosk_request where tenant_id = $1 and kiosk_request_id = any($2) and outcome = 'issued'`, [tx.tenant, under.map((one) => one.requestId)])).rows[0]!.n)
    expect(Number(closedAt)).toBe(answers.filter((answer) => answer.ok).length)
    expect(await codeAt(towns.a, asked({ card }))).toBe('stopped')
    expect(codesOf(await towns.a.run(stopKiosk, { reason: '二度目' }))).toEqual(['certificates.issuing-stopped'])
    valueOf(await towns.a.run(resumeKiosk, { finding: 'この町の紙はすべて合っている' }))
    expect(codesOf(await towns.a.run(resumeKiosk, { finding: 'もう一度' }))).toEqual(['certificates.kiosk-not-stopped'])
  })
})

test('the month is settled by number: a missing, an unknown, a doubled line, another fee and a sheet that was not printed are a list of work, closed one by one', async () => {
  const { card } = await home(towns.b)
  const sheets: { requestId: string; number: string }[] = []
  for (let index = 0; index < 4; index += 1) {
    const answer = await issued(towns.b, asked({ card }))
    valueOf(await report(towns.b, answer, index < 3))
    sheets.push({ requestId: answer.requestId, number: answer.sheets[0]!.number })
  }
  const line = (index: number, fee = 150): string => `${sheets[index]!.requestId},${sheets[index]!.number},${fee}`
  const load = async (rows: readonly string[]) => await towns.b.run(loadKioskSettlement, { month: '2026-11', content: Buffer.from(['請求番号,発行番号,手数料', ...rows].join('\r\n')).toString('base64') })
  expect(codesOf(await load([line(0)]))).toEqual(['certificates.settlement-future'])
  towns.clock.set('2026-12-02T01:00:00Z')
  const broken = await load([line(0), 'x,y,z'])
  expect(broken.ok ? [] : broken.refusals.map((one) => [one.code, one.line])).toEqual([['certificates.settlement-line', 3]])
  const printed = valueOf(await towns.b.ask(kioskSettlement, { month: null })).printed
  const whole = printed.map((row) => `${row.kiosk_request_id},${row.number},${row.fee_yen}`)
  expect(valueOf(await load(whole)).differences).toBe(0)
  const wrong = whole.filter((row) => !row.includes(sheets[0]!.number) && !row.includes(sheets[1]!.number))
  valueOf(await load([...wrong, line(1, 100), line(2), line(3), `${randomUUID()},R8-JU-999999,150`]))
  const { differences, runs } = valueOf(await towns.b.ask(kioskSettlement, { month: null }))
  expect(differences.map((row) => [row.number, row.kind])).toEqual([[sheets[1]!.number, 'fee-differs'], [sheets[2]!.number, 'doubled'], [sheets[3]!.number, 'not-printed'], ['R8-JU-999999', 'unknown'], [sheets[0]!.number, 'missing']])
  expect(runs.map((run) => run.run_no)).toEqual([2, 1])
  const [first] = differences
  valueOf(await towns.b.run(closeKioskDifference, { settlementId: first!.settlement_id, lineNo: first!.line_no, finding: '翌月の訂正の行で戻る' }))
  expect(codesOf(await towns.b.run(closeKioskDifference, { settlementId: first!.settlement_id, lineNo: first!.line_no, finding: '二度目' }))).toEqual(['certificates.difference-not-found'])
  expect(valueOf(await towns.a.ask(kioskSettlement, { month: null })).runs).toEqual([])
})

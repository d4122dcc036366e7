import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { plainDate } from '../kernel/plain-date.ts'
import { findIssued, readPages } from '../platform/document/index.ts'
import { registerDeath, registerHouseholdChange, registerMovingInNotice, registerMovingOut } from '../resident/commands.ts'
import { listPersonsOn } from '../resident/index.ts'
import { insertNumbers } from '../resident/number/store.ts'
import { enterHousehold, type Wanted } from '../resident/test-residents.ts'
import { enterSampleOrdinance } from '../tenancy/index.ts'
import { dailyCash } from './cash.ts'
import { issue, reissue } from './commands.ts'
import { plainRequest, type CopyInput } from './inputs.ts'
import { checkBulk } from './bulk-check.ts'
import { issuedSheet, issueHistory } from './lists.ts'
import { prepare } from './prepare.ts'

/** The papers of closed records, chosen items and move-outs, as a clerk meets them; the other town lives beside. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })
const made: Record<string, string> = {}
const counter = { notifiedBy: { relation: 'self', identityProof: 'passport' }, notifiedOn: '2026-11-24' } as const
const away = { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' } as const

const person = (name: string, relationship: string, more: Partial<Wanted> = {}): Wanted => ({ name, kana: 'カナ', furigana: 'シメイ　フリガナ', born: '1977-08-03', sex: 'male', relationship, ...more })

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) {
    await town.tx(enterSampleOrdinance)
    await town.tx(async (tx) => {
      const enter = async (number: string, members: readonly Wanted[]) => (await enterHousehold(tx, { town: '汐見台二丁目', number }, members)).personIds
      const sakuma = await enter('4番7号', [person('佐久間　健一', 'head'), person('佐久間　美咲', 'wife', { sex: 'female', born: '1979-02-18' }), person('佐久間　凛', 'child', { sex: 'female', born: '2017-07-30' })])
      const honda = await enter('5番1号', [person('本田　修', 'head')])
      const kudo = await enter('6番2号', [person('工藤　清', 'head', { born: '1931-05-05' }), person('工藤　節子', 'wife', { sex: 'female', born: '1935-01-01' })])
      const gone = await enter('7番3号', [person('佐々木　去', 'head', { address: { postalCode: null, townBlockId: null, town: '汐見台二丁目', number: '7番3号', building: '汐見ハイツ', room: '103' } })])
      if (town === towns.a) {
        await insertNumbers(tx, [{ personId: sakuma[0]!, kind: 'individual-number', number: '123456789013', reason: '付番' }, { personId: sakuma[0]!, kind: 'resident-code', number: '12345678901', reason: '付番' }, { personId: kudo[0]!, kind: 'individual-number', number: '999999999993', reason: '付番' }])
        Object.assign(made, { kenichi: sakuma[0], misaki: sakuma[1], rin: sakuma[2], osamu: honda[0], kiyoshi: kudo[0], setsuko: kudo[1], gone: gone[0] })
      } else made['inTownB'] = sakuma[0]!
    })
  }
})

const asked = (personId: string, more: Partial<CopyInput>): CopyInput => ({ ...plainRequest(personId), ...more })

async function press(input: CopyInput, town: Town = towns.a) {
  const { shown } = valueOf(await town.ask(prepare, input))
  return await town.run(issue, { ...input, shown: shown ?? '0'.repeat(64) })
}

/** The alerts of a filing, each acknowledged with a reason as the clerk does. */
async function alertsOf(command: Parameters<Town['run']>[0], filing: unknown, town: Town = towns.a) {
  const looked = await town.run(command, filing, { dry: true })
  return looked.ok ? [] : looked.refusals.map((refusal) => ({ code: refusal.code, field: refusal.field, reason: '本人に確かめた' }))
}

async function textOf(documentId: string, town: Town = towns.a): Promise<string> {
  return (await readPages((await town.tx((tx) => findIssued(tx, documentId)))!.pdf)).map((page) => page.text).join('\n')
}

async function paperOf(input: CopyInput): Promise<{ number: string; issuanceId: string; text: string }> {
  const [sheet] = valueOf(await press(input)).sheets
  return { number: sheet!.number, issuanceId: sheet!.issuanceId, text: await textOf(sheet!.documentId) }
}

describe('the certificate of chosen items', () => {
  test('says what was chosen and nothing else, with head and relationship only where they are asked for', async () => {
    const { number, text } = await paperOf(asked(made['kenichi']!, { kind: 'record-items', scope: 'persons', subjectIds: [made['kenichi']!], items: ['birth', 'address', 'building'] }))
    expect(number).toMatch(/^R8-JK-\d{6}$/)
    for (const words of ['住民票記載事項証明書', '佐久間　健一', '昭和52年8月3日', '汐音県汐見市汐見台二丁目4番7号', '住民票に記載があることを証明する']) expect(text).toContain(words)
    expect(text).not.toMatch(/美咲|\n男\n|世帯主\n|本籍|（省略）|住民となった年月日/)
  })

  test('leaves the building out where it was not asked for, and only there', async () => {
    valueOf(await towns.a.run(registerMovingOut, { ...counter, movedOn: '2026-11-20', personIds: [made['gone']!], to: away }))
    const without = await paperOf(asked(made['gone']!, { kind: 'closed-record-items', items: ['address'] }))
    expect(without.text).toContain('汐見台二丁目7番3号')
    expect(without.text).not.toContain('汐見ハイツ')
    const whole = await paperOf(asked(made['gone']!, { kind: 'closed-record-items', items: ['address', 'building'] }))
    expect(whole.text).toContain('汐見ハイツ')
    expect((await paperOf(asked(made['gone']!, { kind: 'closed-record-copy' }))).text).toContain('汐見ハイツ')
  })

  test.each([
    ['nothing is chosen', { kind: 'record-items', items: [] }, 'certificates.items-empty'],
    ['the building is chosen without the address', { kind: 'record-items', items: ['building'] }, 'certificates.building-without-address'],
    ['the history is chosen, which only a copy has', { kind: 'record-items', items: ['history'] }, 'certificates.item-of-other-paper'],
    ['a copy is asked to show a plain item', { kind: 'resident-record-copy', items: ['birth'] }, 'certificates.item-of-other-paper'],
    ['it is of a closed record, and the person is a resident', { kind: 'closed-record-items', items: ['birth'] }, 'certificates.record-is-live'],
  ] as const)('is refused where %s', async (_why, more, code) => {
    expect(codesOf(await press(asked(made['setsuko']!, more as unknown as Partial<CopyInput>)))).toEqual([code])
  })
})

describe('the copy of a closed record', () => {
  test('of somebody who moved away shows where to, as filed and as the other municipality told', async () => {
    const before = await paperOf(asked(made['gone']!, { kind: 'closed-record-copy' }))
    expect(before.number).toMatch(/^R8-JO-\d{6}$/)
    for (const words of ['除票', '佐々木　去', '転出した年月日', '令和8年11月20日', '転出先（予定）', '汐音県北浜市中央三丁目8番2号', '除票の原本と相違ない']) expect(before.text).toContain(words)
    valueOf(await towns.a.run(registerMovingInNotice, { ...counter, movedInOn: '2026-11-22', personIds: [made['gone']!], to: { municipalityCode: null, address: '汐音県北浜市中央三丁目9番9号' } }))
    const after = await paperOf(asked(made['gone']!, { kind: 'closed-record-copy' }))
    expect(after.text).toContain('汐音県北浜市中央三丁目8番2号')
    expect(after.text).toContain('汐音県北浜市中央三丁目9番9号')
  })

  test('of a dead person is asked for by others with a reason, and never bears an Individual Number', async () => {
    const death = { ...counter, diedOn: { calc: '2026-11-20', unknown: 'none', wording: null }, personId: made['kiyoshi']!, relationships: [] }
    const acknowledged = await alertsOf(registerDeath, death)
    valueOf(await towns.a.run(registerDeath, { ...death, acknowledged }))
    const closed = (more: Partial<CopyInput>) => asked(made['kiyoshi']!, { kind: 'closed-record-copy', requester: { kind: 'third-party', name: '工藤　節子' }, purpose: '相続の手続き', ...more })
    const { text } = await paperOf(closed({}))
    for (const words of ['工藤　清', '死亡した年月日', '令和8年11月20日']) expect(text).toContain(words)
    expect(codesOf(await press(closed({ requester: { kind: 'self', name: null } })))).toEqual(['certificates.dead-cannot-ask'])
    expect(codesOf(await press(closed({ requester: { kind: 'household', name: null }, purpose: null })))).toEqual(['certificates.purpose-missing'])
    expect(codesOf(await press(closed({ items: ['individual-number'] })))).toEqual(['certificates.number-of-the-dead'])
  })

  test('is not given of a resident, nor a copy of the live record of somebody gone', async () => {
    expect(codesOf(await press(asked(made['setsuko']!, { kind: 'closed-record-copy' })))).toEqual(['certificates.record-is-live'])
    expect(codesOf(await press(asked(made['gone']!, {})))).toEqual(['certificates.closed-record'])
    expect(valueOf(await towns.a.ask(prepare, { ...asked(made['gone']!, {}), kind: null })).request.kind).toBe('closed-record-copy')
  })
})

describe('the certificate of a move-out', () => {
  const certificate = (personId: string, more: Partial<CopyInput> = {}) => asked(personId, { kind: 'moving-out', ...more })

  test('nobody gets one without a filed move-out, and neither does a move abroad', async () => {
    expect(codesOf(await press(certificate(made['osamu']!)))).toEqual(['certificates.no-move-out'])
    valueOf(await towns.a.run(registerMovingOut, { ...counter, movedOn: '2026-12-20', personIds: [made['setsuko']!], to: { kind: 'abroad', municipalityCode: null, address: 'ブラジル' } }))
    expect(codesOf(await press(certificate(made['setsuko']!)))).toEqual(['certificates.moves-abroad'])
  })

  test('it names everybody who leaves, both numbers and where to; no fee is taken; a third party gets none', async () => {
    valueOf(await towns.a.run(registerMovingOut, { ...counter, movedOn: '2026-12-10', personIds: [made['kenichi']!, made['misaki']!, made['rin']!], to: away }))
    expect(codesOf(await press(certificate(made['kenichi']!, { requester: { kind: 'third-party', name: '株式会社　沖見' }, purpose: '債権' })))).toEqual(['certificates.move-out-for-movers'])
    const seen = valueOf(await towns.a.ask(prepare, certificate(made['kenichi']!)))
    expect(JSON.stringify(seen)).not.toMatch(/1234 5678 9013|12345678901/)
    expect(seen.fee).toMatchObject({ totalYen: 0 })
    const { number, text } = await paperOf(certificate(made['kenichi']!))
    expect(number).toMatch(/^R8-TS-\d{6}$/)
    for (const words of ['転出証明書', '佐久間　健一', '佐久間　美咲', '佐久間　凛', '汐音県北浜市中央三丁目8番2号', '令和8年12月10日', '1234 5678 9013', '12345678901', '妻', '転出の届出があったことを証明する']) expect(text).toContain(words)
    expect(text).not.toContain('再交付')
  })

  test('RR A-14: a lost certificate is issued again as the register stood at the first issue, marked, under a new number; a jam is no reissue', async () => {
    towns.clock.set('2026-11-27T01:00:00Z')
    const newHead = { ...counter, notifiedOn: '2026-11-26', changedOn: '2026-11-26', change: 'householder', personIds: [made['misaki']!], relationships: [{ personId: made['misaki']!, relationship: 'head' }, { personId: made['kenichi']!, relationship: 'husband' }, { personId: made['rin']!, relationship: 'child' }] }
    const acknowledged = await alertsOf(registerHouseholdChange, newHead)
    valueOf(await towns.a.run(registerHouseholdChange, { ...newHead, acknowledged }))
    expect((await paperOf(asked(made['misaki']!, { items: ['relationship'] }))).text).toMatch(/世帯主\n佐久間　美咲/)
    const again = await paperOf(certificate(made['misaki']!))
    expect(again.number).toBe('R8-TS-000002')
    for (const words of ['再交付', '令和8年11月24日に交付した証明書の内容のまま', '世帯主\n佐久間　健一', '\n妻\n', '令和8年11月27日']) expect(again.text).toContain(words)
    const jammed = valueOf(await towns.a.run(reissue, { issuanceId: again.issuanceId, reason: '用紙が詰まった' }))
    expect(jammed.sheet.number).toBe('R8-TS-000003')
    expect(await textOf(jammed.sheet.documentId)).toContain('令和8年11月24日に交付した')
    expect(valueOf(await towns.a.ask(issuedSheet, { issuanceId: again.issuanceId })).sheet.replacedBy).toBe('R8-TS-000003')
    towns.clock.set('2026-11-24T01:42:00Z')
  })

  test('of two clerks who both saw a first issue, the second is told that the record changed, and then sees a reissue', async () => {
    const [personId = ''] = (await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: '8番1号' }, [person('本田　昇', 'head')]))).personIds
    valueOf(await towns.a.run(registerMovingOut, { ...counter, movedOn: '2026-12-05', personIds: [personId], to: away }))
    const input = certificate(personId)
    const { shown } = valueOf(await towns.a.ask(prepare, input))
    valueOf(await towns.a.run(issue, { ...input, shown }))
    expect(codesOf(await towns.a.run(issue, { ...input, shown }))).toEqual(['certificates.record-changed'])
    expect(valueOf(await towns.a.ask(prepare, input)).sheet?.badges).toEqual(['再交付'])
  })

  test('RR A-15: who moves out with the card gets no paper handed out; the print asked for says that the move was handled as a special one', async () => {
    const filed = await towns.a.run(registerMovingOut, { ...counter, movedOn: '2026-12-05', isCardBased: true, personIds: [made['osamu']!], to: away })
    expect(filed.ok && filed.consequences.map((line) => [line.code, line.letter])).toContainEqual(['certificates.send-moving-out-data', null])
    expect(valueOf(await towns.a.ask(prepare, asked(made['osamu']!, {}))).sheet?.badges).toEqual([])
    const { text } = await paperOf(certificate(made['osamu']!))
    expect(text).toContain('特例による転出処理済')
    expect(text).toContain('転出証明書としては使えません')
  })

  test('RR A-13 (the paper): a move-out that was filed too late has no certificate of moving out but one that stands in for it', async () => {
    const { personIds: [late] } = await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: '8番8号' }, [person('遅田　届', 'head', { status: 'moved-out', ceasedOn: '2026-10-01' as never, moveOutTo: '汐音県北浜市中央三丁目1番1号' })]))
    expect(codesOf(await press(certificate(late!)))).toEqual(['certificates.move-out-late'])
    expect(valueOf(await towns.a.ask(prepare, asked(late!, { kind: 'closed-record-copy' }))).kinds.map((one) => one.kind)).toContain('moving-out-equivalent')
    expect(codesOf(await press(certificate(made['kenichi']!, { kind: 'moving-out-equivalent' })))).toEqual(['certificates.move-out-in-time'])
  })

  test('the other town knows neither the person nor the sheet', async () => {
    expect(codesOf(await towns.b.ask(prepare, certificate(made['kenichi']!)))).toEqual(['certificates.person-not-found'])
    const leaving = { ...counter, movedOn: '2026-12-10', personIds: [made['inTownB']!], to: away, relationships: [] }
    const acknowledged = await alertsOf(registerMovingOut, leaving, towns.b)
    valueOf(await towns.b.run(registerMovingOut, { ...leaving, acknowledged }))
    const [sheet] = valueOf(await press(certificate(made['inTownB']!), towns.b)).sheets
    expect(sheet!.number).toBe('R8-TS-000001')
    expect(await textOf(sheet!.documentId, towns.b)).not.toMatch(/再交付|1234 5678 9013/)
  })
})

describe('requests by mail', () => {
  const byAgent = (more: Partial<CopyInput>) => asked(made['kenichi']!, { scope: 'persons', subjectIds: [made['kenichi']!], items: ['individual-number'], requester: { kind: 'agent', name: '佐久間　実' }, purpose: '勤務先の年末調整', ...more })

  test('RR A-22: an agent who asks for the Individual Number gets it by mail to the address in the register alone; no counter prints it', async () => {
    expect(codesOf(await press(byAgent({})))).toEqual(['certificates.number-only-for-household'])
    expect(codesOf(await press(byAgent({ delivery: 'mail', mailTo: '汐音県北浜市中央一丁目1番1号', postalOrderYen: 300 as never })))).toEqual(['certificates.number-only-for-household'])
    const { issuanceId, text } = await paperOf(byAgent({ delivery: 'mail', postalOrderYen: 300 as never }))
    expect(text).toContain('1234 5678 9013')
    expect(valueOf(await towns.a.ask(issuedSheet, { issuanceId })).sheet).toMatchObject({ delivery: 'mail', mailTo: null })
  })

  test('the postal orders that came are in the log and the book; too few are refused, and what is over goes back', async () => {
    const mailed = (postalOrderYen: number | null) => asked(made['kenichi']!, { delivery: 'mail', copies: 2, postalOrderYen: postalOrderYen as never })
    const refused = await press(mailed(300))
    expect(refused.ok ? [] : refused.refusals.map((one) => [one.code, one.message])).toEqual([['certificates.postal-orders-short', '届いた定額小為替が、手数料の600円に足りません。']])
    expect(codesOf(await press(mailed(null)))).toEqual(['certificates.postal-orders-short'])
    expect(codesOf(await press(asked(made['kenichi']!, { postalOrderYen: 300 as never })))).toEqual(['certificates.mail-only'])
    valueOf(await press(mailed(750)))
    const [desk] = valueOf(await towns.a.ask(dailyCash, { on: null })).desks
    expect(desk!.entries.at(-1)).toMatchObject({ payment: 'postal-order', yen: 600, count: 2 })
    expect(desk!.postalOrderYen).toBe(900)
    expect(valueOf(await towns.b.ask(dailyCash, { on: null })).desks.every((one) => one.postalOrderYen === 0)).toBe(true)
  })
})

describe('before many papers are printed', () => {
  test('those that would not come out are listed with their reason: a character no font has, a text that does not fit, a record that cannot give the paper, a number nobody bears', async () => {
    const enter = async (number: string, name: string, more: Partial<Wanted> = {}): Promise<string> => (await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number }, [person(name, 'head', more)]))).personIds[0]!
    const [odd, long, closed] = [await enter('30番1号', '山\u{E01EF}田　太郎'), await enter('30番2号', '寿限無'.repeat(900)), await enter('30番3号', '佐々木　去', { status: 'moved-out', ceasedOn: plainDate('2026-03-31'), moveOutTo: '遠浦県沖見市' })]
    const numbers = (await towns.a.tx((tx) => listPersonsOn(tx, [made['kenichi']!, odd, long, closed]))).map((one) => one.addresseeNumber)
    const value = valueOf(await towns.a.ask(checkBulk, { kind: 'resident-record-copy', numbers: [...numbers.map((number) => number.replace(/^0+/, '')), '999999999999999'] }))
    expect(value.checked).toBe(5)
    expect(value.problems.map((one) => [one.sort, one.name?.slice(0, 3) ?? null])).toEqual([['character', '山\u{E01EF}'.slice(0, 3)], ['overflow', '寿限無'], ['other', '佐々木'], ['other', null]])
    expect(value.problems.map((one) => one.message)).toContain('この宛名番号の人はいません。')
    const issued = valueOf(await towns.a.ask(issueHistory, { personId: odd }))
    expect(issued.items).toEqual([])
    const inTownB = valueOf(await towns.b.ask(checkBulk, { kind: 'resident-record-copy', numbers }))
    expect(inTownB.problems.every((one) => one.name === null || !/山|寿限無|佐々木/.test(one.name))).toBe(true)
  })
})

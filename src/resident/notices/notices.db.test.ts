import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { newId } from '../../platform/crypto/index.ts'
import { findIssued, readPages } from '../../platform/document/index.ts'
import { correctRecord, registerDeath, registerMovingIn, registerNumberChange, registerRelocation, submitNotification } from '../commands.ts'
import { insertMeasures, newMeasure } from '../index.ts'
import { enterHousehold } from '../test-residents.ts'
import { issueNotice } from './commands.ts'
import { issueConfirmationSheet } from './confirmation.ts'
import { issueEndingNotice } from './measure-ending.ts'
import { showNotices } from './views.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })
const clerk = () => staffMember(towns.yakuba, { permissions: ['resident.read', 'resident.write'] })
const homes = { next: 0 }

/** A couple in a house of their own. */
async function couple(): Promise<readonly [string, string]> {
  homes.next += 1
  const { personIds } = await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: `${homes.next}番1号` }, [
    { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1950-08-03', sex: 'male', relationship: 'head' }, { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1952-01-20', sex: 'female', relationship: 'wife' },
  ]))
  return [personIds[0]!, personIds[1]!]
}

const press = async (input: object, how: object = {}) => await towns.a.run(issueNotice, { filingId: null, handing: 'mail', ...input } as never, how)
const filed = { notifiedOn: '2026-11-24', acknowledged: [] }

async function textOf(documentId: string): Promise<string> {
  const found = (await towns.a.tx((tx) => findIssued(tx, documentId)))!
  return (await readPages(found.pdf)).map((page) => page.text).join('\n').replaceAll('\n', '')
}

async function openTasks(personId: string): Promise<readonly string[]> {
  return (await towns.a.tx((tx) => tx.services.tasksOfPerson(tx, personId))).items.map((item) => item.code)
}

async function protect(personId: string, filingId = newId()): Promise<string> {
  await towns.a.tx((tx) => insertMeasures(tx, [{ ...newMeasure(personId, { kind: 'stalking', state: 'in-force', periodFrom: plainDate('2025-12-21'), periodUntil: plainDate('2026-12-20'), filingId }), reason: '試験' }]))
  return filingId
}

/** Moves the couple to another house, filed by an agent; gives the filing. */
async function moved(personIds: readonly string[]): Promise<string> {
  homes.next += 1
  return valueOf(await towns.a.run(registerRelocation, {
    ...filed, notifiedBy: { relation: 'agent', identityProof: 'drivers-license' }, movedOn: '2026-11-20', personIds: [...personIds], address: { postalCode: null, townBlockId: null, town: '鴎町一丁目', number: `${homes.next}番9号`, building: null, room: null }, household: { kind: 'keep' }, relationships: [],
  } as never)).notificationId
}

describe('a new head of household', () => {
  test('RR A-08 the head dies and one remains: the letter is printable, and the obligation that asked for it ends', async () => {
    const [husband, wife] = await couple()
    valueOf(await towns.a.run(registerDeath, { ...filed, notifiedBy: { relation: 'relative', identityProof: 'drivers-license' }, personId: husband, diedOn: { calc: '2026-11-22', unknown: 'none', wording: null }, relationships: [], acknowledged: [{ code: 'resident.confirm-last-member-head', field: '/relationships', reason: '本人に確かめた' }] } as never))
    expect(await openTasks(wife)).toContain('resident.notify-new-head')
    const issued = valueOf(await press({ kind: 'new-head', personId: wife }))
    const text = await textOf(issued.documentId)
    for (const words of ['世帯主変更通知書', '佐久間　美咲　様', '前の世帯主', '佐久間　健一', issued.number]) expect(text).toContain(words)
    expect(await openTasks(wife)).not.toContain('resident.notify-new-head')
    expect(valueOf(await towns.a.ask(showNotices, { personId: wife })).issued.map((one) => one.number)).toEqual([issued.number])
  })

  test('whoever was always head gets none, a household with a head is not asked for one, and the dead are not written to', async () => {
    const [husband, wife] = await couple()
    expect(codesOf(await press({ kind: 'new-head', personId: husband }))).toEqual(['resident.notice-no-head'])
    expect(codesOf(await press({ kind: 'ask-for-head', personId: wife }))).toEqual(['resident.notice-has-head'])
    valueOf(await towns.a.run(registerDeath, { ...filed, notifiedBy: { relation: 'relative', identityProof: 'drivers-license' }, personId: husband, diedOn: { calc: '2026-11-22', unknown: 'none', wording: null }, relationships: [], acknowledged: [{ code: 'resident.confirm-last-member-head', field: '/relationships', reason: '本人に確かめた' }] } as never))
    expect(codesOf(await press({ kind: 'resident-code', personId: husband }))).toEqual(['resident.notice-dead'])
  })
})

describe('an accepted filing', () => {
  test('is told at the former address, without the new one', async () => {
    const personIds = await couple()
    const filingId = await moved(personIds)
    const text = await textOf(valueOf(await press({ kind: 'filing-accepted', personId: personIds[0], filingId })).documentId)
    for (const words of ['住民異動届受理通知', '転居届', '汐音県汐見市汐見台二丁目', '代理人', '佐久間　美咲']) expect(text).toContain(words)
    expect(text).not.toContain('鴎町')
  })

  test('of another person, or none at all, is not told', async () => {
    const [others, [mine]] = [await couple(), await couple()]
    const filingId = await moved(others)
    expect(codesOf(await press({ kind: 'filing-accepted', personId: mine, filingId }))).toEqual(['resident.notice-no-filing'])
    expect(codesOf(await press({ kind: 'ex-officio', personId: others[0], filingId }))).toEqual(['resident.notice-no-filing'])
  })
})

describe('a protected household', () => {
  test('a clerk makes no letter at all; the officer in charge makes one to be handed over, and no address stands on it', async () => {
    const personIds = await couple()
    const filingId = await moved(personIds)
    await protect(personIds[1])
    const asked = { kind: 'filing-accepted', personId: personIds[0], filingId }
    expect(codesOf(await press(asked, { actor: clerk() }))).toEqual(['guard.protected'])
    expect(codesOf(await press({ ...asked, handing: 'hand' }, { actor: clerk() }))).toEqual(['guard.protected'])
    expect(codesOf(await press(asked))).toEqual(['resident.notice-by-hand'])
    const text = await textOf(valueOf(await press({ ...asked, handing: 'hand' })).documentId)
    expect(text).toContain('窓口でお渡しします')
    expect(text).not.toMatch(/汐見台|鴎町|〒/)
  })

  test('the end of a measure is told to the applicant, by hand without an address or by mail to the own one', async () => {
    const [, wife] = await couple()
    const filingId = await protect(wife)
    const texts = []
    for (const handing of ['hand', 'mail'] as const) texts.push(await textOf(valueOf(await towns.a.run(issueEndingNotice, { filingId, handing })).documentId))
    for (const text of texts) expect(text).toContain('令和7年12月21日から令和8年12月20日まで')
    expect(texts[0]).not.toMatch(/汐見台/)
    expect(texts[1]).toContain('汐見台二丁目')
    expect(codesOf(await towns.a.run(issueEndingNotice, { filingId, handing: 'mail' }, { actor: clerk() }))).toEqual(['command.forbidden'])
  })
})

describe('a couple from another municipality', () => {
  test('is told there once, with both names and both addresses; the obligation of both ends, and nobody else has arrived', async () => {
    homes.next += 1
    const persons = ['堀内　拓真', '堀内　彩香'].map((name, index) => ({ name, kana: 'ホリウチ', birth: { calc: `199${index}-03-1${index}`, unknown: 'none', wording: null }, sex: 'unknown', relationship: index === 0 ? 'head' : 'wife', registeredDomicile: '汐音県北浜市東雲町', familyRegisterHead: '堀内　拓真' }))
    const { personIds } = valueOf(await towns.a.run(registerMovingIn, {
      ...filed, notifiedBy: { relation: 'self', identityProof: 'drivers-license' }, movedOn: '2026-11-16', evidence: 'moving-out-certificate', address: { postalCode: null, townBlockId: null, town: '鴎町一丁目', number: `${homes.next}番3号`, building: null, room: null }, household: { kind: 'new' },
      from: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市東雲町二丁目5番10号' }, persons,
    } as never))
    expect(await openTasks(personIds[1]!)).toContain('resident.send-moving-in-notice')
    const text = await textOf(valueOf(await press({ kind: 'arrival', personId: personIds[0] })).documentId)
    for (const words of ['転入通知', '堀内　拓真、堀内　彩香', '汐音県北浜市東雲町二丁目5番10号', '鴎町一丁目', '令和8年11月16日', '令和8年11月24日']) expect(text).toContain(words)
    expect(await openTasks(personIds[1]!)).not.toContain('resident.send-moving-in-notice')
    expect(codesOf(await press({ kind: 'arrival', personId: (await couple())[0] }))).toEqual(['resident.notice-no-arrival'])
  })
})

describe('the record of an act ex officio', () => {
  test('stays in the office: what was done, the papers seen, who reviewed it, and no address', async () => {
    const [husband] = await couple()
    const { notificationId: filingId } = valueOf(await towns.a.run(correctRecord, { ...filed, notifiedBy: { relation: 'other', identityProof: 'none' }, correction: 'ex-officio', personId: husband, from: null, items: { registeredDomicile: '汐音県汐見市港本町一丁目13番地' }, evidence: '戸籍の全部事項証明書', reason: '本籍の地番を書き誤っていたため' } as never))
    const text = await textOf(valueOf(await press({ kind: 'ex-officio-record', personId: husband, filingId })).documentId)
    for (const words of ['職権記録書', '庁内で保存する記録', '佐久間　健一', '戸籍の全部事項証明書', '本籍の地番を書き誤っていたため', towns.a.actor.name]) expect(text).toContain(words)
    expect(text).not.toMatch(/〒|窓口でお渡し/)
    expect(valueOf(await towns.a.ask(showNotices, { personId: husband })).issued.map((one) => [one.kind, one.handing])).toEqual([['ex-officio-record', 'hand']])
    expect(codesOf(await press({ kind: 'ex-officio-record', personId: husband, filingId: await moved(await couple()) }))).toEqual(['resident.notice-no-filing'])
  })
})

describe('a resident record code', () => {
  test('stands on the slip, the trail says that a number was revealed, and the obligation ends', async () => {
    const [husband] = await couple()
    valueOf(await towns.a.run(registerNumberChange, { ...filed, notifiedBy: { relation: 'other', identityProof: 'none' }, personId: husband, number: 'resident-code', cause: 'assigned', newNumber: '12345678903', reason: null } as never))
    expect(await openTasks(husband)).toContain('resident.notify-resident-code')
    const issued = valueOf(await press({ kind: 'resident-code', personId: husband }))
    expect(await textOf(issued.documentId)).toContain('12345678903')
    expect(await openTasks(husband)).not.toContain('resident.notify-resident-code')
    const revealed = await towns.a.tx(async (tx) => (await tx.db.client.query<{ n: number }>(`select count(*)::int as n from audit.entry where number_revealed and output = 'resident.notice-resident-code'`)).rows[0]!.n)
    expect(revealed).toBe(1)
  })

  test('is told to nobody who has none', async () => {
    const [husband] = await couple()
    expect(codesOf(await press({ kind: 'resident-code', personId: husband }))).toEqual(['resident.notice-no-code'])
  })
})

test('the sheet of a filing shows before and after and changes nothing', async () => {
  const personIds = await couple()
  homes.next += 1
  const filing = {
    ...filed, notifiedBy: { relation: 'self', identityProof: 'drivers-license' }, movedOn: '2026-11-20', personIds: [...personIds], address: { postalCode: null, townBlockId: null, town: '鴎町一丁目', number: `${homes.next}番9号`, building: null, room: null }, household: { kind: 'keep' }, relationships: [],
  }
  const { notificationId } = valueOf(await towns.a.run(submitNotification, { kind: 'relocation', notification: filing } as never)) as { notificationId: string }
  const text = await textOf(valueOf(await towns.a.run(issueConfirmationSheet, { notificationId })).documentId)
  for (const words of ['異動確認票', '審査待ち', '汐見台二丁目', '鴎町一丁目', '佐久間　美咲']) expect(text).toContain(words)
  await protect(personIds[1])
  expect(codesOf(await towns.a.run(issueConfirmationSheet, { notificationId }, { actor: clerk() }))).toEqual(['guard.protected'])
})

describe('the other town', () => {
  let mine = ''
  beforeAll(async () => { [mine] = await couple() })

  test('makes no letter to a person of this one', async () => {
    expect(codesOf(await towns.b.run(issueNotice, { kind: 'new-head', personId: mine, filingId: null, handing: 'mail' }))).toEqual(['resident.person-not-found'])
    expect(codesOf(await towns.b.ask(showNotices, { personId: mine }))).toEqual(['resident.person-not-found'])
  })
})

import { beforeAll, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { findIssued, readPages } from '../../platform/document/index.ts'
import { listOfPerson } from '../../tasks/queries.ts'
import { submitNotification } from '../commands.ts'
import { insertMeasures, newMeasure } from '../protection/store.ts'
import { setSuppression } from '../protection/suppression.ts'
import { enterHousehold } from '../test-residents.ts'
import { approveReading, fileReading, printReadingCopy, publishReadings, refuseReading, returnReadingCopy, withdrawReading } from './commands.ts'
import { listReadings, readingPublication, showReading } from './views.ts'

/** Public bodies and researchers read a part of the register: only the four items, never a protected person, and the year's list is made public. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const people: string[] = []
const town = '港本町一丁目'

beforeAll(async () => {
  for (const one of [towns.a, towns.b]) {
    await one.tx(async (tx) => {
      await tx.db.client.query(`insert into resident.town_block (tenant_id, town_block_id, town, kana, postal_code, numbering) values (${tx.tenant}, '0001001', '${town}', 'ミナトホンチョウ', '9990100', 'residential')`)
      for (let index = 0; index < 6; index += 1) {
        const { personIds } = await enterHousehold(tx, { town, number: `${index + 1}番1号` }, [{ name: `港　一${'〇一二三四五'[index]}`, kana: 'ミナト　イチ', born: '1990-03-08', sex: 'male', relationship: 'head' }, { name: `港　花${'〇一二三四五'[index]}`, kana: 'ミナト　ハナ', born: '2012-03-08', sex: 'female', relationship: 'child' }])
        if (one === towns.a) people.push(...personIds)
      }
    })
  }
}, 120_000)

const body = { applicant: '汐音大学', representative: '学長　大野　一', address: '汐音県北浜市東雲町二丁目5番10号', readers: '研究員　原　次郎', chief: null, purpose: '生活時間の調査の対象者を選ぶため', summary: '生活時間に関する調査', custody: '鍵のある棚で保管する', handlers: '研究室の3人', results: '報告書を公表する', pledgedOn: '2026-11-20', isUndisclosed: false, groundLaw: null }
const request = (over: Record<string, unknown> = {}, changed: Record<string, unknown> = {}) => ({ basis: 'research', receivedOn: '2026-11-24', returnBy: '2026-12-24', body: { ...body, ...changed }, condition: { towns: [town], ageFrom: null, ageTo: null, sex: null }, ...over })
const file = async (input: unknown) => valueOf(await towns.a.run(fileReading, input))
const other = () => staffMember(towns.yakuba)
const approved = async (input: unknown) => { const { readingId } = await file(input); valueOf(await towns.a.run(approveReading, { readingId }, { actor: other() })); return readingId }
const copyText = async (documentId: string) => (await readPages((await towns.a.tx((tx) => findIssued(tx, documentId)))!.pdf)).map((page) => page.text.replaceAll('\n', '')).join('')
const state = async (readingId: string) => valueOf(await towns.a.ask(showReading, { readingId })).reading.steps.at(-1)!.state

test.each([
  ['調査研究で、成果の取扱いと誓約書がない申出', () => request({}, { results: null, pledgedOn: null }), ['reading-item-missing /body/results', 'reading-item-missing /body/pledgedOn']],
  ['機関の請求で、閲覧する人と事務の責任者がない', () => request({ basis: 'official' }, { readers: null, chief: null }), ['reading-item-missing /body/readers', 'reading-item-missing /body/chief']],
  ['捜査の請求で、根拠の法令がない', () => request({ basis: 'official' }, { chief: '課長', isUndisclosed: true, purpose: null }), ['reading-ground-missing /body/groundLaw']],
  ['大学が事由を明らかにしない', () => request({}, { isUndisclosed: true, groundLaw: '刑事訴訟法' }), ['reading-not-undisclosed /body/isUndisclosed']],
  ['辞書にない町と、逆の年齢と、先の日付', () => request({ condition: { towns: ['字山畑'], ageFrom: 40, ageTo: 20, sex: null }, receivedOn: '2026-11-25' }), ['reading-town-unknown /condition/towns/0', 'reading-ages /condition/ageFrom', 'reading-received-in-future /receivedOn']],
])('%sは受け付けない', async (_title, input, expected) => {
  const answer = await towns.a.run(fileReading, input())
  expect(answer.ok ? [] : answer.refusals.map((refusal) => `${refusal.code.replace('resident.', '')} ${refusal.field}`)).toEqual(expected)
})

test('a request is decided by another officer than the one who took it, once, and nothing is copied before', async () => {
  const { readingId } = await file(request())
  expect(codesOf(await towns.a.run(printReadingCopy, { readingId }))).toEqual(['resident.reading-state'])
  expect(codesOf(await towns.a.run(approveReading, { readingId }))).toEqual(['resident.reading-own'])
  valueOf(await towns.a.run(refuseReading, { readingId, reason: '公益性が認められないため' }, { actor: other() }))
  for (const command of [approveReading, printReadingCopy]) expect(codesOf(await towns.a.run(command, { readingId }, { actor: other() }))).toEqual(['resident.reading-state'])
  const withdrawn = await file(request())
  valueOf(await towns.a.run(withdrawReading, { readingId: withdrawn.readingId, reason: '申出者の都合' }))
  expect([await state(readingId), await state(withdrawn.readingId)]).toEqual(['refused', 'withdrawn'])
})

test('a copy has the four items of the range alone, numbered without a gap, in another order each time, with its number on every page', async () => {
  const readingId = await approved(request({ condition: { towns: [town], ageFrom: 20, ageTo: 39, sex: 'male' } }))
  const [first, second] = [valueOf(await towns.a.run(printReadingCopy, { readingId })), valueOf(await towns.a.run(printReadingCopy, { readingId }))]
  const [one, two] = [await copyText(first.documentId), await copyText(second.documentId)]
  expect([first.persons, first.serial, second.serial]).toEqual([6, '閲-2026-00001', '閲-2026-00002'])
  for (const words of ['港　一〇', `${town}1番1号`, '閲-2026-00001', `${town}の20歳から39歳までの男`]) expect(one).toContain(words)
  for (const words of ['港　花', 'ミナト', '世帯', '本籍', '12番地']) expect(one).not.toContain(words)
  const orderOf = (text: string) => [...text.matchAll(/港　一([〇一二三四五])/g)].map((match) => match[1]).join('')
  expect([...orderOf(one)].sort()).toEqual([...orderOf(two)].sort())
  expect(new Set([orderOf(one), orderOf(two), '〇一二三四五']).size).toBeGreaterThan(1)
})

test('RR F-07: whoever is protected a minute before is in no copy, not even for the officer in charge, and no gap shows it; neither is whoever is suppressed; a draft stops nobody', async () => {
  const readingId = await approved(request())
  expect(valueOf(await towns.a.ask(showReading, { readingId })).persons).toBe(12)
  await towns.a.tx(async (tx) => { await insertMeasures(tx, [{ ...newMeasure(people[0]!, { kind: 'domestic-violence', state: 'provisional', periodFrom: tx.today, periodUntil: null }), reason: '試験' }]) })
  valueOf(await towns.a.run(setSuppression, { personId: people[2]!, kind: 'request', levels: { entry: 'none', issuance: 'alert', inquiry: 'none' }, forms: [], periodFrom: '2026-11-24', periodUntil: null, reason: '本人の申出' }))
  valueOf(await towns.a.run(submitNotification, { kind: 'moving-out', notification: { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, notifiedOn: '2026-11-24', movedOn: '2026-12-10', personIds: [people[5]!], to: { kind: 'domestic', address: '汐音県北浜市東雲町二丁目5番10号' } } }))
  const copy = valueOf(await towns.a.run(printReadingCopy, { readingId }))
  const text = await copyText(copy.documentId)
  expect([copy.persons, text.includes('港　一〇'), text.includes('港　一一'), text.includes('港　花二')]).toEqual([10, false, false, true])
  expect(text).toContain('10人')
  expect(text).not.toContain('12人')
})

test('a copy that is out is an obligation with the day of its return, and the reading one to be published; both end when it is done', async () => {
  const readingId = await approved(request())
  const made = valueOf(await towns.a.run(printReadingCopy, { readingId }))
  const open = async () => valueOf(await towns.a.ask(listOfPerson, { personId: readingId })).items.map((item) => [item.code, item.deadline, item.article])
  expect((await open()).toSorted()).toEqual([['resident.publish-readings', '2027-11-24', '住民基本台帳法11条の2第12項'], ['resident.take-reading-copy-back', '2026-12-24', '住民基本台帳法11条の2第1項1号']])
  expect(codesOf(await towns.a.run(returnReadingCopy, { readingId, how: 'returned', happenedOn: '2026-11-25' }))).toEqual(['resident.reading-returned-in-future'])
  valueOf(await towns.a.run(returnReadingCopy, { readingId, how: 'destroyed', happenedOn: '2026-11-24' }))
  expect((await open()).map(([code]) => code)).toEqual(['resident.publish-readings'])
  valueOf(await towns.a.run(publishReadings, { fiscalYear: 2026 }))
  expect(await open()).toEqual([])
  expect(made.pages).toBe(1)
})

test('the yearly list names body, purpose, day and range; an investigation and a confirmation for a lawsuit stand on it not at all', async () => {
  const secret = await approved(request({ basis: 'official' }, { applicant: '汐音県警察', chief: '課長', isUndisclosed: true, purpose: null, groundLaw: '刑事訴訟法197条2項' }))
  const lawsuit = await approved(request({ basis: 'residence' }, { applicant: '弁護士　見本' }))
  for (const readingId of [secret, lawsuit]) valueOf(await towns.a.run(printReadingCopy, { readingId }))
  const { lines, published } = valueOf(await towns.a.ask(readingPublication, { fiscalYear: 2026 }))
  expect(lines.map((line) => line.applicant)).not.toEqual(expect.arrayContaining(['汐音県警察']))
  expect(lines.some((line) => line.readingId === lawsuit)).toBe(false)
  expect(lines[0]).toMatchObject({ applicant: '汐音大学', representative: '学長　大野　一', summary: '生活時間に関する調査', readOn: ['2026-11-24'], range: `${town}の20歳から39歳までの男` })
  expect(published).toHaveLength(1)
  expect(codesOf(await towns.a.run(publishReadings, { fiscalYear: 2025 }))).toEqual(['resident.reading-nothing-to-publish'])
  expect(valueOf(await towns.b.ask(listReadings, {})).items).toEqual([])
})

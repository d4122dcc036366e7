import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { issue } from '../../src/certificates/commands.ts'
import type { CopyInput } from '../../src/certificates/inputs.ts'
import { documentKindKeys, documentKinds, type DocumentKind } from '../../src/certificates/model.ts'
import { usualRequest } from '../../src/certificates/output.ts'
import { prepare } from '../../src/certificates/prepare.ts'
import { plainDate, type Instant } from '../../src/kernel/plain-date.ts'
import { newId } from '../../src/platform/crypto/index.ts'
import { findIssued, readPages } from '../../src/platform/document/index.ts'
import { insertRegister, type RegisterPerson } from '../../src/resident/index.ts'
import { blankFacts, type PersonFacts, type Snapshot } from '../../src/resident/model.ts'
import { insertNumbers } from '../../src/resident/number/store.ts'
import { takeAddresseeNumber, takeHouseholdNumber } from '../../src/resident/number/serial.ts'
import { enterSampleOrdinance } from '../../src/tenancy/index.ts'
import { codesOf, useTowns, valueOf, type Town } from '../support/town.ts'
import { renderPage } from '../support/page-image.ts'

/**
 * Every paper of the register with an everyday household, the longest that is allowed, and rare characters: each piece of
 * text with its place and size is held against the file beside this test. A new or changed form is written with
 * `YAKUBA_GOLDEN=write`, looked at as a picture (`YAKUBA_PICTURES=folder`), and committed.
 */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })

type Family = 'typical' | 'longest' | 'rare' | 'overflow'
type Someone = Partial<PersonFacts> & { readonly name: string; readonly born: string; readonly relationship: string }

const longName = `${'寿限無五劫水'.repeat(15)}　髙﨑太郎次郎一二三`
const longAddress = { building: '汐見台団地中央街区第一種中高層住居専用地域内賃貸共同住宅グランドメゾン汐見台ヒルズ参番館', room: '壱千弐百参号室' }

const families: Readonly<Record<Family, { readonly number: string; readonly more: Partial<PersonFacts['address']>; readonly persons: readonly Someone[] }>> = {
  typical: { number: '4番7号', more: {}, persons: [
    { name: '佐久間　健一', furigana: 'サクマ　ケンイチ', born: '1977-08-03', relationship: 'head' }, { name: '佐久間　美咲', furigana: 'サクマ　ミサキ', born: '1979-02-18', sex: 'female', relationship: 'wife', formerSurname: '大野', formerSurnameFurigana: 'オオノ' },
    { name: '佐久間　凛', furigana: null, born: '2017-07-30', sex: 'female', relationship: 'child' },
  ] },
  longest: { number: '1204番地の30', more: longAddress, persons: [
    { name: longName, furigana: `${'ジュゲムゴコウ'.repeat(9)}　タカサキタロウジロウ`, born: '1931-05-05', relationship: 'head', formerSurname: '勅使河原五百旗頭四十物谷', formerSurnameFurigana: 'テシガワライオキベアイモノヤ', previousAddress: `汐音県北浜市東雲町二丁目${'大字東雲字上北浜'.repeat(6)}5番10号`, registeredDomicile: '汐音県汐見市港本町一丁目大字汐見台字上汐見1204番地の30' },
    ...['壱', '弐', '参', '肆'].map((given, index): Someone => ({ name: `勅使河原　${given}`, furigana: 'テシガワラ', born: `200${index}-01-01`, relationship: 'child' })),
  ] },
  rare: { number: '9番2号', more: {}, persons: [
    { name: '葛\u{E0100}城　辻\u{E0100}𠮷', furigana: 'カツラギ　ツジヨシ', born: '1926-12-25', birth: { calc: plainDate('1926-12-25'), unknown: 'none', wording: '大正15年12月25日' }, relationship: 'head' },
    { name: 'ＮＧＵＹＥＮ　ＴＨＩ　ＨＯＡ', furigana: null, born: '1990-03-01', sex: 'female', relationship: 'wife', residentType: 'foreign', registeredDomicile: null, familyRegisterHead: null, nationality: 'ベトナム', commonName: '葛\u{E0100}城　花',
      immigration: { category: 'mid-to-long-term', statusOfResidence: '技術・人文知識・国際業務', periodOfStay: '3年', expiresOn: plainDate('2028-05-31'), cardNumber: 'AB12345678CD' } },
  ] },
  overflow: { number: '4番7号', more: {}, persons: [{ name: '寿限無'.repeat(900), furigana: null, born: '1977-08-03', relationship: 'head' }] },
}

/** What is drawn. Whatever the register takes fits; the last family has a name that only another system could have handed over. */
const cases = ['typical', 'longest', 'rare'] as const
/** How a household stands: resident, about to leave, gone in time, or gone without a filing. */
const standings = ['live', 'planned', 'gone', 'ex-officio'] as const
type Standing = (typeof standings)[number]
const standingOf: Readonly<Record<DocumentKind, Standing>> = { 'resident-record-copy': 'live', 'record-items': 'live', 'closed-record-copy': 'gone', 'closed-record-items': 'gone', 'moving-out': 'planned', 'moving-out-equivalent': 'ex-officio' }
const made = new Map<string, readonly string[]>()

beforeAll(async () => {
  await towns.a.tx(enterSampleOrdinance)
  await towns.b.tx(enterSampleOrdinance)
  for (const town of [towns.a, towns.b]) for (const family of [...cases, 'overflow'] as const) for (const standing of standings) made.set(`${town.code} ${family} ${standing}`, await enter(town, family, standing))
})

/** The household as the register would hold it after its filings, with both numbers of the head. */
async function enter(town: Town, family: Family, standing: Standing): Promise<readonly string[]> {
  return await town.tx(async (tx) => {
    const [householdId, notificationId, { number, more, persons }] = [newId(), newId(), families[family]]
    const entered: RegisterPerson[] = []
    for (const [index, { born, ...wanted }] of persons.entries()) {
      const since = plainDate(born > '2015-04-01' ? born : '2015-04-01')
      const facts: PersonFacts = {
        ...blankFacts, sex: 'male', kana: null, birth: { calc: plainDate(born), unknown: 'none', wording: null }, householdId, memberOrder: index + 1, registeredDomicile: '汐音県汐見市港本町一丁目12番地', familyRegisterHead: persons[0]!.name,
        address: { postalCode: null, townBlockId: null, town: '汐見台二丁目', number, building: null, room: null, ...more }, addressFixedOn: since, becameResidentOn: since, becameResidentEvent: 'taken-over', ...wanted,
      }
      const personId = newId()
      entered.push({ personId, addresseeNumber: await takeAddresseeNumber(tx), individualNumber: null, residentCode: null, history: historyOf({ personId, facts, since }, standing, notificationId) })
    }
    await insertRegister(tx, { households: [{ householdId, householdNumber: await takeHouseholdNumber(tx) }], persons: entered })
    const [head] = entered
    const serial = String(made.size + 1).padStart(2, '0')
    await insertNumbers(tx, [{ personId: head!.personId, kind: 'individual-number', number: `1234567890${serial}`, reason: '付番' }, { personId: head!.personId, kind: 'resident-code', number: `123456789${serial}`, reason: '付番' }])
    return entered.map((person) => person.personId)
  })
}

interface Entering { readonly personId: string; readonly facts: PersonFacts; readonly since: Snapshot['validFrom'] }

function historyOf({ personId, facts, since }: Entering, standing: Standing, notificationId: string): readonly Snapshot[] {
  const movedOn = plainDate(standing === 'planned' ? '2026-12-10' : '2026-11-20')
  const to = '汐音県北浜市中央三丁目8番2号'
  const filed = { event: standing === 'ex-officio' ? 'ex-officio-removal' : 'move-out-domestic', notificationId, notifiedOn: plainDate('2026-11-19'), evidence: '転出届' } as const
  const live = { personId, version: 1, recordedAt: '2015-04-01T03:00:00.000Z' as Instant, recordedTo: null, source: { event: 'taken-over', notificationId: null, notifiedOn: null, evidence: null }, facts } as const
  if (standing === 'live') return [{ ...live, historyNo: 1, validFrom: since, validTo: null }]
  const plan = { plannedMoveOutOn: movedOn, plannedMoveOutTo: to }
  const closing = { ...live, historyNo: 2, recordedAt: '2026-11-19T03:00:00.000Z' as Instant, validFrom: movedOn, validTo: null, source: filed, facts: { ...facts, ...plan, status: 'moved-out', ceasedOn: movedOn, moveOutTo: to } } as const
  return [{ ...live, historyNo: 1, validFrom: since, validTo: movedOn, facts: standing === 'planned' ? { ...facts, ...plan } : facts }, closing]
}

function requestFor(kind: DocumentKind, family: Family, town: Town = towns.a): CopyInput {
  const personId = made.get(`${town.code} ${family} ${standingOf[kind]}`)![0]!
  const usual = usualRequest(kind, personId)
  const isCopy = kind === 'resident-record-copy'
  const items = [...usual.items, ...(isCopy ? ['relationship', 'domicile'] as const : []), ...(isCopy && family === 'rare' ? ['nationality', 'residence-status'] as const : [])]
  return { ...usual, items, subjectIds: [], requester: { kind: 'self', name: null }, postalOrderYen: null }
}

async function paperOf(input: CopyInput, town: Town = towns.a): Promise<Uint8Array> {
  const { shown } = valueOf(await town.ask(prepare, input))
  const { sheets } = valueOf(await town.run(issue, { ...input, shown }))
  return (await town.tx((tx) => findIssued(tx, sheets[0]!.documentId)))!.pdf
}

/** Every piece of text with its box, in tenths of a millimetre; the check code is drawn by lot, and the mark is no text. */
async function boxesOf(pdf: Uint8Array): Promise<readonly string[]> {
  return (await readPages(pdf)).flatMap((page) => page.lines.map((line) => {
    const text = line.text.replace(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/, '____-____-____-____')
    const end = text === line.text ? ` ${Math.round(line.endMm * 10)}` : ''
    return `${page.number} ${Math.round(line.xMm * 10)} ${Math.round(line.yMm * 10)}${end} ${Math.round(line.sizePt * 10)} ${text}`
  }))
}

describe.each(documentKindKeys.map((kind) => [documentKinds[kind].title, kind] as const))('%s', (_title, kind) => {
  test.each(cases)('stands as it was looked at: %s', async (family) => {
    const pdf = await paperOf(requestFor(kind, family))
    const [boxes, file] = [await boxesOf(pdf), new URL(`papers/${kind}-${family}.txt`, import.meta.url)]
    if (process.env['YAKUBA_PICTURES']) for (let page = 1; page <= (await readPages(pdf)).length; page += 1) writeFileSync(`${process.env['YAKUBA_PICTURES']}/${kind}-${family}-${page}.png`, (await renderPage(pdf, 80, page)).png())
    if (process.env['YAKUBA_GOLDEN'] === 'write') writeFileSync(file, `${boxes.join('\n')}\n`)
    expect(existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []).toEqual(boxes)
  })

  test('is not made where a text does not fit even at the smallest size', async () => {
    const input = requestFor(kind, 'overflow')
    const seen = valueOf(await towns.a.ask(prepare, input))
    expect([seen.refusals.map((one) => one.code), seen.checks.find((check) => check.text === '文字が紙からはみ出さない')?.state]).toEqual([['document.does-not-fit'], 'error'])
    expect(codesOf(await towns.a.run(issue, { ...input, shown: seen.shown ?? '' }))).toEqual(['document.does-not-fit'])
  })

  test('of the same household in the other town names that town and none of this one', async () => {
    const text = (await readPages(await paperOf(requestFor(kind, 'typical', towns.b), towns.b))).map((page) => page.text).join('\n')
    expect(text).toContain('朝凪町')
    expect(text).not.toContain('汐見市長')
  })
})

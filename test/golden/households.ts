import { plainDate, type Instant } from '../../src/kernel/plain-date.ts'
import { newId } from '../../src/platform/crypto/index.ts'
import { insertRegister, type RegisterPerson } from '../../src/resident/index.ts'
import { blankFacts, type PersonFacts, type Snapshot } from '../../src/resident/model.ts'
import { takeAddresseeNumber, takeHouseholdNumber } from '../../src/resident/number/serial.ts'
import { insertNumbers } from '../../src/resident/number/store.ts'
import type { Town } from '../support/town.ts'

// The invented households whose papers are looked at: an everyday one, the longest that the register takes, one with rare
// characters, and one with a name that only another system could have handed over.

export type Family = 'typical' | 'longest' | 'rare' | 'overflow'
type Someone = Partial<PersonFacts> & { readonly name: string; readonly born: string; readonly relationship: string }
interface Home { readonly number: string; readonly more: Partial<PersonFacts['address']>; readonly persons: readonly Someone[] }

/** What is drawn; the last family is refused. */
export const cases = ['typical', 'longest', 'rare'] as const

/** How a household stands: resident, about to leave, gone in time, gone without a filing, under a head who was not always one, without a head, with common names that came and went, or come from another municipality. */
export type Standing = 'live' | 'planned' | 'gone' | 'ex-officio' | 'new-head' | 'headless' | 'renamed' | 'arrived'

const longName = `${'寿限無五劫水'.repeat(15)}　髙﨑太郎次郎一二三`
const longAddress = { building: '汐見台団地中央街区第一種中高層住居専用地域内賃貸共同住宅グランドメゾン汐見台ヒルズ参番館', room: '壱千弐百参号室' }

export const families: Readonly<Record<Family, Home>> = {
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
  overflow: { number: '4番7号', more: {}, persons: [{ name: `${'寿限無'.repeat(900)}　五劫`, furigana: null, born: '1977-08-03', relationship: 'head' }] },
}

export interface Entering {
  readonly standing?: Standing
  /** Part of the address in place of 汐見台二丁目. */
  readonly address?: Partial<PersonFacts['address']>
  /** Only the head, for papers about one person. */
  readonly headOnly?: boolean
}

/** Enters a household as the register would hold it after its filings, with both numbers of the head; gives the ids in order. */
export async function enter(town: Town, family: Family, { standing = 'live', address = {}, headOnly = false }: Entering = {}): Promise<readonly string[]> {
  return await town.tx(async (tx) => {
    const [householdId, notificationId, { number, more, persons }] = [newId(), newId(), families[family]]
    const entered: RegisterPerson[] = []
    for (const [index, { born, ...wanted }] of (headOnly ? persons.slice(0, 1) : persons).entries()) {
      const since = plainDate(born > '2015-04-01' ? born : '2015-04-01')
      const facts: PersonFacts = {
        ...blankFacts, sex: 'male', kana: null, birth: { calc: plainDate(born), unknown: 'none', wording: null }, householdId, memberOrder: index + 1, registeredDomicile: '汐音県汐見市港本町一丁目12番地', familyRegisterHead: persons[0]!.name,
        address: { postalCode: '9980012', townBlockId: null, town: '汐見台二丁目', number, building: null, room: null, ...more, ...address }, addressFixedOn: since, becameResidentOn: since, becameResidentEvent: 'taken-over', ...wanted,
      }
      const personId = newId()
      entered.push({ personId, addresseeNumber: await takeAddresseeNumber(tx), individualNumber: null, residentCode: null, history: historyOf({ personId, facts, since }, standing, notificationId) })
    }
    const householdNumber = await takeHouseholdNumber(tx)
    await insertRegister(tx, { households: [{ householdId, householdNumber }], persons: entered })
    const [head, serial] = [entered[0]!, Number(householdNumber)]
    await insertNumbers(tx, [{ personId: head.personId, kind: 'individual-number', number: String(123_456_789_000 + serial), reason: '付番' }, { personId: head.personId, kind: 'resident-code', number: String(12_345_678_900 + serial), reason: '付番' }])
    return entered.map((person) => person.personId)
  })
}

interface Recorded { readonly personId: string; readonly facts: PersonFacts; readonly since: Snapshot['validFrom'] }

function historyOf({ personId, facts, since }: Recorded, standing: Standing, notificationId: string): readonly Snapshot[] {
  const movedOn = plainDate(standing === 'planned' ? '2026-12-10' : '2026-11-20')
  const to = '汐音県北浜市中央三丁目8番2号'
  const filed = { event: standing === 'ex-officio' ? 'ex-officio-removal' : 'move-out-domestic', notificationId, notifiedOn: plainDate('2026-11-19'), evidence: '転出届' } as const
  const live = { personId, version: 1, recordedAt: '2015-04-01T03:00:00.000Z' as Instant, recordedTo: null, source: { event: 'taken-over', notificationId: null, notifiedOn: null, evidence: null }, facts } as const
  if (standing === 'live') return [{ ...live, historyNo: 1, validFrom: since, validTo: null }]
  if (standing === 'headless') return [{ ...live, historyNo: 1, validFrom: since, validTo: null, facts: { ...facts, relationship: 'child' } }]
  if (standing === 'new-head') return [{ ...live, historyNo: 1, validFrom: since, validTo: movedOn, facts: { ...facts, relationship: 'child' } }, { ...live, historyNo: 2, validFrom: movedOn, validTo: null }]
  if (standing === 'arrived') return [{ ...live, historyNo: 1, validFrom: since, validTo: null, source: { event: 'move-in-domestic', notificationId, notifiedOn: since, evidence: '転出証明書' }, facts: { ...facts, becameResidentOn: since, becameResidentEvent: 'move-in-domestic', previousAddress: facts.previousAddress ?? '汐音県北浜市東雲町二丁目5番10号' } }]
  if (standing === 'renamed') return commonNames({ ...live, historyNo: 1, validFrom: since, validTo: null })
  const plan = { plannedMoveOutOn: movedOn, plannedMoveOutTo: to }
  const closing = { ...live, historyNo: 2, recordedAt: '2026-11-19T03:00:00.000Z' as Instant, validFrom: movedOn, validTo: null, source: filed, facts: { ...facts, ...plan, status: 'moved-out', ceasedOn: movedOn, moveOutTo: to } } as const
  return [{ ...live, historyNo: 1, validFrom: since, validTo: movedOn, facts: standing === 'planned' ? { ...facts, ...plan } : facts }, closing]
}

/** Entered, deleted and entered again: what the attached sheet of a copy tells. */
function commonNames(live: Snapshot): readonly Snapshot[] {
  const days = ['2018-04-01', '2022-06-30', '2024-10-01'].map(plainDate)
  return [null, '林　花子', null, live.facts.commonName].map((commonName, index) => ({
    ...live, historyNo: index + 1, validFrom: index === 0 ? live.validFrom : days[index - 1]!, validTo: days[index] ?? null, facts: { ...live.facts, commonName },
  }))
}

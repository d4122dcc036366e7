import { beforeAll, expect, test } from 'vitest'
import { staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { sql } from '../../platform/db/db.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { insertMeasures, newMeasure } from '../protection/store.ts'
import { kanaSearchKey } from '../../kernel/search-key.ts'
import { registerMovingOut, registerRelocation } from '../commands.ts'
import { listPersonsOn } from '../queries.ts'
import { enterHousehold } from '../test-residents.ts'
import { searchPersons, type SearchResult } from './search.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const made: Record<string, string> = {}

beforeAll(async () => {
  await towns.a.tx(async (tx) => {
    const { personIds: sakuma } = await enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, [
      { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' },
      { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'wife' },
    ])
    const { personIds: kenko } = await enterHousehold(tx, { town: '白鷺一丁目', number: '15番3号' }, [{ name: '佐久間　絢子', kana: 'サクマ　ケンコ', born: '1977-02-01', sex: 'female', relationship: 'head' }])
    const { personIds: sagu } = await enterHousehold(tx, { town: '中浜', number: '88番地' }, [{ name: '作間　謙三', kana: 'サグマ　ケンゾウ', born: '1977-04-06', sex: 'male', relationship: 'head' }])
    const { personIds: ono } = await enterHousehold(tx, { town: '港本町一丁目', number: '12番地50' }, [{ name: '渡邉󠄏　翔平', kana: 'ワタナベ　ショウヘイ', born: '1926-12-25', sex: 'male', relationship: 'head', formerSurname: '大野', formerSurnameFurigana: 'オオノ', birth: { calc: plainDate('1926-12-25'), unknown: 'none', wording: '大正15年12月25日' } }])
    Object.assign(made, { kenichi: sakuma[0], kenko: kenko[0], kenzo: sagu[0], shohei: ono[0] })
    await insertMeasures(tx, [{ ...newMeasure(kenko[0]!, { kind: 'domestic-violence', state: 'in-force', periodFrom: plainDate('2026-06-01'), periodUntil: plainDate('2027-05-31') }), reason: '試験' }])
  })
  await towns.b.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, [{ name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }]))
})

async function find(words: string, more: Record<string, unknown> = {}): Promise<SearchResult> {
  return valueOf(await towns.a.ask(searchPersons, { words, ...more }))
}
const names = (result: SearchResult): string[] => result.items.map((hit) => hit.name)

test.each([
  ['カナの姓と名と生年', 'サクマ ケン 昭和52', ['佐久間　健一', '佐久間　絢子', '作間　謙三']],
  ['ひらがなでも半角でも', 'さくま ｹﾝｲﾁ', ['佐久間　健一']],
  ['清濁の違い', 'サクマ ケンゾ', ['作間　謙三']],
  ['名だけ', 'ミサキ', ['佐久間　美咲']],
  ['漢字', '佐久間健一', ['佐久間　健一']],
  ['途中の2文字', '久間', ['佐久間　健一', '佐久間　絢子', '佐久間　美咲']],
  ['異体字', '渡辺', ['渡邉󠄏　翔平']],
  ['旧氏', 'オウノ シヨウヘイ', ['渡邉󠄏　翔平']],
  ['元号の境の生年月日', '昭和元年12月25日', ['渡邉󠄏　翔平']],
  ['西暦の生年月日', '1926-12-25', ['渡邉󠄏　翔平']],
  ['住所の番地', '港本町1-12', ['渡邉󠄏　翔平']],
  ['住所と名', '佐久間 汐見台二丁目4番7号', ['佐久間　健一', '佐久間　美咲']],
])('%sで探せる', async (_title, words, expected) => {
  expect(names(await find(words)).sort()).toEqual([...expected].sort())
})

test('RR A-34: one kanji finds its variants at the beginning of a name, with the oldest shape in its own selector', async () => {
  await towns.a.tx((tx) => enterHousehold(tx, { town: '白鷺一丁目', number: '16番1号' }, [
    { name: '邊見　寛', kana: 'ヘンミ　ヒロシ', born: '1961-03-03', sex: 'male', relationship: 'head' }, { name: '邉󠄂見　梢', kana: 'ヘンミ　コズエ', born: '1963-04-04', sex: 'female', relationship: 'wife' }, { name: '辺見　渚', kana: 'ヘンミ　ナギサ', born: '1990-05-05', sex: 'female', relationship: 'child' },
  ]))
  await towns.b.tx((tx) => enterHousehold(tx, { town: '白鷺一丁目', number: '16番1号' }, [{ name: '邊見　遥', kana: 'ヘンミ　ハルカ', born: '1961-03-03', sex: 'female', relationship: 'head' }]))
  for (const typed of ['辺', '邊', '邉', '邉󠄂']) expect(names(await find(typed)).sort(), typed).toEqual(['辺見　渚', '邉󠄂見　梢', '邊見　寛'].sort())
})

test('a wrong kana is forgiven only when that is asked for', async () => {
  expect(names(await find('サクナ ケンイチ'))).toEqual([])
  expect(names(await find('サクナ ケンイチ', { allowSlip: true }))).toEqual(['佐久間　健一'])
})

test.each([
  ['wrong in the surname', 'サクナ ケンイチ 昭和52', ['佐久間　健一']], ['wrong in the given name', 'サクマ ケンニチ 昭和52', ['佐久間　健一']], ['missing at the end of the surname', 'サク ケンイチ 昭和52', ['佐久間　健一']],
  ['too many before the given name', 'サクママ ケンイチ 昭和52', ['佐久間　健一']], ['two of them', 'サクナ ケンニチ 昭和52', []], ['of another year', 'サクナ ケンイチ 昭和53', []],
])('a kana that is %s is forgiven beside a year of birth too', async (_what, words, expected) => {
  expect(names(await find(words, { allowSlip: true }))).toEqual(expected)
})

test('a past address finds the person and says so, and is left out on request', async () => {
  valueOf(await towns.a.run(registerRelocation, {
    notifiedBy: { relation: 'self', identityProof: 'passport' }, movedOn: '2026-11-20', notifiedOn: '2026-11-24', personIds: [made['kenzo']], household: { kind: 'keep' },
    address: { postalCode: null, townBlockId: null, town: '潮風町', number: '9番地', building: null, room: null },
  }))
  const past = await find('中浜88')
  expect(past.items.map((hit) => [hit.name, hit.matched, hit.isPast, hit.address])).toEqual([['作間　謙三', '過去の住所', true, '潮風町9番地']])
  expect(names(await find('中浜88', { includePast: false }))).toEqual([])
})

test('a protected person is found and marked, without birthday, address and household', async () => {
  const actor = staffMember(towns.yakuba, { permissions: ['resident.read'] })
  const result = valueOf(await towns.a.ask(searchPersons, { words: '佐久間絢子' }, actor))
  expect(result.items.map((hit) => [hit.name, hit.isProtected, hit.birth, hit.birthYear, hit.address, hit.household, hit.isWithheld])).toEqual([['佐久間　絢子', true, null, '昭和52年', null, null, true]])
  expect(JSON.stringify(result)).not.toContain('白鷺')
})

test('the search inside names answers for the own town only, whatever the statement says', async () => {
  const pairs = JSON.stringify([['佐久', '久間']])
  const [inA, inB, none] = [
    await towns.a.tx((tx) => tx.db.many(sql`select person_id from resident.find_names(${pairs}::jsonb, null, null)`)),
    await towns.b.tx((tx) => tx.db.many(sql`select person_id from resident.find_names(${pairs}::jsonb, null, null)`)),
    await towns.database.transaction(null, (db) => db.many(sql`select person_id from resident.find_names(${pairs}::jsonb, null, null)`)).catch((error: Error) => error.message),
  ]
  expect([inA.length, inB.length, none]).toEqual([3, 1, 'search without a tenant'])
})

test('the line prints back how it was read, and a procedure at its end is a verb', async () => {
  const result = await find('佐久間健一 転居')
  expect(result.verb).toBe('relocation')
  expect((await find('サクマ ケン 昭和52')).readings.map((reading) => reading.text)).toEqual(['カナ　サクマ（前方一致）', 'カナの名　ケン（前方一致）', '生年　昭和52年＝1977年'])
})

test('whoever was looked at but not to the end is never passed over in silence: the answer says that there may be more', async () => {
  const crowd = Array.from({ length: 1_010 }, (_, index) => ({ name: `群山　衆${index}`, kana: 'アカサタナ　ハマヤラワ', born: index === 0 ? '1950-01-02' : '1951-03-04', sex: 'male' as const, relationship: index === 0 ? 'head' : 'lodger' }))
  await towns.a.tx((tx) => enterHousehold(tx, { town: '群町', number: '1番地' }, crowd))
  await towns.b.tx((tx) => enterHousehold(tx, { town: '群町', number: '1番地' }, crowd.slice(0, 3)))
  const told = (result: SearchResult) => ({ shown: result.items.length, atLeast: result.atLeast, isMore: result.isMore })
  expect(told(await find('アカサタナ', { limit: 5 }))).toEqual({ shown: 5, atLeast: 1001, isMore: true })
  expect(told(await find('アカサタナ', { limit: 5, cursor: '1000' }))).toEqual({ shown: 1, atLeast: 1001, isMore: true })
  // Two slips in one part: every one of the crowd is a candidate, none is one slip away, and nine were not looked at.
  expect(told(await find('アカサタヌ ハヌヤラワ', { allowSlip: true }))).toEqual({ shown: 0, atLeast: 0, isMore: true })
  expect((await find('群町1 昭和25')).isMore).toBe(true)
  expect(told(await find('アカサタナ 昭和25'))).toEqual({ shown: 1, atLeast: 1, isMore: false })
  expect(valueOf(await towns.b.ask(searchPersons, { words: 'アカサタナ' }))).toMatchObject({ atLeast: 3, isMore: false })
})

test('pages, their order and the counts are those of a plain reading of everybody, whatever their status', async () => {
  const [statuses, givenNames] = [['resident', 'moved-out', 'resident', 'dead', 'removed'] as const, ['アキ', 'アイ', 'イク', 'イサ']]
  const members = Array.from({ length: 47 }, (_, index) => ({
    name: '雁屋　某', kana: `カリヤ　${givenNames[index % 4]}`, born: `19${50 + (index % 9)}-03-0${1 + (index % 3)}`, sex: 'female' as const, relationship: index === 0 ? 'head' : 'lodger', status: statuses[index % 5]!,
    ...(index % 6 === 5 ? { name: '森　某', kana: `モリ　${givenNames[index % 4]}`, formerSurname: '雁屋', formerSurnameFurigana: 'カリヤ' } : {}),
  }))
  const { personIds } = await towns.a.tx((tx) => enterHousehold(tx, { town: '雁町', number: '1番地' }, members))
  const everybody = await towns.a.tx((tx) => listPersonsOn(tx, personIds))
  for (const [given, least] of [['', 40], ['ア', 20], ['イサ', 11]] as const) {
    const expected = everybody.filter((person) => kanaSearchKey(person.kana!.split('　')[1]!).startsWith(given))
      .map((person) => ({ personId: person.personId, status: person.status, key: [person.status === 'resident' ? 0 : 1, kanaSearchKey(person.kana!), person.birth.calc, person.personId].join('|') })).sort((a, b) => (a.key < b.key ? -1 : 1))
    expect(expected.length).toBeGreaterThanOrEqual(least)
    const count = (status: string): number => expected.filter((one) => one.status === status).length
    const found: string[] = []
    for (let cursor: string | null = '0'; cursor !== null;) {
      const result = await find(`カリヤ ${given}`, { limit: 9, cursor })
      expect([result.atLeast, result.isMore, result.counts]).toEqual([expected.length, false, { resident: count('resident'), movedOut: count('moved-out'), dead: count('dead'), removed: count('removed') }])
      found.push(...result.items.map((hit) => hit.personId))
      cursor = result.next
    }
    expect(found).toEqual(expected.map((one) => one.personId))
  }
})

test('whoever will move out is counted as a resident until that day, and from it as moved out', async () => {
  const { personIds } = await towns.a.tx((tx) => enterHousehold(tx, { town: '雁町', number: '2番地' }, [{ name: '発田　望', kana: 'ハッタ　ノゾミ', born: '1990-01-01', sex: 'female', relationship: 'head' }]))
  valueOf(await towns.a.run(registerMovingOut, { notifiedBy: { relation: 'self', identityProof: 'passport' }, movedOn: '2026-11-30', notifiedOn: '2026-11-24', personIds, to: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' } }))
  expect((await find('ハッタ ノゾミ')).counts).toMatchObject({ resident: 1, movedOut: 0 })
  towns.clock.set('2026-12-02T01:00:00Z')
  expect((await find('ハッタ ノゾミ')).counts).toMatchObject({ resident: 0, movedOut: 1 })
  towns.clock.set('2026-11-24T01:00:00Z')
})

import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { addressSearchKey, bigramsOf, foldVariants, kanaSearchKey, nameSearchKey } from './search-key.ts'
import { variantGroups } from './variant-characters.ts'

describe('kana readings that are found for one another', () => {
  test.each([
    ['ミヅノ', 'ミズノ'], ['ヂ', 'ジ'], ['ヒ', 'ピ'], ['ヒ', 'ビ'], ['ヴァン', 'バン'], ['ヴ', 'ブ'], ['ヲ', 'オ'], ['ワ', 'ハ'], ['キョウコ', 'キヨウコ'], ['ハットリ', 'ハツトリ'], ['ジュン', 'ジユン'],
    ['サクマ　ケンイチ', 'サクマケンイチ'], ['オオノ', 'オウノ'], ['コウノ', 'コオノ'], ['ヨウコ', 'ヨオコ'], ['スー', 'ス'], ['ジョー', 'ジョ'], ['サトウ', 'ｻﾄｳ'], ['サトウ', 'さとう'], ['ガ', 'ｶﾞ'], ['ナカタ', 'ナカダ'],
    ['アン-ナ', 'アンナ'], ['アン‐ナ', 'アン―ナ'], ['ヰ', 'イ'], ['ヱ', 'エ'], ['ヴィ', 'ビ'], ['ヴェ', 'ベ'], ['ヴォ', 'ボ'], ['ヴュ', 'ビュ'], ['マリア・ルイス', 'マリアルイス'], ['か\u3099', 'ガ'], ['ヅ', 'ツ'], ['ヂ', 'チ'],
  ])('%s and %s', (left, right) => expect(kanaSearchKey(left)).toBe(kanaSearchKey(right)))

  test.each([['サトウ', 'カトウ'], ['ウノ', 'オノ'], ['スウ', 'スオ'], ['アウ', 'アオ'], ['ナ', 'マ'], ['エ', 'ヘ']])('not %s and %s', (left, right) => expect(kanaSearchKey(left)).not.toBe(kanaSearchKey(right)))

  it('a key is its own key, and the beginning of a name has the beginning of its key', () => {
    const kana = fc.string({ unit: fc.constantFrom(...'アイウオカガコゴザジズチヂツヅットドハバパフブヘホャュョヨワヲヴァィーノ　ンル'), maxLength: 12 })
    fc.assert(fc.property(kana, kana, (name, rest) => {
      expect(kanaSearchKey(kanaSearchKey(name))).toBe(kanaSearchKey(name))
      fc.pre(!name.endsWith('ヴ'))
      expect(kanaSearchKey(name + rest).startsWith(kanaSearchKey(name))).toBe(true)
    }))
  })
})

test('what is plain has the key that it has beside something that is not', () => {
  const kana = fc.string({ unit: fc.constantFrom(...'アァイウゥオォカガクコゴサザシジチヂッツヅトドノハバパフブプホボモャュョヨロワヮヲンヴヶ　'), maxLength: 12 })
  // A hyphen and a stop stand in no key, and nothing with one is plain.
  fc.assert(fc.property(kana, (text) => { expect(kanaSearchKey(text)).toBe(kanaSearchKey(`${text}-`)) }))
  const name = fc.string({ unit: fc.constantFrom(...'一々丁七澤沢邊辺齋斎龠髙高會会社株式有限あぁゐゔゖカガヴヷヶ　'), maxLength: 10 })
  fc.assert(fc.property(name, (text) => { expect(nameSearchKey(text)).toBe(nameSearchKey(`${text}.`)) }))
})

describe('names in kanji that are found for one another', () => {
  test.each([
    ['髙橋', '高橋'], ['山﨑', '山崎'], ['渡邊', '渡辺'], ['渡邉', '渡邊'], ['齋藤', '斉藤'], ['齊藤', '斎藤'], ['澤田', '沢田'], ['濵田', '浜田'], ['濱田', '濵田'], ['廣瀨', '広瀬'], ['𠮷田', '吉田'],
    ['\u8FBB\u{E0100}村', '辻村'], ['\u845B\u{E0101}城', '葛城'], ['神\uFE00', '神'], ['\uFA19田', '神田'], ['朗', '朗'], ['佐久間　健一', '佐久間健一'], ['Ｍａｒｉａ　Luís', 'MARIA LUIS'], ['さくら', 'サクラ'],
    ['（株）山田', '山田'], ['㈱山田', '山田'], ['山田株式会社', '山田'],
  ])('%s and %s', (left, right) => expect(nameSearchKey(left)).toBe(nameSearchKey(right)))

  test.each([['伊藤', '伊東'], ['島', '鳥'], ['河合', '川合']])('not %s and %s', (left, right) => expect(nameSearchKey(left)).not.toBe(nameSearchKey(right)))

  it('no character stands in two groups, and every group has at least two', () => {
    const characters = variantGroups.flatMap((group) => [...group])
    expect(characters.filter((character, index) => characters.indexOf(character) !== index)).toEqual([])
    expect(variantGroups.filter((group) => [...group].length < 2)).toEqual([])
  })
  it('every member of a group gives the same key, and the key its own', () => {
    for (const group of variantGroups) expect(new Set([...group].map(nameSearchKey)).size).toBe(1)
    expect(foldVariants(foldVariants('髙邊齋'))).toBe(foldVariants('髙邊齋'))
  })
})

describe('addresses that are found for one another', () => {
  test.each([
    ['中央一丁目２番３号', '中央1-2-3'], ['中央１丁目２の３', '中央1-2-3'], ['中央1丁目2番地3', '中央1-2-3'], ['中央1丁目2番地の3', '中央1-2-3'], ['中央１－２－３', '中央1-2-3'], ['中央1ー2ー3', '中央1-2-3'], ['中央 1-2-3', '中央1-2-3'],
    ['本町二十四丁目十番', '本町24-10'], ['本町01-02', '本町1-2'], ['緑が丘3', '緑ヶ丘3'], ['緑ケ丘3', '緑ヶ丘3'], ['一ノ宮', '一の宮'], ['大字山田123番地', '山田123'], ['字山田123', '山田123'], ['龍ケ崎市', '竜ヶ崎市'],
    ['中央1-2-3コーポ101号室', '中央1丁目2番3号 コーポ101'], ['北四条', '北4条'],
  ])('%s and %s', (left, right) => expect(addressSearchKey(left)).toBe(addressSearchKey(right)))

  test.each([['中央1-23', '中央12-3'], ['三番町1', '3番1'], ['中央1-2-3', '中央1-2-30'], ['文字町1', '文町1']])('not %s and %s', (left, right) => expect(addressSearchKey(left)).not.toBe(addressSearchKey(right)))
  it('looks as people write it short', () => expect([addressSearchKey('中央一丁目２番３号'), addressSearchKey('本町百二十一番地')]).toEqual(['中央1-2-3', '本町121']))
})

it('pairs of neighbours, each once', () => expect([bigramsOf('佐久間健'), bigramsOf('アアア'), bigramsOf('𠮷'), bigramsOf('𠮷田'), bigramsOf('')]).toEqual([['佐久', '久間', '間健'], ['アア'], ['𠮷'], ['𠮷田'], []]))

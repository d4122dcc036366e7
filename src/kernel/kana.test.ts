import iconv from 'iconv-lite'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { normaliseKana, readKana, toHalfWidthKana, withoutLookAlikes, withSmallKana } from './kana.ts'
import { cutZenginKana, fitZenginKana, toZenginKana } from './zengin-kana.ts'

describe('a kana field', () => {
  test.each([
    ['さくま　けんいち', 'サクマ　ケンイチ'], ['ｻｸﾏ ｹﾝｲﾁ', 'サクマ　ケンイチ'], ['ガ', 'ガ'], ['か\u3099', 'ガ'], ['ｶﾞｯｺｳ', 'ガッコウ'], ['ゔぁいおりん', 'ヴァイオリン'],
    ['こ-ひ-', 'コーヒー'], ['ｽｰ', 'スー'], ['  サクマ   ケンイチ ', 'サクマ　ケンイチ'], ['', ''],
  ])('%s becomes %s', (typed, value) => expect(normaliseKana(typed)).toBe(value))

  it('names each kanji that looks like a kana, and one key puts all right', () => {
    const reading = readKana('力口二夕工')
    expect(reading.lookAlikes.map(({ character, kana }) => character + kana)).toEqual(['力カ', '口ロ', '二ニ', '夕タ', '工エ'])
    expect(reading.foreign).toEqual([])
    expect([withoutLookAlikes('力タロウ'), withoutLookAlikes('サ一ヤ')]).toEqual(['カタロウ', 'サーヤ'])
  })

  test.each([['キヨウコ', 'キョウコ'], ['リユウジ', 'リュウジ'], ['ジユンコ', 'ジュンコ'], ['イツペイ', 'イッペイ'], ['シヨウタ', 'ショウタ']])('asks whether %s is %s', (typed, suggested) => {
    const { value, questions } = readKana(typed)
    expect(questions).toHaveLength(1)
    expect(value).toBe(typed)
    expect(withSmallKana(value, questions[0]!)).toBe(suggested)
  })

  test.each(['ミヤモト', 'キヨシ', 'マツダ', 'マツコ', 'ニシヤマ', 'チヨ', 'ミヨ', 'キョウコ', 'ヨウコ', 'ユウコ', 'トヨウラ'])('does not ask about %s', (typed) => expect(readKana(typed).questions).toEqual([]))

  it('names what is no kana at all', () => expect(readKana('サクマ健').foreign).toEqual([{ index: 3, character: '健' }]))
  it('changes nothing the second time', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'ｱｶﾞﾊﾟあがぱアガパーｰ- 　カ\u3099') }), (text) => {
      expect(normaliseKana(normaliseKana(text))).toBe(normaliseKana(text))
    }))
  })
  it('half width has each mark as a letter', () => expect(toHalfWidthKana('ガパッー・「」ヴ')).toBe('ｶﾞﾊﾟｯｰ･｢｣ｳﾞ'))
})

describe('kana of bank files', () => {
  test.each([
    ['ヤマダ　タロウ', 'ﾔﾏﾀﾞ ﾀﾛｳ', 8, 'd4cfc0de20c0dbb3'], ['ショウワ　ギャラリー', 'ｼﾖｳﾜ ｷﾞﾔﾗﾘ-', 11, 'bcd6b3dc20b7ded4d7d82d'], ['ファーストサービス', 'ﾌｱ-ｽﾄｻ-ﾋﾞｽ', 10, 'ccb12dbdc4bb2dcbdebd'],
    ['ヴァイオリン', 'ｳﾞｱｲｵﾘﾝ', 7, 'b3deb1b2b5d8dd'], ['カ）テスト・カイシャ', 'ｶ)ﾃｽﾄ.ｶｲｼﾔ', 10, 'b629c3bdc42eb6b2bcd4'], ['さとう　はなこ', 'ｻﾄｳ ﾊﾅｺ', 7, 'bbc4b320cac5ba'],
    ['ＡＢＣショウテン', 'ABCｼﾖｳﾃﾝ', 8, '414243bcd6b3c3dd'], ['abc-１２３', 'ABC-123', 7, '4142432d313233'], ['ｷﾔﾘｱ ﾊﾟｰﾄ', 'ｷﾔﾘｱ ﾊﾟ-ﾄ', 9, 'b7d4d8b120cadf2dc4'],
    ['ハ\u309A', 'ﾊﾟ', 2, 'cadf'], ['パ', 'ﾊﾟ', 2, 'cadf'], ['カ\u3099', 'ｶﾞ', 2, 'b6de'], ['ヲワリ', 'ｦﾜﾘ', 3, 'a6dcd8'], ['「テスト」／（ホンテン）．', '｢ﾃｽﾄ｣/(ﾎﾝﾃﾝ).', 13, 'a2c3bdc4a32f28ceddc3dd292e'],
    ['ヵヶヰヱヮ', 'ｶｹｲｴﾜ', 5, 'b6b9b2b4dc'], ['￥１、２。', '¥1,2.', 5, '5c312c322e'],
  ])('%s is %s in %i bytes', (text, kana, bytes, hex) => {
    expect(toZenginKana(text)).toEqual({ ok: true, kana, bytes })
    expect(iconv.encode(kana, 'shift_jis').toString('hex')).toBe(hex)
  })

  test.each([['山田', [0, 1]], ['ヷ', [0]], ['タロウ＆ハナコ', [3]], ['タロウ😀', [3]], ['ア゛', [1]], ['😀カ\u3099山', [0, 2]], ['ſ', [0]]])('%s has letters that banks do not know, at %j', (text, positions) => {
    expect(toZenginKana(text)).toEqual({ ok: false, error: 'unmappable', positions })
  })

  it('a bank may want a space for the dot, refuse ヲ or some symbols', () => {
    expect(toZenginKana('ア・ヲ', { middleDot: ' ', wo: 'ｵ' })).toMatchObject({ kana: 'ｱ ｵ' })
    expect(toZenginKana('ア,イ', { allowedSymbols: '()-.' })).toEqual({ ok: false, error: 'unmappable', positions: [1] })
  })

  it('a name that is too long is refused with its length; only the name of the requester is cut, between letters', () => {
    expect(fitZenginKana('ｶﾞ'.repeat(16), 30)).toEqual({ ok: false, error: 'tooLong', bytes: 32 })
    expect(fitZenginKana('ｶﾞ'.repeat(15), 30)).toMatchObject({ ok: true, bytes: 30 })
    expect([cutZenginKana('ｱｶﾞｲ', 2), cutZenginKana('ｱｶﾞｲ', 3), cutZenginKana('ｱ', 3)]).toEqual(['ｱ', 'ｱｶﾞ', 'ｱ'])
  })

  it('what has become bank kana stays as it is', () => {
    const text = fc.string({ unit: fc.constantFrom(...'アイガパッャーァ・（）あがＡｂ1- ｱﾞ'), maxLength: 30 })
    fc.assert(fc.property(text, (name) => {
      const once = toZenginKana(name)
      if (once.ok) expect(toZenginKana(once.kana)).toEqual(once)
    }))
  })
})

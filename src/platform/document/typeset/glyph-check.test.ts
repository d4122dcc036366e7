import { describe, expect, test } from 'vitest'
import { collectionOf, findGlyph, loadFonts, type FontFace, type FontSet } from './fonts.ts'
import { checkData } from './data-check.ts'
import { checkText, glyphsOf } from './glyph-check.ts'
import { sequenceKey } from './sfnt.ts'
import { listTwins } from './twins.ts'

const packaged = loadFonts([])
const [serif, udMincho] = packaged.faces
if (!serif || !udMincho) throw new Error('the package faces are there')

/** A font of the Moji_Joho collection as IPAmj Mincho is one: the sequences begin behind those of Adobe-Japan1. */
const mojiFont = faceWith('IPAmjMincho', [['葛', 11], ['辻', 12], ['城', 13]], [['葛\u{E0102}', 21], ['葛\u{E0103}', 11], ['辻\u{E0102}', 22]])

describe('the tables of the package fonts', () => {
  test('the rare characters of names have glyphs of their own in Noto Serif JP', () => {
    expect(['𠮷', '髙', '﨑', '葛', '辻'].map((character) => findGlyph(serif, character))).toEqual([15711, 14417, 15121, 11131, 12823])
  })

  test('a sequence that is not the base form has another glyph than the base character', () => {
    expect(findGlyph(serif, '葛\u{E0100}')).toBe(16224)
    expect(findGlyph(serif, '辻\u{E0100}')).toBe(16247)
  })

  test('a sequence registered as the base form has the glyph of the base character', () => {
    expect(findGlyph(serif, '邉\u{E0100}')).toBe(findGlyph(serif, '邉'))
    expect(findGlyph(udMincho, '葛\u{E0101}')).toBe(findGlyph(udMincho, '葛'))
  })

  test('a sequence the font does not know has no glyph, even where its base character has one', () => {
    expect(findGlyph(serif, '葛\u{E0101}')).toBeUndefined()
    expect(findGlyph(serif, '山\u{FE00}')).toBeUndefined()
  })

  test('BIZ UD has no 𠮷, and its gothic draws what its mincho draws', () => {
    const gothic = packaged.others.find((face) => face.family === 'BIZ UDGothic')
    expect(findGlyph(udMincho, '𠮷')).toBeUndefined()
    expect(gothic && [...gothic.characters.glyphs.keys()].filter((code) => !udMincho.characters.glyphs.has(code))).toEqual([])
  })

  test('the collection of a font is seen from the sequences it has', () => {
    expect([serif, udMincho, mojiFont].map(collectionOf)).toEqual(['adobe-japan1', 'adobe-japan1', 'moji-joho'])
  })
})

describe('the check before anything is drawn', () => {
  test('a name the first face can draw is drawn as received, selectors included', () => {
    const name = '𠮷田 髙﨑 葛\u{E0100}城 辻\u{E0100}'
    expect(checkText(name, packaged)).toEqual({
      text: name, substitutions: [], missing: [],
      sequenceFaces: { '葛\u{E0100}': 'Noto Serif JP', '辻\u{E0100}': 'Noto Serif JP' },
    })
  })

  test('a sequence only a later face knows is drawn by that face', () => {
    expect(checkText('葛\u{E0101}', packaged).sequenceFaces).toEqual({ '葛\u{E0101}': 'BIZ UDMincho' })
  })

  test('where only the twin of the other collection is there, the twin is drawn and noted', () => {
    const checked = checkText('葛\u{E0102}城', packaged)
    expect(checked.text).toBe('葛\u{E0100}城')
    expect(checked.substitutions).toEqual([{ from: '葛\u{E0102}', to: '葛\u{E0100}' }])
    expect(checked.missing).toEqual([])
  })

  test('the same holds the other way with a Moji_Joho font', () => {
    const checked = checkText('葛\u{E0100}城', setOf([mojiFont]))
    expect(checked.text).toBe('葛\u{E0102}城')
    expect(checked.substitutions).toEqual([{ from: '葛\u{E0100}', to: '葛\u{E0102}' }])
  })

  test('the sequence itself in any face goes before its twin in a nearer one', () => {
    const checked = checkText('葛\u{E0100}', setOf([mojiFont, serif]))
    expect(checked.text).toBe('葛\u{E0100}')
    expect(checked.sequenceFaces).toEqual({ '葛\u{E0100}': 'Noto Serif JP' })
  })

  test.each([
    ['a sequence without glyph and without twin', '渡邉\u{E011D}', '邉\u{E011D}', 'U+9089 U+E011D', 1],
    ['a character no face has', '山𰻞田', '𰻞', 'U+30EDE', 1],
    ['a selector without a base', '\u{E0100}田', '\u{E0100}', 'U+E0100', 0],
    ['a mark that turns the direction of writing', '山\u{202E}田', '\u{202E}', 'U+202E', 1],
    ['half of a surrogate pair', '山\u{D842}', '\u{D842}', 'U+D842', 1],
    ['a control character', '山\u{0007}', '\u{0007}', 'U+0007', 1],
  ])('%s is listed with its place', (_case, text, sequence, codepoints, index) => {
    expect(checkText(text, packaged).missing).toEqual([{ sequence, codepoints, index }])
  })

  test('kana with a combining mark is drawn if one face has both', () => {
    expect(checkText('か\u309A', packaged)).toMatchObject({ text: 'か\u309A', missing: [] })
  })

  test('a missing character in data is named with its field', () => {
    const checked = checkData({ persons: [{ name: '山田' }, { name: '𰻞' }], seal: null, count: 2 }, packaged)
    expect(checked.missing).toMatchObject([{ field: '/persons/1/name', codepoints: 'U+30EDE' }])
    expect(checked.data).toMatchObject({ seal: null, count: 2 })
  })

  test('two code points drawn by one glyph count as one, two glyphs never do', () => {
    const glyph = (text: string) => glyphsOf(text, packaged).map((entry) => entry.glyph)
    expect(glyph('邉\u{E0100}')).toEqual(glyph('邉'))
    expect(glyph('葛\u{E0100}')).not.toEqual(glyph('葛'))
  })
})

describe('the twin table', () => {
  test('it has the pairs of the commonest names', () => {
    const twins = new Map(listTwins().map(({ adobeJapan1, mojiJoho }) => [adobeJapan1, mojiJoho]))
    expect(['葛\u{E0100}', '葛\u{E0101}', '辻\u{E0100}', '邉\u{E0100}', '邊\u{E0100}'].map((sequence) => twins.get(sequence)))
      .toEqual(['葛\u{E0102}', '葛\u{E0103}', '辻\u{E0102}', '邉\u{E010F}', '邊\u{E0108}'])
  })

  test('every twin of Adobe-Japan1 can be drawn by a package font', () => {
    const undrawable = listTwins().filter(({ adobeJapan1 }) => checkText(adobeJapan1, packaged).text !== adobeJapan1)
    expect(undrawable).toEqual([])
  })

  test('twins keep their base character', () => {
    expect(listTwins().filter(({ adobeJapan1, mojiJoho }) => [...adobeJapan1][0] !== [...mojiJoho][0])).toEqual([])
  })
})

function faceWith(family: string, glyphs: readonly (readonly [string, number])[], sequences: readonly (readonly [string, number])[]): FontFace {
  const key = (sequence: string) => sequenceKey(sequence.codePointAt(0) ?? 0, [...sequence][1]?.codePointAt(0) ?? 0)
  return {
    family, file: Buffer.alloc(0), digest: family,
    characters: {
      family,
      glyphs: new Map(glyphs.map(([character, glyph]) => [character.codePointAt(0) ?? 0, glyph])),
      sequences: new Map(sequences.map(([sequence, glyph]) => [key(sequence), glyph])),
    },
  }
}

function setOf(faces: readonly FontFace[]): FontSet {
  const families = faces.map((face) => face.family)
  return { faces, others: [], families: { mincho: families, gothic: families, ocr: families }, digests: {}, directories: [] }
}

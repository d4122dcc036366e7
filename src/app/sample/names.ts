import { readFileSync } from 'node:fs'
import { assert } from '../../kernel/assert.ts'
import type { Sex } from '../../resident/index.ts'
import type { Random } from './random.ts'
import { weighted, zipf, type Weighted } from './weighted.ts'

/** A surname or given name as written and as read. */
export interface Name { readonly written: string; readonly kana: string }

type KnownSex = Exclude<Sex, 'unknown'>

const folder = new URL('../../../data/names/', import.meta.url)

function readTable(file: string): readonly (readonly string[])[] {
  return readFileSync(new URL(file, folder), 'utf8').trimEnd().split('\n').slice(1).map((line) => line.split('\t'))
}

/** The commonest surnames of the country, per 10,000 people, rounded; the list of the package follows them in its own order. */
const commonest: Readonly<Record<string, number>> = {
  佐藤: 150, 鈴木: 144, 高橋: 113, 田中: 107, 伊藤: 86, 渡辺: 85, 山本: 84, 中村: 83, 小林: 82, 加藤: 71, 吉田: 66, 山田: 65, 佐々木: 54, 山口: 51, 松本: 50,
  井上: 49, 木村: 46, 林: 43, 斎藤: 43, 清水: 42, 山崎: 38, 森: 37, 池田: 36, 橋本: 36, 阿部: 35, 石川: 34, 山下: 33, 中島: 33, 石井: 32, 小川: 32, 前田: 31, 岡田: 31,
  長谷川: 30, 藤田: 30, 後藤: 30, 近藤: 30, 村上: 29, 遠藤: 28, 青木: 28, 坂本: 27,
}
/** People whose surname is in no list of the five hundred, per 10,000. */
const rarePeople = 2900

const firstHalves = '北キタ 南ミナミ 東ヒガシ 西ニシ 大オオ 小コ 上ウワ 下シモ 中ナカ 高タカ 長ナガ 白シラ 黒クロ 赤アカ 青アオ 石イシ 岩イワ 松マツ 竹タケ 梅ウメ 杉スギ 桜サクラ 柳ヤナギ 藤フジ 菊キク 萩ハギ 森モリ 浜ハマ 沼ヌマ 江エ 川カワ 津ツ 島シマ 谷タニ 坂サカ 原ハラ 若ワカ 古フル 新ニイ 平ヒラ 広ヒロ 深フカ 浅アサ 荒アラ 滝タキ 米ヨネ 稲イネ 麦ムギ 栗クリ 柿カキ 鶴ツル 亀カメ 鷹タカ 鴨カモ 駒コマ 牛ウシ 星ホシ 月ツキ 日ヒ 福フク'
const secondHalves = '田ダ 川カワ 山ヤマ 村ムラ 井イ 野ノ 原ハラ 本モト 崎サキ 沢ザワ 島シマ 口グチ 谷タニ 木キ 尾オ 岡オカ 塚ツカ 瀬セ 橋ハシ 浦ウラ 戸ト 場バ 倉クラ 垣ガキ 永ナガ 見ミ 下シタ 内ウチ 森モリ 坂サカ 宮ミヤ 石イシ 越コシ 守モリ'

const surnames = makeSurnames()

/** Five hundred listed surnames weighted as in life, and behind them a long tail of rare ones put together from two halves. */
function makeSurnames(): Weighted<Name> {
  const listed = readTable('surnames.tsv').map(([written = '', kana = '']) => ({ written, kana }))
  const others = listed.filter((name) => commonest[name.written] === undefined)
  const rest = 10_000 - rarePeople - Object.values(commonest).reduce((sum, weight) => sum + weight, 0)
  const falling = zipf(others.length, 0.75, 20)
  const scale = rest / falling.reduce((sum, weight) => sum + weight, 0)
  const known = new Set(listed.map((name) => name.written))
  const rare = halves(firstHalves).flatMap((first) => halves(secondHalves).map((second) => ({ written: first.written + second.written, kana: first.kana + second.kana })))
    .filter((name) => !known.has(name.written) && name.written[0] !== name.written[1])
  return weighted([
    ...listed.filter((name) => commonest[name.written] !== undefined).map((name) => [name, commonest[name.written]!] as const),
    ...others.map((name, index) => [name, falling[index]! * scale] as const),
    ...rare.map((name) => [name, rarePeople / rare.length] as const),
  ])
}

function halves(text: string): readonly Name[] {
  return text.split(' ').map((half) => ({ written: half.slice(0, 1), kana: half.slice(1) }))
}

/**
 * Other ways of writing a part of a surname, with the share of families who write it so. Forms with a selector are those
 * that the package fonts draw.
 */
const writtenOtherwise: readonly (readonly [from: string, forms: readonly (readonly [to: string, share: number])[]])[] = [
  ['渡辺', [['渡邊', 0.11], ['渡邉', 0.13], ['渡邉\u{E0100}', 0.01], ['渡邊\u{E0100}', 0.01], ['渡部', 0.05]]],
  ['斎藤', [['斉藤', 0.33], ['齋藤', 0.15], ['齊藤', 0.08]]],
  ['高', [['髙', 0.09]]],
  ['崎', [['﨑', 0.08], ['嵜', 0.01]]],
  ['吉', [['𠮷', 0.04]]],
  ['辻', [['辻\u{E0100}', 0.3], ['辻\u{E0101}', 0.1]]],
  ['葛', [['葛\u{E0100}', 0.3], ['葛\u{E0101}', 0.1]]],
  ['榊', [['榊\u{E0100}', 0.2]]],
  ['樋', [['樋\u{E0100}', 0.1]]],
  ['芦', [['芦\u{E0100}', 0.1]]],
  ['沢', [['澤', 0.2]]],
  ['島', [['嶋', 0.1]]],
  ['浜', [['濱', 0.12], ['濵', 0.04]]],
  ['広', [['廣', 0.15]]],
  ['桜', [['櫻', 0.1]]],
  ['冨', [['富', 0.3]]],
  ['富', [['冨', 0.12]]],
  ['柳', [['栁', 0.05]]],
  ['瀬', [['瀨', 0.05]]],
  ['福', [['福\u{E0100}', 0.02]]],
  ['神', [['神\u{E0100}', 0.02]]],
]

/** Surnames that every town has, however small: each shows another thing that can go wrong with a name. */
export const rareSurnames: readonly Name[] = [
  { written: '髙橋', kana: 'タカハシ' }, { written: '葛\u{E0100}西', kana: 'カサイ' }, { written: '𠮷田', kana: 'ヨシダ' }, { written: '辻\u{E0100}', kana: 'ツジ' },
  { written: '山﨑', kana: 'ヤマザキ' }, { written: '渡邉\u{E0100}', kana: 'ワタナベ' }, { written: '渡邊', kana: 'ワタナベ' }, { written: '齋藤', kana: 'サイトウ' },
]

/** What part of a surname can be written otherwise, the first of the list that stands in it; found out once for each surname. */
const otherFormsOf: ReadonlyMap<Name, (typeof writtenOtherwise)[number]> = new Map(surnames.entries.flatMap((name) => { const found = writtenOtherwise.find(([from]) => name.written.includes(from)); return found ? [[name, found] as const] : [] }))

/** The surname of a family, written as this family writes it. */
export function pickSurname(random: Random): Name {
  const name = surnames.pick(random)
  const other = otherFormsOf.get(name)
  if (other === undefined) return name
  const [from, forms] = other
  let draw = random.next()
  for (const [to, share] of forms) {
    if (draw < share) return { written: name.written.replace(from, to), kana: name.kana }
    draw -= share
  }
  return name
}

interface Generation { readonly common: readonly Name[]; readonly other: readonly Name[]; readonly commonShare: number }

const firstYear = 1910
const lastYear = 2029
const generations = makeGenerations()

/** Names by sex and birth year: those common in the generation, and beside them those of the long list that suit it. */
function makeGenerations(): Readonly<Record<KnownSex, readonly Generation[]>> {
  const common = readTable('given-names-by-age.tsv').map(([sex = '', written = '', kana = '', from = '', to = '']) => ({ sex, written, kana, from: Number(from), to: Number(to) }))
  const listed = readTable('given-names.tsv').map(([sex = '', written = '', kana = '']) => ({ sex, written, kana }))
  const of = (sex: KnownSex): readonly Generation[] => {
    const mine = listed.filter((name) => name.sex === sex)
    const old = mine.filter((name) => suitsOldAge(name, sex))
    const middle = mine.filter((name) => suitsMiddleAge(name, sex))
    return Array.from({ length: lastYear - firstYear + 1 }, (_, index) => {
      const year = firstYear + index
      const here = common.filter((name) => name.sex === sex && name.from <= year && year <= name.to)
      assert(here.length > 0, `given names for ${year}`)
      if (year < 1950) return { common: here, other: old, commonShare: 0.6 }
      if (year < 1975) return { common: here, other: middle, commonShare: 0.55 }
      return { common: here, other: year < 1995 ? [...middle, ...modern(mine, middle)] : mine, commonShare: year < 1995 ? 0.5 : 0.3 }
    })
  }
  return { male: of('male'), female: of('female') }
}

function suitsOldAge(name: Name, sex: KnownSex): boolean {
  return sex === 'female' ? /[子江枝代]$|^[ァ-ヶ]{2}$/.test(name.written) : /[雄夫男郎治吉次蔵造]$|^[清勝茂実進武正昇功稔]$/.test(name.written)
}

function suitsMiddleAge(name: Name, sex: KnownSex): boolean {
  return sex === 'female' ? /[子美恵代江]$/.test(name.written) : /[一二之彦樹雄夫司也史志明]$/.test(name.written)
}

/** Two characters and no reading of foreign fashion: half of the names given from 1975 on. */
function modern(names: readonly Name[], middle: readonly Name[]): readonly Name[] {
  const taken = new Set(middle)
  return names.filter((name) => [...name.written].length === 2 && name.kana.length >= 3 && !taken.has(name)).filter((_, index) => index % 4 === 0)
}

/** A given name such as people of this sex born in this year bear. */
export function pickGivenName(random: Random, sex: Sex, birthYear: number): Name {
  const known = sex === 'unknown' ? 'female' : sex
  const generation = generations[known][Math.min(Math.max(birthYear, firstYear), lastYear) - firstYear]!
  return random.chance(generation.commonShare) || generation.other.length === 0 ? random.pick(generation.common) : random.pick(generation.other)
}

/** Surname and given name as the register writes them. */
export function fullName(surname: Name, given: Name): Name {
  return { written: `${surname.written}\u3000${given.written}`, kana: `${surname.kana}\u3000${given.kana}` }
}

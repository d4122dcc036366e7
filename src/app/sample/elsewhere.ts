import { localGovernmentCode, withCheckDigit } from '../../kernel/check-digit.ts'
import { randomFor, type Random } from './random.ts'
import { weighted } from './weighted.ts'

/** A place outside the town: where people come from and go to. All are invented; no real code begins with 99. */
export interface Elsewhere { readonly code: string; readonly name: string; readonly streets: readonly string[] }

const streets = ['中央一丁目', '中央三丁目', '東雲町二丁目', '本町四丁目', '緑が丘', '旭町', '大手通二丁目', '川端町', '新田', '桜町一丁目', '南原', '西の杜三丁目']

const places = weighted<Elsewhere>([
  [at('99201', '汐音県汐見市'), 10], [at('99301', '汐音県朝凪町'), 8], [at('99202', '汐音県北浜市'), 16], [at('99203', '汐音県葦原市'), 9], [at('99302', '汐音県水鏡町'), 5],
  [at('99401', '遠浦県沖見市'), 10], [at('99402', '遠浦県遠浦市'), 9], [at('99501', '霧丘県霧丘市'), 12], [at('99502', '霧丘県白鷹市'), 8], [at('99601', '花筏県花筏市'), 12], [at('99602', '花筏県若葉市'), 9],
])

function at(body: string, name: string): Elsewhere {
  return { code: withCheckDigit(localGovernmentCode, body), name, streets }
}

/** Another municipality than the one with this code. */
export function pickElsewhere(random: Random, ownCode: string): Elsewhere {
  for (;;) {
    const place = places.pick(random)
    if (place.code !== ownCode) return place
  }
}

/** An address in another municipality, as papers from there give it. */
export function addressElsewhere(random: Random, place: Elsewhere): string {
  const street = random.pick(place.streets)
  return `${place.name}${street}${random.between(1, 28)}番${random.between(1, 34)}号`
}

export const countries = ['アメリカ合衆国', '大韓民国', '中華人民共和国', 'タイ王国', 'ドイツ連邦共和国', 'シンガポール共和国'] as const

/** Names for further municipalities, each with a code of its own that no real one has. */
export function inventMunicipality(seed: number, serial: number): { readonly code: string; readonly name: string; readonly kana: string; readonly prefecture: string } {
  const random = randomFor(seed, serial, 71)
  const [first, firstKana] = random.pick(halvesOfNames).split('/')
  const [second, secondKana] = random.pick(endsOfNames).split('/')
  return { code: withCheckDigit(localGovernmentCode, String(99_700 + serial)), name: `${first}${second}市`, kana: `${firstKana}${secondKana}シ`, prefecture: '汐音県' }
}

const halvesOfNames = ['朝霧/アサギリ', '夕波/ユウナミ', '雪待/ユキマチ', '風早/カザハヤ', '月代/ツキシロ', '若汐/ワカシオ', '星宮/ホシミヤ', '花園/ハナゾノ', '帆見/ホミ', '鴎瀬/カモメセ']
const endsOfNames = ['野/ノ', '浜/ハマ', '台/ダイ', '原/ハラ', '浦/ウラ']

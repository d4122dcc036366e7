import type { Address, TownBlock } from '../../resident/index.ts'
import { mix, randomFor, type Random } from './random.ts'
import { zipf } from './weighted.ts'

/** What a sample must know of the municipality: its own facts and how many people it shall have. */
export interface SampleTown {
  readonly code: string
  readonly name: string
  readonly prefecture: string
  readonly kind: 'city' | 'town' | 'village' | 'ward'
  /** Postal code of the office; those of the town blocks count on from it. */
  readonly postalCode: string
}

/** A house, or a room of an apartment building. */
export type DwellingKind = 'house' | 'room'

/** The streets and dwellings of an invented town. Each dwelling has a number, and no two are the same. */
export interface TownPlan {
  readonly blocks: readonly TownBlock[]
  /** The address of the dwelling with this serial; serials scatter over the blocks by their weight. */
  addressOf(kind: DwellingKind, serial: number): Address
  /** A place of family registers in the town: lot, without house number. */
  registerPlaceOf(draw: number): string
}

const cityNames = '港本町ミナトホンチョウ 白鷺シラサギ 若葉台ワカバダイ 灯台町トウダイチョウ 琥珀町コハクチョウ 笹舟町ササブネチョウ 千草町チグサチョウ 鈴音町スズネチョウ 夕映町ユウバエチョウ 風待町カザマチチョウ 雪代町ユキシロチョウ 花筏町ハナイカダチョウ 水鏡町ミカガミチョウ 葦原町アシハラチョウ 雲雀野ヒバリノ 東雲町シノノメチョウ 栄通サカエドオリ 駅前ガス灯ヶ丘エキマエガストウガオカ 青葉通アオバドオリ 弓張町ユミハリチョウ 帆柱町ホバシラチョウ 入船町イリフネチョウ 塩屋町シオヤチョウ 大浜オオハマ 小松原コマツバラ 上汐見カミシオミ 下汐見シモシオミ 中洲ナカス 鐘撞町カネツキチョウ 弁天島ベンテンジマ 堤町ツツミチョウ 西ノ浦ニシノウラ 東ノ浦ヒガシノウラ 御影山ミカゲヤマ 桜堤サクラヅツミ 藤棚フジダナ 柳瀬ヤナセ 萩ヶ丘ハギガオカ 楓台カエデダイ 樫ノ木カシノキ 石橋町イシバシチョウ 竹園タケゾノ 清水谷シミズダニ 日向坂ヒナタザカ 月見台ツキミダイ 星ヶ浦ホシガウラ 虹ヶ原ニジガハラ 霧島通キリシマドオリ 氷室町ヒムロチョウ 舟入フナイリ 網代町アジロチョウ 綾瀬川アヤセガワ'
const countryNames = '汐見台シオミダイ 港本町ミナトホンチョウ 白鷺シラサギ 灯台下トウダイシタ 朝凪アサナギ 夕凪ユウナギ 磯辺イソベ 大潮オオシオ 小潮コシオ 岬ミサキ 浜荻ハマオギ 松籟ショウライ 砂子スナコ 波打ナミウチ 千鳥チドリ 鴎台カモメダイ 貝塚カイヅカ 真砂マサゴ 海松ミル 塩竃谷シオガマダニ 向山ムカイヤマ 奥入オクイリ 田尻タジリ 沢渡サワタリ 木挽コビキ 炭焼スミヤキ 水無ミズナシ 上朝凪カミアサナギ 下朝凪シモアサナギ 西朝凪ニシアサナギ'
/** Gives more names where a large town needs them: 東, 西 … before the name. */
const directions = ['', '東ヒガシ', '西ニシ', '南ミナミ', '北キタ', '新シン', '元モト', '上カミ', '下シモ', '中ナカ']

const numerals = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九']
const numeralKana = ['', '１', '２', '３', '４', '５', '６', '７', '８', '９']

interface PlannedBlock extends TownBlock {
  readonly firstDwelling: Readonly<Record<DwellingKind, number>>; readonly seed: number
  /** What buildings are called after. */
  readonly shortName: string
}

/** Rooms of one apartment building: four floors of six, or ten of twelve where many people live. */
const smallBuilding = { floors: 4, roomsPerFloor: 6 }
const largeBuilding = { floors: 10, roomsPerFloor: 12 }

/** Lays out a town: blocks with a weight that falls like Zipf's, dwellings by weight. */
export function planTown(town: SampleTown, size: { readonly seed: number; readonly dwellings: Readonly<Record<DwellingKind, number>> }): TownPlan {
  const count = Math.round(Math.min(900, Math.max(36, 36 * ((size.dwellings.house + size.dwellings.room) / 2000) ** 0.42)))
  const blocks = blocksOf(town, count, size)
  const firsts = { house: Int32Array.from(blocks, (block) => block.firstDwelling.house), room: Int32Array.from(blocks, (block) => block.firstDwelling.room) }
  const order: Readonly<Record<DwellingKind, (serial: number) => number>> = { house: scatter(size.dwellings.house), room: scatter(size.dwellings.room) }
  return {
    blocks,
    addressOf(kind, serial) {
      const dwelling = order[kind](serial)
      const block = blocks[blockAt(firsts[kind], dwelling)]!
      const index = dwelling - block.firstDwelling[kind]
      const { postalCode, townBlockId, town: name } = block
      if (kind === 'house') return { postalCode, townBlockId, town: name, number: houseNumber(block, index), building: null, room: null }
      const { number, building, room } = roomOf(block, index, count > 100)
      return { postalCode, townBlockId, town: name, number, building, room }
    },
    registerPlaceOf(draw) {
      const block = blocks[Math.floor(draw * draw * blocks.length)]!
      return `${town.prefecture}${town.name}${block.town}${1 + (mix(Math.floor(draw * 1e9)) >>> 0) % 1800}番地`
    },
  }
}

function blocksOf(town: SampleTown, count: number, size: { readonly seed: number; readonly dwellings: Readonly<Record<DwellingKind, number>> }): readonly PlannedBlock[] {
  const weights = shuffled(zipf(count, 0.85), randomFor(Number(town.code), 4))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const first = { house: 0, room: 0 }
  return partsOf(town, count).map((part, index) => {
    const seed = mix(size.seed * 7919 + index)
    const block = { ...part, firstDwelling: { ...first }, seed, shortName: part.town.replace(/[一二三四五]丁目$/, '').replace(/町$/, '') }
    // Rooms stand closer together where many people live.
    const share = weights[index]! / total
    first.house += Math.ceil(size.dwellings.house * share)
    first.room += Math.ceil(size.dwellings.room * share)
    return block
  })
}

/** The first stays, the town's heart; the others change places. */
function shuffled(weights: readonly number[], random: Random): readonly number[] {
  const mixed = [...weights]
  for (let index = mixed.length - 1; index > 1; index -= 1) {
    const other = random.between(1, index)
    ;[mixed[index], mixed[other]] = [mixed[other]!, mixed[index]!]
  }
  return mixed
}

/** Names with one to five parts (丁目) each, mixed so that the heavy blocks are not all of one name. */
function partsOf(town: SampleTown, count: number): readonly TownBlock[] {
  const names = (town.kind === 'city' || town.kind === 'ward' ? cityNames : countryNames).split(' ').map(splitReading)
  const all = directions.flatMap((direction) => names.map((name) => (direction === '' ? name : joinReading(splitReading(direction), name))))
  const random = randomFor(Number(town.code), 3)
  const blocks: TownBlock[] = []
  for (const [index, name] of all.entries()) {
    if (blocks.length >= count) break
    const drawn = random.chance(0.4) ? 0 : random.between(2, 5)
    const parts = index === 0 ? 5 : drawn
    const postalCode = String(Number(town.postalCode) + index).padStart(7, '0')
    const numbering = parts > 0 ? 'residential' as const : 'lot' as const
    for (let part = Math.min(1, parts); part <= parts; part += 1) {
      blocks.push({
        townBlockId: `${String(index + 1).padStart(4, '0')}${String(part).padStart(3, '0')}`, postalCode, numbering,
        town: part === 0 ? name.written : `${name.written}${numerals[part]}丁目`, kana: part === 0 ? name.kana : `${name.kana}${numeralKana[part]}チョウメ`,
      })
    }
  }
  return blocks.slice(0, count)
}

interface Reading { readonly written: string; readonly kana: string }

/** `港本町ミナトホンチョウ` as its two halves: the reading begins at the last katakana run. */
function splitReading(pair: string): Reading {
  const kana = /[ァ-ヴー]+$/.exec(pair)![0]
  return { written: pair.slice(0, pair.length - kana.length), kana }
}

function joinReading(first: Reading, second: Reading): Reading {
  return { written: first.written + second.written, kana: first.kana + second.kana }
}

/** A one-to-one order of the serials, so that neighbours in time live all over the town. */
function scatter(count: number): (serial: number) => number {
  let step = Math.max(1, Math.floor(count * 0.6180339887) | 1)
  while (greatestCommonDivisor(step, count) !== 1) step += 2
  return (serial) => (step * serial + 17) % count
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

/** The place of the block that holds a dwelling, by the first dwelling of each. */
function blockAt(firsts: Int32Array, dwelling: number): number {
  let [low, high] = [0, firsts.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (firsts[middle]! <= dwelling) low = middle
    else high = middle - 1
  }
  return low
}

/** `12番5号` where house numbers are set, else the lot: `1204番地3`. Even blocks of ten for houses, so that rooms find other numbers. */
function houseNumber(block: PlannedBlock, index: number): string {
  if (block.numbering === 'residential') return `${1 + Math.floor(index / 24)}番${1 + (index % 24)}号`
  const lot = 2 + 3 * Math.floor(index / 2)
  return index % 2 === 0 ? `${lot}番地` : `${lot}番地${2 + ((block.seed + index) >>> 0) % 6}`
}

const buildingNames = ['ハイツ', 'コーポ', 'メゾン', 'パレス', 'グランドール', 'サンハイム', 'レジデンス', 'ビューハイツ', 'アパート', 'マンション']

function roomOf(block: PlannedBlock, index: number, isLargeTown: boolean): Pick<Address, 'number' | 'building' | 'room'> {
  const shape = isLargeTown ? largeBuilding : smallBuilding
  const rooms = shape.floors * shape.roomsPerFloor
  const building = Math.floor(index / rooms)
  const inside = index % rooms
  const room = `${1 + Math.floor(inside / shape.roomsPerFloor)}${String(1 + (inside % shape.roomsPerFloor)).padStart(2, '0')}`
  const mixed = mix(block.seed + building) >>> 0
  const name = `${block.shortName}${buildingNames[mixed % buildingNames.length]}${['', '', 'Ａ棟', 'Ｂ棟', '第二'][(mixed >>> 8) % 5]}`
  const number = block.numbering === 'residential' ? `${1 + Math.floor(building / 8)}番${30 + (building % 8)}号` : `${3 + 3 * building}番地`
  return { number, building: name, room }
}

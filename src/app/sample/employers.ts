import { randomFor } from './random.ts'
import type { SampleSize } from './page.ts'
import type { SampleTown } from './town-plan.ts'

/** A corporation to be registered as an addressee: no corporate number, which could be a real one's. */
export interface NewEmployer { readonly name: string; readonly kana: string; readonly postalCode: string; readonly address: string }

const names = 'うしお/ウシオ 汐見/シオミ 白鷺/シラサギ 北斗/ホクト 港/ミナト 若潮/ワカシオ 東雲/シノノメ 鴎/カモメ 青嵐/セイラン 千鳥/チドリ 帆風/ホカゼ 松籟/ショウライ 入船/イリフネ 暁/アカツキ 磯辺/イソベ 大潮/オオシオ'.split(' ')
const trades = '運輸/ウンユ 食品/ショクヒン 製作所/セイサクショ 建設/ケンセツ 電機/デンキ 薬品/ヤクヒン 水産/スイサン 印刷/インサツ 商事/ショウジ 観光/カンコウ 木工/モッコウ 繊維/センイ 情報サービス/ジョウホウサービス 介護サービス/カイゴサービス ストア/ストア 精密/セイミツ'.split(' ')

/** The employers of a town: about one for every 150 people, never more than 240. */
export function inventEmployers(town: SampleTown, size: SampleSize): readonly NewEmployer[] {
  const random = randomFor(size.seed, Number(town.code), 31)
  const count = Math.min(240, Math.max(6, Math.round(size.residents / 150)))
  const order = Array.from({ length: names.length * trades.length }, (_, index) => index)
  for (let index = order.length - 1; index > 0; index -= 1) {
    const other = random.between(0, index)
    ;[order[index], order[other]] = [order[other]!, order[index]!]
  }
  return order.slice(0, count).map((index) => {
    const [name = '', nameKana = ''] = names[index % names.length]!.split('/')
    const [trade = '', tradeKana = ''] = trades[Math.floor(index / names.length)]!.split('/')
    return { name: `株式会社${name}${trade}`, kana: `${nameKana}${tradeKana}`, postalCode: town.postalCode, address: `${town.prefecture}${town.name}工業団地${random.between(1, 9)}番${random.between(1, 40)}号` }
  })
}

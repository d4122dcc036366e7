import type { Child } from 'hono/jsx'
import { Frame, type FrameProps, type RailEntry } from '../index.ts'

/** One state of one component or screen, drawn from invented data; shown on the page of stories and used by its tests. */
export interface Story {
  /** `resident`, also the end of its address. */
  readonly name: string
  readonly title: string
  /** A whole page, or a part that stands in the catalogue. */
  readonly kind: 'page' | 'part'
  render(): Child
}

const labels = [['窓口', '', 'MA'], ['住民', '記録', 'JU'], ['証明', '書', 'CE'], ['印鑑', '登録', 'IN'], ['選挙', '人名簿', 'SE'], ['国保', '', 'KO'], ['福祉', '', 'WE'], ['課税', '', 'KA'], ['収納', '', 'NO'], ['一括', '処理', 'BA'], ['帳票', '', 'CH'], ['設定', '', 'PA'], ['監査', '', 'LO'], ['運用', '', 'UN']] as const

/** The rail of the invented town, with one entry current. */
export function railWith(current: string): readonly RailEntry[] {
  return labels.map(([label, rest, keys]) => ({ label, rest, keys, href: `/993018/${keys.toLowerCase()}`, isCurrent: label === current, startsGroup: label === '一括' }))
}

/** The frame of the invented town 朝凪町. */
export function StoryFrame({ current, ...props }: Partial<FrameProps> & { current: string; title: string; children?: Child }) {
  return (
    <Frame
      town={{ code: '993018', name: '朝凪町', environment: 'production' }}
      rail={railWith(current)}
      me={{ section: '住民課', desk: '窓口係', name: '三浦 由佳', clock: '令和8年11月24日(火) 10:42', leave: '/993018/sign-out' }}
      keys={[{ key: 'F1', does: 'ヘルプ' }, { key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }]}
      search={{ action: '/993018/search' }}
      printLog="/993018/printed"
      {...props}
    />
  )
}

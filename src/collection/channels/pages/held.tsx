import { amountText } from '../../../kernel/text.ts'
import { Section, Table } from '../../../platform/screen/index.ts'
import { momentText } from '../../pages/words.ts'
import type { ChannelsValue } from '../queries.ts'

/** Files in which the scanner found something: none of them was read — 隔離したファイル. */
export function HeldFiles({ held }: { held: ChannelsValue['held'] }) {
  if (held.length === 0) return <></>
  return (
    <Section title="隔離したファイル" note="読んでいません。中身は暗号にして保存してあります">
      <Table caption="隔離したファイル" isCaptionHidden density="tight" rows={held} columns={[
        { key: 'at', head: '時', isRowHead: true, isUnbroken: true, cell: (one) => momentText(one.at) },
        { key: 'name', head: 'ファイル', cell: (one) => one.fileName ?? '画面から' },
        { key: 'size', head: '大きさ', align: 'number', cell: (one) => amountText(one.size) },
        { key: 'said', head: '検査の結果', cell: (one) => one.said },
        { key: 'digest', head: 'ハッシュ', isSource: true, cell: (one) => one.sha256.slice(0, 12) },
      ]} empty={<></>} />
    </Section>
  )
}

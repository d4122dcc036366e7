import { Chip } from '../../../platform/screen/index.ts'
import type { PackageSummary } from '../queries.ts'

const stateWords: Readonly<Record<string, string>> = {
  running: '集めています', checked: '決裁を待っています', approved: '決裁しました', posting: 'PDFを作っています', posted: '刷れます', cancelled: '取りやめました', failed: '止まりました',
}

/** How far a package is. */
export function StateChip({ one }: { one: Pick<PackageSummary, 'state' | 'withdrawnAt'> }) {
  if (one.withdrawnAt !== null) return <Chip>取り下げました</Chip>
  if (one.state === 'posted') return <Chip kind="ok">刷れます</Chip>
  return one.state === 'failed' ? <Chip kind="alert">止まりました</Chip> : <Chip kind="info">{stateWords[one.state] ?? one.state}</Chip>
}

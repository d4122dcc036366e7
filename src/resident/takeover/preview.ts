import type { Outcome } from '../../kernel/outcome.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { titleOfItem } from './model.ts'
import type { ImportProfile } from './profile.ts'
import { readStretch } from './records.ts'
import { converterFor } from './work.ts'

export interface PreviewRow {
  readonly lineNo: number
  readonly cells: readonly { readonly title: string; readonly raw: string; readonly value: string }[]
  readonly findings: readonly { readonly title: string; readonly message: string; readonly remedy: string }[]
}

const previewRows = 5
const hidden: ReadonlySet<string> = new Set(['individual_number', 'resident_code', 'residence_card_number'])

/** What the first rows of a file become under a profile — 読み替えの下見. Numbers of persons are not shown. */
export async function previewFile(tx: Tx, profile: ImportProfile, from: { readonly profileId: string | null; readonly bytes: Buffer }): Promise<Outcome<readonly PreviewRow[]>> {
  const converter = await converterFor(tx, profile, { ...from, tellsCells: true })
  if (!converter.ok) return converter
  const { records } = readStretch(from.bytes, { byte: 0, line: 0 }, { ...profile, limit: previewRows + 5 })
  const rows = records.slice(profile.head === 'names' ? 1 : 0).slice(0, previewRows).map((record) => converter.value.convert(record))
  return {
    ok: true,
    value: rows.map((row) => ({
      lineNo: row.lineNo, cells: row.becomes.map(({ item, raw, value }) => ({ title: titleOfItem(item), raw: hidden.has(item) ? '（表示しません）' : raw, value: hidden.has(item) ? '' : value })),
      findings: row.findings.map((finding) => ({ title: titleOfItem(finding.item), message: finding.message, remedy: finding.remedy })),
    })),
  }
}

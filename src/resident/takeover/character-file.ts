import { CsvError, parse } from 'csv-parse/sync'

const kindOf: Readonly<Record<string, string>> = { 同定した: 'identified', 代わりの字: 'substitute', 未定: 'undecided' }

/** Rows of the table of characters as the command takes them; rows without a reason were not decided. The command's schema says what is wrong. */
export function readCharacters(bytes: Uint8Array | undefined): unknown {
  const rows = recordsOf(Buffer.from(bytes ?? []).toString('utf8'))
  return rows.filter((row) => (row['理由'] ?? '') !== '').map((row) => ({
    code: row['番号'] ?? '', kind: kindOf[row['決め方'] ?? ''] ?? row['決め方'] ?? '', written: row['文字'] || null, mjName: row['MJ文字図形名'] || null, reason: row['理由'], pictureBase64: null,
  }))
}

function recordsOf(text: string): Record<string, string>[] {
  try {
    return parse(text, { columns: true, bom: true, relax_column_count: true, skip_empty_lines: true }) as Record<string, string>[]
  } catch (error) {
    if (error instanceof CsvError) return []
    throw error
  }
}

import { accept, type Outcome } from '../../kernel/outcome.ts'
import { readTable, type TableRow } from '../../platform/spreadsheet/index.ts'

/** Columns of the table of characters as it is saved; the last four are filled in by the office and come back as decisions. */
export const characterColumns = ['番号', '出た数', '旧の番号の例', '決め方', '文字', 'MJ文字図形名', '理由'] as const
export type CharacterRow = TableRow<(typeof characterColumns)[number]>

/** How a character may be decided, by the word in the table — 外字の決め方. */
export const characterKinds = { identified: '同定した', substitute: '代わりの字', undecided: '未定' } as const

const kindOf: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(characterKinds).map(([kind, word]) => [word, kind]))

/** Rows of the table that bear a reason: those without one were not decided — 外字の表の取込み. */
export async function readCharacterRows(bytes: Uint8Array): Promise<Outcome<readonly CharacterRow[]>> {
  const read = await readTable(bytes, characterColumns, ['番号', '決め方', '文字', '理由'])
  return read.ok ? accept(read.value.filter((row) => row.get('理由') !== null)) : read
}

/** What a row says, as the command takes it. */
export function decisionOf(row: CharacterRow): unknown {
  const kind = row.get('決め方') ?? ''
  return { code: (row.get('番号') ?? '').toUpperCase(), kind: kindOf[kind] ?? kind, written: row.get('文字'), mjName: row.get('MJ文字図形名'), reason: row.get('理由'), pictureBase64: null }
}

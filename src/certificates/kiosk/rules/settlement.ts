import type { Difference, OwnSheet, SettlementLine } from '../model.ts'

/**
 * Where the centre's file of a month and our own rows disagree: missing, extra, doubled lines and other amounts, by number — 月の精算の照合.
 * @param own every sheet that was printed in the month, and whatever else bears a number of the file
 * @law local-autonomy-act 228(1)
 */
export function compareSettlement(lines: readonly SettlementLine[], own: readonly OwnSheet[]): readonly Difference[] {
  const ours = new Map(own.map((sheet) => [sheet.number, sheet]))
  const seen = new Set<string>()
  const found: Difference[] = []
  for (const line of lines) {
    const sheet = ours.get(line.number)
    const kind = seen.has(line.number) ? 'doubled' : kindOf(line, sheet)
    seen.add(line.number)
    if (kind !== undefined) found.push({ kind, number: line.number, requestId: sheet?.requestId ?? null, ownYen: sheet === undefined || sheet.state !== 'printed' ? null : sheet.feeYen, fileYen: line.feeYen, fileLine: line.line })
  }
  const missing = own.filter((sheet) => sheet.isOfMonth && sheet.state === 'printed' && !seen.has(sheet.number))
  return [...found, ...missing.map((sheet): Difference => ({ kind: 'missing', number: sheet.number, requestId: sheet.requestId, ownYen: sheet.feeYen, fileYen: null, fileLine: null }))]
}

function kindOf(line: SettlementLine, sheet: OwnSheet | undefined): Difference['kind'] | undefined {
  if (sheet === undefined) return 'unknown'
  if (sheet.requestId !== line.requestId) return 'request-differs'
  if (sheet.state !== 'printed') return 'not-printed'
  if (!sheet.isOfMonth) return 'other-month'
  return sheet.feeYen === line.feeYen ? undefined : 'fee-differs'
}

import { amountText, yenText } from '../../kernel/text.ts'
import { sumOf, type Yen } from '../../kernel/yen.ts'
import { envelopeOf, type Party } from '../../party/index.ts'
import type { Office, Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import type { RunCheck, RunFacts } from '../../platform/job/define.ts'
import { postalCheck, sortKeyOf, stoppedAmong, sumOfPieces } from '../../platform/packages/index.ts'
import { packageKinds, type AsideReason, type PackageKind } from './model.ts'
import { letterShelf } from './shelf.ts'
import type { Piece } from './store.ts'

// Pieces of a package as they are gathered, and what is checked of them.

/** What is known of a piece before it is drawn. */
export interface PieceFacts {
  readonly runId: string
  readonly party: Party
  readonly aside: AsideReason | null
  readonly characters: string | null
  readonly chargeIds: readonly string[]
  readonly amount: Yen
  readonly slipIds: readonly string[]
  readonly aboutId: string | null
  readonly lineNo: number | null
  readonly sheets: number
}

export function pieceOf(office: Office, { party, ...facts }: PieceFacts): Piece {
  const envelope = envelopeOf(party, office)
  return {
    ...facts, pieceId: newId(), partyId: party.partyId, residentId: party.residentId, state: facts.aside === null ? 'ready' : 'aside', hasPostalCode: envelope.postalCode !== null,
    // Nobody sorts what is not in the pile, and a protected address is written down nowhere else.
    sortKey: facts.aside === null ? sortKeyOf({ postalCode: envelope.postalCode, lines: envelope.lines, household: party.number }) : '', letterNo: null, pieceNo: null, partNo: null,
  }
}

/** Who gets no paper in the pile whatever stands on it: protected, suppressed, or without an address — 引抜き. */
export async function stoppedParties(tx: Tx, parties: readonly Party[], kind: PackageKind): Promise<(party: Party) => AsideReason | null> {
  const stopped = await stoppedAmong(tx, parties.flatMap((party) => party.residentId ?? []), packageKinds[kind].output)
  return (party) => stopped.get(party.residentId ?? '') ?? (envelopeOf(party, tx.office).lines.length > 0 ? null : 'no-address')
}

/** Counts and sums of a page, for the totals of the run. */
export function totalsOf(pieces: readonly Piece[], looked: number): Readonly<Record<string, number>> {
  const ready = pieces.filter((one) => one.state === 'ready')
  const rest = pieces.filter((one) => one.state === 'aside')
  const sum = (all: readonly Piece[]): number => sumOf(all.map((one) => one.amount))
  return { pieces: ready.length, amount: sum(ready), aside: rest.length, 'aside-amount': sum(rest), looked, taken: pieces.reduce((total, one) => total + one.chargeIds.length, 0) }
}

/** What is checked of every package: its pieces are those that were counted, how many were taken out, how many have no postal code. */
export async function packageChecks(tx: Tx, run: RunFacts, totals: Readonly<Record<string, number>>): Promise<{ readonly sums: RunCheck; readonly aside: RunCheck; readonly postal: RunCheck }> {
  const sums = await sumOfPieces(tx, letterShelf, run.runId)
  const agrees = totals['pieces'] === sums.ready && totals['amount'] === sums.ready_amount && totals['aside'] === sums.aside
  return {
    sums: { code: 'sums', title: '集めたものとの一致', state: agrees ? 'passed' : 'stopped', detail: `刷る ${amountText(sums.ready)}通 ${yenText(sums.ready_amount)}、抜いた ${amountText(sums.aside)}通 ${yenText(sums.aside_amount)}` },
    aside: { code: 'aside', title: '一括から抜いたもの', state: sums.aside > 0 ? 'attention' : 'passed', detail: `${amountText(sums.aside)}通`, path: `collection/letter-package/${run.runId}` },
    postal: postalCheck(sums),
  }
}

import type { Tx } from '../../platform/command/tx.ts'

/** The invented towns of every first start: for examples one asks the other. */
const inventedTowns = ['992011', '993018']

/** Another town of this system, for examples. */
export async function findNeighbour(tx: Tx): Promise<string | undefined> {
  for (const code of inventedTowns) if (code !== tx.office.code && await tx.services.isTownHere(tx, code)) return code
  return undefined
}

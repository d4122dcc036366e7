import type { Tx } from '../../platform/command/tx.ts'
import type { MovingIn, MovingOut } from '../inputs.ts'
import { findItem } from './store.ts'

/** The town that is told of a move-out by message: filed with the card, and on this system; null where nobody is — 転出証明書情報の送り先. */
export async function townOfHandOver(tx: Tx, filed: Pick<MovingOut, 'isCardBased' | 'to'>): Promise<string | null> {
  const code = filed.isCardBased && filed.to.kind === 'domestic' ? filed.to.municipalityCode : null
  return code !== null && code !== tx.office.code && await tx.services.isTownHere(tx, code) ? code : null
}

/** The town that is told of an arrival by message: the one whose certificate or message the filing rests on — 転入通知の送り先. */
export async function townOfArrival(tx: Tx, filed: Pick<MovingIn, 'oneStopId'>): Promise<string | null> {
  const item = filed.oneStopId === null ? undefined : await findItem(tx, filed.oneStopId)
  if (item === undefined || item.origin === 'portal' || item.counterpartCode === null) return null
  return await tx.services.isTownHere(tx, item.counterpartCode) ? item.counterpartCode : null
}

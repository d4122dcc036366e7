import type { Tx } from '../../platform/command/tx.ts'
import { mayLookBehind } from '../protection/measure-views.ts'
import type { Item } from './model.ts'

/** A move of whose people the other town says that somebody is protected is for the officer in charge alone. */
export function mayHandle(tx: Tx, item: Pick<Item, 'isProtected'>): boolean {
  return !item.isProtected || tx.actor.permissions.has(mayLookBehind)
}

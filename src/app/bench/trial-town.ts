import { randomUUID } from 'node:crypto'
import type { Command, Query } from '../../platform/command/define.ts'
import type { Caller, CommandAnswer, QueryAnswer } from '../../platform/command/runner.ts'
import type { Actor, Tx } from '../../platform/command/tx.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Yakuba } from '../wiring.ts'

/** One of the two towns on which the building is tried. */
export interface TrialTown {
  readonly tenant: number
  readonly code: string
  /** A staff member with every permission; `as` makes another. */
  readonly actor: Actor
  caller(actor?: Actor): Caller
  /** Through the real runner; `key` and `previewId` as a form would send them. */
  run<I, V>(command: Command<I, V>, input: unknown, how?: { key?: string; previewId?: string | null; dry?: boolean; actor?: Actor }): Promise<CommandAnswer<V>>
  ask<I, V>(query: Query<I, V>, input: unknown, actor?: Actor): Promise<QueryAnswer<V>>
  /** A bare transaction of this town. */
  tx<T>(work: (tx: Tx) => Promise<T>, actor?: Actor): Promise<T>
}

/** The two towns in one database. */
export interface TrialTowns {
  readonly a: TrialTown
  readonly b: TrialTown
  readonly yakuba: Yakuba
  readonly database: Database
  /** URLs of the database: the server's administrator and the program. */
  readonly urls: { readonly admin: string; readonly app: string }
}

/** A town with a staff member who may do everything. */
export function trialTown(yakuba: Yakuba, tenant: number, code: string): TrialTown {
  const actor = staffMember(yakuba, { id: tenant === 1 ? '00000000-0000-7000-8000-0000000000a1' : '00000000-0000-7000-8000-0000000000b1' })
  const caller = (who: Actor = actor): Caller => ({ tenant, actor: who, purpose: '試験', correlationId: `test-${randomUUID()}` })
  return {
    tenant, code, actor, caller,
    run: (command, input, how = {}) => yakuba.runner.run(caller(how.actor), { command, input, key: how.key ?? randomUUID(), previewId: how.previewId, dry: how.dry }),
    ask: (query, input, who) => yakuba.runner.ask(caller(who), query, input),
    tx: (work, who) => yakuba.runner.transaction(caller(who), work),
  }
}

/** A staff member; with every permission of the building unless told. */
export function staffMember(yakuba: Yakuba, how: { id?: string; permissions?: readonly string[] } = {}): Actor {
  return {
    id: how.id ?? randomUUID(), kind: 'staff', name: '試験　花子', section: '住民課', desk: '1番窓口',
    permissions: new Set(how.permissions ?? yakuba.registry.permissions.keys()),
  }
}

/** The value of an accepted answer; a refusal stops the trial with its sentences. */
export function valueOf<V>(answer: CommandAnswer<V> | QueryAnswer<V>): V {
  if (answer.ok) return answer.value
  throw new Error(`refused: ${answer.refusals.map((refusal) => `${refusal.code} ${refusal.field ?? ''} ${refusal.message}`).join(' / ')}`)
}

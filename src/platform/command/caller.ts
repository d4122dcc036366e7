import type { Actor, Tx } from './tx.ts'

/** Who asks, for which town, and why. */
export interface Caller {
  readonly tenant: number
  readonly actor: Actor
  readonly purpose: string | null
  readonly correlationId: string
  /**
   * Where the request begins with its actor as read last: reads the actor inside the transaction, the very object where nothing
   * has changed, undefined where nobody is behind the key any more.
   */
  readonly readActorAgain?: ReadActor
}

/** Where and when an actor is read. */
export type ActorPlace = Pick<Tx, 'db' | 'tenant' | 'now' | 'today'>
export type ReadActor = (at: ActorPlace) => Promise<Actor | undefined>

/** Thrown where a request that began with its actor as read last finds another: nothing is kept or answered, and the edge looks up anew who asks. */
export class ActorHasChanged extends Error {}

/** Reads the actor again in the transaction; nothing may leave it before. */
export async function confirmActor({ actor, readActorAgain }: Caller, at: ActorPlace): Promise<void> {
  if (readActorAgain !== undefined && await readActorAgain(at) !== actor) throw new ActorHasChanged()
}

import type { ReadActor } from '../command/runner.ts'
import type { Actor } from '../command/tx.ts'

/** What http needs of `access/`, handed in by wiring. */
export interface AccessPort {
  /** The staff member of a session cookie, or undefined where it is none, over or of another town. */
  findSession(tenant: number, token: string): Promise<Session | undefined>
  /** Who is behind a bearer key of this town, or undefined where nobody is. */
  findApiKey(tenant: number, key: string): Promise<KeyHolder | undefined>
  signOut(tenant: number, token: string): Promise<void>
}

/** The actor of a key; as read last where it is to be read again in the transaction of the request. */
export interface KeyHolder {
  readonly actor: Actor
  readonly readActorAgain?: ReadActor
}

export interface Session {
  readonly actor: Actor
  readonly token: string
  readonly purpose: string | null
}

/** What http needs of `tenancy/`. */
export interface TownPort {
  findTenant(code: string): Promise<number | undefined>
}

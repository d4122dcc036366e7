import type { Actor } from '../command/tx.ts'

/** What http needs of `access/`, handed in by wiring. */
export interface AccessPort {
  /** The staff member of a session cookie, or undefined where it is none, over or of another town. */
  findSession(tenant: number, token: string): Promise<Session | undefined>
  /** The actor of a bearer key of this town. */
  findApiKey(tenant: number, key: string): Promise<Actor | undefined>
  signOut(tenant: number, token: string): Promise<void>
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

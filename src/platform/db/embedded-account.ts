import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { StartRefused } from './embedded-errors.ts'

/** Whose processes and files the embedded server's are. */
export interface Account {
  /** Handed to `spawn`; absent when the server runs as we do. */
  readonly uid?: number
  readonly gid?: number
  readonly name: string
}

/**
 * The account the server runs under: ours, or, since the server refuses root, `postgres` or `nobody`.
 * @param existing an existing data folder; its owner keeps it
 */
export function serverAccount(existing: string): Account {
  if (process.getuid?.() !== 0) return { name: `uid ${process.getuid?.() ?? ''}` }
  const owner = statSync(existing, { throwIfNoEntry: false })
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, name: `uid ${owner.uid}` }
  const found = accountNamed('postgres') ?? accountNamed('nobody')
  if (found) return found
  throw new StartRefused('cannot-change-user', 'root では PostgreSQL を動かせず、代わりの利用者（postgres か nobody）もこの機械にありません。root でない利用者で実行してください。')
}

/** Runs a short program as the account and returns how it ended. */
export function runAs(account: Account, command: readonly [string, ...string[]], input?: string): SpawnSyncReturns<string> {
  const [program, ...args] = command
  const result = spawnSync(program, args, { ...identity(account), cwd: '/', env: serverEnvironment(), encoding: 'utf8', input: input ?? '' })
  if (isIdentityRefused(account, result.error)) throw cannotChangeUser(account, result.error)
  return result
}

/** Asks the system itself, by entering the folder as the account: rights, groups and access lists all count. */
export function canEnter(account: Account, folder: string): boolean {
  return runAs(account, ['/bin/sh', '-c', 'cd -- "$0"', folder]).status === 0
}

/** The part of the spawn options that says who runs it. */
export function identity(account: Account): { uid?: number; gid?: number } {
  return account.uid === undefined ? {} : { uid: account.uid, gid: account.gid }
}

/** Nothing of our own environment reaches the server: no locale, no `PG…` variable, no secret. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
}

function accountNamed(name: string): Account | undefined {
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid), name } : undefined
}

function isIdentityRefused(account: Account, error: Error | undefined): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  return account.uid !== undefined && (code === 'EPERM' || code === 'EINVAL')
}

function cannotChangeUser(account: Account, cause: unknown): StartRefused {
  return new StartRefused('cannot-change-user', `root では PostgreSQL を動かせず、利用者 ${account.name} に切り替えることもできません。root でない利用者で実行するか、環境変数 YAKUBA_DATABASE_URL にサーバーを指定してください。`, cause)
}

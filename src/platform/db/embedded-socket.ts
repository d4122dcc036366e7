import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { canEnter, type Account } from './embedded-account.ts'

/** Systems take paths of sockets up to some hundred bytes; the name of the socket needs twenty of them. */
const longestFolderBytes = 80
const prefix = 'yakuba-db-'

/**
 * A new folder for the Unix socket of a server, which only its account and ours may enter: a question by it costs two thirds of what it
 * costs by TCP. Outside the data folder, whose path may be too long and which may be copied while the server runs.
 * @returns null where there can be none; the server is then reached by TCP
 */
export function makeSocketFolder(account: Account): string | null {
  if (process.platform === 'win32' || Buffer.byteLength(tmpdir()) > longestFolderBytes) return null
  let folder: string | null = null
  try {
    folder = mkdtempSync(join(tmpdir(), prefix))
    if (account.uid === undefined || account.gid === undefined) return folder
    chownSync(folder, account.uid, account.gid)
    if (canEnter(account, folder)) return folder
  } catch { /* No such folder can be made here. */ }
  if (folder !== null) rmSync(folder, { recursive: true, force: true })
  return null
}

/** The folder of a running server where its socket still stands; somebody may have tidied it away. */
export function standingSocket({ port, socketFolder }: { readonly port: number; readonly socketFolder: string | null }): string | null {
  return socketFolder && existsSync(join(socketFolder, `.s.PGSQL.${port}`)) ? socketFolder : null
}

/** Removes the folder of a server that has ended; one that was not made here stays. */
export function removeSocketFolder(folder: string | null): void {
  if (folder !== null && basename(folder).startsWith(prefix)) rmSync(folder, { recursive: true, force: true })
}

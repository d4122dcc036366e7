import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../../src/platform/db/embedded-process.ts'
import { isRoot } from './support.ts'

/** A PostgreSQL that is not ours, as a town's own server would be. */
export interface ExternalServer { readonly url: string; readonly version: number; stop(): Promise<void> }

const installed = '/usr/lib/postgresql'

/**
 * Starts Debian's PostgreSQL in a folder, installing the package where we may.
 * @returns the server, or why there is none on this machine
 */
export async function debianServer(folder: string): Promise<ExternalServer | { readonly why: string }> {
  const version = oldestInstalled() ?? install()
  if (version === undefined) return leftOut(`no PostgreSQL in ${installed}, and this user may not apt-get install one`)
  const bin = join(installed, String(version), 'bin')
  const owner: { uid?: number; gid?: number } = isRoot ? idsOf('postgres') : {}
  mkdirSync(folder)
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid)
  const port = await freePort()
  const data = join(folder, 'data')
  const run = (program: string, args: readonly string[]) => execFileSync(join(bin, program), args, { ...owner, cwd: '/', env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' }, stdio: 'ignore' })
  run('initdb', ['-D', data, '-U', 'administrator', '-A', 'trust', '--encoding=UTF8', '--no-sync'])
  run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', `-p ${port} -h 127.0.0.1 -k '' -c fsync=off`, 'start'])
  const url = `postgresql://administrator@127.0.0.1:${port}/postgres`
  await untilAnswering(url)
  return { url, version, stop: async () => { run('pg_ctl', ['-D', data, '-m', 'fast', '-w', 'stop']) } }
}

function oldestInstalled(): number | undefined {
  const versions = existsSync(installed) ? readdirSync(installed).map(Number) : []
  return versions.filter((version) => version >= 15 && existsSync(join(installed, String(version), 'bin', 'initdb'))).sort((a, b) => a - b)[0]
}

function install(): number | undefined {
  if (!isRoot || spawnSync('apt-get', ['--version']).status !== 0) return undefined
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const lock = ['-q', '-o', 'DPkg::Lock::Timeout=300']
  spawnSync('apt-get', [...lock, 'update'], { env })
  spawnSync('apt-get', [...lock, '-y', 'install', '--no-install-recommends', 'postgresql'], { env })
  return oldestInstalled()
}

function idsOf(name: string): { uid: number; gid: number } {
  const number = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }).trim())
  return { uid: number('-u'), gid: number('-g') }
}

function leftOut(why: string): { readonly why: string } {
  process.stdout.write(`skipped: ${why}\n`)
  return { why }
}

async function untilAnswering(url: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (attempt === 100) throw error
      await sleep(50)
    }
  }
}

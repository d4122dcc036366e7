import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectDir } from './ci-steps.ts'

/** One package in `package-lock.json`. */
export interface LockEntry {
  version?: string
  dev?: boolean
  license?: string
  engines?: Readonly<Record<string, string>>
  optional?: boolean
  os?: readonly string[]
  cpu?: readonly string[]
  libc?: readonly string[]
  optionalDependencies?: Readonly<Record<string, string>>
}

export interface Lock { packages: Record<string, LockEntry> }

/** A package that the lock file leaves out although another names it with an exact version. */
export interface Gap { readonly key: string; readonly name: string; readonly version: string; readonly parent: LockEntry }

/**
 * Run this after `npm install` has changed `package-lock.json` on a machine whose registry does not carry every platform's
 * packages: npm then leaves those out, and `npm ci` refuses the file on every machine. It adds them by name and version.
 * @param args another lock file to complete, instead of the project's
 */
export async function main(args: readonly string[]): Promise<number> {
  const file = args[0] ?? join(projectDir, 'package-lock.json')
  const lock = JSON.parse(await readFile(file, 'utf8')) as Lock
  const added = completeLock(lock)
  await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`${added} packages of other platforms added to ${file}`)
  return 0
}

/** Adds what is missing, one by one: a package placed at the top decides where another version of it goes. */
export function completeLock(lock: Lock): number {
  for (let added = 0; ; added += 1) {
    const [gap] = findGaps(lock)
    if (!gap) {
      lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([one], [other]) => one.localeCompare(other, 'en')))
      return added
    }
    lock.packages[gap.key] = entryOf(gap)
  }
}

/** Optional packages with an exact version that the lock file does not hold where npm would look for them. */
export function findGaps(lock: Lock): Gap[] {
  return Object.entries(lock.packages).filter(([at]) => at !== '').flatMap(([at, parent]) =>
    Object.entries(parent.optionalDependencies ?? {})
      .filter(([name, version]) => /^\d/.test(version) && !placesOf(at, name).some((key) => lock.packages[key]?.version === version))
      .map(([name, version]) => {
        const [, beside = '', top = ''] = placesOf(at, name)
        return { key: lock.packages[top] ? beside : top, name, version, parent }
      }))
}

function placesOf(at: string, name: string): string[] {
  const own = `node_modules/${name}`
  return [`${at}/${own}`, `${at.slice(0, at.lastIndexOf('node_modules/'))}${own}`, own]
}

const cLibraries: Readonly<Record<string, string>> = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' }

/** The platform is read from the package's name, as these families of packages write it. */
function entryOf({ name, version, parent }: Gap): LockEntry {
  const [, os, cpu = '', library = ''] = /-?(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|x64|ia32|riscv64|ppc64|s390x)(?:-(\w+))?$/.exec(name) ?? []
  if (os === undefined) throw new Error(`${name} does not say its platform: add it to package-lock.json by hand`)
  const libc = os === 'linux' && cLibraries[library] !== undefined ? { libc: [cLibraries[library]] } : {}
  return {
    version, cpu: [cpu], ...(parent.dev ? { dev: true } : {}), ...libc, license: parent.license, optional: true, os: [os],
    ...(parent.engines ? { engines: parent.engines } : {}),
  }
}

if (process.argv[1]?.endsWith('ci-complete-lock.ts')) process.exitCode = await main(process.argv.slice(2))

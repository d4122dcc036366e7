import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ScannerAddress } from '../integrations/malware-scan/index.ts'

/** Settings from the environment, read once (`design.md` 7). */
export interface Settings {
  readonly port: number
  readonly host: string
  /** A PostgreSQL of the town's own, or null for the embedded one. */
  readonly databaseUrl: string | null
  readonly dataDir: string
  readonly keyFile: string
  /** Residents of each of the two towns that a first start makes. */
  readonly sampleResidents: number
  /** The daemon that searches files from outside for malicious code; null where there is none. */
  readonly scanner: ScannerAddress | null
}

/** Where the signed heads of the audit chain are kept, outside the database. */
export function headsFolder(settings: Settings): string {
  return join(settings.dataDir, 'audit-heads')
}

const project = fileURLToPath(new URL('../../', import.meta.url))

/** The folder of the program itself. */
export const projectFolder = project

/** Reads the settings; a value that cannot be meant is refused by name. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const port = Number(environment['PORT'] ?? '3000')
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new SettingRefused(`PORT には0から65535までの整数を入れてください（いまは「${environment['PORT']}」）。`)
  const databaseUrl = environment['YAKUBA_DATABASE_URL'] || null
  if (databaseUrl !== null && !/^postgres(ql)?:\/\//.test(databaseUrl)) throw new SettingRefused('YAKUBA_DATABASE_URL には postgres:// で始まる番地を入れてください。')
  const sampleResidents = Number(environment['YAKUBA_SAMPLE_RESIDENTS'] || '2000')
  if (!Number.isInteger(sampleResidents) || sampleResidents < 50 || sampleResidents > 100_000) throw new SettingRefused('YAKUBA_SAMPLE_RESIDENTS には50から100000までの整数を入れてください。')
  const dataDir = environment['YAKUBA_DATA_DIR'] || join(project, 'var')
  return { port, host: environment['YAKUBA_HOST'] || '127.0.0.1', databaseUrl, dataDir, keyFile: environment['YAKUBA_KEY_FILE'] || join(dataDir, 'yakuba.key'), sampleResidents, scanner: scannerIn(environment['YAKUBA_SCANNER'] || null) }
}

/** `host:port`, or the path of a socket. */
function scannerIn(text: string | null): ScannerAddress | null {
  if (text === null) return null
  if (text.startsWith('/')) return { path: text }
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? []
  if (!host || !port || Number(port) < 1 || Number(port) > 65_535) throw new SettingRefused('YAKUBA_SCANNER には「機械の名前:番号」か、ソケットの場所（/ で始まる）を入れてください。')
  return { host, port: Number(port) }
}

/** A start that cannot go on; the message says what to do. */
export class SettingRefused extends Error {
  override readonly name = 'SettingRefused'
}

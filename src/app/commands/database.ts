import { loadMasterKey } from '../../platform/crypto/index.ts'
import { rolesSql } from '../../platform/db/roles.ts'
import { readSettings } from '../settings.ts'

/** `npx yakuba database roles`: the SQL that an administrator runs once on a server that is not ours. It holds passwords: keep it off shared disks. */
export async function databaseCommand(args: readonly string[]): Promise<number> {
  if (args[0] !== 'roles') {
    process.stdout.write('使い方：npx yakuba database roles > roles.sql\n')
    return 2
  }
  process.stdout.write(`${rolesSql(loadMasterKey(readSettings(process.env).keyFile))}\n`)
  return 0
}

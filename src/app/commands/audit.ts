import { openHeads, verifyAudit } from '../../audit/index.ts'
import { openDatabase } from '../../platform/db/database.ts'
import { openYakuba } from '../open.ts'
import { headsFolder, readSettings } from '../settings.ts'

const print = (line: string): void => { process.stdout.write(`${line}\n`) }

/** `npx yakuba audit verify`: walks every town's trail and compares it with the signed heads. Exit code 1 where anything is wrong. */
export async function auditCommand(args: readonly string[]): Promise<number> {
  if (args[0] !== 'verify') {
    print('使い方：npx yakuba audit verify')
    return 2
  }
  const settings = readSettings(process.env)
  const open = await openYakuba(settings, { print: () => undefined, besideRunning: true })
  const database = openDatabase(open.urls.app, { max: 1, applicationName: 'yakuba-verify' })
  try {
    const verdicts = await verifyAudit(database, openHeads(headsFolder(settings)))
    for (const verdict of verdicts) {
      print(`${verdict.code}  ${verdict.rows}件  先端 ${verdict.heads}  ${verdict.faults.length === 0 ? '合っています' : '合いません'}`)
      for (const fault of verdict.faults) print(`  ${fault}`)
    }
    return verdicts.every((verdict) => verdict.faults.length === 0) ? 0 : 1
  } finally {
    await database.close()
    await open.close()
  }
}

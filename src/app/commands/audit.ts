import { openHeads, verifyAudit } from '../../audit/index.ts'
import { openDatabase } from '../../platform/db/database.ts'
import { openYakuba } from '../open.ts'
import { headsFolder, readSettings } from '../settings.ts'

const print = (line: string): void => { process.stdout.write(`${line}\n`) }
const usage = '使い方：npx yakuba audit verify [--database 番地 --heads フォルダー] [--key 公開鍵のSHA-256]'

/**
 * `npx yakuba audit verify`: walks every town's trail and compares it with the signed heads. Exit code 1 where anything is wrong.
 * With `--database` and `--heads` it needs neither the key file nor the program's own database user: whoever may read the
 * trail, and has a copy of the heads, can run it elsewhere.
 */
export async function auditCommand(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if (!options) { print(usage); return 2 }
  if (options.database !== undefined) return await verify(options.database, options)
  const open = await openYakuba(readSettings(process.env), { print: () => undefined, besideRunning: true })
  try { return await verify(open.urls.app, options) } finally { await open.close() }
}

interface Options { readonly database?: string; readonly heads?: string; readonly key?: string }

function readOptions(args: readonly string[]): Options | null {
  if (args[0] !== 'verify') return null
  const options: Record<string, string> = {}
  for (let index = 1; index < args.length; index += 2) {
    const [name, value] = [args[index], args[index + 1]]
    if (!['--database', '--heads', '--key'].includes(name ?? '') || value === undefined) return null
    options[name!.slice(2)] = value
  }
  return options['database'] === undefined || options['heads'] !== undefined ? options : null
}

async function verify(url: string, options: Options): Promise<number> {
  const database = openDatabase(url, { max: 1, applicationName: 'yakuba-verify' })
  try {
    const heads = openHeads(options.heads ?? headsFolder(readSettings(process.env)))
    const fingerprint = await heads.fingerprint()
    const isKey = options.key === undefined || options.key === fingerprint
    print(`署名の公開鍵 SHA-256  ${fingerprint ?? '（ありません）'}${isKey ? '' : '  渡された鍵と合いません。先端は別の鍵で署名し直されています。'}`)
    const verdicts = await verifyAudit(database, heads)
    for (const verdict of verdicts) {
      print(`${verdict.code}  ${verdict.rows}件  先端 ${verdict.heads}  ${verdict.faults.length === 0 ? '合っています' : '合いません'}`)
      for (const fault of verdict.faults) print(`  ${fault}`)
    }
    return isKey && verdicts.every((verdict) => verdict.faults.length === 0) ? 0 : 1
  } finally {
    await database.close()
  }
}

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { addDays } from '../../kernel/plain-date.ts'
import { systemCaller } from '../../platform/job/worker.ts'
import { listMunicipalities } from '../../tenancy/index.ts'
import { openYakuba } from '../open.ts'
import { listPayableCodes, paymentFile, reportKinds, type ReportKind } from '../sample/payments.ts'
import { readSettings } from '../settings.ts'

const print = (line: string): void => { process.stdout.write(`${line}\n`) }
const usage = '使い方：npx yakuba payments --town 団体コード [--kind preliminary|confirmed|cancelled] [--slip 44桁] [--limit 枚数] [--out ファイル]\n  研修の町で、出した納付書が店で納められたときに収納代行から届くCSVを作ります。画面の「収納」→「納付のファイル」で受け取ります。'

/** `npx yakuba payments --town CODE`: the agent's file for the slips of a practice town, to be taken in by hand. */
export async function paymentsCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { town: { type: 'string' }, kind: { type: 'string', default: 'confirmed' }, slip: { type: 'string' }, limit: { type: 'string', default: '1000' }, out: { type: 'string', default: 'payments.csv' } } })
  const limit = Number(values.limit)
  if (values.town === undefined || !isKind(values.kind) || !Number.isSafeInteger(limit) || limit < 1 || (values.slip !== undefined && !/^\d{44}$/.test(values.slip))) {
    print(usage)
    return 2
  }
  const open = await openYakuba(readSettings(process.env), { print: () => undefined, besideRunning: true })
  try {
    const town = (await open.database.transaction(null, async (db) => await listMunicipalities(db))).find((one) => one.code === values.town)
    if (!town) { print(`団体コード ${values.town} の町はありません。`); return 1 }
    const { codes, today, isPractice } = await open.yakuba.runner.transaction(systemCaller(town.tenant_id, 'payments'), async (tx) => ({
      codes: values.slip === undefined ? await listPayableCodes(tx, limit) : [values.slip], today: tx.today, isPractice: tx.office.environment === 'practice',
    }))
    if (!isPractice) { print('研修の町ではありません。本番の町の納付は、収納代行から届くファイルだけで記録します。'); return 1 }
    if (codes.length === 0) { print('店で納められる納付書がありません。「収納」で納付書を出してから、もう一度どうぞ。'); return 1 }
    const day = today.replaceAll('-', '')
    writeFileSync(values.out, paymentFile(codes, { kind: values.kind, day, time: '1015', fundsDay: addDays(today, 10).replaceAll('-', '') }))
    print(`${codes.length}枚分を ${values.out} に書きました。「収納」→「納付のファイル」で受け取ってください。`)
    return 0
  } finally {
    await open.close()
  }
}

function isKind(text: string): text is ReportKind {
  return text in reportKinds
}

import { parseArgs } from 'node:util'
import { folderLink } from '../../integrations/national-tax/index.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import { newId } from '../../platform/crypto/index.ts'
import { systemCaller } from '../../platform/job/worker.ts'
import type { ReturnsLink } from '../../tax/individual/index.ts'
import { listMunicipalities } from '../../tenancy/index.ts'
import { openYakuba } from '../open.ts'
import { readSettings } from '../settings.ts'
import type { Yakuba } from '../wiring.ts'

const print = (line: string): void => { process.stdout.write(`${line}\n`) }
const usage = '使い方：npx yakuba returns --town 団体コード --folder 場所\n  場所にある課税資料のCSV（docs/returns-csv.md）を、名前の順に取り込みます。取り込んだものは taken、断ったものは理由とともに refused へ移します。'

/** `npx yakuba returns --town CODE --folder DIR`: takes in what the link has brought, file by file. */
export async function returnsCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { town: { type: 'string' }, folder: { type: 'string' } } })
  if (values.town === undefined || values.folder === undefined) { print(usage); return 2 }
  const open = await openYakuba(readSettings(process.env), { print: () => undefined, besideRunning: true })
  try {
    const town = (await open.database.transaction(null, async (db) => await listMunicipalities(db))).find((one) => one.code === values.town)
    if (!town) { print(`団体コード ${values.town} の町はありません。`); return 1 }
    const { taken, refused } = await takeWaiting(open.yakuba, { tenant: town.tenant_id, link: folderLink(values.folder), print })
    print(`取り込んだファイル ${taken}、断ったファイル ${refused}。`)
    return refused > 0 ? 1 : 0
  } finally {
    await open.close()
  }
}

interface Taking { readonly tenant: number; readonly link: ReturnsLink; print(line: string): void }

/** Each file by the command of the screen, so that both are checked and remembered alike. */
export async function takeWaiting(yakuba: Yakuba, { tenant, link, print: say }: Taking): Promise<{ taken: number; refused: number }> {
  const command = yakuba.registry.commands.get('tax-individual.take-return-file')
  if (command === undefined) throw new Error('the tax that takes returns is wired')
  const system = systemCaller(tenant, 'returns')
  const caller = { ...system, purpose: '課税資料の連携', actor: { ...system.actor, permissions: new Set([command.permission]) } }
  const counts = { taken: 0, refused: 0 }
  for (const file of await link.waiting()) {
    const answer = await yakuba.runner.run(caller, { command, input: { fileBase64: Buffer.from(await file.bytes()).toString('base64'), channel: 'link' }, key: newId() })
    // A file that was taken in before the move was, is in.
    if (answer.ok || answer.refusals.every((one) => one.code === 'tax-individual.file-twice')) { await link.taken(file.name); counts.taken += 1; say(`取り込みました：${file.name}`); continue }
    await link.refused(file.name, answer.refusals.map(sentenceOf))
    counts.refused += 1
    say(`断りました：${file.name}（直すところ ${answer.refusals.length}）`)
  }
  return counts
}

function sentenceOf({ line, field, message, remedy }: Refusal): string {
  return `${line === null ? '' : `${line}行目 `}${field === null ? '' : `${field}：`}${message}${remedy}`
}

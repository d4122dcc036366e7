import { parseArgs } from 'node:util'
import { enterSampleStaff } from '../../access/index.ts'
import { stopwatch, systemClock } from '../../platform/clock/index.ts'
import { withClient } from '../../platform/db/roles.ts'
import { systemCaller } from '../../platform/job/worker.ts'
import { listMunicipalities } from '../../tenancy/index.ts'
import { openYakuba, type OpenYakuba } from '../open.ts'
import { inventMunicipality } from '../sample/elsewhere.ts'
import { sampleTowns } from '../sample-towns.ts'
import { fillLargeTown } from '../sample-town.ts'
import { makePages, measureShares, sharesAsMarkdown } from '../sample/shares.ts'
import { readSettings } from '../settings.ts'

const print = (line: string): void => { process.stdout.write(`${line}\n`) }

const usage = '使い方：npx yakuba sample --residents 人数 --seed 種 [--town 団体コード] [--shares]\n  団体コードのない町は新しく作ります。同じ種からは、いつも同じ町ができます。\n  --shares を付けると、町を作らずに、年齢や世帯の割合の表を出します。'

/** `npx yakuba sample --residents N --seed S [--town CODE]`: an invented municipality with invented people. */
export async function sampleCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { residents: { type: 'string' }, seed: { type: 'string', default: '1' }, town: { type: 'string' }, shares: { type: 'boolean', default: false } } })
  const [residents, seed] = [Number(values.residents), Number(values.seed)]
  if (!Number.isSafeInteger(residents) || residents < 1 || residents > 5_000_000 || !Number.isSafeInteger(seed) || seed < 0 || seed > 1_000_000) {
    print(usage)
    return 2
  }
  if (values.shares) {
    print(sharesAsMarkdown(measureShares(makePages(sampleTowns[0], { residents, seed }))))
    return 0
  }
  const open = await openYakuba(readSettings(process.env), { clock: systemClock, print })
  try {
    const watch = stopwatch()
    const town = values.town === undefined ? await makeTown(open, seed) : await findTown(open, values.town)
    if (!town) {
      print(`団体コード ${values.town} の町はありません。--town を付けずに始めると、新しい町を作ります。`)
      return 1
    }
    print(`${town.name}（${town.code}）に${residents.toLocaleString('ja-JP')}人の架空の町民を入れます。`)
    await fillLargeTown(open, town.tenant_id, { residents, seed, print })
    print(`できました（${watch().toFixed(1)}秒）。  /${town.code}/`)
    return 0
  } finally {
    await open.close()
  }
}

interface Town { readonly tenant_id: number; readonly code: string; readonly name: string }

async function listTowns(open: OpenYakuba): Promise<readonly Town[]> {
  return await open.database.transaction(null, async (db) => await listMunicipalities(db))
}

async function findTown(open: OpenYakuba, code: string): Promise<Town | undefined> {
  return (await listTowns(open)).find((town) => town.code === code)
}

/** A further practice municipality with a code that no real one has, and its staff. */
async function makeTown(open: OpenYakuba, seed: number): Promise<Town> {
  const towns = await listTowns(open)
  let serial = 1
  while (towns.some((town) => town.code === inventMunicipality(seed, serial).code)) serial += 1
  const invented = inventMunicipality(seed, serial)
  const tenant = Math.max(0, ...towns.map((town) => town.tenant_id)) + 1
  const postalCode = `997${String((serial * 211) % 10_000).padStart(4, '0')}`
  await withClient(open.urls.owner, async (client) => {
    await client.query(
      `insert into tenancy.municipality (tenant_id, code, name, kana, prefecture, kind, mayor, mayor_title, postal_code, address, phone, environment)
       values ($1, $2, $3, $4, $5, 'city', '朝倉　悠子', $6, $7, $8, '0999-33-3333', 'practice')`,
      [tenant, invented.code, invented.name, invented.kana, invented.prefecture, `${invented.name}長`, postalCode, `${invented.prefecture}${invented.name}港本町一丁目1番1号`])
  })
  const permissions = [...open.yakuba.registry.permissions.keys()]
  await open.yakuba.runner.transaction(systemCaller(tenant, 'sample'), async (tx) => { await enterSampleStaff(tx, permissions) })
  return { tenant_id: tenant, code: invented.code, name: invented.name }
}

import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testKey } from '../../test/support/key.ts'
import { useTowns } from '../../test/support/town.ts'
import { auditCommand } from '../app/commands/audit.ts'
import { openDatabase, type Database } from '../platform/db/database.ts'
import { localDisk, type DiskAdapter } from '../platform/files/index.ts'
import { firstDigest, nextDigest, type ChainedRow } from './chain.ts'
import type { SignedHead } from './heads.ts'
import { openHeads, sealAll, signingKey, verifyAudit } from './index.ts'

const towns = useTowns(import.meta.url)
const key = signingKey(testKey)
const folder = (): string => join(towns.folder, 'heads')
const fileOf = (name: string): string => join(folder(), name)

/** Three days of both towns; whatever a test breaks is mended before the next one. */
const days = ['2026-04-01', '2026-04-02', '2026-04-03'] as const
const sealing: { database?: Database } = {}
beforeAll(async () => {
  sealing.database = openDatabase(towns.urls.seal, { max: 2 })
  for (const day of days) {
    towns.clock.set(`${day}T01:00:00Z`)
    for (const town of [towns.a, towns.b]) for (let n = 0; n < 3; n += 1) await view(town)
    await sealEverything()
  }
})
afterAll(async () => { await sealing.database?.close() })

/** Other databases of this server may hold a transaction open for a moment; what is younger has to wait for it. */
async function sealEverything(): Promise<void> {
  for (;;) {
    expect((await seal()).failures).toEqual([])
    const [row] = await towns.ask<{ waiting: number }>(`select count(*)::int as waiting from audit.entry e where not exists (select 1 from audit.link l where l.tenant_id = e.tenant_id and l.entry_id = e.id)`)
    if (row?.waiting === 0) return
    await sleep(50)
  }
}

async function view(town: typeof towns.a): Promise<void> {
  await town.tx((tx) => tx.services.writeAudit(tx, { action: 'view', output: 'trial.card', subjectIds: [], numberRevealed: false, asOf: null, outcome: 'done', detailDigest: 'x' }))
}

/** One round of a sealer that has just been started. */
async function seal(disk: DiskAdapter = localDisk): Promise<{ count: number; failures: readonly string[] }> {
  const failures: string[] = []
  const count = await sealAll({ database: sealing.database!, clock: towns.clock, heads: openHeads(folder(), key, disk), onFailure: (error) => { failures.push((error as Error).message) } })
  return { count, failures }
}

async function sealUntilRefused(disk?: DiskAdapter): Promise<string> {
  for (;;) {
    const [failure] = (await seal(disk)).failures
    if (failure !== undefined) return failure
    await sleep(50)
  }
}

async function faultsOf(code: string): Promise<readonly string[]> {
  const verdicts = await verifyAudit(towns.database, openHeads(folder()))
  return verdicts.find((verdict) => verdict.code === code)?.faults ?? ['no verdict']
}

/** Does something as the server's superuser, and to the folder of heads, and takes it back after the look. */
async function spoiled(statements: readonly string[], look: () => Promise<void>): Promise<void> {
  const saved = join(towns.folder, 'heads-saved')
  cpSync(folder(), saved, { recursive: true })
  await towns.ask('create table audit.kept_entry as table audit.entry; create table audit.kept_link as table audit.link; create table audit.kept_state as table audit.seal_state')
  for (const statement of statements) await towns.ask(statement)
  try { await look() } finally {
    await towns.ask(`truncate audit.entry, audit.link, audit.seal_state; insert into audit.entry table audit.kept_entry; insert into audit.link table audit.kept_link;
      insert into audit.seal_state table audit.kept_state; drop table audit.kept_entry, audit.kept_link, audit.kept_state`)
    rmSync(folder(), { recursive: true })
    cpSync(saved, folder(), { recursive: true })
    rmSync(saved, { recursive: true })
  }
}

/** Takes rows of the town 1 away together with their links, closes the gap in the numbers, and makes chain and state new. */
async function removeAndRebuild(condition: string): Promise<void> {
  await towns.ask(`with gone as (delete from audit.entry e where tenant_id = 1 and ${condition} returning id) delete from audit.link l using gone where l.tenant_id = 1 and l.entry_id = gone.id`)
  await towns.ask(`update audit.link l set seq = -n.seq from (select entry_id, row_number() over (order by seq) as seq from audit.link where tenant_id = 1) n where l.tenant_id = 1 and n.entry_id = l.entry_id`)
  await towns.ask(`update audit.link set seq = -seq where tenant_id = 1`)
  await rebuildChain()
}

async function rebuildChain(): Promise<void> {
  const rows = await towns.ask<{ seq: string; row: ChainedRow }>(`select l.seq, to_jsonb(e) as row from audit.link l join audit.entry e on e.tenant_id = l.tenant_id and e.id = l.entry_id where l.tenant_id = 1 order by l.seq`)
  let digest = firstDigest
  for (const { seq, row } of rows) {
    digest = nextDigest(digest, row)
    await towns.ask('update audit.link set chain_digest = $1 where tenant_id = 1 and seq = $2', [digest, seq])
  }
  await towns.ask('update audit.seal_state set seq = $1, chain_digest = $2 where tenant_id = 1', [rows.at(-1)?.seq ?? 0, digest])
}

function changeHeads(change: (heads: SignedHead[]) => SignedHead[]): void {
  const heads = JSON.parse(readFileSync(fileOf('992011.json'), 'utf8')) as SignedHead[]
  writeFileSync(fileOf('992011.json'), JSON.stringify(change(heads)))
}

test('an untouched trail verifies, in both towns', async () => {
  expect(await faultsOf('992011')).toEqual([])
  expect(await faultsOf('993018')).toEqual([])
})

test('one byte of an old row changed by the superuser is found', async () => {
  await spoiled([`update audit.entry set output = 'trial.cord' where tenant_id = 1 and id = (select entry_id from audit.link where tenant_id = 1 and seq = 2)`], async () => {
    expect(await faultsOf('992011')).toEqual([expect.stringContaining('2 件目の行が書き換えられています')])
    expect(await faultsOf('993018')).toEqual([])
  })
})

test('the newest rows taken away together with their links are missed', async () => {
  await spoiled([
    `with gone as (delete from audit.link where tenant_id = 1 and seq > (select max(seq) - 2 from audit.link where tenant_id = 1) returning entry_id) delete from audit.entry e using gone where e.tenant_id = 1 and e.id = gone.entry_id`,
  ], async () => { expect((await faultsOf('992011')).join()).toContain('新しい行が消されています') })
})

test('a changed row with the chain rebuilt after it still disagrees with the signed head', async () => {
  await spoiled([`update audit.entry set outcome = 'dane' where tenant_id = 1 and id = (select entry_id from audit.link where tenant_id = 1 and seq = 1)`], async () => {
    await rebuildChain()
    expect((await faultsOf('992011')).join()).toContain('連鎖が作り直されています')
  })
})

test('a row slipped in behind the sealer is found', async () => {
  await spoiled([`insert into audit.entry select tenant_id, gen_random_uuid(), xid, at, actor_id, actor_kind, desk, purpose, action, output, subject_ids, number_revealed, as_of, outcome, correlation_id, detail_digest from audit.entry where tenant_id = 1 order by xid limit 1`], async () => {
    expect((await faultsOf('992011')).join()).toContain('連鎖にない行')
  })
})

test('the program itself can neither change an entry nor write a link', async () => {
  await expect(towns.a.tx((tx) => tx.db.client.query(`update audit.entry set outcome = 'x' where tenant_id = 1`))).rejects.toThrow(/permission denied/)
  await expect(towns.a.tx((tx) => tx.db.client.query(`insert into audit.link values (1, 999, gen_random_uuid(), '\\x00')`))).rejects.toThrow(/permission denied/)
})

test('two rows that change places are found, whether their contents or their links are swapped', async () => {
  await spoiled([`update audit.link l set entry_id = gen_random_uuid() where false; update audit.link set seq = -seq where tenant_id = 1 and seq in (1, 2); update audit.link set seq = 3 + seq where tenant_id = 1 and seq in (-1, -2)`], async () => {
    expect((await faultsOf('992011')).join()).toContain('1 件目の行が書き換えられています')
  })
  await spoiled([`update audit.entry e set at = o.at, correlation_id = o.correlation_id from audit.entry o, audit.link le, audit.link lo where e.tenant_id = 1 and o.tenant_id = 1 and le.tenant_id = 1 and lo.tenant_id = 1
    and le.entry_id = e.id and lo.entry_id = o.id and ((le.seq = 1 and lo.seq = 2) or (le.seq = 2 and lo.seq = 1))`], async () => {
    expect((await faultsOf('992011')).length).toBe(2)
    expect(await faultsOf('993018')).toEqual([])
  })
})

test('a town that is removed with all its rows is missed', async () => {
  await towns.ask(`begin; set local session_replication_role = replica; create table tenancy.kept as table tenancy.municipality; delete from tenancy.municipality where tenant_id = 1; commit`)
  try { expect((await faultsOf('992011')).join()).toContain('町の記録ごと消されています') } finally {
    await towns.ask(`begin; set local session_replication_role = replica; insert into tenancy.municipality select * from tenancy.kept where tenant_id = 1; drop table tenancy.kept; commit`)
  }
})

describe('a whole day', () => {
  test('in the middle that is taken away with its head, the chain made new after it, is missed', async () => {
    await spoiled([], async () => {
      await removeAndRebuild(`(at at time zone 'Asia/Tokyo')::date = '${days[1]}'`)
      changeHeads((heads) => heads.filter((head) => head.day !== days[1]))
      const faults = (await faultsOf('992011')).join()
      expect(faults).toContain(`${days[2]} の先端の前にあった先端が、消されたか`)
      expect(faults).toContain('新しい行が消されています')
    })
  })

  test('that is the newest, taken away with its rows, links, state and head, is missed by the roster', async () => {
    await spoiled([], async () => {
      await removeAndRebuild(`(at at time zone 'Asia/Tokyo')::date = '${days[2]}'`)
      changeHeads((heads) => heads.filter((head) => head.day !== days[2]))
      expect(await faultsOf('992011')).toEqual([expect.stringContaining('先端が消されたか、古いものに戻されています')])
    })
  })
})

describe('the folder of heads', () => {
  test.each([
    ['the file of a town is deleted', () => { rmSync(fileOf('992011.json')) }, '署名した先端が一つもありません'],
    ['every file is deleted', () => { for (const name of ['992011.json', '993018.json', 'roster.json']) rmSync(fileOf(name)) }, '署名した先端が一つもありません'],
    ['the roster is deleted', () => { rmSync(fileOf('roster.json')) }, '先端の一覧（roster.json）がない'],
    ['the public key is deleted', () => { rmSync(fileOf('public-key.pem')) }, '公開鍵がありません'],
    ['a head is changed', () => { changeHeads((heads) => heads.map((head) => ({ ...head, chainDigest: '00' }))) }, '署名が合いません'],
    ['the head of another town is put in its place', () => { cpSync(fileOf('993018.json'), fileOf('992011.json')) }, '署名が合いません'],
  ])('where %s, that is told', async (_what, harm, told) => {
    await spoiled([], async () => {
      harm()
      expect((await faultsOf('992011')).join()).toContain(told)
    })
  })
})

describe('the sealer', () => {
  test('signs nothing over a chain of today that was made new behind it, so that the fault stays visible', async () => {
    await spoiled([`update audit.entry set outcome = 'dane' where tenant_id = 1 and id = (select entry_id from audit.link where tenant_id = 1 order by seq desc limit 1)`], async () => {
      await rebuildChain()
      await view(towns.a)
      await view(towns.b)
      expect(await sealUntilRefused()).toBe('head-differs')
      expect((await faultsOf('992011')).join()).toContain('連鎖が作り直されています')
      expect(await faultsOf('993018')).toEqual([])
    })
  })

  test.each([
    ['are gone', () => { rmSync(fileOf('992011.json')) }],
    ['are changed', () => { changeHeads((heads) => heads.slice(0, 1)) }],
  ])('begins no new line of heads where those of a town %s', async (_what, harm) => {
    await spoiled([], async () => {
      harm()
      await view(towns.a)
      expect(await sealUntilRefused()).toBe('heads-broken')
      expect((await faultsOf('992011')).length).toBeGreaterThan(0)
    })
  })

  test('goes on where a full disk stopped it between the chain and the head, and holds no other town up', async () => {
    const disk: DiskAdapter = { ...localDisk, write: async (path, bytes) => { if (path.endsWith('992011.json')) throw new Error('no space'); await localDisk.write(path, bytes) } }
    await view(towns.a)
    await view(towns.b)
    expect(await sealUntilRefused(disk)).toBe('no space')
    expect([await faultsOf('992011'), await faultsOf('993018')]).toEqual([[], []])
    await view(towns.a)
    await sealEverything()
    expect(await faultsOf('992011')).toEqual([])
  })
})

describe('npx yakuba audit verify', () => {
  const run = async (...more: string[]): Promise<number> => await auditCommand(['verify', '--database', outsiderUrl(), '--heads', folder(), ...more])

  function outsiderUrl(): string {
    const url = new URL(towns.urls.admin)
    url.username = 'outsider'
    url.password = 'trial'
    return url.toString()
  }

  test('is run by an outsider who may only read the trail, and ends with 1 where the superuser changed one byte', async () => {
    await towns.ask(`do $$ begin create role outsider login password 'trial'; exception when duplicate_object then null; end $$`)
    await towns.ask(`do $$ begin execute format('grant connect on database %I to outsider', current_database()); end $$; grant usage on schema audit, tenancy to outsider; grant select on audit.entry, audit.link, audit.seal_state, tenancy.pub_town, tenancy.municipality to outsider`)
    const fingerprint = await openHeads(folder()).fingerprint()
    expect(await run('--key', fingerprint ?? '')).toBe(0)
    expect(await run('--key', 'f'.repeat(64))).toBe(1)
    await spoiled([`update audit.entry set output = 'trial.cord' where tenant_id = 2 and id = (select entry_id from audit.link where tenant_id = 2 and seq = 2)`], async () => { expect(await run()).toBe(1) })
    expect(await auditCommand(['verify', '--database', outsiderUrl()])).toBe(2)
  })
})

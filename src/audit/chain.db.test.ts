import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { testKey } from '../../test/support/key.ts'
import { useTowns } from '../../test/support/town.ts'
import { openDatabase } from '../platform/db/database.ts'
import { withClient } from '../platform/db/roles.ts'
import { firstDigest, nextDigest, type ChainedRow } from './chain.ts'
import { openHeads, sealAll, signingKey, verifyAudit } from './index.ts'

const towns = useTowns(import.meta.url)
const key = signingKey(testKey)
const heads = () => openHeads(join(towns.folder, 'heads'), key)

/** Works on a copy of the trail's present state: what a test breaks is mended before the next one. */
beforeEach(async () => {
  for (const day of ['2026-04-01T01:00:00Z', '2026-04-02T01:00:00Z']) {
    towns.clock.set(day)
    for (const town of [towns.a, towns.b]) for (let n = 0; n < 3; n += 1) await view(town)
    await seal()
  }
})

async function view(town: typeof towns.a): Promise<void> {
  await town.tx((tx) => tx.services.writeAudit(tx, { action: 'view', output: 'trial.card', subjectIds: [], numberRevealed: false, asOf: null, outcome: 'done', detailDigest: 'x' }))
}

async function seal(): Promise<number> {
  const database = openDatabase(towns.urls.seal, { max: 2 })
  try { return await sealAll({ database, clock: towns.clock, heads: heads(), key, onFailure: (error) => { throw error } }) } finally { await database.close() }
}

async function faultsOf(code: string): Promise<readonly string[]> {
  const verdicts = await verifyAudit(towns.database, openHeads(join(towns.folder, 'heads')))
  return verdicts.find((verdict) => verdict.code === code)?.faults ?? ['no verdict']
}

/** Does something as the server's superuser and takes it back after the look. */
async function spoiled(statements: readonly string[], look: () => Promise<void>): Promise<void> {
  await withClient(towns.urls.admin, async (client) => {
    await client.query('create table audit.kept_entry as table audit.entry; create table audit.kept_link as table audit.link; create table audit.kept_state as table audit.seal_state')
    for (const statement of statements) await client.query(statement)
    await look()
    await client.query(`truncate audit.entry, audit.link, audit.seal_state; insert into audit.entry table audit.kept_entry; insert into audit.link table audit.kept_link;
      insert into audit.seal_state table audit.kept_state; drop table audit.kept_entry, audit.kept_link, audit.kept_state`)
  })
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

async function rebuildChain(): Promise<void> {
  await withClient(towns.urls.admin, async (client) => {
    const { rows } = await client.query<{ seq: number; row: ChainedRow }>(`select l.seq, to_jsonb(e) as row from audit.link l join audit.entry e on e.tenant_id = l.tenant_id and e.id = l.entry_id where l.tenant_id = 1 order by l.seq`)
    let digest = firstDigest
    for (const { seq, row } of rows) {
      digest = nextDigest(digest, row)
      await client.query('update audit.link set chain_digest = $1 where tenant_id = 1 and seq = $2', [digest, seq])
    }
  })
}

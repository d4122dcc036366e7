import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { differencesFrom, disturb, killTimes, openDay, type Day, type DisturbedRun, type Measured } from '../../src/app/bench/r3-kills.ts'
import { differencesOf, folderPart, nameIds, queuePart, readRows } from '../../src/app/bench/r3-rows.ts'
import { emptyTown } from '../../src/app/bench/r3-town.ts'
import { contexts } from '../../src/app/contexts.ts'
import { randomFor } from '../../src/app/sample/random.ts'
import { platformTables } from '../../src/platform/db/tables.ts'
import { withClient } from '../../src/platform/db/roles.ts'
import { fastFolder } from '../support/embedded.ts'

// `kill -9` of the program, and of the database, in the middle of a day's work on a server of this file alone. Every moment
// is drawn from the seed over the whole undisturbed run; afterwards every row of every town must be as if nothing had been.
// More of the same, up to a thousand kills, is `npm run bench -- R3`.

const seed = 20_260_601
const minutes = 60_000
const made: { day?: Day } = {}

beforeAll(async () => { made.day = await openDay({ fast: true, root: await fastFolder(), residents: 300, slips: 400, papersOfEach: 3 }) }, 10 * minutes)
afterAll(async () => { await made.day?.end() }, minutes)

function day(): Day {
  if (!made.day) throw new Error('the day is opened first')
  return made.day
}

function workNamed(name: string): Measured {
  const found = day().works.find((one) => one.work.name === name)
  if (!found) throw new Error(`no such work: ${name}`)
  return found
}

/** Nothing lost, nothing doubled, nothing left on the queue, and as many kills as planned. */
function expectUnharmed(runs: readonly DisturbedRun[], kills: number): void {
  expect(runs.flatMap((run) => run.differences.slice(0, 5))).toEqual([])
  expect(runs.map((run) => run.jobsLeft)).toEqual(runs.map(() => 0))
  expect(runs.reduce((sum, run) => sum + run.kills.length, 0)).toBe(kills)
}

describe('the program is killed and started again', () => {
  test('twelve times in annual assessments: pages and posting end as if nothing had been', async () => {
    expectUnharmed(await killTimes(day().parts, workNamed('batch'), { count: 12, perRun: 12, what: 'program', random: randomFor(seed, 1) }), 12)
  }, 10 * minutes)

  test('ten times while files of a collection agent are taken in and posted: each payment stands once', async () => {
    expectUnharmed(await killTimes(day().parts, workNamed('payment file'), { count: 10, perRun: 10, what: 'program', random: randomFor(seed, 2) }), 10)
  }, 10 * minutes)

  test('eight times while papers are issued: no number is missing, none is given twice', async () => {
    expectUnharmed(await killTimes(day().parts, workNamed('certificate'), { count: 8, perRun: 8, what: 'program', random: randomFor(seed, 3) }), 8)
  }, 10 * minutes)
})

test.each([['batch', 4], ['payment file', 5], ['certificate', 6]])('the database is killed under the living program (%s): the work goes on by itself and ends the same', async (name, stream) => {
  expectUnharmed(await killTimes(day().parts, workNamed(name), { count: 1, perRun: 1, what: 'database', random: randomFor(seed, stream) }), 1)
}, 10 * minutes)

describe('the comparison', () => {
  /** One statement on a copy of what the undisturbed run left, and what the comparison says of it. */
  async function changed(work: Measured, statement: string) {
    const { server } = day().parts
    await server.drop('kill_changed')
    await server.copy(work.after, 'kill_changed')
    const rows = await withClient(server.urlOf('kill_changed'), async (client) => {
      await client.query('set session_replication_role = replica')
      return (await client.query(statement)).rowCount
    })
    const differences = await differencesFrom(server, work, 'kill_changed')
    return { rows, told: differences.map(({ table, only }) => `${table}: ${only} only`).sort() }
  }
  const both = (table: string): string[] => [`${table}: disturbed only`, `${table}: undisturbed only`]

  test('covers every table of the building, the queue and the data folder', async () => {
    const names = [...platformTables, ...contexts.flatMap((context) => context.tables)].map((table) => table.name)
    const covered = [...(await readRows(day().parts.server.placeOf(workNamed('payment file').after))).keys()]
    expect(covered.sort()).toEqual([...names, queuePart, folderPart].sort())
  }, minutes)

  test('calls two undisturbed runs equal', async () => {
    expect((await disturb(day().parts, workNamed('payment file'), [])).differences).toEqual([])
  }, 10 * minutes)

  test.each([
    ['payment file', 'one lost row', 'delete from collection.payment_file_line where ctid = (select ctid from collection.payment_file_line limit 1)', ['collection.payment_file_line: undisturbed only']],
    ['payment file', 'one doubled row', `insert into collection.ledger select (jsonb_populate_record(l, jsonb_build_object('entry_id', gen_random_uuid()))).* from collection.ledger l order by recorded_at desc limit 1`, ['collection.ledger: disturbed only']],
    ['payment file', 'one yen', 'update collection.payment set amount = amount + 1 where ctid = (select ctid from collection.payment limit 1)', both('collection.payment')],
    ['certificate', 'one byte more', `update platform.file set bytes = bytes || '\\x00' where ctid = (select ctid from platform.file where bytes is not null limit 1)`, both('platform.file')],
    ['payment file', 'a job that is left on the queue', `select graphile_worker.add_job('schedule', '{"job": "left"}')`, [`${queuePart}: disturbed only`]],
  ])('after %s, finds %s', async (work, _what, statement, told) => {
    expect(await changed(workNamed(work), statement)).toEqual({ rows: 1, told })
  }, minutes)

  test('finds two payments of different people that have exchanged their slips', async () => {
    const exchanged = await changed(workNamed('payment file'), `
      with one as (select payment_id, party_id, slip_id from collection.payment where party_id is not null and slip_id is not null order by slip_id, payment_id limit 1),
        other as (select p.payment_id, p.slip_id from collection.payment p, one where p.slip_id is not null and p.party_id <> one.party_id order by p.slip_id, p.payment_id limit 1)
      update collection.payment p set slip_id = case when p.payment_id = one.payment_id then other.slip_id else one.slip_id end from one, other where p.payment_id in (one.payment_id, other.payment_id)`)
    expect(exchanged).toEqual({ rows: 2, told: [...both('collection.payment'), ...both('collection.payment')].sort() })
  }, minutes)

  test('finds a file that is missing in the data folder', async () => {
    const { server } = day().parts
    const undisturbed = readdirSync(server.placeOf(workNamed('payment file').after).folder)
    expect(undisturbed).toEqual([])
    for (const name of ['kill_whole', 'kill_robbed']) { await server.drop(name); await server.copy(emptyTown, name); writeFileSync(join(server.placeOf(name).folder, 'a-large-file'), 'sealed') }
    const nothing = new Set<string>()
    const [whole, same] = [nameIds(await readRows(server.placeOf('kill_whole')), nothing), nameIds(await readRows(server.placeOf('kill_robbed')), nothing)]
    expect(differencesOf(whole, same)).toEqual([])
    rmSync(join(server.placeOf('kill_robbed').folder, 'a-large-file'))
    const robbed = differencesOf(whole, nameIds(await readRows(server.placeOf('kill_robbed')), nothing))
    expect(robbed.map(({ table, only }) => ({ table, only }))).toEqual([{ table: folderPart, only: 'undisturbed' }])
  }, minutes)
})

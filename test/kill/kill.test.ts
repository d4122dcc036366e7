import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { disturb, killTimes, openDay, type Day, type DisturbedRun, type Measured } from '../../src/app/bench/r3-kills.ts'
import { differencesOf, readRows } from '../../src/app/bench/r3-rows.ts'
import { randomFor } from '../../src/app/sample/random.ts'
import { withClient } from '../../src/platform/db/roles.ts'

// `kill -9` of the program, and of the database, in the middle of a day's work on a server of this file alone. Every moment
// is drawn from the seed over the whole undisturbed run; afterwards every row of every town must be as if nothing had been.
// More of the same, up to a thousand kills, is `npm run bench -- R3`.

const seed = 20_260_601
const minutes = 60_000
const made: { day?: Day } = {}

beforeAll(async () => { made.day = await openDay({ fast: true, residents: 500, slips: 560, papersOfEach: 3 }) }, 10 * minutes)
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
    expectUnharmed(await killTimes(day().parts, workNamed('batch'), { count: 12, perRun: 4, what: 'program', random: randomFor(seed, 1) }), 12)
  }, 10 * minutes)

  test('ten times while files of a collection agent are taken in and posted: each payment stands once', async () => {
    expectUnharmed(await killTimes(day().parts, workNamed('payment file'), { count: 10, perRun: 4, what: 'program', random: randomFor(seed, 2) }), 10)
  }, 10 * minutes)

  test('eight times while papers are issued: no number is missing, none is given twice', async () => {
    expectUnharmed(await killTimes(day().parts, workNamed('certificate'), { count: 8, perRun: 4, what: 'program', random: randomFor(seed, 3) }), 8)
  }, 10 * minutes)
})

test.each([['batch', 4], ['payment file', 5], ['certificate', 6]])('the database is killed under the living program (%s): the work goes on by itself and ends the same', async (name, stream) => {
  expectUnharmed(await killTimes(day().parts, workNamed(name), { count: 1, perRun: 1, what: 'database', random: randomFor(seed, stream) }), 1)
}, 10 * minutes)

describe('the comparison', () => {
  test('calls two undisturbed runs equal, and finds one lost row, one doubled row and two exchanged owners', async () => {
    const work = workNamed('payment file')
    expect((await disturb(day().parts, work, [])).differences).toEqual([])
    const changed = async (statement: string) => {
      const { server } = day().parts
      await server.drop('kill_changed')
      await server.copy(work.after, 'kill_changed')
      await withClient(server.urlOf('kill_changed'), async (client) => { await client.query(`set session_replication_role = replica; ${statement}`) })
      return differencesOf({ undisturbed: work.rows, disturbed: await readRows(server.urlOf('kill_changed'), work.marks) }, work.known)
    }
    const lost = await changed('delete from collection.payment_notice where ctid = (select ctid from collection.payment_notice limit 1)')
    expect(lost.map(({ table, only }) => ({ table, only }))).toContainEqual({ table: 'collection.payment_notice', only: 'undisturbed' })
    const doubled = await changed(`insert into collection.ledger select (jsonb_populate_record(l, jsonb_build_object('entry_id', gen_random_uuid()))).* from collection.ledger l order by recorded_at desc limit 1`)
    expect(doubled.map(({ table, only }) => ({ table, only }))).toEqual([{ table: 'collection.ledger', only: 'disturbed' }])
    const exchanged = await changed(`
      with two as (select payment_id, party_id, slip_id, row_number() over (order by payment_id) as n from collection.payment where party_id is not null and party_id <> (select party_id from collection.payment order by payment_id desc limit 1) limit 1),
        other as (select payment_id, party_id, slip_id from collection.payment order by payment_id desc limit 1)
      update collection.payment p set slip_id = case when p.payment_id = two.payment_id then other.slip_id else two.slip_id end from two, other where p.payment_id in (two.payment_id, other.payment_id)`)
    expect(exchanged.length).toBeGreaterThan(0)
  }, 10 * minutes)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { disturb, drawKillsAmongPresses } from '../../src/app/bench/r3-kills.ts'
import { openYear, type YearRun } from '../../src/app/bench/y1-kills.ts'
import { randomFor } from '../../src/app/sample/random.ts'
import { fastFolder } from '../support/embedded.ts'

// Three months of a town with every way of paying and everything that goes wrong on it. Its books are held every night against a
// second book that knows the world outside alone; then the same months are lived through while the program is killed. A whole year
// of a large town is `npm run bench -- Y1 --size S`.

const minutes = 60_000
const seed = 20_260_702
const made: { year?: YearRun } = {}

beforeAll(async () => {
  made.year = await openYear({ fast: true, root: await fastFolder(), residents: 2_000, plan: { from: '2025-05-10', to: '2025-08-09', seed } })
}, 10 * minutes)
afterAll(async () => { await made.year?.end() }, minutes)

function year(): YearRun {
  if (!made.year) throw new Error('the months are lived through first')
  return made.year
}

/** What must have happened, so that nothing is called right because it never came. */
const irregular = ['files', 'refused', 'paid', 'undone', 'assigned', 'renewed', 'demands', 'credits', 'debits paid', 'debits failed', 'refunds decided', 'refunds transferred']
/** In three months each of these comes a few times or, by the order of ids, not at all: some of them come. */
const rare = ['takenBack', 'refunds withdrawn', 'refunds returned']

test('every account is right every night, every yen in suspense is explained, and everybody owes what the second book says', () => {
  const { faults, nights, suspense, persons, counts } = year().lived()
  expect(faults).toEqual([])
  expect({ nights, hasSuspense: suspense > 0, hasPersons: persons > 500 }).toEqual({ nights: 92, hasSuspense: true, hasPersons: true })
  expect(irregular.filter((what) => !((counts[what] ?? 0) > 0))).toEqual([])
  expect(rare.filter((what) => (counts[what] ?? 0) > 0)).not.toEqual([])
})

test('killed ten times, the same months leave the same ledger', async () => {
  const { parts, work } = year()
  const run = await disturb(parts, work, drawKillsAmongPresses(randomFor(seed, 1), { presses: work.presses, count: 10, what: 'program' }))
  expect({ kills: run.kills.length, differences: run.differences.slice(0, 5), jobsLeft: run.jobsLeft, faults: year().lived().faults }).toEqual({ kills: 10, differences: [], jobsLeft: 0, faults: [] })
}, 10 * minutes)

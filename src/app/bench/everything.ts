import { enterSampleStaff } from '../../access/index.ts'
import { issueSlips, raiseCharges } from '../../collection/index.ts'
import { addDays, fiscalYearOf, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { ensurePartiesForResidents } from '../../party/index.ts'
import type { Actor } from '../../platform/command/tx.ts'
import { doorsOf } from '../../platform/job/commands.ts'
import type { Batch } from '../../platform/job/define.ts'
import { runPage } from '../../platform/job/engine.ts'
import { newId } from '../../platform/crypto/index.ts'
import { withClient } from '../../platform/db/roles.ts'
import { listPersonsOn } from '../../resident/index.ts'
import { enterSampleOrdinance } from '../../tenancy/index.ts'
import { fillTown } from '../sample/fill.ts'
import { visitNeighbours } from './neighbours.ts'
import { staffMember, valueOf, type TrialTown, type TrialTowns } from './trial-town.ts'

/** Fills both towns with invented residents, the same ones every time. */
export async function fillBoth(towns: TrialTowns, residents = 200): Promise<void> {
  for (const town of [towns.a, towns.b]) await town.tx(enterSampleOrdinance)
  await fillTown(towns.yakuba, towns.a.tenant, { residents, seed: 11 })
  await fillTown(towns.yakuba, towns.b.tenant, { residents, seed: 12 })
  // As a first start does: without it the planner takes every new table for empty.
  await withClient(towns.urls.admin, async (client) => { await client.query('analyze') })
}

/** What some have owed for years, as a takeover leaves it: what is done about those who have not paid begins with it. */
export async function enterArrears(town: TrialTown): Promise<void> {
  await town.tx(async (tx) => {
    const rows = (await tx.db.client.query<{ id: string }>('select person_id as id from resident.person order by addressee_number limit 40')).rows
    const residents = (await listPersonsOn(tx, rows.map((row) => row.id))).filter((person) => person.status === 'resident')
    // The youngest owe no tax of their own: what is paid twice for them goes back to them.
    const spared = residents.toSorted((one, other) => other.birth.calc.localeCompare(one.birth.calc)).slice(0, 3)
    const debtors = residents.filter((person) => !spared.includes(person)).slice(0, 24)
    const parties = await ensurePartiesForResidents(tx, [...spared, ...debtors].map((person) => person.personId))
    const raise = async (persons: typeof residents, owed: (index: number) => ReturnType<typeof debtsOf>): Promise<readonly string[]> =>
      (await raiseCharges(tx, persons.flatMap((person, index) => owed(index).map((debt) => ({ ...debt, partyId: parties.get(person.personId)!, subjectId: null, noticeNo: null, sourceId: newId() }))))).chargeIds
    const [oldest = ''] = await raise(debtors, debtsOf)
    const only = await raise(spared, () => debtsOf(1).slice(-1))
    for (const chargeId of [oldest, ...only]) await issueSlips(tx, [{ chargeIds: [chargeId], usableUntil: addDays(tx.today, 10) }])
  })
}

/** The instalments of last year, and for some old ones that have lapsed. */
function debtsOf(index: number) {
  const days = [...(index % 3 === 0 ? ['2020-06-30', '2020-08-31'] : []), '2025-06-30', '2025-09-01', '2025-10-31', '2026-02-02']
  return days.map((dueOn, instalment) => ({ levyCode: 'individual-inhabitants-tax', instalment: instalment + 1, fiscalYear: fiscalYearOf(plainDate(dueOn)), dueOn: plainDate(dueOn), amount: yen(11_000 + 1_300 * index) }))
}

/**
 * Gives both towns residents and then something of everything: every batch is run to its end, and every command is
 * carried out with its own example by two officers in turn, so that what one command needs another has made or approved.
 */
export async function prepareEverything(towns: TrialTowns, residents = 300): Promise<void> {
  await fillBoth(towns, residents)
  await visitNeighbours(towns)
  for (const town of [towns.a, towns.b]) {
    await enterArrears(town)
    await town.tx(enterSampleOrdinance, staffMember(towns.yakuba))
    await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
    const [first, second, seen] = [town.actor, staffMember(towns.yakuba), new Set<string>()]
    await runEveryCommand(towns, town, { actor: first, seen, unless: undoing })
    const waiting = new Set(towns.yakuba.registry.batches.values())
    await runBatches(towns, town, waiting)
    await runEveryCommand(towns, town, { actor: second, seen, unless: undoing })
    await runBatches(towns, town, waiting)
    await runEveryCommand(towns, town, { actor: first, seen })
    await runEveryCommand(towns, town, { actor: second, seen })
    await runBatches(towns, town, waiting)
  }
}

/** Every batch of these that finds something to do; what it did is no longer waited for. */
async function runBatches(towns: TrialTowns, town: TrialTown, waiting: Set<Batch>): Promise<void> {
  for (const batch of waiting) for (let run = 0; run < (printing.test(batch.name) ? 3 : 1); run += 1) if (await runBatch(towns, town, batch) !== null) waiting.delete(batch)
}

/** Batches that print: one package after another may be withdrawn, and one still goes out. */
const printing = /-package$/

/** Commands that take back or end what another made: they come after everything was made, and once only, so that something of everything is left. */
export const undoing = /\.(revoke|send-back|withdraw|lift|close|cancel|end|confirm|reverse|spoil)/

/** Commands that let go on what was ended: whoever tries them needs something that stays ended. */
const restoring = /\.restore/

/** Every command that has an example, in the order of the registry; `seen` takes the names of those that were carried out. */
async function runEveryCommand(towns: TrialTowns, town: TrialTown, { actor, seen, unless }: { actor: Actor; seen: Set<string>; unless?: RegExp }): Promise<void> {
  for (const command of towns.yakuba.registry.commands.values()) {
    if (isBatchDoor(towns, command.name) || restoring.test(command.name) || unless?.test(command.name) || (seen.has(command.name) && undoing.test(command.name))) continue
    const input = await town.tx((tx) => command.example(tx), actor)
    if (input !== null && (await town.run(command, input, { actor })).ok) seen.add(command.name)
  }
}

function isBatchDoor(towns: TrialTowns, name: string): boolean {
  return [...towns.yakuba.registry.batches.values()].some((batch) => Object.values(doorsOf(batch)).some((door) => door.name === name))
}

/** Opens a run, works through its pages, has another officer approve it, and posts it. A batch with nothing to do is left. */
export async function runBatch(towns: TrialTowns, town: TrialTown, batch: Batch): Promise<string | null> {
  const doors = doorsOf(batch)
  const input = await town.tx((tx) => batch.example(tx))
  if (input === null) return null
  const opened = await town.run(doors.open, input)
  if (!opened.ok) return null
  const { runId } = opened.value
  await workThrough(town, batch, runId)
  const view = valueOf(await town.ask(doors.run, { runId }))
  const approver = staffMember(towns.yakuba)
  valueOf(await town.run(doors.approve, { runId, total: view.progress.amountYen ?? 0 }, { actor: approver }))
  await workThrough(town, batch, runId)
  return runId
}

async function workThrough(town: TrialTown, batch: Batch, runId: string): Promise<void> {
  let next: 'more' | 'stop' = 'more'
  while (next === 'more') next = await town.tx((tx) => runPage(tx, batch, runId))
}

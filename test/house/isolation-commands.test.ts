import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterSampleStaff } from '../../src/access/index.ts'
import type { Command } from '../../src/platform/command/define.ts'
import type { CommandAnswer } from '../../src/platform/command/runner.ts'
import type { Actor } from '../../src/platform/command/tx.ts'
import { withClient } from '../../src/platform/db/roles.ts'
import { doorsOf } from '../../src/platform/job/commands.ts'
import type { Batch } from '../../src/platform/job/define.ts'
import { runPage } from '../../src/platform/job/engine.ts'
import { enterSampleOrdinance } from '../../src/tenancy/index.ts'
import { noteTouches } from './touches.ts'
import { enterArrears, fillBoth, undoing, visitNeighbours } from '../support/sample.ts'
import { staffMember, useTowns, valueOf, type Town } from '../support/town.ts'

/**
 * Both towns live through everything that can be done. Before the first town carries a command out for the first time, and
 * only after it was seen that its own officer may, the other town tries the very same input: as the program is written,
 * and with the tenant's predicate taken out of every statement. So no try is turned away for another reason than the town.
 */
const towns = useTowns(import.meta.url, { now: '2026-06-15T01:00:00Z' })
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const tried = new Set<string>()
/** Tables in which a row of the first town was written or taken away since the last asking. */
let touched: () => Promise<readonly string[]>
const failures: string[] = []
/** Why a command could not be tried yet. */
const reasons = new Map<string, string>()
/** Ids in answers to the other town that it had not sent itself. */
const answered = new Map<string, string>()

beforeAll(async () => {
  await fillBoth(towns, 300)
  await visitNeighbours(towns)
  for (const town of [towns.a, towns.b]) {
    await enterArrears(town)
    await town.tx(enterSampleOrdinance, staffMember(towns.yakuba))
    await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  }
  touched = await noteTouches(towns, towns.a.tenant)
  const doors = new Set([...towns.yakuba.registry.batches.values()].flatMap((batch) => Object.values(doorsOf(batch)).map((door) => door.name)))
  const commands = [...towns.yakuba.registry.commands.values()].filter((command) => !doors.has(command.name))
  for (const command of commands) await carryOut(command, [towns.b, towns.a])
  for (const batch of towns.yakuba.registry.batches.values()) for (const town of [towns.b, towns.a]) await throughBatch(town, batch)
  const second = staffMember(towns.yakuba)
  for (const actor of [undefined, second]) for (const command of sharingContext(commands)) await carryOut(command, [towns.a], actor)
  const third = staffMember(towns.yakuba)
  for (const actor of [second, undefined, third, second, undefined, third]) if (tried.size < towns.yakuba.registry.commands.size) await makeRoomAndTry(commands, actor)
}, 400_000)
afterAll(() => { towns.database.hook = undefined })

/** Towns carry a command out, each with its own example. */
async function carryOut(command: Command, of: readonly Town[], actor?: Actor): Promise<void> {
  for (const town of of) {
    const input = await town.tx((tx) => command.example(tx), actor)
    if (input === null) { if (town === towns.a) reasons.set(command.name, 'no example'); continue }
    if (town === towns.a) await tryBefore(command, input, actor)
    await town.run(command, input, { actor })
  }
}

/** Their own contexts make everything anew, by the other officer, so that commands that use something up find it. */
async function makeRoomAndTry(commands: readonly Command[], actor?: Actor): Promise<void> {
  const maker = actor === undefined ? staffMember(towns.yakuba) : undefined
  for (const command of sharingContext(commands)) if (!usesUp(command.name)) await carryOut(command, [towns.a], maker)
  for (const command of commands.filter(({ name }) => !tried.has(name))) {
    const input = await towns.a.tx((tx) => command.example(tx), actor)
    if (input === null) reasons.set(command.name, 'no example')
    else await tryBefore(command, input, actor)
  }
}

/** Commands of the contexts in which one was not tried yet. */
function sharingContext(commands: readonly Command[]): readonly Command[] {
  const contexts = new Set(commands.filter(({ name }) => !tried.has(name)).map(contextOf))
  return commands.filter((command) => contexts.has(contextOf(command)))
}

function contextOf({ name }: Command): string {
  return name.slice(0, name.indexOf('.'))
}

const usesUp = (name: string): boolean => undoing.test(name) || /\.approve/.test(name)

/** Opens, cancels, resumes, works through, and approves by a second officer. */
async function throughBatch(town: Town, batch: Batch): Promise<void> {
  const doors = doorsOf(batch)
  const step = async (command: Command, input: unknown, actor?: Actor): Promise<unknown> => {
    if (town === towns.a) await tryBefore(command, input, actor)
    return valueOf(await town.run(command, input, { actor }))
  }
  const { runId } = await step(doors.open as Command, await town.tx((tx) => batch.example(tx))) as { runId: string }
  await step(doors.cancel as Command, { runId })
  await step(doors.resume as Command, { runId })
  await workThrough(town, batch, runId)
  const view = valueOf(await town.ask(doors.run, { runId }))
  await step(doors.approve as Command, { runId, total: view.progress.amountYen ?? 0 }, staffMember(towns.yakuba))
  await workThrough(town, batch, runId)
}

async function workThrough(town: Town, batch: Batch, runId: string): Promise<void> {
  while (await town.tx((tx) => runPage(tx, batch, runId)) === 'more') { /* The next page. */ }
}

/** Where the first town's own officer may, the other town tries the same; once a command. */
async function tryBefore(command: Command, input: unknown, actor?: Actor): Promise<void> {
  if (tried.has(command.name)) return
  const own = await towns.a.run(command, input, { dry: true, actor })
  if (!own.ok) { reasons.set(command.name, outcomeOf(own)); return }
  tried.add(command.name)
  await touched()
  await tryAsOtherTown(command, input, actor)
  towns.database.hook = (text) => (text.includes('tenancy.municipality') ? text : text.replace(/(?:\b\w+\.){0,2}tenant_id = (\$\d+)/g, '($1::integer is not null)'))
  try { await tryAsOtherTown(command, input, actor) } finally { towns.database.hook = undefined }
  for (const table of await touched()) failures.push(`${command.name} changed ${table} of the other town`)
}

async function tryAsOtherTown(command: Command, input: unknown, actor?: Actor): Promise<void> {
  const text = JSON.stringify(input)
  const named = [...new Set(text.match(uuid) ?? [])]
  // An input without ids is the same with none that anybody has: one try says all.
  const unknown = named.length === 0 ? undefined : await attempt(command, JSON.parse(named.reduce((left, id) => left.replaceAll(id, randomUUID()), text)), actor)
  const answer = await attempt(command, input, actor)
  if (typeof answer !== 'string' && answer.ok) for (const id of JSON.stringify(answer.value ?? null).match(uuid) ?? []) if (!named.includes(id)) answered.set(id, command.name)
  if (unknown === undefined) return
  if (typeof answer !== 'string' && answer.ok) failures.push(`${command.name} accepted ids of the other town`)
  if (outcomeOf(answer) !== outcomeOf(unknown)) failures.push(`${command.name}: ${outcomeOf(answer)}, but for ids that nobody has ${outcomeOf(unknown)}`)
}

/** For real, not as a dry run: what it might do to the other town would not be taken back. A crash is an answer too. */
async function attempt(command: Command, input: unknown, actor?: Actor): Promise<CommandAnswer<unknown> | string> {
  return await towns.b.run(command, input, { actor }).catch((error: Error) => `crashed: ${error.message}`)
}

function outcomeOf(answer: CommandAnswer<unknown> | string): string {
  if (typeof answer === 'string') return answer
  return answer.ok ? 'done' : answer.refusals.map((refusal) => `${refusal.code} ${refusal.field}`).join()
}

test('every command was tried with an input that its own town may carry out', () => {
  expect([...towns.yakuba.registry.commands.keys()].filter((name) => !tried.has(name)).map((name) => `${name}: ${reasons.get(name)}`)).toEqual([])
})

test('no command touched the other town, or told an id of it from one that nobody has', () => {
  expect(failures).toEqual([])
})

test('no answer held an id of the other town', async () => {
  const own = await idsOf(towns.b.tenant)
  const foreign = [...await idsOf(towns.a.tenant)].filter((id) => !own.has(id))
  expect(foreign.length).toBeGreaterThan(1000)
  expect(foreign.filter((id) => answered.has(id)).map((id) => answered.get(id))).toEqual([])
})

async function idsOf(tenant: number): Promise<ReadonlySet<string>> {
  return await withClient(towns.urls.admin, async (client) => {
    const tables = (await client.query<{ name: string }>(`select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' where c.relkind = 'r' and c.relname <> 'entry'`)).rows
    const ids = new Set<string>()
    for (const { name } of tables) for (const { row } of (await client.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t where tenant_id = $1`, [tenant])).rows) for (const id of row.match(uuid) ?? []) ids.add(id)
    return ids
  })
}

import { beforeAll, expect, test } from 'vitest'
import { fillBoth } from '../../../test/support/sample.ts'
import { visitOwn } from '../../../test/support/pages.ts'
import { staffMember, useTowns } from '../../../test/support/town.ts'
import { makeTestWeb } from '../../../test/support/web.ts'
import { enterSampleStaff } from '../../access/index.ts'
import { resident } from '../context.ts'
import { protectionCommands, protectionQueries } from './manifest.ts'

/** A town's protection lives through everything once, by the examples that the house tests use. */
const towns = useTowns(import.meta.url, { now: '2026-06-15T01:00:00Z' })
const done = new Set<string>()
const reasons = new Map<string, string>()

beforeAll(async () => {
  await fillBoth(towns, 150)
  for (const town of [towns.a, towns.b]) await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  const [first, second, third] = [towns.a.actor, staffMember(towns.yakuba), staffMember(towns.yakuba)]
  for (const [pass, actor] of [first, second, third, first].entries()) {
    for (const command of protectionCommands) {
      // What takes back what another made comes last, so that each finds something once.
      if (pass < 3 && /\.(withdraw|end)-/.test(command.name)) continue
      const input = await towns.a.tx((tx) => command.example(tx), actor)
      const answer = input === null ? undefined : await towns.a.run(command, input, { actor })
      if (answer?.ok) done.add(command.name)
      else if (answer) reasons.set(command.name, answer.refusals.map((refusal) => refusal.code).join())
      else reasons.set(command.name, 'no example')
    }
  }
}, 120_000)

test('every command of protection has an example that somebody may carry out', () => {
  expect(protectionCommands.filter((command) => !done.has(command.name)).map((command) => `${command.name}: ${reasons.get(command.name)}`)).toEqual([])
})

test('every question of protection is answered to the officers in charge, and to nobody of the other town with these ids', async () => {
  for (const query of protectionQueries) {
    const input = await towns.a.tx((tx) => query.example(tx))
    expect([query.name, input === null]).toEqual([query.name, false])
    const answer = await towns.a.ask(query, input)
    expect([query.name, answer.ok]).toEqual([query.name, true])
    if (Object.keys(input as object).some((key) => key.endsWith('Id'))) expect([query.name, (await towns.b.ask(query, input)).ok]).toEqual([query.name, false])
  }
})

test('every screen of protection opens for the officer in charge, without a name in its title', async () => {
  const web = await makeTestWeb(towns, 'hayashi')
  const pages = (resident.pages ?? []).filter((page) => page.path.startsWith('resident/protection'))
  expect(pages.length).toBeGreaterThan(8)
  for (const page of pages) {
    const visited = await visitOwn(web, towns.a, page)
    expect([page.name, visited?.status]).toEqual([page.name, 200])
    expect(/<title>(.*?)<\/title>/.exec(visited?.body ?? '')?.[1]).not.toMatch(/　.+　.+　/)
  }
}, 60_000)

import { expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../test/support/town.ts'
import { showHelp } from './help.ts'

const towns = useTowns(import.meta.url)

test('every screen has a help that names its business, its acts and what its refusals mean', async () => {
  for (const page of towns.yakuba.registry.pages.values()) {
    const { guide } = valueOf(await towns.a.ask(showHelp, { screen: page.name }))
    expect([guide.title, guide.business === '', guide.acts.length], page.name).toEqual([page.query.title, false, new Set(Object.values(page.acts ?? {}).map((act) => act.command.name)).size])
    expect(guide.acts.filter((act) => act.permissionTitle === act.permission), page.name).toEqual([])
    expect(new Set(guide.refusals.map((one) => one.message + one.remedy)).size, page.name).toBe(guide.refusals.length)
    expect(guide.refusals.some((one) => /\{\w+\}/.test(one.message + one.remedy)), page.name).toBe(false)
  }
})

test('every business that carries out something tells the help how it refuses', () => {
  expect(towns.yakuba.registry.contexts.filter((context) => (context.commands?.length ?? 0) > 0 && (context.refusals?.length ?? 0) === 0).map((context) => context.name)).toEqual([])
})

test('who may not do an act is told so, and is offered only screens that open', async () => {
  const reader = staffMember(towns.yakuba, { permissions: ['counter.read', 'tax-individual.read'] })
  const help = valueOf(await towns.b.ask(showHelp, { screen: 'tax-individual.runs-of-annual-assessment' }, reader))
  expect(help.notMine).toEqual(help.guide.acts.map((act) => act.title))
  expect(help.notMine.length).toBeGreaterThan(0)
  const mayOpen = [...towns.yakuba.registry.pages.values()].filter((page) => !page.path.includes(':') && ['counter.read', 'tax-individual.read'].includes(page.query.permission))
  const offered = help.places.flatMap((place) => place.screens)
  expect(offered.map(({ title }) => title).toSorted()).toEqual([...new Set(mayOpen.map((page) => page.query.title))].toSorted())
  expect(offered.filter(({ path }) => !mayOpen.some((page) => page.path === path))).toEqual([])
  expect(help.places[0]?.business).toBe('個人住民税')
})

test('a screen that is not there is refused with what to do', async () => {
  expect(codesOf(await towns.a.ask(showHelp, { screen: 'counter.nothing' }))).toEqual(['counter.not-found'])
})

import { beforeAll, expect, test } from 'vitest'
import { visit } from '../../../test/support/pages.ts'
import { codesOf, staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { makeTestWeb } from '../../../test/support/web.ts'
import { enterSampleStaff } from '../../access/index.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { enterOne, protect, registerOne } from '../../seal/test-seals.ts'
import { enterVehicles } from '../../tax/light-vehicle/test-vehicles.ts'
import { enterSampleOrdinance } from '../../tenancy/index.ts'
import { makeList, setListDefinition } from './commands.ts'
import { listLists, listRows, previewList } from './views.ts'

// What a list asks of other businesses: theirs to say, and for those who may see it there.

const towns = useTowns(import.meta.url, { now: '2026-06-15T01:00:00Z' })
const purpose = { kind: 'mailing', text: '登録の案内', basis: '印鑑条例5条' }
const draft = (conditions: object) => ({ conditions: { on: '2026-06-15', statuses: ['resident'], ...conditions }, columns: ['name'], sort: 'kana' })
const owners = { businesses: ['tax-light-vehicle.owner'] }
const registerOnly = () => staffMember(towns.yakuba, { permissions: ['resident.read', 'resident.export', 'seal.read'] })

beforeAll(async () => {
  const [rider, former, both, hidden] = [await enterOne(towns.a, '車持　一'), await enterOne(towns.a, '元持　二'), await enterOne(towns.a, '両持　三'), await enterOne(towns.a, '匿持　四')]
  await enterOne(towns.a, '無持　五')
  await towns.a.tx((tx) => enterVehicles(tx, [{ ownerId: rider }, { ownerId: former, validTo: plainDate('2026-06-15') }, { ownerId: both }, { ownerId: both }, { ownerId: hidden }]))
  await registerOne(towns.a, both, { shownText: '両持' })
  await protect(towns.a, hidden)
})

async function found(conditions: object): Promise<readonly (string | undefined)[]> {
  const { extractionId } = valueOf(await towns.a.run(makeList, { draft: draft(conditions), purpose }))
  return valueOf(await towns.a.ask(listRows, { extractionId })).rows.map((row) => row.cells[0]).toSorted()
}

test.each<[string, object, readonly string[]]>([
  ['who owns a vehicle on the day, each once; one given up that day is none, one of a protected person is not told of', owners, ['両持　三', '車持　一']],
  ['who owned one on an earlier day', { ...owners, on: '2026-06-14' }, ['元持　二', '両持　三', '車持　一']],
  ['who fulfils two businesses at once', { businesses: ['tax-light-vehicle.owner', 'seal.registered'] }, ['両持　三']],
  ['who fulfils one and not another', { ...owners, otherThan: ['seal.registered'] }, ['車持　一']],
  ['whom no business knows', { otherThan: ['tax-light-vehicle.owner', 'seal.registered', 'tax-individual.levied'] }, ['元持　二', '無持　五']],
  ['whose tax is decided: nobody is yet', { businesses: ['tax-individual.levied'] }, []],
])('%s', async (_title, conditions, expected) => {
  expect(await found(conditions)).toEqual([...expected].toSorted())
})

test('the log says it in words, without anybody', async () => {
  valueOf(await towns.a.run(makeList, { draft: draft({ ...owners, otherThan: ['seal.registered'] }), purpose }))
  expect(valueOf(await towns.a.ask(listLists, { whose: 'all' })).items[0]?.words).toEqual(['令和8年6月15日の姿', '住民の別が住民', '軽自動車などを持つ人', '印鑑を登録している人を除く'])
})

test('without the right to see the other business nothing is counted, made, kept or taken out by it', async () => {
  const { extractionId } = valueOf(await towns.a.run(makeList, { draft: draft(owners), purpose }))
  const forbidden = ['resident.list-business-forbidden']
  expect(codesOf(await towns.a.run(makeList, { draft: draft(owners), purpose }, { actor: registerOnly() }))).toEqual(forbidden)
  expect(codesOf(await towns.a.run(makeList, { draft: draft({ otherThan: owners.businesses }), purpose }, { actor: registerOnly() }))).toEqual(forbidden)
  expect(codesOf(await towns.a.run(setListDefinition, { name: '車', draft: draft(owners) }, { actor: registerOnly() }))).toEqual(forbidden)
  expect(codesOf(await towns.a.ask(listRows, { extractionId }, registerOnly()))).toEqual(forbidden)
  const { preview, problems } = valueOf(await towns.a.ask(previewList, { draft: draft(owners) }, registerOnly()))
  expect([preview, problems.map(({ field }) => field)]).toEqual([null, ['/draft/conditions/businesses']])
  expect(valueOf(await towns.a.ask(previewList, { draft: draft({ businesses: ['seal.registered'] }) }, registerOnly())).preview?.count).toBe(1)
})

test('a business that no manifest names is refused', async () => {
  expect(codesOf(await towns.a.run(makeList, { draft: draft({ businesses: ['water.meter'] }), purpose }))).toEqual(['resident.list-business-unknown'])
})

test('the form offers them, and keeps those of a kept definition', async () => {
  for (const town of [towns.a, towns.b]) { await town.tx(enterSampleOrdinance); await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()])) }
  const { definitionId } = valueOf(await towns.a.run(setListDefinition, { name: '車', draft: draft(owners) }))
  const { body } = await visit(await makeTestWeb(towns), towns.a, `resident/lists/new?definition=${definitionId}`)
  expect(body).toContain('軽自動車などを持つ人')
  expect(body).toMatch(/name="businesses"[^>]*value="tax-light-vehicle.owner"[^>]*checked|checked[^>]*name="businesses"[^>]*value="tax-light-vehicle.owner"/)
})

import { beforeAll, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { findIssued, readPages } from '../../platform/document/index.ts'
import { insertMeasures, newMeasure } from '../../resident/index.ts'
import { enterHousehold, type Wanted } from '../../resident/test-residents.ts'
import { enterSampleOrdinance } from '../../tenancy/index.ts'
import { issue, spoil } from '../commands.ts'
import { plainRequest } from '../inputs.ts'
import type { RequesterKind } from '../model.ts'
import { prepare } from '../prepare.ts'
import { endDisclosure, issueDisclosureNotice, registerDisclosure } from './commands.ts'
import { disclosureOfPerson, untoldDisclosures } from './views.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })
const home = { head: '', wife: '' }
let minute = 0

const someone = (name: string, relationship: string): Wanted => ({ name, kana: 'カナ', born: '1977-08-03', sex: 'male', relationship })

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) await town.tx(enterSampleOrdinance)
  const { personIds: [head, wife] } = await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, [someone('佐久間　健一', 'head'), someone('佐久間　美咲', 'wife')]))
  Object.assign(home, { head, wife })
})

/** A copy of the household for somebody; gives the request. */
async function copyFor(kind: RequesterKind, copies = 1) {
  minute += 1
  towns.clock.set(`2026-11-24T02:${String(minute).padStart(2, '0')}:00Z`)
  const names: Partial<Record<RequesterKind, string>> = { 'third-party': '株式会社　沖見', agent: '林　三郎' }
  const input = { ...plainRequest(home.head), copies, requester: { kind, name: names[kind] ?? null }, identityCheck: 'driving-licence' as const, purpose: kind === 'self' ? null : '債権の保全' }
  const { shown } = valueOf(await towns.a.ask(prepare, input))
  return valueOf(await towns.a.run(issue, { ...input, shown: shown! }))
}

async function register(personId: string, endsOn: string | null = null) {
  minute += 1
  towns.clock.set(`2026-11-24T02:${String(minute).padStart(2, '0')}:00Z`)
  return await towns.a.run(registerDisclosure, { personId, identityCheck: 'passport', endsOn })
}

const untold = async () => valueOf(await towns.a.ask(untoldDisclosures, {})).items.map((one) => [one.personId, one.requester, one.copies])
const textOf = async (documentId: string): Promise<string> => (await readPages((await towns.a.tx((tx) => findIssued(tx, documentId)))!.pdf)).map((page) => page.text).join('')

test('whoever is registered is told of papers for agents and third parties from then on, of nothing before, of no own request and of no spoiled sheet', async () => {
  await copyFor('third-party')
  const { registrationId } = valueOf(await register(home.wife))
  expect(codesOf(await register(home.wife))).toEqual(['certificates.disclosure-registered'])
  expect(codesOf(await register(home.head, '2026-11-23'))).toEqual(['certificates.disclosure-ends-past'])
  await copyFor('self')
  const spoiled = await copyFor('agent')
  valueOf(await towns.a.run(spoil, { issuanceId: spoiled.sheets[0]!.issuanceId, reason: '用紙が詰まった' }))
  const told = await copyFor('third-party', 2)
  const agent = await copyFor('agent')
  expect(await untold()).toEqual([[home.wife, 'third-party', 2], [home.wife, 'agent', 1]])
  expect(valueOf(await towns.b.ask(untoldDisclosures, {})).items).toEqual([])
  expect(codesOf(await towns.b.run(issueDisclosureNotice, { personId: home.wife, requestId: told.requestId }))).toEqual(['certificates.disclosure-told'])
  const letter = valueOf(await towns.a.run(issueDisclosureNotice, { personId: home.wife, requestId: told.requestId }))
  const text = await textOf(letter.documentId)
  for (const words of [letter.number, '佐久間　美咲', '住民票の写し', '2通', '第三者', '令和8年11月24日', '汐見台二丁目4番7号']) expect(text).toContain(words)
  expect(text).not.toMatch(/沖見|健一|債権/)
  expect(codesOf(await towns.a.run(issueDisclosureNotice, { personId: home.wife, requestId: told.requestId }))).toEqual(['certificates.disclosure-told'])
  expect(await untold()).toEqual([[home.wife, 'agent', 1]])
  valueOf(await towns.a.run(endDisclosure, { registrationId, reason: '本人の申出' }))
  expect(codesOf(await towns.a.run(endDisclosure, { registrationId, reason: '本人の申出' }))).toEqual(['certificates.disclosure-ended'])
  await copyFor('agent')
  // What was issued before the end is still told.
  expect((await towns.a.ask(untoldDisclosures, {})).ok && valueOf(await towns.a.ask(disclosureOfPerson, { personId: home.wife })).untold.map((one) => one.requestId)).toEqual([agent.requestId])
})

test('where somebody of the household is protected a clerk makes no letter, and the officer in charge one without an address', async () => {
  const personId = home.head
  valueOf(await register(personId, '2027-03-31'))
  const { requestId } = await copyFor('third-party')
  await towns.a.tx((tx) => insertMeasures(tx, [{ ...newMeasure(home.wife, { kind: 'stalking', state: 'in-force', periodFrom: plainDate('2026-06-01'), periodUntil: plainDate('2027-05-31') }), reason: '試験' }]))
  const clerk = staffMember(towns.yakuba, { permissions: ['certificates.read', 'certificates.issue'] })
  expect(codesOf(await towns.a.run(issueDisclosureNotice, { personId, requestId, handing: 'hand' }, { actor: clerk }))).toEqual(['guard.protected'])
  expect(codesOf(await towns.a.run(issueDisclosureNotice, { personId, requestId }))).toEqual(['certificates.disclosure-by-hand'])
  const text = await textOf(valueOf(await towns.a.run(issueDisclosureNotice, { personId, requestId, handing: 'hand' })).documentId)
  expect(text).toContain('窓口でお渡しします')
  expect(text).not.toMatch(/汐見台|〒/)
})

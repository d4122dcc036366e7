import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { plainDate } from '../kernel/plain-date.ts'
import { formValues, noValues } from '../platform/http/form.ts'
import { renderPart, type Page, type PageRequest, type ViewState } from '../platform/screen/index.ts'
import { approveProposal, proposeOrdinanceValue, withdrawProposal } from './commands.ts'
import { enterSampleOrdinance } from './index.ts'
import { conceptPage } from './pages/concept.tsx'
import { parametersPage } from './pages/parameters.tsx'
import { proposalPage } from './pages/proposal.tsx'
import { listProposed, listValues, showConcept, showProposal } from './queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const concept = 'collection.preliminary-days'
const terms = 'tax-individual.ordinary-terms'

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) await town.tx(async (tx) => { await enterSampleOrdinance(tx); await enterSampleOrdinance(tx) }, staffMember(towns.yakuba))
})

const proposal = (more: Record<string, unknown> = {}) => ({
  concept, from: '2030-04-01', value: 12, published: '2026-11-20', because: [{ law: 'financial-regulation', article: '45' }], note: null, reason: '確報の遅れに早く気づくため', ...more,
})

async function propose(town: Town, more: Record<string, unknown> = {}): Promise<string> {
  return valueOf(await town.run(proposeOrdinanceValue, proposal(more))).proposalId
}

const ordinanceOn = async (town: Town, day: string, knownAt?: string) => await town.tx(async (tx) => tx.office.ordinanceOn(plainDate(day), knownAt as never))

test('the samples give both towns their values once, and two proposals that somebody else has to decide', async () => {
  for (const town of [towns.a, towns.b]) {
    const values = valueOf(await town.ask(listValues, {}))
    expect(values.concepts.filter((line) => line.isMissing)).toEqual([])
    expect(values.concepts.find((line) => line.concept === 'collection.slip-codes')?.town?.text).toBe('5項目の表')
    const open = valueOf(await town.ask(listProposed, {})).items
    expect(open.length).toBeGreaterThanOrEqual(2)
    expect(open.filter((one) => one.isOwn)).toEqual([])
  }
})

describe('a proposal', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['of a value the law fixes', { concept: 'collection.minimum-charge', value: 1 }, 'legislation.fixed-by-law'],
    ['of a concept nobody knows', { concept: 'collection.colour' }, 'tenancy.concept-not-found'],
    ['of another shape', { value: '十日' }, 'legislation.value-wrong'],
    ['from a year where a day is due', { from: 2030 }, 'legislation.from-wrong'],
    ['from before the law knows it', { from: '1999-04-01' }, 'legislation.not-in-force'],
  ])('%s is refused', async (_title, more, code) => {
    const fixed = (await import('../legislation/index.ts')).listConcepts().find((one) => one.scope === 'fixed' && one.chosenBy === 'event-date' && one.context === 'collection')
    const input = proposal(code === 'legislation.fixed-by-law' ? { ...more, concept: fixed?.key } : more)
    expect(codesOf(await towns.a.run(proposeOrdinanceValue, input))).toEqual([code])
  })

  test('without an article or with an article that is none is refused in its field', async () => {
    for (const because of [[], [{ law: 'financial-regulation', article: '四十五' }]]) {
      const answer = await towns.a.run(proposeOrdinanceValue, proposal({ because }))
      expect(answer.ok ? [] : answer.refusals.map((refusal) => refusal.field?.startsWith('/because'))).toEqual([true])
    }
  })

  test('of the value that stands already is refused', async () => {
    const [first] = valueOf(await towns.a.ask(showConcept, { concept: terms })).townRows
    expect(codesOf(await towns.a.run(proposeOrdinanceValue, proposal({ concept: terms, from: 2027, value: first?.value })))).toEqual(['tenancy.nothing-changes'])
  })

  test('for a day for which another one is open is refused', async () => {
    await propose(towns.a, { from: '2031-04-01' })
    expect(codesOf(await towns.a.run(proposeOrdinanceValue, proposal({ from: '2031-04-01', value: 13 })))).toEqual(['tenancy.open-already'])
  })
})

describe('deciding', () => {
  const second = () => staffMember(towns.yakuba)

  test('nobody approves the own proposal, and nobody without the right approves any', async () => {
    const proposalId = await propose(towns.a, { from: '2032-04-01' })
    expect(codesOf(await towns.a.run(approveProposal, { proposalId, expectedVersion: 1 }))).toEqual(['tenancy.own-proposal'])
    const clerk = staffMember(towns.yakuba, { permissions: ['tenancy.read', 'tenancy.configure'] })
    expect(codesOf(await towns.a.run(approveProposal, { proposalId, expectedVersion: 1 }, { actor: clerk }))).toEqual(['command.forbidden'])
  })

  test('an approved value stands from its day on, and only then; the other town keeps its own', async () => {
    const proposalId = await propose(towns.a, { from: '2027-06-01', value: 9 })
    expect((await ordinanceOn(towns.a, '2027-06-01'))[concept]).not.toBe(9)
    valueOf(await towns.a.run(approveProposal, { proposalId, expectedVersion: 1 }, { actor: second() }))
    expect((await ordinanceOn(towns.a, '2027-05-31'))[concept]).toBeUndefined()
    expect((await ordinanceOn(towns.a, '2027-06-01'))[concept]).toBe(9)
    expect((await ordinanceOn(towns.b, '2027-06-01'))[concept]).toBeUndefined()
    expect(codesOf(await towns.a.run(approveProposal, { proposalId, expectedVersion: 2 }, { actor: second() }))).toEqual(['tenancy.decided-already'])
  })

  test('a value put right is a new row; the old one is still what was known before', async () => {
    valueOf(await towns.b.run(approveProposal, { proposalId: await propose(towns.b, { from: '2029-04-01', value: 9 }), expectedVersion: 1 }, { actor: second() }))
    towns.clock.set('2026-11-25T01:00:00Z')
    valueOf(await towns.b.run(approveProposal, { proposalId: await propose(towns.b, { from: '2029-04-01', value: 8 }), expectedVersion: 1 }, { actor: second() }))
    expect((await ordinanceOn(towns.b, '2029-04-01'))[concept]).toBe(8)
    expect((await ordinanceOn(towns.b, '2029-04-01', '2026-11-24T12:00:00.000Z'))[concept]).toBe(9)
    const seen = async (knownOn?: string) => valueOf(await towns.b.ask(showConcept, { concept, on: '2029-04-01', ...(knownOn ? { knownOn } : {}) })).line.town?.text
    expect([await seen(), await seen('2026-11-24'), await seen('2026-11-23')]).toEqual(['8日', '9日', undefined])
    const rows = valueOf(await towns.b.ask(showConcept, { concept })).townRows.map((row) => [row.text, row.recordedTo !== null])
    expect(rows).toEqual([['8日', false], ['9日', true]])
  })

  test('before the ordinance is promulgated nobody approves', async () => {
    const proposalId = await propose(towns.a, { from: '2033-04-01', published: '2026-12-20' })
    expect(codesOf(await towns.a.run(approveProposal, { proposalId, expectedVersion: 1 }, { actor: second() }))).toEqual(['tenancy.not-promulgated'])
    expect(valueOf(await towns.a.ask(showProposal, { proposalId }, second())).mayDecide).toBe('not-promulgated')
  })

  test('a withdrawn proposal stays on record with its reason and frees its day', async () => {
    const proposalId = await propose(towns.a, { from: '2034-04-01' })
    valueOf(await towns.a.run(withdrawProposal, { proposalId, expectedVersion: 1, reason: '金額の誤り' }))
    expect(valueOf(await towns.a.ask(showProposal, { proposalId })).proposal).toMatchObject({ state: 'withdrawn', decidedReason: '金額の誤り' })
    await propose(towns.a, { from: '2034-04-01', value: 11 })
  })

  test('the other town does not see a proposal', async () => {
    const proposalId = await propose(towns.a, { from: '2035-04-01' })
    expect(codesOf(await towns.b.ask(showProposal, { proposalId }))).toEqual(['tenancy.not-found'])
    expect(codesOf(await towns.b.run(approveProposal, { proposalId, expectedVersion: 1 }))).toEqual(['tenancy.not-found'])
  })
})

interface Visit { readonly params?: Record<string, string>; readonly form?: readonly (readonly [string, string])[]; readonly permissions?: readonly string[] }

async function requestOf(visit: Visit): Promise<PageRequest> {
  const actor = visit.permissions ? staffMember(towns.yakuba, { permissions: visit.permissions }) : towns.a.actor
  return await towns.a.tx(async (tx) => ({ params: visit.params ?? {}, query: noValues, form: formValues(visit.form ?? []), today: tx.today, actor, office: tx.office, link: (path) => `/992011/${path}` }))
}

async function open(page: Page, visit: Visit): Promise<string> {
  const request = await requestOf(visit)
  const answer = await towns.yakuba.runner.ask(towns.a.caller(request.actor), page.query, page.input(request))
  if (!answer.ok) throw new Error(answer.refusals.map((refusal) => refusal.message).join())
  const state: ViewState = { request, form: request.form, refusals: [], preview: null, carriedOut: null, idempotencyKey: randomUUID(), action: '/992011/x', withheld: answer.withheld }
  return String(await renderPart(page.view(answer.value, state)))
}

describe('the screens', () => {
  test('the list shows law, town, ceiling and article of every value a town may set', async () => {
    const html = await open(parametersPage, {})
    expect(html).toContain('普通徴収の納期')
    expect(html).toContain('個人住民税')
    expect(html).toContain('市町村税条例40条')
    expect(html).toContain('/992011/tenancy/concept/collection.preliminary-days')
  })

  test('a concept offers its form to who may propose, and says why not to others', async () => {
    expect(await open(conceptPage, { params: { key: concept } })).toContain('決裁へ回す')
    const html = await open(conceptPage, { params: { key: concept }, permissions: ['tenancy.read'] })
    expect(html).not.toContain('決裁へ回す <kbd>')
  })

  test.each<[string, string, readonly (readonly [string, string])[], Record<string, unknown>]>([
    ['a fiscal year', terms, [['from', 'Ｒ9'], ['value', 'terms:\n  - { month: 7, day: end }\n']], { from: 2027, value: { terms: [{ month: 7, day: 'end' }] } }],
    ['a day', concept, [['from', 'R9.4.1'], ['value', '１５日']], { from: '2027-04-01', value: 15 }],
    ['what cannot be read', concept, [['from', 'らいねん'], ['value', '十']], { from: 'らいねん', value: '十' }],
    ['a percentage', 'tax-individual.city-income-levy-rate', [['from', '2027'], ['value', '6.5％']], { from: 2027, value: '6.5' }],
  ])('the form reads %s as it is typed', async (_title, key, form, expected) => {
    const input = conceptPage.acts?.['propose']?.input(await requestOf({ params: { key }, form: [...form, ['published', 'R8.11.20'], ['because.0.law', 'municipal-tax-ordinance'], ['because.0.article', '40'], ['reason', '見直し']] }))
    expect(input).toEqual({ concept: key, published: '2026-11-20', because: [{ law: 'municipal-tax-ordinance', article: '40' }], note: null, reason: '見直し', ...expected })
  })

  test('a proposal shows old and new, and the button only to a second person', async () => {
    const proposalId = await propose(towns.a, { from: '2036-04-01', value: 14 })
    const own = await open(proposalPage, { params: { id: proposalId } })
    expect(own).toContain('自分の案は、別の職員が決裁します。')
    expect(own).toMatch(/<del>.*9日.*<\/del>[\s\S]*14日/)
    expect(own).not.toContain('この値に決める')
    expect(await open(proposalPage, { params: { id: proposalId }, permissions: ['tenancy.read', 'tenancy.approve'] })).toContain('この値に決める')
  })
})

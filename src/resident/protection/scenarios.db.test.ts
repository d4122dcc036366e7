import { beforeEach, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { issue } from '../../certificates/commands.ts'
import { loadFacts } from '../../certificates/facts.ts'
import { plainRequest, type CopyInput } from '../../certificates/inputs.ts'
import { prepare } from '../../certificates/prepare.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import type { Actor } from '../../platform/command/tx.ts'
import { findIssued, openIssued, readPages } from '../../platform/document/index.ts'
import { refuseProtected, withheldFrom, type Recipient } from '../../platform/guard/index.ts'
import { registerMovingOut } from '../commands.ts'
import { residentRecord } from '../record/record.ts'
import { searchPersons } from '../search/search.ts'
import { enterHousehold } from '../test-residents.ts'
import { decideMeasure, fileMeasure, recordOpinion, renewMeasure } from './filing.ts'
import { liftListed, proposeLifting } from './lifting.ts'
import { agreeToRelease, endReleaseEarly, requestRelease } from './release.ts'
import { listBlockingMeasures } from './store.ts'
import { setSuppression } from './suppression.ts'

/** What a clerk judges protection by, and the failures that have happened elsewhere, played through the registered commands. */
const towns = useTowns(import.meta.url, { now: '2026-04-01T01:00:00Z' })
const made = { ayako: '', sora: '', ex: '', neighbour: '', lot: 0 }
const copy = 'certificates.resident-record-copy'
const [street, homeNumber] = ['白鷺一丁目', () => `${made.lot}番3号`]

/** A mother and her child, and the counterpart elsewhere, anew each time; the other town has a household under the same numbers. */
beforeEach(async () => {
  towns.clock.set('2026-04-01T01:00:00Z')
  made.lot += 1
  for (const town of [towns.a, towns.b]) {
    await town.tx(async (tx) => {
      await tx.db.client.query(`insert into tenancy.ordinance_value (tenant_id, concept, row_no, valid_from, value, published, because, recorded_at) values ($1, 'certificates.resident-record-copy-fee', 1, '2000-04-01', '300', '2000-03-24', '[]', '2000-03-24T00:00:00Z') on conflict do nothing`, [town.tenant])
      const { personIds } = await enterHousehold(tx, { town: street, number: homeNumber() }, [
        { name: '宮地　絢子', kana: 'ミヤジ　アヤコ', born: '1988-07-21', sex: 'female', relationship: 'head' }, { name: '宮地　空', kana: 'ミヤジ　ソラ', born: '2016-06-01', sex: 'male', relationship: 'child' },
      ])
      const { personIds: elsewhere } = await enterHousehold(tx, { town: '港本町一丁目', number: `${made.lot}番地` }, [{ name: '宮地　一', kana: 'ミヤジ　ハジメ', born: '1985-02-02', sex: 'male', relationship: 'head' }])
      if (town === towns.a) Object.assign(made, { ayako: personIds[0], sora: personIds[1], ex: elsewhere[0] })
      else made.neighbour = personIds[0] ?? ''
    })
  }
})

const everything = () => [...towns.yakuba.registry.permissions.keys()]
const clerk = (...more: string[]): Actor => staffMember(towns.yakuba, { permissions: [...everything().filter((name) => !/^resident-protection\.|\.(release|reveal)$/.test(name)), ...more] })
const officer = (): Actor => staffMember(towns.yakuba)

const filing = (over: Record<string, unknown> = {}) => ({ personId: made.ayako, kind: 'domestic-violence', filedOn: '2026-04-01', filer: 'self', identityProof: 'drivers-license', coProtectedIds: [made.sora], counterparts: [{ personId: made.ex, name: '宮地　一' }], ...over })
const file = async (over: Record<string, unknown> = {}) => valueOf(await towns.a.run(fileMeasure, filing(over)))

async function decided(over: Record<string, unknown> = {}, at: Record<string, unknown> = {}) {
  const { filingId, version } = await file(over)
  const heard = valueOf(await towns.a.run(recordOpinion, { filingId, expectedVersion: version, body: 'police', bodyName: '汐見警察署', receivedOn: '2026-04-01', isNeeded: true }))
  return valueOf(await towns.a.run(decideMeasure, { filingId, expectedVersion: heard.version, isNeeded: true, periodFrom: '2026-04-01', reason: '意見により必要と認めた', ...at }))
}

/** Every output of the building, asked for a recipient: those that would let this person out. */
async function letting(personId: string, recipient: Recipient, actor: Actor = clerk()): Promise<readonly string[]> {
  return await towns.a.tx(async (tx) => {
    const open: string[] = []
    for (const output of tx.services.outputs.keys()) if (!(await withheldFrom(tx, { output, personIds: [personId], recipient })).has(personId)) open.push(output)
    return open
  }, actor)
}

const request = (personId: string, more: Partial<CopyInput> = {}): CopyInput => ({ ...plainRequest(personId), scope: 'persons', subjectIds: [personId], ...more } as CopyInput)
const taxOffice = { requester: { kind: 'official', name: '汐見税務署' }, identityCheck: 'staff-card', purpose: '法令に基づく調査' } as const

/** The press of a clerk who is shown nothing comes with the right digest all the same: it is the guard that must stop it. */
async function press(input: CopyInput, actor: Actor) {
  const { shown } = valueOf(await towns.a.ask(prepare, input, actor))
  const known = await towns.a.tx(async (tx) => (await loadFacts(tx, input))?.shown)
  return await towns.a.run(issue, { ...input, shown: shown ?? known }, { actor })
}

const wanted = (over: Record<string, unknown> = {}) => ({ personId: made.ayako, output: copy, requester: { kind: 'official', name: '汐見税務署' }, purpose: '法令に基づく調査', addresses: 'current-and-former', copies: 1, ...over })

/** A clerk's request to which two officers have agreed. */
async function released(user: Actor, over: Record<string, unknown> = {}): Promise<string> {
  const { releaseId } = valueOf(await towns.a.run(requestRelease, wanted(over), { actor: user }))
  for (const agreeing of [officer(), officer()]) valueOf(await towns.a.run(agreeToRelease, { releaseId }, { actor: agreeing }))
  return releaseId
}

test('RR A-35: five minutes after the filing was accepted, with nothing decided, every output is blocked at every desk', async () => {
  expect(await letting(made.ayako, 'third-party')).not.toEqual([])
  await file()
  towns.clock.set('2026-04-01T01:05:00Z')
  for (const personId of [made.ayako, made.sora]) for (const recipient of ['third-party', 'self', 'kiosk', 'co-owner', 'system', 'staff'] as const) expect([recipient, await letting(personId, recipient)]).toEqual([recipient, []])
  const [measure] = await towns.a.tx((tx) => listBlockingMeasures(tx, [made.ayako]))
  expect(measure).toMatchObject({ state: 'provisional', periodUntil: null })
  expect(codesOf(await press(request(made.ayako), clerk()))).toEqual(['guard.protected'])
  expect(await towns.b.tx((tx) => listBlockingMeasures(tx, [made.ayako, made.neighbour]))).toEqual([])
})

test('RR A-36: a measure from 1 April 2026 is proposed until 31 March 2027, may be extended from 28 February, and still blocks ten days after its end', async () => {
  const { filingId, version } = await decided()
  const end = async () => (await towns.a.tx((tx) => listBlockingMeasures(tx, [made.ayako])))[0]?.periodUntil
  expect(await end()).toBe(plainDate('2027-03-31'))
  towns.clock.set('2027-02-27T01:00:00Z')
  expect(codesOf(await towns.a.run(renewMeasure, { filingId, expectedVersion: version, reason: '延長の申出' }))).toEqual(['resident.extension-too-early'])
  towns.clock.set('2027-04-10T01:00:00Z')
  expect(await letting(made.ayako, 'third-party')).toEqual([])
  expect(codesOf(await press(request(made.ayako), clerk()))).toEqual(['guard.protected'])
  towns.clock.set('2027-02-28T01:00:00Z')
  valueOf(await towns.a.run(renewMeasure, { filingId, expectedVersion: version, reason: '延長の申出' }))
  expect((await towns.a.tx((tx) => listBlockingMeasures(tx, [made.ayako, made.sora]))).map((one) => [one.periodFrom, one.periodUntil])).toEqual([['2027-04-01', '2028-03-31'], ['2027-04-01', '2028-03-31']])
})

test('RR A-37: a release for one public body opens nothing to another clerk or another requester, and ends by itself after the minutes of the office', async () => {
  await decided({ coProtectedIds: [made.sora] })
  const user = clerk()
  await released(user)
  await released(user, { personId: made.sora })
  expect(codesOf(await press(request(made.ayako, taxOffice), clerk()))).toEqual(['guard.protected'])
  expect(codesOf(await press(request(made.ayako, { ...taxOffice, requester: { kind: 'official', name: '沖見税務署' } }), user))).toEqual(['guard.protected'])
  expect(codesOf(await press(request(made.ayako, { ...taxOffice, requester: { kind: 'official', name: '汐見税務署' } }), officer()))).toEqual(['guard.protected'])
  towns.clock.set('2026-04-01T01:14:59Z')
  expect(await towns.a.tx((tx) => refuseProtected(tx, { output: copy, personIds: [made.ayako], recipient: 'third-party', requester: taxOffice.requester }), user)).toBeUndefined()
  towns.clock.set('2026-04-01T01:15:00Z')
  expect(codesOf(await press(request(made.ayako, taxOffice), user))).toEqual(['guard.protected'])
})

test('RR A-38 (the guard asked for a kiosk): a release that is open at the counter opens nothing there', async () => {
  await decided()
  const user = clerk()
  await released(user)
  expect(await letting(made.ayako, 'kiosk', user)).toEqual([])
  expect(await letting(made.ayako, 'system', user)).toEqual([])
  expect(await letting(made.ayako, 'kiosk', officer())).toEqual([])
})

test('RR A-39 (rule that masks the slips of co-owners): to whom shares land with a protected person no output shows that person, whoever prints it', async () => {
  await decided()
  await released(clerk())
  for (const actor of [clerk(), officer()]) {
    expect(await letting(made.ayako, 'co-owner', actor)).toEqual([])
    expect(await letting(made.ex, 'co-owner', actor)).not.toEqual([])
  }
})

test('RR A-40: after a protected person has moved out the closed record keeps the block, and where to is told to nobody', async () => {
  await decided()
  const leaving = { notifiedBy: { relation: 'self', identityProof: 'drivers-license' }, notifiedOn: '2026-04-01', movedOn: '2026-04-10', personIds: [made.ayako, made.sora], to: { kind: 'domestic', address: '遠見県遠見市北町一丁目1番', municipalityCode: null }, acknowledged: [] }
  valueOf(await towns.a.run(registerMovingOut, leaving))
  towns.clock.set('2026-04-11T01:00:00Z')
  for (const personId of [made.ayako, made.sora]) {
    expect(await letting(personId, 'third-party')).toEqual([])
    expect(JSON.stringify(valueOf(await towns.a.ask(residentRecord, { personId }, clerk())))).not.toMatch(/遠見|白鷺/)
  }
  expect(JSON.stringify(valueOf(await towns.a.ask(searchPersons, { words: '宮地 絢子' }, clerk())).items.filter((hit) => hit.personId === made.ayako))).not.toMatch(/遠見|白鷺/)
  expect(valueOf(await towns.a.ask(residentRecord, { personId: made.ayako }, officer())).status).toBe('moved-out')
})

test('RR F-07: the filing itself is the block: there is no moment between them, and a filing that is refused begins nothing', async () => {
  expect(codesOf(await towns.a.run(fileMeasure, filing({ filer: 'statutory-agent' })))).toEqual(['resident.filer-name-missing'])
  expect(await towns.a.tx((tx) => listBlockingMeasures(tx, [made.ayako]))).toEqual([])
  const { measureIds } = await file()
  expect((await towns.a.tx((tx) => listBlockingMeasures(tx, [made.ayako, made.sora]))).map((one) => one.measureId).toSorted()).toEqual(measureIds.toSorted())
  expect(codesOf(await towns.a.run(fileMeasure, filing()))).toEqual(['resident.filing-already'])
})

test('RR F-08: one act covers every register: no output of the building, whoever made it, lets the person out', async () => {
  await file()
  const everyKind = await towns.a.tx(async (tx) => new Set([...tx.services.outputs.values()].map((output) => output.kind)))
  expect(everyKind.size).toBeGreaterThan(4)
  expect(await letting(made.sora, 'third-party')).toEqual([])
})

test('RR F-09: under a release only the approved form for the approved requester goes out, once, and its finished page is held against the approved addresses', async () => {
  await decided({ coProtectedIds: [] })
  const user = clerk()
  await released(user)
  expect(valueOf(await towns.a.ask(prepare, request(made.ayako, taxOffice), user)).refusals).toEqual([])
  const answer = valueOf(await press(request(made.ayako, taxOffice), user))
  const documentId = answer.sheets[0]!.documentId
  expect((await readPages((await towns.a.tx((tx) => findIssued(tx, documentId)))!.pdf)).map((page) => page.text).join('')).toContain('白鷺一丁目')
  expect(codesOf(await press(request(made.ayako, taxOffice), user))).toEqual(['guard.protected'])
  await released(user, { addresses: 'none' })
  expect(codesOf(await press(request(made.ayako, taxOffice), user))).toEqual(['guard.outside-release'])
  const opened = await towns.a.tx((tx) => openIssued(tx, documentId), clerk())
  expect(opened.ok ? [] : opened.refusals.map((refusal) => refusal.code)).toEqual(['guard.protected'])
})

test('RR F-09: a release needs two officers besides whoever asked, and can be ended before it is used', async () => {
  await decided()
  const [user, first] = [staffMember(towns.yakuba), officer()]
  const { releaseId } = valueOf(await towns.a.run(requestRelease, wanted(), { actor: user }))
  expect(codesOf(await towns.a.run(agreeToRelease, { releaseId }, { actor: user }))).toEqual(['resident.release-own'])
  expect(valueOf(await towns.a.run(agreeToRelease, { releaseId }, { actor: first })).state).toBe('agreed-once')
  expect(codesOf(await towns.a.run(agreeToRelease, { releaseId }, { actor: first }))).toEqual(['resident.release-same-officer'])
  expect(await letting(made.ayako, 'third-party', user)).toEqual([])
  expect(valueOf(await towns.a.run(agreeToRelease, { releaseId }, { actor: officer() })).until).toBe('2026-04-01T01:15:00.000Z')
  valueOf(await towns.a.run(endReleaseEarly, { releaseId, reason: '請求が取り下げられた' }, { actor: user }))
  expect(codesOf(await press(request(made.ayako, taxOffice), user))).toEqual(['guard.protected'])
  expect(codesOf(await towns.a.run(requestRelease, wanted({ personId: made.ex }), { actor: user }))).toEqual(['resident.release-not-needed'])
})

test('RR F-10: a list of April does not lift in May whom a measure of May protects: each line is looked at again, and one that fell stops them all', async () => {
  const old = await decided({ filedOn: '2026-04-01' }, { periodUntil: '2026-04-30' })
  const measures = await towns.a.tx((tx) => listBlockingMeasures(tx, [made.ayako, made.sora]))
  towns.clock.set('2026-05-02T01:00:00Z')
  const entries = measures.map((one) => ({ id: one.measureId, expectedVersion: one.version }))
  const { liftingId } = valueOf(await towns.a.run(proposeLifting, { target: 'measure', entries, ground: 'expired', reason: '期間が過ぎたため' }))
  towns.clock.set('2026-05-08T01:00:00Z')
  valueOf(await towns.a.run(renewMeasure, { filingId: old.filingId, expectedVersion: old.version, reason: '新しい申出' }))
  towns.clock.set('2026-05-16T01:00:00Z')
  const answer = await towns.a.run(liftListed, { liftingId }, { actor: officer() })
  expect(answer.ok ? [] : answer.refusals.map((refusal) => [refusal.code, refusal.line])).toEqual([['resident.lifting-changed', 1], ['resident.lifting-changed', 2]])
  expect(await towns.a.tx((tx) => listBlockingMeasures(tx, [made.ayako, made.sora]))).toHaveLength(2)
})

test('RR F-10: a person with a second, newer measure stays off the list, and an unchanged list is lifted by the second officer alone', async () => {
  const child = await file({ personId: made.sora, coProtectedIds: [], filer: 'statutory-agent', filerName: '宮地　絢子' })
  const { liftingId } = valueOf(await towns.a.run(proposeLifting, { target: 'measure', entries: [{ id: child.measureIds[0], expectedVersion: 1 }], ground: 'entered', reason: '誤って入れた' }))
  towns.clock.set('2026-04-02T01:00:00Z')
  await file({ filedOn: '2026-04-02' })
  const answer = await towns.a.run(liftListed, { liftingId }, { actor: officer() })
  expect(codesOf(answer)).toEqual(['resident.lifting-newer'])
  expect(await letting(made.sora, 'third-party')).toEqual([])
})

test('RR F-11: no bill, slip or notice of any business shows the protected address to who shares the property', async () => {
  await file()
  const papers = await towns.a.tx(async (tx) => [...tx.services.outputs.values()].filter((output) => output.kind === 'slip' || output.kind === 'notice').map((output) => output.name))
  expect(papers.length).toBeGreaterThan(2)
  for (const output of papers) expect([output, await towns.a.tx(async (tx) => [...await withheldFrom(tx, { output, personIds: [made.ayako, made.ex], recipient: 'co-owner' })], officer())]).toEqual([output, [made.ayako]])
})

test('RR F-12: a form that no manifest declares has no way out, so no business keeps a door of its own', async () => {
  await file()
  const refused = await towns.a.tx((tx) => refuseProtected(tx, { output: 'nhi.own-form', personIds: [], recipient: 'self' }))
  expect(refused?.refusals.map((refusal) => refusal.code)).toEqual(['guard.undeclared-output'])
})

test('RR F-13: who answers the telephone sees name, number and period, the sentence one may say, and nothing that could be told', async () => {
  await decided()
  const value = valueOf(await towns.a.ask(residentRecord, { personId: made.ayako }, clerk()))
  expect(value).toMatchObject({ name: '宮地　絢子', address: null, birth: null, householdId: null, members: [], rows: [], measure: { until: '2027-03-31', sentence: '確認に少し時間をいただきます。掛けてお待ちください。' } })
  expect(JSON.stringify(value)).not.toMatch(/白鷺|7月21日|07-21|宮地　空/)
})

test('another suppression stops what it names and no more, of a person or of a whole household, and two officers lift it', async () => {
  const { suppressionId } = valueOf(await towns.a.run(setSuppression, { personId: made.ex, kind: 'litigation', levels: { entry: 'none', issuance: 'error', inquiry: 'none' }, periodFrom: '2026-04-01', periodUntil: '2026-04-30', reason: '訴訟のため' }))
  const stopped = async (personId: string, output = copy) => (await towns.a.tx((tx) => refuseProtected(tx, { output, personIds: [personId], recipient: 'third-party' }), clerk()))?.refusals.map((refusal) => refusal.code) ?? []
  expect(await stopped(made.ex)).toEqual(['guard.suppressed'])
  expect(valueOf(await towns.a.ask(residentRecord, { personId: made.ex }, clerk())).address).toContain('港本町')
  towns.clock.set('2026-06-01T01:00:00Z')
  expect(await stopped(made.ex)).toEqual(['guard.suppressed'])
  const { liftingId } = valueOf(await towns.a.run(proposeLifting, { target: 'suppression', entries: [{ id: suppressionId, expectedVersion: 1 }], ground: 'request', reason: '訴訟が終わった' }))
  expect(codesOf(await towns.a.run(liftListed, { liftingId }))).toEqual(['resident.lifting-own'])
  valueOf(await towns.a.run(liftListed, { liftingId }, { actor: officer() }))
  expect(await stopped(made.ex)).toEqual([])
})

test('beginning, lifting and releasing are three rights: who has one has not the others', async () => {
  const { measureIds } = await decided()
  const [sets, lifts, releases] = [clerk('resident-protection.write'), clerk('resident-protection.approve'), clerk('resident-protection.release')]
  const proposal = { target: 'measure', entries: [{ id: measureIds[0], expectedVersion: 2 }], ground: 'request', reason: '申出' }
  for (const actor of [sets, releases, clerk()]) expect(codesOf(await towns.a.run(proposeLifting, proposal, { actor }))).toEqual(['command.forbidden'])
  for (const actor of [lifts, releases, clerk()]) expect(codesOf(await towns.a.run(fileMeasure, filing(), { actor }))).toEqual(['command.forbidden'])
  const { releaseId } = valueOf(await towns.a.run(requestRelease, wanted(), { actor: clerk() }))
  for (const actor of [sets, lifts, clerk()]) expect(codesOf(await towns.a.run(agreeToRelease, { releaseId }, { actor }))).toEqual(['command.forbidden'])
})

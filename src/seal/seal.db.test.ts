import { describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { withClient } from '../platform/db/roles.ts'
import { plainDate } from '../kernel/plain-date.ts'
import { registerDeath, registerFamilyRegisterChange, registerFormerSurname, registerMovingOut, registerRelocation } from '../resident/commands.ts'
import { findPersonOn } from '../resident/index.ts'
import { takeImprint } from './imprint-commands.ts'
import { followRegister } from './jobs.ts'
import { findSeal, listDay, listLetters, showApplication, showSeal } from './queries.ts'
import { closeLetter, confirmLetter, registerSeal, sendLetter } from './register-commands.ts'
import { approveRestoration, proposeRestoration, withdrawRestoration } from './restoration-commands.ts'
import { drawImprint, drawScan } from './drawn.ts'
import { writePng } from './png.ts'
import { cancelSeal, confirmMatch, issueNotice, liftSuspension, openReview, replaceCard, suspendRegistration } from './standing-commands.ts'
import { findRegistration } from './store.ts'
import { application, enterFamily, enterOne, protect, readImprint, registerOne, someone, type Registered } from './test-seals.ts'
import { endWard, recordWard } from './ward-commands.ts'

const towns = useTowns(import.meta.url, { now: '2026-06-15T01:00:00Z' })

const other = () => staffMember(towns.yakuba)
const stateOf = async (registrationId: string, town: Town = towns.a) => (await town.tx((tx) => findRegistration(tx, registrationId)))!
const seen = async ({ registrationId }: Pick<Registered, 'registrationId'>) => ({ registrationId, expectedVersion: (await stateOf(registrationId)).version })
const letterInput = (personId: string, imprintId: string, more: object = {}) => { const { way: _way, guarantorNumber: _number, ...rest } = application(personId, imprintId); return { ...rest, ...more } }

describe('registering', () => {
  test('RR A-41 a person of 15 today has a seal registered, another of 14 not', async () => {
    const [older, younger] = await enterFamily(towns.a, [someone('白浜　学', { born: '2011-06-15' }), someone('白浜　望', { born: '2011-06-17', relationship: 'child' })])
    expect(codesOf(await towns.a.run(registerSeal, application(younger!, await readImprint(towns.a, younger!, { seed: 9 }))))).toEqual(['seal.too-young'])
    expect(valueOf(await towns.a.run(registerSeal, application(older!, await readImprint(towns.a, older!))))).toMatchObject({ registrationNumber: expect.stringMatching(/^\d{7}$/), cardNumber: expect.stringMatching(/^\d{8}$/) })
  })

  test.each([[7.9, ['seal.imprint-too-small']], [25.1, ['seal.imprint-too-large']], [20, []]])('RR A-42 an imprint of %d mm', async (sideMm, expected) => {
    const personId = await enterOne(towns.a)
    for (const shape of sideMm === 20 ? ['square' as const] : ['round' as const, 'square' as const]) {
      const answer = await towns.a.run(registerSeal, application(personId, await readImprint(towns.a, personId, { sideMm, shape })))
      expect(answer.ok ? [] : codesOf(answer)).toEqual(expected)
    }
  })

  test('a person has one seal, and the towns do not see each other', async () => {
    const personId = await enterOne(towns.a)
    const registered = await registerOne(towns.a, personId)
    expect(codesOf(await towns.a.run(registerSeal, application(personId, await readImprint(towns.a, personId, { seed: 5 }))))).toEqual(['seal.already-registered'])
    expect(codesOf(await towns.b.ask(showSeal, { personId, asOf: null }))).toEqual(['seal.person-not-found'])
    expect(valueOf(await towns.b.ask(findSeal, { number: registered.registrationNumber })).found?.personId).not.toBe(personId)
    expect(codesOf(await towns.b.run(suspendRegistration, { ...(await seen(registered)), reason: 'card-lost', note: null }))).toEqual(['seal.registration-not-found'])
    expect(valueOf(await towns.a.ask(findSeal, { number: registered.cardNumber })).found).toMatchObject({ personId, state: 'live' })
  })

  test('an imprint of another person cannot be registered', async () => {
    const [one, two] = [await enterOne(towns.a), await enterOne(towns.a)]
    expect(codesOf(await towns.a.run(registerSeal, application(one, await readImprint(towns.a, two))))).toEqual(['seal.imprint-not-found'])
  })

  test('what the eye sees is refused with every reason; a measure of the frame may be answered with a reason', async () => {
    const personId = await enterOne(towns.a)
    const imprintId = await readImprint(towns.a, personId, { missing: 0.4, seed: 3 })
    expect(codesOf(await towns.a.run(registerSeal, application(personId, imprintId, { faults: ['rubber', 'mass-produced'], shownText: '青木', isCapacityConfirmed: false })))).toEqual([
      'seal.capacity-doubtful', 'seal.frame-broken', 'seal.imprint-rubber', 'seal.imprint-mass-produced', 'seal.name-not-shown',
    ])
    valueOf(await towns.a.run(registerSeal, application(personId, imprintId, { frameReason: '下の線が細いだけで、途切れていない' })))
  })

  test('a seal like another of the household is registered only with the reason of whoever told them apart', async () => {
    const [wife, husband] = await enterFamily(towns.a, [someone('白浜　幸', { sex: 'female' }), someone('白浜　航', { sex: 'male', relationship: 'husband' })])
    await registerOne(towns.a, wife!, { seed: 21 })
    const same = await readImprint(towns.a, husband!, { seed: 21, dpi: 300, turnedDegrees: 5 })
    expect(codesOf(await towns.a.run(registerSeal, application(husband!, same)))).toEqual(['seal.too-alike'])
    const beside = valueOf(await towns.a.ask(showApplication, { personId: husband!, imprintId: same })).neighbours
    expect(beside).toMatchObject([{ personId: wife, isAlike: true }])
    const registered = valueOf(await towns.a.run(registerSeal, application(husband!, same, { distinctReason: '「浜」の払いが逆' })))
    const row = await stateOf(registered.registrationId)
    expect([row.distinctReason, (row.alikePercent ?? 0) > 90]).toEqual(['「浜」の払いが逆', true])
    const [mother, son] = await enterFamily(towns.a, [someone('白浜　初'), someone('白浜　次', { relationship: 'child' })])
    await registerOne(towns.a, mother!, { seed: 31 })
    valueOf(await towns.a.run(registerSeal, application(son!, await readImprint(towns.a, son!, { seed: 32 }))))
  })

  test('a guarantor vouches with a registration that stands here, and never for himself', async () => {
    const [applicant, guarantor] = [await enterOne(towns.a), await enterOne(towns.a)]
    const vouching = await registerOne(towns.a, guarantor)
    const imprintId = await readImprint(towns.a, applicant)
    const by = (guarantorNumber: string | null, more = {}) => towns.a.run(registerSeal, application(applicant, imprintId, { way: 'guarantor', guarantorNumber, ...more }))
    expect(codesOf(await by(null))).toEqual(['seal.guarantor-missing'])
    expect(codesOf(await by('9999999'))).toEqual(['seal.guarantor-unknown'])
    expect(codesOf(await by(vouching.registrationNumber, { agentName: '代理　太郎' }))).toEqual(['seal.agent-needs-letter'])
    valueOf(await towns.a.run(suspendRegistration, { ...(await seen(vouching)), reason: 'card-lost', note: null }))
    expect(codesOf(await by(vouching.registrationNumber))).toEqual(['seal.guarantor-not-live'])
    valueOf(await towns.a.run(liftSuspension, { ...(await seen(vouching)), note: '見つかった' }))
    const registered = valueOf(await by(vouching.registrationNumber))
    expect(await stateOf(registered.registrationId)).toMatchObject({ way: 'guarantor', guarantorId: vouching.registrationId })
  })

  test('scans that cannot be measured are refused, each with what to do', async () => {
    const personId = await enterOne(towns.a)
    const take = async (file: Buffer, statedDpi: number | null = null) => codesOf(await towns.a.run(takeImprint, { personId, fileBase64: file.toString('base64'), statedDpi }))
    const drawing = { shape: 'round' as const, sideMm: 15, dpi: 400, seed: 1 }
    const plain = drawScan(drawing)
    const without = Buffer.concat([plain.subarray(0, 33), plain.subarray(54)])
    expect(await take(Buffer.from('no picture'))).toEqual(['seal.scan-not-png'])
    expect(await take(without)).toEqual(['seal.scan-without-density'])
    expect(await take(plain, 300)).toEqual(['seal.density-differs'])
    expect(await take(drawScan({ ...drawing, dpi: 200 }))).toEqual(['seal.density-out-of-range'])
    expect(await take(writePng({ width: 200, height: 200, pixels: new Uint8Array(40_000).fill(250) }, 15_748))).toEqual(['seal.imprint-empty'])
    const gray = drawImprint(drawing)
    expect(await take(writePng({ width: gray.width, height: Math.floor(gray.height / 2), pixels: gray.pixels.subarray(0, gray.width * Math.floor(gray.height / 2)) }, 15_748))).toEqual(['seal.imprint-cropped'])
    expect(valueOf(await towns.a.run(takeImprint, { personId, fileBase64: without.toString('base64'), statedDpi: 400 }))).toMatchObject({ widthTenths: 150, heightTenths: 150 })
  })

  test('the pictures of imprints lie encrypted', async () => {
    const personId = await enterOne(towns.a)
    const scan = drawScan({ shape: 'round', sideMm: 15, dpi: 400, seed: 77 })
    valueOf(await towns.a.run(takeImprint, { personId, fileBase64: scan.toString('base64'), statedDpi: null }))
    const found = await withClient(towns.urls.admin, async (client) => (await client.query(`select count(*)::int as n from platform.file where position('\\x89504e470d0a1a0a'::bytea in bytes) > 0`)).rows[0])
    expect(found).toEqual({ n: 0 })
  })
})

describe('letters of enquiry', () => {
  test('an agent is asked to wait for the letter; the answer within its term registers the seal', async () => {
    const personId = await enterOne(towns.a)
    const imprintId = await readImprint(towns.a, personId)
    const sent = valueOf(await towns.a.run(sendLetter, letterInput(personId, imprintId, { agentName: '代理　太郎' })))
    expect(sent.expiresOn).toBe('2026-07-15')
    expect(codesOf(await towns.a.run(registerSeal, application(personId, imprintId)))).toEqual(['seal.letter-open'])
    const answer = { letterId: sent.letterId, expectedVersion: 1, broughtBy: '代理　太郎', isStatutoryAgentPresent: false, isCapacityConfirmed: true }
    expect(codesOf(await towns.a.run(confirmLetter, { ...answer, answeredOn: '2026-06-14' }))).toEqual(['seal.answered-before-sent'])
    const registered = valueOf(await towns.a.run(confirmLetter, { ...answer, answeredOn: '2026-06-15' }))
    expect(await stateOf(registered.registrationId)).toMatchObject({ way: 'letter', state: 'live', agentName: '代理　太郎' })
    expect(codesOf(await towns.a.run(confirmLetter, { ...answer, answeredOn: '2026-06-15' }))).toEqual(['seal.changed-meanwhile'])
  })

  test('an answer on the last day is taken, one a day later is not; the list shows what has expired', async () => {
    const made: string[] = []
    for (let count = 0; count < 2; count += 1) {
      const personId = await enterOne(towns.a)
      made.push(valueOf(await towns.a.run(sendLetter, letterInput(personId, await readImprint(towns.a, personId)))).letterId)
    }
    const answer = (letterId: string, answeredOn: string) => towns.a.run(confirmLetter, { letterId, expectedVersion: 1, broughtBy: null, isStatutoryAgentPresent: false, isCapacityConfirmed: true, answeredOn })
    towns.clock.set('2026-07-16T01:00:00Z')
    const open = valueOf(await towns.a.ask(listLetters, { state: 'sent' })).letters.filter((letter) => made.includes(letter.letterId))
    expect(open.map((letter) => letter.isExpired)).toEqual([true, true])
    expect(codesOf(await answer(made[0]!, '2026-07-16'))).toEqual(['seal.letter-expired'])
    // It came in on the last day and was entered the day after.
    valueOf(await answer(made[0]!, '2026-07-15'))
    valueOf(await towns.a.run(closeLetter, { letterId: made[1]!, expectedVersion: 1, ending: 'undeliverable' }))
    expect(codesOf(await answer(made[1]!, '2026-07-15'))).toEqual(['seal.changed-meanwhile'])
    expect(valueOf(await towns.a.ask(listLetters, { state: 'closed' })).letters.find((letter) => letter.letterId === made[1])).toMatchObject({ ending: 'undeliverable' })
    towns.clock.set('2026-06-15T01:00:00Z')
  })

  test('who died or was registered meanwhile gets nothing by an old letter', async () => {
    const personId = await enterOne(towns.a)
    const { letterId } = valueOf(await towns.a.run(sendLetter, letterInput(personId, await readImprint(towns.a, personId))))
    valueOf(await towns.a.run(registerDeath, { ...filed(personId), diedOn: { calc: '2026-06-14', unknown: 'none', wording: null } }))
    expect(codesOf(await towns.a.run(confirmLetter, { letterId, expectedVersion: 1, broughtBy: null, isStatutoryAgentPresent: false, isCapacityConfirmed: true, answeredOn: '2026-06-15' }))).toContain('seal.not-resident')
  })
})

const filed = (personId: string) => ({ notifiedOn: '2026-06-15', notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, acknowledged: [] as { code: string; field: string | null; reason: string }[], personId, relationships: [] })

describe('what a resident event does', () => {
  test('a death ends the registration with its day, as the screen said before', async () => {
    const personId = await enterOne(towns.a)
    const registered = await registerOne(towns.a, personId)
    const filing = { ...filed(personId), diedOn: { calc: '2026-06-14', unknown: 'none', wording: null } }
    const dry = await towns.a.run(registerDeath, filing, { dry: true })
    expect(dry.ok && dry.consequences.filter((one) => one.code.startsWith('seal.'))).toMatchObject([{ code: 'seal.cancel-registration', effect: 'automatic', subjectIds: [personId], effectiveOn: '2026-06-14' }])
    expect((await stateOf(registered.registrationId)).state).toBe('live')
    valueOf(await towns.a.run(registerDeath, filing, { previewId: dry.ok ? dry.previewId : null }))
    expect(await stateOf(registered.registrationId)).toMatchObject({ state: 'cancelled', reason: 'died', isAutomatic: true })
    expect(valueOf(await towns.a.ask(listDay, { day: null })).automatic.map((row) => row.registrationId)).toContain(registered.registrationId)
  })

  test('a relocation leaves the registration untouched, and says so', async () => {
    const personId = await enterOne(towns.a)
    const registered = await registerOne(towns.a, personId)
    const { personId: _one, ...common } = filed(personId)
    const moved = await towns.a.run(registerRelocation, {
      ...common, movedOn: '2026-06-10', personIds: [personId], address: { postalCode: null, townBlockId: null, town: '汐見台九丁目', number: '9番9号', building: null, room: null }, household: { kind: 'keep' },
      acknowledged: [],
    })
    if (!moved.ok) throw new Error(codesOf(moved).join())
    expect(moved.consequences.filter((one) => one.code.startsWith('seal.'))).toMatchObject([{ code: 'seal.follows-address', effect: 'notice' }])
    expect((await stateOf(registered.registrationId)).version).toBe(1)
  })

  test('a move-out that is filed changes nothing until its day; the night job then ends the registration', async () => {
    const personId = await enterOne(towns.a)
    const registered = await registerOne(towns.a, personId)
    const { personId: _one, ...common } = filed(personId)
    const answer = await towns.a.run(registerMovingOut, { ...common, movedOn: '2026-07-05', personIds: [personId], to: { kind: 'domestic', municipalityCode: null, address: '遠浦県沖見市' } })
    if (!answer.ok) throw new Error(codesOf(answer).join())
    expect(answer.consequences.filter((one) => one.code.startsWith('seal.'))).toMatchObject([{ code: 'seal.ends-on-moving', effect: 'notice', effectiveOn: '2026-07-05' }])
    const night = () => towns.a.tx((tx) => followRegister.run(tx, {}))
    towns.clock.set('2026-07-03T15:05:00Z')
    await night()
    expect((await stateOf(registered.registrationId)).state).toBe('live')
    towns.clock.set('2026-07-04T15:05:00Z')
    await night()
    expect(await stateOf(registered.registrationId)).toMatchObject({ state: 'cancelled', reason: 'moved-out', validFrom: '2026-07-05', isAutomatic: true })
    await night()
    expect((await stateOf(registered.registrationId)).state).toBe('cancelled')
    towns.clock.set('2026-06-15T01:00:00Z')
  })

  test('a move-out of today ends the registration with the filing', async () => {
    const personId = await enterOne(towns.a)
    const registered = await registerOne(towns.a, personId)
    const { personId: _one, ...common } = filed(personId)
    valueOf(await towns.a.run(registerMovingOut, { ...common, movedOn: '2026-06-15', personIds: [personId], to: { kind: 'domestic', municipalityCode: null, address: '遠浦県沖見市' } }))
    expect(await stateOf(registered.registrationId)).toMatchObject({ state: 'cancelled', reason: 'moved-out', validFrom: '2026-06-15' })
  })

  test('RR A-44 a surname changed by marriage asks for a decision; no match ends the seal with notice, with 旧氏 recorded first it stays', async () => {
    const later = { on: '2026-06-18', name: '大野　澄子' }
    const [left, stays] = [await enterOne(towns.a, '白浜　澄子', { later }), await enterOne(towns.a, '白浜　澄子', { later: { ...later, formerSurname: '白浜' } })]
    const [one, two] = [await registerOne(towns.a, left), await registerOne(towns.a, stays)]
    towns.clock.set('2026-06-18T01:00:00Z')
    await towns.a.tx((tx) => followRegister.run(tx, {}))
    expect([(await stateOf(one.registrationId)).state, (await stateOf(two.registrationId)).state]).toEqual(['review', 'review'])
    const reviews = valueOf(await towns.a.ask(listDay, { day: null })).reviews.map((row) => row.registrationId)
    expect(reviews).toEqual(expect.arrayContaining([one.registrationId, two.registrationId]))
    const decide = async (which: Registered, isMatching: boolean) => towns.a.run(confirmMatch, { ...(await seen(which)), isMatching, note: '印影を見て決めた' })
    expect(codesOf(await decide(one, true))).toEqual(['seal.imprint-not-matching'])
    expect(valueOf(await decide(one, false)).state).toBe('cancelled')
    expect(valueOf(await towns.a.run(issueNotice, { registrationId: one.registrationId })).number).toMatch(/^R8-IM-\d{6}$/)
    expect(valueOf(await decide(two, true)).state).toBe('live')
    expect((await stateOf(two.registrationId)).judged).toMatchObject({ name: '大野　澄子', formerSurname: '白浜' })
    towns.clock.set('2026-06-15T01:00:00Z')
  })

  test('RR A-44 the filing of a changed surname itself puts the seal under review, before any night job; another domicile does not', async () => {
    const [personId, other] = [await enterOne(towns.a, '白浜　澄子'), await enterOne(towns.b, '白浜　澄子')]
    const [registered, elsewhere] = [await registerOne(towns.a, personId), await registerOne(towns.b, other)]
    const filing = { notifiedOn: '2026-06-15', notifiedBy: { relation: 'self', identityProof: 'passport' }, changedOn: '2026-06-12', cause: 'transfer', persons: [{ personId, registeredDomicile: '汐音県北浜市東雲町二丁目5番地' }] }
    const transferred = await towns.a.run(registerFamilyRegisterChange, filing)
    expect(transferred.ok && transferred.consequences.filter((one) => one.code.startsWith('seal.'))).toEqual([])
    const married = await towns.a.run(registerFamilyRegisterChange, { ...filing, changedOn: '2026-06-15', cause: 'marriage', persons: [{ personId, name: '大野　澄子', furigana: 'オオノ　スミコ' }] })
    expect(married.ok && married.consequences.filter((one) => one.code.startsWith('seal.'))).toMatchObject([{ code: 'seal.match-again', effect: 'automatic', subjectIds: [personId] }])
    expect(await stateOf(registered.registrationId)).toMatchObject({ state: 'review', isAutomatic: true })
    expect((await stateOf(elsewhere.registrationId, towns.b)).state).toBe('live')
    const surname = { notifiedOn: '2026-06-15', notifiedBy: filing.notifiedBy, request: 'entry', personId, formerSurname: '白浜', formerSurnameFurigana: 'シラハマ', acknowledged: [{ code: 'resident.confirm-former-surname-evidence', field: '/formerSurname', reason: '戸籍謄本' }] }
    valueOf(await towns.a.run(registerFormerSurname, surname))
    expect(valueOf(await towns.a.run(confirmMatch, { ...(await seen(registered)), isMatching: true, note: '旧氏の印影' })).state).toBe('live')
  })

  test('a guardianship notice ends the registration; a new one needs the guardian at the counter', async () => {
    const personId = await enterOne(towns.a)
    const registered = await registerOne(towns.a, personId)
    expect(codesOf(await towns.a.run(recordWard, { personId, beganOn: '2026-06-10', notifiedOn: '2026-06-16', agentName: null }))).toEqual(['seal.day-in-future'])
    expect(valueOf(await towns.a.run(recordWard, { personId, beganOn: '2026-06-10', notifiedOn: '2026-06-15', agentName: '後見　一郎' })).cancelledId).toBe(registered.registrationId)
    expect(await stateOf(registered.registrationId)).toMatchObject({ state: 'cancelled', reason: 'guardianship' })
    const imprintId = await readImprint(towns.a, personId)
    expect(codesOf(await towns.a.run(registerSeal, application(personId, imprintId)))).toEqual(['seal.ward-without-agent'])
    expect(codesOf(await towns.a.run(sendLetter, letterInput(personId, imprintId, { agentName: '後見　一郎', isStatutoryAgentPresent: true })))).toEqual(['seal.ward-by-agent'])
    valueOf(await towns.a.run(registerSeal, application(personId, imprintId, { isStatutoryAgentPresent: true })))
    valueOf(await towns.a.run(endWard, { personId, endedOn: '2026-06-15' }))
    expect(codesOf(await towns.a.run(endWard, { personId, endedOn: '2026-06-15' }))).toEqual(['seal.ward-not-found'])
  })
})

describe('somebody under guardianship leaves', () => {
  const wardTasks = async () => (await towns.a.tx(async (tx) => (await tx.db.client.query<{ code: string; about: string[] }>(`select code, subject_ids as about from tasks.task where tenant_id = $1 and state = 'open' and code like '%-ward' order by code`, [tx.tenant])).rows)).map((task) => [task.code, ...task.about])

  test('the town of arrival is to be told, and whoever died or left the country is closed here; the others cause nothing', async () => {
    const [moving, leaving, dead, free] = [await enterOne(towns.a), await enterOne(towns.a), await enterOne(towns.a), await enterOne(towns.a)]
    for (const personId of [moving, leaving, dead]) valueOf(await towns.a.run(recordWard, { personId, beganOn: '2026-06-10', notifiedOn: '2026-06-15', agentName: '後見　一郎' }))
    const goes = (personId: string, to: object) => {
      const { personId: _one, ...common } = filed(personId)
      return towns.a.run(registerMovingOut, { ...common, movedOn: '2026-06-20', personIds: [personId], to })
    }
    const domestic = { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' }
    for (const personId of [moving, free]) valueOf(await goes(personId, domestic))
    valueOf(await goes(leaving, { kind: 'abroad', municipalityCode: null, address: 'オーストラリア' }))
    valueOf(await towns.a.run(registerDeath, { ...filed(dead), diedOn: { calc: '2026-06-14', unknown: 'none', wording: null } }))
    expect(await wardTasks()).toEqual([['seal.close-ward', dead], ['seal.close-ward', leaving], ['seal.tell-ward', moving]].toSorted((a, b) => (a.join() < b.join() ? -1 : 1)))
    valueOf(await towns.a.run(endWard, { personId: dead, endedOn: '2026-06-14' }))
    expect((await wardTasks()).map((task) => task[0])).toEqual(['seal.close-ward', 'seal.tell-ward'])
  })
})

describe('what a clerk does with a registration', () => {
  test('a replaced card is void; a lost one is replaced only where the ordinance says so', async () => {
    const registered = await registerOne(towns.a, await enterOne(towns.a))
    expect(codesOf(await towns.a.run(replaceCard, { ...(await seen(registered)), reason: 'lost' }))).toEqual(['seal.card-not-replaced'])
    const replaced = valueOf(await towns.a.run(replaceCard, { ...(await seen(registered)), reason: 'damaged' }))
    expect(replaced.cardNumber).not.toBe(registered.cardNumber)
    expect(valueOf(await towns.a.ask(findSeal, { number: registered.cardNumber })).found).toBeNull()
  })

  test('each reason of the counter ends a registration, and only what the office did by itself is notified', async () => {
    const reasons = ['given-up', 'seal-lost', 'card-lost', 'seal-changed', 'capacity-lost', 'registered-wrongly'] as const
    const notified: string[] = []
    for (const reason of reasons) {
      const registered = await registerOne(towns.a, await enterOne(towns.a))
      valueOf(await towns.a.run(cancelSeal, { ...(await seen(registered)), reason, note: null }))
      expect(await stateOf(registered.registrationId)).toMatchObject({ state: 'cancelled', reason, validFrom: '2026-06-15' })
      if ((await towns.a.run(issueNotice, { registrationId: registered.registrationId })).ok) notified.push(reason)
      expect(codesOf(await towns.a.run(suspendRegistration, { ...(await seen(registered)), reason: 'card-lost', note: null }))).toEqual(['seal.already-cancelled'])
    }
    expect(notified).toEqual(['capacity-lost', 'registered-wrongly'])
  })

  test('a late press on an old screen is refused', async () => {
    const registered = await registerOne(towns.a, await enterOne(towns.a))
    const old = await seen(registered)
    valueOf(await towns.a.run(suspendRegistration, { ...old, reason: 'card-lost', note: null }))
    expect(codesOf(await towns.a.run(cancelSeal, { ...old, reason: 'given-up', note: null }))).toEqual(['seal.changed-meanwhile'])
  })

  test('a review outlives a suspension', async () => {
    const registered = await registerOne(towns.a, await enterOne(towns.a))
    valueOf(await towns.a.run(openReview, { ...(await seen(registered)), note: '氏の字が違うと申出' }))
    valueOf(await towns.a.run(suspendRegistration, { ...(await seen(registered)), reason: 'seal-lost', note: null }))
    expect(valueOf(await towns.a.run(liftSuspension, { ...(await seen(registered)), note: '見つかった' })).state).toBe('review')
  })

  test('a wrong cancellation is taken back by two people, as another row with another card', async () => {
    const personId = await enterOne(towns.a)
    const registered = await registerOne(towns.a, personId)
    valueOf(await towns.a.run(cancelSeal, { ...(await seen(registered)), reason: 'given-up', note: '隣の人の申請だった' }))
    const { registrationId } = registered
    expect(codesOf(await towns.a.run(approveRestoration, { registrationId }, { actor: other() }))).toEqual(['seal.restoration-not-found'])
    valueOf(await towns.a.run(proposeRestoration, { ...(await seen(registered)), reason: '隣の人の申請だった' }))
    expect(codesOf(await towns.a.run(proposeRestoration, { ...(await seen(registered)), reason: 'もう一度' }))).toEqual(['seal.restoration-open'])
    expect(codesOf(await towns.a.run(approveRestoration, { registrationId }))).toEqual(['seal.same-person-approves'])
    valueOf(await towns.a.run(withdrawRestoration, { registrationId }))
    valueOf(await towns.a.run(proposeRestoration, { ...(await seen(registered)), reason: '隣の人の申請だった' }))
    valueOf(await towns.a.run(approveRestoration, { registrationId }, { actor: other() }))
    const row = await stateOf(registrationId)
    expect([row.state, row.event, row.registrationNumber, row.cardNumber === registered.cardNumber]).toEqual(['live', 'restored', registered.registrationNumber, false])
    const { history } = valueOf(await towns.a.ask(showSeal, { personId, asOf: null }))
    expect(history.map((one) => one.event)).toEqual(['restored', 'cancelled', 'registered'])
  })

  test('nothing comes back for somebody who has left or registered again', async () => {
    const [gone, again] = [await enterOne(towns.a), await enterOne(towns.a)]
    const [one, two] = [await registerOne(towns.a, gone), await registerOne(towns.a, again)]
    for (const which of [one, two]) {
      valueOf(await towns.a.run(cancelSeal, { ...(await seen(which)), reason: 'given-up', note: null }))
      valueOf(await towns.a.run(proposeRestoration, { ...(await seen(which)), reason: '誤り' }))
    }
    valueOf(await towns.a.run(registerDeath, { ...filed(gone), diedOn: { calc: '2026-06-14', unknown: 'none', wording: null } }))
    await registerOne(towns.a, again)
    expect(codesOf(await towns.a.run(approveRestoration, { registrationId: one.registrationId }, { actor: other() }))).toEqual(['seal.not-resident'])
    expect(codesOf(await towns.a.run(approveRestoration, { registrationId: two.registrationId }, { actor: other() }))).toEqual(['seal.already-registered'])
  })

  test('the record of a past day shows how it stood then', async () => {
    const personId = await enterOne(towns.a)
    const registered = await registerOne(towns.a, personId)
    towns.clock.set('2026-06-20T01:00:00Z')
    valueOf(await towns.a.run(cancelSeal, { ...(await seen(registered)), reason: 'given-up', note: null }))
    const shown = async (asOf: string | null) => valueOf(await towns.a.ask(showSeal, { personId, asOf }))
    expect([(await shown('2026-06-19')).shown?.state, (await shown('2026-06-20')).shown?.state, (await shown('2026-06-14')).shown]).toEqual(['live', 'cancelled', null])
    expect((await shown(null)).keptUntil).toBe('2031-06-20')
    towns.clock.set('2026-06-15T01:00:00Z')
  })

  test('rows of the register are never written over: the program may close them, not change them back', async () => {
    const registered = await registerOne(towns.a, await enterOne(towns.a))
    valueOf(await towns.a.run(suspendRegistration, { ...(await seen(registered)), reason: 'misuse-feared', note: null }))
    const rows = await withClient(towns.urls.admin, async (client) => (await client.query<{ state: string; closed: boolean }>('select state, recorded_to is not null as closed from seal.registration where registration_id = $1 order by version', [registered.registrationId])).rows)
    expect(rows).toEqual([{ state: 'live', closed: true }, { state: 'suspended', closed: false }])
    await withClient(towns.urls.app, async (client) => { await expect(client.query('delete from seal.registration')).rejects.toThrow(/permission denied/) })
  })
})

test('a protected person shows no address and no imprint on the record', async () => {
  const personId = await enterOne(towns.a)
  await registerOne(towns.a, personId)
  await protect(towns.a, personId)
  const clerk = staffMember(towns.yakuba, { permissions: ['seal.read'] })
  const view = valueOf(await towns.a.ask(showSeal, { personId, asOf: null }, clerk))
  expect([view.head.open, view.picture]).toEqual([null, null])
  const person = await towns.a.tx((tx) => findPersonOn(tx, personId, { on: plainDate('2026-06-15') }))
  expect(JSON.stringify(view)).not.toContain(person!.address.town)
})

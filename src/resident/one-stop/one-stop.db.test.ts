import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { decodeSymbols, renderPage } from '../../../test/support/page-image.ts'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { issue } from '../../certificates/commands.ts'
import { usualRequest } from '../../certificates/output.ts'
import { prepare } from '../../certificates/prepare.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { findIssued } from '../../platform/document/index.ts'
import { formValues } from '../../platform/http/form.ts'
import { carry } from '../../platform/job/courier.ts'
import { systemCaller } from '../../platform/job/worker.ts'
import { approveNotification, cancelEvent, registerMovingOut, sendBackNotification, submitNotification } from '../commands.ts'
import { insertNumbers, openNumber } from '../number/store.ts'
import { dateOf } from '../pages/form-values.ts'
import { movingInOf } from '../pages/moving-in.tsx'
import { fileMeasure } from '../protection/filing.ts'
import { findPersonOn, listHistory } from '../queries.ts'
import { movingInForm, personForm } from '../record/forms.ts'
import { residentRecord } from '../record/record.ts'
import { enterHousehold } from '../test-residents.ts'
import { mergeMove, refuseMove, reopenMove } from './cases.ts'
import { readCertificate } from './certificate.ts'
import { moveCourier } from './courier.ts'
import { expireMoves } from './jobs.ts'
import type { PortalAnswer } from './messages.ts'
import { portalAnswers, receivePortalFile } from './portal.ts'
import { readSymbols, signedTextOf, symbolsOf, type ReadCertificate } from './symbols.ts'
import { listOneStop, showOneStop } from './views.ts'

/** Moves as the portal and other towns announce them, played through the registered commands, the courier and the forms. */
const towns = useTowns(import.meta.url, { now: '2026-06-10T01:00:00Z' })
const street = '汐見台二丁目'
const made = { lot: 0, personIds: [] as string[], householdId: '' }
const [practiceNumber, residentCode] = ['123456789013', '12345678903']

beforeAll(async () => {
  await towns.b.tx(async (tx) => { await tx.db.client.query(`insert into resident.town_block (tenant_id, town_block_id, town, kana, postal_code, numbering) values ($1, '0001001', '汐見台一丁目', 'シオミダイ', '9988001', 'residential')`, [tx.tenant]) })
})

/** A family of three in the town that is left, with a number; in the other town a family under the same names. */
beforeEach(async () => {
  made.lot += 1
  towns.clock.set('2026-06-10T01:00:00Z')
  const family = [
    { name: `沖田${'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳'[made.lot - 1]}　健`, kana: 'オキタ　ケン', born: '1988-07-21', sex: 'male' as const, relationship: 'head', furigana: 'オキタ　ケン' }, { name: '沖田　泉', kana: 'オキタ　イズミ', born: `1990-02-${String(made.lot).padStart(2, '0')}`, sex: 'female' as const, relationship: 'wife' },
    { name: '沖田　空', kana: 'オキタ　ソラ', born: `2016-06-${String(made.lot).padStart(2, '0')}`, sex: 'male' as const, relationship: 'child' },
  ]
  const { householdId, personIds } = await towns.a.tx((tx) => enterHousehold(tx, { town: street, number: `${made.lot}番3号` }, family))
  Object.assign(made, { householdId, personIds, family })
})
afterEach(async () => {
  towns.database.hook = undefined
  // Numbers are free again for the next family.
  await towns.a.tx(async (tx) => { await tx.db.client.query('update resident_number.number set recorded_to = now() where tenant_id = $1', [tx.tenant]) })
  await towns.b.tx(async (tx) => { await tx.db.client.query('update resident_number.number set recorded_to = now() where tenant_id = $1', [tx.tenant]) })
})

const head = () => made.personIds[0]!
const approver = () => staffMember(towns.yakuba)
const headName = async () => (await towns.a.tx((tx) => findPersonOn(tx, head())))!.name

async function application(over: Record<string, unknown> = {}, line: Record<string, unknown> = {}) {
  const name = await headName()
  return {
    format: 'yakuba-one-stop-1', messageId: randomUUID(), applicationId: `P-${randomUUID()}`, sequence: 1, kind: 'moving-out', to: '992011', appliedAt: '2026-06-09T14:30:00Z',
    content: {
      type: 'application', movedOn: '2026-06-20', visitOn: null, applicant: { name, birth: '1988-07-21', signingCertificate: { state: 'valid', validUntil: '2029-07-21' }, contact: null },
      from: { kind: 'domestic', municipalityCode: '992011', address: `汐音県汐見市${street}${made.lot}番3号` }, to: { kind: 'domestic', municipalityCode: '993018', address: '汐音県朝凪町汐見台一丁目7番8号' },
      persons: [{ name, kana: null, birth: '1988-07-21', sex: 'male', isApplicant: true, relationship: null, individualNumber: null }], ...over,
    }, ...line,
  }
}

const fileOf = (...lines: readonly unknown[]) => ({ fileBase64: Buffer.from(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')).toString('base64') })
const receive = async (...lines: readonly unknown[]) => valueOf(await towns.a.run(receivePortalFile, fileOf(...lines))).items
const stateOf = async (itemId: string, town: Town = towns.a) => valueOf(await town.ask(showOneStop, { itemId })).line.state
const answersTo = async (applicationId: string) => (valueOf(await towns.a.ask(portalAnswers, { after: 0, limit: 1000 })) as { answers: PortalAnswer[] }).answers.filter((one) => one.applicationId === applicationId)
const openTasks = (town: Town) => town.tx(async (tx) => (await tx.db.client.query(`select code, deadline, subject_ids as about from tasks.task where tenant_id = $1 and state = 'open' order by id`, [tx.tenant])).rows as { code: string; deadline: string | null; about: string[] }[])
const tasksAbout = async (itemId: string, town: Town = towns.a) => (await openTasks(town)).filter((task) => task.about.includes(itemId))

describe('what the portal brings', () => {
  test.each([
    ['a move abroad', { to: { kind: 'abroad', municipalityCode: null, address: 'オーストラリア' } }, {}, ['one-stop-abroad']],
    ['eleven days after the move', { movedOn: '2026-05-29' }, { appliedAt: '2026-06-09T00:00:00Z' }, ['one-stop-too-late']],
    ['ten days after the move, the file hours late', { movedOn: '2026-05-30' }, { appliedAt: '2026-06-09T14:59:00Z' }, []],
    ['a minute later it is the eleventh day', { movedOn: '2026-05-30' }, { appliedAt: '2026-06-09T15:00:00Z' }, ['one-stop-too-late']],
    ['thirty days before the move', { movedOn: '2026-07-09' }, { appliedAt: '2026-06-09T03:00:00Z' }, []],
    ['thirty-one days before the move', { movedOn: '2026-07-10' }, { appliedAt: '2026-06-09T03:00:00Z' }, ['one-stop-too-early']],
    ['fifteen on the eve of the birthday', { applicant: { name: '沖田　海', birth: '2011-06-10', signingCertificate: { state: 'valid', validUntil: '2029-07-21' }, contact: null } }, { appliedAt: '2026-06-09T03:00:00Z' }, []],
    ['fourteen', { applicant: { name: '沖田　海', birth: '2011-06-11', signingCertificate: { state: 'valid', validUntil: '2029-07-21' }, contact: null } }, { appliedAt: '2026-06-09T03:00:00Z' }, ['one-stop-too-young']],
    ['a revoked signing certificate', { applicant: { name: '沖田　健', birth: '1988-07-21', signingCertificate: { state: 'revoked', validUntil: '2029-07-21' }, contact: null } }, {}, ['one-stop-certificate']],
    ['a signing certificate that ran out the day before', { applicant: { name: '沖田　健', birth: '1988-07-21', signingCertificate: { state: 'valid', validUntil: '2026-06-08' }, contact: null } }, {}, ['one-stop-certificate']],
    ['a move-out from another town', { from: { kind: 'domestic', municipalityCode: '992038', address: '汐音県北浜市' } }, {}, ['one-stop-other-town']],
  ])('RR A-16: %s is taken or refused, with the reason and the way to the counter, and nothing is filed', async (_title, over, line, expected) => {
    const sent = await application(over, line)
    const [item] = await receive(sent)
    const [answer] = await answersTo(sent.applicationId)
    expect(answer?.answer).toBe(expected.length > 0 ? 'refused' : 'accepted')
    expect(answer?.reasons.map((reason) => reason.code)).toEqual(expected.map((code) => `resident.${code}`))
    for (const reason of answer?.reasons ?? []) expect(reason.remedy).toMatch(/窓口|申し込み直す/)
    expect(await stateOf(item!.itemId)).toBe(expected.length > 0 ? 'refused' : 'waiting')
    expect((await towns.a.tx((tx) => findPersonOn(tx, head())))?.plannedMoveOutOn).toBeNull()
    expect((await tasksAbout(item!.itemId)).length).toBe(expected.length > 0 ? 0 : 1)
  })

  test('a cancellation that overtakes its application leaves it cancelled; the same file again changes nothing', async () => {
    const first = await application()
    const second = { ...first, messageId: randomUUID(), sequence: 2, content: { type: 'cancellation', reason: null } }
    const [early] = await receive(second)
    expect(await stateOf(early!.itemId)).toBe('cancelled')
    const [late] = await receive(first)
    expect([late!.itemId, await stateOf(late!.itemId)]).toEqual([early!.itemId, 'cancelled'])
    const again = valueOf(await towns.a.run(receivePortalFile, fileOf(first, second)))
    expect([again.known, await stateOf(early!.itemId), (await answersTo(first.applicationId)).map((one) => one.answer)]).toEqual([2, 'cancelled', ['cancelled']])
    const [anew] = await receive({ ...first, messageId: randomUUID(), sequence: 3 })
    expect([anew!.itemId, await stateOf(early!.itemId), (await tasksAbout(early!.itemId)).length]).toEqual([early!.itemId, 'waiting', 1])
  })

  test('a file with a fault anywhere is refused whole, by line and field, and repeats no value', async () => {
    const good = await application()
    const bad = await application({ movedOn: '2026-02-30', persons: [] }, { sequence: 0 })
    const answer = await towns.a.run(receivePortalFile, fileOf(good, '{"half', bad, { ...good, messageId: randomUUID(), to: '993018' }, good))
    expect(answer.ok ? [] : answer.refusals.map((one) => [one.code.replace('resident.one-stop-', ''), one.line, one.field])).toEqual([
      ['not-json', 2, null], ['line-wrong', 3, '/sequence'], ['line-wrong', 3, '/content/movedOn'], ['line-wrong', 3, '/content/persons'], ['not-for-us', 4, '/to'], ['message-twice', 5, '/messageId'],
    ])
    expect(JSON.stringify(answer.ok ? '' : answer.refusals)).not.toContain('沖田')
    expect(await answersTo(good.applicationId)).toEqual([])
  })

  test('the form of the move-out begins with what was announced; sent back it waits again, recorded it is settled and the portal hears of it', async () => {
    const sent = await application()
    const [item] = await receive(sent)
    const seen = valueOf(await towns.a.ask(showOneStop, { itemId: item!.itemId }))
    expect(seen.formPath).toBe(`resident/moving-out/${head()}?oneStop=${item!.itemId}`)
    const form = formValues(valueOf(await towns.a.ask(personForm, { personId: head(), oneStopId: item!.itemId })).announced!.fields)
    expect([form.get('movedOn'), form.get('isCardBased'), form.all('personIds'), form.get('to.municipalityCode')]).toEqual(['R8.6.20', 'yes', [head()], '993018'])
    const filing = moveOut({ oneStopId: item!.itemId, to: { kind: 'domestic', municipalityCode: '992038', address: '汐音県北浜市' } })
    const { notificationId } = valueOf(await towns.a.run(submitNotification, { kind: 'moving-out', notification: filing }))
    expect(await stateOf(item!.itemId)).toBe('submitted')
    valueOf(await towns.a.run(sendBackNotification, { notificationId, expectedVersion: 1, reason: '日付を確かめる' }, { actor: approver() }))
    expect(await stateOf(item!.itemId)).toBe('waiting')
    const again = valueOf(await towns.a.run(submitNotification, { kind: 'moving-out', notification: filing }))
    await towns.a.run(receivePortalFile, fileOf({ ...sent, messageId: randomUUID(), sequence: 2, content: { type: 'cancellation', reason: null } }))
    expect(codesOf(await towns.a.run(approveNotification, { notificationId: again.notificationId, expectedVersion: 1 }, { actor: approver() }))).toEqual(['resident.one-stop-withdrawn'])
    await towns.a.run(receivePortalFile, fileOf({ ...sent, messageId: randomUUID(), sequence: 3 }))
    valueOf(await towns.a.run(approveNotification, { notificationId: again.notificationId, expectedVersion: 1 }, { actor: approver() }))
    expect([await stateOf(item!.itemId), (await answersTo(sent.applicationId)).at(-1)?.answer]).toEqual(['settled', 'filed'])
    expect((await tasksAbout(item!.itemId)).map((task) => task.code)).toEqual(['resident.check-later-news', 'resident.check-later-news'])
  })

  test('an officer refuses, opens again and merges; the other town finds nothing under the same id', async () => {
    const [first] = await receive(await application())
    const [second] = await receive(await application())
    expect(valueOf(await towns.a.ask(showOneStop, { itemId: second!.itemId })).others.map((one) => one.itemId)).toEqual([first!.itemId])
    expect(codesOf(await towns.b.run(refuseMove, { itemId: second!.itemId, expectedVersion: 1, reason: '同じ届出' }))).toEqual(['resident.one-stop-not-found'])
    valueOf(await towns.a.run(refuseMove, { itemId: second!.itemId, expectedVersion: 1, reason: '同じ届出を受けています。' }))
    valueOf(await towns.a.run(reopenMove, { itemId: second!.itemId, expectedVersion: 2, reason: '別の届出でした' }))
    valueOf(await towns.a.run(mergeMove, { itemId: second!.itemId, expectedVersion: 3, intoId: first!.itemId }))
    expect([await stateOf(first!.itemId), await stateOf(second!.itemId)]).toEqual(['waiting', 'merged'])
    expect(codesOf(await towns.a.run(refuseMove, { itemId: second!.itemId, expectedVersion: 3, reason: 'もう一度' }))).toEqual(['resident.one-stop-decided'])
  })

  test('what nobody came for ends after its days, and its content is gone', async () => {
    const [item] = await receive(await application())
    towns.clock.set('2026-08-19T01:00:00Z')
    await towns.a.tx((tx) => expireMoves.run(tx, {}))
    expect(await stateOf(item!.itemId)).toBe('waiting')
    towns.clock.set('2026-08-20T01:00:00Z')
    await towns.a.tx((tx) => expireMoves.run(tx, {}))
    const seen = valueOf(await towns.a.ask(showOneStop, { itemId: item!.itemId }))
    expect([seen.line.state, seen.persons, await tasksAbout(item!.itemId)]).toEqual(['expired', [], []])
  })
})

const filer = { notifiedOn: '2026-06-10', notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, acknowledged: [] as unknown[] }
const moveOut = (over: Record<string, unknown> = {}) => ({ ...filer, movedOn: '2026-06-20', isCardBased: true, personIds: [head()], to: { kind: 'domestic', municipalityCode: '993018', address: '汐音県朝凪町汐見台一丁目7番8号' }, relationships: [], acknowledged: [{ code: 'resident.confirm-head-leaves', field: '/relationships', reason: '本人に確かめた' }], ...over })
const wholeFamily = () => moveOut({ personIds: made.personIds, acknowledged: [] })

async function number(personId: string) {
  await towns.a.tx((tx) => insertNumbers(tx, [{ personId, kind: 'individual-number', number: practiceNumber, reason: '試験' }, { personId, kind: 'resident-code', number: residentCode, reason: '試験' }]))
}

const deliver = (sender: Town) => carry({ runner: towns.yakuba.runner, findTenant: towns.yakuba.findTenant, callerOf: (tenant) => systemCaller(tenant, 'test') }, moveCourier, sender.tenant)
const inboxOf = async (town: Town, kind: string, actor = town.actor) => valueOf(await town.ask(listOneStop, { shown: 'open', kind }, actor)).items

/** The family moves in from what the form offers; alerts are acknowledged as at the counter. */
async function arrive(itemId: string, on = '2026-06-20') {
  const { fields } = valueOf(await towns.b.ask(movingInForm, { oneStopId: itemId })).announced!
  const typed = new Map(fields)
  typed.set('movedOn', on)
  const notification = movingInOf({ form: formValues([...typed, ['notifiedOn', '0']]), today: plainDate(on) } as never) as Record<string, unknown>
  const first = await towns.b.run(submitNotification, { kind: 'moving-in', notification })
  const answer = first.ok ? first : await towns.b.run(submitNotification, { kind: 'moving-in', notification: { ...notification, acknowledged: first.refusals.map((one) => ({ code: one.code, field: one.field, reason: '本人に確かめた' })) } })
  const { notificationId } = valueOf(answer)
  return { ...valueOf(await towns.b.run(approveNotification, { notificationId, expectedVersion: 1 }, { actor: approver() })) }
}

describe('from town to town', () => {
  test('a family leaves with the card, arrives in the other town from what was handed over, and the notice settles the first record', async () => {
    await number(head())
    const { notificationId } = valueOf(await towns.a.run(registerMovingOut, wholeFamily()))
    expect(await inboxOf(towns.b, 'moving-in')).toEqual([])
    expect(await deliver(towns.a)).toBe(1)
    const [item] = await inboxOf(towns.b, 'moving-in')
    expect([item!.personCount, item!.movedOn, item!.dueOn, item!.isForOfficer]).toEqual([3, '2026-06-20', '2026-07-06', false])
    expect((await tasksAbout(item!.itemId, towns.b)).map((task) => [task.code, task.deadline])).toEqual([['resident.take-one-stop', '2026-07-06']])
    towns.clock.set('2026-06-20T02:00:00Z')
    expect(JSON.stringify(valueOf(await towns.b.ask(movingInForm, { oneStopId: item!.itemId })))).not.toMatch(new RegExp(`${practiceNumber}|${residentCode}`))
    const { personIds } = await arrive(item!.itemId)
    const person = await towns.b.tx((tx) => findPersonOn(tx, personIds[0]!))
    expect(person).toMatchObject({ furigana: 'オキタ　ケン', previousMunicipalityCode: '992011', becameResidentOn: '2026-06-20', address: { town: '汐見台一丁目', number: '7番8号' } })
    expect(await towns.b.tx((tx) => openNumber(tx, personIds[0]!, 'individual-number'))).toBe(practiceNumber)
    expect(await stateOf(item!.itemId, towns.b)).toBe('settled')
    expect((await openTasks(towns.b)).filter((task) => task.code === 'resident.send-moving-in-notice')).toEqual([])
    expect(await deliver(towns.b)).toBe(1)
    const [notice] = await inboxOf(towns.a, 'moving-in-notice')
    const form = formValues(valueOf(await towns.a.ask(personForm, { personId: head(), oneStopId: notice!.itemId })).announced!.fields)
    expect([form.get('movedInOn'), form.all('personIds').toSorted()]).toEqual(['R8.6.20', made.personIds.toSorted()])
    expect((await towns.a.tx((tx) => listHistory(tx, head()))).some((row) => row.source.evidence === '転入通知')).toBe(false)
    const filed = { ...filer, notifiedOn: '2026-06-20', oneStopId: notice!.itemId, movedInOn: dateOf(form, 'movedInOn', plainDate('2026-06-20')), personIds: form.all('personIds'), to: { municipalityCode: form.get('to.municipalityCode'), address: form.get('to.address') } }
    const draft = valueOf(await towns.a.run(submitNotification, { kind: 'moving-in-notice', notification: filed }))
    valueOf(await towns.a.run(approveNotification, { notificationId: draft.notificationId, expectedVersion: 1 }, { actor: approver() }))
    expect(await towns.a.tx((tx) => findPersonOn(tx, head()))).toMatchObject({ status: 'moved-out', moveOutTo: '汐音県朝凪町汐見台一丁目7番8号', plannedMoveOutOn: '2026-06-20' })
    expect([await stateOf(notice!.itemId), notificationId.length]).toEqual(['settled', 36])
  })

  test('stopped before any statement of the way, and begun again, every message is applied once', async () => {
    valueOf(await towns.a.run(registerMovingOut, wholeFamily()))
    let stops = 0
    for (let at = 1; ; at += 1) {
      let count = 0
      towns.database.hook = (text) => { count += 1; if (count === at) throw new Error('killed'); return text }
      const outcome = await deliver(towns.a).then(() => 'done', (error: Error) => error.message)
      towns.database.hook = undefined
      if (outcome === 'done') break
      expect(outcome).toBe('killed')
      stops += 1
    }
    expect(stops).toBeGreaterThan(12)
    await Promise.all([deliver(towns.a), deliver(towns.a)])
    const ours = (await inboxOf(towns.b, 'moving-in')).filter((item) => item.personCount === 3)
    expect(ours.length).toBe(new Set(ours.map((item) => item.itemId)).size)
    const rows = await towns.b.tx(async (tx) => (await tx.db.client.query('select i.thread, (select count(*) from resident.one_stop_message m where m.tenant_id = $1 and m.item_id = i.item_id) as messages, (select count(*) from resident.one_stop_state s where s.tenant_id = $1 and s.item_id = i.item_id) as steps from resident.one_stop_item i where i.tenant_id = $1 order by i.received_at desc, i.number desc limit 1', [tx.tenant])).rows as { messages: number; steps: number }[])
    expect(rows[0]).toMatchObject({ messages: 1, steps: 1 })
    expect((await tasksAbout(ours.at(-1)!.itemId, towns.b)).length).toBe(1)
  })

  test('a cancelled move-out takes the announcement back, a cancelled moving-in the notice, whichever arrives first', async () => {
    const out = valueOf(await towns.a.run(registerMovingOut, wholeFamily()))
    await deliver(towns.a)
    const before = await inboxOf(towns.b, 'moving-in')
    const item = before.at(-1)!
    valueOf(await towns.a.run(cancelEvent, { ...filer, notificationId: out.notificationId, personIds: made.personIds, reason: '引越しを取りやめた', later: [] }))
    await deliver(towns.a)
    expect([await stateOf(item.itemId, towns.b), await tasksAbout(item.itemId, towns.b)]).toEqual(['cancelled', []])
    valueOf(await towns.a.run(registerMovingOut, { ...wholeFamily(), movedOn: '2026-06-19' }))
    await deliver(towns.a)
    towns.clock.set('2026-06-20T02:00:00Z')
    const second = (await inboxOf(towns.b, 'moving-in')).at(-1)!
    const arrived = await arrive(second.itemId)
    valueOf(await towns.b.run(cancelEvent, { ...filer, notifiedOn: '2026-06-20', notificationId: arrived.notificationId, personIds: arrived.personIds, reason: '別の家族の届出だった', later: [] }))
    expect(await stateOf(second.itemId, towns.b)).toBe('waiting')
    await deliver(towns.b)
    const notices = valueOf(await towns.a.ask(listOneStop, { shown: 'ended', kind: 'moving-in-notice' })).items
    expect(notices.map((one) => one.state)).toContain('cancelled')
  })

  test('no number, name or address lies in the clear in any row of a message, in either town', async () => {
    await number(head())
    valueOf(await towns.a.run(registerMovingOut, wholeFamily()))
    await deliver(towns.a)
    const rows = await towns.a.tx(async (tx) => (await tx.db.client.query('select to_jsonb(s)::text as row from resident.one_stop_sent s')).rows as { row: string }[])
    const received = await towns.b.tx(async (tx) => (await tx.db.client.query('select to_jsonb(m)::text || to_jsonb(s)::text as row from resident.one_stop_message m join resident.one_stop_state s using (tenant_id, item_id)')).rows as { row: string }[])
    expect(rows.length + received.length).toBeGreaterThan(1)
    const bytes = (text: string): string => Buffer.from(text).toString('hex')
    for (const { row } of [...rows, ...received]) for (const secret of [practiceNumber, residentCode, '沖田', street]) expect(row.includes(secret) || row.includes(bytes(secret))).toBe(false)
  })

  test('of a protected family neither town shows anything to a general officer, and its records in the new town are closed from the first moment', async () => {
    valueOf(await towns.a.run(fileMeasure, { personId: head(), kind: 'domestic-violence', filedOn: '2026-06-10', filer: 'self', identityProof: 'drivers-license', coProtectedIds: made.personIds.slice(1), counterparts: [{ personId: null, name: '沖田　一' }] }))
    valueOf(await towns.a.run(registerMovingOut, wholeFamily()))
    await deliver(towns.a)
    const general = staffMember(towns.yakuba, { permissions: [...towns.yakuba.registry.permissions.keys()].filter((name) => !/release$|^resident-protection/.test(name)) })
    const [item] = (await inboxOf(towns.b, 'moving-in')).filter((one) => one.isProtected)
    const shown = [
      JSON.stringify(await towns.b.ask(listOneStop, { shown: 'open', kind: null }, general).then((answer) => valueOf(answer).items.filter((one) => one.isProtected))),
      JSON.stringify(valueOf(await towns.b.ask(showOneStop, { itemId: item!.itemId }, general))),
    ]
    for (const text of shown) expect(text).not.toMatch(/沖田|汐見台|1988|昭和63/)
    expect(codesOf(await towns.b.ask(movingInForm, { oneStopId: item!.itemId }, general))).toEqual(['resident.one-stop-protected'])
    expect(codesOf(await towns.b.run(refuseMove, { itemId: item!.itemId, expectedVersion: 1, reason: '試し' }, { actor: general }))).toEqual(['resident.one-stop-protected'])
    expect((await tasksAbout(item!.itemId, towns.b)).map((task) => task.code).toSorted()).toEqual(['resident.take-one-stop', 'resident.take-over-protection'])
    towns.clock.set('2026-06-20T02:00:00Z')
    const { personIds } = await arrive(item!.itemId)
    const record = valueOf(await towns.b.ask(residentRecord, { personId: personIds[0]! }, general))
    expect(JSON.stringify(record)).not.toMatch(/7番8号|汐見市/)
    await deliver(towns.b)
    const [notice] = (await inboxOf(towns.a, 'moving-in-notice')).filter((one) => one.isProtected)
    expect(JSON.stringify(valueOf(await towns.a.ask(showOneStop, { itemId: notice!.itemId }, general)))).not.toMatch(/7番8号|朝凪/)
  })
})

describe('the certificate on paper', () => {
  /** Files a move-out without the card, issues its certificate, and reads the symbols off the drawn page as a scanner does. */
  async function symbolsOnPaper(): Promise<readonly string[]> {
    valueOf(await towns.a.run(registerMovingOut, { ...wholeFamily(), isCardBased: false }))
    const input = usualRequest('moving-out', head())
    const { shown } = valueOf(await towns.a.ask(prepare, input))
    const [sheet] = valueOf(await towns.a.run(issue, { ...input, shown })).sheets
    const { pdf } = (await towns.a.tx((tx) => findIssued(tx, sheet!.documentId)))!
    const found = await decodeSymbols(await renderPage(pdf, 200, sheet!.pages))
    return found.map((symbol) => symbol.text).filter((text) => text.startsWith('YMO1-'))
  }

  test('a scanner reads it at the place of arrival in any order, and the moving-in begins with it; the town that printed it hears of the arrival', async () => {
    await number(head())
    const symbols = await symbolsOnPaper()
    expect(symbols.length).toBeGreaterThan(1)
    for (const text of symbols) expect(text).toMatch(/^[0-9A-Z.-]+$/)
    const [first, ...others] = symbols
    expect(codesOf(await towns.b.run(readCertificate, { symbols: first }))).toEqual(['resident.certificate-symbol-missing'])
    const typed = [...others, first, first].join('\n').toLowerCase()
    const read = valueOf(await towns.b.run(readCertificate, { symbols: typed }))
    expect([read.isVerified, valueOf(await towns.b.run(readCertificate, { symbols: symbols.join('') })).itemId]).toEqual([true, read.itemId])
    towns.clock.set('2026-06-20T02:00:00Z')
    const { personIds } = await arrive(read.itemId)
    expect(await towns.b.tx((tx) => findPersonOn(tx, personIds[0]!))).toMatchObject({ furigana: 'オキタ　ケン', familyRegisterHead: await headName(), source: { evidence: '転出証明書' } })
    expect(await towns.b.tx((tx) => openNumber(tx, personIds[0]!, 'individual-number'))).toBe(practiceNumber)
    await deliver(towns.b)
    expect((await inboxOf(towns.a, 'moving-in-notice')).at(-1)).toMatchObject({ personCount: 3, movedOn: '2026-06-20' })
  })

  test('a changed letter, a foreign signature, symbols of two papers and the own paper are refused', async () => {
    const symbols = await symbolsOnPaper()
    const codes = async (typed: readonly string[], town: Town = towns.b) => codesOf(await town.run(readCertificate, { symbols: typed.join('\n') }))
    const at = symbols[0]!.length - 5
    const changed = [`${symbols[0]!.slice(0, at)}${symbols[0]![at] === 'A' ? 'B' : 'A'}${symbols[0]!.slice(at + 1)}`, ...symbols.slice(1)]
    expect(await codes(changed)).toEqual(['resident.certificate-not-symbol'])
    expect(await codes(symbols, towns.a)).toEqual(['resident.certificate-not-for-us'])
    expect(await codes(['12345'])).toEqual(['resident.certificate-not-symbol'])
    const { content, thread, keyNo, town } = valueOf(readSymbols(symbols.join('')) as never) as ReadCertificate
    const forged = symbolsOf(signedTextOf({ town, thread, content: { ...content, movedOn: plainDate('2026-06-01') } }), { keyNo, signature: new Uint8Array(64) })
    expect(await codes(forged)).toEqual(['resident.certificate-signature'])
    expect(await codes([forged[0]!, ...symbols.slice(1)])).toEqual(['resident.certificate-two-papers'])
  })
})

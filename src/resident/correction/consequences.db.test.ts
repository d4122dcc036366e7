import { expect, test } from 'vitest'
import { staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { findRegistration } from '../../seal/store.ts'
import { enterFamily, registerOne, someone } from '../../seal/test-seals.ts'
import { close } from '../../tasks/commands.ts'
import { listOfPerson, listOpen, showTask } from '../../tasks/queries.ts'
import { approveNotification, correctRecord, registerMovingOut, submitNotification } from '../commands.ts'

/** What the other businesses do when an event is taken back, as shown before and as done. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const filed = { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, notifiedOn: '2026-11-24' }
const cancellation = (notificationId: string, personIds: readonly string[]) => ({ ...filed, notificationId, personIds, reason: '別の人の届出で記録していたため', later: [] })
const family = () => enterFamily(towns.a, [someone('白浜　学'), someone('白浜　幸', { relationship: 'wife' }), someone('白浜　望', { relationship: 'child', born: '2001-06-17' })])

async function approve(kind: string, notification: Record<string, unknown>) {
  const submitted = valueOf(await towns.a.run(submitNotification, { kind, notification }))
  valueOf(await towns.a.run(approveNotification, { notificationId: submitted.notificationId, expectedVersion: 1 }, { actor: staffMember(towns.yakuba) }))
  return submitted
}

const codesShown = (submitted: { consequences: readonly Record<string, unknown>[] }) => submitted.consequences.map((line) => line['code']).toSorted()
const openOf = async (personId: string) => valueOf(await towns.a.ask(listOfPerson, { personId })).items.map((task) => task.code)

test('a cancelled death takes back the letter that asked for a head, and leaves the seal to a decision of two', async () => {
  const [head, wife, child] = await family()
  const seal = await registerOne(towns.a, head!)
  const died = { ...filed, personId: head, diedOn: { calc: '2026-11-22', unknown: 'none', wording: null }, acknowledged: [{ code: 'resident.confirm-head-leaves', field: '/relationships', reason: '届出人の申出による' }] }
  const death = await approve('death', died)
  const asked = (await towns.a.tx(async (tx) => (await tx.db.client.query<{ id: string }>(`select id from tasks.task where tenant_id = 1 and code = 'resident.ask-for-head' and state = 'open'`)).rows)).map((row) => row.id)
  expect(asked).toHaveLength(1)
  expect((await towns.a.tx((tx) => findRegistration(tx, seal.registrationId)))?.state).toBe('cancelled')
  const cancelled = await approve('event-cancellation', cancellation(death.notificationId, [head!]))
  const others = codesShown(cancelled).filter((code) => !/^(resident|seal)\./.test(String(code)))
  expect([codesShown(cancelled).filter((code) => !others.includes(code)), others.filter((code) => !String(code).endsWith('-withdrawn'))]).toEqual([['resident.ask-for-head-withdrawn', 'seal.decide-restoration'], []])
  expect(valueOf(await towns.a.ask(showTask, { taskId: asked[0]! }))).toMatchObject({ state: 'not-needed', reason: '異動の取消し' })
  expect((await towns.a.tx((tx) => findRegistration(tx, seal.registrationId)))?.state).toBe('cancelled')
  expect([await openOf(head!), await openOf(wife!), await openOf(child!)]).toEqual([['seal.decide-restoration'], [], []])
})

test('what was done on a cancelled event already is given back to its section to look at', async () => {
  const [, , child] = await family()
  const corrected = valueOf(await towns.a.run(correctRecord, { ...filed, correction: 'ex-officio', personId: child, items: { kana: 'シラハマ　ノゾミ' }, evidence: '本人の申出', reason: '読みの聞き違い' }))
  const [task] = valueOf(await towns.a.ask(listOfPerson, { personId: child! })).items
  expect(task).toMatchObject({ code: 'resident.notify-correction', letter: '職権記載等通知書' })
  valueOf(await towns.a.run(close, { taskId: task!.taskId, as: 'done', reason: null, expectedVersion: task!.version }))
  const cancelled = await approve('event-cancellation', cancellation(corrected.notificationId, [child!]))
  expect(codesShown(cancelled)).toEqual(['resident.notify-correction-to-review'])
  expect(await openOf(child!)).toEqual(['resident.notify-correction-to-review'])
  expect(valueOf(await towns.b.ask(listOpen, {})).items).toEqual([])
})

test('RR A-19, the seal: a move-out taken back before its day never touched it', async () => {
  const [, wife] = await family()
  const seal = await registerOne(towns.a, wife!)
  const before = await towns.a.tx((tx) => findRegistration(tx, seal.registrationId))
  const out = valueOf(await towns.a.run(registerMovingOut, { ...filed, movedOn: '2026-12-14', personIds: [wife], to: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' } }))
  const cancelled = await approve('event-cancellation', cancellation(out.notificationId, [wife!]))
  expect(codesShown(cancelled).filter((code) => String(code).startsWith('seal.'))).toEqual([])
  expect(await towns.a.tx((tx) => findRegistration(tx, seal.registrationId))).toEqual(before)
})

test('a corrected name puts the seal before somebody’s eyes', async () => {
  const [head] = await family()
  const seal = await registerOne(towns.a, head!)
  const corrected = await approve('record-correction', { ...filed, correction: 'clerical-error', personId: head, items: { name: '白濱　学' }, evidence: '戸籍の全部事項証明書', reason: '字の書き誤り' })
  expect(codesShown(corrected)).toContain('seal.match-again')
  expect((await towns.a.tx((tx) => findRegistration(tx, seal.registrationId)))?.state).toBe('review')
})

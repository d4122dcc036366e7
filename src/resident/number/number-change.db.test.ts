import { beforeEach, expect, test } from 'vitest'
import { staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { practiceIndividualNumber, residentRecordCode, withCheckDigit } from '../../kernel/check-digit.ts'
import { approveNotification, cancelEvent, registerBirth, registerNumberChange, submitNotification } from '../commands.ts'
import { listHistory } from '../index.ts'
import { searchPersons } from '../search/search.ts'
import { enterHousehold } from '../test-residents.ts'
import { openNumberAsOf } from './store.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const filed = { notifiedBy: { relation: 'self', identityProof: 'passport' }, notifiedOn: '2026-11-24' }
const fromOffice = { notifiedBy: { relation: 'other', identityProof: 'none' }, notifiedOn: '2026-11-24' }
const home = { householdId: '', mother: '', baby: '', stranger: '' }
let lot = 0

const code = (no: number) => withCheckDigit(residentRecordCode, String(lot * 100 + no).padStart(10, '3'))
const individual = (no: number) => withCheckDigit(practiceIndividualNumber, String(lot * 100 + no).padStart(11, '4'))

/** A mother with a newborn who has no numbers yet; in the other town somebody at the same place. */
beforeEach(async () => {
  lot += 1
  const place = { town: '港本町一丁目', number: `${lot}番地` }
  const { householdId, personIds: [mother] } = await towns.a.tx((tx) => enterHousehold(tx, place, [{ name: `佐久間　美${lot}`, kana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'head' }]))
  const born = valueOf(await towns.a.run(registerBirth, {
    ...filed, bornOn: { calc: '2026-11-20', unknown: 'none', wording: null }, motherId: mother, householdId,
    child: { name: `佐久間　澪${lot}`, furigana: 'サクマ　ミオ', sex: 'female', relationship: 'child', registeredDomicile: '汐音県汐見市', familyRegisterHead: 'なし' },
  }))
  const { personIds: [stranger] } = await towns.b.tx((tx) => enterHousehold(tx, place, [{ name: '林　三郎', kana: 'ハヤシ　サブロウ', born: '1960-01-01', sex: 'male', relationship: 'head' }]))
  Object.assign(home, { householdId, mother, baby: born.personIds.find((id) => id !== mother), stranger })
})

const enter = (over: Record<string, unknown>) => ({ ...fromOffice, number: 'resident-code', cause: 'assigned', personId: home.baby, newNumber: code(1), ...over })
const foundBy = async (words: string, town = towns.a) => valueOf(await town.ask(searchPersons, { words })).items.map((hit) => hit.personId)
const numberOf = async (knownAt?: string) => await towns.a.tx((tx) => openNumberAsOf({ ...tx, purpose: '試験' }, { personId: home.baby, kind: 'resident-code', knownAt: knownAt as never }))

test('the numbers of a newborn are entered when they come, find the child in its own town alone, and stand in the history as what happened', async () => {
  const shown = valueOf(await towns.a.run(registerNumberChange, enter({})))
  valueOf(await towns.a.run(registerNumberChange, enter({ number: 'individual-number', newNumber: individual(1) })))
  expect(await foundBy(code(1))).toEqual([home.baby])
  expect(await foundBy(individual(1))).toEqual([home.baby])
  expect(await foundBy(code(1), towns.b)).toEqual([])
  valueOf(await towns.b.run(registerNumberChange, enter({ personId: home.stranger })))
  expect(await foundBy(code(1), towns.b)).toEqual([home.stranger])
  const history = await towns.a.tx((tx) => listHistory(tx, home.baby))
  expect(history.filter((row) => row.version === 1).map((row) => row.source.event)).toEqual(['birth', 'resident-code-entry', 'individual-number-entry'])
  expect(history.find((row) => row.source.notificationId === shown.notificationId)?.source.evidence).toBe('初めての記載（通知）')
})

test('a code changed on request finds the person, the old one nobody; what was known before stays known, and a letter is owed', async () => {
  valueOf(await towns.a.run(registerNumberChange, enter({})))
  towns.clock.set('2026-11-24T02:00:00Z')
  const submitted = valueOf(await towns.a.run(submitNotification, { kind: 'number-change', notification: enter({ ...filed, cause: 'on-request', newNumber: code(2) }) }))
  expect(submitted.consequences.map((line) => [line['code'], line['letter'], line['article']])).toContainEqual(['resident.notify-resident-code-change', '住民票コード変更通知票', { law: 'basic-resident-registration-act', article: '30-4' }])
  expect(await foundBy(code(2))).toEqual([])
  valueOf(await towns.a.run(approveNotification, { notificationId: submitted.notificationId, expectedVersion: 1 }, { actor: staffMember(towns.yakuba) }))
  expect([await foundBy(code(1)), await foundBy(code(2))]).toEqual([[], [home.baby]])
  expect([await numberOf('2026-11-24T01:30:00.000Z'), await numberOf()]).toEqual([code(1), code(2)])
  towns.clock.set('2026-11-24T01:00:00Z')
})

test('a filing that waits for review holds its number sealed, in no column as it is written', async () => {
  const { notificationId } = valueOf(await towns.a.run(submitNotification, { kind: 'number-change', notification: enter({ number: 'individual-number', newNumber: individual(3) }) }))
  const stored = await towns.a.tx(async (tx) => (await tx.db.client.query<{ row: string; sealed: boolean }>('select n::text as row, n.sealed_numbers is not null as sealed from resident.notification n where n.tenant_id = $1 and n.notification_id = $2', [tx.tenant, notificationId])).rows[0])
  expect(stored?.sealed).toBe(true)
  expect(stored?.row).toContain('number-change')
  expect(stored?.row).not.toContain(individual(3))
})

test('an individual number that is changed ends the card of the old one, and the change cannot be cancelled but put right', async () => {
  valueOf(await towns.a.run(registerNumberChange, enter({ number: 'individual-number', newNumber: individual(1) })))
  const changed = valueOf(await towns.a.run(registerNumberChange, enter({ number: 'individual-number', cause: 'ex-officio', newNumber: individual(2), reason: '番号の書かれた書類が盗まれたため' })))
  const cancelled = await towns.a.run(cancelEvent, { ...filed, notificationId: changed.notificationId, personIds: [home.baby], reason: '誤り', later: [] })
  expect(cancelled.ok ? [] : cancelled.refusals.map((one) => one.code)).toEqual(['resident.number-filing-stays'])
  valueOf(await towns.a.run(registerNumberChange, enter({ number: 'individual-number', cause: 'correction', newNumber: individual(3), reason: '書き誤り' })))
  expect([await foundBy(individual(2)), await foundBy(individual(3))]).toEqual([[], [home.baby]])
})

test.each<[string, () => Record<string, unknown>, string[]]>([
  ['もう記載されている番号の初めての記載', () => ({ newNumber: code(8) }), ['number-recorded /cause']],
  ['ない番号の変更', () => ({ number: 'individual-number', cause: 'ex-officio', newNumber: individual(8), reason: '漏れた' }), ['number-none /cause']],
  ['住民票コードの職権変更', () => ({ cause: 'ex-officio', newNumber: code(8), reason: '漏れた' }), ['code-change-on-request /cause']],
  ['理由のない修正', () => ({ cause: 'correction', newNumber: code(8) }), ['number-reason-missing /reason']],
  ['確かめていない本人の請求', () => ({ cause: 'on-request', newNumber: code(8) }), ['number-identity-unproved /notifiedBy/identityProof']],
  ['番号のない変更', () => ({ ...filed, cause: 'on-request', newNumber: null }), ['number-missing /newNumber']],
  ['桁数の違うコード', () => ({ ...filed, cause: 'on-request', newNumber: individual(8) }), ['number-length /newNumber']],
  ['検査用数字の合わないコード', () => ({ ...filed, cause: 'on-request', newNumber: '12345678901' }), ['confirm-resident-code /newNumber']],
  ['検査用数字の合わない個人番号', () => ({ number: 'individual-number', newNumber: '123456789012' }), ['individual-number-wrong /newNumber']],
  ['いまと同じコード', () => ({ ...filed, cause: 'on-request', newNumber: code(1) }), ['number-same /newNumber']],
  ['別の人のコード', () => ({ ...filed, personId: home.mother, newNumber: code(1) }), ['number-of-another /newNumber']],
])('番号の記載・変更は断る：%s', async (_title, over, expected) => {
  valueOf(await towns.a.run(registerNumberChange, enter({})))
  const answer = await towns.a.run(registerNumberChange, enter(over()))
  expect(answer.ok ? [] : answer.refusals.map((one) => `${one.code.replace('resident.', '')} ${one.field}`)).toEqual(expected)
})

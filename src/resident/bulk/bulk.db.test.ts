import { expect, test } from 'vitest'
import { useTowns } from '../../../test/support/town.ts'
import type { Instant } from '../../kernel/plain-date.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { knownDate } from '../../kernel/unknown-date.ts'
import { sql } from '../../platform/db/db.ts'
import { newId } from '../../platform/crypto/index.ts'
import { blankFacts, type PersonFacts, type Snapshot } from '../model.ts'
import { findPersonIdByIndividualNumber, findPersonOn, insertRegister, type RegisterPage, type RegisterPerson } from '../index.ts'

const towns = useTowns(import.meta.url)

const names = ['𠮷野　髙', '葛󠄀城　辻󠄀', '渡邉󠄏　﨑', '神　朗', `${'長'.repeat(60)}　${'名'.repeat(39)}`, 'タブ\\名　改']

function person(name: string, index: number, householdId: string): RegisterPerson {
  const personId = newId()
  const facts: PersonFacts = {
    ...blankFacts, name, kana: 'ヨシノ　タカ', birth: { ...knownDate(plainDate('1980-02-29')), calc: plainDate('1980-02-29') }, sex: 'male', householdId, relationship: index === 0 ? 'head' : 'kin', memberOrder: index + 1,
    address: { postalCode: '9980001', townBlockId: null, town: '港本町一丁目', number: `${index + 1}番地`, building: null, room: null },
    addressFixedOn: plainDate('2003-06-14'), becameResidentOn: plainDate('2003-06-14'), becameResidentEvent: 'taken-over',
  }
  const history: Snapshot[] = [{
    personId, historyNo: 1, version: 1, validFrom: plainDate('2003-06-14'), validTo: null, recordedAt: '2003-06-16T00:00:00.000Z' as Instant, recordedTo: null,
    source: { event: 'taken-over', notificationId: null, notifiedOn: null, evidence: null }, facts,
  }]
  return { personId, addresseeNumber: `90000000${index}${index}`, history, individualNumber: index === 0 ? '123456789013' : null, residentCode: null }
}

test('names come back byte for byte from a bulk entry, selectors, compatibility characters and control-like text included', async () => {
  const householdId = newId()
  const page: RegisterPage = { households: [{ householdId, householdNumber: '0000000019' }], persons: names.map((name, index) => person(name, index, householdId)) }
  await towns.a.tx((tx) => insertRegister(tx, page))
  for (const [index, one] of page.persons.entries()) {
    const found = await towns.a.tx((tx) => findPersonOn(tx, one.personId))
    expect(Buffer.from(found?.name ?? '', 'utf8').toString('hex')).toBe(Buffer.from(names[index]!, 'utf8').toString('hex'))
  }
})

test('a number entered in bulk is found by its keyed digest in its own town only, and stands nowhere in the clear', async () => {
  const found = await towns.a.tx((tx) => findPersonIdByIndividualNumber(tx, '123456789013'))
  expect(found).toBeDefined()
  expect(await towns.b.tx((tx) => findPersonIdByIndividualNumber(tx, '123456789013'))).toBeUndefined()
  const rows = await towns.a.tx((tx) => tx.db.many<{ sealed: Buffer }>(sql`select sealed from resident_number.number where tenant_id = ${tx.tenant}`))
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.some((row) => row.sealed.includes('123456789013'))).toBe(false)
})

test('the other town sees nothing of the register, not even without naming itself in the statement', async () => {
  const counts = await towns.b.tx((tx) => tx.db.many<{ n: number }>(sql`
    select count(*) as n from resident.person_history union all select count(*) from resident.name_key union all select count(*) from resident.pub_person_history
    union all select count(*) from resident_number.number union all select count(*) from resident.household`))
  expect(counts.map((row) => row.n)).toEqual([0, 0, 0, 0, 0])
})

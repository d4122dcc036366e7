import { addDays, addYears } from '../../kernel/plain-date.ts'
import { knownDate } from '../../kernel/unknown-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import type { Address } from '../model.ts'
import { Notification, type NotificationKind } from '../inputs.ts'
import { findHouseholdOn, findPersonOn, listTownBlocks } from '../queries.ts'
import { findExamplePerson } from './store.ts'

const counter = { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, acknowledged: [] } as const

/** A valid filing made from the town's own records, for the tests that run every command; null where the town has nobody fitting. */
export async function exampleFiling(tx: Tx, kind: NotificationKind): Promise<Notification | null> {
  const person = await findExamplePerson(tx, { isHead: false })
  if (person === undefined && kind !== 'moving-in') return null
  const made = await exampleBody(tx, kind, person)
  return made === null ? null : Notification.parse({ kind, notification: made })
}

async function exampleBody(tx: Tx, kind: NotificationKind, person: { personId: string; householdId: string } | undefined): Promise<unknown> {
  const address = await freeAddress(tx)
  if (kind === 'moving-in') return movingIn(tx, address)
  if (person === undefined) return null
  if (kind === 'relocation') return { ...counter, movedOn: tx.today, notifiedOn: tx.today, personIds: [person.personId], address, household: { kind: 'new' } }
  if (kind === 'moving-out') return { ...counter, movedOn: addDays(tx.today, 14), notifiedOn: tx.today, personIds: [person.personId], to: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市東雲町二丁目5番10号' } }
  if (kind === 'birth') return await birth(tx, person)
  return { ...counter, notifiedOn: tx.today, personId: person.personId, diedOn: knownDate(tx.today) }
}

async function freeAddress(tx: Tx): Promise<Address> {
  const [block] = await listTownBlocks(tx)
  return { postalCode: block?.postalCode ?? null, townBlockId: block?.townBlockId ?? null, town: block?.town ?? '見本町', number: '9999番地', building: null, room: null }
}

function movingIn(tx: Tx, address: Address): unknown {
  return {
    ...counter, movedOn: tx.today, notifiedOn: tx.today, evidence: 'moving-out-certificate', address, household: { kind: 'new' },
    from: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市東雲町二丁目5番10号' },
    persons: [{ name: '見本\u3000太郎', kana: 'ミホン\u3000タロウ', birth: knownDate(addYears(tx.today, -34)), sex: 'male', relationship: 'head', registeredDomicile: '汐音県北浜市東雲町二丁目5番地', familyRegisterHead: '見本\u3000太郎' }],
  }
}

async function birth(tx: Tx, mother: { personId: string; householdId: string }): Promise<unknown> {
  const [record, household] = [await findPersonOn(tx, mother.personId), await findHouseholdOn(tx, mother.householdId)]
  if (record === undefined || household === undefined) return null
  const surname = record.name.split('\u3000')[0] ?? record.name
  const kana = (record.furigana ?? record.kana ?? 'ミホン').split('\u3000')[0] ?? 'ミホン'
  return {
    ...counter, bornOn: knownDate(tx.today), notifiedOn: tx.today, motherId: mother.personId, householdId: mother.householdId,
    child: { name: `${surname}\u3000あかり`, furigana: `${kana}\u3000アカリ`, sex: 'female', relationship: record.relationship === 'head' || record.relationship === 'wife' ? 'child' : 'kin', registeredDomicile: record.registeredDomicile ?? '不明', familyRegisterHead: record.familyRegisterHead ?? '不明' },
  }
}

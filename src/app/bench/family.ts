import { assert } from '../../kernel/assert.ts'
import { sql } from '../../platform/db/db.ts'
import { listPersonsOn, listResidentIdsOn, type PersonOnDate } from '../../resident/index.ts'
import { copyRequests } from './r3-works.ts'
import { everyRight } from './r3-town.ts'
import type { SampleHouse } from './sample-house.ts'

/** A resident whose copy nothing stops. */
export async function findWithCopy({ yakuba, tenant }: SampleHouse): Promise<PersonOnDate> {
  const persons = await yakuba.runner.transaction(everyRight(yakuba, tenant), async (tx) => await listPersonsOn(tx, (await listResidentIdsOn(tx, { limit: 40 }))))
  const [request] = await copyRequests(yakuba, persons.map((person) => person.personId))
  const person = persons.find((one) => one.personId === (request as { personId: string } | undefined)?.personId)
  assert(person !== undefined, 'the sample town has somebody whose copy may be issued')
  return person
}

/** A street of the town whose addresses are lot numbers, as one writes it. */
export async function streetOf({ yakuba, tenant }: SampleHouse): Promise<string> {
  return (await yakuba.runner.transaction(everyRight(yakuba, tenant), async (tx) => await tx.db.one<{ block: string }>(sql`select town as block from resident.town_block where tenant_id = ${tx.tenant} and numbering = 'lot' order by town limit 1`))).block
}

/** A word as it stands on the form, and how it is read: the keys of the input method are counted from the reading. */
export interface Word { readonly text: string; readonly reading: string }

/** Four people who never lived anywhere. */
export const family = [
  { name: { text: '堀内　拓真', reading: 'ホリウチ　タクマ' }, birth: 'H2.3.8', sex: 'male', relationship: 'head' },
  { name: { text: '堀内　彩香', reading: 'ホリウチ　アヤカ' }, birth: 'H4.10.21', sex: 'female', relationship: 'wife' },
  { name: { text: '堀内　湊斗', reading: 'ホリウチ　ミナト' }, birth: 'R1.8.3', sex: 'male', relationship: 'child' },
  { name: { text: '堀内　紬', reading: 'ホリウチ　ツムギ' }, birth: 'R6.5.20', sex: 'female', relationship: 'child' },
] as const

import { z } from 'zod'
import { ageOn, reachesAgeOn } from '../../kernel/age.ts'
import { addDays, addYears, type PlainDate } from '../../kernel/plain-date.ts'
import { query } from '../../platform/command/define.ts'
import type { Consequence, Tx } from '../../platform/command/tx.ts'
import { job } from '../../platform/job/define.ts'
import { residentRegistrationAct } from '../../legislation/index.ts'
import { registerLawOn, type RegisterLaw } from '../law.ts'
import { listPersonsOn } from '../queries.ts'
import { listQuietAged } from './queries.ts'

/** Somebody old of whom the register has heard nothing for years, and what other businesses have of the same person. */
export interface AgedPerson { readonly personId: string; readonly name: string; readonly addresseeNumber: string; readonly age: number; readonly lastOn: PlainDate; readonly records: readonly { readonly title: string; readonly count: number }[] }
export interface AgedList { readonly items: readonly AgedPerson[]; readonly age: number; readonly years: number; readonly isCut: boolean }

const shownAtMost = 200

/** Residents of a great age without an event for years, for a look whether they live — 所在を確かめる高齢者. */
export const listAged = query<Record<string, never>, AgedList>({
  name: 'resident.aged-without-contact', title: '所在を確かめる高齢者', permission: 'resident.read', action: 'list',
  description: 'Residents who have attained the office\'s age and of whom the register has recorded no event for the office\'s number of years, with the number of records that other businesses have of them.',
  input: z.strictObject({}), output: z.custom<AgedList>(),
  async run(tx) {
    const law = registerLawOn(tx.today, tx.office.ordinanceOn(tx.today))
    const found = await agedOf(tx, law, shownAtMost + 1)
    return { ok: true, value: { items: await withRecords(tx, found.slice(0, shownAtMost)), age: law.realityCheckAge, years: law.realityCheckYears, isCut: found.length > shownAtMost } }
  },
  subjects: (value) => value.items.map((item) => item.personId),
  withhold: (value, hidden) => ({ ...value, items: value.items.filter((item) => !hidden.has(item.personId)) }),
  example: async () => ({}),
})

async function agedOf(tx: Tx, law: RegisterLaw, limit: number): Promise<readonly AgedPerson[]> {
  const bornBy = addDays(addYears(tx.today, -law.realityCheckAge), 2)
  const quiet = await listQuietAged(tx, { bornBy, quietSince: addYears(tx.today, -law.realityCheckYears), limit })
  const persons = new Map((await listPersonsOn(tx, quiet.map(({ personId }) => personId))).map((person) => [person.personId, person]))
  return quiet.flatMap(({ personId, lastOn }): AgedPerson[] => {
    const person = persons.get(personId)
    if (person === undefined || person.status !== 'resident' || reachesAgeOn(person.birth.calc, law.realityCheckAge) > tx.today) return []
    return [{ personId, name: person.name, addresseeNumber: person.addresseeNumber, age: ageOn(person.birth.calc, tx.today), lastOn, records: [] }]
  })
}

/** What other businesses say of each person in their tabs: a sign of life, or none. */
async function withRecords(tx: Tx, aged: readonly AgedPerson[]): Promise<readonly AgedPerson[]> {
  const items: AgedPerson[] = []
  for (const one of aged) {
    const counts: { title: string; count: number | null }[] = []
    for (const { title, count } of tx.services.personTabs) counts.push({ title, count: await count(tx, one.personId) })
    items.push({ ...one, records: counts.flatMap(({ title, count }) => (count === null || count === 0 ? [] : [{ title, count }])) })
  }
  return items
}

const code = 'resident.look-after-aged'

/** On the second of each month: whoever is found anew becomes an obligation of the section — 高齢者の所在の確認. */
export const listAgedEachMonth = job({
  name: 'resident.list-aged', title: '所在を確かめる高齢者を挙げる', payload: z.object({}), schedule: '20 16 1 * *',
  async run(tx) {
    const law = registerLawOn(tx.today, tx.office.ordinanceOn(tx.today))
    const found = await agedOf(tx, law, shownAtMost)
    const open = new Set((await tx.services.listSettledTasks(tx, [code], found.map(({ personId }) => personId))).flatMap(({ subjectIds }) => subjectIds))
    await tx.services.writeTasks(tx, tx.commandId, found.filter(({ personId }) => !open.has(personId)).map((one) => taskOf(one, law)))
  },
  example: async () => ({}),
})

function taskOf({ personId }: AgedPerson, law: RegisterLaw): Consequence {
  return {
    code, business: '住民記録', subjectIds: [personId], title: '所在を確かめる', detail: `${law.realityCheckAge}歳以上で、${law.realityCheckYears}年のあいだ記録に異動がありません。`, article: residentRegistrationAct.art('34(2)'),
    effectiveOn: null, deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: null, effect: 'task', owner: '住民課',
  }
}

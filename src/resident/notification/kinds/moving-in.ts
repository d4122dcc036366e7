import { addYears } from '../../../kernel/plain-date.ts'
import { nameSearchKey } from '../../../kernel/search-key.ts'
import { knownDate, printUnknownDate } from '../../../kernel/unknown-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { MovingIn } from '../../inputs.ts'
import { addressText } from '../../model.ts'
import { findByNumbers } from '../../number/store.ts'
import { findHouseholdOn, listNamesakes } from '../../queries.ts'
import { sexTitles } from '../../record/rows.ts'
import { decideMovingIn, type MovingInFacts } from '../../rules/moving-in.ts'
import { relationshipText } from '../../rules/relationship.ts'
import { townOfArrival } from '../../one-stop/told.ts'
import { listPersonsWithCard } from '../../store.ts'
import { elsewhere, freeAddress, ownFiling } from '../examples.ts'
import { idsOf, lookAtPlace, surround, type Deciding } from '../facts.ts'
import { filingKind, type FiledFact, type FiledPerson } from '../kind.ts'

/** Moving in — 転入届. */
export const movingIn = filingKind({
  kind: 'moving-in', title: '転入届', input: MovingIn,
  eventDayOf: (filed) => filed.movedOn,
  personsNamedIn: (filed) => filed.persons.flatMap((person) => person.returningPersonId ?? []),
  newRecordsOf: (filed) => filed.persons.length,
  factsFor: factsForMovingIn,
  decide: decideMovingIn,
  words: {
    dayTitle: '異動日',
    facts: factsOfArrival,
    people: peopleArriving,
  },
  example: async (tx) => ({ ...ownFiling, notifiedOn: tx.today, evidence: 'moving-out-certificate', from: { kind: 'domestic', municipalityCode: null, address: elsewhere }, ...await exampleArrival(tx, { surname: '見本', lot: '9999番地' }) }),
})

/** Whence, where to and into which household: for the reviewer. */
export function factsOfArrival(filed: MovingIn): readonly FiledFact[] {
  const { from } = filed
  return [
    { item: 'これまでの住所', value: `${from.address ?? 'なし'}${from.isUnreported ? '（未届）' : ''}` }, ...(from.lastRegistered === null ? [] : [{ item: '最後に届け出た住所', value: from.lastRegistered }]),
    { item: '新しい住所', value: addressText(filed.address) }, { item: '世帯', value: filed.household.kind === 'new' ? '新しい世帯を作る' : '今ある世帯に入る' },
  ]
}

export function peopleArriving(filed: MovingIn): readonly FiledPerson[] {
  return filed.persons.map((person) => ({
    personId: person.returningPersonId, name: person.name, kana: person.furigana ?? person.kana, birth: printUnknownDate(person.birth), sex: sexTitles[person.sex],
    relationship: relationshipText(person.relationship), now: person.returningPersonId === null ? null : '再転入', after: addressText(filed.address),
  }))
}

/** Somebody invented at a lot where nobody lives. */
export async function exampleArrival(tx: Tx, { surname, lot }: { readonly surname: string; readonly lot: string }): Promise<object> {
  return {
    movedOn: tx.today, address: { ...await freeAddress(tx), number: lot }, household: { kind: 'new' },
    persons: [{ name: `${surname}\u3000太郎`, kana: 'ミホン\u3000タロウ', birth: knownDate(addYears(tx.today, -34)), sex: 'male', relationship: 'head', registeredDomicile: '汐音県北浜市東雲町二丁目5番地', familyRegisterHead: `${surname}\u3000太郎` }],
  }
}

/** What a moving-in and an entry ex officio rest on. */
export async function factsForMovingIn(tx: Tx, filed: MovingIn, deciding: Deciding): Promise<MovingInFacts> {
  const returning = filed.persons.flatMap((person) => person.returningPersonId ?? [])
  const byNumber = await findNumberBearers(tx, filed)
  const joined = filed.household.kind === 'join' ? await findHouseholdOn(tx, filed.household.householdId, { on: filed.movedOn }) : undefined
  const around = await surround(tx, { day: filed.movedOn, personIds: [...new Set([...returning, ...byNumber.map((one) => one.personId)])], watchedIds: idsOf(joined) }, deciding)
  const namesakes = await listNamesakes(tx, filed.persons.map((person) => ({ name: nameSearchKey(person.name), birthOn: person.birth.calc, sex: person.sex })))
  return {
    ...around, isToldByMessage: await townOfArrival(tx, filed) !== null, joined, place: await lookAtPlace(tx, filed.address),
    byNumber: byNumber.map((one) => ({ ...one, isResident: around.timelines.get(one.personId)?.at(-1)?.facts.status === 'resident' })),
    namesakes: namesakes.map((one) => ({ line: one.index, personId: one.personId, isResident: one.status === 'resident' })),
  }
}

type Bearer = Omit<MovingInFacts['byNumber'][number], 'isResident'>

async function findNumberBearers(tx: Tx, filed: MovingIn): Promise<readonly Bearer[]> {
  const bearers = async (what: Bearer['what'], pick: (person: MovingIn['persons'][number]) => string | null, find: (numbers: readonly string[]) => Promise<ReadonlyMap<string, string>>): Promise<readonly Bearer[]> => {
    const found = await find(filed.persons.flatMap((person) => pick(person) ?? []))
    return filed.persons.flatMap((person, line) => { const personId = found.get(pick(person) ?? ''); return personId === undefined ? [] : [{ line, what, personId }] })
  }
  return [
    ...await bearers('個人番号', (person) => person.individualNumber, (numbers) => findByNumbers(tx, 'individual-number', numbers)),
    ...await bearers('住民票コード', (person) => person.residentCode, (numbers) => findByNumbers(tx, 'resident-code', numbers)),
    ...await bearers('在留カード番号', (person) => person.foreign?.cardNumber ?? null, (numbers) => listPersonsWithCard(tx, numbers)),
  ]
}

import type { PlainDate } from '../../kernel/plain-date.ts'
import { nameSearchKey } from '../../kernel/search-key.ts'
import { nationalClosedDays } from '../../legislation/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import type { Birth, Death, MovingIn, MovingOut, Notification, Relocation } from '../inputs.ts'
import { registerLawOn } from '../law.ts'
import type { Address, Household, Snapshot } from '../model.ts'
import { findByNumbers } from '../number/store.ts'
import { guardAnswer } from '../protection/answer.ts'
import { findHouseholdOn, listAtPlace, listNamesakes, listPersonsInDrafts, lookUpTown } from '../queries.ts'
import type { BirthFacts, DeathFacts } from '../rules/birth-death.ts'
import type { PlaceFacts, Surroundings } from '../rules/checks.ts'
import { snapshotOn } from '../rules/history.ts'
import type { MovingInFacts } from '../rules/moving-in.ts'
import type { MovingOutFacts } from '../rules/moving-out.ts'
import type { RelocationFacts } from '../rules/relocation.ts'
import { addressKeyOf } from '../search/keys.ts'
import { listPersonsWithCard, lockTimelines } from '../store.ts'

/** Whose filing is being decided: a filing under review does not stand in its own way. */
export interface Deciding { readonly notificationId: string | null }

/** What every decision knows: dates, law, histories of the persons (locked), drafts and protection, asked live. */
async function surround(tx: Tx, at: { readonly day: PlainDate; readonly personIds: readonly string[]; readonly watchedIds: readonly string[] }, deciding: Deciding): Promise<Surroundings> {
  const timelines = await lockTimelines(tx, at.personIds)
  const drafts = await listPersonsInDrafts(tx, at.personIds)
  const answers = await guardAnswer(tx, [...new Set([...at.personIds, ...at.watchedIds])])
  return {
    today: tx.today, townCode: tx.office.code, isPracticeTown: tx.office.environment === 'practice', closedDays: nationalClosedDays,
    law: registerLawOn(at.day, tx.office.ordinanceOn(at.day)), timelines,
    inDraft: new Set(drafts.filter((draft) => draft.notificationId !== deciding.notificationId).map((draft) => draft.personId)),
    withheld: new Set([...answers.values()].filter((answer) => !answer.mayReveal).map((answer) => answer.personId)),
  }
}

async function lookAtPlace(tx: Tx, address: Address): Promise<PlaceFacts> {
  const { block, isKept } = await lookUpTown(tx, address.town)
  return { block, isDictionaryKept: isKept, neighbours: await listAtPlace(tx, addressKeyOf({ ...address, building: null, room: null })) }
}

const idsOf = (household: Household | undefined): readonly string[] => household?.members.map((member) => member.personId) ?? []

/** The household of these persons on a day, from the first of them who has a record. */
async function householdOfAny(tx: Tx, timelines: ReadonlyMap<string, readonly Snapshot[]>, at: { readonly personIds: readonly string[]; readonly day: PlainDate }): Promise<Household | undefined> {
  const householdId = at.personIds.map((id) => snapshotOn(timelines.get(id) ?? [], at.day)?.facts.householdId).find((id) => id !== undefined)
  return householdId === undefined ? undefined : await findHouseholdOn(tx, householdId, { on: at.day })
}

export async function factsForMovingIn(tx: Tx, filing: MovingIn, deciding: Deciding): Promise<MovingInFacts> {
  const returning = filing.persons.flatMap((person) => person.returningPersonId ?? [])
  const byNumber = await findNumberBearers(tx, filing)
  const joined = filing.household.kind === 'join' ? await findHouseholdOn(tx, filing.household.householdId, { on: filing.movedOn }) : undefined
  const around = await surround(tx, { day: filing.movedOn, personIds: [...new Set([...returning, ...byNumber.map((one) => one.personId)])], watchedIds: idsOf(joined) }, deciding)
  const namesakes = await listNamesakes(tx, filing.persons.map((person) => ({ name: nameSearchKey(person.name), birthOn: person.birth.calc, sex: person.sex })))
  return {
    ...around, joined, place: await lookAtPlace(tx, filing.address),
    byNumber: byNumber.map((one) => ({ ...one, isResident: around.timelines.get(one.personId)?.at(-1)?.facts.status === 'resident' })),
    namesakes: namesakes.map((one) => ({ line: one.index, personId: one.personId, isResident: one.status === 'resident' })),
  }
}

type Bearer = Omit<MovingInFacts['byNumber'][number], 'isResident'>

async function findNumberBearers(tx: Tx, filing: MovingIn): Promise<readonly Bearer[]> {
  const bearers = async (what: Bearer['what'], pick: (person: MovingIn['persons'][number]) => string | null, find: (numbers: readonly string[]) => Promise<ReadonlyMap<string, string>>): Promise<readonly Bearer[]> => {
    const found = await find(filing.persons.flatMap((person) => pick(person) ?? []))
    return filing.persons.flatMap((person, line) => { const personId = found.get(pick(person) ?? ''); return personId === undefined ? [] : [{ line, what, personId }] })
  }
  return [
    ...await bearers('個人番号', (person) => person.individualNumber, (numbers) => findByNumbers(tx, 'individual-number', numbers)),
    ...await bearers('住民票コード', (person) => person.residentCode, (numbers) => findByNumbers(tx, 'resident-code', numbers)),
    ...await bearers('在留カード番号', (person) => person.foreign?.cardNumber ?? null, (numbers) => listPersonsWithCard(tx, numbers)),
  ]
}

export async function factsForRelocation(tx: Tx, filing: Relocation, deciding: Deciding): Promise<RelocationFacts> {
  const first = await lockTimelines(tx, filing.personIds)
  const left = await householdOfAny(tx, first, { personIds: filing.personIds, day: filing.movedOn })
  const joined = filing.household.kind === 'join' ? await findHouseholdOn(tx, filing.household.householdId, { on: filing.movedOn }) : undefined
  const around = await surround(tx, { day: filing.movedOn, personIds: [...new Set([...filing.personIds, ...idsOf(left)])], watchedIds: idsOf(joined) }, deciding)
  return { ...around, left, joined, place: await lookAtPlace(tx, filing.address) }
}

export async function factsForMovingOut(tx: Tx, filing: MovingOut, deciding: Deciding): Promise<MovingOutFacts> {
  const first = await lockTimelines(tx, filing.personIds)
  const left = await householdOfAny(tx, first, { personIds: filing.personIds, day: filing.movedOn })
  return { ...await surround(tx, { day: filing.movedOn, personIds: [...new Set([...filing.personIds, ...idsOf(left)])], watchedIds: [] }, deciding), left }
}

export async function factsForBirth(tx: Tx, filing: Birth, deciding: Deciding): Promise<BirthFacts> {
  const day = filing.bornOn.calc
  const household = await findHouseholdOn(tx, filing.householdId, { on: day })
  return { ...await surround(tx, { day, personIds: filing.motherId === null ? [] : [filing.motherId], watchedIds: idsOf(household) }, deciding), household }
}

export async function factsForDeath(tx: Tx, filing: Death, deciding: Deciding): Promise<DeathFacts> {
  const day = filing.diedOn.calc
  const first = await lockTimelines(tx, [filing.personId])
  const household = await householdOfAny(tx, first, { personIds: [filing.personId], day })
  return { ...await surround(tx, { day, personIds: [...new Set([filing.personId, ...idsOf(household)])], watchedIds: [] }, deciding), household }
}

/** Persons already in the register whom a filing names: a draft of one stops another. */
export function personsNamedIn(filing: Notification): readonly string[] {
  switch (filing.kind) {
    case 'moving-in': return filing.notification.persons.flatMap((person) => person.returningPersonId ?? [])
    case 'birth': return filing.notification.motherId === null ? [] : [filing.notification.motherId]
    case 'death': return [filing.notification.personId]
    default: return filing.notification.personIds
  }
}

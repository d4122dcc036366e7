import type { Instant } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { sha256Hex } from '../../platform/crypto/index.ts'
import { withheldFrom } from '../../platform/guard/index.ts'
import { listHouseholdsOn, listPersonsOn } from '../queries.ts'
import type { Household, PersonOnDate } from '../model.ts'
import { findPersonPage } from '../statistics/queries.ts'
import { keepByBusinesses } from './businesses.ts'
import type { Extraction, ExtractionPage } from './extraction-model.ts'
import { insertPersons } from './extraction-store.ts'
import type { ExtractionMethod } from './extraction.ts'
import { zListInput, type Conditions, type Draft, type ListResult } from './model.ts'
import { listBelieved, listPlainly, type Reading } from './queries.ts'
import { cellsOf, sortPersons, tellsHousehold } from './rules/cells.ts'
import { asksHistory, asksHousehold, fulfils } from './rules/conditions.ts'

/** The output under which the guard is asked of everybody in a list, when it is made and each time it leaves. */
export const listOutput = 'resident.list-rows'

/** A list of more persons is made in parts, by district: a spreadsheet of a whole city opens nowhere. */
export const personsAtMost = 100_000

/** Persons read in one transaction, and asked about at once. */
const [personsAPage, personsAtOnce] = [5000, 5000]

/** Finds who fulfils the conditions, page by page; whom the guard withholds is not found — 一覧の抽出. */
export const listMethod = (pageSize = personsAPage): ExtractionMethod => ({
  kind: 'list', empty: { count: 0, digest: '', isCut: false } satisfies ListResult,
  async page(tx, one: Extraction): Promise<ExtractionPage> {
    const { draft } = zListInput.parse(one.input)
    const before = one.result as ListResult
    const page = await findPersonPage(tx, one.cursor, pageSize)
    const found = page.last === null ? [] : await selectPage(tx, { after: one.cursor, last: page.last, knownAt: one.knownAt }, draft.conditions)
    const kept = found.slice(0, personsAtMost - before.count)
    await insertPersons(tx, one.extractionId, kept)
    const isCut = kept.length < found.length
    return { result: { count: before.count + kept.length, digest: sha256Hex(`${before.digest}\n${kept.join('\n')}`), isCut } satisfies ListResult, read: page.read, next: isCut ? null : page.next }
  },
})

/** Ids of a page who fulfil the conditions and may go out. */
export async function selectPage(tx: Tx, page: Reading, conditions: Conditions): Promise<readonly string[]> {
  const ids = await listPlainly(tx, page, conditions)
  const withheld = await withheldOf(tx, ids)
  const persons = await listPersonsOn(tx, ids.filter((id) => !withheld.has(id)), { on: conditions.on, knownAt: page.knownAt })
  const households = asksHousehold(conditions) ? await householdsOf(tx, persons, { on: conditions.on, knownAt: page.knownAt }) : new Map<string, Household>()
  const histories = asksHistory(conditions) ? await listBelieved(tx, persons.map(({ personId }) => personId), page.knownAt) : new Map<string, never>()
  const found = persons.filter((person) => fulfils({ person, members: households.get(person.householdId)?.members ?? [], history: histories.get(person.personId) ?? [] }, conditions)).map(({ personId }) => personId)
  return await keepByBusinesses(tx, found, conditions)
}

interface AsKnown { readonly on: Conditions['on']; readonly knownAt: Instant }

async function householdsOf(tx: Tx, persons: readonly PersonOnDate[], asKnown: AsKnown): Promise<ReadonlyMap<string, Household>> {
  const households = await listHouseholdsOn(tx, [...new Set(persons.map(({ householdId }) => householdId))], asKnown)
  return new Map(households.map((household) => [household.householdId, household]))
}

/**
 * Who must not stand in any list, asked live. As for a stranger, whoever asks: a file is read by more eyes than those of the
 * officer who makes it, so that neither duty nor a temporary release opens it.
 */
export async function withheldOf(tx: Tx, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  const withheld = new Set<string>()
  for (let at = 0; at < personIds.length; at += personsAtOnce) for (const id of await withheldFrom(tx, { output: listOutput, personIds: personIds.slice(at, at + personsAtOnce), recipient: 'third-party' })) withheld.add(id)
  return withheld
}

export interface ListRow { readonly personId: string; readonly cells: readonly string[] }

/** The rows of persons as they stood on the list's day, in its order; whom the guard withholds now is left out. */
export async function rowsOf(tx: Tx, personIds: readonly string[], { draft, knownAt }: { readonly draft: Draft; readonly knownAt: Instant }): Promise<readonly ListRow[]> {
  const { conditions, columns, sort } = draft
  const asKnown = { on: conditions.on, knownAt }
  const withheld = await withheldOf(tx, personIds)
  const open = personIds.filter((id) => !withheld.has(id))
  const persons: PersonOnDate[] = []
  for (let at = 0; at < open.length; at += personsAtOnce) persons.push(...await listPersonsOn(tx, open.slice(at, at + personsAtOnce), asKnown))
  const households = tellsHousehold(columns) ? await householdsOf(tx, persons, asKnown) : new Map<string, Household>()
  const hidden = await withheldOf(tx, [...households.values()].flatMap(({ members }) => members.map(({ personId }) => personId)))
  return sortPersons(persons, sort).map((person) => {
    const members = (households.get(person.householdId)?.members ?? []).filter(({ personId }) => !hidden.has(personId))
    return { personId: person.personId, cells: cellsOf({ person, members, ageOn: conditions.ageOn ?? conditions.on }, columns) }
  })
}

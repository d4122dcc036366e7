import { assert } from '../../kernel/assert.ts'
import { addYears, type PlainDate } from '../../kernel/plain-date.ts'
import { printUnknownDate } from '../../kernel/unknown-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { withClient } from '../../platform/db/roles.ts'
import { addressText, listPersonsOn, type PersonOnDate } from '../../resident/index.ts'
import { sampleTowns } from '../sample-towns.ts'
import type { Yakuba } from '../wiring.ts'
import type { TrialTown, TrialTowns } from './trial-town.ts'

export const secretKinds = ['address', 'formerAddress', 'birth', 'number'] as const
export type SecretKind = (typeof secretKinds)[number]

/** What must not be told of one person, in every form in which the building writes it. */
export type Secrets = Readonly<Record<SecretKind, readonly string[]>>

export interface SecretBook {
  readonly persons: readonly PersonOnDate[]
  readonly of: ReadonlyMap<string, Secrets>
  /** What a text tells of these persons, as `address 2 …`, or nothing; `own` is what a person's own letter may say to that person. */
  told(text: string, of: readonly string[], own?: readonly string[]): string
}

/** Everything of every resident of the first town that a protected person's paper, list or screen must not show. */
export async function bookOf({ a: town, yakuba, urls }: TrialTowns): Promise<SecretBook> {
  const persons = await town.tx(async (tx) => await listPersonsOn(tx, (await tx.db.client.query<{ id: string }>('select person_id as id from resident.person order by 1')).rows.map((row) => row.id)))
  const taken = await datesTaken(urls.admin, town.tenant)
  const newest = addYears(await town.tx(async (tx) => tx.today), -2)
  const places = await placesOf(town)
  const of = new Map<string, Secrets>()
  for (const person of persons) {
    const address = [addressText(person.address)]
    const former = (places.get(person.personId) ?? []).filter((text) => text !== address[0])
    of.set(person.personId, { address: long(address), formerAddress: long(former), birth: birthForms(person, { taken, newest }), number: await numberForms(yakuba, town, person.personId) })
  }
  const words = indexOf(of)
  return { persons, of, told: (text, whose, own = []) => told(text, { words, whose, own }) }
}

const long = (texts: readonly (string | null)[]): readonly string[] => [...new Set(texts.filter((text): text is string => (text?.length ?? 0) > 6))]

/** Where everybody lives and lived, came from and goes to. */
async function placesOf(town: TrialTown): Promise<ReadonlyMap<string, readonly (string | null)[]>> {
  const { rows } = await town.tx(async (tx) => await tx.db.client.query<{ id: string; address: string; previous: string | null; goes: string | null }>(
    'select person_id as id, concat(town, number, building, room) as address, previous_address as previous, move_out_to as goes from resident.person_history where tenant_id = $1', [tx.tenant]))
  const places = new Map<string, (string | null)[]>()
  for (const { id, address, previous, goes } of rows) places.set(id, [...places.get(id) ?? [], address, previous, goes])
  return places
}

/** The Individual Number, plain and in groups of four, as the register itself opens it for an officer who may. */
async function numberForms(yakuba: Yakuba, town: TrialTown, personId: string): Promise<readonly string[]> {
  const reveal = yakuba.registry.queries.get('resident.reveal-number')
  const answer = reveal && await town.ask(reveal, { personId, kind: 'individual-number', reason: '試験' })
  const number = answer?.ok ? (answer.value as { number: string | null }).number : null
  return number === null ? [] : [number, number.replaceAll(' ', '')]
}

interface Taken { readonly taken: ReadonlyMap<string, ReadonlySet<string>>; readonly newest: PlainDate }

/** A birth date in every form, unless something else in the town happened on the same day: then the day tells of nobody's birth. Deadlines reckoned from today lie among the newest. */
function birthForms(person: PersonOnDate, { taken, newest }: Taken): readonly string[] {
  const { calc, unknown } = person.birth
  const others = [...taken.get(calc) ?? []].filter((id) => id !== person.personId)
  if (unknown !== 'none' || others.length > 0 || calc >= newest) return []
  return [...new Set([calc, calc.replaceAll('-', '/'), printUnknownDate(person.birth), printDate(calc), printDate(calc, 'western'), printDate(calc, 'short'), printDate(calc, 'letter')])]
}

/** Every day that stands anywhere in the town's tables but in a column of births, with the person whose history it is, or `''` where it is no person's. */
async function datesTaken(adminUrl: string, tenant: number): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  return await withClient(adminUrl, async (client) => {
    const columns = (await client.query<{ table: string; column: string; has_person: boolean }>(`
      select format('%I.%I', c.table_schema, c.table_name) as table, quote_ident(c.column_name) as column,
        exists (select from information_schema.columns p where p.table_schema = c.table_schema and p.table_name = c.table_name and p.column_name = 'person_id') as has_person
      from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema', 'graphile_worker') and c.data_type in ('date', 'timestamp with time zone') and c.column_name not like '%birth%' and c.column_name not like '%born%'
        and exists (select from information_schema.columns p where p.table_schema = c.table_schema and p.table_name = c.table_name and p.column_name = 'tenant_id')`)).rows
    const taken = new Map<string, Set<string>>()
    for (const { table, column, has_person } of columns) {
      const { rows } = await client.query<{ day: string; person: string }>(`select distinct (${column} at time zone 'Asia/Tokyo')::date::text as day, ${has_person ? `coalesce(person_id::text, '')` : `''`} as person from ${table} where tenant_id = $1 and ${column} is not null`, [tenant])
      for (const { day, person } of rows) taken.set(day, (taken.get(day) ?? new Set()).add(person))
    }
    return taken
  })
}

/** The offices' own addresses stand on every letter, and somebody of the sample may live next door under the same number. */
const letterheads = sampleTowns.map((town) => town.address)

/** Every word of everybody by its first letters, so that a text is walked once however many there are. */
interface Words {
  readonly byPrefix: ReadonlyMap<string, readonly Word[]>
  /** For each letter at which places of a prefix it stands, one bit a place: most of a text is passed over by it. */
  readonly places: Uint8Array
}

interface Word { readonly word: string; readonly kind: SecretKind; readonly personId: string }

const prefixLength = 4

function indexOf(of: ReadonlyMap<string, Secrets>): Words {
  const byPrefix = new Map<string, Word[]>()
  const places = new Uint8Array(0x1_0000)
  for (const [personId, secrets] of of) {
    for (const kind of secretKinds) {
      for (const word of secrets[kind]) {
        assert(word.length >= prefixLength, `a secret of ${prefixLength} letters or more: ${kind}`)
        const prefix = word.slice(0, prefixLength)
        const known = byPrefix.get(prefix)
        if (known) known.push({ word, kind, personId })
        else byPrefix.set(prefix, [{ word, kind, personId }])
        for (let place = 0; place < prefixLength; place += 1) places[prefix.charCodeAt(place)]! |= 1 << place
      }
    }
  }
  return { byPrefix, places }
}

function told(text: string, { words: { byPrefix, places }, whose, own }: { readonly words: Words; readonly whose: readonly string[]; readonly own: readonly string[] }): string {
  const rest = [...letterheads, ...own].reduce((left, part) => left.replaceAll(part, ''), text)
  const asked = new Set(whose)
  const found = new Map<SecretKind, Set<string>>(secretKinds.map((kind) => [kind, new Set()]))
  const mayBegin = (at: number): boolean => {
    for (let place = 0; place < prefixLength; place += 1) if ((places[rest.charCodeAt(at + place)]! & (1 << place)) === 0) return false
    return true
  }
  for (let at = 0; at + prefixLength <= rest.length; at += 1) {
    if (!mayBegin(at)) continue
    for (const { word, kind, personId } of byPrefix.get(rest.slice(at, at + prefixLength)) ?? []) {
      if (asked.has(personId) && stands(rest, word, at)) found.get(kind)?.add(word)
    }
  }
  return [...found].flatMap(([kind, secrets]) => (secrets.size === 0 ? [] : [`${kind} ${secrets.size} ${[...secrets].slice(0, 2).join()}`])).join(' ')
}

/** Whether a word stands there and does not go on as a longer number: 令6.3.1 is not 令6.3.10. */
function stands(text: string, word: string, at: number): boolean {
  return text.startsWith(word, at) && (!/\d$/.test(word) || !/\d/.test(text[at + word.length] ?? ''))
}

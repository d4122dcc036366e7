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
  const of = new Map<string, Secrets>()
  for (const person of persons) of.set(person.personId, await secretsOf(town, person, { births: birthForms(person, { taken, newest }), numbers: await numberForms(yakuba, town, person.personId) }))
  return { persons, of, told: (text, whose, own = []) => told(text, { of, whose, own }) }
}

async function secretsOf(town: TrialTown, person: PersonOnDate, known: { readonly births: readonly string[]; readonly numbers: readonly string[] }): Promise<Secrets> {
  const long = (texts: readonly (string | null | undefined)[]): readonly string[] => [...new Set(texts.filter((text): text is string => (text?.length ?? 0) > 6))]
  const { rows } = await town.tx(async (tx) => await tx.db.client.query<{ address: string; previous: string | null; goes: string | null }>(
    `select concat(town, number, building, room) as address, previous_address as previous, move_out_to as goes from resident.person_history where person_id = $1`, [person.personId]))
  const address = [addressText(person.address)]
  const former = rows.flatMap((row) => [row.address, row.previous, row.goes]).filter((text) => text !== address[0])
  return { address: long(address), formerAddress: long(former), birth: known.births, number: known.numbers }
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

function told(text: string, { of, whose, own }: { readonly of: ReadonlyMap<string, Secrets>; readonly whose: readonly string[]; readonly own: readonly string[] }): string {
  const rest = [...letterheads, ...own].reduce((left, words) => left.replaceAll(words, ''), text)
  return secretKinds.flatMap((kind) => {
    const words = new Set(whose.flatMap((id) => of.get(id)?.[kind] ?? []).filter((secret) => stands(rest, secret)))
    return words.size === 0 ? [] : [`${kind} ${words.size} ${[...words].slice(0, 2).join()}`]
  }).join(' ')
}

/** Whether a word stands in a text and does not go on as a longer number: 令6.3.1 is not 令6.3.10. */
function stands(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) if (!/\d$/.test(word) || !/\d/.test(text[at + word.length] ?? '')) return true
  return false
}

import { z } from 'zod'
import { ageByBirthday } from '../../kernel/age.ts'
import { printUnknownDate } from '../../kernel/unknown-date.ts'
import { query } from '../../platform/command/define.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { addressText, isResident } from '../model.ts'
import { findByNumbers } from '../number/store.ts'
import { fullNumber } from '../number/width.ts'
import { listPersonsOn } from '../queries.ts'
import { keysOf, readSearch, widened, type SearchReading } from './words.ts'
import { findExamplePerson } from '../notification/store.ts'
import { findTownWords, listHits, listMarks, type HitFacts } from './queries.ts'
import { rankPersons, type Ranked } from './ranking-queries.ts'

export const SearchInput = z.object({
  words: z.string({ error: '探す言葉を入れてください。' }).max(200, { error: '探す言葉は200字までで入れてください。' }),
  /** Past names and addresses too. */
  includePast: z.boolean().default(true),
  /** Birth a year wider on both sides. */
  widerBirth: z.boolean().default(false),
  /** Readings with one wrong kana too. */
  allowSlip: z.boolean().default(false),
  cursor: z.string().regex(/^\d{1,4}$/).nullable().default(null),
  limit: z.number().int().min(1).max(200).default(50),
})
export type SearchInput = z.infer<typeof SearchInput>

const zHit = z.object({
  personId: z.string(), addresseeNumber: z.string(), name: z.string(), kana: z.string().nullable(),
  birth: z.string().nullable(), birthYear: z.string(), age: z.number().nullable(), sex: z.enum(['male', 'female', 'unknown']).nullable(), address: z.string().nullable(),
  household: z.object({ headId: z.string().nullable(), headName: z.string().nullable(), size: z.number(), isHead: z.boolean(), memberIds: z.array(z.string()) }).nullable(),
  status: z.enum(['resident', 'moved-out', 'dead', 'removed']), ceasedOn: z.string().nullable(), moveOutTo: z.string().nullable(), plannedMoveOutOn: z.string().nullable(),
  /** Where it matched: `氏名のカナ・生年月日`. */
  matched: z.string(), isPast: z.boolean(), borneUntil: z.string().nullable(),
  hasDraft: z.boolean(), isProtected: z.boolean(), protectedUntil: z.string().nullable(), isWithheld: z.boolean(),
})
export type SearchHit = z.infer<typeof zHit>

/** A word as read; `value` is what may be marked in the results. */
const zReading = z.object({ kind: z.string(), text: z.string(), value: z.string() })
export const SearchResult = z.object({
  readings: z.array(zReading), verb: z.string().nullable(), ticket: z.string().nullable(),
  items: z.array(zHit), next: z.string().nullable(), atLeast: z.number(), isMore: z.boolean(),
  counts: z.object({ resident: z.number(), movedOut: z.number(), dead: z.number(), removed: z.number() }),
  /** Two found persons that are easily taken for one another. */
  isConfusable: z.boolean(),
})
export type SearchResult = z.infer<typeof SearchResult>

/** Finds persons by whatever was typed — 検索. Past names and addresses are included and named. */
export const searchPersons = query({
  name: 'resident.search-persons', title: '住民を探す', permission: 'resident.read', action: 'search', sensitive: true,
  description: 'Finds persons by kana, kanji, birth date, address or number, in any order. Every word is classified and printed back. At most 1,001 candidates are looked at, and the answer says when there are more.',
  input: SearchInput, output: SearchResult,
  async run(tx, input) {
    const first = readSearch(input.words, () => false)
    const towns = await findTownWords(tx, first.names)
    const reading = towns.size === 0 ? first : readSearch(input.words, (word) => towns.has(word))
    if (isEmpty(reading)) return { ok: true, value: { ...nothing, readings: readingsOf(reading), verb: reading.verb, ticket: reading.ticket } }
    const asked = input.widerBirth && reading.born !== null ? { ...reading, born: widened(reading.born) } : reading
    return { ok: true, value: await resultOf(tx, asked, input) }
  },
  subjects: (value) => value.items.flatMap((hit) => [hit.personId, ...hit.household?.memberIds ?? []]),
  withhold: withholdHits,
  async example(tx) {
    const found = await findExamplePerson(tx, { isHead: false })
    const [person] = found === undefined ? [] : await listPersonsOn(tx, [found.personId])
    return { words: person?.name.replace('\u3000', ' ') ?? '見本 太郎', includePast: true, widerBirth: false, allowSlip: false, cursor: null, limit: 50 }
  },
})

/** Whoever was looked for by an address must not be found by it: then a withheld person, and who lives with one, is neither in the rows nor in the counts. */
function withholdHits(value: SearchResult, personIds: ReadonlySet<string>): SearchResult {
  const items = value.items.map((hit) => withheldHit(hit, personIds))
  if (!value.readings.some((reading) => reading.kind === 'address')) return { ...value, items }
  const gone = items.filter((hit) => hit.isWithheld)
  const less = (status: SearchHit['status']): number => gone.filter((hit) => hit.status === status).length
  return {
    ...value, items: items.filter((hit) => !hit.isWithheld), atLeast: value.atLeast - gone.length,
    counts: { resident: value.counts.resident - less('resident'), movedOut: value.counts.movedOut - less('moved-out'), dead: value.counts.dead - less('dead'), removed: value.counts.removed - less('removed') },
  }
}

function withheldHit(hit: SearchHit, personIds: ReadonlySet<string>): SearchHit {
  const isHomeWithheld = hit.household?.memberIds.some((id) => personIds.has(id)) ?? false
  if (!personIds.has(hit.personId)) return isHomeWithheld ? { ...hit, address: null, household: null, isWithheld: true } : hit
  return { ...hit, birth: null, age: null, sex: null, address: null, household: null, moveOutTo: null, plannedMoveOutOn: null, matched: hit.matched.replace(/住所|番号/g, '記録'), isWithheld: true }
}

/** The answer to a line in which nothing can be looked for. */
const nothing = { items: [], next: null, atLeast: 0, isMore: false, counts: { resident: 0, movedOut: 0, dead: 0, removed: 0 }, isConfusable: false }

function isEmpty(reading: SearchReading): boolean {
  return reading.kana.length + reading.names.length + reading.addresses.length + reading.numbers.length === 0 && reading.born === null && reading.individualNumber === null && reading.residentCode === null
}

/** Persons by numbers that are kept encrypted: 個人番号 and 住民票コード. */
async function findBySecretNumbers(tx: Tx, reading: SearchReading): Promise<readonly string[]> {
  return [
    ...(reading.individualNumber === null ? [] : [...(await findByNumbers(tx, 'individual-number', [reading.individualNumber])).values()]),
    ...(reading.residentCode === null ? [] : [...(await findByNumbers(tx, 'resident-code', [reading.residentCode])).values()]),
  ]
}

async function resultOf(tx: Tx, reading: SearchReading, input: SearchInput): Promise<SearchResult> {
  const start = Number(input.cursor ?? 0)
  const wanted = { keys: keysOf(reading), born: reading.born, numbers: reading.numbers.map(fullNumber), personIds: await findBySecretNumbers(tx, reading), includePast: input.includePast, allowSlip: input.allowSlip }
  const ranking = await rankPersons(tx, wanted, { start, limit: input.limit })
  const found = new Map(ranking.page.map((one) => [one.personId, one]))
  const ids = [...found.keys()]
  const [persons, marks] = await Promise.all([listHits(tx, ids), listMarks(tx, ids)])
  const end = start + ids.length
  return {
    readings: readingsOf(reading), verb: reading.verb, ticket: reading.ticket,
    items: persons.map((person) => hitOf(person, { found: found.get(person.personId)!, marks, tx, reading })),
    next: end < ranking.total ? String(end) : null, atLeast: ranking.total, isMore: ranking.isMore,
    counts: ranking.counts, isConfusable: areConfusable(persons),
  }
}

interface Around { readonly found: Ranked; readonly marks: Awaited<ReturnType<typeof listMarks>>; readonly tx: Tx; readonly reading: SearchReading }

function hitOf(person: HitFacts, around: Around): SearchHit {
  const { found, marks, tx } = around
  const { household } = person
  return {
    personId: person.personId, addresseeNumber: person.addresseeNumber, name: person.name, kana: person.furigana ?? person.kana,
    birth: person.residentType === 'foreign' ? person.birth.wording ?? person.birth.calc : printUnknownDate(person.birth), birthYear: printUnknownDate(person.birth).replace(/年.*$/, '年'),
    age: isResident(person) ? ageByBirthday(person.birth.calc, tx.today) : null, sex: person.sex, address: addressText(person.address),
    household: household && { ...household, memberIds: [...household.memberIds], isHead: household.headId === person.personId },
    status: person.status, ceasedOn: person.ceasedOn, moveOutTo: person.moveOutTo, plannedMoveOutOn: person.plannedMoveOutOn,
    matched: matchedText(found, around.reading), isPast: found.kind === 'past' || found.isPastAddress, borneUntil: found.borneUntil,
    hasDraft: marks.drafts.has(person.personId), isProtected: marks.measures.has(person.personId), protectedUntil: marks.measures.get(person.personId) ?? null, isWithheld: false,
  }
}

const kindTitles = { legal: '氏名', 'former-surname': '旧氏', common: '通称', past: '過去の氏名' } as const

function matchedText(found: Ranked, reading: SearchReading): string {
  const parts: string[] = []
  if (found.by === 'number') parts.push('番号')
  if (found.by === 'name') parts.push(`${kindTitles[found.kind ?? 'legal']}${reading.names.length === 0 ? 'のカナ' : ''}`)
  if (found.by === 'address') parts.push(found.isPastAddress ? '過去の住所' : '住所')
  if (reading.born !== null && found.by !== 'number') parts.push(reading.born.from === reading.born.to ? '生年月日' : '生年')
  return parts.join('・')
}

function readingsOf(reading: SearchReading): SearchResult['readings'] {
  const [first, ...given] = reading.kana
  const line = (kind: string, text: string, value = ''): SearchResult['readings'][number] => ({ kind, text, value })
  return [
    ...(first === undefined ? [] : [line('kana', `カナ　${first}（前方一致）`, first)]),
    ...given.map((kana) => line('given-kana', `カナの名　${kana}（前方一致）`, kana)),
    ...(reading.names.length === 0 ? [] : [line('name', `漢字　${reading.names.join('　')}`, reading.names.join('　'))]),
    ...(reading.born === null ? [] : [line('birth', `${reading.born.from === reading.born.to ? '生年月日' : '生年'}　${reading.born.text}`)]),
    ...reading.addresses.map((address) => line('address', `住所　${address}`, address)),
    ...reading.numbers.map((number) => line('number', `宛名番号・世帯番号　${number}`)),
    ...(reading.individualNumber === null ? [] : [line('number', '個人番号　12桁')]),
    ...(reading.residentCode === null ? [] : [line('number', '住民票コード　11桁')]),
    ...(reading.ticket === null ? [] : [line('ticket', `受付番号　${reading.ticket}`)]),
    ...reading.rest.map((word) => line('rest', `読めなかった言葉　${word}`)),
  ]
}

/** Two residents with the same surname and year of birth: they are asked for two identifiers. */
function areConfusable(persons: readonly HitFacts[]): boolean {
  const seen = new Set<string>()
  return persons.filter(isResident).some((person) => {
    const key = `${person.name.split('\u3000')[0]}|${person.birth.calc.slice(0, 4)}`
    if (seen.has(key)) return true
    seen.add(key)
    return false
  })
}

import { z } from 'zod'
import { ageByBirthday } from '../../kernel/age.ts'
import { kanaSearchKey } from '../../kernel/search-key.ts'
import { printUnknownDate } from '../../kernel/unknown-date.ts'
import { query } from '../../platform/command/define.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { addressText, isResident } from '../model.ts'
import { findByNumbers } from '../number/store.ts'
import { fullNumber } from '../number/width.ts'
import { listPersonsOn } from '../queries.ts'
import { isOneSlipAway, keysOf, pairsInside, pairsWithSlip, readSearch, widened, type SearchKeys, type SearchReading } from './words.ts'
import { findExamplePerson } from '../notification/store.ts'
import { candidateLimit, findByAddress, findByBirth, findByGivenKana, findByName, findByReadableNumber, findInside, findTownWords, listBriefs, listHits, listMarks, nobody, type Born, type Brief, type Candidate, type HitFacts, type Looked } from './queries.ts'

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
    const looked = await findCandidates(tx, asked, input)
    return { ok: true, value: await resultOf(tx, { reading: asked, looked, input }) }
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

async function findCandidates(tx: Tx, reading: SearchReading, input: SearchInput): Promise<Looked> {
  const keys = keysOf(reading)
  const byNumber = await findNumbered(tx, reading)
  const hasName = keys.kana !== '' || keys.name !== ''
  const addressKey = keys.addresses[0] ?? null
  const named = hasName ? await findNamed(tx, { keys, born: reading.born, addressKey }, input) : nobody
  const placed = !hasName && addressKey !== null ? await findPlaced(tx, { addressKey, born: reading.born }, input) : nobody
  const born = !hasName && addressKey === null && reading.born !== null && byNumber.length === 0 ? await findByBirth(tx, reading.born) : nobody
  return { candidates: [...byNumber, ...named.candidates, ...placed.candidates, ...born.candidates], isCut: named.isCut || placed.isCut || born.isCut }
}

async function findNumbered(tx: Tx, reading: SearchReading): Promise<readonly Candidate[]> {
  const readable: Candidate[] = []
  for (const number of reading.numbers) readable.push(...await findByReadableNumber(tx, fullNumber(number)))
  const secret = [
    ...(reading.individualNumber === null ? [] : [...(await findByNumbers(tx, 'individual-number', [reading.individualNumber])).values()]),
    ...(reading.residentCode === null ? [] : [...(await findByNumbers(tx, 'resident-code', [reading.residentCode])).values()]),
  ]
  return [...readable, ...secret.map((personId): Candidate => ({ personId, by: 'number', kind: null, borneUntil: null, isPastAddress: false, kana: '', name: '', order: null }))]
}

interface Named { readonly keys: SearchKeys; readonly born: Born | null; readonly addressKey: string | null }

/** Beginnings first; where they are few, also given names, the inside of names and, if asked, slips of the pen. */
async function findNamed(tx: Tx, wanted: Named, input: SearchInput): Promise<Looked> {
  const { keys, born, addressKey } = wanted
  const found = await findByName(tx, { kana: keys.kana, givenKana: keys.givenKana, name: keys.name, born, addressKey, includePast: input.includePast })
  if (found.candidates.length >= few || addressKey !== null) return found
  const given = keys.name === '' && keys.givenKana === '' ? await findByGivenKana(tx, keys.kana, born) : nobody
  const asked = input.allowSlip ? await findSlips(tx, keys, born) : nobody
  const slips = { ...asked, candidates: asked.candidates.filter((one) => isOneSlipAway(one.kana, `${keys.kana}${keys.givenKana}`)) }
  // A reading is rarely looked for in its middle: only where nothing begins so.
  const isInsideWorthwhile = keys.name !== '' || [found, given, slips].every((one) => one.candidates.length === 0)
  const inside = isInsideWorthwhile ? await findInside(tx, pairsInside(keys), born) : nobody
  const hasInside = (one: Candidate): boolean => one.name.includes(keys.name) && one.kana.includes(keys.kana) && one.kana.includes(keys.givenKana)
  const candidates = [...found.candidates, ...given.candidates, ...inside.candidates.filter(hasInside), ...slips.candidates]
  return { candidates: candidates.filter((one) => input.includePast || one.kind !== 'past'), isCut: [found, given, inside, slips].some((one) => one.isCut) }
}

/**
 * Readings with one wrong kana. It is in the surname or in the given name, so that the other stands as typed: with both and the birth date the
 * indexes of beginnings are enough, at any size of town.
 */
async function findSlips(tx: Tx, keys: SearchKeys, born: Born | null): Promise<Looked> {
  if (keys.kana === '' || keys.givenKana === '' || born === null) return await findInside(tx, pairsWithSlip(keys), born)
  const sameSurname = await findByName(tx, { kana: keys.kana, givenKana: '', name: '', born, addressKey: null, includePast: true })
  const sameGiven = await findByGivenKana(tx, keys.givenKana, born)
  return { candidates: [...sameSurname.candidates, ...sameGiven.candidates], isCut: sameSurname.isCut || sameGiven.isCut }
}

/** Fewer hits than this, and the search looks further. */
const few = 20

async function findPlaced(tx: Tx, wanted: Pick<Named, 'born'> & { readonly addressKey: string }, input: SearchInput): Promise<Looked> {
  const placed = await findByAddress(tx, wanted.addressKey, input.includePast)
  if (wanted.born === null) return placed
  const { from, to } = wanted.born
  const persons = await listPersonsOn(tx, placed.candidates.map((one) => one.personId))
  const inSpan = new Set(persons.filter((person) => person.birth.calc >= from && person.birth.calc <= to).map((person) => person.personId))
  return { ...placed, candidates: placed.candidates.filter((one) => inSpan.has(one.personId)) }
}

interface Found { readonly reading: SearchReading; readonly looked: Looked; readonly input: SearchInput }

async function resultOf(tx: Tx, found: Found): Promise<SearchResult> {
  const best = new Map<string, Candidate>()
  for (const candidate of found.looked.candidates) if (!best.has(candidate.personId)) best.set(candidate.personId, candidate)
  const typed = keysOf(found.reading)
  const ids = [...best.keys()].slice(0, candidateLimit)
  const whole = ids.length <= found.input.limit ? await listHits(tx, ids) : undefined
  const briefs = whole?.map(briefOf) ?? await listBriefs(tx, ids.map((id) => best.get(id)!))
  const persons = briefs.map((brief) => ({ brief, key: sortKey(brief, best.get(brief.personId), typed) })).sort((a, b) => compare(a.key, b.key)).map((one) => one.brief)
  const start = Number(found.input.cursor ?? 0)
  const shown = persons.slice(start, start + found.input.limit).map((brief) => brief.personId)
  const page = whole === undefined ? await listHits(tx, shown) : shown.map((id) => whole.find((person) => person.personId === id)!)
  const marks = await listMarks(tx, page.map((person) => person.personId))
  const end = start + page.length
  return {
    readings: readingsOf(found.reading), verb: found.reading.verb, ticket: found.reading.ticket,
    items: page.map((person) => hitOf(person, { candidate: best.get(person.personId)!, marks, tx, reading: found.reading })),
    next: end < persons.length ? String(end) : null, atLeast: persons.length, isMore: found.looked.isCut || best.size > candidateLimit,
    counts: countsOf(persons), isConfusable: areConfusable(page),
  }
}

function briefOf(person: HitFacts): Brief {
  return { personId: person.personId, status: person.status, kana: kanaSearchKey(person.furigana ?? person.kana ?? ''), birthOn: person.birth.calc }
}

function sortKey(brief: Brief, candidate: Candidate | undefined, typed: SearchKeys): string {
  const begins = candidate !== undefined && candidate.name.startsWith(typed.name) && candidate.kana.startsWith(typed.kana) ? '0' : '1'
  return [brief.status === 'resident' ? '0' : '1', begins, candidate?.kind === 'past' || candidate?.isPastAddress ? '1' : '0', brief.kana, brief.birthOn, brief.personId].join('|')
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right)
}

interface Around { readonly candidate: Candidate; readonly marks: Awaited<ReturnType<typeof listMarks>>; readonly tx: Tx; readonly reading: SearchReading }

function hitOf(person: HitFacts, around: Around): SearchHit {
  const { candidate, marks, tx } = around
  const { household } = person
  return {
    personId: person.personId, addresseeNumber: person.addresseeNumber, name: person.name, kana: person.furigana ?? person.kana,
    birth: person.residentType === 'foreign' ? person.birth.wording ?? person.birth.calc : printUnknownDate(person.birth), birthYear: printUnknownDate(person.birth).replace(/年.*$/, '年'),
    age: isResident(person) ? ageByBirthday(person.birth.calc, tx.today) : null, sex: person.sex, address: addressText(person.address),
    household: household && { ...household, memberIds: [...household.memberIds], isHead: household.headId === person.personId },
    status: person.status, ceasedOn: person.ceasedOn, moveOutTo: person.moveOutTo, plannedMoveOutOn: person.plannedMoveOutOn,
    matched: matchedText(candidate, around.reading), isPast: candidate.kind === 'past' || candidate.isPastAddress, borneUntil: candidate.borneUntil,
    hasDraft: marks.drafts.has(person.personId), isProtected: marks.measures.has(person.personId), protectedUntil: marks.measures.get(person.personId) ?? null, isWithheld: false,
  }
}

const kindTitles = { legal: '氏名', 'former-surname': '旧氏', common: '通称', past: '過去の氏名' } as const

function matchedText(candidate: Candidate, reading: SearchReading): string {
  const parts: string[] = []
  if (candidate.by === 'number') parts.push('番号')
  if (candidate.by === 'name') parts.push(`${kindTitles[candidate.kind ?? 'legal']}${reading.names.length === 0 ? 'のカナ' : ''}`)
  if (candidate.by === 'address') parts.push(candidate.isPastAddress ? '過去の住所' : '住所')
  if (reading.born !== null && candidate.by !== 'number') parts.push(reading.born.from === reading.born.to ? '生年月日' : '生年')
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

function countsOf(persons: readonly Brief[]): SearchResult['counts'] {
  const count = (status: HitFacts['status']): number => persons.filter((person) => person.status === status).length
  return { resident: count('resident'), movedOut: count('moved-out'), dead: count('dead'), removed: count('removed') }
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

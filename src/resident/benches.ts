import { assert } from '../kernel/assert.ts'
import { nextAddresseeNumber } from '../kernel/check-digit.ts'
import { percentiles, sideBySide, timed } from '../platform/context/measure.ts'
import type { Bench, BenchFigure, BenchOptions, BenchTown } from '../platform/context/manifest.ts'
import { nextNumber } from '../platform/number/index.ts'
import { copyPieces } from './bulk/store.ts'
import { registerRelocation } from './commands.ts'
import { csvColumns, csvLine, type CsvColumn } from './intake/layout.ts'
import { importRegister } from './intake/import.ts'
import { addressText, partsOfName, type PersonOnDate } from './model.ts'
import { numberWidth } from './number/width.ts'
import { listBlockingMeasures } from './protection/store.ts'
import { findPersonIdByAddresseeNumber, listPersonsOn, listResidentIdsOn } from './queries.ts'
import { residentRecord } from './record/record.ts'
import { searchPersons } from './search/search.ts'

const clerks = 20

/** Residents spread over the register, none of them protected. */
async function sampleOf(town: BenchTown, count: number): Promise<PersonOnDate[]> {
  return await town.tx(async (tx) => {
    const ids = await listResidentIdsOn(tx, { limit: Math.min(town.residents, count * 40) })
    const step = Math.max(1, Math.floor(ids.length / count))
    const chosen = ids.filter((_, index) => index % step === 0).slice(0, count)
    const measured = new Set((await listBlockingMeasures(tx, chosen)).map((measure) => measure.personId))
    const persons = (await listPersonsOn(tx, chosen)).filter((person) => !measured.has(person.personId))
    assert(persons.length > 0, 'the sample town has residents')
    return persons
  })
}

interface Search { readonly words: string; readonly allowSlip?: boolean }

async function measureSearch(options: BenchOptions, wordsOf: (person: PersonOnDate, turn: number) => Search, bar: Pick<BenchFigure, 'must' | 'aim'>): Promise<BenchFigure> {
  const town = await options.town()
  const persons = await sampleOf(town, 4000)
  // As the counter of a day finds it: others were looked for before, and the larger the town, the longer until the server has it at hand.
  const others = persons.splice(persons.length / 2)
  const personAt = (turn: number, among = persons): PersonOnDate => among[turn % among.length]!
  const warming = Math.ceil(town.residents / 100_000) + 2
  options.print(`  ${town.residents} residents, ${clerks} clerks at once for ${options.seconds} s, after ${warming} s of searches for others`)
  const search = async (turn: number, among = persons): Promise<void> => { const answer = await town.ask(searchPersons, wordsOf(personAt(turn, among), turn)); assert(answer.ok, 'a search is answered') }
  const turnOf = (clerk: number, round: number): number => round * clerks + clerk
  await sideBySide(clerks, warming, async (clerk, round) => await search(turnOf(clerk, round), others))
  const found = percentiles(await sideBySide(clerks, options.seconds, async (clerk, round) => await search(turnOf(clerk, round))))
  const byKey = async (clerk: number, round: number): Promise<unknown> => await town.tx(async (tx) => await findPersonIdByAddresseeNumber(tx, personAt(turnOf(clerk, round)).addresseeNumber))
  const key = percentiles(await sideBySide(clerks, Math.min(5, options.seconds), byKey))
  return { value: round(found.p95), unit: 'ms', floor: { name: 'a read by key in a transaction of its own, as many at once, p95', value: round(key.p95), unit: 'ms' }, ratio: round(found.p95 / key.p95), ...bar, better: 'lower', more: { median: round(found.median), p99: round(found.p99), max: round(found.max) } }
}

const kanaOf = (person: PersonOnDate): { readonly surname: string; readonly given: string } => partsOfName(person.furigana ?? person.kana ?? person.name)

/** P1: the searches of a counter: kana with year of birth, address, birth date, number. */
export const searchBench: Bench = {
  id: 'P1', title: 'person search by kana, address, birth date, number, 20 clerks, p95',
  run: async (options) => await measureSearch(options, (person, turn) => {
    const { surname, given } = kanaOf(person)
    const words = [`${surname} ${given.slice(0, 2)} ${person.birth.calc.slice(0, 4)}`, addressText(person.address).split('\u3000')[0]!, `${person.birth.calc} ${surname}`, person.addresseeNumber]
    return { words: words[turn % words.length]! }
  }, { must: 150, aim: 50 }),
}

/** A character with the selector that belongs to it. */
const charactersOf = (text: string): readonly string[] => text.match(/.[\u{E0100}-\u{E01EF}]?/gu) ?? []
const firstCharacter = (text: string): string => charactersOf(text)[0] ?? ''
const lastCharacter = (text: string): string => charactersOf(text).at(-1) ?? ''

/** P2: inside of names, two kanji, variants, a wrong kana. */
export const partialSearchBench: Bench = {
  id: 'P2', title: 'partial, variant-character and fuzzy kana search, 20 clerks, p95',
  run: async (options) => await measureSearch(options, (person, turn) => {
    const { surname, given } = kanaOf(person)
    const { surname: kanji, given: givenName } = partsOfName(person.name)
    const slipped = `${surname.slice(0, -1)}ヌ ${given}`
    return [{ words: `${lastCharacter(kanji)}${givenName}` }, { words: `${slipped} ${person.birth.calc.slice(0, 4)}`, allowSlip: true }, { words: givenName }, { words: `${kanji}${firstCharacter(givenName)}` }][turn % 4]!
  }, { must: 250, aim: 80 }),
}

/** P3: the record with household, lens, tabs and deadlines of every business. */
export const recordBench: Bench = {
  id: 'P3', title: 'open household with all businesses, p95',
  async run(options) {
    const town = await options.town()
    const persons = await sampleOf(town, options.count ?? 300)
    const times: number[] = []
    for (const person of persons) times.push(await timed(async () => { const answer = await town.ask(residentRecord, { personId: person.personId }); assert(answer.ok, 'a record opens') }))
    const keys: number[] = []
    for (const person of persons) keys.push(await timed(async () => { await town.tx(async (tx) => await listPersonsOn(tx, [person.personId])) }))
    const [opened, key] = [percentiles(times.slice(20)), percentiles(keys.slice(20))]
    return { value: round(opened.p95), unit: 'ms', floor: { name: 'the person alone, p95', value: round(key.p95), unit: 'ms' }, ratio: round(opened.p95 / key.p95), must: 300, aim: 100, better: 'lower', more: { median: round(opened.median), p99: round(opened.p99), records: times.length } }
  },
}

/** P4: one resident moves into a household of his own, with checks, consequences of every business, tasks and audit. */
export const moveBench: Bench = {
  id: 'P4', title: 'save a move with all checks and audit, p95',
  async run(options) {
    const town = await options.town()
    const count = options.count ?? 300
    const movers = (await sampleOf(town, count * 3)).filter((person) => person.relationship !== 'head' && person.plannedMoveOutOn === null).slice(0, count)
    const [times, floors]: [number[], number[]] = [[], []]
    let refused = 0
    for (const [index, person] of movers.entries()) {
      const today = await town.tx(async (tx) => await Promise.resolve(tx.today))
      const filing = {
        movedOn: today, notifiedOn: today, notifiedBy: { relation: 'self', identityProof: 'passport' }, personIds: [person.personId], household: { kind: 'new' },
        address: { ...person.address, number: `${9000 + index}番地${Math.trunc(performance.now() % 100_000)}`, building: null, room: null }, acknowledged: [{ code: 'resident.confirm-retroactive', field: '/personIds/0', reason: '測定' }],
      }
      const ms = await timed(async () => { const answer = await town.run(registerRelocation, filing); if (!answer.ok) refused += 1 })
      times.push(ms)
      floors.push(await timed(async () => { await town.tx(async (tx) => await nextNumber(tx, 'bench')) }))
    }
    assert(refused < movers.length / 10, `moves of the sample are accepted: ${refused} of ${movers.length} refused`)
    const [saved, floor] = [percentiles(times.slice(10)), percentiles(floors.slice(10))]
    return { value: round(saved.p95), unit: 'ms', floor: { name: 'one counter row committed, p95', value: round(floor.p95), unit: 'ms' }, ratio: round(saved.p95 / floor.p95), must: 500, aim: 150, better: 'lower', more: { median: round(saved.median), p99: round(saved.p99), moves: times.length, refused } }
  },
}

/** Thrown to take the measured intake back. */
class TakenBack extends Error {}

/** P16: a CSV file with all checks into the register, in one transaction that is taken back. */
export const intakeBench: Bench = {
  id: 'P16', title: 'CSV intake with all checks',
  async run(options) {
    const town = await options.town()
    const rows = options.count ?? 50_000
    const pieces = [...csvPieces(rows)]
    const { seconds, cpuSeconds } = await takeIn(town, pieces)
    const floor = await copyIn(town, pieces)
    return { value: Math.round(rows / seconds), unit: 'rows/s', floor: { name: 'COPY of the same bytes into a temporary table', value: Math.round(rows / floor), unit: 'rows/s' }, ratio: round(seconds / floor), must: 5000, aim: 30_000, better: 'higher', more: { rows, seconds: round(seconds), 'processor seconds of the program': round(cpuSeconds) } }
  },
}

async function takeIn(town: BenchTown, pieces: readonly Uint8Array[]): Promise<{ readonly seconds: number; readonly cpuSeconds: number }> {
  const [begun, before] = [performance.now(), process.cpuUsage()]
  let taken = { seconds: 0, cpuSeconds: 0 }
  await town.tx(async (tx) => {
    const outcome = await importRegister(tx, pieces)
    assert(outcome.ok && outcome.value.rejections.length === 0, 'the measured file is sound')
    const cpu = process.cpuUsage(before)
    taken = { seconds: (performance.now() - begun) / 1000, cpuSeconds: (cpu.user + cpu.system) / 1_000_000 }
    throw new TakenBack()
  }).catch((error: unknown) => { if (!(error instanceof TakenBack)) throw error })
  return taken
}

async function copyIn(town: BenchTown, pieces: readonly Uint8Array[]): Promise<number> {
  const begun = performance.now()
  await town.tx(async (tx) => await copyPieces(tx, pieces))
  return (performance.now() - begun) / 1000
}

/** A file of invented persons, three to a household, with numbers that no sample uses. */
function* csvPieces(rows: number): Generator<Uint8Array> {
  let text = csvLine(csvColumns)
  let serial = 800_000_000
  let household = ''
  for (let row = 0; row < rows; row += 1) {
    const next = nextAddresseeNumber(serial, numberWidth)
    serial = next.serial + 1
    if (row % 3 === 0) household = next.number
    const cells: Partial<Record<CsvColumn, string>> = {
      addressee_number: next.number, household_number: household, name: `測定\u3000${row}郎`, kana: 'ソクテイ\u3000タロウ', birth_date: `19${50 + (row % 50)}-0${1 + (row % 9)}-1${row % 9}`, sex: String(1 + (row % 2)), relationship: row % 3 === 0 ? '世帯主' : '子', member_order: String(1 + (row % 3)),
      registered_domicile: '汐音県汐見市港本町一丁目12番地', family_register_head: '測定\u3000太郎', town: '港本町一丁目', number: `${row}番地`, became_resident_on: '2003-06-14', previous_address: '汐音県北浜市中央三丁目8番2号',
    }
    text += csvLine(csvColumns.map((column) => cells[column] ?? ''))
    if (text.length > 100_000) { yield Buffer.from(text, 'utf8'); text = '' }
  }
  yield Buffer.from(text, 'utf8')
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

import { setImmediate as turn } from 'node:timers/promises'
import { CsvError } from 'csv-parse/sync'
import { accept, refused, type Outcome, type Refusal } from '../../kernel/outcome.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { insertRegister, type RegisterHousehold, type RegisterPerson } from '../bulk/store.ts'
import { findHead, type PersonFacts } from '../model.ts'
import { findByNumbers } from '../number/store.ts'
import { listHouseholdsOn, listPersonsOn } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { checkIndividualNumber } from '../rules/checks.ts'
import { cellsOf, csvColumns, placesOf, readRegisterRow, requiredColumns, type CsvColumn, type CsvPerson, type CsvRules, type Places, type Rejection } from './layout.ts'
import { findByAddresseeNumbers, findByHouseholdNumbers } from './queries.ts'
import { RecordScanner } from '../../platform/spreadsheet/index.ts'

export interface ImportResult { readonly lines: number; readonly persons: number; readonly unchanged: number; readonly rejections: readonly Rejection[] }

const pageSize = 2000
/** Past so many rejections the file is given back unread to its end: it is another kind of file. */
const rejectionLimit = 10_000

/**
 * Takes a CSV file into the register, streamed, in the transaction it is given — 住民記録の取込み.
 * Rows of persons who stand there already with the same content change nothing. With any rejection the caller must
 * roll back: nothing is half-loaded.
 * @param bytes the file, in pieces
 * @refuses a file that is not UTF-8 CSV of the documented head; row faults are in `rejections`
 */
export async function importRegister(tx: Tx, bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Outcome<ImportResult>> {
  const intake = new Intake(tx)
  const scanner = new RecordScanner()
  try {
    for await (const text of decoded(bytes)) {
      await intake.takeAll(scanner.take(text))
      if (intake.isGivenUp) break
      await turn()
    }
    if (!intake.isGivenUp) await intake.takeAll(scanner.end())
  } catch (error) {
    if (!(error instanceof NotUtf8) && !(error instanceof CsvError)) throw error
    return refusals.refuse(error instanceof NotUtf8 ? 'csv-not-utf8' : 'csv-unreadable', { line: intake.line + 1 })
  } finally {
    await intake.settled()
  }
  if (intake.headFaults.length > 0) return refused(intake.headFaults)
  if (!intake.hasHead) return refusals.refuse('csv-empty')
  await intake.finish()
  return accept(intake.result())
}

class NotUtf8 extends Error {}

/** So many bytes are read at a time: between two pieces the page under way gets its turn with the database. */
const pieceBytes = 32 * 1024

/** Text of the pieces, none of them large; a byte sequence that is no UTF-8 stops the file. */
async function* decoded(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const piece of bytes) {
      for (let from = 0; from < piece.length; from += pieceBytes) yield decoder.decode(piece.subarray(from, from + pieceBytes), { stream: true })
    }
    yield decoder.decode()
  } catch (error) {
    if (error instanceof TypeError) throw new NotUtf8()
    throw error
  }
}

function checkHead(head: readonly string[]): readonly Refusal[] {
  const known: ReadonlySet<string> = new Set(csvColumns)
  return [
    ...head.filter((column) => !known.has(column)).map((column) => refusals.refusal('csv-column-unknown', { line: 1, field: column, column })),
    ...head.filter((column, index) => head.indexOf(column) !== index).map((column) => refusals.refusal('csv-column-twice', { line: 1, field: column, column })),
    ...requiredColumns.filter((column) => !head.includes(column)).map((column) => refusals.refusal('csv-column-missing', { line: 1, field: column, column })),
  ]
}

interface HouseholdSeen { readonly id: string; heads: number; firstLine: number }

/** One file on its way in: pages of rows, and what must be true over the whole file. */
class Intake {
  readonly #tx: Tx
  readonly #rules: CsvRules
  #places: Places | undefined
  #columns = 0
  headFaults: readonly Refusal[] = []
  #page: CsvPerson[] = []
  /** The page that is under way into the database while the next one is read; one at a time, in order. */
  #writing: Promise<void> = Promise.resolve()
  readonly #households = new Map<string, HouseholdSeen>()
  readonly #seen = { addressee: new Map<string, number>(), individual: new Map<string, number>(), code: new Map<string, number>() }
  readonly rejections: Rejection[] = []
  line = 1
  #persons = 0
  #unchanged = 0

  constructor(tx: Tx) {
    this.#tx = tx
    const isPractice = tx.office.environment === 'practice'
    this.#rules = { today: tx.today, isIndividualNumber: (number) => checkIndividualNumber(number, '', isPractice) === false }
  }

  get hasHead(): boolean {
    return this.#places !== undefined
  }

  /** The file has another head than the documented one, or more faults than anybody reads. */
  get isGivenUp(): boolean {
    return this.headFaults.length > 0 || this.rejections.length > rejectionLimit
  }

  async takeAll(records: Iterable<readonly string[]>): Promise<void> {
    for (const record of records) {
      if (this.#places === undefined) this.#useHead(record)
      else this.#take(record, this.#places)
      if (this.isGivenUp) return
      if (this.#page.length >= pageSize) await this.#flush()
    }
  }

  #useHead(head: readonly string[]): void {
    this.headFaults = checkHead(head)
    this.#places = placesOf(head)
    this.#columns = head.length
  }

  #take(record: readonly string[], places: Places): void {
    this.line += 1
    if (record.length !== this.#columns) {
      this.#reject({ line: this.line, field: '', code: 'columns', message: `列の数が見出しと違います（${this.#columns}列のはずが${record.length}列）。`, remedy: '区切りと引用符を確かめてください。' })
      return
    }
    const person = readRegisterRow({ line: this.line, record, places }, this.#rules, this.#reject)
    if (person === undefined) return
    this.#checkOnce(this.#seen.addressee, person.addresseeNumber, { line: person.line, field: 'addressee_number' })
    this.#checkOnce(this.#seen.individual, person.individualNumber, { line: person.line, field: 'individual_number' })
    this.#checkOnce(this.#seen.code, person.residentCode, { line: person.line, field: 'resident_code' })
    this.#page.push(person)
  }

  /** Nothing is under way any more; a failure is told by whoever waits for the page. */
  async settled(): Promise<void> {
    await this.#writing.catch(() => undefined)
  }

  async finish(): Promise<void> {
    await this.#flush()
    await this.#writing
    for (const [number, household] of this.#households) {
      if (household.heads > 1) this.#reject({ line: household.firstLine, field: 'relationship', code: 'two-heads', message: `世帯${number}に、世帯主が${household.heads}人います。`, remedy: '世帯主を1人にしてください。' })
    }
  }

  result(): ImportResult {
    return { lines: this.line, persons: this.#persons, unchanged: this.#unchanged, rejections: this.rejections }
  }

  readonly #reject = (rejection: Rejection): void => {
    this.rejections.push(rejection)
  }

  #checkOnce(seen: Map<string, number>, value: string | null, { line, field }: { readonly line: number; readonly field: CsvColumn }): void {
    if (value === null) return
    const earlier = seen.get(value)
    if (earlier === undefined) seen.set(value, line)
    else this.#reject({ line, field, code: 'twice', message: `${earlier}行目と同じ番号です。`, remedy: '番号を確かめて、片方を直してください。' })
  }

  async #flush(): Promise<void> {
    const page = this.#page
    this.#page = []
    await this.#writing
    this.#writing = this.#write(page)
    // Told when the next page comes or the file ends; until then it is not lost.
    this.#writing.catch(() => undefined)
  }

  async #write(page: readonly CsvPerson[]): Promise<void> {
    if (page.length === 0) return
    const standing = await findByAddresseeNumbers(this.#tx, page.map((person) => person.addresseeNumber))
    await this.#compareStanding(page.filter((person) => standing.has(person.addresseeNumber)), standing)
    const fresh = page.filter((person) => !standing.has(person.addresseeNumber))
    await this.#checkNumbersTaken(fresh)
    const households = await this.#householdsOf(fresh)
    if (this.rejections.length > 0) return
    await insertRegister(this.#tx, { households, persons: fresh.map((person) => this.#personOf(person)) })
    this.#persons += fresh.length
  }

  /** A person who stands there already may come again with the same content only. */
  async #compareStanding(persons: readonly CsvPerson[], standing: ReadonlyMap<string, string>): Promise<void> {
    const records = new Map((await listPersonsOn(this.#tx, [...standing.values()])).map((person) => [person.addresseeNumber, person]))
    for (const person of persons) {
      const record = records.get(person.addresseeNumber)
      const isSame = record !== undefined && sameCells(cellsOf(record), cellsOf({ ...person.facts, householdId: '', addresseeNumber: person.addresseeNumber, householdNumber: person.householdNumber, validFrom: person.validFrom }))
      if (isSame) this.#unchanged += 1
      else this.#reject({ line: person.line, field: 'addressee_number', code: 'already-there', message: 'この宛名番号の人は、違う内容でもう記録されています。', remedy: '内容を変えるときは、届出か職権の修正で入れてください。' })
    }
  }

  async #checkNumbersTaken(fresh: readonly CsvPerson[]): Promise<void> {
    for (const [kind, field, pick] of [['individual-number', 'individual_number', (person: CsvPerson) => person.individualNumber], ['resident-code', 'resident_code', (person: CsvPerson) => person.residentCode]] as const) {
      const numbers = fresh.flatMap((person) => pick(person) ?? [])
      const taken = await findByNumbers(this.#tx, kind, numbers)
      for (const person of fresh) if (taken.has(pick(person) ?? '')) this.#reject({ line: person.line, field, code: 'taken', message: '同じ番号の人が、もう記録されています。', remedy: '番号を確かめてください。' })
    }
  }

  /** Households of a page that the register lacks; heads are counted over the whole file. */
  async #householdsOf(fresh: readonly CsvPerson[]): Promise<readonly RegisterHousehold[]> {
    const unknown = [...new Set(fresh.map((person) => person.householdNumber))].filter((number) => !this.#households.has(number))
    const standing = await findByHouseholdNumbers(this.#tx, unknown)
    const made: RegisterHousehold[] = []
    for (const number of unknown) {
      const id = standing.get(number)
      this.#households.set(number, { id: id ?? newId(), heads: 0, firstLine: 0 })
      if (id === undefined) made.push({ householdId: this.#households.get(number)!.id, householdNumber: number })
    }
    await this.#countStandingHeads([...standing.values()])
    for (const person of fresh) this.#countHead(person)
    return made
  }

  /** A household that stands there already may have its head. */
  async #countStandingHeads(householdIds: readonly string[]): Promise<void> {
    for (const household of await listHouseholdsOn(this.#tx, householdIds)) {
      if (findHead(household.members) !== undefined) this.#households.get(household.householdNumber)!.heads += 1
    }
  }

  #countHead(person: CsvPerson): void {
    const household = this.#households.get(person.householdNumber)!
    if (person.facts.status !== 'resident') return
    if (person.facts.relationship !== 'head') return
    household.heads += 1
    household.firstLine = person.line
  }

  #personOf(person: CsvPerson): RegisterPerson {
    const personId = newId()
    const facts: PersonFacts = { ...person.facts, householdId: this.#households.get(person.householdNumber)!.id }
    return {
      personId, addresseeNumber: person.addresseeNumber, individualNumber: person.individualNumber, residentCode: person.residentCode,
      history: [{ personId, historyNo: 1, version: 1, validFrom: person.validFrom, validTo: null, recordedAt: this.#tx.now, recordedTo: null, source: { event: 'taken-over', notificationId: null, notifiedOn: null, evidence: '前のシステムからの引継ぎ' }, facts }],
    }
  }
}

function sameCells(left: readonly string[], right: readonly string[]): boolean {
  return left.every((cell, index) => cell === right[index])
}

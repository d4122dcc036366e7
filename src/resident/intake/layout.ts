import { addresseeNumber, checkNumber } from '../../kernel/check-digit.ts'
import { readKana } from '../../kernel/kana.ts'
import { findPlainDate, type PlainDate } from '../../kernel/plain-date.ts'
import { characterCount } from '../../kernel/text.ts'
import type { UnknownPart } from '../../kernel/unknown-date.ts'
import { registerEventTitles, type Immigration, type PersonFacts, type RegisterEvent, type ResidentStatus } from '../model.ts'
import { findRelationship, relationshipText } from '../rules/relationship.ts'

/** Columns of the register's CSV, in the order in which they are written — 住民記録のCSV. */
export const csvColumns = [
  'addressee_number', 'household_number', 'status', 'resident_type', 'name', 'kana', 'furigana', 'former_surname', 'former_surname_furigana', 'common_name', 'common_name_kana',
  'birth_date', 'birth_unknown', 'birth_wording', 'sex', 'relationship', 'member_order', 'registered_domicile', 'family_register_head',
  'nationality', 'immigration_category', 'status_of_residence', 'period_of_stay', 'stay_expires_on', 'residence_card_number',
  'postal_code', 'town_block_id', 'town', 'number', 'building', 'room', 'address_fixed_on', 'became_resident_on', 'became_resident_event', 'previous_address', 'previous_municipality_code',
  'planned_move_out_on', 'planned_move_out_to', 'ceased_on', 'ceased_wording', 'move_out_to', 'valid_from', 'individual_number', 'resident_code',
] as const
export type CsvColumn = (typeof csvColumns)[number]

/** Columns that every file must have; the others may be left out and count as empty. */
export const requiredColumns: readonly CsvColumn[] = ['addressee_number', 'household_number', 'name', 'birth_date', 'sex', 'relationship', 'town', 'number', 'became_resident_on']

/** One rejected field: line of the file (the head is line 1), column, reason, what to do. */
export interface Rejection { readonly line: number; readonly field: string; readonly code: string; readonly message: string; readonly remedy: string }

/** A row as read; the household's id is given later. */
export interface CsvPerson {
  readonly line: number
  readonly addresseeNumber: string
  readonly householdNumber: string
  readonly facts: Omit<PersonFacts, 'householdId'>
  readonly validFrom: PlainDate
  readonly individualNumber: string | null
  readonly residentCode: string | null
}

/** Where each column stands in a record of the file; -1 where the file has not got it. */
export type Places = Readonly<Record<CsvColumn, number>>

/** The places that a file's head gives to the columns. */
export function placesOf(head: readonly string[]): Places {
  const places: Partial<Record<CsvColumn, number>> = {}
  for (const column of csvColumns) places[column] = head.indexOf(column)
  return places as Places
}

const events: ReadonlySet<string> = new Set(Object.keys(registerEventTitles))
const residentTypes: ReadonlySet<string> = new Set(['japanese', 'foreign'])
const statuses: ReadonlySet<string> = new Set<ResidentStatus>(['resident', 'moved-out', 'dead', 'removed'])
const unknownParts: ReadonlySet<string> = new Set<UnknownPart>(['none', 'day', 'month-day', 'all', 'approximate', 'off-calendar'])
const sexOf: Readonly<Record<string, PersonFacts['sex']>> = { 0: 'unknown', 1: 'male', 2: 'female' }
const sexCode = { unknown: '0', male: '1', female: '2' } as const
const categories: ReadonlySet<string> = new Set<Immigration['category']>(['mid-to-long-term', 'special-permanent', 'temporary-refuge', 'provisional-stay', 'transitional-birth', 'transitional-loss'])

/** One row of the file: a record of as many cells as the head has. */
export interface CsvRow { readonly line: number; readonly record: readonly string[]; readonly places: Places }

/** What of a number's check a town applies. */
export interface CsvRules { readonly today: PlainDate; isIndividualNumber(number: string): boolean }

/**
 * Reads one row strictly — CSVの1行の検査. Every fault is reported; nothing is guessed, trimmed or normalised.
 * @returns undefined where the row was rejected
 */
export function readRegisterRow(csvRow: CsvRow, rules: CsvRules, reject: (rejection: Rejection) => void): CsvPerson | undefined {
  const row = new RowReader(csvRow, reject)
  const birth = row.date('birth_date', 'required')
  const status = row.oneOf('status', statuses, 'resident')
  const becameResidentOn = row.date('became_resident_on', 'required')
  const ceasedOn = row.date('ceased_on')
  const residentType = row.oneOf('resident_type', residentTypes, 'japanese')
  const addressee = row.checked('addressee_number', isAddresseeNumber, wrongAddresseeNumber)
  const householdNumber = row.text('household_number', 15, 'required')
  const parsed: Parsed = {
    birth, status, becameResidentOn, ceasedOn, residentType,
    relationship: row.relationship(), sex: row.sex(), name: row.name(), town: row.text('town', 120, 'required'), number: row.text('number', 50, 'required'),
    kana: row.kana('kana'), furigana: row.kana('furigana'), unknown: row.oneOf('birth_unknown', unknownParts, 'none'),
    addressFixedOn: row.date('address_fixed_on') ?? becameResidentOn, plannedMoveOutOn: row.date('planned_move_out_on'),
  }
  const validFrom = row.date('valid_from') ?? ceasedOn ?? parsed.addressFixedOn
  checkOrder(row, { birth, becameResidentOn, ceasedOn, status, today: rules.today })
  const immigration = residentType === 'foreign' ? row.immigration() : null
  const individualNumber = row.checkedOptional('individual_number', (number) => /^\d{12}$/.test(number) && rules.isIndividualNumber(number), '個人番号として正しくありません')
  const facts = factsOf(row, parsed, immigration)
  const residentCode = row.checkedOptional('resident_code', isResidentCode, '住民票コードは数字11桁です')
  return facts === undefined || row.isRejected ? undefined : { line: csvRow.line, addresseeNumber: addressee!, householdNumber: householdNumber!, facts, validFrom: validFrom!, individualNumber, residentCode }
}

const wrongAddresseeNumber: Words = ['検査用数字が合いません', '宛名番号を、検査用数字まで含めて入れてください']

function isAddresseeNumber(number: string): boolean {
  return checkNumber(addresseeNumber, number).valid
}

function isResidentCode(code: string): boolean {
  return /^\d{11}$/.test(code)
}

type Parsed = {
  readonly birth: PlainDate | null; readonly becameResidentOn: PlainDate | null; readonly ceasedOn: PlainDate | null; readonly addressFixedOn: PlainDate | null; readonly plannedMoveOutOn: PlainDate | null
  readonly status: string; readonly residentType: string; readonly unknown: string; readonly relationship: string | null; readonly sex: PersonFacts['sex'] | null; readonly name: string | null
  readonly town: string | null; readonly number: string | null; readonly kana: string | null; readonly furigana: string | null
}

function factsOf(row: RowReader, parsed: Parsed, immigration: Immigration | null): Omit<PersonFacts, 'householdId'> | undefined {
  const { birth, becameResidentOn, addressFixedOn, relationship, sex, name, town, number } = parsed
  if (birth === null || becameResidentOn === null || addressFixedOn === null || relationship === null || sex === null || name === null || town === null || number === null) return undefined
  return {
    status: parsed.status as ResidentStatus, residentType: parsed.residentType as PersonFacts['residentType'], name, kana: parsed.kana, kanaConfirmed: false, furigana: parsed.furigana,
    formerSurname: row.text('former_surname', 50), formerSurnameFurigana: row.text('former_surname_furigana', 50), commonName: row.text('common_name', 100), commonNameKana: row.text('common_name_kana', 100),
    birth: { calc: birth, unknown: parsed.unknown as UnknownPart, wording: row.text('birth_wording', 72) }, sex,
    registeredDomicile: row.text('registered_domicile', 200), familyRegisterHead: row.text('family_register_head', 100), nationality: row.text('nationality', 100), immigration,
    relationship, memberOrder: row.order(), address: { postalCode: row.text('postal_code', 7), townBlockId: row.text('town_block_id', 7), town, number, building: row.text('building', 300), room: row.text('room', 50) },
    addressFixedOn, becameResidentOn, becameResidentEvent: row.oneOf('became_resident_event', events, 'taken-over') as RegisterEvent,
    previousAddress: row.text('previous_address', 300), previousMunicipalityCode: row.text('previous_municipality_code', 6), plannedMoveOutOn: parsed.plannedMoveOutOn, plannedMoveOutTo: row.text('planned_move_out_to', 300),
    ceasedOn: parsed.ceasedOn, ceasedWording: row.text('ceased_wording', 72), moveOutTo: row.text('move_out_to', 300),
  }
}

function checkOrder(row: RowReader, days: Pick<Parsed, 'birth' | 'becameResidentOn' | 'ceasedOn' | 'status'> & { readonly today: PlainDate }): void {
  const { birth, becameResidentOn, ceasedOn, status, today } = days
  if (birth !== null && birth > today) row.reject('birth_date', 'date-in-future', ['あとの日付です', '生年月日を確かめてください'])
  if (birth !== null && becameResidentOn !== null && becameResidentOn < birth) row.reject('became_resident_on', 'before-birth', ['生年月日より前です', '住民となった日か生年月日を直してください'])
  if (status !== 'resident' && ceasedOn === null) row.reject('ceased_on', 'missing', ['住民でない人なのに、空です', '住民でなくなった日を入れてください'])
  if (status === 'resident' && ceasedOn !== null) row.reject('ceased_on', 'not-expected', ['住民なのに、日付が入っています', 'status を直すか、空けてください'])
}

/** What is wrong, and what to do; without the full stops. */
type Words = readonly [message: string, remedy: string]

class RowReader {
  readonly #row: CsvRow
  readonly #report: (rejection: Rejection) => void
  #areCellsPrintable: boolean | undefined
  isRejected = false

  constructor(row: CsvRow, report: (rejection: Rejection) => void) {
    this.#row = row
    this.#report = report
  }

  /** Whether all cells are sound, looked at together: one look at each of forty cells took longer than all other checks. */
  #isPrintable(): boolean {
    this.#areCellsPrintable ??= isPrintable(this.#row.record.join(','))
    return this.#areCellsPrintable
  }

  /** Empty is null. */
  #cell(column: CsvColumn): string | null {
    const place = this.#row.places[column]
    return place < 0 ? null : this.#row.record[place] || null
  }

  reject(field: CsvColumn, code: string, [message, remedy]: Words): null {
    this.isRejected = true
    this.#report({ line: this.#row.line, field, code, message: `${message}。`, remedy: `${remedy}。` })
    return null
  }

  text(field: CsvColumn, max: number, need: 'required' | 'optional' = 'optional'): string | null {
    const value = this.#cell(field)
    if (value === null) return need === 'required' ? this.reject(field, 'missing', ['空です', '値を入れてください']) : null
    if (!this.#isPrintable() && !isPrintable(value)) return this.reject(field, 'character', ['表示できない文字が入っています', 'その文字を消してください'])
    return value.length > max && characterCount(value) > max ? this.reject(field, 'too-long', [`${max}字を超えています`, `${max}字までにしてください`]) : value
  }

  date(field: CsvColumn, need: 'required' | 'optional' = 'optional'): PlainDate | null {
    const value = this.#cell(field)
    if (value === null) return need === 'required' ? this.reject(field, 'missing', ['空です', '日付を 2026-04-01 の形で入れてください']) : null
    return findPlainDate(value) ?? this.reject(field, 'date', ['暦にない日付か、形が違います', '2026-04-01 の形で入れてください'])
  }

  oneOf(field: CsvColumn, allowed: ReadonlySet<string>, empty: string): string {
    const value = this.#cell(field)
    if (value === null || allowed.has(value)) return value ?? empty
    this.reject(field, 'code', ['決められた値ではありません', `${[...allowed].join('、')} のどれかにしてください`])
    return empty
  }

  checked(field: CsvColumn, isSound: (value: string) => boolean, words: Words): string | null {
    const value = this.text(field, 15, 'required')
    return value === null || isSound(value) ? value : this.reject(field, 'check-digit', words)
  }

  checkedOptional(field: CsvColumn, isSound: (value: string) => boolean, message: string): string | null {
    const value = this.#cell(field)
    return value === null || isSound(value) ? value : this.reject(field, 'number', [message, '番号を確かめるか、空けてください'])
  }

  name(): string | null {
    const value = this.#cell('name') === null ? '' : this.text('name', 100)
    return value !== null && /^[\s\u3000]|[\s\u3000]$|[ \t]|\u3000\u3000/.test(value) ? this.reject('name', 'name-parts', ['氏と名の間の空白が正しくありません', '全角の空白を1つだけ入れてください']) : value
  }

  kana(field: 'kana' | 'furigana'): string | null {
    const value = this.text(field, 100)
    if (value === null || plainKana.test(value)) return value
    const reading = readKana(value)
    return reading.value !== value || reading.foreign.length + reading.lookAlikes.length > 0 ? this.reject(field, 'kana', ['全角カタカナでない文字が入っています', '全角カタカナで入れてください']) : value
  }

  sex(): PersonFacts['sex'] | null {
    return sexOf[this.#cell('sex') ?? '0'] ?? this.reject('sex', 'code', ['決められた値ではありません', '1（男）、2（女）、0（空欄）のどれかにしてください'])
  }

  relationship(): string | null {
    const value = this.text('relationship', 100, 'required')
    return value === null ? null : findRelationship(value) ?? this.reject('relationship', 'relationship', ['続柄として使えない言葉です', '世帯主、妻、子、子の妻、縁故者、同居人などにしてください'])
  }

  order(): number {
    const value = this.#cell('member_order')
    if (value === null) return 1
    return /^\d{1,3}$/.test(value) ? Number(value) : this.reject('member_order', 'number', ['数字ではありません', '世帯の中の順番を数字で入れてください']) ?? 1
  }

  immigration(): Immigration | null {
    const category = this.oneOf('immigration_category', categories, '')
    if (category === '') return this.reject('immigration_category', 'missing', ['外国人住民なのに、空です', '法30条の45の区分を入れてください'])
    return { category: category as Immigration['category'], statusOfResidence: this.text('status_of_residence', 50), periodOfStay: this.text('period_of_stay', 20), expiresOn: this.date('stay_expires_on'), cardNumber: this.text('residence_card_number', 12) }
  }
}

const plainKana = /^[\u30A1-\u30FA\u30FC\u3000]+$/

/** Control characters, private use and marks that turn the direction of writing. */
const unprintable = /[\p{Cc}\uE000-\uF8FF\u202A-\u202E]/u

function isPrintable(text: string): boolean {
  return !unprintable.test(text) && text.isWellFormed()
}

/** A record as the cells of its row; numbers are never written here. */
export function cellsOf(person: { readonly addresseeNumber: string; readonly householdNumber: string; readonly validFrom: PlainDate } & PersonFacts): readonly string[] {
  const { address, immigration } = person
  const cells: Readonly<Record<CsvColumn, string | number | null>> = {
    addressee_number: person.addresseeNumber, household_number: person.householdNumber, status: person.status, resident_type: person.residentType, name: person.name, kana: person.kana, furigana: person.furigana,
    former_surname: person.formerSurname, former_surname_furigana: person.formerSurnameFurigana, common_name: person.commonName, common_name_kana: person.commonNameKana,
    birth_date: person.birth.calc, birth_unknown: person.birth.unknown, birth_wording: person.birth.wording, sex: sexCode[person.sex], relationship: relationshipText(person.relationship), member_order: person.memberOrder,
    registered_domicile: person.registeredDomicile, family_register_head: person.familyRegisterHead, nationality: person.nationality,
    immigration_category: immigration?.category ?? null, status_of_residence: immigration?.statusOfResidence ?? null, period_of_stay: immigration?.periodOfStay ?? null, stay_expires_on: immigration?.expiresOn ?? null, residence_card_number: immigration?.cardNumber ?? null,
    postal_code: address.postalCode, town_block_id: address.townBlockId, town: address.town, number: address.number, building: address.building, room: address.room,
    address_fixed_on: person.addressFixedOn, became_resident_on: person.becameResidentOn, became_resident_event: person.becameResidentEvent, previous_address: person.previousAddress, previous_municipality_code: person.previousMunicipalityCode,
    planned_move_out_on: person.plannedMoveOutOn, planned_move_out_to: person.plannedMoveOutTo, ceased_on: person.ceasedOn, ceased_wording: person.ceasedWording, move_out_to: person.moveOutTo,
    valid_from: person.validFrom, individual_number: null, resident_code: null,
  }
  return csvColumns.map((column) => String(cells[column] ?? ''))
}

/** A line of CSV: every field quoted, CRLF. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`
}

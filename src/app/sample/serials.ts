import { nextAddresseeNumber, practiceIndividualNumber, residentRecordCode, withCheckDigit } from '../../kernel/check-digit.ts'
import { assert } from '../../kernel/assert.ts'
import { randomFor, type Random } from './random.ts'
import type { DwellingKind } from './town-plan.ts'

/** Where the numbers of one page begin; pages never meet, whichever is made first. */
export interface PageStart { readonly seed: number; readonly page: number; readonly room: number }

/** Digits of 宛名番号 and 世帯番号 with the check digit. */
const numberWidth = 10
/** Moment from which the ids of a sample count on, so that they are in the order in which they were made. */
const idEpoch = Date.UTC(2023, 9, 2)
const idsPerPerson = 16

/** Hands out ids and numbers of one page; the same page gives the same ones. */
export class Serials {
  readonly #start: PageStart
  readonly #random: Random
  #person: number
  #household: number
  #id: number
  readonly #dwelling: Record<DwellingKind, number>
  readonly #plates = new Map<string, number>()

  constructor(start: PageStart) {
    const first = start.page * start.room
    this.#start = start
    this.#random = randomFor(start.seed, start.page, 11)
    this.#person = first + 1
    this.#household = first + 1
    this.#id = idEpoch + first * idsPerPerson
    this.#dwelling = { house: first, room: first }
  }

  /** An id as the program makes them (UUIDv7), of this sample's own counting. */
  id(): string {
    this.#id += 1
    const early = Math.floor(this.#id / 0x1_0000_0000)
    const a = this.#random.bits()
    const b = this.#random.bits()
    const c = this.#random.bits()
    writeHex(0, early)
    writeHex(4, this.#id >>> 16)
    writeHex(9, this.#id)
    writeHex(14, 0x7000 | (a & 0xfff))
    writeHex(19, 0x8000 | (a >>> 18))
    writeHex(24, b)
    writeHex(28, c >>> 16)
    writeHex(32, c)
    return letters.toString('latin1')
  }

  /** A new person: a serial and the 宛名番号 made of it. */
  person(): { readonly serial: number; readonly addresseeNumber: string } {
    const next = nextAddresseeNumber(this.#person, numberWidth)
    this.#person = next.serial + 1
    this.#hold(this.#person)
    return { serial: next.serial, addresseeNumber: next.number }
  }

  /** Numbers of the person with a serial: 個人番号 as practice towns have them, 住民票コード. In a very large town few bear any. */
  numbersOf(serial: number): { readonly individualNumber: string; readonly residentCode: string } {
    // Multipliers without a factor in common with ten: serials become numbers all over the range, none twice.
    const body = String((serial * 38_832_907 + this.#start.seed * 1_000_003) % 100_000_000_000).padStart(11, '0')
    const code = String((serial * 7_368_787 + this.#start.seed * 999_983) % 10_000_000_000).padStart(10, '0')
    return { individualNumber: withCheckDigit(practiceIndividualNumber, body), residentCode: withCheckDigit(residentRecordCode, code) }
  }

  householdNumber(): string {
    const next = nextAddresseeNumber(this.#household, numberWidth)
    this.#household = next.serial + 1
    this.#hold(this.#household)
    return next.number
  }

  dwelling(kind: DwellingKind): number {
    const serial = this.#dwelling[kind]
    this.#dwelling[kind] += 1
    this.#hold(serial)
    return serial
  }

  /** Serial of a number plate of this kind. */
  plate(kind: string): number {
    const serial = this.#plates.get(kind) ?? this.#start.page * platesPerPage(this.#start.room)
    this.#plates.set(kind, serial + 1)
    assert(serial < (this.#start.page + 1) * platesPerPage(this.#start.room), 'a page of the sample stays inside its plates')
    return serial
  }

  #hold(serial: number): void {
    assert(serial <= (this.#start.page + 1) * this.#start.room, 'a page of the sample stays inside its numbers')
  }
}

/** The letters of the id that is being made: put together from parts of text, it would have to be joined before it can be written. */
const letters = Buffer.from('00000000-0000-0000-0000-000000000000', 'latin1')
const digits = Buffer.from('0123456789abcdef', 'latin1')

/** The lowest 16 bits of a number as four digits of the id. */
function writeHex(at: number, value: number): void {
  letters[at] = digits[(value >>> 12) & 0xf]!
  letters[at + 1] = digits[(value >>> 8) & 0xf]!
  letters[at + 2] = digits[(value >>> 4) & 0xf]!
  letters[at + 3] = digits[value & 0xf]!
}

/** Of no kind of plate are there more than these on a page. */
function platesPerPage(room: number): number {
  return Math.ceil(room / 4)
}

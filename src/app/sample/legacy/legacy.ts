import { createHash } from 'node:crypto'
import type { PersonFacts, RegisterPerson, TownBlock } from '../../../resident/index.ts'
import { sampleDay } from '../calendar.ts'
import { randomFor, type Random } from '../random.ts'
import { inventEmployers } from '../employers.ts'
import { planSample } from '../page.ts'
import { makePages } from '../shares.ts'
import type { SampleTown } from '../town-plan.ts'
import { categoryCodes, eventCodes, oldColumns, relationshipCode, sexCodes, statusCodes, writeProfile } from './codes.ts'
import { LegacyEncoder, standIn } from './encode.ts'
import { damage, type Fault } from './faults.ts'
import type { Answer, Cells, OldRow, Truth } from './model.ts'
import { enlarged, writeAddress, writeDate, writeHalfKana, writeUnknown } from './write.ts'

export interface LegacyCharacter { readonly code: string; readonly written: string; readonly kind: '同定した' | '代わりの字'; readonly reason: string }

/** A messy file of an old system with everything needed to take it over, and the truth to hold the result against. */
export interface LegacySample {
  readonly file: Buffer
  readonly firstProfile: string
  readonly laterProfile: string
  readonly characters: readonly LegacyCharacter[]
  readonly answers: readonly Answer[]
  readonly truth: readonly Truth[]
  /** Rows written with each fault. */
  readonly faults: ReadonlyMap<Fault, number>
  readonly lines: number
  /** The town's address dictionary, which the reader splits addresses by. */
  readonly blocks: readonly TownBlock[]
}

/** Makes the file of an invented town's old system: the same seed gives the same bytes — 乱れた旧システムのCSV. */
export function makeLegacySample(town: SampleTown, size: { readonly residents: number; readonly seed: number }): LegacySample {
  const maker = new LegacyMaker(town, size)
  const rows = maker.rows()
  const damaged = damage(rows, { random: randomFor(size.seed, 71), markOf })
  const lines = [oldColumns.join(','), ...damaged.lines]
  const chains = new Set(rows.map((row) => row.facts.relationship))
  const place = `${town.prefecture}${town.name}`
  return {
    file: maker.encoder.encode(`${lines.join('\r\n')}\r\n`), firstProfile: writeProfile('first', { chains, place }), laterProfile: writeProfile('later', { chains, place }),
    characters: maker.characters(), answers: damaged.answers, truth: rows.map((row) => row.truth), faults: damaged.faults, lines: damaged.records,
    blocks: planSample(town, size, inventEmployers(town, size).map(({ name }) => ({ name, partyId: null }))).streets.blocks,
  }
}

/** The mark of a row: the first sixteen digits of the SHA-256 of its cells, joined by U+0001 (`docs/takeover.md`). */
function markOf(cells: readonly string[]): string {
  return createHash('sha256').update(cells.join('\u0001'), 'utf8').digest('hex').slice(0, 16)
}

class LegacyMaker {
  readonly encoder = new LegacyEncoder()
  readonly #town: SampleTown
  readonly #size: { readonly residents: number; readonly seed: number }
  readonly #characters = new Map<string, LegacyCharacter>()

  constructor(town: SampleTown, size: { readonly residents: number; readonly seed: number }) {
    this.#town = town
    this.#size = size
  }

  rows(): OldRow[] {
    const random = randomFor(this.#size.seed, Number(this.#town.code), 70)
    return makePages(this.#town, this.#size).flatMap((page) => {
      const numbers = new Map(page.register.households.map((household) => [household.householdId, household.householdNumber]))
      return page.register.persons.map((person) => this.#rowOf(person, numbers, random))
    })
  }

  characters(): readonly LegacyCharacter[] {
    return [...this.#characters.values()]
  }

  #rowOf(person: RegisterPerson, numbers: ReadonlyMap<string, string>, random: Random): OldRow {
    const facts = person.history.findLast((one) => one.recordedTo === null && one.validFrom <= sampleDay)!.facts
    const householdNumber = numbers.get(facts.householdId)!
    const name = this.#name(facts.name, random)
    const birth = birthOf(facts, random)
    const kana = facts.kana ?? null
    const cells: Cells = {
      個人コード: person.addresseeNumber.replace(/^0+/, ''), 世帯コード: householdNumber, 氏名漢字: random.chance(0.2) ? name.old.replace('\u3000', ' ') : name.old, 氏名カナ: kana === null ? '' : writeHalfKana(kana), 通称名: this.#old(facts.commonName ?? ''), 生年月日: birth.written,
      性別: sexCodes[facts.sex]!, 続柄: relationshipCode(facts.relationship), 住所: this.#old(writeAddress(facts.address, { place: `${this.#town.prefecture}${this.#town.name}`, random })), 本籍: this.#old(facts.registeredDomicile ?? ''), 筆頭者: this.#old(facts.familyRegisterHead ?? ''),
      住民区分: facts.residentType === 'foreign' ? '2' : '1', 国籍: facts.nationality ?? '', 在留区分: facts.immigration === null ? '' : categoryCodes[facts.immigration.category]!, 在留資格: facts.immigration?.statusOfResidence ?? '', 在留期間: facts.immigration?.periodOfStay ?? '',
      満了日: facts.immigration?.expiresOn?.replaceAll('-', '') ?? '', 在留カード: facts.immigration?.cardNumber ?? '', 住民となった日: writeDate(facts.becameResidentOn, random), 異動事由: eventCodes[facts.becameResidentEvent] ?? '09', 住定日: writeDate(facts.addressFixedOn, random),
      転入前住所: this.#old(facts.previousAddress ?? ''), 状態: statusCodes[facts.status]!, 消除日: facts.ceasedOn === null ? '00000000' : writeDate(facts.ceasedOn, random), 転出先: this.#old(facts.moveOutTo ?? ''), 転出予定日: facts.plannedMoveOutOn === null ? '' : writeDate(facts.plannedMoveOutOn, random),
      転出予定先: this.#old(facts.plannedMoveOutTo ?? ''), 個人番号: person.individualNumber ?? '', 住民票コード: person.residentCode ?? '', 備考: '',
    }
    const { address } = facts
    const truth: Truth = {
      addresseeNumber: person.addresseeNumber, householdNumber, name: name.truth, kana: kana === null ? null : enlarged(kana), birth: birth.truth, sex: facts.sex, relationship: facts.relationship, status: facts.status,
      town: address.town, number: address.number, building: address.building, room: address.room, becameResidentOn: facts.becameResidentOn,
    }
    return { cells, truth, facts }
  }

  /** The name as the old system has it, and as it must be: of a few characters nobody knows the shape, so that a substitute is taken. */
  #name(name: string, random: Random): { readonly old: string; readonly truth: string } {
    if (random.chance(0.002) && name.includes('田')) {
      const code = this.#register('unknown-field', { written: '田', kind: '代わりの字', reason: '旧システムの字形の帳票が残っていない' })
      return { old: this.#old(name).replace('田', standIn(code)), truth: name }
    }
    if (random.chance(0.01) && name.includes('藤')) {
      const code = this.#register('own-wisteria', { written: '藤', kind: '同定した', reason: '旧システムの字形の帳票と見比べた' })
      return { old: this.#old(name).replace('藤', standIn(code)), truth: name }
    }
    return { old: this.#old(name), truth: name }
  }

  /** What Shift_JIS has not stands in the area of one's own. */
  #old(text: string): string {
    return [...text.matchAll(/.[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]?/gu)].map(([character]) => {
      if (this.encoder.has(character)) return character
      return standIn(this.#register(character, { written: character, kind: '同定した', reason: '戸籍の文字の帳票と見比べた' }))
    }).join('')
  }

  #register(key: string, character: Omit<LegacyCharacter, 'code'>): string {
    const code = this.encoder.registerOwn(key)
    if (!this.#characters.has(key)) this.#characters.set(key, { code, ...character })
    return code
  }
}

/** The birth date as written, with what the register must make of it. */
function birthOf(facts: PersonFacts, random: Random): { readonly written: string; readonly truth: Truth['birth'] } {
  const { unknown } = facts.birth
  const calc = facts.birth.calc > facts.becameResidentOn ? facts.becameResidentOn : facts.birth.calc
  const isOld = Number(facts.becameResidentOn.slice(0, 4)) > Number(calc.slice(0, 4))
  const planted = isOld && random.chance(0.004) ? random.pick(['day', 'month-day'] as const) : null
  const part = unknown === 'day' || unknown === 'month-day' ? unknown : planted
  const written = part === null ? null : writeUnknown(calc, part)
  // The day to compute with must not lie after the day of becoming a resident: such a birth date is known.
  if (part !== null && written !== null && written.calc <= facts.becameResidentOn) return { written: written.written, truth: { calc: written.calc, unknown: part, wording: written.wording } }
  if (facts.residentType === 'foreign') return { written: calc.replaceAll('-', ''), truth: { calc, unknown: 'none', wording: null } }
  return { written: writeDate(calc, random), truth: { calc, unknown: 'none', wording: null } }
}

/** The answers as the program's CSV of corrections. */
export function answersCsv(answers: readonly Answer[]): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
  return ['旧の番号,項目,行の印,直した値,理由', ...answers.map((one) => [one.legacyId, one.item, one.rowMark, one.value, one.reason].map(quoted).join(','))].join('\r\n')
}

/** The result of the work on characters as the program's table. */
export function charactersCsv(characters: readonly LegacyCharacter[]): string {
  return ['番号,決め方,文字,MJ文字図形名,理由', ...characters.map((one) => `${one.code},${one.kind},${one.written},,${one.reason}`)].join('\r\n')
}

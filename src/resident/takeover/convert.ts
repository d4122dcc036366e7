import { normaliseKana, readKana } from '../../kernel/kana.ts'
import { findPlainDate } from '../../kernel/plain-date.ts'
import type { UnknownDate } from '../../kernel/unknown-date.ts'
import { hyphenLikes, toHalfWidth } from '../../kernel/text.ts'
import { sha256Hex } from '../../platform/crypto/index.ts'
import { csvColumns, placesOf, readRegisterRow, type CsvColumn, type CsvPerson, type CsvRules, type Rejection } from '../intake/layout.ts'
import { findRelationship } from '../rules/relationship.ts'
import { rowDecisions, titleOfItem, type Finding, type LegacyItem } from './model.ts'
import type { ImportProfile, ProfileItem } from './profile.ts'
import type { LegacyRecord } from './records.ts'
import { mayHoldOwn, replaceOwn, shiftJisCode, unicodeCode, type CharacterDecision } from './rules/characters.ts'
import { splitAddress, type AddressDictionary } from './rules/legacy-address.ts'
import { readLegacyDate, type LegacyDate } from './rules/legacy-date.ts'

export interface RowCorrection { readonly item: string; readonly rowDigest: string; readonly value: string | null }

/** Everything a row is read with. */
export interface RowRules {
  readonly profile: ImportProfile
  readonly head: readonly string[] | null
  readonly dictionary: AddressDictionary
  readonly decisions: ReadonlyMap<string, CharacterDecision>
  readonly corrections: ReadonlyMap<string, readonly RowCorrection[]>
  readonly csv: CsvRules
  /** Says what became of each cell, for the preview. */
  readonly tellsCells?: boolean
}

/** A row as it would enter the register, with what was found in it. */
export interface ConvertedRow {
  readonly lineNo: number
  readonly legacyId: string
  readonly rowDigest: string
  readonly isExcluded: boolean
  /** Cells of the register's CSV, numbers left out; what could not be read is empty. */
  readonly cells: readonly string[]
  readonly person: CsvPerson | undefined
  readonly findings: readonly Finding[]
  readonly undecided: readonly string[]
  readonly substitutes: number
  readonly samePerson: string | null
  readonly isOtherPerson: boolean
  /** What became of each cell, for the preview. */
  readonly becomes: readonly { readonly item: LegacyItem; readonly raw: string; readonly value: string }[]
}

const places = placesOf(csvColumns)
/** Line ends, undecodable bytes and the area of one's own. */
const odd = /[\r\n\uFFFD\uE000-\uF8FF]/
const edges = /^[ \u3000]|[ \u3000]$/
const noCorrections: ReadonlyMap<string, string | null> = new Map()
/** Never kept with a finding. */
const secretItems: ReadonlySet<string> = new Set(['individual_number', 'resident_code', 'residence_card_number'])

/** What a record cannot do without; of each list one. */
const needed: readonly (readonly LegacyItem[])[] = [['addressee_number'], ['household_number'], ['name'], ['birth_date'], ['sex'], ['relationship'], ['address', 'number'], ['became_resident_on']]

/** Kind of a finding, what happened, what to do; without full stops. */
type Said = readonly [code: string, message: string, remedy: string]

interface MappedItem { readonly item: LegacyItem; readonly how: ProfileItem; readonly place: number; readonly confirmedPlace: number }

/** Reads rows one after the other; what many rows share is read once — 行の読み替え. */
export class RowConverter {
  readonly #rules: RowRules
  readonly #items: readonly MappedItem[]
  readonly #legacyPlace: number
  readonly #pattern: RegExp | null
  readonly #codeOf: (character: string) => string
  readonly #dates = new Map<string, LegacyDate>()

  constructor(rules: RowRules) {
    const { profile } = rules
    this.#rules = rules
    const placeOf = (column: string | number): number => (typeof column === 'number' ? column - 1 : rules.head?.indexOf(column) ?? -1)
    this.#items = (Object.entries(profile.items) as [LegacyItem, ProfileItem][]).map(([item, how]) => ({ item, how, place: placeOf(how.column), confirmedPlace: how.confirmedBy === undefined ? -1 : placeOf(how.confirmedBy.column) }))
    this.#legacyPlace = placeOf(profile.legacyId)
    this.#pattern = profile.characterPattern === undefined ? null : new RegExp(profile.characterPattern)
    this.#codeOf = profile.encoding === 'cp932' ? shiftJisCode : unicodeCode
  }

  convert(record: LegacyRecord): ConvertedRow {
    const raw = record.cells ?? []
    const rowDigest = sha256Hex(Buffer.from(raw.join('\u0001'), 'utf8')).slice(0, 16)
    const legacyId = raw[this.#legacyPlace]?.trim() || `#${record.lineNo}`
    const corrections = this.#rules.corrections.get(legacyId)?.filter((one) => one.rowDigest === '' || one.rowDigest === rowDigest) ?? []
    const row = new RowInHand({ lineNo: record.lineNo, legacyId, rowDigest, corrections })
    const wanted = this.#rules.head?.length ?? Math.max(0, ...this.#items.map((one) => one.place + 1))
    if (row.isExcluded) return row.result(undefined)
    const isMisplaced = record.cells === undefined || (this.#rules.head === null ? raw.length < wanted : raw.length !== wanted)
    if (isMisplaced) row.misplace(record.cells === undefined ? null : { wanted, met: raw.length })
    for (const [column, value] of Object.entries(this.#rules.profile.fixed)) row.set(column as CsvColumn, value)
    const joined = raw.join('')
    const isOdd = odd.test(joined) || mayHoldOwn(joined, this.#pattern)
    for (const mapped of this.#items) this.#take(row, mapped, { raw, isOdd, isMisplaced })
    row.setUnmapped(this.#items.map((one) => one.item))
    const person = readRegisterRow({ line: record.lineNo, record: row.cells, places }, this.#rules.csv, (rejection) => { row.reject(rejection) })
    return row.result(person)
  }

  #take(row: RowInHand, { item, how, place, confirmedPlace }: MappedItem, from: { readonly raw: readonly string[]; readonly isOdd: boolean; readonly isMisplaced: boolean }): void {
    const corrected = row.correctionOf(item)
    // In a row whose columns have moved no cell says what it is; only corrections count.
    const written = corrected ?? (from.isMisplaced ? '' : from.raw[place] ?? '')
    if (from.isMisplaced && corrected === undefined) { row.skip(item); return }
    if (how.confirmedBy !== undefined && corrected === undefined && from.raw[confirmedPlace] !== how.confirmedBy.value) {
      if (written.trim() !== '') row.find(item, ['furigana-unconfirmed', '確認のない読みなので、氏名の振り仮名にしません', '戸籍の振り仮名の通知か届出で記録します。便宜上のフリガナには使えます'], { level: 'notice' })
      return
    }
    if (written === '' && how.as !== 'address') return
    // Looked at once for the whole row: most rows hold nothing out of the ordinary.
    const text = from.isOdd || corrected !== undefined ? this.#readable(row, item, this.#withCharacters(row, item, written)) : written
    const value = this.#convertCell(row, { item, how }, text)
    if (this.#rules.tellsCells) row.become(item, written, value)
  }

  #withCharacters(row: RowInHand, item: LegacyItem, written: string): string {
    if (!mayHoldOwn(written, this.#pattern)) return written
    const reading = replaceOwn(written, { decisions: this.#rules.decisions, pattern: this.#pattern, codeOf: this.#codeOf })
    if (reading.undecided.length > 0) row.open(item, reading.undecided)
    if (reading.substituted.length > 0) row.substitute(item, reading.substituted)
    return reading.text
  }

  #readable(row: RowInHand, item: LegacyItem, text: string): string {
    if (text.includes('\uFFFD')) row.find(item, ['undecodable', '文字として読めないところがあります', '文字コードを確かめるか、この値を直しで入れてください'])
    if (!/[\r\n]/.test(text)) return text
    row.find(item, ['line-break', '値の中の改行を、空白にしました', 'それでよければ、そのまま取り込めます'], { level: 'notice' })
    return text.trim().replace(/[ \u3000]*[\r\n]+[ \u3000]*/g, '\u3000')
  }

  /** Puts the cell into the cells of the register's CSV, and gives what it became. */
  #convertCell(row: RowInHand, { item, how }: Pick<MappedItem, 'item' | 'how'>, text: string): string {
    if (item === 'address' || how.as === 'address') return this.#address(row, item, text)
    if (how.as === 'date') return this.#date(row, item, text)
    const value = this.#plain(row, { item, how }, text)
    row.set(item, value)
    return value
  }

  #plain(row: RowInHand, { item, how }: { readonly item: LegacyItem; readonly how: ProfileItem }, text: string): string {
    if (how.as === 'name') return text.replace(/[ \u3000]+/g, '\u3000').replace(/^\u3000|\u3000$/g, '')
    if (how.as === 'kana') return this.#kana(row, item, text)
    if (how.as === 'number') return numberOf(text, how.width)
    if (how.as === 'relationship') return this.#relationship(row, { item, how }, text.trim())
    if (how.as === 'code') return this.#code(row, { item, how }, text.trim())
    return edges.test(text) ? text.replace(/^[ \u3000]+|[ \u3000]+$/g, '') : text
  }

  /** Working kana only: what is probably a small kana is said, never changed (RR F-23). */
  #kana(row: RowInHand, item: LegacyItem, text: string): string {
    const value = normaliseKana(text)
    if (/[ヨユツ]/.test(value) && readKana(value).questions.length > 0) row.find(item, ['kana-small', '小さいカナが、大きく書かれているようです', '便宜上のフリガナとしてだけ使います。振り仮名の通知の前に、本人に確かめます'], { level: 'notice' })
    return value
  }

  #code(row: RowInHand, { item, how }: { readonly item: LegacyItem; readonly how: ProfileItem }, text: string): string {
    const value = this.#rules.profile.tables[how.table!]![text]
    if (value !== undefined || text === '') return value ?? ''
    row.find(item, ['code', `「${text.slice(0, 20)}」は、符号表「${how.table}」にありません`, '旧システムの符号の意味を調べ、取込書式の符号表に足すか、この行を直してください'], { found: text })
    return ''
  }

  #relationship(row: RowInHand, { item, how }: { readonly item: LegacyItem; readonly how: ProfileItem }, text: string): string {
    const words = (how.table === undefined ? undefined : this.#rules.profile.tables[how.table]?.[text]) ?? text
    if (text === '' || findRelationship(words) !== undefined) return words
    row.find(item, ['relationship', `「${text.slice(0, 20)}」は、続柄として使えません`, '取込書式の符号表に足すか、世帯主、妻、子、子の妻、縁故者、同居人などで直してください'], { found: text })
    return ''
  }

  #date(row: RowInHand, item: LegacyItem, text: string): string {
    const known = this.#dates.get(text) ?? readLegacyDate(text, this.#rules.profile.dates)
    if (this.#dates.size < 100_000) this.#dates.set(text, known)
    if (known.kind === 'none') return ''
    if (known.kind === 'unreadable') {
      row.find(item, ['date', '日付として読めません', '元の帳票で確かめ、S55.3.1 か 1980-03-01 の形で直してください'], { found: text })
      return ''
    }
    return this.#dated(row, item, { date: known.date, text })
  }

  #dated(row: RowInHand, item: LegacyItem, { date, text }: { readonly date: UnknownDate; readonly text: string }): string {
    const keepsWording = item === 'birth_date' || item === 'ceased_on'
    if (date.calc === null) row.find(item, ['calc-missing', '年月日がまったく分かりません', '計算に使う日を「生年月日」の直しで入れ、「生年月日の不詳」に all、「生年月日の表記」に 年月日不詳 を入れてください'], { found: text })
    else if (date.unknown !== 'none' && !keepsWording) row.find(item, ['date-unknown', '日付の一部が分かりません。この項目は、表記を残せません', '計算に使う日を決めて、直しで入れてください'], { found: text })
    else row.set(item, date.calc)
    if (item === 'birth_date') { row.set('birth_unknown', date.unknown === 'none' ? '' : date.unknown); row.set('birth_wording', date.wording ?? '') }
    if (item === 'ceased_on' && date.unknown !== 'none') row.set('ceased_wording', date.wording ?? '')
    return date.wording ?? date.calc ?? ''
  }

  #address(row: RowInHand, item: LegacyItem, text: string): string {
    if (text.trim() === '') { row.find(item, ['missing', '空です', '住所を直しで入れてください']); return '' }
    const split = splitAddress(text, this.#rules.dictionary, this.#rules.profile.addresses.strip)
    if (!split.ok) {
      if (split.code === 'town-unknown') row.find(item, ['town-unknown', '町字が、住所の辞書に見つかりません', '住所の辞書に足すか、住所を直してください'], { found: text })
      else row.find(item, ['address-rest', '町字のあとの番地が読めません', '番地から後ろを確かめて、住所を直してください'], { found: text })
      return ''
    }
    const { block, number, building, room } = split.value
    row.set('town_block_id', block.townBlockId)
    row.set('postal_code', block.postalCode)
    row.set('town', block.town)
    row.set('number', number)
    row.set('building', building ?? '')
    row.set('room', room ?? '')
    return [`${block.town}｜${number}`, building, room].filter((part) => part !== null).join('｜')
  }
}

/** Half-width digits and letters without signs between; zeros alone are no number. */
function numberOf(text: string, width: number | undefined): string {
  const plain = toHalfWidth(text).replace(/\s/g, '').replace(hyphenLikes, '')
  if (plain === '' || /^0+$/.test(plain)) return ''
  return width === undefined ? plain : plain.padStart(width, '0')
}

/** One row under way: its cells, and what was found. */
class RowInHand {
  readonly #place: { readonly lineNo: number; readonly legacyId: string; readonly rowDigest: string; readonly corrections: readonly RowCorrection[] }
  readonly cells: string[] = Array.from<string>({ length: csvColumns.length }).fill('')
  readonly findings: Finding[] = []
  readonly #becomes: { item: LegacyItem; raw: string; value: string }[] = []
  readonly #flagged = new Set<string>()
  readonly #undecided: string[] = []
  readonly #corrections: ReadonlyMap<string, string | null>
  #substitutes = 0

  constructor(place: { readonly lineNo: number; readonly legacyId: string; readonly rowDigest: string; readonly corrections: readonly RowCorrection[] }) {
    this.#place = place
    this.#corrections = place.corrections.length === 0 ? noCorrections : new Map(place.corrections.map((one) => [one.item, one.value]))
  }

  get isExcluded(): boolean { return this.#corrections.has('exclude') }

  correctionOf(item: string): string | undefined {
    return this.#corrections.has(item) ? this.#corrections.get(item) ?? '' : undefined
  }

  set(item: LegacyItem, value: string): void {
    if (item !== 'address') this.cells[places[item]] = value
  }

  become(item: LegacyItem, raw: string, value: string): void {
    if (raw !== '' || value !== '') this.#becomes.push({ item, raw, value })
  }

  /** Corrections of items that the file has no column for. */
  setUnmapped(mapped: readonly LegacyItem[]): void {
    for (const [item, value] of this.#corrections) {
      if (item in rowDecisions || mapped.includes(item as LegacyItem) || !(item in places)) continue
      this.set(item as CsvColumn, (value ?? '').trim())
      this.#flagged.delete(item)
    }
    this.#settleBirth()
  }

  /** A day to compute with that was given by hand settles a birth date of which nothing is known. */
  #settleBirth(): void {
    const [day, unknown] = [this.cells[places.birth_date]!, this.correctionOf('birth_unknown')]
    if (unknown === undefined || findPlainDate(day) === undefined) return
    this.cells[places.birth_unknown] = unknown
    this.cells[places.birth_wording] = this.correctionOf('birth_wording') ?? ''
  }

  /** Not looked at: the whole row was found to be out of place. */
  skip(item: LegacyItem): void {
    this.#flag(item)
  }

  find(item: LegacyItem | '', [code, message, remedy]: Said, more: { readonly level?: 'notice'; readonly found?: string } = {}): void {
    if (more.level === undefined) this.#flag(item)
    const found = secretItems.has(item) || more.found === undefined ? null : more.found.slice(0, 100)
    this.findings.push({ lineNo: this.#place.lineNo, legacyId: this.#place.legacyId, item, code, level: more.level ?? 'error', message: `${message}。`, remedy: `${remedy}。`, found })
  }

  /** Its cells stand under other heads, or cannot be told apart: corrections of everything a record needs take their place. */
  misplace(columns: { readonly wanted: number; readonly met: number } | null): void {
    const isGiven = needed.every((items) => items.some((item) => this.#corrections.has(item)))
    const said = columns === null ? '引用符が閉じていないか、行が途中で切れています' : `列の数が違います（${columns.wanted}列のはずが${columns.met}列）`
    if (isGiven) this.find('', [columns === null ? 'unreadable' : 'columns', said, '値は、直しで入れたものだけを使いました'], { level: 'notice' })
    else this.find('', [columns === null ? 'unreadable' : 'columns', said, '元の行で確かめ、宛名番号・世帯番号・氏名・生年月日・性別・続柄・住所・住民となった日を直しで入れるか、取り込まないと決めてください'])
  }

  #flag(item: string): void {
    this.#flagged.add(item)
    if (item === 'address') for (const part of ['town', 'number', 'building', 'room']) this.#flagged.add(part)
  }

  open(item: LegacyItem, codes: readonly string[]): void {
    this.#undecided.push(...codes)
    this.find(item, ['external-character', `外字（${[...new Set(codes)].join('、')}）が、どの字か決まっていません`, '外字の表で、どの文字か決めてください'], { found: [...new Set(codes)].join(' ') })
  }

  substitute(item: LegacyItem, codes: readonly string[]): void {
    this.#substitutes += 1
    this.find(item, ['substitute', `外字（${[...new Set(codes)].join('、')}）の代わりの字を使いました`, '元の字と形が違います。字が決まったら、外字の表を直してください'], { level: 'notice' })
  }

  /** A rejection of the strict check, unless the same cell was already found wrong. */
  reject(rejection: Rejection): void {
    if (this.#flagged.has(rejection.field)) return
    this.#flagged.add(rejection.field)
    const value = this.cells[places[rejection.field as CsvColumn]] || null
    this.findings.push({
      lineNo: this.#place.lineNo, legacyId: this.#place.legacyId, item: rejection.field, code: rejection.code, level: 'error', message: rejection.message, remedy: remedyOf(rejection),
      found: secretItems.has(rejection.field) ? null : value?.slice(0, 100) ?? null,
    })
  }

  result(person: CsvPerson | undefined): ConvertedRow {
    const hasError = this.findings.some((finding) => finding.level === 'error')
    const { lineNo, legacyId, rowDigest } = this.#place
    return {
      lineNo, legacyId, rowDigest, isExcluded: this.isExcluded, cells: this.cells, person: hasError ? undefined : person, findings: this.findings, undecided: this.#undecided, substitutes: this.#substitutes,
      samePerson: this.correctionOf('same-person') ?? null, isOtherPerson: this.#corrections.has('other-person'), becomes: this.#becomes,
    }
  }
}

/** The strict check speaks to people who write the register's own CSV; here the remedy is a correction. */
function remedyOf({ field, code, remedy }: Rejection): string {
  return code === 'missing' || code === 'date' ? `元の帳票で確かめ、「${titleOfItem(field)}」を直しで入れてください。` : remedy
}

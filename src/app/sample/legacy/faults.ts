import type { Random } from '../random.ts'
import { itemOf, oldColumns, type OldColumn } from './codes.ts'
import type { Answer, Cells, OldRow } from './model.ts'
import { oldDate } from './write.ts'

/** What is wrong in the file, and in how many rows of ten thousand. */
export const plantedFaults = {
  'blank-line': 40, 'line-break': 60, 'same-twice': 30, 'other-twice': 20, 'names-swapped': 30, 'codes-swapped': 20, 'columns-moved': 10, 'dead-sex': 25, 'date-impossible': 25, 'birth-unknown': 12, 'off-calendar': 8, 'resident-day-unknown': 15,
  'old-town': 25, 'head-missing': 40, 'number-wrong': 12, 'test-person': 8,
} as const
export type Fault = keyof typeof plantedFaults

export interface Damaged { readonly lines: readonly string[]; readonly answers: readonly Answer[]; readonly faults: ReadonlyMap<Fault, number>; readonly records: number }

interface Tools { readonly random: Random; markOf(cells: readonly string[]): string }

/** Writes the rows as lines with everything that goes wrong in twenty years, and with what the office finds on paper. */
export function damage(rows: readonly OldRow[], tools: Tools): Damaged {
  const writer = new Damager(tools)
  for (const row of rows) writer.write(row)
  return { lines: writer.lines, answers: writer.answers, faults: writer.faults, records: writer.records }
}

const onPaper = '住民票の原票で確かめた'

class Damager {
  readonly lines: string[] = []
  readonly answers: Answer[] = []
  readonly faults = new Map<Fault, number>()
  records = 0
  readonly #tools: Tools

  constructor(tools: Tools) {
    this.#tools = tools
  }

  write(row: OldRow): void {
    const fault = this.#draw(row)
    if (fault !== undefined) this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1)
    const cells = { ...row.cells }
    if (fault !== undefined) this.#spoil(fault, row, cells)
    const isMoved = fault === 'columns-moved'
    this.#put(cells, isMoved)
    if (fault === 'same-twice') this.#put(cells, false)
    if (fault === 'blank-line') this.lines.push('')
  }

  /** At most one fault a row; each kind occurs at least once in a file of some hundred rows. */
  #draw(row: OldRow): Fault | undefined {
    const draw = this.#tools.random.next() * 10_000
    const position = this.records % 97
    const kinds = Object.keys(plantedFaults) as Fault[]
    const planned = position >= 3 && position < 3 + kinds.length && this.records < 97 * 2 ? kinds[position - 3] : undefined
    if (planned !== undefined && fits(planned, row)) return planned
    let sum = 0
    for (const [kind, share] of Object.entries(plantedFaults) as [Fault, number][]) {
      sum += share
      if (draw < sum) return fits(kind, row) ? kind : undefined
    }
    return undefined
  }

  #spoil(fault: Fault, row: OldRow, cells: Cells): void {
    const answer = (column: OldColumn, value = row.cells[column]): void => { this.#answer({ legacyId: row.cells.個人コード, item: itemOf[column]!, value }) }
    const spoil: Readonly<Record<Fault, () => void>> = {
      'blank-line': () => undefined, 'same-twice': () => undefined,
      'line-break': () => { cells.住所 = `${cells.住所.replace(/[ \u3000]/, '\n')}`; cells.備考 = '転入時\n窓口で"確認"' },
      'other-twice': () => { this.#putOlder(cells) },
      'names-swapped': () => { [cells.氏名漢字, cells.氏名カナ] = [cells.氏名カナ, cells.氏名漢字]; answer('氏名漢字'); answer('氏名カナ') },
      'codes-swapped': () => { [cells.性別, cells.続柄] = [cells.続柄, cells.性別]; answer('性別'); answer('続柄') },
      'columns-moved': () => { for (const column of oldColumns) if (itemOf[column] !== undefined && row.cells[column] !== '') answer(column) },
      'dead-sex': () => { cells.性別 = '9'; answer('性別') }, 'date-impossible': () => { cells.生年月日 = 'S55.13.45'; answer('生年月日') },
      'birth-unknown': () => { cells.生年月日 = '99999999'; this.#settleBirth(row) }, 'off-calendar': () => { this.#offCalendar(row, cells) },
      'resident-day-unknown': () => { cells.住民となった日 = `${cells.住民となった日.slice(0, 3)}.00.00`; answer('住民となった日', row.facts.becameResidentOn) },
      'old-town': () => { cells.住所 = `字旧地内${cells.住所}`; answer('住所') }, 'head-missing': () => { cells.続柄 = '99'; answer('続柄') },
      'number-wrong': () => { cells.個人番号 = `${cells.個人番号.slice(0, 11)}${(Number(cells.個人番号.slice(11)) + 1) % 10}`; answer('個人番号') },
      'test-person': () => { this.#putTest(row.cells) },
    }
    spoil[fault]()
  }

  #answer(answer: Pick<Answer, 'legacyId' | 'item' | 'value'> & Partial<Answer>): void {
    this.answers.push({ rowMark: '', reason: onPaper, ...answer })
  }

  /** Nothing is known of the birth: the office gives a day to compute with. */
  #settleBirth(row: OldRow): void {
    const { truth } = row
    this.#answer({ legacyId: row.cells.個人コード, item: 'birth_date', value: truth.birth.calc })
    this.#answer({ legacyId: row.cells.個人コード, item: 'birth_unknown', value: 'all' })
    this.#answer({ legacyId: row.cells.個人コード, item: 'birth_wording', value: '年月日不詳' })
    row.truth = { ...truth, birth: { calc: truth.birth.calc, unknown: 'all', wording: '年月日不詳' } }
  }

  /** 29 February of a common year, because the family register says so: computed with the day after. */
  #offCalendar(row: OldRow, cells: Cells): void {
    const year = Number(row.truth.birth.calc.slice(0, 4)) % 4 === 0 ? Number(row.truth.birth.calc.slice(0, 4)) + 1 : Number(row.truth.birth.calc.slice(0, 4))
    const { era, year: inEra } = oldDate(`${year}-02-28`)
    cells.生年月日 = `${era.letter}${String(inEra).padStart(2, '0')}.02.29`
    row.truth = { ...row.truth, birth: { calc: `${year}-03-01`, unknown: 'off-calendar', wording: `${era.name}${inEra === 1 ? '元' : inEra}年2月29日` } }
  }

  /** An older state of the same person that nobody ever deleted: left out by its mark. */
  #putOlder(cells: Cells): void {
    const older: Cells = { ...cells, 備考: '旧履歴', 住定日: '4-020401' }
    this.#put(older, false)
    this.#answer({ legacyId: cells.個人コード, item: '取り込まない', value: '', reason: '古い履歴の行', rowMark: this.#tools.markOf(oldColumns.map((column) => older[column])) })
  }

  /** A person whom somebody entered to try the system. */
  #putTest(near: Cells): void {
    const legacyId = `9${String(900_000 + this.records)}`
    this.#put({ ...near, 個人コード: legacyId, 世帯コード: legacyId, 氏名漢字: 'テスト\u3000太郎', 氏名カナ: 'ﾃｽﾄ ﾀﾛｳ', 生年月日: '', 続柄: '02', 個人番号: '', 住民票コード: '', 在留カード: '' }, false)
    this.#answer({ legacyId, item: '取り込まない', value: '', reason: '試験用の人' })
  }

  #put(cells: Cells, isMoved: boolean): void {
    this.records += 1
    const values = oldColumns.map((column) => cells[column])
    const quoted = values.map((value) => (/["\n,]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value))
    // A comma that nobody quoted.
    if (isMoved) quoted[oldColumns.indexOf('住所')] = `${cells.住所.slice(0, 4)},${cells.住所.slice(4)}`
    this.lines.push(quoted.join(','))
  }
}

/** Whether a row can have this fault at all. */
function fits(fault: Fault, { cells, facts, truth }: OldRow): boolean {
  const [bornIn, cameIn] = [Number(facts.birth.calc.slice(0, 4)), Number(facts.becameResidentOn.slice(0, 4))]
  if (fault === 'line-break') return facts.address.building !== null && /^[^ \u3000]+[ \u3000]/.test(cells.住所)
  if (fault === 'off-calendar') return facts.residentType === 'japanese' && truth.birth.unknown === 'none' && bornIn + 1 < cameIn && bornIn > 1927 && !['1989', '2019'].includes(String(bornIn))
  if (fault === 'birth-unknown') return truth.birth.unknown === 'none'
  if (fault === 'date-impossible') return truth.birth.unknown === 'none'
  if (fault === 'resident-day-unknown') return /^[HR]/.test(cells.住民となった日)
  if (fault === 'head-missing') return facts.relationship === 'head' && facts.status === 'resident'
  if (fault === 'number-wrong') return cells.個人番号 !== ''
  if (fault === 'names-swapped') return cells.氏名カナ !== '' && facts.residentType === 'japanese'
  return fault !== 'other-twice' || facts.status === 'resident'
}

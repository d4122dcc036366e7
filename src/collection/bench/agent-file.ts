import { type Random, randomFor } from '../../kernel/random.ts'

// What an agent of convenience stores sends, written from the published layout alone: nothing of the reader is used.

/** What has to become of lines of one kind: how many, and how many yen they say. */
export interface Expected { lines: number; amount: number }

interface Line { readonly type: string; readonly code: string; readonly place: Place; readonly becomes: string }
/** Where and when something was paid; the same place and code are the same payment. */
interface Place { readonly day: string; readonly time: string; readonly chain: string; readonly store: string }

/** What may happen to a slip, in a thousand; the rest is paid once and confirmed. */
const stories: readonly (readonly [share: number, tell: (file: AgentFile, code: string) => readonly Line[], standing: number])[] = [
  [140, (file, code) => { const place = file.place(); return [{ type: file.random.chance(0.2) ? '81' : '01', code, place, becomes: 'preliminary' }, { type: '02', code, place, becomes: 'confirmed' }] }, 1],
  [40, (file, code) => { const place = file.place(); return [{ type: '01', code, place, becomes: 'preliminary' }, { type: '03', code, place, becomes: 'cancelled' }] }, 0],
  [10, (file, code) => { const place = file.place(); return [{ type: '01', code, place, becomes: 'preliminary' }, { type: '03', code, place, becomes: 'cancelled' }, { type: '02', code, place, becomes: 'confirmed/cancelAfterConfirmed' }] }, 1],
  [30, (file, code) => { const place = file.place(); return [{ type: '02', code, place, becomes: 'confirmed' }, { type: '02', code, place, becomes: 'duplicate' }] }, 1],
  [20, (file, code) => { const place = file.place(); return [{ type: '02', code, place, becomes: 'confirmed' }, { type: '01', code, place, becomes: 'late-preliminary' }] }, 1],
  [15, (file, code) => [{ type: '02', code, place: file.place('011'), becomes: 'confirmed' }, { type: '02', code, place: file.place('012'), becomes: 'confirmed' }], 2],
  [15, (file, code) => [{ type: '02', code: unknownSlip(code, file.random), place: file.place(), becomes: 'suspense/slipUnknown' }], 1],
  [8, (file, code) => [{ type: '02', code: anotherAmount(code), place: file.place(), becomes: 'suspense/amountDiffers' }], 1],
  [5, (file, code) => [{ type: '02', code: misread(code), place: file.place(), becomes: 'suspense/checkDigitWrong' }], 1],
  [5, (file, code) => [{ type: '03', code, place: file.place(), becomes: 'by-hand/cancelWithoutOriginal' }], 0],
  [2, (file, code) => [{ type: '22', code, place: file.place(), becomes: 'by-hand/postalCorrection' }], 0],
]

const heading = '種別,収納日,収納時刻,バーコード,ユーザー使用欄1,ユーザー使用欄2,印紙,金額,本部,店名,店舗,振込日,作成日\r\n'
const storeNames = ['"見本の店"', '見本の店', '"浜辺の店, 二号"', '"港の""灯台""前"', '']
/** Lines of one payment stand so far apart at most: a 速報 is hours before its 確報. */
const farthest = 40_000
const pieceLength = 1_048_576

/** A file on its way out: slips go in, lines come out in another order, and what has to become of them is counted. */
export class AgentFile {
  readonly random: Random
  lines = 0
  /** Yen that stand in the books afterwards. */
  standing = 0
  readonly expected = new Map<string, Expected>()
  readonly #today: string
  readonly #later = new Map<number, Line[]>()
  #pending = 0
  /** Places up to which put-off lines have been looked for. */
  #looked = 0
  #text = heading
  readonly #pieces: Buffer[] = []

  /** @param today `2026-11-29` */
  constructor(today: string, seed: number) {
    this.#today = today.replaceAll('-', '')
    this.random = randomFor(seed, 9)
  }

  /** Lines written, and those of the same payments that are still to come. */
  get reached(): number { return this.lines + this.#pending }

  /** Tells what happened to one slip. */
  take(code: string): void {
    const [lines, standing] = this.#storyOf(code)
    this.standing += standing * Number(lines[0]!.code.slice(37, 43))
    lines.forEach((line, index) => { if (index === 0) this.#write(line); else this.#putOff(line, index) })
  }

  end(): Uint8Array {
    for (const at of [...this.#later.keys()].sort((a, b) => a - b)) for (const line of this.#later.get(at) ?? []) this.#writeOne(line)
    this.#pieces.push(Buffer.from(this.#text, 'utf8'))
    return Buffer.concat(this.#pieces)
  }

  place(chain = '010'): Place {
    const time = `${this.#digits(0, 23)}${this.#digits(0, 59)}`
    return { day: this.#today, time, chain, store: String(this.random.between(1, 9_999_999)) }
  }

  #digits(low: number, high: number): string {
    return String(this.random.between(low, high)).padStart(2, '0')
  }

  #storyOf(code: string): readonly [readonly Line[], number] {
    let draw = this.random.between(0, 999)
    for (const [share, tell, standing] of stories) {
      if (draw < share) return [tell(this, code), standing]
      draw -= share
    }
    return [[{ type: this.random.chance(0.1) ? '12' : '02', code, place: this.place(), becomes: 'confirmed' }], 1]
  }

  /** The parts of a payment come in their order, however far apart. */
  #putOff(line: Line, index: number): void {
    const at = this.lines + index * farthest - this.random.between(1, farthest - 1)
    this.#later.set(at, [...this.#later.get(at) ?? [], line])
    this.#pending += 1
  }

  #write(line: Line): void {
    this.#writeOne(line)
    for (; this.#looked < this.lines; this.#looked += 1) {
      const due = this.#later.get(this.#looked) ?? []
      this.#later.delete(this.#looked)
      this.#pending -= due.length
      for (const one of due) this.#writeOne(one)
    }
  }

  #writeOne({ type, code, place, becomes }: Line): void {
    const amount = Number(code.slice(37, 43))
    const cells = [type, place.day, place.time, `EAN${code}`, code.slice(13, 19), code.slice(19, 30), '0', String(amount), place.chain, this.random.pick(storeNames), place.store, type === '02' ? this.#today : '0', this.#today]
    this.#text += `${cells.join(',')}\r\n`
    if (this.#text.length > pieceLength) { this.#pieces.push(Buffer.from(this.#text, 'utf8')); this.#text = '' }
    this.lines += 1
    const expected = this.expected.get(becomes) ?? { lines: 0, amount: 0 }
    this.expected.set(becomes, { lines: expected.lines + 1, amount: expected.amount + amount })
  }
}

/** A number that no town has given out: keys of slips begin with the number of a levy. */
function unknownSlip(code: string, random: Random): string {
  const key = Array.from({ length: 14 }, () => String(random.between(0, 9))).join('')
  return checked(`${code.slice(0, 13)}00${key}${code.slice(29, 43)}`)
}

/** The slip of somebody with other bars: one yen more. */
function anotherAmount(code: string): string {
  return checked(`${code.slice(0, 37)}${String(Number(code.slice(37, 43)) + 1).padStart(6, '0')}`)
}

function misread(code: string): string {
  return `${code.slice(0, 43)}${(Number(code[43]) + 1) % 10}`
}

/** Modulus 10, weights 3 and 1 from the right. */
function checked(body: string): string {
  let sum = 0
  for (let index = 0; index < body.length; index += 1) sum += Number(body[body.length - 1 - index]) * (index % 2 === 0 ? 3 : 1)
  return `${body}${(10 - (sum % 10)) % 10}`
}

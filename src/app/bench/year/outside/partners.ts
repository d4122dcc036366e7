// Partners of the channels, played for tests and benches: each writes the files that its profile reads, from docs/payment-channels.md
// and the published layouts alone. Nothing of the program is used here, so that no fault of a reader is repeated.

/** What a partner knows of a slip: what is printed on it. */
export interface PrintedSlip { readonly key: string; readonly bars: string; readonly upper: string; readonly lower: string; readonly amount: number }

/** What a pension payer knows: what the request named. */
export interface RequestedNotice { readonly levy: string; readonly year: number; readonly notice: string; readonly instalment: number }

export interface Report {
  readonly kind: 'announced' | 'settled' | 'taken-back' | 'charged-back'
  readonly slip: PrintedSlip
  readonly notice: RequestedNotice
  readonly amount: number
  /** The payment's own number at the partner; store and moment follow from it. */
  readonly serial: number
  /** `20260520` */
  readonly day: string
  /** `0905`; each partner's usual one where left out. */
  readonly time?: string
  readonly fundsDay: string
}

export interface Delivery { readonly town: string; readonly sender: string; readonly day: string; readonly number: number }

export interface Partner {
  /** What it says of a payment, in the order in which it happens. */
  readonly says: readonly Report['kind'][]
  readonly names: 'slip' | 'notice' | 'nothing'
  /** Its file says how many and how much stand in it, so that a file that was cut off is known. */
  readonly hasTotals: boolean
  /** Its file says for whom, for which day and as which of that day it was made. */
  readonly hasHead: boolean
  file(reports: readonly Report[], delivery: Delivery): Buffer
  /** The partner's own number of a payment, as its file shows it: of the store, of the message, of the order, of the notice. */
  numberOf(report: Pick<Report, 'serial' | 'notice'>): string
}

const codeOf = { announced: '01', settled: '02', 'taken-back': '03', 'charged-back': '09' } as const
const sumOf = (reports: readonly Report[]): number => reports.reduce((total, report) => total + report.amount, 0)
const zeros = (value: number | string, width: number): string => String(value).padStart(width, '0')
const store = (serial: number): string => String(100_000 + serial)

/** The agents' CSV of thirteen columns. */
const csv13: Partner = {
  says: ['announced', 'settled', 'taken-back'], names: 'slip', hasTotals: false, hasHead: false, numberOf: ({ serial }) => store(serial),
  file: (reports) => Buffer.from(reports.map((one) => [
    codeOf[one.kind], one.day, one.time ?? '1815', `EAN${one.slip.bars}`, one.slip.bars.slice(13, 19), one.slip.bars.slice(19, 30), '0', one.amount, '010', '"STORE, ONE"', store(one.serial), one.kind === 'settled' ? one.fundsDay : '0', one.day,
  ].join(',')).map((row) => `${row}\r\n`).join(''), 'latin1'),
}

/** Records of 120 letters without line ends. */
const fixed120: Partner = {
  says: ['announced', 'settled', 'taken-back'], names: 'slip', hasTotals: true, hasHead: false, numberOf: ({ serial }) => zeros(store(serial), 7),
  file(reports) {
    const head = `1${' '.repeat(119)}`
    const data = reports.map((one) => ['2', codeOf[one.kind], one.day, one.time ?? '1815', '1', one.slip.bars, '   ', zeros(store(one.serial), 7), '00', one.day, one.kind === 'settled' ? one.fundsDay : '00000000', '00000000', '000010', ' '.repeat(18)].join(''))
    return Buffer.from([head, ...data, `8${zeros(reports.length, 6)}${zeros(sumOf(reports), 12)}${' '.repeat(101)}`, `9${' '.repeat(119)}`].join(''), 'latin1')
  },
}

function framed(profile: string, rows: (report: Report) => readonly (string | number)[], amountOf: (report: Report) => number = (report) => report.amount): Partner['file'] {
  return (reports, { town, sender, day, number }) => Buffer.from([
    `H,${profile},${sender},${town},${day},${number}`,
    ...reports.map((report) => ['D', ...rows(report)].join(',')),
    `T,${reports.length},${reports.reduce((total, report) => total + amountOf(report), 0)}`,
  ].map((row) => `${row}\r\n`).join(''), 'latin1')
}

const fundsOf = (one: Report): string => (one.kind === 'settled' ? one.fundsDay : '')

const mpn: Partner = {
  says: ['announced', 'settled', 'taken-back'], names: 'slip', hasTotals: true, hasHead: true, numberOf: ({ serial }) => String(serial),
  file: framed('mpn-csv1', (one) => [codeOf[one.kind], '0091', one.day, one.serial, zeros(one.slip.key, 20), one.slip.lower.slice(22, 28), one.amount, one.day, one.time ?? '0905', fundsOf(one), '0001', '001', '02']),
}

const elqr: Partner = {
  says: ['announced', 'settled', 'taken-back'], names: 'slip', hasTotals: true, hasHead: true, numberOf: ({ serial }) => zeros(serial, 12),
  file: framed('elqr-csv1', (one) => [codeOf[one.kind], zeros(one.serial, 12), zeros(one.slip.key, 20), one.slip.lower.slice(22, 28), one.slip.upper.slice(31, 34), one.amount, one.day, one.time ?? '2359', fundsOf(one), '3']),
}

const trustee: Partner = {
  says: ['announced', 'settled', 'taken-back'], names: 'slip', hasTotals: true, hasHead: true, numberOf: ({ serial }) => zeros(serial, 10),
  file: framed('trustee-csv1', (one) => [codeOf[one.kind], one.serial % 2 === 0 ? 'app' : 'card', zeros(one.serial, 10), zeros(one.slip.key, 20), one.amount, one.day, one.time ?? '', fundsOf(one), 'BRAND']),
}

const transfer: Partner = {
  says: ['settled'], names: 'nothing', hasTotals: true, hasHead: true, numberOf: ({ serial }) => String(serial),
  file: framed('transfer-csv1', (one) => [one.serial, one.day, one.amount, 'NAGISA TOYAMA', 'BANK', 'BRANCH']),
}

/** A payer of pensions; who got none in a month is told with another result and no yen. */
const pension: Partner = {
  says: ['settled'], names: 'notice', hasTotals: true, hasHead: true, numberOf: ({ notice }) => notice.notice,
  file: framed('pension-csv1', (one) => ['001', '31', `${one.day.slice(0, 4)}${zeros(one.serial % 12 + 1, 2)}`, one.notice.levy, one.notice.year, one.notice.notice, one.notice.instalment, one.day, one.fundsDay, one.amount === 0 ? '11' : '00', one.amount]),
}

const bankSlip: Partner = {
  says: ['settled'], names: 'slip', hasTotals: true, hasHead: true, numberOf: ({ serial }) => zeros(serial, 12),
  file(reports, { town, day, number }) {
    const head = `1${town}${day}${zeros(number, 6)}0001`
    const data = reports.map((one) => ['2', zeros(one.serial, 6), one.slip.upper, one.slip.lower, one.day, zeros(one.amount, 11), '0001', '001', zeros(one.serial, 12)].join(''))
    return Buffer.from([head, ...data, `8${zeros(reports.length, 6)}${zeros(sumOf(reports), 12)}`].map((record) => `${record.padEnd(140)}\r\n`).join(''), 'latin1')
  },
}

/** By the name of the profile that reads their files. */
export const partners: Readonly<Record<string, Partner>> = {
  'store-csv13': csv13, 'store-fixed120': fixed120, 'mpn-csv1': mpn, 'elqr-csv1': elqr, 'trustee-csv1': trustee, 'transfer-csv1': transfer, 'pension-csv1': pension, 'bank-slip-fixed140': bankSlip,
}

/** A slip that the town never issued: the numbers of one of its own with another serial, every check digit right. */
export function strangeSlip(own: PrintedSlip): PrintedSlip {
  const key = `${own.key.slice(0, 2)}${'9'.repeat(13)}${own.key.slice(15)}`
  const bars = `${own.bars.slice(0, 13)}${key}${own.bars.slice(29, 43)}`
  const lower = `${zeros(key, 20)}${own.lower.slice(22)}`
  return { ...own, key, bars: `${bars}${barDigit(bars)}`, lower: `${ocrDigits(lower)}${lower}` }
}

function barDigit(body: string): number {
  const weighted = [...body].reverse().reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0)
  return (10 - (weighted % 10)) % 10
}

function ocrDigits(body: string): string {
  const figures = [...body].map(Number)
  const plain = (parity: number): number => figures.reduce((total, figure, index) => (index % 2 === parity ? total + figure : total), 0)
  const with_ = (parity: number, weights: readonly number[]): number => figures.reduce((total, figure, index) => (index % 2 === parity ? total + figure * weights[((index - parity) / 2) % 8]! : total), 0)
  const second = (with_(0, [9, 8, 7, 6, 5, 4, 3, 2]) + plain(1)) % 10
  const first = (plain(0) + with_(1, [3, 4, 5, 6, 7, 8, 9, 2]) + 2 * second) % 11
  return `${first === 10 ? 0 : first}${second}`
}

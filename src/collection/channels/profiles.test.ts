import { describe, expect, test } from 'vitest'
import { channelProfiles, declareProfiles, findProfile } from './profiles.ts'

const facts = { sender: '777', municipality: '992011' }

function read(profile: string, text: string, given: { sender: string | null; municipality: string } = facts) {
  const outcome = findProfile(profile)!.decode(new Uint8Array(Buffer.from(text, 'latin1')), given)
  return outcome.ok ? outcome.value : outcome.refusals.map((refusal) => [refusal.code.slice('collection.'.length), refusal.line, refusal.field])
}

/** A good row of each profile in our frame, with the fields of its columns in order, and what each refuses. */
const rows: Readonly<Record<string, { row: string; amount: number; event: Record<string, unknown>; bad: readonly (readonly [field: string, value: string])[] }>> = {
  'mpn-csv1': {
    row: '02,0091,20260520,12,00000202600000012340,123456,12300,20260520,0905,20260525,0001,001,02', amount: 12_300,
    event: { kind: 'confirmed', channel: 'mpn', code: '00000202600000012340', amount: 12_300, paidOn: '2026-05-20', paidAt: '09:05', fundsOn: '2026-05-25', chainCode: '0001', storeCode: '001', paymentKey: 'mpn|0091|2026-05-20|12' },
    bad: [['kind', '04'], ['centre', 'A091'], ['sentOn', '20260532'], ['serial', ''], ['paymentNumber', '2026'], ['confirmation', '12345'], ['amount', '0'], ['paidOn', '2026-05-20'], ['paidAt', '2460'], ['fundsOn', '0'], ['bank', '1'], ['branch', '1'], ['route', '']],
  },
  'elqr-csv1': {
    row: '01,000000000123,00000202600000012340,123456,001,12300,20260520,,,3', amount: 12_300,
    event: { kind: 'preliminary', channel: 'elqr', code: '00000202600000012340', amount: 12_300, paidOn: '2026-05-20', paidAt: null, fundsOn: null, chainCode: '001', storeCode: '3', paymentKey: 'elqr|000000000123' },
    bad: [['kind', '09'], ['number', '123'], ['caseKey', ''], ['confirmation', ''], ['taxItem', '1'], ['amount', '12,300'], ['paidOn', ''], ['paidAt', '9'], ['fundsOn', '20261301'], ['route', '6']],
  },
  'trustee-csv1': {
    row: '09,card,0000000123,00000202600000012340,12300,20260520,2359,20260529,BRAND', amount: 12_300,
    event: { kind: 'charge-back', channel: 'card', code: '00000202600000012340', amount: 12_300, paidOn: '2026-05-20', paidAt: '23:59', fundsOn: '2026-05-29', chainCode: 'BRAND', storeCode: '', paymentKey: 'card|777|0000000123' },
    bad: [['kind', '1'], ['means', 'cash'], ['order', 'X'], ['paymentNumber', '1'], ['amount', '-1'], ['orderedOn', '20260229'], ['orderedAt', '25:00'], ['fundsOn', 'x'], ['brand', 'B'.repeat(21)]],
  },
  'transfer-csv1': {
    row: '51,20260520,12300,REMITTER,BANK,BRANCH', amount: 12_300,
    event: { kind: 'confirmed', channel: 'transfer', code: '', amount: 12_300, paidOn: '2026-05-20', paidAt: null, fundsOn: '2026-05-20', chainCode: 'BANK', storeCode: 'BRANCH', paymentKey: 'transfer|777|2026-05-20|51' },
    bad: [['reference', ''], ['creditedOn', '080520'], ['amount', '1.5'], ['remitter', 'R'.repeat(49)], ['bank', 'B'.repeat(16)], ['branch', 'B'.repeat(16)]],
  },
  'pension-csv1': {
    row: '001,31,202606,10,2026,20260000017,203,20260615,20260710,00,12300', amount: 12_300,
    event: { kind: 'confirmed', channel: 'pension', code: 'notice:10|2026|20260000017|203', amount: 12_300, paidOn: '2026-06-15', paidAt: null, fundsOn: '2026-07-10', chainCode: '001', storeCode: '00', paymentKey: 'pension|001|202606|10|20260000017|203|31' },
    bad: [['payer', '1'], ['content', 'A1'], ['month', '2606'], ['levyNumber', '1'], ['fiscalYear', '8'], ['noticeNo', 'N'.repeat(31)], ['instalment', ''], ['paidOn', '0'], ['fundsOn', '1'], ['result', '0'], ['amount', '']],
  },
}

describe.each(Object.entries(rows))('%s', (profile, { row, amount, event, bad }) => {
  const file = (body: string, more: { head?: string; end?: string } = {}): string => `${more.head ?? `H,${profile},777,992011,20260521,3`}\r\n${body}${more.end ?? `T,1,${amount}`}\r\n`

  test('reads a row into an event under the key of its payment', () => {
    expect(read(profile, file(`D,${row}\r\n`))).toEqual({ encoding: 'utf-8', amount, businessOn: '2026-05-21', sequenceNo: 3, lines: [{ ...event, lineNo: 2, raw: `D,${row}` }] })
    expect(read(profile, file(`D,${row}\r\n`).replaceAll('\r\n', '\n'))).toMatchObject({ amount })
  })

  test('names each column that holds something else, by line and field', () => {
    bad.forEach(([field, value], index) => {
      const cells = row.split(',')
      cells[index] = value.includes(',') ? `"${value}"` : value
      expect([field, read(profile, file(`D,${cells.join(',')}\r\n`))]).toEqual([field, [['row-code', 2, `/${field}`]]])
    })
    expect(bad).toHaveLength(row.split(',').length)
  })

  test('takes no file without an end, of another sum or count, with another kind of row, of another sender, town or day', () => {
    const good = `D,${row}\r\n`
    expect(read(profile, file(good, { end: '' }))).toEqual([['total-missing', null, null]])
    expect(read(profile, file(good + good))).toEqual([['total-differs', 4, null]])
    expect(read(profile, file(good, { end: `T,1,${amount - 1}` }))).toEqual([['total-differs', 3, null]])
    expect(read(profile, file(`X,${row}\r\n`))).toEqual([['row-class', 2, '/recordClass']])
    expect(read(profile, file(`D,${row},\r\n`))).toEqual([['row-columns-of', 2, null]])
    expect(read(profile, file(''))).toEqual([['file-empty', null, null]])
    expect(read(profile, file(good, { head: `H,other,777,992011,20260521,3` }))).toEqual([['file-format-of', null, null]])
    expect(read(profile, file(good, { head: `H,${profile},778,993018,20260541,x` }))).toEqual([['file-sender', 1, '/sender'], ['file-town', 1, '/municipality'], ['row-date', 1, '/businessOn'], ['row-code', 1, '/sequenceNo']])
    expect(read(profile, file(good, { head: `H,${profile},778,992011,20260521,3` }), { ...facts, sender: null })).toMatchObject({ amount })
    expect(read(profile, `\u0000${file(good)}`)).toEqual([['file-encoding', null, null]])
  })
})

test('what a pension did not pay, and a pension code with no yen, brings no money', () => {
  for (const [result, amount] of [['01', '0'], ['00', '0'], ['01', '500']] as const) {
    const text = `H,pension-csv1,777,992011,20260521,3\nD,001,31,202606,10,2026,20260000017,203,20260615,,${result},${amount}\nT,1,${amount}\n`
    expect(read('pension-csv1', text)).toMatchObject({ lines: [{ kind: 'not-collected', amount: Number(amount) }] })
  }
})

describe('bank-slip-fixed140', () => {
  const upper = '220123456789000000012300213800000100000'
  const lower = '81000002026000000123401234560132590000000000'
  const town = { sender: null, municipality: '132594' }
  const head = `1${'132594'}20260521${'000007'}0001${' '.repeat(115)}`
  const slip = (more: { upper?: string; lower?: string; day?: string; amount?: string } = {}): string => `2000001${more.upper ?? upper}${more.lower ?? lower}${more.day ?? '20260519'}${more.amount ?? '00000010000'}0001001000000000042${' '.repeat(12)}`
  const end = (count = 1, total = 10_000): string => `8${String(count).padStart(6, '0')}${String(total).padStart(12, '0')}${' '.repeat(121)}`
  const of = (...records: string[]) => read('bank-slip-fixed140', records.map((record) => `${record}\r\n`).join(''), town)

  test('reads the slips of a batch with or without line ends; what was handed over may be less than what is printed', () => {
    const event = { kind: 'confirmed', channel: 'bank-slip', code: '00000202600000012340', amount: 10_000, paidOn: '2026-05-19', fundsOn: '2026-05-21', paymentKey: 'bank-slip|0001|001|2026-05-19|000000000042|00000202600000012340' }
    expect(of(head, slip(), end())).toMatchObject({ amount: 10_000, businessOn: '2026-05-21', sequenceNo: 7, lines: [event] })
    expect(read('bank-slip-fixed140', [head, slip(), end(), '\u001a'].join(''), town)).toMatchObject({ lines: [event] })
  })

  test.each([
    ['上段の検査数字が違う', [head, slip({ upper: upper.replace(/^22/, '23') }), end()], [['row-ocr', 2, '/upper']]],
    ['下段の検査数字が違う', [head, slip({ lower: lower.replace(/^81/, '18') }), end()], [['row-ocr', 2, '/lower']]],
    ['領収日が作成日より後', [head, slip({ day: '20260522' }), end()], [['row-date-after', 2, '/receivedOn']]],
    ['領収日が暦にない', [head, slip({ day: '20260230' }), end()], [['row-date', 2, '/receivedOn']]],
    ['0円', [head, slip({ amount: '00000000000' }), end(1, 0)], [['row-amount', 2, '/amount']]],
    ['金額に数字でない字', [head, slip({ amount: '0000001000O' }), end()], [['row-code', 2, '/amount']]],
    ['記録が短い', [head, slip().slice(0, 139), end()], [['row-length-of', 2, null]]],
    ['末尾の記録がない', [head, slip()], [['total-missing', null, null]]],
    ['件数が違う', [head, slip(), end(2)], [['total-differs', 3, null]]],
    ['合計が違う', [head, slip(), end(1, 9_999)], [['total-differs', 3, null]]],
    ['ほかの町の束', [head.replace('132594', '992011'), slip(), end()], [['file-town', 1, '/municipality']]],
    ['見出しがない', [slip(), end()], [['file-format-of', null, null]]],
    ['文字でないバイト', [head, slip().replace('2000001', '200000\u00e9'), end()], [['file-encoding', null, null]]],
  ])('%s', (_title, records, expected) => {
    expect(of(...records)).toEqual(expected)
  })

  test('a slip of another town inside the batch is named', () => {
    expect(read('bank-slip-fixed140', [head.replace('132594', '992011'), slip(), end()].map((record) => `${record}\n`).join(''), facts)).toEqual([['file-town', 2, '/lower']])
  })
})

test('a licensed layout is put in once, under a name of its own', () => {
  const [first] = channelProfiles()
  expect(() => { declareProfiles([first!]) }).toThrow(/two profiles/)
})

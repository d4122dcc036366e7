import { describe, expect, test } from 'vitest'
import { plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import type { TaxCertificateRequest } from './model.ts'
import { certificateRows, type CertifiedCharge, checkTaxCertificate, notedIn, obstacleOf } from './rules.ts'

const on = plainDate('2026-06-01')
const charge = (over: Partial<Record<keyof CertifiedCharge, unknown>> = {}): CertifiedCharge => ({ levyCode: 'bathing-tax', fiscalYear: 2026, dueOn: plainDate('2026-05-31'), charged: yen(10_000), balance: yen(10_000), writtenOff: yen(0), paidIn: yen(0), preliminary: yen(0), late: yen(0), fee: yen(0), standing: null, ...over } as CertifiedCharge)
const extended = { code: 'disaster', title: '徴収または換価の猶予', until: plainDate('2026-12-31') }
const noArrears = { kind: 'no-arrears-certificate' as const, choices: [] }
const paid = { balance: yen(0), paidIn: yen(10_000) }

describe('納税証明の一行', () => {
  test.each<[string, CertifiedCharge, readonly [paid: number, unpaid: number, notYetDue: number, preliminary: number]]>([
    ['未納', charge(), [0, 10_000, 0, 0]],
    ['納期限の日はまだ納期未到来', charge({ dueOn: on }), [0, 10_000, 10_000, 0]],
    ['確報で納付', charge(paid), [10_000, 0, 0, 0]],
    ['速報だけは納付済みにしない', charge({ ...paid, preliminary: yen(10_000) }), [0, 10_000, 0, 10_000]],
    ['一部は確報、残りは速報', charge({ ...paid, preliminary: yen(6_000) }), [4_000, 6_000, 0, 6_000]],
    ['確報のあとに速報で二重に納めた', charge({ balance: yen(0), paidIn: yen(20_000), preliminary: yen(10_000) }), [10_000, 0, 0, 0]],
    ['確報で二重に納めた', charge({ balance: yen(0), paidIn: yen(20_000) }), [10_000, 0, 0, 0]],
    ['一部を納め、残りは不納欠損', charge({ balance: yen(0), writtenOff: yen(7_000), paidIn: yen(3_000) }), [3_000, 0, 0, 0]],
    ['納めたあとで減額された', charge({ charged: yen(4_000), balance: yen(0), paidIn: yen(10_000) }), [4_000, 0, 0, 0]],
  ])('%s', (_title, one, [confirmed, unpaid, notYetDue, preliminary]) => {
    expect(certificateRows([one], on)).toMatchObject([{ paid: confirmed, unpaid, notYetDue, preliminary }])
  })

  test('取り消した調定は載せず、新しい年度から並べる', () => {
    const rows = certificateRows([charge({ fiscalYear: 2024 }), charge(), charge({ fiscalYear: 2025, charged: yen(0), balance: yen(0) }), charge({ levyCode: 'a-tax' })], on)
    expect(rows.map((row) => [row.fiscalYear, row.levyCode])).toEqual([[2026, 'a-tax'], [2026, 'bathing-tax'], [2024, 'bathing-tax']])
  })
})

describe('滞納のない証明', () => {
  test.each<[string, readonly CertifiedCharge[], string | undefined]>([
    ['課税されたことがない', [], undefined],
    ['納期限の日の未納', [charge({ dueOn: on })], undefined],
    ['納期限の次の日の未納', [charge({ dueOn: plainDate('2026-05-31') })], 'collection.certificate-arrears'],
    ['昔の年度の1円', [charge(paid), charge({ fiscalYear: 2004, charged: yen(1), balance: yen(1) })], 'collection.certificate-arrears'],
    ['本税は納めたが督促手数料が残る', [charge({ ...paid, fee: yen(100) })], 'collection.certificate-arrears'],
    ['本税は納めたが延滞金が残る', [charge({ ...paid, late: yen(1_000) })], 'collection.certificate-arrears'],
    ['不納欠損になった', [charge({ balance: yen(0), writtenOff: yen(10_000) })], undefined],
    ['延滞金の割合がない', [charge({ late: null })], 'collection.certificate-late-unknown'],
    ['速報だけで納めた', [charge({ ...paid, preliminary: yen(10_000) })], 'collection.certificate-preliminary'],
    ['速報だけで納めた期と未納の期', [charge({ ...paid, preliminary: yen(10_000) }), charge()], 'collection.certificate-arrears'],
    ['猶予の期間中の未納', [charge({ standing: extended })], 'collection.certificate-standing'],
    ['猶予の期間中の未納と、猶予のない1円', [charge({ standing: extended }), charge({ charged: yen(1), balance: yen(1) })], 'collection.certificate-arrears'],
    ['納期未到来を速報で納めた', [charge({ ...paid, preliminary: yen(10_000), dueOn: on })], undefined],
  ])('%s', (_title, charges, code) => {
    expect(obstacleOf(certificateRows(charges, on), noArrears, { notArrears: [] })?.code).toBe(code)
  })
})

test.each<[string, readonly CertifiedCharge[], string | undefined]>([
  ['猶予の期間中の未納と延滞金', [charge({ standing: extended, late: yen(1_000) })], undefined],
  ['同じ年度に、猶予のない1円', [charge({ standing: extended }), charge({ charged: yen(1), balance: yen(1) })], 'collection.certificate-arrears'],
  ['停止の中の未納', [charge({ standing: { code: 'suspension', title: '滞納処分の停止', until: null } })], 'collection.certificate-standing'],
  ['猶予の期間中の一部を速報で納めた', [charge({ standing: extended, balance: yen(4_000), paidIn: yen(6_000), preliminary: yen(6_000) })], undefined],
])('猶予を滞納としない町: %s', (_title, charges, code) => {
  const rows = certificateRows(charges, on)
  expect(obstacleOf(rows, noArrears, { notArrears: ['disaster'] })?.code).toBe(code)
  expect(notedIn(rows, { notArrears: ['disaster'] }).map((one) => one.tax)).toEqual(charges.filter((one) => one.standing === extended).map(() => yen(10_000)))
})

test('手数料がない町では、免除でなければ出せない', () => {
  const request: TaxCertificateRequest = { kind: 'tax-payment-certificate', partyId: '', choices: ['bathing-tax:2026'], requester: { kind: 'self', name: null }, identityCheck: 'passport', purpose: null, exemption: null, copies: 1, delivery: 'counter', mailTo: null, postalOrderYen: null }
  const rows = certificateRows([charge()], on)
  const office = { notArrears: [], fee: null, exemptions: [{ code: 'disaster', title: '災害', requester: null }] }
  expect(checkTaxCertificate(rows, request, office).map((one) => one.code)).toEqual(['collection.certificate-fee'])
  expect(checkTaxCertificate(rows, { ...request, exemption: 'disaster' }, office)).toEqual([])
  expect(checkTaxCertificate(rows, { ...request, mailTo: '別の住所' }, { ...office, fee: yen(300) }).map((one) => one.code)).toEqual(['collection.certificate-mail-only'])
})

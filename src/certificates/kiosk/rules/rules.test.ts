import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainDate } from '../../../kernel/plain-date.ts'
import { kioskLawOn } from '../../law.ts'
import type { OwnSheet, SettlementLine } from '../model.ts'
import { isServed } from './service.ts'
import { compareSettlement } from './settlement.ts'

const usual = kioskLawOn(plainDate('2026-11-24'), {})
const other = kioskLawOn(plainDate('2026-11-24'), { 'certificates.kiosk-hours': { from: '09:00', until: '17:00' }, 'certificates.kiosk-closed-days': [{ on: '2026-11-25' }] })

test.each([
  ['2026-11-24', '06:29', false, false], ['2026-11-24', '06:30', true, false], ['2026-11-24', '08:59', true, false], ['2026-11-24', '09:00', true, true], ['2026-11-24', '16:59', true, true], ['2026-11-24', '17:00', true, false], ['2026-11-24', '22:59', true, false], ['2026-11-24', '23:00', false, false],
  ['2026-11-25', '12:00', true, false], ['2027-11-25', '12:00', true, true], ['2026-12-28', '12:00', true, true], ['2026-12-29', '12:00', false, true], ['2027-01-03', '12:00', false, true], ['2027-01-04', '12:00', true, true],
])('on %s at %s the usual kiosk is served: %s, one with hours and a day of its own: %s', (on, time, isUsual, isOther) => {
  expect([isServed(plainDate(on), time, usual), isServed(plainDate(on), time, other)]).toEqual([isUsual, isOther])
})

test('a town that has said nothing gives nothing at kiosks', () => {
  expect(usual.forms).toEqual([])
})

test('whatever is left out of, doubled in or added to the file of a month is found, and nothing else', () => {
  const own = (index: number): OwnSheet => ({ requestId: `request ${index}`, number: `R8-JU-${index}`, feeYen: 200, state: 'printed', isOfMonth: true })
  const fate = fc.constantFrom('there', 'missing', 'doubled', 'fee-differs', 'request-differs', 'unknown', 'not-printed', 'other-month')
  fc.assert(fc.property(fc.array(fate, { maxLength: 40 }), (fates) => {
    const sheets: OwnSheet[] = []
    const lines: SettlementLine[] = []
    for (const [index, how] of fates.entries()) {
      const sheet = own(index)
      if (how !== 'unknown') sheets.push({ ...sheet, state: how === 'not-printed' ? 'timed-out' : 'printed', isOfMonth: how !== 'other-month' && how !== 'not-printed' })
      const line = { line: lines.length + 1, requestId: how === 'request-differs' ? 'another' : sheet.requestId, number: sheet.number, feeYen: how === 'fee-differs' ? 150 : 200 }
      if (how !== 'missing') lines.push(line)
      if (how === 'doubled') lines.push({ ...line, line: lines.length + 1 })
    }
    const found = compareSettlement(lines, sheets).map((difference) => `${difference.kind} ${difference.number}`)
    expect(found.toSorted()).toEqual(fates.flatMap((how, index) => (how === 'there' ? [] : [`${how} R8-JU-${index}`])).toSorted())
  }))
})

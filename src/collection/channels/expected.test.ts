import { expect, test } from 'vitest'
import { plainDate } from '../../kernel/plain-date.ts'
import { nationalClosedDays } from '../../legislation/index.ts'
import { type Agreement, expectedFile } from './expected.ts'

const bankDays: Agreement = { days: 'bank-days', by: '15:00', activeFrom: plainDate('2026-04-01'), activeTo: null }
const at = (today: string, time: string, last: string | null) => ({ today: plainDate(today), time, lastOn: last === null ? null : plainDate(last) })

test.each([
  ['月曜の期限の前なら、金曜の分まで', '2026-05-25', '14:59', '2026-05-22', ['2026-05-22', '2026-05-25', false]],
  ['月曜の期限に、まだ金曜の分しかない', '2026-05-25', '15:00', '2026-05-22', ['2026-05-25', '2026-05-26', true]],
  ['その日の分が届いた', '2026-05-25', '15:00', '2026-05-25', ['2026-05-25', '2026-05-26', false]],
  ['連休のあいだは、休みの前の分でよい', '2026-05-06', '18:00', '2026-05-01', ['2026-05-01', '2026-05-07', false]],
  ['年末年始は銀行が休む', '2027-01-03', '12:00', '2026-12-30', ['2026-12-30', '2027-01-04', false]],
  ['一度も届いていない', '2026-05-25', '10:00', null, ['2026-05-22', '2026-05-25', true]],
] as const)('%s', (_title, today, time, last, expected) => {
  const found = expectedFile(bankDays, at(today, time, last), nationalClosedDays)
  expect([found.due, found.next, found.isOverdue]).toEqual(expected)
})

test('a channel that is not used yet, or no longer, or whose days are not agreed, expects nothing', () => {
  expect(expectedFile({ ...bankDays, activeFrom: plainDate('2026-05-26') }, at('2026-05-25', '16:00', null), nationalClosedDays)).toEqual({ due: null, next: '2026-05-26', isOverdue: false })
  expect(expectedFile({ ...bankDays, activeTo: plainDate('2026-05-25') }, at('2026-05-25', '16:00', '2026-05-25'), nationalClosedDays)).toMatchObject({ next: null, isOverdue: false })
  expect(expectedFile({ ...bankDays, days: 'none', by: null }, at('2026-05-25', '16:00', null), nationalClosedDays)).toEqual({ due: null, next: null, isOverdue: false })
  expect(expectedFile({ ...bankDays, days: 'every-day' }, at('2026-05-24', '16:00', '2026-05-23'), nationalClosedDays)).toMatchObject({ due: '2026-05-24', isOverdue: true })
})

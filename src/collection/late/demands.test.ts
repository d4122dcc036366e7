import { expect, test } from 'vitest'
import { plainDate, type PlainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import type { DemandRow } from './demand-store.ts'
import { demandOf } from './demands.ts'

const day = (text: string | null): PlainDate | null => (text === null ? null : plainDate(text))
const row = (returned: string | null, served: string | null, notice: string | null): DemandRow => ({
  demand_id: 'd', charge_id: 'c', party_id: 'p', run_id: 'r', piece_id: 'e', letter_no: '000019', issued_on: plainDate('2026-07-20'), unpaid: yen(1), returned_on: day(returned), notice_id: notice, served_on: day(served), withdrawn_on: null, withdrawn_reason: null, withdrawal_document_id: null, fee: yen(0), fee_entry_id: null,
})

test.each([
  ['by post counts from the day of issue', row(null, null, null), 'mail', '2026-07-20'],
  ['that came back counts for nothing', row('2026-07-27', null, null), 'returned', null],
  ['that was handed over counts from that day', row('2026-07-27', '2026-07-30', null), 'by-hand', '2026-07-30'],
  ['posted in public counts from the day of its effect', row('2026-07-27', '2026-08-08', 'n'), 'public-notice', '2026-08-08'],
] as const)('a demand %s', (_title, demand, service, countsFrom) => expect(demandOf(demand, plainDate('2026-08-08'))).toMatchObject({ service, countsFrom }))

test('a public notice counts for nothing before the day of its effect', () => expect(demandOf(row('2026-07-27', '2026-08-08', 'n'), plainDate('2026-08-07'))).toMatchObject({ service: 'public-notice', countsFrom: null }))

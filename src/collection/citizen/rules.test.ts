import { expect, test } from 'vitest'
import { plainDate } from '../../kernel/plain-date.ts'
import { slipStateOn, type SlipFacts, type SlipState } from './rules.ts'

const day = plainDate('2026-06-01')
const open: SlipFacts = { payments: [], usableUntil: day, lines: [{ kind: 'tax', amount: 10_000, stillOpen: 10_000 }, { kind: 'late', amount: 300, stillOpen: 0 }] }
const left = (stillOpen: number): SlipFacts => ({ ...open, lines: [{ kind: 'tax', amount: 10_000, stillOpen }] })

test.each<[string, SlipFacts, string, SlipState]>([
  ['使用期限の日まで納められる', open, '2026-06-01', 'payable'],
  ['使用期限の次の日は納められない', open, '2026-06-02', 'expired'],
  ['速報が届いた', { ...open, payments: ['preliminary'] }, '2026-06-02', 'preliminary'],
  ['確報が届いた', { ...open, payments: ['preliminary', 'confirmed'] }, '2026-06-02', 'confirmed'],
  ['速報が取り消された', { ...open, payments: ['cancelled'] }, '2026-06-01', 'payable'],
  ['窓口の領収が取り消された', { ...open, payments: ['reversed'] }, '2026-06-01', 'payable'],
  ['取消しだけが届いた', { ...open, payments: ['awaiting-original'] }, '2026-06-01', 'payable'],
  ['別の納付書で納めた', left(0), '2026-06-01', 'paid-otherwise'],
  ['一部を納めた', left(1), '2026-06-01', 'changed'],
  ['増額になった', left(10_001), '2026-06-01', 'changed'],
  ['納めたあとで増額になった', { ...left(2_000), payments: ['confirmed'] }, '2026-06-01', 'confirmed'],
  ['延滞金だけの納付書', { ...open, lines: [{ kind: 'late', amount: 300, stillOpen: 0 }] }, '2026-06-01', 'payable'],
])('%s', (_title, slip, today, state) => expect(slipStateOn(slip, plainDate(today))).toBe(state))

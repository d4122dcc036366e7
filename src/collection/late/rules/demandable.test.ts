import { describe, expect, test } from 'vitest'
import { plainDate } from '../../../kernel/plain-date.ts'
import { yen } from '../../../kernel/yen.ts'
import { demandFault, reminderFault, type LetterFacts } from './demandable.ts'

const owed: LetterFacts = { due: plainDate('2026-06-30'), unpaid: yen(1), unpaidFee: yen(0), isAnnounced: false, isDemanded: false, isDeferred: false, isSuspended: false, isBeingDebited: false, isInKeptPlan: false }
const on = (day: string) => plainDate(day)

describe('a demand', () => {
  test.each([
    ['goes out for one yen on the day after the due date', owed, '2026-07-01', null],
    ['does not go out on the due date', owed, '2026-06-30', 'not-due'],
    ['never goes out for what is paid', { ...owed, unpaid: yen(0) }, '2026-12-31', 'paid'],
    ['never goes out for the fee of one', { ...owed, unpaid: yen(0), unpaidFee: yen(100) }, '2026-12-31', 'paid'],
    ['never goes out twice', { ...owed, isDemanded: true }, '2026-07-01', 'demanded'],
    ['waits while collection is extended', { ...owed, isDeferred: true }, '2026-07-01', 'deferred'],
    ['waits while disposition is suspended', { ...owed, isSuspended: true }, '2026-07-01', 'suspended'],
    ['waits for a file that is being posted', { ...owed, isAnnounced: true }, '2026-07-01', 'announced'],
    ['waits for the answer of a bank', { ...owed, isBeingDebited: true }, '2026-07-01', 'being-debited'],
    ['goes out although a plan is kept: its day is one of the law', { ...owed, isInKeptPlan: true }, '2026-07-01', null],
  ] as const)('%s', (_title, facts, day, fault) => expect(demandFault(facts, on(day))).toBe(fault))
})

describe('a reminder', () => {
  test.each([
    ['follows a demand', { ...owed, isDemanded: true }, null],
    ['does not come before one', owed, 'not-demanded'],
    ['is not sent to whoever keeps a plan', { ...owed, isDemanded: true, isInKeptPlan: true }, 'in-plan'],
    ['is not sent for what is paid', { ...owed, isDemanded: true, unpaid: yen(0) }, 'paid'],
    ['is sent for one yen of a fee alone', { ...owed, isDemanded: true, unpaid: yen(0), unpaidFee: yen(1) }, null],
  ] as const)('%s', (_title, facts, fault) => expect(reminderFault(facts, on('2026-08-01'))).toBe(fault))
})

import type { Consequence } from '../../platform/command/tx.ts'

// Letters, messages and words that an entry of the register itself leaves: the business 住民 among its consequences.

type Said = Pick<Consequence, 'code' | 'subjectIds' | 'effectiveOn' | 'article' | 'title' | 'detail'> & Partial<Pick<Consequence, 'letter' | 'deadline'>>

const base = { business: '住民', deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: null } as const

/**
 * Something the people at the counter are told.
 * @decides nothing
 */
export function told(said: Said): Consequence {
  return { ...base, ...said, effect: 'notice', owner: null }
}

/**
 * Something the residents' section has to write or send.
 * @decides nothing
 */
export function owed(said: Said): Consequence {
  return { ...base, ...said, effect: 'task', owner: '住民課' }
}

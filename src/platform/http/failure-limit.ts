import type { Context, MiddlewareHandler } from 'hono'
import type { Instant } from '../../kernel/plain-date.ts'
import { answerProblem } from './answer.tsx'
import type { Env } from './env.ts'
import { tooMany } from './problem.ts'

/** How often one address may fail to show who it is: guessing of IDs and keys is slowed, work behind one address is not. */
export interface FailureLimit {
  isReached(c: Context<Env>): boolean
  count(c: Context<Env>): void
}

export const failuresPerMinute = 60
/** When so many addresses are remembered, those of earlier minutes are forgotten. */
const mostRemembered = 10_000

/** Counts failures by address and minute of the clock, in this process. */
export function makeFailureLimit(now: () => Instant): FailureLimit {
  const counts = new Map<string, { minute: string; count: number }>()
  const minuteOf = (): string => now().slice(0, 16)
  return {
    isReached(c) {
      const seen = counts.get(addressOf(c))
      return seen !== undefined && seen.minute === minuteOf() && seen.count >= failuresPerMinute
    },
    count(c) {
      const [address, minute] = [addressOf(c), minuteOf()]
      if (counts.size >= mostRemembered) for (const [key, seen] of counts) if (seen.minute !== minute) counts.delete(key)
      const seen = counts.get(address)
      counts.set(address, { minute, count: seen?.minute === minute ? seen.count + 1 : 1 })
    },
  }
}

/** The other end of the line; behind a proxy it is the proxy's, which then has to count by itself. */
function addressOf(c: Context<Env>): string {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } }
  return incoming?.socket?.remoteAddress ?? 'no address'
}

/** 429 for an address that has shown too many wrong keys in this minute. */
export function limitFailures(limit: FailureLimit): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (limit.isReached(c)) return answerProblem(c, tooMany(c.get('correlationId')), { 'retry-after': '60' })
    await next()
    if (c.res.status === 401) limit.count(c)
    return undefined
  }
}

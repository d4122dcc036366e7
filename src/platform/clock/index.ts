import { plainDate, type Instant, type PlainDate } from '../../kernel/plain-date.ts'

/** The one place that reads the clock — 時計. Tests and practice runs hand in a fixed one. */
export interface Clock { now(): Instant }

export const systemClock: Clock = { now: () => new Date().toISOString() as Instant }

/** A clock that stands still, or moves when told. */
export function fixedClock(at: string): Clock & { set(next: string): void } {
  let instant = new Date(at).toISOString() as Instant
  return { now: () => instant, set: (next) => { instant = new Date(next).toISOString() as Instant } }
}

const tokyoOffsetMs = 9 * 3_600_000

/** The town's day (Asia/Tokyo, no summer time since 1951) — きょう. */
export function townDay(now: Instant): PlainDate {
  return plainDate(new Date(Date.parse(now) + tokyoOffsetMs).toISOString().slice(0, 10))
}

/** The town's wall clock, `10:42`. */
export function townTime(now: Instant): string {
  return new Date(Date.parse(now) + tokyoOffsetMs).toISOString().slice(11, 16)
}

/** Milliseconds between two instants. */
export function elapsedMs(from: Instant, to: Instant): number {
  return Date.parse(to) - Date.parse(from)
}

/** The instant so many milliseconds later. */
export function addMs(at: Instant, ms: number): Instant {
  return new Date(Date.parse(at) + ms).toISOString() as Instant
}

/** Monotonic seconds for measuring how long work takes. */
export function stopwatch(): () => number {
  const start = performance.now()
  return () => (performance.now() - start) / 1000
}

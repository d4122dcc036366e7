import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { stopwatch } from '../clock/index.ts'

/**
 * Who goes first where one program answers the counter and works through pages of thousands — 窓口を先に.
 * Work in the background lets others in after a few milliseconds, and stands still while somebody is being answered.
 */
export interface Precedence {
  /** Answers somebody who waits. */
  answering<T>(work: () => Promise<T>): Promise<T>
  /** Called by work in the background as often as it can: between two persons. Most calls cost nothing. */
  giveWay(): Promise<void>
}

/** Seconds of patience — 待ち方. */
export interface Patience {
  /** Work in the background goes on so long without letting anybody in. */
  readonly longestHold: number
  /** It stands still at most so many times as long as it has worked: a counter that is never empty does not stop it. */
  readonly waitsPerWork: number
  /** What it saves up of that at most. */
  readonly longestWait: number
}

const usualPatience: Patience = { longestHold: 0.003, waitsPerWork: 2, longestWait: 0.5 }
const lookAgainMs = 2

export function makePrecedence({ longestHold, waitsPerWork, longestWait }: Patience = usualPatience): Precedence {
  let answered = 0
  let held = stopwatch()
  let owed = 0

  return {
    async answering(work) {
      answered += 1
      try {
        return await work()
      } finally {
        answered -= 1
      }
    },
    async giveWay() {
      if (held() < longestHold) return
      owed = Math.min(longestWait, owed + held() * waitsPerWork)
      await nextTurn()
      const stood = stopwatch()
      while (answered > 0 && stood() < owed) await sleep(lookAgainMs)
      owed = Math.max(0, owed - stood())
      held = stopwatch()
    },
  }
}

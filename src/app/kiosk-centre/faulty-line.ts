import { setTimeout as sleep } from 'node:timers/promises'
import { NoAnswer, type KioskTown } from './boundary.ts'

/** How bad a line is: shares of messages, and the longest delay. */
export interface Faults { readonly loseMessage: number; readonly loseAnswer: number; readonly repeat: number; readonly delayMs: number }

/** What happened on a line. */
export interface FaultCount { messages: number; lostMessages: number; lostAnswers: number; repeats: number; overtaken: number }

/** Numbers between 0 and 1 from a seed: a bad day can be lived again. */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/**
 * A line that delays every message by a time of its own (so that later ones overtake), says some twice at the same moment,
 * and loses some on the way there and some answers on the way back.
 */
export function faultyLine(town: KioskTown, { faults, random, count }: { readonly faults: Faults; readonly random: () => number; readonly count: FaultCount }): KioskTown {
  let sent = 0
  let arrived = 0
  async function over<T>(say: () => Promise<T>): Promise<T> {
    const [wait, isLost, isTwice, isAnswerLost, back] = [random() * faults.delayMs, random() < faults.loseMessage, random() < faults.repeat, random() < faults.loseAnswer, random() * faults.delayMs]
    const order = ++sent
    count.messages += 1
    await sleep(wait)
    if (order < arrived) count.overtaken += 1
    arrived = Math.max(arrived, order)
    if (isLost) { count.lostMessages += 1; throw new NoAnswer('lost on the way') }
    const answers = [say()]
    if (isTwice) { count.repeats += 1; answers.push(say()) }
    // Whichever answer comes is taken; the other is swallowed by the line.
    for (const answer of answers) answer.catch(() => undefined)
    const answer = await Promise.any(answers).catch((error: unknown) => { throw (error as AggregateError).errors[0] })
    await sleep(back)
    if (isAnswerLost) { count.lostAnswers += 1; throw new NoAnswer('answer lost') }
    return answer
  }
  return {
    request: (asked) => over(() => town.request(asked)),
    paper: (requestId, lineNo) => over(() => town.paper(requestId, lineNo)),
    confirm: (requestId, sheets) => over(() => town.confirm(requestId, sheets)),
    cancel: (requestId, reason) => over(() => town.cancel(requestId, reason)),
  }
}

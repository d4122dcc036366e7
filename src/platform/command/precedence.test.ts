import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { makePrecedence, type Patience } from './precedence.ts'

const minutes = 60
const patient: Patience = { longestHold: 0, waitsPerWork: 1e9, longestWait: minutes }

/** An answer that takes until it is told to end. */
function longAnswer(): { readonly answer: Promise<void>; end(): void } {
  let end = (): void => undefined
  const answer = new Promise<void>((resolve) => { end = resolve })
  return { answer, end }
}

describe('work in the background', () => {
  test('stands still until everybody at the counter is answered', async () => {
    const precedence = makePrecedence(patient)
    const [first, second] = [longAnswer(), longAnswer()]
    const answers = [first, second].map(({ answer }) => precedence.answering(async () => await answer))
    const order: string[] = []
    const work = precedence.giveWay().then(() => { order.push('work') })
    for (const [name, one] of [['first', first], ['second', second]] as const) {
      await sleep(20)
      order.push(name)
      one.end()
    }
    await Promise.all([work, ...answers])
    expect(order).toEqual(['first', 'second', 'work'])
  })

  test('stands still for a failing answer only as long as it lasts', async () => {
    const precedence = makePrecedence(patient)
    await expect(precedence.answering(async () => { await sleep(1); throw new Error('refused') })).rejects.toThrow('refused')
    await precedence.giveWay()
  })

  test('goes on beside a counter that is never empty', async () => {
    const precedence = makePrecedence({ longestHold: 0, waitsPerWork: 1, longestWait: 0.01 })
    const { answer, end } = longAnswer()
    const answering = precedence.answering(async () => await answer)
    for (let person = 0; person < 3; person += 1) await precedence.giveWay()
    end()
    await answering
  })

  test('lets others in only after a while', async () => {
    const precedence = makePrecedence({ ...patient, longestHold: minutes })
    const { answer, end } = longAnswer()
    const answering = precedence.answering(async () => await answer)
    await precedence.giveWay()
    end()
    await answering
  })
})

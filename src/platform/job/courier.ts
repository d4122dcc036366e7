import type { Caller, Runner } from '../command/runner.ts'
import type { Courier } from './define.ts'

/** What a courier needs of the building: transactions of any town, and which town has a code. */
export interface CarryingParts {
  readonly runner: Pick<Runner, 'transaction'>
  callerOf(tenant: number): Caller
  findTenant(code: string): Promise<number | undefined>
}

/**
 * Carries everything that waits in one town to where it goes; safe to begin again after a stop at any point, and to run twice at once.
 * @returns how many letters were done with
 */
export async function carry(parts: CarryingParts, courier: Courier, sender: number): Promise<number> {
  const inTown = parts.runner.transaction
  let carried = 0
  for (;;) {
    const letters = await inTown(parts.callerOf(sender), async (tx) => await courier.waiting(tx))
    if (letters.length === 0) return carried
    for (const letter of letters) {
      const receiver = await parts.findTenant(letter.to)
      if (receiver !== undefined) await inTown(parts.callerOf(receiver), async (tx) => { await courier.receive(tx, letter) })
      await inTown(parts.callerOf(sender), async (tx) => { await courier.settle(tx, letter, receiver === undefined ? 'unknown-town' : 'delivered') })
      carried += 1
    }
  }
}

import { minYen, type Yen, yen, zeroYen } from '../../kernel/yen.ts'
import type { PartOrder } from './debt-part.ts'
import type { SlipFacts } from './posting.ts'

/**
 * The debts of a slip as far as an amount reaches — 一部納付. Part by part in the order of the town, within a part as they stand on the slip;
 * what is more than all of them goes to the first and becomes its overpayment.
 * @law local-tax-act 20-9-4
 */
export function fitted(slip: SlipFacts, amount: Yen, order: PartOrder): SlipFacts {
  if (slip.amount === amount) return slip
  const inOrder = order.flatMap((part) => slip.lines.filter((line) => line.kind === part))
  let rest: number = amount
  const lines = inOrder.map((line) => {
    const taken = minYen(line.amount, yen(rest))
    rest -= taken
    return { ...line, amount: taken }
  })
  const [first, ...others] = lines
  const whole = first === undefined ? [] : [{ ...first, amount: yen(first.amount + rest) }, ...others]
  return { ...slip, amount, lines: whole.filter((line) => line.amount > zeroYen) }
}

import { reaction, type Consequence, type Reaction } from '../platform/command/consequence.ts'
import { countOpenOf } from './account.ts'

// What a resident event means for the ledger. No line of it changes: a change of an amount comes from the tax that levied it.

type Overdue = readonly { readonly personId: string; readonly count: number }[]

/** 異動の取消し: demands that went to the address of the cancelled event are looked at again. */
const eventCancelled = reaction<Overdue>({
  event: 'resident.event-cancelled', context: 'collection',
  async load(tx, event) {
    const found: { personId: string; count: number }[] = []
    for (const personId of event.subjectIds) {
      const count = await countOpenOf(tx, personId)
      if (count !== null && count > 0) found.push({ personId, count })
    }
    return found
  },
  preview: (event, overdue) => overdue.map(({ personId, count }): Consequence => ({
    code: 'collection.review-after-cancellation', business: '収納', subjectIds: [personId], title: `異動の取消しで、納期限を過ぎた ${count}件の督促の送り先を見直す`, detail: '取り消された住所へ送った督促状があれば、届いたかを確かめます。', article: null,
    effectiveOn: event.effectiveOn, deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: null, effect: 'task', owner: '税務課',
  })),
})

export const collectionReactions: readonly Reaction[] = [eventCancelled]

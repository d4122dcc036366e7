import { MovingInNotice } from '../../inputs.ts'
import { decideMovingInNotice } from '../../rules/moving-in-notice.ts'
import { lockTimelines } from '../../store.ts'
import { elsewhere } from '../examples.ts'
import { householdOfAny, idsOf, surround } from '../facts.ts'
import { filingKind } from '../kind.ts'
import { findExampleLeaver } from '../store.ts'

/** The notice of another municipality that somebody has arrived there — 転入通知. */
export const movingInNotice = filingKind({
  kind: 'moving-in-notice', title: '転入通知', input: MovingInNotice,
  eventDayOf: (filed) => filed.movedInOn,
  personsNamedIn: (filed) => filed.personIds,
  async factsFor(tx, filed, deciding) {
    const first = await lockTimelines(tx, filed.personIds)
    const left = await householdOfAny(tx, first, { personIds: filed.personIds, day: filed.movedInOn })
    return { ...await surround(tx, { day: filed.movedInOn, personIds: [...new Set([...filed.personIds, ...idsOf(left)])], watchedIds: [] }, deciding), left }
  },
  decide: decideMovingInNotice,
  words: {
    dayTitle: '転入した日',
    facts: (filed) => [{ item: '転入した住所', value: filed.to.address }],
    after: (filed) => filed.to.address,
  },
  async example(tx) {
    const leaver = await findExampleLeaver(tx)
    return leaver && {
      notifiedBy: { relation: 'other', identityProof: 'none' }, acknowledged: [], notifiedOn: tx.today, movedInOn: leaver.plannedOn > tx.today ? tx.today : leaver.plannedOn, personIds: [leaver.personId],
      to: { municipalityCode: null, address: elsewhere },
    }
  },
})

import { closing, reaction, type Consequence, type Reaction } from '../platform/command/consequence.ts'
import type { EventDraft, Tx } from '../platform/command/tx.ts'
import { Died, MovedOut } from '../resident/index.ts'
import { WardEnded } from './events.ts'
import { listWards, type Ward } from './paper-store.ts'

// What it means that somebody under guardianship leaves. The guardianship is no entry of the record, so no certificate and no message of the move tells it.

const load = async (tx: Tx, event: EventDraft): Promise<readonly Ward[]> => await listWards(tx, event.subjectIds)

/** LEGAL DOUBT: LD-061, no article was seen on which the notice to another municipality rests, and no day. */
const base = {
  business: '印鑑', article: null, deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: null, effect: 'task', owner: '住民課',
} as const satisfies Partial<Consequence>

const closeCode = 'seal.close-ward'

function closes(event: EventDraft, wards: readonly Ward[], title: string): readonly Consequence[] {
  return wards.map(({ personId }): Consequence => ({ ...base, code: closeCode, subjectIds: [personId], title, detail: '印鑑登録の画面で「成年後見の終了」を記録します。', effectiveOn: event.effectiveOn, path: `seal/person/${personId}` }))
}

/** 転出: the municipality of arrival is told, so that a seal is not registered there without the guardian — 成年被後見人の異動通知. */
const movedOut = reaction<readonly Ward[]>({
  event: 'resident.moved-out', context: 'seal', load,
  preview(event, wards) {
    if (MovedOut.parse(event.payload).to.kind === 'abroad') return closes(event, wards, '国外へ転出した人の、成年後見の記録を終える')
    return wards.map(({ personId }): Consequence => ({
      ...base, code: 'seal.tell-ward', subjectIds: [personId], title: '成年被後見人の異動を、転出先の市区町村に通知する', detail: '転出証明書では伝わりません。始まった日、通知を受けた日、成年後見人は、印鑑登録の画面にあります。', effectiveOn: event.effectiveOn, path: `seal/person/${personId}`,
    }))
  },
})

/** 死亡: nobody has to be told; the notice ends here. */
const died = reaction<readonly Ward[]>({
  event: 'resident.died', context: 'seal', load,
  preview: (event, wards) => closes(event, wards.filter((ward) => ward.personId === Died.parse(event.payload).person.personId), '亡くなった人の、成年後見の記録を終える'),
})

const ended = closing({
  event: 'seal.ward-ended', context: 'seal', codes: [closeCode], state: 'done', reason: '成年後見の終了を記録したため', subjects: ({ payload }) => [WardEnded.parse(payload).personId],
})

export const wardReactions: readonly Reaction[] = [movedOut, died, ended]

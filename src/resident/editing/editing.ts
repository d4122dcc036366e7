import { z } from 'zod'
import { refused, type Refused } from '../../kernel/outcome.ts'
import { townTime } from '../../platform/clock/index.ts'
import { command, query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { findExamplePerson } from '../notification/store.ts'
import { findPersonOn, listPersonsOn } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { giveFree, listHolds, listHoldsOfOthers, takeHold } from './store.ts'

// One editor at a time. Opening a form holds the person's record; others see by whom, may look, and cannot save. It ends
// when the entry is handed over, when the officer says so, or by itself after some minutes. See docs/decisions/0032.

export const zEditing = z.object({ holderName: z.string(), since: z.string(), until: z.string(), isOwn: z.boolean() })
export type Editing = z.infer<typeof zEditing>

/** Begins to edit a person's record, as far as nobody else does — 編集を始める. */
export async function beginEditing(tx: Tx, personId: string): Promise<Editing> {
  const hold = await takeHold(tx, personId)
  return { holderName: hold.holderName, since: townTime(hold.since), until: townTime(hold.until), isOwn: hold.holderId === tx.actor.id }
}

/** Why an entry on these persons cannot be saved now; undefined where nobody else edits them. */
export async function refuseWhileEdited(tx: Tx, personIds: readonly string[]): Promise<Refused | undefined> {
  const [hold] = await listHoldsOfOthers(tx, personIds)
  return hold && refused([refusals.refusal('being-edited', { name: hold.holderName, since: townTime(hold.since), until: townTime(hold.until) })])
}

/** Gives a record free before its time — 編集をやめる. */
export const stopEditing = command({
  name: 'resident.stop-editing', title: '編集をやめる', permission: 'resident.write',
  description: 'Gives a person’s record free that this officer holds for an entry. Nothing that was typed is kept. Where the officer holds nothing, nothing changes.',
  input: z.strictObject({ personId: zId }), output: z.object({ personId: z.string() }),
  async run(tx, input) {
    if (await findPersonOn(tx, input.personId) === undefined) return refusals.refuse('person-not-found', { field: '/personId' })
    await giveFree(tx, [input.personId])
    return done({ personId: input.personId }, { subjectIds: [input.personId] })
  },
  async example(tx) { const found = await findExamplePerson(tx, { isHead: false }); return found ? { personId: found.personId } : null },
})

const zLine = zEditing.extend({ personId: z.string(), name: z.string(), addresseeNumber: z.string() })
export const EditingList = z.object({ items: z.array(zLine) })
export type EditingList = z.infer<typeof EditingList>

const mostShown = 200

/** Records that are being edited now, and by whom — 編集中の記録. */
export const listEditing = query({
  name: 'resident.list-editing', title: '編集中の記録', permission: 'resident.read', action: 'list',
  description: 'Persons whose record an officer has open for an entry, oldest first, with the officer and until when; at most 200.',
  input: z.object({}), output: EditingList,
  async run(tx) {
    const holds = await listHolds(tx, mostShown)
    const persons = new Map((await listPersonsOn(tx, holds.map((hold) => hold.personId))).map((person) => [person.personId, person]))
    return {
      ok: true,
      value: { items: holds.map((hold) => ({ personId: hold.personId, name: persons.get(hold.personId)?.name || '（氏名未定）', addresseeNumber: persons.get(hold.personId)?.addresseeNumber ?? '', holderName: hold.holderName, since: townTime(hold.since), until: townTime(hold.until), isOwn: hold.holderId === tx.actor.id })) },
    }
  },
  subjects: (value) => value.items.map((line) => line.personId),
  withhold: (value) => value,
  example: async () => ({}),
})

import { z } from 'zod'
import { query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { findPersonOn, listPersonsOn } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { guardAnswer } from './answer.ts'
import { mayLookBehind } from './measure-views.ts'
import type { Release, Suppression } from './model.ts'
import { listOfficerNames } from './queries.ts'
import { protectionRefusals } from './refusals.ts'
import { mayRelease, releasableOutputs } from './release.ts'
import { findAnyRelease, findReleases, listReleasesOf, listWaitingReleases } from './release-store.ts'
import { isOpen } from './rules.ts'
import { listOpenMeasures } from './store.ts'
import { findAnySuppression, listSuppressionsOf } from './suppression-store.ts'

export interface ReleaseLine extends Release { readonly name: string; readonly outputTitle: string; readonly user: string; readonly first: string | null; readonly second: string | null; readonly isUsable: boolean; readonly isMine: boolean; readonly mayAgree: boolean }
export interface ReleaseList { readonly items: readonly ReleaseLine[]; readonly now: string }

async function linesOf(tx: Tx, releases: readonly Release[]): Promise<readonly ReleaseLine[]> {
  const names = new Map((await listPersonsOn(tx, releases.map((one) => one.personId))).map((person) => [person.personId, person.name]))
  const officers = await listOfficerNames(tx, releases.flatMap((one) => [one.userId, one.firstBy, one.secondBy]))
  const nameOf = (id: string | null): string | null => (id === null ? null : officers.get(id) ?? '別の職員')
  return releases.map((one) => ({
    ...one, name: names.get(one.personId) ?? '', outputTitle: tx.services.outputs.get(one.output)?.title ?? one.output, user: nameOf(one.userId) ?? '', first: nameOf(one.firstBy), second: nameOf(one.secondBy),
    isUsable: isOpen(one, tx.now), isMine: one.userId === tx.actor.id,
    mayAgree: (one.state === 'requested' || one.state === 'agreed-once') && one.userId !== tx.actor.id && one.firstBy !== tx.actor.id && tx.actor.permissions.has(mayRelease),
  }))
}

/** Temporary releases that wait for an agreement or may still be used — 一時解除の一覧. */
export const listReleases = query<Record<string, never>, ReleaseList>({
  name: 'resident.list-releases', title: '一時解除の一覧', permission: mayLookBehind, action: 'list',
  description: 'Temporary releases that wait for one of two agreements or may still be used, the newest first.',
  input: z.strictObject({}), output: z.custom<ReleaseList>(),
  async run(tx) { return { ok: true, value: { items: await linesOf(tx, await listWaitingReleases(tx)), now: tx.now } } },
  subjects: (value) => value.items.map((line) => line.personId),
  withhold: (value) => value,
  async example() { return {} },
})

/** One release with who asked, who agreed, and its scope — 一時解除一件. To others than whoever asked and the officers in charge it says nothing. */
export const showRelease = query<{ releaseId: string }, ReleaseLine>({
  name: 'resident.show-release', title: '一時解除', permission: 'resident.read', action: 'view',
  description: 'One temporary release: what may go out to whom, who asked, who agreed and until when. Whoever neither asked nor is in charge sees its state alone.',
  input: z.object({ releaseId: zId }), output: z.custom<ReleaseLine>(),
  async run(tx, input) {
    const [release] = await findReleases(tx, [input.releaseId])
    if (release === undefined) return protectionRefusals.refuse('release-not-found', { field: '/releaseId' })
    return { ok: true, value: (await linesOf(tx, [release]))[0]! }
  },
  subjects: (value) => [value.personId],
  // Name, form and requester are what the clerk wrote who asked; nothing of the register stands in it.
  withhold: (value) => (value.isMine ? value : { ...value, name: '（表示しません）', requesterName: null, purpose: '（表示しません）', endReason: null }),
  async example(tx) {
    const found = await findAnyRelease(tx)
    return found ? { releaseId: found.releaseId } : null
  },
})

export interface ReleaseForm {
  readonly personId: string; readonly name: string; readonly kana: string | null; readonly addresseeNumber: string; readonly isStopped: boolean; readonly until: string | null; readonly sentence: string | null
  readonly outputs: readonly { readonly name: string; readonly title: string }[]; readonly own: readonly ReleaseLine[]
}

/** What a release is asked for on: the person by name and number alone, and the forms there are — 一時解除を求める. */
export const releaseForm = query<{ personId: string }, ReleaseForm>({
  name: 'resident.release-form', title: '一時解除を求める', permission: 'resident.write', action: 'view',
  description: 'The person for whom a temporary release is asked, by name and number alone, the forms that can be released, and what this officer has asked for already.',
  input: z.object({ personId: zId }), output: z.custom<ReleaseForm>(),
  async run(tx, input) {
    const person = await findPersonOn(tx, input.personId)
    if (person === undefined) return refusals.refuse('person-not-found', { field: '/personId' })
    const answer = (await guardAnswer(tx, [person.personId])).get(person.personId)
    const own = (await listReleasesOf(tx, person.personId)).filter((one) => one.userId === tx.actor.id)
    return { ok: true, value: { personId: person.personId, name: person.name, kana: person.furigana ?? person.kana, addresseeNumber: person.addresseeNumber, isStopped: answer !== undefined, until: answer?.until ?? null, sentence: answer?.sentence ?? null, outputs: releasableOutputs(tx), own: await linesOf(tx, own) } }
  },
  subjects: (value) => [value.personId],
  withhold: (value) => value,
  async example(tx) {
    const [open] = await listOpenMeasures(tx, 1)
    return open ? { personId: open.personId } : null
  },
})

export interface SuppressionView { readonly personId: string; readonly name: string; readonly kana: string | null; readonly addresseeNumber: string; readonly householdId: string | null; readonly outputs: readonly { readonly name: string; readonly title: string }[]; readonly items: readonly (Suppression & { readonly officer: string })[] }

/** What suppresses a person, of its own or by the household — 抑止. */
export const showSuppressions = query<{ personId: string }, SuppressionView>({
  name: 'resident.show-suppressions', title: '抑止', permission: mayLookBehind, action: 'view',
  description: 'Suppressions of a person and of the household in which the person is, with their levels and periods.',
  input: z.object({ personId: zId }), output: z.custom<SuppressionView>(),
  async run(tx, input) {
    const person = await findPersonOn(tx, input.personId)
    if (person === undefined) return refusals.refuse('person-not-found', { field: '/personId' })
    const found = (await listSuppressionsOf(tx, [person.personId])).map((one) => one.suppression)
    const officers = await listOfficerNames(tx, found.map((one) => one.byId))
    return { ok: true, value: { personId: person.personId, name: person.name, kana: person.furigana ?? person.kana, addresseeNumber: person.addresseeNumber, householdId: person.status === 'resident' ? person.householdId : null, outputs: releasableOutputs(tx), items: found.map((one) => ({ ...one, officer: officers.get(one.byId) ?? '' })) } }
  },
  subjects: (value) => [value.personId],
  withhold: (value) => ({ ...value, householdId: null, items: [] }),
  async example(tx) {
    const one = await findAnySuppression(tx)
    return one?.personId ? { personId: one.personId } : null
  },
})

import { z } from 'zod'
import { refused, type Refusal } from '../../kernel/outcome.ts'
import { command } from '../../platform/command/define.ts'
import { zId, zText, zVersion } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { keysOf } from './filing.ts'
import { liftingGrounds, type Lifting } from './model.ts'
import { closeLifting, insertLifting, listProposedLiftings, listWaitingTargets, lockLifting } from './lifting-store.ts'
import { protectionRefusals } from './refusals.ts'
import { liftingFault } from './rules.ts'
import { listOpenMeasures, lockAround, supersedeMeasure } from './store.ts'
import { liftSuppression, lockSuppressions } from './suppression-store.ts'

/** Right to end what protects, for both officers of a lifting. */
export const mayLift = 'resident-protection.approve'

const zEntries = z.array(z.strictObject({ id: zId, expectedVersion: zVersion })).max(500)
const zProposal = z.strictObject({
  target: z.enum(['measure', 'suppression']), entries: zEntries,
  ground: z.enum(keysOf(liftingGrounds), { error: '解除の理由を選んでください。' }), reason: zText(500, '理由'),
})
const zProposed = z.object({ liftingId: z.string(), count: z.number() })

/** Lists what is to be lifted, with the reason; nothing opens by it — 解除の伺い. */
export const proposeLifting = command({
  name: 'resident.propose-lifting', title: '支援措置・抑止の解除を伺う', permission: mayLift,
  description: 'Makes a list of support measures or suppressions to be lifted, one or many, with the ground. Another officer carries it out; until then everything stays blocked.',
  input: zProposal, output: zProposed,
  async run(tx, input) {
    if (input.entries.length === 0) return protectionRefusals.refuse('lifting-empty', { field: '/entries' })
    const found = await openTargets(tx, input.target, input.entries.map((entry) => entry.id))
    if (found.size !== input.entries.length) return protectionRefusals.refuse('lifting-target-missing', { field: '/entries' })
    if (input.entries.some((entry) => found.get(entry.id)?.version !== entry.expectedVersion)) return protectionRefusals.refuse('measure-changed', { field: '/entries' })
    if ((await listWaitingTargets(tx, [...found.keys()])).length > 0) return protectionRefusals.refuse('lifting-waiting', { field: '/entries' })
    const entries = input.entries.map((entry, index) => ({ lineNo: index + 1, targetId: entry.id, targetVersion: entry.expectedVersion, personId: found.get(entry.id)?.personId ?? null }))
    const liftingId = newId()
    await insertLifting(tx, { liftingId, target: input.target, ground: input.ground, reason: input.reason, entries })
    return done({ liftingId, count: entries.length }, { subjectIds: entries.flatMap((entry) => entry.personId ?? []) })
  },
  async example(tx) {
    const waiting = new Set((await listProposedLiftings(tx)).flatMap((one) => one.entries.map((entry) => entry.targetId)))
    const measure = (await listOpenMeasures(tx, 200)).find((one) => !waiting.has(one.measureId))
    return measure ? { target: 'measure' as const, entries: [{ id: measure.measureId, expectedVersion: measure.version }], ground: 'request' as const, reason: '本人の申出により' } : null
  },
})

interface Target { readonly version: number; readonly personId: string | null }

async function openTargets(tx: Tx, target: Lifting['target'], ids: readonly string[]): Promise<ReadonlyMap<string, Target>> {
  if (target === 'suppression') return new Map((await lockSuppressions(tx, ids)).map((one) => [one.suppressionId, one]))
  return new Map((await lockAround(tx, ids)).filter((one) => ids.includes(one.measureId)).map((one) => [one.measureId, one]))
}

const zLifting = z.strictObject({ liftingId: zId })
const zLifted = z.object({ liftingId: z.string(), lifted: z.number() })

/**
 * Lifts what a list names, by another officer than the one who made it. Every line is looked at again on the rows of this
 * moment; one line that no longer stands stops the whole list — 本解除.
 * @law basic-resident-registration-act 12(6)
 */
export const liftListed = command({
  name: 'resident.lift-measure', title: '支援措置・抑止を解く', permission: mayLift,
  description: 'Carries a list of liftings out, all or none. Each line is decided again on live rows: a measure that changed since, or a person whom something newer protects, refuses the list.',
  input: zLifting, output: zLifted,
  async run(tx, input) {
    const lifting = await lockLifting(tx, input.liftingId)
    if (lifting === undefined) return protectionRefusals.refuse('lifting-not-found', { field: '/liftingId' })
    if (lifting.state !== 'proposed') return protectionRefusals.refuse('lifting-decided', { field: '/liftingId' })
    if (lifting.preparedBy === tx.actor.id) return protectionRefusals.refuse('lifting-own', { field: '/liftingId' })
    const faults = lifting.target === 'measure' ? await liftMeasures(tx, lifting) : await liftSuppressions(tx, lifting)
    if (faults.length > 0) return refused(faults)
    await closeLifting(tx, lifting.liftingId, 'carried-out')
    return done({ liftingId: lifting.liftingId, lifted: lifting.entries.length }, { subjectIds: lifting.entries.flatMap((entry) => entry.personId ?? []) })
  },
  async example(tx) {
    const lifting = (await listProposedLiftings(tx)).find((one) => one.preparedBy !== tx.actor.id)
    return lifting ? { liftingId: lifting.liftingId } : null
  },
})

const faultKeys = { changed: 'lifting-changed', newer: 'lifting-newer', 'not-expired': 'lifting-not-expired' } as const

async function liftMeasures(tx: Tx, lifting: Lifting): Promise<readonly Refusal[]> {
  const now = await lockAround(tx, lifting.entries.map((entry) => entry.targetId))
  const faults = lifting.entries.flatMap((entry): Refusal[] => {
    const fault = liftingFault(lifting, entry, { today: tx.today, now })
    return fault === undefined ? [] : [protectionRefusals.refusal(faultKeys[fault], { field: '/liftingId', line: entry.lineNo })]
  })
  if (faults.length > 0) return faults
  for (const measure of now.filter((one) => lifting.entries.some((entry) => entry.targetId === one.measureId))) {
    await supersedeMeasure(tx, measure, { state: 'lifted', periodFrom: measure.periodFrom, periodUntil: measure.periodUntil, reason: lifting.reason })
  }
  return []
}

async function liftSuppressions(tx: Tx, lifting: Lifting): Promise<readonly Refusal[]> {
  const now = await lockSuppressions(tx, lifting.entries.map((entry) => entry.targetId))
  const changed = lifting.entries.filter((entry) => !now.some((one) => one.suppressionId === entry.targetId && one.version === entry.targetVersion))
  if (changed.length > 0) return changed.map((entry) => protectionRefusals.refusal('lifting-changed', { field: '/liftingId', line: entry.lineNo }))
  for (const one of now) await liftSuppression(tx, one, lifting.reason)
  return []
}

/** Takes a list back before anybody carried it out — 伺いの取下げ. */
export const withdrawLifting = command({
  name: 'resident.withdraw-lifting', title: '解除の伺いを取り下げる', permission: mayLift,
  description: 'Takes a list of liftings back. Nothing was lifted by it, and nothing is.',
  input: zLifting, output: z.object({ liftingId: z.string() }),
  async run(tx, input) {
    const lifting = await lockLifting(tx, input.liftingId)
    if (lifting === undefined) return protectionRefusals.refuse('lifting-not-found', { field: '/liftingId' })
    if (lifting.state !== 'proposed') return protectionRefusals.refuse('lifting-decided', { field: '/liftingId' })
    await closeLifting(tx, lifting.liftingId, 'withdrawn')
    return done({ liftingId: lifting.liftingId }, { subjectIds: lifting.entries.flatMap((entry) => entry.personId ?? []) })
  },
  async example(tx) {
    const [lifting] = await listProposedLiftings(tx)
    return lifting ? { liftingId: lifting.liftingId } : null
  },
})


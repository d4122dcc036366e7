import { z } from 'zod'
import { addDays, addYears } from '../../kernel/plain-date.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zText, zVersion } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { findPersonOn } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { findExamplePerson } from '../notification/store.ts'
import { findAnyMeasure, findMeasure, insertMeasures, newMeasure, supersedeMeasure, type Measure, type MeasureState } from './store.ts'

const zSet = z.strictObject({
  personId: zId,
  kind: z.enum(['domestic-violence', 'stalking', 'child-abuse', 'other'], { error: '支援措置の種類を選んでください。' }),
  /** `provisional` from the moment the filing is accepted; `in-force` once the need is confirmed. */
  state: z.enum(['provisional', 'in-force'], { error: '仮の措置か、決定した措置かを選んでください。' }),
  periodFrom: zDate,
  /** One year less a day where left out. */
  periodUntil: zDate.nullable().default(null),
  reason: zText(500, '理由'),
})
const zMeasure = z.object({ measureId: z.string(), version: z.number() })

/**
 * Starts a support measure; it blocks in every register at once, in this transaction — 支援措置の開始.
 * @law basic-resident-registration-act 12(6)
 */
export const setMeasure = command({
  name: 'resident.set-measure', title: '支援措置を始める', permission: 'resident.release',
  description: 'Starts a support measure for a person, provisional from the moment the filing is accepted. Every output is blocked from this transaction on.',
  input: zSet, output: zMeasure,
  async run(tx, input) {
    const person = await findPersonOn(tx, input.personId)
    if (person === undefined) return refusals.refuse('person-not-found', { field: '/personId' })
    const until = input.periodUntil ?? (input.state === 'provisional' ? null : addDays(addYears(input.periodFrom, 1), -1))
    if (until !== null && until < input.periodFrom) return refusals.refuse('measure-period', { field: '/periodUntil' })
    const measure = newMeasure(input.personId, { kind: input.kind, state: input.state, periodFrom: input.periodFrom, periodUntil: until })
    await insertMeasures(tx, [{ ...measure, reason: input.reason }])
    return done({ measureId: measure.measureId, version: measure.version }, { subjectIds: [input.personId] })
  },
  async example(tx) {
    const found = await findExamplePerson(tx, { isHead: true })
    return found ? { personId: found.personId, kind: 'other' as const, state: 'provisional' as const, periodFrom: tx.today, periodUntil: null, reason: '申出を受け付けたため' } : null
  },
})

const zRenew = z.strictObject({ measureId: zId, expectedVersion: zVersion, periodFrom: zDate, periodUntil: zDate.nullable().default(null), reason: zText(500, '理由') })

/** Confirms a provisional measure or extends one: the next period begins where the last ended — 支援措置の決定・延長. */
export const renewMeasure = command({
  name: 'resident.renew-measure', title: '支援措置を決定・延長する', permission: 'resident.release',
  description: 'Confirms a provisional support measure or extends one for another period. The block never pauses in between.',
  input: zRenew, output: zMeasure,
  async run(tx, input) {
    const measure = await findOpen(tx, input)
    if (!('measureId' in measure)) return measure
    const until = input.periodUntil ?? addDays(addYears(input.periodFrom, 1), -1)
    if (until < input.periodFrom) return refusals.refuse('measure-period', { field: '/periodUntil' })
    return await next(tx, measure, { state: 'in-force', periodFrom: input.periodFrom, periodUntil: until, reason: input.reason })
  },
  async example(tx) {
    const measure = await findAnyMeasure(tx)
    return measure ? { measureId: measure.measureId, expectedVersion: measure.version, periodFrom: tx.today, periodUntil: null, reason: '延長の申出があったため' } : null
  },
})

const zLift = z.strictObject({ measureId: zId, expectedVersion: zVersion, reason: zText(500, '理由') })

/** Lifts a measure for good: only this opens, never the end of a period, and never the officer who recorded it last — 支援措置の解除. */
export const liftMeasure = command({
  name: 'resident.lift-measure', title: '支援措置を解く', permission: 'resident.release',
  description: 'Lifts a support measure with a reason. Another officer than the one who recorded its present state.',
  input: zLift, output: zMeasure,
  async run(tx, input) {
    const measure = await findOpen(tx, input)
    if (!('measureId' in measure)) return measure
    if (measure.byId === tx.actor.id) return refusals.refuse('measure-second-officer')
    return await next(tx, measure, { state: 'lifted', periodFrom: measure.periodFrom, periodUntil: measure.periodUntil, reason: input.reason })
  },
  async example(tx) {
    const measure = await findAnyMeasure(tx)
    return measure && measure.byId !== tx.actor.id ? { measureId: measure.measureId, expectedVersion: measure.version, reason: '本人の申出により' } : null
  },
})

async function findOpen(tx: Tx, input: { readonly measureId: string; readonly expectedVersion: number }) {
  const measure = await findMeasure(tx, input.measureId)
  if (measure === undefined) return refusals.refuse('measure-not-found', { field: '/measureId' })
  if (measure.state === 'lifted' || measure.version !== input.expectedVersion) return refusals.refuse('measure-already-lifted', { field: '/measureId' })
  return measure
}

async function next(tx: Tx, measure: Measure, to: { readonly state: MeasureState; readonly periodFrom: Measure['periodFrom']; readonly periodUntil: Measure['periodUntil']; readonly reason: string }) {
  const saved = await supersedeMeasure(tx, measure, { kind: measure.kind, ...to })
  return done({ measureId: saved.measureId, version: saved.version }, { subjectIds: [measure.personId] })
}

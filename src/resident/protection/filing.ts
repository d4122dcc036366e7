import { z } from 'zod'
import type { Refused } from '../../kernel/outcome.ts'
import { addDays, addYears } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zOptionalText, zText, zVersion } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { identityProofs } from '../inputs.ts'
import { registerLawOn } from '../law.ts'
import { findExamplePerson } from '../notification/store.ts'
import { findPersonIdByAddresseeNumber, listPersonsOn } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { addressKeyOf } from '../search/keys.ts'
import { filers, filingRoutes, measureKinds, opinionBodies, protectedPlaces, protectedRegisters, type Counterpart, type Filing, type StoredMeasure } from './model.ts'
import { protectionRefusals } from './refusals.ts'
import { extendedPeriod, extensionOpensOn, proposedPeriod } from './rules.ts'
import * as store from './store.ts'

/** The keys of a table of titles, for an enumeration. */
export const keysOf = <K extends string>(titles: Readonly<Record<K, string>>): [K, ...K[]] => Object.keys(titles) as [K, ...K[]]

/** Right to begin and to extend what protects. */
export const mayProtect = 'resident-protection.write'

const zCounterpart = z.strictObject({
  /** Where the counterpart is in the register: by id, or by 宛名番号. */
  personId: zId.nullable().default(null), addresseeNumber: zOptionalText(20, '相手方の宛名番号').default(null), name: zText(100, '相手方の名前'), birth: zOptionalText(40, '相手方の生年月日').default(null), sex: zOptionalText(10, '相手方の性別').default(null),
  address: zOptionalText(200, '相手方の住所').default(null), note: zOptionalText(500, '相手方について').default(null),
})

const zAct = z.strictObject({
  register: z.enum(keysOf(protectedRegisters), { error: '止める事務を選んでください。' }), place: z.enum(keysOf(protectedPlaces), { error: '守る住所を選んでください。' }), municipality: zText(40, '市区町村'),
})

const zFiling = z.strictObject({
  personId: zId,
  kind: z.enum(keysOf(measureKinds), { error: '支援措置の種類を選んでください。' }),
  filedOn: zDate,
  filer: z.enum(keysOf(filers), { error: '申し出た人を選んでください。' }),
  filerName: zOptionalText(100, '申し出た人の名前').default(null),
  identityProof: z.enum(keysOf(identityProofs), { error: '本人確認の方法を選んでください。' }),
  contact: zOptionalText(200, '連絡先').default(null),
  route: z.enum(keysOf(filingRoutes), { error: '申出の受け方を選んでください。' }).default('here'),
  fromMunicipality: zOptionalText(40, '転送元の市区町村').default(null),
  coProtectedIds: z.array(zId).max(30).default([]),
  acts: z.array(zAct).max(40).default([]),
  counterparts: z.array(zCounterpart).max(10).default([]),
})
type FilingInput = z.infer<typeof zFiling>

const zCase = z.object({ filingId: z.string(), version: z.number(), measureIds: z.array(z.string()) })

/**
 * Accepts a filing. The provisional measure of every person in it stands from this transaction on, over every register — 申出の受付.
 * @law basic-resident-registration-act 12(6)
 */
export const fileMeasure = command({
  name: 'resident.file-measure', title: '支援措置の申出を受け付ける', permission: mayProtect,
  description: 'Accepts a filing for support measures. The act itself blocks: applicant and co-protected persons are under a provisional measure in every register from this transaction on, before any opinion or decision.',
  input: zFiling, output: zCase,
  async run(tx, input) {
    const counterparts = await findCounterparts(tx, input)
    if (counterparts === undefined) return refusals.refuse('person-not-found', { field: '/counterparts' })
    const found = await findFilingFaults(tx, input, counterparts)
    if (found !== undefined) return found
    const filing = filingOf(input)
    await store.insertFiling(tx, filing)
    await store.insertCounterparts(tx, filing.filingId, counterparts)
    const facts = { kind: input.kind, state: 'provisional' as const, periodFrom: input.filedOn, periodUntil: null, filingId: filing.filingId }
    const measures = [store.newMeasure(input.personId, facts), ...input.coProtectedIds.map((personId) => store.newMeasure(personId, { ...facts, role: 'co-protected' }))]
    await store.insertMeasures(tx, measures.map((measure) => ({ ...measure, reason: '申出を受け付けたため' })))
    return done({ filingId: filing.filingId, version: caseVersion(filing, measures), measureIds: measures.map((measure) => measure.measureId) }, { subjectIds: measures.map((measure) => measure.personId) })
  },
  async example(tx) {
    const person = await findUnprotected(tx)
    if (person === undefined) return null
    return {
      personId: person, kind: 'other' as const, filedOn: tx.today, filer: 'self' as const, filerName: null, identityProof: 'individual-number-card' as const, contact: null, route: 'here' as const, fromMunicipality: null, coProtectedIds: [],
      acts: [{ register: 'resident-record' as const, place: 'current' as const, municipality: tx.office.name }], counterparts: [{ personId: null, addresseeNumber: null, name: '見本　一郎', birth: null, sex: null, address: null, note: null }],
    }
  },
})

/** The counterparts with the records of those who are in the register; undefined where one is named who is not. */
async function findCounterparts(tx: Tx, input: FilingInput): Promise<readonly Counterpart[] | undefined> {
  const found: Counterpart[] = []
  for (const { addresseeNumber, ...one } of input.counterparts) {
    const personId = one.personId ?? (addresseeNumber === null ? null : await findPersonIdByAddresseeNumber(tx, addresseeNumber))
    if (personId === undefined) return undefined
    found.push({ ...one, personId })
  }
  const named = found.flatMap((one) => one.personId ?? [])
  return (await listPersonsOn(tx, named)).length === new Set(named).size ? found : undefined
}

async function findFilingFaults(tx: Tx, input: FilingInput, counterparts: readonly Counterpart[]): Promise<Refused | undefined> {
  const persons = await listPersonsOn(tx, [input.personId, ...input.coProtectedIds])
  const [applicant] = persons
  if (applicant === undefined || applicant.personId !== input.personId) return refusals.refuse('person-not-found', { field: '/personId' })
  if (persons.length !== new Set([input.personId, ...input.coProtectedIds]).size) return refusals.refuse('person-not-found', { field: '/coProtectedIds' })
  if (input.filedOn > tx.today) return protectionRefusals.refuse('filing-in-future', { field: '/filedOn', date: printDate(input.filedOn) })
  if (input.filer !== 'self' && input.filerName === null) return protectionRefusals.refuse('filer-name-missing', { field: '/filerName' })
  if (input.route === 'transferred' && input.fromMunicipality === null) return protectionRefusals.refuse('from-municipality-missing', { field: '/fromMunicipality' })
  const home = addressKeyOf(applicant.address)
  if (persons.some((person) => addressKeyOf(person.address) !== home)) return protectionRefusals.refuse('co-protected-elsewhere', { field: '/coProtectedIds' })
  if (counterparts.some((one) => persons.some((person) => person.personId === one.personId))) return protectionRefusals.refuse('counterpart-protected', { field: '/counterparts' })
  const blocked = await store.listBlockingMeasures(tx, [input.personId])
  return blocked.length > 0 ? protectionRefusals.refuse('filing-already', { field: '/personId' }) : undefined
}

function filingOf(input: FilingInput): Omit<Filing, 'recordedAt'> {
  const { filer, filerName, identityProof, contact, route, fromMunicipality, acts } = input
  return { filingId: newId(), version: 1, applicantId: input.personId, kind: input.kind, filedOn: input.filedOn, body: { filer, filerName, identityProof, contact, route, fromMunicipality, acts }, opinion: null, decision: null }
}

/** What a late save is measured against: it rises with every change of the filing or of one of its measures. */
export function caseVersion(filing: Pick<Filing, 'version'> | undefined, measures: readonly { readonly version: number }[]): number {
  return measures.reduce((sum, measure) => sum + measure.version, filing?.version ?? 0)
}

/** A resident who is under no measure, for examples. */
export async function findUnprotected(tx: Tx): Promise<string | undefined> {
  for (const isHead of [false, true]) {
    const found = await findExamplePerson(tx, { isHead })
    if (found && (await store.listBlockingMeasures(tx, [found.personId])).length === 0) return found.personId
  }
  return undefined
}

interface Case { readonly filing: Filing | undefined; readonly measures: readonly StoredMeasure[] }

/** The case with its open measures, locked; a refusal where it is unknown, lifted or changed meanwhile. */
async function openCase(tx: Tx, input: { readonly filingId: string; readonly expectedVersion: number }): Promise<Case | Refused> {
  const measures = await store.lockMeasures(tx, input.filingId)
  if (measures.length === 0) return protectionRefusals.refuse('filing-not-found', { field: '/filingId' })
  const [filing] = await store.findFilings(tx, [input.filingId])
  if (caseVersion(filing, measures) !== input.expectedVersion) return protectionRefusals.refuse('measure-changed', { field: '/expectedVersion' })
  const open = measures.filter((measure) => measure.state !== 'lifted')
  return open.length === 0 ? refusals.refuse('measure-already-lifted', { field: '/filingId' }) : { filing, measures: open }
}

async function answered(tx: Tx, filingId: string) {
  const measures = await store.lockMeasures(tx, filingId)
  const [filing] = await store.findFilings(tx, [filingId])
  return done({ filingId, version: caseVersion(filing, measures), measureIds: measures.map((measure) => measure.measureId) }, { subjectIds: measures.map((measure) => measure.personId) })
}

const onCase = { filingId: zId, expectedVersion: zVersion }
const zOpinion = z.strictObject({
  ...onCase, body: z.enum(keysOf(opinionBodies), { error: '意見を出した機関を選んでください。' }), bodyName: zText(100, '機関の名前'), receivedOn: zDate, isNeeded: z.boolean({ error: '措置が必要かどうかの意見を選んでください。' }),
})

/** Keeps what a consultation body says of the need; nothing opens by it — 相談機関の意見. */
export const recordOpinion = command({
  name: 'resident.record-opinion', title: '支援措置への意見を記録する', permission: mayProtect,
  description: 'Keeps the opinion of a consultation body, a protection order or a written warning with a filing. The block does not change.',
  input: zOpinion, output: zCase,
  async run(tx, input) {
    const found = await openCase(tx, input)
    if ('ok' in found) return found
    if (found.filing === undefined) return protectionRefusals.refuse('filing-not-kept', { field: '/filingId' })
    if (input.receivedOn > tx.today) return protectionRefusals.refuse('opinion-in-future', { field: '/receivedOn', date: printDate(input.receivedOn) })
    const { body, bodyName, receivedOn, isNeeded } = input
    await store.supersedeFiling(tx, found.filing, { opinion: { body, bodyName, receivedOn, isNeeded } })
    return await answered(tx, input.filingId)
  },
  async example(tx) {
    const found = await exampleCase(tx, (filing) => filing !== undefined)
    return found ? { ...found.key, body: 'police' as const, bodyName: '見本警察署', receivedOn: tx.today, isNeeded: true } : null
  },
})

const zDecision = z.strictObject({
  ...onCase, isNeeded: z.boolean({ error: '措置を行うかどうかを選んでください。' }), periodFrom: zDate.nullable().default(null), periodUntil: zDate.nullable().default(null), reason: zText(500, '理由'),
})

/**
 * Decides a filing. Where the need is confirmed the measures run for the proposed period or the one that is written; where it is
 * not, they still block until they are lifted — 支援措置の決定.
 * @law basic-resident-registration-act 12(6)
 */
export const decideMeasure = command({
  name: 'resident.decide-measure', title: '支援措置を決定する', permission: mayProtect,
  description: 'Decides a filing after an opinion. Needed: the measures are in force for one year from their first day unless another end is written. Not needed: the decision is kept, and the block stands until it is lifted by two officers.',
  input: zDecision, output: zCase,
  async run(tx, input) {
    const found = await openCase(tx, input)
    if ('ok' in found) return found
    const { filing, measures } = found
    if (filing === undefined) return protectionRefusals.refuse('filing-not-kept', { field: '/filingId' })
    if (filing.decision !== null) return protectionRefusals.refuse('decision-made', { field: '/filingId' })
    if (filing.opinion === null) return protectionRefusals.refuse('opinion-missing', { field: '/filingId' })
    const from = input.periodFrom ?? tx.today
    const period = { from, until: input.periodUntil ?? proposedPeriod(from, registerLawOn(from, tx.office.ordinanceOn(from))).until }
    if (period.until < period.from) return refusals.refuse('measure-period', { field: '/periodUntil' })
    await store.supersedeFiling(tx, filing, { decision: { decidedOn: tx.today, isNeeded: input.isNeeded, reason: input.reason } })
    if (input.isNeeded) for (const measure of measures) await store.supersedeMeasure(tx, measure, { state: 'in-force', periodFrom: period.from, periodUntil: period.until, reason: input.reason })
    return await answered(tx, input.filingId)
  },
  async example(tx) {
    const found = await exampleCase(tx, (filing) => filing !== undefined && filing.opinion !== null && filing.decision === null)
    // Begun almost a year ago, so that the example of an extension finds it near its end.
    return found ? { ...found.key, isNeeded: true, periodFrom: addDays(addYears(tx.today, -1), 10), periodUntil: null, reason: '必要が確かめられたため' } : null
  },
})

const zRenewal = z.strictObject({ ...onCase, periodUntil: zDate.nullable().default(null), reason: zText(500, '理由') })

/**
 * Extends a case for another period, which begins on the day after the old one ends — 支援措置の延長.
 * @law basic-resident-registration-act 12(6)
 */
export const renewMeasure = command({
  name: 'resident.renew-measure', title: '支援措置を延長する', permission: mayProtect,
  description: 'Extends the measures of a case by one more period, from one month before the end. The block never pauses in between.',
  input: zRenewal, output: zCase,
  async run(tx, input) {
    const found = await openCase(tx, input)
    if ('ok' in found) return found
    const running = found.measures.filter((measure) => measure.state === 'in-force')
    const ends = running.flatMap((measure) => measure.periodUntil ?? [])
    const [end] = ends.toSorted()
    if (end === undefined) return protectionRefusals.refuse('extension-of-provisional', { field: '/filingId' })
    const law = registerLawOn(end, tx.office.ordinanceOn(end))
    const opens = extensionOpensOn(end, law)
    if (tx.today < opens) return protectionRefusals.refuse('extension-too-early', { field: '/filingId', date: printDate(opens) })
    const next = extendedPeriod(end, law)
    const until = input.periodUntil ?? next.until
    if (until < next.from) return refusals.refuse('measure-period', { field: '/periodUntil' })
    for (const measure of running) await store.supersedeMeasure(tx, measure, { state: 'in-force', periodFrom: next.from, periodUntil: until, reason: input.reason })
    return await answered(tx, input.filingId)
  },
  async example(tx) {
    const found = await exampleCase(tx, (_filing, measures) => measures.some((one) => one.state === 'in-force' && one.periodUntil !== null && extensionOpensOn(one.periodUntil, registerLawOn(one.periodUntil, tx.office.ordinanceOn(one.periodUntil))) <= tx.today))
    return found ? { ...found.key, periodUntil: null, reason: '延長の申出があったため' } : null
  },
})

/** An open case of the town that fits, for examples. */
async function exampleCase(tx: Tx, fits: (filing: Filing | undefined, measures: readonly StoredMeasure[]) => boolean): Promise<{ readonly key: { filingId: string; expectedVersion: number } } | undefined> {
  const open = await store.listOpenMeasures(tx, 200)
  const filings = new Map((await store.findFilings(tx, open.map((one) => one.filingId))).map((filing) => [filing.filingId, filing]))
  for (const filingId of new Set(open.map((one) => one.filingId))) {
    const filing = filings.get(filingId)
    if (!fits(filing, open.filter((one) => one.filingId === filingId))) continue
    const measures = await store.listMeasuresOf(tx, filingId)
    return { key: { filingId, expectedVersion: caseVersion(filing, measures) } }
  }
  return undefined
}

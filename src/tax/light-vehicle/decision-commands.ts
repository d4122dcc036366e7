import { z } from 'zod'
import { refused, type Refusal } from '../../kernel/outcome.ts'
import { addDays, fiscalYear, type FiscalYear, type PlainDate } from '../../kernel/plain-date.ts'
import { yenText } from '../../kernel/text.ts'
import { fiscalYearText, printDate } from '../../kernel/wareki.ts'
import { localTaxAct } from '../../legislation/index.ts'
import { listParties } from '../../party/index.ts'
import { command } from '../../platform/command/define.ts'
import { zFiscalYear, zId, zOptionalText, zText, zVersion } from '../../platform/command/schema.ts'
import { done, type Consequence, type Decision, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { findOpenRun } from '../../platform/job/store.ts'
import * as assessments from './assessment-store.ts'
import { assessmentOf, cancelledAssessment, decideAgain, decideFirst, deriveCase, lawFor, termOf } from './decide.ts'
import { ExemptionInput } from './inputs.ts'
import { isAssessedYear, latestAssessedYear } from './law.ts'
import type { Exemption, Vehicle } from './model.ts'
import { resolvePerson } from './parties.ts'
import { refusal, refuse } from './refusals.ts'
import { earnsExemption, taxpayerOf } from './rules.ts'
import * as store from './store.ts'

// What the town decides about one vehicle: its amount, and whether it is exempted.

const zDecided = z.object({ vehicleId: z.string(), decisionNo: z.int(), annualTax: z.int(), difference: z.int() })
type Decided = z.infer<typeof zDecided>

/** 税額を決める・更正する — 地方税法463条の15・463条の16. */
export const decideAmount = command({
  name: 'tax-light-vehicle.decide-amount', title: '税額を決める', permission: 'tax-light-vehicle.approve',
  description: 'Decides or corrects the tax of one vehicle and year from what the register says now of 1 April, and charges the difference.',
  input: z.strictObject({ vehicleId: zId, fiscalYear: zFiscalYear, expectedDecisionNo: zVersion, reason: zText(100, '決める理由') }),
  output: zDecided,
  async run(tx, input) {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    await store.lockVersion(tx, input.vehicleId)
    const [last] = await store.listHistory(tx, input.vehicleId)
    if (!last) return refuse('vehicle-not-found', { field: '/vehicleId' })
    const before = (await assessments.listDecisions(tx, input.vehicleId)).find((one) => one.fiscalYear === input.fiscalYear)
    if ((before?.decisionNo ?? 0) !== input.expectedDecisionNo) return refuse('changed-meanwhile', { field: '/expectedDecisionNo' })
    return await decideVehicle(tx, { ...input, before })
  },
  async example(tx) {
    const vehicle = await store.findAnyVehicle(tx)
    const decided = vehicle && (await assessments.listDecisions(tx, vehicle.vehicleId)).find((one) => one.fiscalYear === latestAssessedYear)
    return vehicle ? { vehicleId: vehicle.vehicleId, fiscalYear: latestAssessedYear, expectedDecisionNo: decided?.decisionNo ?? 0, reason: '登録が遅れて届いたため' } : null
  },
})

interface Question { readonly vehicleId: string; readonly fiscalYear: FiscalYear; readonly reason: string; readonly before: assessments.DecidedAssessment | undefined }

/** First decision, correction, or taking back, as the facts of 1 April say today. */
async function decideVehicle(tx: Tx, { vehicleId, fiscalYear: year, reason, before }: Question): Promise<Decision<Decided>> {
  const law = lawFor(tx, year)
  const [one] = await assessments.listCases(tx, { fiscalYear: year, recordedAt: tx.now, which: { vehicleId } })
  const derived = one ? deriveCase(one, law) : null
  const place = { law, runId: null, reason }
  if (one && derived?.kind === 'assessed') {
    const assessment = assessmentOf(tx, { one, result: derived.result, fiscalYear: year, runId: null, factsAt: tx.now })
    if (before && before.annualTax === assessment.annualTax && before.partyId === assessment.partyId) return refuse('nothing-changes', { field: '/vehicleId' })
    if (!before && (await findOpenRun(tx, 'tax-light-vehicle.annual-assessment', year))) return refuse('run-waiting', { field: '/fiscalYear', year })
    await assessments.insertAssessments(tx, [assessment])
    return await answer(tx, before ? await decideAgain(tx, { before, assessment }, place) : (await decideFirst(tx, [assessment], place))[0]!, before)
  }
  if (!before || before.annualTax === 0) return refuse(derived?.kind === 'not-assessed' ? derived.why : 'not-on-assessment-date', { field: '/vehicleId', year })
  const cancelled = cancelledAssessment(tx, before)
  await assessments.insertAssessments(tx, [cancelled])
  return await answer(tx, await decideAgain(tx, { before, assessment: cancelled }, place), before)
}

async function answer(tx: Tx, after: assessments.Decision, before: assessments.Decision | undefined): Promise<Decision<Decided>> {
  const parties = await listParties(tx, [after.partyId, ...(before ? [before.partyId] : [])])
  const subjectIds = [...new Set(parties.flatMap((party) => party.residentId ?? []))]
  const value = { vehicleId: after.vehicleId, decisionNo: after.decisionNo, annualTax: after.annualTax, difference: after.annualTax - (before?.annualTax ?? 0) }
  const event = { name: 'tax-light-vehicle.amount-decided', version: 1, effectiveOn: tx.today, subjectIds, payload: { fiscalYear: after.fiscalYear, decisionNo: after.decisionNo } }
  return done(value, { subjectIds, events: [event], tasks: [letterTask(after, before, subjectIds)] })
}

function letterTask(after: assessments.Decision, before: assessments.Decision | undefined, subjectIds: readonly string[]): Consequence {
  const letter = before ? '税額変更通知書' : '納税通知書'
  return {
    code: 'tax-light-vehicle.send-notice', business: '課税', subjectIds, title: `${fiscalYearText(fiscalYear(after.fiscalYear))}の軽自動車税の${letter}を送る`, detail: before ? `年税額が${yenText(before.annualTax)}から${yenText(after.annualTax)}に変わりました。` : null,
    article: localTaxAct.art('463-17'), effectiveOn: null, deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter, effect: 'task', owner: '税務課',
  }
}

/** 減免の申請を受ける — 地方税法463条の23・条例90条. */
export const applyExemption = command({
  name: 'tax-light-vehicle.apply-exemption', title: '減免の申請を受ける', permission: 'tax-light-vehicle.write',
  description: 'Takes an application for exemption of one vehicle and year. For disabled persons the grade must be covered by the ordinance, and one vehicle a person is the most.',
  input: ExemptionInput, output: z.object({ exemptionId: z.string(), version: z.int() }),
  async run(tx, input) {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const vehicle = (await store.listHistory(tx, input.vehicleId)).at(-1)
    if (!vehicle) return refuse('vehicle-not-found', { field: '/vehicleId' })
    const isDisabled = input.ground === 'disabled-person'
    const personId = isDisabled ? ((await resolvePerson(tx, { personId: input.personId, number: input.personNumber })) ?? null) : null
    const refusals = await checkApplication(tx, { ...input, personId }, vehicle)
    if (refusals.length > 0) return refused(refusals)
    const { vehicleId, fiscalYear: year, ground, appliedOn } = input
    const exemption: Exemption = { exemptionId: newId(), version: 1, vehicleId, fiscalYear: year, ground, appliedOn, personId, handbook: isDisabled ? input.handbook : null, state: 'applied', decidedOn: null, reason: null }
    await store.keepExemption(tx, exemption)
    return done({ exemptionId: exemption.exemptionId, version: 1 }, { subjectIds: await subjectsOf(tx, vehicle, exemption) })
  },
  async example(tx) {
    const vehicle = await store.findAnyVehicle(tx, { withoutExemptionIn: latestAssessedYear })
    return vehicle ? ExemptionInput.parse({ vehicleId: vehicle.vehicleId, fiscalYear: latestAssessedYear, ground: 'special-structure', appliedOn: applicationEnd(tx, latestAssessedYear) }) : null
  },
})

/** Every reason why an application cannot be taken, in the order of the form. */
async function checkApplication(tx: Tx, input: ExemptionInput, vehicle: Vehicle): Promise<readonly Refusal[]> {
  const year = fiscalYear(input.fiscalYear)
  const until = applicationEnd(tx, year)
  const standing = (await store.listExemptions(tx, vehicle.vehicleId)).find((one) => one.fiscalYear === year && (one.state === 'applied' || one.state === 'approved'))
  return [
    ...(input.appliedOn > until ? [refusal('applied-too-late', { field: '/appliedOn', until: printDate(until) })] : []),
    ...(input.ground === 'disabled-person' ? await checkPerson(tx, input, year) : []),
    ...(standing ? [refusal('already-applied', { field: '/vehicleId', year })] : []),
  ]
}

async function checkPerson(tx: Tx, { personId, handbook }: ExemptionInput, year: FiscalYear): Promise<readonly Refusal[]> {
  if (personId === null || handbook === null) return [refusal('person-missing', { field: '/personNumber' })]
  return [
    ...(earnsExemption(handbook, lawFor(tx, year)) ? [] : [refusal('grade-not-covered', { field: '/handbook/grade' })]),
    ...((await store.findExemptionOfPerson(tx, personId, year)) ? [refusal('one-vehicle-per-person', { field: '/personNumber', year })] : []),
  ]
}

/** Last day of applications for a year: the due date, or some days before it by ordinance — 減免の申請期限. */
function applicationEnd(tx: Tx, year: FiscalYear): PlainDate {
  const law = lawFor(tx, year)
  return addDays(termOf(tx, law), -law.exemptionTerms.daysBeforeDue)
}

/** 減免を決める・取り消す — 地方税法463条の23. */
export const decideExemption = command({
  name: 'tax-light-vehicle.decide-exemption', title: '減免を決める', permission: 'tax-light-vehicle.approve',
  description: 'Approves, refuses or revokes an exemption. Where the year has been decided already, the amount is decided again at once.',
  input: z.strictObject({ exemptionId: zId, expectedVersion: zVersion, decision: z.enum(['approved', 'refused', 'revoked'], { error: '認める・認めない・取り消すのどれかを選んでください。' }), reason: zOptionalText(100, '理由').default(null) }),
  output: z.object({ exemptionId: z.string(), version: z.int(), annualTax: z.int().nullable() }),
  async run(tx, input) {
    const standing = await store.findExemption(tx, input.exemptionId)
    if (!standing) return refuse('exemption-not-found', { field: '/exemptionId' })
    if (standing.version !== input.expectedVersion) return refuse('changed-meanwhile', { field: '/expectedVersion' })
    if (standing.state !== (input.decision === 'revoked' ? 'approved' : 'applied')) return refuse('exemption-already-decided', { field: '/decision' })
    await store.lockVersion(tx, standing.vehicleId)
    const decided: Exemption = { ...standing, version: standing.version + 1, state: input.decision, decidedOn: tx.today, reason: input.reason }
    await store.keepExemption(tx, decided)
    const before = (await assessments.listDecisions(tx, standing.vehicleId)).find((one) => one.fiscalYear === standing.fiscalYear)
    const again = before && input.decision !== 'refused' ? await decideVehicle(tx, { vehicleId: standing.vehicleId, fiscalYear: fiscalYear(standing.fiscalYear), reason: input.decision === 'approved' ? '減免' : '減免の取消し', before }) : null
    const vehicle = (await store.listHistory(tx, standing.vehicleId)).at(-1)!
    const value = { exemptionId: decided.exemptionId, version: decided.version, annualTax: again?.ok ? again.value.annualTax : (before?.annualTax ?? null) }
    return done(value, { subjectIds: await subjectsOf(tx, vehicle, decided), ...(again?.ok ? { events: again.events, tasks: again.tasks } : {}) })
  },
  async example(tx) {
    const exemption = await store.findAnyStandingExemption(tx)
    return exemption ? { exemptionId: exemption.exemptionId, expectedVersion: exemption.version, decision: exemption.state === 'applied' ? ('approved' as const) : ('revoked' as const), reason: '普通車で減免を受けているため' } : null
  },
})

/** The persons an exemption is about: the taxpayer and the disabled person. */
async function subjectsOf(tx: Tx, vehicle: Vehicle, { personId }: Exemption): Promise<readonly string[]> {
  const parties = await listParties(tx, [taxpayerOf(vehicle)])
  return [...new Set([...parties.flatMap((party) => party.residentId ?? []), ...(personId === null ? [] : [personId])])]
}

import { z } from 'zod'
import { refused, type Refusal } from '../../../kernel/outcome.ts'
import { checkOrdinance } from '../../../legislation/index.ts'
import { command } from '../../../platform/command/define.ts'
import { zFiscalYear, zId, zText } from '../../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../../platform/command/tx.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { job } from '../../../platform/job/define.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { incomeYearOf } from '../model.ts'
import { countWithoutStatements } from '../premises/premises-store.ts'
import { refusal, refuse } from '../refusals.ts'
import { countPersonsWithStatements } from '../store.ts'
import { askForPage, calculatePage, pageJob, statementsAtFirst } from './calculate.ts'
import type { Supposition, WhatIf } from './model.ts'
import { changeWhatIfState, deleteChanges, insertWhatIf, listRunningWhatIfs, listWhatIfs, lockWhatIf } from './store.ts'

const SuppositionInput = z.strictObject({
  title: zText(60, '名前'),
  /** The year whose facts are calculated. */
  fiscalYear: zFiscalYear,
  values: z.array(z.strictObject({ concept: zText(100, '項目'), value: z.json() })).max(20).default([]),
  lawYear: zFiscalYear.nullable().default(null),
})
type SuppositionInput = z.output<typeof SuppositionInput>

const WhatIfId = z.strictObject({ whatIfId: zId })

/** Calculates everybody with other values of the ordinance or the law of another year; decides nothing — 影響の試算. */
export const suppose = command({
  name: 'tax-individual.suppose',
  title: '条例・法令を変えた場合の試算を始める',
  permission: 'tax-individual.write',
  description: 'Calculates every person of a fiscal year twice, by the values in force and by those supposed, and keeps sums, classes and whose amount changes. Goes on in pages behind the press.',
  input: SuppositionInput,
  output: z.object({ whatIfId: zId }),
  async run(tx, input) {
    const refusals = refusalsOf(input)
    if (refusals.length > 0) return refused(refusals)
    const expected = (await countPersonsWithStatements(tx, incomeYearOf(input.fiscalYear))) + (await countWithoutStatements(tx, input.fiscalYear))
    if (expected === 0) return refuse('no-statement', { field: '/fiscalYear', year: input.fiscalYear })
    const whatIfId = newId()
    const supposition: Supposition = { values: input.values, lawYear: input.lawYear === input.fiscalYear ? null : input.lawYear }
    await insertWhatIf(tx, { whatIfId, title: input.title, fiscalYear: input.fiscalYear, supposition, expected })
    // The first look comes with the press; the further pages follow on the queue.
    await calculatePage(tx, whatIfId, statementsAtFirst)
    return done({ whatIfId })
  },
  async example(tx) {
    if ((await countPersonsWithStatements(tx, incomeYearOf(latestAssessedYear))) === 0) return null
    return SuppositionInput.parse({ title: '均等割を500円上げた場合', fiscalYear: latestAssessedYear, values: [{ concept: 'tax-individual.city-per-capita-levy', value: 3_500 }] })
  },
})

function refusalsOf(input: SuppositionInput): readonly Refusal[] {
  const { fiscalYear, lawYear, values } = input
  const refusals: Refusal[] = []
  if (!isAssessedYear(fiscalYear)) refusals.push(refusal('year-not-ready', { field: '/fiscalYear', year: fiscalYear }))
  if (lawYear !== null && !isAssessedYear(lawYear)) refusals.push(refusal('year-not-ready', { field: '/lawYear', year: lawYear }))
  if (values.length === 0 && (lawYear === null || lawYear === fiscalYear)) refusals.push(refusal('nothing-supposed', { field: '/values' }))
  if (new Set(values.map((one) => one.concept)).size < values.length) refusals.push(refusal('supposed-twice', { field: '/values' }))
  return [...refusals, ...values.flatMap((one, index) => refusalsOfValue(one, { field: `/values/${index}`, year: lawYear ?? fiscalYear }))]
}

/** As for a proposal of the ordinance: what the law fixes, or what is above its ceiling, cannot be supposed either. */
function refusalsOfValue({ concept, value }: SuppositionInput['values'][number], { field, year }: { readonly field: string; readonly year: number }): readonly Refusal[] {
  if (!concept.startsWith('tax-individual.')) return [refusal('supposed-elsewhere', { field: `${field}/concept` })]
  const checked = checkOrdinance(concept, value, year)
  return checked.ok ? [] : checked.refusals.map((one) => ({ ...one, field: `${field}${one.field === '/concept' ? '/concept' : '/value'}` }))
}

/** Stops at the end of the present page — 試算を止める. */
export const cancelWhatIf = command({
  name: 'tax-individual.cancel-what-if', title: '試算を止める', permission: 'tax-individual.write', description: 'Stops a calculation with supposed values at the end of its page; it can be resumed.',
  input: WhatIfId, output: WhatIfId,
  run: async (tx, input) => await change(tx, input, { why: (one) => (one.state === 'running' ? null : 'what-if-not-running'), state: 'stopped' }),
  example: (tx) => anyOf(tx, ['running', 'done']),
})

/** Goes on after the last page — 試算を続ける. */
export const resumeWhatIf = command({
  name: 'tax-individual.resume-what-if', title: '試算を続ける', permission: 'tax-individual.write', description: 'Goes on with a stopped calculation after its last page.',
  input: WhatIfId, output: WhatIfId,
  run: async (tx, input) => await change(tx, input, { why: (one) => (one.state === 'stopped' ? null : 'what-if-not-stopped'), state: 'running', after: (one) => askForPage(tx, one) }),
  example: (tx) => anyOf(tx, ['stopped', 'done']),
})

/** Throws the list of persons away; sums and conditions stay as a record — 試算を捨てる. */
export const withdrawWhatIf = command({
  name: 'tax-individual.withdraw-what-if', title: '試算の一覧を捨てる', permission: 'tax-individual.write', description: 'Deletes the persons of a calculation, and ends one that is still running. Its conditions and sums stay.',
  input: WhatIfId, output: WhatIfId,
  run: async (tx, input) => await change(tx, input, { why: (one) => (one.state === 'discarded' ? 'what-if-withdrawn' : null), state: 'discarded', after: (one) => deleteChanges(tx, one.whatIfId) }),
  example: (tx) => anyOf(tx, ['done', 'stopped', 'running']),
})

interface Changing {
  /** Key of the refusal where it may not be, or null. */
  why(one: WhatIf): 'what-if-not-running' | 'what-if-not-stopped' | 'what-if-withdrawn' | null
  readonly state: WhatIf['state']
  after?(one: WhatIf): Promise<void>
}

/** Another state of a calculation, which nobody else changes meanwhile. */
async function change(tx: Tx, { whatIfId }: z.output<typeof WhatIfId>, { why, state, after }: Changing): Promise<Decision<z.output<typeof WhatIfId>>> {
  const one = await lockWhatIf(tx, whatIfId)
  const obstacle = one === undefined ? 'what-if-not-found' : why(one)
  if (one === undefined || obstacle !== null) return refuse(obstacle ?? 'what-if-not-found')
  await changeWhatIfState(tx, whatIfId, state)
  await after?.(one)
  return done({ whatIfId })
}

/** One of the first of these states that there is. */
export async function anyOf(tx: Tx, states: readonly WhatIf['state'][]): Promise<{ whatIfId: string } | null> {
  const all = await listWhatIfs(tx, 50)
  for (const state of states) {
    const one = all.find((each) => each.state === state)
    if (one) return { whatIfId: one.whatIfId }
  }
  return null
}

/** The next page of a calculation. Killed anywhere, it is done again from the page before — 試算の一頁. */
export const calculateWhatIf = job({
  name: pageJob, title: '試算の次の頁を計算する', payload: z.object({ whatIfId: z.uuid() }),
  run: (tx, { whatIfId }) => calculatePage(tx, whatIfId),
  example: (tx) => anyOf(tx, ['running', 'done', 'stopped']),
})

/** Takes up calculations that a crash left, every ten minutes — 止まった試算を続ける. */
export const takeUpWhatIfs = job({
  name: 'tax-individual.take-up-what-ifs', title: '止まった試算を続ける', payload: z.object({}), schedule: '*/10 * * * *',
  async run(tx) { for (const one of await listRunningWhatIfs(tx)) await askForPage(tx, one) },
  example: async () => ({}),
})


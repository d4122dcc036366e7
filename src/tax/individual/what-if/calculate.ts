import { stopwatch } from '../../../platform/clock/index.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { enqueue } from '../../../platform/job/store.ts'
import { type Claimed, lawFor, loadClaimed, loadPage, mergerUnder, type PersonCase, whyNot } from '../facts.ts'
import { resolveLaw, type IndividualTaxLaw } from '../law.ts'
import { assessmentDateOf } from '../model.ts'
import { assess } from '../rules/assess.ts'
import type { WhatIf } from './model.ts'
import { addPage, type Change } from './sums.ts'
import { insertChanges, keepWhatIfPage, lockWhatIf } from './store.ts'

/** Name of the job that does one page and asks for the next. */
export const pageJob = 'tax-individual.calculate-what-if'
/** Statements of a page, as of the annual run. */
export const statementsInPage = 1_000

/** Statements of the first page, done with the press: enough to see whether the question was the right one. */
export const statementsAtFirst = 200

/** Does the next page and asks for the one after it; nothing where it was stopped meanwhile. */
export async function calculatePage(tx: Tx, whatIfId: string, limit = statementsInPage): Promise<void> {
  const one = await lockWhatIf(tx, whatIfId)
  if (one === undefined || one.state !== 'running') return
  const watch = stopwatch()
  const place = { fiscalYear: one.fiscalYear, assessmentDate: assessmentDateOf(one.fiscalYear), recordedAt: one.knownAt, after: one.cursor, limit }
  const { cases, next } = await loadPage(tx, place)
  const assessable = cases.filter((person) => whyNot(person, one.fiscalYear) === null)
  const claimed = await loadClaimed(tx, assessable, { fiscalYear: one.fiscalYear, recordedAt: one.knownAt })
  const [before, after] = [annualTaxUnder(lawFor(tx, one.fiscalYear, one.knownAt), claimed), annualTaxUnder(supposedLaw(tx, one), claimed)]
  const changes: Change[] = []
  for (const person of assessable) {
    await tx.giveWay()
    changes.push({ personId: person.personId, before: before(person), after: after(person) })
  }
  await insertChanges(tx, whatIfId, changes.filter((change) => change.before !== change.after))
  await keepWhatIfPage(tx, whatIfId, { sums: addPage(one.sums, changes, cases.length - assessable.length), read: cases.length, next, ms: Math.round(watch() * 1000) })
  if (next !== null) await askForPage(tx, { ...one, pages: one.pages + 1 })
}

/** One page is on the queue once, however often it is asked for. */
export async function askForPage(tx: Tx, one: Pick<WhatIf, 'whatIfId' | 'pages'>): Promise<void> {
  await enqueue(tx, { task: pageJob, payload: { whatIfId: one.whatIfId }, key: `what-if:${one.whatIfId}:${one.pages}` })
}

/** What a person owes under a law; the income of the family follows the same law. */
function annualTaxUnder(law: IndividualTaxLaw, claimed: Claimed): (one: PersonCase) => Change['before'] {
  const mergeOne = mergerUnder(law, claimed)
  return (one) => assess(mergeOne(one).facts, law).amounts.annualTax
}

/** The law as it is supposed to be: rows of another year where one is named, the town's values, over them those supposed. */
export function supposedLaw(tx: Tx, { fiscalYear, supposition, knownAt }: Pick<WhatIf, 'fiscalYear' | 'supposition' | 'knownAt'>): IndividualTaxLaw {
  const lawYear = supposition.lawYear ?? fiscalYear
  const ordinance = { ...tx.office.ordinanceOn(assessmentDateOf(lawYear), knownAt), ...Object.fromEntries(supposition.values.map(({ concept, value }) => [concept, value])) }
  // Ages and the income year stay those of the year whose facts are calculated.
  return { ...resolveLaw({ fiscalYear: lawYear, designatedCity: tx.office.designatedCity, ordinance, knownAt }), fiscalYear }
}

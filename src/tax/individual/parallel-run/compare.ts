import { setImmediate as turn } from 'node:timers/promises'
import type { FiscalYear } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { lawFor } from '../facts.ts'
import { listPersonsByNumber } from '../returns/return-store.ts'
import type { Cause, Difference, OurResult, TheirResult } from './model.ts'
import { differenceOf } from './rules/cause.ts'
import * as store from './store.ts'

/** Persons compared at a time. */
const pageSize = 1_000

/** What a comparison found. */
export interface Compared { readonly same: number; readonly causes: Partial<Record<Cause, number>> }

/** Lays the results of another system beside ours, person by person, and keeps every difference — 並行稼働の突合. */
export async function compareResults(tx: Tx, loadId: string, { fiscalYear, results }: { readonly fiscalYear: FiscalYear; readonly results: readonly TheirResult[] }): Promise<Compared> {
  const comparison = new Comparison(tx, loadId, { fiscalYear, explained: await explanationsBefore(tx, fiscalYear) })
  for (let from = 0; from < results.length; from += pageSize) await comparison.addTheirs(results.slice(from, from + pageSize))
  await comparison.addRestOfOurs()
  return comparison.found
}

type Explanation = Pick<store.KeptDifference, 'reason' | 'explainedAt' | 'explainedBy' | 'explainedByName'>
const unexplained: Explanation = { reason: null, explainedAt: null, explainedBy: null, explainedByName: null }

/** Explanations of the load before, by what they explain. */
async function explanationsBefore(tx: Tx, fiscalYear: FiscalYear): Promise<ReadonlyMap<string, Explanation>> {
  const [last] = await store.listRuns(tx, fiscalYear, 1)
  const explained = last ? await store.listExplained(tx, last.loadId) : []
  return new Map(explained.map((one) => [keyOf(one.personId ?? one.number ?? '', one), one]))
}

function keyOf(who: string, { cause, theirs, ours, line }: Difference): string {
  return JSON.stringify([who, cause, theirs, ours, line])
}

class Comparison {
  readonly #tx: Tx
  readonly #loadId: string
  readonly #fiscalYear: FiscalYear
  readonly #explained: ReadonlyMap<string, Explanation>
  readonly #unit: number
  readonly #seen = new Set<string>()
  #no = 0
  readonly found: { same: number; readonly causes: Partial<Record<Cause, number>> } = { same: 0, causes: {} }

  constructor(tx: Tx, loadId: string, { fiscalYear, explained }: { readonly fiscalYear: FiscalYear; readonly explained: ReadonlyMap<string, Explanation> }) {
    this.#tx = tx
    this.#loadId = loadId
    this.#fiscalYear = fiscalYear
    this.#explained = explained
    this.#unit = lawFor(tx, fiscalYear).roundingUnits.tax
  }

  async addTheirs(page: readonly TheirResult[]): Promise<void> {
    const persons = await listPersonsByNumber(this.#tx, page.map((one) => one.number))
    const ours = await store.listOurs(this.#tx, this.#fiscalYear, [...persons.values()])
    await this.#keep(page.map((theirs) => {
      const personId = persons.get(theirs.number) ?? null
      if (personId !== null) this.#seen.add(personId)
      return { theirs, ours: personId === null ? null : (ours.get(personId) ?? null), personId }
    }))
    await turn()
  }

  /** Whom we tax and the file does not know. */
  async addRestOfOurs(): Promise<void> {
    for (let after: string | null = null; ;) {
      const page: readonly OurResult[] = await store.pageOfOurs(this.#tx, { fiscalYear: this.#fiscalYear, after, limit: pageSize })
      await this.#keep(page.filter((one) => !this.#seen.has(one.personId)).map((ours) => ({ theirs: null, ours, personId: ours.personId })))
      if (page.length < pageSize) return
      after = page.at(-1)!.personId
      await turn()
    }
  }

  async #keep(pairs: readonly { readonly theirs: TheirResult | null; readonly ours: OurResult | null; readonly personId: string | null }[]): Promise<void> {
    const kept: store.KeptDifference[] = []
    for (const { theirs, ours, personId } of pairs) {
      const difference = differenceOf(theirs, ours, this.#unit)
      if (difference === null) { if (theirs !== null) this.found.same += 1; continue }
      this.#no += 1
      this.found.causes[difference.cause] = (this.found.causes[difference.cause] ?? 0) + 1
      const number = theirs?.number ?? null
      kept.push({ ...difference, no: this.#no, lineNo: theirs?.line ?? null, number, personId, ...this.#explanationOf(personId ?? number ?? '', difference) })
    }
    await store.insertDifferences(this.#tx, this.#loadId, kept)
  }

  #explanationOf(who: string, difference: Difference): Explanation {
    const { reason, explainedAt, explainedBy, explainedByName } = this.#explained.get(keyOf(who, difference)) ?? unexplained
    return { reason, explainedAt, explainedBy, explainedByName }
  }
}

import { z } from 'zod'
import { zDate } from '../../platform/command/schema.ts'
import type { Extraction, ExtractionPage } from '../lists/extraction-model.ts'
import type { ExtractionMethod } from '../lists/extraction.ts'
import { differencesAtMost, type MovementsResult, type PopulationResult } from './model.ts'
import { findHouseholdPage, findPersonPage, listCountedResidents, listCountedTimelines } from './queries.ts'
import { countMovements } from './rules/movements.ts'
import { countPopulation } from './rules/population.ts'

export const zPopulationInput = z.strictObject({ on: zDate })
export const zMovementsInput = z.strictObject({ from: zDate, to: zDate })

/** Counts residents and households of a day, whole households at a time — 人口・世帯数の集計. */
export const populationMethod = (householdsAPage = 4000): ExtractionMethod => ({
  kind: 'population', empty: { counts: {} } satisfies PopulationResult,
  async page(tx, one): Promise<ExtractionPage> {
    const { on } = zPopulationInput.parse(one.input)
    const { counts } = one.result as PopulationResult
    const page = await findHouseholdPage(tx, one.cursor, householdsAPage)
    if (page.last !== null) countPopulation(counts, await listCountedResidents(tx, boundsOf(one, page.last), on), on)
    return { result: { counts } satisfies PopulationResult, read: page.read, next: page.next }
  },
})

/** Counts who came, went, was born and died in a period, and holds the sums against the residents of each month's end — 人口の動きの集計. */
export const movementsMethod = (personsAPage = 10_000): ExtractionMethod => ({
  kind: 'movements', empty: { counts: {}, differences: [], differing: 0 } satisfies MovementsResult,
  async page(tx, one): Promise<ExtractionPage> {
    const period = zMovementsInput.parse(one.input)
    const { counts, differences, differing } = one.result as MovementsResult
    const page = await findPersonPage(tx, one.cursor, personsAPage)
    const wrong: string[] = []
    if (page.last !== null) {
      for (const [personId, timeline] of await listCountedTimelines(tx, boundsOf(one, page.last), period.to)) {
        if (!countMovements(counts, timeline, period)) wrong.push(personId)
      }
    }
    const result: MovementsResult = { counts, differences: [...differences, ...wrong].slice(0, differencesAtMost), differing: differing + wrong.length }
    return { result, read: page.read, next: page.next }
  },
})

function boundsOf(one: Extraction, last: string) {
  return { after: one.cursor, last, knownAt: one.knownAt }
}

import { samplePassword } from '../../access/index.ts'
import type { BuildingBench, BuildingFigure } from './figure.ts'
import { openTrial, protect, tryGuard, tryKeptOutcomes, tryOutputs, tryPages, tryQueries, type Tried, type Visit } from './s6-trials.ts'
import { withTrialHouse, type TrialHouse } from './trial-house.ts'

/** S6: every output there is, tried against protected persons by officers who may not look behind. */
export const protectionBench: BuildingBench = {
  id: 'S6', title: 'leaks of every output tried against protected persons',
  async run(options) {
    const residents = options.count ?? 300
    return await withTrialHouse(residents, async (house) => {
      const visits: Visit[] = []
      for (const loginId of ['okamoto', 'nishino', 'admin']) visits.push(await signIn(house, loginId))
      const trial = await openTrial(house.towns, visits)
      const hidden = trial.book.persons.map((person) => person.personId)
      await protect(house.towns.a, hidden)
      const parts: readonly (readonly [string, Tried])[] = [
        ['queries', await tryQueries(trial, hidden)], ['kept outcomes', await tryKeptOutcomes(trial, hidden)], ['papers, files and lists', await tryOutputs(trial, hidden)],
        ['pages', await tryPages(trial, hidden, visits.slice(1))], ['answers of the guard', await tryGuard(trial, hidden)],
      ]
      for (const [name, tried] of parts) options.print(`  ${name}: ${tried.tries} tries, ${tried.failures.length} leaks`)
      for (const [, tried] of parts) for (const failure of tried.failures) options.print(`    ${failure}`)
      return figureOf(parts, hidden.length)
    })
  },
}

function figureOf(parts: readonly (readonly [string, Tried])[], persons: number): BuildingFigure {
  const [leaks, tries] = [parts.reduce((sum, [, tried]) => sum + tried.failures.length, 0), parts.reduce((sum, [, tried]) => sum + tried.tries, 0)]
  return {
    place: `${persons} protected persons`, value: leaks, unit: 'leaks', better: 'lower', must: 0, aim: null, ratio: 0, holds: parts.every(([, tried]) => tried.telling > 0),
    floor: { name: 'tries', value: tries, unit: 'tries' }, more: Object.fromEntries(parts.map(([name, tried]) => [name, tried.tries])),
  }
}

/** Signs a member of the sample staff in over HTTP, and opens pages of the first town with the cookie. */
async function signIn({ base, towns }: TrialHouse, loginId: string): Promise<Visit> {
  const form = new URLSearchParams({ town: towns.a.code, loginId, password: samplePassword })
  const answer = await fetch(base, { method: 'POST', body: form, redirect: 'manual' })
  const cookie = /yakuba_session=[^;]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0]
  if (cookie === undefined) throw new Error(`${loginId} could not sign in: ${answer.status}`)
  return async (path) => {
    const response = await fetch(`${base}${towns.a.code}/${path}`, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' })
    return { status: response.status, body: await response.text() }
  }
}

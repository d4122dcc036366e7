import { fillTown } from '../../src/app/sample/fill.ts'
import { enterSampleOrdinance } from '../../src/tenancy/index.ts'
import type { Towns } from './town.ts'

/** Fills both towns of a test file with invented residents, the same ones every time. */
export async function fillBoth(towns: Towns, residents = 200): Promise<void> {
  for (const town of [towns.a, towns.b]) await town.tx(enterSampleOrdinance)
  await fillTown(towns.yakuba, towns.a.tenant, { residents, seed: 11 })
  await fillTown(towns.yakuba, towns.b.tenant, { residents, seed: 12 })
}

import { isResident, listPersonsOn, listResidentIdsOn } from '../../resident/index.ts'
import { carry } from '../../platform/job/courier.ts'
import { systemCaller } from '../../platform/job/worker.ts'
import { valueOf, type TrialTown, type TrialTowns } from './trial-town.ts'

/** Carries everything that waits between the two towns, there and back. */
export async function carryBetween({ a, b, yakuba }: TrialTowns): Promise<void> {
  for (const courier of yakuba.registry.couriers.values()) {
    for (const sender of [a, b, a]) await carry({ runner: yakuba.runner, findTenant: yakuba.findTenant, callerOf: (tenant) => systemCaller(tenant, courier.name) }, courier, sender.tenant)
  }
}

/** A resident of each town asks at the counter of the other for a copy of the record, and is answered: what prints it finds something to print. */
export async function visitNeighbours(towns: TrialTowns): Promise<void> {
  for (const [here, home] of [[towns.a, towns.b], [towns.b, towns.a]] as const) await visitOnce(towns, here, home)
}

async function visitOnce(towns: TrialTowns, here: TrialTown, home: TrialTown): Promise<void> {
  const ask = towns.yakuba.registry.commands.get('certificates.ask-home-town')
  const seen = towns.yakuba.registry.queries.get('certificates.inter-municipal-request')
  if (ask === undefined || seen === undefined) throw new Error('the building issues copies that other towns keep')
  const persons = await home.tx(async (tx) => await listPersonsOn(tx, await listResidentIdsOn(tx, { limit: 20 })))
  for (const { name, birth, sex } of persons.filter(isResident)) {
    const value = valueOf(await here.run(ask, { homeCode: home.code, asker: { name, birthOn: birth.calc, sex }, scope: 'household', items: [], identityCheck: 'passport', purpose: null, exemption: null, copies: 1 })) as { requestId: string }
    await carryBetween(towns)
    const view = valueOf(await here.ask(seen, value)) as { readonly state: string }
    if (view.state === 'ready') return
  }
  throw new Error('somebody of the sample may have a copy elsewhere')
}

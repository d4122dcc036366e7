import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { groupBy } from '../group.ts'
import { demandedOn } from '../late/demands.ts'
import { listAcknowledgements, listDeferrals } from '../late/events.ts'
import { listChargesInPlans } from '../late/plan-store.ts'
import { listDeferred } from '../late/relief-store.ts'
import type { ClaimEvent } from './model.ts'

// What disposition of delinquency asks of the rooms beside it.

/** The day from which a served demand counts, by instalment — 督促の日. */
export const demandedDays: (tx: Tx, chargeIds: readonly string[]) => Promise<ReadonlyMap<string, PlainDate>> = demandedOn

/** Acknowledgements and extensions that other rooms keep, by instalment — 承認・猶予. */
export async function listForeignEvents(tx: Tx, chargeIds: readonly string[]): Promise<ReadonlyMap<string, readonly ClaimEvent[]>> {
  const acknowledged = (await listAcknowledgements(tx, chargeIds)).map(({ chargeId, on }): [string, ClaimEvent] => [chargeId, { kind: 'acknowledgement', on, until: null }])
  const deferred = (await listDeferrals(tx, chargeIds)).map(({ chargeId, from, to }): [string, ClaimEvent] => [chargeId, { kind: 'extension', on: from, until: to }])
  return new Map([...groupBy([...acknowledged, ...deferred], ([chargeId]) => chargeId)].map(([chargeId, list]) => [chargeId, list.map(([, event]) => event)]))
}

/** Instalments that may not be seized today because of an extension or a plan that is kept, with the word for it — 猶予中・分納中. */
export async function listForborne(tx: Tx, chargeIds: readonly string[]): Promise<ReadonlyMap<string, 'extension' | 'plan'>> {
  const planned = (await listChargesInPlans(tx, chargeIds)).filter((row) => row.behind_since === null && !row.is_waiting).map((row) => [row.charge_id, 'plan'] as const)
  const deferred = (await listDeferred(tx, chargeIds, tx.today)).map((row) => [row.charge_id, 'extension'] as const)
  return new Map<string, 'extension' | 'plan'>([...planned, ...deferred])
}

import type { PlainDate } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { enforcementStates } from '../enforcement/standing.ts'
import { listDemands, type Service } from './demands.ts'
import { listChargesInPlans } from './plan-store.ts'
import { listDeferred } from './relief-store.ts'

/** Something that is true of an instalment on a day: demanded, in a plan, deferred, seized — 期の状態. */
export interface ChargeState {
  readonly chargeId: string
  readonly words: string
  readonly tone: 'plain' | 'info' | 'alert'
}

/** Tells states of instalments; each room of collection has one. */
export type ChargeStateSource = (tx: Tx, chargeIds: readonly string[], on: PlainDate) => Promise<readonly ChargeState[]>

const serviceWords: Readonly<Record<Service, string>> = { mail: '', returned: '（返戻）', 'by-hand': '（手渡し）', 'public-notice': '（公示送達）' }

const demandStates: ChargeStateSource = async (tx, chargeIds) => [...(await listDemands(tx, chargeIds)).values()].map((demand) => ({
  chargeId: demand.chargeId, words: `督促 ${printDate(demand.issuedOn, 'letter')}${serviceWords[demand.service]}`, tone: demand.service === 'returned' ? 'alert' : 'plain',
}))

const planStates: ChargeStateSource = async (tx, chargeIds) => (await listChargesInPlans(tx, chargeIds)).map(({ charge_id: chargeId, behind_since: since, is_waiting: isWaiting }) => {
  if (isWaiting) return { chargeId, words: '分納の決裁待ち', tone: 'plain' }
  return { chargeId, words: since === null ? '分納中' : `分納 ${printDate(since, 'letter')}から不履行`, tone: since === null ? 'info' : 'alert' }
})

const reliefStates: ChargeStateSource = async (tx, chargeIds, on) => (await listDeferred(tx, chargeIds, on)).map((row) => ({ chargeId: row.charge_id, words: `猶予中 ${printDate(row.until_on, 'letter')}まで`, tone: 'info' }))

/** The sources of this context. */
export const chargeStateSources: readonly ChargeStateSource[] = [demandStates, planStates, reliefStates, enforcementStates]

/** The states of these instalments, in the order of the sources. */
export async function statesOf(tx: Tx, chargeIds: readonly string[], on: PlainDate): Promise<readonly ChargeState[]> {
  const states: ChargeState[] = []
  for (const source of chargeStateSources) states.push(...await source(tx, chargeIds, on))
  return states
}

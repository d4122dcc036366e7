import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { listStandingDemands, type DemandRow } from './demand-store.ts'

// What others of this context ask of demands: seizure, prescription, certificates.

/** How a demand reached the addressee — 送達. */
export type Service =
  /** By post, not come back: taken to have arrived. */
  | 'mail'
  /** Came back from the post; not served. */
  | 'returned'
  /** Came back, then handed over. */
  | 'by-hand'
  /** Came back, then posted in public. */
  | 'public-notice'

/** The demand that stands for an instalment — 督促. */
export interface Demand {
  readonly demandId: string
  readonly chargeId: string
  /** 発付番号 */
  readonly letterNo: string
  /** 督促状を発した日 */
  readonly issuedOn: PlainDate
  readonly service: Service
  /**
   * The day from which the ten days to a seizure and the renewal of prescription are counted: the day of issue, or the day of
   * service where the letter had come back. Null while it is not served, and where that day has not come.
   */
  readonly countsFrom: PlainDate | null
}

/** The demands that stand for these instalments, by instalment; one that was never demanded is not in it — 督促の状況. */
export async function listDemands(tx: Tx, chargeIds: readonly string[]): Promise<ReadonlyMap<string, Demand>> {
  return new Map((await listStandingDemands(tx, chargeIds)).map((row) => [row.charge_id, demandOf(row, tx.today)]))
}

/** The day from which a served demand counts, by instalment; without a served demand an instalment is not in it — 督促の日. */
export async function demandedOn(tx: Tx, chargeIds: readonly string[]): Promise<ReadonlyMap<string, PlainDate>> {
  return new Map([...(await listDemands(tx, chargeIds)).values()].flatMap((demand) => (demand.countsFrom === null ? [] : [[demand.chargeId, demand.countsFrom] as const])))
}

export function demandOf(row: DemandRow, today: PlainDate): Demand {
  const service = serviceOf(row)
  const from = service === 'mail' ? row.issued_on : row.served_on
  return { demandId: row.demand_id, chargeId: row.charge_id, letterNo: row.letter_no, issuedOn: row.issued_on, service, countsFrom: from !== null && from <= today ? from : null }
}

function serviceOf(row: DemandRow): Service {
  if (row.returned_on === null) return 'mail'
  if (row.served_on === null) return 'returned'
  return row.notice_id === null ? 'by-hand' : 'public-notice'
}

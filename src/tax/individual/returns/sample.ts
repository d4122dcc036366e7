import type { PlainDate } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { takeNumbers, padNumber } from '../../../platform/number/index.ts'
import { numberDigits, numberKind } from './payer-number.ts'
import * as store from './payer-store.ts'

/** Registers whoever reported something to a practice town, with summary sheets that agree with what arrived — 研修の町の支払者. */
export async function enterSamplePayers(tx: Tx): Promise<void> {
  if (await store.findAnyPayer(tx) !== undefined) return
  const reported = await store.listReported(tx)
  const keys = [...new Set(reported.map((one) => `${one.report}:${one.partyId}`))]
  if (keys.length === 0) return
  const first = await takeNumbers(tx, numberKind, keys.length)
  const payers = new Map(keys.map((key, index) => [key, newId(), padNumber(first + index, numberDigits)] as const).map(([key, payerId, designationNumber]) => [key, { payerId, designationNumber }]))
  await store.insertPayers(tx, [...payers].map(([key, one]) => ({ ...one, version: 1, report: key.split(':')[0] as store.Payer['report'], partyId: key.split(':')[1]! })))
  await store.insertFirstSummaries(tx, reported.map((one) => ({ payerId: payers.get(`${one.report}:${one.partyId}`)!.payerId, incomeYear: one.incomeYear, persons: one.persons, total: one.total, receivedOn: `${one.incomeYear + 1}-01-31` as PlainDate })))
}

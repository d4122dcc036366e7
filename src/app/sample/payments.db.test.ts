import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { loadPaymentFile } from '../../collection/commands.ts'
import { declareLevies, issueSlips, listBalancesOfParty, raiseCharges } from '../../collection/index.ts'
import { postPageOfFile } from '../../collection/payments.ts'
import { registerOutsider } from '../../party/commands.ts'
import { listPayableCodes, paymentFile } from './payments.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-10T01:00:00Z' })
beforeAll(() => { declareLevies([{ code: 'bathing-tax', number: '91', title: '入湯税', shortTitle: '入湯税', article: '701-2' }]) })

/** Two slips of one addressee, payable until the due date. */
async function slipsIn(town: Town): Promise<string> {
  const { partyId } = valueOf(await town.run(registerOutsider, { name: '遠山　渚', kana: null, postalCode: '9990001', address: '遠浦県沖見市灯台町一丁目2番3号', phone: null, validFrom: '2026-04-01', isSomebodyElse: true }))
  const { chargeIds } = await town.tx((tx) => raiseCharges(tx, [10_800, 7_200].map((amount) => ({
    levyCode: 'bathing-tax', sourceId: randomUUID(), instalment: 0, fiscalYear: fiscalYear(2026), partyId, subjectId: null, noticeNo: null, dueOn: plainDate('2026-06-01'), amount: yen(amount),
  }))))
  await town.tx((tx) => issueSlips(tx, chargeIds.map((chargeId) => ({ chargeIds: [chargeId], usableUntil: plainDate('2026-06-01') }))))
  return partyId
}

const report = { day: '20260510', time: '1015', fundsDay: '20260520' }

async function takeIn(town: Town, file: string): Promise<void> {
  const { fileId } = valueOf(await town.run(loadPaymentFile, { content: Buffer.from(file).toString('base64') }))
  for (let finished = false; !finished;) finished = (await town.tx((tx) => postPageOfFile(tx, fileId))).isFinished
}

test('the file made for a practice town pays its slips, preliminary and confirmed, and asks for nothing twice', async () => {
  const partyId = await slipsIn(towns.a)
  await slipsIn(towns.b)
  const codes = await towns.a.tx((tx) => listPayableCodes(tx, 10))
  expect(codes).toHaveLength(2)
  const others = await towns.b.tx((tx) => listPayableCodes(tx, 10))
  expect(codes.filter((code) => others.includes(code))).toEqual([])
  await takeIn(towns.a, paymentFile(codes, { kind: 'preliminary', ...report }))
  await takeIn(towns.a, paymentFile(codes, { kind: 'confirmed', ...report }))
  const balances = await towns.a.tx((tx) => listBalancesOfParty(tx, partyId))
  expect(balances.map((one) => [one.charged, one.balance, one.overpaid]).sort()).toEqual([[10_800, 0, 0], [7_200, 0, 0]].sort())
  expect(await towns.a.tx((tx) => listPayableCodes(tx, 10))).toEqual([])
})

import { expect, test } from 'vitest'
import { decodeSymbols, renderPage } from '../../../test/support/page-image.ts'
import { codesOf, useTowns, valueOf } from '../../../test/support/town.ts'
import { loadPaymentFile } from '../../collection/commands.ts'
import { postPageOfFile } from '../../collection/payments.ts'
import { listBalancesOfParty } from '../../collection/index.ts'
import { issueSlip } from '../../collection/slip-commands.ts'
import { registerOutsider } from '../../party/commands.ts'
import { findIssued } from '../../platform/document/index.ts'
import { acceptReturn } from './index.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-10T01:00:00Z' })

async function inn(): Promise<string> {
  return valueOf(await towns.a.run(registerOutsider, { name: '湯元屋', kana: null, postalCode: '9980001', address: '汐音県汐見市湯の沢一丁目1番1号', phone: null, validFrom: '2026-04-01', isSomebodyElse: true })).partyId
}

test('a return is charged, its slip is printed, and the agent\'s file pays it', async () => {
  const partyId = await inn()
  const filed = valueOf(await towns.a.run(acceptReturn, { partyId, month: '2026-04-01', guests: 120, exemptGuests: 20 }))
  expect(filed).toMatchObject({ tax: 15_000, dueOn: '2026-05-15' })
  const issued = valueOf(await towns.a.run(issueSlip, { chargeIds: [filed.chargeId], usableUntil: '2026-05-15' }))
  const paper = await towns.a.tx((tx) => findIssued(tx, issued.documentId))
  const [bars] = await decodeSymbols(await renderPage(paper!.pdf, 300))
  const code = bars!.text
  expect(Number(code.slice(37, 43))).toBe(15_000)
  const row = `02,20260512,1815,EAN${code},${code.slice(13, 19)},${code.slice(19, 30)},0,15000,010,"試験マート",110001,20260605,20260513`
  const { fileId } = valueOf(await towns.a.run(loadPaymentFile, { content: Buffer.from(`${row}\r\n`).toString('base64') }))
  for (let finished = false; !finished;) finished = (await towns.a.tx((tx) => postPageOfFile(tx, fileId))).isFinished
  expect(await towns.a.tx((tx) => listBalancesOfParty(tx, partyId))).toMatchObject([{ charged: 15_000, balance: 0 }])
})

test('a month that is not over, and one that was filed before, are refused', async () => {
  const partyId = await inn()
  expect(codesOf(await towns.a.run(acceptReturn, { partyId, month: '2026-05-01', guests: 1, exemptGuests: 0 }))).toEqual(['tax-bathing.month-not-over'])
  valueOf(await towns.a.run(acceptReturn, { partyId, month: '2026-04-01', guests: 1, exemptGuests: 0 }))
  expect(codesOf(await towns.a.run(acceptReturn, { partyId, month: '2026-04-01', guests: 1, exemptGuests: 0 }))).toEqual(['tax-bathing.filed-already'])
})

import { z } from 'zod'
import { fiscalYear } from '../kernel/plain-date.ts'
import { findParty } from '../party/index.ts'
import { query } from '../platform/command/define.ts'
import { zId } from '../platform/command/schema.ts'
import type { Tx } from '../platform/command/tx.ts'
import { citizenPageOf, zCitizenPage } from './citizen/queries.ts'
import { elNumberText, periodText } from './forms.ts'
import { collectionLawOn } from './law.ts'
import { findLevy } from './levies.ts'
import { listPayments } from './payment-store.ts'
import { payerOf, zPayer } from './queries.ts'
import { refuse } from './refusals.ts'
import { debtParts } from './rules/debt-part.ts'
import { paymentState } from './rules/reconcile.ts'
import { elQrAsIssued, ocrOf } from './slips.ts'
import * as slipStore from './slip-store.ts'
import * as store from './store.ts'

const zSlip = z.object({
  slipId: z.string(), slipKey: z.string(), confirmation: z.string(), payer: zPayer, levyTitle: z.string(), amount: z.number(), usableUntil: z.string(), reissue: z.number(), issuedAt: z.string(),
  code: z.string().nullable(), ocr: z.array(z.string()), elNumber: z.string().nullable(), documentId: z.string().nullable(),
  lines: z.array(z.object({ chargeId: z.string(), period: z.string(), kind: z.enum(debtParts), amount: z.number(), stillOpen: z.number() })),
  payments: z.array(z.object({ paymentId: z.string(), channel: z.string(), state: z.string(), amount: z.number(), paidOn: z.string() })),
  citizenPage: zCitizenPage,
})
export type SlipValue = z.infer<typeof zSlip>

/** One slip: what it is for, its numbers, whether it has been paid — 納付書の照会. */
export const showSlip = query<{ slipId: string }, SlipValue>({
  name: 'collection.slip', title: '納付書を見る', permission: 'collection.read', action: 'view',
  description: 'A payment slip with its key, bars, OCR lines, instalments and the payments that came on it.',
  input: z.object({ slipId: zId }), output: zSlip,
  async run(tx, { slipId }) {
    const [slip] = await slipStore.listSlips(tx, [slipId])
    const payer = slip ? await findParty(tx, slip.party_id) : undefined
    if (!slip || !payer) return refuse('slip-not-found', { field: '/slipId' })
    const lines = await slipStore.listSlipLines(tx, [slipId])
    const balances = new Map((await store.listBalances(tx, lines.map((line) => line.charge_id))).map((row) => [row.charge_id, row]))
    const law = collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today))
    return {
      ok: true,
      value: {
        slipId, slipKey: slip.slip_key, confirmation: slip.confirmation, payer: payerOf(payer), levyTitle: findLevy(slip.levy_code)?.title ?? slip.levy_code, amount: slip.amount,
        usableUntil: slip.usable_until, reissue: slip.reissue, issuedAt: slip.issued_at, code: slip.code,
        ocr: [...ocrOf(tx, { slipKey: slip.slip_key, amount: slip.amount, levyCode: slip.levy_code, confirmation: slip.confirmation }, law)],
        elNumber: elNumberOfSlip(tx, slip, [...balances.values()]),
        documentId: (await slipStore.findSlipDocument(tx, slipId)) ?? null,
        lines: lines.flatMap((line) => {
          const balance = balances.get(line.charge_id)
          return balance ? [{ chargeId: line.charge_id, period: periodText({ fiscalYear: fiscalYear(balance.fiscal_year), instalment: balance.instalment }), kind: line.kind, amount: line.amount, stillOpen: { tax: balance.balance, late: balance.late_balance, fee: balance.fee_balance }[line.kind] }] : []
        }),
        payments: (await listPayments(tx, { keys: [], slipIds: [slipId] })).map((row) => ({ paymentId: row.payment_id, channel: row.channel, state: paymentState(new Set(row.notices)), amount: row.amount, paidOn: row.paid_on })),
        citizenPage: await citizenPageOf(tx, slip.party_id),
      },
    }
  },
  subjects: (value) => (value.payer.residentId === null ? [] : [value.payer.residentId]),
  withhold: (value, personIds) => (value.payer.residentId !== null && personIds.has(value.payer.residentId)
    ? { ...value, payer: { ...value.payer, birth: null, address: null, delivery: null }, citizenPage: { ...value.citizenPage, reason: null } } : value),
  async example(tx) {
    const slip = await slipStore.findAnySlip(tx)
    return slip ? { slipId: slip.slip_id } : null
  },
})

function elNumberOfSlip(tx: Tx, slip: slipStore.SlipRow, charges: readonly store.BalanceRow[]): string | null {
  const code = elQrAsIssued(tx, slip, charges.map((row) => ({ fiscalYear: fiscalYear(row.fiscal_year), instalment: row.instalment, dueOn: row.due_on })))
  return code === null ? null : elNumberText(code)
}

import { z } from 'zod'
import { addDays, type PlainDate } from '../kernel/plain-date.ts'
import type { Accepted, Refused } from '../kernel/outcome.ts'
import { listParties, type Party } from '../party/index.ts'
import { command } from '../platform/command/define.ts'
import { zDate, zId } from '../platform/command/schema.ts'
import { done, type Decision, type RefusedAndRemembered, type Tx } from '../platform/command/tx.ts'
import { issueDocument, type Issued } from '../platform/document/index.ts'
import { withheldFrom } from '../platform/guard/index.ts'
import { mostLinesOnSlip, paymentSlipTemplate, slipPaper, type SlipPaper, textsOn } from './forms.ts'
import { refuse } from './refusals.ts'
import { hasSlipCodes, issueSlips, type IssuedSlip, type SlipRequest } from './slips.ts'
import * as slipStore from './slip-store.ts'
import * as store from './store.ts'

/** The output that prints slips, as the manifest declares it. */
export const slipOutput = 'collection.payment-slip'

export const zIssuedSlips = z.object({ documentId: z.string(), slips: z.array(z.object({ slipId: z.string(), slipKey: z.string(), amount: z.number(), hasBars: z.boolean() })) })
type IssuedValue = z.infer<typeof zIssuedSlips>

/** Issues one slip for instalments of one addressee and levy — 納付書を出す. */
export const issueSlip = command({
  name: 'collection.issue-slip', title: '納付書を出す', permission: 'collection.issue',
  description: 'Issues one payment slip for up to six instalments of one addressee and one levy, with the delinquency charge up to its last day. Above the limit of the stores it has no bars.',
  input: z.object({ chargeIds: z.array(zId).min(1, { error: '期を一つ以上選んでください。' }).max(mostLinesOnSlip, { error: `1枚に入るのは${mostLinesOnSlip}期までです。` }), usableUntil: zDate }),
  output: zIssuedSlips,
  run: async (tx, input) => await printSlips(tx, [input]),
  async example(tx) {
    const charge = await store.findAnyOpenCharge(tx)
    return charge ? { chargeIds: [charge.charge_id], usableUntil: addDays(tx.today, 10) } : null
  },
})

/** Issues slips for many instalments, one sheet for each, in one document — 納付書をまとめて出す. */
export const issueManySlips = command({
  name: 'collection.issue-slips', title: '納付書をまとめて出す', permission: 'collection.issue',
  description: 'Issues one payment slip for each instalment, in the order given, as one document. Paid instalments are left out.',
  input: z.object({ chargeIds: z.array(zId).min(1, { error: '期を一つ以上選んでください。' }).max(200, { error: '一度に出せるのは200枚までです。' }), usableUntil: zDate }),
  output: zIssuedSlips,
  run: async (tx, input) => await printSlips(tx, [...new Set(input.chargeIds)].map((chargeId) => ({ chargeIds: [chargeId], usableUntil: input.usableUntil }))),
  async example(tx) {
    const charge = await store.findAnyOpenCharge(tx)
    return charge ? { chargeIds: [charge.charge_id], usableUntil: addDays(tx.today, 10) } : null
  },
})

/** The bars have one digit for it. */
export const mostReissues = 9

/** Issues a slip again with a new key and another last day — 納付書を再発行する. */
export const reissueSlip = command({
  name: 'collection.reissue-slip', title: '納付書を再発行する', permission: 'collection.issue',
  description: 'Issues a slip again for what is still open of its instalments, with a new key and its reissue count. The old one stays valid until its day: money on either is found.',
  input: z.object({ slipId: zId, usableUntil: zDate }),
  output: zIssuedSlips,
  async run(tx, { slipId, usableUntil }) {
    const [slip] = await slipStore.listSlips(tx, [slipId])
    if (!slip) return refuse('slip-not-found', { field: '/slipId' })
    if (slip.reissue >= mostReissues) return refuse('reissued-too-often', { field: '/slipId' })
    const chargeIds = [...new Set((await slipStore.listSlipLines(tx, [slipId])).map((line) => line.charge_id))]
    return await printSlips(tx, [{ chargeIds, usableUntil, replaces: { slipId, reissue: slip.reissue + 1 } }])
  },
  async example(tx) {
    const slip = await slipStore.findAnySlip(tx)
    return slip ? { slipId: slip.slip_id, usableUntil: addDays(tx.today, 10) } : null
  },
})

/** Issues slips and draws them as one document — 納付書の発行. */
export async function printSlips(tx: Tx, requests: readonly SlipRequest[]): Promise<Decision<IssuedValue>> {
  if (!hasSlipCodes(tx)) return refuse('slip-codes-missing')
  const charges = await store.listCharges(tx, [...new Set(requests.flatMap((request) => request.chargeIds))])
  const fault = faultOf(requests, charges)
  if (fault) return fault
  const issued = await issueSlips(tx, requests)
  if (!issued.ok) return issued
  const slips = issued.value.filter((slip) => slip !== null)
  if (slips.length === 0) return refuse('nothing-to-pay', { field: '/chargeIds' })
  const payers = new Map((await listParties(tx, slips.map((slip) => slip.partyId))).map((party) => [party.partyId, party]))
  const printed = await drawSlips(tx, slips, payers)
  if (!printed.ok) return printed
  for (const slip of slips) await slipStore.insertSlipDocument(tx, slip.slipId, printed.value.documentId)
  const subjectIds = [...payers.values()].flatMap((party) => party.residentId ?? [])
  return done({ documentId: printed.value.documentId, slips: slips.map((slip) => ({ slipId: slip.slipId, slipKey: slip.slipKey, amount: slip.amount, hasBars: slip.code !== null })) }, { subjectIds })
}

function faultOf(requests: readonly SlipRequest[], charges: readonly store.ChargeRow[]): Refused | undefined {
  const known = new Map(charges.map((charge) => [charge.charge_id, charge]))
  for (const { chargeIds } of requests) {
    const rows = chargeIds.map((id) => known.get(id))
    const [first] = rows
    if (!first || rows.includes(undefined)) return refuse('charge-not-found', { field: '/chargeIds' })
    if (rows.some((row) => row?.party_id !== first.party_id || row.levy_code !== first.levy_code)) return refuse('slip-mixed-levies', { field: '/chargeIds' })
  }
  return undefined
}

/** Draws slips as one document — 納付書の印刷. */
export async function drawSlips(tx: Tx, slips: readonly IssuedSlip[], payers: ReadonlyMap<string, Party>): Promise<Accepted<Issued> | RefusedAndRemembered> {
  const personIds = [...new Set([...payers.values()].flatMap((party) => party.residentId ?? []))]
  const papers = await papersOf(tx, slips, payers)
  return await issueDocument(tx, {
    output: slipOutput, kind: 'payment-slip', template: paymentSlipTemplate, data: { slips: papers }, subjectIds: personIds, request: slips.map((slip) => slip.slipKey),
    recipient: 'self', serial: slips[0]?.slipKey ?? null, mustStand: [...new Set(papers.flatMap(textsOn))], allowedFor: personIds,
  })
}

/**
 * The slips as they are printed. Whoever is protected gets a slip that shows neither address nor delivery address: it is
 * handed over, never put where somebody else may read it, and so the guard lets it out.
 */
export async function papersOf(tx: Tx, slips: readonly IssuedSlip[], payers: ReadonlyMap<string, Party>): Promise<SlipPaper[]> {
  const withheld = await withheldFrom(tx, { output: slipOutput, personIds: [...payers.values()].flatMap((party) => party.residentId ?? []), recipient: 'self' })
  return slips.flatMap((slip) => {
    const payer = payers.get(slip.partyId)
    return payer ? [slipPaper(tx, slip, payer.residentId !== null && withheld.has(payer.residentId) ? withoutAddress(payer) : payer)] : []
  })
}

function withoutAddress(payer: Party): Party {
  return { ...payer, postalCode: null, address: '', delivery: null }
}

/** The slip of a person as it would go out, for the guard's test: the texts on it. */
export async function trySlipFor(tx: Tx, residentId: string, partyIdOf: (tx: Tx, residentId: string) => Promise<string | undefined>): Promise<string | null> {
  const partyId = await partyIdOf(tx, residentId)
  const [open] = partyId === undefined ? [] : (await store.listBalancesOfParty(tx, partyId)).filter((row) => row.balance > 0)
  if (!open) return null
  const issued = await issueSlips(tx, [{ chargeIds: [open.charge_id], usableUntil: latest(open.due_on, tx.today) }])
  if (!issued.ok) return null
  const slips = issued.value.filter((slip) => slip !== null)
  const payers = new Map((await listParties(tx, slips.map((slip) => slip.partyId))).map((party) => [party.partyId, party]))
  return JSON.stringify(await papersOf(tx, slips, payers))
}

function latest(one: PlainDate, other: PlainDate): PlainDate {
  return one > other ? one : other
}

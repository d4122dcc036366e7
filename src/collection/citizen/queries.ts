import { z } from 'zod'
import { readDate } from '../../kernel/date-input.ts'
import { accept, type Outcome, refused } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { notBelowZero, sum, type Yen, zeroYen } from '../../kernel/yen.ts'
import { findBirthDate, findParty } from '../../party/index.ts'
import { query } from '../../platform/command/define.ts'
import { zText } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { type AccountLine, linesOfAccount } from '../account.ts'
import { accruedOn } from '../accrual.ts'
import type { ChargeBalance } from '../charges.ts'
import { elNumberText, periodText } from '../forms.ts'
import { groupBy } from '../group.ts'
import { findLevy } from '../levies.ts'
import { listPayments } from '../payment-store.ts'
import { refuse } from '../refusals.ts'
import { debtParts } from '../rules/debt-part.ts'
import { paymentState } from '../rules/reconcile.ts'
import { readSlipKey, slipKeyText } from '../slip-number.ts'
import { elQrAsIssued } from '../slips.ts'
import * as slipStore from '../slip-store.ts'
import { slipStateOn } from './rules.ts'
import * as store from './store.ts'

/** So many wrong birth dates close the page of an addressee; the office opens it again. */
const missesAtMost = 10
/** So many wrong answers in an hour, in the whole town, stop the page for the rest of it: slips have running numbers. */
export const missesOfTownAtMost = 60

/** How a slip is paid without its paper — 納め方. */
const zWay = z.object({ number: z.string(), confirmation: z.string(), usableUntil: z.string(), amount: z.number(), elQr: z.string().nullable(), elNumber: z.string().nullable() })
export type Way = z.infer<typeof zWay>

const zOpen = z.object({ chargeId: z.string(), levyTitle: z.string(), period: z.string(), dueOn: z.string(), isOverdue: z.boolean(), balance: z.number(), late: z.number().nullable(), fee: z.number(), preliminary: z.number(), way: zWay.nullable() })
export type OpenDebt = z.infer<typeof zOpen>

const zStatement = z.object({
  partyId: z.string(), residentId: z.string().nullable(), on: z.string(),
  slip: z.object({
    levyTitle: z.string(), periods: z.array(z.object({ period: z.string(), kind: z.enum(debtParts), amount: z.number() })), amount: z.number(), usableUntil: z.string(), number: z.string(),
    state: z.enum(['confirmed', 'preliminary', 'paid-otherwise', 'changed', 'expired', 'payable']), way: zWay.nullable(),
    /** Money that came on this slip and was not taken back. */
    payments: z.array(z.object({ paidOn: z.string(), amount: z.number(), isConfirmed: z.boolean() })),
  }),
  /** What else is owed under the same addressee; empty also where it must not be told. */
  others: z.array(zOpen),
})
export type Statement = z.infer<typeof zStatement>

const OpeningInput = z.strictObject({ number: zText(60, '納付番号'), birth: zText(40, '生年月日') })

/**
 * 納付の確認: what somebody owes who has a slip and knows the birth date. A number that was never given out, a wrong birth date and a
 * page that was closed get one answer.
 */
export const openStatement = query({
  name: 'collection.open-statement', title: '住民が納める額を確かめる', permission: 'collection.read', action: 'view', sensitive: true,
  description: 'What is owed by the addressee of a slip, for whoever has its number and the birth date: the slip with its state, how it is paid without paper, and what else is owed. Neither name nor address; of a protected person nothing but what the slip says. Ten wrong birth dates close the page of an addressee.',
  input: OpeningInput, output: zStatement,
  async run(tx, input) {
    const [slipKey, birth] = [readSlipKey(input.number), readDate(input.birth, { field: '/birth' })]
    if (slipKey === undefined) return refuse('citizen-number-mistyped', { field: '/number' })
    if (!birth.ok) return refused(birth.refusals)
    if (await store.missesOfTown(tx) >= missesOfTownAtMost) return refuse('citizen-page-paused')
    const opened = await openedBy(tx, slipKey, birth.value.date)
    if (opened === undefined) {
      await store.countMissOfTown(tx)
      return refuse('citizen-page-not-opened')
    }
    await store.countOpening(tx, opened.partyId)
    return await statementOf(tx, opened)
  },
  subjects: (value) => (value.residentId === null ? [] : [value.residentId]),
  // Of somebody who is protected: no more than the paper in the hand, and whether it has been paid.
  withhold: (value, personIds) => (value.residentId !== null && personIds.has(value.residentId) ? { ...value, others: [], slip: { ...value.slip, payments: [] } } : value),
  async example(tx) {
    const found = await findOpenable(tx)
    return { number: found?.slipKey ?? '0000000000000000', birth: found?.birth ?? '1980-01-01' }
  },
})

/** A slip whose page can be opened, of a person with a birth date: for examples. */
export async function findOpenable(tx: Tx): Promise<{ slipKey: string; partyId: string; birth: PlainDate } | undefined> {
  for (const { slip_key: slipKey, party_id: partyId } of await store.listAnySlips(tx)) {
    const birth = await findBirthDate(tx, partyId)
    if (birth !== undefined && ((await store.findAccess(tx, partyId))?.closedAt ?? null) === null) return { slipKey, partyId, birth }
  }
  return undefined
}

interface Opened { readonly slipId: string; readonly partyId: string }

/** Whose slip it is, where number and birth date fit and the page is open; misses are counted with the addressee. */
async function openedBy(tx: Tx, slipKey: string, birth: PlainDate): Promise<Opened | undefined> {
  const slip = await store.findSlipByKey(tx, slipKey)
  if (!slip) return undefined
  const known = await findBirthDate(tx, slip.party_id)
  const access = await store.lockAccess(tx, slip.party_id)
  if (known === undefined || access.closedAt !== null) return undefined
  if (known === birth) return { slipId: slip.slip_id, partyId: slip.party_id }
  await store.countMiss(tx, slip.party_id, missesAtMost)
  return undefined
}

async function statementOf(tx: Tx, { slipId, partyId }: Opened): Promise<Outcome<Statement>> {
  const [party, [row], lines] = [await findParty(tx, partyId), await slipStore.listSlips(tx, [slipId]), await slipStore.listSlipLines(tx, [slipId])]
  if (!party || !row) return refuse('citizen-page-not-opened')
  const account = await linesOfAccount(tx, partyId, tx.today)
  const charges = new Map(account.map((line) => [line.balance.chargeId, line.balance]))
  const own = lines.flatMap((line) => {
    const balance = charges.get(line.charge_id)
    return balance ? [{ line, balance }] : []
  })
  const payments = (await listPayments(tx, { keys: [], slipIds: [slipId] })).map((one) => ({ paidOn: one.paid_on, amount: one.amount, state: paymentState(new Set(one.notices)) }))
  const state = slipStateOn({ payments: payments.map((one) => one.state), usableUntil: row.usable_until, lines: own.map(({ line, balance }) => ({ kind: line.kind, amount: line.amount, stillOpen: { tax: balance.balance, late: balance.lateBalance, fee: balance.feeBalance }[line.kind] })) }, tx.today)
  const onSlip = new Set(state === 'payable' || state === 'preliminary' || state === 'confirmed' ? own.map(({ balance }) => balance.chargeId) : [])
  return accept({
    partyId, residentId: party.residentId, on: tx.today,
    slip: {
      levyTitle: titleOf(row.levy_code), periods: own.map(({ line, balance }) => ({ period: periodText(balance), kind: line.kind, amount: line.amount })), amount: row.amount, usableUntil: row.usable_until, number: slipKeyText(row.slip_key), state,
      way: state === 'payable' ? wayOf(tx, row, [...new Set(own.map(({ balance }) => balance))]) : null,
      payments: payments.filter((one) => one.state === 'confirmed' || one.state === 'preliminary').map((one) => ({ paidOn: one.paidOn, amount: one.amount, isConfirmed: one.state === 'confirmed' })),
    },
    others: await othersOf(tx, account.filter((line) => !onSlip.has(line.balance.chargeId)), partyId),
  })
}

function titleOf(levyCode: string): string {
  return findLevy(levyCode)?.title ?? levyCode
}

function wayOf(tx: Tx, slip: slipStore.SlipRow, charges: readonly ChargeBalance[]): Way {
  const elQr = elQrAsIssued(tx, slip, charges)
  return { number: slipKeyText(slip.slip_key), confirmation: slip.confirmation, usableUntil: slip.usable_until, amount: slip.amount, elQr, elNumber: elQr === null ? null : elNumberText(elQr) }
}

async function othersOf(tx: Tx, account: readonly AccountLine[], partyId: string): Promise<OpenDebt[]> {
  const open = account.filter(({ balance, accrued }) => balance.balance > zeroYen || (accrued.open ?? zeroYen) > zeroYen || balance.feeBalance > zeroYen)
  const ways = await waysOf(tx, open.map((line) => line.balance), partyId)
  return open.map(({ balance, accrued }) => ({
    chargeId: balance.chargeId, levyTitle: titleOf(balance.levyCode), period: periodText(balance), dueOn: balance.dueOn, isOverdue: balance.dueOn < tx.today, balance: notBelowZero(balance.balance), late: accrued.open, fee: notBelowZero(balance.feeBalance), preliminary: balance.preliminary,
    way: ways.get(balance.chargeId) ?? null,
  }))
}

/** For each instalment the newest slip of its own that can still be paid and asks for what is open on its last day. */
async function waysOf(tx: Tx, open: readonly ChargeBalance[], partyId: string): Promise<ReadonlyMap<string, Way>> {
  const slips = (await slipStore.listSlipsOfParty(tx, partyId)).filter((slip) => slip.usable_until >= tx.today)
  const lines = groupBy(await slipStore.listSlipLines(tx, slips.map((slip) => slip.slip_id)), (line) => line.slip_id)
  const balances = new Map(open.map((balance) => [balance.chargeId, balance]))
  const ways = new Map<string, Way>()
  for (const slip of slips) {
    const chargeIds = new Set((lines.get(slip.slip_id) ?? []).map((line) => line.charge_id))
    const balance = balances.get([...chargeIds][0] ?? '')
    if (balance && chargeIds.size === 1 && !ways.has(balance.chargeId) && await owedOn(tx, balance, slip.usable_until) === slip.amount) ways.set(balance.chargeId, wayOf(tx, slip, [balance]))
  }
  return ways
}

async function owedOn(tx: Tx, balance: ChargeBalance, on: PlainDate): Promise<Yen | null> {
  const late = on <= balance.dueOn ? zeroYen : ((await accruedOn(tx, [balance], on)).get(balance.chargeId)?.open ?? null)
  return late === null ? null : sum(notBelowZero(balance.balance), late, notBelowZero(balance.feeBalance))
}

/** How the page of an addressee stands, for staff. */
export const zCitizenPage = z.object({ opened: z.number(), lastOpenedAt: z.string().nullable(), misses: z.number(), closedAt: z.string().nullable(), closedByName: z.string().nullable(), reason: z.string().nullable(), hasBirthDate: z.boolean() })
export type CitizenPage = z.infer<typeof zCitizenPage>

export async function citizenPageOf(tx: Tx, partyId: string): Promise<CitizenPage> {
  const [access, birth] = [await store.findAccess(tx, partyId), await findBirthDate(tx, partyId)]
  return {
    opened: access?.opened ?? 0, lastOpenedAt: access?.lastOpenedAt ?? null, misses: access?.misses ?? 0, closedAt: access?.closedAt ?? null, closedByName: access?.closedByName ?? null, reason: access?.reason ?? null, hasBirthDate: birth !== undefined,
  }
}

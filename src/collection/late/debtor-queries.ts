import { z } from 'zod'
import { addDays, type PlainDate } from '../../kernel/plain-date.ts'
import { sumOf, type Yen } from '../../kernel/yen.ts'
import { findAddresseeOfResident, findParty, findSamePerson, listParties, listPartyIdsOfResident } from '../../party/index.ts'
import { query } from '../../platform/command/define.ts'
import { zDate, zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { linesOfAccount, type AccountLine } from '../account.ts'
import { periodText } from '../forms.ts'
import { groupBy } from '../group.ts'
import { findLevy } from '../levies.ts'
import { payerOf, zPayer } from '../queries.ts'
import { refuse } from '../refusals.ts'
import { findAnyOpenCharge } from '../store.ts'
import { statesOf } from './charge-states.ts'
import { contactKinds, listContacts, listNextActions, type ContactRow } from './contact-store.ts'
import * as plans from './plan-store.ts'
import { instalmentsOf, standingsOf } from './plans.ts'
import { effectWords, groundsOn } from './relief-commands.ts'
import * as reliefs from './relief-store.ts'

/** The number under which it stands, where it is another than the one that was opened. */
const number = z.string().nullable()

const zState = z.object({ words: z.string(), tone: z.enum(['plain', 'info', 'alert']) })
const zDebt = z.object({
  chargeId: z.string(), partyId: z.string(), number, levyTitle: z.string(), period: z.string(), dueOn: z.string(), charged: z.number(), paid: z.number(), preliminary: z.number(), balance: z.number(),
  /** Delinquency charge still to pay on the day; null where its rate is not published. */
  late: z.number().nullable(),
  /** Fee of its demand still to pay — 督促手数料. */
  fee: z.number(), isOverdue: z.boolean(), states: z.array(zState),
})
export type DebtValue = z.infer<typeof zDebt>

const zContact = z.object({
  contactId: z.string(), number, heldOn: z.string(), heldAt: z.string().nullable(), kind: z.enum(contactKinds), words: z.string(), promisedYen: z.number().nullable(), promisedOn: z.string().nullable(), nextOn: z.string().nullable(), nextWhat: z.string().nullable(),
  officerName: z.string(), recordedByName: z.string(), isCorrected: z.boolean(), isAnswered: z.boolean(),
})
export type ContactValue = z.infer<typeof zContact>

const zPlan = z.object({
  planId: z.string(), number, agreedOn: z.string(), isAcknowledged: z.boolean(), monthly: z.number(), documentId: z.string(), state: z.enum(['waiting', 'running', 'behind', 'kept', 'broken', 'rejected', 'withdrawn']), isOwn: z.boolean(), agreedByName: z.string(), decidedByName: z.string().nullable(), behindSince: z.string().nullable(), missing: z.number(), paid: z.number(), total: z.number(),
  endedReason: z.string().nullable(), instalments: z.array(z.object({ instalment: z.number(), dueOn: z.string(), amount: z.number() })),
})
export type PlanValue = z.infer<typeof zPlan>

const zRelief = z.object({ reliefId: z.string(), number, title: z.string(), effect: z.string(), fromOn: z.string(), untilOn: z.string(), reason: z.string(), state: z.enum(['waiting', 'granted', 'rejected', 'ended', 'withdrawn']), charges: z.number(), isOwn: z.boolean() })

const zDebtor = z.object({
  payer: zPayer,
  /** The resident this is, under whichever number it was opened; null for whoever is not in the register. */
  personId: z.string().nullable(),
  on: z.string(), debts: z.array(zDebt),
  /** Other numbers of the same person whose debts are among them. */
  numbers: z.array(z.string()),
  owed: z.object({ tax: z.number(), late: z.number(), fee: z.number(), total: z.number(), notYetDue: z.number(), levies: z.array(z.object({ title: z.string(), tax: z.number(), late: z.number(), fee: z.number() })) }),
  contacts: z.array(zContact), plans: z.array(zPlan), reliefs: z.array(zRelief),
  grounds: z.array(z.object({ code: z.string(), title: z.string(), effects: z.array(z.object({ code: z.string(), title: z.string() })) })),
})
export type Debtor = z.infer<typeof zDebtor>

/** One person's debts over all levies, years and numbers, with what is known of their collection — 滞納者の画面. */
export const showDebtor = query({
  name: 'collection.debtor', title: '滞納者の記録を見る', permission: 'collection.reveal', action: 'view',
  description: 'All instalments of a person under every number, with what is charged, paid and left, the delinquency charge as of a day, and their states (demanded, in a plan, deferred); contacts, plans, extensions and reductions.',
  input: z.object({ partyId: zId.nullable(), residentId: zId.nullable(), on: zDate.nullable() }).refine((input) => (input.partyId === null) !== (input.residentId === null), { error: '宛名か住民のどちらか一つを指定してください。', path: ['partyId'] }), output: zDebtor,
  async run(tx, input) {
    const found = input.partyId === null ? await findAddresseeOfResident(tx, input.residentId ?? '') : await findParty(tx, input.partyId)
    if (!found) return refuse('party-not-found', { field: input.partyId === null ? '/residentId' : '/partyId' })
    const { residentId: personId, partyIds } = found.partyId === null ? { residentId: found.residentId, partyIds: await listPartyIdsOfResident(tx, found.residentId ?? '') } : await findSamePerson(tx, found.partyId)
    const others = new Map((await listParties(tx, partyIds)).filter((party) => party.number !== found.number).map((party) => [party.partyId, party.number]))
    const numberOf = (partyId: string): string | null => others.get(partyId) ?? null
    const on = input.on ?? tx.today
    const debts = (await debtsOf(tx, partyIds, on)).map((debt) => ({ ...debt, number: numberOf(debt.partyId) }))
    return {
      ok: true,
      value: {
        payer: payerOf(found), personId, on, debts, numbers: [...others.values()], owed: owedOf(debts),
        contacts: (await listContacts(tx, partyIds, 100)).map((row) => ({ ...contactOf(row), number: numberOf(row.party_id) })), plans: await plansOf(tx, partyIds, numberOf), reliefs: await reliefsOf(tx, partyIds, numberOf),
        grounds: groundsOn(tx, tx.today).map((ground) => ({ code: ground.code, title: ground.title, effects: ground.effects.map((effect) => ({ code: effect, title: effectWords[effect] })) })),
      },
    }
  },
  subjects: (value) => (value.personId === null ? [] : [value.personId]),
  // What was said may tell where somebody lives.
  withhold: (value, personIds) => (value.personId !== null && personIds.has(value.personId)
    ? { ...value, payer: { ...value.payer, birth: null, address: null, delivery: null }, contacts: value.contacts.map((one) => ({ ...one, words: '', nextWhat: null })), reliefs: value.reliefs.map((one) => ({ ...one, reason: '' })) } : value),
  async example(tx) {
    const charge = await findAnyOpenCharge(tx)
    return charge ? { partyId: charge.party_id, residentId: null, on: null } : null
  },
})

async function debtsOf(tx: Tx, partyIds: readonly string[], on: PlainDate): Promise<Omit<DebtValue, 'number'>[]> {
  const lines: AccountLine[] = []
  for (const partyId of partyIds) lines.push(...await linesOfAccount(tx, partyId, on))
  const states = groupBy(await statesOf(tx, lines.map((line) => line.balance.chargeId), on), (state) => state.chargeId)
  const sorted = lines.toSorted((a, b) => (a.balance.dueOn === b.balance.dueOn ? Number(a.balance.levyCode > b.balance.levyCode) - 1 : Number(a.balance.dueOn > b.balance.dueOn) * 2 - 1))
  return sorted.map(({ balance, accrued }) => ({
    chargeId: balance.chargeId, partyId: balance.partyId, levyTitle: findLevy(balance.levyCode)?.shortTitle ?? balance.levyCode, period: periodText(balance), dueOn: balance.dueOn, charged: balance.charged, paid: balance.paid, preliminary: balance.preliminary, balance: balance.balance,
    late: accrued.open, fee: Math.max(0, balance.feeBalance), isOverdue: balance.dueOn < on && (balance.balance > 0 || (accrued.open ?? 0) > 0 || balance.feeBalance > 0), states: (states.get(balance.chargeId) ?? []).map(({ words, tone }) => ({ words, tone })),
  }))
}

function owedOf(debts: readonly DebtValue[]): Debtor['owed'] {
  const due = debts.filter((debt) => debt.isOverdue)
  const tax = (list: readonly DebtValue[]): number => sumOf(list.map((debt) => debt.balance as Yen))
  const late = (list: readonly DebtValue[]): number => sumOf(list.map((debt) => (debt.late ?? 0) as Yen))
  const fee = (list: readonly DebtValue[]): number => sumOf(list.map((debt) => debt.fee as Yen))
  return {
    tax: tax(due), late: late(due), fee: fee(due), total: tax(due) + late(due) + fee(due), notYetDue: tax(debts.filter((debt) => !debt.isOverdue)),
    levies: [...groupBy(due, (debt) => debt.levyTitle)].map(([title, list]) => ({ title, tax: tax(list), late: late(list), fee: fee(list) })),
  }
}

function contactOf(row: ContactRow): Omit<ContactValue, 'number'> {
  return {
    contactId: row.contact_id, heldOn: row.held_on, heldAt: row.held_at, kind: row.kind, words: row.words, promisedYen: row.promised_yen, promisedOn: row.promised_on, nextOn: row.next_on, nextWhat: row.next_what, officerName: row.officer_name,
    recordedByName: row.recorded_by_name, isCorrected: row.is_corrected, isAnswered: row.is_answered,
  }
}

type NumberOf = (partyId: string) => string | null

async function plansOf(tx: Tx, partyIds: readonly string[], numberOf: NumberOf): Promise<PlanValue[]> {
  const rows = await plans.listPlansOfParties(tx, partyIds)
  const [lines, standings] = [groupBy(await plans.listPlanLines(tx, rows.map((row) => row.plan_id)), (line) => line.plan_id), await standingsOf(tx, rows, tx.today)]
  return rows.map((row) => {
    const own = (lines.get(row.plan_id) ?? []).map((line) => ({ instalment: line.instalment_no, dueOn: line.due_on, amount: line.amount }))
    const standing = standings.get(row.plan_id)!
    const running = standing.behindSince === null ? 'running' as const : 'behind' as const
    return {
      planId: row.plan_id, number: numberOf(row.party_id), agreedOn: row.agreed_on, isAcknowledged: row.is_acknowledged, monthly: row.monthly, documentId: row.document_id, state: row.ended_as ?? (row.is_granted === null ? 'waiting' as const : running), isOwn: row.recorded_by === tx.actor.id, agreedByName: row.recorded_by_name, decidedByName: row.decided_by_name, behindSince: standing.behindSince, missing: standing.missing, paid: standing.paid,
      total: sumOf(own.map((line) => line.amount)), endedReason: row.ended_reason, instalments: [...instalmentsOf(own)],
    }
  })
}

async function reliefsOf(tx: Tx, partyIds: readonly string[], numberOf: NumberOf): Promise<Debtor['reliefs']> {
  const rows = await reliefs.listReliefsOfParties(tx, partyIds)
  const charges = groupBy(await reliefs.listChargesOfReliefs(tx, rows.map((row) => row.relief_id)), (row) => row.relief_id)
  return rows.map((row) => ({
    reliefId: row.relief_id, number: numberOf(row.party_id), title: groundsOn(tx, row.applied_on).find((ground) => ground.code === row.ground)?.title ?? row.ground, effect: effectWords[row.effect], fromOn: row.from_on, untilOn: row.until_on, reason: row.reason,
    state: stateOf(row), charges: (charges.get(row.relief_id) ?? []).length, isOwn: row.proposed_by === tx.actor.id,
  }))
}

function stateOf(row: reliefs.ReliefRow): Debtor['reliefs'][number]['state'] {
  if (row.withdrawn_on !== null) return 'withdrawn'
  if (row.is_granted === null) return 'waiting'
  if (!row.is_granted) return 'rejected'
  return row.ended_on === null ? 'granted' : 'ended'
}

const zWho = z.object({ partyId: z.string(), residentId: z.string().nullable(), name: z.string() })
const zArrears = z.object({
  officerName: z.string().nullable(), until: z.string(),
  actions: z.array(zWho.extend({ contactId: z.string(), nextOn: z.string(), nextWhat: z.string(), officerName: z.string(), promisedYen: z.number().nullable(), promisedOn: z.string().nullable() })),
  behind: z.array(zWho.extend({ planId: z.string(), behindSince: z.string(), agreedOn: z.string(), monthly: z.number() })),
  waiting: z.array(zWho.extend({ reliefId: z.string(), title: z.string(), fromOn: z.string(), untilOn: z.string(), isOwn: z.boolean() })),
  waitingPlans: z.array(zWho.extend({ planId: z.string(), agreedOn: z.string(), monthly: z.number(), agreedByName: z.string(), isOwn: z.boolean() })),
  ending: z.array(zWho.extend({ reliefId: z.string(), title: z.string(), untilOn: z.string() })),
})
export type Arrears = z.infer<typeof zArrears>

const most = 200
/** Extensions that run out within so many days are listed: what is to be done then takes as long. */
const daysAhead = 30

/** The work list of those who have not paid: next steps by day and officer, plans that are behind, extensions — 滞納の仕事. */
export const listArrears = query({
  name: 'collection.arrears', title: '滞納の仕事の一覧を見る', permission: 'collection.reveal', action: 'list',
  description: 'What is to be done by a day, of one officer or of all; running plans that are behind; plans and applications that wait for a second officer; extensions that end within 30 days. At most 200 of each.',
  input: z.object({ officerName: z.string().max(40).nullable(), until: zDate.nullable() }), output: zArrears,
  async run(tx, input) {
    const until = input.until ?? tx.today
    const [actions, behind, waitingPlans, waiting, ending] = [await listNextActions(tx, { until, officerName: input.officerName, limit: most }), await plans.listBehind(tx, most), await plans.listWaiting(tx, most), await reliefs.listWaiting(tx, most), await reliefs.listEnding(tx, { from: tx.today, until: addDays(tx.today, daysAhead) }, most)]
    const parties = new Map((await listParties(tx, [...new Set([...actions, ...behind, ...waitingPlans, ...waiting, ...ending].map((row) => row.party_id))])).map((party) => [party.partyId, party]))
    const who = (partyId: string) => ({ partyId, residentId: parties.get(partyId)?.residentId ?? null, name: parties.get(partyId)?.name ?? '' })
    const titleOf = (row: reliefs.ReliefRow): string => groundsOn(tx, row.applied_on).find((ground) => ground.code === row.ground)?.title ?? row.ground
    return {
      ok: true,
      value: {
        officerName: input.officerName, until,
        actions: actions.map((row) => ({ ...who(row.party_id), contactId: row.contact_id, nextOn: row.next_on ?? '', nextWhat: row.next_what ?? '', officerName: row.officer_name, promisedYen: row.promised_yen, promisedOn: row.promised_on })),
        behind: behind.map((row) => ({ ...who(row.party_id), planId: row.plan_id, behindSince: row.behind_since ?? '', agreedOn: row.agreed_on, monthly: row.monthly })),
        waitingPlans: waitingPlans.map((row) => ({ ...who(row.party_id), planId: row.plan_id, agreedOn: row.agreed_on, monthly: row.monthly, agreedByName: row.recorded_by_name, isOwn: row.recorded_by === tx.actor.id })),
        waiting: waiting.map((row) => ({ ...who(row.party_id), reliefId: row.relief_id, title: titleOf(row), fromOn: row.from_on, untilOn: row.until_on, isOwn: row.proposed_by === tx.actor.id })),
        ending: ending.map((row) => ({ ...who(row.party_id), reliefId: row.relief_id, title: titleOf(row), untilOn: row.until_on })),
      },
    }
  },
  subjects: (value) => [...value.actions, ...value.behind, ...value.waitingPlans, ...value.waiting, ...value.ending].flatMap((row) => row.residentId ?? []),
  // What is to be done next may name a place.
  withhold: (value, personIds) => ({ ...value, actions: value.actions.map((row) => (row.residentId !== null && personIds.has(row.residentId) ? { ...row, nextWhat: '' } : row)) }),
  example: async () => ({ officerName: null, until: null }),
})

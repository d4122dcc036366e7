import { isKnownDay } from '../../kernel/calendar.ts'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import { maxDate, type PlainDate } from '../../kernel/plain-date.ts'
import { amountText, yenText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { notBelowZero, subtract, sumOf, type Yen, yen, zeroYen } from '../../kernel/yen.ts'
import { nationalClosedDays } from '../../legislation/index.ts'
import type { Party } from '../../party/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { defineTemplate } from '../../platform/document/index.ts'
import { accruedOn } from '../accrual.ts'
import { balanceOf, type ChargeBalance } from '../charges.ts'
import { periodText } from '../forms.ts'
import { groupBy } from '../group.ts'
import { collectionLawOn, delinquencyLawBetween } from '../law.ts'
import { findLevy } from '../levies.ts'
import { refuse } from '../refusals.ts'
import type { DebtPart } from '../rules/debt-part.ts'
import { delinquencyCharge, type TaxPayment } from '../rules/delinquency-charge.ts'
import { listBalances, listTaxPayments } from '../store.ts'
import { dueDateOn } from '../terms.ts'
import * as store from './plan-store.ts'
import { reliefSpansOf } from './relief-store.ts'
import { findOnePerson } from './same-person.ts'
import { monthlyDays, planStanding, spreadOver, type PlanDebt, type PlanPart, type PlanStanding } from './rules/plan.ts'

/** 納付誓約書（分割納付計画書） */
export const planTemplate = defineTemplate({ name: 'collection.payment-plan', version: 2, title: '納付誓約書', pages: 'any', source: new URL('forms/payment-plan.typ', import.meta.url) })

export const planOutput = 'collection.payment-plan'

/** Longest plan in instalments: what a sheet has room for. */
const mostInstalments = 60

export interface DraftPlan {
  readonly party: Party
  readonly charges: readonly ChargeBalance[]
  readonly lines: readonly (PlanPart & { readonly dueOn: PlainDate })[]
  /** Delinquency charge of each instalment if the plan is kept; null where a rate of its years is not published yet: it follows at the end. */
  readonly late: ReadonlyMap<string, Yen | null>
}

export interface PlanWish { readonly chargeIds: readonly string[]; readonly monthly: Yen; readonly firstOn: PlainDate }

/**
 * Builds a plan: taxes by their due dates, then the delinquency charges as they will be when each tax was paid on its days, and the fees of demands — 分納の計画を立てる.
 * @refuses what is paid, of several persons, or would take more instalments than a sheet has room for
 */
export async function draftPlan(tx: Tx, wish: PlanWish): Promise<Outcome<DraftPlan>> {
  const charges = (await listBalances(tx, [...new Set(wish.chargeIds)])).map(balanceOf)
  if (charges.length < new Set(wish.chargeIds).size || charges.length === 0) return refuse('charge-not-found', { field: '/chargeIds' })
  const party = await findOnePerson(tx, charges.map((one) => one.partyId))
  if (!party) return refuse('other-party', { field: '/chargeIds' })
  if (charges.some((one) => one.balance <= zeroYen)) return refuse('nothing-owed', { field: '/chargeIds' })
  if (wish.monthly <= zeroYen) return refuse('amount-not-positive', { field: '/monthly' })
  const taxes = charges.map((one): PlanDebt => ({ chargeId: one.chargeId, kind: 'tax', amount: one.balance }))
  const needed = Math.ceil(sumOf(taxes.map((one) => one.amount)) / wish.monthly)
  if (needed > mostInstalments) return refuse('plan-too-long', { most: mostInstalments, field: '/monthly' })
  const days = monthlyDays(wish.firstOn, mostInstalments * 2).map((day) => openDay(tx, day))
  const paid = spreadOver(taxes, wish.monthly).map((part) => ({ ...part, dueOn: days[part.instalment - 1]! }))
  const late = await lateOf(tx, charges, paid)
  const debtsOf: Readonly<Record<DebtPart, readonly PlanDebt[]>> = {
    tax: taxes, late: charges.map(({ chargeId }) => ({ chargeId, kind: 'late', amount: late.get(chargeId) ?? zeroYen })), fee: charges.map(({ chargeId, feeBalance }) => ({ chargeId, kind: 'fee', amount: notBelowZero(feeBalance) })),
  }
  // The taxes have their days already: a fee that the town puts before them waits for them all the same.
  const order = ['tax' as const, ...collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today)).partOrder.filter((part) => part !== 'tax')]
  const parts = spreadOver(order.flatMap((part) => debtsOf[part]), wish.monthly)
  if (parts.at(-1)!.instalment > mostInstalments) return refuse('plan-too-long', { most: mostInstalments, field: '/monthly' })
  return accept({ party, charges, lines: parts.map((part) => ({ ...part, dueOn: days[part.instalment - 1]! })), late })
}

/** Days beyond the calendar of holidays stay as they are. */
function openDay(tx: Tx, day: PlainDate): PlainDate {
  return isKnownDay(day, nationalClosedDays) ? dueDateOn(day, tx.office.ordinanceOn(tx.today)) : day
}

async function lateOf(tx: Tx, charges: readonly ChargeBalance[], planned: readonly (PlanPart & { readonly dueOn: PlainDate })[]): Promise<ReadonlyMap<string, Yen | null>> {
  const ids = charges.map((one) => one.chargeId)
  const [before, after, reliefs] = [groupBy(await listTaxPayments(tx, ids), (row) => row.charge_id), groupBy(planned, (part) => part.chargeId), await reliefSpansOf(tx, ids)]
  return new Map(charges.map((charge) => {
    const payments: TaxPayment[] = [...(before.get(charge.chargeId) ?? []).map((row) => ({ paidOn: row.paid_on, amount: row.amount })), ...(after.get(charge.chargeId) ?? []).map((part) => ({ paidOn: part.dueOn, amount: part.amount }))]
    const until = maxDate(charge.dueOn, ...payments.map((payment) => payment.paidOn))
    const found = delinquencyCharge({ tax: charge.charged, due: charge.dueOn, payments, until, reliefs: reliefs.get(charge.chargeId) ?? [] }, delinquencyLawBetween(charge.dueOn, until, tx.office.ordinanceOn(tx.today)))
    return [charge.chargeId, found.ok ? notBelowZero(subtract(found.value.amount, subtract(charge.lateCharged, charge.lateBalance))) : null] as const
  }))
}

/** The instalments of a plan, each with its sum. */
export function instalmentsOf(lines: readonly { readonly instalment: number; readonly dueOn: PlainDate; readonly amount: Yen }[]): readonly { readonly instalment: number; readonly dueOn: PlainDate; readonly amount: Yen }[] {
  return [...groupBy(lines, (line) => line.instalment).values()].map((same) => ({ instalment: same[0]!.instalment, dueOn: same[0]!.dueOn, amount: sumOf(same.map((line) => line.amount)) }))
}

/** What the paper prints. */
export function planPaper(tx: Tx, plan: DraftPlan, { party, monthly, isAcknowledged }: { readonly party: Party; readonly monthly: Yen; readonly isAcknowledged: boolean }) {
  const { office } = tx
  const instalments = instalmentsOf(plan.lines)
  const total = sumOf(plan.lines.map((line) => line.amount))
  const isLateOpen = [...plan.late.values()].includes(null)
  return {
    isPractice: office.environment === 'practice', agreedOn: printDate(tx.today), title: '納付誓約書（分割納付計画書）', number: `宛名番号 ${party.number}`, to: `${office.certifier.title}　${office.certifier.name}　様`,
    preamble: isAcknowledged ? '私は、下の税金が未納であることを認め、下の計画のとおりに納めることを約束します。計画のとおりに納めないときは、残りの全額について滞納処分を受けることがあることを承知しました。' : '下の税金を、下の計画のとおりに納めることを約束します。計画のとおりに納めないときは、残りの全額について滞納処分を受けることがあることを承知しました。',
    hasFee: plan.charges.some((charge) => charge.feeBalance > zeroYen), facts: [['氏名', party.name], ['毎月の額', yenText(monthly)], ['納める額の計', `${yenText(total)}（${instalments.length}回）`]],
    debts: plan.charges.map((charge) => {
      const late = plan.late.get(charge.chargeId)
      return { levy: findLevy(charge.levyCode)?.title ?? charge.levyCode, period: periodText(charge), due: printDate(charge.dueOn, 'short'), unpaid: amountText(charge.balance), late: late === null || late === undefined ? '後で計算' : amountText(late), fee: amountText(notBelowZero(charge.feeBalance)) }
    }),
    instalments: instalments.map((one) => ({ no: String(one.instalment), due: printDate(one.dueOn), amount: `${amountText(one.amount)}円` })),
    words: `延滞金は、計画の日に本税を納めたときの額で、本税のあとに納めます。${plan.charges.some((charge) => charge.feeBalance > zeroYen) ? '督促手数料も、本税のあとに納めます。' : ''}納める日が変わると、額も変わります。${isLateOpen ? '割合がまだ告示されていない年にかかる延滞金は、本税を納め終わったあとで知らせます。' : ''}${isAcknowledged ? 'この書面で未納を認めたときは、時効が新しく数え直されます（地方税法18条、民法152条）。' : ''}`,
    officer: `${tx.actor.section ?? ''}　${tx.actor.name}`,
  }
}

/** How running plans stand on a day, with what has been paid since they were made. */
export async function standingsOf(tx: Tx, plans: readonly store.PlanRow[], on: PlainDate): Promise<ReadonlyMap<string, PlanStanding & { readonly paid: Yen }>> {
  const ids = plans.map((plan) => plan.plan_id)
  const [lines, paid] = [groupBy(await store.listPlanLines(tx, ids), (line) => line.plan_id), new Map((await store.listPaidSince(tx, ids)).map((row) => [row.plan_id, row.paid]))]
  const settled = await settledPlans(tx, lines)
  return new Map(ids.map((planId) => {
    const sum = paid.get(planId) ?? yen(0)
    const standing = planStanding(instalmentsOf((lines.get(planId) ?? []).map((line) => ({ instalment: line.instalment_no, dueOn: line.due_on, amount: line.amount }))), sum, on)
    return [planId, { ...standing, ...(settled.has(planId) ? { behindSince: null, missing: zeroYen, next: null, isKept: true } : {}), paid: sum }]
  }))
}

/** Plans of whose debts nothing is left: paid another way, or lowered by a correction. */
async function settledPlans(tx: Tx, lines: ReadonlyMap<string, readonly store.PlanLineRow[]>): Promise<ReadonlySet<string>> {
  const balances = (await listBalances(tx, [...new Set([...lines.values()].flat().map((line) => line.charge_id))])).map(balanceOf)
  const late = await accruedOn(tx, balances, tx.today)
  const open = new Set(balances.filter((one) => one.balance > zeroYen || (late.get(one.chargeId)?.open ?? zeroYen) > zeroYen || one.feeBalance > zeroYen).map((one) => one.chargeId))
  return new Set([...lines].filter(([, own]) => own.every((line) => !open.has(line.charge_id))).map(([planId]) => planId))
}

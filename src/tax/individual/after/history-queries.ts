import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { query } from '../../../platform/command/define.ts'
import { zId } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { PersonYear } from '../inputs.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { headOf, PersonHead, withheldHead } from '../queries.ts'
import { refuse } from '../refusals.ts'
import { instalmentTitle, lateTerms } from '../rules/collection.ts'
import { methodTitles } from '../statement.ts'
import { findAnyStatementPerson, isNoticeSent, listInstalmentsBefore, type DecisionRow } from '../store.ts'
import { ChangeRow, compared, itemsOf } from './change-queries.ts'
import { listChangesOfPerson, changeStates } from './change-store.ts'
import { exemptionStates } from './model.ts'
import { listRecipients } from './pension-store.ts'
import { listApplicationsOfPerson } from './exemption-store.ts'
import { changeKinds } from './rules/employment.ts'
import { lastDayOfCorrection, statutoryDueDate } from './rules/limits.ts'
import { standingOf, type Standing } from './standing.ts'

const zDecision = z.object({
  decisionNo: z.int(), decidedAt: z.string(), reason: z.string().nullable(), method: z.string(), annualTax: z.int(), exemption: z.int(),
  /** Against the decision before; null for the first. */
  difference: z.int().nullable(),
})
const HistoryView = z.object({
  person: PersonHead, fiscalYear: z.int(), fiscalYearText: z.string(), decisionNo: z.int(), decisions: z.array(zDecision),
  /** The last decision beside the one before it. */
  rows: z.array(ChangeRow), sumBefore: z.int(), sumAfter: z.int(),
  balances: z.array(z.object({ no: z.int(), title: z.string(), dueOn: z.string(), charged: z.int(), paid: z.int(), balance: z.int(), overpaid: z.int() })),
  /** What was paid too much and goes back or is set off — 過誤納. */
  overpaid: z.int(),
  changes: z.array(z.object({ changeId: zId, kind: z.enum(changeKinds), state: z.enum(changeStates), happenedOn: z.string(), receivedOn: z.string(), payer: z.string(), newPayer: z.string() })),
  exemptions: z.array(z.object({
    applicationId: zId, title: z.string(), appliedOn: z.string(), shareBp: z.int().nullable(), amount: z.int().nullable(), evidence: z.string(), state: z.enum(exemptionStates), exemption: z.int().nullable(), receivedByName: z.string(), decidedByName: z.string().nullable(),
    reason: z.string().nullable(), isOwn: z.boolean(),
  })),
  exemptionReasons: z.array(z.object({ code: z.string(), title: z.string() })),
  /** Terms of which no notice sent today comes in time — 通知の間に合わない期. */
  lateTerms: z.array(z.string()),
  recipient: z.object({ version: z.int(), yearly: z.int(), careWithheld: z.boolean(), lastYearTax: z.int().nullable() }).nullable(),
  /** Last days on which the amount of the year can be raised and lowered. */
  lastDayToRaise: z.string(), lastDayToLower: z.string(), isPastRaise: z.boolean(), isPastLower: z.boolean(),
})
export type HistoryView = z.output<typeof HistoryView>

/** 異動・更正: everything that happened to the tax of one person and year after the first decision. */
export const showHistory = query({
  name: 'tax-individual.show-history', title: '異動・更正の経過を見る', permission: 'tax-individual.read', action: 'view',
  description: 'Decisions of one person and year with what each changed, the last two beside each other by instalment, what is paid and too much paid, changes of employment, reductions on application, and until when the amount can be changed.',
  input: PersonYear, output: HistoryView,
  async run(tx, input) {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const person = await headOf(tx, input.personId)
    if (!person) return refuse('person-not-found', { field: '/personId' })
    const standing = await standingOf(tx, input.personId, input.fiscalYear)
    const [last, before] = standing.decisions
    const { rows, sumBefore, sumAfter } = await compared(tx, standing, { before: before?.instalments ?? [], after: last?.instalments ?? [] })
    return accept({
      person, fiscalYear: input.fiscalYear, fiscalYearText: fiscalYearText(input.fiscalYear), decisionNo: last?.decisionNo ?? 0, decisions: standing.decisions.map((one, index) => decisionView(one, standing.decisions[index + 1])),
      rows, sumBefore, sumAfter, ...moneyOf(standing), changes: await changesOf(tx, input), ...(await exemptionsOf(tx, input, standing)), lateTerms: await lateTermsOf(tx, input, standing), recipient: await recipientOf(tx, input), ...limitsOf(tx, standing),
    })
  },
  subjects: (view) => [view.person.personId],
  // Where a protected person works, and what was shown of their circumstances, is not told.
  withhold: (view, ids) => (ids.has(view.person.personId) ? {
    ...view, person: withheldHead(view.person), rows: view.rows.map((row) => ({ ...row, party: '' })), changes: view.changes.map((one) => ({ ...one, payer: '', newPayer: '' })), exemptions: view.exemptions.map((one) => ({ ...one, evidence: '', reason: null })),
  } : view),
  async example(tx) {
    const personId = await findAnyStatementPerson(tx)
    return personId === undefined ? null : { personId, fiscalYear: latestAssessedYear }
  },
})

function decisionView(one: DecisionRow, before: DecisionRow | undefined): HistoryView['decisions'][number] {
  const difference = before === undefined ? null : one.annualTax - one.exemption - (before.annualTax - before.exemption)
  return { decisionNo: one.decisionNo, decidedAt: one.decidedAt, reason: one.reason, method: methodTitles[one.method], annualTax: one.annualTax, exemption: one.exemption, difference }
}

function moneyOf({ balances, law }: Standing): Pick<HistoryView, 'balances' | 'overpaid'> {
  const rows = balances.filter((one) => one.charged > 0 || one.paid > 0 || one.overpaid > 0).map((one) => ({
    no: one.instalment, title: instalmentTitle(one.instalment, law), dueOn: one.dueOn, charged: one.charged, paid: one.paid, balance: one.balance, overpaid: one.overpaid,
  }))
  return { balances: rows, overpaid: rows.reduce((sum, row) => sum + row.overpaid, 0) }
}

async function changesOf(tx: Tx, input: PersonYear): Promise<HistoryView['changes']> {
  const items = await itemsOf(tx, await listChangesOfPerson(tx, input.personId, input.fiscalYear))
  return items.map(({ changeId, kind, state, happenedOn, receivedOn, payer, newPayer }) => ({ changeId, kind, state, happenedOn, receivedOn, payer, newPayer }))
}

async function exemptionsOf(tx: Tx, input: PersonYear, { law }: Standing): Promise<Pick<HistoryView, 'exemptions' | 'exemptionReasons'>> {
  const titles = new Map(law.exemptionReason.map((one) => [one.code, one.title]))
  const exemptions = (await listApplicationsOfPerson(tx, input.personId, input.fiscalYear)).map((one) => ({
    applicationId: one.applicationId, title: titles.get(one.reasonCode) ?? one.reasonCode, appliedOn: one.appliedOn, shareBp: one.shareBp, amount: one.amount, evidence: one.evidence, state: one.state, exemption: one.exemption,
    receivedByName: one.receivedByName, decidedByName: one.decidedByName, reason: one.reason, isOwn: one.receivedBy === tx.actor.id,
  }))
  return { exemptions, exemptionReasons: law.exemptionReason.map(({ code, title }) => ({ code, title })) }
}

async function recipientOf(tx: Tx, input: PersonYear): Promise<HistoryView['recipient']> {
  const [found] = await listRecipients(tx, input.fiscalYear, [input.personId])
  return found ? { version: found.version, yearly: found.yearly, careWithheld: found.careWithheld, lastYearTax: found.lastYearTax } : null
}

async function lateTermsOf(tx: Tx, input: PersonYear, { last, law, paidNos }: Standing): Promise<string[]> {
  if (!last || await isNoticeSent(tx, last)) return []
  const told = (await listInstalmentsBefore(tx, input.fiscalYear, [last])).get(input.personId) ?? []
  return lateTerms({ decided: last.instalments, told }, tx.today, law).filter((one) => !paidNos.has(one.no)).map((one) => instalmentTitle(one.no, law))
}

function limitsOf(tx: Tx, { dueDates, law }: Standing): Pick<HistoryView, 'lastDayToRaise' | 'lastDayToLower' | 'isPastRaise' | 'isPastLower'> {
  const lastDay = (rises: boolean): string => lastDayOfCorrection(statutoryDueDate(dueDates), { rises, incomeTaxChangedOn: null, byFraud: false }, law)
  const [raise, lower] = [lastDay(true), lastDay(false)]
  return { lastDayToRaise: raise, lastDayToLower: lower, isPastRaise: tx.today > raise, isPastLower: tx.today > lower }
}

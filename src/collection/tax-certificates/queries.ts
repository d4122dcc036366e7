import { z } from 'zod'
import { accept } from '../../kernel/outcome.ts'
import { fiscalYear } from '../../kernel/plain-date.ts'
import { fiscalYearText } from '../../kernel/wareki.ts'
import { query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { findLevy } from '../levies.ts'
import { payerOf, zPayer } from '../queries.ts'
import { refuse } from '../refusals.ts'
import * as ledger from '../store.ts'
import { certifiableOf, officeFees, overdueOf, taxCertificateOutput, type Certifiable } from './certified.ts'
import { choiceOf, requesterKeys, taxCertificateKindKeys, taxCertificateKinds, type TaxCertificateKind } from './model.ts'
import { exemptionOf, feeOf, obstacleOf, type CertificateRow } from './rules.ts'
import * as store from './store.ts'

const zRow = z.object({
  choice: z.string(), isChosen: z.boolean(), levyTitle: z.string(), fiscalYearText: z.string(), charged: z.number(), paid: z.number(), unpaid: z.number(), notYetDue: z.number(), overdue: z.number(), late: z.number(), fee: z.number(),
  /** Announced but not confirmed: never on the paper. */
  preliminary: z.number(),
})

const zPapers = z.object({
  payer: zPayer, personId: z.string().nullable(), kind: z.enum(taxCertificateKindKeys), rows: z.array(zRow),
  /** What stands in the way of each kind, or null. */
  obstacles: z.record(z.enum(taxCertificateKindKeys), z.object({ message: z.string(), remedy: z.string() }).nullable()),
  fee: z.object({ eachYen: z.int(), totalYen: z.int(), exemption: z.string().nullable() }).nullable(), exemptions: z.array(z.object({ code: z.string(), title: z.string() })),
  certificates: z.array(z.object({ certificateId: zId, number: z.string(), title: z.string(), documentId: zId, feeYen: z.int(), purpose: z.string().nullable(), isMailed: z.boolean(), issuedAt: z.string(), issuedByName: z.string() })),
  /** Where the taxes of this person issue papers of their own, such as the one for a vehicle's inspection. */
  taxTabs: z.array(z.object({ title: z.string(), path: z.string() })),
})
export type TaxPapers = z.output<typeof zPapers>

const Question = z.strictObject({
  partyId: zId, kind: z.enum(taxCertificateKindKeys).default('tax-payment-certificate'),
  /** Null for all. */
  choices: z.array(z.string()).nullable().default(null), requester: z.enum(requesterKeys).default('self'), exemption: z.string().max(40).nullable().default(null), copies: z.int().min(1).max(10).default(1),
})
type Question = z.output<typeof Question>

/** 納税の証明: what may be certified of an addressee today, what stands in the way, and what went out before. */
export const prepareTaxCertificate = query({
  name: 'collection.prepare-tax-certificate', title: '納税証明を用意する', permission: 'collection.read', action: 'view', opensUnder: [taxCertificateOutput],
  description: 'What a certificate about an addressee would say of each levy and year, with preliminary money apart, the fee, what stands in the way of each kind, and the certificates so far.',
  input: Question, output: zPapers,
  async run(tx, input) {
    const found = await certifiableOf(tx, input.partyId)
    return found ? accept(await papersOf(tx, found, input)) : refuse('party-not-found', { field: '/partyId' })
  },
  subjects: (view) => (view.personId === null ? [] : [view.personId]),
  withhold: (view, ids) => (view.personId !== null && ids.has(view.personId)
    ? { ...view, payer: { ...view.payer, birth: null, address: null, delivery: null }, certificates: view.certificates.map((one) => ({ ...one, purpose: null })) } : view),
  async example(tx) {
    const charge = await ledger.findAnyOpenCharge(tx)
    return charge ? Question.parse({ partyId: charge.party_id }) : null
  },
})

async function papersOf(tx: Tx, found: Certifiable, input: Question): Promise<TaxPapers> {
  const office = officeFees(tx)
  const choices = input.choices ?? found.rows.map(choiceOf)
  const request = { requester: { kind: input.requester, name: null }, exemption: input.exemption, copies: input.copies }
  const fee = feeOf(request, office)
  const obstacle = (kind: TaxCertificateKind) => {
    const why = obstacleOf(found.rows, { kind, choices }, office)
    return why ? { message: why.message, remedy: why.remedy } : null
  }
  const { residentId } = found.party
  return {
    payer: payerOf(found.party), personId: found.personId, kind: input.kind, rows: found.rows.map((row) => rowOf(row, choices)), obstacles: { 'tax-payment-certificate': obstacle('tax-payment-certificate'), 'no-arrears-certificate': obstacle('no-arrears-certificate') },
    fee: fee && { ...fee, exemption: exemptionOf(request, office)?.title ?? null }, exemptions: office.exemptions.filter((one) => one.requester === null).map(({ code, title }) => ({ code, title })),
    certificates: (await store.listSheets(tx, found.party.partyId, 20)).map((one) => ({
      certificateId: one.certificateId, number: one.number, title: taxCertificateKinds[one.kind].title, documentId: one.documentId, feeYen: one.feeYen, purpose: one.purpose, isMailed: one.delivery === 'mail', issuedAt: one.issuedAt, issuedByName: one.issuedByName,
    })),
    taxTabs: residentId === null ? [] : tx.services.personTabs.filter((tab) => tx.actor.permissions.has(tab.permission) && tab.permission.startsWith('tax-')).map((tab) => ({ title: tab.title, path: tab.path(residentId) })),
  }
}

function rowOf(row: CertificateRow, choices: readonly string[]): TaxPapers['rows'][number] {
  return {
    choice: choiceOf(row), isChosen: choices.includes(choiceOf(row)), levyTitle: findLevy(row.levyCode)?.title ?? row.levyCode, fiscalYearText: fiscalYearText(fiscalYear(row.fiscalYear)), charged: row.charged, paid: row.paid, unpaid: row.unpaid,
    notYetDue: row.notYetDue, overdue: overdueOf(row), late: row.late, fee: row.fee, preliminary: row.preliminary,
  }
}

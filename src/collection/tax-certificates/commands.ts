import { z } from 'zod'
import { assert } from '../../kernel/assert.ts'
import { accept, refused, type Accepted } from '../../kernel/outcome.ts'
import { fiscalYearOf, startOfFiscalYear } from '../../kernel/plain-date.ts'
import { printUnknownDate } from '../../kernel/unknown-date.ts'
import { fromGregorian } from '../../kernel/wareki.ts'
import { command } from '../../platform/command/define.ts'
import { zId, zOptionalText } from '../../platform/command/schema.ts'
import { done, type Decision, type RefusedAndRemembered, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { nextNumber, padNumber } from '../../platform/number/index.ts'
import { refuse } from '../refusals.ts'
import * as ledger from '../store.ts'
import { certifiableOf, officeFees, type Certifiable } from './certified.ts'
import type { TaxCertificateIssued } from './events.ts'
import { choiceOf, deliveryKeys, identityKeys, requesterKeys, taxCertificateKindKeys, taxCertificateKinds, type TaxCertificateRequest } from './model.ts'
import { drawTaxCertificate, subjectsOf } from './papers.ts'
import { checkTaxCertificate, chosenRows, exemptionOf, feeOf } from './rules.ts'
import * as store from './store.ts'

const copiesFault = { error: '通数は1から10までの数で入れてください。' }
const orderFault = { error: '定額小為替の額を、円の数で入れてください。' }

export const TaxCertificateInput = z.strictObject({
  kind: z.enum(taxCertificateKindKeys, { error: '証明の種類を選んでください。' }), partyId: zId,
  /** `levy:year`; empty on a certificate of no arrears, which looks at all. */
  choices: z.array(z.string().regex(/^[a-z-]+:\d{4}$/, { error: '税目と年度を選んでください。' })).max(100).default([]),
  requester: z.strictObject({ kind: z.enum(requesterKeys, { error: '請求者を選んでください。' }), name: zOptionalText(100, '来た人の名前') }),
  identityCheck: z.enum(identityKeys, { error: '本人確認の方法を選んでください。' }), purpose: zOptionalText(200, '使いみち').default(null), exemption: z.string().max(40).nullable().default(null),
  copies: z.int(copiesFault).min(1, copiesFault).max(10, copiesFault).default(1),
  delivery: z.enum(deliveryKeys, { error: '受け取り方を選んでください。' }).default('counter'), mailTo: zOptionalText(200, '送り先').default(null), postalOrderYen: z.int(orderFault).min(0, orderFault).max(100_000, orderFault).nullable().default(null),
})

const output = z.object({ feeYen: z.int(), returnYen: z.int(), sheets: z.array(z.object({ certificateId: zId, number: z.string(), documentId: zId })) })

/** 納税証明書・滞納のない証明書を発行する: from the books as they are at this moment. */
export const issueTaxCertificate = command({
  name: 'collection.issue-tax-certificate', title: '納税証明書・滞納のない証明書を発行する', permission: 'collection.issue',
  description: 'Issues certificates of what an addressee has paid of chosen levies and years, or that nothing is overdue, from the books at this moment, and books the fee at the desk. Money of which only a preliminary report has come is not certified. Each copy has its own number and signed mark.',
  input: TaxCertificateInput, output,
  async run(tx, input): Promise<Decision<z.output<typeof output>>> {
    const [found, office] = [await certifiableOf(tx, input.partyId), officeFees(tx)]
    if (!found) return refuse('party-not-found', { field: '/partyId' })
    const refusals = checkTaxCertificate(found.rows, input, office)
    if (refusals.length > 0) return refused(refusals)
    const [fee, exemption] = [feeOf(input, office), exemptionOf(input, office)]
    assert(fee !== null, 'a request that was let through has a fee or none to pay')
    const desk = tx.actor.desk ?? tx.actor.section
    const sheets: z.output<typeof output>['sheets'] = []
    for (let copy = 1; copy <= input.copies; copy += 1) {
      const made = await makeSheet(tx, { found, request: input, desk })
      if (!made.ok) return made
      await store.insertSheet(tx, { ...made.value, request: input, rows: chosenRows(found.rows, input), desk, feeYen: fee.eachYen, exemption: exemption?.code ?? null })
      sheets.push(made.value)
    }
    const subjectIds = subjectsOf(found)
    const events = sheets.map(({ certificateId }) => {
      const payload: TaxCertificateIssued = { certificateId, kind: input.kind, desk, feeYen: fee.eachYen, exemption: exemption?.code ?? null, payment: input.delivery === 'mail' ? 'postal-order' : 'cash' }
      return { name: 'collection.certificate-issued', version: 1, effectiveOn: tx.today, subjectIds, payload }
    })
    return done({ feeYen: fee.totalYen, returnYen: input.postalOrderYen === null ? 0 : input.postalOrderYen - fee.totalYen, sheets }, { subjectIds, events })
  },
  async example(tx) {
    const charge = await ledger.findAnyOpenCharge(tx)
    return charge ? TaxCertificateInput.parse({
      kind: 'tax-payment-certificate', partyId: charge.party_id, choices: [choiceOf({ levyCode: charge.levy_code, fiscalYear: charge.fiscal_year })], requester: { kind: 'self', name: null }, identityCheck: 'individual-number-card', purpose: '融資の申込み',
    }) : null
  },
})

interface Making { readonly found: Certifiable; readonly request: TaxCertificateRequest; readonly desk: string }

/** One sheet: takes its number, draws, signs, reads back, stores, and lets the public page know its mark. */
async function makeSheet(tx: Tx, making: Making): Promise<Accepted<{ certificateId: string; number: string; documentId: string }> | RefusedAndRemembered> {
  const { paperMarks } = tx.services
  const { kind } = making.request
  const [certificateId, number, checkCode] = [newId(), await nextCertificateNumber(tx, taxCertificateKinds[kind].letters), paperMarks.newCheckCode()]
  const drawn = await drawTaxCertificate(tx, { ...making, certificateId, number, checkCode })
  if (!drawn.ok) return drawn
  const { documentId, pages, mark } = drawn.value
  assert(mark !== undefined, 'an issued certificate carries a mark')
  const { person } = making.found.party
  await paperMarks.keep(tx, { kind, sheetId: certificateId, documentId, number, pages, checkCode, births: person === null ? [] : [printUnknownDate(person.birth)], mark })
  return accept({ certificateId, number, documentId })
}

/** `R8-NZ-000123`: the next number of these letters in the fiscal year, taken and kept in this transaction. */
async function nextCertificateNumber(tx: Tx, letters: string): Promise<string> {
  const year = fiscalYearOf(tx.today)
  const era = fromGregorian(startOfFiscalYear(year))
  return `${era.letter}${era.year}-${letters}-${padNumber(await nextNumber(tx, `collection.certificate.${letters}.${year}`), 6)}`
}

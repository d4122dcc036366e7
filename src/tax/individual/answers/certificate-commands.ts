import { z } from 'zod'
import { assert } from '../../../kernel/assert.ts'
import { refused } from '../../../kernel/outcome.ts'
import { command } from '../../../platform/command/define.ts'
import { zFiscalYear, zId, zOptionalText } from '../../../platform/command/schema.ts'
import { done, type Decision, type RefusedAndRemembered, type Tx } from '../../../platform/command/tx.ts'
import type { Accepted } from '../../../kernel/outcome.ts'
import { accept } from '../../../kernel/outcome.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { findPersonOn, type PersonOnDate } from '../../../resident/index.ts'
import { isAssessedYear, latestAssessedYear, officeValuesToday } from '../law.ts'
import { refuse } from '../refusals.ts'
import { findAnyNotifiable } from '../store.ts'
import { certifiableOf, type Certifiable } from './certified.ts'
import type { IncomeCertificateIssued } from './events.ts'
import { birthWords } from './forms.ts'
import { certificateKindKeys, certificateKinds, identityKeys, itemKeys, requesterKeys, type CertificateRequest } from './model.ts'
import { nextPaperNumber } from './number.ts'
import { drawCertificate } from './papers.ts'
import { checkCertificate, exemptionOf, feeOf } from './rules/certificate.ts'
import * as store from './store.ts'

export const CertificateInput = z.strictObject({
  kind: z.enum(certificateKindKeys, { error: '証明の種類を選んでください。' }), personId: zId, fiscalYear: zFiscalYear,
  items: z.array(z.enum(itemKeys, { error: '載せる項目を選んでください。' })).default([]),
  requester: z.strictObject({ kind: z.enum(requesterKeys, { error: '請求者を選んでください。' }), name: zOptionalText(100, '来た人の名前') }),
  identityCheck: z.enum(identityKeys, { error: '本人確認の方法を選んでください。' }),
  purpose: zOptionalText(200, '使いみち'),
  exemption: z.string().max(40).nullable().default(null),
  copies: z.int({ error: '通数は1から10までの数で入れてください。' }).min(1, { error: '通数は1から10までの数で入れてください。' }).max(10, { error: '通数は1から10までの数で入れてください。' }).default(1),
})

const output = z.object({ feeYen: z.int(), sheets: z.array(z.object({ certificateId: zId, number: z.string(), documentId: zId })) })

/** 所得証明書・課税証明書・非課税証明書を発行する: from the decision in force at this moment. */
export const issueIncomeCertificate = command({
  name: 'tax-individual.issue-certificate', title: '所得・課税（非課税）証明書を発行する', permission: 'tax-individual.issue',
  description: 'Issues certificates of income, of taxation or of non-taxation about one fiscal year of one person, with the chosen items, from the decision in force at this moment, and books the fee at the desk. Somebody without a decision is refused: nobody whose income is unknown is certified to have none. Each copy has its own number and signed mark.',
  input: CertificateInput, output,
  async run(tx, input): Promise<Decision<z.output<typeof output>>> {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const person = await findPersonOn(tx, input.personId)
    if (!person) return refuse('person-not-found', { field: '/personId' })
    const [found, office] = [await certifiableOf(tx, input.personId, input.fiscalYear), officeValuesToday(tx)]
    const refusals = checkCertificate(found, input, office)
    if (refusals.length > 0) return refused(refusals)
    const [fee, exemption] = [feeOf(input, office), exemptionOf(input, office)]
    assert(fee !== null, 'a request that was let through has a fee or none to pay')
    const desk = tx.actor.desk ?? tx.actor.section
    const sheets: z.output<typeof output>['sheets'] = []
    for (let copy = 1; copy <= input.copies; copy += 1) {
      const made = await makeSheet(tx, { person, found, request: input, desk })
      if (!made.ok) return made
      await store.insertCertificate(tx, { ...made.value, request: input, decisionNo: found.decision!.decisionNo, desk, feeYen: fee.eachYen, exemption: exemption?.code ?? null })
      sheets.push(made.value)
    }
    const events = sheets.map(({ certificateId }) => {
      const payload: IncomeCertificateIssued = { certificateId, kind: input.kind, desk, feeYen: fee.eachYen, exemption: exemption?.code ?? null }
      return { name: 'tax-individual.certificate-issued', version: 1, effectiveOn: tx.today, subjectIds: [input.personId], payload }
    })
    return done({ feeYen: fee.totalYen, sheets }, { subjectIds: [input.personId], events })
  },
  async example(tx) {
    const personId = await findAnyNotifiable(tx, latestAssessedYear)
    return personId === undefined ? null : CertificateInput.parse({
      kind: 'taxation-certificate', personId, fiscalYear: latestAssessedYear, items: [...itemKeys], requester: { kind: 'self', name: null }, identityCheck: 'individual-number-card', purpose: '奨学金の申請',
    })
  },
})

interface Making { readonly person: PersonOnDate; readonly found: Certifiable; readonly request: CertificateRequest; readonly desk: string }

/** One sheet: takes its number, draws, signs, reads back, stores, and lets the public page know its mark. */
async function makeSheet(tx: Tx, making: Making): Promise<Accepted<{ certificateId: string; number: string; documentId: string }> | RefusedAndRemembered> {
  const { paperMarks } = tx.services
  const { kind } = making.request
  const [certificateId, number, checkCode] = [newId(), await nextPaperNumber(tx, certificateKinds[kind].letters), paperMarks.newCheckCode()]
  const drawn = await drawCertificate(tx, { ...making, certificateId, number, checkCode })
  if (!drawn.ok) return drawn
  const { documentId, pages, mark } = drawn.value
  assert(mark !== undefined, 'an issued certificate carries a mark')
  await paperMarks.keep(tx, { kind, sheetId: certificateId, documentId, number, pages, checkCode, births: [birthWords(making.person)], mark })
  return accept({ certificateId, number, documentId })
}

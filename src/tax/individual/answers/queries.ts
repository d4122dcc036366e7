import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { query } from '../../../platform/command/define.ts'
import { zFiscalYear, zId } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { isAssessedYear, latestAssessedYear, officeValuesToday } from '../law.ts'
import { headOf, PersonHead, withheldHead } from '../queries.ts'
import { refuse } from '../refusals.ts'
import { findAnyStatementPerson } from '../store.ts'
import { listCodesOfPerson } from '../taxpayer/store.ts'
import { certificateOutput, certifiableOf, rowsOf, type Certifiable } from './certified.ts'
import { certificateKindKeys, certificateKinds, itemKeys, itemsOfKind, requesterKeys, type CertificateKind } from './model.ts'
import { exemptionOf, feeOf, obstacleOf } from './rules/certificate.ts'
import * as store from './store.ts'

const PapersView = z.object({
  person: PersonHead,
  fiscalYear: z.int(), fiscalYearText: z.string(), years: z.array(z.int()),
  decisionNo: z.int(), annualTax: z.int().nullable(),
  kind: z.enum(certificateKindKeys), items: z.array(z.enum(itemKeys)),
  /** What stands in the way of this kind for this year, or null. */
  obstacle: z.object({ message: z.string(), remedy: z.string() }).nullable(),
  rows: z.array(z.object({ label: z.string(), value: z.string(), isHead: z.boolean() })),
  fee: z.object({ eachYen: z.int(), totalYen: z.int(), exemption: z.string().nullable() }).nullable(),
  exemptions: z.array(z.object({ code: z.string(), title: z.string() })),
  certificates: z.array(z.object({ certificateId: zId, number: z.string(), title: z.string(), fiscalYear: z.int(), documentId: zId, feeYen: z.int(), purpose: z.string().nullable(), issuedAt: z.string(), issuedByName: z.string() })),
  annexes: z.array(z.object({ annexId: zId, number: z.string(), fiscalYear: z.int(), decisionNo: z.int(), documentId: zId, issuedAt: z.string(), issuedByName: z.string() })),
  /** Numbers that open the taxpayer's page; never the number itself. */
  codes: z.array(z.object({ codeId: zId, fiscalYear: z.int(), decisionNo: z.int(), issuedAt: z.string(), opened: z.int(), lastOpenedAt: z.string().nullable(), misses: z.int(), closedAt: z.string().nullable(), closedByName: z.string().nullable(), reason: z.string().nullable() })),
})
export type PapersView = z.output<typeof PapersView>

const Question = z.strictObject({
  personId: zId, fiscalYear: zFiscalYear,
  /** Null for the kind that fits the decision. */
  kind: z.enum(certificateKindKeys).nullable().default(null),
  items: z.array(z.enum(itemKeys)).nullable().default(null),
  requester: z.enum(requesterKeys).default('self'),
  exemption: z.string().max(40).nullable().default(null),
  copies: z.int().min(1).max(10).default(1),
})
type Question = z.output<typeof Question>

/** 証明と計算書: what may be certified of a person and year, the paper as it would be, and what went out before. */
export const preparePapers = query({
  name: 'tax-individual.prepare-papers', title: '所得・課税証明と計算書を用意する', permission: 'tax-individual.read', action: 'view', opensUnder: [certificateOutput],
  description: 'What a certificate about one person and fiscal year would say, its fee, what stands in its way, the certificates and printed worksheets so far, and the numbers that open the taxpayer\'s page.',
  input: Question, output: PapersView,
  async run(tx, input) {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const person = await headOf(tx, input.personId)
    return person ? accept({ person, ...await certificateView(tx, input), ...await listsOf(tx, input.personId) }) : refuse('person-not-found', { field: '/personId' })
  },
  subjects: (view) => [view.person.personId],
  // How many of whom live with a protected person stands among the rows; amounts tell neither birthday nor address.
  withhold: (view, ids) => (ids.has(view.person.personId) ? { ...view, person: withheldHead(view.person), rows: [], certificates: view.certificates.map((one) => ({ ...one, purpose: null })), codes: view.codes.map((one) => ({ ...one, reason: null })) } : view),
  async example(tx) {
    const personId = await findAnyStatementPerson(tx)
    return personId === undefined ? null : Question.parse({ personId, fiscalYear: latestAssessedYear })
  },
})

async function certificateView(tx: Tx, input: Question) {
  const [found, office] = [await certifiableOf(tx, input.personId, input.fiscalYear), officeValuesToday(tx)]
  const kind = input.kind ?? fittingKind(found)
  const items = (input.items ?? itemsOfKind(kind)).filter((item) => itemsOfKind(kind).includes(item))
  const request = { requester: { kind: input.requester, name: null }, exemption: input.exemption, copies: input.copies }
  const [obstacle, fee] = [obstacleOf(found, { kind, fiscalYear: input.fiscalYear }), feeOf(request, office)]
  return {
    fiscalYear: input.fiscalYear, fiscalYearText: fiscalYearText(input.fiscalYear), years: [...years()], decisionNo: found.decision?.decisionNo ?? 0, annualTax: found.annualTax, kind, items, obstacle: obstacle ? { message: obstacle.message, remedy: obstacle.remedy } : null,
    rows: obstacle ? [] : [...rowsOf(found, { kind, items })], fee: fee && { ...fee, exemption: exemptionOf(request, office)?.title ?? null },
    exemptions: office.exemptions.filter((one) => one.requester === null).map(({ code, title }) => ({ code, title })),
  }
}

function fittingKind({ annualTax }: Certifiable): CertificateKind {
  return annualTax === 0 ? 'non-taxation-certificate' : 'taxation-certificate'
}

function* years(): Generator<number> {
  for (let year: number = latestAssessedYear; isAssessedYear(year); year -= 1) yield year
}

async function listsOf(tx: Tx, personId: string): Promise<Pick<PapersView, 'certificates' | 'annexes' | 'codes'>> {
  return {
    certificates: (await store.listCertificates(tx, personId, 20)).map((one) => ({ certificateId: one.certificateId, number: one.number, title: certificateKinds[one.kind].title, fiscalYear: one.fiscalYear, documentId: one.documentId, feeYen: one.feeYen, purpose: one.purpose, issuedAt: one.issuedAt, issuedByName: one.issuedByName })),
    annexes: (await store.listAnnexes(tx, personId, 20)).map((one) => ({ annexId: one.annexId, number: one.number, fiscalYear: one.fiscalYear, decisionNo: one.decisionNo, documentId: one.documentId, issuedAt: one.issuedAt, issuedByName: one.issuedByName })),
    codes: (await listCodesOfPerson(tx, personId)).map((one) => ({ codeId: one.codeId, fiscalYear: one.fiscalYear, decisionNo: one.decisionNo, issuedAt: one.issuedAt, opened: one.opened, lastOpenedAt: one.lastOpenedAt, misses: one.misses, closedAt: one.closedAt, closedByName: one.closedByName, reason: one.reason })),
  }
}

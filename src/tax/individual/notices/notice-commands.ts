import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { yenText } from '../../../kernel/text.ts'
import { envelopeOf, findParty, findPartyIdOfResident } from '../../../party/index.ts'
import { command } from '../../../platform/command/define.ts'
import { zId } from '../../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../../platform/command/tx.ts'
import { issueDocument } from '../../../platform/document/index.ts'
import { withheldFrom } from '../../../platform/guard/index.ts'
import { levyCode } from '../decide.ts'
import { lawFor } from '../facts.ts'
import { noticeData, taxNotice } from './forms/tax-notice.ts'
import { PersonYear } from '../inputs.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { refuse } from '../refusals.ts'
import { laneOf } from '../rules/collection.ts'
import { noticeOutput } from './model.ts'
import * as store from '../store.ts'
import { accessOf, keepAccesses } from '../taxpayer/access.ts'

const output = z.object({ documentId: zId, noticeNo: z.string(), pages: z.int() })

/** 税額決定・納税通知書を出す — 地方税法319条の2. */
export const issueNotice = command({
  name: 'tax-individual.issue-notice',
  title: '納税通知書を出す',
  permission: 'tax-individual.issue',
  description: 'Issues the notice of the decision in force of one person and year, with its instalments, from stored amounts.',
  input: PersonYear,
  output,
  async run(tx, input): Promise<Decision<z.output<typeof output>>> {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const [decision] = await store.listDecisions(tx, input.personId, input.fiscalYear)
    if (!decision) return refuse('decision-not-found', { field: '/fiscalYear', year: input.fiscalYear })
    if (!isNotified(decision)) return refuse('no-notice', { field: '/fiscalYear' })
    const issued = await drawNotice(tx, decision)
    if (!issued.ok) return issued
    await keepAccesses(tx, [decision], new Map([[decision.personId, issued.value.access]]))
    await store.insertNotice(tx, { fiscalYear: input.fiscalYear, personId: input.personId, decisionNo: decision.decisionNo, documentId: issued.value.documentId })
    return done({ documentId: issued.value.documentId, noticeNo: decision.noticeNo, pages: issued.value.pages }, { subjectIds: [input.personId] })
  },
  async example(tx) {
    const found = await store.findAnyNotifiable(tx, latestAssessedYear)
    return found === undefined ? null : { personId: found, fiscalYear: latestAssessedYear }
  },
})

/** Whether the person gets a notice: terms to pay, or a pension that the tax is taken from — 納税通知書を出す決定. */
function isNotified(decision: store.DecisionRow): boolean {
  return decision.partyId !== null && (decision.method === 'ordinary' || decision.instalments.some((one) => laneOf(one.no) !== 'salary' && one.amount > 0))
}

/** Draws, binds and stores one notice; it goes to the taxpayer, whose own address may stand on it. */
export async function drawNotice(tx: Tx, decision: store.DecisionRow) {
  // The decision may charge an employer; its notice goes to the person.
  const party = await findParty(tx, (await findPartyIdOfResident(tx, decision.personId)) ?? decision.partyId ?? '', { levyCode })
  if (!party) return refuse('person-not-found')
  const withheld = await withheldFrom(tx, { output: noticeOutput, personIds: [decision.personId], recipient: 'self' })
  // The notice of a protected person is handed over and never put where somebody else may read it: it shows no address.
  const envelope = withheld.has(decision.personId) ? { name: party.name, postalCode: null, lines: [] } : envelopeOf(party, tx.office)
  const access = await accessOf(tx, decision)
  const data = noticeData({ office: tx.office, envelope, decision, law: lawFor(tx, decision.assessment.fiscalYear as Parameters<typeof lawFor>[1]), issuedOn: tx.today, access })
  const issued = await issueDocument(tx, {
    output: noticeOutput, kind: 'individual-tax-notice', template: taxNotice, data, subjectIds: [decision.personId], request: { fiscalYear: decision.fiscalYear, decisionNo: decision.decisionNo },
    recipient: 'self', serial: decision.noticeNo, mustStand: [envelope.name, ...envelope.lines, decision.noticeNo, yenText(decision.annualTax), access.code], allowedFor: [decision.personId],
  })
  return issued.ok ? accept({ ...issued.value, access }) : issued
}

/** The notice of a person as it would go out, for the test of the guard; null where there is none. */
export async function tryNoticeFor(tx: Tx, personId: string): Promise<Uint8Array | null> {
  const [decision] = await store.listDecisions(tx, personId, latestAssessedYear)
  if (!decision || !isNotified(decision)) return null
  const issued = await drawNotice(tx, decision)
  return issued.ok ? issued.value.pdf : null
}

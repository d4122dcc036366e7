import { z } from 'zod'
import type { Refused } from '../../kernel/outcome.ts'
import { addDays, fiscalYear, maxDate, type FiscalYear } from '../../kernel/plain-date.ts'
import { yenText } from '../../kernel/text.ts'
import { fiscalYearText } from '../../kernel/wareki.ts'
import { sumOf, sum, zeroYen } from '../../kernel/yen.ts'
import { issueSlips, listBalancesOfSources, listBalancesOfSubjects, slipPaper, type ChargeBalance, type SlipPaper } from '../../collection/index.ts'
import { findParty, type Party } from '../../party/index.ts'
import { command } from '../../platform/command/define.ts'
import { zFiscalYear, zId } from '../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import { issueDocument } from '../../platform/document/index.ts'
import { withheldFrom } from '../../platform/guard/index.ts'
import { nextNumber, padNumber } from '../../platform/number/index.ts'
import * as store from './assessment-store.ts'
import { lawFor, levyCode } from './decide.ts'
import { certificateData, inspectionCertificate, noticeData, taxNotice, type PaperFacts } from './forms.ts'
import { inspectedClasses, type VehicleClass } from './model.ts'
import { refuse } from './refusals.ts'
import { listHistory } from './store.ts'

// Paper about one vehicle and year. Both are drawn from stored amounts.

export const noticeOutput = 'tax-light-vehicle.tax-notice'
export const certificateOutput = 'tax-light-vehicle.inspection-certificate'

const zQuestion = { vehicleId: zId, fiscalYear: zFiscalYear }
const zPaper = z.object({ documentId: z.string(), serial: z.string(), pages: z.int() })
type Paper = z.infer<typeof zPaper>

/** 納税通知書を出す — 地方税法463条の17. */
export const issueNotice = command({
  name: 'tax-light-vehicle.issue-notice', title: '納税通知書を出す', permission: 'tax-light-vehicle.issue',
  description: 'Issues the notice of the decision in force of one vehicle and year, with a payment slip for what is still open.',
  input: z.strictObject(zQuestion), output: zPaper,
  async run(tx, input): Promise<Decision<Paper>> {
    const found = await findDecided(tx, input, noticeOutput)
    if (!found.ok) return found
    return await keep(tx, await drawNotice(tx, found.facts), { ...found.facts, kind: 'notice', serial: found.facts.decision.noticeNo })
  },
  example: (tx) => exampleOf(tx),
})

/** 車検用の納税証明書を出す — 道路運送車両法97条の2. */
export const issueInspectionCertificate = command({
  name: 'tax-light-vehicle.issue-inspection-certificate', title: '車検用の納税証明書を出す', permission: 'tax-light-vehicle.issue',
  description: 'Issues the tax certificate for the vehicle inspection, free of charge, when nothing is owed for the vehicle in any year.',
  input: z.strictObject({ ...zQuestion, isReceiptSeen: z.boolean().default(false) }), output: zPaper,
  async run(tx, input): Promise<Decision<Paper>> {
    const found = await findDecided(tx, input, certificateOutput)
    if (!found.ok) return found
    const stopped = await refuseCertificate(tx, found.facts, input.isReceiptSeen)
    if (stopped) return stopped
    const serial = `${input.fiscalYear}-${padNumber(await nextNumber(tx, `tax-light-vehicle.certificate.${input.fiscalYear}`), 6)}`
    return await keep(tx, await drawCertificate(tx, found.facts, serial), { ...found.facts, kind: 'inspection-certificate', serial })
  },
  async example(tx) {
    const found = await exampleOf(tx, [...inspectedClasses])
    return found && { ...found, isReceiptSeen: false }
  },
})

async function exampleOf(tx: Tx, classes?: readonly VehicleClass[]): Promise<{ vehicleId: string; fiscalYear: FiscalYear } | null> {
  const found = await store.findAnyDecided(tx, classes)
  return found ? { vehicleId: found.vehicleId, fiscalYear: fiscalYear(found.fiscalYear) } : null
}

type Found = { readonly ok: true; readonly facts: PaperFacts & { readonly personIds: readonly string[] } }

/** The decision in force with its vehicle as of 1 April and its addressee, whose address is taken out where it must not be seen. */
async function findDecided(tx: Tx, input: { vehicleId: string; fiscalYear: number }, output: string): Promise<Found | Refused> {
  const history = await listHistory(tx, input.vehicleId)
  if (history.length === 0) return refuse('vehicle-not-found', { field: '/vehicleId' })
  const decision = (await store.listDecisions(tx, input.vehicleId)).find((one) => one.fiscalYear === input.fiscalYear)
  if (!decision) return refuse('not-decided', { field: '/fiscalYear', year: input.fiscalYear })
  const party = await findParty(tx, decision.partyId, { levyCode })
  if (!party) return refuse('party-not-found', { field: '/vehicleId' })
  const personIds = party.residentId === null ? [] : [party.residentId]
  const withheld = await withheldFrom(tx, { output, personIds, recipient: 'self' })
  const vehicle = history.findLast((one) => one.validFrom <= `${input.fiscalYear}-04-01`) ?? history[0]!
  return { ok: true, facts: { tx, law: lawFor(tx, fiscalYear(input.fiscalYear)), vehicle, decision, addressee: withheld.size > 0 ? withoutAddress(party) : party, personIds } }
}

/** The paper of a protected person is handed over and never put where somebody else may read it: it shows no address. */
function withoutAddress(party: Party): Party {
  return { ...party, postalCode: null, address: '', delivery: null }
}

async function drawNotice(tx: Tx, facts: Found['facts']) {
  const { decision, personIds, addressee } = facts
  if (decision.annualTax === zeroYen) return refuse('nothing-to-notify', { field: '/fiscalYear' })
  const slip = await slipOf(tx, facts)
  if (!slip.ok) return slip
  const data = noticeData(facts, slip.paper)
  return await issueDocument(tx, {
    output: noticeOutput, kind: 'light-vehicle-tax-notice', template: taxNotice, data, subjectIds: personIds, request: { vehicleId: decision.vehicleId, fiscalYear: decision.fiscalYear, decisionNo: decision.decisionNo },
    recipient: 'self', serial: decision.noticeNo, mustStand: [addressee.name, ...data.addressLines, facts.vehicle.plate, decision.noticeNo, data.total, ...slipTexts(slip.paper)], allowedFor: personIds,
  })
}

/** The slip for what is still open of this decision; none where everything is paid. */
async function slipOf(tx: Tx, { decision, addressee, law }: PaperFacts): Promise<{ ok: true; paper: SlipPaper | null } | Refused> {
  const open = (await listBalancesOfSources(tx, levyCode, [decision.sourceId])).filter((one) => one.balance > zeroYen)
  if (open.length === 0) return { ok: true, paper: null }
  const usableUntil = maxDate(addDays(tx.today, law.noticeDays), ...open.map((one) => one.dueOn))
  const issued = await issueSlips(tx, [{ chargeIds: open.map((one) => one.chargeId), usableUntil }])
  if (!issued.ok) return issued
  const [slip] = issued.value
  return { ok: true, paper: slip ? slipPaper(tx, slip, addressee) : null }
}

/** What of the slip must stand on the finished sheet. */
function slipTexts(paper: SlipPaper | null): readonly string[] {
  return paper === null ? [] : [paper.number, paper.amountText, paper.usableUntil, ...(paper.bars?.readable ?? [])]
}

/** Every year of the vehicle counts: a certificate over old arrears would be false. */
async function refuseCertificate(tx: Tx, { vehicle }: PaperFacts, isReceiptSeen: boolean): Promise<Refused | undefined> {
  if (!inspectedClasses.has(vehicle.class)) return refuse('no-inspection', { field: '/vehicleId' })
  const charges = await listBalancesOfSubjects(tx, levyCode, [vehicle.vehicleId])
  const open = charges.filter((one) => one.balance > zeroYen || one.lateBalance > zeroYen || one.feeBalance > zeroYen)
  if (open.length > 0) return refuse('unpaid', { field: '/vehicleId', amount: yenText(sumOf(open.map((one) => sum(one.balance, one.lateBalance, one.feeBalance)))), years: yearsOf(open) })
  return !isReceiptSeen && charges.some((one) => one.preliminary > zeroYen) ? refuse('only-preliminary', { field: '/isReceiptSeen' }) : undefined
}

function yearsOf(charges: readonly ChargeBalance[]): string {
  return [...new Set(charges.map((one) => fiscalYearText(one.fiscalYear)))].join('、')
}

async function drawCertificate(tx: Tx, facts: Found['facts'], serial: string) {
  const data = certificateData(facts, serial)
  return await issueDocument(tx, {
    output: certificateOutput, kind: 'light-vehicle-inspection-certificate', template: inspectionCertificate, data, subjectIds: facts.personIds, request: { vehicleId: facts.vehicle.vehicleId, fiscalYear: facts.decision.fiscalYear },
    recipient: 'self', serial, attested: facts.tx.office.certifier, mustStand: [serial, ...data.rows.map((row) => row.value)], allowedFor: facts.personIds,
  })
}

interface Kept { readonly decision: store.Decision; readonly personIds: readonly string[]; readonly kind: store.IssuedPaper['kind']; readonly serial: string }

async function keep(tx: Tx, issued: Awaited<ReturnType<typeof drawNotice>>, { decision, personIds, kind, serial }: Kept): Promise<Decision<Paper>> {
  if (!issued.ok) return issued
  const { documentId, pages } = issued.value
  await store.insertPaper(tx, { documentId, kind, fiscalYear: decision.fiscalYear, vehicleId: decision.vehicleId, decisionNo: decision.decisionNo, serial })
  return done({ documentId, serial, pages }, { subjectIds: personIds })
}

/** Draws a paper of this person as it would go out, for the test of the guard; null where there is none. */
export async function tryPaperFor(tx: Tx, vehicleIds: readonly string[], output: string): Promise<Uint8Array | null> {
  for (const vehicleId of vehicleIds) {
    const [decision] = await store.listDecisions(tx, vehicleId)
    if (!decision) continue
    const found = await findDecided(tx, { vehicleId, fiscalYear: decision.fiscalYear }, output)
    if (!found.ok) continue
    const drawn = output === noticeOutput ? await drawNotice(tx, found.facts) : await drawCertificate(tx, found.facts, `${decision.fiscalYear}-見本`)
    if (drawn.ok) return drawn.value.pdf
  }
  return null
}

import { dateOf, fiscalYearOf, plainDate, yearOf, type Instant } from '../kernel/plain-date.ts'
import type { Citation } from '../kernel/citation.ts'
import { findConcept } from '../legislation/index.ts'
import type { Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { firstDayOf, type From } from './model.ts'
import * as store from './store.ts'

interface SampleValue { readonly concept: string; readonly from: From; readonly value: unknown; readonly published: string; readonly because: Citation; readonly note: string | null }

const feeOrdinance: Citation = { law: 'fee-ordinance', article: '2' }
const kioskForms = (feeYen: number): SampleValue => ({
  concept: 'certificates.kiosk-forms', from: '2020-04-01', value: ['resident-record-copy', 'record-items', 'seal-registration-certificate'].map((form) => ({ form, feeYen })), published: '2020-03-24', because: feeOrdinance, note: null,
})
const taxOrdinance = (article: string): Citation => ({ law: 'municipal-tax-ordinance', article })

/** What both invented towns have set themselves: a concept that only an ordinance can set stands here for each. */
const sampleValues: Readonly<Record<'992011' | '993018', readonly SampleValue[]>> = {
  '992011': [
    { concept: 'certificates.resident-record-copy-fee', from: '2000-04-01', value: 200, published: '2000-03-24', because: feeOrdinance, note: null },
    { concept: 'certificates.resident-record-copy-fee', from: '2014-04-01', value: 300, published: '2013-12-20', because: feeOrdinance, note: '消費税の改定に合わせた見直し' },
    { concept: 'certificates.closed-record-copy-fee', from: '2000-04-01', value: 300, published: '2000-03-24', because: feeOrdinance, note: null },
    { concept: 'certificates.record-items-fee', from: '2000-04-01', value: 300, published: '2000-03-24', because: feeOrdinance, note: null },
    kioskForms(200),
    { concept: 'seal.certificate-fee', from: '2000-04-01', value: 300, published: '2000-03-24', because: feeOrdinance, note: null },
    { concept: 'collection.slip-codes', from: '2010-04-01', value: { companyCode: '912345', agentPrefix: null, billerNumber: '13800', collectorAccount: '00000000000', inquiry: null }, published: '2010-03-26', because: { law: 'financial-regulation', article: '45' }, note: '研修用の番号' },
    { concept: 'collection.elqr', from: '2023-04-01', value: { levies: { 'light-vehicle-tax': { from: '2023-04-01', taxItem: null }, 'individual-inhabitants-tax': { from: '2024-04-01', taxItem: null } }, others: null }, published: '2023-03-24', because: { law: 'financial-regulation', article: '45' }, note: '研修用の値' },
    { concept: 'tax-individual.ordinary-terms', from: 2007, value: { terms: [{ month: 6, day: 'end' }, { month: 8, day: 'end' }, { month: 10, day: 'end' }, { month: 1, day: 'end' }] }, published: '2006-12-22', because: taxOrdinance('40'), note: null },
    { concept: 'tax-individual.certificate-fee', from: '2000-04-01', value: 300, published: '2000-03-24', because: feeOrdinance, note: null },
    { concept: 'collection.tax-certificate-fee', from: '2000-04-01', value: 300, published: '2000-03-24', because: feeOrdinance, note: null },
    { concept: 'collection.channel-fees', from: '2004-04-01', value: { store: 60, 'direct-debit': 10 }, published: '2004-03-24', because: { law: 'local-autonomy-act', article: '243-2' }, note: '研修用の値' },
    { concept: 'collection.demand-fee', from: '2000-04-01', value: 100, published: '2000-03-24', because: taxOrdinance('21'), note: null },
    { concept: 'tax-individual.taxpayer-page-address', from: '2026-04-01', value: { address: 'https://shiomi.example' }, published: '2026-03-24', because: { law: 'local-tax-act', article: '319-2' }, note: '研修用の番地' },
    { concept: 'tax-light-vehicle.due-day', from: 2020, value: { month: 5, day: 'end' }, published: '2019-12-20', because: taxOrdinance('83'), note: null },
  ],
  '993018': [
    { concept: 'certificates.resident-record-copy-fee', from: '2000-04-01', value: 200, published: '2000-03-22', because: feeOrdinance, note: null },
    { concept: 'certificates.closed-record-copy-fee', from: '2000-04-01', value: 200, published: '2000-03-22', because: feeOrdinance, note: null },
    { concept: 'certificates.record-items-fee', from: '2000-04-01', value: 200, published: '2000-03-22', because: feeOrdinance, note: null },
    kioskForms(150),
    { concept: 'seal.certificate-fee', from: '2000-04-01', value: 200, published: '2000-03-22', because: feeOrdinance, note: null },
    { concept: 'collection.slip-codes', from: '2012-04-01', value: { companyCode: '912345', agentPrefix: null, billerNumber: '13800', collectorAccount: '00000000000', inquiry: null }, published: '2012-03-23', because: { law: 'financial-regulation', article: '38' }, note: '研修用の番号' },
    { concept: 'collection.elqr', from: '2023-04-01', value: { levies: { 'light-vehicle-tax': { from: '2023-04-01', taxItem: null }, 'individual-inhabitants-tax': { from: '2024-04-01', taxItem: null } }, others: null }, published: '2023-03-24', because: { law: 'financial-regulation', article: '38' }, note: '研修用の値' },
    { concept: 'tax-individual.ordinary-terms', from: 2007, value: { terms: [{ month: 6, day: 'end' }, { month: 8, day: 'end' }, { month: 10, day: 'end' }, { month: 1, day: 'end' }] }, published: '2006-12-15', because: taxOrdinance('38'), note: null },
    { concept: 'tax-individual.certificate-fee', from: '2000-04-01', value: 200, published: '2000-03-22', because: feeOrdinance, note: null },
    { concept: 'collection.tax-certificate-fee', from: '2000-04-01', value: 200, published: '2000-03-22', because: feeOrdinance, note: null },
    { concept: 'collection.channel-fees', from: '2004-04-01', value: { store: 55, 'direct-debit': 11 }, published: '2004-03-22', because: { law: 'local-autonomy-act', article: '243-2' }, note: '研修用の値' },
    { concept: 'tax-individual.taxpayer-page-address', from: '2026-04-01', value: { address: 'https://asanagi.example' }, published: '2026-03-24', because: { law: 'local-tax-act', article: '319-2' }, note: '研修用の番地' },
    { concept: 'tax-light-vehicle.due-day', from: 2020, value: { month: 5, day: 'end' }, published: '2019-12-13', because: taxOrdinance('81'), note: null },
  ],
}

/** Who enters the samples: the system's caller, or a test's. */
export type SamplePlace = Pick<Tx, 'db' | 'tenant' | 'now' | 'today' | 'office' | 'actor'>

/**
 * Enters the ordinance values of an invented town and two proposals that wait for a second person — 条例値の見本.
 * Does nothing where the town has values. A concept of a context that is not in the building is left out.
 */
export async function enterSampleOrdinance(tx: SamplePlace): Promise<void> {
  const values = (sampleValues as Readonly<Record<string, readonly SampleValue[]>>)[tx.office.code]
  if (!values || (await store.listOrdinanceValues(tx.db, tx.tenant)).length > 0) return
  for (const sample of [...values, certifierOf(tx.office)]) {
    if (!findConcept(sample.concept)) continue
    const published = plainDate(sample.published)
    await store.insertOrdinanceValue(tx, { concept: sample.concept, validFrom: firstDayOf(sample.from), value: sample.value, published, because: [sample.because], note: sample.note, recordedAt: `${published}T00:00:00.000Z` as Instant, proposalId: null })
  }
  await enterSampleProposals(tx)
}

/** The mayor whose name stands on the town's letterhead, since the last elections. */
function certifierOf(office: Tx['office']): SampleValue {
  const value = { capacity: 'mayor', title: office.mayorTitle, name: office.mayor, seal: `${office.mayorTitle}之印` }
  return { concept: 'tenancy.certifier', from: '2023-04-30', value, published: '2023-04-24', because: { law: 'local-autonomy-act', article: '147' }, note: null }
}

async function enterSampleProposals(tx: SamplePlace): Promise<void> {
  const proposedBy = { id: tx.actor.id, name: '研修の見本' }
  const nextYear = fiscalYearOf(tx.today) + 1
  const drafts: readonly (SampleValue & { reason: string })[] = [
    { concept: 'collection.preliminary-days', from: `${nextYear}-04-01`, value: 15, published: tx.today, because: { law: 'financial-regulation', article: '45' }, note: null, reason: '確報の遅れに早く気づくため' },
    { concept: 'resident.planned-move-out-months', from: `${nextYear}-04-01`, value: 2, published: tx.today, because: { law: 'basic-resident-registration-act', article: '24' }, note: null, reason: '早すぎる転出届の聞き直しを減らすため' },
    { concept: 'tax-light-vehicle.exemption-terms', from: nextYear, value: { daysBeforeDue: 7, renewal: 'yearly' }, published: tx.today, because: taxOrdinance('90'), note: null, reason: '納付書の発送を早めるため' },
  ]
  for (const draft of drafts) {
    if (!findConcept(draft.concept)) continue
    await store.insertProposal(tx, { id: newId(), concept: draft.concept, validFrom: firstDayOf(draft.from), value: draft.value, published: plainDate(draft.published), because: [draft.because], note: draft.note, reason: draft.reason, proposedBy })
  }
}

/** A proposal that the building can always take: the days until the agent is asked, from the first free year on. */
export async function exampleProposal(tx: Tx) {
  const taken = new Set((await store.listProposals(tx, { state: 'open', concept: 'collection.preliminary-days' })).map((proposal) => proposal.valid_from))
  let year = yearOf(tx.today) + 2
  while (taken.has(dateOf(year, 4, 1))) year += 1
  return {
    concept: 'collection.preliminary-days', from: `${year}-04-01`, value: 10 + (year % 7), published: tx.today,
    because: [{ law: 'financial-regulation', article: '45' }], note: null, reason: '確報の遅れに早く気づくため',
  }
}

/** An open proposal for an example; the other kind where there is none of the wanted one. */
export async function findOpenProposal(tx: Tx, wanted: 'own' | 'of-somebody-else'): Promise<{ proposalId: string; expectedVersion: number } | null> {
  const open = await store.listProposals(tx, { state: 'open', concept: null })
  const found = open.find((proposal) => (proposal.proposed_by === tx.actor.id) === (wanted === 'own')) ?? open[0]
  return found ? { proposalId: found.id, expectedVersion: found.version } : null
}

import { z } from 'zod'
import { yen } from '../../kernel/yen.ts'
import { findParty, findPartyIdOfResident, type Party } from '../../party/index.ts'
import { command } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { drawPreview, issueDocument } from '../../platform/document/index.ts'
import type { Output } from '../../platform/context/manifest.ts'
import { withheldFrom } from '../../platform/guard/index.ts'
import { refuse } from '../refusals.ts'
import { subjectsOf } from './event-commands.ts'
import * as distributions from './distribution-store.ts'
import { contentOf, debtorLetter, letterData, letterKinds, type LetterKind, templateOf, thirdPartyKinds, thirdPartyLetter } from './letters.ts'
import { listSalesOfSeizures } from './sale-store.ts'
import { saleNotice, saleNoticeData, saleNoticeOutput } from './sales.ts'
import * as seizures from './seizure-store.ts'
import * as suspensions from './suspension-store.ts'

/** Issues a letter on a record of disposition of delinquency — 滞納処分の通知を出す. */
export const issueEnforcementLetter = command({
  name: 'collection.issue-enforcement-letter', title: '滞納処分の通知を出す', permission: 'collection-enforcement.issue',
  description: 'Issues one letter on a seizure, sale, request for delivery, suspension, distribution or inquiry: to the debtor, or to a third party. One to a third party shows the address of the debtor and is stopped by the guard where the debtor is protected; the own letter of a protected debtor shows none.',
  input: z.object({ letter: z.enum(letterKinds, { error: '通知の種類を選んでください。' }), recordId: zId }), output: z.object({ documentId: z.string() }),
  async run(tx, { letter, recordId }) {
    const content = await contentOf(tx, letter, recordId)
    if (!content) return refuse('letter-needs', { field: '/recordId' })
    const drawn = await letterData(tx, content, await hiddenIn(tx, letter, content.partyId))
    if (!drawn) return refuse('party-not-found', { field: '/recordId' })
    const personIds = drawn.party.residentId === null ? [] : [drawn.party.residentId]
    const issued = await issueDocument(tx, {
      output: templateOf(letter).name, kind: `collection-${letter}`, template: templateOf(letter), data: drawn.data, subjectIds: personIds, request: { letter, recordId }, serial: content.number, mustStand: drawn.mustStand, ...recipientOf(letter, content.to?.name ?? null),
      allowedFor: thirdPartyKinds.has(letter) ? [] : personIds,
    })
    return issued.ok ? done({ documentId: issued.value.documentId }, { subjectIds: personIds }) : issued
  },
  async example(tx) {
    const [seizure] = await seizures.listLivingSeizures(tx, 1)
    if (seizure) return { letter: 'seizure-record' as const, recordId: seizure.seizure_id }
    const [inquiry] = await seizures.listOpenInquiries(tx, 1)
    return inquiry ? { letter: 'property-inquiry' as const, recordId: inquiry.inquiry_id } : null
  },
})

function recipientOf(letter: LetterKind, name: string | null) {
  return thirdPartyKinds.has(letter) ? { recipient: 'third-party' as const, requester: { kind: 'official' as const, name } } : { recipient: 'self' as const, requester: null }
}

async function hiddenIn(tx: Tx, letter: LetterKind, partyId: string): Promise<(party: Party) => boolean> {
  if (thirdPartyKinds.has(letter)) return () => false
  const residentIds = await subjectsOf(tx, partyId)
  const withheld = await withheldFrom(tx, { output: debtorLetter.name, personIds: residentIds, recipient: 'self' })
  return (party) => party.residentId !== null && withheld.has(party.residentId)
}

/** The letters of a person's case as they would go out, for the test of the gate; null where the person has none. */
async function tryLetters(tx: Tx, personId: string, to: 'debtor' | 'third-party'): Promise<string | Uint8Array | null> {
  const partyId = await findPartyIdOfResident(tx, personId)
  if (partyId === undefined) return null
  for (const [letter, recordId] of await recordsOf(tx, partyId)) {
    if (thirdPartyKinds.has(letter) !== (to === 'third-party')) continue
    const content = await contentOf(tx, letter, recordId)
    const drawn = content ? await letterData(tx, content, await hiddenIn(tx, letter, partyId)) : undefined
    if (!content || !drawn) continue
    const made = await drawPreview(tx, { output: templateOf(letter).name, template: templateOf(letter), data: drawn.data, subjectIds: [personId], ...recipientOf(letter, content.to?.name ?? null), allowedFor: thirdPartyKinds.has(letter) ? [] : [personId] })
    return made.ok ? made.value : made.refusals.map((refusal) => `${refusal.message}${refusal.remedy}`).join('\n')
  }
  return null
}

async function recordsOf(tx: Tx, partyId: string): Promise<(readonly [LetterKind, string])[]> {
  return [
    ...(await seizures.listSeizuresOfParty(tx, partyId)).flatMap((row) => [['seizure-record', row.seizure_id] as const, ['claim-seizure-notice', row.seizure_id] as const]),
    ...(await distributions.listDistributionsOfParty(tx, partyId)).map((row) => ['distribution-sheet', row.distribution_id] as const),
    ...(await suspensions.listSuspensionsOfParty(tx, partyId)).map((row) => ['suspension-notice', row.suspension_id] as const),
    ...(await seizures.listRequestsOfParty(tx, partyId)).map((row) => ['delivery-request', row.request_id] as const),
    ...(await listSalesOfSeizures(tx, (await seizures.listSeizuresOfParty(tx, partyId)).map((row) => row.seizure_id))).flatMap((row) => [['sale-letter', row.sale_id] as const, ['sale-decision-letter', row.sale_id] as const]),
    ...(await seizures.listInquiriesOfParty(tx, partyId)).map((row) => ['property-inquiry', row.inquiry_id] as const),
  ]
}

export const enforcementOutputs: readonly Output[] = [
  { name: debtorLetter.name, title: '滞納処分の通知', kind: 'notice', tryFor: async (tx, personId) => await tryLetters(tx, personId, 'debtor') },
  { name: thirdPartyLetter.name, title: '滞納処分の通知（第三者）', kind: 'notice', tryFor: async (tx, personId) => await tryLetters(tx, personId, 'third-party') },
  { name: saleNoticeOutput, title: '公売公告', kind: 'notice', tryFor: trySaleNotice },
]

/** The public notice of a sale of this person's property, for the test of the gate: it names no debtor, but what is sold is told in words that may. */
async function trySaleNotice(tx: Tx, personId: string): Promise<string | Uint8Array | null> {
  const partyId = await findPartyIdOfResident(tx, personId)
  const [party, [seizure]] = partyId === undefined ? [undefined, []] : [await findParty(tx, partyId), await seizures.listSeizuresOfParty(tx, partyId)]
  if (!party || !seizure) return null
  const day = { auctionOn: tx.today, decisionOn: tx.today, payBy: tx.today }
  const data = saleNoticeData(tx, { ...day, saleNo: '公-1', kind: seizure.kind, estimate: yen(1), deposit: null, method: 'bids', auctionTime: '午前10時', place: '会議室', conditions: null, shortenedReason: null }, [{ description: `${party.name}　名義の動産` }])
  const made = await drawPreview(tx, { output: saleNoticeOutput, template: saleNotice, data, subjectIds: [personId], recipient: 'third-party' })
  return made.ok ? made.value : made.refusals.map((refusal) => `${refusal.message}${refusal.remedy}`).join('\n')
}

export const enforcementForms = enforcementOutputs.map((output) => ({ name: output.name, title: output.title, template: output.name, output: output.name }))

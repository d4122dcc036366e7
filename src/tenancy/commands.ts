import { z } from 'zod'
import { printDate } from '../kernel/wareki.ts'
import { command } from '../platform/command/define.ts'
import { zDate, zId, zOptionalText, zText, zVersion } from '../platform/command/schema.ts'
import { done } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { exampleProposal, findOpenProposal } from './examples.ts'
import { tenancyRefusals } from './refusals.ts'
import * as store from './store.ts'
import { checkProposed } from './values.ts'

const citation = z.strictObject({
  law: z.string({ error: '条例か規則を選んでください。' }).min(1, { error: '条例か規則を選んでください。' }),
  article: z.string({ error: '条を入れてください。' })
    .regex(/^(sp-)?\d+(-\d+)*(\(\d+(-\d+)*\)){0,3}$|^(appendix|form)(-\d+)*$/, { error: '条は「82」「314-2(1)」のように、数字で入れてください。' }),
})

const ProposeValue = z.strictObject({
  concept: z.string({ error: '項目を選んでください。' }).min(1, { error: '項目を選んでください。' }),
  from: z.union([z.int(), z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/, { error: 'いつから効くかを入れてください。' })], { error: 'いつから効くかを、年度・月・日で入れてください。' }),
  value: z.json(),
  published: zDate,
  because: z.array(citation).min(1, { error: '根拠の条を、一つは入れてください。' }).max(10),
  note: zOptionalText(400, '覚え'),
  reason: zText(400, '変える理由'),
})

/** Proposes a value of the town's ordinance or office from a day on — 設定の案. Nothing reckons with it before it is approved. */
export const proposeOrdinanceValue = command({
  name: 'tenancy.propose-ordinance-value', title: '設定の案を出す', permission: 'tenancy.configure',
  description: 'Proposes an ordinance or office value from a fiscal year, month or day on; checked against the shape, ceiling and floor in the law. A second person decides.',
  input: ProposeValue, output: z.object({ proposalId: z.uuid() }),
  async run(tx, input) {
    const checked = await checkProposed(tx, input)
    if (!checked.ok) return checked
    const id = newId()
    const isNew = await store.insertProposal(tx, {
      id, concept: input.concept, validFrom: checked.value.validFrom, value: input.value, published: input.published, because: input.because,
      note: input.note, reason: input.reason, proposedBy: tx.actor,
    })
    return isNew === 1 ? done({ proposalId: id }) : tenancyRefusals.refuse('open-already', { field: '/from' })
  },
  example: exampleProposal,
})

const Decision = z.strictObject({ proposalId: zId, expectedVersion: zVersion })

/**
 * Approves a proposal as a second person, so that the value stands from its day on — 設定の案の決裁.
 * @refuses one's own proposal, an ordinance that is not promulgated yet, what is decided already
 */
export const approveProposal = command({
  name: 'tenancy.approve-proposal', title: '設定の案を決裁する', permission: 'tenancy.approve',
  description: 'Approves a proposed value; never the person who proposed it, and never before the ordinance is promulgated.',
  input: Decision, output: z.object({ proposalId: z.uuid(), concept: z.string() }),
  async run(tx, input) {
    const proposal = await store.findProposalToDecide(tx, input.proposalId)
    if (!proposal) return tenancyRefusals.refuse('not-found', { field: '/proposalId' })
    if (proposal.state !== 'open') return tenancyRefusals.refuse('decided-already', { field: '/proposalId' })
    if (proposal.version !== input.expectedVersion) return tenancyRefusals.refuse('changed-meanwhile', { field: '/expectedVersion' })
    if (proposal.proposed_by === tx.actor.id) return tenancyRefusals.refuse('own-proposal')
    if (proposal.published > tx.today) return tenancyRefusals.refuse('not-promulgated', { published: printDate(proposal.published) })
    await store.closeOrdinanceValue(tx, proposal.concept, proposal.valid_from)
    await store.insertOrdinanceValue(tx, {
      concept: proposal.concept, validFrom: proposal.valid_from, value: proposal.value, published: proposal.published, because: proposal.because,
      note: proposal.note, recordedAt: tx.now, proposalId: proposal.id,
    })
    await store.decideProposal(tx, { id: proposal.id, state: 'approved', reason: null })
    return done({ proposalId: proposal.id, concept: proposal.concept })
  },
  async example(tx) { return await findOpenProposal(tx, 'of-somebody-else') },
})

/** Takes a proposal back with a reason; it stays on the list — 設定の案の取下げ. */
export const withdrawProposal = command({
  name: 'tenancy.withdraw-proposal', title: '設定の案を取り下げる', permission: 'tenancy.configure',
  description: 'Takes an open proposal back, with a reason. The proposal stays on record.',
  input: Decision.extend({ reason: zText(400, '取り下げる理由') }), output: z.object({ proposalId: z.uuid() }),
  async run(tx, input) {
    const proposal = await store.findProposalToDecide(tx, input.proposalId)
    if (!proposal) return tenancyRefusals.refuse('not-found', { field: '/proposalId' })
    if (proposal.state !== 'open') return tenancyRefusals.refuse('decided-already', { field: '/proposalId' })
    if (proposal.version !== input.expectedVersion) return tenancyRefusals.refuse('changed-meanwhile', { field: '/expectedVersion' })
    await store.decideProposal(tx, { id: proposal.id, state: 'withdrawn', reason: input.reason })
    return done({ proposalId: proposal.id })
  },
  async example(tx) {
    const open = await findOpenProposal(tx, 'own')
    return open && { ...open, reason: '金額の案を出し直すため' }
  },
})

import { z } from 'zod'
import { addMonths, type PlainDate } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { findParty, type Party } from '../../party/index.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zText } from '../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { balanceOf } from '../charges.ts'
import { collectionLawOn, reliefEffects, type ReliefEffect, type ReliefGround } from '../law.ts'
import { refuse } from '../refusals.ts'
import { listBalances } from '../store.ts'
import { remediesOf } from './letters.ts'
import { issueDebtNotice, rowOf } from './notices.ts'
import * as store from './relief-store.ts'
import { findOnePerson } from './same-person.ts'

/** What is left of the delinquency charge, in the words of a letter. */
export const effectWords: Readonly<Record<ReliefEffect, string>> = { all: '全額を免除', half: '半額を免除', 'extension-rate': '猶予の割合まで免除' }

/** The grounds of the law and the town on a day. */
export function groundsOn(tx: Tx, on: PlainDate): readonly ReliefGround[] {
  return collectionLawOn(on, tx.office.ordinanceOn(on)).reliefGrounds
}

/** Asks a second officer for an extension of collection or a reduction of delinquency charges — 猶予・減免を起案する. */
export const proposeRelief = command({
  name: 'collection.propose-relief', title: '徴収の猶予・延滞金の減免を起案する', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Enters an application for an extension of collection, a stay of the sale or a reduction of delinquency charges with its ground, days and instalments. Nothing counts before another officer decides.',
  input: z.strictObject({
    chargeIds: z.array(zId).min(1, { error: '期を一つ以上選んでください。' }).max(100), ground: z.string({ error: '事由を選んでください。' }), effect: z.enum(reliefEffects, { error: '免除の範囲を選んでください。' }), fromOn: zDate, untilOn: zDate, reason: zText(500, '理由'), appliedOn: zDate,
  }),
  output: z.object({ reliefId: z.string() }),
  async run(tx, input): Promise<Decision<{ reliefId: string }>> {
    const ground = groundsOn(tx, input.appliedOn).find((one) => one.code === input.ground)
    if (!ground) return refuse('relief-ground', { field: '/ground' })
    if (!ground.effects.includes(input.effect)) return refuse('relief-effect', { effects: ground.effects.map((effect) => effectWords[effect]).join('、'), field: '/effect' })
    if (input.untilOn < input.fromOn || input.appliedOn > tx.today) return refuse('relief-days', { field: input.appliedOn > tx.today ? '/appliedOn' : '/untilOn' })
    if (ground.mostMonths !== null && input.untilOn >= addMonths(input.fromOn, ground.mostMonths)) return refuse('relief-too-long', { months: ground.mostMonths, field: '/untilOn' })
    const rows = await listBalances(tx, [...new Set(input.chargeIds)])
    if (rows.length < new Set(input.chargeIds).size) return refuse('charge-not-found', { field: '/chargeIds' })
    const party = await findOnePerson(tx, rows.map((row) => row.party_id))
    if (!party) return refuse('other-party', { field: '/chargeIds' })
    const reliefId = newId()
    await store.insertRelief(tx, { ...input, reliefId, partyId: party.partyId, isDeferring: ground.isDeferring, chargeIds: rows.map((row) => row.charge_id) })
    return done({ reliefId }, { subjectIds: subjectsOf(party) })
  },
  async example(tx) {
    const [open, ground] = [await store.findUnrelieved(tx), groundsOn(tx, tx.today)[0]]
    return open && ground ? { chargeIds: [open.charge_id], ground: ground.code, effect: ground.effects[0]!, fromOn: tx.today, untilOn: addMonths(tx.today, 3), reason: '水害で住まいが床上まで浸かったため', appliedOn: tx.today } : null
  },
})

function subjectsOf(party: Party): string[] {
  return party.residentId === null ? [] : [party.residentId]
}

/** A second officer grants or rejects it, with a letter — 猶予・減免を決裁する. */
export const decideRelief = command({
  name: 'collection.decide-relief', title: '徴収の猶予・延滞金の減免を決裁する', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Grants or rejects what another officer has proposed and draws the letter. From then on the delinquency charges count with it, and while an extension runs nothing is demanded.',
  input: z.strictObject({ reliefId: zId, isGranted: z.boolean(), reason: zText(200, '理由').nullable() }), output: z.object({ reliefId: z.string(), documentId: z.string() }),
  async run(tx, { reliefId, isGranted, reason }): Promise<Decision<{ reliefId: string; documentId: string }>> {
    const relief = await store.lockRelief(tx, reliefId)
    const party = relief && await findParty(tx, relief.party_id)
    if (!relief || !party) return refuse('relief-not-found', { field: '/reliefId' })
    if (relief.is_granted !== null || relief.withdrawn_on !== null) return refuse('relief-decided', { field: '/reliefId' })
    if (relief.proposed_by === tx.actor.id) return refuse('relief-same-officer', { field: '/reliefId' })
    if (!isGranted && reason === null) return refuse('relief-reason', { field: '/reason' })
    const words = isGranted ? 'のとおり認めます。期間の終わりまでに納めてください。事情が変わったときや、ほかの税金を滞納したときは、取り消すことがあります。' : 'は、次の理由で認められません。'
    const issued = await letterOf(tx, relief, { party, title: `${titleOf(tx, relief)}の${isGranted ? '許可' : '不許可'}について`, preamble: `申請のあった${titleOf(tx, relief)}${words}`, more: reason === null ? [] : [['理由', reason]] })
    if (!issued.ok) return issued
    await store.decide(tx, reliefId, { isGranted, reason, documentId: issued.value.documentId })
    return done({ reliefId, documentId: issued.value.documentId }, { subjectIds: subjectsOf(party) })
  },
  async example(tx) {
    const relief = await store.findAnyRelief(tx, 'of-another')
    return relief ? { reliefId: relief.relief_id, isGranted: true, reason: null } : null
  },
})

/** Takes back an application that was entered wrongly, before it is decided — 猶予・減免の起案の取下げ. */
export const withdrawRelief = command({
  name: 'collection.withdraw-relief', title: '徴収の猶予・延滞金の減免の起案を取り下げる', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Takes back an application that waits for its decision; another may be entered at once.',
  input: z.strictObject({ reliefId: zId, reason: zText(200, '理由') }), output: z.object({ reliefId: z.string() }),
  async run(tx, { reliefId, reason }) {
    const relief = await store.lockRelief(tx, reliefId)
    const party = relief && await findParty(tx, relief.party_id)
    if (!relief || !party) return refuse('relief-not-found', { field: '/reliefId' })
    if (relief.is_granted !== null || relief.withdrawn_on !== null) return refuse('relief-decided', { field: '/reliefId' })
    await store.withdraw(tx, reliefId, reason)
    return done({ reliefId }, { subjectIds: subjectsOf(party) })
  },
  async example(tx) {
    const relief = await store.findAnyRelief(tx, 'waiting')
    return relief ? { reliefId: relief.relief_id, reason: '期間を誤って入れたため' } : null
  },
})

function titleOf(tx: Tx, relief: Pick<store.ReliefRow, 'ground' | 'applied_on'>): string {
  return groundsOn(tx, relief.applied_on).find((ground) => ground.code === relief.ground)?.title ?? relief.ground
}

interface ReliefLetter { readonly party: Party; readonly title: string; readonly preamble: string; readonly more: readonly (readonly [string, string])[] }

async function letterOf(tx: Tx, relief: store.ReliefRow, { party, title, preamble, more }: ReliefLetter) {
  const charges = (await listBalances(tx, (await store.listChargesOfReliefs(tx, [relief.relief_id])).map((row) => row.charge_id))).map(balanceOf)
  const article = groundsOn(tx, relief.applied_on).find((ground) => ground.code === relief.ground)?.article ?? ''
  return await issueDebtNotice(tx, party, {
    title, preamble, facts: [['根拠', article], ['期間', `${printDate(relief.from_on)}から${printDate(relief.until_on)}まで`], ['その期間の延滞金', effectWords[relief.effect]], ...more],
    heads: ['税目', '年度・期別', '納期限', '未納の税額'], rows: charges.map((charge) => rowOf(charge, charge.balance)), words: remediesOf(tx.office),
  })
}

/** An extension that no longer holds ends, with a letter — 猶予の取消し. */
export const endRelief = command({
  name: 'collection.end-relief', title: '徴収の猶予・延滞金の減免を取り消す', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Ends a granted extension or reduction from today on, with the reason and a letter; the days before it keep their effect.',
  input: z.strictObject({ reliefId: zId, reason: zText(200, '理由') }), output: z.object({ reliefId: z.string(), documentId: z.string() }),
  async run(tx, { reliefId, reason }): Promise<Decision<{ reliefId: string; documentId: string }>> {
    const relief = await store.lockRelief(tx, reliefId)
    const party = relief && await findParty(tx, relief.party_id)
    if (!relief || !party) return refuse('relief-not-found', { field: '/reliefId' })
    if (relief.is_granted !== true || relief.ended_on !== null) return refuse('relief-not-running', { field: '/reliefId' })
    const issued = await letterOf(tx, relief, { party, title: `${titleOf(tx, relief)}の取消しについて`, preamble: `許可した${titleOf(tx, relief)}を、次の理由で、${printDate(tx.today)}から取り消します。未納の額を、すぐに納めてください。`, more: [['取消しの理由', reason]] })
    if (!issued.ok) return issued
    await store.end(tx, reliefId, { reason, documentId: issued.value.documentId })
    return done({ reliefId, documentId: issued.value.documentId }, { subjectIds: subjectsOf(party) })
  },
  async example(tx) {
    const relief = await store.findAnyRelief(tx, 'running')
    return relief ? { reliefId: relief.relief_id, reason: '猶予した事情がなくなったため' } : null
  },
})

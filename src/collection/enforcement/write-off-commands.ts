import { z } from 'zod'
import type { Refused } from '../../kernel/outcome.ts'
import { addDays, type PlainDate } from '../../kernel/plain-date.ts'
import { notBelowZero, sumOf, type Yen, zeroYen } from '../../kernel/yen.ts'
import { command } from '../../platform/command/define.ts'
import { zId, zText } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { closeBook, openBook } from '../book.ts'
import { collectionLawOn } from '../law.ts'
import { refuse } from '../refusals.ts'
import { debtParts, type DebtPart } from '../rules/debt-part.ts'
import { type Claim, claimsOfCharges, deriveAgain, isLasting } from './claims.ts'
import { subjectsOf, zChargeIds } from './event-commands.ts'
import { findGoneCharge } from './example-store.ts'
import { writeOffCauses, type WriteOffCause } from './model.ts'
import * as store from './store.ts'
import { endExtinguished, findSuspensionOfCharge, type SuspensionRow } from './suspension-store.ts'
import { enterWriteOff } from './rules/entries.ts'
import { extinctionDay } from './rules/suspension.ts'

const zSums = z.object({ tax: z.number(), late: z.number(), fee: z.number() })

/** Says which claims are gone, for a second officer to approve — 不納欠損を起案する. */
export const proposeWriteOff = command({
  name: 'collection.propose-write-off', title: '不納欠損を起案する', permission: 'collection-enforcement.write', keepOutcome: 'for-ever',
  description: 'Proposes to write off instalments whose right has lapsed, whose disposition has been suspended for three years, or which are clearly uncollectable under a suspension for want of property. An instalment with a living seizure, request for delivery, preliminary payment or overpayment is refused. Nothing enters the ledger before another officer approves.',
  input: z.object({ chargeIds: zChargeIds, cause: z.enum(writeOffCauses, { error: '不納欠損の理由を選んでください。' }), ground: zText(400, '根拠') }),
  output: zSums.extend({ writeOffIds: z.array(z.string()) }),
  async run(tx, input) {
    const claims = await claimsOfCharges(tx, input.chargeIds)
    if (claims.length < new Set(input.chargeIds).size) return refuse('charge-not-found', { field: '/chargeIds' })
    const [first] = claims
    if (claims.some((claim) => claim.balance.partyId !== first?.balance.partyId)) return refuse('other-party', { field: '/chargeIds' })
    if ((await store.listOpenWriteOffs(tx, input.chargeIds)).length > 0) return refuse('write-off-open', { field: '/chargeIds' })
    const rows: { claim: Claim; goneOn: PlainDate }[] = []
    for (const claim of claims) {
      const fault = claimFault(tx, claim)
      if (fault) return fault
      const goneOn = await goneDay(tx, claim, input.cause)
      if (typeof goneOn !== 'string') return goneOn
      rows.push({ claim, goneOn })
    }
    const writeOffIds: string[] = []
    for (const { claim, goneOn } of rows) {
      const writeOffId = newId()
      writeOffIds.push(writeOffId)
      await store.insertWriteOff(tx, { writeOffId, chargeId: claim.balance.chargeId, partyId: claim.balance.partyId, cause: input.cause, goneOn, ...openOf(claim), ground: input.ground })
    }
    const sums = rows.map(({ claim }) => openOf(claim))
    return done({ writeOffIds, tax: sums.reduce((total, one) => total + one.tax, 0), late: sums.reduce((total, one) => total + one.late, 0), fee: sums.reduce((total, one) => total + one.fee, 0) }, { subjectIds: first ? await subjectsOf(tx, first.balance.partyId) : [] })
  },
  async example(tx) {
    const gone = await findGoneCharge(tx)
    return gone ? { chargeIds: [gone.charge_id], cause: gone.cause, ground: gone.cause === 'prescription' ? '時効の完成' : '財産がなく、徴収できないことが明らか' } : null
  },
})

function openOf({ balance }: Claim): Readonly<Record<DebtPart, Yen>> {
  return { tax: notBelowZero(balance.balance), late: notBelowZero(balance.lateBalance), fee: notBelowZero(balance.feeBalance) }
}

function claimFault(tx: Tx, claim: Claim): Refused | undefined {
  const field = '/chargeIds'
  if (sumOf(Object.values(openOf(claim))) <= zeroYen) return refuse('nothing-owed', { field })
  if (claim.balance.preliminary > zeroYen) return refuse('claim-preliminary', { field })
  return isLasting(claim, ['seizure', 'delivery-request', 'participating-seizure'], tx.today) ? refuse('write-off-seized', { field }) : undefined
}

/** The day on which the duty ended, by the cause; or why it has not. */
async function goneDay(tx: Tx, claim: Claim, cause: WriteOffCause): Promise<PlainDate | Refused> {
  const { completesOn } = claim.course
  if (cause === 'prescription') return completesOn !== null && completesOn < tx.today ? addDays(completesOn, 1) : refuse('not-lapsed', { field: '/chargeIds' })
  const suspension = await findSuspensionOfCharge(tx, claim.balance.chargeId)
  if (!suspension) return refuse('not-suspended', { field: '/chargeIds' })
  return cause === 'suspension-continued' ? suspendedLongEnough(tx, suspension) : clearlyUncollectable(tx, suspension)
}

function suspendedLongEnough(tx: Tx, suspension: SuspensionRow): PlainDate | Refused {
  const goneOn = extinctionDay(suspension.suspended_on, collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today)).suspension.endsAfterMonths)
  return goneOn <= tx.today ? goneOn : refuse('suspension-too-young', { field: '/chargeIds' })
}

function clearlyUncollectable(tx: Tx, suspension: SuspensionRow): PlainDate | Refused {
  return suspension.ground === 'no-property' ? tx.today : refuse('extinction-needs-no-property', { field: '/cause' })
}

/** A second officer agrees, and the claim leaves the ledger — 不納欠損を決裁する. */
export const decideWriteOff = command({
  name: 'collection.decide-write-off', title: '不納欠損を決裁する', permission: 'collection-enforcement.approve', keepOutcome: 'for-ever',
  description: 'Approves a write-off that another officer proposed. What is open is taken from the claims by an entry against the losses; where anything of it has changed meanwhile it is refused and has to be proposed anew.',
  input: z.object({ writeOffId: zId }), output: zSums,
  async run(tx, { writeOffId }) {
    const row = await store.lockWriteOff(tx, writeOffId)
    const fault = stateFault(row)
    if (fault || !row) return fault ?? refuse('write-off-not-found', { field: '/writeOffId' })
    if (row.proposed_by === tx.actor.id) return refuse('write-off-same-officer', { field: '/writeOffId' })
    const book = await openBook(tx, [row.charge_id])
    const [claim] = await claimsOfCharges(tx, [row.charge_id])
    const changed = !claim || claimFault(tx, claim) !== undefined || debtParts.some((part) => openOf(claim)[part] !== row[part]) || !(await isStillGone(tx, claim, row))
    if (changed) return refuse('write-off-changed', { field: '/writeOffId' })
    enterWriteOff(book, { chargeId: row.charge_id, partyId: row.party_id, tax: row.tax, late: row.late, fee: row.fee, goneOn: row.gone_on })
    await closeBook(tx, book)
    await store.approveWriteOff(tx, writeOffId)
    await deriveAgain(tx, [row.charge_id])
    await endExtinguished(tx, row.charge_id)
    return done({ tax: row.tax, late: row.late, fee: row.fee }, { subjectIds: await subjectsOf(tx, row.party_id) })
  },
  async example(tx) {
    const row = (await store.listWaitingWriteOffs(tx, 50)).find((one) => one.proposed_by !== tx.actor.id)
    return row ? { writeOffId: row.write_off_id } : null
  },
})

async function isStillGone(tx: Tx, claim: Claim, row: store.WriteOffRow): Promise<boolean> {
  if (row.cause === 'clearly-uncollectable') return (await findSuspensionOfCharge(tx, row.charge_id))?.ground === 'no-property'
  return (await goneDay(tx, claim, row.cause)) === row.gone_on
}

function stateFault(row: store.WriteOffRow | undefined): Refused | undefined {
  if (!row) return refuse('write-off-not-found', { field: '/writeOffId' })
  if (row.approved_at !== null) return refuse('write-off-decided', { field: '/writeOffId' })
  return row.withdrawn_at === null ? undefined : refuse('write-off-withdrawn', { field: '/writeOffId' })
}

/** Takes a proposal back before it is decided — 不納欠損の起案を取り下げる. */
export const withdrawWriteOff = command({
  name: 'collection.withdraw-write-off', title: '不納欠損の起案を取り下げる', permission: 'collection-enforcement.write', keepOutcome: 'for-ever',
  description: 'Takes a proposal to write off back; the claim stands as before.',
  input: z.object({ writeOffId: zId, reason: zText(200, '理由') }), output: z.object({ writeOffId: z.string() }),
  async run(tx, { writeOffId, reason }) {
    const row = await store.lockWriteOff(tx, writeOffId)
    const fault = stateFault(row)
    if (fault || !row) return fault ?? refuse('write-off-not-found', { field: '/writeOffId' })
    await store.withdrawWriteOff(tx, writeOffId, reason)
    return done({ writeOffId }, { subjectIds: await subjectsOf(tx, row.party_id) })
  },
  async example(tx) {
    const [row] = await store.listWaitingWriteOffs(tx, 1)
    return row ? { writeOffId: row.write_off_id, reason: '納付の相談があった' } : null
  },
})

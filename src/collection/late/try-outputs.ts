import { findParty, listPartyIdsOfResident, type Party } from '../../party/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { withheldFrom } from '../../platform/guard/index.ts'
import { accruedOn } from '../accrual.ts'
import { listBalancesOfParty, type ChargeBalance } from '../charges.ts'
import { feesExpected, letterFeeOn } from './demand-fees.ts'
import { letterPaper, proofSlip, withoutAddress } from './letters.ts'
import { letterOutputs, type LetterKind } from './model.ts'
import { zeroYen } from '../../kernel/yen.ts'
import { debtNoticeOutput, noticeData, publicNoticeData, publicNoticeOutput, rowOf } from './notices.ts'
import { draftPlan, planPaper } from './plans.ts'

// The letters of a person as they would go out, for the guard's test: the texts on them.

async function debtsOf(tx: Tx, personId: string): Promise<{ readonly party: Party; readonly charges: readonly ChargeBalance[] } | null> {
  for (const partyId of await listPartyIdsOfResident(tx, personId)) {
    const [party, charges] = [await findParty(tx, partyId), (await listBalancesOfParty(tx, partyId)).slice(0, 1)]
    if (party && charges.length > 0) return { party, charges }
  }
  return null
}

async function shownTo(tx: Tx, party: Party, output: string): Promise<Party> {
  const withheld = await withheldFrom(tx, { output, personIds: party.residentId === null ? [] : [party.residentId], recipient: 'self' })
  return withheld.size > 0 ? withoutAddress(party) : party
}

export function tryLetterFor(kind: LetterKind) {
  return async (tx: Tx, personId: string): Promise<string | null> => {
    const found = await debtsOf(tx, personId)
    if (!found) return null
    const party = await shownTo(tx, found.party, letterOutputs[kind])
    const late = await accruedOn(tx, found.charges, tx.today)
    return JSON.stringify(letterPaper(tx, { kind, party, letterNo: '00000000', issuedOn: tx.today, usableUntil: tx.today, charges: found.charges, late, fees: feesExpected(found.charges, letterFeeOn(tx, kind, tx.today)), tone: 'plain', slips: [proofSlip(found.charges, tx.today)], place: null }))
  }
}

export async function tryDebtNoticeFor(tx: Tx, personId: string): Promise<string | null> {
  const found = await debtsOf(tx, personId)
  if (!found) return null
  const party = await shownTo(tx, found.party, debtNoticeOutput)
  return JSON.stringify(noticeData(tx, party, { title: '', preamble: '', facts: [], heads: [], rows: found.charges.map((charge) => rowOf(charge, charge.balance)), words: '', letterNo: '00000000', issuedOn: tx.today }))
}

/** Nobody who is protected is posted. */
export async function tryPublicNoticeFor(tx: Tx, personId: string): Promise<string | null> {
  const found = await debtsOf(tx, personId)
  if (!found || (await withheldFrom(tx, { output: publicNoticeOutput, personIds: [personId], recipient: 'third-party' })).size > 0) return null
  return JSON.stringify(publicNoticeData(tx, { noticeNo: '00000', postedOn: tx.today, days: 0, letters: [{ name: found.party.name, document: '督促状', letterNo: '00000000' }] }))
}

export async function tryPlanFor(tx: Tx, personId: string): Promise<string | null> {
  const found = await debtsOf(tx, personId)
  const open = (found?.charges ?? []).filter((charge) => charge.balance > zeroYen)
  if (!found || open.length === 0) return null
  const plan = await draftPlan(tx, { chargeIds: open.map((charge) => charge.chargeId), monthly: open[0]!.balance, firstOn: tx.today })
  return plan.ok ? JSON.stringify(planPaper(tx, plan.value, { party: found.party, monthly: open[0]!.balance, isAcknowledged: true })) : null
}

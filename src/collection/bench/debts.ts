import { addDays, fiscalYearOf, type PlainDate, plainDate } from '../../kernel/plain-date.ts'
import { type Random, randomFor } from '../../kernel/random.ts'
import { yen } from '../../kernel/yen.ts'
import { ensurePartiesForResidents } from '../../party/index.ts'
import type { BenchTown } from '../../platform/context/manifest.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { firstId } from '../../platform/db/db.ts'
import { listResidentIdsOn } from '../../resident/index.ts'
import { type ChargeDraft, raiseCharges } from '../charges.ts'
import * as reliefs from '../late/relief-store.ts'
import { declareLevies } from '../levies.ts'
import { postCounterPayment } from '../payments.ts'
import { countChargesOf } from './store.ts'

/** A levy that only the measure knows. */
export const lateLevyCode = 'bench-late'
/** One in so many residents owes something that was due long ago. */
const debtorsOneIn = 12
const residentsOfPage = 12_000
const seed = 20_261_130
const firstDue = plainDate('2021-04-30')
const lastDue = plainDate('2026-10-31')

/** Debts of a whole town: instalments of several years, some paid in part or late, some with an extension. Made once and kept. */
export async function makeDebts(town: BenchTown, print: (line: string) => void): Promise<number> {
  declareLevies([{ code: lateLevyCode, number: '98', title: '測定用の滞納', shortTitle: '滞納', article: '1' }])
  const known = await town.tx((tx) => countChargesOf(tx, lateLevyCode))
  if (known > 0) return known
  let [made, page] = [0, 0]
  for (let after: string | undefined = firstId; after !== undefined; page += 1) {
    const residentIds: readonly string[] = await town.tx((tx) => listResidentIdsOn(tx, { after, limit: residentsOfPage }))
    after = residentIds.length < residentsOfPage ? undefined : residentIds.at(-1)
    const random = randomFor(seed, page)
    const { debts, reliefIds } = await town.tx((tx) => makePage(tx, residentIds.filter((_, index) => index % debtorsOneIn === 0), random))
    await town.runner.transaction({ ...town.caller, actor: { ...town.caller.actor, id: secondOfficer } }, async (tx) => {
      for (const reliefId of reliefIds) await reliefs.decide(tx, reliefId, { isGranted: true, reason: null, documentId: newId() })
    })
    made += debts
    if (page % 20 === 19) print(`  ${made.toLocaleString('ja-JP')} instalments`)
  }
  return made
}

interface Debt { readonly draft: ChargeDraft; readonly payments: readonly { readonly paidOn: PlainDate; readonly share: number }[]; readonly hasRelief: boolean }

/** Whoever decides has not proposed. */
const secondOfficer = '00000000-0000-7000-8000-00000000be0d'

async function makePage(tx: Tx, residentIds: readonly string[], random: Random): Promise<{ debts: number; reliefIds: readonly string[] }> {
  const parties = await ensurePartiesForResidents(tx, residentIds)
  const debts = residentIds.flatMap((id) => debtsOf(parties.get(id) ?? '', random))
  const { chargeIds } = await raiseCharges(tx, debts.map((debt) => debt.draft))
  const reliefIds: string[] = []
  for (const [index, { draft, payments, hasRelief }] of debts.entries()) {
    const chargeId = chargeIds[index]!
    for (const { paidOn, share } of payments) {
      const amount = yen(Math.floor(draft.amount * share))
      if (amount > 0) await postCounterPayment(tx, { partyId: draft.partyId, amount, paidOn, allocations: [{ chargeId, kind: 'tax', amount }] })
    }
    if (hasRelief) reliefIds.push(await proposeRelief(tx, draft, chargeId))
  }
  return { debts: debts.length, reliefIds }
}

function debtsOf(partyId: string, random: Random): readonly Debt[] {
  return Array.from({ length: random.between(1, 6) }, () => {
    const dueOn = addDays(firstDue, random.between(0, 66) * 30)
    const due = dueOn > lastDue ? lastDue : dueOn
    // Below the floor of the charge as well as far above it.
    const amount = yen(random.chance(0.1) ? random.between(300, 2_500) : random.between(3, 180) * 900 + random.between(0, 99))
    const draft: ChargeDraft = { levyCode: lateLevyCode, sourceId: newId(), instalment: random.between(1, 10), fiscalYear: fiscalYearOf(due), partyId, subjectId: null, noticeNo: null, dueOn: due, amount }
    return { draft, payments: paymentsOf(due, random), hasRelief: random.chance(0.02) }
  })
}

/** Nothing mostly; a part in time or late, or two parts. */
function paymentsOf(due: PlainDate, random: Random): Debt['payments'] {
  if (!random.chance(0.15)) return []
  const first = { paidOn: addDays(due, random.between(-20, 90)), share: random.between(1, 6) / 10 }
  return random.chance(0.3) ? [first, { paidOn: addDays(first.paidOn, random.between(1, 60)), share: random.between(1, 3) / 10 }] : [first]
}

/** Half of the charge of half a year — 延滞金の減免. */
async function proposeRelief(tx: Tx, { partyId, dueOn }: ChargeDraft, chargeId: string): Promise<string> {
  const reliefId = newId()
  await reliefs.insertRelief(tx, { reliefId, partyId, ground: 'late-reduction', effect: 'half', isDeferring: false, fromOn: addDays(dueOn, 15), untilOn: addDays(dueOn, 195), reason: '測定', appliedOn: dueOn, chargeIds: [chargeId] })
  return reliefId
}

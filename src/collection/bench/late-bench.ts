import { assert } from '../../kernel/assert.ts'
import { addDays, type PlainDate } from '../../kernel/plain-date.ts'
import { sum, type Yen, zeroYen } from '../../kernel/yen.ts'
import type { Bench, BenchTown } from '../../platform/context/manifest.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { accruedOn } from '../accrual.ts'
import { balanceOf, type ChargeBalance } from '../charges.ts'
import { suspendedSpansOf } from '../enforcement/suspension-store.ts'
import { showDebtor } from '../late/debtor-queries.ts'
import { listCandidates, pageOfParties } from '../late/letter-store.ts'
import { reliefSpansOf } from '../late/relief-store.ts'
import { listTaxPayments } from '../store.ts'
import { makeDebts } from './debts.ts'

const partiesInPage = 1_000
/** For so many instalments one person is looked at again on the screen of a clerk. */
const instalmentsForOne = 1_000

interface Done { persons: number; instalments: number; late: Yen; readonly again: { readonly partyId: string; readonly late: Yen }[] }

/**
 * P9L: the delinquency charge of everything that is overdue in a town, as of today. The program stores no such charge: it is counted anew by the same
 * function wherever it is asked for, on a screen, a slip or the letters of a whole town; here for everybody, page by page.
 */
export const lateChargeBench: Bench = {
  id: 'P9L', title: '延滞金の計算（滞納のある全員）',
  async run(options) {
    const town = await options.town()
    const made = await makeDebts(town, options.print)
    options.print(`  ${made.toLocaleString('ja-JP')} instalments of debtors`)
    const on = await town.tx(async (tx) => await Promise.resolve(tx.today))
    const floor = await everybody(town, on, readAlone)
    const real = await everybody(town, on, count)
    assert(real.done.persons === floor.done.persons && real.done.instalments > 0 && real.done.late > zeroYen, 'everybody who owes is counted')
    await showAgain(town, on, real.done)
    return {
      value: Math.round(real.done.persons / real.seconds), unit: 'persons/s', floor: { name: 'the same statements read, nothing counted', value: Math.round(floor.done.persons / floor.seconds), unit: 'persons/s' }, ratio: round2(real.seconds / floor.seconds),
      must: 1_000, aim: null, better: 'higher',
      more: { persons: real.done.persons, instalments: real.done.instalments, seconds: round2(real.seconds), 'instalments/s': Math.round(real.done.instalments / real.seconds), 'yen of charges': real.done.late, 'persons shown again': real.done.again.length },
    }
  },
}

type Work = (tx: Tx, balances: readonly ChargeBalance[], what: { on: PlainDate; done: Done }) => Promise<void>

/** Goes through everybody with something overdue, in the order of the letters of a whole town. */
async function everybody(town: BenchTown, on: PlainDate, work: Work): Promise<{ seconds: number; done: Done }> {
  const span = { dueFrom: null, dueUntil: addDays(on, -1) }
  const done: Done = { persons: 0, instalments: 0, late: zeroYen, again: [] }
  const start = performance.now()
  for (let after: string | null = null, isLast = false; !isLast;) {
    const partyIds: readonly string[] = await town.tx(async (tx) => {
      const page = await pageOfParties(tx, { kind: 'demand', span, after, limit: partiesInPage })
      await work(tx, (await listCandidates(tx, page, span)).map(balanceOf), { on, done })
      return page
    })
    done.persons += partyIds.length
    after = partyIds.at(-1) ?? null
    isLast = partyIds.length < partiesInPage
  }
  return { seconds: (performance.now() - start) / 1000, done }
}

/** What is read to count them. */
async function readAlone(tx: Tx, balances: readonly ChargeBalance[], { done }: { done: Done }): Promise<void> {
  const ids = balances.map((balance) => balance.chargeId)
  await listTaxPayments(tx, ids)
  await reliefSpansOf(tx, ids)
  await suspendedSpansOf(tx, ids)
  done.instalments += balances.length
}

async function count(tx: Tx, balances: readonly ChargeBalance[], { on, done }: { on: PlainDate; done: Done }): Promise<void> {
  const accrued = await accruedOn(tx, balances, on)
  const byParty = new Map<string, Yen>()
  for (const { chargeId, partyId } of balances) {
    const open = accrued.get(chargeId)?.open
    assert(open !== null && open !== undefined, 'the rates of every year are published')
    done.late = sum(done.late, open)
    byParty.set(partyId, sum(byParty.get(partyId) ?? zeroYen, open))
  }
  done.instalments += balances.length
  const [first] = byParty
  if (first && Math.floor(done.instalments / instalmentsForOne) > done.again.length) done.again.push({ partyId: first[0], late: first[1] })
}

/** What the run has counted is what a clerk sees who opens the person. */
async function showAgain(town: BenchTown, on: PlainDate, { again }: Done): Promise<void> {
  for (const { partyId, late } of again) {
    const shown = await town.ask(showDebtor, { partyId, residentId: null, on })
    assert(shown.ok, 'a debtor is shown')
    const seen = shown.value.debts.filter((debt) => debt.balance > 0 && debt.dueOn < on).reduce((all, debt) => all + (debt.late ?? 0), 0)
    assert(seen === late, `the screen says ${seen} yen and the run ${late}`)
  }
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}

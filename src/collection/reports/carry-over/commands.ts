import { z } from 'zod'
import { type FiscalYear, fiscalYear, fiscalYearOf } from '../../../kernel/plain-date.ts'
import type { Refused } from '../../../kernel/outcome.ts'
import { fiscalYearText, printDate } from '../../../kernel/wareki.ts'
import { sum } from '../../../kernel/yen.ts'
import { command } from '../../../platform/command/define.ts'
import { zFiscalYear, zId, zText, zYen } from '../../../platform/command/schema.ts'
import { done, type Tx } from '../../../platform/command/tx.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { collectionLawOn } from '../../law.ts'
import { refuse } from '../../refusals.ts'
import { debtParts, type DebtPart } from '../../rules/debt-part.ts'
import { closingOf, figuresOf, uncollectedOf } from '../rules.ts'
import { tallyUntil } from '../tally.ts'
import * as store from './store.ts'

const zRun = z.object({ runId: z.string(), fromYear: z.number(), lines: z.number(), tax: z.number(), late: z.number(), fee: z.number() })

/** Gathers what is carried over from a year whose books are closed, for a second officer — 滞納繰越を起こす. */
export const openCarryOver = command({
  name: 'collection.open-carry-over', title: '滞納繰越を起こす', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Gathers what was still owed of the debts of a fiscal year and before at the end of its closing day, charge by charge, and holds the sum against the report of the year. Nothing moves before another officer approves.',
  input: z.object({ fromYear: zFiscalYear }), output: zRun,
  async run(tx, { fromYear }) {
    const year = fiscalYear(fromYear)
    const closingOn = closingOf(year, collectionLawOn(tx.today).closingDay)
    if (closingOn >= tx.today) return refuse('carry-over-early', { year: fiscalYearText(year), day: printDate(closingOn), field: '/fromYear' })
    if (await store.findStanding(tx, fromYear)) return refuse('carry-over-exists', { year: fiscalYearText(year), field: '/fromYear' })
    const run = { runId: newId(), fromYear, closingOn, ...await store.sumsOwed(tx, fromYear, closingOn) }
    if (!(await agrees(tx, year, run))) return refuse('carry-over-differs', { field: '/fromYear' })
    await store.insertRun(tx, run)
    await store.insertLines(tx, run)
    const { runId, lines, tax, late, fee } = run
    return done({ runId, fromYear, lines, tax, late, fee })
  },
  async example(tx) {
    const year = fiscalYear(fiscalYearOf(tx.today) - 1)
    const closingOn = closingOf(year, collectionLawOn(tx.today).closingDay)
    return closingOn < tx.today && !(await store.findStanding(tx, year)) ? { fromYear: year } : null
  },
})

/** The charges one by one and the sums of the reports are two ways to the same yen. */
async function agrees(tx: Tx, year: FiscalYear, run: Pick<store.CarryOver, 'closingOn' | DebtPart>): Promise<boolean> {
  const lines = (await tallyUntil(tx, run.closingOn)).filter((line) => line.fiscalYear <= year)
  return debtParts.every((part) => uncollectedOf(figuresOf(lines, part)) === run[part])
}

/** A second officer agrees, and the debts stand in the books of the next year — 滞納繰越を決裁する. */
export const approveCarryOver = command({
  name: 'collection.approve-carry-over', title: '滞納繰越を決裁する', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Approves the carrying over that another officer opened, by typing the sum of taxes, delinquency charges and fees of demands from the sheet. Entries from the one year to the next are written by levy, year of the debt and kind.',
  input: z.object({ runId: zId, totalYen: zYen }), output: zRun,
  async run(tx, { runId, totalYen }) {
    const run = await store.lockRun(tx, runId)
    const fault = faultOf(run)
    if (fault || !run) return fault ?? refuse('carry-over-not-found', { field: '/runId' })
    if (run.openedBy === tx.actor.id) return refuse('carry-over-same-officer', { field: '/runId' })
    if (totalYen !== sum(run.tax, run.late, run.fee)) return refuse('carry-over-total', { field: '/totalYen' })
    await store.insertEntries(tx, run, await store.listEntrySums(tx, runId))
    await store.approve(tx, runId)
    return done({ runId, fromYear: run.fromYear, lines: run.lines, tax: run.tax, late: run.late, fee: run.fee })
  },
  async example(tx) {
    const run = (await store.listRuns(tx, 20)).find((one) => one.approvedAt === null && one.withdrawnAt === null && one.openedBy !== tx.actor.id)
    return run ? { runId: run.runId, totalYen: sum(run.tax, run.late, run.fee) } : null
  },
})

/** Takes a carrying over back before it is approved — 滞納繰越を取り下げる. */
export const withdrawCarryOver = command({
  name: 'collection.withdraw-carry-over', title: '滞納繰越を取り下げる', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Takes a carrying over back before it is approved; it can be opened again.',
  input: z.object({ runId: zId, reason: zText(200, '理由') }), output: z.object({ runId: z.string() }),
  async run(tx, { runId, reason }) {
    const run = await store.lockRun(tx, runId)
    const fault = faultOf(run)
    if (fault) return fault
    await store.withdraw(tx, runId, reason)
    return done({ runId })
  },
  async example(tx) {
    const run = (await store.listRuns(tx, 20)).find((one) => one.approvedAt === null && one.withdrawnAt === null)
    return run ? { runId: run.runId, reason: '不納欠損の入れ忘れが見つかった' } : null
  },
})

function faultOf(run: store.CarryOver | undefined): Refused | undefined {
  if (!run || run.withdrawnAt !== null) return refuse('carry-over-not-found', { field: '/runId' })
  return run.approvedAt === null ? undefined : refuse('carry-over-approved', { field: '/runId' })
}

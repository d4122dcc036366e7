import { assert } from '../../kernel/assert.ts'
import { stopwatch } from '../../platform/clock/index.ts'
import type { Caller } from '../../platform/command/runner.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { takeNumbers } from '../../platform/number/index.ts'
import { enterSampleSeals } from '../../seal/index.ts'
import { enterSamplePayers } from '../../tax/individual/index.ts'
import { SettingRefused } from '../settings.ts'
import type { Yakuba } from '../wiring.ts'
import { takenOverOn } from './calendar.ts'
import { inventEmployers, type NewEmployer } from './employers.ts'
import type { Employer } from './earnings.ts'
import { lanes, sampleCaller, writeLane, writeLaneInThread, type LaneOrder, type ThreadPlace } from './lanes.ts'
import { pensionPayer } from './pension-payer.ts'
import { numbersOf, planSample, residentsPerPage, type SamplePlan, type SampleSize } from './page.ts'
import { findSampleState, hasResidents, insertTownBlocks, listCorporations, openSample, type SampleState } from './store.ts'
import type { SampleTown } from './town-plan.ts'

export interface FillOptions extends SampleSize {
  /** Told now and then how far it is; silent where left out. */
  print?(line: string): void
  /** Counts the tables anew for the planner when the pages are written: without, whoever looks for one person there reads whole tables. */
  analyze?(): Promise<void>
  /** Threads of their own for the lanes, worth their start where the town is large; without, the caller's writes them all. */
  readonly threads?: ThreadPlace
  /** Carries out the writing of the pages without the indexes of large tables. */
  withoutIndexes?(write: () => Promise<void>): Promise<void>
}

/**
 * Fills a practice town with invented residents, their histories, incomes and what protects them — 架空の町民.
 * Goes on where an earlier run was stopped, and does nothing where the same sample already stands.
 * @refuses a town that is not for practice, and one that has other residents
 */
export async function fillTown(yakuba: Yakuba, tenant: number, options: FillOptions): Promise<void> {
  const caller = sampleCaller(yakuba, tenant)
  const { runner } = yakuba
  const town = await runner.transaction(caller, async (tx) => await townToFill(tx))
  const invented = inventEmployers(town, options)
  const state = await runner.transaction(caller, async (tx) => await openOrContinue(tx, planSample(town, options, invented.map(({ name }) => ({ name, partyId: null })))))
  const [pensions, ...employers] = await enterEmployers(yakuba, caller, [pensionPayer, ...invented])
  assert(pensions !== undefined, 'somebody pays pensions')
  const { pages } = planSample(town, options, employers)
  const progress = makeProgress(pages, options)
  progress.skip([...state.pagesOfLane.values()].reduce((sum, done) => sum + done, 0))
  const whenWritten = async (residents: number): Promise<void> => { progress.page(residents) }
  const write = async (): Promise<void> => {
    await Promise.all(Array.from({ length: Math.min(lanes, pages) }, async (_, lane) => {
      const done = state.pagesOfLane.get(lane) ?? 0
      if (lane + lanes * done >= pages) return
      const order: LaneOrder = { tenant, town, size: { residents: options.residents, seed: options.seed }, employers, pensionPayer: pensions, lane, done }
      await (options.threads ? writeLaneInThread(order, { place: options.threads, whenWritten }) : writeLane(yakuba, order, whenWritten))
    }))
  }
  if (!(await isFilled(yakuba, tenant))) {
    await (options.withoutIndexes ? options.withoutIndexes(write) : write())
    await options.analyze?.()
  }
  await runner.transaction(caller, enterSamplePayers)
  if (yakuba.registry.contexts.some((context) => context.name === 'seal')) await runner.transaction(caller, enterSampleSeals)
}

/** Whether nothing is left to be done: residents of whatever origin, and no sample that was stopped in the middle. */
export async function isFilled(yakuba: Yakuba, tenant: number): Promise<boolean> {
  return await yakuba.runner.transaction(sampleCaller(yakuba, tenant), async (tx) => {
    const state = await findSampleState(tx)
    if (!state) return await hasResidents(tx)
    return [...state.pagesOfLane.values()].reduce((sum, pages) => sum + pages, 0) >= Math.ceil(state.residents / residentsPerPage)
  })
}

async function townToFill(tx: Tx): Promise<SampleTown> {
  const { code, name, prefecture, kind, postalCode, environment } = tx.office
  if (environment !== 'practice' || !code.startsWith('99')) throw new SettingRefused(`${name}（${code}）は研修の町ではありません。架空の町民は、研修の町だけに入れられます。`)
  return { code, name, prefecture, kind, postalCode }
}

/** Opens a sample in an empty town, with its streets and with counters that go on behind the numbers it will give out. */
async function openOrContinue(tx: Tx, plan: SamplePlan): Promise<SampleState> {
  const { size } = plan
  const state = await findSampleState(tx)
  if (state === undefined) {
    if (await hasResidents(tx)) throw new SettingRefused('この町にはもう住民がいます。架空の町民は、だれもいない町に入れてください。')
    await openSample(tx, size)
    await insertTownBlocks(tx, plan.streets.blocks)
    for (const kind of ['addressee-number', 'household-number']) await takeNumbers(tx, kind, numbersOf(plan))
    return { ...size, pagesOfLane: new Map() }
  }
  if (state.residents === size.residents && state.seed === size.seed) return state
  throw new SettingRefused(`この町には、別の大きさの町民（${state.residents}人、種${state.seed}）がもう入っています。\n別の町を作るか、データの場所を新しくしてから始めてください。`)
}

/** Registers the employers that are not there yet, each by the command a clerk would use. */
async function enterEmployers(yakuba: Yakuba, caller: Caller, invented: readonly NewEmployer[]): Promise<readonly Employer[]> {
  const known = await yakuba.runner.transaction(caller, async (tx) => await listCorporations(tx))
  const command = yakuba.registry.commands.get('party.register-corporation')
  const employers: Employer[] = []
  for (const employer of invented) {
    const partyId = known.get(employer.name)
    if (partyId !== undefined || command === undefined) { employers.push({ name: employer.name, partyId: partyId ?? null }); continue }
    const input = { ...employer, corporateNumber: null, phone: null, validFrom: takenOverOn, isSomebodyElse: true }
    const answer = await yakuba.runner.run(caller, { command, input, key: newId() })
    assert(answer.ok, 'an invented employer is accepted')
    employers.push({ name: employer.name, partyId: (answer.value as { partyId: string }).partyId })
  }
  return employers
}

/** Pages done, rate and time left, about once in two seconds. */
function makeProgress(allPages: number, { print }: FillOptions) {
  const watch = stopwatch()
  let [pages, residents, told] = [0, 0, 0]
  return {
    skip(done: number): void { pages = done },
    page(more: number): void {
      pages += 1
      residents += more
      const seconds = watch()
      if (!print || allPages < 5 || (seconds - told < 2 && pages < allPages)) return
      told = seconds
      const left = ((allPages - pages) * seconds) / Math.max(1, residents / residentsPerPage)
      print(`  ${(pages * 100 / allPages).toFixed(0)}%　${residents.toLocaleString('ja-JP')}人　毎秒${Math.round(residents / seconds).toLocaleString('ja-JP')}人　残り約${Math.ceil(left)}秒`)
    },
  }
}

import { assert } from '../../kernel/assert.ts'
import { stopwatch } from '../../platform/clock/index.ts'
import type { Caller } from '../../platform/command/runner.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { systemCaller } from '../../platform/job/worker.ts'
import { takeNumbers } from '../../platform/number/index.ts'
import { insertMeasures, insertRegister } from '../../resident/index.ts'
import { ensurePartiesForResidents } from '../../party/index.ts'
import { enterSamplePayers, insertIncomeStatements } from '../../tax/individual/index.ts'
import { enterSampleSeals } from '../../seal/index.ts'
import { insertVehicles } from '../../tax/light-vehicle/index.ts'
import { SettingRefused } from '../settings.ts'
import type { Yakuba } from '../wiring.ts'
import { takenOverOn } from './calendar.ts'
import { inventEmployers, type NewEmployer } from './employers.ts'
import type { Employer } from './earnings.ts'
import { pensionPayer } from './pension-payer.ts'
import { makePage, numbersOf, planSample, residentsPerPage, type SamplePage, type SamplePlan, type SampleSize } from './page.ts'
import { countPage, findSampleState, hasResidents, insertTownBlocks, listCorporations, openSample, type SampleState } from './store.ts'
import type { SampleTown } from './town-plan.ts'

export interface FillOptions extends SampleSize {
  /** Told now and then how far it is; silent where left out. */
  print?(line: string): void
  /** Counts the tables anew for the planner; asked for early, while its guesses are still those of empty tables, and at the end. */
  analyze?(): Promise<void>
}

/** Pages written at the same time: while the database writes one, the next is thought out. */
const lanes = 3

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
  const plan: SamplePlan = { ...planSample(town, options, employers), pensionPayer: pensions }
  const contexts = new Set(yakuba.registry.contexts.map((context) => context.name))
  const progress = makeProgress(plan, options)
  progress.skip([...state.pagesOfLane.values()].reduce((sum, pages) => sum + pages, 0))
  await Promise.all(Array.from({ length: Math.min(lanes, plan.pages) }, async (_, lane) => {
    for (let page = lane + lanes * (state.pagesOfLane.get(lane) ?? 0); page < plan.pages; page += lanes) {
      const made = makePage(plan, page)
      await runner.transaction(caller, async (tx) => {
        await writePage(tx, made, contexts)
        await countPage(tx, lane)
      })
      progress.page(made.residents)
      if (page === lanes) await options.analyze?.()
    }
  }))
  await runner.transaction(caller, enterSamplePayers)
  if (contexts.has('seal')) await runner.transaction(caller, enterSampleSeals)
  await options.analyze?.()
}

/** Each kind of row through the bulk door of its owner, as far as the building has that owner. */
async function writePage(tx: Tx, page: SamplePage, contexts: ReadonlySet<string>): Promise<void> {
  await insertRegister(tx, page.register)
  await insertMeasures(tx, page.measures)
  await insertIncomeStatements(tx, page.statements)
  if (!contexts.has('tax-light-vehicle')) return
  const parties = await ensurePartiesForResidents(tx, page.vehicles.map(({ ownerId }) => ownerId))
  await insertVehicles(tx, page.vehicles.map(({ ownerId, vehicle }) => ({ ...vehicle, ownerPartyId: partyOf(parties, ownerId) })))
}

function partyOf(parties: ReadonlyMap<string, string>, personId: string): string {
  const partyId = parties.get(personId)
  assert(partyId !== undefined, 'the owner of a vehicle is an addressee')
  return partyId
}

/** Whether nothing is left to be done: residents of whatever origin, and no sample that was stopped in the middle. */
export async function isFilled(yakuba: Yakuba, tenant: number): Promise<boolean> {
  return await yakuba.runner.transaction(sampleCaller(yakuba, tenant), async (tx) => {
    const state = await findSampleState(tx)
    if (!state) return await hasResidents(tx)
    return [...state.pagesOfLane.values()].reduce((sum, pages) => sum + pages, 0) >= Math.ceil(state.residents / residentsPerPage)
  })
}

/** The caller of samples: the system itself, with the permissions that registering employers needs. */
function sampleCaller(yakuba: Yakuba, tenant: number): Caller {
  const caller = systemCaller(tenant, 'sample')
  return { ...caller, purpose: '研修用の町民の作成', actor: { ...caller.actor, permissions: new Set(yakuba.registry.permissions.keys()) } }
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
function makeProgress(plan: SamplePlan, { print }: FillOptions) {
  const watch = stopwatch()
  let [pages, residents, told] = [0, 0, 0]
  return {
    skip(done: number): void { pages = done },
    page(more: number): void {
      pages += 1
      residents += more
      const seconds = watch()
      if (!print || plan.pages < 5 || (seconds - told < 2 && pages < plan.pages)) return
      told = seconds
      const left = ((plan.pages - pages) * seconds) / Math.max(1, residents / residentsPerPage)
      print(`  ${(pages * 100 / plan.pages).toFixed(0)}%　${residents.toLocaleString('ja-JP')}人　毎秒${Math.round(residents / seconds).toLocaleString('ja-JP')}人　残り約${Math.ceil(left)}秒`)
    },
  }
}

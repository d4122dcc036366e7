import type { Measure, RegisterPage, RegisterPerson } from '../../resident/index.ts'
import type { Statement } from '../../tax/individual/index.ts'
import { composeHousehold, pickComposition, pickSmallComposition, type Composition } from './composition.ts'
import { weightedEmployers, type Employer } from './earnings.ts'
import { pensionPayer } from './pension-payer.ts'
import { statementsOf } from './income.ts'
import { rareSurnames } from './names.ts'
import { protectionOf } from './protection.ts'
import { peopleOf, type Person } from './people.ts'
import { randomFor, type Random } from './random.ts'
import { Serials } from './serials.ts'
import { tellHousehold, type StoryParts } from './story.ts'
import { planTown, type SampleTown, type TownPlan } from './town-plan.ts'
import { vehiclesOf, type OwnedVehicle } from './vehicles.ts'
import type { Weighted } from './weighted.ts'

/** Residents of a page: one transaction, small enough that a lost one is nothing. */
export const residentsPerPage = 4000
/** Numbers kept free for a page of so many residents: the dead and departed have numbers too. */
const roomFor = (residents: number): number => Math.ceil(residents * 1.6) + 80

export interface SampleSize { readonly residents: number; readonly seed: number }

/** The whole of a sample before any of it is made: what stands where, and how many people each page holds. */
export interface SamplePlan {
  readonly size: SampleSize
  readonly town: SampleTown
  readonly streets: TownPlan
  readonly pages: number
  readonly employers: Weighted<Employer>
  /** Who pays public pensions. */
  readonly pensionPayer: Employer
  /** One in so many people bears numbers: sealing them is what takes longest in a very large town. */
  readonly numbersForOneIn: number
}

/** A page of the sample or a household of it, ready to be written: households with members and history, statements of income, vehicles, support measures. */
export interface SamplePage {
  readonly register: RegisterPage
  readonly measures: readonly (Measure & { readonly reason: string })[]
  readonly statements: readonly Statement[]
  readonly vehicles: readonly OwnedVehicle[]
  readonly residents: number
}

export function planSample(town: SampleTown, size: SampleSize, employers: readonly Employer[]): SamplePlan {
  const pages = Math.ceil(size.residents / residentsPerPage)
  const dwellings = pages * roomFor(Math.min(size.residents, residentsPerPage))
  return { size, town, pages, employers: weightedEmployers(employers), pensionPayer: { name: pensionPayer.name, partyId: null }, numbersForOneIn: size.residents > 100_000 ? 10 : 1, streets: planTown(town, { seed: size.seed, dwellings: { house: dwellings, room: dwellings } }) }
}

/** How many numbers of each kind the pages may give out. */
export function numbersOf({ pages, size }: SamplePlan): number {
  return pages * roomFor(Math.min(size.residents, residentsPerPage))
}

/** Makes one page; the same plan and number give the same page, whatever was made before. */
export function makePage(plan: SamplePlan, page: number): SamplePage {
  const households = [...householdsOfPage(plan, page)]
  return {
    register: { households: households.flatMap(({ register }) => register.households), persons: households.flatMap(({ register }) => register.persons) },
    measures: households.flatMap(({ measures }) => measures), statements: households.flatMap(({ statements }) => statements), vehicles: households.flatMap(({ vehicles }) => vehicles),
    residents: households.reduce((sum, { residents }) => sum + residents, 0),
  }
}

/** The same household by household, so that none need be kept when the next is thought of. */
export function* householdsOfPage(plan: SamplePlan, page: number): Generator<SamplePage> {
  const maker = new PageMaker(plan, page)
  const wanted = Math.min(residentsPerPage, plan.size.residents - page * residentsPerPage)
  while (maker.residents < wanted) {
    const room = wanted - maker.residents
    yield maker.household(room < 8 ? pickSmallComposition(maker.random, room) : pickComposition(maker.random), 'none')
    yield* maker.formerHouseholds()
  }
}

class PageMaker {
  readonly random: Random
  residents = 0
  readonly #plan: SamplePlan
  readonly #page: number
  readonly #serials: Serials
  #households = 0
  #persons = 0
  #measures = 0

  constructor(plan: SamplePlan, page: number) {
    const { seed, residents } = plan.size
    this.#plan = plan
    this.#page = page
    this.random = randomFor(seed, Number(plan.town.code), page)
    this.#serials = new Serials({ seed, page, room: roomFor(Math.min(residents, residentsPerPage)) })
  }

  /** Beside those who live here now, some who have gone: moved away, died alone, struck off ex officio. */
  *formerHouseholds(): Generator<SamplePage> {
    const { random } = this
    if (random.chance(0.085)) yield this.household(withoutInfants(youngerOf(pickComposition(random), pickComposition(random))), 'moves-out')
    if (random.chance(0.026)) yield this.household(composeHousehold(random, 'single', random.between(70, 97)), 'dies')
    if (random.chance(0.001)) yield this.household(composeHousehold(random, 'single', random.between(28, 75)), 'removed')
  }

  household(composition: Composition, ending: StoryParts['ending']): SamplePage {
    const { random } = this
    const serials = this.#serials
    const { streets, town, employers, pensionPayer: payer } = this.#plan
    // The first page of any town holds the cases every town must have.
    const surname = this.#page === 0 && this.#households % 3 === 2 ? rareSurnames[Math.floor(this.#households / 3)] ?? null : null
    const isBirthUnknown = this.#page === 0 && (this.#households === 5 || this.#households === 11)
    const parts = { random, serials, plan: streets, townCode: town.code, surname, ending, isBirthUnknown }
    const told = tellHousehold(composition, peopleOf(composition, parts), parts)
    this.#households += 1
    const persons = told.persons.map((person) => this.#entryOf(person))
    const residents = ending === 'none' ? composition.members.length : 0
    this.residents += residents
    const measures = protectionOf(composition, told.persons, { random, serials, ending, mustProtect: this.#page === 0 && this.#measures < 2 })
    this.#measures += measures.length
    const statements = statementsOf(told.persons, { random, serials, employers, pensionPayer: payer })
    const vehicles = vehiclesOf(told.persons, { random, serials, townName: town.name, isCountry: town.kind === 'town' || town.kind === 'village' })
    return { register: { households: [{ householdId: told.householdId, householdNumber: told.householdNumber }], persons }, measures, statements, vehicles, residents }
  }

  #entryOf(person: Person): RegisterPerson {
    const { personId, addresseeNumber, serial, timeline } = person
    const bearsNumbers = this.#persons % this.#plan.numbersForOneIn === 0
    this.#persons += 1
    return { personId, addresseeNumber, history: timeline.history, ...(bearsNumbers ? this.#serials.numbersOf(serial) : { individualNumber: null, residentCode: null }) }
  }
}

/** Those who move away are mostly the younger ones. */
function youngerOf(one: Composition, other: Composition): Composition {
  return one.members[0]!.age <= other.members[0]!.age ? one : other
}

/** Nobody is born into a household after it has gone. */
function withoutInfants(composition: Composition): Composition {
  return { ...composition, members: composition.members.filter((member) => member.age >= 3) }
}

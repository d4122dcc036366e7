import type { Measure, RegisterHousehold, RegisterPage, RegisterPerson } from '../../resident/index.ts'
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

/** A page of the sample, ready to be written: households with members and history, statements of income, vehicles, support measures. */
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
  const maker = new PageMaker(plan, page)
  const wanted = Math.min(residentsPerPage, plan.size.residents - page * residentsPerPage)
  while (maker.residents < wanted) {
    const room = wanted - maker.residents
    maker.addHousehold(room < 8 ? pickSmallComposition(maker.random, room) : pickComposition(maker.random))
    maker.addFormerHouseholds()
  }
  return maker.finish()
}

class PageMaker {
  readonly random: Random
  residents = 0
  readonly #plan: SamplePlan
  readonly #page: number
  readonly #serials: Serials
  readonly #households: RegisterHousehold[] = []
  readonly #persons: RegisterPerson[] = []
  readonly #measures: SamplePage['measures'][number][] = []
  readonly #statements: Statement[] = []
  readonly #vehicles: OwnedVehicle[] = []

  constructor(plan: SamplePlan, page: number) {
    const { seed, residents } = plan.size
    this.#plan = plan
    this.#page = page
    this.random = randomFor(seed, Number(plan.town.code), page)
    this.#serials = new Serials({ seed, page, room: roomFor(Math.min(residents, residentsPerPage)) })
  }

  addHousehold(composition: Composition): void { this.#add(composition, 'none') }

  /** Beside those who live here now, some who have gone: moved away, died alone, struck off ex officio. */
  addFormerHouseholds(): void {
    const { random } = this
    if (random.chance(0.085)) this.#add(withoutInfants(youngerOf(pickComposition(random), pickComposition(random))), 'moves-out')
    if (random.chance(0.026)) this.#add(composeHousehold(random, 'single', random.between(70, 97)), 'dies')
    if (random.chance(0.001)) this.#add(composeHousehold(random, 'single', random.between(28, 75)), 'removed')
  }

  finish(): SamplePage {
    return { register: { households: this.#households, persons: this.#persons }, measures: this.#measures, statements: this.#statements, vehicles: this.#vehicles, residents: this.residents }
  }

  #add(composition: Composition, ending: StoryParts['ending']): void {
    // The first page of any town holds the cases every town must have.
    const surname = this.#page === 0 && this.#households.length % 3 === 2 ? rareSurnames[Math.floor(this.#households.length / 3)] ?? null : null
    const isBirthUnknown = this.#page === 0 && (this.#households.length === 5 || this.#households.length === 11)
    const parts = { random: this.random, serials: this.#serials, plan: this.#plan.streets, townCode: this.#plan.town.code, surname, ending, isBirthUnknown }
    const told = tellHousehold(composition, peopleOf(composition, parts), parts)
    this.#households.push({ householdId: told.householdId, householdNumber: told.householdNumber })
    for (const person of told.persons) this.#persons.push(this.#entryOf(person))
    if (ending === 'none') this.residents += composition.members.length
    const mustProtect = this.#page === 0 && this.#measures.length < 2
    this.#measures.push(...protectionOf(composition, told.persons, { random: this.random, serials: this.#serials, ending, mustProtect }))
    this.#statements.push(...statementsOf(told.persons, { random: this.random, serials: this.#serials, employers: this.#plan.employers, pensionPayer: this.#plan.pensionPayer }))
    this.#vehicles.push(...vehiclesOf(told.persons, { random: this.random, serials: this.#serials, townName: this.#plan.town.name, isCountry: this.#plan.town.kind === 'town' || this.#plan.town.kind === 'village' }))
  }

  #entryOf(person: Person): RegisterPerson {
    const { personId, addresseeNumber, serial, timeline } = person
    const bearsNumbers = this.#persons.length % this.#plan.numbersForOneIn === 0
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

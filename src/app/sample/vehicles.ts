import { addDays, addMonths, maxDate, minDate, plainDate, type PlainDate } from '../../kernel/plain-date.ts'
import type { Vehicle, VehicleClass } from '../../tax/light-vehicle/index.ts'
import { dayBetween, officeTime, sampleDay, takenOverAt, takenOverOn } from './calendar.ts'
import { isResidentOn, type Person } from './people.ts'
import type { Random } from './random.ts'
import type { Serials } from './serials.ts'
import { byAge, weighted } from './weighted.ts'

/** A vehicle before its owner is an addressee. */
export interface OwnedVehicle { readonly owner: { readonly personId: string; readonly addresseeNumber: string }; readonly vehicle: Omit<Vehicle, 'ownerPartyId'> }

export interface VehicleParts { readonly random: Random; readonly serials: Serials; readonly townName: string; readonly isCountry: boolean }

type PlateKind = 'four-wheel-passenger' | 'four-wheel-cargo' | 'two-wheel' | 'town'

interface Kind { readonly class: VehicleClass; readonly plate: PlateKind; readonly displacementCc: number | null; readonly ratedWatts: number | null; readonly models: readonly string[] }

/** Kinds beside the light car, per 1,000 grown-ups (after 自動車検査登録情報協会 and 総務省, 軽自動車税に関する調). */
const smallKinds = weighted<Kind>([
  [kind('moped-50', 'town', { cc: 49, models: ['なぎさ', 'そよかぜ'] }), 38], [kind('moped-90', 'town', { cc: 89, models: ['なぎさ90'] }), 2], [kind('moped-125', 'town', { cc: 124, models: ['しぶき', 'はやて'] }), 17], [kind('moped-125-limited', 'town', { cc: 110, models: ['なぎさ新'] }), 1],
  [{ ...kind('specified-small', 'town', { cc: null, models: ['つばめ'] }), ratedWatts: 600 }, 2], [kind('mini-car', 'town', { cc: 49, models: ['まめ'] }), 0.5], [kind('motorcycle-250', 'two-wheel', { cc: 249, models: ['いそかぜ'] }), 16], [kind('motorcycle-over-250', 'two-wheel', { cc: 398, models: ['おおなみ', 'くろしお'] }), 14],
])
const farmKinds = weighted<Kind>([[kind('small-special-farm', 'town', { cc: 1100, models: ['みのり'] }), 8], [kind('small-special-other', 'town', { cc: 1400, models: ['ちから'] }), 2]])
const cars = weighted<Kind>([
  [kind('passenger-private', 'four-wheel-passenger', { cc: 658, models: ['しおさい', 'うみかぜ', 'さざなみ', 'ひだまり'] }), 740], [kind('cargo-private', 'four-wheel-cargo', { cc: 658, models: ['こづつみ', 'はこぶね'] }), 252], [kind('cargo-business', 'four-wheel-cargo', { cc: 658, models: ['はこぶね'] }), 8],
])

function kind(vehicleClass: VehicleClass, plate: PlateKind, { cc, models }: { readonly cc: number | null; readonly models: readonly string[] }): Kind {
  return { class: vehicleClass, plate, displacementCc: cc, ratedWatts: null, models }
}

/** The vehicles of a household as registered to its grown-ups: more in the country, in houses and among those of middle age. */
export function vehiclesOf(persons: readonly Person[], parts: VehicleParts): readonly OwnedVehicle[] {
  return persons.flatMap((person) => {
    const { age } = person.member
    if (age < 18 || age > 88) return []
    const drives = byAge(age, [[25, 0.18], [70, 0.35], [80, 0.28]], 0.1)
    const inHouse = person.timeline.facts.address.room === null
    return [
      ...(parts.random.chance(drives * (inHouse ? 1.18 : 0.72) * (parts.isCountry ? 1.25 : 0.95)) ? [owned(person, cars.pick(parts.random), parts)] : []),
      ...(parts.random.chance(0.09) ? [owned(person, smallKinds.pick(parts.random), parts)] : []),
      ...(inHouse && age > 50 && parts.random.chance(parts.isCountry ? 0.07 : 0.012) ? [owned(person, farmKinds.pick(parts.random), parts)] : []),
    ]
  })
}

function owned(person: Person, what: Kind, parts: VehicleParts): OwnedVehicle {
  const { random, serials } = parts
  const isCar = what.plate.startsWith('four-wheel')
  const built = addMonths(plainDate('2026-03-01'), -Math.floor(26 * 12 * random.next() ** 1.45))
  const since = maxDate(minDate(addDays(built, random.between(0, 28)), addDays(sampleDay, -9)), addDays(person.timeline.history[0]!.validFrom, 1))
  const isTakenOver = since <= takenOverOn
  const ends = !isResidentOn(person, sampleDay) || random.chance(0.02) ? endOf(person, since, random) : null
  const entered = isTakenOver ? 'taken-over' : 'registered'
  const event = ends === null ? entered : 'deregistered'
  const isElectric = isCar && built >= '2022-06-01' && random.chance(0.05)
  return {
    owner: { personId: person.personId, addresseeNumber: person.addresseeNumber },
    vehicle: {
      vehicleId: serials.id(), version: 1, validFrom: since, validTo: ends, recordedAt: isTakenOver ? takenOverAt : officeTime(random, since), event,
      plate: plateOf(what.plate, serials.plate(what.plate), parts.townName), class: what.class, energy: energyOf(isCar, isElectric, random), greenBand: isElectric ? 75 : null,
      firstInspected: isCar || what.class === 'motorcycle-over-250' ? (built.slice(0, 7) as Vehicle['firstInspected']) : null, standing: random.chance(0.002) ? 'suspended' : 'taxable',
      displacementCc: isElectric ? null : what.displacementCc, ratedWatts: what.ratedWatts, maxWatts: what.class === 'moped-125-limited' ? 4000 : null,
      frameNumber: `YK${what.displacementCc ?? 0}-${String(random.between(100_000, 9_999_999)).padStart(7, '0')}`, model: random.pick(what.models), holderPartyId: null, isOwnershipReserved: isCar && built >= '2021-01-01' && random.chance(0.12),
    },
  }
}

/** Given up with the move away, or some day before. */
function endOf(person: Person, since: PlainDate, random: Random): PlainDate {
  const last = person.timeline.facts.ceasedOn ?? addDays(sampleDay, -4)
  return maxDate(addDays(since, 1), minDate(dayBetween(random, addDays(last, -60), addDays(last, 10)), addDays(sampleDay, -2)))
}

function energyOf(isCar: boolean, isElectric: boolean, random: Random): Vehicle['energy'] {
  if (isElectric) return 'electric'
  return isCar && random.chance(0.24) ? 'hybrid' : 'petrol'
}

const letters = 'あいうえかきくけこさすせそたちつてとなにぬねのはひふほまみむめもやゆよらりるろ'
const classNumbers: Readonly<Record<PlateKind, readonly number[]>> = { 'four-wheel-passenger': [580, 581, 582, 583, 584], 'four-wheel-cargo': [480, 481, 482, 483, 484], 'two-wheel': [], town: [] }

/** `汐見580あ1234`; motorcycles bear a figure for their class, mopeds the name of the town. No two of a town are the same. */
function plateOf(plate: PlateKind, serial: number, townName: string): string {
  const place = townName.slice(0, -1)
  const number = 1 + (serial % 9999)
  const series = Math.floor(serial / 9999)
  const letter = letters[series % letters.length]!
  const numbers = classNumbers[plate]
  if (numbers.length > 0) return `${place}${numbers[Math.floor(series / letters.length) % numbers.length]}${letter}${number}`
  const further = ['', 'A', 'B', 'C', 'D'][Math.floor(series / letters.length) % 5]
  return plate === 'two-wheel' ? `1${place}${further}${letter}${number}` : `${townName}${further}${letter}${number}`
}

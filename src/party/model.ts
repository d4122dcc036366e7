import type { PlainDate } from '../kernel/plain-date.ts'
import type { BirthDate, Sex } from '../resident/index.ts'

/** Who is written to or collected from — 宛名の種類. */
export type PartyKind = 'resident' | 'outsider' | 'corporation'

export const partyKindTitles: Readonly<Record<PartyKind, string>> = { resident: '住民', outsider: '住登外者', corporation: '法人' }

/** An addressee with name and address on a day — 宛名. */
export interface Party {
  readonly partyId: string
  /** 宛名番号 */
  readonly number: string
  readonly kind: PartyKind
  /** The person in the resident register; null for everyone else. */
  readonly residentId: string | null
  readonly name: string
  readonly kana: string | null
  /** 法人番号 */
  readonly corporateNumber: string | null
  readonly postalCode: string | null
  /** Address as one line. */
  readonly address: string
  /** Whether the address is one of the town and begins with its district; elsewhere it begins with the prefecture. */
  readonly isInTown: boolean
  /** Where letters go instead; null where they go to the address. */
  readonly delivery: DeliveryPlace | null
  /** What the head of a case screen shows of a resident; null for everyone else. */
  readonly person: { readonly birth: BirthDate; readonly sex: Sex } | null
}

/** Where letters go instead of the address — 送付先. */
export interface DeliveryPlace {
  /** Other addressee, `様方` included; null where it is the party. */
  readonly addressee: string | null
  readonly postalCode: string | null
  readonly address: string
}

export interface DeliveryAddress extends DeliveryPlace {
  readonly deliveryId: string
  readonly version: number
  readonly partyId: string
  /** Only letters of this levy; null for all letters. */
  readonly levyCode: string | null
  readonly reason: string
  readonly validFrom: PlainDate
  /** First day on which it no longer counts; null while it runs. */
  readonly validTo: PlainDate | null
}

/** What is written on an envelope — 宛先. `lines`: place, then building and room where there are any; none where no address may stand. */
export interface Envelope { readonly name: string; readonly postalCode: string | null; readonly lines: readonly string[] }

/** Prefecture and name of a municipality. */
export interface TownName { readonly prefecture: string; readonly name: string }

/** The address with prefecture and municipality, as it stands on paper; empty where it was taken out — 住所の全体. */
export function wholeAddress({ address, isInTown }: Pick<Party, 'address' | 'isInTown'>, town: TownName): string {
  return isInTown && address !== '' ? `${town.prefecture}${town.name}${address}` : address
}

/** The envelope of a letter: the delivery address where there is one, else the whole address. */
export function envelopeOf(party: Party, town: TownName): Envelope {
  return {
    name: party.delivery?.addressee ?? party.name,
    postalCode: party.delivery ? party.delivery.postalCode : party.postalCode,
    lines: linesOfAddress(party.delivery?.address ?? wholeAddress(party, town)),
  }
}

/** An address on two lines at the most: place, and whatever follows the first full-width space. */
function linesOfAddress(address: string): readonly string[] {
  if (address === '') return []
  const [place = '', ...rest] = address.split('　')
  return rest.length === 0 ? [place] : [place, rest.join('　')]
}

/**
 * The delivery address that counts for a levy on a day: that of the levy before that for all letters, the latest first.
 */
export function findDelivery(list: readonly DeliveryAddress[], on: PlainDate, levyCode: string | null): DeliveryAddress | undefined {
  const inForce = list.filter((one) => one.validFrom <= on && (one.validTo === null || on < one.validTo) && (one.levyCode === null || one.levyCode === levyCode))
  return inForce.sort((a, b) => (rank(a) < rank(b) ? 1 : -1))[0]
}

function rank(one: DeliveryAddress): string {
  return `${one.levyCode === null ? 0 : 1}${one.validFrom}${one.deliveryId}`
}

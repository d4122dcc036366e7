import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import type { UnknownDate } from '../kernel/unknown-date.ts'

/** Where the record of a person stands — 住民状態. A filed move-out keeps `resident` until its day. */
export type ResidentStatus = 'resident' | 'moved-out' | 'dead' | 'removed'

export type ResidentType = 'japanese' | 'foreign'
export type Sex = 'male' | 'female' | 'unknown'

/** Why a snapshot was written — 異動事由. */
export type RegisterEvent =
  | 'move-in-domestic' | 'move-in-from-abroad' | 'birth' | 'ex-officio-entry' | 'taken-over'
  | 'relocate-within' | 'householder-change' | 'household-change' | 'household-split' | 'household-merge' | 'household-transfer' | 'ex-officio-correction' | 'clerical-error-correction'
  | 'furigana-entry' | 'name-change' | 'planned-move-out'
  | 'naturalisation' | 'loss-of-nationality' | 'immigration-notice' | 'ex-officio-recovery' | 'former-surname-entry' | 'former-surname-change' | 'former-surname-deletion' | 'common-name-entry' | 'common-name-deletion'
  | 'individual-number-entry' | 'individual-number-change' | 'resident-code-entry' | 'resident-code-change'
  | 'address-renumbering'
  | 'move-out-domestic' | 'move-out-abroad' | 'death' | 'ex-officio-removal'
  | 'cancellation-increase' | 'cancellation-decrease' | 'cancellation-amend'

export const registerEventTitles: Readonly<Record<RegisterEvent, string>> = {
  'move-in-domestic': '転入', 'move-in-from-abroad': '国外からの転入', birth: '出生', 'ex-officio-entry': '職権記載', 'taken-over': '前のシステムからの引継ぎ',
  'relocate-within': '転居', 'householder-change': '世帯主の変更', 'household-change': '世帯の変更', 'household-split': '世帯分離', 'household-merge': '世帯合併', 'household-transfer': '世帯変更', 'ex-officio-correction': '職権修正', 'clerical-error-correction': '誤記修正',
  'furigana-entry': '振り仮名', 'name-change': '氏名の変更', 'planned-move-out': '転出届（予定）',
  naturalisation: '職権記載（帰化等）', 'loss-of-nationality': '職権記載（国籍喪失）', 'immigration-notice': '入管庁長官の通知', 'ex-officio-recovery': '職権回復', 'former-surname-entry': '旧氏の記載', 'former-surname-change': '旧氏の変更', 'former-surname-deletion': '旧氏の削除', 'common-name-entry': '通称の記載', 'common-name-deletion': '通称の削除',
  'individual-number-entry': '個人番号の記載', 'individual-number-change': '個人番号の変更', 'resident-code-entry': '住民票コードの記載', 'resident-code-change': '住民票コードの変更',
  'address-renumbering': '住居表示等の修正',
  'move-out-domestic': '転出', 'move-out-abroad': '国外への転出', death: '死亡', 'ex-officio-removal': '職権消除',
  'cancellation-increase': '異動の取消し（増）', 'cancellation-decrease': '異動の取消し（減）', 'cancellation-amend': '異動の取消し（修正）',
}

/** An address inside the municipality — 住所・方書. */
export interface Address {
  readonly postalCode: string | null
  readonly townBlockId: string | null
  /** `汐見台三丁目` */
  readonly town: string
  /** `12番5号`, `1204番地3` */
  readonly number: string
  readonly building: string | null
  readonly room: string | null
}

/** The address as one line: `汐見台三丁目12番5号　汐見ハイツ　103`. */
export function addressText(address: Address): string {
  return [`${address.town}${address.number}`, address.building, address.room].filter((part) => part !== null).join('　')
}

/** What the immigration side has told of a foreign resident — 法30条の45の表. */
export interface Immigration {
  readonly category: 'mid-to-long-term' | 'special-permanent' | 'temporary-refuge' | 'provisional-stay' | 'transitional-birth' | 'transitional-loss'
  readonly statusOfResidence: string | null
  readonly periodOfStay: string | null
  readonly expiresOn: PlainDate | null
  readonly cardNumber: string | null
}

/** Everything recorded of one person at one time: a full snapshot — 住民票の記載事項. */
export interface PersonFacts {
  readonly status: ResidentStatus
  readonly residentType: ResidentType
  /** Legal name byte for byte, variation selectors included; surname and given name parted by one full-width space. */
  readonly name: string
  /** Reading kept for operation only — 便宜上のフリガナ. Null where none is known. */
  readonly kana: string | null
  readonly kanaConfirmed: boolean
  /** Legal reading — 氏名の振り仮名. The only one that is printed. */
  readonly furigana: string | null
  readonly formerSurname: string | null
  readonly formerSurnameFurigana: string | null
  readonly commonName: string | null
  readonly commonNameKana: string | null
  readonly birth: BirthDate
  readonly sex: Sex
  readonly registeredDomicile: string | null
  readonly familyRegisterHead: string | null
  readonly nationality: string | null
  readonly immigration: Immigration | null
  readonly householdId: string
  /** Chain of atoms, `head`, `wife`, `child.wife`; see `rules/relationship.ts`. */
  readonly relationship: string
  readonly memberOrder: number
  readonly address: Address
  readonly addressFixedOn: PlainDate
  readonly becameResidentOn: PlainDate
  readonly becameResidentEvent: RegisterEvent
  /** 転入前住所 */
  readonly previousAddress: string | null
  readonly previousMunicipalityCode: string | null
  readonly plannedMoveOutOn: PlainDate | null
  readonly plannedMoveOutTo: string | null
  /** Day on which the person ceased to be a resident. */
  readonly ceasedOn: PlainDate | null
  /** Wording of a death date of which not everything is known. */
  readonly ceasedWording: string | null
  readonly moveOutTo: string | null
}

/** A birth date always has a day to compute with; what is unknown keeps its wording. */
export type BirthDate = UnknownDate & { readonly calc: PlainDate }

/** Evidence of a move-out that was filed with the card: no certificate is handed out — 特例転出. */
export const cardFiling = '転出届（特例）'
/** Evidence of what the municipality of arrival has told — 転入通知. */
export const arrivalNotice = '転入通知'

/** What a snapshot rests on. */
export interface Source {
  readonly event: RegisterEvent
  readonly notificationId: string | null
  readonly notifiedOn: PlainDate | null
  /** `転出証明書`, `戸籍の届書` */
  readonly evidence: string | null
}

/** A snapshot with its place on both axes — 履歴. */
export interface Snapshot {
  readonly personId: string
  readonly historyNo: number
  readonly version: number
  readonly validFrom: PlainDate
  /** First day on which it was no longer true; null while it is. */
  readonly validTo: PlainDate | null
  readonly recordedAt: Instant
  /** When it was replaced; null while the office believes it. */
  readonly recordedTo: Instant | null
  readonly source: Source
  readonly facts: PersonFacts
}

/** A person as recorded on a date and as known at an instant — ある日の住民. */
export interface PersonOnDate extends PersonFacts {
  readonly personId: string
  /** 宛名番号 */
  readonly addresseeNumber: string
  readonly householdNumber: string
  readonly historyNo: number
  readonly validFrom: PlainDate
  readonly validTo: PlainDate | null
  readonly recordedAt: Instant
  readonly source: Source
}

export interface Household {
  readonly householdId: string
  /** 世帯番号 */
  readonly householdNumber: string
  /** Members in their stored order; the head first. */
  readonly members: readonly PersonOnDate[]
}

/** The head, or undefined where a household stands without one (世帯主未設定). */
export function findHead<P extends Pick<PersonFacts, 'relationship'>>(members: readonly P[]): P | undefined {
  return members.find((member) => member.relationship === 'head')
}

export function isResident(person: Pick<PersonFacts, 'status'>): boolean {
  return person.status === 'resident'
}

/** Surname and given name: what stands before the first full-width space, and the rest; a name without one is all surname. */
export function partsOfName(name: string): { readonly surname: string; readonly given: string } {
  const space = name.indexOf('\u3000')
  return space < 0 ? { surname: name, given: '' } : { surname: name.slice(0, space), given: name.slice(space + 1) }
}

/** Facts of a new record, so that each decision states only what it knows. */
export const blankFacts = {
  status: 'resident', residentType: 'japanese', kanaConfirmed: false, furigana: null, formerSurname: null, formerSurnameFurigana: null,
  commonName: null, commonNameKana: null, registeredDomicile: null, familyRegisterHead: null, nationality: null, immigration: null,
  previousAddress: null, previousMunicipalityCode: null, plannedMoveOutOn: null, plannedMoveOutTo: null, ceasedOn: null, ceasedWording: null, moveOutTo: null,
} satisfies Partial<PersonFacts>

import type { Instant, PlainDate } from '../kernel/plain-date.ts'

/** Where a registration stands — 登録の状態. Only `live` may be certified. */
export const registrationStates = ['live', 'suspended', 'review', 'cancelled'] as const
export type RegistrationState = (typeof registrationStates)[number]
export const stateTitles: Readonly<Record<RegistrationState, string>> = { live: '登録中', suspended: '停止中', review: '照合待ち', cancelled: '抹消' }

/** Why a row was written — 異動事由. */
export const registrationEvents = ['registered', 'suspended', 'resumed', 'card-replaced', 'review-opened', 'match-confirmed', 'cancelled', 'restored'] as const
export type RegistrationEvent = (typeof registrationEvents)[number]
export const eventTitles: Readonly<Record<RegistrationEvent, string>> = {
  registered: '登録', suspended: '停止', resumed: '停止を解いた', 'card-replaced': '登録証の引替え', 'review-opened': '照合を求めた', 'match-confirmed': '印影は一致', cancelled: '抹消', restored: '抹消を戻した',
}

/** Why a registration is cancelled — 抹消の事由. */
export const cancellationReasons = [
  'given-up', 'seal-lost', 'card-lost', 'seal-changed', 'moved-out', 'died', 'name-differs', 'guardianship', 'capacity-lost', 'removed', 'residence-lost', 'registered-wrongly',
] as const
export type CancellationReason = (typeof cancellationReasons)[number]
export const cancellationTitles: Readonly<Record<CancellationReason, string>> = {
  'given-up': '廃止の申請', 'seal-lost': '印鑑をなくした', 'card-lost': '登録証をなくした', 'seal-changed': '改印', 'moved-out': '転出', died: '死亡', 'name-differs': '氏名などの変更で印影が合わない',
  guardianship: '成年後見の開始', 'capacity-lost': '意思能力を失った', removed: '住民票の職権消除', 'residence-lost': '国籍・在留資格を失った', 'registered-wrongly': '誤った登録',
}

/** Reasons of which the person is told by letter, since the office acted by itself — 職権で抹消し、通知する事由. */
export const notifiedReasons: ReadonlySet<CancellationReason> = new Set(['name-differs', 'guardianship', 'capacity-lost', 'removed', 'residence-lost', 'registered-wrongly'])

/** Reasons a clerk may choose; the rest follow from the resident register or from a notice. */
export const counterReasons = ['given-up', 'seal-lost', 'card-lost', 'seal-changed', 'capacity-lost', 'registered-wrongly'] as const

/** How somebody proves to be who asks — 登録の方法. */
export const ways = ['photo-id', 'guarantor', 'letter'] as const
export type Way = (typeof ways)[number]
export const wayTitles: Readonly<Record<Way, string>> = { 'photo-id': '本人確認書類', guarantor: '保証人', letter: '照会書' }

/** Why a registration is suspended — 停止の事由. */
export const suspensionReasons = ['card-lost', 'seal-lost', 'misuse-feared', 'court-asked'] as const
export type SuspensionReason = (typeof suspensionReasons)[number]
export const suspensionTitles: Readonly<Record<SuspensionReason, string>> = { 'card-lost': '登録証をなくした届け', 'seal-lost': '印鑑をなくした届け', 'misuse-feared': '悪用のおそれの申出', 'court-asked': '裁判所などの求め' }

/** Why another card is handed out — 登録証の引替え・再交付. */
export const replacementReasons = ['damaged', 'lost'] as const
export type ReplacementReason = (typeof replacementReasons)[number]
export const replacementTitles: Readonly<Record<ReplacementReason, string>> = { damaged: '汚れ・傷み（前の登録証と引替え）', lost: '亡失による再交付' }

/** Faults of an imprint that only an eye sees — 目で見る欠点. */
export const imprintFaults = ['other-words', 'rubber', 'frameless', 'unclear', 'mass-produced'] as const
export type ImprintFault = (typeof imprintFaults)[number]
export const faultTitles: Readonly<Record<ImprintFault, string>> = { 'other-words': '職業・資格など氏名のほかの事項がある', rubber: 'ゴム印など変形しやすい', frameless: '輪郭がない・3分の1以上欠けている', unclear: '文字が読めない・鮮明でない', 'mass-produced': '大量に作られたもの' }

/** Names of a person that an imprint may show — 印影に表せる氏名. */
export interface Names {
  /** 氏名, with a full-width space between surname and given name. */
  readonly name: string
  /** 旧氏 */
  readonly formerSurname: string | null
  /** 通称 */
  readonly commonName: string | null
  /** 氏名のカタカナ表記 of a foreign resident. */
  readonly katakanaName: string | null
}

/** A registration at one time: a full snapshot — 印鑑登録原票. */
export interface Registration {
  readonly registrationId: string
  readonly version: number
  /** 登録番号 */
  readonly registrationNumber: string
  /** 印鑑登録証の番号; an earlier card is void. */
  readonly cardNumber: string
  readonly personId: string
  readonly imprintId: string
  /** Characters that the clerk read on the imprint. */
  readonly shownText: string
  /** The names under which the imprint was found to match. */
  readonly judged: Names
  readonly way: Way
  readonly guarantorId: string | null
  readonly agentName: string | null
  /** Likeness with the nearest imprint of the household, in percent; null where there was none. */
  readonly alikePercent: number | null
  /** Why a person decided that the two are not the same. */
  readonly distinctReason: string | null
  readonly registeredOn: PlainDate
  readonly state: RegistrationState
  readonly event: RegistrationEvent
  /** Code of the reason: of a cancellation, suspension or replacement. */
  readonly reason: string | null
  readonly note: string | null
  /** Done by the program on a resident event, not by a clerk. */
  readonly isAutomatic: boolean
  readonly validFrom: PlainDate
  /** First day on which it was no longer true. */
  readonly validTo: PlainDate | null
  readonly recordedAt: Instant
  readonly recordedTo: Instant | null
  readonly recordedByName: string
}

/** What was measured on a scan — 印影の測定. */
export interface Measures {
  /** Straightened size in tenths of a millimetre. */
  readonly widthTenths: number
  readonly heightTenths: number
  /** Part of the frame that stands, in percent. */
  readonly framePercent: number
}

/** A scanned imprint — 印影. */
export interface Imprint extends Measures {
  readonly imprintId: string
  readonly personId: string
  /** The scan as handed in, and the part of it that is printed. */
  readonly scanSha256: string
  readonly printSha256: string
  readonly dotsPerMetre: number
  readonly takenAt: Instant
}

/** What became of a letter of enquiry — 照会書の状態. A term that has passed is reckoned, not stored. */
export const letterStates = ['sent', 'answered', 'closed'] as const
export type LetterState = (typeof letterStates)[number]
export const letterEndings = ['undeliverable', 'withdrawn'] as const
export const endingTitles: Readonly<Record<(typeof letterEndings)[number], string>> = { undeliverable: '届かずに戻った', withdrawn: '申請の取下げ' }

/** What is to be registered, as applied for: kept with a letter until it is answered. */
export interface Application {
  readonly personId: string
  readonly imprintId: string
  readonly shownText: string
  readonly katakanaName: string | null
  readonly agentName: string | null
  readonly alikePercent: number | null
  readonly distinctReason: string | null
}

/** A letter of enquiry — 照会書. */
export interface Letter extends Application {
  readonly letterId: string
  readonly version: number
  readonly letterNumber: string
  readonly documentId: string
  readonly sentOn: PlainDate
  readonly expiresOn: PlainDate
  readonly state: LetterState
  readonly ending: (typeof letterEndings)[number] | null
  readonly endedOn: PlainDate | null
  readonly registrationId: string | null
}

/** Whether the term of a letter has passed without an answer — 期限切れ. */
export function isExpired(letter: Pick<Letter, 'state' | 'expiresOn'>, today: PlainDate): boolean {
  return letter.state === 'sent' && today > letter.expiresOn
}

/** `18.2 mm`, from tenths. */
export function millimetres(tenths: number): string {
  return `${Math.floor(tenths / 10)}.${tenths % 10} mm`
}

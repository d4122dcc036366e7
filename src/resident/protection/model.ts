import type { Instant, PlainDate } from '../../kernel/plain-date.ts'

export const measureKinds = { 'domestic-violence': '配偶者からの暴力', stalking: 'ストーカー行為等', 'child-abuse': '児童虐待', other: 'その他これらに準ずる' } as const
export type MeasureKind = keyof typeof measureKinds

/** `provisional` from the moment the filing is accepted; `in-force` once the need is confirmed. Only `lifted` opens. */
export type MeasureState = 'provisional' | 'in-force' | 'lifted'

export const measureRoles = { applicant: '申出者', 'co-protected': '併せて支援を求める人' } as const
export type MeasureRole = keyof typeof measureRoles

/** One support measure of one person as it stands — 支援措置. */
export interface Measure {
  readonly measureId: string
  readonly version: number
  readonly personId: string
  readonly kind: MeasureKind
  readonly state: MeasureState
  readonly periodFrom: PlainDate
  readonly periodUntil: PlainDate | null
  /** Officer who recorded this state; null where it is being made. */
  readonly byId: string | null
  /** The filing it rests on; its own id where it was taken over without one. */
  readonly filingId: string
  readonly role: MeasureRole
}

/** A measure as read, with when and why its present state was recorded. */
export interface StoredMeasure extends Measure { readonly recordedAt: Instant; readonly reason: string }

export const standings = { provisional: '仮の措置', 'in-force': '期間中', ending: 'まもなく終わる', expired: '期間が過ぎた', 'former-address': '前住所地（仮の措置）', lifted: '解かれた' } as const
/** How a measure stands on a day, computed and never stored — いまの立ち位置. */
export type Standing = keyof typeof standings

export const filers = { self: '本人', 'statutory-agent': '法定代理人', 'child-consultation-centre': '児童相談所長など' } as const
export type Filer = keyof typeof filers

export const filingRoutes = { here: 'この町で受けた', transferred: 'ほかの市区町村から転送された' } as const

export const protectedRegisters = { 'reading-list': '住民基本台帳の閲覧', 'resident-record': '住民票の写し等', 'removed-record': '除票の写し等', annex: '戸籍の附票の写し等', 'removed-annex': '除かれた附票の写し等' } as const
export const protectedPlaces = { current: '現住所', former: '前住所', domicile: '本籍', 'former-domicile': '前本籍' } as const

/** Which act of which office is asked to be refused, over which address. */
export interface RequestedAct { readonly register: keyof typeof protectedRegisters; readonly place: keyof typeof protectedPlaces; readonly municipality: string }

export interface FilingBody {
  readonly filer: Filer
  readonly filerName: string | null
  readonly identityProof: string
  readonly contact: string | null
  readonly route: keyof typeof filingRoutes
  readonly fromMunicipality: string | null
  readonly acts: readonly RequestedAct[]
}

export const opinionBodies = { police: '警察', 'violence-centre': '配偶者暴力相談支援センター', 'child-centre': '児童相談所', 'court-order': '裁判所の保護命令', warning: '警告等の書面', other: 'その他の機関' } as const
/** What a consultation body said of the need — 相談機関の意見. */
export interface Opinion { readonly body: keyof typeof opinionBodies; readonly bodyName: string; readonly receivedOn: PlainDate; readonly isNeeded: boolean }
export interface FilingDecision { readonly decidedOn: PlainDate; readonly isNeeded: boolean; readonly reason: string }

/** A filing as it stands — 支援措置申出. */
export interface Filing {
  readonly filingId: string
  readonly version: number
  readonly applicantId: string
  readonly kind: MeasureKind
  readonly filedOn: PlainDate
  readonly body: FilingBody
  readonly opinion: Opinion | null
  readonly decision: FilingDecision | null
  readonly recordedAt: Instant
}

/** Whom the applicant is kept from — 相手方. */
export interface Counterpart { readonly personId: string | null; readonly name: string; readonly birth: string | null; readonly sex: string | null; readonly address: string | null; readonly note: string | null }

export const transferGrounds = { 'former-address': '前住所地', domicile: '本籍地', 'former-domicile': '前本籍地', 'new-address': '転出先', other: 'その他' } as const
export interface Transfer { readonly transferId: string; readonly version: number; readonly filingId: string; readonly municipality: string; readonly ground: keyof typeof transferGrounds; readonly sentOn: PlainDate; readonly receivedOn: PlainDate | null }

export const suppressionKinds = { duplicate: '重複疑い', inquiry: '調査中', litigation: '訴訟', request: '本人申出', returned: '返戻', guardianship: '成年後見', exclusive: '排他制御', other: 'その他' } as const
export type SuppressionKind = keyof typeof suppressionKinds

export const levels = { error: '止める', alert: '注意を出す', none: '何もしない' } as const
export type Level = keyof typeof levels

export const processes = { entry: '異動の入力', issuance: '証明の発行', inquiry: '照会' } as const
export type Process = keyof typeof processes

/** Another reason to stop, of a person or of whoever is in a household — 抑止. */
export interface Suppression {
  readonly suppressionId: string
  readonly version: number
  readonly personId: string | null
  readonly householdId: string | null
  readonly kind: SuppressionKind
  readonly levels: Readonly<Record<Process, Level>>
  /** Levels of single forms, which go before the level of issuance. */
  readonly forms: readonly { readonly output: string; readonly level: Level }[]
  readonly periodFrom: PlainDate
  readonly periodUntil: PlainDate | null
  readonly state: 'in-force' | 'lifted'
  readonly reason: string
  readonly byId: string
  readonly recordedAt: Instant
}

export const liftingGrounds = { request: '申出者が解除を求めた', expired: '期間が過ぎ、延長の申出がない', 'not-needed': '措置の必要がないと決めた', entered: '誤って入れた' } as const
export type LiftingGround = keyof typeof liftingGrounds

/** A list of what is to be lifted, made by one officer and carried out by another — 解除の伺い. */
export interface Lifting {
  readonly liftingId: string
  readonly target: 'measure' | 'suppression'
  readonly ground: LiftingGround
  readonly reason: string
  readonly state: 'proposed' | 'carried-out' | 'withdrawn'
  readonly preparedBy: string
  readonly preparedAt: Instant
  readonly entries: readonly { readonly lineNo: number; readonly targetId: string; readonly targetVersion: number; readonly personId: string | null }[]
}

export const requesterKinds = { self: '本人', 'third-party': '第三者（弁護士など）', official: '国・地方公共団体' } as const
/** Who gets what a release lets out. */
export type RequesterKind = keyof typeof requesterKinds

export const releasedAddresses = { none: '住所を載せない', current: '現住所だけ', 'current-and-former': '現住所と前の住所' } as const
export type ReleasedAddresses = keyof typeof releasedAddresses

export const releaseStates = { requested: '同意を待つ（2人）', 'agreed-once': '同意を待つ（あと1人）', open: '使える', used: '使った', ended: '終わった' } as const

/** One user may let one form about one person go to one requester, until a moment — 一時解除. */
export interface Release {
  readonly releaseId: string
  readonly personId: string
  readonly userId: string
  readonly output: string
  readonly requesterKind: RequesterKind
  readonly requesterName: string | null
  readonly purpose: string
  readonly addresses: ReleasedAddresses
  readonly copies: number
  readonly copiesLeft: number
  readonly state: keyof typeof releaseStates
  readonly requestedAt: Instant
  readonly firstBy: string | null
  readonly firstAt: Instant | null
  readonly secondBy: string | null
  readonly secondAt: Instant | null
  readonly until: Instant | null
  readonly endReason: string | null
}

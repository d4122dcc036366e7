import { z } from 'zod'
import { fiscalYearOf, plainDate, type FiscalYear, type Instant, type PlainDate } from '../../kernel/plain-date.ts'

/** Classes of vehicles as the rates know them — 種別・用途. */
export const vehicleClasses = [
  'moped-50', 'specified-small', 'moped-125-limited', 'moped-90', 'moped-125', 'mini-car', 'small-special-farm', 'small-special-other', 'motorcycle-250', 'light-trailer',
  'motorcycle-over-250', 'snow-vehicle', 'three-wheel', 'three-wheel-business-passenger', 'passenger-business', 'passenger-private', 'cargo-business', 'cargo-private',
] as const
export type VehicleClass = (typeof vehicleClasses)[number]

export const classTitles: Readonly<Record<VehicleClass, string>> = {
  'moped-50': '原付一種（50cc以下）', 'specified-small': '特定小型原付', 'moped-125-limited': '新基準原付（125cc以下・4.0kW以下）', 'moped-90': '原付二種乙（90cc以下）', 'moped-125': '原付二種甲（125cc以下）',
  'mini-car': 'ミニカー', 'small-special-farm': '小型特殊（農耕作業用）', 'small-special-other': '小型特殊（その他）', 'motorcycle-250': '軽二輪（250cc以下）', 'light-trailer': '軽二輪（被けん引車）',
  'motorcycle-over-250': '二輪の小型自動車（250cc超）', 'snow-vehicle': '雪上車', 'three-wheel': '軽三輪', 'three-wheel-business-passenger': '軽三輪（乗用・営業用）',
  'passenger-business': '軽四輪（乗用・営業用）', 'passenger-private': '軽四輪（乗用・自家用）', 'cargo-business': '軽四輪（貨物用・営業用）', 'cargo-private': '軽四輪（貨物用・自家用）',
}

/** Classes whose rate follows the month of the first inspection — 三輪以上の軽自動車. */
export const agedClasses: ReadonlySet<VehicleClass> = new Set(['three-wheel', 'three-wheel-business-passenger', 'passenger-business', 'passenger-private', 'cargo-business', 'cargo-private'])

/** Classes whose plate the town itself hands out — 市町村の標識. */
export const townPlateClasses: ReadonlySet<VehicleClass> = new Set(['moped-50', 'specified-small', 'moped-125-limited', 'moped-90', 'moped-125', 'mini-car', 'small-special-farm', 'small-special-other'])

/** Classes that go to the vehicle inspection, and so may need a tax certificate — 継続検査の対象. */
export const inspectedClasses: ReadonlySet<VehicleClass> = new Set([...agedClasses, 'motorcycle-over-250'])

/** What drives a vehicle — 燃料・動力. */
export const energies = ['petrol', 'diesel', 'lpg', 'hybrid', 'electric', 'fuel-cell', 'natural-gas', 'methanol', 'methanol-mix', 'trailer'] as const
export type Energy = (typeof energies)[number]

export const energyTitles: Readonly<Record<Energy, string>> = {
  petrol: 'ガソリン', diesel: '軽油', lpg: 'LPG', hybrid: 'ガソリン・電気併用', electric: '電気', 'fuel-cell': '燃料電池', 'natural-gas': '天然ガス', methanol: 'メタノール', 'methanol-mix': '混合メタノール', trailer: '動力なし（被けん引車）',
}

/** Reduction that the vehicle earned by its exhaust and fuel economy, in percent — グリーン化特例の区分. */
export const greenBands = [75, 50, 25] as const
export type GreenBand = (typeof greenBands)[number]

/** Whether a vehicle is taxed where it stands: public bodies are not, stolen or destroyed ones wait — 課税の別. */
export const standings = ['taxable', 'public-body', 'suspended'] as const
export type Standing = (typeof standings)[number]
export const standingTitles: Readonly<Record<Standing, string>> = { taxable: '課税する', 'public-body': '国・地方公共団体等（非課税）', suspended: '課税保留（盗難・滅失など）' }

/** Parts of the handbooks for disabled persons — 障害の区分. */
export const bodyParts = ['sight', 'hearing', 'balance', 'voice', 'arms', 'legs', 'trunk', 'organs', 'immunity', 'intellectual', 'mental'] as const
export type BodyPart = (typeof bodyParts)[number]
export const bodyPartTitles: Readonly<Record<BodyPart, string>> = {
  sight: '視覚', hearing: '聴覚', balance: '平衡機能', voice: '音声機能（喉頭摘出）', arms: '上肢', legs: '下肢・移動機能', trunk: '体幹', organs: '心臓・じん臓・呼吸器など', immunity: '免疫・肝臓', intellectual: '療育手帳（A を1級と書く）', mental: '精神障害者保健福祉手帳',
}

/** A month of a year, `2015-03` — 年月. */
export type YearMonth = string & { readonly __brand: 'YearMonth' }
export const yearMonth = z.string({ error: '年月を入れてください。' }).regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: '年月は 2015-03 のように入れてください。' }).transform((text) => text as YearMonth)

/** The fiscal year a month falls in — その月の属する年度. */
export function fiscalYearOfMonth(month: YearMonth): FiscalYear {
  return fiscalYearOf(plainDate(`${month}-01`))
}

/** The facts of a vehicle on which its tax rests. */
export interface VehicleFacts {
  readonly class: VehicleClass
  readonly energy: Energy
  readonly greenBand: GreenBand | null
  /** 初度検査年月; null where the class has none. Before October 2003 only the year was kept: then December. */
  readonly firstInspected: YearMonth | null
  readonly standing: Standing
}

/** Size as registered; null where it was not stated. */
export interface VehicleSize {
  readonly displacementCc: number | null
  /** Rated output of an electric motor — 定格出力. */
  readonly ratedWatts: number | null
  /** Greatest output of an engine — 最高出力. */
  readonly maxWatts: number | null
}

/** Everything recorded of a vehicle at one time — 車両台帳の記載事項. */
export interface VehicleRecord extends VehicleFacts, VehicleSize {
  /** 標識番号・車両番号 */
  readonly plate: string
  /** 車台番号 */
  readonly frameNumber: string | null
  /** 車名 */
  readonly model: string | null
  /** 所有者 */
  readonly ownerPartyId: string
  /** 使用者, where another than the owner. */
  readonly holderPartyId: string | null
  /** Sold on instalments: the seller keeps the ownership and the buyer is taxed — 所有権留保. */
  readonly isOwnershipReserved: boolean
}

/** Why a record was written — 異動事由. */
export const vehicleEvents = ['registered', 'transferred', 'changed', 'deregistered', 'corrected', 'taken-over'] as const
export type VehicleEvent = (typeof vehicleEvents)[number]
export const vehicleEventTitles: Readonly<Record<VehicleEvent, string>> = { registered: '登録', transferred: '名義変更', changed: '変更', deregistered: '廃車', corrected: '訂正', 'taken-over': '前のシステムからの引継ぎ' }

/** A record with its place in time. `validTo` is the first day on which it was no longer true. */
export interface Vehicle extends VehicleRecord {
  readonly vehicleId: string
  readonly version: number
  readonly validFrom: PlainDate
  readonly validTo: PlainDate | null
  readonly recordedAt: Instant
  readonly event: VehicleEvent
}

/** Why an exemption is asked for — 減免の理由. */
export const exemptionGrounds = ['disabled-person', 'special-structure', 'public-aid', 'disaster'] as const
export type ExemptionGround = (typeof exemptionGrounds)[number]
export const exemptionGroundTitles: Readonly<Record<ExemptionGround, string>> = { 'disabled-person': '身体障害者等', 'special-structure': '車いす移動車など構造によるもの', 'public-aid': '生活保護など公の扶助', disaster: '災害' }

/** The handbook of a disabled person, and who drives — 障害の級と運転者. */
export interface Handbook { readonly part: BodyPart; readonly grade: number; readonly driver: 'self' | 'family' }

/** An application for exemption and what was decided — 減免. */
export interface Exemption {
  readonly exemptionId: string
  readonly version: number
  readonly fiscalYear: number
  readonly vehicleId: string
  readonly ground: ExemptionGround
  /** The disabled person; one vehicle a year is the most for each. */
  readonly personId: string | null
  readonly handbook: Handbook | null
  readonly appliedOn: PlainDate
  readonly state: 'applied' | 'approved' | 'refused' | 'revoked'
  readonly decidedOn: PlainDate | null
  readonly reason: string | null
}

/** 賦課期日: the day whose owner is taxed for the year. LEGAL DOUBT: LD-022, a vehicle scrapped on that day is not taxed. */
export function assessmentDateOf(year: FiscalYear): PlainDate {
  return plainDate(`${year}-04-01`)
}

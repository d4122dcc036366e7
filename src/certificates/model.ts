import type { Yen } from '../kernel/yen.ts'
import { taxCertificateKinds } from '../collection/index.ts'
import { incomeCertificateKinds } from '../tax/individual/index.ts'

/** Which record a paper rests on: the live one of a household, a closed one, or a filed move-out. */
export type Basis = 'live' | 'closed' | 'leaving'

/** Kinds of paper issued at the counter — 証明の種類. */
export const documentKinds = {
  'resident-record-copy': { title: '住民票の写し', letters: 'JU', basis: 'live', fee: 'residentRecordCopyFee' },
  'record-items': { title: '住民票記載事項証明書', letters: 'JK', basis: 'live', fee: 'recordItemsFee' },
  'closed-record-copy': { title: '除票の写し', letters: 'JO', basis: 'closed', fee: 'closedRecordCopyFee' },
  'closed-record-items': { title: '除票記載事項証明書', letters: 'JL', basis: 'closed', fee: 'recordItemsFee' },
  'moving-out': { title: '転出証明書', letters: 'TS', basis: 'leaving', fee: 'movingOutFee' },
  'moving-out-equivalent': { title: '転出証明書に準ずる証明書', letters: 'TJ', basis: 'leaving', fee: 'movingOutFee' },
} as const satisfies Readonly<Record<string, { title: string; letters: string; basis: Basis; fee: string }>>
export type DocumentKind = keyof typeof documentKinds
export const documentKindKeys = Object.keys(documentKinds) as [DocumentKind, ...DocumentKind[]]

/** Papers that carry the town's mark: those of this room, copies of records that other towns keep, papers of a registered seal, of income and tax, and of what was paid — 検証マークのある紙. */
export const markedKinds = { ...documentKinds, ...incomeCertificateKinds, ...taxCertificateKinds, 'seal-registration-certificate': { title: '印鑑登録証明書', letters: 'IN' }, 'inter-municipal-copy': { title: '住民票の写し（広域交付）', letters: 'JW' } } as const satisfies Readonly<Record<string, { title: string; letters: string }>>
export type MarkedKind = keyof typeof markedKinds
export const markedKindKeys = Object.keys(markedKinds) as readonly MarkedKind[]

/** Kinds that say only what was asked for — 記載事項証明. */
export const itemKinds: ReadonlySet<DocumentKind> = new Set<DocumentKind>(['record-items', 'closed-record-items'])

/** Papers in the cash book of a desk: all that carry the mark. */
export const cashTitles = Object.fromEntries(markedKindKeys.map((kind) => [kind, markedKinds[kind].title])) as Readonly<Record<MarkedKind, string>>
export type CashKind = MarkedKind

/** The whole household, or some of its members — 範囲. */
export type Scope = 'household' | 'persons'

/** What stands on the paper only when it is asked for — 特別の請求による項目. */
export const itemTitles = {
  birth: '生年月日',
  sex: '性別',
  address: '住所',
  building: '方書',
  'became-resident': '住民となった年月日',
  'address-fixed': '住所を定めた年月日',
  'previous-address': '転入前住所',
  relationship: '世帯主・続柄',
  domicile: '本籍・筆頭者',
  nationality: '国籍・地域',
  'residence-status': '在留資格・在留カード等',
  history: '異動の履歴',
  'common-names': '通称の記載・削除（別紙）',
  'individual-number': '個人番号',
  'resident-code': '住民票コード',
} as const
export type Item = keyof typeof itemTitles
export const itemKeys = Object.keys(itemTitles) as [Item, ...Item[]]

/** Items that always stand on a copy, and on a certificate of items only when they are asked for. */
export const plainItems: ReadonlySet<Item> = new Set<Item>(['birth', 'sex', 'address', 'building', 'became-resident', 'address-fixed', 'previous-address'])

/** Items that tell of the past: on the copy of one person alone, and never for a third party. */
export const ofThePast: ReadonlySet<Item> = new Set<Item>(['history', 'common-names'])

/** What may be asked for on a paper of a kind, in the order of the screen. */
export function itemsOfKind(kind: DocumentKind): readonly Item[] {
  if (documentKinds[kind].basis === 'leaving') return []
  return itemKeys.filter((item) => (itemKinds.has(kind) ? !ofThePast.has(item) : !plainItems.has(item)))
}

/** Items that only foreign residents have. */
export const foreignItems: ReadonlySet<Item> = new Set<Item>(['nationality', 'residence-status', 'common-names'])

/** Numbers: printed for the person and the household alone, and on paper only. */
export const numberItems: ReadonlySet<Item> = new Set<Item>(['individual-number', 'resident-code'])

/** Who asks — 請求者. */
export const requesterTitles = { self: '本人', household: '同じ世帯', agent: '代理人', 'third-party': '第三者', official: '公用' } as const
export type RequesterKind = keyof typeof requesterTitles
export const requesterKeys = Object.keys(requesterTitles) as [RequesterKind, ...RequesterKind[]]

/** How the person at the desk was identified — 本人確認. */
export const identityTitles = {
  'individual-number-card': 'マイナンバーカード（顔写真で確認）',
  'driving-licence': '運転免許証',
  passport: '旅券',
  'residence-card': '在留カード・特別永住者証明書',
  'two-documents': '顔写真のない書類2点',
  interview: '聞き取り（書類がない）',
  'staff-card': '職員の身分証（公用）',
} as const
export type IdentityCheck = keyof typeof identityTitles
export const identityKeys = Object.keys(identityTitles) as [IdentityCheck, ...IdentityCheck[]]

export interface Requester {
  readonly kind: RequesterKind
  /** Name of whoever is not the person of the page: agent, third party, public body. */
  readonly name: string | null
}

/** How a paper reaches whoever asked: over the counter, by mail, or at a kiosk in a store — 受け取り方. */
export const deliveryTitles = { counter: '窓口で渡す', mail: '郵便で送る', kiosk: 'コンビニ交付' } as const
export type Delivery = keyof typeof deliveryTitles
/** What the counter may choose. */
export const deliveryKeys = ['counter', 'mail'] as const satisfies readonly Delivery[]

/** A request at the counter or by mail — 請求. */
export interface CopyRequest {
  readonly kind: DocumentKind
  /** The person of the page. */
  readonly personId: string
  readonly scope: Scope
  /** Members chosen where the scope is `persons`. */
  readonly subjectIds: readonly string[]
  readonly items: readonly Item[]
  readonly requester: Requester
  readonly identityCheck: IdentityCheck
  readonly purpose: string | null
  /** Code of the reason for which no fee is taken. */
  readonly exemption: string | null
  readonly copies: number
  readonly delivery: Delivery
  /** Where a mailed paper goes; null is the address in the register. */
  readonly mailTo: string | null
  /** What came with a request by mail as postal orders — 定額小為替. */
  readonly postalOrderYen: number | null
}

/** What the requester pays, and why where it is nothing. */
export interface Fee { readonly eachYen: Yen; readonly totalYen: Yen; readonly exemption: { readonly code: string; readonly title: string } | null }

/** A row of the person's block: two pairs of label and value, or one wide pair. */
export interface SheetRow { readonly label: string; readonly value: string; readonly label2: string | null; readonly value2: string | null }

/** One person on the paper. */
export interface SheetPerson {
  readonly personId: string
  readonly number: number
  readonly furigana: string
  readonly name: string
  /** Null where the paper has no such item. */
  readonly relationship: string | null
  readonly rows: readonly SheetRow[]
}

export interface SheetHistoryLine { readonly on: string; readonly event: string; readonly text: string }

/** One entry or deletion of a common name — 通称の記載・削除. */
export interface SheetCommonName { readonly name: string; readonly act: string; readonly on: string; readonly municipality: string }

/** A page; one with `commonNames` is the attached sheet — 別紙. */
export interface SheetPage { readonly persons: readonly SheetPerson[]; readonly history: readonly SheetHistoryLine[]; readonly commonNames: readonly SheetCommonName[] | null }

/** The paper in words, before it has a number: the same content feeds the screen and the print — 紙面. */
export interface Sheet {
  /** Heading of the form: 住民票, 除票, 転出証明書. */
  readonly title: string
  /** Rows above the persons: address, head, where they move to. */
  readonly headRows: readonly { readonly label: string; readonly value: string }[]
  readonly pages: readonly SheetPage[]
  /** Framed words at the upper right: 公用, 再交付. */
  readonly badges: readonly string[]
  /** Sentences above the certification. */
  readonly notes: readonly string[]
  readonly certifies: string
  readonly issuedOn: string
  readonly certifier: string
  readonly seal: string
}

/** What an omitted item shows. */
export const omitted = '（省略）'

import type { Yen } from '../kernel/yen.ts'

/** Kinds of paper issued at the counter — 証明の種類. */
export const documentKinds = { 'resident-record-copy': { title: '住民票の写し', letters: 'JU' } } as const
export type DocumentKind = keyof typeof documentKinds
export const documentKindKeys = Object.keys(documentKinds) as [DocumentKind, ...DocumentKind[]]

/** The whole household, or some of its members — 範囲. */
export type Scope = 'household' | 'persons'

/** What stands on the paper only when it is asked for — 特別の請求による項目. */
export const itemTitles = {
  relationship: '世帯主・続柄',
  domicile: '本籍・筆頭者',
  nationality: '国籍・地域',
  'residence-status': '在留資格・在留カード等',
  history: '異動の履歴',
  'individual-number': '個人番号',
  'resident-code': '住民票コード',
} as const
export type Item = keyof typeof itemTitles
export const itemKeys = Object.keys(itemTitles) as [Item, ...Item[]]

/** Items that only foreign residents have. */
export const foreignItems: ReadonlySet<Item> = new Set<Item>(['nationality', 'residence-status'])

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

/** A request at the counter — 請求. */
export interface CopyRequest {
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
  readonly relationship: string
  readonly rows: readonly SheetRow[]
}

export interface SheetHistoryLine { readonly on: string; readonly event: string; readonly text: string }

export interface SheetPage { readonly persons: readonly SheetPerson[]; readonly history: readonly SheetHistoryLine[] }

/** The paper in words, before it has a number: the same content feeds the screen and the print — 紙面. */
export interface Sheet {
  readonly address: string
  readonly head: string
  readonly pages: readonly SheetPage[]
  readonly isOfficialUse: boolean
  readonly certifies: string
  readonly issuedOn: string
  readonly certifier: string
  readonly seal: string
}

/** What an omitted item shows. */
export const omitted = '（省略）'

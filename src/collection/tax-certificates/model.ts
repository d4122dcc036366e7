/** Certificates of what was paid, with the letters of their numbers — 納税の証明. */
export const taxCertificateKinds = {
  'tax-payment-certificate': { title: '納税証明書', letters: 'NZ' },
  'no-arrears-certificate': { title: '滞納のない証明書', letters: 'TN' },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly letters: string }>>
export type TaxCertificateKind = keyof typeof taxCertificateKinds
export const taxCertificateKindKeys = Object.keys(taxCertificateKinds) as [TaxCertificateKind, ...TaxCertificateKind[]]

/** Who asks — 請求者. Somebody else has no claim to another person's payments. */
export const requesterTitles = { self: '本人', household: '同じ世帯の人', agent: '代理人（委任状）', official: '公用' } as const
export type RequesterKind = keyof typeof requesterTitles
export const requesterKeys = Object.keys(requesterTitles) as [RequesterKind, ...RequesterKind[]]

/** How the person at the desk was identified — 本人確認. */
export const identityTitles = {
  'individual-number-card': 'マイナンバーカード（顔写真で確認）', 'driving-licence': '運転免許証', passport: '旅券', 'residence-card': '在留カード・特別永住者証明書', 'two-documents': '顔写真のない書類2点', interview: '聞き取り（書類がない）', 'representative-seal': '法人の代表者印・登記事項証明書', 'staff-card': '職員の身分証（公用）',
} as const
export type IdentityCheck = keyof typeof identityTitles
export const identityKeys = Object.keys(identityTitles) as [IdentityCheck, ...IdentityCheck[]]

/** How the paper reaches whoever asked — 受け取り方. */
export const deliveryTitles = { counter: '窓口で渡す', mail: '郵便で送る' } as const
export type Delivery = keyof typeof deliveryTitles
export const deliveryKeys = Object.keys(deliveryTitles) as [Delivery, ...Delivery[]]

/** Levies and years that fit on one sheet. */
export const mostRows = 18

/** A levy and year as the form names it: `light-vehicle-tax:2026`. */
export function choiceOf(row: { readonly levyCode: string; readonly fiscalYear: number }): string {
  return `${row.levyCode}:${row.fiscalYear}`
}

/** A request at the counter or by mail — 請求. */
export interface TaxCertificateRequest {
  readonly kind: TaxCertificateKind
  readonly partyId: string
  /** Levies and years on a certificate of payment; a certificate of no arrears looks at all. */
  readonly choices: readonly string[]
  readonly requester: { readonly kind: RequesterKind; readonly name: string | null }
  readonly identityCheck: IdentityCheck
  readonly purpose: string | null
  /** Code of the reason for which no fee is taken. */
  readonly exemption: string | null
  readonly copies: number
  readonly delivery: Delivery
  /** Where a mailed paper goes; null is the address of the addressee. */
  readonly mailTo: string | null
  /** What came with a request by mail as postal orders — 定額小為替. */
  readonly postalOrderYen: number | null
}

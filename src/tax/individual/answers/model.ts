/** Certificates of this tax, with the letters of their numbers — 所得・課税・非課税の証明. */
export const certificateKinds = {
  'income-certificate': { title: '所得証明書', letters: 'SH' },
  'taxation-certificate': { title: '課税証明書', letters: 'KZ' },
  'non-taxation-certificate': { title: '非課税証明書', letters: 'HK' },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly letters: string }>>
export type CertificateKind = keyof typeof certificateKinds
export const certificateKindKeys = Object.keys(certificateKinds) as [CertificateKind, ...CertificateKind[]]

/** What may be asked for beside the total income and, where it is certified, the tax — 載せる項目. */
export const itemTitles = { income: '所得の内訳', deductions: '所得控除の内訳', dependants: '控除対象の人数', base: '課税標準額と調整控除', tax: '税額の内訳' } as const
export type Item = keyof typeof itemTitles
export const itemKeys = Object.keys(itemTitles) as [Item, ...Item[]]

/** What a certificate of a kind can show: one of income alone says nothing of the tax. */
export function itemsOfKind(kind: CertificateKind): readonly Item[] {
  if (kind === 'taxation-certificate') return itemKeys
  return itemKeys.filter((item) => item !== 'tax' && item !== 'base')
}

/** Who asks — 請求者. Somebody else has no claim to another person's income. */
export const requesterTitles = { self: '本人', household: '同じ世帯の人', agent: '代理人（委任状）', official: '公用' } as const
export type RequesterKind = keyof typeof requesterTitles
export const requesterKeys = Object.keys(requesterTitles) as [RequesterKind, ...RequesterKind[]]

/** How the person at the desk was identified — 本人確認. */
export const identityTitles = {
  'individual-number-card': 'マイナンバーカード（顔写真で確認）', 'driving-licence': '運転免許証', passport: '旅券', 'residence-card': '在留カード・特別永住者証明書', 'two-documents': '顔写真のない書類2点', interview: '聞き取り（書類がない）', 'staff-card': '職員の身分証（公用）',
} as const
export type IdentityCheck = keyof typeof identityTitles
export const identityKeys = Object.keys(identityTitles) as [IdentityCheck, ...IdentityCheck[]]

/** A request for a certificate of one fiscal year — 証明の請求. */
export interface CertificateRequest {
  readonly kind: CertificateKind
  readonly personId: string
  readonly fiscalYear: number
  readonly items: readonly Item[]
  readonly requester: { readonly kind: RequesterKind; readonly name: string | null }
  readonly identityCheck: IdentityCheck
  readonly purpose: string | null
  /** Code of the reason for which no fee is taken. */
  readonly exemption: string | null
  readonly copies: number
}

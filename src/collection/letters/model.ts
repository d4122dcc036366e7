import { packageKinds } from '../packages/model.ts'

/** Letters of collection with the letters of their numbers — 通知書の種類. */
export const letterKinds = {
  'refund-notice': { ...packageKinds['refund-notice'], letters: 'KJ' },
  'transfer-return-notice': { ...packageKinds['transfer-return-notice'], letters: 'FM' },
  'debit-failure-notice': { ...packageKinds['debit-failure-notice'], letters: 'FN' },
  'debit-start-notice': { ...packageKinds['debit-start-notice'], letters: 'FK' },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly letters: string; readonly output: string }>>
export type LetterKind = keyof typeof letterKinds
export const letterKindKeys = Object.keys(letterKinds) as readonly LetterKind[]

/** What a letter is about: a decision, an account, or a run with its line. */
export interface About { readonly aboutId: string; readonly lineNo: number | null }

export function aboutKey({ aboutId, lineNo }: About): string {
  return `${aboutId}|${lineNo ?? ''}`
}

/** Letters of collection with the letters of their numbers — 通知書の種類. */
export const letterKinds = {
  'refund-notice': { title: '過誤納金還付（充当）通知書', letters: 'KJ', output: 'collection.refund-notice' },
  'debit-failure-notice': { title: '口座振替不能通知書', letters: 'FN', output: 'collection.debit-failure-notice' },
  'debit-start-notice': { title: '口座振替開始通知書', letters: 'FK', output: 'collection.debit-start-notice' },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly letters: string; readonly output: string }>>
export type LetterKind = keyof typeof letterKinds
export const letterKindKeys = Object.keys(letterKinds) as readonly LetterKind[]

import type { ContactKind } from '../contact-store.ts'

/** How somebody was spoken with. */
export const contactWords: Readonly<Record<ContactKind, string>> = { 'telephone-in': '電話 受', 'telephone-out': '電話 発', visit: '訪問', counter: '窓口', letter: '文書', other: 'その他' }

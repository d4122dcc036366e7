// The door of certificates: fees of the invented towns for `app/sample-towns.ts`, verification for the command line, marks for rooms below by wiring.

export { verifyOffline, type OfflineAnswer } from './mark/offline.ts'
export { PublishedKeys, publicKeysOf } from './mark/keys.ts'
export { paperMarks } from './mark/papers.ts'
export { findingSentences, verdictTitles } from './pages/verify-words.ts'

/** Ordinance rows of the invented towns, in the shape of `legislation` — 条例値の見本. */
export const sampleOrdinance = [
  {
    concept: 'certificates.resident-record-copy-fee', unit: 'yen', from: '2000-04-01', value: 300, published: '2000-03-24',
    because: [{ law: 'fee-ordinance', article: '2' }], note: null,
  },
  { concept: 'certificates.closed-record-copy-fee', unit: 'yen', from: '2000-04-01', value: 300, published: '2000-03-24', because: [{ law: 'fee-ordinance', article: '2' }], note: null },
  { concept: 'certificates.record-items-fee', unit: 'yen', from: '2000-04-01', value: 300, published: '2000-03-24', because: [{ law: 'fee-ordinance', article: '2' }], note: null },
] as const

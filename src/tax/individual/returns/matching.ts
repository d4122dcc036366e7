import { addressSearchKey, kanaSearchKey, nameSearchKey } from '../../../kernel/search-key.ts'
import { fiscalYear, type PlainDate } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { listNamesakesBorn } from '../../../resident/index.ts'
import { assessmentDateOf } from '../model.ts'
import * as store from './return-store.ts'
import { matchPerson, type Match, type MatchCandidate } from './rules/match.ts'

/** Of whom a paper speaks, as it was written. */
export interface Written { readonly addresseeNumber: string | null; readonly name: string | null; readonly kana: string | null; readonly birthOn: PlainDate | null; readonly address: string | null }

/** Candidates of each of many papers of one income year, in a few questions — 個人特定の候補. */
export async function listCandidates(tx: Tx, written: readonly Written[], incomeYear: number): Promise<readonly (readonly MatchCandidate[])[]> {
  const on = assessmentDateOf(fiscalYear(incomeYear + 1))
  const byNumber = await store.listPersonsByNumber(tx, written.flatMap((one) => one.addresseeNumber ?? []))
  const found = written.map(() => new Set<string>())
  const named = written.flatMap((one, place) => (one.birthOn === null ? [] : [{ ...one, birthOn: one.birthOn, place }]))
  for (const { place, personId } of await listNamesakesBorn(tx, named)) found[named[place]!.place]!.add(personId)
  const all = written.map((one, place) => {
    const numbered = one.addresseeNumber === null ? undefined : byNumber.get(one.addresseeNumber)
    return [...new Set([...found[place]!, ...(numbered === undefined ? [] : [numbered])])]
  })
  const spans = new Map<string, store.PersonSpan[]>()
  for (const span of await store.listSpans(tx, [...new Set(all.flat())], on)) spans.set(span.personId, [...(spans.get(span.personId) ?? []), span])
  return written.map((one, place) => all[place]!.flatMap((personId) => {
    const own = spans.get(personId)
    return own === undefined ? [] : [candidateOf(one, own, found[place]!.has(personId))]
  }))
}

function candidateOf(written: Written, spans: readonly store.PersonSpan[], isNamesake: boolean): MatchCandidate {
  const last = spans.at(-1)!
  return {
    personId: last.personId, addresseeNumber: last.addresseeNumber, birthOn: last.birthOn, bearsName: isNamesake || spans.some((span) => isCalled(written, span)),
    placeKeys: [...new Set(spans.map((span) => span.addressKey.split(' ')[0]!))], wasResident: spans.some((span) => span.wasResident),
  }
}

function isCalled(written: Written, span: store.PersonSpan): boolean {
  const key = written.name === null ? '' : nameSearchKey(written.name)
  if (key !== '' && [span.name, span.commonName ?? ''].some((name) => nameSearchKey(name) === key)) return true
  return written.kana !== null && span.kana !== null && kanaSearchKey(written.kana) === kanaSearchKey(span.kana)
}

/** Decides of whom each paper speaks. */
export async function matchAll(tx: Tx, written: readonly Written[], incomeYear: number): Promise<readonly Match[]> {
  const candidates = await listCandidates(tx, written, incomeYear)
  return written.map((one, place) => matchPerson({ addresseeNumber: one.addresseeNumber, birthOn: one.birthOn, addressKey: addressKeyOf(tx, one.address) }, candidates[place]!))
}

/** Key of a whole address without the names of prefecture and town, as the register has it. */
export function addressKeyOf(tx: Tx, address: string | null): string | null {
  if (address === null || address.trim() === '') return null
  let rest = address.trim()
  for (const before of [tx.office.prefecture, tx.office.name]) if (rest.startsWith(before)) rest = rest.slice(before.length).trim()
  return addressSearchKey(rest)
}

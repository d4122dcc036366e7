import { isSignedBy, type PublicKey } from './key.ts'
import type { Mark } from './format.ts'

/** What can be said of a paper — 検証の結果. */
export type Verdict = 'genuine' | 'altered' | 'spoiled' | 'reissued' | 'unknown'

/** Why it is not simply genuine. */
export type Finding =
  | 'no-mark' | 'other-town' | 'no-key' | 'signature-differs' | 'outside-key-period' | 'key-revoked'
  | 'number-differs' | 'not-in-log' | 'code-differs' | 'birth-differs' | 'words-differ' | 'sheet-spoiled' | 'sheet-reissued'

export interface Judgement { readonly verdict: Verdict; readonly finding: Finding | null }

export const genuine: Judgement = { verdict: 'genuine', finding: null }
export const judged = (verdict: Verdict, finding: Finding): Judgement => ({ verdict, finding })

/** What the mark and the published keys alone say; undefined where they have nothing against it. */
export function judgeSignature(mark: Mark, town: string, keys: readonly PublicKey[]): Judgement | undefined {
  if (mark.town !== town) return judged('unknown', 'other-town')
  const key = keys.find((one) => one.keyNo === mark.keyNo)
  if (key === undefined) return judged('unknown', 'no-key')
  if (!isSignedBy(mark, key)) return judged('altered', 'signature-differs')
  return mark.issuedOn < key.from || (key.until !== null && mark.issuedOn > key.until) ? judged('altered', 'outside-key-period') : undefined
}

/** What the issue log says of the sheet of this number, compared with the mark and with what was read off the paper. */
export interface LoggedFacts {
  readonly isSameMark: boolean
  readonly isSameCode: boolean
  /** Null where no birth date was read off the paper. */
  readonly isSameBirth: boolean | null
  readonly isSpoiled: boolean
  readonly isReplaced: boolean
}

/** The state of a sheet is told only to whoever has read its check code off the paper. */
export function judgeLogged(facts: LoggedFacts | undefined): Judgement {
  if (facts === undefined || !facts.isSameMark) return judged('unknown', 'not-in-log')
  if (!facts.isSameCode) return judged('altered', 'code-differs')
  if (facts.isSameBirth === false) return judged('altered', 'birth-differs')
  if (facts.isReplaced) return judged('reissued', 'sheet-reissued')
  return facts.isSpoiled ? judged('spoiled', 'sheet-spoiled') : genuine
}

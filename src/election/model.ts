import type { PlainDate } from '../kernel/plain-date.ts'

/** What the register tells of a person towards the voters' list — 名簿に関わる記録. */
export interface Voter {
  readonly isJapanese: boolean
  readonly birthOn: PlainDate
  /** Day on which the record was made: for a move-in the day of the filing, never the day of the move — 住民票が作成された日. */
  readonly recordMadeOn: PlainDate
  /** Day from which the person had no address here any more, or null. */
  readonly movedOutOn: PlainDate | null
  readonly diedOn: PlainDate | null
  /** First day on which the right to vote is back, where it is suspended — 失権. */
  readonly suspendedUntil: PlainDate | null
}

export const marks = ['moved-out', 'suspended'] as const
/** What is written beside a name that stays on the list — 表示. */
export type Mark = (typeof marks)[number]

export const absences = ['not-japanese', 'under-age', 'three-months-short', 'moved-away', 'dead'] as const
/** Why somebody is not on the list. */
export type Absence = (typeof absences)[number]

/** Whether a person stands on the list on a day, and until when — 登録の有無. */
export type Listing =
  | { readonly isListed: true; readonly mark: Mark | null; /** First day on which the entry is gone; null while nothing ends it. */ readonly deletedOn: PlainDate | null }
  | { readonly isListed: false; readonly why: Absence; /** First base day that could list the person; null where none can be named. */ readonly from: PlainDate | null }

export const electionKinds = ['national', 'prefectural', 'municipal'] as const
/** Whose election it is: the right after a move hangs on it — 選挙の種類. */
export type ElectionKind = (typeof electionKinds)[number]

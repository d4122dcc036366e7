import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Office } from '../../platform/command/tx.ts'
import type { PersonOnDate, Snapshot } from '../model.ts'

/** Letters that the register writes about one person or one household — 住民記録の通知書. `settles`: obligations that end when the letter is made. */
export const noticeKinds = {
  'new-head': { title: '世帯主変更通知書', letters: 'NS', settles: ['resident.notify-new-head'] },
  'ask-for-head': { title: '世帯主変更依頼通知書', letters: 'NI', settles: [] },
  'filing-accepted': { title: '住民異動届受理通知', letters: 'NJ', settles: [] },
  'ex-officio': { title: '職権記載等通知書', letters: 'NK', settles: ['resident.notify-ex-officio', 'resident.notify-correction'] },
  'resident-code': { title: '住民票コード通知票', letters: 'NC', settles: ['resident.notify-resident-code', 'resident.notify-resident-code-change'] },
  'not-arrived': { title: '転入通知未着照会書', letters: 'NM', settles: [] },
  'arrival': { title: '転入通知', letters: 'NA', settles: ['resident.send-moving-in-notice'] },
  'ex-officio-record': { title: '職権記録書', letters: 'NR', settles: [] },
  'measure-ending': { title: '支援措置期間終了通知', letters: 'NT', settles: [] },
} as const satisfies Readonly<Record<string, { title: string; letters: string; settles: readonly string[] }>>
export type NoticeKind = keyof typeof noticeKinds

/** What the counter issues from a person's record; the end of a measure is told by the officers in charge alone. */
export const counterKinds = ['new-head', 'ask-for-head', 'filing-accepted', 'ex-officio', 'resident-code', 'not-arrived', 'arrival', 'ex-officio-record'] as const satisfies readonly NoticeKind[]
export type CounterKind = (typeof counterKinds)[number]

/** Letters to another municipality. */
export const toldElsewhere: ReadonlySet<NoticeKind> = new Set<NoticeKind>(['not-arrived', 'arrival'])
/** Papers that the office keeps: they go to nobody — 庁内の記録. */
export const keptKinds: ReadonlySet<NoticeKind> = new Set<NoticeKind>(['ex-officio-record'])

/** How a letter reaches its addressee. Whoever is protected gets it in the hand: no address stands on it — 渡し方. */
export const handings = { mail: '郵便で送る', hand: '手渡しする（住所を載せない）' } as const
export type Handing = keyof typeof handings

/** A recorded filing as a letter speaks of it. */
export interface FilingFacts {
  readonly filingId: string
  readonly number: string
  readonly kind: string
  readonly title: string
  readonly eventOn: PlainDate
  readonly notifiedOn: PlainDate
  readonly filer: string
  readonly personIds: readonly string[]
  readonly names: readonly string[]
  /** What was filed, item by item, and who reviewed it. */
  readonly facts: readonly { readonly item: string; readonly value: string }[]
  readonly reviewedBy: string
  /** What was put right, where it was a correction. */
  readonly items: string | null
  /** The person as recorded on the day before the event; undefined where there was no record. */
  readonly before: PersonOnDate | undefined
}

/** A move of which the arrival has not been told. */
export interface AwaitedArrival { readonly plannedOn: PlainDate; readonly notifiedOn: PlainDate | null; readonly to: string; readonly municipality: string | null; readonly names: readonly string[]; readonly births: readonly string[] }

/** Who came from another municipality, with whom, and from where: what is told there. */
export interface Arrival { readonly movedOn: PlainDate; readonly notifiedOn: PlainDate | null; readonly from: string; readonly municipality: string | null; readonly personIds: readonly string[]; readonly names: readonly string[]; readonly births: readonly string[]; readonly head: string | null; readonly address: readonly string[] }

/** What a letter is made of, read in one transaction. */
export interface NoticeFacts {
  readonly office: Pick<Office, 'prefecture' | 'name'>
  readonly person: PersonOnDate
  /** The household today, or on the last day here. */
  readonly members: readonly PersonOnDate[]
  /** Rows that are believed now, by the day from which they are true. */
  readonly history: readonly Snapshot[]
  /** Head of the household on the day before the person became one; null where there was none. */
  readonly formerHead: string | null
  readonly filing: FilingFacts | null
  readonly residentCode: string | null
  readonly awaited: AwaitedArrival | null
  readonly arrival: Arrival | null
  readonly measure: { readonly from: PlainDate; readonly until: PlainDate; readonly extendsFrom: PlainDate; readonly extended: { readonly from: PlainDate; readonly until: PlainDate } } | null
}

export interface NoticeRow { readonly label: string; readonly value: string }
export interface Place { readonly postal: string; readonly lines: readonly string[] }

/** A letter in words, before it has a number — 通知の内容. */
export interface NoticeContent {
  readonly title: string
  readonly place: Place
  readonly addressee: string
  readonly preamble: string
  readonly rows: readonly NoticeRow[]
  readonly remark: string
  /** Lines of the form of answer below, where one is asked for. */
  readonly answer: readonly string[]
}

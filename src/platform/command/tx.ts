import type { Citation } from '../../kernel/citation.ts'
import type { Refused, Accepted } from '../../kernel/outcome.ts'
import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Db } from '../db/db.ts'
import type { Cipher } from '../crypto/index.ts'
import type { Scanner } from '../scan/scanner.ts'

/** Who acts: a staff member, a key of the API, or the system itself in a job — 操作者. */
export interface Actor {
  readonly id: string
  readonly kind: 'staff' | 'key' | 'system'
  /** Shown on screens and paper; never in logs. */
  readonly name: string
  readonly section: string
  readonly desk: string | null
  readonly permissions: ReadonlySet<string>
}

/** The town's own facts on a date: name, letterhead, ordinance values — 庁内. */
export interface Office {
  /** 団体コード, six digits. */
  readonly code: string
  readonly name: string
  readonly kana: string
  readonly prefecture: string
  readonly kind: 'city' | 'town' | 'village' | 'ward'
  /** Designated city (指定都市), which levies 8 % and leaves 2 % to the prefecture. */
  readonly designatedCity: boolean
  readonly mayor: string
  readonly mayorTitle: string
  /** Who signs papers on the day of this transaction: the mayor, or whoever acts for the mayor. */
  readonly certifier: Certifier
  readonly postalCode: string
  readonly address: string
  readonly phone: string
  /** `practice` towns hold invented people only and show the practice frame. */
  readonly environment: 'production' | 'practice'
  /** Ordinance and office values in force on a date, as known at an instant; keys are `<context>.<concept>`. */
  ordinanceOn(on: PlainDate, knownAt?: Instant): OrdinanceValues
}

/** Who signs a paper, as it stands on it, and with which seal — 認証者. */
export interface Certifier { readonly capacity: 'mayor' | 'acting'; readonly title: string; readonly name: string; readonly seal: string }

/** Ordinance values of one town by concept key; the shape of a value is checked by the context's law schema. */
export type OrdinanceValues = Readonly<Record<string, unknown>>

/** Everything a command, query or page of a job may lean on, inside one transaction of one tenant. */
export interface Tx {
  readonly db: Db
  readonly tenant: number
  readonly actor: Actor
  /** Stated reason for reading or revealing, or null. */
  readonly purpose: string | null
  readonly now: Instant
  readonly today: PlainDate
  /** Version of the law data this program carries. */
  readonly law: { readonly version: string }
  readonly office: Office
  readonly correlationId: string
  /** The press that is carried out (its idempotency key), the same in the dry run before it; a fresh id where there is none. */
  readonly commandId: string
  readonly services: Services
  /** Lets who waits at the counter go first; to be called between the persons of a long page — 窓口を先に. */
  giveWay(): Promise<void>
}

/** Functions of higher or sibling rooms, handed in by `app/wiring.ts`, so that arrows point down. */
export interface Services {
  /** Asks the protection register, live (`resident/protection`). */
  guardAnswer(tx: Tx, personIds: readonly string[], question?: GuardQuestion): Promise<ReadonlyMap<string, GuardAnswer>>
  /** The same for several questions, each with its answers in its place; the register is read once for all of them. */
  guardAnswers(tx: Tx, personIds: readonly string[], questions: readonly GuardQuestion[]): Promise<readonly ReadonlyMap<string, GuardAnswer>[]>
  /** Uses one sheet of each temporary release for a paper; false where one was used or ended meanwhile. */
  spendReleases(tx: Tx, releaseIds: readonly string[], documentId: string): Promise<boolean>
  /** What may not stand on a paper that goes out under these releases. */
  textsOutsideReleases(tx: Tx, releaseIds: readonly string[]): Promise<readonly string[]>
  /** Whether a municipality is a town of this system, so that messages reach it (`tenancy/`). */
  isTownHere(tx: Tx, municipalityCode: string): Promise<boolean>
  /** The published keys with which a town of this system signs papers; none where it is not here (`certificates/`). */
  publishedKeys(municipalityCode: string): Promise<readonly PublishedKey[]>
  /** Signs papers with the town's key, for rooms below the one that keeps the keys (`certificates/`). */
  readonly paperMarks: PaperMarks
  /** Encrypts and blinds under the town's own keys. */
  cipher(tenant: number): Cipher
  /** What contexts do on an event of this name. */
  reactionsTo(event: string): readonly Reaction[]
  /** Columns, tabs and desk lists of all manifests, for pages that join contexts. */
  readonly lensColumns: readonly LensColumn[]
  readonly listConditions: readonly ListCondition[]
  readonly personTabs: readonly PersonTab[]
  readonly deskLists: readonly DeskList[]
  /** Writes obligations with deadlines (`tasks/`). */
  writeTasks(tx: Tx, commandId: string, consequences: readonly Consequence[]): Promise<void>
  /** Open obligations, nearest deadline first; of one person, or of all. */
  nearestTasks(tx: Tx, limit: number): Promise<readonly TaskItem[]>
  tasksOfPerson(tx: Tx, personId: string): Promise<{ readonly items: readonly TaskItem[] }>
  /** Open obligations of these codes that are about these subjects and nobody else, held until the transaction ends. */
  listSettledTasks(tx: Tx, codes: readonly string[], subjectIds: readonly string[]): Promise<readonly OpenTask[]>
  /** Ends obligations that an event has settled. */
  endTasks(tx: Tx, taskIds: readonly string[], ending: TaskEnding): Promise<void>
  /** Writes one row of the audit trail in this transaction (`audit/`). */
  writeAudit(tx: Tx, entry: AuditEntry): Promise<void>
  /** Searches files from outside for malicious code; null where the installation has no scanner (`integrations/malware-scan`). */
  readonly scanner: Scanner | null
  /** Bytes of documents and uploads (`platform/files`). */
  readonly files: FileStore
  /** Words, code and outputs known to this program (the sum of the manifests). */
  readonly outputs: ReadonlyMap<string, OutputDeclaration>
  /** What every screen is there for, by its name. */
  readonly screens: ReadonlyMap<string, ScreenGuide>
  /** Law data of each context resolves without a database; only the version is here. */
  readonly codeVersion: string
}

/** Verification marks on papers of any room — 検証マーク. */
export interface PaperMarks {
  /** A fresh check code for one sheet: it stands on each page and not in the symbol — 照合番号. */
  newCheckCode(): string
  /** Signs town, number, day, words and pictures of the drawn pages with the key in use. */
  sign(tx: Tx, paper: PaperToSign): Promise<SignedMark>
  /** Keeps what was signed, so that the public page knows the sheet. */
  keep(tx: Tx, sheet: MarkedSheet): Promise<void>
}

/** A paper as it was drawn without its mark; `kind` is one of those that `certificates/` knows. */
export interface PaperToSign { readonly kind: string; readonly number: string; readonly pages: readonly { readonly text: string; readonly pictures: readonly string[] }[] }

/** What was signed, and the text that the symbol carries. */
export interface SignedMark { readonly text: string; readonly keyNo: number; readonly digest: Uint8Array; readonly signature: Uint8Array }

/** A stored sheet with its mark; birth dates as they are printed. */
export interface MarkedSheet {
  readonly kind: string
  readonly sheetId: string
  readonly documentId: string
  readonly number: string
  readonly pages: number
  readonly checkCode: string
  readonly births: readonly string[]
  readonly mark: SignedMark
}

/** The public half of a key that signs papers — 公開鍵. */
export interface PublishedKey { readonly keyNo: number; readonly publicKey: Uint8Array; readonly isRevoked: boolean }

/** One thing somebody saw or did — 監査の一行. The runner adds who, when, where. */
export interface AuditEntry {
  readonly action: 'view' | 'search' | 'list' | 'print' | 'export' | 'command' | 'reveal' | 'sign-in'
  /** Query, command or output by name. */
  readonly output: string
  readonly subjectIds: readonly string[]
  /** 個人番号 was shown or used in the clear. */
  readonly numberRevealed: boolean
  readonly asOf: string | null
  /** `done`, `refused:<code>`, `dry` */
  readonly outcome: string
  /** Digest of the input, never the input. */
  readonly detailDigest: string
}

/** What a manifest says of an output; the gate refuses any output that none declares. */
export interface OutputDeclaration {
  readonly name: string
  readonly title: string
  readonly kind: 'screen' | 'certificate' | 'notice' | 'slip' | 'export' | 'list' | 'api' | 'batch'
}

/** A screen as its help tells of it — 画面の案内. */
export interface ScreenGuide {
  readonly name: string
  readonly title: string
  /** Title of its business. */
  readonly business: string
  /** Below the town; null where the address names a person or a case. */
  readonly path: string | null
  /** Who may open it. */
  readonly permission: string
  /** What can be done there. */
  readonly acts: readonly { readonly title: string; readonly permission: string; readonly permissionTitle: string }[]
  /** Sentences that may come back, of this business and of every one; `…` where a name or a figure stands. */
  readonly refusals: readonly { readonly message: string; readonly remedy: string; readonly article: string | null }[]
}

/** An event that a command says has happened, in the past tense: `resident.moved-in`. */
export interface EventDraft {
  readonly name: string
  readonly version: number
  readonly effectiveOn: PlainDate
  /** The persons it is about. */
  readonly subjectIds: readonly string[]
  readonly payload: unknown
}

/** What a command's `run` returns when it accepts. */
export interface Done<V> extends Accepted<V> {
  readonly events?: readonly EventDraft[]
  /** Obligations the command itself makes, beside those of consequences. */
  readonly tasks?: readonly Consequence[]
  /** Ids of the persons concerned, for the audit trail. */
  readonly subjectIds?: readonly string[]
}

/** A refusal that leaves something behind although nothing else is kept: a character for the list of missing ones. */
export interface RefusedAndRemembered extends Refused { remember?(tx: Tx): Promise<void> }

export type Decision<V> = Done<V> | RefusedAndRemembered

/** Accepts with the value and what happened. */
export function done<V>(value: V, more: Omit<Done<V>, 'ok' | 'value'> = {}): Done<V> {
  return { ok: true, value, ...more }
}

/** One thing a resident event changes in one business — 変わること・すること. */
export interface Consequence {
  /** `<context>.<what>`, stable: the line is compared with what was done by this and `subjectIds`. */
  readonly code: string
  /** Business as on the rail: `課税`. */
  readonly business: string
  readonly subjectIds: readonly string[]
  /** What happens or must be done, one plain sentence without name or address. */
  readonly title: string
  readonly detail: string | null
  readonly article: Citation | null
  readonly effectiveOn: PlainDate | null
  /** Last day of an obligation; null where nothing has to be done by a day. */
  readonly deadline: PlainDate | null
  /** What is lost after the deadline, or null. */
  readonly lostAfter: string | null
  readonly amount: { readonly yen: Yen; readonly per: 'once' | 'month' | 'year' } | null
  /** Why no amount can be given yet, instead of a guess: `所得が届いてから`. */
  readonly amountUnknown: string | null
  /** Paper that is made: `納税通知書`. */
  readonly letter: string | null
  /** `automatic`: carried out with the event; `task`: an obligation is written; `notice`: told only. */
  readonly effect: 'automatic' | 'task' | 'notice'
  /** Section that owns the obligation: `税務課`. */
  readonly owner: string | null
  /** Screen below the town where an obligation is done; left out where that is the record of the persons it is about. */
  readonly path?: string
}

/**
 * What a context does on an event of another: load once, preview purely, then apply.
 * The same `preview` feeds the screen before saving and the tasks after it.
 */
export interface Reaction<F = unknown> {
  /** `resident.moved-in` */
  readonly event: string
  /** The reacting context. */
  readonly context: string
  /** Reads the facts, one query, inside the transaction in which the event already stands. */
  load(tx: Tx, event: EventDraft): Promise<F>
  /** Pure: facts in, consequences out, in a stable order. */
  preview(event: EventDraft, facts: F): readonly Consequence[]
  /** Carries out the `automatic` ones; must do exactly what was previewed. */
  apply?(tx: Tx, event: EventDraft, consequences: readonly Consequence[]): Promise<void>
}

/** Who gets an output: the persons themselves, somebody else, who shares property with them, staff on a screen, a kiosk, or a system. */
export type Recipient = 'self' | 'third-party' | 'co-owner' | 'staff' | 'kiosk' | 'system'

/** Who stands at the counter or writes: a temporary release is bound to exactly this. */
export interface Requester { readonly kind: string; readonly name: string | null }

/** What would go out to whom — 出力の問い. */
export interface GuardQuestion {
  readonly output: string
  readonly recipient: Recipient
  readonly requester: Requester | null
  /** Outputs whose release opens this screen to its user. */
  readonly opensUnder?: readonly string[]
}

/** What the protection register says of one person right now — 支援措置の照会. */
export interface GuardAnswer {
  readonly personId: string
  /** The sentence one may say at the counter. */
  readonly sentence: string
  /** Until when the measure runs, or null where it is not limited. */
  readonly until: string | null
  /** A support measure keeps everything in; another suppression stops what it names. */
  readonly ground: 'measure' | 'suppression'
  /** True where this actor may let this out in this transaction (duty or a release in force). */
  readonly mayReveal: boolean
  /** The temporary release that opens it, which issuing uses up; null where duty does, or nothing. */
  readonly releaseId: string | null
}

/** Where bytes lie: by SHA-256, encrypted per town — ファイル. */
export interface FileStore {
  /** Stores bytes (again, at no cost) and returns their SHA-256. */
  put(tx: Tx, bytes: Uint8Array): Promise<string>
  /** The bytes as they were; undefined where this town has none under that digest. */
  find(tx: Tx, sha256: string): Promise<Uint8Array | undefined>
}

/** A column of the household lens: how one scheme counts the same people — 世帯のレンズ. */
export interface LensColumn {
  readonly title: string
  /** Role of each person of the household in this scheme: `納税義務者`, or null. */
  roles(tx: Tx, personIds: readonly string[], on: PlainDate): Promise<ReadonlyMap<string, { role: string; why: string | null }>>
}

/** What another business lets a list of residents ask of a person, for who may read that business — 他の業務の条件. */
export interface ListCondition {
  /** `tax-individual.levied`: kept in lists and definitions, so that it never changes. */
  readonly code: string
  /** Whom it finds: `個人住民税が課されている人`. */
  readonly title: string
  readonly permission: string
  /** Who of these persons it holds for on a day, as is known now. */
  among(tx: Tx, personIds: readonly string[], on: PlainDate): Promise<ReadonlySet<string>>
}

/** A tab of a person's record that another business adds. */
export interface PersonTab {
  readonly title: string
  readonly permission: string
  readonly order: number
  /** `light-vehicle/person/:id` below the town's path. */
  path(personId: string): string
  count(tx: Tx, personId: string): Promise<number | null>
}

/** What lies on the operator's desk — わたしの手もと. */
export interface DeskList {
  readonly permission: string
  list(tx: Tx): Promise<readonly DeskItem[]>
}

export interface DeskItem {
  /** `差戻し`, `下書き`, `審査待ち` */
  readonly state: string
  readonly tone: 'alert' | 'info' | 'plain'
  /** `転居届`; a person's name only where `personIds` says whose, so that the guard can take it out. */
  readonly title: string
  readonly note: string
  readonly at: Instant
  /** Below the town's path. */
  readonly path: string
  readonly does: string
  readonly personIds: readonly string[]
}

/** `near` some days ahead, `overdue` from the day after, `long-overdue` once a superior answers for it — 期限の知らせ. */
export type TaskWarning = 'none' | 'near' | 'overdue' | 'long-overdue'

/** An obligation as screens show it. */
export interface TaskItem {
  readonly taskId: string
  readonly code: string
  readonly business: string
  readonly owner: string
  readonly subjectIds: readonly string[]
  readonly title: string
  readonly detail: string | null
  readonly article: string | null
  readonly deadline: PlainDate | null
  /** How near the deadline is today, by the office's own days. */
  readonly warning: TaskWarning
  readonly lostAfter: string | null
  readonly amountYen: number | null
  readonly amountPer: string | null
  readonly amountUnknown: string | null
  readonly letter: string | null
  /** Screen where it is done; null where that is the record of the persons. */
  readonly path: string | null
  readonly createdAt: Instant
  readonly version: number
}

/** An open obligation as the runner knows it, for an event that may settle it. */
export interface OpenTask {
  readonly taskId: string
  readonly code: string
  readonly business: string
  readonly subjectIds: readonly string[]
  readonly title: string
  readonly article: Citation | null
}

/** How an obligation ends without anybody closing it by hand — 出来事で閉じる. */
export interface TaskEnding { readonly state: 'done' | 'not-needed'; readonly reason: string }

import type { Child } from 'hono/jsx'
import type { Refusal } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Consequence } from '../command/consequence.ts'
import type { Command, Query } from '../command/define.ts'
import type { Actor, Office } from '../command/tx.ts'
import type { FrameProps } from './frame/frame.tsx'

/** Text fields of a posted form or of a URL; several values under one name keep their order. */
export interface FormValues {
  /** First value, or undefined. */
  get(name: string): string | undefined
  all(name: string): readonly string[]
  readonly entries: readonly (readonly [string, string])[]
  /** Uploaded file by field. */
  file(name: string): UploadedFile | undefined
}

export interface UploadedFile { readonly name: string; readonly bytes: Uint8Array }

/** What a page knows of its request. No session, no transport. */
export interface PageRequest {
  /** `:id` parts of the path. */
  readonly params: Readonly<Record<string, string>>
  readonly query: FormValues
  /** Posted fields; empty on a plain visit. */
  readonly form: FormValues
  readonly today: PlainDate
  readonly actor: Actor
  readonly office: Office
  /** Absolute path inside the town: `link('resident/record/…')` → `/992011/resident/record/…`. */
  link(path: string): string
}

/** What the view of a page receives beside its data. */
export interface ViewState {
  readonly request: PageRequest
  /** What was typed, after a refused, dry or repeated press. */
  readonly form: FormValues
  readonly refusals: readonly Refusal[]
  /** Result of 確かめる: what the command would do; null before it was pressed. */
  readonly preview: Preview | null
  /** The command just carried out here, with what it gave back and what was done; null otherwise. */
  readonly carriedOut: CarriedOut | null
  /** A fresh idempotency key for the form. */
  readonly idempotencyKey: string
  /** Address of this page, for `action` of its forms. */
  readonly action: string
  /** Who is shown withheld, so that the page draws the hatch. */
  readonly withheld: ReadonlySet<string>
}

export interface Preview { readonly id: string; readonly act: string; readonly consequences: readonly Consequence[]; readonly value: unknown }

export interface CarriedOut { readonly command: string; readonly title: string; readonly value: unknown; readonly consequences: readonly Consequence[]; readonly at: string }

/** One button of a page: posts one command. The form's hidden field `_act` names it; `_dry` asks for the preview. */
export interface Act<I = unknown, V = unknown> {
  readonly command: Command<I, V>
  /** Form values to the command's raw input; the command's own schema parses it. */
  input(request: PageRequest): unknown
  /** Where to go after success, inside the town (no leading slash); default: the same page with the confirmation. */
  after?(value: V, request: PageRequest): string
}

/** Frame settings of a page: title without any name, number or address; keys; where F1, Esc and Alt+arrows lead. */
export type PageFrame = Pick<FrameProps, 'title'> & Partial<Pick<FrameProps, 'keys' | 'effort' | 'leads' | 'isProtected' | 'practiceTask'>>

/** A staff screen: one query, one view function, forms that post one command each — 画面. */
export interface Page<I = unknown, V = unknown> {
  /** `<context>.<screen>` */
  readonly name: string
  /** Below the town: `resident/record/:id`. */
  readonly path: string
  readonly query: Query<I, V>
  input(request: PageRequest): unknown
  frame(value: V, request: PageRequest): PageFrame
  view(value: V, state: ViewState): Child
  readonly acts?: Readonly<Record<string, Act>>
  /** Its form posts the query's own input (a search): names and numbers stay out of URLs. */
  readonly postsQuery?: boolean
}

/** Declares a screen. */
export function page<I, V>(definition: Page<I, V>): Page {
  return definition as unknown as Page
}

/** What a page without sign-in knows of its request. */
export interface OpenRequest {
  readonly query: FormValues
  /** Posted fields; empty on a plain visit. */
  readonly form: FormValues
  readonly office: Office
  /** Address of this page, for `action` of its form. */
  readonly action: string
}

/** A page without sign-in below `/{code}/open/`: whoever opens it may ask its one query and nothing else — 公開の頁. */
export interface OpenPage<I = unknown, V = unknown> {
  /** `<context>.<page>` */
  readonly name: string
  /** Below `open/`: `certificates/verify`. */
  readonly path: string
  /** Title of the window, without names. */
  readonly title: string
  readonly query: Query<I, V>
  /** The query's raw input, or null where nothing was asked yet. */
  input(request: OpenRequest): unknown
  /** Its answer is long and is read under the town's name instead of beside it. */
  readonly isReading?: boolean
  /** What is drawn beside the town's name; without it the value itself is sent as JSON. */
  view?(value: V | null, state: { readonly request: OpenRequest; readonly refusals: readonly Refusal[] }): Child
}

/** Declares a page without sign-in. */
export function openPage<I, V>(definition: OpenPage<I, V>): OpenPage {
  return definition as unknown as OpenPage
}

/** Declares a button with the types of its command, and forgets them for the page's list. */
export function act<I, V>(definition: Act<I, V>): Act {
  return definition as unknown as Act
}

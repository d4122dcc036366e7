/** One reason why the law or the office says no. */
export interface Refusal {
  /** `<context>.<reason>`, stable for ever. */
  readonly code: string
  /** What happened, one Japanese sentence. */
  readonly message: string
  /** What to do now, one Japanese sentence. */
  readonly remedy: string
  /** The article or rule, `住民基本台帳法22条1項`, or null where none applies. */
  readonly article: string | null
  /** JSON pointer into the input, `/persons/0/kana`, or null where the whole is meant. */
  readonly field: string | null
  /** Line number in a file, 1 for the first, or null. */
  readonly line: number | null
}

export interface Accepted<T> { readonly ok: true; readonly value: T }
export interface Refused { readonly ok: false; readonly refusals: readonly Refusal[] }
/** A decision: accepted with a value, or refused with every reason found. */
export type Outcome<T> = Accepted<T> | Refused

export function accept<T>(value: T): Accepted<T> {
  return { ok: true, value }
}

export function refused(refusals: readonly Refusal[]): Refused {
  return { ok: false, refusals }
}

/** Puts the refusals of several checks together; accepted checks add nothing. */
export function collect(...outcomes: readonly (Outcome<unknown> | Refused | undefined)[]): readonly Refusal[] {
  return outcomes.flatMap((outcome) => (outcome && !outcome.ok ? outcome.refusals : []))
}

/** An entry of a context's catalogue (`refusals.ts`). `{name}` in a sentence is filled from the parameters. */
export interface RefusalText {
  /** What happened and why. */
  readonly message: string
  /** What to do. */
  readonly remedy: string
  readonly article?: string
}

export interface RefusalPlace {
  readonly field?: string
  readonly line?: number
  readonly [parameter: string]: string | number | undefined
}

export interface RefusalCatalogue<K extends string> {
  readonly context: string
  readonly entries: Readonly<Record<K, RefusalText>>
  /** One refusal as a decision: `return refuse('household-not-found', { field: '/householdId' })`. */
  refuse(code: K, place?: RefusalPlace): Refused
  /** One refusal as a value, to be collected. */
  refusal(code: K, place?: RefusalPlace): Refusal
}

/**
 * Makes the refusal catalogue of a context.
 * @param context the context's name; codes become `<context>.<key>`
 */
export function refusalCatalogue<K extends string>(context: string, entries: Readonly<Record<K, RefusalText>>): RefusalCatalogue<K> {
  function refusal(code: K, place: RefusalPlace = {}): Refusal {
    const text = entries[code]
    return {
      code: `${context}.${code}`,
      message: fill(text.message, place),
      remedy: fill(text.remedy, place),
      article: text.article ?? null,
      field: place.field ?? null,
      line: place.line ?? null,
    }
  }
  return { context, entries, refusal, refuse: (code, place) => refused([refusal(code, place)]) }
}

function fill(sentence: string, place: RefusalPlace): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(place[name] ?? whole))
}

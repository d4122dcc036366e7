import { assert } from '../../kernel/assert.ts'
import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { PersonFacts, Snapshot, Source } from '../../resident/index.ts'

/** One person of the sample while the life is being told: the history grows at its end. */
export class Timeline {
  readonly personId: string
  readonly history: Snapshot[] = []

  constructor(personId: string) { this.personId = personId }

  /** What the office believes last. */
  get last(): Snapshot {
    const snapshot = this.history.at(-1)
    assert(snapshot !== undefined, 'a timeline has been opened')
    return snapshot
  }

  get facts(): PersonFacts { return this.last.facts }

  open(from: PlainDate, facts: PersonFacts, what: { readonly source: Source; readonly at: Instant }): void {
    this.history.push({ personId: this.personId, historyNo: 1, version: 1, validFrom: from, validTo: null, recordedAt: what.at, recordedTo: null, source: what.source, facts })
  }

  /**
   * A change from a day on. As the register itself writes it: the snapshot so far is recorded again with its last day,
   * and a new one follows. A change from the very day on which the last one began replaces it.
   */
  change(from: PlainDate, patch: Partial<PersonFacts>, what: { readonly source: Source; readonly at: Instant }): void {
    const last = this.last
    assert(from >= last.validFrom, 'the sample tells a life in the order of time')
    const at = what.at > last.recordedAt ? what.at : nextMinute(last.recordedAt)
    this.history[this.history.length - 1] = { ...last, recordedTo: at }
    if (from > last.validFrom) this.history.push({ ...last, version: last.version + 1, validTo: from, recordedAt: at })
    this.history.push({
      personId: this.personId, historyNo: last.historyNo + 1, version: 1, validFrom: from, validTo: null, recordedAt: at, recordedTo: null,
      source: what.source, facts: { ...last.facts, ...patch },
    })
  }

  /** The only entry so far had been wrong in this; a correction follows. */
  misread(wrong: Partial<PersonFacts>): void {
    const last = this.last
    this.history[this.history.length - 1] = { ...last, facts: { ...last.facts, ...wrong } }
  }

  /** A correction of what was believed from its first day on: the same days, other facts. */
  correct(patch: Partial<PersonFacts>, what: { readonly source: Source; readonly at: Instant }): void {
    this.change(this.last.validFrom, patch, what)
  }
}

/** Two acts of one person in the same minute: the later one keeps its place. */
function nextMinute(at: Instant): Instant {
  const minute = Number(at.slice(14, 16))
  return (minute < 59 ? `${at.slice(0, 14)}${String(minute + 1).padStart(2, '0')}${at.slice(16)}` : `${at.slice(0, 11)}08:00:00.000Z`) as Instant
}

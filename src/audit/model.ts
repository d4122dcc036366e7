import type { Instant } from '../kernel/plain-date.ts'
import type { AuditEntry } from '../platform/command/tx.ts'

/** One line of the trail in words; persons by id alone. */
export interface AuditLine {
  readonly entryId: string
  readonly at: Instant
  readonly actorId: string
  readonly actorName: string
  readonly actorKind: 'staff' | 'key' | 'system'
  readonly section: string
  readonly desk: string | null
  readonly action: AuditEntry['action']
  readonly output: string
  readonly title: string
  readonly subjectIds: readonly string[]
  readonly numberRevealed: boolean
  readonly purpose: string | null
  readonly outcome: string
}

import { z } from 'zod'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { addressRenumbering } from '../renumbering/filing.ts'
import { eventCancellation } from '../correction/event-cancellation.ts'
import { recordCorrection } from '../correction/record-correction.ts'
import type { Filed } from '../inputs.ts'
import { refusals } from '../refusals.ts'
import type { EntryDecision, FreshIds } from '../rules/entry.ts'
import { firstDayOfTwoHeads, householdsOf } from '../rules/two-heads.ts'
import { listHeadSpans, lockTimelines } from '../store.ts'
import type { Deciding } from './facts.ts'
import type { FilingKind } from './kind.ts'
import { birth } from './kinds/birth.ts'
import { commonName } from './kinds/common-name.ts'
import { death } from './kinds/death.ts'
import { exOfficioEntry } from './kinds/ex-officio-entry.ts'
import { exOfficioRecovery } from './kinds/ex-officio-recovery.ts'
import { exOfficioRemoval } from './kinds/ex-officio-removal.ts'
import { familyRegisterChange } from './kinds/family-register-change.ts'
import { formerSurname } from './kinds/former-surname.ts'
import { householdChange } from './kinds/household-change.ts'
import { immigrationNotice } from './kinds/immigration-notice.ts'
import { lossOfNationality } from './kinds/loss-of-nationality.ts'
import { movingIn } from './kinds/moving-in.ts'
import { movingInNotice } from './kinds/moving-in-notice.ts'
import { movingOut } from './kinds/moving-out.ts'
import { naturalisation } from './kinds/naturalisation.ts'
import { numberChange } from './kinds/number-change.ts'
import { relocation } from './kinds/relocation.ts'

/** Every kind of filing the register takes; a new kind is one file and one line here. */
export const filingKinds = [movingIn, relocation, movingOut, birth, death, householdChange, movingInNotice, familyRegisterChange, formerSurname, commonName, exOfficioEntry, exOfficioRemoval, exOfficioRecovery, naturalisation, lossOfNationality, immigrationNotice, numberChange, addressRenumbering, eventCancellation, recordCorrection] as const

type Kind = (typeof filingKinds)[number]
export type NotificationKind = Kind['kind']
type FilingOf<K> = K extends FilingKind<infer Name, infer Filed, infer _Facts> ? { kind: Name; notification: Filed } : never

/** A filing of any kind, as it goes to review — 届出. */
export type Notification = FilingOf<Kind>

const options = filingKinds.map((kind) => z.strictObject({ kind: z.literal(kind.kind), notification: kind.input }))
/** Parses a filing of any kind. */
export const Notification = z.discriminatedUnion('kind', options as unknown as [(typeof options)[number]]) as unknown as z.ZodType<Notification>

const byName = new Map<string, FilingKind<string, Filed, unknown>>(filingKinds.map((kind) => [kind.kind, kind as unknown as FilingKind<string, Filed, unknown>]))

/** The kind of a filing, with its types forgotten: a filing and its kind always belong together. */
export function kindOf(filing: { readonly kind: string }): FilingKind<string, Filed, unknown> {
  const kind = byName.get(filing.kind)
  if (kind === undefined) throw new Error(`no such kind of filing: ${filing.kind}`)
  return kind
}

/** The day the event happened. */
export function eventDayOf(filing: Notification): PlainDate {
  return kindOf(filing).eventDayOf(filing.notification)
}

/** Persons already in the register whom a filing names: a draft of one stops another. */
export function personsNamedIn(filing: Notification): readonly string[] {
  return kindOf(filing).personsNamedIn(filing.notification)
}

/** How many records it may make, for which ids are made ahead. */
export function newRecordsOf(filing: Notification): number {
  return kindOf(filing).newRecordsOf?.(filing.notification) ?? 1
}

/**
 * Decides a filing of any kind on the facts as they stand now; writes nothing.
 * @param ids from `idsFrom`, so that a trial and the real act speak of the same persons
 */
export async function decide(tx: Tx, filing: Notification, ids: FreshIds): Promise<EntryDecision> {
  const kind = kindOf(filing)
  const deciding: Deciding = { notificationId: ids.notificationId }
  const decided = kind.decide(filing.notification, await kind.factsFor(tx, filing.notification, deciding), ids)
  return decided.ok ? await checkHeadsOnEveryDay(tx, decided) : decided
}

/** No household gets a second head on any day, later entries included; a cancellation has asked that of all it puts together anew. */
async function checkHeadsOnEveryDay(tx: Tx, decided: Extract<EntryDecision, { ok: true }>): Promise<EntryDecision> {
  const { entry } = decided
  const timelines = await lockTimelines(tx, [...new Set(entry.changes.map((change) => change.personId))])
  const doubled = firstDayOfTwoHeads(entry, timelines, await listHeadSpans(tx, householdsOf(entry, timelines)))
  return doubled === undefined ? decided : refusals.refuse('two-heads-on-day', { date: printDate(doubled) })
}

/** A valid filing made from the town's own records; null where the town has nobody fitting. */
export async function exampleFiling(tx: Tx, kind: NotificationKind): Promise<Notification | null> {
  const notification = await kindOf({ kind }).example(tx)
  return notification === null || notification === undefined ? null : Notification.parse({ kind, notification })
}

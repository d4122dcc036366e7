import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { demandedOn } from '../late/demands.ts'
import type { ClaimEvent } from './model.ts'

// What disposition of delinquency asks of the rooms beside it. One line each joins them.

/** The day from which a served demand counts, by instalment — 督促の日. */
export const demandedDays: (tx: Tx, chargeIds: readonly string[]) => Promise<ReadonlyMap<string, PlainDate>> = demandedOn

/** Acknowledgements, reminders and extensions that other rooms keep, by instalment — 承認・催告・猶予. */
export const listForeignEvents: (tx: Tx, chargeIds: readonly string[]) => Promise<ReadonlyMap<string, readonly ClaimEvent[]>> = async () => new Map()

/** Instalments that may not be seized today because of an extension or a plan that is kept, with the word for it — 猶予中・分納中. */
export const listForborne: (tx: Tx, chargeIds: readonly string[]) => Promise<ReadonlyMap<string, 'extension' | 'plan'>> = async () => new Map()

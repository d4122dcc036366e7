import { z } from 'zod'
import { citationText, type Citation } from '../kernel/citation.ts'
import { addDays, type Instant, type PlainDate } from '../kernel/plain-date.ts'
import { findConcept, listConcepts, type ChosenBy, type LawRow, type ListedConcept, type Scope, type Unit } from '../legislation/index.ts'
import { addMs } from '../platform/clock/index.ts'
import { noPersons, query } from '../platform/command/define.ts'
import { zDate, zId } from '../platform/command/schema.ts'
import type { Tx } from '../platform/command/tx.ts'
import { contextTitle } from './context-titles.ts'
import { fromOf, plainValue, sinceText, valueText } from './model.ts'
import { tenancyRefusals } from './refusals.ts'
import { findProposal, listOrdinanceValues, listProposals, type OrdinanceRow, type ProposalRow, type ProposalState } from './store.ts'
import { lawRowAt, townRowAt, type Moment } from './values.ts'

/** One value, national or the town's own, as screens and the API show it. */
export interface ShownValue {
  readonly text: string
  /** As it is typed and stored. */
  readonly value: unknown
  readonly since: string
  readonly published: PlainDate
  readonly articles: readonly string[]
  readonly because: readonly Citation[]
  readonly note: string | null
}

/** A concept with what the law says and what the town says at a moment. */
export interface ConceptLine {
  readonly concept: string
  readonly context: string
  readonly contextTitle: string
  readonly title: string
  readonly unit: Unit
  readonly chosenBy: ChosenBy
  readonly scope: Scope
  readonly law: (ShownValue & { readonly ceiling: string | null; readonly floor: string | null }) | null
  readonly town: ShownValue | null
  /** A value that only the town can set, and that it has not set. */
  readonly isMissing: boolean
  readonly openProposals: number
}

export interface ProposalLine {
  readonly proposalId: string
  readonly concept: string
  readonly title: string
  readonly contextTitle: string
  readonly value: ShownValue
  readonly reason: string
  readonly state: ProposalState
  readonly proposedBy: string
  readonly proposedAt: Instant
  readonly isOwn: boolean
  readonly decidedBy: string | null
  readonly decidedAt: Instant | null
  readonly decidedReason: string | null
  readonly version: number
}

export interface ValuesInForce {
  readonly on: PlainDate
  readonly knownOn: PlainDate | null
  readonly context: string | null
  readonly contexts: readonly { readonly context: string; readonly title: string }[]
  readonly concepts: readonly ConceptLine[]
  readonly open: readonly ProposalLine[]
}

const at = { on: zDate.optional(), knownOn: zDate.optional() }

/** Law and town values in force on a day, as known on the evening of another — 設定. */
export const listValues = query<{ on?: PlainDate; knownOn?: PlainDate; context?: string }, ValuesInForce>({
  ...noPersons, name: 'tenancy.list-values', title: '設定の値', permission: 'tenancy.read', action: 'view',
  description: 'Every concept of the law with its national value, the town\'s own value, ceiling and article, in force on a day and as known on another; `context` narrows to one business and then lists what the law fixes too.',
  input: z.strictObject({ ...at, context: z.string().optional() }), output: z.custom<ValuesInForce>(),
  async run(tx, input) {
    const moment = momentOf(tx, input)
    const all = listConcepts()
    const [rows, open] = [await listOrdinanceValues(tx.db, tx.tenant), await listProposals(tx, { state: 'open', concept: null })]
    const listed = all.filter((one) => (input.context === undefined ? one.scope !== 'fixed' : one.context === input.context))
    return {
      ok: true, value: {
        on: moment.on, knownOn: moment.knownOn, context: input.context ?? null,
        contexts: [...new Set(all.map((one) => one.context))].map((context) => ({ context, title: contextTitle(context) })),
        concepts: listed.map((one) => lineOf(one, rows, { moment, open })),
        open: open.map((proposal) => proposalLine(tx, proposal)),
      },
    }
  },
  async example() { return {} },
})

export interface TownRow extends ShownValue {
  readonly rowNo: number
  readonly recordedAt: Instant
  /** When it was replaced in the books; null where it stands. */
  readonly recordedTo: Instant | null
  readonly proposalId: string | null
}

export type ShownLawValue = ConceptHistory['lawRows'][number]

export interface ConceptHistory {
  readonly line: ConceptLine
  readonly on: PlainDate
  readonly lawRows: readonly (ShownValue & { readonly ceiling: string | null; readonly floor: string | null })[]
  readonly townRows: readonly TownRow[]
  readonly proposals: readonly ProposalLine[]
}

/** All values a concept ever had, in the law and in the town, with its proposals — 設定の履歴. */
export const showConcept = query<{ concept: string; on?: PlainDate; knownOn?: PlainDate }, ConceptHistory>({
  ...noPersons, name: 'tenancy.show-concept', title: '設定の項目', permission: 'tenancy.read', action: 'view',
  description: 'Every value one concept had in the law and in the town, what was replaced included, with its proposals.',
  input: z.strictObject({ concept: z.string(), ...at }), output: z.custom<ConceptHistory>(),
  async run(tx, input) {
    const listed = findConcept(input.concept)
    if (!listed) return tenancyRefusals.refuse('concept-not-found', { field: '/concept' })
    const rows = (await listOrdinanceValues(tx.db, tx.tenant)).filter((row) => row.concept === listed.key)
    const proposals = await listProposals(tx, { state: null, concept: listed.key })
    const moment = momentOf(tx, input)
    return {
      ok: true, value: {
        line: lineOf(listed, rows, { moment, open: proposals.filter((one) => one.state === 'open') }), on: moment.on,
        lawRows: listed.concept.rows.toReversed().map((row) => shownLaw(listed, row)),
        townRows: rows.toReversed().map((row) => ({ ...shownTown(listed, row), rowNo: row.row_no, recordedAt: row.recorded_at, recordedTo: row.recorded_to, proposalId: row.proposal_id })),
        proposals: proposals.map((proposal) => proposalLine(tx, proposal)),
      },
    }
  },
  async example() { return { concept: 'collection.preliminary-days' } },
})

/** Proposals of a state, newest first — 設定の案. */
export const listProposed = query<{ state?: ProposalState }, ProposalList>({
  ...noPersons, name: 'tenancy.list-proposals', title: '設定の案の一覧', permission: 'tenancy.read', action: 'list',
  description: 'Proposed ordinance values, open ones unless another state is asked for.',
  input: z.strictObject({ state: z.enum(['open', 'approved', 'withdrawn']).optional() }), output: z.custom<ProposalList>(),
  async run(tx, input) {
    const rows = await listProposals(tx, { state: input.state ?? 'open', concept: null })
    return { ok: true, value: { items: rows.map((row) => proposalLine(tx, row)), next: null, atLeast: rows.length } }
  },
  async example() { return {} },
})

interface ProposalList { readonly items: readonly ProposalLine[]; readonly next: string | null; readonly atLeast: number }

export interface ProposalCase {
  readonly proposal: ProposalLine
  readonly line: ConceptLine
  /** What stands on the day the proposal begins. */
  readonly before: ShownValue | null
  readonly mayDecide: 'yes' | 'own' | 'not-promulgated' | 'decided'
}

/** One proposal beside the value it would replace — 設定の案. */
export const showProposal = query<{ proposalId: string }, ProposalCase>({
  ...noPersons, name: 'tenancy.show-proposal', title: '設定の案', permission: 'tenancy.read', action: 'view',
  description: 'One proposal with the value that stands on its first day, and whether the asker may decide it.',
  input: z.strictObject({ proposalId: zId }), output: z.custom<ProposalCase>(),
  async run(tx, input) {
    const row = await findProposal(tx, input.proposalId)
    const listed = row && findConcept(row.concept)
    if (!row || !listed) return tenancyRefusals.refuse('not-found', { field: '/proposalId' })
    const rows = await listOrdinanceValues(tx.db, tx.tenant)
    const moment: Moment = { on: row.valid_from, knownOn: null, knownAt: null }
    const line = lineOf(listed, rows.filter((one) => one.proposal_id !== row.id), { moment, open: [] })
    return { ok: true, value: { proposal: proposalLine(tx, row), line, before: line.town ?? line.law, mayDecide: decidable(tx, row) } }
  },
  async example(tx) {
    const [proposal] = await listProposals(tx, { state: null, concept: null })
    return proposal ? { proposalId: proposal.id } : null
  },
})

function decidable(tx: Tx, row: ProposalRow): ProposalCase['mayDecide'] {
  if (row.state !== 'open') return 'decided'
  if (row.proposed_by === tx.actor.id) return 'own'
  return row.published > tx.today ? 'not-promulgated' : 'yes'
}

/** The evening of a day in Japan, when everything recorded on it is known. */
function momentOf(tx: Tx, input: { on?: PlainDate | undefined; knownOn?: PlainDate | undefined }): Moment {
  const knownOn = input.knownOn ?? null
  const knownAt = knownOn === null ? null : addMs(`${addDays(knownOn, 1)}T00:00:00.000Z` as Instant, -9 * 3_600_000)
  return { on: input.on ?? tx.today, knownOn, knownAt }
}

interface LineParts { readonly moment: Moment; readonly open: readonly ProposalRow[] }

function lineOf(listed: ListedConcept, rows: readonly OrdinanceRow[], { moment, open }: LineParts): ConceptLine {
  const [law, town] = [lawRowAt(listed.concept, moment), townRowAt(rows, listed.key, moment)]
  return {
    concept: listed.key, context: listed.context, contextTitle: contextTitle(listed.context), title: listed.title ?? listed.key, unit: listed.unit,
    chosenBy: listed.chosenBy, scope: listed.scope, law: law ? shownLaw(listed, law) : null, town: town ? shownTown(listed, town) : null,
    isMissing: listed.scope === 'ordinance' && !town, openProposals: open.filter((proposal) => proposal.concept === listed.key).length,
  }
}

function shownLaw(listed: ListedConcept, row: LawRow): ShownValue & { ceiling: string | null; floor: string | null } {
  const { unit, chosenBy } = listed
  return {
    text: valueText(unit, row.value), value: plainValue(unit, row.value), since: sinceText(chosenBy, row.from), published: row.published, because: row.because,
    articles: row.because.map(citationText), note: row.note, ceiling: row.ceiling === null ? null : valueText(unit, row.ceiling), floor: row.floor === null ? null : valueText(unit, row.floor),
  }
}

type StoredValue = Pick<OrdinanceRow, 'value' | 'valid_from' | 'published' | 'because' | 'note'>

function shownTown({ unit, chosenBy }: ListedConcept, row: StoredValue): ShownValue {
  return {
    text: valueText(unit, row.value), value: row.value, since: sinceText(chosenBy, fromOf(chosenBy, row.valid_from)), published: row.published,
    because: row.because, articles: row.because.map(citationText), note: row.note,
  }
}

function proposalLine(tx: Tx, row: ProposalRow): ProposalLine {
  const listed = findConcept(row.concept)
  return {
    proposalId: row.id, concept: row.concept, title: listed?.title ?? row.concept, contextTitle: contextTitle(row.concept.split('.')[0] ?? ''),
    value: listed ? shownTown(listed, row) : { text: '', value: row.value, since: row.valid_from, published: row.published, because: row.because, articles: row.because.map(citationText), note: row.note },
    reason: row.reason, state: row.state, proposedBy: row.proposed_by_name, proposedAt: row.proposed_at, isOwn: row.proposed_by === tx.actor.id,
    decidedBy: row.decided_by_name, decidedAt: row.decided_at, decidedReason: row.decided_reason, version: row.version,
  }
}

import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { query } from '../../../platform/command/define.ts'
import { zId } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { listPersonsOn } from '../../../resident/index.ts'
import { lines } from '../lines.ts'
import { resolutions, type Night, type Recheck } from './model.ts'
import * as store from './store.ts'

/** Items that a screen shows. */
const shownAtMost = 50

const RecheckItem = z.object({
  recheckId: zId, personId: zId, name: z.string().nullable(), number: z.string().nullable(), fiscalYear: z.int(), fiscalYearText: z.string(), decisionNo: z.int(), version: z.int(), origin: z.enum(['night', 'asked']),
  decidedTax: z.int(), derivedTax: z.int(),
  /** The first line that differs, by its label, with both amounts. */
  line: z.string().nullable(), lineBefore: z.int().nullable(), lineAfter: z.int().nullable(), unit: z.string().nullable(),
  note: z.string().nullable(), askedByName: z.string().nullable(), foundAt: z.string(), seenAt: z.string().nullable(),
  resolvedAt: z.string().nullable(), resolution: z.enum(resolutions).nullable(), reason: z.string().nullable(), resolvedByName: z.string().nullable(),
})
export type RecheckItem = z.output<typeof RecheckItem>

const NightItem = z.object({
  nightId: zId, fiscalYearText: z.string(), state: z.enum(['running', 'done']), checked: z.int(), differing: z.int(), explained: z.int(), closed: z.int(), seconds: z.int(), openedAt: z.string(), finishedAt: z.string().nullable(),
})

const RecheckList = z.object({ open: z.int(), items: z.array(RecheckItem), resolved: z.array(RecheckItem), nights: z.array(NightItem) })
export type RecheckList = z.output<typeof RecheckList>

/** 見直しの一覧: decisions that no longer agree with their facts or that somebody asked about, and the last nights. */
export const listRechecks = query({
  name: 'tax-individual.list-rechecks', title: '決定の見直しの一覧', permission: 'tax-individual.read', action: 'list',
  description: 'Decisions that give another amount when they are derived again, and those somebody asked about, newest first, fifty at most; beside them what ended lately and how, and the latest walks of the night.',
  input: z.strictObject({}), output: RecheckList,
  async run(tx) {
    const [open, resolved] = [await store.listOpenRechecks(tx, shownAtMost), await store.listResolvedRechecks(tx, 20)]
    const persons = new Map((await listPersonsOn(tx, [...open, ...resolved].map((one) => one.personId))).map((person) => [person.personId, person]))
    const itemOf = (one: Recheck): RecheckItem => recheckItem(one, persons.get(one.personId))
    return accept({ open: await store.countOpen(tx), items: open.map(itemOf), resolved: resolved.map(itemOf), nights: await latestNights(tx) })
  },
  subjects: (view) => [...view.items, ...view.resolved].map((one) => one.personId),
  // Name, number, amounts and a line tell neither birthday nor address; what an officer wrote might.
  withhold: (view, ids) => ({ ...view, items: view.items.map((one) => withheldItem(one, ids)), resolved: view.resolved.map((one) => withheldItem(one, ids)) }),
  example: async () => ({}),
})

function withheldItem(item: RecheckItem, ids: ReadonlySet<string>): RecheckItem {
  return ids.has(item.personId) ? { ...item, note: null, reason: null } : item
}

const lineOf = new Map(Object.values(lines).map((line) => [line.code, line]))

/** An item with the name of its person and the label of its line. */
export function recheckItem(one: Recheck, person: { readonly name: string; readonly addresseeNumber: string } | undefined): RecheckItem {
  const line = one.firstLine === null ? undefined : lineOf.get(one.firstLine)
  return {
    recheckId: one.recheckId, personId: one.personId, name: person?.name ?? null, number: person?.addresseeNumber ?? null, fiscalYear: one.fiscalYear, fiscalYearText: fiscalYearText(one.fiscalYear), decisionNo: one.decisionNo, version: one.version, origin: one.origin,
    decidedTax: one.decidedTax, derivedTax: one.derivedTax, line: line?.label ?? null, lineBefore: one.lineBefore, lineAfter: one.lineAfter, unit: line?.unit ?? null, note: one.note, askedByName: one.askedByName,
    foundAt: one.foundAt, seenAt: one.seenAt, resolvedAt: one.resolvedAt, resolution: one.resolution, reason: one.reason, resolvedByName: one.resolvedByName,
  }
}

async function latestNights(tx: Tx): Promise<RecheckList['nights']> {
  return (await store.listNights(tx, 12)).map((night: Night) => ({
    nightId: night.nightId, fiscalYearText: fiscalYearText(night.fiscalYear), state: night.state, checked: night.checked, differing: night.differing, explained: night.explained, closed: night.closed, seconds: Math.ceil(night.busyMs / 1000),
    openedAt: night.openedAt, finishedAt: night.finishedAt,
  }))
}

import { z } from 'zod'
import { noPersons, query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { addressText } from '../model.ts'
import { listPersonsOn } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { checkLines } from './check.ts'
import { addressColumns } from './files.ts'
import type { Renumbering, TownChange } from './model.ts'
import { findRunOf, type CaseRun } from './runs.ts'
import * as store from './store.ts'

// What screens and files show of a case.

export interface CaseList { readonly items: readonly Renumbering[] }

/** Cases of bulk work on addresses, the newest first — 住居表示・町名地番の変更の一覧. */
export const listRenumberings = query<Record<string, never>, CaseList>({
  ...noPersons, name: 'resident.list-renumberings', title: '住居表示・町名地番の変更', permission: 'resident.read', action: 'list',
  description: 'Cases of bulk work on addresses, the newest first.', input: z.strictObject({}), output: z.custom<CaseList>(),
  async run(tx) { return { ok: true, value: { items: await store.listCases(tx) } } },
  example: async () => ({}),
})

export interface ListedPerson { readonly personId: string; readonly name: string | null; readonly addresseeNumber: string | null; readonly reason: string }

export interface CaseView {
  readonly one: Renumbering
  readonly towns: readonly TownChange[]
  readonly counts: { readonly all: number; readonly updated: number; readonly listed: number; readonly households: number; readonly plannedMoveOuts: number; readonly charge: number
    /** Who would be updated now; null for whoever is to type the number from paper. */
    readonly ready: number | null }
  /** Those who would be left now, at most `shownListed`. */
  readonly listed: readonly ListedPerson[]
  readonly run: CaseRun | null
  readonly isOpen: boolean
}

const shownListed = 200

/** One case with everything looked at anew: who would be updated, who is left and why — 事案. */
export const showRenumbering = query<{ renumberingId: string }, CaseView>({
  name: 'resident.show-renumbering', title: '住居表示・町名地番の変更の事案', permission: 'resident.read', action: 'view',
  description: 'One case: its dictionary, how many persons and households it concerns, who would be updated on the rows of this moment, and who is listed with the reason.',
  input: z.strictObject({ renumberingId: zId }), output: z.custom<CaseView>(),
  async run(tx, { renumberingId }) {
    const one = await store.findCase(tx, renumberingId)
    return one === undefined ? refusals.refuse('renumbering-not-found', { field: '/renumberingId' }) : { ok: true, value: await viewOf(tx, one) }
  },
  subjects: (value) => value.listed.map((person) => person.personId),
  withhold: (value, personIds) => ({ ...value, listed: value.listed.map((person) => (personIds.has(person.personId) ? { ...person, name: null, addresseeNumber: null } : person)) }),
  async example(tx) {
    const [one] = await store.listCases(tx)
    return one === undefined ? null : { renumberingId: one.renumberingId }
  },
})

async function viewOf(tx: Tx, one: Renumbering): Promise<CaseView> {
  const [lines, run] = [await store.listLines(tx, one.renumberingId), await findRunOf(tx, one.renumberingId)]
  const open = lines.filter((line) => line.outcome !== 'updated')
  const checked = (await checkLines(tx, one, open)).lines
  const listed = checked.filter((line) => line.listed !== null)
  const persons = new Map((await listPersonsOn(tx, listed.slice(0, shownListed).map(({ line }) => line.personId))).map((person) => [person.personId, person]))
  const isSecret = run?.state === 'checked' && run.openedBy !== tx.actor.id
  return {
    one, towns: await store.listTowns(tx, one.renumberingId), run: run ?? null, isOpen: one.withdrawnAt === null && (one.appliedAt === null || open.length > 0),
    counts: {
      all: lines.length, updated: lines.length - open.length, listed: listed.length, households: new Set(lines.map((line) => line.householdId)).size, plannedMoveOuts: checked.filter((line) => line.plannedMoveOut).length,
      charge: open.filter((line) => line.byDuty).length, ready: isSecret ? null : checked.length - listed.length,
    },
    listed: listed.slice(0, shownListed).map(({ line, listed: reason }) => ({ personId: line.personId, name: persons.get(line.personId)?.name ?? '', addresseeNumber: persons.get(line.personId)?.addresseeNumber ?? '', reason: reason ?? '' })),
  }
}

export interface SheetFile { readonly title: string; readonly columns: readonly string[]; readonly rows: readonly { readonly personId: string; readonly cells: readonly string[] }[]; readonly withheld: number }

/** The persons of an extraction with their stamps, to be filled in and taken back — 対象者の一覧（CSV）. */
export const renumberingSheet = query<{ renumberingId: string }, SheetFile>({
  name: 'resident.renumbering-sheet', title: '住居表示・町名地番の変更の対象者（CSV）', permission: 'resident.export', action: 'export',
  description: 'The persons of the extraction of a case who are not yet updated, with the old address, the new one where it is known, and the stamp of the state of each record. Protected records the officer does not handle are left out.',
  input: z.strictObject({ renumberingId: zId }), output: z.custom<SheetFile>(),
  async run(tx, { renumberingId }) {
    const one = await store.findCase(tx, renumberingId)
    if (one === undefined) return refusals.refuse('renumbering-not-found', { field: '/renumberingId' })
    const lines = (await store.listLines(tx, renumberingId)).filter((line) => line.outcome !== 'updated')
    const names = new Map((await listPersonsOn(tx, lines.map((line) => line.personId))).map((person) => [person.personId, person.name]))
    const rows = lines.map((line) => ({
      personId: line.personId,
      cells: [
        line.addresseeNumber, line.householdNumber, names.get(line.personId) ?? '', line.oldAddress.town, line.oldAddress.number, line.oldAddress.building ?? '', line.oldAddress.room ?? '',
        line.newAddress?.town ?? '', line.newAddress?.number ?? '', (line.newAddress ?? line.oldAddress).building ?? '', (line.newAddress ?? line.oldAddress).room ?? '', line.stamp,
      ],
    }))
    return { ok: true, value: { title: one.title, columns: addressColumns, rows, withheld: 0 } }
  },
  subjects: (value) => value.rows.map((row) => row.personId),
  withhold: (value, personIds) => ({ ...value, rows: value.rows.filter((row) => !personIds.has(row.personId)), withheld: value.rows.filter((row) => personIds.has(row.personId)).length }),
  async example(tx) {
    const one = await store.findCaseWithOpenLines(tx) ?? (await store.listCases(tx))[0]
    return one === undefined ? null : { renumberingId: one.renumberingId }
  },
})

/** The address of a line as one line, for a notice. */
export const lineTexts = (line: { readonly oldAddress: Parameters<typeof addressText>[0]; readonly newAddress: Parameters<typeof addressText>[0] | null }): { readonly oldText: string; readonly newText: string } => ({
  oldText: addressText(line.oldAddress), newText: line.newAddress === null ? '' : addressText(line.newAddress),
})

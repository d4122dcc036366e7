import { z } from 'zod'
import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import { query } from '../platform/command/define.ts'
import { zDate, zId } from '../platform/command/schema.ts'
import type { Tx } from '../platform/command/tx.ts'
import { listOpenMissing } from '../platform/document/index.ts'
import { listPersonsOn } from '../resident/index.ts'
import { findExamplePerson } from './example.ts'
import { refuse } from './refusals.ts'
import { cashTitles, type CashKind } from './model.ts'
import { findOpenStop } from './stop-store.ts'
import * as store from './store.ts'

/** A sheet of the issue log with the names it needs; a name is null where it is withheld. */
export interface LoggedSheet {
  readonly issuanceId: string; readonly number: string; readonly kind: store.IssuanceRow['kind']; readonly documentId: string; readonly pages: number; readonly copyNo: number; readonly copies: number
  readonly issuedOn: PlainDate; readonly issuedAt: Instant; readonly desk: string; readonly issuedBy: string
  readonly personId: string; readonly name: string | null; readonly subjectIds: readonly string[]
  readonly scope: store.IssuanceRow['scope']; readonly items: store.IssuanceRow['items']; readonly requesterKind: store.IssuanceRow['requester_kind']; readonly requesterName: string | null
  readonly purpose: string | null; readonly feeYen: number; readonly exemption: string | null
  readonly spoiled: { readonly reason: string; readonly at: Instant } | null; readonly replacedBy: string | null; readonly isReissue: boolean
  readonly delivery: store.IssuanceRow['delivery']; readonly mailTo: string | null; readonly postalOrderYen: number | null; readonly isRepeat: boolean
}

async function sheetsOf(tx: Tx, rows: readonly store.IssuanceRow[]): Promise<LoggedSheet[]> {
  const persons = await listPersonsOn(tx, rows.map((row) => row.person_id))
  const names = new Map(persons.map((person) => [person.personId, person.name]))
  return rows.map((row) => ({
    issuanceId: row.issuance_id, number: row.number, kind: row.kind, documentId: row.document_id, pages: row.pages, copyNo: row.copy_no, copies: row.copies,
    issuedOn: row.issued_on, issuedAt: row.issued_at, desk: row.desk, issuedBy: row.issued_by_name,
    personId: row.person_id, name: names.get(row.person_id) ?? null, subjectIds: row.subject_ids,
    scope: row.scope, items: row.items, requesterKind: row.requester_kind, requesterName: row.requester_name, purpose: row.purpose, feeYen: row.fee_yen, exemption: row.exemption,
    spoiled: row.spoiled_reason === null || row.spoiled_at === null ? null : { reason: row.spoiled_reason, at: row.spoiled_at }, replacedBy: row.replaced_by, isReissue: row.reissue_of !== null,
    delivery: row.delivery, mailTo: row.mail_to, postalOrderYen: row.postal_order_yen, isRepeat: row.repeats_issuance_id !== null,
  }))
}

const idsOf = (sheet: LoggedSheet): readonly string[] => [sheet.personId, ...sheet.subjectIds]

/** Of a sheet with a protected person only number and state stay: the list must not tell who asked where and for what. */
function withholdSheet(sheet: LoggedSheet, personIds: ReadonlySet<string>): LoggedSheet {
  return idsOf(sheet).some((id) => personIds.has(id)) ? { ...sheet, name: null, requesterName: null, purpose: null, mailTo: null } : sheet
}

/** `stop` is set while all issuing of the town is stopped. */
export interface IssueLog { readonly on: PlainDate; readonly items: readonly LoggedSheet[]; readonly next: string | null; readonly stop: { readonly at: Instant; readonly reason: string } | null }

const logPage = 50

function stopWords(kind: CashKind | null): string {
  return `${kind === null ? '証明' : cashTitles[kind]}の紙が、請求の内容と合いませんでした。紙は渡っていません。`
}

/** Sheets issued on a day — 発行の一覧. */
export const issueLog = query<{ on: PlainDate | null; after: string | null }, IssueLog>({
  name: 'certificates.issue-log', title: '発行の一覧', permission: 'certificates.read', action: 'list',
  description: 'The issue log of a day in the order of the numbers, 50 at a time; spoiled sheets with their reason and the number that replaced them.',
  input: z.strictObject({ on: zDate.nullable(), after: z.string().regex(/^[A-Z]\d{1,3}-[A-Z]{2}-\d{6,}$/, { error: '続きの印が正しくありません。一覧を開き直してください。' }).nullable() }), output: z.custom<IssueLog>(),
  async run(tx, input) {
    const on = input.on ?? tx.today
    const rows = await store.listIssuedOn(tx, on, { after: input.after, limit: logPage + 1 })
    const shown = rows.slice(0, logPage)
    const stop = await findOpenStop(tx)
    return { ok: true, value: { on, items: await sheetsOf(tx, shown), next: rows.length > logPage ? shown.at(-1)?.number ?? null : null, stop: stop === undefined ? null : { at: stop.stopped_at, reason: stop.reason ?? stopWords(stop.document_kind) } } }
  },
  subjects: (value) => value.items.flatMap(idsOf),
  withhold: (value, personIds) => ({ ...value, items: value.items.map((sheet) => withholdSheet(sheet, personIds)) }),
  async example() { return { on: null, after: null } },
})

export interface IssueHistory { readonly personId: string; readonly name: string; readonly addresseeNumber: string; readonly items: readonly LoggedSheet[]; readonly atLeast: number }

const historyShown = 100

/** What was ever issued about a person, newest first — 発行履歴. */
export const issueHistory = query<{ personId: string }, IssueHistory>({
  name: 'certificates.history', title: '発行履歴', permission: 'certificates.read', action: 'view',
  description: 'The sheets on which a person stands, newest first, at most 100, with requester and purpose.',
  input: z.strictObject({ personId: zId }), output: z.custom<IssueHistory>(),
  async run(tx, input) {
    const [person] = await listPersonsOn(tx, [input.personId])
    if (person === undefined) return refuse('person-not-found', { field: '/personId' })
    const items = await sheetsOf(tx, await store.listIssuedFor(tx, input.personId, historyShown))
    return { ok: true, value: { personId: person.personId, name: person.name, addresseeNumber: person.addresseeNumber, items, atLeast: items.length } }
  },
  subjects: (value) => [value.personId, ...value.items.flatMap(idsOf)],
  withhold: (value, personIds) => ({ ...value, items: personIds.has(value.personId) ? [] : value.items.map((sheet) => withholdSheet(sheet, personIds)) }),
  async example(tx) {
    const personId = await findExamplePerson(tx)
    return personId === undefined ? null : { personId }
  },
})

export interface IssuedSheetView { readonly sheet: LoggedSheet; readonly isToday: boolean }

/** One issued sheet: open it, mark it as spoiled, print it again — 発行した紙. */
export const issuedSheet = query<{ issuanceId: string }, IssuedSheetView>({
  name: 'certificates.issuance', title: '発行した紙', permission: 'certificates.read', action: 'view',
  description: 'One sheet of the issue log with its request and its state.',
  input: z.strictObject({ issuanceId: zId }), output: z.custom<IssuedSheetView>(),
  async run(tx, input) {
    const row = await store.findIssuance(tx, input.issuanceId)
    const [sheet] = row ? await sheetsOf(tx, [row]) : []
    return sheet ? { ok: true, value: { sheet, isToday: sheet.issuedOn === tx.today } } : refuse('issuance-not-found', { field: '/issuanceId' })
  },
  subjects: (value) => idsOf(value.sheet),
  withhold: (value, personIds) => ({ ...value, sheet: withholdSheet(value.sheet, personIds) }),
  async example(tx) {
    const row = await store.findAnyIssuance(tx, null)
    return row ? { issuanceId: row.issuance_id } : null
  },
})

export interface MissingCharacter { readonly id: string; readonly sequence: string; readonly codepoints: string; readonly output: string; readonly foundAt: Instant; readonly persons: readonly { readonly personId: string; readonly name: string | null }[] }
export interface MissingCharacters { readonly items: readonly MissingCharacter[] }

/** Characters that no installed font has: each stopped a paper — 字形のない文字. */
export const missingCharacters = query<Record<string, never>, MissingCharacters>({
  name: 'certificates.missing-characters', title: '字形のない文字', permission: 'certificates.read', action: 'list',
  description: 'Characters and sequences that no installed font can draw, with the paper they stopped and the persons concerned; at most 200.',
  input: z.strictObject({}), output: z.custom<MissingCharacters>(),
  async run(tx) {
    const rows = await listOpenMissing(tx)
    const names = new Map((await listPersonsOn(tx, rows.flatMap((row) => row.subject_ids))).map((person) => [person.personId, person.name]))
    return {
      ok: true,
      value: { items: rows.map((row) => ({
        id: row.id, sequence: row.sequence, codepoints: codepointsOf(row.sequence), output: tx.services.outputs.get(row.output)?.title ?? row.output, foundAt: row.found_at,
        persons: row.subject_ids.map((personId) => ({ personId, name: names.get(personId) ?? null })),
      })) },
    }
  },
  subjects: (value) => value.items.flatMap((item) => item.persons.map((person) => person.personId)),
  withhold: (value, personIds) => ({ items: value.items.map((item) => ({ ...item, persons: item.persons.map((person) => (personIds.has(person.personId) ? { ...person, name: null } : person)) })) }),
  async example() { return {} },
})

function codepointsOf(text: string): string {
  return [...text].map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ')
}

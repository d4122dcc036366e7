import { z } from 'zod'
import { accept } from '../../kernel/outcome.ts'
import { townTime } from '../../platform/clock/index.ts'
import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import { noPersons, query } from '../../platform/command/define.ts'
import { zDate, zId, zOptionalText } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { listPersonsOn } from '../../resident/index.ts'
import { cashTitles } from '../model.ts'
import { refuse } from '../refusals.ts'
import type { KioskLaw } from '../law.ts'
import { reportFaults, type KioskForm, type KioskScope, type KioskSheet, type ReportFault } from './model.ts'
import { isServed } from './rules/service.ts'
import { lawToday, wordsOf } from './said.ts'
import { findKioskStop } from './stop.ts'
import * as store from './store.ts'

/** A request as the log shows it; name and cause are null where they are withheld. */
export interface LoggedRequest {
  readonly requestId: string; readonly form: KioskForm; readonly scope: KioskScope; readonly items: readonly string[]; readonly copies: number; readonly kiosk: string; readonly store: string; readonly receivedAt: Instant; readonly askedAt: Instant
  readonly personId: string | null; readonly name: string | null; readonly feeYen: number
  readonly isIssued: boolean
  /** What the kiosk said, or null where it gave the paper. */
  readonly said: string | null
  readonly cause: string | null
  readonly sheets: readonly KioskSheet[]
}

async function loggedOf(tx: Tx, rows: readonly store.RequestRow[]): Promise<LoggedRequest[]> {
  const sheets = await store.listSheetsOf(tx, rows.map((row) => row.kiosk_request_id))
  const names = new Map((await listPersonsOn(tx, rows.flatMap((row) => row.person_id ?? []))).map((person) => [person.personId, person.name]))
  return rows.map((row) => ({
    requestId: row.kiosk_request_id, form: row.form, scope: row.scope, items: row.items, copies: row.copies, kiosk: row.kiosk, store: row.store, receivedAt: row.received_at, askedAt: row.asked_at,
    personId: row.person_id, name: row.person_id === null ? null : names.get(row.person_id) ?? null, feeYen: row.fee_yen, isIssued: row.outcome === 'issued', said: row.outcome === 'issued' ? null : wordsOf(row.outcome), cause: row.cause,
    sheets: sheets.filter((sheet) => sheet.kiosk_request_id === row.kiosk_request_id).map(store.sheetOf),
  }))
}

/** Where and when a protected person was at a kiosk is told to nobody but the officer in charge. */
function withholdRequest(one: LoggedRequest, personIds: ReadonlySet<string>): LoggedRequest {
  return one.personId !== null && personIds.has(one.personId) ? { ...one, name: null, cause: null, kiosk: '', store: '' } : one
}

const states = ['all', 'printed', 'waiting', 'not-printed', 'refused'] as const satisfies readonly store.LogState[]
export interface KioskLog {
  readonly on: PlainDate; readonly state: store.LogState; readonly find: string | null
  readonly items: readonly LoggedRequest[]; readonly next: string | null
  readonly hours: readonly store.HourCount[]
  readonly figures: { readonly printed: number; readonly printedYen: number; readonly waiting: number; readonly spoiled: number }
  readonly stop: { readonly at: Instant; readonly why: string; readonly isAll: boolean } | null
  readonly isServed: boolean
  readonly law: Pick<KioskLaw, 'hours'>
}

const logPage = 50

/** Requests of a day at kiosks, with the hours of the day and whether the kiosk is open — コンビニ交付の一覧. */
export const kioskLog = query<{ on: PlainDate | null; state: store.LogState; find: string | null; after: string | null }, KioskLog>({
  name: 'certificates.kiosk-log', title: 'コンビニ交付の一覧', permission: 'certificates.read', action: 'list',
  description: 'Requests from kiosks on a day, 50 at a time: what was given, what was refused and why, how each sheet ended. By state; `find` is the number of a sheet, a kiosk or a store.',
  input: z.strictObject({ on: zDate.nullable(), state: z.enum(states), find: zOptionalText(40, '探す言葉'), after: zId.nullable() }), output: z.custom<KioskLog>(),
  async run(tx, input) {
    const on = input.on ?? tx.today
    const rows = await store.listRequestsOn(tx, { ...input, on, limit: logPage + 1 })
    const shown = rows.slice(0, logPage)
    const [stop, figures, law] = [await findKioskStop(tx), await store.figuresOn(tx, on), lawToday(tx)]
    return accept({
      on, state: input.state, find: input.find, items: await loggedOf(tx, shown), next: rows.length > logPage ? shown.at(-1)?.kiosk_request_id ?? null : null, hours: await store.countByHour(tx, on),
      figures: { printed: figures.printed, printedYen: figures.printed_yen, waiting: figures.waiting, spoiled: figures.spoiled },
      stop: stop === undefined ? null : { at: stop.stopped_at, why: stop.reason ?? stopWords(stop.cause), isAll: stop.scope === 'all' }, isServed: isServed(tx.today, townTime(tx.now), law), law: { hours: law.hours },
    })
  },
  subjects: (value) => value.items.flatMap((one) => one.personId ?? []),
  withhold: (value, personIds) => ({ ...value, items: value.items.map((one) => withholdRequest(one, personIds)) }),
  async example(tx) { return { on: tx.today, state: 'all', find: null, after: null } },
})

function stopWords(cause: string): string {
  const fault = cause.replace(/^kiosk-/, '')
  return fault in reportFaults ? `${reportFaults[fault as ReportFault]}。` : '紙の内容が、請求と合いませんでした。紙は渡っていません。'
}

/** A request with its sheets and every report about it. */
export interface KioskRequestView { readonly request: LoggedRequest; readonly cancelled: { readonly reason: string; readonly at: Instant } | null; readonly reports: readonly { readonly fault: string; readonly number: string | null; readonly at: Instant }[] }

/** One request from a kiosk: what was asked, what was given, how it ended — コンビニ交付の請求. */
export const kioskRequest = query<{ requestId: string }, KioskRequestView>({
  name: 'certificates.kiosk-request', title: 'コンビニ交付の請求', permission: 'certificates.read', action: 'view',
  description: 'One request of the log with its sheets and their ends, its cancellation, and reports that did not fit.',
  input: z.strictObject({ requestId: zId }), output: z.custom<KioskRequestView>(),
  async run(tx, { requestId }) {
    const row = await store.findRequest(tx, requestId)
    const [request] = row ? await loggedOf(tx, [row]) : []
    if (request === undefined) return refuse('kiosk-request-unknown', { field: '/requestId' })
    const cancelled = await store.findCancellation(tx, requestId)
    const reports = (await store.listReportsOf(tx, requestId)).map((report) => ({ fault: reportFaults[report.fault], number: report.number, at: report.recorded_at }))
    return accept({ request, cancelled: cancelled === undefined ? null : { reason: cancelled.reason, at: cancelled.recorded_at }, reports })
  },
  subjects: (value) => (value.request.personId === null ? [] : [value.request.personId]),
  withhold: (value, personIds) => ({ ...value, request: withholdRequest(value.request, personIds) }),
  async example(tx) {
    const row = await store.findAnyRequest(tx)
    return row ? { requestId: row.kiosk_request_id } : null
  },
})

export interface KioskService extends KioskLaw { readonly isServed: boolean; readonly titles: readonly { readonly form: KioskForm; readonly title: string; readonly feeYen: number }[] }

/** What the town offers at kiosks today, when, for how much — コンビニ交付の設定. */
export const kioskService = query<Record<string, never>, KioskService>({
  name: 'certificates.kiosk-service', title: 'コンビニ交付の設定', permission: 'certificates.read', action: 'view',
  description: 'The ordinance and office values of the kiosk that are in force today: forms and fees, hours, closed days, waiting times.',
  input: z.strictObject({}), output: z.custom<KioskService>(),
  async run(tx) {
    const law = lawToday(tx)
    return accept({ ...law, isServed: isServed(tx.today, townTime(tx.now), law), titles: law.forms.map((row) => ({ ...row, title: cashTitles[row.form] })) })
  },
  ...noPersons,
  async example() { return {} },
})

import { z } from 'zod'
import { addDays, daysBetween, endOfMonth, type Instant, type PlainDate, startOfMonth } from '../../kernel/plain-date.ts'
import { sumOf } from '../../kernel/yen.ts'
import { nationalClosedDays } from '../../legislation/index.ts'
import { townDay, townTime } from '../../platform/clock/index.ts'
import { noPersons, query } from '../../platform/command/define.ts'
import { zDate, zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { listHeldFiles } from '../../platform/scan/index.ts'
import { trialBalance } from '../books/books.ts'
import { groupBy } from '../group.ts'
import { refuse } from '../refusals.ts'
import { expectedFile } from './expected.ts'
import { isFetched } from './pick-up.ts'
import { channelProfiles, findProfile } from './profiles.ts'
import * as proposals from './proposal-store.ts'
import { daysOfFunds, fittingFunds, type FundsGroup, openFunds } from './settlement.ts'
import * as settlements from './settlement-store.ts'
import * as store from './store.ts'

const zChannel = z.object({
  channelId: z.string(), version: z.number(), title: z.string(), profile: z.string(), profileTitle: z.string(), sender: z.string().nullable(), transport: z.enum(['by-hand', 'folder', 'sftp', 'ftps', 'ftp']), host: z.string().nullable(),
  port: z.number().nullable(), userName: z.string().nullable(), hasSecret: z.boolean(), hostKey: z.string().nullable(), pickUpFolder: z.string().nullable(), takenFolder: z.string().nullable(), receiptFolder: z.string().nullable(),
  wholeWhen: z.enum(['done-file', 'stable', 'trailer']), expectedDays: z.enum(['none', 'bank-days', 'every-day']), expectedBy: z.string().nullable(), activeFrom: z.string(), activeTo: z.string().nullable(), isActive: z.boolean(), isFetched: z.boolean(),
  lastFile: z.object({ fileId: z.string(), receivedAt: z.string(), lines: z.number(), amount: z.number() }).nullable(),
  /** Day of the file that should have come, of the next one, and whether it is late. */
  dueOn: z.string().nullable(), nextOn: z.string().nullable(), isOverdue: z.boolean(),
  /** What the machine said at the last attempt, where it failed. */
  failure: z.string().nullable(),
  /** Files wait because they cannot be searched for malicious code. */
  isUnscanned: z.boolean(),
  /** Of this month. */
  files: z.number(), lines: z.number(), amount: z.number(), exceptions: z.number(),
  fee: z.number().nullable(), cost: z.number().nullable(),
})
export type ChannelValue = z.infer<typeof zChannel>

/** Settings that wait for a second officer: what they change, each field as it is and as it would be. */
const zWaiting = z.object({
  proposalId: z.string(), channelId: z.string(), title: z.string(), isNew: z.boolean(), isOwn: z.boolean(), proposedBy: z.string(), proposedAt: z.string(),
  changes: z.array(z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
})
export type WaitingSettings = z.infer<typeof zWaiting>

/** A file that was kept aside because of what a scanner said of it. */
const zHeld = z.object({ heldId: z.string(), at: z.string(), fileName: z.string().nullable(), size: z.number(), sha256: z.string(), said: z.string() })

const zChannels = z.object({ channels: z.array(zChannel), waiting: z.array(zWaiting), held: z.array(zHeld), profiles: z.array(z.object({ name: z.string(), title: z.string() })) })
export type ChannelsValue = z.infer<typeof zChannels>

/** Every channel as it stands: last file, next one, what is overdue, this month's counts and sums — 収納チャネル. */
export const listChannels = query<Record<string, never>, ChannelsValue>({
  name: 'collection.channels', title: '収納チャネルの状況を見る', permission: 'collection.read', action: 'list',
  description: 'The channels of the town with the settings that wait for a decision, their last file, the next that is expected, overdue files, failures of the partner\'s machine, and counts, sums and fees of this month.',
  input: z.object({}), output: zChannels,
  run: async (tx) => ({ ok: true, value: { channels: await valuesOf(tx, await store.listChannels(tx)), waiting: await waitingOf(tx), held: await heldOf(tx), profiles: channelProfiles().map(({ name, title }) => ({ name, title })) } }),
  ...noPersons,
  example: async () => ({}),
})

async function valuesOf(tx: Tx, rows: readonly store.ChannelRow[]): Promise<ChannelValue[]> {
  const ids = rows.map((row) => row.channel_id)
  const last = new Map((await store.listLastFiles(tx, ids)).map((row) => [row.channel_id, row]))
  const sums = new Map((await store.listSumsSince(tx, ids, startOfDay(startOfMonth(tx.today)))).map((row) => [row.channel_id, row]))
  const fees = await store.listFees(tx)
  const values: ChannelValue[] = []
  for (const row of rows) {
    const file = last.get(row.channel_id)
    const lastOn = file ? townDay(file.received_at) : null
    const expected = expectedFile({ days: row.expected_days, by: row.expected_by, activeFrom: row.active_from, activeTo: row.active_to }, { today: tx.today, time: townTime(tx.now), lastOn }, nationalClosedDays)
    const [attempt] = await store.listTransfers(tx, row.channel_id, 1)
    const sum = sums.get(row.channel_id)
    const fee = fees.find((one) => one.channel_id === row.channel_id && one.valid_from <= tx.today)?.fee ?? null
    values.push({
      ...settingsOf(row), isActive: row.active_from <= tx.today && (row.active_to === null || row.active_to >= tx.today), isFetched: isFetched(tx, row),
      lastFile: file ? { fileId: file.file_id, receivedAt: file.received_at, lines: file.lines, amount: file.amount } : null,
      dueOn: expected.due, nextOn: expected.next, isOverdue: expected.isOverdue, failure: attempt?.outcome === 'failed' || attempt?.outcome === 'unscanned' ? attempt.detail : null, isUnscanned: attempt?.outcome === 'unscanned',
      files: sum?.files ?? 0, lines: sum?.lines ?? 0, amount: sum?.amount ?? 0, exceptions: sum?.exceptions ?? 0, fee, cost: fee === null ? null : fee * (sum?.lines ?? 0),
    })
  }
  return values
}

const shownHeld = 20

async function heldOf(tx: Tx): Promise<z.infer<typeof zHeld>[]> {
  return (await listHeldFiles(tx, 'collection', shownHeld)).map((row) => ({ heldId: row.held_id, at: row.held_at, fileName: row.file_name, size: row.size, sha256: row.sha256, said: row.said }))
}

async function waitingOf(tx: Tx): Promise<WaitingSettings[]> {
  const rows = await proposals.listWaiting(tx)
  const standing = new Map((rows.length === 0 ? [] : await store.listChannels(tx)).map((row) => [row.channel_id, row]))
  return rows.map((row) => ({
    proposalId: row.proposal_id, channelId: row.channel_id, title: row.title, isNew: row.base_version === 0, isOwn: row.recorded_by === tx.actor.id, proposedBy: row.recorded_by_name, proposedAt: row.recorded_at,
    changes: changesOf(standing.get(row.channel_id), row),
  }))
}

/** The fields of a proposal that are not as they stand; of the secret only that there is another one. */
function changesOf(before: proposals.ChannelSettings | undefined, after: proposals.ChannelSettings): WaitingSettings['changes'] {
  const [was, is] = [before && toldOf(before), toldOf(after)]
  const fields = is.flatMap(([field, value], index) => { const old = was?.[index]?.[1] ?? null; return old === value ? [] : [{ field, before: old, after: value }] })
  const isSecretNew = after.secret_sealed !== null && !before?.secret_sealed?.equals(after.secret_sealed)
  return [...fields, ...(isSecretNew ? [{ field: 'secret', before: null, after: null }] : [])]
}

function toldOf(row: proposals.ChannelSettings): (readonly [field: string, value: string | null])[] {
  const { channelId: _, version: _version, profile: _profile, hasSecret: _secret, ...told } = settingsOf({ ...row, version: 0 })
  return Object.entries(told).map(([field, value]) => [field, value === null ? null : String(value)])
}

/** The moment at which a day of the town begins. */
function startOfDay(day: PlainDate): Instant {
  return `${addDays(day, -1)}T15:00:00.000Z` as Instant
}

/** The secret itself is never told, only whether there is one. */
function settingsOf(row: store.NewChannel) {
  return {
    channelId: row.channel_id, version: row.version, title: row.title, profile: row.profile, profileTitle: findProfile(row.profile)?.title ?? row.profile, sender: row.sender, transport: row.transport, host: row.host, port: row.port,
    userName: row.user_name, hasSecret: row.secret_sealed !== null, hostKey: row.host_key, pickUpFolder: row.pick_up_folder, takenFolder: row.taken_folder, receiptFolder: row.receipt_folder, wholeWhen: row.whole_when,
    expectedDays: row.expected_days, expectedBy: row.expected_by, activeFrom: row.active_from, activeTo: row.active_to,
  }
}

const zChannelPage = zChannel.extend({
  /** Other settings wait for their decision. */
  isWaiting: z.boolean(),
  profiles: z.array(z.object({ name: z.string(), title: z.string() })),
  journal: z.array(z.object({ transferId: z.string(), at: z.string(), direction: z.enum(['in', 'out']), fileName: z.string().nullable(), size: z.number().nullable(), sha256: z.string().nullable(), outcome: z.string(), detail: z.string().nullable(), fileId: z.string().nullable() })),
  fees: z.array(z.object({ validFrom: z.string(), fee: z.number() })),
})
export type ChannelPageValue = z.infer<typeof zChannelPage>

const shownTransfers = 100

/** One channel with its settings, fees and journal — 収納チャネルの記録. */
export const showChannel = query<{ channelId: string }, ChannelPageValue>({
  name: 'collection.channel', title: '収納チャネルの記録を見る', permission: 'collection.read', action: 'view',
  description: 'The settings of a channel (never its secret), its fees, and the journal of the files exchanged over it, newest first.',
  input: z.object({ channelId: zId }), output: zChannelPage,
  async run(tx, { channelId }) {
    const row = await store.findChannel(tx, channelId)
    if (!row) return refuse('channel-not-found', { field: '/channelId' })
    const [value] = await valuesOf(tx, [row])
    const journal = await store.listTransfers(tx, channelId, shownTransfers)
    return {
      ok: true,
      value: {
        ...value!, isWaiting: await proposals.findWaitingOf(tx, channelId) !== undefined, profiles: channelProfiles().map(({ name, title }) => ({ name, title })),
        journal: journal.map((one) => ({ transferId: one.transfer_id, at: one.recorded_at, direction: one.direction, fileName: one.file_name, size: one.size, sha256: one.sha256, outcome: one.outcome, detail: one.detail, fileId: one.file_id })),
        fees: (await store.listFees(tx)).filter((fee) => fee.channel_id === channelId).map((fee) => ({ validFrom: fee.valid_from, fee: fee.fee })),
      },
    }
  },
  ...noPersons,
  async example(tx) {
    const [row] = await store.listChannels(tx)
    return row ? { channelId: row.channel_id } : null
  },
})

const zGroup = z.object({ source: z.string(), title: z.string().nullable(), channel: z.string(), fundsOn: z.string(), payments: z.number(), amount: z.number(), rest: z.number() })
const zSettlements = z.object({
  from: z.string(), to: z.string(),
  /** Days of channels in the period whose money has not arrived. */
  groups: z.array(zGroup),
  /** Of the period; `fits` names days of `choices`. */
  credits: z.array(z.object({ creditId: z.string(), creditedOn: z.string(), amount: z.number(), remitter: z.string(), note: z.string().nullable(), fits: z.array(z.string()) })),
  /** Every day that a credit of the period may be laid on, of earlier months too. */
  choices: z.array(zGroup),
  settled: z.array(z.object({ creditId: z.string(), creditedOn: z.string(), settledAt: z.string(), amount: z.number(), remitter: z.string(), lines: z.array(z.object({ source: z.string(), title: z.string().nullable(), fundsOn: z.string(), amount: z.number() })) })),
  /** More credits lie in the period than are told; those that nobody has settled come first. */
  hasMoreCredits: z.boolean(),
  /** What is open outside the period, by month: days of channels with their sum, and credits that nobody has laid on one. */
  elsewhere: z.array(z.object({ month: z.string(), days: z.number(), rest: z.number(), credits: z.number() })),
  /** What the ledger says is expected, and what the days of the channels add up to: another sum means that something older waits. */
  ledger: z.number(), listed: z.number(),
})
export type SettlementsValue = z.infer<typeof zSettlements>

interface Period { readonly from: PlainDate | null; readonly to: PlainDate | null }

const shownCredits = 300

/** Money that is to arrive, money that has arrived, and which belongs to which, over a period — 資金の突合せ. */
export const showSettlements = query<Period, SettlementsValue>({
  name: 'collection.settlements', title: '資金の突合せを見る', permission: 'collection.read', action: 'list',
  description: 'Over a period (this month where none is named): confirmed money by channel and day of funds that has not arrived, credits of the bank\'s statement that nobody has settled with a proposal for each, and what was settled. What is open outside the period is counted by month.',
  input: z.object({ from: zDate.nullable().default(null), to: zDate.nullable().default(null) }), output: zSettlements,
  async run(tx, input) {
    const from = input.from ?? startOfMonth(input.to ?? tx.today)
    const days = { from, to: input.to ?? endOfMonth(from) }
    if (days.to < days.from || daysBetween(days.from, days.to) > daysOfFunds) return refuse('span-of-days', { days: daysOfFunds, field: '/to' })
    const open = await openFunds(tx)
    const found = await settlements.listCredits(tx, days, shownCredits + 1)
    const credits = found.slice(0, shownCredits)
    const unsettled = credits.filter((credit) => credit.settlement_id === null)
    const ledger = (await trialBalance(tx, tx.today, tx.today)).find((line) => line.account === 'funds-expected')?.closing ?? 0
    return {
      ok: true,
      value: {
        ...days, ledger, listed: sumOf(open.map((group) => group.rest)), groups: open.filter((group) => isWithin(group.fundsOn, days)),
        credits: unsettled.map((credit) => ({
          creditId: credit.credit_id, creditedOn: credit.credited_on, amount: credit.amount, remitter: credit.remitter, note: credit.note,
          fits: fittingFunds({ amount: credit.amount, creditedOn: credit.credited_on }, open).map((group) => `${group.source}|${group.fundsOn}`),
        })),
        choices: open.filter((group) => group.rest > 0 && unsettled.some((credit) => group.fundsOn <= credit.credited_on)),
        settled: await settledOf(tx, credits), hasMoreCredits: found.length > credits.length, elsewhere: await elsewhereOf(tx, open, days),
      },
    }
  },
  ...noPersons,
  example: async () => ({ from: null, to: null }),
})

function isWithin(day: PlainDate, { from, to }: settlements.Days): boolean {
  return from <= day && day <= to
}

async function settledOf(tx: Tx, credits: readonly settlements.CreditRow[]): Promise<SettlementsValue['settled']> {
  const lines = groupBy(await settlements.listSettlementLines(tx, credits.flatMap((credit) => credit.settlement_id ?? [])), (line) => line.settlement_id)
  return credits.flatMap((credit) => (credit.settlement_id === null || credit.settled_at === null ? [] : [{
    creditId: credit.credit_id, creditedOn: credit.credited_on, settledAt: credit.settled_at, amount: credit.amount, remitter: credit.remitter,
    lines: (lines.get(credit.settlement_id) ?? []).map((line) => ({ source: line.source, title: line.title, fundsOn: line.funds_on, amount: line.amount })),
  }]))
}

async function elsewhereOf(tx: Tx, open: readonly FundsGroup[], days: settlements.Days): Promise<SettlementsValue['elsewhere']> {
  const groups = groupBy(open.filter((group) => !isWithin(group.fundsOn, days)), (group) => group.fundsOn.slice(0, 7))
  const credits = new Map((await settlements.listOpenCreditMonths(tx, addDays(tx.today, -daysOfFunds), days)).map((row) => [row.month, row.credits]))
  return [...new Set([...groups.keys(), ...credits.keys()])].sort().map((month) => ({ month, days: groups.get(month)?.length ?? 0, rest: sumOf((groups.get(month) ?? []).map((group) => group.rest)), credits: credits.get(month) ?? 0 }))
}

import { z } from 'zod'
import { accept } from '../../kernel/outcome.ts'
import { fiscalYearOf } from '../../kernel/plain-date.ts'
import { amountText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { residentialIndicationAct, residentRegistrationAct } from '../../legislation/index.ts'
import { carryOut } from '../../platform/command/runner.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Consequence, Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { batch, type PageResult, type RunCheck, type RunFacts, type SetAside } from '../../platform/job/define.ts'
import { padNumber, takeNumbers } from '../../platform/number/index.ts'
import { saveEntry } from '../notification/carry-out.ts'
import { notificationSerial } from '../number/serial.ts'
import { refusals } from '../refusals.ts'
import { nothingNew, type RegisterEntry } from '../rules/entry.ts'
import { checkLines, filingOf, listedReasons, type CheckedLine, type CheckedLines } from './check.ts'
import type { Renumbering, RenumberingLine } from './model.ts'
import { renumberingBatch } from './runs.ts'
import * as store from './store.ts'

/** Households of a page: a household is never parted over two. */
const householdsInPage = 200

const zInput = z.strictObject({ renumberingId: zId })

/**
 * The bulk update of a case: looked through page by page, approved by a second officer who types the head count, and
 * written page by page, each person once more on the record of that moment — 住居表示・町名地番の一括更新.
 */
export const streetRenumbering = batch({
  name: renumberingBatch, title: '住居表示・町名地番の一括更新', permission: 'resident.write', approvalPermission: 'resident.approve',
  input: zInput, unit: '人', approvalTotal: 'persons',
  screen: {
    note: '事案ごとに仮に確かめ、始めた人とは別の職員が人数を打って決裁します。決裁までは、だれの記録も変わりません', results: '最後の頁のあとで、更新する人と一覧に残す人の数が出ます。', startPath: 'resident/renumbering', totalLabel: '紙の一覧から、更新する人数を打ってください', lastStep: '記録を更新する',
    approve: '一括更新を決裁する', approved: '決裁すると、もう一度1人ずつ確かめながら記録を更新します。抽出のあとに変わった人は更新しません。', setAside: 'この人たちは更新しません', posting: '更新 ',
  },
  async open(tx, { renumberingId }) {
    const one = await store.lockCase(tx, renumberingId)
    if (one === undefined) return refusals.refuse('renumbering-not-found', { field: '/renumberingId' })
    if (one.withdrawnAt !== null) return refusals.refuse('renumbering-closed', { field: '/renumberingId' })
    if (one.effectiveOn > tx.today) return refusals.refuse('renumbering-too-early', { field: '/renumberingId', date: printDate(one.effectiveOn) })
    const expected = await store.countOpenLines(tx, renumberingId)
    if (expected === 0) return refusals.refuse('renumbering-nothing-ready', { field: '/renumberingId' })
    return accept({ fiscalYear: fiscalYearOf(one.effectiveOn), assessmentDate: one.effectiveOn, expected })
  },
  page: lookThrough,
  checks: async (_tx, _run, totals) => checksOf(totals),
  tables: async () => [],
  subjectPath: (personId) => `resident/record/${personId}`,
  post: update,
  async example(tx) {
    const one = await store.findCaseWithOpenLines(tx)
    if (one === undefined || one.effectiveOn > tx.today) return null
    const lines = await store.listOpenLines(tx, one.renumberingId, { after: null, households: householdsInPage })
    return (await checkLines(tx, one, lines)).lines.some((line) => line.listed === null) ? { renumberingId: one.renumberingId } : null
  },
})

interface OpenPage { readonly one: Renumbering; readonly lines: readonly RenumberingLine[]; readonly next: string | null; readonly checked: CheckedLines }

async function openPage(tx: Tx, run: RunFacts, cursor: string | null): Promise<OpenPage> {
  const { renumberingId } = zInput.parse(run.input)
  const one = await store.findCase(tx, renumberingId)
  if (one === undefined) throw new Error('a run stands on a case')
  const lines = await store.listOpenLines(tx, renumberingId, { after: cursor, households: householdsInPage })
  const isLast = new Set(lines.map((line) => line.householdId)).size < householdsInPage
  return { one, lines, next: isLast ? null : lines.at(-1)!.householdId, checked: await checkLines(tx, one, lines) }
}

/** 仮更新: counts who would be updated, and sets the others aside with the reason. */
async function lookThrough(tx: Tx, run: RunFacts, cursor: string | null): Promise<PageResult> {
  const { lines, next, checked } = await openPage(tx, run, cursor)
  return { next, count: lines.filter((line) => line.newAddress !== null).length, setAside: asideOf(checked.lines), totals: { persons: checked.lines.filter((one) => one.listed === null).length, listed: checked.lines.filter((one) => one.listed !== null).length } }
}

function asideOf(lines: readonly CheckedLine[]): readonly SetAside[] {
  return lines.flatMap(({ line, listed }): SetAside[] => (listed === null ? [] : [{ subjectId: line.personId, reason: listed, remedy: remedyOf(listed) }]))
}

function remedyOf(listed: string): string {
  if (listed === listedReasons['no-address']) return '新しい番号のCSVに入れて、取り込んでください。'
  if (listed === listedReasons.charge) return '責任者が抽出し直して、更新します。'
  return '記録を見て、対象者を抽出し直してください。'
}

function checksOf(totals: Readonly<Record<string, number>>): readonly RunCheck[] {
  const [persons, listed] = [totals['persons'] ?? 0, totals['listed'] ?? 0]
  return [
    { code: 'persons', title: '更新する人', state: persons > 0 ? 'passed' : 'stopped', detail: `${amountText(persons)}人` },
    { code: 'listed', title: '一覧に残す人', state: listed === 0 ? 'passed' : 'attention', detail: listed === 0 ? 'いません' : `${amountText(listed)}人。記録は変えず、一覧に残します` },
  ]
}

/** 本更新: writes a page of households, each one filing of its own, so that each can be taken back by itself. */
async function update(tx: Tx, run: RunFacts, cursor: string | null): Promise<PageResult> {
  const { one, next, checked } = await openPage(tx, run, cursor)
  if (cursor === null && one.appliedAt === null) {
    await store.applyTowns(tx, await store.listTowns(tx, one.renumberingId), one.effectiveOn)
    await store.keepMoment(tx, one.renumberingId, 'applied')
  }
  const ready = checked.lines.filter(({ listed }) => listed === null).map(({ line }) => line)
  const filings = await fileHouseholds(tx, one, ready)
  const entries = filings.map((filing) => checked.entryOf(filing.notification, filing.notificationId))
  await saveAll(tx, entries)
  await carryOut(tx, tx.commandId, { ok: true, value: null, events: entries.map((entry) => entry.event), tasks: cursor === null ? lettersOf(one) : [] })
  await store.keepOutcomes(tx, one.renumberingId, [
    ...filings.flatMap(({ notification, notificationId }) => notification.personIds.map((personId) => ({ personId, outcome: 'updated' as const, reason: null, notificationId }))),
    ...checked.lines.flatMap(({ line, listed }) => (listed === null ? [] : [{ personId: line.personId, outcome: 'listed' as const, reason: listed, notificationId: null }])),
  ])
  await tx.services.writeAudit(tx, { action: 'command', output: renumberingBatch, subjectIds: ready.map((line) => line.personId), numberRevealed: false, asOf: one.effectiveOn, outcome: 'done', detailDigest: run.runId.replaceAll('-', '') })
  return { next, count: checked.lines.filter(({ line }) => line.newAddress !== null).length, setAside: asideOf(checked.lines), totals: {} }
}

interface HouseholdFiling { readonly notificationId: string; readonly notification: ReturnType<typeof filingOf> }

/** One filing for those of a household who go to the same new address. */
async function fileHouseholds(tx: Tx, one: Renumbering, lines: readonly RenumberingLine[]): Promise<readonly HouseholdFiling[]> {
  const groups = new Map<string, RenumberingLine[]>()
  for (const line of lines) {
    const key = `${line.householdId}|${JSON.stringify([line.oldAddress, line.newAddress])}`
    groups.set(key, [...groups.get(key) ?? [], line])
  }
  const filings = [...groups.values()].map((group) => ({ notificationId: newId(), notification: filingOf(tx, one, group) }))
  if (filings.length === 0) return []
  const first = await takeNumbers(tx, notificationSerial, filings.length)
  await store.insertFilings(tx, filings.map(({ notificationId, notification }, index) => ({
    notificationId, number: padNumber(first + index, 8), body: { kind: 'address-renumbering', notification }, personIds: notification.personIds,
  })), { kind: 'address-renumbering', eventOn: one.effectiveOn })
  return filings
}

/** The snapshots of all households of a page, in the few statements of one entry. */
async function saveAll(tx: Tx, entries: readonly RegisterEntry[]): Promise<void> {
  const [first] = entries
  if (first === undefined) return
  await saveEntry(tx, { ...nothingNew, householdId: first.householdId, event: first.event, changes: entries.flatMap((entry) => entry.changes) })
}

/** What the office owes once the addresses are changed, about the case as a whole. */
function lettersOf(one: Renumbering): readonly Consequence[] {
  const common = { business: '住民', subjectIds: [one.renumberingId], path: `resident/renumbering/${one.renumberingId}`, effectiveOn: one.effectiveOn, deadline: null, lostAfter: null, amount: null, amountUnknown: null, effect: 'task' } as const
  return [
    { ...common, code: 'resident.send-renumbering-notices', title: `「${one.title}」を住民に知らせる`, detail: '事案の画面から、世帯ごとの通知と宛名の一覧を出せます。', article: residentialIndicationAct.art('3(3)'), letter: '住居表示・町名地番変更通知書', owner: '住民課' },
    { ...common, code: 'resident.tell-domiciles-of-renumbering', title: `「${one.title}」の附票記載事項通知を本籍地へ送る`, detail: '支援措置の情報があるときは、住所より先か一緒に送ります。', article: residentRegistrationAct.art('19(1)'), letter: '戸籍の附票記載事項通知', owner: '戸籍係' },
  ]
}

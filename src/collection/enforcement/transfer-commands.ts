import { z } from 'zod'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import { findPlainDate, type PlainDate } from '../../kernel/plain-date.ts'
import { sumOf, yen, type Yen, zeroYen } from '../../kernel/yen.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zText } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { upload } from '../../platform/command/upload.ts'
import { newId } from '../../platform/crypto/index.ts'
import { padNumber, takeNumbers } from '../../platform/number/index.ts'
import { readTable, type TableRow } from '../../platform/spreadsheet/index.ts'
import { openItemsOf } from '../account.ts'
import { closeBook, openBook } from '../book.ts'
import { collectionLawOn } from '../law.ts'
import { insertNotices, insertPayments } from '../payment-store.ts'
import { lateLines } from '../payments.ts'
import { refuse } from '../refusals.ts'
import { allocate, owedOn } from '../rules/allocation.ts'
import { receivableOf } from '../rules/debt-part.ts'
import { deriveAgain } from './claims.ts'
import { subjectsOf } from './event-commands.ts'
import { findTransferable } from './example-store.ts'
import * as store from './transfer-store.ts'

const zTransfer = z.object({ transferId: z.string() })

/** Hands a case with everything that is due to a joint body — 事案を引き継ぐ. */
export const transferCase = command({
  name: 'collection.transfer-case', title: '事案を引き継ぐ', permission: 'collection-enforcement.approve',
  description: 'Hands everything of an addressee that is due to a joint collection body. Each claim gets a number under which the body reports. The list for the body is a file of the day.',
  input: z.object({ partyId: zId, body: zText(100, '引き継ぎ先') }), output: zTransfer.extend({ claims: z.number(), amount: z.number() }),
  async run(tx, { partyId, body }) {
    if ((await store.listTransfersOfParty(tx, partyId)).some((row) => row.returned_on === null)) return refuse('transfer-open', { field: '/partyId' })
    const items = await openItemsOf(tx, partyId, tx.today)
    if (!items.ok) return items
    const due = items.value.filter((item) => item.due < tx.today)
    if (due.length === 0) return refuse('nothing-owed', { field: '/partyId' })
    const [transferId, first] = [newId(), await takeNumbers(tx, 'collection.case-claim', due.length)]
    await store.insertTransfer(tx, { transferId, partyId, body, claims: due.map((item, index) => ({ chargeId: item.chargeId, claimNo: padNumber(first + index, 8), tax: item.tax, late: item.late, fee: item.fee })) })
    return done({ transferId, claims: due.length, amount: owedOn(due) }, { subjectIds: await subjectsOf(tx, partyId) })
  },
  async example(tx) {
    const found = await findTransferable(tx)
    return found ? { partyId: found.party_id, body: '見本県滞納整理機構' } : null
  },
})

/** The body gives a case back — 事案が戻る. */
export const endCaseTransfer = command({
  name: 'collection.end-case-transfer', title: '徴収の引継ぎを終える', permission: 'collection-enforcement.write',
  description: 'Records that a joint body gave a case back, and why.',
  input: z.object({ transferId: zId, returnedOn: zDate, reason: zText(300, '理由') }), output: zTransfer,
  async run(tx, { transferId, returnedOn, reason }) {
    const row = await store.lockTransfer(tx, transferId)
    if (!row) return refuse('case-not-transferred', { field: '/transferId' })
    if (row.returned_on !== null) return refuse('case-returned', { field: '/transferId' })
    if (returnedOn > tx.today || returnedOn < row.transferred_on) return refuse('request-end-day', { field: '/returnedOn' })
    await store.endTransfer(tx, transferId, { returnedOn, reason })
    return done({ transferId }, { subjectIds: await subjectsOf(tx, row.party_id) })
  },
  async example(tx) {
    const [, ...rest] = await store.listOpenTransfers(tx, 50)
    return rest[0] ? { transferId: rest[0].transfer_id, returnedOn: tx.today, reason: '分割納付の約束ができた' } : null
  },
})

const resultColumns = ['送金番号', '債権番号', '領収日', '納付額'] as const
type ResultColumn = (typeof resultColumns)[number]

interface Result { readonly line: number; readonly key: string; readonly claimNo: string; readonly paidOn: PlainDate; readonly amount: Yen }

/** Takes in what a joint body collected — 徴収結果を受け取る. */
export const loadTransferResult = command({
  name: 'collection.load-transfer-result', title: '引き継いだ事案の徴収結果を受け取る', permission: 'collection-enforcement.write', keepOutcome: 'for-ever',
  description: 'Reads the file of a joint body (docs/case-transfer-csv.md) and posts what it collected: to the tax first, then to its delinquency charge as of the day of payment and the fee of its demand. A line that came before changes nothing; any fault refuses the whole file by its line.',
  input: z.object({ content: upload(z.base64({ error: 'ファイルを選んでください。' }).min(1, { error: 'ファイルを選んでください。' }).max(3_000_000, { error: 'ファイルが大きすぎます。' })) }),
  output: z.object({ posted: z.number(), known: z.number(), amount: z.number() }),
  async run(tx, { content }) {
    const table = await readTable<ResultColumn>(Buffer.from(content, 'base64'), resultColumns, resultColumns)
    if (!table.ok) return table
    const read = readResults(table.value)
    if (!read.ok) return read
    const known = await store.listKnownResults(tx, read.value.map((result) => result.key))
    const fresh = [...new Map(read.value.filter((result) => !known.has(result.key)).map((result) => [result.key, result])).values()]
    const posted = await postResults(tx, fresh)
    if (!posted.ok) return posted
    return done({ posted: fresh.length, known: read.value.length - fresh.length, amount: sumOf(fresh.map((result) => result.amount)) }, { subjectIds: posted.value })
  },
  async example(tx) {
    for (const transfer of await store.listOpenTransfers(tx, 50)) {
      const claim = (await store.listTransferClaims(tx, [transfer.transfer_id])).find((one) => one.tax > 1)
      if (claim) return { content: Buffer.from(`${resultColumns.join()}\r\nS${transfer.transfer_id.slice(-8)}${tx.now.slice(11, 19)},${claim.claim_no},${tx.today},1\r\n`, 'utf8').toString('base64') }
    }
    return null
  },
})

function readResults(rows: readonly TableRow<ResultColumn>[]): Outcome<Result[]> {
  const results: Result[] = []
  for (const row of rows) {
    const bad = (column: ResultColumn) => refuse('result-value', { line: row.line, column, field: column })
    const [key, claimNo, day, amount] = resultColumns.map((column) => row.get(column)) as [string | null, string | null, string | null, string | null]
    const paidOn = findPlainDate(day ?? '')
    if (key === null || key.length > 40) return bad('送金番号')
    if (claimNo === null || !/^\d{8}$/.test(claimNo)) return bad('債権番号')
    if (paidOn === undefined) return bad('領収日')
    if (amount === null || !/^[1-9]\d{0,11}$/.test(amount)) return bad('納付額')
    results.push({ line: row.line, key, claimNo, paidOn, amount: yen(Number(amount)) })
  }
  return results.length > 0 ? accept(results) : refuse('result-empty', { field: '/content' })
}

/** Each line a payment of its own; gives the residents whose debts were paid. */
async function postResults(tx: Tx, results: readonly Result[]): Promise<Outcome<string[]>> {
  const claims = new Map((await store.listClaimsByNumber(tx, results.map((result) => result.claimNo))).map((claim) => [claim.claim_no, claim]))
  const { partOrder: order } = collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today))
  const subjects = new Set<string>()
  for (const result of results.toSorted((a, b) => (a.paidOn < b.paidOn ? -1 : 1))) {
    const claim = claims.get(result.claimNo)
    if (!claim) return refuse('result-claim-unknown', { line: result.line, field: '/content' })
    if (result.paidOn > tx.today) return refuse('result-value', { line: result.line, column: '領収日', field: '/content' })
    const items = await openItemsOf(tx, claim.party_id, result.paidOn)
    if (!items.ok) return items
    const { allocations, rest } = allocate(result.amount, items.value.filter((item) => item.chargeId === claim.charge_id), { named: [], order })
    if (rest > zeroYen) return refuse('result-too-much', { line: result.line, field: '/content' })
    await postResult(tx, { ...result, chargeId: claim.charge_id, partyId: claim.party_id }, allocations)
    for (const id of await subjectsOf(tx, claim.party_id)) subjects.add(id)
  }
  await deriveAgain(tx, [...claims.values()].map((claim) => claim.charge_id))
  return accept([...subjects])
}

async function postResult(tx: Tx, result: Result & { chargeId: string; partyId: string }, allocations: ReturnType<typeof allocate>['allocations']): Promise<void> {
  const { partyId, chargeId, paidOn } = result
  const [paymentId, book] = [newId(), await openBook(tx, [chargeId])]
  const entry = { effectiveOn: paidOn, paymentId }
  book.enter({ ...entry, kind: 'late-charge' }, lateLines(allocations, (id) => book.balancesOf(id).late).map((line) => ({ debit: 'late-receivable', credit: 'late-revenue', ...line, partyId })))
  book.enter({ ...entry, kind: 'receipt' }, allocations.map(({ kind, amount }) => ({ debit: 'cash', credit: receivableOf[kind], amount, chargeId, partyId })))
  book.settle([chargeId])
  await insertPayments(tx, [{ paymentId, channel: 'enforcement', paymentKey: `transfer|${result.key}`, slipId: null, partyId, amount: result.amount, paidOn, paidAt: null }])
  await insertNotices(tx, [{ paymentId, kind: 'confirmed', fundsOn: paidOn, fileId: null, lineNo: null, reason: null }])
  await closeBook(tx, book)
  await store.insertResults(tx, [{ key: result.key, claimNo: result.claimNo, amount: result.amount, paidOn, paymentId }])
}

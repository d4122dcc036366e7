import { z } from 'zod'
import { assert } from '../../kernel/assert.ts'
import { amountText } from '../../kernel/text.ts'
import { subtract, sumOf } from '../../kernel/yen.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { upload } from '../../platform/command/upload.ts'
import { sha256Hex } from '../../platform/crypto/index.ts'
import { closeBook, openBook } from '../book.ts'
import { refuse } from '../refusals.ts'
import { addDays, maxDate, minDate, type PlainDate } from '../../kernel/plain-date.ts'
import { daysOfFunds, fittingFunds, type FundsGroup, openFunds, openFundsOn, readStatement, statementProfile } from './settlement.ts'
import * as store from './settlement-store.ts'

const zContent = upload(z.base64({ error: 'ファイルを選んでください。' }).min(1, { error: 'ファイルを選んでください。' }).max(14_000_000, { error: 'ファイルは10MBまでです。' }))

/** Takes in credits of the town's account — 入金の明細を受け取る. */
export const loadBankStatement = command({
  name: 'collection.load-bank-statement', title: '銀行の入金明細を受け取る', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Reads a statement of credits on the town\'s account. Any fault refuses the whole file by line and column; credits that were taken before are passed over by their number at the bank.',
  input: z.object({ content: zContent }), output: z.object({ credits: z.number(), amount: z.number(), from: z.string(), to: z.string() }),
  async run(tx, { content }) {
    const bytes = new Uint8Array(Buffer.from(content, 'base64'))
    const read = readStatement(bytes, tx.office.code)
    if (!read.ok) return read
    const credits = await store.insertCredits(tx, sha256Hex(bytes), read.value.lines)
    return credits === 0 ? refuse('statement-nothing', { field: '/content' }) : done({ credits, amount: read.value.amount, ...spanOf(read.value.lines.map((line) => line.creditedOn)) })
  },
  async example(tx) {
    const [group] = (await openFunds(tx)).filter((one) => one.rest > 0)
    const credits = await store.listCredits(tx, { from: addDays(tx.today, -daysOfFunds), to: tx.today }, 200)
    const day = tx.today.replaceAll('-', '')
    const rows = [`H,${statementProfile},0001,${tx.office.code},${day},${credits.length + 1}`, `D,${credits.length + 1},${day},${group?.rest ?? 1_000},ｼﾕｳﾉｳﾀﾞｲｺｳ,ﾌﾘｺﾐ`, `T,1,${group?.rest ?? 1_000}`]
    return { content: Buffer.from(`${rows.join('\r\n')}\r\n`, 'utf8').toString('base64') }
  },
})

/** The first and the last of some days. */
function spanOf([first, ...others]: readonly PlainDate[]): { from: PlainDate; to: PlainDate } {
  assert(first !== undefined, 'a statement that was taken has credits')
  return { from: minDate(first, ...others), to: maxDate(first, ...others) }
}

/** Says whose money a credit is — 入金を突き合わせる. */
export const settleFunds = command({
  name: 'collection.settle-funds', title: '入金を収納チャネルの日と突き合わせる', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Lays a credit on days of channels whose money it is: what was expected becomes cash. A difference of one yen is refused with both sums.',
  input: z.object({ creditId: zId, groups: z.array(z.object({ source: z.string(), fundsOn: zDate })).min(1, { error: 'チャネルと日を選んでください。' }).max(200) }),
  output: z.object({ settlementId: z.string(), amount: z.number() }),
  async run(tx, { creditId, groups: asked }) {
    await store.lockSettlements(tx)
    const credit = await store.findCredit(tx, creditId)
    if (!credit) return refuse('credit-not-found', { field: '/creditId' })
    if (credit.settlement_id !== null) return refuse('credit-settled', { field: '/creditId' })
    const wanted = new Set(asked.map((one) => `${one.source}|${one.fundsOn}`))
    const groups = (await openFundsOn(tx, asked.map((one) => one.fundsOn))).filter((group) => wanted.has(`${group.source}|${group.fundsOn}`))
    if (groups.length < wanted.size || groups.some((group) => group.rest < 0)) return refuse('settlement-nothing', { field: '/groups' })
    const expected = sumOf(groups.map((group) => group.rest))
    if (expected !== credit.amount) return refuse('settlement-differs', { credit: amountText(credit.amount), expected: amountText(expected), difference: amountText(Math.abs(subtract(credit.amount, expected))), field: '/groups' })
    const entryId = await enter(tx, credit.credited_on, groups)
    const settlementId = await store.insertSettlement(tx, { creditId, amount: credit.amount, entryId, lines: groups.map((group) => ({ source: group.source, fundsOn: group.fundsOn, amount: group.rest })) })
    return done({ settlementId, amount: credit.amount })
  },
  async example(tx) {
    const groups = await openFunds(tx)
    for (const credit of await store.listCredits(tx, { from: addDays(tx.today, -daysOfFunds), to: tx.today }, 200)) {
      const fits = credit.settlement_id === null ? fittingFunds({ amount: credit.amount, creditedOn: credit.credited_on }, groups) : []
      if (fits.length > 0) return { creditId: credit.credit_id, groups: fits.map((group) => ({ source: group.source, fundsOn: group.fundsOn })) }
    }
    return null
  },
})

/** What was expected is there: one line of the ledger for each day of a channel. */
async function enter(tx: Tx, creditedOn: FundsGroup['fundsOn'], groups: readonly FundsGroup[]): Promise<string> {
  const book = await openBook(tx, [])
  const [first] = book.enter({ kind: 'settlement', effectiveOn: creditedOn }, groups.map((group) => ({ debit: 'cash', credit: 'funds-expected', amount: group.rest, chargeId: null, partyId: null })))
  await closeBook(tx, book)
  return first!.entryId
}

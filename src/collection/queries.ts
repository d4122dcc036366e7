import { z } from 'zod'
import { fiscalYear, type PlainDate } from '../kernel/plain-date.ts'
import { printDate } from '../kernel/wareki.ts'
import { sumOf } from '../kernel/yen.ts'
import { findAddresseeOfResident, findParty, findPartyByNumber, listParties, type Party } from '../party/index.ts'
import { noPersons, query } from '../platform/command/define.ts'
import { zDate, zId } from '../platform/command/schema.ts'
import type { Tx } from '../platform/command/tx.ts'
import { type AccountLine, linesOfAccount } from './account.ts'
import { periodText } from './forms.ts'
import { groupBy } from './group.ts'
import { listDemandsOfCharges } from './late/demand-store.ts'
import { collectionLawOn } from './law.ts'
import { findLevy } from './levies.ts'
import * as paymentStore from './payment-store.ts'
import { listReceiptsOfPayments } from './receipts/store.ts'
import { refuse } from './refusals.ts'
import { demandDates } from './rules/due-date.ts'
import { paymentState, type NoticeKind } from './rules/reconcile.ts'
import * as slipStore from './slip-store.ts'
import * as store from './store.ts'

export const zPayer = z.object({
  partyId: z.string().nullable(), residentId: z.string().nullable(), number: z.string(), kind: z.enum(['resident', 'outsider', 'corporation']), name: z.string(), kana: z.string().nullable(),
  birth: z.string().nullable(), sex: z.string().nullable(), address: z.string().nullable(), delivery: z.string().nullable(),
})
export type Payer = z.infer<typeof zPayer>

const zPart = z.object({ from: z.string(), to: z.string(), days: z.number(), base: z.number(), percent: z.string(), yen: z.number().nullable() })

const zLine = z.object({
  chargeId: z.string(), levyCode: z.string(), levyTitle: z.string(), fiscalYear: z.number(), instalment: z.number(), period: z.string(), dueOn: z.string(), noticeNo: z.string().nullable(),
  charged: z.number(), paid: z.number(), preliminary: z.number(), balance: z.number(), overpaid: z.number(),
  /** Delinquency charge still to pay on that day; null where its rate is not published. */
  late: z.number().nullable(), fee: z.number(), lateRaw: z.number().nullable(), lateParts: z.array(zPart), demandBy: z.string().nullable(),
})
export type AccountLineValue = z.infer<typeof zLine>

const zReceipt = z.object({ receiptId: z.string(), receiptNo: z.string(), documentId: z.string(), copies: z.number(), isCancelled: z.boolean(), isOfToday: z.boolean() })

const zAccount = z.object({
  payer: zPayer, on: z.string(), lines: z.array(zLine),
  owed: z.object({ tax: z.number(), late: z.number(), fee: z.number(), total: z.number(), notYetDue: z.number() }),
  overpaid: z.number(),
  payments: z.array(z.object({ paymentId: z.string(), channel: z.string(), state: z.string(), amount: z.number(), paidOn: z.string(), receipt: zReceipt.nullable() })),
  /** Money of the town whose debt is not known; first what is as much as an instalment that is open here. */
  suspense: z.array(z.object({ paymentId: z.string(), amount: z.number(), paidOn: z.string(), fits: z.boolean() })),
  /** Demands that were taken back, letter by letter, with the fee that fell with them. */
  withdrawnDemands: z.array(z.object({ letterNo: z.string(), issuedOn: z.string(), withdrawnOn: z.string(), reason: z.string(), fee: z.number(), documentId: z.string().nullable() })),
  slips: z.array(z.object({ slipId: z.string(), slipKey: z.string(), levyTitle: z.string(), amount: z.number(), usableUntil: z.string(), reissue: z.number(), issuedAt: z.string(), hasBars: z.boolean() })),
})
export type Account = z.infer<typeof zAccount>

const whoseAccount = z.object({
  partyId: zId.nullable(), residentId: zId.nullable(),
  /** The day for which delinquency charges are counted; today where null. */
  on: zDate.nullable(),
}).refine((input) => (input.partyId === null) !== (input.residentId === null), { error: '宛名か住民のどちらか一つを指定してください。', path: ['partyId'] })

/** What an addressee owes and has paid over all levies, as of a day — 名寄せ台帳. */
export const showAccount = query({
  name: 'collection.account', title: '収納の台帳を見る', permission: 'collection.read', action: 'view',
  description: 'All instalments of an addressee with what is owed, paid and preliminary, and the delinquency charge if the rest is paid on the given day.',
  input: whoseAccount, output: zAccount,
  async run(tx, input) {
    const found = input.partyId === null ? await findAddresseeOfResident(tx, input.residentId ?? '') : await findParty(tx, input.partyId)
    if (!found) return refuse('party-not-found', { field: input.partyId === null ? '/residentId' : '/partyId' })
    return { ok: true, value: await accountOf(tx, found, input.on ?? tx.today) }
  },
  subjects: (value) => (value.payer.residentId === null ? [] : [value.payer.residentId]),
  withhold: (value, personIds) => (value.payer.residentId !== null && personIds.has(value.payer.residentId)
    ? { ...value, payer: { ...value.payer, birth: null, address: null, delivery: null } } : value),
  async example(tx) {
    const charge = await store.findAnyOpenCharge(tx)
    return charge ? { partyId: charge.party_id, residentId: null, on: null } : null
  },
})

async function accountOf(tx: Tx, payer: Omit<Party, 'partyId'> & { readonly partyId: string | null }, on: PlainDate): Promise<Account> {
  const { partyId } = payer
  const found = partyId === null ? [] : await linesOfAccount(tx, partyId, on)
  const lines = found.map((line) => lineOf(tx, line, on))
  const due = lines.filter((line) => line.dueOn < on)
  const sumOfLines = (list: readonly AccountLineValue[], pick: (line: AccountLineValue) => number): number => list.reduce((total, line) => total + pick(line), 0)
  const tax = sumOfLines(due, (line) => line.balance)
  const late = sumOfLines(lines, (line) => line.late ?? 0)
  const fee = sumOfLines(lines, (line) => line.fee)
  return {
    payer: payerOf(payer), on, lines,
    owed: { tax, late, fee, total: tax + late + fee, notYetDue: sumOfLines(lines, (line) => line.balance) - tax },
    overpaid: sumOfLines(lines, (line) => line.overpaid),
    payments: partyId === null ? [] : await paymentsOf(tx, partyId),
    suspense: partyId === null ? [] : await suspenseFor(tx, lines),
    withdrawnDemands: await withdrawnOf(tx, lines.map((line) => line.chargeId)),
    slips: partyId === null ? [] : (await slipStore.listSlipsOfParty(tx, partyId)).map(slipOf),
  }
}

async function withdrawnOf(tx: Tx, chargeIds: readonly string[]): Promise<Account['withdrawnDemands']> {
  const demands = (await listDemandsOfCharges(tx, chargeIds)).flatMap((demand) => (demand.withdrawn_on === null ? [] : [{ ...demand, withdrawn_on: demand.withdrawn_on }]))
  return [...groupBy(demands, (demand) => `${demand.letter_no}|${demand.withdrawn_on}`).values()].map((same) => ({
    letterNo: same[0]!.letter_no, issuedOn: same[0]!.issued_on, withdrawnOn: same[0]!.withdrawn_on, reason: same[0]!.withdrawn_reason ?? '', fee: sumOf(same.map((demand) => demand.fee)), documentId: same[0]!.withdrawal_document_id,
  }))
}

/** Only where something is open: then a clerk who knows better may give it to an instalment. */
async function suspenseFor(tx: Tx, lines: readonly AccountLineValue[]): Promise<Account['suspense']> {
  const open = new Set(lines.filter((line) => line.balance > 0).map((line) => line.balance))
  if (open.size === 0) return []
  const rows = (await paymentStore.listSuspense(tx, 50)).map((row) => ({ paymentId: row.payment_id, amount: row.amount, paidOn: row.paid_on, fits: open.has(row.amount) }))
  return [...rows.filter((row) => row.fits), ...rows.filter((row) => !row.fits)]
}

export function payerOf(payer: Omit<Party, 'partyId'> & { readonly partyId: string | null }): Payer {
  const { partyId, residentId, number, kind, name, kana, address, delivery, person } = payer
  return {
    partyId, residentId, number, kind, name, kana, address, delivery: delivery === null ? null : [delivery.address, delivery.addressee].filter((part) => part !== null).join('　'),
    birth: person === null ? null : (person.birth.wording ?? printDate(person.birth.calc)), sex: person === null ? null : ({ male: '男', female: '女', unknown: '不明' } as const)[person.sex],
  }
}

function lineOf(tx: Tx, { balance, accrued }: AccountLine, on: PlainDate): AccountLineValue {
  const law = collectionLawOn(on, tx.office.ordinanceOn(on))
  const demand = demandDates({ due: balance.dueOn, unpaid: balance.balance, issuedOn: null }, law)
  const charge = accrued.charge.ok ? accrued.charge.value : null
  return {
    chargeId: balance.chargeId, levyCode: balance.levyCode, levyTitle: levyTitle(balance.levyCode), fiscalYear: balance.fiscalYear, instalment: balance.instalment, period: periodText(balance),
    dueOn: balance.dueOn, noticeNo: balance.noticeNo, charged: balance.charged, paid: balance.paid, preliminary: balance.preliminary, balance: balance.balance, overpaid: balance.overpaid,
    late: accrued.open, fee: Math.max(0, balance.feeBalance), lateRaw: charge?.raw ?? null, demandBy: demand.issueBy !== null && demand.issueBy >= on ? demand.issueBy : null,
    lateParts: (charge?.parts ?? []).map((part) => ({ from: part.from, to: part.to, days: part.days, base: part.base, percent: percentText(part.rate), yen: part.yen })),
  }
}

/** A rate as a percentage with one decimal, `8.7`. */
function percentText(rate: { readonly num: number; readonly den: number }): string {
  const tenths = (rate.num * 1000) / rate.den
  return `${Math.trunc(tenths / 10)}.${tenths % 10}`
}

function levyTitle(code: string): string {
  return findLevy(code)?.shortTitle ?? code
}

async function paymentsOf(tx: Tx, partyId: string): Promise<Account['payments']> {
  const rows = await paymentStore.listPaymentsOfParty(tx, partyId)
  const receipts = new Map((await listReceiptsOfPayments(tx, rows.map((row) => row.payment_id))).map((receipt) => [receipt.payment_id, receipt]))
  return rows.map((row) => {
    const receipt = receipts.get(row.payment_id)
    return {
      paymentId: row.payment_id, channel: row.channel, state: paymentState(new Set<NoticeKind>(row.notices)), amount: row.amount, paidOn: row.paid_on,
      receipt: receipt ? { receiptId: receipt.receipt_id, receiptNo: receipt.receipt_no, documentId: receipt.document_id, copies: receipt.copies, isCancelled: receipt.is_cancelled, isOfToday: receipt.issued_on === tx.today } : null,
    }
  })
}

function slipOf(row: slipStore.SlipRow): Account['slips'][number] {
  return { slipId: row.slip_id, slipKey: row.slip_key, levyTitle: levyTitle(row.levy_code), amount: row.amount, usableUntil: row.usable_until, reissue: row.reissue, issuedAt: row.issued_at, hasBars: row.code !== null }
}

const zFileState = z.object({ fileId: z.string(), layout: z.string(), encoding: z.string(), lines: z.number(), posted: z.number(), amount: z.number(), exceptions: z.number(), receivedAt: z.string() })
export type FileState = z.infer<typeof zFileState>

function fileOf(row: paymentStore.FileRow): FileState {
  return { fileId: row.file_id, layout: row.layout, encoding: row.encoding, lines: row.lines, posted: row.posted, amount: row.amount, exceptions: row.exceptions, receivedAt: row.received_at }
}

const zFile = zFileState.extend({
  outcomes: z.array(z.object({ outcome: z.string(), lines: z.number(), amount: z.number() })),
  exceptionLines: z.array(z.object({ lineNo: z.number(), outcome: z.string(), exception: z.string(), kind: z.string(), amount: z.number(), paidOn: z.string(), code: z.string(), paymentId: z.string().nullable() })),
})
export type FileValue = z.infer<typeof zFile>

/** How far a payment file is posted, and what needs a person — 納付のファイルの状況. */
export const showPaymentFile = query<{ fileId: string }, FileValue>({
  name: 'collection.payment-file', title: '納付のファイルを見る', permission: 'collection.read', action: 'view',
  description: 'Lines and sums of a payment file, how many have been posted, what became of them, and the lines a person has to look at.',
  input: z.object({ fileId: zId }), output: zFile,
  async run(tx, { fileId }) {
    const file = await paymentStore.findFile(tx, fileId)
    if (!file) return refuse('file-not-found', { field: '/fileId' })
    const exceptions = await paymentStore.listExceptions(tx, fileId, 200)
    return {
      ok: true,
      value: {
        ...fileOf(file), outcomes: await paymentStore.listOutcomes(tx, fileId),
        exceptionLines: exceptions.map((row) => ({ lineNo: row.line_no, outcome: row.outcome, exception: row.exception, kind: row.kind, amount: row.amount, paidOn: row.paid_on, code: row.code, paymentId: row.payment_id })),
      },
    }
  },
  ...noPersons,
  async example(tx) {
    const [file] = await paymentStore.listFiles(tx, 1)
    return file ? { fileId: file.file_id } : null
  },
})

const zDesk = z.object({
  files: z.array(zFileState),
  overpayments: z.array(z.object({ chargeId: z.string(), payer: zPayer, levyTitle: z.string(), period: z.string(), amount: z.number(), since: z.string() })),
  suspense: z.array(z.object({ paymentId: z.string(), amount: z.number(), paidOn: z.string() })),
})
export type Desk = z.infer<typeof zDesk>

/** The collection desk: files, overpayments, money in suspense — 収納の机. */
export const showDesk = query({
  name: 'collection.desk', title: '収納の一覧を見る', permission: 'collection.read', action: 'list',
  description: 'The latest payment files with their progress, overpayments to be refunded or appropriated, and money whose debt is unknown.',
  input: z.object({}), output: zDesk,
  async run(tx) {
    const overpaid = await paymentStore.listOverpayments(tx, 50)
    const charges = new Map((await store.listCharges(tx, overpaid.map((row) => row.charge_id))).map((row) => [row.charge_id, row]))
    const payers = new Map((await listParties(tx, overpaid.map((row) => row.party_id))).map((party) => [party.partyId, party]))
    return {
      ok: true,
      value: {
        files: (await paymentStore.listFiles(tx, 20)).map(fileOf),
        overpayments: overpaid.flatMap((row) => {
          const [charge, payer] = [charges.get(row.charge_id), payers.get(row.party_id)]
          if (!charge || !payer) return []
          return [{ chargeId: row.charge_id, payer: payerOf(payer), levyTitle: levyTitle(charge.levy_code), period: periodText({ fiscalYear: fiscalYear(charge.fiscal_year), instalment: charge.instalment }), amount: row.amount, since: row.since }]
        }),
        suspense: (await paymentStore.listSuspense(tx, 50)).map((row) => ({ paymentId: row.payment_id, amount: row.amount, paidOn: row.paid_on })),
      },
    }
  },
  subjects: (value) => value.overpayments.flatMap((row) => row.payer.residentId ?? []),
  withhold: (value, personIds) => ({
    ...value,
    overpayments: value.overpayments.map((row) => (row.payer.residentId !== null && personIds.has(row.payer.residentId) ? { ...row, payer: { ...row.payer, birth: null, address: null, delivery: null } } : row)),
  }),
  example: async () => ({}),
})

const zFoundAccount = z.object({ number: z.string(), partyId: z.string().nullable(), residentId: z.string().nullable() })
export type FoundAccount = z.infer<typeof zFoundAccount>

/** The account of a 宛名番号 — 宛名番号から台帳を開く. */
export const findAccount = query({
  name: 'collection.find-account', title: '宛名番号で台帳を探す', permission: 'collection.read', action: 'search', sensitive: true,
  description: 'The addressee with this number, so that the account can be opened; nulls where nothing was ever addressed to it.',
  input: z.object({ number: z.string().regex(/^[0-9]{0,15}$/, { error: '宛名番号を数字で入れてください。' }) }), output: zFoundAccount,
  async run(tx, { number }) {
    const party = number === '' ? undefined : await findPartyByNumber(tx, number)
    return { ok: true, value: { number, partyId: party?.partyId ?? null, residentId: party?.residentId ?? null } }
  },
  subjects: (value) => (value.residentId === null ? [] : [value.residentId]),
  withhold: (value) => value,
  async example(tx) {
    const charge = await store.findAnyOpenCharge(tx)
    const party = charge ? await findParty(tx, charge.party_id) : undefined
    return party ? { number: party.number } : null
  },
})

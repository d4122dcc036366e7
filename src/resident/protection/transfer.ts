import { z } from 'zod'
import { printDate } from '../../kernel/wareki.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zText } from '../../platform/command/schema.ts'
import { done } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { keysOf, mayProtect } from './filing.ts'
import { transferGrounds } from './model.ts'
import { protectionRefusals } from './refusals.ts'
import * as store from './store.ts'

const zTransfer = z.object({ transferId: z.string() })

/** Keeps that a copy of the filing went to another municipality — 転送. */
export const sendTransfer = command({
  name: 'resident.send-transfer', title: '支援措置の申出書の写しを転送する', permission: mayProtect,
  description: 'Keeps that a copy of a filing was sent to another municipality (former address, domicile, former domicile, new address), with the day.',
  input: z.strictObject({ filingId: zId, municipality: zText(40, '転送先の市区町村'), ground: z.enum(keysOf(transferGrounds), { error: '転送先との関わりを選んでください。' }), sentOn: zDate }), output: zTransfer,
  async run(tx, input) {
    const measures = await store.lockMeasures(tx, input.filingId)
    if (measures.length === 0) return protectionRefusals.refuse('filing-not-found', { field: '/filingId' })
    if (input.sentOn > tx.today) return protectionRefusals.refuse('transfer-in-future', { field: '/sentOn', date: printDate(input.sentOn) })
    const transferId = newId()
    await store.insertTransfer(tx, { transferId, version: 1, ...input, receivedOn: null })
    return done({ transferId }, { subjectIds: measures.map((measure) => measure.personId) })
  },
  async example(tx) {
    const [open] = await store.listOpenMeasures(tx, 1)
    return open ? { filingId: open.filingId, municipality: '見本県見本市', ground: 'domicile' as const, sentOn: tx.today } : null
  },
})

/** Keeps the day on which the other municipality received it — 受付の日. */
export const confirmTransfer = command({
  name: 'resident.confirm-transfer', title: '支援措置の転送先の受付を記録する', permission: mayProtect,
  description: 'Keeps the day on which the other municipality accepted the copy of a filing.',
  input: z.strictObject({ transferId: zId, receivedOn: zDate }), output: zTransfer,
  async run(tx, input) {
    const transfer = await store.findTransfer(tx, input.transferId)
    if (transfer === undefined) return protectionRefusals.refuse('transfer-not-found', { field: '/transferId' })
    if (transfer.receivedOn !== null) return protectionRefusals.refuse('transfer-received', { field: '/transferId' })
    if (input.receivedOn > tx.today) return protectionRefusals.refuse('transfer-in-future', { field: '/receivedOn', date: printDate(input.receivedOn) })
    if (input.receivedOn < transfer.sentOn) return protectionRefusals.refuse('transfer-order', { field: '/receivedOn', date: printDate(transfer.sentOn) })
    await store.supersedeTransfer(tx, transfer, input.receivedOn)
    return done({ transferId: transfer.transferId }, { subjectIds: (await store.lockMeasures(tx, transfer.filingId)).map((measure) => measure.personId) })
  },
  async example(tx) {
    const transfer = await store.findOpenTransfer(tx)
    return transfer ? { transferId: transfer.transferId, receivedOn: tx.today } : null
  },
})

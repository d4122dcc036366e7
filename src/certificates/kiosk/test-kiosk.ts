import { randomUUID } from 'node:crypto'
import { valueOf, type Town } from '../../../test/support/town.ts'
import type { KioskAnswer } from './answer.ts'
import { answerKiosk } from './answer.ts'
import { enterKioskCard } from './cards.ts'
import { confirmKiosk } from './confirm.ts'
import { kioskPaper } from './paper.ts'

// Cards and requests of invented people for the tests of this folder.

let cards = 0

/** Enters a card of a person; gives its serial. */
export async function cardOf(town: Town, personId: string, validUntil = '2030-12-31'): Promise<string> {
  cards += 1
  const serial = `TESTCARD${String(cards).padStart(8, '0')}`
  valueOf(await town.run(enterKioskCard, { personId, serial, validUntil }))
  return serial
}

/** A request as the centre sends it, at the moment of the clock. */
export function request(cardSerial: string, askedAt: string, more: Readonly<Record<string, unknown>> = {}) {
  return { requestId: randomUUID() as string, cardSerial, form: 'resident-record-copy', scope: 'household', items: [] as readonly string[], copies: 1, kiosk: 'K0417', store: '港本町店', askedAt, ...more }
}

export type Asked = ReturnType<typeof request>

export async function ask(town: Town, asked: Asked) {
  return await town.run(answerKiosk, asked, { key: asked.requestId })
}

export async function fetchPaper(town: Town, requestId: string, lineNo = 1): Promise<Uint8Array> {
  return Buffer.from(valueOf(await town.ask(kioskPaper, { requestId, lineNo })).pdfBase64 ?? '', 'base64')
}

export async function report(town: Town, { requestId, sheets }: KioskAnswer, printed = true) {
  return await town.run(confirmKiosk, { requestId, sheets: sheets.map(({ number, sha256 }) => ({ number, sha256, printed })) })
}

import { createHash, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { CentreRequest, KioskTown } from '../../src/app/kiosk-centre/boundary.ts'

/** What the suite needs of a town that is there: a card that opens, and one that nobody has entered. */
export interface Reached { readonly town: KioskTown; readonly card: string; readonly askedAt: string }

/**
 * What every way to a town must keep, whoever carries the messages: docs/kiosk.md. Run over the bare API and over the lines
 * of the centre, which loses, repeats and delays.
 */
export function keepsTheBoundary(way: string, reach: () => Reached): void {
  const request = (more: Partial<CentreRequest> = {}): CentreRequest => ({ requestId: randomUUID(), cardSerial: reach().card, form: 'resident-record-copy', scope: 'household', items: [], copies: 1, kiosk: 'K1', store: '港本町店', askedAt: reach().askedAt, ...more })
  const codesOf = (answer: { readonly ok: boolean; readonly refusals?: readonly { readonly code: string }[] }): readonly string[] => (answer.refusals ?? []).map((refusal) => refusal.code)

  test(`${way}: a request is answered with numbers and digests, the bytes that are handed over have that digest, and a confirmation said twice ends the sheet once`, async () => {
    const { town } = reach()
    const asked = request({ copies: 2 })
    const answer = await town.request(asked)
    if (!answer.ok) throw new Error(codesOf(answer).join())
    expect(answer.sheets.map((sheet) => sheet.lineNo)).toEqual([1, 2])
    expect(new Set(answer.sheets.map((sheet) => sheet.number)).size).toBe(2)
    for (const sheet of answer.sheets) {
      const paper = await town.paper(asked.requestId, sheet.lineNo)
      expect(paper.ok && [paper.number, createHash('sha256').update(paper.pdf).digest('hex')]).toEqual([sheet.number, sheet.sha256])
    }
    const printed = answer.sheets.map(({ number, sha256 }) => ({ number, sha256, printed: true }))
    for (let said = 0; said < 2; said += 1) expect(await town.confirm(asked.requestId, printed)).toMatchObject({ ok: true, sheets: answer.sheets.map(({ number }) => ({ number, state: 'printed' })), late: 0 })
    expect(codesOf(await town.paper(asked.requestId, 1))).toEqual(['certificates.kiosk-paper-gone'])
  })

  test(`${way}: a request asked again has its first answer, a refusal too, and says to the person at the kiosk what to do`, async () => {
    const { town } = reach()
    const asked = request()
    expect(await town.request(asked)).toEqual(await town.request(asked))
    const unknown = request({ cardSerial: 'NOBODYSCARD01' })
    const refused = await town.request(unknown)
    expect(refused).toMatchObject({ ok: false, refusals: [{ code: 'certificates.kiosk-card', message: 'このカードでは、いまコンビニ交付を使えません。', remedy: 'カードを持って、役場の窓口で確かめてください。' }] })
    expect(await town.request(unknown)).toEqual(refused)
  })

  test(`${way}: a cancellation before its request keeps the paper back, one before the print spoils it, and neither can be told of what nobody asked for`, async () => {
    const { town } = reach()
    const [early, waiting] = [request(), request()]
    expect(codesOf(await town.cancel(early.requestId, '利用者が取りやめた'))).toEqual(['certificates.kiosk-request-unknown'])
    expect(codesOf(await town.request(early))).toEqual(['certificates.kiosk-cancelled'])
    await town.request(waiting)
    expect(await town.cancel(waiting.requestId, '硬貨が足りない')).toMatchObject({ ok: true, spoiled: 1 })
    expect(codesOf(await town.paper(waiting.requestId, 1))).toEqual(['certificates.kiosk-paper-gone'])
    expect(codesOf(await town.paper(randomUUID(), 1))).toEqual(['certificates.kiosk-request-unknown'])
  })
}

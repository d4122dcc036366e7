import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { decodeSymbols, renderPage } from '../../../test/support/page-image.ts'
import { useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { verifyCommand } from '../../app/commands/verify.ts'
import { makeWebApp } from '../../app/server.ts'
import { findIssued, readKeywords, readPages } from '../../platform/document/index.ts'
import { makeLog } from '../../platform/log/index.ts'
import { issueCertificate } from '../../seal/certificate-commands.ts'
import { enterOne, registerOne } from '../../seal/test-seals.ts'
import { enterSampleOrdinance } from '../../tenancy/index.ts'
import { dailyCash } from '../cash.ts'
import { cardOf, ask, fetchPaper, report, request } from '../kiosk/test-kiosk.ts'
import { findMark } from './format.ts'
import { newKeyPair, signMark } from './key.ts'
import { currentKey, publicKeys, rotateSigningKey } from './keys.ts'
import { verifyOffline } from './offline.ts'
import { withLettersChanged, withPictureWiped } from './test-marks.ts'
import { verifyMark, type VerifyInput } from './verify.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) await town.tx(enterSampleOrdinance)
})

interface Sheet { readonly number: string; readonly pdf: Uint8Array; readonly mark: string; readonly checkCode: string }

async function readOff(number: string, pdf: Uint8Array): Promise<Sheet> {
  const text = (await readPages(pdf)).map((page) => page.text).join('\n')
  return { number, pdf, mark: await readKeywords(pdf) ?? '', checkCode: /照合番号\s*([0-9A-Z-]{19})/.exec(text)?.[1] ?? '' }
}

/** Registers a seal and issues one certificate of it at the counter. */
async function sheetOf(town: Town = towns.a, seed = 1): Promise<Sheet> {
  const { registrationId, cardNumber } = await registerOne(town, await enterOne(town), { seed })
  const { number, documentId } = valueOf(await town.run(issueCertificate, { registrationId, cardNumber, bearer: 'self', bearerName: null }))
  return await readOff(number, (await town.tx((tx) => findIssued(tx, documentId)))!.pdf)
}

const asked = (sheet: Sheet, more: Partial<VerifyInput> = {}): VerifyInput => ({ mark: sheet.mark, number: sheet.number, checkCode: sheet.checkCode, birth: null, ...more })
const verdictOf = async (input: VerifyInput, town: Town = towns.a) => { const { verdict, finding } = valueOf(await town.ask(verifyMark, input)); return [verdict, finding] }
const keysOf = async (town: Town = towns.a) => valueOf(await town.ask(publicKeys, {}))
const offlineOf = async (paper: Parameters<typeof verifyOffline>[0]) => { const { verdict, finding } = await verifyOffline(paper, await keysOf()); return [verdict, finding] }

describe('the certificate of a registered seal carries the mark of the town', () => {
  test('a reader finds it on the page at 300 dpi; with the numbers of the paper, and with the PDF alone, it is genuine', async () => {
    const sheet = await sheetOf()
    expect(await decodeSymbols(await renderPage(sheet.pdf, 300))).toEqual([{ text: sheet.mark, identifier: ']Q1' }])
    expect(sheet.mark).toMatch(/^YM1\.992011\.\d+\.R8-IN-\d{6}\.20261124\.[0-9A-Z]{52}\.[0-9A-Z]{103}$/)
    expect(valueOf(await towns.a.ask(verifyMark, asked(sheet)))).toEqual({ verdict: 'genuine', finding: null, paper: { title: '印鑑登録証明書', number: sheet.number, issuedOn: '2026-11-24', pages: 1 }, hasComparedBirth: false })
    expect(await verdictOf(asked(sheet, { birth: '昭和55年5月5日' }))).toEqual(['genuine', null])
    expect(await offlineOf({ pdf: sheet.pdf })).toEqual(['genuine', null])
    expect(await offlineOf({ text: sheet.mark })).toEqual(['genuine', null])
  })

  test('letters that were changed, and another picture in the place of the imprint, are not what was signed', async () => {
    const sheet = await sheetOf()
    expect(await offlineOf({ pdf: withLettersChanged(sheet.pdf) })).toEqual(['altered', 'words-differ'])
    const wiped = withPictureWiped(sheet.pdf)
    expect((await readPages(wiped)).map((page) => page.text)).toEqual((await readPages(sheet.pdf)).map((page) => page.text))
    expect(await offlineOf({ pdf: wiped })).toEqual(['altered', 'words-differ'])
  })

  test('a number, a check code or a birth date of another paper is told', async () => {
    const [mine, other] = [await sheetOf(), await sheetOf(towns.a, 2)]
    expect(await verdictOf(asked(mine, { mark: other.mark }))).toEqual(['altered', 'number-differs'])
    expect(await verdictOf(asked(mine, { checkCode: other.checkCode }))).toEqual(['altered', 'code-differs'])
    expect(await verdictOf(asked(mine, { birth: '昭和55年5月6日' }))).toEqual(['altered', 'birth-differs'])
  })

  test('another town\'s paper, and one that another town\'s key signed', async () => {
    const [mine, theirs] = [await sheetOf(), await sheetOf(towns.b)]
    expect(await verdictOf(asked(theirs))).toEqual(['unknown', 'other-town'])
    expect(await verdictOf(asked(theirs), towns.b)).toEqual(['genuine', null])
    const [mark, key] = [findMark(mine.mark)!, await towns.b.tx(currentKey)]
    expect(await verdictOf(asked(mine, { mark: signMark(mark, key).text }))).toEqual(['altered', 'signature-differs'])
    expect(await verdictOf(asked(mine, { mark: signMark({ ...mark, keyNo: 90 }, newKeyPair()).text }))).toEqual(['unknown', 'no-key'])
  })

  test('one that the town\'s own key signed and that no log knows', async () => {
    const sheet = await sheetOf()
    const key = await towns.a.tx(currentKey)
    const mark = signMark({ ...findMark(sheet.mark)!, digest: new Uint8Array(32) }, key).text
    expect(await verdictOf(asked(sheet, { mark }))).toEqual(['unknown', 'not-in-log'])
  })

  test('a paper of a key that was replaced stays genuine, and the next is signed with the new one', async () => {
    const sheet = await sheetOf()
    const { keyNo } = valueOf(await towns.a.run(rotateSigningKey, {}))
    expect(await verdictOf(asked(sheet))).toEqual(['genuine', null])
    expect(await offlineOf({ pdf: sheet.pdf })).toEqual(['genuine', null])
    expect(findMark((await sheetOf()).mark)!.keyNo).toBe(keyNo)
  })

  test('a sheet of a kiosk bears it too, and is told as spoiled once it was not printed', async () => {
    const personId = await enterOne(towns.a)
    await registerOne(towns.a, personId)
    const wanted = request(await cardOf(towns.a, personId), '2026-11-24T01:42:00.000Z', { form: 'seal-registration-certificate' })
    const answer = valueOf(await ask(towns.a, wanted))
    const sheet = await readOff(answer.sheets[0]!.number, await fetchPaper(towns.a, wanted.requestId))
    expect(await verdictOf(asked(sheet))).toEqual(['genuine', null])
    valueOf(await report(towns.a, answer, false))
    expect(await verdictOf(asked(sheet))).toEqual(['spoiled', 'sheet-spoiled'])
    expect(await verdictOf(asked(sheet, { checkCode: '0000-0000-0000-0000' }))).toEqual(['altered', 'code-differs'])
  })

  test('its fee stands in the cash book of the desk, as that of every other certificate', async () => {
    const linesOf = async () => valueOf(await towns.a.ask(dailyCash, { on: '2026-11-24' })).desks.flatMap((desk) => desk.lines).filter((line) => line.documentKind === 'seal-registration-certificate')
    const [before] = await linesOf()
    await sheetOf()
    const [after] = await linesOf()
    expect([after!.paidCount - (before?.paidCount ?? 0), after!.yen - (before?.yen ?? 0)]).toEqual([1, 300])
  })
})

test('the public page and the command without a town know the certificate, and say nothing of the person', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yakuba-seal-'))
  const sheet = await sheetOf()
  const answer = await makeWebApp(towns.yakuba, makeLog('silent')).app.fetch(new Request('http://yakuba.test/992011/open/certificates/verify', {
    method: 'POST', headers: { host: 'yakuba.test', accept: 'text/html' }, body: new URLSearchParams({ mark: sheet.mark, number: sheet.number, checkCode: sheet.checkCode }),
  }))
  const page = await answer.text()
  for (const words of ['発行の記録と合っています', '印鑑登録証明書', '印影']) expect(page).toContain(words)
  expect(page).not.toMatch(/白浜|澄子|昭和55年|汐見台/)
  const file = (name: string, content: string | Uint8Array) => { writeFileSync(join(folder, name), content); return join(folder, name) }
  const keys = file('keys.json', JSON.stringify(await keysOf()))
  expect(await verifyCommand([file('genuine.pdf', sheet.pdf), '--keys', keys])).toBe(0)
  expect(await verifyCommand([file('wiped.pdf', withPictureWiped(sheet.pdf)), '--keys', keys])).toBe(1)
  rmSync(folder, { recursive: true, force: true })
})

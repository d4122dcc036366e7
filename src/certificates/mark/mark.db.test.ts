import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeSymbols, renderPage } from '../../../test/support/page-image.ts'
import { codesOf, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { verifyCommand } from '../../app/commands/verify.ts'
import { makeWebApp } from '../../app/server.ts'
import { findIssued, readKeywords, readPages } from '../../platform/document/index.ts'
import { makeLog } from '../../platform/log/index.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { enterHousehold } from '../../resident/test-residents.ts'
import { issue, reissue, spoil } from '../commands.ts'
import { plainRequest } from '../inputs.ts'
import { prepare } from '../prepare.ts'
import { findMark, markText } from './format.ts'
import { isSignedBy, newKeyPair, signMark, type SigningKey } from './key.ts'
import { currentKey, publicKeys, revokeSigningKey, rotateSigningKey } from './keys.ts'
import { verifyOffline } from './offline.ts'
import { withLettersChanged } from './test-marks.ts'
import { verifyMark, type VerifyInput } from './verify.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })
const made: Record<string, string> = {}
const folder = mkdtempSync(join(tmpdir(), 'yakuba-verify-'))

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) {
    await town.tx(async (tx) => {
      await tx.db.client.query(`insert into tenancy.ordinance_value (tenant_id, concept, row_no, valid_from, value, published, because, recorded_at) values ($1, 'certificates.resident-record-copy-fee', 1, '2000-04-01', '300', '2000-03-24', '[]', '2000-03-24T00:00:00Z')`, [town.tenant])
      const { personIds } = await enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, [
        { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }, { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'wife' },
      ])
      made[town.code] = personIds[0]!
    })
  }
})

afterAll(() => { rmSync(folder, { recursive: true, force: true }) })

interface Sheet { readonly issuanceId: string; readonly number: string; readonly pdf: Uint8Array; readonly mark: string; readonly checkCode: string }

/** Issues one copy and reads its mark and its check code off the finished PDF. */
async function sheetOf(town: Town = towns.a): Promise<Sheet> {
  const input = plainRequest(made[town.code]!)
  const { shown } = valueOf(await town.ask(prepare, input))
  const [sheet] = valueOf(await town.run(issue, { ...input, shown })).sheets
  return { issuanceId: sheet!.issuanceId, number: sheet!.number, ...await readOff(town, sheet!.documentId) }
}

async function readOff(town: Town, documentId: string): Promise<Pick<Sheet, 'pdf' | 'mark' | 'checkCode'>> {
  const pdf = (await town.tx((tx) => findIssued(tx, documentId)))!.pdf
  const pages = await readPages(pdf)
  return { pdf, mark: await readKeywords(pdf) ?? '', checkCode: /照合番号\s*([0-9A-Z-]{19})/.exec(pages.at(-1)!.text)?.[1] ?? '' }
}

const asked = (sheet: Sheet, more: Partial<VerifyInput> = {}): VerifyInput => ({ mark: sheet.mark, number: sheet.number, checkCode: sheet.checkCode, birth: null, ...more })
const verdictOf = async (input: VerifyInput, town: Town = towns.a) => { const { verdict, finding } = valueOf(await town.ask(verifyMark, input)); return [verdict, finding] }
const keysOf = async (town: Town = towns.a) => valueOf(await town.ask(publicKeys, {}))
const offlineOf = async (paper: Parameters<typeof verifyOffline>[0], town: Town = towns.a) => { const { verdict, finding } = await verifyOffline(paper, await keysOf(town)); return [verdict, finding] }

/** A mark as the thief of a key would sign it. */
async function forged(town: Town, like: Sheet, more: { readonly by?: SigningKey; readonly keyNo?: number; readonly on?: string; readonly digest?: Uint8Array } = {}): Promise<string> {
  const key = await town.tx(currentKey)
  const mark = findMark(like.mark)!
  return signMark({ ...mark, keyNo: more.keyNo ?? key.keyNo, issuedOn: plainDate(more.on ?? mark.issuedOn), digest: more.digest ?? mark.digest }, more.by ?? key).text
}

describe('the mark on the paper', () => {
  test('a reader finds it on the page at 300 dpi, and with the numbers of the paper it is genuine', async () => {
    const sheet = await sheetOf()
    expect(await decodeSymbols(await renderPage(sheet.pdf, 300))).toEqual([{ text: sheet.mark, identifier: ']Q1' }])
    expect(sheet.mark).toMatch(/^YM1\.992011\.\d+\.R8-JU-\d{6}\.20261124\.[0-9A-Z]{52}\.[0-9A-Z]{103}$/)
    expect(sheet.mark).toContain(sheet.number)
    expect(valueOf(await towns.a.ask(verifyMark, asked(sheet)))).toEqual({ verdict: 'genuine', finding: null, paper: { title: '住民票の写し', number: sheet.number, issuedOn: '2026-11-24', pages: 1 }, hasComparedBirth: false })
    expect(await verdictOf(asked(sheet, { birth: '昭和５４年１月20日' }))).toEqual(['genuine', null])
    expect(await offlineOf({ pdf: sheet.pdf })).toEqual(['genuine', null])
    expect(await offlineOf({ text: sheet.mark })).toEqual(['genuine', null])
  })

  test('the symbol holds no name, no address and no check code, and two papers of the same content have different digests', async () => {
    const [one, other] = [await sheetOf(), await sheetOf()]
    expect(one.mark).not.toContain(one.checkCode.replaceAll('-', ''))
    expect(one.mark).not.toMatch(/[^\x20-\x7E]/)
    expect(findMark(one.mark)!.digest).not.toEqual(findMark(other.mark)!.digest)
  })

  test('it is found in lower case, over several lines, in full width and in an address', async () => {
    const sheet = await sheetOf()
    for (const pasted of [sheet.mark.toLowerCase(), sheet.mark.replace(/(.{40})/g, '$1\n'), sheet.mark.replace('YM1', 'ＹＭ１'), `https://town.example/992011/open/certificates/verify?mark=${sheet.mark}`]) expect(await verdictOf(asked(sheet, { mark: pasted }))).toEqual(['genuine', null])
    expect(markText(findMark(sheet.mark)!)).toBe(sheet.mark)
  })
})

describe('what is not genuine is told', () => {
  test('a PDF whose letters were changed', async () => {
    const sheet = await sheetOf()
    const changed = withLettersChanged(sheet.pdf)
    expect((await readPages(changed)).map((page) => page.text).join()).not.toBe((await readPages(sheet.pdf)).map((page) => page.text).join())
    expect(await offlineOf({ pdf: changed })).toEqual(['altered', 'words-differ'])
  })

  test('a mark of which one letter was changed, anywhere', async () => {
    const { mark, ...sheet } = await sheetOf()
    const differing = [...mark].map((letter, at) => (/[0-9A-Z]/.test(letter) ? `${mark.slice(0, at)}${letter === '7' ? '8' : '7'}${mark.slice(at + 1)}` : mark)).filter((text) => text !== mark)
    expect(differing.length).toBeGreaterThan(150)
    const passed: string[] = []
    for (const text of differing) if ((await verifyOffline({ text }, await keysOf())).verdict === 'genuine') passed.push(text)
    expect(passed).toEqual([])
    expect(await verdictOf(asked({ ...sheet, mark: differing.at(-1)! }))).toEqual(['unknown', 'no-mark'])
    expect(await verdictOf(asked({ ...sheet, mark: `${mark.slice(0, -10)}7${mark.slice(-9)}` === mark ? `${mark.slice(0, -10)}8${mark.slice(-9)}` : `${mark.slice(0, -10)}7${mark.slice(-9)}` }))).toEqual(['altered', 'signature-differs'])
  })

  test('the mark of another paper', async () => {
    const [mine, other] = [await sheetOf(), await sheetOf()]
    expect(await verdictOf(asked(mine, { mark: other.mark }))).toEqual(['altered', 'number-differs'])
    expect(await verdictOf(asked(other, { checkCode: mine.checkCode }))).toEqual(['altered', 'code-differs'])
    expect(await verdictOf(asked(mine, { birth: '昭和54年1月21日' }))).toEqual(['altered', 'birth-differs'])
  })

  test('the mark of another town, and one that another town\'s key signed', async () => {
    const [mine, theirs] = [await sheetOf(), await sheetOf(towns.b)]
    expect(await verdictOf(asked(theirs))).toEqual(['unknown', 'other-town'])
    expect(await verdictOf(asked(theirs), towns.b)).toEqual(['genuine', null])
    expect(await offlineOf({ pdf: theirs.pdf })).toEqual(['unknown', 'other-town'])
    const by = await towns.b.tx(currentKey)
    expect(await verdictOf(asked(mine, { mark: await forged(towns.a, mine, { by }) }))).toEqual(['altered', 'signature-differs'])
    expect(await verdictOf(asked(mine, { mark: await forged(towns.a, mine, { keyNo: 90, by: newKeyPair() }) }))).toEqual(['unknown', 'no-key'])
  })

  test('a mark that the town\'s own key signed and the issue log does not know', async () => {
    const sheet = await sheetOf()
    const mark = await forged(towns.a, sheet, { digest: new Uint8Array(32) })
    expect(await offlineOf({ text: mark })).toEqual(['genuine', null])
    expect(await verdictOf(asked(sheet, { mark }))).toEqual(['unknown', 'not-in-log'])
  })

  test('a spoiled sheet and one that was printed again; who has no check code learns nothing of it', async () => {
    const [spoiled, jammed] = [await sheetOf(), await sheetOf()]
    valueOf(await towns.a.run(spoil, { issuanceId: spoiled.issuanceId, reason: '印字がかすれた' }))
    const again = valueOf(await towns.a.run(reissue, { issuanceId: jammed.issuanceId, reason: '用紙が詰まった' })).sheet
    expect(await verdictOf(asked(spoiled))).toEqual(['spoiled', 'sheet-spoiled'])
    expect(await verdictOf(asked(jammed))).toEqual(['reissued', 'sheet-reissued'])
    expect(await verdictOf(asked(spoiled, { checkCode: '0000-0000-0000-0000' }))).toEqual(['altered', 'code-differs'])
    expect(await verdictOf(asked({ issuanceId: again.issuanceId, number: again.number, ...await readOff(towns.a, again.documentId) }))).toEqual(['genuine', null])
  })
})

describe('keys', () => {
  test('papers of a retired key stay genuine, its private half is gone, and it signs no later day', async () => {
    const sheet = await sheetOf()
    const old = await towns.a.tx(currentKey)
    towns.clock.set('2026-11-25T01:00:00Z')
    const changed = valueOf(await towns.a.run(rotateSigningKey, {}))
    expect(changed).toEqual({ retired: old.keyNo, keyNo: old.keyNo + 1 })
    expect(await towns.a.tx(async (tx) => (await tx.db.client.query('select key_no from certificates.signing_secret')).rows)).toEqual([{ key_no: changed.keyNo }])
    expect(await verdictOf(asked(sheet))).toEqual(['genuine', null])
    expect(await offlineOf({ pdf: sheet.pdf })).toEqual(['genuine', null])
    expect(findMark((await sheetOf()).mark)!.keyNo).toBe(changed.keyNo)
    expect(await verdictOf(asked(sheet, { mark: await forged(towns.a, sheet, { by: old, keyNo: old.keyNo, on: '2026-11-26' }) }))).toEqual(['altered', 'outside-key-period'])
  })

  test('papers of a revoked key are known by the log alone, and the next key signs at once', async () => {
    const sheet = await sheetOf()
    const { keyNo, ...by } = await towns.a.tx(currentKey)
    const stopped = valueOf(await towns.a.run(revokeSigningKey, { keyNo, reason: '控えが持ち出された' }))
    expect(stopped.next).toBe(keyNo + 1)
    expect(await verdictOf(asked(sheet))).toEqual(['genuine', null])
    expect(await offlineOf({ pdf: sheet.pdf })).toEqual(['unknown', 'key-revoked'])
    expect(await verdictOf(asked(sheet, { mark: await forged(towns.a, sheet, { by, keyNo, digest: new Uint8Array(32) }) }))).toEqual(['unknown', 'not-in-log'])
    expect(codesOf(await towns.a.run(revokeSigningKey, { keyNo, reason: 'もう一度' }))).toEqual(['certificates.signing-key-revoked'])
    expect(codesOf(await towns.a.run(revokeSigningKey, { keyNo: 99, reason: 'ない' }))).toEqual(['certificates.signing-key-not-found'])
  })

  test('the private half is nowhere in the clear, and the other town has keys of its own', async () => {
    const [mine, theirs] = [await towns.a.tx(currentKey), await towns.b.tx(currentKey)]
    const sealed = await towns.a.tx(async (tx) => (await tx.db.client.query<{ sealed: Buffer }>('select sealed from certificates.signing_secret')).rows[0]!.sealed)
    expect(sealed.includes(Buffer.from(mine.secret).subarray(-32))).toBe(false)
    expect(Buffer.from(mine.secret).equals(Buffer.from(theirs.secret))).toBe(false)
    const published = JSON.stringify(await keysOf())
    expect(published).not.toContain(Buffer.from(mine.secret).subarray(-32).toString('hex'))
    const mark = findMark((await sheetOf(towns.b)).mark)!
    for (const key of (await keysOf()).keys) expect(isSignedBy(mark, { publicKey: Buffer.from(key.publicKey, 'hex') })).toBe(false)
  })

  test('first papers at the same moment are signed with one key', async () => {
    await towns.b.tx(async (tx) => { await tx.db.client.query('delete from certificates.signing_secret') })
    const before = (await keysOf(towns.b)).keys.length
    await Promise.all([1, 2, 3, 4].map(() => sheetOf(towns.b)))
    expect((await keysOf(towns.b)).keys.length).toBe(before + 1)
  })
})

describe('the page that everybody may open, and the command that needs no town', () => {
  const visit = async (path: string, form?: Readonly<Record<string, string>>) => await makeWebApp(towns.yakuba, makeLog('silent')).app.fetch(new Request(`http://yakuba.test/992011/open/${path}`, {
    method: form ? 'POST' : 'GET', headers: { host: 'yakuba.test', accept: 'text/html' }, body: form && new URLSearchParams(form),
  }))

  test('it says genuine and what was not compared, and nothing of the persons on the paper', async () => {
    const sheet = await sheetOf()
    const page = await (await visit('certificates/verify', { mark: sheet.mark, number: sheet.number, checkCode: sheet.checkCode })).text()
    expect(page).toContain('発行の記録と合っています')
    expect(page).toContain('紙の文字は比べていません')
    expect(page).not.toMatch(/佐久間|健一|汐見台|昭和52年/)
    expect(await (await visit(`certificates/verify?mark=${sheet.mark}`)).text()).toContain(sheet.mark)
    expect((await visit('certificates/verify', { mark: sheet.mark, number: '', checkCode: '' })).status).toBe(400)
  })

  test('a visitor who comes too often in a minute waits, and is served in the next', async () => {
    const { app } = makeWebApp(towns.yakuba, makeLog('silent'))
    const once = async () => (await app.fetch(new Request('http://yakuba.test/992011/open/certificates/keys'))).status
    const answers: number[] = []
    for (let time = 0; time < 61; time += 1) answers.push(await once())
    expect([answers.slice(0, 60).every((status) => status === 200), answers[60]]).toEqual([true, 429])
    const told = await app.fetch(new Request('http://yakuba.test/992011/open/certificates/verify', { headers: { accept: 'text/html' } }))
    expect([told.status, told.headers.get('retry-after'), told.headers.get('content-type')]).toEqual([429, '60', 'text/html; charset=utf-8'])
    expect(await told.text()).toContain('1分ほど待って、開き直してください。')
    towns.clock.set('2026-11-25T01:01:00Z')
    expect(await once()).toBe(200)
  })

  test('the published keys alone are enough for the command, which says by its exit code what it found', async () => {
    const sheet = await sheetOf()
    const file = (name: string, content: string | Uint8Array) => { writeFileSync(join(folder, name), content); return join(folder, name) }
    const keys = file('keys.json', await (await visit('certificates/keys')).text())
    expect(await verifyCommand([file('genuine.pdf', sheet.pdf), '--keys', keys])).toBe(0)
    expect(await verifyCommand([sheet.mark, '--keys', keys])).toBe(0)
    expect(await verifyCommand([file('changed.pdf', withLettersChanged(sheet.pdf)), '--keys', keys])).toBe(1)
    expect(await verifyCommand([file('no-paper.pdf', 'no PDF at all'), '--keys', keys])).toBe(1)
    expect(await verifyCommand([join(folder, 'absent.pdf'), '--keys', keys])).toBe(2)
    expect(await verifyCommand([sheet.mark, '--keys', file('broken.json', '{"format"')])).toBe(2)
    expect(await verifyCommand([sheet.mark])).toBe(2)
  })
})

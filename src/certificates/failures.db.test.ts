import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testKey } from '../../test/support/key.ts'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { readPlainly } from '../app/bench/r12-reader.ts'
import { isAsAsked } from '../app/bench/r12.ts'
import { trialTown } from '../app/bench/trial-town.ts'
import { wire } from '../app/wiring.ts'
import { openDatabase, type Database } from '../platform/db/database.ts'
import { defineTemplate, findIssued, issueDocument, readPages, type PaperTemplate } from '../platform/document/index.ts'
import { registerMovingOut } from '../resident/commands.ts'
import { enterHousehold, type Wanted } from '../resident/test-residents.ts'
import { issueCertificate } from '../seal/certificate-commands.ts'
import { cancelSeal } from '../seal/standing-commands.ts'
import { findRegistration } from '../seal/store.ts'
import { enterOne, registerOne } from '../seal/test-seals.ts'
import { enterSampleOrdinance } from '../tenancy/index.ts'
import { dailyCash } from './cash.ts'
import { issue, reissue } from './commands.ts'
import { contentFor } from './content.ts'
import { outputOf } from './draw.ts'
import { loadFacts } from './facts.ts'
import { markPlace, paperData, templates, type Marks } from './forms.ts'
import { plainRequest, type CopyInput } from './inputs.ts'
import { documentKindKeys, type DocumentKind } from './model.ts'
import { usualRequest } from './output.ts'
import { prepare } from './prepare.ts'
import { resumeIssuing, stopIssuing } from './stop.ts'

/** The failures that other towns have had with their certificates, each tried here; every press of a test falls on one millisecond. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })
const made: Record<string, string> = {}
const folder = mkdtempSync(join(tmpdir(), 'yakuba-second-program-'))
const second: { database?: Database; town?: Town } = {}

const person = (name: string, relationship: string, more: Partial<Wanted> = {}): Wanted => ({ name, kana: 'カナ', furigana: 'シメイ', born: '1977-08-03', sex: 'male', relationship, ...more })
const households = [[person('佐久間　健一', 'head'), person('佐久間　美咲', 'wife', { sex: 'female' })], [person('後藤　真理子', 'head', { sex: 'female' }), person('後藤　辻\u{E0100}', 'child', { born: '2010-04-01' })]] as const

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) {
    await town.tx(enterSampleOrdinance)
    for (const [index, members] of households.entries()) {
      const { personIds } = await town.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: `${index + 1}番1号` }, members))
      personIds.forEach((id, at) => { made[`${town.code} ${index} ${at}`] = id })
    }
  }
  const { personIds: gone } = await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: '9番3号' }, [person('佐々木　去', 'head', { status: 'moved-out', ceasedOn: '2026-03-31' as never, moveOutTo: '遠浦県沖見市' })]))
  const { personIds: leaving } = await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: '9番4号' }, [person('転出　予定', 'head')]))
  valueOf(await towns.a.run(registerMovingOut, { notifiedBy: { relation: 'self', identityProof: 'passport' }, notifiedOn: '2026-11-24', movedOn: '2026-12-10', personIds: leaving, to: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' } }))
  Object.assign(made, { gone: gone[0], leaving: leaving[0] })
  second.database = openDatabase(towns.urls.app, { max: 6 })
  second.town = trialTown(wire({ database: second.database, clock: towns.clock, masterKey: testKey, fileFolder: folder }), 1, '992011')
})
afterAll(async () => {
  await second.database?.close()
  rmSync(folder, { recursive: true, force: true })
})

const id = (town: Town, household: number, at = 0): string => made[`${town.code} ${household} ${at}`]!

async function press(town: Town, input: CopyInput, key = randomUUID()) {
  const { shown } = valueOf(await town.ask(prepare, input))
  return await town.run(issue, { ...input, shown: shown ?? '0'.repeat(64) }, { key })
}

/** Six presses under way at any moment, all on the same millisecond of the clock. */
async function atOnce<T, R>(asked: readonly T[], issueOne: (one: T) => Promise<R>): Promise<readonly R[]> {
  const [results, left]: [R[], T[]] = [[], [...asked]]
  await Promise.all(Array.from({ length: 6 }, async () => { for (let next = left.shift(); next !== undefined; next = left.shift()) results.push(await issueOne(next)) }))
  return results
}

async function pdfOf(town: Town, documentId: string): Promise<Uint8Array> { return (await town.tx((tx) => findIssued(tx, documentId)))!.pdf }

describe('papers of several people at one moment', () => {
  test('RR A-55, RR F-01, RR F-02, RR F-03: two households asked for by many at the same millisecond each get their own paper, read by a reader that knows only the request and the page', async () => {
    const asked = Array.from({ length: 24 }, (_, index) => ({ town: index % 3 === 2 ? towns.b : towns.a, household: index % 2 }))
    const papers = await atOnce(asked, async ({ town, household }) => ({ town, household, ...valueOf(await press(town, plainRequest(id(town, household)))).sheets[0]! }))
    for (const { town, household, number, documentId } of papers) {
      const pdf = await pdfOf(town, documentId)
      const [own, others] = [households[household]!, households[1 - household]!].map((members) => members.map((member) => member.name))
      expect(isAsAsked(pdf, { number, names: own! })).toBe(true)
      expect(others!.some((name) => readPlainly(pdf).join('').includes(name.slice(0, 2)))).toBe(false)
    }
    for (const town of [towns.a, towns.b]) expect(new Set(papers.filter((paper) => paper.town === town).map((paper) => paper.number)).size).toBe(papers.filter((paper) => paper.town === town).length)
    const [one, other] = [papers.find((paper) => paper.household === 0)!, papers.find((paper) => paper.household === 1)!]
    expect(isAsAsked(await pdfOf(other.town, other.documentId), { number: one.number, names: households[one.household]!.map((member) => member.name) })).toBe(false)
  }, 120_000)

  test('RR F-04: two programs on one database, each with files of its own, give no number twice and each opens what the other has issued', async () => {
    const programs = [towns.a, second.town!]
    const papers = await atOnce(Array.from({ length: 16 }, (_, index) => index), async (index) => ({ household: Math.floor(index / 2) % 2, ...valueOf(await press(programs[index % 2]!, plainRequest(id(towns.a, Math.floor(index / 2) % 2)))).sheets[0]! }))
    expect(new Set(papers.map((paper) => paper.number)).size).toBe(papers.length)
    for (const { household, number, documentId } of papers) for (const program of programs) expect(isAsAsked(await pdfOf(program, documentId), { number, names: households[household]!.map((member) => member.name) })).toBe(true)
  })

  test('RR A-32 (the copy): a name with a variation selector stands there in the form that was recorded', async () => {
    const { sheets } = valueOf(await press(towns.a, { ...plainRequest(id(towns.a, 1, 1)), scope: 'persons', subjectIds: [id(towns.a, 1, 1)] }))
    expect((await readPages(await pdfOf(towns.a, sheets[0]!.documentId)))[0]!.text).toContain('後藤　辻\u{E0100}')
  })
})

describe('a paper without seal, certifier or number', () => {
  const marks: Marks = { number: '発行番号　R8-XX-000001', checkCode: '', watermark: '', isPractice: true, symbols: [] }
  const source = templates['resident-record-copy'].source
  /** What is taken away, as a change of the form's own drawing. */
  const cuts = [
    ['seal', (drawn: string) => drawn.replace('at(146mm, 13mm, official-seal(item.seal))', '')],
    ['certifier', (drawn: string) => drawn.replace('value(item.certifier, 100mm, height: 8mm, size: 13pt)', '[]')],
    ['number', (drawn: string) => drawn.replace('gothic(text(size: 7.5pt, item.number))', '')],
    ['seal, though its words stand in a sentence', (drawn: string) => drawn.replace('at(146mm, 13mm, official-seal(item.seal))', 'at(0mm, 30mm, item.seal)')],
  ] as const

  const whoFor: Readonly<Record<DocumentKind, () => string>> = {
    'resident-record-copy': () => id(towns.a, 0), 'record-items': () => id(towns.a, 0), 'closed-record-copy': () => made['gone']!, 'closed-record-items': () => made['gone']!, 'moving-out': () => made['leaving']!, 'moving-out-equivalent': () => made['leaving']!,
  }

  async function codesWith(kind: DocumentKind, template: PaperTemplate, more: { attested?: undefined; serial?: null; signPages?: () => Promise<string> } = {}): Promise<readonly string[]> {
    return await towns.a.tx(async (tx) => {
      const request = usualRequest(kind, whoFor[kind]())
      const facts = (await loadFacts(tx, request))!
      const paper = await contentFor(tx, facts, { request, isForPaper: true })
      if (!paper.ok) throw new Error('the paper has a content')
      const issued = await issueDocument(tx, { output: outputOf(kind), kind, template, data: paperData(paper.value.sheet, marks), subjectIds: [facts.person.personId], request: {}, recipient: 'self', serial: 'R8-XX-000001', mustStand: [], attested: tx.office.certifier, ...more })
      return issued.ok ? [] : issued.refusals.map((refusal) => refusal.code)
    })
  }

  const cutTemplate = (cut: (drawn: string) => string): PaperTemplate => defineTemplate({ name: `test.cut-${cuts.findIndex(([, one]) => one === cut)}`, version: 1, title: '欠けた様式', pages: 'any', source: cut(source) })

  test.each(documentKindKeys)('RR F-15: %s is issued whole, and not with any of them taken away', async (kind) => {
    expect(await codesWith(kind, cutTemplate((drawn) => drawn))).toEqual([])
    for (const [part, cut] of cuts) {
      expect(cut(source)).not.toBe(source)
      expect([part, await codesWith(kind, cutTemplate(cut))]).toEqual([part, ['document.not-attested']])
    }
    expect(await codesWith(kind, cutTemplate((drawn) => drawn), { attested: undefined })).toEqual(['document.not-attested'])
    expect(await codesWith(kind, cutTemplate((drawn) => drawn), { serial: null })).toEqual(['document.not-attested'])
  })

  test('where something stands in the place of the mark, the paper is not issued', async () => {
    const signPages = async () => 'YM1'
    const whole = cutTemplate((drawn) => drawn)
    expect(await codesWith('resident-record-copy', { ...whole, markPlace }, { signPages })).toEqual([])
    expect(await codesWith('resident-record-copy', { ...whole, markPlace: { ...markPlace, yMm: markPlace.yMm - 8 } }, { signPages })).toEqual(['document.does-not-fit'])
    await expect(codesWith('resident-record-copy', whole, { signPages })).rejects.toThrow('keeps a place free')
  })

  test('RR F-15: every output of the running system that is a certificate goes through the same check', () => {
    const certificates = towns.yakuba.registry.contexts.flatMap((context) => context.outputs ?? []).filter((output) => output.kind === 'certificate').map((output) => output.name)
    expect(certificates).toEqual(expect.arrayContaining([...documentKindKeys.map(outputOf), 'seal.certificate']))
    expect(certificates.length).toBeGreaterThan(documentKindKeys.length + 1)
  })
})

describe('the first sign that something is wrong', () => {
  test('RR F-05: one paper that is not what was asked for stops all issuing of the town, gives somebody the task, and is resumed by another officer with what was found', async () => {
    const mismatch = await mismatchAt(towns.a)
    expect(codesOf(mismatch)).toEqual(['document.read-back-differs'])
    const stopped = await press(towns.a, plainRequest(id(towns.a, 0)))
    expect(stopped.ok ? '' : stopped.refusals[0]!.message).toBe('紙の内容が請求と違ったため、令8.11.24 10:42 から発行を止めています。')
    expect(valueOf(await towns.a.ask(prepare, plainRequest(id(towns.a, 0)))).refusals.map((one) => one.code)).toEqual(['certificates.issuing-stopped'])
    expect((await towns.a.tx((tx) => tx.services.nearestTasks(tx, 50))).map((task) => task.title)).toContain('証明の発行が止まった原因を確かめる')
    expect((await press(towns.b, plainRequest(id(towns.b, 0)))).ok).toBe(true)
    expect(codesOf(await towns.a.run(resumeIssuing, { finding: '自分で見た' }))).toEqual(['certificates.stopped-by-oneself'])
    valueOf(await towns.a.run(resumeIssuing, { finding: '紙と記録を見比べた' }, { actor: staffMember(towns.yakuba) }))
    expect((await press(towns.a, plainRequest(id(towns.a, 0)))).ok).toBe(true)
    expect(codesOf(await towns.a.run(resumeIssuing, { finding: 'もう一度' }))).toEqual(['certificates.not-stopped'])
  })

  test('RR F-05: who hears of a wrong paper elsewhere stops issuing by hand, a spoiled sheet is not printed again meanwhile, and who stopped may resume', async () => {
    const { sheets } = valueOf(await press(towns.a, plainRequest(id(towns.a, 0))))
    valueOf(await towns.a.run(stopIssuing, { reason: 'ほかの市で別の人の証明が出た' }))
    expect(codesOf(await towns.a.run(stopIssuing, { reason: '二度目' }))).toEqual(['certificates.issuing-stopped'])
    expect(codesOf(await towns.a.run(reissue, { issuanceId: sheets[0]!.issuanceId, reason: '用紙が詰まった' }))).toEqual(['certificates.issuing-stopped'])
    valueOf(await towns.a.run(resumeIssuing, { finding: 'この町の紙はすべて合っている' }))
    expect((await press(towns.a, plainRequest(id(towns.a, 0)))).ok).toBe(true)
  })

  /** Between its two reads of the register the program is handed another person's name, as a shared buffer would do. */
  async function mismatchAt(town: Town) {
    const input = plainRequest(id(town, 0))
    const { shown } = valueOf(await town.ask(prepare, input))
    let reads = 0
    towns.database.hook = (text) => (text.includes('p.addressee_number, f.household_number') && ++reads > 1 ? text.replace('select h.*,', `select h.*, '別人　太郎'::text as name,`) : text)
    try { return await town.run(issue, { ...input, shown }) } finally { towns.database.hook = undefined }
  }
})

describe('seals', () => {
  test('RR F-06, RR A-43: a seal that was cancelled a moment ago is not certified, and the fee of one that stands is in the cash book of the desk', async () => {
    const registered = await registerOne(towns.a, await enterOne(towns.a))
    const before = valueOf(await towns.a.ask(dailyCash, { on: null })).yen
    const input = { registrationId: registered.registrationId, cardNumber: registered.cardNumber, bearer: 'self', bearerName: null }
    expect(valueOf(await towns.a.run(issueCertificate, input)).feeYen).toBe(300)
    const desks = valueOf(await towns.a.ask(dailyCash, { on: null })).desks
    expect(valueOf(await towns.a.ask(dailyCash, { on: null })).yen - before).toBe(300)
    expect(desks.flatMap((desk) => desk.entries).at(-1)).toMatchObject({ document_kind: 'seal-registration-certificate', count: 1, yen: 300, payment: 'cash' })
    const version = (await towns.a.tx((tx) => findRegistration(tx, registered.registrationId)))!.version
    valueOf(await towns.a.run(cancelSeal, { registrationId: registered.registrationId, expectedVersion: version, reason: 'given-up', note: null }))
    expect(codesOf(await towns.a.run(issueCertificate, input))).toEqual(['seal.cancelled'])
    expect(valueOf(await towns.a.ask(dailyCash, { on: null })).yen - before).toBe(300)
    expect(valueOf(await towns.b.ask(dailyCash, { on: null })).desks.flatMap((desk) => desk.entries).filter((entry) => entry.document_kind === 'seal-registration-certificate')).toEqual([])
  })
})

import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../../../test/support/town.ts'
import { plainDate } from '../../../kernel/plain-date.ts'
import { insertMeasures, newMeasure } from '../../../resident/index.ts'
import { listStatements } from '../store.ts'
import { enterPersons } from '../test-taxpayers.ts'
import { attachReturnImage, keyReturnEntry, settleReturnEntry } from './entry-commands.ts'
import { imageOf, showReturnEntry, showReturnImage } from './entry-queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-03-20T01:00:00Z' })
const made = { person: '', other: '' }
const picture = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from('a return')])

beforeAll(async () => {
  const [person, other] = await towns.a.tx((tx) => enterPersons(tx, [{ born: '1975-03-03' }, { born: '1976-03-03' }]))
  Object.assign(made, { person, other })
})

const attach = async (bytes: Buffer, personId = made.person) => await towns.a.run(attachReturnImage, { personId, fiscalYear: 2026, fileBase64: bytes.toString('base64') })
const another = () => staffMember(towns.yakuba)
const child = { personId: null, birthOn: '2010-04-01', income: 0, disability: 'none', abroad: false, coResidentAscendant: false, notDeductible: false }
const content = (more: Record<string, unknown> = {}) => ({ kind: 'inhabitants-return', payer: null, receivedOn: '2026-03-16', otherIncome: 1_200_000, paid: { medical: 150_000 }, relatives: [child], ...more })
const key = async (imageId: string, more: Record<string, unknown> = {}, actor = towns.a.actor) => await towns.a.run(keyReturnEntry, { imageId, ...content(more) }, { actor })
const show = async (imageId: string, actor = towns.a.actor) => valueOf(await towns.a.ask(showReturnEntry, { imageId }, actor))
const statements = async () => (await towns.a.tx((tx) => listStatements(tx, { incomeYear: 2025, personIds: [made.person], recordedAt: tx.now }))).map((one) => [one.otherIncome, one.detail.paid?.medical])

describe('the picture of a return', () => {
  test('is kept for its person and year, comes back byte for byte, and is nobody\'s in the other town', async () => {
    const { imageId } = valueOf(await attach(picture))
    const view = valueOf(await towns.a.ask(showReturnImage, { imageId }))
    expect(view.mediaType).toBe('image/png')
    expect(Buffer.compare(Buffer.from(imageOf(view)!.bytes), picture)).toBe(0)
    expect(codesOf(await towns.b.ask(showReturnImage, { imageId }))).toEqual(['tax-individual.image-not-found'])
    expect((await show(imageId)).state).toBe('none')
  })

  test('is told by how it begins: what is no picture and no PDF is refused', async () => {
    expect(codesOf(await attach(Buffer.from('<html>')))).toEqual(['tax-individual.image-kind'])
    for (const [bytes, mediaType] of [[Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'image/jpeg'], [Buffer.from('%PDF-1.7'), 'application/pdf']] as const) {
      const { imageId } = valueOf(await attach(bytes))
      expect((await show(imageId)).mediaType).toBe(mediaType)
    }
    expect(codesOf(await attach(picture, '00000000-0000-7000-8000-00000000ffff'))).toEqual(['tax-individual.person-not-found'])
  })

  test('of a protected person is withheld from an officer who does not handle them', async () => {
    const { imageId } = valueOf(await attach(picture, made.other))
    await towns.a.tx((tx) => insertMeasures(tx, [{ ...newMeasure(made.other, { kind: 'other', state: 'in-force', periodFrom: plainDate('2026-03-01'), periodUntil: plainDate('2027-02-28') }), reason: '試験' }]))
    expect(imageOf(valueOf(await towns.a.ask(showReturnImage, { imageId }, staffMember(towns.yakuba, { permissions: ['tax-individual.read'] }))))).toBeNull()
  })
})

describe('two officers', () => {
  test('who key the same make a statement, the second without seeing the first; one officer alone makes none', async () => {
    const { imageId } = valueOf(await attach(picture))
    expect(valueOf(await key(imageId))).toMatchObject({ state: 'first', statementId: null })
    expect(await statements()).toEqual([])
    expect(codesOf(await key(imageId))).toEqual(['tax-individual.entry-own'])
    const blind = await show(imageId, another())
    expect(JSON.stringify({ ...blind, statements: null })).not.toContain('1200000')
    expect(blind.differences).toEqual([])
    const agreed = valueOf(await key(imageId, {}, another()))
    expect(agreed.state).toBe('agreed')
    expect(await statements()).toEqual([[1_200_000, 150_000]])
    expect(codesOf(await key(imageId, {}, another()))).toEqual(['tax-individual.entry-done'])
    expect((await show(imageId)).statements.items.map((one) => one.statementId)).toEqual([agreed.statementId])
  })

  test('who differ see each field; neither of them decides, a third chooses field by field', async () => {
    const { imageId } = valueOf(await attach(picture))
    const [one, two, three] = [another(), another(), another()]
    valueOf(await key(imageId, { otherIncome: 2_000_000 }, one))
    expect(valueOf(await key(imageId, { otherIncome: 200_000, paid: { medical: 151_000 } }, two)).state).toBe('differs')
    expect((await statements()).length).toBe(1)
    expect((await show(imageId)).differences).toEqual([
      { path: 'otherIncome', label: 'その他の所得', first: '2,000,000円', second: '200,000円' }, { path: 'paid.medical', label: '医療費', first: '150,000円', second: '151,000円' },
    ])
    const settle = (actor: typeof one) => towns.a.run(settleReturnEntry, { imageId, fromSecond: ['paid.medical'], reason: '画像を見直した' }, { actor })
    for (const actor of [one, two]) expect(codesOf(await settle(actor))).toEqual(['tax-individual.entry-settled-by-own'])
    expect((await towns.a.run(settleReturnEntry, { imageId, fromSecond: [], reason: 'x' }, { actor: staffMember(towns.yakuba, { permissions: ['tax-individual.write'] }) })).ok).toBe(false)
    valueOf(await settle(three))
    expect((await statements()).at(-1)).toEqual([2_000_000, 151_000])
    expect(codesOf(await settle(three))).toEqual(['tax-individual.entry-not-differing'])
  })

  test('are told at once what no return can say', async () => {
    const { imageId } = valueOf(await attach(picture))
    expect(codesOf(await key(imageId, { receivedOn: '2026-03-21', kind: 'salary-report' }))).toEqual(['tax-individual.received-in-future', 'tax-individual.payer-missing', 'tax-individual.statement-empty'])
    expect(codesOf(await key('00000000-0000-7000-8000-00000000ffff'))).toEqual(['tax-individual.image-not-found'])
  })
})

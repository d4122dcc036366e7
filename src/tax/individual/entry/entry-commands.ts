import { z } from 'zod'
import { refused } from '../../../kernel/outcome.ts'
import { command } from '../../../platform/command/define.ts'
import { zFiscalYear, zId, zText } from '../../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../../platform/command/tx.ts'
import { upload } from '../../../platform/command/upload.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { acceptIncomeStatement } from '../commands.ts'
import { StatementInput } from '../inputs.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { incomeYearOf } from '../model.ts'
import { refuse } from '../refusals.ts'
import { chosenEntry, entryDifferences } from '../rules/entry.ts'
import { statementFaults } from '../statement-input.ts'
import { findAnyStatementPerson, listKnownPersons } from '../store.ts'
import * as store from './entry-store.ts'

const zAttach = z.strictObject({
  personId: zId, fiscalYear: zFiscalYear,
  fileBase64: upload(z.string({ error: '申告書の画像を選んでください。' }).min(1, { error: '申告書の画像を選んでください。' }).max(14_000_000, { error: '画像が大きすぎます（10MBまで）。読み取る細かさを下げてください。' })),
})
const zImage = z.object({ imageId: zId })

/** Keeps the picture of a return on paper with the person and year — 申告書の画像を付ける. */
export const attachReturnImage = command({
  name: 'tax-individual.attach-return-image', title: '課税資料の画像を付ける', permission: 'tax-individual.write',
  description: 'Keeps the scan of a return or report (PNG, JPEG or PDF, up to 10 MB) encrypted with a person and fiscal year, to be keyed beside it.',
  input: zAttach, output: zImage,
  async run(tx, input): Promise<Decision<{ imageId: string }>> {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    if (!(await listKnownPersons(tx, [input.personId])).has(input.personId)) return refuse('person-not-found', { field: '/personId' })
    const bytes = Buffer.from(input.fileBase64, 'base64')
    const mediaType = mediaTypeOf(bytes)
    if (mediaType === undefined) return refuse('image-kind', { field: '/fileBase64' })
    const imageId = newId()
    await store.insertImage(tx, { imageId, personId: input.personId, incomeYear: incomeYearOf(input.fiscalYear), sha256: await tx.services.files.put(tx, bytes), mediaType })
    return done({ imageId }, { subjectIds: [input.personId] })
  },
  async example(tx) {
    const personId = await findAnyStatementPerson(tx)
    return personId === undefined ? null : { personId, fiscalYear: latestAssessedYear, fileBase64: smallPicture }
  },
})

/** A white dot. */
const smallPicture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII='

/** What a file is by how it begins; its name says nothing. */
function mediaTypeOf(bytes: Buffer): store.MediaType | undefined {
  const starts = (...marks: number[]): boolean => marks.every((mark, index) => bytes[index] === mark)
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  return bytes.subarray(0, 5).toString('latin1') === '%PDF-' ? 'application/pdf' : undefined
}

const Keyed = StatementInput.omit({ statementId: true, expectedVersion: true, personId: true, incomeYear: true }).extend({ imageId: zId })
const zKeyed = z.object({ imageId: zId, state: z.enum(['first', 'differs', 'agreed', 'settled']), statementId: zId.nullable() })
type KeyedOutput = z.output<typeof zKeyed>

/** Keys a return from its picture: the first officer, then another without seeing it — ベリファイ入力. */
export const keyReturnEntry = command({
  name: 'tax-individual.key-return-entry', title: '課税資料を画像から入力する', permission: 'tax-individual.write',
  description: 'Keys what stands on a picture. The second officer keys it blind; where both agree it becomes a statement, where they differ somebody else decides.',
  input: Keyed, output: zKeyed,
  async run(tx, { imageId, ...typed }): Promise<Decision<KeyedOutput>> {
    const image = await store.findImage(tx, imageId)
    if (!image) return refuse('image-not-found', { field: '/imageId' })
    const entry = await store.lockEntry(tx, imageId)
    if (entry !== undefined && entry.state !== 'first') return refuse('entry-done')
    if (entry?.firstBy === tx.actor.id) return refuse('entry-own')
    const content: store.KeyedContent = { ...typed, declared: typed.declared ?? null }
    const faults = statementFaults({ ...content, personId: image.personId, incomeYear: image.incomeYear }, tx.today)
    if (faults.length > 0) return refused(faults)
    if (entry === undefined) {
      await store.insertFirst(tx, imageId, content)
      return done({ imageId, state: 'first', statementId: null }, { subjectIds: [image.personId] })
    }
    if (entryDifferences(entry.firstContent, content).length > 0) {
      await store.keepSecond(tx, { imageId, content, state: 'differs', statementId: null })
      return done({ imageId, state: 'differs', statementId: null }, { subjectIds: [image.personId] })
    }
    return await becomeStatement(tx, image, { content, state: 'agreed', keep: async (statementId) => { await store.keepSecond(tx, { imageId, content, state: 'agreed', statementId }) } })
  },
  async example(tx) {
    const image = await store.findKeyable(tx)
    if (image === undefined) return null
    // Two officers of an example never agree: what they differ in is there to be settled.
    const entry = await store.findEntry(tx, image.imageId)
    const { statementId: _id, expectedVersion: _version, personId: _person, incomeYear: _year, ...content } = StatementInput.parse({
      statementId: null, expectedVersion: null, personId: image.personId, incomeYear: image.incomeYear, kind: 'inhabitants-return', payer: null, receivedOn: tx.today, otherIncome: entry === undefined ? 100_000 : 110_000,
    })
    return { imageId: image.imageId, ...content }
  },
})

interface Becoming { readonly content: store.KeyedContent; readonly state: 'agreed' | 'settled'; keep(statementId: string): Promise<void> }

/** By the command that takes a statement from the form, so that both are checked alike. */
async function becomeStatement(tx: Tx, image: store.ReturnImage, { content, state, keep }: Becoming): Promise<Decision<KeyedOutput>> {
  const accepted = await acceptIncomeStatement.run(tx, { ...content, statementId: null, expectedVersion: null, personId: image.personId, incomeYear: image.incomeYear })
  if (!accepted.ok) return accepted
  await keep(accepted.value.statementId)
  return { ...accepted, value: { imageId: image.imageId, state, statementId: accepted.value.statementId } }
}

const zSettle = z.strictObject({ imageId: zId, fromSecond: z.array(z.string().max(60)).max(200).default([]), reason: zText(200, '理由') })

/** A third officer decides field by field where two keyed something else — 相違の決定. */
export const settleReturnEntry = command({
  name: 'tax-individual.settle-return-entry', title: '課税資料の入力の相違を決める', permission: 'tax-individual.approve',
  description: 'Decides for each field in which two keyings differ which of them holds; the result becomes a statement. Neither of the two who keyed may decide.',
  input: zSettle, output: zKeyed,
  async run(tx, input): Promise<Decision<KeyedOutput>> {
    const image = await store.findImage(tx, input.imageId)
    if (!image) return refuse('image-not-found', { field: '/imageId' })
    const entry = await store.lockEntry(tx, input.imageId)
    if (entry?.state !== 'differs' || entry.secondContent === null) return refuse('entry-not-differing')
    if (entry.firstBy === tx.actor.id || entry.secondBy === tx.actor.id) return refuse('entry-settled-by-own')
    const content = chosenEntry({ ...entry.firstContent }, { ...entry.secondContent }, new Set(input.fromSecond))
    return await becomeStatement(tx, image, { content, state: 'settled', keep: async (statementId) => { await store.settleEntry(tx, { imageId: input.imageId, reason: input.reason, statementId }) } })
  },
  async example(tx) {
    const entry = await store.findSettleable(tx)
    return entry === undefined ? null : { imageId: entry.imageId, fromSecond: ['otherIncome'], reason: '画像を見直した' }
  },
})

import { z } from 'zod'
import { addMonths, fiscalYearOf, endOfFiscalYear, startOfFiscalYear, type PlainDate } from '../../kernel/plain-date.ts'
import { refused, type Refused } from '../../kernel/outcome.ts'
import { residentRegistrationAct } from '../../legislation/index.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zFiscalYear, zId, zOptionalText, zText } from '../../platform/command/schema.ts'
import { done, type Consequence, type Decision, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { issueDocument } from '../../platform/document/index.ts'
import { nextNumber, padNumber } from '../../platform/number/index.ts'
import { registerLawOn } from '../law.ts'
import { listTownBlocks } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { copyData, copyOutput, copyTemplate, listReadable, mostPersons, rowsOf } from './copy.ts'
import { readingBases, readingStates, stateOf, type Reading, type ReadingState } from './model.ts'
import { checkReading, mayGoTo, publishedLines, type PublishedLine } from './rules/reading.ts'
import * as store from './store.ts'

const zBody = z.strictObject({
  applicant: zText(200, '請求・申出をした者'), representative: zOptionalText(100, '代表者'), address: zOptionalText(300, '申出者の住所'), readers: zOptionalText(300, '閲覧する人'), chief: zOptionalText(100, '事務の責任者'),
  purpose: zOptionalText(500, '利用の目的'), summary: zText(100, '公表する概要'), custody: zOptionalText(500, '管理の方法'), handlers: zOptionalText(300, '取り扱う者の範囲'), results: zOptionalText(300, '成果の取扱い'),
  pledgedOn: zDate.nullable(), isUndisclosed: z.boolean(), groundLaw: zOptionalText(200, '根拠となる法令'),
})
const zAge = z.number({ error: '年齢を数字で入れてください。' }).int().min(0).max(130).nullable()
const zCondition = z.strictObject({ towns: z.array(zText(120, '町名')).min(1, { error: '町名を1つ以上選んでください。' }).max(50), ageFrom: zAge, ageTo: zAge, sex: z.enum(['male', 'female']).nullable() })
const zFiled = z.strictObject({
  basis: z.enum(Object.keys(readingBases) as [keyof typeof readingBases], { error: '閲覧の根拠を選んでください。' }), receivedOn: zDate, returnBy: zDate, body: zBody, condition: zCondition,
})
const zReading = z.object({ readingId: z.string() })

const lawOf = (tx: Tx) => registerLawOn(tx.today, tx.office.ordinanceOn(tx.today))

/** Takes a request to read a part of the register, with everything the Act wants to be made clear — 閲覧の受付. */
export const fileReading = command({
  name: 'resident.file-reading', title: '閲覧の請求・申出を受け付ける', permission: 'resident.write',
  description: 'Takes a request of a public body, or of somebody with a purpose that the Act names, to read name, birth, sex and address of residents of some districts. Refuses with every item that is not made clear.',
  input: zFiled, output: z.object({ readingId: z.string(), number: z.string() }),
  async run(tx, input): Promise<Decision<{ readingId: string; number: string }>> {
    const faults = checkReading(input, { today: tx.today, law: lawOf(tx), towns: new Set((await listTownBlocks(tx)).map((block) => block.town)) })
    if (faults.length > 0) return refused(faults)
    const [readingId, number] = [newId(), padNumber(await nextNumber(tx, 'resident.reading'), 6)]
    await store.insertReading(tx, { readingId, number, ...input })
    return done({ readingId, number })
  },
  async example(tx) {
    const [block] = await listTownBlocks(tx)
    if (block === undefined) return null
    return {
      basis: 'official' as const, receivedOn: tx.today, returnBy: tx.today, condition: { towns: [block.town], ageFrom: null, ageTo: null, sex: null },
      body: { applicant: '見本省統計局', representative: null, address: null, readers: '統計官　見本　一', chief: '統計課長　見本　二', purpose: '見本の統計調査の対象者の抽出', summary: '見本の統計調査', custody: null, handlers: null, results: null, pledgedOn: null, isUndisclosed: false, groundLaw: null },
    }
  },
})

/** The request where it may go on to a step, or why not. */
async function goOn(tx: Tx, readingId: string, state: Exclude<ReadingState, 'filed'>): Promise<{ readonly ok: true; readonly value: Reading } | Refused> {
  const reading = await store.findReading(tx, readingId)
  if (reading === undefined) return refusals.refuse('reading-not-found', { field: '/readingId' })
  return mayGoTo(reading, state) ? { ok: true, value: reading } : refusals.refuse('reading-state', { field: '/readingId', state: readingStates[stateOf(reading)] })
}

async function keepStep(tx: Tx, reading: Reading, step: { readonly state: ReadingState; readonly reason: string | null; readonly happenedOn?: PlainDate }): Promise<void> {
  await store.insertStep(tx, reading.readingId, { stepNo: reading.steps.length + 1, happenedOn: tx.today, ...step })
}

/** Another officer lets the request in — 閲覧を認める. */
export const approveReading = command({
  name: 'resident.approve-reading', title: '閲覧を認める', permission: 'resident.approve',
  description: 'Another officer than the one who took it lets a request to read in.', input: z.strictObject({ readingId: zId }), output: zReading,
  run: async (tx, input) => await decideOn(tx, input.readingId, { state: 'approved', reason: null }),
  example: async (tx) => await exampleOf(tx, (reading) => mayGoTo(reading, 'approved') && reading.filedBy !== tx.actor.id),
})

/** Another officer turns the request away, with the reason — 閲覧を認めない. */
export const refuseReading = command({
  name: 'resident.refuse-reading', title: '閲覧を認めない', permission: 'resident.approve',
  description: 'Another officer than the one who took it turns a request to read away, with the reason.', input: z.strictObject({ readingId: zId, reason: zText(500, '理由') }), output: zReading,
  run: async (tx, input) => await decideOn(tx, input.readingId, { state: 'refused', reason: input.reason }),
  async example(tx) { const one = await exampleOf(tx, (reading) => mayGoTo(reading, 'refused') && reading.filedBy !== tx.actor.id, 1); return one && { ...one, reason: '公益性が高いと認められないため' } },
})

async function decideOn(tx: Tx, readingId: string, step: { readonly state: 'approved' | 'refused'; readonly reason: string | null }): Promise<Decision<{ readingId: string }>> {
  const found = await goOn(tx, readingId, step.state)
  if (!found.ok) return found
  if (found.value.filedBy === tx.actor.id) return refusals.refuse('reading-own', { field: '/readingId' })
  await keepStep(tx, found.value, step)
  return done({ readingId })
}

/** A request of the town that fits; `leave` so many for another command. */
async function exampleOf(tx: Tx, fits: (reading: Reading) => boolean, leave = 0): Promise<{ readingId: string } | null> {
  const reading = (await store.listReadings(tx)).filter(fits).at(leave)
  return reading === undefined ? null : { readingId: reading.readingId }
}

/** The applicant takes the request back — 閲覧の取下げ. */
export const withdrawReading = command({
  name: 'resident.withdraw-reading', title: '閲覧の請求・申出を取り下げる', permission: 'resident.write',
  description: 'Withdraws a request to read of which no copy was made, with the reason.', input: z.strictObject({ readingId: zId, reason: zText(500, '理由') }), output: zReading,
  async run(tx, input): Promise<Decision<{ readingId: string }>> {
    const found = await goOn(tx, input.readingId, 'withdrawn')
    if (!found.ok) return found
    await keepStep(tx, found.value, { state: 'withdrawn', reason: input.reason })
    return done({ readingId: input.readingId })
  },
  async example(tx) { const one = await exampleOf(tx, (reading) => mayGoTo(reading, 'withdrawn'), 2); return one && { ...one, reason: '申出者が取り下げたため' } },
})

const zCopy = z.object({ readingId: z.string(), serial: z.string(), documentId: z.string(), persons: z.number(), pages: z.number() })

/**
 * Makes the copy that is laid before the readers: four items, on the rows of this moment, without whoever is protected — 閲覧用の写しの作成.
 * @law basic-resident-registration-act 11(1)
 */
export const printReadingCopy = command({
  name: 'resident.print-reading-copy', title: '閲覧用の写しを出す', permission: 'resident.approve',
  description: 'Makes the copy of an approved request: name, birth, sex and address of the residents of its range on the rows of this moment, in an order that tells nothing. Protected and suppressed persons are left out, and the numbers close over them. Each copy has a number and is kept as issued.',
  input: z.strictObject({ readingId: zId }), output: zCopy,
  async run(tx, input): Promise<Decision<z.infer<typeof zCopy>>> {
    const found = await goOn(tx, input.readingId, 'copied')
    if (!found.ok) return found
    const reading = found.value
    const persons = await listReadable(tx, reading.condition, tx.commandId)
    if (persons.length === 0) return refusals.refuse('reading-nobody', { field: '/readingId' })
    if (persons.length > mostPersons) return refusals.refuse('reading-too-many', { field: '/readingId', limit: mostPersons })
    const serial = `閲-${fiscalYearOf(tx.today)}-${padNumber(await nextNumber(tx, `resident.reading-copy.${fiscalYearOf(tx.today)}`), 5)}`
    const issued = await issueDocument(tx, {
      output: copyOutput, kind: 'reading-copy', template: copyTemplate, data: copyData(tx, { serial, condition: reading.condition, persons }), subjectIds: persons.map((person) => person.personId), request: { readingId: reading.readingId, number: reading.number },
      recipient: 'third-party', serial, mustStand: [serial, ...rowsOf(persons).flatMap((row) => [row.name, row.birth, row.address])],
    })
    if (!issued.ok) return issued
    await store.insertCopy(tx, reading.readingId, { copyNo: reading.copies.length + 1, serial, documentId: issued.value.documentId, persons: persons.length, madeOn: tx.today })
    await keepStep(tx, reading, { state: 'copied', reason: null })
    return done({ readingId: reading.readingId, serial, documentId: issued.value.documentId, persons: persons.length, pages: issued.value.pages }, { subjectIds: persons.map((person) => person.personId), tasks: reading.copies.length === 0 ? dutiesOf(tx, reading) : [] })
  },
  example: async (tx) => await exampleOf(tx, (reading) => mayGoTo(reading, 'copied')),
})

const common = { business: '住民', effectiveOn: null, amount: null, amountUnknown: null, letter: null, effect: 'task', owner: '住民課' } as const
const returnCode = 'resident.take-reading-copy-back'
const publishCode = 'resident.publish-readings'

/** What the office owes once a copy is out: it comes back, and the reading is made public. */
function dutiesOf(tx: Tx, reading: Reading): readonly Consequence[] {
  const law = lawOf(tx)
  const basis = law.readingBases[reading.basis]
  const comesBack: Consequence = { ...common, code: returnCode, subjectIds: [reading.readingId], path: `resident/reading/case/${reading.readingId}`, title: `閲覧用の写しの返却・廃棄を確かめる（受付番号 ${reading.number}）`, detail: '返されたか廃棄されたかを、閲覧の画面に入れます。', article: residentRegistrationAct.art(basis.article), deadline: reading.returnBy, lostAfter: '写しが外に残ったままになります' }
  if (!basis.published || reading.body.isUndisclosed) return [comesBack]
  return [comesBack, {
    ...common, code: publishCode, subjectIds: [reading.readingId], path: 'resident/reading/publication', title: `閲覧の状況を公表する（受付番号 ${reading.number}）`, detail: '閲覧の公表の画面で、年度の一覧を出して公表します。', article: residentRegistrationAct.art(reading.basis === 'official' ? '11(3)' : '11-2(12)'),
    deadline: addMonths(tx.today, law.readingPublicationMonths), lostAfter: '年に一度の公表ができなくなります',
  }]
}

/** The copy came back, or was destroyed before an officer — 写しの返却・廃棄. */
export const returnReadingCopy = command({
  name: 'resident.return-reading-copy', title: '閲覧用の写しの返却・廃棄を記録する', permission: 'resident.write',
  description: 'Records that the copies of a request came back or were destroyed, and ends the obligation to see to it.',
  input: z.strictObject({ readingId: zId, how: z.enum(['returned', 'destroyed'], { error: '返却か廃棄かを選んでください。' }), happenedOn: zDate }), output: zReading,
  async run(tx, input): Promise<Decision<{ readingId: string }>> {
    const found = await goOn(tx, input.readingId, 'returned')
    if (!found.ok) return found
    if (input.happenedOn > tx.today) return refusals.refuse('reading-returned-in-future', { field: '/happenedOn' })
    await keepStep(tx, found.value, { state: 'returned', reason: input.how === 'returned' ? '返却' : '廃棄', happenedOn: input.happenedOn })
    await endDuties(tx, { code: returnCode, readingIds: [input.readingId], reason: '写しが返されたため' })
    return done({ readingId: input.readingId })
  },
  async example(tx) { const one = await exampleOf(tx, (reading) => mayGoTo(reading, 'returned')); return one && { ...one, how: 'returned' as const, happenedOn: tx.today } },
})

async function endDuties(tx: Tx, { code, readingIds, reason }: { readonly code: string; readonly readingIds: readonly string[]; readonly reason: string }): Promise<void> {
  const open = await tx.services.listSettledTasks(tx, [code], readingIds)
  await tx.services.endTasks(tx, open.map((task) => task.taskId), { state: 'done', reason })
}

/** The list of a fiscal year on the rows of this moment. */
export async function linesOfYear(tx: Tx, fiscalYear: z.infer<typeof zFiscalYear>): Promise<readonly PublishedLine[]> {
  const [from, to] = [startOfFiscalYear(fiscalYear), endOfFiscalYear(fiscalYear)]
  return publishedLines(await store.listReadBetween(tx, from, to), { fiscalYear, law: lawOf(tx), inYear: (day) => day >= from && day <= to })
}

/** Records that the list of a year was made public, as it was — 閲覧の状況の公表. */
export const publishReadings = command({
  name: 'resident.publish-readings', title: '閲覧の状況を公表する', permission: 'resident.approve',
  description: 'Keeps the list of the readings of a fiscal year as it is made public today, and ends the obligation to publish for each of them.',
  input: z.strictObject({ fiscalYear: zFiscalYear }), output: z.object({ publicationId: z.string(), lines: z.number() }),
  async run(tx, input): Promise<Decision<{ publicationId: string; lines: number }>> {
    const lines = await linesOfYear(tx, input.fiscalYear)
    if (lines.length === 0) return refusals.refuse('reading-nothing-to-publish', { field: '/fiscalYear', year: input.fiscalYear })
    const publicationId = newId()
    await store.insertPublication(tx, { publicationId, fiscalYear: input.fiscalYear, publishedOn: tx.today, lines })
    await endDuties(tx, { code: publishCode, readingIds: lines.map((line) => line.readingId), reason: '公表したため' })
    return done({ publicationId, lines: lines.length })
  },
  async example(tx) {
    const fiscalYear = fiscalYearOf(tx.today)
    return (await linesOfYear(tx, fiscalYear)).length === 0 ? null : { fiscalYear }
  },
})

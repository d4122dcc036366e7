import { z } from 'zod'
import { refused, type Outcome, type Refusal } from '../../kernel/outcome.ts'
import { command, noPersons, query } from '../../platform/command/define.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import { upload } from '../../platform/command/upload.ts'
import { newId } from '../../platform/crypto/index.ts'
import { addDays, addYears } from '../../kernel/plain-date.ts'
import { refusals } from '../refusals.ts'
import { takeIn } from './inbox.ts'
import { PortalAnswer, PortalLine, portalFormat } from './messages.ts'
import { itemStates, type ItemState } from './model.ts'
import { oneStopRefusals } from './refusals.ts'
import * as store from './store.ts'

const linesAtMost = 5000

const zFile = z.strictObject({ fileBase64: upload(z.string({ error: 'ポータルのファイルを選んでください。' }).min(1, { error: 'ポータルのファイルを選んでください。' })) })
const zTaken = z.object({ lines: z.number(), known: z.number(), counts: z.record(z.string(), z.number()), items: z.array(z.object({ itemId: z.string(), number: z.string(), state: z.string(), messageId: z.string() })) })

/**
 * Takes a file of the portal in: JSON lines, all of it or nothing — ポータルの申込みを受ける. Each application becomes an item of the inbox
 * and never a filing; one that the law does not allow is refused at once, and the portal is told why.
 */
export const receivePortalFile = command({
  name: 'resident.receive-portal-file', title: 'ポータルの申込みを受け付ける', permission: 'resident.write',
  description: 'Takes JSON lines of the documented layout into the inbox of moves. A line that cannot be read refuses the whole file, by line and field. A message that came before changes nothing; messages of one application may come late, twice and in any order. No filing is made.',
  input: zFile, output: zTaken,
  async run(tx, input): Promise<Decision<z.infer<typeof zTaken>>> {
    const parsed = parsePortalFile(Buffer.from(input.fileBase64, 'base64'), tx.office.code)
    if (!parsed.ok) return parsed
    const items: z.infer<typeof zTaken>['items'] = []
    let known = 0
    for (const line of parsed.value) {
      if (await store.isReceived(tx, line.messageId)) known += 1
      const item = await takeIn(tx, {
        messageId: line.messageId, origin: 'portal', kind: line.kind, thread: line.applicationId, counterpartCode: null, sequence: line.sequence, type: line.content.type, sentAt: line.appliedAt, content: line.content, isProtected: false,
      })
      items.push({ itemId: item.itemId, number: item.number, state: item.state, messageId: line.messageId })
    }
    return done({ lines: parsed.value.length, known, counts: countsOf(items.map((item) => item.state as ItemState)), items })
  },
  example: async (tx) => ({ fileBase64: Buffer.from(JSON.stringify(exampleLine(tx))).toString('base64') }),
})

function countsOf(states: readonly ItemState[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const state of states) counts[itemStates[state]] = (counts[itemStates[state]] ?? 0) + 1
  return counts
}

/** Every line of a file for this town, or every fault in it by line and field; values are never repeated. */
export function parsePortalFile(bytes: Uint8Array, townCode: string): Outcome<readonly PortalLine[]> {
  const text = decode(bytes)
  if (text === undefined) return refusals.refuse('one-stop-not-utf8', { field: '/fileBase64' })
  const rows = text.split(/\r?\n/).map((row, index) => ({ row, line: index + 1 })).filter(({ row }) => row.trim() !== '')
  if (rows.length === 0) return refusals.refuse('one-stop-file-empty', { field: '/fileBase64' })
  if (rows.length > linesAtMost) return refusals.refuse('one-stop-too-many-lines', { field: '/fileBase64', count: linesAtMost })
  const [found, lines, seen] = [[] as Refusal[], [] as PortalLine[], new Set<string>()]
  for (const { row, line } of rows) {
    const read = readLine(row, line)
    if (!read.ok) { found.push(...read.refusals); continue }
    if (read.value.to !== townCode) found.push(oneStopRefusals.refusal('one-stop-not-for-us', { field: '/to', line }))
    if (seen.has(read.value.messageId)) found.push(oneStopRefusals.refusal('one-stop-message-twice', { field: '/messageId', line }))
    seen.add(read.value.messageId)
    lines.push(read.value)
  }
  return found.length > 0 ? refused(found) : { ok: true, value: lines }
}

function decode(bytes: Uint8Array): string | undefined {
  try { return new TextDecoder('utf-8', { fatal: true }).decode(bytes) } catch { return undefined }
}

function readLine(row: string, line: number): Outcome<PortalLine> {
  const raw = parseJson(row)
  if (raw === undefined) return oneStopRefusals.refuse('one-stop-not-json', { line })
  const parsed = PortalLine.safeParse(raw)
  if (parsed.success) return { ok: true, value: parsed.data }
  return refused(parsed.error.issues.map((issue) => oneStopRefusals.refusal('one-stop-line-wrong', { line, field: issue.path.map((part) => `/${String(part)}`).join(''), what: wordsOf(issue) })))
}

function parseJson(row: string): unknown {
  try { return JSON.parse(row) as unknown } catch { return undefined }
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (/[\u3040-\u30ff\u4e00-\u9fff]/.test(issue.message)) return issue.message
  return issue.code === 'unrecognized_keys' ? `知らない項目があります：${issue.keys.join('、')}。` : 'この項目が空か、形が違います。'
}

/** An application that announces a visit, invented, for the tests that run every command. */
export function exampleLine(tx: Pick<Tx, 'office' | 'today' | 'now'>): unknown {
  const birth = addDays(addYears(tx.today, -37), 11)
  return {
    format: portalFormat, messageId: newId(), applicationId: `EX-${newId()}`, sequence: 1, kind: 'moving-in', to: tx.office.code, appliedAt: tx.now,
    content: {
      type: 'application', movedOn: addDays(tx.today, -1), visitOn: addDays(tx.today, 3),
      applicant: { name: '見本　渚', birth, signingCertificate: { state: 'valid', validUntil: addYears(tx.today, 2) }, contact: null },
      from: { kind: 'domestic', municipalityCode: '992038', address: '汐音県北浜市若葉町一丁目3番8号' }, to: { kind: 'domestic', municipalityCode: tx.office.code, address: '見本町9番地' },
      persons: [{ name: '見本　渚', kana: 'ミホン　ナギサ', birth, sex: 'female', isApplicant: true, relationship: null, individualNumber: null }],
    },
  }
}

const zAnswers = z.object({ answers: z.array(PortalAnswer), lines: z.string(), next: z.number() })

/** What the office answers, in the order in which it did; the portal's side keeps how far it has read — ポータルへの回答. */
export const portalAnswers = query({
  name: 'resident.portal-answers', title: 'ポータルへの回答', permission: 'resident.write', action: 'export',
  description: 'Answers to applications of the portal after a number, as values and as JSON lines. `next` is the number to ask after; asking again gives the same answers.',
  input: z.object({ after: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(1000).default(200) }), output: zAnswers,
  async run(tx, input) {
    const sent = await store.listAnswers(tx, input)
    return { ok: true, value: { answers: sent.map((one) => PortalAnswer.parse(JSON.parse(one.content))), lines: sent.map((one) => `${one.content}\n`).join(''), next: sent.at(-1)?.sentNo ?? input.after } }
  },
  ...noPersons,
  example: async () => ({ after: 0, limit: 200 }),
})

import { z } from 'zod'
import { command, query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import { upload } from '../../platform/command/upload.ts'
import { newId, sha256Hex } from '../../platform/crypto/index.ts'
import { refusals } from '../refusals.ts'
import { cellsOf, csvColumns, csvLine } from './layout.ts'
import { importRegister, type ImportResult } from './import.ts'
import { findPageEnd, insertRun, listRejections, listRegisterPage, listRuns } from './queries.ts'

const zImport = z.strictObject({ fileBase64: upload(z.string({ error: '取り込むCSVを選んでください。' }).min(1, { error: '取り込むCSVを選んでください。' })) })
const zImported = z.object({ runId: z.string(), lines: z.number(), persons: z.number(), unchanged: z.number() })

/** Takes a CSV file into the register, all of it or nothing — 住民記録の取込み. */
export const importRegisterFile = command({
  name: 'resident.import-register', title: '住民記録のCSVを取り込む', permission: 'resident.export',
  description: 'Takes a CSV file of the documented layout into the register in one transaction. With any rejected row nothing is loaded; every rejected field is kept with line, reason and remedy. The same file again changes nothing.',
  input: zImport, output: zImported,
  async run(tx, input): Promise<Decision<z.infer<typeof zImported>>> {
    const bytes = Buffer.from(input.fileBase64, 'base64')
    const runId = newId()
    const taken = await importRegister(tx, [bytes])
    if (!taken.ok) return taken
    const result = taken.value
    if (result.rejections.length > 0) return { ...refusals.refuse('csv-rejected', { count: result.rejections.length }), remember: async (later: Tx) => await keepRun(later, runId, { bytes, result, state: 'refused' }) }
    await keepRun(tx, runId, { bytes, result, state: 'loaded' })
    return done({ runId, lines: result.lines, persons: result.persons, unchanged: result.unchanged })
  },
  example: async () => ({ fileBase64: Buffer.from(csvLine(csvColumns)).toString('base64') }),
})

async function keepRun(tx: Tx, runId: string, run: { readonly bytes: Uint8Array; readonly result: ImportResult; readonly state: 'refused' | 'loaded' }): Promise<void> {
  const { result } = run
  await insertRun(tx, { runId, state: run.state, lines: result.lines, persons: run.state === 'loaded' ? result.persons : 0, rejected: result.rejections.length, startedAt: tx.now, finishedAt: tx.now, fileDigest: sha256Hex(run.bytes), rejections: result.rejections })
}

const zRejection = z.object({ line: z.number(), field: z.string(), code: z.string(), message: z.string(), remedy: z.string() })
const zRun = z.object({ runId: z.string(), state: z.enum(['refused', 'loaded']), lines: z.number(), persons: z.number(), rejected: z.number(), startedAt: z.string(), finishedAt: z.string() })
export const IntakeOverview = z.object({ runs: z.array(zRun), rejections: z.array(zRejection) })
export type IntakeOverview = z.infer<typeof IntakeOverview>

/** Files taken in so far, and what was rejected in one of them — 取込みの記録. A rejection names line, column and reason, never the value. */
export const showIntake = query({
  name: 'resident.intake', title: 'CSVの取込み', permission: 'resident.export', action: 'list',
  description: 'The last files taken into the register and the rejected fields of one of them.',
  input: z.object({ runId: zId.nullable().default(null) }), output: IntakeOverview,
  async run(tx, input) {
    const runs = await listRuns(tx)
    const shown = input.runId ?? runs.find((run) => run.state === 'refused')?.runId ?? null
    return { ok: true, value: { runs: [...runs], rejections: shown === null || (input.runId === null && runs[0]?.state !== 'refused') ? [] : [...await listRejections(tx, shown, 500)] } }
  },
  subjects: () => [], withhold: (value) => value,
  example: async () => ({ runId: null }),
})

export const RegisterExport = z.object({ csv: z.string(), rows: z.array(z.object({ personId: z.string(), line: z.string() })), next: z.string().nullable() })
export type RegisterExport = z.infer<typeof RegisterExport>

/**
 * A page of the register as CSV in the order of 宛名番号; the next page begins after `next` — 住民記録の書出し.
 * Protected persons this officer does not handle are left out; 個人番号 and 住民票コード are never written.
 */
export const exportRegisterPage = query({
  name: 'resident.export-register', title: '住民記録のCSVを書き出す', permission: 'resident.export', action: 'export',
  description: 'A page of the register as CSV in the documented layout, in the order of the addressee number. The head stands on the first page only.',
  input: z.object({ after: z.string().regex(/^\d{0,15}$/).default(''), limit: z.number().int().min(1).max(5000).default(1000) }), output: RegisterExport,
  async run(tx, input) {
    const persons = await listRegisterPage(tx, input.after, input.limit)
    const rows = persons.map((person) => ({ personId: person.personId, line: csvLine(cellsOf(person)) }))
    const head = input.after === '' ? csvLine(csvColumns) : ''
    return { ok: true, value: { csv: head + rows.map((row) => row.line).join(''), rows, next: await findPageEnd(tx, input.after, input.limit) } }
  },
  subjects: (value) => value.rows.map((row) => row.personId),
  withhold: (value, personIds) => {
    const rows = value.rows.filter((row) => !personIds.has(row.personId))
    const head = value.csv.startsWith(`"${csvColumns[0]}"`) ? csvLine(csvColumns) : ''
    return { ...value, rows, csv: head + rows.map((row) => row.line).join('') }
  },
  example: async () => ({ after: '', limit: 20 }),
})

/** The whole register as CSV, piece by piece, for hand-over to a system that takes it all — 引渡し. */
export async function* exportRegister(tx: Tx): AsyncGenerator<string> {
  yield csvLine(csvColumns)
  for (let after: string | null = ''; after !== null; after = await findPageEnd(tx, after, 5000)) {
    yield (await listRegisterPage(tx, after, 5000)).map((person) => csvLine(cellsOf(person))).join('')
  }
}


import { z } from 'zod'
import { command } from '../../../platform/command/define.ts'
import { zFiscalYear, zId, zText } from '../../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../../platform/command/tx.ts'
import { upload } from '../../../platform/command/upload.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { listPersonsOn } from '../../../resident/index.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { refuse } from '../refusals.ts'
import { askForPage, comparePage, personsInPage } from './compare.ts'
import { insertLoad, lockLoad } from './load-store.ts'
import { readResults } from './read.ts'
import * as store from './store.ts'

const loadOutput = z.object({
  loadId: zId, rows: z.int(),
  /** What was found so far; all of it where nothing is left to compare. */
  same: z.int(), differing: z.int(), isFinished: z.boolean(),
})

/** Takes another system's results of a year in and lays them beside ours — 並行稼働の結果を比べる. */
export const loadParallelRun = command({
  name: 'tax-individual.load-parallel-run', title: '他システムの結果を読み込んで比べる', permission: 'tax-individual.write',
  description: 'Reads the results of another system for one fiscal year from a CSV or XLSX file of the documented profile (docs/parallel-run-csv.md) and lays them beside the decisions in force, else the newest calculation. With any fault nothing is loaded, each by line and column. Every person whose yen are not all the same is kept with the cause; what was explained at the load before stays explained. The first page comes with the answer; the further ones follow behind it.',
  input: z.strictObject({
    fiscalYear: zFiscalYear, title: zText(60, '名前'), fileBase64: upload(z.string({ error: '結果のファイルを選んでください。' }).min(1, { error: '結果のファイルを選んでください。' })),
  }),
  output: loadOutput,
  async run(tx, input): Promise<Decision<z.output<typeof loadOutput>>> {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const bytes = Buffer.from(input.fileBase64, 'base64')
    const read = await readResults(bytes, input.fiscalYear)
    if (!read.ok) return read
    const [loadId, sha256] = [newId(), await tx.services.files.put(tx, bytes)]
    const [before] = await store.listRuns(tx, input.fiscalYear, 1)
    const parts = Array.from({ length: Math.ceil(read.value.length / personsInPage) }, (_, index) => read.value.slice(index * personsInPage, (index + 1) * personsInPage))
    await insertLoad(tx, { loadId, fiscalYear: input.fiscalYear, title: input.title, sha256, rows: read.value.length, beforeId: before?.loadId ?? null }, parts)
    // The first part and the first page of those whom the file does not know: all there is in a small town.
    const isLeft = (await comparePage(tx, loadId)) && (await comparePage(tx, loadId))
    const load = (await lockLoad(tx, loadId))!
    if (isLeft) await askForPage(tx, load)
    return done({ loadId, rows: load.rows, same: load.same, differing: load.differences, isFinished: !isLeft })
  },
  async example(tx) {
    const lines = await exampleLines(tx)
    return lines === null ? null : { fiscalYear: latestAssessedYear, title: '前のシステム　見本', fileBase64: Buffer.from(['年度,宛名番号,年税額', ...lines].join('\r\n')).toString('base64') }
  },
})

/** Two persons, one with another amount. */
async function exampleLines(tx: Tx): Promise<readonly string[] | null> {
  const ours = await store.pageOfOurs(tx, { fiscalYear: latestAssessedYear, after: null, limit: 2 })
  const persons = new Map((await listPersonsOn(tx, ours.map((one) => one.personId))).map((person) => [person.personId, person.addresseeNumber]))
  const lines = ours.flatMap((one, index) => (persons.has(one.personId) ? [`${latestAssessedYear},${persons.get(one.personId)},${one.annualTax + (index === 0 ? 1_000 : 0)}`] : []))
  return lines.length === 0 ? null : lines
}

const explainOutput = z.object({ loadId: zId, differenceNo: z.int() })

/** Says why a difference is right as it is — 差の説明. */
export const explainDifference = command({
  name: 'tax-individual.explain-difference', title: '他システムとの差を説明する', permission: 'tax-individual.write',
  description: 'Keeps why a difference between the results of two systems is right as it is: an error of the other system, another reading of the law, another day. The next load of the year takes it over where the same difference stands again.',
  input: z.strictObject({ loadId: zId, differenceNo: z.int().min(1), reason: zText(200, '理由') }), output: explainOutput,
  async run(tx, input): Promise<Decision<z.output<typeof explainOutput>>> {
    const difference = await store.lockDifference(tx, input.loadId, input.differenceNo)
    if (!difference) return refuse('difference-not-found', { field: '/differenceNo' })
    await store.keepExplanation(tx, { loadId: input.loadId, no: input.differenceNo }, input.reason)
    return done({ loadId: input.loadId, differenceNo: input.differenceNo }, { subjectIds: difference.personId === null ? [] : [difference.personId] })
  },
  async example(tx) {
    const run = await store.findAnyRun(tx)
    const [difference] = run ? await store.listDifferences(tx, run.loadId, { cause: null, isOpenOnly: false, after: 0, limit: 1 }) : []
    return run && difference ? { loadId: run.loadId, differenceNo: difference.no, reason: '前のシステムは、二枚目の給与支払報告書を入れていない' } : null
  },
})

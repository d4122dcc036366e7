import { z } from 'zod'
import { yen } from '../../../kernel/yen.ts'
import { command } from '../../../platform/command/define.ts'
import { zFiscalYear, zId, zText, zVersion, zYen } from '../../../platform/command/schema.ts'
import { done, type Decision } from '../../../platform/command/tx.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { refuse } from '../refusals.ts'
import { listPayersByNumber } from '../returns/payer-store.ts'
import { listKnownPersons } from '../store.ts'
import * as store from './pension-store.ts'

const zRecipient = z.strictObject({
  personId: zId,
  fiscalYear: zFiscalYear,
  /** 指定番号 of the pension payer. */
  payerNumber: zText(20, '指定番号'),
  /** Old-age pension of a year. */
  yearly: zYen,
  careWithheld: z.boolean({ error: '介護保険料が引かれているかを選んでください。' }),
  /** Last year's tax on the pension, where it was taken from it up to February; null in the first year. */
  lastYearTax: zYen.nullable().default(null),
  expectedVersion: zVersion,
})
const output = z.object({ personId: zId, version: z.int() })

/** 年金からの特別徴収の対象者を入れる — 地方税法321条の7の2・321条の7の8. */
export const recordRecipient = command({
  name: 'tax-individual.record-pension-recipient', title: '年金特徴の対象者を入れる', permission: 'tax-individual.write',
  description: 'Keeps what a pension payer reports of one person for a fiscal year: pension of a year, care premium withheld, last year\'s tax taken from it. The first decision of the year then takes the tax on the pension from it.',
  input: zRecipient, output,
  async run(tx, input): Promise<Decision<z.output<typeof output>>> {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    if (!(await listKnownPersons(tx, [input.personId])).has(input.personId)) return refuse('person-not-found', { field: '/personId' })
    const [payer] = await listPayersByNumber(tx, [input.payerNumber])
    if (payer?.report !== 'pension-report') return refuse('pension-payer-missing', { field: '/payerNumber' })
    const [standing] = await store.listRecipients(tx, input.fiscalYear, [input.personId])
    if ((standing?.version ?? 0) !== input.expectedVersion) return refuse('recipient-changed', { field: '/expectedVersion' })
    const version = input.expectedVersion + 1
    await store.replaceRecipient(tx, { ...input, payerId: payer.payerId, version, recipientNumber: standing?.recipientNumber ?? null })
    return done({ personId: input.personId, version }, { subjectIds: [input.personId] })
  },
  async example(tx) {
    const found = await store.findAnyPensioner(tx, latestAssessedYear)
    return found === undefined ? null : { personId: found.person_id, fiscalYear: latestAssessedYear, payerNumber: found.designation_number, yearly: yen(found.yearly), careWithheld: true, lastYearTax: null, expectedVersion: found.version }
  },
})

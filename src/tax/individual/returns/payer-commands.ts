import { z } from 'zod'
import { refused, type Refusal } from '../../../kernel/outcome.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { findPartyByNumber } from '../../../party/index.ts'
import { command } from '../../../platform/command/define.ts'
import { zDate, zFiscalYear, zId, zText, zVersion, zYen } from '../../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../../platform/command/tx.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { incomeYearOf } from '../model.ts'
import { refusal, refuse } from '../refusals.ts'
import { ledgerStateTitles, reportKinds } from './model.ts'
import { takeDesignationNumber } from './payer-number.ts'
import * as store from './payer-store.ts'
import { holdsRun } from './rules/ledger.ts'

const zDesignationNumber = z.string({ error: '指定番号を入れてください。' }).regex(/^\d{1,15}$/, { error: '指定番号は、数字15桁までで入れてください。' })
const zReport = z.enum(reportKinds, { error: '給与か年金かを選んでください。' })

const zPayer = z.strictObject({
  addresseeNumber: z.string({ error: '宛名番号を入れてください。' }).regex(/^\d{1,15}$/, { error: '宛名番号は、数字15桁までで入れてください。' }), report: zReport,
  /** Null: the next number of the town. */
  designationNumber: zDesignationNumber.nullable(),
})

/** Registers an addressee as a payer that reports to the town — 支払者の登録, 特別徴収義務者の指定番号. */
export const registerPayer = command({
  name: 'tax-individual.register-payer', title: '支払者を登録する', permission: 'tax-individual.write',
  description: 'Registers an addressee as a payer of salaries or pensions under a designation number: its own, or the next of the town.',
  input: zPayer, output: z.object({ payerId: zId, designationNumber: z.string() }),
  async run(tx, input): Promise<Decision<{ payerId: string; designationNumber: string }>> {
    const party = await findPartyByNumber(tx, input.addresseeNumber)
    if (party === undefined) return refuse('payer-party-missing', { field: '/addresseeNumber' })
    const standing = await store.findPayerOfParty(tx, party.partyId, input.report)
    if (standing) return refuse('payer-twice', { field: '/addresseeNumber', number: standing.designationNumber })
    if (input.designationNumber !== null && (await store.listPayersByNumber(tx, [input.designationNumber])).length > 0) return refuse('payer-number-taken', { field: '/designationNumber' })
    const payer = { payerId: newId(), version: 1, partyId: party.partyId, report: input.report, designationNumber: input.designationNumber ?? await takeDesignationNumber(tx) }
    await store.insertPayers(tx, [payer])
    return done({ payerId: payer.payerId, designationNumber: payer.designationNumber })
  },
  async example(tx) {
    for (const report of reportKinds) {
      const addresseeNumber = await store.findFreeParty(tx, report)
      if (addresseeNumber !== undefined) return { addresseeNumber, report, designationNumber: null }
    }
    return null
  },
})

const zSummary = z.strictObject({
  payerId: zId, fiscalYear: zFiscalYear,
  persons: z.number({ error: '報告人員を整数で入れてください。' }).int({ error: '報告人員を整数で入れてください。' }).min(0, { error: '報告人員は0人以上で入れてください。' }).max(9_999_999, { error: '報告人員が多すぎます。桁を確かめてください。' }),
  total: zYen.nullable(),
  receivedOn: zDate,
  /** The version on the screen; 0 where there was none. */
  expectedVersion: zVersion,
  /** Why a summary that stands is put right; null for the first. */
  reason: zText(200, '直す理由').nullable(),
})
type SummaryInput = z.output<typeof zSummary>

/** Keeps what a payer announces of a year; a correction says why — 総括表. */
export const recordPayerSummary = command({
  name: 'tax-individual.record-payer-summary', title: '総括表を入れる', permission: 'tax-individual.write',
  description: 'Keeps the summary sheet of a payer and fiscal year: how many persons it reports, and the sum paid where stated. No persons means that nothing is reported. A correction needs its reason and ends a waiver.',
  input: zSummary, output: z.object({ payerId: zId, version: z.int() }),
  async run(tx, input): Promise<Decision<{ payerId: string; version: number }>> {
    const payer = await store.findPayer(tx, input.payerId)
    if (!payer) return refuse('payer-not-found', { field: '/payerId' })
    const [standing] = await store.listSummaries(tx, input.payerId, incomeYearOf(input.fiscalYear))
    const faults = summaryFaults(tx, input, standing)
    if (faults.length > 0) return refused(faults)
    const version = (standing?.version ?? 0) + 1
    await store.replaceSummary(tx, { ...input, incomeYear: incomeYearOf(input.fiscalYear), version })
    return done({ payerId: payer.payerId, version })
  },
  async example(tx) {
    const payer = await store.findAnyPayer(tx)
    if (payer === undefined) return null
    const [standing] = await store.listSummaries(tx, payer.payerId, incomeYearOf(exampleYear))
    const line = await store.findLedgerLine(tx, payer.payerId, incomeYearOf(exampleYear))
    return { payerId: payer.payerId, fiscalYear: exampleYear, persons: (line?.loaded.persons ?? 0) + 1, total: null, receivedOn: tx.today, expectedVersion: standing?.version ?? 0, reason: standing ? '人数の書き誤り' : null }
  },
})

/** A year before the one that a run of the examples assesses: what is short there holds nothing. */
const exampleYear = fiscalYear(latestAssessedYear - 1)

function summaryFaults(tx: Tx, input: SummaryInput, standing: store.Summary | undefined): readonly Refusal[] {
  return [
    ...(isAssessedYear(input.fiscalYear) ? [] : [refusal('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })]),
    ...(input.expectedVersion === (standing?.version ?? 0) ? [] : [refusal('summary-changed', { field: '/expectedVersion' })]),
    ...(standing !== undefined && input.reason === null ? [refusal('summary-reason', { field: '/reason' })] : []),
    ...(input.receivedOn > tx.today ? [refusal('received-in-future', { field: '/receivedOn' })] : []),
    ...(input.persons === 0 && (input.total ?? 0) > 0 ? [refusal('summary-total', { field: '/total' })] : []),
  ]
}

const zWaiver = z.strictObject({ payerId: zId, fiscalYear: zFiscalYear, reason: zText(200, '理由') })
const zWaiverId = z.strictObject({ waiverId: zId })
const waiverOutput = z.object({ waiverId: zId })

/** Asks to go on without the reports that a payer still owes — 不足のまま進める伺い. */
export const proposePayerWaiver = command({
  name: 'tax-individual.propose-payer-waiver', title: '不足のまま進める伺いを立てる', permission: 'tax-individual.write',
  description: 'Asks a second officer to let the annual assessment go on though reports of a payer are missing, with the reason. It holds for the summary and the count of now: a corrected summary or a report taken back ends it.',
  input: zWaiver, output: waiverOutput,
  async run(tx, input): Promise<Decision<{ waiverId: string }>> {
    const incomeYear = incomeYearOf(input.fiscalYear)
    const line = await store.findLedgerLine(tx, input.payerId, incomeYear)
    if (!line) return refuse('payer-not-found', { field: '/payerId' })
    if (!holdsRun(line.state, 'none') || line.summaryVersion === null) return refuse('waiver-needless', { state: ledgerStateTitles[line.state] })
    const standing = await store.findOpenWaiver(tx, input.payerId, incomeYear)
    if (standing !== undefined && line.waiver !== 'none') return refuse('waiver-standing', { by: standing.proposedByName })
    // One that no longer holds makes room for the new one.
    if (standing !== undefined) await store.decideWaiver(tx, standing.waiverId, 'withdrawn')
    const waiverId = newId()
    await store.insertWaiver(tx, { waiverId, payerId: input.payerId, incomeYear, summaryVersion: line.summaryVersion, loadedPersons: line.loaded.persons, reason: input.reason })
    return done({ waiverId })
  },
  async example(tx) {
    const held = (await store.listLedger(tx, incomeYearOf(exampleYear))).find((line) => holdsRun(line.state, 'none') && line.waiver === 'none')
    return held === undefined ? null : { payerId: held.payerId, fiscalYear: exampleYear, reason: '事業所が廃業し、帳簿がない' }
  },
})

/** A second officer lets the run go on — 不足のまま進める決裁. */
export const approvePayerWaiver = command({
  name: 'tax-individual.approve-payer-waiver', title: '不足のまま進めることを決裁する', permission: 'tax-individual.approve',
  description: 'A second officer decides that the annual assessment does not wait for what a payer still owes.',
  input: zWaiverId, output: waiverOutput,
  async run(tx, { waiverId }): Promise<Decision<{ waiverId: string }>> {
    const waiver = await store.lockWaiver(tx, waiverId)
    if (!waiver) return refuse('waiver-not-found')
    if (waiver.state !== 'proposed') return refuse('waiver-decided')
    if (waiver.proposedBy === tx.actor.id) return refuse('waiver-own')
    if ((await store.findLedgerLine(tx, waiver.payerId, waiver.incomeYear))?.waiver !== 'proposed') return refuse('waiver-outdated')
    await store.decideWaiver(tx, waiverId, 'approved')
    return done({ waiverId })
  },
  async example(tx) {
    const waiver = await store.findAnyWaiver(tx, 'proposed', tx.actor.id)
    return waiver === undefined ? null : { waiverId: waiver.waiverId }
  },
})

/** Takes a waiver back, asked for or decided: the run waits for the payer again — 伺いの取下げ. */
export const withdrawPayerWaiver = command({
  name: 'tax-individual.withdraw-payer-waiver', title: '不足のまま進めることを取り下げる', permission: 'tax-individual.write',
  description: 'Takes a waiver back, proposed or approved; the annual assessment waits for the payer again.',
  input: zWaiverId, output: waiverOutput,
  async run(tx, { waiverId }): Promise<Decision<{ waiverId: string }>> {
    const waiver = await store.lockWaiver(tx, waiverId)
    if (!waiver) return refuse('waiver-not-found')
    if (waiver.state === 'withdrawn') return refuse('waiver-decided')
    await store.decideWaiver(tx, waiverId, 'withdrawn')
    return done({ waiverId })
  },
  async example(tx) {
    const waiver = await store.findAnyWaiver(tx, 'proposed', null) ?? await store.findAnyWaiver(tx, 'approved', null)
    return waiver === undefined ? null : { waiverId: waiver.waiverId }
  },
})

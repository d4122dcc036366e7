import { z } from 'zod'
import { accept, refused, type Outcome } from '../../../kernel/outcome.ts'
import type { FiscalYear } from '../../../kernel/plain-date.ts'
import { yen } from '../../../kernel/yen.ts'
import { findPartyByNumber } from '../../../party/index.ts'
import type { Consequence } from '../../../platform/command/consequence.ts'
import { command } from '../../../platform/command/define.ts'
import { zFiscalYear, zId, zText, zVersion, zYen } from '../../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../../platform/command/tx.ts'
import { findPersonIdByAddresseeNumber, findPersonOn } from '../../../resident/index.ts'
import { reviewTasks } from '../commands.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { assessmentDateOf, incomeYearOf } from '../model.ts'
import { refuse } from '../refusals.ts'
import { premisesConditions, premisesKinds } from './model.ts'
import * as store from './premises-store.ts'

const zPremises = z.strictObject({
  addresseeNumber: z.string({ error: '宛名番号を入れてください。' }).regex(/^\d{1,15}$/, { error: '宛名番号は、数字15桁までで入れてください。' }),
  fiscalYear: zFiscalYear,
  kind: z.enum(premisesKinds, { error: '家屋敷・事務所・事業所のどれかを選んでください。' }),
  place: zText(150, '所在地'),
  /** In a designated city the wards it stands in, that of the owner's address left out; nothing elsewhere. */
  wards: z.array(zText(20, '区')).max(30, { error: '区は30までです。' }).default([]),
  evidence: zText(200, '確かめた資料'),
  livesAbroad: z.boolean({ error: '国内に住所があるかを選んでください。' }),
  /** Total income as the municipality of residence answered; nothing where the person lives abroad. */
  totalIncome: zYen,
  persons: z.number({ error: '人数を入れてください。' }).int({ error: '人数は整数で入れてください。' }).min(0, { error: '人数は0人からです。' }).max(20, { error: '人数は20人までです。' }),
  condition: z.enum(premisesConditions, { error: '非課税の事由を選んでください。' }),
  /** The version on the screen; 0 for a new entry. */
  expectedVersion: zVersion,
})
type PremisesInput = z.output<typeof zPremises>
const output = z.object({ personId: zId, version: z.int() })
type Entered = z.output<typeof output>

/** 家屋敷・事務所・事業所を持つ人を入れる — 地方税法24条1項2号・294条1項2号. */
export const recordPremises = command({
  name: 'tax-individual.record-premises', title: '家屋敷・事務所・事業所を入れる', permission: 'tax-individual.write',
  description: 'Keeps that somebody who does not live here on the assessment date, or in a designated city not in that ward, has a house, an office or a business place in the town, with the evidence and what decides about the levy. The annual run then asks the per-capita levy of them.',
  input: zPremises, output,
  async run(tx, input): Promise<Decision<Entered>> {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    if (tx.office.designatedCity && input.wards.length === 0) return refuse('premises-ward-missing', { field: '/wards' })
    if (!tx.office.designatedCity && input.wards.length > 0) return refuse('premises-no-wards', { field: '/wards' })
    if (new Set(input.wards).size < input.wards.length) return refuse('premises-ward-twice', { field: '/wards' })
    const owner = await ownerOf(tx, input)
    if (!owner.ok) return refused(owner.refusals)
    const { personId, isOutsider } = owner.value
    const standing = await store.lockPremises(tx, input.fiscalYear, personId)
    if ((standing === undefined || standing.isEnded ? 0 : standing.version) !== input.expectedVersion) return refuse('premises-changed', { field: '/expectedVersion' })
    const { addresseeNumber: _number, fiscalYear, expectedVersion: _expected, ...said } = input
    const version = (standing?.version ?? 0) + 1
    await store.replacePremises(tx, fiscalYear, { ...said, personId, isOutsider, version, isEnded: false, reason: null })
    return done({ personId, version }, { subjectIds: [personId], tasks: await tasksOf(tx, personId, fiscalYear) })
  },
  async example(tx) {
    const addresseeNumber = await store.findFreeOutsider(tx, latestAssessedYear)
    return addresseeNumber === undefined ? null
      : { addresseeNumber, fiscalYear: latestAssessedYear, kind: 'house' as const, place: '港本町一丁目2番3号', wards: tx.office.designatedCity ? ['港区'] : [], evidence: '固定資産税の課税台帳と現地の調査', livesAbroad: false, totalIncome: yen(3_200_000), persons: 1, condition: 'none' as const, expectedVersion: 0 }
  },
})

/** Whose premises they are: somebody of the register who does not live here on the assessment date, or somebody outside it. */
async function ownerOf(tx: Tx, { addresseeNumber, fiscalYear }: PremisesInput): Promise<Outcome<{ personId: string; isOutsider: boolean }>> {
  const field = '/addresseeNumber'
  const residentId = await findPersonIdByAddresseeNumber(tx, addresseeNumber)
  if (residentId === undefined) {
    const party = await findPartyByNumber(tx, addresseeNumber)
    if (party === undefined) return refuse('payer-party-missing', { field })
    return party.kind === 'outsider' ? accept({ personId: party.partyId, isOutsider: true }) : refuse('premises-corporation', { field })
  }
  const person = await findPersonOn(tx, residentId, { on: assessmentDateOf(fiscalYear) })
  // In a designated city somebody may live in one ward and have a house in another.
  if (person?.status === 'resident' && !tx.office.designatedCity) return refuse('premises-resident', { field, year: fiscalYear })
  if (person?.status === 'dead') return refuse('not-living', { field, year: fiscalYear })
  return accept({ personId: residentId, isOutsider: false })
}

/** Where the tax is decided already; the page of the tax, since the register may not know the person. */
async function tasksOf(tx: Tx, personId: string, fiscalYear: FiscalYear): Promise<readonly Consequence[]> {
  return (await reviewTasks(tx, [{ personId, incomeYear: incomeYearOf(fiscalYear) }])).map((task) => ({ ...task, path: `tax-individual/person/${personId}?year=${fiscalYear}&decision=0` }))
}

const zEnded = z.strictObject({ personId: zId, fiscalYear: zFiscalYear, expectedVersion: zVersion, reason: zText(200, '理由') })

/** 家屋敷・事務所・事業所を取り下げる. */
export const endPremises = command({
  name: 'tax-individual.end-premises', title: '家屋敷・事務所・事業所を取り下げる', permission: 'tax-individual.write',
  description: 'Takes back that somebody has premises in the town on the assessment date of a year. Where the tax is decided already, a correction is due.',
  input: zEnded, output,
  async run(tx, input): Promise<Decision<Entered>> {
    const standing = await store.lockPremises(tx, input.fiscalYear, input.personId)
    if (standing === undefined || standing.isEnded) return refuse('premises-not-found', { field: '/personId' })
    if (standing.version !== input.expectedVersion) return refuse('premises-changed', { field: '/expectedVersion' })
    const version = standing.version + 1
    await store.replacePremises(tx, input.fiscalYear, { ...standing, version, isEnded: true, reason: input.reason })
    return done({ personId: input.personId, version }, { subjectIds: [input.personId], tasks: await tasksOf(tx, input.personId, input.fiscalYear) })
  },
  async example(tx) {
    const found = await store.findAnyPremises(tx, latestAssessedYear)
    return found === undefined ? null : { personId: found.personId, fiscalYear: latestAssessedYear, expectedVersion: found.version, reason: '1月1日には人に貸していた' }
  },
})

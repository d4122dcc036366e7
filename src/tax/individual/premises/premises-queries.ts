import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { listParties } from '../../../party/index.ts'
import { query } from '../../../platform/command/define.ts'
import { zFiscalYear, zId } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { listPersonsOn } from '../../../resident/index.ts'
import { latestAssessedYear } from '../law.ts'
import { premisesConditions, premisesKinds } from './model.ts'
import * as store from './premises-store.ts'

const zItem = z.object({
  personId: zId, name: z.string(), number: z.string(), isOutsider: z.boolean(), kind: z.enum(premisesKinds), place: z.string(), wards: z.array(z.string()), evidence: z.string(), livesAbroad: z.boolean(), totalIncome: z.int(), persons: z.int(), condition: z.enum(premisesConditions),
  version: z.int(), recordedByName: z.string(),
  /** Null where nothing is decided yet. */
  decidedTax: z.int().nullable(),
})
const PremisesView = z.object({ hasWards: z.boolean(), fiscalYear: z.int(), fiscalYearText: z.string(), items: z.array(zItem), isCut: z.boolean() })
export type PremisesView = z.output<typeof PremisesView>

const shownAtMost = 200

/** 家屋敷・事務所・事業所の一覧. */
export const listPremises = query({
  name: 'tax-individual.list-premises', title: '家屋敷・事務所・事業所の一覧', permission: 'tax-individual.read', action: 'list',
  description: 'Persons who live elsewhere and have a house, an office or a business place in the town, with the evidence, what decides about the levy and the tax decided; at most 200.',
  input: z.strictObject({ fiscalYear: zFiscalYear }), output: PremisesView,
  async run(tx, input) {
    const found = await store.listPremises(tx, input.fiscalYear, shownAtMost + 1)
    const names = await namesOf(tx, found)
    const items = found.slice(0, shownAtMost).map(({ recordedAt: _at, ...one }) => ({ ...one, wards: [...one.wards], ...names.get(one.personId) ?? { name: '', number: '' } }))
    return accept({ hasWards: tx.office.designatedCity, fiscalYear: input.fiscalYear, fiscalYearText: fiscalYearText(input.fiscalYear), items, isCut: found.length > items.length })
  },
  subjects: (view) => view.items.filter((one) => !one.isOutsider).map((one) => one.personId),
  // Where a protected person has a house tells where to look for them.
  withhold: (view, ids) => ({ ...view, items: view.items.map((one) => (ids.has(one.personId) ? { ...one, place: '', wards: [], evidence: '', livesAbroad: false, totalIncome: 0, persons: 0, condition: 'none' as const } : one)) }),
  example: async () => ({ fiscalYear: latestAssessedYear }),
})

async function namesOf(tx: Tx, lines: readonly store.PremisesLine[]): Promise<ReadonlyMap<string, { readonly name: string; readonly number: string }>> {
  const ids = (isOutsider: boolean): readonly string[] => lines.filter((one) => one.isOutsider === isOutsider).map((one) => one.personId)
  const [persons, parties] = [await listPersonsOn(tx, ids(false)), await listParties(tx, ids(true))]
  return new Map([
    ...persons.map((one) => [one.personId, { name: one.name, number: one.addresseeNumber }] as const),
    ...parties.map((one) => [one.partyId, { name: one.name, number: one.number }] as const),
  ])
}

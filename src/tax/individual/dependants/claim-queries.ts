import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { query } from '../../../platform/command/define.ts'
import { zFiscalYear, zId } from '../../../platform/command/schema.ts'
import { listPersonsOn } from '../../../resident/index.ts'
import { latestAssessedYear } from '../law.ts'
import { incomeYearOf } from '../model.ts'
import * as store from './claim-store.ts'

const zPerson = z.object({ personId: zId, name: z.string(), number: z.string(), birthOn: z.string().nullable(), household: z.string() })
const zClaimed = z.object({ claimed: zPerson, claimants: z.array(zPerson.extend({ keeps: z.boolean(), sameHousehold: z.boolean() })), version: z.int(), reason: z.string().nullable(), decidedByName: z.string().nullable() })
const ClaimsView = z.object({ fiscalYear: z.int(), fiscalYearText: z.string(), items: z.array(zClaimed), undecided: z.int(), foundAt: z.string().nullable() })
export type ClaimsView = z.output<typeof ClaimsView>

/** 扶養の重複の作業一覧: who is claimed by two, both claimants side by side. */
export const listClaims = query({
  name: 'tax-individual.list-claimed-twice', title: '扶養親族の重複の一覧', permission: 'tax-individual.read', action: 'list',
  description: 'Persons whom two or more taxpayers claim in a fiscal year, as found when the year was last looked through, with the claimants and what was decided; the undecided first, at most 200.',
  input: z.strictObject({ fiscalYear: zFiscalYear }), output: ClaimsView,
  async run(tx, input) {
    const rows = await store.listClaimedTwice(tx, incomeYearOf(input.fiscalYear), 200)
    const persons = new Map((await listPersonsOn(tx, [...new Set(rows.flatMap((row) => [row.claimedId, ...row.claimantIds]))])).map((person) => [person.personId, person]))
    const personOf = (personId: string): z.output<typeof zPerson> => {
      const person = persons.get(personId)
      return { personId, name: person?.name ?? '（住民記録にない人）', number: person?.addresseeNumber ?? '', birthOn: person?.birth.calc ?? null, household: person?.householdNumber ?? '' }
    }
    const items = rows.map((row) => {
      const claimed = personOf(row.claimedId)
      const claimants = row.claimantIds.map((id) => ({ ...personOf(id), keeps: row.keeperId === id, sameHousehold: personOf(id).household !== '' && personOf(id).household === claimed.household }))
      return { claimed, claimants, version: row.version, reason: row.reason, decidedByName: row.decidedByName }
    })
    return accept({ fiscalYear: input.fiscalYear, fiscalYearText: fiscalYearText(input.fiscalYear), items, undecided: items.filter((one) => one.version === 0).length, foundAt: rows[0]?.foundAt ?? null })
  },
  subjects: (view) => view.items.flatMap((one) => [one.claimed.personId, ...one.claimants.map((claimant) => claimant.personId)]),
  withhold: (view, ids) => ({
    ...view,
    items: view.items.map((one) => ({
      ...one, claimed: hidden(one.claimed, ids),
      // That two live together, or do not, tells where a protected person is.
      claimants: one.claimants.map((claimant) => ({ ...hidden(claimant, ids), keeps: claimant.keeps, sameHousehold: !ids.has(one.claimed.personId) && !ids.has(claimant.personId) && claimant.sameHousehold })),
    })),
  }),
  example: async () => ({ fiscalYear: latestAssessedYear }),
})

function hidden(person: z.output<typeof zPerson>, ids: ReadonlySet<string>): z.output<typeof zPerson> {
  return ids.has(person.personId) ? { ...person, birthOn: null, household: '' } : person
}

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
const zClaimed = z.object({ claimed: zPerson, isCouple: z.boolean(), claimants: z.array(zPerson.extend({ keeps: z.boolean(), sameHousehold: z.boolean() })), version: z.int(), reason: z.string().nullable(), decidedByName: z.string().nullable(), isHidden: z.boolean() })
const ClaimsView = z.object({ fiscalYear: z.int(), fiscalYearText: z.string(), items: z.array(zClaimed), isCut: z.boolean(), undecided: z.int(), foundAt: z.string().nullable() })
export type ClaimsView = z.output<typeof ClaimsView>

const shownAtMost = 200

/** 扶養の重複の作業一覧: who is claimed by two, both claimants side by side. */
export const listClaims = query({
  name: 'tax-individual.list-claimed-twice', title: '扶養親族の重複の一覧', permission: 'tax-individual.read', action: 'list',
  description: 'Persons whom two or more taxpayers claim in a fiscal year, as found when the year was last looked through, with the claimants and what was decided, and couples who claim each other; the undecided first, at most 200.',
  input: z.strictObject({ fiscalYear: zFiscalYear }), output: ClaimsView,
  async run(tx, input) {
    const found = await store.listClaimedTwice(tx, incomeYearOf(input.fiscalYear), shownAtMost + 1)
    const rows = found.slice(0, shownAtMost)
    const persons = new Map((await listPersonsOn(tx, [...new Set(rows.flatMap((row) => [row.claimedId, ...row.claimantIds]))])).map((person) => [person.personId, person]))
    const personOf = (personId: string): z.output<typeof zPerson> => {
      const person = persons.get(personId)
      return { personId, name: person?.name ?? '（住民記録にない人）', number: person?.addresseeNumber ?? '', birthOn: person?.birth.calc ?? null, household: person?.householdNumber ?? '' }
    }
    const items = rows.map((row) => {
      const claimed = personOf(row.claimedId)
      const claimants = row.claimantIds.map((id) => ({ ...personOf(id), keeps: row.keeperId === id, sameHousehold: personOf(id).household !== '' && personOf(id).household === claimed.household }))
      return { claimed, isCouple: row.claimantIds.includes(row.claimedId), claimants, version: row.version, reason: row.reason, decidedByName: row.decidedByName, isHidden: false }
    })
    return accept({ fiscalYear: input.fiscalYear, fiscalYearText: fiscalYearText(input.fiscalYear), items, isCut: found.length > rows.length, undecided: items.filter((one) => one.version === 0).length, foundAt: rows[0]?.foundAt ?? null })
  },
  subjects: (view) => view.items.flatMap((one) => [one.claimed.personId, ...one.claimants.map((claimant) => claimant.personId)]),
  // Who claims whom tells with whom a protected person lives: such a line says nothing but that it is there.
  withhold: (view, ids) => ({ ...view, items: view.items.map((one) => ([one.claimed, ...one.claimants].some((person) => ids.has(person.personId)) ? hiddenItem(one) : one)) }),
  example: async () => ({ fiscalYear: latestAssessedYear }),
})

function hiddenItem(one: z.output<typeof zClaimed>): z.output<typeof zClaimed> {
  const hidden = <P extends z.output<typeof zPerson>>(person: P): P => ({ ...person, name: '', number: '', birthOn: null, household: '' })
  return { ...one, claimed: hidden(one.claimed), claimants: one.claimants.map((claimant) => ({ ...hidden(claimant), sameHousehold: false })), isCouple: false, reason: null, isHidden: true }
}

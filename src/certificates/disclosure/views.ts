import { z } from 'zod'
import { accept } from '../../kernel/outcome.ts'
import { query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { listPersonsOn } from '../../resident/index.ts'
import { findExamplePerson } from '../example.ts'
import { refuse } from '../refusals.ts'
import { isInForce, type Disclosure, type Registration } from './model.ts'
import * as store from './store.ts'

/** A disclosure with the name of whoever is to be told; null where it is withheld. */
export interface NamedDisclosure extends Disclosure { readonly name: string | null }
export interface UntoldDisclosures { readonly items: readonly NamedDisclosure[]; readonly isMore: boolean }

const untoldShown = 200

async function named(tx: Tx, items: readonly Disclosure[]): Promise<readonly NamedDisclosure[]> {
  const names = new Map((await listPersonsOn(tx, items.map((one) => one.personId))).map((person) => [person.personId, person.name]))
  return items.map((one) => ({ ...one, name: names.get(one.personId) ?? null }))
}

/** What registered persons are still to be told — 本人通知の一覧. */
export const untoldDisclosures = query<Record<string, never>, UntoldDisclosures>({
  name: 'certificates.untold-disclosures', title: '本人通知の一覧', permission: 'certificates.read', action: 'list',
  description: 'Papers that went to an agent or a third party while a person on them was registered, and of which no letter tells yet, in the order of issue, 200 at most.',
  input: z.strictObject({}), output: z.custom<UntoldDisclosures>(),
  async run(tx) {
    const items = await store.listUntold(tx, { limit: untoldShown + 1 })
    return accept({ items: await named(tx, items.slice(0, untoldShown)), isMore: items.length > untoldShown })
  },
  subjects: (value) => value.items.map((one) => one.personId),
  withhold: (value, personIds) => ({ ...value, items: value.items.map((one) => (personIds.has(one.personId) ? { ...one, name: null } : one)) }),
  async example() { return {} },
})

export interface DisclosureOfPerson {
  readonly personId: string; readonly name: string; readonly addresseeNumber: string
  readonly registrations: readonly (Registration & { readonly isInForce: boolean })[]
  readonly untold: readonly Disclosure[]
  readonly told: readonly store.Told[]
}

const toldShown = 50

/** Registrations and letters of one person — 本人通知. */
export const disclosureOfPerson = query<{ personId: string }, DisclosureOfPerson>({
  name: 'certificates.disclosure', title: '本人通知', permission: 'certificates.read', action: 'view',
  description: 'The registrations of a person, what is still to be told, and the letters that were made, at most 50.',
  input: z.strictObject({ personId: zId }), output: z.custom<DisclosureOfPerson>(),
  async run(tx, { personId }) {
    const [person] = await listPersonsOn(tx, [personId])
    if (person === undefined) return refuse('person-not-found', { field: '/personId' })
    const registrations = (await store.listRegistrationsOf(tx, personId)).map((one) => ({ ...one, isInForce: isInForce(one, tx.today) }))
    return accept({ personId, name: person.name, addresseeNumber: person.addresseeNumber, registrations, untold: await store.listUntold(tx, { personId, limit: untoldShown }), told: await store.listTold(tx, personId, toldShown) })
  },
  subjects: (value) => [value.personId],
  withhold: (value) => ({ ...value, registrations: [], untold: [], told: [] }),
  async example(tx) {
    const personId = await findExamplePerson(tx)
    return personId === undefined ? null : { personId }
  },
})

import { assert } from '../../../kernel/assert.ts'
import { ensurePartiesForResidents } from '../../../party/index.ts'
import { listResidentIdsOn } from '../../../resident/index.ts'
import { sampleTowns } from '../../sample-towns.ts'
import type { Yakuba } from '../../wiring.ts'
import { everyRight, run } from '../r3-town.ts'
import { isDebited } from './levied.ts'
import { channels, type Channel, type Day } from './outside/seen.ts'

/** What stands before the year begins: everybody has a number, some have an account, every way of paying is open. */
export interface YearTown {
  readonly tenant: number
  readonly code: string
  /** Name under which every partner sends. */
  readonly sender: string
  readonly people: number
  readonly channels: Readonly<Record<Channel, string>>
  partyOf(person: number): string
  personOf(partyId: string): number
}

const [sample] = sampleTowns
const sender = '777'

/** Opens the ways of paying and enters the accounts of those who have their taxes debited. */
export async function openYearTown(yakuba: Yakuba, { day, seed }: { readonly day: Day; readonly seed: number }): Promise<YearTown> {
  const { tenantId: tenant, code } = sample
  const partyIds = await everybody(yakuba, tenant)
  const opened: [Channel, string][] = []
  for (const profile of channels) {
    const input = {
      channelId: null, expectedVersion: 0, title: profile, profile, sender, transport: 'by-hand', host: null, port: null, userName: null, secret: null, hostKey: null, pickUpFolder: null, takenFolder: null, receiptFolder: null,
      wholeWhen: 'trailer', expectedDays: 'none', expectedBy: null, activeFrom: day, activeTo: null,
    }
    const { channelId, proposalId } = await run<{ channelId: string; proposalId: string }>(yakuba, tenant, { name: 'collection.propose-channel', input })
    await run(yakuba, tenant, { name: 'collection.decide-channel', input: { proposalId, isGranted: true, reason: null }, officer: 'second' })
    opened.push([profile, channelId])
  }
  for (const [person, partyId] of partyIds.entries()) {
    if (isDebited(person, seed)) await run(yakuba, tenant, { name: 'collection.register-bank-account', input: { ...accountOf(person + 1), partyId, purpose: 'debit', dueFrom: day, appliedOn: day } })
  }
  const persons = new Map(partyIds.map((partyId, person) => [partyId, person]))
  return {
    tenant, code, sender, people: partyIds.length, channels: Object.fromEntries(opened) as Record<Channel, string>,
    partyOf: (person) => partyIds[person]!,
    personOf(partyId) {
      const person = persons.get(partyId)
      assert(person !== undefined, 'an addressee of the year')
      return person
    },
  }
}

/** Every resident as an addressee, in the order of the register. */
async function everybody(yakuba: Yakuba, tenant: number): Promise<readonly string[]> {
  const partyIds: string[] = []
  for (let after: string | undefined; ;) {
    const page = await yakuba.runner.transaction(everyRight(yakuba, tenant), async (tx) => {
      const residentIds = await listResidentIdsOn(tx, { after, limit: 500 })
      const parties = await ensurePartiesForResidents(tx, residentIds)
      return residentIds.map((id) => ({ id, partyId: parties.get(id)! }))
    })
    partyIds.push(...page.map((one) => one.partyId))
    after = page.at(-1)?.id
    if (page.length < 500) return partyIds
  }
}

/** An account whose number at the bank is this one: every fifth is one of the post, with symbol and number of its passbook. */
export function accountOf(number: number): Readonly<Record<string, unknown>> {
  const common = { levyCode: null, accountType: '1', holder: 'ミホン　ハナコ', evidence: null }
  return number % 5 === 0 ? { ...common, bankCode: '9900', branchCode: null, symbol: '12340', number: `${number}1` } : { ...common, bankCode: '0123', branchCode: '045', symbol: null, number: String(number).padStart(7, '0') }
}

import { z } from 'zod'
import type { PlainDate } from '../kernel/plain-date.ts'
import { printDate } from '../kernel/wareki.ts'
import { reaction } from '../platform/command/consequence.ts'
import { command, query } from '../platform/command/define.ts'
import { zId, zText, zVersion } from '../platform/command/schema.ts'
import { done, type Consequence, type Reaction, type Tx } from '../platform/command/tx.ts'
import { addressText, listPersonsOn, type PersonOnDate, type Sex } from '../resident/index.ts'
import * as linkStore from './link-store.ts'
import { findAnyResident } from './queries.ts'
import { refuse } from './refusals.ts'
import { agreeingItems, fourItems, mayBeLinked, type FourItem } from './rules.ts'
import * as store from './store.ts'

const itemKeys = Object.keys(fourItems) as [FourItem]
const confirmTask = 'party.confirm-same-person'

export interface Candidate { readonly partyId: string; readonly number: string; readonly name: string; readonly address: string; readonly birth: string | null; readonly agreeing: readonly FourItem[]; readonly mayLink: boolean }

/** Persons outside the register who may be this resident, with what agrees; nobody is ever chosen here — 名寄せの候補. */
async function candidatesFor(tx: Tx, person: PersonOnDate): Promise<readonly Candidate[]> {
  const named = await linkStore.listOutsidersNamed(tx, [...new Set([person.name, person.commonName ?? person.name])])
  return named.map((row) => candidateOf(tx, row, person))
}

function candidateOf(tx: Tx, row: linkStore.OutsiderRow, person: PersonOnDate): Candidate {
  const present = addressText(person.address)
  const addresses = [person.previousAddress ?? '', present, `${tx.office.prefecture}${tx.office.name}${present}`].filter((address) => address !== '')
  const agreeing = agreeingItems({ name: row.name, birthOn: row.birth_on, sex: row.sex, addresses: [row.address] }, { name: person.name, birthOn: person.birth.calc, sex: person.sex, addresses })
  return { partyId: row.party_id, number: row.number, name: row.name, address: row.address, birth: row.birth_on === null ? null : printDate(row.birth_on), agreeing, mayLink: mayBeLinked(agreeing) }
}

interface MoverFacts { readonly personId: string; readonly candidates: readonly Candidate[] }

/** Whoever moves in may be known as an owner or a payer already: the clerk is told at the form, and decides — 名寄せの確かめ. */
export const confirmOnArrival: Reaction = reaction<readonly MoverFacts[]>({
  event: 'resident.moved-in', context: 'party',
  async load(tx, event) {
    const movers: MoverFacts[] = []
    for (const person of await listPersonsOn(tx, event.subjectIds, { on: event.effectiveOn })) movers.push({ personId: person.personId, candidates: await candidatesFor(tx, person) })
    return movers
  },
  preview: (event, movers) => movers.filter((mover) => mover.candidates.length > 0).map(({ personId, candidates }): Consequence => ({
    code: confirmTask, business: '宛名', subjectIds: [personId], path: `party/link/${personId}`, title: '住登外者と同じ人か確かめる', owner: '税務課', effect: 'task', effectiveOn: event.effectiveOn,
    detail: `同じ氏名の住登外者が${candidates.length}人います。${candidates.map((one) => `宛名番号 ${one.number}（一致：${one.agreeing.map((item) => fourItems[item]).join('・')}）`).join('、')}。自動では選びません。`,
    article: null, deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: null,
  })),
})

const zCandidate = z.object({ partyId: z.string(), number: z.string(), name: z.string(), address: z.string().nullable(), birth: z.string().nullable(), agreeing: z.array(z.enum(itemKeys)), mayLink: z.boolean() })
export const LinkForm = z.object({
  residentId: z.string(), name: z.string(), addresseeNumber: z.string(), birth: z.string().nullable(), previousAddress: z.string().nullable(),
  candidates: z.array(zCandidate), linked: z.array(z.object({ partyId: z.string(), number: z.string(), version: z.number(), evidence: z.array(z.enum(itemKeys)) })),
})
export type LinkForm = z.infer<typeof LinkForm>

/** A resident beside the persons outside the register who may be the same, and those who are — 名寄せ. */
export const linkForm = query({
  name: 'party.link-form', title: '住登外者との名寄せ', permission: 'party.read', action: 'view',
  description: 'A resident, the persons outside the register of the same name with which of the four items agree, and those who are linked already. Nobody is chosen by the system.',
  input: z.object({ residentId: zId }), output: LinkForm,
  async run(tx, { residentId }) {
    const [person] = await listPersonsOn(tx, [residentId])
    if (person === undefined) return refuse('resident-not-found', { field: '/residentId' })
    const links = await linkStore.listLinksOfResidents(tx, [residentId])
    const numbers = new Map((await store.listPartyRows(tx, links.map((link) => link.outsider_id))).map((row) => [row.party_id, row.number]))
    return {
      ok: true,
      value: {
        residentId, name: person.name, addresseeNumber: person.addresseeNumber, birth: printDate(person.birth.calc), previousAddress: person.previousAddress,
        candidates: (await candidatesFor(tx, person)).map((one) => ({ ...one, agreeing: [...one.agreeing] })), linked: links.map((link) => ({ partyId: link.outsider_id, number: numbers.get(link.outsider_id) ?? '', version: link.version, evidence: link.evidence })),
      },
    }
  },
  subjects: (value) => [value.residentId],
  withhold: (value) => ({ ...value, birth: null, previousAddress: null, candidates: [] }),
  example: async (tx) => { const residentId = await findAnyResident(tx); return residentId === undefined ? null : { residentId } },
})

const zLinked = z.object({ residentId: z.string(), outsiderId: z.string(), version: z.number() })

/**
 * Says that a person outside the register is this resident: both numbers stay, and either leads to the other — 名寄せ.
 * @refuses fewer than the four items, and somebody who is linked already
 */
export const linkResident = command({
  name: 'party.link-resident', title: '住登外者を住民と名寄せする', permission: 'party.write',
  description: 'Links a person outside the register with the resident that person has become. All four items (name, birth date, sex, address) must agree; the candidate is chosen by the officer, never by the system.',
  input: z.strictObject({ residentId: zId, outsiderId: zId }), output: zLinked,
  async run(tx, { residentId, outsiderId }) {
    const [person] = await listPersonsOn(tx, [residentId])
    if (person === undefined) return refuse('resident-not-found', { field: '/residentId' })
    const [row] = await store.listPartyRows(tx, [outsiderId])
    if (row === undefined || row.kind !== 'outsider') return refuse('party-not-found', { field: '/outsiderId' })
    const before = await linkStore.findLink(tx, outsiderId)
    if (before?.state === 'linked') return refuse('already-linked', { field: '/outsiderId' })
    const guarded = [...(await tx.services.guardAnswer(tx, [residentId])).values()]
    if (guarded.some((answer) => !answer.mayReveal)) return refuse('link-protected', { field: '/residentId' })
    const [profile] = await store.listProfiles(tx, [outsiderId])
    const { agreeing } = candidateOf(tx, { party_id: outsiderId, number: row.number, name: profile?.name ?? '', address: profile?.address ?? '', birth_on: profile?.birth_on ?? null, sex: profile?.sex ?? null }, person)
    if (!mayBeLinked(agreeing)) return refuse('link-evidence', { field: '/outsiderId', missing: itemKeys.filter((item) => !agreeing.includes(item)).map((item) => fourItems[item]).join('・') })
    const version = (before?.version ?? 0) + 1
    await linkStore.replaceLink(tx, { outsider_id: outsiderId, version, resident_id: residentId, state: 'linked', evidence: [...agreeing], reason: null })
    const open = await tx.services.listSettledTasks(tx, [confirmTask], [residentId])
    await tx.services.endTasks(tx, open.map((task) => task.taskId), { state: 'done', reason: '名寄せしたため' })
    return done({ residentId, outsiderId, version }, { subjectIds: [residentId] })
  },
  example: exampleLink,
})

/** Takes a link back that was wrong; what either was charged stays where it is — 名寄せの取消し. */
export const cancelLink = command({
  name: 'party.cancel-link', title: '住民との名寄せを取り消す', permission: 'party.write',
  description: 'Takes back that a person outside the register is a resident. Numbers, ledgers and history of both stay.',
  input: z.strictObject({ outsiderId: zId, expectedVersion: zVersion, reason: zText(200, '理由') }), output: zLinked,
  async run(tx, { outsiderId, expectedVersion, reason }) {
    const link = await linkStore.findLink(tx, outsiderId)
    if (link === undefined || link.state !== 'linked') return refuse('not-linked', { field: '/outsiderId' })
    if (link.version !== expectedVersion) return refuse('changed-meanwhile')
    const version = link.version + 1
    await linkStore.replaceLink(tx, { ...link, version, state: 'unlinked', reason })
    return done({ residentId: link.resident_id, outsiderId, version }, { subjectIds: [link.resident_id] })
  },
  async example(tx) {
    const link = await linkStore.findAnyLink(tx)
    return link === undefined ? null : { outsiderId: link.outsider_id, expectedVersion: link.version, reason: '別の人と分かったため' }
  },
})

/** A resident and a person outside the register who agree in all four items; `exampleOutsider` makes the latter. */
async function exampleLink(tx: Tx): Promise<{ residentId: string; outsiderId: string } | null> {
  const [person] = await listPersonsOn(tx, [await findAnyResident(tx) ?? ''].filter((id) => id !== ''))
  const found = person && (await candidatesFor(tx, person)).find((one) => one.mayLink)
  return found === undefined ? null : { residentId: person!.personId, outsiderId: found.partyId }
}

/** The four items of a resident as somebody outside the register would have them; undefined where such a person waits for the link already. */
export async function exampleOutsider(tx: Tx): Promise<{ readonly name: string; readonly birthOn: PlainDate; readonly sex: Sex; readonly address: string } | undefined> {
  const [person] = await listPersonsOn(tx, [await findAnyResident(tx) ?? ''].filter((id) => id !== ''))
  if (person === undefined || person.sex === 'unknown' || (await linkStore.listLinksOfResidents(tx, [person.personId])).length > 0 || (await candidatesFor(tx, person)).some((one) => one.mayLink)) return undefined
  return { name: person.name, birthOn: person.birth.calc, sex: person.sex, address: person.previousAddress ?? `${tx.office.prefecture}${tx.office.name}${addressText(person.address)}` }
}

/** The addressee a resident is, and everybody outside the register who is the same person. */
export async function listPartyIdsOfResident(tx: Tx, residentId: string): Promise<readonly string[]> {
  return await linkStore.listPartyIdsOfResident(tx, residentId)
}

/** One person under every number. */
export interface SamePerson {
  /** The resident; null for corporations and whoever is outside the register alone. */
  readonly residentId: string | null
  /** The resident's own number first. */
  readonly partyIds: readonly string[]
}

/** Whom a number stands for, with every other number of the same person, whichever of them is asked about — 名寄せした宛名. */
export async function findSamePerson(tx: Tx, partyId: string): Promise<SamePerson> {
  const [row] = await store.listPartyRows(tx, [partyId])
  const residentId = row?.resident_id ?? await linkStore.findResidentOf(tx, partyId) ?? null
  return { residentId, partyIds: residentId === null ? [partyId] : await listPartyIdsOfResident(tx, residentId) }
}

import { z } from 'zod'
import { accept } from '../kernel/outcome.ts'
import { addDays, addYears, startOfMonth, type Instant, type PlainDate } from '../kernel/plain-date.ts'
import { query } from '../platform/command/define.ts'
import { zDate, zId, zText } from '../platform/command/schema.ts'
import type { Tx } from '../platform/command/tx.ts'
import { addressText, isResident, listPersonsInDrafts, listPersonsOn, type PersonOnDate } from '../resident/index.ts'
import { birthWords } from './forms.ts'
import { inkOf, listUnregistered, loadFacts, namesOf, neighboursOf, personForRule, type SealFacts } from './facts.ts'
import { lawToday } from './law.ts'
import { isExpired, type Imprint, type Letter, type Registration } from './model.ts'
import * as papers from './paper-store.ts'
import { refusal, refuse } from './refusals.ts'
import { whyNotEligible } from './rules/eligibility.ts'
import { rowOn } from './rules/history.ts'
import { strokesOf } from './rules/image.ts'
import { isFrameBroken, mustBeToldApart, sizeFault } from './rules/imprint.ts'
import { bearsSameNames, showsName } from './rules/names.ts'
import * as store from './store.ts'

// What the screens show. A picture of an imprint goes as strokes; of a protected person nothing of it goes at all.

/** Who stands in the WHO band; what lies in `open` is withheld for a protected person. */
export const zHead = z.object({
  personId: z.string(), name: z.string(), kana: z.string().nullable(), number: z.string(), isResident: z.boolean(), isForeign: z.boolean(),
  open: z.object({ birth: z.string(), sex: z.string(), address: z.string(), formerSurname: z.string().nullable(), commonName: z.string().nullable() }).nullable(),
})
export type Head = z.infer<typeof zHead>

export function headOf(person: PersonOnDate): Head {
  const { personId, name, kana, formerSurname, commonName, sex } = person
  return { personId, name, kana, number: person.addresseeNumber, isResident: isResident(person), isForeign: person.residentType === 'foreign', open: { birth: birthWords(person), sex, address: addressText(person.address), formerSurname, commonName } }
}

export const zPicture = z.object({ width: z.int(), height: z.int(), path: z.string(), widthTenths: z.int(), heightTenths: z.int(), framePercent: z.int() })
export type Picture = z.infer<typeof zPicture>

const zNeighbour = z.object({ personId: z.string(), name: z.string(), registrationNumber: z.string(), alikePercent: z.int(), isAlike: z.boolean(), picture: zPicture.nullable() })
export type NeighbourView = z.infer<typeof zNeighbour>

export async function pictureFor(tx: Tx, imprint: Imprint): Promise<Picture> {
  const { widthTenths, heightTenths, framePercent } = imprint
  return { ...strokesOf(await inkOf(tx, imprint)), widthTenths, heightTenths, framePercent }
}

async function neighbourViews(tx: Tx, facts: SealFacts, imprint: Imprint): Promise<NeighbourView[]> {
  const names = new Map(facts.members.map((member) => [member.personId, member.name]))
  const law = lawToday(tx)
  const neighbours = await neighboursOf(tx, facts, await inkOf(tx, imprint))
  return neighbours.map(({ registration, imprint: other, ink, alikePercent }) => ({
    personId: registration.personId, name: names.get(registration.personId) ?? '', registrationNumber: registration.registrationNumber, alikePercent, isAlike: mustBeToldApart(alikePercent, law),
    picture: { ...strokesOf(ink), widthTenths: other.widthTenths, heightTenths: other.heightTenths, framePercent: other.framePercent },
  }))
}

function withheldNeighbours(neighbours: NeighbourView[], personIds: ReadonlySet<string>): NeighbourView[] {
  return neighbours.map((one) => (personIds.has(one.personId) ? { ...one, picture: null } : one))
}

export const withheldHead = (head: Head, personIds: ReadonlySet<string>): Head => (personIds.has(head.personId) ? { ...head, open: null } : head)

const zRow = z.object({
  registrationId: z.string(), version: z.int(), registrationNumber: z.string(), cardNumber: z.string(), state: z.enum(['live', 'suspended', 'review', 'cancelled']), event: z.string(), reason: z.string().nullable(), note: z.string().nullable(),
  isAutomatic: z.boolean(), validFrom: z.string(), validTo: z.string().nullable(), recordedAt: z.string(), recordedTo: z.string().nullable(), recordedByName: z.string(), shownText: z.string(), way: z.enum(['photo-id', 'guarantor', 'letter']),
  registeredOn: z.string(), alikePercent: z.int().nullable(), distinctReason: z.string().nullable(), agentName: z.string().nullable(), katakanaName: z.string().nullable(),
})
export type RowView = z.infer<typeof zRow>

function rowView(row: Registration): RowView {
  const { imprintId: _imprint, personId: _person, judged, guarantorId: _guarantor, ...shown } = row
  return { ...shown, katakanaName: judged.katakanaName }
}

const zLetterView = z.object({ letterId: z.string(), version: z.int(), letterNumber: z.string(), personId: z.string(), name: z.string(), sentOn: z.string(), expiresOn: z.string(), state: z.enum(['sent', 'answered', 'closed']), isExpired: z.boolean(), ending: z.string().nullable(), endedOn: z.string().nullable(), documentId: z.string() })
export type LetterView = z.infer<typeof zLetterView>

function letterView(letter: Letter, name: string, today: PlainDate): LetterView {
  const { letterId, version, letterNumber, personId, sentOn, expiresOn, state, ending, endedOn, documentId } = letter
  return { letterId, version, letterNumber, personId, name, sentOn, expiresOn, state, isExpired: isExpired(letter, today), ending, endedOn, documentId }
}

/** Everything that seal registration has of a person. */
const zPersonSeal = z.object({
  head: zHead,
  /** Standing registration, or the last one; as of a past day where one is asked for. */
  shown: zRow.nullable(), asOf: z.string().nullable(), picture: zPicture.nullable(), neighbours: z.array(zNeighbour),
  history: z.array(zRow), letters: z.array(zLetterView), papers: z.array(z.object({ kind: z.enum(['certificate', 'notice']), number: z.string(), documentId: z.string(), issuedAt: z.string(), issuedByName: z.string() })),
  ward: z.object({ beganOn: z.string(), notifiedOn: z.string(), agentName: z.string().nullable() }).nullable(),
  /** Whether names of today differ from those the imprint was judged by. */
  hasOtherNames: z.boolean(), proposal: z.object({ reason: z.string(), proposedByName: z.string(), isOwn: z.boolean() }).nullable(), keptUntil: z.string().nullable(), hasDraft: z.boolean(),
})
export type PersonSeal = z.infer<typeof zPersonSeal>

export const showSeal = query({
  name: 'seal.show-seal', title: '印鑑登録の記録', permission: 'seal.read', action: 'view',
  description: 'The registration of a person today or on a past day, with imprint, the imprints of the household beside it, the whole history, letters and papers.',
  input: z.object({ personId: zId, asOf: zDate.nullable().default(null) }), output: zPersonSeal,
  async run(tx, { personId, asOf }) {
    const facts = await loadFacts(tx, personId)
    if (facts === undefined) return refuse('person-not-found', { field: '/personId' })
    const history = await store.listHistory(tx, [personId])
    const open = history.filter((row) => row.recordedTo === null && row.validTo === null).toSorted((a, b) => Number(a.state === 'cancelled') - Number(b.state === 'cancelled') || (a.recordedAt < b.recordedAt ? 1 : -1))
    const shown = asOf === null ? open[0] : rowOn(history, asOf, tx.now)
    return accept({
      head: headOf(facts.person), asOf, history: history.map(rowView).toReversed(), letters: facts.letters.map((letter) => letterView(letter, facts.person.name, tx.today)),
      ward: facts.ward ? { beganOn: facts.ward.beganOn, notifiedOn: facts.ward.notifiedOn, agentName: facts.ward.agentName } : null,
      hasDraft: (await listPersonsInDrafts(tx, [personId])).length > 0, ...(await registrationView(tx, facts, shown)),
    })
  },
  subjects: (view) => [view.head.personId, ...view.neighbours.map((one) => one.personId)],
  withhold: (view, personIds) => ({ ...view, head: withheldHead(view.head, personIds), picture: personIds.has(view.head.personId) ? null : view.picture, neighbours: withheldNeighbours(view.neighbours, personIds) }),
  async example(tx) {
    const found = (await store.findAny(tx, 'live')) ?? (await store.findAny(tx, 'cancelled'))
    return found ? { personId: found.personId, asOf: null } : null
  },
})

async function registrationView(tx: Tx, facts: SealFacts, shown: Registration | undefined): Promise<Pick<PersonSeal, 'shown' | 'picture' | 'neighbours' | 'papers' | 'hasOtherNames' | 'proposal' | 'keptUntil'>> {
  if (shown === undefined) return { shown: null, picture: null, neighbours: [], papers: [], hasOtherNames: false, proposal: null, keptUntil: null }
  const [imprint] = await store.listImprints(tx, [shown.imprintId])
  const proposal = await papers.findProposal(tx, shown.registrationId)
  return {
    shown: rowView(shown), picture: imprint ? await pictureFor(tx, imprint) : null, neighbours: imprint && shown.state !== 'cancelled' ? await neighbourViews(tx, facts, imprint) : [],
    papers: await papers.listPapers(tx, shown.registrationId, 50), hasOtherNames: shown.state !== 'cancelled' && !bearsSameNames(shown.judged, facts.person),
    proposal: proposal ? { reason: proposal.reason, proposedByName: proposal.proposedByName, isOwn: proposal.proposedBy === tx.actor.id } : null,
    keptUntil: shown.state === 'cancelled' ? addYears(shown.validFrom, lawToday(tx).retentionYears) : null,
  }
}

/** What an application starts from: who it is, what stands against it, the imprint that was read. */
const zApplication = z.object({
  head: zHead, obstacles: z.array(z.object({ message: z.string(), remedy: z.string() })), isWard: z.boolean(), imprintId: z.string().nullable(), picture: zPicture.nullable(), sizeIs: z.enum(['good', 'too-small', 'too-large']).nullable(),
  isFrameBroken: z.boolean(), neighbours: z.array(zNeighbour), surname: z.string(),
})
export type ApplicationView = z.infer<typeof zApplication>

export const showApplication = query({
  name: 'seal.show-application', title: '印鑑登録の申請', permission: 'seal.read', action: 'view',
  description: 'What stands against the registration of a seal for a person, and the imprint read last with its measures beside the imprints of the household.',
  input: z.object({ personId: zId, imprintId: zId.nullable().default(null) }), output: zApplication,
  async run(tx, { personId, imprintId }) {
    const facts = await loadFacts(tx, personId)
    if (facts === undefined) return refuse('person-not-found', { field: '/personId' })
    const law = lawToday(tx)
    const isWard = facts.ward !== undefined
    const coming = { way: 'photo-id' as const, isByAgent: false, isStatutoryAgentPresent: isWard, isCapacityConfirmed: true }
    const obstacles = whyNotEligible(personForRule(facts, tx.today), coming, { on: tx.today, law }).map((why) => refusal(why, { age: law.minimumAge }))
    const found = imprintId === null ? undefined : (await store.listImprints(tx, [imprintId]))[0]
    const imprint = found?.personId === personId ? found : undefined
    const size = imprint && sizeFault(imprint, law)
    return accept({
      head: headOf(facts.person), obstacles: obstacles.map(({ message, remedy }) => ({ message, remedy })), isWard, imprintId: imprint?.imprintId ?? null, picture: imprint ? await pictureFor(tx, imprint) : null,
      sizeIs: imprint ? sizeWord(size ?? null) : null, isFrameBroken: imprint ? isFrameBroken(imprint, law) : false, neighbours: imprint ? await neighbourViews(tx, facts, imprint) : [],
      surname: facts.person.name.split('\u3000')[0] ?? '',
    })
  },
  subjects: (view) => [view.head.personId, ...view.neighbours.map((one) => one.personId)],
  withhold: (view, personIds) => ({ ...view, head: withheldHead(view.head, personIds), picture: personIds.has(view.head.personId) ? null : view.picture, neighbours: withheldNeighbours(view.neighbours, personIds) }),
  async example(tx) {
    const [personId] = await listUnregistered(tx, 1)
    return personId === undefined ? null : { personId, imprintId: (await store.findLastImprintId(tx, personId)) ?? null }
  },
})

function sizeWord(fault: ReturnType<typeof sizeFault>): 'good' | 'too-small' | 'too-large' {
  if (fault === null) return 'good'
  return fault === 'imprint-too-small' ? 'too-small' : 'too-large'
}

const zLetterPage = z.object({ head: zHead, letter: zLetterView, picture: zPicture.nullable(), shownText: z.string(), agentName: z.string().nullable(), stillShowsName: z.boolean(), isWard: z.boolean() })
export type LetterPage = z.infer<typeof zLetterPage>

export const showLetter = query({
  name: 'seal.show-letter', title: '照会書の記録', permission: 'seal.read', action: 'view',
  description: 'A letter of enquiry with the imprint that is to be registered.',
  input: z.object({ letterId: zId }), output: zLetterPage,
  async run(tx, { letterId }) {
    const letter = await papers.findLetter(tx, letterId)
    const facts = letter && (await loadFacts(tx, letter.personId))
    if (letter === undefined || facts === undefined) return refuse('letter-not-found', { field: '/letterId' })
    const [imprint] = await store.listImprints(tx, [letter.imprintId])
    return accept({
      head: headOf(facts.person), letter: letterView(letter, facts.person.name, tx.today), picture: imprint ? await pictureFor(tx, imprint) : null, shownText: letter.shownText, agentName: letter.agentName,
      stillShowsName: showsName(letter.shownText, namesOf(facts.person, letter.katakanaName)), isWard: facts.ward !== undefined,
    })
  },
  subjects: (view) => [view.head.personId],
  withhold: (view, personIds) => ({ ...view, head: withheldHead(view.head, personIds), picture: personIds.has(view.head.personId) ? null : view.picture }),
  async example(tx) {
    const [letter] = [...(await papers.listLetters(tx, 'sent', 1)), ...(await papers.listLetters(tx, 'answered', 1))]
    return letter ? { letterId: letter.letterId } : null
  },
})

const zLetters = z.object({ state: z.enum(['sent', 'answered', 'closed']), letters: z.array(zLetterView) })

export const listLetters = query({
  name: 'seal.list-letters', title: '照会書の一覧', permission: 'seal.read', action: 'list',
  description: 'Letters of enquiry that wait for an answer, were answered, or were closed, by their term; the first two hundred.',
  input: z.object({ state: z.enum(['sent', 'answered', 'closed']).default('sent') }), output: zLetters,
  async run(tx, { state }) {
    const letters = await papers.listLetters(tx, state, 200)
    const names = new Map((await listPersonsOn(tx, letters.map((letter) => letter.personId))).map((person) => [person.personId, person.name]))
    return accept({ state, letters: letters.map((letter) => letterView(letter, names.get(letter.personId) ?? '', tx.today)) })
  },
  subjects: (value) => value.letters.map((letter) => letter.personId),
  withhold: (value) => value,
  example: async () => ({ state: 'sent' as const }),
})

const zDayRow = z.object({ registrationId: z.string(), registrationNumber: z.string(), personId: z.string(), name: z.string(), event: z.string(), reason: z.string().nullable(), note: z.string().nullable(), validFrom: z.string(), recordedAt: z.string() })
const zDay = z.object({ day: z.string(), automatic: z.array(zDayRow), reviews: z.array(zDayRow) })
export type DayView = z.infer<typeof zDay>

export const listDay = query({
  name: 'seal.list-day', title: '印鑑登録の自動処理の結果', permission: 'seal.read', action: 'list',
  description: 'What was cancelled or put under review without a clerk on a day, and every registration that waits for a decision.',
  input: z.object({ day: zDate.nullable().default(null) }), output: zDay,
  async run(tx, input) {
    const day = input.day ?? tx.today
    const [automatic, reviews] = [await papers.listAutomatic(tx, { from: startOfDay(day), until: startOfDay(addDays(day, 1)) }, 500), await papers.listUnderReview(tx, 200)]
    const names = new Map((await listPersonsOn(tx, [...automatic, ...reviews].map((row) => row.personId))).map((person) => [person.personId, person.name]))
    const named = (row: papers.DayRow) => ({ ...row, name: names.get(row.personId) ?? '' })
    return accept({ day, automatic: automatic.map(named), reviews: reviews.map(named) })
  },
  subjects: (value) => [...value.automatic, ...value.reviews].map((row) => row.personId),
  withhold: (value) => value,
  example: async () => ({ day: null }),
})

/** The instant at which a day begins in the town. */
function startOfDay(day: PlainDate): Instant {
  return `${addDays(day, -1)}T15:00:00.000Z` as Instant
}

const zHome = z.object({ number: z.string().nullable(), found: z.object({ personId: z.string(), name: z.string(), registrationNumber: z.string(), state: z.enum(['live', 'suspended', 'review', 'cancelled']) }).nullable(), counts: z.object({ standing: z.int(), registered: z.int(), cancelled: z.int(), issued: z.int() }), month: z.string() })
export type Home = z.infer<typeof zHome>

export const findSeal = query({
  name: 'seal.find-seal', title: '印鑑登録を番号で探す', permission: 'seal.read', action: 'search', sensitive: true,
  description: 'The registration that bears a registration or card number, and the figures of this month.',
  input: z.object({ number: zText(20, '番号').nullable().default(null) }), output: zHome,
  async run(tx, { number }) {
    const registration = number === null ? undefined : await store.findByNumber(tx, number)
    const [person] = registration ? await listPersonsOn(tx, [registration.personId]) : []
    const first = startOfMonth(tx.today)
    return accept({
      number, found: registration && person ? { personId: person.personId, name: person.name, registrationNumber: registration.registrationNumber, state: registration.state } : null,
      counts: await papers.countSeals(tx, { from: startOfDay(first), until: startOfDay(addDays(tx.today, 1)) }), month: first,
    })
  },
  subjects: (value) => (value.found ? [value.found.personId] : []),
  withhold: (value) => value,
  async example(tx) {
    return { number: (await store.findAny(tx, 'live'))?.registrationNumber ?? null }
  },
})

/** How many registrations a person has that stand, for the tab of the record. */
export async function countSealsOf(tx: Tx, personId: string): Promise<number> {
  return (await store.listStanding(tx, [personId])).length
}

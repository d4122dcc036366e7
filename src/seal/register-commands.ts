import { z } from 'zod'
import { refused } from '../kernel/outcome.ts'
import { addDays } from '../kernel/plain-date.ts'
import { printDate } from '../kernel/wareki.ts'
import { command } from '../platform/command/define.ts'
import { done, type Decision, type Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { partsOfName } from '../resident/index.ts'
import { enterRegistration, findGuarantor, judge, personRefusals, type Registered } from './apply.ts'
import { listUnregistered, loadFacts, namesOf, nextPaperNumber } from './facts.ts'
import { AnswerInput, ApplicationInput, CloseLetterInput, RegisterInput } from './inputs.ts'
import { lawToday } from './law.ts'
import type { Letter } from './model.ts'
import { findAnyOpenLetter, findLetter, keepLetter } from './paper-store.ts'
import { drawLetter } from './papers.ts'
import { refusal, refuse } from './refusals.ts'
import { showsName } from './rules/names.ts'
import { findLastImprintId, lockSealOf } from './store.ts'

const zRegistered = z.object({ registrationId: z.string(), registrationNumber: z.string(), cardNumber: z.string() })
const zLetter = z.object({ letterId: z.string(), version: z.int() })

/** Registers a seal on the same day, by an identity card with a photograph or by a guarantor — 印鑑の登録. */
export const registerSeal = command({
  name: 'seal.register', title: '印鑑を登録する', permission: 'seal.write',
  description: 'Registers the seal of a resident who came in person, known by an official card with a photograph or vouched for by somebody registered here, and hands out the card. Every reason against it is given at once.',
  input: RegisterInput, output: zRegistered,
  async run(tx, input): Promise<Decision<Registered>> {
    const { way, guarantorNumber, ...application } = input
    const judged = await judge(tx, application, { way, isByAgent: input.agentName !== null, isStatutoryAgentPresent: input.isStatutoryAgentPresent, isCapacityConfirmed: input.isCapacityConfirmed })
    const guarantor = way === 'guarantor' ? await findGuarantor(tx, guarantorNumber, input.personId) : { id: null, refusals: [] }
    const refusals = [...(judged.ok ? [] : judged.refusals), ...guarantor.refusals]
    if (!judged.ok || refusals.length > 0) return refused(refusals)
    return done(await enterRegistration(tx, judged.value, { way, guarantorId: guarantor.id }), { subjectIds: [input.personId] })
  },
  async example(tx) {
    const application = await exampleApplication(tx)
    return application && RegisterInput.parse({ ...application, way: 'photo-id', guarantorNumber: null })
  },
})

async function exampleApplication(tx: Tx): Promise<ApplicationInput | null> {
  for (const personId of await listUnregistered(tx, 60)) {
    const imprintId = await findLastImprintId(tx, personId)
    const facts = await loadFacts(tx, personId)
    if (imprintId === undefined || facts === undefined) continue
    return {
      personId, imprintId, shownText: partsOfName(facts.person.name).surname, katakanaName: null, agentName: null, faults: [], frameReason: null, distinctReason: '字体と彫りが違う', isStatutoryAgentPresent: false,
      isCapacityConfirmed: true,
    }
  }
  return null
}

/** Sends a letter of enquiry to the address in the register: who answers it in time has the seal registered — 照会書の送付. */
export const sendLetter = command({
  name: 'seal.send-letter', title: '照会書を送る', permission: 'seal.write',
  description: 'Takes an application without an identity card or by an agent: makes the letter of enquiry with the form of answer, to the address in the resident register, and waits for the answer.',
  input: ApplicationInput, output: z.object({ letterId: z.string(), letterNumber: z.string(), documentId: z.string(), expiresOn: z.string() }),
  async run(tx, input) {
    const judged = await judge(tx, input, { way: 'letter', isByAgent: input.agentName !== null, isStatutoryAgentPresent: input.isStatutoryAgentPresent, isCapacityConfirmed: input.isCapacityConfirmed })
    if (!judged.ok) return judged
    const { facts, application } = judged.value
    const [letterNumber, expiresOn] = [await nextPaperNumber(tx, 'letter'), addDays(tx.today, lawToday(tx).letterDays)]
    const drawn = await drawLetter(tx, facts, { letterNumber, expiresOn, agentName: application.agentName })
    if (!drawn.ok) return drawn
    const { documentId } = drawn.value
    const letter: Letter = { ...application, letterId: newId(), version: 1, letterNumber, documentId, sentOn: tx.today, expiresOn, state: 'sent', ending: null, endedOn: null, registrationId: null }
    await keepLetter(tx, letter)
    return done({ letterId: letter.letterId, letterNumber, documentId, expiresOn }, { subjectIds: [input.personId] })
  },
  example: (tx) => exampleApplication(tx),
})

/** Takes the answer to a letter and registers the seal — 回答書の受付. */
export const confirmLetter = command({
  name: 'seal.confirm-letter', title: '照会書の回答を受けて登録する', permission: 'seal.write',
  description: 'Registers the seal that a letter of enquiry was about, if the answer came within its term and nothing has come to stand in the way since.',
  input: AnswerInput, output: zRegistered,
  async run(tx, input): Promise<Decision<Registered>> {
    const letter = await findForUpdate(tx, input)
    if (!('letterId' in letter)) return letter
    if (input.answeredOn < letter.sentOn || input.answeredOn > tx.today) return refuse('answered-before-sent', { field: '/answeredOn', sent: printDate(letter.sentOn) })
    if (input.answeredOn > letter.expiresOn) return refuse('letter-expired', { field: '/answeredOn', until: printDate(letter.expiresOn) })
    const facts = await loadFacts(tx, letter.personId)
    if (facts === undefined) return refuse('person-not-found')
    const others = { ...facts, letters: facts.letters.filter((one) => one.letterId !== letter.letterId) }
    const coming = { way: 'letter' as const, isByAgent: input.broughtBy !== null, isStatutoryAgentPresent: input.isStatutoryAgentPresent, isCapacityConfirmed: input.isCapacityConfirmed }
    const nameFits = showsName(letter.shownText, namesOf(facts.person, letter.katakanaName))
    const refusals = [...personRefusals(tx, others, coming), ...(nameFits ? [] : [refusal('name-not-shown', { text: letter.shownText })])]
    if (refusals.length > 0) return refused(refusals)
    const registered = await enterRegistration(tx, { facts, application: { ...letter, agentName: input.broughtBy ?? letter.agentName } }, { way: 'letter', guarantorId: null })
    await keepLetter(tx, { ...letter, version: letter.version + 1, state: 'answered', endedOn: input.answeredOn, registrationId: registered.registrationId })
    return done(registered, { subjectIds: [letter.personId] })
  },
  async example(tx) {
    const letter = await findAnyOpenLetter(tx)
    return letter ? { letterId: letter.letterId, expectedVersion: letter.version, answeredOn: tx.today, broughtBy: null, isStatutoryAgentPresent: false, isCapacityConfirmed: true } : null
  },
})

/** Closes a letter that came back or whose application was withdrawn — 照会書を閉じる. */
export const closeLetter = command({
  name: 'seal.close-letter', title: '照会書を閉じる', permission: 'seal.write',
  description: 'Closes a letter of enquiry that could not be delivered or whose application was withdrawn; nothing is registered.',
  input: CloseLetterInput, output: zLetter,
  async run(tx, input) {
    const letter = await findForUpdate(tx, input)
    if (!('letterId' in letter)) return letter
    const closed: Letter = { ...letter, version: letter.version + 1, state: 'closed', ending: input.ending, endedOn: tx.today }
    await keepLetter(tx, closed)
    return done({ letterId: letter.letterId, version: closed.version }, { subjectIds: [letter.personId] })
  },
  async example(tx) {
    const letter = await findAnyOpenLetter(tx)
    return letter ? CloseLetterInput.parse({ letterId: letter.letterId, expectedVersion: letter.version, ending: 'undeliverable' }) : null
  },
})

/** The letter that was on the screen, if nobody ended it meanwhile; the person's seal is held until the transaction ends. */
async function findForUpdate(tx: Tx, { letterId, expectedVersion }: { letterId: string; expectedVersion: number }): Promise<Letter | ReturnType<typeof refuse>> {
  const seen = await findLetter(tx, letterId)
  if (seen === undefined) return refuse('letter-not-found', { field: '/letterId' })
  await lockSealOf(tx, seen.personId)
  const letter = await findLetter(tx, letterId)
  if (letter === undefined || letter.version !== expectedVersion) return refuse('changed-meanwhile', { field: '/expectedVersion' })
  return letter.state === 'sent' ? letter : refuse('letter-ended', { field: '/letterId' })
}


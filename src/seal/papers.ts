import { assert } from '../kernel/assert.ts'
import { accept, type Accepted } from '../kernel/outcome.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { printDate } from '../kernel/wareki.ts'
import type { RefusedAndRemembered, SignedMark, Tx } from '../platform/command/tx.ts'
import type { Recipient } from '../platform/guard/index.ts'
import { drawPreview, issueDocument, type Issued, type ReadPage, type PaperTemplate, type TemplateData } from '../platform/document/index.ts'
import { pictureOf, type SealFacts } from './facts.ts'
import { addressIn, birthWords, certificateData, certificateTemplate, letterData, letterTemplate, noticeData, noticeTemplate } from './forms.ts'
import { lawToday } from './law.ts'
import type { Imprint, Registration } from './model.ts'

// The three papers of seal registration. Each is drawn from what was read in this transaction and read back from the finished page.

export const certificateOutput = 'seal.certificate'
/** As the issue log, the cash book and verification name it. */
export const certificateKind = 'seal-registration-certificate'
export const letterOutput = 'seal.letter'
export const noticeOutput = 'seal.notice'

type Drawn<T> = Accepted<T> | RefusedAndRemembered

/** One paper: what is drawn, whose it is, and what must stand on the finished page. */
interface Paper {
  readonly output: string
  /** Whoever asks at the counter where nothing is said. */
  readonly recipient?: Recipient
  readonly kind: string
  readonly template: PaperTemplate
  readonly data: TemplateData
  readonly images?: Readonly<Record<string, Uint8Array>>
  readonly personIds: readonly string[]
  readonly request: unknown
  readonly serial: string
  readonly mustStand: readonly string[]
  readonly signPages?: (pages: readonly ReadPage[]) => Promise<string>
}

/** The address of one is the address of all: whoever is protected in the household stops the paper. */
function personsOf({ person, members }: SealFacts): readonly string[] {
  return [person.personId, ...members.map((member) => member.personId).filter((id) => id !== person.personId)]
}

async function issue(tx: Tx, { personIds, recipient = 'self', ...paper }: Paper): Promise<Drawn<Issued>> {
  return await issueDocument(tx, { ...paper, subjectIds: [...personIds], recipient, attested: tx.office.certifier })
}

export interface LetterToDraw { readonly letterNumber: string; readonly expiresOn: PlainDate; readonly agentName: string | null }

function letterPaper(tx: Tx, facts: SealFacts, letter: LetterToDraw): Paper {
  const { person } = facts
  return {
    output: letterOutput, kind: 'seal-letter', template: letterTemplate, data: letterData(tx, person, letter), personIds: personsOf(facts), serial: letter.letterNumber, request: { personId: person.personId, ...letter },
    mustStand: [letter.letterNumber, person.name, addressIn(tx.office, person), printDate(tx.today), printDate(letter.expiresOn), tx.office.certifier.name],
  }
}

/** 照会書 with the form of answer, to the address in the register. */
export async function drawLetter(tx: Tx, facts: SealFacts, letter: LetterToDraw): Promise<Drawn<Issued>> {
  return await issue(tx, letterPaper(tx, facts, letter))
}

function noticePaper(tx: Tx, facts: SealFacts, { registration, number }: { registration: Registration; number: string }): Paper {
  const { person } = facts
  return {
    output: noticeOutput, kind: 'seal-cancellation-notice', template: noticeTemplate, data: noticeData(tx, person, { registration, number }), personIds: personsOf(facts), serial: number,
    request: { registrationId: registration.registrationId, version: registration.version }, mustStand: [number, person.name, registration.registrationNumber, printDate(registration.validFrom), printDate(tx.today), tx.office.certifier.name],
  }
}

/** 抹消通知書, for a cancellation that the office made by itself. */
export async function drawNotice(tx: Tx, facts: SealFacts, what: { registration: Registration; number: string }): Promise<Drawn<Issued>> {
  return await issue(tx, noticePaper(tx, facts, what))
}

export interface CertificateToDraw { readonly registration: Registration; readonly imprint: Imprint; readonly number: string; readonly checkCode: string; readonly requestId: string; readonly recipient?: Recipient; readonly desk?: string }

async function certificatePaper(tx: Tx, facts: SealFacts, { registration, imprint, number, checkCode, requestId, recipient, desk = tx.actor.desk ?? tx.actor.section }: CertificateToDraw): Promise<Paper> {
  const { person } = facts
  assert(registration.imprintId === imprint.imprintId && registration.personId === person.personId && imprint.personId === person.personId, 'imprint, registration and person belong together')
  // The picture goes by its digest: no other imprint can stand under that name.
  const picture = `${imprint.printSha256}.png`
  const bytes = await pictureOf(tx, imprint)
  const data = certificateData(tx, person, { registration, imprint, number, checkCode, desk, picture, bytes, showsSex: lawToday(tx).certificateItems.sex })
  return {
    output: certificateOutput, recipient, kind: certificateKind, template: certificateTemplate, data, images: { [picture]: bytes }, personIds: personsOf(facts), serial: number,
    request: { requestId, registrationId: registration.registrationId, version: registration.version, cardNumber: registration.cardNumber, imprint: imprint.printSha256 },
    mustStand: [
      number, checkCode, person.name, person.formerSurname ?? '', person.commonName ?? '', registration.judged.katakanaName ?? '', birthWords(person), addressIn(tx.office, person), printDate(tx.today), tx.office.certifier.name, tx.office.certifier.title, tx.office.certifier.seal,
    ],
  }
}

/** A stored certificate and the mark that signs its words and its imprint; without one only where it was not issued. */
export interface MarkedCertificate extends Issued { readonly mark: SignedMark | undefined }

/** 印鑑登録証明書, with the imprint at its true size, signed with the town's key. */
export async function drawCertificate(tx: Tx, facts: SealFacts, what: CertificateToDraw): Promise<Drawn<MarkedCertificate>> {
  const paper = await certificatePaper(tx, facts, what)
  const made: { mark?: SignedMark } = {}
  const issued = await issue(tx, {
    ...paper,
    async signPages(pages) {
      const mark = await tx.services.paperMarks.sign(tx, { kind: certificateKind, number: what.number, pages })
      made.mark = mark
      return mark.text
    },
  })
  return issued.ok ? accept({ ...issued.value, mark: made.mark }) : issued
}

/** The papers as they would go out, for the test of the gate; nothing is stored. */
export const drafts = {
  letter: (tx: Tx, facts: SealFacts, letter: LetterToDraw): Promise<Drawn<Uint8Array>> => draft(tx, letterPaper(tx, facts, letter)),
  notice: (tx: Tx, facts: SealFacts, what: { registration: Registration; number: string }): Promise<Drawn<Uint8Array>> => draft(tx, noticePaper(tx, facts, what)),
  certificate: async (tx: Tx, facts: SealFacts, what: CertificateToDraw): Promise<Drawn<Uint8Array>> => await draft(tx, await certificatePaper(tx, facts, what)),
}

async function draft(tx: Tx, { output, template, data, images, personIds, recipient = 'self' }: Paper): Promise<Drawn<Uint8Array>> {
  return await drawPreview(tx, { output, template, data, images, subjectIds: [...personIds], recipient })
}

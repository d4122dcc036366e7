import { assert } from '../kernel/assert.ts'
import { accept, type Accepted } from '../kernel/outcome.ts'
import { printDate } from '../kernel/wareki.ts'
import type { RefusedAndRemembered, Tx } from '../platform/command/tx.ts'
import { drawPreview, issueDocument, qrCode, type Issued } from '../platform/document/index.ts'
import { refuseProtected, type Recipient } from '../platform/guard/index.ts'
import { deskOf, issuerOf, type LoadedFacts } from './facts.ts'
import { pagesOfPaper, paperData, templates, type Marks } from './forms.ts'
import type { Mark } from './mark/format.ts'
import { signText } from './mark/key.ts'
import { currentKey } from './mark/keys.ts'
import { signPages } from './mark/papers.ts'
import type { PaperContent } from './content.ts'
import { documentKinds, type CopyRequest, type DocumentKind, type Sheet } from './model.ts'
import { certificateSymbols } from '../resident/index.ts'
import { isCardBased } from './rules/sheet.ts'
import { mustStandOf } from './rules/must-stand.ts'
import { subjectsOf } from './rules/request.ts'

/** The output that the manifest declares for a kind of paper. */
export function outputOf(kind: DocumentKind): string {
  return `certificates.${kind}`
}

/** One paper to be made: facts, request and the content made from them. */
export interface CopyToIssue {
  readonly facts: LoadedFacts
  readonly request: CopyRequest
  readonly paper: PaperContent
  readonly number: string
  /** Stands on the paper and not in its mark. */
  readonly checkCode: string
  /** Binds the paper to the request it answers. */
  readonly requestId: string
}

/** A stored paper and the mark that signs its words. */
export interface MarkedPaper extends Issued { readonly mark: Mark }

/**
 * Draws, reads back and stores one copy — 写しの発行. Fails closed.
 * What must stand on the page is taken from the facts and the request, not from the content that was drawn, so that a
 * content of somebody else is found on the finished page.
 */
export async function issueCopy(tx: Tx, copy: CopyToIssue): Promise<Accepted<MarkedPaper> | RefusedAndRemembered> {
  const { kind } = copy.request
  const subjects = subjectsOf(copy.facts, copy.request)
  const symbols = await symbolsFor(tx, copy)
  const marks = { ...marksOf(tx, copy), symbols: symbols.map((text) => ({ svg: qrCode(text).svg })) }
  const made: { mark?: Mark } = {}
  const issued = await issueDocument(tx, {
    output: outputOf(kind), kind, template: templates[kind], data: paperData(copy.paper.sheet, marks),
    async signPages(pages) {
      const { mark, text } = await signPages(tx, { kind, number: copy.number, pages })
      made.mark = mark
      return text
    },
    subjectIds: subjects.map((subject) => subject.personId), request: { requestId: copy.requestId, ...copy.request }, recipient: recipientOf(copy.request), requester: copy.request.requester,
    serial: copy.number, mustStand: mustStandOf({ ...copy, issuer: issuerOf(tx), numbers: copy.paper.numbers }), attested: tx.office.certifier,
  })
  if (!issued.ok) return issued
  assert(issued.value.pages === pagesOfPaper(copy.paper.sheet, marks), 'the finished paper has the pages that were laid out')
  if (copy.paper.numbers.length > 0) {
    const subjectIds = subjects.map((subject) => subject.personId)
    await tx.services.writeAudit(tx, { action: 'reveal', output: outputOf(kind), subjectIds, numberRevealed: true, asOf: null, outcome: 'done', detailDigest: issued.value.sha256 })
  }
  assert(made.mark !== undefined, 'an issued paper carries a mark')
  return accept({ ...issued.value, mark: made.mark })
}

/** The content of a moving-out certificate as symbols for the place of arrival; what was filed with the card is told by message instead. */
async function symbolsFor(tx: Tx, { facts, request }: Pick<CopyToIssue, 'facts' | 'request'>): Promise<readonly string[]> {
  if (request.kind !== 'moving-out' || facts.moveOut === null || isCardBased(facts, request)) return []
  const key = await currentKey(tx)
  const persons = facts.members.filter((member) => subjectsOf(facts, request).some((subject) => subject.personId === member.personId))
  return await certificateSymbols(tx, { moveOut: facts.moveOut, persons, knownAt: facts.asOf.knownAt, sign: async (text) => ({ keyNo: key.keyNo, signature: signText(text, key) }) })
}

/** A draft that is stored nowhere; refusals say what would stop the paper. */
export async function drawDraft(tx: Tx, copy: Pick<CopyToIssue, 'facts' | 'request'> & { readonly sheet: Sheet }): Promise<Accepted<Uint8Array> | RefusedAndRemembered> {
  const subjects = subjectsOf(copy.facts, copy.request)
  const drawn = await drawPreview(tx, {
    output: outputOf(copy.request.kind), template: templates[copy.request.kind], data: paperData(copy.sheet, { ...marksOf(tx, { request: copy.request, number: '', checkCode: '' }), isPractice: true }),
    subjectIds: subjects.map((subject) => subject.personId), recipient: recipientOf(copy.request), requester: copy.request.requester,
  })
  return drawn.ok ? accept(drawn.value) : drawn
}

/** The address of one is the address of all: whoever is protected in the household stops every paper of it. */
export async function refuseHousehold(tx: Tx, facts: LoadedFacts, request: Pick<CopyRequest, 'kind' | 'requester' | 'delivery'>): Promise<RefusedAndRemembered | undefined> {
  const personIds = [...new Set([facts.person, ...facts.members, ...facts.household].map((person) => person.personId))]
  return await refuseProtected(tx, { output: outputOf(request.kind), personIds, recipient: recipientOf(request), requester: request.requester })
}

/** For protection only the person at the counter is the person; whoever shares the household may be the one to be kept away, and no kiosk sees who holds the card. */
function recipientOf({ requester, delivery }: Pick<CopyRequest, 'requester' | 'delivery'>): Recipient {
  if (delivery === 'kiosk') return 'kiosk'
  return requester.kind === 'self' ? 'self' : 'third-party'
}

function marksOf(tx: Tx, { request, number, checkCode }: Pick<CopyToIssue, 'request' | 'number' | 'checkCode'>): Marks {
  return { number: numberLine(tx, number), checkCode, symbols: [], watermark: `${tx.office.name}\u3000${documentKinds[request.kind].title}`, isPractice: tx.office.environment === 'practice' }
}

/** Number, date, municipality and desk, as they stand at the foot of each page. */
export function numberLine(tx: Tx, number: string): string {
  return `発行番号\u3000${number}\u3000${printDate(tx.today)}\u3000${tx.office.name}\u3000${deskOf(tx)}`
}

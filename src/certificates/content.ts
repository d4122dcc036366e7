import { accept, type Outcome } from '../kernel/outcome.ts'
import type { Tx } from '../platform/command/tx.ts'
import { closedRecordContent, movingOutContent, residentRecordContent, type RecordCopy, type RecordCopyPerson, type RecordCopyRequest } from '../resident/index.ts'
import { issuerOf, type LoadedFacts } from './facts.ts'
import { documentKinds, numberItems, type CopyRequest, type Sheet } from './model.ts'
import { refuse } from './refusals.ts'
import { subjectsOf } from './rules/request.ts'
import { onPaperOnly } from './rules/rows.ts'
import { sheetOf } from './rules/sheet.ts'

/** A paper in words, and the numbers that stand on it. */
export interface PaperContent { readonly sheet: Sheet; readonly numbers: readonly string[] }

/**
 * The content of the paper from the register's own door, bound to the facts that were read — 紙面の作成.
 * For the screen numbers are left out: they are opened only for paper.
 * @refuses what the register refuses; a record that changed between the two reads; a number that is not there
 */
export async function contentFor(tx: Tx, facts: LoadedFacts, asked: ContentAsked): Promise<Outcome<PaperContent>> {
  const { request, isForPaper } = asked
  const found = await boundContent(tx, facts, asked)
  if (!found.ok) return found
  const { persons, numbers } = found.value
  return accept({ sheet: sheetOf({ ...facts, content: isForPaper ? persons : persons.map(maskedNumbers(request)) }, request, issuerOf(tx)), numbers })
}

export interface ContentAsked { readonly request: CopyRequest; readonly isForPaper: boolean }

/** The register's persons of a request, bound to the facts, and the numbers among them; refused as `contentFor` is. */
export async function boundContent(tx: Tx, facts: LoadedFacts, { request, isForPaper }: ContentAsked): Promise<Outcome<{ readonly persons: readonly RecordCopyPerson[]; readonly numbers: readonly string[] }>> {
  const subjects = subjectsOf(facts, request)
  const found = await registerContent(tx, facts, { request, isForPaper })
  if (!found.ok) return found
  const { persons } = found.value
  const isSame = persons.length === subjects.length && persons.every((person, index) => {
    const subject = subjects[index]
    return subject?.personId === person.personId && subject.historyNo === person.historyNo && subject.recordedAt === person.recordedAt
  })
  if (!isSame) return refuse('record-changed')
  const numbers = persons.flatMap((person) => [person.individualNumber, person.residentCode]).filter((number) => number !== null)
  const wanted = isForPaper ? request.items.filter((item) => numberItems.has(item)) : []
  const isLacking = wanted.some((item) => persons.some((person) => (item === 'individual-number' ? person.individualNumber : person.residentCode) === null))
  return isLacking ? refuse('number-not-recorded', { field: '/items' }) : accept({ persons, numbers })
}

/** The register's own content for the kind of paper; numbers are opened for paper alone. */
async function registerContent(tx: Tx, facts: LoadedFacts, { request, isForPaper }: { readonly request: CopyRequest; readonly isForPaper: boolean }): Promise<Outcome<RecordCopy>> {
  const personIds = subjectsOf(facts, request).map((subject) => subject.personId)
  const items = registerItems(isForPaper ? request.items : request.items.filter((item) => !numberItems.has(item)))
  // The purpose of the request is the purpose for which numbers are opened.
  switch (documentKinds[request.kind].basis) {
    case 'live': return await residentRecordContent({ ...tx, purpose: request.purpose ?? tx.purpose }, { subject: { personIds }, items })
    case 'closed': return await closedRecordContent({ ...tx, purpose: request.purpose ?? tx.purpose }, { personId: facts.person.personId, items })
    case 'leaving': return await movingOutContent({ ...tx, purpose: movingOutPurpose }, { personIds, asOf: facts.asOf, showsNumbers: isForPaper })
  }
}

/** Both numbers stand on the certificate by law. */
const movingOutPurpose = '転出証明書の交付（住民基本台帳法施行令23条2項）'

/** On the screen a moving-out certificate says that its numbers stand on the paper alone. */
function maskedNumbers({ kind }: CopyRequest) {
  return (person: RecordCopyPerson): RecordCopyPerson => (documentKinds[kind].basis === 'leaving' ? { ...person, individualNumber: onPaperOnly, residentCode: onPaperOnly } : person)
}

function registerItems(items: CopyRequest['items']): RecordCopyRequest['items'] {
  const asked = new Set(items)
  return {
    householder: asked.has('relationship'), domicile: asked.has('domicile'), nationality: asked.has('nationality'), residenceStatus: asked.has('residence-status'),
    individualNumber: asked.has('individual-number'), residentCode: asked.has('resident-code'),
  }
}

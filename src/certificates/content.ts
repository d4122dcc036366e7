import { accept, type Outcome } from '../kernel/outcome.ts'
import type { Tx } from '../platform/command/tx.ts'
import { residentRecordContent, type RecordCopyRequest } from '../resident/index.ts'
import { issuerOf, type LoadedFacts } from './facts.ts'
import { numberItems, type CopyRequest, type Sheet } from './model.ts'
import { refuse } from './refusals.ts'
import { subjectsOf } from './rules/request.ts'
import { sheetOf } from './rules/sheet.ts'

/** A paper in words, and the numbers that stand on it. */
export interface PaperContent { readonly sheet: Sheet; readonly numbers: readonly string[] }

/**
 * The content of the paper from the register's own door, bound to the facts that were read — 紙面の作成.
 * For the screen numbers are left out: they are opened only for paper.
 * @refuses what the register refuses; a record that changed between the two reads; a number that is not there
 */
export async function contentFor(tx: Tx, facts: LoadedFacts, asked: { readonly request: CopyRequest; readonly isForPaper: boolean }): Promise<Outcome<PaperContent>> {
  const { request, isForPaper } = asked
  const subjects = subjectsOf(facts, request)
  const items = isForPaper ? request.items : request.items.filter((item) => !numberItems.has(item))
  // The purpose of the request is the purpose for which numbers are opened.
  const found = await residentRecordContent({ ...tx, purpose: request.purpose ?? tx.purpose }, { subject: { personIds: subjects.map((subject) => subject.personId) }, items: registerItems(items) })
  if (!found.ok) return found
  const { persons } = found.value
  const isSame = persons.length === subjects.length && persons.every((person, index) => {
    const subject = subjects[index]
    return subject?.personId === person.personId && subject.historyNo === person.historyNo && subject.recordedAt === person.recordedAt
  })
  if (!isSame) return refuse('record-changed')
  const wanted = items.filter((item) => numberItems.has(item))
  const numbers = persons.flatMap((person) => wanted.map((item) => (item === 'individual-number' ? person.individualNumber : person.residentCode)))
  if (numbers.includes(null)) return refuse('number-not-recorded', { field: '/items' })
  return accept({ sheet: sheetOf({ ...facts, content: persons }, request, issuerOf(tx)), numbers: numbers.filter((number) => number !== null) })
}

function registerItems(items: CopyRequest['items']): RecordCopyRequest['items'] {
  const asked = new Set(items)
  return {
    householder: asked.has('relationship'), domicile: asked.has('domicile'), nationality: asked.has('nationality'), residenceStatus: asked.has('residence-status'),
    individualNumber: asked.has('individual-number'), residentCode: asked.has('resident-code'),
  }
}

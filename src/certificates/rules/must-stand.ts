import { groupDigits } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { findHead, relationshipText, type PersonOnDate, type Snapshot } from '../../resident/index.ts'
import { documentKinds, itemKinds, type CopyRequest, type Item } from '../model.ts'
import { subjectsOf, type CopyFacts } from './request.ts'
import { addressOf, birthOf, isCardBased, cardWords, type FirstIssue, type Issuer } from './sheet.ts'

/** A paper as the page is held against it. */
export interface PaperAsked {
  readonly facts: CopyFacts & { readonly firstIssue: FirstIssue | null; readonly history: readonly Snapshot[] }
  readonly request: CopyRequest
  readonly issuer: Issuer
  readonly number: string
  readonly checkCode: string
  readonly numbers: readonly string[]
}

/**
 * Every name, address, date and number that must stand on the finished page, from the register's own words — 読み戻しの照合.
 * @law basic-resident-registration-act 12(5)
 */
export function mustStandOf({ facts, request, issuer, number, checkCode, numbers }: PaperAsked): readonly string[] {
  const { certifier } = issuer
  const isLeaving = documentKinds[request.kind].basis === 'leaving'
  const asked: ReadonlySet<Item> = isLeaving ? new Set<Item>(['relationship', 'domicile', 'nationality', 'residence-status']) : new Set(request.items)
  return [
    number, checkCode, printDate(issuer.on), certifier.name, certifier.title, certifier.seal, ...(isCardBased(facts, request) ? [cardWords] : []), ...(facts.firstIssue === null ? [] : ['再交付', printDate(facts.firstIssue.issuedOn)]),
    ...(asked.has('relationship') ? [findHead(facts.household)?.name ?? ''] : []),
    ...(isLeaving && facts.moveOut !== null ? [facts.moveOut.to, printDate(facts.moveOut.movedOn)] : []),
    ...subjectsOf(facts, request).flatMap((subject) => [subject.name, subject.furigana ?? '', subject.formerSurname ?? '', subject.commonName ?? '', ...itemsOf(subject, { request, asked, issuer })]),
    ...(asked.has('common-names') ? ['通称の記載及び削除に関する事項', ...believedCommonNames(facts.history)] : []),
    ...numbers.map((digits) => (digits.length === 12 ? groupDigits(digits, 4) : digits)),
  ]
}

/** Every common name the office believes in, now or in the past. */
function believedCommonNames(history: readonly Snapshot[]): readonly string[] {
  return [...new Set(history.flatMap((row) => (row.recordedTo === null && row.facts.commonName !== null ? [row.facts.commonName] : [])))]
}

/** A copy always has the plain items; a certificate of items has what was asked for. */
function itemsOf(subject: PersonOnDate, { request, asked, issuer }: { readonly request: CopyRequest; readonly asked: ReadonlySet<Item>; readonly issuer: Issuer }): readonly string[] {
  const isChosen = itemKinds.has(request.kind)
  const isLeaving = documentKinds[request.kind].basis === 'leaving'
  const has = (item: Item): boolean => !isChosen || asked.has(item)
  const address = isChosen && !asked.has('building') ? { ...subject.address, building: null, room: null } : subject.address
  const isForeign = subject.residentType === 'foreign'
  return [
    ...(has('birth') ? [birthOf(subject)] : []), ...(has('address') ? [addressOf({ address }, issuer)] : []),
    ...(has('became-resident') && !isLeaving ? [printDate(subject.becameResidentOn)] : []), ...(has('previous-address') && !isLeaving ? [subject.previousAddress ?? ''] : []),
    ...(asked.has('relationship') ? [relationshipText(subject.relationship)] : []),
    ...(asked.has('domicile') && !isForeign ? [subject.registeredDomicile ?? '', subject.familyRegisterHead ?? ''] : []),
    ...(asked.has('nationality') && isForeign ? [subject.nationality ?? ''] : []),
    ...(asked.has('residence-status') && isForeign ? [subject.immigration?.cardNumber ?? ''] : []),
    ...(documentKinds[request.kind].basis === 'closed' && subject.status === 'moved-out' ? [subject.moveOutTo ?? ''] : []),
  ]
}

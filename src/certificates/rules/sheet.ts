import { printUnknownDate } from '../../kernel/unknown-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Certifier } from '../../platform/command/tx.ts'
import { addressText, findHead, registerEventTitles, type PersonOnDate, type RecordCopyPerson, type Snapshot } from '../../resident/index.ts'
import { documentKinds, itemKinds, omitted, type CopyRequest, type Item, type Sheet, type SheetHistoryLine, type SheetPerson } from '../model.ts'
import { commonNameLines } from './common-names.ts'
import { attachedPages, pagesOf } from './layout.ts'
import type { CopyFacts } from './request.ts'
import { rowsOf } from './rows.ts'

/** The issuing office on the day of issue. */
export interface Issuer { readonly prefecture: string; readonly name: string; readonly certifier: Certifier; readonly on: PlainDate }

/** An earlier issue that this paper repeats. */
export interface FirstIssue { readonly issuanceId: string; readonly number: string; readonly issuedOn: PlainDate }

/** What the paper is made of: facts of the household, and the register's own content of the persons on it. */
export interface SheetFacts extends CopyFacts { readonly history: readonly Snapshot[]; readonly content: readonly RecordCopyPerson[]; readonly firstIssue: FirstIssue | null }

/**
 * What the paper says, as words: the same content is shown and printed — 紙面の内容.
 * Items not asked for are left out. Working kana is never printed; a planned move-out stands on its own certificate alone.
 * @law basic-resident-registration-act 12(5)
 */
export function sheetOf(facts: SheetFacts, request: CopyRequest, issuer: Issuer): Sheet {
  const { kind } = request
  const items = new Set(request.items)
  const isSingle = documentKinds[kind].basis === 'closed' || (request.scope === 'persons' && facts.content.length === 1)
  const persons = facts.content.map((content, index): SheetPerson => {
    const member = facts.members.find((one) => one.personId === content.personId)
    return {
      personId: content.personId, number: index + 1, furigana: content.furigana ?? '', name: content.name, relationship: relationshipOn(content, { request, items }),
      rows: rowsOf(content, { kind, member, items, isSingle }),
    }
  })
  const [headRows, notes] = [headRowsOf(facts, { request, items, issuer }), notesOf(facts, request)]
  return {
    title: headings[kind], headRows, notes,
    pages: [...pagesOf(persons, items.has('history') ? historyLines(facts.history) : [], { headRows: headRows.length, notes: notes.length }), ...attachedPages(items.has('common-names') ? commonNameLines(facts.history, `${issuer.prefecture}${issuer.name}`) : null)],
    badges: [...(request.requester.kind === 'official' ? ['公用'] : []), ...(facts.firstIssue === null ? [] : ['再交付']), ...(isCardBased(facts, request) ? [cardWords] : [])],
    certifies: certifiesOf(request),
    issuedOn: printDate(issuer.on),
    certifier: `${issuer.prefecture}${issuer.certifier.title}\u3000${issuer.certifier.name}`,
    seal: issuer.certifier.seal,
  }
}

const headings: Readonly<Record<CopyRequest['kind'], string>> = {
  'resident-record-copy': '住民票', 'record-items': '住民票記載事項証明書', 'closed-record-copy': '除票', 'closed-record-items': '除票記載事項証明書', 'moving-out': '転出証明書', 'moving-out-equivalent': '転出証明書に準ずる証明書',
}

/** What a moving-out certificate says that was filed with the card: it is printed because somebody asked, and proves nothing at the place of arrival. */
export const cardWords = '特例による転出処理済'

/**
 * Whether the paper is the voluntary print of a move-out that was filed with the card.
 * @law basic-resident-registration-act 24-2
 */
export function isCardBased(facts: Pick<CopyFacts, 'moveOut'>, { kind }: Pick<CopyRequest, 'kind'>): boolean {
  return documentKinds[kind].basis === 'leaving' && facts.moveOut?.isCardBased === true
}

interface OfSheet { readonly request: CopyRequest; readonly items: ReadonlySet<Item> }

function relationshipOn(content: RecordCopyPerson, { request, items }: OfSheet): string | null {
  if (documentKinds[request.kind].basis === 'leaving' || items.has('relationship')) return content.relationship ?? ''
  return itemKinds.has(request.kind) ? null : omitted
}

function headRowsOf(facts: SheetFacts, { request, items, issuer }: OfSheet & { readonly issuer: Issuer }): Sheet['headRows'] {
  const { kind } = request
  const head = findHead(facts.household)?.name ?? '（世帯主未設定）'
  if (documentKinds[kind].basis === 'leaving') {
    const { moveOut } = facts
    return [
      { label: 'いままでの住所', value: facts.content[0]?.address ?? '' }, { label: '世帯主', value: head }, { label: '転出先', value: moveOut?.to ?? '' },
      { label: '転出（予定）日', value: moveOut === null ? '' : printDate(moveOut.movedOn) }, { label: '届出の年月日', value: moveOut?.notifiedOn ? printDate(moveOut.notifiedOn) : '' },
    ]
  }
  if (itemKinds.has(kind)) {
    return [...(items.has('address') ? [{ label: '住所', value: addressOn(facts, { items, issuer }) }] : []), ...(items.has('relationship') ? [{ label: '世帯主', value: head }] : [])]
  }
  return [{ label: '住所', value: facts.content[0]?.address ?? '' }, { label: '世帯主', value: items.has('relationship') ? head : omitted }]
}

/** On a certificate of items the building stands only where it is asked for — 方書の省略. */
function addressOn(facts: SheetFacts, { items, issuer }: { readonly items: ReadonlySet<Item>; readonly issuer: Issuer }): string {
  const [first] = facts.content
  const member = facts.members.find((one) => one.personId === first?.personId)
  if (member === undefined || items.has('building')) return first?.address ?? ''
  return addressOf({ address: { ...member.address, building: null, room: null } }, issuer)
}

function notesOf(facts: SheetFacts, { kind }: CopyRequest): readonly string[] {
  return [
    ...(kind === 'moving-out-equivalent' ? ['この証明書は、転入届に添えるために交付するものです。'] : []),
    ...(isCardBased(facts, { kind }) ? ['マイナンバーカードで転入届をしてください。この紙は、転出証明書としては使えません。'] : []),
    ...(facts.firstIssue === null ? [] : [`${printDate(facts.firstIssue.issuedOn)}に交付した証明書の内容のまま、再び交付するものです。`]),
  ]
}

function certifiesOf({ kind, scope }: CopyRequest): string {
  switch (kind) {
    case 'resident-record-copy': return scope === 'household' ? 'この写しは、世帯全員の住民票の原本と相違ないことを証明する。' : 'この写しは、住民票の原本と相違ないことを証明する。'
    case 'record-items': return '上記の事項は、住民票に記載があることを証明する。'
    case 'closed-record-copy': return 'この写しは、除票の原本と相違ないことを証明する。'
    case 'closed-record-items': return '上記の事項は、除票に記載があることを証明する。'
    case 'moving-out': return '上記のとおり、転出の届出があったことを証明する。'
    case 'moving-out-equivalent': return '上記のとおり、転出により住民票を消除したことを証明する。'
  }
}

/**
 * The address with prefecture and municipality, the building always included — 住所.
 * @law basic-resident-registration-act 7(7)
 */
export function addressOf(person: Pick<PersonOnDate, 'address'>, issuer: Pick<Issuer, 'prefecture' | 'name'>): string {
  return `${issuer.prefecture}${issuer.name}${addressText(person.address)}`
}

/**
 * The birth date as recorded: in the era, with the wording of what is unknown; of foreign residents in the western year.
 * @law basic-resident-registration-act 7(2)
 */
export function birthOf(person: Pick<PersonOnDate, 'birth' | 'residentType'>): string {
  return person.residentType === 'foreign' && person.birth.wording === null ? printDate(person.birth.calc, 'western') : printUnknownDate(person.birth)
}

/** What the office believes of the past, oldest first; the present row stands in the block above. */
function historyLines(history: readonly Snapshot[]): readonly SheetHistoryLine[] {
  return history
    .filter((snapshot) => snapshot.recordedTo === null && snapshot.validTo !== null)
    .toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))
    .map((snapshot) => ({ on: printDate(snapshot.validFrom), event: registerEventTitles[snapshot.source.event], text: `${snapshot.facts.name}\u3000${addressText(snapshot.facts.address)}` }))
}

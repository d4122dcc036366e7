import { ageByBirthday } from '../kernel/age.ts'
import { assert } from '../kernel/assert.ts'
import type { Refusal } from '../kernel/outcome.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { townTime } from '../platform/clock/index.ts'
import { z } from 'zod'
import { query } from '../platform/command/define.ts'
import type { Tx } from '../platform/command/tx.ts'
import { digestOfJson } from '../platform/crypto/index.ts'
import { addressText, findPersonOn, isResident, relationshipText } from '../resident/index.ts'
import { contentFor } from './content.ts'
import { drawDraft, outputOf, refuseHousehold } from './draw.ts'
import { findExamplePerson } from './example.ts'
import { deskOf, loadFacts, type LoadedFacts } from './facts.ts'
import { plainRequest, PrepareInput } from './inputs.ts'
import { feeLawOn, type Exemption, type FeeLaw } from './law.ts'
import { documentKindKeys, documentKinds, type CopyRequest, type DocumentKind, type Fee, type Item, type Scope, type Sheet } from './model.ts'
import { refusal, refuse } from './refusals.ts'
import { basisRefusal, checkRequest, feeOf, subjectsOf } from './rules/request.ts'
import { birthOf } from './rules/sheet.ts'
import { findOpenStop } from './stop-store.ts'
import { findLastRequest } from './store.ts'
import { momentText } from './words.ts'

export interface PreparedMember { readonly personId: string; readonly name: string; readonly age: number; readonly relationship: string; readonly isOnPaper: boolean; readonly isForeign: boolean }

/** The subject as the WHO band shows it; null where it is withheld. */
export interface PreparedSubject {
  readonly kana: string | null; readonly name: string; readonly addresseeNumber: string
  readonly open: { readonly birth: string; readonly age: number; readonly sex: string; readonly address: string; readonly since: PlainDate; readonly relationship: string; readonly isResident: boolean } | null
}

export interface PreparedCheck { readonly state: 'ok' | 'alert' | 'error'; readonly text: string; readonly detail: string | null }

/** The three parts that must agree: short digests of request, persons and page. */
export interface PreparedBinding { readonly request: string; readonly persons: string; readonly page: string }

/** Everything the issue page shows — 発行の支度. */
export interface Prepared {
  readonly personId: string
  readonly subject: PreparedSubject
  readonly members: readonly PreparedMember[]
  readonly memberIds: readonly string[]
  readonly request: CopyRequest
  /** The kinds of paper that this record can give, each with its fee. */
  readonly kinds: readonly { readonly kind: DocumentKind; readonly feeYen: number | null }[]
  /** The paper as it would be; null where nothing may be drawn. */
  readonly sheet: Sheet | null
  readonly checks: readonly PreparedCheck[]
  /** What stops the paper, each with its field. */
  readonly refusals: readonly Refusal[]
  readonly binding: PreparedBinding | null
  /** To be sent back with `certificates.issue`; null where nothing may be issued. */
  readonly shown: string | null
  readonly fee: Fee | null
  readonly exemptions: readonly Exemption[]
  readonly last: { readonly on: PlainDate; readonly kind: DocumentKind; readonly scope: Scope; readonly items: readonly Item[] } | null
  readonly desk: string
  readonly askedAt: string
  /** Set where a protected person stops the page: the sentence one may say, and until when. */
  readonly withheld: { readonly sentence: string; readonly until: string | null } | null
  readonly measure: { readonly sentence: string; readonly until: string | null } | null
}

const sexWords = { male: '男', female: '女', unknown: '（記載なし）' } as const

/** The paper before it is issued: content, checks asked now, fee and binding — 発行の支度. */
export const prepare = query<z.infer<typeof PrepareInput>, Prepared>({
  name: 'certificates.prepare', title: '証明を出す', permission: 'certificates.issue', action: 'view',
  description: 'The content of a paper of the register as it would be issued now (without a kind: the copy that fits the record), with every check (guard asked live, characters, layout), the fee, and the digest `shown` that `certificates.issue` wants back.',
  input: PrepareInput, output: z.custom<Prepared>(), sensitive: true, opensUnder: documentKindKeys.map(outputOf),
  async run(tx, input) {
    const person = await findPersonOn(tx, input.personId)
    if (person === undefined) return refuse('person-not-found', { field: '/personId' })
    const request: CopyRequest = { ...input, kind: input.kind ?? (isResident(person) ? 'resident-record-copy' : 'closed-record-copy') }
    const facts = await loadFacts(tx, request)
    assert(facts !== undefined, 'the person was found a moment ago')
    return { ok: true, value: await preparedOf(tx, facts, request) }
  },
  subjects: (value) => [value.personId, ...value.memberIds],
  withhold: withholdPrepared,
  async example(tx) {
    const personId = await findExamplePerson(tx)
    return personId === undefined ? null : plainRequest(personId)
  },
})

async function preparedOf(tx: Tx, facts: LoadedFacts, request: CopyRequest): Promise<Prepared> {
  const fees = feeLawOn(tx.today, tx.office.ordinanceOn(tx.today))
  const open = await findOpenStop(tx)
  const refusals = [...(open === undefined ? [] : [refusal('issuing-stopped', { at: momentText(open.stopped_at) })]), ...checkRequest(facts, request, fees)]
  const paper = await paperFor(tx, facts, request)
  const sheet = paper?.ok ? paper.value.sheet : null
  const drawn = sheet && refusals.length === 0 ? await drawDraft(tx, { facts, request, sheet }) : undefined
  const all = [...refusals, ...(paper && !paper.ok ? paper.refusals : []), ...(drawn && !drawn.ok ? drawn.refusals : [])]
  const last = await findLastRequest(tx, facts.person.personId)
  const measure = [...facts.guarded.values()][0]
  return {
    personId: facts.person.personId, subject: subjectOf(tx, facts), request, sheet,
    members: membersOf(tx, facts, request), memberIds: [...new Set([...facts.members, ...facts.household].map((member) => member.personId))],
    kinds: kindsFor(facts, fees),
    checks: checksOf(tx, { facts, request, refusals: all, isDrawn: drawn?.ok === true }), refusals: all,
    binding: sheet && bindingOf(facts, request, sheet), shown: sheet ? facts.shown : null,
    fee: refusals.length === 0 ? feeOf(request, fees) : null, exemptions: chosenExemptions(fees),
    last: last ? { on: last.requested_on, kind: last.kind, scope: last.scope, items: last.items } : null,
    desk: deskOf(tx), askedAt: townTime(tx.now), withheld: null,
    measure: measure ? { sentence: measure.sentence, until: measure.until } : null,
  }
}

/** The content for the screen; undefined where there is nobody to print. */
async function paperFor(tx: Tx, facts: LoadedFacts, request: CopyRequest) {
  if (basisRefusal(facts, request) !== undefined || subjectsOf(facts, request).length === 0) return undefined
  return await refuseHousehold(tx, facts, request) ?? await contentFor(tx, facts, { request, isForPaper: false })
}

function subjectOf(tx: Tx, { person }: LoadedFacts): PreparedSubject {
  return {
    kana: person.furigana ?? person.kana, name: person.name, addresseeNumber: person.addresseeNumber,
    open: {
      birth: birthOf(person), age: ageByBirthday(person.birth.calc, tx.today), sex: sexWords[person.sex], address: addressText(person.address), since: person.addressFixedOn,
      relationship: relationshipText(person.relationship), isResident: isResident(person),
    },
  }
}

function membersOf(tx: Tx, facts: LoadedFacts, request: CopyRequest): readonly PreparedMember[] {
  const onPaper = new Set(subjectsOf(facts, request).map((subject) => subject.personId))
  return facts.members.map((member) => ({
    personId: member.personId, name: member.name, age: ageByBirthday(member.birth.calc, tx.today), relationship: relationshipText(member.relationship),
    isOnPaper: onPaper.has(member.personId), isForeign: member.residentType === 'foreign',
  }))
}

/** Live or closed copies by the record, and a certificate of the move-out where one is filed or the person has left. */
function kindsFor({ person }: LoadedFacts, fees: FeeLaw): Prepared['kinds'] {
  const isLive = isResident(person)
  const isLeaving = isLive ? person.plannedMoveOutOn !== null : person.status === 'moved-out'
  const fitting = documentKindKeys.filter((kind) => {
    const { basis } = documentKinds[kind]
    return basis === 'leaving' ? isLeaving : (basis === 'live') === isLive
  })
  return fitting.map((kind) => ({ kind, feeYen: fees.feeOf(kind) }))
}

interface Checked { readonly facts: LoadedFacts; readonly request: CopyRequest; readonly refusals: readonly Refusal[]; readonly isDrawn: boolean }

function checksOf(tx: Tx, { facts, request, refusals, isDrawn }: Checked): readonly PreparedCheck[] {
  const stopsBy = (...codes: readonly string[]) => refusals.find((refusal) => codes.includes(refusal.code))
  const line = (text: string, stopped: Refusal | undefined): PreparedCheck => ({ state: stopped ? 'error' : 'ok', text, detail: stopped?.message ?? null })
  const drawnLine = (text: string, stopped: Refusal | undefined): PreparedCheck => (isDrawn || stopped ? line(text, stopped) : { state: 'alert', text, detail: '上の確かめが済むと調べます' })
  return [
    facts.guarded.size > 0 ? { state: 'alert', text: '支援措置あり', detail: '責任者だけが、窓口に来た本人の請求として扱えます' } : { state: 'ok', text: '支援措置なし', detail: `${townTime(tx.now)} に照会` },
    line(basisWords[documentKinds[request.kind].basis], stopsBy('certificates.closed-record', 'certificates.record-is-live', 'certificates.no-move-out', 'certificates.moves-abroad', 'certificates.move-out-late', 'certificates.move-out-in-time')),
    line('請求者・使いみちと範囲が合う', refusals.find((refusal) => refusal.field !== null && !refusal.field.startsWith('/items'))),
    line('載せる項目が合う', refusals.find((refusal) => refusal.field === '/items')),
    drawnLine('文字が紙からはみ出さない', stopsBy('document.does-not-fit')),
    drawnLine('出せない字がない', stopsBy('document.missing-character')),
    { state: tx.office.certifier.name.trim() === '' ? 'error' : 'ok', text: `認証する人\u3000${tx.office.certifier.title}`, detail: tx.office.certifier.name },
  ]
}

const basisWords = { live: '今日の住民である', closed: '今日の住民ではない（除票）', leaving: '転出の届出と合う' } as const

function bindingOf(facts: LoadedFacts, request: CopyRequest, sheet: Sheet): PreparedBinding {
  const subjects = subjectsOf(facts, request).map((subject) => subject.personId)
  const short = (value: unknown, length: number) => digestOfJson(value).slice(0, length)
  return { request: short([request, facts.shown], 8), persons: `${subjects.length}人 ${short(subjects, 4)}`, page: short([subjects, sheet], 8).replace(/^(....)/, '$1 ') }
}

function chosenExemptions(fees: FeeLaw): readonly Exemption[] {
  return fees.exemptions.filter((exemption) => exemption.requester === null)
}

/** One protected member takes the whole household with him: their address is his. */
function withholdPrepared(value: Prepared): Prepared {
  return {
    ...value, subject: { ...value.subject, open: null }, members: [], sheet: null, checks: [], refusals: [], binding: null, shown: null, fee: null, last: null,
    withheld: value.measure ?? { sentence: '確認に少し時間をいただきます。掛けてお待ちください。', until: null }, measure: null,
  }
}

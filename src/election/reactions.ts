import { ageOn } from '../kernel/age.ts'
import { addDays, maxDate, type PlainDate } from '../kernel/plain-date.ts'
import { printDate } from '../kernel/wareki.ts'
import { electionsAct, nationalClosedDays, residentRegistrationAct } from '../legislation/index.ts'
import { closing, reaction, type Consequence, type Reaction } from '../platform/command/consequence.ts'
import type { EventDraft, Tx } from '../platform/command/tx.ts'
import { Amended, Died, listPersonsOn, MovedIn, MovedOut, MoveOutConfirmed, NationalityChanged, Recovered, Relocated, Removed } from '../resident/index.ts'
import { electionLawOn, type ElectionLaw } from './law.ts'
import { afterRemoval } from './rules/removal.ts'
import { deletionDay, doubleListing, listingOn, overseasDeletionDay, regularRegistrationFrom, residenceCompleteOn } from './rules/listing.ts'

// What a register event means for the voters' list. The list itself comes later: what has to be done on it is written down with its day.

interface Person { readonly personId: string; readonly birthOn: PlainDate; readonly residentType: 'japanese' | 'foreign' }

/** The law of today, and since when those who leave have been residents. */
interface Facts { readonly law: ElectionLaw; readonly residentSince: ReadonlyMap<string, PlainDate> }

async function loadLaw(tx: Tx): Promise<Facts> {
  return { law: electionLawOn(tx.today, tx.office.ordinanceOn(tx.today)), residentSince: new Map() }
}

async function loadLeavers(tx: Tx, event: EventDraft): Promise<Facts> {
  const persons = await listPersonsOn(tx, event.subjectIds, { on: addDays(event.effectiveOn, -1) })
  return { ...await loadLaw(tx), residentSince: new Map(persons.map((person) => [person.personId, person.becameResidentOn])) }
}

const base = {
  business: '選挙', detail: null, article: electionsAct.art('21(1)'), deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: null, effect: 'task', owner: '選挙管理委員会',
} as const satisfies Partial<Consequence>

const ofAge = (persons: readonly Person[], on: PlainDate, law: ElectionLaw): readonly string[] =>
  persons.filter((person) => person.residentType === 'japanese' && ageOn(person.birthOn, on) >= law.votingAge).map((person) => person.personId)

/** One line where it is about anybody. */
function line(code: string, subjectIds: readonly string[], rest: Partial<Consequence> & Pick<Consequence, 'title' | 'effectiveOn'>): readonly Consequence[] {
  return subjectIds.length === 0 ? [] : [{ ...base, code: `election.${code}`, subjectIds, ...rest }]
}

/** 転入: three months from the filing, and meanwhile the former place's list — 公職選挙法21条・28条. */
const movedIn = reaction<Facts>({
  event: 'resident.moved-in', context: 'election', load: loadLaw,
  preview(event, { law }) {
    const { movedOn, notifiedOn, from, persons } = MovedIn.parse(event.payload)
    const { baseOn, registeredOn } = regularRegistrationFrom(residenceCompleteOn(notifiedOn, law), law, nationalClosedDays)
    const voters = listable(persons, { recordMadeOn: notifiedOn, baseOn }, law)
    const both = from.kind === 'domestic' ? doubleListing({ movedOn, registeredOn }, law) : null
    const overseasUntil = overseasDeletionDay(movedOn, law)
    return [
      ...line('consider-registration', voters, {
        title: '定時登録で選挙人名簿に載せる', detail: `届出の日から${law.residenceMonths}か月を数えます（引っ越した日からではありません）。基準日は${printDate(baseOn)}です。`,
        effectiveOn: notifiedOn, deadline: registeredOn, lostAfter: '次の選挙で投票できません',
      }),
      ...(both === null ? [] : line('compare-double-listing', voters, {
        title: '前の市区町村の名簿との二重登録を確かめる', detail: `前の名簿から消えるのは${printDate(addDays(both.through, 1))}です。それまでの選挙では、入場券を送る前に確かめます。`,
        article: electionsAct.art('28'), effectiveOn: both.from, deadline: both.from, lostAfter: '二つの市区町村から入場券が届きます',
      })),
      ...(from.kind === 'abroad' ? line('delete-overseas-entry', ofAge(persons, movedOn, law), {
        title: '在外選挙人名簿に載っている人は、帰国して住所を定めてから4か月で抹消します', article: electionsAct.art('30-11'), effectiveOn: movedOn, deadline: overseasUntil, effect: 'notice', owner: null,
      }) : []),
    ]
  },
})

function listable(persons: readonly Person[], days: { readonly recordMadeOn: PlainDate; readonly baseOn: PlainDate }, law: ElectionLaw): readonly string[] {
  return persons.filter((person) => listingOn({
    isJapanese: person.residentType === 'japanese', birthOn: person.birthOn, recordMadeOn: days.recordMadeOn, movedOutOn: null, diedOn: null, suspendedUntil: null,
  }, { baseOn: days.baseOn }, law).isListed).map((person) => person.personId)
}

/** 転居: another polling district, and a card that may be under way — 住民基本台帳法15条2項. */
const relocated = reaction<Facts>({
  event: 'resident.relocated', context: 'election', load: loadLaw,
  preview(event, { law }) {
    const { movedOn, persons } = Relocated.parse(event.payload)
    return line('change-district', ofAge(persons, movedOn, law), {
      title: '投票区を確かめ、名簿の住所を直す', detail: '入場券を作ったあとなら、封入のときに抜きます。', article: residentRegistrationAct.art('15(2)'), effectiveOn: movedOn, lostAfter: '前の投票所の入場券が届きます',
    })
  },
})

interface Leaving { readonly movedOn: PlainDate; readonly notifiedOn: PlainDate; readonly persons: readonly Person[] }

/** The mark at once, the deletion after four months; for whom the three months were over before the move. */
function leave({ movedOn, notifiedOn, persons }: Leaving, { law, residentSince }: Facts): readonly Consequence[] {
  const voters = ofAge(persons.filter((person) => isLongEnough(residentSince.get(person.personId), movedOn, law)), movedOn, law)
  const [deletedOn, markedOn] = [deletionDay(movedOn, law), maxDate(movedOn, notifiedOn)]
  return [
    ...line('mark-moved-out', voters, { title: '選挙人名簿に転出の表示をする', detail: '名簿に載っている人だけです。表示は、転出の日が来たら直ちにします。', article: electionsAct.art('27(1)'), effectiveOn: movedOn, deadline: markedOn, lostAfter: '投票所で転出に気づけません' }),
    ...line('delete-moved-out', voters, { title: '転出した人を選挙人名簿から抹消する', detail: `${printDate(addDays(deletedOn, -1))}までは名簿に残り、投票できる選挙があります。`, article: electionsAct.art('28'), effectiveOn: deletedOn, deadline: deletedOn, lostAfter: '選挙権のない人に投票用紙を渡します' }),
  ]
}

function isLongEnough(since: PlainDate | undefined, movedOn: PlainDate, law: ElectionLaw): boolean {
  return since !== undefined && residenceCompleteOn(since, law) <= movedOn
}

/** 転出: nothing before its day but what is planned for it — 公職選挙法27条・28条. */
const movedOut = reaction<Facts>({
  event: 'resident.moved-out', context: 'election', load: loadLeavers,
  preview(event, facts) {
    const { movedOn, notifiedOn, to, persons } = MovedOut.parse(event.payload)
    return [
      ...leave({ movedOn, notifiedOn, persons }, facts),
      ...(to.kind === 'abroad' ? line('offer-overseas-transfer', ofAge(persons, movedOn, facts.law), {
        title: '国外へ出る前なら、在外選挙人名簿への移転を申請できます', article: electionsAct.art('30-4(2)'), effectiveOn: notifiedOn, deadline: maxDate(movedOn, notifiedOn), lostAfter: '領事館を通す申請になります', effect: 'notice', owner: null,
      }) : []),
    ]
  },
})

/** Whose day has become another than the planned one. */
function redated({ closedOn, persons }: MoveOutConfirmed): MoveOutConfirmed['persons'] {
  return persons.filter((person) => person.plannedOn !== closedOn)
}

const datedCodes = ['election.mark-moved-out', 'election.delete-moved-out'] as const

/** 転入通知: where the day is another than planned, both days are written anew. */
const confirmed = reaction<Facts>({
  event: 'resident.move-out-confirmed', context: 'election', load: loadLeavers,
  preview(event, facts) {
    const payload = MoveOutConfirmed.parse(event.payload)
    return leave({ movedOn: payload.closedOn, notifiedOn: payload.notifiedOn, persons: redated(payload) }, facts)
  },
})

const replannedEnds = closing({
  event: 'resident.move-out-confirmed', context: 'election', codes: datedCodes, state: 'not-needed', reason: '転入通知で転出の日が変わり、新しい日で書き直したため',
  subjects: (event) => redated(MoveOutConfirmed.parse(event.payload)).map((person) => person.personId),
})

/** 再転入: back before the deletion, the entry stays without its mark. */
const returnedEnds = closing({
  event: 'resident.moved-in', context: 'election', codes: datedCodes, state: 'not-needed', reason: '同じ市区町村に戻り、転出の表示も抹消も要らなくなったため', subjects: (event) => event.subjectIds,
})

/** 死亡: deleted at once, and nothing else is left to do for the person — 公職選挙法28条. */
const died = reaction<Facts>({
  event: 'resident.died', context: 'election', load: loadLaw,
  preview(event, { law }) {
    const { diedOn, notifiedOn, person } = Died.parse(event.payload)
    return line('delete-dead', ofAge([person], diedOn, law), { title: '亡くなった人を選挙人名簿から抹消する', detail: '入場券を作ったあとなら、封入のときに抜きます。', article: electionsAct.art('28'), effectiveOn: diedOn, deadline: notifiedOn, lostAfter: '亡くなった人あての入場券が届きます' })
  },
})

/** 国籍喪失: no voter from that day on — 公職選挙法9条・28条. */
const lostNationality = reaction<Facts>({
  event: 'resident.nationality-changed', context: 'election', load: loadLaw,
  preview(event, { law }) {
    const { cause, changedOn, notifiedOn, person } = NationalityChanged.parse(event.payload)
    if (cause !== 'loss' || ageOn(person.birthOn, changedOn) < law.votingAge) return []
    return line('delete-lost-nationality', [person.personId], { title: '日本の国籍を失った人を選挙人名簿から抹消する', detail: '入場券を作ったあとなら、封入のときに抜きます。', article: electionsAct.art('28'), effectiveOn: changedOn, deadline: notifiedOn, lostAfter: '選挙権のない人に投票用紙を渡します' })
  },
})

/** 職権消除: who has no address here any more is marked and deleted in time; who counts as dead or is no national any more, at once — 公職選挙法27条・28条. */
const removed = reaction<Facts>({
  event: 'resident.removed', context: 'election', load: loadLeavers,
  preview(event, facts) {
    const { removedOn, notifiedOn, reason, persons } = Removed.parse(event.payload)
    switch (afterRemoval(reason)) {
      case 'mark': return leave({ movedOn: removedOn, notifiedOn, persons }, facts)
      case 'delete': return line('delete-removed', ofAge(persons, removedOn, facts.law), { title: '職権で消除した人を選挙人名簿から抹消する', detail: '失踪宣告を受けた人と、日本の国籍を失った人です。', article: electionsAct.art('28'), effectiveOn: removedOn, deadline: notifiedOn, lostAfter: '選挙権のない人に投票用紙を渡します' })
      case 'look': return line('review-removed', ofAge(persons, removedOn, facts.law), { title: '消除した人の名簿の記載を、残すか抹消するか決める', detail: '住所がこの町にあるか、もう一つの記録で名簿に載っているかを確かめます。', article: electionsAct.art('28'), effectiveOn: removedOn, deadline: notifiedOn, lostAfter: '一人に二枚の入場券が届きます' })
    }
  },
})

/** 職権回復: the mark goes, and whoever was deleted meanwhile is entered by the supplementary registration — 公職選挙法26条. */
const recovered = reaction<Facts>({
  event: 'resident.recovered', context: 'election', load: loadLaw,
  preview(event, { law }) {
    const { recoveredOn, notifiedOn, persons } = Recovered.parse(event.payload)
    return line('restore-entry', ofAge(persons, recoveredOn, law), {
      title: '選挙人名簿の表示を消す。抹消していれば補正登録にかける', detail: '職権消除のために付けた表示と抹消です。', article: electionsAct.art('26'), effectiveOn: recoveredOn, deadline: notifiedOn, lostAfter: '選挙権のある人が投票できません',
    })
  },
})

/**
 * 帰化・国籍取得: three months from the day on which the record of a Japanese was made — 公職選挙法21条1項.
 * LEGAL DOUBT: LD-093, whether residence under the foreign record counts.
 */
const gainedNationality = reaction<Facts>({
  event: 'resident.nationality-changed', context: 'election', load: loadLaw,
  preview(event, { law }) {
    const { cause, notifiedOn, person } = NationalityChanged.parse(event.payload)
    if (cause === 'loss') return []
    const { baseOn, registeredOn } = regularRegistrationFrom(residenceCompleteOn(notifiedOn, law), law, nationalClosedDays)
    return line('consider-registration', listable([person], { recordMadeOn: notifiedOn, baseOn }, law), {
      title: '定時登録で選挙人名簿に載せる', detail: `日本人の住民票ができた日から${law.residenceMonths}か月を数えます。基準日は${printDate(baseOn)}です。`, effectiveOn: notifiedOn, deadline: registeredOn, lostAfter: '次の選挙で投票できません',
    })
  },
})

/** 氏名・性別の修正: the list says the same as the record — 住民基本台帳法15条2項・公職選挙法20条. */
const amended = reaction<Facts>({
  event: 'resident.amended', context: 'election', load: loadLaw,
  preview(event, { law }) {
    const { changedOn, persons } = Amended.parse(event.payload)
    const changed = persons.filter((person) => person.items.includes('name') || person.items.includes('sex'))
    return line('amend-entry', ofAge(changed, changedOn, law), {
      title: '選挙人名簿の氏名・性別を直す', detail: '入場券を作ったあとなら、封入のときに抜きます。', article: residentRegistrationAct.art('15(2)'), effectiveOn: changedOn, lostAfter: '前の氏名の入場券が届きます',
    })
  },
})

const diedEnds = closing({
  event: 'resident.died', context: 'election', codes: ['election.consider-registration', 'election.compare-double-listing', 'election.change-district', 'election.amend-entry'], state: 'not-needed', reason: '亡くなったため', subjects: (event) => event.subjectIds,
})

const lostNationalityEnds = closing({
  event: 'resident.nationality-changed', context: 'election', codes: ['election.consider-registration', 'election.compare-double-listing', 'election.change-district', 'election.amend-entry'], state: 'not-needed', reason: '日本の国籍を失ったため',
  subjects: (event) => (NationalityChanged.parse(event.payload).cause === 'loss' ? event.subjectIds : []),
})

const leftEnds = closing({
  event: 'resident.moved-out', context: 'election', codes: ['election.consider-registration', 'election.compare-double-listing', 'election.change-district'], state: 'not-needed', reason: '登録の前に転出したため',
  subjects: (event) => (MovedOut.parse(event.payload).isPlanned ? [] : event.subjectIds),
})

const removedEnds = closing({
  event: 'resident.removed', context: 'election', codes: ['election.consider-registration', 'election.compare-double-listing', 'election.change-district', 'election.amend-entry'], state: 'not-needed', reason: '住民票を職権で消除したため', subjects: (event) => event.subjectIds,
})

/** 職権回復: who was marked as gone is here, and is not deleted after all. */
const recoveredEnds = closing({
  event: 'resident.recovered', context: 'election', codes: [...datedCodes, 'election.delete-removed', 'election.review-removed'], state: 'not-needed', reason: '職権で回復し、表示も抹消も要らなくなったため', subjects: (event) => event.subjectIds,
})

export const electionReactions: readonly Reaction[] = [movedIn, relocated, movedOut, confirmed, died, removed, recovered, gainedNationality, lostNationality, amended, replannedEnds, returnedEnds, diedEnds, removedEnds, recoveredEnds, lostNationalityEnds, leftEnds]

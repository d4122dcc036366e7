import { z } from 'zod'
import { addDays, maxDate, plainDate, type PlainDate } from '../kernel/plain-date.ts'
import { printDate, printMonth } from '../kernel/wareki.ts'
import { nationalClosedDays, nationalPensionAct } from '../legislation/index.ts'
import { closing, reaction, type Consequence, type Reaction } from '../platform/command/consequence.ts'
import { zDate } from '../platform/command/schema.ts'
import type { EventDraft, Tx } from '../platform/command/tx.ts'
import { Amended, Born, Died, eventsOfNewHeads, listPersonsOn, listUnderNewHead, MovedIn, MovedOut, NationalityChanged, Recovered, Relocated, Removed, type PersonOnDate } from '../resident/index.ts'
import { pensionLawOn, type PensionLaw } from './law.ts'
import type { Month } from './model.ts'
import { maternityMonths } from './rules/exemption.ts'
import { afterRemoval } from './rules/removal.ts'
import { arrivalFromAbroad, filedBy, hasEverBeenOfAge, isOfInsuredAge, lostOn, mayJoinByChoice } from './rules/insured.ts'

// What a register event means for the national pension. Who is insured with an employer is not known here: each line says for whom it holds.

interface Person { readonly personId: string; readonly birthOn: PlainDate; readonly residentType: 'japanese' | 'foreign' }
/** The law of today, and the persons that only the register knows: the mother, those under a new head. */
interface Facts { readonly law: PensionLaw; readonly persons: readonly PersonOnDate[] }

const lawOf = (tx: Tx): PensionLaw => pensionLawOn(tx.today, tx.office.ordinanceOn(tx.today))

async function loadLaw(tx: Tx): Promise<Facts> {
  return { law: lawOf(tx), persons: [] }
}

const base = {
  business: '年金', detail: null, article: nationalPensionAct.art('12(1)'), deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: null, effect: 'task', owner: '年金係',
} as const satisfies Partial<Consequence>

type Line = Partial<Consequence> & Pick<Consequence, 'title' | 'effectiveOn'>

/** One line where it is about anybody. */
function line(code: string, personIds: readonly string[], rest: Line): readonly Consequence[] {
  return personIds.length === 0 ? [] : [{ ...base, code: `national-pension.${code}`, subjectIds: personIds, ...rest }]
}

const idsOf = (persons: readonly Person[]): readonly string[] => persons.map((person) => person.personId)
const ofAge = (persons: readonly Person[], on: PlainDate, law: PensionLaw): readonly string[] => idsOf(persons.filter((person) => isOfInsuredAge(person.birthOn, on, law)))
const told = { effect: 'notice', owner: null } as const
const deemedFiled = 'の届書に年金の事項も書いてあれば、届け出たものとみなします'

/** 国外からの転入: category 1 from twenty, the list of those who reach it soon — 国民年金法8条. */
function fromAbroad({ movedOn, persons }: MovedIn, law: PensionLaw): readonly Consequence[] {
  const arrivals = persons.map((person) => ({ person, arrival: arrivalFromAbroad(person.birthOn, movedOn, law) }))
  const insured = idsOf(arrivals.filter(({ arrival }) => arrival.kind === 'insured').map(({ person }) => person))
  return [
    ...line('acquire', insured, {
      title: '国民年金（第1号）の資格取得の届出を受ける', effectiveOn: movedOn, deadline: filedBy(movedOn, law.notificationDays.acquired, nationalClosedDays), lostAfter: '未納の月が残り、年金が減ります', letter: '国民年金被保険者関係届書',
      detail: `勤め先の年金に入る人と、その扶養の配偶者は除きます。転入${deemedFiled}。受け付けて${law.notificationDays.reported}日以内に年金機構へ報告します。`,
    }),
    ...arrivals.flatMap(({ person, arrival }) => (arrival.kind === 'twenty-soon' ? line('list-twenty', [person.personId], {
      title: '20歳になる人の一覧に載せる', detail: `${printDate(arrival.reachesOn)}（誕生日の前の日）に20歳に達します。いまは届出は要りません。`, article: nationalPensionAct.art('8'), effectiveOn: arrival.reachesOn, deadline: arrival.reachesOn,
      lostAfter: '年金の案内が届きません',
    }) : [])),
  ]
}

const movedIn = reaction<Facts>({
  event: 'resident.moved-in', context: 'national-pension', load: loadLaw,
  preview(event, { law }) {
    const arrived = MovedIn.parse(event.payload)
    return arrived.from.kind === 'abroad' ? fromAbroad(arrived, law) : addressFollows(arrived, law)
  },
})

const relocated = reaction<Facts>({ event: 'resident.relocated', context: 'national-pension', load: loadLaw, preview: (event, { law }) => addressFollows(Relocated.parse(event.payload), law) })

function addressFollows({ movedOn, persons }: { readonly movedOn: PlainDate; readonly persons: readonly Person[] }, law: PensionLaw): readonly Consequence[] {
  return line('address-follows', ofAge(persons, movedOn, law), { ...told, title: '国民年金の住所は、この届出で変わります', article: nationalPensionAct.art('12(3)'), effectiveOn: movedOn })
}

/** 国外への転出: category 1 ends, and may be gone on with by choice — 国民年金法9条・附則5条. */
const movedOut = reaction<Facts>({
  event: 'resident.moved-out', context: 'national-pension', load: loadLaw,
  preview(event, { law }) {
    const { movedOn, to, persons } = MovedOut.parse(event.payload)
    if (to.kind !== 'abroad') return []
    const mayJoin = idsOf(persons.filter((person) => mayJoinByChoice({ birthOn: person.birthOn, isJapanese: person.residentType === 'japanese' }, movedOn, law)))
    return [
      ...line('lose', ofAge(persons, movedOn, law), {
        title: '国民年金（第1号）の資格喪失の届出を受ける（国外へ転出）', detail: `資格を失う日は${printDate(lostOn({ kind: 'left-japan', on: movedOn }))}です。転出${deemedFiled}。`, effectiveOn: lostOn({ kind: 'left-japan', on: movedOn }),
        deadline: filedBy(movedOn, law.notificationDays.lost, nationalClosedDays), lostAfter: '納めなくてよい保険料の請求が続きます', letter: '国民年金被保険者関係届書',
      }),
      ...line('offer-voluntary', mayJoin, { ...told, title: '国外にいる間も、任意加入で国民年金を続けられます', detail: '申し出た日からで、さかのぼれません。', article: nationalPensionAct.art('sp-5(1)'), effectiveOn: movedOn }),
    ]
  },
})

interface Death { readonly diedOn: PlainDate; readonly knownOn: PlainDate; readonly person: Person }

/** What is filed of a death, and what the survivors may claim. */
function afterDeath({ diedOn, knownOn, person }: Death, law: PensionLaw): readonly Consequence[] {
  const { benefits, lumpSum } = law.prescriptionYears
  return [
    ...line('report-death', ofAge([person], diedOn, law), {
      title: '国民年金の死亡の届出を受ける', detail: '第1号被保険者だった人です。', article: nationalPensionAct.art('105(4)'), effectiveOn: lostOn({ kind: 'died', on: diedOn }), deadline: filedBy(knownOn, law.notificationDays.died, nationalClosedDays),
      lostAfter: '亡くなった人あてに保険料の請求が続きます', letter: '国民年金被保険者死亡届',
    }),
    ...line('guide-survivors', hasEverBeenOfAge(person.birthOn, diedOn, law) ? [person.personId] : [], {
      ...told, title: '遺族に、未支給年金・死亡一時金・寡婦年金の請求を案内します', article: nationalPensionAct.art('19'), effectiveOn: diedOn, lostAfter: `死亡一時金は${lumpSum}年、ほかは${benefits}年で請求できなくなります`,
    }),
  ]
}

/** 死亡: the filing of the death, and what the survivors may claim — 国民年金法105条4項. */
const died = reaction<Facts>({
  event: 'resident.died', context: 'national-pension', load: loadLaw,
  preview(event, { law }) {
    const { diedOn, person } = Died.parse(event.payload)
    return afterDeath({ diedOn, knownOn: diedOn, person }, law)
  },
})

/** 職権消除: the insurance goes on while somebody is in Japan; a declared disappearance is a death, a foreign resident who is gone has left — 国民年金法9条・12条. */
const removed = reaction<Facts>({
  event: 'resident.removed', context: 'national-pension', load: loadLaw,
  preview(event, { law }) {
    const { removedOn, notifiedOn, reason, persons } = Removed.parse(event.payload)
    switch (afterRemoval(reason)) {
      case 'death': return persons.flatMap((person) => afterDeath({ diedOn: removedOn, knownOn: notifiedOn, person }, law))
      case 'left-japan': return line('lose', ofAge(persons, removedOn, law), {
        title: '国民年金（第1号）の資格が続くかを確かめる（住民票の消除）', detail: '日本に住所がなくなったときだけ、資格を失います。', article: nationalPensionAct.art('9'), effectiveOn: lostOn({ kind: 'left-japan', on: removedOn }), deadline: filedBy(notifiedOn, law.notificationDays.lost, nationalClosedDays),
        lostAfter: '納めなくてよい保険料の請求が続きます', letter: '国民年金被保険者関係届書',
      })
      case 'address-unknown': return line('register-absent', ofAge(persons, removedOn, law), {
        title: '国民年金の居所未登録として、年金事務所に知らせる', detail: '第1号被保険者だけです。住民票が消えても、日本にいるかぎり資格は続きます。', effectiveOn: removedOn, deadline: addDays(maxDate(removedOn, notifiedOn), law.promptDays), lostAfter: '納付書と年金の案内が、いない住所に届きます',
      })
      case 'nothing': return []
    }
  },
})

/** 職権回復: letters reach the person again — 国民年金法12条1項. */
const recovered = reaction<Facts>({
  event: 'resident.recovered', context: 'national-pension', load: loadLaw,
  preview(event, { law }) {
    const { recoveredOn, notifiedOn, persons } = Recovered.parse(event.payload)
    return line('restore-address', ofAge(persons, recoveredOn, law), {
      title: '国民年金の住所を登録し直す（職権回復）', detail: '居所未登録としていた人と、資格喪失を受け付けた人です。', effectiveOn: recoveredOn, deadline: addDays(maxDate(recoveredOn, notifiedOn), law.promptDays), lostAfter: '納付書と年金の案内が届きません',
    })
  },
})

/** 帰化・国籍取得・国籍喪失: number and insurance stay, the name is told — 国民年金法12条1項. */
const nationalityChanged = reaction<Facts>({
  event: 'resident.nationality-changed', context: 'national-pension', load: loadLaw,
  preview(event, { law }) {
    const { changedOn, notifiedOn, person } = NationalityChanged.parse(event.payload)
    return line('report-name', ofAge([person], changedOn, law), {
      title: '国民年金の氏名が変わるなら、届け出てもらうか報告する', detail: '国籍が変わっても、資格と基礎年金番号は続きます。個人番号と結び付いている人は、要りません。', effectiveOn: changedOn, deadline: filedBy(maxDate(changedOn, notifiedOn), law.notificationDays.acquired, nationalClosedDays), lostAfter: '前の氏名で年金の書類が届きます',
    })
  },
})

async function loadMother(tx: Tx, event: EventDraft): Promise<Facts> {
  const { motherId } = Born.parse(event.payload)
  return { law: lawOf(tx), persons: motherId === null ? [] : await listPersonsOn(tx, [motherId], { on: event.effectiveOn }) }
}

const asPersons = (persons: readonly PersonOnDate[]): readonly Person[] => persons.map(({ personId, birth, residentType }) => ({ personId, birthOn: birth.calc, residentType }))

/** 出生: the mother's premiums around the birth — 国民年金法88条の2. */
const born = reaction<Facts>({
  event: 'resident.born', context: 'national-pension', load: loadMother,
  preview(event, { law, persons }) {
    const { bornOn, notifiedOn } = Born.parse(event.payload)
    const [one, several] = [false, true].map((isMultiple) => monthsText(maternityMonths({ on: bornOn, isMultiple }, law)))
    return line('offer-maternity', ofAge(asPersons(persons), bornOn, law), {
      title: '母の、産前産後の保険料免除の届出を確かめる', detail: `第1号被保険者なら、${one}の保険料が免除になります（双子以上は${several}）。予定日で届け出てあれば要りません。`, article: nationalPensionAct.art('88-2'), effectiveOn: bornOn,
      deadline: addDays(notifiedOn, law.promptDays), lostAfter: `${law.prescriptionYears.premiums}年を過ぎると、納めた保険料が戻りません`, letter: '国民年金被保険者関係届書（産前産後）',
    })
  },
})

function monthsText(months: readonly Month[]): string {
  return [months.at(0), months.at(-1)].map((month) => printMonth(plainDate(`${month}-01`))).join('から') + 'まで'
}

/** The day of the filing, which every event of the register carries. */
const Filed = z.object({ notifiedOn: zDate })

/** 世帯主が変わる: the householder's income is looked at with the applicant's — 国民年金法90条. */
const underNewHead = eventsOfNewHeads.map((name) => reaction<Facts>({
  event: name, context: 'national-pension', load: async (tx, event) => ({ law: lawOf(tx), persons: await listUnderNewHead(tx, event) }),
  preview(event, { law, persons }) {
    const { notifiedOn } = Filed.parse(event.payload)
    return line('review-exemption', ofAge(asPersons(persons), event.effectiveOn, law), {
      title: '保険料の免除・猶予を受けているか、受けられるかを確かめる', detail: '世帯主の所得も見ます。世帯主が変わった月から、新しい世帯主で判定します。', article: nationalPensionAct.art('90(1)'), effectiveOn: event.effectiveOn,
      deadline: addDays(maxDate(event.effectiveOn, notifiedOn), law.promptDays), lostAfter: `${law.exemptionLimits.retroactiveMonths}か月より前の月は、申請できません`,
    })
  },
}))

/** 氏名の修正: filed or reported, unless the agency hears it by the number — 国民年金法12条1項. */
const amended = reaction<Facts>({
  event: 'resident.amended', context: 'national-pension', load: loadLaw,
  preview(event, { law }) {
    const { changedOn, persons } = Amended.parse(event.payload)
    return line('report-name', ofAge(persons.filter((person) => person.items.includes('name')), changedOn, law), {
      title: '国民年金の氏名の変更を届け出てもらうか、報告する', detail: '個人番号と結び付いている人は、要りません。', effectiveOn: changedOn, deadline: filedBy(changedOn, law.notificationDays.acquired, nationalClosedDays), lostAfter: '前の氏名で年金の書類が届きます',
    })
  },
})

const openCodes = ['national-pension.acquire', 'national-pension.list-twenty', 'national-pension.offer-maternity', 'national-pension.review-exemption', 'national-pension.report-name'] as const

const diedEnds = closing({ event: 'resident.died', context: 'national-pension', codes: openCodes, state: 'not-needed', reason: '亡くなったため', subjects: (event) => event.subjectIds })

const removedEnds = closing({
  event: 'resident.removed', context: 'national-pension', codes: ['national-pension.list-twenty', 'national-pension.offer-maternity', 'national-pension.review-exemption'], state: 'not-needed', reason: '住民票を職権で消除したため', subjects: (event) => event.subjectIds,
})

const recoveredEnds = closing({
  event: 'resident.recovered', context: 'national-pension', codes: ['national-pension.register-absent', 'national-pension.lose', 'national-pension.report-death'], state: 'not-needed', reason: '職権で回復したため', subjects: (event) => event.subjectIds,
})

const leftEnds = closing({
  event: 'resident.moved-out', context: 'national-pension', codes: ['national-pension.list-twenty', 'national-pension.offer-maternity', 'national-pension.review-exemption'], state: 'not-needed', reason: '転出し、新しい市区町村が扱うため',
  subjects: (event) => (MovedOut.parse(event.payload).isPlanned ? [] : event.subjectIds),
})

/** 転入通知: who was to leave Japan has arrived in another municipality, and stays insured. */
const arrivedEnds = closing({ event: 'resident.move-out-confirmed', context: 'national-pension', codes: ['national-pension.lose'], state: 'not-needed', reason: '国内のほかの市区町村に転入し、資格が続くため', subjects: (event) => event.subjectIds })

export const pensionReactions: readonly Reaction[] = [movedIn, relocated, movedOut, died, removed, recovered, nationalityChanged, born, amended, ...underNewHead, diedEnds, removedEnds, recoveredEnds, leftEnds, arrivedEnds]

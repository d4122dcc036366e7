import { z } from 'zod'
import type { Citation } from '../kernel/citation.ts'
import { addDays, maxDate, startOfFiscalYear, type PlainDate } from '../kernel/plain-date.ts'
import { printDate } from '../kernel/wareki.ts'
import { schoolEducationAct, schoolEducationActOrder, schoolEducationActRegulation } from '../legislation/index.ts'
import { zDate } from '../platform/command/schema.ts'
import { closing, reaction, type Consequence, type Reaction } from '../platform/command/consequence.ts'
import type { Tx } from '../platform/command/tx.ts'
import { Amended, Born, Died, eventsOfNewHeads, listUnderNewHead, MovedIn, MovedOut, MoveOutConfirmed, NationalityChanged, Recovered, Relocated, Removed, type PersonOnDate } from '../resident/index.ts'
import { schoolLawOn, type SchoolLaw } from './law.ts'
import { isWhereaboutsUnknown } from './rules/removal.ts'
import { entryCalendar, entryYear, gradeOn, isOnRollOf } from './rules/school-age.ts'

// What a register event means for the school-age register. The register itself comes later: what the board has to do is written down with its day.

/** The day of the filing, which every event of the register carries. */
const Filed = z.object({ notifiedOn: zDate })

interface Child { readonly personId: string; readonly birthOn: PlainDate; readonly residentType: 'japanese' | 'foreign' }
interface Facts { readonly law: SchoolLaw; readonly underNewHead: readonly PersonOnDate[] }

async function loadLaw(tx: Tx): Promise<Facts> {
  return { law: schoolLawOn(tx.today, tx.office.ordinanceOn(tx.today)), underNewHead: [] }
}

const base = {
  business: '就学', detail: null, deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: null, effect: 'task', owner: '学務係',
} as const satisfies Partial<Consequence>

interface Line { readonly code: string; readonly children: readonly Child[]; readonly title: string; readonly article: Citation | null; readonly effectiveOn: PlainDate }

/** One line where it is about any child. */
function line({ code, children, ...rest }: Line, more: Partial<Consequence> = {}): readonly Consequence[] {
  return children.length === 0 ? [] : [{ ...base, code: `school.${code}`, subjectIds: children.map((child) => child.personId), ...rest, ...more }]
}

const atSchool = (children: readonly Child[], on: PlainDate, law: SchoolLaw): readonly Child[] => children.filter((child) => ['primary', 'secondary'].includes(gradeOn(child.birthOn, on, law).stage))
const obliged = (children: readonly Child[]): readonly Child[] => children.filter((child) => child.residentType === 'japanese')
const invited = (children: readonly Child[]): readonly Child[] => children.filter((child) => child.residentType === 'foreign')

interface Arrival { readonly movedOn: PlainDate; readonly notifiedOn: PlainDate; readonly persons: readonly Child[] }

/** Entering with the next school year, after the roll was begun: notice by the common day, or promptly where that is past. */
function newcomersToRoll({ notifiedOn, persons }: Arrival, law: SchoolLaw): readonly Consequence[] {
  const entering = persons.filter((child) => isOnRollOf(child.birthOn, notifiedOn, law))
  const [first] = entering
  if (first === undefined) return []
  const calendar = entryCalendar(entryYear(first.birthOn, law), law)
  const deadline = maxDate(calendar.entryNoticeBy, addDays(notifiedOn, law.promptDays))
  return [
    ...line({ code: 'add-to-roll', children: obliged(entering), title: '来年度の新入学児として学齢簿に載せ、入学通知を送る', article: schoolEducationActOrder.art('5(1)'), effectiveOn: notifiedOn }, {
      detail: `入学は${printDate(calendar.entersOn)}です。就学時の健康診断は${printDate(calendar.healthCheckBy)}までです。`, deadline, lostAfter: '入学の準備に間に合いません', letter: '入学通知書',
    }),
    ...line({ code: 'invite-newcomer', children: invited(entering), title: '来年度の入学を案内する（外国籍）', article: null, effectiveOn: notifiedOn }, { detail: '就学の義務はありませんが、望めば入学できます。', deadline, letter: '就学案内' }),
  ]
}

/** 転入: to a school at once, or on the roll — 学校教育法施行令4条・5条・6条. */
const movedIn = reaction<Facts>({
  event: 'resident.moved-in', context: 'school', load: loadLaw,
  preview(event, { law }) {
    const arrival = MovedIn.parse(event.payload)
    const { movedOn, notifiedOn } = arrival
    const pupils = atSchool(arrival.persons, notifiedOn, law)
    const deadline = addDays(notifiedOn, law.promptDays)
    return [
      ...line({ code: 'notify-school', children: obliged(pupils), title: '学齢簿に載せ、転入学通知書を出す', article: schoolEducationActOrder.art('6'), effectiveOn: movedOn }, {
        detail: '在学証明書と教科用図書給与証明書を、新しい学校へ出してもらいます。', deadline, lostAfter: '学校に通えない日が出ます', letter: '転入学通知書',
      }),
      ...line({ code: 'invite-pupil', children: invited(pupils), title: '学校に入れることを案内する（外国籍）', article: null, effectiveOn: movedOn }, { detail: '就学の義務はありませんが、望めば入れます。', deadline, letter: '就学案内' }),
      ...newcomersToRoll(arrival, law),
    ]
  },
})

/** 転居: the designated school may be another; a permission goes on — 学校教育法施行令6条・8条. */
const relocated = reaction<Facts>({
  event: 'resident.relocated', context: 'school', load: loadLaw,
  preview(event, { law }) {
    const { movedOn, notifiedOn, persons } = Relocated.parse(event.payload)
    return line({ code: 'review-designation', children: atSchool(persons, notifiedOn, law), title: '通学区域を確かめ、指定校が変わるなら知らせる', article: schoolEducationActOrder.art('6'), effectiveOn: movedOn }, {
      detail: '指定校変更の許可がある子は、その期限まで今の学校に通えます。', deadline: addDays(notifiedOn, law.promptDays), lostAfter: '前の学校への通学が決まらないまま続きます', letter: '転入学通知書',
    })
  },
})

interface Leaving { readonly movedOn: PlainDate; readonly notifiedOn: PlainDate; readonly persons: readonly Child[] }

function strikeOff({ movedOn, notifiedOn, persons }: Leaving, law: SchoolLaw): readonly Consequence[] {
  return line({ code: 'strike-off', children: atSchool(persons, movedOn, law), title: '学齢簿から消す（転出）', article: schoolEducationActOrder.art('3'), effectiveOn: movedOn }, {
    deadline: addDays(maxDate(movedOn, notifiedOn), law.promptDays), lostAfter: '二つの市区町村の学齢簿に載ったままになります',
  })
}

/** 転出: papers for the next school now, struck off the roll on the day — 学校教育法施行令3条. */
const movedOut = reaction<Facts>({
  event: 'resident.moved-out', context: 'school', load: loadLaw,
  preview(event, { law }) {
    const leaving = MovedOut.parse(event.payload)
    return [
      ...line({ code: 'take-papers', children: atSchool(leaving.persons, leaving.movedOn, law), title: '今の学校で、在学証明書と教科用図書給与証明書をもらうよう案内します', article: schoolEducationActOrder.art('3'), effectiveOn: leaving.notifiedOn }, { effect: 'notice', owner: null }),
      ...strikeOff(leaving, law),
    ]
  },
})

const redated = ({ closedOn, persons }: MoveOutConfirmed): MoveOutConfirmed['persons'] => persons.filter((person) => person.plannedOn !== closedOn)

/** 転入通知: the day has become another than planned. */
const confirmed = reaction<Facts>({
  event: 'resident.move-out-confirmed', context: 'school', load: loadLaw,
  preview(event, { law }) {
    const payload = MoveOutConfirmed.parse(event.payload)
    return strikeOff({ movedOn: payload.closedOn, notifiedOn: payload.notifiedOn, persons: redated(payload) }, law)
  },
})

const replannedEnds = closing({
  event: 'resident.move-out-confirmed', context: 'school', codes: ['school.strike-off'], state: 'not-needed', reason: '転入通知で転出の日が変わり、新しい日で書き直したため',
  subjects: (event) => redated(MoveOutConfirmed.parse(event.payload)).map((person) => person.personId),
})

/** 出生: the child appears on the roll of its year. */
const born = reaction<Facts>({
  event: 'resident.born', context: 'school', load: loadLaw,
  preview(event, { law }) {
    const { bornOn, child } = Born.parse(event.payload)
    const enters = startOfFiscalYear(entryYear(child.birthOn, law))
    return line({ code: 'enters-school', children: obliged([child]), title: `${printDate(enters)}に小学校へ入ります`, article: schoolEducationActOrder.art('2'), effectiveOn: bornOn }, { effect: 'notice', owner: null })
  },
})

/** 死亡: struck off; what was under way for the child is closed. */
const died = reaction<Facts>({
  event: 'resident.died', context: 'school', load: loadLaw,
  preview(event, { law }) {
    const { diedOn, notifiedOn, person } = Died.parse(event.payload)
    return line({ code: 'strike-off-dead', children: atSchool([person], diedOn, law), title: '学齢簿から消し、学校に知らせる（死亡）', article: schoolEducationActOrder.art('3'), effectiveOn: diedOn }, { deadline: addDays(notifiedOn, law.promptDays), lostAfter: '亡くなった子あての通知が届きます' })
  },
})

/** 職権消除: a child of whom nobody knows where it is stays on a roll of its own and is looked for; else struck off — 学校教育法施行令3条. */
const removed = reaction<Facts>({
  event: 'resident.removed', context: 'school', load: loadLaw,
  preview(event, { law }) {
    const { removedOn, notifiedOn, reason, persons } = Removed.parse(event.payload)
    const [children, deadline] = [atSchool(persons, removedOn, law), addDays(maxDate(removedOn, notifiedOn), law.promptDays)]
    if (!isWhereaboutsUnknown(reason)) return line({ code: 'strike-off', children, title: '学齢簿から消し、学校に知らせる（職権消除）', article: schoolEducationActOrder.art('3'), effectiveOn: removedOn }, { deadline, lostAfter: 'いない子あての通知が届きます' })
    return line({ code: 'follow-absent', children, title: '居所の分からない子として、所在を確かめる', article: schoolEducationActOrder.art('3'), effectiveOn: removedOn }, {
      detail: '学齢簿からは消さず、居所不明の子として別に整理します。学校・児童相談所と情報を分け合います。', deadline, lostAfter: '所在の分からない子が見落とされます',
    })
  },
})

/** 職権回復: back on the roll, at the school of the address — 学校教育法施行令3条. */
const recovered = reaction<Facts>({
  event: 'resident.recovered', context: 'school', load: loadLaw,
  preview(event, { law }) {
    const { recoveredOn, notifiedOn, persons } = Recovered.parse(event.payload)
    return [
      ...line({ code: 'restore-roll', children: atSchool(persons, notifiedOn, law), title: '学齢簿を戻し、通う学校を確かめる（職権回復）', article: schoolEducationActOrder.art('3'), effectiveOn: recoveredOn }, {
        deadline: addDays(maxDate(recoveredOn, notifiedOn), law.promptDays), lostAfter: '学校に通えない日が出ます',
      }),
      ...newcomersToRoll({ movedOn: recoveredOn, notifiedOn, persons }, law),
    ]
  },
})

/** 帰化・国籍取得・国籍喪失: the duty of the guardian begins or ends, the seat at the school stays — 学校教育法17条. */
const nationalityChanged = reaction<Facts>({
  event: 'resident.nationality-changed', context: 'school', load: loadLaw,
  preview(event, { law }) {
    const { cause, changedOn, notifiedOn, person } = NationalityChanged.parse(event.payload)
    const pupils = atSchool([person], notifiedOn, law)
    if (cause === 'loss') return line({ code: 'duty-ends', children: pupils, title: '就学の義務はなくなりますが、今の学校に通い続けられます', article: schoolEducationAct.art('17'), effectiveOn: changedOn }, { effect: 'notice', owner: null })
    return [
      ...line({ code: 'duty-begins', children: pupils, title: '就学の義務のある子として学齢簿に載せ、通う学校を確かめる', article: schoolEducationAct.art('17'), effectiveOn: changedOn }, {
        detail: '今の学校に通っていれば、そのまま通えます。学校に行っていない子には、入る学校を知らせます。', deadline: addDays(maxDate(changedOn, notifiedOn), law.promptDays), lostAfter: '義務のある子が学校に行かないままになります', letter: '就学通知書',
      }),
      ...newcomersToRoll({ movedOn: changedOn, notifiedOn, persons: [person] }, law),
    ]
  },
})

/** 氏名の修正: the roll says the same as the record — 学校教育法施行令3条. */
const amended = reaction<Facts>({
  event: 'resident.amended', context: 'school', load: loadLaw,
  preview(event, { law }) {
    const { changedOn, notifiedOn, persons } = Amended.parse(event.payload)
    return line({ code: 'amend-roll', children: atSchool(persons.filter((person) => person.items.includes('name')), changedOn, law), title: '学齢簿の氏名を直し、学校に知らせる', article: schoolEducationActOrder.art('3'), effectiveOn: changedOn }, {
      deadline: addDays(maxDate(changedOn, notifiedOn), law.promptDays), lostAfter: '前の氏名の通知が届きます',
    })
  },
})

const arrivalCodes = ['school.notify-school', 'school.invite-pupil', 'school.add-to-roll', 'school.invite-newcomer', 'school.review-designation', 'school.confirm-guardian', 'school.amend-roll', 'school.restore-roll', 'school.duty-begins'] as const

const diedEnds = closing({ event: 'resident.died', context: 'school', codes: arrivalCodes, state: 'not-needed', reason: '亡くなったため', subjects: (event) => event.subjectIds })

const leftEnds = closing({
  event: 'resident.moved-out', context: 'school', codes: arrivalCodes, state: 'not-needed', reason: '転出したため', subjects: (event) => (MovedOut.parse(event.payload).isPlanned ? [] : event.subjectIds),
})

const removedEnds = closing({ event: 'resident.removed', context: 'school', codes: arrivalCodes, state: 'not-needed', reason: '住民票を職権で消除したため', subjects: (event) => event.subjectIds })

const recoveredEnds = closing({ event: 'resident.recovered', context: 'school', codes: ['school.strike-off', 'school.follow-absent'], state: 'not-needed', reason: '職権で回復したため', subjects: (event) => event.subjectIds })

/** Another head of household: who the guardian of each pupil is — 学校教育法施行規則30条. */
const guardians = eventsOfNewHeads.map((name) => reaction<Facts>({
  event: name, context: 'school', load: async (tx, event) => ({ ...await loadLaw(tx), underNewHead: await listUnderNewHead(tx, event) }),
  preview(event, { law, underNewHead }) {
    const { notifiedOn } = Filed.parse(event.payload)
    const children = atSchool(underNewHead.map(({ personId, birth, residentType }) => ({ personId, birthOn: birth.calc, residentType })), event.effectiveOn, law)
    return line({ code: 'confirm-guardian', children, title: '学齢簿の保護者を確かめる', article: schoolEducationActRegulation.art('30'), effectiveOn: event.effectiveOn }, {
      detail: '世帯主が変わっても、保護者が変わるとは限りません。', deadline: addDays(maxDate(event.effectiveOn, notifiedOn), law.promptDays), lostAfter: '保護者でない人に通知が届きます',
    })
  },
}))

export const schoolReactions: readonly Reaction[] = [movedIn, relocated, movedOut, confirmed, born, died, removed, recovered, nationalityChanged, amended, ...guardians, replannedEnds, diedEnds, leftEnds, removedEnds, recoveredEnds]

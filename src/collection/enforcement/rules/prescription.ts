import type { Citation } from '../../../kernel/citation.ts'
import { lastDayOfDays, lastDayOfMonths } from '../../../kernel/period.ts'
import { addDays, daysBetween, maxDate, type PlainDate } from '../../../kernel/plain-date.ts'
import { civilCode, localTaxAct } from '../../../legislation/index.ts'
import { type ClaimEvent, type ClaimEventKind, claimEventKinds } from '../model.ts'

/** What the law says of the time after which a claim is gone — 時効の期間と効力. */
export interface PrescriptionLaw {
  readonly months: number
  /** Days counted from the issue of a demand during which nothing lapses; 0 where the demand renews at once. */
  readonly demandDays: number
  /** Months for which a reminder keeps the right alive. */
  readonly reminderMonths: number
  /** Months after an annulled seizure. */
  readonly annulledMonths: number
  /** Months that do not count where tax was evaded. */
  readonly fraudMonths: number
}

export interface PrescriptionFacts {
  /** 法定納期限: of the instalment. */
  readonly due: PlainDate
  /** In any order. */
  readonly events: readonly ClaimEvent[]
}

/** What an event does to the prescription: 更新, 完成猶予, 不進行, nothing, or it came too late. */
export type PrescriptionEffect = 'renewed' | 'postponed' | 'halted' | 'none' | 'too-late'

/** One event with its article and what followed from it — 時効の経過の一行. */
export interface PrescriptionStep {
  readonly event: ClaimEvent
  readonly effect: PrescriptionEffect
  readonly article: Citation
  /** First day of the period that runs after it; null while what happened still lasts. */
  readonly startsOn: PlainDate | null
  /** Last day of the right as it stands after this event; null while it cannot lapse. */
  readonly completesOn: PlainDate | null
}

export interface Prescription {
  /** First day of the first period: the day after the due date. */
  readonly startsOn: PlainDate
  readonly steps: readonly PrescriptionStep[]
  /** Last day of the right: it is gone on the next day. Null while something holds it. */
  readonly completesOn: PlainDate | null
  /** What holds it; null where nothing does. */
  readonly heldBy: ClaimEventKind | null
}

interface Span { readonly from: PlainDate; readonly until: PlainDate | null }

interface Course {
  /** First day of the period that runs; null while what renews it still lasts. */
  readonly start: PlainDate | null
  /** Nothing lapses up to this day. */
  readonly postponedTo: PlainDate | null
  readonly halts: readonly Span[]
  readonly heldBy: ClaimEventKind | null
  /** Last day up to which a reminder keeps the right: another one meanwhile does nothing. */
  readonly remindedTo: PlainDate | null
  readonly isDemanded: boolean
}

/**
 * When a claim lapses, with every event that renewed, postponed or halted it — 徴収権の消滅時効.
 * What comes after the right is gone does nothing: nobody need invoke the prescription, and nobody can waive it.
 * @returns the last day of the right and the course of it, event by event
 * @law local-tax-act 18(1)
 * @law local-tax-act 18(2)
 * @law local-tax-act 18-2
 * @law civil-code 148
 * @law civil-code 150
 * @law civil-code 152
 */
export function prescription(facts: PrescriptionFacts, law: PrescriptionLaw): Prescription {
  const startsOn = addDays(facts.due, 1)
  let course: Course = { start: startsOn, postponedTo: null, halts: [], heldBy: null, remindedTo: null, isDemanded: false }
  const steps: PrescriptionStep[] = []
  for (const event of inOrder(facts.events)) {
    const { next, effect } = follow(course, event, { law, startsOn })
    course = next
    steps.push({ event, effect, article: articleOf(event, effect), startsOn: course.start, completesOn: lastDay(course, law) })
  }
  const completesOn = lastDay(course, law)
  return { startsOn, steps, completesOn, heldBy: completesOn === null ? holderOf(course) : null }
}

/**
 * Whether a claim is gone on a day — 時効の完成.
 * @law local-tax-act 18(1)
 */
export function isGoneOn(found: Pick<Prescription, 'completesOn'>, on: PlainDate): boolean {
  return found.completesOn !== null && found.completesOn < on
}

function inOrder(events: readonly ClaimEvent[]): readonly ClaimEvent[] {
  const keyOf = (event: ClaimEvent): string => `${event.on}${String(claimEventKinds.indexOf(event.kind)).padStart(2, '0')}${event.until ?? ''}`
  return events.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

interface Followed { readonly next: Course; readonly effect: PrescriptionEffect }
interface Frame { readonly law: PrescriptionLaw; readonly startsOn: PlainDate }

function follow(course: Course, event: ClaimEvent, { law, startsOn }: Frame): Followed {
  const gone = lastDay(course, law)
  if (event.kind === 'suspension') return { next: course, effect: 'none' }
  if (gone !== null && event.on > gone) return { next: course, effect: 'too-late' }
  switch (event.kind) {
    case 'notice': return renew(course, event.until ?? event.on)
    case 'demand': return demanded(course, event, law)
    case 'acknowledgement': case 'part-payment': return renew(course, event.on)
    case 'reminder': return reminded(course, event, law)
    case 'extension': return { next: { ...course, halts: [...course.halts, { from: event.on, until: event.until }] }, effect: 'halted' }
    case 'fraud': return { next: { ...course, halts: [...course.halts, { from: startsOn, until: lastDayOfMonths(startsOn, law.fraudMonths) }] }, effect: 'halted' }
    case 'seizure': case 'delivery-request': case 'participating-seizure': return held(course, event, law)
  }
}

/** Nothing lapses while it lasts, and the period begins anew at its end; one that was annulled only keeps the right for some months. */
function held(course: Course, event: ClaimEvent, law: PrescriptionLaw): Followed {
  if (event.until === null) return { next: { ...course, start: null, heldBy: event.kind }, effect: 'renewed' }
  if (event.isAnnulled) return postpone(course, lastDayOfMonths(addDays(event.until, 1), law.annulledMonths))
  return renew(course, event.until)
}

/** The first demand renews after its days; every further one is a reminder. */
function demanded(course: Course, event: ClaimEvent, law: PrescriptionLaw): Followed {
  if (course.isDemanded && law.demandDays > 0) return reminded(course, event, law)
  const through = law.demandDays === 0 ? event.on : addDays(lastDayOfDays(event.on, law.demandDays, 'in'), 1)
  const { next, effect } = renew(course, through)
  return { next: { ...next, isDemanded: true }, effect }
}

function reminded(course: Course, event: ClaimEvent, law: PrescriptionLaw): Followed {
  if (course.remindedTo !== null && event.on <= course.remindedTo) return { next: course, effect: 'none' }
  const through = lastDayOfMonths(addDays(event.on, 1), law.reminderMonths)
  return { next: { ...postpone(course, through).next, remindedTo: through }, effect: 'postponed' }
}

/** A new period begins the day after; one that still waits for the end of something later is not brought forward. */
function renew(course: Course, lastDayBefore: PlainDate): Followed {
  if (course.start === null) return { next: course, effect: 'none' }
  return { next: { ...course, start: maxDate(course.start, addDays(lastDayBefore, 1)) }, effect: 'renewed' }
}

function postpone(course: Course, through: PlainDate): Followed {
  return { next: { ...course, postponedTo: course.postponedTo === null ? through : maxDate(course.postponedTo, through) }, effect: 'postponed' }
}

/** Last day of the right, or null while it cannot lapse. A period that is halted at its beginning runs by the calendar from the end of the halt; in the midst of it, days that do not count are added. */
function lastDay(course: Course, law: PrescriptionLaw): PlainDate | null {
  let { start } = course
  if (start === null) return null
  let last = lastDayOfMonths(start, law.months)
  for (const halt of merged(course.halts)) {
    if (halt.until !== null && halt.until < start) continue
    if (halt.from > last) break
    if (halt.until === null) return null
    if (halt.from <= start) {
      start = addDays(halt.until, 1)
      last = lastDayOfMonths(start, law.months)
    } else last = addDays(last, daysBetween(halt.from, halt.until) + 1)
  }
  return course.postponedTo === null ? last : maxDate(last, course.postponedTo)
}

/** Spans that touch or overlap as one, the earliest first: no day is left out twice. */
function merged(spans: readonly Span[]): readonly Span[] {
  const list: Span[] = []
  for (const span of spans.toSorted((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)))) {
    const before = list.at(-1)
    if (before && (before.until === null || span.from <= addDays(before.until, 1))) list[list.length - 1] = { from: before.from, until: before.until === null || span.until === null ? null : maxDate(before.until, span.until) }
    else list.push(span)
  }
  return list
}

function holderOf(course: Course): ClaimEventKind {
  return course.heldBy ?? 'extension'
}

const articles: Readonly<Record<ClaimEventKind, Citation>> = {
  'notice': localTaxAct.art('18-2(1)(1)'), 'demand': localTaxAct.art('18-2(1)(2)'), 'delivery-request': localTaxAct.art('18-2(1)(3)'), 'participating-seizure': localTaxAct.art('18-2(1)(3)'),
  'extension': localTaxAct.art('18-2(3)'), 'fraud': localTaxAct.art('18-2(4)'), 'seizure': civilCode.art('148'), 'reminder': civilCode.art('150'), 'acknowledgement': civilCode.art('152(1)'), 'part-payment': civilCode.art('152(1)'),
  'suspension': localTaxAct.art('15-7(1)'),
}

/** A demand that does not renew is a reminder like any other. */
function articleOf(event: ClaimEvent, effect: PrescriptionEffect): Citation {
  return event.kind === 'demand' && effect !== 'renewed' ? articles.reminder : articles[event.kind]
}

import { fiscalYearEndAfterAge, reachesAgeOn } from '../../kernel/age.ts'
import { addDays, addMonths, endOfFiscalYear, fiscalYearOf, plainDate, startOfFiscalYear, yearOf, type FiscalYear, type PlainDate } from '../../kernel/plain-date.ts'
import type { SchoolLaw } from '../law.ts'
import type { Grade } from '../model.ts'

/**
 * The school year in which a child enters primary school — 小学校に入る学年.
 * The first that begins on or after the day following the one on which the age is reached: born on 1 April, the same day; born on 2 April, a year later.
 * @law school-education-act 17(1)
 * @law age-calculation-act 1
 */
export function entryYear(birthOn: PlainDate, law: SchoolLaw): FiscalYear {
  const from = addDays(reachesAgeOn(birthOn, law.schoolAges.starts), 1)
  const year = fiscalYearOf(from)
  return startOfFiscalYear(year) >= from ? year : (year + 1) as FiscalYear
}

/**
 * Where a child stands on a day: before school, grade of primary or lower secondary school, or past the duty — 学年.
 * @law school-education-act 17(1)
 * @law school-education-act 17(2)
 */
export function gradeOn(birthOn: PlainDate, on: PlainDate, law: SchoolLaw): Grade {
  const years = fiscalYearOf(on) - entryYear(birthOn, law) + 1
  const { primaryYears, secondaryYears } = law.schoolAges
  if (years < 1) return { stage: 'before', grade: 0 }
  if (years <= primaryYears) return { stage: 'primary', grade: years }
  if (years <= primaryYears + secondaryYears) return { stage: 'secondary', grade: years - primaryYears }
  return { stage: 'after', grade: 0 }
}

/**
 * The last day of the duty: the end of the school year in which fifteen is reached — 就学義務の終わり.
 * @law school-education-act 17(2)
 */
export function dutyEndsOn(birthOn: PlainDate, law: SchoolLaw): PlainDate {
  return fiscalYearEndAfterAge(birthOn, law.schoolAges.ends)
}

/** What is done before a school year begins, and by when — 新入学の日程. */
export interface EntryCalendar { readonly baseOn: PlainDate; readonly rollBy: PlainDate; readonly healthCheckBy: PlainDate; readonly specialNeedsBy: PlainDate; readonly entryNoticeBy: PlainDate; readonly entersOn: PlainDate }

/**
 * The days before a school year begins: roll, health check, notice to the prefecture, notice to the guardians — 学齢簿から入学通知まで.
 * @law school-education-act-enforcement-order 2
 * @law school-education-act-enforcement-order 5(1)
 * @law school-education-act-enforcement-order 11
 * @law school-health-and-safety-act-enforcement-order 1
 */
export function entryCalendar(year: FiscalYear, law: SchoolLaw): EntryCalendar {
  const entersOn = startOfFiscalYear(year)
  const before = (months: number): PlainDate => addDays(addMonths(entersOn, -months), -1)
  const { roll, healthCheck, specialNeeds, entryNotice } = law.rollMonths
  return {
    baseOn: plainDate(`${yearOf(entersOn) - 1}-${law.rollBaseDay}`), rollBy: before(roll), healthCheckBy: before(healthCheck), specialNeedsBy: before(specialNeeds), entryNoticeBy: before(entryNotice), entersOn,
  }
}

/**
 * Whether a child is on the roll that is being made or has just been made: it enters with the next school year, and the base day is past — 新就学者.
 * @law school-education-act-enforcement-order 2
 */
export function isOnRollOf(birthOn: PlainDate, on: PlainDate, law: SchoolLaw): boolean {
  const next = (fiscalYearOf(on) + 1) as FiscalYear
  return entryYear(birthOn, law) === next && on >= entryCalendar(next, law).baseOn && on <= endOfFiscalYear(fiscalYearOf(on))
}

import { ExampleFault, exampleDay, exampleText, exampleWhole, refuseUnknownFields, tabulated, withoutNulls, type NamedValues } from '../kernel/example-input.ts'
import { fiscalYear } from '../kernel/plain-date.ts'
import type { ExampleInput, ExampleRule } from '../platform/context/manifest.ts'
import { schoolLawOn, type SchoolLaw } from './law.ts'
import { designationAfterMove } from './rules/designation.ts'
import { dutyEndsOn, entryCalendar, entryYear, gradeOn, isOnRollOf } from './rules/school-age.ts'

/** What worked examples of the school-age register may call. */
export const exampleRules: Readonly<Record<string, ExampleRule>> = {
  'school.school-age': (example) => tabulatedOf(example, ['birthDate'], schoolAge),
  'school.entry-calendar': (example) => tabulatedOf(example, ['schoolYear'], calendar),
  'school.designation': (example) => tabulatedOf(example, ['movedOn', 'formerSchool', 'newSchool', 'permittedSchool', 'permissionReason', 'permissionUntil'], designation),
}

type Run = (given: NamedValues, example: ExampleInput, law: SchoolLaw) => NamedValues

function tabulatedOf(example: ExampleInput, known: readonly string[], run: Run): NamedValues {
  refuseUnknownFields(example.given, known)
  if (example.on === null) throw new ExampleFault('就学の計算例には、on（どの日か）を書きます。')
  const law = schoolLawOn(example.on)
  return tabulated(example.given, new Set(), (given) => run(withoutNulls(given), example, law))
}

function schoolAge(given: NamedValues, { on }: ExampleInput, law: SchoolLaw): NamedValues {
  const birthOn = exampleDay(given['birthDate'], 'birthDate')
  const { stage, grade } = gradeOn(birthOn, on!, law)
  return { entryYear: entryYear(birthOn, law), stage, grade, dutyEndsOn: dutyEndsOn(birthOn, law), onRoll: isOnRollOf(birthOn, on!, law) }
}

function calendar(given: NamedValues, _example: ExampleInput, law: SchoolLaw): NamedValues {
  const { baseOn, rollBy, healthCheckBy, specialNeedsBy, entryNoticeBy } = entryCalendar(fiscalYear(exampleWhole(given['schoolYear'], 'schoolYear')), law)
  return { baseDay: baseOn, rollBy, healthCheckBy, specialNeedsBy, entryNoticeBy }
}

function designation(given: NamedValues): NamedValues {
  const text = (field: string): string => exampleText(given[field], field)
  const found = designationAfterMove({
    movedOn: exampleDay(given['movedOn'], 'movedOn'), formerSchool: text('formerSchool'), newSchool: text('newSchool'),
    permission: given['permittedSchool'] === undefined ? null : { school: text('permittedSchool'), reason: text('permissionReason'), until: exampleDay(given['permissionUntil'], 'permissionUntil') },
  })
  return { designated: found.designated, attends: found.attends, permittedUntil: found.permittedUntil, forBoard: found.isForBoard }
}

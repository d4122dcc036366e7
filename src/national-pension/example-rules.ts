import { ExampleFault, exampleDay, exampleFlag, exampleText, exampleWhole, refuseUnknownFields, tabulated, withoutNulls, wrongKind, type NamedValues } from '../kernel/example-input.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { yen } from '../kernel/yen.ts'
import { nationalClosedDays } from '../legislation/index.ts'
import type { ExampleInput, ExampleRule } from '../platform/context/manifest.ts'
import { pensionLawOn, type PensionLaw } from './law.ts'
import type { ExemptionClass, HouseholderFrom, IncomeFacts } from './model.ts'
import { exemptionByMonth, exemptionOf, maternityFiledFrom, maternityMonths, mayDefer } from './rules/exemption.ts'
import { arrivalFromAbroad, filedBy, lostOn, mayJoinByChoice } from './rules/insured.ts'

/** What worked examples of the national pension may call. */
export const exampleRules: Readonly<Record<string, ExampleRule>> = {
  'national-pension.arrival': (example) => tabulatedOf(example, ['birthDate', 'settledOn'], arrival),
  'national-pension.loss': (example) => tabulatedOf(example, ['birthDate', 'japanese', 'diedOn', 'leftJapanOn', 'reachedSixtyOn'], loss),
  'national-pension.maternity': (example) => tabulatedOf(example, ['event', 'expectedDate', 'multiple'], maternity),
  'national-pension.exemption': exemption,
}

type Run = (given: NamedValues, law: PensionLaw) => NamedValues

function lawOf({ on, ordinance }: ExampleInput): PensionLaw {
  if (on === null) throw new ExampleFault('国民年金の計算例には、on（どの日の法令か）を書きます。')
  return pensionLawOn(on, ordinance)
}

function tabulatedOf(example: ExampleInput, known: readonly string[], run: Run): NamedValues {
  refuseUnknownFields(example.given, known)
  const law = lawOf(example)
  return tabulated(example.given, new Set(), (given) => run(withoutNulls(given), law))
}

function arrival(given: NamedValues, law: PensionLaw): NamedValues {
  const settledOn = exampleDay(given['settledOn'], 'settledOn')
  const found = arrivalFromAbroad(exampleDay(given['birthDate'], 'birthDate'), settledOn, law)
  return {
    status: found.kind, acquiredOn: found.kind === 'insured' ? found.acquiredOn : null, twentyOn: found.kind === 'twenty-soon' ? found.reachesOn : null,
    filedBy: found.kind === 'insured' ? filedBy(found.acquiredOn, law.notificationDays.acquired, nationalClosedDays) : null,
  }
}

function loss(given: NamedValues, law: PensionLaw): NamedValues {
  const causes = [['diedOn', 'died'], ['leftJapanOn', 'left-japan'], ['reachedSixtyOn', 'reached-sixty']] as const
  const [cause] = causes.filter(([field]) => given[field] !== undefined)
  if (cause === undefined) throw new ExampleFault('diedOn、leftJapanOn、reachedSixtyOn のどれかを書きます。')
  const [field, kind] = cause
  const on = exampleDay(given[field], field)
  const person = { birthOn: exampleDay(given['birthDate'], 'birthDate'), isJapanese: given['japanese'] === undefined || exampleFlag(given['japanese'], 'japanese') }
  return { lostOn: lostOn({ kind, on }), filedBy: kind === 'reached-sixty' ? null : filedBy(on, law.notificationDays.lost, nationalClosedDays), mayJoinByChoice: kind === 'left-japan' && mayJoinByChoice(person, on, law) }
}

function maternity(given: NamedValues, law: PensionLaw): NamedValues {
  if (given['event'] !== undefined && given['event'] !== 'birth') throw wrongKind('event', 'birth と書きます', given['event'])
  const on = exampleDay(given['expectedDate'], 'expectedDate')
  return { exemptMonths: [...maternityMonths({ on, isMultiple: given['multiple'] !== undefined && exampleFlag(given['multiple'], 'multiple') }, law)], filedFrom: maternityFiledFrom(on, law) }
}

const classWords: Readonly<Record<ExemptionClass, string>> = { full: '全額免除', 'three-quarters': '4分の3免除', half: '半額免除', quarter: '4分の1免除', none: '不可' }
const personFields = ['income', 'socialInsuranceDeduction', 'dependents', 'status', 'age'] as const
const specialStatuses: readonly string[] = ['障害者', '寡婦', 'ひとり親']

/** `self`, `spouse`, `householder` → `best`, `exemption`, `deferral`; with `filedOn`, `from`, `through`, `householders` → `months` and `byMonth`. */
function exemption(example: ExampleInput): NamedValues {
  refuseUnknownFields(example.given, ['fiscal', 'self', 'spouse', 'householder', 'householders', 'filedOn', 'from', 'through'])
  const [given, law] = [withoutNulls(example.given), lawOf(example)]
  const self = incomeOf(given['self'], 'self')
  if (self === null) throw wrongKind('self', '本人の所得を書きます', given['self'])
  const [spouse, householder] = [incomeOf(given['spouse'], 'spouse'), incomeOf(given['householder'], 'householder')]
  const best = exemptionOf({ self, spouse, householder }, law)
  const age = (given['self'] as NamedValues)['age']
  return {
    best: classWords[best], exemption: best === 'none' ? '不可' : '可', deferral: age !== undefined && mayDefer({ self, spouse, age: exampleWhole(age, 'self.age') }, law) ? '納付猶予 可' : '納付猶予 不可',
    ...(given['householders'] === undefined ? {} : byMonth(given, { self, spouse }, law)),
  }
}

function byMonth(given: NamedValues, of: { readonly self: IncomeFacts; readonly spouse: IncomeFacts | null }, law: PensionLaw): NamedValues {
  const day = (field: string): PlainDate => exampleDay(given[field], field)
  const months = exemptionByMonth({ filedOn: day('filedOn'), from: day('from'), through: day('through'), ...of, householders: householdersOf(given['householders']) }, law)
  return { months: [...months.keys()], byMonth: [...months.values()].map((found) => classWords[found]) }
}

function householdersOf(value: unknown): readonly HouseholderFrom[] {
  if (!Array.isArray(value)) throw wrongKind('householders', '並びで書きます', value)
  return value.map((one: NamedValues) => {
    const { from, ...facts } = one
    return { from: exampleDay(from, 'householders[].from'), facts: incomeOf(Object.keys(facts).length === 0 ? undefined : facts, 'householders') }
  }).toSorted((a, b) => (a.from < b.from ? -1 : 1))
}

function incomeOf(value: unknown, field: string): IncomeFacts | null {
  if (value === undefined) return null
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw wrongKind(field, '所得などの項目で書きます', value)
  const facts = value as NamedValues
  refuseUnknownFields(facts, personFields)
  const whole = (name: string): number => (facts[name] === undefined ? 0 : exampleWhole(facts[name], `${field}.${name}`))
  const status = facts['status'] === undefined ? null : exampleText(facts['status'], `${field}.status`)
  if (status !== null && !specialStatuses.includes(status)) throw wrongKind(`${field}.status`, `${specialStatuses.join('・')} のどれかで書きます`, status)
  return { income: yen(whole('income')), deductions: yen(whole('socialInsuranceDeduction')), dependants: whole('dependents'), hasSpecialStatus: status !== null }
}

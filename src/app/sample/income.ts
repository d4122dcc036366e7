import { plainDate, yearOf, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import { yen, zeroYen, type Yen } from '../../kernel/yen.ts'
import type { ClaimedPerson, ClaimedRelative, Statement, StatementDetail } from '../../tax/individual/index.ts'
import { incomeYears, officeTime } from './calendar.ts'
import { declaredPayments, type Payments } from './deductions.ts'
import { earningsOf, grown, type Earnings, type Employer } from './earnings.ts'
import { isResidentOn, type Person } from './people.ts'
import type { Random } from './random.ts'
import type { Serials } from './serials.ts'
import type { Weighted } from './weighted.ts'

export interface IncomeParts { readonly random: Random; readonly serials: Serials; readonly employers: Weighted<Employer>; readonly pensionPayer: Employer }

/** Statements of both income years of a household: reports of payers, returns, claims that agree with the household. */
export function statementsOf(persons: readonly Person[], parts: IncomeParts): readonly Statement[] {
  const first = persons.map((person) => earningsOf(person, parts))
  return incomeYears.flatMap((year, index) => {
    const onAssessmentDay = plainDate(`${year + 1}-01-01`)
    const present = first.filter(({ person }) => isResidentOn(person, onAssessmentDay)).map((earnings) => (index === 0 ? earnings : grown(earnings, parts.random)))
    return present.length === 0 ? [] : statementsOfYear(present, year, parts)
  })
}

function statementsOfYear(earners: readonly Earnings[], year: number, parts: IncomeParts): readonly Statement[] {
  const claims = claimsOf(earners, year)
  return earners.flatMap((earnings) => {
    const { random } = parts
    const total = earnings.salary + earnings.pension + earnings.trade
    if (total === 0) return earnings.person.member.age >= 20 && random.chance(0.07) ? [nothingStated(earnings.person, year, parts)] : []
    const claim = claims.get(earnings.person.personId) ?? {}
    const payments = declaredPayments(earnings, { random, year })
    const files = payments.needsReturn || earnings.trade > 200_000
    return [...reportsOf(earnings, { year, detail: detailOf(claim, payments), parts }), ...(files ? [returnOf(earnings, { year, detail: detailOf(claim, payments), parts })] : [])]
  })
}

function detailOf(claim: StatementDetail, payments: Payments): StatementDetail {
  return {
    ...(payments.condition ? { condition: payments.condition } : {}), ...(Object.keys(payments.paid).length > 0 ? { paid: payments.paid } : {}),
    ...claim, ...(payments.housingLoan ? { housingLoan: payments.housingLoan } : {}), ...(payments.oneStop ? { oneStop: true } : {}),
  }
}

interface Making { readonly year: number; readonly detail: StatementDetail; readonly parts: IncomeParts }

/** What payers report: the one with the higher sum carries family and premiums. */
function reportsOf(earnings: Earnings, { year, detail, parts }: Making): readonly Statement[] {
  const { salary, pension, employer, worksFullTime } = earnings
  const isMainlyPension = pension > salary
  const collects = salary > 0 && employer?.partyId !== null && parts.random.chance(worksFullTime ? 0.9 : 0.5)
  return [
    ...(salary > 0 ? [statement(earnings, { year, parts, received: '-01-', kind: 'salary-report', payer: employer, salary, specialCollection: collects, detail: isMainlyPension ? {} : detail })] : []),
    ...(pension > 0 ? [statement(earnings, { year, parts, received: '-01-', kind: 'pension-report', payer: parts.pensionPayer, pension, detail: isMainlyPension || salary === 0 ? detail : {} })] : []),
  ]
}

/** A return states everything again and replaces the reports. */
function returnOf(earnings: Earnings, { year, detail, parts }: Making): Statement {
  return statement(earnings, { year, parts, received: '-03-', kind: 'income-tax-return', payer: null, salary: earnings.salary, pension: earnings.pension, trade: earnings.trade, detail })
}

function nothingStated(person: Person, year: number, parts: IncomeParts): Statement {
  return statement({ person }, { year, parts, received: '-03-', kind: 'inhabitants-return', payer: null, detail: {} })
}

interface Stated {
  readonly year: number; readonly parts: IncomeParts; readonly received: '-01-' | '-03-'; readonly kind: Statement['kind']; readonly payer: Employer | null
  readonly salary?: number; readonly pension?: number; readonly trade?: number; readonly specialCollection?: boolean; readonly detail: StatementDetail
}

function statement({ person }: Pick<Earnings, 'person'>, stated: Stated): Statement {
  const { random, serials } = stated.parts
  const day = String(stated.received === '-01-' ? random.between(12, 31) : random.between(1, 15)).padStart(2, '0')
  const receivedOn = `${stated.year + 1}${stated.received}${day}` as PlainDate
  return {
    statementId: serials.id(), personId: person.personId, incomeYear: stated.year, version: 1, kind: stated.kind, payer: stated.payer?.name ?? null, payerPartyId: stated.payer?.partyId ?? null, receivedOn,
    salaryRevenue: yen(stated.salary ?? 0), pensionRevenue: yen(stated.pension ?? 0), otherIncome: yen(stated.trade ?? 0), carriedLoss: zeroYen,
    specialCollection: stated.specialCollection ?? false, detail: stated.detail, recordedAt: officeTime(random, receivedOn) as Instant,
  }
}

/** The higher earner claims the family; nobody is claimed twice. */
function claimsOf(earners: readonly Earnings[], year: number): ReadonlyMap<string, StatementDetail> {
  const couple = earners.filter(({ person }) => ['head', 'wife', 'husband'].includes(person.member.relationship))
  const claimant = couple.toSorted((a, b) => totalOf(b) - totalOf(a))[0]
  if (!claimant || totalOf(claimant) < 1_100_000) return new Map()
  const spouse = couple.find((one) => one !== claimant)
  const relatives = earners.filter((one) => !couple.includes(one) && isRelative(one) && incomeOf(one, year) <= dependantLimit).map((one) => relativeClaim(one, year))
  const claimsSpouse = spouse !== undefined && incomeOf(spouse, year) <= spouseLimit
  if (relatives.length === 0 && !claimsSpouse) return new Map()
  return new Map([[claimant.person.personId, { ...(claimsSpouse ? { spouse: claimed(spouse, year) } : {}), ...(relatives.length > 0 ? { relatives } : {}) }]])
}

/** Sums up to which people here put a relative or spouse on their statement; whether a deduction follows is the assessment's matter. */
const dependantLimit = 480_000
const spouseLimit = 1_330_000

const totalOf = ({ salary, pension, trade }: Earnings): number => salary + pension + trade

function isRelative({ person }: Earnings): boolean {
  const { relationship } = person.member
  return relationship !== 'cohabitant' && !relationship.endsWith('-unregistered')
}

/** Total income as somebody claims it of small sums: less what is always taken off wages and pensions. */
function incomeOf(one: Earnings, year: number): number {
  const wage = Math.max(0, one.salary - (year >= 2025 ? 650_000 : 550_000))
  const pension = Math.max(0, one.pension - (one.person.member.age >= 65 ? 1_100_000 : 600_000))
  return wage + pension + one.trade
}

function claimed(one: Earnings, year: number): ClaimedPerson {
  return { personId: one.person.personId, birthOn: one.person.birth.calc, income: yen(incomeOf(one, year)) as Yen, disability: one.person.member.age >= 80 && yearOf(one.person.birth.calc) % 7 === 0 ? 'special' : 'none', abroad: false }
}

function relativeClaim(one: Earnings, year: number): ClaimedRelative {
  return { ...claimed(one, year), birthOn: one.person.birth.calc, coResidentAscendant: /(^|\.)(mother|father)$/.test(one.person.member.relationship), notDeductible: false }
}

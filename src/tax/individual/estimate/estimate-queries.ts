import { z } from 'zod'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYear, type FiscalYear, type PlainDate } from '../../../kernel/plain-date.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { readLines } from '../../../kernel/worksheet.ts'
import { zeroYen } from '../../../kernel/yen.ts'
import { query } from '../../../platform/command/define.ts'
import { zDate, zFiscalYear, zId, zYen } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { derive } from '../decide.ts'
import { lawFor } from '../facts.ts'
import { isAssessedYear, latestAssessedYear, provisionalRows, type IndividualTaxLaw } from '../law.ts'
import { lines, type LineKey } from '../lines.ts'
import { ageAtYearEnd, assessmentDateOf, isMinorOn, noFacts, singleParents, type TaxpayerFacts } from '../model.ts'
import { headOf, PersonHead, rowsOf, withheldHead, withoutFamily, WorksheetRowSchema } from '../queries.ts'
import { refuse } from '../refusals.ts'
import { assess } from '../rules/assess.ts'
import { explainingSheet } from '../rules/sheet.ts'
import { findAnyStatementPerson } from '../store.ts'

const sum = zYen.default(zeroYen)
const disability = z.enum(['none', 'general', 'special']).default('none')
const zRelative = z.strictObject({ birthOn: zDate, income: sum, disability, coResidentAscendant: z.boolean().default(false) })

/** What somebody at the desk asks about; whatever is not in it stays as the statements have it. */
const Stated = z.strictObject({
  birthOn: zDate.nullable().default(null), salaryRevenue: sum, pensionRevenue: sum, otherIncome: sum, socialInsurance: sum, lifeNewGeneral: sum, earthquake: sum, medical: sum, medicalReimbursed: sum, donationsToMunicipalities: sum,
  disability, singleParent: z.enum(singleParents).default('none'), widow: z.boolean().default(false),
  spouse: z.strictObject({ birthOn: zDate.nullable().default(null), income: sum, disability }).nullable().default(null),
  relatives: z.array(zRelative).max(10).default([]),
})
export type Stated = z.output<typeof Stated>

const Question = z.strictObject({ fiscalYear: zFiscalYear, personId: zId.nullable().default(null), stated: Stated.nullable().default(null) })

const EstimateView = z.object({
  fiscalYear: z.int(), fiscalYearText: z.string(), incomeYear: z.int(), person: PersonHead.nullable(), annualTax: z.int(), annualTaxBefore: z.int().nullable(), rows: z.array(WorksheetRowSchema), provisional: z.array(z.string()),
  /** What the form begins with: as stated, or as the statements say. */
  standing: z.object({
    birthOn: z.string().nullable(), salaryRevenue: z.int(), pensionRevenue: z.int(), otherIncome: z.int(), socialInsurance: z.int(), lifeNewGeneral: z.int(), earthquake: z.int(), medical: z.int(), medicalReimbursed: z.int(), donationsToMunicipalities: z.int(),
    disability: z.string(), singleParent: z.string(), widow: z.boolean(), spouse: z.object({ birthOn: z.string().nullable(), income: z.int(), disability: z.string() }).nullable(),
    relatives: z.array(z.object({ birthOn: z.string(), income: z.int(), disability: z.string(), coResidentAscendant: z.boolean() })),
  }),
  /** Whether the family comes from the statements and is not changed here. */
  keepsFamily: z.boolean(),
})
export type EstimateView = z.output<typeof EstimateView>

/** 試算: what would be due, on the engine of the assessment; nothing is kept. */
export const estimateTax = query({
  name: 'tax-individual.estimate-tax', title: '個人住民税の試算', permission: 'tax-individual.read', action: 'view', sensitive: true,
  description: 'An estimate for somebody at the desk, from nothing or from the statements of a person, with the worksheet of the assessment line by line. Nothing is stored.',
  input: Question, output: EstimateView,
  async run(tx, input) {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const year = fiscalYear(input.fiscalYear)
    const base = input.personId === null ? null : await baseOf(tx, input.personId, year)
    if (input.personId !== null && base === null) return refuse('person-not-found', { field: '/personId' })
    const law = base?.derived.law ?? lawFor(tx, year)
    const facts = input.stated === null ? (base?.derived.merged.facts ?? noFacts) : statedFacts(base?.derived.merged.facts ?? noFacts, { stated: input.stated, birthOn: base?.birthOn ?? input.stated.birthOn, law, keepsFamily: base !== null })
    const assessment = assess(facts, law, explainingSheet())
    const before = base?.derived.assessment ?? null
    return accept({
      fiscalYear: year, fiscalYearText: fiscalYearText(year), incomeYear: year - 1, person: base?.person ?? null, annualTax: assessment.amounts.annualTax, annualTaxBefore: before?.amounts.annualTax ?? null,
      rows: rowsOf({ assessment, merged: nothingMerged(facts) }, before === null ? null : readLines<LineKey>(lines, before.sheet.stored())),
      provisional: provisionalRows(law).map(({ title, what }) => `${title}: ${what}`), standing: standingOf(facts, input.stated, base?.birthOn ?? null), keepsFamily: base !== null,
    })
  },
  subjects: (view) => (view.person === null ? [] : [view.person.personId]),
  withhold: (view, ids) => (view.person !== null && ids.has(view.person.personId) ? { ...view, person: withheldHead(view.person), rows: view.rows.map(withoutFamily), standing: { ...view.standing, birthOn: null, spouse: null, relatives: [] } } : view),
  async example(tx) {
    const personId = await findAnyStatementPerson(tx)
    return { fiscalYear: latestAssessedYear, personId: personId ?? null, stated: null }
  },
})

async function baseOf(tx: Tx, personId: string, year: FiscalYear) {
  const person = await headOf(tx, personId)
  if (!person) return null
  const derived = await derive(tx, { personId, fiscalYear: year, recordedAt: tx.now })
  return { person, derived, birthOn: derived.one.birthOn ?? (person.birthOn as PlainDate | null) }
}

/** Nobody's statements: the sources of the lines are left empty, as they are what was said at the desk. */
function nothingMerged(facts: TaxpayerFacts) {
  return { facts, method: 'ordinary' as const, used: [], main: null }
}

interface Stating { readonly stated: Stated; readonly birthOn: PlainDate | null; readonly law: IndividualTaxLaw; readonly keepsFamily: boolean }

/** The facts with what was said at the desk in their place; deductions that the form does not ask about stay. */
function statedFacts(base: TaxpayerFacts, { stated, birthOn, law, keepsFamily }: Stating): TaxpayerFacts {
  const minor = birthOn !== null && isMinorOn(birthOn, assessmentDateOf(law.fiscalYear), law.nonTaxableConditionLimit.minorBelowAge)
  const { socialInsurance, lifeNewGeneral, earthquake, medical, medicalReimbursed, donationsToMunicipalities } = stated
  return {
    ...base, age: birthOn === null ? base.age : ageAtYearEnd(birthOn, law.fiscalYear), salaryRevenue: stated.salaryRevenue, pensionRevenue: stated.pensionRevenue, otherIncome: stated.otherIncome,
    condition: { ...base.condition, minor, disability: stated.disability, singleParent: stated.singleParent, widow: stated.widow }, paid: { ...base.paid, socialInsurance, lifeNewGeneral, earthquake, medical, medicalReimbursed, donationsToMunicipalities },
    spouse: keepsFamily ? base.spouse : spouseOf(stated, law), relatives: keepsFamily ? base.relatives : stated.relatives.map((one) => ({ ...one, age: ageAtYearEnd(one.birthOn, law.fiscalYear), abroad: false, notDeductible: false })),
  }
}

function spouseOf({ spouse }: Stated, law: IndividualTaxLaw): TaxpayerFacts['spouse'] {
  return spouse === null ? null : { income: spouse.income, age: spouse.birthOn === null ? null : ageAtYearEnd(spouse.birthOn, law.fiscalYear), disability: spouse.disability, abroad: false, claimsBack: false }
}

function standingOf(facts: TaxpayerFacts, stated: Stated | null, birthOn: PlainDate | null): EstimateView['standing'] {
  const { paid, condition } = facts
  return {
    birthOn: birthOn ?? stated?.birthOn ?? null, salaryRevenue: facts.salaryRevenue, pensionRevenue: facts.pensionRevenue, otherIncome: facts.otherIncome, socialInsurance: paid.socialInsurance, lifeNewGeneral: paid.lifeNewGeneral, earthquake: paid.earthquake,
    medical: paid.medical, medicalReimbursed: paid.medicalReimbursed, donationsToMunicipalities: paid.donationsToMunicipalities, disability: condition.disability, singleParent: condition.singleParent, widow: condition.widow,
    spouse: stated?.spouse ?? null, relatives: stated?.relatives.map((one) => ({ ...one })) ?? [],
  }
}

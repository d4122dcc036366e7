import type { Refusal } from '../../kernel/outcome.ts'
import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import { newId } from '../../platform/crypto/index.ts'
import type { StatementInput } from './inputs.ts'
import { noCondition, nothingDeclared, nothingPaid, type DeclaredIncome } from './model.ts'
import { refusal } from './refusals.ts'
import type { Statement, StatementDetail } from './statement.ts'

/** What a statement says, however it came in. */
export type StatementContent = Omit<StatementInput, 'statementId' | 'expectedVersion'>

/** What is wrong with a statement in itself, each fault at its field — 課税資料の確かめ. */
export function statementFaults(input: StatementContent, today: PlainDate): readonly Refusal[] {
  const refusals: Refusal[] = []
  const isReport = input.kind === 'salary-report' || input.kind === 'pension-report'
  if (input.receivedOn > today) refusals.push(refusal('received-in-future', { field: '/receivedOn' }))
  if (isReport && input.payer === null) refusals.push(refusal('payer-missing', { field: '/payer' }))
  if (isReport && input.salaryRevenue + input.pensionRevenue === 0) refusals.push(refusal('statement-empty', { field: '/salaryRevenue' }))
  if (isReport && input.declared) refusals.push(refusal('declared-on-report', { field: '/declared' }))
  if (input.paid.medicalReimbursed > input.paid.medical) refusals.push(refusal('reimbursed-above-paid', { field: '/paid/medicalReimbursed' }))
  const claimed = [input.spouse?.personId, ...input.relatives.map((one) => one.personId)].filter((id) => id != null)
  if (claimed.includes(input.personId)) refusals.push(refusal('claims-self', { field: input.spouse?.personId === input.personId ? '/spouse/personId' : '/relatives' }))
  if (new Set(claimed).size < claimed.length) refusals.push(refusal('claimed-twice', { field: '/relatives' }))
  return refusals
}

/** A statement as it is kept: the next version of the one that stands, or a new one. */
export function statementOf(input: StatementContent, { standing, recordedAt }: { readonly standing: Statement | undefined; readonly recordedAt: Instant }): Statement {
  return {
    statementId: standing?.statementId ?? newId(), personId: input.personId, incomeYear: input.incomeYear, version: (standing?.version ?? 0) + 1, kind: input.kind, payer: input.payer, payerPartyId: input.payerPartyId,
    receivedOn: input.receivedOn, salaryRevenue: input.salaryRevenue, pensionRevenue: input.pensionRevenue, otherIncome: input.otherIncome, carriedLoss: input.carriedLoss,
    specialCollection: input.kind === 'salary-report' && input.specialCollection, detail: detailOf(input, standing), recordedAt,
  }
}

/** Only what was stated is kept: most people state little, and the annual run reads every byte. */
function detailOf(input: StatementContent, standing: Statement | undefined): StatementDetail {
  const condition = differing(input.condition, noCondition)
  const paid = differing(input.paid, nothingPaid)
  return {
    ...(condition ? { condition } : {}), ...(paid ? { paid } : {}), ...(input.spouse ? { spouse: input.spouse } : {}), ...(input.relatives.length > 0 ? { relatives: input.relatives } : {}),
    ...(input.housingLoan ? { housingLoan: input.housingLoan } : {}), ...(input.oneStop ? { oneStop: true } : {}), ...declaredPart(input, standing),
  }
}

/** What is declared by kind; a form that does not know it leaves it as it was. */
function declaredPart({ declared }: StatementContent, standing: Statement | undefined): Pick<StatementDetail, 'declared'> {
  if (declared === undefined) return standing?.detail.declared ? { declared: standing.detail.declared } : {}
  const kept = declared && Object.entries(declared).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(nothingDeclared[key as keyof DeclaredIncome]))
  return kept && kept.length > 0 ? { declared: Object.fromEntries(kept) as Partial<DeclaredIncome> } : {}
}

function differing<T extends object>(stated: Partial<T>, nothing: T): Partial<T> | null {
  const kept = Object.entries(stated).filter(([key, value]) => value !== nothing[key as keyof T])
  return kept.length > 0 ? (Object.fromEntries(kept) as Partial<T>) : null
}

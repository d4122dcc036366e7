import type { FiscalYear, Instant } from '../../../kernel/plain-date.ts'
import { subtract, zeroYen, type Yen } from '../../../kernel/yen.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { loadCases, mergeCases } from '../facts.ts'
import type { IndividualTaxLaw } from '../law.ts'
import { assess } from '../rules/assess.ts'
import type { StatedMethod } from '../statement.ts'
import { listRecipients, type PensionRecipient } from './pension-store.ts'
import { isTakenFromPension, pensionPart } from './rules/pension.ts'

/** How the tax of one person is shared between a pension and the rest, where the pension takes its part. */
export interface PensionShare {
  readonly pensionTax: Yen
  readonly otherTax: Yen
  readonly otherLane: StatedMethod
  readonly recipient: PensionRecipient
}

/** Whose tax of a year is taken from a pension, and how much of it: the facts are assessed once more without the pension — 年金特徴の判定. */
export async function pensionShares(tx: Tx, asked: readonly { readonly personId: string; readonly annualTax: Yen }[], place: { law: IndividualTaxLaw; factsAt: Instant }): Promise<ReadonlyMap<string, PensionShare>> {
  const { law, factsAt } = place
  const recipients = await listRecipients(tx, law.fiscalYear, asked.filter((one) => one.annualTax > 0).map((one) => one.personId))
  if (recipients.length === 0) return new Map()
  const cases = await loadCases(tx, { fiscalYear: law.fiscalYear as FiscalYear, personIds: recipients.map((one) => one.personId), recordedAt: factsAt })
  const merged = await mergeCases(tx, cases, { law, recordedAt: factsAt })
  const taxes = new Map(asked.map((one) => [one.personId, one.annualTax]))
  return new Map(recipients.flatMap((recipient, index) => {
    const annualTax = taxes.get(recipient.personId) ?? zeroYen
    const without = assess({ ...merged[index]!.facts, pensionRevenue: zeroYen }, law).amounts.annualTax
    const pensionTax = pensionPart(annualTax, without)
    if (!isTakenFromPension({ birthOn: cases[index]!.birthOn, yearly: recipient.yearly, careWithheld: recipient.careWithheld }, pensionTax, law)) return []
    return [[recipient.personId, { pensionTax, otherTax: subtract(annualTax, pensionTax), otherLane: merged[index]!.method, recipient }] as const]
  }))
}

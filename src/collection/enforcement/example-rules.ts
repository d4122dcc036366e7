import { z } from 'zod'
import { readExample } from '../../legislation/index.ts'
import { amount, day as zDay, each, present, text, whole } from '../example-facts.ts'
import type { ExampleInput, ExampleRule } from '../../platform/context/manifest.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { collectionLawOn } from '../law.ts'
import { claimEventKinds } from './model.ts'
import { distribute } from './rules/distribution.ts'
import { isGoneOn, prescription } from './rules/prescription.ts'
import { seizableSalary } from './rules/salary.ts'
import { extinctionDay } from './rules/suspension.ts'

// What worked examples may call of disposition of delinquency.

/** A case without a date asks for the law of the day on which it was written. */
const usualDay = plainDate('2026-11-22')

const prescriptionFields = z.object({
  due: zDay, levy: text.optional(),
  events: z.array(z.strictObject({ kind: z.enum(claimEventKinds), on: zDay, until: zDay.optional(), annulled: z.boolean().optional() })).optional(),
})

function prescriptionExample(example: ExampleInput): Record<string, unknown> {
  const { given, ordinance } = readExample(example, prescriptionFields)
  const table = collectionLawOn(example.on ?? usualDay, ordinance).prescription
  const found = prescription({ due: given.due, events: (given.events ?? []).map((event) => ({ kind: event.kind, on: event.on, until: event.until ?? null, isAnnulled: event.annulled ?? false })) }, table.levies[given.levy ?? ''] ?? table.usual)
  return {
    startsOn: found.startsOn, completesOn: found.completesOn, heldBy: found.heldBy, effects: found.steps.map((step) => step.effect), lastDays: found.steps.map((step) => step.completesOn),
    articles: found.steps.map((step) => `${step.article.law} ${step.article.article}`), gone: isGoneOn(found, example.on ?? usualDay),
  }
}

const salaryFields = z.object({ pay: amount, incomeTax: amount, inhabitantTax: amount, socialInsurance: amount, relatives: whole, months: whole.optional() })

function seizableSalaryExample(example: ExampleInput): Record<string, unknown> {
  const { given, ordinance } = readExample(example, salaryFields)
  return { ...seizableSalary({ ...given, months: given.months ?? 1 }, collectionLawOn(present(example.on, 'on'), ordinance).livingPart) }
}

const distributionFields = z.object({
  proceeds: amount,
  claims: z.array(z.strictObject({ creditor: text, kind: z.enum(['costs', 'own', 'requested', 'secured']), rankedOn: zDay, requestedOn: zDay.optional(), principal: amount, late: amount.optional(), fee: amount.optional() })),
})

function distributionExample(example: ExampleInput): Record<string, unknown> {
  const { given, ordinance } = readExample(example, distributionFields)
  const found = distribute(given.proceeds, given.claims.map((claim) => ({ id: claim.creditor, kind: claim.kind, rankedOn: claim.rankedOn, requestedOn: claim.requestedOn ?? null, principal: claim.principal, late: claim.late ?? yen(0), fee: claim.fee ?? yen(0) })), collectionLawOn(example.on ?? usualDay, ordinance).partOrder)
  return { order: found.lines.map((line) => line.id), principals: found.lines.map((line) => line.principal), lates: found.lines.map((line) => line.late), fees: found.lines.map((line) => line.fee), distributed: found.distributed, surplus: found.surplus }
}

function suspensionExample(example: ExampleInput): Record<string, unknown> {
  const { given, ordinance } = readExample(example, z.object({ suspended: zDay }))
  return { goneOn: extinctionDay(given.suspended, collectionLawOn(given.suspended, ordinance).suspension.endsAfterMonths) }
}

export const enforcementExampleRules: Readonly<Record<string, ExampleRule>> = {
  'collection.prescription': prescriptionExample,
  'collection.seizable-salary': each(seizableSalaryExample),
  'collection.distribution': distributionExample,
  'collection.suspension': each(suspensionExample),
}

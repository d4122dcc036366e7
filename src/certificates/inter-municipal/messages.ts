import { z } from 'zod'
import { zDate, zDigits, zId } from '../../platform/command/schema.ts'
import { answerOutcomes, interMunicipalItems, interMunicipalScopes, type AnswerOutcome, type InterMunicipalScope } from './model.ts'

// What two towns write to each other, as `docs/inter-municipal.md` describes it. Empty is null.

const zAsRecorded = z.string().nullable()
const zScope = z.enum(Object.keys(interMunicipalScopes) as [InterMunicipalScope, ...InterMunicipalScope[]])
const zOutcome = z.enum(Object.keys(answerOutcomes) as [AnswerOutcome, ...AnswerOutcome[]])

/** What the issuing town asks — 住所地市町村長への通知. */
export const Question = z.strictObject({
  type: z.literal('question'), requestId: zId, from: zDigits(6, '市区町村コード'), scope: zScope, memberNames: z.array(z.string()), items: z.array(z.enum(interMunicipalItems)), purpose: zAsRecorded,
  asker: z.strictObject({ name: z.string(), birthOn: zDate, sex: z.enum(['male', 'female', 'unknown']), residentCode: zAsRecorded }),
})
export type Question = z.infer<typeof Question>

/**
 * A person as the copy prints him. The message has no room for 本籍・筆頭者, history or how a record was closed: they cannot be told by it.
 * `ref` is made for this answer alone: no id of the home town's register leaves it. LEGAL DOUBT: LD-181, what stands on the copy beside the items of the Act.
 */
export const AnsweredPerson = z.strictObject({
  ref: zId, name: z.string(), furigana: zAsRecorded, formerSurname: zAsRecorded, formerSurnameFurigana: zAsRecorded, commonName: zAsRecorded, birthOn: zDate, birth: z.string(), sex: z.string(), isForeign: z.boolean(),
  address: z.string(), becameResidentOn: z.string(), addressFixedOn: zAsRecorded, previousAddress: zAsRecorded, relationship: zAsRecorded, nationality: zAsRecorded,
  residence: z.array(z.strictObject({ item: z.string(), value: z.string() })), individualNumber: zAsRecorded, residentCode: zAsRecorded,
})
export type AnsweredPerson = z.infer<typeof AnsweredPerson>

/** What the home town tells: the items, or that it does not — 交付地市町村長への通知. */
export const Answer = z.strictObject({
  type: z.literal('answer'), requestId: zId, from: zDigits(6, '市区町村コード'), outcome: zOutcome, homeName: z.string(), householder: zAsRecorded, persons: z.array(AnsweredPerson),
})
export type Answer = z.infer<typeof Answer>

/** One letter between two towns about one request. */
export const InterMunicipalMessage = z.discriminatedUnion('type', [Question, Answer])
export type InterMunicipalMessage = z.infer<typeof InterMunicipalMessage>

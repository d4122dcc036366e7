import { z } from 'zod'
import { citationText } from '../../../kernel/citation.ts'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { laws } from '../../../legislation/index.ts'
import { query } from '../../../platform/command/define.ts'
import { zFiscalYear, zId, zText } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { listPersonsOn } from '../../../resident/index.ts'
import { decidedAmounts } from '../decided-lines.ts'
import { isAssessedYear, latestAssessedYear, officeValuesToday, type OfficeValues } from '../law.ts'
import { lines, type LineKey } from '../lines.ts'
import { incomeYearOf } from '../model.ts'
import { refuse } from '../refusals.ts'
import { listPersonsByNumber } from '../returns/return-store.ts'
import { findAnyStatementPerson, listDecidedLines, listStatements } from '../store.ts'
import * as store from './information-store.ts'

type Purpose = OfficeValues['informationPurposes'][number]

const PurposeItem = z.object({ code: z.string(), title: z.string(), article: z.string(), lines: z.array(z.string()) })

function purposeItem(one: Purpose): z.output<typeof PurposeItem> {
  return { code: one.code, title: one.title, article: citationText(laws.get(one.law)!.art(one.article)), lines: one.lines.map((key) => lines[key as LineKey].label) }
}

/** `decided`: the lines stand beside; otherwise why none does. */
export const answerStates = { decided: '', 'not-decided': '税額がまだ決まっていません', 'not-declared': '申告がありません（所得がないとは限りません）', unknown: '宛名番号の人がいません', withheld: '支援措置の人です。税務課の責任者へ' } as const
const stateKeys = Object.keys(answerStates) as [keyof typeof answerStates, ...(keyof typeof answerStates)[]]

const AnswerItem = z.object({ number: z.string(), personId: zId.nullable(), name: z.string().nullable(), state: z.enum(stateKeys), amounts: z.array(z.int()) })
const InformationView = z.object({
  fiscalYear: z.int(), fiscalYearText: z.string(), purposes: z.array(PurposeItem),
  /** What was asked and is answered; null where nothing was asked yet. */
  answer: z.object({ purpose: PurposeItem, items: z.array(AnswerItem) }).nullable(),
  /** Answers so far; never the amounts. */
  log: z.array(z.object({ answerId: zId, title: z.string(), fiscalYear: z.int(), persons: z.int(), reference: z.string(), answeredAt: z.string(), answeredToName: z.string(), section: z.string() })),
})
export type InformationView = z.output<typeof InformationView>

const Asked = z.strictObject({
  purpose: z.string({ error: '用途を選んでください。' }).min(1, { error: '用途を選んでください。' }),
  numbers: z.array(z.string().regex(/^\d{1,15}$/, { error: '宛名番号は、数字15桁までで、一行に一つ入れてください。' })).min(1, { error: '宛名番号を入れてください。' }).max(200, { error: '一度に200人までです。' }),
  /** The paper or case of the section that asks. */
  reference: zText(100, '照会の番号か件名'),
})
type Asked = z.output<typeof Asked>

/**
 * 所得照会への回答: income and tax of some persons for a named purpose, and only the lines that the purpose allows.
 * That it was told, to whom and for what, is written down in the same transaction. The right is one of its own: another section may have it and see nothing else of this tax.
 */
export const answerInformation = query({
  name: 'tax-individual.answer-information', title: '他の課の所得照会に答える', permission: 'tax-individual.export', action: 'export', sensitive: true,
  description: 'Income and tax of up to 200 persons, by their numbers, for a named purpose of another section: only the lines that the purpose allows, from the decision in force. Who has none is said to be undeclared or undecided, never to have nothing. Of protected persons nothing is told. Each answer is kept with purpose, persons and reference.',
  input: z.strictObject({
    fiscalYear: zFiscalYear,
    /** Null asks for the purposes and the answers so far. */
    asked: Asked.nullable().default(null),
  }),
  output: InformationView,
  async run(tx, input) {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const { informationPurposes: purposes } = officeValuesToday(tx)
    const purpose = input.asked === null ? null : purposes.find((one) => one.code === input.asked?.purpose)
    if (purpose === undefined) return refuse('purpose-unknown', { field: '/asked/purpose' })
    const answer = input.asked === null || purpose === null ? null : await answerTo(tx, purpose, { fiscalYear: input.fiscalYear, asked: input.asked })
    const titles = new Map(purposes.map((one) => [one.code, one.title]))
    return accept({
      fiscalYear: input.fiscalYear, fiscalYearText: fiscalYearText(input.fiscalYear), purposes: purposes.map(purposeItem), answer,
      log: (await store.listAnswers(tx, 50)).map(({ purpose: code, ...one }) => ({ ...one, title: titles.get(code) ?? code })),
    })
  },
  subjects: (view) => view.answer?.items.flatMap((one) => one.personId ?? []) ?? [],
  withhold: (view, ids) => ({ ...view, answer: view.answer && { ...view.answer, items: view.answer.items.map((one) => (one.personId !== null && ids.has(one.personId) ? { ...one, name: null, state: 'withheld' as const, amounts: [] } : one)) } }),
  async example(tx) {
    const personId = await findAnyStatementPerson(tx)
    const [person] = personId === undefined ? [] : await listPersonsOn(tx, [personId])
    return person ? { fiscalYear: latestAssessedYear, asked: { purpose: 'nhi', numbers: [person.addresseeNumber], reference: '国保 賦課の確認' } } : null
  },
})

type Answer = NonNullable<InformationView['answer']>

async function answerTo(tx: Tx, purpose: Purpose, { fiscalYear: year, asked }: { readonly fiscalYear: number; readonly asked: Asked }): Promise<Answer> {
  const items = await itemsOf(tx, purpose, { fiscalYear: year, numbers: asked.numbers })
  await store.insertAnswer(tx, { answerId: newId(), purpose: purpose.code, fiscalYear: year, reference: asked.reference, personIds: items.flatMap((one) => one.personId ?? []) })
  return { purpose: purposeItem(purpose), items }
}

async function itemsOf(tx: Tx, purpose: Purpose, { fiscalYear: year, numbers }: { readonly fiscalYear: number; readonly numbers: readonly string[] }): Promise<Answer['items']> {
  const byNumber = await listPersonsByNumber(tx, numbers)
  const personIds = [...new Set(byNumber.values())]
  const [decided, names] = [new Map((await listDecidedLines(tx, year, personIds)).map((row) => [row.person_id, row])), new Map((await listPersonsOn(tx, personIds)).map((one) => [one.personId, one.name]))]
  const declared = new Set((await listStatements(tx, { incomeYear: incomeYearOf(fiscalYear(year)), personIds, recordedAt: tx.now })).map((one) => one.personId))
  return numbers.map((number) => {
    const personId = byNumber.get(number) ?? null
    const row = personId === null ? undefined : decided.get(personId)
    const amounts = row ? decidedAmounts({ codes: row.line_codes, amounts: row.yen }) : null
    return {
      number, personId, name: personId === null ? null : (names.get(personId) ?? null), state: stateOf({ personId, isDecided: row !== undefined, isDeclared: personId !== null && declared.has(personId) }),
      amounts: amounts ? purpose.lines.map((key) => amounts[key as LineKey] ?? 0) : [],
    }
  })
}

function stateOf({ personId, isDecided, isDeclared }: { readonly personId: string | null; readonly isDecided: boolean; readonly isDeclared: boolean }): keyof typeof answerStates {
  if (personId === null) return 'unknown'
  if (isDecided) return 'decided'
  return isDeclared ? 'not-decided' : 'not-declared'
}

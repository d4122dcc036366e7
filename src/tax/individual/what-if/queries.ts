import { z } from 'zod'
import { assert } from '../../../kernel/assert.ts'
import { citationText } from '../../../kernel/citation.ts'
import { accept } from '../../../kernel/outcome.ts'
import { fiscalYear, type FiscalYear } from '../../../kernel/plain-date.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { yenText } from '../../../kernel/text.ts'
import type { Rate } from '../../../kernel/yen.ts'
import { findConcept, listConcepts, type ListedConcept } from '../../../legislation/index.ts'
import { query } from '../../../platform/command/define.ts'
import { zId } from '../../../platform/command/schema.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { download } from '../../../platform/spreadsheet/index.ts'
import { listPersonsOn } from '../../../resident/index.ts'
import { lawFor } from '../facts.ts'
import { citeRow, isAssessedYear, latestAssessedYear, lawData, provisionalRows, type IndividualTaxLaw } from '../law.ts'
import { refuse } from '../refusals.ts'
import { anyOf } from './commands.ts'
import { secondsLeft, type WhatIf } from './model.ts'
import { supposedLaw } from './calculate.ts'
import { percentText } from '../rules/sheet.ts'
import { bandTitles } from './sums.ts'
import { findWhatIf, listChanges, listWhatIfs } from './store.ts'

const BandSum = z.object({ persons: z.int(), yen: z.int() })

const SupposedValue = z.object({ title: z.string(), before: z.string(), after: z.string(), article: z.string() })

const WhatIfSummary = z.object({
  whatIfId: zId, title: z.string(), fiscalYearText: z.string(), state: z.enum(['running', 'stopped', 'done', 'discarded']), read: z.int(), expected: z.int(), secondsLeft: z.int().nullable(),
  difference: z.int(), byName: z.string(), openedAt: z.string(),
})
export type WhatIfSummary = z.output<typeof WhatIfSummary>

const summaryOf = (one: WhatIf): WhatIfSummary => ({
  whatIfId: one.whatIfId, title: one.title, fiscalYearText: fiscalYearText(one.fiscalYear), state: one.state, read: one.read, expected: one.expected, secondsLeft: secondsLeft(one),
  difference: one.sums.after - one.sums.before, byName: one.byName, openedAt: one.openedAt,
})

const SuppositionForm = z.object({
  items: z.array(WhatIfSummary),
  /** Years that can be calculated, the newest settled one first offered. */
  years: z.array(z.object({ year: z.int(), text: z.string() })),
  year: z.int(),
  /** What a town may set by one figure, with the figure in force. */
  concepts: z.array(z.object({ concept: z.string(), title: z.string(), unit: z.enum(['yen', 'percent', 'count', 'days']), now: z.string() })),
})
export type SuppositionForm = z.output<typeof SuppositionForm>

/** The calculations so far, and what may be supposed — 試算の一覧. */
export const listSuppositions = query({
  name: 'tax-individual.list-suppositions', title: '条例・法令を変えた場合の試算の一覧', permission: 'tax-individual.read', action: 'list',
  description: 'Calculations with supposed values, newest first, fifty at most; and the values that a town may set by one figure.',
  input: z.strictObject({}), output: SuppositionForm,
  async run(tx) {
    const law = lawFor(tx, latestAssessedYear, tx.now)
    const years = [...assessedYears()].map((year) => ({ year, text: fiscalYearText(fiscalYear(year)) }))
    return accept({ items: (await listWhatIfs(tx, 50)).map(summaryOf), years, year: latestAssessedYear, concepts: settable().map(({ key, title, unit }) => ({ concept: key, title: title ?? key, unit: unit as 'yen', now: figureText(valueOf(law, key), unit) })) })
  },
  subjects: () => [],
  withhold: (view) => view,
  example: async () => ({}),
})

function* assessedYears(): Generator<FiscalYear> {
  let year = latestAssessedYear as number
  while (isAssessedYear(year + 1)) year += 1
  for (; isAssessedYear(year); year -= 1) yield year as FiscalYear
}

/** Concepts of this tax that an ordinance may set by one figure for a year; a fee is no figure of a year. */
function settable(): readonly ListedConcept[] {
  return listConcepts().filter((one) => one.context === 'tax-individual' && one.scope !== 'fixed' && one.unit !== 'table' && one.chosenBy === 'fiscal-year')
}

const WhatIfView = z.object({
  ...WhatIfSummary.shape,
  lawYearText: z.string().nullable(),
  values: z.array(SupposedValue),
  persons: z.int(), notAssessed: z.int(), before: z.int(), after: z.int(), more: BandSum, less: BandSum, newlyTaxed: z.int(), noLongerTaxed: z.int(),
  bands: z.array(z.object({ title: z.string(), ...BandSum.shape })),
  /** Figures of the supposed law that are not yet settled. */
  provisional: z.array(z.string()),
})
export type WhatIfView = z.output<typeof WhatIfView>

/** One calculation: what was supposed, who gains and loses, and the town's sum — 試算一件. */
export const showWhatIf = query({
  name: 'tax-individual.show-what-if', title: '条例・法令を変えた場合の試算を見る', permission: 'tax-individual.read', action: 'view',
  description: 'One calculation with supposed values: progress, what was supposed beside what is in force, sums, winners, losers and classes of differences.',
  input: z.strictObject({ whatIfId: zId }), output: WhatIfView,
  async run(tx, { whatIfId }) {
    const one = await findWhatIf(tx, whatIfId)
    if (one === undefined) return refuse('what-if-not-found')
    const { sums, supposition } = one
    const law = supposedLaw(tx, one)
    return accept({
      ...summaryOf(one), lawYearText: supposition.lawYear === null ? null : fiscalYearText(supposition.lawYear), values: valuesOf(tx, one),
      persons: sums.persons, notAssessed: sums.notAssessed, before: sums.before, after: sums.after, more: sums.more, less: sums.less, newlyTaxed: sums.newlyTaxed, noLongerTaxed: sums.noLongerTaxed,
      bands: sums.bands.map((band, index) => ({ title: bandTitles[index]!, ...band })),
      provisional: provisionalRows(law).map(({ title, what }) => `${title}: ${what}`),
    })
  },
  subjects: () => [],
  withhold: (view) => view,
  example: (tx) => anyOf(tx, ['done', 'running', 'stopped', 'discarded']),
})

function valuesOf(tx: Tx, one: WhatIf): WhatIfView['values'] {
  const law = lawFor(tx, one.fiscalYear, one.knownAt)
  return one.supposition.values.map(({ concept, value }) => {
    const listed = findConcept(concept)
    assert(listed, 'a concept that was supposed is one of the law')
    const parsed = listed.concept.kind.parse(value)
    return { title: listed.title ?? concept, before: figureText(valueOf(law, concept), listed.unit), after: parsed.ok ? figureText(parsed.value, listed.unit) : '', article: articleOf(law, concept) }
  })
}

function articleOf(law: IndividualTaxLaw, concept: string): string {
  const key = keyOf(concept)
  return key === undefined ? '' : citationText(citeRow(law, key))
}

/** `tax-individual.city-per-capita-levy` is `cityPerCapitaLevy` of the resolved law. */
function keyOf(concept: string): Parameters<typeof lawData.cite>[1] | undefined {
  const name = concept.slice(concept.indexOf('.') + 1).replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return name in lawData.resolve({ fiscalYear: latestAssessedYear }) ? name as Parameters<typeof lawData.cite>[1] : undefined
}

function valueOf(law: IndividualTaxLaw, concept: string): unknown {
  const key = keyOf(concept)
  return key === undefined ? undefined : law.data[key]
}

/** A figure as a resolved law has it: yen, a rate, a count. */
function figureText(value: unknown, unit: ListedConcept['unit']): string {
  if (unit === 'yen') return yenText(Number(value))
  if (unit === 'percent') return percentText(value as Rate)
  return unit === 'table' || value === undefined ? '表' : String(value)
}

/** Persons that a screen shows. */
const shownAtMost = 200
/** Persons of one part of a file; who are more are taken in several. */
export const personsInPart = 20_000

const ChangedPerson = z.object({ personId: zId, name: z.string().nullable(), number: z.string().nullable(), before: z.int(), after: z.int() })
const ChangedPersons = z.object({ whatIfId: zId, title: z.string(), direction: z.enum(['more', 'less']), of: z.int(), items: z.array(ChangedPerson) })
export type ChangedPersons = z.output<typeof ChangedPersons>

const ChangesQuestion = z.strictObject({ whatIfId: zId, direction: z.enum(['more', 'less']) })
type ChangesQuestion = z.output<typeof ChangesQuestion>

/** Whose amount would rise or fall, the largest differences first — 額が変わる人の一覧. */
export const listChangedPersons = query({
  name: 'tax-individual.list-changed-persons', title: '試算で額が変わる人', permission: 'tax-individual.read', action: 'list', description: 'Persons whose amount would rise, or fall, the largest differences first; 200 at most, with how many there are.',
  input: ChangesQuestion, output: ChangedPersons,
  run: (tx, input) => changedPersons(tx, input, { limit: shownAtMost, offset: 0 }),
  subjects: (view) => view.items.map((one) => one.personId),
  // Name, number and two amounts tell neither birthday nor address nor household.
  withhold: (view) => view,
  example: async (tx) => withDirection(await anyOf(tx, ['done', 'running', 'stopped'])),
})

const PartQuestion = ChangesQuestion.extend({ part: z.int().min(1).max(1_000) })

/** The same for files: everybody, 20,000 a part — 通知する人の一覧. */
export const takeChangedPersons = query({
  name: 'tax-individual.take-changed-persons', title: '試算で額が変わる人を持ち出す', permission: 'tax-individual.read', action: 'export', description: 'Persons whose amount would rise, or fall, the largest differences first, 20,000 a part, for letters and files; protected persons are left out.',
  input: PartQuestion, output: ChangedPersons,
  run: (tx, { part, ...input }) => changedPersons(tx, input, { limit: personsInPart, offset: (part - 1) * personsInPart }),
  subjects: (view) => view.items.map((one) => one.personId),
  withhold: (view, ids) => ({ ...view, items: view.items.filter((one) => !ids.has(one.personId)) }),
  async example(tx) {
    const one = withDirection(await anyOf(tx, ['done', 'stopped', 'running']))
    return one && { ...one, part: 1 }
  },
})

function withDirection(one: { whatIfId: string } | null): ChangesQuestion | null {
  return one === null ? null : { ...one, direction: 'more' }
}

async function changedPersons(tx: Tx, { whatIfId, direction }: ChangesQuestion, part: { readonly limit: number; readonly offset: number }): Promise<ReturnType<typeof refuse> | { readonly ok: true; readonly value: ChangedPersons }> {
  const one = await findWhatIf(tx, whatIfId)
  if (one === undefined) return refuse('what-if-not-found')
  if (one.state === 'discarded') return refuse('what-if-withdrawn')
  const changes = await listChanges(tx, { whatIfId, direction, ...part })
  const persons = new Map((await listPersonsOn(tx, changes.map((change) => change.personId))).map((person) => [person.personId, person]))
  const items = changes.map(({ personId, before, after }) => ({ personId, name: persons.get(personId)?.name ?? null, number: persons.get(personId)?.addresseeNumber ?? null, before, after }))
  return accept({ whatIfId, title: one.title, direction, of: one.sums[direction].persons, items })
}

/** The list as a file: for letters, and for a spreadsheet. */
export const changedPersonsFile = download({
  name: 'what-if', query: takeChangedPersons,
  // `more-2` is the second part of those whose amount would rise.
  input: (whatIfId, chosen) => { const [direction, part] = chosen.split('-'); return { whatIfId, direction, part: Number(part) } },
  rows: (view) => [['宛名番号', '氏名', 'いまの年税額', '試算の年税額', '差'], ...view.items.map((one) => [one.number ?? '', one.name ?? '', ...[one.before, one.after, one.after - one.before].map(String)])],
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { assert } from '../../../kernel/assert.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { runExamples } from '../../../legislation/index.ts'
import type { ExampleRule } from '../../../platform/context/manifest.ts'
import { resolveLaw } from '../law.ts'
import { householdsAround, isBound } from '../literal/bounds.ts'
import { figuresOf } from '../literal/crossed.ts'
import { drawHousehold, type DrawnHousehold } from '../literal/drawn/draw.ts'
import { literalOutcome } from '../literal/outcome.ts'
import { differing, rulesOutcome, type Rules } from './compared.ts'
import { context, Copies, type Changed, type Copy } from './copies.ts'

const drawnHouseholds = 2_000
const years = [2024, 2025, 2026, 2027].map(fiscalYear)

/** A slip may keep a loop from ending: what takes this many times as long as with the rules as they stand is found out. */
const patience = 20
/** Nor is anybody hurried who is quick. */
const leastMilliseconds = 5_000

/** One that looks at a copy of the rules: false where it finds something wrong; what breaks is wrong too. */
interface Look { readonly name: string; readonly holds: (copy: Copy) => boolean }

/** With the milliseconds that it needs for the rules as they stand, and whether it looks at a file at all: a change in another one it cannot find. */
interface MeasuredLook extends Look { readonly needs: number; readonly sees: (file: string) => boolean }

/** Says whether a change in a file of the rules is found out. */
export type Judge = (changed: Changed) => Promise<boolean>

/** A judge that asks the tests of the rules, the worked examples and, household by household, the second computation, the quick ones first, until one of them finds something. */
export async function makeJudge(): Promise<Judge> {
  const copies = await Copies.read()
  const looks: readonly Look[] = [...copies.testFiles.map((name): Look => ({ name, holds: (copy) => copy.holds(name) })), examplesLook(), householdsLook()]
  const measuredLooks: MeasuredLook[] = []
  for (const look of looks) measuredLooks.push(await measured(look, copies))
  const inOrder = measuredLooks.toSorted((left, right) => left.needs - right.needs)
  return async (changed) => {
    const copy = await copies.make(changed)
    return inOrder.some((look) => look.sees(changed.file) && findsOut(look, copy))
  }
}

/** Measured at the second time: at the first much is read and worked out once for all. */
async function measured(look: Look, copies: Copies): Promise<MeasuredLook> {
  const [first, second] = [await copies.make(null), await copies.make(null)]
  assert(look.holds(first), `the rules as they stand are found out by ${look.name}: see what the suite says first`)
  const start = performance.now()
  look.holds(second)
  return { ...look, needs: performance.now() - start, sees: (file) => second.hasRead(file) }
}

function findsOut(look: MeasuredLook, copy: Copy): boolean {
  try {
    return !endingWithin(Math.max(leastMilliseconds, patience * look.needs), () => look.holds(copy))
  } catch {
    return true
  }
}

const endless = new Script('lookThatMayNotEnd()')

/** What a look says; it is broken off after so many milliseconds, which no promise and no timer of this thread could do. */
function endingWithin(milliseconds: number, look: () => boolean): boolean {
  Object.assign(globalThis, { lookThatMayNotEnd: look })
  return endless.runInThisContext({ timeout: Math.ceil(milliseconds) }) as boolean
}

function examplesLook(): Look {
  const folder = join(context, 'examples')
  const examples = readdirSync(folder).map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
  return { name: 'the worked examples', holds: (copy) => runExamples(examples, copy.read('example-rules.ts')['exampleRules'] as Record<string, ExampleRule>).failed === 0 }
}

function householdsLook(): Look {
  const compared = households().map((household) => ({ household, literal: literalOutcome(household) }))
  return {
    name: 'the second computation',
    holds(copy) {
      const rules = rulesOf(copy)
      return compared.every(({ household, literal }) => differing(literal, rulesOutcome(household, rules)).length === 0)
    },
  }
}

/** As drawn for C4, and one on either side of every bound of the law. */
function households(): readonly DrawnHousehold[] {
  const laws = years.map((year) => resolveLaw({ fiscalYear: year, designatedCity: false, ordinance: {} }))
  const drawn = Array.from({ length: drawnHouseholds }, (_, index) => drawHousehold(1, years[index % years.length]!, Math.floor(index / years.length)))
  return [...drawn, ...figuresOf(years).filter(isBound).flatMap((figure) => householdsAround(figure, laws))]
}

function rulesOf(copy: Copy): Rules {
  const files = ['rules/assess.ts', 'rules/collection.ts', 'rules/retirement.ts', 'after/rules/pension.ts']
  return Object.assign({}, ...files.map((file) => copy.read(file))) as Rules
}

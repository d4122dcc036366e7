import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeFiles } from '../../../../bin/one-file.mjs'
import type { FiscalYear } from '../../../kernel/plain-date.ts'
import { differing, programRules, rulesOutcome, type disagreements } from '../bench/compared.ts'
import { asked, canBeFelt, figuresOf, isFelt, type Asked } from './crossed.ts'
import { drawHousehold } from './drawn/draw.ts'

const years = [2024, 2025, 2026, 2027] as FiscalYear[]
const seed = 1
const perYear = 500

describe('the rules and the second computation', () => {
  let everybody: readonly Asked[] = []

  beforeAll(() => {
    everybody = years.flatMap((year) => Array.from({ length: perYear }, (_, index) => asked(drawHousehold(seed, year, index))))
  }, 60_000)

  it('agree to the yen on every line of 2,000 households of the four years', () => {
    const found = everybody.flatMap(({ household, before }, at) => differing(before, rulesOutcome(household, programRules)).map((one) => `${household.law.fiscalYear} no. ${at % perYear}: ${one.name} is ${one.literal} by the articles, ${one.rules} by the rules`))
    expect(found).toEqual([])
  })

  it('are asked with households that feel every figure of every law row in force', () => {
    const figures = figuresOf(years)
    const unfelt = figures.filter((figure) => canBeFelt(figure) && !isFelt(figure, everybody)).map((figure) => figure.name)
    expect(unfelt).toEqual([])
    expect(figures.length).toBeGreaterThan(600)
  }, 90_000)

  /** Faults as they are made: a bound that is missed by one, a part of a yen that is dropped, a condition that is forgotten. */
  it.each<[string, Fault]>([
    ['a spouse who is just of the age is not elderly', { file: 'personal-deductions.ts', from: 'facts.spouse.age >= law.spouseDeduction.elderlyAge', to: 'facts.spouse.age > law.spouseDeduction.elderlyAge' }],
    ['the family adjustment drops what is below one yen', { file: 'income.ts', from: 'return raiseBelow(1, applyRate(subtract(minYen(facts.salaryRevenue', to: 'return dropBelow(1, applyRate(subtract(minYen(facts.salaryRevenue' }],
    ['a spouse abroad has the flat reduction', { file: 'income-levy.ts', from: ' && !facts.spouse!.abroad', to: '' }],
  ])('find a fault planted in the rules: %s', async (_title, fault) => {
    const faulty = await programWith(fault)
    const ofOneYear = Array.from({ length: perYear }, (_, index) => faulty.drawHousehold(seed, years[0]!, index))
    const found = ofOneYear.filter((household) => faulty.disagreements(household).length > 0)
    expect(found.length).toBeGreaterThan(0)
    expect(found.length).toBeLessThan(perYear / 2)
  })
})

interface Fault { readonly file: string; readonly from: string; readonly to: string }

type Program = { readonly disagreements: typeof disagreements; readonly drawHousehold: typeof drawHousehold }

const programs: string[] = []
afterAll(() => { for (const folder of programs) rmSync(folder, { recursive: true }) })

/** Both computations written anew, with one text of the rules in place of another. */
async function programWith(fault: Fault): Promise<Program> {
  const file = pathOf(`../rules/${fault.file}`)
  const text = readFileSync(file, 'utf8')
  expect(text.split(fault.from)).toHaveLength(2)
  // In the tree, so that the packages are found from there.
  const inside = pathOf('../../../../var/')
  mkdirSync(inside, { recursive: true })
  const folder = mkdtempSync(join(inside, 'rules-'))
  programs.push(folder)
  await writeFiles([pathOf('../bench/compared.ts'), pathOf('drawn/draw.ts')], { folder, base: pathOf('../'), instead: { [file]: text.replace(fault.from, fault.to) } })
  const [compared, draw] = await Promise.all(['bench/compared.mjs', 'literal/drawn/draw.mjs'].map((name) => import(pathToFileURL(join(folder, name)).href) as Promise<Program>))
  return { disagreements: compared!.disagreements, drawHousehold: draw!.drawHousehold }
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url))
}

import { readFileSync, readdirSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { contexts } from '../../src/app/contexts.ts'
import { documentKindKeys } from '../../src/certificates/model.ts'
import { outputOf } from '../../src/certificates/draw.ts'
import { readPages } from '../../src/platform/document/index.ts'
import { enterSampleOrdinance } from '../../src/tenancy/index.ts'
import { useTowns } from '../support/town.ts'
import { cases } from './households.ts'
import { expectAsLookedAt } from './looked-at.ts'
import { makers } from './makers.ts'

/**
 * Every form that the building declares, with an everyday household, the longest, rare characters, and a text that fits
 * nowhere. The papers of the register stand in `register-papers.test.ts`.
 */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })
const forms = contexts.flatMap((context) => context.forms ?? [])
const elsewhere = new Set<string>(documentKindKeys.map(outputOf))
const here = forms.filter((form) => !elsewhere.has(form.name))

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) await town.tx(enterSampleOrdinance)
})

describe('the list of forms', () => {
  test('names every template that the source defines, and every paper output has a form', () => {
    const root = new URL('../../src/', import.meta.url)
    const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    const defined = sources.flatMap((file) => [...readFileSync(new URL(file, root), 'utf8').matchAll(/^[^*\n]*defineTemplate\(\{\s*name: '([^']+)'/gm)].map((match) => match[1]!))
    expect(new Set(forms.map((form) => form.template))).toEqual(new Set(defined))
    const papers = [...towns.yakuba.registry.outputs.values()].filter((output) => output.kind !== 'screen' && output.kind !== 'export').map((output) => output.name)
    expect(new Set(forms.map((form) => form.output))).toEqual(new Set(papers))
  })

  test('has a way to make each of them', () => {
    expect(here.map((form) => form.name).filter((name) => makers[name] === undefined)).toEqual([])
    expect(Object.keys(makers).filter((name) => !here.some((form) => form.name === name))).toEqual([])
  })
})

describe.each(here.map((form) => [form.title, form.name] as const))('%s', (_title, name) => {
  const make = makers[name]!

  test.each(cases)('stands as it was looked at: %s', async (family) => {
    const made = await make({ towns, town: towns.a, family })
    if (!(made instanceof Uint8Array)) throw new Error(`${name} was refused: ${made.join()}`)
    await expectAsLookedAt(`${name}-${family}`, made)
  })

  test('is not made where a text does not fit even at the smallest size', async () => {
    expect(await make({ towns, town: towns.a, family: 'overflow' })).toEqual(['document.does-not-fit'])
  })

  test('of the same household in the other town names that town and none of this one', async () => {
    const made = await make({ towns, town: towns.b, family: 'typical' })
    const text = made instanceof Uint8Array ? (await readPages(made)).map((page) => page.text).join('\n') : made.join()
    expect(text).toContain('朝凪町')
    expect(text).not.toContain('汐見市長')
  })
})

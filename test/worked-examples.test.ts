import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contexts } from '../src/app/contexts.ts'
import { exampleFamilies } from '../src/app/example-families.ts'
import { kernelExampleRules } from '../src/app/kernel-rules.ts'
import { plainDate } from '../src/kernel/plain-date.ts'
import { ownExamples, runExamples } from '../src/legislation/index.ts'
import { makeRegistry } from '../src/platform/context/registry.ts'
import type { ExampleRule } from '../src/platform/context/manifest.ts'

// The rules of the running system beside what the documents tell an official about them.

const rules: Readonly<Record<string, ExampleRule>> = { ...kernelExampleRules, ...makeRegistry(contexts).rules }
const names = Object.keys(rules).sort()
const guide = readFileSync(new URL('../docs/worked-examples.md', import.meta.url), 'utf8')
const dictionary = readFileSync(new URL('../docs/example-dictionary.md', import.meta.url), 'utf8')

/** Names of the dictionary that may stand under `expect`, by rule. */
function listedLines(): ReadonlyMap<string, ReadonlySet<string>> {
  const lines = new Map<string, Set<string>>()
  for (const section of dictionary.split(/^### /m).slice(1)) {
    const expected = [...section.matchAll(/^\| `(.+?)` \| .+? \| .+? \| .+? \| (?:yes)? ?\| yes \|/gm)].map((row) => row[1]!)
    for (const [, rule] of /^Rule: (.+)$/m.exec(section)![1]!.matchAll(/`([\w-]+\.[\w-]+)`/g)) lines.set(rule!, new Set([...(lines.get(rule!) ?? []), ...expected]))
  }
  return lines
}

test('every rule that a case may name stands in the dictionary with its lines', () => {
  const listed = listedLines()
  expect(names.length).toBeGreaterThan(10)
  expect(names.filter((name) => !listed.has(name))).toEqual([])
  expect(names.filter((name) => !guide.includes(`\`${name}\``))).toEqual([])
})

test('every line that a rule returns to the cases of the program stands in the dictionary', () => {
  const listed = listedLines()
  const returned = new Map<string, Set<string>>()
  const watched = Object.fromEntries(names.map((name): [string, ExampleRule] => [name, (example) => {
    const lines = rules[name]!(example)
    returned.set(name, new Set([...(returned.get(name) ?? []), ...Object.keys(lines)]))
    return lines
  }]))
  const run = runExamples(ownExamples().map((path) => ({ path, text: readFileSync(path, 'utf8') })), watched)
  expect(run.failed).toBe(0)
  expect([...returned.keys()].sort()).toEqual(names)
  expect([...returned].flatMap(([name, lines]) => [...lines].filter((line) => !listed.get(name)?.has(line)).map((line) => `${name} ${line}`))).toEqual([])
})

test('every family of published vectors asks the rules that the guide lists for it', () => {
  const asked = Object.entries(exampleFamilies).flatMap(([family, named]) => (typeof named === 'string' ? [named] : named.map(([, rule]) => rule)).map((rule) => [family, rule] as const))
  expect(asked.filter(([, rule]) => !names.includes(rule))).toEqual([])
  expect(asked.filter(([family, rule]) => !guide.split('\n').some((line) => line.startsWith('| ') && line.includes(family) && line.includes(`\`${rule}\``)))).toEqual([])
})

test.each(names)('%s takes no field that it does not know', (name) => {
  const on = plainDate('2026-11-28')
  expect(() => rules[name]!({ fiscalYear: null, on, ordinance: {}, given: { noSuchField: 1 } })).toThrow('noSuchField')
})

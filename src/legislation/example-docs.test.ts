import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { exampleCase, ownExamples } from './index.ts'

const guide = read('worked-examples.md')
const dictionary = read('example-dictionary.md')

function read(name: string): string {
  return readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')
}

interface Family { readonly name: string; readonly rules: readonly string[]; readonly fields: ReadonlyMap<string, { given: boolean; expect: boolean }> }

/** The dictionary's tables, one a family. */
function families(): readonly Family[] {
  return dictionary.split(/^### /m).slice(1).map((section) => {
    const rows = [...section.matchAll(/^\| `(.+?)` \| (.+?) \| (.+?) \| (.+?) \| (yes)? ?\| (yes)? ?\| (.*?) ?\|$/gm)]
    const fields = new Map(rows.map((row) => [row[1]!, { given: row[5] === 'yes', expect: row[6] === 'yes' }]))
    expect(fields.size, section.split('\n')[0]).toBe(rows.length)
    expect(rows.length, section.split('\n')[0]).toBe(section.split('\n').filter((line) => line.startsWith('| `')).length)
    const rule = /^Rule: (.+)$/m.exec(section)![1]!
    return { name: /^`(.+?)`/.exec(section)![1]!, rules: [...rule.matchAll(/`([\w-]+\.[\w-]+)`/g)].map((match) => match[1]!), fields }
  })
}

test('every field of the dictionary says where it may stand, and no family has it twice', () => {
  const all = families()
  expect(all.length).toBeGreaterThan(50)
  for (const { name, fields } of all) for (const [field, place] of fields) expect(place.given || place.expect, `${name} ${field}`).toBe(true)
})

const listed = new Map<string, Family[]>()
for (const family of families()) for (const rule of family.rules) listed.set(rule, [...(listed.get(rule) ?? []), family])
const cases = ownExamples().flatMap((path) => z.array(exampleCase).parse(parse(readFileSync(path, 'utf8'))))

test('every field of every worked example of the program stands in the dictionary under its rule', () => {
  const unknown = cases.flatMap((one) => {
    const known = listed.get(one.rule)
    if (!known) return []
    const names = (side: 'given' | 'expect') => namesIn((side === 'given' ? one.given : one.expect) ?? {})
    const missing = (side: 'given' | 'expect') => names(side).filter((name) => !known.some(({ fields }) => fields.get(name)?.[side]))
    return [...missing('given'), ...missing('expect')].map((name) => `${one.rule} ${name}`)
  })
  expect([...new Set(unknown)]).toEqual([])
})

/** Field names as the dictionary writes them, one level deep. */
function namesIn(fields: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const items = Array.isArray(value) ? value : [value]
    const inner = items.flatMap((item) => (item !== null && typeof item === 'object' && !Array.isArray(item) ? Object.keys(item) : []))
    return [name, ...inner.map((key) => `${name}${Array.isArray(value) ? '[]' : ''}.${key}`)]
  })
}

test('the case printed in the guide for officials is a sound case of a rule the guide lists', () => {
  const printed = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].flatMap((match) => z.array(exampleCase).parse(parse(match[1]!)))
  expect(printed.length).toBeGreaterThan(0)
  for (const one of printed) expect(guide).toContain(`| \`${one.rule}\` |`)
})

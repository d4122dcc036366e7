import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contexts } from '../src/app/contexts.ts'

interface Pair { readonly japanese: string; readonly name: string; readonly meaning: string }

const pairs: readonly Pair[] = [...readFileSync(new URL('../docs/glossary.md', import.meta.url), 'utf8').matchAll(/^\| ([^|]+) \| `([^`|]+)`(?: ✓)? \| ([^|]+) \|$/gm)].map(([, japanese = '', name = '', meaning = '']) => ({ japanese, name, meaning }))
const names = new Set(pairs.map((pair) => pair.name.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase())))
/** `転入`, `案` and what stands before and after a `・` or a bracket: the Japanese words of the page. */
const japanese = new Set(pairs.flatMap((pair) => [pair.japanese, ...pair.japanese.split(/[・、（）]/)]).filter(Boolean))

const words = (name: string): string[] => name.split(/[-_]/)

/** Whether a name is one of the glossary, or put together from several; a plural is its singular. */
function isKnown(parts: readonly string[]): boolean {
  if (parts.length === 0) return true
  return parts.some((_part, index) => {
    const joined = camel(parts.slice(0, index + 1))
    return (names.has(joined) || names.has(joined.replace(/s$/, ''))) && isKnown(parts.slice(index + 1))
  })
}

function camel(parts: readonly string[]): string {
  return parts.map((part, index) => (index === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1))).join('')
}

test('the page is one table of pairs, each Japanese word and each name once', () => {
  expect(pairs.length).toBeGreaterThan(150)
  expect(pairs.map((pair) => pair.name).filter((name, index, all) => all.indexOf(name) !== index)).toEqual([])
  expect(pairs.map((pair) => pair.japanese).filter((word, index, all) => all.indexOf(word) !== index)).toEqual([])
  expect(pairs.filter((pair) => !/[\u3040-\u30ff\u4e00-\u9fff]/.test(pair.japanese)).map((pair) => pair.japanese)).toEqual([])
})

test('no name is romaji but the one that says so', () => {
  const romaji = /^(jumin|setai|tennyu|tenshutsu|zeigaku|nouki|kazei|chotei|shuno|atena|koseki|[a-z]*zei|[a-z]*ryou|[a-z]*hyou)$/i
  expect(pairs.map((pair) => pair.name).filter((name) => romaji.test(name))).toEqual([])
})

test('every business is entered under its title', () => {
  expect(contexts.filter((context) => !japanese.has(context.title)).map((context) => `${context.name} ${context.title}`)).toEqual([])
})

test('every verb and every object of a command or job is entered', () => {
  const named = contexts.flatMap((context) => [...(context.commands ?? []), ...(context.jobs ?? [])].map((each) => each.name))
  expect(named.filter((name) => !isKnown(words(name.split('.')[1] ?? '')))).toEqual([])
})

test('what a command is about is said on the screen in the words of the page', () => {
  const commands = contexts.flatMap((context) => context.commands ?? [])
  const strange = commands.filter((command) => ![...japanese].some((word) => word.length > 1 && command.title.includes(word)))
  expect(strange.map((command) => `${command.name} ${command.title}`)).toEqual([])
})

test('every table is named with words of the page', () => {
  const tables = contexts.flatMap((context) => context.tables.map((table) => table.name))
  expect(tables.filter((name) => !isKnown(words(name.split('.')[1] ?? '')))).toEqual([])
})

test('every levy is entered under its code', () => {
  const levies = contexts.flatMap((context) => context.levies ?? [])
  expect(levies.filter((levy) => !isKnown(words(levy.code))).map((levy) => levy.code)).toEqual([])
})

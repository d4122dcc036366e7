import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { contexts } from '../src/app/contexts.ts'
import { lawFolders, type Concept } from '../src/legislation/index.ts'
import { readConcept } from '../src/legislation/law-file.ts'

// Every law file of the running system: what stands in it, and that it stops the start once a part is taken out.

const files = contexts.flatMap(({ name: context, folder }) => {
  const law = new URL('law/', folder)
  const names = existsSync(law) ? readdirSync(law).filter((file) => file.endsWith('.yaml')) : []
  return names.map((file) => ({ path: `${context} ${file}`, context, name: basename(file, '.yaml'), text: readFileSync(new URL(file, law), 'utf8') }))
})
const concepts = lawFolders().flatMap((folder) => [...folder.concepts.values()].map((concept) => ({ key: `${folder.context}.${concept.name}`, concept })))

function conceptOf(file: { context: string; name: string }): Concept {
  const found = concepts.find(({ key }) => key === `${file.context}.${file.name}`)
  expect(found, `${file.context}.${file.name}`).toBeDefined()
  return found!.concept
}

test('every law file of a context is read by a rule, and every concept read has its file', () => {
  expect(files.length).toBeGreaterThan(60)
  expect(files.map((file) => `${file.context}.${file.name}`).sort()).toEqual(concepts.map(({ key }) => key).sort())
})

test.each(concepts)('$key says unit, scope and both dates, and cites an article on every row', ({ concept }) => {
  expect(['yen', 'percent', 'days', 'count', 'table']).toContain(concept.kind.unit)
  expect(['fixed', 'standard-rate', 'ordinance']).toContain(concept.scope)
  for (const row of concept.rows) {
    expect(row.from).toMatch(/^\d{4}(-\d{2}){0,2}$/)
    expect(row.published).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(row.because.length).toBeGreaterThan(0)
  }
})

interface Row { toJSON(): unknown; delete(key: string): boolean; set(key: string, value: unknown): void; get(key: string): unknown }

describe.each(files)('$path', (file) => {
  const read = (text: string): readonly string[] => {
    const faults: string[] = []
    readConcept({ path: file.path, name: file.name, text }, conceptOf(file).kind, (fault) => faults.push(fault))
    return faults
  }
  const spoiled = (spoil: (document: ReturnType<typeof parseDocument>, row: Row) => unknown): readonly string[] => {
    const document = parseDocument(file.text)
    const rows = document.get('rows') as { items: readonly Row[] }
    spoil(document, rows.items.at(-1)!)
    return read(document.toString())
  }

  test('stands as it is', () => expect(read(file.text)).toEqual([]))
  test.each(['because', 'published', 'from'])('does not stand without %s on its last row', (key) => expect(spoiled((_document, row) => row.delete(key)).join()).toContain(key))
  test.each(['unit', 'scope', 'chosen-by'])('does not stand without its %s', (key) => expect(spoiled((document) => document.delete(key)).join()).toContain(key))
  test('does not stand with a key that nobody knows', () => {
    expect(spoiled((_document, row) => row.set('remark', 'x')).join()).toContain('remark')
    expect(spoiled((document) => document.set('colour', 'red')).join()).toContain('colour')
  })
  test('does not stand with its last row written twice', () => {
    expect(spoiled((document, row) => (document.get('rows') as { add(row: unknown): void }).add(document.createNode(row.toJSON()))).join()).toContain('overlap')
  })
})

import { LineCounter, parseDocument, type ScalarTag } from 'yaml'
import { z } from 'zod'
import { ExampleFault, exampleDay, nearWords } from '../kernel/example-input.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { caseOfVector, findYear, isVector, listOfCases, type ExampleFamilies } from './example-vectors.ts'
import { lineSuffix } from './law-file.ts'
import { issueText } from './values.ts'

export interface ExampleFile { readonly path: string; readonly text: string }

/** Where a case begins: the line is 1 for the first. */
export interface ExamplePlace { readonly path: string; readonly line: number }

/** A case as read, or why it cannot be. */
export type ReadCase = { readonly place: ExamplePlace } & ({ readonly example: ExampleCase } | { readonly title: string; readonly reason: string })

const day = z.unknown().transform((value, context): PlainDate => {
  try {
    return exampleDay(value, 'date')
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof ExampleFault ? '暦にある日付ではありません（例: 2026-04-01）' : String(error) })
    return z.NEVER
  }
})
const year = z.unknown().transform((value, context): number => {
  const found = findYear(value)
  if (found === undefined) context.addIssue({ code: 'custom', message: '年度は西暦の4桁で書きます（例: 2026）' })
  return found ?? z.NEVER
})
const fields = z.record(z.string(), z.unknown())
const text = z.string().min(1)

/** One worked example as it stands in a file — 計算例. */
export const exampleCase = z.strictObject({
  title: text,
  /** `tax-individual.assess`, as the manifest of a context names it. */
  rule: text,
  source: z.strictObject({ kind: text, place: text, seen: day.nullish() }),
  fiscalYear: year.nullish(),
  on: day.nullish(),
  ordinance: fields.nullish(),
  given: fields.nullish(),
  expect: fields.refine((expected) => Object.keys(expected).length > 0, '期待する結果が一つも書かれていません'),
  doubt: z.string().regex(/^LD-\d{3,}$/, '疑義は docs/legal-doubts.md の番号で書きます（例: LD-031）').nullish(),
})
export type ExampleCase = z.infer<typeof exampleCase>

/** Digits that a number would not keep: a code with leading zeros, a number longer than sixteen digits. */
const longDigits: ScalarTag = { tag: 'tag:yaml.org,2002:str', default: true, identify: () => false, test: /^(?:0[0-9]+|[0-9]{16,})$/, resolve: (digits) => digits }

/**
 * The cases of a file; one that cannot be read does not keep the others from being read.
 * @param families the rules of published vectors, which are read as they come
 */
export function readCases(file: ExampleFile, families: ExampleFamilies = {}): readonly ReadCase[] {
  const { path } = file
  if (file.text.includes('\uFFFD')) return [broken({ path, line: 1 }, '文字コードが UTF-8 ではありません。UTF-8 で保存してください。')]
  const lines = new LineCounter()
  const document = parseDocument(file.text.replace(/^\uFEFF/, ''), { lineCounter: lines, customTags: (tags) => [longDigits, ...tags] })
  const [error] = document.errors
  if (error) return [broken({ path, line: error.linePos?.[0].line ?? 1 }, `YAML として読めません（${error.message.split('\n')[0]}）。字下げは半角の空白にそろえ、記号を含む文字は引用符で囲んでください。`)]
  const list = listOfCases(document.toJS())
  if (!list) return [broken({ path, line: 1 }, 'ファイルは計算例の並びで書きます。一件ごとに「- title:」から始めてください。')]
  return list.cases.map((raw, index) => {
    const line = Number(lineSuffix(document.getIn([...list.at, index], true), lines).slice(1)) || 1
    const parsed = exampleCase.safeParse(isVector(raw) ? caseOfVector(raw, families) : raw)
    if (parsed.success) return { place: { path, line }, example: parsed.data }
    const issue = parsed.error.issues[0]!
    const at = lineSuffix(document.getIn([...list.at, index, ...keyPath(issue)], true), lines).slice(1)
    return broken({ path, line: Number(at) || line }, parsed.error.issues.map(words).join('、'), titleOf(raw))
  })
}

function broken(place: ExamplePlace, reason: string, title = ''): ReadCase {
  return { place, title, reason }
}

/** Where an issue stands; for an unknown key the key itself. */
function keyPath(issue: z.core.$ZodIssue): readonly unknown[] {
  return issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path
}

function words(issue: z.core.$ZodIssue): string {
  const place = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(place === 'source' ? exampleCase.shape.source.shape : exampleCase.shape)
    return issue.keys.map((key) => `「${place === '' ? key : `${place}.${key}`}」は計算例に書けない項目です${nearWords(key, known)}`).join('、')
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return `「${place}」が書かれていないか、形が違います`
  return issue.code === 'custom' ? `「${place}」: ${issue.message}` : `「${place}」が正しくありません（${issueText({ ...issue, path: [] })}）`
}

function titleOf(raw: unknown): string {
  const title = (raw as { title?: unknown } | null)?.title
  return typeof title === 'string' ? title : ''
}

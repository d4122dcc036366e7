import type { BroughtFile } from '../scan/scanner.ts'
import type { Schema } from './schema.ts'

/** How the bytes of a file stand in an input: as base64, or as the text itself. */
export type UploadEncoding = 'base64' | 'text'

const uploads = new WeakMap<Schema, UploadEncoding>()

/**
 * Says that a field of an input is a file that somebody has brought — 持ち込まれたファイル. The one door of files: what is declared here
 * is searched for malicious code before its command begins, over every way by which commands are reached.
 * @example input: z.object({ content: upload(z.base64().min(1)) })
 */
export function upload<S extends Schema>(schema: S, encoding: UploadEncoding = 'base64'): S {
  uploads.set(schema, encoding)
  return schema
}

/** A field that takes a file: its keys from the input on, `*` for each item of a list. */
export interface UploadField { readonly path: readonly string[]; readonly encoding: UploadEncoding }

/** The fields of an input that take files. */
export function uploadFields(schema: Schema, path: readonly string[] = []): readonly UploadField[] {
  const encoding = uploads.get(schema)
  if (encoding !== undefined) return [{ path, encoding }]
  return partsOf(schema).flatMap(([key, part]) => uploadFields(part, key === null ? path : [...path, key]))
}

/** What a schema is made of, as far as an input is nested: fields, items, choices and what stands behind a default. */
export function partsOf(schema: Schema): readonly (readonly [key: string | null, part: Schema])[] {
  const def = schema._zod.def as { readonly type: string; readonly shape?: Readonly<Record<string, Schema>>; readonly element?: Schema; readonly options?: readonly Schema[]; readonly innerType?: Schema; readonly in?: Schema }
  if (def.shape) return Object.entries(def.shape)
  if (def.type === 'array' && def.element) return [['*', def.element]]
  return [...def.options ?? [], ...[def.innerType, def.in].filter((part) => part !== undefined)].map((part) => [null, part])
}

/** The files of a parsed input, each by the name that stands beside it as `fileName`, where one does. */
export function filesIn(fields: readonly UploadField[], input: unknown): BroughtFile[] {
  return fields.flatMap(({ path, encoding }) => valuesAt(input, path).flatMap(({ value, beside }) => {
    if (typeof value !== 'string' || value === '') return []
    const name = (beside as Readonly<Record<string, unknown>> | null)?.['fileName']
    return [{ name: typeof name === 'string' ? name : null, bytes: new Uint8Array(Buffer.from(value, encoding === 'text' ? 'utf8' : 'base64')) }]
  }))
}

function valuesAt(value: unknown, [key, ...rest]: readonly string[], beside: unknown = null): { readonly value: unknown; readonly beside: unknown }[] {
  if (key === undefined) return [{ value, beside }]
  if (value === null || typeof value !== 'object') return []
  if (key === '*') return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest, beside)) : []
  return valuesAt((value as Readonly<Record<string, unknown>>)[key], rest, value)
}

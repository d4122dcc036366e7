import type { FormValues, UploadedFile } from '../screen/page.ts'

/** Form values from pairs; files apart. */
export function formValues(entries: readonly (readonly [string, string])[], files: ReadonlyMap<string, UploadedFile> = new Map()): FormValues {
  return {
    entries,
    get: (name) => entries.find(([key]) => key === name)?.[1],
    all: (name) => entries.filter(([key]) => key === name).map(([, value]) => value),
    file: (name) => files.get(name),
  }
}

export const noValues: FormValues = formValues([])

/** Reads a posted form, its uploads included. Names beginning with `_` belong to the frame and stay in. */
export async function readForm(request: Request): Promise<FormValues> {
  const data = await request.formData()
  const entries: [string, string][] = []
  const files = new Map<string, UploadedFile>()
  for (const [name, value] of data.entries()) {
    if (typeof value === 'string') entries.push([name, value])
    else if (value.size > 0) files.set(name, { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) })
  }
  return formValues(entries, files)
}

export function queryValues(url: URL): FormValues {
  return formValues([...url.searchParams.entries()])
}

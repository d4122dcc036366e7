import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

/**
 * Starts a thread of its own with a module of this tree.
 * @param module URL of its TypeScript file, which takes up its work when it is read
 * @param workerData what it is told, read there as `workerData`
 */
export function startThread(module: URL, workerData: unknown): Worker {
  return new Worker(scriptFor(module), { eval: true, workerData, execArgv: [] })
}

/** A thread does not inherit the TypeScript loader of the program, nor that of the test runner: it starts its own. */
function scriptFor(module: URL): string {
  const tsx = dirname(createRequire(import.meta.url).resolve('tsx/package.json'))
  const loader = pathToFileURL(join(tsx, 'dist/esm/api/index.mjs')).href
  return `import(${JSON.stringify(loader)}).then((tsx) => { tsx.register(); return import(${JSON.stringify(module.href)}) })`
}

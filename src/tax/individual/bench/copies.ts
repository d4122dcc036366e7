import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Script } from 'node:vm'
import { transform } from 'esbuild'
import { assert } from '../../../kernel/assert.ts'
import { makeOwnTests } from './own-tests.ts'

/** The folder of the individual inhabitants tax. */
export const context = fileURLToPath(new URL('../', import.meta.url))

/** Where rules stand, with their tests. */
export const rulesFolders = ['rules', 'after/rules'] as const

/** The properties among the tests draw the same in every run. */
const drawnFrom = 1

/** A file of the context by its path inside, with the text it is to have. */
export interface Changed { readonly file: string; readonly text: string }

/** Everything read anew, with a changed text in the place of its file. */
export interface Copy {
  read(file: string): Readonly<Record<string, unknown>>
  /** Runs the tests of a file; they fail by throwing. */
  holds(testFile: string): boolean
  /** Whether a file was read by now, for itself or for another one. */
  hasRead(file: string): boolean
}

type Module = Readonly<Record<string, unknown>>

/** Copies of the rules, their tests and the readers of worked examples, in which one file may have another text. */
export class Copies {
  readonly #scripts = new Map<string, Script>()
  readonly #others = new Map<string, Module>()
  readonly #packages: Readonly<Record<string, unknown>>

  private constructor(packages: Readonly<Record<string, unknown>>) {
    this.#packages = packages
  }

  static async read(): Promise<Copies> {
    // What the tests alone use is read when they are run: the program at work has no need of it.
    const { default: draws } = await import('fast-check')
    draws.configureGlobal({ seed: drawnFrom })
    const copies = new Copies({ 'fast-check': draws })
    const readers = readdirSync(context).filter((name) => name.startsWith('example-') && !name.endsWith('.test.ts'))
    const files = [...rulesFolders.flatMap((folder) => readdirSync(join(context, folder)).map((name) => join(context, folder, name))), ...readers.map((name) => join(context, name))]
    for (const path of files) copies.#scripts.set(path, await scriptOf(readFileSync(path, 'utf8')))
    for (const path of files) {
      for (const [, name] of readFileSync(path, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
        const target = resolve(dirname(path), name!)
        if (!copies.#scripts.has(target)) copies.#others.set(target, (await import(pathToFileURL(target).href)) as Module)
      }
    }
    return copies
  }

  /** By their paths inside the context. */
  get testFiles(): readonly string[] {
    return [...this.#scripts.keys()].filter((path) => path.endsWith('.test.ts')).map((path) => path.slice(context.length))
  }

  async make(changed: Changed | null): Promise<Copy> {
    const scripts = changed === null ? this.#scripts : new Map([...this.#scripts, [join(context, changed.file), await scriptOf(changed.text)]])
    const loaded = new Map<string, { exports: Module }>()
    const packages: Record<string, unknown> = { ...this.#packages }
    const read = (path: string): Module => {
      const other = this.#others.get(path) ?? loaded.get(path)?.exports
      if (other) return other
      const script = scripts.get(path)
      assert(script, `${path} is among the copies`)
      const module = { exports: {} }
      loaded.set(path, module)
      ;(script.runInThisContext() as (...given: unknown[]) => void)(module, module.exports, (name: string) => packages[name] ?? read(resolve(dirname(path), name)))
      return module.exports
    }
    return {
      read: (file) => read(join(context, file)),
      holds(testFile) {
        const own = makeOwnTests()
        packages['vitest'] = own.runner
        read(join(context, testFile))
        return own.hold()
      },
      hasRead: (file) => loaded.has(join(context, file)),
    }
  }
}

async function scriptOf(text: string): Promise<Script> {
  const { code } = await transform(text, { loader: 'ts', format: 'cjs', target: 'node20' })
  return new Script(`(function (module, exports, require) {${code}\n})`)
}

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'
import { assert } from '../../kernel/assert.ts'

/** A file of the staff screens that browsers may keep for ever: its address carries the digest of its content. */
export interface Asset {
  readonly body: Uint8Array
  readonly type: string
  readonly etag: string
}

export type AssetName = 'yakuba.css' | 'yakuba.js' | 'htmx.min.js' | 'icons.svg'

const sources: Readonly<Record<AssetName, { file: string; type: string }>> = {
  'yakuba.css': { file: beside('yakuba.css'), type: 'text/css; charset=utf-8' },
  'yakuba.js': { file: beside('client/yakuba.js'), type: 'text/javascript; charset=utf-8' },
  'htmx.min.js': { file: createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js'), type: 'text/javascript; charset=utf-8' },
  'icons.svg': { file: beside('icons.svg'), type: 'image/svg+xml; charset=utf-8' },
}

const urls = new Map<AssetName, string>()
const loaded = new Map<string, Asset>()

/** Every asset by its path, `/assets/yakuba.1a2b3c4d5e.css`; served with `Cache-Control: public, max-age=31536000, immutable`. */
export function assets(): ReadonlyMap<string, Asset> {
  for (const name of Object.keys(sources) as AssetName[]) assetUrl(name)
  return loaded
}

/** The path of an asset with its digest: `assetUrl('yakuba.css')`. A file is read when it is first asked for. */
export function assetUrl(name: AssetName): string {
  assert(name in sources, `unknown asset: ${name}`)
  return urls.get(name) ?? load(name)
}

function load(name: AssetName): string {
  const { file, type } = sources[name]
  const text = readFileSync(file, 'utf8')
  const body = Buffer.from(compact(name, text), 'utf8')
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 10)
  const path = `/assets/${name.replace(/(\.[a-z]+)$/, `.${digest}$1`)}`
  urls.set(name, path)
  loaded.set(path, { body, type, etag: `"${digest}"` })
  return path
}

function compact(name: AssetName, text: string): string {
  if (name === 'yakuba.css') return compactSheet(text)
  return name === 'yakuba.js' ? compactScript(text) : text
}

/**
 * Takes out comments and blanks around punctuation, and gives the custom properties short names.
 * The sheet's own strings and sums have no blanks that matter, and nothing outside it knows a property by name.
 */
function compactSheet(css: string): string {
  const short = new Map<string, string>()
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/([ :,(-])0\./g, '$1.')
    .replace(/;}/g, '}')
    .replace(/--[a-z][a-z0-9-]*/g, (name) => short.get(name) ?? short.set(name, `--${short.size.toString(36)}`).get(name)!)
    .trim()
}

/** The script as browsers get it: the same program without comments, blanks and long names. */
function compactScript(script: string): string {
  return transformSync(script, { minify: true, format: 'iife', target: 'es2022', charset: 'utf8', legalComments: 'none' }).code.trim()
}

function beside(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url))
}

import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { LaunchOptions } from 'playwright-core'
import { assert } from '../../../kernel/assert.ts'

/** How the installed Chromium is started for the sweep: `YAKUBA_CHROMIUM`, then the search path. */
export function findChromium(): LaunchOptions {
  const named = process.env['YAKUBA_CHROMIUM']
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = [...(named ? [named] : []), ...folders.flatMap((folder) => [join(folder, 'chromium'), join(folder, 'google-chrome')])].find((path) => existsSync(path))
  assert(found !== undefined, 'no Chromium: set YAKUBA_CHROMIUM or install the package chromium')
  return { executablePath: found, args: ['--disable-gpu', '--no-first-run', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] }
}

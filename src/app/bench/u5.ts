import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { assert } from '../../kernel/assert.ts'
import type { BenchOptions } from '../../platform/context/manifest.ts'
import type { BuildingBench, BuildingFigure } from './figure.ts'
import { copyTree, startYakuba } from './started.ts'

/** U5: from a fresh clone to the running sample towns, with nothing kept by npm, and again with what it then has kept. */
export const freshCloneBench: BuildingBench = {
  id: 'U5', title: 'fresh clone to running sample towns, one command',
  async run(options) {
    const folder = mkdtempSync(join(tmpdir(), 'yakuba-clone-'))
    // The database's user must be able to pass through where npm start runs as root.
    chmodSync(folder, 0o755)
    const place = { folder, cache: join(folder, 'npm-cache') }
    try {
      return figureOf(await startClone(options, { ...place, name: 'cold' }), await startClone(options, { ...place, name: 'warm' }))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

interface Clone { readonly folder: string; readonly cache: string; readonly name: string }
interface Started { readonly first: number; readonly install: number; readonly again: number }

/** A clone of its own is started twice: the first time it holds nothing but the tracked files. */
async function startClone(options: BenchOptions, { folder, cache, name }: Clone): Promise<Started> {
  const dir = join(folder, name)
  copyTree(dir)
  const env = { npm_config_cache: cache }
  const first = await startYakuba(dir, { env })
  assert(first.signIns.ids.length > 0, 'the start prints the sample sign-ins')
  const install = Number(/パッケージを入れました（([\d.]+) 秒）/.exec(first.output())?.[1])
  assert(install > 0, 'a fresh clone installs its packages')
  assert((await first.stop()).output.includes('止まりました'), 'the program ends in order')
  const again = await startYakuba(dir, { env })
  await again.stop()
  // A cluster that the database's user could not reach inside the clone stands elsewhere.
  const outside = /データベースの置き場所: (\S+?)（/.exec(first.output())?.[1]
  if (outside !== undefined && !outside.startsWith(folder)) rmSync(dirname(outside), { recursive: true, force: true })
  options.print(`  ${name}: ${first.seconds.toFixed(1)} s, of which npm ci ${install.toFixed(1)} s; second start ${again.seconds.toFixed(1)} s`)
  return { first: first.seconds, install, again: again.seconds }
}

function figureOf(cold: Started, warm: Started): BuildingFigure {
  return {
    place: 'sample', value: round(cold.first), unit: 's', better: 'lower', must: 300, aim: 120, ratio: round(cold.first / cold.install),
    floor: { name: 'npm ci of the same start, nothing kept', value: round(cold.install), unit: 's' },
    more: { 'with the packages kept by npm, s': round(warm.first), 'of which npm ci, s': round(warm.install), 'second start, s': round(Math.min(cold.again, warm.again)) },
  }
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10
}

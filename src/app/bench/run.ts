import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../../platform/clock/index.ts'
import type { Bench, BenchFigure, BenchOptions, BenchTown } from '../../platform/context/manifest.ts'
import { contexts } from '../contexts.ts'
import { openYakuba, type OpenYakuba } from '../open.ts'
import { readSettings } from '../settings.ts'
import { makeSampleTown } from '../sample-town.ts'
import { buildingBenches } from './building.ts'
import { verdictOf } from './verdict.ts'

type Size = BenchOptions['size']
const residentsOf: Readonly<Record<Size, number>> = { S: 20_000, M: 377_000, L: 3_770_000 }

const print = (line: string): void => { process.stdout.write(`${line}\n`) }

/** `npm run bench -- <id> [--size S|M|L] [--seconds N] [--count N]`: makes what it needs, needs nothing running. */
export async function runBench(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { size: { type: 'string', default: 'M' }, seconds: { type: 'string', default: '30' }, count: { type: 'string' } } })
  const benches = [...buildingBenches, ...contexts.flatMap((context) => context.benches ?? [])]
  const bench = benches.find((candidate) => candidate.id === positionals[0]?.toUpperCase())
  if (!bench || !isSize(values.size)) {
    print(`使い方：npm run bench -- <id> [--size S|M|L] [--seconds N] [--count N]\n${benches.map((each) => `  ${each.id.padEnd(4)} ${each.title}`).join('\n')}`)
    return 2
  }
  const opened = new Map<string, OpenYakuba>()
  try {
    const figure = await bench.run(optionsOf({ size: values.size, seconds: Number(values.seconds), count: values.count === undefined ? null : Number(values.count) }, opened))
    report(bench, values.size, figure)
    return 0
  } finally {
    for (const open of opened.values()) await open.close()
  }
}

function isSize(text: string): text is Size {
  return text in residentsOf
}

function optionsOf(asked: { size: Size; seconds: number; count: number | null }, opened: Map<string, OpenYakuba>): BenchOptions {
  return { ...asked, print, town: () => townOf(asked.size, opened) }
}

async function townOf(size: Size, opened: Map<string, OpenYakuba>): Promise<BenchTown> {
  const settings = readSettings({ ...process.env, YAKUBA_DATA_DIR: process.env['YAKUBA_DATA_DIR'] ?? join(readSettings(process.env).dataDir, 'bench') })
  const open = await openYakuba(settings, { databaseName: `yakuba_bench_${size.toLowerCase()}`, clock: systemClock, poolSize: 24, print })
  opened.set(size, open)
  const tenant = await makeSampleTown(open, { residents: residentsOf[size], seed: 1, print })
  const caller = { tenant, actor: benchActor(open), purpose: '測定', correlationId: 'bench' }
  const { runner } = open.yakuba
  return {
    tenant, residents: residentsOf[size], runner, caller, ownerUrl: open.urls.owner, appUrl: open.urls.app,
    run: (command, input) => runner.run(caller, { command, input, key: crypto.randomUUID() }),
    ask: (query, input) => runner.ask(caller, query, input),
    tx: (work) => runner.transaction(caller, work),
  }
}

function benchActor(open: OpenYakuba) {
  return { id: '00000000-0000-7000-8000-00000000be0c', kind: 'system' as const, name: '測定', section: '測定', desk: null, permissions: new Set(open.yakuba.registry.permissions.keys()) }
}

function report(bench: Bench, size: Size, figure: BenchFigure): void {
  print(`${bench.id}  ${bench.title}`)
  print(`  size ${size}, ${process.version}, ${navigator.hardwareConcurrency} cores`)
  print(`  value ${figure.value} ${figure.unit}   floor: ${figure.floor.name} ${figure.floor.value} ${figure.floor.unit}   ratio ${figure.ratio}`)
  for (const [name, value] of Object.entries(figure.more ?? {})) print(`  ${name} ${value}`)
  print(JSON.stringify({ id: bench.id, size, value: figure.value, unit: figure.unit, ratio: figure.ratio, floor: figure.floor, must: figure.must, aim: figure.aim, met: verdictOf(figure) }))
}

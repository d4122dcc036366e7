import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import type { Bench, BenchOptions } from '../../platform/context/manifest.ts'
import { contexts } from '../contexts.ts'
import { buildingBenches } from './building.ts'
import type { BuildingBench, BuildingFigure, BuildingOptions, OpenTown } from './figure.ts'
import { openTown, residentsOf } from './towns.ts'
import { verdictOf } from './verdict.ts'

type Size = BenchOptions['size']

const print = (line: string): void => { process.stdout.write(`${line}\n`) }

/** `npm run bench -- <id> [--size S|M|L] [--seconds N] [--count N]`: makes what it needs, needs nothing running. */
export async function runBench(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { size: { type: 'string', default: 'M' }, seconds: { type: 'string', default: '30' }, count: { type: 'string' } } })
  const benches = [...buildingBenches, ...contexts.flatMap((context): readonly Bench[] => context.benches ?? [])].sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))
  const bench: BuildingBench | undefined = benches.find((candidate) => candidate.id === positionals[0]?.toUpperCase())
  if (!bench || !isSize(values.size)) {
    print(`使い方：npm run bench -- <id> [--size S|M|L] [--seconds N] [--count N]\n${benches.map((each) => `  ${each.id.padEnd(4)} ${each.title}`).join('\n')}`)
    return 2
  }
  const opened: OpenTown[] = []
  // A bench that is broken off takes with it what it has started: database and programs watch for the end of this process.
  for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]] as const) process.once(signal, () => process.exit(code))
  try {
    report(bench, values.size, await bench.run(optionsOf({ size: values.size, seconds: Number(values.seconds), count: values.count === undefined ? null : Number(values.count) }, opened)))
    return 0
  } finally {
    for (const { building } of opened) await building.close()
  }
}

function isSize(text: string): text is Size {
  return text in residentsOf
}

function optionsOf(asked: { size: Size; seconds: number; count: number | null }, opened: OpenTown[]): BuildingOptions {
  const open = async (): Promise<OpenTown> => {
    const town = opened[0] ?? await openTown(asked.size, print)
    if (opened.length === 0) opened.push(town)
    return town
  }
  return { ...asked, print, openTown: open, town: async () => (await open()).town }
}

function report(bench: Bench, size: Size, figure: BuildingFigure): void {
  const place = figure.place ?? size
  print(`${bench.id}  ${bench.title}`)
  print(`  size ${place}, ${process.version}, ${availableParallelism()} cores`)
  print(`  value ${figure.value} ${figure.unit}   floor: ${figure.floor.name} ${figure.floor.value} ${figure.floor.unit}   ratio ${figure.ratio}`)
  for (const [name, value] of Object.entries(figure.more ?? {})) print(`  ${name} ${value}`)
  print(JSON.stringify({ id: bench.id, size: place, value: figure.value, unit: figure.unit, ratio: figure.ratio, floor: figure.floor, must: figure.must, aim: figure.aim, met: verdictOf(figure) }))
}

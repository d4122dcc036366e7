/** Median, p95 and p99 of measured times, by nearest rank. */
export function percentiles(samples: readonly number[]): { readonly median: number; readonly p95: number; readonly p99: number; readonly max: number } {
  const sorted = [...samples].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
  return { median: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted.at(-1) ?? Number.NaN }
}

/** Milliseconds that one piece of work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Runs `clerks` loops side by side until the seconds are over; returns every time in milliseconds. */
export async function sideBySide(clerks: number, seconds: number, work: (clerk: number, round: number) => Promise<unknown>): Promise<number[]> {
  const end = performance.now() + seconds * 1000
  const samples: number[] = []
  await Promise.all(Array.from({ length: clerks }, async (_, clerk) => {
    for (let round = 0; performance.now() < end; round += 1) samples.push(await timed(() => work(clerk, round)))
  }))
  return samples
}

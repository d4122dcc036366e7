/** A stream of chance that is the same for the same seed on every machine; the chance of the machine is nowhere used for samples. */
export interface Random {
  /** From 0 to below 1. */
  next(): number
  /** A whole number of 32 bits. */
  bits(): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** True in this share of cases. */
  chance(share: number): boolean
  /** One of these, each as likely as the other. */
  pick<T>(list: readonly T[]): T
  /** About normally distributed, mean 0, deviation 1. */
  normal(): number
}

/** A stream of its own for each list of keys: town, page, purpose. */
export function randomFor(...keys: readonly number[]): Random {
  let mixed = 0x9e3779b9
  const seeds = [0, 0, 0, 0].map(() => {
    for (const key of keys) mixed = mix((mixed + key + 0x6d2b79f5) | 0)
    return (mixed = mix((mixed + 0x9e3779b9) | 0))
  })
  return sfc32(seeds)
}

/** Scatters a whole number over all 32 bits, always in the same way. */
export function mix(value: number): number {
  let x = value | 0
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return x ^ (x >>> 15)
}

/** Chris Doty-Humphrey's small fast counting generator. */
function sfc32(seeds: readonly number[]): Random {
  let [a, b, c, counter] = [seeds[0]!, seeds[1]!, seeds[2]!, seeds[3]!]
  function bits(): number {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum | 0
    return sum >>> 0
  }
  for (let round = 0; round < 12; round += 1) bits()
  const next = (): number => bits() / 4_294_967_296
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  return {
    next, bits, between,
    chance: (share) => next() < share,
    pick: (list) => list[Math.floor(next() * list.length)]!,
    normal: () => next() + next() + next() + next() + next() + next() + next() + next() + next() + next() + next() + next() - 6,
  }
}

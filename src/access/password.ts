import { hash, verify } from '@node-rs/argon2'

// argon2id at 19 MiB and two passes: about 10 ms a check.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export async function hashPassword(password: string): Promise<string> {
  return await hash(password, cost)
}

/** Takes the same time whether or not the login exists, so that neither can be told from outside. */
export async function isPassword(stored: string | undefined, password: string): Promise<boolean> {
  const known = stored ?? (await unknownHash)
  const fits = await verify(known, password)
  return fits && stored !== undefined
}

const unknownHash = hash('nobody has this password', cost)

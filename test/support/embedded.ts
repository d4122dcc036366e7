import { chmod, mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../../src/platform/db/embedded.ts'

export interface TestServer { readonly adminUrl: string; stop(): Promise<void> }

/** A server of this run alone, or the one that `YAKUBA_DATABASE_URL` names (an administrator of a server for tests). */
export async function startTestServer(): Promise<TestServer> {
  const external = process.env['YAKUBA_DATABASE_URL']
  if (external) return { adminUrl: external, stop: async () => undefined }
  const dataDir = await mkdtemp(join(await fastFolder(), 'yakuba-test-'))
  // The server's own account passes through, so that the cluster stands in here.
  await chmod(dataDir, 0o711)
  const server = await startEmbedded({ dataDir, fast: true })
  return {
    adminUrl: server.ownerUrl,
    async stop() { await server.discard(); await rm(dataDir, { recursive: true, force: true }) },
  }
}

/** Memory where the machine has enough of it to give: what is stored has to survive a killed server, not the machine. */
export async function fastFolder(): Promise<string> {
  const memory = '/dev/shm'
  const room = await statfs(memory).then(({ bavail, bsize }) => bavail * bsize, () => 0)
  return room >= leastRoom ? memory : tmpdir()
}

/** A run keeps some twenty databases at once, of up to 100 MB each. */
const leastRoom = 6 * 1024 ** 3

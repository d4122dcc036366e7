import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../../src/platform/db/embedded.ts'

export interface TestServer { readonly adminUrl: string; stop(): Promise<void> }

/** A server of this run alone, or the one that `YAKUBA_DATABASE_URL` names (an administrator of a server for tests). */
export async function startTestServer(): Promise<TestServer> {
  const external = process.env['YAKUBA_DATABASE_URL']
  if (external) return { adminUrl: external, stop: async () => undefined }
  const dataDir = await mkdtemp(join(tmpdir(), 'yakuba-test-'))
  const server = await startEmbedded({ dataDir, fast: true })
  return {
    adminUrl: server.ownerUrl,
    async stop() { await server.discard(); await rm(dataDir, { recursive: true, force: true }) },
  }
}

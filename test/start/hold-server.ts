import { StartRefused, startEmbedded } from '../../src/platform/db/embedded.ts'

/** A program that holds the embedded server of a data folder, for tests that kill it: prints where it is, stops on SIGTERM. */
const [dataDir, mode] = process.argv.slice(2)
void hold()

async function hold(): Promise<void> {
  try {
    const server = await startEmbedded({ dataDir: dataDir ?? '', fast: mode !== 'durable', whenRunning: mode === 'attach' ? 'attach' : 'refuse', say: (line) => process.stderr.write(`${line}\n`) })
    server.announce('http://127.0.0.1:3456/')
    process.stdout.write(`${JSON.stringify({ pid: server.pid, port: server.port, cluster: server.dataDir, ownerUrl: server.ownerUrl, attached: server.attached })}\n`)
    const alive = setInterval(() => undefined, 1_000)
    process.on('SIGTERM', () => {
      clearInterval(alive)
      server.stop().catch((error: unknown) => { process.stderr.write(String(error)) })
    })
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error
    process.stderr.write(`${error.problem}: ${error.message}\n`)
    process.exitCode = 1
  }
}

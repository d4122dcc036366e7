import { createServer, type Server, type Socket } from 'node:net'

/** A daemon that speaks `INSTREAM`, as the manual of clamd describes it — for tests of whoever asks it. */
export interface ScanDaemon { readonly port: number; readonly seen: number[]; stop(): Promise<void> }

/** Words that this daemon takes for malicious code. */
export const maliciousWords = 'X-INVENTED-MALICIOUS-CODE-X'

/** @param most bytes that it takes in one stream; `says` replaces its answer, null keeps silent */
export async function startScanDaemon({ most = 26_214_400, says, port = 0 }: { readonly most?: number; readonly says?: string | null; readonly port?: number } = {}): Promise<ScanDaemon> {
  const [seen, open]: [number[], Set<Socket>] = [[], new Set()]
  const server: Server = createServer((socket) => {
    open.add(socket)
    let [buffered, content, begun] = [Buffer.alloc(0), Buffer.alloc(0), false]
    const answer = (text: string): void => { if (says !== null) socket.end(`${says ?? text}\0`) }
    socket.on('error', () => undefined)
    socket.on('close', () => { open.delete(socket) })
    socket.on('data', (part) => {
      buffered = Buffer.concat([buffered, part])
      if (!begun) {
        if (buffered.length < 10) return
        if (buffered.subarray(0, 10).toString('latin1') !== 'zINSTREAM\0') { answer('UNKNOWN COMMAND'); return }
        begun = true
        buffered = buffered.subarray(10)
      }
      while (buffered.length >= 4) {
        const length = buffered.readUInt32BE(0)
        if (length === 0) {
          seen.push(content.length)
          answer(content.includes(maliciousWords) ? 'stream: Invented.Test-1 FOUND' : 'stream: OK')
          return
        }
        if (content.length + length > most) { answer('INSTREAM size limit exceeded. ERROR'); return }
        if (buffered.length < 4 + length) return
        content = Buffer.concat([content, buffered.subarray(4, 4 + length)])
        buffered = buffered.subarray(4 + length)
      }
    })
  })
  await new Promise<void>((resolve) => { server.listen(port, '127.0.0.1', resolve) })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0, seen,
    async stop() {
      for (const socket of open) socket.destroy()
      await new Promise<void>((resolve) => { server.close(() => { resolve() }) })
    },
  }
}

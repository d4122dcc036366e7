import { Agent, request as httpRequest } from 'node:http'
import type { OpenTown } from './figure.ts'
import { makePrograms } from './r3-programs.ts'
import { makeBearer } from './r3-town.ts'

/** One answer of the program. */
export interface ApiAnswer { readonly status: number; readonly body: string }

/** The program in a process of its own on the sample town, and a client with connections that stay open. */
export interface ServedTown {
  /** Posts as a program with a chief's rights does; `path` is `resident/search-persons`. */
  post(path: string, input: unknown): Promise<ApiAnswer>
  /** Reads with its input in the query. */
  get(path: string, input: Readonly<Record<string, string>>): Promise<ApiAnswer>
  /** An address beside the towns: `healthz`. */
  plain(path: string): Promise<ApiAnswer>
}

/** Starts screens, API and worker as `npm start` does, does the work, and ends them. */
export async function withServedTown<T>({ town, code, building, order }: OpenTown, work: (served: ServedTown) => Promise<T>): Promise<T> {
  const bearer = await makeBearer(building.yakuba, town.tenant)
  const programs = await makePrograms()
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  try {
    await programs.start(order)
    const base = await programs.url()
    const api = `${base}api/v1/${code}/`
    const headers = { authorization: `Bearer ${bearer}` }
    return await work({
      post: async (path, input) => await ask(agent, `${api}${path}`, { headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }, body: JSON.stringify(input) }),
      get: async (path, input) => await ask(agent, `${api}${path}?${new URLSearchParams(input).toString()}`, { headers, body: null }),
      plain: async (path) => await ask(agent, `${base}${path}`, { headers: {}, body: null }),
    })
  } finally {
    agent.destroy()
    programs.end()
  }
}

interface Asking { readonly headers: Readonly<Record<string, string>>; readonly body: string | null }

/** A connection that the server closed while it lay idle says so only when something is sent on it: then another one is taken. */
async function ask(agent: Agent, url: string, asking: Asking): Promise<ApiAnswer> {
  for (;;) {
    const answer = await askOnce(agent, url, asking)
    if (answer !== 'was-closed') return answer
  }
}

async function askOnce(agent: Agent, url: string, { headers, body }: Asking): Promise<ApiAnswer | 'was-closed'> {
  return await new Promise((resolve, reject) => {
    const request = httpRequest(url, { agent, method: body === null ? 'GET' : 'POST', headers: body === null ? headers : { ...headers, 'content-length': Buffer.byteLength(body) } }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => { pieces.push(piece) })
      response.on('error', reject)
      response.on('end', () => { resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces).toString('utf8') }) })
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (request.reusedSocket && error.code === 'ECONNRESET') resolve('was-closed')
      else reject(error)
    })
    request.end(body ?? undefined)
  })
}

import { createHash } from 'node:crypto'
import { NoAnswer, type Answered, type Cancelled, type Confirmed, type Handed, type KioskTown, type Refusal, type Refused } from './boundary.ts'

export interface HttpTownOptions {
  /** Where the town's program serves, with the slash at its end; asked anew for every message. */
  readonly url: () => string
  /** 団体コード */
  readonly code: string
  /** Bearer key of this town, with the right to answer kiosks and no other. */
  readonly key: string
  /** How long an answer is waited for. */
  readonly timeoutMs: number
}

/** The way to a town over its API: one message, one answer; what is no answer is thrown as such. */
export function httpTown(options: HttpTownOptions): KioskTown {
  const post = async <V>(name: string, key: string, input: unknown): Promise<V | Refused> => await call<V>(options, name, { method: 'POST', body: JSON.stringify(input), headers: { 'content-type': 'application/json', 'idempotency-key': key } })
  return {
    async request(asked): Promise<Answered> {
      return accepted(await post<Omit<Extract<Answered, { ok: true }>, 'ok'>>('answer-kiosk-request', asked.requestId, asked))
    },
    async paper(requestId, lineNo): Promise<Handed> {
      const got = await call<{ number: string; sha256: string; pdfBase64: string | null }>(options, `kiosk-paper?requestId=${requestId}&lineNo=${lineNo}`, { method: 'GET' })
      if (isRefused(got)) return got
      if (got.pdfBase64 === null) return { ok: false, refusals: [{ code: 'withheld', message: '', remedy: '' }] }
      return { ok: true, number: got.number, sha256: got.sha256, pdf: Buffer.from(got.pdfBase64, 'base64') }
    },
    async confirm(requestId, sheets): Promise<Confirmed> {
      const input = { requestId, sheets }
      return accepted(await post<Omit<Extract<Confirmed, { ok: true }>, 'ok'>>('confirm-kiosk-request', keyOf('confirm', input), input))
    },
    async cancel(requestId, reason): Promise<Cancelled> {
      const input = { requestId, reason }
      return accepted(await post<Omit<Extract<Cancelled, { ok: true }>, 'ok'>>('cancel-kiosk-request', keyOf('cancel', input), input))
    },
  }
}

function accepted<V extends object>(got: V | Refused): (V & { readonly ok: true }) | Refused {
  return isRefused(got) ? got : { ...got, ok: true }
}

function isRefused(got: object): got is Refused {
  return 'refusals' in got
}

/** A message said again is the same message: its key is made of what it says. */
function keyOf(kind: string, input: unknown): string {
  const hex = createHash('sha256').update(JSON.stringify([kind, input])).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

async function call<V>({ url, code, key, timeoutMs }: HttpTownOptions, path: string, init: RequestInit): Promise<V | Refused> {
  const response = await asked(() => fetch(`${url()}api/v1/${code}/certificates/${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${key}` }, signal: AbortSignal.timeout(timeoutMs) }))
  const text = await asked(() => response.text())
  if (response.status === 503 || response.status === 429) throw new NoAnswer(`answered ${response.status}`)
  const body = JSON.parse(text) as { value: V; refusals?: readonly Refusal[]; detail?: string }
  if (response.ok) return body.value
  if (body.refusals !== undefined && body.refusals.length > 0 && response.status < 500) return { ok: false, refusals: body.refusals }
  throw new Error(`${path} was answered ${response.status}: ${body.detail ?? ''}`)
}

async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new NoAnswer(error instanceof Error ? error.message : String(error))
  }
}

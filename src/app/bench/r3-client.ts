import { setTimeout as sleep } from 'node:timers/promises'

/** One press of a button: the command, what it says, and the key that every repetition carries. */
export interface Press {
  /** `collection/load-payment-file` */
  readonly path: string
  readonly input: unknown
  readonly key: string
  /** Bearer key of who presses. */
  readonly bearer: string
}

/** What the client did besides: how often it had to ask again. */
export interface Client {
  press<V>(press: Press): Promise<V>
  readonly repeats: () => number
}

const patienceMs = 90_000

/** A client as a careful program is one: whatever is not an answer is asked again under the same key. */
export function makeClient(code: string, url: () => Promise<string>): Client {
  let repeats = 0
  return {
    repeats: () => repeats,
    async press<V>(press: Press): Promise<V> {
      for (let waited = 0; waited < patienceMs; waited += 50) {
        const answer = await tryOnce(code, await url(), press)
        if (answer !== undefined) return answer as V
        repeats += 1
        await sleep(50)
      }
      throw new Error(`no answer to ${press.path}`)
    },
  }
}

/** The value; undefined where nobody answered, or only that the database is away. */
async function tryOnce(code: string, url: string, press: Press): Promise<unknown> {
  let response: Response
  let text: string
  try {
    response = await fetch(`${url}api/v1/${code}/${press.path}`, {
      method: 'POST', body: JSON.stringify(press.input),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${press.bearer}`, 'idempotency-key': press.key, 'x-correlation-id': `press-${press.key}` },
    })
    text = await response.text()
  } catch {
    return undefined
  }
  if (response.status === 503) return undefined
  if (!response.ok) throw new Error(`${press.path} was answered ${response.status}: ${text.slice(0, 600)}`)
  return (JSON.parse(text) as { value: unknown }).value
}
